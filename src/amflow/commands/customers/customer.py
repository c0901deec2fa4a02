"""amflow customer: the people and organisations of the book."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.commands.customers import completeness as health
from amflow.commands.customers import identity as kin
from amflow.commands.customers import needs
from amflow.commands.customers import tiers as standing
from amflow.customers import changes as customer_changes
from amflow.customers import editor_page as customer_editor
from amflow.customers import filters
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.playbooks.titles import as_typed
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import Who, takes

if TYPE_CHECKING:
    from amflow.book.change import Change

FIELDS = (
    "phone", "email", "address", "key", "tier", "intent", "source", "signal", "segment", "birthday", "assets", "works", "role",
    "main_contact", "referrer", "impression", "field", "organisation", "ms", "mr", "no_contact", "no_call", "quiet_hours",
    "language", "line", "stop",
)  # fmt: skip
"""What may be said of a customer or lead when they are added or changed."""

COLUMNS = {"assets": "assets_minor", "works": "organisation_id", "referrer": "referrer_id", "key": "external_key",
           "main_contact": "contact_id"}  # fmt: skip
"""The columns of those that are called otherwise in the book."""


def columns_of(given: dict[str, Any]) -> dict[str, Any]:
    """What was typed, by columns of the customer; `field` is not one."""
    found = {COLUMNS.get(name, name): value for name, value in given.items()}
    ms, mr = found.pop("ms", False), found.pop("mr", False)
    found["salutation"] = "ms" if ms else "mr" if mr else None
    organisation = found.pop("organisation", None)
    if organisation is not None:
        found["kind"] = "organisation" if organisation else "person"
    return found


@takes(*FIELDS, "next")
def add_customer(
    app: App,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("the name"))],
    *,
    anyway: bool = False,
    **given: Any,
) -> None:
    """Add a customer: a person, or an organisation.

    amflow customer add "Grace Field" --phone "07700 900123" --tier gold --ms
    amflow customer add "Field Bakery Ltd" --organisation
    """
    pairs = given.pop("field")
    step = next_said(app, given.pop("next"))
    columns = {"name": name, **columns_of(given)}
    with app.book.change("customer add") as change:
        number = customer_changes.new_customer(app.desk, columns, pairs, anyway=anyway)
        then = next_kept(app, change, number, step)
    kin.warn(app, number, columns)
    kin.propose_segment(app, number)
    changed(app, "customer", number, _("added"), then, birthday=bool(given.get("birthday")))


@takes("tier", "segment", "source", "referrer", "line", "org", "kind", unsaid="")
def listed(
    app: App,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("only with this in the name"))] = "",
    *,
    adopted: Annotated[bool, typer.Option("--adopted", help=N_("only those you have adopted"))] = False,
    state: str = "customer",
    last: int = 50,
    **given: Any,
) -> None:
    """List customers.

    amflow customer list --tier gold · amflow customer list carter
    """
    from amflow.customers import view as customer_view

    wanted = filters.Filter(text=text, adopted=adopted, organisation=given.pop("org"), **given)
    found = customers.listing(app.desk, status=state, which=filters.where(app.desk, wanted), limit=last)
    if text and not found[0] and (option := filters.option_of(app.playbook, text)):
        app.say(_("did you mean {name}?").format(name=f"amflow customer list {option} {as_typed(text)}"))
    asked = wanted != filters.Filter() or state != "customer"
    app.show(customer_view.customers(*found, asked=asked))


@takes("name", *FIELDS)
def edit(
    app: App,
    customer: Who,
    *,
    editor: bool = False,
    along: bool = False,
    **given: Any,
) -> None:
    """Change what is known of a customer or lead; an empty value takes it out. Without options it opens in your editor.

    amflow customer edit c4 --tier silver --no-call
    amflow customer edit "Helen Carter" --email helen@example.com
    """
    pairs = given.pop("field")
    columns = columns_of(given)
    if editor or (app.may_ask and not pairs and all(value is None for value in columns.values())):
        number, new = customer_editor.edit(app.desk, customer, app.edit_again)
    else:
        number, new = customer_changes.edit(app.desk, customer, columns, pairs, along=along)
    if columns.get("phone"):
        kin.warn_of_phones(app, [number])
    changed(app, "customer", number, _("changed") if new else "", birthday=bool(columns.get("birthday")))


def remove(app: App, customer: Who) -> None:
    """Take a customer out of every list; the history stays, and undo brings them back."""
    from amflow.agenda import plan_ledger

    changed(app, "customer", customer_changes.remove(app.desk, customer, plan_ledger.mark_plan_lines), _("removed"))


def erase(
    app: App,
    customer: Who,
    everywhere: Annotated[bool, typer.Option("--everywhere", help=N_("black them out in others' records too"))] = False,
    yes: bool = False,
) -> None:
    """Erase a customer for good, a removed one too: every record and every trace in the history. It cannot be undone.

    What is held of them, amflow export keeps before. Others' records that name them stay, unless you say otherwise.

    amflow export c4.json --for c4 · amflow customer erase c4 --yes
    amflow customer erase c5 --everywhere --yes
    """
    from amflow.book.erasure.erase import erase as erase_for_good
    from amflow.book.erasure.erase import named_elsewhere
    from amflow.files.export import view as export_view

    row = customers.find_removed_too(app.book, customer)
    question = _("erase {name} (c{id}) for good? it cannot be undone")
    app.confirm(question.format(name=row["name"], id=row["id"]), yes)
    if not (everywhere or yes) and (named := named_elsewhere(app.book, row["id"])):
        question = _("{refs} name them too: black that out? it cannot be undone either")
        everywhere = app.agreed(question.format(refs=" ".join(named[:20])), default=False)
    app.show(export_view.erased(erase_for_good(app.book, row["id"], everywhere)))


def next_said(app: App, words: str | None) -> str:
    """The next step that was said of somebody new, before anything is written; empty for none. Raises Usage."""
    from amflow.prep.visits import questions

    return questions.next_said(app.desk, words, app.prompt if app.may_ask else None) if words else ""


def next_kept(app: App, change: "Change", number: int, words: str, **of: Any) -> list[tuple[str, str]]:
    """Write the next step with a customer as what is to be done, and say it as a line of what was written."""
    from amflow.agenda.tasks import records as tasks
    from amflow.agenda.tasks.view import when_due
    from amflow.outreach.talks.next_step import keep, next_step

    step = next_step(app.desk, words)
    if not step.title:
        return []
    task = keep(app.desk, change, app.book.get("customer", number), step, words, **of)
    item = tasks.item(app.desk, tasks.get(app.book, f"t{task}"))
    return [(_("next"), f"{item.title} ({item.ref}) · {when_due(item)}")]


def changed(
    app: App, what: str, number: int, word: str, then: Sequence[tuple[str, str]] = (), *, birthday: bool = False
) -> None:
    """Show a customer or lead that was written, its birthday where one was said, and what to do next; without a word for it
    nothing was different."""
    from amflow.customers import page as customer_page
    from amflow.customers import view as customer_view

    page = customer_page.of(app.desk, number)
    said = [(_("birthday"), customer_view.birthday(page, in_words=True))] if birthday else []
    app.show(customer_view.changed(what, page, word, [*said, *then]))


VERBS = {
    "add": add_customer, "list": listed, "edit": edit, "remove": remove, "erase": erase,
    **kin.VERBS, **health.VERBS, **needs.VERBS, **standing.VERBS,
}  # fmt: skip
register = family("customer", N_("The people and organisations of the book."), VERBS)
