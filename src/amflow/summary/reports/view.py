"""Reports that are handed up (the month's analysis, a customer, a campaign, the territory) in every form."""

from amflow.documents.parts import Blank, Block, Column, Facts, Figures, Part, Report, Table, Words
from amflow.documents.view import ReportView
from amflow.locale import _
from amflow.shell.views import ChangeView
from amflow.summary import report as summary_report
from amflow.summary.meeting.view import listed
from amflow.summary.reports.parts import Grid, ReportParts, ReportSection


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


def part(section: ReportSection, history_title: str = "") -> Part:
    """A section as a part of a report."""
    blocks: list[Block] = []
    if section.asks:
        blocks.append(Words(section.asks, quiet=True))
    if section.figures:
        blocks.append(Figures(tuple(map(summary_report.line, section.figures)), history_title))
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


def written(part: str, title: str, text: str) -> ChangeView:
    """What was written under a part of the analysis."""
    done = _("{part}: written").format(part=title) if text else _("{part}: emptied").format(part=title)
    return ChangeView("analysis", {"ref": part, "text": text}, done, [(_("next"), "amflow summary --analysis")])
