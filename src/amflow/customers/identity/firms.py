"""Whether a name says of itself that it is a firm's: 宁波样例机械有限公司, Rohr GmbH."""

import re

_ZH = re.compile(
    r".{2,}(?:公司|集团|厂|商行|商店|商贸|超市|经营部|批发部|合作社|事务所|研究院|研究所|医院|学校|大学|中学|小学|酒店|饭店|[^小老]店|银行|支行|协会|委员会|管理局)"
    r"(?:[(\uff08].*[)\uff09])?"
)
_FORMS = (
    *(
        "GmbH",
        "gGmbH",
        "AG",
        "KG",
        "OHG",
        "UG",
        "Ltd",
        "Ltd.",
        "Limited",
        "LTD",
        "LLC",
        "LLP",
        "Inc",
        "Inc.",
        "INC",
        "Corp",
    ),
    *(
        "Corp.",
        "Corporation",
        "PLC",
        "plc",
        "Company",
        "Co.",
        "S.A.",
        "SA",
        "SAS",
        "SARL",
        "B.V.",
        "BV",
        "N.V.",
        "S.p.A.",
    ),
    *("S.r.l.", "Pty", "Oy", "AB", "A/S", "ApS", "Group", "Holding", "Holdings"),
)
_AFTER_ANOTHER = re.compile(rf"\S+[ ,].*?(?:{'|'.join(map(re.escape, _FORMS))})")


def is_firm(name: str) -> bool:
    """Whether the name ends as those of firms do."""
    return bool(_AFTER_ANOTHER.fullmatch(name) if name.isascii() else _ZH.fullmatch(name) or _western(name))


def _western(name: str) -> bool:
    """`Müßig & Söhne KG`: not in ASCII, and no Chinese."""
    return not re.search("[\u3400-\u9fff]", name) and bool(_AFTER_ANOTHER.fullmatch(name))
