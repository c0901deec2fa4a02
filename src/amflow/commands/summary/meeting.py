"""amflow meeting: what was decided and said in the weekly meeting."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.summary.meeting import records as meeting
from amflow.summary.meeting import view as meeting_view


def decide(
    app: App,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("what was decided"))] = "",
    due: str = "",
    by: Annotated[str, "NAME"] = "",
) -> None:
    """Write a decision down; it becomes a task, and the next agenda says what became of it.

    amflow meeting decide "three visits to new firms" --due fri
    """
    what = text or app.ask(_("the decision"), _('amflow meeting decide "…" --due DATE'))
    app.show(
        meeting_view.changed(
            meeting.decide(app.desk, what, due or app.ask(_("the day"), _("add --due DATE"), app.a_day), by)
        )
    )


def comment(
    app: App,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("what was said"))] = "",
    by: Annotated[str, "NAME"] = "",
) -> None:
    """Keep what the supervisor said; it stands in this week's agenda and in the next.

    amflow meeting comment "more visits before the New Year" --by "Ms Chen"
    """
    what = text or app.ask(_("the comment"), _('amflow meeting comment "…"'))
    app.show(meeting_view.changed(meeting.comment(app.desk, what, by)))


VERBS = {"decide": decide, "comment": comment}
register = family("meeting", N_("The weekly meeting: decisions that become tasks, comments that are kept."), VERBS)
