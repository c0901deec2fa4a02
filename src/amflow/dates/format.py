"""How dates are shown to people, in the language in use. Own tables: the system's locale has no say."""

from datetime import date

from amflow import locale
from amflow.dates.workdays import Provisional
from amflow.locale import _, ngettext

WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def weekday(d: date) -> str:
    """`Thu`, or `周四`."""
    return (WEEKDAYS_ZH if _chinese() else WEEKDAYS_EN)[d.weekday()]


def day(d: date) -> str:
    """The whole date with its weekday: `Thu 26 Nov 2026`, or `2026年11月26日 周四`; `~` before one that may move."""
    if _chinese():
        return _marked(d, f"{d.year}年{d.month}月{d.day}日 {weekday(d)}")
    return _marked(d, f"{weekday(d)} {_plain(d)} {d.year}")


def short(d: date, today: date) -> str:
    """The date with its weekday, and the year only when it is not today's: `Thu 26 Nov`, or `11月26日 周四`."""
    if d.year != today.year:
        return day(d)
    if _chinese():
        return _marked(d, f"{d.month}月{d.day}日 {weekday(d)}")
    return _marked(d, f"{weekday(d)} {_plain(d)}")


def column(d: date, today: date, *, narrow: bool = False) -> str:
    """The date where many stand below each other: `Thu 26 Nov`, `4 Jan 2027`; on a narrow screen `26 Nov`."""
    if d.year == today.year and not narrow:
        return short(d, today)
    year = d.year != today.year
    if _chinese():
        return _marked(d, f"{d.year}年{d.month}月{d.day}日" if year else f"{d.month}月{d.day}日")
    return _marked(d, f"{_plain(d)} {d.year}" if year else _plain(d))


def ago(d: date, today: date) -> str:
    """How far the day is from today, in days: `today`, `yesterday`, `9 days ago`, `in 3 days`."""
    days = (d - today).days
    if days == 0:
        return _("today")
    if days == -1:
        return _("yesterday")
    if days == 1:
        return _("tomorrow")
    if days < 0:
        return ngettext("{n} day ago", "{n} days ago", -days)
    return ngettext("in {n} day", "in {n} days", days)


def past(d: date, today: date) -> str:
    """A day that is over, as one tells of it: `yesterday`, else its date."""
    return ago(d, today) if (today - d).days == 1 else short(d, today)


def month(d: date) -> str:
    """The day's month with its year: `November 2026`, or `2026年11月`."""
    return f"{d.year}年{d.month}月" if _chinese() else f"{MONTHS_EN[d.month - 1]} {d.year}"


def between(start: date, end: date) -> str:
    """From day to day, saying nothing twice: `16–22 Nov 2026`, or `2026年11月16日–22日`."""
    if start == end:
        return day(start)
    same_year = start.year == end.year
    same_month = same_year and start.month == end.month
    if _chinese():
        until = f"{end.day}日" if same_month else f"{end.month}月{end.day}日"
        until = until if same_year else f"{end.year}年{until}"
        return f"{start.year}年{start.month}月{start.day}日–{until}"
    since = str(start.day) if same_month else _plain(start)
    since = since if same_year else f"{since} {start.year}"
    return f"{since}–{_plain(end)} {end.year}"


def day_of_year(kept: str) -> str:
    """A birthday as the book keeps it, in words: `12 April 1975`, `1975年4月12日`; `12 April` where its year is not known."""
    year, month, day = kept[:-6].strip("-"), int(kept[-5:-3]), int(kept[-2:])
    if _chinese():
        return f"{year}{'年' if year else ''}{month}月{day}日"
    return f"{day} {MONTHS_EN[month - 1]} {year}".strip()


def _plain(d: date) -> str:
    return f"{d.day} {MONTHS_EN[d.month - 1][:3]}"


def _marked(d: date, text: str) -> str:
    """With the sign of a day that was counted over holidays not decided yet."""
    if not isinstance(d, Provisional):
        return text
    return f"{text}(暂定)" if _chinese() else f"~{text}"


def _chinese() -> bool:
    return locale.current() == "zh"


def length(minutes: int) -> str:
    """A length of time as `7 h 30` or `45 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("{n} min", "{n} min", rest)
    return (
        _("{hours} h {minutes:02d}").format(hours=hours, minutes=rest) if rest else _("{hours} h").format(hours=hours)
    )
