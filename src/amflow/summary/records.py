"""What a summary is made of, and what reports to the level above are: records, which every form shows and finals keep."""

from datetime import date
from typing import Any

from amflow.agenda.coming import Coming
from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.records import NamedTuple
from amflow.summary.deal_records import OrderScore, PipelineStage

Number = int | float | Money


def says(number: Number | None) -> bool:
    """Whether a number is worth a word: a count or an amount that is not 0, any share that there is, for 0 % of something is a
    result."""
    return isinstance(number, Rate) or bool(number.minor if isinstance(number, Money) else number)


class Stretch(NamedTuple):
    """The period of a summary, and how far it has gone."""

    kind: str
    start: date
    end: date
    title: str
    workdays: int
    workdays_left: int
    """How many of them are still to be worked: today counts until its last working hour."""
    elapsed: float
    """The part of its working days that has begun, 0 to 1."""
    history_title: str


class Figure(NamedTuple):
    """One metric in the period."""

    key: str
    title: str
    meaning: str
    unit: str
    """`count`, or the currency."""
    value: Number | None
    """None for a share or an average with nothing behind it: what was not measured is no 0 %."""
    target: Number | None
    target_by: str
    """The kind of period the target was set for; another than the summary's when it is a share or a sum."""
    share: float | None
    """Value of target: 1 is reached."""
    missing: Number | None
    """What is missing to the target; None where nothing is."""
    per_workday: Number | None
    """What each remaining working day must bring to reach the target; None where none is left, or it is reached."""
    on_pace: bool | None
    """Whether at least the part of the target that is due by today is there; None without a target."""
    gap: bool
    """Whether it is below the playbook's line: a cause and a remedy are owed."""
    previous: Number | None
    """The value in the period before."""
    history: tuple[Number | None, ...]
    """The values of the last periods, the oldest first; the last is this one."""
    better: str
    """`more` or `less`."""
    picked: bool
    """Whether the playbook counts it, or a target was set for it."""
    cause: str = ""
    """What was said of why it is below its line (`W18`), with the remedy and the day it is promised by."""
    remedy: str = ""
    remedy_by: date | None = None
    stretch: Number | None = None
    """The stretch target: hoped for, not owed."""
    forecast: Number | None = None
    """What it comes to, while the period is running (`summary.forecast`)."""
    with_pipeline: Number | None = None
    """What it comes to with the deals that should close in the period, by the chance of their stage."""
    before: Number | None = None
    """In the period before, up to the same working day; None when the period is over, for then it is `previous`."""
    last_year: Number | None = None
    """A year before; of a running period up to the same working day."""
    scope: str = ""
    """The product, line or tier that it is counted for, or the customer's reference; empty for all of the work."""
    customer: str = ""
    """The customer's name."""
    of_trade: bool = False
    """Whether its target is the playbook's own, which nobody set."""

    @property
    def part(self) -> str:
        """What it is counted for, as people read it."""
        return self.customer or self.scope


class Forecast(NamedTuple):
    """What a figure of what is sold comes to."""

    metric: str
    title: str
    unit: str
    in_hand: Number
    value: Number
    low: Number | None
    high: Number | None
    """Between these four of five past periods would have come to lie; None where too few say so."""
    target: Number | None
    way: str
    """Which voices are heard (`forecast.records.WAYS`)."""
    off_share: Rate | None
    """By how much that way missed at the middle of the past periods, of what came."""
    periods: int
    """So many past periods were gone over."""
    every_day: bool
    """Whether every day counts, since days off bring about as much as working days."""


class PastForecast(NamedTuple):
    """What would have been said of a past period on a day within it, and what came."""

    metric: str
    title: str
    """The period's."""
    unit: str
    start: date
    on: date
    in_hand: Number
    value: Number
    came: Number
    off_share: Rate | None
    """By how much it missed, of what came."""


class ForecastWay(NamedTuple):
    """A way to forecast a figure, and by how much it missed in the past."""

    metric: str
    way: str
    off_share: Rate | None


class ForecastPage(NamedTuple):
    """What a period comes to, with the past where that is asked for."""

    period: Stretch
    today: date
    playbook: str
    forecasts: tuple[Forecast, ...]
    tested: bool = False
    past: tuple[PastForecast, ...] = ()
    ways: tuple[ForecastWay, ...] = ()
    empty: str = ""
    """Why there is none."""


class CallScore(NamedTuple):
    """Of the calls of a period, how many brought something: of those that the own talks would have put first, and of the rest."""

    first_calls: int
    rest_calls: int
    first_yes: int
    rest_yes: int
    first_share: Rate | None
    rest_share: Rate | None
    outcomes: int
    """From so many that came before it was learnt."""
    enough: bool


class Score(NamedTuple):
    """How good amflow's own order and forecasts were in a period that is over."""

    period: str
    order: OrderScore | None
    calls: CallScore | None
    forecasts: tuple[PastForecast, ...]


class ForeignFigure(NamedTuple):
    """An amount in another currency, not in the figure."""

    metric: str
    title: str
    amount: Money


class CountOfSort(NamedTuple):
    """So many of one sort."""

    key: str
    title: str
    number: int
    words: str
    """Both in words: `14 visits`, `Interested 8`."""


