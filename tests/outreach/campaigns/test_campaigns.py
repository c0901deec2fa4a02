"""Campaigns: lists by filter, states, talks about them, the plan split by line and customer, what came of it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.outreach.campaigns import changes as campaign_changes
from days import bought, customer, items, rows


def _show(run: Any, ref: str = "g1", *words: str) -> dict[str, Any]:
    return run("campaign", "show", ref, *words, "--json").json["item"]


def _states(run: Any) -> dict[str, str]:
    return {one["name"]: one["state"] for one in _show(run)["customers"]}


@pytest.fixture
def device(run: Any, once: Any) -> None:
    """A joint campaign with four gold customers, one of whom wants to be left alone."""
    once("a device", lambda: _device(run))


def _device(run: Any) -> None:
    for name in ("张敏", "王伟", "李强"):
        customer(run, name, "--tier", "gold", on="2026-10-01")
    customer(run, "何静", "--tier", "gold", "--no-contact", on="2026-10-01")
    customer(run, "吴昊", "--tier", "silver", on="2026-10-01")
    run(
        "campaign", "add", "a tablet", "--kind", "device", "--partner", "the bank", "--from", "2026-11-16",
        "--to", "2026-11-30", "--goal", "10",
    )  # fmt: skip


def test_the_list_is_made_by_filter_and_by_name_never_twice(run: Any, device: None) -> None:
    first = run("campaign", "invite", "g1", "吴昊", "--tier", "gold", "--json").json["item"]
    again = run("campaign", "invite", "tablet", "张敏", "--tier", "gold", "--json").json["item"]

    assert (first["added"], first["already"], first["left_out"]) == (4, 0, ["何静 (c4)"])
    assert (again["added"], again["already"]) == (0, 3)
    assert set(_states(run)) == {"张敏", "王伟", "李强", "吴昊"}


def test_who_is_on_a_list_shows_in_outreach_until_spoken_to(run: Any, device: None) -> None:
    run("campaign", "invite", "g1", "张敏", "王伟")

    def names(*words: str) -> list[str]:
        found = items(run, "outreach", *words)
        # Whom the cadence asks for as well is told of once.
        assert len({one["customer"]["name"] for one in found}) == len(found)
        return [one["customer"]["name"] for one in found if "a tablet g1" in (one["title"], *one["why"].split(" · "))]

    assert names() == ["张敏", "王伟"]
    assert names("--on", "2026-12-01") == []
    (command, *_rest) = [one["command"] for one in items(run, "outreach") if one["customer"]["name"] == "张敏"]
    assert command == "amflow log-call c1 --campaign g1"
    run("log-call", "张敏", "comes gladly", "--campaign", "g1=accepted", "--no-next")
    run("log-visit", "王伟", "will think", "--campaign", "g1", "--no-next")
    run("log-message", "李强", "told him", "--campaign", "g1", "--no-next")
    assert names() == []
    assert _states(run) == {"张敏": "accepted", "王伟": "invited", "李强": "invited"}
    run("log-call", "张敏", "again", "--campaign", "g1", "--no-next")
    assert _states(run)["张敏"] == "accepted"


@pytest.mark.parametrize("act", ["typed", "done"])
def test_a_turn_of_the_cadence_and_an_invitation_are_one_line_and_one_talk(run: Any, act: str) -> None:
    """For those who have bought, in callback; the plan has it once too."""
    customer(run, "张敏", "--tier", "gold", on="2026-06-01")
    bought(run, "张敏", on="2026-06-10")
    run("log-visit", "张敏", "the account", "--no-next", "--on", "2026-06-10")
    run("campaign", "add", "a tablet", "--goal", "10")
    run("campaign", "invite", "g1", "张敏")

    (line,) = items(run, "callback")
    assert line["why"].endswith("a tablet g1") and items(run, "outreach") == []
    assert [one["customer"]["name"] for one in run("plan", "--json").json["items"] if one["customer"]] == ["张敏"]
    run(*line["command"].split()[1:], "--no-next") if act == "typed" else run("done", line["ref"])
    assert items(run, "callback") == [] and _states(run) == {"张敏": "invited"}
    run("undo")
    told = run("log-call", "张敏", "something else", "--no-next").stderr
    assert "g1 stays open: once they know of it, amflow campaign mark g1 c1 invited" in told


def test_states_make_the_result(run: Any, device: None) -> None:
    run("campaign", "invite", "g1", "--tier", "gold")
    run("campaign", "mark", "g1", "张敏", "王伟", "came")
    bought(run, "张敏", on="2026-11-20")
    bought(run, "张敏", on="2026-11-10")
    run("campaign", "mark", "g1", "张敏", "bought", "--note", "wants two")
    run("campaign", "mark", "g1", "李强", "declined")
    marked = run("campaign", "mark", "g1", "吴昊", "came", "--json").json["item"]

    item = _show(run)

    assert marked["new"] == ["吴昊"]
    assert {step["state"]: (step["so_far"], step["here"]) for step in item["steps"]} == {
        "listed": (4, 0), "invited": (4, 0), "accepted": (3, 0), "came": (3, 2), "bought": (1, 1),
    }  # fmt: skip
    assert (item["declined"], item["result"], item["goal"], item["share"]) == (1, 1, 10, 0.1)
    assert (item["deals_won"], item["pace"], item["phase"], item["scripts"]) == (1, 7, "running", ["good-news"])
    assert item["customers"][0]["note"] == "wants two"
    assert run("show", "g1", "--json").json["item"]["title"] == "a tablet"


def test_a_goal_is_split_by_line_and_customer_and_held_to_its_sum(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    for name, line in (("店一", "东线"), ("店二", "东线"), ("店三", "西线"), ("店四", "")):
        run("customer", "add", name, "--organisation", *(["--line", line] if line else []))
    run("campaign", "add", "new brand", "--kind", "new-brand", "--goal", "100")
    assert run("campaign", "invite", "g1", "--line", "东线", "--json").json["item"]["added"] == 2
    run("campaign", "invite", "g1", "店三", "店四")

    run("campaign", "split", "g1", "--share", "东线=41", "--share", "店三=20")
    shares = {one["name"]: one["part"] for one in _show(run)["customers"]}
    assert shares == {"店一": 21, "店二": 20, "店三": 20, "店四": None}
    assert "the shares are 111" in run("campaign", "split", "g1", "--share", "店四=50", code=1).stderr
    run("campaign", "split", "g1", "--evenly")

    assert _show(run)["split"] == 100
    run("campaign", "mark", "g1", "店一", "bought", "--units", "12")
    lines = {one["line"]: (one["people"], one["part"], one["reached"]) for one in _show(run)["lines"]}
    assert lines == {None: (1, 39, 0), "东线": (2, 41, 12), "西线": (1, 20, 0)}
    assert _show(run)["result"] == 12


def test_orders_of_the_brand_count_by_themselves_and_pieces_are_not_customers(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    for name in ("店一", "店二", "店三"):
        run("customer", "add", name, "--organisation")
    run("product", "add", "云海", "--service", "new-brand", "--price", "100")
    run(
        "campaign",
        "add",
        "云海上市",
        "--kind",
        "new-brand",
        "--product",
        "云海",
        "--from",
        "2026-11-23",
        "--goal",
        "100",
    )
    run(
        "campaign",
        "add",
        "云海户数",
        "--product",
        "云海",
        "--from",
        "2026-11-23",
        "--counts",
        "customers",
        "--goal",
        "4",
    )
    for ref in ("g1", "g2"):
        run("campaign", "invite", ref, "店一", "店二")
    run("order", "add", "云海", "--for", "店一", "--units", "30")
    run("order", "add", "云海", "--for", "店三", "--units", "5")
    run("order", "add", "云海", "--for", "店二", "--units", "9", "--ordered", "2026-11-20")
    run("campaign", "mark", "g1", "店二", "came", "--units", "2")

    pieces, customers = _show(run), run("show", "g2", "--json").json["item"]
    assert (pieces["counts"], pieces["result"], pieces["share"]) == ("pieces", 37, 0.37)
    assert (customers["counts"], customers["result"], customers["waiting"]) == ("customers", 2, 1)
    assert {one["name"]: (one["state"], one["reached"]) for one in pieces["customers"]} == {
        "店一": ("bought", 30), "店二": ("came", 2),
    }  # fmt: skip
    run("order", "cancel", "o1", "--why", "wrong brand")
    assert _show(run)["result"] == 7


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add",), 2),
        (("add", "x", "--kind", "dvice"), 2),
        (("add", "x", "--from", "2026-12-01", "--until", "2026-11-01"), 2),
        (("add", "x", "--goal", "-1"), 2),
        (("show", "g9"), 3),
        (("invite", "g1"), 2),
        (("invite", "g1", "nobody"), 3),
        (("invite", "g1", "--tier", "golden"), 2),
        (("mark", "g1", "张敏", "gone"), 2),
        (("mark", "g1", "came"), 2),
        (("split", "g1"), 2),
        (("split", "g1", "--share", "张敏"), 2),
        (("split", "g1", "--share", "张敏=x"), 2),
        (("split", "g1", "--share", "张敏=3"), 2),
        (("edit", "g1"), 2),
        (("close", "g1", "--again"), 1),
    ],
)
def test_what_cannot_be_is_refused(run: Any, device: None, home: Any, words: tuple[str, ...], code: int) -> None:
    before = rows(home / "book.db")

    assert "hint:" in run("campaign", *words, code=code).stderr
    assert rows(home / "book.db") == before


def test_a_closed_campaign_rests(run: Any, device: None) -> None:
    run("campaign", "invite", "g1", "张敏")
    run("campaign", "close", "g1")

    assert run("campaign", "list", "--json").json["items"] == []
    assert "is closed" in run("campaign", "mark", "g1", "张敏", "came", code=1).stderr
    assert "is closed" in run("log-call", "张敏", "x", "--campaign", "g1", code=1).stderr
    assert [one for one in items(run, "outreach") if one["section"] == "campaigns"] == []
    run("campaign", "reopen", "g1")
    assert run("campaign", "list", "--json").json["items"][0]["phase"] == "running"


def test_undo_takes_every_change_of_a_campaign_back(run: Any, device: None, home: Any) -> None:
    before = rows(home / "book.db")
    acts = (
        ("campaign", "invite", "g1", "--tier", "gold"), ("campaign", "mark", "g1", "张敏", "吴昊", "came"),
        ("campaign", "split", "g1", "--evenly"), ("campaign", "edit", "g1", "--goal", "20", "--title", "two tablets"),
        ("log-call", "王伟", "x", "--campaign", "g1", "--no-next"), ("campaign", "close", "g1"),
    )  # fmt: skip
    for words in acts:
        run(*words)

    run("undo", str(len(acts)))

    assert rows(home / "book.db") == before


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 99), min_size=1, max_size=30, unique=True), st.integers(0, 10_000))
def test_an_even_split_adds_up_and_is_even(numbers: list[int], amount: int) -> None:
    shares = campaign_changes.divided(numbers, amount)

    assert sum(shares.values()) == amount
    assert max(shares.values()) - min(shares.values()) <= 1


def test_the_customers_page_says_where_they_stand(run: Any, device: None) -> None:
    run("campaign", "mark", "g1", "张敏", "came")
    run("customer", "edit", "张敏", "--segment", "shareholders", "--impression", "looked at quotes")

    page = run("show", "张敏", "--json").json["item"]

    assert [(one["ref"], one["title"], one["state"]) for one in page["campaigns"]] == [("g1", "a tablet", "came")]
    assert (page["segment"], page["impression"]) == ("shareholders", "looked at quotes")


def test_a_word_with_the_shop_assistant_is_one_with_the_shop_on_the_list(run: Any, territory: None) -> None:
    run("customer", "add", "孙姐", "--org", "店一", "--role", "店主")

    run("log-message", "孙姐", "will come", "--campaign", "g1=accepted", "--no-next")

    assert _states(run) == {"店一": "accepted", "店二": "listed"}


def test_list_line_and_result_tell_the_same_and_money_goes_by_the_orders(
    run: Any, territory: None, screen: Any
) -> None:
    """The brand's orders make the result; who is not on the list is told beside it, and a return takes pieces and money."""
    run("log-visit", "店一", "12 of it", "--product", "云海", "--units", "12", "--no-next")
    run("order", "add", "云海", "--for", "店三", "--units", "5")
    run("order", "edit", "o1", "--units", "10")

    shown = _show(run)

    assert (shown["result"], shown["deals_won"], shown["amount"]["amount"], shown["besides"]["pieces"]) == (
        15,
        2,
        1500,
        5,
    )
    assert "not on the list   1 customer · 5" in screen("show", "g1")
    assert "店一: g1 云海上市 10 of 20" in screen("line", "show", "东线")


@pytest.fixture
def territory(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two shops of a line on the list of a campaign for a brand, 20 pieces for each; a third one is not on it."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    run("product", "add", "云海", "--service", "new-brand", "--price", "100")
    for name in ("店一", "店二", "店三"):
        run("customer", "add", name, "--organisation", "--line", "东线")
    run("campaign", "add", "云海上市", "--kind", "new-brand", "--product", "云海", "--goal", "40")
    run("campaign", "invite", "g1", "店一", "店二")
    run("campaign", "split", "g1", "--share", "店一=20", "--share", "店二=20")
