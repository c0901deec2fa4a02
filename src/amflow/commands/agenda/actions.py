"""amflow done, skip, move, show: acting on what a screen shows, by its reference."""

from typing import TYPE_CHECKING, Annotated

import typer

from amflow import registry
from amflow.agenda import actions
from amflow.agenda import view as agenda_view
from amflow.locale import N_, _
from amflow.refs import parse
from amflow.shell.command import At, Why, commands, page_of
from amflow.shell.context import App

if TYPE_CHECKING:
    pass

Refs = Annotated[
    list[str], typer.Argument(metavar="REF…", help=N_("t45, k2, r31fk; a step or an item of the checklist by its name"))
]


def done(app: App, refs: Refs, at: At = "") -> None:
    """Mark things done: tasks, checklist items, callbacks, a whole step. A call or visit that was due is logged.

    amflow done t45 k2 · amflow done k2 --at 8:25 · amflow done prep
    """
    app.show(agenda_view.acted("done", actions.done(app.desk, refs, at), _("done")))


def skip(
    app: App,
    refs: Refs,
    until: Annotated[str, typer.Option(metavar="DATE", help=N_("show it again then"))] = "",
    why: Why = "",
) -> None:
    """Leave things out: for good, or until a day."""
    app.show(agenda_view.acted("skip", actions.skip(app.desk, refs, until, why), _("left out")))


def move(
    app: App,
    refs: Annotated[list[str], typer.Argument(metavar="REF… DATE", help=N_("t45 fri; t45 t46 next wed 10:00"))],
) -> None:
    """Put things off to another day: the last word is the day.

    amflow move t45 fri · amflow move t45 r31fk "next wed"
    """
    moved = actions.move_words(app.desk, refs)
    for words in dict.fromkeys(words for one in moved for words in one.against):
        app.say(words)
    app.show(agenda_view.acted("move", moved, _("moved")))


def show(app: App, ref: Annotated[str, typer.Argument(metavar="REF", help=N_("c12, d3, x9, t45, or a name"))]) -> None:
    """Show one thing in full: a customer, a deal, a case, a task, a note, a product, an introduction, a campaign,
    a final summary."""
    known = parse(ref)
    family = registry.of_letter(known.letter, derived=bool(known.letters)) if known else None
    # A name is a customer's.
    app.show(page_of(family if family and family.page else registry.OF_NOUN["customer"], app.desk, ref))


register = commands({"done": done, "skip": skip, "move": move, "show": show})
