"""The map as a TOML file that an account manager can write from an example: read, with every mistake, its line and the
nearest word.

docs/import.md explains every word; the tables below are the list of them.
"""

import re
from pathlib import Path
from typing import Any

from amflow import registry
from amflow.errors import Unusable, Usage
from amflow.files.forms import units
from amflow.files.forms.encoding import is_encoding
from amflow.files.forms.units import Unit
from amflow.files.import_.column_map import FieldRule, Map, kind_of, not_said, with_names
from amflow.files.import_.days import DATE_WORDS, format_of, has_year
from amflow.files.import_.fields import ImportField, RecordKind
from amflow.locale import _, of_system
from amflow.playbooks.customer_model import BESIDE

_PROFILE_KEY = re.compile(r"[a-z][a-z0-9_-]{0,40}")

TOP = (
    *("as", "source", "key", "heading", "encoding", "date", "decimal", "finer", "signature", "formerly"),
    *("set", "fields", "profile"),
)
PLAIN = (
    *("text", "otherwise", "date", "decimal", "default", "blank", "unknown", "by"),
    *("kind", "or_kind", "several", "lunar"),
)
"""What is said of a field in a word, by the names that its rule has for them."""

FOR_FIELD = ("column", "or", "values", "unit", *PLAIN)
CHOICES = {
    "blank": ("keep", "erase", "refuse"),
    "unknown": ("refuse", "create", "leave out"),
    "by": ("name", "key", "email", "phone"),
    "kind": ("person", "organisation"),
    "or_kind": ("person", "organisation"),
    "lunar": ("all", "figures", "never"),
    "decimal": (".", ","),
    "finer": ("round", "refuse"),
}


LARGEST = 4 << 20
"""Bytes of a map."""


