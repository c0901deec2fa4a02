"""The first run: the five questions, asked until they can be answered, in the language that was just chosen."""

import re
from typing import Any

import pytest
from tests.conftest import Person

from amflow import locale, settings
from amflow.playbooks import choosing, loader
from amflow.setup import first_run, places, settings_file

PRESENT = {
    "lang": "en", "country": "CN", "currency": "CNY", "playbook": "general", "name": "", "firm": "安信", "branch": "",
}  # fmt: skip


def talked(*answers: str, present: dict[str, str] = PRESENT) -> tuple[dict[str, str], Person]:
    """The answers as they are kept, and who gave them."""
    person, folder = Person(*answers), settings.load().playbooks

    def known() -> list[choosing.Choice]:
        return choosing.choices(lambda name: loader.load(name, None, None), folder, "general")

    def check(name: str, answer: str) -> str:
        if name == "playbook":
            answer = choosing.named(answer, folder, known)
        read = lambda name: loader.load(name, None, None)  # noqa: E731 - a playbook by its name
        return settings_file.checked(settings.load(), name, answer, 2026, read) if answer else ""

    answers: dict[str, str] = {}
    first_run.ask(first_run.Conversation(person.ask, check, person.say), present, known(), answers)
    return answers, person


def test_the_trades_are_listed_so_that_all_of_them_are_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "24")
    _answers, person = talked("", "", "", "", "", "", "")

    assert len(person.told) < 24 - first_run.QUESTIONS
    assert person.told[-1] == "amflow playbook list says more of each"


def test_enter_alone_takes_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "60")
    answers, person = talked("", "", "", "", "", "", "")

    assert answers == PRESENT
    assert first_run.changed(answers, PRESENT) == {}
    assert person.proposed == ["en", "CN", "CNY", "3", "", "安信", ""]
    assert person.told[:2] == ["trades:", "  1  Corporate bank  (corporate-bank)"]
    assert "accounts, credit" in person.told[2]


def test_the_trade_that_is_proposed_is_one_of_the_country() -> None:
    answers, _person = talked("", "GB", "", "", "", "", "", present=PRESENT | {"playbook": ""})

    assert answers["playbook"] == "general"


def test_what_was_answered_is_kept_when_it_is_broken_off() -> None:
    person, answers = Person("en", "ch"), dict[str, str]()

    def check(_name: str, answer: str) -> str:
        return answer.upper() if len(answer) == 2 and answer != "en" else answer

    with pytest.raises(IndexError):
        first_run.ask(first_run.Conversation(person.ask, check, person.say), PRESENT, [], answers)

    assert answers == {"lang": "en", "country": "CH"}
    assert person.proposed[-1] == "CHF"


def test_what_is_not_possible_is_said_and_asked_again() -> None:
    answers, person = talked("fr", "en", "Mars", "us", "", "9", "1", "陈静", "", "")

    assert first_run.changed(answers, PRESENT) == {
        "country": "US", "currency": "USD", "playbook": "corporate-bank", "name": "陈静",
    }  # fmt: skip
    assert person.asked[:2] == ["language · 语言 (en, zh)"] * 2
    assert "not possible" in person.told[0]
    assert "“Mars” is not a country" in person.told[1]
    assert any("9 is no number of the list" in words for words in person.told)


def test_the_language_that_was_chosen_asks_the_other_questions() -> None:
    answers, person = talked("zh", "", "", "", "陈静", "", "")

    assert answers["lang"] == "zh" == locale.current()
    assert [question for question in person.asked[1:] if question.isascii()] == []


def test_the_trade_that_was_chosen_first_is_that_of_a_new_book_and_a_later_one_is_the_books_alone() -> None:
    first_run.keep(settings.load(), {"name": "陈静", "playbook": "general", "branch": "north"})
    first_run.keep(settings.load(), {"playbook": "wholesale"})

    kept = settings.load()
    assert (kept.name, kept.branch, kept.playbook) == ("陈静", "north", "general")


