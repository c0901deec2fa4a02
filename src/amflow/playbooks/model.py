"""What a playbook is, once read: plain records, in the words of the trade.

Named tuples, because they cost a tenth of a dataclass at import and every morning pays it.
"""

from amflow.locale import Text
from amflow.playbooks import customer_model
from amflow.playbooks.sale_model import Sale
from amflow.records import NamedTuple


class Block(NamedTuple):
    """A stretch of the timed day (`W11`): local times `HH:MM`, the step it belongs to."""

    start: str
    end: str
    step: str
    title: Text


class ChecklistItem(NamedTuple):
    """A checklist item of a step. `number` is its place in the playbook: typed as `k3`."""

    key: str
    number: int
    step: str
    every: str
    """`workday`, a weekday (`mon` … `sun`), `month-start`, or the last working day: `month-end`, `quarter-end`, `year-end`."""
    at: str  # local time `HH:MM` by which it is due, or empty
    see: str  # the command that shows what it asks for, without `amflow`: `order list`; empty where no screen does
    known: str  # what the book knows that ticks it by itself, a word of `vocabulary.KNOWN`; empty where only the person knows
    habit: bool  # what is done all day long anyway: ticked with the other habits, in one go
    title: Text


class Duty(NamedTuple):
    """What the post is for (`W03`: six areas; `W06`: seven duties), in a sentence each."""

    key: str
    title: Text
    content: Text


class Department(NamedTuple):
    """A department inside the own firm that a stage of a pipeline waits for."""

    key: str
    title: Text


class Paper(NamedTuple):
    """A document that a procedure collects; `doc:KEY` in a stage's needs."""

    key: str
    whom: str  # person, organisation or both: who brings it
    expires: bool  # whether it bears a date of its own after which it is no longer good
    valid: str  # how long after its date it is good, such as `3m`; empty: for ever
    ours: bool  # whether one's own house makes it: it is never asked of the customer
    title: Text


class Stage(NamedTuple):
    """A stage of a pipeline. `needs` are conditions for *leaving* it.

    `doc:KEY` a document, `suits:KEY` one where what is sold must suit, `field:KEY` a field of the customer file, `amount`,
    `customer`; `credit` a credit sheet without gaps, `limit` the manager's own figure on it; `review` and `approval` of the
    stage's department, `terms` all agreed; `verified` all papers asked for so far, `conditions` those of the approvals met.
    """

    key: str
    probability: float
    needs: tuple[str, ...]
    department: str
    others: tuple[str, ...]  # the other departments that work on it
    quiet_days: int
    """A deal in this stage without a touch and with nothing planned is quiet after this many days."""
    title: Text
    content: Text  # what is done in it


class Pipeline(NamedTuple):
    """The way of a deal from first word to won; winning and losing are possible from every stage."""

    key: str
    whom: tuple[str, ...]
    stages: tuple[Stage, ...]
    title: Text

    def stage(self, key: str) -> Stage | None:
        """The stage with this key."""
        return next((stage for stage in self.stages if stage.key == key), None)


class Credit(NamedTuple):
    """A line of the credit assessment sheet (`W14`).

    What somebody can carry is the least of the `cap` lines, each times its factor, without the sum of the `less` lines; the
    suggested limit is that, and not more than the `request`.
    """

    key: str
    pipeline: str  # the pipeline whose deals are assessed so
    type: str
    use: str  # `cap`, `less`, `request`, or `note` for what is only read
    times: float
    choices: tuple[str, ...]
    warns: str  # the choice that is a warning to whoever decides; empty: none
    title: Text
    labels: tuple[Text, ...] = ()


class Category(NamedTuple):
    """A kind of messages (`W11`: six of them). `daily`: it is looked every day whether it is covered."""

    key: str
    daily: bool
    title: Text


class Quota(NamedTuple):
    """So many at least, counted over all customers whom the condition names (`W11`: 20 messages a day)."""

    key: str
    counts: str  # messages, calls or visits
    per: str
    """day, week or month."""
    least: int
    who: str
    title: Text


class Cap(NamedTuple):
    """So many at most, for each customer: nobody is to be pestered."""

    key: str
    counts: str
    per: str
    most: int
    who: str
    title: Text


class VisitPart(NamedTuple):
    """A part of a visit (`W13`: five of them)."""

    key: str
    title: Text
    content: Text


class Aspect(NamedTuple):
    """Something that one must know of every product (`W03`, `W12`)."""

    key: str
    title: Text


class Service(NamedTuple):
    """A kind of product or service that the trade handles (`W06`)."""

    key: str
    suitability: bool
    """Whether it may only be proposed to those whose risk tolerance fits."""
    owed: bool
    """Whether who has it owes it: a loan. It is no asset, and falls due instead of maturing."""
    title: Text
    content: Text


class Risk(NamedTuple):
    """A risk class of products: fits those whose `risk-tolerance` is at least that choice of the field (`W12`)."""

    key: str
    at_least: str
    title: Text


class Campaign(NamedTuple):
    """A kind of campaign or event (`W01`, `W08`); `partner`: it is held together with somebody else."""

    key: str
    partner: bool
    counts: str
    """What the goal of one is of, where nobody says: customers or pieces (`W18`)."""
    title: Text
    content: Text


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
    score: bool
    """Whether it asks how satisfied they are: a score that is written down settles it."""
    won: str
    """The pipeline whose deal, once won, is what it asks for; empty for none."""
    minutes: int
    title: Text
    to: Text
    """Words in the role of the person of a firm who is meant; empty for whom the firm has as its main contact."""

    @property
    def role(self) -> tuple[str, ...]:
        """Those words, in whichever language roles are written."""
        return (*self.to.en.split(), *self.to.zh.split())


