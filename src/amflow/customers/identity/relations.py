"""How people belong together: positions at organisations, household, who brought whom.

The main organisation is the customer's own (`organisation_id`, `role`), further ones are positions; who brought somebody is
`referrer_id`. Every fact has one place.
"""

from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.store import Book, Row
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.customers.identity import leaving
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import N_, _, listed
from amflow.playbooks.titles import whole_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk

KINDS = {
    "spouse": N_("spouse"),
    "parent": N_("parent"),
    "child": N_("child"),
    "sibling": N_("sibling"),
    "household": N_("same household"),
    "colleague": N_("colleague"),
    "friend": N_("friend"),
    "referrer": N_("referrer"),
}
"""What somebody may be to somebody, by the word that `customer link` takes."""

WORDS = {
    "spouse": "husband wife partner 丈夫 妻子 老公 老婆 爱人 先生 太太 夫妻",
    "parent": "father mother 父亲 母亲 爸爸 妈妈 父母",
    "child": "son daughter 儿子 女儿 孩子",
    "sibling": "brother sister 哥哥 姐姐 弟弟 妹妹 兄弟 姐妹 兄弟姐妹",
    "household": "household 家人 同住",
    "colleague": "同事",
    "friend": "朋友",
    "referrer": "介绍人 推荐人 转介绍人",
}
"""What else each of them may be called."""

TURNED = {"parent": "child", "child": "parent", "referrer": "referred"}
"""What the other one is; the same word where it is not here."""

TITLES = {**KINDS, "referred": N_("came through them")}


class Tie(NamedTuple):
    """Somebody who belongs to a customer: what they are to the customer, by word and in the language in use."""

    id: int
    name: str
    kind: str
    title: str

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class Tied(NamedTuple):
    """What was tied or parted: two names and the word between them."""

    first: Row
    second: Row
    word: str


def link(book: Book, first: str, second: str, word: str, *, main: bool = False) -> Tied:
    """Let the first be the second's spouse, parent, referrer …; or, at an organisation, have that role.

    Raises NotFound, Ambiguous; Usage for two people without a known word; Refused for what is there already.
    """
    one, other = customers.find(book, first), customers.find(book, second)
    if one["id"] == other["id"]:
        raise Usage(_("{name} cannot be tied to itself").format(name=one["name"]), _("name two different customers"))
    kind = _kind(word)
    about = f"{one['name']} (c{one['id']}), {other['name']} (c{other['id']}): {word}"
    with book.change("customer link", about) as change:
        if kind == "referrer":
            _refer(change, one, other)
        elif kind:
            _relate(book, change, one, other, kind)
        else:
            _employ(book, change, one, other, values.line(word, _("the role")), main)
    return Tied(one, other, _(KINDS[kind]) if kind else word)


def _kind(word: str) -> str:
    return whole_key(word, KINDS, WORDS)


def _known(one: Row) -> Refused:
    return Refused(_("that is known already"), _("amflow show {ref} says what is known").format(ref=f"c{one['id']}"))


def _refer(change: "Change", one: Row, other: Row) -> None:
    if other["referrer_id"] == one["id"] or one["referrer_id"] == other["id"]:
        raise _known(one)
    change.update("customer", other["id"], referrer_id=one["id"])


def _canonical(one: int, other: int, kind: str) -> tuple[int, int, str]:
    if kind == "child":
        return other, one, "parent"
    return (one, other, kind) if kind == "parent" else (min(one, other), max(one, other), kind)


def sides(row: Row, column: str, number: int) -> dict[str, int]:
    """The two of a relation as it is kept, once one of them is somebody else."""
    ids = dict(row) | {column: number}
    one, other, _kind = _canonical(ids["customer_id"], ids["other_id"], row["kind"])
    return {"customer_id": one, "other_id": other}


def _relate(book: Book, change: "Change", one: Row, other: Row, kind: str) -> None:
    key = _canonical(one["id"], other["id"], kind)
    if book.one("SELECT 1 FROM relation WHERE customer_id = ? AND other_id = ? AND kind = ?", *key):
        raise _known(one)
    change.insert("relation", customer_id=key[0], other_id=key[1], kind=key[2])


