"""What stands in a cell in place of what is meant: a sign for nothing, a number of which the middle is covered, several names
where one is wanted, a pattern of a map."""

import re
import unicodedata
from collections.abc import Callable

from amflow.book import values
from amflow.files.forms.table import FileTable
from amflow.files.import_.column_map import FieldRule, names_in

_NOTHING = frozenset(("n/a", "na", "nan", "null", "none", "nil", "无", "暂无", "未知", "空", "(空)", "(blank)"))
_LONGEST = max(map(len, _NOTHING))
_ERROR = re.compile(
    r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!|GETTING_DATA)|#{3,}", re.IGNORECASE
)
_ONLY_SIGNS = re.compile(r"[-‐-―_/\\.。·*?？~—]+")
_COVERED = re.compile(r"\d[*＊×•●xX]{2,}|[*＊×•●]{2,}\d|[*＊]{2,}@|[*＊]{2,}.*@")
_WITH_MAIL = re.compile(r"(.*\S)\s*[(<]\s*[^\s()<>@]+@[^\s()<>@]+\s*[)>]")


_NAMES = frozenset(("na", "nan", "nil"))
"""Of these some people are called so."""


def is_sign(text: str) -> bool:
    """Whether a part of a name is none: `-`, `N/A`. Somebody may be called Null."""
    return text.casefold() == "n/a" or bool(_ONLY_SIGNS.fullmatch(text))


def is_nothing(text: str, *, name: bool = False) -> bool:
    """Whether people write this where there is nothing: `-`, `N/A`, 无; a `name` may be Nan."""
    if name and text.casefold() in _NAMES:
        return False
    if len(text) > _LONGEST:
        return False
    return bool(_ONLY_SIGNS.fullmatch(text)) or unicodedata.normalize("NFKC", text).casefold() in _NOTHING


def is_error(text: str) -> bool:
    """Whether a spreadsheet could not say what belongs here: `#N/A`, `#REF!`, `####`."""
    return text[:1] == "#" and bool(_ERROR.fullmatch(text))


def is_covered(text: str) -> bool:
    """Whether signs of a number or mail are covered: `138****0008`, `w***@x.example`."""
    return bool(_COVERED.search(text))


def one_name(text: str, sign: str) -> tuple[str, bool]:
    """The first name of a cell, without the mail that stands behind it (`Jane Ashdown (jane@…)`), and whether there are more;
    `sign` is between them, empty where there is only one."""
    names = [part.strip() for part in text.split(sign) if part.strip()] if sign else [text]
    first = names[0] if names else text
    with_mail = _WITH_MAIL.fullmatch(first)
    return (with_mail[1] if with_mail else first), len(names) > 1


def meaning(rule: FieldRule) -> Callable[[str], str]:
    """What a text of the file means by the map; `*` in the map's word stands for anything."""
    folded = {values.folded(text): word for text, word in rule.values.items()}
    patterns = [
        (re.compile(re.escape(values.folded(text)).replace(r"\*", ".*"), re.DOTALL), word)
        for text, word in rule.values.items()
        if "*" in text and text.strip("*")
    ]

    def meant(text: str) -> str:
        found = rule.values.get(text)
        if found is None:
            plain = values.folded(text)
            found = folded.get(plain)
            if found is None and text:
                found = next((word for pattern, word in patterns if pattern.fullmatch(plain)), None)
        return found if found is not None else rule.otherwise if text and rule.otherwise else text

    return meant


def place(table: FileTable, column: str) -> int:
    """Where the column is. Missing ones were refused before (`missing`)."""
    place = table.column(column)
    assert place is not None, column
    return place


def template(text: str, table: FileTable, rules: tuple[FieldRule, ...]) -> Callable[[dict[str, str], list[str]], str]:
    """What writes the text for a row: blank where everything named in it is blank."""
    fields = {rule.field.key for rule in rules if not rule.text}
    names = names_in(text)
    places = {name: None if name in fields else place(table, name) for name in names}

    def write(texts: dict[str, str], cells: list[str]) -> str:
        filled = {name: texts[name] if at is None else cells[at].strip() for name, at in places.items()}
        if names and not any(filled.values()):
            return ""
        return re.sub(r"\{([^{}]+)\}", lambda match: filled[match[1]], text).strip()

    return write
