"""What the book knows an erased person by, where that still stands, and blacking it out where a summary was handed in.

Three kinds of traces, each looked for as far as it is safe:

- **Names** (every one they ever had), **phone numbers**, **mail** and **address** go wherever they stand. A name of fewer
  than five letters goes as a whole word only, written as it is (`Will`, not `will` or `Willow`); signs that stand without
  spaces, as Chinese ones, anywhere.
  A number is found however it is spaced; one of fewer than seven digits may be anything, and is not looked for.
- **Titles, notes and other words** of the rows that go are taken out of other lines where they are long (`LONG`), and where
  no row that stays says the same: `offer` is everybody's word. Never out of the summary's own labels.
- **A line about the person**, by its reference (`d1`, `c1`), loses its words whatever they are.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from amflow import registry
from amflow.book import engine, phones

LONG = 8
"""From so many signs on a text says who it is from by itself; a Chinese one counts as two."""

MOST = 50
"""So many records of a table are named where the person still stands."""

_CODES = frozenset((
    "is", "ref", "customer_ref", "key", "kind", "unit", "currency", "state", "better", "at", "target_by", "stage", "tier",
))  # fmt: skip
_LABELS = frozenset(("meaning", "asks", "heads", "playbook", "report", "year_before", "period_before", "history_title"))
_SPOKEN = frozenset(("title", "text", "customer", "why", "who", "name", "person", "words", "note"))
_COVER = "—"
_LATIN = "0-9A-Za-z\u00c0-\u024f\u0370-\u04ff"


class Known:
    """What rows and journal knew of the person; told of each row, while it is still there."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.mails: set[str] = set()
        self.numbers: set[str] = set()
        self.texts: set[str] = set()
        self.refs: set[str] = set()
        self._patterns: list[re.Pattern[str]] | None = None

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """A row that goes or is written over, or what the journal holds of one."""
        found = {
            name: row[name] for name in typed_columns(table) if isinstance(row.get(name), str) and row[name].strip()
        }
        if table == "customer":
            self.names.update(_flat(found.pop(name)) for name in ("name",) if name in found)
            self.mails.update(_flat(found.pop(name)) for name in ("email",) if name in found)
            if "phone" in found:
                backwards = phones.backwards(found.pop("phone"), str(row.get("phone_e164") or ""))
                self.numbers.update(back[::-1] for back in backwards if len(back) >= 7)
            if _weight(found.get("address", "")) >= LONG:
                self.mails.add(_flat(found.pop("address")))
        for name, value in found.items():
            for text in _inside(value) if name in ("profile", "lines") else [value]:
                self.texts.update(_flat(line) for line in (text, *text.splitlines()))
        self._patterns = None

    def refers(self, table: str, number: int) -> None:
        """A row of theirs: lines with its reference are about the person."""
        if letter := registry.letter_of(table):
            self.refs.add(f"{letter}{number}")

    @property
    def patterns(self) -> list[re.Pattern[str]]:
        """Names, numbers, mail and address, as they are looked for."""
        if self._patterns is None:
            exact = sorted((one for one in self.names | self.mails if len(one) > 1), key=len, reverse=True)
            found = [*map(_name, exact), *map(_number, sorted(self.numbers, key=len, reverse=True))]
            self._patterns = [re.compile(one) for one in found]
        return self._patterns

    def stands_in(self, text: str) -> bool:
        """Whether a name, number, mail or address of theirs stands in the text."""
        return any(pattern.search(text) for pattern in self.patterns)

    def about(self, ref: Any) -> bool:
        """Whether the reference is of one of their records, or of something derived from them (`r31fk`)."""
        if not isinstance(ref, str):
            return False
        derived = re.fullmatch(r"[rm](\d+)[a-z]{2,6}", ref)
        return (f"c{derived[1]}" if derived else ref) in self.refs


def _flat(text: str) -> str:
    """The text as it stands in one line."""
    return " ".join(text.split())


def _weight(text: str) -> int:
    return sum(2 if sign > "\u2e7f" else 1 for sign in _flat(text))


def _inside(document: str) -> list[str]:
    """The texts in a JSON of a column, however deep."""
    from json import loads

    try:
        waiting, found = [loads(document)], []
    except ValueError:
        return []
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
    return found


def _name(text: str) -> str:
    middle = r"\s+".join(map(re.escape, text.split()))
    if len(text) >= 5:
        return f"(?i:{middle})"
    before = rf"(?<![{_LATIN}])" if re.match(rf"[{_LATIN}]", text) else ""
    after = rf"(?![{_LATIN}])" if re.search(rf"[{_LATIN}]$", text) else ""
    return before + middle + after


