"""Commands killed at any moment: is a command that said it was done ever lost, does one that was cut off leave anything?

    python tools/torture.py --kills 1000 --seed 7 --encrypted

Every command runs in a process of its own, forked from one that has the program loaded, and gets SIGKILL at a random
moment. Afterwards the book must open and be sound (the file, what points where, the journal replayed against the rows),
a command that had answered must be there, and one that is not there must have changed nothing at all. Some turns meet
a file that cannot grow any further at a random byte (a full disk, a write error) or a folder that nobody may write in.

An encrypted book is encrypted, given other passphrases and made plain again as well. Whenever one of these is cut off, the
book must open with the former passphrase or the new one; and once one has said that it was done, or was run again, no file
beside the book may hold a word of it in plain.
"""

import argparse
import binascii
import getpass
import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from amflow.book import engine, migrations
from amflow.book.engine import Key
from amflow.book.store import APPLICATION_ID, Book
from amflow.cli import app

# What a child that has become nobody cannot read any more is loaded before it is forked.
LOADED = (binascii, getpass)

NOBODY = 65534
ROWS = 40
"""Rows of each import."""

WORDS = ("correct horse battery", "staple and other words")
"""The passphrases of an encrypted book, in turn."""

PLANTED = "客户0"
"""The name of somebody in the book: no file beside an encrypted one may hold it."""


class Turn(NamedTuple):
    """What is typed, and what may become of the book: `writes` one line of the history, or the whole is looked at."""

    words: tuple[str, ...]
    kind: str = "write"
    """write, look, backup, restore, migrate or seal (another passphrase, or none)."""


class Outcome(NamedTuple):
    """How a command ended: whether it was killed, whether it had said that it was done, what it said."""

    killed: bool
    done: bool
    said: str
    seconds: float


