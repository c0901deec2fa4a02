"""The circle of a customer: a firm and the people who speak for it (`W02`, `W04`). Here alone is said who belongs to it, whose
records are whose, who is turned to first, and whom a talk counts for; everything that asks for one of them asks here."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.book import derived_columns
from amflow.book.behind import ALONE, AT_ITS_TIME, SPEAKS, WORKS_AT, alone, counted_for
from amflow.book.store import Book, Row, placeholders
from amflow.errors import Usage
from amflow.locale import _, listed
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change

DECIDES = (
    "决策,拍板,决定权,说了算,decider,decision maker,decision-maker,decides",
    "老板,店主,业主,东家,法人,董事长,总裁,owner,boss,founder,chairman,chairwoman,president",
    "总经理,厂长,院长,校长,行长,店长,ceo,managing,general manager,plant manager,principal,proprietor",
    "总监,总,经理,部长,主任,厨师长,director,manager,head,chef,chief",
)
"""Words in a role that say who decides, those who decide most in front."""

DECIDING = DECIDES[:3]
"""Those who decide by their role: who is only a manager there does not."""

BELOW = ("副", "助理", "秘书", "前", "deputy", "assistant", "vice", "former")
"""Words that take a step back from it."""

MOST = 50

_THERE = "customer.kind = 'person' AND customer.status <> 'removed'"

AT_FIRM = (
    "SELECT id FROM customer WHERE organisation_id = {firm}"
    " UNION SELECT person_id FROM position WHERE organisation_id = {firm}"
)
"""The numbers of who belongs to a firm, as their main or a further one, subsidiaries among them (SQL)."""


def firm_of(book: Book, row: Row) -> Row | None:
    """The firm of the customer: itself, or the one that a person speaks for; None for a person without one."""
    if row["kind"] == "organisation":
        return row
    firm = book.get("customer", row["organisation_id"]) if row["organisation_id"] else None
    return firm if firm is not None and firm["kind"] == "organisation" and firm["status"] != "removed" else None


def refuse_no_firm(row: Row | None) -> None:
    """Say no to a person who is typed as somebody's organisation, with what makes it one; a file is believed. Raises Usage."""
    if row is not None and row["kind"] != "organisation":
        ref = f"c{row['id']}"
        raise Usage(
            _("{name} is in the book as a person").format(name=f"{row['name']} ({ref})"),
            _("amflow customer edit {ref} --organisation makes it one").format(ref=ref),
        )


def people(book: Book, firm: Row) -> list[Row]:
    """The people of a firm, who decides first."""
    rows = book.all(
        f"SELECT customer.*, coalesce(nullif(iif(customer.organisation_id = ?1, customer.role, position.role), ''), '')"
        " AS role_there FROM customer LEFT JOIN position ON position.person_id = customer.id"
        f" AND position.organisation_id = ?1 WHERE customer.id IN ({AT_FIRM.format(firm='?1')}) AND {_THERE}"
        f" ORDER BY customer.id LIMIT {MOST}",
        firm["id"],
    )
    return sorted(rows, key=lambda row: (row["id"] != firm["contact_id"], rank(row["role_there"])))


def rank(role: str) -> int:
    """How far from deciding somebody of that role is; 0 decides."""
    said = role.casefold()
    place = next(
        (at for at, words in enumerate(DECIDES) if any(word in said for word in words.split(","))), len(DECIDES)
    )
    return 2 * place + any(word in said for word in BELOW)


def decides(firm: Row, row: Row) -> bool:
    """Whether somebody of a firm (a row of `people`) is its main contact, or decides by their role."""
    return row["kind"] == "person" and (
        row["id"] == firm["contact_id"] or rank(row["role_there"]) in range(0, 2 * len(DECIDING), 2)
    )


def contact(book: Book, row: Row, role: Iterable[str] = ()) -> Row | None:
    """Who is turned to for a firm: the person whose role has one of the words, else the main contact, else who decides;
    whoever wants no contact is passed over, and whoever has no address where another has one. None where the firm has
    nobody, and for a person."""
    if row["kind"] != "organisation":
        return None
    willing = [one for one in people(book, row) if not one["no_contact"]]
    there = [one for one in willing if one["phone"] or one["email"]] or willing
    named = [one for one in there if any(word in one["role_there"].casefold() for word in role)]
    return next(iter(named or there), None)


