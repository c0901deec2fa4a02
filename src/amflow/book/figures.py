"""Every figure that amflow can count, declared once: its key, name, meaning and unit, and the tally that it comes from.

Each tally is one question to the book, asked twice. Grouped it counts, ungrouped it lists the records behind a figure, so
that figure and list cannot disagree. What a playbook may pick, what has a target and the table of docs/summary.md follow.
"""

from amflow.book import behind, planned
from amflow.book.derived_columns import HELD_TO
from amflow.locale import N_
from amflow.records import NamedTuple


class Definition(NamedTuple):
    """A figure as it is declared: what it counts."""

    key: str
    title: str
    """Its name where the playbook gives none."""
    meaning: str
    section: str
    """The section of a report that it belongs to."""
    tally: str
    """The question that it is counted from."""
    parts: tuple[str, ...] = ("",)
    """Which rows of the tally count: those whose part begins with one of these."""
    money: bool = False
    """Whether it is an amount (minor units of the settings' currency)."""
    better: str = "more"
    """`more` or `less`, where the playbook does not say."""
    how: str = "sum"
    """`sum`; `rate` and `mean` are the numbers against the wholes, `different` counts the parts that there are: these are
    not added up from period to period."""
    field: str = ""
    """Of a share that is measured: the field of the customers' files that says it too."""


def is_fine(definition: Definition) -> bool:
    """Whether its targets are kept in ten-thousandths: shares and averages have decimals."""
    return definition.how in ("rate", "mean") and not definition.money


