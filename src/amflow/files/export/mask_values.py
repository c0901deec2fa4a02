"""What is left of a person when a file is masked: enough to tell rows apart, too little to know who it is."""

import re
from collections.abc import Callable
from typing import Any

Cover = Callable[[Any], str]


def name(text: Any) -> str:
    """The first sign: `张*`, `W***`."""
    return str(text)[:1] + "*" * min(3, max(1, len(str(text)) - 1))


def phone(text: Any) -> str:
    """The last two digits: `*********00`."""
    digits = re.sub(r"\D", "", str(text))
    return "*" * max(3, len(digits) - 2) + digits[-2:] if len(digits) > 4 else "***"


def mail(_text: Any) -> str:
    """Nothing of it: the part before the sign is often the name."""
    return "***@***"


def free(_text: Any) -> str:
    """Nothing: in what people write names stand anywhere."""
    return "***"


def birthday(text: Any) -> str:
    """The year alone, as the first of January; nothing where there is no year."""
    return f"{str(text)[:4]}-01-01" if re.match(r"\d{4}", str(text)) else ""


_NAMES = {"name", "customer", "organisation", "referrer", "introduced", "colleague", "companions", "owner"}
_OPEN = {
    "case_ref", "introduced_ref", "severity", "opened_on", "opened_at", "answered_on", "resolved_on", "reported_on",
    "scale", "about", "question", "category", "sent_on", "sent_at", "asked_on", "made_on", "met_on", "thanked_on",
    "rewarded_on", "channel", "at_time", "starts_on", "ends_on", "goal", "share", "important",
    "ref", "uid", "number", "customer_ref", "deal_ref", "kind", "status", "salutation", "tier", "intent", "source",
    "signal", "assets", "currency", "no_contact", "no_call", "quiet_from", "quiet_until", "language",
    "added_on", "lead_on", "converted_on", "dropped_on", "client_since",
    "last_touch_on", "quiet_since", "pipeline", "stage", "state", "amount", "stage_on", "expected_on",
    "closed_on", "held_on", "held_at", "minutes", "outcome", "reached", "due_on", "due_time", "promised", "done_on",
    "step", "on_date", "quantity", "cost", "bought_on", "matures_on", "ordered_on", "promised_on", "delivered_on",
    "price", "product", "series", "metric", "period", "value", "entered_on", "until_on",
    "line", "stop",
    "service", "risk", "term", "least",
    "take_profit",
    "stop_loss", "sold_on", "sold", "cancelled_on", "from_tier", "to_tier", "raised",
}  # fmt: skip
"""The columns that say nothing of who it is. What is not named here is covered: a new column is hidden, not shown."""


def of(what: str, column: str) -> Cover | None:
    """What covers the column, or None where it may be seen."""
    if column == "name" and what == "products":
        return None
    if column == "name" and what in ("holdings", "orders"):
        return free
    if column in _NAMES:
        return name
    known: dict[str, Cover] = {"phone": phone, "email": mail, "birthday": birthday, "birthday_next": lambda _day: ""}
    return known.get(column) or (None if column in _OPEN else free)
