"""What is left of people in a report that leaves for others: names by their first sign, nothing of what people wrote.

The record is masked before any form is made of it, so that no form can forget to. What is not named here as harmless is
covered: a new field is hidden, not shown.
"""

from typing import Any

from amflow.files.export import mask_values

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
    "Ahead": {"title"},
    "MeetingAgenda": {"title"},
    "MeetingPoint": {"title"},
    "ReportSection": {"title", "asks"},
    "ReportSection reception": {"lists.rows"},
    "ReportSection messages": {"lists.rows"},
    "ReportSection cooperation": {"lists.rows"},
    "ReportSection referrals": {"lists.rows", "lists.items.detail"},
    "ReportSection self": {"lists.rows"},
    "Fact": {"title"},
    "Listing": {"title"},
    "Grid": {"title", "heads"},
    "Brief": {"last_day_words"},
    "BriefPart": {"title", "empty"},
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
        return mask_values.phone(text) if field == "phone" else mask_values.mail(text)
    return mask_values.name(text) if field in NAMES else mask_values.free(text)
