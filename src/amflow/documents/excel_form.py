"""An employer's form in Excel: a workbook with the tags of a Word form in its cells, filled in the sandbox.

A cell that is one tag alone gets its value, a number as a number and a day as a day, in the format that the form gives it. Rows
between `{%tr for deal in won %}` and `{%tr endfor %}`, each in a row of its own, come again; what is below moves down, and
formulas, charts, merged cells and tables go along. What is filled in is never a formula.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from amflow import apart, extras
from amflow.book.money import Money
from amflow.book.quantities import Rate, Units
from amflow.book.values import harmless
from amflow.documents import excel_form_rows, form_files, parts, template_limits, templates
from amflow.documents.excel_form_book import TAG, FormBook, FormSheet
from amflow.documents.view import ReportView
from amflow.errors import AmflowError, Unusable
from amflow.locale import N_, _
from amflow.settings import Settings

LONGEST_CELL = 32_767
MOST_CELLS = 500_000

_ALONE = re.compile(r"\s*\{\{((?:(?!\}\}|\{\{|\{%).)*)\}\}\s*", re.DOTALL)
_OF_ROWS = re.compile(r"\s*\{%-?\s*tr\s(.*?)-?%\}\s*", re.DOTALL)


def own(view: ReportView, settings: Settings) -> Path | None:
    """The person's own form for such a report, if there is one in the folder of templates."""
    files = (settings.templates / f"{name}.xlsx" for name in templates.places(view))
    return next((file for file in files if file.exists()), None)


def filled(view: ReportView, form: Path, settings: Settings) -> bytes:
    """The form, filled. Raises Unusable for a form that is none, that has a mistake or reaches for what it may not have."""
    if not extras.there("word"):  # what reads the form comes with it
        raise Unusable(
            _("filling a form of Excel is an extra"),
            _("{command} · or leave out --template").format(command=extras.command(extras.WORD)),
        )
    hint = _("save it in Excel as .xlsx, and name it with --template")
    content = form_files.read(form, "xl/workbook.xml", _("{path} is not a workbook (.xlsx)"), hint)
    handed = templates.given(view, settings, "xlsx")
    maker = templates.environment("xlsx", settings.templates, handed["today"])
    try:
        return apart.done(lambda: _filled(form, content, handed, maker, view), template_limits.SECONDS)
    except apart.Unended:
        why = str(template_limits.Endless(N_("it is not done after {n} seconds"), template_limits.SECONDS))
        raise templates.unusable(str(form), 0, why, templates.hint(view)) from None


def _filled(form: Path, content: bytes, handed: dict[str, Any], maker: Any, view: ReportView) -> bytes:
    from lxml import etree

    with template_limits.in_time(template_limits.SECONDS):
        try:
            book = FormBook(content)
        except (etree.XMLSyntaxError, KeyError, ValueError) as error:
            hint = _("save it in Excel as .xlsx, and name it with --template")
            raise Unusable(_("{path}: {why}").format(path=form, why=error), hint) from error
        for sheet in book.sheets:
            if any(TAG.search(text) for _row, _cell, text in sheet.texts()):
                _SheetForm(form, sheet, handed, maker, view).fill()
        return book.saved()


class _SheetForm:
    """A sheet of the form, made a template of text: a line a cell, which hands the value of the cell back."""

    def __init__(self, form: Path, sheet: FormSheet, handed: dict[str, Any], maker: Any, view: ReportView) -> None:
        self.form, self.sheet, self.handed, self.maker, self.view = form, sheet, handed, maker, view
        self.lines: list[str] = []
        self.places: list[tuple[int, str]] = []
        """From which line on a cell is read, and which."""
        self.at = ""
        self.rows: list[tuple[int, dict[str, Any]]] = []
        """The rows as they come, each with the values of its cells."""
        self.next_line, self.count = 1, 0

    def fill(self) -> None:
        """Let the template run, and set the rows down as they came."""
        self._read()
        text = "\n".join(self.lines)
        with self._blamed():
            made = self.maker.from_string(text)
            made.globals.update({"_row": self._row, "_put": self._put})
            template_limits.whole(made.generate(self.handed))
        self.sheet.set_down(self.rows)

    def _read(self) -> None:
        by_row: dict[int, list[tuple[str, str]]] = {}
        for row, cell, text in self.sheet.texts():
            by_row.setdefault(row, []).append((cell, text))
        self.sheet.fill_gaps()
        for row in self.sheet.numbers():
            told = by_row.get(row, [])
            tag = next((match for _cell, text in told if (match := _OF_ROWS.fullmatch(text))), None)
            if tag:
                self._line(told[0][0], f"{{% {tag[1].strip()} %}}")
                continue
            self._line(f"A{row}", f"{{{{ _row({row}) }}}}")
            for cell, text in told:
                if TAG.search(text):
                    self._cell(cell, text)

    def _cell(self, cell: str, text: str) -> None:
        column = excel_form_rows.column_of(cell)
        alone = _ALONE.fullmatch(text)
        if alone:
            self._line(cell, f'{{{{ _put("{column}", "{cell}", ({alone[1]})) }}}}')
        else:
            self._line(cell, f'{{% set _text %}}{text}{{% endset %}}{{{{ _put("{column}", "{cell}", _text) }}}}')

    def _line(self, cell: str, text: str) -> None:
        self.places.append((self.next_line, cell))
        self.lines.append(text)
        self.next_line += text.count("\n") + 1

    def _row(self, row: int) -> str:
        self.rows.append((row, {}))
        return ""

    def _put(self, column: str, cell: str, value: Any) -> str:
        import jinja2

        self.at = cell
        if isinstance(value, jinja2.Undefined):
            str(value)
        self.count += 1
        if self.count > MOST_CELLS:
            raise template_limits.Endless(N_("it fills more than {n} cells"), MOST_CELLS)
        self.rows[-1][1][column] = as_cell(value)
        return ""

    def _blamed(self) -> Any:
        """Say which cell is to blame, whatever goes wrong in it. Raises Unusable."""
        from contextlib import contextmanager

        import jinja2

        @contextmanager
        def blamed() -> Iterator[None]:
            try:
                yield
            except AmflowError:
                raise
            except jinja2.TemplateSyntaxError as error:
                raise self._unusable(error.lineno, error.message or "") from error
            except Exception as error:
                _where, line = templates.place(error, str(self.form))
                raise self._unusable(line, str(error) or type(error).__name__) from error

        return blamed()

    def _unusable(self, line: int, why: str) -> Unusable:
        cell = next((cell for first, cell in reversed(self.places) if line and first <= line), self.at)
        where = f"{self.form}, {self.sheet.name}!{cell}" if cell else str(self.form)
        why = re.sub(r"\s+", " ", why)[:300]
        return Unusable(_("{path}: {why}").format(path=where, why=why), templates.hint(self.view))


def as_cell(value: Any) -> Any:
    """What a value is in a cell: a number, a day, or words."""
    value = parts.bare(value)
    if value is None or isinstance(value, bool | date | Rate | Money):
        return value
    if isinstance(value, Units):
        return value.number()
    if isinstance(value, int | float):
        return value
    words = harmless(str(value))[:LONGEST_CELL]
    return words or None
