"""What a customer has asked for: not to be called, to be left alone at certain hours, to be spoken to in a language."""

import re
from typing import Any

from amflow.errors import Usage
from amflow.locale import _

COLUMNS = "customer.no_contact, customer.no_call, customer.quiet_from, customer.quiet_until"
"""What every question about whom to talk to asks with it."""


def hours(text: str) -> tuple[str, str]:
    """The quiet hours that a person typed: `12:00-14:00`, `21-8`; empty for none. Raises Usage."""
    if not text.strip():
        return "", ""
    found = re.fullmatch(r"\s*(\d{1,2})(?:[:：](\d{2}))?\s*(?:-|–|—|~|到|至|to)\s*(\d{1,2})(?:[:：](\d{2}))?\s*", text)
    if found:
        first, second = (int(found[1]), int(found[2] or 0)), (int(found[3]), int(found[4] or 0))
        if max(first[0], second[0]) < 24 and max(first[1], second[1]) < 60 and first != second:
            return f"{first[0]:02}:{first[1]:02}", f"{second[0]:02}:{second[1]:02}"
    raise Usage(_("“{text}” is not a pair of hours").format(text=text), "--quiet-hours 12:00-14:00")


def is_quiet(row: Any, clock: str) -> bool:
    """Whether the customer wants to be left alone at this time; the hours may cross midnight."""
    begin, end = row["quiet_from"], row["quiet_until"]
    if not begin or not end or not clock:
        return False
    return bool(begin <= clock < end if begin < end else clock >= begin or clock < end)


def kind(row: Any, wanted: str, instead: str = "message") -> str:
    """The kind of talk to propose: not a call to somebody who has asked not to be called."""
    return instead if wanted == "call" and row["no_call"] else wanted


WHOLE_DAY = "00:00"
"""The hour at which a day ahead is asked about: then the quiet hours themselves are said."""


def words(row: Any, clock: str, at: str = "") -> str:
    """What to keep in mind before talking to them at this time, in a few words; empty where nothing was asked for. `at`
    is the hour that was fixed for it."""
    if not (row["no_contact"] or row["no_call"] or row["quiet_from"]):
        return ""
    parts = [
        _("asked not to be contacted") if row["no_contact"] else "",
        _("no calls, please") if row["no_call"] else "",
    ]
    hours = {"begin": row["quiet_from"], "end": row["quiet_until"]}
    if at:
        parts.append(_("in their quiet hours, {begin}–{end}").format(**hours) if is_quiet(row, at) else "")
    elif clock == WHOLE_DAY and row["quiet_from"]:
        parts.append(_("not {begin}–{end}").format(**hours))
    elif is_quiet(row, clock):
        parts.append(_("not before {time}").format(time=row["quiet_until"]))
    return " · ".join(part for part in parts if part)


def before(row: Any, kind: str, clock: str, at: str = "") -> str:
    """The same for a task of this kind: one that is no talk and has no hour disturbs nobody, and whoever agreed to a
    visit has left the quiet hours to it."""
    if kind == "visit":
        return _("asked not to be contacted") if row["no_contact"] else ""
    return words(row, clock, at) if kind in ("call", "message") or at else ""


def beside(reason: str, row: Any, clock: str) -> str:
    """A reason that was kept, with what the customer (None for none) has asked for since."""
    wish = words(row, clock) if row is not None else ""
    return " · ".join(part for part in (reason, wish if wish not in reason else "") if part)


def fixed(row: Any, kind: str, at: str) -> list[str]:
    """What of the customer's wishes a talk that was fixed for this hour goes against, a sentence each."""
    return against(row, kind if kind in ("call", "visit", "message") else "call" if at else "", at)


def against(row: Any, touch: str, clock: str) -> list[str]:
    """What of the customer's wishes a touch of this kind at this time went against, a sentence each."""
    name = row["name"]
    found = []
    if row["no_contact"]:
        found.append(_("{name} has asked not to be contacted").format(name=name))
    if row["no_call"] and touch == "call":
        found.append(_("{name} has asked not to be called").format(name=name))
    if is_quiet(row, clock) and touch in ("call", "message"):
        found.append(
            _("{name} wants to be left alone from {begin} to {end}").format(
                name=name, begin=row["quiet_from"], end=row["quiet_until"]
            )
        )
    return found
