"""Every table of the book, declared once: the place to learn the data. A file a room; `row.py` has what all share.

Dates are local `YYYY-MM-DD`, times local `HH:MM`, instants UTC `YYYY-MM-DDTHH:MM:SSZ`, money whole minor units beside
its currency. The tests hold the migrations to these files, and what arrives from outside is validated with them. The daily
commands never import them: SQLModel takes longer to load than they take to answer.
"""

from typing import Any, get_args

from sqlmodel import SQLModel

from amflow.book.schema import agenda, callback, convert, customers, outreach, prep, prospect, row, summary
from amflow.book.schema.row import TYPED

_ROOMS = (customers, agenda, prep, prospect, outreach, convert, callback, summary, row)


def _of(room: Any) -> list[Any]:
    models = (kind for kind in vars(room).values() if isinstance(kind, type) and issubclass(kind, SQLModel))
    return [kind for kind in models if kind.__module__ == room.__name__ and hasattr(kind, "__table__")]


TABLES: dict[str, type[SQLModel]] = {model.__tablename__: model for room in _ROOMS for model in _of(room)}
"""The tables by name, in the order in which they are declared."""


def _said(field: Any) -> list[Any]:
    """What the type of a column says of it, whether it may be empty or not."""
    inside = (getattr(kind, "__metadata__", ()) for kind in get_args(field.annotation))
    return [one for said in (field.metadata, *inside) for one in said]


TYPED_COLUMNS: dict[str, list[str]] = {
    table: [name for name, field in model.model_fields.items() if TYPED in _said(field)]
    for table, model in TABLES.items()
}
"""The columns of each table that hold what a person typed."""


def validators(of: tuple[Any, ...]) -> dict[str, dict[str, Any]]:
    """The columns of each table that are held to one of these functions, and to which."""
    found = {
        table: {
            name: one.func
            for name, field in model.model_fields.items()
            for one in _said(field)
            if getattr(one, "func", None) in of
        }
        for table, model in TABLES.items()
    }
    return {table: columns for table, columns in found.items() if columns}
