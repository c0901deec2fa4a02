"""Everything that writes a plan: lines accepted, added, dropped, kept with other minutes, put on another day."""

from datetime import date, datetime, time
from typing import Any

from amflow import refs, registry
from amflow.agenda import plan_ledger
from amflow.agenda.items import Item
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.book import values
from amflow.book.change import Change
from amflow.customers import records as customers
from amflow.dates.date_words import When
from amflow.desk import Desk
from amflow.errors import Refused, Usage
from amflow.locale import _
from amflow.plan import fitting, proposal


def decide(desk: Desk, day: date, *, accept: bool, add: list[str], drop: list[str]) -> proposal.Plan:
    """Add to the plan, drop from it, accept what fits of the rest; one change. Raises NotFound, Usage."""
    # A number is that of the plan as it was shown: what is dropped first would move the others up.
    shown = proposal.proposed(desk, day) if drop else None
    dropped = [proposal.line_of(shown, text.strip().lower()).item.ref for text in drop] if shown else []
    with desk.book.change("plan") as change:
        for text in dropped:
            leave_out(desk, change, day, text)
        for text in add:
            _once(desk, day, text)
            _add(desk, change, day, text)
        if accept:
            for line in proposal.proposed(desk, day).lines:
                if line.state == "proposed" and line.fits:
                    _keep(desk, change, day, line.item, "planned", line.at)
        change.summary = " ".join(
            [day.isoformat(), *(["✓"] if accept else []), *(f"+{one}" for one in add), *(f"−{one}" for one in dropped)]
        )
    return proposal.proposed(desk, day)


def _keep(desk: Desk, change: Change, day: date, item: Item, state: str, at: str = "") -> None:
    for row in proposal.left_over(desk, day) if state == "planned" else ():
        if fitting.subject(row) == fitting.key(item):
            # The new line takes its place: the old day did not get it done.
            change.update("plan_line", row["id"], state="moved")
    dropped = _row_about(desk, day, fitting.key(item), "dropped")
    if dropped is not None:
        change.update("plan_line", dropped["id"], state=state, at_time=at)
        return
    change.insert(
        "plan_line",
        on_date=day.isoformat(),
        minutes=item.minutes,
        state=state,
        place=1 + desk.book.number("SELECT max(place) FROM plan_line WHERE on_date = ?", day.isoformat()),
        at_time=at,
        **fitting.columns(item),
    )


def leave_out(desk: Desk, change: Change, day: date, text: str) -> None:
    """Leave a line out, as part of a change: an accepted one is dropped, a proposed one is not proposed for this day again.
    Raises NotFound; Refused where it is done already."""
    line = proposal.line_of(proposal.proposed(desk, day), text.strip().lower())
    if line.state == "proposed":
        _keep(desk, change, day, line.item, "dropped")
        return
    row = _row_about(desk, day, fitting.key(line.item), "planned")
    if row is None:
        raise Refused(_("{ref} is done already").format(ref=text), _("amflow plan shows what is"))
    change.update("plan_line", row["id"], state="dropped")


def _row_about(desk: Desk, day: date, subject: tuple[Any, ...], state: str = "") -> Any:
    """The day's line about that, in that state where one is said, or None."""
    rows = desk.book.all("SELECT * FROM plan_line WHERE on_date = ? AND ? IN ('', state)", day.isoformat(), state)
    return next((row for row in rows if fitting.subject(row) == subject), None)


def _once(desk: Desk, day: date, text: str) -> None:
    """A customer with whom a talk is planned is not planned a second time. Raises Refused."""
    wanted = text.strip().lower()
    for line in proposal.proposed(desk, day).lines:
        talk = bool(line.item.task_id) or fitting.key(line.item)[0] == "talk"
        if talk and line.state == "planned" and line.item.customer_ref == wanted != line.item.ref:
            told = f"{line.item.ref} {line.item.title}"
            raise Refused(
                _("{what} is in the plan already").format(what=told), _("something else with them is said in words")
            )