DEFINITIONS = (
    Definition("touches", N_("Contacts"), N_("contacts of any kind in the period, tries that reached nobody among them"),
        "touches", "touch"),
    Definition("visits", N_("Visits"), N_("visits held in the period"), "touches", "touch", ("visit",)),
    Definition("calls", N_("Calls"), N_("calls made in the period, those that reached nobody among them"), "touches",
        "touch", ("call",)),
    Definition("messages", N_("Messages"), N_("messages sent in the period"), "touches", "touch", ("message",)),
    Definition("messages_gold", N_("Messages of the floor"),
        N_("messages to the customers whom the playbook's floor of messages names"), "touches", "floor"),
    Definition("message_kinds", N_("Kinds of messages"), N_("kinds of messages marked sent in the period"), "touches",
        "kinds", how="different"),
    Definition("leads_new", N_("New leads"), N_("leads written down in the period"), "leads", "lead_new"),
    Definition("leads_converted", N_("Leads converted"), N_("leads that became customers"), "leads", "lead_converted"),
    Definition("leads_dropped", N_("Leads dropped"), N_("leads that were given up"), "leads", "lead_dropped",
        better="less"),
    Definition("deals_opened", N_("Deals opened"), N_("deals begun in the period"), "deals", "deal_opened"),
    Definition("deals_advanced", N_("Deals moved on"),
        N_("steps of deals to a further stage; the first, winning and losing are not counted"), "deals",
        "deal_advanced"),
    Definition("deals_won", N_("Deals won"), N_("deals won in the period"), "deals", "deal_closed", ("won:",)),
    Definition("deals_won_amount", N_("Amount won"), N_("the amounts of the deals won, without those counted by their"
        " orders or holdings"), "deals", "deal_closed",
        ("won:",), money=True),
    Definition("deals_lost", N_("Deals lost"), N_("deals lost in the period"), "deals", "deal_closed", ("lost:",),
        better="less"),
    Definition("deals_lost_amount", N_("Amount lost"), N_("the amounts of the deals lost"), "deals", "deal_closed",
        ("lost:",), money=True, better="less"),
    Definition("accounts_opened", N_("Accounts opened"), N_("deals of the account-opening pipeline that were won"),
        "deals", "deal_closed", ("won:account-opening",)),
    Definition("callbacks_done", N_("Callbacks done"), N_("callbacks due by a rule that were done"), "callbacks",
        "callback"),
    Definition("callbacks_missed", N_("Callbacks missed"), N_("callbacks due by a rule that lapsed with nothing done"),
        "callbacks", "missed", better="less"),
    Definition("customers_adopted", N_("Customers adopted"), N_("customers and leads taken over as one's own"), "leads",
        "adopted"),
    Definition("customers_upgraded", N_("Customers moved up"), N_("moves of customers to a higher tier"), "leads",
        "upgraded"),
    Definition("orders", N_("Orders"), N_("orders taken in the period, without those called off"), "deals", "ordered"),
    Definition("orders_amount", N_("Order amount"), N_("the amounts of these orders"), "deals", "ordered", money=True),
    Definition("complaints", N_("Complaints"), N_("complaints and disputes of customers that were opened as cases"), "complaints",
        "case", ("complaint", "dispute"), better="less"),
    Definition("tasks_done", N_("Tasks done"), N_("tasks finished in the period"), "plan", "task"),
    Definition("plan_lines", N_("Planned"), N_("lines of the accepted plans of the period, up to today"), "plan", "plan"),
    Definition("plan_done", N_("Planned and done"), N_("lines of these plans that were done on their day or before"), "plan",
        "plan", ("done",)),
    Definition("training_hours", N_("Hours of training"), N_("the hours of the training noted in the period"),
        "training", "training"),
    Definition("own_goals", N_("Own goals reached"), N_("own goals reached in the period"), "training", "goal"),
    Definition("receptions", N_("Visitors received"), N_("visitors written down at the reception"), "reception",
        "reception"),
    Definition("receptions_led", N_("Visitors led to other channels"),
        N_("visitors led to self-service, to phone and net, or to the non-cash area"), "reception", "reception",
        ("self-service", "e-channel", "non-cash")),
    Definition("referrals_asked", N_("Introductions asked for"), N_("customers asked to introduce somebody"),
        "referrals", "referral_asked"),
    Definition("referrals_made", N_("Introductions by customers"), N_("people whom customers brought"), "referrals",
        "referral_made"),
    Definition("referrals_by_post", N_("Leads from other posts"), N_("leads that the own house's posts passed on"),
        "referrals", "lead_post"),
    Definition("customers_qualified", N_("Newly qualified"), N_("customers who reached a higher tier for the first time"),
        "leads", "qualified"),
    Definition("deposits_amount", N_("Deposits gained"), N_("deposits made in the period, less those paid out; interest is"
        " no outflow"),
        "deals", "bought redeemed", ("deposit",), money=True),
    Definition("loans_amount", N_("Loans"), N_("the amounts of the loans that were won"), "deals", "deal_closed",
        ("won:loan",), money=True),
    Definition("cross_sales", N_("Cross-selling"), N_("purchases by customers who had bought something else before"),
        "deals", "crossed"),
    Definition("complaints_answered", N_("Complaints answered in time"),
        N_("of the complaints opened in the period, the share with a first answer by the promised moment"), "complaints",
        "answered", ("complaint", "dispute"), how="rate"),
    Definition("complaints_on_time", N_("Complaints solved in time"),
        N_("of the complaints solved in the period, the share that was solved by the promised moment"), "complaints",
        "solved", ("complaint", "dispute"), how="rate"),
    Definition("satisfaction", N_("Satisfaction"), N_("the average of the scores from 1 to 5 given in the period"),
        "callbacks", "score", ("csat",), how="mean"),
    Definition("orders_on_time", N_("Orders on time"),
        N_("of the orders promised for the period, the share that came on its day or before"), "deals", "promised",
        how="rate"),
    Definition("visit_plan_rate", N_("Visits by the plan"),
        N_("of the visits in the accepted plans, the share that was done on its day"), "plan", "planned_visit",
        how="rate"),
    Definition("volume", N_("Volume"), N_("the quantities of the orders taken in the period"), "deals", "volume"),
    Definition("key_brand_volume", N_("Key brands, volume"), N_("the quantities ordered of key brands"), "deals",
        "volume", ("key-brand",)),
    Definition("new_brand_volume", N_("New brands, volume"), N_("the quantities ordered of new brands"), "deals",
        "volume", ("new-brand",)),
    Definition("unit_value", N_("Unit value"), N_("the order amount for each unit ordered"), "deals", "unit",
        money=True, how="mean"),
    Definition("completeness", N_("Completeness of files"),
        N_("of the customers whom the playbook names, kept day by day; else as measured last: amflow target measure"),
        "touches", "measure", ("completeness",), how="rate"),
    Definition("assets_amount", N_("Customers' assets"),
        N_("as measured last in the period: amflow target measure assets_amount 120m"), "deals", "measure",
        ("assets_amount",), money=True, how="mean"),
    *(
        Definition(key, title, N_("as measured last in the period: amflow target measure METRIC 18/20"), "deals", "measure",
            (key,), how="rate", field=field)
        for key, title, field in (
            ("price_structure", N_("Price structure"), ""),
            ("first_placement_rate", N_("First-period placement"), ""),
            ("shelf_rate", N_("Shelf rate"), ""),
            ("sell_through_rate", N_("Sell-through"), ""),
            ("display_rate", N_("Display as agreed"), "display"),
            ("association_rate", N_("Shops in the association"), "association-member"),
            ("e_order_rate", N_("E-ordering success"), "e-ordering"),
            ("e_settlement_rate", N_("E-settlement success"), "e-settlement"),
            ("forecast_rate", N_("Forecast met"), ""),
        )
    ),
)  # fmt: skip
"""Every figure, those of single trades last."""

