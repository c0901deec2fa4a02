"""Calendars as offices and phones write them: ends in UTC, what is over, several days, moved series, the lunar year."""

import os
import time

import pytest


@pytest.fixture
def tasks(book):
    """The tasks of the book: title, day, hour and state."""
    columns = ("title", "due_on", "due_time", "state")
    return lambda: [tuple(row[name] for name in columns) for row in book.all("SELECT * FROM task ORDER BY due_on, id")]


@pytest.fixture
def living_in(monkeypatch):
    """Let the machine stand in a zone, known to the C library too."""

    def there(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    there("Asia/Shanghai")
    yield there
    os.environ.pop("TZ", None)
    time.tzset()


def calendar(*entries: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n" for entry in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inside}END:VCALENDAR\r\n"


def days(tasks: list[tuple[str, ...]], state: str = "open") -> list[str]:
    return [day[5:] for _title, day, _hour, now in tasks if now == state]


@pytest.mark.parametrize(
    ("zone", "start", "until", "last"),
    [
        ("Asia/Shanghai", ";TZID=Asia/Shanghai:20261201T073000", "20261203T233000Z", "12-04"),
        ("Asia/Shanghai", ";TZID=Asia/Shanghai:20261201T073000", "20261203T232959Z", "12-03"),
        ("America/New_York", ";TZID=America/New_York:20261201T200000", "20261204T010000Z", "12-03"),
        ("Asia/Shanghai", ":20261130T233000Z", "20261202T233000Z", "12-03"),
        ("Asia/Shanghai", ":20261201T073000", "20261203T233000Z", "12-04"),
        ("Asia/Shanghai", ":20261201T073000", "20261203T073000", "12-03"),
        ("Asia/Shanghai", ":20261201T073000", "20261203T070000", "12-02"),
        ("Asia/Shanghai", ":20261201T073000", "20261203", "12-03"),
        ("Asia/Shanghai", ";VALUE=DATE:20261201", "20261202T160000Z", "12-03"),
        ("Asia/Shanghai", ";VALUE=DATE:20261201", "20261203T235959Z", "12-03"),
        ("America/New_York", ";VALUE=DATE:20261201", "20261203T000000Z", "12-03"),
    ],
)
def test_the_end_of_a_series_is_a_moment_at_its_own_place(file, run, tasks, living_in, zone, start, until, last):
    living_in(zone)

    run("import", file("c.ics", calendar(f"UID:a\r\nSUMMARY:晨会\r\nDTSTART{start}\r\nRRULE:FREQ=DAILY;UNTIL={until}")))

    assert days(tasks()) == [f"12-{day:02d}" for day in range(1, int(last[-2:]) + 1)]


def test_what_is_over_is_no_work(file, run, tasks, living_in):
    over = [
        "DTSTART:20250302T020000Z",
        "DTSTART;VALUE=DATE:20261124",
        "DTSTART;VALUE=DATE:20261120\r\nDTEND;VALUE=DATE:20261125",
    ]
    entries = [f"UID:{place}\r\nSUMMARY:over\r\n{when}" for place, when in enumerate(over)]
    entries += ["SUMMARY:without a name\r\nDTSTART:20250302T020000Z"]
    entries += ["UID:t\r\nSUMMARY:earlier today\r\nDTSTART:20261124T233000Z", "UID:u\r\nSUMMARY:no day"]
    todo = "BEGIN:VTODO\r\nUID:v\r\nSUMMARY:还没做\r\nDUE;VALUE=DATE:20261101\r\nSTATUS:NEEDS-ACTION\r\nEND:VTODO\r\n"

    told = run("import", file("c.ics", calendar(*entries).replace("END:VCALENDAR", f"{todo}END:VCALENDAR"))).stderr

    assert "4 appointments are over: left out" in told
    assert {title for title, *_rest in tasks()} == {"earlier today", "no day", "还没做"}


FORTNIGHT = [*(f"11-{day}" for day in range(25, 31)), *(f"12-0{day}" for day in range(1, 9))]
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=2"


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("DTSTART:20261130T060000Z\r\nDTEND:20261202T080000Z", ["11-30", "12-01", "12-02"]),
        ("DTSTART:20261130T060000Z\r\nDTEND:20261201T160000Z", ["11-30", "12-01"]),
        ("DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261201", ["11-30"]),
        ("DTSTART:20261130T140000Z\r\nDTEND:20261130T180000Z", ["11-30"]),
        ("DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261202\r\n" + WEEKLY, ["11-30", "12-01", "12-07", "12-08"]),
        ("DTSTART;VALUE=DATE:20261124\r\nDTEND;VALUE=DATE:20261126\r\n" + WEEKLY, ["11-25", "12-01", "12-02"]),
    ],
)  # fmt: skip
def test_what_goes_on_for_days_stands_on_each_of_them(file, figures, tasks, living_in, when, found):
    source = file("c.ics", calendar(f"UID:a\r\nSUMMARY:Training\r\n{when}"))

    figures(source)

    assert days(tasks()) == found
    assert set(figures(source)) == {"unchanged"}


