"""When somebody is reached best, from the calls to them (`W01`, `W16`): said only where enough calls speak of this one person."""

from typing import TYPE_CHECKING

from amflow.locale import _

if TYPE_CHECKING:
    from amflow.desk import Desk

SPEAKING = 8
"""Below so many calls whose hour is known nothing is said."""
NEWEST = 60
HOURS = 2
"""So long is a part of the day."""
IN_PART = 3
"""So many calls at least a part must have had."""
BETTER = 0.1
"""By so much more often than at all hours they must have answered in it."""


def words(desk: "Desk", number: int) -> str:
    """`reached best 10–12 (5 of 6)`; empty where the calls do not say it."""
    rows = desk.book.all(
        "SELECT held_at, reached FROM touch WHERE customer_id = ? AND held_on <= ? AND kind = 'call' AND held_at <> ''"
        " ORDER BY held_on DESC, id DESC LIMIT ?",
        number,
        desk.today.isoformat(),
        NEWEST,
    )
    if len(rows) < SPEAKING:
        return ""
    parts: dict[int, list[int]] = {}
    for row in rows:
        parts.setdefault(int(row["held_at"][:2]) // HOURS * HOURS, []).append(row["reached"])
    share: float = sum(int(row["reached"]) for row in rows) / len(rows)

    def rate(calls: list[int]) -> float:
        """How often they answered, drawn towards all hours by two calls."""
        return (sum(calls) + 2 * share) / (len(calls) + 2)

    begin, calls = max(parts.items(), key=lambda part: (rate(part[1]), -part[0]))
    if len(calls) < IN_PART or rate(calls) < share + BETTER:
        return ""
    sentence = _("reached best {begin}–{end} ({n} of {all})")
    return sentence.format(begin=f"{begin}:00", end=f"{begin + HOURS}:00", n=sum(calls), all=len(calls))
