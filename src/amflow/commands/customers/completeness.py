"""amflow customer health: how good the customer files are, what to ask next, what to look at."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell.context import App


def health(
    app: App,
    tier: str = "",
    today: Annotated[bool, typer.Option("--today", help=N_("only those whom you see or call today"))] = False,
    last: int = 10,
) -> None:
    """Say how good the customer files are: the completeness rate, the emptiest files, what to ask next, what is out of
    date or cannot be right.

    amflow customer health --tier gold · amflow customer health --today
    """
    from amflow.agenda.tasks import records as tasks
    from amflow.convert.deals import gates
    from amflow.customers.completeness import records as completeness
    from amflow.customers.completeness.view import HealthView

    seen = tasks.seen_today(app.desk) if today else None
    found = completeness.look(app.desk, tier=tier, only=seen, limit=last)
    if seen is None:
        doubts = gates.doubts(app.desk, tier)
        found = found._replace(doubts=(doubts + found.doubts)[:last], doubts_total=found.doubts_total + len(doubts))
    app.show(HealthView(found))


VERBS = {"health": health}
