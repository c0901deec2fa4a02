"""A day and an hour among other words, as the next step is typed: `fri 10:00 send the proposal`, `call on friday`. The rest
is left as it was typed.

Words in front are a date where they are wholly one and meant as one:
- It ends at the end of a word: not in `today's`, `10:00-11:00`, `may 5.5`, `monday.com`, `周五后`, `今天的`.
- Words that are also ordinary words or names (`mon`, `wed`, `sat`, `sun`), ordinals, figures (`10-15`), holidays and the
  weekend need more: a time after them, a week (`next sat`), punctuation, something that one does (`wed call`), or the end.
- No other date follows (`fri - sun`, `周一到周五`).

At the end words are one after a space; in the middle only where they are set off (`call him on friday about …`). Whatever
else looks like a day or an hour is refused, and so is what takes a day back (`周三不行改周四`): a person who named a
day must not find the step on another.
"""

import re
import unicodedata
from datetime import date, datetime, time

from amflow.dates import day_signs as signs
from amflow.dates.date_words import AHEAD, LONGEST, Said, When, hint, is_impossible, parts
from amflow.dates.frame import Manner
from amflow.dates.hours import agree
from amflow.dates.numerals import N, plain
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

# Minutes without 分 may as well count what follows: 10点 20个客户.
_BARE = (
    r"\s*(?:[0-5][0-9]|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)"
    "(?![0-9.个位份万千百亿元块人张件条家户页本封箱盒套名次多几组%年月号日楼层点])"
)
# What shows that the date goes on, or is only part of what is said.
_GLUED = r"[-–—/.~%+][^\W_]|[,:][0-9]"
_GOES_ON = (
    rf"(?:{_GLUED})|['’%]|的|[之以]?前(?![台往去])|[之以]?后(?![勤续台])|以?内(?!部)|左右|上下|起(?![草诉飞])|开始"
    r"|\s*(?:[ap]\.?m\b|(?:ago|later|from now|before|after)\b)"
)
_GOES_ON_SIGNS = (
    *"-–—/.~%+,:'’的之以前后内左上起开",
    *("am", "a.m", "pm", "p.m", "ago", "later", "from now", "before", "after"),
)
# The last character may belong to the word after it: 3点 + 半小时, 10点 + 整理, 8点建议, 周 + 日程, 月 + 初步.
_RUNS_ON = {
    "半": "小时|个|天|年|价",
    "点": f"差|建议|意见|要求|问题|内容|理由|共识|多|几分|出头|过(?!来|去|户)|{_BARE}",
    "时": _BARE,
    "整": "理|改|合|体|个",
    "日": "程|常|均|志|之",
    # 下月初一 is a day of the lunar month, or the first: nobody can tell.
    "初": "步|稿|审|版|[一二三四五六七八九十]",
    "前": rf"[台往去期提天面者]|{N}个?半?(?:{signs.LENGTHS_ZH})",
    "后": rf"[台勤续]|{N}个?半?(?:{signs.LENGTHS_ZH})",
    "内": "部|容|存|勤",
    "中": "旬|心|国|午|间|信|行|期",
    "午": "茶|饭|餐|觉|休",
    "晚": "饭|餐|宴|会",
    "早": "餐|饭|茶|会",
    "六": "日|天|、日",
}
_BARE_MINUTES = rf".*[点时](\s*)(?:零?{N})$"
_JOINTS = (*"-–—~～、,，/&到至和", "或者", "或", "还是", "或是", "要么")
_JOINTS_EN = ("to", "till", "until", "through", "and", "n", "or")
_RANGE = rf"\s*(?:{'|'.join(_JOINTS)}|(?:{'|'.join(_JOINTS_EN)})\b)\s*"
_AT_THE_LATEST = r"(?:by|due(?: by| on)?|no later than)\s+|最[迟晚]在?|不[晚迟]于|截止到?"
_SEPARATOR = r"\s*(?:[,，、:：;；]|(?:[-–—]+|\.)(?=\s|$))?\s*"


