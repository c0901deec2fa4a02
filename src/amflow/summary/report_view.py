"""A summary, and what is handed up (the month's analysis, a customer, a campaign, the territory), as the parts of a report: one
set of figures for every document."""

from amflow.documents import parts as document_parts
from amflow.documents.parts import (
    BAD,
    Block,
    Chart,
    Column,
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
from amflow.locale import _, pgettext
from amflow.shell.views import ChangeView
from amflow.summary.figures import view as figure_view
from amflow.summary.forecast import score_view
from amflow.summary.records import (
    AgendaLine,
    Ahead,
    ClosedDeal,
    Course,
    Figure,
    Grid,
    PlaybookLine,
    ReportParts,
    ReportSection,
    Summary,
    says,
)

MOST_LISTED = 200
"""So many deals are listed in a document, the largest ones; the others are counted. JSON and the tabs have all."""


def reported(found: Summary, course: Course | None = None) -> Report:
    """The summary as a report."""
    mark, _style = figure_view.standing_words(found)
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


def _figures(found: Summary, course: Course | None) -> tuple[Part, ...]:
    spread = any(figure.target_by not in ("", found.period.kind) for figure in found.shown)
    foot = _("targets of other periods are spread by working days") if spread else ""
    blocks = (Figures(tuple(map(figure_view.line, found.shown)), found.period.history_title, foot=foot),)
    charts = tuple(_charts(found, course))
    parts = [Part("", blocks, key="figures")]
    if charts:
        parts.append(Part(_("How it went"), charts, key="charts"))
    return tuple(parts)


def _charts(found: Summary, course: Course | None) -> list[Chart]:
    charts = []
    goals = [figure for figure in found.shown if figure.target is not None and document_parts.number(figure.target) > 0]
    if goals:
        values = tuple(SaidValue(figure.value, "", figure_view.state(figure)) for figure in goals)
        series = (
            Series(_("actual"), values),
            Series(_("target"), tuple(figure.target for figure in goals)),
        )
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


def _lists(found: Summary) -> tuple[Part, ...]:
    wanted = found.sections
    parts = []
    if {"targets", "gaps"} & set(wanted):
        parts.append(Part(_("Gaps"), (gaps(found),), key="gaps"))
        parts.append(Part(_("Promised for the period before"), (promised(found),), key="remedies"))
    parts += [_by_part(found), _outlook(found)]
    if "deals" in wanted:
        parts.append(
            Part(_("How good order and forecast were"), (Points(tuple(score_view.words(found))),), key="score")
        )
    if "touches" in wanted:
        parts.append(Part(_("Contacts"), _contacts(found), key="contacts"))
    if "deals" in wanted:
        parts += [_deals(_("Won"), document_parts.GOOD, found.won, "won"), _deals(_("Lost"), BAD, found.lost, "lost")]
        apart = tuple(_("{what}: {why}").format(what=one.title, why=one.amount) for one in found.foreign)
        parts.append(Part(_("In other currencies, not in the figures"), (document_parts.Points(apart),), key="apart"))
    if "plan" in wanted and found.plan.planned:
        parts.append(Part(_("Plan against actual"), (Words(figure_view.plan_words(found.plan)),), key="plan"))
    parts += [part(section) for section in found.more]
    if "next" in wanted:
        parts.append(_ahead(found.ahead))
    return tuple(parts)


def _by_part(found: Summary) -> Part:
    """The figures of products, lines and tiers that have targets of their own."""
    hoped = any(one.stretch is not None for one in found.by_part)
    parts = document_parts.table(
        found.by_part,
        (Column("part", pgettext("of the whole", "part")), lambda one: one.part),
        (Column("figure", _("figure")), lambda one: one.title),
        (
            Column("actual", _("actual")),
            figure_view.shown,
        ),
        (Column("target", _("target")), _target),
        Column("stretch", _("stretch")) if hoped else None,
        (Column("pace", _("pace")), figure_view.pace),
        key="by_part",
    )
    return Part(_("By product, line and tier"), (parts,), key="by_part")


def _target(figure: Figure) -> SaidValue:
    return SaidValue(figure.target, figure_view.against(figure))


def _outlook(found: Summary) -> Part:
    """Where the figures are heading, and where they stood a year before."""
    told = [
        one
        for one in found.figures.values()
        if (
            one in found.shown
            and (says(one.last_year) or says(one.before) or (one.forecast is not None and one.target is not None))
        )
        or (one.picked and one.with_pipeline)
    ]
    running = any(one.forecast is not None for one in told)
    deals = any(one.with_pipeline is not None for one in told)
    hoped = any(one.stretch is not None for one in told)
    shown = (
        ("forecast", _("forecast"), running),
        ("with_pipeline", _("with the deals that should close"), deals),
        ("target", _("target"), True),
        ("stretch", _("stretch"), hoped),
        ("before", _("before"), bool(found.period_before)),
        ("last_year", _("last year"), bool(found.year_before)),
    )
    foot = [_("deals that should close count by the playbook's chance of their stage")] if deals else []
    if deals and found.chances_counted:
        foot = [figure_view.counted_words()]
    spans = ((_("before"), found.period_before), (_("last year"), found.year_before))
    foot += [_("{what}: {why}").format(what=name, why=span) for name, span in spans if span]
    outlook = document_parts.table(
        told,
        (Column("figure", _("figure")), lambda one: one.title),
        (
            Column("actual", _("actual")),
            lambda one: figure_view.brief(one.value) or SaidValue(None, document_parts.NONE),
        ),
        *(
            (Column(key, title), lambda one, key=key: figure_view.brief(getattr(one, key)))
            for key, title, on in shown
            if on
        ),
        foot=" · ".join(foot),
        key="outlook",
    )
    return Part(_("Outlook"), (outlook,), key="outlook")


def gaps(found: Summary) -> Table:
    """What is below its line, with cause and remedy: to write in where nobody has said."""
    return document_parts.table(
        found.gaps,
        (Column("figure", _("figure")), lambda figure: figure.title),
        (Column("actual", _("actual")), lambda figure: SaidValue(figure.value, "", BAD)),
        (Column("target", _("target")), _target),
        Column("cause", _("cause"), blank=True),
        Column("remedy", _("remedy"), blank=True),
        (Column("by", _("by"), blank=True), lambda figure: figure.remedy_by),
        key="gaps",
    )


def promised(found: Summary, title: str = "") -> Table:
    """The remedies of the period before, and what became of each: to write in where nobody has said (`W18`)."""
    return document_parts.table(
        found.remedies,
        (Column("figure", _("figure")), lambda one: figure_view.figure_title(found, one.metric)),
        Column("cause", _("cause")),
        Column("remedy", _("remedy")),
        (Column("by", _("by")), lambda one: one.by_on),
        Column("result", _("what became of it"), blank=True),
        title=title,
        key="remedies",
    )


def _contacts(found: Summary) -> tuple[Block, ...]:
    counted = ((_("kind"), found.touches_by_kind), (_("outcome"), found.touches_by_outcome))
    return tuple(
        document_parts.table(
            shares, (Column("what", what), lambda one: one.title), Column("number", _("number")), key="contacts"
        )
        for what, shares in counted
    )


def _deals(title: str, state: str, deals: tuple[ClosedDeal, ...], key: str) -> Part:
    shown = largest(deals)
    listed = document_parts.table(
        shown,
        Column("ref", ""),
        Column("on", _("date")),
        (Column("customer", _("customer")), lambda deal: deal.customer or "–"),
        Column("title", _("deal")),
        Column("why", _("why")) if any(deal.why for deal in deals) else None,
        Column("amount", _("amount")),
        foot=document_parts.more(len(deals) - len(shown)),
        key=key,
    )
    return Part(title, (listed,), figure_view.deals_total(deals) if deals else "", state, key)


def largest(deals: tuple[ClosedDeal, ...]) -> tuple[ClosedDeal, ...]:
    """The largest of the deals, still in the order of their days; all of them where they are few."""
    if len(deals) <= MOST_LISTED:
        return deals
    by_size = sorted(range(len(deals)), key=lambda at: -document_parts.number(deals[at].amount))
    return tuple(deals[at] for at in sorted(by_size[:MOST_LISTED]))


def _ahead(ahead: Ahead) -> Part:
    appointments = document_parts.table(
        ahead.appointments,
        Column("ref", ""),
        Column("on", _("date")),
        Column("at", _("time")),
        Column("title", _("what")),
        Column("customer", _("customer")),
        foot=document_parts.more(ahead.more),
        key="next",
    )
    return Part(_("Next: {period}").format(period=ahead.title), (appointments,), key="next")


def listed(items: tuple[AgendaLine | PlaybookLine, ...], more: int = 0, title: str = "") -> Table:
    """Lines of the book as a table."""
    columns = (
        Column("ref", ""), Column("text", _("what")), Column("customer", _("customer")), Column("detail", "")
    )  # fmt: skip
    # A column that says nothing of anything would only take room from the others.
    told = (column for column in columns if any(getattr(one, column.key) for one in items))
    return document_parts.table(items, *told, title=title, foot=document_parts.more(more))


def part(section: ReportSection, history_title: str = "") -> Part:
    """A section as a part of a report."""
    blocks: list[Block] = []
    if section.asks:
        blocks.append(Words(section.asks, quiet=True))
    if section.figures:
        blocks.append(Figures(tuple(map(figure_view.line, section.figures)), history_title))
    blocks.append(document_parts.Facts(tuple((fact.title, fact.value) for fact in section.facts)))
    blocks += [_grid(one) if isinstance(one, Grid) else listed(one.items, one.more, one.title) for one in section.lists]
    said = bool(section.figures or section.facts) or any(
        one.rows if isinstance(one, Grid) else one.items for one in section.lists
    )
    if section.written:
        blocks.append(Words(section.written))
    elif section.open:
        blocks.append(document_parts.Blank(3))
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
        self.what = f"{record.what}-report"

    def report(self) -> Report:
        """Each section as a part: one without anything says so."""
        found: ReportParts = self.record
        parts = tuple(part(section, found.history_title) for section in found.sections)
        return Report(found.what, found.title, tuple(filter(None, found.under)), parts, found.today)


def written(part: str, title: str, text: str) -> ChangeView:
    """What was written under a part of the analysis."""
    done = _("{part}: written").format(part=title) if text else _("{part}: emptied").format(part=title)
    return ChangeView("analysis", {"part": part, "text": text}, done, [(_("next"), "amflow summary --analysis")])
