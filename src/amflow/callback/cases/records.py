"""What customers complain of, with the clocks that run over it: read (`W03`, `W07`, `W14`). `changes.py` writes."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from amflow.agenda.items import MOST, Item
from amflow.book.behind import counts_in
from amflow.book.store import Book, Row, conditions
from amflow.book.values import folded
from amflow.customers import circle
from amflow.dates.format import short
from amflow.dates.workdays import Provisional
from amflow.errors import NotFound, Usage
from amflow.locale import N_, NP_, _
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.dates.workdays import WorkCalendar
    from amflow.desk import Desk

KINDS = {"complaint": N_("complaint"), "problem": N_("problem"), "question": N_("inquiry"), "dispute": N_("dispute")}
STEPS = {
    "opened": N_("opened"),
    "answered": N_("answered"),
    "noted": N_("noted"),
    "escalated": N_("passed up"),
    "reported": N_("reported up"),
    "resolved": N_("resolved"),
    "reopened": N_("taken up again"),
    "changed": N_("changed"),
}
"""The steps of a case in words."""

SEVERITIES = {"urgent": N_("urgent"), "high": N_("high"), "normal": N_("normal"), "low": N_("low")}
STATES = {"open": NP_("of a case", "open"), "resolved": N_("resolved")}
LISTED = STATES | {"all": N_("all")}
"""What a list may be of."""

NEVER = "9999-12-31T23:59"
"""Kept of an open case on which no clock runs: behind all the others."""

COLUMNS = (
    f"SELECT cases.*, customer.name AS customer, {counts_in('tier')} AS tier FROM cases"
    " JOIN customer ON customer.id = cases.customer_id"
)
# The order of the tables is fixed: the few open cases first, then whose each of them is.
_OPEN = (
    f"SELECT cases.*, customer.name AS customer, {counts_in('tier')} AS tier FROM cases"
    " CROSS JOIN customer ON customer.id = cases.customer_id WHERE cases.state = 'open'"
)


class CaseLine(NamedTuple):
    """A case as lists show it."""

    id: int
    title: str
    kind: str
    severity: str
    state: str
    customer_id: int
    customer: str
    tier: str
    opened_on: date
    opened_at: str
    breaks_at: datetime | None
    """When the clock that runs breaks: of the first answer, then of the solution; None where none runs."""
    answering: bool
    """Whether it is the first answer that is owed."""
    late: bool
    escalated_to: str
    reported_on: date | None
    resolved_on: date | None
    known: bool
    """Whether the holidays up to that day are decided."""

    @property
    def ref(self) -> str:
        """`x9`."""
        return f"x{self.id}"

    @property
    def customer_ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


class StepLine(NamedTuple):
    """A step of a case's story."""

    on_date: date
    at_time: str
    kind: str
    whom: str
    text: str


class CaseStand(NamedTuple):
    """A case of the customer, and what is owed or when it was resolved, in words."""

    ref: str
    state: str
    severity: str
    title: str
    stands: str
    customer: str = ""
    """Whose it is, of the firm, where it is not the customer's own."""


class CasePage(NamedTuple):
    """A case with its story; minutes are working minutes, None where it has not come to that."""

    line: CaseLine
    severity: str
    """How bad it is, in the playbook's words."""
    deal_id: int | None
    product: str
    answered_on: date | None
    answered_at: str
    answer_by: datetime | None
    answered_after: int | None
    resolved_at: str
    solve_by: datetime | None
    overdue: bool
    """Whether the solution was due before now."""
    solved_after: int | None
    steps: list[StepLine]
    score: int | None
    """How the customer rated the solution, 1 to 5."""


def get(book: Book, text: str) -> Row:
    """The case with this reference. Raises NotFound, Usage."""
    from amflow.customers.records import number_of

    number = number_of(book, text, "x")
    if number is None:
        raise Usage(_("“{text}” is no case"), _("a case is x9: amflow case list shows them"), text=text)
    row = book.one(f"{COLUMNS} WHERE cases.id = ?", number)
    if row is None:
        raise NotFound(_("there is no case {ref}"), _("amflow case list shows them"), ref=f"x{number}")
    return row


def line(desk: "Desk", row: Row) -> CaseLine:
    """A row of `COLUMNS` as lists show it."""
    breaks = moment(row["breaks_at"]) if row["breaks_at"] != NEVER else None
    return filled(
        CaseLine,
        row,
        breaks_at=breaks,
        answering=row["answered_on"] is None,
        late=breaks is not None and breaks < desk.now,
        known=breaks is None or desk.calendar.is_known(breaks.date()),
    )


def moment(text: str) -> datetime | None:
    """A moment of the book; None where there is none."""
    return datetime.fromisoformat(text) if text else None


def listing(
    desk: "Desk",
    *,
    state: str = "open",
    customer_id: int | None = None,
    severity: str = "",
    unreported: bool = False,
    limit: int = 50,
) -> tuple[list[CaseLine], int]:
    """Cases of a state (`all`: of any): open ones with what breaks first in front, else the newest; and how many."""
    where, bound = conditions(
        ("cases.state = ?", "" if state == "all" else state),
        circle.said_by(desk.book, "cases", "opened_on", customer_id),
        ("cases.severity = ?", severity),
        ("cases.reported_on IS NULL", () if unreported else None),
    )
    order = {
        "open": "cases.breaks_at, cases.id",
        "resolved": "cases.resolved_on DESC, cases.resolved_at DESC, cases.id DESC",
        "all": "cases.opened_on DESC, cases.opened_at DESC, cases.id DESC",
    }[state]
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", *bound, limit)
    total = len(rows) if len(rows) < limit else desk.book.number(f"SELECT count(*) FROM cases WHERE {where}", *bound)
    return [line(desk, row) for row in rows], total


