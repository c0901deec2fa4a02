"""Where a date ends among other words: at the end of a word, and where it does not go on or belong to the word behind it."""

import re
import unicodedata

from amflow.dates import day_signs as signs
from amflow.dates.date_words import LONGEST
from amflow.dates.numerals import N

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
_COUNTS = " (?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|%)(?![a-z])"
"""What a number in front of it counts, which then ends no date: `friday 1.5 hours demo`."""
_BARE_MINUTES = rf".*[点时](\s*)(?:零?{N})$"


def ends_a_word(text: str, end: int) -> bool:
    """Whether a word ends there."""
    if text[end - 1].isspace():
        return False
    return end == len(text) or not (_wordy(text[end - 1]) and _wordy(text[end]))


def _wordy(character: str) -> bool:
    """Whether it runs on with its neighbours: letters and digits do, Chinese characters do not."""
    return character.isalnum() and not "\u4e00" <= character <= "\u9fff"


def is_part(text: str, end: int) -> bool:
    """Whether what ends there is only part of what is said: `3点半` in 半小时, `10:00` in `10:00-11:00`."""
    rest = unicodedata.normalize("NFKC", text[end : end + LONGEST]).lower()
    if rest.lstrip().startswith(_GOES_ON_SIGNS) and re.match(_GOES_ON, rest):
        return True
    if rest[:1] == " " and text[end - 1].isdigit() and re.match(_COUNTS, rest):
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
