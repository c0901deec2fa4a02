"""From the text of a cell to the value that the book keeps, or the reason why there is none."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.money import amount
from amflow.dates import durations
from amflow.errors import Usage
from amflow.files.import_ import value_formats
from amflow.files.import_.fields import ImportField, RecordKind
from amflow.locale import N_, _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.files.forms.csv import FileTable
    from amflow.files.import_.column_map import FieldRule, Map
    from amflow.playbooks.model import Playbook

MOST_KNOWN = 20_000
"""Values that are remembered: of a million amounts most are different, and remembering them all would fill the memory."""


WHAT = {
    "tiers": N_("tier"),
    "sources": N_("source"),
    "signals": N_("signal"),
    "intents": N_("intent"),
    "segments": N_("segment"),
    "outcomes": N_("outcome"),
    "services": N_("service"),
    "risks": N_("risk class"),
    "pipelines": N_("pipeline"),
}
"""What the entries of a playbook's parts are called."""


class Reject(Exception):
    """A row cannot be taken; the message says why."""


def told_of(column: str, error: Usage, *, hint: bool) -> Reject:
    """The refusal of a cell, with its column, and with what would be right where that is wanted."""
    prefix = _("{name}: {why}").format(name=column, why="")
    words = error.message.removeprefix(prefix)
    return Reject(prefix + (_("; ").join([words, error.hint]) if hint else words))


class RowRead(NamedTuple):
    """A row, read: what the file says, what it says for a new record only, and its name in the other program."""

    line: int
    given: dict[str, Any]
    """By field; references (customer, product, organisation) are still names. None or empty where it erases."""
    fresh: dict[str, Any]
    profile: dict[str, str]
    key: str


class Cells:
    """Turns the rows of one file into what the book keeps, as the map says."""

    def __init__(self, table: "FileTable", the_map: "Map", playbook: "Playbook", currency: str, today: str) -> None:
        self.map = the_map
        self.kind: RecordKind = the_map.kind
        self.currency = currency
        self.today = today
        self._playbook = playbook
        self._checks = value_formats.checks(the_map.kind.table)
        self._known: dict[tuple[Any, ...], Any] = {}
        self._words = {field.key: self._words_of(field) for field in the_map.kind.fields if field.type == "word"}
        self._key = [_place(table, column) for column in the_map.key]
        rules = (*the_map.rules, *the_map.profile)
        self._plain = [(rule, _place(table, rule.column)) for rule in rules if rule.column]
        self._texts = [(rule, _template(rule.text, table, rules)) for rule in rules if rule.text]
        self._always = [rule for rule in rules if rule.always]
        self._profile = {id(rule) for rule in the_map.profile}

    def read(self, line: int, cells: list[str]) -> RowRead:
        """The row as values. Raises Reject."""
        texts = {rule.field.key: rule.values.get(text := cells[at].strip(), text) for rule, at in self._plain}
        texts.update((rule.field.key, rule.always) for rule in self._always)
        for rule, write in self._texts:
            text = write(texts, cells)
            texts[rule.field.key] = rule.values.get(text, text)
        given: dict[str, Any] = {}
        fresh: dict[str, Any] = {}
        profile: dict[str, str] = {}
        currency = texts.get("currency") or self.currency
        for rule in (*self.map.rules, *self.map.profile):
            key = rule.field.key
            text = texts[key]
            mine = id(rule) in self._profile
            if text:
                value = self._value(rule, text, currency)
                if value is not None:
                    (profile if mine else given)[key] = value
            elif rule.blank == "refuse":
                raise Reject(_("{name} is blank").format(name=rule.column or key))
            elif rule.blank == "erase":
                (profile if mine else given)[key] = ""
            elif rule.default:
                fresh[key] = self._value(rule, rule.default, currency)
        return RowRead(line, given, fresh, profile, self._named(cells))

    def _named(self, cells: list[str]) -> str:
        if not self._key:
            return ""
        parts = [values.plain_text(cells[at]) for at in self._key]
        if not any(parts):
            if self.map.loose:
                return ""
            raise Reject(_("{name} is blank").format(name=", ".join(self.map.key)))
        return " | ".join(parts)

    def _value(self, rule: "FieldRule", text: str, currency: str) -> Any:
        kind = rule.field.type
        if kind in ("text", "long", "customer", "product"):
            return self._told(rule, text, lambda: self._convert(rule, text, currency))
        # Words, dates and amounts come again and again: each is worked out once.
        place = (id(rule), text, currency)
        known = self._known.get(place)
        if known is None:
            try:
                known = self._told(rule, text, lambda: self._convert(rule, text, currency))
            except Reject as reject:
                known = reject
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[place] = known
        if isinstance(known, Reject):
            raise Reject(str(known))
        return known

    def _told(self, rule: "FieldRule", text: str, convert: Callable[[], Any]) -> Any:
        name = rule.column or rule.field.key
        try:
            return convert()
        except Usage as error:
            # Of a word that the playbook does not know the refusal says what it is.
            raise told_of(name, error, hint=bool(rule.field.known)) from error
        except ValueError as error:
            raise Reject(_("{name}: {why}").format(name=name, why=error)) from error

    def _convert(self, rule: "FieldRule", text: str, currency: str) -> Any:
        field = rule.field
        match field.type:
            case "word":
                value: Any = self._word(field, text, rule.unknown)
                if value is None:
                    return None
            case "date":
                value = value_formats.a_day(text, rule.date)
            case "birthday":
                value = self._birthday(text, rule.date)
            case "money":
                value = amount(text.replace(".", "").replace(",", ".") if rule.decimal == "," else text, currency)
            case "term":
                value = durations.read(text)
            case "flag":
                value = value_formats.a_flag(text)
            case "long":
                value = values.long_text(text)
            case "time" | "count" | "quantity" | "price" | "uid":
                plain = text.replace(".", "").replace(",", ".") if rule.decimal == "," else text
                value = value_formats.READERS[field.type](plain)
            case _:
                value = values.plain_text(text)
                if not value:
                    raise Reject(_("{name} is blank").format(name=rule.column or field.key))
        if field.key == "currency" and not (len(value) == 3 and value.isascii() and value.isupper()):
            raise ValueError(_("“{text}” is not a currency: three letters, CNY, USD, EUR").format(text=text))
        check = self._checks.get(field.column) if field.type not in ("customer", "product") else None
        return check(value) if check else value

    def _word(self, field: ImportField, text: str, unknown: str) -> str | None:
        words = self._words[field.key]
        if not words and not field.known:
            return values.plain_text(text)
        found = words.get(values.folded(text))
        if found is None and unknown == "leave out":
            return None
        if found is None and field.known:
            # What the command would say of it.
            found = known_key(text, getattr(self._playbook, field.known), _(WHAT[field.known]))
        if found is None:
            listed = ", ".join(dict.fromkeys(words.values()))
            raise ValueError(_("“{text}” is not one of: {choices}").format(text=text, choices=listed))
        return found

    def _words_of(self, field: ImportField) -> dict[str, str]:
        """What may stand in the field, folded, and the word it means: keys and titles in both languages."""
        words = {values.folded(alias): word for alias, word in field.words}
        if field.known:
            for entry in getattr(self._playbook, field.known):
                words |= dict.fromkeys(map(values.folded, (entry.title.en, entry.title.zh, entry.key)), entry.key)
        return words

    def _birthday(self, text: str, form: str) -> str:
        by_moon = None if text.isascii() and not text.lower().startswith("lunar") else _lunar(text)
        if by_moon is not None:
            return by_moon
        if value_formats.has_year(form):
            day = text if not form and text.startswith("--") else value_formats.a_day(text, form)
        else:
            # 29 February is a birthday: a leap year stands in for the year that is not said.
            day = "-" + value_formats.a_day(f"2000 {text}", f"%Y {form}")[4:]
        if day > self.today:
            raise ValueError(_("“{text}” lies ahead").format(text=text))
        return day


