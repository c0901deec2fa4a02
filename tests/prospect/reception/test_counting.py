"""Counting at the reception: what each key does, without a terminal."""

from typing import Any

import pytest
from tests.conftest import Person

from amflow import locale
from amflow.errors import Refused
from amflow.prospect.reception import changes, records


@pytest.fixture
def bank(desk_of: Any, run: Any) -> Any:
    run("customer", "add", "张敏", "--tier", "gold")
    run("customer", "add", "李强")
    return desk_of("retail-bank")


def sat(desk: Any, *keys: str) -> tuple[int, Person]:
    """What a sitting wrote, and who sat there."""
    person = Person(*keys)
    return changes.count_by_key(lambda: desk, person.key, person.ask, person.say), person


def counted(desk: Any) -> dict[str, int]:
    return {one.key: one.today for one in records.count(desk) if one.today}


def test_each_letter_is_a_visitor_and_says_the_days_number(bank: Any) -> None:
    written, person = sat(bank, "s", "S", "e", "\r")

    assert written == 3
    assert counted(bank) == {"self-service": 2, "e-channel": 1}
    assert [words.rpartition("  ")[2] for words in person.told[-3:]] == ["1 today", "2 today", "1 today"]


@pytest.mark.parametrize("key", changes.ENDS)
def test_every_ending_key_ends_it(bank: Any, key: str) -> None:
    assert sat(bank, key)[0] == 0


@pytest.mark.parametrize("key", changes.BACK)
def test_the_last_one_is_taken_back(bank: Any, key: str) -> None:
    written, person = sat(bank, "s", key, "q")

    assert (written, counted(bank)) == (0, {})
    assert person.told[-1] == "the last one is taken back"


def test_what_was_counted_before_this_sitting_is_not_taken_back(bank: Any) -> None:
    changes.log(bank, ["s"])

    written, person = sat(bank, "u", "q")

    assert (written, counted(bank)) == (0, {"self-service": 1})
    assert person.told[-1] == "nothing of this sitting to take back"


def test_another_key_counts_nothing_and_names_those_that_do(bank: Any) -> None:
    written, person = sat(bank, "z", "q")

    assert (written, counted(bank)) == (0, {})
    letters = " ".join(one.letter for one in bank.playbook.channels)
    assert person.told[-1] == f"{letters}: nothing else counts"


def test_somebody_known_goes_where_such_customers_go(bank: Any) -> None:
    written, person = sat(bank, "/", "张敏", "", "a deposit", "q")

    assert (written, counted(bank)) == (1, {"priority": 1})
    assert person.asked[0] == "who"
    assert "Enter: " in person.asked[1]
    assert person.told[-1].startswith("✓ 张敏 → ")
    row = bank.book.one("SELECT note, customer_id FROM reception")
    assert (row["note"], row["customer_id"]) == ("a deposit", 1)


def test_somebody_for_whom_nothing_is_proposed_goes_where_it_is_said(bank: Any) -> None:
    written, person = sat(bank, "/", "李强", "s", "", "q")

    assert (written, counted(bank)) == (1, {"self-service": 1})
    assert "Enter" not in person.asked[1]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("nobody", ), "nobody"),
        (("李强", "", ""), "where was 李强 led to?"),
        (("李强", "moon", ""), "channel: “moon” is not in the playbook"),
    ],
)  # fmt: skip
def test_who_or_where_it_is_not_clear_is_said_and_the_sitting_goes_on(
    bank: Any, answers: tuple[str, ...], told: str
) -> None:
    written, person = sat(bank, "/", *answers, "s", "q")

    assert (written, counted(bank)) == (1, {"self-service": 1})
    assert any(told in words for words in person.told)


def test_nobody_after_all_is_nobody(bank: Any) -> None:
    assert sat(bank, "/", "", "q")[0] == 0


def test_in_chinese_it_speaks_chinese(bank: Any) -> None:
    locale.use("zh")

    written, person = sat(bank, "s", "z", "/", "李强", "s", "", "u", "q")

    assert written == 1
    assert all("today" not in words and "Enter: " not in words for words in (*person.told, *person.asked))
    assert any("今天" in words for words in person.told)


def test_a_trade_without_a_reception_says_so(desk_of: Any) -> None:
    with pytest.raises(Refused, match="has no reception"):
        sat(desk_of("enterprise"), "q")
