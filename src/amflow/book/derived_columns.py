"""The columns that are kept because a question would otherwise have to read the whole book, and the conditions that an index
and its questions must state in the same words, or SQLite would read every row.

Whoever writes a name, a touch or a deal calls these inside the same change; a test recomputes them all and compares.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from amflow.book.behind import BEHIND
from amflow.book.values import digits, folded, folded_name, month_and_day

if TYPE_CHECKING:
    from sqlite3 import Connection

    from amflow.book.store import Book, Change, Row


def of_customer(values: dict[str, Any]) -> dict[str, Any]:
    """The values with what follows from them: folded name, digits of the phone, month and day of the birthday."""
    kept = dict(values)
    if "name" in kept:
        kept["name_key"] = folded_name(kept["name"])
    if "phone" in kept:
        from amflow.book.phones import e164

        kept["phone_key"] = digits(kept["phone"])
        kept["phone_e164"] = e164(kept["phone"])
    if "birthday" in kept:
        kept["birthday_md"] = month_and_day(kept["birthday"])
    return kept


def of_product(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the folded name."""
    return {**values, "name_key": folded(values["name"])} if "name" in values else dict(values)


FROM_ROW: "dict[str, tuple[str, str, Callable[[dict[str, Any]], dict[str, Any]]]]" = {
    "customer": ("name phone birthday", "name_key phone_key phone_e164 birthday_md", of_customer),
    "product": ("name", "name_key", of_product),
    "special_date": ("on_date", "date_md", lambda values: {"date_md": month_and_day(values["on_date"])}),
}
"""Of each table that keeps what follows from columns beside it those columns, those that follow, and what makes them."""


def beside(book: "Book") -> "Iterator[tuple[str, int, dict[str, Any]]]":
    """The rows whose columns are not what follows from those beside them, each with what they should be."""
    for table, (said, kept, made) in FROM_ROW.items():
        for row in book.each(f"SELECT * FROM {table}"):
            now = made({name: row[name] for name in said.split()})
            if wrong := {name: now[name] for name in kept.split() if row[name] != now[name]}:
                yield table, row["id"], wrong


_AT_ONCE = 500

HELD_TO = "coalesce(orders.broken_on, orders.promised_on)"
"""The day by which an order is on time: that of a promise which passed unkept, else that which was promised last."""

BOUGHT_FIRST = (
    "(SELECT min(day) FROM (SELECT min(closed_on) AS day FROM deal WHERE customer_id = customer.id AND state = 'won'"
    " UNION ALL SELECT min(delivered_on) FROM orders WHERE customer_id = customer.id AND delivered_on IS NOT NULL))"
)
"""The day on which a customer bought first: a deal that was won, or an order that came."""


def talk_day(whose: str, more: str = "") -> str:
    """The day of the last touch that was one with the customer of this number (SQL): had with them, or by others of their
    firm for them as well. None where there is none."""
    return (
        f"nullif(max(coalesce((SELECT max(held_on) FROM touch WHERE customer_id = {whose}{more}), ''),"
        " coalesce((SELECT max(held_on) FROM touch_with CROSS JOIN touch ON touch.id = touch_with.touch_id"
        f" WHERE touch_with.customer_id = {whose}{more}), '')), '')"
    )


REACHED = " AND touch.reached = 1"

_CUSTOMERS = (
    "SELECT id, last_touch_on, quiet_since, client_since, added_on,"
    f" {talk_day('customer.id', REACHED)} AS reached, {BOUGHT_FIRST} AS bought"
    " FROM customer WHERE id IN ({marks})"
)
REVIEWED = "(SELECT max(coalesce(ended_on, asked_on)) FROM waiting WHERE deal_id = deal.id AND kind = 'review')"
"""The day on which a deal was last handed in for review or decided on (SQL): inside the house it is gone on with too."""

_DEALS = (
    f"SELECT id, quiet_since, stage_on, {talk_day('deal.customer_id', REACHED)} AS reached,"
    " (SELECT max(held_on) FROM touch WHERE deal_id = deal.id AND reached = 1) AS about,"
    f" {REVIEWED} AS reviewed FROM deal WHERE "
)
_OPEN_OF = _DEALS + "customer_id IN ({marks}) AND state = 'open'"


def after_touch_or_deal(book: "Book", change: "Change", customer_id: int) -> None:
    """Bring a customer's columns and those of the open deals up to date, after a touch or deal was written."""
    after_many(book, change, [customer_id])


def after_deal(book: "Book", change: "Change", deal_id: int) -> None:
    """Bring a deal's `quiet_since` up to date: the last real touch with its customer or about it, the last step or review."""
    _deals(change, book.all(f"{_DEALS}id = ?", deal_id))


