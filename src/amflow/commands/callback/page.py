"""amflow callback: who is waiting to hear from you; and the callback itself, with what they said."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.commands.callback import satisfaction
from amflow.commands.today import show_step
from amflow.errors import Usage
from amflow.locale import N_, _, paired
from amflow.shell.command import page_family
from amflow.shell.context import App
from amflow.shell.parameters import takes

if TYPE_CHECKING:
    from amflow.callback import changes as callback_changes


def callback(context: typer.Context, full: bool = False) -> None:
    """Step 5, callback: who is waiting to hear from you, by promise, by rule, by cadence; cases that are about to break.

    amflow callback · amflow callback do t9 "the invoice was sent again"
    """
    if context.invoked_subcommand is None:
        show_step(context.obj, "callback", full)


@takes("answer", "nps", "outcome", "talk", "next", "at", unsaid="")
def do(
    app: App,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help=N_("what is due: t45, r31fk; a case that is solved, or a customer"))
    ],
    note: Annotated[str, typer.Argument(metavar="[NOTE]", help=N_("what else was said; - reads it from stdin"))] = "",
    **given: Any,
) -> None:
    """Write a callback down. With nothing but the reference it asks the playbook's questions on a terminal: use,
    satisfaction, problems, new needs.

    amflow callback do t9 "the invoice was sent again" --next "fri ask if it came"
    """
    from amflow.callback import changes as callback_changes
    from amflow.callback import view as callback_view
    from amflow.customers import records as customers

    subject = callback_changes.subject_of(app.desk, ref)
    words = app.stdin_text() if note == "-" else note
    answer, talk = given.pop("answer"), given.pop("talk")
    said = callback_changes.CallbackInput({}, words, by=talk, **given)
    bare = not any((words, answer, said.nps, said.outcome, said.next))
    if bare and not app.may_ask:
        raise Usage(
            _("what was said is missing"),
            _('amflow callback do {ref} "…", or --outcome …; amflow done {ref} says that it is done').format(ref=ref),
        )
    if bare:
        app.begin(paired(customers.who(app.desk, subject.customer), subject.title))
    heard = _asked(app, said, answer)
    if bare and app.nothing_said():
        return
    app.show(callback_view.called(callback_changes.done(app.desk, subject, heard), app.today))


def _asked(app: App, said: "callback_changes.CallbackInput", pairs: list[str]) -> "callback_changes.CallbackInput":
    """What was said, with the questions asked where nothing was typed and somebody is there."""
    from amflow.callback import changes as callback_changes
    from amflow.customers.needs import records as needs
    from amflow.prep.visits import questions

    found = needs.answers_of(app.desk, "callback", pairs)
    missed = bool(said.outcome) and callback_changes.unreached(app.desk, said.outcome)
    whole = bool(found or missed or said.note or said.nps or said.next)
    if app.may_ask and not whole:
        found = needs.ask_all(app.desk, "callback", app.prompt)
    if app.may_ask and not said.next and (not whole or app.settings.ask_next == "always"):
        said = said._replace(next=questions.ask_next_step(app.desk, app.prompt))
    if said.next:
        said = said._replace(next=questions.next_said(app.desk, said.next, app.prompt if app.may_ask else None))
    return said._replace(answers=found)


register = page_family("callback", callback, {"do": do, **satisfaction.VERBS}, "[COMMAND [ARGS]…]")
