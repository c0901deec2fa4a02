"""Since when something is known of a customer: kept by every write of the playbook's fields, asked by who needs it.

A field that was written before the book kept these days has none: how old it is nobody knows.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amflow.book.store import Book, Change


def told(
    book: "Book",
    change: "Change",
    customer_id: int,
    before: str,
    after: str,
    day: str,
    *,
    again: Iterable[str] = (),
) -> None:
    """Note that the file (a JSON object of texts) went from `before` to `after` on that day. `again` names fields that
    were said once more, whether or not their value changed: what is confirmed is as good as new."""
    from json import loads

    was, now = loads(before), loads(after)
    said = {key for key, value in now.items() if was.get(key) != value} | (set(again) & set(now))
    gone = set(was) - set(now)
    if not said and not gone:
        return
    kept = {} if not was else dates(book, customer_id)
    for key in sorted(said):
        if key not in kept:
            change.insert("field_date", customer_id=customer_id, field=key, on_date=day)
        elif kept[key][1] != day:
            change.update("field_date", kept[key][0], on_date=day)
    for key in sorted(gone & set(kept)):
        change.delete("field_date", kept[key][0])


def dates(book: "Book", customer_id: int) -> dict[str, tuple[int, str]]:
    """Of each field that has one: the number of its row, and the day on which it was told."""
    rows = book.all("SELECT id, field, on_date FROM field_date WHERE customer_id = ?", customer_id)
    return {row["field"]: (row["id"], row["on_date"]) for row in rows}
