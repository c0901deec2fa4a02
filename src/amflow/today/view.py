"""The day on one page, and each of its steps in full."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import view as agenda_view
from amflow.agenda.items import CHECKLISTS, Item, PageSection, StepPage, many
from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.playbooks.model import Block
from amflow.playbooks.vocabulary import STEPS
from amflow.shell.screen import Span, shortened
from amflow.shell.views import picked, plainly
from amflow.today.page import Head, Today, first

if TYPE_CHECKING:
    from rich.text import Text

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
        _head(screen, self.today)
        if self.today.empty:
            _welcome(screen, self.today.made)
        for page in self.today.pages:
            _step(screen, page, list(STEPS).index(page.step) + 1, self.today, self.full)
        if self.today.first and not self.full:
            _first(screen, self.today.first)


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
        _head(screen, self.today)
        cells = [[page.title, _progress(page), str(_waiting(page) or "")] for page in self.today.pages]
        screen.table(cells, titles=["", _("done"), _("waiting")], right=[2], indent=2)
        if self.items:
            _first(screen, self.items)


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
        screen.both([Span(page.title, "step"), "  ", page.line], [_progress(page)])
        if page.note:
            screen.line(Span(page.note, "dim"), wrap=True)
        for section in page.sections:
            if not section.items:
                continue
            screen.blank()
            screen.line(Span(section.title, "title"), Span(f"  {_count(section)}", "dim"))
            _items(screen, section.items, indent=2)
            hidden = section.total - len(section.items)
            if hidden > 0:
                screen.line(
                    Span(
                        _("and {n} more: amflow {step} --full").format(n=_many(hidden, section), step=page.step), "dim"
                    ),
                    indent=2,
                )
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


def _head(screen: "Screen", today: Today) -> None:
    line: list[Span | str] = [Span(date_format.day(today.day), "title"), f" · {today.clock} · {today.title}"]
    if not today.workday:
        line.append(Span(_(" · not a working day"), "dim"))
    screen.line(*line)
    if today.block:
        words: list[Span | str] = [Span("● ", "good"), f"{today.block.start}–{today.block.end} {today.block.title}"]
        for item in today.now[:2]:
            words += ["  ", Span(item.ref, "ref"), f" {item.due_time} {item.title}"]
        screen.console.print(screen.text(*words), no_wrap=True, overflow="ellipsis", crop=True)
    elif today.next_block:
        screen.line(Span(f"○ {today.next_block.start}–{today.next_block.end} {today.next_block.title}", "dim"))
    if today.register:
        screen.line(Span(today.register, "dim"))
    if today.heads.shown:
        screen.console.print(_figures(screen, today), no_wrap=True, overflow="ellipsis", crop=True)
    screen.blank()


def _block_fields(block: Block | None) -> dict[str, Any] | None:
    if block is None:
        return None
    return {"from_time": block.start, "to_time": block.end, "step": block.step, "title": str(block.title)}


def _head_fields(head: Head) -> dict[str, Any]:
    rate = "share" if isinstance(head.actual, Rate) else "count"
    unit = head.actual.currency if isinstance(head.actual, Money) else rate
    return {"value": head.actual, "unit": unit, "percent": head.percent}


def _figures(screen: "Screen", today: Today) -> "Text":
    """The month so far against its targets; as many figures as the line holds."""
    left = ngettext("{n} working day left", "{n} working days left", today.workdays_left)
    shown, more = today.heads
    for count in range(len(shown), 0, -1):
        words: list[Span | str] = [Span(_("month: "), "dim")]
        for head in shown[:count]:
            actual = head.actual.short() if isinstance(head.actual, Money) else str(head.actual)
            words.append(f"{head.title} {actual} ")
            words.append(Span(f"[{head.percent}%]  ", "good" if head.percent >= 100 else ""))
        hidden = more + len(shown) - count
        told = (_("{n} more: amflow summary --month"), "+{n}") if hidden else ("",)
        for rest in told:
            line = screen.text(*words, Span("  ".join(filter(None, (rest.format(n=hidden), left))), "dim"))
            if line.cell_len <= screen.width:
                return line
    return line


def _welcome(screen: "Screen", made: bool) -> None:
    """What to do with an empty book."""
    if made:
        screen.line(_("A new book was made for you: one file, only yours."), indent=2)
    screen.table(
        [
            [Span(_("add whom you know"), "dim"), _('amflow customer add "Chen Min" --phone 13800138000')],
            [Span(_("bring them in from a file"), "dim"), _("amflow import FILE --as customer")],
            [
                Span(_("write down a visit"), "dim"),
                _('amflow log-visit "Chen Min" "…" --next "fri call"'),
            ],
            [Span(_("choose your trade"), "dim"), "amflow playbook list"],
            [Span(_("or look around first"), "dim"), "amflow demo"],
        ],
        indent=2,
    )
    screen.blank()


def _step(screen: "Screen", page: StepPage, number: int, today: Today, full: bool) -> None:
    mark = Span("▸ ", "good") if today.block and page.step == today.block.step else Span("  ")
    if page.finished and not full:
        screen.line(mark, Span(f"{number} {page.title}", "step"), "  ", _progress(page), Span(f"  {page.line}", "dim"))
        return
    title = screen.text(mark, Span(f"{number} {page.title}", "step"))
    title.pad_right(max(20 - title.cell_len, 2))
    progress = screen.text(_progress(page))
    progress.pad_right(max(7 - progress.cell_len, 1))
    line = title + progress + screen.text(page.line)
    line = shortened(line, screen.width)
    screen.console.print(line, no_wrap=True, crop=True, overflow="ellipsis")
    items = (
        _few(page, [item.ref for item in today.now], today.day)
        if not full
        else [item for section in page.sections for item in section.items]
    )
    _items(screen, items, indent=4)
    hidden = sum(section.total for section in page.sections if section.key not in CHECKLISTS) - sum(
        item.kind != "check" for item in items
    )
    if hidden > 0 and not full:
        capped = any(section.capped for section in page.sections)
        more = ngettext("{n} more", "{n} more", hidden, many(hidden, capped))
        words = _("{what}: {why}").format(what=f"… {more}", why=_command(page))
        screen.line(Span(words, "dim"), indent=4)


def _command(page: StepPage) -> str:
    """What shows the whole step; today's plan, where that is meant."""
    return "amflow plan today" if page.step == "plan" else f"amflow {page.step}"


