"""What `amflow summary` shows beside figures: the agenda of the weekly meeting, the analysis of the month."""

from typing import TYPE_CHECKING

from amflow.commands.reporting import hand_over
from amflow.context import App

if TYPE_CHECKING:
    from amflow.render.documents import Wanted


def agenda(app: App, document: "Wanted | None", mask: bool | None) -> None:
    """The agenda of this week's meeting."""
    from amflow.render.meeting import AgendaView
    from amflow.routine import meeting

    hand_over(app, document, mask, meeting.agenda(app.desk), AgendaView)
