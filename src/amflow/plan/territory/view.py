"""The lines of a territory: all of them, one as the route of a day, and the visit cycle as a grid of days beside lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, ngettext, paired, pgettext
from amflow.plan.territory.records import Route, TerritoryLine
from amflow.plan.territory.visit_cycle import Cycle
from amflow.shell.screen import Screen, Span
from amflow.shell.views import ChangeView, ListColumn, ListView

LINES = (
    ListColumn("name", N_("line"), "title"),
    ListColumn("shops", N_("shops"), "right"),
    ListColumn("due", N_("due today"), "right"),
    ListColumn("behind", N_("behind"), "right"),
    ListColumn("made", N_("visits"), "right", say=lambda line: f"{line.made}/{line.should}" if line.should else ""),
    ListColumn("should", N_("should be"), data_only=True),
    ListColumn("last_visit_on", N_("last visit"), "dim"),
)

STATES = {
    "today": N_("been there"),
    "behind": N_("behind"),
    "due": N_("due now"),
    "later": "",
    "left": N_("left alone"),
}
"""How a stop stands, in words."""

STOPS = (
    ListColumn("place", N_("no."), "right"),
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    ListColumn("tier", N_("tier"), "dim", say=lambda stop: stop.tier_title),
    ListColumn("state", N_("today"), "soon", say=lambda stop: _(STATES[stop.state]) if STATES[stop.state] else ""),
    ListColumn("made", N_("cycle"), "right", say=lambda stop: f"{stop.made}/{stop.visits}" if stop.visits else ""),
    ListColumn("due", N_("should be"), data_only=True),
    ListColumn("visits", N_("visits in a cycle"), data_only=True),
    ListColumn("last_visit_on", N_("last visit"), "dim"),
    ListColumn("address", N_("address"), data_only=True),
    ListColumn("content", N_("about"), data_only=True),
    ListColumn("tasks", N_("waiting there"), data_only=True),
)


def listing(lines: Sequence[TerritoryLine], without: str = "") -> ListView:
    """Every line with what is due on it; `without` says that the trade has none."""
    return ListView(
        "lines",
        LINES,
        lines,
        empty=without or _("no lines yet: amflow line assign NAME c12 c14"),
        foot=[_("amflow line show NAME is the day's route")] if lines else [],
    )


def route(found: Route) -> ListView:
    """A line as the route of its day: the shops in order, what each visit is about below."""
    due = sum(stop.state in ("due", "behind") for stop in found.stops)
    count = ngettext("{n} shop", "{n} shops", len(found.stops))
    due_words = _("{n} to visit").format(n=due)
    head = [f"{found.name}  ·  {date_format.day(found.day)}  ·  {listed([count, due_words])}"]
    foot = [paired(f"{stop.ref} {stop.name}", listed(stop.tasks)) for stop in found.stops if stop.tasks]
    foot += [paired(title, content) for title, content in found.contents]
    if found.cycle:
        foot.append(_("cycle: {days}").format(days=date_format.between(*found.cycle)))
    return ListView(
        "route",
        STOPS,
        found.stops,
        empty=_("nobody is on this line"),
        head=head,
        foot=foot,
        give="name",
        extra={
            "line": found.name,
            "date": found.day,
            "cycle_from": found.cycle[0] if found.cycle else None,
            "cycle_to": found.cycle[1] if found.cycle else None,
        },
    )


def changed(name: str, rows: Sequence[Any], done: str) -> ChangeView:
    """Shops that were put on a line or taken off."""
    then = [(f"c{row['id']}", row["name"]) for row in rows[:10]]
    if name:
        then.append((_("next"), f"amflow line show {name}" if " " not in name else f'amflow line show "{name}"'))
    return ChangeView("line", {"line": name, "refs": [f"c{row['id']}" for row in rows]}, done, then)


MOST_LINES = 6
"""So many lines have a column of their own; the others share one."""

MOST_LEFT = 5


class CycleView:
    """The visits of a period."""

    what = "plan-cycle"

    def __init__(self, cycle: Cycle, listed: bool) -> None:
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
                    "ref": visit.ref or visit.shop.ref,
                    "customer": visit.shop.name,
                    "customer_ref": visit.shop.ref,
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
                    "until_on": left.until.isoformat(),
                    "why": left.why,
                }
                for left in one.left
            ],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a visit, then a line for each that found no day."""
        yield from (tuple(visit.values()) for visit in self.data()["items"])
        for left in self.cycle.left:
            yield "", left.shop.ref, left.shop.name, left.shop.ref, left.shop.line, left.shop.tier, left.why, 0

    def draw(self, screen: Screen) -> None:
        """A day a row, a line a column."""
        one = self.cycle
        screen.line(
            Span(
                (_("visits from {start} to {end}") if one.lines else _("talks from {start} to {end}")).format(
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
            screen.line(
                Span(
                    _("nobody is due in these days: amflow playbook show says how often each type of customer is"),
                    "dim",
                ),
                indent=2,
                wrap=True,
            )
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
        of_line = _("a line on its day: amflow line show NAME") if one.lines else ""
        screen.line(Span(" · ".join(filter(None, (of_line, _("one day: amflow plan DATE")))), "dim"), wrap=True)

    def _grid(self, screen: Screen) -> None:
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
            titles=[pgettext("of the calendar", "day"), *titles, _("visits") if one.lines else _("talks"), _("time")],
            right=list(range(1, last + 1)),
            indent=2,
            keep={0: screen.width, last - 1: screen.width, last: screen.width},
        )

    def _days(self, screen: Screen) -> None:
        for day in self.cycle.days:
            visits = [visit for visit in self.cycle.visits if visit.day == day]
            if visits:
                screen.blank()
                screen.line(Span(date_format.short(day, screen.today), "title"))
                screen.table(
                    [
                        [Span(one.ref or one.shop.ref, "ref"), one.shop.name, one.shop.line, Span(one.content, "dim")]
                        for one in visits
                    ],
                    indent=2,
                    give=3,
                )
