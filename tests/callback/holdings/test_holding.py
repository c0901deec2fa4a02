"""amflow holding: written down, its lines, its value at the last price, sold whole and in part."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.book import quantities
from amflow.callback.holdings import records as holdings


@pytest.fixture
def fund(run: Any, tmp_path: Path) -> Any:
    """张敏 has 10,000 units of a fund, bought for 12,000, with both lines; gives what imports prices."""
    run("customer", "add", "张敏")
    run("product", "add", "Growth fund")
    run("holding", "add", "growth", "--for", "张敏", "--units", "10000", "--cost", "12000", "--bought", "2026-09-02",
        "--take-profit", "+5%", "--stop-loss", "-8%")  # fmt: skip

    def priced(**days: str) -> Any:
        file = tmp_path / "prices.csv"
        lines = [f"Growth fund,2026-11-{day[1:]},{price}" for day, price in days.items()]
        file.write_text("\n".join(["product,date,price", *lines]), "utf-8")
        return run("import", str(file), "--as", "price", "--json", code=None)

    return priced


def test_lines_in_percent_count_from_what_was_paid(run: Any, fund: Any) -> None:
    item = run("show", "h1", "--json").json["item"]

    assert (item["take_profit"], item["stop_loss"], item["units"]) == (1.26, 1.104, 10000)
    assert item["value"] is None, "without a price nobody knows what it is worth"


def test_value_and_gain_follow_the_last_price(run: Any, fund: Any, screen: Any) -> None:
    fund(d20="1.21", d24="1.2655", d26="1.5")

    item = run("show", "h1", "--json").json["item"]
    assert (item["price"], item["priced_on"], item["value"]["amount"], item["gain"]["amount"]) == (
        1.2655,
        "2026-11-24",
        12655,
        655,
    )
    assert "12,655" in screen("show", "c1")


def test_a_crossed_line_is_listed_as_a_fact_without_advice(run: Any, fund: Any, screen: Any) -> None:
    assert run("holding", "list", "--crossed", "--json").json["items"] == []
    fund(d24="1.26")

    assert [one["crossed"] for one in run("holding", "list", "--crossed", "--json").json["items"]] == ["take-profit"]
    page = screen("holding", "list", "--crossed")
    assert "as a fact" in page
    assert not any(word in page.casefold() for word in ("recommend", "should", "advise"))


def test_a_price_file_with_text_in_it_keeps_the_good_rows_and_names_the_bad_one(run: Any, fund: Any) -> None:
    result = fund(d20="1.21", d23="abc", d24="1.26")

    assert "“abc” is not a number" in result.stdout
    assert len(run("export", "--what", "prices").stdout.splitlines()) == 3


def test_what_matures_within_a_time_is_listed_by_day(run: Any) -> None:
    run("customer", "add", "张敏")
    for name, day in (("b", "2026-12-20"), ("a", "2026-12-01"), ("past", "2026-11-01"), ("far", "2027-03-01")):
        run("holding", "add", name, "--for", "张敏", "--amount", "1000", "--matures", day)

    def listed(time: str) -> list[str]:
        return [one["name"] for one in run("holding", "list", "--within", time, "--json").json["items"]]

    assert (listed("30d"), listed("30"), listed("1w")) == (["a", "b"], ["a", "b"], ["a"])
    assert "is not an offset" in run("holding", "list", "--within", "soon", code=2).stderr


def test_sold_in_part_it_is_two_and_the_sums_are_kept(run: Any, fund: Any) -> None:
    sold = run("holding", "sell", "h1", "--units", "4000", "--proceeds", "5062", "--json").json["item"]

    assert (sold["ref"], sold["units"], sold["cost"]["amount"], sold["gain"]["amount"]) == ("h2", 4000, 4800, 262)
    left = run("show", "h1", "--json").json["item"]
    assert (left["units"], left["cost"]["amount"], left["sold_on"]) == (6000, 7200, None)
    run("undo")
    assert run("show", "h1", "--json").json["item"]["units"] == 10000
    assert run("show", "h2", code=3)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sell", "h1", "--units", "10001"), 1, "has 10,000 units"),
        (("sell", "h1", "--day", "tomorrow"), 2, "still to come"),
        (("sell", "h1", "--day", "2026-09-01"), 2, "lies before"),
        (("sell", "h9"), 3, "there is no holding h9"),
        (("sell", "c1"), 2, "is not a holding"),
        (("edit", "h1"), 2, "nothing to change"),
        (("edit", "h1", "--take-profit", "1.1"), 2, "is not above"),
        (("edit", "h1", "--stop-loss", "low"), 2, "at most four decimals"),
        (("edit", "h1", "--stop-loss", "-100%"), 2, "leaves nothing"),
        (("edit", "h1", "--units", "0"), 2, "more than 0"),
        (("edit", "h1", "--matures", "2026-01-01"), 2, "lies before"),
        (("add", "p77", "--for", "c1"), 3, "there is no product p77"),
        (("add", "x", "--for", "nobody"), 3, "nobody"),
        (("add", "x"), 2, "--for"),
        (("add", "x", "--for", "c1", "--amount", "many"), 2, "is not an amount"),
        (("add", "x", "--for", "c1", "--take-profit", "5%"), 2, "counts from what was paid"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(run: Any, fund: Any, words: Any, code: int, said: str) -> None:
    before = run("holding", "list", "--json").stdout

    error = run("holding", *words, code=code).stderr

    assert said in error
    assert "hint:" in error
    assert run("holding", "list", "--json").stdout == before


def test_sold_twice_is_refused(run: Any, fund: Any) -> None:
    run("holding", "sell", "h1")

    assert "h1 was sold on 2026-11-25 already" in run("holding", "sell", "h1", code=1).stderr
    assert [one["ref"] for one in run("holding", "list", "--sold", "--json").json["items"]] == ["h1"]
    assert run("holding", "list", "--json").json["items"] == []


def test_holdings_are_brought_in_with_their_lines(run: Any, fund: Any, tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("客户,产品,份额,成本,止盈线,止损线,到期日\n张敏,Growth fund,500,550,1.3,0.9,2027-01-05\n", "utf-8")
    run("import", "--as", "holding", str(file))

    item = run("show", "h2", "--json").json["item"]
    assert (item["take_profit"], item["stop_loss"], item["matures_on"]) == (1.3, 0.9, "2027-01-05")


def test_a_product_that_is_held_stays(run: Any, fund: Any) -> None:
    assert "held, ordered or priced" in run("product", "remove", "p1", code=1).stderr


@given(st.integers(1, 10**11), st.integers(1, 10**9))
def test_units_at_a_price_are_worth_their_product(units: int, price: int) -> None:
    exact = units * price / 10**6

    assert abs(holdings.worth(units, price, "CNY") - exact) <= 0.5 + exact * 1e-12
    assert holdings.worth(units, price, "JPY") * 100 - exact <= 51


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**12))
def test_quantities_are_read_as_they_are_written(e4: int) -> None:
    assert quantities.ten_thousandths(str(quantities.Units(e4))) == e4


def test_a_holding_that_does_not_suit_wants_a_reason_which_is_kept(run: Any, book: Any) -> None:
    run("playbook", "use", "wealth-center")
    run("customer", "add", "张敏")
    run("product", "add", "Growth fund", "--risk", "r5")

    refused = run("holding", "add", "Growth fund", "--for", "张敏", "--amount", "20万", code=1)
    assert "--why" in refused.stderr
    run("holding", "add", "Growth fund", "--for", "张敏", "--amount", "20万", "--why", "asked for it in writing")

    kept = book.one("SELECT * FROM unsuited")
    assert (kept["holding_id"], kept["verdict"], kept["why"]) == (1, "not-assessed", "asked for it in writing")


def test_what_was_bought_lies_behind(run: Any, book: Any) -> None:
    run("customer", "add", "Bo Ek")
    told = run("holding", "add", "bond", "--for", "bo", "--amount", "5000", "--bought", "tomorrow", code=2).stderr
    assert "2026-11-26 is still to come" in told

    run("holding", "add", "bond", "--for", "bo", "--amount", "5000", "--bought", "fri")
    assert book.one("SELECT bought_on FROM holding")["bought_on"] == "2026-11-20"


@pytest.fixture
def loan(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """张敏 was lent 600,000 until next year, and has a deposit of 100,000 that matures the same day."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("customer", "add", "张敏")
    run("product", "add", "home loan", "--service", "loan")
    run("product", "add", "one-year note", "--service", "deposit")
    for name, amount in (("home loan", "600000"), ("one-year note", "100000")):
        run(
            "holding",
            "add",
            name,
            "--for",
            "张敏",
            "--amount",
            amount,
            "--bought",
            "2026-11-02",
            "--matures",
            "2026-12-10",
        )


