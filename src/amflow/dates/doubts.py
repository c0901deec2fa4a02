"""Words that look like a day or an hour and name none that can be noted: `next week`, `w/c 7/12`, `下周`, `两三天后`. Who wrote
them must not find the step on a day that nobody said."""

import re
import unicodedata
from collections.abc import Sequence

from amflow.dates.day_signs import DOES, DOES_ZH
from amflow.dates.frame import MONTHS, WEEKDAYS
from amflow.dates.numerals import plain

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
        rf"\b(?:(?:early|mid|late)[ -]+)?(?:this|next|coming|following)\s+(?:{_WHOLE}|sat|sun|mon|wed|[ap]m)\b",
    ),
    (
        MONTHS,
        r"\b(?:early|mid|late|(?:end|beginning|begin|start|first|middle|mid) of|by|in|on|until|before|after)[ -]+(?:the\s+)?"
        rf"{_ANY_MONTH}\b(?!\s+i\b)",
    ),
    (MONTHS, rf"^(?:{_MONTHS_EN}|mar)\b"),
    (MONTHS, rf"\b{_ANY_MONTH}\s+[0-9]{{1,2}}\b(?![.,%][0-9%]|%)"),
    (MONTHS, rf"\b[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_ANY_MONTH}\b"),
    (("st", "nd", "rd", "th"), r"(?:^|\b(?:on|by)\s+)(?:the\s+)?[0-9]{1,2}(?:st|nd|rd|th)\b(?=\s*$)"),
    (("st", "nd", "rd", "th"), r"\b(?:before|after|until|by|around|about)\s+(?:the\s+)?[0-9]{1,2}(?:st|nd|rd|th)\b"),
    (("day after",), r"\bday after\b"),
    ("-", r"(?<![\w./-])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\b"),
    ("-", r"(?:^|\bby\s+|\bon\s+)[0-9]{2}-[0-9]{2}(?![\w-])(?!\s*(?:min|hour|day|week|people|page|box|unit|cop))"),
    ("/", r"(?<![\w./:%-])[0-9]{1,2}/[0-9]{1,2}(?![\w%])(?:/[0-9]{2,4})?|\bw/c\b"),
    ("-", r"(?<![\w-])[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}(?![\w-])"),
    (
        ".",
        r"(?<![\w.])[0-9]{1,2}\.[0-9]{1,2}\.(?=\s)|^[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{2,4})?(?!\w)"
        r"|^[0-9]{1,2}\.[0-9]{1,2} ?- ?[0-9]{1,2}\.[0-9]"
        r"|(?<![\w.])[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}\b",
    ),
    (":", r"(?<![\w:.-])[0-9]{1,2}:[0-9]{2}(?![\w:])"),
    (_DIGITS, r"\b[0-9]{1,2}\s?(?:am|pm|a\.m|p\.m|o'?clock|uhr)\b|\bat\s+(?:[0-9]{1,2}|[0-2][0-9][0-5][05])(?![\w%.])"),
    (_DIGITS, rf"^(?:[0-9]{{1,4}}|[0-2][0-9][0-5]0\s+(?:{DOES})\b.*)$"),
    (("hrs", "hours"), r"\b[0-2]?[0-9][0-5][0-9] ?(?:hrs|hours)\b"),
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
        ("later", "soon", "shortly", "in a ", "within the "),
        r"^later\b|\b(?:later on|later today|in a (?:bit|while|moment|minute|sec|second|little while)|within the hour)\b"
        r"|\b(?:later|soon|shortly)\W*$",
    ),
    (("now",), r"^(?:right )?now\b|\bnow\W*$"),
    (
        ("immediately", "straight away", "right away", "at once", "this minute"),
        r"^(?:immediately|(?:straight|right) away|at once|this minute)\b|\b(?:immediately|(?:straight|right) away|at once)\W*$",
    ),
    (("after next",), r"\bafter next\b"),
    (("ish",), rf"\b(?:{_DAYS_EN})-?ish\b"),
    (
        ("lunch", "first thing", " the mo", " the af", " the ev", " the am"),
        r"\b(?:after|before|at) lunch(?:time)?\b|^lunchtime\b|\bfirst thing\b|\b(?:in|by) the (?:morning|afternoon|evening|am)\b",
    ),
    (("kw", "cw", "week "), r"\b(?:kw|cw|(?:calendar )?week) ?[0-9]{1,2}\b"),
    (
        ("eve", "day", "diwali", "cny", "hari", "vesak", "between", "deepavali"),
        r"^(?:christmas eve|new year'?s (?:eve|day)|boxing day|christmas day)\b|\bbetween christmas\b"
        r"|\b(?:deepavali|diwali|hari raya|vesak|(?:bank holi|memorial |labou?r |independence )day)\b"
        r"|\b(?:after|before|until|by|over|post) cny\b(?! ?[0-9])|\bcny eve\b",
    ),
    (
        ("heute", "morgen", "tag", "mittwoch"),
        r"^(?:übermorgen|morgen|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)\b|\bheute\b",
    ),
    (("every",), rf"\bevery\s+(?:{_WHOLE}|mon|tue|wed|thu|fri|sat|sun)"),
    (
        (*_DIGITS, " days", " weeks", " months", " hours"),
        r"^(?:[0-9]+ ?(?:[dw]|hrs)|(?:[0-9]+|one|two|three|four|six) (?:working |business )?(?:days|weeks|months|hours))"
        rf"(?: out)?(?=\s*$|\s+(?:{DOES})\b)|(?<=\s)[0-9]+ ?[dw]$",
    ),
    (WEEKDAYS, r"^(?:mon|tue|wed|thu|fri|sat|sun)(?=[^a-z\s'’.])"),
)
_COUNT = (
    r"(?:[0-9]+(?:[.,][0-9]+)?(?:\s?(?:-|to|or)\s?[0-9]+)?|an?|half(?: an?)?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|(?:a )?few|(?:a )?couple(?: of)?|several|some|(?:one|two|three) or \w+)"
)
_UNITS = "(?:minute|min|hour|hr|day|week|wk|fortnight|month|mth|quarter|year|yr|weekend)"
_UNIT_ENDS = rf"{_UNITS}(?:s\b|\b(?=\s*(?:$|[,.;:!?)]|(?:{DOES}|time|later|from)\b)))"
_UNIT_SIGNS = ("min", "hour", "hr", "day", "week", "wk", "fortnight", "month", "mth", "quarter", "year", "yr")
_WHEN = (
    "(?:in|on|by|at|before|after|until|till?|from|since|during|around|about|over|through|throughout|this|next|coming|early|mid"
    "|late|post|pre|towards?|past|end|start|beginning|middle|half|week|weekend|of)"
)
_SEASONS = "(?:summer|autumn|winter|spring)"
_FEASTS = "(?:easter|christmas|xmas|thanksgiving|new year|cny|ramadan|eid|diwali|half[ -]?term)"
_SMELLS: Doubts = (
    (
        _UNIT_SIGNS,
        r"\b(?:in|within|after|before|over|inside|about|around|roughly|under|by|until|till?|from|every|each)\s+"
        rf"(?:(?:about|around|roughly|another|the|next|under|less than|more than|at least|every) )*{_COUNT}"
        rf"(?:[ -](?:and a half|or so|more|working|business|calendar|whole|full|good))*[ -]?{_UNIT_ENDS}",
    ),
    (
        _DIGITS,
        r"\b(?:in|within|after|over)\s+(?:about |around )?[0-9]+(?:[.,][0-9]+)?(?:-[0-9]+)?\s?(?:h|d|w|m|y|q|mo|mos)\b"
        rf"|^[0-9]+\s?(?:h|m|y|mo|mos|mins?)(?=\s*$|\s+(?:{DOES})\b)",
    ),
    (
        ".-",
        rf"^(?:(?:[7-9]|1[0-9]|2[0-3])\.[0-5][05]|(?:0?[1-9]|[12][0-9]|3[01])[.-](?:0?[1-9]|[12][0-9]|3[01]))"
        rf"(?=\s*$|\s+(?:{DOES})\b)",
    ),
    (MONTHS, rf"\b{_WHEN}[ -]+(?:the )?(?:(?:early|mid|late)[ -]?)?{_ANY_MONTH}\b(?!\s+i\b)"),
    (MONTHS, rf"\b(?:to|for)\s+(?!jan\b|mar\b|may\b|june\b){_ANY_MONTH}\b"),
    (
        ("ary", "ber", "july", "august", "april", "june"),
        r"\b(?:january|february|july|august|september|october|november|december)\b|\b(?:april|june)\s*$",
    ),
    (
        ("summer", "autumn", "winter", "spring"),
        rf"\b{_WHEN} (?:the )?(?:(?:early|mid|late)[ -]?)?{_SEASONS}\b|\b{_SEASONS}\s*$"
        rf"|^{_SEASONS}\s+(?:{DOES})\b",
    ),
    (
        ("q1", "q2", "q3", "q4", "h1", "h2", "quarter"),
        rf"\b(?:{_WHEN}|for|to) (?:the )?(?:q[1-4]|h[12])\b|^(?:q[1-4]|h[12])(?=\s*$|\s+(?:{DOES}|20[0-9][0-9])\b)"
        r"|\bq[1-4]\s*$|\b(?:first|second|third|fourth|1st|2nd|3rd|4th) quarter\b",
    ),
    (
        ("week", "half", "weekend"),
        rf"\b(?:first|second|third|fourth|last|1st|2nd|3rd|4th|[1-5]) (?:week|half|weekend) (?:of |in )?{_ANY_MONTH}\b",
    ),
    (
        WEEKDAYS,
        r"\b(?:not|until|till?|before|after|by|from|since|on|around|about|next|this|every|each|any|but|except|hold) "
        r"(?:mon|wed|sat|sun)\b",
    ),
    (
        ("easter", "christmas", "xmas", "thanksgiving", "new year", "cny", "ramadan", "eid", "diwali", "term"),
        rf"\b(?:{_WHEN}|for|between) (?:the )?{_FEASTS}\b|\b{_FEASTS}\s*$|\beaster (?:monday|sunday|week|weekend|break)\b",
    ),
    (
        ("work", "school", "term", "hols", "holiday", "break"),
        r"\b(?:after|before|over|until|till?|during) (?:the )?(?:work|school|(?:half )?term|holidays?|hols|break)\b"
        r"|\bbank holiday\b",
    ),
    (
        (*_UNIT_SIGNS, "daily", "time"),
        r"\b(?:any|some|another|other) ?(?:day|week|weekend|month)\b|\b(?:sometime|one day)\b|\b(?:daily|weekly|monthly)\s*$"
        rf"|^(?:(?:{_COUNT} )?{_UNITS}s?|weekdays?)\s*$|^weekdays?\s+(?:{DOES})\b",
    ),
)
_FEW = "一二三四五六七八九十"
_DOES_SOON = (
    "(?=\\s|$|见|签|去|来|再|打|送|到|回|过来|过去|出发|联系|拜访|开会|续|还款|还清|约|聊|谈|催|转存|上门|走访|回访)"
)
_DOUBTS_ZH: Doubts = (
    ("每", "每(?:天|日|周|个?月|个?星期|个?礼拜|季|年)(?![均度])[一二三四五六日天]?"),
    (
        "天日",
        "(?:到期|生日|纪念日|还款|发薪|发工资|到账|开户|交房|结清)的?(?:那|当)[一]?[天日]",
    ),
    ("初", "[下本这]个?月初[一二三四五六七八九十]"),
    (
        "前",
        f"(?:[0-9]{{1,2}}月|下个?月|本月)?(?:[0-9{_FEW}]{{1,3}}[日号]|(?:下?周|星期)[{_FEW}日天]|[今明后]天)[之以]?前(?![台往去天])",
    ),
    (
        "周期拜",
        "(?<!上)(?<!上上)(?<!上个)(?:周|星期|礼拜)(?:[一二三四五六天末七八0-9内]|日(?![程常均志报记]))(?:[之以]?前(?![台往去]))?",
    ),
    ("今明后", "[今明后](?:天|日|晚|早|儿)(?!气)|大后天|明后天|[明后]年(?![的度])"),
    ("下本这", "(?:下下|下|本|这)一?个?(?:周|星期|礼拜|月|季度?)[初中头]?"),
    ("月", f"(?<![0-9.])[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号]?|份?[初中底末]|[上中下]旬|份|{_DOES_SOON})"),
    ("月", f"(?<![个百0-9.两几{_FEW}])(?:[{_FEW}]|十[一二])月(?:份|[初中底末]|{_DOES_SOON})"),
    ("月", f"[{_FEW}]月[{_FEW}]{{1,3}}(?![次个天大点元成年])"),
    ("次翌第隔当", f"^(?:次日|翌日|第二天|隔[一两]?[天日]|当[天日])(?=[上下中早晚]|\\s|$|{DOES_ZH})"),
    ("马立即现这", f"^(?:马上|立[刻即]|即刻|现在|这就)就?(?=\\s|$|{DOES_ZH})"),
    ("近", f"^[最近]近?期?(?=$|{DOES_ZH})"),
    ("季q", "(?:[一二三四1-4]季度?|q[1-4])[底末初]"),
    ("十", f"^[{_FEW}]{{1,3}}$"),
    (
        "夜饭班盘会休",
        f"^(?:[今半午]夜|(?:[早午晚]?饭|[上下]班|[开收]盘|午休|[晨散]会)[之以]?[前后]|吃完饭|下了班|开完会)"
        f"(?=\\s|$|{DOES_ZH})",
    ),
    ("来年周月半", "^(?:来年|年中|周[中头初]|月头|[上下]半年)(?![度级])"),
    ("后两日些", "[今明][明后]?两天|过(?:[几些]日|些[天日]子?)"),
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
        f"(?:[0-9]+|[两半百千{_FEW}]+)[来多]?(?:个半?)?(?:天|日|周|星期|礼拜|月|年|小时|工作日|交易日|分钟)半?[之以]?[后内](?![勤续台])",
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
    ("午晚早", f"^(?:上午|中午|下午|傍晚|晚上|早上)(?={DOES_ZH})"),
    (
        "春夏秋冬暑寒",
        "(?:[春夏秋冬](?:天|季|末)|[暑寒]假)(?:[之以]?[前后里]|过[了后]|再|$)"
        f"|^(?:入[春夏秋冬]|[春夏秋冬][天季])(?={DOES_ZH})",
    ),
    ("年至夜双初", "^(?:小年|冬至|平安夜|圣诞夜|双十[一二]|双1[12]|大年初|年?初[二三四五六七八九十](?![中高级]))"),
    ("前后", "(?:春节|元旦|五一|国庆|中秋|端午|清明|除夕|圣诞|节|年|假期?)[之以]?[前后](?![来台期])"),
    ("/", "(?<![0-9A-Za-z./:])[0-9]{1,2}/[0-9]{1,2}(?![0-9A-Za-z%/])"),
)


