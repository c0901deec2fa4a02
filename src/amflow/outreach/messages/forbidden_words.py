"""Words that no message may hold: the shipped list of each language, with what the person's own file adds and takes out."""

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.errors import Unusable
from amflow.locale import _, of_system
from amflow.templates import FOLDERS

if TYPE_CHECKING:
    from amflow.settings import Settings

SHIPPED = FOLDERS["message"]

DENIED = {True: r"(?<![不非未勿])", False: r"(?<!\bnot )(?<!\bno )(?<!\bnever )(?<!\bnon-)(?<![\w])"}
"""What may stand in front of a word and turns it round: `不保本` is no promise. By whether the word is Chinese."""

LARGEST = 100_000


def words(settings: "Settings") -> list[str]:
    """The list in force. In the person's file a line adds a word, one that begins with `-` takes it out, `#` says
    something to the reader. Raises Unusable where that file is no text."""
    found = {}
    for path in (SHIPPED / "forbidden.en.txt", SHIPPED / "forbidden.zh.txt"):
        found.update({_folded(line): line for line in _lines(path)})
    for line in _lines(settings.forbidden_file):
        word = line.removeprefix("-").strip()
        if line.startswith("-"):
            found.pop(_folded(word), None)
        elif word:
            found[_folded(word)] = word
    return list(found.values())


def inside(text: str, listed: list[str]) -> list[str]:
    """Which of the listed words the text holds, the longest of those that lie in each other."""
    plain = _folded(text)
    found = [word for word in listed if (key := _folded(word)) and key in _spaced(plain, key) and _said(key, plain)]
    return [word for word in found if not any(word != other and _folded(word) in _folded(other) for other in found)]


def _said(key: str, plain: str) -> bool:
    chinese = not key.isascii()
    if chinese:
        return re.search(DENIED[True] + re.escape(key), _close(plain)) is not None
    return re.search(DENIED[False] + re.escape(key) + r"(?![\w])", plain) is not None


def _spaced(plain: str, key: str) -> str:
    """The text in which the word is looked for: in a Chinese one spaces hide nothing."""
    return plain if key.isascii() else _close(plain)


def _close(plain: str) -> str:
    return re.sub(r"\s+", "", plain)


def _folded(text: str) -> str:
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return folded.replace("’", "'")


def _lines(path: Path) -> list[str]:
    try:
        raw = path.read_bytes()[: LARGEST + 1]
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)),
            _("it is the list of words that no message may hold: one a line, in UTF-8"),
        ) from error
    except UnicodeDecodeError as error:
        raise Unusable(
            _("{path} is not a text in UTF-8").format(path=path),
            _("it is the list of words that no message may hold: one a line, in UTF-8"),
        ) from error
    if "\0" in text or len(raw) > LARGEST:
        raise Unusable(
            _("{path} is not a list of words").format(path=path),
            _("it is the list of words that no message may hold: one a line, in UTF-8"),
        )
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
