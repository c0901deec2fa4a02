"""From TOML files to one playbook: the chain of `extends`, what a child changes, the plain rows of the records."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from amflow.locale import LANGUAGES, _, of_system
from amflow.playbooks import model, sources
from amflow.playbooks.schema import CUSTOMERS, HEAD, KINDS, REQUIRED, SUPERIOR, ItemKind, SchemaKey
from amflow.playbooks.vocabulary import STEPS
from amflow.records import NamedTuple

Raw = dict[str, Any]


MOST_ENTRIES = 20_000
"""Keys and words of a file: the largest shipped one has a tenth of that. Each is held against the others."""


class Layer(NamedTuple):
    """A file of the chain: where it is, its bytes, what it says."""

    path: Path
    source: bytes
    raw: Raw


class Mistake(Exception):
    """A file of the chain cannot be read at all: which, in which line, why."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.message = message


def layers(path: Path, folder: Path | None) -> list[Layer]:
    """The file and all that it extends, nearest first. Raises `Mistake`."""
    found: list[Layer] = []
    while True:
        source = _bytes(path)
        layer = Layer(path, source, _parse(path, text_of(path, source)))
        if _entries(layer.raw) > MOST_ENTRIES:
            raise Mistake(
                path, 1, _("it has more than {n} entries, and no playbook needs so many").format(n=MOST_ENTRIES)
            )
        found.append(layer)
        parent = layer.raw.get("extends")
        if not isinstance(parent, str) or not parent:
            return found
        above = sources.parent(parent, path, folder)
        if above is None:
            raise _unknown_parent(layer, parent, folder)
        if any(above == layer.path for layer in found):
            way = " → ".join([layer.path.stem for layer in found] + [above.stem])
            first = found[0]
            raise Mistake(first.path, _line(first, "extends"), _("extends itself: {way}").format(way=way))
        path = above


def _entries(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return len(inside) + sum(map(_entries, inside))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Mistake(path, 1, _("cannot be read: {reason}").format(reason=of_system(error))) from error


def text_of(path: Path, source: bytes) -> str:
    """The file's text. Raises `Mistake` where it is not UTF-8."""
    try:
        return source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise Mistake(path, line, _("is not UTF-8 text")) from error


def _parse(path: Path, text: str) -> Raw:
    import tomllib

    from amflow.toml import loads

    try:
        return loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r" \(at line (\d+), column \d+\)| \(at end of document\)", str(error))
        line = int(where[1]) if where and where[1] else max(1, len(text.splitlines()))
        reason = str(error)[: where.start()] if where else str(error)
        raise Mistake(path, line, _("is not valid TOML: {reason}").format(reason=reason)) from error


def _unknown_parent(layer: Layer, parent: str, folder: Path | None) -> Mistake:
    near = sources.nearest(parent, [name for name, _path, _shipped in sources.names(folder)])
    message = _("extends {name}, which is not there").format(name=parent)
    if near:
        message = _("extends {name}, which is not there; did you mean {near}?").format(name=parent, near=near)
    return Mistake(layer.path, _line(layer, "extends"), message)


def _line(layer: Layer, key: str) -> int:
    from amflow.playbooks.toml_positions import line_of, lines_of

    return line_of(lines_of(text_of(layer.path, layer.source)), (key,))


def items_of(raw: Raw, table: str) -> list[Raw]:
    """The items of that table that can be told apart: the check names those that cannot."""
    value = raw.get(table, [])
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict) and isinstance(item.get("key"), str)]


def merged(chain: Iterable[Layer]) -> Raw:
    """What the chain, nearest first, says together: the items of every kind, everything inherited."""
    result: Raw = {}
    for layer in reversed(list(chain)):
        for kind in KINDS:
            result[kind.table] = merge(kind, result.get(kind.table, []), items_of(layer.raw, kind.table))
    return result


