"""The map kept as TOML, for the next time."""

from pathlib import Path
from typing import Any

from amflow import outfiles
from amflow.files.import_.column_map import FieldRule, Map
from amflow.files.import_.column_map_toml import PLAIN
from amflow.files.import_.fields import NAME_PARTS
from amflow.locale import _


def save(the_map: Map, path: Path) -> None:
    """Write the map as TOML for the next time. Raises Unusable."""
    import tomlkit

    page = tomlkit.document()
    page.add(tomlkit.comment(_("which column is what: docs/import.md")))
    page["as"] = the_map.kind.name
    if the_map.key:
        page["source"] = the_map.source
        page["key"] = the_map.key[0] if len(the_map.key) == 1 else list(the_map.key)
    if the_map.heading:
        page["heading"] = the_map.heading[0] if len(the_map.heading) == 1 else list(the_map.heading)
    if the_map.encoding:
        page["encoding"] = the_map.encoding
    always, fields, profile = tomlkit.table(), tomlkit.table(), tomlkit.table()
    for rule in the_map.rules:
        if rule.always:
            always[rule.field.key] = rule.always
            continue
        for part, column in zip(NAME_PARTS, rule.parts, strict=False):
            if column:
                fields[part] = column
        if rule.column or rule.text:
            fields[rule.field.key] = _saved(rule)
    for rule in the_map.profile:
        profile[rule.field.key] = _saved(rule)
    for name, table in (("set", always), ("fields", fields), ("profile", profile)):
        if table or name == "fields":
            page[name] = table
    outfiles.write(path, tomlkit.dumps(page), _("name another file with --save-map"))


def _saved(rule: FieldRule) -> Any:
    """A rule as the map has it: the column alone, or a table of what is said besides."""
    import tomlkit

    usual = FieldRule(rule.field)
    more = {word: value for word in PLAIN if (value := getattr(rule, word)) != getattr(usual, word)}
    more |= {"or": rule.instead} if rule.instead else {}
    more |= {"values": rule.values} if rule.values else {}
    more |= {"unit": rule.unit.words} if rule.unit.words else {}
    if not more:
        return rule.column
    inner = tomlkit.inline_table()
    inner.update({"column": rule.column, **more} if rule.column else more)
    return inner
