"""amflow undo, redo, history and book: the file and everything that was done to it."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.commands.shape import family, verb
from amflow.context import App
from amflow.errors import Refused, Unusable
from amflow.locale import N_, _, ngettext
from amflow.render import records, views

Count = Annotated[int, typer.Argument(min=1, max=10_000, metavar="N", help=N_("how many commands"))]


def undo(context: typer.Context, count: Count = 1) -> None:
    """Take back the last command whole, or the last N. Everything can be taken back: imports too."""
    app: App = context.obj
    lines = app.book.undo(count)
    app.show(records.taken_back("undo", lines, _("taken back"), _("redo: amflow redo")))


def redo(context: typer.Context, count: Count = 1) -> None:
    """Do again what undo took back."""
    app: App = context.obj
    lines = app.book.redo(count)
    app.show(records.taken_back("redo", lines, _("done again"), _("undo: amflow undo")))


def history(
    context: typer.Context,
    last: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help=N_("how many"))] = 20,
) -> None:
    """List what was done, newest first."""
    app: App = context.obj
    app.show(records.history(app.book.history(last)))


def path(context: typer.Context) -> None:
    """Say where the book is."""
    app: App = context.obj
    app.show(views.ItemView("book", {"path": str(app.book.path)}, [], title=[str(app.book.path)]))


def backup(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the copy to make"))]
) -> None:
    """Copy the book, as it is now, to a file that does not exist yet."""
    from amflow.routine import papers

    app: App = context.obj
    if file.exists():
        raise Refused(_("{path} is there already").format(path=file), _("name a new file; nothing was overwritten"))
    app.book.copy_to(file)
    files = papers.copy_files(app.book, file)
    then = [(_("files"), ngettext("{n} file beside it", "{n} files beside it", files))] if files else []
    item = {"path": str(file), "files": files}
    app.show(views.ChangeView("book", item, _("copied to {path}").format(path=file), then, undo=False))


def check(
    context: typer.Context,
    fix: Annotated[bool, typer.Option("--fix", help=N_("make anew what finds names, words and phones"))] = False,
) -> None:
    """Look for damage: the file, and rows that point nowhere."""
    app: App = context.obj
    if fix:
        app.say(ngettext("{n} name read out", "{n} names read out", app.book.mend()))
    problems = app.book.problems()
    if problems:
        found = ngettext("{n} problem in the book", "{n} problems in the book", len(problems))
        raise Unusable(found, _("keep the file as it is and go back to a copy"), tuple(problems[:20]))
    if unread := app.book.names_unread():
        app.say(
            ngettext(
                "{n} name is not read out yet: amflow book check --fix does it",
                "{n} names are not read out yet: amflow book check --fix does it",
                unread,
            )
        )
    app.show(records.counts(app.book.path, app.book.counts()))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    verb(app, "undo")(undo)
    verb(app, "redo")(redo)
    verb(app, "history")(history)
    book = family("book", N_("The file behind everything: where it is, copies, checks."))
    verb(book, "path")(path)
    verb(book, "backup")(backup)
    verb(book, "check")(check)
    app.add_typer(book)