def merge(kind: ItemKind, inherited: list[Raw], own: list[Raw]) -> list[Raw]:
    """The inherited items with the own ones laid over them, field by field; new ones where they ask to be, or last."""
    items = {item["key"]: item for item in inherited}
    for item in own:
        key = item["key"]
        if item.get("remove") is True:
            items.pop(key, None)
            continue
        items[key] = _overlay(kind, items.get(key, {}), item)
        items = _placed(kind, items, item)
    return list(items.values())


def _overlay(kind: ItemKind, inherited: Raw, own: Raw) -> Raw:
    result = {**inherited, **{name: value for name, value in own.items() if name not in kind.placing}}
    for entry in kind.entries:
        if entry.items and entry.name in own:
            result[entry.name] = merge(entry.items, items_of(inherited, entry.name), items_of(own, entry.name))
    return result


def _placed(kind: ItemKind, items: dict[str, Raw], item: Raw) -> dict[str, Raw]:
    placing = [word for word in ("before", "after") if word in kind.placing and word in item]
    keys = [key for key in items if key != item["key"]]
    if not placing or item[placing[0]] not in keys:
        return items
    keys.insert(keys.index(item[placing[0]]) + (placing[0] == "after"), item["key"])
    return {key: items[key] for key in keys}


def plain(chain: list[Layer]) -> tuple[Any, ...]:
    """The playbook as rows of plain values, in the order of `Playbook`'s attributes. No mistakes allowed."""
    whole = merged(chain)
    nearest = chain[0].raw
    carries = dict.fromkeys(row for layer in chain for row in layer.raw.get("carries", ()))
    head = {
        entry.name: value_of(entry, nearest) for entry in HEAD if entry.name in nearest or entry.default is not REQUIRED
    }
    # The level above and what customers are is the trade's, as its items are; what the file is called is its own.
    for entry in (SUPERIOR, CUSTOMERS):
        saying = next((layer.raw for layer in chain if entry.name in layer.raw), {})
        head[entry.name] = value_of(entry, saying)
    rows: Raw = {kind.plural: [_row(kind, item) for item in _sorted(kind, whole[kind.table])] for kind in KINDS}
    values = {
        **head,
        **{plural: tuple(items) for plural, items in rows.items()},
        "extends": tuple(layer.path.stem for layer in chain[1:]),
        "carries": tuple(carries),
    }
    return tuple(values[attribute] for attribute in model.Playbook._fields)


def _sorted(kind: ItemKind, items: list[Raw]) -> list[Raw]:
    if kind.record is model.Block:
        return sorted(items, key=lambda item: str(item["from"]))
    if kind.record is model.ChecklistItem:
        items = sorted(items, key=lambda item: list(STEPS).index(item["step"]))
        return [{**item, "number": number} for number, item in enumerate(items, 1)]
    return items


def _row(kind: ItemKind, item: Raw) -> tuple[Any, ...]:
    values = {entry.attribute: value_of(entry, item) for entry in kind.entries}
    values["number"] = item.get("number")
    if kind.entry("choices"):
        values["labels"] = tuple(_label(choice) for choice in item.get("choices", ()))
    return tuple(values[attribute] for attribute in kind.record._fields)


def value_of(entry: SchemaKey, item: Raw) -> Any:
    """The plain value of that key of the item, or its default."""
    value = item.get(entry.name, entry.default)
    if isinstance(entry.default, str) and value is entry.default:
        return entry.default.replace("{key}", str(item.get("key", "")))
    if entry.items:
        return tuple(_row(entry.items, inner) for inner in value)
    if entry.type == "text":
        return in_both(value)
    if entry.type == "choices":
        return tuple(choice["key"] if isinstance(choice, dict) else choice for choice in value)
    if isinstance(value, list):
        return tuple(value)
    return float(value) if entry.type in ("share", "factor") else value


def _label(choice: str | Raw) -> tuple[str, str]:
    return (choice, choice) if isinstance(choice, str) else in_both(choice)


def in_both(text: Raw) -> tuple[str, str]:
    """A text in English and Chinese; one that is said in one of them is the same in the other."""
    english, chinese = (said if (said := text.get(lang, "")).strip() else "" for lang in LANGUAGES)
    return english or chinese, chinese or english
