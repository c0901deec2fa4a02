"""What a closed register and its access log make of a command: they go by what the registry says that it does with the
customers in the book.

A closed register (`amflow register close`) lets through what shows no customer and changes nothing: the commands that are
`FREE`. A verb that does otherwise than its noun must be named in the line of its family; a test walks them all.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from amflow.errors import Refused, Unusable
from amflow.registry import FREE, LETS_OUT, OF_NOUN, SHOWS, WRITES
from amflow.shell.context import App

LOOKS = ("list", "show")
"""The verbs that only look, in whatever noun writes."""

RESCUES = ("book restore", "book salvage")
"""What is there for a book that cannot be opened: then nobody can say whether its register is closed, and they go on."""


def class_of(path: str) -> str:
    """What the command does with customers; one that nobody knows is taken to show them."""
    noun, _space, verb = path.partition(" ")
    family = OF_NOUN.get(noun)
    if family is None:
        return SHOWS
    word = verb or noun
    said = {FREE: family.free, SHOWS: family.shows, WRITES: family.writes, LETS_OUT: family.lets_out}
    otherwise = next((kind for kind, words in said.items() if word in words.split()), "")
    return otherwise or (SHOWS if family.access == WRITES and word in LOOKS else family.access)


def looks_at_all(command: Any, given: dict[str, Any]) -> bool:
    """Whether a command that may be about somebody, who was not named, looks at all of them."""
    first = next((one for one in command.params if one.param_type_name == "argument"), None)
    if first is None or not str(first.metavar).startswith("[CUSTOMER"):
        return False
    return not given.get(first.name) and not given.get("everybody")


def enter(app: App, path: str, command: Any, given: dict[str, Any]) -> Callable[[], None] | None:
    """Let a command in, or refuse it; where the book keeps an access log, write the look down before anything is shown.

    Whether the playbook asks for a log is only known once it is read: what is returned is called when the command is over,
    so that a command that needs no playbook does not read one. From the first line on nothing is asked any more.
    Raises Refused while the register is closed, and writes down that it was tried.
    """
    kind = class_of(path)
    if kind == WRITES and looks_at_all(command, given):
        kind = SHOWS
    if kind == FREE:
        return None
    from amflow.register import records as register

    if path == "book decrypt" and app.encrypted:
        # The passphrase is asked for with its options before anybody else opens the book.
        # What was typed is still plain text here.
        file = given.get("passphrase_file")
        app.prove(Path(file) if file else None)
    if path == "book restore":
        _must_not_be_of_a_closed_one(app, Path(given.get("file") or ""))
    if path in RESCUES and not _opens(app):
        return None
    out = kind == LETS_OUT or bool(given.get("output"))
    book = app.book
    try:
        register.must_be_open(book, app.today)
    except Refused:
        # A book that cannot be written is closed all the same.
        with suppress(Unusable), register.keeper(book) as keeping:
            register.tried(keeping, app.settings, path, out=out)
        raise
    if kind == WRITES:
        return None

    def note() -> None:
        masked = bool(given.get("mask")) or app.masked
        parts = [f"{name}={given[name]}" for name in ("what", "form", "tier") if given.get(name)]
        detail = " ".join([*parts, *(["masked"] if masked else [])])
        register.note(app.book, app.settings, "export" if out else "list", path, detail, unmasked=out and not masked)

    if register.is_kept(book, app.settings) or (out and app.playbook.register):
        if out and ("yes" in given or given.get("encrypt") or given.get("mask", ...) is None):
            # It may be broken off at its question, and then nothing was let out: written once that is answered.
            app.letting_out = note
            return app.let_out
        note()
        return None
    return lambda: note() if app.playbook_read is not None and app.playbook_read.register else None


def _must_not_be_of_a_closed_one(app: App, copy: Path) -> None:
    """Raises Refused where the copy lies beside another book whose register is closed: put elsewhere it would be open."""
    from amflow import outfiles
    from amflow.book.engine import original
    from amflow.book.opening import open_book
    from amflow.register import records as register

    whole = original(outfiles.real(copy))
    if whole is not None and whole != app.book_path:
        book = open_book(whole, unlock=app.unlock)
        try:
            register.must_be_open(book, app.today)
        finally:
            book.close()


def _opens(app: App) -> bool:
    """Whether there is a book that can be opened and says whether it is closed; none is made."""
    from amflow.errors import AmflowError

    try:
        return app.book_path.exists() and app.book.holds("about", "access")
    except (AmflowError, OSError):
        return False
