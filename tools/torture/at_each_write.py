"""Every command, and each of its writes goes wrong: it fails (a broken disk, a full one, an interrupted call), alone or with
all after it, Ctrl-C comes with it, or the program is killed there, and the files of that moment are what is left; every other
time without what nobody had asked onto the disk by then (a power cut, at the end of the command too).

What is typed are the examples of the help pages, so a new command is walked by itself. Whatever happens, the book is sound,
is what it was or what the command makes of it, and what was said of it is true: a command that says it was done is there, one
that is there does not say that nothing was. The next command runs, and then nothing lies about that a command which went
well does not leave.
"""

import copy
import errno
import filecmp
import os
import random
import re
import shlex
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from amflow.book.encryption import keyring
from tools import examples
from tools.torture import child, sight, writes
from tools.torture.child import Outcome
from tools.torture.sight import Keys

APART = ("completion", "help", "demo", "init", "news", "today --watch")
"""What writes outside of the book by its nature, or reads another's page."""

NOTHING = re.compile(r"nothing (was|is) (changed|written|done)|(has|have) done nothing|nothing done", re.IGNORECASE)
"""How it is said that nothing came of a command."""

EACH = 12
"""So many times a command is begun before another has its turn."""


NEXT = ("task", "list")
"""The next command, whichever it is: one that is soon done."""

COUNTED = writes.Wrong()
"""Nothing goes wrong, and the calls are counted."""

NOW = "now.txt"
"""The passphrase of the moment, for the command that looks afterwards."""

SHORT = 40
"""So many writes at the beginning and the end of a command are met as often as all of them."""


class Line(NamedTuple):
    """A command line of a help page, with those that stand above it there."""

    path: str
    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...]

    @property
    def named(self) -> str:
        """As it is typed."""
        return shlex.join(("amflow", *self.words))


def lines() -> list[Line]:
    """What help pages propose to type, each once."""
    found: dict[tuple[str, ...], Line] = {}
    for path in examples.LISTED:
        if path.startswith(APART):
            continue
        above: list[tuple[str, ...]] = []
        for one in examples.said(path, "en"):
            words = tuple(shlex.split(one)[1:])
            if examples.FEED not in one and words[0] not in APART:
                found.setdefault(words, Line(path, words, tuple(above)))
                above.append(words)
    return list(found.values())


class Ground:
    """A folder with the demo of a trade and the files that examples name, encrypted or not: turns are made on copies."""

    def __init__(self, folder: Path, trade: str, encrypted: bool) -> None:
        self.folder, self.encrypted = folder, encrypted
        self.made: list[str] = []
        """The files that the command writes which its line names."""
        self.home = folder / "home"
        self.book = folder / "here" / "book.db"
        for path in (self.book.parent, self.home / "tmp"):
            path.mkdir(parents=True)
        self.keys = Keys(folder)
        self.keys.word, self.keys.other = (examples.FILES[name].strip() for name in ("pass.txt", "new.txt"))
        self.keys.write()
        for name, text in examples.FILES.items():
            (self.book.parent / name).write_text(text, "utf-8")
        must(self.run(("demo", "--playbook", trade)))
        if encrypted:
            must(self.run(("book", "encrypt", "--passphrase-file", "pass.txt")))

    def run(self, words: tuple[str, ...], wrong: writes.Wrong = COUNTED, *, passphrase: bool = False) -> Outcome:
        """Type a command line; one of its writes goes wrong. With the passphrase at hand, whichever the book has now."""
        grave = self.folder.with_name("grave")
        grave.mkdir(exist_ok=True)
        wrong = wrong._replace(root=str(self.folder), grave=str(grave))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AMFLOW_", "XDG_"))}
        environment = kept | {
            "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "AMFLOW_BOOK": str(self.book),
            "AMFLOW_LANG": "en",
            "AMFLOW_NOW": "2026-11-25T09:30",
            "AMFLOW_KEEP_KEY": "session",
            "AMFLOW_BROWSER": "none",
            "BROWSER": "true",
            "SHELL": "/bin/bash",
        }
        if passphrase and self.keys.of(self.book):
            word = self.keys.word if self.keys.is_under(self.book, self.keys.word) else self.keys.other
            (self.folder / NOW).touch(0o600)
            (self.folder / NOW).write_text(f"{word}\n", "utf-8")
            environment["AMFLOW_PASSPHRASE_FILE"] = str(self.folder / NOW)
        try:
            return child.run(environment, words, wrong=wrong if writes.there() else None, folder=self.book.parent)
        finally:
            shutil.rmtree(grave)

    def copy(self, name: str = "turn") -> "Ground":
        """The same once more, beside it: what is done there is not done here."""
        other = copy.copy(self)
        other.folder = self.folder.with_name(name)
        shutil.rmtree(other.folder, ignore_errors=True)
        shutil.copytree(self.folder, other.folder, symlinks=True)
        other.home, other.book = other.folder / "home", other.folder / "here" / "book.db"
        # What was locked in another turn is open in this one: the system keeps the key for all of them.
        if key := other.keys.of(other.book):
            keyring.keep(key, "session")
        return other

    def see(self) -> sight.Seen:
        """The book as it is."""
        return sight.see(self.book, self.keys.of(self.book))

    def has_the_file_of(self, other: "Ground") -> bool:
        """Whether the other's book is this one's, byte for byte, with nothing written ahead: what is known of the one is true
        of the other."""
        ahead = other.book.with_name(f"{other.book.name}-wal")
        if (ahead.exists() and ahead.stat().st_size) or not other.book.exists():
            return False
        return filecmp.cmp(self.book, other.book, shallow=False)

    def names(self) -> set[str]:
        """What lies in the folders; what is counted or drawn in a name is a sign."""
        found = (
            # Where the book is behind a link, what belongs to it lies where the link leads to.
            str(path.relative_to(self.folder)).replace("real/", "here/")
            for path in self.folder.rglob("*")
            if not path.is_dir() and path.name != NOW
        )
        return {re.sub(r"[0-9a-f]{6,}|\d+", "#", name).removesuffix("-wal").removesuffix("-shm") for name in found}

    def end(self) -> None:
        """Forget what the system keeps of the key."""
        for salt in self.keys.salts:
            keyring.forget(salt)


