"""What a command is handed: today, the book, the playbook, the settings, the form of the output; each opened on first use."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from amflow import locale, settings
from amflow.errors import AmflowError, Refused, Unusable, Usage
from amflow.locale import _
from amflow.shell import clock
from amflow.shell.dialogue import Asking
from amflow.shell.passphrases import Keeper, Locked

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from amflow.book.attachments import Carried
    from amflow.book.safety.restore_backup import Look, PutBack
    from amflow.book.safety.salvage import Saved
    from amflow.book.store import Book
    from amflow.dates.country_holidays import Place
    from amflow.dates.workdays import WorkCalendar
    from amflow.desk import Desk
    from amflow.playbooks.model import Playbook
    from amflow.shell.output import Output
    from amflow.shell.views import ListView

__all__ = ["App", "Locked"]

LARGE = 2_000
"""Records: a book with fewer is made findable in less than a second."""


class App(Asking, Keeper):
    """One run of amflow. Nothing below it asks the clock, the environment or the terminal."""

    def __init__(self, mending: bool = False) -> None:
        super().__init__()
        self.mistakes: list[AmflowError] = []
        """What cannot be a setting, where somebody mends them (`mending`); else each command refuses."""
        self.settings = settings.load(mistakes=self.mistakes if mending else None)
        locale.use(self.settings.language)
        self.now = clock.now()
        # What the journal writes: `--on` looks at another day, but does not change when it was typed.
        self._typed_at = self.now if clock.is_set() else None
        self._elsewhere = False
        self._on_words = ""
        self.book_path = self.settings.book_file
        self._several: list[Any] | None = None
        """What is shown as one answer, while the same is done with several things."""
        self.json = False
        self.color: bool | None = None
        self.quiet = False
        self._told: set[str] = set()
        """What the book warned of: once is enough."""
        self._refused = {}
        self._book: Book | None = None
        self._playbook: Playbook | None = None
        self._calendar: WorkCalendar | None = None
        self._output: Output | None = None

    # What the options that every command takes do

    def on(self, words: str) -> None:
        """Let today be the day that these words name."""
        self._on_words = words
        self._look(behind=False)
        self._elsewhere = True

    def _look(self, *, behind: bool, written: bool = False) -> bool:
        """Let the day of `--on` be the one that its words name looking that way; gives whether they leave it open."""
        from amflow.dates import date_words, frame

        self.now = now = self._typed_at or clock.now()
        how = frame.manner(self.settings.country, behind=behind)
        day, is_open = date_words.nearer(self._on_words, now, self.calendar_for(self._on_words), how, written)
        self.now = datetime.combine(day, now.time())
        return is_open

    def say_on(self, *, behind: bool, written: bool = False) -> None:
        """Say which day `--on` is, where its words leave that open; of what is `written` down, unless they are a date with its
        year."""
        if not self._on_words:
            return
        from amflow.dates.format import day
        from amflow.dates.numerals import plain
        from amflow.dates.written import year_first

        is_open = self._look(behind=behind, written=written)
        if year_first(plain(self._on_words)) is None if written else is_open:
            said = _("written down as of {day}") if written else _("“{text}” is read as {day}")
            self.say(said.format(text=self._on_words, day=day(self.today)))

    def calendar_for(self, words: str) -> "WorkCalendar | None":
        """The calendar where words for a date may count in it; a plain date or weekday does not need it read."""
        return None if words.replace("-", "").isdigit() else self.calendar

    def _instant(self) -> str:
        from amflow.book.values import instant

        return instant() if self._typed_at is None else f"{self._typed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def today(self) -> date:
        """The day that everything is asked of."""
        return self.now.date()

    @property
    def book(self) -> "Book":
        """The book, made where there is none."""
        if self._book is None:
            from amflow.book import engine, phones
            from amflow.book.opening import open_book

            phones.live_in(self.settings.country)
            engine.progress = self._indexing()
            self._book = open_book(
                self._book_named, busy_seconds=self.settings.busy_seconds, now=self._instant, unlock=self.unlock
            )
            self._book.choose = self._which if self.may_ask else None
            self._book.warn = self._once
            self._book.tier_title = lambda key: str(getattr(self.playbook.tier(key), "title", key))
            self._book.before_change = self._before_change
            self._book.of_day_before = self._of_day_before
            self._book.after_change = _look_at_clock
            self.look_beside(self._book)
        return self._book

    @property
    def opened(self) -> "Book | None":
        """The book, where it was opened by now."""
        return self._book

    def day_of(self, words: str) -> date:
        """The day that these words name, ahead where they leave that open. Raises Usage."""
        from amflow.dates.date_words import day
        from amflow.dates.frame import manner

        return day(words, self.now, self.calendar_for(words), manner(self.settings.country))

    def a_day(self, words: str) -> str:
        """The words, where they name a day. Raises Usage."""
        self.day_of(words)
        return words

    def a_customer(self, words: str) -> str:
        """The reference of the customer who is meant. Raises NotFound, Ambiguous."""
        from amflow.customers import records as customers

        return f"c{customers.find(self.book, words)['id']}"

    def look_at(self, file: "Path", passphrase_file: "Path | None") -> "AbstractContextManager[Look]":
        """Look a copy over that may be put back: a file, or the day of a copy beside the book. Raises NotFound, Refused,
        Unusable."""
        from amflow.book import attachments
        from amflow.book.encryption import copies
        from amflow.book.safety import backups, restore_backup

        if not file.exists() and backups.of_day(self.book_path, str(file)).exists():
            file = backups.of_day(self.book_path, str(file))
        if copies.is_sealed(file):
            word = self.passphrase(passphrase_file, of=file)
            content, files_key = copies.unseal(file, word), attachments.key_beside(file, word)
            return restore_backup.look(
                self._sound_book(passphrase_file), self.book_path, file, content, None, files_key
            )
        key = self.key_of(file, passphrase_file)
        return restore_backup.look(self._sound_book(passphrase_file), self.book_path, file, None, key, key)

    def put_back(self, looked: "Look") -> "PutBack":
        """Let the book be the copy that was looked over. Raises Unusable."""
        from amflow.book.safety import restore_backup

        return restore_backup.put_back(self._book, self.book_path, looked, self._instant()[:10])

    def salvage(self, target: "Path") -> "tuple[list[Saved], Carried]":
        """Bring what can still be read of the book into a new one. Raises Refused, Unusable."""
        from amflow.book.safety.salvage import salvage

        return salvage(self.book_path, target, self.key_of(self.book_path))

    def _sound_book(self, passphrase_file: "Path | None") -> "Book | None":
        """The book, or None where its file is gone or none any more, or does not open with the passphrase that was named: then
        it can still be replaced by a copy, and is kept aside."""
        if not self.book_path.exists():
            return None
        self._passphrase_file = passphrase_file
        try:
            return self.book
        except (Unusable, Refused) as error:
            if not self.book_path.is_file() or (isinstance(error, Refused) and passphrase_file is None):
                raise
            self.say(error.message)
            return None
        finally:
            self._passphrase_file = None

    def _before_change(self, book: "Book") -> None:
        if self.settings.copies == "daily":
            from amflow.book.safety import backups

            backups.daily(book)
        self.settle()

    def _of_day_before(self, book: "Book") -> "dict[str, Any] | None":
        """How the last day left the customers' files, where the trade asks that (`W11`)."""
        from amflow.book.values import local

        last = book.one("SELECT at FROM change WHERE kind = 'do' AND undone_by IS NULL ORDER BY id DESC LIMIT 1")
        day = local(last["at"]).date() if last is not None else None
        if day is None or day >= local(book.now()).date():
            return None
        from amflow.customers.completeness import daily

        return daily.closing(self.desk, day)

    def _indexing(self) -> Callable[[int, int], None]:
        """Tells on stderr how far a book that was never searched is: the first opening may take minutes."""
        from time import monotonic

        began = last = monotonic()

        def tell(done: int, of: int) -> None:
            nonlocal last
            now, live = monotonic(), sys.stderr.isatty()
            # A small book takes no time, however busy the machine is.
            if of < LARGE or self.quiet or now - began < 1 or (now - last < 1 and done < of):
                return
            if not live and last != began:
                return
            last = now
            if live:
                words = _("making the book findable, once: {percent}%").format(percent=100 * done // max(of, 1))
                sys.stderr.write(f"\r{words}{chr(10) if done >= of else ''}")
            else:
                # One line is enough to know why it takes so long.
                sys.stderr.write(_("making the book findable, once: in a large book that takes minutes") + "\n")
            sys.stderr.flush()

        return tell

    @property
    def playbook_name(self) -> str:
        """The playbook the book is lived by; a new book takes the setting's."""
        chosen: str = os.environ.get("AMFLOW_PLAYBOOK") or self.book.about("playbook") or self.settings.playbook
        return chosen

    @property
    def playbook(self) -> "Playbook":
        """The playbook in use."""
        if self._playbook is None:
            self._playbook = self.read_playbook(self.playbook_name)
        return self._playbook

    @property
    def playbook_read(self) -> "Playbook | None":
        """The playbook in use, where somebody has needed it by now."""
        return self._playbook

    def read_playbook(self, name: str) -> "Playbook":
        """Any playbook by its name."""
        from amflow.playbooks.loader import load

        return load(name, self.settings.playbooks, self.settings.folders.cache / "playbooks")

    @property
    def calendar(self) -> "WorkCalendar":
        """Which days are worked: those of the country, with the person's own."""
        if self._calendar is None:
            from amflow.dates.country_holidays import load

            self._calendar = load(self.days)
        return self._calendar

    @property
    def days(self) -> "Place":
        """Where the calendar comes from."""
        from amflow.dates.country_holidays import Place

        kept = self.settings
        return Place(kept.country, kept.days_file, kept.folders.cache / "calendar", self.today.year)

    @property
    def desk(self) -> "Desk":
        """What every question about a day needs, in one hand."""
        from amflow.desk import Desk

        return Desk(self.book, self.playbook, self.calendar, self.settings, self.now)

    def desk_now(self) -> "Desk":
        """The desk with the clock read again: for what goes on for hours."""
        return self.desk if self._elsewhere else self.desk._replace(now=clock.now())

    @property
    def out(self) -> "Output":
        """Where and how to show things, chosen once."""
        if self._output is None:
            from amflow.shell.output import Output

            self._output = Output(json=self.json, color=self.color, quiet=self.quiet, today=self.today)
        return self._output

    def show(self, view: Any) -> None:
        """Show the view on stdout in the form that was chosen."""
        if self._several is None:
            self.out.show(view)
        else:
            self._several.append(view)

    @contextmanager
    def together(self, command: str, number: int) -> Iterator[None]:
        """One command does the same with so many things: with all of them or none, in one change (`command` is what the history
        calls it; nothing for what only looks), and shown as one answer. With several nothing is asked between them."""
        if number < 2:
            yield
            return
        from amflow.shell.views import SeveralView

        views: list[Any] = []
        self._several, self.no_input = views, True
        try:
            with self.book.change(command) if command else nullcontext():
                yield
        finally:
            self._several = None
        self.out.show(SeveralView(views))

    def show_some(self, view: "ListView", table: str, others: str) -> None:
        """Show a list of some records of the table; where none is like that, it says that there are others, and which command
        shows them."""
        # The highest number is looked up, where counting would read the whole table.
        if not view.items and self.book.number(f"SELECT max(id) FROM {table}"):  # noqa: S608 - a command's own word
            view.empty = _("nothing is like that; there are others: {command}").format(command=others)
        self.show(view)

    def say(self, text: str) -> None:
        """A word about what is going on, on stderr; never data."""
        if not self.repeating:
            self.out.say(text)

    def _once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self.say(text)

    # What is typed at length

    def stdin_text(self) -> str:
        """What is piped in or typed until end of file: a note that stays out of the shell's history."""
        return sys.stdin.read().strip()

    def edit(self, text: str, ending: str) -> str:
        """The text as the person's editor leaves it. Raises Usage where there is no editor, Unusable where it fails."""
        import shlex
        import subprocess

        from amflow import tempfiles as loose

        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
        with loose.folder(loose.PAGE) as folder:
            file = folder / f"page.{ending}"
            file.touch(mode=0o600)
            file.write_text(text, "utf-8")
            try:
                done = subprocess.run([*shlex.split(editor), str(file)], check=False)  # noqa: S603 - the person chose it
            except (OSError, ValueError) as error:
                raise Usage(
                    _("the editor “{editor}” does not start"), _("set EDITOR, such as EDITOR=nano"), editor=editor
                ) from error
            if done.returncode:
                raise Unusable(_("the editor “{editor}” gave up").format(editor=editor), untouched=True)
            return file.read_text("utf-8").strip()

    def edit_again(self, text: str, problem: str) -> str:
        """The page once more: after a mistake only where somebody is there to mend it. Raises Refused."""
        if problem:
            self.say(problem)
            if not self.may_ask or self.prompt(_("open it again? (Enter: yes, n: no)")).lower().startswith("n"):
                from amflow import tempfiles as loose

                hint = _("what you wrote is kept for a day in {path}").format(path=loose.keep(text, "toml"))
                raise Refused(_("the page has a mistake"), hint, tuple(problem.splitlines()), untouched=True)
        return self.edit(text, "toml")

    def close(self) -> None:
        """Let go of the book."""
        if self._book is not None:
            self._book.close()
            self._book = None


def _look_at_clock(book: "Book") -> None:
    from amflow.shell import warnings

    warnings.about_clock(book)
