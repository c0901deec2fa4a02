"""The maps that come with the program, for what other programs export: known by the columns of a file, or by their name."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.files.forms.units import of_heading
from amflow.files.import_ import column_map_toml
from amflow.files.import_.column_map import Map, extended, names_in, with_names
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.files.forms.table import FileTable
    from amflow.playbooks.model import Playbook

MAPS = Path(__file__).with_name("maps")


class Signature(NamedTuple):
    """By which columns a map is known, and for what it is."""

    name: str
    kind: str
    columns: tuple[str, ...]


@cache
def signatures() -> tuple[Signature, ...]:
    """Those of all maps, by name."""
    import tomllib

    found = []
    for path in sorted(MAPS.glob("*.toml")):
        raw = tomllib.loads(path.read_text("utf-8"))
        found.append(Signature(path.stem, raw["as"], tuple(raw["signature"])))
    return tuple(found)


def by_name(path: Path, kind_name: str, profile_keys: tuple[str, ...]) -> Map:
    """The map in this file, or the shipped one of this name. Raises Unusable, Usage."""
    ours = MAPS / f"{path}.toml"
    there = path if path.exists() or path.suffix or not ours.is_file() else ours
    return column_map_toml.read(there, kind_name, profile_keys)


def known_by_heading(table: "FileTable", kind: str) -> tuple[str, Map] | None:
    """The map whose columns are all in the file, with its name: the one that has most of them; None for other files."""
    from amflow.book.values import folded

    there = {folded(one) for heading in table.heading for one in (heading, of_heading(heading)[0].strip(" *"))}
    fits = [
        one for one in signatures() if kind in ("", one.kind) and all(folded(column) in there for column in one.columns)
    ]
    if not fits:
        return None
    best = max(fits, key=lambda one: len(one.columns))
    return best.name, column_map_toml.read(MAPS / f"{best.name}.toml", "")


def fitted(the_map: Map, table: "FileTable", playbook: "Playbook") -> Map:
    """A shipped map without the columns that this export does not have, and with those that it has besides and are known by
    their heading; another map as it is."""
    if not the_map.signature:
        return the_map

    def there(column: str) -> str:
        """The column as this export calls it; empty where it has none."""
        at = table.column(column) if column else None
        return "" if at is None else table.heading[at]

    rules = []
    for rule in the_map.rules:
        columns = [*filter(None, map(there, (rule.column, rule.instead))), "", ""]
        text = re.sub(r"\{([^{}]+)\}", lambda match: f"{{{there(match[1])}}}" if there(match[1]) else "", rule.text)
        parts = tuple(map(there, rule.parts))
        rules.append(rule._replace(column=columns[0], instead=columns[1], text=text, parts=parts))
    kept = [rule for rule in rules if rule.column or rule.always or names_in(rule.text) or any(rule.parts)]
    fits = the_map._replace(
        rules=tuple(kept),
        profile=tuple(
            rule._replace(column=there(rule.column))
            for rule in the_map.profile
            if not rule.column or there(rule.column)
        ),
        key=tuple(map(there, the_map.key)) if all(map(there, the_map.key)) else (),
    )
    return with_names(extended(fits, table, playbook))
