"""Targets: setting them, what they mean for shorter and longer periods, and how the summary holds the figures to them."""

from typing import Any

import pytest

from days import customer


def figure(run, metric, *words):
    return run("summary", *words, "--json").json["figures"][metric]


def test_a_target_is_set_listed_and_taken_out(run):
    said = run("target", "set", "visits", "15", "--period", "week").stdout
    assert said == "Visits: 15 a week, from Mon 23 Nov 2026\n"
    items = run("target", "list", "--json").json["items"]
    assert [(item["metric"], item["period"], item["starts_on"], item["value"], item["unit"]) for item in items] == [
        ("visits", "week", "2026-11-23", 15, "count")
    ]

    run("target", "remove", "visits", "--period", "week")

    assert run("target", "list", "--json").json["items"] == []


def test_a_target_is_by_the_month_unless_said(run):
    item = run("target", "set", "deals_won_amount", "20万", "--json").json["item"]

    assert item == {
        "metric": "deals_won_amount",
        "period": "month",
        "starts_on": "2026-11-01",
        "value": 200_000,
        "unit": "CNY",
        "scope": None,
        "part": None,
        "level": "base",
    }


def test_setting_again_changes_the_target_and_undo_brings_it_back(run):
    run("target", "set", "visits", "15")
    run("target", "set", "visits", "20")
    assert [item["value"] for item in run("target", "list", "--json").json["items"]] == [20]

    run("undo")

    assert [item["value"] for item in run("target", "list", "--json").json["items"]] == [15]


def test_a_metric_may_be_named_by_its_title_in_either_language(run):
    for name in ("deals-won", "Deals won", "成交笔数", "DEALS_WON"):
        assert run("target", "set", name, "3", "--json").json["item"]["metric"] == "deals_won"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("set", "vissits", "15"), 2, "did you mean Visits?"),
        (("set", "qqq", "15"), 2, "one of: Accounts opened, New leads"),
        (("set", "visits", "many"), 2, "“many” is not a number of things"),
        (("set", "visits", "1.5"), 2, "“1.5” is not a number of things"),
        (("set", "visits", "9999999999999"), 2, "is not a number of things"),
        (("set", "deals_won_amount", "many"), 2, "“many” is not an amount"),
        (("set", "visits", "15", "--period", "fortnight"), 2, "fortnight"),
        (("remove", "visits"), 3, "visits has no target by the month"),
    ],
)
def test_what_cannot_be_a_target_is_refused(run, words, code, said):
    result = run("target", *words, code=code)

    assert said in result.stderr
    assert run("target", "list", "--json").json["items"] == []


def test_a_target_holds_until_another_is_set(run, hand):
    hand.target("visits", "week", "2026-11-02", 15)
    hand.target("visits", "week", "2026-11-16", 12)

    found = [figure(run, "visits", "--week", "--on", f"2026-11-{day}").get("target") for day in ("01", "09", "25")]

    assert found == [None, 15, 12]


def test_zero_ends_a_target(run, hand):
    hand.target("visits", "week", "2026-11-02", 15)

    run("target", "set", "visits", "0", "--period", "week")

    assert figure(run, "visits", "--week", "--on", "2026-11-18")["target"] == 15
    assert "target" not in figure(run, "visits", "--week")


def test_of_what_should_be_little_zero_is_a_target(run, hand):
    hand.target("deals_lost", "week", "2026-11-23", 0)
    assert figure(run, "deals_lost", "--week")["on_pace"] is True

    hand.deal("loan", "2026-11-20", "2026-11-24", "lost")

    assert figure(run, "deals_lost", "--week")["on_pace"] is False
    assert [gap["metric"] for gap in run("summary", "--week", "--json").json["gaps"]] == ["deals_lost"]


def test_a_week_has_its_share_of_the_month_by_working_days(run, hand):
    hand.target("accounts_opened", "month", "2026-11-01", 21)  # November 2026 has 21 working days

    accounts = figure(run, "accounts_opened", "--week")

    assert (accounts["target"], accounts["target_by"]) == (5, "month")
    assert figure(run, "accounts_opened")["target"] == 1
    assert figure(run, "accounts_opened", "--month")["target"] == 21