class Contact(NamedTuple):
    """Whom to turn to for a customer."""

    ref: str
    """`c12`: of a firm its person, else the customer."""
    words: str = ""
    """Of a firm: who it is, with their reference; else empty."""


def contact_of(book: Book, number: int, role: Iterable[str] = ()) -> Contact:
    """Whom to turn to for the customer of this number."""
    row = book.get("customer", number)
    one = contact(book, row, role) if row is not None else None
    if one is None:
        return Contact(f"c{number}")
    return Contact(f"c{one['id']}", _("with {who}").format(who=_said(one)))


def deciders(book: Book, firm_id: int) -> list[str]:
    """Who decides in a firm: their names, with their roles."""
    firm = book.get("customer", firm_id)
    there = people(book, firm) if firm is not None else []
    return [_said(one) for one in there if firm is not None and decides(firm, one)]


def _said(one: Row) -> str:
    return f"{one['name']} ({one['role_there']})" if one["role_there"] else str(one["name"])


def answers(book: Book, row: Any, deciding: Iterable[str] = ()) -> dict[str, str]:
    """What the customer's file need not be asked for, because the book knows it: of a person what their firm has, of a firm
    who is turned to and, under the keys `deciding`, who decides. By the keys of fields; `row` has id, kind, organisation_id
    and role."""
    from json import loads

    if row["kind"] == "person":
        firm = firm_of(book, row) if row["organisation_id"] else None
        if firm is None:
            return {}
        known = {"employer": firm["name"], "position": row["role"], "profession": row["role"]}
        profile: dict[str, str] = loads(firm["profile"])
        return {**profile, **{key: value for key, value in known.items() if value}}
    firm = book.get("customer", row["id"])
    there = people(book, firm) if firm is not None else []
    named = [_said(one) for one in there if firm is not None and decides(firm, one)]
    return (
        {"daily-contact": there[0]["name"], **(dict.fromkeys(deciding, listed(named)) if named else {})}
        if there
        else {}
    )


def belongs(book: Book, row: Row, firm_id: int) -> bool:
    """Whether a person belongs to the firm, first of all or besides."""
    return row["kind"] == "person" and firm_id in _firms(book, row["id"])


def asked(book: Book, row: Row) -> Row:
    """Whom the cadence asks for in place of this customer: the firm that a person speaks for, else themselves."""
    firm = firm_of(book, row) if row["behind"] else None
    return firm or row


def orders_for(book: Book, row: Row) -> Row:
    """Whose an order is that somebody gives: goods are for the firm that they speak for (`W05`, `W18`). Who has a tier or has
    bought alone orders for themselves."""
    return row if alone(row) else firm_of(book, row) or row


def shared(book: Book, number: int, *, colleagues: bool = True) -> tuple[int, ...]:
    """Those whose deals, orders and cases are the customer's as well: of a person their firm's, and those of the `colleagues`
    who speak for it; of a firm those of its people. The customer comes first."""
    row = book.get("customer", number)
    if row is None:
        return (number,)
    if row["kind"] == "organisation":
        own = ALONE.format(one="customer")
        more = book.all(f"SELECT id FROM customer WHERE organisation_id = ? AND kind = 'person' AND NOT {own}", number)
        return (number, *(one["id"] for one in more))
    firms = tuple(sorted(_firms(book, number)))
    if not firms:
        return (number,)
    marks = placeholders(firms)
    sql = f"SELECT id FROM customer WHERE kind = 'organisation' AND id IN ({marks})"
    speaking = (
        f" UNION ALL SELECT id FROM customer WHERE organisation_id IN ({marks}) AND {SPEAKS.format(one='customer')}"
    )
    found = book.all(sql + speaking, *firms, *firms) if colleagues else book.all(sql, *firms)
    return tuple(dict.fromkeys((number, *(one["id"] for one in found))))


def theirs(
    book: Book, column: str, number: int | None, *, colleagues: bool = True
) -> tuple[str, tuple[int, ...] | None]:
    """The condition that a record is the customer's or their firm's, for `conditions` of the store: everybody's without one."""
    whom = None if number is None else shared(book, number, colleagues=colleagues)
    return f"{column} IN ({placeholders(whom or ())})", whom


