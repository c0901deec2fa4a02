"""Words of a file that stand for one of a few things: 金卡, Gold, gold card are all the tier."""

import re
from typing import TYPE_CHECKING

from amflow.book import values
from amflow.locale import current

if TYPE_CHECKING:
    from amflow.files.import_.fields import ImportField, RecordKind
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


ENDS = ("won", "lost")
"""The ends of a deal, which other programs have as stages."""


def choices(
    field: "ImportField", kind: "RecordKind", playbook: "Playbook", pipelines: set[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What may be answered for a word of the field, folded, with what it means; and the meanings with what they are called
    for a person to choose from. A stage is one of those pipelines, by itself of the first, or the end of a deal."""
    entries = getattr(playbook, field.known) if field.known else ()
    ends: dict[str, str] = {}
    if field.key == "stage":
        lines = [one for one in playbook.pipelines if one.key in pipelines] or playbook.pipelines[:1]
        entries = [stage for one in lines for stage in one.stages]
        state = kind.field("state")
        ends = {word: alias for alias, word in state.words if word in ENDS} if state else {}
    titles = {entry.key: str(entry.title) for entry in entries}
    known = of_field(field, playbook)
    for entry in entries:
        known |= dict.fromkeys(map(values.folded, (*entry.title, entry.key)), entry.key)
    for alias, word in () if entries else field.words:
        if word not in titles or (current() == "zh" and titles[word].isascii() and not alias.isascii()):
            titles[word] = alias
    for word, alias in ends.items():
        if word not in titles:
            titles[word] = alias if current() == "zh" else word
            known |= {word: word, values.folded(alias): word}
    return known, titles


def nearest_of(words: dict[str, str], text: str) -> str:
    """The meaning of the word that is most like the text; empty where none is like it."""
    from amflow.playbooks.sources import nearest

    plain = values.folded(text)
    found = words.get(nearest(plain, list(words)), "")
    if not found and not plain.isascii():
        # Two signs are a word: 谈判中 is 商务谈判 rather than anything else.
        pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
        alike = {key for word, key in words.items() if any(pair in word for pair in pairs)}
        found = alike.pop() if len(alike) == 1 else ""
    return found


def begun(words: dict[str, str], text: str) -> str | None:
    """What an answer means: a word, or the beginning of words that all mean the same."""
    found = word_in(words, text)
    meant = {word for alias, word in words.items() if alias.startswith(values.folded(text))}
    return found or (meant.pop() if len(meant) == 1 else None)


def word_in(words: dict[str, str], text: str) -> str | None:
    """What the text means; None for a word that is none of them."""
    return words.get(values.folded(text)) or words.get(_loosely(text))


def _loosely(text: str) -> str:
    """A word without what offices put behind it: `Gold card`, 金卡客户."""
    bare = values.folded(text)
    return _BEHIND.sub("", bare) or bare
