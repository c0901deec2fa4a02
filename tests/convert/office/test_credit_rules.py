"""The rules of a credit sheet themselves: the limit that its lines suggest, what each line takes, being asked for them."""

from fractions import Fraction
from json import dumps
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Person

from amflow import locale
from amflow.convert.office import credit
from amflow.errors import Refused, Usage
from days import put

LINES = st.lists(
    st.tuples(
        st.sampled_from(["cap", "less", "request", "note"]),
        st.sampled_from([0.3, 0.7, 1.0, 3.0]),
        st.integers(0, 10**15),
    ),
    max_size=6,
)


def _limit(lines: Any) -> int | None:
    return credit.reckoned(lines)[1]


@given(lines=LINES, more=st.integers(0, 10**6))
@settings(max_examples=60)
def test_the_limit_is_what_can_be_carried_and_not_more_than_is_asked_for(
    lines: list[tuple[str, float, int]], more: int
) -> None:
    capacity, limit = credit.reckoned(lines)

    amounts = {use: [Fraction(str(times)) * minor for what, times, minor in lines if what == use] for use, *_ in lines}
    caps, asked = amounts.get("cap", []), amounts.get("request", [])
    assert (limit is None) == (capacity is None) == (not caps)
    if limit is None or capacity is None:
        return
    exact = max(min(caps) - sum(amounts.get("less", [])), Fraction(0))
    assert capacity == exact.__floor__()
    assert limit == min([exact, *asked]).__floor__()
    assert credit.reckoned(lines[::-1]) == (capacity, limit)
    # Owing more never raises it, earning more never lowers it; asking for more changes nothing of what can be carried.
    assert _limit([*lines, ("less", 1.0, more)]) in range(limit + 1)
    assert _limit([(use, times, minor + more * (use == "cap")) for use, times, minor in lines]) >= limit  # type: ignore[operator]
    assert credit.reckoned([*lines, ("request", 1.0, more)])[0] == capacity


@pytest.mark.parametrize(("asked", "limit"), [(5_000_000, 3_300_000), (3_000_000, 3_000_000)])
def test_what_is_owed_elsewhere_is_taken_off_what_can_be_carried_not_off_what_is_asked_for(
    asked: int, limit: int
) -> None:
    lines = [("cap", 0.3, 21_000_000), ("cap", 0.7, 10_000_000), ("less", 1.0, 3_000_000), ("request", 1.0, asked)]

    assert credit.reckoned(lines) == (3_300_000, limit)


def test_it_is_exact_and_rounded_down() -> None:
    assert _limit([("cap", 0.7, 3)]) == int(Fraction(21, 10)) == 2
    assert _limit([("cap", 1.0, 5), ("less", 1.0, 9)]) == 0


def test_nothing_that_can_be_carried_suggests_nothing() -> None:
    assert credit.reckoned([]) == credit.reckoned([("request", 1.0, 500), ("less", 1.0, 9)]) == (None, None)


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of("retail-bank")


@pytest.fixture
def loan(desk: Any) -> str:
    """A loan of 50,000 for somebody whose file tells their income."""
    who = put(desk, "customer", profile=dumps({"income": "10万", "record": "good"}))
    return deal(desk, "loan", customer_id=who, amount_minor=5_000_000)


def deal(desk: Any, pipeline: str, **values: Any) -> str:
    stage = next(one for one in desk.playbook.pipelines if one.key == pipeline).stages[0].key
    day = "2026-11-20"
    number = put(
        desk, "deal", title="x", pipeline=pipeline, stage=stage, stage_on=day, opened_on=day, quiet_since=day,
        currency="CNY", **values,
    )  # fmt: skip
    return f"d{number}"


def test_the_amount_of_the_deal_is_what_is_asked_for(desk: Any, loan: str) -> None:
    empty = credit.assess(desk, loan, credit.CreditInput(("purpose=a car", "income=", "record=")))
    assert (empty.suggested, empty.capacity) == (None, None)

    found = credit.assess(desk, loan, credit.CreditInput(("income=20万", "purpose=")))

    assert found.capacity is not None and found.capacity.minor == 60_000_000

    assert found.suggested is not None and found.suggested.minor == 5_000_000
    assert not found.complete
    assert len(found.open) == 4


