"""The meter of messages (`W11`): the floor that the playbook sets for a day, which kinds are covered, and each customer's
ceiling. Counted are messages that were marked sent or written down; a draft counts for nothing."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from amflow.book.behind import AT_TALK, counted_in
from amflow.dates import periods
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Cap


class Floor(NamedTuple):
    """A quota of the playbook, and how much of it is done."""

    key: str
    title: str
    per: str
    least: int
    sent: int


class MessageKind(NamedTuple):
    """A kind of messages, and whether one of it went out today. `daily`: it is looked at every day."""

    key: str
    title: str
    daily: bool
    covered: bool


class Ceiling(NamedTuple):
    """So many messages to one customer at most, in a period."""

    key: str
    per: str
    most: int
    who: str


class Meter(NamedTuple):
    """The meter of a day."""

    floors: tuple[Floor, ...]
    kinds: tuple[MessageKind, ...]
    ceilings: tuple[Ceiling, ...]

    @property
    def daily(self) -> list[MessageKind]:
        """The kinds that are looked at every day."""
        return [kind for kind in self.kinds if kind.daily]

    def line(self, held: int) -> str:
        """The whole of it on a line; `held` so many customers have had all they may get."""
        parts = []
        for one in self.floors:
            said = _("messages {n}/{least}").format(n=one.sent, least=one.least)
            per = {"week": _("this week"), "month": _("this month")}.get(one.per, "")
            parts.append(f"{said} {per}".rstrip())
        if self.daily:
            covered = sum(kind.covered for kind in self.daily)
            parts.append(_("kinds {n}/{all}").format(n=covered, all=len(self.daily)))
        if held:
            parts.append(ngettext("{n} at the ceiling", "{n} at their ceiling", held))
        return " · ".join(parts)


def meter(desk: "Desk") -> Meter:
    """How much of the day's messages is done."""
    sent = kinds_sent(desk, periods.day_of(desk.today))
    kinds = [MessageKind(one.key, str(one.title), one.daily, one.key in sent) for one in desk.playbook.categories]
    floors = [
        Floor(one.key, str(one.title), one.per, one.least, _sent_since(desk, one.who, _start(one.per, desk.today)))
        for one in desk.playbook.quotas
        if one.counts == "messages"
    ]
    return Meter(tuple(floors), tuple(kinds), tuple(ceilings(desk)))


def kinds_sent(desk: "Desk", span: periods.Period) -> set[str]:
    """The kinds of messages that were marked sent in the period."""
    rows = desk.book.all(
        "SELECT DISTINCT category FROM message WHERE state = 'sent' AND sent_on BETWEEN ? AND ?",
        span.start.isoformat(),
        span.end.isoformat(),
    )
    return {row["category"] for row in rows} - {""}


NOBODY = "0"
"""The condition that nobody meets."""


def floor_clause(desk: "Desk") -> tuple[str, list[object]]:
    """The condition over `customer` of the playbook's first floor, and what it is bound to; nobody where it has none."""
    quota = next((one for one in desk.playbook.quotas if one.counts == "messages"), None)
    if quota is None:
        return NOBODY, []
    return _meaning(desk, quota.who)


def _meaning(desk: "Desk", who: str) -> tuple[str, list[object]]:
    """The condition over `customer` and a `touch` with them of those words: the tier is that of its day, and whoever spoke for a
    firm counted in the firm's."""
    from amflow.playbooks import conditions

    tier = counted_in("tier", "touch.held_on", firm=AT_TALK)
    return conditions.where(conditions.parse(who), desk.playbook.tiers, tier=tier)


def _sent_since(desk: "Desk", who: str, start: date) -> int:
    """How many messages went, from that day to today, to the customers whom the condition names."""
    clause, bound = _meaning(desk, who)
    return desk.book.number(
        "SELECT count(*) FROM touch CROSS JOIN customer ON customer.id = touch.customer_id"
        f" WHERE touch.held_on BETWEEN ? AND ? AND touch.kind = 'message' AND {clause}",
        start.isoformat(),
        desk.today.isoformat(),
        *bound,
    )


def ceilings(desk: "Desk") -> list[Ceiling]:
    """The playbook's ceilings of messages, with the settings in their place where they say something."""
    own = {per: getattr(desk.settings, f"messages_{per}") for per in ("day", "week", "month")}
    caps: list[Cap] = [cap for cap in desk.playbook.caps if cap.counts == "messages"]
    found = [Ceiling(cap.key, cap.per, cap.most, cap.who) for cap in caps if not own[cap.per]]
    found += [Ceiling(f"messages_{per}", per, most, "") for per, most in own.items() if most]
    return sorted(found, key=lambda one: ("day", "week", "month").index(one.per))


def _start(per: str, day: date) -> date:
    """The first day of the period that the day is in."""
    return periods.around(per, day).start


class MessageTally:
    """How many messages these customers have had, and what may still go to each."""

    def __init__(self, desk: "Desk", customers: Iterable[int], day: date) -> None:
        self._day = day
        self._ceilings = ceilings(desk)
        ids = list(customers)
        self._had = _had(desk, ids, self._ceilings, day)
        self._meant = {one.key: _meant(desk, one, ids) for one in self._ceilings if one.who}
        self._new: dict[int, int] = {}
        """What was given to each since: of many at once the first go before the others."""

    def full(self, customer_id: int) -> str:
        """Why no more may go to this customer, in a few words; empty where one more may."""
        new = self._new.get(customer_id, 0)
        for one in self._ceilings:
            if one.who and customer_id not in self._meant[one.key]:
                continue
            had = sum(n for on, n in self._had.get(customer_id, ()) if on >= _start(one.per, self._day))
            if had + new >= one.most:
                return _reason(one, had, new)
        return ""

    def take(self, customer_id: int) -> None:
        """One more goes to this customer."""
        self._new[customer_id] = self._new.get(customer_id, 0) + 1


def _reason(one: Ceiling, had: int, new: int) -> str:
    """The ceiling in words, as the person sees it."""
    if new:
        said = {"day": _("{n} a day"), "week": _("{n} a week"), "month": _("{n} a month")}[one.per]
        return _("another one goes first, {limit}").format(limit=said.format(n=one.most))
    said = {
        "day": _("had {n} of {most} today"),
        "week": _("had {n} of {most} this week"),
        "month": _("had {n} of {most} this month"),
    }[one.per]
    return said.format(n=had, most=one.most)


def _had(desk: "Desk", ids: list[int], caps: list[Ceiling], day: date) -> dict[int, list[tuple[date, int]]]:
    """How many messages each had, day by day, since the longest of the periods began."""
    found: dict[int, list[tuple[date, int]]] = {}
    since = min((_start(one.per, day) for one in caps), default=day)
    for row in desk.book.among(
        ids if caps else (),
        "SELECT customer_id, held_on, count(*) AS n FROM touch WHERE customer_id IN ({marks})"
        " AND held_on BETWEEN ? AND ? AND kind = 'message' GROUP BY customer_id, held_on",
        since.isoformat(),
        day.isoformat(),
    ):
        found.setdefault(row["customer_id"], []).append((date.fromisoformat(row["held_on"]), row["n"]))
    return found


def _meant(desk: "Desk", one: Ceiling, ids: list[int]) -> set[int]:
    """Which of the customers a ceiling is for."""
    from amflow.playbooks import conditions

    clause, bound = conditions.where(conditions.parse(one.who), desk.playbook.tiers)
    rows = desk.book.among(ids, f"SELECT id FROM customer WHERE id IN ({{marks}}) AND {clause}", *bound)
    return {row["id"] for row in rows}
