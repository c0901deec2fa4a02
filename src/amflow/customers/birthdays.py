"""Birthdays, of the solar calendar and the lunar one: how one is written, whose is on a day, how old somebody turns.

A lunar birthday is kept by its lunar date alone, under an indexed key; which lunar date a day has is asked when the day
is. So nothing runs out at the end of a year, and the settings for leap months and the 30th hold at once. The other days that
matter to a customer every year are kept in the same way (`W11`).
"""

import re
from datetime import date
from typing import TYPE_CHECKING

from amflow.book import values
from amflow.dates import offsets
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.dates.frame import Manner
    from amflow.dates.lunar import Lunar, LunarRule
    from amflow.desk import Desk
    from amflow.playbooks.model import Playbook
    from amflow.settings import Settings


class BirthdayWords(NamedTuple):
    """What is said of a birthday beside its date: a lunar one in words, and the day on which it comes next."""

    words: str
    next: date | None


def checked(text: str, today: date, how: "Manner | None" = None) -> str:
    """A birthday as the book keeps it, from what a person typed: `1985-10-15`, `1985年10月15日`, `15 Oct 1985`, `10-15`,
    `农历十月十五`, `lunar 10-15`; `12/04/1975` where the manner of the place says which is the month.

    Raises Usage for anything else, for a day that lies ahead, and for one that the lunar calendar does not have.
    """
    if not text:
        return ""
    found = _lunar(text)
    if found is not None:
        from amflow.dates import lunar

        if found.year:
            _must_be_lived(text, lunar.solar(found), today)
        return str(found)
    day = _of_sun(text, how, today)
    if not day:
        undecided = how is None or how.month_first is None
        if undecided and re.fullmatch(r"(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|1[0-2])(?:[/.-](?:[0-9]{2}){0,2})?", text):
            raise Usage(
                _("“{text}”: day or month first?").format(text=text),
                _("write 1975-04-12 or 12 Apr 1975"),
            )
        raise Usage(
            _("“{text}” is not a birthday").format(text=text),
            _("such as 1985-10-15, 15 Oct 1985, 10-15 without the year, or lunar 10-15"),
        )
    if day[:1] != "-":
        _must_be_lived(text, date.fromisoformat(day), today)
    return day


MOST_YEARS = 125
"""Nobody grew older."""


def _must_be_lived(text: str, born: date, today: date) -> None:
    """Raises Usage where nobody whom one deals with was born on that day; for a day of another kind today is `date.max`."""
    if today == date.max:
        return
    if born > today:
        raise Usage(_("“{text}” lies ahead").format(text=text), _("such as 1985-10-15, or 10-15 without the year"))
    if born == today:
        raise Usage(_("“{text}” is today").format(text=text), _("such as 1985-10-15, or 10-15 without the year"))
    if today.year - born.year > MOST_YEARS:
        raise Usage(
            _("“{text}” is {n} years ago").format(text=text, n=today.year - born.year),
            _("such as 1985-10-15, or 10-15 without the year"),
        )


def _of_sun(text: str, how: "Manner | None", today: date) -> str:
    """A day of the solar calendar as the book keeps it, empty where it is none: most are written as it keeps them."""
    day_first = how is not None and how.month_first is False
    try:
        return values.a_birthday(text if len(text) != 5 or day_first else f"--{text}")
    except ValueError:
        from amflow.dates.date_words import day_of_year

        said = day_of_year(_whole_year(text, how, today), how)
        if said is None:
            return ""
        return f"{said.year or '-'}-{said.month:02d}-{said.day:02d}"


def _whole_year(text: str, how: "Manner | None", today: date) -> str:
    """The text with the four figures of a year that has two: `75-4-12`, `七五年四月十二`, `12/4/75`; `3/4/05` only where the
    place says that the year is not in front, and no hyphens make an ISO date of it."""
    from amflow.dates.numerals import N, number, plain, year

    bare = plain(text)
    front = re.fullmatch(rf"((?:[0-9]|[零一二三四五六七八九]){{2}})(年|[-./])({N})(月|[-./])({N})[日号]?", bare)
    behind = re.fullmatch(r"([0-9]{1,2}[/.-][0-9]{1,2}[/.-])([0-9]{2})", bare)
    if front and (front[2] == "年" or year(front[1]) > 31):
        try:
            return f"{_century(year(front[1]), today)}-{number(front[3])}-{number(front[5])}"
        except ValueError:
            return text
    decided = how is not None and how.month_first is not None and not re.match("[0-9]{2}-", bare)
    if behind and (decided or not 1 <= int(behind[2]) <= 31):
        return f"{behind[1]}{_century(int(behind[2]), today)}"
    return text