def _employ(book: Book, change: "Change", one: Row, other: Row, role: str, main: bool) -> None:
    if other["kind"] != "organisation":
        raise Usage(
            _("{name} is not an organisation, and “{word}” is no relation").format(name=other["name"], word=role),
            _("one of: {choices}").format(choices=listed([_(title) for title in KINDS.values()])),
        )
    further = book.one("SELECT * FROM position WHERE person_id = ? AND organisation_id = ?", one["id"], other["id"])
    was = one["organisation_id"]
    if was in (None, other["id"]) or main:
        if further is not None:
            change.delete("position", further["id"])
        if was not in (None, other["id"]):
            change.insert("position", person_id=one["id"], organisation_id=was, role=one["role"])
        change.update("customer", one["id"], organisation_id=other["id"], role=role)
    elif further is not None:
        change.update("position", further["id"], role=role)
    else:
        change.insert("position", person_id=one["id"], organisation_id=other["id"], role=role)
    if was is None:
        circle.joined(book, change, one["id"], other["id"])


def belongs(book: Book, first: str, second: str) -> bool:
    """Whether the first is somebody of the second, an organisation. Raises NotFound, Ambiguous."""
    return circle.belongs(book, customers.find(book, first), customers.find(book, second)["id"])


def unlink(book: Book, first: str, second: str) -> Tied:
    """Part the two: positions, relations, referral. Raises NotFound, Ambiguous; NotFound where nothing ties them."""
    one, other = customers.find(book, first), customers.find(book, second)
    pair = (one["id"], other["id"])
    leaving.refuse_open(book, one, other["id"])
    leaving.refuse_open(book, other, one["id"])
    with book.change("customer unlink", f"{one['name']} (c{one['id']}), {other['name']} (c{other['id']})") as change:
        for table, mine, theirs in (
            ("position", "person_id", "organisation_id"),
            ("relation", "customer_id", "other_id"),
        ):
            for row in book.all(
                f"SELECT id FROM {table} WHERE ({mine} = ? AND {theirs} = ?) OR ({theirs} = ? AND {mine} = ?)",
                *pair,
                *pair,
            ):
                change.delete(table, row["id"])
        for row, far in ((one, other["id"]), (other, one["id"])):
            if row["organisation_id"] == far:
                change.update("customer", row["id"], organisation_id=None, role="")
            for tie in ("referrer_id", "contact_id"):
                if row[tie] == far:
                    change.update("customer", row["id"], **{tie: None})
        if change.empty:
            raise NotFound(
                _("nothing ties {first} to {second}").format(first=one["name"], second=other["name"]),
                _("amflow show {ref} shows who belongs to whom").format(ref=f"c{one['id']}"),
            )
    return Tied(one, other, "")


def of_customer(desk: "Desk", number: int) -> list[Tie]:
    """Everyone who belongs to the customer: further organisations with the role there, family, referrals."""
    book, row = desk.book, desk.book.get("customer", number)
    assert row is not None
    found: list[Tie] = [
        Tie(one["id"], one["name"], "position", one["role"])
        for one in book.all(
            "SELECT customer.id, customer.name, position.role FROM position"
            " JOIN customer ON customer.id = position.organisation_id WHERE person_id = ?",
            number,
        )
    ]
    for one in book.all(
        "SELECT relation.kind, relation.customer_id = ?1 AS mine, customer.id, customer.name FROM relation"
        " JOIN customer ON customer.id = iif(relation.customer_id = ?1, relation.other_id, relation.customer_id)"
        " WHERE (relation.customer_id = ?1 OR relation.other_id = ?1) AND customer.status <> 'removed'",
        number,
    ):
        kind = TURNED.get(one["kind"], one["kind"]) if one["mine"] else one["kind"]
        found.append(_tie(one, kind))
    if row["referrer_id"] and (by := book.get("customer", row["referrer_id"])) is not None:
        found.append(_tie(by, "referrer"))
    brought = book.all("SELECT id, name FROM customer WHERE referrer_id = ? AND status <> 'removed' LIMIT 20", number)
    return found + [_tie(one, "referred") for one in brought]


def _tie(row: Any, kind: str) -> Tie:
    return Tie(row["id"], row["name"], kind, _(TITLES[kind]))
