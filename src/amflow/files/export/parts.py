"""What is let out: which records, with which columns, masked or not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.book.store import Book
from amflow.files.export import masking
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.dates.lunar import LunarRule as LunarRule


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


class ExportPart(NamedTuple):
    """Records of one kind: their columns, and their values row by row."""

    what: str
    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


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
        from amflow.files.import_.column_map import kind_of

        # Called as an import calls them.
        keys = [field.key for field in kind_of("product").fields if field.key.startswith("about_")]
        columns, rows = _spread("aspects", "about_", keys, columns, rows)
    if wanted.mask:
        hide = [masking.of(what, column) for column in columns]
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
    asked = "SELECT DISTINCT j.key FROM customer c, json_each(c.profile) j WHERE c.profile <> '{}'"
    keys = sorted(row["key"] for row in book.all(asked) if row["key"] not in columns)
    return _spread("profile", "", keys, columns, rows)


def _spread(
    column: str, prefix: str, keys: list[str], columns: list[str], rows: Iterator[tuple[Any, ...]]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """What one column holds as JSON as columns of their own, behind the others; `prefix` stands before their names."""
    from json import loads

    at = columns.index(column)

    def wide() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            told = loads(row[at])
            yield (*row[:at], *row[at + 1 :], *(told.get(key.removeprefix(prefix), "") for key in keys))

    return [*columns[:at], *columns[at + 1 :], *keys], wide()
