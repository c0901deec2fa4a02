"""amflow import: customers, deals and products from the files that one has."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.commands import kin
from amflow.commands.shape import verb
from amflow.context import App
from amflow.errors import Refused
from amflow.locale import N_, ngettext

Source = Annotated[Path, typer.Argument(metavar="FILE", help=N_("a CSV file, or - for stdin"))]
Kind = Annotated[str, typer.Option("--as", metavar="KIND", help=N_("what a row is: customer, deal or product"))]
MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="MAP", help=N_("which column is what: a TOML file, docs/import.md"))
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="COLUMN=VALUE", help=N_("only rows with this value; may be said again")),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help=N_("say what would happen and write nothing"))]
Rejects = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help=N_("where refused rows go; else FILE.rejects.csv"))
]


def import_(
    context: typer.Context,
    file: Source,
    kind: Kind = "",
    the_map: MapFile = None,
    where: Where = None,
    dry_run: DryRun = False,
    rejects: Rejects = None,
) -> None:
    """Bring customers, deals or products in from a CSV file.

    Imported again, a file updates what is there. The whole import is one change: amflow undo takes it back.
    """
    from amflow.exchange import bring
    from amflow.render import imports

    app: App = context.obj
    desk = bring.Desk(app.book, app.playbook, app.settings.currency, app.today.isoformat(), app.say)
    with imports.progress(app.out.quiet) as tick:
        report = bring.bring(desk, bring.Request(file, kind, the_map, tuple(where or ()), dry_run, rejects), tick)
    if report.added and not dry_run:
        kin.warn_of_import(app)
    app.show(imports.ImportView(report))
    if report.nothing_taken:
        raise Refused(ngettext("the one row was refused", "all {n} rows were refused", report.refused))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    verb(app, "import")(import_)
