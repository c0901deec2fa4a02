"""Making one record of two: everything that points to the second points to the first afterwards.

What points to a customer is asked of the book itself, from its foreign keys, so that a table that comes later cannot be
forgotten. What both say differently is kept as a note; the first one's word stands.
"""

from typing import TYPE_CHECKING, Any

from amflow.book import derived_columns, phones, values
from amflow.book.money import money_of
from amflow.book.store import Book, Row
from amflow.customers import birthdays, circle
from amflow.customers import records as customers
from amflow.customers.identity import relations
from amflow.errors import Refused
from amflow.locale import N_, NP_, _
from amflow.playbooks.customer_model import BESIDE
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk

FILLS = {
    "salutation": N_("salutation"), "email": N_("mail"), "address": N_("address"), "organisation_id": N_("organisation"),
    "role": N_("role"), "tier": N_("tier"), "intent": N_("intent"), "source": N_("source"), "signal": N_("signal"),
    "segment": N_("segment"), "referrer_id": N_("brought by"), "impression": N_("impression"), "birthday": N_("birthday"),
    "assets_minor": N_("assets"), "quiet_from": N_("quiet from"), "quiet_until": N_("quiet until"),
    "language": N_("language"), "line": N_("line"), "stop": N_("stop"),
    "contact_id": N_("main contact"), "lead_on": "", "converted_on": "", "adopted_on": "",
}  # fmt: skip
"""Columns in which the second one's word fills what the first leaves open, and what a merge calls each; what has no name
follows from the others and is not worth a word."""

BELONGS = {"role": "organisation_id", "quiet_until": "quiet_from", "stop": "line"}
"""Columns that say something only beside another: a stop is one of its line, and is not put on somebody else's."""

WISHES = ("no_contact", "no_call")
"""What either has asked for is honoured."""

TITLES = FILLS | {
    "name": N_("name"), "phone": N_("phone"), "status": N_("status"), "added_on": NP_("in the book", "since"),
    "no_contact": N_("not to be contacted"), "no_call": N_("no calls"),
}  # fmt: skip

RANKS = ("customer", "lead", "dropped", "removed")


class Merged(NamedTuple):
    """What becomes of the two: the record that stays, how many rows of each table come over, what is lost otherwise."""

    kept: Row
    gone: Row
    filled: dict[str, Any]
    """Columns of the first that change, as they will be."""
    moved: dict[str, int]
    differing: list[str]
    """Where both say something and the second one's goes into a note."""
    titles: dict[str, dict[str, str]]
    """What the playbook calls the values of columns, and the fields of a customer's file (`profile`), by their keys."""


