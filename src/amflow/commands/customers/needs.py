"""amflow customer ask, intent: what customers need, and how near they are."""

from typing import Annotated, Any

import typer

from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell.context import App
from amflow.shell.parameters import Who, takes


@takes("answer", "file", "editor", "history", "tier", unsaid="")
def ask(
    app: App,
    customer: Annotated[
        str, typer.Argument(metavar="[CUSTOMER]", help=N_("c12, a name; nobody: who has questions open"))
    ] = "",
    *,
    show: Annotated[bool, typer.Option("--show", help=N_("only show what was answered"))] = False,
    last: int = 20,
    **said: Any,
) -> None:
    """Ask what a customer needs, question by question; Enter skips. Answers are kept with their day. Without a customer it lists
    who has questions open: those with a wish first, then the higher tiers.

    amflow customer ask c4 --answer goal="a second shop" --answer budget=200k
    """
    from amflow.customers.needs import editor_page as need_editor
    from amflow.customers.needs import records as needs
    from amflow.customers.needs import view as need_view

    if not customer:
        return app.show(need_view.unanswered(needs.unanswered(app.desk, said["tier"], last), app.playbook))
    if show or said["history"]:
        return _answers(app, customer, said["history"])
    if said["editor"]:
        return app.show(need_view.kept(need_editor.edit(app.desk, customer, app.edit_again)))
    given = needs.pairs_of(said["answer"])
    if file := said["file"]:
        given += need_editor.read(app.stdin_text() if file == "-" else need_editor.from_file(file))
    given = given or _walked(app, customer)
    if not given:
        return app.say(_("nothing was answered: nothing was written"))
    return app.show(need_view.kept(needs.keep(app.desk, customer, given)))


def _walked(app: App, customer: str) -> list[tuple[str, str]]:
    """The answers typed on the terminal. Whoever breaks off keeps what was answered until then."""
    from amflow.customers import records as customers
    from amflow.customers.needs import records as needs

    if not app.may_ask:
        hint = _("add --answer KEY=WORDS, or --file FILE; the questions: {keys}")
        raise Usage(_("no answers were given"), hint.format(keys=needs.named(app.desk)))
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


def _answers(app: App, customer: str, history: bool) -> None:
    """What a customer answered, and what nobody has asked yet."""
    from amflow.customers import records as customers
    from amflow.customers.needs import records as needs
    from amflow.customers.needs import view as need_view

    if history:
        app.show(need_view.history(*needs.history(app.desk, customer)))
        return
    row = customers.find(app.book, customer)
    app.show(need_view.answered(row, needs.of_customer(app.desk, row["id"])))


def intent(app: App, customer: Who) -> None:
    """Show a customer's level of intent, and when it changed from what to what.

    amflow customer intent "Helen Carter"
    """
    from amflow.customers.needs import intent_history
    from amflow.customers.needs import view as need_view

    app.show(need_view.intent(intent_history.of_customer(app.desk, customer)))


VERBS = {"ask": ask, "intent": intent}
