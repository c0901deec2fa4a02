"""What the playbook's rules make due: the tenth day after buying, birthdays, the first talk with a lead."""

from typing import Any

import pytest

from days import bought, customer, deal, items, refs, won

T10 = "Call ten days after opening or buying"


@pytest.fixture
def buyer(run: Any) -> str:
    """Bought on Friday 13 November: the tenth day is Monday 23, the last Saturday 28."""
    customer(run, "王伟", on="2026-11-13")
    bought(run, "王伟", on="2026-11-13")
    return items(run, "callback", "--on", "2026-11-23")[0]["ref"]


def _due(run: Any, day: str) -> list[str]:
    return [item["ref"] for item in items(run, "callback", "--on", day) if item["title"] == T10]


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-11-22", 0), ("2026-11-23", 1), ("2026-11-25", 1), ("2026-11-27", 1), ("2026-11-28", 0), ("2026-12-13", 0)],
)
def test_a_purchase_is_called_back_from_the_tenth_day_through_the_last_working_day_before_the_sixteenth(
    run: Any, buyer: str, day: str, due: int
) -> None:
    assert _due(run, day) == [buyer] * due


def test_the_last_working_day_is_late(run: Any, buyer: str) -> None:
    assert [items(run, "callback", "--on", day)[0]["late"] for day in ("2026-11-26", "2026-11-27")] == [False, True]


def test_skipped_it_is_gone_for_good(run: Any, buyer: str) -> None:
    run("skip", buyer, "--why", "travels", "--on", "2026-11-23")

    assert [_due(run, f"2026-11-{day}") for day in (23, 24, 28)] == [[], [], []]


def test_moved_it_comes_back_that_day_and_stays_until_it_is_done(run: Any, buyer: str) -> None:
    run("move", buyer, "2026-12-10", "--on", "2026-11-24")

    assert [_due(run, day) for day in ("2026-11-24", "2026-11-28", "2026-12-09")] == [[], [], []]
    assert [_due(run, day) for day in ("2026-12-10", "2026-12-30")] == [[buyer], [buyer]]
    run("done", buyer, "--on", "2026-12-30")
    assert _due(run, "2026-12-30") == []


def test_moved_it_can_be_done_or_moved_again_before_its_day(run: Any, buyer: str) -> None:
    run("move", buyer, "2026-12-10", "--on", "2026-11-24")
    run("move", buyer, "2026-11-27", "--on", "2026-11-25")

    assert _due(run, "2026-11-27") == [buyer]
    run("done", buyer, "--on", "2026-11-26")
    assert _due(run, "2026-11-27") == []


def test_done_it_is_written_down_as_a_call(run: Any, buyer: str, book: Any) -> None:
    run("done", buyer, "--on", "2026-11-24")

    assert _due(run, "2026-11-24") == []
    touch = book.one("SELECT id, kind, held_on FROM touch")
    assert (touch["kind"], touch["held_on"]) == ("call", "2026-11-24")
    assert book.one("SELECT touch_id FROM settled")[0] == touch["id"]
    assert "is not due any more" in run("done", buyer, "--on", "2026-11-24", code=3).stderr
    assert book.number("SELECT count(*) FROM touch") == 1


def test_two_purchases_of_a_day_are_one_callback_and_of_two_days_two(run: Any) -> None:
    customer(run, "王伟", on="2026-11-12")
    for day in ("2026-11-13", "2026-11-13", "2026-11-14"):
        bought(run, "王伟", on=day)

    due = _due(run, "2026-11-24")

    assert len(due) == len(set(due)) == 2


def test_a_purchase_taken_back_is_not_called_back(run: Any, buyer: str) -> None:
    run("deal", "reopen", "d1", "--why", "returned", "--on", "2026-11-20")

    assert _due(run, "2026-11-24") == []


def _missed(run: Any, *words: str) -> int:
    return int(run("summary", *words, "--json").json["figures"]["callbacks_missed"]["value"])


