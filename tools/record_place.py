"""Where the recorder types: a throw-away home with a fixed clock, and the one place that knows how the source is laid out."""

import contextlib
import gc
import gettext
import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from tools.record_texts import packed

ROOT = Path(__file__).resolve().parents[1]
BOOK = "book.db"
UID = re.compile(r"\b[0-9a-f]{24}\b")
"""What a row is known by in every book."""


class Program(NamedTuple):
    """What the recorder needs of the source. When modules move, `program` below is all that has to follow."""

    app: Any
    """The Typer app, as the console entry point runs it."""
    speak: Callable[[str], None]
    """What sets the language of this process back."""
    ways: Any
    """tests/ways.py: how every command that writes is typed."""
    playbooks: list[str]
    """The names of the shipped playbooks."""


APPS = ("amflow.shell.app", "amflow.cli")
"""Where the app is, or was: so that an older worktree can be recorded too."""


def program() -> Program:
    """The program of this very worktree, whatever is installed."""
    for folder in (str(ROOT), str(ROOT / "src")):
        if folder not in sys.path[:2]:
            sys.path.insert(0, folder)
    _read_catalogues_once()
    app = next(found.app for found in map(_module, APPS) if found)
    speak = import_module("amflow.locale").use
    ways = import_module("tests.ways")
    shipped = (file.stem for file in (ROOT / "src").rglob("playbooks/*.toml") if "." not in file.stem)
    return Program(app, speak, ways, sorted(shipped))


def _module(name: str) -> Any:
    """The module; None where there is none of this name."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        # What is missing inside of it is no answer.
        if not error.name or not name.startswith(error.name):
            raise
        return None


@cache
def _read_catalogues_once() -> None:
    """Let a catalogue be parsed once in a process: each command line does it anew, which is a third of its time here."""
    parsed: dict[str, gettext.GNUTranslations] = {}
    parse = gettext.GNUTranslations

    def remembered(file: Any) -> gettext.GNUTranslations:
        if file.name not in parsed:
            parsed[file.name] = parse(file)
        return parsed[file.name]

    setattr(gettext, "GNUTranslations", remembered)  # noqa: B010 - a class for mypy


def leaves(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command that can be typed, a noun alone too, with its words."""
    yield " ".join(words), command
    for name, child in dict(getattr(command, "commands", None) or {}).items():
        yield from leaves(child, (*words, name))


class Said(NamedTuple):
    """What a command line left behind; what tests/ways.py asks of it too."""

    code: object
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """stdout, read as JSON."""
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[list[str]]:
        """stdout, as lines of tab-separated cells."""
        return [line.split("\t") for line in self.stdout.splitlines()]


