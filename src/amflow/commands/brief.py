"""amflow brief: one page for the morning meeting."""

from typing import Annotated

import typer

from amflow.commands.reporting import Output, PageForm, PageTemplate
from amflow.commands.shape import verb
from amflow.context import App
from amflow.locale import N_


def brief(
    context: typer.Context,
    product: Annotated[
        str, typer.Option("--product", metavar="PRODUCT", help=N_("the product of the day; else each in turn"))
    ] = "",
    form: PageForm = None,
    output: Output = "",
    template: PageTemplate = None,
    variables: Annotated[bool, typer.Option("--variables", help=N_("list what a template may use"))] = False,
) -> None:
    """Say on one page what the morning meeting asks for: results, what was difficult, who was referred, who comes today
    and with which need, the market, the product of the day, the messages to send.

    amflow brief · amflow brief -o brief.html · amflow brief --product "90-day note"
    """
    from amflow.render import brief as pages

    app: App = context.obj
    if variables:
        return app.show(pages.variables())
    from amflow.render import documents
    from amflow.routine import brief as morning

    wanted = documents.wanted(form or "", output, template, json=app.json)
    view = pages.BriefView(morning.make(app.desk, product))
    return pages.deliver(app.out, view, wanted, app.settings) if wanted else app.show(view)


def register(app: typer.Typer) -> None:
    """Put this command into the app."""
    verb(app, "brief")(brief)
