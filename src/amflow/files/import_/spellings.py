"""How the numbers of a file's columns are written, and in which unit."""

from typing import TYPE_CHECKING

from amflow.files.forms import units
from amflow.files.import_ import amounts

if TYPE_CHECKING:
    from amflow.files.forms.table import FileTable
    from amflow.files.import_.column_map import FieldRule, Map
    from amflow.playbooks.model import Playbook


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
