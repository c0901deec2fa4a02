"""amflow summary: what the day, the week, the month came to, for oneself and for the meeting."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from amflow.commands.shape import verb
from amflow.context import App
from amflow.locale import N_


def summary(
    context: typer.Context,
    day: Annotated[bool, typer.Option("--day", help=N_("the day; what is meant without any of these"))] = False,
    week: Annotated[bool, typer.Option("--week", help=N_("the week, Monday to Sunday"))] = False,
    month: Annotated[bool, typer.Option("--month", help=N_("the calendar month"))] = False,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=N_("from this day"))] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help=N_("to this day; without it to today"))] = "",
    form: Annotated[
        Literal["md", "html", "txt", "json"] | None, typer.Option("--format", help=N_("make a document of this form"))
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help=N_("write it here, form by the ending; - is stdout"))
    ] = "",
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help=N_("make the document with this template"))
    ] = None,
    explain: Annotated[
        str, typer.Option("--explain", metavar="METRIC", help=N_("list the records behind this figure"))
    ] = "",
    final: Annotated[
        bool, typer.Option("--final", help=N_("keep it as it is; every gap needs its cause before"))
    ] = False,
    finals: Annotated[bool, typer.Option("--list", help=N_("list the final summaries"))] = False,
    kept: Annotated[str, typer.Option("--show", metavar="SUMMARY", help=N_("show a final one: s3"))] = "",
    variables: Annotated[bool, typer.Option("--variables", help=N_("list what a template may use"))] = False,
) -> None:
    """Sum up the day, the week, the month or any stretch of days: figures, targets, deals, the plan, what is next.

    amflow summary --week · amflow summary --month -o november.html · amflow summary --from 11-01 --to 11-15
    """
    app: App = context.obj
    if variables:
        from amflow.render.variables import listed

        return app.show(listed())
    if finals or kept:
        from amflow.render import gate as cards
        from amflow.routine.summary import gate

        return app.show(cards.final(gate.final(app.desk, kept)) if kept else cards.finals(gate.finals(app.desk)))
    from amflow.render import documents
    from amflow.render.summary import SummaryView
    from amflow.routine.summary import build, span

    wanted = documents.wanted(form or "", output, template, json=app.json)
    period = span.chosen(app.now, day=day, week=week, month=month, since=since, until=until)
    if explain:
        from amflow.render import measures
        from amflow.routine import targets
        from amflow.routine.summary import figures

        key = targets.metric_named(explain, app.playbook)
        figure = build.build(app.desk, period).figures[key]
        return app.show(measures.records(figure, figures.records(app.desk, key, period)))
    view = SummaryView(build.build(app.desk, period))
    if final:
        from amflow.render import gate as cards
        from amflow.routine.summary import gate

        return app.show(cards.finished(gate.finish(app.desk, period, view.summary, view.data())))
    return documents.deliver(app.out, view, wanted, app.settings) if wanted else app.show(view)


def register(app: typer.Typer) -> None:
    """Put this command into the app."""
    verb(app, "summary")(summary)
