"""The days that matter to a customer every year, beside the birthday: kept, listed, taken out (`W11`)."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.book import values
from amflow.customers import birthdays
from amflow.customers import records as customers
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Row
    from amflow.desk import Desk


class SpecialDate(NamedTuple):
    """A day that matters to a customer."""

    id: int
    customer_id: int
    customer: str
    title: str
    on_date: str
    """As the book keeps it: `2016-12-03`, `--12-03`, `lunar --08-15`."""
    words: str
    """A lunar one in words; empty for another."""
    next_on: date | None
    """The day on which it comes next."""

    @property
    def customer_ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


def add(desk: "Desk", whom: str, day: str, title: str) -> SpecialDate:
    """Keep a day. Raises NotFound, Ambiguous, Usage; Refused where it is kept already."""
    row = customers.find(desk.book, whom)
    kept = _checked(desk, day)
    named = values.line(title, _("what day it is"))
    if desk.book.one(
        "SELECT 1 FROM special_date WHERE customer_id = ? AND on_date = ? AND title = ?", row["id"], kept, named
    ):
        raise Refused(
            _("{title} is kept already").format(title=named),
            _("amflow customer date {ref} lists the days").format(ref=f"c{row['id']}"),
        )
    with desk.book.change("customer date") as change:
        number = change.insert(
            "special_date", customer_id=row["id"], title=named, on_date=kept, date_md=values.month_and_day(kept)
        )
        change.summary = f"{row['name']} (c{row['id']}): {named}"
    return next(one for one in of_customer(desk, row["id"]) if one.id == number)


def remove(desk: "Desk", whom: str, title: str) -> SpecialDate:
    """Take a day out, by its title or a part of it. Raises NotFound, Ambiguous, Usage."""
    row = customers.find(desk.book, whom)
    wanted = values.folded(title)
    known = of_customer(desk, row["id"])
    found = [one for one in known if values.folded(one.title) == wanted] or [
        one for one in known if wanted in values.folded(one.title) or wanted == one.on_date
    ]
    if len(found) != 1:
        hint = "; ".join(one.title for one in found or known) or _("none is kept")
        raise NotFound(
            _("{name} has no day “{title}”").format(name=row["name"], title=title)
            if not found
            else _("“{title}” is more than one day").format(title=title),
            hint,
        )
    with desk.book.change("customer date") as change:
        change.delete("special_date", found[0].id)
        change.summary = f"{row['name']} (c{row['id']}): {found[0].title}"
    return found[0]


def of_customer(desk: "Desk", customer_id: int) -> list[SpecialDate]:
    """A customer's days, the next one first."""
    rows = desk.book.all(
        "SELECT special_date.*, customer.name AS customer FROM special_date"
        " JOIN customer ON customer.id = special_date.customer_id WHERE customer_id = ?",
        customer_id,
    )
    found = [_special(desk, row) for row in rows]
    return sorted(found, key=lambda one: (one.next_on or date.max, one.id))


def _special(desk: "Desk", row: "Row") -> SpecialDate:
    told = birthdays.told(desk, row["on_date"])
    return SpecialDate(
        row["id"], row["customer_id"], row["customer"], row["title"], row["on_date"], told.words, told.next
    )


def _checked(desk: "Desk", text: str) -> str:
    """The day as the book keeps it: written as a birthday, or in words (`12月3日`, `dec 3`), then without a year. It may
    lie ahead. Raises Usage."""
    try:
        return birthdays.checked(text.strip(), date.max)
    except Usage:
        try:
            return f"--{desk.day(text):%m-%d}"
        except Usage:
            raise Usage(
                _("“{text}” is not a day of the year").format(text=text),
                _("such as 2016-12-03, 12-03, 农历八月十五 or lunar 8-15"),
            ) from None
