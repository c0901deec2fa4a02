"""The words of the program that a playbook may use, each with what it is called: steps, events, sections of reports."""

from amflow.locale import N_, NP_

STEPS = {
    "prep": N_("Preparation"),
    "prospect": N_("Prospecting"),
    "outreach": N_("Outreach"),
    "convert": N_("Conversion"),
    "callback": N_("Callback"),
    "summary": N_("Summary"),
    "plan": N_("Next-day plan"),
}
"""The seven steps of the day, in order."""

HABITS = "habits"

DONE_WHOLE = STEPS | {HABITS: N_("Habits")}
"""What `done` takes by its word: a step, and the habits of the day."""

KNOWN = {
    "news": N_("a headline was kept"),
    "market": N_("the market was noted"),
    "leads": N_("every lead has a task"),
    "report": N_("the day's summary is final"),
    "plan": N_("the next day is planned"),
    "visitors": N_("a visitor was counted"),
}
"""What ticks an item of the checklist by itself: the book knows that it is so."""

EVENTS = {
    "deal.won": N_("a deal is won"),
    "deal.opened": N_("a deal is opened"),
    "customer.birthday": N_("the birthday"),
    "customer.added": N_("a customer comes into the book"),
    "lead.added": N_("a lead comes in"),
    "holding.bought": N_("a product is bought"),
    "holding.matures": N_("a product matures"),
    "loan.due": N_("a loan falls due"),
    "holding.take-profit": N_("the take-profit line is reached"),
    "holding.stop-loss": N_("the stop-loss line is reached"),
    "order.delivered": N_("an order is delivered"),
    "customer.special-date": N_("a special date"),
    "customer.qualified": N_("a customer qualifies for a tier"),
    "customer.adopted": N_("a customer is adopted"),
    "note.important": N_("an important note"),
    "paper.expires": N_("a paper expires"),
    "referral.made": N_("somebody is introduced"),
    "case.resolved": N_("a complaint is resolved"),
}
"""The events that a rule can wait for."""

TALKS = {
    "call": N_("call"),
    "visit": N_("visit"),
    "message": N_("message"),
}
"""The ways to talk to a customer."""

RULE_KINDS = TALKS | {"greeting": N_("greeting")}
"""The ways in which what comes due is done."""

_OF_EVERY_SUMMARY = {
    "touches": N_("contacts"),
    "leads": N_("leads"),
    "deals": N_("deals"),
    "callbacks": N_("callbacks"),
    "plan": N_("plan against actual"),
    "targets": N_("targets"),
    "complaints": N_("complaints"),
    "next": N_("what is next"),
    "training": N_("training"),
    "reception": N_("reception"),
    "referrals": N_("referrals"),
}

SECTIONS = _OF_EVERY_SUMMARY | {
    "gaps": N_("gaps"),
    "customers": N_("customers"),
    "products": N_("products"),
    "brands": N_("brands"),
    "market": N_("market"),
    "competitors": N_("competitors"),
    "service": N_("service"),
    "satisfaction": N_("satisfaction"),
    "cooperation": N_("cooperation"),
    "messages": N_("messages"),
    "orders": N_("orders"),
    "challenges": N_("challenges"),
    "needs": N_("needs"),
    "sources": N_("sources and signals"),
    "scripts": N_("words used"),
    "steps": N_("the seven steps"),
    "suggestions": N_("suggestions"),
}
"""The sections that a report can be made of."""

CORE_SECTIONS = tuple(_OF_EVERY_SUMMARY)
"""The sections of a summary whose report no playbook has: of a quarter, of any days."""

CUSTOMER_SECTIONS = ("needs", "cooperation", "satisfaction", "competitors", "market")
"""The sections of the report on a customer."""

GROUPS = {
    "personal": N_("personal"),
    "family": N_("the family"),
    "financial": N_("financial"),
    "employer": N_("employer"),
    "business": N_("business"),
    "contacts": NP_("how to reach them", "contacts"),
}
"""The groups of the customer file."""

PERIODS = {
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "year": N_("year"),
}
"""What has targets of its own."""

PERIODS_ALSO = {
    "day": "天 每天 每日 daily",
    "week": "每周 星期 每星期 礼拜 weekly",
    "month": "每月 月度 monthly",
    "quarter": "季 每季 每季度 quarterly",
    "year": "年度 每年 yearly annual",
}
"""What is typed for them besides, in whichever language."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ENDS_OF_PERIODS = {
    "month-start": N_("month-start"),
    "month-end": N_("month-end"),
    "quarter-end": N_("quarter-end"),
    "year-end": N_("year-end"),
}
"""Days that a check can be for, besides weekdays."""
