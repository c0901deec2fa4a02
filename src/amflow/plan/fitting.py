"""The lines of a plan: what each is about, how urgent it is, and how they fit into the day.

What each term of the urgency weighs is a setting (`weigh_promise`, …): `amflow config` lists them, 0 switches one off.
"""

from datetime import date
from typing import Any

from amflow.agenda import contact_cadence, plan_ledger
from amflow.agenda.items import Item
from amflow.customers import circle
from amflow.dates.format import short
from amflow.desk import Desk
from amflow.locale import _
from amflow.records import NamedTuple


class PlanLine(NamedTuple):
    """A line of the plan."""

    item: Item
    points: int
    """How urgent: the sum of the terms."""
    terms: list[tuple[str, int]]
    """Why: each term and its points."""
    fits: bool
    """Whether the day's minutes reach as far."""
    state: str
    """`proposed`, or what the accepted line says: planned, done, moved, dropped."""
    last: date | None = None
    """The day after which it is too late."""
    at: str = ""
    """When it could begin, HH:MM; empty where the day has no stretch for it, or it has an hour of its own."""
    id: int = 0
    """The row of an accepted line."""


QUEUE = "queue"
"""The reference of the line that stands for all messages that wait."""

OWN = ("case", "order", "waiting", "goal", "queue")
"""Kinds of items that go by their own reference, not by task, deal or customer."""

Found = list[tuple[Item, date | None]]
"""Items, each with the last day on which they are worth doing, where there is one."""


def own_ref(item: Item) -> str:
    """The reference by which the book keeps it; empty where task, deal or customer say it."""
    own = item.kind in OWN or item.ref == QUEUE or (item.ref[:1] in "xowa" and not item.task_id)
    return item.ref if own else ""


def key(item: Item) -> tuple[Any, ...]:
    """What the item is about, whatever day it is shown on."""
    return about(own_ref(item), item.task_id, item.deal_id, item.customer_id, item.rule)


def subject(row: Any) -> tuple[Any, ...]:
    """What a line of the book is about, in the same words."""
    return about(row["ref"], row["task_id"], row["deal_id"], row["customer_id"], row["rule"])


def about(ref: str, task_id: int | None, deal_id: int | None, customer_id: int | None, rule: str) -> tuple[Any, ...]:
    """The subject: a thing of its own, a task, a deal, a rule's day, or a talk."""
    if ref:
        return ("ref", ref)
    if task_id:
        return ("task", task_id)
    if deal_id and not rule:
        return ("deal", deal_id)
    # However a talk with somebody comes up, it is one talk.
    return ("talk", customer_id) if rule in ("", contact_cadence.RULE, "new-lead") else (rule, customer_id)


def columns(item: Item) -> dict[str, Any]:
    """What a line of the book keeps of what it is about."""
    kept: dict[str, Any] = {"kind": sort_of(item)}
    if own := own_ref(item):
        return kept | {"ref": own, "customer_id": item.customer_id}
    if item.task_id:
        return kept | {"task_id": item.task_id}
    if item.deal_id and not item.rule:
        return kept | {"deal_id": item.deal_id}
    # A lead is itself the subject, whatever made the talk with it due: it goes by c12 before and after.
    rule = "" if item.kind == "lead" else item.rule
    for_date = item.for_date.isoformat() if item.for_date and rule else None
    return kept | {"customer_id": item.customer_id, "rule": rule, "for_date": for_date}


def once(then: Desk, found: Found) -> Found:
    """Each thing once; whoever is talked to about something else is talked to anyway."""
    seen = {key(item): (item, last) for item, last in reversed(found)}
    found = list(reversed(list(seen.values())))
    met = met_by(then, [item for item, _last in found])
    return [(item, last) for item, last in found if key(item)[0] != "talk" or item.customer_id not in met]


def met_by(then: Desk, items: list[Item]) -> set[int | None]:
    """The customers whom these items talk to about something of its own: whoever talks to somebody of a firm talks to it."""
    there = {item.customer_id for item in items if key(item)[0] != "talk" and plan_ledger.is_talk(then, item)}
    return there | {one for number in there if number for one in circle.shared(then.book, number)}


def is_visit(item: Item) -> bool:
    """Whether doing it means going there."""
    return item.command.startswith("amflow log-visit")


def sort_of(item: Item) -> str:
    """What sort of thing it is, for plan against actual: the way it is done, or its kind."""
    if item.kind in plan_ledger.DONE_BY:
        return item.kind
    word = item.command.removeprefix("amflow log-").split(" ")[0]
    return word if word in ("visit", "call", "message") else item.kind