def must(ended: Outcome) -> None:
    """Raises SystemExit where a command that has to go well did not."""
    if not ended.done:
        raise SystemExit(ended.said)


class Clean(NamedTuple):
    """What a command does when all goes well: how many writes, lines of the history, what it leaves, how it ends, what it
    says."""

    writes: int
    grown: int
    names: set[str]
    done: bool
    said: str
    files: set[str]
    """The names beside the book."""
    next_done: bool = True
    """The next command runs: it does not where the register was closed."""


class AtEachWrite:
    """Turns of one mode: `fault`, `interrupt`, `cut`. `found` are the sentences of what went wrong."""

    def __init__(
        self, folder: Path, mode: str, seed: int, book: str, say: Callable[[str], None] = print, only: str = ""
    ) -> None:
        self.mode, self.book, self.say = mode, book, say
        self.folder, self.dice = folder, random.Random(seed)
        self.found: list[str] = []
        self.counts: Counter[str] = Counter()
        self._lines = [line for line in lines() if line.path.startswith(only)]
        self._grounds: dict[tuple[str, bool], Ground] = {}

    def go(self, turns: int, seconds: float) -> None:
        """So many turns, or so long."""
        until, every = time.monotonic() + seconds, self._lines
        try:
            while True:
                self.dice.shuffle(every)
                for line in every:
                    encrypted = self.book == "encrypted" or (self.book == "both" and self.dice.random() < 0.5)
                    for _turn in self._walk(line, encrypted):
                        if self.counts["turns"] >= turns or time.monotonic() > until:
                            return
        finally:
            for ground in self._grounds.values():
                ground.end()

    def _walk(self, line: Line, encrypted: bool) -> Iterator[None]:
        """Turns with one command: yields after each."""
        key = (examples.own_trade(line.path), encrypted)
        if key not in self._grounds:
            self._grounds[key] = Ground(self.folder / f"{key[0]}-{encrypted}" / "ground", *key)
        # What stands above it on the page is done once, and each turn begins from there.
        start = self._grounds[key].copy("ready")
        for words in line.before:
            start.run(words)
        before = start.see()
        clean = self._clean(start, line, before)
        for _each in range(self._turns(clean)):
            self._turn(start, line, before, clean)
            self.counts["turns"] += 1
            yield

    def _turns(self, clean: Clean) -> int:
        return min(EACH, clean.writes)

    def _clean(self, start: Ground, line: Line, before: sight.Seen) -> Clean:
        ground = start.copy()
        ended = ground.run(line.words)
        now, beside = ground.see(), {path.name for path in ground.book.parent.iterdir()}
        after = ground.run(NEXT, passphrase=True)
        grown, names = now.changes - before.changes, ground.names()
        # Where nothing came of it, the next command leaves what it leaves by itself.
        ground = start.copy()
        ground.run(NEXT, passphrase=True)
        return Clean(ended.writes, grown, names | ground.names(), ended.done, ended.said, beside, after.done)

    def _turn(self, start: Ground, line: Line, before: sight.Seen, clean: Clean) -> None:
        ground = start.copy()
        # The day's first command copies the book in hundreds of writes: what it does itself has as many turns as that.
        last = self.dice.choice((clean.writes, min(clean.writes, SHORT)))
        at = self.dice.choice((self.dice.randint(1, last), clean.writes + 1 - self.dice.randint(1, last)))
        half = self.dice.random() < 0.5
        wrong = writes.Wrong(at, writes.INTERRUPT)
        if self.mode == "fault":
            failure = self.dice.choice(writes.FAULTS)
            # A call that is interrupted is tried again, for ever where it always is; no system does that.
            wrong = writes.Wrong(at, failure, on=half and failure != errno.EINTR)
        elif self.mode == "cut":
            # The power may go when all is said, too.
            at += half and self.dice.random() < 0.2 and clean.writes + 1 - at
            wrong = writes.Wrong(at, writes.CUT if half else writes.KILL, seed=self.dice.getrandbits(63))
        ended = ground.run(line.words, wrong)
        named = f"{line.named} ({'encrypted' if ground.encrypted else 'plain'}, write {at} of {clean.writes}, {self._how(wrong)})"
        self.counts[f"ended with {ended.code}" if not ended.killed else "killed"] += 1
        as_it_was = start.has_the_file_of(ground)
        self._told(named, self._looked(ground, line, ended, before, clean, as_it_was=as_it_was))

    def _told(self, named: str, sentences: list[str]) -> None:
        for sentence in sentences:
            self.found.append(f"{named}: {sentence}")
            self.say(self.found[-1])

    @staticmethod
    def _how(wrong: writes.Wrong) -> str:
        named = {writes.INTERRUPT: "Ctrl-C", writes.KILL: "killed", writes.CUT: f"power cut {wrong.seed}"}
        return (named.get(wrong.how) or os.strerror(wrong.how)) + (" from there on" if wrong.on else "")

    def _looked(
        self, ground: Ground, line: Line, ended: Outcome, before: sight.Seen, clean: Clean, *, as_it_was: bool
    ) -> list[str]:
        if "TRACEBACK" in ended.said or "Traceback" in ended.said or ended.code == 70:
            return [f"it broke off: {ended.said[-400:]}"]
        try:
            now = before if as_it_was else ground.see()
        except Exception as error:
            return [f"the book does not open: {error}"]
        found = [] if as_it_was else sight.problems(ground.book, ground.keys, replayed=now != before)
        if found and line.path == "customer erase":
            # Whose bytes may be left in the file is said until this is done; the person is gone all the same.
            self.counts["cleaned afterwards"] += ground.run(("book", "check", "--fix"), passphrase=True).done
            found = sight.problems(ground.book, ground.keys)
        if found:
            return found
        grown = now.changes - before.changes
        if grown not in (0, clean.grown):
            found.append(f"{grown} lines more in the history, where it makes {clean.grown}")
        if not grown and clean.grown and now.rows != before.rows:
            found.append("it is not in the history, and the book is another one")
        if ended.killed and clean.grown and not grown and clean.said.strip() and clean.said in ended.said:
            found.append(f"it said that it was done, and is not there any more: {ended.said[:200]}")
        if not ended.killed:
            if ended.done and clean.done and grown != clean.grown:
                found.append(f"it said that it was done, and is not there: {ended.said[:200]}")
            if grown and NOTHING.search(ended.said):
                found.append(f"it is there, and said that it is not: {ended.said[-300:]}")
        found += self._after(ground, clean)
        if ended.killed and clean.done and clean.said.strip() and clean.said in ended.said:
            gone = {name for name in clean.names - ground.names() if not name.startswith("home/")}
            found += [f"it said that it was done, and is not there any more: {', '.join(sorted(gone))}"] if gone else []
        return found

    def _after(self, ground: Ground, clean: Clean) -> list[str]:
        """The next command runs, and sweeps."""
        found = []
        after = ground.run(NEXT, passphrase=True)
        if not after.done and clean.next_done:
            found.append(f"the next command does not run: {after.said[-300:]}")
        left = {name for name in ground.names() - clean.names if not name.startswith("home/state/")}
        if left:
            found.append(f"left behind: {', '.join(sorted(left))}")
        return found + in_plain(ground)


def in_plain(ground: Ground) -> list[str]:
    """What tells of an encrypted book in plain, beside it and in the home; not what was exported."""
    key = ground.keys.of(ground.book) if ground.encrypted else None
    if key is None:
        return []
    told = sight.plain(ground.book, ground.home, marks=sight.secrets(ground.book, key))
    return [f"the book is encrypted, and {name} tells of it in plain" for name in told if "/exports/" not in name]
