"""amflow book encrypt, rekey, decrypt, lock and unlock: the book under a passphrase."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.errors import Refused
from amflow.locale import N_, _, ngettext
from amflow.shell import views
from amflow.shell.command import verb
from amflow.shell.context import App, Locked

Passphrase = Annotated[
    Path | None, typer.Option(metavar="FILE", help=N_("the passphrase is the first line of this file; - is stdin"))
]
Anew = Annotated[
    Path | None, typer.Option(metavar="FILE", help=N_("the new passphrase is the first line of this file"))
]
Yes = Annotated[bool, typer.Option("--yes", help=N_("do not ask"))]


def encrypt(context: typer.Context, passphrase_file: Passphrase = None) -> None:
    """Put the book and its copies under a passphrase. Without it nobody can read them, you neither: there is no way back.

    The key is kept in the system's keyring, or for the session, so that the commands of the day ask for nothing.
    """
    app: App = context.obj
    _done(app, _("the book is encrypted"), app.encrypt(passphrase_file))


def rekey(context: typer.Context, passphrase_file: Passphrase = None, new_passphrase_file: Anew = None) -> None:
    """Give the encrypted book, and its copies beside it, another passphrase."""
    app: App = context.obj
    _done(app, _("the book has another passphrase"), app.rekey(passphrase_file, new_passphrase_file))


def decrypt(context: typer.Context, passphrase_file: Passphrase = None, yes: Yes = False) -> None:
    """Let the encrypted book be plain again. The copies that are encrypted stay so, under the passphrase they have."""
    app: App = context.obj
    app.open_encrypted(passphrase_file)
    app.confirm(_("let the book be readable without a passphrase?"), yes)
    _done(app, _("the book is plain again"), app.decrypt())


def lock(context: typer.Context) -> None:
    """Forget the key of the encrypted book: from the keyring, and from the memory of the session."""
    app: App = context.obj
    if not app.forget_key():
        raise Refused(_("the book is not encrypted"), _("amflow book encrypt"))
    then = [("", "amflow book unlock")]
    app.show(views.ChangeView("book", {"path": str(app.book_path)}, _("the key is forgotten"), then, undo=False))


def unlock(context: typer.Context, passphrase_file: Passphrase = None) -> None:
    """Say the passphrase once: the key is kept in the system's keyring, or for the session."""
    app: App = context.obj
    app.open_encrypted(passphrase_file)
    then = [(_("key"), _where(app.keep_key()))]
    app.show(views.ChangeView("book", {"path": str(app.book_path)}, _("the book is open"), then, undo=False))


def _done(app: App, said: str, done: Locked) -> None:
    then = []
    if done.copies:
        number = ngettext("{n} rewritten with it", "{n} rewritten with it", done.copies).format(n=done.copies)
        then.append((_("copies"), number))
    then += [(_("not rewritten"), str(path)) for path in done.left]
    if app.encrypted:
        then.append((_("key"), _where(done.kept)))
    left = [str(path) for path in done.left]
    item = {"path": str(app.book_path), "copies": done.copies, "left": left, "key": done.kept}
    app.show(views.ChangeView("book", item, said, then, undo=False))


def _where(kept: str) -> str:
    if kept == "system":
        return _("kept in the system's keyring; amflow book lock forgets it")
    if kept == "session":
        return _("kept until you log out, for 12 hours at most; amflow book lock forgets it")
    return _("kept nowhere: each command asks for the passphrase")


def register(book: typer.Typer) -> None:
    """Put these commands beside those of the book."""
    for function in (encrypt, rekey, decrypt, lock, unlock):
        verb(book, function.__name__)(function)
