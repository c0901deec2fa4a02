"""Somebody leaves a firm: what was said stays with it, what is open there is handed to another."""

from typing import TYPE_CHECKING

from amflow import registry
from amflow.book import derived_columns
from amflow.book.behind import alone
from amflow.book.store import Book, Row
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.errors import Refused, Usage
from amflow.locale import _, listed
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class Leaving(NamedTuple):
    """Who leaves which firm, what is open with them, and who may take it over."""

    person: Row
    firm: Row
    open: dict[str, list[int]]
    """The numbers of the rows, by table."""
    heirs: list[Row]
    """The others there, who decides first; then the firm itself."""

    @property
    def refs(self) -> list[str]:
        """What is open, by its references."""
        return [f"{registry.letter_of(table)}{number}" for table, numbers in self.open.items() for number in numbers]


class HandedOver(NamedTuple):
    """What became of it."""

    leaving: Leaving
    heir: Row | None


def look(book: Book, text: str, firm: str = "") -> Leaving:
    """Who leaves what. Raises NotFound, Ambiguous, Usage."""
    row = customers.find(book, text)
    there = customers.find(book, firm) if firm else circle.firm_of(book, row) if row["kind"] == "person" else None
    if there is None or not circle.belongs(book, row, there["id"]):
        raise Usage(
            _("{name} belongs to no firm").format(name=row["name"])
            if there is None
            else _("{name} does not belong to {firm}").format(name=row["name"], firm=there["name"]),
            _("amflow show {ref} says where they belong").format(ref=f"c{row['id']}"),
        )
    # What somebody has who is a customer alone is their own, and goes with them.
    found = {
        one.table: [
            found["id"]
            for found in book.all(f"SELECT id FROM {one.table} WHERE customer_id = ? AND {one.unfinished}", row["id"])
        ]
        for one in registry.FAMILIES
        if one.unfinished and not alone(row)
    }
    others = [one for one in circle.people(book, there) if one["id"] != row["id"]]
    return Leaving(row, there, {table: numbers for table, numbers in found.items() if numbers}, [*others, there])


def refuse_open(book: Book, row: Row, firm_id: int | None) -> None:
    """Say no to somebody who would go from their firm by the way, with what is open. Raises Refused."""
    firm = book.get("customer", firm_id) if firm_id else None
    if firm is None or not circle.belongs(book, row, firm["id"]):
        return
    ref = f"c{row['id']}"
    what = look(book, ref, f"c{firm_id}")
    if what.open:
        raise Refused(
            _("with {name} {refs} of {firm} would go").format(
                name=row["name"], refs=listed(what.refs), firm=firm["name"]
            ),
            _("amflow customer unlink {ref} hands it to somebody there; --along takes it along").format(ref=ref),
        )


def heir_of(book: Book, what: Leaving, text: str) -> Row:
    """Who takes over: somebody of the firm, or the firm. Raises NotFound, Ambiguous, Usage."""
    row = customers.find(book, text)
    if row["id"] not in {one["id"] for one in what.heirs}:
        raise Usage(
            _("{name} does not belong to {firm}").format(name=row["name"], firm=what.firm["name"]),
            _("amflow show {ref} shows its people").format(ref=f"c{what.firm['id']}"),
        )
    return row


def leave(desk: "Desk", what: Leaving, heir: Row | None) -> HandedOver:
    """Let them go, in one change: what is open goes over, the firm's main contact is nobody where it was them, a note keeps
    who they were."""
    book, row, firm = desk.book, what.person, what.firm
    further = book.all("SELECT * FROM position WHERE person_id = ? ORDER BY id", row["id"])
    with book.change("customer unlink", f"{row['name']} (c{row['id']}), {firm['name']} (c{firm['id']})") as change:
        role = row["role"]
        if row["organisation_id"] == firm["id"]:
            then = further[0] if further else None
            now = (then["organisation_id"], then["role"]) if then is not None else (None, "")
            change.update("customer", row["id"], organisation_id=now[0], role=now[1])
        else:
            then = next(one for one in further if one["organisation_id"] == firm["id"])
            role = then["role"]
        if then is not None:
            change.delete("position", then["id"])
        if firm["contact_id"] == row["id"]:
            change.update("customer", firm["id"], contact_id=None)
        words = _("was {role} at {firm} until {day}") if role else _("was at {firm} until {day}")
        said = words.format(role=role, firm=f"{firm['name']} (c{firm['id']})", day=desk.today.isoformat())
        change.insert("note", kind="customer", on_date=desk.today.isoformat(), text=said, customer_id=row["id"])
        if heir is not None:
            for table, numbers in what.open.items():
                for number in numbers:
                    change.update(table, number, customer_id=heir["id"])
            derived_columns.after_many(book, change, [row["id"], heir["id"]])
    return HandedOver(what, heir)
