"""The one table of what may stand in a playbook: kinds of items, their keys, types and defaults.

The check and the reading are both driven by it. The page docs/playbooks.md is held to it by a test.
"""

from amflow.book.figures import BY_KEY
from amflow.playbooks import customer_model, model, vocabulary
from amflow.records import NamedTuple

REQUIRED = object()
"""The default of a key that has none."""


class SchemaKey(NamedTuple):
    """A key of an item, as it is written in the file."""

    name: str
    type: str
    """A name of `values.TYPES`."""
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
    record: type
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

KEY = SchemaKey("key", "key")
UNKEPT_KEY = SchemaKey("key", "key", to="-")
TITLE = SchemaKey("title", "text")
CONTENT = SchemaKey("content", "text")
MORE = SchemaKey("content", "text", NO_TEXT)
STEP = SchemaKey("step", "word", among=vocabulary.STEPS)
CHOICES = SchemaKey("choices", "choices", ())
VALUE_TYPE = SchemaKey("type", "word", "text", ("text", "number", "money", "date", "choice", "yes-no"))

WHO = SchemaKey("who", "condition", "")
QUALIFIES = SchemaKey("qualifies", "condition", "")
VALID = SchemaKey("valid", "length", "")
AT = SchemaKey("at", "time", "")
COUNTS = SchemaKey("counts", "word", "messages", ("messages", "calls", "visits"))
PER = SchemaKey("per", "word", "day", ("day", "week", "month"))

METRICS = tuple(BY_KEY)
"""The figures that the program can count."""