INDOORS = ("prep", "summary", "plan")
"""Steps whose stretches of the day no visit goes into: the morning meeting, the records, the plan."""

MEETING = ("prep",)
"""The step whose stretches are no hour to call anybody."""

Span = tuple[int, int]
"""Minutes of the day, from and to."""


def fitted(desk: Desk, day: date, lines: list[PlanLine], room: int) -> list[PlanLine]:
    """The lines, each with whether the day reaches for it and when it could begin; a short one may fit after a long one
    did not. Appointments and accepted lines are always in; what is proposed beside them never fills more than there is.
    """
    free = _free(desk, day)
    whole: list[Span] = [(minute(desk.clock) if day == desk.today else 0, 24 * 60)]
    steps = _spans(desk)
    timed = bool(free)
    begins: dict[int, int] = {}
    used = 0
    # What was accepted with an hour has it before another line takes it; a case whose clock runs out comes before others.
    order = sorted(
        range(len(lines)),
        key=lambda place: (
            _turn(lines[place], day),
            not lines[place].at,
            not _runs_out(lines[place], day),
            part_of_day(lines[place].item) is None,
        ),
    )
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
            taken = (begin - way(desk, line.item), begin + line.item.minutes)
            free, whole = _without(free, taken), _without(whole, taken)
        else:
            visit = is_visit(line.item)
            start = _as_accepted(free, line, length)
            if start is None:
                allowed = _allowed(free, steps, line, visit, day)
                if part := part_of_day(line.item):
                    allowed = _in_part(allowed, whole, steps, part)
                start = next((span[0] for span in allowed if span[1] - span[0] >= length), None)
            if turn == 2 and (used + length > room or (timed and visit and start is None)):
                fits[place] = False
                continue
            if start is not None:
                begins[place] = start + way(desk, line.item)
                free, whole = (_without(spans, (start, start + length)) for spans in (free, whole))
        used += length
        fits[place] = True
    return [
        line._replace(
            fits=fits[place], at=f"{begins[place] // 60:02d}:{begins[place] % 60:02d}" if place in begins else ""
        )
        for place, line in enumerate(lines)
    ]


def _as_accepted(free: list[Span], line: PlanLine, length: int) -> int | None:
    """Where the line began when it was accepted, with the way to it; None where that was not said or is not free any more."""
    if not line.at:
        return None
    end = minute(line.at) + line.item.minutes
    return end - length if any(a <= end - length and end <= b for a, b in free) else None


def _runs_out(line: PlanLine, day: date) -> bool:
    """Whether it is a case whose clock ends by that day."""
    return line.item.kind == "case" and line.last is not None and line.last <= day


def _allowed(free: list[Span], steps: list[tuple[Span, str]], line: PlanLine, visit: bool, day: date) -> list[Span]:
    """The free stretches that may hold the line. What a person put in their own order comes as early as it can, though no
    customer in the morning meeting."""
    if _runs_out(line, day):
        # As early as it can: later would be too late.
        return _inside(free, steps, INDOORS if visit else (), "")
    if line.state == "planned":
        return _inside(free, steps, INDOORS if visit or line.item.customer_id else (), "")
    return _inside(free, steps, INDOORS if visit else MEETING if line.item.customer_id else (), line.item.step)


def _turn(line: PlanLine, day: date) -> int:
    """Who chooses first: appointments, what was accepted, what is proposed; what is over needs no room."""
    if line.state not in ("planned", "proposed"):
        return 3
    return 0 if is_fixed(line.item, day) else 1 if line.state == "planned" else 2


def is_fixed(item: Item, day: date) -> bool:
    """Whether it stands at an hour of that day; the hour at which a case breaks is none."""
    return bool(item.due_time) and item.due_on == day and item.kind != "case" and not item.ref.startswith("x")


def _in_part(allowed: list[Span], whole: list[Span], steps: list[tuple[Span, str]], part: Span) -> list[Span]:
    """The stretches for what is to be in that part of the day. Of noon and the evening one works little or nothing: what is
    said for them is then, whatever the hours one works."""
    worked = sum(end - start for start, end in _cut(_joined([span for span, _step in steps]), [part]))
    own = _cut(allowed, [part]) if 2 * worked >= part[1] - part[0] else []
    return [*own, *_cut(whole, [part])] or allowed


def part_of_day(item: Item) -> Span | None:
    """Between which hours a task is to be whose title says a part of the day: `下午送资料`."""
    from amflow.dates import day_parts

    return day_parts.hours(item.title) if item.task_id else None


