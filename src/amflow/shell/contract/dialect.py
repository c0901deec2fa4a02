"""The one dialect of JSON: what a view tells, with the keys and values that every command has alike (docs/json.md).

A view hands over what it has under the names of its columns. Here, once for all of them, references become objects, days are
`on` and instants `at` with their zone, parts of a whole are shares, and what is not there is null. What has which keys is in
`tools/json_shapes.txt`, from which the schemas are made.
"""

import re
from datetime import date, datetime
from typing import Any

VERSION = 2

KEYS = {
    "on_date": "on", "date": "on", "day": "on", "by": "due_on", "by_on": "due_on", "until": "until_on",
    "good_until": "expires_on", "last_day": "last_on", "next_workday": "next_workday_on", "known_until": "known_until_on",
    "start": "from", "end": "to", "at_time": "at", "answer_by": "answer_due_at", "solve_by": "solve_due_at",
    "reason": "why", "status": "state", "since": "since_on", "published": "published_at",
    "percent": "share", "gain_percent": "gain_share", "completeness": "complete_share", "probability": "chance_share",
    "chance": "chance_share", "soon": "soon_share", "satisfied": "satisfied_share", "elapsed": "elapsed_share",
}  # fmt: skip
"""What a column is called, where JSON has another word for it."""

PERCENT = frozenset({"percent", "gain_percent", "completeness"})
"""What is counted in hundredths, and told as a share."""

NAMED = {"deal": "title", "case": "title"}
"""What those are called by that have no name but a title."""

REFERRED = frozenset((
    "customer", "deal", "product", "case", "organisation", "replaces", "introducer", "introduced", "referrer", "other", "gone",
    "kept", "heir", "first", "second",
))  # fmt: skip
"""Keys under which another record stands."""

BY_NAME = frozenset((
    "answers", "aspects", "counts", "fields", "figures", "open", "profile", "numbers", "moved", "changes", "metrics", "checks",
    "facts", "records", "tables", "erased",
))  # fmt: skip
"""Objects whose keys are no words of the dialect but the trade's own: metrics, questions, channels."""

_REF = re.compile(r"[a-z]\d+[a-z]{0,2}")
_TIME = re.compile(r"\d\d:\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")


class Verbatim(dict[str, Any]):
    """An object that is another contract's: a playbook has the keys of its file."""


def schema(what: str) -> str:
    """The name of a shape."""
    return f"amflow/{what}@{VERSION}"


def told(value: Any) -> Any:
    """What a view has, as the dialect says it."""
    if isinstance(value, Verbatim):
        return value
    if isinstance(value, dict):
        return _record(value)
    if isinstance(value, list):
        return [told(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _record(record: dict[str, Any]) -> dict[str, Any]:
    record = _priced(_figure(record) if "unit" in record else record)
    found: dict[str, Any] = {}
    for key, value in record.items():
        other = key.removesuffix("_ref").removesuffix("_name")
        if other in REFERRED and (value is None or isinstance(value, str | dict)):
            _refer(found, other, key, value)
        else:
            name, inner = _entry(key, value)
            found[name] = inner
    for key in REFERRED & found.keys():
        if isinstance(found[key], dict) and not any(found[key].values()):
            found[key] = None
    return _instants(found)


def _entry(key: str, value: Any) -> tuple[str, Any]:
    """A key with its value, both as they are told."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if key in BY_NAME and isinstance(value, dict):
        return key, {name: told(inner) for name, inner in value.items()}
    if key in PERCENT:
        return (KEYS[key], round(value / 100, 4)) if number else (KEYS[key] if value is None else key, told(value))
    if key == "late" and number:
        return "late_days", value
    if key == "next" and isinstance(value, str):
        return "next_command", value or None
    return key if key == "schema" else KEYS.get(key, key), told(value)


def _refer(found: dict[str, Any], other: str, key: str, value: Any) -> None:
    """Another record, by its reference and what it is called, from whichever column comes first."""
    called = NAMED.get(other, "name")
    one = found.get(other) or {"ref": None, called: None}
    if isinstance(value, dict):
        said = told(value)
    elif not value:
        said = {}
    elif key.endswith("_ref") or (key == other and _REF.fullmatch(value)):
        said = {"ref": value}
    else:
        said = {called: value}
    found[other] = one | said


def _figure(record: dict[str, Any]) -> dict[str, Any]:
    """A figure says once what it counts in: a number of things, a share, or the currency that all its numbers are in."""
    found = {
        key: [_number(one) for one in value] if isinstance(value, list) else _number(value)
        for key, value in record.items()
    }
    return found | {"unit": "share" if record["unit"] == "rate" else record["unit"]}


def _number(value: Any) -> Any:
    return value["amount"] if isinstance(value, dict) and value.keys() == {"amount", "currency"} else value


def _priced(record: dict[str, Any]) -> dict[str, Any]:
    """A price carries its currency as every other money does, not beside it."""
    if "currency" not in record or not {"price", "amount", "least"} & record.keys() or len(record) == 2:
        return record
    found = {key: value for key, value in record.items() if key != "currency"}
    price = record.get("price")
    if isinstance(price, int | float):
        found["price"] = {"amount": price, "currency": record["currency"]}
    return found


def _instants(found: dict[str, Any]) -> dict[str, Any]:
    """An hour beside its day is an instant; an hour of no day is a `time`."""
    for key in [key for key in found if key == "at" or key.endswith(("_at", "_time"))]:
        value = found[key]
        if value is not None and not isinstance(value, str):
            continue
        stem = "" if key == "at" else key.rpartition("_")[0] + "_"
        day = found.get(f"{stem}on") or found.get("on")
        if key.endswith("_time") and f"{stem}on" in found:
            del found[key]
            found[f"{stem}at"] = found.get(f"{stem}at") or _at(day, value)
        elif value and _INSTANT.fullmatch(value):
            found[key] = _local(value)
        elif value and day and _TIME.fullmatch(value):
            found[key] = _at(day, value)
        elif key == "at" and "on" not in found:
            found = {"time" if name == "at" else name: inner for name, inner in found.items()}
    return found


def _at(day: str | None, hour: str | None) -> str | None:
    return _local(f"{day}T{hour}") if day and hour else None


def _local(text: str) -> str:
    moment = datetime.fromisoformat(text)
    here = moment.astimezone()
    # An hour of the wall stays the one that was said, in the night too in which the clock leaves it out.
    return (here if moment.tzinfo else moment.replace(tzinfo=here.tzinfo)).isoformat(timespec="seconds")