def _add(desk: Desk, change: Change, day: date, text: str) -> None:
    """Put something on the plan: a reference that is known, or in words, which becomes a task for the day."""
    for line in proposal.proposed(desk, day).lines:
        if line.item.ref == text.strip().lower() and line.state in ("proposed", "planned"):
            if line.state == "proposed":
                _keep(desk, change, day, line.item, "planned")
            return
    _keep(desk, change, day, _item_for(desk, change, day, text), "planned")


def _item_for(desk: Desk, change: Change, day: date, text: str) -> Item:
    then = desk._replace(now=datetime.combine(day, time(0, 0)))
    ref = refs.parse(text)
    if ref is None:
        from amflow.dates.sentence import for_day

        line = values.line(text, _("the title"))
        at, title = for_day(line, day, desk.now, desk.calendar, desk.manner())
        return _new_task(then, change, title or line, at)
    family = registry.of_any(ref.letter)
    if family is None or not family.plans:
        raise Usage(_("“{text}” cannot be planned").format(text=text), _("a plan holds t…, d…, c…, r…, or words"))
    found: Item = registry.named(family.plans)(then, change, text)
    return found


def talk_with(desk: "Desk", change: "Change", text: str) -> Item:
    """A customer for the plan: a task to call them, which whatever talk comes of it ends. Raises NotFound, Ambiguous."""
    row = customers.find(desk.book, text)
    title = _("talk with {name}").format(name=row["name"])[: values.LONGEST_LINE]
    return _new_task(desk, change, title, customer_id=row["id"], kind="call")


def _new_task(desk: "Desk", change: "Change", title: str, at: time | None = None, **fields: Any) -> Item:
    """A task that is due on the desk's day, at that hour where one was said."""
    task_id = task_changes.add(change, title, When(desk.today, at), **fields)
    return tasks.item(desk, tasks.get(desk.book, f"t{task_id}"))


def keep(
    desk: Desk, change: Change, day: date, text: str, minutes: int | None, place: int | None = None, at: str = ""
) -> None:
    """Have it in the plan, with those minutes where they are said; and at that place, then at that hour or at none of its own.
    Raises NotFound, Usage."""
    before = {row["id"] for row in _planned_rows(desk, day)}
    _add(desk, change, day, text)
    rows = _planned_rows(desk, day)
    then = desk._replace(now=datetime.combine(day, time(0, 0)))
    wanted = text.strip().lower()
    row = next((row for row in rows if row["id"] not in before), None) or next(
        (row for row in rows if proposal.accepted(then, row).item.ref == wanted), None
    )
    if row is None:
        raise Refused(_("{ref} is done already").format(ref=text), _("amflow plan shows what is"))
    fields = {} if minutes is None else {"minutes": minutes}
    change.update("plan_line", row["id"], **fields | ({} if place is None else {"place": place, "at_time": at}))


def put_off(desk: Desk, change: Change, day: date, ref: str, to: date, minutes: int | None) -> None:
    """Have it in another day's plan instead; a task that is due on this day is due on that one. Raises NotFound, Refused."""
    keep(desk, change, day, ref, minutes)
    row = next(row for row in _planned_rows(desk, day) if proposal.accepted(desk, row).item.ref == ref)
    if row["task_id"]:
        task = tasks.get(desk.book, ref)
        if task["due_on"] and task["due_on"] <= day.isoformat():
            task_changes.move(desk, change, task, When(to, None))
    change.update("plan_line", row["id"], state="dropped" if day > desk.today else "moved")
    again = _row_about(desk, to, fitting.subject(row))
    if again is not None:
        change.update("plan_line", again["id"], state="planned", minutes=row["minutes"])
        return
    copied = {name: row[name] for name in COPIED}
    change.insert("plan_line", on_date=to.isoformat(), **copied)


COPIED = ("minutes", "task_id", "deal_id", "customer_id", "rule", "for_date", "ref", "kind", "place")
"""What a line keeps on another day."""


def _planned_rows(desk: Desk, day: date) -> list[Any]:
    return desk.book.all(
        f"{plan_ledger.LINES} WHERE on_date = ? AND state = 'planned' ORDER BY place, plan_line.id", day.isoformat()
    )
