"""Bringing a file in: every row read, written in one change or not at all, and told what became of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from amflow.book.store import Book, Change
from amflow.errors import Unusable, Usage
from amflow.exchange import rejects, table
from amflow.exchange.cells import Cells, Read, Reject, missing
from amflow.exchange.fields import KINDS
from amflow.exchange.maps import Map, kind_of, of_headings
from amflow.exchange.maps import read as read_map
from amflow.exchange.writers import Job, Later, Writer
from amflow.locale import _, ngettext
from amflow.playbooks.model import Playbook

Tick = Callable[[int, int], None]
"""Told how many steps are done, of how many."""


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


class Desk(NamedTuple):
    """What it is brought into; `today` is ISO."""

    book: Book
    playbook: Playbook
    currency: str
    today: str
    say: Callable[[str], None]


class Refusal(NamedTuple):
    """A row that was not taken: its line in the file and why."""

    line: int
    reason: str


class Report(NamedTuple):
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

    @property
    def nothing_taken(self) -> bool:
        """Whether there were rows and every one was refused."""
        return bool(self.refused) and not (self.added or self.updated or self.unchanged)


class _OnlyTried(Exception):
    """Takes a dry run back."""


def bring(desk: Desk, request: Request, tick: Tick) -> Report:
    """Bring the file in, whole or not at all.

    Raises Unusable for a file or map that cannot be used, Usage for a wrong `--where`.
    """
    kind = kind_of(request.kind) if request.kind else None
    keys = tuple(field.key for field in desk.playbook.fields)
    the_map = read_map(request.map, request.kind, keys) if request.map else None
    if the_map is None and kind is None:
        raise Usage(_("--as is missing"), _("--as customer, --as deal or --as product"))
    found = table.read(_name(request.file), table.contents(request.file), the_map.encoding if the_map else "")
    if found.encoding != "utf-8":
        desk.say(_("{file}: read as {encoding}").format(file=found.name, encoding=found.encoding))
    if the_map is None:
        assert kind is not None
        the_map = of_headings(kind, found)
    _has_columns(found, the_map)
    return _run(desk, request, found, the_map, tick)


def _run(desk: Desk, request: Request, found: table.Table, the_map: Map, tick: Tick) -> Report:
    chosen = _chosen(found, request.where)
    wrong: dict[int, str] = {record.line: record.wrong for record in chosen if record.wrong}
    cells = Cells(found, the_map, desk.playbook, desk.currency, desk.today)
    steps = 2 * len(chosen)
    rows = []
    for done, record in enumerate(chosen):
        tick(done, steps)
        if not record.wrong:
            try:
                rows.append(cells.read(record.line, record.cells))
            except (Reject, ValueError) as reject:
                wrong[record.line] = str(reject)
    target = rejects.place(request.file, request.rejects)
    with _transaction(desk.book, request.dry_run) as change:
        writer = _writer(Job(desk.book, change, desk.playbook, desk.currency, desk.today, the_map))
        counts = Counter(_write_all(writer, rows, wrong, lambda done: tick(steps - len(rows) + done, steps)))
        writer.finish()
        report = Report(
            file=found.name,
            kind=the_map.kind.name,
            added=counts["added"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            refused=len(wrong),
            left_out=len(found.records) - len(chosen),
            created=writer.created,
            refusals=[Refusal(line, wrong[line]) for line in sorted(wrong)],
            rejects=str(target) if wrong and not request.dry_run else "",
            dry_run=request.dry_run,
        )
        change.summary = _("{file}: {added} added, {updated} updated").format(
            file=Path(found.name).name, added=report.added, updated=report.updated
        )
        if report.rejects:
            # Before the end of the change: where the refused rows cannot be kept, nothing is taken either.
            rejects.write(target, found, wrong)
    tick(steps, steps)
    return report


@contextmanager
def _transaction(book: Book, dry_run: bool) -> Iterator[Change]:
    try:
        with book.change("import") as change:
            yield change
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass


def _write_all(writer: Writer, rows: list[Read], wrong: dict[int, str], tick: Callable[[int], None]) -> Iterator[str]:
    """Write every row; those that name a row still to come are tried again after the others."""
    writer.begin(rows)
    total, waiting = len(rows), rows
    while waiting:
        later: list[Read] = []
        for place, row in enumerate(waiting):
            tick(total - len(waiting) + place)
            try:
                yield writer.write(row)
                writer.passed(row)
            except Later:
                later.append(row)
            except Reject as reject:
                wrong[row.line] = str(reject)
                writer.passed(row)
        if len(later) == len(waiting):
            wrong.update({row.line: _("it and another row name each other") for row in later})
            return
        # Backwards: a chain written from its end is then done in two rounds.
        waiting = later[::-1]


def _writer(job: Job) -> Writer:
    from amflow.exchange.customers import Customers
    from amflow.exchange.deals import Deals
    from amflow.exchange.products import Products

    writers: dict[str, type[Writer]] = {"customer": Customers, "deal": Deals, "product": Products}
    assert writers.keys() == KINDS.keys()
    return writers[job.map.kind.name](job)


def _name(file: Path) -> str:
    return _("stdin") if str(file) == "-" else str(file)


def _has_columns(found: table.Table, the_map: Map) -> None:
    absent = missing(found, the_map)
    if absent:
        named = ", ".join(f"“{name}”" for name in absent)
        raise Unusable(
            ngettext("{file} has no column {names}", "{file} has no columns {names}", len(absent)).format(
                file=found.name, names=named
            ),
            _("it has: {columns}").format(columns=", ".join(found.heading)),
        )


def _chosen(found: table.Table, where: tuple[str, ...]) -> list[table.Record]:
    """The rows that `--where` asks for. Raises Usage."""
    wanted: dict[int, set[str]] = {}
    for words in where:
        name, sign, value = words.partition("=")
        if not sign:
            raise Usage(_("--where: “{text}” is not COLUMN=VALUE").format(text=words), _("such as --where city=上海"))
        at = found.column(name.strip())
        if at is None:
            raise Usage(
                _("--where: there is no column “{name}”").format(name=name.strip()),
                _("the file has: {columns}").format(columns=", ".join(found.heading)),
            )
        wanted.setdefault(at, set()).add(value.strip())
    if not wanted:
        return found.records
    # A row that is too short to tell is kept: it will be refused, and seen.
    return [
        record
        for record in found.records
        if all(at >= len(record.cells) or record.cells[at].strip() in values for at, values in wanted.items())
    ]