BY_KEY = {definition.key: definition for definition in DEFINITIONS}

MEASURED = tuple(one.key for one in DEFINITIONS if one.tally == "measure")
"""What the book cannot count and a person writes down."""


class Tally(NamedTuple):
    """Records with a day in an indexed column. All SQL."""

    table: str
    day: str
    part: str = "''"
    """What definitions choose their records by."""
    where: str = ""
    number: str = "1"
    """How much a record counts."""
    whole: str = "0"
    """Of a rate or a mean: what `number` is a part of."""
    minor: str = "0"
    currency: str = "''"
    join: str = ""
    ref: str = "''"
    """The record's reference."""
    title: str = "''"
    customer: str = "NULL"
    product: str = ""
    """The number of the product that it is about, where it is about one."""
    groups: str = ""
    """The columns that day, part and currency are made of, in the order of an index: SQLite then counts as it reads."""

    def within(self, kind: str) -> str:
        """The condition for the records of a product or a customer (`?4` the number), a line or a tier (`?4`); empty where they
        have none. What is of somebody who spoke for a firm on its day is the firm's."""
        number = "CAST(?4 AS INTEGER)"
        if kind == "product":
            return f"{self.product} = {number}" if self.product else ""
        if self.customer == "NULL":
            return ""
        if kind == "customer" and self.table == "touch":
            return f"(touch.customer_id = {number} OR touch.id IN (SELECT touch_id FROM touch_with WHERE customer_id = {number}))"
        kept = f"{self.table}.firm_id" if self.table in behind.AT_ITS_TIME else behind.AT_WORK
        firm = behind.AT_TALK if self.table == "touch" else kept
        whose = f"(SELECT {{what}} FROM customer AS whose WHERE whose.id = {self.customer})"
        if kind == "customer":
            return f"{whose.format(what=behind.counted_for(self.day, 'whose', firm))} = {number}"
        return f"{whose.format(what=behind.counted_in(kind, self.day, 'whose', firm))} = ?4"

    def of(self, kind: str) -> "Tally":
        """The same question about a part of the work alone."""
        return self._replace(where=" AND ".join(filter(None, (self.where, self.within(kind))))) if kind else self

    def counting(self) -> str:
        """How much there is on each day, of each part and currency."""
        number = "count(*)" if self.number == "1" else f"sum({self.number})"
        sums = ", ".join(
            f"coalesce(sum({one}), 0) AS {name}" if one != "0" else f"0 AS {name}"
            for one, name in ((self.whole, "whole"), (self.minor, "minor"))
        )
        return (
            f"SELECT {self.day} AS day, {self.part} AS part, {self.currency} AS currency, {number} AS n, {sums}"
            f" {self._from()} GROUP BY {self.groups or self._varying()}"
        )

    def _varying(self) -> str:
        """What of day, part and currency is not the same throughout: a constant keeps SQLite from its index."""
        return ", ".join(one for one in (self.day, self.part, self.currency) if one != "''")

    def listing(self) -> str:
        """Every record, by its day."""
        return (
            f"SELECT {self.day} AS day, {self.part} AS part, {self.currency} AS currency, {self.number} AS n,"
            f" {self.whole} AS whole, coalesce({self.minor}, 0) AS minor, {self.ref} AS ref, {self.title} AS title,"
            f" {self.customer} AS customer_id {self._from()} ORDER BY 1, {self.table}.id"
        )

    def _from(self) -> str:
        where = f" AND {self.where}" if self.where else ""
        return f"FROM {self.table} {self.join} WHERE {self.day} BETWEEN ?1 AND ?2{where}"