def _lunar(text: str) -> str | None:
    """A lunar birthday as the book keeps it; None for a date of the solar calendar."""
    from amflow.dates import lunar

    try:
        found = lunar.read(text)
    except Usage as error:
        raise ValueError(error.message) from None
    return str(found) if found else None


def _place(table: "FileTable", column: str) -> int:
    """Where the column is. Missing ones were refused before (`missing`)."""
    place = table.column(column)
    assert place is not None, column
    return place


def _names(text: str) -> list[str]:
    return re.findall(r"\{([^{}]+)\}", text)


def _template(
    text: str, table: "FileTable", rules: tuple["FieldRule", ...]
) -> Callable[[dict[str, str], list[str]], str]:
    """What writes the text for a row: blank where everything named in it is blank."""
    fields = {rule.field.key for rule in rules if not rule.text}
    names = _names(text)
    places = {name: None if name in fields else _place(table, name) for name in names}

    def write(texts: dict[str, str], cells: list[str]) -> str:
        filled = {name: texts[name] if at is None else cells[at].strip() for name, at in places.items()}
        if names and not any(filled.values()):
            return ""
        return re.sub(r"\{([^{}]+)\}", lambda match: filled[match[1]], text).strip()

    return write


def missing(table: "FileTable", the_map: "Map") -> list[str]:
    """The columns that the map names and the file does not have."""
    rules = (*the_map.rules, *the_map.profile)
    fields = {rule.field.key for rule in rules if not rule.text}
    wanted = [*the_map.key, *(rule.column for rule in rules if rule.column)]
    wanted += [name for rule in rules for name in _names(rule.text) if name not in fields]
    return [name for name in dict.fromkeys(wanted) if table.column(name) is None]
