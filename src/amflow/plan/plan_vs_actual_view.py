"""Plan against actual over weeks, as a page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import jsonable

if TYPE_CHECKING:
    from amflow.plan.plan_vs_actual import Habit, PlanShare
    from amflow.shell.screen import Screen


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

    def draw(self, screen: "Screen") -> None:
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
                [_cells(share) for share in shares],
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


def _cells(share: "PlanShare") -> list[Any]:
    return [share.title, str(share.planned), str(share.done), str(share.percent)]