def waiting(desk: "Desk", limit: int) -> tuple[list[CaseLine], int, list[CaseLine], int]:
    """The open cases: those that break by the end of the next working day and how many, then the others and how many."""
    until = f"{desk.calendar.next(desk.today).isoformat()}T23:59"
    found: list[Any] = []
    for comparison in ("<=", ">"):
        rows = desk.book.all(
            f"{_OPEN} AND cases.breaks_at {comparison} ? ORDER BY cases.breaks_at, cases.id LIMIT ?", until, limit
        )
        count = len(rows)
        if 0 <= limit <= count:
            count = desk.book.number(
                f"SELECT count(*) FROM (SELECT 1 FROM cases WHERE state = 'open' AND breaks_at {comparison} ?"
                f" LIMIT {MOST})",
                until,
            )
        found += [[line(desk, row) for row in rows], count]
    return found[0], found[1], found[2], found[3]


def of_customer(desk: "Desk", customer_id: int) -> list[CaseStand]:
    """A customer's cases: the open ones, then the last that were resolved."""
    found, _total = listing(desk, customer_id=customer_id, limit=5)
    found += listing(desk, state="resolved", customer_id=customer_id, limit=5)[0]
    return [
        CaseStand(
            one.ref, one.state, one.severity, one.title, _stands(one, desk.today), circle.others(customer_id, one)
        )
        for one in found
    ]


def _stands(case: CaseLine, today: date) -> str:
    return _("resolved {day}").format(day=short(case.resolved_on, today)) if case.resolved_on else owed(case, today)


def item(desk: "Desk", case: CaseLine) -> Item:
    """An open case as an item of the day: its clock in front, who has it where it was passed up, the next command behind."""
    with_whom = _("with {whom}").format(whom=case.escalated_to) if case.escalated_to else ""
    return Item(
        case.ref,
        "callback",
        "case",
        case.title
        if folded(case.title).startswith(folded(_(KINDS[case.kind])))
        else _("{kind}: {title}").format(kind=_(KINDS[case.kind]), title=case.title),
        " · ".join(part for part in (owed(case, desk.today), with_whom) if part),
        case.customer_id,
        case.customer,
        case.tier,
        day_of(case, desk.calendar),
        f"{case.breaks_at:%H:%M}" if case.breaks_at else "",
        minutes=desk.settings.call_minutes,
        late=case.late,
        command=f"amflow show {case.ref}",
    )


def day_of(case: CaseLine, calendar: "WorkCalendar") -> date | None:
    """The day on which its clock breaks, marked where the holidays up to it are not decided."""
    if case.breaks_at is None:
        return None
    day = case.breaks_at.date()
    return day if calendar.is_known(day) else Provisional.of(day)


def owed(case: CaseLine, today: date) -> str:
    """What is owed next, and by when: `answer by 11:00`."""
    if case.state == "resolved" or case.breaks_at is None:
        return "" if case.state == "resolved" else _("no clock runs")
    when = until(case.breaks_at, today, known=case.known)
    if case.late:
        return (_("answer was due {when}") if case.answering else _("solution was due {when}")).format(when=when)
    return (_("answer by {when}") if case.answering else _("solve by {when}")).format(when=when)


def until(at: datetime, today: date, *, known: bool = True) -> str:
    """A moment as it is said: the hour alone today, else with its day."""
    clock = f"{at:%H:%M}"
    if at.date() == today:
        return clock
    day = at.date() if known else Provisional.of(at.date())
    return f"{short(day, today)} {clock}"


def page(desk: "Desk", text: str) -> CasePage:
    """A case in full. Raises NotFound, Usage."""
    row = get(desk.book, text)
    hours, opened = desk.hours, at(row["opened_on"], row["opened_at"])
    answered = at(row["answered_on"], row["answered_at"])
    resolved = at(row["resolved_on"], row["resolved_at"])
    assert opened is not None
    product = desk.book.get("product", row["product_id"]) if row["product_id"] else None
    clock, solve_by = desk.playbook.clock(row["severity"]), moment(row["solve_by"])
    steps = desk.book.all("SELECT * FROM case_step WHERE case_id = ? ORDER BY on_date, at_time, id", row["id"])
    score = "SELECT value FROM score WHERE case_id = ? AND scale = 'csat' ORDER BY id DESC"
    return filled(
        CasePage,
        row,
        line=line(desk, row),
        severity=str(clock.title) if clock else _(SEVERITIES[row["severity"]]),
        product=product["name"] if product is not None else "",
        answer_by=moment(row["answer_by"]),
        answered_after=hours.between(opened, answered) if answered else None,
        solve_by=solve_by,
        overdue=solve_by is not None and solve_by < desk.now,
        solved_after=hours.between(opened, resolved) if resolved else None,
        steps=[filled(StepLine, step) for step in steps],
        score=desk.book.number(score, row["id"]) or None,
    )


def at(day: str | None, clock: str) -> datetime | None:
    """The moment of a day and an hour of the book; None without a day."""
    return datetime.fromisoformat(f"{day}T{clock or '00:00'}") if day else None


def shown(desk: "Desk", text: str) -> "tuple[CasePage, date]":
    """What its page is drawn from. Raises NotFound, Usage."""
    return page(desk, text), desk.today
