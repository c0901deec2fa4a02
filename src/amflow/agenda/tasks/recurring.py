"""Tasks that come back: the next one is made in the same change that ends this one, so that one undo takes both back.

The days of a series are fixed by its rule and the day it began; a task that was moved still stands for its own day, and
the one after it comes when it would have come. Counted from the day it was done, the next one moves with the work. What
falls on a day off, unless that is a weekday by name, is due on the working day behind it, the last of a month before it.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda.items import Following
from amflow.errors import Usage
from amflow.locale import _, listed, ngettext
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Book, Change
    from amflow.dates.date_words import When
    from amflow.desk import Desk

MOST_TIMES = 9999

INHERITED = ("title", "customer_id", "deal_id", "kind", "step", "due_time", "minutes", "promised", "owner")
"""What the next task takes over from the one before it."""


class SeriesInput(NamedTuple):
    """What a person says of a series; texts as typed, None where not said."""

    every: str | None = None
    until: str | None = None
    times: int | None = None

    def __bool__(self) -> bool:
        return self != SeriesInput()


NO_MORE: dict[str, Any] = {"repeats": "", "scheduled_on": None, "repeats_until": None, "repeats_left": None}
"""The columns of a task that is done once."""


def columns(
    desk: "Desk", said: SeriesInput, due: date | None, row: Any = None, *, ends: bool = False
) -> dict[str, Any]:
    """The columns that make a task the next of a series; `due` its day where it has one, `row` the task that is changed;
    `ends` says that its day was said as the end of a month: that is the last day of each.

    Raises Usage for words that say no rule, an end before the beginning, an end without a rule.
    """
    if said.every is not None and said.every.strip().lower() in ("", "none", "never", "不再", "无"):
        if said.until or said.times is not None:
            raise Usage(_("what does not come back has no end"), _("leave --until and --times out"))
        return dict(NO_MORE)
    from amflow.dates import recurrence_words

    if not said.every and (row is None or not row["repeats"]):
        raise Usage(_("how often it comes back is missing"), _('add --every, such as --every "2 weeks" or --every fri'))
    rule = recurrence_words.read(said.every) if said.every else recurrence_words.stored(row["repeats"])
    day = due or _scheduled(row) or recurrence_words.first(rule, desk.today, desk.calendar)
    if said.every or due:
        rule = recurrence_words.anchored(rule, day, ends=ends)
        day = recurrence_words.of_month(rule, day)
    found: dict[str, Any] = {"repeats": str(rule), "scheduled_on": day.isoformat()}
    if due is None and (row is None or not row["due_on"]):
        found["due_on"] = recurrence_words.worked(rule, day, desk.calendar).isoformat()
    return found | _end(desk, said, day)


def _scheduled(row: Any) -> date | None:
    text = (row["scheduled_on"] or row["due_on"]) if row is not None else None
    return date.fromisoformat(text) if text else None


def _end(desk: "Desk", said: SeriesInput, day: date) -> dict[str, Any]:
    if said.until and said.times is not None:
        raise Usage(_("--until and --times cannot go together"), _("choose one of them"))
    if said.times is not None:
        return {"repeats_left": said.times, "repeats_until": None}
    if said.until is None:
        return {}
    if not said.until:
        return {"repeats_until": None, "repeats_left": None}
    until = desk.day(said.until)
    if until < day:
        raise Usage(
            _("a series that begins on {day} cannot end on {until}").format(
                day=day.isoformat(), until=until.isoformat()
            ),
            _("name a later day with --until"),
        )
    return {"repeats_until": until.isoformat(), "repeats_left": None}


def due_columns(when: "When", words: str = "", said_on: date | None = None) -> dict[str, Any]:
    """The columns of a task's moment. Where the day was counted over holidays not decided yet, the book keeps how:
    the day it was said on and the words."""
    from amflow.dates.workdays import Provisional

    counted = ""
    if isinstance(when.day, Provisional):
        counted = f"{said_on or ''} {words}".strip() or "?"
    length = {"minutes": when.minutes} if when.minutes else {}
    return {"due_on": when.day.isoformat(), "due_time": clock(when), "due_counted": counted, **length}


def clock(when: "When") -> str:
    """The hour of a moment as the book keeps it, or empty."""
    return f"{when.time:%H:%M}" if when.time else ""


def problems(book: "Book") -> list[str]:
    """The tasks whose rule cannot be read: what comes after them is not known."""
    from amflow.dates import recurrence_words

    found = []
    for row in book.each("SELECT id, repeats FROM task WHERE repeats <> ''"):
        try:
            recurrence_words.stored(row["repeats"])
        except ValueError:
            found.append(_("{row}: how it comes back cannot be read").format(row=f"t{row['id']}"))
    return found


def follow(desk: "Desk", change: "Change", row: Any) -> Following | None:
    """Make the task that comes after this one; None where the series has ended or the task was done once."""
    task = desk.book.get("task", row["id"])
    if task is None or not task["repeats"] or task["repeats_left"] == 1:
        return None
    scheduled = _following(desk, task)
    if scheduled is None or (task["repeats_until"] and scheduled.isoformat() > task["repeats_until"]):
        return None
    from amflow.dates import recurrence_words

    day = recurrence_words.worked(recurrence_words.stored(task["repeats"]), scheduled, desk.calendar)
    number = change.insert(
        "task",
        **{name: task[name] for name in INHERITED},
        due_on=day.isoformat(),
        due_counted=counted(desk, task, day),
        repeats=task["repeats"],
        scheduled_on=scheduled.isoformat(),
        repeats_until=task["repeats_until"],
        repeats_left=task["repeats_left"] - 1 if task["repeats_left"] else None,
    )
    return Following(f"t{number}", day)


def _following(desk: "Desk", task: Any) -> date | None:
    from amflow.dates import recurrence_words

    rule = recurrence_words.stored(task["repeats"])
    since = desk.today if rule.after_done else _scheduled(task) or desk.today
    try:
        return recurrence_words.after(rule, since, desk.calendar)
    except (ValueError, OverflowError):
        # The calendar ends: so does the series.
        return None


def counted(desk: "Desk", task: Any, day: date) -> str:
    """What the book keeps of a day that may move; empty for one that will not."""
    from amflow.dates.workdays import Provisional

    return f"{task['repeats']}" if isinstance(day, Provisional) else ""


def sentence(row: Any) -> str:
    """What a page says of the series, or empty: the rule, its end."""
    if not row["repeats"]:
        return ""
    from amflow.dates import recurrence_words
    from amflow.dates.format import day

    parts = [recurrence_words.shown(recurrence_words.stored(row["repeats"]))]
    if row["repeats_until"]:
        parts.append(_("until {day}").format(day=day(date.fromisoformat(row["repeats_until"]))))
    if row["repeats_left"]:
        parts.append(ngettext("{n} time left", "{n} times left", row["repeats_left"]))
    return listed(parts)
