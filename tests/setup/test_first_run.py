"""The first run: the five questions, asked until they can be answered, in the language that was just chosen."""

import pytest
from tests.conftest import Person

from amflow import locale, settings
from amflow.errors import Usage
from amflow.playbooks import choosing, loader
from amflow.setup import first_run

PRESENT = {"lang": "en", "playbook": "general", "name": "", "firm": "安信", "branch": ""}


def talked(*answers: str) -> tuple[dict[str, str], Person]:
    """The answers as they are kept, and who gave them."""
    person, folder = Person(*answers), settings.load().playbooks

    def known() -> list[choosing.Choice]:
        return choosing.choices(lambda name: loader.load(name, None, None), folder, "general")

    def check(name: str, answer: str) -> str:
        first_run.check(name, answer)
        if name == "playbook":
            answer = choosing.named(answer, folder, known)
            loader.load(answer, None, None)
        return answer

    return first_run.asked(first_run.Conversation(person.ask, check, person.say), PRESENT, known()), person


def test_enter_alone_takes_what_is_there() -> None:
    answers, person = talked("", "", "", "", "")

    assert answers == PRESENT
    assert first_run.changed(answers, PRESENT) == {}
    assert person.proposed == ["en", "general", "", "安信", ""]
    assert person.told[:2] == ["trades:", "  1  Corporate bank  (corporate-bank)"]


def test_what_is_not_possible_is_said_and_asked_again() -> None:
    answers, person = talked("fr", "en", "9", "1", "陈静", "", "")

    assert first_run.changed(answers, PRESENT) == {"playbook": "corporate-bank", "name": "陈静"}
    assert person.asked[:2] == ["language · 语言 (en, zh)"] * 2
    assert "not possible" in person.told[0]
    assert any("no playbook is called 9" in words for words in person.told)


def test_the_language_that_was_chosen_asks_the_other_questions() -> None:
    answers, person = talked("zh", "", "陈静", "", "")

    assert answers["lang"] == "zh" == locale.current()
    assert [question for question in person.asked[1:] if question.isascii()] == []


@pytest.mark.parametrize("name", [name for name in first_run.KEPT if name != "lang"])
def test_no_answer_is_always_possible(name: str) -> None:
    first_run.check(name, "")


def test_only_what_belongs_into_the_settings_is_kept_there() -> None:
    first_run.keep(settings.load(), {"name": "陈静", "playbook": "general", "branch": "north"})

    kept = settings.load()
    assert (kept.name, kept.branch, kept.playbook) == ("陈静", "north", settings.named("playbook").default)


def test_a_wrong_language_is_refused() -> None:
    with pytest.raises(Usage, match="not possible"):
        first_run.check("lang", "fr")
