"""A page to take along on a visit: why, to whom, what was said and promised, what to bring, what to ask (`W13`, `W18`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import due_rules
from amflow.agenda.items import Item
from amflow.agenda.tasks import records as tasks
from amflow.book.money import Money, money_of
from amflow.book.values import day_or_none
from amflow.callback.cases import records as cases
from amflow.callback.holdings import records as holdings
from amflow.callback.orders import records as orders
from amflow.convert.deals import records as deals
from amflow.convert.products import matching, suitability
from amflow.customers import circle
from amflow.customers import page as customer_page
from amflow.customers import records as customers
from amflow.customers.identity import relations
from amflow.customers.needs import records as needs
from amflow.customers.tiers import records as tiers
from amflow.outreach.campaigns import records as campaigns
from amflow.outreach.talks import records as talks
from amflow.prep.notes import records as notes
from amflow.prep.visits import records as visits
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import VisitPart

DIFFICULTY = ("difficulty", "problem", "open-problem", "challenge", "supply")
"""The questions whose answers say where the customer is in trouble."""

TROUBLE = ("open-difficulties", "complaints-history")
"""The fields of the file that say the same."""

FAMILY_DAYS = 60
"""A birthday in the family is told when it is this near."""

TALKS, NOTES, ROWS, PRODUCTS, QUESTIONS = 3, 2, 6, 3, 5
"""How many of each the page holds: it is one page."""


class HeldOrOrdered(NamedTuple):
    """Something that the customer holds or ordered."""

    ref: str
    name: str
    amount: Money | None
    on_date: date | None
    """Bought or ordered."""
    until: date | None
    """Matures, or promised for."""
    late: bool
    """Ordered, and not delivered when it was promised."""


class Dated(NamedTuple):
    """A text with its day."""

    on_date: date | None
    text: str


class Missing(NamedTuple):
    """What a deal still misses of its papers."""

    ref: str
    title: str
    papers: list[str]


class Birthday(NamedTuple):
    """A birthday that is near: the customer's, or of somebody who belongs to them."""

    name: str
    what: str
    """What they are to the customer; empty for the customer."""
    day: date


class VisitSheet(NamedTuple):
    """Everything on the page."""

    page: customer_page.Dossier
    touches: list[talks.TouchLine]
    campaigns: list[campaigns.CampaignOfCustomer]
    ties: list[relations.Tie]
    people: list[customers.PersonLine]
    address: str
    appointment: Item | None
    confirmed_by: str
    companions: str
    purpose: str
    content: str
    """What a visit of this tier is about (`W18`)."""
    ways: list[tiers.Way]
    """How their group is approached, and the price band of their key market (`W16`, `W18`)."""
    promises: list[Item]
    problems: list[Dated]
    deals: list[deals.DealLine]
    """Those under way: of a person their firm's as well."""
    papers: list[Missing]
    holdings: list[HeldOrOrdered]
    loans: list[HeldOrOrdered]
    orders: list[HeldOrOrdered]
    answers: list[needs.AnsweredQuestion]
    """What they have said they need."""
    questions: list[str]
    """What nobody has asked yet."""
    tolerance: suitability.Tolerance
    products: list[matching.Match]
    left_out: int
    birthdays: list[Birthday]
    parts: "tuple[VisitPart, ...]"
    notes: list[Dated]
    """What was noted of them last, about whatever."""


def of(desk: "Desk", text: str) -> VisitSheet:
    """The page for a customer, or for an appointment (`t41`). Raises NotFound, Ambiguous, Refused."""
    if refs.of_table(text, "t"):
        row = visits.appointment(desk, text)
        customer = desk.book.get("customer", row["customer_id"])
    else:
        customer = customers.find(desk.book, text)
        row = visits.upcoming(desk, customer["id"])
    assert customer is not None
    page = customer_page.of(desk, customer["id"])
    asked = needs.of_customer(desk, customer["id"])
    ties = relations.of_customer(desk, customer["id"])
    firm = circle.firm_of(desk.book, customer)
    people = customers.of_organisation(desk, firm["id"]) if firm is not None else []
    people = [one for one in people if one.id != customer["id"]]
    matched = matching.of_row(desk, customer)
    tier = desk.playbook.tier(customer["tier"])
    running, _total = deals.listing(desk, state="open", customer_id=customer["id"], limit=ROWS)
    return VisitSheet(
        page,
        talks.of_customer(desk, customer["id"])[:TALKS],
        campaigns.of_customer(desk, customer["id"]),
        ties,
        people,
        customer["address"] or (firm["address"] if firm is not None else ""),
        tasks.item(desk, row) if row is not None else None,
        row["confirmed_by"] if row is not None else "",
        row["companions"] if row is not None else "",
        _purpose(desk, customer, row),
        str(tier.content) if tier else "",
        tiers.ways_of(desk.playbook, page.segment, page.profile),
        _promises(desk, customer["id"], row),
        _problems(desk, page, asked),
        running,
        [Missing(deal.ref, deal.title, list(deal.missing)) for deal in running if deal.missing],
        _held(holdings.of_customer(desk, customer["id"])),
        _held(holdings.loans_of_customer(desk, customer["id"])),
        _orders(desk, customer["id"]),
        [one for one in asked if one.value and one.key not in DIFFICULTY],
        [one.question for one in asked if one.open][:QUESTIONS],
        matched.tolerance,
        [one for one in matched.proposed if one.points > 0][:PRODUCTS],
        len(matched.left_out),
        _birthdays(desk, page, ties, people),
        desk.playbook.visit_parts,
        [Dated(one.on_date, one.text) for one in notes.listing(desk.book, customer_id=customer["id"], limit=NOTES)],
    )