_NEAR = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow", "tonight"),
    *("january", "february", "september", "october", "november", "december"),
)
_NO_SLIPS = ("sundry", "toddy", "sundae")


def doubtful(text: str) -> str:
    """The words in the text that look like a day or an hour to come; empty where nothing does."""
    folded = plain(text) if text.isascii() else unicodedata.normalize("NFKC", text).lower()
    found = _first(_DOUBTS_EN, folded) or _first(_SMELLS, folded)
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
    """A word that a slip of the keyboard keeps from being a day or a month: one letter, or nearly so in a long one."""
    words: list[str] = [word for word in re.findall("[a-z]{4,10}", folded) if word not in (*_NEAR, *_NO_SLIPS)]
    for word in words:
        if any(_one_letter_off(word, name) for name in _NEAR):
            return word
    words = [word for word in words if len(word) > 5 and word[:1] in "mtwsfnd"]
    if not words:
        return ""
    from difflib import get_close_matches

    return next((word for word in words if get_close_matches(word, _NEAR, 1, 0.85)), "")


def _one_letter_off(word: str, name: str) -> bool:
    """Whether one letter too many, too few or another one, or two that changed places, make them the same."""
    if abs(len(word) - len(name)) > 1:
        return False
    same = next(
        (at for at, (one, two) in enumerate(zip(word, name, strict=False)) if one != two), min(len(word), len(name))
    )
    one, two = word[same:], name[same:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (one[1::-1] == two[:2] and one[2:] == two[2:])
