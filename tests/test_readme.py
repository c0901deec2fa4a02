"""The pages that show screens or say what to type are true: every command of theirs is run, in order, on the book that the
page begins with. And the README stays short."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run
from tools import pictures, readme

ROOT = Path(__file__).resolve().parent.parent

NAMES = [str(page.relative_to(ROOT)) for page in readme.PAGES]


@pytest.fixture
def typed_here(run: Run, monkeypatch: pytest.MonkeyPatch) -> readme.Way:
    """A page's command lines typed in this process: hundreds of programs would take minutes."""

    def typed(words: list[str], environment: dict[str, str], place: Path) -> readme.Said:
        for name in [name for name in os.environ if name.startswith(("AMFLOW_", "XDG_CONFIG", "LC_"))]:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        time.tzset()
        monkeypatch.chdir(place)
        result = run(*words, code=None)
        return readme.Said(result.code, result.stdout + result.stderr)

    return typed


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_is_so(name: str, typed_here: readme.Way) -> None:
    text, wrong = readme.refreshed(ROOT / name, typed_here)

    assert wrong == []
    assert text == (ROOT / name).read_text("utf-8"), "run: make docs"


def test_a_page_is_found_out(tmp_path: Path, typed_here: readme.Way) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- file: a.csv -->\n```\nName\nMary\n```\n"
        "<!-- typed: start fri 08:00 -->\n```sh\n"
        "amflow import a.csv --as customer  # one\namflow show nobody\namflow task add x --due mon\n```\n"
        "<!-- says: added 1; added 2; Mon 30 Nov -->\n"
        "<!-- shown: start 08:00 -->\n```console\n$ amflow customer list --json\nnothing\n```\n",
        "utf-8",
    )

    text, wrong = readme.refreshed(page, typed_here)

    assert [one.splitlines()[0][:34] for one in wrong] == ["amflow show nobody", "fri 08:00: “added 2” is not said: "]
    assert '"name":"Mary"' in text.replace(" ", "")
    assert "\nnothing\n" not in text


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_on_a_page_is_run(name: str) -> None:
    blocks: list[Any] = readme.BLOCK.findall((ROOT / name).read_text("utf-8"))

    assert sum(len(readme.commands(text)) for _head, what, _book, _at, text, *_end in blocks if what != "file") > 4
    assert not [text for _head, what, *_where, text, _end, _comment, said in blocks if what == "typed" and not said]


@pytest.mark.parametrize("page", ["docs/tour.md", "docs/zh/tour.md"])
def test_the_three_daily_commands_are_shown(page: str) -> None:
    blocks = readme.BLOCK.findall((ROOT / page).read_text("utf-8"))
    shown = [
        line for _head, what, _book, _at, text, *_end in blocks for line in readme.commands(text) if what == "shown"
    ]
    for command in ("amflow today", "amflow log-visit", "amflow summary --week"):
        assert any(line.startswith(command) for line in shown), command


@pytest.mark.parametrize(("page", "picture"), [("README.md", "today.svg"), ("README.zh-CN.md", "today-zh.svg")])
def test_the_first_page_is_short_and_has_a_picture(page: str, picture: str) -> None:
    text = (ROOT / page).read_bytes()

    assert len(text) <= 6_000
    assert f"(docs/pictures/{picture})".encode() in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pictures_show_the_screen_as_it_is(language: str) -> None:
    drawn = (pictures.PICTURES / pictures.FILES[language]).read_text("utf-8")

    assert pictures.picture(language) == drawn, "run: make pictures"
    assert "http" not in drawn.replace('xmlns="http://www.w3.org/2000/svg"', "")
