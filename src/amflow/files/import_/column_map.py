"""The map: which column of a file feeds which field. What a file's own headings say of it; the map that somebody wrote is read
by `column_map_toml`."""

import re
from collections.abc import Container
from typing import TYPE_CHECKING

from amflow import registry
from amflow.errors import Unusable, Usage
from amflow.files.forms.table import FileTable
from amflow.files.forms.units import UNKNOWN, Unit, of_heading
from amflow.files.import_.fields import (
    CONTACTS,
    LANDLINES,
    NAME_PARTS,
    OURS,
    ROW_NUMBERS,
    WITHOUT_MAP,
    ImportField,
    RecordKind,
    bare_heading,
    by_heading,
    called,
    is_key,
    title,
)
from amflow.locale import N_, _, aside, listed
from amflow.playbooks.customer_model import BESIDE
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook


class FieldRule(NamedTuple):
    """How one field is filled: from a column, from a text with columns in it, or always the same."""

    field: ImportField
    column: str = ""
    instead: str = ""
    """The column that is taken where the first is blank."""
    text: str = ""
    """A text in which `{name}` stands for a field of the map, or else for a column."""
    always: str = ""
    values: dict[str, str] = {}  # noqa: RUF012 - never written to
    """What stands in the file, and what it means; what is not listed stays as it is."""
    otherwise: str = ""
    """What anything else that stands in the file means."""
    parts: tuple[str, ...] = ()
    """The columns of family, given and middle name, empty where there is none: a name is put together from them."""
    unit: Unit = UNKNOWN
    """Of its numbers, where the map says it."""
    date: str = ""
    """The format of its dates, for strptime; empty is YYYY-MM-DD."""
    decimal: str = ""
    """`.` or `,`; empty where nobody said it."""
    found_decimal: str = ""
    """The same as the numbers of the column tell it; `?` where they may be read in two ways."""
    default: str = ""
    """For a new record whose cell is blank."""
    blank: str = "keep"
    """What a blank cell means for a record that is there: `keep` its value, `erase` it, or `refuse` the row."""
    unknown: str = ""
    """A customer or product that the book does not have: `refuse` the row, `create` it, `leave out` the reference; of a word
    that the playbook does not have, `refuse` or `leave out`; empty where nobody said it."""
    by: str = "name"
    """How a customer or product is named: by its `name`, the `key` of its own import from the same source, a customer also
    by `email` or `phone`."""
    kind: str = ""
    """The kind of a customer that is created for it, where somebody said it."""
    or_kind: str = ""
    """The kind of one that the second column names, where it is another."""
    several: str = ""
    """The sign between several names in a cell, of which the first counts."""
    lunar: str = ""
    """Which birthdays are of the lunar calendar though they do not say it: `all`, those without a year in Chinese `figures`
    (十月十二), or `never`; empty where nobody said it."""

    @property
    def if_unknown(self) -> str:
        """What becomes of somebody whom the book does not have: a list of people brings their firms along."""
        return self.unknown or ("create" if self.field.key == "organisation" else "refuse")

    @property
    def made_as(self) -> str:
        """The kind of a customer that is made for it: whom people work for is an organisation."""
        return self.kind or ("organisation" if self.field.key == "organisation" else "person")

    @property
    def called(self) -> str:
        """What a person knows the field by: its column, else its title."""
        return self.column or title(self.field)


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
    exact: bool = False
    """Whether amounts finer than their currency are refused."""
    heading: tuple[int, ...] = ()
    """The lines in which the heading stands, where the map says it."""
    formerly: str = ""
    """The source that earlier versions of a map wrote down, for records of its kind."""
    signature: tuple[str, ...] = ()
    """The columns by which a file is known as one that this map is for."""


def with_names(the_map: Map) -> Map:
    """The map in which family and given name have become the name."""
    name = the_map.kind.field("name")
    if name is None:
        return the_map
    whole = next((rule for rule in the_map.rules if rule.field.key == "name"), FieldRule(name))
    parts = {rule.field.key: rule.column for rule in the_map.rules if rule.field.key in NAME_PARTS}
    in_text = _parts_of(whole, the_map.kind)
    if in_text:
        whole, parts = whole._replace(text=""), parts | in_text
    if not parts:
        return the_map
    whole = whole._replace(parts=tuple(parts.get(part, "") for part in NAME_PARTS))
    rest = [rule for rule in the_map.rules if rule.field.key not in (*NAME_PARTS, "name")]
    return the_map._replace(rules=(whole, *rest))


