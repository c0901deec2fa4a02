"""Commands by their names, each built when it is first asked for: one of seventy is typed, and building them all takes as long
as Python itself, building the verbs of a noun as long as what one of them does."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Built(Mapping[str, Any]):
    """What is built under each of these names, in their order."""

    def __init__(self, names: Mapping[str, Any], build: Callable[[str], Any]) -> None:
        self._names, self._build = names, build
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = self._build(name) if name in self._names else self._names[name]
        return self._built[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The command, or the default where there is none of that name."""
        return self[name] if name in self._names else default

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
