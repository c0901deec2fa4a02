"""Words for dates, as people type them: `next tue 10am`, `下周三下午3点`. Whole text or nothing; nothing is guessed.

`grammar.py` has the days and how it decides where people differ, `numerals.py` the times of day. A date is told from the
title after it so: the longest leading part that is wholly a date wins, but only where it is plausibly meant as one:

- It ends at the end of a word: not in `today's`, `10:00-11:00`, `may 5.5`, `monday.com`.
- Words that are also ordinary words or names (`mon`, `wed`, `sat`, `sun`), ordinals (`the 3rd`), month-day figures
  (`10-15`), holidays and the weekend need more: a time after them (`sat 10:00`), a week (`next sat`), punctuation
  (`sat: call`) or the end of the text. `fri`, `tue`, `thu` and the full names of weekdays are taken as they are.
- The same goes for Chinese that often begins a noun (`15号`楼, `国庆`活动, `周末`活动): a space after it will do.
- It is not the beginning of something longer: `周五前`, `今天的`, `3pm` `ago`, or a range or choice of dates
  (`fri - sun`, `周一到周五`).
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from amflow.dates import grammar, numerals
from amflow.dates.grammar import EN_NUMBER_WORDS, FIXED_HOLIDAYS, MOVING_HOLIDAYS, Frame
from amflow.dates.numerals import N, number, plain
from amflow.dates.workdays import YEARS, WorkCalendar
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

LONGEST = 48
"""No date expression is longer than this many characters, once made plain."""

_JOINTS = r" ?(?:[–—~至到]| - |-| to | till | until | through ) ?"
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


def ends(text: str) -> tuple[str, str] | None:
    """The two ends of a range as they were typed, not yet understood; None where there is no joint."""
    for joint in re.finditer(_JOINTS, plain(text)):
        first, last = plain(text)[: joint.start()], plain(text)[joint.end() :]
        if first and last and _is_day(first) and (_is_day(last)):
            return first, last
    return None


def _is_day(text: str) -> bool:
    # Any moment will do to tell whether the words are a day; 30 January has every day of the month behind or ahead.
    found = understood(text, datetime(2028, 1, 31, 12), None)
    return found is not None and found.time is None


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
        return When(grammar.read(iso[1], frame), numerals.clock_time(iso[2]))
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
        return (numerals.clock_time(text),)
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


# Compiling a pattern costs more than all else here: the long ones wait until a cheaper look finds them possible.
# Most titles begin with none of these, and are spared the whole grammar.
_FIRST_SIGNS = (
    "0123456789+今明昨后大前上下本这半两零一二三四五六七八九十月季年周星礼元国劳儿妇教情圣早晚凌清中傍夜春端重除三"
)
_FIRST_WORDS = (
    *(f"-{digit}" for digit in "0123456789"),
    *("t+", "t-", "on", "at", "in", "the", "this", "next", "last", *EN_NUMBER_WORDS, "half", "today", "tomorrow"),
    *("yesterday", "tonight", "noon", "day", "end", "start", "beginning", "eom", "eoq", "eoy", "weekend"),
    *("christmas", "new", "valentine", "spring", "chinese", "lunar", "lantern", "qingming", "qixi", "dragon", "mid"),
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)
_HOLIDAYS = (*FIXED_HOLIDAYS, *MOVING_HOLIDAYS)
_WEAK_WORDS = ("mon", "wed", "sat", "sun", "weekend", "this weekend", "next weekend", "last weekend", "the weekend")
_WEAK_FIGURES = rf"(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)|[0-9]{{1,2}}-[0-9]{{1,2}}|{N}[日号]"
# What shows that the date goes on, or is only part of what is said.
_GLUED = r"[-–—/.~%+][^\W_]|[,:][0-9]"
_GOES_ON = (
    rf"(?:{_GLUED})|['’%]|的|[之以]?前(?![台往去])|[之以]?后(?![勤续台])|以?内(?!部)|左右|起(?![草诉飞])|开始"
    r"|\s*(?:[ap]\.?m\b|(?:ago|later|from now|before|after)\b)"
)
_GOES_ON_SIGNS = "-–—/.~%+,:'’的之以前后内左起开aplfb"
# The last character may belong to the word after it: 3点 + 半小时, 10点 + 整理, 8点建议, 周 + 日程, 月 + 初步.
_RUNS_ON = {
    "半": "小时|个|天|年|价",
    "点": "建议|意见|要求|问题|内容|理由|共识",
    "整": "理|改|合|体|个",
    "日": "程|常|均|志",
    "初": "步|稿|审|版",
}
# Minutes without 分 may as well count what follows: 10点 20个客户.
_BARE_MINUTES = rf".*[点时](\s*)(?:零?{N})$"
_RANGE = r"\s*(?:[-–—~～、,，/&到至和或]|(?:to|till|until|through|and|or)\b)\s*"
_SEPARATOR = r"\s*(?:[,，、:：;；]|[-–—]+(?=\s|$))?\s*"


def split_lead(text: str, now: datetime, calendar: WorkCalendar | None = None) -> tuple[When | None, str]:
    """The date that the text begins with, and the rest as its title: `fri 10:00 send the proposal`.

    The longest leading part that is wholly a date counts; None and the whole text when there is none.
    """
    text = text.strip()
    found, end = _longest(text, now, calendar, weak=False)
    if found is None:
        return None, text
    separator = re.match(_SEPARATOR, text[end:])
    return found, text[end + (separator.end() if separator else 0) :]


def _longest(text: str, now: datetime, calendar: WorkCalendar | None, weak: bool) -> tuple[When | None, int]:
    """The date and where it ends; `weak` takes anything that could be one."""
    begins = plain(text[:LONGEST])
    if not (begins[:1] and begins[0] in _FIRST_SIGNS) and not begins.startswith(_FIRST_WORDS):
        return None, 0
    for end in range(min(len(text), LONGEST), 0, -1):
        if not _ends_a_word(text, end) or _is_part(text, end):
            continue
        found = understood(text[:end], now, calendar)
        if found and (weak or (_plausible(text, end) and not _is_range(text[end:], now, calendar))):
            return found, end
    return None, 0


def _ends_a_word(text: str, end: int) -> bool:
    if text[end - 1].isspace():
        return False
    return end == len(text) or not (_wordy(text[end - 1]) and _wordy(text[end]))


def _wordy(character: str) -> bool:
    """Whether it runs on with its neighbours: letters and digits do, Chinese characters do not."""
    return character.isalnum() and not "\u4e00" <= character <= "\u9fff"


def _is_part(text: str, end: int) -> bool:
    rest = unicodedata.normalize("NFKC", text[end : end + LONGEST]).lower()
    if rest.lstrip().startswith(tuple(_GOES_ON_SIGNS)) and re.match(_GOES_ON, rest):
        return True
    if text[end - 1] in _RUNS_ON and re.match(_RUNS_ON[text[end - 1]], rest):
        return True
    lead = unicodedata.normalize("NFKC", text[:end])
    minutes = re.match(_BARE_MINUTES, lead) if "点" in lead or "时" in lead else None
    return minutes is not None and bool(minutes[1] or re.match(r"\w", rest))


def _plausible(text: str, end: int) -> bool:
    """Whether words that also mean something else are set off as a date."""
    lead, rest = plain(text[:end]), unicodedata.normalize("NFKC", text[end : end + 3])
    if not rest.strip() or not _is_weak(lead):
        return True
    set_off = r"\s*[,:;、]|\s+[-–—]" if lead.isascii() else r"\s|[,:;、]"
    return bool(re.match(set_off, rest))


def _is_weak(lead: str) -> bool:
    """Whether the words are ordinary ones too: a name, the beginning of a noun."""
    if (
        lead in _WEAK_WORDS
        or lead.endswith("周末")
        or any(lead == one or lead.endswith(f"年{one}") for one in _HOLIDAYS)
    ):
        return True
    figures = lead[-1] in "tdh日号" or "-" in lead
    return figures and re.fullmatch(_WEAK_FIGURES, lead) is not None


def _is_range(rest: str, now: datetime, calendar: WorkCalendar | None) -> bool:
    """Whether another date follows, so that neither alone is meant."""
    joined = re.match(_RANGE, rest)
    return joined is not None and _longest(rest[joined.end() :], now, calendar, weak=True)[0] is not None
