"""The small, safe expression that says which customers a rule or a tier means: `tier >= silver and kind = person`."""

import operator
import re

from amflow.errors import Unusable
from amflow.locale import _
from amflow.playbooks.customer_model import Tier
from amflow.records import NamedTuple

_EQUAL = ("=", "!=", "in")
_RANKED = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_ORDERED = (*_EQUAL, *_RANKED)

FIELDS = {
    "tier": ("tier", _ORDERED),
    "kind": ("kind", _EQUAL),
    "status": ("status", _EQUAL),
    "intent": ("intent", _EQUAL),
    "source": ("source", _EQUAL),
    "segment": ("segment", _EQUAL),
    "assets": ("assets_minor", tuple(op for op in _ORDERED if op != "in")),
}
"""The fields that can be asked about: their column of the customer table and the comparisons that make sense."""

_PART = re.compile(r"\s*(\w+)\s*(!=|>=|<=|=|>|<|\bin\b)\s*(\w[\w.-]*(?:\s+\w[\w.-]*)*)\s*", re.ASCII)
_JOINING = {"and", "or", "not", "in"}
_AMOUNT = r"([0-9]{1,15})(?:\.([0-9]{1,2}))?"


class Condition(NamedTuple):
    """One comparison. `value` is a word, or for `in` the words; for `assets` an amount in whole currency units."""

    field: str
    op: str
    value: str | tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words compared with, however many."""
        return (self.value,) if isinstance(self.value, str) else self.value


LONGEST = 2_000


def parse(text: str) -> tuple[Condition, ...]:
    """The comparisons of an expression, all of which must hold; none for an empty one. Raises `Unusable`."""
    if not text.strip():
        return ()
    if len(text) > LONGEST:
        raise Unusable(
            _("the condition is longer than {n} characters").format(n=LONGEST), _("join fewer comparisons by “and”")
        )
    return tuple(_one(part) for part in " ".join(text.split()).split(" and "))


def _one(part: str) -> Condition:
    match = _PART.fullmatch(part)
    if not match or _JOINING & set(match[3].split()):
        raise Unusable(
            _('the condition "{text}" cannot be understood').format(text=part.strip()),
            _('write a field, a comparison and a word, joined by "and": tier >= silver and kind = person'),
        )
    field, op, value = match.groups()
    if field not in FIELDS:
        raise Unusable(
            _("a condition cannot ask about {field}").format(field=field),
            _("it can ask about: {fields}").format(fields=", ".join(FIELDS)),
        )
    if op not in FIELDS[field][1]:
        raise Unusable(
            _("{field} cannot be compared with {op}").format(field=field, op=op),
            _("it can be compared with: {ops}").format(ops=" ".join(FIELDS[field][1])),
        )
    words = tuple(value.split())
    if op != "in" and len(words) > 1:
        raise Unusable(
            _('the condition "{text}" compares with more than one word').format(text=part.strip()),
            _('use "in" for several words: intent in A B'),
        )
    if field == "assets" and not re.fullmatch(_AMOUNT, words[0]):
        raise Unusable(_("{text} is not an amount").format(text=words[0]), _("write digits only: 500000"))
    return Condition(field, op, words if op == "in" else words[0])


def where(
    conditions: tuple[Condition, ...], tiers: tuple[Tier, ...], alias: str = "customer", tier: str = ""
) -> tuple[str, list[object]]:
    """The SQL clause over the customer table, and its parameters; `1` where there are no conditions.

    Tiers are compared by rank. `assets` counts whole currency units, the column minor ones. Nothing written by a
    person ever gets into the clause itself. `tier` is SQL for the tier, where it is not the column. Raises `Unusable` for a
    tier that is not among `tiers`.
    """
    clauses = []
    parameters: list[object] = []
    for condition in conditions:
        clause, values = _clause(condition, tiers, alias, tier)
        clauses.append(clause)
        parameters += values
    return " AND ".join(clauses) or "1", parameters


def _clause(condition: Condition, tiers: tuple[Tier, ...], alias: str, tier: str) -> tuple[str, list[object]]:
    column = f"{alias}.{FIELDS[condition.field][0]}"
    if condition.field == "assets":
        return f"{column} {condition.op} ?", [_minor(condition.words[0])]
    values = condition.words
    if condition.field == "tier":
        column = tier or column
        ranks = [_tier(word, tiers).rank for word in values]
        if condition.op in _RANKED:
            values = tuple(one.key for one in tiers if _RANKED[condition.op](one.rank, ranks[0]))
    if condition.op == "!=":
        # IS NOT, because a customer without that field does differ from the word.
        return f"{column} IS NOT ?", list(values)
    return f"{column} IN ({', '.join('?' * len(values))})", list(values)


def _tier(key: str, tiers: tuple[Tier, ...]) -> Tier:
    for tier in tiers:
        if tier.key == key:
            return tier
    raise Unusable(
        _("there is no tier {key}").format(key=key),
        _("the tiers are: {keys}").format(keys=", ".join(tier.key for tier in tiers)),
    )


def _minor(amount: str) -> int:
    match = re.fullmatch(_AMOUNT, amount)
    if not match:
        raise Unusable(_("{text} is not an amount").format(text=amount), _("write digits only: 500000"))
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