def test_of_several_days_the_first_alone_has_an_hour_and_each_says_which_it_is(file, figures, tasks, living_in):
    figures(file("c.ics", calendar("UID:a\r\nSUMMARY:培训\r\nDTSTART:20261130T060000Z\r\nDTEND:20261201T080000Z")))

    assert tasks() == [
        ("培训 (day 1 of 2)", "2026-11-30", "14:00", "open"), ("培训 (day 2 of 2)", "2026-12-01", "", "open"),
    ]  # fmt: skip


SERIES = "UID:s\r\nSUMMARY:周例会\r\nDTSTART;TZID=Asia/Shanghai:{}\r\nRRULE:FREQ={}"
TUESDAYS = SERIES.format("20261201T090000", "WEEKLY;COUNT=4")


@pytest.mark.parametrize(
    ("later", "there", "counted"),
    [
        # Moved by a day, shortened, one of them taken out, another rhythm, made a single one, over, ended.
        (SERIES.format("20261202T100000", "WEEKLY;COUNT=4"), ["12-02", "12-09", "12-16", "12-23"], {"updated": 4}),
        (SERIES.format("20261201T090000", "WEEKLY;COUNT=2"), ["12-01", "12-08"], {"unchanged": 2}),
        (TUESDAYS + "\r\nEXDATE;TZID=Asia/Shanghai:20261208T090000", ["12-01", "12-15", "12-22"], {"unchanged": 3}),
        (SERIES.format("20261203T090000", "MONTHLY;COUNT=2"), ["12-03", "01-03"], {"updated": 1, "added": 1}),
        ("UID:s\r\nSUMMARY:周例会\r\nDTSTART:20261204T010000Z", ["12-04"], {"updated": 1}),
        ("UID:s\r\nSUMMARY:周例会\r\nDTSTART:20261104T010000Z", [], {}),
        (SERIES.format("20261101T090000", "WEEKLY;UNTIL=20261110T010000Z"), [], {}),
    ],
)
def test_a_moved_series_takes_its_dates_along(file, figures, tasks, living_in, later, there, counted):
    figures(file("c.ics", calendar(TUESDAYS)))

    assert figures(file("d.ics", calendar(later))) == counted

    assert days(tasks()) == there
    assert set(figures(file("d.ics", calendar(later)))) == ({"unchanged"} if there else set())


def test_what_is_dropped_is_said_and_comes_back_by_undo(file, run, figures, tasks, living_in):
    figures(file("c.ics", calendar(TUESDAYS)))

    told = run("import", file("d.ics", calendar(SERIES.format("20261201T090000", "WEEKLY;COUNT=2")))).stderr

    assert "2 dates are no longer in the calendar: dropped" in told
    assert days(tasks(), "dropped") == ["12-15", "12-22"]
    run("undo")
    assert days(tasks()) == ["12-01", "12-08", "12-15", "12-22"]


def test_dates_stay_where_the_file_does_not_speak_of_them(file, run, figures, tasks, living_in):
    figures(file("c.ics", calendar(TUESDAYS)))
    run("done", "t2")
    one = "UID:s\r\nSUMMARY:周例会\r\nRECURRENCE-ID:20261215T010000Z\r\nDTSTART:20261216T010000Z"

    run("import", file("one.ics", calendar(one)))
    run("import", file("part.ics", calendar(TUESDAYS)), "--where", "due_on=2026-12-01")
    run("import", file("other.ics", calendar(TUESDAYS.replace("UID:s", "UID:s2").replace("1201", "1204"))))

    assert [one for one in days(tasks()) if one not in ("12-04", "12-11", "12-18", "12-25")] == [
        "12-01",
        "12-16",
        "12-22",
    ]
    assert days(tasks(), "done") == ["12-08"]


