"""Step 7, the plan: what the next working day should hold, ranked, each with its reason, fitted to the day's minutes.

A proposal is a question; only what a person accepts, adds or drops is written, line by line. What is done, moved or
dropped later marks its line, so that plan against actual is known without anybody keeping it.
"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import derived, refs
from amflow.agenda.items import Item, numbered
from amflow.agenda.tasks import records as tasks
from amflow.book import values
from amflow.book.values import day_or_none
from amflow.convert import page as convert_page
from amflow.convert.deals import records as deals
from amflow.customers import contact_preferences
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _, ngettext
from amflow.plan import candidates, fitting, urgency
from amflow.plan.candidates import key, subject
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.book.store import Change

CARRIED_DAYS = 7
"""How far back a planned line that was not done is carried over from."""


class PlanLine(NamedTuple):
    """A line of the plan."""

    item: Item
    points: int
    """How urgent: the sum of the terms."""
    terms: list[tuple[str, int]]
    """Why: each term and its points."""
    fits: bool
    """Whether the day's minutes reach as far."""
    state: str
    """`proposed`, or what the accepted line says: planned, done, moved, dropped."""
    last: date | None = None
    """The day after which it is too late."""
    at: str = ""
    """When it could begin, HH:MM; empty where the day has no stretch for it, or it has an hour of its own."""
    id: int = 0
    """The row of an accepted line."""


class Plan(NamedTuple):
    """A day's plan: what was accepted, and what is proposed beside it."""

    day: date
    workday: bool
    lines: list[PlanLine]
    minutes: int
    """What the day gives."""
    taken: int
    """What all its lines would take."""
    accepted: int
    """How many lines are accepted."""


def proposed(desk: "Desk", day: date) -> Plan:
    """The plan of a day, in the order of the day: what has an hour in it, accepted or proposed; then what needs none; at
    the end what does not fit, the most urgent in front."""
    then = desk._replace(now=datetime.combine(day, time(0, 0)))
    kept = desk.book.all("SELECT * FROM plan_line WHERE on_date = ? ORDER BY place, id", day.isoformat())
    known = {subject(row) for row in kept}
    carried = _carried(desk, day)
    lines = [accepted(then, row) for row in kept if row["state"] != "dropped"]
    met = candidates.met_by(then, [line.item for line in lines])
    # In front, so that a talk that the cadence asks for as well is the visit of the cycle.
    there = candidates.by_cycle(desk, day) + candidates.gather(then)
    found = [
        (item, last)
        for item, last in candidates.once(then, _with_carried(then, there, carried, known))
        if key(item) not in known and (key(item)[0] != "talk" or item.customer_id not in met)
    ]
    ranked = [_ranked(then, item, last, carried.get(key(item))) for item, last in found]
    ranked.sort(key=lambda line: (-line.points, line.item.due_time or "99", line.item.ref))
    room = max(desk.settings.day_minutes, 0)
    lines = fitting.fitted(desk, day, lines + ranked, room)
    lines.sort(key=lambda line: (not line.fits, _hour(line, day) if line.fits else ""))
    taken = sum(
        line.item.minutes + fitting.way(desk, line.item) for line in lines if line.state in ("planned", "proposed")
    )
    count = sum(line.state != "proposed" for line in lines)
    return Plan(day, desk.calendar.is_workday(day), lines, room, taken, count)


def _hour(line: PlanLine, day: date) -> str:
    """When it begins; what has no hour comes behind."""
    return (line.item.due_time if fitting.is_fixed(line.item, day) else line.at) or "99"


def day_of(desk: "Desk", words: str) -> date:
    """The day that is planned: the one in words, or the next working day. Raises Usage for a day that is over."""
    if not words:
        return desk.calendar.next(desk.today)
    found = desk.day(words)
    if found < desk.today:
        raise Usage(_("{when} is over").format(when=short(found, desk.today)), _("a plan is for today or a day ahead"))
    return found


def _carried(desk: "Desk", day: date) -> dict[tuple[Any, ...], Any]:
    """Lines of earlier days that were planned and not done, the last one for each subject."""
    return {subject(row): row for row in _left_over(desk, day)}