def test_a_loan_is_owed_and_worth_nothing_to_who_owes_it(run: Any, loan: None, screen: Any) -> None:
    item = run("show", "h1", "--json").json["item"]
    assert (item["value"], item["gain"], item["lent"]["amount"], item["owed"]["amount"]) == (
        None,
        None,
        600000,
        600000,
    )
    page = screen("show", "h1")
    assert "left to repay" in page and "due" in page
    assert "worth" not in page and "matures" not in page

    person = run("show", "c1", "--json").json["item"]
    assert [one["ref"] for one in person["holdings"]] == ["h2"]
    assert [one["ref"] for one in person["loans"]] == ["h1"]
    sheet = run("visit", "c1", "--json").json["item"]
    assert ([one["ref"] for one in sheet["holdings"]], [one["ref"] for one in sheet["loans"]]) == (["h2"], ["h1"])
    report = screen("report", "customer", "c1")
    assert "¥600,000 owed · due Thu 10 Dec" in report and "¥100,000 · matures Thu 10 Dec" in report


def test_a_loan_is_no_asset(run: Any, loan: None) -> None:
    moves = run("customer", "upgrade", "--json").json["items"]
    assert [(one["name"], one["to_tier"]) for one in moves] == [("张敏", "silver")], (
        "100,000 of deposits, and no diamond"
    )


