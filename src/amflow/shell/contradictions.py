"""Options that say different things about the same, or of which one leaves nothing for the others to do: typed together they
are refused, whatever the command, before it reads or writes anything."""

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
    ("lead edit", "editor", ALL),
    ("product edit", "editor", ALL),
    ("customer ask", "editor", "answer page"),
    ("customer ask", "show", "answer page editor"),
    ("customer adopt", "release", "tier segment source text leads"),
    ("customer date", "remove", "day title"),
    ("deal terms", "remove", ALL),
    ("plan", "review", ALL),
    ("plan", "week", "month accept add drop move minutes order edit why whole ics"),
    ("plan", "month", "accept add drop move minutes order edit why whole ics"),
    ("plan", "edit", "move minutes order"),
    ("plan", "ics", "why whole"),
    ("summary", "finals", "kept final fields agenda analysis write explain part"),
    ("summary", "kept", "final fields agenda analysis write explain part day week month quarter year since until"),
    ("summary", "final", "fields agenda analysis write explain part"),
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


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _shown(parameter: Any) -> str:
    name = str(max(parameter.opts, key=len))
    return name if _is_option(parameter) else str(parameter.metavar or name)
