"""How dates, times, counts, quantities and yes or no stand in a file, what the book keeps for them, and what its models
say of a column: values from outside are held to the one place that declares them."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from amflow.book import values
from amflow.book.quantities import ten_thousandths
from amflow.dates import written
from amflow.locale import _

DATE_WORDS = ("month/day/year", "day.month.year", "year年month月day日", "%m/%d/%Y")
"""Formats of dates as examples: in words, or as strptime has them."""

_PARTS = {"year": "%Y", "month": "%m", "day": "%d"}
_DIRECTIVES = frozenset("YymdbBHMSIp")
_FLAGS = {
    **dict.fromkeys(("1", "yes", "y", "true", "x", "是", "有"), 1),
    **dict.fromkeys(("0", "no", "n", "false", "否", "无"), 0),
}


def format_of(words: str) -> str:
    """The strptime format that a date format in words is. Raises ValueError."""
    form = words
    if "%" not in form:
        for word, directive in _PARTS.items():
            form = form.replace(word, directive)
    used = re.findall(r"%(.)", form)
    if not set(used) <= _DIRECTIVES or len(set(used)) != len(used):
        raise ValueError(words)
    if "d" not in used or not {"m", "b", "B"} & set(used):
        raise ValueError(words)
    return form


def has_year(form: str) -> bool:
    """Whether a strptime format holds a year; an empty one is YYYY-MM-DD."""
    return not form or "%Y" in form or "%y" in form


def in_words(form: str) -> str:
    """A strptime format as a person reads it."""
    for word, directive in {**_PARTS, "yy": "%y"}.items():
        form = form.replace(directive, word)
    return form or "YYYY-MM-DD"


def a_day(text: str, form: str) -> str:
    """The day, ISO: written as the map says, or with the year in front. Raises ValueError."""
    try:
        found = datetime.strptime(text, form).date() if form else None
    except ValueError:
        found = None
    found = found or written.day(text)
    if found is None or not 1900 <= found.year <= 2199:
        raise ValueError(_("“{text}” is not a day written {format}").format(text=text, format=in_words(form)))
    return found.isoformat()


def a_flag(text: str) -> int:
    """1 or 0. Raises ValueError."""
    found = _FLAGS.get(values.folded(text))
    if found is None:
        raise ValueError(_("“{text}” is neither yes nor no").format(text=text))
    return found


def a_time(text: str) -> str:
    """`HH:MM`. Raises ValueError."""
    match = re.fullmatch(r"(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?", text.replace("：", ":"))
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(_("“{text}” is not a time written HH:MM").format(text=text))
    return f"{int(match[1]):02d}:{match[2]}"


def a_count(text: str) -> int:
    """A whole number. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,6})(?:\.0+)?", text)
    if match is None:
        raise ValueError(_("“{text}” is not a whole number").format(text=text))
    return int(match[1])


def a_uid(text: str) -> str:
    """The name that a row has in every book. Raises ValueError."""
    if not re.fullmatch(r"[0-9A-Za-z-]{8,64}", text):
        raise ValueError(_("“{text}” is no uid").format(text=values.harmless(text)[:80]))
    return text


READERS = {"time": a_time, "count": a_count, "quantity": ten_thousandths, "price": ten_thousandths, "uid": a_uid}
"""The types that need neither map nor playbook."""

Check = Callable[[Any], Any]


@cache
def checks(table: str) -> dict[str, Check]:
    """For each column of the table what makes a value right: gives it as the book keeps it, or raises ValueError."""
    from amflow.book.schema.tables import TABLES

    return {name: _check(field) for name, field in TABLES[table].model_fields.items()}


def _check(field: Any) -> Check:
    from pydantic import TypeAdapter, ValidationError

    kind = field.annotation
    for rule in field.metadata:
        kind = Annotated[kind, rule]
    validate = TypeAdapter(kind).validator.validate_python

    def check(value: Any) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            raise first.get("ctx", {}).get("error") or ValueError(
                _("“{text}” does not fit").format(text=value)
            ) from None

    return check
