"""Whom a name means: by reference, whole, in part; and names that are meant to do harm."""

import json
from typing import Any

import pytest

from days import customer, items


@pytest.fixture
def three(run: Any) -> None:
    for name in ("王伟", "王伟强", "Dr. Ann Lee"):
        customer(run, name)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("c1", "c1"),
        ("C1", "c1"),
        ("王伟", "c1"),
        (" 王伟 ", "c1"),
        ("王伟强", "c2"),
        ("伟强", "c2"),
        ("ann", "c3"),
        ("DR. ANN LEE", "c3"),
        ("ａｎｎ　ｌｅｅ", "c3"),
        ("dr.", "c3"),
    ],
)
def test_a_customer_is_found_by_reference_name_or_part(run: Any, three: None, typed: str, found: str) -> None:
    assert run("show", typed, "--json").json["item"]["ref"] == found


def test_a_beginning_is_no_better_than_a_part_inside(run: Any) -> None:
    """A visit that is meant for one of them must not land on the other without a word."""
    customer(run, "李王")
    customer(run, "王力")

    told = run("log-visit", "王", "talked", "--no-next", code=4).stderr

    assert "c1  李王" in told
    assert "c2  王力" in told


def test_an_ambiguous_part_lists_the_candidates(run: Any) -> None:
    customer(run, "王伟", "--tier", "gold", "--phone", "13800138000")
    run("lead", "add", "王玮", "--source", "lobby", "--anyway")

    result = run("log-visit", "王", "talked", code=4)

    assert result.stdout == ""
    assert "c1  王伟  Gold  138****8000" in result.stderr
    assert "c2  王玮" in result.stderr
    assert "hint: use c1" in result.stderr
    assert run("customer", "show", "王伟", "--json").json["item"]["last_touch_on"] is None


def test_many_candidates_are_cut(run: Any) -> None:
    for number in range(12):
        customer(run, f"王{number}")

    told = run("show", "王", code=4).stderr

    assert told.count("  c") == 8
    assert "… and more" in told


@pytest.mark.parametrize("typed", ["王玮", "wong", "Ann Leee"])
def test_a_name_nobody_has_offers_the_nearest(run: Any, three: None, typed: str) -> None:
    result = run("log-call", typed, "talked", code=3)

    assert "error: no customer is called" in result.stderr
    assert ("(c1)" if typed == "王玮" else "(c3)" if "Ann" in typed else "customer list") in result.stderr


@pytest.mark.parametrize(("typed", "code"), [("c99", 3), ("c999999999999", 3), ("", 2), ("   ", 2), ("\x1b", 2)])
def test_a_reference_to_nobody_is_not_found(run: Any, three: None, typed: str, code: int) -> None:
    run("log-call", typed, "talked", code=code)


def test_a_removed_customer_is_found_by_nothing(run: Any, three: None) -> None:
    run("customer", "remove", "c3")

    for typed in ("c3", "Dr. Ann Lee", "ann"):
        run("customer", "show", typed, code=3)
    assert [item["ref"] for item in run("customer", "list", "--json").json["items"]] == ["c1", "c2"]


def test_someone_with_something_open_is_not_removed(run: Any, three: None) -> None:
    run("task", "add", "call", "--for", "c3")

    assert "1 open task" in run("customer", "remove", "c3", code=1).stderr
    run("customer", "show", "c3")


def test_a_namesake_is_never_added_by_accident(run: Any, three: None) -> None:
    assert "use c1; or add --anyway" in run("customer", "add", "王伟", code=1).stderr
    assert customer(run, "王伟", "--anyway") == "c4"
    assert customer(run, "王伟", "--phone", "13800138000", "--anyway") == "c5"
    assert "138****8000" in run("lead", "add", "王威", "--phone", "138 0013 8000", code=1).stderr


