"""What is left of a person in a file or a report that leaves for others: names by their first sign, nothing of what people
wrote; enough to tell rows apart, too little to know who it is.

A report's record is masked before any form is made of it, so that no form can forget to. What is not named here as harmless is
covered: a new column or field is hidden, not shown.
"""

import re
from collections.abc import Callable
from typing import Any

from amflow.playbooks.vocabulary import STEPS

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


_NAMES = {"name", "customer", "organisation", "referrer", "introduced", "colleague", "companions", "present", "owner"}
_COLUMNS = {
    "case_ref", "introduced_ref", "severity", "opened_on", "opened_at", "answered_on", "resolved_on", "reported_on",
    "scale", "about", "question", "category", "sent_on", "sent_at", "asked_on", "made_on", "met_on", "thanked_on",
    "rewarded_on", "channel", "at_time", "starts_on", "ends_on", "goal", "share", "important",
    "ref", "uid", "number", "customer_ref", "deal_ref", "kind", "status", "salutation", "tier", "intent", "source",
    "signal", "assets", "currency", "no_contact", "no_call", "quiet_from", "quiet_until", "language",
    "added_on", "lead_on", "converted_on", "dropped_on", "client_since",
    "last_touch_on", "quiet_since", "pipeline", "stage", "state", "amount", "stage_on",
    "expected_on",
    "closed_on", "held_on", "held_at", "minutes", "outcome", "reached",
    "script", "objection", "due_on", "due_time", "promised", "done_on",
    "step", "on_date", "quantity", "cost", "bought_on", "matures_on", "ordered_on", "promised_on", "broken_on", "delivered_on",
    "price", "product", "series", "metric", "period", "value", "entered_on", "until_on",
    "line", "stop",
    "service", "risk", "term", "least",
    "take_profit",
    "counted_in", "replaces_ref", "order_ref", "counts",
    "stop_loss", "sold_on", "sold", "cancelled_on", "from_tier", "to_tier", "raised",
}  # fmt: skip
"""The columns that say nothing of who it is."""


def of(what: str, column: str) -> Cover | None:
    """What covers the column, or None where it may be seen."""
    if column == "name" and what == "products":
        return None
    if (column == "name" and what in ("holdings", "orders")) or column == "order":
        return free
    if column in _NAMES:
        return name
    known: dict[str, Cover] = {"phone": phone, "email": mail, "birthday": birthday, "birthday_next": lambda _day: ""}
    return known.get(column) or (None if column in _COLUMNS else free)


# Reports

OPEN = {
    "*": {
        "ref", "customer_ref", "key", "kind", "unit", "currency", "metric", "at", "due_time", "target_by", "better", "state",
        "lang", "playbook", "report", "sections", "what", "tier", "stage", "pipeline", "outcome", "period", "history_title",
    },
    "Stretch": {"title"},
    "Summary": {"year_before", "period_before"},
    "Figure": {"title", "meaning", "scope"},
    "CountOfSort": {"title", "words"},
    "ForeignFigure": {"title"},
    "PipelineStage": {"title"},
    "Forecast": {"title", "way"},
    "ForecastWay": {"way"},
    "PastForecast": {"title"},
    "ForecastPage": {"empty"},
    "Ahead": {"title"},
    "MeetingAgenda": {"title"},
    "MeetingPoint": {"title"},
    "ReportParts": {"sentences"},
    "ReportSection": {"title", "asks"},
    "ReportSection reception": {"lists.rows"},
    "ReportSection messages": {"lists.rows"},
    "ReportSection cooperation": {"lists.rows"},
    "ReportSection referrals": {"lists.rows", "lists.items.detail"},
    "ReportSection sources": {"lists.rows"},
    "ReportSection opened": {"lists.items.detail"},
    "ReportSection talked": {"lists.items.text"},
    "ReportSection scripts": {"lists.rows"},
    **{f"ReportSection step-{step}": {"facts.value", "lists.items.text"} for step in STEPS},
    "ReportSection self": {"lists.rows"},
    "Fact": {"title"},
    "PlaybookLine": {"text"},
    "Listing": {"title"},
    "Grid": {"title", "heads"},
    "Brief": {"last_day_words"},
    "BriefPart": {"title", "empty", "hint"},
    "BriefPart targets": {"lines.text", "lines.detail"},
    "BriefPart messages": {"lines.text", "lines.detail"},
    "BriefPart referrals": {"lines.text"},
    "BriefLine product": {"text"},
    "VisitSheet": {"content", "questions"},
    "Dossier": {"tier_title", "intent_title", "segment_title", "approach", "quiet_hours"},
    "Way": {"title", "content"},
    "Tie": {"title"},
    "Titled": {"title"},
    "Missing": {"papers"},
    "AnsweredQuestion": {"question"},
    "Tolerance": {"title"},
    "Product": {"name"},
    "ToBring": {"language", "me", "firm", "branch"},
    "PaperLine": {"title"},
}  # fmt: skip
"""The fields that say nothing of who it is: of every record, of those that are named, and of those with that key; after a
point stands a field of the records that lie in the field. Numbers, amounts and days are always open."""

NAMES = {"name", "customer", "organisation", "referrer", "who", "owner", "person", "contact"}
"""The fields that hold a name: its first sign stays."""


def covered(record: Any) -> Any:
    """The record with everything in it covered that may say who somebody is."""
    return _value(record, "", frozenset(OPEN["*"]))


def _value(value: Any, field: str, open_: frozenset[str]) -> Any:
    if isinstance(value, str):
        return _text(value, field, open_)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        if hasattr(value, "en") or type(value).__name__ == "Money":
            return value
        what = type(value).__name__
        below = {name.partition(".")[2] for name in open_ if name.startswith(f"{field}.")}
        own = OPEN.get(what, set()) | OPEN.get(f"{what} {getattr(value, 'key', '')}", set())
        inside = frozenset(OPEN["*"] | own | below)
        kept: Any = value
        return kept._replace(**{name: _value(inner, name, inside) for name, inner in kept._asdict().items()})
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(_value(inner, field, open_) for inner in value)
    if isinstance(value, dict):
        return {key: _value(inner, field, open_) for key, inner in value.items()}
    return value


def _text(text: str, field: str, open_: frozenset[str]) -> str:
    if not text or field in open_:
        return text
    if field in ("phone", "email"):
        return phone(text) if field == "phone" else mail(text)
    return name(text) if field in NAMES else free(text)
