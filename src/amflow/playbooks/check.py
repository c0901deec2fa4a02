"""What is wrong with a playbook: every mistake, in plain words, with its line."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.locale import LANGUAGES, _, listed
from amflow.playbooks import conditions, inheritance, personal, sources, value_types
from amflow.playbooks.inheritance import Layer, Raw
from amflow.playbooks.schema import HEAD, KINDS, REQUIRED, ItemKind, SchemaKey
from amflow.playbooks.toml_positions import Place, line_of, lines_of
from amflow.records import NamedTuple
from amflow.templates import shipped

_PLACING = ("before", "after")
_REFERRING = {
    "department": "department",
    "departments": "department",
    "services": "service",
    "pipeline": "pipeline",
    "family": "family",
    "category": "category",
    "campaign": "campaign",
    "check": "check",
}
_NEEDING = {"doc": "paper", "suits": "paper", "field": "field"}
_ASKING = ("tier", "intent", "source")
_WORDS_OF = {
    "kind": ("person", "organisation"),
    "status": ("lead", "customer", "dropped", "removed"),
}
"""The words that the book itself uses for a customer, which a condition can compare with."""


class Problem(NamedTuple):
    """A mistake: its line, counted from 1, and what is wrong."""

    line: int
    message: str


class _Reference(NamedTuple):
    """A word of an item that must be the key of another: in which key, at which place below it, to what."""

    entry: SchemaKey
    below: Place
    table: str
    key: str


def problems(path: Path, folder: Path | None) -> list[Problem]:
    """Every mistake of this file, in the order of the lines; `folder` holds the user's own playbooks.

    What it inherits is looked at as far as this file needs it; a parent's own mistakes are one mistake here.
    """
    try:
        chain = inheritance.layers(path, folder)
    except inheritance.Mistake as mistake:
        if mistake.path == path:
            return [Problem(mistake.line, mistake.message)]
        own = inheritance.text_of(path, path.read_bytes())
        message = _("its parent has a mistake, {file} line {line}: {message}").format(
            file=mistake.path, line=mistake.line, message=mistake.message
        )
        return [Problem(line_of(lines_of(own), ("extends",)), message)]
    checker = _Checker(chain, folder)
    with suppress(_Enough):
        checker.run()
    return sorted(checker.found)


MOST = 200
"""So many mistakes are named at once; for each unknown word the nearest is looked for."""


class _Enough(Exception):
    """More mistakes than are named at once."""


class _Checker:
    """Goes through one file of a chain, the nearest, and collects what is wrong."""

    def __init__(self, chain: list[Layer], folder: Path | None) -> None:
        self.chain = chain
        self.folder = folder
        self.path = chain[0].path
        self.raw = chain[0].raw
        self.lines = lines_of(inheritance.text_of(self.path, chain[0].source))
        self.inherited = inheritance.merged(chain[1:])
        self.whole = inheritance.merged(chain)
        self.found: set[Problem] = set()

    def run(self) -> None:
        """Look at all of it. Raises _Enough."""
        self._parent()
        self._head()
        for kind in KINDS:
            inherited = self.inherited.get(kind.table, [])
            self._table(kind, self.raw.get(kind.table, []), (kind.table,), inherited, self.whole[kind.table])
        self._letters()
        self._risks()
        self._markets()
        for kind in KINDS:
            for item in self.whole[kind.table]:
                self._references(kind, item, self._own(kind.table, item["key"]))

    def _add(self, place: Place, message: str) -> None:
        if len(self.found) == MOST:
            self.found.add(Problem(line_of(self.lines, place), _("there are more mistakes: mend these first")))
            raise _Enough
        self.found.add(Problem(line_of(self.lines, place), message))

    def _unknown(self, place: Place, message: str, word: str, known: list[str]) -> None:
        self._add(place, value_types.unknown(message, word, known))

    # ------------------------------------------------------------ the top of the file

    def _parent(self) -> None:
        above = self.chain[1:]
        if any(layer.path.parent != sources.SHIPPED for layer in above) and problems(above[0].path, self.folder):
            file = above[0].path
            self._add(("extends",), _("its parent has mistakes: amflow playbook check {file}").format(file=file))

    def _head(self) -> None:
        known = [entry.name for entry in HEAD] + [kind.table for kind in KINDS]
        for name in self.raw:
            if name not in known:
                message = _("unknown key or table {word}").format(word=name)
                self._unknown((name,), message, name, known)
        for entry in HEAD:
            self._entry(entry, self.raw, self.raw, ())
        if isinstance(self.raw.get("name"), str) and self.raw["name"] != self.path.stem:
            self._add(("name",), _("the name must be that of the file: {name}").format(name=self.path.stem))

    # ------------------------------------------------------------ items

    def _table(self, kind: ItemKind, value: Any, place: Place, inherited: list[Raw], whole: list[Raw]) -> None:
        if not isinstance(value, list):
            self._add(place, _("write [[{table}]], with double brackets").format(table=kind.table))
            return
        above = {item["key"]: item for item in inherited}
        effective = {item["key"]: item for item in whole}
        seen: dict[str, int] = {}
        for number, item in enumerate(value):
            here: Place = (*place, number)
            if not isinstance(item, dict):
                self._add(here, _("write [[{table}]], with double brackets").format(table=kind.table))
                continue
            key = item.get("key")
            if not isinstance(key, str) or not key:
                self._entry(kind.entries[0], item, item, here)
                continue
            if item.get("remove") is True:
                self._removal(kind, item, here, [*above, *seen])
                continue
            if key in seen:
                message = _("the key {key} is there twice, first in line {line}").format(key=key, line=seen[key])
                self._add((*here, "key"), message)
            seen.setdefault(key, line_of(self.lines, (*here, "key")))
            self._item(kind, item, here, above.get(key, {}), effective.get(key, item))
            self._placing(kind, item, here, list(effective))

    def _removal(self, kind: ItemKind, item: Raw, place: Place, known: list[str]) -> None:
        key = item["key"]
        if key not in known:
            message = _("{table} {key} cannot be removed: it is not inherited").format(table=kind.table, key=key)
            self._unknown((*place, "key"), message, key, known)

    def _item(self, kind: ItemKind, item: Raw, place: Place, inherited: Raw, effective: Raw) -> None:
        known = [entry.name for entry in kind.entries]
        for name in item:
            if name not in known and name not in kind.placing:
                message = _("unknown key {word} in [[{table}]]").format(word=name, table=kind.table)
                self._unknown((*place, name), message, name, known + list(kind.placing))
        for entry in kind.entries:
            self._entry(entry, item, effective, place)
            if entry.items and entry.name in item:
                self._table(
                    entry.items,
                    item[entry.name],
                    (*place, entry.name),
                    inheritance.items_of(inherited, entry.name),
                    inheritance.items_of(effective, entry.name),
                )
        self._together(kind, item, effective, place)
        if kind.table == "field" and effective.get("learn") is True:
            self._learning(item, effective, place)
        self._needed(kind, effective, place)

    def _entry(self, entry: SchemaKey, own: Raw, effective: Raw, place: Place) -> None:
        """A key of an item: there if it must be, and of its type."""
        if entry.name in own:
            for below, message in value_types.wrong(entry, own[entry.name]):
                self._add((*place, entry.name, *below), message)
        elif entry.name not in effective and entry.default is REQUIRED:
            self._add(place, _("{name} is missing").format(name=entry.name))

    def _placing(self, kind: ItemKind, item: Raw, place: Place, siblings: list[str]) -> None:
        asked = [word for word in _PLACING if word in kind.placing and word in item]
        if len(asked) > 1:
            self._add((*place, "after"), _("write before or after, not both"))
        for word in asked:
            target = item[word]
            if target == item["key"] or target not in siblings:
                message = _("there is no other {table} called {key} to be placed by").format(
                    table=kind.table, key=target
                )
                self._unknown((*place, word), message, str(target), siblings)
        if "remove" in item and item["remove"] is not False:
            self._add((*place, "remove"), _("remove can only be true"))

    def _together(self, kind: ItemKind, own: Raw, item: Raw, place: Place) -> None:
        """Keys that must fit each other."""
        if kind.table == "block" and _ordered(item, "to", "from"):
            self._add((*place, "to"), _("the block ends before it begins"))
        if kind.table == "tier" and _ordered(item, "latest_days", "every_days", strictly=True):
            self._add((*place, "latest_days"), _("latest_days must not be less than every_days"))
        if kind.table == "tier" and bool(item.get("visits")) != bool(item.get("cycle_days")):
            self._add((*place, "visits"), _("visits and cycle_days belong together"))
        if kind.table == "market" and item.get("price_to") and _ordered(item, "price_to", "price_from"):
            self._add((*place, "price_to"), _("price_to must be more than price_from"))
        if kind.table == "credit" and item.get("use", "note") != "note" and item.get("type") != "money":
            self._add((*place, "use"), _('only an amount, type = "money", can be a cap or be taken off'))
        if kind.table == "credit" and item.get("warns") and item["warns"] not in _keys_of(item):
            self._add((*place, "warns"), _("“{key}” is none of the choices").format(key=item["warns"]))
        if item.get("type") == "choice" and not item.get("choices"):
            self._add((*place, "type"), _("a choice needs choices"))
        if kind.table == "rule" and item.get("pipeline") and not str(item.get("on")).startswith("deal."):
            self._add((*place, "pipeline"), _("only a rule for an event of a deal can name a pipeline"))
        if kind.table == "sale" and item.get("counts") == "made" and item.get("makes", "nothing") == "nothing":
            self._add((*place, "counts"), _('counts = "made" needs what is made: makes = "holding" or "order"'))
        if kind.table == "pipeline" and "stage" in item and not inheritance.items_of(item, "stage"):
            self._add((*place, "stage"), _("a pipeline needs a stage"))
        entry = kind.entry("template")
        if entry and isinstance(item.get("template", ""), str):
            self._template(str(inheritance.value_of(entry, item)), (*place, "template"))

    def _learning(self, own: Raw, item: Raw, place: Place) -> None:
        """Whom to call first is learnt from answers that many share, and from nothing that a person is."""
        at = (*place, "learn") if "learn" in own else place
        if item.get("type") not in ("choice", "yes-no"):
            self._add(at, _('only a field of type = "choice" or "yes-no" can be learnt from'))
        if refusal := personal.refused(str(item["key"]), item.get("title")):
            self._add(at, refusal)

    def _needed(self, kind: ItemKind, item: Raw, place: Place) -> None:
        """What a stage needs must be able to come: a decision from somebody, a sheet from somewhere."""
        if kind.table == "stage" and {"review", "approval"} & set(_needed(item)) and not item.get("department"):
            self._add((*place, "needs"), _("a stage that needs a review or an approval names its department"))
        if kind.table == "pipeline":
            needed = {need for stage in inheritance.items_of(item, "stage") for need in _needed(stage)}
            assessed = any(line.get("pipeline") == item.get("key") for line in self.whole["credit"])
            if {"credit", "limit"} & needed and not assessed:
                message = _("a stage needs a credit sheet, and no [[credit]] line is for this pipeline")
                self._add((*place, "stage"), message)

        if kind.table == "metric" and item.get("who") and item.get("key") != "completeness":
            self._add((*place, "who"), _("only the completeness of files is counted of some customers"))

    def _template(self, template: str, place: Place) -> None:
        if not template or template.count("/") != 1 or ".." in template:
            return
        folders = [self.path.parent.parent / "templates"]
        if self.folder:
            folders.append(self.folder.parent / "templates")
        names = [f"{template}.{lang}.txt" for lang in LANGUAGES]
        if not any(shipped(name) or any((place_ / name).is_file() for place_ in folders) for name in names):
            self._add(place, _("there is no template {name}").format(name=listed(names)))

    # ------------------------------------------------------------ items that must fit each other

    def _letters(self) -> None:
        """Every channel is told apart by one keystroke."""
        seen: dict[Any, str] = {}
        for item in self.whole["channel"]:
            letter, (_own, place) = item.get("letter"), self._own("channel", item["key"])
            if isinstance(letter, str) and letter in seen:
                message = _("the letter {letter} is that of {key} already").format(letter=letter, key=seen[letter])
                self._add((*place, "letter"), message)
            elif isinstance(letter, str):
                seen[letter] = item["key"]

    def _risks(self) -> None:
        """A risk class of products names a class of the customers' risk tolerance."""
        choices = self._choices("risk-tolerance")
        for item in self.whole["risk"]:
            wanted, (_own, place) = item.get("at_least"), self._own("risk", item["key"])
            if isinstance(wanted, str) and wanted not in choices:
                message = _("the field risk-tolerance has no choice {key}").format(key=wanted)
                self._unknown((*place, "at_least"), message, wanted, [str(choice) for choice in choices])

    def _markets(self) -> None:
        """The choices of the field `key-market` are key markets; `none` says that it is none of them."""
        markets = [*(item["key"] for item in self.whole["market"]), "none"]
        for key in self._choices("key-market"):
            if isinstance(key, str) and key not in markets:
                _item, place = self._own("field", "key-market")
                message = _("there is no key market {key}").format(key=key)
                self._unknown((*place, "choices"), message, key, markets)

    def _choices(self, key: str) -> list[Any]:
        """The choices of that field of the customer file."""
        field: Raw = next((item for item in self.whole["field"] if item["key"] == key), {})
        return _keys_of(field)

    # ------------------------------------------------------------ words that name other items

    def _own(self, table: str, key: str) -> tuple[Raw, Place]:
        """The item as this file writes it, and where; empty for one that is only inherited."""
        value = self.raw.get(table, [])
        for number, item in enumerate(value if isinstance(value, list) else []):
            if isinstance(item, dict) and item.get("key") == key and item.get("remove") is not True:
                return item, (table, number)
        return {}, ()

    def _references(self, kind: ItemKind, item: Raw, own: tuple[Raw, Place]) -> None:
        written, place = own
        for entry in kind.entries:
            if entry.items:
                inner_own = written.get(entry.name)
                for inner in inheritance.items_of(item, entry.name):
                    found = next(
                        (
                            (mine, (*place, entry.name, number))
                            for number, mine in enumerate(inner_own if isinstance(inner_own, list) else [])
                            if isinstance(mine, dict) and mine.get("key") == inner["key"]
                        ),
                        ({}, place),
                    )
                    self._references(entry.items, inner, found)
            for reference in _references_in(entry, item.get(entry.name)):
                if not self._there(reference):
                    self._dangling(kind, item, reference, written, place)

    def _there(self, reference: _Reference) -> bool:
        if reference.table in _WORDS_OF:
            return reference.key in _WORDS_OF[reference.table]
        return any(item["key"] == reference.key for item in self.whole[reference.table])

    def _dangling(self, kind: ItemKind, item: Raw, reference: _Reference, written: Raw, place: Place) -> None:
        table, key = reference.table, reference.key
        if reference.entry.name in written:
            known = list(_WORDS_OF.get(table, ())) or [other["key"] for other in self.whole[table]]
            message = _("there is no {table} {key}").format(table=table, key=key)
            self._unknown((*place, reference.entry.name, *reference.below), message, key, known)
            return
        others = self.raw.get(table, [])
        for number, other in enumerate(others if isinstance(others, list) else []):
            if isinstance(other, dict) and other.get("key") == key and other.get("remove") is True:
                message = _("{table} {key} is removed, but {user} {name} needs it").format(
                    table=table, key=key, user=kind.table, name=item["key"]
                )
                self._add((table, number, "key"), message)


