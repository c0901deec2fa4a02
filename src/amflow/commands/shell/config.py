"""amflow config: the settings, where each comes from, and writing them."""

from typing import Annotated

import typer

from amflow import settings
from amflow.locale import N_, _
from amflow.shell import config_view, views
from amflow.shell.command import family
from amflow.shell.context import App

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("the setting: amflow config list names them all"))]
Value = Annotated[str, typer.Argument(metavar="VALUE", help=N_("what it shall be"))]


def listed(app: App) -> None:
    """List every setting: its value, where that comes from, and what it means."""
    app.show(config_view.settings(settings.listed(app.settings), app.settings.file))


def get(app: App, name: Name) -> None:
    """Say what a setting is."""
    app.show(config_view.setting(settings.line(app.settings, settings.named(name))))


def put(app: App, name: Name, value: Value) -> None:
    """Write a setting into the settings file; what else stands there, comments too, is kept."""
    settings.store(app.settings, name, value)
    done = _("{name} is {value} from now on").format(name=name, value=value)
    app.show(views.ChangeView("setting", {"name": name, "value": value}, done, undo=False))
    if app.settings.places[name] == "environment":
        app.say(_("for now {variable} says otherwise").format(variable=settings.named(name).variable))


def unset(app: App, name: Name) -> None:
    """Take a setting out of the settings file, so that its default counts again."""
    settings.store(app.settings, name, None)
    done = _("{name} is not set any more").format(name=name)
    app.show(views.ChangeView("setting", {"name": name}, done, undo=False))


def path(app: App) -> None:
    """Say where the settings file is."""
    app.show(views.ItemView("config", {"path": str(app.settings.file)}, [], title=[str(app.settings.file)]))


VERBS = {"list": listed, "get": get, "set": put, "unset": unset, "path": path}
register = family("config", N_("The settings: language, currency, your name, how long a visit takes."), VERBS)
