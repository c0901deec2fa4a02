"""Typer without what it loads and no command uses: a third of the time that loading it takes.

While Typer is imported, modules that only its rarer services need are stood in for. Afterwards nothing of that is left but
in what Typer has loaded: whoever imports such a module gets the real one, and so does Typer once it uses it.
"""

import sys
from _thread import _local  # of threading nothing else is needed
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = {
    "ast": "NodeVisitor",
    "difflib": "get_close_matches",
    "gettext": "gettext",
    "linecache": "",
    "platform": "",
    "shutil": "get_terminal_size",
    "subprocess": "",
    "threading": "",
    "tokenize": "",
    "traceback": "FrameSummary StackSummary",
    "typer.completion": "get_completion_inspect_parameters",
    "urllib.parse": "quote_from_bytes",
    "uuid": "UUID",
}
"""The modules, each with what is taken out of it by name."""


class _StandIn(ModuleType):
    """A module that becomes the real one when something of it is asked for."""

    def __getattr__(self, wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        return self.real(wanted)

    def real(self, wanted: str) -> Any:
        """What the real one has under that name."""
        self.step_down()
        return getattr(import_module(self.__name__), wanted)

    def step_down(self) -> None:
        """Leave the place to the real one."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


class _Later:
    """What is taken out of a module by name: when it is called, the real one is, and a class made of it asks that."""

    def __init__(self, module: _StandIn, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._module.real(self._name)(*given, **named)

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type]:
        def inherited(one: Any, wanted: str) -> Any:
            return getattr(self._module.real(self._name), wanted).__get__(one)

        return (type(self._name, (), {"__getattr__": inherited}),)


def load() -> None:
    """Import Typer."""
    # What is loaded by now costs nothing more.
    standing_in = [_StandIn(name) for name in LATER if name not in sys.modules]
    for one in standing_in:
        vars(one).update({name: _Later(one, name) for name in LATER[one.__name__].split()})
        if one.__name__ == "threading":
            vars(one).update(local=_local)
        sys.modules[one.__name__] = one
    try:
        import typer  # noqa: F401
    finally:
        for one in standing_in:
            one.step_down()
