"""amflow config and help: the program's settings, the shell's completion, and what belongs to no single command."""

from typing import Annotated, Any

import typer

from amflow import settings
from amflow.errors import NotFound
from amflow.locale import N_, _, listed
from amflow.setup import settings_file
from amflow.setup import view as setup_view
from amflow.shell import help_topics, shell_scripts, views
from amflow.shell.command import commands, family
from amflow.shell.context import App

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("the setting: amflow config list names them all"))]
Value = Annotated[str, typer.Argument(metavar="VALUE", help=N_("what it shall be"))]
Shell = Annotated[str, typer.Argument(metavar="[SHELL]", help=N_("bash, zsh or fish; by itself the one you use"))]
Words = Annotated[
    list[str] | None, typer.Argument(metavar="[TOPIC]", help=N_("exit-codes, dates, references, or a command"))
]


def config_list(app: App) -> None:
    """List every setting: its value, where that comes from, and what it means.

    amflow config list
    """
    _say_mistakes(app)
    app.show(setup_view.settings(settings.listed(app.settings), app.settings.file))


def _say_mistakes(app: App) -> None:
    """Say what keeps every other command from its work; `config set` and `config unset` mend it."""
    for mistake in app.mistakes:
        app.say(" · ".join(filter(None, (mistake.message, mistake.hint))))


def get(app: App, name: Name) -> None:
    """Say what a setting is.

    amflow config get currency
    """
    _say_mistakes(app)
    app.show(setup_view.setting(settings.line(app.settings, settings.named(name))))


def put(app: App, name: Name, value: Value) -> None:
    """Write a setting into the settings file; what else stands there, comments too, is kept.

    amflow config set name "Ann Reed"
    """
    value = settings_file.checked(app.settings, name, value, app.today.year, app.read_playbook)
    settings_file.store(app.settings, name, value)
    done = _("{name} is {value} from now on").format(name=name, value=value)
    app.show(views.ChangeView("setting", {"name": name, "value": value}, done, undo=False))
    if app.settings.places[name] == "environment":
        app.say(_("for now {variable} says otherwise").format(variable=settings.named(name).variable))


def unset(app: App, name: Name) -> None:
    """Take a setting out of the settings file, so that its default counts again.

    amflow config set currency CNY · amflow config unset currency
    """
    settings_file.store(app.settings, name, None)
    done = _("{name} is not set any more").format(name=name)
    app.show(views.ChangeView("setting", {"name": name}, done, undo=False))


def path(app: App) -> None:
    """Say where the settings file is.

    amflow config path
    """
    app.show(views.ItemView("path", {"path": str(app.settings.file)}, [], title=[str(app.settings.file)]))


def completion(app: App, shell: Shell = "", dry_run: bool = False) -> None:
    """Teach your shell to finish what you begin to type: customers by name and pinyin, references, words. With --dry-run it
    prints the script that it would write, to put it where you like.

    amflow config completion bash
    """
    name = shell_scripts.named(shell)
    if dry_run:
        app.out.document(shell_scripts.script(name))
    else:
        app.show(setup_view.installed(shell_scripts.install(name)))


def helped(context: typer.Context, words: Words = None) -> None:
    """Explain what belongs to no single command: exit codes, how dates and references are typed.

    With the name of a command it shows that command's help.

    amflow help commands · amflow help dates
    """
    app: App = context.obj
    name = " ".join(words or ())
    if not words:
        app.show(help_topics.overview())
    elif name == "commands":
        app.show(help_topics.commands(context.find_root().command, app.playbook))
    elif words[0] == "json":
        from amflow.shell.contract import schemas

        app.out.document(schemas.one(words[1])) if words[1:] else app.show(help_topics.json_shapes())
    elif name in help_topics.names():
        app.show(help_topics.topic(name, app.settings.folders.state))
    else:
        app.out.document(_help_of(context, words))


def _help_of(context: typer.Context, words: list[str]) -> str:
    parent: Any = context.parent
    for word in words:
        command = getattr(parent.command, "commands", {}).get(word)
        if command is None:
            known = _("topics: {names}").format(names=listed(help_topics.names()))
            raise NotFound(_("there is no help on {what}").format(what=" ".join(words)), known)
        parent = command.context_class(command, info_name=word, parent=parent, **command.context_settings)
    return str(parent.get_help())


CONFIG = {"list": config_list, "get": get, "set": put, "unset": unset, "path": path, "completion": completion}


TEXT = N_("The settings: language, currency, your name, how long a visit takes; the shell's completion.")


def register(app: typer.Typer, name: str) -> None:
    """Put the command of that name into the app."""
    family("config", TEXT, CONFIG)(app, name)
    commands({"help": helped})(app, name)
