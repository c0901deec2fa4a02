"""The lines of a territory: which shops are on which, in what order, who is due by frequency and cycle (`W18`).

A tier of the playbook says how many visits make a cycle, how long it is, and what a visit is about. Cycles follow each
other from a Monday on without a gap, the same for everybody, so that two people count alike. By each day of the cycle a
part of its visits is due; the days before count too, so that who was left out is due until somebody has been there.
"""

from datetime import date, timedelta
from typing import Any

from amflow.book import planned, values
from amflow.book.change import Change
from amflow.book.derived_columns import REACHED, talk_day
from amflow.book.store import Book, Row
from amflow.book.values import day_or_none
from amflow.customers import records as customers
from amflow.desk import Desk
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _, listed, pgettext
from amflow.outreach.campaigns import records as campaigns
from amflow.playbooks.customer_model import Tier
from amflow.records import NamedTuple, filled

FIRST_MONDAY = date(1970, 1, 5)
"""Cycles are counted from here: any Monday would do, and this one lies before every book."""

LAST = 10**9
"""Where a line without a number comes."""

ON_LINE = "status IN ('customer', 'lead') AND line <> ''"


class Stop(NamedTuple):
    """A shop on a line."""

    place: int
    """Its place in the order of the day, from 1."""
    id: int
    name: str
    tier: str
    tier_title: str
    content: str
    """What a visit is about, by its tier."""
    address: str
    last_visit_on: date | None
    made: int
    """Visits in this cycle so far."""
    due: int
    """Visits that should have been made by today."""
    visits: int
    """Visits that make the cycle; 0 where the tier has none."""
    state: str
    """`today` (been there), `behind`, `due`, `later`, or `left` (wants to be left alone)."""
    tasks: tuple[str, ...]
    """That it is on the day's plan, and what else is waiting there: open tasks up to the day, and what running campaigns still
    ask of the shop."""

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class TerritoryLine(NamedTuple):
    """A line as a whole."""

    name: str
    shops: int
    due: int
    behind: int
    made: int
    should: int
    """Visits that should have been made by today."""
    last_visit_on: date | None


class Route(NamedTuple):
    """A line on a day, in the order in which it is driven."""

    name: str
    day: date
    stops: list[Stop]
    contents: list[tuple[str, str]]
    """What a visit is about, by tier: its title and its content."""
    cycle: tuple[date, date] | None
    """The cycle that the day lies in, where all tiers on the line have the same."""


def cycle(tier: Tier, day: date) -> tuple[date, date] | None:
    """First and last day of the cycle that the day lies in; None where the tier has none."""
    if not (tier.visits and tier.cycle_days):
        return None
    start = day - timedelta(days=(day - FIRST_MONDAY).days % tier.cycle_days)
    return start, start + timedelta(days=tier.cycle_days - 1)


