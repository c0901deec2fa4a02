"""The one table of what may stand in a playbook: kinds of items, their keys, types and defaults.

The check and the reading are both driven by it. The page docs/playbooks.md is held to it by a test.
"""

from typing import NamedTuple

from amflow.playbooks import model

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


KEY = Entry("key", "key")
UNKEPT_KEY = Entry("key", "key", to="-")
TITLE = Entry("title", "text")
STEP = Entry("step", "word", among=model.STEPS)
CHOICES = Entry("choices", "choices", ())
VALUE_TYPE = Entry("type", "word", "text", ("text", "number", "money", "date", "choice", "yes-no"))

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERSON_OR_ORGANISATION = ("person", "organisation")

STAGE = Kind(
    "stage",
    "stages",
    model.Stage,
    (
        KEY,
        Entry("probability", "share"),
        Entry("needs", "needs", ()),
        Entry("department", "department", ""),
        Entry("quiet_days", "count", 14),
        TITLE,
    ),
)

OBJECTION = Kind(
    "objection", "objections", model.Objection, (UNKEPT_KEY, Entry("says", "text"), Entry("answer", "text"))
)

KINDS = (
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
            Entry("every", "word", "workday", ("workday", *WEEKDAYS, "month-end", "month-start")),
            Entry("at", "time", ""),
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
            TITLE,
            Entry("content", "text"),
        ),
    ),
    Kind(
        "field",
        "fields",
        model.Field,
        (
            KEY,
            Entry("group", "word", among=("personal", "family", "financial", "employer", "business", "contacts")),
            VALUE_TYPE,
            Entry("for", "word", "both", (*PERSON_OR_ORGANISATION, "both"), to="whom"),
            Entry("weight", "count", 1),
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
    Kind("paper", "papers", model.Paper, (KEY, TITLE)),
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
            Entry("category", "key", "{key}"),
            Entry("template", "template", ""),
            Entry("minutes", "count", 10),
            TITLE,
        ),
    ),
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
            Entry("line", "share", 0.9),
            TITLE,
        ),
    ),
    Kind("report", "reports", model.Report, (KEY, Entry("sections", "words", among=model.SECTIONS), TITLE)),
    Kind("agenda", "agenda", model.Agenda, (KEY, Entry("minutes", "count", 10), TITLE)),
)
"""Every kind of items, in the order of the page."""

HEAD = (
    Entry("name", "key"),
    Entry("extends", "parent", ""),
    Entry("carries", "rows", ()),
    TITLE,
    Entry("sentence", "text"),
)
"""The keys at the top of the file, before the items."""
