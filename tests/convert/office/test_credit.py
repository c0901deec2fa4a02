"""The credit sheet: the limit by the playbook's formula with its working, the manager's own figure, kept with its day."""

from pathlib import Path
from typing import Any

import pytest

from days import rows


def _sheet(run: Any, ref: str, *more: str) -> dict[str, Any]:
    return run("deal", "credit", ref, *more, "--json").json["item"]


def test_the_limit_is_suggested_with_its_working(run: Any, loan: str) -> None:
    sheet = _sheet(run, loan, "--set", "income=20万", "--set", "collateral=100万", "--set", "debts=5万")

    assert sheet["suggested"]["amount"] == 500000
    assert sheet["working"] == "least of ¥600,000 / ¥700,000 − ¥50,000 = ¥550,000; asked for ¥500,000 → ¥500,000"
    assert (sheet["complete"], sheet["open"]) == (False, ["record", "purpose"])
    told = run("deal", "advance", loan, "--stage", "limit", code=1).stderr
    assert "missing: the rest of the credit sheet" in told


def test_what_does_not_apply_is_no_gap(run: Any, loan: str) -> None:
    lines = ("income=20万", "collateral=-", "debts=-", "record=Overdue, settled", "purpose=car")
    sheet = _sheet(run, loan, *(word for line in lines for word in ("--set", line)))

    assert (sheet["suggested"]["amount"], sheet["complete"]) == (500000, True)
    assert next(line["value"] for line in sheet["lines"] if line["key"] == "record") == "late"


def test_ones_own_figure_stands_beside_it_with_a_reason_and_the_history_is_kept(run: Any, assessed: str) -> None:
    assert "missing: your own figure" in run("deal", "advance", assessed, code=1).stderr
    assert "needs a reason" in run("deal", "credit", assessed, "--own", "40万", code=2).stderr

    _sheet(run, assessed, "--own", "40万", "--why", "young firm", "--on", "2026-11-26")
    sheet = _sheet(run, assessed, "--set", "debts=10万", "--on", "2026-11-27")

    assert (sheet["suggested"]["amount"], sheet["own"]["amount"], sheet["own_why"], sheet["on"]) == (
        500000,
        400000,
        "young firm",
        "2026-11-27",
    )
    assert [(one["on"], one["suggested"]["amount"], one["own"] and one["own"]["amount"]) for one in sheet["before"]] == [
        ("2026-11-26", 500000, 400000), ("2026-11-25", 500000, None),
    ]  # fmt: skip
    assert run("deal", "advance", assessed, "--json").json["item"]["stage"] == "approval"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "income=a lot"), "Yearly income: “a lot” is not an amount"),
        (("--ask",), "is missing"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_name(
    run: Any, loan: str, home: Path, words: tuple[str, ...], said: str
) -> None:
    before = rows(home / "book.db")

    result = run("deal", "credit", loan, *words, code=2)

    assert said in result.stderr
    assert rows(home / "book.db") == before


def test_undo_takes_the_last_assessment_back(run: Any, assessed: str, home: Path) -> None:
    before = rows(home / "book.db")
    _sheet(run, assessed, "--set", "debts=0", "--own", "50万")

    run("undo")

    assert rows(home / "book.db") == before


def test_a_current_overdue_is_a_warning_that_stands_on_the_approval(run: Any, screen: Any, assessed: str) -> None:
    assert _sheet(run, assessed, "--set", "record=Overdue now")["warnings"] == ["Credit report: Overdue now"]
    run("deal", "credit", assessed, "--own", "40万", "--why", "young firm")
    run("deal", "advance", assessed)

    assert "warning\tCredit report: Overdue now" in run("deal", "review", assessed).stdout
    assert "warning\tCredit report: Overdue now" in run("deal", "approve", assessed).stdout
    assert "Overdue now" in screen("show", "w1")
    assert run("show", "w1", "--json").json["item"]["warnings"] == ["Credit report: Overdue now"]
    assert run("deal", "show", assessed, "--json").json["item"]["warnings"] == ["Credit report: Overdue now"]


@pytest.fixture
def approved(run: Any, assessed: str) -> str:
    """The loan at its drawdown, approved as it was asked for."""
    run("deal", "credit", assessed, "--own", "50万")
    run("deal", "advance", assessed)
    run("deal", "approve", assessed)
    run("deal", "told", assessed)
    run("deal", "advance", assessed)
    run("deal", "doc", assessed, "received", "loan-contract")
    return assessed


def test_a_sheet_that_suggests_less_than_was_approved_makes_the_approval_void(
    run: Any, screen: Any, approved: str
) -> None:
    told = screen("deal", "credit", approved, "--set", "income=5万")

    assert "what was approved is void: amflow deal review d1 --by Approval" in " ".join(told.split())
    refused = run("deal", "win", approved, code=1).stderr
    assert "missing: approval (Approval)" in refused and "missing: your own figure for the limit" in refused
    item = run("deal", "show", approved, "--json").json["item"]
    assert set(item["behind"]) == {"approval (Approval)", "your own figure for the limit"}
    assert item["next_command"].startswith("amflow deal credit d1 --own")
    run("deal", "credit", approved, "--own", "10万")
    run("deal", "review", approved, "--by", "approval")
    run("deal", "approve", approved)
    run("deal", "win", approved)
    assert run("deal", "show", approved, "--json").json["item"]["amount"]["amount"] == 100_000


def test_an_approval_is_kept_against_the_sheet_with_a_reason_and_the_warning_stands(
    run: Any, screen: Any, approved: str, home: Path
) -> None:
    before = rows(home / "book.db")
    assert "needs a reason" in run("deal", "credit", approved, "--set", "income=5万", "--force", code=2).stderr
    assert "leave out --force" in run("deal", "credit", approved, "--set", "debts=0", "--force", code=2).stderr
    assert rows(home / "book.db") == before

    sheet = _sheet(run, approved, "--set", "income=5万", "--force", "--why", "the wife earns too")

    warning = ["the sheet suggests ¥100,000, approved is ¥500,000"]
    assert (sheet["void"], sheet["warnings"], sheet["own_why"]) == ([], warning, "the wife earns too")
    assert run("deal", "show", approved, "--json").json["item"]["warnings"] == warning
    run("deal", "win", approved)


def test_an_overdue_that_shows_after_the_approval_makes_it_void(run: Any, approved: str) -> None:
    assert _sheet(run, approved, "--set", "debts=8万")["void"] == []
    assert _sheet(run, approved, "--set", "record=Overdue now")["void"] == ["Approval"]


def test_what_was_told_in_a_talk_stands_in_the_sheet(run: Any, loan: str) -> None:
    """The income is typed once: the sheet takes it from the customer's file, unless it says otherwise."""
    whose = run("deal", "show", loan, "--json").json["item"]["customer"]["ref"]
    run("log-call", whose, "told us", "--field", "income=10万", "--no-next")

    sheet = _sheet(run, loan, "--set", "debts=5万")
    assert (sheet["suggested"]["amount"], "income" in sheet["open"]) == (250000, False)
    assert _sheet(run, loan, "--set", "income=12万")["suggested"]["amount"] == 310000
    run("customer", "edit", whose, "--field", "income=9万")
    assert _sheet(run, loan, "--set", "purpose=car")["suggested"]["amount"] == 310000
