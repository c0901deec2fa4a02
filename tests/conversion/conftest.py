"""A bank that lends: a book lived by the retail playbook, with a loan on its way."""

from typing import Any

import pytest

from routine.days import customer, deal


@pytest.fixture
def loan(run: Any, once: Any) -> str:
    """A loan that waits for its papers."""
    once("a loan", lambda: _loan(run))
    return "d1"


def _loan(run: Any) -> None:
    run("playbook", "use", "retail-bank")
    customer(run, "李强", on="2026-11-02")
    ref = deal(run, "李强", "--pipeline", "loan", "--amount", "50万", on="2026-11-02")
    run("deal", "advance", ref, "--on", "2026-11-03")


PAPERS = ("id-card", "income-proof", "bank-statements", "credit-consent", "purpose-proof")
SHEET = ("income=20万", "collateral=-", "debts=5万", "record=good", "purpose=a car")


@pytest.fixture
def assessed(run: Any, loan: str) -> str:
    """The loan with its papers, at the suggested limit."""
    run("deal", "doc", loan, "verified", *PAPERS)
    run("deal", "advance", loan)
    run("deal", "credit", loan, *(word for line in SHEET for word in ("--set", line)))
    run("deal", "advance", loan)
    return loan
