"""The visit cycle as a grid: days beside lines, how many visits each holds, and who found no day."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.shell.screen import Span

if TYPE_CHECKING:
    from amflow.plan.territory.visit_cycle import Cycle
    from amflow.shell.screen import Screen

MOST_LINES = 6
"""So many lines have a column of their own; the others share one."""

MOST_LEFT = 5


class CycleView:
    """The visits of a period."""

    what = "plan-cycle"

    def __init__(self, cycle: "Cycle", listed: bool) -> None:
        self.cycle = cycle
        self.listed = listed
        """Whether the shops of each day are named."""

    def data(self) -> dict[str, Any]:
        """The period, every visit, everybody who found no day."""
        one = self.cycle
        return {
            "from": one.start.isoformat(),
            "to": one.end.isoformat(),
            "due": one.due,
            "placed": one.reached,
            "percent": one.percent,
            "made": one.made,
            "items": [
                {
                    "date": visit.day.isoformat(),
                    "ref": visit.shop.ref,
                    "customer": visit.shop.name,
                    "line": visit.shop.line,
                    "tier": visit.shop.tier,
                    "content": visit.content,
                    "minutes": visit.minutes,
                }
                for visit in one.visits
            ],
            "left": [
                {
                    "ref": left.shop.ref,
                    "customer": left.shop.name,
                    "from": left.since.isoformat(),
                    "to": left.until.isoformat(),
                    "why": left.why,
                }
                for left in one.left
            ],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a visit, then a line for each that found no day."""
        for visit in self.cycle.visits:
            shop = visit.shop
            yield visit.day.isoformat(), shop.ref, shop.name, shop.line, shop.tier, visit.content, visit.minutes
        for left in self.cycle.left:
            yield "", left.shop.ref, left.shop.name, left.shop.line, left.shop.tier, left.why, 0

    def draw(self, screen: "Screen") -> None:
        """A day a row, a line a column."""
        one = self.cycle
        screen.line(
            Span(
                _("visits from {start} to {end}").format(
                    start=date_format.day(one.start), end=date_format.day(one.end)
                ),
                "title",
            ),
        )
        if one.due:
            screen.line(
                _("{placed} of {due} customers placed, {percent} %").format(
                    placed=one.reached, due=one.due, percent=one.percent
                ),
                Span(_(" · {n} visits made already").format(n=one.made) if one.made else "", "dim"),
            )
        if not one.visits and not one.left:
            screen.line(Span(_("no tier of the customers has a cycle, or nobody is due"), "dim"), indent=2, wrap=True)
            return
        screen.blank()
        self._grid(screen)
        if self.listed:
            self._days(screen)
        if one.left:
            screen.blank()
            words = ngettext("{n} visit found no day:", "{n} visits found no day:", len(one.left))
            screen.line(Span(words, "soon"))
            rows = [
                [Span(left.shop.ref, "ref"), left.shop.name, Span(left.why, "dim")] for left in one.left[:MOST_LEFT]
            ]
            screen.table(rows, indent=2, give=1)
        screen.blank()
        screen.line(
            Span(_("a line on its day: amflow line show NAME · one day: amflow plan --for DATE"), "dim"), wrap=True
        )

    def _grid(self, screen: "Screen") -> None:
        one = self.cycle
        count = Counter((visit.day, visit.shop.line) for visit in one.visits)
        names = list(one.lines)
        own, rest = (names, []) if len(names) <= MOST_LINES else (names[: MOST_LINES - 1], names[MOST_LINES - 1 :])
        titles = [name or _("no line") for name in own] + ([_("others")] if rest else [])
        rows = []
        for day in one.days:
            visits = [visit for visit in one.visits if visit.day == day]
            cells = [count[day, name] for name in own] + ([sum(count[day, name] for name in rest)] if rest else [])
            minutes = sum(visit.minutes for visit in visits)
            length = f"{minutes // 60}:{minutes % 60:02d}" if visits else ""
            rows.append(
                [
                    date_format.short(day, screen.today),
                    *(str(cell or "·") for cell in cells),
                    str(len(visits)),
                    Span(length, "dim"),
                ]
            )
        last = len(titles) + 2
        screen.table(
            rows,
            titles=[_("day"), *titles, _("visits"), _("time")],
            right=list(range(1, last + 1)),
            indent=2,
            keep=[0, last - 1, last],
        )

    def _days(self, screen: "Screen") -> None:
        for day in self.cycle.days:
            visits = [visit for visit in self.cycle.visits if visit.day == day]
            if visits:
                screen.blank()
                screen.line(Span(date_format.short(day, screen.today), "title"))
                screen.table(
                    [
                        [Span(one.shop.ref, "ref"), one.shop.name, one.shop.line, Span(one.content, "dim")]
                        for one in visits
                    ],
                    indent=2,
                    give=3,
                )
