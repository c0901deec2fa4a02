"""Bringing the kept columns of many customers up to date at once: the same as `derive` does for one, asked in bulk."""

from collections.abc import Iterable, Iterator

from amflow.book.store import Book, Change, placeholders

_AT_ONCE = 500

_CUSTOMERS = (
    "SELECT id, last_touch_on, quiet_since, client_since, added_on,"
    " (SELECT max(held_on) FROM touch WHERE customer_id = customer.id) AS touched,"
    " (SELECT max(held_on) FROM touch WHERE customer_id = customer.id AND reached = 1) AS reached,"
    " (SELECT min(closed_on) FROM deal WHERE customer_id = customer.id AND state = 'won') AS bought"
    " FROM customer WHERE id IN ({marks})"
)
_DEALS = (
    "SELECT id, quiet_since, stage_on,"
    " (SELECT max(held_on) FROM touch WHERE customer_id = deal.customer_id AND reached = 1) AS reached,"
    " (SELECT max(held_on) FROM touch WHERE deal_id = deal.id AND reached = 1) AS about"
    " FROM deal WHERE customer_id IN ({marks}) AND state = 'open'"
)


def customers(book: Book, change: Change, ids: Iterable[int]) -> None:
    """What `derive.after_touch_or_deal` does, for all of them; only what differs is written."""
    for some in _portions(sorted(ids)):
        for row in book.all(_CUSTOMERS.format(marks=placeholders(some)), *some):
            quiet = max(row["reached"] or "", row["added_on"])
            kept = (row["last_touch_on"], row["quiet_since"], row["client_since"])
            if kept != (row["touched"], quiet, row["bought"]):
                change.update(
                    "customer",
                    row["id"],
                    last_touch_on=row["touched"],
                    quiet_since=quiet,
                    client_since=row["bought"],
                )
        for row in book.all(_DEALS.format(marks=placeholders(some)), *some):
            quiet = max(row["stage_on"], row["reached"] or "", row["about"] or "")
            if row["quiet_since"] != quiet:
                change.update("deal", row["id"], quiet_since=quiet)


def _portions(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