def _parts_of(rule: FieldRule, kind: RecordKind) -> dict[str, str]:
    """The columns of a text that is nothing but given and family name, by what they are: in Chinese the order is another."""
    columns = names_in(rule.text)
    if not columns or re.sub(r"\{[^{}]+\}", "", rule.text).strip():
        return {}
    fields = [by_heading(kind, column) for column in columns]
    found = {field.key: column for field, column in zip(fields, columns, strict=True) if field}
    return found if len(found) == len(columns) and {"family", "given"} <= set(found) <= set(NAME_PARTS) else {}


TWICE = {"phone": "phone2", "email": "email2"}
"""Fields of which people have two, and where a customer keeps the second."""


def of_headings(kind: RecordKind, table: FileTable, playbook: "Playbook | None" = None) -> Map:
    """The map that a file's own headings are: each that is the name of a field feeds it, those of the playbook's
    customer file too."""
    rules: dict[str, FieldRule] = {}
    for heading in _in_order(table.heading):
        field = by_heading(kind, heading)
        # Of two columns of one name nobody knows which is meant.
        if field and table.heading.count(heading) == 1:
            if field.key not in rules:
                rules[field.key] = FieldRule(field, column=heading)
            elif field.key in TWICE and not rules[field.key].instead:
                # 联系电话 and 手机: where one is blank the other is the phone.
                rules[field.key] = rules[field.key]._replace(instead=heading)
    key = next((heading for heading in table.heading if is_key(kind, heading)), "")
    second = [
        FieldRule(ImportField(TWICE[key], ""), column=rule.instead) for key, rule in rules.items() if rule.instead
    ]
    profile = _profile(kind, table, {column for rule in rules.values() for column in columns_of(rule)}, playbook)
    profile = (*second, *(rule for rule in profile if rule.field.key not in {one.field.key for one in second}))
    return with_names(Map(kind, WITHOUT_MAP, (key,) if key else (), "", tuple(rules.values()), profile))


def extended(the_map: Map, table: FileTable, playbook: "Playbook | None") -> Map:
    """The map with the columns that it does not name and whose own heading says what they are."""
    rules = (*the_map.rules, *the_map.profile)
    fed = {rule.field.key for rule in rules} | (set(NAME_PARTS) if any(rule.parts for rule in rules) else set())
    used = {column for rule in rules for column in (*columns_of(rule), *names_in(rule.text))} | set(the_map.key)
    more: dict[str, FieldRule] = {}
    second: dict[str, FieldRule] = {}
    for heading in _in_order(table.heading):
        field = by_heading(the_map.kind, heading) if heading not in used and table.heading.count(heading) == 1 else None
        if field and field.key not in fed and field.key not in more:
            # What a program calls its pipelines and stages is its own affair.
            strange = "leave out" if field.key in ("pipeline", "stage") else ""
            more[field.key] = FieldRule(field, column=heading, unknown=strange)
        elif field and (twice := TWICE.get(field.key, "")) and twice not in fed:
            second.setdefault(twice, FieldRule(ImportField(twice, ""), column=heading))
    taken = used | {rule.column for rule in (*more.values(), *second.values())}
    beside = [rule for rule in _profile(the_map.kind, table, taken, playbook) if rule.field.key not in {*fed, *second}]
    profile = (*the_map.profile, *second.values(), *beside)
    return the_map._replace(rules=(*the_map.rules, *more.values()), profile=profile)


def missing(table: FileTable, the_map: Map) -> list[str]:
    """The columns that the map names and the file does not have."""
    rules = (*the_map.rules, *the_map.profile)
    fields = {rule.field.key for rule in rules if not rule.text}
    wanted = [*the_map.key, *(column for rule in rules for column in columns_of(rule))]
    wanted += [name for rule in rules for name in names_in(rule.text) if name not in fields]
    return [name for name in dict.fromkeys(wanted) if table.column(name) is None]


