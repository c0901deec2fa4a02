"""The checklist of a day: which items of the playbook belong to it, and what was done with them, with its time."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.items import Item, PageSection, StepPage
from amflow.errors import NotFound, Refused
from amflow.locale import _, aside, ngettext
from amflow.playbooks.titles import keys_meant, known_key, texts
from amflow.playbooks.vocabulary import DONE_WHOLE, HABITS, WEEKDAYS
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import ChecklistItem, Playbook


SHOWN = 15
"""So many items of a day are shown as open at most: nobody reads sixty."""


def of_day(desk: "Desk", step: str, *, rest: bool = False) -> list[Item]:
    """The items of a step that belong to today and are shown, in the playbook's order, with their state; or the others of
    today: habits, and what is beyond `SHOWN`."""
    shown = _shown(desk)
    checks = [check for check in _of_today(desk) if check.step == step and (check.key in shown) is not rest]
    if not checks:
        return []
    marks = _marks(desk, checks)
    return [_item(desk, check, marks.get(check.key)) for check in checks]


def _shown(desk: "Desk") -> set[str]:
    """Which are shown: what has an hour comes first, then what is not for every day, then of each step one after the other."""
    checks = [check for check in _of_today(desk) if not check.habit]
    turns: dict[str, int] = {}

    def place(check: "ChecklistItem") -> int:
        if check.at or check.every != "workday":
            return 0 if check.at else 1
        turns[check.step] = turns.get(check.step, 1) + 1
        return turns[check.step]

    return {check.key for check in sorted(checks, key=place)[:SHOWN]}


def _of_today(desk: "Desk") -> "list[ChecklistItem]":
    def ask() -> "list[ChecklistItem]":
        days = _days(desk)
        return [check for check in desk.playbook.checks if check.every in days]

    return desk.book.kept(("checks", desk.today, desk.playbook.name), ask)


def _noted(desk: "Desk") -> dict[str, Any]:
    """What was marked by hand today; asked once for all steps."""
    sql = "SELECT check_key, state, at_time FROM day_check WHERE on_date = ?"
    today = desk.today.isoformat()
    return desk.book.kept(("marks", today), lambda: {row["check_key"]: row for row in desk.book.all(sql, today)})


def _marks(desk: "Desk", checks: "list[ChecklistItem]") -> dict[str, Any]:
    """What is known of these items today: marked by hand, or by what the book knows."""
    marks = dict(_noted(desk))
    days = desk.today.isoformat(), desk.calendar.next(desk.today).isoformat()
    for word in {check.known for check in checks if check.known and check.key not in marks}:
        if desk.book.one(f"SELECT ?1, ?2 WHERE EXISTS ({_KNOWN[word]})", *days) is not None:
            marks |= {
                check.key: {"state": "done", "at_time": ""}
                for check in checks
                if check.known == word and check.key not in marks
            }
    if desk.playbook.register:
        from amflow.register import records as register

        # What the register's own log tells needs no hand to tick it.
        marks = {key: {"state": state, "at_time": at} for key, (state, at) in register.ticks(desk).items()} | marks
    return marks


def marked(desk: "Desk") -> "list[tuple[ChecklistItem, str, str, str]]":
    """The items of the day that are shown, and whatever else was marked: with their state, their hour, and how late that
    was, in words."""
    checks = _of_today(desk)
    marks = _marks(desk, checks)
    shown = _shown(desk)
    found = []
    for check in checks:
        mark = marks.get(check.key)
        if mark or check.key in shown:
            state, at = (mark["state"], mark["at_time"]) if mark else ("open", "")
            found.append((check, state, at, beside(at, check.at) if state == "done" else ""))
    return found


def habits_of_day(desk: "Desk") -> dict[str, tuple[int, int]]:
    """How many habits of each step were ticked on the day, and how many there are."""
    habits = [check for check in _of_today(desk) if check.habit]
    marks, found = _marks(desk, habits), dict[str, tuple[int, int]]()
    for check in habits:
        ticked, whole = found.get(check.step, (0, 0))
        found[check.step] = (ticked + (check.key in marks), whole + 1)
    return found


_KNOWN = {
    "news": "SELECT 1 FROM note WHERE on_date = ?1 AND link <> ''",
    "market": "SELECT 1 FROM note WHERE on_date = ?1 AND kind IN ('market', 'bulletin')",
    "leads": "SELECT 1 WHERE EXISTS (SELECT 1 FROM customer WHERE status = 'lead') AND NOT EXISTS (SELECT 1"
    " FROM customer AS lead WHERE lead.status = 'lead' AND NOT EXISTS (SELECT 1 FROM task"
    " WHERE task.customer_id = lead.id AND task.state = 'open'))",
    "report": "SELECT 1 FROM final_summary WHERE period = 'day' AND starts_on = ?1",
    "plan": "SELECT 1 FROM plan_line WHERE on_date = ?2 AND state <> 'dropped'",
    "visitors": "SELECT 1 FROM reception WHERE on_date = ?1",
}
"""How the book is asked whether it is so (`vocabulary.KNOWN`): of a day (?1) and the working day after it (?2)."""


def step_page(
    desk: "Desk", step: str, title: str, sections: list[PageSection], line: str, limit: int, note: str = ""
) -> StepPage:
    """The page of a step: its sections with its checklist behind them, and how much of that is done; without a limit (-1)
    with its habits too."""
    checks = of_day(desk, step)
    done = sum(item.state != "open" for item in checks)
    sections = [*sections, PageSection("checks", _("Checklist"), checks, len(checks))]
    if limit < 0 and (habits := of_day(desk, step, rest=True)):
        sections.append(PageSection("habits", _("Habits and the rest"), habits, len(habits)))
    return StepPage(step, title, sections, done, len(checks), line, note=note)


def habits_line(desk: "Desk") -> str:
    """How many of the habits of today wait to be ticked, and with what; empty where there are none."""
    left = len(_habits_left(desk))
    return ngettext("{n} habit: amflow done habits", "{n} habits: amflow done habits", left) if left else ""


def _habits_left(desk: "Desk") -> "list[ChecklistItem]":
    habits = [check for check in _of_today(desk) if check.habit]
    marks = _marks(desk, habits)
    return [check for check in habits if check.key not in marks]


def _days(desk: "Desk") -> set[str]:
    """What today is, in the words of `ChecklistItem.every`."""
    today, calendar = desk.today, desk.calendar
    days = {WEEKDAYS[today.weekday()]}
    if not calendar.is_workday(today):
        return days
    after = calendar.next(today)
    if after.month != today.month:
        days.add("month-end")
    if (after.month - 1) // 3 != (today.month - 1) // 3:
        days.add("quarter-end")
    if after.year != today.year:
        days.add("year-end")
    if calendar.previous(today).month != today.month:
        days.add("month-start")
    return days | {"workday"}


def _item(desk: "Desk", check: "ChecklistItem", mark: Any) -> Item:
    state = mark["state"] if mark else "open"
    done_at = mark["at_time"] if mark and state == "done" else ""
    words = _("done at {time}").format(time=done_at) if done_at else ""
    if state == "open" and check.see:
        words = f"amflow {check.see}"
    return Item(
        f"k{check.number}",
        check.step,
        "check",
        str(check.title),
        ", ".join(part for part in (words, beside(done_at, check.at)) if part),
        due_on=desk.today,
        due_time=check.at,
        late=state == "open" and bool(check.at) and check.at < desk.clock,
        state=state,
        command=f"amflow done k{check.number}",
    )


def _minutes_late(done_at: str, due: str) -> int:
    """By how many minutes the check-in was late against its hour; 0 where it was in time or has none."""
    if not (done_at and due) or done_at <= due:
        return 0
    (hours, minutes), (due_hours, due_minutes) = (map(int, time.split(":")) for time in (done_at, due))
    return 60 * (hours - due_hours) + minutes - due_minutes


def beside(done_at: str, due: str) -> str:
    """How late the check-in was against its hour, in words; empty where it was in time or has none."""
    late = _minutes_late(done_at, due)
    if not late:
        return ""
    if late >= 60:
        return _("{hours} h {minutes:02d} late").format(hours=late // 60, minutes=late % 60)
    return ngettext("{n} minute late", "{n} minutes late", late)


class CheckMark(NamedTuple):
    """What was done with an item on a day."""

    on_date: date
    state: str
    at_time: str
    late: str
    """How late it was, in words."""
    late_minutes: int
    why: str


LOOK_BACK = 28
"""So many days back the times of an item are told: when one reported on post this week, and the three before."""


def history(desk: "Desk", check: "ChecklistItem") -> list[CheckMark]:
    """When the item was done on the last days, the newest in front."""
    since = desk.today - timedelta(days=LOOK_BACK)
    rows = desk.book.all(
        "SELECT on_date, state, at_time, why FROM day_check WHERE on_date BETWEEN ? AND ? AND check_key = ?"
        " ORDER BY on_date DESC",
        since.isoformat(),
        desk.today.isoformat(),
        check.key,
    )
    return [
        filled(CheckMark, row, at_time=at, late=beside(at, check.at), late_minutes=_minutes_late(at, check.at))
        for row in rows
        for at in [row["at_time"] if row["state"] == "done" else ""]
    ]


def get(desk: "Desk", number: int) -> "ChecklistItem":
    """The checklist item with this number. Raises NotFound."""
    found = next((check for check in desk.playbook.checks if check.number == number), None)
    if found is None:
        raise NotFound(
            _("the playbook {name} has no checklist item {ref}").format(name=desk.playbook.name, ref=f"k{number}"),
            _("amflow today --full shows them all"),
        )
    return found


def mark(act: Act, check: "ChecklistItem", state: str) -> None:
    """Note that the item was done then, or is skipped. Raises Refused when it was done already, or is an item of other
    days."""
    desk, kept = act.desk, {"state": state, "at_time": act.clock, "why": act.why}
    if check.every not in _days(desk):
        raise Refused(
            (
                _("{ref} is not on that day's list: {title}") if act.at else _("{ref} is not on today's list: {title}")
            ).format(ref=f"k{check.number}", title=check.title),
            _("amflow today --full shows the list"),
        )
    row = desk.book.one(
        "SELECT id, state, at_time FROM day_check WHERE on_date = ? AND check_key = ?",
        desk.today.isoformat(),
        check.key,
    )
    if row is None:
        act.change.insert("day_check", on_date=desk.today.isoformat(), check_key=check.key, **kept)
        return
    if row["state"] == state == "done":
        raise Refused(
            _("{ref} was done at {time}"), _("amflow undo takes it back"), ref=f"k{check.number}", time=row["at_time"]
        )
    act.change.update("day_check", row["id"], **kept)


def title_of(step: str) -> str:
    """A step of the day by its name, or the habits."""
    return _(DONE_WHOLE[step])


def finish_step(act: Act, step: str) -> None:
    """Call a step of the day finished. Raises Refused when it was already."""
    today = act.desk.today.isoformat()
    row = act.desk.book.one("SELECT at_time FROM day_step WHERE on_date = ? AND step = ?", today, step)
    if row is not None:
        raise Refused(
            _("{step} was finished at {time}"), _("amflow undo takes it back"), step=title_of(step), time=row["at_time"]
        )
    act.change.insert("day_step", on_date=today, step=step, at_time=act.clock)


def finished_at(desk: "Desk", step: str) -> str:
    """When the step of today was called finished; `-` where no time was kept, empty where it was not."""
    sql, today = "SELECT step, at_time FROM day_step WHERE on_date = ?", desk.today.isoformat()
    ends = desk.book.kept(("steps", today), lambda: {row["step"]: row["at_time"] for row in desk.book.all(sql, today)})
    return (ends[step] or "-") if step in ends else ""


def page(desk: "Desk", text: str) -> "tuple[str, ChecklistItem, list[CheckMark]]":
    """The item that the reference names, with when it was done. Raises NotFound."""
    check = get(desk, int(text.strip()[1:]))
    return text, check, history(desk, check)


# done, skip, move, and what completion offers


def _find(desk: "Desk", text: str) -> "ChecklistItem | None":
    """The item, by its number; None for a whole step or the habits. Raises NotFound."""
    ref = refs.parse(text)
    return get(desk, ref.number) if ref else None


def _named(desk: "Desk", text: str) -> list[tuple[str, str]]:
    """The item that words of its title name, of several called alike today's. Raises Usage for several."""
    for checks in (_of_today(desk), desk.playbook.checks):
        if keys_meant(text, texts(checks)):
            key = known_key(text, checks, _("checklist"))
            return [(f"k{check.number}", str(check.title)) for check in checks if check.key == key]
    return []


