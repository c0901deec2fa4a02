"""Who was there: people of the firm, with whom it was a talk as well, told apart from colleagues who came along."""

import re
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.book import values
from amflow.customers import circle, matching
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class Party(NamedTuple):
    """Who was there beside the customer."""

    people: tuple[int, ...] = ()
    colleagues: str = ""


def party(desk: "Desk", row: Any, text: str) -> Party:
    """Whom the names mean: a reference (`c12`) is that person; the name of somebody of the customer's firm, whole, as they are
    spoken to or by their role, is them; anybody else is a colleague. Raises NotFound, Ambiguous, Usage."""
    if not text:
        return Party()
    firm = circle.firm_of(desk.book, row)
    there = {one["id"]: one for one in circle.people(desk.book, firm)} if firm is not None else {}
    people: list[int] = []
    colleagues: list[str] = []
    for name in filter(None, (part.strip() for part in re.split("[、，,;；]", values.line(text, _("the colleagues"))))):
        number = _person(desk, name, there)
        if number is None:
            colleagues.append(name)
        elif number != row["id"]:
            people.append(number)
    return Party(tuple(dict.fromkeys(people)), ", ".join(colleagues) if people else text if colleagues else "")


def _person(desk: "Desk", name: str, there: dict[int, Any]) -> int | None:
    if refs.of_table(name, "c"):
        row = customers.find(desk.book, name)
        if row["kind"] != "person":
            raise Usage(
                _("{name} is an organisation, nobody who is there").format(name=row["name"]),
                _("name its people: amflow customer list --org {ref}").format(ref=f"c{row['id']}"),
            )
        return int(row["id"])
    meant = matching.meant(desk.book, name)
    familiar = re.fullmatch(matching.FAMILIAR, name) is not None
    # In their firm anything that people are called by will do; 小李 may be a colleague all the same.
    named = [] if familiar else [number for number in meant.numbers if number in there]
    named = named or [number for number, row in there.items() if row["role_there"].casefold() == name.casefold()]
    if not named and meant.whole:
        named = [number for number in meant.numbers if desk.book.get("customer", number)["kind"] == "person"]  # type: ignore[index]
    if named:
        return customers.the_one(desk.book, name, named)
    return None
