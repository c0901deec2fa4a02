"""What may have gone wrong beside the book, told before it is written on: a clock that jumped, a copy that a sync made."""

import re
from datetime import datetime, timedelta

from amflow.book.store import Book
from amflow.book.values import local

SLACK = timedelta(days=1)
"""By so much two machines' clocks may differ without a word: one in a wrong time zone is off by hours, and names the day
right or its neighbour."""

_OF_SYNC = r"conflict|冲突|衝突|副本|^ ?\(\d+\)$|^ \d+$"
"""What the programs that keep folders alike put into the name of a file that was written in two places: Syncthing, Dropbox,
Nextcloud, Jianguoyun, iCloud, Google Drive."""


def written_later(book: Book) -> datetime | None:
    """When the entry before the last one was written, where the clock stands before it now; else None."""
    row = book.one("SELECT at FROM change ORDER BY id DESC LIMIT 1 OFFSET 1")
    if row is None:
        return None
    ahead = datetime.fromisoformat(row["at"]) - datetime.fromisoformat(book.now())
    return local(row["at"]) if ahead > SLACK else None


def conflict_copies(book: Book) -> list[str]:
    """The names of the copies of the book that a sync laid beside it; one listing of the folder, and nothing is opened."""
    stem, ending = book.path.stem, book.path.suffix
    try:
        names = [path.name for path in book.path.parent.iterdir()]
    except OSError:
        return []
    found = [name for name in names if name.startswith(stem) and name.endswith(ending) and name != book.path.name]
    return sorted(
        name for name in found if re.search(_OF_SYNC, name[len(stem) : len(name) - len(ending)], re.IGNORECASE)
    )
