"""A sale, entered once: from the talk or the deal, in one change; what is made is the playbook's choice."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pexpect
import pytest
from tests.days import customer

NOTE = ("--outcome", "bought", "--product", "one-year note", "--amount", "200000")


@pytest.fixture
def bank(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "张敏", "--tier", "gold")
    run("product", "add", "one-year note", "--service", "deposit", "--term", "12m")


@pytest.fixture
def shop(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    customer(run, "川味食府", "--organisation")
    run("product", "add", "oil", "--service", "goods", "--price", "200")


def _show(run: Any, ref: str) -> Any:
    return run("show", ref, "--json").json["item"]


def _figure(run: Any, key: str) -> float:
    return float(run("summary", "--month", "--json").json["figures"][key]["value"] or 0)


def test_a_talk_wins_the_deal_and_makes_the_holding_in_one_change(run: Any, bank: None, screen: Any) -> None:
    said = screen("log-visit", "张敏", "renews", *NOTE, "--no-next")

    assert "d1  one-year note opened and won ¥200,000" in said
    assert "h1  one-year note · ¥200,000 · matures Thu 25 Nov 2027" in said
    assert "Ten days after signing Mon 7 Dec" in said
    assert "although missing" in said and "amflow deal doc d1 received" in " ".join(said.split())
    deal, holding, person = _show(run, "d1"), _show(run, "h1"), _show(run, "c1")
    assert (deal["state"], deal["pipeline"], deal["amount"]["amount"], deal["made"][0]["ref"]) == (
        "won",
        "sale",
        200000,
        "h1",
    )
    assert (holding["deal"]["ref"], holding["matures_on"], holding["cost"]["amount"]) == ("d1", "2027-11-25", 200000)
    assert (person["client_since"], person["due"][0]["title"]) == ("2026-11-25", "Ten days after signing")
    assert len([one for one in person["due"] if "days after" in one["title"]]) == 1, "called back about it once"
    assert "one-year note (d1 · h1)" in run("history").stdout.splitlines()[0]
    run("undo")
    assert run("show", "d1", code=3) and run("show", "h1", code=3)
    assert _show(run, "c1")["client_since"] is None


def test_an_open_deal_about_the_product_is_the_one_that_is_won(run: Any, bank: None) -> None:
    run("deal", "add", "savings plan", "--for", "张敏", "--product", "one-year note", "--amount", "100000")
    talk = ("log-call", "张敏", "agreed", "--product", "one-year note", "--no-next")
    assert "missing: Identity card" in run(*talk, code=1).stderr
    run(*talk, "--why", "the papers follow by post")

    assert _show(run, "d1")["history"][-1]["why"] == "the papers follow by post"
    assert (_show(run, "d1")["state"], _show(run, "h1")["value"]["amount"]) == ("won", 100000)
    assert run("show", "d2", code=3)
    run("undo")
    run("deal", "add", "another", "--for", "张敏", "--product", "one-year note")
    assert "which deal does it win?" in run("log-visit", "张敏", "talked", *NOTE, code=2).stderr
    run("log-visit", "张敏", "talked", *NOTE, "--deal", "d2", "--why", "signed at once")
    assert (_show(run, "d1")["state"], _show(run, "d2")["state"]) == ("open", "won")


def test_a_deposit_that_is_renewed_pays_the_old_one_out_and_no_interest_flows(run: Any, bank: None) -> None:
    run(
        "holding",
        "add",
        "one-year note",
        "--for",
        "张敏",
        "--amount",
        "200000",
        "--bought",
        "2025-11-27",
        "--matures",
        "2026-11-27",
    )
    refused = run("log-visit", "张敏", "talked", *NOTE, code=2).stderr
    assert "h1  one-year note, matures Fri" in refused and "--replaces h1, or --replaces no" in refused
    assert run("show", "d1", code=3), "nothing was written"
    run("log-visit", "张敏", "talked", *NOTE, "--replaces", "h1")

    assert (_show(run, "h1")["sold_on"], _show(run, "h2")["replaces"]["ref"]) == ("2026-11-25", "h1")
    assert _figure(run, "deposits_amount") == 0
    run("undo")
    run("holding", "sell", "h1", "--proceeds", "203000")
    assert _figure(run, "deposits_amount") == -200000


def test_a_deposit_that_came_in_by_name_is_renewed_like_one_of_the_catalogue(run: Any, bank: None) -> None:
    run("holding", "add", "term deposit", "--for", "张敏", "--amount", "200000", "--matures", "2026-11-27")

    refused = run("log-visit", "张敏", "talked", *NOTE, code=2).stderr

    assert "h1  term deposit, matures Fri" in refused and "--replaces h1, or --replaces no" in refused
    run("log-visit", "张敏", "talked", *NOTE, "--replaces", "h1")
    assert _figure(run, "deposits_amount") == 0


def test_what_others_decide_is_not_won_in_one_go(run: Any, bank: None) -> None:
    run("product", "add", "home loan", "--service", "loan", "--term", "24m")

    refused = run("log-visit", "张敏", "talked", "--product", "home loan", "--amount", "50万", code=1)
    assert "decided by others" in refused.stderr and "--for c1 --product p2" in refused.stderr
    assert _show(run, "c1")["last_touch_on"] is None, "nothing was written"
    run("deal", "add", "--for", "张敏", "--product", "home loan", "--amount", "50万")
    assert _show(run, "d1")["pipeline"] == "loan"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--product", "gold bar"), 3, "no product is called"),
        (("--product", "one-year note"), 2, "how much of one-year note?"),
        (("--amount", "20万"), 2, "what was bought?"),
        (("--product", "one-year note", "--amount", "1", "--outcome", "interested"), 2, "belongs to a talk that ended"),
        (("--product", "one-year note", "--amount", "1", "--outcome", "no-answer"), 2, "belongs to a talk that ended"),
        (("--product", "one-year note", "--amount", "1", "--replaces", "h9"), 3, "there is no holding h9"),
    ],
)
def test_a_slip_writes_nothing(run: Any, bank: None, words: tuple[str, ...], code: int, said: str) -> None:
    before = run("history").stdout

    assert said in run("log-visit", "张敏", "talked", *words, code=code).stderr
    assert run("history").stdout == before


def test_an_order_has_its_price_and_the_money_is_counted_once(run: Any, shop: None, screen: Any) -> None:
    said = screen(
        "log-visit", "川味食府", "ordered", "--product", "oil", "--units", "12", "--promised", "fri", "--no-next"
    )

    assert "o1  12 × oil · ¥2,400 · promised Fri" in said and "the order, not the deal" in said
    assert (_figure(run, "orders_amount"), _figure(run, "deals_won_amount"), _figure(run, "deals_won")) == (2400, 0, 1)
    analysis = screen("summary", "--analysis")
    assert "counted by the order (Order of goods); else by the deal" in " ".join(analysis.split())
    run("order", "cancel", "o1", "--why", "wrong size")
    assert (_figure(run, "orders_amount"), _figure(run, "deals_won_amount")) == (0, 0), (
        "what was called off brings nothing"
    )
    for told in (screen("summary"), screen("show", "d1")):
        assert "its orders were called off" in told and "counted by its orders" not in told


def test_a_won_deal_makes_its_order_unless_it_is_won_alone(run: Any, shop: None) -> None:
    run("deal", "add", "--for", "川味食府", "--product", "oil", "--amount", "2000")
    assert _show(run, "d1")["pipeline"] == "order"
    force = ("--force", "--why", "by phone")
    run("deal", "win", "d1", "--alone", *force)
    assert run("show", "o1", code=3)
    run("undo")
    run("deal", "win", "d1", *force, "--units", "10", "--promised", "fri")

    order = _show(run, "o1")
    assert (order["deal"]["ref"], order["units"], order["amount"]["amount"], order["promised_on"]) == (
        "d1",
        10,
        2000,
        "2026-11-27",
    )
    assert _show(run, "d1")["counted_in"] == "order"


def test_the_same_within_minutes_is_asked_about(run: Any, shop: None, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("log-visit", "川味食府", "talked", "--product", "oil", "--units", "12", "--no-next")
    run(*words)

    assert "the same was written down within the last 10 minutes: o1" in run(*words, code=1).stderr
    run(*words, "--anyway")
    assert _show(run, "o2")["units"] == 12
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T10:00")
    run(*words)


def test_the_first_delivery_makes_a_client_out_of_outreach(run: Any, shop: None) -> None:
    run("lead", "add", "新店", "--intent", "A")
    run("order", "add", "oil", "--for", "新店", "--units", "2")
    assert (_show(run, "c2")["state"], _show(run, "o1")["amount"]["amount"]) == ("lead", 400)
    run("order", "deliver", "o1")

    shop = _show(run, "c2")
    assert (shop["state"], shop["client_since"], shop["intent"]) == ("customer", "2026-11-25", None)
    assert run("book", "check").code == 0
    run("reopen", "o1")
    assert _show(run, "c2")["client_since"] is None


def test_what_they_have_bought_is_answered_by_the_orders(run: Any, shop: None, screen: Any) -> None:
    before = _show(run, "c1")["complete_share"]
    run("order", "add", "oil", "--for", "川味食府", "--units", "2")
    run("customer", "add", "王强", "--org", "川味食府", "--role", "店主")

    assert _show(run, "c1")["complete_share"] > before
    page = " ".join(screen("show", "c1").split())
    assert "What they have bought oil" in page and "Who decides 王强 (店主)" in page
    assert "oil" in screen("visit", "c1")


def test_a_playbook_that_says_nothing_makes_nothing(run: Any, home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    own = run("playbook", "new", "print-shop", "--help", code=None)
    assert own.code == 0
    text = (
        'name = "bare"\ntitle = { en = "Bare", zh = "空" }\nsentence = { en = "Bare", zh = "空" }\n'
        '[[outcome]]\nkey = "bought"\ntitle = { en = "Bought", zh = "成交" }\n'
        '[[pipeline]]\nkey = "sale"\ntitle = { en = "Sale", zh = "销售" }\n'
        '[[pipeline.stage]]\nkey = "talk"\nprobability = 0.5\ntitle = { en = "Talk", zh = "洽谈" }\n'
    )
    (folder / "bare.toml").write_text(text, "utf-8")
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "bare")
    customer(run, "张敏")
    run("product", "add", "oil", "--price", "200")
    run("log-visit", "张敏", "talked", "--outcome", "bought", "--product", "oil", "--amount", "200")

    assert _show(run, "d1")["state"] == "won"
    assert run("show", "o1", code=3) and run("show", "h1", code=3)


@pytest.mark.parametrize(
    ("service", "options", "made"),
    [
        ("", ("--replaces", "h3"), "neither a holding nor an order"),
        ("", ("--units", "12"), "neither a holding nor an order"),
        ("", ("--promised", "fri"), "neither a holding nor an order"),
        ("deposit", ("--promised", "fri"), "a holding"),
    ],
)
def test_what_a_sale_has_no_use_for_is_refused(
    run: Any, bank: None, service: str, options: tuple[str, ...], made: str
) -> None:
    run("product", "add", "safe box", *(("--service", service) if service else ()))

    refused = run("log-visit", "张敏", "租了", "--product", "safe box", "--amount", "600", *options, code=2)

    assert f"{options[0]} says nothing here: the sale of “safe box” makes {made}" in refused.stderr
    assert _show(run, "c1")["last_touch_on"] is None


def test_anyway_alone_is_no_sale_and_the_same_talk_is_asked_about(run: Any, bank: None) -> None:
    said = ("log-call", "张敏", "想再比较", "--outcome", "undecided")
    run(*said, "--anyway")

    assert "within the last 10 minutes: c1" in run(*said, code=1).stderr
    run(*said, "--anyway")
    run("log-call", "张敏", "想再比较两家", "--outcome", "undecided")
    assert len(_show(run, "c1")["touches"]) == 3


@pytest.mark.parametrize("answer", ["", "no"])
def test_a_talk_is_not_lost_to_the_papers_that_its_deal_lacks(run: Any, bank: None, book: Any, answer: str) -> None:
    run("deal", "add", "--for", "张敏", "--product", "one-year note", "--amount", "200000")
    words = ("log-visit", "张敏", "签了字", *NOTE, "--no-next")

    refused = run(*words, code=1).stderr
    assert '--why "…"' in refused and "--force" not in refused
    assert "the talk alone is written without what was sold" in refused
    assert book.number("SELECT count(*) FROM touch") == 0

    child = pexpect.spawn(
        sys.executable, ["-m", "amflow", *words], env={**os.environ, "TERM": "dumb"}, encoding="utf-8", timeout=20,
        dimensions=(40, 160),
    )  # fmt: skip
    child.expect("leave the deal open")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, book.number("SELECT count(*) FROM touch")) == ((1, 0) if answer else (0, 1))
    assert _show(run, "d1")["state"] == "open"


def test_goods_that_somebody_orders_are_the_firms(run: Any, shop: None, screen: Any) -> None:
    """The cook orders for the restaurant: it is the client, and its tier, line and page count the order (`W05`, `W18`)."""
    customer(run, "王师傅", "--org", "川味食府", "--role", "主厨")

    said = screen("log-call", "王师傅", "20 of oil", "--product", "oil", "--units", "20", "--no-next")
    run("order", "add", "oil", "--for", "王师傅", "--units", "2", "--amount", "300")

    assert "o1  20 × oil · 川味食府" in said
    assert [_show(run, ref)["customer"]["name"] for ref in ("o1", "o2", "d1")] == ["川味食府"] * 3
    assert _show(run, "c1")["client_since"] and not _show(run, "c2")["client_since"]
    assert [one["ref"] for one in _show(run, "c2")["orders"]] == ["o2", "o1"]


def test_who_buys_alone_orders_alone(run: Any, shop: None) -> None:
    customer(run, "王师傅", "--org", "川味食府", "--tier", "gold")

    run("order", "add", "oil", "--for", "王师傅", "--units", "2")

    assert _show(run, "o1")["customer"]["name"] == "王师傅"


def test_a_talk_with_the_cook_wins_the_deal_of_the_restaurant(run: Any, shop: None) -> None:
    customer(run, "王师傅", "--org", "川味食府")
    run("deal", "add", "oil for spring", "--for", "川味食府", "--product", "oil", "--pipeline", "order")

    run("log-call", "王师傅", "agreed", "--product", "oil", "--units", "5", "--why", "papers by post", "--no-next")

    deal = _show(run, "d1")
    assert (deal["state"], deal["customer"]["name"], _show(run, "o1")["deal"]["ref"]) == ("won", "川味食府", "d1")


def test_an_order_call_with_several_goods_is_one_line(run: Any, shop: None, screen: Any) -> None:
    """W05: what is ordered in one call is written down in one: a deal and an order for each, one talk, one undo."""
    run("product", "add", "rice", "--service", "goods", "--price", "128")

    said = screen("log-call", "川味食府", "orders", "--product", "rice=20，oil=10", "--promised", "fri", "--no-next")

    assert "o1  20 × rice · ¥2,560" in said and "o2  10 × oil · ¥2,000" in said
    assert said.count("again") == 1
    assert len(_show(run, "c1")["touches"]) == 1 and _figure(run, "orders") == 2
    assert "o3" in run("order", "add", "rice=2; oil=3", "--for", "c1", "--promised", "fri").stdout
    assert _show(run, "o4")["units"] == 3
    assert "how much of oil?" in run("order", "add", "rice=2, oil", "--for", "c1", code=2).stderr
    assert "of one thing" in run("order", "add", "rice=2, oil=1", "--for", "c1", "--amount", "9", code=2).stderr
    run("undo")
    run("undo")
    assert run("order", "list", "--json").json["items"] == []


def test_the_plan_of_a_day_does_not_wait_for_an_order_that_was_called_off(run: Any, shop: None) -> None:
    run("log-call", "川味食府", "orders by phone")
    run("order", "add", "oil", "--for", "川味食府", "--units", "1", "--promised", "tomorrow")
    run("plan", "--accept")
    run("order", "cancel", "o1", "--why", "menu changed", "--on", "2026-11-26")
    plan = run("summary", "--json", "--on", "2026-11-26").json["plan"]
    assert (plan["planned"], plan["dropped"]) == (1, 1)


def test_what_is_planned_for_a_day_to_come_is_not_undone(run: Any, shop: None) -> None:
    """The plan of a week counts the days that were: tomorrow's lines are ahead."""
    run("log-call", "川味食府", "orders by phone")
    run("order", "add", "oil", "--for", "川味食府", "--units", "1", "--promised", "tomorrow")
    run("plan", "--accept")
    assert _figure(run, "plan_lines") == 0
    assert run("summary", "--month", "--json", "--on", "2026-11-26").json["figures"]["plan_lines"]["value"] == 1