def said_by(
    book: Book, table: str, day: str, number: int | None, *, colleagues: bool = True
) -> tuple[str, tuple[int, ...] | None]:
    """The same of a record that keeps the firm for which it was said (`AT_ITS_TIME`), on the day of that column: whoever spoke
    for the firm then left it there, wherever they work now."""
    row = book.get("customer", number) if number is not None else None
    found = _firms(book, row["id"]) if row is not None else ()
    if row is None or not found:
        return f"{table}.customer_id = ?", None if number is None else (number,)
    of_firm = row["kind"] == "organisation"
    firms = book.all(
        f"SELECT id, behind FROM customer WHERE kind = 'organisation' AND id IN ({placeholders(found)})", *found
    )
    # Where people only work, they are the customers: what one of them says is nothing to the others.
    spoken = [one["id"] for one in firms if of_firm or (colleagues and not one["behind"])]
    whose = counted_for(f"{table}.{day}", "whose", f"{table}.firm_id")
    return (
        f"({table}.customer_id IN ({placeholders((0, *firms))}) OR {table}.firm_id IN ({placeholders(spoken)})"
        f" AND (SELECT {whose} FROM customer AS whose WHERE whose.id = {table}.customer_id) = {table}.firm_id)",
        (row["id"], *(one["id"] for one in firms), *spoken),
    )


def others(number: int, one: Any) -> str:
    """Whose a record is, where it is not the customer's own."""
    return "" if one.customer_id == number else str(one.customer)


def together(book: Book, one: int, other: int) -> bool:
    """Whether the two are one customer, of one firm, or a firm and one of its people."""
    return one == other or bool(_firms(book, one) & _firms(book, other))


def _firms(book: Book, number: int) -> set[int]:
    row = book.get("customer", number)
    if row is None or row["kind"] == "organisation":
        return {number}
    found = {one["id"] for one in book.all("SELECT organisation_id AS id FROM position WHERE person_id = ?", number)}
    return found | {row["organisation_id"]} - {None}


def also(book: Book, row: Row, there: Iterable[int] = ()) -> list[int]:
    """Whom a talk with the customer counts for besides: their firm, and who else was there."""
    firm = firm_of(book, row)
    return [number for number in dict.fromkeys((*([firm["id"]] if firm else []), *there)) if number != row["id"]]


def keep_with(change: "Change", touch_id: int, others: Iterable[int]) -> None:
    """Write down whom else a touch was with."""
    for number in others:
        change.insert("touch_with", touch_id=touch_id, customer_id=number)


def taken_along(book: Book, change: "Change", number: int) -> None:
    """What is open with somebody goes along to where they work now."""
    for one in registry.FAMILIES:
        if one.unfinished and one.table in AT_ITS_TIME:
            for row in book.all(f"SELECT id FROM {one.table} WHERE customer_id = ? AND {one.unfinished}", number):
                change.update(one.table, row["id"], firm_id=book.number(WORKS_AT, number) or None)


def joined(book: Book, change: "Change", number: int, firm_id: int | None) -> None:
    """Somebody of whom no firm was known belongs to one, as they did when they were talked to: those talks count for it, and
    what they said. Who came from another firm leaves that of its time with it. The kept columns follow."""
    firm = book.get("customer", firm_id) if firm_id else None
    if firm is None or firm["kind"] != "organisation":
        return
    rows = book.all(
        "SELECT touch.id FROM touch JOIN customer ON customer.id = touch.customer_id WHERE touch.customer_id = ?"
        " AND customer.kind = 'person' AND NOT EXISTS (SELECT 1 FROM touch_with JOIN customer AS other"
        " ON other.id = touch_with.customer_id WHERE touch_with.touch_id = touch.id AND other.kind = 'organisation')",
        number,
    )
    for row in rows:
        keep_with(change, row["id"], [firm["id"]])
    if rows:
        derived_columns.after_touch_or_deal(book, change, firm["id"])
    for table in sorted(AT_ITS_TIME):
        for row in book.all(
            f"SELECT {table}.id FROM {table} JOIN customer ON customer.id = customer_id AND customer.kind = 'person'"
            " WHERE customer_id = ? AND firm_id IS NULL",
            number,
        ):
            change.update(table, row["id"], firm_id=firm["id"])
