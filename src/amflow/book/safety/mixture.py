"""The newest commands of another copy beside the book: what a program that keeps folders alike leaves when it brings the file
of one machine over what SQLite keeps beside that of another. Read together they are no book, and closing it makes that last."""

import time
from contextlib import closing
from pathlib import Path

from amflow.book.engine import Key, connect, errors
from amflow.errors import Unusable
from amflow.locale import _

_HEAD, _FRAME = 32, 24
"""Bytes at the beginning of what SQLite keeps beside a file, and before each page in it."""

LAST = 500
"""So many commands of the file are looked for in what is read with what lies beside it."""


AGAIN = (0.0, 0.05, 0.2, 0.8)
"""Seconds to wait before each look. The file alone is read without a lock: while another command brings into it what lies
beside it, some of its pages are old and some are new. What is of two copies stays so."""

_ALONE, _TOGETHER = "immutable=1", "mode=ro"


def must_be_of_one(path: Path, beside: Path, key: Key | None) -> None:
    """Raises Unusable where the two are of different copies of the book. Both are only read: a connection that may not write
    brings nothing of the one into the other."""
    for seconds in AGAIN:
        time.sleep(seconds)
        if _is_of_one(path, beside, key):
            return
    hint = _("go back to a copy: amflow book backups lists them")
    if _sound(path, _ALONE, key):
        hint = _("put {beside} elsewhere: without it the book is whole").format(beside=beside)
    elif _sound(path, _TOGETHER, key):
        # Somebody was killed, or is slow, while bringing the one into the other: each page is in one of the two.
        return
    words = _("{beside} is of another copy of {path} than the book").format(beside=beside, path=path.name)
    raise Unusable(words, hint, untouched=True)


def _is_of_one(path: Path, beside: Path, key: Key | None) -> bool:
    """Whether what the file says alone is said with what lies beside it too, or cannot be looked at now."""
    alone = _history(path, _ALONE, key)
    together = _history(path, _TOGETHER, key, min(alone)) if alone else None
    if alone is None or together is None:
        return True
    # A book that was put back, or written anew, is another history as well; nothing of the file is read with it.
    return all(together.get(number) == uid for number, uid in alone.items()) or _is_whole(beside)


def _history(path: Path, how: str, key: Key | None, first: int = 0) -> dict[int, str] | None:
    """The last commands, by their numbers; none where they are damaged, None where it cannot be looked at now."""
    try:
        with closing(connect(f"{path.absolute().as_uri()}?{how}", key, uri=True)) as file:
            sql = "SELECT id, uid FROM change WHERE id >= ? ORDER BY id DESC"
            rows = file.execute(sql if first else f"{sql} LIMIT {LAST}", (first,)).fetchall()
    except errors("OperationalError"):
        return None
    except errors():
        return {}
    return dict(map(tuple, rows))


def _is_whole(beside: Path) -> bool:
    """Whether every page of a book is in it, and what of it counts ends with the last commit."""
    pages, size = set[int](), 0
    with beside.open("rb") as file:
        page = int.from_bytes(file.read(_HEAD)[8:12], "big")
        salts = b""
        while len(head := file.read(_FRAME)) == _FRAME:
            salts = salts or head[8:16]
            if head[8:16] != salts:
                # Of an earlier round: what was written over last ends here.
                break
            pages.add(int.from_bytes(head[:4], "big"))
            size = int.from_bytes(head[4:8], "big") or size
            file.seek(page, 1)
    return bool(size) and pages >= set(range(1, size + 1))


def _sound(path: Path, how: str, key: Key | None) -> bool:
    try:
        with closing(connect(f"{path.absolute().as_uri()}?{how}", key, uri=True)) as file:
            return bool(file.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok")
    except errors():
        return False