def test_what_needs_no_product_is_sold_by_its_service(run: Any, screen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")
    customer(run, "李梅")
    bought = ("log-visit", "李梅", "signed here", "--outcome", "bought", "--no-next", "--anyway")

    for said in ("account", "Securities account", "开户"):
        assert "Securities account opened and won" in screen(*bought, "--product", said)
    assert [_show(run, ref)["pipeline"] for ref in ("d1", "d2", "d3")] == ["account-opening"] * 3
    assert _figure(run, "accounts_opened") == 3
    # A fund is held: which one must be said.
    assert "no product is called" in run(*bought, "--product", "fund", code=3).stderr


def test_yes_means_the_only_holding_that_is_about_to_mature(run: Any, bank: None) -> None:
    assert "matures soon" in run("log-call", "张敏", "renews", *NOTE, "--replaces", "yes", code=2).stderr
    run("holding", "add", "one-year note", "--for", "张敏", "--amount", "200000", "--matures", "2026-11-27")

    run("log-call", "张敏", "renews", *NOTE, "--replaces", "是")

    assert _show(run, "h2")["replaces"]["ref"] == "h1"


def test_what_only_companies_have_is_the_firms_typed_or_in_a_file(
    run: Any, screen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "corporate-bank")
    customer(run, "Acme", "--organisation")
    customer(run, "Dan Reed", "--org", "Acme", "--role", "managing director")
    run("product", "add", "working capital", "--service", "loan")
    run("product", "add", "term deposit", "--service", "deposit", "--term", "6m")
    run("deal", "add", "line", "--for", "Dan Reed", "--product", "working capital", "--amount", "3m")

    said = screen("log-visit", "Dan Reed", "put it away", "--product", "term deposit", "--amount", "1m", "--no-next")
    run("holding", "add", "term deposit", "--for", "Dan Reed", "--amount", "5000")
    deals, held = tmp_path / "deals.csv", tmp_path / "held.csv"
    deals.write_text("title,customer,product,amount\nline,Dan Reed,working capital,3000000\n", "utf-8")
    held.write_text("customer,product,amount,bought\nDan Reed,term deposit,7000,2026-11-20\n", "utf-8")
    run("import", str(deals), "--as", "deal")
    run("import", str(held), "--as", "holding")

    assert "about" not in said, "the talk is about what was sold, not about the loan under way"
    assert {_show(run, ref)["customer"]["name"] for ref in ("d1", "d2", "d3", "h1", "h2", "h3")} == {"Acme"}
    assert run("log-call", "Dan Reed", "the fair", "--deal", "no", "--no-next")
    assert [one["note"] for one in _show(run, "c2")["touches"]][:1] == ["the fair"]


def test_the_firms_open_deal_is_won_by_whoever_speaks_for_it(run: Any, screen: Any) -> None:
    customer(run, "Acme", "--organisation")
    customer(run, "Jane Roe", "--org", "Acme")
    run("product", "add", "A4 paper", "--price", "22")
    run("deal", "add", "Paper 2027", "--for", "Acme", "--product", "A4 paper", "--amount", "4400")
    bought = ("log-visit", "Jane Roe", "agreed", "--product", "A4 paper", "--no-next", "--why", "papers follow")

    run(*bought)

    assert (_show(run, "d1")["state"], _show(run, "c1")["client_since"]) == ("won", "2026-11-25")
    run("log-visit", "Jane Roe", "more", "--product", "A4 paper", "--amount", "300", "--no-next", "--anyway")
    assert _show(run, "d2")["customer"]["name"] == "Acme"


def test_whoever_buys_alone_is_asked_about_the_deal_of_their_firm(run: Any) -> None:
    customer(run, "Acme", "--organisation")
    customer(run, "Jane Roe", "--org", "Acme", "--tier", "gold")
    run("product", "add", "A4 paper", "--price", "22")
    run("deal", "add", "Paper 2027", "--for", "Acme", "--product", "A4 paper")
    bought = ("log-visit", "Jane Roe", "agreed", "--product", "A4 paper", "--no-next", "--why", "papers follow")

    said = run(*bought, code=2).stderr

    assert "which deal does it win?" in said and "d1  Paper 2027 · Acme" in said and "--deal new" in said
    run(*bought, "--deal", "new")
    assert (_show(run, "d1")["state"], _show(run, "d2")["customer"]["name"]) == ("open", "Jane Roe")


def test_a_talk_that_ended_with_the_sale_of_a_named_deal_wins_it(run: Any, shop: None) -> None:
    """W01, W12: who names the deal and says that they bought has said what was sold; product and amount are the deal's."""
    run(
        "deal",
        "add",
        "oil for the spring",
        "--for",
        "川味食府",
        "--product",
        "oil",
        "--amount",
        "2400",
        "--pipeline",
        "order",
    )
    refused = run("log-call", "川味食府", "agreed", "--outcome", "bought", "--deal", "d1", code=1).stderr
    assert "missing: Delivery note" in refused and "the talk alone" in refused
    run("deal", "doc", "d1", "received", "Order", "Delivery note, signed")
    run("log-call", "川味食府", "agreed", "--outcome", "bought", "--deal", "d1")
    assert (_show(run, "d1")["state"], _show(run, "o1")["amount"]["amount"]) == ("won", 2400)


@pytest.fixture
def tender(run: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A contract of which a price below the list was agreed."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "enterprise")
    customer(run, "Acme", "--organisation")
    run("product", "add", "packing line", "--price", "180000")
    run("deal", "add", "tender", "--for", "Acme", "--pipeline", "contract", "--amount", "360000")
    run("deal", "terms", "d1", "price", "--ours", "360k", "--bottom", "335k", "--agreed", "340k")
    return "d1"


def test_the_order_of_a_deal_costs_what_was_agreed(run: Any, tender: str, screen: Any) -> None:
    said = screen("log-visit", "Acme", "signed", "--product", "packing line", "--units", "2", "--promised", "2027-02-01",
        "--why", "papers by post", "--no-next")  # fmt: skip
    run("order", "deliver", "o1", "--units", "1")

    assert "although missing" in said and "approval (Management)" in " ".join(said.split()), (
        "what was taken over is said"
    )
    assert "late or short" not in screen("summary", "--month"), "half of it came before its day"
    assert "late or short" in screen("summary", "--month", "--on", "2027-02-01")
    assert (_show(run, "d1")["amount"]["amount"], _show(run, "o1")["amount"]["amount"]) == (340000, 340000)
    assert "1 Feb 2027" in screen("show", "d1")


def test_where_orders_carry_the_amount_the_deal_follows_it(run: Any, shop: None) -> None:
    run("deal", "add", "oil for spring", "--for", "川味食府", "--product", "oil", "--amount", "1000")

    run("log-call", "川味食府", "agreed", "--product", "oil", "--units", "6", "--why", "by phone", "--no-next")

    assert (_show(run, "d1")["amount"]["amount"], _show(run, "o1")["amount"]["amount"]) == (1200, 1200)


def test_what_the_management_asks_for_is_met_before_a_contract_is_signed(run: Any, tender: str) -> None:
    run("deal", "advance", "d1", "--stage", "approval", "--force", "--why", "papers by post")
    run("deal", "doc", "d1", "received", "approval-form")
    run("deal", "review", "d1", "--by", "management")
    run("deal", "approve", "d1", "--by", "management", "--condition", "penalty capped")

    assert "the condition “penalty capped” met" in run("deal", "win", "d1", code=1).stderr
    run("waiting", "answer", "d1", "capped in clause 9")
    run("deal", "win", "d1")


def test_a_loan_is_won_by_no_deal_that_nobody_decides_on(run: Any, bank: None) -> None:
    """Neither by the deal's win, nor by a talk, nor by giving the deal the product (W14)."""
    run("product", "add", "home loan", "--service", "loan")
    run("deal", "add", "maybe", "--for", "张敏", "--pipeline", "sale", "--amount", "500000")

    for words in (
        ("deal", "win", "d1", "--product", "home loan", "--force", "--why", "x"),
        ("log-visit", "张敏", "signed", "--deal", "d1", "--product", "home loan", "--amount", "500000", "--why", "x"),
        ("deal", "edit", "d1", "--product", "home loan"),
    ):
        assert "decided by others" in run(*words, code=1).stderr
    assert _show(run, "d1")["state"] == "open"


def test_a_deal_called_as_a_product_is_about_it_and_one_that_was_not_won_says_so(
    run: Any, bank: None, screen: Any
) -> None:
    run("deal", "add", "One-year Note", "--for", "张敏", "--amount", "100000", "--pipeline", "sale")
    assert run("deal", "show", "d1", "--json").json["item"]["product"]["name"] == "one-year note"

    said = screen("log-visit", "张敏", "signed", "--outcome", "bought", "--no-next")

    assert "not won yet" in said and "amflow deal win d1" in said


def test_a_deal_that_is_open_again_says_what_its_sale_made(run: Any, bank: None, screen: Any) -> None:
    run("log-visit", "张敏", "signed", *NOTE, "--no-next")

    said = screen("deal", "reopen", "d1", "--why", "a slip")

    assert "stays h1: its sale made it" in " ".join(said.split())


def test_a_talk_about_none_of_the_open_deals_wins_none_of_them(run: Any, bank: None) -> None:
    run("deal", "add", "savings", "--for", "张敏", "--product", "one-year note")

    run("log-visit", "张敏", "bought elsewhere", "--outcome", "bought", "--deal", "no", "--no-next")
    run("log-visit", "张敏", "signed", *NOTE, "--deal", "no", "--no-next")

    assert (_show(run, "d1")["state"], _show(run, "d2")["state"]) == ("open", "won")


def test_a_deal_that_is_open_again_takes_what_its_sale_made_along_where_it_is_said(run: Any, bank: None) -> None:
    run("holding", "add", "one-year note", "--for", "张敏", "--amount", "50000", "--matures", "2026-11-25")
    run("log-visit", "张敏", "signed", *NOTE, "--replaces", "h1", "--no-next")
    assert _show(run, "h1")["sold_on"] == "2026-11-25"

    run("deal", "reopen", "d1", "--why", "a slip", "--drop-made")

    assert run("show", "h2", code=3)
    assert (_show(run, "h1")["sold_on"], _show(run, "d1")["made"] or None, _show(run, "d1")["state"]) == (
        None,
        None,
        "open",
    )
    run("undo")
    assert (_show(run, "h1")["sold_on"], _show(run, "d1")["state"]) == ("2026-11-25", "won")
    run("holding", "sell", "h2")
    run("deal", "reopen", "d1", "--why", "a slip", "--drop-made")
    assert [one["ref"] for one in _show(run, "d1")["made"]] == ["h2"], "what was sold since is history"


def test_the_deal_is_worth_what_its_orders_come_to(run: Any, shop: None) -> None:
    run("log-visit", "川味食府", "talked", "--product", "oil", "--units", "12", "--no-next")
    assert _show(run, "d1")["amount"]["amount"] == 2400

    run("order", "edit", "o1", "--units", "10")
    assert (_show(run, "o1")["amount"]["amount"], _show(run, "d1")["amount"]["amount"]) == (2000, 2000)
    run("order", "edit", "o1", "--amount", "1900")
    run("order", "add", "oil", "--for", "川味食府", "--units", "1", "--deal", "d1")
    assert _show(run, "d1")["amount"]["amount"] == 2100
    run("deal", "edit", "d1", "--amount", "5000")
    run("order", "edit", "o1", "--amount", "1800")
    assert _show(run, "d1")["amount"]["amount"] == 5000, "what was said of the deal itself stands"


def test_a_loan_won_without_a_product_says_that_nothing_was_made(run: Any, screen: Any, bank: None) -> None:
    run("deal", "add", "home loan", "--for", "张敏", "--pipeline", "loan", "--amount", "500000")

    said = screen("deal", "win", "d1", "--force", "--why", "signed elsewhere")

    assert "not made the loan: the deal has no product: amflow holding add … --deal d1" in " ".join(said.split())
    run("undo")
    assert "not made" not in run("deal", "win", "d1", "--alone", "--force", "--why", "signed elsewhere").stdout


def test_a_product_without_a_service_is_won_and_says_that_nothing_was_made(run: Any, screen: Any, bank: None) -> None:
    run("product", "add", "Long View")
    run("deal", "add", "--product", "Long View", "--for", "张敏", "--pipeline", "sale", "--amount", "50000")

    said = " ".join(screen("deal", "win", "d1", "--force", "--why", "signed elsewhere", width=160).split())

    again = "amflow holding add p2 --deal d1"
    assert f"a holding: Long View has no service: {again} · amflow product edit p2 --service …" in said
    assert "张敏 (c1)" in run(*again.split()[1:]).stdout
    talk = ("log-call", "张敏", "ja", "--outcome", "bought", "--product", "Long View", "--amount", "3000", "--no-next")
    assert "Long View has no service" in run(*talk).stdout


def test_what_a_sale_lacks_stays_in_the_day_until_it_is_there(run: Any, screen: Any, bank: None) -> None:
    def day() -> list[tuple[str, str]]:
        items = run("convert", "--json").json["items"]
        return [(one["ref"], one["why"]) for one in items if one["kind"] == "paper"]

    run("log-visit", "张敏", "signed", *NOTE, "--no-next")

    assert day() == [("d1", "won without: Identity card")]
    assert "won without: Identity card" in screen("today", "--full")
    assert "Identity card" in _show(run, "d1")["missing"]
    assert run("customer", "health", "--json").json["doubts"][0]["what"] == "deal-owed"
    assert "amflow deal doc d1 received" in run("done", "d1", code=1).stderr
    run("deal", "doc", "d1", "received", "id-card", "--expires", "2026-12-01")
    assert (day(), _show(run, "d1")["missing"]) == ([], [])
    run("deal", "doc", "d1", "rejected", "id-card", "--why", "blurred")
    assert day() == [("d1", "won without: Identity card (rejected)")]
    run("deal", "doc", "d1", "waived", "id-card", "--why", "seen at the counter")
    assert day() == []


def test_papers_of_goods_come_with_the_goods_and_fill_no_day(run: Any, shop: None) -> None:
    run("log-visit", "川味食府", "talked", "--product", "oil", "--units", "12", "--no-next")

    assert [one for one in run("convert", "--json").json["items"] if one["kind"] == "paper"] == []
    assert _show(run, "d1")["missing"], "its page names them"


def test_a_book_check_counts_the_deal_as_it_should_be(run: Any, shop: None, home: Path) -> None:
    """A book that is older than the rule counts the deal of an order that was called off."""
    run("log-visit", "川味食府", "ordered", "--product", "oil", "--units", "12", "--no-next")
    run("order", "cancel", "o1", "--why", "wrong size")
    with closing(sqlite3.connect(home / "book.db")) as connection, connection:
        connection.execute("UPDATE deal SET counted_in = ''")

    assert "1 row of deal is not counted as it is" in run("book", "check", code=5).stderr
    run("book", "check", "--fix")
    assert _figure(run, "deals_won_amount") == 0


def test_an_assessment_that_is_told_of_in_the_talk_counts_for_its_sale(run: Any, bank: None, book: Any) -> None:
    run("product", "add", "fund", "--service", "fund", "--risk", "R2")
    sold = (
        "log-visit",
        "张敏",
        "assessed, and bought",
        "--outcome",
        "bought",
        "--product",
        "fund",
        "--amount",
        "10000",
    )
    told = "risk-tolerance={}".format

    assert "R2" in run(*sold, "--no-next", "--field", told("C1"), code=1).stderr
    assert book.number("SELECT count(*) FROM touch") == 0
    run(*sold, "--no-next", "--field", told("C3"))
    assert _show(run, "h1")["product"]["name"] == "fund"
    assert _show(run, "张敏")["profile"] == {"risk-tolerance": "C3"}
    assert book.number("SELECT count(*) FROM unsuited") == 0


def test_a_loan_without_a_product_is_a_loan_and_no_asset(run: Any, bank: None, screen: Any) -> None:
    """The pipeline in which it was won says what it is: it falls due and makes nobody richer."""
    for name in ("钱伟", "李娜"):
        run("customer", "add", name)
    run("deal", "add", "房贷", "--for", "钱伟", "--pipeline", "loan", "--amount", "500k")
    told = screen("deal", "win", "d1", "--force", "--why", "papers follow")
    assert "the loan: the deal has no product" in " ".join(told.split()) and "a holding" not in told
    run("holding", "add", "房贷", "--for", "钱伟", "--deal", "d1", "--amount", "500k", "--matures", "fri")

    run("holding", "add", "note", "--for", "李娜", "--amount", "500k")

    page = run("show", "钱伟", "--json").json["item"]
    assert [one["name"] for one in page["loans"]] == ["房贷"] and not page.get("holdings")
    # Half a million held is what a tier asks for; half a million owed is not.
    moves = run("customer", "upgrade").stdout
    assert "李娜" in moves and "钱伟" not in moves
