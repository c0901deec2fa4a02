"""The part of a command's context that knows about passphrases: asking for one, and the key of an encrypted book."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from amflow import done, outfiles
from amflow.errors import AmflowError, Refused, Unusable, Usage
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.tempfiles import forget_kept, forget_shown

if TYPE_CHECKING:
    from amflow.book.encryption.keyring import KeyPlace
    from amflow.book.encryption.rewrite import Rewritten
    from amflow.book.engine import Key
    from amflow.book.safety.backups import Backup
    from amflow.book.store import Book
    from amflow.settings import Settings


SHORT = 10
"""Signs of a passphrase: with fewer whoever has the file tries them all."""

TRIES = 3
"""So often a passphrase is asked for at the terminal: what is typed unseen is mistyped."""

LONGEST = 10_000
"""Signs of a passphrase: the file may be one without an end."""


class Locked(NamedTuple):
    """What was done: how many copies beside the book were rewritten with it, which could not be, where the key is kept."""

    copies: int
    left: list[Path]
    unfinished: str
    """Why what belongs to the book was not all rewritten, or empty."""
    kept: "KeyPlace | None"


class Keeper:
    """What asks for passphrases and keeps keys; `App` is one."""

    settings: "Settings"
    typed: list[str]
    writes: bool
    left: tuple[Path, ...] = ()
    """What commands that were killed left half made, and cannot be taken away."""
    _book: "Book | None"
    _passphrase_file: Path | None = None
    _said = False
    """Whether a passphrase opened the book in this command, and not only the key that is kept."""
    _refused: dict[tuple[Path, Path | None], AmflowError]
    """Which files did not open in this command, with what was named for it, and why."""

    if TYPE_CHECKING:

        @property
        def book(self) -> "Book": ...
        @property
        def playbook_name(self) -> str: ...
        @property
        def may_ask(self) -> bool: ...
        def let_out(self) -> None: ...
        def _once(self, text: str) -> None: ...
        def say(self, text: str) -> None: ...
        def agreed(self, question: str, *, default: bool = True) -> bool: ...

    @property
    def book_path(self) -> Path:
        """The book's file itself: where the way to it goes through a link, everything lies where the link leads to."""
        return self._book_path

    @book_path.setter
    def book_path(self, named: Path) -> None:
        self._book_named, self._book_path = named, outfiles.real(named)
        outfiles.in_use[:] = [self._book_path]

    def say_what_is_plain(self) -> None:
        """Name what lies in plain beside the encrypted book, and what was left half made; whoever has no key learns of it too."""
        from amflow.shell import warnings

        # A book that is open is not opened beside SQLite: to close it again would let go of its locks.
        sealed = self._book.key is not None if self._book is not None else self.encrypted
        warnings.about_plain(self.book_path, sealed, self.left, self._once)

    def look_beside(self, book: "Book") -> None:
        """Say what is wrong around the book that was opened: who may read it, and what lies beside it that should not."""
        from amflow.book import engine

        if book.key is not None or self.left:
            self.say_what_is_plain()
        if engine.is_full(book.path) and not self.writes:
            told = _("the disk is full: the book can be looked at, and to write into it make room ({n} MB)")
            self.say(told.format(n=engine.room_for(book.path)))
        if engine.open_to_others(book.path):
            self.say(_("others on this machine can read {path}: amflow book check --fix").format(path=book.path))

    def passphrase(self, file: Path | None, *, of: Path | None = None, twice: bool = False, new: bool = False) -> str:
        """A passphrase: typed unseen, or the first line of a file (`-` is stdin); `of` is what it opens. Never an option's
        value: those can be read by others and stay in the shell's history. Raises Usage."""
        if file is not None:
            try:
                word = self._first_line(file)
            except UnicodeDecodeError:
                raise Usage(
                    _("the passphrase in {file} is not text in UTF-8").format(file=file), _("save the file as UTF-8")
                ) from None
        elif self.may_ask:
            asked = _("new passphrase") if new else _("passphrase")
            if of is not None:
                asked = _("passphrase of {file}").format(file=of.name)
            word = self._unseen(asked, twice)
        else:
            word = ""
        if not word:
            option = "--new-passphrase-file" if new else "--passphrase-file"
            raise Usage(_("the passphrase is missing"), _("add {option} FILE, or - for stdin").format(option=option))
        if twice and len(word) < SHORT:
            self.say(
                _("a passphrase of fewer than {n} signs is soon guessed: several words make a good one").format(n=SHORT)
            )
            if file is None and not self.agreed(_("take it all the same?"), default=False):
                return self.passphrase(None, twice=True, new=new)
        if twice:
            self.let_out()
        return word

    def _unseen(self, what: str, twice: bool) -> str:
        """A passphrase that is typed, and where it is a new one typed once more: nobody sees a slip."""
        import typer

        def typed(words: str) -> str:
            done.asking()
            answer: str = typer.prompt(words, "", hide_input=True, show_default=False, err=True, prompt_suffix=_(": "))
            return answer

        while (word := typed(what)) and twice and typed(_("{what}, once more").format(what=what)) != word:
            self.say(_("these are two different ones: begin again"))
        return word

    def _first_line(self, file: Path) -> str:
        from amflow.book.engine import open_to_others

        if str(file) == "-":
            line = sys.stdin.readline(LONGEST + 1)
        else:
            if open_to_others(file):
                self.say(
                    _("others on this machine can read the passphrase in {path}: chmod 600 {path}").format(path=file)
                )
            with file.open(encoding="utf-8") as lines:
                line = lines.readline(LONGEST + 1)
        if len(line) > LONGEST:
            raise Usage(_("the passphrase is longer than {n} characters").format(n=LONGEST), _("take a shorter one"))
        return line.rstrip("\r\n")

    @property
    def encrypted(self) -> bool:
        """Whether the book's file is an encrypted one."""
        from amflow.book import engine

        return bool(engine.salt(self.book_path))

    @property
    def locked(self) -> bool:
        """Whether the book is encrypted and its key kept nowhere: it opens for whoever says the passphrase."""
        from amflow.book import engine

        if self._book is not None or self.settings.passphrase_file or not (salt := engine.salt(self.book_path)):
            return False
        from amflow.book.encryption import keyring

        return keyring.recall(salt, self.settings.keep_key) is None

    @property
    def playbook_named(self) -> str:
        """The playbook the book is lived by, without a passphrase: empty where only a locked book knows."""
        return os.environ.get("AMFLOW_PLAYBOOK", "") if self.locked else self.playbook_name

    def unlock(self, path: Path, opens: "Callable[[Key], bool]") -> "Key":
        """The key of that encrypted file. Raises Usage, Refused."""
        from amflow.book import engine

        mine = self._book.key if self._book is not None else None
        if mine is not None and mine.salt == engine.salt(path) and opens(mine):
            return mine
        return self._found(path, opens, self.settings.keep_key if self._passphrase_file is None else "never")

    def _found(self, path: Path, opens: "Callable[[Key], bool]", place: str) -> "Key":
        """The key that is kept at this place, else that of the passphrase. Whoever types it at the terminal may mistype it;
        one who does not know it is not asked again in the same command."""
        from amflow.book.encryption import keyring

        named = self._passphrase_file
        if (path, named) in self._refused:
            raise self._refused[path, named]
        tries = TRIES if named is None and not self.settings.passphrase_file else 1
        while True:
            try:
                return keyring.find(path, opens, place, lambda: self._typed(named, path))
            except (Refused, Usage) as error:
                tries -= 1
                if not tries or isinstance(error, Usage):
                    self._refused[path, named] = error
                    if path == self.book_path:
                        self.say_what_is_plain()
                    raise
                sys.stderr.write(f"{error.message}\n")

    def _typed(self, named: Path | None, of: Path) -> str:
        from amflow.settings import path_of

        if named is None and self.settings.passphrase_file:
            named = path_of(self.settings.passphrase_file)
        if named is None and not self.may_ask:
            raise Usage(
                _("the book is encrypted, and its passphrase is missing"),
                _("amflow book unlock --passphrase-file FILE, or amflow config set passphrase_file FILE"),
            )
        self._said = self._said or of == self.book_path
        return self.passphrase(named, of=of)

    def key_of(self, path: Path, passphrase_file: Path | None = None) -> "Key | None":
        """The key of any book's file; None where it is not encrypted. Raises Usage, Refused."""
        from amflow.book.engine import key_of

        self._passphrase_file = passphrase_file
        try:
            return key_of(path, self.unlock)
        finally:
            self._passphrase_file = None

    # The copies of the book: asked for where the book itself may be damaged

    def kept_copies(self) -> "list[Backup]":
        """The copies that lie beside the book, newest first, and what was left half made."""
        from amflow.book.safety import backups

        return [*backups.listing(self.book_path), *backups.half_made(self.book_path, self.left)]

    def forget_copies(self, which: "list[Backup]") -> None:
        """Let go of these copies; their bytes are written over first. Raises Unusable for those that stay."""
        from amflow.book.safety import backups

        stay = [str(one.path) for one in which if not backups.forget(one)]
        if stay:
            raise Unusable(_("not all could be let go of"), _("look at who may write there"), tuple(stay))

    def still_plain(self) -> list[Path]:
        """What lies in plain beside the book, where that is encrypted."""
        from amflow.book.encryption import rewrite

        return rewrite.remaining(self.book_path) if self.encrypted else []

    def _opened_with(self, passphrase_file: Path | None) -> "Key":
        self._passphrase_file = passphrase_file
        key = self.book.key
        if key is None:
            raise Refused(_("the book is not encrypted"), _("amflow book encrypt"))
        return key

    def prove(self, passphrase_file: Path | None) -> "Key":
        """Open the encrypted book with its passphrase, though its key may be kept: that opens it for the day's work, and
        whoever only sits at the terminal changes no lock. Raises Usage, Refused."""
        key = self._opened_with(passphrase_file)
        if not self._said:
            self._found(self.book_path, key.__eq__, "never")
        return key

    def keep_key(self) -> "KeyPlace | None":
        """Keep the key of the encrypted book where the settings say; gives where."""
        from amflow.book.encryption import keyring

        key = self.book.key
        return keyring.keep(key, self.settings.keep_key) if key is not None else None

    def forget_key(self) -> bool:
        """Forget the key of the book, wherever it is kept, and what was only looked at or broken off; False where it is not
        encrypted."""
        from amflow.book import engine

        forget_shown()
        forget_kept()
        # A book that is open is not opened beside SQLite: to close it again would let go of its locks.
        key = self._book.key if self._book is not None else None
        salt = key.salt if key else "" if self._book is not None else engine.salt(self.book_path)
        if salt:
            from amflow.book.encryption import keyring

            keyring.forget(salt)
        return bool(salt)

    def encrypt(self, passphrase_file: Path | None) -> Locked:
        """Put the book and its copies under a passphrase. Raises Usage, Refused, Unusable."""
        from amflow.book.encryption import keyring, rewrite

        if self.book.key is not None:
            if not rewrite.remaining(self.book_path):
                raise Refused(_("the book is encrypted already"), _("another passphrase: amflow book rekey"))
            return Locked(*rewrite.finish(self.book), self.keep_key())
        rewrite.must_hold_no_strangers(self.book)
        self.say(
            _(
                "without its passphrase nobody opens an encrypted book, and nobody can bring it back: keep it somewhere safe"
            )
        )
        self.say(_("copies and exports that you made elsewhere stay readable to anybody"))
        key = rewrite.new_key(self.passphrase(passphrase_file, twice=True))
        return Locked(*self._rewrite(key), keyring.keep(key, self.settings.keep_key))

    def rekey(self, passphrase_file: Path | None, new_file: Path | None) -> Locked:
        """Give the encrypted book another passphrase. Raises Usage, Refused, Unusable."""
        from amflow.book.encryption import keyring, rewrite

        former = self.prove(passphrase_file)
        key = rewrite.new_key(self.passphrase(new_file, twice=True, new=True))
        rewritten = self._rewrite(key)
        keyring.forget(former.salt)
        return Locked(*rewritten, keyring.keep(key, self.settings.keep_key))

    def decrypt(self) -> Locked:
        """Let the book that was opened be plain again. Raises Unusable."""
        return Locked(*self._rewrite(None), None)

    def _rewrite(self, key: "Key | None") -> "Rewritten":
        from amflow.book.encryption import rewrite

        return rewrite.rewrite(self.book, key, f"book {self.typed[1]}")

    def open_encrypted(self, passphrase_file: Path | None) -> None:
        """Open the encrypted book with this passphrase. Raises Usage, Refused."""
        self._opened_with(passphrase_file)