class Told(NamedTuple):
    """What was found: the day and time, and the words before and after them."""

    said: Said
    before: str
    after: str

    @property
    def topic(self) -> str:
        """The other words, as they were typed."""
        after = self.after[_separator(self.after) :]
        before = self.before.rstrip(" \t,，、:：;；")
        apart = self.before[-1:].isspace() or self.after[:1].isspace()
        return f"{before}{' ' if before and after and apart else ''}{after}".strip()

    @property
    def rest(self) -> str:
        """The topic with the part of the day, which no hour says: `下午打电话`, `call (morning)`."""
        part = self.said.part
        if not part or self.said.time is not None:
            return self.topic
        if self.before.strip():
            aside = f" ({part})" if part.isascii() else f"（{part}）"
            return self._replace(before=self.before.rstrip(" \t,，、:：;；") + aside).topic
        apart = part.isascii() or self.after[:1].isspace() or _separator(self.after)
        return f"{part}{' ' if apart else ''}{self.topic}".strip()


def _separator(text: str) -> int:
    found = re.match(_SEPARATOR, text)
    return found.end() if found else 0


def split(
    text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD
) -> tuple[When | None, str]:
    """The day and time that the text names, and the rest of it; None and the whole text where it names none.

    Raises Usage where the words look like a day or an hour, and do not say which.
    """
    text = text.strip()
    if not text.isascii() and re.search("[\u4e00-\u9fff]", text):
        how = how._replace(month_first=True)
    reader = _Reader(text, now, calendar, how)
    found = reader.told()
    return (found.said.moment(now, how), found.rest) if found else (None, text)


def for_day(
    text: str, day: date, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD
) -> tuple[time | None, str]:
    """The hour that the text names of something that is for that day, and the rest of it.

    Raises Usage where it begins with another day, or with an hour that is not clear.
    """
    when, rest = split(f"{day.isoformat()}: {text}", now, calendar, how)
    at = when.time if when else None
    reader = _Reader(rest, now, calendar, how)
    try:
        lead = reader._in_front()
    except Usage:
        # What only looks like a day is of the topic: the day is known.
        lead = None
    if lead and lead.said.day:
        if lead.said.day != day:
            from amflow.dates import format as shown

            raise Usage(
                _("“{words}” is {day}, and this is for {other}").format(
                    words=rest[: len(rest) - len(lead.after)].strip(),
                    day=shown.day(lead.said.day),
                    other=shown.day(day),
                ),
                _("leave that day out, or name it apart: --for fri"),
            )
        return at or lead.said.time, lead.rest
    if at is None and (broken := signs.broken_hour(rest)):
        raise reader._unclear(broken)
    return at, rest


