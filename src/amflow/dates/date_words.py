"""Words for dates, as people type them: `next tue 10am`, `下周三下午3点`. Whole text or nothing; nothing is guessed.

`english.py` and `chinese.py` have the days, `frame.py` how it decides where people differ, `hours.py` the times of day.
`sentence.py` finds a day among other words.
"""

import re
from datetime import date, datetime, time, timedelta

from amflow import locale
from amflow.dates import grammar, hints, hours
from amflow.dates.format import short
from amflow.dates.frame import Frame, Manner
from amflow.dates.numerals import TOO_LATE, plain
from amflow.dates.workdays import YEARS, WorkCalendar
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

LONGEST = 48
"""No date expression is longer than this many characters, once made plain."""

_JOINTS = r" ?(?:[–—~至到]| - |-| to | till | until | through ) ?"
_DAY_AND_PART = (
    ("tonight", r"^tonight\b", "today evening"),
    ("this ", r"^this (?=(?:morning|afternoon|evening)\b)", "today "),
    ("last night", "^last night", "yesterday evening"),
    ("元月", "^元", "1"),
    (("今早", "明早", "昨早"), r"^([今明昨])早(?!上)", r"\1天早上"),
    (("今晚", "明晚", "昨晚", "后晚"), r"^([今明昨后])晚上?", r"\1天晚上"),
)
_PART_BEHIND = (
    *((f" this {part}", f"in the {part}") for part in ("morning", "afternoon", "evening")),
    (" tonight", "in the evening"),
)
AHEAD, BEHIND = Manner(), Manner(behind=True)
_NIGHT_ENDS = 6
"""The hour before which nobody's working day begins."""


class When(NamedTuple):
    """A day, and the time on it if one was said; both local."""

    day: date
    time: time | None
    instead_of: date | None = None
    """The day off that was said, where this is the working day beside it."""
    off: bool = False
    """Whether the day is one off, and nobody said another."""
    edge: bool = False
    """Whether the end of a month or another span was said."""
    part: str = ""
    """The part of the day (`下午`, `morning`), where it was said without an hour."""
    minutes: int | None = None
    """How long it takes, where the hour was said at which it ends."""

    def aside(self, today: date) -> str:
        """What is to be said of a day off on which one is to do something; empty on working days."""
        off = self.instead_of or (self.day if self.off else None)
        return _("{day} is a day off").format(day=short(off, today)) if off else ""

    def iso(self) -> str:
        """`2026-12-01`, or `2026-12-01T15:30`; `when` reads it back."""
        return self.day.isoformat() + (f"T{self.time.isoformat('minutes')}" if self.time else "")


def when(text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD) -> When:
    """What the words mean at that moment (local time); `calendar` counts working days, Monday to Friday if not given.

    Raises `Usage` unless the whole text is one date expression with one meaning.
    """
    found = understood(text, now, calendar, how)
    if found is None:
        if ends(text):
            raise Usage(
                _('"{text}" is several days, and one day is meant here').format(text=text),
                _("Name one of them: mon, next wed. Several are for: task list --due, summary --from."),
            )
        raise Usage(_('"{text}" is not a date amflow understands').format(text=text), hint(plain(text), now, how))
    return found


def day(text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD) -> date:
    """The day that the words mean; raises `Usage` as `when` does, and when they carry a time of day."""
    found = when(text, now, calendar, how)
    if found.time is not None:
        raise Usage(
            _('"{text}" carries a time of day, and only a day is meant here').format(text=text),
            _("Leave the time out: {day}").format(day=found.day.isoformat()),
        )
    return found.day


_NEAR, _YEARS_APART = 31, 300


def nearer(text: str, now: datetime, calendar: WorkCalendar | None, how: Manner, written: bool) -> tuple[date, bool]:
    """The day on which one stands by these words: without a year that within a month of today, on whichever side it lies, else
    the one that way. And whether they leave it open: the year, or behind the week. Raises Usage, where something is `written`
    down too if the day within a month is still to come: it may be of last year."""
    found = day(text, now, calendar, how)
    other = understood(text, now, calendar, how._replace(behind=not how.behind))
    if other is None or other.day == found:
        return found, False
    years = abs((other.day - found).days) > _YEARS_APART
    if not years or abs((other.day - now.date()).days) > _NEAR:
        return found, years or how.behind
    if written and how.behind:
        days = (found.isoformat(), other.day.isoformat())
        raise Usage(
            _("“{text}” may be {one} or {other}").format(text=text, one=days[0], other=days[1]),
            _("say its year: --on {one} or --on {other}").format(one=days[0], other=days[1]),
            untouched=True,
        )
    return other.day, True


def ends(text: str) -> tuple[str, str] | None:
    """The two ends of a range as they were typed, not yet understood; None where there is no joint."""
    for joint in re.finditer(_JOINTS, plain(text)):
        first, last = plain(text)[: joint.start()], plain(text)[joint.end() :]
        if first and last and _is_day(first) and (_is_day(last)):
            return first, last
    return None


