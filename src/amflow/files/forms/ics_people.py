"""Who an appointment is with: the mails that it names."""

import re
from collections.abc import Iterator
from typing import Any

_MAIL = re.compile(r"(?:mailto:)?([^\s<>;,:\"@]+@[^\s<>;,:\"@]+\.[^\s<>;,:\"@]+)", re.IGNORECASE)


def mails(part: Any) -> str:
    """The mails of those who take part and of who invited, and those that other programs write under names of their own, a
    space between two. Of who takes part as a room or a thing there is none."""
    return " ".join(dict.fromkeys(_named(part)))


def _named(part: Any) -> Iterator[str]:
    own = sorted(name for name in part if name.startswith("X-") and name != "X-ALT-DESC")
    for name in ("ATTENDEE", "ORGANIZER", *own):
        value = part.get(name)
        for one in value if isinstance(value, list) else [value] if value else []:
            params = getattr(one, "params", {})
            if str(params.get("CUTYPE", "")).upper() in ("ROOM", "RESOURCE"):
                continue
            found = _MAIL.fullmatch(str(one).strip()) or _MAIL.fullmatch(str(params.get("EMAIL", "")))
            if found:
                yield found[1].casefold()