class _Reader:
    """One text, and what its words are relative to."""

    def __init__(self, text: str, now: datetime, calendar: WorkCalendar | None, how: Manner) -> None:
        self.text, self.now, self.calendar, self.how = text, now, calendar, how

    def told(self) -> Told | None:
        """What the text says. Raises Usage."""
        found = self._found()
        if found and found.said.time is not None:
            half = signs.is_half_said(self.text)
            if half and not signs.is_half_said(found.topic):
                raise self._unclear(half)
            if not agree(found.said.part, found.said.time) or signs.is_of_the_evening(self.text, found.said.time.hour):
                raise self._unclear(self.text)
        apart = found and re.match(r"\s*[:：]", found.after)
        if found and found.said.time is None and not apart and (hour := signs.hour_in(found.topic)):
            raise self._unclear(hour)
        if found and found.said.day is None and (doubt := _doubtful(found.topic)):
            raise self._unclear(doubt)
        if found and (more := signs.swallowed(found.after)):
            raise self._unclear(self.text[len(found.before) : len(self.text) - len(found.after)] + more)
        return found

    def _found(self) -> Told | None:
        lead = self._in_front()
        if lead is None:
            found = self._at_end(self.text) or self._in_middle()
            if found is None and (doubt := _doubtful(self.text)):
                raise self._unclear(doubt + signs.swallowed(self.text.partition(doubt)[2]))
            return found
        if not re.match(r"\s*[:：]", lead.after) and (doubt := self._broken(lead)):
            raise self._unclear(doubt)
        # The day is known: what stands at the end may be its hour, and is of the topic otherwise.
        more = self._at_end(lead.topic, asked=False) if lead.said.time is None or lead.said.day is None else None
        if more and lead.said.time is None and more.said.day is None:
            return Told(lead.said._replace(time=more.said.time), more.before, "")
        if more and lead.said.day is None and more.said.time is None:
            return Told(more.said._replace(time=lead.said.time), more.before, "")
        return lead

    def _unclear(self, words: str) -> Usage:
        words = words.strip()
        told = hint(plain(words), self.now)
        # Of a day that does not exist another is meant, and no task of that name.
        if not is_impossible(told):
            told += " " + _('Or begin with a day and a colon: "tomorrow: {text}"').format(text=self.text[:60])
        return Usage(_("“{words}”: which day or hour is meant is not clear").format(words=words), told)

    def _parts(self, text: str) -> Said | None:
        return parts(text, self.now, self.calendar, self.how)

    # In front

    def _in_front(self) -> Told | None:
        begins = self.text[:2].lower() in ("by", "du", "no", "最迟", "最晚", "不晚", "不迟", "截止")
        by = re.match(_AT_THE_LATEST, self.text, re.IGNORECASE) if begins else None
        start = by.end() if by else 0
        said, end = self._longest(self.text[start:], weak=False)
        if said is None:
            return None
        end += start
        hours = "" if said.time else _hours(self.text[end:])
        if hours and (clock := self._parts(hours)) and clock.day is None:
            said = said._replace(time=clock.time)
        colon = re.match(r"\s*[:：]\s*", self.text[end:])
        if colon and said.time is None:
            topic = self.text[end + colon.end() :]
            hour, more = self._longest(topic, weak=True)
            if hour and hour.time and hour.day is None and not signs.is_half_said(topic[:more]):
                said, end = said._replace(time=hour.time), end + colon.end() + more
        return Told(said, "", self.text[end:])

    def _longest(self, text: str, weak: bool) -> tuple[Said | None, int]:
        """The longest date that the text begins with and where it ends; `weak` takes anything that could be one."""
        begins = plain(text[:LONGEST])
        if not (begins[:1] and begins[0] in signs.FIRST_SIGNS) and not begins.startswith(signs.FIRST_WORDS):
            return None, 0
        for end in range(min(len(text), LONGEST), 0, -1):
            if not _ends_a_word(text, end) or _is_part(text, end):
                continue
            found = self._parts(text[:end])
            if found is None:
                continue
            if weak:
                return found, end
            if self._is_range(found, text[end:]):
                raise self._unclear(text[: end + 24])
            meant = signs.is_meant(plain(text[:end]), text[end:])
            if meant is None:
                raise self._unclear(text[:end])
            if meant:
                return found, end
        return None, 0

    def _is_range(self, lead: Said, rest: str) -> bool:
        """Whether another date follows, so that neither alone is meant; from one hour to another is one day."""
        joined = re.match(_RANGE, rest) if rest.lstrip().startswith((*_JOINTS, *_JOINTS_EN)) else None
        if joined is None:
            return False
        other = self._longest(rest[joined.end() :], weak=True)[0]
        until = re.fullmatch(r"\s*(?:[-–—~～到至]|to|till|until)\s*", joined[0])
        return other is not None and not (lead.time and other.day is None and until)

    def _broken(self, lead: Told) -> str:
        """What follows the date in front and should have been part of it: `thu` 26:00, `wed` dec 3; empty for nothing."""
        if lead.said.time is not None:
            return ""
        if broken := signs.broken_hour(lead.topic):
            return self.text[: len(self.text) - len(lead.topic)] + broken
        topic = lead.topic.lstrip("(（")
        said, end = self._longest(topic, weak=False)
        if said is None or said.day is None or lead.said.day == said.day:
            return ""
        from amflow.dates.format import day

        words = self.text[: len(self.text) - len(topic) + end]
        raise Usage(
            _("“{words}” names two days").format(words=words.strip()),
            _("{words} is {day}: write one of them").format(words=topic[:end], day=day(said.day)),
        )

    # At the end, and in the middle

    def _at_end(self, text: str, *, asked: bool = True) -> Told | None:
        tail = text.rstrip(" .!?。！？~")
        for start in _starts(tail, max(0, len(tail) - LONGEST)):
            words = tail[start:]
            joint = re.match(r"(?:on|by)\s+(?!on\b)", words, re.IGNORECASE)
            if joint and re.search(r"\b(?:stop|drop|come|pass|pop|swing)\s*$", text[:start], re.IGNORECASE):
                continue
            said = self._parts(words[joint.end() :] if joint else words)
            if said is None:
                continue
            if said.day is not None and said.day < self.now.date():
                return None
            before = text[:start]
            if signs.leads_elsewhere(before) or not (joint or signs.is_meant(plain(words), "")):
                if not asked:
                    return None
                raise self._unclear(before.split()[-1] + " " + words if before.split() else words)
            return Told(said, before, "")
        return None

    def _in_middle(self) -> Told | None:
        found = []
        begin = 0
        for start in _starts(self.text, 0):
            if start < begin:
                continue
            words = self.text[start:]
            joint = re.match(r"(?:on|by)\s+", words, re.IGNORECASE)
            if words[0].isascii() and not (joint and len(self.text[:start].split()) <= 2):
                continue
            skip = joint.end() if joint else 0
            said, end = self._longest(words[skip:], weak=False)
            if said is None or said.day is None or said.day < self.now.date():
                continue
            begin = start + skip + end
            if re.match(r"\s|[,，、;；:：]|$", self.text[begin:]):
                found.append(Told(said, self.text[:start], self.text[begin:]))
        if len(found) > 1:
            raise self._unclear(self.text)
        return found[0] if found else None