def _customer(day: str, where: str = "", part: str = "''") -> Tally:
    return Tally("customer", day, part, where, ref="'c' || customer.id", title="customer.name", customer="customer.id")


_DEAL = "(SELECT deal.title FROM deal WHERE deal.id = deal_stage.deal_id)"

_WHOSE_DEAL = "(SELECT deal.customer_id FROM deal WHERE deal.id = deal_stage.deal_id)"

_DEALS_PRODUCT = "(SELECT deal.product_id FROM deal WHERE deal.id = deal_stage.deal_id)"

_BOUGHT = Tally(
    "holding", "holding.bought_on", "product.service", "", "1", "0", "holding.amount_minor", "holding.currency",
    "LEFT JOIN product ON product.id = holding.product_id", "'h' || holding.id", "holding.name", "holding.customer_id",
    "holding.product_id",
)  # fmt: skip

_ORDER = Tally(
    "orders", "orders.ordered_on", "''", "orders.cancelled_on IS NULL", "1", "0", "orders.amount_minor",
    "orders.currency", "", "'o' || orders.id", "orders.name", "orders.customer_id",
    "orders.product_id",
)  # fmt: skip

_UP = Tally(
    "tier_change", "tier_change.on_date", "''", "tier_change.raised = 1", ref="'c' || tier_change.customer_id",
    title="tier_change.to_tier", customer="tier_change.customer_id",
)  # fmt: skip

