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
from datetime import date, datetime, time

from amflow.dates import day_signs as signs
from amflow.dates.date_words import AHEAD, LONGEST, Said, When, hint, parts
from amflow.dates.frame import Manner
from amflow.dates.hours import agree
from amflow.dates.numerals import TOO_LATE, plain
from amflow.dates.word_ends import ends_a_word, is_part
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

_JOINTS = (*"-–—~～、,，/&到至和", "或者", "或", "还是", "或是", "要么")
_JOINTS_EN = ("to", "till", "until", "through", "and", "n", "or")
_RANGE = rf"\s*(?:{'|'.join(_JOINTS)}|(?:{'|'.join(_JOINTS_EN)})\b)\s*"
_AT_THE_LATEST = (
    r"(?:by|due(?: by| on)?|no later than|before(?=\s+[0-9.:]+\s*[ap]\.?m))\s+|最[迟晚]在?|不[晚迟]于|截止到?"
)
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
    how = how._replace(worked=True)
    found = _Reader(text, now, calendar, how).told()
    return (found.said.moment(now, how, calendar), found.rest) if found else (None, text)


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
            raise self._unclear(self._as_typed(len(found.before), len(self.text) - len(found.after), more))
        return found

    def _found(self) -> Told | None:
        lead = self._in_front()
        if lead is None:
            found = self._at_end(self.text) or self._in_middle()
            if found is None and (doubt := _doubtful(self.text)):
                raise self._amiss(doubt)
            return found
        if not re.match(r"\s*[:：]", lead.after) and (doubt := self._broken(lead)):
            raise self._unclear(doubt)
        # The day is known: what stands at the end may be its hour, and is of the topic otherwise.
        more = self._at_end(lead.topic, asked=False) if lead.said.time is None or lead.said.day is None else None
        if more and lead.said.time is None and more.said.day is None:
            return Told(lead.said._replace(time=more.said.time, minutes=more.said.minutes), more.before, "")
        if more and lead.said.day is None and more.said.time is None:
            return Told(more.said._replace(time=lead.said.time, minutes=lead.said.minutes), more.before, "")
        return lead

    def _unclear(self, words: str) -> Usage:
        words = words.strip()
        before, _words, after = self.text.partition(words)
        # A day that goes with what is not clear is said anew.
        whole = (before.strip() and not self._parts(before)) or signs.swallowed(words.split()[-1] if words else "")
        text = self.text if whole else after.strip(" \t,，、:：;；")
        told = hint(plain(words), self.now, self.how)
        if (lead := self._told_day(text)) and lead < len(text):
            text = text[lead:].lstrip(" \t,，、:：;；")
        if text and not self._parts(text) and (text == self.text or not _doubtful(text)):
            told = f"{told} " + _('Or begin with a day and a colon: "tomorrow: {text}"').format(text=text[:60])
        return Usage(_("“{words}”: which day or hour is meant is not clear").format(words=words), told)

    def _told_day(self, text: str) -> int:
        """Where the day ends that the words begin with; 0 where they begin with none."""
        try:
            said, end = self._longest(text, weak=False)
        except Usage:
            return 0
        return end if said and said.day else 0

    def _as_typed(self, start: int, end: int, more: str) -> str:
        """The text from there to the end of what follows there, which was found in it made plain."""
        more_at = self.text.lower().find(more, end)
        return self.text[start : more_at + len(more) if more_at >= 0 else end]

    def _amiss(self, doubt: str) -> Usage:
        """What is not clear in words that look like a day: what stands beside it rather than a day that is understood."""
        if late := self._impossible_anywhere():
            return self._unclear(late)
        start = self.text.lower().find(doubt)
        more = signs.swallowed(self.text.partition(doubt)[2])
        if start < 0 or more or not self._parts(doubt):
            return self._unclear(self._as_typed(start, start + len(doubt), more) if start >= 0 else doubt)
        if signs.leads_elsewhere(before := self.text[:start], doubt):
            return self._unclear(f"{before.split()[-1]} {doubt}")
        if hour := signs.hour_in(self.text):
            return self._unclear(hour)
        return self._among(doubt)

    def _among(self, doubt: str) -> Usage:
        """A day that is understood and may not be meant as one."""
        start = max(0, self.text.lower().find(doubt))
        before, after = self.text[:start].strip(), self.text[start + len(doubt) :].strip(" \t,，、:：;；")
        if not before and not after:
            return self._unclear(self.text)
        return Usage(
            _("“{words}” stands among other words: whether it is the day is not clear").format(words=doubt),
            _('begin with the day that is meant and a colon: "{line}", or "tomorrow: {text}"').format(
                line=f"{doubt}: {f'{before} {after}'.strip()[:60]}", text=self.text[:60]
            ),
        )

    def _parts(self, text: str) -> Said | None:
        return parts(text, self.now, self.calendar, self.how)

    # In front

    def _in_front(self) -> Told | None:
        begins = self.text[:2].lower() in ("by", "be", "du", "no", "最迟", "最晚", "不晚", "不迟", "截止")
        by = re.match(_AT_THE_LATEST, self.text, re.IGNORECASE) if begins else None
        start = by.end() if by else 0
        try:
            said, end = self._longest(self.text[start:], weak=False)
        except Usage:
            if late := self._impossible_anywhere():
                raise self._unclear(late) from None
            raise
        if said is None:
            return None
        end += start
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
            if not ends_a_word(text, end) or is_part(text, end):
                continue
            found = self._parts(text[:end])
            if found is None:
                continue
            if weak:
                return found, end
            if self._is_range(text[end:]):
                raise self._unclear(text[: end + 24])
            meant = signs.is_meant(plain(text[:end]), text[end:])
            if meant is None:
                raise self._among(text[:end].strip().lower())
            if meant:
                return found, end
        return None, 0

    def _is_range(self, rest: str) -> bool:
        """Whether another date or hour follows, so that neither alone is meant; from one hour to a later one is read as one."""
        joined = re.match(_RANGE, rest) if rest.lstrip().startswith((*_JOINTS, *_JOINTS_EN)) else None
        if joined is None:
            return False
        return self._longest(rest[joined.end() :], weak=True)[0] is not None

    def _broken(self, lead: Told) -> str:
        """What follows the date in front and should have been part of it: `thu` 26:00, `wed` dec 3; empty for nothing."""
        if impossible := self._impossible(lead.topic):
            return impossible
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

    def _impossible(self, topic: str) -> str:
        """What the words begin with where it would be a day if the month had so many: `31 feb`; empty for anything else."""
        topic = topic.lstrip("(（")
        late = re.search(TOO_LATE, topic[:LONGEST]) if re.match(r"[^\W_](?!\d?\.\d\d(?!\.))", topic) else None
        if late is None:
            return ""
        try:
            said, end = self._longest(f"{topic[: late.start()]}28{topic[late.end() :]}", weak=False)
        except Usage:
            return ""
        return topic[: end + len(late[0]) - 2] if said and said.day and end >= late.start() + 2 else ""

    def _impossible_anywhere(self) -> str:
        return next(
            (late for start in (0, *_starts(self.text, 0)) if (late := self._impossible(self.text[start:]))), ""
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
            two = said.day is not None and self._parts(before)
            if two or signs.leads_elsewhere(before, words) or not (joint or self._closes(before, words)):
                if not asked:
                    return None
                raise self._unclear(before.split()[-1] + " " + words if before.split() else words)
            return Told(said, before, "")
        return None

    def _closes(self, before: str, words: str) -> bool:
        """Whether a day at the end is meant as one: behind a price or a number, only where something is done then."""
        said = plain(words)
        counts = signs.is_figure(said) and not re.search(rf"(?:\b(?:{signs.DOES})|[,，:：])\s*$", before.lower())
        return not counts and bool(signs.is_meant(said, ""))

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


_LENGTH = (
    r"(?:.*[\s,(]|)((?:half an hour|an hour and a half|[0-9]{1,3}(?:\.5)? ?(?:hours?|hrs?|h|minutes?|mins?)))\)?",
    r"(?:.*?)((?:半个?小时|[0-9零一二两三四五六七八九十]{1,3}个?半?(?:小时|钟头)|[0-9零一二两三四五六七八九十]{1,3}(?:分钟|刻钟)))[)）]?",
)


def minutes_said(title: str) -> int | None:
    """How long something takes whose words end with it: `call Ann, 20 min`, `整理名单半小时`. None where they do not say."""
    from amflow.dates.languages import chinese, english

    words = plain(title)
    for pattern, language, around in ((_LENGTH[0], english, "in {}"), (_LENGTH[1], chinese, "{}后")):
        match = re.fullmatch(pattern, words)
        found: int | None = language.minutes_from_now(around.format(match[1])) if match else None
        if found:
            return found
    return None
