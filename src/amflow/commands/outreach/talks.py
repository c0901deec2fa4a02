"""amflow log-visit, log-call, log-message: a talk written down, its next step asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.asking import NO, until_understood
from amflow.book import values
from amflow.customers import records as customers
from amflow.errors import Refused, Twice, Usage
from amflow.locale import N_, _, listed, sentences
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks.view import logged
from amflow.playbooks.titles import as_typed
from amflow.prep.visits import questions
from amflow.shell.command import At, Fields, Who, commands, takes
from amflow.shell.context import App
from amflow.shell.sale_options import SALE

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.callback.sales.changes import Also
    from amflow.callback.sales.records import SaleInput
    from amflow.shell.views import ChangeView

Note = Annotated[str | None, typer.Argument(metavar="WORDS", help=N_("what was said; - reads it from stdin"))]
Outcome = Annotated[str, typer.Option(metavar="WORD", help=N_("how it ended: interested, undecided, no-answer …"))]
Intent = Annotated[str, typer.Option(metavar="LEVEL", help=N_("the intent level it left: A, B, C, D"))]
Minutes = Annotated[int | None, typer.Option(min=0, max=1440, metavar="MINUTES", help=N_("how long it took"))]
With = Annotated[str, typer.Option("--with", metavar="NAMES", help=N_("who was there: people of the firm, colleagues"))]
Ends = Annotated[
    str, typer.Option("--ends", metavar="REFS", help=N_("which appointments it was, where several are open: t3; none"))
]
Deal = Annotated[str, typer.Option(metavar="REF", help=N_("the deal it was about: d3; or no"))]
Campaign = Annotated[
    str, typer.Option(metavar="REF", help=N_("the campaign it was about, and what came of it: g2, g2=accepted"))
]
Score = Annotated[str, typer.Option("--score", metavar="1-5", help=N_("how satisfied they are: 5 very … 1 not at all"))]
Script = Annotated[str, typer.Option(metavar="SCRIPT", help=N_("the words you used: a script or its family"))]
Objection = Annotated[
    str, typer.Option(metavar="OBJECTION", help=N_("what they said against it, as script show has it"))
]
Editor = Annotated[bool, typer.Option("--editor", help=N_("write the note in your editor"))]
NextTyped = Annotated[
    str | None,
    typer.Option("--next", metavar="WORDS", help=N_('the next step: "fri 10:00 send the proposal"; "" for none')),
]
Product = Annotated[
    str, typer.Option(metavar="PRODUCT", help=N_("what was bought: p3, a name; of several goods rice=20, oil=10"))
]
Measured = Annotated[
    list[str], typer.Option("--figure", metavar="METRIC=VALUE", help=N_("what was measured there: shelf_rate=18/20 …"))
]
Answers = Annotated[
    list[str],
    typer.Option("--answer", metavar="KEY=WORDS", help=N_("an answer to a question of customer ask: budget=200k")),
]
Told = Annotated[
    list[str], typer.Option("--field", metavar="KEY=VALUE", help=N_("what they said for their file: income=200k"))
]
NoNext = Annotated[bool, typer.Option("--no-next", help=N_("there is no next step"))]


FIELDS: Fields = {
    "outcome": (Outcome, ""), "intent": (Intent, ""), "minutes": (Minutes, None), "at": (At, ""), "companions": (With, ""),
    "deal": (Deal, ""), "campaign": (Campaign, ""), "next": (NextTyped, None), "score": (Score, ""), "ends": (Ends, ""),
    "script": (Script, ""), "objection": (Objection, ""), "no_next": (NoNext, False),
    "answers": (Answers, []), "told": (Told, []), "editor": (Editor, False), **SALE, "product": (Product, ""),
    "measured": (Measured, []),
}  # fmt: skip
"""What may be said of a talk."""

OF_ALL = (
    "deal",
    *SALE,
    "campaign",
    "next",
    "score",
    "ends",
    "script",
    "objection",
    "answers",
    "told",
    "no_next",
    "editor",
)


@takes(FIELDS, "outcome", "intent", "minutes", "at", "companions", *OF_ALL, "measured")
def log_visit(app: App, customer: Who, note: Note = None, **given: Any) -> None:
    """Write down a visit. Without a note it asks, in the order of a good visit.

    amflow log-visit "Chen Min" "wants six months" --outcome interested --next "thu 10:00 bring the sheet"
    """
    _log(app, "visit", customer, note, **given)


@takes(FIELDS, "outcome", "intent", "minutes", "at", *OF_ALL)
def log_call(app: App, customer: Who, note: Note = None, **given: Any) -> None:
    """Write down a call.

    amflow log-call c12 "no answer" --outcome no-answer --next "tomorrow 9:00 call again"
    """
    _log(app, "call", customer, note, **given)


@takes(FIELDS, "outcome", "intent", "at", *OF_ALL)
def log_message(app: App, customer: Who, note: Note = None, **given: Any) -> None:
    """Write down a message that you sent or answered."""
    _log(app, "message", customer, note, **given)


def _log(
    app: App, kind: str, customer: str, note: str | None, *, no_next: bool, editor: bool,
    answers: Sequence[str] = (), told: Sequence[str] = (), measured: Sequence[str] = (), **said: Any,
) -> None:  # fmt: skip
    sale = {name: said.pop(name) for name in SALE}
    no_next = no_next or said["next"] == ""
    given = talks.TouchInput(kind, customer, note or "", **said | {"next": said["next"] or ""})
    if editor:
        given = given._replace(note=app.edit(given.note, "md"))
    elif given.note == "-":
        given = given._replace(note=app.stdin_text())
    talked = note is None and not editor
    then = not given.next and not no_next and (talked or app.settings.ask_next == "always")
    if given.next:
        given = questions.next_understood(app.desk, given, app.prompt if app.may_ask else None)
    bare = kind != "message" and not any((given.note, *said.values(), *sale.values(), answers, told, measured))
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
    sold = _sale(app, given, sale)
    beside = _beside(app, measured, answers, told)

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
    named_any = any(value for name, value in sale.items() if name != "anyway")
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
