"""A whole book as one JSON file, and back: every row of every table with its number and uid, history included; and
everything that is held on one person, as they may ask for it.

The book is written and read row by row, so that one of any size passes through.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from amflow import outfiles, registry
from amflow.book.erasure import erase
from amflow.book.erasure.erase import SECRET
from amflow.book.safety import restore_export
from amflow.book.safety.restore_export import tables
from amflow.book.store import Book, Row, placeholders
from amflow.book.values import escaped
from amflow.errors import Unusable, Usage
from amflow.locale import _
from amflow.records import NamedTuple

SCHEMA = "amflow/book@1"
_PIECE = 1 << 20
_LONGEST_ROW = 16 << 20


def write(book: Book, file: IO[str]) -> int:
    """Write the book, but for what no export holds; give how many rows."""
    from json import dumps

    version = book.number("PRAGMA user_version")
    file.write(f'{{"schema": "{SCHEMA}", "version": {version}, "tables": {{')
    count = 0
    for place, table in enumerate(name for name in tables(book.raw) if name not in SECRET):
        file.write(f'{"," if place else ""}\n"{table}": [')
        start = "\n"
        hidden = f" WHERE table_name NOT IN ({placeholders(SECRET)})" if table == "journal" else ""
        for row in book.each(f"SELECT * FROM {table}{hidden} ORDER BY id", *(SECRET if hidden else ())):
            # It may be written onto a terminal: what a terminal would obey is written as JSON's own escapes.
            file.write(start + escaped(dumps(dict(row), ensure_ascii=False, separators=(",", ":"))))
            start, count = ",\n", count + 1
        file.write("\n]")
    file.write("\n}}\n")
    return count


def is_book(path: Path) -> bool:
    """Whether the file begins as a whole book does."""
    with path.open("rb") as file:
        return SCHEMA.encode() in file.read(4096)


def read(path: Path, name: str, book: Book, tick: Any) -> int:
    """Let the empty book be what the file says; give how many rows. Raises Refused, Unusable: then nothing is changed."""
    size = max(1, path.stat().st_size)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            parts = _Parts(file, lambda done: tick(min(done, size), size))
            version = parts.head()
            return restore_export.restore(book, version, _checked(parts.rows()))
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise Unusable(
            _("{file} is no whole book: {why}").format(file=name, why=str(error)[:200]),
            _("amflow export FILE.json writes one"),
            untouched=True,
        ) from error


def _checked(rows: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every value held to what the models say of its column. Raises Unusable."""
    from amflow.book.schema.tables import TABLES
    from amflow.files.import_.value_formats import checks

    for table, row in rows:
        known = checks(table) if table in TABLES else {}
        for column, value in row.items():
            check = known.get(column)
            if check and value is not None:
                try:
                    check(value)
                except ValueError as error:
                    raise Unusable(
                        _("{table} {id}: {column}: {why}").format(
                            table=table, id=str(row.get("id"))[:20], column=column, why=error
                        ),
                        untouched=True,
                    ) from error
        yield table, row


class _Parts:
    """Reads the file value by value."""

    def __init__(self, file: IO[str], tick: Any) -> None:
        from json import JSONDecoder

        self._file = file
        self._decode = JSONDecoder().raw_decode
        self._text = ""
        self._at = self._read = 0
        self._tick = tick

    def _more(self) -> bool:
        piece = self._file.read(_PIECE)
        self._text = self._text[self._at :] + piece
        self._at = 0
        self._read += len(piece)
        self._tick(self._read)
        return bool(piece)

    def _sign(self) -> str:
        """The next sign that is not white space, without taking it."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                raise TypeError(_("it ends in the middle"))

    def _take(self, signs: str) -> str:
        sign = self._sign()
        if sign not in signs:
            raise TypeError(_("“{found}” where one of {signs} should stand").format(found=sign, signs=signs))
        self._at += 1
        return sign

    def _value(self) -> Any:
        self._sign()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
                if end < len(self._text):
                    self._at = end
                    return value
            except ValueError:
                if len(self._text) - self._at > _LONGEST_ROW:
                    raise
            if not self._more():
                value, self._at = self._decode(self._text, self._at)
                return value

    def head(self) -> int:
        """Everything before the tables; gives the version."""
        said: dict[str, Any] = {}
        self._take("{")
        while True:
            name = self._value()
            self._take(":")
            if name == "tables":
                break
            said[name] = self._value()
            self._take(",")
        if said.get("schema") != SCHEMA or type(said.get("version")) is not int:
            raise TypeError(_("it does not say {schema}").format(schema=SCHEMA))
        version: int = said["version"]
        return version

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Table and row, one after the other."""
        self._take("{")
        more = self._sign() != "}"
        while more:
            table = self._value()
            if not isinstance(table, str) or not table.isidentifier():
                raise TypeError(_("“{name}” is no table").format(name=str(table)[:80]))
            self._take(":")
            self._take("[")
            inside = self._sign() != "]"
            if not inside:
                self._take("]")
            while inside:
                row = self._value()
                if not isinstance(row, dict) or not all(name.isidentifier() for name in row):
                    raise TypeError(_("a row of {table} is no row").format(table=table))
                yield table, row
                inside = self._take(",]") == ","
            more = self._take(",}") == ","


