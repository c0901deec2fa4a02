"""The rules of what is due themselves: the days of a rule, the days that customers keep, the points of a negotiation."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.agenda import due_rules
from amflow.agenda.rule_events import EVENTS
from amflow.convert.office import negotiation
from amflow.customers import birthdays
from amflow.customers.completeness import records as completeness
from amflow.errors import NotFound, Refused, Usage
from days import put


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of("securities-branch")


@given(day=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_event_of_the_year_is_due_without_a_day_to_do_it(desk: Any, day: date) -> None:
    for rule in desk.playbook.rules:
        first, last = due_rules.ends(rule, day, desk.calendar)

        assert first <= last
        if rule.on != "customer.birthday":
            assert desk.calendar.count(first, last), rule.key
        if not EVENTS[rule.on].yearly:
            assert desk.calendar.is_workday(first) and desk.calendar.is_workday(last), rule.key


@given(back=st.integers(0, 60), now=st.sampled_from(("2026-11-25", "2026-10-08", "2026-10-12", "2026-09-30")))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_event_that_is_due_today_is_missed(desk: Any, back: int, now: str) -> None:
    """The days that are looked at are all that matter."""
    desk = desk._replace(now=datetime.fromisoformat(f"{now}T09:30"))
    for rule in desk.playbook.rules:
        looked = {day for day, ends in due_rules.days_of(desk, rule) if ends[0] <= desk.today <= ends[1]}
        day = desk.today + timedelta(days=20 - back)
        first, last = due_rules.ends(rule, day, desk.calendar)

        assert (day in looked) == (first <= desk.today <= last), rule.key


def test_what_is_settled_is_not_due_and_what_was_moved_is_due_on_its_day(desk: Any) -> None:
    put(desk, "customer", name="张敏", birthday="1985-11-25")
    (found,), total = due_rules.due(desk, "prep")
    assert (found.customer, total, found.about, found.reason(desk.today)) == ("张敏", 1, "", "")
    kept = {"rule": found.rule.key, "customer_id": 1, "for_date": "2026-11-25", "on_date": "2026-11-24"}

    number = put(desk, "settled", state="moved", until_on="2026-11-25", **kept)

    (moved,), _total = due_rules.due(desk, "prep")
    assert (moved.moved, moved.due_on, moved.ref) == (True, desk.today, found.ref)
    with desk.book.change("test") as change:
        change.update("settled", number, state="done", until_on=None)
    assert due_rules.due(desk, "prep") == ([], 0)
    assert due_rules.of_customer(desk, 1) == []


# Days that a customer keeps


@pytest.mark.parametrize(
    ("text", "kept", "next_on"),
    [
        ("2016-12-03", "2016-12-03", date(2026, 12, 3)),
        ("12-03", "--12-03", date(2026, 12, 3)),
        ("12月3日", "--12-03", date(2026, 12, 3)),
        ("11-24", "--11-24", date(2027, 11, 24)),
        ("农历八月十五", "lunar --08-15", date(2027, 9, 15)),
        ("lunar 8-15", "lunar --08-15", date(2027, 9, 15)),
    ],
)
def test_a_day_is_kept_as_it_comes_back(desk: Any, text: str, kept: str, next_on: date) -> None:
    put(desk, "customer", name="张敏")

    birthdays.keep_day(desk, "张敏", text, "wedding")

    assert [(one.on_date, one.next_on) for one in birthdays.days_of(desk, 1)] == [(kept, next_on)]
    with pytest.raises(Refused, match="is kept already"):
        birthdays.keep_day(desk, "张敏", text, "wedding")
    assert birthdays.remove_day(desk, "张敏", "wed").title == "wedding"
    with pytest.raises(NotFound):
        birthdays.remove_day(desk, "张敏", "wed")


@pytest.mark.parametrize("text", ["2027-02-30", "13-01", "some day"])
def test_what_is_no_day_of_the_year_is_refused(desk: Any, text: str) -> None:
    put(desk, "customer", name="张敏")

    with pytest.raises(Usage, match="is not a day of the year"):
        birthdays.keep_day(desk, "张敏", text, "wedding")


# The points of a negotiation


@pytest.fixture
def deal(desk: Any) -> str:
    day = "2026-11-20"
    number = put(
        desk, "deal", title="x", pipeline="sale", stage="talking", stage_on=day, opened_on=day, quiet_since=day,
        currency="CNY",
    )  # fmt: skip
    return f"d{number}"


def test_a_side_that_moves_gave_way_and_one_that_stays_did_not(desk: Any, deal: str) -> None:
    for given_ in (
        {"ours": "100"},
        {"ours": "100"},
        {"ours": "90", "gave": "for a year"},
        {"theirs": "80", "got": "a guarantee"},
        {"theirs": "85", "bottom": "70"},
    ):
        found = negotiation.note(desk, deal, negotiation.PointInput("Price", **given_))

    assert [(one.side, one.words) for one in found.concessions] == [
        ("ours", "for a year (100 → 90)"), ("theirs", "a guarantee"), ("theirs", "80 → 85"),
    ]  # fmt: skip
    assert found.terms == [negotiation.Term("Price", "90", "85", "", "70")]
    assert negotiation.of_deal(desk, 1) == [negotiation.Term("Price", "90", "85", "")]


def test_a_point_is_one_point_in_either_case_and_goes_whole(desk: Any, deal: str) -> None:
    negotiation.note(desk, deal, negotiation.PointInput("Price", ours="1"))
    negotiation.note(desk, deal, negotiation.PointInput("price", ours="2", agreed="2"))

    assert len(negotiation.show(desk, deal).terms) == 1
    assert negotiation.remove(desk, deal, "PRICE").terms == []
    assert [desk.book.number(f"SELECT count(*) FROM {table}") for table in ("deal_term", "deal_concession")] == [0, 0]
    with pytest.raises(Refused, match="is not negotiated"):
        negotiation.remove(desk, deal, "price")
    with pytest.raises(Usage, match="nothing was said"):
        negotiation.note(desk, deal, negotiation.PointInput("price"))


def test_a_deal_that_is_over_is_negotiated_no_more(desk: Any, deal: str) -> None:
    with desk.book.change("test") as change:
        change.update("deal", 1, state="won", closed_on="2026-11-25")

    with pytest.raises(Refused):
        negotiation.note(desk, deal, negotiation.PointInput("price", ours="1"))


# The state of the files


def test_what_to_ask_next_is_the_weightiest_that_is_missing_then_the_oldest(desk_of: Any) -> None:
    bank = desk_of("retail-bank")
    asked = completeness.asked_of(bank, "person")
    assert asked.whole == sum(asked.groups.values()) == sum(field.weight for field in asked.fields)
    put(bank, "customer", name="a")
    every = {field.key: "x" for field in asked.fields}
    from json import dumps

    put(bank, "customer", name="b", profile=dumps(every), profile_on=dumps(dict.fromkeys(every, "2026-11-02")))
    put(bank, "customer", name="c", profile=dumps(every), profile_on=dumps(dict.fromkeys(every, "2020-01-02")))

    empty, whole, old = (completeness.question(bank, number) for number in (1, 2, 3))

    assert empty and (empty.percent, empty.ask_key) == (0, asked.fields[0].key)
    assert whole and (whole.percent, whole.ask) == (100, "")
    assert old and old.percent == 100 and old.ask_key in asked.oldest
    assert completeness.question(bank, 99) is None
    looked = completeness.look(bank)
    assert (looked.files, looked.complete, looked.percent) == (3, 2, 66)
    assert looked.stale_total == len(asked.oldest)
