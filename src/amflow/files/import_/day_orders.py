"""In which order day and month stand in a column: said by somebody, or by a day of the column that can be read only one way."""

import re
from itertools import islice
from typing import TYPE_CHECKING

from amflow.files.import_ import days
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.files.forms.table import FileTable
    from amflow.files.import_.column_map import FieldRule, Map

_LOOKED = 5_000
"""Rows that are looked at."""
_TWO_WAYS = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4}|\d\d)(?:[ T].*)?")


def settled(the_map: "Map", table: "FileTable", said: str, *, told: bool) -> tuple["Map", list[str]]:
    """The map with the order of each column's days, and what was found out. `said` is a strptime format for all of them that
    have none of their own; where the map was `told` by somebody, nothing is found out.

    A column in which days of both orders stand, or none that can be read only one way, stays without."""
    open_ones = [rule for rule in (*the_map.rules, *the_map.profile) if _is_open(rule)]
    if not open_ones or (told and not said):
        return the_map, []
    forms = dict.fromkeys((rule.column for rule in open_ones), said) if said else _looked(open_ones, table)

    def with_form(rule: "FieldRule") -> "FieldRule":
        return rule._replace(date=forms.get(rule.column, "")) if _is_open(rule) else rule

    notes = [
        _("“{column}”: its days are read as {format}, the only order that fits all days of the file").format(
            column=column, format=days.in_words(form)
        )
        for column, form in forms.items()
        if form and not said
    ]
    return the_map._replace(
        rules=tuple(map(with_form, the_map.rules)), profile=tuple(map(with_form, the_map.profile))
    ), notes


def _is_open(rule: "FieldRule") -> bool:
    return rule.field.type in ("date", "birthday") and bool(rule.column) and not rule.date


def _looked(rules: list["FieldRule"], table: "FileTable") -> dict[str, str]:
    """The form of each column, empty where none is sure."""
    places = {rule.column: at for rule in rules if (at := table.column(rule.column)) is not None}
    found: dict[str, set[str]] = {column: set() for column in places}
    for row in islice(table.rows(), _LOOKED):
        if row.wrong or row.aside:
            continue
        for column, at in places.items():
            match = _TWO_WAYS.fullmatch(row.cells[at].strip())
            if match:
                found[column].add(_form(match))
    sure = {column: _one_of(forms) for column, forms in found.items()}
    # One program writes all its days alike: a column of days that can be read in both orders goes with the others.
    order = _one_of({form for forms in found.values() for form in forms})
    return {
        column: order if not form and order and all(one[0] == "?" for one in found[column]) and found[column] else form
        for column, form in sure.items()
    }


def _form(match: "re.Match[str]") -> str:
    """The format of a day that can be read only one way; with `?` in front where it can be read in both."""
    first, sign, second, year = int(match[1]), match[2], int(match[3]), "%Y" if len(match[4]) == 4 else "%y"
    if first > 12 >= second:
        return f"%d{sign}%m{sign}{year}"
    if second > 12 >= first:
        return f"%m{sign}%d{sign}{year}"
    return f"?{sign}{year}"


def _one_of(forms: set[str]) -> str:
    sure = {form for form in forms if form[0] != "?"}
    return sure.pop() if len(sure) == 1 else ""