PERSON_SCHEMA = "amflow/person@1"


class Held(NamedTuple):
    """What is held on a customer: rows by table, lines of the journal, and the names that numbers stand for."""

    ref: str
    name: str
    tables: dict[str, list[dict[str, Any]]]
    journal: list[dict[str, Any]]


def held(book: Book, customer: Row) -> Held:
    """Gather it."""
    from json import loads

    found = erase.of_person(book, customer["id"])
    tables = {}
    journal = []
    for table, numbers in found.items():
        rows = [book.get(table, number) for number in sorted(numbers)]
        tables[table] = [dict(row) for row in rows if row is not None]
        for number in sorted(numbers):
            for line in book.all(
                "SELECT change.at, change.command, journal.table_name, journal.row_id, journal.before, journal.after"
                " FROM journal JOIN change ON change.id = journal.change_id"
                " WHERE journal.table_name = ? AND journal.row_id = ? ORDER BY journal.id",
                table,
                number,
            ):
                sides = {side: loads(line[side]) if line[side] else None for side in ("before", "after")}
                journal.append({**dict(line), **sides})
    journal.sort(key=lambda line: line["at"])
    return Held(f"c{customer['id']}", customer["name"], tables, journal)


def as_json(held: Held) -> str:
    """The whole of it, for a program."""
    from json import dumps

    fields = {"schema": PERSON_SCHEMA, "ref": held.ref, "name": held.name, "held": held.tables, "history": held.journal}
    return dumps(fields, ensure_ascii=False, indent=2) + "\n"


def as_page(held: Held) -> str:
    """The whole of it, for the person to read (Markdown)."""
    out = [f"# {held.name} ({held.ref})", ""]
    for table, rows in held.tables.items():
        if not rows:
            continue
        title = _("who they are") if table == "customer" else _(registry.called(table))
        out += [f"## {title}", ""]
        for row in rows:
            facts = {name: value for name, value in row.items() if value not in (None, "", "{}") and name != "id"}
            out += [f"- {name}: {_plain(value)}" for name, value in facts.items()]
            out.append("")
    out += [f"## {_('history: what was written when')}", ""]
    for line in held.journal:
        after = "; ".join(f"{name} = {_plain(value)}" for name, value in (line["after"] or {}).items() if value)
        out.append(f"- {line['at']} {line['command']} ({line['table_name']}): {after or _('taken out')}")
    return "\n".join(out) + "\n"


def _plain(value: Any) -> str:
    return " ".join(str(value).split())


def write_person(held: Held, target: Path | None, form: str, force: bool) -> str:
    """Everything that is held on one person, into the file; without one what would stand in it. Raises Usage, Refused."""
    form = form or (target.suffix[1:].lower() if target else "json")
    if form not in ("json", "md"):
        raise Usage(_("--format: “{text}” is not possible"), _("one of: {choices}"), text=form, choices="json, md")
    text = as_json(held) if form == "json" else as_page(held)
    if target is None:
        return text
    outfiles.must_be_free(target, force)
    outfiles.write(target, text, _("name another file"))
    return ""
