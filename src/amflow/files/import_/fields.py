"""The one table of what can be brought in: the fields of a customer, a deal, a product, by name and heading."""

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


class RecordKind(NamedTuple):
    """A kind of record: its table and its fields."""

    name: str
    table: str
    plural: str
    """What a sheet or file with these records is called."""
    needs: tuple[str, ...]
    """Of these fields a file must have one."""
    fields: tuple[ImportField, ...]

    def field(self, key: str) -> ImportField | None:
        """The field with this key."""
        return next((field for field in self.fields if field.key == key), None)


def _words(*pairs: str) -> tuple[tuple[str, str], ...]:
    return tuple((alias, pair.partition("=")[0]) for pair in pairs for alias in pair.split("="))


def _field(
    key: str,
    kind: str = "text",
    headings: tuple[str, ...] = (),
    *,
    column: str | None = None,
    words: tuple[tuple[str, str], ...] = (),
    known: str = "",
) -> ImportField:
    """A field whose column is called as it is, where no other is named."""
    return ImportField(key, key if column is None else column, kind, headings, words, known)


CURRENCY = _field("currency", headings=("货币", "币种"))
UID = _field("uid", "uid")
"""The name that a row has in every book: what was exported from a book finds its record again."""
WHOSE = _field(
    "customer", "customer", ("客户", "客户名称", "客户姓名", "姓名", "account", "client"), column="customer_id"
)
WHAT = _field("product", "product", ("产品", "产品名称", "品名", "基金名称"), column="product_id")
WHY = _field("why", headings=("理由", "reason"), column="")
"""Why something is written down that the rules would refuse: what `--why` is to a command."""

CUSTOMER = RecordKind(
    "customer",
    "customer",
    "customers",
    ("name",),
    (
        UID,
        _field(
            "name", headings=("姓名", "名称", "客户", "客户名称", "客户姓名", "full name", "display name", "显示名称")
        ),
        _field("kind", "word", ("类型",), words=_words("person=个人", "organisation=organization=company=企业=单位")),
        _field("status", "word", ("状态",), words=_words("customer=客户", "lead=潜在客户=线索")),
        _field("salutation", "word", ("称呼", "性别"), words=_words("ms=女士=女", "mr=先生=男")),
        _field(
            "phone",
            headings=(
                "电话",
                "手机",
                "手机号",
                "手机号码",
                "联系电话",
                "电话号码",
                "mobile",
                "telephone",
                "phone number",
                "mobile phone",
            ),
        ),
        _field(
            "email",
            headings=("邮箱", "电子邮箱", "电子邮件", "邮件", "e-mail", "mail", "e-mail address", "email address"),
        ),
        _field("address", headings=("地址", "联系地址", "家庭住址", "单位地址")),
        _field(
            "organisation",
            "customer",
            ("单位名称", "单位", "公司", "公司名称", "工作单位", "company", "organization"),
            column="organisation_id",
        ),
        _field("role", headings=("职务", "职位", "title", "position")),
        _field("tier", "word", ("等级", "级别", "客户等级", "客户级别"), known="tiers"),
        _field("intent", "word", ("意向",), known="intents"),
        _field("source", "word", ("来源",), known="sources"),
        _field("signal", "word", ("信号",), known="signals"),
        _field("segment", "word", ("客群",), known="segments"),
        _field("referrer", "customer", ("介绍人", "推荐人"), column="referrer_id"),
        _field("impression", "long", ("备注", "印象", "note", "notes", "remark")),
        _field("birthday", "birthday", ("生日", "出生日期", "出生年月日", "date of birth", "dob")),
        _field("assets", "money", ("资产",), column="assets_minor"),
        CURRENCY,
        _field("no_contact", "flag", ("勿扰",)),
        _field("no_call", "flag", ("勿电", "不接电话")),
        _field("quiet_from", "time", ("免打扰开始",)),
        _field("quiet_until", "time", ("免打扰结束",)),
        _field("language", "word", ("语言",), words=_words("zh=中文=chinese", "en=英文=英语=english")),
        _field("added_on", "date", ("建档日期", "customer since")),
        _field("line", headings=("线路", "所属线路", "拜访线路", "route")),
        _field("stop", "count", ("线路顺序", "拜访顺序")),
        _field("anyway", "flag", ("照样", "仍然添加"), column=""),
    ),
)