def lacking(kind: RecordKind, fed: Container[str]) -> list[tuple[str, ...]]:
    """The fields without which there is no record and that nothing feeds, each with those that would do instead of it."""
    any_of = [kind.needs, *((key,) for key in kind.must if key not in kind.needs)]
    return [keys for keys in any_of if not any(key in fed for key in (*keys, *NAME_PARTS * ("name" in keys)))]


def refuse_lacking(the_map: Map, table: FileTable) -> None:
    """Raises Unusable for a file in which there can be no record of the kind: every row would be refused."""
    rules = the_map.rules
    fed = {rule.field.key for rule in rules} | {key for rule in rules if rule.parts for key in NAME_PARTS}
    for keys in lacking(the_map.kind, fed):
        raise Unusable(
            _("{file}: no column says {field}, and without it there is no record of the kind {kind}").format(
                file=table.name, field=called(the_map.kind, *keys), kind=_(registry.called(the_map.kind.name))
            ),
            _(
                "--ask asks which column it is, or what it is in every row; so does a map; the file has: {columns}"
            ).format(columns=", ".join(table.heading)),
        )


def _in_order(headings: list[str]) -> list[str]:
    """The headings, behind them those that count only where no other says the same: beside the name of a customer stands
    whom one talks to there, beside the mobile phone that of the office."""
    return sorted(headings, key=lambda heading: bare_heading(heading) in (*CONTACTS, *LANDLINES))


def profile_headings(kind: RecordKind, playbook: "Playbook | None") -> dict[str, str]:
    """The fields of the playbook's customer file by their headings, folded."""
    if kind.name != "customer":
        return {}
    from amflow.book.values import folded

    known: dict[str, str] = {}
    for extra, words in BESIDE.items():
        known |= dict.fromkeys(map(folded, (extra, words, _(words))), extra)
    for field in playbook.fields if playbook else ():
        if kind.field(field.key) is None:
            known |= dict.fromkeys(map(folded, (field.key, field.title.en, field.title.zh)), field.key)
            # What stands in brackets explains the field to who fills it in: no file says it.
            short = (field.key.replace("-", " "), *(re.sub("[(（].*", "", title) for title in field.title))
            known = dict.fromkeys(map(folded, short), field.key) | known
    return known


def _profile(kind: RecordKind, table: FileTable, taken: set[str], playbook: "Playbook | None") -> tuple[FieldRule, ...]:
    from amflow.book.values import folded

    known = profile_headings(kind, playbook)
    found: dict[str, FieldRule] = {}
    for heading in table.heading:
        key = known.get(folded(heading)) or known.get(bare_heading(heading))
        if key and heading not in taken and key not in found:
            found[key] = FieldRule(ImportField(key, ""), column=heading)
    return tuple(found.values())


def with_days(the_map: Map, playbook: "Playbook") -> Map:
    """The map in which the days of the playbook's customer file are read as days."""
    days = {field.key for field in playbook.fields if field.type == "date"}
    profile = [
        rule._replace(field=rule.field._replace(type="date")) if rule.field.key in days else rule
        for rule in the_map.profile
    ]
    return the_map._replace(profile=tuple(profile))


def columns_of(rule: FieldRule) -> tuple[str, ...]:
    """The columns that a rule reads, but for those named in its text."""
    return tuple(column for column in (rule.column, rule.instead, *rule.parts) if column)


def names_in(text: str) -> list[str]:
    """The fields and columns that a text of a map names in braces."""
    return re.findall(r"\{([^{}]+)\}", text)


