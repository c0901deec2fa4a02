"""What a record is made of: a named tuple whose class is made in a tenth of the time.

A command makes a hundred and forty classes of records before it answers, and `typing.NamedTuple` takes 70 µs for each:
it writes the constructor as source and compiles it. This one gives the same records (fields, defaults, `_replace`,
`_asdict`, equality, patterns) with one constructor for all of them. To the type checker it is `typing.NamedTuple`.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

Record = TypeVar("Record")


def filled(kind: type[Record], row: Any, **known: Any) -> Record:
    """A record of that kind: what is not `known` is what the row of the book has under the field's name. A field that ends
    with `_on`, and `on_date`, is a day, or None."""
    for name in cast(Any, kind)._fields:
        if name not in known:
            value = row[name]
            known[name] = date.fromisoformat(value) if value and name.endswith(("_on", "on_date")) else value
    return kind(**known)


if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from types import MappingProxyType

    try:
        from _collections import _tuplegetter
    except ImportError:  # another Python than CPython

        def _tuplegetter(place, _doc):
            return property(lambda self: tuple.__getitem__(self, place))

    _make = tuple.__new__

    def _new(cls, *values, **named):
        """A record from its values in order, by name, or both; what is left out takes its default."""
        missing = len(cls._fields) - len(values)
        if missing or named:
            # What is left out stands last, and as a rule has defaults.
            if named or not 0 < missing <= len(cls._last):
                values = _filled(cls, cls._fields, values, named)
            else:
                values += cls._last[-missing:]
        return _make(cls, values)

    def _filled(cls, fields, values, named):
        given = list(values)
        if len(given) > len(fields):
            raise TypeError(f"{cls.__name__} takes {len(fields)} values, not {len(given)}")
        for field in fields[len(given) :]:
            if field in named:
                given.append(named.pop(field))
            elif field in cls._field_defaults:
                given.append(cls._field_defaults[field])
            else:
                raise TypeError(f"{cls.__name__} misses {field}")
        if named:
            raise TypeError(f"{cls.__name__} knows no {', '.join(named)}")
        return given

    def _annotated(space):
        """The fields that a class body annotates; from Python 3.14 they are asked of a function."""
        if "__annotations__" in space:
            return space["__annotations__"]
        annotate = space.get("__annotate_func__")
        return annotate(1) if annotate else ()

    class _Record(type):
        """Makes the class of a record from the fields that it annotates."""

        def __new__(meta, name, bases, space):
            fields = tuple(_annotated(space))
            defaults = {field: space[field] for field in fields if field in space}
            for place, field in enumerate(fields):
                space[field] = _tuplegetter(place, None)
            # Whatever has a default stands behind what has none.
            last = tuple(defaults.values())
            space |= {
                "_fields": fields,
                "_field_defaults": defaults,
                "_last": last,
                "__match_args__": fields,
                "__slots__": (),
            }
            return type.__new__(type, name, tuple(base for base in bases if base is not NamedTuple) or (_Base,), space)

    class _Base(tuple):
        """What every record can do."""

        __slots__ = ()
        _fields = ()
        _field_defaults = MappingProxyType({})
        _last = ()
        __new__ = _new

        @classmethod
        def _make(cls, values):
            return _make(cls, tuple(values))

        def _replace(self, **named):
            """The record with these fields changed."""
            values = [named.pop(field, value) for field, value in zip(self._fields, self, strict=True)]
            if named:
                raise ValueError(f"{type(self).__name__} knows no {', '.join(named)}")
            return _make(type(self), values)

        def _asdict(self):
            """The fields with their values."""
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            pairs = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({pairs})"

    NamedTuple = type.__new__(_Record, "NamedTuple", (), {})
