"""The pages that show screens show what the program really prints, and the README stays short."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tools import pictures

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def readme() -> ModuleType:
    """tools/readme.py, which runs the page's commands."""
    spec = importlib.util.spec_from_file_location("readme", ROOT / "tools" / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["readme"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["docs/tour.md", "docs/first-day.md", "docs/zh/tour.md", "docs/zh/first-day.md"])
def test_a_page_shows_real_output(page: str, readme: ModuleType) -> None:
    path = ROOT / page
    text = path.read_text("utf-8")

    assert path in readme.PAGES
    assert len(readme.BLOCK.findall(text)) > 4
    assert readme.refreshed(text, readme.language(path)) == text, "run: make docs"


@pytest.mark.parametrize(("page", "refused"), [("docs/first-day.md", "error:"), ("docs/zh/first-day.md", "错误：")])
def test_every_command_of_the_first_day_does_what_it_says(page: str, refused: str, readme: ModuleType) -> None:
    blocks = readme.BLOCK.findall((ROOT / page).read_text("utf-8"))

    assert not [text for *_head, text, _end in blocks if refused in text]


@pytest.mark.parametrize("page", ["docs/tour.md", "docs/zh/tour.md"])
def test_the_three_daily_commands_are_shown(page: str, readme: ModuleType) -> None:
    blocks = readme.BLOCK.findall((ROOT / page).read_text("utf-8"))
    shown = [line for *_head, text, _end in blocks for line in readme.commands(text)]
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
