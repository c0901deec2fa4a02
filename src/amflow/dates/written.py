"""Days written with their year in front, which nobody mistakes for anything else: `2026-3-1`, `2026.03.01`, `20260301`,
`26.10.8`, `2026年3月1日`, an ISO timestamp with its signs or without (`20261201T090000Z`). One notion of them for the command
line and for the cells of a file."""

import re
from datetime import date, datetime, timedelta, timezone

from amflow import locale
from amflow.dates.workdays import YEARS

_YEAR_FIRST = (
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|\. ?([0-9]{1,2})\. ?([0-9]{1,2})\.?"
    r"|([0-9]{2})([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)"
)
_SHORT_YEAR = r"([0-9]{2})([./-])([0-9]{1,2})\2([0-9]{1,2})"
_BEHIND = (
    r"(.*?[^ t])(?:(?:[ t] ?|(?<=[日号]))(?:上午|下午|中午|晚上|am|pm)? ?"
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)(?: ?[ap]m)? ?(z|utc|gmt|[+-][0-9]{2}:?(?:[0-9]{2})?)?"
    r"| ?[(]?(?:星期|周)[一二三四五六日天][)]?)"
)
"""What stands behind a day and is dropped: a time of day, which its zone may make another day, or the weekday."""

_COMPACT = re.compile(r"([0-9]{8})t([0-9]{2})([0-9]{2})([0-9]{2})?(z|[+-][0-9]{2}:?(?:[0-9]{2})?)?")
"""A timestamp without signs, as programs hand it on to one another."""


def year_first(text: str) -> date | None:
    """The day, of a text made plain; None for one that is not written so. Raises ValueError for a day that is none.

    Two figures in front are a year where the last part is one figure or the first is no day, or in Chinese: `26.10.08`
    may be of 2008 elsewhere.
    """
    match = re.fullmatch(_YEAR_FIRST, text) if text[:4].isdigit() else None
    if match:
        year, month, day = (int(part) for part in match.groups() if part)
        return date(year, month, day)
    match = re.fullmatch(_SHORT_YEAR, text) if text[:2].isdigit() else None
    if match and (len(match[4]) == 1 or int(match[1]) > 31 or locale.current() == "zh"):
        return date(_century(int(match[1])), int(match[3]), int(match[4]))
    return None


def _century(short: int) -> int:
    """The year that two figures are: of this century up to 68, as everywhere in Python."""
    return short + (2000 if short <= 68 else 1900)


def day(text: str) -> date | None:
    """The day in a cell, whole text: as `year_first`, and with a time of day or its weekday behind it; a time with its zone
    is turned into the local day first. None for what is not written so, or does not exist."""
    bare, behind = _parted(text)
    try:
        found = year_first(bare)
        if found and behind and behind[3]:
            found = _local(found, behind[2], behind[3]).date()
    except (ValueError, OverflowError):
        return None
    return found if found and found.year in YEARS else None


def hour(text: str) -> str | None:
    """The hour in a cell that says its day too, `HH:MM`: with a zone that of the clock here, and at midnight empty, since a
    program that knows no hour says that. None for what is not written so."""
    bare, behind = _parted(text)
    try:
        found = year_first(bare)
        if not found or not behind or not behind[2]:
            return None
        moment = _local(found, behind[2], behind[3] or "")
    except (ValueError, OverflowError):
        return None
    return f"{moment:%H:%M}" if moment.hour or moment.minute else ""


def is_no_day(text: str) -> bool:
    """Whether it is written as a day with the year in front, and the calendar has no such day: 1979-02-30."""
    try:
        year_first(_parted(text)[0])
    except ValueError:
        return True
    return False


def _parted(text: str) -> tuple[str, re.Match[str] | None]:
    """The day in a cell, and what stands behind it."""
    from amflow.dates.numerals import plain

    bare = plain(text)
    compact = _COMPACT.fullmatch(bare) if bare[:8].isdigit() else None
    if compact:
        bare = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}{compact[5] or ''}"
    behind = re.fullmatch(_BEHIND, bare)
    return (behind[1].strip() if behind else bare), behind


def _local(day_there: date, clock: str, zone: str) -> datetime:
    """The moment there by the clock here; without a zone it is of this clock."""
    time, rest = clock.replace(",", ".").split(":", 1)
    moment = datetime.fromisoformat(f"{day_there.isoformat()}T{time:0>2}:{rest}")
    if not zone:
        return moment
    if zone[0] in "+-":
        hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
        away = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    else:
        away = timedelta(0)
    return moment.replace(tzinfo=timezone(away)).astimezone()