def _few(page: StepPage, now: list[str], today: date) -> list[Item]:
    """The few most urgent of a step: live work first, then checks whose hour has come, or lies in the block of now."""
    waiting = [item for item in page.items if item.kind not in ("check", "event") and item.state == "open"]
    # What the calendar has for the day itself is not lost behind much to do.
    of_today = [item for item in page.items if item.kind == "event" and item.due_on == today][:2]
    live = waiting[:3]
    # A debt of thanks is easily lost behind appointments, a birthday of today behind everybody who is quiet.
    live += [item for item in waiting if item.kind == "owed" and item not in live][:1]
    live += [item for item in waiting if item.kind == "birthday" and item.due_on == today and item not in live][:3]
    checks = [item for item in page.items if item.kind == "check" and item.state == "open"]
    late = [item for item in checks if item.late or item.ref in now] or (checks if page.step == "prep" else [])
    return live + of_today + late[: 2 if live else 3]


def _progress(page: StepPage) -> Span:
    if page.finished:
        return Span(f"✓ {page.finished_at.strip('-')}".rstrip(), "good")
    if not page.total:
        return Span("·", "dim")
    return Span(f"{page.done}/{page.total}", "good" if page.done == page.total else "")


def _items(screen: "Screen", items: list[Item], indent: int) -> None:
    screen.table([_cells(screen, item) for item in items], indent=indent, give=2)


def _cells(screen: "Screen", item: Item) -> list[Any]:
    """When, the reference, and the rest of the line."""
    when = _when(screen, item)
    ref = Span(item.ref, "ref")
    words: list[Span | str] = []
    if item.kind == "check":
        done = {"done": Span("✓ ", "good"), "skipped": Span("– ", "dim")}.get(item.state)
        words += [done] if done else []
        words.append(Span(item.title, "dim" if item.state != "open" else ""))
    else:
        if item.customer:
            words.append(Span(item.customer, "title"))
            words.append(Span(f" {item.customer_ref}" if item.customer_ref != item.ref else "", "dim"))
        words.append(("  " if words and item.title else "") + item.title)
        if item.amount:
            words.append(f" {item.amount}")
    if item.reason:
        words.append(Span(f"  {item.reason}", "late" if item.late and item.kind != "check" else "dim"))
    return [when, ref, screen.text(*words)]


def _when(screen: "Screen", item: Item) -> Span:
    style = "late" if item.late and item.state == "open" else "dim"
    if item.due_time and (item.kind == "check" or item.due_on == screen.today):
        return Span(item.due_time, style)
    if item.due_on is None or item.kind in ("check", "rhythm", "talk", "lead"):
        return Span("!" if item.late else "", style)
    if item.kind == "deal":
        # A deal can be late by being quiet; the day shown is the one it is expected on.
        style = "late" if item.due_on < screen.today else "dim"
    if item.due_on == screen.today:
        return Span(_("today"), "soon" if not item.late else "late")
    return Span(date_format.short(item.due_on, screen.today), style)


def _first(screen: "Screen", items: list[Item]) -> None:
    screen.blank()
    rows = []
    for place, item in enumerate(items):
        label = Span(_("first:") if place == 0 else "", "title")
        # An hour alone is one of today.
        other = bool(item.due_time) and item.due_on is not None and item.due_on != screen.today
        day = date_format.short(item.due_on, screen.today) if other and item.due_on else ""
        what = " ".join(part for part in (day, item.due_time, item.customer, item.title) if part)
        rows.append([label, Span(item.ref, "ref"), what, Span(item.command, "dim")])
    screen.table(rows, give=2)
