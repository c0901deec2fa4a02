"""Step 7 on the day's page: today's plan against what was done, and whether tomorrow is decided."""

from amflow.agenda.items import Item, PageSection, StepPage
from amflow.dates.format import short
from amflow.desk import Desk
from amflow.locale import _


def page(desk: Desk, limit: int) -> StepPage:
    """The plan as a step of the day: today's plan against what was done, and whether tomorrow is decided."""
    from amflow.agenda import checklist as agenda_checklist

    tomorrow = desk.calendar.next(desk.today)
    rows = desk.book.all(
        "SELECT on_date, state, count(*) AS lines FROM plan_line WHERE on_date IN (?, ?) GROUP BY on_date, state",
        desk.today.isoformat(),
        tomorrow.isoformat(),
    )
    today = {row["state"]: row["lines"] for row in rows if row["on_date"] == desk.today.isoformat()}
    ahead = sum(row["lines"] for row in rows if row["on_date"] == tomorrow.isoformat() and row["state"] != "dropped")
    # What reads the lines is loaded where there are any.
    waiting = planned_today(desk, limit) if "planned" in today else []
    whole = sum(count for state, count in today.items() if state != "dropped")
    parts = [
        _("today {done}/{planned} done").format(done=today.get("done", 0), planned=whole) if whole else "",
        _("{day}: {n} lines accepted").format(day=short(tomorrow, desk.today), n=ahead)
        if ahead
        else _("{day} is not planned yet").format(day=short(tomorrow, desk.today)),
    ]
    sections = [PageSection("planned", _("Planned for today"), waiting, today.get("planned", 0))]
    line = " · ".join(part for part in parts if part)
    return agenda_checklist.step_page(desk, "plan", _("Next-day plan"), sections, line, limit)


def planned_today(desk: Desk, limit: int) -> list[Item]:
    """Today's accepted lines that wait to be done."""
    from amflow.agenda import plan_ledger

    rows = desk.book.all(
        f"{plan_ledger.LINES} WHERE on_date = ? AND state = 'planned' ORDER BY place, plan_line.id LIMIT ?",
        desk.today.isoformat(),
        limit,
    )
    lines = [(plan_ledger.item(desk, row), row["at_time"]) for row in rows]
    return [item if item.due_time else item._replace(due_time=at) for item, at in lines]
