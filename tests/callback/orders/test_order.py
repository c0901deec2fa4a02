"""amflow order: promised against delivered, in part, late ones first, the history of purchases."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def ordered(run: Any) -> None:
    """Three orders of 川味食府: one late since Monday, one promised for today, one for Friday."""
    run("customer", "add", "川味食府", "--organisation")
    for name, day, units in (("fri", "2026-11-27", "5"), ("oil", "2026-11-23", "12"), ("rice", "2026-11-25", "2")):
        run("order", "add", name, "--for", "川味食府", "--units", units, "--amount", "1200", "--ordered", "2026-11-19",
            "--promised", day)  # fmt: skip


def _listed(run: Any, *words: str) -> list[tuple[str, str]]:
    return [(one["name"], one["state"]) for one in run("order", "list", *words, "--json").json["items"]]


def test_late_ones_come_first(run: Any, ordered: None, screen: Any) -> None:
    assert _listed(run) == [("oil", "late"), ("rice", "open"), ("fri", "open")]
    assert _listed(run, "--state", "late") == [("oil", "late")]
    assert "2 days late" in screen("order", "list")


def test_what_is_late_or_due_today_shows_in_the_day(run: Any, ordered: None, screen: Any) -> None:
    items = [item for item in run("callback", "--json").json["items"] if item["section"] == "orders"]

    assert [(item["ref"], item["late"]) for item in items] == [("o2", True), ("o3", False)]
    assert "delivery 2 days late" in screen("callback")
    run("move", "o2", "fri")
    run("done", "o3")
    assert [item for item in run("callback", "--json").json["items"] if item["section"] == "orders"] == []
    assert _listed(run, "--state", "delivered") == [("rice", "delivered")]
    assert "is owed to a customer" in run("skip", "o2", code=1).stderr


def test_a_promise_that_passed_unkept_stays_broken(run: Any, ordered: None, screen: Any, book: Any) -> None:
    """W05, W10: moved before its day a promise is another one; moved afterwards the order is late, on every screen."""
    run("playbook", "use", "wholesale")
    assert "promise of Mon 23 Nov not kept" in run("move", "o2", "fri").stderr
    run("order", "edit", "o1", "--promised", "2026-11-30")
    assert "open, promise of Mon 23 Nov not kept" in screen("order", "list", width=200)
    month = run("summary", "--month", "--json").json["figures"]["orders_on_time"]
    assert (month["value"], _listed(run, "--state", "late")) == (0, [])

    for ref in ("o1", "o2", "o3"):
        run("order", "deliver", ref, "--at", "2026-11-25")
    assert run("show", "o2", "--json").json["item"]["late_days"] == 2
    assert run("show", "o1", "--json").json["item"]["late_days"] == 0
    assert "delivered, 2 days late" in screen("show", "c1", width=200)
    assert run("summary", "--month", "--json").json["figures"]["orders_on_time"]["value"] == pytest.approx(
        0.6667, abs=1e-4
    )
    assert run("summary", "--week", "--json").json["figures"]["orders_on_time"]["value"] == 0.5
    assert "came 2 days late" in run("summary", "--agenda", "--format", "md").stdout
    assert "late" in run("visit", "c1", "--format", "md").stdout
    # A slip of the pen is no promise.
    run("order", "edit", "o2", "--mistyped")
    assert run("show", "o2", "--json").json["item"]["late_days"] == 0
    run("order", "edit", "o2", "--promised", "2026-11-24")
    run("order", "edit", "o2", "--promised", "2026-11-28")
    assert run("show", "o2", "--json").json["item"]["late_days"] == 1


def test_delivered_in_part_the_rest_stays_owed(run: Any, ordered: None, screen: Any) -> None:
    """A delivery in part is a delivery of the same order: what is owed is less, and it is on time by the day of the last."""
    assert "still owed" in screen("order", "deliver", "o2", "--units", "4", "--why", "short at the supplier")

    part = run("show", "o2", "--json").json["item"]
    assert (part["units"], part["came"], part["amount"]["amount"], part["state"], part["late_days"]) == (
        12,
        4,
        1200,
        "late",
        2,
    )
    assert part["deliveries"] == [{"on": "2026-11-25", "units": 4, "why": "short at the supplier"}]
    assert "4 of 12 came" in screen("show", "o2")
    assert "of o2 8 units are owed" in run("order", "deliver", "o2", "--units", "9", code=1).stderr
    assert "4 units have come" in run("order", "edit", "o2", "--units", "3", code=1).stderr
    run("order", "deliver", "o2", "--on", "2026-11-26")
    whole = run("show", "o2", "--json").json["item"]
    assert (whole["came"], whole["state"], whole["delivered_on"]) == (12, "delivered", "2026-11-26")
    assert [one["units"] for one in whole["deliveries"]] == [4, 8]
    run("reopen", "o2")
    assert run("show", "o2", "--json").json["item"]["deliveries"] == []
    run("undo")
    run("undo")
    run("undo")
    assert run("show", "o2", "--json").json["item"]["came"] is None


def test_all_that_a_customer_ordered_is_the_history(run: Any, ordered: None) -> None:
    run("order", "deliver", "o2", "--at", "2026-11-24")
    run("order", "cancel", "o3", "--why", "shop closed")

    found = _listed(run, "--for", "川味食府")
    assert found[0] == ("fri", "open")
    assert set(found[1:]) == {("oil", "delivered"), ("rice", "cancelled")}
    page = run("show", "c1", "--json").json["item"]
    assert {one["name"] for one in page["orders"]} == {"fri", "oil", "rice"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("deliver", "o2", "--units", "13"), 1, "of o2 12 units are owed"),
        (("deliver", "o2", "--day", "tomorrow"), 2, "still to come"),
        (("deliver", "o2", "--day", "2026-11-01"), 2, "lies before"),
        (("deliver", "o9"), 3, "there is no order o9"),
        (("deliver", "h1"), 2, "is not an order"),
        (("edit", "o1"), 2, "nothing to change"),
        (("edit", "o1", "--promised", "2026-11-01"), 2, "lies before"),
        (("cancel", "o1"), 2, "--why"),
        (("add", "x", "--for", "c1", "--ordered", "tomorrow"), 2, "still to come"),
        (("list", "--state", "lost"), 2, "state: “lost”"),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(run: Any, ordered: None, words: Any, code: int, said: str) -> None:
    error = run("order", *words, code=code).stderr

    assert said in error
    assert "hint:" in error
    assert len(_listed(run)) == 3


def test_neither_delivered_nor_called_off_twice(run: Any, ordered: None) -> None:
    run("order", "deliver", "o1")
    run("order", "cancel", "o2", "--why", "closed")

    assert "was delivered on 2026-11-25 already" in run("order", "deliver", "o1", code=1).stderr
    assert "was called off" in run("order", "deliver", "o2", code=1).stderr
    run("reopen", "o2")
    assert run("show", "o2", "--json").json["item"]["state"] == "late"
    run("order", "remove", "o2")
    assert run("show", "o2", code=3)


def test_an_order_of_a_firms_contact_is_the_firms_typed_or_in_a_file(run: Any, tmp_path: Path) -> None:
    run("customer", "add", "Acme", "--organisation")
    run("customer", "add", "Dan Reed", "--org", "Acme", "--role", "buyer")
    run("order", "add", "oil", "--for", "Dan Reed", "--units", "3", "--ordered", "2026-11-20")
    file = tmp_path / "orders.csv"
    file.write_text(
        "customer,name,quantity,order date\nDan Reed,oil,3,2026-11-20\nDan Reed,rice,2,2026-11-20\n", "utf-8"
    )

    said = run("import", str(file), "--as", "order", "--json").json

    assert [(one["name"], one["customer"]["name"]) for one in run("order", "list", "--json").json["items"]] == [
        ("rice", "Acme"), ("oil", "Acme"),
    ], said  # fmt: skip
