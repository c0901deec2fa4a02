"""The own rhythm of a customer: how often one has talked to them, against how long they have been quiet (`W16`, `W18`).

Whose talk is due by the tier's cycle is due whatever the rhythm is; among those the rhythm says who comes first. A customer with
many contacts whose silence is young answers most readily; the silence weighs as `SETTLED` weeks more than it is, so that
one contact of yesterday does not outweigh ten of the last months.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow import refs
from amflow.book.store import placeholders
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

RULE = "rhythm"
"""The name under which settling a talk that the cadence asks for is kept."""

SETTLED = 8
"""So many weeks are added to a silence before it is weighed."""

TELLING = 4
"""So many days with a talk say every how many days there usually is one."""


class CadenceTalk(NamedTuple):
    """A talk that is due by cadence."""

    customer_id: int
    customer: str
    tier: str
    intent: str
    status: str
    quiet_since: date
    every_days: int
    latest_days: int
    kind: str
    minutes: int
    days: int
    """Days since the last real contact."""
    due_on: date
    """The working day on which it comes due; of whom no talk is known it is due since today, however long they are in the
    book."""
    begins_on: date
    """The same as it was counted: of whom no talk is known the first day on which they may be got to know."""
    last_on: date
    """The last day on which it is not late yet."""
    wish: str = ""
    """What they have asked for that matters now, in words."""
    at: str = ""
    """The hour that it was moved to, HH:MM; empty for none."""
    known: bool = True
    """Whether any talk with them is known."""
    by_itself: bool = False
    """Whether it is shown under the customer's own reference."""
    usual: int | None = None
    """Every how many days one has talked to them by now; None where too few talks say it."""

    @property
    def ref(self) -> str:
        """`r88hj`; of a lead, and of whom the cycle visits, `c88`."""
        return f"c{self.customer_id}" if self.by_itself else refs.derived(RULE, self.customer_id, self.quiet_since)

    @property
    def late(self) -> bool:
        """Whether the latest day has passed; with somebody of whom no talk is known none is missed."""
        return self.known and self.quiet_since + timedelta(days=self.days) > self.last_on

    @property
    def latest_on(self) -> date | None:
        """The last day on which it is not late yet; None where it is over and no talk was missed."""
        over = self.days > self.latest_days and not self.known
        return None if over else self.last_on


class Rhythm(NamedTuple):
    """How often a customer was talked to."""

    contacts: int = 0
    """The days on which they were."""
    first_on: str = ""
    last_on: str = ""

    @property
    def usual(self) -> int | None:
        """Every how many days there was a talk; None where too few say it."""
        if self.contacts < TELLING:
            return None
        between = date.fromisoformat(self.last_on) - date.fromisoformat(self.first_on)
        return max(round(between.days / (self.contacts - 1)), 1)

    def weight(self, quiet_days: int) -> float:
        """The more, the sooner they should be talked to, of those who are due: (contacts since the first + 1) / (weeks of silence
        + 8)."""
        return max(self.contacts, 1) / (quiet_days / 7 + SETTLED)


def of(desk: "Desk", numbers: Sequence[int]) -> dict[int, Rhythm]:
    """The rhythms of these customers, by their numbers: talks had with them, or by others of their firm for them as well. Who
    was never talked to has none."""
    if not numbers:
        return {}
    marks, today = placeholders(numbers), desk.today.isoformat()
    rows = desk.book.all(
        "SELECT customer_id, count(*) AS contacts, min(held_on) AS first_on, max(held_on) AS last_on FROM ("
        f"SELECT customer_id, held_on FROM touch WHERE customer_id IN ({marks}) AND reached = 1 AND held_on <= ?"
        " UNION SELECT touch_with.customer_id, held_on FROM touch_with CROSS JOIN touch ON touch.id = touch_with.touch_id"
        f" WHERE touch_with.customer_id IN ({marks}) AND reached = 1 AND held_on <= ?) GROUP BY customer_id",
        *numbers,
        today,
        *numbers,
        today,
    )
    return {row["customer_id"]: Rhythm(row["contacts"], row["first_on"], row["last_on"]) for row in rows}
