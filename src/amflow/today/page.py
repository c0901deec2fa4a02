"""The day: the seven steps strung together, the figures at its head, and the few things that come first."""

from collections.abc import Callable
from datetime import date
from functools import partial

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda.items import Item, StepPage
from amflow.book.money import Money
from amflow.book.quantities import percent, share
from amflow.callback import page as callback_page
from amflow.convert import page as convert_page
from amflow.dates import periods, report_period
from amflow.desk import Desk
from amflow.locale import _
from amflow.outreach import page as outreach_page
from amflow.plan import page as plan_page
from amflow.playbooks.model import Block
from amflow.playbooks.titles import known_key
from amflow.playbooks.vocabulary import STEPS
from amflow.prep import page as prep_page
from amflow.prospect import page as prospect_page
from amflow.records import NamedTuple
from amflow.register import records as register_records

HEADS = 3
"""How many figures stand at the head of the page."""

FIRST = 3
"""How many things come first."""

BRIEF = 10
"""How many where they are all that is shown."""

PLACES = {
    "case": -1,
    "appointment": 0,
    "promise": 1,
    "callback": 2,
    "order": 2,
    "task": 3,
    "birthday": 4,
    "owed": 4,
    "rhythm": 5,
    "lead": 6,
    "talk": 7,
    "waiting": 8,
}
"""Which kinds of items come before which."""

LATER = 10
"""What is for another day comes after everything that is for this one."""


class Head(NamedTuple):
    """A figure at the head of the page: how much of the month's target is reached."""

    metric: str
    title: str
    actual: float | Money
    share: float
    """The actual of the target: 1 is reached."""

    @property
    def percent(self) -> int:
        """The share, of a hundred."""
        return percent(self.share) or 0


class Heads(NamedTuple):
    """The figures at the head of the page, and how many more have a target."""

    shown: list[Head]
    more: int


class Today(NamedTuple):
    """The whole day on one page."""

    day: date
    clock: str
    playbook: str
    title: str
    workday: bool
    block: Block | None
    """The stretch of the timed day that the clock is in (`W11`)."""
    next_block: Block | None
    """Where it is in none: the one that begins next."""
    now: list[Item]
    """The checks whose hour lies in the block."""
    heads: Heads
    workdays_left: int
    """Working days left in the month: today counts until its last working hour."""
    pages: list[StepPage]
    first: list[Item]
    empty: bool
    """Nothing is in the book yet."""
    made: bool
    """The book was made just now."""
    register: str
    """How the locked register stands; empty for a book without one."""


def today(desk: Desk, limit: int, only: str = "") -> Today:
    """The day as it stands; `limit` cuts each list (-1: everything), `only` names the one step to look at."""
    only = known_key(only, STEPS, _("step"))
    steps = [only] if only else list(STEPS)
    pages = [page(desk, step, limit) for step in steps]
    return Today(
        desk.today,
        desk.clock,
        desk.playbook.name,
        str(desk.playbook.title),
        desk.calendar.is_workday(desk.today),
        block(desk),
        next_block(desk),
        of_block(block(desk), pages),
        heads(desk),
        workdays_left(desk),
        pages,
        first(pages, desk.today),
        empty(desk),
        desk.book.made,
        register_records.line(desk),
    )


def page(desk: Desk, step: str, limit: int, alone: bool = False) -> StepPage:
    """One step of the day; `alone` is a page of its own, where there is room for more."""
    pages: dict[str, Callable[[Desk, int], StepPage]] = {
        "prep": partial(prep_page.page, alone=alone),
        "summary": _summary,
        "prospect": partial(prospect_page.page, alone=alone),
        "outreach": outreach_page.page,
        "convert": convert_page.page,
        "callback": callback_page.page,
        "plan": plan_page.page,
    }
    return pages[step](desk, limit)._replace(finished_at=agenda_checklist.finished_at(desk, step))


def _summary(desk: Desk, limit: int) -> StepPage:
    """Step 6 as a part of the day: what was done so far; the summary itself has a command of its own."""
    done = _("today: {figures}").format(figures=prep_page.figures_of(desk, desk.today))
    line = " · ".join(filter(None, (done, agenda_checklist.habits_line(desk))))
    return agenda_checklist.step_page(desk, "summary", _("Summary"), [], line, limit)


