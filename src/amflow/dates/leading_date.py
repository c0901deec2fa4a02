"""Telling the date that a text begins with from the title after it.

The longest leading part that is wholly a date wins, but only where it is plausibly meant as one:

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
from datetime import datetime

from amflow.dates.date_words import LONGEST, When, understood
from amflow.dates.grammar import EN_NUMBER_WORDS, FIXED_HOLIDAYS, MOVING_HOLIDAYS
from amflow.dates.numerals import N, plain
from amflow.dates.workdays import WorkCalendar

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


def split(text: str, now: datetime, calendar: WorkCalendar | None = None) -> tuple[When | None, str]:
    """The date that the text begins with and the rest as its title; None and the text when there is none."""
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
