"""What every test stands on: a home of its own, a fixed clock, and `run`, which types a command line."""

import contextlib
import functools
import gc
import io
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pytest
import typer
from tests import json_schema

from amflow import locale
from amflow.book import engine, migrations, opening, phones
from amflow.book.opening import open_book
from amflow.dates import country_holidays, personal_days
from amflow.desk import Desk
from amflow.playbooks import loader
from amflow.playbooks.sources import SHIPPED, source
from amflow.shell.app import app
from amflow.shell.context import App

# A machine that is busy is no fault of a test: no clock runs over its examples, neither over running nor over making them.
hypothesis.settings.register_profile("amflow", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("amflow")

MEMORY = Path("/dev/shm")
"""Where there is room, the tests' books lie in memory: a tenth of the time is waiting for the disk."""

if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 4 << 30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

FIXTURES = ("encrypted", "figures", "imports", "loans", "messages")
pytest_plugins = tuple(f"tests.fixtures.{name}" for name in FIXTURES)

TESTS = Path(__file__).parent

MEMORY = "/dev/shm"
"""Where a file costs no waiting for the disk: a book is told to be on it after every command."""


def pytest_configure() -> None:
    """Let the homes of the tests be in memory, where there is room: they are thousands, and each is soon gone."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2 << 30:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)


@pytest.fixture(scope="session", autouse=True)
def light() -> None:
    """What is there before the first test stays to the end: looking through it for garbage again and again costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def heard() -> None:
    """A program that a test starts hears the signals that it is sent, though the tests themselves were started where they
    are ignored (`nohup … &`): what is ignored is inherited, what is handled is not. The tests go on ignoring them."""
    for number in (signal.SIGINT, *([signal.SIGHUP] if os.name == "posix" else [])):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: None)


NOW = "2026-11-25T09:30"
"""The Wednesday on which all tests happen, unless they say otherwise."""


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """stdout, read as JSON, which is as its schema has it."""
        told = json.loads(self.stdout)
        assert not json_schema.wrong(told), json_schema.wrong(told)
        return told

    @property
    def lines(self) -> list[list[str]]:
        """stdout, as lines of tab-separated cells."""
        return [line.split("\t") for line in self.stdout.splitlines()]


Run = Callable[..., Result]

