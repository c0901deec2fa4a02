"""Writing a setting: what could make commands refuse is refused here and then, with what helps."""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

from amflow import outfiles, settings
from amflow.errors import Unusable, Usage
from amflow.locale import _, of_system
from amflow.settings import Settings

MINUTES = ("day_minutes", "visit_minutes", "travel_minutes", "call_minutes", "task_minutes")
DAY = 1440


def checked(present: Settings, name: str, text: str, today_year: int, read: Callable[[str], object]) -> str:
    """The text as a setting of that name that every command can live with; `read` reads a playbook. Raises Usage, Unusable,
    NotFound."""
    typed, text = text, _spelt(name, text)
    try:
        settings.parse(settings.named(name), text, name)
    except Usage:
        # Told as it was typed.
        settings.parse(settings.named(name), typed, name)
        raise
    if name == "country":
        from amflow.dates import country_holidays

        country_holidays.table(country_holidays.Place(text, present.days_file, present.folders.cache, today_year))
    elif name == "currency":
        from amflow.setup.places import CURRENCIES

        if text not in CURRENCIES:
            raise Usage(
                _("{where}: “{text}” is not a currency").format(where=name, text=text),
                _("three letters: CNY, USD, EUR"),
            )
    elif name == "playbook":
        read(text)
    elif name == "book" and text:
        _writable(settings.path_of(text))
    elif name == "passphrase_file" and text:
        _first_line(settings.path_of(text))
    elif name in MINUTES and int(text) > DAY:
        raise Usage(_("{where}: a day has {n} minutes").format(where=name, n=DAY), _("such as 30"))
    elif not text.isprintable():
        raise Usage(
            _("{where} is one line of text").format(where=name), _("leave out line ends and control characters")
        )
    return text


def _spelt(name: str, text: str) -> str:
    """The text as the setting spells it: countries and currencies are typed small, too, or called by their names."""
    if name in ("country", "currency", "lang") and not re.fullmatch(r"[A-Z-]{2,6}", text):
        from amflow.setup.places import NAMES

        text = text.strip()
        text = NAMES[name].get("".join(text.casefold().split()), text)
    if name == "currency":
        return text.strip().upper()
    if name == "country":
        text = text.strip()
        # The United Kingdom is GB to everybody else.
        return text.lower() if text.lower() == "none" else re.sub("^UK(?=$|-)", "GB", text.upper())
    return text


def _writable(path: Path) -> None:
    """Refuse a path at which there can be no book. Raises Unusable."""
    folder = path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if path.is_dir():
        raise Unusable(_("{path} is a folder, not a book").format(path=path), _("name a file in it"))
    if path.exists() and not path.is_file():
        raise Unusable(_("{path} is no file").format(path=path), _("name a file, there or not yet"))
    try:
        # Tried, for the rights of a folder do not tell all.
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Unusable(
            _("{path} cannot be written: {why}").format(path=folder, why=of_system(error)),
            _("look at the path, and at who may read and write there"),
        ) from error


def _first_line(path: Path) -> None:
    """Refuse a file that gives no passphrase. Raises Unusable."""
    try:
        with path.open(encoding="utf-8") as file:
            found = path.is_file() and file.readline(10_000).strip()
    except (OSError, ValueError) as error:
        why = of_system(error) if isinstance(error, OSError) else _("it is not text in UTF-8")
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=why),
            _("the passphrase is the first line of a file of text"),
        ) from error
    if not found:
        raise Unusable(
            _("{path} holds no passphrase").format(path=path), _("the passphrase is the first line of a file of text")
        )


def store(present: Settings, name: str, text: str | None) -> None:
    """Write a setting into the file, its comments kept; None takes it out, also one that nobody knows. Raises Usage,
    Unusable."""
    import tomlkit

    path = present.file
    there = settings.read_file(path)
    if text is not None or name not in there:
        settings.named(name)
    value = None if text is None else settings.parse(settings.named(name), text, name)
    if name in settings.FILES and isinstance(value, str) and value and not settings.path_of(value).is_absolute():
        # It is read from any folder.
        value = str(Path(value).absolute())
    document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
    if value is None:
        document.pop(name, None)
    else:
        document[name] = value
    _write(path, tomlkit.dumps(document))


def _write(path: Path, text: str) -> None:
    """Put the text into the file, whole or not at all; a link goes on pointing where it does. Raises Unusable."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    outfiles.write_own(path, text, str(path))
    # It is no customer's: whom its owner lets read it, may.
    path.chmod(mode)
