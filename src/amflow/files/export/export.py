"""Letting records out: what is asked for, and the file they go to."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

from amflow import extras, outfiles, registry, tempfiles
from amflow.book import public_views
from amflow.book.store import Book
from amflow.book.values import harmless
from amflow.errors import Refused, Unusable, Usage
from amflow.files.export.parts import ExportPart, ExportRequest
from amflow.files.export.parts import part as part_of
from amflow.locale import N_, _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

FORMS = ("json", "csv", "xlsx", "vcf", "ics")


def views() -> dict[str, str]:
    """What can be let out, by the word for it, and the view that has it, in the order of the views: docs/data.md."""
    order = {view.split()[2]: place for place, view in enumerate(public_views.VIEWS)}
    found = registry.exporting()
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[1], len(order))))


def names() -> dict[str, str]:
    """What `--what` takes, with its titles."""
    return {what: registry.called(what) for what in views()} | {"all": N_("all")}


class Sent(NamedTuple):
    """What was let out: how many records of which kind, and where to."""

    file: str
    form: str
    counts: dict[str, int]
    masked: bool
    bottoms: int = 0
    """How many bottom lines of negotiations a whole book has left out: no export holds them."""
    files: int = 0
    """How many attached files lie beside the book and are not in it."""
    passed_on: bool = False
    """Whether it went through a pipe or into a device: who reads it there is not ours to say."""


def settled(asked: ExportRequest) -> ExportRequest:
    """The order, with what it leaves open worked out: the form by the file's ending, what by the form. Raises Usage."""
    file, what = asked.file, asked.what
    ending = file.suffix[1:].lower() if file else ""
    form = asked.form.lower() or (ending if ending in FORMS else "") or ("csv" if what and not file else "json")
    if form not in FORMS:
        raise Usage(
            _("--format: “{text}” is not possible"), _("one of: {choices}"), text=form, choices=", ".join(FORMS)
        )
    fixed = {"vcf": "customers", "ics": "tasks"}.get(form)
    what = what.lower() or fixed or "all"
    what = known_key(what, names(), "--what")
    if fixed and what != fixed:
        raise Usage(_("{form} holds {what} and nothing else").format(form=form, what=fixed), _("leave --what out"))
    if form == "csv" and what == "all" and file is None:
        raise Usage(
            _("CSV holds one kind of record"), _("say --what, or name a folder: a file of each kind goes there")
        )
    if form == "xlsx" and file is None:
        raise Usage(_("a workbook needs a file"), _("amflow export book.xlsx"))
    return asked._replace(what=what, form=form)


def export(book: Book, wanted: ExportRequest, tick: Callable[[int, int], None]) -> Sent:
    """Write the file, whole or not at all, for its owner alone. Raises Refused, Usage, Unusable."""
    _may_be_written(wanted)
    passed_on = wanted.file is not None and outfiles.is_stream(wanted.file)
    if wanted.form == "json" and wanted.what == "all" and not (wanted.tier or wanted.mask):
        from amflow.files.export import whole_book

        with opened(wanted.file) as file:
            rows = whole_book.write(book, file)
        bottoms = book.number("SELECT count(*) FROM deal_bottom")
        kept = book.number("SELECT count(DISTINCT kept) FROM attachment WHERE kept <> ''")
        return Sent(str(wanted.file or "-"), "json", {"rows": rows}, False, bottoms, kept, passed_on)
    counts: dict[str, int] = {}
    parts = (_counted(part, counts, tick) for part in _parts(book, wanted))
    if wanted.form in ("vcf", "ics"):
        from amflow.files.export import vcard_ics_writer

        write = vcard_ics_writer.cards if wanted.form == "vcf" else vcard_ics_writer.calendar
        with opened(wanted.file) as file:
            counts[wanted.what] = write(book, file, wanted)
    elif wanted.form == "xlsx":
        assert wanted.file is not None
        write_workbook(wanted.file, parts)
    elif wanted.form == "json":
        with opened(wanted.file) as file:
            _json(file, parts)
    elif wanted.what == "all":
        assert wanted.file is not None
        wanted.file.mkdir(mode=0o700, exist_ok=True)
        for part in parts:
            with opened(wanted.file / f"{part.what}.csv", "utf-8-sig") as file:
                write_csv(file, part)
    else:
        with opened(wanted.file, "utf-8-sig") as file:
            for part in parts:
                write_csv(file, part)
    return Sent(str(wanted.file or "-"), wanted.form, counts, wanted.mask, passed_on=passed_on)


