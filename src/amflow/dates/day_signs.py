"""Whether words are meant as a day: those that are also ordinary ones, and those that look like a day and name none."""

import re
import unicodedata
from collections.abc import Sequence

from amflow.dates.frame import HOLIDAYS, MONTHS, WEEKDAYS
from amflow.dates.numerals import N, plain

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
    *("yesterday", "tonight", "noon", "midday", "day", "end", "start", "beginning", "eo", "month", "year", "weekend"),
    *(
        "2moro",
        "2mrw",
        "2day",
        "tmw",
        "tomo",
        "first thing",
        "early",
        "late",
        "cob",
        "close of",
        "morning",
        "afternoon",
        "evening",
        "week",
        "right",
        "just",
    ),
    *("christmas", "xmas", "boxing", "new", "valentine", "spring", "chinese", "lunar", "lantern", "qingming", "qixi"),
    *("dragon", "mid", "after", "before", "straight", "later"),
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)

_NAMES = ("mon", "wed", "sat", "sun")
_WEEKENDS = ("weekend", "this weekend", "next weekend", "last weekend", "the weekend")
_WEAK_FIGURES = rf"(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)|[0-9]{{1,2}}[-/.][0-9]{{1,2}}\.?|{N}[日号]"
_DOES = (
    "call|ring|phone|visit|meet|meeting|e-?mail|mail|send|write|text|follow|review|check|lunch|coffee|dinner|breakfast"
    "|tea|bring|ask|talk|see|chase|prepare|sign|demo|present|deliver|show|discuss|offer|quote|pick|drop|go|come|confirm"
    "|remind|finish|submit|update|wechat|ping|message|report|appointment|catch|hand|give|pay|renew|close|propose"
    "|proposal|again|contact|invite|collect|arrange|appraisal|signing|presentation|zoom|teams|video|tell|thank|get"
)
_DOES_ZH = (
    "再?(?:打电话|电话|致电|联系|拜访|回访|走访|上门|见|约|送|给|带|签|跟|去|来|问|回|发|寄|办|谈|找|交|提醒|请|通知|确认|吃饭|聚"
    "|开会|看|拿|取|聊|催|报|做|准备|开户|到|拜年|拜|慰问|祝|贺|订|买|续|还|转|陪|接)"
)
_COUNTED = (
    "(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|people|boxes|pages?|units?|papers?|copies|points?|seats?"
    "|k|pm|am)"
)
_COUNTED_ZH = "[万亿千百元块个倍折分点年天米平吨%]|million|bn|billion|times"
_SAT_DOWN = r"\s(?:down|in|with|on|through|for|by|around|next|there|ami|them|to|into|at)\b"


def is_meant(lead: str, rest: str) -> bool | None:
    """Whether words that are wholly a date (made plain) are meant as one before that rest; None where it is not clear."""
    rest = unicodedata.normalize("NFKC", rest).lower()
    if not lead.isascii() and lead[-1:] in "天周月年" and rest[:1] in ("期", "票"):
        return False
    kind = _weakness(lead)
    if not kind or not rest.strip():
        return True
    if re.match(r"\s*[,:;、]|\s+[-–—]" if lead.isascii() else r"\s|[,:;、]", rest):
        return True
    does = re.match(rf"\s*(?:{_DOES})\b", rest) or re.match(rf"\s*(?:{_DOES_ZH})", rest)
    if kind == "name":
        if does or (lead in ("mon", "wed") and not re.match(_SAT_DOWN, rest)):
            return True
        return False if re.match(_SAT_DOWN, rest) else None
    if kind == "ordinal":
        first = int(re.sub("[^0-9]", "", lead))
        return True if does and (first > 4 or lead.startswith("on ")) else False if first <= 4 and not does else None
    if kind == "slash":
        return None if re.match(r"\s*(?:of|the|as)\b", rest) else True
    if kind == "dot":
        counted = re.match(rf"\s*(?:{_COUNTED}\b|{_COUNTED_ZH})", rest)
        return True if lead.endswith(".") else False if counted else None
    if kind == "dash":
        is_count = len(lead) < 5 or re.match(rf"\s*{_COUNTED}\b", rest) is not None
        return True if does else False if is_count else None
    if kind == "weekend":
        return True if does else None
    return bool(does)


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


