"""Words for dates, as people type them: `next tue 10am`, `下周三下午3点`. Whole text or nothing; nothing is guessed.

`grammar.py` has the days and how it decides where people differ, `clock.py` the times of day, `lead.py` how a date is
told from the title after it.
"""

import re
from datetime import date, datetime, time, timedelta

from amflow.dates import grammar, time_words
from amflow.dates.grammar import Frame
from amflow.dates.numerals import N, number, plain
from amflow.dates.workdays import YEARS, WorkCalendar
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

LONGEST = 48
"""No date expression is longer than this many characters, once made plain."""

_HOURS_EN = rf"(?:half an hour|{grammar.EN_NUMBER} (hours?|hrs?|h|minutes?|mins?))"
_DAY_AND_PART = (
    ("tonight", r"^tonight\b", "today night"),
    ("this ", r"^this (?=(?:morning|afternoon|evening)\b)", "today "),
    (("今早", "明早", "昨早"), r"^([今明昨])早(?!上)", r"\1天早上"),
    (("今晚", "明晚", "昨晚"), r"^([今明昨])晚上?", r"\1天晚上"),
)


class When(NamedTuple):
    """A day, and the time on it if one was said; both local."""

    day: date
    time: time | None

    def iso(self) -> str:
        """`2026-12-01`, or `2026-12-01T15:30`; `when` reads it back."""
        return self.day.isoformat() + (f"T{self.time.isoformat('minutes')}" if self.time else "")


def when(text: str, now: datetime, calendar: WorkCalendar | None = None) -> When:
    """What the words mean at that moment (local time); `calendar` counts working days, Monday to Friday if not given.

    Raises `Usage` unless the whole text is one date expression with one meaning.
    """
    found = understood(text, now, calendar)
    if found is None:
        from amflow.dates.range_words import ends

        if ends(text):
            raise Usage(
                _('"{text}" is several days, and one day is meant here').format(text=text),
                _("Name one of them: mon, 下周三. Several are for: task list --due, summary --from."),
            )
        raise Usage(_('"{text}" is not a date amflow understands').format(text=text), _hint(plain(text)))
    return found


def day(text: str, now: datetime, calendar: WorkCalendar | None = None) -> date:
    """The day that the words mean; raises `Usage` as `when` does, and when they carry a time of day."""
    found = when(text, now, calendar)
    if found.time is not None:
        raise Usage(
            _('"{text}" carries a time of day, and only a day is meant here').format(text=text),
            _("Leave the time out: {day}").format(day=found.day.isoformat()),
        )
    return found.day


def split_lead(text: str, now: datetime, calendar: WorkCalendar | None = None) -> tuple[When | None, str]:
    """The date that the text begins with, and the rest as its title: `fri 10:00 send the proposal`.

    The longest leading part that is wholly a date counts; None and the whole text when there is none. See `lead.py`.
    """
    from amflow.dates.leading_date import split

    return split(text, now, calendar)


def understood(text: str, now: datetime, calendar: WorkCalendar | None = None) -> When | None:
    """As `when`, but None for a text that is not wholly a date."""
    text = plain(text)
    if not text or len(text) > LONGEST:
        return None
    try:
        found = _moment(text, now) or _day_and_time(text, Frame(now.date(), calendar or WorkCalendar()))
    except (ValueError, OverflowError):
        return None
    return found if found and found.day.year in YEARS else None


def _moment(text: str, now: datetime) -> When | None:
    """A moment so many hours or minutes from now; None when the text is no such thing."""
    minutes = _minutes_en(text) if text.isascii() else _minutes_zh(text)
    if minutes is None:
        return None
    then = now + timedelta(minutes=minutes)
    return When(then.date(), then.time().replace(second=0, microsecond=0, tzinfo=None))


def _minutes_en(text: str) -> int | None:
    if not (text.startswith("in ") or text.endswith((" from now", " later", " ago"))):
        return None
    match = re.fullmatch(rf"in {_HOURS_EN}|{_HOURS_EN} (from now|later|ago)", text)
    if not match:
        return None
    count, unit = match[1] or match[3], match[2] or match[4]
    minutes = 30 if not count else grammar.en_number(count) * (60 if unit[0] == "h" else 1)
    return -minutes if match[5] == "ago" else minutes