def _done(act: Act, one: FoundItem) -> Acted:
    if one.ref == HABITS:
        left = _habits_left(act.desk)
        if not left:
            raise Refused(_("no habit of today is open"), _("amflow today --full shows them"))
        for habit in left:
            mark(act, habit, "done")
        return Acted(one.ref, ngettext("{n} habit", "{n} habits", len(left)), "done", told=_own_left(act.desk))
    if one.record is None:
        finish_step(act, one.ref)
        return Acted(one.ref, title_of(one.ref), "done")
    check, clock = one.record, act.clock
    mark(act, check, "done")
    return Acted(f"k{check.number}", aside(f"{check.title} {clock}".rstrip(), beside(clock, check.at)), "done")


def _own_left(desk: "Desk") -> tuple[tuple[str, str], ...]:
    """What of today's checklist is no habit and still open: it is ticked one by one."""
    checks = [check for check in _of_today(desk) if not check.habit]
    marks = _marks(desk, checks)
    left = [f"k{check.number}" for check in checks if check.key not in marks]
    words = _("{n} of the checklist, each by itself: {command}")
    return ((_("left open"), words.format(n=len(left), command=f"amflow done {left[0]}")),) if left else ()


def _skip(act: Act, one: FoundItem) -> Acted:
    if one.record is None:
        raise refs.unknown(one.ref)
    mark(act, one.record, "skipped")
    return Acted(f"k{one.record.number}", str(one.record.title), "skipped")


def _move(_act: Act, one: FoundItem) -> Acted:
    if one.record is None:
        raise refs.unknown(one.ref)
    raise Refused(_("{ref} belongs to today"), _("amflow skip {ref} leaves it out today"), ref=one.ref)


ACTIONS = Actions(_find, _done, _skip, _move, _named)


def offered(_book: Any, playbook: "Playbook") -> list[tuple[int, str]]:
    """The items of the checklist, by their numbers."""
    return [(check.number, str(check.title)) for check in playbook.checks]
