"""The one table of what may stand in a playbook: kinds of items, their keys, types and defaults.

The check and the reading are both driven by it. The page docs/playbooks.md is held to it by a test.
"""

from amflow.playbooks import model
from amflow.records import NamedTuple

REQUIRED = object()
"""The default of a key that has none."""


class Entry(NamedTuple):
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
    items: "Kind | None" = None
    """For the type `items`: what they are."""

    @property
    def attribute(self) -> str:
        """The attribute of the record that takes the value."""
        return self.to or self.name


class Kind(NamedTuple):
    """A kind of items: its table in the file, its attribute in `Playbook`, its record."""

    table: str
    plural: str
    record: type
    entries: tuple[Entry, ...]

    def entry(self, name: str) -> Entry | None:
        """The entry with this name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    @property
    def placing(self) -> tuple[str, ...]:
        """The words that place or remove an item. Where `after` is a key of its own (rules), order has no meaning."""
        return ("remove",) if self.entry("after") else ("remove", "before", "after")


NO_TEXT = {"en": "", "zh": ""}
"""The default of a text that may be left out."""

KEY = Entry("key", "key")
UNKEPT_KEY = Entry("key", "key", to="-")
TITLE = Entry("title", "text")
CONTENT = Entry("content", "text")
MORE = Entry("content", "text", NO_TEXT)
STEP = Entry("step", "word", among=model.STEPS)
CHOICES = Entry("choices", "choices", ())
VALUE_TYPE = Entry("type", "word", "text", ("text", "number", "money", "date", "choice", "yes-no"))

TIMES = ("day", "week", "month")
COUNTED = ("messages", "calls", "visits")
SEVERITIES = ("low", "normal", "high", "urgent")
"""How bad a problem is; each may have a clock."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERSON_OR_ORGANISATION = ("person", "organisation")
FOR = Entry("for", "word", "both", (*PERSON_OR_ORGANISATION, "both"), to="whom")
EVERY = Entry("every", "word", "workday", ("workday", *WEEKDAYS, "month-start", "month-end", "quarter-end", "year-end"))

STAGE = Kind(
    "stage",
    "stages",
    model.Stage,
    (
        KEY,
        Entry("probability", "share"),
        Entry("needs", "needs", ()),
        Entry("department", "department", ""),
        Entry("with", "departments", (), to="others"),
        Entry("quiet_days", "count", 14),
        TITLE,
        MORE,
    ),
)

OBJECTION = Kind(
    "objection", "objections", model.Objection, (UNKEPT_KEY, Entry("says", "text"), Entry("answer", "text"))
)

