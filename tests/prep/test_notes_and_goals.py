"""Notes of every kind, in either language; hours of training; own goals with their day."""

import pytest


@pytest.mark.parametrize(
    ("said", "kept"),
    [("market", "market"), ("市场", "market"), ("同业", "competitor"), ("通报", "bulletin"), ("难题", "challenge"),
     ("培训", "training"), ("Suggestion", "suggestion"), ("竞品", "competitor")],
)  # fmt: skip
def test_a_kind_is_known_by_its_words_in_both_languages(run, said, kept):
    run("note", "add", "a remark", "--kind", said)

    assert [item["kind"] for item in run("note", "list", "--kind", said, "--json").json["items"]] == [kept]


def test_an_unknown_kind_is_told_with_those_there_are(run):
    refused = run("note", "add", "x", "--kind", "marktet", code=2)

    assert "did you mean market?" in refused.stderr


def test_hours_make_it_training_and_are_shown_as_hours(run, screen):
    item = run("note", "add", "bond funds, part 2", "--hours", "1.5", "--json").json["item"]

    assert (item["kind"], item["minutes"]) == ("training", 90)
    assert "1.5" in screen("note", "list", "--kind", "training")
    assert run("note", "add", "x", "--hours", "many", code=2).stderr.startswith("error: --hours")
    assert run("note", "add", "x", "--hours", "-1", code=2)
    assert run("note", "add", "x", "--hours", "1e400", code=2)


def test_a_note_is_read_from_stdin_changed_and_taken_out(run):
    run("note", "add", "-", stdin="first line\nsecond line\n")
    run("note", "edit", "n1", "another text", "--kind", "competitor", "--link", "https://example.com/a")

    shown = run("show", "n1", "--json").json["item"]
    assert (shown["text"], shown["kind"], shown["link"]) == ("another text", "competitor", "https://example.com/a")
    run("undo")
    assert run("note", "show", "n1", "--json").json["item"]["text"] == "first line\nsecond line"
    run("note", "remove", "n1")
    assert run("note", "show", "n1", code=3)
    assert run("note", "edit", "n1", "x", code=3)


def test_notes_since_a_day_look_back(run):
    run("note", "add", "long ago", "--at", "2026-11-02")
    assert run("note", "add", "on monday", "--at", "monday", "--json").json["item"]["on"] == "2026-11-23"

    texts = [item["text"] for item in run("note", "list", "--from", "monday", "--json").json["items"]]

    assert texts == ["on monday"]
    assert len(run("note", "list", "--from", "11-01", "--json").json["items"]) == 2


def test_a_goal_is_set_seen_in_the_morning_and_reached(run, screen):
    item = run("goal", "add", "fund licence passed", "--due", "fri", "--json").json["item"]
    assert item["due_on"] == "2026-11-27"

    assert "fund licence passed" in screen("prep")
    run("done", "a1")
    assert "fund licence" not in screen("prep")
    assert run("goal", "list", "--state", "done", "--json").json["items"][0]["done_on"] == "2026-11-25"
    assert "was reached" in run("goal", "done", "a1", code=1).stderr
    run("goal", "reopen", "a1")
    run("goal", "drop", "a1", "--why", "another post")
    assert run("show", "a1", "--json").json["item"]["why"] == "another post"


def test_by_next_month_means_its_end(run):
    assert run("goal", "add", "x", "--due", "下个月", "--json").json["item"]["due_on"] == "2026-12-31"


def test_a_goal_that_is_far_is_not_shown_and_one_that_is_late_is(run):
    run("goal", "add", "far", "--due", "2027-03-31")
    run("goal", "add", "late", "--due", "2026-11-27")

    items = run("prep", "--on", "2026-12-02", "--json").json["items"]

    assert [(item["title"], item["late"]) for item in items if item["section"] == "goals"] == [("late", True)]
    run("move", "a2", "2026-12-09", "--on", "2026-12-02")
    assert run("goal", "show", "a2", "--json").json["item"]["due_on"] == "2026-12-09"


def test_a_goal_ahead_does_not_keep_the_step_from_being_finished(run):
    before = run("prep", "--json").json
    run("goal", "add", "x", "--due", "fri")
    run("event", "add", "y", "--at", "fri")
    for item in before["items"]:
        if item["kind"] == "check" and item["state"] == "open":
            run("done", item["ref"])

    assert run("prep", "--json").json["finished"] is True


def test_training_and_goals_are_figures_of_a_summary(run):
    run("note", "add", "a", "--hours", "1.5")
    run("note", "add", "b", "--hours", "0.75", "--at", "2026-11-23")
    run("goal", "add", "x", "--due", "fri")
    run("done", "a1")

    figures = run("summary", "--week", "--json").json["figures"]

    assert figures["training_hours"]["value"] == 2.2
    assert figures["own_goals"]["value"] == 1


def test_a_goal_lies_ahead_and_an_event_is_nothing_to_do(run):
    assert "is over" in run("goal", "add", "x", "--due", "yesterday", code=2).stderr
    run("event", "add", "fair", "--at", "fri")
    assert "amflow event remove e1" in run("done", "e1", code=2).stderr
