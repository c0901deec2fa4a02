"""The weekly meeting (`W18`): its comments and its decisions, and the agenda that is filled from the book."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from amflow.agenda import coming
from amflow.book import values
from amflow.callback.orders import records as orders
from amflow.dates import periods
from amflow.dates.format import short
from amflow.desk import Desk
from amflow.errors import Usage
from amflow.locale import N_, NP_, _, listed, ngettext
from amflow.playbooks.model import AgendaPoint
from amflow.prep.notes import records as notes
from amflow.records import NamedTuple, filled
from amflow.summary.records import AgendaLine, Summary

LOOK_BACK = 28
"""Decisions of so many days before the week are asked after, and older ones while they are open."""

MOST = 12


LEFT_OUT = NP_("of a decision", "left out")
STATES = {"open": NP_("of a decision", "open"), "done": N_("done"), "": N_("its task is gone")}
"""What became of a decision, by the state of its task; any other is one that nobody acts on."""


class Word(NamedTuple):
    """What was said or decided; a decision has its task and what became of it."""

    kind: str
    on_date: date
    text: str
    who: str
    ref: str = ""
    """The task: `t45`."""
    due_on: date | None = None
    state: str = ""
    """open, done, skipped … as the task's."""
    late: bool = False

    @property
    def became(self) -> str:
        """The state of a decision in words."""
        return _(STATES.get(self.state, LEFT_OUT))


class MeetingPoint(NamedTuple):
    """A point of the agenda with what the book knows of it."""

    key: str
    title: str
    minutes: int
    items: tuple[AgendaLine, ...]
    more: int
    """How many lines are not listed."""


class MeetingAgenda(NamedTuple):
    """The agenda of a week's meeting."""

    today: date
    title: str
    summary: Summary
    points: tuple[MeetingPoint, ...]
    comments: tuple[Word, ...]
    """This week's, and those of the last meeting."""
    earlier: tuple[Word, ...]
    """Decisions of earlier meetings, with what became of them."""
    decided: tuple[Word, ...]
    """This week's."""


def decide(desk: Desk, text: str, by: str, who: str = "") -> Word:
    """Note a decision; it becomes a task with that day. Raises Usage."""
    kept, whose = values.line(text, _("the decision")), values.line(who, _("the name")) if who else ""
    due = desk.day(by)
    with desk.book.change("meeting decide") as change:
        task = change.insert("task", title=kept, kind="todo", due_on=due.isoformat())
        change.insert(
            "report_word", kind="decision", on_date=desk.today.isoformat(), text=kept, who=whose, task_id=task
        )
        change.summary = f"{kept[:60]} (t{task})"
    return Word("decision", desk.today, kept, whose, f"t{task}", due, "open")


def comment(desk: Desk, text: str, who: str = "") -> Word:
    """Keep what the supervisor said. Raises Usage."""
    kept, whose = values.words(text, _("the comment")), values.line(who, _("the name")) if who else ""
    if not kept:
        raise Usage(_("{what} is empty").format(what=_("the comment")), _('amflow meeting comment "…"'))
    with desk.book.change("meeting comment") as change:
        change.insert("report_word", kind="comment", on_date=desk.today.isoformat(), text=kept, who=whose)
        change.summary = kept[:60]
    return Word("comment", desk.today, kept, whose)


def words(desk: Desk, kind: str, first: date, last: date) -> tuple[Word, ...]:
    """What was said or decided in those days, in its order."""
    rows = desk.book.all(
        "SELECT word.*, task.due_on, task.state FROM report_word AS word LEFT JOIN task ON task.id = word.task_id"
        " WHERE word.kind = ? AND word.on_date BETWEEN ? AND ? ORDER BY word.on_date, word.id",
        kind,
        first.isoformat(),
        last.isoformat(),
    )
    found = []
    for row in rows:
        due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        late = row["state"] == "open" and due is not None and due < desk.today
        ref = f"t{row['task_id']}" if row["task_id"] else ""
        found.append(filled(Word, row, ref=ref, due_on=due, state=row["state"] or "", late=late))
    return tuple(found)


