"""Reports that are handed up (the month's analysis, a customer, a campaign, the territory) in every form."""

from amflow.documents.parts import Report
from amflow.documents.view import ReportView
from amflow.locale import _
from amflow.shell.views import ChangeView
from amflow.summary import report_view
from amflow.summary.records import ReportParts


class ReportPartsView(ReportView):
    """A report of sections."""

    def __init__(self, record: ReportParts) -> None:
        super().__init__(record)
        self.what = record.what

    def report(self) -> Report:
        """Each section as a part: one without anything says so."""
        found: ReportParts = self.record
        parts = tuple(report_view.part(section, found.history_title) for section in found.sections)
        return Report(found.what, found.title, tuple(filter(None, found.under)), parts, found.today)


def written(part: str, title: str, text: str) -> ChangeView:
    """What was written under a part of the analysis."""
    done = _("{part}: written").format(part=title) if text else _("{part}: emptied").format(part=title)
    return ChangeView("analysis", {"ref": part, "text": text}, done, [(_("next"), "amflow summary --analysis")])