def _purpose(desk: "Desk", customer: Any, row: Any) -> str:
    """What the visit is for: the appointment's title, else what the rules ask for, else the deal that is under way."""
    if row is not None:
        return str(row["title"])
    # A paper that expires is asked for on the way; nobody goes there for it.
    due = [
        one
        for number in (customer["id"], *circle.also(desk.book, customer))
        for one in due_rules.of_customer(desk, number)
        if one.rule.on != "paper.expires" and one.rule.kind in ("call", "visit")
    ]
    if due:
        return str(min(due, key=lambda one: one.due_on).rule.title)
    running, _total = deals.listing(desk, state="open", customer_id=customer["id"], limit=1)
    return f"{running[0].title} · {running[0].stage_title}" if running else ""


def _promises(desk: "Desk", customer_id: int, row: Any) -> list[Item]:
    """What is open with them, what was promised in front; not the visit itself."""
    found = tasks.listing(desk, state="open", until=None, customer_id=customer_id, limit=20)
    own = row["id"] if row is not None else None
    whose, whom = circle.theirs(desk.book, "customer_id", customer_id, colleagues=False)
    rows = desk.book.all(f"SELECT id FROM task WHERE {whose} AND state = 'open' AND promised = 1", *(whom or ()))
    promised = {one["id"] for one in rows}
    others = [item for item in found if item.task_id != own]
    return sorted(others, key=lambda item: item.task_id not in promised)[:ROWS]


def _problems(desk: "Desk", page: customer_page.Dossier, asked: list[needs.AnsweredQuestion]) -> list[Dated]:
    """What is difficult: the cases that are open, what they answered, what their file says, what a talk ended with."""
    customer_id = int(page.ref[1:])
    running, _total = cases.listing(desk, customer_id=customer_id, limit=ROWS)
    found = [Dated(one.opened_on, f"{one.ref} {one.title}") for one in running]
    found += [Dated(one.on_date, one.answer) for one in asked if one.key in DIFFICULTY and one.value]
    found += [Dated(None, page.profile[key]) for key in TROUBLE if page.profile.get(key)]
    rows = desk.book.all(
        "SELECT held_on, note FROM touch WHERE (customer_id = ?1 OR id IN (SELECT touch_id FROM touch_with"
        " WHERE customer_id = ?1)) AND held_on <= ?2 AND outcome = 'problem' AND note <> '' ORDER BY held_on DESC,"
        " id DESC LIMIT 3",
        customer_id,
        desk.today.isoformat(),
    )
    return found + [Dated(date.fromisoformat(row["held_on"]), row["note"]) for row in rows]


def _held(found: list[holdings.Holding]) -> list[HeldOrOrdered]:
    """What is still held, worth so much, or still owed."""
    there = [one for one in found if one.sold_on is None][:ROWS]
    return [
        HeldOrOrdered(one.ref, one.name, one.value or one.owed, one.bought_on, one.matures_on, False) for one in there
    ]


def _orders(desk: "Desk", customer_id: int) -> list[HeldOrOrdered]:
    return [
        HeldOrOrdered(
            one.ref, one.name, one.amount, one.ordered_on, one.delivered_on or one.promised_on, one.late_days > 0
        )
        for one in orders.listing(desk, customer_id=customer_id, limit=ROWS)[0]
        if not one.cancelled_on
    ]


def _thing(letter: str, row: Any, on: str | None, until: str | None) -> HeldOrOrdered:
    amount = money_of(row, "amount_minor")
    return HeldOrOrdered(f"{letter}{row['id']}", row["name"], amount, day_or_none(on), day_or_none(until), False)


def _birthdays(
    desk: "Desk", page: customer_page.Dossier, ties: list[relations.Tie], people: list[customers.PersonLine]
) -> list[Birthday]:
    """Birthdays within the next weeks: their own, the family's, that of the people there."""
    from amflow.customers import birthdays

    whom = [(int(page.ref[1:]), page.name, ""), *((tie.id, tie.name, tie.title) for tie in ties)]
    whom += [(one.id, one.name, "") for one in people]
    found = []
    for number, name, what in whom:
        row = desk.book.get("customer", number)
        day = birthdays.told(desk, row["birthday"])[1] if row is not None and row["birthday"] else None
        if day and day <= desk.today + timedelta(days=FAMILY_DAYS):
            found.append(Birthday(name, what, day))
    return sorted(found, key=lambda one: one.day)
