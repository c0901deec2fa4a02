"""A summary, and what is handed up (the month's analysis, a customer, a campaign, the territory), as the parts of a report: one
set of figures for every document."""

from typing import TYPE_CHECKING, Any

from amflow.documents import parts as document_parts
from amflow.documents.parts import (
    BAD,
    GOOD,
    Blank,
    Block,
    Chart,
    Column,
    Facts,
    Figures,
    Part,
    Points,
    Report,
    SaidValue,
    Series,
    Table,
    Words,
)
from amflow.documents.view import ReportView
from amflow.locale import _, ngettext
from amflow.shell.views import ChangeView
from amflow.summary.figures import view as figure_view
from amflow.summary.records import Grid, ReportParts, ReportSection

if TYPE_CHECKING:
    from amflow.summary.records import AgendaLine, Ahead, ClosedDeal, Course, Summary


MOST_LISTED = 200
"""So many deals are listed in a document, the largest ones; the others are counted. JSON and the tabs have all."""


def reported(found: "Summary", course: "Course | None" = None) -> Report:
    """The summary as a report."""
    from amflow.summary.figures.view import standing_words

    mark, _style = standing_words(found)
    # A draft says so in its title, which every form shows, an employer's own too.
    draft = found.standing.state == "draft"
    return Report(
        "summary",
        f"{found.period.title} · {mark}" if draft else found.period.title,
        tuple(filter(None, ("" if draft else mark, found.report, found.playbook))),
        (*_figures(found, course), *_lists(found)),
        found.today,
        _("nothing is written down for this period yet"),
    )


def _figures(found: "Summary", course: "Course | None") -> tuple[Part, ...]:
    spread = any(figure.target_by not in ("", found.period.kind) for figure in found.shown)
    foot = _("targets of other periods are spread by working days") if spread else ""
    blocks = (Figures(tuple(map(figure_view.line, found.shown)), found.period.history_title, foot=foot),)
    charts = tuple(_charts(found, course))
    parts = [Part("", blocks, key="figures")]
    if charts:
        parts.append(Part(_("How it went"), charts, key="charts"))
    return tuple(parts)


def _charts(found: "Summary", course: "Course | None") -> list[Chart]:
    charts = []
    goals = [figure for figure in found.shown if figure.target is not None and document_parts.number(figure.target) > 0]
    if goals:
        values = tuple(SaidValue(figure.value, "", figure_view.state(figure)) for figure in goals)
        series = (Series(_("actual"), values), Series(_("target"), tuple(figure.target for figure in goals)))
        charts.append(
            Chart("bars", _("actual against target"), tuple(figure.title for figure in goals), series, told=True)
        )
    if course and len(course.labels) > 1:
        for key, went in course.numbers.items():
            figure = found.figures.get(key)
            if figure is not None and any(map(document_parts.number, went)):
                title = _("{what}: {why}").format(what=figure.title, why=course.title)
                charts.append(Chart("course", title, course.labels, (Series(figure.title, went),), course.title))
    return charts


def _lists(found: "Summary") -> tuple[Part, ...]:
    from amflow.summary.figures.view import plan_words

    wanted = found.sections
    parts = []
    if {"targets", "gaps"} & set(wanted):
        parts.append(Part(_("Gaps"), (gaps(found),), key="gaps"))
        parts.append(Part(_("Promised for the period before"), (promised(found),), key="remedies"))
    parts += [_by_part(found), _outlook(found)]
    if "touches" in wanted:
        parts.append(Part(_("Contacts"), _contacts(found), key="contacts"))
    if "deals" in wanted:
        parts += [_deals(_("Won"), GOOD, found.won, "won"), _deals(_("Lost"), BAD, found.lost, "lost")]
        apart = tuple(_("{what}: {why}").format(what=one.title, why=one.amount) for one in found.foreign)
        parts.append(Part(_("In other currencies, not in the figures"), (Points(apart),), key="apart"))
    if "plan" in wanted and found.plan.planned:
        parts.append(Part(_("Plan against actual"), (Words(plan_words(found.plan)),), key="plan"))
    parts += [part(section) for section in found.more]
    if "next" in wanted:
        parts.append(_ahead(found.ahead))
    return tuple(parts)


