"""People are found as one speaks to them, and their names however their parts are joined."""

from typing import Any

import pytest

from days import customer


@pytest.fixture
def people(run: Any, once: Any) -> None:
    once("people to speak to", lambda: _people(run))


def _people(run: Any) -> None:
    customer(run, "王建国", "--mr", "--role", "总经理")
    customer(run, "陈秀英", "--ms")
    customer(run, "李桂芳", "--ms")
    customer(run, "李强", "--mr", "--role", "财务经理")
    customer(run, "欧阳娜", "--ms")
    customer(run, "John Smith", "--mr")
    customer(run, "Anna Weber", "--ms")
    customer(run, "阿依古丽·买买提", "--ms")
    customer(run, "王　芳", "--ms")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王总", "c1"), ("陈大姐", "c2"), ("李阿姨", "c3"), ("李经理", "c4"), ("李先生", "c4"), ("欧阳女士", "c5"),
        ("老陈", "c2"), ("Mr Smith", "c6"), ("mr. smith", "c6"), ("Mrs Weber", "c7"), ("Ms Chen", "c2"), ("Ms Ouyang", "c5"),
        ("王建国总", "c1"), ("Dr Weber", "c7"),
    ],
)  # fmt: skip
def test_somebody_is_found_as_one_speaks_to_them_and_said(run: Any, people: None, typed: str, found: str) -> None:
    said = run("log-call", typed, "x", "--no-next", "--json")

    assert said.json["item"]["customer"]["ref"] == found
    assert f"{typed}: {found}  " in said.stderr


@pytest.mark.parametrize("typed", ["小李", "王女士们", "Mr Weber", "欧女士", "Mr Nobody"])
def test_what_fits_several_or_nobody_lands_on_nobody(run: Any, people: None, typed: str) -> None:
    assert run("log-call", typed, "x", "--no-next", code=None).code in (3, 4)


def test_without_the_role_all_of_the_surname_are_listed(run: Any, people: None) -> None:
    told = run("log-call", "王主任", "x", "--no-next", code=4).stderr

    assert "c1  王建国" in told
    assert "c9  王 芳" in told


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("阿依古丽买买提", "c8"), ("阿依古丽•买买提", "c8"), ("阿依古丽・买买提", "c8"), ("丽买", "c8"),
        ("王芳", "c9"), ("王 芳", "c9"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_its_parts_are_joined(run: Any, people: None, typed: str, found: str) -> None:
    assert run("show", typed, "--json").json["item"]["ref"] == found


def test_the_whole_name_means_its_bearer_alone(run: Any, people: None) -> None:
    customer(run, "李强生")

    assert run("show", "李强", "--json").json["item"]["ref"] == "c4"
    assert run("show", "liqiang", "--json").json["item"]["ref"] == "c4"
    run("show", "李", code=4)
    run("show", "liqi", code=4)


def test_the_page_says_ms_or_mr(run: Any, screen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(run, "钟楚红", "--ms")
    customer(run, "钟汉良")

    assert run("show", "c1", "--json").json["item"]["salutation"] == "ms"
    assert run("show", "c2", "--json").json["item"]["salutation"] is None
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert "女士" in screen("show", "c1")


def test_somebody_with_open_things_is_told_by_what_is_open(run: Any) -> None:
    customer(run, "钟汉良")
    run("task", "add", "call", "--for", "c1", "--due", "fri")

    refused = run("customer", "remove", "c1", code=1).stderr
    assert "1 open task" in refused and "deal" not in refused