def _number(digits: str) -> str:
    between = r"[\s.()/-]*"
    return rf"(?<!\d)(?:(?:\+|00)\d{{1,3}}{between}|86|0|\+)?" + between.join(digits) + r"(?!\d)"


def black_out(connection: sqlite3.Connection, known: Known) -> None:
    """What was handed in stays as it was, without the person: the figures are of the period. To be called when their rows
    are gone: a text that a row still has is left."""
    rows = connection.execute("SELECT id, document FROM final_summary").fetchall()
    lines = connection.execute(
        "SELECT id, before, after FROM journal WHERE table_name = 'final_summary' AND (before IS NOT NULL OR after IS NOT NULL)"
    ).fetchall()
    if not rows and not lines:
        return
    texts = sorted((one for one in known.texts if _weight(one) >= LONG), key=len, reverse=True)
    cover = _Cover(known, texts)
    found = [(one[0], cover.document(one[1])) for one in rows], [(one[0], *map(cover.line, one[1:3])) for one in lines]
    if common := _staying(connection, cover.met):
        cover = _Cover(known, [text for text in texts if text not in common])
        found = (
            [(one[0], cover.document(one[1])) for one in rows],
            [(one[0], *map(cover.line, one[1:3])) for one in lines],
        )
    for (number, document), was in zip(found[0], rows, strict=True):
        if document != was[1]:
            connection.execute("UPDATE final_summary SET document = ? WHERE id = ?", (document, number))
    for (number, before, after), was in zip(found[1], lines, strict=True):
        if (before, after) != (was[1], was[2]):
            connection.execute("UPDATE journal SET before = ?, after = ? WHERE id = ?", (before, after, number))


class _Cover:
    """Blacks out in a document; `met` gathers the long texts that were found in lines of others."""

    def __init__(self, known: Known, texts: list[str]) -> None:
        self.known = known
        self.texts = texts
        self.met: set[str] = set()
        self._seen: dict[tuple[str, bool], str] = {}

    def line(self, row: str | None) -> str | None:
        """A side of a journal's line, as it was written."""
        return None if row is None else self._json(row, self._row, (",", ":"))

    def document(self, document: str) -> str:
        """The document of a summary."""
        return self._json(document, self._value, (", ", ": "))

    def _json(self, text: str, change: Any, separators: tuple[str, str]) -> str:
        from json import dumps, loads

        try:
            value = loads(text)
            made = change(value)
        except (ValueError, RecursionError):
            # Not what amflow writes: the words are looked for in it as they stand.
            return self._text(text, free=True)
        return text if made == value else dumps(made, ensure_ascii=False, separators=separators)

    def _row(self, row: Any) -> Any:
        if not isinstance(row, dict) or not isinstance(row.get("document"), str):
            return row
        return {**row, "document": self.document(row["document"])}

    def _value(self, value: Any, field: str = "", referred: bool = False, about: bool = False) -> Any:
        if isinstance(value, dict):
            own = self.known.about(value.get("ref")) or self.known.about(value.get("customer_ref"))
            return {name: self._value(inner, name, "ref" in value, own) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner, field, referred) for inner in value]
        if not isinstance(value, str) or not value or field in _CODES:
            return value
        if about:
            if field in _SPOKEN or _flat(value) in self.known.texts:
                return _COVER
            return self._text(value, free=True)
        return self._text(value, free=field not in _LABELS and (field != "title" or referred))

    def _text(self, value: str, free: bool) -> str:
        kept = self._seen.get((value, free))
        if kept is not None:
            return kept
        made = value
        if free:
            flat = _flat(value)
            for text in self.texts:
                if len(text) <= len(flat) and text in flat:
                    self.met.add(text)
                    flat = made = flat.replace(text, _COVER)
        made = _blacked(made, self.known)
        self._seen[(value, free)] = made
        return made


def _staying(connection: sqlite3.Connection, texts: Iterable[str]) -> set[str]:
    """Those of the texts that a row still has, as the whole of a column."""
    wanted = sorted(texts)
    found: set[str] = set()
    for at in range(0, len(wanted), 500):
        part = wanted[at : at + 500]
        marks = ", ".join("?" * len(part))
        for table, columns in _spoken(connection):
            for column in columns:
                sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN ({marks})"
                found.update(row[0] for row in connection.execute(sql, part))
    return found


