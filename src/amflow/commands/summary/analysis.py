"""What `amflow summary` shows beside figures: the agenda of the weekly meeting, the analysis of the month."""

from typing import TYPE_CHECKING

from amflow.shell.context import App
from amflow.shell.report_options import hand_over

if TYPE_CHECKING:
    from amflow.documents.forms import DocumentWanted


def agenda(app: App, document: "DocumentWanted | None", mask: bool | None) -> None:
    """The agenda of this week's meeting."""
    from amflow.summary.meeting import records as meeting
    from amflow.summary.meeting.view import AgendaView

    hand_over(app, document, mask, meeting.agenda(app.desk), AgendaView)


def analysis(app: App, document: "DocumentWanted | None", mask: bool | None) -> None:
    """The analysis of this month."""
    from amflow.summary.analysis import records as analysis
    from amflow.summary.reports.view import ReportPartsView

    hand_over(app, document, mask, analysis.make(app.desk), ReportPartsView)


def write(app: App, part: str, words: str | None) -> None:
    """Keep what a person writes under a part of the analysis: as typed, from stdin, or in the editor."""
    from amflow.summary.analysis import records as analysis
    from amflow.summary.reports.view import written

    key = analysis.known(app.desk, part)
    if words is None:
        words = app.edit(analysis.text_of(app.desk, key), "md")
    text = analysis.write(app.desk, key, app.stdin_text() if words == "-" else words)
    app.show(written(key, analysis.parts(app.desk)[key], text))
