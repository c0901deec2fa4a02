"""Days as files write them, behind one function: as the map says, with the year in front, with the name of the month, or as
an instant somewhere else."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta

from amflow.dates import written
from amflow.errors import Usage
from amflow.locale import _, current

DATE_WORDS = ("month/day/year", "day.month.year", "year年month月day日", "%m/%d/%Y")
"""Formats of dates as examples: in words, or as strptime has them."""

_PARTS = {"year": "%Y", "month": "%m", "day": "%d"}
_DIRECTIVES = frozenset("YymdbBHMSIp")
_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name[:length]: number for number, name in enumerate(_MONTH_NAMES.split(), 1) for length in (3, 4, len(name))}
_NTH = r"(?:st|nd|rd|th)?"
_NAMED = re.compile(
    rf"(?:(?P<day>\d\d?){_NTH}[ .-]+(?P<month>[a-z]{{3,9}})|(?P<month2>[a-z]{{3,9}})[ .]+(?P<day2>\d\d?){_NTH})"
    r"[., -]+(?P<year>\d{4})(?: \d\d?:\d\d(?::\d\d)?(?: ?[ap]m)?)?",
    re.IGNORECASE,
)
"""What is a day wherever it stands: nobody can mistake day and month."""
EXCEL = "excel"
"""Days as the numbers that a spreadsheet keeps for them."""
_FIRST_SERIAL, _LAST_SERIAL = 3_000, 73_050
"""1908 and 2099."""


def format_of(words: str) -> str:
    """The strptime format that a date format in words is. Raises ValueError."""
    form = words
    if form.casefold() == EXCEL:
        return EXCEL
    if "%" not in form and not re.search("year|month|day", form):
        # 日/月/年, as a Chinese screen has it.
        for word, directive in zip("年月日", _PARTS.values(), strict=True):
            form = form.replace(word, directive, 1)
    elif "%" not in form:
        for word, directive in _PARTS.items():
            form = form.replace(word, directive)
    used = re.findall(r"%(.)", form)
    if not set(used) <= _DIRECTIVES or len(set(used)) != len(used):
        raise ValueError(words)
    if "d" not in used or not {"m", "b", "B"} & set(used):
        raise ValueError(words)
    return form


def has_year(form: str) -> bool:
    """Whether a strptime format holds a year; an empty one is YYYY-MM-DD."""
    return form in ("", EXCEL) or "%Y" in form or "%y" in form


def in_words(form: str) -> str:
    """A strptime format as a person reads and types it."""
    for word, directive in {**_PARTS, "yy": "%y"}.items():
        form = form.replace(directive, word)
    return called(form) if form else _("YYYY-MM-DD")


def called(words: str) -> str:
    """A form of days in the person's language: 日/月/年."""
    if current() == "zh" and not re.search("[年月日]", words):
        for word, sign in zip(_PARTS, "年月日", strict=True):
            words = words.replace(word, sign)
    return words


def a_day(text: str, form: str) -> str:
    """The day, ISO: written as the map says, with the year in front, or with the name of its month; of an instant with a
    zone the local day. Raises ValueError."""
    found = _written(text, form) or written.day(text) or _named(text) or _in_chinese(text)
    found = found or (None if form else _either_way(text))
    if found is None or not 1900 <= found.year <= 2199:
        raise ValueError(_no_day(text, form))
    return found.isoformat()


_FIGURES = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4}|\d\d)")


def by_itself(text: str) -> str:
    """The format that a day in figures tells of itself, empty where it is no such day, or where day and month are the same:
    of two that could be either only one is on the calendar, and behind dots who begins a day with them begins with the day.
    `?` in front of its sign and year where nobody can see it."""
    match = _FIGURES.fullmatch(text.replace("T", " ").partition(" ")[0])
    if match is None or int(match[1]) > 31 or match[1].lstrip("0") == match[3].lstrip("0"):
        return ""
    sign, year = match[2], "%Y" if len(match[4]) == 4 else "%y"
    fits = [form for form in (f"%d{sign}%m{sign}{year}", f"%m{sign}%d{sign}{year}") if _written(match[0], form)]
    if len(fits) == 2 and (sign != "." or int(match[4]) <= 31):
        return f"?{sign}{year}"
    return fits[0] if fits else ""


def _either_way(text: str) -> date | None:
    """The day of a cell that needs no order: 12/12/2026 is the same in both, 12.10.1975 is written so by who begins with the
    day. Where day and month stand otherwise in the column, that was found out before."""
    match = _FIGURES.fullmatch(text.partition(" ")[0])
    if match is None or len(match[4]) != 4 or not (match[2] == "." or int(match[1]) == int(match[3])):
        return None
    return _written(match[0], "%d/%m/%Y") or (_written(match[0], "%m/%d/%Y") if match[2] == "." else None)


def _written(text: str, form: str) -> date | None:
    """The day, where it is written as the map says, whatever stands between its figures."""
    if form == EXCEL:
        return serial(text)
    try:
        if _FIGURES.fullmatch(text):
            text, form = re.sub("[.-]", "/", text), re.sub("[.-]", "/", form)
        return datetime.strptime(text, form).date() if form else None
    except ValueError:
        # Programs add the time of day, which no format of a day has.
        day, _space, clock = text.partition(" ")
        return _written(day, form) if clock and re.fullmatch(r"\d\d?:\d\d.*", clock) and " " not in form else None