def _by_part(found: "Summary") -> Part:
    """The figures of products, lines and tiers that have targets of their own."""
    hoped = any(one.stretch is not None for one in found.by_part)
    columns = (
        Column("part", _("part")),
        Column("figure", _("figure")),
        Column("actual", _("actual")),
        Column("target", _("target")),
        *([Column("stretch", _("stretch"))] if hoped else []),
        Column("pace", _("pace")),
    )
    rows = tuple(
        (
            one.scope,
            one.title,
            SaidValue(one.value, "", figure_view.state(one)) if one.measured else figure_view.NOTHING,
            SaidValue(one.target, figure_view.line(one).against),
            *([one.stretch] if hoped else []),
            figure_view.line(one).pace,
        )
        for one in found.by_part
    )
    return Part(_("By product, line and tier"), (Table(columns, rows, key="by_part"),), key="by_part")


def _outlook(found: "Summary") -> Part:
    """Where the figures are heading, and where they stood a year before."""
    told = [
        one
        for one in found.figures.values()
        if (
            one in found.shown
            and (one.last_year or one.before or (one.forecast is not None and one.target is not None))
        )
        or (one.picked and one.with_pipeline)
    ]
    running = any(one.forecast is not None for one in told)
    deals = any(one.with_pipeline is not None for one in told)
    columns = [Column("figure", _("figure")), Column("actual", _("actual"))]
    columns += [Column("forecast", _("at this pace"))] if running else []
    columns += [Column("with_pipeline", _("with the deals that should close"))] if deals else []
    hoped = any(one.stretch is not None for one in told)
    columns += [Column("target", _("target"))]
    columns += [Column("stretch", _("stretch"))] if hoped else []
    columns += [Column("before", _("before"))] if found.period_before else []
    columns += [Column("last_year", _("last year"))] if found.year_before else []
    rows = tuple(
        (
            one.title,
            figure_view.brief(one.value) if one.measured else figure_view.NOTHING,
            *([figure_view.brief(one.forecast)] if running else []),
            *([figure_view.brief(one.with_pipeline)] if deals else []),
            figure_view.brief(one.target),
            *([figure_view.brief(one.stretch)] if hoped else []),
            *([figure_view.brief(one.before)] if found.period_before else []),
            *([figure_view.brief(one.last_year)] if found.year_before else []),
        )
        for one in told
    )
    foot = [_("deals that should close count by the playbook's chance of their stage")] if deals else []
    if deals and found.chances_counted:
        from amflow.summary.figures.view import counted_words

        foot = [counted_words()]
    spans = ((_("before"), found.period_before), (_("last year"), found.year_before))
    foot += [_("{what}: {why}").format(what=name, why=span) for name, span in spans if span]
    return Part(_("Outlook"), (Table(tuple(columns), rows, foot=" · ".join(foot), key="outlook"),), key="outlook")


def gaps(found: "Summary") -> Table:
    columns = (
        Column("figure", _("figure")),
        Column("actual", _("actual")),
        Column("target", _("target")),
        Column("cause", _("cause"), blank=True),
        Column("remedy", _("remedy"), blank=True),
        Column("by", _("by"), blank=True),
    )
    rows = tuple(
        (
            figure.title,
            SaidValue(figure.value, "", BAD),
            SaidValue(figure.target, figure_view.line(figure).against),
            figure.cause,
            figure.remedy,
            figure.remedy_by,
        )
        for figure in found.gaps
    )
    return Table(columns, rows, key="gaps")


def promised(found: "Summary", title: str = "") -> Table:
    """The remedies of the period before, and what became of each: to write in where nobody has said (`W18`)."""
    from amflow.summary.figures.view import figure_title

    columns = (
        Column("figure", _("figure")),
        Column("cause", _("cause")),
        Column("remedy", _("remedy")),
        Column("by", _("by")),
        Column("result", _("what became of it"), blank=True),
    )
    rows = tuple(
        (figure_title(found, one.metric), one.cause, one.remedy, one.by_on, one.result) for one in found.remedies
    )
    return Table(columns, rows, title, key="remedies")


def _contacts(found: "Summary") -> tuple[document_parts.Block, ...]:
    def table(title: str, shares: Any) -> Table:
        columns = (Column("what", title), Column("number", _("number")))
        return Table(columns, tuple((share.title, share.number) for share in shares), key="contacts")

    return table(_("kind"), found.touches_by_kind), table(_("outcome"), found.touches_by_outcome)


