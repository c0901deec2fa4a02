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


CURRENCY = ImportField("currency", "currency", headings=("货币", "币种"))
UID = ImportField("uid", "uid", "uid")
"""The name that a row has in every book: what was exported from a book finds its record again."""
WHOSE = ImportField(
    "customer", "customer_id", "customer", ("客户", "客户名称", "客户姓名", "姓名", "account", "client")
)
WHAT = ImportField("product", "product_id", "product", ("产品", "产品名称", "品名", "基金名称"))
WHY = ImportField("why", "", headings=("理由", "reason"))
"""Why something is written down that the rules would refuse: what `--why` is to a command."""

CUSTOMER = RecordKind(
    "customer",
    "customer",
    "customers",
    ("name",),
    (
        UID,
        ImportField(
            "name",
            "name",
            headings=("姓名", "名称", "客户", "客户名称", "客户姓名", "full name", "display name", "显示名称"),
        ),
        ImportField(
            "kind", "kind", "word", ("类型",), _words("person=个人", "organisation=organization=company=企业=单位")
        ),
        ImportField("status", "status", "word", ("状态",), _words("customer=客户", "lead=潜在客户=线索")),
        ImportField("salutation", "salutation", "word", ("称呼", "性别"), _words("ms=女士=女", "mr=先生=男")),
        ImportField(
            "phone",
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
        ImportField(
            "email",
            "email",
            headings=("邮箱", "电子邮箱", "电子邮件", "邮件", "e-mail", "mail", "e-mail address", "email address"),
        ),
        ImportField("address", "address", headings=("地址", "联系地址", "家庭住址", "单位地址")),
        ImportField(
            "organisation",
            "organisation_id",
            "customer",
            ("单位名称", "单位", "公司", "公司名称", "工作单位", "company", "organization"),
        ),
        ImportField("role", "role", headings=("职务", "职位", "title", "position")),
        ImportField("tier", "tier", "word", ("等级", "级别", "客户等级", "客户级别"), known="tiers"),
        ImportField("intent", "intent", "word", ("意向",), known="intents"),
        ImportField("source", "source", "word", ("来源",), known="sources"),
        ImportField("signal", "signal", "word", ("信号",), known="signals"),
        ImportField("segment", "segment", "word", ("客群",), known="segments"),
        ImportField("referrer", "referrer_id", "customer", ("介绍人", "推荐人")),
        ImportField("impression", "impression", "long", ("备注", "印象", "note", "notes", "remark")),
        ImportField("birthday", "birthday", "birthday", ("生日", "出生日期", "出生年月日", "date of birth", "dob")),
        ImportField("assets", "assets_minor", "money", ("资产",)),
        CURRENCY,
        ImportField("no_contact", "no_contact", "flag", ("勿扰",)),
        ImportField("no_call", "no_call", "flag", ("勿电", "不接电话")),
        ImportField("quiet_from", "quiet_from", "time", ("免打扰开始",)),
        ImportField("quiet_until", "quiet_until", "time", ("免打扰结束",)),
        ImportField("language", "language", "word", ("语言",), _words("zh=中文=chinese", "en=英文=英语=english")),
        ImportField("added_on", "added_on", "date", ("建档日期", "customer since")),
        ImportField("line", "line", headings=("线路", "所属线路", "拜访线路", "route")),
        ImportField("stop", "stop", "count", ("线路顺序", "拜访顺序")),
        ImportField("anyway", "", "flag", ("照样", "仍然添加")),
    ),
)

DEAL = RecordKind(
    "deal",
    "deal",
    "deals",
    ("title", "product", "customer"),
    (
        UID,
        ImportField("title", "title", headings=("标题", "商机", "商机名称")),
        WHOSE,
        WHAT,
        ImportField("pipeline", "", "word", ("流程",), known="pipelines"),
        ImportField("stage", "", "word", ("阶段",)),
        ImportField("state", "state", "word", ("状态",), _words("open=进行中", "won=赢单=成交", "lost=输单=丢单")),
        ImportField("amount", "amount_minor", "money", ("金额",)),
        CURRENCY,
        ImportField("opened_on", "opened_on", "date", ("开始日期",)),
        ImportField("expected_on", "expected_on", "date", ("预计成交日期",)),
        ImportField("closed_on", "closed_on", "date", ("成交日期", "结束日期")),
        ImportField("lost_why", "lost_why", "long", ("丢单原因",)),
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
        ImportField("name", "name", headings=("名称", "产品", "产品名称", "product")),
        ImportField("series", "series", headings=("系列",)),
        ImportField("price", "price_minor", "money", ("价格", "单价")),
        CURRENCY,
        ImportField("description", "description", "long", ("备注", "说明", "note", "notes")),
        ImportField("service", "service", "word", ("类别", "产品类别", "业务类别"), known="services"),
        ImportField("risk", "risk", "word", ("风险等级", "产品风险等级", "risk class"), known="risks"),
        ImportField("term", "term", "term", ("期限", "产品期限")),
        ImportField("least", "least_minor", "money", ("起购金额", "起点金额", "起存金额", "minimum", "min")),
        *(
            ImportField(f"about_{key}", "", "long", headings)
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
        ImportField(
            "kind",
            "kind",
            "word",
            ("方式", "类型", "联系方式", "type"),
            _words(
                "visit=拜访=面谈=上门=meeting", "call=电话=致电=phone", "message=消息=短信=微信=邮件", "reception=接待"
            ),
        ),
        ImportField("held_on", "held_on", "date", ("日期", "联系日期", "拜访日期", "date", "day")),
        ImportField("held_at", "held_at", "time", ("时间", "time")),
        ImportField("minutes", "minutes", "count", ("时长", "分钟", "duration")),
        ImportField("note", "note", "long", ("内容", "记录", "备注", "沟通内容", "notes", "remark", "text")),
        ImportField("outcome", "outcome", "word", ("结果",), known="outcomes"),
        ImportField("reached", "reached", "flag", ("接通",)),
        ImportField("companions", "companions", headings=("陪同", "同行")),
    ),
)

TASK = RecordKind(
    "task",
    "task",
    "tasks",
    ("title",),
    (
        UID,
        ImportField("title", "title", headings=("标题", "事项", "任务", "待办", "task", "subject", "summary")),
        WHOSE,
        ImportField(
            "kind",
            "kind",
            "word",
            ("类型", "type"),
            _words("todo=待办", "visit=拜访=meeting", "call=电话=phone", "message=消息"),
        ),
        ImportField("due_on", "due_on", "date", ("日期", "到期日", "截止日期", "date", "due", "due date")),
        ImportField("due_time", "due_time", "time", ("时间", "time")),
        ImportField("minutes", "minutes", "count", ("时长", "分钟", "duration")),
        ImportField("promised", "promised", "flag", ("已承诺",)),
        ImportField(
            "state", "state", "word", ("状态",), _words("open=未完成=进行中", "done=完成=已完成", "dropped=取消=已取消")
        ),
        ImportField("done_on", "done_on", "date", ("完成日期",)),
        ImportField("why", "why", "long", ("原因",)),
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
        ImportField("name", "name", headings=("名称", "持仓")),
        ImportField("quantity", "quantity_e4", "quantity", ("数量", "份额", "units", "shares")),
        ImportField("amount", "amount_minor", "money", ("金额", "市值", "value")),
        ImportField("cost", "cost_minor", "money", ("成本", "买入金额")),
        CURRENCY,
        ImportField("bought_on", "bought_on", "date", ("购买日期", "买入日期", "起息日", "bought")),
        ImportField("matures_on", "matures_on", "date", ("到期日", "到期日期", "maturity")),
        ImportField("take_profit", "take_profit_e4", "price", ("止盈线", "止盈价", "take-profit")),
        ImportField("stop_loss", "stop_loss_e4", "price", ("止损线", "止损价", "stop-loss")),
        ImportField("sold_on", "sold_on", "date", ("卖出日期", "赎回日期")),
        ImportField("sold", "sold_minor", "money", ("卖出金额", "赎回金额", "proceeds")),
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
        ImportField("name", "name", headings=("名称",)),
        ImportField("quantity", "quantity_e4", "quantity", ("数量", "units")),
        ImportField("amount", "amount_minor", "money", ("金额", "总价", "total")),
        CURRENCY,
        ImportField("ordered_on", "ordered_on", "date", ("下单日期", "订单日期", "日期", "date")),
        ImportField("promised_on", "promised_on", "date", ("承诺日期", "交货日期", "due")),
        ImportField("delivered_on", "delivered_on", "date", ("送达日期", "到货日期")),
        ImportField("cancelled_on", "cancelled_on", "date", ("取消日期",)),
        ImportField("why", "why", "text", ("原因", "reason")),
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
        ImportField("on_date", "on_date", "date", ("日期", "净值日期", "date", "on", "day")),
        ImportField("price", "price_e4", "price", ("价格", "净值", "单位净值", "单价", "nav", "close")),
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
        ImportField(
            "title",
            "title",
            headings=(
                *("标题", "名称", "事项", "活动", "活动名称", "新股", "股票名称", "新股名称", "证券简称", "股票简称"),
                *("event", "name", "subject", "summary", "share"),
            ),
        ),
        ImportField(
            "kind",
            "kind",
            "word",
            ("类型", "类别", "type"),
            _words(
                "share-issue=share issue=新股=新股申购=ipo",
                "launch=product launch=上市=新品=新品上市=产品发售=发售",
                "campaign=活动=营销活动=促销",
                "meeting=会议",
                "training=培训",
                "closed=holiday=放假=休假=休息",
                "other=其他",
            ),
        ),
        ImportField(
            "on_date",
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
        ImportField("until_on", "until_on", "date", ("截止日期", "结束日期", "截止日", "until", "end", "to")),
        ImportField("note", "note", "long", ("备注", "说明", "内容", "notes", "remark", "description")),
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
