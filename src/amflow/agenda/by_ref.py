"""What rules or cadence ask for, found again by the reference that a screen showed (`r31fk`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import contact_cadence, due_rules
from amflow.agenda.items import Item
from amflow.errors import Ambiguous, NotFound
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk


class Derived(NamedTuple):
    """What rules or cadence ask for and is no row, found again by its reference."""

    ref: str
    rule: str
    kind: str
    title: str
    customer: Any
    for_date: date

    @property
    def name(self) -> str:
        """What it is, and with whom."""
        return f"{self.title} · {self.customer['name']}"


def find(desk: "Desk", text: str) -> Derived:
    """The derived thing that a reference names, asked of the book anew. Raises NotFound when nothing such is due,
    Ambiguous where two things of a customer happen to share their letters: more letters tell them apart."""
    ref = refs.parse(text)
    if ref is None or not ref.letters:
        raise refs.unknown(text)
    customer = desk.book.get("customer", ref.number)
    known = [] if customer is None else _due_for(desk, text, customer)
    named = [one for one in known if refs.letters(one.rule, one.for_date, len(ref.letters)) == ref.letters]
    if len(named) > 1:
        # A message and a talk differ by their first letter.
        of_rules = {rule.key: rule.kind for rule in desk.playbook.rules}
        alike = [one for one in named if (of_rules.get(one.rule) == "message") is (ref.letter == "m")]
        named = alike or named
    if not named:
        raise NotFound(
            _("{ref} is not due any more").format(ref=text),
            _("amflow show {ref} says what is due for {name}").format(ref=f"c{ref.number}", name=customer["name"])
            if customer is not None
            else _("amflow today shows what is"),
        )
    if len(named) > 1:
        longer = [refs.derived(one.rule, ref.number, one.for_date, ref.letter, refs.LONGEST) for one in named]
        raise Ambiguous(
            _("{text} is more than one thing").format(text=text),
            _("use {ref}, or another of them").format(ref=longer[0]),
            tuple(f"{name}  {one.title}" for name, one in zip(longer, named, strict=True)),
        )
    return named[0]


def to_plan(desk: "Desk", _change: "Change", text: str) -> Item:
    """What a rule or the cadence makes due, for the plan. Raises NotFound, Ambiguous."""
    found = find(desk, text)
    return Item(
        text, "callback", "callback", found.title, "", found.customer["id"], found.customer["name"],
        minutes=desk.settings.call_minutes, rule=found.rule, for_date=found.for_date,
    )  # fmt: skip


def _due_for(desk: "Desk", text: str, customer: Any) -> list[Derived]:
    """What rules and cadence ask for with this customer, due or to come."""
    known = [
        Derived(text, one.rule.key, one.kind, str(one.rule.title), customer, one.for_date)
        for one in due_rules.of_customer(desk, customer["id"])
    ]
    talk = contact_cadence.of_customer(desk, customer)
    # Who was talked to today needs no other talk: a reference from before must not hit the next one by accident.
    if talk and talk.days > 0:
        title = _("visit") if talk.kind == "visit" else _("call")
        known.append(Derived(text, contact_cadence.RULE, talk.kind, title, customer, talk.quiet_since))
    there = {(one.rule, one.for_date) for one in known}
    # What somebody has planned can be done on that day, whatever the rule thinks of it by then.
    for row in desk.book.all(
        "SELECT DISTINCT rule, for_date FROM plan_line WHERE customer_id = ? AND state = 'planned' AND for_date > ''",
        customer["id"],
    ):
        rule = next((one for one in desk.playbook.rules if one.key == row["rule"]), None)
        if rule is not None and (rule.key, date.fromisoformat(row["for_date"])) not in there:
            day = date.fromisoformat(row["for_date"])
            known.append(Derived(text, rule.key, rule.kind, str(rule.title), customer, day))
    return known
