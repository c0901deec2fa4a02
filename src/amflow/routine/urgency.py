"""How urgent a thing is on a day: the terms that are added up, so that a person can see why a line stands where it does."""

from typing import TYPE_CHECKING

from amflow.locale import _
from amflow.routine.items import Item

if TYPE_CHECKING:
    from amflow.routine.desk import Desk


def terms(then: "Desk", item: Item) -> list[tuple[str, int]]:
    """The terms that make an item urgent on that day, with their points."""
    waited = (then.today - item.due_on).days if item.due_on else 0
    tier = then.playbook.tier(item.tier)
    found = [
        (_("appointment"), 200 if item.due_time and not waited else 0),
        (_("promised"), 60 if item.kind == "promise" else 0),
        (_("due by rule"), 40 if item.kind == "callback" else 0),
        (_("a day that matters"), 35 if item.kind == "birthday" else 0),
        (_("past its last day"), 30 if item.late else 0),
        (_("task"), 25 if item.kind in ("task", "appointment") else 0),
        (_("a deal gone quiet"), 20 if item.kind == "deal" else 0),
        (_("new lead"), 15 if item.kind == "lead" else 0),
        (
            _("waited {n} days").format(n=waited),
            min(2 * waited, 30) if item.kind in ("task", "promise", "appointment") else 0,
        ),
        (_("tier {tier}").format(tier=tier.title if tier else ""), 6 * tier.rank if tier else 0),
        (_("amount"), _of_amount(item)),
    ]
    return [(term, points) for term, points in found if points > 0]


def _of_amount(item: Item) -> int:
    """One point for every digit of a deal's amount beyond the third: a million is worth four."""
    return max(len(str(item.amount.minor // 100)) - 3, 0) if item.amount else 0
