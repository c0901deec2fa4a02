"""How the day looks on a terminal: its head, the seven steps in as many lines as the screen has, and what comes first."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import view as grid
from amflow.agenda.items import CHECKLISTS, Item, StepPage, many
from amflow.book.money import Money
from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.playbooks.vocabulary import STEPS
from amflow.shell.screen import NARROW, Span, shortened
from amflow.today.page import Today

if TYPE_CHECKING:
    from rich.text import Text

    from amflow.shell.screen import Screen

INDENT = 4
"""Where items begin below their step."""

FEWEST = 5
"""So many items are shown on the lowest screen."""


def whole_day(screen: "Screen", today: Today) -> None:
    """The day in one look: of each step what waits and its most urgent item or two, fewer where others burn."""
    used = head(screen, today) + len(today.pages) + len(today.first) + 1
    if today.empty:
        welcome(screen, today.made)
    # The line that one types in is on the screen too.
    shown = portions(today, max(screen.height - used - 1, FEWEST), lambda item: grid.rows_of(screen, item))
    steps(screen, today, shown)
    left = {page.step: _left(page, shown[page.step], today) for page in today.pages}
    if most := max(left.values(), default=0):
        busiest = next(step for step, number in left.items() if number == most)
        names = [busiest, *(["plan today"] if left.get("plan") else []), "today --full"]
        more = " · ".join(dict.fromkeys(f"amflow {name}" for name in names if name != "plan"))
        screen.line(Span(_("{what}: {why}").format(what=_("more"), why=more), "dim"), indent=2)
    elif today.first:
        screen.blank()
    what_comes_first(screen, today.first)


def portions(today: Today, rows: int, cost: Callable[[Item], int]) -> dict[str, list[Item]]:
    """Of each step the items that are shown in so many lines, by how many each takes: the most urgent of each, then what is
    late, then the rest. What comes first stands below with its command."""
    first = {item.ref for item in today.first}
    now = [item.ref for item in today.now]
    queues = {
        page.step: [] if page.finished else [one for one in few(page, now, today.day) if one.ref not in first]
        for page in today.pages
    }
    ranked = sorted(
        ((place, not item.late, step, item) for step, queue in queues.items() for place, item in enumerate(queue)),
        key=lambda one: (max(one[0] - 1, 0), one[1] if one[0] or len(queues) > rows else False, one[0]),
    )
    chosen: set[tuple[str, int]] = set()
    for place, _late, step, item in ranked:
        rows -= cost(item)
        if rows >= 0:
            chosen.add((step, place))
    return {step: [one for place, one in enumerate(queue) if (step, place) in chosen] for step, queue in queues.items()}


def steps(screen: "Screen", today: Today, shown: dict[str, list[Item]]) -> None:
    """Every step with its items: time, reference, name and words stand in the same columns in all of them."""
    lines: list[Any] = []
    for page in today.pages:
        lines.append(_step(screen, page, today, _left(page, shown[page.step], today)))
        lines += [grid.cells(screen, item) for item in shown[page.step]]
    grid.draw(screen, lines, indent=INDENT if screen.width >= NARROW else 2, page=False)


def head(screen: "Screen", today: Today) -> int:
    """The date, the block of the day, the month's figures; gives how many lines that were."""
    line: list[Span | str] = [Span(date_format.day(today.day), "title"), f" · {today.clock} · {today.title}"]
    if not today.workday:
        line.append(Span(_(" · not a working day"), "dim"))
    screen.line(*line)
    rows = 1
    if today.block:
        words: list[Span | str] = [Span("● ", "good"), f"{today.block.start}–{today.block.end} {today.block.title}"]
        for item in today.now[:2]:
            words += ["  ", Span(item.ref, "ref"), f" {item.due_time} {item.title}"]
        screen.put(shortened(screen.text(*words), screen.width))
        rows += 1
    elif today.next_block:
        screen.line(Span(f"○ {today.next_block.start}–{today.next_block.end} {today.next_block.title}", "dim"))
        rows += 1
    if today.register:
        screen.line(Span(today.register, "dim"))
        rows += 1
    if today.heads.shown:
        screen.put(shortened(_figures(screen, today), screen.width))
        rows += 1
    return rows


