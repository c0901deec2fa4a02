"""The dots of a hint, typed as they stand: `amflow deal edit d1 --amount …`. They are the place of something that only the person
knows: on a terminal it is asked for, elsewhere the line is refused, and never are dots written down."""

import re
from typing import Any

import typer

from amflow.errors import Usage
from amflow.locale import _
from amflow.shell.context import App

DOTS = re.compile(r"([^\s=]*=)?[\"“”']?(?:…+|\.\.\.)[\"“”']?")
"""A word of dots alone, or the dots behind a key: `…`, `“…”`, `budget=…`."""


def filled(command: Any, ctx: Any, args: list[str]) -> list[str]:
    """The line with what the person says belongs in each place. Raises Usage where nobody is there to say it."""
    if args[0] in getattr(command, "commands", {}):
        return args  # the verb reads its own line
    app = ctx.find_object(App)
    said = list(args)
    for at, word in enumerate(args):
        if not (found := DOTS.fullmatch(word)):
            continue
        key = found[1] or ""
        what = f"{_called(command, args, at)} {key.rstrip('=')}".strip()
        if not app.may_ask or {"--no-input", "--json"} & set(args):
            raise Usage(
                _("the dots stand for what belongs there: {what}"),
                _("put it in their place; on a terminal amflow asks for it"),
                untouched=True,
                what=what,
            )
        said[at] = f"{key}{_asked(what)}"
    return said


def _asked(what: str) -> str:
    from amflow import done
    from amflow.shell.typed import line_editing

    done.asking()
    answer = line_editing.ask(what + _(": "), "", what).strip()
    if not answer or answer == line_editing.ESCAPE:
        raise typer.Abort
    return answer


def _called(command: Any, args: list[str], at: int) -> str:
    """What stands in the place: the option before it, or the argument, each with what is said of it."""
    from amflow.shell.output import spoken

    option = next((one for one in command.params if at and args[at - 1] in one.opts), None)
    if option is not None:
        return _with(args[at - 1], option)
    valued = {
        name for one in command.params if one.param_type_name == "option" and not one.is_flag for name in one.opts
    }
    place = sum(word[:1] != "-" and (not i or args[i - 1] not in valued) for i, word in enumerate(args[:at]))
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    if not arguments:
        return args[at]
    one = arguments[min(place, len(arguments) - 1)]
    return spoken(_with(str(one.human_readable_name).strip("[]."), one))


def _with(name: str, parameter: Any) -> str:
    said = _(parameter.help) if getattr(parameter, "help", "") else ""
    return _("{name} ({what})").format(name=name, what=said) if said else name
