"""Playbooks by name: found, read, and kept compiled, because every command of the day needs one.

Nothing heavy is imported here: a warm start reads three small files and builds the records.
"""

from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from amflow import __version__, compiled
from amflow.errors import Unusable
from amflow.locale import _
from amflow.playbooks import model
from amflow.playbooks.sources import SHIPPED, parent, source

_FORMAT = 2
"""To be raised when the same bytes of a playbook come to mean other records."""


def load(name: str, folder: Path | None, cache: Path | None) -> model.Playbook:
    """The playbook of that name, everything inherited already in it.

    `folder` holds the user's own playbooks, which win by name; `cache` is a folder for compiled ones, or None.
    Raises `NotFound` for an unknown name and `Unusable` for a file with mistakes.
    """
    path = source(name, folder)
    file = cache / f"{name}.playbook" if cache else None
    if file:
        warm = _from_cache(file, path, folder)
        if warm:
            return warm
    sources, plain = _compile(path, folder)
    if file:
        compiled.keep(file, (_stamp(), sources, plain))
    return _build(model.Playbook, plain)  # type: ignore[no-any-return]


def _compile(path: Path, folder: Path | None) -> tuple[dict[str, bytes], tuple[Any, ...]]:
    from amflow.playbooks import inheritance

    try:
        chain = inheritance.layers(path, folder)
    except inheritance.Mistake as mistake:
        _refuse(mistake.path, [(mistake.line, mistake.message)])
    if any(layer.path.parent != SHIPPED for layer in chain):
        from amflow.playbooks.check import problems

        # The parents first: the mistakes of a child are often only its parent's.
        for layer in reversed(chain):
            mistakes = problems(layer.path, folder)
            if mistakes:
                _refuse(layer.path, mistakes)
    return {str(layer.path): layer.source for layer in chain}, inheritance.plain(chain)


def _refuse(path: Path, mistakes: Any) -> NoReturn:
    raise Unusable(
        _("the playbook {file} has mistakes").format(file=path),
        _("amflow playbook check {file} explains them").format(file=path),
        tuple(_("line {line}: {message}").format(line=line, message=message) for line, message in mistakes),
    )


def _from_cache(file: Path, path: Path, folder: Path | None) -> model.Playbook | None:
    """The compiled playbook, if it was made from just these bytes by just this program; anything odd is a miss."""
    try:
        stamp, sources, plain = compiled.read(file)
        if stamp != _stamp() or not _same(sources, path, folder):
            return None
        return _build(model.Playbook, plain)  # type: ignore[no-any-return]
    except (OSError, EOFError, ValueError, TypeError, AttributeError, IndexError):
        return None


def _same(sources: dict[str, bytes], path: Path | None, folder: Path | None) -> bool:
    """Whether the chain leads to the same files today, byte by byte."""
    child: Path | None = None
    for text, old in sources.items():
        here = parent(Path(text).stem, child, folder) if child else path
        if here is None or str(here) != text or here.read_bytes() != old:
            return False
        child = here
    return bool(sources)


def _stamp() -> tuple[Any, ...]:
    """What the compiled form depends on besides the files: the program and the shape of the records."""
    return (__version__, _FORMAT, *_fields(_shape(model.Playbook)))


def _fields(shape: "_Shape") -> list[tuple[str, ...]]:
    return [shape[0]._fields, *(fields for _number, _single, inner in shape[1] for fields in _fields(inner))]


_Shape = tuple[Any, list[tuple[int, bool, Any]]]
"""A record, and which of its attributes hold records: their places, whether it is a single one, its shape."""


@cache
def _shape(record: Any) -> _Shape:
    """What is looked up in the annotations once, not for each row."""
    kinds = [(annotation, _inner(annotation)) for annotation in record.__annotations__.values()]
    return record, [(at, kind is note, _shape(kind)) for at, (note, kind) in enumerate(kinds) if kind is not None]


def _inner(annotation: Any) -> Any:
    """The record that an attribute holds, or a tuple of which it holds; None for plain values."""
    for kind in (annotation, *getattr(annotation, "__args__", ())[:1]):
        if hasattr(kind, "_fields"):
            return kind
    return None


def _build(record: Any, plain: tuple[Any, ...]) -> Any:
    """The record of these plain values, and of everything in it."""
    return _builder(_shape(record))(plain)


def _builder(shape: _Shape) -> Any:
    """A function from plain values to the record."""
    make = shape[0]._make
    if not shape[1]:
        return make
    inner = [(number, single, _builder(kind)) for number, single, kind in shape[1]]

    def build(plain: tuple[Any, ...]) -> Any:
        values = list(plain)
        for number, single, builder in inner:
            value = values[number]
            values[number] = builder(value) if single else tuple([builder(row) for row in value])
        return make(values)

    return build
