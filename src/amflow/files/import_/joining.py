"""Free text that a file brings to a record which has some already: neither is lost."""

from typing import Any

from amflow.book.store import Row
from amflow.book.values import LONGEST_TEXT
from amflow.files.import_.cells import Reject
from amflow.locale import _

WORDS = ("impression", "note")
"""The columns of what people write in their own words."""


def without_known(found: Row, told: dict[str, Any]) -> dict[str, Any]:
    """What is told, but for words that the record has already."""
    known = [name for name in WORDS if told.get(name) and _same(told[name]) in _same(found[name])]
    return {name: value for name, value in told.items() if name not in known} if known else told


def join(found: Row, changes: dict[str, Any]) -> set[str]:
    """Put words behind those that the record has, and say in which columns. Raises Reject for more than a column takes."""
    joined = {
        name for name in WORDS if changes.get(name) and found[name] and _same(found[name]) not in _same(changes[name])
    }
    for name in joined:
        changes[name] = f"{found[name]}\n{changes[name]}"
        if len(changes[name]) > LONGEST_TEXT:
            raise Reject(_("longer than {n} characters").format(n=LONGEST_TEXT))
    return joined


def _same(text: str) -> str:
    return " ".join(text.split())
