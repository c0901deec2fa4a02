"""Options that say different things about the same, or of which one leaves nothing for the others to do: typed together they
are refused, whatever the command, before it reads or writes anything. So is one option typed twice with different words: the
first would be lost."""

from collections.abc import Callable
from typing import Any

from amflow.errors import Usage
from amflow.locale import _

ALL = "*"

APART = (
    ("", "next", "no_next"),
    ("", "ms", "mr organisation"),
    ("", "mr", "organisation"),
    ("", "until", "times"),
    ("customer edit", "editor", ALL),
    ("product edit", "editor", ALL),
    ("customer ask", "editor", "answer file"),
    ("customer ask", "show", "answer file editor"),
    ("customer adopt", "release", "tier segment source text leads"),
    ("deal terms", "remove", "ours theirs bottom gave got agreed"),
    ("today", "brief", "full step"),
    ("plan", "history", ALL),
    ("plan", "week", "month accept add drop move minutes order editor explain full ics"),
    ("plan", "month", "accept add drop move minutes order editor explain full ics"),
    ("plan", "editor", "move minutes order"),
    ("plan", "ics", "explain full"),
    ("summary", "finals", "kept final fields agenda analysis write explain part"),
    ("summary", "kept", "final fields agenda analysis write explain part day week month quarter year since to"),
    ("summary", "final", "fields agenda analysis write explain part"),
    ("summary", "forecast", "kept finals final fields agenda analysis write explain part"),
    ("summary", "back_test", "kept finals final fields agenda analysis write explain part"),
    ("summary", "fields", "agenda analysis write explain part"),
    ("summary", "explain", "agenda analysis write"),
    ("export", "customer", "what tier mask birthdays"),
)
"""The command (every one, where it is empty), one of its parameters, and those that it leaves no room for."""


def refuse(path: str, command: Any, ctx: Any) -> None:
    """Raises Usage where two options were typed that do not go together."""
    typed = {
        one.name: one
        for one in command.params
        if (source := ctx.get_parameter_source(one.name)) is not None and source.name == "COMMANDLINE"
    }
    for where, first, others in APART:
        if first not in typed or where not in ("", path):
            continue
        for other in typed if others == ALL else others.split():
            # What says which record is meant goes with everything.
            if other in typed and other != first and (others != ALL or _is_option(typed[other])):
                options = f"{_shown(typed[first])} {_shown(typed[other])}"
                raise Usage(_("{options} cannot go together").format(options=options), _("leave one of them out"))


def once(parser: Any) -> Any:
    """The same parser, which refuses an option that holds one value and is typed twice with different ones. Raises Usage."""
    for option in {*parser._short_opt.values(), *parser._long_opt.values()}:
        if option.action in ("store", "store_const"):
            option.process = _once(option, option.process, parser.ctx.meta)
    return parser


def _once(option: Any, process: Callable[[Any, Any], None], everywhere: dict[str, Any]) -> Callable[[Any, Any], None]:
    # What means the same everywhere may stand before the verb and behind it.
    name, shared = f"amflow.{option.dest}", not option.obj.expose_value

    def processed(value: Any, state: Any) -> None:
        before = state.opts.get(option.dest, everywhere.get(name))
        process(value, state)
        now = state.opts[option.dest]
        if shared:
            everywhere[name] = now
        if before is not None and before != now:
            _refuse_both(option.obj, before, now)

    return processed


def _refuse_both(parameter: Any, before: Any, now: Any) -> None:
    if isinstance(now, str):
        message = _("{option} was typed twice: {first} and {second}")
        raise Usage(message, _("leave one of them out"), option=_shown(parameter), first=before, second=now)
    yes, no = max(parameter.opts, key=len), max(parameter.secondary_opts, key=len)
    raise Usage(_("{options} cannot go together").format(options=f"{yes} {no}"), _("leave one of them out"))


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _shown(parameter: Any) -> str:
    name = str(max(parameter.opts, key=len))
    return name if _is_option(parameter) else str(parameter.metavar or name)
