"""The shapes that most commands show: a list, a record, a change that was made. Each in all three forms.

A column says how a record's field is titled and shown; the same columns give the terminal table, the tabs and the JSON.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from amflow.book.money import Money
from amflow.book.quantities import Progress, Rate, Units
from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.records import NamedTuple
from amflow.shell.screen import GAP, Screen, Span, draw_list, shortly


class ListColumn(NamedTuple):
    """A field of the records in a list: its key in JSON and the record's attribute, its title, its style."""

    key: str
    title: str
    style: str = ""
    """A style of the screen, or `""`; `right` sets the column right, `whole` cuts it last."""
    data_only: bool = False
    """In JSON and the tabs only."""
    get: Callable[[Any], Any] | None = None
    say: Callable[[Any], str] | None = None
    """The value in words, for a screen; JSON and the tabs keep the value."""
    data: Callable[[Any], Any] | None = None
    """What JSON has of it, where it is more than a cell can hold: a list, a number."""
    spare: int = 0
    """Whether a screen that is too narrow for all columns leaves it out, and how early: 1 first. JSON and the tabs keep it."""

    def value(self, record: Any) -> Any:
        """The record's value in this column."""
        return self.get(record) if self.get else getattr(record, self.key)

    def told(self, record: Any) -> Any:
        """The same for JSON."""
        return self.data(record) if self.data else self.value(record)


def hidden(*keys: str) -> tuple[ListColumn, ...]:
    """Fields that JSON and the tabs have under these keys, and no screen."""
    return tuple(ListColumn(key, "", data_only=True) for key in keys)


def in_columns(columns: Sequence[ListColumn], record: Any) -> dict[str, Any]:
    """What the columns say of a record, by their keys: the record where it stands alone."""
    return {column.key: column.told(record) for column in columns}


def picked(record: Any, *fields: str) -> dict[str, Any]:
    """These fields of a record, as JSON has them."""
    return {field: getattr(record, field) for field in fields}


def named(name: str, ref: str) -> tuple[Span, ...]:
    """The title of a page about one record."""
    return Span(name, "title"), Span(f"  {ref}", "ref")


