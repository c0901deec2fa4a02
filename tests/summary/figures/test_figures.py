"""What the figures count: each definition tried on rows inside and outside the period, through the command."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from amflow.book.figures import BY_KEY
from amflow.book.opening import open_book

CRM = Path(__file__).parents[4] / "shared" / "data" / "crm-sales" / "sales_pipeline.csv"


def figure(run, metric, *words):
    return run("summary", *words, "--json").json["figures"][metric]


def test_every_metric_that_a_playbook_may_pick_is_counted(run):
    assert set(run("summary", "--json").json["figures"]) == set(BY_KEY)


def test_a_complaint_is_answered_in_time_apart_from_being_solved_in_time(run, screen, monkeypatch):
    run("customer", "add", "周婷", "--on", "2026-11-01")

    def at(day, hour, *words):
        monkeypatch.setenv("AMFLOW_NOW", f"2026-11-{day}T{hour}")
        return run(*words)

    for day, hour in (("24", "09:00"), ("24", "09:30"), ("25", "09:00")):  # normal: answered within four working hours
        at(day, hour, "case", "open", "周婷", f"fee of {hour}")
    at("24", "10:00", "case", "answer", "x1", "looked into it")
    at("25", "09:30", "case", "resolve", "x1", "paid back")

    assert figure(run, "complaints_on_time", "--week")["value"] == 1.0
    # The second was not answered on Tuesday; the third has hours left and does not count yet.
    assert figure(run, "complaints_answered", "--week")["value"] == 0.5
    assert "Complaints solved in time" in screen("summary", "--week")
    assert run("summary", "--explain", "complaints_answered", "--week").stdout.count("fee of") == 2


def test_a_share_of_nothing_is_not_shown_and_a_share_of_none_is_a_gap(run, screen):
    run("playbook", "use", "wholesale")
    run("customer", "add", "周婷", "--on", "2026-11-01")
    for goods, promised in (("rice", "11-18"), ("oil", "11-23")):
        run("order", "add", goods, "--for", "周婷", "--promised", promised, "--on", "2026-11-16")
    run("done", "o1", "--on", "2026-11-18")

    shown = {day: screen("summary", "--week", "--on", day) for day in ("2026-11-18", "2026-11-25", "2026-12-02")}

    said = [
        line.split()[4]
        for day in ("2026-11-18", "2026-11-25")
        for line in shown[day].splitlines()
        if "on time  " in line
    ]
    assert said == ["100%", "0%"]
    assert "on time" not in shown["2026-12-02"]
    run("target", "set", "orders_on_time", "95%", "--period", "week", "--on", "2026-11-16")
    now, then = (run("summary", "--week", "--json", "--on", day).json["gaps"] for day in ("2026-11-25", "2026-12-02"))
    assert ([one["metric"] for one in now], then) == (["orders_on_time"], [])


def test_a_week_in_json(run, week):
    result = run("summary", "--week", "--json").json

    assert result["schema"] == "amflow/summary@2"
    assert result["period"]["kind"] == "week"
    assert (result["period"]["from"], result["period"]["to"]) == ("2026-11-23", "2026-11-29")
    assert {key: entry["value"] for key, entry in result["figures"].items()} == {
        **{key: 0 if one.how in ("sum", "different") else None for key, one in BY_KEY.items()},
        "visit_plan_rate": result["figures"]["visit_plan_rate"]["value"],
        "touches": 20,
        "visits": 3,
        "calls": 4,
        "messages": 12,
        "leads_new": 1,
        "leads_converted": 1,
        "leads_dropped": 1,
        "deals_opened": 1,
        "deals_advanced": 1,
        "deals_won": 3,
        "deals_won_amount": 50563.5,
        "deals_lost": 1,
        "deals_lost_amount": 9000,
        "accounts_opened": 1,
        "callbacks_done": 1,
        "tasks_done": 1,
        "plan_lines": 10,
        "plan_done": 5,
    }
    assert result["figures"]["visits"]["unit"] == "count"
    assert result["figures"]["deals_won_amount"]["unit"] == "CNY"


def test_amounts_in_another_currency_stand_apart(run, week):
    result = run("summary", "--week", "--json").json

    assert result["other_currencies"] == [{"metric": "deals_won_amount", "value": 1200, "unit": "USD"}]
    assert (
        sum(deal["amount"]["amount"] for deal in result["deals_won"] if deal["amount"]["currency"] == "CNY") == 50563.5
    )


def test_what_is_settled_in_the_own_currency_follows_the_setting(run, week, monkeypatch):
    monkeypatch.setenv("AMFLOW_CURRENCY", "USD")

    amount = figure(run, "deals_won_amount", "--week")

    assert (amount["value"], amount["unit"]) == (1200, "USD")


@pytest.mark.parametrize(
    ("day", "counted"), [("2026-11-22", 0), ("2026-11-23", 1), ("2026-11-29", 1), ("2026-11-30", 0)]
)
def test_a_week_goes_from_monday_to_sunday(run, hand, day, counted):
    hand.touch(hand.customer(), "visit", day)

    assert figure(run, "visits", "--week", "--on", "2026-11-29")["value"] == counted


def test_the_day_is_what_is_meant_without_a_word(run, week):
    assert run("summary", "--json").json["period"] == run("summary", "--day", "--json").json["period"]
    assert figure(run, "visits")["value"] == 1
    assert figure(run, "visits", "--on", "2026-11-23")["value"] == 2


def test_a_month_and_a_stretch_of_days(run, week):
    assert figure(run, "visits", "--month")["value"] == 15
    assert figure(run, "visits", "--from", "2026-11-02", "--to", "2026-11-09")["value"] == 8
    assert figure(run, "visits", "--from", "2026-11-23")["value"] == 3


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        ("mon", "", "2026-11-23", "2026-11-25"),
        ("wed", "today", "2026-11-25", "2026-11-25"),
        ("周五", "周日", "2026-11-20", "2026-11-22"),
        ("11-01", "11-15", "2026-11-01", "2026-11-15"),
        ("11月1日", "月底", "2026-11-01", "2026-11-30"),
        ("11-20", "12-05", "2026-11-20", "2026-12-05"),
        ("2025-12-01", "01-31", "2025-12-01", "2026-01-31"),
        ("tomorrow", "in 3 days", "2026-11-26", "2026-11-28"),
        ("next mon", "next fri", "2026-11-30", "2026-12-04"),
    ],
)
def test_days_without_a_year_lie_behind_us(run, since, until, start, end):
    found = run("summary", "--from", since, *(("--to", until) if until else ()), "--json").json["period"]

    assert (found["from"], found["to"]) == (start, end)


def test_history_ends_with_the_period_and_knows_the_one_before(run, week):
    visits = figure(run, "visits", "--week")

    assert visits["history"] == [3, 5, 4, 3]
    assert visits["previous"] == 4


def test_before_a_monday_comes_friday(run, hand):
    hand.touch(hand.customer(), "visit", "2026-11-20")
    hand.touch(hand.customer("王伟"), "visit", "2026-11-22")

    assert figure(run, "visits", "--on", "2026-11-23")["history"] == [0, 0, 1, 0]


def test_winning_is_not_moving_on(run, hand):
    number = hand.deal("loan", "2026-11-20", "2026-11-25", "won")
    hand.stage(number, "proposal", "2026-11-24")

    assert figure(run, "deals_advanced", "--week")["value"] == 1


def test_a_callback_that_lapsed_is_missed_unless_something_was_done(run, hand):
    for name, closed in (("张敏", "2026-11-09"), ("王伟", "2026-11-10")):
        customer = hand.customer(name)
        hand.deal(
            "account",
            "2026-11-01",
            closed,
            "won",
            pipeline="account-opening",
            customer_id=customer,
            created_at=f"{closed}T08:00:00Z",
        )
    hand.write("settled", rule="t10", customer_id=customer, for_date="2026-11-10", state="done", on_date="2026-11-20")

    result = run("summary", "--week", "--on", "2026-11-29", "--json").json["figures"]

    assert result["callbacks_missed"]["value"] == 1
    assert result["callbacks_done"]["previous"] == 1


def test_only_rules_of_the_callback_step_are_callbacks(run, hand):
    customer = hand.customer()
    for rule in ("birthday", "new-lead", "t10"):
        hand.write(
            "settled", rule=rule, customer_id=customer, for_date="2026-11-13", state="done", on_date="2026-11-24"
        )
    hand.write(
        "settled", rule="t10", customer_id=customer, for_date="2026-11-12", state="skipped", on_date="2026-11-24"
    )

    assert figure(run, "callbacks_done", "--week")["value"] == 1


def test_plan_against_actual(run, week):
    assert run("summary", "--week", "--json").json["plan"] == {
        "planned": 10,
        "done": 5,
        "moved": 2,
        "dropped": 1,
        "open": 2,
        "share": 0.5,
    }


def test_the_deals_are_listed_with_customer_and_reference(run, week):
    result = run("summary", "--week", "--json").json

    assert [
        (deal["ref"], deal["customer"] and deal["customer"]["name"], deal["amount"]["amount"])
        for deal in result["deals_won"]
    ] == [
        ("d1", "张敏", 5000),
        ("d2", "王伟 & Söhne <GmbH>", 45563.5),
        ("d3", None, 1200),
    ]
    assert [(deal["ref"], deal["why"]) for deal in result["deals_lost"]] == [("d4", "too dear")]


def test_next_are_the_tasks_of_what_is_left_of_the_period_and_of_the_next_one(run, week):
    ahead = run("summary", "--week", "--json").json["next"]

    assert (ahead["from"], ahead["to"], ahead["more"]) == ("2026-11-26", "2026-12-06", 0)
    over = run("summary", "--week", "--on", "2026-11-22", "--json").json["next"]
    assert (over["from"], over["to"]) == ("2026-11-23", "2026-11-29")
    assert [
        (item["title"], item["customer"] and item["customer"]["ref"], item["due_at"]) for item in ahead["items"]
    ] == [
        ("look in", "c2", None),
        ("no appointment", None, None),
        ("bring the six-month sheet", "c1", "2026-12-03T10:00:00+08:00"),
    ]


def test_of_much_that_comes_fifteen_are_listed_and_the_others_counted(run, hand):
    for number in range(18):
        hand.task(f"call {number}", "2026-12-01", f"{4 + number:02}:00")

    ahead = run("summary", "--week", "--json").json["next"]

    assert (len(ahead["items"]), ahead["more"]) == (15, 3)
    assert ahead["items"][0]["title"] == "call 0"


def test_after_a_friday_comes_everything_up_to_monday(run, hand):
    for day in ("2026-11-27", "2026-11-28", "2026-11-30", "2026-12-01"):
        hand.task(day, day, "09:00")

    ahead = run("summary", "--on", "2026-11-27", "--json").json["next"]

    assert [item["title"] for item in ahead["items"]] == ["2026-11-28", "2026-11-30"]


def test_outcomes_come_in_the_order_of_the_playbook(run, week):
    result = run("summary", "--week", "--json").json

    assert [(share["key"], share["number"]) for share in result["touches_by_outcome"]] == [
        ("interested", 2),
        ("agreed", 1),
        ("no-answer", 4),
    ], "a message waits for no outcome"
    assert [share["words"] for share in result["touches_by_kind"]] == [
        "3 visits",
        "4 calls",
        "12 messages",
        "1 reception",
    ]


def test_a_pipe_gets_a_line_a_figure(run, week):
    lines = run("summary", "--week").lines

    assert ["period", "week", "2026-11-23", "2026-11-29", "Week 48 · 23–29 Nov 2026"] in lines
    assert ["figure", "deals_won_amount", "50563.50", "CNY", "45000", "1.1236"] in lines
    assert ["figure", "deals_opened", "1", "count"] in lines
    assert ["next", "t2", "2026-12-03", "10:00", "bring the six-month sheet", "c1", "张敏"] in lines


def test_looking_back_writes_nothing(run, week, home):
    before = (home / "book.db").read_bytes()

    run("summary", "--week")
    run("summary", "--month", "--format", "html")

    assert (home / "book.db").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "--month"), "--week --month cannot go together"),
        (("--day", "--from", "2026-11-01"), "--day --from/--to cannot go together"),
        (("--to", "2026-11-01"), "--from is missing"),
        (("--from", "2026-11-09", "--to", "2026-11-02"), "cannot end before it begins"),
        (("--from", "some day"), "some day"),
        (("--from", "1990-01-01"), "ten years at most"),
    ],
)
def test_a_period_that_cannot_be_is_refused(run, words, said):
    result = run("summary", *words, code=2)

    assert said in result.stderr
    assert "hint:" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("today", ["1900-01-01", "2199-12-31"])
@pytest.mark.parametrize("words", [("--day",), ("--month",), ("--from", "today")])
def test_a_summary_is_made_on_the_first_and_the_last_day_there_is(run, monkeypatch, today, words):
    monkeypatch.setenv("AMFLOW_NOW", f"{today}T09:30")

    assert run("summary", *words).stderr == ""


@pytest.mark.skipif(not CRM.exists(), reason="the real data is not beside the project")
def test_the_week_of_a_real_book_is_known(run, home):
    def day(text):
        return datetime.strptime(text, "%m/%d/%Y" if "/" in text else "%Y-%m-%d").date().isoformat() if text else None

    states = {"Won": "won", "Lost": "lost"}
    book = open_book(home / "book.db")
    with book.change("fill") as change, CRM.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["sales_agent"] != "Darcel Schlecht":
                continue
            opened, closed = day(row["engage_date"]), day(row["close_date"])
            change.insert(
                "deal",
                title=row["product"],
                pipeline="sale",
                stage="engaging",
                state=states.get(row["deal_stage"], "open"),
                amount_minor=round(float(row["close_value"]) * 100) if row["close_value"] else None,
                currency="CNY",
                opened_on=opened,
                closed_on=closed,
                stage_on=closed or opened or "2017-12-31",
                quiet_since=closed or opened or "2017-12-31",
            )
    book.close()

    found = run("summary", "--week", "--on", "2017-10-29", "--json").json["figures"]

    assert {key: found[key]["value"] for key in ("deals_won", "deals_won_amount", "deals_lost", "deals_opened")} == {
        "deals_won": 11,
        "deals_won_amount": 50563,
        "deals_lost": 4,
        "deals_opened": 14,
    }
