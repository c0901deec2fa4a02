"""The words of the program that a playbook may use: steps, events, sections of reports."""

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