class ClosedDeal(NamedTuple):
    """A deal that was won or lost."""

    ref: str
    title: str
    customer: str
    """Empty where the deal has no customer yet."""
    customer_ref: str
    amount: Money | None
    on: date
    why: str
    """Why it was lost."""
    counted_by: str = ""
    """order or holding, where that carries the amount: it is not added here; cancelled where its orders were called off."""


class Whole(NamedTuple):
    """All the deals that were won, or lost: how many, and what they come to in each currency."""

    number: int
    sums: tuple[Money, ...]


class PlanOutcome(NamedTuple):
    """Plan against actual: the lines of the accepted plans, by what became of them."""

    planned: int
    done: int
    moved: int
    dropped: int
    """Left out on its day."""
    open: int
    share: float | None
    """Done of planned, 0 to 1; None when nothing was planned."""


class Ahead(NamedTuple):
    """The next period and what it begins with."""

    title: str
    start: date
    end: date
    appointments: tuple[Coming, ...]
    more: int
    """How many are not listed."""


class AgendaLine(NamedTuple):
    """A line that the book fills in."""

    ref: str
    text: str
    customer: str = ""
    detail: str = ""


class PlaybookLine(NamedTuple):
    """A line in the playbook's words: nobody is covered in it."""

    ref: str
    text: str
    customer: str = ""
    detail: str = ""


class Fact(NamedTuple):
    """A name with its value."""

    title: str
    value: Any


class Listing(NamedTuple):
    """Lines of the book under a title; `more` are not listed."""

    title: str
    items: tuple[AgendaLine | PlaybookLine, ...]
    more: int = 0
    own: bool = False
    """Whether it is only for whoever hands the report in."""


class Grid(NamedTuple):
    """A table of its own."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class ReportSection(NamedTuple):
    """A section of a report."""

    key: str
    title: str
    asks: str = ""
    """What belongs into it, in the playbook's words."""
    facts: tuple[Fact, ...] = ()
    figures: tuple[Figure, ...] = ()
    lists: tuple[Listing | Grid, ...] = ()
    written: str = ""
    """What the person wrote."""
    open: bool = False
    """Whether a person is to write something: without it there are lines to write into."""


class ReportParts(NamedTuple):
    """A report that is handed up."""

    what: str
    title: str
    under: tuple[str, ...]
    today: date
    sections: tuple[ReportSection, ...]
    history_title: str = ""
    sentences: tuple[str, ...] = ()
    summary: "Summary | None" = None


class Cause(NamedTuple):
    """Why a figure is below its line, and what is done about it."""

    metric: str
    period: str
    starts_on: date
    cause: str
    remedy: str
    by_on: date
    task_ref: str
    result: str


class FinalState(NamedTuple):
    """How far a summary is: `draft`; `final`, as the book keeps it; `anew`, counted again after it became final; empty
    where no gate is."""

    state: str
    ref: str = ""
    """The final one."""
    on: date | None = None
    """Since when it is final."""


class Summary(NamedTuple):
    """What a period came to."""

    period: Stretch
    today: date
    playbook: str
    """The playbook's title."""
    report: str
    """What the playbook calls a summary of such a period: `Weekly report`."""
    sections: tuple[str, ...]
    """What the playbook wants in it."""
    currency: str
    figures: dict[str, Figure]
    """The metrics by their key: every one, or those that the playbook counts or that have a target."""
    shown: tuple[Figure, ...]
    """Those that say something: they have a target, or are picked and not zero throughout."""
    gaps: tuple[Figure, ...]
    touches_by_kind: tuple[CountOfSort, ...]
    touches_by_outcome: tuple[CountOfSort, ...]
    won: tuple[ClosedDeal, ...]
    lost: tuple[ClosedDeal, ...]
    foreign: tuple[ForeignFigure, ...]
    plan: PlanOutcome
    ahead: Ahead
    remedies: tuple[Cause, ...] = ()
    """What was promised in the period before; without a result nobody has said yet what became of it."""
    more: tuple[ReportSection, ...] = ()
    """The other sections that the playbook wants, as far as they have something to say."""
    by_part: tuple[Figure, ...] = ()
    """The figures of products, lines and tiers that have targets of their own."""
    year_before: str = ""
    """What the figures of a year before are of, in words; empty where there are none."""
    standing: FinalState = FinalState("")
    """Whether it is a draft or final."""
    period_before: str = ""
    """The part of the period before that is as far as the running one, in words; empty where it is over."""
    chances_counted: bool = False
    """Whether the chances of deals are learnt from what became of own ones, and not the playbook's alone."""
    all_won: Whole = Whole(0, ())
    """What all the deals won come to: on a screen not each is listed."""
    all_lost: Whole = Whole(0, ())
    forecasts: tuple[Forecast, ...] = ()
    """What the figures of what is sold come to, while the period is running."""
    score: Score | None = None
    """How good the own order and forecasts were, in this month or quarter, or in the one before while it is running."""
    open_deals: tuple[PipelineStage, ...] = ()
    """What stands open in each stage at its end; of documents alone."""
    to_say: str = ""
    """The command that says how the last talk without an outcome ended; of screens alone."""


class Course(NamedTuple):
    """Every figure in each stretch of the period."""

    title: str
    labels: tuple[str, ...]
    numbers: dict[str, tuple[Number | None, ...]]
    """The values of each metric, in the order of the labels."""
