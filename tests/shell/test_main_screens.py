"""The main screens as people read them, at three widths and in both languages: golden files, whose diff is the review."""

from typing import Any

import pytest

from golden import assert_golden

SCREENS = (
    "today",
    "outreach",
    "customer list",
    "customer show c1",
    "deal list",
    "deal board",
    "deal show d1",
    "plan",
    "plan week",
    "message queue",
    "brief",
    "summary --week",
)


@pytest.fixture
def lived(run: Any, once: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small book of a bank with something on every main screen, long names, Latin and Chinese ones."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")

    def make() -> None:
        run("customer", "add", "Scholars Evening College Limited", "--organisation", "--tier", "gold")
        run(
            *("customer", "add", "张敏", "--tier", "gold", "--intent", "B", "--phone", "13800138048"),
            *("--org", "Scholars Evening College Limited", "--role", "财务总监"),
            *("--field", "hobbies=tea", "--field", "risk-tolerance=C2"),
        )
        run("customer", "add", "Wolfeschlegelsteinhausen-Bergerdorff", "--tier", "diamond", "--phone", "13800138001")
        run("customer", "add", "王伟", "--tier", "silver", "--phone", "13800138002", "--intent", "A")
        run("log-call", "c2", "compares with the bank across the street, wants it in writing", "--outcome", "interested",
            "--next", "today 10:00 collect and check the papers", "--on", "2026-11-23")  # fmt: skip
        run("log-visit", "c3", "forms signed", "--on", "2026-10-08", "--no-next")
        run(
            "deal",
            "add",
            "--for",
            "c2",
            "--pipeline",
            "account-opening",
            "--amount",
            "50000",
            "--expected",
            "2026-11-25",
        )
        run("deal", "add", "car loan", "--for", "c3", "--pipeline", "loan", "--amount", "650000", "--expected", "2027-01-04",
            "--on", "2026-11-02")  # fmt: skip
        run("case", "open", "c1", "fee charged twice", "--on", "2026-11-25")
        run("task", "add", "list for the evening talk", "--due", "2026-11-24")
        run("lead", "add", "Amy Barlow", "--source", "lobby")
        run("note", "add", "two asked why the rate fell again; one took the money elsewhere", "--kind", "challenge")
        run("message", "write", "c4", "Mr Wang, the new counter hours are nine to five from Monday on.")
        run("target", "set", "visits", "15", "--period", "week")
        run("target", "set", "deals_won_amount", "144000", "--period", "week")

    once("the book of the main screens", make)


@pytest.mark.parametrize(("width", "lang"), [(40, "en"), (80, "en"), (120, "en"), (40, "zh"), (80, "zh")])
def test_the_main_screens(run: Any, lived: None, screen: Any, width: int, lang: str) -> None:
    run("config", "set", "lang", lang)
    pages = [f"$ amflow {words}\n{screen(*words.split(), width=width)}" for words in SCREENS]

    lines = "\n".join(pages)
    assert not [line for line in lines.split("\n") if line != line.rstrip()]
    assert_golden(f"screens.{lang}.{width}.txt", lines)
