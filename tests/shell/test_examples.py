"""What help pages propose to type runs on the demo as it stands, in both languages; and how the pages are laid out."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.prep.news.test_news import RSS, Server, server  # noqa: F401 - the fixture
from tools.examples import FEED, FILES, LISTED, own_trade, said

from amflow.shell.folding import cells

LANGUAGES = ("en", "zh")


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with these files; nothing of the machine is opened."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setenv("SHELL", "/bin/bash")


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both languages, one after the other."""
    monkeypatch.setenv("AMFLOW_LANG", request.param)
    return str(request.param)


@pytest.mark.parametrize("path", LISTED)
def test_every_example_runs_on_the_demo(
    run: Any, demo_of: Callable[[str], None], request: pytest.FixtureRequest, lang: str, path: str
) -> None:
    typed = said(path, lang)
    feed = request.getfixturevalue("server").serve("/rss", RSS) if FEED in " ".join(typed) else ""
    demo_of(own_trade(path))

    assert typed
    for one in typed:
        name, *words = shlex.split(one.replace(FEED, feed))
        assert name == "amflow"
        run(*words)


def test_an_example_is_of_its_command_and_speaks_its_language(lang: str) -> None:
    for path in (path for path, one in LISTED.items() if not hasattr(one, "commands")):
        typed = said(path, lang)

        assert any(f"{one} ".startswith(f"amflow {path} ") for one in typed), path
        for one in typed:
            assert cells(one) <= 78, one
            assert not re.search("[\u4e00-\u9fff]" if lang == "en" else r"\b[A-Z][a-z]+", one), one


CLOSING = "，。、；：！？）》」』】〉”’…,.;:!?)]}%"
"""What never begins a line."""


def test_a_page_of_help_begins_with_an_example_and_is_as_wide_as_a_terminal(run: Any, lang: str) -> None:
    for path in LISTED:
        page = run(*path.split(), "--help").stdout.splitlines()
        begin = said(path, lang)

        assert page[: len(begin) + 1] == [*(f"  {one}" for one in begin), ""], path
        for line in page:
            assert cells(line) <= 80, line
            assert line.lstrip()[:1] not in CLOSING or not line.strip() or "…" in line.split()[0], line
