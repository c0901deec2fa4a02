"""The types of values in a playbook, and what is wrong with a value of each: the sentences that the check prints."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from amflow.errors import Unusable
from amflow.locale import LANGUAGES, _, listed
from amflow.playbooks import conditions
from amflow.playbooks.schema import SchemaKey
from amflow.playbooks.sources import nearest
from amflow.playbooks.toml_positions import Place

Found = Iterator[tuple[Place, str]]
"""What is wrong: where below the value, and the sentence."""

_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_OFFSET = re.compile(r"[+-]?[0-9]{1,4}(d|wd|td|w|m)")
_LENGTH = re.compile(r"[0-9]{1,4}(d|wd|td|w|m)")
_NEED = re.compile(
    r"amount|customer|credit|limit|review|approval|terms|verified|conditions|(doc|suits|field):[a-zA-Z0-9][a-zA-Z0-9_-]*"
)
_TEMPLATE = re.compile(r"[a-z]+/[a-zA-Z0-9][a-zA-Z0-9_-]*")
_COMMAND = re.compile(r"[a-z][a-z-]*( (--)?[a-z][a-z-]*)*")
_LETTER = re.compile(r"[a-z0-9]")
_ROW = re.compile(r"W[0-9]{2}")


def wrong(entry: SchemaKey, value: Any) -> Found:
    """Everything that is wrong with this value of the entry by itself, without a look at the rest of the playbook."""
    yield from TYPES[entry.type](entry, value)


def unknown(message: str, word: str, known: list[str]) -> str:
    """The message about an unknown word, with the nearest known one or, if none is near, all of them."""
    near = nearest(word, known)
    if near:
        return _("{message}; did you mean {near}?").format(message=message, near=near)
    if not known:
        return message
    return _("{message}; known are: {words}").format(message=message, words=listed(known))


def _being(right: Callable[[Any], Any], expected: Callable[[], str]) -> Callable[[SchemaKey, Any], Found]:
    def check(entry: SchemaKey, value: Any) -> Found:
        # A key that is empty by default may also be written empty.
        empty = value == "" and entry.default == ""
        if not empty and not right(value):
            yield (), _must_be(entry, expected(), value)

    return check


def _matching(pattern: re.Pattern[str], expected: Callable[[], str]) -> Callable[[SchemaKey, Any], Found]:
    return _being(lambda value: isinstance(value, str) and pattern.fullmatch(value), expected)


def _list_of(one: Callable[[SchemaKey, Any], Found], expected: Callable[[], str]) -> Callable[[SchemaKey, Any], Found]:
    def check(entry: SchemaKey, value: Any) -> Found:
        if not isinstance(value, list):
            yield (), _must_be(entry, expected(), value)
            return
        for number, word in enumerate(value):
            yield from (((number, *place), message) for place, message in one(entry, word))

    return check


def _must_be(entry: SchemaKey, expected: str, value: Any) -> str:
    return _("{name} must be {expected}, not {value}").format(name=entry.name, expected=expected, value=_shown(value))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _("a table")
    if isinstance(value, list):
        return _("a list")
    return f'"{value}"' if isinstance(value, str) else str(value)


def _word(entry: SchemaKey, value: Any) -> Found:
    if not isinstance(value, str):
        yield (), _must_be(entry, _("a word"), value)
    elif value not in entry.among:
        message = _('{name} cannot be "{word}"').format(name=entry.name, word=value)
        yield (), unknown(message, value, list(entry.among))


def _event(entry: SchemaKey, value: Any) -> Found:
    if not isinstance(value, str):
        yield (), _must_be(entry, _("an event"), value)
    elif value not in entry.among:
        yield (), unknown(_("there is no event {word}").format(word=value), value, list(entry.among))


def _metric(entry: SchemaKey, value: Any) -> Found:
    if value not in entry.among:
        yield (), unknown(_("there is no metric {word}").format(word=value), str(value), list(entry.among))


def _text(entry: SchemaKey, value: Any) -> Found:
    if not isinstance(value, dict):
        yield (), _must_be(entry, _('a text: { en = "…" }, { zh = "…" } or both'), value)
        return
    yield from _translations(entry, value, LANGUAGES)


def _translations(entry: SchemaKey, value: dict[str, Any], known: tuple[str, ...]) -> Found:
    # A playbook of one's own is read in one language: what the other lacks is said in that one.
    odd = [lang for lang in LANGUAGES if not isinstance(value.get(lang, ""), str)]
    for lang in odd:
        yield (lang,), _must_be(entry, _("a text in quotes"), value[lang])
    if not odd and not any(value.get(lang, "").strip() for lang in LANGUAGES):
        yield (), _("{name} has no text").format(name=entry.name)
    for name in value:
        if name not in known:
            message = _("{name} has an unknown key {word}").format(name=entry.name, word=name)
            yield (name,), unknown(message, name, list(known))


def _choices(entry: SchemaKey, value: Any) -> Found:
    if not isinstance(value, list):
        yield (), _must_be(entry, _("a list of choices"), value)
        return
    seen = set()
    for number, choice in enumerate(value):
        key = choice.get("key") if isinstance(choice, dict) else choice
        if not isinstance(key, str) or not key.strip():
            yield (number,), _('a choice must be a word, or { key = "…", en = "…", zh = "…" }')
            continue
        if key in seen:
            yield (number,), _("the choice {key} is there twice").format(key=key)
        seen.add(key)
        if isinstance(choice, dict):
            for place, message in _translations(entry, choice, ("key", *LANGUAGES)):
                yield (number, *place), message


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


MOST_DAYS = 36_500
"""A hundred years: what is reckoned back from today by more has no day."""
MOST = 1_000_000


def _count(entry: SchemaKey, value: Any) -> Found:
    most = MOST_DAYS if entry.name.endswith("_days") else MOST
    if not isinstance(value, int) or not _number(value) or not 0 <= value <= most:
        yield (), _must_be(entry, _("a whole number from 0 to {n}").format(n=most), value)


def _need(_entry: SchemaKey, value: Any) -> Found:
    if not isinstance(value, str) or not _NEED.fullmatch(value):
        message = _(
            "a stage cannot need {need}; it can need: amount, customer, doc:KEY, suits:KEY, field:KEY, credit,"
            " limit, review, approval, terms, verified, conditions"
        )
        yield (), message.format(need=_shown(value))


def _keys(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and _KEY.fullmatch(word) for word in value)


def _condition(entry: SchemaKey, value: Any) -> Found:
    if not isinstance(value, str):
        yield (), _must_be(entry, _("a condition"), value)
        return
    try:
        conditions.parse(value)
    except Unusable as error:
        yield (), _("{message}; {hint}").format(message=error.message, hint=error.hint)


def _a_row() -> str:
    return _("a list of rows such as W01")


def _items(_entry: SchemaKey, _value: Any) -> Found:
    """The check goes into items by itself."""
    yield from ()


_is_key = _matching(_KEY, lambda: _("a word of letters, digits, - and _"))

TYPES: dict[str, Callable[[SchemaKey, Any], Found]] = {
    "key": _is_key,
    "text": _text,
    "word": _word,
    "words": _list_of(_word, lambda: _("a list of words")),
    "event": _event,
    "metric": _metric,
    "time": _matching(_TIME, lambda: _("a time such as 08:30")),
    "flag": _being(lambda value: isinstance(value, bool), lambda: _("true or false")),
    "count": _count,
    "share": _being(lambda value: _number(value) and 0 <= value <= 1, lambda: _("a number from 0 to 1")),
    "factor": _being(lambda value: _number(value) and 0 < value <= 1000, lambda: _("a number above 0, at most 1000")),
    "letter": _matching(_LETTER, lambda: _("one letter or digit")),
    "choices": _choices,
    "needs": _list_of(_need, lambda: _("a list")),
    "offset": _matching(_OFFSET, lambda: _("an offset such as 10d, -3d, 3wd, 3td, 2w or 1m")),
    "length": _matching(_LENGTH, lambda: _("a length such as 5d, 3wd, 3td, 2w or 1m")),
    "condition": _condition,
    "template": _matching(_TEMPLATE, lambda: _("the name of a template such as message/birthday")),
    "command": _matching(_COMMAND, lambda: _("a command without its first word, such as order list")),
    "department": _is_key,
    "check": _is_key,
    "departments": _being(_keys, lambda: _("a list of departments")),
    "services": _being(_keys, lambda: _("a list of services")),
    "category": _is_key,
    "campaign": _is_key,
    "pipeline": _is_key,
    "family": _is_key,
    "parent": _is_key,
    "rows": _list_of(_matching(_ROW, _a_row), _a_row),
    "items": _items,
}
"""How each type of the schema is checked."""
