"""What a column most probably is where its heading is that of no field: by a part of its heading, by everyday words, and by what
stands in it. It is only proposed. And where the column says something of another kind of record, which kind that is."""

import re
from collections.abc import Callable, Container, Iterable
from shlex import quote
from typing import TYPE_CHECKING

from amflow import registry
from amflow.files.forms.table import FileTable
from amflow.files.import_ import days
from amflow.files.import_.column_map import TWICE, Map, kind_of, profile_headings, titles_of
from amflow.files.import_.fields import (
    BESIDE,
    NAME_PARTS,
    ImportField,
    RecordKind,
    bare_heading,
    by_heading,
    is_last_talk,
)
from amflow.locale import _, listed

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

_WHO = ("name", "customer", "status", "uid", "anyway", *NAME_PARTS)
"""Fields that no part of a heading is taken for: who a row is, must be said."""

_ANY = ("date", "day", "time", "type", "text", "value", "日期", "时间", "类型", "金额", "数量")
"""Headings that alone mean a field, and at the end of a longer one any."""

_OTHERS = re.compile(r"\b(?:manager|owner|agent|rm|rep|staff|colleague|employee)\b|经理|员工|业务员|柜员|管户|经办")
"""Headings of somebody who works here: of them only what they remarked is the customer's."""

_OWED = re.compile(r"\b(?:loans?|debts?|owed|overdue|mortgage|credit|limit)\b|欠|贷|负债|应付|应收|逾期|额度")
"""Headings of what is owed, which is no assets."""

_EVERYDAY = (
    (
        "residence address",
        r"\b(?:town|city|area|region|district|location|suburb|street)\b|城市|所在地|地区|区域|区县|街道|商圈",
    ),
    ("daily-contact", r"\bcontact\b|联系人"),
    ("tier", r"\b(?:class|rank|rating|category|segment)\b|分类|分级|类别|级别|等级"),
    ("assets", r"\b(?:balances?|funds|deposits?|wealth)\b|余额|存款|资金"),
    ("impression", r"\b(?:remarks?|comments?|notes?|memo|details)\b|备注|说明|情况"),
    ("matures_on", r"\bmatur|到期"),
    ("ordered_on", r"\blast (?:order|purchase)|(?:最近|上次|最后|末次)(?:一次)?(?:订货|订单|下单|进货|购买)"),
    ("title", r"\b(?:next step|follow[ -]?up|to do|action)\b|下一步|待办|跟进"),
)
"""Words by which people call what some fields hold, each with the fields, the first that there is."""

_PHONE = re.compile(r"(?:\+[\d ()./-]{8,20}|0[\d ()./-]{7,14}|1[3-9]\d[ -]?\d{4}[ -]?\d{4})")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NUMBER = re.compile(r"[^\d\s]{0,3} ?-?\d[\d.,' ]*(?: ?[^\d\s]{0,3})?")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_LOOKED = 300
"""So many values of a column are looked at: the first three days of a file may be read in two ways, the next one not."""
_MOST_WORDS = 12
"""A column of words of a list has no more different ones."""


def field(kind: RecordKind, titles: Container[str], beside: dict[str, str], heading: str, samples: list[str]) -> str:
    """The key of the field of `titles` that the column most probably is; empty where nothing speaks for one. `beside` are the
    fields of the playbook by their headings."""
    bare = bare_heading(heading)
    if not samples:
        return ""
    if kind.name == "touch" and is_last_talk(heading):
        return "held_on" if _most(samples, _is_day) else ""
    if kind.name != "customer" and kind.field("customer"):
        # A list of customers read once more for what they have: who is its customer says whose that is.
        who = by_heading(kind_of("customer"), heading)
        if who is not None and who.key == "name":
            return "customer" if "customer" in titles else ""
    found = [key for key in (*_by_part(kind, beside, bare), *_by_words(bare), *_by_values(samples)) if key in titles]
    if _OTHERS.search(bare):
        found = [key for key in found if key == "impression"]
    if _OWED.search(bare):
        found = [key for key in found if key != "assets"]
    return next((key for key in found if _fits(kind.field(key), key, samples)), "")


def samples(table: FileTable) -> dict[str, list[str]]:
    """The first different values of each column."""
    kept: list[list[str]] = [[] for _column in table.heading]
    for number, record in enumerate(table.rows()):
        if number >= 10 * _LOOKED:
            break
        if record.aside:
            continue
        for column, cell in zip(kept, record.cells, strict=False):
            text = cell.strip()
            if text and len(column) < _LOOKED and text not in column:
                column.append(text)
    return dict(zip(table.heading, kept, strict=True))


