"""How a summary looks on a terminal, as tab-separated lines, and as JSON; its documents are made in `report_view.py`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from amflow.agenda.coming import Coming
from amflow.dates import format as date_format
from amflow.documents import parts
from amflow.documents.parts import Report, spark
from amflow.documents.view import ReportView
from amflow.locale import _, ngettext, pgettext
from amflow.shell.screen import Screen, Span
from amflow.shell.views import jsonable, plainly
from amflow.summary.figures import view as figure_view
from amflow.summary.forecast import score_view
from amflow.summary.records import (
    Ahead,
    ClosedDeal,
    Course,
    Figure,
    Grid,
    ReportSection,
    Score,
    Summary,
    Whole,
    says,
)

if TYPE_CHECKING:
    from rich.text import Text


MOST_DEALS = 10
"""So many of the deals won, and of those lost, are on the screen; JSON, the tabs and the documents have all."""

ASKED_DEALS = MOST_DEALS + 1
"""So many are asked for: a line that says "and 1 more" could as well show it."""


def _counted(deal: "ClosedDeal") -> str:
    """Which of its records carries the amount of a deal, where it is not the deal."""
    words = {
        "order": _("counted by its orders"),
        "holding": _("counted by its holding"),
        "cancelled": _("its orders were called off"),
    }
    return words.get(deal.counted_by, "")


class SummaryView(ReportView):
    """A summary; on the terminal and as JSON in a form of its own."""

    what = "summary"

    def __init__(self, summary: Summary, course: Course | None = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.course = course

    def report(self) -> Report:
        """The summary as a document's parts."""
        from amflow.summary.report_view import reported

        return reported(self.summary, self.course)

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed."""
        return self.summary._asdict()

    def data(self) -> dict[str, Any]:
        """The period, every figure by its metric, and the lists."""
        return data(self.summary)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A line each, the first cell says of what."""
        return rows(self.summary)

    def draw(self, screen: Screen) -> None:
        """One page: the figures, then what is behind them, then what comes next."""
        found = self.summary
        mark, style = figure_view.standing_words(found)
        draft = Span(f" · {mark}" if found.standing.state == "draft" else "", style)
        title = Span(found.period.title, "title")
        screen.both([title, draft, f" · {found.playbook}"], [Span(figure_view.progress(found), "dim")])
        if mark and not draft.text:
            screen.line(Span(mark, style), wrap=True)
        _draw_figures(screen, found)
        _draw_parts(screen, found)
        _draw_facts(screen, found)
        if "deals" in found.sections:
            _draw_closed(screen, _("won"), "good", found.won, found.all_won)
            _draw_closed(screen, _("lost"), "bad", found.lost, found.all_lost)
        _draw_more(screen, found.more)
        if "next" in found.sections:
            _draw_ahead(screen, found.ahead)
        screen.blank()
        screen.line(Span(_("to take along: add -o summary.html, or .docx, .pdf, .xlsx"), "dim"), indent=1)


def _draw_figures(screen: Screen, found: Summary) -> None:
    if not found.shown:
        screen.line(Span(_("nothing is written down for this period yet"), "dim"), indent=1)
        return
    targeted = any(figure.target is not None for figure in found.shown)
    titles = ["", _("actual"), _("target"), _("pace"), found.period.history_title]
    rows = [_figure_row(screen, figure) for figure in found.shown]
    if not targeted:
        titles, rows = [*titles[:2], titles[4]], [[*row[:2], row[4]] for row in rows]
    screen.table(rows, titles=titles, right=(1, 2) if targeted else (1,), give=0, indent=1)
    if any(figure.target_by not in ("", found.period.kind) for figure in found.shown):
        screen.line(Span(_("targets of other periods are spread by working days"), "dim"), indent=1)


def _figure_row(screen: Screen, figure: Figure, target: str = "") -> list["Text"]:
    style = "bad" if figure.gap else "good" if figure.on_pace else "soon"
    style = style if figure.target is not None and figure.value is not None else ""
    strong = "title" if says(figure.value) else "dim"
    return [
        screen.text(figure.title),
        screen.text(Span(figure_view.long(figure.value), strong)),
        screen.text(Span(target or figure_view.against(figure), style)),
        screen.text(Span(figure_view.pace(figure), style)),
        screen.text(Span(spark(figure.history), "dim")),
    ]


def _draw_parts(screen: Screen, found: Summary) -> None:
    """The figures of products, lines and tiers that have targets."""
    if not found.by_part or "targets" not in found.sections:
        return
    screen.blank()
    screen.line(Span(_("by product, line and tier"), "step"), indent=1)
    rows = [
        [screen.text(Span(figure.part, "title")), *_figure_row(screen, figure, figure_view.with_stretch(figure))[:-1]]
        for figure in found.by_part
    ]
    screen.table(rows, titles=["", "", _("actual"), _("target"), _("pace")], right=(2, 3), give=1, indent=1)


