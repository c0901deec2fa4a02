"""Before a visit: the page to take along, the appointment confirmed, the colleagues who come along."""

from pathlib import Path
from typing import Any

import pytest

from amflow.book.store import Book
from days import customer, deal, task


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")


@pytest.fixture
def visit(run: Any, book: Book) -> None:
    """张敏 with a family, a talk, promises, a deal without its papers, something held, something ordered."""
    customer(run, "张敏", "--tier", "gold", "--phone", "13800138000", "--field", "employer=东方机械", on="2026-10-01")
    customer(run, "王伟", "--birthday", "1980-12-01")
    run("customer", "link", "王伟", "张敏", "spouse")
    deal(run, "张敏", on="2026-11-10")
    run("deal", "advance", "d1", "--force", "--why", "so", "--on", "2026-11-10")
    run("log-visit", "张敏", "charged twice, upset", "--outcome", "problem", "--on", "2026-11-20")
    run("customer", "ask", "张敏", "--answer", "goal=养老", "--answer", "difficulty=no time for the counter")
    run("product", "add", "养老定存", "--service", "deposit")
    run("product", "add", "股票基金", "--service", "fund", "--risk", "R5")
    task(run, "go through the maturities", "--for", "张敏", "--due", "tomorrow 10:00", "--kind", "visit")
    task(run, "send the sheet", "--for", "张敏", "--due", "fri", "--promised")
    with book.change("import") as change:
        change.insert(
            "holding", customer_id=1, name="一年定期", amount_minor=20000000, currency="CNY", matures_on="2026-12-03"
        )
        change.insert("orders", customer_id=1, name="纪念币", ordered_on="2026-11-01", promised_on="2026-11-10")


def lines(run: Any, *words: str) -> dict[str, list[str]]:
    found = run("visit", *words, "--json").json
    return {part["key"]: part["lines"] for part in found["parts"]}


def test_the_page_holds_everything_of_the_visit(run: Any, visit: None) -> None:
    parts = lines(run, "张敏")

    assert parts["purpose"][0] == "go through the maturities"
    assert "spouse 王伟 (c2)" in parts["who"][-1]
    assert "Employer: 东方机械" in parts["business"]
    assert parts["needs"] == ["What is the money for, and by when? 养老"]
    assert "charged twice" in parts["talks"][0]
    assert "send the sheet" in parts["promises"][0]
    assert "promised" in parts["promises"][0]
    assert parts["problems"] == ["Wed 25 Nov  no time for the counter", "Fri 20 Nov  charged twice, upset"]
    assert parts["papers"][0].startswith("d1 ")
    assert "一年定期" in parts["holdings"][0]
    assert "Thu 3 Dec" in parts["holdings"][0]
    assert parts["orders"][0].endswith("late")
    assert any("养老定存" in line for line in parts["products"])
    assert not any("股票基金" in line for line in parts["products"])
    assert len(parts["questions"]) == 5
    assert "王伟 (spouse)" in parts["birthdays"][0]
    assert len(parts["parts"]) == 5
    assert lines(run, "t1") == parts


def test_what_was_noted_of_them_is_on_the_page(run: Any, visit: None) -> None:
    run("customer", "edit", "c1", "--assets", "500000", "--impression", "calm and friendly")
    run("note", "add", "the son begins university", "--for", "c1")

    found = {part["key"]: part["lines"] for part in run("visit", "c1", "--json").json["parts"]}

    assert {"Assets: ¥500,000", "First impression: calm and friendly"} <= set(found["who"])
    assert [line.partition("  ")[2] for line in found["notes"]] == ["the son begins university"]
    assert not any(line[:2] == "1." for line in found["parts"]), "a page of bullets has no numbers between them"


def test_a_customer_of_whom_little_is_known_has_a_page_too(run: Any) -> None:
    customer(run, "李芳")
    parts = lines(run, "李芳")
    assert set(parts) == {"questions", "parts"}
    run("visit", "nobody", code=3)
    run("visit", "t9", code=3)
    task(run, "figures", "--due", "fri")
    run("visit", "t1", code=1)


@pytest.mark.parametrize("ending", ["md", "html", "txt", "json"])
def test_the_page_as_a_document(run: Any, visit: None, tmp_path: Path, ending: str) -> None:
    run("customer", "edit", "张敏", "--impression", "<b>*bold*</b>")
    run("log-visit", "张敏", "<script>alert(1)</script> *star*", "--no-next")
    run("visit", "张敏", "-o", str(tmp_path / f"sheet.{ending}"), "--plain")
    text = (tmp_path / f"sheet.{ending}").read_text("utf-8")

    assert "张敏" in text
    assert "go through the maturities" in text
    if ending == "html":
        assert "<script>" not in text
        assert text.count("<h2>") >= 10
    if ending == "md":
        assert "\\*star\\*" in text
        assert "## Purpose" in text


