"""Every figure that amflow can count, declared once: its key, name, meaning and unit, and where it comes from.

A tally is one question to the book that answers for many figures and many days at once: so a summary with its history
asks a handful of questions, however many figures it shows.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from amflow.calendars.periods import Period
from amflow.locale import N_
from amflow.routine import meter, missed

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.routine.desk import Desk


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
    """Whether it adds up amounts (minor units of the settings' currency) or counts."""
    better: str = "more"
    """`more` or `less`, where the playbook does not say."""


DEFINITIONS = (
    Definition("touches", N_("Contacts"), N_("contacts of any kind held in the period"), "touches", "touch"),
    Definition("visits", N_("Visits"), N_("visits held in the period"), "touches", "touch", ("visit",)),
    Definition("calls", N_("Calls"), N_("calls held in the period"), "touches", "touch", ("call",)),
    Definition("messages", N_("Messages"), N_("messages sent in the period"), "touches", "touch", ("message",)),
    Definition(
        "messages_gold",
        N_("Messages of the floor"),
        N_("messages to the customers whom the playbook's floor of messages names"),
        "touches",
        "floor",
    ),
    Definition(
        "message_kinds", N_("Kinds of messages"), N_("kinds of messages marked sent in the period"), "touches", "kinds"
    ),
    Definition("leads_new", N_("New leads"), N_("leads written down in the period"), "leads", "lead_new"),
    Definition("leads_converted", N_("Leads converted"), N_("leads that became customers"), "leads", "lead_converted"),
    Definition(
        "leads_dropped", N_("Leads dropped"), N_("leads that were given up"), "leads", "lead_dropped", better="less"
    ),
    Definition("deals_opened", N_("Deals opened"), N_("deals begun in the period"), "deals", "deal_opened"),
    Definition(
        "deals_advanced",
        N_("Deals moved on"),
        N_("steps of deals to a further stage; the first, winning and losing are not counted"),
        "deals",
        "deal_advanced",
    ),
    Definition("deals_won", N_("Deals won"), N_("deals won in the period"), "deals", "deal_closed", ("won:",)),
    Definition(
        "deals_won_amount",
        N_("Amount won"),
        N_("the amounts of the deals won"),
        "deals",
        "deal_closed",
        ("won:",),
        money=True,
    ),
    Definition(
        "deals_lost",
        N_("Deals lost"),
        N_("deals lost in the period"),
        "deals",
        "deal_closed",
        ("lost:",),
        better="less",
    ),
    Definition(
        "deals_lost_amount",
        N_("Amount lost"),
        N_("the amounts of the deals lost"),
        "deals",
        "deal_closed",
        ("lost:",),
        money=True,
        better="less",
    ),
    Definition(
        "accounts_opened",
        N_("Accounts opened"),
        N_("deals of the account-opening pipeline that were won"),
        "deals",
        "deal_closed",
        ("won:account-opening",),
    ),
    Definition(
        "callbacks_done", N_("Callbacks done"), N_("callbacks due by a rule that were done"), "callbacks", "callback"
    ),
    Definition(
        "callbacks_missed",
        N_("Callbacks missed"),
        N_("callbacks due by a rule that lapsed with nothing done"),
        "callbacks",
        "missed",
        better="less",
    ),
    Definition(
        "customers_adopted",
        N_("Customers adopted"),
        N_("customers and leads taken over as one's own"),
        "leads",
        "adopted",
    ),
    Definition(
        "customers_upgraded", N_("Customers moved up"), N_("moves of customers to a higher tier"), "leads", "upgraded"
    ),
    Definition("orders", N_("Orders"), N_("orders taken in the period, without those called off"), "deals", "ordered"),
    Definition("orders_amount", N_("Order amount"), N_("the amounts of these orders"), "deals", "ordered", money=True),
    Definition(
        "complaints",
        N_("Complaints"),
        N_("complaints of customers that were opened as cases"),
        "complaints",
        "case",
        ("complaint",),
        better="less",
    ),
    Definition("tasks_done", N_("Tasks done"), N_("tasks finished in the period"), "plan", "task"),
    Definition("plan_lines", N_("Planned"), N_("lines of the accepted plans of the period"), "plan", "plan"),
    Definition("plan_done", N_("Planned and done"), N_("lines of the plans that were done"), "plan", "plan", ("done",)),
    Definition(
        "training_hours",
        N_("Hours of training"),
        N_("the hours of the training noted in the period"),
        "training",
        "training",
    ),
    Definition("own_goals", N_("Own goals reached"), N_("own goals reached in the period"), "training", "goal"),
    Definition(
        "receptions", N_("Visitors received"), N_("visitors written down at the reception"), "reception", "reception"
    ),
    Definition(
        "receptions_led",
        N_("Visitors led to other channels"),
        N_("visitors led to self-service, to phone and net, or to the non-cash area"),
        "reception",
        "reception",
        ("self-service", "e-channel", "non-cash"),
    ),
    Definition(
        "referrals_asked",
        N_("Introductions asked for"),
        N_("customers asked to introduce somebody"),
        "referrals",
        "referral_asked",
    ),
    Definition(
        "referrals_made",
        N_("Introductions by customers"),
        N_("people whom customers brought"),
        "referrals",
        "referral_made",
    ),
    Definition(
        "referrals_by_post",
        N_("Leads from other posts"),
        N_("leads that the own house's posts passed on"),
        "referrals",
        "lead_post",
    ),
)
"""Every figure. A test holds the keys to those that a playbook may pick."""

BY_KEY = {definition.key: definition for definition in DEFINITIONS}

TALLIES = {
    "touch": "SELECT held_on AS day, kind AS part, count(*) AS n FROM touch"
    " WHERE held_on BETWEEN ?1 AND ?2 GROUP BY held_on, kind",
    "lead_new": "SELECT lead_on AS day, '' AS part, count(*) AS n FROM customer"
    " WHERE lead_on BETWEEN ?1 AND ?2 GROUP BY lead_on",
    "lead_converted": "SELECT converted_on AS day, '' AS part, count(*) AS n FROM customer"
    " WHERE converted_on BETWEEN ?1 AND ?2 GROUP BY converted_on",
    "lead_dropped": "SELECT dropped_on AS day, '' AS part, count(*) AS n FROM customer"
    " WHERE dropped_on BETWEEN ?1 AND ?2 GROUP BY dropped_on",
    "deal_opened": "SELECT opened_on AS day, '' AS part, count(*) AS n FROM deal"
    " WHERE opened_on BETWEEN ?1 AND ?2 GROUP BY opened_on",
    "deal_advanced": "SELECT entered_on AS day, '' AS part, count(*) AS n FROM deal_stage AS step"
    " WHERE entered_on BETWEEN ?1 AND ?2 AND stage NOT IN ('won', 'lost') AND EXISTS"
    " (SELECT 1 FROM deal_stage AS first WHERE first.deal_id = step.deal_id AND first.id < step.id)"
    " GROUP BY entered_on",
    "deal_closed": "SELECT closed_on AS day, state || ':' || pipeline AS part, count(*) AS n, currency,"
    " coalesce(sum(amount_minor), 0) AS minor FROM deal WHERE state IN ('won', 'lost') AND closed_on BETWEEN ?1 AND ?2"
    " GROUP BY closed_on, state, pipeline, currency",
    "callback": "SELECT on_date AS day, rule AS part, count(*) AS n FROM settled"
    " WHERE on_date BETWEEN ?1 AND ?2 AND state = 'done' GROUP BY on_date, rule",
    "adopted": "SELECT adopted_on AS day, '' AS part, count(*) AS n FROM customer"
    " WHERE adopted_on BETWEEN ?1 AND ?2 AND +status <> 'removed' GROUP BY adopted_on",
    "upgraded": "SELECT on_date AS day, '' AS part, count(*) AS n FROM tier_change"
    " WHERE on_date BETWEEN ?1 AND ?2 AND raised = 1 GROUP BY on_date",
    "ordered": "SELECT ordered_on AS day, '' AS part, count(*) AS n, currency,"
    " coalesce(sum(amount_minor), 0) AS minor FROM orders WHERE ordered_on BETWEEN ?1 AND ?2 AND cancelled_on IS NULL"
    " GROUP BY ordered_on, currency",
    "case": "SELECT opened_on AS day, kind AS part, count(*) AS n FROM cases"
    " WHERE opened_on BETWEEN ?1 AND ?2 GROUP BY opened_on, kind",
    "task": "SELECT done_on AS day, '' AS part, count(*) AS n FROM task"
    " WHERE done_on BETWEEN ?1 AND ?2 AND +state = 'done' GROUP BY done_on",
    "reception": "SELECT on_date AS day, channel AS part, count(*) AS n FROM reception"
    " WHERE on_date BETWEEN ?1 AND ?2 GROUP BY on_date, channel",
    "referral_asked": "SELECT asked_on AS day, '' AS part, count(*) AS n FROM referral"
    " WHERE asked_on BETWEEN ?1 AND ?2 GROUP BY asked_on",
    "referral_made": "SELECT made_on AS day, '' AS part, count(*) AS n FROM referral"
    " WHERE made_on BETWEEN ?1 AND ?2 AND customer_id IS NOT NULL GROUP BY made_on",
    "lead_post": "SELECT lead_on AS day, source AS part, count(*) AS n FROM customer"
    " WHERE lead_on BETWEEN ?1 AND ?2 GROUP BY lead_on, source",
    "plan": "SELECT on_date AS day, state AS part, count(*) AS n FROM plan_line"
    " WHERE on_date BETWEEN ?1 AND ?2 GROUP BY on_date, state",
    "training": "SELECT on_date AS day, '' AS part, sum(minutes) / 60.0 AS n FROM note"
    " WHERE kind = 'training' AND on_date BETWEEN ?1 AND ?2 AND minutes > 0 GROUP BY on_date",
    "goal": "SELECT done_on AS day, '' AS part, count(*) AS n FROM goal"
    " WHERE done_on BETWEEN ?1 AND ?2 AND +state = 'done' GROUP BY done_on",
}
"""The questions: from the first day to the last, how many there were on each day, of which part.

`+state` keeps SQLite from gathering every finished task there is by the index of states, when it should go by the day.
"""


class Foreign(NamedTuple):
    """An amount in a currency that is not the settings': mentioned apart, never added."""

    metric: str
    minor: int
    currency: str


class Counts(NamedTuple):
    """What was counted: for each figure a number per period, in the order the periods were given."""

    numbers: dict[str, list[float]]
    foreign: tuple[Foreign, ...]
    """Amounts of the last period in other currencies."""
    plan: dict[str, int]
    """The plan lines of the last period by their state."""


def count(desk: "Desk", spans: Sequence[Period]) -> Counts:
    """Count every figure in each of the periods, given in their order; amounts in the settings' currency alone."""
    currency = desk.settings.currency
    numbers: dict[str, list[float]] = {definition.key: [0] * len(spans) for definition in DEFINITIONS}
    foreign: dict[tuple[str, str], int] = defaultdict(int)
    plan: dict[str, int] = defaultdict(int)
    callbacks = {rule.key for rule in desk.playbook.rules if rule.step == "callback"}
    posts = {source.key for source in desk.playbook.sources if source.post}
    bounds = [(span.start.isoformat(), span.end.isoformat()) for span in spans]
    last = len(spans) - 1
    for name, sql in TALLIES.items():
        for row in desk.book.all(sql, bounds[0][0], bounds[-1][1]):
            index = _index(bounds, row["day"])
            if index is None or (name == "callback" and row["part"] not in callbacks):
                continue
            if name == "lead_post" and row["part"] not in posts:
                continue
            if name == "plan" and index == last:
                plan[row["part"]] += row["n"]
            for definition in _counting(name, row["part"]):
                if not definition.money:
                    numbers[definition.key][index] += row["n"]
                elif row["currency"] in ("", currency):
                    numbers[definition.key][index] += int(row["minor"])
                elif index == last and row["minor"]:
                    foreign[definition.key, row["currency"]] += int(row["minor"])
    for day, lapsed in missed.by_day(desk, "callback", spans[0].start, spans[-1].end).items():
        index = _index(bounds, day.isoformat())
        if index is not None:
            numbers["callbacks_missed"][index] += lapsed
    # Hours come in parts of an hour: a tenth is as near as anybody reckons.
    numbers["training_hours"] = [_tenths(number) for number in numbers["training_hours"]]
    _messages(desk, spans, numbers)
    apart = tuple(Foreign(metric, minor, code) for (metric, code), minor in sorted(foreign.items()))
    return Counts(numbers, apart, dict(plan))


def _tenths(number: float) -> float:
    tenths = round(number, 1)
    return int(tenths) if tenths == int(tenths) else tenths


def _messages(desk: "Desk", spans: Sequence[Period], numbers: dict[str, list[float]]) -> None:
    """The figures of messages, where the playbook picks them: they hang on its floor, and on what is different."""
    wanted = {metric.key for metric in desk.playbook.metrics}
    for index, span in enumerate(spans):
        if "messages_gold" in wanted:
            numbers["messages_gold"][index] = meter.of_floor(desk, span)
        if "message_kinds" in wanted:
            numbers["message_kinds"][index] = len(meter.kinds_sent(desk, span))


def explained(book: "Book") -> dict[str, list[str]]:
    """How SQLite answers each of the questions: for the test that none of them reads the whole book."""
    return {name: book.explain(sql, "2026-01-01", "2026-01-31") for name, sql in TALLIES.items()}


def _counting(tally: str, part: str) -> list[Definition]:
    return [wanted for wanted in DEFINITIONS if wanted.tally == tally and part.startswith(wanted.parts)]


def _index(bounds: list[tuple[str, str]], day: str) -> int | None:
    return next((index for index, (start, end) in enumerate(bounds) if start <= day <= end), None)
