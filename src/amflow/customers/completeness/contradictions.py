"""Records that contradict themselves, or that nobody can use as they are (`W07`: customer data is checked for accuracy)."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amflow.customers.needs import answer_values
from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import CustomerField

OLDEST = 110
"""Beyond so many years a birthday is a slip of the keyboard."""


FEW = 3
"""So many unknown organisations are told one by one."""

COLUMNS = ("phone", "phone_e164", "email", "address", "no_contact", "birthday", "last_touch_on", "behind", "line")
"""The columns that are looked at beside the file."""


class Doubt(NamedTuple):
    """Something about a record that cannot be right."""

    id: int
    name: str
    what: str
    """A key for programs: phone, unreachable, no-contact-person, tier, choice, birthday, marital, ahead, lead-won,
    dropped-open, deal-owed, deal-behind."""
    words: str
    command: str
    """What would mend it."""

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class Looked:
    """Looks at one record after the other; what must be asked of the whole book is asked once."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._tiers = {tier.key for tier in desk.playbook.tiers}
        self._unknown: list[tuple[int, str]] = []
        self._choices = {field.key: field for field in desk.playbook.fields if field.choices}

    def at(self, row: Any, profile: dict[str, str]) -> Iterator[Doubt]:
        """What cannot be right about this customer."""
        number, name = row["id"], row["name"]
        edit = f"amflow customer edit c{number}"
        if row["phone"] and not row["phone_e164"]:
            words = _("the phone is no valid number: {phone}").format(phone=row["phone"])
            yield Doubt(number, name, "phone", words, f"{edit} --phone …")
        organisation = row["kind"] == "organisation"
        # A shop on a line is met at its counter and answers its phone itself (`W18`).
        if organisation and number not in self._organisations and not (row["line"] and row["phone"]):
            if row["last_touch_on"]:
                yield _alone(number, name)
            else:
                self._unknown.append((number, name))
        elif not (organisation or row["behind"] or row["phone"] or row["email"] or row["address"] or row["no_contact"]):
            yield Doubt(number, name, "unreachable", _("no phone, no mail, no address"), f"{edit} --phone …")
        if row["tier"] and row["tier"] not in self._tiers:
            words = _("“{tier}” is no tier of this playbook").format(tier=row["tier"])
            yield Doubt(number, name, "tier", words, f"{edit} --tier …")
        if row["birthday"] and (words := _birthday(row["birthday"], self._desk.today)):
            yield Doubt(number, name, "birthday", words, f"{edit} --birthday …")
        yield from self._of_file(row, profile, edit)

    def _of_file(self, row: Any, profile: dict[str, str], edit: str) -> Iterator[Doubt]:
        number, name = row["id"], row["name"]
        for key, value in profile.items():
            field = self._choices.get(key)
            if field is not None and value and value not in field.choices:
                words = _("{field}: “{value}” is none of its choices").format(field=field.title, value=value)
                yield Doubt(number, name, "choice", words, f"{edit} --field {key}=…")
        if profile.get("marital") == "single" and number in self._spouses:
            words = _("said to be single, and has a husband or wife in the book")
            yield Doubt(number, name, "marital", words, f"{edit} --field marital=…")

    def firms(self) -> list[Doubt]:
        """The organisations looked at without anybody to speak to, of which no talk is known: an imported list brings many,
        and they are told in one line."""
        found = [_alone(number, name) for number, name in self._unknown]
        if len(found) <= FEW:
            return found
        words = ngettext(
            "{n} organisation without anybody to speak to, and no talk known",
            "{n} organisations without anybody to speak to, and no talk known",
            len(found),
        )
        return [found[0]._replace(words=words)]

    def ahead(self, tier: str) -> Iterator[Doubt]:
        """Talks dated ahead of today: a clock that was wrong leaves them."""
        today = self._desk.today
        for row in self._desk.book.each(
            "SELECT customer.id, customer.name, touch.held_on FROM touch JOIN customer ON customer.id = touch.customer_id"
            f" WHERE touch.held_on > ? AND customer.status <> 'removed' {'AND tier = ?' if tier else ''}"
            " ORDER BY touch.held_on, touch.id",
            today.isoformat(),
            *([tier] if tier else []),
        ):
            day = date_format.short(date.fromisoformat(row["held_on"]), today)
            words = _("a talk of {day}: that day lies ahead").format(day=day)
            yield Doubt(row["id"], row["name"], "ahead", words, "amflow history")

    def leads(self, tier: str) -> Iterator[Doubt]:
        """Leads that have bought, and those who were let go although a deal is open."""
        bound = [tier] if tier else []
        clause = "AND tier = ?" if tier else ""
        for row in self._desk.book.each(
            f"SELECT id, name FROM customer WHERE status = 'lead' AND client_since IS NOT NULL {clause} ORDER BY id",
            *bound,
        ):
            convert = f"amflow lead convert c{row['id']}"
            yield Doubt(row["id"], row["name"], "lead-won", _("a lead, and has bought already"), convert)
        for row in self._desk.book.each(
            "SELECT customer.id, customer.name, deal.id AS deal FROM deal JOIN customer ON customer.id = deal.customer_id"
            f" WHERE deal.state = 'open' AND customer.status = 'dropped' {clause} ORDER BY deal.id",
            *bound,
        ):
            words = _("was let go, and {deal} is still open").format(deal=f"d{row['deal']}")
            yield Doubt(row["id"], row["name"], "dropped-open", words, f"amflow deal lose d{row['deal']}")

    @cached_property
    def _organisations(self) -> set[int]:
        rows = self._desk.book.each(
            "SELECT organisation_id AS id FROM customer WHERE organisation_id IS NOT NULL AND status <> 'removed'"
            " UNION SELECT organisation_id FROM position"
        )
        return {row["id"] for row in rows}

    @cached_property
    def _spouses(self) -> set[int]:
        rows = self._desk.book.each(
            "SELECT customer_id AS id FROM relation WHERE kind = 'spouse'"
            " UNION SELECT other_id FROM relation WHERE kind = 'spouse'"
        )
        return {row["id"] for row in rows}


def _alone(number: int, name: str) -> Doubt:
    words = _("an organisation without anybody to speak to")
    return Doubt(number, name, "no-contact-person", words, f"amflow customer add … --org c{number}")


def _birthday(birthday: str, today: date) -> str:
    """What is wrong with a birthday; empty where nothing is. A lunar year is one that the calendar names the same."""
    year = birthday.removeprefix("lunar ")[:4]
    if not year.isdigit():
        return ""
    age = today.year - int(year)
    if age < 0 or (not birthday.startswith("lunar ") and birthday > today.isoformat()):
        return _("born on a day that lies ahead: {day}").format(day=birthday)
    return _("would be {age} years old: {day}").format(age=age, day=birthday) if age > OLDEST else ""


def said(field: "CustomerField", value: str) -> str:
    """An answer as the playbook words it."""
    if value in field.choices and field.labels:
        return str(field.labels[field.choices.index(value)])
    return _(answer_values.WORDS[value]) if field.type == "yes-no" and value in answer_values.WORDS else value
