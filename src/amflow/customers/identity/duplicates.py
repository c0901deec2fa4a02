"""Who may be in the book twice: phone, mail, pinyin, nearly the same name (`same.py`); a namesake alone is no duplicate.

Nothing is ever merged by itself, and who seems to be there is shown first. Whom a relation joins are two: a couple has one
phone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from amflow.book.store import Book
from amflow.customers import records as customers
from amflow.customers.identity import firms
from amflow.customers.identity.same import AT_ONCE, LONG_ENOUGH, WORDS, bare_name, likeness, near_to
from amflow.customers.records import CustomerLine
from amflow.locale import _
from amflow.records import NamedTuple

PLACES = "上海|北京|广州|深圳|天津|重庆|中国|杭州|南京|苏州|成都|武汉|西安"

NAMES_LOOKED_AT = 60_000
"""And so many in all after an import: about a second's work."""

BUCKET = 60
"""Names with the same beginning are compared only where they are not more than so many."""


class Pair(NamedTuple):
    """Two records that may be one, and the evidence in words, strongest first."""

    first: CustomerLine
    second: CustomerLine
    evidence: list[str]
    points: int


FEW = 3
"""A phone or mail that more than so many have is an office's: it makes nobody the same but namesakes."""

_THERE = "a.status <> 'removed' AND b.status <> 'removed' AND a.kind = b.kind"


def _tells(which: str) -> str:
    """That what two share makes them one, as SQL: few have it (`which` are those who have it), or both have one name."""
    return f"(a.name_key = b.name_key OR (SELECT count(*) FROM (SELECT 1 FROM {which} LIMIT {FEW + 1})) <= {FEW})"


_SAME_PHONE = (
    "FROM number AS m JOIN number AS n ON n.back = m.back JOIN customer AS a ON a.id = m.customer_id"
    " JOIN customer AS b ON b.id = n.customer_id"
    f" WHERE length(m.back) >= 7 AND {_tells('number AS o WHERE o.back = m.back')} AND {_THERE}"
)
_SAME_MAIL = (
    "FROM customer AS a JOIN customer AS b ON b.email = a.email COLLATE NOCASE"
    f" WHERE a.email <> '' AND {_tells('customer AS o WHERE o.email = a.email COLLATE NOCASE')} AND {_THERE}"
)
_QUESTIONS = (
    ("phone", f"SELECT a.id, b.id AS other {_SAME_PHONE} AND n.customer_id > m.customer_id"),
    ("email", f"SELECT a.id, b.id AS other {_SAME_MAIL} AND b.id > a.id"),
    ("pinyin", "SELECT a.id, b.id AS other FROM customer AS a JOIN customer AS b"
     " ON b.organisation_id = a.organisation_id AND b.id > a.id"
     f" WHERE a.organisation_id IS NOT NULL AND {_THERE} AND EXISTS (SELECT 1 FROM reading AS r"
     " JOIN reading AS s ON s.key = r.key AND s.whole = 2"
     " WHERE r.whole = 2 AND r.name_key = a.name_key AND s.name_key = b.name_key)"),
)  # fmt: skip


