"""In which order day and month stand in a column, and of which calendar its birthdays are: said by somebody, or by a day of
the column that can be read only one way."""

import re
from itertools import islice
from typing import TYPE_CHECKING

from amflow.files.import_ import days
from amflow.files.import_.fields import bare_heading
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.files.forms.table import FileTable
    from amflow.files.import_.column_map import FieldRule, Map

_LOOKED = 5_000
"""Rows that are looked at."""
_BY_THE_MOON = re.compile("[农阴旧]历|lunar")


class DayColumn(NamedTuple):
    """What was found of a column of days: by each form a day that can be read only so, and what tells the calendar."""

    forms: dict[str, str]
    moon: str = ""
    """A day that is of the lunar calendar by its words: 腊月廿三."""
    figures: str = ""
    """A day that may be of either: 十月十二."""


def settled(the_map: "Map", table: "FileTable", said: str, *, told: bool) -> tuple["Map", list[str]]:
    """The map with the order of each column's days, and what was found out. `said` is a strptime format for all of them that
    have none of their own; where the map was `told` by somebody, no order is found out.

    A column in which days of both orders stand, or none that can be read only one way, stays without."""
    open_ones = {rule.column for rule in (*the_map.rules, *the_map.profile) if _is_open(rule)}
    birthdays = {
        rule.column for rule in the_map.rules if rule.field.type == "birthday" and rule.column and not rule.lunar
    }
    if not open_ones | birthdays:
        return the_map, []
    found = looked(open_ones | birthdays, table)
    notes = []
    forms = dict.fromkeys(open_ones, said)
    if not told and not said:
        for column, (form, example) in _orders(
            {name: found[name].forms for name in found if name in open_ones}
        ).items():
            forms[column] = form
            words = _("“{column}”: days that could be read in two ways are read as {format}: {example} is no other day")
            if form and any(other[0] == "?" for other in found[column].forms):
                notes.append(words.format(column=column, format=days.in_words(form), example=example))
    lunar = {column: of_moon(column, found[column]) for column in birthdays if column in found}
    for column, which in lunar.items():
        words = _("“{column}”: {text} is taken as of the lunar calendar, for {example} stands there as well")
        if which == "figures":
            notes.append(words.format(column=column, text=found[column].figures, example=found[column].moon))
        elif which:
            notes.append(_("“{column}”: all its days are of the lunar calendar").format(column=column))

    def with_form(rule: "FieldRule") -> "FieldRule":
        rule = rule._replace(lunar=lunar.get(rule.column, rule.lunar)) if rule.field.type == "birthday" else rule
        return rule._replace(date=forms.get(rule.column, "")) if _is_open(rule) else rule

    return the_map._replace(
        rules=tuple(map(with_form, the_map.rules)), profile=tuple(map(with_form, the_map.profile))
    ), notes


def of_moon(heading: str, found: DayColumn) -> str:
    """Which of its birthdays are of the lunar calendar, as `FieldRule.lunar` has it; empty where that cannot be seen."""
    if is_of_moon(heading):
        return "all"
    return "figures" if found.figures and found.moon else ""


def is_of_moon(heading: str) -> bool:
    """Whether a column says that its days are of the lunar calendar: 农历生日."""
    return bool(_BY_THE_MOON.search(bare_heading(heading)))


def _is_open(rule: "FieldRule") -> bool:
    return rule.field.type in ("date", "birthday") and bool(rule.column) and not rule.date


def looked(columns: set[str], table: "FileTable") -> dict[str, DayColumn]:
    """What the days of these columns tell."""
    places = {column: at for column in columns if (at := table.column(column)) is not None}
    found = {column: DayColumn({}) for column in places}
    for row in islice(table.rows(), _LOOKED):
        if row.wrong or row.aside:
            continue
        for column, at in places.items():
            text = row.cells[at].strip()
            if form := days.by_itself(text):
                found[column].forms.setdefault(form, text)
            elif not text.isascii() and (not found[column].moon or not found[column].figures):
                one = found[column]
                figures = one.figures or (text if days.in_figures(text) else "")
                found[column] = one._replace(moon=one.moon or (text if _by_words(text) else ""), figures=figures)
    return found


def _by_words(text: str) -> bool:
    """Whether a day is of the lunar calendar and does not say so: where 农历 stands before some, it is missing before others."""
    return not _BY_THE_MOON.search(text) and days.is_moon(text)


def _orders(found: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    """The form of each column and the day that shows it, empty where none is sure."""
    sure = {column: _one_of(forms) for column, forms in found.items()}
    # One program writes all its days alike: a column of days that can be read in both orders goes with the others.
    order = _one_of({form: text for forms in found.values() for form, text in forms.items()})
    return {
        column: order
        if not one[0] and order[0] and found[column] and all(form[:2] == f"?{order[0][2]}" for form in found[column])
        else one
        for column, one in sure.items()
    }


def _one_of(forms: dict[str, str]) -> tuple[str, str]:
    sure = [(form, text) for form, text in forms.items() if form[0] != "?"]
    return sure[0] if len(sure) == 1 else ("", "")
