"""What becomes of a planned line when the thing it stands for is done, moved or dropped: plan against actual is kept
by the commands that do the work, never by hand."""

from typing import TYPE_CHECKING, Any

from amflow.book.store import Change

if TYPE_CHECKING:
    from amflow.routine.desk import Desk


def settle(desk: "Desk", change: Change, state: str, **which: Any) -> int:
    """Mark the still planned lines, of today and earlier days, that these columns pick; say how many.

    A line of a day to come is dropped instead of done: the work came before the plan.
    """
    where = " AND ".join(f"{name} = ?" for name in which)
    rows = desk.book.all(f"SELECT id FROM plan_line WHERE state = 'planned' AND {where}", *which.values())
    for row in rows:
        change.update("plan_line", row["id"], state=state)
    return len(rows)


def settle_customer(desk: "Desk", change: Change, customer_id: int, state: str) -> int:
    """Mark the lines for a talk with this customer planned up to today (a line about a task is the task's)."""
    rows = desk.book.all(
        "SELECT id FROM plan_line WHERE customer_id = ? AND on_date <= ? AND state = 'planned' AND task_id IS NULL",
        customer_id,
        desk.today.isoformat(),
    )
    for row in rows:
        change.update("plan_line", row["id"], state=state)
    return len(rows)
