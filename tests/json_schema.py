"""A validator of JSON Schema, of as much of it as ours use: a word of a schema that it does not know is a fault of the schema."""

import functools
import json
import re
from pathlib import Path
from typing import Any

import amflow

SCHEMAS = Path(amflow.__file__).parent / "shell" / "contract" / "schemas.json"

OTHERS = ("amflow/book@1", "amflow/export@1", "amflow/person@1")
"""Files of an export: a contract of their own (docs/data.md)."""

KINDS: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
    "null": type(None),
}  # fmt: skip


@functools.cache
def schemas() -> Any:
    """What is shipped."""
    return json.loads(SCHEMAS.read_text("utf-8"))


def wrong(told: Any) -> list[str]:
    """What in the JSON of a command is not as its shipped schema has it."""
    name = told["schema"].removeprefix("amflow/").partition("@")[0]
    if told["schema"] in OTHERS:
        return []
    definitions = schemas()["$defs"]
    if name not in definitions or "schema" not in definitions[name].get("properties", {}):
        return [f"there is no schema {told['schema']}"]
    found = list(_wrong(told, definitions[name], name))
    if name == "several":
        found += [one for item in told["items"] for one in wrong(item)]
    return found


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and not (kind in ("integer", "number") and isinstance(value, bool))


def _wrong(value: Any, schema: dict[str, Any], place: str) -> Any:
    for word, said in schema.items():
        yield from KEYWORDS[word](value, said, schema, place)


def _ref(value: Any, said: Any, _schema: Any, place: str) -> Any:
    yield from _wrong(value, schemas()["$defs"][said.removeprefix("#/$defs/")], place)


def _any_of(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if all(list(_wrong(value, one, place)) for one in said):
        yield f"{place}: {value!r} is none of {said}"


def _type(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if not any(_is(value, kind) for kind in ([said] if isinstance(said, str) else said)):
        yield f"{place}: {value!r} is no {said}"


def _const(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if value != said:
        yield f"{place}: {value!r} is not {said!r}"


def _pattern(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if isinstance(value, str) and not re.search(said, value):
        yield f"{place}: {value!r} is not like {said}"


def _min_length(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if isinstance(value, str) and len(value) < said:
        yield f"{place}: is empty, and not null"


def _max_items(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if isinstance(value, list) and len(value) > said:
        yield f"{place}: {value!r} is more than {said}"


def _items(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _wrong(one, said, f"{place}[{number}]")


def _properties(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if isinstance(value, dict):
        for key in value.keys() & said.keys():
            yield from _wrong(value[key], said[key], f"{place}.{key}")


def _required(value: Any, said: Any, _schema: Any, place: str) -> Any:
    if isinstance(value, dict):
        yield from (f"{place}: {key} is missing" for key in said if key not in value)


def _additional(value: Any, said: Any, schema: Any, place: str) -> Any:
    if isinstance(value, dict):
        for key in value.keys() - schema.get("properties", {}).keys():
            if said is False:
                yield f"{place}: {key} = {value[key]!r} is in no schema"
            else:
                yield from _wrong(value[key], said, f"{place}.{key}")


KEYWORDS: dict[str, Any] = {
    "$ref": _ref, "anyOf": _any_of, "type": _type, "const": _const, "pattern": _pattern, "minLength": _min_length,
    "maxItems": _max_items, "items": _items, "properties": _properties, "required": _required,
    "additionalProperties": _additional,
}  # fmt: skip
