"""What a field of an import is, and those that several kinds of records have. Which fields a kind has is said by the family
that writes its rows, in its `importing.py`."""

import re
import unicodedata

from amflow.files.forms import layout, units
from amflow.locale import _, current
from amflow.records import NamedTuple


class ImportField(NamedTuple):
    """A field that a file may fill."""

    key: str
    """As a map names it."""
    column: str
    """The column of the book that takes it; empty where the writer works it out."""
    type: str = "text"
    """text, long, word, date, time, birthday, money, quantity, price, count, flag, term, uid, customer or product."""
    headings: tuple[str, ...] = ()
    """Headings that mean it where there is no map, beside its own key."""
    words: tuple[tuple[str, str], ...] = ()
    """For the type word: what may stand there and what the book keeps for it."""
    known: str = ""
    """The part of the playbook that the word must be in: `tiers`, `sources`, `risks` …"""
    signed: bool = False
    """Whether an amount may be below zero: an account that is overdrawn."""


REFERENCES = ("customer", "product")
"""The types of fields that name a record of another kind, as `--as` calls it."""


class RecordKind(NamedTuple):
    """A kind of record that can be brought in: its table and its fields."""

    name: str
    """As `--as` calls it."""
    table: str
    plural: str
    """What a sheet or file with these records is called."""
    needs: tuple[str, ...]
    """Of these fields a file must have one."""
    fields: tuple[ImportField, ...]
    must: tuple[str, ...] = ()
    """The fields that no record may do without, beside those."""
    spare: tuple[str, ...] = ()
    """The days that a record can do without: one that cannot be read costs itself alone. Any other is what the record is
    about, or what is owed."""
    asked: tuple[str, ...] = ()
    """The fields that somebody is asked about where no column says them, for what is usual may be wrong of every row."""

    def field(self, key: str) -> ImportField | None:
        """The field with this key."""
        return next((field for field in self.fields if field.key == key), None)

    @property
    def plain(self) -> tuple[str, ...]:
        """The fields that are one column each, of what a person writes about the record itself."""
        return tuple(one.key for one in self.fields if one.column and one.type not in ("uid", *REFERENCES))

    @property
    def whose(self) -> tuple[str, ...]:
        """The fields that name a customer or a product."""
        return tuple(one.key for one in self.fields if one.type in REFERENCES)


def aliases(*pairs: str) -> tuple[tuple[str, str], ...]:
    """What may stand in a field of words, each text `word=alias=alias` with the word that the book keeps first."""
    return tuple((alias, pair.partition("=")[0]) for pair in pairs for alias in pair.split("="))


def a_field(
    key: str,
    kind: str = "text",
    headings: tuple[str, ...] = (),
    *,
    column: str | None = None,
    words: tuple[tuple[str, str], ...] = (),
    known: str = "",
    signed: bool = False,
) -> ImportField:
    """A field whose column is called as it is, where no other is named."""
    return ImportField(key, key if column is None else column, kind, headings, words, known, signed)


CURRENCY = a_field("currency", headings=("货币", "币种"))
UID = a_field("uid", "uid")
"""The name that a row has in every book: what was exported from a book finds its record again."""
WHOSE = a_field(
    "customer",
    "customer",
    ("客户", "客户名称", "客户姓名", "客户全称", "姓名", "往来单位", "购货单位", "account", "account name", "client"),
    column="customer_id",
)
WHAT = a_field(
    "product",
    "product",
    (
        *(
            "产品",
            "产品名称",
            "品名",
            "商品",
            "商品名称",
            "货品名称",
            "存货名称",
            "证券名称",
            "股票名称",
            "基金名称",
            "product name",
        ),
    ),
    column="product_id",
)
BESIDE = (
    a_field(
        "customer_phone",
        headings=(
            *("电话", "手机", "手机号", "手机号码", "联系电话", "客户电话", "客户手机", "電話", "手機"),
            *("phone", "mobile", "telephone", "phone number", "customer phone", "contact phone"),
        ),
        column="",
    ),
    a_field(
        "customer_email",
        headings=("邮箱", "电子邮箱", "客户邮箱", "email", "e-mail", "contact email", "customer email"),
        column="",
    ),
    a_field(
        "customer_organisation",
        headings=("公司", "单位", "工作单位", "公司名称", "单位名称", "organisation", "organization"),
        column="",
    ),
)
"""What tells the customer that a row names from namesakes; it is not written down."""
WHY = a_field("why", headings=("理由", "reason"), column="")
"""Why something is written down that the rules would refuse: what `--why` is to a command."""

OURS = frozenset((
    "ref", "number", "lead_on", "converted_on", "dropped_on", "dropped_why", "client_since", "last_touch_on",
    "quiet_since", "birthday_next", "owner", "reason", "customer_ref", "deal_ref", "customer", "deal",
))  # fmt: skip
"""Columns of our own exports that follow from others, and are not read."""

