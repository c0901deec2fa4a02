"""Bringing a file in: every row read, written in one change or not at all, and told what became of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.book.change import Change
from amflow.book.store import Book
from amflow.errors import AmflowError, Unusable, Usage
from amflow.files.forms import layout
from amflow.files.forms.detect import FormHints, FoundForm, form, opened
from amflow.files.forms.encoding import is_encoding
from amflow.files.forms.table import FileTable, TableRow
from amflow.files.import_ import column_map_save, day_orders, days, noticed, rejects, shipped, spellings
from amflow.files.import_.cells import Cells, Reject, RowRead
from amflow.files.import_.column_map import (
    Map,
    kind_of,
    missing,
    not_said,
    of_headings,
    refuse_lacking,
    with_currency,
    with_days,
)
from amflow.files.import_.dialog.columns import OtherHeading
from amflow.files.import_.fields import RecordKind
from amflow.files.import_.heading_roles import heading_roles
from amflow.files.import_.named import Job, writer_of
from amflow.files.import_.scratch import Scratch
from amflow.files.import_.writer import Later, RowWriter, said
from amflow.locale import _, ngettext, sentences
from amflow.outfiles import is_stream
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

MOST_TOLD = 10_000
"""Refused rows that a report lists; the file of refused rows has them all."""

Tick = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


class Reading(NamedTuple):
    """How a file is to be read, where it cannot be seen from it or is seen wrongly."""

    heading: tuple[int, ...] = ()
    """The lines of the heading."""
    encoding: str = ""
    date: str = ""
    """The order of its days, as a strptime format."""
    exact: bool = False
    """Refuse amounts that are finer than their currency."""


def reading(heading: str, encoding: str, date: str, exact: bool) -> Reading:
    """How the file is to be read, from what was typed. Raises Usage."""
    lines = [int(line) for line in re.findall(r"\d+", heading)]
    if heading and (not lines or len(lines) > 2 or re.sub(r"[\d\s,-]", "", heading) or 0 in lines):
        raise Usage(
            _("--heading: “{text}” is no line").format(text=heading), _("such as --heading 4, or 4-5 for two rows")
        )
    try:
        form = days.format_of(date) if date else ""
    except ValueError:
        example = ", ".join(days.DATE_WORDS)
        raise Usage(
            _("--dates: “{text}” is no order of a day").format(text=date),
            _("such as {example}").format(example=example),
        ) from None
    if encoding and not is_encoding(encoding):
        raise Usage(_("there is no encoding “{name}”").format(name=encoding), _("such as gb18030, big5, cp1252"))
    return Reading(tuple(lines), encoding, form, exact)


class Request(NamedTuple):
    """What is asked for: the file (`-` is stdin), the kind (empty: the map says it), the map, the rows that count."""

    file: Path
    kind: str
    map: Path | None
    where: tuple[str, ...]
    """`column=value`; of one column any, of several columns all."""
    dry_run: bool
    rejects: Path | None
    """Where refused rows go; None is beside the file."""
    sheet: str = ""
    """Of a workbook with several."""
    ask: Callable[[FoundForm], Map] | None = None
    """Asks somebody which column is what."""
    how: Reading = Reading()
    """How the file is to be read, where somebody said it."""
    take: bool = False
    """Whether the file wins where a person has changed something since."""
    save_map: Path | None = None
    """Where the answers are kept as a map."""


class Refusal(NamedTuple):
    """A row that was not taken: its line in the file and why."""

    line: int
    reason: str


class ImportReport(NamedTuple):
    """What became of the rows. `created` are customers and products made because a row named them."""

    file: str
    kind: str
    added: int
    updated: int
    unchanged: int
    refused: int
    left_out: int
    created: int
    refusals: list[Refusal]
    rejects: str
    """The file with the refused rows, or empty."""
    dry_run: bool
    again: str = ""
    """The command that takes the refused rows once they are mended."""
    before: str = ""
    """The command that adds a product of those that the catalogue lacks: no mending of the file helps there."""

    @property
    def nothing_taken(self) -> bool:
        """Whether there were rows and every one was refused."""
        return bool(self.refused) and not (self.added or self.updated or self.unchanged)


class Listener(NamedTuple):
    """Who is told how far it is, and what was noticed."""

    tick: Tick
    say: Callable[[str], None]


class _OnlyTried(Exception):
    """Takes a dry run back."""


def bring(desk: "Desk", request: Request, tick: Tick, say: Callable[[str], None]) -> ImportReport:
    """Bring the file in, whole or not at all.

    Raises Unusable for a file or map that cannot be used, Usage for a wrong `--where` or a kind that is not said.
    """
    whole_book = _whole(desk, request, tick)
    if whole_book is not None:
        return whole_book
    kind = kind_of(request.kind) if request.kind else None
    keys = tuple(field.key for field in desk.playbook.fields)
    the_map = shipped.by_name(request.map, request.kind, keys) if request.map else None
    kind = kind or (the_map.kind if the_map else None)
    encoding = request.how.encoding or (the_map.encoding if the_map else "")
    wanted = layout.Wanted(
        heading_roles(kind, desk.playbook, the_map), request.how.heading or (the_map.heading if the_map else ())
    )
    hints = FormHints(kind, encoding, request.sheet, wanted)
    while True:
        try:
            return _opened(desk, request, (the_map, hints), Listener(tick, say))
        except OtherHeading as other:
            there = hints._replace(wanted=wanted._replace(lines=other.lines))
        try:
            with opened(request.file, there, desk.today.isoformat()):
                hints = there
        except AmflowError as error:
            # A slip: the question where the heading is comes again.
            say(sentences(error.message, error.hint))


def _opened(desk: "Desk", request: Request, known: tuple[Map | None, FormHints], listener: "Listener") -> ImportReport:
    """Bring in the file with what is known of it. Raises OtherHeading where somebody says that it stands elsewhere."""
    the_map, hints = known
    say = listener.say
    with opened(request.file, hints, desk.today.isoformat()) as found:
        for note in found.table.notes:
            say(note)
        told = request.ask is not None or (the_map is not None and not the_map.signature)
        if the_map is None:
            the_map = request.ask(found) if request.ask else found.map or _by_columns(found, desk, request, say)
        if not request.ask:
            # Who was asked has said it of every column.
            the_map = shipped.fitted(the_map, found.table, desk.playbook)
        _has_columns(found.table, the_map)
        if not the_map.signature:
            # Who has no name in another program's export is called by their mail.
            refuse_lacking(the_map, found.table)
        the_map = with_currency(the_map, found.table, desk.settings.currency)._replace(
            exact=the_map.exact or request.how.exact
        )
        the_map = with_days(the_map, desk.playbook)
        the_map, notes = day_orders.settled(the_map, found.table, request.how.date, told=told)
        the_map, signs = spellings.settled(the_map, found.table, desk.playbook, desk.settings.currency)
        for note in (*notes, *signs):
            say(note)
        return _run(desk, request, found.table, the_map, listener)


def _by_columns(found: FoundForm, desk: "Desk", request: Request, say: Callable[[str], None]) -> Map:
    """The map that a file's headings are: one of those that are shipped, or each heading by itself."""
    kept = shipped.known_by_heading(found.table, found.kind.name if found.kind else "")
    if kept is not None:
        name, the_map = kept
        say(_("{file}: its columns are those of “{name}”: read with that map").format(file=found.table.name, name=name))
        return the_map
    return of_headings(_named(found.kind), found.table, desk.playbook)


