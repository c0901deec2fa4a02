"""Who passed leads on: the posts of the own house (lobby, counter, loan desk), counted by day and week (`W11`)."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.book.store import placeholders
from amflow.dates import periods
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.dates.periods import Period


class Post(NamedTuple):
    """A post, and how many leads came from it."""

    key: str
    title: str
    yesterday: int
    """On the last working day."""
    today: int
    week: int
    last_week: int
    colleagues: list[str]
    """Who passed them on in these two weeks, as far as their names are kept, with how many."""


def counted(desk: "Desk") -> list[Post]:
    """Every post of the playbook, also one that passed nobody on: the morning meeting asks for that, too."""
    this = periods.week_of(desk.today)
    last = periods.previous(this)
    before = desk.calendar.previous(desk.today)
    begin = min(last.start, before)
    numbers = by_day(desk, begin, desk.today)
    names = _colleagues(desk, begin)

    def within(key: str, span: "Period") -> int:
        return sum(number for (post, day), number in numbers.items() if post == key and span.start <= day <= span.end)

    return [
        Post(
            source.key,
            str(source.title),
            numbers.get((source.key, before), 0),
            numbers.get((source.key, desk.today), 0),
            within(source.key, this),
            within(source.key, last),
            names.get(source.key, []),
        )
        for source in desk.playbook.sources
        if source.post
    ]


def by_day(desk: "Desk", start: date, end: date) -> dict[tuple[str, date], int]:
    """How many leads each post passed on, day by day."""
    posts = [source.key for source in desk.playbook.sources if source.post]
    rows = desk.book.all(
        f"SELECT source, lead_on, count(*) AS n FROM customer WHERE lead_on BETWEEN ? AND ?"
        f" AND +source IN ({placeholders(posts)}) AND +status <> 'removed' GROUP BY source, lead_on",
        start.isoformat(),
        end.isoformat(),
        *posts,
    )
    return {(row["source"], date.fromisoformat(row["lead_on"])): row["n"] for row in rows}


def _colleagues(desk: "Desk", since: date) -> dict[str, list[str]]:
    rows = desk.book.all(
        "SELECT customer.source, referral.colleague, count(*) AS n FROM referral"
        " JOIN customer ON customer.id = referral.introduced_id"
        " WHERE referral.made_on >= ? AND referral.colleague <> '' GROUP BY customer.source, referral.colleague"
        " ORDER BY n DESC, referral.colleague",
        since.isoformat(),
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["source"], []).append(f"{row['colleague']} {row['n']}")
    return found
