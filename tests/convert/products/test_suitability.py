"""Whether a product's risk fits a customer: never proposed where it does not, and a reason kept where it is done anyway."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.book.store import Book
from amflow.convert.products import matching, suitability
from amflow.shell.context import App
from days import customer, deal, won

TOLERANCES = ("C1", "C2", "C3", "C4", "C5")
RISKS = ("R1", "R2", "R3", "R4", "R5")


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")


@pytest.fixture
def catalogue(run: Any) -> None:
    run("product", "add", "定期存款", "--service", "deposit", "--term", "一年")
    for risk in RISKS:
        run("product", "add", f"基金{risk}", "--service", "fund", "--risk", risk, "--min", "1000")
    run("product", "add", "无等级基金", "--service", "fund")


def assessed(run: Any, who: str, tolerance: str, on: str = "2026-11-02") -> None:
    run("customer", "edit", who, "--field", f"risk-tolerance={tolerance}", "--on", on)


def proposed(run: Any, who: str = "张敏") -> Any:
    return run("product", "match", who, "--json").json


@given(st.sampled_from(TOLERANCES), st.sampled_from(RISKS), st.integers(0, 800))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_bears_more_may_be_shown_no_less(tolerance: str, risk: str, days: int) -> None:
    """The law of suitability: in the order of the classes, and never by an assessment that is too old."""
    desk = App().desk
    day = date(2026, 11, 25) - timedelta(days=days)
    until = day.replace(year=day.year + 1) - timedelta(days=1) if (day.month, day.day) != (2, 29) else None
    bears = suitability.Tolerance(tolerance, tolerance, day, until, until is not None and until < desk.today)
    product = {"service": "fund", "risk": risk}
    found = suitability.fit(desk, bears, product)

    if bears.expired:
        assert found.verdict == "expired"
    else:
        assert found.suits == (int(tolerance[1]) >= int(risk[1]))
        more = [one for one in TOLERANCES if one > tolerance]
        assert not found.suits or all(suitability.fit(desk, bears._replace(key=one), product).suits for one in more)


def test_what_does_not_suit_is_left_out_and_told(run: Any, catalogue: None) -> None:
    customer(run, "张敏")
    assessed(run, "张敏", "C2")
    found = proposed(run)

    assert {one["name"] for one in found["items"]} == {"定期存款", "基金R1", "基金R2"}
    assert {one["name"]: one["verdict"] for one in found["left_out"]} == {
        "基金R3": "too-high", "基金R4": "too-high", "基金R5": "too-high", "无等级基金": "no-class",
    }  # fmt: skip
    assert found["tolerance"] == {
        "key": "C2", "assessed_on": "2026-11-02", "expires_on": "2027-11-01", "expired": False
    }  # fmt: skip


def test_without_an_assessment_nothing_financial_is_proposed(run: Any, catalogue: None) -> None:
    customer(run, "张敏")
    found = proposed(run)
    assert [one["name"] for one in found["items"]] == ["定期存款"]
    assert {one["verdict"] for one in found["left_out"]} == {"not-assessed", "no-class"}


def test_an_assessment_ages(run: Any, screen: Any, catalogue: None) -> None:
    customer(run, "张敏", on="2025-11-01")
    assessed(run, "张敏", "C5", on="2025-11-26")
    assert len(proposed(run)["items"]) == 6, "good for twelve months, the last day of them included"

    old = run("product", "match", "张敏", "--json", "--on", "2026-11-26").json
    assert [one["name"] for one in old["items"]] == ["定期存款"]
    assert old["tolerance"]["expired"]
    assert "to be assessed anew" in screen("product", "match", "张敏", "--on", "2026-11-26")

    # Said once more, it is as good as new.
    assessed(run, "张敏", "C5", on="2026-11-26")
    assert len(run("product", "match", "张敏", "--json", "--on", "2026-11-26").json["items"]) == 6


def test_a_deal_about_what_does_not_suit_needs_a_reason_that_is_kept(run: Any, book: Book, catalogue: None) -> None:
    customer(run, "张敏")
    assessed(run, "张敏", "C2")
    refused = run("deal", "add", "a fund", "--for", "张敏", "--product", "基金R4", code=1)
    assert "R4" in refused.stderr
    assert "--why" in refused.stderr
    assert book.number("SELECT count(*) FROM deal") == 0

    run("deal", "add", "a fund", "--for", "张敏", "--product", "基金R4", "--why", "insists, signed the warning")
    row = book.one("SELECT * FROM unsuited")
    assert row is not None
    assert (row["verdict"], row["risk"], row["tolerance"], row["assessed_on"], row["deal_id"], row["why"]) == (
        "too-high", "R4", "C2", "2026-11-02", 1, "insists, signed the warning"
    )  # fmt: skip
    assert "insists" in run("show", "张敏").stdout

    run("undo")
    assert book.number("SELECT count(*) FROM unsuited") == 0
    run("deal", "add", "a fund", "--for", "张敏", "--product", "基金R2")


def test_a_deal_that_is_changed_is_looked_at_again(run: Any, book: Book, catalogue: None) -> None:
    customer(run, "张敏")
    customer(run, "王伟")
    assessed(run, "张敏", "C5")
    assessed(run, "王伟", "C1")
    run("deal", "add", "a fund", "--for", "张敏", "--product", "基金R4")
    run("deal", "edit", "d1", "--amount", "20万")
    run("deal", "edit", "d1", "--for", "王伟", code=1)
    run("deal", "edit", "d1", "--for", "王伟", "--why", "her mother's account")
    assert book.number("SELECT count(*) FROM unsuited") == 1
    run("deal", "edit", "d1", "--product", "基金R1")


def test_what_is_kept_goes_with_the_person(run: Any, book: Book, catalogue: None, tmp_path: Path) -> None:
    customer(run, "张敏")
    customer(run, "张小敏")
    run("deal", "add", "--for", "c2", "--product", "基金R1", "--why", "small sum")
    run("customer", "merge", "c1", "c2", "--yes")
    assert "small sum" in run("export", "--for", "c1").stdout
    run("product", "remove", "基金R1", code=1)

    run("export", str(tmp_path / "whole.json"))
    run("import", str(tmp_path / "whole.json"), "--book", str(tmp_path / "other.db"))
    run("customer", "erase", "c1", "--yes")
    assert book.number("SELECT count(*) FROM unsuited") == 0


def test_products_are_ranked_by_need_amount_term_and_what_is_held(run: Any, catalogue: None) -> None:
    customer(run, "张敏")
    assessed(run, "张敏", "C5")
    run("product", "add", "养老年金", "--service", "insurance", "--risk", "R1", "--min", "50万", "--term", "10y")
    run("customer", "ask", "张敏", "--answer", "goal=养老，一年后要用", "--answer", "budget=20万")
    found = {one["name"]: one for one in proposed(run)["items"]}

    assert "1 year, as they wish" in found["定期存款"]["why"]
    assert any("养老" in why for why in found["养老年金"]["why"].split(", ")) or "养老" in str(found["养老年金"]["why"])
    assert "below the minimum" in str(found["养老年金"]["why"])
    assert found["基金R1"]["points"] == matching.AMOUNT
    assert next(iter(found)) == "定期存款"

    run("deal", "add", "a fund", "--for", "张敏", "--product", "基金R1")
    assert {one["name"]: one["points"] for one in proposed(run)["items"]}["基金R1"] == (
        matching.AMOUNT + matching.UNDER_WAY
    )


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        ("女儿两年后的学费", "适合短期要用的钱，如学费", {"学费"}),
        ("steady, for old age", "bonds, steady", {"steady"}),
        ("the money and the time", "money any time", set()),
        ("我的", "我的", set()),
        ("", "x", set()),
    ],
)
def test_the_words_that_two_texts_share(text: str, other: str, words: set[str]) -> None:
    assert matching.shared(text, other) == words


def test_a_catalogue_comes_from_a_file_and_goes_into_one(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(
        "产品名称,产品类别,风险等级,期限,起购金额,特点,收益\n"
        "稳健90天,理财产品,R2,90天,1万,封闭,净值浮动\n甲基金,fund,R9,,,,\n乙存款,deposit,,soon,,,\n",
        encoding="utf-8",
    )
    result = run("import", str(file), "--as", "product", code=None)
    assert "R9" in result.stdout + result.stderr
    item = run("product", "show", "稳健", "--json").json["item"]
    assert (item["service"], item["risk"], item["term"], item["least"]["amount"]) == ("wealth", "R2", "90d", 10000)
    assert item["aspects"] == {"features": "封闭", "return": "净值浮动"}

    run("export", str(tmp_path / "out.csv"), "--what", "products")
    assert "unchanged 1" in run("import", str(tmp_path / "out.csv"), "--as", "product").stdout.replace("\t", " ")


def test_a_product_is_edited_by_options(run: Any) -> None:
    run("product", "add", "稳健90天")
    run("product", "edit", "稳健", "--risk", "r2", "--term", "90 days", "--aspect", "features=封闭", "--min", "1万")
    item = run("product", "show", "稳健", "--json").json["item"]
    assert (item["risk"], item["term"], item["least"]["amount"], item["aspects"]) == (
        "R2",
        "90d",
        10000,
        {"features": "封闭"},
    )
    assert [one["name"] for one in run("product", "list", "封闭", "--json").json["items"]] == ["稳健90天"]
    assert run("product", "list", "--risk", "R3", "--json").json["items"] == []
    run("product", "edit", "稳健", "--risk", "R9", code=2)
    run("product", "edit", "稳健", "--term", "soon", code=2)
    run("product", "edit", "稳健", "--aspect", "smell=x", code=2)
    run("product", "edit", "稳健", code=2)
    run("product", "edit", "稳健", "--aspect", "features=", "--min", "")
    item = run("product", "show", "稳健", "--json").json["item"]
    assert (item["least"], item["aspects"]) == (None, {})


def test_a_product_as_a_page(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    run("product", "add", "稳健90天", "--note", "as it was")
    editor = tmp_path / "edit.py"
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")

    def leave(*changes: tuple[str, str]) -> None:
        editor.write_text(
            "import sys, pathlib\np = pathlib.Path(sys.argv[1]); t = p.read_text('utf-8')\n"
            f"for a, b in {changes!r}: t = t.replace(a, b)\np.write_text(t, 'utf-8')\n"
        )

    leave(
        ('risk = ""  # R1', 'risk = "R2"  # R1'), ('term = ""', 'term = "90天"'), ('features = ""', 'features = "封闭"')
    )
    run("product", "edit", "稳健", "--editor")
    item = run("product", "show", "稳健", "--json").json["item"]
    assert (item["risk"], item["term"], item["aspects"], item["note"]) == (
        "R2",
        "90d",
        {"features": "封闭"},
        "as it was",
    )

    leave(('term = "90d"', 'term = "soon"'))
    refused = run("product", "edit", "稳健", "--editor", code=1)
    assert "line 6" in refused.stderr


def test_a_holding_of_what_does_not_suit_needs_a_reason_that_is_kept(run: Any, book: Book, catalogue: None) -> None:
    customer(run, "张敏")
    assessed(run, "张敏", "C2")

    assert "does not suit" in run("holding", "add", "基金R4", "--for", "张敏", code=1).stderr
    run("holding", "add", "基金R2", "--for", "张敏")
    run("holding", "add", "基金R4", "--for", "张敏", "--why", "own wish, warned twice")
    assert [(row["holding_id"], row["why"]) for row in book.all("SELECT * FROM unsuited")] == [
        (2, "own wish, warned twice")
    ]

    assert "does not suit" in run("holding", "edit", "h1", "--product", "基金R5", code=1).stderr
    run("holding", "edit", "h2", "--amount", "5万")
    run("undo")
    run("undo")
    assert book.all("SELECT * FROM unsuited") == []


def test_open_cases_are_on_the_sheet_in_the_brief_and_keep_from_asking(run: Any) -> None:
    customer(run, "张敏")
    won(run, deal(run, "张敏"))
    run("callback", "score", "张敏", "5")
    assert "张敏" in run("referral", "candidates").stdout
    run("case", "open", "张敏", "card was swallowed", "--severity", "high")

    assert "x1 card was swallowed" in run("visit", "张敏").stdout
    assert "card was swallowed\tanswer by 11:30\tx1" in run("brief").stdout
    assert "张敏" not in run("referral", "candidates").stdout
    assert "x1 card was swallowed" in run("referral", "ask", "张敏", code=1).stderr
    run("referral", "ask", "张敏", "--anyway")


@pytest.fixture
def bank(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("customer", "add", "张敏")
    run("product", "add", "one-year note", "--service", "deposit", "--risk", "R1")
    run("product", "add", "money fund", "--service", "fund", "--risk", "R1")


def test_a_deposit_asks_for_no_assessment_whatever_its_class(run: Any, bank: None) -> None:
    run("holding", "add", "one-year note", "--for", "张敏", "--amount", "200000")
    run("log-call", "张敏", "renews", "--product", "one-year note", "--amount", "300000", "--no-next")
    assert "not assessed" in run("holding", "add", "money fund", "--for", "张敏", "--amount", "5000", code=1).stderr


def test_the_sale_asks_for_the_questionnaire_only_of_what_must_suit(run: Any, bank: None) -> None:
    run("deal", "add", "savings", "--for", "张敏", "--product", "one-year note", "--amount", "100000")
    run("deal", "add", "fund", "--for", "张敏", "--product", "money fund", "--amount", "9000", "--why", "asked for it")
    run("deal", "add", "something", "--for", "张敏", "--pipeline", "sale", "--amount", "9000")

    asked = [[one["key"] for one in run("deal", "papers", ref, "--json").json["items"]] for ref in ("d1", "d2", "d3")]

    every = ["risk-questionnaire", "id-card", "product-agreement"]
    assert asked == [["id-card"], every, every], "of what is not said yet everything is asked"
    assert "missing: Identity card" in (said := run("deal", "win", "d1", code=1).stderr)
    assert "Risk" not in said
    assert "asks for no document" in run("deal", "doc", "d1", "received", "risk-questionnaire", code=2).stderr
