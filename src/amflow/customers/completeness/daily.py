"""The completeness rate of the files that the trade asks for (`W11`: of VIP records), day by day, with nothing to type: today's
is counted, that of a day that is over was kept by the first writing after it, when the book was still as that day left it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book.values import local
from amflow.customers.completeness import records as completeness
from amflow.customers.completeness.records import METRIC
from amflow.playbooks import conditions
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class FilesFilled(NamedTuple):
    """How much of the files is there, by the weight of their fields."""

    filled: int
    whole: int


def rate(desk: "Desk") -> FilesFilled | None:
    """What of these files is there now; None where the trade does not ask, or nobody is such a customer."""
    who = completeness.counted_for(desk.playbook)
    if not who:
        return None
    clause, bound = conditions.where(conditions.parse(who), desk.playbook.tiers)
    found = completeness.filled_of(desk, f"status = 'customer' AND {clause}", bound)
    return FilesFilled(*found) if found[1] else None


def present(desk: "Desk") -> FilesFilled | None:
    """The same for the desk's day, where it is the one that the book stands at: nothing was written since."""
    last = desk.book.one("SELECT at FROM change ORDER BY id DESC LIMIT 1")
    return rate(desk) if last is None or local(last["at"]).date() <= desk.today else None


def closing(desk: "Desk", day: date) -> dict[str, Any] | None:
    """The measure that keeps how that day, the last that was written on, left the files; None where the trade does not ask, or
    it is kept already."""
    on = day.isoformat()
    if desk.book.one("SELECT 1 FROM measure WHERE metric = ? AND on_date = ?", METRIC, on) or not (found := rate(desk)):
        return None
    return {"metric": METRIC, "on_date": on, "value": found.filled, "whole": found.whole}
