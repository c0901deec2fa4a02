"""What takes long to read or to count, kept compiled in the cache folder. It can be made anew at any time: what is odd is a miss,
and a cache that cannot be written only makes the next start slower."""

import marshal
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from amflow import settings
from amflow.errors import AmflowError
from amflow.outfiles import write_own
from amflow.tempfiles import take_away


def read(file: Path) -> Any:
    """What is kept in the file. Raises OSError, EOFError, ValueError or TypeError for anything odd."""
    data = file.read_bytes()
    if int.from_bytes(data[:4], "big") != crc32(data[4:]):
        raise ValueError(file)
    return marshal.loads(memoryview(data)[4:])  # noqa: S302 - our own file in the user's own 0700 folder


def keep(file: Path, value: Any) -> None:
    """Keep it."""
    data = marshal.dumps(value)
    with suppress(AmflowError):
        write_own(file, crc32(data).to_bytes(4, "big") + data)


def of_book(book: Path, name: str = "*") -> Path:
    """Where that is kept which was counted in this book."""
    return settings.folders().cache / f"{name}-{crc32(bytes(book.absolute())):08x}"


def forget(book: Path) -> None:
    """Take away what was counted in the book: answers that somebody gave are in it."""
    for file in (place := of_book(book)).parent.glob(place.name):
        take_away(file)