def test_a_week_across_two_months_has_its_share_of_each(run, hand):
    hand.target("accounts_opened", "month", "2026-11-01", 21)
    hand.target("accounts_opened", "month", "2026-12-01", 46)  # 23 working days: 2 a day

    assert figure(run, "accounts_opened", "--week", "--on", "2026-12-02")["target"] == 1 + 4 * 2


def test_a_week_without_a_target_of_its_own_adds_up_its_days(run, hand):
    hand.target("messages", "day", "2026-11-02", 20)

    messages = figure(run, "messages", "--week")

    assert (messages["target"], messages["target_by"]) == (100, "day")
    assert figure(run, "messages", "--from", "2026-11-23", "--to", "2026-11-29")["target"] == 100
    assert "target" not in figure(run, "messages", "--on", "2026-11-28")


def test_the_own_target_comes_before_any_derived_one(run, hand):
    hand.target("visits", "week", "2026-11-23", 15)
    hand.target("visits", "month", "2026-11-01", 21)
    hand.target("visits", "day", "2026-11-01", 9)

    assert figure(run, "visits", "--week")["target"] == 15


def test_money_is_derived_in_whole_units(run, hand):
    hand.target("deals_won_amount", "month", "2026-11-01", 10_000_000)

    assert figure(run, "deals_won_amount", "--week")["target"] == 23_809  # 100,000 × 20 ÷ 21 less 100,000 × 15 ÷ 21
    days = [f"2026-11-{day:02d}" for day in range(1, 31)]
    parts = [figure(run, "deals_won_amount", "--day", "--on", day).get("target", 0) for day in days]
    assert sum(parts) == 100_000


def test_ten_a_month_are_ten_days_of_one_and_nobody_is_behind_before_the_first(run, hand):
    """W18: the parts of a target come to it, and behind is against the part that is due."""
    hand.target("deals_won", "month", "2026-11-01", 10)
    days = [f"2026-11-{day:02d}" for day in range(1, 31)]

    found = [figure(run, "deals_won", "--day", "--on", day).get("target", 0) for day in days]
    assert (sum(found), max(found), found.count(1)) == (10, 1, 10)
    hand.target("deals_won", "month", "2026-12-01", 2)
    shown = {day: figure(run, "deals_won", "--month", "--on", day)["on_pace"] for day in ("2026-12-07", "2026-12-08")}
    assert shown == {"2026-12-07": True, "2026-12-08": False}  # 2 × 6 ÷ 23 is one, 2 × 5 ÷ 23 is none


def test_pace_is_what_each_remaining_working_day_must_bring(run, hand, monkeypatch):
    hand.target("visits", "week", "2026-11-23", 15)
    hand.touch(hand.customer(), "visit", "2026-11-23", 10)

    visits = figure(run, "visits", "--week")  # Wednesday morning: three working days are left

    assert visits["share"] == 0.6666
    assert visits["pace_needed_per_workday"] == 1.7
    assert visits["on_pace"] is True
    assert figure(run, "visits", "--week", "--on", "2026-11-27")["pace_needed_per_workday"] == 5
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-27T17:30")  # the last working hour is over
    assert figure(run, "visits", "--week")["pace_needed_per_workday"] is None
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T17:30")
    assert figure(run, "visits", "--week")["pace_needed_per_workday"] == 2.5


def test_a_target_that_is_reached_needs_no_pace(run, hand):
    hand.target("visits", "week", "2026-11-23", 2)
    hand.touch(hand.customer(), "visit", "2026-11-23", 3)

    visits = figure(run, "visits", "--week")

    assert (visits["share"], visits["pace_needed_per_workday"]) == (1.5, None)


@pytest.mark.parametrize(
    ("visits", "on", "gap"),
    [
        (8, "2026-11-25", True),  # three of five days: 0.9 × 0.6 × 15 = 8.1
        (9, "2026-11-25", False),
        (13, "2026-11-27", True),
        (14, "2026-11-27", False),
    ],
)
def test_below_the_line_for_the_time_gone_by_is_a_gap(run, hand, visits, on, gap):
    hand.target("visits", "week", "2026-11-23", 15)
    hand.touch(hand.customer(), "visit", "2026-11-23", visits)

    gaps = run("summary", "--week", "--on", on, "--json").json["gaps"]

    assert [entry["metric"] for entry in gaps] == (["visits"] if gap else [])
    assert all((entry["cause"], entry["remedy"]) == (None, None) for entry in gaps)


