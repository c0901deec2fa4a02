"""Answers to a playbook's questions: read as the question's type asks, kept in one way, shown in words.

What `said` shows, `read` understands again: a test holds that for every type.
"""

import re
from typing import TYPE_CHECKING

from amflow.asking import is_yes
from amflow.book import values
from amflow.book.money import Money, amount
from amflow.errors import Usage
from amflow.locale import N_, Text, _, listed
from amflow.playbooks.titles import known_key, whole_key

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import Question

WORDS = {"yes": N_("yes"), "no": N_("no")}
LARGEST = 10**15

_UNITS = {"": 0, "k": 3, "千": 3, "万": 4, "m": 6, "百万": 6, "千万": 7, "亿": 8}


def read(desk: "Desk", question: "Question", text: str) -> str:
    """The answer as the book keeps it: a text, a plain number, whole minor units, a date, a choice's key, yes or no.

    Raises Usage, which names the question.
    """
    try:
        return _read(desk, question, text)
    except Usage as error:
        told = _("{what}: {why}").format(what=str(question.title).rstrip("?？"), why=error.message)
        raise Usage(told, error.hint, error.lines) from error


def _read(desk: "Desk", question: "Question", text: str) -> str:
    if question.type in ("choice", "yes-no", "number"):
        text = values.line(text, _("the answer"))
    match question.type:
        case "choice":
            return _choice(question, text)
        case "yes-no":
            return yes_or_no(text)
        case "number":
            return number(text)
        case "money":
            return str(amount(values.line(text, _("the answer")), desk.settings.currency))
        case "date":
            return desk.day(values.line(text, _("the answer"))).isoformat()
    kept = values.words(text, _("the answer"))
    if not kept:
        raise Usage(_("{what} is empty"), _("write a word or two, or leave it out altogether"), what=_("the answer"))
    return kept


def _choice(question: "Question", text: str) -> str:
    """A choice by its key, by what is shown for it in either language, or by its number in the list: in this order."""
    shown: dict[str, Text | str] = dict(zip(question.choices, question.labels or question.choices, strict=True))
    if not whole_key(text, shown) and text.isdecimal() and 1 <= int(text) <= len(question.choices):
        return question.choices[int(text) - 1]
    return known_key(text, shown, _("answer"))


def yes_or_no(text: str) -> str:
    """`yes` or `no`, in whichever words it was said. Raises Usage."""
    return "yes" if is_yes(text) else "no"


def number(text: str) -> str:
    """A number as digits: `1,200.50` is `1200.5`, `3万` is `30000`. Raises Usage."""
    import unicodedata

    bare = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-").lower()
    match = re.fullmatch(
        r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})(?:\.([0-9]{1,9}))?(百万|千万|千|万|亿|k|m)?", bare
    )
    if match is None:
        raise Usage(_("“{text}” is not a number").format(text=text), _("such as 12, 3.5, 1,200 or 30k"))
    # The point moves right by the unit's power of ten; nothing is rounded.
    power = _UNITS[match[4] or ""]
    moved = (match[3] or "").ljust(power, "0")
    whole, rest = (match[2].replace(",", "") + moved[:power]).lstrip("0") or "0", moved[power:].rstrip("0")
    if int(whole) > LARGEST:
        raise Usage(_("“{text}” is too large to be meant").format(text=text), _("such as 12, 3.5, 1,200 or 30k"))
    sign = match[1] if (whole, rest) != ("0", "") else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def said(desk: "Desk", question: "Question | None", value: str) -> str:
    """The answer in words; that to a question which the playbook does not have as it is kept."""
    if question is None or not value:
        return value
    match question.type:
        case "choice":
            return labels(question).get(value, value)
        case "yes-no":
            return _(WORDS[value]) if value in WORDS else value
        case "money":
            return str(Money(int(value), desk.settings.currency)) if value.isdecimal() else value
    return value


def labels(question: "Question") -> dict[str, str]:
    """What is shown for each choice, by its key."""
    shown = [str(label) for label in question.labels] or list(question.choices)
    return dict(zip(question.choices, shown, strict=True))


def choices(question: "Question") -> str:
    """The choices in a line, as they may be typed: by key and by what is shown."""
    return listed([key if key == label else f"{key} {label}" for key, label in labels(question).items()])


def expected(question: "Question") -> str:
    """What kind of answer the question wants, in a few words; empty where any text will do."""
    if question.type == "choice":
        return choices(question)
    kinds = {
        "money": _("an amount: 200k, 200000"),
        "number": _("a number"),
        "date": _("a day: next mon, 2027-03-01"),
        "yes-no": _("yes or no"),
    }
    return kinds.get(question.type, "")