def agenda(desk: Desk, summary: Summary) -> MeetingAgenda:
    """The agenda of this week's meeting, by the playbook's points; the summary is of the week."""
    week = periods.week_of(desk.today)
    before = words(desk, "decision", week.start - timedelta(days=366), week.start - timedelta(days=1))
    line = week.start - timedelta(days=LOOK_BACK)
    return MeetingAgenda(
        desk.today,
        _("Weekly meeting · {week}").format(week=summary.period.title),
        summary,
        tuple(_point(desk, one, week.start, summary) for one in desk.playbook.agenda),
        words(desk, "comment", week.start - timedelta(days=7), week.end),
        tuple(word for word in before if word.state == "open" or word.on_date >= line),
        words(desk, "decision", week.start, week.end),
    )


def _point(desk: Desk, point: AgendaPoint, start: date, summary: Summary) -> MeetingPoint:
    # What was hard, and what one suggests, is the special topic's where a meeting has one.
    apart = any(one.key == "topic" for one in desk.playbook.agenda)
    hard, suggested = ((), ()) if apart else (("challenge",), ("suggestion",))
    makers: dict[str, Callable[[], list[AgendaLine]]] = {
        "topic": lambda: _notes(desk, start, ("challenge", "suggestion")),
        "learning": lambda: [*_notes(desk, start, ("training",)), *_goals(desk, start)],
        "market": lambda: _notes(desk, start, ("market", "competitor", "bulletin", *suggested)),
        "complaints": lambda: [*cases(desk), *solved(desk, start, desk.today), *_notes(desk, start, hard)],
        "projects": lambda: [*supply(desk, start, desk.today), *at_risk(desk)],
        "supply": lambda: supply(desk, start, desk.today),
        "next-week": lambda: _ahead(desk, summary),
    }
    items = makers[point.key]() if point.key in makers else []
    return MeetingPoint(point.key, str(point.title), point.minutes, tuple(items[:MOST]), max(0, len(items) - MOST))


def _notes(desk: Desk, start: date, kinds: tuple[str, ...]) -> list[AgendaLine]:
    found = [one for kind in kinds for one in notes.listing(desk.book, kind=kind, limit=MOST, days=(start, desk.today))]
    return [
        AgendaLine(
            one.ref,
            one.text.strip().partition("\n")[0],
            one.customer,
            _("{n} hours").format(n=f"{one.hours:g}") if one.hours else _(notes.KINDS[one.kind]),
        )
        for one in found
    ]


def _goals(desk: Desk, start: date) -> list[AgendaLine]:
    """Own goals that were reached in the week, and those that are near (`C26`)."""
    from amflow.prep.goals import records as goals

    reached = desk.book.all(
        "SELECT * FROM goal WHERE done_on >= ? AND +state = 'done' ORDER BY done_on, id", start.isoformat()
    )
    found = [AgendaLine(f"a{row['id']}", row["title"], "", _("own goal, reached")) for row in reached]
    return found + [AgendaLine(one.ref, one.title, "", _("own goal, by {day}").format(day=short(one.due_on, desk.today)))
                    for one in goals.near(desk)]  # fmt: skip


def cases(desk: Desk) -> list[AgendaLine]:
    """Open cases, those whose clock breaks first in front."""
    rows = desk.book.all(
        "SELECT cases.id, cases.title, cases.severity, cases.opened_on, customer.name FROM cases CROSS JOIN customer"
        " ON customer.id = cases.customer_id WHERE cases.state = 'open' ORDER BY cases.breaks_at, cases.id LIMIT 50"
    )
    from amflow.callback.cases.records import SEVERITIES

    return [
        AgendaLine(
            f"x{row['id']}",
            row["title"],
            row["name"],
            f"{_(SEVERITIES.get(row['severity'], row['severity']))} · "
            + _("since {day}").format(day=short(date.fromisoformat(row["opened_on"]), desk.today)),
        )
        for row in rows
    ]


def solved(desk: Desk, first: date, last: date) -> list[AgendaLine]:
    """The cases that were solved in those days, with the remedy: what was said when it was."""
    rows = desk.book.all(
        "SELECT cases.id, cases.title, cases.opened_on, cases.resolved_on, customer.name, (SELECT text FROM case_step"
        " WHERE case_id = cases.id AND kind = 'resolved' ORDER BY id DESC LIMIT 1) AS remedy FROM cases CROSS JOIN customer"
        " ON customer.id = cases.customer_id WHERE cases.resolved_on BETWEEN ? AND ? ORDER BY cases.resolved_on, cases.id",
        first.isoformat(),
        last.isoformat(),
    )
    return [
        AgendaLine(
            f"x{row['id']}",
            row["title"],
            row["name"],
            _("solved {day}").format(day=short(date.fromisoformat(row["resolved_on"]), desk.today))
            + (f" · {' '.join(row['remedy'].split())}" if row["remedy"] else ""),
        )
        for row in rows
    ]


