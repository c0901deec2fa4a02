"""Birthdays, of the solar calendar and the lunar one: how one is written, whose is on a day, how old somebody turns.

A lunar birthday is kept by its lunar date alone, under an indexed key; which lunar date a day has is asked when the day
is. So nothing runs out at the end of a year, and the settings for leap months and the 30th hold at once.
"""

from datetime import date
from typing import TYPE_CHECKING

from amflow.book import values
from amflow.dates import offsets
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.dates.lunar import Lunar, LunarRule
    from amflow.desk import Desk
    from amflow.settings import Settings


class BirthdayWords(NamedTuple):
    """What is said of a birthday beside its date: a lunar one in words, and the day on which it comes next."""

    words: str
    next: date | None


def checked(text: str, today: date) -> str:
    """A birthday as the book keeps it, from what a person typed: `1985-10-15`, `10-15`, `农历十月十五`, `lunar 10-15`.

    Raises Usage for anything else, for a day that lies ahead, and for one that the lunar calendar does not have.
    """
    if not text:
        return ""
    found = _lunar(text)
    if found is not None:
        from amflow.dates import lunar

        if found.year and lunar.solar(found) > today:
            raise _ahead(text)
        return str(found)
    try:
        day = values.a_birthday(text if len(text) != 5 else f"--{text}")
    except ValueError:
        raise Usage(
            _("“{text}” is not a birthday").format(text=text),
            _("such as 1985-10-15, 10-15 without the year, or 农历十月十五, lunar 10-15"),
        ) from None
    if day[:1] != "-" and day > today.isoformat():
        raise _ahead(text)
    return day


def _ahead(text: str) -> Usage:
    return Usage(_("“{text}” lies ahead").format(text=text), _("such as 1985-10-15, or 10-15 without the year"))


def _lunar(text: str) -> "Lunar | None":
    # Figures and hyphens alone are the solar calendar: most birthdays, and no reason to load the other one.
    if text.isascii() and not text.strip().lower().startswith("lunar"):
        return None
    from amflow.dates import lunar

    return lunar.read(text)


def rule(settings: "Settings") -> "LunarRule":
    """How a lunar birthday is kept where its day is missing, as the settings say."""
    from amflow.dates.lunar import LunarRule

    return LunarRule(settings.lunar_leap, settings.lunar_30th)


def keys(desk: "Desk", days: list[date], column: str = "customer.birthday_md") -> dict[str, date]:
    """By what the birthdays that are kept on those days are found, each with its day: `10-15`, `L10-15`; or what else that
    column knows so."""
    found = {f"{day:%m-%d}": day for day in days}
    for day in days:
        # Whoever was born on 29 February has a birthday every year.
        if (day.month, day.day) == (3, 1) and "02-29" not in found and not offsets.is_leap(day.year):
            found["02-29"] = day
    if desk.book.number(f"SELECT EXISTS (SELECT 1 FROM {column.partition('.')[0]} WHERE {column} >= 'L')"):
        from amflow.dates import lunar

        kept = rule(desk.settings)
        for day in days:
            found |= dict.fromkeys(lunar.keys(day, kept), day)
    return found


def age(birthday: str, on: date) -> int:
    """How old somebody turns on their birthday; 0 where the year is not known. A lunar year counts for a lunar one."""
    if birthday[:1].isdigit():
        return on.year - int(birthday[:4])
    if not birthday.startswith("lunar ") or birthday[6] == "-":
        return 0
    from amflow.dates import lunar

    try:
        return lunar.of(on).year - int(birthday[6:10])
    except ValueError:
        return 0


def words(birthday: str) -> str:
    """A lunar birthday in words, without its year: `lunar 10-15`, `农历十月十五`; empty for another."""
    if not birthday.startswith("lunar "):
        return ""
    from amflow.dates import lunar

    found = lunar.stored(birthday)
    return lunar.shown(found) if found else ""


def told(desk: "Desk", birthday: str) -> BirthdayWords:
    """What a page says of a birthday beside its date."""
    if not birthday:
        return BirthdayWords("", None)
    if not birthday.startswith("lunar "):
        return BirthdayWords("", offsets.coming(birthday[-5:], desk.today))
    from amflow.dates import lunar

    found = lunar.stored(birthday)
    if found is None:
        return BirthdayWords("", None)
    in_words = lunar.shown(found)
    year = _("{date} of {year}").format(date=in_words, year=found.year) if found.year else in_words
    return BirthdayWords(year, lunar.coming(found, desk.today, rule(desk.settings)))
