"""The words of a list, the playbook's or the program's: what screens show of it, and what is typed for it.

One reader for all of them. What a screen shows can be typed, in whichever language it is shown in: a title or the key,
their beginning, or a part of them, as long as it can only be the one. Whatever fits several is asked back, never guessed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from amflow.book import values
from amflow.errors import Usage
from amflow.locale import N_, Text, _, aside, both, listed
from amflow.playbooks.sources import nearest

Known = Mapping[str, Text | str] | Mapping[str, Text] | Mapping[str, str] | Iterable[Any]
"""A list: entries of a playbook (each with its key and title), or titles by their keys, as the source has them in English."""

LONGEST_CHOICE = 24
"""A title of more signs is not what one types: its key stands beside it."""

SHORTEST_PART = 2
"""A part from the middle of a title has so many signs at least."""

NEGATIONS = ("不", "未", "没", "无", "非", "no", "not", "non", "un")
"""What stands before a part makes the opposite of it: 联系上 is no word for 未联系上."""


def titles_by_key(entries: Iterable[Any]) -> dict[str, str]:
    """The titles of a playbook's entries by their keys."""
    return {entry.key: str(entry.title) for entry in entries}


def texts(known: Known) -> dict[str, Text]:
    """The titles of a list in both languages, by their keys."""
    if isinstance(known, Mapping):
        return {key: title if isinstance(title, Text) else both(title) for key, title in known.items()}
    entries: Iterable[Any] = known
    return {entry.key: entry.title for entry in entries}


OTHER = "other"


def with_others(entries: Iterable[Any]) -> dict[str, Text]:
    """The titles of a playbook's entries, and what is of none of them, as screens show it: others. None where there are none."""
    known = texts(entries)
    return {OTHER: both(N_("Others")), **known} if known else {}


def known_key(text: str, known: Known, what: str, also: Mapping[str, str] | None = None) -> str:
    """The key that the text is, by key or title in either language, a beginning or a part; empty stays empty. `also` has
    further words for a key, with spaces between them. Raises Usage, with the nearest, for none and for several."""
    if not text or (isinstance(known, Mapping) and text in known):
        return text
    titles = texts(known)
    found = keys_meant(text, titles, also or _also(known))
    if len(found) == 1:
        return found[0]
    if found:
        alike = len({str(titles[key]) for key in found}) < len(found)
        several = listed([aside(str(titles[key]), key) if alike else _choice(key, titles[key]) for key in found])
        raise Usage(
            _("{what}: “{text}” may be any of {choices}").format(what=what, text=text, choices=several),
            _("type more of it"),
        )
    if not titles:
        raise Usage(
            _unknown(known).format(what=what, text=text), _("it has none: leave it out, or amflow playbook new")
        )
    choices = _("one of: {choices}").format(choices=listed([_choice(key, title) for key, title in titles.items()]))
    raise Usage(_unknown(known).format(what=what, text=text), f"{_nearest(text, titles)} {choices}".strip())


def state_key(text: str, known: Known, what: str) -> str:
    """The same of a state, which cannot be left out. Raises Usage."""
    # A space is no word either, and is refused with the choices.
    return known_key(text or " ", known, what)


def as_typed(title: object) -> str:
    """A title as it stands in a command that is proposed: in quotes where it has a space in it."""
    words = str(title)
    return f'"{words}"' if re.search(r"[\s()（）]", words) else words


def whole_key(text: str, known: Known, also: Mapping[str, str] | None = None) -> str:
    """The key that the text names whole, where any other word may stand too; empty where it names none."""
    found = keys_meant(text, texts(known), also or _also(known), (str.__eq__,))
    return found[0] if len(found) == 1 else ""


def _also(known: Known) -> dict[str, str]:
    """The further words of a playbook's entries, of those that have any."""
    entries: Iterable[Any] = () if isinstance(known, Mapping) else known
    return {entry.key: " ".join(entry.also) for entry in entries if getattr(entry, "also", None)}


def keys_meant(
    text: str,
    titles: Mapping[str, Text],
    also: Mapping[str, str] | None = None,
    ways: Iterable[Callable[[str, str], bool]] = (),
) -> list[str]:
    """The keys that the text may mean: those that it names whole, else those that begin with it, else those that hold it."""
    wanted = _bare(text)
    if not wanted:
        return []
    if text in titles:
        return [text]
    words = {key: _words(key, title, (also or {}).get(key, "")) for key, title in titles.items()}
    for fits in ways or (str.__eq__, str.startswith, _holds):
        found = [key for key, known in words.items() if any(fits(word, wanted) for word in known)]
        if found:
            return found
    return []


def _words(key: str, title: Text, more: str) -> list[str]:
    """Everything that may be typed for an entry, bare; of a title with something in brackets the title without it too."""
    short = [words.partition(sign)[0] for words in title for sign in ("(", "（") if sign in words]
    return [word for word in map(_bare, [key, *title, *short, *more.split()]) if word]


def _holds(word: str, part: str) -> bool:
    """Whether the part stands in the word, and not behind a word that turns it round."""
    before, found, _after = word.partition(part)
    return bool(found) and len(part) >= SHORTEST_PART and not before.endswith(NEGATIONS)


def _bare(text: str) -> str:
    """What counts of a word that is typed: neither case nor width, nor spaces, hyphens and other signs."""
    return "".join(sign for sign in values.folded(text) if sign.isalnum())


def _unknown(known: Known) -> str:
    ours = isinstance(known, Mapping) and any(isinstance(title, str) for title in known.values())
    return _("{what}: “{text}” is not possible") if ours else _("{what}: “{text}” is not in the playbook")


def _nearest(text: str, titles: Mapping[str, Text]) -> str:
    keys = {word: key for key, title in titles.items() for word in _words(key, title, "")}
    near = nearest(_bare(text), list(keys))
    return _("did you mean {name}?").format(name=_choice(keys[near], titles[keys[near]])) if near else ""


def _choice(key: str, title: Text) -> str:
    """An entry as it is read out: by its title; where nobody would type that, with its key. A letter stands in front."""
    shown = str(title)
    if len(key) == 1 and key.casefold() != shown.casefold():
        return f"{key} {shown}"
    return aside(shown, key) if len(shown) > LONGEST_CHOICE or shown.endswith(("?", "？")) else shown