def _whole(desk: "Desk", request: Request, tick: Tick) -> ImportReport | None:
    """Let an empty book be the one in the file; None where the file is something else."""
    # What comes through a pipe is read once.
    if str(request.file) == "-" or is_stream(request.file) or form(request.file) != "book":
        return None
    from amflow.files.export import whole_book as export_whole_book

    if not export_whole_book.is_book(request.file):
        return None
    if request.dry_run or request.where or request.map or request.kind:
        raise Usage(_("a whole book is taken whole"), _("leave the other options out"))
    rows = export_whole_book.read(request.file, str(request.file), desk.book, tick)
    return ImportReport(str(request.file), "book", rows, 0, 0, 0, 0, 0, [], "", False)


def _named(kind: RecordKind | None) -> RecordKind:
    if kind is None:
        raise not_said()
    return kind


def _run(desk: "Desk", request: Request, found: FileTable, the_map: Map, listener: "Listener") -> ImportReport:
    target = rejects.place_of_rejects(request.file, request.rejects)
    scratch, again = Scratch(secret=desk.book.key is not None), ""
    try:
        tick = listener.tick
        left_out, cells = _read_all(desk, request, found, the_map, scratch, listener)
        with _transaction(desk.book, request.dry_run) as change:
            writer = writer_of(the_map.kind.name)(Job(desk, change, the_map, scratch.first, request.take))
            writer.whole = not request.where
            counts = Counter(_write_all(writer, scratch, lambda done: tick(scratch.kept + done, 2 * scratch.kept)))
            writer.finish()
            said = (*noticed.left_cells(cells, scratch.is_refused), *writer.sentences())
            for note in said:
                listener.say(note)
            if scratch.refused and not request.dry_run:
                # Before the end of the change: where the refused rows cannot be kept, nothing is taken either.
                target = rejects.write_rejects(target, found, the_map, writer.today, scratch.refusals())
                again = rejects.again(target, _map_of(request, the_map, target), the_map.kind.name, the_map.exact)
            report = ImportReport(
                file=found.name,
                kind=the_map.kind.name,
                added=counts["added"],
                updated=counts["updated"],
                unchanged=counts["unchanged"],
                refused=scratch.refused,
                left_out=left_out,
                created=writer.created,
                refusals=list(starmap(Refusal, scratch.refusals(MOST_TOLD))),
                rejects=str(target) if scratch.refused and not request.dry_run else "",
                dry_run=request.dry_run,
                again=again,
                before=writer.adding,
            )
            change.summary = _("{file}: {added} added, {updated} updated").format(
                file=Path(found.name).name, added=report.added, updated=report.updated
            )
    finally:
        scratch.close()
    tick(1, 1)
    return report


