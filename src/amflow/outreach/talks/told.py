"""What somebody said of themselves in a talk: answers to the playbook's questions, and fields of their file (`W11`, `W12`)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.customers import changes as customer_changes
from amflow.customers import circle
from amflow.customers.needs import records as needs
from amflow.locale import _
from amflow.playbooks.titles import known_key

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.outreach.talks.changes import Ready


class ToldThere:
    """Understood before anything is written, then written with the talk."""

    def __init__(self, desk: "Desk", answers: Sequence[str], fields: Sequence[str]) -> None:
        """Raises Usage."""
        self._desk = desk
        self._answers = needs.checked(desk, needs.pairs_of(answers)) if answers else {}
        self._fields = list(fields)
        customer_changes.merged_profile("{}", desk, self._fields)
        self.told = [*answers, *fields]
        """As it was typed."""

    def write(self, change: "Change", talk: "Ready", touch_id: int) -> None:
        """Write it down as part of the change that writes the talk; what a firm's person says of the firm is the firm's."""
        needs.write(self._desk, change, talk.customer["id"], self._answers, touch_id)
        for number, pair in of_whom(self._desk, talk.customer, self._fields):
            customer_changes.tell(self._desk, change, number, pair)


def of_whom(desk: "Desk", customer: Any, pairs: Sequence[str]) -> list[tuple[int, str]]:
    """Whose file each `key=value` goes into, of what somebody said in a talk: the number, and the pair."""
    firm = circle.firm_of(desk.book, customer) if pairs else None
    known = {field.key: field for field in desk.playbook.fields}
    found = []
    for pair in pairs:
        field = known.get(known_key(pair.partition("=")[0].strip(), known.values(), _("field")))
        of_firm = firm is not None and field is not None and field.whom == "organisation"
        found.append((firm["id"] if of_firm and firm else customer["id"], pair))
    return found
