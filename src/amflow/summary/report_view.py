"""A summary, and what is handed up (the month's analysis, a customer, a campaign, the territory), as the parts of a report: one
set of figures for every document."""

from collections.abc import Iterator

from amflow.documents import parts as document_parts
from amflow.documents.parts import (
    BAD,
    Block,
    Column,
    Part,
    Points,
    Report,
    SaidValue,
    Table,
    Words,
)
from amflow.documents.view import ReportView
from amflow.locale import _, pgettext
from amflow.shell.screen import Screen, Span
from amflow.shell.views import ChangeView
from amflow.summary import groups_view, sentences_view
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
    """The summary as a report: what it comes to, then money, customers, activity, and what else there is."""
    mark, _style = figure_view.standing_words(found)
    state = found.standing.state
    # The title says draft or final, which every form shows, an employer's own too.
    stands = {"draft": mark, "final": pgettext("a summary", "final")}.get(state, "")
    under = ("" if state == "draft" else mark, found.playbook)
    return Report(
        "summary",
        " · ".join(filter(None, (found.report, found.period.title, stands))),
        tuple(filter(None, under)),
        _parts(found, course),
        found.today,
        _("nothing is written down for this period yet"),
        sentences_view.said(found),
    )


def _parts(found: Summary, course: Course | None) -> tuple[Part, ...]:
    wanted = found.sections
    gapped = bool({"targets", "gaps"} & set(wanted))
    deals = _closed_deals(found) if "deals" in wanted else ()
    pipelines = groups_view.pipelines(found) if "deals" in wanted else ()
    return (
        groups_view.against_targets(found),
        groups_view.figures(found, course, groups_view.MONEY, *pipelines),
        _by_part(found)._replace(group=groups_view.title(groups_view.MONEY)),
        *deals,
        *_of_trade(found, groups_view.MONEY),
        groups_view.figures(found, course, groups_view.CUSTOMERS),
        *_of_trade(found, groups_view.CUSTOMERS),
        groups_view.figures(found, course, groups_view.ACTIVITY, *groups_view.activity_words(found)),
        *_of_trade(found, groups_view.ACTIVITY),
        _outlook(found),
        *((Part(_("Gaps"), (gaps(found),), key="gaps"),) if gapped else ()),
        *((Part(_("Promised for the period before"), (promised(found),), key="remedies"),) if gapped else ()),
        *_of_trade(found, ""),
        *((_ahead(found.ahead),) if "next" in wanted else ()),
        *((_score(found),) if "deals" in wanted else ()),
    )


def _of_trade(found: Summary, group: str) -> Iterator[Part]:
    """The sections that the trade wants beside, as far as they belong to the group."""
    for section in found.more:
        if groups_view.part_group(section) == group:
            yield part(section)._replace(group=groups_view.title(group))


def _closed_deals(found: Summary) -> tuple[Part, ...]:
    apart = tuple(_("{what}: {why}").format(what=one.title, why=one.amount) for one in found.foreign)
    told = (
        _deals(_("Won"), document_parts.GOOD, found.won, "won"),
        _deals(_("Lost"), BAD, found.lost, "lost"),
        Part(_("In other currencies, not in the figures"), (Points(apart),), key="apart"),
    )
    return tuple(one._replace(group=groups_view.title(groups_view.MONEY)) for one in told)


def _score(found: Summary) -> Part:
    return Part(_("How good order and forecast were"), (Points(tuple(score_view.words(found))),), key="score")


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
    """Where the figures are heading that have not come to what is owed, and where they stood before."""
    sold = {one.metric for one in found.forecasts}
    told = [
        one
        for one in groups_view.ordered(found.figures.values())
        if (one.picked and one.with_pipeline)
        or (
            (one in found.shown and (one.target is not None or one.key in sold))
            and any(map(says, (one.forecast, one.before, one.last_year)))
        )
    ]
    shown = (
        ("forecast", _("forecast")),
        ("with_pipeline", _("with the deals that should close")),
        ("target", _("target")),
        ("stretch", _("stretch")),
        ("before", _("before")),
        ("last_year", _("last year")),
    )
    # A column in which nothing is said would only take room from the others.
    columns = [(key, title) for key, title in shown if any(says(getattr(one, key)) for one in told)]
    outlook = document_parts.table(
        told,
        (Column("figure", _("figure")), lambda one: one.title),
        (
            Column("actual", _("actual")),
            lambda one: figure_view.brief(one.value) or SaidValue(None, document_parts.NONE),
        ),
        *((Column(key, title), lambda one, key=key: figure_view.brief(getattr(one, key))) for key, title in columns),
        foot=_outlook_foot(found, {key for key, _title in columns}),
        key="outlook",
    )
    return Part(_("Outlook"), (outlook,), key="outlook")


