"""amflow help: topics that belong to no single command, and any command's help by its name."""

from typing import Annotated, Any

import typer

from amflow.errors import NotFound
from amflow.locale import N_, _, listed
from amflow.shell import help_topics
from amflow.shell.command import commands
from amflow.shell.context import App

Words = Annotated[
    list[str] | None, typer.Argument(metavar="[TOPIC]", help=N_("exit-codes, dates, references, or a command"))
]


def helped(context: typer.Context, words: Words = None) -> None:
    """Explain what belongs to no single command: exit codes, how dates and references are typed.

    With the name of a command it shows that command's help.
    """
    app: App = context.obj
    topic = help_topics.topics().get(" ".join(words or ()))
    if not words:
        app.show(help_topics.overview())
    elif topic:
        app.show(topic())
    else:
        app.out.document(_help_of(context, words))


def _help_of(context: typer.Context, words: list[str]) -> str:
    parent: Any = context.parent
    for word in words:
        command = getattr(parent.command, "commands", {}).get(word)
        if command is None:
            known = _("topics: {names}").format(names=listed(list(help_topics.topics())))
            raise NotFound(_("there is no help on {what}").format(what=" ".join(words)), known)
        parent = command.context_class(command, info_name=word, parent=parent, **command.context_settings)
    return str(parent.get_help())


register = commands({"help": helped})