def _named(text: str) -> date | None:
    """The day, where its month stands there by name."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    month = _MONTHS.get((match["month"] or match["month2"]).casefold(), 0)
    try:
        return date(int(match["year"]), month, int(match["day"] or match["day2"]))
    except ValueError:
        return None


def _in_chinese(text: str) -> date | None:
    """二〇二六年三月一日."""
    if text.isascii() or not re.fullmatch(r"[^年]{2,4}年[^月]{1,3}月[^日号]{1,3}[日号]", text):
        return None
    from amflow.dates.date_words import understood

    try:
        found = understood(text, datetime(2026, 1, 1, 12))
    except ValueError:
        return None
    return found.day if found else None


def is_number(text: str, form: str) -> bool:
    """Whether a cell of a workbook in a column of days is the number of one: not where days are written without signs."""
    return serial(text) is not None and form != EXCEL and (not form or bool(re.search("[/.年-]", form)))


def serial(text: str) -> date | None:
    """The day that a spreadsheet keeps as this number; None for other numbers."""
    match = re.fullmatch(r"(\d{4,5})(?:\.\d+)?", text)
    number = int(match[1]) if match else 0
    return date(1899, 12, 30) + timedelta(days=number) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None


def _no_day(text: str, form: str) -> str:
    kept = None if form else serial(text)
    if kept:
        return _("“{text}” looks like a day of Excel, {day}: format the column as a date, or say --dates excel").format(
            text=text, day=kept.isoformat()
        )
    if not form and re.fullmatch(r"\d\d?[/.-]\d\d?[/.-](?:\d\d)?\d\d(?: .*)?", text):
        return _("“{text}”: day or month first? say --dates day/month/year or --dates month/day/year").format(text=text)
    if written.is_no_day(text):
        return _("“{text}”: the calendar has no such day").format(text=text)
    with suppress(ValueError):
        if without_year(text):
            return _("“{text}” has no year: nobody knows whether it is past or to come").format(text=text)
    if _fits(text, form):
        return _("“{text}”: the calendar has no such day, read as {format}").format(text=text, format=in_words(form))
    return _("“{text}” is not a day written {format}").format(text=text, format=in_words(form))


def _fits(text: str, form: str) -> bool:
    """Whether it is written in that form by its figures, whatever they are."""
    figures = re.sub("%[mdy]", r"\\d\\d?", re.escape(form).replace("\\%", "%")).replace("%Y", r"(?:19|2[01])\d\d")
    return form != EXCEL and "%" in form and bool(re.fullmatch(figures, text.partition(" ")[0]))


def a_birthday(text: str, form: str, today: str, lunar: str = "") -> str:
    """A birthday as the book keeps it; `lunar` says what is of the lunar calendar without saying it, as `FieldRule` has it.

    Raises ValueError for what is none, lies ahead, or may be of either calendar.
    """
    figures = in_figures(text)
    spoken = lunar == "all" or (lunar == "figures" and figures)
    if spoken or not text.isascii() or text.lower().startswith("lunar"):
        found = by_moon(f"农历{text}" if spoken and not text.startswith(("农", "阴", "旧", "lunar")) else text)
        if found is not None:
            return found
    if figures and not lunar:
        raise ValueError(_("“{text}” may be of either calendar: write lunar 10-12, or 10-12").format(text=text))
    if has_year(form):
        # Behind a year stands the month: so it does where there is none.
        bare = not form or form[:2] == "%Y" or "月" in text or text[:2] == "--"
        day = without_year(f"{text}日" if figures else text) if bare else ""
        day = day or a_day(text, form)
    else:
        # 29 February is a birthday: a leap year stands in for the year that is not said.
        day = "-" + a_day(f"2000 {text}", f"%Y {form}")[4:]
    if day > today and form != EXCEL and day[:4] not in text and re.search("[0-9]{2}", text):
        # Of two figures: nobody's birthday is to come.
        day = f"{int(day[:4]) - 100}{day[4:]}"
    if day > today:
        raise ValueError(_("“{text}” lies ahead").format(text=text))
    return day


_IN_FIGURES = re.compile(
    "(?:十[一二]|[一二三四五六七八九十])月(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
)


def in_figures(text: str) -> bool:
    """Whether it is a month and a day in Chinese figures (十月十二), of which nobody can see in which calendar: a 日 behind it,
    or a year, makes it one of the sun."""
    return bool(_IN_FIGURES.fullmatch(text))


def is_moon(text: str) -> bool:
    """Whether it is a day of the lunar calendar by its words alone: 腊月廿三."""
    try:
        return not text.isascii() and by_moon(text) is not None
    except ValueError:
        return False


def without_year(text: str) -> str:
    """A birthday without its year as the book keeps it, in the spellings that the command takes; empty for another."""
    if text.startswith("--"):
        try:
            date.fromisoformat(f"2000{text[1:]}")
        except ValueError:
            raise ValueError(_("“{text}”: the calendar has no such day").format(text=text)) from None
        return text
    if len(text) > len("12月31日") and not re.search("[A-Za-z]", text):
        return ""
    from amflow.dates.date_words import day_of_year
    from amflow.dates.frame import Manner

    # What stands there with hyphens is the end of YYYY-MM-DD.
    said = day_of_year(text, Manner(month_first=True) if "-" in text else None)
    return f"--{said.month:02d}-{said.day:02d}" if said and not said.year else ""


def by_moon(text: str) -> str | None:
    """A lunar birthday as the book keeps it; None for a date of the solar calendar."""
    from amflow.dates import lunar

    try:
        found = lunar.read(text)
    except Usage as error:
        raise ValueError(error.message) from None
    return str(found) if found else None
