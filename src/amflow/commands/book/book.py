"""amflow undo, redo, history and book: the file, everything that was done to it, and its passphrase."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amflow import outfiles
from amflow.book import undo as journal
from amflow.book import view as book_view
from amflow.errors import Refused, Unusable
from amflow.locale import N_, _, ngettext, of_system, pgettext
from amflow.shell import views, warnings
from amflow.shell.command import commands, family
from amflow.shell.context import App, Locked

if TYPE_CHECKING:
    from amflow.book.encryption.keyring import KeyPlace

_NUMBER = typer.Argument(min=1, max=10_000, metavar="N", help=N_("how many commands"))
Count = Annotated[int, _NUMBER]
CountSaid = Annotated[int | None, _NUMBER]
Anew = Annotated[
    Path | None, typer.Option(metavar="FILE", help=N_("the new passphrase is the first line of this file"))
]


def undo(app: App, count: CountSaid = None) -> None:
    """Take back the last command whole, or the last N. Everything can be taken back, imports too, but an erasure.

    amflow done t13 · amflow undo
    """
    stays = journal.erasure(app.book)
    lines = journal.undo(app.book, count)
    if stays:
        app.say(_("{command} stays: it cannot be taken back").format(command=stays))
    app.show(book_view.taken_back("undo", lines, _("taken back"), _("redo: amflow redo")))


def redo(app: App, count: Count = 1) -> None:
    """Do again what undo took back.

    amflow done t13 · amflow undo · amflow redo
    """
    lines = journal.redo(app.book, count)
    app.show(book_view.taken_back("redo", lines, _("done again"), _("undo: amflow undo")))


def history(app: App, last: int = 20) -> None:
    """List what was done, newest first.

    amflow history
    """
    app.show(book_view.history(journal.history(app.book, last)))


def path(app: App) -> None:
    """Say where the book is.

    amflow book path
    """
    app.show(views.ItemView("path", {"path": str(app.book_path)}, [], title=[str(app.book_path)]))


def backup(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the copy to make"))],
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help=N_("under a passphrase, as the program age opens it"))
    ] = False,
    passphrase_file: Path | None = None,
) -> None:
    """Copy the book, as it is now, to a file that does not exist yet.

    amflow book backup copy.db
    """
    from amflow.book import attachments
    from amflow.book.encryption import copies
    from amflow.book.safety import backups as kept_copies

    file = outfiles.led_to(file)
    if file.exists():
        raise Refused(_("{path} is there already").format(path=file), _("name a new file; nothing was overwritten"))
    # Here, so that no part of it is named in its place: the files that lie beside it come first.
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why = of_system(error)
        raise Unusable(_("{path} cannot be made: {why}").format(path=file.parent, why=why), untouched=True) from error
    word = app.passphrase(passphrase_file, twice=True) if encrypt else ""
    with attachments.beside(file, app.book.path, app.book.key, word) as files:
        if word:
            copies.seal(app.book, file, word)
        else:
            kept_copies.copy(app.book, file, str(file))
    app.show(book_view.copied(file, files))


def backups(
    app: App,
    forget_before: Annotated[
        str, typer.Option("--forget-before", metavar="DATE", help=N_("let go of the copies made before this day"))
    ] = "",
    yes: bool = False,
) -> None:
    """List the copies that are kept beside the book: one a day, one before each new version, those a restore replaced.

    After somebody was erased, --forget-before tomorrow leaves no copy that tells of them.

    amflow book backups · amflow book backups --forget-before tomorrow
    """
    if forget_before:
        day = app.day_of(forget_before)
        old = [one for one in app.kept_copies() if one.made_on < day]
        if old:
            app.confirm(ngettext("let go of {n} copy?", "let go of {n} copies?", len(old)).format(n=len(old)), yes)
        app.forget_copies(old)
    app.say_what_is_plain()
    app.show(book_view.copies(app.kept_copies()))


def restore(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the copy: a file, or a day of amflow book backups"))],
    yes: bool = False,
    dry_run: bool = False,
    passphrase_file: Path | None = None,
) -> None:
    """Put a copy back in the book's place. It says what would be lost, and keeps the present book aside.

    amflow book backup copy.db · amflow book restore copy.db --yes
    """
    with app.look_at(file, passphrase_file) as looked:
        if dry_run:
            app.show(book_view.Restored(looked))
            return
        if not yes:
            app.say(book_view.in_words(looked))
        app.confirm(_("put this copy in the book's place?"), yes)
        back = app.put_back(looked)
        app.show(book_view.Restored(looked, back.aside, done=True))
        if back.unfinished:
            app.say(
                _("the book is the copy; what belongs to it is not all there: {why}").format(why=back.unfinished)
                + _("; ")
                + _("amflow book check says what is missing")
            )
        if looked.opened:
            app.say(_("the copy is of an encrypted book, and the book is plain now: amflow book encrypt"))


def check(
    app: App,
    fix: Annotated[
        bool, typer.Option("--fix", help=N_("make anew what finds names, words and phones; close the file to others"))
    ] = False,
) -> None:
    """Look for damage: the file, rows that point nowhere, rows that the journal tells otherwise.

    amflow book check · amflow book check --fix
    """
    from amflow.agenda.tasks import recurring
    from amflow.book import integrity
    from amflow.callback import carriers

    if fix:
        if number := integrity.mend(app.book):
            app.say(ngettext("{n} name read out", "{n} names read out", number))
        carriers.mend(app.desk)
    warnings.about_copies(app.book)
    with app.book.moment():
        problems = integrity.problems(app.book) or recurring.problems(app.book) or carriers.problems(app.desk)
        if problems:
            found = ngettext("{n} problem in the book", "{n} problems in the book", len(problems))
            raise Unusable(
                found, _("amflow book backups lists the copies; amflow book salvage FILE"), tuple(problems[:20])
            )
        unread, counts = integrity.names_unread(app.book), app.book.counts()
    if unread:
        app.say(
            ngettext(
                "{n} name is not read out yet: amflow book check --fix does it",
                "{n} names are not read out yet: amflow book check --fix does it",
                unread,
            )
        )
    app.show(book_view.counts(app.book.path, counts))


def salvage(app: App, file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("the new book to make"))]) -> None:
    """Bring out of a damaged book what can still be read, into a new one. The damaged file stays as it is.

    amflow book salvage saved.db
    """
    app.show(book_view.salvaged(app.book_path, file, *app.salvage(file)))


def encrypt(app: App, passphrase_file: Path | None = None) -> None:
    """Put the book and its copies under a passphrase. Without it nobody can read them, you neither: there is no way back.

    The key is kept in the system's keyring, or for the session, so that the commands of the day ask for nothing.

    amflow book encrypt --passphrase-file pass.txt
    """
    _done(app, _("the book is encrypted"), app.encrypt(passphrase_file))


def rekey(app: App, passphrase_file: Path | None = None, new_passphrase_file: Anew = None) -> None:
    """Give the encrypted book, and its copies beside it, another passphrase. The present one is asked for first.

    amflow book encrypt --passphrase-file pass.txt
    amflow book rekey --passphrase-file pass.txt --new-passphrase-file new.txt
    """
    _done(app, _("the book has another passphrase"), app.rekey(passphrase_file, new_passphrase_file))


def decrypt(app: App, passphrase_file: Path | None = None, yes: bool = False) -> None:
    """Let the encrypted book be plain again: its passphrase is asked for. The copies that are encrypted stay so, under the
    passphrase they have.

    amflow book encrypt --passphrase-file pass.txt
    amflow book decrypt --passphrase-file pass.txt --yes
    """
    app.prove(passphrase_file)
    app.confirm(_("let the book be readable without a passphrase?"), yes)
    _done(app, _("the book is plain again"), app.decrypt())


def lock(app: App) -> None:
    """Forget the key of the encrypted book: from the keyring, and from the memory of the session.

    amflow book encrypt --passphrase-file pass.txt · amflow book lock
    """
    if not app.forget_key():
        raise Refused(_("the book is not encrypted"), _("amflow book encrypt"))
    then = [("", "amflow book unlock")]
    app.show(views.ChangeView("book", {"path": str(app.book_path)}, _("the key is forgotten"), then, undo=False))


def unlock(app: App, passphrase_file: Path | None = None) -> None:
    """Say the passphrase once: the key is kept in the system's keyring, or for the session.

    amflow book encrypt --passphrase-file pass.txt
    amflow book unlock --passphrase-file pass.txt
    """
    app.open_encrypted(passphrase_file)
    from amflow.register import records as register

    then = [(pgettext("of a lock", "key"), _where(app.keep_key()))]
    said = _("the book is open")
    custody = register.state(app.book)
    if custody is not None and not custody.open:
        said = _("the passphrase is right; the register is closed still")
        then.append((_("next"), "amflow register open"))
    app.show(views.ChangeView("book", {"path": str(app.book_path)}, said, then, undo=False))


def _done(app: App, said: str, done: Locked) -> None:
    then = []
    if done.copies:
        number = ngettext("{n} rewritten with it", "{n} rewritten with it", done.copies).format(n=done.copies)
        then.append((_("copies"), number))
    then += [(_("not rewritten"), str(path)) for path in done.left]
    if app.encrypted:
        then.append((pgettext("of a lock", "key"), _where(done.kept)))
    left = [str(path) for path in done.left]
    item = {
        "path": str(app.book_path),
        "copies": done.copies,
        "left": left,
        "key": done.kept.place if done.kept else "",
    }
    app.show(views.ChangeView("book", item, said, then, undo=False))
    if done.unfinished:
        app.say(
            _("{done}; what belongs to it is not rewritten yet: {why}").format(done=said, why=done.unfinished)
            + _("; ")
            + _("each command goes on with it")
        )
    if plain := app.still_plain():
        raise Unusable(
            ngettext("{n} copy of it is still plain", "{n} copies of it are still plain", len(plain)),
            _("make room, then amflow book encrypt; or let go of them: amflow book backups --forget-before tomorrow"),
            tuple(map(str, plain)),
        )


def _where(kept: "KeyPlace | None") -> str:
    if kept is None or not kept.place:
        where = _("kept nowhere: each command asks for the passphrase")
    elif kept.place == "system":
        where = _("kept in the system's keyring ({name}); amflow book lock forgets it").format(name=kept.by)
    else:
        where = _("kept until you log out, for 12 hours at most; amflow book lock forgets it")
    if kept is not None and kept.not_by:
        where += _("; ") + _("not in the keyring {name}, which protects nothing").format(name=kept.not_by)
    return where


BOOK = {
    "path": path, "backup": backup, "backups": backups, "restore": restore, "check": check, "salvage": salvage,
    "encrypt": encrypt, "rekey": rekey, "decrypt": decrypt, "lock": lock, "unlock": unlock,
}  # fmt: skip


def register(app: typer.Typer, name: str) -> None:
    """Put the command of that name into the app."""
    commands({"undo": undo, "redo": redo, "history": history})(app, name)
    family("book", N_("The file behind everything: where it is, copies, checks."), BOOK)(app, name)
