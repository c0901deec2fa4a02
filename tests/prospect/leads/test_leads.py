"""Leads: written down in a line, never twice by accident; many at once; the list with what comes next."""

from typing import Any

import pytest

from days import customer, rows, task


def _leads(run: Any, *words: str) -> list[dict[str, Any]]:
    return run("lead", "list", *words, "--json").json["items"]


def test_a_line_in_the_lobby_is_all_it_takes(run: Any) -> None:
    customer(run, "赵磊")
    run(
        "lead",
        "add",
        "王伟",
        "13900139000",
        "asked",
        "about custody",
        "--signal",
        "custody",
        "--source",
        "lobby",
        "--referrer",
        "c1",
    )

    (lead,) = _leads(run)

    assert (lead["name"], lead["phone"], lead["impression"]) == ("王伟", "13900139000", "asked about custody")
    assert (lead["signal"], lead["source"], lead["referrer"]["name"]) == ("custody", "lobby", "赵磊")
    assert (lead["age_days"], lead["next"]["title"], lead["next_on"]) == (0, "First talk with a new lead", "2026-11-26")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("王伟", "13700137000"), ""),
        (("王玮",), "sounds the same"),
        (("王伟",), "same name"),
        (("小王", "138 0013 8000"), ""),
        (("王维", "138 0013 8000"), "same phone"),
        (("Wang Wei",), "sounds the same"),
        (("李娜",), ""),
    ],
)
def test_who_seems_to_be_there_is_refused_with_the_evidence(run: Any, line: tuple[str, ...], told: str) -> None:
    customer(run, "王伟", "--phone", "13800138000")

    result = run("lead", "add", *line, code=1 if told else 0)

    assert told in result.stderr
    if told:
        assert "c1  王伟  138****8000" in result.stderr
        assert "--anyway" in result.stderr
        run("lead", "add", *line, "--anyway")
    elif "8000" in line[-1]:
        # Families share a phone: nobody of another name is refused for it, and it is said.
        assert "小王 (c2) may be 王伟 (c1): same phone" in result.stderr
    assert len(_leads(run)) == 1


def test_near_names_of_some_length_are_shown(run: Any) -> None:
    run("lead", "add", "Katharina Weber")

    assert "nearly the same name" in run("lead", "add", "Katherina Weber", code=1).stderr


def test_many_lines_at_once_leave_out_who_is_there(run: Any, home: Any) -> None:
    customer(run, "王伟", "--phone", "13800138000")
    before = rows(home / "book.db")
    text = "孙丽 13900139000 asked about custody\nJohn Smith 13700137000\n\n王伟\n钱芳，looks at quotes\n孙丽 13900139000\n"

    found = run("lead", "add", "-", "--source", "lobby", "--json", stdin=text).json["items"]

    assert [one["name"] for one in found] == ["孙丽", "John Smith", "钱芳", "王伟", "孙丽 13900139000"]
    assert [bool(one["left_out"]) for one in found] == [False, False, False, True, True]
    assert [(one["name"], one["impression"], one["source"]) for one in _leads(run)] == [
        ("孙丽", "asked about custody", "lobby"), ("John Smith", None, "lobby"), ("钱芳", "looks at quotes", "lobby"),
    ]  # fmt: skip
    run("undo")
    assert rows(home / "book.db") == before


def test_no_lines_are_a_mistake(run: Any) -> None:
    assert "no lines" in run("lead", "add", "-", stdin="\n \n", code=2).stderr
    assert "name is missing" in run("lead", "add", code=2).stderr


