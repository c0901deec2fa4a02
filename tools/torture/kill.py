"""Commands killed at any moment: is a command that said it was done ever lost, does one that was cut off leave anything?

    python -m tools.torture --turns 1000 --seed 7 --book encrypted

Every command runs in a process of its own, forked from one that has the program loaded, and gets SIGKILL at a random
moment. Afterwards the book must open and be sound (the file, what points where, the journal replayed against the rows,
the access log, attached files), a command that had answered must be there, and one that is not there must have changed
nothing at all. Some turns meet a file that cannot grow any further at a random byte (a full disk, a write error) or a
folder that nobody may write in. A book that is encrypted, decrypted or given another key opens with the one or the
other, and nothing of an encrypted one lies about in plain.
"""

import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from amflow.book import engine, migrations
from amflow.book.encryption import keyring
from amflow.book.engine import Key
from tools.torture import child, sight
from tools.torture.child import NOBODY, Outcome
from tools.torture.sight import Keys, Seen
from tools.torture.turns import Ground, Turn, draw

EACH = 250
"""Turns with one book: one of thousands of imports only makes each look longer."""

BOOKS = ("both", "plain", "encrypted")


class Torture:
    """One book, tortured. `found` are the sentences of what went wrong."""

    def __init__(self, folder: Path, seed: int, say: Callable[[str], None] = print, book: str = "both") -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.book = folder / "book.db"
        self.say = say
        self.found: list[str] = []
        self.counts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self._books = book
        self._begun = 0
        self._encrypted = False
        self._number = 0
        self._durations: dict[str, float] = {}
        self.keys = Keys(folder)
        (folder / "home" / "tmp").mkdir(parents=True, exist_ok=True)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AMFLOW_", "XDG_"))},
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "home" / "tmp"),
            "XDG_CONFIG_HOME": str(folder / "home" / "config"),
            "XDG_CACHE_HOME": str(folder / "home" / "cache"),
            "XDG_DATA_HOME": str(folder / "home" / "data"),
            "AMFLOW_BOOK": str(self.book),
            "AMFLOW_LANG": "en",
            "AMFLOW_KEEP_KEY": "session",
            "AMFLOW_PASSPHRASE_FILE": str(self.keys.file),
        }
        self._day = 1

    def begin(self) -> None:
        """A new book with something in it, encrypted every other time."""
        self.end()
        for path in self.folder.iterdir():
            if path.name.lstrip(".").startswith(("book.db", "copy.db")):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self._encrypted = self._books == "encrypted" or (self._books == "both" and self._begun % 2 == 1)
        self._begun += 1
        self._must("playbook", "use", "retail-bank")
        for number in range(4):
            self._must("customer", "add", f"慕容老{number}", "--tier", "gold")
        self._must("log-visit", "c1", "a talk", "--next", "fri 10:00 call")
        self._must("deal", "add", "an account", "--for", "c1", "--amount", "20万")
        if self._encrypted:
            self._must("book", "encrypt", "--passphrase-file", str(self.keys.file))
        self._must("book", "backup", str(self.folder / "copy.db"))
        self.keys.copy = self.keys.word
        self.keys.write()

    def end(self) -> None:
        """Forget what the system keeps of the keys."""
        for salt in self.keys.salts:
            keyring.forget(salt)
        self.keys.salts.clear()

    def _must(self, *words: str) -> None:
        ended = self.run(words)
        if not ended.done:
            raise SystemExit(f"amflow {' '.join(words)}: {ended.said}")

    def run(
        self, words: tuple[str, ...], kill_after: float | None = None, limit: int = 0, nobody: bool = False
    ) -> Outcome:
        """Run a command line in a child."""
        now = f"2026-11-{self._day:02d}T09:30"
        return child.run({**self._environment, "AMFLOW_NOW": now}, words, kill_after, limit, nobody)

    # One turn and what is looked at after it

    def once(self) -> None:
        """One command, one way of dying, one look."""
        self._number += 1
        key = self.keys.of(self.book)
        before = sight.see(self.book, key)
        turn = draw(
            Ground(
                self.folder,
                self._number,
                self.random,
                lambda sql: sight.numbers(self.book, key, sql),
                self.keys,
                key is not None,
                self._encrypted,
                before.open,
                key is not None and keyring.recall(key.salt, "session") is not None,
            )
        )
        self.kinds[" ".join(turn.words[:2]) if turn.words[0] in ("book", "register", "deal") else turn.words[0]] += 1
        if turn.kind == "migrate":
            self._migration()
            return
        self._day = min(28, self._day + (self.random.random() < 0.05))
        way = self.random.choices(["kill", "limit", "read-only"], [92, 5, 3])[0]
        if way == "read-only" and os.getuid() != 0:
            way = "kill"
        ended = self._meet(turn, way)
        self.counts[way if way != "kill" or ended.killed else "ended before the kill"] += 1
        if key is not None and way == "kill" and ended.killed:
            self.counts["of them on an encrypted book"] += 1
        self._look(turn, way, ended, before)

    def _meet(self, turn: Turn, way: str) -> Outcome:
        if way == "limit":
            size = max(self.book.stat().st_size, self._side("-wal"))
            return self.run(turn.words, limit=self.random.randint(4096, size + 200_000))
        if way == "read-only":
            return self._as_nobody(turn)
        named = " ".join(turn.words[:2]) if turn.words[0] in ("book", "register") else turn.words[0]
        named += " --encrypt" if "--encrypt" in turn.words else ""
        usual = self._durations.get(named, 0.1)
        ended = self.run(turn.words, kill_after=self.random.random() * usual * 1.3)
        if not ended.killed:
            self._durations[named] = 0.8 * usual + 0.2 * ended.seconds
        else:
            # A command that is slower than it was known to be is still killed late enough.
            self._durations[named] = usual * 1.02
        return ended

    def _as_nobody(self, turn: Turn) -> Outcome:
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        self.folder.chmod(0o500)
        try:
            return self.run(turn.words, nobody=True)
        finally:
            self.folder.chmod(0o700)
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, 0, 0)

    def _side(self, end: str) -> int:
        side = self.book.with_name(self.book.name + end)
        return side.stat().st_size if side.exists() else 0

    def _look(self, turn: Turn, way: str, ended: Outcome, before: Seen) -> None:
        named = f"{self._number} {' '.join(turn.words[:3])} ({way}, {'killed' if ended.killed else 'ended'})"
        if "TRACEBACK" in ended.said or "Traceback" in ended.said:
            self._wrong(f"{named}: {ended.said[-300:]}")
        if turn.kind == "rewrite":
            self._look_rewritten(named, turn.words[1], ended)
        for problem in sight.problems(self.book, self.keys):
            self._wrong(f"{named}: {problem}")
        key = self.keys.of(self.book)
        now = sight.see(self.book, key)
        self._look_at_log(named, turn, ended, before, now)
        if turn.kind == "restore":
            self._look_restored(named, ended, before, now)
        elif turn.kind == "write":
            self._look_written(named, ended, before, now)
        elif now.rows != before.rows:
            self._wrong(f"{named}: it changed the book")
        if turn.kind == "backup":
            self._look_backup(named, Path(turn.words[2]), ended, before)
        if key is not None:
            self._look_encrypted(named, turn, way, ended, key)

    def _look_written(self, named: str, ended: Outcome, before: Seen, now: Seen) -> None:
        if ended.done and now.changes == before.changes and not ended.said.startswith("nothing"):
            self._wrong(f"{named}: it said that it was done, and is not there: {ended.said[:200]}")
        if now.changes not in (before.changes, before.changes + 1):
            self._wrong(f"{named}: {now.changes - before.changes} commands in the history instead of one")
        if now.changes == before.changes and now.rows != before.rows:
            self._wrong(f"{named}: it is not there, and the book is another one")

    def _look_encrypted(self, named: str, turn: Turn, way: str, ended: Outcome, key: Key) -> None:
        # As another user it is another user's memory.
        if turn.kind == "lock" and ended.done and way != "read-only":
            kept = keyring.recall(key.salt, "session") is not None
            if kept != (turn.words[1] == "unlock"):
                self._wrong(f"{named}: the key is {'kept' if kept else 'not kept'}")
        for file in sight.plain(self.book, self.folder / "home"):
            self._wrong(f"{named}: the book is encrypted, and {file} tells of it in plain")

    def _look_at_log(self, named: str, turn: Turn, ended: Outcome, before: Seen, now: Seen) -> None:
        """The access log: it only grows, by one line, and the register is what was said."""
        if turn.kind == "restore":
            return
        grown = now.looks - before.looks
        if turn.kind == "register":
            if ended.done and (grown != 1 or now.open != (turn.words[1] == "open")):
                self._wrong(f"{named}: it said that it was done, and the log has {grown} lines more")
        elif now.open != before.open:
            self._wrong(f"{named}: the register is another one")
        if grown not in (0, 1):
            self._wrong(f"{named}: {grown} lines more in the access log")

    def _look_rewritten(self, named: str, verb: str, ended: Outcome) -> None:
        """The book is under the old key or the new one; what was cut off can be finished, and then nothing is plain."""
        try:
            key = self.keys.of(self.book)
        except ValueError as error:
            self._wrong(f"{named}: {error}")
            raise
        if key is not None and not self.keys.is_under(self.book, self.keys.word):
            if verb != "rekey":
                self._wrong(f"{named}: the book has another passphrase")
            self.keys.swap()
        elif verb == "rekey" and ended.done:
            self._wrong(f"{named}: it said that it was done, and the book has its old passphrase")
        if ended.done and (key is None) != (verb == "decrypt"):
            self._wrong(f"{named}: it said that it was done, and the book is {'plain' if key is None else 'encrypted'}")
        if verb == "encrypt" and key is not None:
            again = self.run(("book", "encrypt"))
            if not again.done and "already" not in again.said:
                self._wrong(f"{named}: it cannot be finished: {again.said[-300:]}")
        for copy in sight.unreadable_copies(self.book, self.keys):
            self._wrong(f"{named}: the copy {copy} opens with no passphrase that the book had")

    def _look_restored(self, named: str, ended: Outcome, before: Seen, now: Seen) -> None:
        copy = sight.see(self.folder / "copy.db", self.keys.of(self.folder / "copy.db"))
        if now.rows not in (before.rows, copy.rows):
            self._wrong(f"{named}: the book is neither the former one nor the copy")
        if ended.done and now.rows != copy.rows:
            self._wrong(f"{named}: it said that it was done, and the book is the former one")

    def _look_backup(self, named: str, file: Path, ended: Outcome, before: Seen) -> None:
        if ended.done and not file.exists():
            self._wrong(f"{named}: it said that it was done, and there is no copy")
        beside = file.with_name(f"{file.name}.files")
        if file.exists():
            sealed = file.suffix == ".age"
            now = sight.see_sealed(file, self.keys.word) if sealed else sight.see(file, self.keys.of(file))
            if now.rows != before.rows:
                self._wrong(f"{named}: the copy is not the book")
            wanted = sight.kept(self.book, self.keys.of(self.book))
            there = len(list(beside.iterdir())) if beside.is_dir() else 0
            if there < wanted:
                self._wrong(f"{named}: the copy is there, and {there} of its {wanted} files")
            file.unlink()
        with suppress(OSError):
            shutil.rmtree(beside)

    def _migration(self) -> None:
        """An old book that is opened, and killed while it grows."""
        path = self.folder / "old.db"
        version = self.random.randint(1, len(migrations.STEPS) - 1)
        for one in self.folder.glob("old.db*"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        key = sight.derive(self.keys.word, self.random.randbytes(16).hex()) if self._encrypted else None
        sight.old_book(path, version, key)
        usual = self._durations.get("migrate", 0.2)
        ended = self.run(("--book", str(path), "customer", "list"), kill_after=self.random.random() * usual * 1.3)
        self._durations["migrate"] = usual * 1.02 if ended.killed else 0.8 * usual + 0.2 * ended.seconds
        self.counts["migration"] += 1
        connection = engine.connect(path, key)
        now = connection.execute("PRAGMA user_version").fetchone()[0]
        names = [row[0] for row in connection.execute("SELECT name FROM customer")]
        connection.close()
        if now not in (version, len(migrations.STEPS)):
            self._wrong(f"migration from {version}: killed at version {now}")
        if names != ["慕容"]:
            self._wrong(f"migration from {version}: the customer is gone")
        after = self.run(("--book", str(path), "customer", "list"))
        if not after.done or "慕容" not in after.said:
            self._wrong(f"migration from {version}: {after.said[-300:]}")
        for file in sight.plain(path) if key is not None else []:
            self._wrong(f"migration from {version}: the book is encrypted, and {file} tells of it in plain")

    def _wrong(self, sentence: str) -> None:
        self.found.append(sentence)
        self.say(sentence)


def torture(
    kills: int, seed: int, seconds: float, say: Callable[[str], None] = print, book: str = "both", each: int = EACH
) -> Torture:
    """So many turns, or so long; gives what was found."""
    with tempfile.TemporaryDirectory(prefix="amflow-torture-") as name:
        one = Torture(Path(name), seed, say, book)
        one.begin()
        until = time.monotonic() + seconds
        try:
            for number in range(kills):
                if time.monotonic() > until:
                    break
                one.once()
                if number % each == each - 1:
                    say(f"{number + 1} turns, {one.counts['kill']} killed, {len(one.found)} found")
                    one.begin()
        finally:
            one.end()
        return one
