"""amflow log-reception: visitors at the door, one key each, and how many were led where."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.prospect.reception import changes, records
from amflow.shell.command import commands
from amflow.shell.context import App


def log_reception(
    app: App,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[LETTERS… CUSTOMER NOTE]", help=N_("a letter for each visitor; then one you know, and a note")
        ),
    ] = [],  # noqa: B006
    channel: Annotated[str, typer.Option(metavar="CHANNEL", help=N_("where the customer was led to"))] = "",
    service: str = "",
    count: Annotated[bool, typer.Option("--count", help=N_("only say how many were led where"))] = False,
) -> None:
    """Write down visitors and where they were led to. Alone on a terminal it counts with one key each.

    amflow log-reception s s e "Helen Carter" --channel priority "wants a deposit"
    """
    from amflow.prospect.reception import view as reception_view

    if count:
        app.show(reception_view.counts(records.count(app.desk)))
    elif words or channel or service or not app.may_ask:
        agreed = app.agreed if app.may_ask else None
        app.show(reception_view.received(changes.log(app.desk, words, channel, service, agreed), app.playbook))
    else:
        changes.count_by_key(app.desk_now, app.key, app.prompt, app.say)
        app.show(reception_view.counts(records.count(app.desk)))


register = commands({"log-reception": log_reception})
