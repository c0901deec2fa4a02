"""Customers and leads: the one that a text means, and lists of them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs, registry
from amflow.book import values
from amflow.book.derived_columns import last_talk
from amflow.book.store import Book, Row, placeholders
from amflow.book.values import day_or_none, local
from amflow.customers import circle
from amflow.dates.format import short
from amflow.errors import Ambiguous, NotFound, Usage
from amflow.locale import N_, _, listed, ngettext
from amflow.playbooks.titles import state_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk

SHOWN = 8
"""How many candidates an ambiguous name lists."""


STATUSES = {"customer": N_("customer"), "lead": N_("lead"), "dropped": N_("dropped lead"), "removed": N_("removed")}


class CustomerLine(NamedTuple):
    """A customer in a list."""

    id: int
    name: str
    kind: str
    status: str
    tier: str
    intent: str
    phone: str
    organisation: str
    last_touch_on: date | None
    source: str
    segment: str = ""
    adopted_on: date | None = None
    tier_title: str = ""
    source_title: str = ""
    """What the playbook calls the two, in the lists of a desk; else their keys."""

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


LINE = (
    "SELECT customer.id, customer.name, customer.kind, customer.status, customer.tier, customer.intent, customer.phone,"
    " coalesce(organisation.name, '') AS organisation, customer.last_touch_on, customer.source,"
    " customer.segment, customer.adopted_on"
    " FROM customer LEFT JOIN customer AS organisation ON organisation.id = customer.organisation_id"
)


def find(book: Book, text: str) -> Row:
    """The one customer or lead that the text means: `c12`, a name, pinyin, initials, a phone's end, or a part of one.

    Who is found by a form of address (王总) is said. Raises NotFound with the nearest names, Ambiguous with the candidates.
    """
    number = refs.of_table(text, "c")
    if number is not None:
        row = book.get("customer", number)
        if row is None or row["status"] == "removed":
            raise NotFound(_("there is no customer {ref}"), _("amflow customer list shows them"), ref=f"c{number}")
        return row
    key = values.folded_name(values.harmless(text))
    if not key:
        raise Usage(_("whose name?"), _("a customer is c12, a name, or a part of one"))
    from amflow.customers.matching import meant

    found, addressed, _whole = meant(book, text)
    if not found:
        raise NotFound(_("no customer is called “{text}”").format(text=_clipped(text)), _near(book, key))
    row = book.get("customer", the_one(book, text, found))
    assert row is not None
    if addressed:
        book.warn(f"{_clipped(text)}: {told_of(book, [row['id']])[0]}")
    return row


def find_removed_too(book: Book, text: str) -> Row:
    """The same, or else one who was removed: by the reference, or the whole name. Raises NotFound, Ambiguous."""
    number = refs.of_table(text, "c")
    if number is not None and (row := book.get("customer", number)) is not None:
        return row
    try:
        return find(book, text)
    except NotFound:
        key = values.folded_name(values.harmless(text))
        gone = book.all("SELECT id FROM customer WHERE status = 'removed' AND name_key = ?", key)
        if not gone:
            raise
        row = book.get("customer", the_one(book, text, [one["id"] for one in gone]))
        assert row is not None
        return row


def who(desk: "Desk", row: Row) -> str:
    """Who a customer is, in a line, before anything is asked about them: name, reference, tier, organisation."""
    tier = desk.playbook.tier(row["tier"])
    firm = desk.book.get("customer", row["organisation_id"]) if row["organisation_id"] else None
    facts = [f"{row['name']} (c{row['id']})", str(tier.title) if tier else row["tier"], firm["name"] if firm else ""]
    return " · ".join(fact for fact in facts if fact)


def deal_of(book: Book, text: str, customer_id: int | None = None) -> Row:
    """The row of the deal that a reference names; with a customer it must be theirs, their firm's, or nobody's yet. Raises
    NotFound, Usage."""
    number = number_of(book, text, "d")
    row = book.get("deal", number) if number else None
    if row is None:
        raise NotFound(_("there is no deal {ref}").format(ref=text), _("amflow deal list shows them"))
    if customer_id and row["customer_id"] and not circle.together(book, customer_id, row["customer_id"]):
        raise Usage(_("{ref} is another customer's deal"), _("amflow show {ref} says whose"), ref=text)
    return row


def of_deal(book: Book, text: str) -> str:
    """The reference of the customer whose deal that is; empty for no deal, and for one without a customer. Raises NotFound."""
    number = deal_of(book, text)["customer_id"] if text else None
    return f"c{number}" if number else ""


def number_of(book: Book, text: str, letter: str) -> int | None:
    """The number of the record that the text names: by its reference with this letter, or by the customer of whom only one is
    under way, which is said; None for none. Raises Ambiguous."""
    if refs.parse(text) or (family := registry.of_letter(letter)) is None:
        return refs.of_table(text, letter)
    try:
        customer = find(book, text)
    except (NotFound, Usage):
        return None
    called, open_ = family.title or "title", family.unfinished or "1"
    rows = book.all(
        f"SELECT id, {called} AS title FROM {family.table} WHERE customer_id = ? AND {open_} ORDER BY id LIMIT 20",
        customer["id"],
    )
    lines = tuple(f"{letter}{row['id']}  {row['title']}" for row in rows)
    if len(rows) > 1:
        several = _("several are meant by {name}").format(name=customer["name"])
        raise Ambiguous(several, _("name it by its reference: {ref}").format(ref=lines[0].split()[0]), lines)
    if rows:
        book.warn(f"{_clipped(text)}: {lines[0]}")
    return rows[0]["id"] if rows else None


def the_one(book: Book, text: str, found: list[int]) -> int:
    """The one that is found; of several the one that the person at the terminal picks. Raises Ambiguous where nobody can be
    asked."""
    if len(found) == 1:
        return found[0]
    several = _ambiguous(book, text, found)
    if book.choose is None:
        raise several
    question = several.message
    while picked := book.choose(question, several.lines):
        number = refs.of_table(picked, "c")
        if number in found:
            return number
        question = _("{text} is none of them").format(text=picked)
    raise several


def names_meant(book: Book, text: str) -> list[str]:
    """Customers whom the text means, as `张敏 (c31)`: what a search for words may have been meant as."""
    from amflow.customers.matching import matches

    found = matches(book, text)[:SHOWN]
    return [f"{row['name']} (c{row['id']})" for number in found if (row := book.get("customer", number)) is not None]


def _near(book: Book, key: str) -> str:
    from difflib import get_close_matches

    from amflow.book import integrity

    if key.isascii() and (unread := integrity.names_unread(book)):
        return ngettext(
            "{n} name is not read out yet: amflow book check --fix does it",
            "{n} names are not read out yet: amflow book check --fix does it",
            unread,
        )
    # Only names that share a sign with what was typed can be near; the rest need not be compared.
    clauses = " OR ".join("instr(name_key, ?)" for _sign in key[:6])
    rows = book.all(
        f"SELECT name_key, name, id FROM customer WHERE status <> 'removed' AND ({clauses}) LIMIT 3000", *key[:6]
    )
    names: dict[str, str] = {}
    for row in rows:
        # One name of several is what people type.
        for part in (row["name_key"], *map(values.folded, row["name"].split())):
            names.setdefault(part, f"{row['name']} (c{row['id']})")
    near = dict.fromkeys(names[one] for one in get_close_matches(key, names, 3, 0.6 if key.isascii() else 0.4))
    if not near:
        return _("amflow customer list shows them; amflow customer add makes one")
    return _("did you mean {names}?").format(names=listed(list(near)))


def _ambiguous(book: Book, text: str, ids: list[int]) -> Ambiguous:
    rows = book.all(
        f"SELECT id FROM customer WHERE id IN ({placeholders(ids)})"
        f" ORDER BY last_touch_on DESC NULLS LAST, id LIMIT {SHOWN}",
        *ids,
    )
    lines = tuple(told_of(book, [row["id"] for row in rows]))
    more = () if len(ids) <= SHOWN else (_("… and more"),)
    return Ambiguous(
        _("{text} is more than one customer").format(text=_clipped(text)),
        _("use {ref}, the whole name, or the end of the phone").format(ref=f"c{ids[0]}"),
        lines + more,
    )


def _clipped(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def told_of(book: Book, numbers: list[int]) -> list[str]:
    """What tells each of these customers from the others, in a line."""
    return [_told(book, line) for line in lines_of_numbers(book, numbers)]


def _told(book: Book, line: CustomerLine) -> str:
    facts = [line.ref, line.name, book.tier_title(line.tier), line.organisation, masked(line.phone)]
    if line.status != "customer":
        facts.append(_(STATUSES[line.status]))
    if line.last_touch_on:
        facts.append(_("last talk {date}").format(date=short(line.last_touch_on, local(book.now()).date())))
    return "  ".join(fact for fact in facts if fact)


def masked(phone: str) -> str:
    """A phone number that tells two people apart without giving it away: `138****8000`."""
    import re

    first = re.split(r"[/;；、,，转]|分机", phone)[0].strip()
    return f"{first[:3]}****{first[-4:]}" if len(first) >= 8 else first


def line_of(row: Row) -> CustomerLine:
    return filled(CustomerLine, row, tier_title=row["tier"], source_title=row["source"])


def lines_of_numbers(book: Book, numbers: list[int]) -> list[CustomerLine]:
    """The customers with these numbers, in this order."""
    found = lines_by_number(book, set(numbers))
    return [found[number] for number in numbers]


def lines_by_number(book: Book, numbers: set[int]) -> dict[int, CustomerLine]:
    """The customers with these numbers, by them."""
    return {row["id"]: line_of(row) for row in book.among(numbers, f"{LINE} WHERE customer.id IN ({{marks}})")}


def listing(
    desk: "Desk", *, status: str, which: tuple[str, list[Any]] = ("1", []), limit: int
) -> tuple[list[CustomerLine], int]:
    """Customers of a status, those that the condition means (`filters.where`); and how many there are in all. Raises
    Usage for no such status."""
    status = state_key(status, STATUSES, _("status"))
    clause, bound = which
    where = f"customer.status = ? AND {clause}"
    rows = desk.book.all(f"{LINE} WHERE {where} ORDER BY customer.id LIMIT ?", status, *bound, limit)
    return _of_desk(desk, rows), desk.book.number(f"SELECT count(*) FROM customer WHERE {where}", status, *bound)


class PersonLine(NamedTuple):
    """Somebody of a firm, on its page."""

    id: int
    name: str
    role: str
    phone: str
    last_touch_on: date | None
    decides: bool
    """Whether they decide by their role, or are the main contact."""
    kind: str = "person"

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


def of_organisation(desk: "Desk", customer_id: int) -> list[PersonLine]:
    """The people of an organisation with their roles, who decides first, and its subsidiaries."""
    firm = desk.book.get("customer", customer_id)
    if firm is None or firm["kind"] != "organisation":
        return []
    below = desk.book.all(
        "SELECT *, role AS role_there FROM customer WHERE organisation_id = ? AND kind = 'organisation'"
        " AND status <> 'removed' ORDER BY id LIMIT ?",
        customer_id,
        circle.MOST,
    )
    today = desk.today.isoformat()
    return [
        filled(
            PersonLine,
            row,
            role=row["role_there"],
            decides=circle.decides(firm, row),
            last_touch_on=day_or_none(last_talk(desk.book, row, today)),
        )
        for row in (*circle.people(desk.book, firm), *below)
    ]


def _of_desk(desk: "Desk", rows: list[Row]) -> list[CustomerLine]:
    """The rows in the playbook's words, as of today."""
    tiers, sources = titles_by_key(desk.playbook.tiers), titles_by_key(desk.playbook.sources)
    today = desk.today.isoformat()
    return [
        line_of(row)._replace(
            last_touch_on=day_or_none(last_talk(desk.book, row, today)),
            tier_title=tiers.get(row["tier"], row["tier"]),
            source_title=sources.get(row["source"], row["source"]),
        )
        for row in rows
    ]


