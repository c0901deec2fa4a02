"""amflow init and demo: the first minutes."""

from typing import Annotated

import typer

from amflow import locale
from amflow.locale import N_, _
from amflow.setup import view as setup_view
from amflow.shell.command import commands
from amflow.shell.context import App


def init(
    app: App,
    lang: Annotated[str, typer.Option(metavar="en|zh", help=N_("the language that amflow speaks"))] = "",
    playbook: str = "",
    name: str = "",
    country: Annotated[
        str, typer.Option(metavar="CC", help=N_("whose holidays and phones: CN, HK, US, DE-BY; none: Monday to Friday"))
    ] = "",
    currency: Annotated[str, typer.Option(metavar="CCC", help=N_("what amounts are in, as its three letters"))] = "",
    firm: Annotated[str, typer.Option(metavar="TEXT", help=N_("your firm"))] = "",
    branch: Annotated[str, typer.Option(metavar="TEXT", help=N_("your branch or territory"))] = "",
) -> None:
    """Set amflow up for yourself: language, country and currency, trade, your name, firm and branch.

    Asked for on a terminal, unless an option says it. Typed again it changes only what is answered.

    amflow init --lang en --country CN --playbook retail-bank --name "Ann Reed"
    """
    given = {"lang": lang, "country": country, "currency": currency, "playbook": playbook}
    given |= {"name": name, "firm": firm, "branch": branch}
    present = _present(app)
    answers, whole = _answers(app, given, present)
    _keep(app, answers, whole)
    if not whole:
        kept = _("what you answered is kept: amflow init proposes it, and Enter takes it")
        app.say("\n" + (kept if answers else _("interrupted; {done}").format(done=_("nothing was changed"))))
        return
    known = present | answers
    title = str(app.read_playbook(known["playbook"]).title) if known["playbook"] else ""
    app.show(setup_view.InitView(known, title, app.settings.file, app.book_path, bool(answers)))


def _present(app: App) -> dict[str, str]:
    names = ("country", "currency", "name", "firm", "branch")
    said = {name: getattr(app.settings, name) for name in names}
    return {"lang": app.settings.language, "playbook": app.playbook_named, **said}


def _answers(app: App, given: dict[str, str], present: dict[str, str]) -> tuple[dict[str, str], bool]:
    """What is new, from the options or, where none was given, from the person; and whether all of it was asked."""
    from amflow.playbooks import choosing
    from amflow.setup import first_run, settings_file

    def known() -> list[choosing.Choice]:
        return choosing.choices(app.read_playbook, app.settings.playbooks, app.playbook_named)

    def check(name: str, answer: str) -> str:
        if name == "playbook" and answer:
            answer = choosing.named(answer, app.settings.playbooks, known)
        return settings_file.checked(app.settings, name, answer, app.today.year, app.read_playbook) if answer else ""

    answers, whole = {name: check(name, answer) for name, answer in given.items() if answer}, True
    if not answers and app.may_ask:
        talk = first_run.Conversation(app.prompt, check, app.say)
        try:
            # A locked book has its trade, which is not asked for.
            chosen = app.locked or app.book.about("playbook") or app.settings.places["playbook"] != "default"
            unsaid = {} if chosen else {"playbook": ""}
            trades = None if app.locked else known()
            first_run.ask(talk, present | first_run.guessed(app.settings) | unsaid, trades, answers)
        except typer.Abort:
            whole = False
    return first_run.changed(answers, present, first_run.unsaid(app.settings)), whole


def _keep(app: App, answers: dict[str, str], whole: bool) -> None:
    from amflow.playbooks import choosing
    from amflow.setup import first_run

    first_run.keep(app.settings, answers)
    locale.use(answers.get("lang", locale.current()))
    name = answers.get("playbook", "")
    if not name and whole and not app.locked and not app.book.about("playbook"):
        name = app.playbook_name
    if name:
        choosing.use(app.book, name)


def demo(
    app: App,
    playbook: str = "",
    seed: Annotated[int, typer.Option(min=0, metavar="N", help=N_("another number tells another story"))] = 1,
    output: str = "",
) -> None:
    """Make a book full of made-up customers to look around in. Your own book is left alone.

    Made again, it is replaced. With --book or AMFLOW_BOOK naming a file that is not there yet, it is made there.

    amflow demo · amflow demo --playbook retail-bank -o demo.db
    """
    from amflow.demo import build as place
    from amflow.desk import Desk

    book = place.choose(app.settings, app.book_path, output)
    trade = app.read_playbook(playbook or app.settings.playbook)
    made = place.make(book, app.now, lambda book: Desk(book, trade, app.calendar, app.settings, app.now), seed)
    app.show(setup_view.DemoView(made, app.today, app.book_path))


register = commands({"init": init, "demo": demo})