KINDS = (
    Kind("duty", "duties", model.Duty, (KEY, TITLE, MORE)),
    Kind(
        "block",
        "blocks",
        model.Block,
        (UNKEPT_KEY, Entry("from", "time", to="start"), Entry("to", "time", to="end"), STEP, TITLE),
    ),
    Kind(
        "check",
        "checks",
        model.Check,
        (
            KEY,
            STEP,
            EVERY,
            Entry("at", "time", ""),
            Entry("see", "command", ""),
            TITLE,
        ),
    ),
    Kind("source", "sources", model.Source, (KEY, Entry("post", "flag", False), TITLE)),
    Kind("signal", "signals", model.Signal, (KEY, Entry("weight", "count", 1), TITLE)),
    Kind("outcome", "outcomes", model.Outcome, (KEY, Entry("reached", "flag", True), TITLE)),
    Kind("intent", "intents", model.Intent, (KEY, Entry("every_days", "count"), TITLE)),
    Kind(
        "tier",
        "tiers",
        model.Tier,
        (
            KEY,
            Entry("rank", "count"),
            Entry("qualifies", "condition", ""),
            Entry("every_days", "count"),
            Entry("latest_days", "count"),
            Entry("kind", "word", "call", ("visit", "call")),
            Entry("minutes", "count", 30),
            Entry("visits", "count", 0),
            Entry("cycle_days", "count", 0),
            TITLE,
            CONTENT,
        ),
    ),
    Kind("segment", "segments", model.Segment, (KEY, FOR, Entry("qualifies", "condition", ""), TITLE, MORE)),
    Kind(
        "market",
        "markets",
        model.Market,
        (KEY, Entry("price_from", "count", 0), Entry("price_to", "count", 0), TITLE, MORE),
    ),
    Kind(
        "channel",
        "channels",
        model.Channel,
        (KEY, Entry("letter", "letter"), Entry("who", "condition", ""), TITLE, MORE),
    ),
    Kind(
        "field",
        "fields",
        model.Field,
        (
            KEY,
            Entry("group", "word", among=("personal", "family", "financial", "employer", "business", "contacts")),
            VALUE_TYPE,
            FOR,
            Entry("weight", "count", 1),
            Entry("valid", "length", ""),
            Entry("report", "word", "", among=model.CUSTOMER_SECTIONS),
            CHOICES,
            TITLE,
        ),
    ),
    Kind(
        "question",
        "questions",
        model.Question,
        (KEY, Entry("about", "word", among=("needs", "callback")), VALUE_TYPE, CHOICES, TITLE),
    ),
    Kind("department", "departments", model.Department, (KEY, TITLE)),
    Kind(
        "paper",
        "papers",
        model.Paper,
        (KEY, FOR, Entry("expires", "flag", False), Entry("valid", "length", ""), TITLE),
    ),
    Kind(
        "pipeline",
        "pipelines",
        model.Pipeline,
        (
            KEY,
            Entry("for", "words", PERSON_OR_ORGANISATION, PERSON_OR_ORGANISATION, to="whom"),
            Entry("stage", "items", to="stages", items=STAGE),
            TITLE,
        ),
    ),
    Kind(
        "credit",
        "credit",
        model.Credit,
        (
            KEY,
            Entry("pipeline", "pipeline"),
            VALUE_TYPE,
            Entry("use", "word", "note", ("cap", "less", "note")),
            Entry("times", "factor", 1.0),
            CHOICES,
            TITLE,
        ),
    ),
    Kind("category", "categories", model.Category, (KEY, Entry("daily", "flag", False), TITLE)),
    Kind(
        "rule",
        "rules",
        model.Rule,
        (
            KEY,
            Entry("on", "event", among=model.EVENTS),
            Entry("after", "offset", "0d"),
            Entry("until", "length", "5d"),
            Entry("who", "condition", ""),
            Entry("pipeline", "pipeline", ""),
            STEP,
            Entry("kind", "word", among=("call", "visit", "message", "greeting")),
            Entry("category", "category", "{key}"),
            Entry("template", "template", ""),
            Entry("minutes", "count", 10),
            TITLE,
        ),
    ),
    Kind(
        "quota",
        "quotas",
        model.Quota,
        (
            KEY,
            Entry("counts", "word", "messages", COUNTED),
            Entry("per", "word", "day", TIMES),
            Entry("least", "count"),
            Entry("who", "condition", ""),
            TITLE,
        ),
    ),
    Kind(
        "cap",
        "caps",
        model.Cap,
        (
            KEY,
            Entry("counts", "word", "messages", COUNTED),
            Entry("per", "word", "day", TIMES),
            Entry("most", "count"),
            Entry("who", "condition", ""),
            TITLE,
        ),
    ),
    Kind(
        "referral",
        "referral_steps",
        model.ReferralStep,
        (KEY, Entry("within_days", "count", 0), TITLE, MORE),
    ),
    Kind("visit", "visit_parts", model.VisitPart, (KEY, TITLE, MORE)),
    Kind("aspect", "aspects", model.Aspect, (KEY, TITLE)),
    Kind("service", "services", model.Service, (KEY, Entry("suitability", "flag", False), TITLE, MORE)),
    Kind("risk", "risks", model.Risk, (KEY, Entry("at_least", "key"), TITLE)),
    Kind("campaign", "campaigns", model.Campaign, (KEY, Entry("partner", "flag", False), TITLE, MORE)),
    Kind("family", "families", model.Family, (KEY, TITLE)),
    Kind(
        "script",
        "scripts",
        model.Script,
        (
            KEY,
            Entry("family", "family"),
            Entry("step", "word", "outreach", model.STEPS),
            Entry("template", "template", "script/{key}"),
            Entry("campaign", "campaign", ""),
            Entry("first", "flag", False),
            TITLE,
            Entry("objection", "items", (), to="objections", items=OBJECTION),
        ),
    ),
    Kind(
        "metric",
        "metrics",
        model.Metric,
        (
            Entry("key", "metric", among=model.METRICS),
            Entry("better", "word", "more", ("more", "less")),
            Entry("target_by", "words", ("month", "week"), ("day", "week", "month", "quarter", "year")),
            Entry("split_by", "words", (), ("territory", "line", "customer", "tier", "product")),
            Entry("line", "share", 0.9),
            TITLE,
        ),
    ),
    Kind("report", "reports", model.Report, (KEY, Entry("sections", "words", among=model.SECTIONS), TITLE)),
    Kind("agenda", "agenda", model.Agenda, (KEY, Entry("minutes", "count", 10), TITLE)),
    Kind("analysis", "analysis", model.Analysis, (KEY, TITLE, MORE)),
    Kind(
        "appraisal",
        "appraisals",
        model.Appraisal,
        (KEY, Entry("share", "share"), Entry("metrics", "words", (), model.METRICS), TITLE),
    ),
    Kind(
        "register",
        "register",
        model.Rota,
        (
            KEY,
            EVERY,
            Entry("at", "time", ""),
            Entry("by", "word", "self", ("self", "supervisor")),
            Entry("check", "check", ""),
            TITLE,
            MORE,
        ),
    ),
    Kind(
        "clock",
        "clocks",
        model.Clock,
        (
            Entry("key", "word", among=SEVERITIES),
            Entry("answer_hours", "count"),
            Entry("solve_hours", "count"),
            TITLE,
        ),
    ),
)
"""Every kind of items, in the order of the page."""

SUPERIOR = Entry("superior", "text", NO_TEXT)

HEAD = (
    Entry("name", "key"),
    Entry("extends", "parent", ""),
    Entry("carries", "rows", ()),
    TITLE,
    Entry("sentence", "text"),
    SUPERIOR,
)
"""The keys at the top of the file, before the items."""