@pytest.mark.parametrize(
    ("start", "rule", "found"),
    [
        ("20260217", "RSCALE=CHINESE;FREQ=YEARLY", ["2027-02-06"]),
        ("20000205", "FREQ=YEARLY;RSCALE=CHINESE;SKIP=FORWARD", ["2027-02-06"]),
        ("19851127", "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15", ["2027-09-15"]),
        ("20260217", "RSCALE=CHINESE;FREQ=YEARLY;COUNT=1", []),
        ("20260217", "RSCALE=CHINESE;FREQ=YEARLY;UNTIL=20270205", []),
        ("20250129", "RSCALE=CHINESE;FREQ=YEARLY;INTERVAL=2", ["2027-02-06"]),
        ("20261201", "RSCALE=GREGORIAN;FREQ=YEARLY", ["2026-12-01"]),
    ],
)
def test_what_recurs_by_the_moon_is_on_its_day(file, run, book, start, rule, found):
    told = run(
        "import", file("c.ics", calendar(f"UID:a\r\nSUMMARY:外婆生日\r\nDTSTART;VALUE=DATE:{start}\r\nRRULE:{rule}"))
    ).stderr

    assert [row["due_on"] for row in book.all("SELECT due_on FROM task")] == found
    assert ("1 of them goes by the lunar calendar" in told) == ("CHINESE" in rule)


@pytest.mark.parametrize(
    "rule", ["RSCALE=HEBREW;FREQ=YEARLY", "RSCALE=CHINESE;FREQ=MONTHLY", "RSCALE=CHINESE;FREQ=YEARLY;BYDAY=MO"]
)
def test_what_recurs_by_another_calendar_is_refused(file, run, rule):
    entry = f"UID:a\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:20260217\r\nRRULE:{rule}"

    assert "not understood" in run("import", file("c.ics", calendar(entry)), code=None).stdout


@pytest.mark.parametrize(
    "zone", ["/example.org/Asia/Shanghai", "/softwarestudio.org/Olson_20011030_5/Asia/Shanghai", "China Standard Time"]
)
def test_a_library_says_nothing_of_its_own(file, run, tasks, living_in, capfd, zone):
    # A warning would be an error here.
    run("import", file("c.ics", calendar(f"UID:a\r\nSUMMARY:x\r\nDTSTART;TZID={zone}:20261202T090000")))

    assert capfd.readouterr().err == ""
    assert tasks() == [("x", "2026-12-02", "09:00", "open")]


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ("DTSTART:20261201T010000Z\r\nRRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z", 52),
        ("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:99991231", 0),
        ("DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:99991231\r\nRRULE:FREQ=YEARLY", 14),
        ("DTSTART:99991231T235959Z", 0),
        ("DTSTART:00010101T000000Z", 0),
        ("DTSTART;VALUE=DATE:21500101\r\nRRULE:RSCALE=CHINESE;FREQ=YEARLY", 0),
    ],
)
def test_the_ends_of_the_calendar_are_no_trouble(file, run, tasks, living_in, entry, count):
    run("import", file("c.ics", calendar(f"UID:a\r\nSUMMARY:x\r\n{entry}")), code=None)

    assert len(tasks()) == count


def test_a_text_that_looks_like_an_end_is_a_text(file, figures, tasks, living_in):
    entry = "UID:a\r\nSUMMARY:x\r\nDESCRIPTION:the words are\r\n END:VEVENT\r\nDTSTART:20261202T010000Z"

    assert figures(file("c.ics", calendar(entry))) == {"added": 1}
    assert tasks() == [("x", "2026-12-02", "09:00", "open")]


def test_an_hour_in_a_zone_that_nobody_knows_is_told(run, tasks, file, living_in):
    text = calendar(
        "UID:1\r\nDTSTART;TZID=Office Clock:20261203T090000\r\nSUMMARY:odd",
        "UID:2\r\nDTSTART;TZID=Europe/Berlin:20261203T090000\r\nSUMMARY:known",
        "UID:3\r\nDTSTART:20261203T100000\r\nSUMMARY:here",
    )

    said = run("import", file("a.ics", text)).stderr

    assert "1 appointment is in a time zone that is not known: its hour is taken as one here (Office Clock)" in said
    assert [(title, hour) for title, _day, hour, _state in tasks()] == [
        ("odd", "09:00"),
        ("known", "16:00"),
        ("here", "10:00"),
    ]
