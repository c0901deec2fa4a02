"""Who may be in the book twice, and who may be there already when a name is typed: phone, mail, pinyin, nearly the same name.

Two-sign names defeat every measure of likeness (王伟 and 王玮 are as alike as 王伟 and 李伟), so that a likeness of names
counts only for longer ones; a namesake alone is no duplicate. Nothing is ever merged by itself, and who seems to be there
is shown first.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from amflow.book import values
from amflow.book.store import Book
from amflow.customers import matching
from amflow.customers import records as customers
from amflow.customers.records import CustomerLine
from amflow.errors import Refused
from amflow.locale import N_, _
from amflow.records import NamedTuple

LEGAL = (
    "有限责任公司|股份有限公司|有限公司|股份公司|集团公司|总公司|分公司|公司|集团|控股|股份|（.*?）|\\(.*?\\)|"
    r"\b(?:co\.?|ltd\.?|inc\.?|llc|corp\.?|corporation|company|gmbh|limited|group|plc|ag|s\.?a\.?)\b|[\s.,，。·&-]"
)
"""What a firm's name carries beside the name itself."""

PLACES = "上海|北京|广州|深圳|天津|重庆|中国|杭州|南京|苏州|成都|武汉|西安"

NEAR = 0.86
"""From so much likeness on two names are near; 中国银行 and 中国农业银行 have 0.80 and are two banks."""

LONG_ENOUGH = 5

AT_ONCE = 500
"""With so many names that begin alike one name is compared."""

NAMES_LOOKED_AT = 60_000
"""And so many in all after an import: about a second's work."""

WORDS = {
    "phone": N_("same phone"), "email": N_("same mail"), "pinyin": N_("same pinyin and organisation"),
    "firm": N_("same name without its legal form"), "near": N_("nearly the same name"),
}  # fmt: skip
"""The evidence, in words."""

BUCKET = 60
"""Names with the same beginning are compared only where they are not more than so many."""


class Pair(NamedTuple):
    """Two records that may be one, and the evidence in words, strongest first."""

    first: CustomerLine
    second: CustomerLine
    evidence: list[str]
    points: int