def proposed(the_map: Map, table: FileTable, playbook: "Playbook", headings: list[str]) -> dict[str, str]:
    """What those of the headings most probably are that no rule takes: what `--ask` proposes, as it calls the fields."""
    kind = the_map.kind
    titles, beside = titles_of(kind, playbook), profile_headings(kind, playbook)
    free = {
        key: words
        for key, words in titles.items()
        if not any(key == rule.field.key for rule in (*the_map.rules, *the_map.profile))
    }
    stands = samples(table) if headings else {}
    found = {}
    for heading in headings:
        if key := field(kind, free, beside, heading, stands[heading]):
            found[heading] = free.pop(key)
    return found


def elsewhere(kind: RecordKind, headings: Iterable[str]) -> dict[str, list[str]]:
    """Those of the headings that are of other kinds of records about customers, by the kind of which most are."""
    if kind.name != "customer":
        return {}
    others = [other for name in registry.importing() if (other := kind_of(name)).field("customer")]
    meant: dict[str, list[str]] = {}
    for heading in headings:
        for other in others:
            known = (
                by_heading(other, heading)
                or (other.name == "touch" and is_last_talk(heading))
                or any(other.field(day) for day in _DAYS if day in _by_words(bare_heading(heading)))
            )
            # What tells somebody apart, and what every kind has, is of none of them.
            if known and not (isinstance(known, ImportField) and _is_common(known)):
                meant.setdefault(other.name, []).append(heading)
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for name in sorted(meant, key=lambda one: (-len(meant[one]), -_RANK.get(one, 0))):
        if rest := [heading for heading in meant[name] if heading not in taken]:
            found[name] = rest
            taken |= set(rest)
    return found


_DAYS = ("matures_on", "ordered_on")
"""Days that people call by everyday words, and that no customer has."""
_RANK = {"holding": 1}
"""What is more often meant where two kinds know a heading: a day of maturity in a list of customers is that of a product."""


def then(name: str, headings: list[str], file: str) -> str:
    """What brings these columns in, in a sentence."""
    return _("{names}: part of {kind}; bring those in from the same file afterwards: {command}").format(
        names=listed(headings), kind=_(registry.called(name)), command=f"amflow import {quote(file)} --as {name} --ask"
    )


def _is_common(field: ImportField) -> bool:
    return (
        field in BESIDE or field.type in ("uid", "customer", "long", "flag", "time") or field.key in ("kind", "state")
    )


def _by_part(kind: RecordKind, beside: dict[str, str], bare: str) -> list[str]:
    """Fields one of whose headings is in this one, as whole words, in Chinese at its end; the most telling first."""
    known = {heading: one.key for one in kind.fields for heading in (one.key.replace("_", " "), *one.headings)}
    found = []
    for heading, key in {**beside, **known}.items():
        if key in _WHO or heading in _ANY or len(heading) < 2 + heading.isascii():
            continue
        at_end = bare.endswith(heading)
        there = re.search(rf"\b{re.escape(heading)}\b", bare) if heading.isascii() else at_end
        if there and bare != heading:
            found.append((at_end, len(heading), key))
    keys = [key for _at_end, _length, key in sorted(found, reverse=True)]
    return [one for key in keys for one in (key, TWICE.get(key, "")) if one]


def _by_words(bare: str) -> list[str]:
    return [key for keys, words in _EVERYDAY if re.search(words, bare) for key in keys.split()]


def _by_values(samples: list[str]) -> list[str]:
    for key, pattern in (("phone", _PHONE), ("email", _MAIL)):
        if _most(samples, pattern.fullmatch):
            return [key, TWICE[key]]
    return []


def _fits(field: ImportField | None, key: str, samples: list[str]) -> bool:
    """Whether most of what stands in the column may be of the field."""
    if key in ("phone", "phone2", "email", "email2"):
        return _most(samples, (_PHONE if key.startswith("phone") else _MAIL).fullmatch)
    kind = field.type if field else "text"
    match kind:
        case "date" | "birthday":
            return _most(samples, _is_day)
        case "money" | "quantity" | "price" | "count":
            return _most(samples, _NUMBER.fullmatch)
        case "time":
            return _most(samples, _CLOCK.fullmatch)
        case "word":
            return len(samples) <= _MOST_WORDS and not _most(samples, _is_day)
        case "flag":
            return len(samples) <= 2
    return not _most(samples, _is_day) and not _most(samples, _NUMBER.fullmatch)


def _most(samples: list[str], fits: Callable[[str], object]) -> bool:
    return 2 * sum(bool(fits(text)) for text in samples) > len(samples)


def _is_day(text: str) -> bool:
    if days.by_itself(text):
        return True
    try:
        days.a_day(text, "")
    except ValueError:
        return False
    return True
