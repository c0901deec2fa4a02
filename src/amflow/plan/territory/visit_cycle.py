"""The visit cycle: frequency, cycle and content per customer, laid out over working days and lines (`W18`).

Each tier's cycle is cut into as many stretches as it has visits; every customer is placed once in each, so that visits
keep their distance. Within a stretch the emptiest days are filled first, in the order of the lines: neighbours are
visited on one day, and no day is fuller than it must be. The same book gives the same plan.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from amflow.agenda import contact_cadence, due_rules, planned_talks
from amflow.book import quantities
from amflow.dates import periods
from amflow.desk import Desk
from amflow.locale import _, ngettext
from amflow.plan.territory import records as territory
from amflow.playbooks.customer_model import Tier
from amflow.records import NamedTuple, filled


class Shop(NamedTuple):
    """Somebody whom the cycle visits."""

    id: int
    name: str
    line: str
    tier: str
    added_on: date | None = None

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class Placed(NamedTuple):
    """A visit on its day."""

    day: date
    shop: Shop
    content: str
    """What it is about, by the tier."""
    minutes: int
    ref: str = ""
    """The reference by which every screen shows it: `t45`, `r31fk`, `c12`."""


class Left(NamedTuple):
    """A visit that found no day, and why."""

    shop: Shop
    since: date
    until: date
    """The stretch of the cycle in which it should have been."""
    why: str


class Cycle(NamedTuple):
    """The visits of a period."""

    start: date
    end: date
    days: list[date]
    """Its working days that are still to come."""
    visits: list[Placed]
    left: list[Left]
    due: int
    """How many customers are due in the period."""
    reached: int
    """How many of them have a day."""
    made: int
    """Visits of the period that have been made already."""
    lines: tuple[str, ...]
    """The lines that are visited, in their order, empty text for none; none at all where the cadence says who is due."""

    @property
    def percent(self) -> int | None:
        """How many of the customers due are placed, of a hundred; None where nobody is due."""
        return quantities.percent(self.reached, self.due)


class _Stretch(NamedTuple):
    tier: Tier
    start: date
    end: date
    number: int
    whole: tuple[date, date]


def around(desk: Desk, day: date, *, week: bool) -> Cycle:
    """The visits of the week, or else the month, that the day lies in."""
    span = periods.week_of(day) if week else periods.month_of(day)
    return plan(desk, span.start, span.end)


def on(desk: Desk, day: date) -> list[Placed]:
    """The visits that the cycle has on that day, as the plan of its week does; none in a trade without cycles."""
    if not any(tier.visits and tier.cycle_days for tier in desk.playbook.tiers):
        return []
    return [one for one in around(desk, day, week=True).visits if one.day == day]


def plan(desk: Desk, start: date, end: date) -> Cycle:
    """The visits of the period, from today on; whatever the cycles around it ask for decides where they fall."""
    tiers = {tier.key: tier for tier in desk.playbook.tiers if tier.visits and tier.cycle_days}
    if not tiers:
        return _by_cadence(desk, start, end)
    shops = _shops(desk, tiers)
    made = _made(desk, tiers, start)
    stretches = sorted(
        (one for tier in tiers.values() for one in _stretches(tier, start, end)),
        key=lambda one: ((one.end - one.start).days, one.start, -one.tier.rank),
    )
    load: Counter[date] = Counter()
    minutes: Counter[date] = Counter()
    placed: list[Placed] = []
    left: list[Left] = []
    agreed = [
        one
        for one in planned_talks.between(desk, desk.today, max((one.end for one in stretches), default=desk.today))
        if one.kind == "visit"
    ]
    left_out = planned_talks.left_out(desk)
    for stretch in stretches:
        wanted = [
            shop for shop in shops if shop.tier == stretch.tier.key and _owed(stretch, shop, made.get(shop.id, []))
        ]
        fixed = {one.customer_id: one for one in reversed(agreed) if stretch.start <= one.day <= stretch.end}
        for shop in [shop for shop in wanted if shop.id in fixed]:
            # Agreed on or accepted: the cycle's visit is that one.
            one = fixed[shop.id]
            wanted.remove(shop)
            load[one.day] += 1
            minutes[one.day] += stretch.tier.minutes
            placed.append(Placed(one.day, shop, str(stretch.tier.content), stretch.tier.minutes, one.ref))
        days = _workdays(desk, max(stretch.start, desk.today), stretch.end)
        if not days:
            why = _why_none(desk, stretch)
            left += [Left(shop, stretch.start, stretch.end, why) for shop in wanted]
        ahead = [day for day in days if day > desk.today]
        spared = [shop for shop in wanted if shop.id in left_out]
        others = [shop for shop in wanted if shop.id not in left_out]
        most = desk.settings.day_minutes - stretch.tier.minutes
        for could, laid in ((days, _laid_out(others, days, load)), (ahead, _laid_out(spared, ahead, load))):
            for at, shop in laid:
                # Long visits fill a day before its turn: then it is the emptiest that has room.
                room = [day for day in could if minutes[day] <= max(most, 0)]
                day = at if at in room else min(room, key=lambda day: (minutes[day], day), default=None)
                load[day or at] += 1
                if day is None:
                    left.append(Left(shop, stretch.start, stretch.end, _("the days are full")))
                    continue
                minutes[day] += stretch.tier.minutes
                placed.append(Placed(day, shop, str(stretch.tier.content), stretch.tier.minutes))
    visits = [one for one in placed if start <= one.day <= end]
    place = {shop.id: at for at, shop in enumerate(shops)}
    visits.sort(key=lambda one: (one.day, place[one.shop.id]))
    missed = [one for one in left if one.since <= end and one.until >= start]
    reached = {one.shop.id for one in visits}
    # What is over can be placed nowhere: it is listed, and does not make the plan ahead look worse.
    due = reached | {one.shop.id for one in missed if one.until >= desk.today}
    done = sum(start <= day <= end for days_of in made.values() for day in days_of)
    return Cycle(
        start,
        end,
        _workdays(desk, max(start, desk.today), end),
        visits,
        missed,
        len(due),
        len(reached),
        done,
        tuple(dict.fromkeys(shop.line for shop in shops)),
    )


APPOINTMENTS_SQL = (
    "SELECT task.id AS task_id, task.title, task.due_on, task.due_time, task.minutes, customer.id, customer.name,"
    " customer.line, customer.tier"
    " FROM task CROSS JOIN customer ON customer.id = task.customer_id WHERE task.state = 'open' AND task.due_on BETWEEN ? AND ?"
    " AND (task.due_time <> '' OR task.kind <> 'todo') ORDER BY task.due_on, task.due_time = '', task.due_time, task.id"
)


def _by_cadence(desk: Desk, start: date, end: date) -> Cycle:
    """The talks of the period where no type of customer has a cycle: what is agreed on its day, whom a rule asks to talk to from
    the day on which it does, and whom the cadence of tier or intent asks for, each on the first day after it that has room."""
    first = max(start, desk.today)
    days = _workdays(desk, first, end)
    visits, minutes, seen = [], Counter[date](), set[int]()
    for row in desk.book.all(APPOINTMENTS_SQL, first.isoformat(), end.isoformat()):
        long = row["minutes"] or desk.settings.call_minutes
        at = date.fromisoformat(row["due_on"])
        words = f"{row['due_time']} {row['title']}".strip()
        visits.append(Placed(at, filled(Shop, row, added_on=None), words, long, f"t{row['task_id']}"))
        minutes[at] += long
        seen.add(row["id"])
    then = desk._replace(now=desk.now.combine(max(end, desk.today), desk.now.time()))
    talks = [*contact_cadence.clients(then, -1, len(days))[0], *contact_cadence.prospects(then, -1, len(days))[0]]
    rules = [rule for rule in desk.playbook.rules if rule.kind in due_rules.TALKS and rule.on != "paper.expires"]
    ruled = due_rules.told_apart(due_rules.of_customer(desk, None, rules))
    for one in sorted(ruled, key=lambda one: (one.due_on, one.customer_id)):
        free_day = next((day for day in days if one.due_on <= day <= max(one.lapses_on, first)), None)
        if one.customer_id in seen or one.kind not in due_rules.TALKS or free_day is None:
            continue
        seen.add(one.customer_id)
        shop = Shop(one.customer_id, one.customer, "", one.tier)
        visits.append(Placed(free_day, shop, str(one.rule.title), one.rule.minutes, one.ref))
        minutes[free_day] += one.rule.minutes
    left, strangers, portion = [], Counter[date](), desk.settings.get_to_know
    for talk in sorted(talks, key=lambda talk: (talk.due_on, talk.customer_id)):
        if talk.customer_id in seen or not days:
            continue
        seen.add(talk.customer_id)
        shop = Shop(talk.customer_id, talk.customer, "", talk.tier)
        # An empty day takes what is longer than a day.
        room = [
            day
            for day in days
            if day >= talk.begins_on and (not minutes[day] or minutes[day] + talk.minutes <= desk.settings.day_minutes)
        ]
        # Whoever was taken over and is not known yet is got to know a few a day.
        day = next((day for day in room if talk.known or strangers[day] < portion), None)
        if day is None:
            few = _("only {n} a day who are not known yet").format(n=portion)
            left.append(Left(shop, talk.begins_on, end, few if room else _("the days are full")))
            continue
        minutes[day] += talk.minutes
        strangers[day] += not talk.known
        words = _("visit") if talk.kind == "visit" else _("call")
        every = ngettext("{what}, every {n} day", "{what}, every {n} days", talk.every_days)
        visits.append(Placed(day, shop, every.format(what=words, n=talk.every_days), talk.minutes, talk.ref))
    visits.sort(key=lambda one: one.day)
    reached = len({one.shop.id for one in visits})
    return Cycle(start, end, days, visits, left, reached + len(left), reached, 0, ())


def _shops(desk: Desk, tiers: dict[str, Tier]) -> list[Shop]:
    """Everybody whom a tier with a cycle visits, in the order of the lines."""
    order = {name: at for at, name in enumerate(territory.names(desk.book))}
    rows = [
        row
        for key in tiers
        for row in desk.book.all(
            "SELECT id, name, line, tier, stop, added_on FROM customer WHERE status = 'customer' AND no_contact = 0 AND tier = ?",
            key,
        )
    ]
    rows.sort(key=lambda row: (order.get(row["line"], len(order)), row["stop"] is None, row["stop"] or 0, row["id"]))
    return [filled(Shop, row) for row in rows]


_MADE = "touch.held_on BETWEEN ?1 AND ?2 AND touch.kind = 'visit' AND touch.reached = 1"


def _made(desk: Desk, tiers: dict[str, Tier], start: date) -> dict[int, list[date]]:
    """The visits of the cycles so far, by customer."""
    longest = max((tier.cycle_days for tier in tiers.values()), default=0)
    found: dict[int, list[date]] = {}
    for row in desk.book.all(
        f"SELECT customer_id, held_on FROM touch WHERE {_MADE} UNION SELECT touch_with.customer_id, held_on FROM touch"
        f" CROSS JOIN touch_with ON touch_with.touch_id = touch.id WHERE {_MADE}",
        (min(start, desk.today) - timedelta(days=longest)).isoformat(),
        desk.today.isoformat(),
    ):
        found.setdefault(row["customer_id"], []).append(date.fromisoformat(row["held_on"]))
    return found


def _stretches(tier: Tier, start: date, end: date) -> list[_Stretch]:
    """The parts of the tier's cycles that the period touches, each of which has one visit."""
    found = []
    span = territory.cycle(tier, start)
    while span and span[0] <= end:
        for number in range(tier.visits):
            first = span[0] + timedelta(days=number * tier.cycle_days // tier.visits)
            last = span[0] + timedelta(days=(number + 1) * tier.cycle_days // tier.visits - 1)
            if first <= end and last >= start:
                found.append(_Stretch(tier, first, last, number, span))
        span = territory.cycle(tier, span[1] + timedelta(days=1))
    return found


def _owed(stretch: _Stretch, shop: Shop, made: list[date]) -> bool:
    """Whether the stretch's visit is still to be made: visits of the cycle count for its stretches one after another, from
    the one on in which the shop came to be known."""
    known = shop.added_on
    counted = sum(stretch.whole[0] <= day <= stretch.whole[1] for day in made)
    if known and known > stretch.end:
        return False
    return territory.over(stretch.tier, stretch.whole, known) + counted <= stretch.number


def _why_none(desk: Desk, stretch: _Stretch) -> str:
    return (
        _("the days are over")
        if stretch.end < desk.today or _workdays(desk, stretch.start, stretch.end)
        else _("no working day")
    )


def _workdays(desk: Desk, start: date, end: date) -> list[date]:
    days = (start + timedelta(days=at) for at in range((end - start).days + 1))
    return [day for day in days if desk.calendar.is_workday(day)]


def _laid_out(shops: list[Shop], days: list[date], load: Counter[date]) -> list[tuple[date, Any]]:
    """The shops over the days: the emptiest days filled first, then in the order of the lines from the first day on."""
    if not days:
        return []
    share: Counter[date] = Counter()
    for _shop in shops:
        day = min(days, key=lambda day: (load[day] + share[day], day))
        share[day] += 1
    turns = (day for day in days for _one in range(share[day]))
    return list(zip(turns, shops, strict=True))
