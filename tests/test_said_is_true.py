"""What a command says is true wherever it is stopped: Ctrl-C and a full disk at the n-th call that writes, of any command that
writes. Either it is whole and says so, or there is nothing of it and it says that.

A few commands at a few places in each run; AMFLOW_EXAMPLES=200 goes further.
"""

import errno
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests import ways
from tests.conftest import Result, Run

from amflow import done, registry
from amflow.book import engine
from amflow.shell import access
from days import rows

EXAMPLES = int(os.environ.get("AMFLOW_EXAMPLES", "0"))

WRITES = {"execute", "executemany", "fsync", "replace", "unlink", "write", "open"}
"""The calls into SQLite and the system by which something is written."""

ALL = sorted((command, way) for command, each in ways.WAYS.items() for way in each)
SOME = random.Random(17).sample(ALL, min(EXAMPLES or 6, len(ALL)))


class At:
    """Lets something happen at the n-th call that writes; without one it only counts them."""

    def __init__(self, happens: Callable[[Any], None], number: int = 0) -> None:
        self.happens, self.number, self.count, self._begun = happens, number, 0, False

    def __call__(self, frame: Any, event: str, called: Any) -> None:
        ours = event == "c_call" and called.__name__ in WRITES and "amflow" in frame.f_code.co_filename
        # Before the book is opened nobody knows yet what the command is.
        self._begun = self._begun or (ours and isinstance(called.__self__, sqlite3.Connection))
        ours = ours and self._begun
        self.count += ours
        if ours and self.count == self.number:
            self.happens(called)

    def runs(self, run: Run, *words: str) -> Result:
        sys.setprofile(self)
        try:
            return run(*words, code=None)
        finally:
            sys.setprofile(None)


def interrupted(_called: Any) -> None:
    signal.raise_signal(signal.SIGINT)


def full(called: Any) -> None:
    if isinstance(called.__self__, sqlite3.Connection | sqlite3.Cursor):
        raise sqlite3.OperationalError("database or disk is full")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Whole(NamedTuple):
    """A command as it goes when nothing stops it."""

    words: list[str]
    calls: int


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Ctrl-C is what it is to a person: where the tests themselves were started without it, it would be ignored."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("true")


@pytest.fixture
def made(run: Run, place: Path) -> Path:
    """A book with something of everything."""
    path = place / "made.db"
    if not path.exists():
        ways.prepared(run, path)
    return path


def fresh(made: Path, path: Path) -> Path:
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    return Path(shutil.copy(made, path))


def whole(run: Run, made: Path, path: Path, command: str, way: str) -> Whole:
    """The command with what makes it change the book."""
    fresh(made, path)
    filled, dice, before = ways.Filled(path, path.parent, run), random.Random(command), rows(path)
    for _try in range(ways.TRIES):
        words = filled.words(command, way, dice.choice)
        assert words
        at = At(lambda _called: None)
        # The copy of the day lies there from the first command on.
        done = at.runs(run, *words, "--book", str(path))
        if done.code == 0 and rows(path) != before:
            return Whole(words, at.count)
        fresh(made, path)
    raise AssertionError((command, way))


def holds(stopped: Result, changed: bool, writes: bool) -> None:
    """Whether what was said is so."""
    said = stopped.stdout + stopped.stderr
    assert "Traceback" not in said
    before = "this was written before" in said
    nothing = "nothing was changed" in said or "nothing was written" in said
    if stopped.code == 0:
        assert changed and not nothing
    else:
        assert before == changed
        assert nothing != changed or not (writes or nothing)


