"""amflow script: words for a conversation, filled in for a customer."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.outreach.scripts import records as scripts
from amflow.outreach.scripts import used
from amflow.outreach.scripts import view as script_view
from amflow.playbooks.titles import titles_by_key
from amflow.shell.clipboard import copied
from amflow.shell.command import family
from amflow.shell.context import App


def listed(
    app: App,
    words: Annotated[str, typer.Option("--family", metavar="FAMILY", help=N_("only this family"))] = "",
    step: str = "",
    kind: str = "",
) -> None:
    """List the playbook's scripts by family.

    amflow script list
    """
    found = scripts.listing(app.desk, words, step, kind)
    app.show(script_view.listing(found, titles_by_key(app.playbook.families), used.families(app.desk)))


def show(
    app: App,
    key: Annotated[str, typer.Argument(metavar="KEY", help=N_("the script, as script list names it"))],
    customer: str = "",
    copy: Annotated[
        bool, typer.Option("--copy", help=N_("put the words on the clipboard, where there is one"))
    ] = False,
    osc52: bool = False,
) -> None:
    """Show a script, filled in for a customer, with what they may say against it.

    amflow script show first-call --for "Helen Carter"
    """
    said = scripts.spoken(app.desk, key, customer)
    if said.wish:
        app.say(_("{name}: {wish}").format(name=said.customer["name"], wish=said.wish))
    words = script_view.words(said.script.template, said.language, said.values, app.settings, app.today)
    if copy or osc52:
        for name in (*scripts.unset_settings(app.desk), *words.missing):
            app.say(_("{name} is not set").format(name=name))
        copied(app, words.text, osc52)
        return
    app.show(script_view.spoken(said, words.text, scripts.unset_settings(app.desk), words.missing))


register = family("script", N_("Words for a conversation."), {"list": listed, "show": show})
