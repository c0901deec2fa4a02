"""amflow lead: people found, written down in a line; the list with what comes next for each."""

from typing import Annotated, Any

import typer

from amflow.commands.customers import customer as people_commands
from amflow.commands.customers import identity as kin
from amflow.commands.customers.customer import FIELDS, changed, columns_of, next_kept, next_said
from amflow.customers import filters
from amflow.customers.changes import merged_profile
from amflow.errors import Usage
from amflow.locale import N_, _, pgettext
from amflow.prospect.leads import records as leads
from amflow.shell.command import family, spelling
from amflow.shell.context import App
from amflow.shell.parameters import Who, plural, takes


@takes(*FIELDS, "next")
def add(
    app: App,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[NAME PHONE WORDS…]", help=N_("the name, or what you call them; phone and words if known")
        ),
    ] = [],  # noqa: B006
    *,
    colleague: Annotated[
        str, typer.Option("--colleague", metavar="NAME", help=N_("the colleague who passed them on: Ann"))
    ] = "",
    anyway: bool = False,
    **given: Any,
) -> None:
    """Add a lead in one line: nothing is needed but a name. Alone it asks, one after the other; - reads a line each.

    amflow lead add "Ben Cole" "07700 900456" "asked the price" --source walk-in
    """
    pairs, step = given.pop("field"), next_said(app, given.pop("next"))
    fields = columns_of(given)
    if step and (not words or words == ["-"]):
        raise Usage(_("--next is of one lead"), _("name whom: amflow lead add NAME --next …"))
    if pairs:
        fields["profile"] = merged_profile("{}", app.desk, pairs)
    if words == ["-"]:
        _added(app, leads.add_lines(app.desk, app.stdin_text(), fields, colleague=colleague, anyway=anyway))
    elif words:
        _one(app, words, fields, colleague, anyway, step)
    else:
        _many(app, fields, colleague)


def _one(app: App, words: list[str], given: dict[str, Any], colleague: str, anyway: bool, step: str) -> None:
    name, phone, impression = leads.split(words)
    typed = {
        "name": name,
        "phone": given["phone"] or phone or None,
        "impression": given["impression"] or impression or None,
    }
    if not kin.agreed(app, name, typed["phone"] or "", anyway):
        app.say(_("nothing was changed"))
        return
    with app.book.change("lead add") as change:
        number = leads.add(app.desk, {**given, **typed}, colleague=colleague, anyway=True)
        then = next_kept(app, change, number, step)
    kin.warn(app, number, given)
    kin.propose_segment(app, number)
    changed(app, "lead", number, _("added as a lead"), then)


def _many(app: App, given: dict[str, Any], colleague: str) -> None:
    """One lead a line, until Enter alone; each is in the book at once."""
    from amflow.errors import AmflowError

    app.must_ask(_("the name"), _("amflow lead add NAME, or - with a line each on stdin"))
    signals = {str(at): one for at, one in enumerate(app.playbook.signals, 1)}
    # A slip in what holds for all of them is said before the first one is typed.
    leads.checked(app.desk, {**given, "name": "…"}, colleague)
    if signals and given["signal"] is None:
        for at, one in signals.items():
            app.say(f"  {at}  {one.title}")
    app.say(_("name, phone and a few words; Enter alone ends"))
    while line := app.prompt(_("lead")):
        name, phone, words = leads.split_line(line)
        try:
            if not kin.agreed(app, name, phone, False):
                continue
            sign = given["signal"] or (signals.get(app.prompt(_("signal (number, Enter: none)"))) if signals else None)
            typed = {"name": name, "phone": phone or None, "impression": words or given["impression"]}
            key = getattr(sign, "key", sign)
            number = leads.add(app.desk, {**given, **typed, "signal": key}, colleague=colleague, anyway=True)
            app.say(f"✓ {name} (c{number})")
            kin.warn(app, number, given)
        except AmflowError as error:
            app.say("  ".join(part for part in (error.message, error.hint) if part))


def _added(app: App, brought: leads.LeadBatch) -> None:
    from amflow.prospect.leads import view as lead_view

    app.show(lead_view.brought(brought))


@takes("source", "signal", "segment", "referrer", "post", unsaid="")
def listed(
    app: App,
    *,
    older: Annotated[
        int | None,
        typer.Option("--older", min=0, max=10_000, metavar="DAYS", help=N_("only found so many days ago or more")),
    ] = None,
    best: bool = False,
    last: int = 50,
    **given: Any,
) -> None:
    """List the open leads, the oldest first, with what comes next for each; or the best first, and why.

    amflow lead list · amflow lead list --best · amflow lead list --source referral
    """
    from amflow.outreach import points
    from amflow.prospect.leads import view as lead_view

    found = leads.listing(app.desk, filters.Filter(older=older, **given), last, best=best)
    app.show(lead_view.listing(*found, points.too_few(points.learnt(app.desk, fresh=True)) if best else ""))


@plural("lead convert")
def convert(app: App, lead: Who, tier: str = "") -> None:
    """Make a lead a customer.

    amflow lead convert c51
    """
    number = leads.convert(app.desk, lead, tier)
    changed(app, "lead", number, _("is a customer now"), [(_("next"), f'amflow deal add "…" --for c{number}')])


@plural("lead drop")
def drop(app: App, lead: Who, why: str = "") -> None:
    """Let a lead go that leads nowhere; the reason is kept.

    amflow lead drop c52 --why "only wanted to know the price"
    """
    reason = why or app.ask(_("the reason"), _("add --why"))
    number, ended = leads.drop(app.desk, lead, reason)
    changed(app, "lead", number, _("dropped"), [(pgettext("with its deal", "left out"), " ".join(ended))])


def reopen(app: App, lead: Who) -> None:
    """Take a lead up again that was dropped."""
    number = leads.reopen(app.desk, lead)
    changed(app, "lead", number, _("taken up again"), [(_("next"), f"amflow log-call c{number}")])


VERBS = {
    "add": add, "list": listed, "edit": spelling(people_commands.edit), "convert": convert,
    "drop": drop, "reopen": spelling(reopen),
}  # fmt: skip
register = family("lead", N_("People found, who are not customers yet."), VERBS)
