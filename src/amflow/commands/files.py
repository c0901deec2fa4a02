"""amflow import and export: records from the files that one has, and into those that others want."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.commands.customers import identity as kin
from amflow.errors import Refused, Usage
from amflow.locale import N_, _, ngettext
from amflow.shell.command import commands
from amflow.shell.context import App

if TYPE_CHECKING:
    from amflow.files.import_.run import Request

Source = Annotated[
    Path, typer.Argument(metavar="FILE", help=N_("CSV, xlsx, xls, vcf, ics or a whole book as JSON; - for stdin"))
]
MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="MAP", help=N_("which column is what: a TOML file, docs/import.md"))
]
SaveMap = Annotated[Path | None, typer.Option("--save-map", metavar="MAP", help=N_("keep the answers as a map"))]
SheetName = Annotated[str, typer.Option("--sheet", metavar="NAME", help=N_("of a workbook with several sheets"))]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="COLUMN=VALUE", help=N_("only rows with this value; may be said again")),
]
Heading = Annotated[
    str, typer.Option("--heading", metavar="N", help=N_("in which line the heading stands: 4, or 4-5 for two rows"))
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help=N_("how a text is written: gb18030, big5, cp1252"))
]
DayOrder = Annotated[
    str,
    typer.Option("--dates", metavar="FORM", help=N_("how its days are written: day/month/year, month/day/year, excel")),
]
Exact = Annotated[
    bool, typer.Option("--exact", help=N_("refuse amounts finer than their currency, instead of rounding"))
]
Take = Annotated[bool, typer.Option("--take", help=N_("let the file win where you have changed something since"))]
Rejects = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help=N_("where refused rows go; else FILE.rejects.csv"))
]


def import_(
    app: App,
    file: Source,
    rows: Annotated[str, typer.Option("--as", metavar="ROWS", help=N_("what a row is"))] = "",
    kind: str = "",
    the_map: MapFile = None,
    ask: bool = False,
    save_map: SaveMap = None,
    sheet: SheetName = "",
    heading: Heading = "",
    encoding: Encoding = "",
    dates: DayOrder = "",
    exact: Exact = False,
    where: Where = None,
    take: Take = False,
    dry_run: bool = False,
    rejects: Rejects = None,
    covers: Annotated[
        str,
        typer.Option(
            "--covers", metavar="YEAR", help=N_("of a calendar: the file is the whole official list of this year")
        ),
    ] = "",
) -> None:
    """Bring records in from a file: CSV, workbook, cards, calendar, or a whole book.

    Imported again, a file updates what is there, but for what you changed since. The whole import is
    one change: amflow undo takes it back.

    amflow import contacts.vcf · amflow import leave.csv --as calendar
    """
    from amflow.files.import_ import column_map, run
    from amflow.files.import_ import view as import_view

    asking = None
    if ask:
        prompt = app.must_ask(_("which column is what"), _("add --map"))
        asking = import_view.asker(prompt, app.say, save_map, app.desk.playbook)
        app.begin(str(file))
    apart = column_map.apart(rows)
    if apart == "target":
        return _targets(app, file, sheet, dry_run)
    if apart:
        return _days(app, file, covers)
    # A calendar's entries are tasks by themselves.
    if rows and (kind or file.suffix.lower() == ".ics") and column_map.kind_of(rows).name == "event":
        return bring(app, _events(file, kind, the_map, dry_run, rejects))
    how = run.reading(heading, encoding, dates, exact)
    request = run.Request(file, rows, the_map, tuple(where or ()), dry_run, rejects, sheet, asking, how, take, save_map)
    return bring(app, request)


def _events(file: Path, kind: str, *how: Any) -> "Request":
    """Events, of that kind where a row does not say it."""
    from amflow.prep.events import importing as event_importing
    from amflow.prep.events import records as events

    return event_importing.request(file, events.kind_of(kind) if kind else "", *how)


def _targets(app: App, file: Path, sheet: str, dry_run: bool) -> None:
    """Targets from a table: metric, value, period, since, scope, part, level; all of them or none."""
    from amflow.summary.targets import importing as target_importing
    from amflow.summary.targets import view as target_view

    app.show(target_view.taken(target_importing.take(app.desk, target_importing.read(file, sheet), dry_run)))


def _days(app: App, file: Path, year: str) -> None:
    """Days that are not as their weekday says: a year's official list, one's own leave. They hold over those that are known."""
    from amflow.dates.calendar import days_off
    from amflow.dates.calendar import view as calendar_view

    app.show(calendar_view.brought(days_off.bring(app.book, app.today, app.days, file, year), _("brought in")))


def bring(app: App, request: "Request") -> None:
    """Bring a file in and show what came of it. Raises Refused where no row was taken."""
    from amflow.files.import_ import run
    from amflow.files.import_ import view as import_view

    with import_view.progress(app.out.quiet, _("importing")) as tick:
        report = run.bring(app.desk, request, tick, app.say)
    kin.warn_of_import(app, report)
    app.show(import_view.ImportView(report))
    if report.nothing_taken:
        hint = _("mend them, and import the file again")
        if report.again:
            hint = _("mend them in the file of refused rows, and: {command}")
        if report.again and report.before:
            hint = _("{before} for each product; mend the rest in the file of refused rows, and: {command}")
        hint = hint.format(before=report.before, command=report.again)
        if not request.ask and str(request.file) != "-":
            asks = f"amflow import {quote(str(request.file))} --as {report.kind} --ask"
            hint = _("{hint}; or {command}: it asks what is meant").format(hint=hint, command=asks)
        raise Refused(ngettext("the one row was refused", "all {n} rows were refused", report.refused), hint)


Target = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help=N_("where to; - or nothing is stdout; a folder for CSV of everything")),
]
What = Annotated[
    str,
    typer.Option(
        "--what",
        metavar="KIND",
        help=N_("which part"),
    ),
]
Birthdays = Annotated[bool, typer.Option("--birthdays", help=N_("birthdays and special dates too, every year (ics)"))]


def export(
    app: App,
    file: Target = None,
    what: What = "",
    form: Annotated[str, "json|csv|xlsx|vcf|ics|md"] = "",
    tier: str = "",
    mask: bool | None = None,
    birthdays: Birthdays = False,
    customer: str = "",
    force: bool = False,
) -> None:
    """Let records out: the whole book as JSON, or a part as CSV, workbook, cards or calendar.

    amflow export book.json
    amflow export customers.csv --what customers --tier gold
    """
    target = None if file is None or str(file) == "-" else file
    if customer and mask:
        raise Usage(
            _("--mask and --for cannot go together"),
            _("what is held on one person is for that person; amflow report customer makes a masked page"),
        )
    if customer:
        return _person(app, customer, target, form, force)
    return _everything(app, (target, what, form, tier, bool(mask), birthdays, force))


def _person(app: App, customer: str, target: Path | None, form: str, force: bool) -> None:
    from amflow.customers.records import find
    from amflow.files.export import view as export_view
    from amflow.files.export import whole_book

    held = whole_book.held(app.book, find(app.book, customer))
    text = whole_book.write_person(held, target, form, force)
    if target is None:
        app.out.document(text)
    else:
        app.show(export_view.person(held, target))


def _everything(app: App, asked: tuple[Any, ...]) -> None:
    from amflow.customers.birthdays import rule as lunar_rule
    from amflow.files.export import export
    from amflow.files.export import view as export_view
    from amflow.files.export.parts import ExportRequest
    from amflow.files.import_.view import progress

    wanted = export.settled(ExportRequest(*(*asked, lunar_rule(app.settings), app.today)))
    with progress(app.out.quiet or wanted.file is None, _("exporting")) as tick:
        sent = export.export(app.book, wanted, tick)
    if wanted.file is not None:
        app.show(export_view.everything(sent))


register = commands({"import": import_, "export": export})
