"""Scripts: words for a conversation, filled in for a customer, with what they may say against it (`W01`); and what a
template of a script or a message may say: the customer, oneself, and what it is about.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.book.money import Money
from amflow.customers import birthdays, circle, contact_preferences
from amflow.errors import NotFound
from amflow.locale import N_, _, listed
from amflow.playbooks.sources import nearest
from amflow.playbooks.titles import keys_meant, known_key, texts
from amflow.playbooks.vocabulary import STEPS
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.due_rules import Due
    from amflow.agenda.rule_events import EventFact
    from amflow.desk import Desk
    from amflow.playbooks.model import Script


class Spoken(NamedTuple):
    """A script as it is said to somebody; `values` go into its template."""

    script: "Script"
    customer: Any
    language: str
    values: dict[str, Any]
    wish: str = ""
    """What the customer has asked for that matters before it is said."""


def listing(desk: "Desk", family: str, step: str, campaign: str = "") -> list["Script"]:
    """The playbook's scripts, of one family, step or kind of campaign. Raises Usage when there is no such one."""
    campaign = known_key(campaign, desk.playbook.campaigns, _("campaign"))
    key = known_key(family, desk.playbook.families, _("family"))
    step = known_key(step, STEPS, _("step"))
    return [
        script
        for script in desk.playbook.scripts
        if (not key or script.family == key)
        and (not step or script.step == step)
        and (not campaign or script.campaign == campaign)
    ]


def scripts_of_step(desk: "Desk", step: str, *, first: bool = False) -> list["Script"]:
    """The words that a step of today has: those to people one knows, or with `first` to those whom one meets; those of a kind
    of campaign while one is on."""
    found = [script for script in desk.playbook.scripts if script.step == step and script.first == first]
    if not any(script.campaign for script in found):
        return found
    rows = desk.book.all(
        "SELECT DISTINCT kind FROM campaign WHERE closed_on IS NULL AND coalesce(starts_on, ?1) <= ?1"
        " AND coalesce(ends_on, ?1) >= ?1",
        desk.today.isoformat(),
    )
    running = {row["kind"] for row in rows}
    return [script for script in found if not script.campaign or script.campaign in running]


def keys_line(found: list["Script"]) -> str:
    """Where these words are, in a line; empty where there are none."""
    keys = listed([script.key for script in found])
    return _("words: {keys} · amflow script show {key}").format(keys=keys, key=found[0].key) if found else ""


def spoken(desk: "Desk", key: str, customer: str) -> Spoken:
    """The script, named by its key or its title, with its customer. Raises NotFound with the nearest one, Usage where it
    may be several."""
    known = {script.key: script for script in desk.playbook.scripts}
    if not keys_meant(key, texts(desk.playbook.scripts)):
        near = nearest(key, list(known))
        raise NotFound(
            _("there is no script “{key}”").format(key=key),
            _("did you mean {name}?").format(name=near) if near else _("amflow script list shows them"),
        )
    script = known[known_key(key, desk.playbook.scripts, _("script"))]
    from amflow.customers import records as customers

    row = customers.find(desk.book, customer) if customer else None
    contact = circle.contact(desk.book, row) if row is not None else None
    values = template_values(desk, row, speaking=language(contact or row), contact=contact)
    values["me"] = {"name": _("(your name)"), "firm": _("(your firm)"), "branch": _("(your branch)")} | values["me"]
    values.setdefault("customer", {"name": _("(name)"), "address_name": _("(name)")})
    wish = contact_preferences.words(row, desk.clock) if row is not None else ""
    return Spoken(script, row, language(row), values, wish)


def unset_settings(desk: "Desk") -> list[str]:
    """The settings that scripts would say and nobody has set."""
    return [name for name in ("name", "firm", "branch") if name not in me(desk)]


VARIABLES = {
    "customer.name": N_("the customer's whole name"),
    "customer.address_name": N_("how they are spoken to: Ms Zhang; the name where Ms or Mr is not known"),
    "customer.phone": N_("their phone"),
    "customer.tier": N_("their tier, by its title"),
    "customer.organisation": N_("where they work"),
    "me.name": N_("your name (setting `name`)"),
    "me.firm": N_("your firm (setting `firm`)"),
    "me.branch": N_("your branch (setting `branch`)"),
    "today": N_("the day"),
    "event.day": N_("the day that the message is about: of the birthday, of the maturity, of the signing; else today"),
    "event.days": N_("how many days it is until then; 0 today, negative when it is over"),
    "birthday.age": N_("how old they turn, where the year is known"),
    "deal.title": N_("what was signed"),
    "deal.amount": N_("its amount"),
    "deal.product": N_("its product"),
    "deal.closed_on": N_("the day it was won"),
    "holding.name": N_("what they hold"),
    "holding.amount": N_("what it is worth, or the sum that matures"),
    "holding.bought_on": N_("the day they bought it"),
    "holding.matures_on": N_("the day it matures"),
    "loan.name": N_("what they owe"),
    "loan.amount": N_("the sum that was lent"),
    "loan.matures_on": N_("the day it falls due"),
    "order.name": N_("what they ordered"),
    "order.amount": N_("its amount"),
    "order.ordered_on": N_("the day it was ordered"),
    "order.delivered_on": N_("the day it came"),
    "note.text": N_("the note that is passed on"),
    "date.name": N_("what the special day is"),
    "date.feast": N_("there where the playbook calls it a feast: one congratulates, else one reminds"),
    "tier.title": N_("the tier that they qualify for"),
}
"""Every variable by its name, with its meaning. One that has no value is a hole: it is said by name, and `if` takes it
for no. Anything else in a template is a mistake."""

