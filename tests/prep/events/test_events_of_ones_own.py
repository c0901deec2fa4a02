"""The calendar of dated events: typed, read from a file, shown on its day and some days ahead."""

import pytest

SHARES = "申购日期,股票名称,备注\n2026-11-26,华新科技,787123\n2026-11-27,东方电子,\n,无日期,\n"

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1@x
DTSTART;VALUE=DATE:20261201
SUMMARY:Team day
DESCRIPTION:bring shoes
END:VEVENT
END:VCALENDAR
"""


def titles(result):
    return [item["title"] for item in result.json["items"]]


def test_an_event_is_added_with_words_for_its_day_and_kind(run):
    item = run("event", "add", "华新科技 787123", "--at", "thu", "--kind", "新股", "--json").json["item"]

    assert (item["ref"], item["on"], item["kind"]) == ("e1", "2026-11-26", "share-issue")
    assert run("show", "e1", "--json").json["item"]["title"] == "华新科技 787123"


def test_several_days_may_be_said_at_once(run, screen):
    item = run("event", "add", "fair", "--at", "12-01 to 12-03", "--json").json["item"]

    assert (item["on"], item["until_on"]) == ("2026-12-01", "2026-12-03")
    assert "1–3 Dec 2026" in screen("event", "show", "e1")
    assert run("event", "edit", "e1", "--to", "11-30", code=2)
    assert run("event", "edit", "e1", "--to", "none", "--json").json["item"]["until_on"] is None


@pytest.mark.parametrize(
    ("day", "shown"), [("2026-11-19", False), ("2026-11-20", True), ("2026-11-25", True), ("2026-11-26", False)]
)
def test_it_is_shown_on_its_day_and_three_working_days_ahead(run, day, shown):
    run("event", "add", "subscription", "--at", "2026-11-25")

    items = run("prep", "--on", day, "--json").json["items"]

    assert any(item["ref"] == "e1" for item in items) is shown
    assert ("subscription" in run("today", "--on", day).stdout) is shown


def test_what_lasts_is_shown_until_its_last_day(run):
    run("event", "add", "fair", "--at", "2026-11-23", "--to", "2026-11-27")

    assert "fair" in run("prep", "--on", "2026-11-27").stdout
    assert "fair" not in run("prep", "--on", "2026-11-28").stdout
    assert titles(run("event", "list", "--json")) == ["fair"]


def test_an_event_is_nothing_to_do_first(run):
    run("event", "add", "subscription", "--at", "today")

    assert run("today", "--json").json["first"] == []


def test_what_the_calendar_has_today_is_not_lost_behind_appointments(run, screen):
    for hour in (10, 11, 14, 15):
        run("task", "add", f"visit at {hour}", "--due", f"today {hour}:00")
    run("event", "add", "subscription of today", "--at", "today")
    run("event", "add", "subscription of friday", "--at", "fri")

    page = screen("today")

    assert "subscription of today" in page
    assert "subscription of friday" not in page


def test_a_file_of_share_issues_comes_in_and_is_updated_when_it_comes_again(run, tmp_path):
    file = tmp_path / "shares.csv"
    file.write_text(SHARES, encoding="gb18030")

    figures = run("import", "--as", "event", str(file), "--kind", "新股", "--json").json["figures"]

    assert (figures["added"]["value"], figures["refused"]["value"]) == (2, 1)
    kinds = {item["kind"] for item in run("event", "list", "--json").json["items"]}
    assert kinds == {"share-issue"}
    again = run("import", "--as", "event", str(file), "--kind", "新股", "--json").json["figures"]
    assert (again["added"]["value"], again["unchanged"]["value"]) == (0, 2)
    run("undo")
    assert titles(run("event", "list", "--json")) == []


def test_a_kind_of_its_own_in_the_file_wins(run, tmp_path):
    file = tmp_path / "events.csv"
    file.write_text("date,title,type\n2026-12-01,A,新品\n2026-12-02,B,\n", "utf-8")

    run("import", str(file), "--as", "event")

    assert [item["kind"] for item in run("event", "list", "--json").json["items"]] == ["launch", "other"]


def test_a_calendar_file_comes_in_as_events(run, tmp_path):
    file = tmp_path / "team.ics"
    file.write_text(CALENDAR.replace("\n", "\r\n"))

    run("import", "--as", "event", str(file))
    run("import", "--as", "event", str(file))

    items = run("event", "list", "--json").json["items"]
    assert [(item["title"], item["on"], item["note"]) for item in items] == [("Team day", "2026-12-01", "bring shoes")]


def test_a_trial_writes_nothing_and_a_file_without_a_title_is_refused(run, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("date,title\n2026-12-01,A\n")
    bad.write_text("date,colour\n2026-12-01,red\n")

    run("import", "--as", "event", str(good), "--dry-run")
    assert titles(run("event", "list", "--json")) == []
    assert "no column says title" in run("import", "--as", "event", str(bad), code=5).stderr
    assert run("import", "--as", "event", str(tmp_path / "none.csv"), code=5)


def test_events_and_goals_go_out_and_the_whole_book_comes_back(run, tmp_path):
    run("event", "add", "subscription", "--at", "thu", "--kind", "share-issue")
    run("goal", "add", "licence", "--due", "2026-12-31")
    run("note", "add", "course", "--hours", "2")
    run("customer", "add", "张敏", "--field", "hobbies=tea")

    assert "subscription" in run("export", "--what", "events").stdout
    assert "licence" in run("export", "--what", "goals").stdout
    whole, other = tmp_path / "whole.json", str(tmp_path / "other.db")
    run("export", str(whole))
    run("import", str(whole), "--book", other)

    assert titles(run("event", "list", "--json", "--book", other)) == ["subscription"]
    assert titles(run("goal", "list", "--json", "--book", other)) == ["licence"]


@pytest.mark.parametrize(
    "words",
    [
        ("add", "never", "x"),
        ("add", "thu", "  "),
        ("add", "thu", "x", "--kind", "party"),
        ("show", "t1"),
        ("edit", "e1"),
    ],
)
def test_what_cannot_be_understood_is_told(run, words):
    run("event", "add", "a", "--at", "thu")

    result = run("event", *words, code=2)

    assert "hint:" in result.stderr


def test_a_missing_event_is_told(run):
    assert "amflow event list" in run("event", "show", "e99", code=3).stderr
