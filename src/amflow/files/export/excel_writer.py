"""Writing a workbook: a sheet a kind; phones are texts, days are days, money is numbers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import tempfiles
from amflow.book.values import harmless
from amflow.errors import Unusable
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.files.export.export import ExportPart

MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
_MONEY = ("amount", "assets", "cost", "price")
_DAYS = ("_on", "_since", "on_date")


def write(target: Path, parts: "Iterator[ExportPart]") -> None:
    """Write the workbook. Raises Unusable without the writer, or for more rows than a sheet can hold."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise Unusable(
            _("writing workbooks is an extra"), _("pip install 'amflow[excel]', or take --format csv")
        ) from None
    with tempfiles.beside(target, _("name another file")) as path:
        # In the target's own folder: what is half written is nobody else's to read.
        book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(target.parent.absolute())})
        looks = {
            "head": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
        }
        for part in parts:
            _sheet(book.add_worksheet(part.what), part, looks)
        book.close()
        path.chmod(0o600)


def _sheet(sheet: Any, part: "ExportPart", looks: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(part.columns):
        sheet.set_column(place, place, 12 if column.endswith(_DAYS) else 18)
    sheet.write_row(0, 0, part.columns, looks["head"])
    for row, values in enumerate(part.rows, 1):
        if row > MOST_ROWS:
            raise Unusable(
                _("{what} are more rows than a sheet can hold").format(what=part.what), _("take --format csv")
            )
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
