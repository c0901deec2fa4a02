"""The reception: visitors counted by channel, a known one written down as a talk, a key each on a terminal."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from days import customer, rows


@pytest.fixture(autouse=True)
def centre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wealth-center")


def _counts(run: Any, *words: str) -> dict[str, list[int]]:
    found = run("log-reception", "--count", *words, "--json").json["items"]
    return {one["key"]: [one[key] for key in ("today", "yesterday", "week", "last_week", "month")] for one in found}


def test_visitors_are_counted_by_day_and_week(run: Any) -> None:
    run("log-reception", "s", "s", "e", "--on", "2026-11-18")
    run("log-reception", "p", "n", "--on", "2026-11-24")
    run("log-reception", "s", "self-service machines", "other")

    assert _counts(run) == {
        "priority": [0, 1, 1, 0, 1], "self-service": [2, 0, 2, 2, 4], "e-channel": [0, 0, 0, 1, 1],
        "non-cash": [0, 1, 1, 0, 1], "other": [1, 0, 1, 0, 1],
    }  # fmt: skip
    assert "3 visitors" in run("prospect", "--json").json["line"]
    assert "2 visitors" in run("prep", "--json").json["line"]


def test_a_form_of_address_at_the_door_may_be_a_stranger(run: Any, book: Any) -> None:
    customer(run, "赵铁柱", "--tier", "gold", "--mr")

    refused = run("log-reception", "赵大爷", "换零钱", code=2).stderr
    assert "“赵大爷” may be 赵铁柱 (c1) or a stranger" in refused
    assert "amflow log-reception c1" in refused and "the letter alone" in refused
    assert book.number("SELECT count(*) FROM touch") == 0
    run("log-reception", "赵铁柱", "换零钱")
    run("log-reception", "c1", "存款")
    assert book.number("SELECT count(*) FROM touch") == 2


def test_a_form_of_address_at_the_door_is_asked_about(run: Any) -> None:
    customer(run, "赵铁柱", "--tier", "gold", "--mr")
    for answer, talks in (("no", 0), ("yes", 1)):
        child = pexpect.spawn(
            sys.executable, ["-m", "amflow", "log-reception", "赵大爷", "换零钱"], env={**os.environ, "TERM": "dumb"},
            encoding="utf-8", timeout=20,
        )  # fmt: skip
        child.expect("“赵大爷” is 赵铁柱 .c1.")
        child.sendline(answer)
        child.expect(pexpect.EOF)
        child.close()
        assert len(run("show", "c1", "--json").json["item"].get("touches", [])) == talks


def test_somebody_known_is_a_talk_and_gold_goes_to_priority(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    customer(run, "李强", "--tier", "standard")

    received = run("log-reception", "s", "s", "张敏", "wants a deposit", "--json").json["item"]

    assert (received["numbers"], received["customer"]["ref"], received["proposed"]) == (
        {"self-service": 2, "priority": 1}, "c1", True,
    )  # fmt: skip
    (talk,) = run("show", "张敏", "--json").json["item"]["touches"]
    assert (talk["kind"], talk["note"]) == ("reception", "wants a deposit")
    assert "where was 李强 led to" in run("log-reception", "李强", code=2).stderr
    run("log-reception", "李强", "--channel", "e")
    assert _counts(run)["e-channel"][0] == 1


def test_what_was_done_for_a_visitor_is_counted_in_the_report(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("customer", "add", "张敏")
    for words in (
        ("s", "--for", "withdrawal"),
        ("s", "s", "--for", "Withdrawal"),
        ("张敏", "--channel", "s", "--for", "transfer"),
    ):
        run("log-reception", *words)
    assert "“mortgage” is not in the playbook" in run("log-reception", "s", "--service", "mortgage", code=2).stderr

    (told,) = [one for one in run("summary", "--week", "--json").json["sections"] if one["key"] == "reception"]

    assert told["lists"][1]["rows"] == [["Withdrawal", 3, 0], ["Transfer", 1, 0]]
    assert run("export", "-", "--what", "receptions").stdout.count("withdrawal") == 3
    run("undo")
    (told,) = [one for one in run("summary", "--week", "--json").json["sections"] if one["key"] == "reception"]
    assert told["lists"][1]["rows"] == [["Withdrawal", 3, 0]]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "led to"),
        (("nobody at all",), 3, "nobody at all"),
        (("张敏", "--channel", "z"), 2, "channel: “z”"),
        (("张敏", "a note", "more"), 2, "too much"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    run: Any, home: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    customer(run, "张敏", "--tier", "gold")
    before = rows(home / "book.db")

    assert told in run("log-reception", *words, code=code).stderr
    assert rows(home / "book.db") == before


def test_a_trade_without_a_reception_says_so(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")

    assert "no reception" in run("log-reception", "s", code=1).stderr


def test_undo_takes_visitors_back(run: Any, home: Path) -> None:
    customer(run, "张敏", "--tier", "gold")
    before = rows(home / "book.db")
    run("log-reception", "s", "s", "张敏")

    run("undo")

    assert rows(home / "book.db") == before


def test_the_count_outlives_who_is_erased(run: Any, book: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    run("log-reception", "张敏", "about the flat")

    run("customer", "erase", "张敏", "--yes")

    assert _counts(run)["priority"][0] == 1
    row = book.get("reception", 1)
    assert (row["customer_id"], row["note"], row["touch_id"]) == (None, "", None)


def test_a_key_each_on_a_terminal(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    child = pexpect.spawn(
        str(Path(sys.executable).parent / "amflow"), ["log-reception"], env=dict(os.environ),
        encoding="utf-8", timeout=30, dimensions=(30, 80),
    )  # fmt: skip
    child.expect("Self-service machines: Ordinary customers with small cash and bill payment")
    child.expect("Enter ends")
    for key, told in (
        ("s", "1 today"),
        ("s", "2 today"),
        ("u", "taken back"),
        ("z", "nothing else counts"),
        ("e", "1 today"),
    ):
        child.send(key)
        child.expect(told)
    child.send("/")
    child.expect("who")
    child.sendline("张敏")
    child.expect("where to")
    child.sendline("")
    child.expect("note")
    child.sendline("a deposit")
    child.expect("张敏 →")
    child.send("\r")
    child.expect("3 visitors today")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert {key: numbers[0] for key, numbers in _counts(run).items() if numbers[0]} == {
        "self-service": 1, "e-channel": 1, "priority": 1,
    }  # fmt: skip


def test_leads_are_typed_one_after_the_other(run: Any) -> None:
    customer(run, "王伟")
    child = pexpect.spawn(
        str(Path(sys.executable).parent / "amflow"), ["lead", "add", "--source", "walk-in"], env=dict(os.environ),
        encoding="utf-8", timeout=30, dimensions=(30, 80),
    )  # fmt: skip
    child.expect("Enter alone ends")
    child.sendline("孙丽 13900139000 looks for a deposit")
    child.expect("signal")
    child.sendline("1")
    child.expect("✓ 孙丽")
    child.sendline("王伟")
    child.expect("same name")
    child.expect("another one")
    child.sendline("")
    child.expect("lead")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()

    (lead,) = run("lead", "list", "--json").json["items"]
    assert (lead["name"], lead["phone"], lead["source"], lead["impression"]) == (
        "孙丽", "13900139000", "walk-in", "looks for a deposit",
    )  # fmt: skip
    assert lead["signal"]