@pytest.mark.parametrize(
    ("zone", "language", "country"),
    [
        ("Asia/Shanghai", "en_US.UTF-8", "CN"),
        ("Europe/Berlin", "C.UTF-8", "DE"),
        (":/usr/share/zoneinfo/Asia/Hong_Kong", "C", "HK"),
        ("UTC", "de_AT.UTF-8", "AT"),
        ("Nowhere/At_All", "C.UTF-8", ""),
    ],
)
def test_where_the_machine_seems_to_stand(
    monkeypatch: pytest.MonkeyPatch, zone: str, language: str, country: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LANG", language)

    assert places.here() == country


def test_what_is_guessed_is_only_what_nobody_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Zurich")
    assert first_run.guessed(settings.load()) == {"country": "CH", "currency": "CHF"}

    settings_file.store(settings.load(), "country", "HK")
    assert first_run.guessed(settings.load()) == {"country": "HK", "currency": "HKD"}

    settings_file.store(settings.load(), "currency", "USD")
    assert first_run.guessed(settings.load()) == {"country": "HK", "currency": "USD"}


def test_every_country_pays_with_three_letters() -> None:
    assert all(len(country) == 2 and country.isupper() for country in places.CURRENCY_OF)
    assert all(len(currency) == 3 and currency.isupper() for currency in places.CURRENCIES)
    assert [places.CURRENCY_OF[country] for country in ("CN", "HK", "TW", "SG", "DE", "GB")] == [
        "CNY", "HKD", "TWD", "SGD", "EUR", "GBP",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "typed", "told"),
    [
        ("en", "bank", "“bank” may be several trades"),
        ("zh", "银行", "“银行”可能是几个行业"),
        ("en", "99", "99 is no number of the list"),
        ("zh", "0", "列表里没有编号0"),
    ],
)
def test_a_trade_that_is_several_or_none_is_said_with_the_choices(
    run: Any, monkeypatch: pytest.MonkeyPatch, lang: str, typed: str, told: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)

    said = run("init", "--playbook", typed, code=2).stderr

    assert told in said
    assert ("corporate-bank" in said) == ("bank" in typed or "银" in typed)


def test_a_part_that_one_trade_alone_has_is_that_trade_and_its_title_is_shown(run: Any, screen: Any) -> None:
    page = screen("init", "--playbook", "Retail b")

    assert re.search(r"trade +Retail bank\n", page)
    assert run("init", "--json").json["item"]["playbook"] == "retail-bank"


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("lang", "中文", "zh"),
        ("lang", "English", "en"),
        ("country", "中国", "CN"),
        ("country", "Hong Kong", "HK"),
        ("country", "德国", "DE"),
        ("country", "没有", "none"),
        ("currency", "人民币", "CNY"),
        ("currency", "港币", "HKD"),
        ("currency", "euro", "EUR"),
    ],
)
def test_countries_currencies_and_languages_may_be_called_by_their_names(
    run: Any, monkeypatch: pytest.MonkeyPatch, name: str, typed: str, kept: str
) -> None:
    monkeypatch.delenv(f"AMFLOW_{name.upper()}", raising=False)
    run("config", "set", name, typed)

    assert run("config", "get", name, "--json").json["item"]["value"] == kept


def test_no_name_stands_for_two_codes() -> None:
    for table in places.NAMES.values():
        assert all(name == "".join(name.casefold().split()) for name in table)
    assert set(places.NAMES["country"].values()) <= {*places.CURRENCY_OF, "none"}
    assert set(places.NAMES["currency"].values()) <= places.CURRENCIES


def test_no_trade_is_entered_by_enter_alone() -> None:
    person = Person("", "", "", "", "", "4", "", "", "")

    def kept(_name: str, answer: str) -> str:
        return answer

    answers: dict[str, str] = {}
    first_run.ask(first_run.Conversation(person.ask, kept, person.say), {**PRESENT, "playbook": ""}, [], answers)

    assert answers["playbook"] == "4"
    assert sum("without it nothing is written: trade" in words for words in person.told) == 2


def test_questions_are_broken_between_words() -> None:
    text = (
        "国家或地区，用于节假日和电话（CN、HK、US、DE-BY……；填 none 则不计节假日，只按周一到周五），"
        "见 retail-bank 和 wholesale 两本手册"
    )

    lines = first_run.wrapped(text)

    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(sum(1 if sign.isascii() else 2 for sign in line) <= 80 for line in lines)
    assert sum("retail-bank" in line for line in lines) == 1


def test_what_is_chosen_is_kept_although_it_was_so(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """China by default and China by choice are two things: the settings know which."""
    run("init", "--country", "CN", "--playbook", "retail-bank")
    told = {one["name"]: (one["value"], one["place"]) for one in run("config", "list", "--json").json["items"]}
    assert told["country"] == ("CN", "file") and told["currency"] == ("CNY", "default")
    # A language that holds for this command alone may be chosen for good.
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    run("init", "--lang", "zh")
    monkeypatch.delenv("AMFLOW_LANG")
    assert run("config", "get", "lang", "--json").json["item"]["place"] == "file"