def after_many(book: "Book", change: "Change", customer_ids: Iterable[int]) -> None:
    """What `after_touch_or_deal` does, for many at once: asked in bulk, and only what differs is written."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        for row in book.all(_CUSTOMERS.format(marks=marks), *some):
            now = {
                "last_touch_on": row["reached"],
                "quiet_since": row["reached"] or row["added_on"],
                "client_since": row["bought"],
            }
            if any(row[name] != value for name, value in now.items()):
                change.update("customer", row["id"], **now)
        _deals(change, book.all(_OPEN_OF.format(marks=marks), *some))


def _deals(change: "Change", rows: "list[Row]") -> None:
    for row in rows:
        quiet = max(row["stage_on"], *(row[name] or "" for name in ("reached", "about", "reviewed")))
        if row["quiet_since"] != quiet:
            change.update("deal", row["id"], quiet_since=quiet)


AHEAD = "SELECT EXISTS (SELECT 1 FROM touch WHERE held_on > ?)"
"""Whether any talk is dated ahead of that day, as a clock that was wrong leaves it. Such a talk was not held yet and silences
nobody; the columns kept above count it, for its day may come. Whoever asks them asks so that it counts for nothing."""


def last_talk(book: "Book", row: "Row", today: str) -> str | None:
    """The day of the last talk with the customer of the row that was held by today; None for none. Whoever did not answer
    was not talked to: a call that failed, a message sent."""
    kept: str | None = row["last_touch_on"]
    if kept is None or kept <= today:
        return kept
    found = book.one(f"SELECT {talk_day('?1', f'{REACHED} AND touch.held_on <= ?2')} AS day", row["id"], today)
    return found["day"] if found else None


def tried_on(book: "Book", customer_id: int, today: str) -> str | None:
    """The day by today on which somebody last turned to them, whether they answered or not; None for none."""
    found = book.one(f"SELECT {talk_day('?1', ' AND touch.held_on <= ?2')} AS day", customer_id, today)
    return found["day"] if found else None


def customer_quiet(today: str) -> str:
    """Since when a customer is quiet, as SQL, without what lies ahead."""
    last = talk_day("customer.id", f"{REACHED} AND touch.held_on <= '{today}'")
    return (
        f"iif(customer.quiet_since <= '{today}', customer.quiet_since, coalesce({last},"
        f" iif(customer.added_on <= '{today}', customer.added_on, '{today}')))"
    )


DEAL_QUIET = (
    "iif(deal.quiet_since <= ?1, deal.quiet_since, max(min(deal.stage_on, ?1),"
    f" coalesce({talk_day('deal.customer_id', REACHED + ' AND touch.held_on <= ?1')}, ''), coalesce((SELECT max(held_on)"
    " FROM touch WHERE deal_id = deal.id AND reached = 1 AND held_on <= ?1), ''),"
    f" min(coalesce({REVIEWED}, ''), ?1)))"
)
"""The same of a deal; ?1 is today."""

WRONG = {
    "customer": f"""
SELECT id FROM customer WHERE status <> 'removed' AND (
    last_touch_on IS NOT {talk_day("customer.id", REACHED)}
    OR quiet_since IS NOT coalesce({talk_day("customer.id", REACHED)}, added_on)
    OR client_since IS NOT {BOUGHT_FIRST}
    OR behind IS NOT {BEHIND})
""",
    "deal": f"""
SELECT id FROM deal WHERE state = 'open' AND quiet_since IS NOT max(stage_on,
    coalesce({talk_day("deal.customer_id", REACHED)}, ''),
    coalesce((SELECT max(held_on) FROM touch WHERE deal_id = deal.id AND reached = 1), ''), coalesce({REVIEWED}, ''))
""",
    "stage_ended": """
SELECT pipeline, stage FROM (SELECT pipeline, month, stage, span, days, won, lost FROM deal_stays
    UNION ALL SELECT pipeline, month, stage, span, days, -won, -lost FROM stage_ended)
GROUP BY pipeline, month, stage, span, days HAVING sum(won) <> 0 OR sum(lost) <> 0
""",
}
"""The records whose kept columns are not what they should be, and what is kept counted of the stages of deals."""


def count_stages_anew(connection: "Connection") -> None:
    """Count anew how long the deals that ended were in their stages."""
    connection.execute("DELETE FROM stage_ended")
    connection.execute(
        "INSERT INTO stage_ended (pipeline, month, stage, span, days, won, lost) SELECT pipeline, month, stage, span, days,"
        " sum(won), sum(lost) FROM deal_stays GROUP BY pipeline, month, stage, span, days"
    )


def count_anew(book: "Book", change: "Change") -> None:
    """Bring whatever is not as it should be up to date, in the whole book."""
    wrong = {table: [row["id"] for row in book.all(WRONG[table])] for table in ("customer", "deal")}
    after_many(book, change, wrong["customer"])
    change.circles.update(wrong["customer"])
    for number in wrong["deal"]:
        after_deal(book, change, number)


REACHABLE_CLIENT = "status = 'customer' AND no_contact = 0 AND client_since IS NOT NULL"
"""Customers who have bought and may be contacted: the tier's cadence applies to them."""

REACHABLE_PROSPECT = "status = 'customer' AND no_contact = 0 AND behind = 0 AND client_since IS NULL AND intent = ''"
"""Customers who have not bought and whose intent is not known: the tier's cadence, as outreach."""

REACHABLE_STRANGER = "status = 'customer' AND no_contact = 0 AND behind = 0 AND last_touch_on IS NULL AND intent = ''"
"""Customers of whom no talk is known and nothing that a talk would have told: they are met a portion at a time."""

REACHABLE_WISH = "status IN ('customer', 'lead') AND no_contact = 0 AND behind = 0 AND intent <> ''"
"""Anyone with an intent: the intent's cadence applies to them."""

BY_INTENT_ALONE = "(client_since IS NULL OR status = 'lead')"
"""Of those the ones to whom no tier's cadence as a client applies."""

WITH_PROFIT_LINE = "take_profit_e4 IS NOT NULL AND sold_on IS NULL"
"""Holdings that are still held, with an upper line: what a new price may have crossed."""

WITH_LOSS_LINE = "stop_loss_e4 IS NOT NULL AND sold_on IS NULL"
"""The same with a lower line."""
REWARD_OPEN = "customer_id IS NOT NULL AND introduced_id IS NOT NULL AND rewarded_on IS NULL"
"""Introductions for which nobody was rewarded yet."""

THANKS_OPEN = "customer_id IS NOT NULL AND introduced_id IS NOT NULL AND thanked_on IS NULL"
"""Introductions for which nobody was thanked yet."""