def _century(short: int, today: date) -> int:
    """The year that two figures are, which lies behind; up to 31 of this century where the day may lie ahead."""
    return short + (2000 if short <= (31 if today == date.max else today.year % 100) else 1900)


def _lunar(text: str) -> "Lunar | None":
    # Figures and hyphens alone are the solar calendar: most birthdays, and no reason to load the other one.
    if text.isascii() and "lunar" not in text.lower():
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
    found = {day.isoformat()[5:]: day for day in days}
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
    return BirthdayWords(in_words(birthday), lunar.coming(found, desk.today, rule(desk.settings)))


def in_words(birthday: str) -> str:
    """A lunar birthday in words, with its year where it is known: `lunar 10-15 of 1985`, `1985年农历十月十五`."""
    from amflow.dates import lunar

    found = lunar.stored(birthday)
    if found is None:
        return ""
    shown = lunar.shown(found)
    return _("{date} of {year}").format(date=shown, year=found.year) if found.year else shown


# The other days of a year


class SpecialDate(NamedTuple):
    """A day that matters to a customer."""

    id: int
    customer_id: int
    customer: str
    title: str
    on_date: str
    """As the book keeps it: `2016-12-03`, `--12-03`, `lunar --08-15`."""
    words: str
    """A lunar one in words; empty for another."""
    next_on: date | None
    """The day on which it comes next."""

    @property
    def customer_ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


def is_feast(playbook: "Playbook", title: str) -> bool:
    """Whether a day of that name is one of the playbook's feasts: one congratulates then, and reminds on any other."""
    name = values.folded(title)
    return any(values.folded(word) in name for one in playbook.feasts for word in (one.title.en, one.title.zh))


def keep_day(desk: "Desk", whom: str, day: str, title: str) -> SpecialDate:
    """Keep a day. Raises NotFound, Ambiguous, Usage; Refused where it is kept already."""
    from amflow.customers import records as customers

    row = customers.find(desk.book, whom)
    kept = _any_year(desk, day)
    named = values.line(title, _("what day it is"))
    if any(
        values.folded(one.title) == values.folded(named)
        and values.month_and_day(one.on_date) == values.month_and_day(kept)
        for one in days_of(desk, row["id"])
    ):
        raise Refused(
            _("{title} is kept already").format(title=named),
            _("amflow customer date {ref} lists the days").format(ref=f"c{row['id']}"),
        )
    with desk.book.change("customer date", f"{row['name']} (c{row['id']}): {named}") as change:
        number = change.insert(
            "special_date", customer_id=row["id"], title=named, on_date=kept, date_md=values.month_and_day(kept)
        )
    return next(one for one in days_of(desk, row["id"]) if one.id == number)


def remove_day(desk: "Desk", whom: str, title: str) -> SpecialDate:
    """Take a day out, by its title or a part of it. Raises NotFound, Ambiguous, Usage."""
    from amflow.customers import records as customers

    row = customers.find(desk.book, whom)
    wanted = values.folded(title)
    known = days_of(desk, row["id"])
    found = [one for one in known if values.folded(one.title) == wanted] or [
        one for one in known if wanted in values.folded(one.title) or wanted == one.on_date
    ]
    if len(found) != 1:
        hint = "; ".join(one.title for one in found or known) or _("none is kept")
        raise NotFound(
            _("{name} has no day “{title}”").format(name=row["name"], title=title)
            if not found
            else _("“{title}” is more than one day").format(title=title),
            hint,
        )
    with desk.book.change("customer date", f"{row['name']} (c{row['id']}): {found[0].title}") as change:
        change.delete("special_date", found[0].id)
    return found[0]


def days_of(desk: "Desk", customer_id: int) -> list[SpecialDate]:
    """A customer's days, the next one first."""
    rows = desk.book.all(
        "SELECT special_date.*, customer.name AS customer FROM special_date"
        " JOIN customer ON customer.id = special_date.customer_id WHERE customer_id = ?",
        customer_id,
    )
    found = []
    for row in rows:
        words, coming = told(desk, row["on_date"])
        found.append(filled(SpecialDate, row, on_date=row["on_date"], words=words, next_on=coming))
    return sorted(found, key=lambda one: (one.next_on or date.max, one.id))


def _any_year(desk: "Desk", text: str) -> str:
    """The day as the book keeps it: written as a birthday, or in words (`tomorrow`), then without a year. It may lie ahead.
    Raises Usage."""
    try:
        return checked(text.strip(), date.max, desk.manner())
    except Usage:
        try:
            return f"--{desk.day(text):%m-%d}"
        except Usage:
            raise Usage(
                _("“{text}” is not a day of the year").format(text=text),
                _("such as 2016-12-03, 3 dec or lunar 8-15"),
            ) from None
