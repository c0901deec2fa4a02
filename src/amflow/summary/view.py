"""How a summary looks on a terminal, as tab-separated lines, and as JSON. Documents are made in `documents.py`."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from amflow.book.quantities import Rate
from amflow.dates import format as date_format
from amflow.documents import parts
from amflow.documents.parts import percent, short, spark
from amflow.documents.text import left, widest
from amflow.documents.view import ReportView
from amflow.locale import _, ngettext
from amflow.shell.screen import Span
from amflow.summary import forecast_view

if TYPE_CHECKING:
    from rich.text import Text

    from amflow.documents.parts import Report
    from amflow.shell.screen import Screen
    from amflow.summary.gaps.records import Cause
    from amflow.summary.page import Figure, Number, Summary
    from amflow.summary.reports.parts import ReportSection
    from amflow.summary.sections import Ahead, ClosedDeal, CountOfSort, PlanOutcome, Whole
    from amflow.summary.trend import Course

MOST_DEALS = 10
"""So many of the deals won, and of those lost, are on the screen; JSON, the tabs and the documents have all."""

ASKED_DEALS = MOST_DEALS + 1
"""So many are asked for: a line that says "and 1 more" could as well show it."""


class SummaryView(ReportView):
    """A summary; on the terminal and as JSON in a form of its own."""

    what = "summary"

    def __init__(self, summary: "Summary", course: "Course | None" = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.course = course

    def report(self) -> "Report":
        """The summary as a document's parts."""
        from amflow.summary.report import reported

        return reported(self.summary, self.course)

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed."""
        return self.summary._asdict()

    def data(self) -> dict[str, Any]:
        """The period, every figure by its metric, and the lists."""
        from amflow.summary import data as summary_data

        return summary_data.data(self.summary)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A line each, the first cell says of what."""
        from amflow.summary import data as summary_data

        return summary_data.rows(self.summary)

    def draw(self, screen: "Screen") -> None:
        """One page: the figures, then what is behind them, then what comes next."""
        found = self.summary
        mark, style = standing_words(found)
        draft = Span(f" · {mark}" if found.standing.state == "draft" else "", style)
        title = Span(found.period.title, "title")
        screen.both([title, draft, f" · {found.playbook}"], [Span(progress(found), "dim")])
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


def progress(summary: "Summary") -> str:
    """How much of the period is left to work in, or nothing when it is over."""
    period = summary.period
    if period.kind == "day" or not period.workdays_left:
        return ""
    return ngettext("{n} working day left", "{n} working days left", period.workdays_left)


def against(figure: "Figure") -> str:
    """The target and how much of it is there: `5 [80%]`."""
    if figure.target is None:
        return ""
    reached = f" [{percent(figure.share)}]" if figure.share is not None else ""
    return short(figure.target) + reached


def with_stretch(figure: "Figure") -> str:
    """The same with what is hoped for: `5 [80%] · stretch 7`."""
    hoped = _("stretch {number}").format(number=short(figure.stretch)) if figure.stretch is not None else ""
    return " · ".join(filter(None, (against(figure), hoped)))


def pace(figure: "Figure") -> str:
    """Whether the figure keeps up with its target, and what each working day left must bring."""
    if figure.target is None or figure.on_pace is None:
        return ""
    if figure.better == "less":
        return "✓" if figure.on_pace else "▲"
    if figure.missing is None:
        return "✓"
    arrow = "▲" if figure.on_pace else "▼"
    if figure.per_workday is None:
        return f"{arrow} −{short(figure.missing)}"
    return arrow + " " + _("{number} a day").format(number=short(figure.per_workday))


def long(number: "Number") -> str:
    """A count with its thousands apart, money in full."""
    if isinstance(number, Rate):
        return str(number)
    return f"{number:,}" if isinstance(number, int | float) else str(number)


