"""Texts in both languages, and the words of the program that a playbook may use: events, figures, sections."""

from amflow import locale
from amflow.records import NamedTuple


class Text(NamedTuple):
    """A text in both languages; `str()` gives the one in use."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if locale.current() == "zh" else self.en


STEPS = ("prep", "prospect", "outreach", "convert", "callback", "summary", "plan")
"""The seven steps of the day, in order."""

EVENTS = (
    "deal.won",
    "deal.opened",
    "customer.birthday",
    "customer.added",
    "lead.added",
    "holding.bought",
    "holding.matures",
    "holding.take-profit",
    "holding.stop-loss",
    "order.delivered",
    "customer.special-date",
    "customer.qualified",
    "customer.adopted",
    "note.important",
    "paper.expires",
    "referral.made",
    "case.resolved",
)
"""The events that a rule can wait for."""

METRICS = (
    "visits", "calls", "messages", "messages_gold", "message_kinds", "touches", "leads_new", "leads_converted",
    "leads_dropped", "deals_opened", "deals_advanced", "deals_won", "deals_won_amount", "deals_lost",
    "deals_lost_amount", "accounts_opened", "callbacks_done", "callbacks_missed", "customers_adopted",
    "customers_upgraded", "orders", "orders_amount", "complaints", "tasks_done", "plan_lines", "plan_done",
    "training_hours", "own_goals", "receptions", "receptions_led", "referrals_asked", "referrals_made",
    "referrals_by_post", "completeness", "customers_qualified", "deposits_amount", "assets_amount", "loans_amount",
    "cross_sales", "complaints_answered", "complaints_on_time", "satisfaction", "orders_on_time", "visit_plan_rate",
    "volume", "unit_value", "key_brand_volume", "new_brand_volume", "first_placement_rate", "shelf_rate",
    "sell_through_rate", "display_rate", "price_structure", "association_rate", "e_order_rate", "e_settlement_rate",
    "forecast_rate",
)  # fmt: skip
"""The figures that the program can count. `accounts_opened` are won deals of the pipeline `account-opening`."""

CORE_SECTIONS = (
    "touches", "leads", "deals", "callbacks", "plan", "targets", "complaints", "next", "training", "reception", "referrals",
)  # fmt: skip
"""The sections of a summary whose report no playbook has: of a quarter, of any days."""

SECTIONS = (
    *CORE_SECTIONS, "gaps", "customers", "products", "brands", "market", "competitors", "service", "satisfaction",
    "cooperation", "messages", "orders", "challenges", "needs", "suggestions",
)  # fmt: skip
"""The sections that a report can be made of."""

CUSTOMER_SECTIONS = ("needs", "cooperation", "satisfaction", "competitors", "market")
"""The sections of the report on a customer."""
