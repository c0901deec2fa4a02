"""README.md shows what the program really prints."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

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


def test_the_readme_shows_real_output(readme: ModuleType) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    assert readme.BLOCK.findall(page)
    assert readme.refreshed(page) == page, "run: make docs"


def test_the_three_daily_commands_are_shown(readme: ModuleType) -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    shown = [line for _all, _book, text, _end in readme.BLOCK.findall(page) for line in readme.commands(text)]
    for command in ("amflow today", "amflow log-visit", "amflow summary --week"):
        assert any(line.startswith(command) for line in shown), command


def test_every_page_that_the_readme_names_is_there() -> None:
    import re

    page = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", page):
        assert (ROOT / target).exists(), target
