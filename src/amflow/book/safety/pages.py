"""The pages of a damaged book, read without SQLite: rows that no tree leads to any more, because a page above them, or the
list of the tables itself, is damaged. The format is that of sqlite.org/fileformat2.html; an encrypted file has none of it."""

import mmap
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_LEAF, _ABOVE, _INDEX_ABOVE = 0x0D, 0x05, 0x02
"""What a page begins with: rows of a table; what leads to such pages; what leads to pages of an index."""

_MOST = 1 << 24
"""Bytes of a row: none of ours has a hundredth of it."""

Row = tuple[int, list[Any]]
"""Its number, and what is in it; the column that is the number itself is None."""


def header(path: Path) -> tuple[int, int]:
    """How large a page is and how many there should be, as the file's beginning says; nothing where it is no plain file."""
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        return 0, 0
    size = int.from_bytes(head[16:18], "big")
    return 1 << 16 if size == 1 else size, int.from_bytes(head[28:32], "big")


def lost_rows(path: Path, roots: Iterable[int]) -> Iterator[Row]:
    """The rows on pages to which none of these roots leads, and that were not let go of."""
    size, _number = header(path)
    # What cannot be a page's size is no file to go through.
    if size < 512 or path.stat().st_size < size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        pages = _Pages(content, size)
        known = pages.reached([1, *roots]) | pages.let_go_of()
        for number in range(2, pages.number + 1):
            if number not in known and pages.kind(number) == _LEAF:
                yield from pages.rows(number)


def tables(path: Path) -> dict[str, list[Row]]:
    """The rows of every table that the list of the tables still names, as far as its pages can be followed."""
    size, _number = header(path)
    found: dict[str, list[Row]] = {}
    if size < 512 or path.stat().st_size < size:
        return found
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        pages = _Pages(content, size)
        for _number, row in pages.of_tree(1):
            if len(row) == 5 and row[0] == "table" and isinstance(row[3], int) and row[3] > 1:
                found[str(row[1])] = list(pages.of_tree(row[3]))
    return found


class _Pages:
    def __init__(self, content: mmap.mmap, size: int) -> None:
        self._content, self._size = content, size
        self.number = len(content) // size
        self._room = size - content[20]
        """What of a page is not set aside."""

    def _page(self, number: int) -> bytes:
        start = (number - 1) * self._size
        return self._content[start : start + self._size] if 1 <= number <= self.number else bytes(self._size)

    def _start(self, number: int) -> int:
        return 100 if number == 1 else 0

    def kind(self, number: int) -> int:
        return self._content[(number - 1) * self._size + self._start(number)]

    def _cells(self, page: bytes, start: int, above: bool) -> list[int]:
        first = start + (12 if above else 8)
        count = min(_int(page, start + 3, 2), (self._size - first) // 2)
        return [place for at in range(count) if 0 < (place := _int(page, first + 2 * at, 2)) < self._room - 4]

    def reached(self, roots: Iterable[int]) -> set[int]:
        """The pages of the trees with these roots, as far as they can be followed."""
        found = set[int]()
        waiting = list(roots)
        while waiting:
            number = waiting.pop()
            if number in found or not 1 <= number <= self.number:
                continue
            found.add(number)
            if self.kind(number) in (_ABOVE, _INDEX_ABOVE):
                page, start = self._page(number), self._start(number)
                waiting += [_int(page, place, 4) for place in self._cells(page, start, True)]
                waiting.append(_int(page, start + 8, 4))
        return found

    def of_tree(self, root: int) -> Iterator[Row]:
        """The rows of the table with this root."""
        for number in sorted(self.reached([root])):
            if self.kind(number) == _LEAF:
                yield from self.rows(number)

    def let_go_of(self) -> set[int]:
        """The pages that hold nothing any more, as far as their list can be followed."""
        found = set[int]()
        trunk = int.from_bytes(self._content[32:36], "big")
        while 1 < trunk <= self.number and trunk not in found:
            page = self._page(trunk)
            found.add(trunk)
            found |= {_int(page, 8 + 4 * at, 4) for at in range(min(_int(page, 4, 4), self._size // 4 - 2))}
            trunk = _int(page, 0, 4)
        return found

    def rows(self, number: int) -> Iterator[Row]:
        """The rows of a leaf, as far as each can be read."""
        page = self._page(number)
        for place in self._cells(page, self._start(number), False):
            with suppress(ValueError, IndexError, UnicodeDecodeError):
                length, place = _varint(page, place)
                row_id, place = _varint(page, place)
                yield row_id, _values(self._whole(page, place, length))

    def _whole(self, page: bytes, place: int, length: int) -> bytes:
        if length > _MOST:
            raise ValueError
        most, least = self._room - 35, (self._room - 12) * 32 // 255 - 23
        if length <= most:
            return page[place : place + length]
        here = least + (length - least) % (self._room - 4)
        here = here if here <= most else least
        parts, following, left = [page[place : place + here]], _int(page, place + here, 4), length - here
        while left > 0:
            if not 1 < following <= self.number:
                raise ValueError
            more = self._page(following)
            parts.append(more[4 : 4 + min(left, self._room - 4)])
            left -= self._room - 4
            following = _int(more, 0, 4)
        return b"".join(parts)


def _int(page: bytes, place: int, size: int) -> int:
    return int.from_bytes(page[place : place + size], "big")


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = 0
    for at in range(8):
        value = value << 7 | content[place + at] & 0x7F
        if content[place + at] < 0x80:
            return value, place + at + 1
    return value << 8 | content[place + 8], place + 9


def _values(record: bytes) -> list[Any]:
    end, place = _varint(record, 0)
    kinds = []
    while place < end:
        kind, place = _varint(record, place)
        kinds.append(kind)
    if place != end:
        raise ValueError
    found: list[Any] = []
    for kind in kinds:
        size = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind] if kind < 12 else (kind - 12) // 2
        raw = record[place : place + size]
        if len(raw) != size or kind in (10, 11):
            raise ValueError
        place += size
        found.append(_value(kind, raw))
    return found


def _value(kind: int, raw: bytes) -> Any:
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind]
    if kind < 7:
        return int.from_bytes(raw, "big", signed=True)
    if kind == 7:
        from struct import unpack

        return unpack(">d", raw)[0]
    return raw.decode("utf-8") if kind % 2 else raw
