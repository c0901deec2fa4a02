"""English and Chinese: the one mechanism through which every sentence a person sees passes.

English is the source text. `use("zh")` opens the Chinese catalogue; `_` and `ngettext` look up in it from then on.
"""

import os
import sys
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import unpack_from

from amflow.records import NamedTuple

LANGUAGES = ("en", "zh")

CONTEXT = "\x04"
"""What gettext sets between the sense of a text and the text, where one English word is two Chinese ones."""


class Catalogue:
    """Texts with their translations; the one without a file gives every text as it is.

    A command says a hundred of the four thousand texts. gettext's own reader takes all of them apart, which costs a fifth of
    the command; but the file is sorted, so a text is looked for where it stands.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._bytes = file.read_bytes() if file else b""
        header: tuple[int, ...] = unpack_from("<5I", self._bytes) if file else (0,) * 5
        _magic, _version, self._count, self._texts, self._translations = header
        self._said: dict[str, str] = {}

    def gettext(self, text: str) -> str:
        """The translation of the text, or the text."""
        if text not in self._said:
            self._said[text] = self._found(text) or text.rpartition(CONTEXT)[2]
        return self._said[text]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The translation of the text for that number of things, or the English text for it."""
        # Chinese has one form for every number.
        return self._found(one) or (one if number == 1 else many)

    def _found(self, text: str) -> str:
        """The translation; a text for numbers of things stands in the file with its plural behind it."""
        wanted = text.encode()
        place = bisect_left(range(self._count), wanted, key=lambda at: self._at(self._texts, at))
        if place == self._count or self._at(self._texts, place).partition(b"\0")[0] != wanted:
            return ""
        return self._at(self._translations, place).decode()

    def _at(self, table: int, place: int) -> bytes:
        length, start = unpack_from("<2I", self._bytes, table + 8 * place)
        return self._bytes[start : start + length]


_current: str = "en"
_catalogue = Catalogue()
_spoken: dict[str, Catalogue] = {}
"""Catalogues that were read for `speaking`: a queue changes between languages for every message."""


def use(lang: str) -> None:
    """Speak this language from now on (`en` or `zh`)."""
    global _current, _catalogue
    _current = lang
    _catalogue = Catalogue(None if lang == "en" else Path(__file__).parent / f"{lang}.mo")


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak this language for a while: a message to somebody may be in another one than the program."""
    global _current, _catalogue
    kept = _current, _catalogue
    if lang != _current:
        if lang not in _spoken:
            use(lang)
            _spoken[lang] = _catalogue
        _current, _catalogue = lang, _spoken[lang]
    try:
        yield
    finally:
        _current, _catalogue = kept


def current() -> str:
    """The language in use."""
    return _current


class Text(NamedTuple):
    """A text in both languages; `str()` gives the one in use."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if _current == "zh" else self.en


def both(text: str) -> Text:
    """A text of the source in both languages; what is none of the source's is the same in both."""
    with speaking("zh"):
        return Text(text.rpartition(CONTEXT)[2], _(text))


def of_the_system() -> str:
    """The language that the environment's locale asks for: `zh` for any Chinese one, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform in ("win32", "darwin"):
        import locale

        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    return "en"


def _(text: str) -> str:
    """The text in the language in use."""
    return _catalogue.gettext(text) if text else ""


def ngettext(one: str, many: str, number: int, shown: str = "") -> str:
    """The text for that number of things in the language in use, with the number, or what is `shown` for it, as its `{n}`."""
    return _catalogue.ngettext(one, many, number).replace("{n}", shown or str(number))


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for the catalogue that is translated later, where it is shown."""
    return text


def pgettext(context: str, text: str) -> str:
    """The text in the language in use, in the sense that the context names: who acted, or who it is about."""
    return _(context + CONTEXT + text)


def NP_(context: str, text: str) -> str:  # noqa: N802 - as N_
    """Mark a text of two senses for the catalogue; `_` translates it where it is shown."""
    return context + CONTEXT + text


SYSTEM = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("File name too long"),
)
"""What the system says of a file that it cannot give or take, for the catalogue."""


def of_system(error: OSError) -> str:
    """What the system says, in the language in use as far as it is known."""
    return _(error.strerror) if error.strerror else str(error)


def several(words: list[str] | tuple[str, ...]) -> str:
    """Words in a row that may themselves hold commas: `a; b` in English, `a；b` in Chinese."""
    return ("；" if _current == "zh" else "; ").join(words)


def paired(title: str, words: str) -> str:
    """A title and what belongs to it: `title: words` in English, `title：words` in Chinese."""
    return title + ("：" if _current == "zh" else ": ") + words


def sentences(*words: str) -> str:
    """One after the other as sentences stand: `a. b` in English, `a。b` in Chinese; what is empty is left out."""
    return ("。" if _current == "zh" else ". ").join(word for word in words if word)


def aside(text: str, words: str) -> str:
    """A text with what is said beside it: `text (words)` in English, `text（words）` in Chinese; without words the text."""
    if not words:
        return text
    return f"{text}（{words}）" if _current == "zh" else f"{text} ({words})"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """The words as a sentence lists them: `a, b` in English, `a、b` in Chinese."""
    return ("、" if _current == "zh" else ", ").join(words)
