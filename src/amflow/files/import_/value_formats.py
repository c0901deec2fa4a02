"""How times, counts, quantities and yes or no stand in a file, what the book keeps for them, and what its models
say of a column: values from outside are held to the one place that declares them."""

import re
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from amflow.asking import NO, YES
from amflow.book import values
from amflow.book.quantities import ten_thousandths
from amflow.dates import written
from amflow.locale import _

_YES = (*YES, "1", "1.0", "x", "on", "已", "√", "✓", "✔")
_NO = (*NO, "0", "0.0", "off", "未", "×", "✗", "-")
_FLAGS = dict.fromkeys(_YES, 1) | dict.fromkeys(_NO, 0)
"""What people answer, and the signs with which a cell says it."""


def a_flag(text: str) -> int:
    """1 or 0. Raises ValueError."""
    found = _FLAGS.get(values.folded(text))
    if found is None:
        raise ValueError(_("“{text}” is neither yes nor no").format(text=text))
    return found


def a_time(text: str) -> str:
    """`HH:MM`, of an instant the hour here. Raises ValueError."""
    match = re.fullmatch(r"(\d\d?):(\d\d)(?::\d\d(?:\.\d+)?)?", text.replace("：", ":"))
    instant = written.hour(text) if match is None else None
    if instant is not None:
        return instant
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(_("“{text}” is not a time written HH:MM").format(text=text))
    return f"{int(match[1]):02d}:{match[2]}"


def a_count(text: str) -> int:
    """A whole number. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,6})(?:\.0+)?", text)
    if match is None:
        raise ValueError(_("“{text}” is not a whole number").format(text=text))
    return int(match[1])


def a_phone(text: str) -> str:
    """A phone as it was before a spreadsheet took it for a number. Raises ValueError for one that has lost its digits."""
    if _LOST.fullmatch(text):
        raise ValueError(lost(text))
    # Contacts of the web write several as `138… ::: 139…`.
    return re.sub(r"(?<=\d)\.0+$", "", text.replace(" ::: ", " / "))


_LOST = re.compile(r"\d(?:[.,]\d+)?E\+?\d\d?", re.IGNORECASE)


def is_lost(text: str) -> bool:
    """Whether a spreadsheet has taken a long number for one to calculate with, and kept only its first digits."""
    return "+" in text and bool(_LOST.fullmatch(text))


def lost(text: str) -> str:
    """Why such a number is not taken."""
    return _("“{text}” has lost its digits in a spreadsheet: format the column as text there").format(text=text)


def a_uid(text: str) -> str:
    """The name that a row has in every book. Raises ValueError."""
    if not re.fullmatch(r"[0-9A-Za-z-]{8,64}", text):
        raise ValueError(_("“{text}” is no uid").format(text=values.harmless(text)[:80]))
    return text


HELD = {"date": values.a_date, "birthday": values.a_birthday, "time": values.a_time}
"""By the type of a field what the schema asks of its column, beyond what makes a text harmless. The schema itself takes longer
to load than a thousand rows to read; a test holds the one to the other."""

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
