"""amflow customer ask, answers, unanswered, intent: what customers need, and how near they are."""

from typing import Annotated

import typer

from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell.command import Last, Who
from amflow.shell.context import App

Answers = Annotated[
    list[str], typer.Option("--answer", metavar="KEY=WORDS", help=N_("an answer: budget=200k; several times"))
]
Page = Annotated[str, typer.Option(metavar="FILE", help=N_("answers as TOML or JSON; - reads them from stdin"))]
Editor = Annotated[bool, typer.Option("--editor", help=N_("as a page in your editor"))]
Show = Annotated[bool, typer.Option("--show", help=N_("only show what was answered"))]


def ask(
    app: App,
    customer: Who,
    answer: Answers = [],  # noqa: B006
    page: Page = "",
    editor: Editor = False,
    show: Show = False,
) -> None:
    """Ask what a customer needs, question by question; Enter skips. Answers are kept with their day.

    amflow customer ask c12 · amflow customer ask c12 --answer goal="…" --answer budget=200k
    """
    from amflow.customers.needs import editor_page as need_editor
    from amflow.customers.needs import records as needs
    from amflow.customers.needs import view as need_view

    if show:
        answers(app, customer)
        return
    if editor:
        app.show(need_view.kept(need_editor.edit(app.desk, customer, app.edit_again)))
        return
    given = needs.pairs_of(answer)
    if page:
        given += need_editor.read(app.stdin_text() if page == "-" else need_editor.from_file(page))
    given = given or _walked(app, customer)
    if given:
        app.show(need_view.kept(needs.keep(app.desk, customer, given)))
    else:
        app.say(_("nothing was answered: nothing was written"))


def _walked(app: App, customer: str) -> list[tuple[str, str]]:
    """The answers typed on the terminal. Whoever breaks off keeps what was answered until then."""
    from amflow.customers import records as customers
    from amflow.customers.needs import records as needs

    if not app.may_ask:
        hint = _("add --answer KEY=WORDS, or --page FILE; the questions: {keys}")
        raise Usage(_("no answers were given"), hint.format(keys=", ".join(needs.questions(app.desk))))
    row = customers.find(app.book, customer)
    app.begin(customers.who(app.desk, row))
    found: list[tuple[str, str]] = []
    try:
        for pair in needs.walk(app.desk, row["id"], app.prompt):
            found.append(pair)  # noqa: PERF402 - what was answered before the person breaks off stays
    except typer.Abort:
        words = _("broken off: what was answered is kept; amflow customer ask {ref} goes on") if found else ""
        app.say("\n" + words.format(ref=f"c{row['id']}"))
    return found


def answers(
    app: App,
    customer: Who,
    history: Annotated[bool, typer.Option("--history", help=N_("every answer ever given"))] = False,
) -> None:
    """Show what a customer answered, and what nobody has asked yet."""
    from amflow.customers import records as customers
    from amflow.customers.needs import records as needs
    from amflow.customers.needs import view as need_view

    if history:
        app.show(need_view.history(*needs.history(app.desk, customer)))
        return
    row = customers.find(app.book, customer)
    app.show(need_view.answered(row, needs.of_customer(app.desk, row["id"])))


def unanswered(app: App, tier: Annotated[str, typer.Option(help=N_("only this tier"))] = "", last: Last = 20) -> None:
    """List who has questions open: those with a wish first, then the higher tiers."""
    from amflow.customers.needs import records as needs
    from amflow.customers.needs import view as need_view

    app.show(need_view.unanswered(needs.unanswered(app.desk, tier, last), app.playbook))


def intent(app: App, customer: Who) -> None:
    """Show a customer's level of intent, and when it changed from what to what."""
    from amflow.customers.needs import intent_history
    from amflow.customers.needs import view as need_view

    app.show(need_view.intent(intent_history.of_customer(app.desk, customer)))


VERBS = {"ask": ask, "answers": answers, "unanswered": unanswered, "intent": intent}
