"""What customers answer, read by the question's type."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amflow.customers.needs import answer_values
from amflow.customers.needs import records as needs
from amflow.desk import Desk
from amflow.errors import Usage
from amflow.locale import Text
from amflow.playbooks.customer_model import Question
from amflow.shell.context import App

TITLE = Text("How is it?", "怎么样？")


def question(kind: str, *choices: tuple[str, str, str]) -> Question:
    return Question(
        "q", "callback", kind, tuple(key for key, _en, _zh in choices), TITLE,
        tuple(Text(en, zh) for _key, en, zh in choices),
    )  # fmt: skip


STARS = question("choice", ("5", "Very satisfied", "非常满意"), ("4", "Satisfied", "满意"), ("1", "Bad", "不满意"))
GOALS = question("choice", ("keep", "Keep what I have", "保值"), ("grow", "Grow", "增值"))


@pytest.fixture
def desk() -> Any:
    app = App()
    yield app.desk
    app.close()


@pytest.mark.parametrize(
    ("asked", "typed", "kept", "read"),
    [
        (question("text"), "  all  good ", "all  good", "all  good"),
        (question("number"), "1,200.50", "1200.5", "1200.5"),
        (question("number"), "3.5万", "35000", "35000"),
        (question("number"), "-０", "0", "0"),
        (question("money"), "20万", "20000000", "¥200,000"),
        (question("date"), "fri", "2026-11-27", "2026-11-27"),
        (question("date"), "明天", "2026-11-26", "2026-11-26"),
        (question("yes-no"), "Y", "yes", "yes"),
        (question("yes-no"), "没有", "no", "no"),
        (STARS, "5", "5", "Very satisfied"),
        (STARS, "满意 ", "4", "Satisfied"),
        (STARS, "very satisfied", "5", "Very satisfied"),
        (STARS, "1", "1", "Bad"),
        (GOALS, "2", "grow", "Grow"),
        (GOALS, "KEEP", "keep", "Keep what I have"),
    ],
)
def test_an_answer_is_kept_by_its_type_and_read_again(
    desk: Desk, asked: Question, typed: str, kept: str, read: str
) -> None:
    assert answer_values.read(desk, asked, typed) == kept
    assert answer_values.said(desk, asked, kept) == read


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (question("number"), "many"), (question("money"), "-3"), (question("date"), "someday"),
        (question("yes-no"), "maybe"), (STARS, "6"), (STARS, "0"), (GOALS, "3"), (GOALS, "0"),
    ],
)  # fmt: skip
def test_what_the_type_cannot_be_is_refused_with_a_hint(desk: Desk, asked: Question, typed: str) -> None:
    with pytest.raises(Usage) as refused:
        answer_values.read(desk, asked, typed)

    assert refused.value.hint


@pytest.mark.parametrize("kind", ["text", "number", "money", "date", "choice", "yes-no"])
def test_nothing_typed_is_no_answer(desk: Desk, kind: str) -> None:
    """Whoever asks leaves a question out where nothing was typed; an answer that is read must say something."""
    with pytest.raises(Usage):
        answer_values.read(desk, question(kind), "  ")
    assert needs.answers_of(desk, "callback", ["use=  "]) == {}


@given(some.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_keeps_its_value_and_stays_what_it_is(number: Any) -> None:
    from decimal import Decimal

    kept = answer_values.number(f"{number:f}")

    assert Decimal(kept) == number
    assert answer_values.number(kept) == kept


def test_the_walk_asks_again_what_it_did_not_understand_and_enter_leaves_out(desk: Desk) -> None:
    heard: list[str] = []
    said = iter(["", "superb", "5", "", "n", ""])

    def ask(words: str) -> str:
        heard.append(words)
        return next(said, "")

    found = needs.ask_all(desk, "callback", ask, known=["use"])

    assert found["satisfied"] == "5"
    assert "use" not in found
    assert any("answer: “" in words for words in heard)


def test_pairs_name_a_question_by_key_or_words(desk: Desk) -> None:
    assert needs.answers_of(desk, "callback", ["satisfied=4", "How is it going in use?=fine", "changed="]) == {
        "satisfied": "4",
        "use": "fine",
    }
    for wrong in ("satisfied", "nothing=1", "=3"):
        with pytest.raises(Usage):
            needs.answers_of(desk, "callback", [wrong])
