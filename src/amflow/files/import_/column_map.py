"""The map: which column of a file feeds which field. What a file's own headings say of it; the map that somebody wrote is read
by `column_map_toml`."""

from typing import TYPE_CHECKING

from amflow import registry
from amflow.errors import Unusable, Usage
from amflow.files.forms.csv import FileTable
from amflow.files.import_.fields import KEY_HEADINGS, OURS, WITHOUT_MAP, ImportField, RecordKind, by_heading
from amflow.locale import _
from amflow.playbooks.customer_model import BESIDE
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook


class FieldRule(NamedTuple):
    """How one field is filled: from a column, from a text with columns in it, or always the same."""

    field: ImportField
    column: str = ""
    text: str = ""
    """A text in which `{name}` stands for a field of the map, or else for a column."""
    always: str = ""
    values: dict[str, str] = {}  # noqa: RUF012 - never written to
    """What stands in the file, and what it means; what is not listed stays as it is."""
    date: str = ""
    """The format of its dates, for strptime; empty is YYYY-MM-DD."""
    decimal: str = "."
    default: str = ""
    """For a new record whose cell is blank."""
    blank: str = "keep"
    """What a blank cell means for a record that is there: `keep` its value, `erase` it, or `refuse` the row."""
    unknown: str = "refuse"
    """A customer or product that the book does not have: `refuse` the row, `create` it, `leave out` the reference; of a word
    that the playbook does not have, `refuse` or `leave out`."""
    by: str = "name"
    """How a customer or product is named: by its `name` or the `key` of its own import from the same source."""
    kind: str = "person"
    """The kind of a customer that is created for it."""


class Map(NamedTuple):
    """A map that was read; `profile` are the playbook's own fields of a customer."""

    kind: RecordKind
    source: str
    key: tuple[str, ...]
    """The columns that name a record, together."""
    encoding: str
    rules: tuple[FieldRule, ...]
    profile: tuple[FieldRule, ...]
    loose: bool = False
    """Whether a row may do without its key: it is then known as one of a file without keys."""


def of_headings(kind: RecordKind, table: FileTable, playbook: "Playbook | None" = None) -> Map:
    """The map that a file's own headings are: each that is the name of a field feeds it, those of the playbook's
    customer file too.

    Raises Unusable when none is, or the one field that every record needs is missing.
    """
    rules: dict[str, FieldRule] = {}
    for heading in table.heading:
        field = by_heading(kind, heading)
        if field and field.key not in rules:
            rules[field.key] = FieldRule(field, column=heading)
    needed = kind.needs
    if not any(key in rules for key in needed):
        raise Unusable(
            _("{file}: no column is called {names}").format(file=table.name, names=_(" or ").join(needed)),
            _("say with --map which column is what, or be asked with --ask; the file has: {columns}").format(
                columns=", ".join(table.heading)
            ),
        )
    key = next((heading for heading in table.heading if heading.casefold() in KEY_HEADINGS), "")
    profile = _profile(kind, table, {rule.column for rule in rules.values()}, playbook)
    return Map(kind, WITHOUT_MAP, (key,) if key else (), "", tuple(rules.values()), profile)


def _profile(kind: RecordKind, table: FileTable, taken: set[str], playbook: "Playbook | None") -> tuple[FieldRule, ...]:
    if playbook is None or kind.name != "customer":
        return ()
    from amflow.book.values import folded

    known: dict[str, str] = {}
    for extra, title in BESIDE.items():
        known |= dict.fromkeys(map(folded, (extra, title, _(title))), extra)
    for field in playbook.fields:
        if kind.field(field.key) is None:
            known |= dict.fromkeys(map(folded, (field.key, field.title.en, field.title.zh)), field.key)
    found: dict[str, FieldRule] = {}
    for heading in table.heading:
        key = known.get(folded(heading))
        if key and heading not in taken and key not in found:
            found[key] = FieldRule(ImportField(key, ""), column=heading)
    return tuple(found.values())


def not_taken(table: FileTable, the_map: Map) -> list[str]:
    """The columns that a map of headings leaves where they are, and which say more than others that it takes."""
    used = {rule.column for rule in (*the_map.rules, *the_map.profile)} | set(the_map.key)
    filled = [heading for heading in table.heading if heading.strip() and heading not in used]
    return [heading for heading in filled if heading.casefold() not in OURS]


NAMES = {kind: registry.called(kind) for kind in registry.importing()}
"""What `--as` takes, with its titles."""


def kind_of(name: str) -> RecordKind:
    """The kind that `--as` names, as its family declares it: no other family is loaded. Raises Usage."""
    kind: RecordKind = registry.named(registry.importing()[known_key(name, NAMES, "--as")]).kind
    return kind


def not_said() -> Usage:
    """The refusal where neither `--as` nor the file or the map says what its rows are."""
    kinds = ", ".join(registry.importing())
    return Usage(_("--as is missing"), _("say with --as what a row is: {kinds}").format(kinds=kinds))