def _draw_facts(screen: Screen, found: Summary) -> None:
    wide = parts.widest(figure.title for figure in found.gaps)
    off = parts.widest(figure_view.off(figure) for figure in found.gaps)
    facts = [
        ("touches", _("contacts"), figure_view.shares(found.touches_by_kind)),
        ("touches", _("outcomes"), figure_view.shares(found.touches_by_outcome)),
        ("plan", _("plan"), figure_view.plan_words(found.plan) if found.plan.planned else ""),
        ("deals", _("apart"), " · ".join(f"{apart.title} {apart.amount}" for apart in found.foreign)),
        *(("targets", _("gap"), figure_view.gap_words(figure, wide, off)) for figure in found.gaps),
        *(
            ("targets", pgettext("for a gap", "promised"), figure_view.remedy_words(found, one))
            for one in found.remedies
        ),
        ("targets", _("outlook"), figure_view.forecast_words(found)),
        ("deals", _("outlook"), figure_view.pipeline_words(found)),
        *(("deals", pgettext("of the program itself", "score"), line) for line in score_view.words(found)),
        ("targets", _("before"), figure_view.compared_words(found, found.period_before, "before")),
        ("targets", _("last year"), figure_view.compared_words(found, found.year_before, "last_year")),
    ]
    lines = [(name, words) for section, name, words in facts if words and section in found.sections]
    if lines:
        screen.blank()
    for name, words in lines:
        _fact(screen, Span(name, "step"), words)


def _fact(screen: Screen, name: Span, words: str) -> None:
    """A word in its column and the sentence beside it, wrapped under itself."""
    label = screen.text(name)
    label.pad_right(_label_width() - label.cell_len)
    screen.table([[label, screen.text(words)]], indent=1, wrap=True)


def _draw_more(screen: Screen, sections: tuple[ReportSection, ...]) -> None:
    """What else the trade wants to read, as it stands in a document."""
    if not sections:
        return
    from amflow.documents.view import draw_block
    from amflow.summary import report_view

    for section in sections:
        screen.blank()
        screen.line(Span(section.title, "step"), indent=1)
        for block in report_view.part(section).blocks:
            draw_block(screen, block)


def _draw_closed(screen: Screen, title: str, style: str, deals: tuple[ClosedDeal, ...], whole: Whole) -> None:
    if not deals:
        return
    cut = MOST_DEALS if whole.number > ASKED_DEALS else whole.number
    screen.blank()
    screen.line(Span(title, style), f"  {figure_view.whole_words(whole)}", indent=1)
    screen.table(
        [
            (
                Span(deal.ref, "ref"),
                Span(date_format.short(deal.on, screen.today), "dim"),
                deal.customer or "–",
                str(deal.amount) if deal.amount else "",
                " · ".join(filter(None, (deal.title, deal.why or _counted(deal)))),
            )
            for deal in deals[:cut]
        ],
        right=(3,),
        indent=2,
    )
    _more(screen, whole.number - cut)


def _draw_ahead(screen: Screen, ahead: Ahead) -> None:
    if not ahead.appointments:
        return
    screen.blank()
    screen.line(Span(_("next"), "step"), f"  {ahead.title}", indent=1)
    screen.table(
        [
            (
                Span(item.ref, "ref"),
                Span(f"{date_format.short(item.on, screen.today)} {item.at}".rstrip(), "dim"),
                item.customer or "–",
                item.title,
            )
            for item in ahead.appointments
        ],
        indent=2,
    )
    _more(screen, ahead.more)


def _more(screen: Screen, number: int) -> None:
    if number > 0:
        screen.line(Span(ngettext("and {n} more", "and {n} more", number), "dim"), indent=2)


def _label_width() -> int:
    return parts.widest(
        (_("contacts"), _("outcomes"), _("plan"), _("apart"), _("gap"), _("outlook"), _("before"), _("last year"))
    )


def data(found: Summary) -> dict[str, Any]:
    """The period, every figure by its metric, and the lists."""
    period = found.period
    return {
        "period": {name: value for name, value in jsonable(period).items() if name != "history_title"},
        "state": found.standing.state,
        "final": {"ref": found.standing.ref, "since": found.standing.on} if found.standing.ref else None,
        "currency": found.currency,
        "figures": {key: _json_figure(figure) for key, figure in found.figures.items()},
        "touches_by_kind": jsonable(found.touches_by_kind),
        "touches_by_outcome": jsonable(found.touches_by_outcome),
        "deals_won": [_json_deal(deal) for deal in found.won],
        "deals_lost": [_json_deal(deal) for deal in found.lost],
        "other_currencies": [
            {"metric": apart.metric, "value": apart.amount.number(), "unit": apart.amount.currency}
            for apart in found.foreign
        ],
        "plan": jsonable(found.plan),
        "gaps": [_json_gap(figure) for figure in found.gaps],
        "year_before": found.year_before,
        "period_before": found.period_before,
        "chances_counted": found.chances_counted,
        "by_part": [
            _fields(one, metric="key", scope="scope", customer="customer") | _json_figure(one) for one in found.by_part
        ],
        "forecasts": [{name: jsonable(getattr(one, name)) for name in FORECAST} for one in found.forecasts],
        "score": _json_score(found.score),
        "remedies": [jsonable(one) for one in found.remedies],
        "sections": [_fields(one, key="key", title="title", facts="facts", lists="lists") for one in found.more],
        "next": {
            "title": found.ahead.title,
            "start": found.ahead.start,
            "end": found.ahead.end,
            "items": [_json_appointment(appointment) for appointment in found.ahead.appointments],
            "more": found.ahead.more,
        },
    }


