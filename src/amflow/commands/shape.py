"""The shape that every command has: the options that mean the same everywhere, help in the language in use."""

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from amflow import locale
from amflow.context import App
from amflow.locale import N_, _

Function = TypeVar("Function", bound=Callable[..., Any])


def _set(name: str) -> Callable[[Any, Any, Any], None]:
    def callback(context: Any, _parameter: Any, value: Any) -> None:
        if value:
            setattr(context.find_object(App), name, value)

    return callback


def _set_today(context: Any, _parameter: Any, value: Any) -> None:
    if value is not None:
        context.find_object(App).on(value)


def _set_book(context: Any, _parameter: Any, value: Any) -> None:
    if value is not None:
        from pathlib import Path

        context.find_object(App).book_path = Path(value).expanduser()


def _set_color(context: Any, _parameter: Any, value: Any) -> None:
    if value:
        context.find_object(App).color = False


def shared_options() -> list[TyperOption]:
    """The options that mean the same wherever they stand."""

    def option(names: list[str], callback: Any, text: str, **more: Any) -> TyperOption:
        return TyperOption(param_decls=names, callback=callback, help=text, expose_value=False, is_eager=True, **more)

    flag = {"is_flag": True, "default": False}
    return [
        option(["--json"], _set("json"), N_("show JSON"), **flag),
        option(["--on"], _set_today, N_("let today be another day: fri, 2026-12-01, 明天"), metavar="DATE", type=str),
        option(["--book"], _set_book, N_("use this book"), metavar="FILE", type=str),
        option(["--no-input"], _set("no_input"), N_("never ask: what is missing is an error"), **flag),
        option(["--no-color"], _set_color, N_("no colour"), **flag),
        option(["--quiet", "-q"], _set("quiet"), N_("no talk beside the result"), **flag),
    ]


class Command(TyperCommand):
    """A command: takes the shared options, and says its help in the language in use."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.params.extend(shared_options())

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help text, translated."""
        speak(self)
        super().format_help(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The command's own options first, the shared ones apart."""
        groups: dict[str, list[tuple[str, str]]] = {_("Arguments"): [], _("Options"): [], _("Everywhere"): []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            argument = parameter.param_type_name == "argument"
            own = parameter.expose_value
            groups[_("Arguments") if argument else _("Options") if own else _("Everywhere")].append(record)
        for title, records in groups.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class Family(TyperGroup):
    """A noun with its verbs."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help text, translated, with that of the commands it lists."""
        speak(self)
        for command in self.commands.values():
            speak(command)
        super().format_help(ctx, formatter)

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order in which they were added: that of the day."""
        return list(self.commands)


HELP = {"help_option_names": ["-h", "--help"]}


def family(name: str, text: str) -> typer.Typer:
    """A noun with its verbs: `amflow customer …`."""
    return typer.Typer(
        name=name, cls=Family, help=text, no_args_is_help=True, rich_markup_mode=None, context_settings=HELP
    )


def verb(app: typer.Typer, name: str) -> Callable[[Function], Function]:
    """Register the function as a command of this app under this name; its docstring is the help."""
    return app.command(name, cls=Command, context_settings=HELP)


def speak(thing: Any) -> None:
    """Put the help of a command or family into the language in use, paragraph by paragraph."""
    if getattr(thing, "spoken", "en") == locale.current():
        return
    thing.spoken = locale.current()
    thing.help = "\n\n".join(_(paragraph) for paragraph in (thing.help or "").split("\n\n"))
    for parameter in thing.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