DEAL = RecordKind(
    "deal",
    "deal",
    "deals",
    ("title", "product", "customer"),
    (
        UID,
        _field("title", headings=("标题", "商机", "商机名称")),
        WHOSE,
        WHAT,
        _field("pipeline", "word", ("流程",), column="", known="pipelines"),
        _field("stage", "word", ("阶段",), column=""),
        _field("state", "word", ("状态",), words=_words("open=进行中", "won=赢单=成交", "lost=输单=丢单")),
        _field("amount", "money", ("金额",), column="amount_minor"),
        CURRENCY,
        _field("opened_on", "date", ("开始日期",)),
        _field("expected_on", "date", ("预计成交日期",)),
        _field("closed_on", "date", ("成交日期", "结束日期")),
        _field("lost_why", "long", ("丢单原因",)),
        WHY,
    ),
)

PRODUCT = RecordKind(
    "product",
    "product",
    "products",
    ("name",),
    (
        UID,
        _field("name", headings=("名称", "产品", "产品名称", "product")),
        _field("series", headings=("系列",)),
        _field("price", "money", ("价格", "单价"), column="price_minor"),
        CURRENCY,
        _field("description", "long", ("备注", "说明", "note", "notes")),
        _field("service", "word", ("类别", "产品类别", "业务类别"), known="services"),
        _field("risk", "word", ("风险等级", "产品风险等级", "risk class"), known="risks"),
        _field("term", "term", ("期限", "产品期限")),
        _field("least", "money", ("起购金额", "起点金额", "起存金额", "minimum", "min"), column="least_minor"),
        *(
            _field(f"about_{key}", "long", headings, column="")
            for key, headings in (
                ("features", ("features", "特点", "产品特点")),
                ("advantages", ("advantages", "优势", "产品优势")),
                ("return", ("return", "收益", "收益与计算方式")),
                ("risk", ("what can be lost", "风险说明")),
                ("price", ("terms", "价格与条件")),
                ("competition", ("competition", "竞品比较", "与竞品比较")),
            )
        ),
    ),
)

TOUCH = RecordKind(
    "touch",
    "touch",
    "touches",
    ("customer",),
    (
        UID,
        WHOSE,
        _field(
            "kind",
            "word",
            ("方式", "类型", "联系方式", "type"),
            words=_words(
                "visit=拜访=面谈=上门=meeting", "call=电话=致电=phone", "message=消息=短信=微信=邮件", "reception=接待"
            ),
        ),
        _field("held_on", "date", ("日期", "联系日期", "拜访日期", "date", "day")),
        _field("held_at", "time", ("时间", "time")),
        _field("minutes", "count", ("时长", "分钟", "duration")),
        _field("note", "long", ("内容", "记录", "备注", "沟通内容", "notes", "remark", "text")),
        _field("outcome", "word", ("结果",), known="outcomes"),
        _field("reached", "flag", ("接通",)),
        _field("companions", headings=("陪同", "同行")),
    ),
)

TASK = RecordKind(
    "task",
    "task",
    "tasks",
    ("title",),
    (
        UID,
        _field("title", headings=("标题", "事项", "任务", "待办", "task", "subject", "summary")),
        WHOSE,
        _field(
            "kind",
            "word",
            ("类型", "type"),
            words=_words("todo=待办", "visit=拜访=meeting", "call=电话=phone", "message=消息"),
        ),
        _field("due_on", "date", ("日期", "到期日", "截止日期", "date", "due", "due date")),
        _field("due_time", "time", ("时间", "time")),
        _field("minutes", "count", ("时长", "分钟", "duration")),
        _field("promised", "flag", ("已承诺",)),
        _field(
            "state", "word", ("状态",), words=_words("open=未完成=进行中", "done=完成=已完成", "dropped=取消=已取消")
        ),
        _field("done_on", "date", ("完成日期",)),
        _field("why", "long", ("原因",)),
    ),
)