SEVERITIES = ("low", "normal", "high", "urgent")
"""How bad a problem is; each may have a clock."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERSON_OR_ORGANISATION = ("person", "organisation")
FOR = SchemaKey("for", "word", "both", (*PERSON_OR_ORGANISATION, "both"), to="whom")
EVERY = SchemaKey(
    "every", "word", "workday", ("workday", *WEEKDAYS, "month-start", "month-end", "quarter-end", "year-end")
)

STAGE = ItemKind(
    "stage",
    "stages",
    model.Stage,
    (
        KEY,
        SchemaKey("probability", "share"),
        SchemaKey("needs", "needs", ()),
        SchemaKey("department", "department", ""),
        SchemaKey("with", "departments", (), to="others"),
        SchemaKey("quiet_days", "count", 14),
        TITLE,
        MORE,
    ),
)

OBJECTION = ItemKind(
    "objection", "objections", model.Objection, (UNKEPT_KEY, SchemaKey("says", "text"), SchemaKey("answer", "text"))
)

KINDS = (
    ItemKind("duty", "duties", model.Duty, (KEY, TITLE, MORE)),
    ItemKind(
        "block",
        "blocks",
        model.Block,
        (UNKEPT_KEY, SchemaKey("from", "time", to="start"), SchemaKey("to", "time", to="end"), STEP, TITLE),
    ),
    ItemKind("check", "checks", model.ChecklistItem, (KEY, STEP, EVERY, AT, SchemaKey("see", "command", ""), TITLE)),
    ItemKind("source", "sources", customer_model.LeadSource, (KEY, SchemaKey("post", "flag", False), TITLE)),
    ItemKind("signal", "signals", customer_model.Signal, (KEY, SchemaKey("weight", "count", 1), TITLE)),
    ItemKind("outcome", "outcomes", customer_model.Outcome, (KEY, SchemaKey("reached", "flag", True), TITLE)),
    ItemKind("intent", "intents", customer_model.IntentLevel, (KEY, SchemaKey("every_days", "count"), TITLE)),
    ItemKind(
        "tier",
        "tiers",
        customer_model.Tier,
        (
            KEY,
            SchemaKey("rank", "count"),
            QUALIFIES,
            SchemaKey("every_days", "count"),
            SchemaKey("latest_days", "count"),
            SchemaKey("kind", "word", "call", ("visit", "call")),
            SchemaKey("minutes", "count", 30),
            SchemaKey("visits", "count", 0),
            SchemaKey("cycle_days", "count", 0),
            TITLE,
            CONTENT,
        ),
    ),
    ItemKind("segment", "segments", customer_model.Segment, (KEY, FOR, QUALIFIES, TITLE, MORE)),
    ItemKind(
        "market",
        "markets",
        customer_model.Market,
        (KEY, SchemaKey("price_from", "count", 0), SchemaKey("price_to", "count", 0), TITLE, MORE),
    ),
    ItemKind("channel", "channels", customer_model.Channel, (KEY, SchemaKey("letter", "letter"), WHO, TITLE, MORE)),
    ItemKind(
        "field",
        "fields",
        customer_model.CustomerField,
        (
            KEY,
            SchemaKey("group", "word", among=("personal", "family", "financial", "employer", "business", "contacts")),
            VALUE_TYPE,
            FOR,
            SchemaKey("weight", "count", 1),
            VALID,
            SchemaKey("report", "word", "", among=vocabulary.CUSTOMER_SECTIONS),
            CHOICES,
            TITLE,
        ),
    ),
    ItemKind(
        "question",
        "questions",
        customer_model.Question,
        (KEY, SchemaKey("about", "word", among=("needs", "callback")), VALUE_TYPE, CHOICES, TITLE),
    ),
    ItemKind("department", "departments", model.Department, (KEY, TITLE)),
    ItemKind("paper", "papers", model.Paper, (KEY, FOR, SchemaKey("expires", "flag", False), VALID, TITLE)),
    ItemKind(
        "pipeline",
        "pipelines",
        model.Pipeline,
        (
            KEY,
            SchemaKey("for", "words", PERSON_OR_ORGANISATION, PERSON_OR_ORGANISATION, to="whom"),
            SchemaKey("stage", "items", to="stages", items=STAGE),
            TITLE,
        ),
    ),
    ItemKind(
        "credit",
        "credit",
        model.Credit,
        (
            KEY,
            SchemaKey("pipeline", "pipeline"),
            VALUE_TYPE,
            SchemaKey("use", "word", "note", ("cap", "less", "note")),
            SchemaKey("times", "factor", 1.0),
            CHOICES,
            TITLE,
        ),
    ),
    ItemKind("category", "categories", model.Category, (KEY, SchemaKey("daily", "flag", False), TITLE)),
    ItemKind(
        "rule",
        "rules",
        model.Rule,
        (
            KEY,
            SchemaKey("on", "event", among=vocabulary.EVENTS),
            SchemaKey("after", "offset", "0d"),
            SchemaKey("until", "length", "5d"),
            WHO,
            SchemaKey("pipeline", "pipeline", ""),
            STEP,
            SchemaKey("kind", "word", among=("call", "visit", "message", "greeting")),
            SchemaKey("category", "category", "{key}"),
            SchemaKey("template", "template", ""),
            SchemaKey("minutes", "count", 10),
            TITLE,
        ),
    ),
    ItemKind("quota", "quotas", model.Quota, (KEY, COUNTS, PER, SchemaKey("least", "count"), WHO, TITLE)),
    ItemKind("cap", "caps", model.Cap, (KEY, COUNTS, PER, SchemaKey("most", "count"), WHO, TITLE)),
    ItemKind(
        "referral",
        "referral_steps",
        customer_model.ReferralStep,
        (KEY, SchemaKey("within_days", "count", 0), TITLE, MORE),
    ),
    ItemKind("visit", "visit_parts", model.VisitPart, (KEY, TITLE, MORE)),
    ItemKind("aspect", "aspects", model.Aspect, (KEY, TITLE)),
    ItemKind("service", "services", model.Service, (KEY, SchemaKey("suitability", "flag", False), TITLE, MORE)),
    ItemKind("risk", "risks", model.Risk, (KEY, SchemaKey("at_least", "key"), TITLE)),
    ItemKind("campaign", "campaigns", model.Campaign, (KEY, SchemaKey("partner", "flag", False), TITLE, MORE)),
    ItemKind("family", "families", model.ScriptFamily, (KEY, TITLE)),
    ItemKind(
        "script",
        "scripts",
        model.Script,
        (
            KEY,
            SchemaKey("family", "family"),
            SchemaKey("step", "word", "outreach", vocabulary.STEPS),
            SchemaKey("template", "template", "script/{key}"),
            SchemaKey("campaign", "campaign", ""),
            SchemaKey("first", "flag", False),
            TITLE,
            SchemaKey("objection", "items", (), to="objections", items=OBJECTION),
        ),
    ),
    ItemKind(
        "metric",
        "metrics",
        model.Metric,
        (
            SchemaKey("key", "metric", among=METRICS),
            SchemaKey("better", "word", "more", ("more", "less")),
            SchemaKey("target_by", "words", ("month", "week"), ("day", "week", "month", "quarter", "year")),
            SchemaKey("split_by", "words", (), ("territory", "line", "customer", "tier", "product")),
            SchemaKey("line", "share", 0.9),
            TITLE,
        ),
    ),
    ItemKind(
        "report",
        "reports",
        model.ReportDefinition,
        (KEY, SchemaKey("sections", "words", among=vocabulary.SECTIONS), TITLE),
    ),
    ItemKind("agenda", "agenda", model.AgendaPoint, (KEY, SchemaKey("minutes", "count", 10), TITLE)),
    ItemKind("analysis", "analysis", model.Analysis, (KEY, TITLE, MORE)),
    ItemKind(
        "appraisal",
        "appraisals",
        model.Appraisal,
        (KEY, SchemaKey("share", "share"), SchemaKey("metrics", "words", (), METRICS), TITLE),
    ),
    ItemKind(
        "register",
        "register",
        model.Rota,
        (
            KEY,
            EVERY,
            AT,
            SchemaKey("by", "word", "self", ("self", "supervisor")),
            SchemaKey("check", "check", ""),
            TITLE,
            MORE,
        ),
    ),
    ItemKind(
        "clock",
        "clocks",
        model.Clock,
        (
            SchemaKey("key", "word", among=SEVERITIES),
            SchemaKey("answer_hours", "count"),
            SchemaKey("solve_hours", "count"),
            TITLE,
        ),
    ),
)
"""Every kind of items, in the order of the page."""

SUPERIOR = SchemaKey("superior", "text", NO_TEXT)

HEAD = (
    SchemaKey("name", "key"),
    SchemaKey("extends", "parent", ""),
    SchemaKey("carries", "rows", ()),
    TITLE,
    SchemaKey("sentence", "text"),
    SUPERIOR,
)
"""The keys at the top of the file, before the items."""