def typed_columns(table: str) -> list[str]:
    """The columns of the table that hold what a person typed, as the schema says; of the history none, which is emptied
    line by line."""
    from amflow.book.schema.tables import TYPED_COLUMNS

    return [] if table in ("change", "journal") else TYPED_COLUMNS.get(table, [])


def _spoken(connection: sqlite3.Connection) -> list[tuple[str, list[str]]]:
    found = ((table, typed_columns(table)) for table in engine.tables(connection))
    return [(table, columns) for table, columns in found if columns]


def mentions(connection: sqlite3.Connection, known: Known) -> list[str]:
    """Where a name, a number, mail or address still stands in rows of others: a namesake, or somebody who spoke of them."""
    found: list[str] = []
    for table, columns in _spoken(connection):
        clause, values = _asked(known, columns)
        named = 0
        for row in connection.execute(f"SELECT id, {', '.join(columns)} FROM {table} WHERE {clause}", values):
            if not any(isinstance(text, str) and known.stands_in(text) for text in tuple(row)[1:]):
                continue
            letter = registry.letter_of(table)
            found.append(f"{letter}{row[0]}" if letter else f"{table} {row[0]}")
            named += 1
            if named == MOST:
                break
    return found


def _asked(known: Known, columns: Iterable[str]) -> tuple[str, list[str]]:
    """The condition that one of the columns may hold a name, a number, mail or address, and its values: more rows than do."""
    wanted = [one for one in known.names | known.mails if len(one) > 1]
    asks = ["{0} LIKE ? ESCAPE '\\'"] * len(wanted)
    # What stands between words, and what JSON puts before a quotation mark, may be anything.
    values = ["%" + re.sub(r'[\s"\\]+', "%", re.sub(r"([%_])", r"\\\1", one)) + "%" for one in wanted]
    bare = "{0}"
    for sign in (" ", "-", ".", "(", ")", "/"):
        bare = f"replace({bare}, '{sign}', '')"
    asks += [f"instr({bare}, ?)"] * len(known.numbers)
    values += sorted(known.numbers)
    names = list(columns)
    return " OR ".join(ask.format(name) for name in names for ask in asks) or "0", values * len(names)


_OWN = ("name", "name_key", "phone", "phone_key", "phone_e164", "email", "address")
"""What a namesake, or who shares a phone, has of their own: it is the other's, however it is the same."""


def forget_former(connection: sqlite3.Connection, known: Known) -> int:
    """Black out what others' records said formerly: the history alone has it, and nobody could take it out there. What a row
    says today is told by `mentions`, and stays in its history too. To be called when the person's own rows and lines are
    gone; gives how many lines."""
    from json import dumps, loads

    clause, values = _asked(known, ("before", "after"))
    lines = connection.execute(
        f"SELECT id, table_name, row_id, before, after FROM journal WHERE table_name <> 'final_summary' AND ({clause})",
        values,
    ).fetchall()
    spoken, number = dict(_spoken(connection)), 0
    for line in map(tuple, lines):
        names = [name for name in spoken.get(line[1], ()) if not (line[1] == "customer" and name in _OWN)]
        if not names:
            continue
        now = connection.execute(f"SELECT {', '.join(names)} FROM {line[1]} WHERE id = ?", (line[2],)).fetchone()
        today = dict(zip(names, now or (), strict=False))
        sides = []
        for side in line[3:]:
            row: Any = loads(side or "{}")
            for name in names if isinstance(row, dict) else ():
                if isinstance(row.get(name), str) and row[name] != today.get(name):
                    row[name] = _blacked(row[name], known)
            sides.append(side and dumps(row, ensure_ascii=False, separators=(",", ":")))
        if sides != list(line[3:]):
            connection.execute("UPDATE journal SET before = ?, after = ? WHERE id = ?", (*sides, line[0]))
            number += 1
    return number


def _blacked(text: str, known: Known) -> str:
    for pattern in known.patterns:
        text = pattern.sub(_COVER, text)
    return text


def forget_summaries(connection: sqlite3.Connection, known: Known) -> None:
    """Empty the lines of the history that name the person."""
    wanted = [*(one for one in known.names | known.mails if len(one) > 1), *known.numbers]
    for one in wanted:
        for row in connection.execute("SELECT id, summary FROM change WHERE instr(summary, ?)", (one,)).fetchall():
            if known.stands_in(row[1]):
                connection.execute("UPDATE change SET summary = '' WHERE id = ?", (row[0],))