def _outlook_foot(found: Summary, columns: set[str]) -> str:
    """How deals are weighed, and what the earlier periods are of."""
    foot = []
    if "with_pipeline" in columns and found.chances_counted:
        foot.append(figure_view.counted_words())
    elif "with_pipeline" in columns:
        foot.append(_("deals that should close count by the playbook's chance of their stage"))
    spans = (("before", _("before"), found.period_before), ("last_year", _("last year"), found.year_before))
    foot += [_("{what}: {why}").format(what=name, why=span) for key, name, span in spans if span and key in columns]
    return " · ".join(foot)


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


def _deals(title: str, state: str, deals: tuple[ClosedDeal, ...], key: str) -> Part:
    shown = largest(deals)
    listed = document_parts.table(
        shown,
        Column("ref", "", typed=True),
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
        Column("ref", "", typed=True),
        Column("on", _("date")),
        Column("at", _("time")),
        Column("title", _("what")),
        Column("customer", _("customer")),
        foot=document_parts.more(ahead.more),
        key="next",
    )
    return Part(_("Next: {period}").format(period=ahead.title), (appointments,), key="next")


def listed(items: tuple[AgendaLine | PlaybookLine, ...], more: int = 0, title: str = "", *, own: bool = False) -> Table:
    """Lines of the book as a table."""
    columns = (
        Column("ref", "", typed=True), Column("text", _("what")), Column("customer", _("customer")), Column("detail", "")
    )  # fmt: skip
    # A column that says nothing of anything would only take room from the others.
    told = (column for column in columns if any(getattr(one, column.key) for one in items))
    return document_parts.table(items, *told, title=title, foot=document_parts.more(more))._replace(own=own)


def part(section: ReportSection, history_title: str = "") -> Part:
    """A section as a part of a report."""
    blocks: list[Block] = []
    if section.asks:
        blocks.append(Words(section.asks, quiet=True))
    if section.figures:
        blocks.append(groups_view.told(section.figures, history_title))
    blocks.append(document_parts.Facts(tuple((fact.title, fact.value) for fact in section.facts)))
    blocks += [
        _grid(one) if isinstance(one, Grid) else listed(one.items, one.more, one.title, own=one.own)
        for one in section.lists
    ]
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
        sections = found.sections
        if found.summary is not None:  # money, customers, activity, as in every summary
            sections = tuple(sorted(sections, key=lambda one: groups_view.place(groups_view.part_group(one))))
        parts = tuple(part(section, found.history_title) for section in sections)
        said = found.sentences if found.summary is None else sentences_view.said(found.summary)
        return Report(found.what, found.title, tuple(filter(None, found.under)), parts, found.today, sentences=said)

    def draw(self, screen: Screen) -> None:
        """The report; where a territory has no line yet, what to type."""
        super().draw(screen)
        lines = next((one for one in self.record.sections if one.key == "lines"), None)
        if lines is not None and lines.asks == _("no customer is on a line yet"):
            screen.line(Span(_("such as amflow line assign NAME c12 c14"), "dim"), indent=1)


def written(part: str, title: str, text: str) -> ChangeView:
    """What was written under a part of the analysis."""
    done = _("{part}: written").format(part=title) if text else _("{part}: emptied").format(part=title)
    return ChangeView("analysis", {"part": part, "text": text}, done, [(_("next"), "amflow summary --analysis")])