class ScriptFamily(NamedTuple):
    """A family of scripts (`W01`): what kind of argument they use."""

    key: str
    title: Text


class Objection(NamedTuple):
    """What a customer may say against it, and an answer."""

    key: str
    says: Text
    answer: Text


class Script(NamedTuple):
    """Words for a conversation; `template` names the text under templates/."""

    key: str
    family: str
    step: str
    template: str
    campaign: str  # the kind of campaign it belongs to; empty where it stands alone
    first: bool  # whether it is said to somebody whom one has not talked to before
    title: Text
    objections: tuple[Objection, ...]


class Metric(NamedTuple):
    """A figure that the trade counts. The program knows how; the playbook picks, names and sets the line."""

    key: str
    better: str
    """more or less."""
    target_by: tuple[str, ...]
    """day, week, month, quarter, year."""
    split_by: tuple[str, ...]
    """By what a target is broken down besides periods: territory, line, customer, tier, product."""
    line: float
    """Below this share of the target a cause and a remedy are owed."""
    who: str
    """Of the completeness of files: whose count, and count themselves; empty where it is measured by hand."""
    title: Text


class ReportDefinition(NamedTuple):
    """A report and its sections in order."""

    key: str
    sections: tuple[str, ...]
    title: Text


class AgendaPoint(NamedTuple):
    """A point of the weekly meeting (`W18`)."""

    key: str
    minutes: int
    title: Text


class Analysis(NamedTuple):
    """A part of the month's analysis (`W18`: four of them), and what it asks."""

    key: str
    title: Text
    content: Text


class Appraisal(NamedTuple):
    """Something that the person is appraised by (`W15`), with its share, and the figures that show it."""

    key: str
    share: float
    metrics: tuple[str, ...]
    title: Text


class Rota(NamedTuple):
    """Something that the locked register of customers asks for (`W09`): when, and by whom."""

    key: str
    every: str
    """As for a check."""
    at: str
    by: str
    """self or supervisor."""
    check: str
    """The checklist item that is ticked by it; empty for none."""
    title: Text
    content: Text


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
    checks: tuple[ChecklistItem, ...]
    sources: tuple[customer_model.LeadSource, ...]
    signals: tuple[customer_model.Signal, ...]
    outcomes: tuple[customer_model.Outcome, ...]
    intents: tuple[customer_model.IntentLevel, ...]
    tiers: tuple[customer_model.Tier, ...]
    fields: tuple[customer_model.CustomerField, ...]
    questions: tuple[customer_model.Question, ...]
    papers: tuple[Paper, ...]
    pipelines: tuple[Pipeline, ...]
    rules: tuple[Rule, ...]
    scripts: tuple[Script, ...]
    metrics: tuple[Metric, ...]
    reports: tuple[ReportDefinition, ...]
    agenda: tuple[AgendaPoint, ...]
    departments: tuple[Department, ...] = ()
    families: tuple[ScriptFamily, ...] = ()
    duties: tuple[Duty, ...] = ()
    segments: tuple[customer_model.Segment, ...] = ()
    markets: tuple[customer_model.Market, ...] = ()
    feasts: tuple[customer_model.Feast, ...] = ()
    channels: tuple[customer_model.Channel, ...] = ()
    sales: tuple[Sale, ...] = ()
    credit: tuple[Credit, ...] = ()
    categories: tuple[Category, ...] = ()
    quotas: tuple[Quota, ...] = ()
    caps: tuple[Cap, ...] = ()
    referral_steps: tuple[customer_model.ReferralStep, ...] = ()
    visit_parts: tuple[VisitPart, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    services: tuple[Service, ...] = ()
    risks: tuple[Risk, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    analysis: tuple[Analysis, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    register: tuple[Rota, ...] = ()
    clocks: tuple[customer_model.Clock, ...] = ()
    superior: Text = Text("", "")
    """Who decides above the account manager; below it, what a customer is where nothing else tells."""
    customers: str = "people"

    def tier(self, key: str) -> customer_model.Tier | None:
        """The tier with this key."""
        return next((tier for tier in self.tiers if tier.key == key), None)

    def clock(self, key: str) -> customer_model.Clock | None:
        """The clock of this severity, or of this kind of case."""
        return next((clock for clock in self.clocks if clock.key == key), None)

    @property
    def words_used(self) -> dict[str, Text]:
        """What may be said of a talk: a script or a family of them, by their keys. Where both have one key it is the family's."""
        return {one.key: one.title for one in self.scripts} | {one.key: one.title for one in self.families}

    @property
    def objections(self) -> dict[str, Text]:
        """What customers say against the scripts, by its key."""
        return {one.key: one.says for script in self.scripts for one in script.objections}

    def sale(self, service: str) -> Sale | None:
        """What a sale of that kind of service makes: as its own words say, else those for every other product."""
        for sale in self.sales:
            if service in sale.services:
                return sale
        return next((sale for sale in self.sales if not sale.services), None)

    @property
    def owed(self) -> tuple[str, ...]:
        """The kinds of service that are owed: loans."""
        return tuple(service.key for service in self.services if service.owed)

    def pipeline(self, key: str) -> Pipeline | None:
        """The pipeline with this key."""
        return next((pipeline for pipeline in self.pipelines if pipeline.key == key), None)
