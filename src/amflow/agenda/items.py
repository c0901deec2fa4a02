"""What a step shows: items with a reference to act on and the reason they are there, gathered on a page per step."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from amflow.dates.workdays import Provisional
from amflow.records import NamedTuple

MOST = 100
"""Counting what waits stops here, for each question: whether a hundred or ten thousand wait, nobody can talk to all."""


class Item(NamedTuple):
    """One thing to do, to know, or that was done; whatever it comes from, it looks the same."""

    ref: str
    """What a person types to act on it: `t45`, `k2`, `d3`, `c12`, `r31fk`."""
    step: str
    kind: str
    """appointment, task, check, birthday, lead, talk, deal, order, holding, paper, callback, rhythm, promise, case or plan."""
    title: str
    reason: str = ""
    customer_id: int | None = None
    customer: str = ""
    tier: str = ""
    due_on: date | None = None
    due_time: str = ""
    minutes: int = 0
    late: bool = False
    """Whether its last day has passed, or its hour."""
    state: str = "open"
    """open, done or skipped."""
    amount: Any = None
    """Money, where the item is about an amount."""
    worth: float = 0.0
    """What it should bring soon, in minor units: what counts most comes first among things that are no promise."""
    task_id: int | None = None
    deal_id: int | None = None
    rule: str = ""
    for_date: date | None = None
    """With `rule`: the key of a derived item."""
    command: str = ""
    """The command that deals with it."""
    repeats: str = ""
    """How often it comes back, as the book keeps it: `2w`, `1w:4`, `2w after done`."""

    @property
    def provisional(self) -> bool:
        """Whether its day was counted over holidays that are not decided yet."""
        return isinstance(self.due_on, Provisional)

    @property
    def customer_ref(self) -> str:
        """`c12`, or empty."""
        return f"c{self.customer_id}" if self.customer_id else ""

    @property
    def due_at(self) -> str | None:
        """The local moment, where it has an hour."""
        return f"{self.due_on.isoformat()}T{self.due_time}" if self.due_on and self.due_time else None


class Ended(NamedTuple):
    """Something that was due and is done with: by a talk, a score, a deal that was won."""

    ref: str
    title: str

    @property
    def words(self) -> str:
        """As an answer names it: `r31fk Birthday`."""
        return f"{self.ref} {self.title}"


class Following(NamedTuple):
    """The task that follows in a series."""

    ref: str
    due_on: date


class PageSection(NamedTuple):
    """A few items under a heading; `total` counts those that are not listed too."""

    key: str
    title: str
    items: list[Item]
    total: int
    capped: bool = False
    """Whether counting stopped at `total`: there are at least so many."""


def counted(key: str, title: str, listed: list[Item], total: int) -> PageSection:
    """A section whose total was counted as far as `MOST`."""
    return PageSection(key, title, listed, total, total > len(listed) and total >= MOST)


def many(count: int, capped: bool) -> str:
    """A number as it is shown: `100+` where counting stopped."""
    return f"{count}+" if capped else str(count)


CHECKLISTS = ("checks", "habits")

TO_KNOW = (*CHECKLISTS, "events", "goals")
"""Sections with nothing in them that waits to be done today."""


class StepPage(NamedTuple):
    """One step of the day."""

    step: str
    title: str
    sections: list[PageSection]
    done: int
    """How much of today's work in this step is done."""
    total: int
    line: str
    """What is to be said of the step in one line."""
    finished_at: str = ""
    """`HH:MM` when the person called it finished, or `-` where no time was kept."""
    note: str = ""
    """What is worth saying where the step has a page of its own."""

    @property
    def finished(self) -> bool:
        """Called finished, or everything in it done: the checklist, and nothing else that waits."""
        waiting = sum(section.total for section in self.sections if section.key not in TO_KNOW)
        return bool(self.finished_at) or (self.total > 0 and self.done >= self.total and not waiting)

    @property
    def items(self) -> list[Item]:
        """Everything on the page."""
        return [item for section in self.sections for item in section.items]


def numbered(text: str, listed: Sequence[Item]) -> str:
    """The reference that was typed: as it is, or as the number that the thing has in the list that was shown."""
    text = text.strip().lower()
    return listed[int(text) - 1].ref if text.isdecimal() and 0 < int(text) <= len(listed) else text