def plan_words(plan: "PlanOutcome") -> str:
    """Plan against actual in a line: `42 planned, 35 done, 5 moved, 2 dropped (83%)`."""
    words = [_("{n} planned").format(n=plan.planned), _("{n} done").format(n=plan.done)]
    for number, text in (
        (plan.moved, _("{n} moved")),
        (plan.dropped, _("{n} dropped")),
        (plan.open, _("{n} still open")),
    ):
        if number:
            words.append(text.format(n=number))
    return " · ".join(words) + f" [{percent(plan.share)}]"


def shares(found: Iterable["CountOfSort"]) -> str:
    """`14 visits · 6 calls`."""
    return " · ".join(share.words for share in found)


def deals_total(deals: Iterable["ClosedDeal"]) -> str:
    """How many, and what they come to in each currency: `11 · ¥50,563`."""
    from amflow.summary.sections import added

    return whole_words(added(deals))


def whole_words(whole: "Whole") -> str:
    """The same of deals that are not all there."""
    return " · ".join([str(whole.number), *(str(amount) for amount in whole.sums if amount.minor)])


def _draw_figures(screen: "Screen", found: "Summary") -> None:
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


def _figure_row(screen: "Screen", figure: "Figure", target: str = "") -> list["Text"]:
    style = "bad" if figure.gap else "good" if figure.on_pace else "soon"
    style = style if figure.target is not None and figure.measured else ""
    strong = "title" if parts.number(figure.value) else "dim"
    return [
        screen.text(figure.title),
        screen.text(Span(long(figure.value), strong) if figure.measured else Span("–", "dim")),
        screen.text(Span(target or against(figure), style)),
        screen.text(Span(pace(figure), style)),
        screen.text(Span(spark(figure.history), "dim")),
    ]


def _draw_parts(screen: "Screen", found: "Summary") -> None:
    """The figures of products, lines and tiers that have targets."""
    if not found.by_part or "targets" not in found.sections:
        return
    screen.blank()
    screen.line(Span(_("by product, line and tier"), "step"), indent=1)
    rows = [
        [screen.text(Span(figure.scope, "title")), *_figure_row(screen, figure, with_stretch(figure))[:-1]]
        for figure in found.by_part
    ]
    screen.table(rows, titles=["", "", _("actual"), _("target"), _("pace")], right=(2, 3), give=1, indent=1)


def _draw_facts(screen: "Screen", found: "Summary") -> None:
    wide = widest(figure.title for figure in found.gaps)
    off = widest(_off(figure) for figure in found.gaps)
    facts = [
        ("touches", _("contacts"), shares(found.touches_by_kind)),
        ("touches", _("outcomes"), shares(found.touches_by_outcome)),
        ("plan", _("plan"), plan_words(found.plan) if found.plan.planned else ""),
        ("deals", _("apart"), " · ".join(f"{apart.title} {apart.amount}" for apart in found.foreign)),
        *(("targets", _("gap"), gap_words(figure, wide, off)) for figure in found.gaps),
        *(("targets", _("promised"), remedy_words(found, one)) for one in found.remedies),
        ("targets", _("outlook"), forecast_view.pace_words(found)),
        ("deals", _("outlook"), forecast_view.pipeline_words(found)),
        ("targets", _("before"), forecast_view.compared_words(found, found.period_before, "before")),
        ("targets", _("last year"), forecast_view.compared_words(found, found.year_before, "last_year")),
    ]
    lines = [(name, words) for section, name, words in facts if words and section in found.sections]
    if lines:
        screen.blank()
    for name, words in lines:
        _fact(screen, Span(name, "step"), words)