FORECAST = ("metric", "unit", "in_hand", "value", "low", "high", "way", "off_share", "periods")
"""What JSON has of a forecast, here and on a page of its own."""


def _json_score(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    told = ("metric", "unit", "on", "value", "came", "off_share")
    return {
        "period": score.period,
        "order": None if score.order is None else jsonable(score.order),
        "calls": None if score.calls is None else jsonable(score.calls),
        "forecasts": [{name: jsonable(getattr(one, name)) for name in told} for one in score.forecasts],
    }


def rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    """A line each, the first cell says of what."""
    period = found.period
    yield "period", period.kind, period.start, period.end, period.title
    if found.standing.state:
        yield "state", *found.standing
    for figure in found.figures.values():
        target = () if figure.target is None else (plainly(figure.target), figure.share)
        yield "figure", figure.key, plainly(figure.value), figure.unit, *target
    for figure in found.by_part:
        target = () if figure.target is None else (plainly(figure.target), figure.share)
        yield "part", figure.scope, figure.key, plainly(figure.value), figure.unit, *target
    yield from _contact_rows(found)
    yield from _deals("won", found.won)
    yield from _deals("lost", found.lost)
    for apart in found.foreign:
        yield "other", apart.metric, apart.amount.plain(), apart.amount.currency
    for state, number in found.plan._asdict().items():
        yield "plan", state, number
    for gap in found.gaps:
        yield "gap", gap.key, plainly(gap.value), plainly(gap.target)
    yield from _forecast_rows(found)
    for one in found.remedies:
        yield "promised", one.metric, one.remedy, one.by_on, one.period, one.starts_on, one.result
    for section in found.more:
        yield from section_rows(section)
    for item in found.ahead.appointments:
        yield "next", item.ref, item.on, item.at, item.title, item.customer_ref, item.customer


def _contact_rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    for name, shares in (("kind", found.touches_by_kind), ("outcome", found.touches_by_outcome)):
        for share in shares:
            yield name, share.key, share.number


def _forecast_rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    for sold in found.forecasts:
        yield "forecast", sold.metric, *(plainly(number) for number in (sold.in_hand, sold.value, sold.low, sold.high))
    for line in score_view.words(found):
        yield "score", line


def _deals(state: str, deals: tuple[ClosedDeal, ...]) -> Iterator[tuple[Any, ...]]:
    for deal in deals:
        money = (None, None) if deal.amount is None else (deal.amount.plain(), deal.amount.currency)
        yield state, deal.ref, deal.on, deal.title, deal.customer_ref, deal.customer, *money, deal.why


def _json_figure(figure: Figure) -> dict[str, Any]:
    fields: dict[str, Any] = {"value": jsonable(figure.value), "unit": figure.unit, "title": figure.title}
    if figure.target is not None:
        fields |= {
            "target": jsonable(figure.target),
            "target_by": figure.target_by,
            "share": figure.share,
            "pace_needed_per_workday": jsonable(figure.per_workday),
            "on_pace": figure.on_pace,
        }
    more = ("stretch", "forecast", "with_pipeline", "before", "last_year")
    fields |= {name: jsonable(value) for name in more if (value := getattr(figure, name)) is not None}
    return fields | {"previous": jsonable(figure.previous), "history": jsonable(figure.history)}


def _fields(record: Any, **names: str) -> dict[str, Any]:
    """Fields of a record by the names that JSON gives them."""
    return {name: jsonable(getattr(record, field)) for name, field in names.items()}


def _json_gap(figure: Figure) -> dict[str, Any]:
    fields = _fields(figure, metric="key", title="title", value="value", target="target", share="share", unit="unit")
    return fields | _fields(figure, cause="cause", remedy="remedy", by="remedy_by")


def _json_deal(deal: ClosedDeal) -> dict[str, Any]:
    fields = _fields(deal, ref="ref", title="title", customer="customer", customer_ref="customer_ref", amount="amount")
    return fields | {"currency": deal.amount.currency if deal.amount else "", "closed_on": deal.on, "why": deal.why}


def _json_appointment(item: Coming) -> dict[str, Any]:
    fields = _fields(item, ref="ref", title="title", customer="customer", customer_ref="customer_ref", kind="kind")
    return fields | {"due_on": item.on, "due_time": item.at}


def section_rows(section: ReportSection) -> Iterator[tuple[Any, ...]]:
    """What stands in a section, a line each: its key, then a fact, a line of the book, or a row of a table."""
    for fact in section.facts:
        yield section.key, fact.title, fact.value
    for one in section.lists:
        for row in one.rows if isinstance(one, Grid) else one.items:
            yield section.key, *row
