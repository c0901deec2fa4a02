"""The words of the demo book, read from `words.toml`: names, notes, tasks, in the language in use, for the trade in use."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import locale

if TYPE_CHECKING:
    from random import Random

FILE = Path(__file__).with_name("words.toml")
FOLDER = Path(__file__).with_name("words")
"""The words of the other trades, a file each."""


class Words:
    """What a trade says: its own words, and where it has none those of the playbooks it extends.

    Each list is gone through in an order drawn from `rng` before anything in it comes again.
    """

    def __init__(self, trades: Iterable[str], rng: "Random") -> None:
        from tomllib import loads

        names = list(trades)
        whole = loads(FILE.read_text("utf-8"))
        files = {name: FOLDER / f"{name}.toml" for name in names}
        whole |= {name: loads(path.read_text("utf-8")) for name, path in files.items() if path.is_file()}
        self.people: list[list[str]] = whole["people"]
        self._tables = [whole[name] for name in names if name in whole]
        self._rng = rng
        self._left: dict[tuple[str, ...], list[Any]] = {}

    def known(self, *path: str) -> Any:
        """What stands at that path, in the nearest trade that has it; None where none does."""
        for table in self._tables:
            found: Any = table
            for name in path:
                found = found.get(name) if isinstance(found, dict) else None
            if found is not None:
                return found
        return None

    def entry(self, *path: str) -> Any:
        """The next entry of the list at that path; None where there is no list."""
        left = self._left.get(path)
        if not left:
            left = list(self.known(*path) or ())
            if not left:
                return None
            self._rng.shuffle(left)
            self._left[path] = left
        return left.pop()

    def say(self, *path: str) -> str:
        """The next text of the list at that path in the language in use; empty where there is no list."""
        pair = self.entry(*path)
        return said(pair) if pair else ""


def said(pair: list[str]) -> str:
    """A text of the file, an English and a Chinese one, in the language in use."""
    return pair[1] if locale.current() == "zh" else pair[0]
