"""Appointments of a calendar: whom they are with, one meeting in two calendars, what is over, whole days."""

from typing import Any

import pytest
from tests.files.forms.test_calendars_of_offices import calendar

MEETING = "UID:{}\r\nSUMMARY:{}\r\nDTSTART:20261126T{}\r\nDTEND:20261126T{}"


@pytest.fixture
def people(run: Any) -> None:
    run("customer", "add", "Mercia Foods Ltd", "--organisation")
    run("customer", "add", "Sarah Holt", "--email", "sarah@mercia.example")
    run("customer", "add", "Sarah Pike", "--email", "pike@mercia.example", "--anyway")
    run("customer", "add", "张敏")


def _entry(title: str, more: str = "", uid: str = "a", start: str = "140000", end: str = "150000") -> str:
    return MEETING.format(uid, title, start, end) + more


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("title", "more", "whose"),
    [
        ("Review", "\r\nORGANIZER:mailto:me@own.example\r\nATTENDEE;CN=S:MAILTO:Sarah@Mercia.example", "Sarah Holt"),
        ("Review", "\r\nORGANIZER;CN=Pike:mailto:pike@mercia.example", "Sarah Pike"),
        ("Review", "\r\nX-GUEST:mailto:sarah@mercia.example", "Sarah Holt"),
        ("Review", "\r\nATTENDEE;CUTYPE=ROOM:mailto:sarah@mercia.example", None),
        ("Lunch with Sarah Holt in town", "", "Sarah Holt"),
        ("Lunch with Mercia Foods", "", "Mercia Foods Ltd"),
        ("Lunch with Sarah", "", None),
        ("与张敏吃饭", "", "张敏"),
        ("Review", "", None),
    ],
)
def test_a_mail_or_a_whole_name_ties_an_appointment_to_its_customer(
    run: Any, file: Any, book: Any, title: str, more: str, whose: str | None
) -> None:
    run("import", file("c.ics", calendar(_entry(title, more))))

    row = book.one("SELECT customer.name FROM task LEFT JOIN customer ON customer.id = task.customer_id")
    assert row[0] == whose


@pytest.mark.usefixtures("people")
def test_a_talk_ends_the_appointment_that_a_mail_tied(run: Any, file: Any, book: Any) -> None:
    entry = _entry("Review", "\r\nATTENDEE:mailto:sarah@mercia.example").replace("20261126", "20261125")
    run("import", file("c.ics", calendar(entry)))

    run("log-visit", "Sarah Holt", "signed", "--no-input")

    assert book.one("SELECT state FROM task")[0] == "done"


@pytest.mark.usefixtures("people")
def test_the_same_meeting_in_two_calendars_is_one(run: Any, file: Any, book: Any) -> None:
    run("import", file("a.ics", calendar(_entry("Mercia review", "\r\nATTENDEE:mailto:sarah@mercia.example"))))

    told = run("import", file("b.ics", calendar(_entry("Mercia review", uid="b")))).stderr
    also = run("import", file("c.ics", calendar(_entry("Lunch with Sarah Holt", uid="c")))).stderr

    assert book.number("SELECT count(*) FROM task") == 1
    assert "1 appointment stands in another calendar already: one is kept" in told
    assert "1 appointment stands in another calendar already: one is kept" in also


def test_two_at_one_hour_are_named(run: Any, file: Any, book: Any) -> None:
    run("import", file("a.ics", calendar(_entry("Mercia review"))))

    told = run("import", file("b.ics", calendar(_entry("Dentist", uid="b", start="143000")))).stderr

    assert book.number("SELECT count(*) FROM task") == 2
    assert "two appointments at one hour: 2026-11-26 14:30 Dentist, t1 Mercia review" in told
    apart = run("import", file("d.ics", calendar(_entry("Tea", uid="d", start="150000", end="151500")))).stderr
    assert "Mercia review" not in apart


def test_an_appointment_that_is_over_is_planned_no_more(run: Any, file: Any, monkeypatch: Any) -> None:
    run("import", file("a.ics", calendar(_entry("Dentist"))))
    assert "Dentist" in run("plan").stdout
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-27T08:00")

    assert "Dentist" not in run("plan", "today").stdout


def test_whole_days_in_a_row_are_an_event_and_no_task(run: Any, file: Any, book: Any, figures: Any) -> None:
    leave = "UID:l\r\nSUMMARY:Annual leave\r\nDTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261205"
    fair = "UID:f\r\nSUMMARY:Trade show\r\nDTSTART;VALUE=DATE:20261124\r\nDTEND;VALUE=DATE:20261127"
    source = file("c.ics", calendar(leave, fair))

    told = run("import", source).stderr

    events = book.all("SELECT title, kind, on_date, until_on FROM event ORDER BY on_date")
    assert [tuple(row) for row in events] == [
        ("Trade show", "other", "2026-11-24", "2026-11-26"),
        ("Annual leave", "closed", "2026-11-30", "2026-12-04"),
    ]
    assert book.number("SELECT count(*) FROM task") == 0
    assert "an event, and no task: Annual leave, Trade show (your days off stand in " in told
    assert figures(source) == {"unchanged": 2}
