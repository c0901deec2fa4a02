"""The events that a playbook's rule can wait for: where the book finds them, and what is told of the record behind one.

An event is a question to the book: a customer, and a date in an indexed column. A further one needs an entry in `EVENTS`
and its name in `playbooks/vocabulary.py`, and nothing else.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.book.store import placeholders
from amflow.customers import birthdays
from amflow.customers import owed as owed_by
from amflow.dates.format import short
from amflow.locale import N_, _, ngettext
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class EventSource(NamedTuple):
    """How the book tells that something happened: rows with a customer and a date in an indexed column. All SQL."""

    source: str
    """The tables; `customer` is among them."""
    date: str
    where: str
    known: str
    """The column that says since when the book has known of it."""
    whose: str = "customer.id"
    """The column with the customer's number in the table that is read first: one customer is then found by its index."""
    letter: str = ""
    """The letter of the record it is about, `h` for `h5`; empty where it is the customer, and nothing more to be told."""
    about: str = ""
    """The record's number."""
    what: str = "''"
    """What the record is called."""
    amount: str = "NULL"
    currency: str = "''"
    extra: str = "''"
    """One more thing to tell: a price, a reason."""
    line: str = "''"
    """The line that the price has reached."""
    words: str = ""
    """How it is told, with {what}, {day}, {extra} and {line}."""
    yearly: str = ""
    """For what comes back every year: the indexed column with its month and day, as `birthdays.keys` knows them."""
    order: str = ""
    """What puts the earliest in front, where it is not the date alone that an index walks by."""


class EventFact(NamedTuple):
    """A record that an event is about: what a person must know to speak of it."""

    ref: str
    """`h5`."""
    what: str
    day: date
    """The day of the event: bought, matures, delivered."""
    amount: Money | None = None
    extra: str = ""
    """The price of a crossed line; why a customer has qualified."""
    line: str = ""
    words: str = ""
    """The sentence of the event, not translated yet."""

    def said(self, today: date) -> str:
        """`90-day note matures Thu, ¥200,000`."""
        if not self.words:
            return ""
        told = _(self.words).format(what=self.what, day=short(self.day, today), extra=self.extra, line=self.line)
        return f"{told}{_(', ')}{self.amount}" if self.amount else told


def _price(column: str) -> str:
    """A price of the book as it is written, without zeros that say nothing."""
    return f"rtrim(rtrim(printf('%.4f', {column} / 10000.0), '0'), '.')"


def _of(table: str) -> str:
    """A table read first, by its date; what SQLite thinks of the customers' indexes does not matter then."""
    return f"{table} CROSS JOIN customer ON customer.id = {table}.customer_id"


_BEFORE = (
    "(SELECT past.price_e4 FROM price AS past WHERE past.product_id = price.product_id"
    " AND past.on_date < price.on_date ORDER BY past.on_date DESC LIMIT 1)"
)
"""The price before that one."""

_HELD = "holding.sold_on IS NULL AND coalesce(holding.bought_on, '') <= price.on_date"


_OWED = "{owed}"
"""A holding that is a loan, by the playbook."""

_ITS_CUSTOMER = "coalesce(note.customer_id, 0) AND coalesce(note.customer_id, 1 << 62)"
"""Whom a note is for, as a range of numbers: an index is walked in order for one and for everybody, to the end of the list
and no further."""

_ASKED = "customer.behind = 0"
"""What is told to a customer is told to one of a firm, not to the firm and each of its people."""


def _record(table: str, letter: str, what: str) -> dict[str, str]:
    """The columns of a table whose records are told of, by the fields of `EventSource`."""
    columns = {"known": "created_at", "whose": "customer_id", "about": "id", "what": what}
    return {"letter": letter, **{field: f"{table}.{column}" for field, column in columns.items()}}


def _amount(table: str) -> dict[str, str]:
    return {"amount": f"{table}.amount_minor", "currency": f"{table}.currency"}


_DEAL = _record("deal", "d", "title") | _amount("deal")
_HOLDING = _record("holding", "h", "name") | _amount("holding")


def _crossed(line: str, between: str, words: str) -> EventSource:
    """A price that is the first one beyond a customer's line. Of a product only the holdings whose line lies between the
    last price and this one are read."""
    return EventSource(
        source=f"price CROSS JOIN holding ON holding.product_id = price.product_id AND holding.{line} IS NOT NULL"
        f" AND holding.{line} {between} CROSS JOIN customer ON customer.id = holding.customer_id",
        date="price.on_date",
        where=_HELD,
        extra=_price("price.price_e4"),
        line=_price(f"holding.{line}"),
        words=words,
        **_record("holding", "h", "name") | {"known": "max(price.created_at, holding.created_at)"},
    )