def pairs(book: Book, limit: int) -> tuple[list[Pair], int]:
    """Every pair of the book with evidence, the strongest first; and how many there are."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for kind, sql in _QUESTIONS:
        for row in book.all(sql):
            found[row["id"], row["other"]].add(kind)
    for one, other, kind in _near_names(book):
        found[one, other].add(kind)
    for row in book.all("SELECT customer_id, other_id FROM relation"):
        found.pop((min(row["customer_id"], row["other_id"]), max(row["customer_id"], row["other_id"])), None)
    points = {"phone": 8, "email": 6, "firm": 5, "pinyin": 4, "place": 3, "near": 2}
    ranked = sorted(found.items(), key=lambda pair: (-sum(points[kind] for kind in pair[1]), pair[0]))
    lines = customers.lines_by_number(book, {number for pair, _kinds in ranked[:limit] for number in pair})
    shown = [
        Pair(
            lines[one],
            lines[other],
            [_(WORDS[kind]) for kind in points if kind in kinds],
            sum(points[k] for k in kinds),
        )
        for (one, other), kinds in ranked[:limit]
    ]
    return shown, len(ranked)


def of_customer(book: Book, number: int, *, budget: list[int] | None = None) -> list[Pair]:
    """Who else the customer with this number may be. `budget` holds how many names may still be looked at for likeness,
    and is drawn from: an import of many must not take longer to warn than to bring them in."""
    row = book.get("customer", number)
    if row is None:
        return []
    found: dict[int, list[str]] = defaultdict(list)
    for other in book.all(f"SELECT DISTINCT b.id {_SAME_PHONE} AND m.customer_id = ?1 AND b.id <> ?1", number):
        found[other["id"]].append("phone")
    for other in book.all(f"SELECT b.id {_SAME_MAIL} AND a.id = ?1 AND b.id <> ?1", number):
        found[other["id"]].append("email")
    if row["organisation_id"]:
        for other in book.all(
            "SELECT DISTINCT customer.id FROM reading AS r JOIN reading AS s ON s.key = r.key AND s.whole = 2"
            " JOIN customer ON customer.name_key = s.name_key"
            " WHERE r.whole = 2 AND r.name_key = ? AND customer.organisation_id = ? AND customer.id <> ?",
            row["name_key"], row["organisation_id"], number,
        ):  # fmt: skip
            found[other["id"]].append("pinyin")
    for alike, word in near_to(book, row, budget if budget is not None else [2 * AT_ONCE]):
        found[alike].append(word)
    for tie in book.all("SELECT * FROM relation WHERE customer_id = ?1 OR other_id = ?1", number):
        found.pop(tie["other_id"] if tie["customer_id"] == number else tie["customer_id"], None)
    if not found:
        return []
    lines = customers.lines_by_number(book, {number, *found})
    return [
        Pair(lines[number], lines[one], [_(WORDS[kind]) for kind in kinds], 0)
        for one, kinds in found.items()
        if lines[one].status != "removed"
    ]


def office_lines(book: Book, numbers: list[int]) -> list[str]:
    """The phones that these customers share with many, a sentence each, the most shared first."""
    mine = book.among(numbers, "SELECT DISTINCT back FROM number WHERE customer_id IN ({marks}) AND length(back) >= 7")
    asked = (
        "SELECT count(DISTINCT customer.id) AS n, min(customer.phone) AS phone FROM number JOIN customer"
        " ON customer.id = number.customer_id WHERE back = ? AND status <> 'removed'"
    )
    rows = [row for one in mine for row in book.all(asked, one["back"]) if row["n"] > FEW]
    words = _("{n} share {phone}: an office line?")
    return [words.format(**row) for row in sorted(rows, key=lambda row: -row["n"])]


def added_last(book: Book) -> list[int]:
    """Whom the last command added."""
    rows = book.all(
        "SELECT row_id FROM journal WHERE table_name = 'customer' AND before IS NULL"
        " AND change_id = (SELECT max(id) FROM change) LIMIT 2000"
    )
    return [row["row_id"] for row in rows]


def of_many(book: Book, numbers: list[int]) -> list[Pair]:
    """The same for all of these: what an import may have brought twice."""
    seen: set[frozenset[int]] = set()
    found = []
    budget = [NAMES_LOOKED_AT]
    for number in numbers:
        for pair in of_customer(book, number, budget=budget):
            both = frozenset((pair.first.id, pair.second.id))
            if both not in seen:
                seen.add(both)
                found.append(pair)
    return found


def _near_names(book: Book) -> Iterator[tuple[int, int, str]]:
    """Pairs of nearly the same name, among those that begin alike."""
    buckets: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for row in book.each("SELECT id, name_key, kind FROM customer WHERE status <> 'removed' ORDER BY id"):
        key = bare_name(row["name_key"], row["kind"])
        if row["kind"] == "organisation" or len(key) >= LONG_ENOUGH:
            buckets[row["kind"], re.sub(f"^(?:{PLACES})", "", key)[:2]].append((row["id"], key, row["name_key"]))
    for (kind, _begin), names in buckets.items():
        yield from _in_bucket(kind, names)
        if kind == "organisation" and len(names) <= BUCKET:
            yield from _of_one_place(book, names)


def _of_one_place(book: Book, names: list[tuple[int, str, str]]) -> Iterator[tuple[int, int, str]]:
    """Firms whose names begin alike and whose mails are of one domain: Severn Marine, Severn Marine Supplies."""
    for at, (number, key, name) in enumerate(names):
        for other, second, other_name in names[at + 1 :]:
            alike = key != second and firms.begins_alike(name, other_name)
            if alike and firms.domains(book, number) & firms.domains(book, other):
                yield number, other, "place"


def _in_bucket(kind: str, names: list[tuple[int, str, str]]) -> Iterator[tuple[int, int, str]]:
    same: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, key, name in names:
        for other, before in same[key]:
            if before != name or kind == "organisation":
                yield other, number, "firm" if kind == "organisation" else "near"
        same[key].append((number, name))
    if len(names) <= BUCKET:
        for at, (number, key, _name) in enumerate(names):
            for other, second, _other_name in names[at + 1 :]:
                if key != second and likeness(key, second, kind):
                    yield number, other, "near"
