"""The same written down twice within minutes, as happens when a command is typed again because its answer was not seen."""

from datetime import datetime, timedelta
from typing import Any

from amflow.book.store import Book
from amflow.book.values import INSTANT
from amflow.errors import Twice
from amflow.locale import _

MINUTES = 10


def once(
    book: Book, table: str, letter: str, fields: dict[str, Any], same: tuple[str, ...], *, shown: str = ""
) -> None:
    """Raises Twice where a record with the same in these columns was written down within the last minutes; `shown` is the
    reference of what shows it, where it has none of its own."""
    now = book.now()
    since = (datetime.fromisoformat(now) - timedelta(minutes=MINUTES)).strftime(INSTANT)
    alike = " AND ".join(f"{column} IS ?" for column in same)
    row = book.one(
        f"SELECT max(id) AS id FROM {table} WHERE {alike} AND created_at BETWEEN ? AND ?",
        *(fields.get(column) for column in same),
        since,
        now,
    )
    if row is not None and row["id"]:
        ref = shown or f"{letter}{row['id']}"
        raise Twice(
            _("the same was written down within the last {n} minutes: {ref}").format(n=MINUTES, ref=ref),
            _("amflow show {ref} shows it; another one all the same: --anyway").format(ref=ref),
        )
