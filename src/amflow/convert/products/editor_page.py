"""A product as a page to edit: TOML with everything that the playbook wants known of it, mistakes by their line."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.convert.products import records as products
from amflow.customers import editor_page as customer_editor
from amflow.locale import _
from amflow.playbooks.titles import titles_by_key

if TYPE_CHECKING:
    from amflow.book.store import Row
    from amflow.desk import Desk

FIELDS = ("name", "series", "service", "risk", "term", "least", "price", "note")


def edit(desk: "Desk", text: str, ask: Callable[[str, str], str]) -> tuple[int, bool]:
    """Let a product be edited as a page: its number, and whether anything was different. Raises NotFound, Ambiguous, Refused."""
    row = products.find(desk.book, text)
    before = written(desk, row)
    fields = customer_editor.asked_until_right(ask, before, lambda page: read(desk, page, before, row))
    return row["id"], bool(fields) and products.put(desk, row, fields)


def written(desk: "Desk", row: "Row") -> str:
    """The page of a product."""
    from json import loads

    playbook = desk.playbook
    choices = {"service": titles_by_key(playbook.services), "risk": titles_by_key(playbook.risks)}
    told = _("p{id}: change, save, close; an empty text takes the field out").format(id=row["id"])
    lines = [f"# {told}"]
    for key in FIELDS:
        known = "  # " + " · ".join(f"{one} {title}" for one, title in choices[key].items()) if choices.get(key) else ""
        lines.append(f"{key} = {customer_editor.quoted(_value(row, key))}{known}")
    lines += ["", "# " + _("what one must know of it"), "[aspects]"]
    known_aspects, titles = loads(row["aspects"]), titles_by_key(playbook.aspects)
    for key in dict.fromkeys([*titles, *known_aspects]):
        lines.append(
            f"{customer_editor.bare(key)} = {customer_editor.quoted(known_aspects.get(key, ''))}  # {titles.get(key, key)}"
        )
    return "\n".join(lines) + "\n"


def _value(row: "Row", key: str) -> str:
    if key in ("price", "least"):
        minor = row[f"{key}_minor"]
        return "" if minor is None else Money(minor, row["currency"] or "CNY").plain()
    text: str = row["description" if key == "note" else key]
    return text


def read(desk: "Desk", page: str, before: str, row: "Row") -> dict[str, Any]:
    """What the page changes, by column. Raises Usage with the line."""
    now, was = customer_editor.tables_of(page), customer_editor.tables_of(before)
    fields: dict[str, Any] = {}
    for name, value in now.items():
        if name == "aspects" and isinstance(value, dict):
            continue
        if name not in FIELDS:
            raise customer_editor.unknown_field(page, name)
        if value != was.get(name):
            fields |= _blamed(page, name, value, partial(products.checked, desk, {name: value}, [], row))
    said, had = now.get("aspects", {}), was.get("aspects", {})
    for key in [*said, *(key for key in had if key not in said)]:
        value = said.get(key, "")
        if value != had.get(key, ""):
            so_far: Any = {"aspects": fields.get("aspects", row["aspects"]), "currency": ""}
            fields |= _blamed(page, key, value, partial(products.checked, desk, {}, [f"{key}={value}"], so_far))
    return fields


def _blamed(page: str, name: str, value: Any, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if not isinstance(value, str):
        raise customer_editor.not_quoted(page, name)
    return customer_editor.blamed(page, name, work)
