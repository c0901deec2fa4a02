"""The next day's plan: what was accepted, what is proposed, what does not fit, and why each line is there; and plan against
actual over weeks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.agenda.view import item_fields, named
from amflow.dates import format as date_format
from amflow.locale import N_, _, ngettext
from amflow.plan.fitting import PlanLine, is_fixed
from amflow.plan.proposal import Plan
from amflow.shell.screen import NARROW, WIDE, Screen, Span
from amflow.shell.views import ChangeView, ListColumn, ListView, jsonable, plainly

if TYPE_CHECKING:
    from amflow.plan.exporting import CalendarWritten
    from amflow.plan.plan_vs_actual import Habit


OVER = 5
"""So many of the lines that do not fit are shown: the day is full anyway."""


class PlanView:
    """The plan of a day."""

    what = "plan"

    def __init__(self, plan: Plan, whole: bool = False, changed: bool = False) -> None:
        self.plan = plan
        self.changed = changed
        self.whole = whole

    def data(self) -> dict[str, Any]:
        """The day, its minutes, every line with its points and terms."""
        plan = self.plan
        return {
            "date": plan.day.isoformat(),
            "minutes": plan.minutes,
            "taken": plan.taken,
            "on_the_way": plan.ways,
            "accepted": plan.accepted,
            "items": [_fields(line) for line in plan.lines],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a line."""
        for line in self.plan.lines:
            item = line.item
            yield (
                line.state,
                item.ref,
                item.due_time,
                item.customer,
                item.title,
                item.reason,
                item.minutes,
                plainly(line.fits),
                line.points,
            )

    def draw(self, screen: Screen) -> None:
        """The day from its first hour on, what is accepted with a mark; below it what does not fit."""
        plan = self.plan
        screen.line(
            Span(date_format.day(plan.day), "title"),
            "" if plan.workday else _(" · not a working day"),
            _(" · {given} to give · {taken} taken").format(
                given=date_format.length(plan.minutes), taken=date_format.length(plan.taken)
            )
            + (_(", {time} of it on the way").format(time=date_format.length(plan.ways)) if plan.ways else ""),
            wrap=True,
            hang=2,
        )
        if not plan.lines:
            screen.line(Span(_("nothing is due: a day for finding people (amflow prospect)"), "dim"), indent=2)
            return
        screen.blank()
        kept = [(place, line) for place, line in enumerate(plan.lines, 1) if line.fits]
        over = [(place, line) for place, line in enumerate(plan.lines, 1) if not line.fits]
        lines: list[Any] = [_cells(screen, plan, place, line) for place, line in kept]
        if over:
            words = ngettext("{n} more does not fit the day:", "{n} more do not fit the day:", len(over))
            lines.append(screen.text(Span(words, "soon")))
            shown_over = over if self.whole else over[:OVER]
            lines += [_cells(screen, plan, place, line) for place, line in shown_over]
            if len(over) > len(shown_over):
                lines.append(screen.text(Span(_("… amflow plan --full shows them all"), "dim")))
        narrow = screen.width < NARROW
        screen.table(lines, right=[] if narrow else [0], wrap=narrow or screen.width >= WIDE)
        screen.blank()
        fresh = any(line.state == "proposed" and line.fits for line in plan.lines)
        parts = [
            _("accept: amflow plan --accept") if fresh else "",
            _("change: amflow plan --editor"),
        ]
        screen.line(Span(" · ".join(part for part in parts if part), "dim"), wrap=True)
        if self.changed:
            screen.line(Span("✓ ", "good"), _("the plan is written"), Span("   " + _("undo: amflow undo"), "dim"))


def _fields(line: PlanLine) -> dict[str, Any]:
    terms = [{"term": term, "points": points} for term, points in line.terms]
    return {
        **item_fields(line.item),
        "at": line.at or None,
        "last_day": line.last.isoformat() if line.last else None,
        "state": line.state,
        "fits": line.fits,
        "points": line.points,
        "terms": terms,
    }


def _cells(screen: Screen, plan: Plan, place: int, line: PlanLine) -> list[Any]:
    """A line in the columns of the day, its place and mark before them and its length behind."""
    item = line.item
    marks = {
        "planned": Span("•", "good"),
        "done": Span("✓", "good"),
        "moved": Span("→", "dim"),
        "skipped": Span("–", "dim"),
        # What is due today and left for tomorrow is late tomorrow: that would be nearly everything.
        "proposed": Span("!" if item.late and (item.due_on or screen.today) < screen.today else "", "late"),
    }
    # What stays out is told by when it would break: that decides whether it may.
    breaks = not line.fits and line.last is not None and line.last >= plan.day
    reason = (
        _("too late after {day}").format(day=date_format.short(line.last, plan.day))
        if breaks and line.last
        else item.reason
    )
    what = screen.text(item.title, Span(f"  {reason}" if reason else "", "dim"))
    called = item.customer and item.customer not in item.title
    name = named(screen, item.customer, item.customer_ref if item.customer_ref != item.ref else "") if called else None
    mark = marks.get(line.state, Span(""))
    # An hour of another day would read as one of this day; one that is only proposed is dim.
    fixed = is_fixed(item, plan.day)
    at = item.due_time if fixed else line.at
    style = "" if fixed else "dim"
    if screen.width < NARROW:
        words = screen.text("  ").join(part for part in (name, what) if part)
        return [mark, Span(at, style), Span(item.ref, "ref"), words]
    length = Span(f"{at}–{_later(at, item.minutes)}" if at else date_format.length(item.minutes), style)
    return [Span(str(place), "dim"), mark, length, Span(item.ref, "ref"), name, what]


