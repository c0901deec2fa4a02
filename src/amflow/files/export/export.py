"""Letting records out: which of them, with which columns, masked or not, and the file they go to."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from amflow import tempfiles
from amflow.book.store import Book
from amflow.errors import Refused, Usage
from amflow.files.export import mask_values
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.dates.lunar import LunarRule as LunarRule

FORMS = ("json", "csv", "xlsx", "vcf", "ics")

VIEWS = {
    "customers": "v_customers",
    "products": "v_products",
    "deals": "v_deals",
    "stages": "v_stages",
    "touches": "v_touches",
    "tasks": "v_tasks",
    "notes": "v_notes",
    "holdings": "v_holdings",
    "orders": "v_orders",
    "prices": "v_prices",
    "plan": "v_plan",
    "targets": "v_targets",
    "events": "v_events",
    "goals": "v_goals",
    "tiers": "v_tier_changes",
    "dates": "v_special_dates",
    "cases": "v_cases",
    "scores": "v_scores",
    "answers": "v_answers",
    "messages": "v_messages",
    "referrals": "v_referrals",
    "campaigns": "v_campaigns",
    "receptions": "v_receptions",
}
"""What can be let out, by the word for it, and the view that has it: docs/data.md."""


class ExportRequest(NamedTuple):
    """What is asked for; `file` None is stdout."""

    file: Path | None
    what: str
    form: str
    tier: str
    mask: bool
    birthdays: bool
    force: bool
    lunar: "LunarRule"
    """How lunar birthdays are kept in years without their day."""
    today: date


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


class ExportPart(NamedTuple):
    """Records of one kind: their columns, and their values row by row."""

    what: str
    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


def order(
    file: Path | None,
    what: str,
    form: str,
    tier: str,
    mask: bool,
    birthdays: bool,
    force: bool,
    lunar: "LunarRule",
    today: date,
) -> ExportRequest:
    """The order, with what it leaves open worked out: the form by the file's ending, what by the form. Raises Usage."""
    ending = file.suffix[1:].lower() if file else ""
    form = form.lower() or (ending if ending in FORMS else "") or ("csv" if what and not file else "json")
    if form not in FORMS:
        raise Usage(
            _("--format: “{text}” is not possible").format(text=form),
            _("one of: {choices}").format(choices=", ".join(FORMS)),
        )
    fixed = {"vcf": "customers", "ics": "tasks"}.get(form)
    what = what.lower() or fixed or "all"
    if what != "all" and what not in VIEWS:
        raise Usage(
            _("--what: “{text}” is not possible").format(text=what),
            _("one of: {choices}").format(choices=", ".join((*VIEWS, "all"))),
        )
    if fixed and what != fixed:
        raise Usage(_("{form} holds {what} and nothing else").format(form=form, what=fixed), _("leave --what out"))
    if form == "csv" and what == "all" and file is None:
        raise Usage(
            _("CSV holds one kind of record"), _("say --what, or name a folder: a file of each kind goes there")
        )
    if form == "xlsx" and file is None:
        raise Usage(_("a workbook needs a file"), _("amflow export book.xlsx"))
    return ExportRequest(file, what, form, tier, mask, birthdays, force, lunar, today)


def export(book: Book, wanted: ExportRequest, tick: Callable[[int, int], None]) -> Sent:
    """Write the file, whole or not at all, for its owner alone. Raises Refused, Usage, Unusable."""
    _may_be_written(wanted)
    if wanted.form == "json" and wanted.what == "all" and not (wanted.tier or wanted.mask):
        from amflow.files.export import whole_book

        with _out(wanted.file) as file:
            rows = whole_book.write(book, file)
        bottoms = book.number("SELECT count(*) FROM deal_bottom")
        kept = book.number("SELECT count(DISTINCT kept) FROM attachment WHERE kept <> ''")
        return Sent(str(wanted.file or "-"), "json", {"rows": rows}, False, bottoms, kept)
    counts: dict[str, int] = {}
    parts = (_counted(part, counts, tick) for part in _parts(book, wanted))
    if wanted.form in ("vcf", "ics"):
        from amflow.files.export import vcard_ics_writer

        write = vcard_ics_writer.cards if wanted.form == "vcf" else vcard_ics_writer.calendar
        with _out(wanted.file) as file:
            counts[wanted.what] = write(book, file, wanted)
    elif wanted.form == "xlsx":
        from amflow.files.export import excel_writer

        assert wanted.file is not None
        excel_writer.write(wanted.file, parts)
    elif wanted.form == "json":
        with _out(wanted.file) as file:
            _json(file, parts)
    elif wanted.what == "all":
        assert wanted.file is not None
        wanted.file.mkdir(mode=0o700, exist_ok=True)
        for part in parts:
            with _out(wanted.file / f"{part.what}.csv", "utf-8-sig") as file:
                _csv(file, part)
    else:
        with _out(wanted.file, "utf-8-sig") as file:
            for part in parts:
                _csv(file, part)
    return Sent(str(wanted.file or "-"), wanted.form, counts, wanted.mask)


