"""Where the figures come from: each tally is one question to the book, asked twice. Grouped it counts, ungrouped it lists
the records behind a figure, so that figure and list cannot disagree.
"""

from amflow.records import NamedTuple


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
        """The condition for the records of a product (`?4` its number), a line or a tier (`?4`); empty where they have none."""
        if kind == "product":
            return f"{self.product} = CAST(?4 AS INTEGER)" if self.product else ""
        return (
            f"(SELECT {kind} FROM customer AS whose WHERE whose.id = {self.customer}) = ?4"
            if self.customer != "NULL"
            else ""
        )

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
        "deal.state IN ('won', 'lost')", "1", "0", "deal.amount_minor", "deal.currency", "", "'d' || deal.id",
        "deal.title", "deal.customer_id", "deal.product_id",
        "deal.state, deal.closed_on, deal.pipeline, deal.currency"),
    "callback": Tally("settled", "settled.on_date", "settled.rule", "settled.state = 'done'", title="settled.rule",
        customer="settled.customer_id"),
    "ordered": _ORDER,
    "volume": _ORDER._replace(part="coalesce(product.service, '')", number="coalesce(orders.quantity_e4, 0) / 10000.0",
        join="LEFT JOIN product ON product.id = orders.product_id"),
    "unit": _ORDER._replace(number="coalesce(orders.amount_minor, 0)", whole="orders.quantity_e4 / 10000.0",
        where="orders.cancelled_on IS NULL AND orders.quantity_e4 > 0"),
    "promised": _ORDER._replace(day="orders.promised_on", number="(orders.delivered_on IS NOT NULL"
        " AND orders.delivered_on <= orders.promised_on)", whole="1", minor="0", currency="''",
        where="orders.cancelled_on IS NULL AND (orders.delivered_on IS NOT NULL OR orders.promised_on < ?3)"),
    "bought": _BOUGHT,
    "redeemed": _BOUGHT._replace(day="holding.sold_on", minor="-coalesce(holding.sold_minor, holding.amount_minor, 0)"),
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
    "plan": Tally("plan_line", "plan_line.on_date", "plan_line.state", title="plan_line.title",
        customer="plan_line.customer_id"),
    "planned_visit": Tally("plan_line", "plan_line.on_date", "''", "plan_line.customer_id IS NOT NULL"
        " AND (plan_line.task_id IS NULL OR task.kind = 'visit') AND plan_line.on_date <= ?3",
        "(plan_line.state = 'done')", "1", join="LEFT JOIN task ON task.id = plan_line.task_id",
        title="plan_line.title", customer="plan_line.customer_id"),
    "reception": Tally("reception", "reception.on_date", "reception.channel", title="reception.channel",
        customer="reception.customer_id"),
    "referral_asked": Tally("referral", "referral.asked_on", ref="'f' || referral.id", title="referral.words",
        customer="referral.customer_id"),
    "referral_made": Tally("referral", "referral.made_on", "''", "referral.customer_id IS NOT NULL",
        ref="'f' || referral.id", title="referral.words", customer="referral.customer_id"),
    "training": Tally("note", "note.on_date", "''", "note.kind = 'training' AND note.minutes > 0",
        "note.minutes / 60.0", ref="'n' || note.id", title="note.text", customer="note.customer_id"),
    "goal": Tally("goal", "goal.done_on", "''", "+goal.state = 'done'", ref="'a' || goal.id", title="goal.title"),
    "measure": Tally("measure", "measure.on_date", "measure.metric", "", "measure.value / 10000.0",
        "measure.whole / 10000.0", title="measure.note", customer="measure.customer_id"),
}  # fmt: skip
"""The questions: from the first day (?1) to the last (?2); ?3 is today.

`+state` keeps SQLite from gathering every finished task there is by the index of states, when it should go by the day.
"""
