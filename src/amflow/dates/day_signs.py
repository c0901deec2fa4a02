"""Whether words are meant as a day: those that are also ordinary ones, and those that an hour or a change of mind follows."""

import re
import unicodedata

from amflow.dates.frame import HOLIDAYS
from amflow.dates.numerals import N

# Compiling a pattern costs more than all else here: the long ones wait until a cheaper look finds them possible.
# Most titles begin with none of these, and are spared the whole grammar.
FIRST_SIGNS = (
    "0123456789+今明昨后大前上下本这半两零一二三四五六七八九十月季年周星礼元国劳儿妇教情圣早晚凌清中傍夜春端重除三"
    "再过正冬腊农阴旧闰午"
)
FIRST_WORDS = (
    *(f"-{digit}" for digit in "0123456789"),
    *("t+", "t-", "on", "at", "in", "the", "this", "next", "last", "a", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve", "half", "quarter", "twenty", "today", "tomorrow", "tmr"),
    *("yesterday", "tonight", "noon", "midday", "day", "end", "start", "begin", "eo", "month", "year", "weekend"),
    *("2moro", "2mrw", "2day", "tmw", "tomo", "first", "second", "third", "fourth", "early", "late", "cob"),
    *("close of", "morning", "afternoon", "evening", "week", "fortnight", "coming", "right"),
    *("just", "lunchtime"),
    *("christmas", "xmas", "boxing", "new", "valentine", "spring", "chinese", "lunar", "lantern", "qingming", "qixi"),
    *("dragon", "mid", "after", "before", "straight", "later"),
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)

_NAMES = ("mon", "wed", "sat", "sun")
_WEEKENDS = ("weekend", "this weekend", "next weekend", "last weekend", "the weekend")
_WEAK_FIGURES = rf"(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)|[0-9]{{1,2}}[-/.][0-9]{{1,2}}\.?|{N}[日号]"
DOES = (
    "call|ring|phone|visit|meet|meeting|e-?mail|mail|send|write|text|follow|review|check|lunch|coffee|dinner|breakfast"
    "|tea|bring|ask|talk|see|chase|prepare|sign|demo|present|deliver|show|discuss|offer|quote|pick|drop|go|come|confirm"
    "|remind|finish|submit|update|wechat|ping|message|report|appointment|catch|hand|give|pay|renew|close|propose"
    "|proposal|again|contact|invite|collect|arrange|appraisal|signing|presentation|zoom|teams|video|tell|thank|get"
)
DOES_ZH = (
    "再?(?:打(?![包印折卡算])|电话|致电|联系|拜访|回访|走访|上门|见|约|送|给|带|签|跟|去|来|问|回|发|寄|办|谈|找|交|提醒|请|通知|确认|吃饭|聚"
    "|开会|看|拿|取|聊|催|报|做|准备|开户|到|拜年|拜|慰问|祝|贺|订|买|续|还|转|陪|接|收(?![盘入])|培训|参加|出席|演示|介绍"
    "|面签|补|领|退|换|安装|验|盘点|对账|复核|审|查)"
)
_COUNTED = (
    "(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|people|boxes|pages?|units?|papers?|copies|points?|seats?"
    "|k|pm|am)"
)
_COUNTED_ZH = "[万亿千百元块个倍折分点年天米平吨%]|million|bn|billion|times"
_AS_A_WORD = {
    "sat": r"\s(?:down|in on|with|on|through|beside|next|around|about|up|back|still|there|nav)\b",
    "sun": rf"\s+(?!(?:{DOES}|in|at|with|to|for|by|from|about|re|on|the|w)\b)\w",
}
"""What makes a verb or a name of the short name of a day: `sat down with him`, `sun hydraulics`."""


def is_meant(lead: str, rest: str) -> bool | None:
    """Whether words that are wholly a date (made plain) are meant as one before that rest; None where it is not clear."""
    rest = unicodedata.normalize("NFKC", rest).lower()
    if not lead.isascii() and lead[-1:] in "天周月年" and rest[:1] in ("期", "票"):
        return False
    kind = _weakness(lead)
    if kind == "dot" and _may_be_hour(lead):
        return None
    if not kind or not rest.strip():
        return True
    if re.match(r"\s*[,:;、]|\s+[-–—]" if lead.isascii() else r"\s|[,:;、]", rest):
        return True
    does = re.match(rf"\s*(?:{DOES})\b", rest) or re.match(rf"\s*(?:{DOES_ZH})", rest)
    if kind == "name":
        return None if lead in _AS_A_WORD and re.match(_AS_A_WORD[lead], rest) else True
    if kind == "ordinal":
        first = int(re.sub("[^0-9]", "", lead))
        return True if does and (first > 4 or lead.startswith("on ")) else False if first <= 4 and not does else None
    if kind == "slash":
        return None if re.match(r"\s*(?:of|the|as)\b", rest) else True
    if kind == "dot":
        counted = re.match(rf"\s*(?:{_COUNTED}\b|{_COUNTED_ZH})", rest)
        return True if lead.endswith(".") or does else False if counted else None
    if kind == "dash":
        is_count = len(lead) < 5 or re.match(rf"\s*{_COUNTED}\b", rest) is not None
        return True if does else False if is_count else None
    if kind == "weekend":
        return True if does else None
    return bool(does)


def _may_be_hour(lead: str) -> bool:
    """Whether two figures with a point between them are a time of day as well: `10.30`."""
    found = re.fullmatch(r"(?:[7-9]|1[0-9]|2[0-3])\.[0-5][05]", lead)
    return found is not None


def is_figure(lead: str) -> bool:
    """Whether words that are wholly a date (made plain) may as well be a price or a number of things: `5.12`, `2-3`."""
    return re.fullmatch(r"[0-9]{1,2}[-.][0-9]{1,2}", lead) is not None


def _weakness(lead: str) -> str:
    """Why the words are ordinary ones too: a name, an ordinal, the beginning of a noun; empty where they are not."""
    if lead in _NAMES:
        return "name"
    if lead in _WEEKENDS or lead.endswith("周末"):
        return "weekend"
    if lead in HOLIDAYS or any(lead.endswith(f"年{one}") for one in HOLIDAYS if one in lead):
        return "holiday"
    figures = lead[-1] in "tdh日号." or "-" in lead or "/" in lead or "." in lead
    if not figures or re.fullmatch(_WEAK_FIGURES, lead) is None:
        return ""
    if lead[-1] in "tdh":
        return "ordinal"
    if "/" in lead:
        return "slash"
    return "dash" if "-" in lead else "dot" if "." in lead else "number"


_ELSEWHERE = (
    "to|of|about|from|until|till?|since|for|than|before|after|and|or|nor|not|the|is|was|due|between"
    "|never|no|but|except|excepting|excluding|bar|unless|if|when|while|instead|rather"
    "|over|around|round|during|last|through|throughout|within|near|past|post|pre|early|mid|late|half"
    "|every|each|any|other|another|alternate|all|most|some|both|first|second|third|fourth|fifth|[1-5](?:st|nd|rd|th)"
    "|good|black|cyber|easter|holidays?|whit|shrove|ash|palm|maundy|pancake"
)
"""What in front of a day makes it another one, or more than one: `moved to`, `any day but`, `every`, `first`, `easter`."""


def leads_elsewhere(before: str, words: str) -> bool:
    """Whether the words before a date make it the date of something else: `the meeting of`, `every`, `会议改到`; and before
    `before christmas` how long before it."""
    counted = words.lower().startswith(("before", "after"))
    pattern = f"{_ELSEWHERE}|(?:day|night|evening|morning|week|fortnight|month|weekend)s?" if counted else _ELSEWHERE
    return re.search(rf"\b(?:{pattern})\s*$|[到至的和或从在]\s*$", before.lower()) is not None


_BROKEN_HOUR = (
    r"(?:at\s+|@\s*)?[0-9]{1,2}[:：][0-9]{1,2}(?![-–—~0-9])(?:\s*[ap]\.?m\b)?",
    r"(?:at\s+)?[0-9]{1,2}\s*(?:[ap]\.?m|o'?clock)\b",
    r"(?:at\s+|@\s*)[0-9]{1,2}(?:[:.][0-9]{2})?(?![\w%])",
    "(?:[早晚]上?|[上中下]午)?差(?:一刻|.{1,3}分)",
    rf"(?:[早晚]上?|[上中下]午)?{N}[点时](?!建议|意见|要求|问题|内容|理由|共识|五)(?:半|钟|[0-9]+分?|[一三]刻)?",
    rf"[0-9]{{1,2}}(?:\.[0-9]{{2}})?(?=\s*$|\s+(?:{DOES})\b)",
    r"[0-9]{1,2}\s*[-–—]\s*[0-9]{1,2}\s*[ap]m\b",
    r"(?:(?:at|around|about)\s+)?[0-9]{1,2}(?::[0-9]{2})?ish\b|(?:week|fortnight)\b",
    rf"(?:[01]?[0-9]|2[0-9])[0-5][05](?=\s*$|\s+(?:{DOES})\b)",
    r"(?:half|quarter)\s+(?:past|to)\s+\w+",
    r"half\s+(?:seven|eight|nine|ten|eleven|twelve|one|two|three|four|five|six)\b",
    r"midnight\b",
    r"(?:by|from|until|till|past|approx\.?|circa|ca\.?|no later than)\s+[0-9]{1,2}(?::[0-9]{2})?\s*(?:[ap]m\b|$)",
    r"of (?:the |this |next |last )?(?:week|month|quarter|year)\b",
)


LENGTHS_ZH = "天|日|周|星期|礼拜|月|年|小时|工作日|交易日|分钟"
_SWALLOWED = (
    r"(?:or|instead|not|unless|otherwise|else|rather|before|after|minus|except|until|till)\b",
    "[^\\s,，、。;；:：]{0,6}?(?<!提醒)(?<!通知)(?<!告诉)(?<![请让叫问跟他她])(?:提前|(?<!提)[前后])"
    f"{N}个?半?(?:{LENGTHS_ZH})(?!后)",
    f"到期[,，\\s]*提前{N}个?(?:{LENGTHS_ZH})",
    "或|要么|要不|不然|否则|不行|不成|不可以|不方便|没空|没时间|[之以]?[前后](?![台往去期勤续])|有事[,，\\s]*(?:改|换|推|就|那)",
    "改(?:[到成为至在期天日约周下明后今星礼元中国0-9]|时间)|(?:推迟?|延期?|延后|顺延|挪|换|提前)[到成至]",
)
"""What behind a day takes it back, or counts from it: `周三不行改周四`, `fri or later`, `月底前三天`, `15号到期前三天`."""


def swallowed(after: str) -> str:
    """What directly behind a day says that it is not the one meant; empty where nothing does, or a colon divides them."""
    rest = unicodedata.normalize("NFKC", after).lower()
    words = rest.lstrip(" \t,、;-–—")
    if not words or rest.lstrip().startswith(":"):
        return ""
    for pattern in _SWALLOWED[:1] if words.isascii() else _SWALLOWED:
        found = re.match(pattern, words)
        if found:
            return found[0]
    return ""


def does(rest: str) -> bool:
    """Whether the words begin with something that one does: `来`, `打电话`."""
    return re.match(DOES_ZH, rest) is not None


def broken_hour(rest: str) -> str:
    """What the words after a date begin with, where it should have been its hour: `26:00`, `at 3`, `25点`; else empty."""
    # Most words begin with none of these: then no pattern has to be made ready.
    if not rest or (rest[0].isascii() and rest[0].lower() not in "0123456789@awfhqmbutpcno"):
        return ""
    for pattern in _BROKEN_HOUR:
        found = re.match(pattern, rest, re.IGNORECASE)
        if found:
            return found[0]
    return ""


def is_half_said(text: str) -> str:
    """An hour from 1 to 6 in figures without the half of the day, which nobody keeps an appointment at by night: `3:30`."""
    if ":" not in text and "：" not in text:
        return ""
    found = re.search(r"(?<![0-9:：.])[1-6][:：][0-5][0-9](?![0-9:：]|\s*[ap]\.?m)", text, re.IGNORECASE)
    said = found and re.search("[早晚凌中下上]|夜|morning|afternoon|evening|night", text, re.IGNORECASE)
    return found[0] if found and not said else ""


def is_of_the_evening(text: str, hour: int) -> bool:
    """Whether an hour of the morning was understood where a meal of the evening is named: `dinner friday at 8`."""
    if not 5 <= hour <= 9 or not any(
        meal in text.lower() for meal in ("dinner", "supper", "晚饭", "晚餐", "晚宴", "夜宵")
    ):
        return False
    return re.search(r"[0-9][:：h][0-9]|a\.?m\b|morning|早|上午", text, re.IGNORECASE) is None


def hour_in(topic: str) -> str:
    """An hour in words that no reader took: `at 4`, `at half ten`. The day alone would be a promise without its hour."""
    if not any(sign in topic.lower() for sign in ("at", "half", "quarter", "clock", "between", "from ", "hrs", " h")):
        return ""
    numbers = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    found = re.search(
        rf"\bat\s+(?:[0-9]{{1,2}}(?:[:.][0-9]{{2}})?|[0-2][0-9][0-5][05]|(?:{numbers})\b)(?![\w%.,/-])"
        rf"|\b(?:at )?half (?:past )?(?:{numbers}|[0-9]{{1,2}})\b(?![.%])|\bquarter (?:past|to) (?:{numbers}|[0-9]{{1,2}})\b"
        rf"|\b(?:[0-9]{{1,2}}|{numbers}) ?o'?clock\b|\b[0-2]?[0-9][0-5][0-9] ?hrs\b|^[0-9]{{1,2}} h\b"
        r"|\b(?:between|from) [0-9]{1,2}(?: ?[ap]m|[:.][0-9]{2})? (?:and|to|till|until) [0-9]{1,2}(?![0-9.,%])",
        topic,
        re.IGNORECASE,
    )
    return found[0] if found else ""