def _left_over(desk: "Desk", day: date) -> list[Any]:
    return desk.book.all(
        "SELECT * FROM plan_line WHERE state = 'planned' AND on_date < ? AND on_date BETWEEN ? AND ? ORDER BY on_date",
        day.isoformat(),
        (day - timedelta(days=CARRIED_DAYS)).isoformat(),
        desk.today.isoformat(),
    )


def _with_carried(then: "Desk", found: candidates.Found, carried: dict[Any, Any], known: set[Any]) -> candidates.Found:
    """The candidates, and carried lines that no question brings up by itself (a task without a day, a deal that was
    touched, somebody further down the list)."""
    there = {key(item) for item, _last in found} | known
    lost = [_again(then, row) for about, row in carried.items() if about not in there]
    return found + [(item, None) for item in lost if item is not None]


def _again(then: "Desk", row: Any) -> Item | None:
    """What a carried line stands for, where there still is something to do about it."""
    if row["ref"]:
        return None  # what has a clock of its own comes up by itself, or is over
    if row["task_id"]:
        task = tasks.get(then.book, f"t{row['task_id']}")
        return tasks.item(then, task) if task["state"] == "open" else None
    if row["deal_id"]:
        deal = deals.line(then, deals.get(then, f"d{row['deal_id']}"))
        return convert_page.item(then, deal) if deal.state == "open" else None
    return accepted(then, row).item if candidates.reachable(then, row["customer_id"]) else None


def _ranked(then: "Desk", item: Item, last: date | None, carried: Any) -> PlanLine:
    terms = urgency.terms(then, item, last)
    if carried is not None:
        since = short(date.fromisoformat(carried["on_date"]), then.today)
        terms.append((_("carried over from {day}").format(day=since), then.settings.weigh_carried))
    return PlanLine(item, sum(points for _term, points in terms), terms, True, "proposed", last)


def accepted(then: "Desk", row: Any) -> PlanLine:
    """An accepted line as it stands."""
    ref = (
        f"t{row['task_id']}"
        if row["task_id"]
        else f"d{row['deal_id']}"
        if row["deal_id"]
        else refs.derived(row["rule"], row["customer_id"], date.fromisoformat(row["for_date"]))
        if row["rule"]
        else f"c{row['customer_id']}"
    )
    task = then.book.get("task", row["task_id"]) if row["task_id"] else None
    about = task or (then.book.get("deal", row["deal_id"]) if row["deal_id"] else None)
    customer_id = row["customer_id"] or (about["customer_id"] if about is not None else None)
    customer = then.book.get("customer", customer_id) if customer_id else None
    item = Item(
        row["ref"] or ref,
        "plan",
        "plan",
        row["title"],
        contact_preferences.beside(row["reason"], customer, then.clock),
        customer_id,
        customer["name"] if customer is not None else "",
        customer["tier"] if customer is not None else "",
        date.fromisoformat(row["on_date"]),
        task["due_time"] if task is not None and task["due_on"] == row["on_date"] else "",
        row["minutes"],
        state=row["state"],
        task_id=row["task_id"],
        deal_id=row["deal_id"],
        rule=row["rule"],
        for_date=day_or_none(row["for_date"]),
        # The way that it is done says whether it takes a way.
        command=f"amflow log-{row['kind']} c{row['customer_id']}"
        if row["customer_id"] and row["kind"] in ("visit", "call", "message")
        else "",
    )
    return PlanLine(item, 0, [], True, row["state"], at=row["at_time"], id=row["id"])


# Writing


def decide(desk: "Desk", day: date, *, accept: bool, add: list[str], drop: list[str]) -> Plan:
    """Add to the plan, drop from it, accept what fits of the rest; one change. Raises NotFound, Usage."""
    # A number is that of the plan as it was shown: what is dropped first would move the others up.
    dropped = [numbered(text, [line.item for line in proposed(desk, day).lines]) for text in drop]
    with desk.book.change("plan") as change:
        for text in dropped:
            _drop(desk, change, day, text)
        for text in add:
            _add(desk, change, day, text)
        if accept:
            for line in proposed(desk, day).lines:
                if line.state == "proposed" and line.fits:
                    _keep(desk, change, day, line.item, "planned", line.at)
        change.summary = " ".join(
            [day.isoformat(), *(["✓"] if accept else []), *(f"+{one}" for one in add), *(f"−{one}" for one in dropped)]
        )
    return proposed(desk, day)