def test_a_sheet_with_every_line_is_complete(desk: Any, loan: str) -> None:
    lines = ("income=2万", "collateral=-", "debts=1万", "record=late", "purpose=a car")

    found = credit.assess(desk, loan, credit.CreditInput(lines))

    assert found.suggested is not None and found.suggested.minor == 3 * 2_000_000 - 1_000_000
    assert (found.complete, found.open, found.warnings) == (True, [], ())
    shown = {line.key: line.shown for line in found.lines}
    assert shown["collateral"] == "does not apply"
    assert shown["record"] != "late"


def test_what_is_not_said_stays_and_an_empty_value_opens_a_line_again(desk: Any, loan: str) -> None:
    credit.assess(desk, loan, credit.CreditInput(("income=20万", "record=", "purpose=a car")))

    found = credit.assess(desk, loan, credit.CreditInput(("income=",)))

    assert {line.key: line.value for line in found.lines if line.value} == {"asked": "5000000", "purpose": "a car"}
    assert [past.suggested.minor for past in found.history if past.suggested] == [5_000_000]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("income", "sets nothing"),
        ("income=much", "is not an amount"),
        ("income=-5", "is negative"),
        ("moon=1", "is not in the playbook"),
        ("record=fine", "is not in the playbook"),
    ],
)
def test_what_a_line_cannot_take_is_refused_and_nothing_written(desk: Any, loan: str, words: str, said: str) -> None:
    with pytest.raises(Usage, match=said):
        credit.assess(desk, loan, credit.CreditInput((words,)))

    assert desk.book.number("SELECT count(*) FROM credit_sheet") == 0


def test_a_line_is_set_once(desk: Any, loan: str) -> None:
    with pytest.raises(Usage, match="twice"):
        credit.assess(desk, loan, credit.CreditInput(("income=1", "income=2")))


def test_a_figure_of_ones_own_needs_a_reason_unless_it_is_the_suggested_one(desk: Any, loan: str) -> None:
    credit.assess(desk, loan, credit.CreditInput(("income=20万",)))
    with pytest.raises(Usage, match="needs a reason"):
        credit.assess(desk, loan, credit.CreditInput(own="3万"))
    with pytest.raises(Usage, match="is not an amount"):
        credit.assess(desk, loan, credit.CreditInput(own="much", why="so"))

    assert credit.assess(desk, loan, credit.CreditInput(own="5万")).own_why == ""
    found = credit.assess(desk, loan, credit.CreditInput(own="3万", why="the firm is young"))
    assert (found.own and found.own.minor, found.own_why) == (3_000_000, "the firm is young")
    again = credit.assess(desk, loan, credit.CreditInput(("purpose=a car",)))
    assert (again.own and again.own.minor, again.own_why) == (3_000_000, "the firm is young")


def test_a_deal_that_is_not_assessed_says_so(desk: Any, desk_of: Any) -> None:
    with pytest.raises(Refused, match="are not assessed"):
        credit.sheet(desk_of("general"), deal(desk_of("general"), "sale"))


def test_asked_line_by_line_what_is_known_is_proposed(desk: Any, loan: str) -> None:
    person = Person("", "-", "", "1万", "", "a car")

    found = credit.assess(desk, loan, credit.ask_lines(desk, loan, credit.CreditInput(), person.ask))

    assert person.proposed == ["100000", "", "50000", "", "good", ""]
    assert {line.key: line.value for line in found.lines} == {
        "income": "10000000", "collateral": "-", "asked": "5000000", "debts": "1000000", "record": "good",
        "purpose": "a car",
    }  # fmt: skip


def test_in_chinese_the_lines_are_asked_in_chinese(desk: Any, loan: str) -> None:
    locale.use("zh")
    person = Person("", "", "", "", "", "")

    credit.assess(desk, loan, credit.ask_lines(desk, loan, credit.CreditInput(), person.ask))

    assert [words for words in person.asked if not any("一" <= sign <= "鿿" for sign in words)] == []
