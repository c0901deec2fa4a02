"""Confirming an appointment, with who comes along (`W13`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda.items import Item
from amflow.agenda.tasks import records as tasks
from amflow.book import values
from amflow.dates.format import short
from amflow.errors import Refused
from amflow.locale import _
from amflow.prep.visits.records import appointment
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class Confirmed(NamedTuple):
    """An appointment that was confirmed."""

    item: Item
    by: str
    companions: str
    on_date: date


def confirm(desk: "Desk", text: str, by: str, companions: str) -> Confirmed:
    """Note that the customer confirmed the appointment today. Raises Ambiguous, Refused, Usage."""
    row = appointment(desk, text)
    if row["due_on"] < desk.today.isoformat():
        raise Refused(
            _("{ref} was for {day}").format(
                ref=f"t{row['id']}", day=short(date.fromisoformat(row["due_on"]), desk.today)
            ),
            _("amflow move {ref} DATE puts it on another day").format(ref=f"t{row['id']}"),
        )
    fields: dict[str, Any] = {"confirmed_on": desk.today.isoformat()}
    fields["confirmed_by"] = values.line(by, _("who confirmed it")) if by else row["customer"]
    if companions:
        fields["companions"] = values.line(companions, _("the colleagues"))
    with desk.book.change("visit") as change:
        change.update("task", row["id"], **fields)
        change.summary = f"{row['title']} (t{row['id']})"
    item = tasks.item(desk, tasks.get(desk.book, f"t{row['id']}"))
    return Confirmed(item, fields["confirmed_by"], fields.get("companions", row["companions"]), desk.today)
