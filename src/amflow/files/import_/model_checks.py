"""What the models say of a column, as functions: values from outside are held to the one place that declares them."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from amflow.locale import _

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
