"""The rules of suitability themselves: every verdict, how long an assessment is good, what is kept of what did not suit."""

from datetime import date
from json import dumps
from typing import Any

import pytest

from amflow import locale
from amflow.convert.products import suitability
from amflow.errors import Refused
from days import put


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of("retail-bank")


def customer(desk: Any, **profile: str) -> Any:
    """A customer whose file says this, written on 2 November unless `told` says another day."""
    told = profile.pop("told", "2026-11-02")
    fields = {name.replace("_", "-"): value for name, value in profile.items()}
    number = put(desk, "customer", profile=dumps(fields), profile_on=dumps(dict.fromkeys(fields, told)))
    return desk.book.get("customer", number)


def product(desk: Any, service: str = "fund", risk: str = "") -> Any:
    name = f"{service} {risk}"
    return desk.book.get("product", put(desk, "product", name=name, name_key=name, service=service, risk=risk))


@pytest.mark.parametrize(
    ("service", "risk", "tolerance", "told", "verdict"),
    [
        ("deposit", "", "", "2026-11-02", "free"),
        ("deposit", "R3", "C2", "2026-11-02", "too-high"),  # a class makes it financial
        ("fund", "", "C5", "2026-11-02", "no-class"),
        ("fund", "R9", "C5", "2026-11-02", "no-class"),
        ("fund", "R1", "", "2026-11-02", "not-assessed"),
        ("fund", "R1", "brave", "2026-11-02", "not-assessed"),
        ("fund", "R3", "C3", "2026-11-02", "fits"),
        ("fund", "R4", "C3", "2026-11-02", "too-high"),
        ("fund", "R1", "C5", "2025-11-26", "fits"),  # the last day of the year
        ("fund", "R1", "C5", "2025-11-25", "expired"),
        ("fund", "R1", "C5", "", "expired"),  # nobody knows when
    ],
)
def test_the_verdict(desk: Any, service: str, risk: str, tolerance: str, told: str, verdict: str) -> None:
    who = customer(desk, risk_tolerance=tolerance, told=told)

    found = suitability.of(desk, who, product(desk, service, risk))

    assert found.verdict == verdict
    assert found.suits == (verdict in suitability.SUITS)
    assert suitability.words(found)


@pytest.mark.parametrize(
    ("stated", "tolerance_told", "stated_told", "counts"),
    [
        ("2026-10-01", "2026-11-02", "2026-11-02", date(2026, 10, 1)),
        ("2026-10-01", "2026-11-20", "2026-11-02", date(2026, 11, 20)),  # told anew after that
        ("2026-10-01", "", "2026-11-02", date(2026, 10, 1)),
        ("some day", "2026-11-02", "2026-11-02", date(2026, 11, 2)),
    ],
)
def test_the_day_of_the_assessment(desk: Any, stated: str, tolerance_told: str, stated_told: str, counts: date) -> None:
    profile = {suitability.TOLERANCE: "C3", suitability.ASSESSED: stated}
    told = {suitability.TOLERANCE: tolerance_told, suitability.ASSESSED: stated_told}
    number = put(desk, "customer", profile=dumps(profile), profile_on=dumps(told))

    found = suitability.tolerance(desk, desk.book.get("customer", number))

    assert found.assessed_on == counts
    assert found.good_until is not None and (found.good_until - counts).days == 364
    assert not found.expired


def test_a_trade_that_assesses_nobody_has_nothing_financial(desk_of: Any) -> None:
    general = desk_of("general")

    assert suitability.of(general, customer(general, risk_tolerance="C3"), product(general)).verdict == "free"


@pytest.mark.parametrize(
    ("risk", "tolerance", "told", "hint"),
    [
        ("R5", "C1", "2026-11-02", "product match c1"),
        ("R1", "", "2026-11-02", "customer edit c1 --field risk-tolerance"),
        ("R1", "C5", "2025-01-02", "customer edit c1 --field risk-tolerance"),
        ("", "C5", "2026-11-02", "product edit"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_does_not_suit_needs_a_reason_and_the_hint_says_what_helps(
    desk: Any, lang: str, risk: str, tolerance: str, told: str, hint: str
) -> None:
    locale.use(lang)
    who, what = customer(desk, risk_tolerance=tolerance, told=told), product(desk, "fund", risk)

    with pytest.raises(Refused) as refused:
        suitability.require(desk, who["id"], what["id"], "")

    assert hint in (refused.value.hint or "")
    assert who["name"] in refused.value.message
    reason = suitability.require(desk, who["id"], what["id"], "asked for it")
    assert reason is not None and reason.why == "asked for it"


def test_what_suits_or_is_about_nobody_needs_no_reason(desk: Any) -> None:
    who, what = customer(desk, risk_tolerance="C5"), product(desk, "fund", "R1")

    assert suitability.require(desk, who["id"], what["id"], "") is None
    assert suitability.require(desk, None, what["id"], "") is None
    assert suitability.require(desk, who["id"], None, "") is None
    assert suitability.require(desk, who["id"], 99, "") is None


def test_the_reason_is_kept_with_what_it_is_about_the_latest_in_front(desk: Any) -> None:
    who, what = customer(desk, risk_tolerance="C1"), product(desk, "fund", "R5")
    deal = put(
        desk, "deal", title="x", pipeline="sale", stage="talking", stage_on="2026-11-25", opened_on="2026-11-25",
        quiet_since="2026-11-25", currency="CNY",
    )  # fmt: skip
    for why, more in (("first", {}), ("second", {"deal_id": deal})):
        reason = suitability.require(desk, who["id"], what["id"], why)
        with desk.book.change("test") as change:
            suitability.keep(desk, change, reason, **more)
    with desk.book.change("test") as change:
        suitability.keep(desk, change, None)

    found = suitability.kept(desk, who["id"])

    assert [(one.why, one.deal, one.verdict, one.risk, one.tolerance) for one in found] == [
        ("second", f"d{deal}", "too-high", "R5", "C1"), ("first", "", "too-high", "R5", "C1"),
    ]  # fmt: skip
