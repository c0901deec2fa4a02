"""amflow done, skip, move, drop, remove, reopen, show: acting on what a screen shows, by its reference."""

from collections.abc import Callable
from inspect import signature, unwrap
from typing import Annotated

import typer

from amflow import registry
from amflow.agenda import actions
from amflow.agenda import view as agenda_view
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.refs import parse
from amflow.shell.command import commands, page_of
from amflow.shell.context import App

Refs = Annotated[
    list[str], typer.Argument(metavar="REF…", help=N_("t45, k2, r31fk; a step or an item of the checklist by its name"))
]

Which = Annotated[list[str], typer.Argument(metavar="REF|NAME…", help=N_("c12, d3, x9, t45; several at once"))]


def done(app: App, refs: Refs, at: str = "") -> None:
    """Mark things done: tasks, checklist items, callbacks, a whole step. A call or visit that was due is logged.

    amflow done t13 t14 · amflow done t15 --at 8:25 · amflow done prep
    """
    app.show(agenda_view.acted(actions.done(app.desk, refs, at), _("done")))


def skip(
    app: App,
    refs: Refs,
    until: str = "",
    why: str = "",
) -> None:
    """Leave things out: for good, or until a day.

    amflow skip t13 --why "claimed by the office" · amflow skip t14 --until mon
    """
    app.show(agenda_view.acted(actions.skip(app.desk, refs, until, why), _("left out")))


def move(
    app: App,
    refs: Annotated[list[str], typer.Argument(metavar="REF… DATE", help=N_("t45 fri; t45 t46 next wed 10:00"))],
) -> None:
    """Put things off to another day: the last word is the day.

    amflow move t13 fri · amflow move t14 t15 "next wed"
    """
    moved = actions.move_words(app.desk, refs)
    for words in dict.fromkeys(words for one in moved for words in one.against):
        app.say(words)
    app.show(agenda_view.acted(moved, _("moved")))


def drop(app: App, refs: Which, why: str = "") -> None:
    """Give things up for good, each with its reason: a lead, a deal that is lost, an order called off, a task, a goal.

    amflow drop d4 --why "bought elsewhere" · amflow drop t13 t14
    """
    _each(app, "drop", refs, why)


def remove(app: App, refs: Which) -> None:
    """Take out what was written down by mistake: a note, an order, a holding, an event, a product; a customer, whose history
    stays.

    amflow remove n5 e3
    """
    _each(app, "remove", refs, "")


def reopen(app: App, refs: Which, why: str = "") -> None:
    """Take up again what had ended: a deal, a case, an order, a lead, a task, a goal, a campaign.

    amflow reopen x3 --why "it happened again"
    """
    _each(app, "reopen", refs, why)


def _each(app: App, verb: str, texts: list[str], why: str) -> None:
    """What the verb does with each of them, in one change, all or nothing."""
    with app.together(verb, len(texts)):
        for text in dict.fromkeys(texts):
            command = unwrap(_command(verb, text))
            takes_why = "why" in signature(command).parameters
            if why and not takes_why:
                raise Usage(_("no reason is kept of {ref}").format(ref=text), _("leave --why out"))
            command(app, text, **({"why": why} if takes_why else {}))


def _command(verb: str, text: str) -> Callable[..., None]:
    """The command that does it with what the reference names; a name is a customer's. Raises Usage."""
    ref = parse(text)
    family = registry.of_letter(ref.letter, derived=bool(ref.letters)) if ref else registry.OF_NOUN["customer"]
    places = dict(pair.split("=") for pair in family.verbs.split()) if family else {}
    if family is None or verb not in places:
        words = {
            "drop": _("{ref} cannot be given up"),
            "remove": _("{ref} cannot be taken out"),
            "reopen": _("{ref} cannot be taken up again"),
        }[verb]
        # What is not taken out may be given up, and the other way round; its page says what else is done with it.
        can = next((other for other in ("drop", "remove") if other in places and verb != "reopen"), "show")
        raise Usage(words.format(ref=text), f"amflow {can} {text}")
    command: Callable[..., None] = registry.named(places[verb])
    return command


def let_go(app: App, ref: str, why: str = "") -> None:
    """A task, or what is due, is given up for good."""
    app.show(agenda_view.acted(actions.skip(app.desk, [ref], "", why), _("dropped")))


def show(
    app: App, refs: Annotated[list[str], typer.Argument(metavar="REF|NAME…", help=N_("c12, d3, x9, t45, or a name"))]
) -> None:
    """Show things in full: a customer, a deal, a case, a task, a note, a product, an introduction, a campaign, a final summary.

    amflow show c1 · amflow show d3 t2 · amflow show "Helen Carter"
    """
    # Words without a reference among them are one name, and a name is a customer's.
    texts = refs if any(map(parse, refs)) else [" ".join(refs)]
    with app.together("", len(texts)):
        for text in dict.fromkeys(texts):
            known = parse(text)
            family = registry.of_letter(known.letter, derived=bool(known.letters)) if known else None
            app.show(page_of(family if family and family.page else registry.OF_NOUN["customer"], app.desk, text))


register = commands(
    {"done": done, "skip": skip, "move": move, "drop": drop, "remove": remove, "reopen": reopen, "show": show}
)