def _figures(screen: "Screen", today: Today) -> "Text":
    """The month so far against its targets; as many figures as the line holds."""
    left = ngettext("{n} working day left", "{n} working days left", today.workdays_left)
    shown, more = today.heads
    for count in range(len(shown), 0, -1):
        words: list[Span | str] = [Span(_("month: "), "dim")]
        for one in shown[:count]:
            actual = one.actual.short() if isinstance(one.actual, Money) else str(one.actual)
            words.append(f"{one.title} {actual} ")
            words.append(Span(f"[{one.percent}%]  ", "good" if one.percent >= 100 else ""))
        hidden = more + len(shown) - count
        told = (_("{n} more: amflow summary --month"), "+{n}") if hidden else ("",)
        for rest in told:
            line = screen.text(*words, Span("  ".join(filter(None, (rest.format(n=hidden), left))), "dim"))
            if line.cell_len <= screen.width:
                return line
    return line


def welcome(screen: "Screen", made: bool) -> None:
    """What to do with an empty book."""
    if made:
        screen.line(_("A new book was made for you: one file, only yours."), indent=2)
    screen.table(
        [
            [Span(_("add whom you know"), "dim"), _('amflow customer add "Grace Field" --phone 07700900123')],
            [Span(_("bring in a file"), "dim"), _("amflow import FILE --as customer")],
            [
                Span(_("write down a visit"), "dim"),
                _('amflow log-visit "Grace Field" keen --next "fri call"'),
            ],
            [Span(_("choose your trade"), "dim"), "amflow playbook list"],
            [Span(_("or look around first"), "dim"), "amflow demo"],
        ],
        indent=2,
    )
    screen.blank()


def _step(screen: "Screen", page: StepPage, today: Today, left: int) -> "Text":
    """The line of a step: how far it is, what waits, how many that are not shown."""
    mark = Span("▸ ", "good") if today.block and page.step == today.block.step else Span("  ")
    title = screen.text(mark, Span(f"{list(STEPS).index(page.step) + 1} {page.title}", "step"))
    narrow = screen.width < NARROW
    title.pad_right(2 if narrow else max(20 - title.cell_len, 2))
    done = screen.text(progress(page))
    done.pad_right(2 if narrow else max(7 - done.cell_len, 1))
    capped = any(section.capped for section in page.sections)
    more = screen.text(Span(f"  +{many(left, capped)}" if left else "", "dim"))
    line = shortened(
        title + done + screen.text(Span(page.line, "dim" if page.finished else "")), screen.width - more.cell_len
    )
    if not more:
        return line
    line.pad_right(screen.width - more.cell_len - line.cell_len)
    return line + more


def _left(page: StepPage, shown: list[Item], today: Today) -> int:
    """How many things wait in the step that stand neither with it nor below among the first."""
    total = sum(section.total for section in page.sections if section.key not in CHECKLISTS)
    below = {item.ref for item in today.first}
    there = {item.ref for item in page.items if item.kind != "check"}
    return max(total - len(there & ({item.ref for item in shown} | below)), 0)


def few(page: StepPage, now: list[str], today: date) -> list[Item]:
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


def progress(page: StepPage) -> Span:
    """How much of a step's checklist is done, or when it was finished."""
    if page.finished:
        return Span(f"✓ {page.finished_at.strip('-')}".rstrip(), "good")
    if not page.total:
        return Span("·", "dim")
    return Span(f"{page.done}/{page.total}", "good" if page.done == page.total else "")


def what_comes_first(screen: "Screen", those: list[Item]) -> None:
    """The few things that come first, each with what is typed for it."""
    rows = []
    for place, item in enumerate(those):
        label = Span(_("first:") if place == 0 else "", "title")
        # An hour alone is one of today.
        other = bool(item.due_time) and item.due_on is not None and item.due_on != screen.today
        day = date_format.short(item.due_on, screen.today) if other and item.due_on else ""
        what = " ".join(part for part in (day, item.due_time, item.customer, item.title) if part)
        # A narrow screen has the words: what is typed for it, `amflow show` and the reference say.
        command = [] if screen.width < NARROW else [Span(item.command, "dim")]
        rows.append([label, Span(item.ref, "ref"), what, *command])
    screen.table(rows, give=2)