HOSTILE = {
    "escapes": "Ev\x1b[31mil\x1b]0;title\x07",
    "markup": "[red]Evil[/red] [/] [link=http://x]",
    "bidi": "Ev\u202eli\u2066\u200f\ufeff",
    "controls": "E\x00v\x08i\x7fl\x9b2J",
    "lines": "Ev\til\r\nsecond\nthird\u2028fourth",
    "surrogate": "Evil\ud800",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_harmful_name_is_harmless_in_every_form(run: Any, screen: Any, name: str) -> None:
    ref = customer(run, name)
    run("log-visit", ref, name, "--next", f"fri {name}")

    for words in (("customer", "list"), ("show", ref), ("today",), ("plan",), ("task", "list"), ("history",)):
        shown = [run(*words).stdout, screen(*words), *_texts(run(*words, "--json").json)]
        for text in shown:
            assert not [
                sign for sign in text if (ord(sign) < 32 and sign not in "\n\t") or sign in "\x7f\x9b\u202e\u2066"
            ]
            text.encode("utf-8")
    assert all(len(line) == len(run("customer", "list").lines[0]) for line in run("customer", "list").lines)
    if "red" in name:
        assert "[red]Evil[/red]" in screen("customer", "list", width=140)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", ["x" * 10_000, "\x1b\x00", "\u202e", " \t\n"])
def test_a_name_without_end_or_without_signs_is_refused(run: Any, name: str) -> None:
    result = run("customer", "add", name, code=2)

    assert result.stderr.startswith("error: the name")
    assert len(result.stderr) < 500
    assert run("customer", "list", "--json").json["items"] == []


def test_asking_for_a_name_without_end_says_so_in_short(run: Any, three: None) -> None:
    assert len(run("show", "王" * 10_000, code=3).stderr) < 400


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--tier", "golden", 2),
        ("--source", "moon", 2),
        ("--birthday", "1985-02-30", 2),
        ("--birthday", "2085-01-01", 2),
        ("--birthday", "1985-W10-1", 2),
        ("--assets", "-5", 2),
        ("--assets", "9" * 30, 2),
        ("--org", "nobody", 3),
        ("--field", "employer", 2),
        ("--field", "no-such=1", 2),
        ("--field", "risk-tolerance=banana", 2),
    ],
)
def test_a_field_that_cannot_be_is_refused_and_nobody_added(run: Any, option: str, value: str, code: int) -> None:
    result = run("customer", "add", "张敏", option, value, code=code)

    assert "hint:" in result.stderr or len(result.stderr) < 120
    assert run("customer", "list", "--json").json["items"] == []


def test_a_wrong_key_offers_the_nearest(run: Any) -> None:
    assert "did you mean Gold?" in run("customer", "add", "张敏", "--tier", "golld", code=2).stderr


def test_editing_changes_what_is_named_and_an_empty_value_takes_it_out(run: Any) -> None:
    ref = customer(run, "张敏", "--phone", "138", "--tier", "gold", "--assets", "20万", "--field", "risk-tolerance=c3")

    run("customer", "edit", ref, "--phone", "", "--tier", "", "--assets", "", "--birthday", "02-29", "--name", "张敏敏")

    item = run("show", "张敏敏", "--json").json["item"]
    assert (item["phone"], item["tier"], item["assets"], item["birthday"]) == (None, None, None, "--02-29")
    assert item["profile"] == {"risk-tolerance": "C3"}
    assert "nothing to change" in run("customer", "edit", ref, code=2).stderr
    assert "name is empty" in run("customer", "edit", ref, "--name", " ", code=2).stderr
    assert run("customer", "edit", ref, "--org", ref, code=2).stderr.startswith("error: 张敏敏 cannot be named")


def test_unknown_words_for_a_list_are_refused(run: Any) -> None:
    for words in (("customer", "list", "--state", "asleep"), ("task", "list", "--state", "asleep")):
        assert "one of:" in run(*words, code=2).stderr
    assert "one of:" in run("deal", "list", "--stage", "asleep", code=2).stderr


def test_a_lead_becomes_a_customer_or_is_dropped_once(run: Any) -> None:
    run("lead", "add", "孙丽", "--source", "lobby", "--signal", "custody")
    run("lead", "add", "周婷", "--source", "lobby")

    assert [item["customer"]["name"] for item in items(run, "prospect")] == ["孙丽", "周婷"]
    run("lead", "convert", "孙丽", "--tier", "silver")
    run("lead", "drop", "周婷", "--why", "moved\x1b away")

    assert items(run, "prospect") == []
    assert "a customer already" in run("lead", "convert", "孙丽", code=1).stderr
    assert "was dropped" in run("lead", "drop", "周婷", "--why", "x", code=1).stderr
    assert run("customer", "list", "--json").json["items"][0]["tier"] == "silver"


def test_dropping_a_lead_needs_a_reason(run: Any) -> None:
    run("lead", "add", "孙丽")

    assert "--why" in run("lead", "drop", "孙丽", code=2).stderr
    assert json.loads(run("lead", "list", "--json").stdout)["items"][0]["state"] == "lead"


def test_a_reference_in_full_width_is_one(run: Any, three: None) -> None:
    assert json.loads(run("--json", "show", "ｃ２").stdout)["item"]["name"] == "王伟强"


def test_a_phone_that_nobody_can_dial_is_said(run: Any, tmp_path: Any) -> None:
    told = "12345 of Clara (c1) is no valid phone here (CN)"
    assert told in run("customer", "add", "Clara", "--phone", "12345").stderr
    assert told in run("customer", "edit", "c1", "--phone", "12345").stderr
    assert "no valid phone" not in run("customer", "edit", "c1", "--phone", "+44 7400 123456").stderr
    (tmp_path / "list.csv").write_text("name,phone\nOtto,12\nAnna,13800138000\n", "utf-8")
    said = run("import", str(tmp_path / "list.csv"), "--as", "customer").stderr
    assert "12 of Otto (c2) is no valid phone here" in said and "Anna" not in said