def _keep(desk: "Desk", change: "Change", day: date, item: Item, state: str, at: str = "") -> None:
    title = f"{item.customer} {item.title}".strip() if not item.task_id else item.title
    fields: dict[str, Any] = {"task_id": item.task_id} if item.task_id else {"deal_id": item.deal_id}
    own = candidates.own_ref(item)
    if own:
        fields = {"ref": own, "customer_id": item.customer_id}
    if not own and not item.task_id and (item.rule or not item.deal_id):
        # A lead is itself the subject, whatever made the talk with it due: it goes by c12 before and after.
        rule = "" if item.kind == "lead" else item.rule
        for_date = item.for_date.isoformat() if item.for_date and rule else None
        fields = {"customer_id": item.customer_id, "rule": rule, "for_date": for_date}
    for row in _left_over(desk, day) if state == "planned" else ():
        if candidates.subject(row) == candidates.key(item):
            # The new line takes its place: the old day did not get it done.
            change.update("plan_line", row["id"], state="moved")
    dropped = _row_of(desk, day, item, "dropped")
    if dropped is not None:
        change.update("plan_line", dropped["id"], state=state, at_time=at)
        return
    change.insert(
        "plan_line",
        on_date=day.isoformat(),
        title=values.plain_text((title or item.ref)[: values.LONGEST_LINE]),
        reason=values.plain_text(item.reason[: values.LONGEST_LINE]),
        minutes=item.minutes,
        state=state,
        kind=candidates.sort_of(item),
        place=1 + desk.book.number("SELECT max(place) FROM plan_line WHERE on_date = ?", day.isoformat()),
        at_time=at,
        **fields,
    )


def _drop(desk: "Desk", change: "Change", day: date, text: str) -> None:
    """Leave a line out: an accepted one is dropped, a proposed one is not proposed for this day again. Raises NotFound;
    Refused where it is done already."""
    for line in proposed(desk, day).lines:
        if line.item.ref == text.strip().lower():
            if line.state == "proposed":
                _keep(desk, change, day, line.item, "dropped")
                return
            row = _row_of(desk, day, line.item, "planned")
            if row is None:
                raise Refused(_("{ref} is done already").format(ref=text), _("amflow plan shows what is"))
            change.update("plan_line", row["id"], state="dropped")
            return
    raise NotFound(_("{ref} is not in the plan").format(ref=text), _("amflow plan shows what is"))


def _row_of(desk: "Desk", day: date, item: Item, state: str) -> Any:
    """The day's line about the same thing in that state, or None."""
    rows = desk.book.all("SELECT * FROM plan_line WHERE on_date = ? AND state = ?", day.isoformat(), state)
    return next((row for row in rows if candidates.subject(row) == candidates.key(item)), None)


def _add(desk: "Desk", change: "Change", day: date, text: str) -> None:
    """Put something on the plan: a reference that is known, or in words, which becomes a task for the day."""
    for line in proposed(desk, day).lines:
        if line.item.ref == text.strip().lower() and line.state in ("proposed", "planned"):
            if line.state == "proposed":
                _keep(desk, change, day, line.item, "planned")
            return
    _keep(desk, change, day, _item_for(desk, change, day, text), "planned")


def _item_for(desk: "Desk", change: "Change", day: date, text: str) -> Item:
    then = desk._replace(now=datetime.combine(day, time(0, 0)))
    match refs.parse(text):
        case refs.Ref("t", _number, ""):
            task = tasks.get(desk.book, text)
            tasks.must_be_open(task)
            return tasks.item(then, task)
        case refs.Ref("d", _number, ""):
            deal = deals.get(then, text)
            deals.must_be_open(deal)
            return convert_page.item(then, deals.line(then, deal))
        case refs.Ref("c", _number, ""):
            row = customers.find(desk.book, text)
            title = _("talk with {name}").format(name=row["name"])[: values.LONGEST_LINE]
            # A task of the kind `call` is ended by whatever talk comes of it.
            task_id = _task(change, day, title, customer_id=row["id"], kind="call")
            return tasks.item(then, tasks.get(desk.book, f"t{task_id}"))
        case refs.Ref("r" | "m"):
            found = derived.find(then, text)
            return Item(
                text, "callback", "callback", found.title, "", found.customer["id"], found.customer["name"],
                minutes=desk.settings.call_minutes, rule=found.rule, for_date=found.for_date,
            )  # fmt: skip
        case refs.Ref():
            raise Usage(_("“{text}” cannot be planned").format(text=text), _("a plan holds t…, d…, c…, r…, or words"))
    task_id = _task(change, day, values.line(text, _("the title")))
    return tasks.item(then, tasks.get(desk.book, f"t{task_id}"))