def test_a_week_that_has_not_begun_owes_nothing(run, hand):
    hand.target("visits", "week", "2026-11-02", 15)

    assert run("summary", "--from", "2026-12-07", "--to", "2026-12-11", "--json").json["gaps"] == []


def test_targets_on_a_terminal(screen, hand):
    hand.target("visits", "week", "2026-11-23", 15)
    hand.target("deals_won_amount", "month", "2026-11-01", 20_000_000)

    shown = screen("target", "list")

    assert "Visits            15  week   Mon 23 Nov       0  [0%]" in shown
    assert "Amount won  ¥200,000  month  Sun 1 Nov       ¥0  [0%]" in shown
    assert "no target is set" in screen("target", "list", "--book", "other.db")


def test_a_quota_of_messages_is_the_target_until_one_is_set(run, monkeypatch):
    """W11: at least 20 messages a day to gold card and above, held to in every report."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("customer", "add", "张敏", "--tier", "gold")
    run("log-message", "张敏", "the note matures on Friday")

    day, week = figure(run, "messages_gold", "--day"), figure(run, "messages_gold", "--week")

    assert (day["value"], day["target"], day["target_by"]) == (1, 20, "day")
    assert week["target"] == 100
    gaps = run("summary", "--week", "--on", "2026-11-27", "--json").json["gaps"]
    assert "messages_gold" in str(gaps)

    run("target", "set", "messages_gold", "5", "--period", "day")
    assert figure(run, "messages_gold", "--day")["target"] == 5
    run("target", "set", "messages_gold", "0", "--period", "day")
    assert "target" not in figure(run, "messages_gold", "--day")


def test_a_trade_without_a_quota_has_no_such_target(run):
    assert "target" not in figure(run, "messages_gold", "--day")


def test_a_share_of_nothing_is_no_zero_and_one_of_something_is(run, screen, monkeypatch):
    """W10, W15: nobody was asked, nothing was due: no figure, no gap. What was due and did not come is a gap."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    run("customer", "add", "川味食府", "--organisation")
    run("target", "set", "satisfaction", "4.5")
    run("target", "set", "orders_on_time", "95%", "--period", "week")

    found = run("summary", "--week", "--json").json
    asked = found["figures"]["satisfaction"]

    assert (asked["value"], asked["share"], asked["on_pace"], asked["target"]) == (None, None, None, 4.5)
    assert (asked["previous"], asked["history"]) == (None, [None] * 4)
    assert [gap["metric"] for gap in found["gaps"]] == []
    (row,) = [line for line in screen("summary", "--week").splitlines() if "Satisfaction" in line]
    assert row.split() == ["Satisfaction", "of", "customers", "–", "4.5"]
    page = run("summary", "--week", "--format", "md").stdout
    assert "| Satisfaction of customers | – | 4.5 |" in page
    assert "figure\tsatisfaction\t\tcount\t4.5" in run("summary", "--week").stdout
    assert "Satisfaction" not in run("brief", "--on", "2026-11-26").stdout

    run("order", "add", "rice", "--for", "c1", "--ordered", "2026-11-20", "--promised", "2026-11-24")
    late = run("summary", "--week", "--json").json

    assert late["figures"]["orders_on_time"]["value"] == 0
    assert [gap["metric"] for gap in late["gaps"]] == ["orders_on_time"]


def test_a_target_that_nobody_set_leads_no_report(run: Any, screen: Any) -> None:
    """The playbook's "20 messages a day" is said to be the playbook's, and stands behind what there is."""
    run("playbook", "use", "retail-bank")
    customer(run, "张敏", "--tier", "gold")
    run("log-visit", "张敏", "wants a card")

    page, shown = run("summary", "--week", "--format", "md").stdout, screen("summary", "--week")
    first, second, _next = page.split("\n\n")[2:5]
    assert first.startswith("No target is set. Counted: ")
    assert second == "The playbook's own target, which nobody set: Messages, gold card and above 0 of 100."
    assert shown.index("Visits") < shown.index("Messages, gold card and above")
    command = "amflow target set messages_gold 100 --period week"
    assert command in " ".join(shown.split())

    run(*command.split()[1:])

    page, shown = run("summary", "--week", "--format", "md").stdout, screen("summary", "--week")
    assert "Messages, gold card and above 0 of 100" in page.split("\n\n")[2]
    assert "playbook's own" not in page + shown