def should(tier: Tier, day: date, known: date | None = None) -> int:
    """How many visits of the cycle should have been made by the evening of that day: of four in 28 days one by the
    seventh, two by the fourteenth. The first is due from the first day on; of a shop that is `known` since a day of this
    cycle none that was due before."""
    span = cycle(tier, day)
    if span is None:
        return 0
    passed = (day - span[0]).days + 1
    return -(-passed * tier.visits // tier.cycle_days) - over(tier, span, known)


def over(tier: Tier, span: tuple[date, date], known: date | None) -> int:
    """How many visits of the cycle were over when the shop came to be known."""
    return max((known - span[0]).days, 0) * tier.visits // tier.cycle_days if known and known <= span[1] else 0


def names(book: Book) -> list[str]:
    """The lines there are."""
    found: list[str] = []
    # From one to the next in the index: lines are few, shops are many.
    step = "SELECT line FROM customer WHERE line <> '' AND line > ? ORDER BY line LIMIT 1"
    while row := book.one(step, found[-1] if found else ""):
        found.append(row["line"])
    return sorted(found, key=_place_of)


def _place_of(name: str) -> tuple[int, str]:
    """Lines that are numbered come in the order of their numbers, in digits or in Chinese: 二号线 before 三号线."""
    import re

    from amflow.dates import numerals

    match = re.search(r"[0-9]{1,9}|[零一二两三四五六七八九十百]{1,7}", name)
    try:
        return (numerals.number(match[0]) if match else LAST), name
    except ValueError:
        return LAST, name


def without_lines(desk: Desk) -> str:
    """That the trade has no lines, where it has none: no tier has a cycle of visits, and no customer is on one."""
    if any(tier.visits and tier.cycle_days for tier in desk.playbook.tiers) or names(desk.book):
        return ""
    return _("the playbook {name} has no lines: none of its tiers has a cycle of visits").format(
        name=desk.playbook.name
    )


def _must_have_lines(desk: Desk) -> None:
    if words := without_lines(desk):
        raise Refused(words, _("amflow playbook list shows others; here the cadence of the tier says who is due"))


def find(desk: Desk, text: str) -> str:
    """The line that the text names, whole or by its beginning. Raises NotFound, Usage."""
    known, wanted = names(desk.book), values.folded(values.harmless(text))
    if not wanted:
        raise Usage(_("which line?"), _("amflow line list shows them"))
    exact = [name for name in known if values.folded(name) == wanted]
    near = exact or [name for name in known if values.folded(name).startswith(wanted)]
    if len(near) == 1:
        return near[0]
    hint = (
        _("one of: {choices}").format(choices=listed(near or known)) if known else _("amflow line assign NAME c12 c14")
    )
    raise NotFound(_("there is no line “{name}”").format(name=text), hint)


def listing(desk: Desk) -> list[TerritoryLine]:
    """Every line with what is due on it today."""
    found = []
    for name in names(desk.book):
        stops = route(desk, name).stops
        if not stops:
            continue  # only people who were dropped or removed are on it
        last = max((stop.last_visit_on for stop in stops if stop.last_visit_on), default=None)
        due = sum(stop.state in ("due", "behind") for stop in stops)
        behind = sum(stop.state == "behind" for stop in stops)
        made, total = sum(stop.made for stop in stops), sum(stop.due for stop in stops)
        found.append(TerritoryLine(name, len(stops), due, behind, made, total, last))
    return found


def show(desk: Desk, text: str) -> Route:
    """The line that the text names, on the desk's day. Raises NotFound, Usage."""
    _must_have_lines(desk)
    return route(desk, find(desk, text))


def route(desk: Desk, name: str) -> Route:
    """A line on the desk's day."""
    rows = _rows(desk, name)
    waiting = _waiting(desk, name)
    visited = _visits(desk, name)
    stops = [
        _stop(desk, place, row, visited.get(row["id"], []), tuple(waiting.get(row["id"], ())))
        for place, row in enumerate(rows, 1)
    ]
    tiers = {tier.key: tier for row in rows if (tier := _tier(desk, row["tier"])) is not None}
    cycles = {cycle(tier, desk.today) for tier in tiers.values()}
    ranked = sorted(tiers.values(), key=lambda tier: -tier.rank)
    contents = [(str(tier.title), str(tier.content)) for tier in ranked if str(tier.content)]
    return Route(name, desk.today, stops, contents, cycles.pop() if len(cycles) == 1 else None)


_VISIT = f"{REACHED} AND touch.kind = 'visit'"


def _rows(desk: Desk, name: str) -> list[Row]:
    held = f"{_VISIT} AND touch.held_on <= ?1"
    return desk.book.all(
        "SELECT id, name, tier, address, no_contact, quiet_since, added_on, stop,"
        f" {talk_day('customer.id', held)} AS visited FROM customer WHERE {ON_LINE} AND line = ?2"
        " ORDER BY stop IS NULL, stop, id",
        desk.today.isoformat(),
        name,
    )


def _visits(desk: Desk, name: str) -> dict[int, list[date]]:
    """The days of this cycle, and not later than today, on which each shop was visited."""
    longest = max((tier.cycle_days for tier in desk.playbook.tiers), default=0)
    which = f"{ON_LINE.replace('status', 'customer.status')} AND customer.line = ?1{_VISIT} AND touch.held_on BETWEEN ?2 AND ?3"
    rows = desk.book.all(
        "SELECT touch.customer_id, touch.held_on FROM customer CROSS JOIN touch ON touch.customer_id = customer.id"
        f" WHERE {which} UNION SELECT touch_with.customer_id, touch.held_on FROM customer CROSS JOIN touch_with"
        f" ON touch_with.customer_id = customer.id CROSS JOIN touch ON touch.id = touch_with.touch_id WHERE {which}",
        name,
        (desk.today - timedelta(days=longest)).isoformat(),
        desk.today.isoformat(),
    )
    found: dict[int, list[date]] = {}
    for row in rows:
        found.setdefault(row["customer_id"], []).append(date.fromisoformat(row["held_on"]))
    return found


def _waiting(desk: Desk, name: str) -> dict[int, list[str]]:
    rows = desk.book.all(
        "SELECT task.customer_id, task.title, task.id FROM customer CROSS JOIN task ON task.customer_id = customer.id"
        f" WHERE {ON_LINE.replace('status', 'customer.status')} AND customer.line = ? AND task.state = 'open'"
        " AND task.due_on <= ? ORDER BY task.due_on, task.id",
        name,
        desk.today.isoformat(),
    )
    found: dict[int, list[str]] = {}
    for row in desk.book.all(
        "SELECT plan_line.customer_id, at_time FROM plan_line JOIN customer ON customer.id = plan_line.customer_id"
        f" WHERE on_date = ? AND state = 'planned' AND customer.line = ? AND {planned.VISIT}",
        desk.today.isoformat(),
        name,
    ):
        words = _("planned {time}").format(time=row["at_time"]) if row["at_time"] else pgettext("of a visit", "planned")
        found.setdefault(row["customer_id"], []).append(words)
    for row in rows:
        found.setdefault(row["customer_id"], []).append(f"t{row['id']} {row['title']}")
    for row in desk.book.all(
        f"SELECT entry.customer_id, campaign.id, campaign.title, share, coalesce({campaigns.REACHED}, 0) AS reached FROM customer"
        " CROSS JOIN campaign_entry AS entry ON entry.customer_id = customer.id"
        f" CROSS JOIN campaign ON campaign.id = entry.campaign_id WHERE {ON_LINE.replace('status', 'customer.status')}"
        f" AND customer.line = ?1 AND share > coalesce({campaigns.REACHED}, 0) AND closed_on IS NULL"
        " AND ?2 BETWEEN coalesce(starts_on, ?2) AND coalesce(ends_on, ?2) ORDER BY campaign.id",
        name,
        desk.today.isoformat(),
    ):
        words = _("{done} of {planned}").format(done=row["reached"], planned=row["share"])
        found.setdefault(row["customer_id"], []).append(f"g{row['id']} {row['title']} {words}")
    return found


def _tier(desk: Desk, key: str) -> Tier | None:
    tiers = desk.playbook.tiers
    return desk.playbook.tier(key) or (min(tiers, key=lambda tier: tier.rank) if tiers else None)


def _stop(desk: Desk, place: int, row: Any, visited: list[date], tasks: tuple[str, ...]) -> Stop:
    tier = _tier(desk, row["tier"])
    span = cycle(tier, desk.today) if tier else None
    made = sum(span[0] <= day <= span[1] for day in visited) if span else 0
    wanted = should(tier, desk.today, day_or_none(row["added_on"])) if tier else 0
    last = day_or_none(row["visited"])
    return filled(
        Stop,
        row,
        place=place,
        tier_title=str(tier.title) if tier else "",
        content=str(tier.content) if tier else "",
        last_visit_on=last,
        made=made,
        due=wanted,
        visits=tier.visits if tier and span else 0,
        state=_state(desk, row, tier, last, wanted - made, span is not None),
        tasks=tasks,
    )


def _state(desk: Desk, row: Any, tier: Tier | None, last: date | None, owed: int, cycles: bool) -> str:
    if row["no_contact"]:
        return "left"
    if last == desk.today:
        return "today"
    if tier is None:
        return "later"
    # Without cycles the tier's cadence says who is due: days since the last visit, or since they are known.
    days = (desk.today - (last or date.fromisoformat(row["added_on"]))).days
    if owed >= 2 or days > tier.latest_days:
        return "behind"
    return "due" if (owed > 0 if cycles else days >= tier.every_days) else "later"


def assign(desk: Desk, text: str, whom: list[str]) -> tuple[str, list[Any]]:
    """Put shops on a line, behind those that are on it; gives its name and their rows. Raises NotFound, Ambiguous, Usage."""
    _must_have_lines(desk)
    name = values.line(text, _("the line"))
    known = {values.folded(one): one for one in names(desk.book)}
    name = known.get(values.folded(name), name)
    rows = _found(desk, whom)
    last = desk.book.number(f"SELECT max(stop) FROM customer WHERE {ON_LINE} AND line = ?", name)
    with desk.book.change("line assign") as change:
        for row in rows:
            if row["line"] != name:
                last += 1
                change.update("customer", row["id"], line=name, stop=last)
        change.summary = f"{name}: {', '.join(row['name'] for row in rows)}"
    return name, rows


def order(desk: Desk, text: str, whom: list[str]) -> Route:
    """Let these shops come first on the line, in this order, and the others behind them. Raises NotFound, Refused, Usage."""
    _must_have_lines(desk)
    name = find(desk, text)
    rows = _found(desk, whom)
    for row in rows:
        if row["line"] != name:
            raise Refused(
                _("{name} is not on the line {line}").format(name=row["name"], line=name),
                _("amflow line assign {line} {ref} puts them on it").format(line=name, ref=f"c{row['id']}"),
            )
    first = [row["id"] for row in rows]
    others = [row["id"] for row in _rows(desk, name) if row["id"] not in first]
    with desk.book.change("line order") as change:
        _number(change, first + others)
        change.summary = name
    return route(desk, name)


def leave(desk: Desk, whom: list[str]) -> list[Any]:
    """Take shops off their line. Raises NotFound, Ambiguous, Refused for one that is on none."""
    _must_have_lines(desk)
    rows = _found(desk, whom)
    for row in rows:
        if not row["line"]:
            raise Refused(_("{name} is on no line").format(name=row["name"]), _("amflow line list shows them"))
    with desk.book.change("line leave") as change:
        for row in rows:
            change.update("customer", row["id"], line="", stop=None)
        change.summary = ", ".join(row["name"] for row in rows)
    return rows


def _number(change: Change, ids: list[int]) -> None:
    for place, number in enumerate(ids, 1):
        change.update("customer", number, stop=place)


def _found(desk: Desk, whom: list[str]) -> list[Any]:
    if not whom:
        raise Usage(_("which customers?"), _("such as amflow line assign NAME c12 c14"))
    return list({row["id"]: row for text in whom if (row := customers.find(desk.book, text)) is not None}.values())