def _may_be_written(wanted: ExportRequest) -> None:
    file = wanted.file
    if file is None:
        return
    if wanted.form != "csv" or wanted.what != "all":
        outfiles.must_be_free(file, wanted.force)
    elif file.exists() and not file.is_dir():
        raise Refused(_("{path} is a file, not a folder").format(path=file), _("name another"))
    elif file.exists() and not wanted.force and any(file.iterdir()):
        raise Refused(_("{path} is there already").format(path=file), _("--force writes over it"))


class _Stdout:
    """stdout as a file that stays open."""

    def __enter__(self) -> IO[str]:
        return sys.stdout

    def __exit__(self, *_error: object) -> None:
        sys.stdout.flush()


def opened(file: Path | None, encoding: str = "utf-8") -> Any:
    """The file to write into, which takes its place when all went well; stdout where there is none. Raises Unusable."""
    return _Stdout() if file is None else outfiles.replacing(file, _("name another file"), encoding)


def _parts(book: Book, wanted: ExportRequest) -> Iterator[ExportPart]:
    for what, view in views().items():
        if wanted.what in (what, "all"):
            yield part_of(book, what, view, wanted)


def _counted(part: ExportPart, counts: dict[str, int], tick: Callable[[int, int], None]) -> ExportPart:
    def rows() -> Iterator[tuple[Any, ...]]:
        counts[part.what] = 0
        for row in part.rows:
            counts[part.what] += 1
            tick(counts[part.what], 0)
            yield row

    return part._replace(rows=rows())


def write_csv(file: IO[str], part: ExportPart) -> None:
    """Write the records as CSV that no spreadsheet takes for formulas."""
    import csv

    from amflow.files.forms.table import guarded

    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(map(guarded, part.columns))
    for row in part.rows:
        out.writerow([guarded(value) if isinstance(value, str) else _number(value) for value in row])


def _number(value: Any) -> Any:
    """Money and quantities without a tail of noughts: `1250.5`, `1250`."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _json(file: IO[str], parts: Iterator[ExportPart]) -> None:
    from json import dumps

    file.write('{"schema": "amflow/export@1"')
    for part in parts:
        file.write(f',\n"{part.what}": [')
        start = "\n"
        for row in part.rows:
            record = {name: _number(value) for name, value in zip(part.columns, row, strict=True)}
            file.write(start + dumps(record, ensure_ascii=False))
            start = ",\n"
        file.write("\n]")
    file.write("\n}\n")


MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
_MONEY = ("amount", "assets", "cost", "price")
_DAYS = ("_on", "_since", "on_date")


def write_workbook(target: Path, parts: "Iterator[ExportPart]") -> None:
    """Write the workbook. Raises Unusable without the writer, or for more rows than a sheet can hold."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise Unusable(
            _("a package that writes workbooks is not installed"),
            _("{command} · or take --format csv").format(command=extras.command(extras.EXCEL)),
        ) from None
    # What is half written goes with the command, whatever its end.
    with outfiles.writing(target, _("name another file")) as file, tempfiles.folder(large=True) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": str(folder)})
        looks = {
            "head": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
        }
        for part in parts:
            _sheet(book.add_worksheet(part.what), part, looks)
        book.close()


def _sheet(sheet: Any, part: "ExportPart", looks: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(part.columns):
        sheet.set_column(place, place, 12 if column.endswith(_DAYS) else 18)
    sheet.write_row(0, 0, part.columns, looks["head"])
    for row, values in enumerate(part.rows, 1):
        if row > MOST_ROWS:
            raise Unusable(_("{what} are more rows than a sheet can hold"), _("take --format csv"), what=part.what)
        for place, (column, value) in enumerate(zip(part.columns, values, strict=True)):
            _cell(sheet, row, place, column, value, looks)


def _cell(sheet: Any, row: int, place: int, column: str, value: Any, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int | float):
        sheet.write_number(row, place, value, looks["money"] if column in _MONEY else None)
        return
    day = _day(value) if column.endswith(_DAYS) or column == "birthday" else None
    if day is not None:
        sheet.write_datetime(row, place, day, looks["day"])
    else:
        # As a text, whatever it begins with: never as a formula, a number or a link.
        sheet.write_string(row, place, harmless(value)[:LONGEST_CELL])


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 1900 else None