def _doubtful(text: str) -> str:
    # Only what names no day itself is looked at: the patterns stay unread where one is found.
    from amflow.dates.doubts import doubtful

    return doubtful(text)


def _starts(text: str, first: int) -> list[int]:
    """Where a date may begin: after a space or a sign, not at the beginning."""
    return [
        at for at in range(max(1, first), len(text)) if text[at - 1] in " \t,，、;；:：。" and not text[at].isspace()
    ]


def _hours(rest: str) -> str:
    """The first of two hours with a joint between them, which stay in the words: `10:00-11:00 review`."""
    found = re.match(
        r"\s*((?:[上下]午|晚上)?[0-9]{1,2}(?:[:：][0-9]{2}|点半?))\s*[-–—~到至]\s*(?:[上下]午|晚上)?[0-9]{1,2}(?:[:：][0-9]{2}|点)",
        rest,
    )
    return found[1] if found else ""


def _ends_a_word(text: str, end: int) -> bool:
    if text[end - 1].isspace():
        return False
    return end == len(text) or not (_wordy(text[end - 1]) and _wordy(text[end]))


def _wordy(character: str) -> bool:
    """Whether it runs on with its neighbours: letters and digits do, Chinese characters do not."""
    return character.isalnum() and not "\u4e00" <= character <= "\u9fff"


def _is_part(text: str, end: int) -> bool:
    rest = unicodedata.normalize("NFKC", text[end : end + LONGEST]).lower()
    if rest.lstrip().startswith(_GOES_ON_SIGNS) and re.match(_GOES_ON, rest):
        return True
    if text[end - 1] in _RUNS_ON and re.match(_RUNS_ON[text[end - 1]], rest):
        return True
    lead = unicodedata.normalize("NFKC", text[:end])
    # 周二三 and 周一、三 are two days, 周二三点 an hour.
    if (
        lead[-1:] in "一二三四五六"
        and re.search("(?:[周期拜])[一二三四五六]$", lead)
        and re.match("[、/,]?[一二三四五六日](?![一-龥]?[点时个位份次条家十])", rest)
    ):
        return True
    if rest[:1] in ("点", "點", "时") and re.search(r"[^-/.0-9][0-9]{1,2}$", lead):
        return True
    minutes = re.match(_BARE_MINUTES, lead) if "点" in lead or "时" in lead else None
    if minutes is None:
        return False
    return bool(minutes[1] or (re.match(r"\w", rest) and not signs.does(rest)))