def _keys_of(item: Raw) -> list[Any]:
    """The choices of a field, a question or a line."""
    return [choice.get("key") if isinstance(choice, dict) else choice for choice in item.get("choices", ())]


def _needed(stage: Raw) -> list[str]:
    """What a stage needs, as far as it is written as it should be."""
    needs = stage.get("needs", ())
    return [need for need in needs if isinstance(need, str)] if isinstance(needs, list) else []


def _ordered(item: Raw, later: str, earlier: str, strictly: bool = False) -> bool:
    """Whether the two values are the wrong way round."""
    low, high = item.get(earlier), item.get(later)
    if type(low) is not type(high) or not isinstance(low, str | int):
        return False
    return high < low if strictly else high <= low  # type: ignore[operator]


def _references_in(entry: SchemaKey, value: Any) -> Iterator[_Reference]:
    """The words of that value that name other items."""
    if entry.type in _REFERRING and isinstance(value, str) and value:
        yield _Reference(entry, (), _REFERRING[entry.type], value)
    if entry.type in _REFERRING and isinstance(value, list):
        for number, word in enumerate(value):
            yield _Reference(entry, (number,), _REFERRING[entry.type], str(word))
    if entry.type == "needs" and isinstance(value, list):
        for number, need in enumerate(value):
            table, _colon, key = need.partition(":") if isinstance(need, str) else ("", "", "")
            if table in _NEEDING and key:
                yield _Reference(entry, (number,), _NEEDING[table], key)
    if entry.type == "condition" and isinstance(value, str):
        try:
            asked = conditions.parse(value)
        except Unusable:
            return
        for condition in asked:
            if condition.field in _ASKING or condition.field in _WORDS_OF:
                for word in condition.words:
                    yield _Reference(entry, (), condition.field, word)