def _deals(title: str, state: str, deals: "tuple[ClosedDeal, ...]", key: str) -> Part:
    from amflow.summary.figures.view import deals_total

    lost = any(deal.why for deal in deals)
    columns = [
        Column("ref", ""),
        Column("on", _("date")),
        Column("customer", _("customer")),
        Column("title", _("deal")),
        *([Column("why", _("why"))] if lost else []),
        Column("amount", _("amount")),
    ]
    rows = tuple(
        (deal.ref, deal.on, deal.customer or "–", deal.title, *([deal.why] if lost else []), deal.amount)
        for deal in largest(deals)
    )
    more = len(deals) - len(rows)
    foot = ngettext("and {n} more", "and {n} more", more) if more else ""
    return Part(
        title, (Table(tuple(columns), rows, foot=foot, key=key),), deals_total(deals) if deals else "", state, key
    )


def largest(deals: "tuple[ClosedDeal, ...]") -> "tuple[ClosedDeal, ...]":
    """The largest of the deals, still in the order of their days; all of them where they are few."""
    if len(deals) <= MOST_LISTED:
        return deals
    by_size = sorted(range(len(deals)), key=lambda at: -document_parts.number(deals[at].amount))
    return tuple(deals[at] for at in sorted(by_size[:MOST_LISTED]))


def _ahead(ahead: "Ahead") -> Part:
    columns = (
        Column("ref", ""),
        Column("on", _("date")),
        Column("at", _("time")),
        Column("title", _("what")),
        Column("customer", _("customer")),
    )
    rows = tuple((item.ref, item.on, item.at, item.title, item.customer) for item in ahead.appointments)
    foot = ngettext("and {n} more", "and {n} more", ahead.more) if ahead.more else ""
    return Part(
        _("Next: {period}").format(period=ahead.title), (Table(columns, rows, foot=foot, key="next"),), key="next"
    )


def listed(items: "tuple[AgendaLine, ...]", more: int = 0, title: str = "") -> Table:
    """Lines of the book as a table."""
    columns = (
        Column("ref", ""),
        Column("text", _("what")),
        Column("customer", _("customer")),
        Column("detail", ""),
    )
    rows = [(one.ref, one.text, one.customer, one.detail) for one in items]
    # A column that says nothing of anything would only take room from the others.
    said = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    foot = ngettext("and {n} more", "and {n} more", more) if more else ""
    return Table(tuple(columns[at] for at in said), tuple(tuple(row[at] for at in said) for row in rows), title, foot)


def part(section: ReportSection, history_title: str = "") -> Part:
    """A section as a part of a report."""
    blocks: list[Block] = []
    if section.asks:
        blocks.append(Words(section.asks, quiet=True))
    if section.figures:
        blocks.append(Figures(tuple(map(figure_view.line, section.figures)), history_title))
    blocks.append(Facts(tuple((fact.title, fact.value) for fact in section.facts)))
    blocks += [_grid(one) if isinstance(one, Grid) else listed(one.items, one.more, one.title) for one in section.lists]
    said = bool(section.figures or section.facts) or any(
        one.rows if isinstance(one, Grid) else one.items for one in section.lists
    )
    if section.written:
        blocks.append(Words(section.written))
    elif section.open:
        blocks.append(Blank(3))
    if not said and not section.written:
        blocks.insert(1 if section.asks else 0, Words(_("nothing is written down"), quiet=True))
    return Part(section.title, tuple(blocks), key=section.key)


def _grid(grid: Grid) -> Table:
    columns = tuple(Column(f"column{at}", head) for at, head in enumerate(grid.heads, 1))
    return Table(columns, grid.rows, grid.title, key="rows")


class ReportPartsView(ReportView):
    """A report of sections."""

    def __init__(self, record: ReportParts) -> None:
        super().__init__(record)
        self.what = record.what

    def report(self) -> Report:
        """Each section as a part: one without anything says so."""
        found: ReportParts = self.record
        parts = tuple(part(section, found.history_title) for section in found.sections)
        return Report(found.what, found.title, tuple(filter(None, found.under)), parts, found.today)


def written(part: str, title: str, text: str) -> ChangeView:
    """What was written under a part of the analysis."""
    done = _("{part}: written").format(part=title) if text else _("{part}: emptied").format(part=title)
    return ChangeView("analysis", {"ref": part, "text": text}, done, [(_("next"), "amflow summary --analysis")])