def block(desk: Desk) -> Block | None:
    """The block of the timed day that the clock is in; none on a day that is not worked."""
    if not desk.calendar.is_workday(desk.today):
        return None
    return next((one for one in desk.playbook.blocks if one.start <= desk.clock < one.end), None)


def next_block(desk: Desk) -> Block | None:
    """The block that begins next today, where the clock is in none: before work, over lunch."""
    if not desk.calendar.is_workday(desk.today) or block(desk):
        return None
    later = [one for one in desk.playbook.blocks if one.start > desk.clock]
    return min(later, key=lambda one: one.start, default=None)


def of_block(now: Block | None, pages: list[StepPage]) -> list[Item]:
    """The checks that have their hour in the block and are still open, whichever step they belong to, by their hour. A step that
    was ticked as a whole has none."""
    if now is None:
        return []
    steps = [page for page in pages if not page.finished]
    items = [item for page in steps for item in page.items if item.kind == "check" and item.state == "open"]
    # What is due by the first minute belongs to the block before, unless it is of this one's step.
    here = [
        item
        for item in items
        if now.start < item.due_time <= now.end or (item.due_time == now.start and item.step == now.step)
    ]
    return sorted(here, key=lambda item: item.due_time)


def workdays_left(desk: Desk) -> int:
    """The working days left in the month."""
    return report_period.left(periods.month_of(desk.today), desk.hours, desk.now)


def heads(desk: Desk) -> Heads:
    """The month's figures that have a target, in the playbook's order: the first few, and how many more there are."""
    if not desk.book.number("SELECT EXISTS (SELECT 1 FROM target)"):
        return Heads([], 0)
    from amflow.summary.figures import counting
    from amflow.summary.targets import attainment

    month = periods.month_of(desk.today)
    goals = attainment.goals(desk, month)
    wanted = [metric for metric in desk.playbook.metrics if metric.key in goals and metric.better == "more"][:HEADS]
    counts = counting.count(desk, (month,), [one.key for one in wanted]) if wanted else counting.Counts({}, (), {})
    found = []
    for metric in wanted:
        number = counts.numbers[metric.key][0]
        actual = counting.shown(metric.key, number, desk.settings.currency)
        if number is not None and actual is not None:
            reached = share(number, goals[metric.key].value) or 0
            found.append(Head(metric.key, str(metric.title), actual, reached))
    return Heads(found, len(goals) - len(found))


def empty(desk: Desk) -> bool:
    """Whether there is nobody and nothing in the book yet."""
    row = desk.book.one("SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM task) AS any")
    return row is None or not row["any"]


def first(pages: list[StepPage], today: date, number: int = FIRST) -> list[Item]:
    """The few things that come first: cases that break today, appointments by the clock, callbacks that lapse, promises; of the
    deals those that bring most."""
    waiting = [
        item for page in pages for item in page.items if item.state == "open" and item.kind not in ("check", "event")
    ]

    def order(item: Item) -> tuple[int, str, float, str]:
        return _order(item, today)

    # What is also on the plan is one thing, as its own step shows it.
    once = {_thing(item): item for item in sorted(waiting, key=order, reverse=True)}
    return sorted(once.values(), key=order)[:number]


def _thing(item: Item) -> tuple[str, int | None]:
    """What is one thing however often the page shows it: the record itself, a talk with somebody."""
    return ("talk", item.customer_id) if item.kind in ("callback", "rhythm", "talk", "lead") else (item.ref, None)


def _order(item: Item, today: date) -> tuple[int, str, float, str]:
    # Whatever it is, with an hour of today it is an appointment; a case keeps its own place.
    of_today = item.due_on is None or item.due_on <= today
    timed = bool(item.due_time) and of_today and item.kind not in ("case", "plan")
    place = PLACES["appointment"] if timed else PLACES.get(item.kind, 9) if of_today else LATER
    if item.kind == "case" and not (item.late or item.due_on == today):
        # Its clock leaves time for what is for today.
        place = PLACES["callback"]
    if item.late and item.kind in ("callback", "promise", "task", "order"):
        place -= 1
    return (
        place,
        item.due_time if of_today and item.due_time else "99:99",
        -item.worth,
        item.due_on.isoformat() if item.due_on else "9999",
    )
