"""amflow log-visit, log-call, log-message: a talk written down, its next step asked for."""

from typing import Annotated, Any

import typer

from amflow.customers import records as customers
from amflow.locale import N_
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks.view import logged
from amflow.prep.visits import questions
from amflow.shell.command import At, Fields, Who, commands, takes
from amflow.shell.context import App

Note = Annotated[str | None, typer.Argument(metavar="WORDS", help=N_("what was said; - reads it from stdin"))]
Outcome = Annotated[str, typer.Option(metavar="WORD", help=N_("how it ended: interested, undecided, no-answer …"))]
Intent = Annotated[str, typer.Option(metavar="LEVEL", help=N_("the intent level it left: A, B, C, D"))]
Minutes = Annotated[int | None, typer.Option(min=0, max=1440, metavar="MINUTES", help=N_("how long it took"))]
With = Annotated[str, typer.Option("--with", metavar="NAMES", help=N_("colleagues who came along"))]
Deal = Annotated[str, typer.Option(metavar="REF", help=N_("the deal it was about: d3"))]
Campaign = Annotated[
    str, typer.Option(metavar="REF", help=N_("the campaign it was about, and what came of it: g2, g2=accepted"))
]
Score = Annotated[str, typer.Option("--score", metavar="1-5", help=N_("how satisfied they are: 5 very … 1 not at all"))]
Editor = Annotated[bool, typer.Option("--editor", help=N_("write the note in your editor"))]
NextTyped = Annotated[
    str | None,
    typer.Option("--next", metavar="WORDS", help=N_('the next step: "fri 10:00 send the proposal"; "" for none')),
]
NoNext = Annotated[bool, typer.Option("--no-next", help=N_("there is no next step"))]


FIELDS: Fields = {
    "outcome": (Outcome, ""), "intent": (Intent, ""), "minutes": (Minutes, None), "at": (At, ""), "companions": (With, ""),
    "deal": (Deal, ""), "campaign": (Campaign, ""), "next": (NextTyped, None), "score": (Score, ""), "no_next": (NoNext, False),
    "editor": (Editor, False),
}  # fmt: skip
"""What may be said of a talk."""

OF_ALL = ("deal", "campaign", "next", "score", "no_next", "editor")


@takes(FIELDS, "outcome", "intent", "minutes", "at", "companions", *OF_ALL)
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


def _log(app: App, kind: str, customer: str, note: str | None, *, no_next: bool, editor: bool, **said: Any) -> None:
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
    if app.may_ask and (talked or then):
        given = _asked(app, given, talked, then)
        if talked and not any(said.values()) and app.nothing_said():
            return
    done = talks.log(app.desk, given)
    for words in done.against:
        app.say(words)
    app.show(logged(done, app.today))


def _asked(app: App, given: talks.TouchInput, talked: bool, then: bool) -> talks.TouchInput:
    """What was said, with the note and the next step asked for; whom it is about is said first."""
    row = customers.find(app.book, given.customer)
    given = given._replace(customer=f"c{row['id']}")
    (app.begin if talked else app.say)(customers.who(app.desk, row))
    if talked:
        given = questions.ask_note(app.desk, given, app.prompt)
    return questions.ask_next(app.desk, given, app.prompt) if then else given


register = commands({"log-visit": log_visit, "log-call": log_call, "log-message": log_message})
