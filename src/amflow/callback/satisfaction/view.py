"""Satisfaction: the page of a period with its trends, the list of scores, and a score that was written down."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amflow.book.quantities import percent
from amflow.callback.satisfaction.records import SCALES
from amflow.customers.scores import HIGHEST
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.locale import N_, _, listed, ngettext
from amflow.outreach.talks.view import KINDS, suggested
from amflow.shell.screen import Span, bars
from amflow.shell.views import ChangeView, ListColumn, ListView, jsonable, picked

if TYPE_CHECKING:
    from amflow.callback.satisfaction.records import (
        Added,
        Level,
        SatisfactionReport,
        SatisfactionStanding,
        ScoreLine,
        Trend,
    )
    from amflow.shell.screen import Screen

SCORES = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("customer", N_("customer"), "title"),
    ListColumn("customer_ref", N_("ref"), "ref"),
    ListColumn("scale", N_("scale"), say=lambda score: _(SCALES[score.scale])),
    ListColumn("value", N_("score"), "right"),
    ListColumn("occasion", N_("occasion"), say=lambda score: occasion(score)),
    ListColumn("case", N_("case"), get=lambda score: f"x{score.case_id}" if score.case_id else None, data_only=True),
    ListColumn("why", N_("what they said")),
)


def occasion(score: "ScoreLine") -> str:
    """On what occasion a score was given: a talk, a case that was solved."""
    kind = _(KINDS[score.occasion]) if score.occasion else ""
    return " ".join(part for part in (kind, f"x{score.case_id}" if score.case_id else "") if part)


def listing(found: Sequence["ScoreLine"], total: int, title: str = "") -> ListView:
    """The last scores."""
    head = [f"{title}  {bars([one.value for one in reversed(found) if one.scale == 'csat'])}"] if title else []
    empty = _("no score yet: amflow callback score CUSTOMER")
    return ListView("scores", SCORES, found, empty=empty, head=head, total=total, give="why")


class SatisfactionView:
    """A period's satisfaction."""

    what = "satisfaction"

    def __init__(self, report: "SatisfactionReport") -> None:
        self.report = report

    def data(self) -> dict[str, Any]:
        """`figures` of the whole, `tiers`, and the two lists of customers."""
        found = self.report
        return {
            "period": {
                "kind": found.period.kind,
                "from": jsonable(found.period.start),
                "to": jsonable(found.period.end),
            },
            "figures": _history(found.whole),
            "tiers": [{"key": one.key, "title": one.title, **_history(one)} for one in found.tiers],
            "after_cases": _level(found.cases),
            "very_satisfied": {"total": found.very_total, "items": [_standing(one) for one in found.very]},
            "slipping": {"total": found.slipping_total, "items": [_standing(one) for one in found.slipping]},
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a level, then a line a customer."""
        found = self.report
        for key, level in (
            ("all", found.whole.now),
            ("cases", found.cases),
            *((one.key, one.now) for one in found.tiers),
        ):
            yield "level", key, level.asked, level.average, level.satisfied, level.asked_nps, level.nps
        for word, standings in (("very-satisfied", found.very), ("slipping", found.slipping)):
            for one in standings:
                yield word, one.ref, one.name, one.scale, one.value, one.before, one.on_date.isoformat()

    def draw(self, screen: "Screen") -> None:
        """The whole, the tiers, whom to ask, whom to look after."""
        found = self.report
        screen.line(Span(_("Satisfaction"), "title"), f" · {periods.shown(found.period)}")
        if not any(level.asked or level.asked_nps for level in found.whole.levels):
            screen.line(Span(_("nobody was asked: amflow callback score CUSTOMER"), "dim"), indent=2, wrap=True)
            return
        named = [(_("all"), found.whole), *((one.title, one) for one in found.tiers)]
        rows = [_row(title, one) for title, one in named]
        titles = ["", _("1–5"), _("times asked"), _("satisfied"), _("trend"), _("NPS"), _("times asked")]
        screen.table(rows, titles=titles, right=[1, 2, 3, 5, 6], indent=2)
        if found.cases.asked:
            words = ngettext(
                "after a solved case: {average} of 5 ({n} asked)",
                "after solved cases: {average} of 5 ({n} asked)",
                found.cases.asked,
            )
            screen.line(words.format(average=found.cases.average), indent=2)
        _customers(screen, _("very satisfied: ask whom they know"), found.very, found.very_total)
        _customers(screen, _("slipping: talk to them"), found.slipping, found.slipping_total)


def _row(title: str, one: "Trend") -> list[Any]:
    level = one.now
    return [
        Span(title, "title" if not one.key else ""),
        "" if level.average is None else f"{level.average:g}",
        str(level.asked or ""),
        "" if level.satisfied is None else f"{percent(level.satisfied)}%",
        Span(bars([old.average for old in one.levels]), "dim"),
        "" if level.nps is None else f"{level.nps:+d}",
        str(level.asked_nps or ""),
    ]


def _customers(screen: "Screen", title: str, found: Sequence["SatisfactionStanding"], total: int) -> None:
    if not found:
        return
    screen.blank()
    screen.line(Span(title, "title"), Span(f"  {total}", "dim"))
    rows = []
    for one in found:
        before = f"{one.before} → " if one.before not in (None, one.value) else ""
        given, day = f"{before}{one.value}/{HIGHEST[one.scale]}", date_format.short(one.on_date, screen.today)
        rows.append([Span(one.ref, "ref"), Span(one.name, "title"), given, Span(day, "dim")])
    screen.table(rows, indent=2)


def _history(one: "Trend") -> dict[str, Any]:
    return {**_level(one.now), "history": [_level(level) for level in one.levels]}


def _level(level: "Level") -> dict[str, Any]:
    return {
        "csat": level.average,
        "csat_asked": level.asked,
        "satisfied": level.satisfied,
        "nps": level.nps,
        "nps_asked": level.asked_nps,
    }


def _standing(one: "SatisfactionStanding") -> dict[str, Any]:
    given = picked(one, "ref", "name", "tier", "scale", "value", "before", "on_date")
    return {key: jsonable(value) for key, value in given.items()}


def added(done: "Added") -> ChangeView:
    """A score that was written down, and what it suggests."""
    ref = f"c{done.customer['id']}"
    said = []
    if done.csat is not None:
        before = f"{done.before} → " if done.before is not None else ""
        said.append(f"{before}{done.csat}/5")
    if done.nps is not None:
        said.append(_("recommends {n}/10").format(n=done.nps))
    item = {
        "customer_ref": ref,
        "customer": done.customer["name"],
        **picked(done, "csat", "nps", "before"),
        "case": f"x{done.case_id}" if done.case_id else None,
        "settled": [one.ref for one in done.settled],
    }
    whose = f"{done.customer['name']} ({ref})"
    sentence = _("{what}: {why}").format(what=whose, why=" · ".join(said))
    then = [
        (_("done"), listed([one.words for one in done.settled])),
        *((_("still asked"), words) for words in done.asked),
        *suggested(ref, done.csat, done.nps),
    ]
    return ChangeView("score", item, sentence, then)