KEY_HEADINGS = ("key", "编号")
"""Headings of the column that names a record, where there is no map."""

CUSTOMER_KEYS = (
    *("客户号", "客户编号", "客户代码", "customer no", "customer no.", "customer number", "customer id"),
    *("client no", "client no.", "client number", "client id"),
    *("kundennr", "kundennr.", "kunden-nr", "kunden-nr.", "kundennummer"),
)
"""Headings of the number of a customer: in a file of customers their key, in others whom a row names."""


def key_word() -> str:
    """What the key is called where somebody is asked."""
    return KEY_HEADINGS[current() == "zh"]


def is_key(kind: RecordKind, heading: str) -> bool:
    """Whether the heading is that of a column that names a record of the kind."""
    bare = bare_heading(heading)
    return bare in KEY_HEADINGS or (kind.name == "customer" and bare in CUSTOMER_KEYS)


CONTACTS = ("联系人", "联系人姓名", "contact", "contact person")
"""Headings of the one to talk to, who is the customer where no other column names one."""

LANDLINES = (
    *("单位电话", "办公电话", "公司电话", "家庭电话", "住宅电话", "固定电话", "座机"),
    *("office phone", "work phone", "home phone"),
)
"""Headings of phones that are not in the pocket: the phone only where no other column is."""

_LAST_TALK = re.compile(
    "(?:最近|最后|最近一次|最后一次|上次|末次)(?:的)?(?:一次)?(?:客户)?(?:联系|联络|接触|拜访|走访|沟通|面谈|回访|通话|跟进)"
    "(?:日|日期|时间|客户日期)?"
    "|(?:person - )?(?:day of |date of )?(?:the )?last (?:activity|contact(?:ed)?|engagement|seen|talk(?:ed)?"
    "|spoken?|call(?:ed)?|visit(?:ed)?|meeting|met|touch)(?: (?:to|with))?(?: (?:on|date|day|at|time))?"
)
"""Headings of the day on which somebody was last talked to. The book knows it from the talks themselves."""


def is_last_talk(heading: str) -> bool:
    """Whether the heading is that of the day on which somebody was last talked to."""
    return bool(_LAST_TALK.fullmatch(bare_heading(heading)))


ROW_NUMBERS = ("序号", "行号", "no", "no.", "nr", "row", "")
"""Headings of a column that numbers the rows."""

WITHOUT_MAP = "file"
"""The name of the source, where there is no map to say it."""

NAME_PARTS = ("family", "given", "middle")
"""The fields that a name is put together from, where a file has them in columns of their own."""


def bare_heading(heading: str) -> str:
    """A heading as it is looked up: without its unit, a remark in brackets, the star of what must be filled in, and spaces
    inside Chinese."""
    plain, _unit = units.of_heading(heading)
    plain = (
        re.sub(r"[(\[【][^()\[\]【】]*[)\]】]\s*$", "", unicodedata.normalize("NFKC", plain)).strip(" *:#").casefold()
    )
    plain = re.sub(r"\s*[_\s]\s*", " ", plain)
    return plain if plain.isascii() else re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", plain)


def title(field: ImportField) -> str:
    """What the field is called in the person's language: a heading that means it."""
    chinese = (heading for heading in field.headings if not heading.isascii()) if current() == "zh" else iter(())
    return next(chinese, _words(field))


def _words(field: ImportField) -> str:
    """Its key in words, which is its title where no other language has one."""
    return field.key.replace("_", " ")


def called(kind: RecordKind, *keys: str) -> str:
    """What these fields are called, any of them, in the person's language."""
    fields = [kind.field(key) for key in keys]
    return _(" or ").join(title(field) if field else key for field, key in zip(fields, keys, strict=True))


def by_heading(kind: RecordKind, heading: str) -> ImportField | None:
    """The field that a heading means where there is no map."""
    from amflow.book.values import folded

    for wanted in (folded(heading), bare_heading(heading)):
        found = next((field for field in kind.fields if wanted in (field.key, _words(field), *field.headings)), None)
        if found:
            return found
    # AUM合计, 资产余额: the whole of it.
    whole = _WHOLE.sub("", bare_heading(heading)).strip()
    return next((field for field in kind.fields if field.type == "money" and whole in field.headings), None)


_WHOLE = re.compile("(?:合计|总计|总额|总值|余额)$")


def role_of(field: ImportField, kind: RecordKind) -> str:
    """What a column of this field is to a table: its name, a number that may be summed up, or another field."""
    if field.key in kind.needs or field.key in NAME_PARTS:
        return layout.NAME
    return layout.AMOUNT if field.type in ("money", "quantity", "count", "price") else layout.OTHER