def leads_elsewhere(before: str) -> bool:
    """Whether the words before a date make it the date of something else: `the meeting of`, `moved to`, `会议改到`."""
    return (
        re.search(
            r"\b(?:to|of|about|from|until|till|since|for|than|before|after|and|or|the|is|was|due)\s*$|[到至的和或从在]\s*$",
            before.lower(),
        )
        is not None
    )


_BROKEN_HOUR = (
    r"(?:at\s+|@\s*)?[0-9]{1,2}[:：][0-9]{1,2}(?![-–—~0-9])(?:\s*[ap]\.?m\b)?",
    r"(?:at\s+)?[0-9]{1,2}\s*(?:[ap]\.?m|o'?clock)\b",
    r"(?:at\s+|@\s*)[0-9]{1,2}(?:[:.][0-9]{2})?(?![\w%])",
    rf"(?:[早晚]上?|[上中下]午)?{N}[点时](?!建议|意见|要求|问题|内容|理由|共识|五)(?:半|钟|[0-9]+分?|[一三]刻)?",
    rf"[0-9]{{1,2}}(?:\.[0-9]{{2}})?(?=\s*$|\s+(?:{_DOES})\b)",
    r"[0-9]{1,2}\s*[-–—]\s*[0-9]{1,2}\s*[ap]m\b",
    r"(?:(?:at|around|about)\s+)?[0-9]{1,2}(?::[0-9]{2})?ish\b|(?:week|fortnight)\b",
    rf"(?:[01]?[0-9]|2[0-9])[0-5][05](?=\s*$|\s+(?:{_DOES})\b)",
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
    return re.match(_DOES_ZH, rest) is not None


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


_DAYS_EN = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tues?|weds|thurs?|fri|today|tonight|tomorrow|tmrw?|weekends?|fortnight"
_MONTHS_EN = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_ANY_MONTH = rf"(?:{_MONTHS_EN}|mar(?:ch)?|may)"
_WHOLE = "(?:day|week|month|quarter|year)"
_LENGTHS = "(?:days?|weeks?|months?|years?|hours?|minutes?)"
_DIGITS = "0123456789"
Doubts = tuple[tuple[Sequence[str], str], ...]
_DOUBTS_EN: Doubts = (
    (("day", "tue", "wed", "thu", "fri", "night", "tom", "tmr", "weekend"), rf"\b(?:{_DAYS_EN})\b(?![.-]\w)"),
    (
        ("this ", "next ", "coming ", "following "),
        rf"\b(?:this|next|coming|following)\s+(?:{_WHOLE}|sat|sun|mon|wed|[ap]m)\b",
    ),
    (
        MONTHS,
        r"\b(?:early|mid|late|end of|beginning of|start of|by|in|on|until|before|after)[ -]+(?:the\s+)?"
        rf"{_ANY_MONTH}\b(?!\s+i\b)",
    ),
    (MONTHS, rf"^(?:{_MONTHS_EN}|mar)\b"),
    (MONTHS, rf"\b{_ANY_MONTH}\s+[0-9]{{1,2}}\b(?![.,%][0-9%]|%)"),
    (MONTHS, rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_ANY_MONTH}\b"),
    (("st", "nd", "rd", "th"), r"(?:^|\b(?:on|by)\s+)(?:the\s+)?[0-9]{1,2}(?:st|nd|rd|th)\b(?=\s*$)"),
    (("st", "nd", "rd", "th"), r"\b(?:before|after|until|by)\s+(?:the\s+)?[0-9]{1,2}(?:st|nd|rd|th)\b"),
    (("day after",), r"\bday after\b"),
    ("-", r"(?<![\w./-])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\b"),
    ("-", r"(?:^|\bby\s+|\bon\s+)[0-9]{2}-[0-9]{2}(?![\w-])(?!\s*(?:min|hour|day|week|people|page|box|unit|cop))"),
    ("/", r"(?<![\w./:%-])[0-9]{1,2}/[0-9]{1,2}(?![\w%])(?:/[0-9]{2,4})?|\bw/c\b"),
    (".", r"^[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{2,4})?(?!\w)|(?<![\w.])[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}\b"),
    (":", r"(?<![\w:.-])[0-9]{1,2}:[0-9]{2}(?![\w:])"),
    (_DIGITS, r"\b[0-9]{1,2}\s?(?:am|pm|a\.m|p\.m|o'?clock)\b|\bat\s+[0-9]{1,2}(?![\w%.])"),
    (_DIGITS, r"\b[0-9]{1,2}(?::[0-9]{2})?ish\b|\b[0-9]+ ?wks?\b|\bwc [0-9]"),
    (("half", "quarter", "midnight"), r"\b(?:half|quarter)\s+(?:past|to)\b|\b(?:at|by) half\b|\bat midnight\b"),
    (
        ("in ", "within ", "after ", "over "),
        r"\b(?:in|within|after|over)\s+(?:an?|the|one|two|three|four|a few|a couple(?: of)?|few|next|some|[0-9]+)"
        rf"(?:\s+(?:next|few))?\s+(?:working |business )?{_LENGTHS}\b(?!\s+(?:old|long))",
    ),
    ((" later", " from"), rf"\b(?:[0-9]+|a|two|three|few)\s+{_LENGTHS}\s+(?:later|from)\b"),
    ((" of ",), rf"\b(?:end|beginning|start|middle) of (?:the |next |this )?{_WHOLE}\b"),
    ((" of ",), r"\b(?:first|second|third|last|[1-3](?:st|nd|rd)) (?:week|half|days?) of\b"),
    (("end", "eo", "cob"), rf"\b{_WHOLE}[ -]end\b|\b(?:eod|eow|cob|eom|eoq|eoy)\b"),
    (
        ("easter", "xmas", "christmas", "thanksgiving", "new year", "holiday"),
        r"\b(?:by|until|before|after|on|in) (?:the )?(?:easter|christmas|xmas|thanksgiving|new year|holidays?)\b"
        r"|^(?:easter|thanksgiving)\b",
    ),
    (("couple", "few", "several"), rf"\b(?:couple|few|several)(?: of)? {_LENGTHS} (?:later|from|on)\b"),
    (
        ("later", "soon", "shortly", "asap", "in a ", "within the "),
        r"\b(?:later on|later today|in a (?:bit|while|moment|minute|sec|second|little while)|within the hour)\b"
        r"|\b(?:later|soon|shortly)\W*$",
    ),
    (("every",), rf"\bevery\s+(?:{_WHOLE}|mon|tue|wed|thu|fri|sat|sun)"),
    (
        _DIGITS,
        rf"^[0-9]+ ?(?:[dw]|(?:working |business )?(?:days|weeks|months))(?=\s*$|\s+(?:{_DOES})\b)|(?<=\s)[0-9]+ ?[dw]$",
    ),
    (WEEKDAYS, r"^(?:mon|tue|wed|thu|fri|sat|sun)(?=[^a-z\s'’.])"),
)
_FEW = "一二三四五六七八九十"
_DOES_SOON = "(?=\\s|$|见|签|去|来|再|打|送|联系|拜访|开会|续|还款|还清|约|聊|谈|催|转存|上门|走访|回访)"
_DOUBTS_ZH: Doubts = (
    (
        "前",
        f"(?:[0-9]{{1,2}}月|下个?月|本月)?(?:[0-9{_FEW}]{{1,3}}[日号]|(?:下?周|星期)[{_FEW}日天]|[今明后]天)[之以]?前(?![台往去天])",
    ),
    (
        "周期拜",
        "(?<!上)(?<!上上)(?<!上个)(?:周|星期|礼拜)(?:[一二三四五六天末七八0-9内]|日(?![程常均志报记]))(?:[之以]?前(?![台往去]))?",
    ),
    ("今明后", "[今明后](?:天|日|晚|早|儿)(?!气)|大后天|明后天|[明后]年(?![的度])"),
    ("下本这", "(?:下下|下|本|这)一?个?(?:周|星期|礼拜|月|季度?)"),
    ("月", f"(?<![0-9.])[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号]?|份?[初中底末]|[上中下]旬|份|{_DOES_SOON})"),
    ("月", f"[{_FEW}]月[{_FEW}]{{1,3}}[日号]"),
    (
        "日号",
        f"(?<![0-9A-Za-z.{_FEW}年月])(?:[0-9]{{1,2}}|[{_FEW}]{{1,3}})[日号](?![楼院线店厅馆仓桌码文机门柜窗员内志])",
    ),
    ("月旬年季", "(?<![一-龥0-9])月[初中底末]|[上中下]旬|年[底末]|季[底末]"),
    (
        "点",
        f"(?<![个百0-9.两几{_FEW}])(?:[0-9]{{1,2}}|[{_FEW}两]{{1,3}})点"
        f"(?:半|钟|整|[一三]刻|[0-9{_FEW}]{{1,3}}分?|多|左右|来钟|出头|几分|[之以]?[前后]|{_DOES_SOON})",
    ),
    (":", "(?<![0-9A-Za-z:.])[0-9]{1,2}:[0-9]{2}(?![0-9:])"),
    (
        "后内",
        f"(?:[0-9]+|[两半{_FEW}]+)(?:个半?)?(?:天|日|周|星期|礼拜|月|年|小时|工作日|交易日|分钟)[之以]?[后内](?![勤续台])",
    ),
    (
        "过",
        f"再?过(?:[0-9]+|[两几半{_FEW}]+)个?半?(?:天|周|星期|礼拜|月|年|小时|钟头|分钟|刻钟)|过段时间|过一?阵|过完?了?[年节]",
    ),
    ("后内", "(?:几|好几|多少|个把|[0-9]+多)个?多?(?:天|周|星期|礼拜|月|年|小时|钟头|工作日|分钟)[之以]?[后内]"),
    (
        "会稍晚回下",
        "(?:(?<![一-龥])|待|等|过|一|晚)会儿?(?=再|就|给|打|联系|见|去|来|发|送|$)|稍[后等]|(?<![飞机班车航不会])晚[点些](?![到点])"
        "|回头(?!客|率)|等[一]?下(?![周个月星礼次午班一])|(?:今天)?晚[点些]时候",
    ),
    ("这近改", "这[两几]天|近[几两]?[天日]|改天|改日"),
    ("午晚早", f"^(?:上午|中午|下午|傍晚|晚上|早上)(?={_DOES_ZH})"),
    ("年至夜双初", "^(?:小年|冬至|平安夜|圣诞夜|双十[一二]|双1[12]|大年初|年?初[二三四五六七八九十](?![中高级]))"),
    ("前后", "(?:春节|元旦|五一|国庆|中秋|端午|清明|节|年|假期?)[之以]?[前后](?![来台期])"),
    ("/", "(?<![0-9A-Za-z./:])[0-9]{1,2}/[0-9]{1,2}(?![0-9A-Za-z%/])"),
    ("每", "每(?:天|日|周|月|个?星期|季|年)(?![均度])"),
)


def is_half_said(text: str) -> str:
    """An hour from 1 to 6 in figures without the half of the day, which nobody keeps an appointment at by night: `3:30`."""
    if ":" not in text and "：" not in text:
        return ""
    found = re.search(r"(?<![0-9:：.])[1-6][:：][0-5][0-9](?![0-9:：]|\s*[ap]\.?m)", text, re.IGNORECASE)
    said = found and re.search("[早晚凌中下上]|夜|morning|afternoon|evening|night", text, re.IGNORECASE)
    return found[0] if found and not said else ""


def hour_in(topic: str) -> str:
    """An hour in words that no reader took: `at 4`, `at half ten`. The day alone would be a promise without its hour."""
    numbers = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    found = re.search(
        rf"\bat\s+[0-9]{{1,2}}(?:[:.][0-9]{{2}})?(?![\w%.,/-])|\b(?:at )?half (?:past )?(?:{numbers})\b"
        rf"|\bquarter (?:past|to) (?:{numbers})\b",
        topic,
        re.IGNORECASE,
    )
    return found[0] if found else ""


_NEAR = (
    *("monday", "tuesday", "wednesday", "thursday", "saturday", "sunday", "tomorrow"),
    *("february", "september", "november", "december"),
)


def doubtful(text: str) -> str:
    """The words in the text that look like a day or an hour to come; empty where nothing does."""
    folded = unicodedata.normalize("NFKC", text).lower()
    found = _first(_DOUBTS_EN, folded)
    if not found and not text.isascii():
        found = _first(_DOUBTS_ZH, plain(text)) or _first(_DOUBTS_ZH, folded)
    return found or _misspelt(folded)


def _first(doubts: Doubts, text: str) -> str:
    for signs, pattern in doubts:
        found = re.search(pattern, text) if any(sign in text for sign in signs) else None
        if found:
            return found[0]
    return ""


def _misspelt(folded: str) -> str:
    """A word that a slip of the keyboard keeps from being a day."""
    words = [word for word in re.findall("[a-z]{6,10}", folded) if word not in _NEAR]
    if not any(word[:1] in "mtwsfnd" for word in words):
        return ""
    from difflib import get_close_matches

    return next((word for word in words if get_close_matches(word, _NEAR, 1, 0.85)), "")
