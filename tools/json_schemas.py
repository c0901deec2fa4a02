"""The JSON Schema (2020-12) of everything that `--json` tells: writes contract/schemas.json from json_shapes.txt; `--check`
only compares.

A shape is a line: its name, then its keys. `key[…]` is a list of records, `key{…}` a record, `key{* …}` a record whose keys are
no words of the contract; `?` behind a key says that it may be missing, `~` that a list or a record may be null. What a
key holds is said by its ending or, once for all shapes, at the head of the list; `key=type` says otherwise.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ROOT / "tools" / "json_shapes.txt"
SCHEMAS = ROOT / "src" / "amflow" / "shell" / "contract" / "schemas.json"

DAY = r"^\d{4}-\d{2}-\d{2}$"
TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"], "minLength": 1},
    "count": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "flag": {"type": ["boolean", "null"]},
    "ref": {"type": ["string", "null"], "pattern": r"^[a-z]\d+[a-z]*$"},
    "day": {"type": ["string", "null"], "pattern": DAY},
    "instant": {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$"},
    "time": {"type": ["string", "null"], "pattern": r"^\d{2}:\d{2}$"},
    "share": {"type": ["number", "null"]},
    "money": {
        "type": ["object", "null"],
        "properties": {"amount": {"type": "number"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
        "required": ["amount", "currency"],
        "additionalProperties": False,
    },
    "record": {
        "type": ["object", "null"],
        "properties": {
            "ref": {"$ref": "#/$defs/ref"},
            "name": {"$ref": "#/$defs/text"},
            "title": {"$ref": "#/$defs/text"},
        },
        "required": ["ref"],
        "additionalProperties": False,
    },
    "any": {},
}
"""What a key can hold. Null is what is not there."""

ENDINGS = (
    ("on", "day"), ("at", "instant"), ("time", "time"), ("share", "share"), ("ref", "ref"),
)  # fmt: skip
"""What the last word of a key says of it."""

WORD = re.compile(r"\s*([a-z][\w-]*)([?~]*)|\s*([\[{}\]*])|=(\[[\w/]*\]|[\w/]+)")


class Shapes:
    """The list, read."""

    def __init__(self, text: str) -> None:
        from amflow.shell.contract.dialect import REFERRED

        self.types = dict.fromkeys(REFERRED, "record")
        self.found: dict[str, Any] = {}
        for line in text.splitlines():
            if " = " in line and not line.startswith("#"):
                kind, _equals, keys = line.partition(" = ")
                self.types |= dict.fromkeys(keys.split(), kind)
            elif line and not line.startswith("#"):
                name, _colon, keys = line.partition(":")
                self.found[name] = self._record(Words(keys))

    def kind(self, key: str) -> str:
        """What the key holds."""
        ending = key.rpartition("_")[2]
        return self.types.get(key) or dict(ENDINGS).get(ending) or "text"

    def _record(self, words: "Words") -> dict[str, Any]:
        record: dict[str, Any] = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
        while words.left and words.next not in ("]", "}"):
            key, marks = words.take(), words.marks
            record["properties"][key] = self._value(key, words, null="~" in marks)
            if "?" not in marks:
                record["required"].append(key)
        return record

    def _value(self, key: str, words: "Words", *, null: bool) -> dict[str, Any]:
        if words.said:
            return _named(words.said, null=null)
        if words.next == "[":
            words.take()
            inner = self._record(words)
            words.take()
            return {"type": _or_null("array", null), "items": inner}
        if words.next != "{":
            return _named(self.kind(key), null=null)
        words.take()
        if words.next == "*":
            words.take()
            inner = _named(words.said, null=False) if words.said else self._record(words)
            found = {"type": _or_null("object", null), "additionalProperties": inner}
        else:
            found = self._record(words) | {"type": _or_null("object", null)}
        words.take()
        return found


class Words:
    """The words of a line, one after the other."""

    def __init__(self, text: str) -> None:
        self.words: list[tuple[str, str, str]] = []
        for match in WORD.finditer(text):
            if match[4]:
                self.words[-1] = (*self.words[-1][:2], match[4])
            else:
                self.words.append((match[1] or match[3], match[2] or "", ""))
        self.marks = self.said = ""

    @property
    def left(self) -> int:
        """How many there are still."""
        return len(self.words)

    @property
    def next(self) -> str:
        """The one that comes."""
        return self.words[0][0] if self.words else ""

    def take(self) -> str:
        """The next one; its marks and what was said of its type stay to be asked for."""
        word, self.marks, self.said = self.words.pop(0)
        return word


def _or_null(kind: str, null: bool) -> Any:
    return [kind, "null"] if null else kind


def _named(said: str, *, null: bool) -> dict[str, Any]:
    if said.startswith("["):
        inner = said[1:-1]
        return {"type": _or_null("array", null)} | ({"items": _named(inner, null=False)} if inner else {"maxItems": 0})
    kinds = said.split("/")
    found = [{"$ref": f"#/$defs/{kind}"} for kind in kinds]
    return found[0] if len(found) == 1 else {"anyOf": found}


def schemas() -> str:
    """All of it as one file: a definition for each shape, and those that they share."""
    from amflow.shell.contract.dialect import schema

    shapes = Shapes(SHAPES.read_text("utf-8"))
    definitions: dict[str, Any] = dict(TYPES)
    for name, shape in shapes.found.items():
        head = {"schema": {"const": schema(name)}}
        definitions[name] = shape | {
            "properties": head | shape["properties"],
            "required": ["schema", *shape["required"]],
        }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What amflow tells with --json",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in shapes.found],
        "$defs": definitions,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"') + "\n"


def main(words: list[str]) -> int:
    """Write the file, or compare it."""
    new = schemas()
    if "--check" not in words:
        SCHEMAS.write_text(new, "utf-8")
    elif new != SCHEMAS.read_text("utf-8"):
        print("src/amflow/shell/contract/schemas.json is out of date: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