TALLIES = {
    "touch": Tally("touch", "touch.held_on", "touch.kind", title="touch.note", customer="touch.customer_id"),
    "floor": Tally("touch", "touch.held_on", "''", "touch.kind = 'message' AND {floor}", title="touch.note",
        join="CROSS JOIN customer ON customer.id = touch.customer_id", customer="touch.customer_id"),
    "kinds": Tally("message", "message.sent_on", "message.category",
        "message.state = 'sent' AND message.category <> ''", ref="'m' || message.id", title="message.category",
        customer="message.customer_id"),
    "lead_new": _customer("customer.lead_on"),
    "lead_post": _customer("customer.lead_on", part="customer.source"),
    "lead_converted": _customer("customer.converted_on"),
    "lead_dropped": _customer("customer.dropped_on"),
    "adopted": _customer("customer.adopted_on", "+customer.status <> 'removed'"),
    "upgraded": _UP,
    "qualified": _UP._replace(where="tier_change.raised = 1 AND NOT EXISTS (SELECT 1 FROM tier_change AS past"
        " WHERE past.customer_id = tier_change.customer_id AND past.to_tier = tier_change.to_tier"
        " AND past.raised = 1 AND past.id < tier_change.id)"),
    "deal_opened": Tally("deal", "deal.opened_on", ref="'d' || deal.id", title="deal.title", customer="deal.customer_id",
        product="deal.product_id"),
    "deal_advanced": Tally("deal_stage", "deal_stage.entered_on", "''", "deal_stage.stage NOT IN ('won', 'lost')"
        " AND EXISTS (SELECT 1 FROM deal_stage AS first WHERE first.deal_id = deal_stage.deal_id"
        " AND first.id < deal_stage.id)", ref="'d' || deal_stage.deal_id", title=_DEAL, customer=_WHOSE_DEAL,
        product=_DEALS_PRODUCT),
    "deal_closed": Tally("deal", "deal.closed_on", "deal.state || ':' || deal.pipeline",
        "deal.state IN ('won', 'lost')", "1", "0",
        "CASE WHEN deal.counted_in = '' OR deal.state = 'lost' THEN deal.amount_minor END", "deal.currency", "", "'d' || deal.id",
        "deal.title", "deal.customer_id", "deal.product_id",
        "deal.state, deal.closed_on, deal.pipeline, deal.currency"),
    "callback": Tally("settled", "settled.on_date", "settled.rule", "settled.state = 'done'", title="settled.rule",
        customer="settled.customer_id"),
    "ordered": _ORDER,
    "volume": _ORDER._replace(part="coalesce(product.service, '')", number="coalesce(orders.quantity_e4, 0) / 10000.0",
        join="LEFT JOIN product ON product.id = orders.product_id"),
    "unit": _ORDER._replace(number="coalesce(orders.amount_minor, 0)", whole="orders.quantity_e4 / 10000.0",
        where="orders.cancelled_on IS NULL AND orders.quantity_e4 > 0"),
    "promised": _ORDER._replace(day=HELD_TO, number="(orders.broken_on IS NULL"
        " AND orders.delivered_on IS NOT NULL AND orders.delivered_on <= orders.promised_on)", whole="1", minor="0",
        currency="''", where=f"orders.cancelled_on IS NULL AND (orders.delivered_on <= ?3 OR {HELD_TO} < ?3)"),
    "bought": _BOUGHT,
    # One of no product is what took its place: a deposit that came in by name, renewed.
    "redeemed": _BOUGHT._replace(day="holding.sold_on", part="coalesce(product.service, (SELECT next.service FROM holding AS"
        " renewed JOIN product AS next ON next.id = renewed.product_id WHERE renewed.replaces_id = holding.id), '')",
        minor="-min(coalesce(holding.amount_minor, holding.sold_minor, 0),"
        " coalesce(holding.sold_minor, holding.amount_minor, 0))"),
    "crossed": _BOUGHT._replace(part="''", minor="0", currency="''", where="EXISTS (SELECT 1 FROM holding AS past"
        " WHERE past.customer_id = holding.customer_id AND past.id <> holding.id"
        " AND past.bought_on < holding.bought_on AND past.name <> holding.name)"),
    "case": Tally("cases", "cases.opened_on", "cases.kind", ref="'x' || cases.id", title="cases.title",
        customer="cases.customer_id"),
    "answered": Tally("cases", "cases.opened_on", "cases.kind", "(cases.answered_on IS NOT NULL OR"
        " (cases.answer_by <> '' AND cases.answer_by < ?3))", "(cases.answered_on IS NOT NULL AND (cases.answer_by = ''"
        " OR cases.answered_on || 'T' || cases.answered_at <= cases.answer_by))", "1", ref="'x' || cases.id",
        title="cases.title", customer="cases.customer_id"),
    "solved": Tally("cases", "cases.resolved_on", "cases.kind", "", "(cases.solve_by = ''"
        " OR cases.resolved_on || 'T' || cases.resolved_at <= cases.solve_by)", "1", ref="'x' || cases.id",
        title="cases.title", customer="cases.customer_id"),
    "score": Tally("score", "score.on_date", "score.scale", "", "score.value", "1", title="score.why",
        customer="score.customer_id"),
    "task": Tally("task", "task.done_on", "''", "+task.state = 'done'", ref="'t' || task.id", title="task.title",
        customer="task.customer_id"),
    "plan": Tally("plan_line", "plan_line.on_date", "plan_line.state", f"{planned.COUNTS} AND plan_line.on_date <= ?3",
        title=planned.TITLE, customer=planned.CUSTOMER),
    "planned_visit": Tally("plan_line", "plan_line.on_date", "''", f"{planned.COUNTS} AND {planned.VISIT}"
        " AND plan_line.on_date <= ?3", "(plan_line.state = 'done')", "1", title=planned.TITLE,
        customer=planned.CUSTOMER),
    "reception": Tally("reception", "reception.on_date", "reception.channel", title="reception.channel",
        customer="reception.customer_id"),
    "referral_asked": Tally("referral", "referral.asked_on", ref="'f' || referral.id", title="referral.words",
        customer="referral.customer_id"),
    "referral_made": Tally("referral", "referral.made_on", "''", "referral.customer_id IS NOT NULL",
        ref="'f' || referral.id", title="referral.words", customer="referral.customer_id"),
    "training": Tally("note", "note.on_date", "''", "note.kind = 'training' AND note.minutes > 0",
        "note.minutes / 60.0", ref="'n' || note.id", title="note.text", customer="note.customer_id"),
    "goal": Tally("goal", "goal.done_on", "''", "+goal.state = 'done'", ref="'a' || goal.id", title="goal.title"),
    "measure": Tally("measure", "measure.on_date", "measure.metric || ':' || coalesce(measure.customer_id, '')",
        "NOT EXISTS (SELECT 1 FROM measure AS later WHERE later.metric = measure.metric AND later.on_date = measure.on_date"
        " AND later.customer_id IS measure.customer_id AND later.id > measure.id)", "measure.value / 10000.0",
        "measure.whole / 10000.0", title="measure.note", customer="measure.customer_id"),
}  # fmt: skip
"""The questions: from the first day (?1) to the last (?2); ?3 is today.

`+state` keeps SQLite from gathering every finished task there is by the index of states, when it should go by the day.
"""
