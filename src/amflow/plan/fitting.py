"""Fitting a plan into its day: the minutes there are, the stretches of the timed day, the hours of appointments."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.plan import candidates

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.agenda.items import Item
    from amflow.plan.proposal import PlanLine

INDOORS = ("prep", "summary", "plan")
"""Steps whose stretches of the day no visit goes into: the morning meeting, the records, the plan."""

Span = tuple[int, int]
"""Minutes of the day, from and to."""


def fitted(desk: "Desk", day: date, lines: "list[PlanLine]", room: int) -> "list[PlanLine]":
    """The lines, each with whether the day reaches for it and when it could begin; a short one may fit after a long one
    did not. Appointments and accepted lines are always in; what is proposed beside them never fills more than there is.
    """
    free = _free(desk, day)
    steps = _spans(desk, day)
    timed = bool(free)
    begins: dict[int, int] = {}
    used = 0
    # What was accepted with an hour has it before another line takes it.
    order = sorted(range(len(lines)), key=lambda place: (_turn(lines[place], day), not lines[place].at))
    fits = {}
    for place in order:
        line = lines[place]
        length = line.item.minutes + way(desk, line.item)
        turn = _turn(line, day)
        if turn == 3:
            fits[place] = True
            continue
        if is_fixed(line.item, day):
            begin = minute(line.item.due_time)
            free = _without(free, (begin - way(desk, line.item), begin + line.item.minutes))
        else:
            visit = candidates.is_visit(line.item)
            start = _as_accepted(free, line, length)
            if start is None:
                allowed = _allowed(free, steps, line, visit)
                start = next((span[0] for span in allowed if span[1] - span[0] >= length), None)
            if turn == 2 and (used + length > room or (timed and visit and start is None)):
                fits[place] = False
                continue
            if start is not None:
                begins[place] = start + way(desk, line.item)
                free = _without(free, (start, start + length))
        used += length
        fits[place] = True
    return [
        line._replace(
            fits=fits[place], at=f"{begins[place] // 60:02d}:{begins[place] % 60:02d}" if place in begins else ""
        )
        for place, line in enumerate(lines)
    ]


def _as_accepted(free: list[Span], line: "PlanLine", length: int) -> int | None:
    """Where the line began when it was accepted, with the way to it; None where that was not said or is not free any more."""
    if not line.at:
        return None
    end = minute(line.at) + line.item.minutes
    return end - length if any(a <= end - length and end <= b for a, b in free) else None


def _allowed(free: list[Span], steps: list[tuple[Span, str]], line: "PlanLine", visit: bool) -> list[Span]:
    """The free stretches that may hold the line. What a person put in their own order comes as early as it can, though no
    customer in the morning meeting."""
    if line.state == "planned":
        return _inside(free, steps, visit or bool(line.item.customer_id), "")
    return _inside(free, steps, visit, line.item.step)


def _turn(line: "PlanLine", day: date) -> int:
    """Who chooses first: appointments, what was accepted, what is proposed; what is over needs no room."""
    if line.state not in ("planned", "proposed"):
        return 3
    return 0 if is_fixed(line.item, day) else 1 if line.state == "planned" else 2


def is_fixed(item: "Item", day: date) -> bool:
    """Whether it stands at an hour of that day; the hour at which a case breaks is none."""
    return bool(item.due_time) and item.due_on == day and item.kind != "case" and not item.ref.startswith("x")


def way(desk: "Desk", item: "Item") -> int:
    """The minutes of the way to it."""
    return int(desk.settings.travel_minutes) if candidates.is_visit(item) else 0


def minute(clock: str) -> int:
    """`HH:MM` as a minute of the day."""
    return int(clock[:2]) * 60 + int(clock[3:5])


def _spans(desk: "Desk", day: date) -> list[tuple[Span, str]]:
    return [((minute(block.start), minute(block.end)), block.step) for block in desk.playbook.blocks]


def _free(desk: "Desk", day: date) -> list[Span]:
    """The timed day without gaps between stretches that touch; of today only what is left of it."""
    now = minute(desk.clock) if day == desk.today else 0
    found: list[Span] = []
    for (start, end), _step in sorted(_spans(desk, day)):
        start = max(start, now)
        if start >= end:
            continue
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _inside(free: list[Span], steps: list[tuple[Span, str]], visit: bool, step: str) -> list[Span]:
    """The free stretches that may hold it, those of its own step in front."""
    own = _cut(free, [span for span, of in steps if of == step and not (visit and of in INDOORS)])
    return own + _cut(free, _joined([span for span, of in steps if not (visit and of in INDOORS)]))


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _cut(free: list[Span], spans: list[Span]) -> list[Span]:
    both = [(max(a, c), min(b, d)) for c, d in spans for a, b in free]
    return [span for span in both if span[1] > span[0]]


def _without(free: list[Span], taken: Span) -> list[Span]:
    found = []
    for start, end in free:
        found += [(start, min(end, taken[0])), (max(start, taken[1]), end)]
    return [span for span in found if span[1] > span[0]]