Values = dict[str, Any]


class TemplateText(NamedTuple):
    """A text as its template gives it."""

    text: str
    missing: tuple[str, ...] = ()
    """The variables that it wanted to say and that have no value."""


TABLES = {"deal": "deal", "holding": "holding", "loan": "holding", "order": "orders"}
"""The variables that are records of the book, and their tables."""

NAMES = {"customer.special-date": ("date", "name"), "note.important": ("note", "text")}
"""The variables of other events, and which of their fields the event's own words are."""


def language(customer: Any) -> str:
    """The language that a customer is spoken to in: the one they wish, else the program's."""
    return (customer["language"] if customer is not None else "") or locale.current()


def template_values(
    desk: "Desk", customer: Any, due: "Due | None" = None, speaking: str = "", contact: Any = None
) -> Values:
    """What a template is handed for this customer, and for what a rule made due; `speaking` is the language that they are
    addressed in, by itself that of their name; `contact` is the person who is addressed, where it goes to one of a firm.
    What has no value is left out."""
    given: Values = {"me": me(desk), "today": desk.today}
    if customer is not None:
        given["customer"] = _customer(desk, customer, speaking)
        if contact is not None:
            given["customer"] |= {**_customer(desk, contact, speaking), "tier": given["customer"].get("tier", "")}
    given |= {"event": {"day": desk.today, "days": 0}} if due is None else _event(desk, customer, due)
    return given


def me(desk: "Desk") -> Values:
    """Who writes, as far as the settings say; a demo book brings somebody of its own."""
    said = {name: getattr(desk.settings, name) or desk.book.about(f"my_{name}") for name in ("name", "firm", "branch")}
    return {name: value for name, value in said.items() if value}


def _customer(desk: "Desk", row: Any, speaking: str) -> Values:
    from amflow.customers import records as customers

    tier = desk.playbook.tier(row["tier"])
    works = desk.book.get("customer", row["organisation_id"]) if row["organisation_id"] else None
    found = {
        "name": row["name"],
        "address_name": customers.address_name(row, speaking or row["language"], desk.book),
        "phone": row["phone"],
        "tier": tier.title if tier else "",
        "organisation": works["name"] if works is not None else "",
    }
    return {name: value for name, value in found.items() if value}


def _event(desk: "Desk", customer: Any, due: "Due") -> Values:
    """What a rule's event is about: its day, and the records it comes from."""
    found: Values = {"event": {"day": due.for_date, "days": (due.for_date - desk.today).days}}
    on = due.rule.on
    if on == "customer.birthday":
        age = birthdays.age(customer["birthday"], due.for_date)
        found["birthday"] = {"age": age} if age else {}
    elif on == "customer.qualified":
        tier = desk.playbook.tier(customer["tier"])
        found["tier"] = {"title": tier.title} if tier else {}
    elif on in NAMES:
        name, field = NAMES[on]
        facts: Values = {field: "\n".join(fact.what for fact in due.facts)}
        facts["feast"] = name == "date" and all(birthdays.is_feast(desk.playbook, fact.what) for fact in due.facts)
        found[name] = {key: value for key, value in facts.items() if value}
    elif (name := on.partition(".")[0]) in TABLES and due.facts:
        found[name] = _records(desk, TABLES[name], due.facts)
    return found


def _records(desk: "Desk", table: str, facts: "tuple[EventFact, ...]") -> Values:
    """Deals, holdings, orders as templates know them. Of several that fall on a day the names stand in a row, and what
    differs between them is left out."""
    rows = [row for fact in facts if (row := desk.book.get(table, int(fact.ref[1:]))) is not None]
    records = [_record(desk, row) for row in rows]
    if not records:
        return {}
    shared = {name: value for name, value in records[0].items() if all(one.get(name) == value for one in records)}
    for name in ("name", "title"):
        said = [one[name] for one in records if name in one]
        if len(said) > 1:
            shared[name] = Several(dict.fromkeys(said))
    return shared


class Several(tuple[str, ...]):
    """Names in a row, in the language of the sentence they stand in."""

    def __str__(self) -> str:
        return locale.listed(self)


def _record(desk: "Desk", row: Any) -> Values:
    """A deal, a holding, an order as templates know it: its texts, its days, its amount, its product's name."""
    columns = row.keys()
    found: Values = {name: row[name] for name in ("title", "name") if name in columns and row[name]}
    days = [name for name in columns if name.endswith("_on") and row[name]]
    found |= {name: date.fromisoformat(row[name]) for name in days}
    if row["amount_minor"] is not None:
        found["amount"] = Money(row["amount_minor"], row["currency"] or desk.settings.currency)
    product = desk.book.get("product", row["product_id"]) if row["product_id"] else None
    if product is not None:
        found["product"] = product["name"]
    return found


def timely(desk: "Desk", due: "Due") -> bool:
    """Whether the words of what is due may go out: those of a birthday not before its day."""
    from amflow.agenda import due_rules

    early = due.rule.on == "customer.birthday" and due.for_date > desk.today
    return due.moved or not early or due_rules.is_its_day(desk, due)