class Torture:
    """One book, tortured. `found` are the sentences of what went wrong."""

    def __init__(self, folder: Path, seed: int, say: Callable[[str], None] = print, encrypted: bool = False) -> None:
        self.folder = folder
        self.encrypted = encrypted
        self._word = 0
        self._keys: dict[tuple[int, str], Key] = {}
        self.random = random.Random(seed)
        self.book = folder / "book.db"
        self.say = say
        self.found: list[str] = []
        self.counts: Counter[str] = Counter()
        self._number = 0
        self._durations: dict[str, float] = {}
        (folder / "home").mkdir(exist_ok=True)
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AMFLOW_", "XDG_"))},
            "HOME": str(folder / "home"),
            "XDG_CONFIG_HOME": str(folder / "home" / "config"),
            "XDG_CACHE_HOME": str(folder / "home" / "cache"),
            "XDG_DATA_HOME": str(folder / "home" / "data"),
            "AMFLOW_BOOK": str(self.book),
            "AMFLOW_LANG": "en",
            # Nothing is kept outside the folder: what was cut off there is not the book's.
            "AMFLOW_KEEP_KEY": "never",
        }
        for number, word in enumerate(WORDS):
            (folder / f"word{number}").write_text(word + "\n", "utf-8")
        self._day = 1

    # What is typed

    def begin(self) -> None:
        """A book with something in it."""
        for number in range(4):
            self._must("customer", "add", f"客户{number}", "--tier", "gold")
        self._must("log-visit", "c1", "a talk", "--next", "fri 10:00 call")
        self._must("deal", "add", "an account", "--for", "c1", "--amount", "20万")
        if self.encrypted:
            self._must("book", "encrypt", "--passphrase-file", self._word_file(0))
        self._must("book", "backup", str(self.folder / "copy.db"))

    def _must(self, *words: str) -> None:
        ended = self.run(words)
        if not ended.done:
            raise SystemExit(f"amflow {' '.join(words)}: {ended.said}")

    def turn(self) -> Turn:
        """Something that an account manager, or their machine, does."""
        self._number += 1
        n = self._number
        dice = self.random
        people = self._numbers("SELECT id FROM customer WHERE status <> 'removed'") or [1]
        who = f"c{dice.choice(people)}"
        deals = self._numbers("SELECT id FROM deal WHERE state = 'open'")
        tasks = self._numbers("SELECT id FROM task WHERE state = 'open'")
        choices: list[tuple[int, Turn]] = [
            (6, Turn(("customer", "add", f"新客{n}", "--phone", f"138{n:08d}", "--tier", "gold"))),
            (8, Turn(("log-visit", who, f"talk {n}", "--next", f"fri 10:00 call about {n}", "--intent", "B"))),
            (4, Turn(("task", "add", f"task {n}", "--for", who, "--due", "tomorrow"))),
            (3, Turn(("deal", "add", f"deal {n}", "--for", who, "--amount", "5万"))),
            (3, Turn(("note", "add", f"note {n}"))),
            (3, Turn(("undo",))),
            (2, Turn(("redo",))),
            (2, Turn(("customer", "edit", who, "--phone", f"139{n:08d}"))),
            (3, Turn(("import", str(self._csv(n)), "--as", "customer"))),
            (2, Turn(("today",), "look")),
            (2, Turn(("book", "backup", str(self.folder / f"backup-{n}.db")), "backup")),
            (2, Turn(("book", "restore", str(self.folder / "copy.db"), "--yes"), "restore")),
            (2, Turn(("today",), "migrate")),
            (1, Turn(("book", "lock") if self.encrypted else ("book", "check"), "look")),
            self._register(),
            *self._seals(),
        ]
        if len(people) > 3:
            one, other = dice.sample(people, 2)
            choices.append((2, Turn(("customer", "merge", f"c{one}", f"c{other}", "--yes"))))
        if deals:
            choices.append((3, Turn(("deal", "advance", f"d{dice.choice(deals)}", "--force", "--why", f"because {n}"))))
        if tasks:
            choices.append((4, Turn(("done", f"t{dice.choice(tasks)}"))))
        return dice.choices([turn for _weight, turn in choices], [weight for weight, _turn in choices])[0]

    def _register(self) -> tuple[int, Turn]:
        """The register is opened and closed; while it is closed hardly anything else is answered."""
        last = self._numbers(
            "SELECT kind = 'close' FROM access WHERE kind IN ('open', 'close') ORDER BY id DESC LIMIT 1"
        )
        return (
            (60, Turn(("register", "open", "--by", "Chen"), "look"))
            if last == [1]
            else (
                1,
                Turn(("register", self.random.choice(["open", "close"]), "--by", "Chen"), "look"),
            )
        )

    def _seals(self) -> list[tuple[int, Turn]]:
        """What changes under which passphrase the book is."""
        if not self.encrypted:
            return []
        if not engine.salt(self.book):
            return [(12, Turn(("book", "encrypt", "--passphrase-file", self._word_file(self._word)), "seal"))]
        other = self._word_file(1 - self._word)
        return [
            (6, Turn(("book", "rekey", "--new-passphrase-file", other), "seal")),
            (4, Turn(("book", "decrypt", "--yes"), "seal")),
        ]

    def _word_file(self, number: int) -> str:
        return str(self.folder / f"word{number}")

    def _csv(self, number: int) -> Path:
        path = self.folder / "in.csv"
        path.write_text(
            "name,phone\n" + "".join(f"进{number}-{row},137{number:04d}{row:04d}\n" for row in range(ROWS)), "utf-8"
        )
        return path

    def _numbers(self, sql: str) -> list[int]:
        connection = self._connected(self.book)
        found = [row[0] for row in connection.execute(sql)]
        connection.close()
        return found

    def _connected(self, path: Path) -> sqlite3.Connection:
        return engine.connect(path, self._key(path), isolation_level=None)

    def _key(self, path: Path) -> Key | None:
        """The key of the file: that of the word in use where it opens with it, else of the other one; None of a plain one."""
        salt = engine.salt(path)
        if not salt:
            return None
        for number in (self._word, 1 - self._word):
            known = (number, salt)
            key = self._keys[known] = self._keys.get(known) or engine.derive(WORDS[number], salt)
            connection = engine.connect(path, key)
            try:
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            except engine.errors():
                continue
            finally:
                connection.close()
            return key
        raise SystemExit(f"{path.name} opens with neither passphrase")

    # Running and killing

    def run(
        self, words: tuple[str, ...], kill_after: float | None = None, limit: int = 0, nobody: bool = False
    ) -> Outcome:
        """Run a command line in a child; kill it after so many seconds; no file of it may grow beyond `limit` bytes."""
        reading, writing = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if not child:
            self._be_child(words, reading, writing, limit, nobody)
        os.close(writing)
        killed = False
        if kill_after is not None:
            time.sleep(kill_after)
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended:
                os.kill(child, signal.SIGKILL)
                killed = True
        said = b""
        while piece := os.read(reading, 65536):
            said += piece
        os.close(reading)
        if killed or kill_after is None:
            _ended, status = os.waitpid(child, 0)
        text = said.decode("utf-8", "replace")
        # What it had said when it was killed was said by a command that had written already.
        done = _answered(text) if killed else os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        return Outcome(killed, done, text, time.monotonic() - started)

    def _be_child(self, words: tuple[str, ...], reading: int, writing: int, limit: int, nobody: bool) -> None:
        code = 1
        try:
            os.close(reading)
            os.dup2(writing, 1)
            os.dup2(writing, 2)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.stdin, sys.stdout, sys.stderr = (
                os.fdopen(0, "r", encoding="utf-8"),
                os.fdopen(1, "w", encoding="utf-8"),
                os.fdopen(2, "w", encoding="utf-8"),
            )
            os.environ.clear()
            word = self._word_file(self._word)
            os.environ.update(
                self._environment, AMFLOW_NOW=f"2026-11-{self._day:02d}T09:30", AMFLOW_PASSPHRASE_FILE=word
            )
            if limit:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            if nobody:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            code = app(list(words), standalone_mode=False)
            sys.stdout.flush()
        except BaseException as error:
            sys.stderr.write(f"TRACEBACK {type(error).__name__}: {error}\n")
            code = 70
        finally:
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 70)

    # One turn and what is looked at after it

    def once(self) -> None:
        """One command, one way of dying, one look."""
        turn = self.turn()
        if turn.kind == "migrate":
            self._migration()
            return
        self._day = min(28, self._day + (self.random.random() < 0.05))
        way = self.random.choices(["kill", "limit", "read-only"], [92, 5, 3])[0]
        if way == "read-only" and os.getuid() != 0:
            way = "kill"
        before, changes = self.dump(self.book), self._changes()
        ended = self._meet(turn, way)
        self.counts[way if way != "kill" or ended.killed else "ended before the kill"] += 1
        self._look(turn, way, ended, before, changes)

    def _meet(self, turn: Turn, way: str) -> Outcome:
        if way == "limit":
            size = max(self.book.stat().st_size, self._side("-wal"))
            return self.run(turn.words, limit=self.random.randint(4096, size + 200_000))
        if way == "read-only":
            return self._as_nobody(turn)
        name = " ".join(turn.words[:2])
        usual = self._durations.get(name, 0.4 if self.encrypted else 0.1)
        # While the key is made of the passphrase nothing has been touched yet: few kills belong there.
        early = 0.08 if self.encrypted and self.random.random() < 0.9 else 0
        ended = self.run(turn.words, kill_after=early + self.random.random() * max(usual - early, 0.02) * 1.3)
        if not ended.killed:
            self._durations[name] = 0.8 * usual + 0.2 * ended.seconds
        else:
            # A command that is slower than it was known to be is still killed late enough.
            self._durations[name] = usual * 1.01
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

    def _look(self, turn: Turn, way: str, ended: Outcome, before: str, changes: int) -> None:
        named = f"{' '.join(turn.words[:3])} ({way}, {'killed' if ended.killed else 'ended'})"
        if turn.kind == "seal":
            self._look_sealed(named, turn, ended)
        if "TRACEBACK" in ended.said or "Traceback" in ended.said:
            self._wrong(f"{named}: {ended.said[-300:]}")
        for problem in self._problems():
            self._wrong(f"{named}: {problem}")
        now = self._changes()
        if turn.kind == "restore":
            self._look_restored(named, ended, before)
        elif turn.kind == "write":
            if ended.done and now == changes and not ended.said.startswith("nothing"):
                self._wrong(f"{named}: it said that it was done, and is not there: {ended.said[:200]}")
            if now not in (changes, changes + 1):
                self._wrong(f"{named}: {now - changes} commands in the history instead of one")
            if now == changes and self.dump(self.book) != before:
                self._wrong(f"{named}: it is not there, and the book is another one")
        elif self.dump(self.book) != before:
            self._wrong(f"{named}: it changed the book")
        if turn.kind == "backup":
            self._look_backup(named, Path(turn.words[2]), ended, before)

    def _look_sealed(self, named: str, turn: Turn, ended: Outcome) -> None:
        """Under which passphrase the book is now; and whether anything of it lies beside it in plain."""
        self.counts["seal"] += 1
        asked = turn.words[1]
        if salt := engine.salt(self.book):
            new = self._keys.get((1 - self._word, salt))
            if self._key(self.book) == (new or self._keys.get((1 - self._word, salt))):
                self._word = 1 - self._word
            if ended.done and asked == "decrypt":
                self._wrong(f"{named}: it said that the book is plain, and it is not")
        elif ended.done and asked != "decrypt":
            self._wrong(f"{named}: it said that the book is encrypted, and it is not")
        if asked == "encrypt" and not ended.done and self._plainly():
            # Cut off: said again, it finishes what was begun.
            self._must("book", "encrypt", "--passphrase-file", self._word_file(self._word))
        if engine.salt(self.book):
            # The next command takes away what one that was cut off left.
            self._must("book", "check")
            for path in self._plainly():
                self._wrong(f"{named}: {path.name} holds the book in plain")

    def _plainly(self) -> list[Path]:
        """The files of the book and beside it in which the planted name stands in plain."""
        found = []
        for path in self.folder.rglob("*"):
            beside = path.is_file() and ("book.db" in path.name or "book.db" in path.parent.name)
            if beside and PLANTED.encode() in path.read_bytes():
                found.append(path)
        return found

    def _look_restored(self, named: str, ended: Outcome, before: str) -> None:
        now, copy = self.dump(self.book), self.dump(self.folder / "copy.db")
        if now not in (before, copy):
            self._wrong(f"{named}: the book is neither the former one nor the copy")
        if ended.done and now != copy:
            self._wrong(f"{named}: it said that it was done, and the book is the former one")

    def _look_backup(self, named: str, file: Path, ended: Outcome, before: str) -> None:
        if ended.done and not file.exists():
            self._wrong(f"{named}: it said that it was done, and there is no copy")
        if file.exists():
            if self.dump(file) != before:
                self._wrong(f"{named}: the copy is not the book")
            file.unlink()

    def _migration(self) -> None:
        """An old book that is opened, and killed while it grows."""
        path = self.folder / "old.db"
        version = self.random.randint(1, len(migrations.STEPS) - 1)
        for one in self.folder.glob("old.db*"):
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        with sqlite3.connect(path, isolation_level=None) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            for step in migrations.STEPS[:version]:
                step(connection)
            connection.execute(
                "INSERT INTO customer (uid, created_at, updated_at, name, name_key, added_on, quiet_since)"
                " VALUES ('u', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '张敏', '张敏', '2026-01-01', '2026-01-01')"
            )
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version}")
        connection.close()
        usual = self._durations.get("migrate", 0.2)
        ended = self.run(("--book", str(path), "customer", "list"), kill_after=self.random.random() * usual * 1.3)
        self._durations["migrate"] = usual * 1.01 if ended.killed else 0.8 * usual + 0.2 * ended.seconds
        self.counts["migration"] += 1
        with sqlite3.connect(path) as connection:
            now = connection.execute("PRAGMA user_version").fetchone()[0]
            names = connection.execute("SELECT name FROM customer").fetchall()
        connection.close()
        if now not in (version, len(migrations.STEPS)):
            self._wrong(f"migration from {version}: killed at version {now}")
        if names != [("张敏",)]:
            self._wrong(f"migration from {version}: the customer is gone")
        after = self.run(("--book", str(path), "customer", "list"))
        if not after.done or "张敏" not in after.said:
            self._wrong(f"migration from {version}: {after.said[-300:]}")

    def _wrong(self, sentence: str) -> None:
        self.found.append(sentence)
        self.say(sentence)

    # Looking

    def _problems(self) -> list[str]:
        try:
            book = Book.open(self.book, unlock=self._unlocked)
        except Exception as error:
            return [f"the book does not open: {error}"]
        try:
            return book.problems()
        finally:
            book.close()

    def _unlocked(self, path: Path, _opens: Callable[[Key], bool]) -> Key:
        key = self._key(path)
        assert key is not None
        return key

    def _changes(self) -> int:
        return self._numbers("SELECT count(*) FROM change")[0]

    def dump(self, path: Path) -> str:
        """Every row of every table but the access log, as one number."""
        sums = hashlib.sha256()
        connection = self._connected(path)
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'"
            " ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            if table == "access":
                continue
            # Looks at an opened register are written down: the log and its head are the only ones that may grow.
            where = " WHERE name NOT LIKE 'access%'" if table == "about" else ""
            for row in connection.execute(f"SELECT * FROM {table}{where} ORDER BY 1"):
                sums.update(repr((table, tuple(row))).encode("utf-8", "surrogatepass"))
        connection.close()
        return sums.hexdigest()


