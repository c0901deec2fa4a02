"""Typer without what it loads and no command uses: a third of the time that loading it takes.

While Typer is imported, modules of Python's own that only its rarer services need are stood in for. Afterwards nothing of
that is left but in what Typer has loaded: whoever imports such a module gets the real one, and so does Typer once it uses it.
"""

import sys
from _thread import _local  # type: ignore[attr-defined] # of threading nothing else is needed
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = {
    "bz2": "",
    "difflib": "get_close_matches",
    "gettext": "gettext",
    "linecache": "",
    "lzma": "",
    "platform": "",
    "shellingham": "",
    "subprocess": "",
    "threading": "",
    "tokenize": "",
    "traceback": "FrameSummary StackSummary",
    "urllib.parse": "quote_from_bytes",
    "uuid": "UUID",
}
"""The modules, each with what is taken out of it by name."""


class _StandIn(ModuleType):
    """A module that becomes the real one when something of it is asked for."""

    def __getattr__(self, wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        self.step_down()
        return getattr(import_module(self.__name__), wanted)

    def step_down(self) -> None:
        """Leave the place to the real one."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


class _Later:
    """What is taken out of a module by name: when it is called, the real one is."""

    def __init__(self, module: _StandIn, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return _StandIn.__getattr__(self._module, self._name)(*given, **named)


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
