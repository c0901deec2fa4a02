"""English and Chinese: the one mechanism through which every sentence a person sees passes.

English is the source text. `use("zh")` loads the Chinese catalogue; `_` and `ngettext` look up in it from then on.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from amflow.records import NamedTuple

LANGUAGES = ("en", "zh")

_current: str = "en"
_catalogue: NullTranslations = NullTranslations()
_spoken: dict[str, NullTranslations] = {}
"""Catalogues that were read for `speaking`: a queue changes between languages for every message."""


def use(lang: str) -> None:
    """Speak this language from now on (`en` or `zh`)."""
    global _current, _catalogue
    _current = lang
    if lang == "en":
        _catalogue = NullTranslations()
        return
    with (Path(__file__).parent / f"{lang}.mo").open("rb") as file:
        _catalogue = GNUTranslations(file)


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
