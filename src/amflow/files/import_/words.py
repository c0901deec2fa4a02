"""Words of a file that stand for one of a few things: 金卡, Gold, gold card are all the tier."""

import re
from typing import TYPE_CHECKING

from amflow.book import values

if TYPE_CHECKING:
    from amflow.files.import_.fields import ImportField
    from amflow.playbooks.model import Playbook

_BEHIND = re.compile(
    r"(?:客户|会员|等级|级别|卡|级|类)+$|[ -](?:cards?|customers?|clients?|members?|tier|level|class)$"
)


def of_field(field: "ImportField", playbook: "Playbook") -> dict[str, str]:
    """What may stand in the field, folded, and the word it means: keys and titles in both languages, with and without what
    offices put behind them (金卡 is 金卡客户)."""
    words = {values.folded(alias): word for alias, word in field.words}
    if not field.known:
        return words
    entries = {entry.key: entry.title for entry in getattr(playbook, field.known)}
    words = {alias: word for alias, word in words.items() if word in entries}
    exact = {values.folded(name): key for key, title in entries.items() for name in (title.en, title.zh, key)}
    loose: dict[str, set[str]] = {}
    for name, key in exact.items():
        loose.setdefault(_loosely(name), set()).add(key)
    return {name: min(keys) for name, keys in loose.items() if len(keys) == 1} | words | exact


def word_in(words: dict[str, str], text: str) -> str | None:
    """What the text means; None for a word that is none of them."""
    return words.get(values.folded(text)) or words.get(_loosely(text))


def _loosely(text: str) -> str:
    """A word without what offices put behind it: `Gold card`, 金卡客户."""
    bare = values.folded(text)
    return _BEHIND.sub("", bare) or bare
