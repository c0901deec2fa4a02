"""amflow waiting: what departments and colleagues owe."""

from typing import Annotated, Any

import typer

from amflow import refs
from amflow.convert.office import approvals
from amflow.convert.waiting import records as waiting
from amflow.convert.waiting import view as waiting_view
from amflow.locale import N_, _, pgettext
from amflow.shell.command import HELP, Noun, family
from amflow.shell.context import App
from amflow.shell.parameters import plural

Ref = Annotated[str, typer.Argument(metavar="REF", help=N_("w7"))]


def listed(app: App, by: str = "", state: str = "open", last: int = 50) -> None:
    """List what others owe you, the most overdue first. This is what amflow waiting alone shows.

    amflow waiting list
    """
    lines, total = waiting.listing(app.desk, state=state, whom_text=by, limit=last)
    view = waiting_view.listing(lines, total, ended=state == "ended")
    app.show_some(view, "waiting", "amflow waiting list --state ended")


def add(
    app: App,
    whom: Annotated[str, typer.Argument(metavar="WHOM", help=N_("a department or a name"))],
    what: Annotated[str, typer.Argument(metavar="WHAT", help=N_("what is owed"))],
    promised: str = "",
    deal: str = "",
    customer: str = "",
) -> None:
    """Note that somebody inside was asked for something.

    amflow waiting add purchasing "price for 200 cases" --promised fri --for c1
    """
    given = waiting.WaitingInput(whom, what, promised, deal, customer)
    app.show(waiting_view.changed(waiting.add(app.desk, given), _("asked")))


@plural("waiting chase")
def chase(
    app: App,
    ref: Ref,
    note: Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("what they said"))] = "",
    promised: str = "",
) -> None:
    """They were asked again; perhaps they promise another day.

    amflow waiting add purchasing "price for 200 cases" --promised fri --for c1
    amflow waiting chase w1 "Monday at the latest" --promised mon
    """
    app.show(waiting_view.changed(waiting.chase(app.desk, ref, promised=promised, words=note), _("chased")))


@plural("waiting answer")
def answer(
    app: App,
    ref: Annotated[str, typer.Argument(metavar="REF", help=N_("w7, or the deal d3 that they ask about"))],
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("what was answered"))] = "",
    by: str = "",
) -> None:
    """What was owed has come; or what a department asked about a deal is answered, or how the condition of its approval is met.

    amflow waiting add purchasing "price for 200 cases" --promised fri --for c1
    amflow waiting answer w1 "84 a case"
    """
    deal, asker = _asked_of_us(app, ref)
    if not deal:
        app.show(waiting_view.changed(waiting.answered(app.desk, ref, words), _("answered")))
        return
    said = words or app.ask(_("what was answered"), f'amflow waiting answer {ref} "…"')
    found = approvals.answer(app.desk, deal, said, by or asker)
    met = found.waiting.state == "approved"
    done = _("the condition of {whom} is met") if met else _("the question of {whom} is answered")
    app.show(waiting_view.handed(found, done))


def _asked_of_us(app: App, text: str) -> tuple[str, str]:
    """The deal that a reference of it or of its review names, with who has it: what is answered there is their question.
    Nothing twice for what is owed to us. Raises NotFound."""
    if refs.of_table(text, "d"):
        return text, ""
    row = waiting.get(app.desk, text)
    return (f"d{row['deal_id']}", row["whom"]) if row["kind"] == "review" else ("", "")


def drop(app: App, ref: Ref, why: str = "") -> None:
    """It is not waited for any more."""
    app.show(waiting_view.changed(waiting.drop(app.desk, ref, why), pgettext("of what is waited for", "left out")))


class ListingNoun(Noun):
    """A noun that is a question by itself: without a verb it lists."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """With options alone, and without asking for help, it is `list`; a word in front is meant as a verb."""
        verb_first = bool(args) and not args[0].startswith("-")
        if not verb_first and not {*self.commands, *HELP["help_option_names"]} & {*args}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


VERBS = {"list": listed, "add": add, "chase": chase, "answer": answer, "drop": drop}
register = family("waiting", N_("What others inside the house owe you: alone it lists it."), VERBS, ListingNoun)
