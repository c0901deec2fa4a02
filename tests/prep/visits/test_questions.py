"""The parts of a visit as questions: their order, what is left out, what is asked again."""

from typing import Any

import pytest
from tests.conftest import Person

from amflow import locale
from amflow.errors import NotFound, Usage
from amflow.outreach.talks import changes as talks
from amflow.prep.visits import questions
from days import customer

VISIT = talks.TouchInput("visit", "张敏")


@pytest.fixture
def branch(desk_of: Any, run: Any) -> Any:
    customer(run, "张敏")
    return desk_of("securities-branch")


def test_a_visit_is_asked_part_by_part_and_its_answers_are_the_note(branch: Any) -> None:
    person = Person("well", "", "the sheet", "the rate", "1")

    given = questions.ask_note(branch, VISIT, person.ask)

    assert [question[:3] for question in person.asked[:4]] == ["1/5", "2/5", "3/5", "4/5"]
    assert "[still open: " in person.asked[1]
    assert given.note == "Greet and introduce: well\nShow what fits: the sheet\nAnswer questions: the rate"
    assert given.outcome == "interested"


@pytest.mark.parametrize(("answer", "outcome"), [("", ""), ("1", "interested"), ("interested", "interested")])
def test_how_it_ended_is_chosen_by_number_or_word(branch: Any, answer: str, outcome: str) -> None:
    person = Person("", "", "", "", answer)

    assert questions.ask_note(branch, VISIT, person.ask).outcome == outcome
    assert person.asked[4].startswith("how it ended (1 ")


def test_a_slip_is_asked_again_and_what_was_said_before_is_kept(branch: Any) -> None:
    person = Person("well", "", "", "", "intrested", "99", "2")

    given = questions.ask_note(branch, VISIT, person.ask)

    assert "did you mean Interested" in person.asked[5]
    assert given.note == "Greet and introduce: well"
    assert given.outcome == branch.playbook.outcomes[1].key


def test_what_was_typed_already_is_not_asked(branch: Any) -> None:
    person = Person("", "", "", "")

    assert questions.ask_note(branch, VISIT._replace(outcome="interested"), person.ask).outcome == "interested"


@pytest.mark.parametrize("kind", ["call", "message"])
def test_a_call_is_asked_in_one_question(branch: Any, kind: str) -> None:
    person = Person("no time")

    given = questions.ask_note(branch, VISIT._replace(kind=kind), person.ask)

    assert (given.note, given.outcome) == ("no time", "")
    assert person.asked == ["what was said (Enter: nothing)"]


@pytest.mark.parametrize(
    ("given", "error"),
    [(VISIT._replace(customer="nobody"), NotFound), (VISIT._replace(outcome="no-such"), Usage)],
)
def test_what_was_typed_wrong_is_said_before_anything_is_asked(branch: Any, given: Any, error: Any) -> None:
    for ask_for in (questions.ask_note, questions.ask_next, questions.next_understood):
        person = Person()

        with pytest.raises(error):
            ask_for(branch, given._replace(next="周四或周五来"), person.ask)

        assert person.asked == []


def test_the_next_step_is_one_of_the_parts_and_asked_until_it_can_be(branch: Any) -> None:
    person = Person("yesterday", "fri 10:00 papers")

    given = questions.ask_next(branch, VISIT, person.ask)

    assert given.next == "fri 10:00 papers"
    assert person.asked[0].startswith("5/5 next step")
    assert "is over" in person.asked[1]


def test_a_next_step_that_is_refused_is_asked_for_alone(branch: Any) -> None:
    person = Person("next week call", "fri call")
    given = VISIT._replace(note="…", next="周四或周五来")

    assert questions.next_understood(branch, given, person.ask) == given._replace(next="fri call")
    assert ["one day only" in person.asked[0], "more than a day" in person.asked[1]] == [True, True]
    assert questions.next_understood(branch, given._replace(next="fri call"), Person().ask).next == "fri call"


def test_the_next_step_of_a_call_has_no_number(branch: Any) -> None:
    person = Person("")

    assert questions.ask_next_step(branch, person.ask, "call") == ""
    assert person.asked == ["next step, with its day (Enter: none)"]


def test_in_chinese_it_is_asked_in_chinese(branch: Any) -> None:
    locale.use("zh")
    person = Person("很好", "", "", "", "很开心", "1", "昨天", "周五")

    given = questions.ask_next(branch, questions.ask_note(branch, VISIT, person.ask), person.ask)

    assert given.outcome == "interested"
    assert given.next == "周五"
    assert given.note.endswith("：很好")
    assert [question for question in person.asked if not any("一" <= sign <= "鿿" for sign in question)] == []
