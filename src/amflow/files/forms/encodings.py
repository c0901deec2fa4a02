"""In which encoding a text file is written: what its mark says, else UTF-8, else GB18030; rows that break it are named."""

from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path

from amflow.errors import Unusable
from amflow.locale import _
from amflow.records import NamedTuple

_AT_ONCE = 1 << 20
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class TextEncoding(NamedTuple):
    """How to read the file: the codec, about how many lines, whether some break the encoding or hold NUL bytes."""

    codec: str
    lines: int
    strays: bool
    nul: bool


def of(path: Path, name: str, encoding: str = "") -> TextEncoding:
    """The encoding of the file; `encoding` decides it. Raises Unusable when it is no text."""
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((codec for mark, codec in _MARKS.items() if head.startswith(mark)), "")
    for codec in [encoding] if encoding else [marked] if marked else ["utf-8"]:
        whole = _whole(path, codec)
        if whole is not None:
            return whole
    found = None if encoding or marked.startswith("utf-16") else _by_lines(path, marked)
    if found is None:
        tried = encoding or marked or "UTF-8, GB18030"
        raise Unusable(
            _("{file} is not text in {encoding}").format(file=name, encoding=tried),
            _('save it as CSV (UTF-8), or let the map say: encoding = "cp1252"'),
        )
    return found


def decoded(data: bytes) -> str:
    """A text that is in memory, as well as it can be read."""
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return data.decode(codec, "replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            yield piece


def _whole(path: Path, codec: str) -> TextEncoding | None:
    """The file in this encoding, or None where any of it is not."""
    decoder = getincrementaldecoder(codec)()
    lines, nul = 1, False
    try:
        for piece in _pieces(path):
            text = decoder.decode(piece)
            lines += text.count("\n") or text.count("\r")
            nul = nul or "\x00" in text
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return None
    return TextEncoding(codec, lines, False, nul)


def _by_lines(path: Path, marked: str) -> TextEncoding | None:
    """What most of its lines are written in. A line of the other encoding is found again when it is read: it is refused
    alone, and never shown as what it does not say."""
    lines = utf8 = neither = broken = 0
    nul = False
    with path.open("rb") as file:
        while line := file.readline(_AT_ONCE):
            lines += 1
            nul = nul or b"\x00" in line
            if line.isascii():
                continue
            if _is(line, "utf-8"):
                utf8 += 1
            else:
                broken += 1
                neither += not _is(line, "gb18030")
    if marked or utf8 > broken:
        return TextEncoding(marked or "utf-8", lines, True, nul)
    if neither * 2 >= utf8 + broken:
        return None
    return TextEncoding("gb18030", lines, bool(neither), nul)


def _is(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