HOLDING = RecordKind(
    "holding",
    "holding",
    "holdings",
    ("name", "product"),
    (
        UID,
        WHOSE,
        WHAT,
        _field("name", headings=("名称", "持仓")),
        _field("quantity", "quantity", ("数量", "份额", "units", "shares"), column="quantity_e4"),
        _field("amount", "money", ("金额", "市值", "value"), column="amount_minor"),
        _field("cost", "money", ("成本", "买入金额"), column="cost_minor"),
        CURRENCY,
        _field("bought_on", "date", ("购买日期", "买入日期", "起息日", "bought")),
        _field("matures_on", "date", ("到期日", "到期日期", "maturity")),
        _field("take_profit", "price", ("止盈线", "止盈价", "take-profit"), column="take_profit_e4"),
        _field("stop_loss", "price", ("止损线", "止损价", "stop-loss"), column="stop_loss_e4"),
        _field("sold_on", "date", ("卖出日期", "赎回日期")),
        _field("sold", "money", ("卖出金额", "赎回金额", "proceeds"), column="sold_minor"),
        WHY,
    ),
)

ORDER = RecordKind(
    "order",
    "orders",
    "orders",
    ("name", "product"),
    (
        UID,
        WHOSE,
        WHAT,
        _field("name", headings=("名称",)),
        _field("quantity", "quantity", ("数量", "units"), column="quantity_e4"),
        _field("amount", "money", ("金额", "总价", "total"), column="amount_minor"),
        CURRENCY,
        _field("ordered_on", "date", ("下单日期", "订单日期", "日期", "date")),
        _field("promised_on", "date", ("承诺日期", "交货日期", "due")),
        _field("delivered_on", "date", ("送达日期", "到货日期")),
        _field("cancelled_on", "date", ("取消日期",)),
        _field("why", headings=("原因", "reason")),
    ),
)

PRICE = RecordKind(
    "price",
    "price",
    "prices",
    ("product",),
    (
        UID,
        WHAT,
        _field("on_date", "date", ("日期", "净值日期", "date", "on", "day")),
        _field("price", "price", ("价格", "净值", "单位净值", "单价", "nav", "close"), column="price_e4"),
        CURRENCY,
    ),
)

EVENT = RecordKind(
    "event",
    "event",
    "events",
    ("title",),
    (
        UID,
        _field(
            "title",
            headings=(
                *("标题", "名称", "事项", "活动", "活动名称", "新股", "股票名称", "新股名称", "证券简称", "股票简称"),
                *("event", "name", "subject", "summary", "share"),
            ),
        ),
        _field(
            "kind",
            "word",
            ("类型", "类别", "type"),
            words=_words(
                "share-issue=share issue=新股=新股申购=ipo",
                "launch=product launch=上市=新品=新品上市=产品发售=发售",
                "campaign=活动=营销活动=促销",
                "meeting=会议",
                "training=培训",
                "closed=holiday=放假=休假=休息",
                "other=其他",
            ),
        ),
        _field(
            "on_date",
            "date",
            (
                "日期",
                "申购日期",
                "申购日",
                "网上申购日",
                "发行日期",
                "开始日期",
                "起始日",
                "上市日期",
                "date",
                "day",
                "start",
                "from",
            ),
        ),
        _field("until_on", "date", ("截止日期", "结束日期", "截止日", "until", "end", "to")),
        _field("note", "long", ("备注", "说明", "内容", "notes", "remark", "description")),
    ),
)

KINDS = {kind.name: kind for kind in (CUSTOMER, DEAL, PRODUCT, TOUCH, TASK, HOLDING, ORDER, PRICE, EVENT)}
"""The kinds by the word that `--as` takes."""

OURS = frozenset((
    "ref", "number", "lead_on", "converted_on", "dropped_on", "dropped_why", "client_since", "last_touch_on",
    "quiet_since", "birthday_next", "owner", "customer_ref", "deal_ref", "customer", "deal",
))  # fmt: skip
"""Columns of our own exports that follow from others, and are not read."""

KEY_HEADINGS = ("key", "编号")
"""Headings of the column that names a record, where there is no map."""

WITHOUT_MAP = "file"
"""The name of the source, where there is no map to say it."""


def by_heading(kind: RecordKind, heading: str) -> ImportField | None:
    """The field that a heading means where there is no map."""
    from amflow.book.values import folded

    wanted = folded(heading)
    return next((field for field in kind.fields if wanted == field.key or wanted in field.headings), None)
