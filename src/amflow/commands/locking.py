"""amflow book encrypt, rekey, decrypt, lock and unlock: the book under a passphrase."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.commands.shape import verb
from amflow.context import App
from amflow.errors import Refused
from amflow.locale import N_, _, ngettext
from amflow.render import views

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
    from amflow.book import encrypting

    app: App = context.obj
    if app.book.key is not None:
        if not encrypting.remaining(app.book_path):
            raise Refused(_("the book is encrypted already"), _("another passphrase: amflow book rekey"))
        _done(app, _("the copies that were left are encrypted too"), encrypting.finish(app.book), "")
        return
    encrypting.must_hold_no_files(app.book)
    key = encrypting.new_key(app.passphrase(passphrase_file, twice=True))
    done = encrypting.rewrite(app.book, key)
    _done(app, _("the book is encrypted"), done, app.keep_key(key))


def rekey(context: typer.Context, passphrase_file: Passphrase = None, new_passphrase_file: Anew = None) -> None:
    """Give the encrypted book, and its copies beside it, another passphrase."""
    from amflow.book import encrypting, keys

    app: App = context.obj
    former = app.opened_with(passphrase_file)
    key = encrypting.new_key(app.passphrase(new_passphrase_file, twice=True, new=True))
    done = encrypting.rewrite(app.book, key)
    keys.forget(former.salt)
    _done(app, _("the book has another passphrase"), done, app.keep_key(key))


def decrypt(context: typer.Context, passphrase_file: Passphrase = None, yes: Yes = False) -> None:
    """Let the encrypted book be plain again. The copies that are encrypted stay so, under the passphrase they have."""
    from amflow.book import encrypting

    app: App = context.obj
    app.opened_with(passphrase_file)
    app.confirm(_("let the book be readable without a passphrase?"), yes)
    done = encrypting.rewrite(app.book, None)
    _done(app, _("the book is plain again"), done, "")


def lock(context: typer.Context) -> None:
    """Forget the key of the encrypted book: from the keyring, and from the memory of the session."""
    from amflow.book import engine, keys

    app: App = context.obj
    salt = engine.salt(app.book_path)
    if not salt:
        raise Refused(_("the book is not encrypted"), _("amflow book encrypt"))
    keys.forget(salt)
    then = [(_("open"), "amflow book unlock")]
    app.show(views.ChangeView("book", {"path": str(app.book_path)}, _("the key is forgotten"), then, undo=False))


def unlock(context: typer.Context, passphrase_file: Passphrase = None) -> None:
    """Say the passphrase once: the key is kept in the system's keyring, or for the session."""
    app: App = context.obj
    kept = app.keep_key(app.opened_with(passphrase_file))
    then = [(_("key"), _where(kept))]
    app.show(views.ChangeView("book", {"path": str(app.book_path)}, _("the book is open"), then, undo=False))


def _done(app: App, said: str, done: object, kept: str) -> None:
    from amflow.book.encrypting import Rewritten

    assert isinstance(done, Rewritten)
    then = []
    if done.copies:
        number = ngettext("{n} rewritten with it", "{n} rewritten with it", done.copies).format(n=done.copies)
        then.append((_("copies"), number))
    then += [(_("not rewritten"), str(path)) for path in done.left]
    if kept or app.encrypted:
        then.append((_("key"), _where(kept)))
    item = {"path": str(app.book_path), "copies": done.copies, "left": [str(path) for path in done.left], "key": kept}
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