def _minutes_zh(text: str) -> int | None:
    if text[-1] not in "后前":
        return None
    match = re.fullmatch(rf"(?:(半)个?小时|({N})个?(半)?(小时|钟头)|({N})(分钟|刻钟))[之以]?(后|前)", text)
    if not match:
        return None
    half, hours, and_half, _unit, count, unit, way = match.groups()
    if half:
        minutes = 30
    elif hours:
        minutes = number(hours) * 60 + (30 if and_half else 0)
    else:
        minutes = number(count) * (15 if unit == "刻钟" else 1)
    return -minutes if way == "前" else minutes


def _day_and_time(text: str, frame: Frame) -> When | None:
    """A day, a time (today's), or both in either order; None when it is none of them, or could be two."""
    iso = text.count("-") == 2 and re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9]{2}:[0-9]{2})(?::00)?", text)
    if iso:
        return When(grammar.read(iso[1], frame), time_words.read(iso[2]))
    for beginning, pattern, full in _DAY_AND_PART:
        if text.startswith(beginning):
            text = re.sub(pattern, full, text)
    whole = _day(text, frame)
    if whole:
        return When(whole, None)
    alone = _time(text.removeprefix("at "))
    if alone and alone[0]:
        return When(frame.today, alone[0])
    found = {both for cut in range(1, len(text)) if _joint(text, cut) and (both := _both(text, cut, frame))}
    return found.pop() if len(found) == 1 else None


def _both(text: str, cut: int, frame: Frame) -> When | None:
    """The text as a day and a time, cut there."""
    head, tail = text[:cut].rstrip(" ,"), text[cut:].lstrip(" ")
    clocked = _time(tail.removeprefix("at "))
    if clocked:
        found = _day(head, frame)
        return When(found, clocked[0]) if found else None
    clocked = _time(head.removeprefix("at ")) if head.isascii() else None
    if clocked and clocked[0]:
        found = _day(tail, frame)
        return When(found, clocked[0]) if found else None
    return None


def _joint(text: str, cut: int) -> bool:
    """Whether a day and a time may meet there: at a space, or where Chinese writing begins or ends."""
    return text[cut] == " " or not text[cut - 1].isascii() or not text[cut].isascii()


def _day(text: str, frame: Frame) -> date | None:
    try:
        return grammar.read(text, frame)
    except (ValueError, OverflowError):
        return None


def _time(text: str) -> tuple[time | None] | None:
    """The time in a tuple of its own (None in it for a bare part of the day); None when the text is no time."""
    try:
        return (time_words.read(text),)
    except ValueError:
        return None


def _hint(text: str) -> str:
    """What to write instead, for what is often typed and has two meanings; else examples."""
    if re.match(r"[0-9]{1,2}/[0-9]{1,2}\b", text):
        return _("Day or month first? Write 12-01 (month-day), dec 1 or 12月1日.")
    if re.search(
        rf"(?:{grammar.WEEKDAY}|today|tomorrow|yesterday|tonight|\bat|天|[周期拜].) ?(?:at )?[0-9]{{1,2}}$|{N}[点时]",
        text,
    ):
        return _("Say which half of the day: 10:00, 3pm, 上午10点, 下午3点.")
    if re.fullmatch(
        r"(?:this|next|last) (?:week|month|quarter|year)|[上下本这]{1,2}个?(?:周|星期|礼拜|月|季度?)", text
    ):
        return _("That is more than a day. Say which: next mon, end of next month, 下周一, 下月底.")
    if "easter" in text:
        return _("That day moves from year to year. Write its date.")
    return _(
        "Write it like: tomorrow 3pm, fri, next tue 10:00, dec 15, +3wd, in 2 hours, 2026-12-01 15:30, "
        "明天下午3点, 下周三, 12月1日, 3个工作日后, 月底."
    )
