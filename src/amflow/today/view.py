"""The day on one page, and each of its steps in full."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.agenda import view as agenda_view
from amflow.agenda.items import CHECKLISTS, PageSection, StepPage, many
from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.locale import _
from amflow.playbooks.model import Block
from amflow.shell.screen import Span
from amflow.shell.views import picked, plainly
from amflow.today import day_view
from amflow.today.page import Head, Today, first

if TYPE_CHECKING:
    from amflow.shell.screen import Screen


class TodayView:
    """The whole day."""

    what = "today"

    def __init__(self, today: Today, full: bool) -> None:
        self.today = today
        self.full = full

    def data(self) -> dict[str, Any]:
        """The date, the steps with their progress, every item, and what comes first."""
        today = self.today
        return {
            "on": today.day.isoformat(),
            "at": today.clock,
            "playbook": today.playbook,
            "workday": today.workday,
            "block": today.block.step if today.block else None,
            "block_times": _block_fields(today.block),
            "next_block": _block_fields(today.next_block),
            "now": [item.ref for item in today.now],
            "figures": {head.metric: _head_fields(head) for head in today.heads.shown},
            "workdays_left": today.workdays_left,
            "steps": [_step_fields(page) for page in today.pages],
            "register": today.register,
            "items": [agenda_view.item_fields(item) for page in today.pages for item in page.items],
            "first": [item.ref for item in today.first],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line an item."""
        for page in self.today.pages:
            for item in page.items:
                yield tuple(plainly(column.value(item)) for column in agenda_view.ITEM)

    def draw(self, screen: "Screen") -> None:
        """One page: the head, the seven steps, what comes first."""
        if self.full:
            day_view.head(screen, self.today)
            screen.blank()
            every = {
                page.step: [one for section in page.sections for one in section.items] for page in self.today.pages
            }
            day_view.steps(screen, self.today, every)
        else:
            day_view.whole_day(screen, self.today)


BRIEF = ("ref", "title", "customer", "customer_ref", "due_on", "due_at", "late", "command")
"""What the brief day says of an item."""


class ShortView:
    """The day in a few lines: what comes first, and how many wait in each step."""

    what = "today-brief"

    def __init__(self, today: Today, number: int) -> None:
        self.today = today
        self.items = first(today.pages, today.day, number)

    def data(self) -> dict[str, Any]:
        """The moment, the counts, and the few most urgent items with their commands."""
        today = self.today
        return {
            "on": today.day,
            "at": today.clock,
            "playbook": today.playbook,
            "workday": today.workday,
            "block": today.block.step if today.block else None,
            "steps": [
                {**picked(page, "step", "done", "total"), "waiting": _waiting(page), "finished": page.finished}
                for page in today.pages
            ],
            "items": [picked(item, *BRIEF) for item in self.items],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line an item."""
        for item in self.items:
            yield tuple(plainly(column.value(item)) for column in agenda_view.ITEM)

    def draw(self, screen: "Screen") -> None:
        """The head, a line a step, and what comes first."""
        day_view.head(screen, self.today)
        screen.blank()
        cells = [[page.title, day_view.progress(page), str(_waiting(page) or "")] for page in self.today.pages]
        screen.table(cells, titles=["", _("done"), _("waiting")], right=[2], indent=2)
        if self.items:
            screen.blank()
            day_view.what_comes_first(screen, self.items)


def _waiting(page: StepPage) -> int:
    return sum(section.total for section in page.sections if section.key not in CHECKLISTS)


class PageView:
    """One step in full."""

    def __init__(self, page: StepPage) -> None:
        self.page = page
        self.what = "step"

    def data(self) -> dict[str, Any]:
        """The step's progress and its items."""
        items = [
            {"section": section.key, **agenda_view.item_fields(item)}
            for section in self.page.sections
            for item in section.items
        ]
        return {**_step_fields(self.page), "items": items}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line an item."""
        for item in self.page.items:
            yield tuple(plainly(column.value(item)) for column in agenda_view.ITEM)

    def draw(self, screen: "Screen") -> None:
        """Every section with its heading."""
        page = self.page
        screen.both([Span(page.title, "step"), "  ", page.line], [day_view.progress(page)])
        if page.note:
            screen.line(Span(page.note, "dim"), wrap=True)
        lines: list[Any] = []
        for section in page.sections:
            if not section.items:
                continue
            lines += [screen.text(), screen.text(Span(section.title, "title"), Span(f"  {_count(section)}", "dim"))]
            lines += [agenda_view.cells(screen, item) for item in section.items]
            hidden = section.total - len(section.items)
            if hidden > 0:
                words = _("and {n} more: amflow {step} --full").format(n=_many(hidden, section), step=page.step)
                lines.append(screen.text("  ", Span(words, "dim")))
        agenda_view.draw(screen, lines, indent=2)
        if not page.items:
            screen.line(Span(_("nothing is waiting here"), "dim"), indent=2)


def _many(count: int, section: PageSection) -> str:
    return many(count, section.capped)


def _count(section: PageSection) -> str:
    if section.key in CHECKLISTS:
        done = sum(item.state != "open" for item in section.items)
        return f"{done}/{section.total}"
    return _many(section.total, section)


def _step_fields(page: StepPage) -> dict[str, Any]:
    return {
        "step": page.step,
        "title": page.title,
        "done": page.done,
        "total": page.total,
        "open": {section.key: section.total for section in page.sections if section.key not in CHECKLISTS},
        "line": page.line,
        "note": page.note,
        "finished": page.finished,
    }


def _block_fields(block: Block | None) -> dict[str, Any] | None:
    if block is None:
        return None
    return {"from_time": block.start, "to_time": block.end, "step": block.step, "title": str(block.title)}


def _head_fields(head: Head) -> dict[str, Any]:
    rate = "share" if isinstance(head.actual, Rate) else "count"
    unit = head.actual.currency if isinstance(head.actual, Money) else rate
    return {"value": head.actual, "unit": unit, "percent": head.percent}