def _answered(said: str) -> bool:
    """Whether what a killed command had said is the answer of one that had finished writing."""
    return "\n" in said and not said.startswith(("error:", "hint:", "others", "keeping", "today's"))


def torture(
    kills: int, seed: int, seconds: float, say: Callable[[str], None] = print, encrypted: bool = False
) -> Torture:
    """So many turns, or so long; gives what was found."""
    with tempfile.TemporaryDirectory(prefix="amflow-torture-") as name:
        one = Torture(Path(name), seed, say, encrypted)
        one.begin()
        until = time.monotonic() + seconds
        for number in range(kills):
            if time.monotonic() > until:
                break
            one.once()
            if number % 500 == 499:
                say(f"{number + 1} turns, {len(one.found)} found")
                one = _fresh(one)
        return one


def _fresh(one: Torture) -> Torture:
    """A new book from time to time: one of thousands of imports only makes each look longer."""
    for path in one.folder.glob("book.db*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (one.folder / "copy.db").unlink()
    one.begin()
    return one


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=500, help="turns")
    parser.add_argument("--seed", type=int, default=0, help="by itself one from the clock, printed")
    parser.add_argument("--seconds", type=float, default=600, help="at most so long")
    parser.add_argument("--encrypted", action="store_true", help="a book under a passphrase")
    given = parser.parse_args()
    seed = given.seed or int(time.time())
    print(f"seed {seed}")
    ended = torture(given.kills, seed, given.seconds, encrypted=given.encrypted)
    print(", ".join(f"{name} {count}" for name, count in sorted(ended.counts.items())))
    print(f"{sum(ended.counts.values())} turns, {len(ended.found)} found")
    return 1 if ended.found else 0


if __name__ == "__main__":
    sys.exit(main())