def test_what_lapses_with_nothing_done_is_missed_on_its_last_day(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-13T10:00")
    for name in ("王伟", "张敏", "周婷", "孙丽"):
        customer(run, name, on="2026-11-13")
        bought(run, name, on="2026-11-13")
    ref = {item["customer"]["name"]: item["ref"] for item in items(run, "callback", "--on", "2026-11-23")}
    run("done", ref["张敏"], "--on", "2026-11-23")
    run("skip", ref["周婷"], "--on", "2026-11-23")
    run("move", ref["孙丽"], "2026-12-01", "--on", "2026-11-23")

    assert _missed(run, "--day", "--on", "2026-11-27") == 0, "the day is not over yet"
    assert _missed(run, "--from", "2026-11-27", "--to", "2026-11-27", "--on", "2026-11-28") == 1
    assert _missed(run, "--from", "2026-11-28", "--to", "2026-11-30", "--on", "2026-12-01") == 0
    assert _missed(run, "--from", "2026-11-01", "--to", "2026-11-30", "--on", "2026-12-01") == 1


def test_what_the_book_heard_of_too_late_was_never_missed(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-30T10:00")
    customer(run, "王伟", on="2026-11-13")
    bought(run, "王伟", on="2026-11-13")

    assert _missed(run, "--from", "2026-11-01", "--to", "2026-11-30", "--on", "2026-12-01") == 0


# Birthdays


def _birthdays(run: Any, day: str) -> list[tuple[str, str]]:
    return [
        (item["customer"]["name"], item["due_on"])
        for item in items(run, "prep", "--on", day)
        if item["kind"] == "birthday"
    ]


@pytest.mark.parametrize(
    ("birthday", "day", "due_on"),
    [
        ("1985-11-28", "2026-11-24", None),
        ("1985-11-28", "2026-11-25", "2026-11-28"),
        ("11-28", "2026-11-28", "2026-11-28"),
        ("1985-11-28", "2026-11-29", None),
        ("1985-01-02", "2026-12-29", None),
        ("1985-01-02", "2026-12-30", "2027-01-02"),
        ("1985-01-02", "2027-01-01", "2027-01-02"),
        ("1985-12-31", "2027-01-01", None),
        ("1984-02-29", "2028-02-27", "2028-02-29"),
        ("1984-02-29", "2028-03-01", None),
        ("1984-02-29", "2027-02-25", None),
        ("1984-02-29", "2027-02-26", "2027-03-01"),
        ("1984-02-29", "2027-03-01", "2027-03-01"),
        ("1984-02-29", "2027-03-02", None),
        ("1984-02-29", "2100-03-01", "2100-03-01"),
    ],
)
def test_birthdays_show_from_three_days_before(run: Any, birthday: str, day: str, due_on: str | None) -> None:
    customer(run, "张敏", "--birthday", birthday)

    assert _birthdays(run, day) == ([("张敏", due_on)] if due_on else [])


def test_a_birthday_says_how_old_where_the_year_is_known(run: Any) -> None:
    customer(run, "张敏", "--birthday", "1985-11-27")
    customer(run, "王伟", "--birthday", "11-27")

    reasons = {item["customer"]["name"]: item["why"] for item in items(run, "prep")}

    assert reasons == {"张敏": "Fri 27 Nov, turns 41", "王伟": "Fri 27 Nov"}


def test_a_birthday_greeted_is_over_until_next_year_and_is_no_talk(run: Any, book: Any) -> None:
    customer(run, "张敏", "--birthday", "11-27")
    (ref,) = refs(run, "prep")

    run("done", ref)

    assert _birthdays(run, "2026-11-27") == []
    assert _birthdays(run, "2027-11-27") == [("张敏", "2027-11-27")]
    assert book.number("SELECT count(*) FROM touch") == 0


@pytest.mark.parametrize("lunar", [False, True])
def test_the_earliest_birthday_comes_first_over_the_turn_of_the_year_too(run: Any, lunar: bool) -> None:
    for name, birthday in (("钱进", "01-02"), ("张敏", "01-01"), ("王伟", "12-31"), ("李强", "12-30")):
        customer(run, name, "--birthday", birthday)
    if lunar:  # on 1 January 2027
        customer(run, "赵磊", "--birthday", "农历十一月廿四")

    found = [name for name, _day in _birthdays(run, "2026-12-30")]

    assert found == ["李强", "王伟", "张敏", *(["赵磊"] if lunar else []), "钱进"]


def test_what_is_a_hundred_or_more_is_said_to_be(run: Any, screen: Any, tmp_path: Any) -> None:
    rows = "".join(f"customer {n},1985-11-26\n" for n in range(120))
    (tmp_path / "people.csv").write_text(f"name,birthday\n{rows}", "utf-8")
    (tmp_path / "map.toml").write_text('[fields]\nname = "name"\nbirthday = "birthday"\n', "utf-8")
    run("import", str(tmp_path / "people.csv"), "--as", "customer", "--map", str(tmp_path / "map.toml"))

    assert "Birthdays and dates  100+" in screen("prep")
    assert "Birthdays and dates  120" in screen("prep", "--full")


# Who is meant


def test_who_asked_not_to_be_contacted_is_in_no_list(run: Any) -> None:
    customer(run, "王伟", "--tier", "gold", "--birthday", "11-27", on="2026-09-01")
    bought(run, "王伟", on="2026-11-13")
    customer(run, "张敏", "--intent", "A", on="2026-09-01")
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    deal(run, "张敏", on="2026-10-01")
    every = ("prep", "outreach", "callback")
    assert all(items(run, step) for step in every)
    assert len(run("plan", "--json").json["items"]) == 4

    for name in ("王伟", "张敏", "孙丽"):
        run("customer", "edit", name, "--no-contact")

    assert [items(run, step) for step in every] == [[], [], []]
    assert run("plan", "--json").json["items"] == []
    assert "asked not to be contacted" in items(run, "prospect")[0]["why"]
    assert "log-" not in items(run, "prospect")[0]["command"]
    assert "asked not to be contacted" in items(run, "convert")[0]["why"]
    assert run("today", "--json").json["first"] == ["d2", "d1"], "the papers of the account are still to come"
    assert run("show", "王伟", "--json").json["item"]["next_due_on"] is None
    run("customer", "edit", "王伟", "--contact")
    assert items(run, "callback")


OWN = """
name = "own"
extends = "securities-branch"
title = {{ en = "Own", zh = "自己" }}
sentence = {{ en = "Own.", zh = "自己。" }}

[[rule]]
key = "t10"
{change}
"""


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ('who = "tier >= silver"', {"gold", "silver"}),
        ('who = "assets >= 500000"', {"gold"}),
        ('who = "kind = organisation"', set()),
        ('pipeline = "sale"', {"silver"}),
        ('pipeline = "account-opening"', {"gold", "standard"}),
        ('after = "20d"', set()),
        ('after = "6wd"', {"gold", "silver", "standard"}),
    ],
)
def test_a_rule_is_for_those_whom_it_names(run: Any, home: Any, change: str, names: set[str]) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(OWN.format(change=change), "utf-8")
    run("playbook", "use", "own")
    for tier, assets, pipeline in (
        ("gold", "500000", "account-opening"),
        ("silver", "499999", "sale"),
        ("standard", "0", "account-opening"),
    ):
        customer(run, tier, "--tier", tier, "--assets", assets, on="2026-11-13")
        won(run, deal(run, tier, "--pipeline", pipeline, on="2026-11-13"), "--on", "2026-11-13")

    due = {item["customer"]["name"] for item in items(run, "callback", "--on", "2026-11-24") if item["title"] == T10}

    assert due == names


@pytest.mark.parametrize(
    ("day", "due"), [("2026-11-27", False), ("2026-11-30", True), ("2026-12-04", True), ("2026-12-05", False)]
)
def test_a_lead_of_friday_is_talked_to_from_monday(run: Any, day: str, due: bool) -> None:
    run("lead", "add", "孙丽", "--on", "2026-11-27")

    (lead,) = items(run, "prospect", "--on", day)

    assert ("first talk is due" in lead["why"]) is due
