"""An argument that was left out is named in the person's language, and asked for at a terminal; a command is shown whole."""

import os
import sys
from typing import Any

import pexpect
import pytest
from rich.text import Text

from amflow.shell.screen import shortened
from days import customer


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        (("log-visit",), "zh", "缺少：客户"),
        (("customer", "add"), "zh", "缺少：名称"),
        (("log-visit",), "en", "customer is missing"),
    ],
)
def test_what_is_left_out_has_a_name(
    run: Any, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], lang: str, said: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)
    assert said in run(*words, code=2).stderr


def test_on_a_terminal_it_is_asked_for(run: Any) -> None:
    child = pexpect.spawn(sys.executable, ["-m", "amflow", "customer", "add"], encoding="utf-8", env={**os.environ})
    child.expect("name")
    child.sendline("Ann Bo")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert run("show", "Ann Bo", "--json").json["item"]["name"] == "Ann Bo"


def test_enter_alone_leaves_it_as_it_was(home: Any) -> None:
    child = pexpect.spawn(sys.executable, ["-m", "amflow", "customer", "add"], encoding="utf-8", env={**os.environ})
    child.expect("name")
    child.sendline("")
    child.expect("is missing")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 2


@pytest.mark.parametrize("room", [24, 30, 50, 80])
def test_a_command_is_never_cut_while_it_fits(room: int) -> None:
    line = shortened(Text("27 habits wait and much else was said: amflow done habits"), room)
    assert line.plain.endswith("amflow done habits")
    assert line.cell_len <= room


def test_a_hint_of_several_commands_is_broken_between_them(run: Any, screen: Any) -> None:
    customer(run, "Ann Bo", "--phone", "13800138000")
    run("message", "write", "Ann Bo", "See you at three.")

    foot = [line for line in screen("message", "queue").splitlines() if "amflow" in line]
    assert " ".join(foot).split(" · ") == [
        "amflow message show m1", "amflow message copy m1", "amflow message sent m1", "amflow message export today.csv",
    ]  # fmt: skip


def test_how_many_are_not_known_yet_is_said(run: Any, screen: Any) -> None:
    for number in range(8):
        customer(run, f"Somebody {number}", on="2026-01-05")
    assert "5 to talk to (8 not known yet, 5 a day)" in screen("today")
    run("log-call", "Somebody 1", "talked", "--no-next")
    assert "(7 not known yet, 5 a day)" in screen("outreach")


def test_a_late_check_in_is_told_in_hours(run: Any, monkeypatch: pytest.MonkeyPatch, screen: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T17:20")
    assert "9 h 15 late" in screen("done", "k1")


def test_of_two_commands_in_a_line_the_first_is_whole_or_left_out() -> None:
    text = "no open leads: amflow lead add NAME · files: amflow customer health"
    assert shortened(Text(text), 80).plain == text
    assert shortened(Text(text), 60).plain == "no open leads: amflow lead add NAME … amflow customer health"
    assert shortened(Text(text), 50).plain == "no open leads … amflow customer health"


def test_a_command_longer_than_the_line_stands_there_whole(
    run: Any, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "Ann Bo")
    run("deal", "add", "Loan", "--pipeline", "loan", "--for", "Ann Bo", "--amount", "500000")
    papers = ("Identity card", "Proof of income", "Bank statements of six months", "Consent to the credit report")
    command = "amflow deal doc d1 received " + " ".join(f'"{paper}"' for paper in papers)
    for words in (("deal", "advance", "d1"), ("deal", "show", "d1")):
        assert command in " ".join(screen(*words).split())


def test_nobody_is_promised_a_day_before_the_cadence_brings_anybody_up(run: Any, screen: Any) -> None:
    for number in range(8):
        customer(run, f"Somebody {number}")
    assert "0 to talk to (8 not known yet: amflow customer list)" in screen("outreach")


def test_who_is_not_known_yet_can_be_looked_up(run: Any, screen: Any) -> None:
    """A line that counts people and lists none of them says which command shows them."""
    for number in range(8):
        run("customer", "add", f"Somebody {number}")

    assert "(8 not known yet: amflow customer list)" in screen("today")
    assert "Somebody 7" in screen("customer", "list")
