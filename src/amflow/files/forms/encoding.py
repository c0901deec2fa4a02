"""In which encoding a text is written: told by byte-order mark, UTF-8 or what its signs are, never by a guess in silence."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path

from amflow.errors import Unusable
from amflow.locale import _
from amflow.records import NamedTuple

_AT_ONCE = 1 << 20
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LOOKED = 1 << 18
"""Bytes of which the signs are looked at."""
_USUAL = 0.6
"""At least so many of the signs of a Chinese text are among the usual ones of its encoding, when it is read in the right one."""
_OTHERS = ("cp1252", "cp1250", "cp1251", "shift_jis", "euc_kr", "big5", "gb18030")
"""What else a text may be in; a sample of each is shown."""
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Signs that only the program knows which wrote them."""


class TextEncoding(NamedTuple):
    """How to read the file: the codec, about how many lines, whether some break the encoding or hold NUL bytes."""

    codec: str
    lines: int
    strays: bool
    nul: bool


def of(path: Path, name: str, encoding: str = "") -> TextEncoding:
    """The encoding of the file; `encoding` decides it. Raises Unusable when it is no text, or nobody can tell."""
    with path.open("rb") as file:
        head = file.read(4096)
    marked = next((codec for mark, codec in _MARKS.items() if head.startswith(mark)), "") or _without_mark(head)
    if head.startswith(tuple(_MARKS)):
        # The file of refused rows says so itself, whatever the map says of the file that they came from.
        encoding = ""
    for codec in [encoding] if encoding else [marked] if marked else ["utf-8"]:
        whole = _whole(path, codec)
        if whole is not None:
            return whole
    found = None if encoding or marked.startswith("utf-16") else _by_lines(path, name, marked)
    if found is None:
        tried = encoding or marked or "UTF-8, GB18030"
        raise Unusable(
            _("{file} is not text in {encoding}").format(file=name, encoding=tried),
            _("save it as CSV (UTF-8), or say how it is written: --encoding cp1252"),
        )
    return found


def is_encoding(name: str) -> bool:
    """Whether there is an encoding of this name that turns bytes into text: `rot13` and `hex` are codecs too."""
    import codecs

    try:
        "".encode(name)
        codecs.lookup(name)
        # `idna` and `undefined` do not read a file in pieces.
        codecs.getincrementaldecoder(name)("surrogateescape").decode(b"a", True)
    except (LookupError, UnicodeError):
        return False
    return True


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


def _without_mark(head: bytes) -> str:
    """UTF-16 without a byte-order mark: every second byte of its separators and digits is zero."""
    even, odd = head[0::2], head[1::2]
    half = max(len(odd), 1)
    if even.count(0) * 4 > half and not odd.count(0):
        return "utf-16-be"
    if odd.count(0) * 4 > half and not even.count(0):
        return "utf-16-le"
    return ""


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


def _by_lines(path: Path, name: str, marked: str) -> TextEncoding | None:
    """What most of its lines are written in. A line of the other encoding is found again when it is read: it is refused
    alone, and never shown as what it does not say. Raises Unusable where it may be several."""
    lines = utf8 = broken = looked = 0
    nul = False
    other: list[bytes] = []
    with path.open("rb") as file:
        while line := file.readline(_AT_ONCE):
            lines += 1
            nul = nul or b"\x00" in line
            if line.isascii():
                continue
            if _is(line, "utf-8"):
                utf8 += 1
                continue
            broken += 1
            if looked < _LOOKED:
                looked += len(line)
                other.append(line)
    if marked or utf8 > broken:
        return TextEncoding(marked or "utf-8", lines, True, nul)
    legacy = _legacy(other) or (_agreed(other) if looked < _LOOKED else "")
    if legacy:
        return TextEncoding(legacy, lines, any(not _is(line, legacy) for line in other), nul)
    raise _several(name, other)


def _legacy(lines: list[bytes]) -> str:
    """GB18030 or Big5, where the signs say so clearly; else nothing."""
    shares = {codec: _usual(lines, codec) for codec in ("gb18030", "big5")}
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] >= _USUAL and shares[best] > min(shares.values()) + 0.15 else ""


def _agreed(lines: list[bytes]) -> str:
    """The encoding of Europe that is meant, where all that can read the text read the same; else nothing."""
    found: dict[str, str] = {}
    for codec in _OTHERS:
        text = "".join(_tried(line, codec) for line in lines)
        if text and all(_tried(line, codec) for line in lines) and _is_likely(text, codec):
            found[codec] = text
    return next(iter(found)) if len(set(found.values())) == 1 and "cp1252" in found else ""


def _is_likely(text: str, codec: str) -> bool:
    """Whether anybody writes so: no words of Latin and Cyrillic letters together, no lonely signs of half their width."""
    if PRIVATE.search(text) or re.search("[\x80-\x9f]", text):
        return False
    if codec == "cp1251":
        return not re.search("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]", text)
    if codec == "shift_jis":
        return any(sign > "\x7f" and not "\uff61" <= sign <= "\uff9f" for sign in text)
    return True


def _usual(lines: list[bytes], codec: str) -> float:
    """Which share of the signs beyond ASCII is usual in this encoding: the characters of its first table, and punctuation.
    A line that breaks it counts as one sign that is not."""
    usual = signs = 0
    for line in lines:
        try:
            text = line.decode(codec)
        except UnicodeDecodeError:
            signs += 1
            continue
        for sign in text:
            if sign.isascii():
                continue
            signs += 1
            usual += _is_usual(sign.encode(codec), codec) or sign in "，。、；：？！（）“”‘’《》【】—…·￥％－　"
    return usual / signs if signs else 0.0


def _is_usual(sign: bytes, codec: str) -> bool:
    if codec == "big5":
        return 0xA4 <= sign[0] <= 0xC6
    return 0xB0 <= sign[0] <= 0xD7 and len(sign) == 2 and sign[1] >= 0xA1


def _several(name: str, lines: list[bytes]) -> Unusable:
    """What the text would be in each encoding that can read it."""
    shown = []
    for codec in _OTHERS:
        texts = [text for line in lines[:50] if (text := _tried(line, codec)) and not PRIVATE.search(text)]
        if len(texts) == len(lines[:50]):
            words = sorted(set(re.findall(r"[^\W\d_]*[^\x00-\x7f][^\W\d_]*", " ".join(texts))), key=len)[-3:]
            shown.append(f"{codec}: {', '.join(words)}"[:100])
    return Unusable(
        _("{file} is not UTF-8, and it is not sure in which encoding it is").format(file=name),
        _("choose the one whose words are right, with --encoding or in the map: encoding = "),
        tuple(shown),
    )


def _tried(line: bytes, codec: str) -> str:
    try:
        return line.decode(codec)
    except UnicodeDecodeError:
        return ""


def _is(line: bytes, codec: str) -> bool:
    return bool(_tried(line, codec)) or not line
