"""What a playbook is, once read: plain records, in the words of the trade.

Named tuples, because they cost a tenth of a dataclass at import and every morning pays it.
"""

from typing import NamedTuple

from amflow import locale

STEPS = ("prep", "prospect", "outreach", "convert", "callback", "summary", "plan")
"""The seven steps of the day, in order."""


class Text(NamedTuple):
    """A text in both languages; `str()` gives the one in use."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if locale.current() == "zh" else self.en


class Block(NamedTuple):
    """A stretch of the timed day (`W11`): local times `HH:MM`, the step it belongs to."""

    start: str
    end: str
    step: str
    title: Text


class Check(NamedTuple):
    """A checklist item of a step. `number` is its place in the playbook: typed as `k3`."""

    key: str
    number: int
    step: str
    every: str
    """`workday`, a weekday (`mon` … `sun`), `month-end` (last working day of the month) or `month-start`."""
    at: str
    """Local time `HH:MM` by which it is due, or empty."""
    title: Text


class Source(NamedTuple):
    """Where leads come from; `post` says that a colleague's desk refers them."""

    key: str
    post: bool
    title: Text


class Signal(NamedTuple):
    """How an interested person is recognised; a higher `weight` is a stronger sign."""

    key: str
    weight: int
    title: Text


class Outcome(NamedTuple):
    """How a touch ended. `reached` is false where nobody was spoken to: the cadence then goes on counting."""

    key: str
    reached: bool
    title: Text


class Intent(NamedTuple):
    """How near a person is to buying; while open they are talked to every `every_days`."""

    key: str
    every_days: int
    title: Text


class Tier(NamedTuple):
    """A class of customers with its rhythm (`W18`: frequency, cycle, content of visits)."""

    key: str
    rank: int
    qualifies: str
    """A condition over the customer's fields, or empty."""
    every_days: int
    """A talk is due this many days after the last one."""
    latest_days: int
    """After this many it is late."""
    kind: str
    """The kind of touch that is meant: `visit` or `call`."""
    minutes: int
    title: Text
    content: Text


class Field(NamedTuple):
    """A field of the customer file; the completeness rate counts it with its weight."""

    key: str
    group: str
    """personal, family, financial, employer, business or contacts."""
    type: str
    """text, number, money, date, choice or yes-no."""
    whom: str
    """person, organisation or both."""
    weight: int
    choices: tuple[str, ...]
    title: Text
    labels: tuple[Text, ...] = ()
    """What is shown for each of the choices, in the same order."""


class Question(NamedTuple):
    """A question of the needs analysis or of the callback."""

    key: str
    about: str
    """needs or callback."""
    type: str
    choices: tuple[str, ...]
    title: Text
    labels: tuple[Text, ...] = ()
    """What is shown for each of the choices, in the same order."""


class Department(NamedTuple):
    """A department inside the own firm that a stage of a pipeline waits for."""

    key: str
    title: Text


class Paper(NamedTuple):
    """A document that a procedure collects; `doc:KEY` in a stage's needs."""

    key: str
    title: Text


class Stage(NamedTuple):
    """A stage of a pipeline. `needs` are conditions for *leaving* it: `doc:KEY`, `field:KEY`, `amount`, `customer`."""

    key: str
    probability: float
    needs: tuple[str, ...]
    department: str
    quiet_days: int
    """A deal in this stage without a touch and with nothing planned is quiet after this many days."""
    title: Text


class Pipeline(NamedTuple):
    """The way of a deal from first word to won; winning and losing are possible from every stage."""

    key: str
    whom: tuple[str, ...]
    stages: tuple[Stage, ...]
    title: Text

    def stage(self, key: str) -> Stage | None:
        """The stage with this key."""
        return next((stage for stage in self.stages if stage.key == key), None)


class Rule(NamedTuple):
    """Something due because of an event: so long after it, for those whom the condition names."""

    key: str
    on: str
    """An event of `EVENTS`."""
    after: str
    """An offset: `10d` days, `3wd` working days; a leading minus is before."""
    until: str
    """How long it stays due; after that it has lapsed and counts as missed."""
    who: str
    """A condition over the customer, or empty for everyone."""
    pipeline: str
    """Only deals of this pipeline (for `deal.*` events), or empty."""
    step: str
    kind: str
    """call, visit, message or greeting."""
    category: str
    template: str
    minutes: int
    title: Text


class Family(NamedTuple):
    """A family of scripts (`W01`): what kind of argument they use."""

    key: str
    title: Text


class Objection(NamedTuple):
    """What a customer may say against it, and an answer."""

    says: Text
    answer: Text


class Script(NamedTuple):
    """Words for a conversation; `template` names the text under templates/."""

    key: str
    family: str
    step: str
    template: str
    title: Text
    objections: tuple[Objection, ...]


class Metric(NamedTuple):
    """A figure that the trade counts. The program knows how; the playbook picks, names and sets the line."""

    key: str
    better: str
    """more or less."""
    target_by: tuple[str, ...]
    """day, week, month, quarter, year."""
    line: float
    """Below this share of the target a cause and a remedy are owed."""
    title: Text


class Report(NamedTuple):
    """A report and its sections in order."""

    key: str
    sections: tuple[str, ...]
    title: Text


class Agenda(NamedTuple):
    """A point of the weekly meeting (`W18`)."""

    key: str
    minutes: int
    title: Text


class Playbook(NamedTuple):
    """A trade's way of living the seven steps, everything inherited already in it."""

    name: str
    extends: tuple[str, ...]
    """The chain of playbooks it inherits from, nearest first."""
    carries: tuple[str, ...]
    """The workflow rows (`W01`) that it carries, its own first and then the inherited ones."""
    title: Text
    sentence: Text
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]
    sources: tuple[Source, ...]
    signals: tuple[Signal, ...]
    outcomes: tuple[Outcome, ...]
    intents: tuple[Intent, ...]
    tiers: tuple[Tier, ...]
    fields: tuple[Field, ...]
    questions: tuple[Question, ...]
    papers: tuple[Paper, ...]
    pipelines: tuple[Pipeline, ...]
    rules: tuple[Rule, ...]
    scripts: tuple[Script, ...]
    metrics: tuple[Metric, ...]
    reports: tuple[Report, ...]
    agenda: tuple[Agenda, ...]
    departments: tuple[Department, ...] = ()
    families: tuple[Family, ...] = ()

    def tier(self, key: str) -> Tier | None:
        """The tier with this key."""
        return next((tier for tier in self.tiers if tier.key == key), None)

    def pipeline(self, key: str) -> Pipeline | None:
        """The pipeline with this key."""
        return next((pipeline for pipeline in self.pipelines if pipeline.key == key), None)


EVENTS = ("deal.won", "deal.opened", "customer.birthday", "customer.added", "lead.added")
"""The events that a rule can wait for."""

METRICS = (
    "visits",
    "calls",
    "messages",
    "touches",
    "leads_new",
    "leads_converted",
    "leads_dropped",
    "deals_opened",
    "deals_advanced",
    "deals_won",
    "deals_won_amount",
    "deals_lost",
    "deals_lost_amount",
    "accounts_opened",
    "callbacks_done",
    "callbacks_missed",
    "tasks_done",
    "plan_lines",
    "plan_done",
)
"""The figures that the program can count. `accounts_opened` are won deals of the pipeline `account-opening`."""

SECTIONS = ("touches", "leads", "deals", "callbacks", "plan", "targets", "complaints", "next")
"""The sections that a report can be made of."""