def from_now(desk: Desk, item: Item) -> Item:
    """What is proposed for today, no more for an hour that is over: when that was is said, and another is found."""
    if not is_fixed(item, desk.today) or item.due_time >= desk.clock:
        return item
    was = _("its hour was {time}").format(time=item.due_time)
    return item._replace(due_time="", reason=" · ".join(filter(None, (item.reason, was))))


def room(desk: Desk, day: date) -> int:
    """The minutes that the day gives; of today no more than its stretches have left."""
    given = max(int(desk.settings.day_minutes), 0)
    left = sum(end - start for start, end in _free(desk, day))
    return min(given, left) if day == desk.today and desk.playbook.blocks else given


def way(desk: Desk, item: Item) -> int:
    """The minutes of the way to it."""
    return int(desk.settings.travel_minutes) if is_visit(item) else 0


def minute(clock: str) -> int:
    """`HH:MM` as a minute of the day."""
    return int(clock[:2]) * 60 + int(clock[3:5])


def _spans(desk: Desk) -> list[tuple[Span, str]]:
    return [((minute(block.start), minute(block.end)), block.step) for block in desk.playbook.blocks]


def _free(desk: Desk, day: date) -> list[Span]:
    """The timed day without gaps between stretches that touch; of today only what is left of it."""
    now = minute(desk.clock) if day == desk.today else 0
    spans = ((max(start, now), end) for (start, end), _step in _spans(desk))
    return _joined([span for span in spans if span[0] < span[1]])


def _inside(free: list[Span], steps: list[tuple[Span, str]], shut: tuple[str, ...], step: str) -> list[Span]:
    """The free stretches that may hold it, none of the steps that are `shut` to it, those of its own step in front."""
    own = _cut(free, [span for span, of in steps if of == step and of not in shut])
    return own + _cut(free, _joined([span for span, of in steps if of not in shut]))


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


OF_KIND = {
    "promise": "promise",
    "callback": "rule",
    "birthday": "date",
    "paper": "date",
    "task": "task",
    "appointment": "task",
    "deal": "deal",
    "lead": "lead",
    "case": "case",
    "order": "delivery",
    "waiting": "chase",
    "queue": "messages",
    "campaign": "campaign",
    "goal": "goal",
    "cycle": "cycle",
}
"""Which weight counts for which kind of item."""

MOST_WAITED = 30
"""Waiting counts for no more points than this, however long it was."""


def urgency(then: Desk, item: Item, last: date | None = None) -> list[tuple[str, int]]:
    """The terms that make an item urgent on that day, with their points. `last` is the day after which it is too late."""
    weigh = then.settings
    waited = (then.today - item.due_on).days if item.due_on else 0
    tier = then.playbook.tier(item.tier)
    titles = {
        "promise": _("promised"),
        "rule": _("due by rule"),
        "date": _("a day that matters"),
        "task": _("task"),
        "deal": _("a deal gone quiet, or about to close"),
        "lead": _("new lead"),
        "case": _("a case with its clock running"),
        "delivery": _("a delivery that is due"),
        "chase": _("others owe it"),
        "messages": _("messages wait"),
        "campaign": _("on the list of a campaign"),
        "goal": _("own goal"),
        "cycle": _("by the visit cycle"),
    }
    # Whoever waited for an appointment that was not kept is owed as much as whom something was promised.
    missed = item.kind == "appointment" and waited > 0 and item.customer_id
    key = "promise" if missed else OF_KIND.get(item.kind, "")
    fixed = item.due_time and item.kind != "case" and not waited
    waits = item.kind in ("task", "promise", "appointment", "order")
    found = [
        (_("appointment"), weigh.weigh_appointment if fixed else 0),
        (
            _("an appointment that was not kept") if missed else titles.get(key, ""),
            getattr(weigh, f"weigh_{key}") if key else 0,
        ),
        (_("past its last day"), weigh.weigh_late if item.late else 0),
        (
            _("last day {day}").format(day=short(last, then.today)) if last else "",
            weigh.weigh_last_day
            if last and not item.late and then.today <= last <= then.calendar.next(then.today)
            else 0,
        ),
        (_("waited {n} days").format(n=waited), min(weigh.weigh_waited * waited, MOST_WAITED) if waits else 0),
        (_("tier {tier}").format(tier=tier.title if tier else ""), weigh.weigh_tier * tier.rank if tier else 0),
        (_("what it should bring") if item.deal_id else _("what is at stake"), weigh.weigh_amount * _of_amount(item)),
    ]
    return [(term, points) for term, points in found if points > 0]


def _of_amount(item: Item) -> int:
    """One for every digit of what it should bring beyond the second: a hundred thousand is worth four."""
    return max(len(str(round(item.worth) // 100)) - 2, 0) if item.worth else 0