EVENTS = {
    "deal.won": EventSource(_of("deal"), "deal.closed_on", "deal.state = 'won'", **_DEAL),
    "deal.opened": EventSource(
        _of("deal"), "deal.opened_on", "deal.state = 'open'", words=N_("{what}, since {day}"), **_DEAL
    ),
    "customer.birthday": EventSource(
        "customer", "", "+customer.status = 'customer'", "", yearly="customer.birthday_md"
    ),
    "customer.added": EventSource(
        "customer", "customer.added_on", f"customer.status = 'customer' AND {_ASKED}", "customer.created_at"
    ),
    "lead.added": EventSource("customer", "customer.lead_on", "customer.status = 'lead'", "customer.created_at"),
    # It has a place of its own among what is owed: no letter, no fact.
    "referral.made": EventSource(
        "referral CROSS JOIN customer ON customer.id = referral.customer_id",
        "referral.made_on",
        "referral.introduced_id IS NOT NULL AND referral.thanked_on IS NULL",
        "referral.created_at",
        whose="referral.customer_id",
    ),
    "case.resolved": EventSource(
        _of("cases"),
        "cases.resolved_on",
        # Each case is asked about for itself: one that was rated since needs no more.
        "cases.state = 'resolved' AND NOT EXISTS (SELECT 1 FROM score WHERE score.case_id = cases.id"
        " AND score.on_date >= cases.resolved_on)",
        words=N_("{what} resolved {day}"),
        **_record("cases", "x", "title"),
    ),
    "paper.expires": EventSource(
        "deal_paper CROSS JOIN deal ON deal.id = deal_paper.deal_id CROSS JOIN customer ON customer.id = deal.customer_id",
        "deal_paper.expires_on",
        # How long a paper of a deal that is won was counted to be good matters no more; a date that it bears does.
        "deal_paper.state IN ('received', 'verified')"
        " AND (deal.state = 'open' OR (deal.state = 'won' AND deal_paper.counted = 0))"
        # One that is good for a month is not about to expire on the day on which it was signed.
        " AND (deal_paper.counted = 0 OR 4 * (julianday(deal_paper.expires_on) - julianday({today}))"
        " <= julianday(deal_paper.expires_on) - julianday(coalesce(deal_paper.dated_on, deal_paper.on_date)))",
        "deal_paper.created_at",
        whose="deal.customer_id",
    ),
    "holding.bought": EventSource(
        _of("holding"),
        "holding.bought_on",
        # What was bought in a deal is the deal that was won: nobody is called back about it twice.
        f"holding.sold_on IS NULL AND holding.deal_id IS NULL AND NOT {_OWED}",
        words=N_("{what} bought {day}"),
        **_HOLDING,
    ),
    "holding.matures": EventSource(
        _of("holding"),
        "holding.matures_on",
        f"holding.sold_on IS NULL AND NOT {_OWED}",
        words=N_("{what} matures {day}"),
        **_HOLDING,
    ),
    "loan.due": EventSource(
        _of("holding"),
        "holding.matures_on",
        f"holding.sold_on IS NULL AND {_OWED}",
        words=N_("{what} falls due {day}"),
        **_HOLDING | {"amount": "holding.amount_minor - coalesce(holding.sold_minor, 0)"},
    ),
    "holding.take-profit": _crossed(
        "take_profit_e4",
        f"> coalesce({_BEFORE}, 0) AND holding.take_profit_e4 <= price.price_e4",
        N_("{what} at {extra} on {day}, reached the take-profit line {line}"),
    ),
    "holding.stop-loss": _crossed(
        "stop_loss_e4",
        f"< coalesce({_BEFORE}, 1 << 60) AND holding.stop_loss_e4 >= price.price_e4",
        N_("{what} at {extra} on {day}, reached the stop-loss line {line}"),
    ),
    "order.delivered": EventSource(
        _of("orders"),
        "orders.delivered_on",
        "1",
        words=N_("{what} delivered {day}"),
        **_record("orders", "o", "name"),
        **_amount("orders"),
    ),
    "customer.special-date": EventSource(
        _of("special_date"),
        "",
        "+customer.status = 'customer'",
        "",
        whose="special_date.customer_id",
        letter="c",
        about="customer.id",
        what="special_date.title",
        extra="special_date.on_date",
        words=N_("{what} {day}"),
        yearly="special_date.date_md",
    ),
    "customer.qualified": EventSource(
        _of("tier_change"),
        "tier_change.on_date",
        "tier_change.raised = 1 AND customer.tier = tier_change.to_tier",
        "tier_change.created_at",
        whose="tier_change.customer_id",
        letter="c",
        about="customer.id",
        what="tier_change.to_tier",
        extra="tier_change.why",
        words=N_("{what} since {day}"),
    ),
    "customer.adopted": EventSource(
        "customer",
        "customer.adopted_on",
        f"customer.status IN ('customer', 'lead') AND {_ASKED}",
        "customer.adopted_on",
        letter="c",
        about="customer.id",
        words=N_("adopted {day}"),
    ),
    "note.important": EventSource(
        f"note CROSS JOIN customer ON note.important = 1 AND customer.id BETWEEN {_ITS_CUSTOMER}",
        "note.on_date",
        f"customer.status = 'customer' AND (note.customer_id IS NOT NULL OR {_ASKED})",
        "max(note.created_at, customer.created_at)",
        letter="n",
        about="note.id",
        what="note.text",
        words=N_("“{what}”, {day}"),
        order="note.on_date, note.id",
    ),
}
"""Every event that the book can answer."""


