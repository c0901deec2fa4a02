"""The day on one page: what it shows, in which order, and that looking at it changes nothing."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from amflow.playbooks.sources import names
from days import bought, customer, deal, items, rows, task

STEPS = ["prep", "prospect", "outreach", "convert", "callback", "summary", "plan"]


@pytest.fixture
def day(run: Any, once: Any) -> None:
    """A book in which every step has something."""
    once("a day of everything", lambda: _day(run))


def _day(run: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    customer(run, "张敏", "--birthday", "11-27", on="2026-11-13")
    bought(run, "张敏", on="2026-11-13")
    customer(run, "周婷", "--intent", "A", on="2026-11-20")
    customer(run, "吴磊", "--intent", "A", on="2026-11-20")
    deal(run, "周婷", on="2026-11-02")
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    task(run, "plain", "--due", "today")
    task(run, "late", "--due", "2026-11-20")
    task(run, "appointment", "--for", "周婷", "--due", "today 15:00")
    task(run, "promise", "--for", "张敏", "--due", "today", "--promised")
    run("plan", "--accept", "today")


def _version(path: Path) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("PRAGMA data_version").fetchone()[0], connection.execute(
            "SELECT count(*) FROM change"
        ).fetchone()[0]
    finally:
        connection.close()


LOOKS = [
    ("today",), ("today", "--full"), ("today", "--json"), ("today", "--on", "2027-03-01"), ("today", "--step", "convert"),
    *((step,) for step in STEPS if step != "summary"), ("outreach", "--full"), ("plan", "--explain", "t1"), ("show", "c1"),
    ("customer", "list"), ("deal", "list"), ("task", "list"), ("script", "list"), ("playbook", "list"), ("history",),
]  # fmt: skip


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_looking_never_writes(run: Any, screen: Any, day: None, home: Path, words: tuple[str, ...]) -> None:
    path = home / "book.db"
    before, version = path.read_bytes(), _version(path)
    watching = sqlite3.connect(path)
    seen = watching.execute("PRAGMA data_version").fetchone()

    run(*words)
    screen(*words)

    assert watching.execute("PRAGMA data_version").fetchone() == seen
    watching.close()
    assert path.read_bytes() == before
    assert _version(path) == version


def test_a_read_only_book_can_be_looked_at_and_not_written(run: Any, day: None, home: Path) -> None:
    path = home / "book.db"
    before = path.read_bytes()
    shown = run("today").stdout
    path.chmod(0o400)
    home.chmod(0o500)
    try:
        assert run("today").stdout == shown
        if not _may_write_anyway(path):
            assert "read-only" in run("done", "t1", code=5).stderr
    finally:
        home.chmod(0o700)
        path.chmod(0o600)
    assert path.read_bytes() == before


def _may_write_anyway(path: Path) -> bool:
    import os

    return os.access(path, os.W_OK)


def test_the_json_is_a_contract(run: Any, day: None) -> None:
    today = run("today", "--json").json

    assert today["schema"] == "amflow/today@2"
    assert {"on", "at", "playbook", "workday", "block", "steps", "items", "first"} <= set(today)
    assert (today["on"], today["at"], today["playbook"], today["workday"], today["block"]) == (
        "2026-11-25", "2026-11-25T09:30:00+08:00", "securities-branch", True, "prospect",
    )  # fmt: skip
    assert [step["step"] for step in today["steps"]] == STEPS
    for step in today["steps"]:
        assert {"step", "title", "done", "total", "open", "line", "finished"} <= set(step)
    for item in today["items"]:
        assert {
            "step", "ref", "kind", "due_on", "due_at", "customer", "title", "why", "amount", "minutes",
            "late", "state", "command",
        } <= set(item)  # fmt: skip
    assert {item["kind"] for item in today["items"]} == {
        "check", "appointment", "task", "birthday", "lead", "talk", "deal", "callback", "rhythm", "promise", "plan", "paper",
    }  # fmt: skip


def test_every_reference_can_be_shown(run: Any, day: None) -> None:
    for item in run("today", "--full", "--json").json["items"]:
        assert json.loads(run("show", item["ref"], "--json").stdout)["schema"].startswith("amflow/"), item


def test_every_command_that_it_offers_can_be_typed(run: Any, day: None, home: Path) -> None:
    import shlex
    import shutil

    offered = {item["command"] for item in run("today", "--json").json["items"] if item["kind"] != "check"} - {None}
    assert len(offered) >= 6
    for command in offered:
        shutil.copy(home / "book.db", home / "try.db")
        # What was said in a talk is asked for, and where nobody can be asked it is missing.
        asks = "log-call" in command or "log-visit" in command or "callback do" in command
        told = run(*shlex.split(command)[1:], "--book", str(home / "try.db"), "--no-input", code=2 if asks else 0)
        assert ("what was said is missing" in told.stderr) is asks, command


def test_what_comes_first_is_the_appointment_then_what_breaks_then_what_was_promised(run: Any, day: None) -> None:
    today = run("today", "--json").json
    by_ref = {item["ref"]: item for item in reversed(today["items"])}

    first = [by_ref[ref] for ref in today["first"]]

    assert len(first) == 3
    assert first[0]["title"] == "appointment"
    assert [item["title"] for item in first[1:]] == ["promise", "late"]


def test_a_thing_that_is_planned_too_comes_first_once(run: Any) -> None:
    task(run, "only", "--due", "today")
    run("plan", "--accept", "today")

    assert run("today", "--json").json["first"] == ["t1"]


def test_of_two_deposits_of_one_day_the_larger_comes_first(run: Any) -> None:
    run("init", "--playbook", "retail-bank")
    for name, amount in (("王伟", "20000"), ("张敏", "1280000"), ("周婷", "60000")):
        customer(run, name)
        run(
            "holding",
            "add",
            name,
            "--product",
            "note",
            "--amount",
            amount,
            "--matures",
            "2026-11-25",
            "--at",
            "2025-11-25",
        )

    today = run("today", "--json").json
    by_ref = {item["ref"]: item for item in today["items"]}
    first = [by_ref[ref] for ref in today["first"]]
    assert [item["customer"]["name"] for item in first] == ["张敏", "周婷", "王伟"]


def test_somebody_who_comes_up_twice_comes_first_once(run: Any) -> None:
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    run("plan", "--add", "c1", "today")

    today = run("today", "--json").json

    assert {item["kind"] for item in today["items"] if item["customer"]} == {"lead", "plan"}
    assert today["first"] == ["c1"]


def test_a_step_is_not_finished_while_something_waits_in_it(run: Any, day: None) -> None:
    checks = [item["ref"] for item in run("callback", "--json").json["items"] if item["kind"] == "check"]
    run("done", *checks)

    def finished() -> bool:
        return bool(run("callback", "--json").json["finished"])

    assert (finished(), len(items(run, "callback"))) == (False, 3)
    run("done", *(item["ref"] for item in items(run, "callback")))
    assert (finished(), items(run, "callback")) == (True, [])


def test_one_step_shows_what_its_own_command_shows(run: Any, day: None) -> None:
    for step in STEPS:
        today = run("today", "--step", step, "--json").json
        assert [page["step"] for page in today["steps"]] == [step]
        if step not in ("summary", "plan"):
            assert [item["ref"] for item in today["items"]] == [
                item["ref"] for item in run(step, "--json").json["items"]
            ]


def test_an_unknown_step_is_refused(run: Any) -> None:
    assert "one of: Preparation, Prospecting" in run("today", "--step", "lunch", code=2).stderr


def test_lists_are_cut_but_counted_whole(run: Any) -> None:
    for number in range(8):
        run("lead", "add", f"lead {number}")

    def leads(*words: str) -> list[Any]:
        return [item for item in run("today", *words, "--json").json["items"] if item["kind"] == "lead"]

    assert (len(leads()), len(leads("--full")), len(leads("--step", "prospect"))) == (5, 8, 8)
    assert run("today", "--json").json["steps"][1]["open"] == {"leads": 8}


def test_another_day_shows_that_day(run: Any, day: None) -> None:
    today = run("today", "--on", "next mon", "--json").json

    assert (today["on"], today["workday"]) == ("2026-11-30", True)
    assert run("today", "--on", "sat", "--json").json["workday"] is False
    assert "is not a date" in run("today", "--on", "someday", code=2).stderr


def test_a_new_book_says_what_to_do_next(run: Any, screen: Any, home: Path) -> None:
    shown = screen("today")

    assert "amflow customer add" in shown
    assert "amflow import FILE --as customer" in shown
    assert (home / "book.db").stat().st_mode & 0o777 == 0o600
    assert set(map(len, rows(home / "book.db").values())) == {0}
    assert "A new book was made" not in screen("today")


def test_the_screen_keeps_to_its_width_in_both_languages(
    run: Any, screen: Any, day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from unicodedata import east_asian_width

    for language in ("en", "zh"):
        monkeypatch.setenv("AMFLOW_LANG", language)
        for width in (40, 80, 120):
            for words in (("today",), ("today", "--full"), ("plan",), ("callback",), ("convert",)):
                for line in screen(*words, width=width).splitlines():
                    cells = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line)
                    assert cells <= width, (language, words, line)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("playbook", [name for name, _path, _ours in names(None)])
def test_the_whole_day_is_on_one_screen(
    demo_of: Any, screen: Any, monkeypatch: pytest.MonkeyPatch, playbook: str, language: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", language)
    demo_of(playbook)
    for width in (40, 80, 120):
        lines = screen("today", width=width).splitlines()
        first = next(place for place, line in enumerate(lines) if line.startswith(("first:", "先办：")))

        # The line that one types in is the twenty-fourth.
        assert len(lines) <= 23, width
        assert len(lines) - first == 3
        assert [line[2] for line in lines if re.match(r"[▸ ] [1-7] ", line)] == list("1234567")


def test_time_reference_and_name_stand_in_the_same_columns(run: Any, screen: Any, day: None) -> None:
    lines = screen("today").partition("first:")[0].splitlines()
    items = [line for line in lines if re.match(r" {4}.* (c\d+|[a-z]\d+\w*)  ", line)]

    assert len(items) >= 5
    assert len({re.search(r"(?<=  )[a-z]\d+\w*(?=  )", line).start() for line in items}) == 1  # type: ignore[union-attr]