def _is_day(text: str) -> bool:
    # Any moment will do to tell whether the words are a day; 30 January has every day of the month behind or ahead.
    found = understood(text, datetime(2028, 1, 31, 12), None, Manner(month_first=True))
    return found is not None and found.time is None


def understood(text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD) -> When | None:
    """As `when`, but None for a text that is not wholly a date."""
    said = parts(text, now, calendar, how)
    return said and said.moment(now, how, calendar)


class Said(NamedTuple):
    """What the words name: a day, a time, or both; local."""

    day: date | None
    time: time | None
    weekday: bool = False
    """Whether the day is a bare weekday, which another week has as well."""
    part: str = ""
    """The part of the day (made plain), where it was said without an hour."""
    edge: bool = False
    """Whether the day is the end of a month or another span."""
    counted: bool = False
    """Whether the day was counted from today: `in 3 days`."""
    minutes: int | None = None
    """How long it takes, where two hours were said."""

    def moment(self, now: datetime, how: Manner, calendar: WorkCalendar | None = None) -> When:
        """The moment meant. A weekday said on that weekday is the next one, unless with it an hour or a part of the day is said
        that is still to come: today has a word of its own. An hour alone that is over is that of the next working day.
        Behind, a weekday is today or the last one."""
        found = self._moment(now, how, calendar)
        found = found._replace(part=self.part if found.time is None else "", minutes=self.minutes, edge=self.edge)
        if not how.worked or calendar is None or calendar.is_workday(found.day):
            return found
        # What is due by the end of a month is not done on a day off.
        other = calendar.previous(found.day) if self.edge else calendar.next(found.day) if self.counted else None
        if other is None or other < now.date():
            return found._replace(off=True)
        return found._replace(day=other, instead_of=found.day)

    def _moment(self, now: datetime, how: Manner, calendar: WorkCalendar | None) -> When:
        at, today = self.time, now.date()
        day = self.day or today
        if at is None and self.weekday and day == today and not how.behind:
            to_come = self.part and not hours.is_over(self.part, now.time())
            return When(day if to_come else day + timedelta(days=7), None)
        if at is None or day != today or (self.day is not None and not self.weekday):
            return When(day, at)
        if how.behind:
            # An hour of today that is still to come is a slip of the hand, not one of yesterday.
            return When(day - timedelta(days=7) if self.weekday and at > now.time() else day, at)
        over = at < now.time().replace(second=0, microsecond=0)
        if not over:
            return When(day, at)
        if self.weekday:
            return When(day + timedelta(days=7), at)
        # The small hours are those of the night that comes.
        return When(day + timedelta(days=1) if at.hour < _NIGHT_ENDS else (calendar or WorkCalendar()).next(day), at)


def parts(text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD) -> Said | None:
    """The day and the time that the words name, apart; None for a text that is not wholly a date."""
    # A day that is provisional is shown with these.
    text = plain(text).removeprefix("~").removesuffix("(暂定)")
    if not text or len(text) > LONGEST:
        return None
    first = how.month_first
    if not text.isascii() or locale.current() == "zh":
        # Whoever writes Chinese writes the month first.
        first = True
    if "@" in text:
        text = plain(text.replace("@", " at "))
    if how.half_past and "half " in text:
        text = re.sub(r"\bhalf (?!past\b|an?\b|day\b|hour)", "half past ", text)
    frame = Frame(now.date(), calendar or WorkCalendar(), how.behind, first)
    try:
        found = _so_long_from(text, now) or _day_and_time(text, frame) or _from_to(text, frame)
        if found and found.time is None and found.part:
            found = found._replace(time=_edge_of_day(found, now, how))
        elif found is None and text in hours.ENDS:
            found = Said(None, how.ends)
    except (ValueError, OverflowError):
        return None
    return found if found and (found.day is None or found.day.year in YEARS) else None


def _edge_of_day(said: Said, now: datetime, how: Manner) -> time | None:
    """The hour at which the working day begins or ends, where that was said. While the morning lasts, first thing today is
    the next quarter of an hour."""
    if said.part in hours.ENDS:
        return how.ends
    if said.part not in hours.BEGINS:
        return None
    if said.day != now.date() or said.weekday or how.behind or now.hour >= 12:
        return how.begins
    soon = (now + timedelta(minutes=-now.minute % 15)).replace(second=0, microsecond=0, tzinfo=None)
    return max(how.begins, soon.time())


class DayOfYear(NamedTuple):
    """A day that comes every year, and the year of the first, 0 where it was not said."""

    year: int
    month: int
    day: int


def day_of_year(text: str, how: Manner | None = None) -> DayOfYear | None:
    """A day with or without its year, in any spelling that names it whatever day it is said on: `1966年3月8日`, `15 Oct 1985`,
    `3月8日`, `10-15`. None for anything else: `tomorrow`, `15号`."""
    if re.fullmatch(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}", plain(text)):
        # Of which century is not said.
        return None
    # Two days of leap years: what is named by both is no matter of the day on which it is said.
    found = [understood(text, now, None, how or AHEAD) for now in (datetime(2000, 1, 1, 12), datetime(2003, 8, 20, 12))]
    days = [one.day for one in found if one is not None and one.time is None]
    if len(days) != 2 or (days[0].month, days[0].day) != (days[1].month, days[1].day):
        return None
    year = days[0].year if days[0].year == days[1].year else 0
    return DayOfYear(year, days[0].month, days[0].day)