def where(desk: "Desk", event: EventSource) -> str:
    """The condition of the event, with what the playbook says of it and the day that is asked about."""
    owed = owed_by.is_owed(desk.playbook)
    return event.where.replace("{owed}", owed).replace("{today}", f"'{desk.today.isoformat()}'")


class OnDays(NamedTuple):
    """How the book is asked for an event on some days. All SQL."""

    where: str
    bound: list[Any]
    day: str
    """Its date: what comes every year has the day on which it is kept this time."""
    order: str
    """What puts the earliest in front: the indexed column where it can, for then no more is read than is shown."""


def dates(desk: "Desk", event: EventSource, days: list[date]) -> OnDays:
    """The condition that the event lies on one of those days, from the first to the last of them."""
    if not event.yearly:
        ends = [days[0].isoformat(), days[-1].isoformat()]
        return OnDays(f"{event.date} BETWEEN ? AND ?", ends, event.date, event.order or event.date)
    kept_on = birthdays.keys(desk, days, event.yearly)
    cases = "".join(f" WHEN '{key}' THEN '{day.isoformat()}'" for key, day in kept_on.items())
    day = f"CASE {event.yearly}{cases} END"
    by_key = [kept_on[key] for key in sorted(kept_on)]
    order = event.yearly if by_key == sorted(by_key) else day
    return OnDays(f"{event.yearly} IN ({placeholders(kept_on)})", list(kept_on), day, order)


Key = tuple[int, date]
"""A customer and the day of an event."""

_AT_ONCE = 400


def facts(desk: "Desk", on: str, keys: Iterable[Key]) -> dict[Key, tuple[EventFact, ...]]:
    """What the events of those customers on those days are about; several records of a day are told together."""
    event = EVENTS[on]
    wanted = set(keys)
    found: dict[Key, tuple[EventFact, ...]] = {}
    if not event.letter or not wanted:
        return found
    numbers = sorted({customer_id for customer_id, _day in wanted})
    days = sorted({day for _customer, day in wanted})
    on_days = dates(desk, event, days)
    # The few customers are quicker to go by than the days: the plus keeps SQLite from these.
    plus = "+" if event.source.split()[0] == event.whose.partition(".")[0] else ""
    tiers = titles_by_key(desk.playbook.tiers) if on == "customer.qualified" else {}
    for at in range(0, len(numbers), _AT_ONCE):
        some = numbers[at : at + _AT_ONCE]
        rows = desk.book.all(
            f"SELECT {event.about} AS number, {event.whose} AS whose, {on_days.day} AS day, {event.what} AS what,"
            f" {event.amount} AS amount, {event.currency} AS currency, {event.extra} AS extra,"
            f" {event.line} AS line FROM {event.source}"
            f" WHERE {where(desk, event)} AND {plus}{on_days.where} AND {event.whose} IN ({placeholders(some)}) ORDER BY number",
            *on_days.bound,
            *some,
        )
        for row in rows:
            day = date.fromisoformat(row["day"])
            if (row["whose"], day) in wanted:
                key = (row["whose"], day)
                found[key] = (*found.get(key, ()), _fact(event, row, day, tiers))
    return found


def _fact(event: EventSource, row: Any, day: date, tiers: dict[str, str]) -> EventFact:
    amount = None if row["amount"] is None else Money(row["amount"], row["currency"] or "CNY")
    what = " ".join(row["what"].split())
    if event.yearly and (years := birthdays.age(row["extra"], day)) > 0:
        what = ngettext("{what} ({n} year)", "{what} ({n} years)", years).format(what=what)
    return EventFact(
        f"{event.letter}{row['number']}",
        tiers.get(what, what),
        day,
        amount,
        row["extra"] or "",
        row["line"],
        event.words,
    )