def test_a_loan_is_repaid_in_part_and_then_whole(run: Any, loan: None, screen: Any) -> None:
    said = screen("holding", "sell", "h1", "--proceeds", "200k")
    assert "repaid in part" in said and "¥400,000" in said
    assert run("show", "h1", "--json").json["item"]["owed"]["amount"] == 400000
    assert "no units" in run("holding", "sell", "h1", "--units", "2", code=2).stderr

    assert "paid off" in screen("holding", "sell", "h1")
    item = run("show", "h1", "--json").json["item"]
    assert (item["owed"], item["proceeds"]["amount"], item["sold_on"]) == (None, 600000, "2026-11-25")
    due = [one for one in run("callback", "--json").json["items"] if "falls due" in one["title"]]
    assert due == [], "nothing falls due any more"
    for _step in range(2):
        run("undo")
    assert run("show", "h1", "--json").json["item"]["owed"]["amount"] == 600000


def test_a_loan_falls_due_and_a_deposit_matures(run: Any, loan: None, screen: Any) -> None:
    run("customer", "edit", "c1", "--tier", "gold")

    items = run("callback", "--json").json["items"]

    due = [(one["title"], one["why"]) for one in items if "falls due" in one["title"]]
    assert due and "home loan falls due Thu 10 Dec, ¥600,000" in due[0][1]
    assert "note" not in due[0][1]
    told = screen("message", "queue", "--on", "2026-12-04")
    assert "one-year note matures" in told and "home loan" not in told


def test_what_has_matured_stays_in_the_day_until_it_is_said_what_became_of_it(run: Any) -> None:
    run("customer", "add", "张敏", "--on", "2026-11-02")
    run(
        "holding",
        "add",
        "90-day note",
        "--for",
        "张敏",
        "--amount",
        "50000",
        "--matures",
        "2026-11-25",
        "--on",
        "2026-11-02",
    )
    run(
        "holding",
        "add",
        "old note",
        "--for",
        "张敏",
        "--amount",
        "1",
        "--bought",
        "2025-01-02",
        "--matures",
        "2026-11-02",
    )

    def asked(day: str) -> list[tuple[str, str, bool]]:
        items = run("callback", "--json", "--on", day).json["items"]
        return [(one["ref"], one["why"], one["late"]) for one in items if one["kind"] == "holding"]

    assert asked("2026-11-24") == []
    assert asked("2026-11-25") == [("h1", "matured Wed 25 Nov: paid out or renewed?", False)]
    assert [one[2] for one in asked("2026-12-18")] == [True]
    assert "--matures" in run("done", "h1", code=2).stderr
    run("holding", "edit", "h1", "--matures", "2027-02-25")
    assert asked("2026-12-18") == []
    run("undo")
    run("holding", "sell", "h1", "--on", "2026-12-01")
    assert asked("2026-12-18") == []


def test_what_is_written_down_matures_by_the_term_of_its_product(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("customer", "add", "张敏")
    run("product", "add", "note", "--service", "deposit", "--term", "12m")

    def matures(*words: str) -> Any:
        said = run("holding", "add", "note", "--for", "张敏", "--amount", "20万", "--anyway", *words, "--json").json[
            "item"
        ]
        return said["matures_on"]

    assert matures("--bought", "2026-11-20") == "2027-11-20"
    assert matures("--bought", "2026-11-20", "--matures", "2027-05-20") == "2027-05-20"
    assert matures("--bought", "2026-11-20", "--matures", "") is None
    assert matures() is None