def _map_of(request: Request, the_map: Map, target: Path) -> Path | None:
    """The map by which the refused rows are read again; answers that nobody kept are kept beside them. None where the headings
    say it all."""
    kept = request.map or request.save_map
    if kept is None and request.ask is not None:
        kept = rejects.free(target.with_suffix(""), "", ".toml")
        column_map_save.save(the_map, kept)
    return kept


def _read_all(
    desk: "Desk", request: Request, found: FileTable, the_map: Map, scratch: Scratch, listener: "Listener"
) -> tuple[int, Cells]:
    """Read every row into the scratch file; give how many `--where` left out, and what was seen in the cells."""
    cells = Cells(found, the_map, desk.playbook, desk.settings.currency, desk.today.isoformat())
    chosen = _chooser(found, request.where)
    left_out = 0
    aside: list[TableRow] = []
    for done, record in enumerate(found.rows()):
        listener.tick(done, 2 * max(found.lines, done + 1))
        if record.aside:
            aside.append(record)
        elif not chosen(record):
            left_out += 1
        elif record.wrong:
            scratch.refuse(record.line, record.wrong)
        else:
            scratch.keep(cells.read(record.line, record.cells))
    left = (
        []
        if request.ask
        else [*noticed.left_columns(the_map, found, cells.blank, desk.playbook), *noticed.taken(the_map, desk.playbook)]
    )
    for note in (*left, *noticed.of(aside, cells, the_map, found)):
        listener.say(note)
    return left_out, cells


@contextmanager
def _transaction(book: Book, dry_run: bool) -> Iterator[Change]:
    try:
        with book.change("import") as change:
            yield change
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass


def _write_all(writer: RowWriter, scratch: Scratch, tick: Callable[[int], None]) -> Iterator[str]:
    """Write every row, those that name a row still to come after the others; in the end it is known what else is wrong with a
    row that cannot be taken."""
    yield from _write_right(writer, scratch, tick)
    for row in scratch.wrong():
        scratch.refuse(row.line, _("; ").join([*row.wrong.values(), *row.left, *writer.further_faults(row)]))


def _write_right(writer: RowWriter, scratch: Scratch, tick: Callable[[int], None]) -> Iterator[str]:
    writer.begin(scratch.reads)
    waiting: Iterable[RowRead] = scratch.reads()
    left, done = scratch.kept, 0
    while left:
        later: list[RowRead] = []
        for row in waiting:
            tick(done)
            try:
                yield writer.write(row)
                done += 1
                writer.passed(row)
            except Later:
                later.append(row)
            except (Reject, AmflowError) as error:
                why = str(said(error) if isinstance(error, AmflowError) else error)
                scratch.refuse(row.line, _("; ").join([why, *row.left]))
                done += 1
                writer.passed(row)
        if len(later) == left:
            for row in later:
                scratch.refuse(row.line, _("it and another row name each other"))
            return
        # Backwards: a chain written from its end is then done in two rounds.
        waiting, left = later[::-1], len(later)


def _has_columns(found: FileTable, the_map: Map) -> None:
    absent = missing(found, the_map)
    if absent:
        named = ", ".join(f"“{name}”" for name in absent)
        raise Unusable(
            ngettext("{file} has no column {names}", "{file} has no columns {names}", len(absent)).format(
                file=found.name, names=named
            ),
            _("it has: {columns}").format(columns=", ".join(found.heading)),
        )


def _chooser(found: FileTable, where: tuple[str, ...]) -> Callable[[TableRow], bool]:
    """Which rows `--where` asks for. Raises Usage."""
    wanted: dict[int, set[str]] = {}
    for words in where:
        name, sign, value = words.partition("=")
        if not sign:
            raise Usage(_("--where: “{text}” is not COLUMN=VALUE").format(text=words), _("such as --where city=Leeds"))
        at = found.column(name.strip())
        if at is None:
            raise Usage(
                _("--where: there is no column “{name}”").format(name=name.strip()),
                _("the file has: {columns}").format(columns=", ".join(found.heading)),
            )
        wanted.setdefault(at, set()).add(value.strip())

    def chosen(record: TableRow) -> bool:
        # A row that is too short to tell is kept: it will be refused, and seen.
        return all(at >= len(record.cells) or record.cells[at].strip() in values for at, values in wanted.items())

    return chosen
