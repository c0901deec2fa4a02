"""The calendar as a person asks about it: which days are off or worked and why, their own days, what an import moves."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.dates import country_holidays, personal_days
from amflow.dates import format as date_format
from amflow.dates.country_holidays import Place
from amflow.dates.personal_days import Day, Days
from amflow.errors import NotFound, Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from amflow.book.store import Book
    from amflow.dates.workdays import WorkCalendar


class SpecialDay(NamedTuple):
    """A day that is not as its weekday says; `source` is `library` or `own`."""

    date: date
    kind: str
    name: str
    source: str


class SpecialDays(NamedTuple):
    """The special days of a year; `known` says whether its holidays are decided."""

    year: int
    country: str
    known: bool
    known_until: date | None
    days: list[SpecialDay]


class About(NamedTuple):
    """One day: whether it is worked and traded on, why, and its lunar date."""

    day: date
    workday: bool
    trading: bool
    known: bool
    why: SpecialDay | None
    lunar: str
    festival: str
    next_workday: date
    workday_of_month: int
    workdays_in_month: int


class Moved(NamedTuple):
    """An open task whose day was counted while holidays were not decided, and would now be another."""

    ref: str
    title: str
    due_on: date
    counted: date


class DaysChanged(NamedTuple):
    """What an import, or taking days out, did to the person's own days."""

    file: Path
    days: int
    """How many days were new, other than before, or taken out."""
    years: tuple[int, ...]
    """Years that are known by their official list."""
    moved: list[Moved]


def listing(place: Place, year: str, today: date) -> SpecialDays:
    """The days of a year, this one without words. Raises Usage, Unusable."""
    wanted = personal_days.the_year(year) if year else today.year
    library, mine = country_holidays.table(place), personal_days.read(place.file)
    until = country_holidays.known_until(library, mine)
    days = sorted(_specials(library, mine).values())
    known = until is None or date(wanted, 12, 31) <= until
    return SpecialDays(wanted, place.country, known, until, [day for day in days if day.date.year == wanted])


def _specials(library: country_holidays.HolidayTable, mine: Days) -> dict[date, SpecialDay]:
    found = {day.date: SpecialDay(day.date, day.kind, _named(day), "library") for day in library.days}
    return found | {day.date: SpecialDay(day.date, day.kind, day.name, "own") for day in mine.days}


def _named(day: Day) -> str:
    return _(country_holidays.NAMES[day.name]) if day.name in country_holidays.NAMES else day.name


def about(place: Place, calendar: "WorkCalendar", day: date) -> About:
    """Everything the calendar says about a day."""
    from amflow.dates import lunar, periods

    special = _specials(country_holidays.table(place), personal_days.read(place.file)).get(day)
    month = periods.month_of(day)
    try:
        by_moon = lunar.shown(lunar.of(day))
    except ValueError:
        by_moon = ""
    return About(
        day,
        calendar.is_workday(day),
        calendar.is_trading_day(day),
        # A day that is off by law is off, whatever is still to be published around it.
        calendar.is_known(day) or (special is not None and special.kind == "holiday"),
        special,
        by_moon,
        _festival(day),
        calendar.next(day),
        calendar.count(month.start, day),
        calendar.count(month.start, month.end),
    )


def _festival(day: date) -> str:
    """The festival of the lunar calendar that the day is, or empty."""
    from amflow.dates import frame

    names = {
        "春节": _("Spring Festival"),
        "元宵": _("Lantern Festival"),
        "清明": _("Qingming"),
        "端午": _("Dragon Boat Festival"),
        "七夕": _("Qixi"),
        "中秋": _("Mid-autumn Festival"),
        "重阳": _("Double Ninth"),
        "除夕": _("New Year's Eve of the lunar calendar"),
    }
    if not 1901 <= day.year <= 2100:
        return ""
    return next((names[name] for name in names if frame.festival(name, day.year) == day), "")


def bring(book: "Book", today: date, place: Place, path: Path, year: str) -> DaysChanged:
    """Put the days of a file into the person's own; `year` says that the file is that year's whole list.

    Raises NotFound, Usage, Unusable; then nothing is changed.
    """
    if not path.is_file():
        raise NotFound(_("there is no file {path}").format(path=path), _("name a CSV or JSON file"))
    found = personal_days.parsed(personal_days.content(path), path)
    if year:
        found = found._replace(years=(*found.years, personal_days.the_year(year)))
    if not found.days:
        raise Usage(
            _("{path} holds no days").format(path=path),
            _("lines are date,kind,name: 2027-02-05,holiday,Spring Festival"),
        )
    old = personal_days.read(place.file)
    new = personal_days.merged(old, found)
    personal_days.write(place.file, new)
    return _brought(book, today, place, old, new)


def remove(
    book: "Book", today: date, place: Place, words: str, year: str, day_of: "Callable[[str], date]"
) -> DaysChanged:
    """Take a day, or a year's days, out of the person's own; `day_of` reads the words. Raises NotFound where there is none,
    Usage."""
    if bool(words) == bool(year):
        raise Usage(
            _("which day, or which year?"), "amflow calendar 2027-02-05 --remove · amflow calendar 2027 --remove"
        )
    old = personal_days.read(place.file)
    day = None if year else day_of(words)
    new = personal_days.without(old, day=day) if day else personal_days.without(old, year=personal_days.the_year(year))
    if new == old:
        raise NotFound(
            _("{what} is not among your own days").format(what=date_format.day(day) if day else year),
            _("amflow calendar YEAR shows them; those of the library cannot be taken out, only overridden"),
        )
    personal_days.write(place.file, new)
    return _brought(book, today, place, old, new)


def _brought(book: "Book", today: date, place: Place, old: Days, new: Days) -> DaysChanged:
    changed = set(old.days) ^ set(new.days)
    return DaysChanged(
        place.file, len({day.date for day in changed}), new.years, _recounted(book, today, country_holidays.load(place))
    )


def _recounted(book: "Book", today: date, calendar: "WorkCalendar") -> list[Moved]:
    """Open tasks that were given in working days not yet known, and fall on another day now. They are not moved: a day
    that was said to a customer is a promise."""
    rows = book.all(
        "SELECT id, title, due_on, due_counted FROM task WHERE state = 'open' AND due_on >= ? AND due_counted <> ''",
        today.isoformat(),
    )
    found = []
    for row in rows:
        day = _counted(row["due_counted"], calendar)
        if day and day.isoformat() != row["due_on"]:
            found.append(Moved(f"t{row['id']}", row["title"], date.fromisoformat(row["due_on"]), day))
    return found


def _counted(text: str, calendar: "WorkCalendar") -> date | None:
    """The day that the words meant on the day they were said, by this calendar; None where they were not kept."""
    from datetime import datetime, time

    from amflow.dates.sentence import split

    said_on, _space, words = text.partition(" ")
    try:
        found, _title = split(words, datetime.combine(date.fromisoformat(said_on), time(12)), calendar)
    except (ValueError, Usage):
        return None
    return found.day if found else None