def _task(change: "Change", day: date, title: str, **fields: Any) -> int:
    from amflow.dates.date_words import When

    return tasks.add(change, title, When(day, None), **fields)


def slots(found: Plan) -> list[tuple[int, str, int, bool]]:
    """The accepted lines that wait: their row, when they begin, their minutes, whether the hour is fixed."""
    kept = [line for line in found.lines if line.state == "planned"]
    fixed = [fitting.is_fixed(line.item, found.day) for line in kept]
    return [
        (line.id, line.item.due_time if at else line.at, line.item.minutes, at)
        for line, at in zip(kept, fixed, strict=True)
    ]


def leave_out(desk: "Desk", change: "Change", day: date, ref: str) -> None:
    """Leave a line out, as part of a change. Raises NotFound, Refused."""
    _drop(desk, change, day, ref)


def keep(
    desk: "Desk", change: "Change", day: date, text: str, minutes: int | None, place: int | None = None, at: str = ""
) -> None:
    """Have it in the plan, with those minutes where they are said; and at that place, then at that hour or at none of its own.
    Raises NotFound, Usage."""
    before = {row["id"] for row in _planned_rows(desk, day)}
    _add(desk, change, day, text)
    rows = _planned_rows(desk, day)
    then = desk._replace(now=datetime.combine(day, time(0, 0)))
    wanted = text.strip().lower()
    row = next((row for row in rows if row["id"] not in before), None) or next(
        (row for row in rows if accepted(then, row).item.ref == wanted), None
    )
    if row is None:
        raise Refused(_("{ref} is done already").format(ref=text), _("amflow plan shows what is"))
    fields = {} if minutes is None else {"minutes": minutes}
    change.update("plan_line", row["id"], **fields | ({} if place is None else {"place": place, "at_time": at}))


def put_off(desk: "Desk", change: "Change", day: date, ref: str, to: date, minutes: int | None) -> None:
    """Have it in another day's plan instead; a task that is due on this day is due on that one. Raises NotFound, Refused."""
    from amflow.dates.date_words import When

    keep(desk, change, day, ref, minutes)
    row = next(row for row in _planned_rows(desk, day) if accepted(desk, row).item.ref == ref)
    if row["task_id"]:
        task = tasks.get(desk.book, ref)
        if task["due_on"] and task["due_on"] <= day.isoformat():
            tasks.move(desk, change, task, When(to, None))
    change.update("plan_line", row["id"], state="moved")
    again = _row_like(desk, to, row)
    if again is not None:
        change.update("plan_line", again["id"], state="planned", minutes=row["minutes"])
        return
    copied = {name: row[name] for name in COPIED}
    change.insert("plan_line", on_date=to.isoformat(), **copied)


COPIED = ("title", "reason", "minutes", "task_id", "deal_id", "customer_id", "rule", "for_date", "ref", "kind", "place")
"""What a line keeps on another day."""


def _row_like(desk: "Desk", day: date, row: Any) -> Any:
    rows = desk.book.all("SELECT * FROM plan_line WHERE on_date = ?", day.isoformat())
    return next((one for one in rows if subject(one) == subject(row)), None)


def _planned_rows(desk: "Desk", day: date) -> list[Any]:
    sql = "SELECT * FROM plan_line WHERE on_date = ? AND state = 'planned' ORDER BY place, id"
    return desk.book.all(sql, day.isoformat())


def minutes_shown(minutes: int) -> str:
    """A length of time as `7 h 30` or `45 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("{n} min", "{n} min", rest)
    return (
        _("{hours} h {minutes:02d}").format(hours=hours, minutes=rest) if rest else _("{hours} h").format(hours=hours)
    )
