"""What became of an imported file, and the bar that shows how far it is."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.files.import_.run import ImportReport
from amflow.locale import _, listed, ngettext
from amflow.setup.view import copied
from amflow.shell.screen import Span

if TYPE_CHECKING:
    from amflow.files.forms.detect import FoundForm
    from amflow.files.import_.column_map import Map
    from amflow.playbooks.model import Playbook
    from amflow.shell.screen import Screen

SHOWN = 20
"""So many complaints are on a terminal; the file of refused rows has each row's."""

_FIRST = 4
"""So many lines are named of those that one complaint is about."""

_SECONDS = 0.5
"""A bar that flashes by helps nobody: shorter imports have none."""


class ImportView:
    """The counts, then the refused rows with their lines and reasons."""

    what = "import"

    def __init__(self, report: ImportReport) -> None:
        self.report = report

    @property
    def _counts(self) -> list[tuple[str, str, int]]:
        report = self.report
        return [
            ("added", _("added"), report.added),
            ("updated", _("updated"), report.updated),
            ("unchanged", _("unchanged"), report.unchanged),
            ("refused", _("refused"), report.refused),
            ("left_out", _("left out by --where"), report.left_out),
            ("created", _("made because a row names them"), report.created),
        ]

    def data(self) -> dict[str, Any]:
        """The figures, and every refused row."""
        report = self.report
        return {
            "file": report.file,
            "as": report.kind,
            "dry_run": report.dry_run,
            "rejects": report.rejects or None,
            "figures": {key: {"value": number, "unit": "count"} for key, _title, number in self._counts},
            "items": [{"line": row.line, "reason": row.reason} for row in report.refusals],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a count, then a line a refused row."""
        for key, _title, number in self._counts:
            yield key, number
        for row in self.report.refusals:
            yield "line", row.line, row.reason
        if self.report.rejects:
            yield "rejects", self.report.rejects

    def _complaints(self) -> list[tuple[str, str, int]]:
        """Each complaint once: the first lines of which it is made, what it is, and how many they are."""
        lines: dict[str, list[int]] = {}
        for row in self.report.refusals:
            lines.setdefault(row.reason, []).append(row.line)
        found = []
        for why, at in lines.items():
            first = listed([str(line) for line in at[:_FIRST]])
            told = _("line {line}").format(line=first) if len(at) == 1 else _("lines {lines}").format(lines=first)
            if len(at) > _FIRST:
                told = _("{n} rows: lines {lines} …").format(n=f"{len(at):,}", lines=first)
            found.append((told, why, len(at)))
        return found

    def draw(self, screen: "Screen") -> None:
        """The same, short; what is wrong with many rows is said once."""
        report = self.report
        mark = Span("✗ ", "bad") if report.nothing_taken else Span("✓ ", "good")
        screen.line(mark, _("{file} → {what}").format(file=Path(report.file).name, what=_words(report.kind)), wrap=True)
        shown = [(title, number) for key, title, number in self._counts if number or key in ("added", "updated")]
        screen.table([[Span(title, "dim"), f"{number:,}"] for title, number in shown], right=[1], indent=2)
        refused = self._complaints()
        screen.table([[Span(lines, "bad"), why] for lines, why, _n in refused[:SHOWN]], indent=2, wrap=True)
        rest = sum(count for _lines, _why, count in refused[SHOWN:])
        if rest > 0:
            screen.line(Span(ngettext("… and {n} more row", "… and {n} more rows", rest), "dim"), indent=2)
        if report.rejects:
            screen.line(
                Span(_("the refused rows are in {path}").format(path=report.rejects), "dim"), wrap=True, indent=2
            )
        if report.again and not report.nothing_taken:
            screen.line(
                Span(
                    _("add the products, mend the rest there, then:") if report.before else _("mend them there, then:"),
                    "dim",
                ),
                indent=2,
            )
            copied(screen, report.again)
        if report.dry_run:
            screen.line(Span(_("this was a trial: nothing was written"), "soon"), indent=2)
        elif report.kind != "book" and (report.added or report.updated):
            screen.line(Span(_("undo: amflow undo"), "dim"), indent=2)


def _words(kind: str) -> str:
    return _("a whole book") if kind == "book" else _(registry.called(kind))


def asker(
    prompt: Callable[[str, str], str], say: Callable[[str], None], save_map: Path | None, playbook: "Playbook"
) -> Callable[["FoundForm"], "Map"]:
    """Asks column by column what a file says, and keeps the answers where that is wanted."""
    from amflow.files.import_ import column_map_save, shipped
    from amflow.files.import_.dialog import columns

    def ask(found: "FoundForm") -> "Map":
        known = shipped.known_by_heading(found.table, found.kind.name if found.kind else "")
        fits = shipped.fitted(known[1], found.table, playbook) if known else None
        if known is not None:
            words = _("{file}: its columns are those of “{name}”, and you are asked about the others")
            say(words.format(file=found.table.name, name=known[0]))
        the_map = columns.ask(found, prompt, say, playbook, fits)
        if save_map is not None:
            column_map_save.save(the_map, save_map)
            say(_("the map is in {path}").format(path=save_map))
        return the_map

    return ask


@contextmanager
def progress(quiet: bool, word: str) -> Iterator[Callable[[int, int], None]]:
    """Something to tell how far the work is: a bar on stderr, when that is a terminal and it takes a while."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    bar = _Bar(word)
    try:
        yield bar.tell
    finally:
        bar.stop()


class _Bar:
    """A bar that appears when half a second has passed."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._began = time.monotonic()
        self._shown: Any = None

    def tell(self, done: int, of: int) -> None:
        """So many steps of so many are done."""
        if done % 256 and done != of:
            return
        if self._shown is None:
            if time.monotonic() - self._began < _SECONDS:
                return
            self._start(of)
        self._shown.update(self._task, completed=done, total=of or None)

    def _start(self, of: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._shown = Progress(
            TextColumn(self._word), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._task = self._shown.add_task("", total=of or None)
        self._shown.start()

    def stop(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown.stop()