def read(path: Path, kind_name: str, profile_keys: tuple[str, ...] = ()) -> Map:
    """The map in this file. `kind_name` is what `--as` said, empty where the map is to say it.

    Raises Unusable, naming every mistake with its line and the nearest word.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)),
            _("look at the path, and at who may read and write there"),
        ) from error
    if len(data) > LARGEST:
        raise Unusable(_("{file} is larger than {n} MB").format(file=path, n=LARGEST >> 20), _("name a map with --map"))
    return _Reader(path, data, profile_keys).map(kind_name)


class _Reader:
    """Reads one map and gathers what is wrong with it."""

    def __init__(self, path: Path, data: bytes, profile_keys: tuple[str, ...]) -> None:
        self.path = path
        self.profile_keys = profile_keys
        self.mistakes: list[tuple[int, str]] = []
        self.raw, self.text = self._parsed(data)
        self._places: dict[tuple[str | int, ...], int] | None = None
        self.date = ""
        self.decimal = ""

    def map(self, kind_name: str) -> Map:
        """The map. Raises Unusable, Usage."""
        kind = self._kind(kind_name)
        self._unknown((), self.raw, TOP)
        self.date = self._date((), self.raw)
        if not has_year(self.date):
            self._wrong(("date",), _("a date needs its year; only a birthday may do without"))
        self.decimal = self._choice((), self.raw, "decimal", "")
        rules = self._fields(kind) + self._always(kind)
        profile = self._profile(kind)
        key = self._key()
        made = Map(kind, self._text((), self.raw, "source"), key, self._encoding(), tuple(rules), tuple(profile))
        made = with_names(made)._replace(
            exact=self._choice((), self.raw, "finer", "round") == "refuse",
            heading=self._heading(),
            formerly=self._text((), self.raw, "formerly"),
            signature=tuple(map(str, self.raw.get("signature", ()))),
        )
        if key and not made.source:
            self._wrong(("key",), _("key needs source: the name of the program that the file comes from"))
        self._needs(kind, {rule.field.key for rule in made.rules})
        if self.mistakes:
            lines = (_("line {line}: {message}").format(line=line, message=what) for line, what in self.mistakes)
            raise Unusable(
                _("the map {file} has mistakes").format(file=self.path),
                _("docs/import.md explains the map; examples/crm-sales has some to copy"),
                tuple(lines),
            )
        return made

    # The parts

    def _parsed(self, data: bytes) -> tuple[dict[str, Any], str]:
        import tomllib

        from amflow.toml import loads

        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
            return loads(text), text
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Unusable(
                _("{path} is not TOML: {why}").format(path=self.path, why=error), _("mend the line it names")
            ) from error

    def _kind(self, kind_name: str) -> RecordKind:
        said = self.raw.get("as")
        if said is not None and said not in registry.importing():
            raise Unusable(
                _("{path}: as = “{text}” is not possible").format(path=self.path, text=said),
                _("one of: {choices}").format(choices=", ".join(registry.importing())),
            )
        if not said and not kind_name:
            raise not_said()
        if said and kind_name and said != kind_name:
            raise Usage(
                _("{path} is a map for {said}, not for {asked}").format(path=self.path, said=said, asked=kind_name),
                _("say --as {said}, or name another map").format(said=said),
            )
        return kind_of(kind_name or str(said))

    def _fields(self, kind: RecordKind) -> list[FieldRule]:
        table = self._table("fields")
        return [
            self._rule(("fields", key), field, value)
            for key, value in table.items()
            if not self._is_beside(kind, key) and (field := self._field(kind, ("fields", key)))
        ]

    @staticmethod
    def _is_beside(kind: RecordKind, key: str) -> bool:
        """Whether it is one of the fields that stand in the profile of a customer whatever the playbook says: `phone2`."""
        return kind.name == "customer" and key in BESIDE

    def _always(self, kind: RecordKind) -> list[FieldRule]:
        rules = []
        for key, value in self._table("set").items():
            field, text = self._field(kind, ("set", key)), _plain(value)
            if not text:
                self._wrong(("set", key), _("{name} should be a text in quotes").format(name=key))
            elif key in self.raw.get("fields", {}):
                self._wrong(("set", key), _("{name} stands under [fields] too").format(name=key))
            elif field:
                rules.append(FieldRule(field, always=text))
        return rules

    def _profile(self, kind: RecordKind) -> list[FieldRule]:
        table = self._table("profile")
        if table and kind.name != "customer":
            self._wrong(("profile",), _("only customers have a profile"))
            return []
        rules = []
        for key, value in table.items():
            if not _PROFILE_KEY.fullmatch(key):
                self._wrong(("profile", key), _("“{name}” is not a key: small letters, digits, -").format(name=key))
            if kind.field(key):
                self._wrong(("profile", key), _("{name} is a field of its own: [fields]").format(name=key))
            near = "" if key in self.profile_keys else _nearest(key, self.profile_keys, 0.8)
            if near:
                # A field of one's own is welcome; one that is nearly a field of the playbook is a slip.
                self._wrong(
                    ("profile", key),
                    _("there is no field “{name}”: did you mean {near}?").format(name=key, near=near),
                )
            rules.append(self._rule(("profile", key), ImportField(key, ""), value))
        beside = [(key, value) for key, value in self._table("fields").items() if self._is_beside(kind, key)]
        return rules + [self._rule(("fields", key), ImportField(key, ""), value) for key, value in beside]

    def _rule(self, place: tuple[str, str], field: ImportField, value: Any) -> FieldRule:
        if isinstance(value, str) and value:
            return FieldRule(field, column=value, date=self.date, decimal=self.decimal)
        if not isinstance(value, dict):
            self._wrong(place, _("{name} should be a column, or a table with column = …").format(name=place[1]))
            return FieldRule(field)
        self._unknown(place, value, FOR_FIELD)
        column, text = self._text(place, value, "column"), self._text(place, value, "text")
        if bool(column) == bool(text):
            self._wrong(place, _("{name} needs either column or text").format(name=place[1]))
        self._fits(place, field, value)
        return FieldRule(
            field,
            column=column,
            instead=self._text(place, value, "or"),
            text=text,
            values=self._values(place, value),
            otherwise=_plain(value.get("otherwise", "")) or "",
            unit=self._unit(place, value),
            date=self._date(place, value) or self.date,
            decimal=self._choice(place, value, "decimal", self.decimal),
            default=_plain(value.get("default", "")) or "",
            blank=self._choice(place, value, "blank", "keep"),
            unknown=self._choice(place, value, "unknown", ""),
            by=self._choice(place, value, "by", "name"),
            kind=self._choice(place, value, "kind", ""),
            or_kind=self._choice(place, value, "or_kind", ""),
            several=self._text(place, value, "several"),
            lunar=self._choice(place, value, "lunar", ""),
        )

    def _fits(self, place: tuple[str, str], field: ImportField, value: dict[str, Any]) -> None:
        if field.type == "date" and value.get("date") and not has_year(self._date(place, value)):
            self._wrong((*place, "date"), _("a date needs its year; only a birthday may do without"))
        for word, types in (
            ("date", ("date", "birthday")),
            ("decimal", ("money", "quantity", "price")),
            ("unit", ("money", "quantity", "count")),
            ("unknown", ("customer", "product", "word")),
            ("by", ("customer", "product")),
            ("kind", ("customer",)),
            ("or_kind", ("customer",)),
            ("several", ("customer", "product")),
            ("lunar", ("birthday",)),
        ):
            if word in value and field.type not in types:
                self._wrong((*place, word), _("{word} means nothing for {name}").format(word=word, name=field.key))

        if value.get("by") in ("email", "phone") and field.type != "customer":
            self._wrong((*place, "by"), _("{word} means nothing for {name}").format(word=value["by"], name=field.key))

    def _values(self, place: tuple[str, str], value: dict[str, Any]) -> dict[str, str]:
        table = value.get("values", {})
        if not isinstance(table, dict) or any(_plain(inner) is None for inner in table.values()):
            self._wrong((*place, "values"), _('values should be a table: values = { Won = "won" }'))
            return {}
        return {name: _plain(inner) or "" for name, inner in table.items()}

    def _unit(self, place: tuple[str, str], value: dict[str, Any]) -> Unit:
        words = self._text(place, value, "unit")
        found = units.read(words) if words else units.UNKNOWN
        if words and not found.words:
            self._wrong((*place, "unit"), _("“{text}” is not a unit; such as k€, millions").format(text=words))
        return found

    def _heading(self) -> tuple[int, ...]:
        """The lines in which the heading stands."""
        value = self.raw.get("heading", [])
        lines = [value] if isinstance(value, int) else value
        if not isinstance(lines, list) or not all(isinstance(line, int) and line > 0 for line in lines):
            self._wrong(("heading",), _("heading should be the number of a line, or a list of two: heading = 3"))
            return ()
        return tuple(lines)

    def _key(self) -> tuple[str, ...]:
        value = self.raw.get("key", [])
        columns = [value] if isinstance(value, str) else value
        if not isinstance(columns, list) or not all(isinstance(column, str) and column for column in columns):
            self._wrong(("key",), _("key should be a column, or a list of columns"))
            return ()
        return tuple(columns)

    def _encoding(self) -> str:
        name = self._text((), self.raw, "encoding")
        if name and not is_encoding(name):
            self._wrong(("encoding",), _("there is no encoding “{name}”").format(name=name))
        return name

    def _needs(self, kind: RecordKind, keys: set[str]) -> None:
        if kind.name == "deal":
            if not keys & set(kind.needs):
                self._wrong(("fields",), _("a deal needs a title, a product or a customer"))
        elif not keys & {*kind.needs}:
            needed = _(" or ").join(kind.needs)
            self._wrong(("fields",), _("{kind} needs {fields}").format(kind=kind.name, fields=needed))

    # One value

    def _table(self, name: str) -> dict[str, Any]:
        value = self.raw.get(name, {})
        if not isinstance(value, dict):
            self._wrong((name,), _("{name} should be a table: [{name}]").format(name=name))
            return {}
        return value

    def _field(self, kind: RecordKind, place: tuple[str, str]) -> ImportField | None:
        found = kind.field(place[1])
        if found is None:
            self._no_such(place, [field.key for field in kind.fields])
        return found

    def _text(self, place: tuple[str, ...], table: dict[str, Any], name: str) -> str:
        value = table.get(name, "")
        if not isinstance(value, str):
            self._wrong((*place, name), _("{name} should be a text in quotes").format(name=name))
            return ""
        return value.strip()

    def _choice(self, place: tuple[str, ...], table: dict[str, Any], name: str, otherwise: str) -> str:
        value = table.get(name, otherwise)
        if value in CHOICES[name] or name not in table:
            return str(value)
        listed = ", ".join(f"“{word}”" for word in CHOICES[name])
        self._wrong((*place, name), _("{name} should be one of: {choices}").format(name=name, choices=listed))
        return otherwise

    def _date(self, place: tuple[str, ...], table: dict[str, Any]) -> str:
        words = self._text(place, table, "date")
        try:
            return format_of(words) if words else ""
        except ValueError:
            example = ", ".join(f"“{word}”" for word in DATE_WORDS)
            self._wrong(
                (*place, "date"),
                _("“{words}” is not a date format; such as {example}").format(words=words, example=example),
            )
            return ""

    def _unknown(self, place: tuple[str, ...], table: dict[str, Any], known: tuple[str, ...]) -> None:
        for name in table:
            if name not in known:
                self._no_such((*place, name), list(known))

    def _no_such(self, place: tuple[str, ...], known: list[str]) -> None:
        near = _nearest(place[-1], known, 0.5)
        hint = (
            _("did you mean {name}?").format(name=near)
            if near
            else _("one of: {choices}").format(choices=", ".join(known))
        )
        self._wrong(place, _("there is no “{name}” here: {hint}").format(name=place[-1], hint=hint))

    def _wrong(self, place: tuple[str, ...], what: str) -> None:
        from amflow.playbooks.toml_positions import line_of, lines_of

        if self._places is None:
            self._places = lines_of(self.text)
        self.mistakes.append((line_of(self._places, place), what))


def _nearest(name: str, known: list[str] | tuple[str, ...], cutoff: float) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, known, 1, cutoff)), "")


def _plain(value: Any) -> str | None:
    """A value of the map as the text that a cell would have; None for what no cell can hold."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else None