def test_the_list_is_narrowed_down(run: Any) -> None:
    customer(run, "赵磊")
    run("lead", "add", "甲一", "--source", "lobby", "--on", "2026-11-02")
    run(
        "lead",
        "add",
        "乙二",
        "--source",
        "teller",
        "--colleague",
        "李姐",
        "--signal",
        "custody",
        "--segment",
        "shareholders",
    )
    run("lead", "add", "丙三", "--referrer", "赵磊")
    task(run, "bring the form", "--for", "甲一", "--due", "fri")

    def names(*words: str) -> list[str]:
        return [one["name"] for one in _leads(run, *words)]

    assert names() == ["甲一", "乙二", "丙三"]
    assert names("--source", "lobby") == ["甲一"]
    assert names("--signal", "custody") == names("--segment", "shareholders") == names("--post") == ["乙二"]
    assert names("--by", "赵磊") == ["丙三"]
    assert names("--older", "5") == ["甲一"]
    assert "not in the playbook" in run("lead", "list", "--source", "loby", code=2).stderr
    first, second, third = _leads(run)
    assert (first["next"]["title"], first["next_on"]) == ("bring the form", "2026-11-27")
    assert second["referrer"]["name"] == "李姐"
    assert third["source"] == "referral"


def test_customers_are_listed_by_group_and_referrer(run: Any) -> None:
    customer(run, "赵磊", "--segment", "shareholders")
    customer(run, "钱芳", "--referrer", "赵磊")

    def names(*words: str) -> list[str]:
        return [one["name"] for one in run("customer", "list", *words, "--json").json["items"]]

    assert names("--segment", "shareholders") == ["赵磊"]
    assert names("--by", "赵磊") == ["钱芳"]
    assert "not in the playbook" in run("customer", "add", "x", "--segment", "nobles", code=2).stderr


def test_a_group_is_proposed_by_its_condition(run: Any) -> None:
    from pathlib import Path

    path = Path(run("playbook", "new", "own", "--extends", "general", "--json").json["item"]["path"])
    path.write_text(
        'name = "own"\nextends = "general"\ntitle = { en = "Own", zh = "自己" }\nsentence = { en = "Mine.", zh = "我的。" }\n'
        '[[segment]]\nkey = "rich"\nfor = "person"\nqualifies = "assets >= 500000"\ntitle = { en = "Rich", zh = "富裕" }\n',
        "utf-8",
    )
    run("playbook", "use", "own")

    assert "--segment rich" in run("customer", "add", "张敏", "--assets", "60万").stderr
    assert "--segment" not in run("customer", "add", "李强", "--assets", "6万").stderr


def test_a_firm_is_a_lead_as_a_person_is(run: Any) -> None:
    run("lead", "add", "新星制造有限公司", "13911112222", "needs a loan", "--organisation")

    item = run("show", "新星制造有限公司", "--json").json["item"]
    assert (item["kind"], item["state"]) == ("organisation", "lead")


def test_what_was_to_be_done_with_a_dropped_lead_ends_with_it(run: Any, screen: Any) -> None:
    run("lead", "add", "王伟")
    run("task", "add", "call again", "--for", "c1", "--due", "fri")
    run("log-call", "c1", "talked", "--next", "mon 10:00 bring the sheet")

    assert "t1 t2" in screen("lead", "drop", "c1", "--why", "moved away")
    assert [run("show", ref, "--json").json["item"]["state"] for ref in ("t1", "t2")] == ["dropped", "dropped"]
    run("undo")
    assert [run("show", ref, "--json").json["item"]["state"] for ref in ("t1", "t2")] == ["open", "open"]


def test_a_lead_that_is_not_interested_rests_and_one_that_comes_back_does_not(run: Any, screen: Any) -> None:
    """Nobody proposes it daily, no list and no plan; the answer says until when, and what ends it for good."""
    for name in ("王伟", "李娜"):
        run("lead", "add", name)
        told = screen("log-call", name, "不需要", "--outcome", "not-interested", "--no-next")
        assert "until Mon 11 Jan" in told and "amflow drop" in told

    def proposed(on: str) -> set[str]:
        lists = [run(*words, "--json", "--on", on).json["items"] for words in (("prospect",), ("outreach",), ("plan",))]
        return {one["customer"]["name"] for found in lists for one in found if one["customer"]}

    assert proposed("2026-11-26") == set()
    run("log-call", "李娜", "想想还是要", "--no-next", "--on", "2026-11-30")
    assert proposed("2026-12-01") == {"李娜"}
    assert proposed("2027-01-11") == {"王伟", "李娜"}
