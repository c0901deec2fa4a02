"""Which form a file has, by what is in it and then by its name, and the table that it is read as."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amflow import tempfiles as loose
from amflow.errors import Unusable, Usage
from amflow.files.forms import layout
from amflow.files.forms.csv import Csv
from amflow.files.forms.table import FileTable
from amflow.files.import_.column_map import Map
from amflow.files.import_.fields import RecordKind
from amflow.locale import _, of_system
from amflow.outfiles import is_stream
from amflow.records import NamedTuple

_HEAD = 4096
LARGEST_WHOLE = 64 * 1024 * 1024
"""Bytes of a file that is read as a whole: cards, calendars, pages."""


LARGEST_ASIDE = 1 << 30
"""Bytes of what comes through a pipe, and lies among the temporary files meanwhile."""


class FormHints(NamedTuple):
    """What is known of the file before it is opened."""

    kind: RecordKind | None
    encoding: str
    sheet: str
    wanted: layout.Wanted = layout.Wanted()
    """By what the heading is known."""


class FoundForm(NamedTuple):
    """The file as a table; a card file or a calendar says itself what its rows are."""

    table: FileTable
    kind: RecordKind | None
    map: Map | None = None


@contextmanager
def opened(file: Path, asked: FormHints, today: str) -> Iterator[FoundForm]:
    """Open the file for reading as often as needed; stdin, a pipe or a device is kept aside meanwhile. Raises Unusable, Usage."""
    if str(file) == "-":
        with aside() as path:
            yield _found(path, _("stdin"), asked, today)
    elif is_stream(file):
        with file.open("rb", buffering=0) as pipe, aside(pipe, str(file)) as path:
            yield _found(path, str(file), asked, today)
    else:
        yield _found(file, str(file), asked, today)


@contextmanager
def aside(pipe: Any = None, name: str = "") -> Iterator[Path]:
    """Stdin as a file, or what comes out of a pipe. Raises Unusable where that has no end."""
    pipe = pipe or getattr(sys.stdin, "buffer", sys.stdin)
    with loose.folder(large=True) as folder:
        path, size = folder / "stdin", 0
        with path.open("wb") as copy:
            while piece := pipe.read(1 << 20):
                size += copy.write(piece if isinstance(piece, bytes) else piece.encode())
                if size > LARGEST_ASIDE:
                    raise Unusable(
                        _("{file} is larger than {n} MB").format(file=name or _("stdin"), n=LARGEST_ASIDE >> 20),
                        _("put it into a file: that may be of any size"),
                        untouched=True,
                    )
        yield path


def form(path: Path) -> str:
    """`xlsx`, `xls`, `vcf`, `ics`, `book`, `list`, `page`, `sqlite` or `csv`. Raises Unusable when the file cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)), untouched=True
        ) from error
    for start, found in ((b"PK\x03\x04", "xlsx"), (b"\xd0\xcf\x11\xe0", "xls"), (b"SQLite format 3\0", "sqlite")):
        if head.startswith(start):
            return found
    codec = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    text = head.decode(codec, "ignore").removeprefix("ï»¿").lstrip().casefold()
    by_content = {"begin:vcard": "vcf", "begin:vcalendar": "ics", "<": "page", "{": "book"}
    found = next((known for start, known in by_content.items() if text.startswith(start)), "")
    if text.startswith("[") and text[1:].lstrip()[:1] in ("{", "]"):
        found = "list"
    return found or {".vcf": "vcf", ".ics": "ics"}.get(path.suffix.lower(), "csv")


def _found(path: Path, name: str, asked: FormHints, today: str) -> FoundForm:
    kind = form(path)
    if kind in ("xlsx", "xls"):
        from amflow.files.forms import excel

        called = (asked.kind.plural, asked.kind.name) if asked.kind else ()
        meant = excel.Asked(asked.sheet, called, asked.wanted)
        return FoundForm(excel.read(path, name, kind, meant), asked.kind)
    if kind == "sqlite":
        raise Unusable(
            _("{file} is a book, or another SQLite file, and no list").format(file=name),
            _(
                "customers first, then so for deals, tasks, touches …: each is known again by its uid. Then put {file} away"
            ).format(file=name),
            (
                _("amflow export more.csv --what customers --book {file}").format(file=name),
                _("amflow import more.csv --as customer"),
            ),
        )
    if kind == "csv":
        return FoundForm(Csv(name, path, asked.encoding, asked.wanted), asked.kind)
    if path.stat().st_size > LARGEST_WHOLE:
        raise Unusable(
            _("{file} is larger than {n} MB").format(file=name, n=LARGEST_WHOLE >> 20),
            _("split it, or save it as CSV: that may be of any size"),
        )
    if kind == "vcf":
        from amflow.files.forms import vcard

        return _only(FoundForm(*vcard.read(path, name, asked.encoding, today)), asked)
    if kind == "ics":
        from amflow.files.forms import ics

        return _only(FoundForm(*ics.read(path, name, today)), asked)
    if kind == "page":
        from amflow.files.forms import html_table

        return FoundForm(html_table.read(path, name, asked.wanted), asked.kind)
    if kind == "list":
        from amflow.files.forms import json_list

        return FoundForm(json_list.read(path, name), asked.kind)
    raise Unusable(
        _("{file} is JSON, but no book of amflow").format(file=name),
        _(
            "a whole book is imported by itself: amflow import FILE.json; a list of records too, other JSON can be saved as CSV"
        ),
    )


def _only(found: FoundForm, asked: FormHints) -> FoundForm:
    """The kind is what the file is: another one is a slip."""
    if asked.kind and found.kind and asked.kind.name != found.kind.name:
        raise Usage(
            _("{file} holds {kind} records, not {asked}").format(
                file=found.table.name, kind=found.kind.name, asked=asked.kind.name
            ),
            _("say --as {said}, or leave it out").format(said=found.kind.name),
        )
    return found