_THERE = "a.status <> 'removed' AND b.status <> 'removed'"
_QUESTIONS = (
    ("phone", "SELECT a.id, b.id AS other FROM number AS m JOIN number AS n ON n.back = m.back AND n.customer_id > m.customer_id"
     " JOIN customer AS a ON a.id = m.customer_id JOIN customer AS b ON b.id = n.customer_id"
     f" WHERE length(m.back) >= 7 AND {_THERE}"),
    ("email", "SELECT a.id, b.id AS other FROM customer AS a JOIN customer AS b ON b.email = a.email COLLATE NOCASE"
     f" AND b.id > a.id WHERE a.email <> '' AND {_THERE}"),
    ("pinyin", "SELECT a.id, b.id AS other FROM customer AS a JOIN customer AS b"
     " ON b.organisation_id = a.organisation_id AND b.id > a.id AND b.kind = a.kind"
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
    points = {"phone": 8, "email": 6, "firm": 5, "pinyin": 4, "near": 2}
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
    for other in book.all(
        "SELECT DISTINCT n.customer_id AS id FROM number AS m JOIN number AS n ON n.back = m.back"
        " WHERE m.customer_id = ?1 AND n.customer_id <> ?1 AND length(m.back) >= 7",
        number,
    ):
        found[other["id"]].append("phone")
    if row["email"]:
        for other in book.all(
            "SELECT id FROM customer WHERE email = ? COLLATE NOCASE AND id <> ?", row["email"], number
        ):
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
    if not found:
        return []
    lines = customers.lines_by_number(book, {number, *found})
    return [
        Pair(lines[number], lines[one], [_(WORDS[kind]) for kind in kinds], 0)
        for one, kinds in found.items()
        if lines[one].status != "removed"
    ]


def near_to(book: Book, row: Any, budget: list[int]) -> Iterator[tuple[int, str]]:
    """Whose name is nearly this one, among those that begin alike."""
    name, kind = row["name_key"], row["kind"]
    key, begin = bare_name(name, kind), name[:2]
    others = book.all(
        "SELECT id, name_key FROM customer WHERE name_key >= ? AND name_key < ? AND id <> ? AND kind = ?"
        " AND name_key <> ? AND length(name_key) >= ? LIMIT ?",
        begin, begin + "\U0010ffff", row["id"], kind, name, min(len(key), LONG_ENOUGH), max(min(AT_ONCE, budget[0]), 0),
    )  # fmt: skip
    budget[0] -= len(others)
    for other in others:
        word = likeness(key, bare_name(other["name_key"], kind), kind)
        if word:
            yield other["id"], word


def of_last_change(book: Book) -> list[Pair]:
    """The same for everybody whom the last command added: what an import may have brought twice."""
    rows = book.all(
        "SELECT row_id FROM journal WHERE table_name = 'customer' AND before IS NULL"
        " AND change_id = (SELECT max(id) FROM change) LIMIT 2000"
    )
    seen: set[frozenset[int]] = set()
    found = []
    budget = [NAMES_LOOKED_AT]
    for row in rows:
        for pair in of_customer(book, row["row_id"], budget=budget):
            both = frozenset((pair.first.id, pair.second.id))
            if both not in seen:
                seen.add(both)
                found.append(pair)
    return found


def bare_name(name: str, kind: str) -> str:
    """The name itself: a firm's without its legal form, a person's without spaces and dots."""
    bare = re.sub(LEGAL, "", name) if kind == "organisation" else re.sub(r"[\s.,·-]", "", name)
    return bare or name


def likeness(one: str, other: str, kind: str) -> str:
    """In which way two bare names of this kind are alike, as a word of WORDS; empty where they are not."""
    if one == other:
        return "firm" if kind == "organisation" else "near"
    if min(len(one), len(other)) < LONG_ENOUGH or abs(len(one) - len(other)) > 2:
        return ""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        # 建材市场1号店 and 2号店 are two; a figure is never a slip of the pen.
        return ""
    from difflib import SequenceMatcher

    match = SequenceMatcher(None, one, other)
    near = match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR
    return "near" if near else ""


def _near_names(book: Book) -> Iterator[tuple[int, int, str]]:
    """Pairs of nearly the same name, among those that begin alike."""
    buckets: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
    for row in book.each("SELECT id, name_key, kind FROM customer WHERE status <> 'removed'"):
        key = bare_name(row["name_key"], row["kind"])
        if row["kind"] == "organisation" or len(key) >= LONG_ENOUGH:
            buckets[row["kind"], re.sub(f"^(?:{PLACES})", "", key)[:2]].append((row["id"], key, row["name_key"]))
    for (kind, _begin), names in buckets.items():
        yield from _in_bucket(kind, names)


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


SHOWN = 6


class SimilarCustomer(NamedTuple):
    """Somebody in the book, and what makes them look like the one who was typed."""

    line: customers.CustomerLine
    evidence: str

    @property
    def words(self) -> str:
        """The candidate in a line."""
        line = self.line
        facts = (line.ref, line.name, customers.masked(line.phone), line.organisation, self.evidence)
        return "  ".join(fact for fact in facts if fact)


def similar_to(book: Book, name: str, phone: str) -> list[SimilarCustomer]:
    """Who may be meant, the surest first. Two whose phones are both known and differ are two, whatever their names."""
    key, digits = values.folded_name(name), values.digits(phone)
    seen: dict[int, str] = {}
    # The digits as well: what the same command wrote a moment ago is not in the index of numbers yet.
    written = _some(book, "SELECT id FROM customer WHERE phone_key = ?", digits) if digits else []
    for number in [*written, *(matching.with_phone(book, phone) if digits else ())]:
        seen.setdefault(number, _("same phone"))
    named = [(number, _("same name")) for number in _some(book, "SELECT id FROM customer WHERE name_key = ?", key)]
    named += [(number, _("sounds the same")) for number in _sounding(book, key)]
    near = near_to(book, {"id": 0, "name_key": key, "kind": "person"}, [AT_ONCE])
    named += [(number, _(WORDS[word])) for number, word in near]
    rows = {number: book.get("customer", number) for number in [*seen, *(number for number, _word in named)]}
    for number, word in named:
        row = rows[number]
        if row is not None and not (digits and row["phone_key"] and number not in seen):
            seen.setdefault(number, word)
    lines = customers.lines_by_number(book, set(seen))
    return [SimilarCustomer(lines[number], word) for number, word in seen.items() if lines[number].status != "removed"]


def _sounding(book: Book, key: str) -> list[int]:
    """Whose name is read the same way: 王伟 and 王玮."""
    rows = book.all("SELECT key FROM reading WHERE name_key = ? AND whole = 2", key)
    sounds = [row["key"] for row in rows]
    if not sounds:
        from amflow.book.search.pinyin import readings

        sounds = [sound for sound, whole in readings(key).items() if whole == 2]
    return [
        number
        for sound in sounds
        for number in _some(
            book,
            "SELECT customer.id FROM reading JOIN customer ON customer.name_key = reading.name_key"
            " WHERE reading.key = ? AND whole = 2 AND reading.name_key <> ?",
            sound,
            key,
        )
    ]


def _some(book: Book, sql: str, *bound: str) -> list[int]:
    return [row["id"] for row in book.all(f"{sql} LIMIT {SHOWN}", *bound)]


def refuse_similar(book: Book, name: str, phone: str) -> None:
    """Say no to a name that seems to be there already. Raises Refused with the candidates."""
    same = similar_to(book, name, phone)
    if same:
        raise refusal_of(name, same)


def refusal_of(name: str, same: list[SimilarCustomer]) -> Refused:
    """The refusal, with the candidates."""
    return Refused(
        _("{name} seems to be in the book already").format(name=name),
        _("use {ref}; or add --anyway for a namesake").format(ref=same[0].line.ref),
        tuple(one.words for one in same[:SHOWN]),
    )
