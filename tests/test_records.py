"""Records of our own making are what `typing.NamedTuple` would have made."""

import pickle
import typing
from typing import Any

import pytest

from amflow.records import NamedTuple


class Ours(NamedTuple):
    """A record."""

    name: str
    count: int = 1
    tags: tuple[str, ...] = ()

    @property
    def twice(self) -> int:
        """Twice the count."""
        return self.count * 2

    def __str__(self) -> str:
        return f"<{self.name}>"


class Theirs(typing.NamedTuple):
    """A record."""

    name: str
    count: int = 1
    tags: tuple[str, ...] = ()


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 2), {}),
    (("a", 2, ("x",)), {}),
    ((), {"name": "a"}),
    (("a",), {"tags": ("y",)}),
]


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_they_are_made_alike(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)

    assert tuple(ours) == tuple(theirs)
    assert ours._asdict() == theirs._asdict()
    assert (ours.name, ours.count, ours.tags) == (theirs.name, theirs.count, theirs.tags)
    assert tuple(ours._replace(count=9)) == tuple(theirs._replace(count=9))
    assert repr(ours).partition("(")[2] == repr(theirs).partition("(")[2]
    assert hash(ours) == hash(theirs)
    assert pickle.loads(pickle.dumps(ours)) == ours


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), (("a", 1, (), 4), {}), (("a",), {"name": "b"}), (("a",), {"nothing": 1})]
)
def test_what_does_not_fit_is_refused(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for record in (Ours, Theirs):
        with pytest.raises(TypeError):
            record(*values, **named)
    with pytest.raises((TypeError, ValueError)):
        Ours("a")._replace(nothing=1)  # type: ignore[call-arg]


def test_their_classes_say_the_same_of_themselves() -> None:
    assert Ours._fields == Theirs._fields == Ours.__match_args__
    assert dict(Ours._field_defaults) == Theirs._field_defaults
    assert Ours.__doc__ == Theirs.__doc__
    assert tuple(Ours._make(["a", 1, ()])) == tuple(Theirs._make(["a", 1, ()]))


def test_methods_patterns_and_slots() -> None:
    match Ours("a", 3):
        case Ours("a", count):
            assert count == 3
        case _:
            pytest.fail("it must match")
    assert (Ours("a", 3).twice, str(Ours("a"))) == (6, "<a>")
    with pytest.raises(AttributeError):
        Ours("a").name = "b"  # type: ignore[misc]
