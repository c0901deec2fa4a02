"""No surprises by the clock: appointments are local whatever the zone, instants are UTC, history shows local time."""

import time
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Any:
    def into(name: str, now: str) -> None:
        monkeypatch.setenv("TZ", name)
        monkeypatch.setenv("AMFLOW_NOW", now)
        time.tzset()

    yield into
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("name", "now", "words", "due_at", "instant"),
    [
        # The night in which the clocks go forward, and back.
        ("Europe/Berlin", "2026-03-28T23:30", "tomorrow 9:00", "2026-03-29T09:00", "2026-03-28T22:30:00Z"),
        ("Europe/Berlin", "2026-10-24T23:30", "in 12 hours", "2026-10-25T11:30", "2026-10-24T21:30:00Z"),
        ("America/New_York", "2026-03-07T20:00", "tomorrow 2:30", "2026-03-08T02:30", "2026-03-08T01:00:00Z"),
        ("America/New_York", "2026-10-31T20:00", "1 day later", None, "2026-11-01T00:00:00Z"),
        # Both sides of the date line.
        ("Pacific/Kiritimati", "2026-11-25T01:00", "today 9:00", "2026-11-25T09:00", "2026-11-24T11:00:00Z"),
        ("Pacific/Pago_Pago", "2026-11-25T23:00", "tomorrow 9:00", "2026-11-26T09:00", "2026-11-26T10:00:00Z"),
        ("Asia/Shanghai", "2026-11-25T00:30", "今天上午9点", "2026-11-25T09:00", "2026-11-24T16:30:00Z"),
    ],
)
def test_an_appointment_is_local_and_the_journal_is_utc(
    zone: Any, run: Run, book: Any, name: str, now: str, words: str, due_at: str | None, instant: str
) -> None:
    zone(name, now)

    item = run("task", "add", "call", "--due", words, "--json").json["item"]

    assert item["due_at"][:16] == due_at if due_at else item["due_at"] is None
    assert book.one("SELECT at FROM change")["at"] == instant
    # Where the clock is set back an hour happens twice; the local time shown is the one that was typed.
    assert run("history", "--json").json["items"][0]["at"][:16] == now


def test_a_book_carried_across_the_date_line_keeps_its_days(zone: Any, run: Run) -> None:
    zone("Pacific/Kiritimati", "2026-11-25T09:00")
    run("task", "add", "call", "--due", "fri 10:00")
    zone("Pacific/Honolulu", "2026-11-24T09:00")

    item = run("task", "show", "t1", "--json").json["item"]
    assert item["due_at"] == "2026-11-27T10:00:00-10:00"


def test_a_series_keeps_its_hour_over_the_change_of_clocks(zone: Any, run: Run) -> None:
    zone("Europe/Berlin", "2026-10-23T09:00")
    run("task", "add", "call", "--due", "today 10:00", "--every", "weekly")
    run("done", "t1")

    assert run("task", "show", "t2", "--json").json["item"]["due_at"] == "2026-10-30T10:00:00+01:00"


def test_an_hour_that_the_clock_leaves_out_is_the_one_after(zone: Any, run: Run) -> None:
    zone("Europe/London", "2027-03-28T00:30")
    run("task", "add", "call", "--due", "in 1 hour")

    assert run("task", "show", "t1", "--json").json["item"]["due_at"] == "2027-03-28T02:30:00+01:00"