def address_name(row: Row, language: str = "", book: Book | None = None) -> str:
    """How the customer is spoken to: 张女士, Ms Zhang, or the name where it is not known whether Ms or Mr.

    A Chinese person's surname is the first sign (compound surnames are known); another's is the last word. Without a
    language the name's own decides: in an English text 张敏 is Ms Zhang, in a Chinese one Ann Lee is Lee女士. The book
    knows how its names are read; without it the library is asked, which takes a while to load.
    """
    name: str = row["name"]
    salutation: str = row["salutation"]
    if row["kind"] != "person" or not salutation:
        return name
    chinese = "\u4e00" <= name[0] <= "\u9fff"
    family = name.split()[-1]
    if chinese:
        from amflow.book.search.pinyin import surname

        family = surname(name)
    if language == "zh" or (chinese and language != "en"):
        return family + ("女士" if salutation == "ms" else "先生")
    if chinese:
        from amflow.book.search.pinyin import spelled

        read = book.all("SELECT key, whole FROM reading WHERE name_key = ?", row["name_key"]) if book else []
        family = spelled(name, {one["key"]: one["whole"] for one in read})
    return ("Ms " if salutation == "ms" else "Mr ") + family


def undiallable(book: Book, ids: list[int]) -> list[Row]:
    """Those of these customers whose phone is no number that can be dialled: `id`, `name`, `phone`."""
    return book.all(
        f"SELECT id, name, phone FROM customer WHERE id IN ({placeholders(ids)}) AND phone <> '' AND phone_e164 = ''"
        " ORDER BY id",
        *ids,
    )
