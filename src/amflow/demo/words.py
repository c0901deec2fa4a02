"""The words of the demo book, read from `words.toml`: names, notes, tasks, in the language in use, for the trade in use.

A text that does not fit everybody ends with whom it fits: `"@married !retired"`; what stands in braces in it, `{child}`,
is put in from the life of the one whom it is about.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.demo.lives import said

if TYPE_CHECKING:
    from random import Random

    from amflow.demo.lives import Life

FILE = Path(__file__).with_name("words.toml")
MORNING = Path(__file__).with_name("prep.toml")
"""What the morning has, by trade."""

FOLDER = Path(__file__).with_name("words")
"""The words of the other trades, a file each."""


class TradeWords:
    """What a trade says: its own words, and where it has none those of the playbooks it extends.

    Of the texts that fit, the one comes next that this person has not heard and that was said least, else in an order
    drawn from `rng`.
    """

    def __init__(self, trades: Iterable[str], rng: "Random") -> None:
        from tomllib import loads

        names = list(trades)
        whole = loads(FILE.read_text("utf-8"))
        files = {name: FOLDER / f"{name}.toml" for name in names}
        whole |= {name: loads(path.read_text("utf-8")) for name, path in files.items() if path.is_file()}
        morning = loads(MORNING.read_text("utf-8"))
        self._tables = [{**whole.get(name, {}), **morning.get(name, {})} for name in names]
        self._rng = rng
        self._order: dict[tuple[str, ...], list[float]] = {}
        self._said: Counter[Any] = Counter()

    def known(self, *path: str) -> Any:
        """What stands at that path, in the nearest trade that has it; None where none does."""
        for table in self._tables:
            found: Any = table
            for name in path:
                found = found.get(name) if isinstance(found, dict) else None
            if found is not None:
                return found
        return None

    def entry(self, *path: str, life: "Life | None" = None) -> Any:
        """The next entry of the list at that path that fits the life; None where there is none."""
        whole = self.known(*path) or ()
        order = self._order.get(path)
        if order is None:
            order = self._order[path] = [self._rng.random() for _entry in whole]
        whom = life.name if life else ""
        there = [at for at, entry in enumerate(whole) if fits(entry, life)]
        if not there:
            return None
        at = min(there, key=lambda at: (self._said[whom, path, at], self._said[path, at], order[at]))
        self._said.update(((whom, path, at), (path, at)))
        return whole[at]

    def say(self, *path: str, life: "Life | None" = None) -> str:
        """The next text of the list at that path in the language in use; empty where there is none."""
        pair = self.entry(*path, life=life)
        return said(pair, life) if pair else ""


def fits(entry: Any, life: "Life | None") -> bool:
    """Whether a text may be said of that life: its last word says of whom, and without one of everybody."""
    whom = entry.get("whom", "") if isinstance(entry, dict) else entry[-1]
    if not isinstance(whom, str) or whom[:1] != "@":
        return True
    tags: frozenset[str] = life.tags if life else frozenset()
    return all((word[1:] not in tags) if word[0] == "!" else word in tags for word in whom[1:].split())
