"""How the lines of a territory are shown: all of them, and one as the route of a day."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, ngettext, paired
from amflow.shell.views import ChangeView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.plan.territory.records import Route, TerritoryLine

LINES = (
    ListColumn("name", N_("line"), "title"),
    ListColumn("shops", N_("shops"), "right"),
    ListColumn("due", N_("due today"), "right"),
    ListColumn("behind", N_("behind"), "right"),
    ListColumn("made", N_("visits"), "right", say=lambda line: f"{line.made}/{line.should}" if line.should else ""),
    ListColumn("should", N_("should be"), hide=True),
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
    ListColumn("due", N_("should be"), hide=True),
    ListColumn("visits", N_("visits in a cycle"), hide=True),
    ListColumn("last_visit_on", N_("last visit"), "dim"),
    ListColumn("address", N_("address"), hide=True),
    ListColumn("content", N_("about"), hide=True),
    ListColumn("tasks", N_("waiting there"), hide=True),
)


def listing(lines: Sequence["TerritoryLine"]) -> ListView:
    """Every line with what is due on it."""
    return ListView(
        "lines",
        LINES,
        lines,
        empty=_("no lines yet: amflow line assign NAME c12 c14"),
        foot=[_("amflow line show NAME is the day's route")] if lines else [],
    )


def route(found: "Route") -> ListView:
    """A line as the route of its day: the shops in order, what each visit is about below."""
    due = sum(stop.state in ("due", "behind") for stop in found.stops)
    count = ngettext("{n} shop", "{n} shops", len(found.stops))
    due_words = _("{n} due").format(n=due)
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


def changed(what: str, name: str, rows: Sequence[Any], done: str) -> ChangeView:
    """Shops that were put on a line or taken off."""
    then = [(f"c{row['id']}", row["name"]) for row in rows[:10]]
    if name:
        then.append((_("next"), f"amflow line show {name}" if " " not in name else f'amflow line show "{name}"'))
    return ChangeView(what, {"line": name, "refs": [f"c{row['id']}" for row in rows]}, done, then)