def _later(at: str, minutes: int) -> str:
    """`09:45` half an hour after `09:15`."""
    hours, rest = divmod(int(at[:2]) * 60 + int(at[3:]) + minutes, 60)
    return f"{hours % 24:02d}:{rest:02d}"


def written(calendar: "CalendarWritten") -> ChangeView:
    """The calendar that was written."""
    words = ngettext("{n} line of {day} is in {file}", "{n} lines of {day} are in {file}", calendar.lines)
    done = words.format(day=calendar.day.isoformat(), file=calendar.file)
    item = {"file": calendar.file, "date": calendar.day, "lines": calendar.lines}
    back = (_("back in"), _("amflow import {file}: what was moved there moves here").format(file=calendar.file))
    return ChangeView("plan-calendar", item, done, [back], undo=False)


def why(line: PlanLine) -> ListView:
    """The terms of one line's urgency."""
    columns = (
        ListColumn("points", N_("points"), "right", get=lambda term: term[1]),
        ListColumn("term", N_("because"), get=lambda term: term[0]),
    )
    title = f"{line.item.ref}  {line.item.customer} {line.item.title}"
    deal = line.item.deal_id if line.item.kind == "deal" else None
    foot = (
        [_("its chance, and what it should bring: amflow convert --explain {ref}").format(ref=f"d{deal}")]
        if deal
        else ()
    )
    return ListView("why", columns, line.terms, head=[title], foot=foot, empty=_("it was accepted by you"))


class HabitView:
    """What was planned in some weeks, and what became of it."""

    what = "plan-review"

    def __init__(self, habit: "Habit") -> None:
        self.habit = habit

    def data(self) -> dict[str, Any]:
        """The weeks, the shares, what is never done."""
        one = self.habit
        return {
            "from": one.start.isoformat(),
            "to": one.end.isoformat(),
            "days": one.days,
            "planned": one.planned,
            "done": one.done,
            "percent": one.percent,
            "kinds": [{**jsonable(share), "percent": share.percent} for share in one.kinds],
            "weekdays": [{**jsonable(share), "percent": share.percent} for share in one.weekdays],
            "items": jsonable(one.never),
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a share, then a line for each thing that is never done."""
        one = self.habit
        for what, shares in (("kind", one.kinds), ("weekday", one.weekdays)):
            for share in shares:
                yield what, share.key, share.planned, share.done, share.percent
        for never in one.never:
            yield "never", never.ref, never.title, never.times, never.last_on.isoformat()

    def draw(self, screen: Screen) -> None:
        """The whole in a line, then by kind and weekday, then what is never done."""
        one = self.habit
        screen.line(
            Span(_("Plan against actual since {day}").format(day=date_format.short(one.start, screen.today)), "title")
        )
        if not one.planned:
            screen.line(
                Span(_("no plan was accepted in these weeks: amflow plan --accept"), "dim"), indent=2, wrap=True
            )
            return
        days = ngettext("{n} day with a plan", "{n} days with a plan", one.days)
        whole = _("{done} of {planned} lines done, {percent} %").format(
            done=one.done, planned=one.planned, percent=one.percent
        )
        screen.line(f"{days} · {whole}", indent=2)
        for title, shares in ((_("by kind"), one.kinds), (_("by weekday"), one.weekdays)):
            screen.blank()
            screen.table(
                [[share.title, str(share.planned), str(share.done), str(share.percent)] for share in shares],
                titles=[title, _("on the plan"), _("done"), "%"],
                right=[1, 2, 3],
                indent=2,
            )
        if one.never:
            screen.blank()
            screen.line(Span(_("planned again and again, never done:"), "soon"))
            rows = [
                [
                    Span(never.ref, "ref"),
                    never.title,
                    Span(ngettext("{n} time", "{n} times", never.times), "dim"),
                    Span(date_format.short(never.last_on, screen.today), "dim"),
                ]
                for never in one.never
            ]
            screen.table(rows, indent=2, give=1)
            screen.line(Span(_("do it first, give it a day, or leave it out: amflow skip REF"), "dim"), wrap=True)
