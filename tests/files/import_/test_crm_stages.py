"""The usual stages of other programs, on the stages of the trade."""

from typing import Any

import pytest

HEAD = "Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,Associated Company\n"
USUAL = {
    "prospecting": "Appointment Scheduled|Lead In|Contact Made|appointmentscheduled",
    "engaging": "Qualified To Buy|Qualification|Needs Analysis",
    "proposal": "Presentation Scheduled|Decision Maker Bought-In|Proposal/Price Quote|Proposal Made|Demo Scheduled",
    "negotiation": "Contract Sent|Negotiation/Review|Negotiations Started|contractsent",
}


def _brought(run: Any, file: Any, book: Any, words: list[str]) -> tuple[list[str], str]:
    rows = [f"{n},Deal {n},{word},2026-12-20,2026-01-05,1000,Roe Ltd\n" for n, word in enumerate(words, 1)]
    told = run("import", file("deals.csv", HEAD + "".join(rows))).stderr
    return [row["stage"] for row in book.all("SELECT stage FROM deal ORDER BY id")], told


@pytest.mark.parametrize("stage", USUAL)
def test_the_usual_stages_are_known_and_it_is_said_how(run: Any, file: Any, book: Any, stage: str) -> None:
    run("config", "set", "playbook", "general")
    words = USUAL[stage].split("|")

    stages, told = _brought(run, file, book, words)

    assert stages == [stage] * len(words)
    assert f"{words[0]} → " in told
    assert "deals.csv --ask says it otherwise)" in told


def test_where_it_is_not_certain_the_hint_is_the_command_that_asks(run: Any, file: Any, book: Any) -> None:
    stages, told = _brought(run, file, book, ["Contract Sent", "Appointment Scheduled"])

    assert stages == ["talking", "talking"]
    assert "Appointment Scheduled → Talking" in told
    assert "left out: Contract Sent (1) (a new deal begins at the first stage; amflow import " in told
    assert "deals.csv --ask asks which one is meant)" in told


def test_in_an_enterprise_a_contract_that_was_sent_is_negotiated(run: Any, file: Any, book: Any) -> None:
    run("config", "set", "playbook", "enterprise")

    assert _brought(run, file, book, ["Contract Sent", "Qualified To Buy", "Proposal Made"])[0] == [
        "negotiation",
        "needs",
        "solution",
    ]


def test_of_a_deal_that_a_file_brought_nobody_has_said_how_long_it_is_quiet(run: Any, file: Any, screen: Any) -> None:
    run("import", file("deals.csv", f"{HEAD}1,First,Appointment Scheduled,2026-12-20,2026-05-17,1000,Roe Ltd\n"))

    shown = screen("today") + screen("deal", "board") + screen("show", "d1")
    assert "quiet 192" not in shown
    assert "no talk known" in shown

    run("log-call", "Roe Ltd", "hello", "--on", "2026-11-01")
    assert "no talk known" not in screen("deal", "board")
