"""What every command line has in common: errors in one place, shared options anywhere, help, languages."""

import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer

from amflow import __version__, locale
from amflow.commands.convert.waiting import ListingNoun
from amflow.shell.app import app

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def every_command() -> Iterator[tuple[str, ...]]:
    """Every command and family, as typed."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*path, name))

    return walk(typer.main.get_command(app), ())


EVERY = list(every_command())


# Errors


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (("hsitory",), "there is no command hsitory", "did you mean history?"),
        (("book", "pth"), "there is no command pth", "did you mean path?"),
        (("event", "add", "a", "b"), "too many words: b", '--at "5 dec" --kind launch'),
        (("",), "a command is missing", "amflow --help shows how it is used"),
        ((" ",), "a command is missing", "amflow --help shows how it is used"),
        (("xyzzy",), "there is no command xyzzy", "amflow find xyzzy looks for it; amflow --help lists the commands"),
        (("history", "--josn"), "there is no option --josn", "did you mean --json?"),
        (("history", "--last"), "--last needs a value", "amflow history --help"),
        (("history", "--last", "many"), "--last: “many” is not a whole number", "amflow history --help"),
        (("history", "--last", "0"), "--last: 0 is not possible", "amflow history --help"),
        (("history", "more"), "too many words: more", "such as: amflow history"),
        (
            ("deal", "add", "Chen Min", "loan"),
            "too many words: loan",
            "such as: amflow deal add",
        ),
        (
            ("log-call", "Ann", "hello", "--next", "fri", "send", "it"),
            "too many words: send it",
            '--next "fri send it"',
        ),
        (("book", "backup"), "file is missing", "amflow book backup --help"),
        (("book", "--json=3", "path"), "--json takes no value", "--help"),
        (("--json",), "a command is missing", "amflow --help"),
        (("history", "--on", "caterpillar"), "caterpillar", "hint: "),
        (("config", "get", "langg"), "there is no setting “langg”", "did you mean lang?"),
    ],
)
def test_what_cannot_be_understood(run: Callable[..., Any], words: tuple[str, ...], error: str, hint: str) -> None:
    result = run(*words, code=2)

    assert result.stdout == ""
    first, *_rest, last = result.stderr.splitlines()
    assert first.startswith("error: ")
    assert error in first
    assert last.startswith("hint: ")
    assert hint in last
    assert last.count("amflow event add") <= 1, "one example, not several in one line"


def test_each_kind_of_refusal_has_its_exit_code(run: Callable[..., Any], home: Path) -> None:
    assert run("undo", code=1).stderr.startswith("error: there is nothing to undo")
    assert run("help", "flying", code=3).stderr.startswith("error: there is no help on flying")
    (home / "book.db").unlink(missing_ok=True)
    (home / "book.db").write_text("something else" * 100)
    assert run("history", code=5).stderr.startswith("error: ")


def test_a_terminal_escape_in_an_argument_is_shown_harmlessly(run: Callable[..., Any]) -> None:
    result = run("\x1b[31mred\x07", code=2)

    assert "\x1b" not in result.stderr
    assert "\x07" not in result.stderr


@pytest.mark.parametrize(
    ("name", "text"), [("AMFLOW_NOW", "noon"), ("AMFLOW_TODAY", "tomorrow"), ("AMFLOW_LANG", "fr")]
)
def test_a_bad_environment_is_an_error_too(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.delenv("AMFLOW_NOW")
    monkeypatch.setenv(name, text)

    result = run("history", code=2)

    assert result.stderr.startswith(f"error: {name}: “{text}” is not possible\nhint: ")


# Shared options


@pytest.mark.parametrize(
    "words", [("--json", "book", "path"), ("book", "--json", "path"), ("book", "path", "--json")], ids=" ".join
)
def test_shared_options_stand_anywhere(run: Callable[..., Any], home: Path, words: tuple[str, ...]) -> None:
    assert run(*words).json == {"schema": "amflow/path@2", "item": {"path": str(home / "book.db")}}


@pytest.mark.parametrize("words", [("--book", "{}", "book", "path"), ("book", "path", "--book", "{}")])
def test_another_book_is_used(run: Callable[..., Any], tmp_path: Path, words: tuple[str, ...]) -> None:
    other = tmp_path / "other.db"

    assert run(*(word.format(other) for word in words)).stdout == f"path\t{other}\n"
    assert not other.exists(), "to ask where it is makes none"


@pytest.mark.parametrize("path", EVERY, ids=lambda path: " ".join(path) or "amflow")
def test_every_command_takes_the_shared_options_and_shows_help(run: Callable[..., Any], path: tuple[str, ...]) -> None:
    for option in ("-h", "--help"):
        page = run(*path, option).stdout
        assert f"Usage: {' '.join(('amflow', *path))} " in page
        # The front page is one screen: they stand with each command.
        for shared in ("--json", "--on DATE", "--book FILE", "--no-input", "--no-color", "-q, --quiet", "-h, --help"):
            assert shared in page or not path


def shows_something(path: tuple[str, ...]) -> bool:
    """Whether a noun typed alone answers a question by itself: `news` shows the news."""
    command: Any = typer.main.get_command(app)
    for word in path:
        command = command.commands[word]
    return bool(path and (command.invoke_without_command or isinstance(command, ListingNoun)))


NOUNS = [
    path
    for path in EVERY
    if not path or (len({other for other in EVERY if other[: len(path)] == path}) > 1 and not shows_something(path))
]
"""Those that have verbs of their own, and say nothing without one."""


@pytest.mark.parametrize("path", NOUNS, ids=lambda path: " ".join(path) or "amflow")
def test_a_noun_alone_shows_its_help(run: Callable[..., Any], path: tuple[str, ...]) -> None:
    result = run(*path)

    assert result.stdout == run(*path, "--help").stdout
    assert result.stderr == ""


def test_the_version(run: Callable[..., Any]) -> None:
    first, second, third = run("--version").stdout.splitlines()

    assert first == f"amflow {__version__}"
    assert f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, " in second
    assert third.startswith("extras: ") and ("word" in third) == (find_spec("docxtpl") is not None)


# Help topics


def test_help_lists_its_topics_and_explains_them(run: Callable[..., Any], screen: Callable[..., str]) -> None:
    topics = ["commands", "exit-codes", "dates", "locks", "references", "mistakes", "json"]
    assert [line[0] for line in run("help").lines] == topics
    assert [line[0] for line in run("help", "exit-codes").lines] == ["0", "1", "2", "3", "4", "5", "70", "130"]
    assert run("help", "dates", "--json").json["schema"] == "amflow/help-topic@2"
    for topic in ("exit-codes", "dates", "locks", "references"):
        page = screen("help", topic)
        assert "…" not in page, "cut off"
        assert max(map(len, page.splitlines())) <= 80
    assert run("help", "book", "backup").stdout == run("book", "backup", "--help").stdout


# Languages


@pytest.mark.parametrize("path", EVERY, ids=lambda path: " ".join(path) or "amflow")
def test_the_chinese_help_has_no_english_paragraph(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    page = run(*path, "--help").stdout

    assert "用法：amflow" in page
    for paragraph in page.split("\n\n"):
        words = paragraph.strip()
        assert CHINESE.search(words) or words.startswith("amflow "), words
    assert not re.search(r"Show this message|Commands|Options:|Arguments|\[required\]|default:", page)


def test_errors_are_chinese_too(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    assert run("hsitory", code=2).stderr == "错误：没有 hsitory 这条命令\n提示：是不是指 history？\n"


def test_english_comes_back_after_chinese(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The help of a command is put into the language each time it is shown."""
    english = run("history", "--help").stdout
    with monkeypatch.context() as patch:
        patch.setenv("AMFLOW_LANG", "zh")
        chinese = run("history", "--help").stdout

    assert english != chinese
    assert run("history", "--help").stdout == english


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "de_DE"}, "zh"),
    ],
)
def test_the_system_says_which_language(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lang: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert locale.of_the_system() == lang


def test_the_catalogue_is_whole() -> None:
    """Names what is missing. `tools/catalogue.py missing` prints the texts, `fill` takes their translations."""
    found = subprocess.run(
        [sys.executable, "tools/catalogue.py", "check"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )

    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("page", ["commands", "data", "figures"])
def test_what_is_written_into_the_docs_is_up_to_date(page: str) -> None:
    found = subprocess.run(
        [sys.executable, f"tools/{page}_doc.py", "--check"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )

    assert found.returncode == 0, found.stderr