def _so_long_from(text: str, now: datetime) -> Said | None:
    """A moment so many hours or minutes from now; None when the text is no such thing."""
    if text.isascii():
        if not (text.startswith("in ") or text.endswith((" from now", " later", " ago"))):
            return None
        from amflow.dates.languages import english as language
    else:
        if text[-1] not in "后前" and "过" not in text:
            return None
        from amflow.dates.languages import chinese as language  # type: ignore[no-redef]
    count = language.minutes_from_now(text)
    if count is None:
        return None
    # By the clock on the wall; where that leaves an hour out in spring, an hour in it is the one after.
    then = datetime.fromtimestamp((now + timedelta(minutes=count)).timestamp(), now.tzinfo)
    return Said(then.date(), then.time().replace(second=0, microsecond=0, tzinfo=None))


def _day_and_time(text: str, frame: Frame) -> Said | None:
    """A day, a time, or both in either order; None when it is none of them, or could be two."""
    iso = text.count("-") == 2 and re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9]{2}:[0-9]{2})(?::00)?", text)
    if iso:
        return Said(grammar.read(iso[1], frame), hours.clock_time(iso[2]))
    for beginning, pattern, full in _DAY_AND_PART:
        if text.startswith(beginning):
            text = re.sub(pattern, full, text)
    for ending, full in _PART_BEHIND:
        if text.endswith(ending):
            text = f"today {text.removesuffix(ending)} {full}"
    whole = _day(text, frame)
    if whole:
        return Said(whole, None, grammar.is_weekday(text), "", grammar.is_edge(text), grammar.is_counted(text))
    alone = None if re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}", text) else _time(text)
    if alone and alone[0]:
        return Said(None, alone[0])
    found = {both for cut in range(1, len(text)) if _joint(text, cut) and (both := _both(text, cut, frame))}
    return found.pop() if len(found) == 1 else None


_FROM_TO = rf"(.*(?:[点钟整半刻分0-9]|[ap]\.?m\.?)){_JOINTS}(.+)"


def _from_to(text: str, frame: Frame) -> Said | None:
    """An hour and the one at which it ends, on one day: `fri 10:00-11:00`, `周五下午3点半到4点`. An end that does not say
    its half of the day is the first after the beginning."""
    match = re.fullmatch(_FROM_TO, text) if any(sign in text for sign in _JOINT_SIGNS) else None
    if match is None:
        return None
    head, tail = match.groups()
    begin = _day_and_time(head, frame)
    if begin is None or begin.time is None:
        return None
    ends = [_time(words) for words in (tail, *(f"{part}{tail}" for part in _HALVES[tail.isascii()]))]
    until = [one[0] for one in ends if one and one[0] and one[0] > begin.time]
    if not until:
        return None
    end = until[0] if ends[0] else min(until)
    return begin._replace(minutes=(end.hour - begin.time.hour) * 60 + end.minute - begin.time.minute)


_JOINT_SIGNS = ("-", "–", "—", "~", "至", "到", " to ", " till ", " until ", " through ")
_HALVES = (("上午", "下午", "晚上"), ("morning ", "afternoon ", "evening "))
"""What an hour may be of that does not say it, in Chinese and in English."""


def _both(text: str, cut: int, frame: Frame) -> Said | None:
    """The text as a day and a time, cut there."""
    head, tail = text[:cut].rstrip(" ,"), text[cut:].lstrip(" ,")
    clock = tail
    clocked = _time(clock)
    if not clocked and head.isascii():
        clock, head = head, tail.removeprefix("on ")
        clocked = _time(clock)
    if not clocked:
        return None
    found = _day(head, frame)
    part = "" if clocked[0] else clock
    if found is None:
        return None
    return Said(found, clocked[0], grammar.is_weekday(head), part, grammar.is_edge(head), grammar.is_counted(head))


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
        return (hours.clock_time(text),)
    except ValueError:
        return None


def hint(text: str, now: datetime, how: Manner = AHEAD) -> str:
    """What to write instead, for what is often typed and has two meanings or none; else examples."""
    if re.search(r"(?<![0-9:])(?:2[4-9]|[3-9][0-9])(?::[0-9]{2}|点)|[0-9]:[6-9][0-9]", text):
        return _("There is no such hour: 0:00 to 23:59.")
    shorter = re.sub(TOO_LATE, "28", text)
    if shorter != text and understood(shorter, now, None, how):
        return _("There is no such day in that month.")
    if how.month_first is None and re.search(r"^[0-9]{1,2}[/.-][0-9]{1,2}\b", text):
        return _("Day or month first? Write dec 1, or 2026-12-01.")
    return hints.told(text)
