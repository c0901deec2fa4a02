"""Where `--mask` is asked for and there is no document: nothing stands there in plain."""

from pathlib import Path

import pytest
from tests.conftest import Run

NAME = "Zebulon-Quagmire"


@pytest.fixture
def told(run: Run, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.txt").write_text("scan")
    run("customer", "add", NAME, "--phone", "13977712345")
    run(
        "deal",
        "add",
        f"{NAME} buys",
        "--pipeline",
        "account-opening",
        "--for",
        "c1",
        "--amount",
        "2000",
        "--expected",
        "fri",
    )
    run("deal", "doc", "d1", "received", "id-card", "--file", f"{NAME}.txt")
    run("log-visit", "c1", f"{NAME} is ill")


@pytest.mark.parametrize(
    "line",
    ["summary --week --explain visits", "summary --month --explain pipeline", "deal papers d1"],
)
@pytest.mark.parametrize("form", ["", "--json"])
def test_lists_are_covered_too(run: Run, told: None, line: str, form: str) -> None:
    assert NAME in run(*line.split(), *form.split()).stdout
    said = run(*line.split(), *form.split(), "--mask").stdout
    assert said and NAME not in said


def test_what_is_held_on_one_person_is_never_called_masked(run: Run, told: None, tmp_path: Path) -> None:
    assert "--for --mask cannot go together" in run("export", "c1.md", "--for", "c1", "--mask", code=2).stderr
    assert not (tmp_path / "c1.md").exists()


def test_a_masked_page_keeps_what_the_playbook_asks_and_the_day_of_the_next_talk(run: Run) -> None:
    run("playbook", "use", "retail-bank")
    run("customer", "add", "Vandermolen", "--tier", "gold")
    run("log-call", "c1", "she was away", "--next", "fri 10:00 ask Vandermolen about her boat")

    page = run("report", "customer", "c1", "--mask", "--format", "md", "-o", "-").stdout

    assert "What is the money for, and by when?" in page and "Fri 27 Nov" in page
    assert "Vandermolen" not in page and "boat" not in page
