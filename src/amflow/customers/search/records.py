"""Finding words anywhere: in names and files, talks, deals, tasks and notes; all of them, the newest first."""

from collections import Counter
from datetime import date
from typing import Any

from amflow import registry
from amflow.book import values
from amflow.book.search import index
from amflow.book.store import Book
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

PLACES = {
    "customers": ("customer", N_("customer")),
    "touches": ("touch", N_("talk")),
    "deals": ("deal", N_("deal")),
    "tasks": ("task", N_("task")),
    "notes": ("note", N_("remark")),
}
"""Where words are looked for, by the word that `--in` takes: the table, and what one of it is called."""

TITLES = {name: title for name, (_table, title) in PLACES.items()}

_OWNER = {"task": "coalesce(task.customer_id, (SELECT customer_id FROM deal WHERE deal.id = task.deal_id))"}
"""What says whose a record is, where its own column may leave it to the deal that it is about."""

_QUESTIONS = {
    table: f"SELECT {table}.*, customer.id AS who, customer.name AS whose FROM {table}"
    f" LEFT JOIN customer ON customer.id = {_OWNER.get(table, f'{table}.customer_id')} WHERE {table}.id IN"
    for table in index.SOURCES
} | {"customer": "SELECT *, id AS who, name AS whose FROM customer WHERE id IN"}


class Hit(NamedTuple):
    """A record with the words in it. `ref` opens it; a talk opens its customer. `text` is the field that has them."""

    ref: str
    kind: str
    on_date: date
    customer: str
    customer_ref: str
    """Whose it is, by number too: two may be called alike."""
    text: str


class SearchResult(NamedTuple):
    """What was found: the newest, and how many there are, in all and by kind."""

    terms: list[str]
    hits: list[Hit]
    total: int
    counts: dict[str, int]
    capped: bool = False
    """Whether counting stopped at `total`: there are at least so many."""


MOST = 20_000
"""Where counting stops for a single sign: it stands in nearly every record of a large book, and a number that nobody
can read through is not worth half a second. For longer words the count is always exact."""


def find(book: Book, text: str, place: str, limit: int) -> SearchResult:
    """Every record that has all words of the text, wherever they stand in it. Raises Usage."""
    terms = index.terms(values.harmless(text))
    if not terms:
        raise Usage(_("find what?"), _('amflow find "six months"'))
    tables = [_table(place)] if place else list(_QUESTIONS)
    asked = index.question(terms)
    clause = f" AND (rowid >> 36) & 15 = {index.SOURCES[tables[0]].code}" if place else ""
    # One pass gives the newest and, where there are not too many, the counts of all.
    rows = book.all(
        f"SELECT rowid FROM search WHERE search MATCH ?{clause} ORDER BY rowid DESC LIMIT ?",
        asked,
        max(limit, MOST) + 1,
    )
    places = [row["rowid"] for row in rows]
    more = len(places) > MOST
    capped = more and min(map(len, terms)) == 1
    counted = _counts(book, asked) if more and not capped else Counter((number >> 36) & 15 for number in places[:MOST])
    by_kind = {name: counted[index.SOURCES[table].code] for name, (table, _title) in PLACES.items() if table in tables}
    return SearchResult(terms, _hits(book, places[:limit], terms), sum(by_kind.values()), by_kind, capped)


def _counts(book: Book, asked: str) -> Counter[int]:
    """How many records of each kind there are, by the kind's code."""
    rows = book.all(
        "SELECT (rowid >> 36) & 15 AS code, count(*) AS n FROM search WHERE search MATCH ? GROUP BY 1", asked
    )
    return Counter({row["code"]: row["n"] for row in rows})


def _table(place: str) -> str:
    words = {name: table for name, (table, _title) in PLACES.items()}
    return words[known_key(place, TITLES, "--in", words)]


def _hits(book: Book, places: list[int], terms: list[str]) -> list[Hit]:
    records = [index.record(place) for place in places]
    rows: dict[tuple[str, int], Any] = {}
    for table in dict.fromkeys(table for table, _id in records):
        ids = [number for name, number in records if name == table]
        rows |= {(table, row["id"]): row for row in book.among(ids, f"{_QUESTIONS[table]} ({{marks}})")}
    days = {record: date.fromordinal(place >> 40) for record, place in zip(records, places, strict=True)}
    return [_hit(*record, rows[record], days[record], terms) for record in records if record in rows]


def _hit(table: str, number: int, row: Any, day: date, terms: list[str]) -> Hit:
    kind = next(name for name, (one, _title) in PLACES.items() if one == table)
    letter = registry.letter_of(table)
    return Hit(
        f"{letter}{number}" if letter else f"c{row['who']}",
        kind,
        day,
        row["whose"] or "",
        f"c{row['who']}" if row["who"] else "",
        _telling(table, row, terms),
    )


def _telling(table: str, row: Any, terms: list[str]) -> str:
    """The fields that the words stand in; all of them where none has one by itself."""
    from json import loads

    fields = [row[column] for column in index.SOURCES[table].columns if row[column]]
    if table == "customer":
        fields += [str(value) for value in loads(row["profile"]).values()]
    having = [field for field in fields if any(_stands_in(term, field) for term in terms)]
    return " · ".join(having or fields)


def _stands_in(term: str, field: str) -> bool:
    return term in values.folded(field) or values.folded_name(term) in values.folded_name(field)


def marked(text: str, terms: list[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a word that was looked for; a line, cut to what is around the words."""
    folded, origin = "", []
    for at, sign in enumerate(text):
        more = values.folded(sign) or " "
        folded += more
        origin += [at] * len(more)
    bold = [False] * len(text)
    for term in terms:
        start = folded.find(term)
        while start >= 0:
            for at in origin[start : start + len(term)]:
                bold[at] = True
            start = folded.find(term, start + 1)
    return _runs(text, bold)


def _runs(text: str, bold: list[bool]) -> list[tuple[str, bool]]:
    first = bold.index(True) if True in bold else 0
    begin = max(first - 24, 0) if first > 40 else 0
    runs: list[tuple[str, bool]] = [("…", False)] if begin else []
    for sign, strong in zip(text[begin:].replace("\n", " "), bold[begin:], strict=True):
        if runs and runs[-1][1] == strong:
            runs[-1] = (runs[-1][0] + sign, strong)
        else:
            runs.append((sign, strong))
    return runs
