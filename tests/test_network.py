"""No command but `news` speaks to the network: every command there is is really done, with the network denied.

The audit events of the interpreter itself tell every connection that is tried, by whatever library.
"""

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import ways
from tests.conftest import Run
from tests.test_hostile import leaves, sample

WORD = "--passphrase-file {word}"

LOOKS = {
    "referral show": "{f}",
    "campaign show": "{g}",
    "waiting show": "{w}",
    "case show": "{x}",
    "product show": "{p}",
    "line show": "north",
    "holding show": "{h}",
    "order show": "{o}",
    "note show": "{n}",
    "event show": "{e}",
    "goal show": "{a}",
    "report campaign": "{g}",
    "script show": "first-call --for {c}",
    "message show": "{m}",
    "message copy": "{queued}",
    "message export": "{new} {m}",
    "register open": "--by Li",
    "register close": "--by Li",
    "register check": "--by Li",
    "calendar": "2027-01-04 --remove",
    "customer erase": "{c} --yes",
    "undo": "",
    "redo": "",
    "book backup": "{new}",
    "book restore": "{copy} --yes",
    "book salvage": "{new}",
    "book encrypt": WORD,
    "book rekey": f"{WORD} --new-passphrase-file {{other}}",
    "book unlock": WORD,
    "book lock": "",
    "book decrypt": f"{WORD} --yes",
    "config get": "name",
    "config set": "name Li",
    "config unset": "name",
    "export": "{new}",
    "target export": "{new}",
    "config completion": "bash --dry-run",
}
"""How a command is really done that is not done by its name and a customer, and that `ways.py` does not know."""

BEFORE = {
    "redo": ("note add x", "undo"),
    "calendar": ("import --as calendar {days}",),
    "book rekey": (f"book encrypt {WORD}",),
    "book unlock": (f"book encrypt {WORD}",),
    "book lock": (f"book encrypt {WORD}",),
    "book decrypt": (f"book encrypt {WORD}",),
    "config unset": ("config set name Li",),
    "register open": ("register close --by Li",),
}
"""What has to be done first."""

NEWS = {
    "news add": "it looks whether the feed is one",
    "news keep": "it keeps what was fetched",
    "news open": "it opens what was fetched",
    "news remove": "it is done below",
}
"""Where the network is meant to be spoken to, and why; tests/prep/news hold what it may."""

NOT_DONE = {
    "completion words": "the shell's, without options; no words of a person",
    "init": "it asks, and here nobody answers; it is tried as far as that",
}


@pytest.fixture
def denied() -> Iterator[list[tuple[str, str]]]:
    """The network, denied; what was tried, by the command that is in the last line of the list."""
    tried: list[tuple[str, str]] = []
    on = [True]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not on[0] or event not in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
            return
        family = getattr(arguments[0], "family", None)
        if family is None or family.name != "AF_UNIX":
            tried.append((event, str(arguments[1:])[:80]))
            raise OSError("the network is denied")

    sys.addaudithook(hook)
    yield tried
    on[0] = False


def typed(command: str, made: Any) -> list[list[str]]:
    """Every way to type it."""
    if command in ways.WAYS:
        return [[command, way] for way in ways.WAYS[command]]
    if command in LOOKS:
        return [[command, LOOKS[command]]]
    required = [sample(one) for one in made.params if one.param_type_name == "argument" and one.required]
    return [[command, " ".join(required)]]


def test_every_command_is_done_without_the_network(
    run: Run, home: Path, tmp_path: Path, denied: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlcipher3")
    monkeypatch.setenv("AMFLOW_KEEP_KEY", "never")
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("PATH", str(home / "nothing"))
    base, path = tmp_path / "base.db", tmp_path / "book.db"
    ways.prepared(run, base)
    for name in ("word", "other"):
        (tmp_path / name).write_text(f"a long {name}\n")
    (tmp_path / "days.csv").write_text("date,kind,name\n2027-01-04,leave,at home\n")
    run("book", "backup", str(tmp_path / "copy.db"), "--book", str(base))
    place = {"word": "word", "other": "other", "days": "days.csv", "copy": "copy.db"}
    dice = random.Random(7)
    new = 0
    undone = []
    for words, made in leaves():
        command = " ".join(words)
        if command in NEWS or command in NOT_DONE:
            continue
        said: list[Any] = []
        for one, way in typed(command, made):
            for _try in range(ways.TRIES):
                for end in ("", "-wal", "-shm"):
                    path.with_name(path.name + end).unlink(missing_ok=True)
                shutil.copy(base, path)
                filled = ways.Filled(path, tmp_path, run)
                new += 1
                files = {"new": str(tmp_path / f"new{new}.json"), **{k: str(tmp_path / v) for k, v in place.items()}}

                def fill(text: str, files: dict[str, str] = files) -> str:
                    for name, file in files.items():
                        text = text.replace(f"{{{name}}}", file)
                    return text

                monkeypatch.setenv("AMFLOW_PASSPHRASE_FILE", files["word"])
                for first in BEFORE.get(command, ()):
                    run(*fill(first).split(), "--book", str(path))
                line = filled.words(one, fill(way), dice.choice)
                assert line, f"the book has nothing for {command} {way}"
                done = run(*line, "--book", str(path), code=None)
                assert "Traceback" not in done.stderr
                assert denied == [], line
                if done.code == 0:
                    break
                said.append((line, done.stderr[:200]))
            else:
                undone.append(said[-1])
    assert undone == [], undone


def test_news_without_the_network_says_so(run: Run, denied: list[tuple[str, str]]) -> None:
    assert "network is denied" in run("news", "add", "https://example.org/feed").stdout
    assert denied, "the hook would see it"
    assert "example.org" in run("news", "remove", "1").stdout


def test_what_is_left_out_is_there() -> None:
    commands = {" ".join(words) for words, _made in leaves()}

    assert (LOOKS.keys() | BEFORE.keys() | NEWS.keys()) - commands == set()
    assert NOT_DONE.keys() - commands <= {"completion words"}
