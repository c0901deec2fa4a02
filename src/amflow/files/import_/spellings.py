"""How the numbers of a file's columns are written: in which unit, and which sign stands before their decimals, as somebody says
it or a number of the column that can be read only one way."""

import re
from itertools import islice
from typing import TYPE_CHECKING

from amflow.files.forms import units
from amflow.files.import_ import amounts
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.files.forms.table import FileTable
    from amflow.files.import_.column_map import FieldRule, Map
    from amflow.playbooks.model import Playbook

_LOOKED = 5_000
"""Rows that are looked at."""
_ALONE = re.compile(r"[^\d.,]*([\d.,]*\d)[^\d.,]*")
"""A number, its currency before or behind it."""
_ONLY_COMMA = re.compile(r"\d*,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|(?:0\d*|\d{4,}),\d{3}")
_ONLY_DOT = re.compile(r"\d*\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|(?:0\d*|\d{4,})\.\d{3}")
_BOTH = "?"
"""Stands for a sign where it cannot be told."""


class Signs(NamedTuple):
    """What the numbers of a column tell: by each sign one before whose decimals only it can stand, and one that may be read
    in two ways."""

    sure: dict[str, str]
    either: dict[str, str]

    def see(self, text: str, *, native: bool) -> None:
        """Look at one more."""
        if _ONLY_DOT.fullmatch(text):
            # What most files have, and a million of them.
            self.sure.setdefault(".", text)
            return
        match = _ALONE.fullmatch(text.replace(" ", "").replace("\xa0", "").replace("\u202f", ""))
        if match is None:
            return
        number = match[1]
        if _ONLY_COMMA.fullmatch(number):
            self.sure.setdefault(",", text)
        elif _ONLY_DOT.fullmatch(number) or (native and "," not in number):
            # In a spreadsheet a number has nothing but a dot.
            self.sure.setdefault(".", text)
        elif amounts.may_be_two(number):
            self.either.setdefault("." if "." in number else ",", text)

    @property
    def sign(self) -> str:
        """The sign that all of them allow; empty where none tells it, or two tell two."""
        return next(iter(self.sure)) if len(self.sure) == 1 else ""


def settled(the_map: "Map", table: "FileTable", playbook: "Playbook", currency: str) -> tuple["Map", list[str]]:
    """The map with the sign of each column of numbers that has none, and what was found out. A column whose numbers can all be
    read in two ways goes with the others of its file: one program writes them all alike."""
    own = [column for column, unit in beside(the_map, table, playbook, currency).items() if not unit]
    rules = [rule for rule in the_map.rules if rule.column and not rule.decimal and rule.field.type in NUMBERS]
    rules += [rule for rule in the_map.profile if rule.column in own]
    places = {at: rule.column for rule in rules for at in (table.column(rule.column),) if at is not None}
    places |= {at: rule.column for rule in rules if rule.instead and (at := table.column(rule.instead)) is not None}
    if not places:
        return the_map, []
    found = {column: Signs({}, {}) for column in places.values()}
    for row in islice(table.rows(), _LOOKED):
        if row.wrong or row.aside:
            continue
        for at, column in places.items():
            text = row.cells[at]
            if "," in text or "." in text:
                found[column].see(text, native=table.native)
    told = {signs.sign: signs.sure[signs.sign] for signs in found.values() if signs.sign}
    other = next(iter(told)) if len(told) == 1 else ""
    signs_of: dict[str, str] = {}
    notes = []
    for column, signs in found.items():
        sign = signs.sign or ("" if signs.sure or not signs.either else other)
        doubtful = len(signs.sure) > 1 or (table.comma_may_be_decimal and bool(signs.either))
        signs_of[column] = sign or (_BOTH if doubtful else "")
        if sign and (sign == "," or "." in signs.either or (table.comma_may_be_decimal and signs.either)):
            words = _("{column}: {example}: a comma stands before the cents")
            if sign == ".":
                words = _("{column}: {example}: a dot stands before the cents")
            notes.append(words.format(column=column, example=(signs.sure.get(sign) or told[sign]).strip()))

    def with_sign(rule: "FieldRule") -> "FieldRule":
        return rule._replace(found_decimal=signs_of[rule.column]) if rule.column in signs_of and rule in rules else rule

    return the_map._replace(
        rules=tuple(map(with_sign, the_map.rules)), profile=tuple(map(with_sign, the_map.profile))
    ), notes


def in_doubt(samples: list[str], table: "FileTable") -> str:
    """A number of the column that may be two, where none of them tells which; empty where there is none."""
    signs = Signs({}, {})
    for text in samples:
        signs.see(text, native=table.native)
    if signs.sure or not (table.comma_may_be_decimal or "." in signs.either):
        return ""
    return next(iter(signs.either.values()), "")


NUMBERS = ("money", "quantity", "price")
"""The types of fields whose numbers have decimals."""


def spelling(rule: "FieldRule", table: "FileTable", the_map: "Map") -> amounts.Spelling:
    """How the numbers of a column are written, and in which unit."""
    unit = rule.unit
    if not unit.words:
        unit = units.of_heading(table.heading_of(rule.column))[1]
    if not unit.words and rule.field.type == "money" and rule.column:
        unit = table.unit
    if rule.field.type == "price" or (rule.field.type in ("quantity", "count") and unit.currency):
        unit = units.UNKNOWN
    return amounts.Spelling(unit, rule.decimal or rule.found_decimal, table.native, the_map.exact)


def beside(the_map: "Map", table: "FileTable", playbook: "Playbook", currency: str) -> dict[str, str]:
    """By column of the customer's file the unit that stays behind its figures, in words; empty where the field's own is meant
    and they are taken in that: an amount, or a number of something."""
    types = {field.key: field.type for field in playbook.fields}
    found = {}
    for rule in the_map.profile:
        unit = spelling(rule, table, the_map).unit
        if rule.column and unit.words:
            fits = types.get(rule.field.key) in ("money", "number") and unit.currency in ("", currency)
            found[rule.column] = "" if fits else unit.words
    return found
