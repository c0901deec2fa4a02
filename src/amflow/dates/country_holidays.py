"""The working days of a country: the library's holidays, the person's own days over them, as a `WorkCalendar`.

The library is read once; what came out is kept compiled in the cache folder, keyed by the library's file and the bytes
of the person's own, because every command of the day asks which days are worked.
"""

import contextlib
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from amflow import __version__, compiled
from amflow.dates import personal_days
from amflow.dates.personal_days import Day
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Unusable, Usage
from amflow.locale import N_, _
from amflow.records import NamedTuple

NONE = "none"
"""The country without holidays: Monday to Friday."""

_FORMAT = 2
"""To be raised when the same files come to mean other days."""

NAMES = {
    "New Year's Day": N_("New Year's Day"),
    "Spring Festival": N_("Spring Festival"),
    "Tomb-sweeping Day": N_("Qingming"),
    "Labour Day": N_("Labour Day"),
    "Dragon Boat Festival": N_("Dragon Boat Festival"),
    "National Day": N_("National Day"),
    "Mid-autumn Festival": N_("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": N_("70th anniversary of victory"),
}
"""The Chinese library's names of holidays, and ours; a name that is not here is shown as it is."""


class HolidayTable(NamedTuple):
    """What a country's library knows: its days, and the last day that it knows about (None: all)."""

    days: tuple[Day, ...]
    known_until: date | None


class Place(NamedTuple):
    """Where everything comes from."""

    country: str
    file: Path
    """The person's own days."""
    cache: Path
    """The folder of compiled tables."""
    year: int
    """The year that is asked about: libraries that reckon do so for the decades around it."""


def load(place: Place) -> WorkCalendar:
    """The working days of the country with the person's own. Raises Usage, Unusable."""
    data = personal_days.content(place.file)
    if place.country == NONE and not data:
        return WorkCalendar()
    cached = place.cache / f"{place.country}.days"
    parts = _from_cache(cached, data, place)
    if parts is None:
        parts = _parts(table(place), personal_days.parsed(data, place.file))
        _to_cache(cached, data, place, parts)
    return _calendar(parts)


Parts = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...] | None, int]
"""Days off, days worked, days on which the exchanges are closed (None: those off), the last day known (0: all)."""


def _calendar(parts: Parts) -> WorkCalendar:
    off, extra, closed, known = parts
    day = date.fromordinal
    return WorkCalendar(
        map(day, off),
        map(day, extra),
        known_until=day(known) if known else None,
        closed=None if closed is None else map(day, closed),
    )


def _parts(library: HolidayTable, mine: personal_days.Days) -> Parts:
    """The person's days over the library's; a year whose official list they brought in is known."""
    public = {day.date: day.kind for day in (*library.days, *(d for d in mine.days if d.kind != "leave"))}
    worked = {**public, **{day.date: day.kind for day in mine.days}}
    off = sorted(day.toordinal() for day, kind in worked.items() if kind != "workday")
    extra = sorted(day.toordinal() for day, kind in worked.items() if kind == "workday")
    closed = sorted(day.toordinal() for day, kind in public.items() if kind == "holiday")
    return tuple(off), tuple(extra), None if closed == off else tuple(closed), _known(library, mine.years)


def _known(library: HolidayTable, years: Iterable[int]) -> int:
    if library.known_until is None:
        return 0
    until = library.known_until
    while until.year + 1 in years:
        until = date(until.year + 1, 12, 31)
    return until.toordinal()


def known_until(library: HolidayTable, mine: personal_days.Days) -> date | None:
    """The last day whose holidays are decided; None where nothing is left open."""
    last = _known(library, mine.years)
    return date.fromordinal(last) if last else None


def table(place: Place) -> HolidayTable:
    """What the country's library knows. Raises Usage for a country that nobody knows, or whose library is missing."""
    if place.country == NONE:
        return HolidayTable((), None)
    return _china(place) if place.country == "CN" else _elsewhere(place)


def _china(place: Place) -> HolidayTable:
    from chinese_calendar.constants import holidays, workdays

    from amflow.dates.lunar import LAST_YEAR

    days = [Day(day, "holiday", name) for day, name in holidays.items()]
    days += [Day(day, "workday", name) for day, name in workdays.items()]
    published = max(holidays).year
    for year in range(published + 1, min(_last_year(place), LAST_YEAR) + 1):
        days += by_law(year)
    return HolidayTable(tuple(sorted(days)), date(published, 12, 31))


def by_law(year: int) -> list[Day]:
    """The days that are off in China in every year, whether or not its shifted and make-up days are published
    (全国年节及纪念日放假办法, as of 2025)."""
    from amflow.dates.frame import festival

    new_year = festival("春节", year)
    off = {
        date(year, 1, 1): "New Year's Day",
        **{new_year + timedelta(days=away): "Spring Festival" for away in range(-1, 3)},
        festival("清明", year): "Tomb-sweeping Day",
        **{date(year, 5, day): "Labour Day" for day in (1, 2)},
        festival("端午", year): "Dragon Boat Festival",
        festival("中秋", year): "Mid-autumn Festival",
        **{date(year, 10, day): "National Day" for day in (1, 2, 3)},
    }
    return [Day(day, "holiday", name) for day, name in sorted(off.items())]


def _elsewhere(place: Place) -> HolidayTable:
    try:
        import holidays
    except ImportError:
        from amflow import extras

        raise Unusable(
            _("the holidays of {country} need a library that is not installed").format(country=place.country),
            _("{command} · or amflow config set country none: Monday to Friday").format(
                command=extras.command(extras.HOLIDAYS)
            ),
        ) from None
    # Laws are applied to years to come: good for planning, and beyond two decades nobody plans.
    first, last = 2000, _last_year(place)
    country, _dash, part = place.country.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=range(first, last + 1))
    except (NotImplementedError, KeyError):
        raise Usage(
            _("“{country}” is no country whose holidays are known").format(country=place.country),
            _("two letters: CN, HK, SG, US, DE, DE-BY; none is Monday to Friday"),
        ) from None
    return HolidayTable(tuple(Day(day, "holiday", name) for day, name in sorted(found.items())), date(last, 12, 31))


def _last_year(place: Place) -> int:
    return place.year // 10 * 10 + 20


def _library(country: str) -> str:
    """The file whose change means that the library was changed; empty where it is not installed."""
    if country == NONE:
        return ""
    from importlib.util import find_spec

    spec = find_spec("chinese_calendar" if country == "CN" else "holidays")
    if spec is None or not spec.origin:
        return ""
    return str(Path(spec.origin).with_name("constants.py" if country == "CN" else "version.py"))


def _stamp(library: str, place: Place) -> tuple[Any, ...]:
    """What the compiled days depend on beside the person's own file: programs, the library's file, the decades."""
    status = Path(library).stat() if library else None
    marks = (status.st_mtime_ns, status.st_size) if status else ()
    return (__version__, _FORMAT, sys.prefix, place.country, _last_year(place), *marks)


def _from_cache(file: Path, data: bytes, place: Place) -> Parts | None:
    """The compiled days, if they were made from just these files; anything odd is a miss."""
    try:
        library, stamp, mine, parts = compiled.read(file)
        return parts if mine == data and stamp == _stamp(library, place) else None
    except (OSError, EOFError, ValueError, TypeError):
        return None


def _to_cache(file: Path, data: bytes, place: Place, parts: Parts) -> None:
    with contextlib.suppress(OSError):
        library = _library(place.country)
        compiled.keep(file, (library, _stamp(library, place), data, parts))