def supply(desk: Desk, first: date, last: date) -> list[AgendaLine]:
    """What of the orders was not as promised, with the reason that was given: what should be there by now, what came only in
    part, what came late in those days (`W05`, `W10`). What is still owed stands in front."""
    return [*owed_orders(desk), *came_late(desk, first, last)]


def came_late(desk: Desk, first: date, last: date) -> list[AgendaLine]:
    """The orders that came in those days and later than promised, with the reason that was given."""
    found = []
    for one in orders.came_late(desk, first, last):
        late = ngettext("came {n} day late", "came {n} days late", one.late_days)
        detail = " · ".join(filter(None, (late, one.why)))
        found.append(AgendaLine(one.ref, one.name, one.customer, detail))
    return found


def owed_orders(desk: Desk) -> list[AgendaLine]:
    """Orders that should have come by now, whole or the rest of them; what has come in part ahead of its day is not short."""
    due = [one for one in orders.owed(desk) if one.promised_on is None or one.promised_on <= desk.today]
    return [AgendaLine(one.ref, one.name, one.customer, orders.short_of(one, desk.today)) for one in due]


def at_risk(desk: Desk) -> list[AgendaLine]:
    """Projects that should be done by now or have gone quiet (`W02`: problems and risks handled)."""
    from amflow.convert.deals import records as deals

    rows = desk.book.all(
        f"{deals.COLUMNS} WHERE deal.state = 'open' AND deal.pipeline = 'project' ORDER BY deal.expected_on, deal.id",
        desk.today.isoformat(),
    )
    found = []
    for one in (deals.line(desk, row) for row in rows):
        late = one.expected_on is not None and one.expected_on < desk.today
        facts = [
            _("expected for {day}").format(day=short(one.expected_on, desk.today)) if late and one.expected_on else "",
            "" if not one.quiet else _("quiet {n}").format(n=one.quiet_days) if one.known else _("no talk known"),
            one.stage_title,
        ]
        if late or one.quiet:
            found.append(AgendaLine(one.ref, one.title, one.customer, " · ".join(filter(None, facts))))
    return found


def _ahead(desk: Desk, summary: Summary) -> list[AgendaLine]:
    """What is to be done until the end of the next week, what is left of this one in front; how many visits the cycle has on
    each of its days, by line (`W18`). What a meeting decided has a point of its own."""
    decided = desk.book.all(
        "SELECT 't' || task_id AS ref FROM report_word WHERE kind = 'decision' AND task_id IS NOT NULL"
    )
    known = {row["ref"] for row in decided}
    found = [
        AgendaLine(one.ref, one.title, one.customer, f"{short(one.on, desk.today)} {one.at}".rstrip())
        for one in coming.between(desk, date.min, summary.ahead.end, 50)[0]
    ]
    there = {line.ref for line in found}
    return [line for line in [*found, *_cycle(desk, summary.ahead.start, there)] if line.ref not in known]


def _cycle(desk: Desk, start: date, there: set[str]) -> list[AgendaLine]:
    """How many visits the cycle has on each day, by line; where the cadence says who is due, whom it asks for besides."""
    from amflow.plan.territory import visit_cycle

    days: dict[date, Counter[str]] = {}
    found = visit_cycle.around(desk, start, week=True)
    if not found.lines:
        return [
            AgendaLine(one.ref, one.content, one.shop.name, short(one.day, desk.today))
            for one in found.visits
            if one.ref not in there
        ]
    for one in found.visits:
        days.setdefault(one.day, Counter())[one.shop.line or _("no line")] += 1
    return [
        AgendaLine(
            "",
            _("visits by the cycle: {n}").format(n=of_lines.total()),
            listed([f"{line} {n}" for line, n in of_lines.items()]),
            short(day, desk.today),
        )
        for day, of_lines in sorted(days.items())
    ]