COMMANDS: Any = typer.main.get_command(app)
"""What is typed at. Building a command takes as long as running it: each is built when it is typed first, and kept."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reaches a real home, book, terminal or clock."""
    for name in [name for name in os.environ if name.startswith(("AMFLOW_", "LC_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    for name, sub in (
        ("HOME", ""),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
    ):
        monkeypatch.setenv(name, str(folder / sub))
    (folder / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
    monkeypatch.setenv("AMFLOW_NOW", NOW)
    monkeypatch.setenv("AMFLOW_BOOK", str(folder / "book.db"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    # The C library reads it when it likes, in the middle of a test too, unless it is told.
    time.tzset()
    monkeypatch.chdir(tmp_path)
    locale.use("en")
    # The country of the test before, in which a phone has another meaning.
    phones.live_in("CN")
    return folder


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A book in which nothing is yet. Every one is the same, byte for byte; the tests of opening make each anew."""
    path = tmp_path_factory.mktemp("new") / "book.db"
    open_book(path).close()
    return path.read_bytes()


MADE_ANEW = {TESTS / "book" / name for name in ("test_opening.py", "test_schema.py", "test_together.py")}
"""Where it is tested that a book is made as it should be."""

_key_made = functools.cache(engine.derive)


_COMPILED: dict[Path, Any] = {}
"""The shipped playbooks, each compiled once."""


@pytest.fixture(autouse=True)
def made_once(request: pytest.FixtureRequest, new_book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same in every test is made once, for thousands of homes would cost half of the time: a book that a
    command makes begins as a copy of a new one, a shipped playbook and the working days lie ready for the cache of each home,
    and the key that a passphrase makes is remembered."""
    monkeypatch.setattr(engine, "derive", _key_made)
    if request.path not in MADE_ANEW:
        monkeypatch.setattr(opening, "make_file", _made_of(new_book))
    if request.path.relative_to(TESTS).parts[0] != "playbooks":
        monkeypatch.setattr(loader, "_compile", _compiled)
        monkeypatch.setattr(loader, "load", _loaded)
    if request.path.relative_to(TESTS).parts[0] not in ("dates", "test_extras.py"):
        monkeypatch.setattr(country_holidays, "load", _days)


def _compiled(path: Path, folder: Path | None, *, compiling: Any = loader._compile) -> Any:
    if path.parent != SHIPPED or (folder and list(folder.glob("*.toml"))):
        return compiling(path, folder)
    if path not in _COMPILED:
        _COMPILED[path] = compiling(path, folder)
    sources, plain = _COMPILED[path]
    return dict(sources), plain


_LOADED: dict[Path, tuple[Any, bytes]] = {}
"""The same playbooks as records, which nothing changes, and as they lie in a cache."""


def _loaded(name: str, folder: Path | None, cache: Path | None, *, loading: Any = loader.load) -> Any:
    path = source(name, folder)
    if cache is None or path.parent != SHIPPED or (folder and list(folder.glob("*.toml"))):
        return loading(name, folder, cache)
    # The first command of a home keeps it compiled there, for the programs that a test starts.
    return _from_home(_LOADED, path, cache / f"{name}.playbook", lambda: loading(name, folder, cache))


_DAYS: dict[tuple[str, int, bytes], tuple[Any, bytes]] = {}
"""The working days of a country, as the playbooks."""


def _days(place: country_holidays.Place, *, loading: Any = country_holidays.load) -> Any:
    key = (place.country, place.year // 10, personal_days.content(place.file))
    return _from_home(_DAYS, key, place.cache / f"{place.country}.days", lambda: loading(place))


def _from_home(known: Any, key: Any, kept: Path, make: Callable[[], Any]) -> Any:
    """What was made before, laid into the cache of this home as its first command would keep it there."""
    if key not in known or not known[key][1]:
        known[key] = make(), kept.read_bytes() if kept.exists() else b""
    elif not kept.exists():
        with contextlib.suppress(OSError):
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lay(kept, known[key][1])
    return known[key][0]


def _made_of(new_book: bytes) -> Callable[[Path], None]:
    make, whole = opening.make_file, len(migrations.STEPS)

    def made(path: Path) -> None:
        make(path)
        # Not for a test that has an older program make it.
        if not path.stat().st_size and len(migrations.STEPS) == whole:
            path.write_bytes(new_book)

    return made


@pytest.fixture
def run() -> Run:
    """Type a command line: `run("log-visit", "张敏", "…")`. Succeeds, unless `code` says otherwise."""

    def typed(*words: str, code: int | None = 0, stdin: str = "") -> Result:
        out, err = io.StringIO(), io.StringIO()
        was = sys.stdin
        sys.stdin = io.StringIO(stdin)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                ended = COMMANDS(list(words), standalone_mode=False)
        finally:
            sys.stdin = was
            locale.use("en")
        result = Result(ended, out.getvalue(), err.getvalue())
        assert code is None or result.code == code, result
        return result

    return typed


@pytest.fixture
def desk_of(home: Path) -> Iterator[Callable[..., Desk]]:
    """The desk of a trade over the test's book, as a command is handed it: for asking the rules themselves."""
    opened = []

    def made(trade: str = "general", now: str = NOW) -> Desk:
        one = App()
        opened.append(one)
        return Desk(one.book, one.read_playbook(trade), one.calendar, one.settings, datetime.fromisoformat(now))

    yield made
    for one in opened:
        one.close()


class Person:
    """Somebody at the terminal, who gives these answers one after the other; Enter alone takes what is proposed."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.proposed: list[str] = []
        self.told: list[str] = []

    def ask(self, question: str, present: str = "") -> str:
        """Answer a question."""
        self.asked.append(question)
        self.proposed.append(present)
        return self.answers.pop(0) or present

    def key(self) -> str:
        """Press a key."""
        return self.answers.pop(0)

    def say(self, words: str) -> None:
        """Be told something."""
        self.told.append(words)


_MADE: dict[str, bytes] = {}
"""The books that tests begin with, as the first of them made each."""


@pytest.fixture
def once(home: Path) -> Callable[[str, Callable[[], object]], None]:
    """Let the test's book be one that others begin with too: the first of them makes it, the others have a copy."""

    def begin(name: str, make: Callable[[], object]) -> None:
        path = home / "book.db"
        if name in _MADE and not path.exists():
            lay(path, _MADE[name])
            return
        fresh = not path.exists()
        make()
        if fresh:
            _MADE[name] = path.read_bytes()

    return begin


@pytest.fixture
def demo_of(run: Run, once: Any) -> Callable[[str], None]:
    """Let the test's book be the demo book of a trade."""

    def put(trade: str) -> None:
        once(f"demo of {trade}, {os.environ.get('AMFLOW_LANG')}", lambda: run("demo", "--playbook", trade))

    return put


def lay(path: Path, content: bytes) -> None:
    """Lay a book down that was made before, for its owner alone."""
    path.touch(mode=0o600)
    path.write_bytes(content)


@pytest.fixture
def screen(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Type a command line on a terminal of 80 columns without colour, and give what is on it."""

    def shown(*words: str, code: int = 0, width: int = 80) -> str:
        monkeypatch.setenv("AMFLOW_FORCE_TTY", str(width))
        result = run(*words, code=code)
        monkeypatch.delenv("AMFLOW_FORCE_TTY")
        return result.stdout + result.stderr

    return shown


@pytest.fixture
def book(home: Path) -> Any:
    """The test's own book, open: for looking at what the commands wrote."""
    opened = open_book(home / "book.db")
    yield opened
    opened.close()
