"""Everything that is held on one person, as they may ask for it: every row about them, history included."""

from typing import Any

from amflow import registry
from amflow.book.erasure import erase
from amflow.book.store import Book, Row
from amflow.locale import _
from amflow.records import NamedTuple

SCHEMA = "amflow/person@1"


class Held(NamedTuple):
    """What is held on a customer: rows by table, lines of the journal, and the names that numbers stand for."""

    ref: str
    name: str
    tables: dict[str, list[dict[str, Any]]]
    journal: list[dict[str, Any]]


def held(book: Book, customer: Row) -> Held:
    """Gather it."""
    from json import loads

    found = erase.of_person(book, customer["id"])
    tables = {}
    journal = []
    for table, numbers in found.items():
        rows = [book.get(table, number) for number in sorted(numbers)]
        tables[table] = [dict(row) for row in rows if row is not None]
        for number in sorted(numbers):
            for line in book.all(
                "SELECT change.at, change.command, journal.table_name, journal.row_id, journal.before, journal.after"
                " FROM journal JOIN change ON change.id = journal.change_id"
                " WHERE journal.table_name = ? AND journal.row_id = ? ORDER BY journal.id",
                table,
                number,
            ):
                sides = {side: loads(line[side]) if line[side] else None for side in ("before", "after")}
                journal.append({**dict(line), **sides})
    journal.sort(key=lambda line: line["at"])
    return Held(f"c{customer['id']}", customer["name"], tables, journal)


def as_json(held: Held) -> str:
    """The whole of it, for a program."""
    from json import dumps

    fields = {"schema": SCHEMA, "ref": held.ref, "name": held.name, "held": held.tables, "history": held.journal}
    return dumps(fields, ensure_ascii=False, indent=2) + "\n"


def as_page(held: Held) -> str:
    """The whole of it, for the person to read (Markdown)."""
    out = [f"# {held.name} ({held.ref})", ""]
    for table, rows in held.tables.items():
        if not rows:
            continue
        title = _("who they are") if table == "customer" else _(registry.called(table))
        out += [f"## {title}", ""]
        for row in rows:
            facts = {name: value for name, value in row.items() if value not in (None, "", "{}") and name != "id"}
            out += [f"- {name}: {_plain(value)}" for name, value in facts.items()]
            out.append("")
    out += [f"## {_('history: what was written when')}", ""]
    for line in held.journal:
        after = "; ".join(f"{name} = {_plain(value)}" for name, value in (line["after"] or {}).items() if value)
        out.append(f"- {line['at']} {line['command']} ({line['table_name']}): {after or _('taken out')}")
    return "\n".join(out) + "\n"


def _plain(value: Any) -> str:
    return " ".join(str(value).split())
