"""What is packed in a workbook, measured before it is unpacked: its size, how far its cells reach, what it claims to hold."""

import re
from array import array
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from amflow.errors import Unusable
from amflow.files.forms.table import ERRORS
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from zipfile import ZipFile

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of a workbook when it is unpacked."""
MOST_CELLS = 16 * 1024 * 1024
"""Cells of the rectangle that a sheet fills: one in the last corner alone would ask for seventeen thousand million."""
_PIECE = 1 << 18
_TAG = re.compile(rb"<(?:[^\s<>/!?:]+:)?(c|row)(?=[\s/>])([^<]*)")
"""A row or a cell. No value holds a `<`, so what goes up to the next one has all of its attributes."""
_PLACE = re.compile(rb"""(?:^|[\s"'])r\s*=\s*["']([A-Za-z]*)0*(\d*)""")
_BEGIN = re.compile(rb"<(?:[^\s<>/!?:]+:)?(?:c|row)[\s/>]")
_USUAL = re.compile(rb'<(?:c|row) r="([A-Z]{0,3})([1-9]\d{0,6})"')
"""As every writer writes them: then there is no need to walk."""
_LONGEST_TAG = 10_000


_CLAIM = re.compile(rb"""\suniqueCount\s*=\s*["'](\d+)""")
"""How many texts a workbook says it has: its reader makes room for them all before it has seen one."""
_HIDDEN = re.compile(
    rb"""<(?:[^\s<>/!?:]+:)?row(?=[^<>]*\shidden\s*=\s*["'](?:1|true)["'])[^<>]*?\sr\s*=\s*["'](\d+)"""
)
_ERROR = re.compile(
    rb"""<(?:[^\s<>/!?:]+:)?c(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*?\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']"""
)
_VALUE = re.compile(rb"[^<>]*>\s*(?:<(?:\w+:)?f[^<]*(?:</(?:\w+:)?f>)?\s*)?<(?:\w+:)?v>([^<]{2,9})<")
"""What stands in a cell, behind its formula."""
_KINDS = (
    ("workbook.bin", "xlsb"),
    ("workbook.xml", "xlsx"),
    ("content.xml", "ods"),
)


class Packed(NamedTuple):
    """What a packed workbook is, and what is to be known of its sheets, by the name of the packed file that holds them."""

    form: str
    sheets: "dict[str, Marks]"
    since_1904: bool = False
    """Whether its days are counted from 1904."""


class Marks(NamedTuple):
    """What the reader does not tell of a sheet."""

    hidden: set[int]
    """The rows that are not shown."""
    errors: "array[int]"
    """Row and column, from 1, of the cells that hold an error, and which of ERRORS it is, in turn."""


def measured(path: Path, name: str) -> Packed:
    """Unpack piece by piece, keep nothing, and stop where it grows too large. Raises Unusable."""
    import struct
    from zipfile import BadZipFile, ZipFile

    sheets: dict[str, Marks] = {}
    try:
        with ZipFile(path) as archive, path.open("rb") as raw:
            total = 0
            for entry in archive.infolist():
                if entry.flag_bits & 1:
                    raise _locked(name)
                size, there = _entry(raw, entry, name, MOST_UNPACKED - total)
                total += size
                if any(there):
                    sheets[entry.filename.replace("\\", "/")] = there
            form, since_1904 = _form([entry.replace("\\", "/") for entry in archive.namelist()]), _since_1904(archive)
    except (BadZipFile, NotImplementedError, EOFError, ValueError, OSError, OverflowError, struct.error) as error:
        raise unreadable(name, error) from error
    return Packed(form, sheets, since_1904)


def unreadable(name: str, why: object) -> Unusable:
    """The refusal of a file that is no workbook, or a damaged one."""
    return Unusable(
        _("{file} cannot be read as a workbook: {why}").format(file=name, why=str(why)[:200]),
        _("open it in its own program and save it again, or save it as CSV (UTF-8)"),
    )


def _locked(name: str) -> Unusable:
    return Unusable(_("{file} is locked with a password").format(file=name), _("save it without one"))


def refuse_locked(path: Path, name: str) -> None:
    """Refuse a workbook that is sealed with a password in a wrapping of its own. Raises Unusable."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise _locked(name)


def _form(names: list[str]) -> str:
    """`xlsx`, `xlsb` or `ods`. Raises ValueError for another archive, saying which."""
    last = {entry.rpartition("/")[2] for entry in names}
    if "word/document.xml" in names:
        raise ValueError(_("it is a Word document"))
    if "ppt/presentation.xml" in names:
        raise ValueError(_("it is a presentation"))
    if any(entry.endswith(".iwa") for entry in names):
        raise ValueError(_("it is of Numbers: export it as Excel or CSV there"))
    found = next((form for file, form in _KINDS if file in last), "")
    if not found or not {"[Content_Types].xml", "mimetype"} & last:
        raise ValueError(_("it is another kind of archive"))
    return found


def _since_1904(archive: "ZipFile") -> bool:
    book = next((entry for entry in archive.namelist() if entry.endswith("workbook.xml")), "")
    return bool(book) and bool(re.search(rb"""date1904\s*=\s*["'](?:1|true)""", archive.read(book)))


def _entry(raw: IO[bytes], entry: Any, name: str, left: int) -> tuple[int, Marks]:
    """The true size of one packed file, whatever its own label says of it, and what is to be known of it as a sheet."""
    import zlib
    from struct import unpack

    if entry.compress_type not in (0, 8):
        raise ValueError(_("it is packed in a way that is not understood"))
    raw.seek(entry.header_offset + 26)
    length, extra = unpack("<HH", raw.read(4))
    raw.seek(length + extra, 1)
    unpacker = zlib.decompressobj(-15) if entry.compress_type == 8 else None
    packed, size, before = entry.compress_size, 0, b""
    reach = _Reach(name)
    while packed > 0 and (piece := raw.read(min(_PIECE, packed))):
        packed -= len(piece)
        while piece:
            try:
                plain = unpacker.decompress(piece, _PIECE) if unpacker else piece
            except zlib.error as error:
                raise ValueError(str(error)) from error
            size += len(plain)
            if size > left:
                raise Unusable(
                    _("{file} unpacks to more than {n} MB").format(file=name, n=MOST_UNPACKED >> 20),
                    _("save what you need of it as CSV: that may be of any size"),
                )
            # Of every file: any of them may be what the workbook calls its sheet.
            before = reach.of(before + plain)
            piece = unpacker.unconsumed_tail if unpacker else b""
    if reach.claimed > size:
        raise ValueError(_("it says that it holds {n} texts, and has no room for them").format(n=reach.claimed))
    return size, Marks(reach.hidden, reach.errors)


class _Reach:
    """How far the cells of a sheet reach, as its reader counts: where a row or a cell does not say its place, it is the
    next one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self.claimed = 0
        """How many texts it says that it holds."""
        self.hidden: set[int] = set()
        self.errors = array("l")

    def of(self, text: bytes) -> bytes:
        """Look through the text; gives the end that may be half a tag. Raises Unusable, ValueError."""
        whole = text.rfind(b"<")
        if b"uniqueCount" in text:
            self.claimed = max(self.claimed, *(int(claim[:20]) for claim in _CLAIM.findall(text)), 0)
        if b"hidden" in text:
            self.hidden.update(int(row[:9]) for row in _HIDDEN.findall(text, 0, max(whole, 0)))
        if b't="e"' in text or b"t='e'" in text:
            for cell in _ERROR.finditer(text, 0, max(whole, 0)):
                value = _VALUE.match(text, cell.end())
                said = value[1].decode("ascii", "replace") if value else ""
                self.errors.extend((int(cell[2]), column_number(cell[1]), ERRORS.index(said) if said in ERRORS else 0))
        usual = _USUAL.findall(text, 0, max(whole, 0))
        if len(usual) == len(_BEGIN.findall(text, 0, max(whole, 0))):
            rows = {int(digits) for digits in {digits for _letters, digits in usual}}
            columns = {letters for letters, _digits in usual}
            self._row = int(usual[-1][1]) if usual else self._row
            self._column = column_number(usual[-1][0]) if usual else self._column
            self._last_row = max(self._last_row, *rows, 0)
            self._last_column = max(self._last_column, *map(column_number, columns), 0)
        else:
            self._walk(text, whole)
        if self._last_row * self._last_column > MOST_CELLS:
            raise Unusable(
                _("{file}: its cells reach to row {row} and column {column}: too far").format(
                    file=self._name, row=self._last_row, column=self._last_column
                ),
                _("take out what stands far from the rest, or save it as CSV"),
            )
        if whole < 0:
            return b""
        end = text[whole:]
        if len(end) <= _LONGEST_TAG:
            return end
        # A long text; a row or a cell has none of its own.
        if _TAG.match(end):
            raise ValueError(_("it holds a tag without an end"))
        return end[:_LONGEST_TAG]

    def _walk(self, text: bytes, whole: int) -> None:
        for kind, inside in _TAG.findall(text, 0, whole):
            # The furthest of them: what looks like a place may stand in another value.
            places = _PLACE.findall(inside)
            row = max((int(digits[:9] or 0) for _letters, digits in places), default=0)
            column = max((column_number(letters) for letters, _digits in places), default=0)
            if kind == b"row":
                self._row = row or self._row + 1
                self._column = 0
            else:
                self._column = column or self._column + 1
                # A cell may say another row than the one it stands in.
                self._last_row = max(self._last_row, self._row, row)
                self._last_column = max(self._last_column, self._column)


def column_number(letters: bytes) -> int:
    """The number of a column: `B` is 2."""
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


_NONE = Marks(set(), array("l"))


def marks(path: Path, inside: Packed, title: str) -> Marks:
    """What is to be known of the sheet with this title; nothing of a workbook that is not packed."""
    if not inside.sheets:
        return _NONE
    from zipfile import ZipFile

    with ZipFile(path) as archive:
        return inside.sheets.get(sheet_of(archive, title).replace("\\", "/"), _NONE)


def sheet_of(archive: "ZipFile", title: str) -> str:
    """The packed file that holds the sheet with this title; empty where it cannot be found."""
    from html import unescape

    book, links = part(archive, "workbook.xml"), part(archive, "workbook.xml.rels")
    if not book or not links:
        return ""
    relations = {tag.get("Id", ""): tag.get("Target", "") for tag in tags(_text(archive, links), "Relationship")}
    for tag in tags(_text(archive, book), "sheet"):
        if unescape(tag.get("name", "")) == title:
            target = next(
                (relations.get(value, "") for key, value in tag.items() if key.rpartition(":")[2] == "id"), ""
            )
            wanted = target.lstrip("/")
            names = archive.namelist() if wanted else []
            return next((entry for entry in names if entry.replace("\\", "/").endswith(wanted)), "")
    return ""


def part(archive: "ZipFile", name: str) -> str:
    """The packed file of this name, in whichever folder; empty without one."""
    return next((entry for entry in archive.namelist() if entry.replace("\\", "/").rpartition("/")[2] == name), "")


def _text(archive: "ZipFile", entry: str) -> str:
    return archive.read(entry).decode("utf-8", "replace")


def tags(text: str, name: str) -> list[dict[str, str]]:
    """The attributes of the tags with that name, in their order."""
    found = re.findall(rf"<(?:\w+:)?{name}\s([^<>]*)>", text)
    return [dict(re.findall(r"""([\w:]+)\s*=\s*["']([^"']*)["']""", inside)) for inside in found]