class Place:
    """A folder in which command lines are typed at one book, each as if it were the first."""

    def __init__(self, lang: str) -> None:
        self.program = program()
        # In memory where there is such a place: thousands of commands would wait for a disk.
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="amflow-record-", dir=memory if memory.is_dir() else None))
        self.home = self.folder / "home"
        self.book = self.home / BOOK
        self.lang = lang
        self._kept: dict[Path, bytes] = {}
        self._bytes = b""
        _environment(self.folder, self.home, lang)

    def leave(self) -> None:
        """Take the folder away."""
        os.chdir("/")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *words: str, form: str = "tabs", code: object = None) -> Said:
        """Type a command line. What tests/ways.py types has to succeed."""
        typed = [*words, "--json"] if form == "json" else list(words)
        os.environ.pop("AMFLOW_FORCE_TTY", None)
        if form == "screen":
            os.environ["AMFLOW_FORCE_TTY"] = "80"
        out, err = _stream(), _stream()
        was, sys.stdin = sys.stdin, _stream()
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = self._ended(typed)
        finally:
            sys.stdin = was
            os.environ.pop("AMFLOW_FORCE_TTY", None)
            self.program.speak(self.lang)
        return Said(code, _text(out), _text(err))

    def _ended(self, words: list[str]) -> object:
        """The exit code, or what escaped: that is an answer of the program too."""
        try:
            return self.program.app(words, standalone_mode=False)
        except SystemExit as end:
            return f"left with {end.code}"
        except Exception as error:
            return f"raised {type(error).__name__}: {error}"

    def must(self, *words: str, code: object = 0) -> Said:
        """Type a command line that makes the book: it has to succeed."""
        said = self.run(*words)
        if said.code != code:
            raise RuntimeError(f"{words}: {said}")
        return said

    def settle(self) -> None:
        """What lies here now is what every command line begins with."""
        self.run("today")
        # What is here stays: it is not looked through for garbage after every command.
        gc.freeze()
        self._bytes = self.book.read_bytes()
        self._kept = {path: path.read_bytes() for path in self._files() if path.is_file()}

    def again(self) -> None:
        """Everything as it was settled."""
        for path in sorted(self._files(), reverse=True):
            if path.is_dir() and not any(one.is_relative_to(path) for one in self._kept):
                shutil.rmtree(path)
            elif path.is_file() and path not in self._kept:
                path.unlink()
        for path, content in self._kept.items():
            path.write_bytes(content)
        for end in ("-wal", "-shm", "-journal"):
            self.book.with_name(BOOK + end).unlink(missing_ok=True)
        self.book.write_bytes(self._bytes)

    def made(self) -> list[tuple[str, bytes | None]]:
        """The files that were written, changed or taken away (None) since."""
        now = {path: path.read_bytes() for path in self._files() if path.is_file()}
        changed = [(path, content) for path, content in now.items() if self._kept.get(path) != content]
        found = [*changed, *((path, None) for path in self._kept if path not in now)]
        return sorted((str(path.relative_to(self.folder)), content) for path, content in found)

    def _files(self) -> list[Path]:
        """What lies here beside the book, what is kept to be quick, and loose sheets."""
        aside = {self.home, self.home / "cache", self.home / "run", self.home / "tmp", self.home / "bin"}
        found = [*self.folder.iterdir(), *self.home.iterdir()]
        tops = [one for one in found if one not in aside and not one.name.startswith(BOOK + "-") and one != self.book]
        return [one for top in tops for one in (top, *(top.rglob("*") if top.is_dir() else ()))]

    def plain(self, text: str) -> str:
        """The text without what differs from run to run: where the folder and the source are, what is drawn by chance."""
        text = UID.sub("<uid>", text)
        return text.replace(str(self.folder), "<folder>").replace(str(ROOT), "<program>")


def _environment(folder: Path, home: Path, lang: str) -> None:
    """An environment that is made, not inherited, as in tests/conftest.py; no program is found in it."""
    os.umask(0o077)
    for name in ("config", "data", "cache", "run", "tmp", "bin"):
        (home / name).mkdir(parents=True)
    os.environ.clear()
    os.environ.update(
        {"HOME": str(home), "PATH": str(home / "bin"), "TMPDIR": str(home / "tmp"), "SHELL": "/bin/bash"}
        | {f"XDG_{name.upper()}_HOME": str(home / name) for name in ("config", "data", "cache")}
        | {"XDG_RUNTIME_DIR": str(home / "run"), "LANG": "C.UTF-8", "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80"}
        | {"AMFLOW_NOW": "2026-11-25T09:30", "TZ": "Asia/Shanghai", "AMFLOW_BOOK": str(home / BOOK)}
        | {"AMFLOW_LANG": lang, "AMFLOW_BROWSER": "none", "EDITOR": "true"}
    )
    time.tzset()
    os.chdir(folder)


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace", newline="\n", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    """What was written; of a document that was put on stdout what stands in it."""
    stream.flush()
    raw = stream.buffer.getvalue() if isinstance(stream.buffer, io.BytesIO) else b""
    return packed(raw) if raw.startswith(b"PK\3\4") else raw.decode("utf-8", "backslashreplace")
