"""The shipped JSON Schemas of what `--json` tells (made by tools/json_schemas.py): their names, and one of them alone."""

from pathlib import Path
from typing import Any

from amflow.errors import NotFound
from amflow.locale import _

FILE = Path(__file__).with_name("schemas.json")


def names() -> list[tuple[str, str]]:
    """The shapes there are, each with the keys of its record or records."""
    return [(name, " ".join(_keys(shape))) for name, shape in _shapes().items()]


def one(name: str) -> str:
    """The schema of one shape, which needs no other file. Raises NotFound."""
    whole, shapes = _whole(), _shapes()
    name = name.removeprefix("amflow/").partition("@")[0]
    if name not in shapes:
        raise NotFound(_("there is no help on {what}").format(what=f"json {name}"), _("amflow help json lists them"))
    shared = {key: one for key, one in whole["$defs"].items() if key not in shapes}
    found = {"$schema": whole["$schema"], "title": f"amflow --json: {name}", **shapes[name], "$defs": shared}
    from json import dumps

    return dumps(found, ensure_ascii=False, indent=2)


def _whole() -> Any:
    from json import loads

    return loads(FILE.read_text("utf-8"))


def _shapes() -> dict[str, Any]:
    return {name: one for name, one in _whole()["$defs"].items() if "schema" in one.get("properties", {})}


def _keys(shape: dict[str, Any]) -> list[str]:
    keys = shape["properties"]
    inner = keys.get("items", {}).get("items") or keys.get("item") or {}
    return list(inner.get("properties") or (key for key in keys if key != "schema"))
