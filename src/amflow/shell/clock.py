"""The one place that asks the clock, and what stands for it: `AMFLOW_NOW`, `AMFLOW_TODAY`."""

import os
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from amflow.errors import Usage
from amflow.locale import _

T = TypeVar("T", date, datetime)


def is_set() -> bool:
    """Whether the clock is not asked."""
    return bool(os.environ.get("AMFLOW_NOW") or os.environ.get("AMFLOW_TODAY"))


def now() -> datetime:
    """Now, to the minute: `AMFLOW_NOW` or `AMFLOW_TODAY` where they are set, else the clock."""
    clock = datetime.now().replace(second=0, microsecond=0)
    moment, today = os.environ.get("AMFLOW_NOW"), os.environ.get("AMFLOW_TODAY")
    if moment:
        return _read("AMFLOW_NOW", moment, "2026-11-25T09:30", datetime.fromisoformat).replace(tzinfo=None)
    if today:
        return datetime.combine(_read("AMFLOW_TODAY", today, "2026-11-25", date.fromisoformat), clock.time())
    return clock


def _read(name: str, text: str, example: str, reader: Callable[[str], T]) -> T:
    from amflow.dates.workdays import YEARS

    try:
        read = reader(text)
        if read.year not in YEARS:
            raise ValueError(text)
        return read
    except ValueError:
        raise Usage(
            _("{name}: “{text}” is not possible"), _("such as {example}"), name=name, text=text, example=example
        ) from None
