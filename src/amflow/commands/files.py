"""amflow import and export: records from the files that one has, and into those that others want."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.commands.customers import identity as kin
from amflow.errors import Refused, Usage
from amflow.locale import N_, _, ngettext
from amflow.shell.command import DryRun, commands
from amflow.shell.context import App

if TYPE_CHECKING:
    from amflow.files.import_.run import Request

Source = Annotated[
    Path, typer.Argument(metavar="FILE", help=N_("CSV, xlsx, xls, vcf, ics or a whole book as JSON; - for stdin"))
]
Kind = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="KIND",
        help=N_("what a row is: customer, deal, product, touch, task, holding, order, price or event"),
    ),
]
MapFile = Annotated[
    Path | None, typer.Option("--map", metavar="MAP", help=N_("which column is what: a TOML file, docs/import.md"))
]
AskMap = Annotated[bool, typer.Option("--ask", help=N_("be asked column by column what it is"))]
SaveMap = Annotated[Path | None, typer.Option("--save-map", metavar="MAP", help=N_("keep the answers as a map"))]
SheetName = Annotated[str, typer.Option("--sheet", metavar="NAME", help=N_("of a workbook with several sheets"))]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="COLUMN=VALUE", help=N_("only rows with this value; may be said again")),
]
Heading = Annotated[
    str, typer.Option("--heading", metavar="LINE", help=N_("in which line the heading stands: 4, or 4-5 for two rows"))
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help=N_("how a text is written: gb18030, big5, cp1252"))
]
DayOrder = Annotated[
    str,
    typer.Option("--date", metavar="FORM", help=N_("how its days are written: day/month/year, month/day/year, excel")),
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
    kind: Kind = "",
    the_map: MapFile = None,
    ask: AskMap = False,
    save_map: SaveMap = None,
    sheet: SheetName = "",
    heading: Heading = "",
    encoding: Encoding = "",
    date: DayOrder = "",
    exact: Exact = False,
    where: Where = None,
    take: Take = False,
    dry_run: DryRun = False,
    rejects: Rejects = None,
) -> None:
    """Bring records in from a file: CSV, workbook, cards, calendar, or a whole book.

    Imported again, a file updates what is there, but for what you changed since. The whole import is
    one change: amflow undo takes it back.

    amflow import contacts.vcf
    """
    from amflow.files.import_ import run
    from amflow.files.import_ import view as import_view

    asking = None
    if ask:
        prompt = app.must_ask(_("which column is what"), _("add --map"))
        asking = import_view.asker(prompt, app.say, save_map, app.desk.playbook)
        app.begin(str(file))
    how = run.reading(heading, encoding, date, exact)
    request = run.Request(file, kind, the_map, tuple(where or ()), dry_run, rejects, sheet, asking, how, take, save_map)
    bring(app, request)


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
        raise Refused(
            ngettext("the one row was refused", "all {n} rows were refused", report.refused),
            hint.format(before=report.before, command=report.again),
        )


Target = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help=N_("where to; - or nothing is stdout; a folder for CSV of everything")),
]
What = Annotated[
    str,
    typer.Option(
        "--what",
        metavar="KIND",
        help=N_(
            "customers, products, deals, stages, touches, tasks, notes, holdings, orders, deliveries, prices, plan, targets,"
            " events, goals, tiers, dates, cases, scores, answers, messages, referrals, campaigns, receptions or all"
        ),
    ),
]
Form = Annotated[
    str, typer.Option("--format", metavar="FORM", help=N_("json, csv, xlsx, vcf or ics; by itself the file's ending"))
]
Tier = Annotated[
    str, typer.Option("--tier", metavar="TIER", help=N_("only customers of this tier, and what is theirs"))
]
Mask = Annotated[bool, typer.Option("--mask", help=N_("cover names, phones, mails, addresses and free texts"))]
Birthdays = Annotated[bool, typer.Option("--birthdays", help=N_("birthdays and special dates too, every year (ics)"))]
Force = Annotated[bool, typer.Option("--force", help=N_("write over a file that is there"))]
Person = Annotated[
    str,
    typer.Option(
        "--customer", metavar="CUSTOMER", help=N_("everything held on this one, history included; json or md")
    ),
]


def export(
    app: App,
    file: Target = None,
    what: What = "",
    form: Form = "",
    tier: Tier = "",
    mask: Mask = False,
    birthdays: Birthdays = False,
    customer: Person = "",
    force: Force = False,
) -> None:
    """Let records out: the whole book as JSON, or a part as CSV, workbook, cards or calendar.

    amflow export book.json

    amflow export customers.csv --what customers --tier gold
    """
    target = None if file is None or str(file) == "-" else file
    if customer and mask:
        raise Usage(
            _("--mask and --customer cannot go together"),
            _("what is held on one person is for that person; amflow report customer makes a masked page"),
        )
    if customer:
        return _person(app, customer, target, form, force)
    return _everything(app, (target, what, form, tier, mask, birthdays, force))


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