def _fact(screen: "Screen", name: Span, words: str) -> None:
    """A word in its column and the sentence beside it, wrapped under itself."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=_label_width(), no_wrap=True)
    grid.add_column(width=screen.width - _label_width() - 4)
    grid.add_row(screen.text(name), screen.text(words))
    from rich.padding import Padding

    screen.console.print(Padding(grid, (0, 0, 0, 1)))


def gap_words(figure: "Figure", wide: int = 0, wide_off: int = 6) -> str:
    """What is short, and the three things that the meeting will ask about it; `wide` and `wide_off` line several of
    them up."""
    owed = _("cause: ______  remedy: ______  by: ______")
    if figure.cause and figure.remedy_by:
        owed = _("cause: {cause}  remedy: {remedy}  by: {day}").format(
            cause=figure.cause, remedy=figure.remedy, day=date_format.day(figure.remedy_by)
        )
    return f"{left(figure.title, wide)} {left(_off(figure), wide_off)}  {owed}"


def standing_words(found: "Summary") -> tuple[str, str]:
    """Whether it is a draft or final, in words, and their style; empty where no gate is."""
    state, ref, on = found.standing
    day = date_format.day(on) if on else ""
    return {
        "draft": (_("draft"), "soon"),
        "final": (_("final since {day} ({ref})").format(day=day, ref=ref), "good"),
        "anew": (_("counted anew; final is {ref} of {day}").format(day=day, ref=ref), "soon"),
    }.get(state, ("", ""))


def figure_title(found: "Summary", metric: str) -> str:
    """What the figure is called in this trade."""
    return found.figures[metric].title if metric in found.figures else metric


def remedy_words(found: "Summary", one: "Cause") -> str:
    """A remedy of the period before, and the command that says what became of it."""
    title = figure_title(found, one.metric)
    if one.result:
        return _("{figure}: {remedy}, by {day}: {result}").format(
            figure=title, remedy=one.remedy, day=date_format.day(one.by_on), result=one.result
        )
    command = f'amflow review done {one.metric} "…" --on {one.starts_on.isoformat()}'
    command += "" if one.period == "week" else f" --{one.period}"
    return f"{remedy_question(found, one)} {command}"


def remedy_question(found: "Summary", one: "Cause") -> str:
    """A remedy of the period before, and the question what became of it."""
    return _("{figure}: {remedy}, by {day}. What became of it?").format(
        figure=figure_title(found, one.metric), remedy=one.remedy, day=date_format.day(one.by_on)
    )


def _off(figure: "Figure") -> str:
    return long(figure.value) if figure.missing is None else f"−{short(figure.missing)}"


def _draw_more(screen: "Screen", sections: "tuple[ReportSection, ...]") -> None:
    """What else the trade wants to read, as it stands in a document."""
    if not sections:
        return
    from amflow.documents.view import draw_block
    from amflow.summary.reports import view as report_view

    for section in sections:
        screen.blank()
        screen.line(Span(section.title, "step"), indent=1)
        for block in report_view.part(section).blocks:
            draw_block(screen, block)


def _draw_closed(screen: "Screen", title: str, style: str, deals: tuple["ClosedDeal", ...], whole: "Whole") -> None:
    if not deals:
        return
    cut = MOST_DEALS if whole.number > ASKED_DEALS else whole.number
    screen.blank()
    screen.line(Span(title, style), f"  {whole_words(whole)}", indent=1)
    screen.table(
        [
            (
                Span(deal.ref, "ref"),
                Span(date_format.short(deal.on, screen.today), "dim"),
                deal.customer or "–",
                str(deal.amount) if deal.amount else "",
                f"{deal.title} · {deal.why}" if deal.why else deal.title,
            )
            for deal in deals[:cut]
        ],
        right=(3,),
        indent=2,
    )
    _more(screen, whole.number - cut)


def _draw_ahead(screen: "Screen", ahead: "Ahead") -> None:
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


def _more(screen: "Screen", number: int) -> None:
    if number > 0:
        screen.line(Span(ngettext("and {n} more", "and {n} more", number), "dim"), indent=2)


def _label_width() -> int:
    return widest(
        (_("contacts"), _("outcomes"), _("plan"), _("apart"), _("gap"), _("outlook"), _("before"), _("last year"))
    )
