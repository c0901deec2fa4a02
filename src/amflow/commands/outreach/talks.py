"""amflow log-visit, log-call, log-message: a talk written down, its next step asked for."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.asking import NO, until_understood
from amflow.book import values
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import Refused, Twice, Usage
from amflow.locale import N_, _, listed, sentences
from amflow.outreach.talks import already, whose
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks.view import logged
from amflow.playbooks.titles import as_typed
from amflow.prep.visits import questions
from amflow.shell.command import commands
from amflow.shell.context import App
from amflow.shell.options import SALE
from amflow.shell.parameters import Who, takes

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.callback.sales.changes import Also
    from amflow.callback.sales.records import SaleInput
    from amflow.shell.views import ChangeView

Note = Annotated[str | None, typer.Argument(metavar="WORDS", help=N_("what was said; - reads it from stdin"))]
OF_ALL = (
    "at", "deal", *SALE, "campaign", "next", "score", "ends", "script", "objection", "answer", "field", "no_next", "editor",
)  # fmt: skip
"""What may be said of every talk."""


@takes("outcome", "intent", "minutes", "companions", *OF_ALL, "measured")
def log_visit(app: App, customer: Who, note: Note = None, **given: Any) -> None:
    """Write down a visit. Without a note it asks, in the order of a good visit.

    amflow log-visit "Helen Carter" "wants two offers" --next "fri bring them"
    """
    _log(app, "visit", customer, note, **given)


@takes("outcome", "intent", "minutes", *OF_ALL)
def log_call(app: App, customer: Who, note: Note = None, **given: Any) -> None:
    """Write down a call.

    amflow log-call "Jane Holloway" "rang three times" --outcome no-answer
    amflow log-call c4 "wants the price list" --next "tomorrow 9:00 send it"
    """
    _log(app, "call", customer, note, **given)


@takes("outcome", "intent", *OF_ALL)
def log_message(app: App, customer: Who, note: Note = None, **given: Any) -> None:
    """Write down a message that you sent or answered.

    amflow log-message c4 "sent him the price list"
    """
    _log(app, "message", customer, note, **given)


def _log(
    app: App, kind: str, customer: str, note: str | None, *, no_next: bool, editor: bool,
    answer: Sequence[str] = (), field: Sequence[str] = (), measured: Sequence[str] = (), **said: Any,
) -> None:  # fmt: skip
    no_next = no_next or said["next"] == ""
    said = {name: "" if value is None and name != "minutes" else value for name, value in said.items()}
    sale = {name: said.pop(name) for name in SALE}
    given = whose.meant(app.desk, talks.TouchInput(kind, customer, note or "", **said))
    if editor:
        given = given._replace(note=app.edit(given.note, "md"))
    elif given.note == "-":
        given = given._replace(note=app.stdin_text())
    beside = _beside(app, measured, answer, field)
    if given.at and not sale["anyway"] and (known := talks.written_already(app.desk, given)) is not None:
        if any(sale.values()):
            raise already.twice(app.desk, known)
        if (more := _lacking(app, given, known)) is not None:
            _write(app, more, None, sale, beside)
        return
    talked = note is None and not editor
    then = not given.next and not no_next and (talked or app.settings.ask_next == "always")
    if given.next:
        given = questions.next_understood(app.desk, given, app.prompt if app.may_ask else None)
    bare = kind != "message" and not any((given.note, *said.values(), *sale.values(), beside))
    if app.may_ask and (talked or then):
        given = _asked(app, given, talked, then)
        if bare and talked and app.nothing_said():
            return
    elif bare:
        # Nobody is asked through a pipe, and nothing is no talk: it would settle what is due, and begin the cadence anew.
        raise Usage(
            _("what was said is missing"),
            _('amflow log-{kind} {whom} "…", or how it ended: --outcome …').format(kind=kind, whom=as_typed(customer)),
        )
    if app.may_ask and not given.ends:
        given = questions.ask_ends(app.desk, given, app.prompt)
    _write(app, given, _sale(app, given, sale | {"told": tuple(field)}), sale, beside)


def _write(
    app: App, given: talks.TouchInput, sold: "SaleInput | None", sale: dict[str, Any], beside: "list[tuple[str, Any]]"
) -> None:
    """Write the talk with what was sold, measured and told in it, and show what that changed."""

    def also(change: "Change", talk: talks.Ready, touch_id: int) -> None:
        for _label, one in beside:
            one.write(change, talk, touch_id)

    if sold is None:
        view = logged(done := _logged(app, given, sale["anyway"], also), app.today)
    else:
        done, view = _with_sale(app, given, sold, also)
    view.then = [*((label, listed(one.told)) for label, one in beside), *view.then]
    for words in done.against:
        app.say(words)
    app.show(view)


def _lacking(app: App, given: talks.TouchInput, known: Any) -> talks.TouchInput | None:
    """What is said of a talk that is there, asked for where nothing is, and nothing else is asked; None where nothing was
    answered."""
    if not app.may_ask or known["outcome"] or given.outcome or given.note:
        return given
    app.begin(_about(app, given, known))
    given = questions.ask_lacking(app.desk, given, known, app.prompt)
    return None if app.nothing_said() else given


def _about(app: App, given: talks.TouchInput, known: Any) -> str:
    """The talk that is there, before it is asked about."""
    words = {"call": _("call with"), "visit": _("visit with"), "message": _("message to")}[given.kind]
    row, day = customers.find(app.book, given.customer), short(date.fromisoformat(known["held_on"]), app.today)
    return f"{words} {customers.who(app.desk, row)} · {day} {known['held_at']}".rstrip()


def _beside(app: App, measured: Sequence[str], answers: Sequence[str], told: Sequence[str]) -> "list[tuple[str, Any]]":
    """What was measured, and what they said of themselves, to be written with the talk. Raises Usage."""
    found: list[tuple[str, Any]] = []
    if measured:
        from amflow.summary.figures.measured import MeasuredThere

        found.append((_("measured"), MeasuredThere(app.desk, measured)))
    if answers or told:
        from amflow.outreach.talks.told import ToldThere

        found.append((_("noted"), ToldThere(app.desk, answers, told)))
    return found


def _sale(app: App, given: talks.TouchInput, sale: dict[str, Any]) -> "SaleInput | None":
    """What was sold in the talk; None where nothing was, or nobody says it. Asked for where the talk ended with it."""
    named_any = any(value for name, value in sale.items() if name not in ("anyway", "told"))
    if not named_any and not given.outcome:
        return None
    from amflow.callback.sales import changes as sales
    from amflow.callback.sales.records import SaleInput

    named = SaleInput(**sale, deal=given.deal)
    if named_any:
        return named
    if not sales.is_bought(app.desk, given.outcome):
        return None
    if given.deal and values.folded(given.deal) not in NO:
        # Whoever names the deal and says that they bought has said what was sold.
        return named
    if not app.may_ask:
        return None
    from amflow.commands.callback.sale_questions import what

    said = until_understood(
        app.prompt,
        _("what was bought (product or service, Enter: not written down)"),
        lambda said: what(app, said) if said else "",
    )
    return named._replace(product=said) if said else None


def _with_sale(app: App, given: talks.TouchInput, sale: "SaleInput", also: "Also") -> "tuple[talks.Logged, ChangeView]":
    """The talk with the sale that it ended with, what is missing of it asked for."""
    from amflow.callback.sales import changes as sales
    from amflow.callback.sales import view as sale_view
    from amflow.commands.callback.sale_questions import asked

    given = given._replace(outcome=sales.outcome(app.desk, given.outcome))
    alone = _("the talk alone is written without what was sold")
    try:
        sale = asked(app, sale, lambda sale: sales.look(app.desk, given, sale))
        done, sold = app.unless_twice(
            lambda anyway: sales.log(app.desk, given, sale._replace(anyway=anyway), also), sale.anyway
        )
    except Twice:
        raise
    except Refused as refused:
        # A talk that was held is not lost because its deal cannot be won yet.
        if not app.may_ask:
            raise Refused(refused.message, sentences(refused.hint, alone), refused.lines) from None
        for line in (refused.message, *refused.lines):
            app.say(line)
        if not app.agreed(_("write down the talk, and leave the deal open?")):
            raise
        done = _logged(app, given, sale.anyway, also)
        return done, logged(done, app.today)
    return done, sale_view.logged(done, sold, app.today)


def _logged(app: App, given: talks.TouchInput, anyway: bool, also: "Also") -> talks.Logged:
    return app.unless_twice(lambda anyway: talks.log(app.desk, given, also, anyway=anyway), anyway)


def _asked(app: App, given: talks.TouchInput, talked: bool, then: bool) -> talks.TouchInput:
    """What was said, with the note and the next step asked for; whom it is about is said first."""
    row = customers.find(app.book, given.customer)
    given = given._replace(customer=f"c{row['id']}")
    (app.begin if talked else app.say)(customers.who(app.desk, row))
    if talked:
        given = questions.ask_note(app.desk, given, app.prompt)
    return questions.ask_next(app.desk, given, app.prompt) if then else given


register = commands({"log-visit": log_visit, "log-call": log_call, "log-message": log_message})