def pointers(book: Book) -> list[tuple[str, str]]:
    """Every column of the book that points to a customer: table and column."""
    tables = [row["name"] for row in book.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return [
        (table, row["from"])
        for table in tables
        if not table.startswith(("sqlite_", "search"))
        for row in book.all(f"PRAGMA foreign_key_list({table})")
        if row["table"] == "customer"
    ]


def is_stub(book: Book, number: int) -> bool:
    """Whether the book knows nothing of a firm but the name: it was made because somebody's row named it."""
    row = book.get("customer", number)
    if row is None or row["kind"] != "organisation" or any(row[name] for name in _KNOWN):
        return False
    others = [(table, column) for table, column in pointers(book) if table != "customer"]
    return not any(book.one(f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1", number) for table, column in others)


_KNOWN = ("phone", "email", "address", "external_key", "tier", "intent", "impression", "last_touch_on", "client_since")


def preview(desk: "Desk", first: str, second: str) -> Merged:
    """What merging the second into the first would make. Raises NotFound, Ambiguous, Refused."""
    book = desk.book
    kept, gone = customers.find(book, first), customers.find(book, second)
    if kept["id"] == gone["id"]:
        raise Refused(_("{name} is one record").format(name=kept["name"]), _("amflow customer merge lists pairs"))
    if kept["kind"] != gone["kind"]:
        raise Refused(_("a person and an organisation cannot become one"), _("amflow customer link ties them together"))
    moved: dict[str, int] = {}
    for table, column in pointers(book):
        count = book.number(f"SELECT count(*) FROM {table} WHERE {column} = ?", gone["id"])
        if count:
            moved[table] = moved.get(table, 0) + count
    titles = _titles(desk)
    filled, differing = _filled(kept, gone, titles)
    # Of a firm that somebody's row only named nobody said that it is a customer: the lead stays one, and is won some day.
    filled |= _of_the_lead(book, kept, gone)
    return Merged(kept, gone, filled, moved, differing, titles)


def _titles(desk: "Desk") -> dict[str, dict[str, str]]:
    book = desk.playbook
    lists = {"tier": book.tiers, "intent": book.intents, "source": book.sources, "signal": book.signals,
             "segment": book.segments, "profile": book.fields}  # fmt: skip
    return {name: titles_by_key(entries) for name, entries in lists.items()}


def _of_the_lead(book: Book, kept: Row, gone: Row) -> dict[str, Any]:
    """The columns of the status where one is a lead and of the other the book has only the name."""
    if kept["status"] == "lead" and gone["status"] == "customer" and is_stub(book, gone["id"]):
        return {name: kept[name] for name in _STATUS}
    if gone["status"] == "lead" and kept["status"] == "customer" and is_stub(book, kept["id"]):
        return {name: gone[name] for name in _STATUS}
    return {}


_STATUS = ("status", "dropped_on", "dropped_why")


def merge(desk: "Desk", plan: Merged) -> None:
    """Do it, in one change that undo takes back."""
    book, kept, gone = desk.book, plan.kept, plan.gone
    with book.change("customer merge", f"{gone['name']} (c{gone['id']}) → {kept['name']} (c{kept['id']})") as change:
        for table, column in pointers(book):
            _move(book, change, table, column, kept["id"], gone["id"])
        _move_targets(book, change, str(kept["id"]), str(gone["id"]))
        change.delete("customer", gone["id"])
        filled = {
            name: None if value == kept["id"] and name.endswith("_id") else value for name, value in plan.filled.items()
        }
        change.update("customer", kept["id"], **filled)
        for row in book.all(
            "SELECT touch_with.id FROM touch JOIN touch_with ON touch_with.touch_id = touch.id"
            " WHERE touch.customer_id = ?1 AND touch_with.customer_id = ?1",
            kept["id"],
        ):
            change.delete("touch_with", row["id"])
        circle.joined(book, change, kept["id"], filled.get("organisation_id"))
        if plan.differing:
            words = _("merged with {name} ({ref}), who had: {what}").format(
                name=gone["name"], ref=f"c{gone['id']}", what="; ".join(plan.differing)
            )
            change.insert(
                "note",
                kind="customer",
                on_date=desk.today.isoformat(),
                text=values.long_text(words),
                customer_id=kept["id"],
            )
        derived_columns.after_touch_or_deal(book, change, kept["id"])


def _move(book: Book, change: "Change", table: str, column: str, kept: int, gone: int) -> None:
    """Let the rows point to the one that stays; a row that would then be there twice, or tie somebody to themselves, goes."""
    for row in book.all(f"SELECT * FROM {table} WHERE {column} = ?", gone):
        values = relations.sides(row, column, kept) if table == "relation" else {column: kept}
        if table == "customer":
            change.update(table, row["id"], **{column: None if row["id"] in (kept, gone) else kept})
        elif _twice(book, table, column, row, dict(row) | values):
            change.delete(table, row["id"])
        else:
            change.update(table, row["id"], **values)


def _move_targets(book: Book, change: "Change", kept: str, gone: str) -> None:
    """Targets name a customer as they name a line: by a text."""
    for row in book.all("SELECT * FROM target WHERE scope = 'customer' AND part = ?", gone):
        same = ("metric", "period", "starts_on", "scope", "level")
        where = " AND ".join(f"{name} = ?" for name in same)
        if book.one(f"SELECT 1 FROM target WHERE {where} AND part = ?", *(row[name] for name in same), kept):
            change.delete("target", row["id"])
        else:
            change.update("target", row["id"], part=kept)


def _twice(book: Book, table: str, column: str, row: Row, then: dict[str, Any]) -> bool:
    """Whether the row as it would be then is there already, or ties the one who stays to themselves: who is tied to whom is
    unique in a table that ties two."""
    others = [key for name, key in pointers(book) if name == table and key != column]
    for index in book.all(f"PRAGMA index_list({table})"):
        columns = [part["name"] for part in book.all(f"PRAGMA index_info({index['name']})")]
        if not index["unique"] or column not in columns:
            continue
        if any(other in columns and then[other] == then[column] for other in others):
            return True
        # Rows that leave a column open are told apart by it: two requests, of which nothing came yet, are two.
        if any(then[name] is None for name in columns):
            continue
        where = " AND ".join(f"{name} IS ?" for name in columns)
        if book.one(f"SELECT 1 FROM {table} WHERE {where} AND id <> ?", *(then[name] for name in columns), row["id"]):
            return True
    return False


def _filled(kept: Row, gone: Row, titles: dict[str, dict[str, str]]) -> tuple[dict[str, Any], list[str]]:
    """What of the first changes, and what of the second would be lost."""
    filled: dict[str, Any] = {}
    differing: list[str] = []
    for name in FILLS:
        mine, theirs = kept[name], gone[name]
        if theirs in (None, "") or mine == theirs:
            continue
        beside = BELONGS.get(name, name)
        elsewhere = beside != name and kept[beside] not in (None, "", gone[beside])
        if mine in (None, "") and not elsewhere:
            filled[name] = theirs
            if name == "assets_minor":
                filled["currency"] = gone["currency"]
        elif FILLS[name]:
            differing.append(_said(name, theirs, gone, titles))
    if gone["name_key"] != kept["name_key"]:
        differing.insert(0, _said("name", gone["name"], gone, titles))
    filled |= {wish: 1 for wish in WISHES if gone[wish] and not kept[wish]}
    filled |= _both(kept, gone, differing, titles)
    return derived_columns.of_customer(filled), differing


def _said(name: str, value: Any, row: Row, titles: dict[str, dict[str, str]]) -> str:
    """A column in words: `assets ¥226,000`, `organisation c3`."""
    if name == "assets_minor":
        value = money_of(row, name)
    elif name.endswith("_id"):
        value = f"c{value}"
    elif name == "birthday":
        value = birthdays.words(value) or value
    else:
        value = titles.get(name, {}).get(value, value)
    return _(TITLES[name]) if name in WISHES else f"{_(TITLES[name])} {value}"


def taken_over(plan: Merged) -> list[str]:
    """What of the first changes, in words."""
    from json import loads

    fresh = {name: value for name, value in plan.filled.items() if value and value != plan.kept[name]}
    found = [_said(name, value, plan.gone, plan.titles) for name, value in fresh.items() if TITLES.get(name)]
    if "profile" in plan.filled:
        mine = loads(plan.kept["profile"])
        more = {key: value for key, value in loads(plan.filled["profile"]).items() if key not in mine}
        found += [f"{_field(key, plan.titles)} {value}" for key, value in more.items()]
    return found


def _field(key: str, titles: dict[str, dict[str, str]]) -> str:
    """What a field of the customer's file is called."""
    return titles["profile"].get(key) or _(BESIDE.get(key, key))


def _both(kept: Row, gone: Row, differing: list[str], titles: dict[str, dict[str, str]]) -> dict[str, Any]:
    from json import dumps, loads

    found: dict[str, Any] = {}
    if gone["added_on"] < kept["added_on"]:
        found["added_on"] = gone["added_on"]
    if RANKS.index(gone["status"]) < RANKS.index(kept["status"]):
        found |= {"status": gone["status"], "dropped_on": gone["dropped_on"], "dropped_why": gone["dropped_why"]}
    mine, theirs = loads(kept["profile"]), loads(gone["profile"])
    if theirs:
        differing += [
            f"{_field(key, titles)} {value}" for key, value in theirs.items() if mine.get(key, value) != value
        ]
        found["profile"] = dumps({**theirs, **mine}, ensure_ascii=False)
        days = {**loads(gone["profile_on"]), **loads(kept["profile_on"])}
        found["profile_on"] = dumps(days, ensure_ascii=False)
    if (both := phones.joined(kept["phone"], gone["phone"])) != kept["phone"]:
        found["phone"] = both
    if not kept["external_key"] and gone["external_key"]:
        found |= {"external_source": gone["external_source"], "external_key": gone["external_key"]}
    elif gone["external_key"]:
        differing.append(f"{gone['external_source']} {gone['external_key']}")
    return found
