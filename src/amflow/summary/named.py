"""What a period's counts are of: whom the talks were with, which deals were begun; a few by name, and how many more. What a
summary counts and nobody can look up is no answer to whoever reads it."""

from datetime import date
from typing import Any

from amflow.book.money import Money
from amflow.dates.format import short
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import _
from amflow.playbooks.titles import as_typed, titles_by_key
from amflow.playbooks.vocabulary import TALKS
from amflow.summary.records import AgendaLine, Listing, ReportSection
from amflow.summary.sections import ENDED, KINDS, in_a_line, of_kind

MOST = 6
"""So many are named; the others are counted."""

OPENED_SQL = (
    "SELECT deal.id, deal.title, deal.pipeline, deal.stage, deal.state, deal.amount_minor, deal.currency,"
    " coalesce(customer.name, '') AS customer FROM deal LEFT JOIN customer ON customer.id = deal.customer_id"
    " WHERE deal.opened_on BETWEEN ?1 AND ?2 ORDER BY deal.amount_minor IS NULL, deal.amount_minor DESC, deal.id LIMIT ?3"
)
OPENED_COUNT_SQL = "SELECT count(*) FROM deal WHERE opened_on BETWEEN ?1 AND ?2"

TALKED_SQL = (
    "SELECT customer_id, count(*) AS n, max(held_on) AS last FROM touch WHERE held_on BETWEEN ?1"
    " AND ?2 AND reached = 1 GROUP BY customer_id ORDER BY n DESC, last DESC, customer_id LIMIT ?3"
)
PEOPLE_SQL = "SELECT count(DISTINCT customer_id) FROM touch WHERE held_on BETWEEN ?1 AND ?2 AND reached = 1"
TALKS_SQL = (
    "SELECT kind, outcome, note FROM touch WHERE customer_id = ?3 AND reached = 1 AND held_on BETWEEN ?1 AND ?2"
    " ORDER BY held_on, held_at, id"
)

_UNSAID = f"held_on BETWEEN ?1 AND ?2 AND touch.kind IN {ENDED} AND outcome = ''"
UNSAID_COUNT_SQL = f"SELECT count(*) FROM touch WHERE {_UNSAID}"
UNSAID_SQL = (
    "SELECT touch.customer_id, touch.kind, touch.held_on, touch.held_at, customer.name FROM touch"
    " JOIN customer ON customer.id = touch.customer_id WHERE"
    f" {_UNSAID} ORDER BY held_on DESC, held_at DESC, touch.id DESC LIMIT ?3"
)


def sections(desk: Desk, period: Period, wanted: tuple[str, ...]) -> tuple[ReportSection, ...]:
    """The deals that were begun, and whom the talks were with, as far as the report is of them; empty ones are left out."""
    so_far = _so_far(desk, period)
    # A day that is told by its steps has named everybody there.
    told = period.kind == "day" and "steps" in wanted
    found = [_opened(desk, so_far)] if "deals" in wanted else []
    found += [_talked(desk, so_far)] if "touches" in wanted and not told else []
    return tuple(one for one in found if one.lists)


def _so_far(desk: Desk, period: Period) -> Period:
    return period._replace(end=min(period.end, desk.today))


def _opened(desk: Desk, period: Period) -> ReportSection:
    rows = desk.book.all(OPENED_SQL, *period.bounds, MOST)
    more = desk.book.number(OPENED_COUNT_SQL, *period.bounds) - len(rows)
    items = tuple(
        AgendaLine(f"d{row['id']}", row["title"], row["customer"], " · ".join(filter(None, _stands(desk, row))))
        for row in rows
    )
    return ReportSection("opened", _("Deals opened"), lists=(Listing("", items, more),) if items else ())


def _stands(desk: Desk, row: Any) -> tuple[str, str]:
    """What it is worth, and where it stands now."""
    money = "" if row["amount_minor"] is None else str(Money(row["amount_minor"], row["currency"]))
    if row["state"] != "open":
        return money, _("won") if row["state"] == "won" else _("lost")
    pipeline = desk.playbook.pipeline(row["pipeline"])
    return money, titles_by_key(pipeline.stages).get(row["stage"], row["stage"]) if pipeline else row["stage"]


def _talked(desk: Desk, period: Period) -> ReportSection:
    rows = desk.book.all(TALKED_SQL, *period.bounds, MOST)
    desk.book.read_ahead("customer", (row["customer_id"] for row in rows))
    items = tuple(
        AgendaLine(f"c{who['id']}", *_talks(desk, period, who))
        for row in rows
        if (who := desk.book.get("customer", row["customer_id"])) is not None
    )
    named = Listing("", items, desk.book.number(PEOPLE_SQL, *period.bounds) - len(items))
    unsaid = without_outcome(desk, period)
    open_ = tuple(AgendaLine(f"c{row['customer_id']}", _held(desk, row), row["name"]) for row in unsaid)
    left = Listing(
        _("Outcome not written down"), open_, desk.book.number(UNSAID_COUNT_SQL, *period.bounds) - len(open_), own=True
    )
    return ReportSection("talked", _("Talked to"), lists=tuple(one for one in (named, left) if one.items))


def _talks(desk: Desk, period: Period, who: Any) -> tuple[str, str, str]:
    """How often by which way, and how the last talk ended: `1 visit · 2 calls · Interested`; the name; and what was said last."""
    rows = desk.book.all(TALKS_SQL, *period.bounds, who["id"])
    kinds = [row["kind"] for row in rows]
    often = [of_kind(kind, kinds.count(kind)).words for kind in KINDS if kind in kinds]
    last, note = (next((row[name] for row in reversed(rows) if row[name]), "") for name in ("outcome", "note"))
    ended = titles_by_key(desk.playbook.outcomes).get(last, last)
    return " · ".join(filter(None, (*often, ended))), who["name"], in_a_line(note)


def without_outcome(desk: Desk, period: Period) -> list[Any]:
    """The last talks of which nobody wrote down how they ended."""
    return desk.book.all(UNSAID_SQL, *period.bounds, MOST)


def _held(desk: Desk, row: Any) -> str:
    when = f"{short(date.fromisoformat(row['held_on']), desk.today)} {row['held_at']}".strip()
    return f"{_(TALKS[row['kind']])} · {when}"


def to_say(desk: Desk, period: Period) -> str:
    """The command that asks how the last talk without an outcome ended."""
    row = next(iter(without_outcome(desk, _so_far(desk, period))), None)
    if row is None or not desk.playbook.outcomes:
        return ""
    when = as_typed(f"{row['held_on']} {row['held_at']}".strip())
    return f"amflow log-{row['kind']} c{row['customer_id']} --at {when}"
