"""amflow undo, redo, history and book: the file and everything that was done to it."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.book import view as book_view
from amflow.commands.book import encryption as locking
from amflow.errors import Refused, Unusable
from amflow.locale import N_, _, ngettext
from amflow.shell import views
from amflow.shell.command import family, verb
from amflow.shell.context import App

Count = Annotated[int, typer.Argument(min=1, max=10_000, metavar="N", help=N_("how many commands"))]


Passphrase = locking.Passphrase


def undo(context: typer.Context, count: Count = 1) -> None:
    """Take back the last command whole, or the last N. Everything can be taken back: imports too."""
    from amflow.book import undo as journal

    app: App = context.obj
    lines = journal.undo(app.book, count)
    app.show(book_view.taken_back("undo", lines, _("taken back"), _("redo: amflow redo")))


def redo(context: typer.Context, count: Count = 1) -> None:
    """Do again what undo took back."""
    from amflow.book import undo as journal

    app: App = context.obj
    lines = journal.redo(app.book, count)
    app.show(book_view.taken_back("redo", lines, _("done again"), _("undo: amflow undo")))


def history(
    context: typer.Context,
    last: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help=N_("how many"))] = 20,
) -> None:
    """List what was done, newest first."""
    from amflow.book import undo as journal

    app: App = context.obj
    app.show(book_view.history(journal.history(app.book, last)))


def path(context: typer.Context) -> None:
    """Say where the book is."""
    app: App = context.obj
    app.show(views.ItemView("book", {"path": str(app.book.path)}, [], title=[str(app.book.path)]))


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the copy to make"))],
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help=N_("under a passphrase, as the program age opens it"))
    ] = False,
    passphrase_file: Passphrase = None,
) -> None:
    """Copy the book, as it is now, to a file that does not exist yet."""
    from amflow.book import attachments
    from amflow.book.encryption import copies
    from amflow.book.safety import backups as kept_copies

    app: App = context.obj
    if file.exists():
        raise Refused(_("{path} is there already").format(path=file), _("name a new file; nothing was overwritten"))
    word = app.passphrase(passphrase_file, twice=True) if encrypt else ""
    # The files first: a copy that is there has all of them.
    files = attachments.copy_all(app.book, file, word)
    if word:
        copies.seal(app.book, file, word)
    else:
        kept_copies.copy(app.book, file)
    app.show(book_view.copied(file, files))


def backups(
    context: typer.Context,
    forget_before: Annotated[
        str, typer.Option("--forget-before", metavar="DATE", help=N_("let go of the copies made before this day"))
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help=N_("do not ask"))] = False,
) -> None:
    """List the copies that are kept beside the book: one a day, one before each new version, those a restore replaced.

    amflow book backups --forget-before tomorrow, after somebody was erased, leaves no copy that tells of them.
    """
    app: App = context.obj
    if forget_before:
        day = app.day_of(forget_before)
        old = [one for one in app.kept_copies() if one.made_on < day]
        if old:
            app.confirm(ngettext("let go of {n} copy?", "let go of {n} copies?", len(old)).format(n=len(old)), yes)
        app.forget_copies(old)
    app.show(book_view.copies(app.kept_copies()))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the copy: a file, or a day of amflow book backups"))],
    yes: Annotated[bool, typer.Option("--yes", help=N_("do not ask"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help=N_("only say what would be lost"))] = False,
    passphrase_file: Passphrase = None,
) -> None:
    """Put a copy back in the book's place. It says what would be lost, and keeps the present book aside.

    amflow book restore 2026-11-24
    """
    app: App = context.obj
    with app.look_at(file, passphrase_file) as looked:
        if dry_run:
            app.show(book_view.Restored(looked, None))
            return
        if not yes:
            app.say(book_view.in_words(looked))
        app.confirm(_("put this copy in the book's place?"), yes)
        app.show(book_view.Restored(looked, app.put_back(looked)))
        if looked.opened:
            app.say(_("the copy is of an encrypted book, and the book is plain now: amflow book encrypt"))


def check(
    context: typer.Context,
    fix: Annotated[
        bool, typer.Option("--fix", help=N_("make anew what finds names, words and phones; close the file to others"))
    ] = False,
) -> None:
    """Look for damage: the file, rows that point nowhere, rows that the journal tells otherwise."""
    from amflow.book import integrity

    app: App = context.obj
    if fix:
        app.say(ngettext("{n} name read out", "{n} names read out", integrity.mend(app.book)))
    problems = integrity.problems(app.book)
    if problems:
        found = ngettext("{n} problem in the book", "{n} problems in the book", len(problems))
        raise Unusable(found, _("amflow book backups lists the copies; amflow book salvage FILE"), tuple(problems[:20]))
    if unread := integrity.names_unread(app.book):
        app.say(
            ngettext(
                "{n} name is not read out yet: amflow book check --fix does it",
                "{n} names are not read out yet: amflow book check --fix does it",
                unread,
            )
        )
    app.show(book_view.counts(app.book.path, app.book.counts()))


def salvage(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the new book to make"))]
) -> None:
    """Bring out of a damaged book what can still be read, into a new one. The damaged file stays as it is."""
    app: App = context.obj
    app.show(book_view.salvaged(app.book_path, file, *app.salvage(file)))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    verb(app, "undo")(undo)
    verb(app, "redo")(redo)
    verb(app, "history")(history)
    book = family("book", N_("The file behind everything: where it is, copies, checks."))
    verb(book, "path")(path)
    for function in (backup, backups, restore, check, salvage):
        verb(book, function.__name__)(function)
    locking.register(book)
    app.add_typer(book)
