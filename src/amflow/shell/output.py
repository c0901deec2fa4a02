"""The one place where things are shown: decides once between terminal, tab-separated text and JSON, and writes it.

A view is anything with `what` (its name in JSON), `data()` (a JSON object's fields), `rows()` (tuples for the tabs) and
`draw(screen)` (the terminal, leafed through where it is longer than that). Colour and Rich
exist for a terminal only; a pipe never loads them.
"""

import os
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from amflow.book.values import escaped, harmless
from amflow.shell.screen import Screen

FORCED = "AMFLOW_FORCE_TTY"
"""Set to a width, it makes stdout count as a terminal of so many columns and 24 lines: for screenshots and tests."""


class View(Protocol):
    """Something that can be shown in all three forms."""

    what: str

    def data(self) -> dict[str, Any]:
        """The fields of the JSON object, beside `schema`."""
        ...

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The lines for a pipe."""
        ...

    def draw(self, screen: Screen) -> None:
        """Draw it on a terminal."""
        ...


class Output:
    """stdout for data, stderr for talk."""

    def __init__(self, *, json: bool, color: bool | None, quiet: bool, today: date) -> None:
        self.json = json
        self.quiet = quiet
        self.today = today
        self._color = color
        self.terminal = not json and (bool(os.environ.get(FORCED)) or sys.stdout.isatty())
        self._screen: Screen | None = None

    @property
    def screen(self) -> Screen:
        """The terminal, with Rich behind it."""
        if self._screen is None:
            from amflow.shell.screen import Screen

            self._screen = Screen(color=self._color, width=_width(), height=_height(), today=self.today)
        return self._screen

    def show(self, view: View) -> None:
        """Write the view to stdout."""
        if self.json:
            self._write(as_json(view.what, view.data(), sys.stdout.encoding))
        elif self.terminal:
            self._draw(view)
        else:
            self._write("".join("\t".join(map(cell, row)) + "\n" for row in view.rows()))

    def _draw(self, view: View) -> None:
        from amflow.shell import pager

        if not pager.command():
            view.draw(self.screen)
            return
        with self.screen.console.capture() as drawn:
            view.draw(self.screen)
        pager.out(drawn.get())

    def document(self, text: str) -> None:
        """Write a finished document to stdout as it is."""
        from amflow.shell import pager

        pager.out(text if text.endswith("\n") else text + "\n")

    def say(self, text: str) -> None:
        """Talk, on stderr; not with --quiet."""
        if not self.quiet:
            sys.stderr.write(spoken(harmless(text)) + "\n")

    def _write(self, text: str) -> None:
        sys.stdout.write(text)


def as_json(what: str, fields: dict[str, Any], encoding: str | None = None) -> str:
    """The versioned JSON object; what the encoding (UTF-8 by itself) cannot carry is escaped as JSON escapes it."""
    from json import dumps

    from amflow.shell.contract import dialect
    from amflow.shell.views import jsonable

    whole = {"schema": dialect.schema(what), **dialect.told(jsonable(fields))}
    text = escaped(dumps(whole, ensure_ascii=False, indent=2, default=plain))
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        text = dumps(whole, indent=2, default=plain)
    return text + "\n"


def plain(value: Any) -> Any:
    """A value of ours as JSON carries it: dates ISO, money a number in whole units, texts in the language in use."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cell(value: Any) -> str:
    """A value in one cell of tab-separated text: no tab, newline or escape gets through."""
    # Most cells are text, and a large book has many of them.
    if type(value) is str and value.isprintable():
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if text.isprintable() else harmless(text).replace("\t", " ").replace("\n", " ")


def spoken(text: str, indent: int = 2) -> str:
    """Talk as it stands on a terminal: in lines of its width, the second and further ones indented."""
    if len(text) * 2 <= 80 or not sys.stderr.isatty():
        return text
    from amflow.shell.folding import fold

    return fold(text, _width(), indent)


def as_line(words: Iterable[str]) -> str:
    """A command line as it is typed: in quotes what has more than letters, digits and the signs of options in it."""
    from shlex import quote

    return harmless(" ".join(word if word.replace("-", "").isalnum() else quote(word) for word in words))


def _width() -> int:
    forced = os.environ.get(FORCED, "")
    if forced.isdigit() and 20 <= int(forced) <= 1000:
        return int(forced)
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def _height() -> int:
    if os.environ.get(FORCED):
        return 24
    import shutil

    return shutil.get_terminal_size((80, 24)).lines