class ListView:
    """Records in columns. `empty` is said on a terminal where there are none, `foot` below the list; `total` is how many
    there are in all, where only some are listed; `wrap` lets the last column go on below."""

    def __init__(
        self,
        what: str,
        columns: Sequence[ListColumn],
        items: Iterable[Any],
        *,
        empty: str = "",
        head: Sequence[str] = (),
        foot: Sequence[str] = (),
        total: int = 0,
        give: str = "",
        extra: dict[str, Any] | None = None,
        wrap: bool = False,
    ) -> None:
        self.what = what
        self.wrap = wrap
        self.columns = columns
        self.items = list(items)
        self.empty = empty
        self.head = head
        more = [ngettext("{n} in all", "{n} in all", total)] if total > len(self.items) else []
        self.foot = [*more, *foot]
        self.give = give
        self.extra = extra or {}

    def data(self) -> dict[str, Any]:
        """`items`, and whatever else belongs to the list."""
        return {
            **{key: jsonable(value) for key, value in self.extra.items()},
            "items": [jsonable(in_columns(self.columns, item)) for item in self.items],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """One line a record."""
        for item in self.items:
            yield tuple(plainly(column.value(item)) for column in self.columns)

    def draw(self, screen: Screen) -> None:
        """A table, or the sentence that says there is nothing."""
        for line in self.head:
            screen.line(Span(line, "title"))
        if not self.items:
            screen.line(Span(self.empty or _("nothing"), "dim"), wrap=True)
            return
        draw_list(screen, self.columns, self.items, give=self.give, wrap=self.wrap)
        for line in self.foot:
            screen.line(Span(line, "dim"), wrap=True)


LABEL = 3
"""A field's name that takes more than this part of the screen does not push the values of all the others to the right."""


def draw_fields(screen: Screen, fields: Sequence[tuple[str, Any]], indent: int = 2) -> None:
    """Names and values under each other; a value goes on below where the values begin."""
    from amflow.shell.folding import cells as widest

    label = max((size for name, _value in fields if (size := widest(name)) <= screen.width // LABEL), default=0)
    for name, value in fields:
        # A day that stands alone has its weekday.
        said = date_format.short(value, screen.today) if isinstance(value, date) else shortly(value, screen.today)
        words = value if isinstance(value, Span) else Span(said)
        if (over := widest(name) - label) > 0:
            screen.line(Span(f"{name}  ", "dim"), words, indent=indent, wrap=True, hang=label + GAP)
        else:
            screen.table([[Span(name + " " * -over, "dim"), words]], indent=indent, give=1, wrap=True)


class ItemView:
    """One record: its fields under each other, and lists that belong to it; `below` are fields that nobody looks for first,
    with their heading."""

    def __init__(
        self,
        what: str,
        item: dict[str, Any],
        fields: Sequence[tuple[str, Any]],
        *,
        title: Sequence[Span | str] = (),
        lists: Sequence[tuple[str, ListView]] = (),
        foot: Sequence[str] = (),
        below: tuple[str, Sequence[tuple[str, Any]]] = ("", ()),
    ) -> None:
        self.what = what
        self.item = item
        self.fields = [(name, value) for name, value in fields if value not in (None, "", ())]
        self.below = below[0], [(name, value) for name, value in below[1] if value not in (None, "", ())]
        self.title = title
        self.inside = lists
        self.lists = [(name, listed) for name, listed in lists if listed.items]
        self.foot = foot

    def data(self) -> dict[str, Any]:
        """`item` with its `ref`, the lists inside it."""
        inside = {listed.what: listed.data()["items"] for _name, listed in self.inside}
        return {"item": {**{key: jsonable(value) for key, value in self.item.items()}, **inside}}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a field, then a line a record of each list."""
        for key, value in self.item.items():
            yield key, plainly(_called(key, value))
        for _name, listed in self.lists:
            for row in listed.rows():
                yield listed.what, *row

    def draw(self, screen: Screen) -> None:
        """The title, the fields lined up, the lists below."""
        if self.title:
            screen.line(*self.title, wrap=True)
        draw_fields(screen, self.fields)
        for name, listed in self.lists:
            screen.blank()
            screen.line(Span(name, "title"))
            listed.draw(screen)
        heading, fields = self.below
        if fields:
            screen.blank()
            screen.line(Span(heading, "title"))
            draw_fields(screen, fields)
        for line in self.foot:
            screen.line(Span(line, "dim"), wrap=True)


class ChangeView:
    """What a command changed: one line with a tick, then what follows from it, then the next command. What follows is a
    label with its words each; one without words is not said."""

    def __init__(
        self,
        what: str,
        item: dict[str, Any] | list[dict[str, Any]],
        done: str,
        then: Sequence[tuple[str, str]] = (),
        undo: bool = True,
    ) -> None:
        self.what = f"{what}-changed"
        self.item: Any = item
        self.done = done
        self.then = [(label, words) for label, words in then if words]
        self.undo = undo

    def data(self) -> dict[str, Any]:
        """`item` with its `ref`, or `items` where several were changed at once."""
        return {"items" if isinstance(self.item, list) else "item": jsonable(self.item)}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The same lines without decoration."""
        yield (self.done,)
        yield from self.then

    def draw(self, screen: Screen) -> None:
        """A tick, and the rest below it."""
        screen.line(Span("✓ ", "good"), self.done, wrap=True, hang=2)
        if self.then:
            screen.table([[Span(label, "dim"), words] for label, words in self.then], indent=2, wrap=True)
        if self.undo:
            screen.line(Span(_("undo: amflow undo"), "dim"), indent=2)


class SeveralView:
    """Several things shown one after the other, as one answer: each a change that was made, or a page."""

    def __init__(self, views: Sequence[Any]) -> None:
        self.what = "several"
        self.views = views
        for view in views[:-1]:
            if isinstance(view, ChangeView):
                # The one change is taken back once.
                view.undo = False

    def data(self) -> dict[str, Any]:
        """`items`: each as it would be alone, with its own schema."""
        from amflow.shell.contract.dialect import schema

        return {"items": [{"schema": schema(view.what), **view.data()} for view in self.views]}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The lines of each."""
        for view in self.views:
            yield from view.rows()

    def draw(self, screen: Screen) -> None:
        """One below the other."""
        for view in self.views:
            view.draw(screen)


def jsonable(value: Any) -> Any:
    """A value as the JSON dialect carries it."""
    if isinstance(value, Money):
        return {"amount": value.number(), "currency": value.currency}
    if isinstance(value, Units):
        return value.number()
    if isinstance(value, Rate):
        return float(round(value, 4))
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return type(value)({key: jsonable(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple) and not hasattr(value, "en"):
        fields = getattr(value, "_fields", None)
        if fields:
            return {key: jsonable(getattr(value, key)) for key in fields}
        return [jsonable(inner) for inner in value]
    return str(value)


def _called(key: str, value: Any) -> Any:
    """What a cell has of another record: its reference where the key says so, else what it is called."""
    if not (isinstance(value, dict) and {"name", "title"} & value.keys()):
        return value
    return value["ref"] if key.endswith("_ref") else value.get("name") or value.get("title")


def plainly(value: Any) -> Any:
    """A value as a cell of tab-separated text: money without signs or grouping, lists with commas."""
    # Most cells are text.
    if value is None or type(value) in (str, int, bool, date):
        return value
    if isinstance(value, Money):
        return value.plain()
    if isinstance(value, Progress):
        return str(value)
    if isinstance(value, Units):
        return value.number()
    if isinstance(value, Rate):
        return float(round(value, 4))
    if isinstance(value, list | tuple) and not hasattr(value, "en"):
        return ",".join(str(plainly(inner)) for inner in value)
    if isinstance(value, dict):
        from json import dumps

        return dumps(value, ensure_ascii=False, default=str)
    return value