def test_the_page_in_chinese(run: Any, visit: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    text = run("visit", "张敏", "--format", "txt").stdout
    for title in ("拜访目的", "客户概况", "未完事项", "困难与问题", "待问问题", "拜访五步"):
        assert title in text


def test_a_template_of_ones_own(run: Any, visit: None, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt.j2"
    mine.write_text("{{ title }}: {{ parts[0].lines[0] }}", "utf-8")
    assert run("visit", "张敏", "--template", str(mine)).stdout == "张敏 (c1): go through the maturities\n"
    mine.write_text("{{ nothing }}", "utf-8")
    run("visit", "张敏", "--template", str(mine), code=5)


def test_an_appointment_is_confirmed(run: Any, visit: None, book: Book) -> None:
    waiting = [one for one in run("prep", "--json").json["items"] if one["section"] == "confirm"]
    assert [(one["ref"], one["command"]) for one in waiting] == [("t1", "amflow visit t1 --confirmed …")]
    planned = run("plan", "--json").json["items"]
    assert "not confirmed" in next(one["why"] for one in planned if one["ref"] == "t1")

    item = run("visit", "张敏", "--with", "小陈", "--json", "--confirmed=Ms Zhang, by phone").json["item"]
    assert (item["ref"], item["confirmed_on"], item["confirmed_by"]) == ("t1", "2026-11-25", "Ms Zhang, by phone")
    assert [one for one in run("prep", "--json").json["items"] if one["section"] == "confirm"] == []
    assert "confirmed by Ms Zhang" in run("visit", "t1").stdout
    assert lines(run, "t1")["companions"] == ["小陈"]

    # What was confirmed for another moment is not confirmed for this one.
    run("move", "t1", "fri 11:00")
    assert book.one("SELECT confirmed_on FROM task WHERE id = 1")["confirmed_on"] is None  # type: ignore[index]
    run("undo")
    assert book.one("SELECT confirmed_on FROM task WHERE id = 1")["confirmed_on"] == "2026-11-25"  # type: ignore[index]


def test_the_colleagues_of_the_appointment_are_those_of_the_visit(run: Any, visit: None, book: Book) -> None:
    run("visit", "t1", "--with", "小陈", "--confirmed=")
    run("log-visit", "张敏", "talked", "--no-next", "--on", "2026-11-26")
    assert book.one("SELECT companions FROM touch ORDER BY id DESC")["companions"] == "小陈"  # type: ignore[index]


def test_what_cannot_be_confirmed(run: Any, visit: None) -> None:
    run("visit", "王伟", "--confirmed=", code=3)
    run("visit", "t1", "--on", "2026-11-28", "--confirmed=", code=1)
    run("done", "t1")
    run("visit", "t1", "--confirmed=", code=1)


def test_the_page_says_how_the_group_and_the_key_market_are_approached(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W16: a tailored way per customer type; W18: kinds of shops, and the price band of the key market."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    facts = ("--field", "shop-class=image", "--field", "key-market=weddings")
    run("customer", "add", "喜洋洋商行", "--organisation", *facts)
    run("customer", "add", "陈记商店", "--organisation", "--segment", "flagship", "--field", "key-market=none")

    assert lines(run, "喜洋洋商行")["ways"] == [
        "Image shops: Display first, then the range",
        "Weddings 200–500: Shops near banquet halls; orders two weeks ahead",
    ]
    assert lines(run, "陈记商店")["ways"] == ["Flagship shops: Model for others: display and records without gaps"]

    monkeypatch.setenv("AMFLOW_PLAYBOOK", "general")
    run("customer", "add", "张敏", "--segment", "individual")
    assert lines(run, "张敏")["ways"][0].startswith("Individuals: Ask after the family")


def test_yes_and_no_of_a_file_are_kept_in_one_way_and_said_in_ones_own_language(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    run("customer", "add", "陈记商店", "--organisation", "--field", "e-ordering=是", "--field", "e-settlement=n")
    assert lines(run, "陈记商店")["business"] == ["Orders online: yes", "Settles electronically: no"]
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert lines(run, "陈记商店")["business"] == ["是否网上订货：是", "是否电子结算：否"]
    run("customer", "edit", "陈记商店", "--field", "e-ordering=perhaps", code=2)


def test_the_page_and_the_days_list_say_what_a_campaign_asks_of_this_customer(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W18: goals per target customer; the plan split by line and customer is seen where it is carried out."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    run("customer", "add", "陈记商店", "--organisation")
    run("campaign", "add", "new brand", "--kind", "new-brand", "--goal", "12")
    run("campaign", "invite", "g1", "陈记商店")
    run("campaign", "split", "g1", "--share", "c1=12")
    (item,) = [one for one in run("outreach", "--json").json["items"] if one["section"] == "campaigns"]
    assert "goal 12" in item["why"]
    run("campaign", "mark", "g1", "c1", "bought", "--units", "5")
    assert lines(run, "陈记商店")["campaigns"] == ["g1 new brand: bought · 5 of 12"]
    run("campaign", "close", "g1")
    assert "campaigns" not in lines(run, "陈记商店")