@pytest.mark.parametrize("happens", [interrupted, full])
@pytest.mark.parametrize(("command", "way"), SOME)
def test_whatever_stops_it_what_it_says_is_true(
    command: str, way: str, happens: Callable[[Any], None], run: Run, made: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book.db"
    known = whole(run, made, path, command, way)
    writes = access.class_of(command) == registry.WRITES
    last = range(max(1, known.calls - 6), known.calls + 1)
    numbers = {1, *last, *random.Random(command).choices(range(1, last[0] + 1), k=EXAMPLES // 4 or 3)}
    ended = set()
    for number in numbers:
        before = rows(fresh(made, path))
        stopped = At(happens, number).runs(run, *known.words, "--book", str(path))
        changed = rows(path) != before
        ended.add(changed)
        try:
            holds(stopped, changed, writes)
        except AssertionError as error:
            raise AssertionError((known.words, number, changed, stopped)) from error
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if happens is interrupted:
        assert ended == {True, False}


def test_an_import_that_is_interrupted_when_it_is_in_says_its_result(run: Run, home: Path, tmp_path: Path) -> None:
    cards = tmp_path / "in.csv"
    cards.write_text("name,phone\n" + "".join(f"客户{n},1380000{n:04d}\n" for n in range(50)), "utf-8")
    run("import", str(cards), "--as", "customer")
    run("undo")
    at = At(lambda _called: None)
    at.runs(run, "import", str(cards), "--as", "customer")
    run("undo")

    late = At(interrupted, at.count).runs(run, "import", str(cards), "--as", "customer")
    run("undo")
    early = At(interrupted, at.count // 2).runs(run, "import", str(cards), "--as", "customer")

    assert (late.code, late.stdout.split()[:2]) == (0, ["added", "50"])
    what = "in.csv: 50 added, 0 updated (amflow undo takes it back)"
    assert late.stderr.endswith(f"interrupted too late; this was written before: {what}\n")
    assert (early.code, early.stdout, early.stderr) == (130, "", "\ninterrupted; nothing was changed\n")


@pytest.mark.parametrize("happens", [interrupted, full])
def test_an_erasure_tells_what_still_names_the_person(
    happens: Callable[[Any], None], run: Run, home: Path, tmp_path: Path
) -> None:
    path = home / "book.db"
    run("customer", "add", "Vandermolen", "--phone", "13612345987")
    run("note", "add", "a word of Vandermolen")
    plain = path.read_bytes()
    at = At(interrupted)
    at.runs(run, "customer", "erase", "c1", "--yes")

    gone = 0
    for number in range(max(1, at.count - 12), at.count + 1):
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(plain)
        stopped = At(happens, number).runs(run, "customer", "erase", "c1", "--yes")
        there = run("customer", "show", "c1", code=None).code == 0
        if there:
            assert stopped.code != 0 and "nothing was changed" in stopped.stderr, (number, stopped)
            continue
        gone += 1
        assert "still named in n1" in run("history").stdout
        if stopped.code:
            assert "this was written before: customer erase c1\n" in stopped.stderr, (number, stopped)
            continue
        assert "n1" in stopped.stdout, (number, stopped)
        left = "traces may be left" in stopped.stdout
        assert ("traces may be left" in run("book", "check", code=None).stderr) == left, (number, stopped)
        run("book", "check", "--fix")
        assert b"13612345987" not in path.read_bytes()
    assert gone > 2


def test_a_second_one_and_a_question_let_it_through() -> None:
    done.begin()
    with done.writing("a thing"):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with done.writing("another", undo=True):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        done.asking()
    assert done.sentence() == "this was written before: a thing; another (amflow undo takes it back)"
    done.end()
    done.begin()
    with pytest.raises(ZeroDivisionError), done.writing("nothing"):
        signal.raise_signal(signal.SIGINT)
        raise ZeroDivisionError
    assert done.sentence() == ""
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


PASS, NEXT = "horse battery staple\n", "correct horse battery\n"


NOTHING = re.compile("nothing was (changed|written)")


class Made(NamedTuple):
    """A command that makes or exchanges a file: what comes before it, and whether what it makes is there."""

    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...]
    there: Callable[[Path], bool]


def encrypted(home: Path) -> bool:
    return not (home / "book.db").read_bytes().startswith(b"SQLite")


def opens_with(home: Path, word: str) -> bool:
    path = home / "book.db"
    salt = engine.salt(path)
    connection = engine.connect(path, engine.derive(word.strip(), salt))
    try:
        return bool(connection.execute("SELECT count(*) FROM customer").fetchone())
    except engine.errors():
        return False
    finally:
        connection.close()


ENCRYPT = ("book", "encrypt", "--passphrase-file", "pass.txt")
DAMAGE = ()
"""Instead of a command: the book's first page is lost."""

RESTORE = ("book", "restore", "copy.db", "--yes", "--passphrase-file", "pass.txt")
FILES = {
    "encrypt": Made(ENCRYPT, (), encrypted),
    "rekey": Made(
        ("book", "rekey", "--passphrase-file", "pass.txt", "--new-passphrase-file", "next.txt"), (ENCRYPT,),
        lambda home: opens_with(home, NEXT),
    ),
    "decrypt": Made(
        ("book", "decrypt", "--passphrase-file", "pass.txt", "--yes"), (ENCRYPT,), lambda home: not encrypted(home)
    ),
    "restore": Made(
        RESTORE, (("book", "backup", "copy.db"), ("customer", "add", "Later")),
        lambda home: b"Later" not in (home / "book.db").read_bytes(),
    ),
    "restore of a damaged book": Made(
        RESTORE, (("book", "backup", "copy.db"), DAMAGE), lambda home: not encrypted(home)
    ),
    "backup": Made(("book", "backup", "out.db"), (), lambda home: (home / "out.db").exists()),
    "salvage": Made(("book", "salvage", "out.db"), (), lambda home: (home / "out.db").exists()),
    "export": Made(("export", "out.json"), (), lambda home: (home / "out.json").exists()),
    "summary": Made(("summary", "--plain", "-o", "out.md"), (), lambda home: (home / "out.md").exists()),
    "papers": Made(
        ("deal", "papers", "d1", "--to-bring", "--plain", "-o", "out.md"), (), lambda home: (home / "out.md").exists()
    ),
    "config": Made(
        ("config", "set", "name", "Li"), (), lambda home: "Li" in run_file(home / "config" / "amflow" / "config.toml")
    ),
}  # fmt: skip


def run_file(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture
def typed_in(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a customer, a deal, a paper of theirs and the words of two passphrases."""
    monkeypatch.chdir(home)
    for name, word in (("pass.txt", PASS), ("next.txt", NEXT), ("scan.pdf", "the scan")):
        (home / name).write_text(word, "utf-8")
        (home / name).chmod(0o600)
    run("config", "set", "keep_key", "never")
    run("customer", "add", "Ann")
    run("deal", "add", "an account", "--for", "c1", "--amount", "100")
    run("deal", "doc", "d1", "received", "id-card", "--file", "scan.pdf", "--extra")
    return home


class AtAny(At):
    """The same from the beginning: a file may be written without a book."""

    def __init__(self, happens: Callable[[Any], None], number: int = 0) -> None:
        super().__init__(happens, number)
        self._begun = True


@pytest.mark.parametrize("happens", [interrupted, full])
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_whole_or_none_and_that_is_what_is_said(
    name: str, happens: Callable[[Any], None], run: Run, typed_in: Path, tmp_path: Path
) -> None:
    """Ctrl-C is heard until the file stands in its place; from there on it waits until that is said. What fails after that is
    a warning beside it."""
    made, home, kept = FILES[name], typed_in, tmp_path / "kept"
    for words in made.before:
        run(*words) if words != DAMAGE else (home / "book.db").write_bytes(b"x" * 4096)
    shutil.copytree(home, kept, symlinks=True)
    at = AtAny(lambda _called: None)
    assert at.runs(run, *made.words).code == 0
    assert made.there(home)
    ended: dict[bool, list[int]] = {True: [], False: []}
    last = range(max(1, at.count - 4), at.count + 1)
    for number in sorted({1, 2, *last, *range(1, at.count, max(1, at.count // (EXAMPLES or 4)))}):
        shutil.rmtree(home)
        shutil.copytree(kept, home, symlinks=True)
        os.chdir(home)
        stopped = AtAny(happens, number).runs(run, *made.words)
        there, said = made.there(home), stopped.stdout + stopped.stderr
        ended[there].append(number)
        assert "Traceback" not in said
        if there:
            # What comes while the book is closed comes after all is said.
            assert not NOTHING.search(said), (number, stopped)
            assert stopped.code == 0 or "this was written before" in said, (number, stopped)
            assert "interrupted" not in said or "interrupted too late; this was written before" in said, (
                number,
                stopped,
            )
        else:
            assert stopped.code == 130 if happens is interrupted else stopped.code, (number, stopped)
            assert "this was written before" not in said, (number, stopped)
            assert names(home) == names(kept), number
    assert ended[True] and ended[False], ended


def names(home: Path) -> set[str]:
    """What lies there, without the cache, and what the next command takes away."""
    return {
        str(path.relative_to(home))
        for path in home.rglob("*")
        if not path.is_dir() and not {"cache", "parts"} & {*path.parts} and not path.name.endswith(("-wal", "-shm"))
    }
