"""Every figure that amflow can count, declared once: its key, name, meaning and unit, and the tally that it comes from."""

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


def is_fine(definition: Definition) -> bool:
    """Whether its targets are kept in ten-thousandths: shares and averages have decimals."""
    return definition.how in ("rate", "mean") and not definition.money


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
        "message_kinds",
        N_("Kinds of messages"),
        N_("kinds of messages marked sent in the period"),
        "touches",
        "kinds",
        how="different",
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
"""Every figure of every trade's day; those of single trades are in `trades.py`. A test holds the keys."""
