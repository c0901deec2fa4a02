"""The keys and titles of a playbook's entries: what is typed, and what is shown."""

from collections.abc import Iterable
from typing import Any

from amflow.book import values
from amflow.errors import Usage
from amflow.locale import _, listed
from amflow.playbooks.sources import nearest


def titles_by_key(entries: Iterable[Any]) -> dict[str, str]:
    """The titles of a playbook's entries by their keys."""
    return {entry.key: str(entry.title) for entry in entries}


def known_key(text: str, known: dict[str, str], what: str) -> str:
    """The key that the text is, by key or by title in either case; empty stays empty. Raises Usage."""
    if not text:
        return ""
    wanted = values.folded(text)
    for key, title in known.items():
        if wanted in (key.casefold(), values.folded(title)):
            return key
    near = nearest(wanted, [key.casefold() for key in known])
    hint = _("did you mean {name}?").format(name=near) + " " if near else ""
    raise Usage(
        _("{what}: “{text}” is not in the playbook").format(what=what, text=text),
        hint + _("one of: {choices}").format(choices=listed([_choice(key, title) for key, title in known.items()])),
    )


def _choice(key: str, title: str) -> str:
    """A word of the playbook as it may be typed: a Chinese reader knows it by its title, which is taken as well."""
    return key if title.isascii() else f"{key} {title}"