def _may_be_written(wanted: ExportRequest) -> None:
    file = wanted.file
    folder = wanted.form == "csv" and wanted.what == "all"
    if file is None or not file.exists():
        return
    if file.is_dir() != folder:
        what = _("{path} is a folder") if file.is_dir() else _("{path} is a file, not a folder")
        raise Refused(what.format(path=file), _("name another"))
    if not wanted.force and not (folder and not any(file.iterdir())):
        raise Refused(_("{path} is there already").format(path=file), _("--force writes over it"))


class _Stdout:
    """stdout as a file that stays open."""

    def __enter__(self) -> IO[str]:
        return sys.stdout

    def __exit__(self, *_error: object) -> None:
        sys.stdout.flush()


def _out(file: Path | None, encoding: str = "utf-8") -> Any:
    return _Stdout() if file is None else tempfiles.replacing(file, _("name another file"), encoding)


def _parts(book: Book, wanted: ExportRequest) -> Iterator[ExportPart]:
    for what, view in VIEWS.items():
        if wanted.what in (what, "all"):
            yield part(book, what, view, wanted)


def part(book: Book, what: str, view: str, wanted: ExportRequest) -> ExportPart:
    """The records of one kind. A tier leaves only those of such customers, and what belongs to nobody."""
    columns = [row["name"] for row in book.all("SELECT name FROM pragma_table_info(?)", view)]
    tier, where, bound = wanted.tier, "", []
    if tier and what == "customers":
        where, bound = " WHERE tier = ?", [tier]
    elif tier and "customer_ref" in columns:
        where, bound = " WHERE customer_ref IN (SELECT ref FROM v_customers WHERE tier = ?)", [tier]
    elif tier and what == "stages":
        where = (
            " WHERE deal_ref IN (SELECT ref FROM v_deals WHERE customer_ref IN"
            " (SELECT ref FROM v_customers WHERE tier = ?))"
        )
        bound = [tier]
    rows: Iterator[tuple[Any, ...]] = map(tuple, book.each(f"SELECT * FROM {view}{where}", *bound))
    if what == "customers":
        columns, rows = _with_profile(book, *_with_days(wanted, columns, rows))
    if what == "products":
        columns, rows = _with_aspects(columns, rows)
    if wanted.mask:
        hide = [mask_values.of(what, column) for column in columns]
        rows = (
            tuple(cover(value) if cover and value else value for cover, value in zip(hide, row, strict=True))
            for row in rows
        )
    return ExportPart(what, columns, rows)


def _with_days(
    wanted: ExportRequest, columns: list[str], rows: Iterator[tuple[Any, ...]]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The day on which each birthday is kept next, beside it: of a lunar one nobody else could tell."""
    at = columns.index("birthday") + 1
    return [*columns[:at], "birthday_next", *columns[at:]], (
        (*row[:at], next_birthday(row[at - 1], wanted), *row[at:]) for row in rows
    )


def next_birthday(birthday: str, wanted: ExportRequest) -> str:
    """The solar day on which a birthday is kept next, ISO; empty where there is none."""
    if not birthday:
        return ""
    if not birthday.startswith("lunar "):
        from amflow.dates import offsets

        day = offsets.coming(birthday[-5:], wanted.today)
        return day.isoformat() if day else ""
    from amflow.dates import lunar

    moon = lunar.stored(birthday)
    day = lunar.coming(moon, wanted.today, wanted.lunar) if moon else None
    return day.isoformat() if day else ""


def _with_profile(
    book: Book, columns: list[str], rows: Iterator[tuple[Any, ...]]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The fields of the customer file as columns of their own, behind the others."""
    from json import loads

    keys = [
        row["key"]
        for row in book.all("SELECT DISTINCT j.key FROM customer c, json_each(c.profile) j WHERE c.profile <> '{}'")
    ]
    keys = sorted(key for key in keys if key not in columns)
    at = columns.index("profile")

    def wide() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            profile = loads(row[at]) if row[at] != "{}" else {}
            yield (*row[:at], *row[at + 1 :], *(profile.get(key, "") for key in keys))

    return [*columns[:at], *columns[at + 1 :], *keys], wide()


def _with_aspects(columns: list[str], rows: Iterator[tuple[Any, ...]]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """What is known of each product as columns of their own, called as an import calls them."""
    from json import loads

    from amflow.files.import_.fields import PRODUCT

    keys = [field.key for field in PRODUCT.fields if field.key.startswith("about_")]
    at = columns.index("aspects")

    def wide() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            told = loads(row[at])
            yield (*row[:at], *row[at + 1 :], *(told.get(key[6:], "") for key in keys))

    return [*columns[:at], *columns[at + 1 :], *keys], wide()


def _counted(part: ExportPart, counts: dict[str, int], tick: Callable[[int, int], None]) -> ExportPart:
    def rows() -> Iterator[tuple[Any, ...]]:
        counts[part.what] = 0
        for row in part.rows:
            counts[part.what] += 1
            tick(counts[part.what], 0)
            yield row

    return part._replace(rows=rows())


def _csv(file: IO[str], part: ExportPart) -> None:
    import csv

    from amflow.files.forms.csv import guarded

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
