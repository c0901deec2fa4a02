"""The one table of what can be brought in: the fields of a customer, a deal, a product, by name and heading."""

from typing import NamedTuple


class Field(NamedTuple):
    """A field that a file may fill."""

    key: str
    """As a map names it."""
    column: str
    """The column of the book that takes it; empty where the writer works it out."""
    type: str = "text"
    """text, long, word, date, birthday, money, flag, customer or product."""
    headings: tuple[str, ...] = ()
    """Headings that mean it where there is no map, beside its own key."""
    words: tuple[tuple[str, str], ...] = ()
    """For the type word: what may stand there and what the book keeps for it."""
    known: str = ""
    """The part of the playbook that the word must be in: tiers, sources, signals, intents."""


class Kind(NamedTuple):
    """A kind of record: its table and its fields."""

    name: str
    table: str
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((field for field in self.fields if field.key == key), None)


def _words(*pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple((alias, pair.partition("=")[0]) for pair in pairs for alias in pair.split("="))


CURRENCY = Field("currency", "currency", headings=("货币", "币种"))

CUSTOMER = Kind(
    "customer",
    "customer",
    (
        Field("name", "name", headings=("姓名", "名称", "客户", "客户名称", "客户姓名")),
        Field("kind", "kind", "word", ("类型",), _words("person=个人", "organisation=organization=company=企业=单位")),
        Field("status", "status", "word", ("状态",), _words("customer=客户", "lead=潜在客户=线索")),
        Field("salutation", "salutation", "word", ("称呼", "性别"), _words("ms=女士=女", "mr=先生=男")),
        Field("phone", "phone", headings=("电话", "手机", "手机号", "联系电话", "mobile", "telephone")),
        Field("email", "email", headings=("邮箱", "电子邮箱", "e-mail", "mail")),
        Field("address", "address", headings=("地址",)),
        Field(
            "organisation", "organisation_id", "customer", ("单位名称", "公司", "工作单位", "company", "organization")
        ),
        Field("role", "role", headings=("职务", "职位", "title", "position")),
        Field("tier", "tier", "word", ("等级", "级别"), known="tiers"),
        Field("intent", "intent", "word", ("意向",), known="intents"),
        Field("source", "source", "word", ("来源",), known="sources"),
        Field("signal", "signal", "word", ("信号",), known="signals"),
        Field("segment", "segment", headings=("客群",)),
        Field("referrer", "referrer_id", "customer", ("介绍人", "推荐人")),
        Field("impression", "impression", "long", ("备注", "印象", "note", "notes", "remark")),
        Field("birthday", "birthday", "birthday", ("生日", "出生日期", "date of birth")),
        Field("assets", "assets_minor", "money", ("资产",)),
        CURRENCY,
        Field("no_contact", "no_contact", "flag", ("勿扰",)),
        Field("added_on", "added_on", "date", ("建档日期", "customer since")),
    ),
)

DEAL = Kind(
    "deal",
    "deal",
    (
        Field("title", "title", headings=("标题", "商机", "商机名称")),
        Field("customer", "customer_id", "customer", ("客户", "客户名称", "account")),
        Field("product", "product_id", "product", ("产品", "产品名称")),
        Field("pipeline", "", "word", ("流程",)),
        Field("stage", "", "word", ("阶段",)),
        Field("state", "state", "word", ("状态",), _words("open=进行中", "won=赢单=成交", "lost=输单=丢单")),
        Field("amount", "amount_minor", "money", ("金额",)),
        CURRENCY,
        Field("opened_on", "opened_on", "date", ("开始日期",)),
        Field("expected_on", "expected_on", "date", ("预计成交日期",)),
        Field("closed_on", "closed_on", "date", ("成交日期", "结束日期")),
        Field("lost_why", "lost_why", "long", ("丢单原因",)),
    ),
)

PRODUCT = Kind(
    "product",
    "product",
    (
        Field("name", "name", headings=("名称", "产品", "产品名称", "product")),
        Field("series", "series", headings=("系列",)),
        Field("price", "price_minor", "money", ("价格", "单价")),
        CURRENCY,
        Field("description", "description", "long", ("备注", "说明", "note", "notes")),
    ),
)

KINDS = {kind.name: kind for kind in (CUSTOMER, DEAL, PRODUCT)}
"""The kinds by the word that `--as` takes."""

KEY_HEADINGS = ("key", "编号")
"""Headings of the column that names a record, where there is no map."""

WITHOUT_MAP = "file"
"""The name of the source, where there is no map to say it."""


def by_heading(kind: Kind, heading: str) -> Field | None:
    """The field that a heading means where there is no map."""
    from amflow.book.values import folded

    wanted = folded(heading)
    return next((field for field in kind.fields if wanted == field.key or wanted in field.headings), None)
