"""What a report says of talks: what was said, and neither references nor what its author has still to write down."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def written(run: Any, tmp_path: Path) -> Any:
    """A week with two talks, handed in as a page."""
    for name in ("Roe Stores", "Roe Bakery"):
        run("customer", "add", name)
    run("log-visit", "c1", "loved the soup range", "--outcome", "interested")
    run("log-call", "c2", "asked for prices")

    def page(*words: str) -> str:
        target = tmp_path / f"{len(words)}.md"
        run("summary", "--week", *words, "-o", str(target))
        return target.read_text("utf-8")

    return page


def test_a_report_with_names_says_what_was_said(written: Any) -> None:
    page = written("--plain")

    assert "loved the soup range" in page
    assert "c1" not in page
    assert "Outcome not written down" not in page


def test_covered_names_keep_their_references_and_say_nothing(written: Any) -> None:
    page = written()

    assert "soup" not in page
    assert "| c1 |" in page and "| c2 |" in page
    assert "Outcome not written down" not in page


def test_the_screen_keeps_what_is_still_to_be_written_down(written: Any, run: Any) -> None:
    shown = run("summary", "--week").stdout

    assert "talked\tc2\tcall · " in shown