def with_currency(the_map: Map, table: FileTable, own: str) -> Map:
    """The map with the currency that a unit says (万美元), or the format of the cells, where nothing else does; an amount may
    still say its own. `own` is the book's. Raises Unusable for cells in several currencies that no column tells apart."""
    currency = the_map.kind.field("currency")
    if currency is None or any(rule.field.key == "currency" for rule in the_map.rules):
        return the_map
    money = [rule for rule in the_map.rules if rule.field.type == "money" and not rule.always]
    if not money:
        return the_map
    found = [(rule.unit.words and rule.unit) or of_heading(table.heading_of(rule.column))[1] for rule in money]
    codes = {unit.currency if unit.words else table.unit.currency for unit in found}
    if codes == {""}:
        codes = formatted(the_map, table, own)
        if len(codes) > 1:
            raise Unusable(
                _("{file}: its amounts are formatted in several currencies: {codes}").format(
                    file=table.name, codes=listed(sorted(codes))
                ),
                _('a column “currency” says the one of each row; currency = "EUR" under [set] in a map that of all'),
            )
        codes -= {own}
        if codes and not table.unit.words:
            # So that the file of refused rows, which has no formats, says it above its heading.
            table.unit = Unit(0, *codes, *codes)
    code = codes.pop() if len(codes) == 1 else ""
    return the_map._replace(rules=(*the_map.rules, FieldRule(currency, always=code)))


def formatted(the_map: Map, table: FileTable, own: str) -> set[str]:
    """The currencies in which a workbook shows the amounts of the map; `own` is that of cells which show none."""
    places = [table.column(rule.column) for rule in the_map.rules if rule.field.type == "money" and rule.column]
    shown = [table.currencies.get(place, {""}) for place in places if place is not None]
    return {code or own for codes in shown for code in codes}


def not_taken(table: FileTable, the_map: Map) -> list[str]:
    """The columns that a map of headings leaves where they are, and which say more than others that it takes."""
    rules = (*the_map.rules, *the_map.profile)
    used = {column for rule in rules for column in (*columns_of(rule), *names_in(rule.text))} | set(the_map.key)
    filled = [heading for heading in table.heading if heading.strip() and heading not in used]
    filled = [heading for heading in filled if bare_heading(heading) not in ROW_NUMBERS]
    return [heading for heading in filled if heading.casefold() not in OURS]


def rivals(table: FileTable, the_map: Map, left: list[str]) -> dict[str, list[str]]:
    """Of the columns that are left those that may be the same field as others, by its key: 活期, 定期 below 金融资产 may each
    be the assets, as may two columns of assets."""
    found: dict[str, list[str]] = {}
    # Where the whole of a group was taken, the rest are its parts.
    wholes = {of_heading(rule.column)[0] for rule in the_map.rules if rule.column}
    for heading in left:
        group = of_heading(heading)[0].split(" ")[0] if len(table.heading_lines) > 1 else ""
        group = "" if group in wholes else group
        field = by_heading(the_map.kind, heading) or (by_heading(the_map.kind, group) if group else None)
        if field and field.key not in the_map.kind.needs:
            found.setdefault(field.key, []).append(heading)
    fed = {rule.field.key: rule.column or rule.text for rule in the_map.rules}
    return {key: columns for key, columns in found.items() if len(columns) > 1 or fed.get(key)}


APART = {"target": N_("targets"), "calendar": N_("holidays and make-up days")}
"""Tables that are no records, row by row: each is read by its own family."""


def names() -> dict[str, str]:
    """What `--as` takes, with its titles."""
    return {kind: registry.called(kind) for kind in registry.importing()} | APART


def apart(name: str) -> str:
    """Which table of another shape `--as` names; empty for rows that are records. Raises Usage."""
    key = known_key(name, names(), "--as") if name else ""
    return key if key in APART else ""


def kind_of(name: str) -> RecordKind:
    """The kind that `--as` names, as its family declares it: no other family is loaded. Raises Usage."""
    kind: RecordKind = registry.named(registry.importing()[known_key(name, names(), "--as")]).kind
    return kind


def titles_of(kind: RecordKind, playbook: "Playbook | None") -> dict[str, str]:
    """The fields that a file may fill, with what they are called: those of a customer's file too."""
    titles = {field.key: title(field) for field in kind.fields if field.type != "uid"}
    if kind.name == "customer":
        titles |= {key: _(called) for key, called in BESIDE.items()}
        own = playbook.fields if playbook else ()
        titles |= {field.key: str(field.title) for field in own if field.key not in titles}
    return titles


def not_said() -> Usage:
    """The refusal where neither `--as` nor the file or the map says what its rows are."""
    kinds = listed([aside(_(called), name) if _(called) != name else name for name, called in names().items()])
    return Usage(_("--as is missing"), _("say with --as what a row is: {kinds}").format(kinds=kinds))
