"""The one table of what may stand in a playbook: kinds of items, their keys, types and defaults.

The keys of an item are the fields of its record; said here is what the record does not say: the types of words, the
defaults, other names. The check and the reading are both driven by it. A test holds docs/playbooks.md to it.
"""

from typing import Any

from amflow.book.figures import BY_KEY
from amflow.locale import Text
from amflow.playbooks import customer_model, model
from amflow.playbooks.sale_model import Sale
from amflow.playbooks.vocabulary import (
    CUSTOMER_SECTIONS,
    ENDS_OF_PERIODS,
    EVENTS,
    GROUPS,
    KNOWN,
    PERIODS,
    RULE_KINDS,
    SECTIONS,
    STEPS,
    WEEKDAYS,
)
from amflow.records import NamedTuple

REQUIRED = object()
"""The default of a key that has none."""


class SchemaKey(NamedTuple):
    """A key of an item, as it is written in the file."""

    name: str
    type: str
    """A name of `value_types.TYPES`."""
    default: object = REQUIRED
    """Taken where the file and its parents leave the key out; `{key}` in it is the item's own key."""
    among: tuple[str, ...] = ()
    """The words allowed, for the types `word` and `words`."""
    to: str = ""
    """The record's attribute, where it is called otherwise; `-` where the record does not keep it."""
    items: "ItemKind | None" = None
    """For the type `items`: what they are."""

    @property
    def attribute(self) -> str:
        """The attribute of the record that takes the value."""
        return self.to or self.name


class ItemKind(NamedTuple):
    """A kind of items: its table in the file, its attribute in `Playbook`, its record."""

    table: str
    plural: str
    record: Any
    entries: tuple[SchemaKey, ...]

    def entry(self, name: str) -> SchemaKey | None:
        """The entry with this name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    @property
    def placing(self) -> tuple[str, ...]:
        """The words that place or remove an item. Where `after` is a key of its own (rules), order has no meaning."""
        return ("remove",) if self.entry("after") else ("remove", "before", "after")


NO_TEXT = {"en": "", "zh": ""}
"""The default of a text that may be left out."""

METRICS = tuple(BY_KEY)
"""The figures that the program can count."""

SEVERITIES = ("low", "normal", "high", "urgent")
"""How bad a problem is; each may have a clock."""

PERSON_OR_ORGANISATION = ("person", "organisation")

BY_FIELD = {
    key.attribute: key
    for key in (
        SchemaKey("key", "key"),
        SchemaKey("content", "text", NO_TEXT),
        SchemaKey("step", "word", among=tuple(STEPS)),
        SchemaKey("every", "word", "workday", ("workday", *WEEKDAYS, *ENDS_OF_PERIODS)),
        SchemaKey("at", "time", ""),
        SchemaKey("valid", "length", ""),
        SchemaKey("for", "word", "both", (*PERSON_OR_ORGANISATION, "both"), to="whom"),
        SchemaKey("who", "condition", ""),
        SchemaKey("qualifies", "condition", ""),
        SchemaKey("type", "word", "text", ("text", "number", "money", "date", "choice", "yes-no")),
        SchemaKey("choices", "choices", ()),
        SchemaKey("counts", "word", "messages", ("messages", "calls", "visits")),
        SchemaKey("per", "word", "day", ("day", "week", "month")),
    )
}
"""What fields of that name are in every record, where its kind does not say otherwise."""

BY_TYPE = {Text: "text", int: "count", float: "share", bool: "flag"}
"""What other fields are."""

UNKEPT_KEY = SchemaKey("key", "key", to="-")
DERIVED = ("number", "labels")
"""Fields that no key of the file fills."""


def _kind(table: str, record: Any, *own: SchemaKey, **defaults: Any) -> ItemKind:
    """A kind of items: its own keys, and the defaults of those that its record's fields say."""
    said = BY_FIELD | {key.attribute: key for key in own}
    keys = [] if "key" in record._fields else [UNKEPT_KEY]
    for field, held in record.__annotations__.items():
        if field not in DERIVED:
            key = said.get(field) or SchemaKey(field, BY_TYPE[held])
            keys.append(key._replace(default=defaults[field]) if field in defaults else key)
    return ItemKind(table, _plural(record), record, tuple(keys))


def _plural(record: Any) -> str:
    """The attribute that holds such records."""
    holders = (model.Playbook, model.Pipeline, model.Script)
    every = [(name, held) for holder in holders for name, held in holder.__annotations__.items()]
    return next(name for name, held in every if record in getattr(held, "__args__", ()))


KNOWN_BY = SchemaKey("known_by", "word", "", among=("purchases", "holdings", "decider", "assessed"))
"""The record that answers it."""

STAGE = _kind(
    "stage",
    model.Stage,
    SchemaKey("needs", "needs", ()),
    SchemaKey("department", "department", ""),
    SchemaKey("with", "departments", (), to="others"),
    quiet_days=14,
)

OBJECTION = _kind("objection", model.Objection)

