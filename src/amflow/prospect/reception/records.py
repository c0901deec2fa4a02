"""The reception: how many visitors were led where, by day and week (`W09`, `W06`)."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.dates import periods
from amflow.errors import Refused
from amflow.locale import _, ngettext
from amflow.playbooks.titles import whole_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import Channel


class ChannelCount(NamedTuple):
    """A channel and how many were led there."""

    key: str
    letter: str
    title: str
    today: int
    yesterday: int
    """On the last working day."""
    week: int
    last_week: int
    month: int


def channels(desk: "Desk") -> tuple["Channel", ...]:
    """The playbook's channels. Raises Refused where the trade has no reception."""
    found = desk.playbook.channels
    if not found:
        raise Refused(
            _("the playbook {name} has no reception").format(name=desk.playbook.name),
            _("its [[channel]] items say where visitors are led to: amflow playbook new NAME --extends …"),
        )
    return found


def channel_of(desk: "Desk", word: str) -> "Channel | None":
    """The channel that a word names: its letter, its key or its title."""
    key = whole_key(word, channels(desk), {one.key: one.letter for one in channels(desk)})
    return next((one for one in channels(desk) if one.key == key), None)


def numbers(desk: "Desk", start: date, end: date) -> dict[tuple[str, date], int]:
    """How many were led where, day by day."""
    rows = desk.book.all(
        "SELECT channel, on_date, count(*) AS n FROM reception WHERE on_date BETWEEN ? AND ? GROUP BY on_date, channel",
        start.isoformat(),
        end.isoformat(),
    )
    return {(row["channel"], date.fromisoformat(row["on_date"])): row["n"] for row in rows}


HANDLED_SQL = (
    "SELECT service, count(*) AS n FROM reception WHERE on_date BETWEEN ? AND ? AND service <> '' GROUP BY service"
)


def handled(desk: "Desk", start: date, end: date) -> dict[str, int]:
    """How often each service was done for visitors (`W06`)."""
    return {row["service"]: row["n"] for row in desk.book.all(HANDLED_SQL, start.isoformat(), end.isoformat())}


def count(desk: "Desk") -> list[ChannelCount]:
    """Every channel with its numbers; channels of another playbook that have some, too."""
    week = periods.week_of(desk.today)
    last, month = periods.previous(week), periods.month_of(desk.today)
    before = desk.calendar.previous(desk.today)
    found = numbers(desk, min(last.start, month.start, before), desk.today)
    known = {one.key: one for one in channels(desk)}
    keys = [*known, *sorted({key for key, _day in found} - set(known))]

    def between(key: str, start: date, end: date) -> int:
        return sum(number for (channel, day), number in found.items() if channel == key and start <= day <= end)

    return [
        ChannelCount(
            key,
            known[key].letter if key in known else "",
            str(known[key].title) if key in known else key,
            between(key, desk.today, desk.today),
            between(key, before, before),
            between(key, week.start, week.end),
            between(key, last.start, last.end),
            between(key, month.start, month.end),
        )
        for key in keys
    ]


def visitors_of_day(desk: "Desk", day: date) -> str:
    """How many visitors a day had, for the line of a step; empty where there were none."""
    if not desk.playbook.channels:
        return ""
    total = sum(numbers(desk, day, day).values())
    return ngettext("{n} visitor", "{n} visitors", total) if total else ""
