"""What a firm's name says: that it is one (宁波样例机械有限公司, Rohr GmbH), and whether two may be the same firm's."""

import re

from amflow.book.store import Book

_ZH = re.compile(
    r".{2,}(?:公司|集团|厂|商行|商店|商贸|商城|商场|超市|市场|卖场|百货|便利|门市部?|小卖部|小吃部|经营部|批发部|药房|诊所|餐厅|餐馆|餐饮|食堂|饭馆|饭庄|面馆|菜馆|酒楼|酒家|酒吧|茶楼|茶馆|茶室|茶庄|咖啡馆|咖啡厅|烟酒行?|食杂|副食|面包房|工作室|合作社"
    r"|事务所|研究院|研究所|医院|学校|幼儿园|大学|中学|小学|酒店|饭店|宾馆|旅馆|旅社|客栈|招待所|养老院|敬老院|[^小老]店|银行|支行|协会|委员会|管理局)"
    r"(?:[(\uff08].*[)\uff09])?"
)
_FORMS = (
    *("GmbH", "gGmbH", "AG", "KG", "OHG", "UG", "Ltd", "Ltd.", "Limited", "LTD", "LLC", "LLP", "Inc", "Inc."),
    *("INC", "Corp"),
    *("Corp.", "Corporation", "PLC", "plc", "Company", "Co.", "S.A.", "SA", "SAS", "SARL", "B.V.", "BV"),
    *("N.V.", "S.p.A."),
    *("S.r.l.", "Pty", "Oy", "AB", "A/S", "ApS", "Group", "Holding", "Holdings"),
)
_TRADES = (
    "stores?|shop|market|supermarket|mini-?mart|mart|pharmacy|chemists?|drugstore|bakery|grocery|grocer'?s|groceries|deli|caf[eé]"
    "|restaurant|bistro|hotel|salon|boutique|bookshop|bookstore|hardware|florists?|butchers|clinic|kiosk|newsagents?"
    "|arms|inn|tavern|pub|diner|canteen|tea ?rooms?|tea ?house|coffee ?house|takeaway|pizzeria|brasserie|brewery|bakehouse"
    "|catering|caterers|guest ?house|hostel|school|college|hospital|care home|club|cash (?:&|and) carry|off-licen[cs]e"
)
"""What shops are called by their trade; written in any case. Nothing that is a surname as well (Baker, Butcher)."""
_AFTER_ANOTHER = re.compile(rf"\S+[ ,].*?(?:{'|'.join(map(re.escape, _FORMS))}|(?i:\b(?:{_TRADES})))(?: ?[(].*[)])?")
_PLAINLY = re.compile(
    r"(?i:the) \S.*|.*\S(?:['’]s|s['’]) (?i:kitchen)|.*\S (?:&|(?i:and)) (?i:sons?|daughters?|co|brothers|bros|partners)\.?"
)
"""What no person is called: The Plough, Mary's Kitchen, Hall & Sons."""


_NO_FIRM = re.compile(
    r"(?:自由|灵活)(?:职业|就业)(?:者|人员)?|个体(?:户|经营|工商户|经营者)?|自雇|(?:已|离)?退休(?:人员|在家)?|离休|无业|待业|失业|下岗"
    r"|(?:在校|大)?学生|家庭主妇|全职(?:太太|妈妈|主妇)|主妇|在家|务农|农民|无单位"
    r"|self[- ]?employed|freelancer?|retire[de]|pensioner|unemployed|not employed|not working|student|house(?:wife|husband)"
    r"|homemaker|stay[- ]at[- ]home (?:mother|father|parent)|own account",
    re.IGNORECASE,
)
"""What stands where the employer is asked for, and says how somebody lives who has none."""


def is_no_firm(name: str) -> bool:
    """Whether the word where a firm is to stand says that there is none: 自由职业, retired. A firm is called otherwise."""
    return bool(_NO_FIRM.fullmatch(name.strip(" ()（）-.。")))


def is_firm(name: str) -> bool:
    """Whether the name ends as those of firms do."""
    western = name.isascii() or not re.search("[\u3400-\u9fff]", name)
    ends = _AFTER_ANOTHER.fullmatch(name) or _PLAINLY.fullmatch(name) if western else _ZH.fullmatch(name)
    return bool(ends)


_LEGAL = {
    "plc": r"plc|股份有限公司",
    "ltd": r"ltd|limited|有限责任公司|有限公司",
    "llc": "llc",
    "llp": "llp",
    "inc": "inc|incorporated|corp|corporation",
    "gmbh": "gmbh",
    "ag": "ag",
    "kg": "kg",
    "bv": r"b\.?v",
    "nv": r"n\.?v",
    "sa": r"s\.?a",
    "sas": "sas",
    "sarl": r"sarl|s\.?r\.?l",
    "spa": r"s\.?p\.?a",
    "group": "group|集团",
    "co": "co|company|公司",
}
_AT_THE_END = [
    (key, re.compile(rf"(?<=.)(?:(?<=[^a-z])(?:{'|'.join(part for part in forms.split('|') if part.isascii())})\.?"
                     rf"{''.join(f'|{part}' for part in forms.split('|') if not part.isascii())})$"))
    for key, forms in _LEGAL.items()
]  # fmt: skip
_BRANCH = re.compile(r"(?:分公司|子公司|支公司|总公司|母公司)$")

_PUBLIC = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|aol|gmx|web|mail|proton|protonmail|qq|foxmail|163"
    r"|126|139|189|sina|sohu|aliyun|yeah|btinternet|sky|talktalk|virginmedia|t-online|orange|free|wanadoo)\.[a-z.]+"
)
"""Where anybody may have a mail: nobody's firm is told from it."""


def apart(name: str) -> tuple[str, frozenset[str]]:
    """A firm's folded name without its legal forms, and which those are. A branch is a firm of its own, with all of its name."""
    name = name.strip(" ,.")
    if _BRANCH.search(name):
        return name, frozenset()
    forms: set[str] = set()
    while True:
        for key, pattern in _AT_THE_END:
            match = pattern.search(name)
            if match and (bare := name[: match.start()].rstrip(" ,.&")):
                forms.add(key)
                name = bare
                break
        else:
            return name, frozenset(forms)


def alike(one: str, other: str) -> bool:
    """Whether two folded names may be one firm's: the same but for legal forms of which one has no other than the other."""
    (bare, forms), (second, others) = apart(one), apart(other)
    return bare == second and (forms <= others or others <= forms)


def begins_alike(one: str, other: str) -> bool:
    """Whether one of two folded names, without its legal form, is the beginning of the other: Severn Marine Supplies."""
    short, long = sorted((apart(one)[0], apart(other)[0]), key=len)
    return long.startswith(short) and (len(long) == len(short) or not short.isascii() or long[len(short)] in " ,-&(")


def domain(mail: str) -> str:
    """The part of a mail that says whose it is; empty where anybody may have one."""
    place = mail.rpartition("@")[2].strip().casefold()
    return "" if _PUBLIC.fullmatch(place) else place


def domains(book: Book, number: int) -> set[str]:
    """Where the mails of a firm and of its people are, and its website."""
    from json import loads

    rows = book.all(
        "SELECT email, profile FROM customer WHERE (id = ?1 OR organisation_id = ?1) AND status <> 'removed' LIMIT 200",
        number,
    )
    site = next((loads(row["profile"]).get("website", "") for row in rows if "website" in row["profile"]), "")
    site = re.sub(r"^(?:https?://)?(?:www\.)?([^/]*).*$", r"\1", site.strip().casefold())
    return {place for place in (*(domain(row["email"]) for row in rows), site) if place}