KINDS = (
    _kind("duty", model.Duty),
    _kind("block", model.Block, SchemaKey("from", "time", to="start"), SchemaKey("to", "time", to="end")),
    _kind(
        "check",
        model.ChecklistItem,
        SchemaKey("see", "command", ""),
        SchemaKey("known", "word", "", tuple(KNOWN)),
        habit=False,
    ),
    _kind("source", customer_model.LeadSource, post=False),
    _kind("signal", customer_model.Signal, weight=1),
    _kind(
        "outcome",
        customer_model.Outcome,
        SchemaKey("success", "word", "no", ("yes", "no", "none")),
        reached=True,
        also=NO_TEXT,
    ),
    _kind("intent", customer_model.IntentLevel),
    _kind(
        "tier",
        customer_model.Tier,
        SchemaKey("kind", "word", "call", ("visit", "call")),
        minutes=30,
        visits=0,
        cycle_days=0,
        content=REQUIRED,
    ),
    _kind("segment", customer_model.Segment),
    _kind("market", customer_model.Market, price_from=0, price_to=0),
    _kind("feast", customer_model.Feast),
    _kind("channel", customer_model.Channel, SchemaKey("letter", "letter")),
    _kind(
        "field",
        customer_model.CustomerField,
        SchemaKey("group", "word", among=tuple(GROUPS)),
        KNOWN_BY,
        SchemaKey("report", "word", "", among=CUSTOMER_SECTIONS),
        weight=1,
        learn=False,
    ),
    _kind("question", customer_model.Question, SchemaKey("about", "word", among=("needs", "callback")), KNOWN_BY),
    _kind("department", model.Department),
    _kind("paper", model.Paper, expires=False, ours=False),
    _kind(
        "pipeline",
        model.Pipeline,
        SchemaKey("for", "words", PERSON_OR_ORGANISATION, PERSON_OR_ORGANISATION, to="whom"),
        SchemaKey("stage", "items", to="stages", items=STAGE),
    ),
    _kind(
        "sale",
        Sale,
        SchemaKey("services", "services", ()),
        SchemaKey("pipeline", "pipeline", ""),
        SchemaKey("makes", "word", "nothing", ("nothing", "holding", "order")),
        SchemaKey("counts", "word", "deal", ("deal", "made")),
    ),
    _kind(
        "credit",
        model.Credit,
        SchemaKey("pipeline", "pipeline"),
        SchemaKey("use", "word", "note", ("cap", "less", "request", "note")),
        SchemaKey("times", "factor", 1.0),
        SchemaKey("warns", "key", ""),
    ),
    _kind("category", model.Category, daily=False),
    _kind(
        "rule",
        model.Rule,
        SchemaKey("on", "event", among=tuple(EVENTS)),
        SchemaKey("after", "offset", "0d"),
        SchemaKey("until", "length", "5d"),
        SchemaKey("pipeline", "pipeline", ""),
        SchemaKey("kind", "word", among=tuple(RULE_KINDS)),
        SchemaKey("category", "category", "{key}"),
        SchemaKey("template", "template", ""),
        SchemaKey("to", "text", NO_TEXT),
        SchemaKey("won", "pipeline", ""),
        score=False,
        minutes=10,
    ),
    _kind("quota", model.Quota),
    _kind("cap", model.Cap),
    _kind("referral", customer_model.ReferralStep, within_days=0),
    _kind("visit", model.VisitPart),
    _kind("aspect", model.Aspect),
    _kind("service", model.Service, suitability=False, owed=False),
    _kind("risk", model.Risk, SchemaKey("at_least", "key")),
    _kind(
        "campaign",
        model.Campaign,
        SchemaKey("counts", "word", "customers", ("customers", "pieces")),
        partner=False,
    ),
    _kind("family", model.ScriptFamily),
    _kind(
        "script",
        model.Script,
        SchemaKey("family", "family"),
        SchemaKey("template", "template", "script/{key}"),
        SchemaKey("campaign", "campaign", ""),
        SchemaKey("objection", "items", (), to="objections", items=OBJECTION),
        step="outreach",
        first=False,
    ),
    _kind(
        "metric",
        model.Metric,
        SchemaKey("key", "metric", among=METRICS),
        SchemaKey("better", "word", "more", ("more", "less")),
        SchemaKey("target_by", "words", ("month", "week"), tuple(PERIODS)),
        SchemaKey("split_by", "words", (), ("territory", "line", "customer", "tier", "product")),
        line=0.9,
    ),
    _kind("report", model.ReportDefinition, SchemaKey("sections", "words", among=tuple(SECTIONS))),
    _kind("agenda", model.AgendaPoint, minutes=10),
    _kind("analysis", model.Analysis),
    _kind("appraisal", model.Appraisal, SchemaKey("metrics", "words", (), METRICS)),
    _kind(
        "register",
        model.Rota,
        SchemaKey("by", "word", "self", ("self", "supervisor")),
        SchemaKey("check", "check", ""),
    ),
    _kind("clock", customer_model.Clock, SchemaKey("key", "word", among=(*SEVERITIES, "dispute"))),
)
"""Every kind of items, in the order of the page."""

SUPERIOR = SchemaKey("superior", "text", NO_TEXT)
CUSTOMERS = SchemaKey("customers", "word", "people", ("people", "organisations"))

HEAD = (
    SchemaKey("name", "key"),
    SchemaKey("extends", "parent", ""),
    SchemaKey("carries", "rows", ()),
    SchemaKey("title", "text"),
    SchemaKey("sentence", "text"),
    SUPERIOR,
    CUSTOMERS,
)
"""The keys at the top of the file, before the items."""
