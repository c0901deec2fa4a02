"""Reviews and approvals: who has it since when, what they asked, the decision, told to the customer; what others owe."""

from pathlib import Path
from typing import Any

import pytest

from days import customer, deal, items, rows, won


def _item(run: Any, ref: str, *more: str) -> dict[str, Any]:
    return run("deal", "show", ref, *more, "--json").json["item"]


def _standing(run: Any, ref: str, *more: str) -> str:
    return str(_item(run, ref, *more)["standing"] or "")


def _waiting(run: Any, *more: str) -> list[dict[str, Any]]:
    return run("waiting", *more, "--json").json["items"]


def test_an_approval_is_asked_for_questioned_answered_given_and_told(run: Any, assessed: str) -> None:
    run("deal", "credit", assessed, "--own", "45万", "--why", "two incomes")
    run("deal", "advance", assessed)
    assert _standing(run, assessed) == "", "nobody has handed it to them yet"
    assert "(by Approval)" in _item(run, assessed)["content"]
    assert "missing: approval (Approval)" in run("deal", "advance", assessed, code=1).stderr

    run("deal", "review", assessed, "--promised", "fri", "--on", "2026-11-26")
    assert _standing(run, assessed, "--on", "2026-11-30") == "waiting for Approval since Thu 26 Nov, 3 days late"
    run("deal", "review", assessed, "--asked", "is the flat insured?", "--on", "2026-11-27")
    assert _standing(run, assessed) == "Approval asks: is the flat insured?"
    run("waiting", "answer", assessed, "yes, until 2028", "--on", "2026-11-30")
    assert "approval (Approval), asked for Thu 26 Nov" in run("deal", "show", assessed).stdout
    run("deal", "approve", assessed, "--amount", "40万", "--condition", "salary paid through us", "--on", "2026-12-01")
    assert _standing(run, assessed) == "approved by Approval, tell the customer"
    assert _item(run, assessed, "--on", "2026-12-02")["quiet_days"] == 1, "the house went on with it"
    assert run("book", "check").code == 0

    run("deal", "told", assessed, "--talk", "call", "--on", "2026-12-01")

    assert _standing(run, assessed, "--on", "2026-12-01") == ""
    (review,) = _item(run, assessed)["waiting"]
    assert review["amount"]["amount"] == 400000
    assert (review["state"], review["conditions"], review["told_on"]) == (
        "approved",
        "salary paid through us",
        "2026-12-01",
    )
    talk = run("show", "李强", "--on", "2026-12-01").stdout
    assert "told: approved by Approval · ¥400,000 · salary paid through us" in talk
    page = run("show", review["ref"], "--json").json["item"]
    assert [(one["words"], one["answer"]) for one in page["words"]] == [("is the flat insured?", "yes, until 2028")]
    assert run("deal", "advance", assessed, "--on", "2026-12-01", "--json").json["item"]["stage"] == "drawdown"


def test_the_page_says_what_is_done_in_the_stage_and_what_became_of_a_review(
    run: Any, screen: Any, assessed: str
) -> None:
    """W14: policy explained, papers collected, progress tracked and told."""
    run("deal", "review", assessed)
    waiting = screen("show", assessed)
    run("deal", "approve", assessed)
    decided = screen("show", assessed)
    content = run("show", assessed, "--json").json["item"]["content"]

    assert "others owe" in waiting
    assert "asked of others" in decided
    assert "others owe" not in decided
    assert "approved" in decided.partition("asked of others")[2].partition("history")[0]
    assert f"in this stage  {content}" in " ".join(decided.split("\n" + " " * 17))
    begun = run("deal", "add", "--for", "c1", "--pipeline", "account-opening").stdout
    moved = run("deal", "advance", "d2", "--force", "--why", "so").stdout
    assert "policy explained" in begun
    assert "identity and other papers collected and verified" in moved


@pytest.fixture
def contract(run: Any) -> str:
    """A contract in negotiation, where legal works too."""
    run("playbook", "use", "enterprise")
    run("customer", "add", "东方机械", "--organisation")
    ref = deal(run, "东方机械", "--pipeline", "contract", "--stage", "negotiation", "--amount", "100万", "--why", "so")
    run("deal", "doc", ref, "received", "quotation", "terms-reviewed")
    run("deal", "terms", ref, "price", "--agreed", "95万")
    return ref


def test_a_review_counts_for_the_stage_that_asks_for_it(run: Any, contract: str) -> None:
    run("deal", "review", contract, "--by", "legal")
    run("deal", "approve", contract, "--by", "legal")
    run("deal", "advance", contract)

    assert _item(run, contract)["missing"] == ["Contract", "review (Legal)"]


def test_nothing_is_approved_before_it_exists(run: Any, contract: str, home: Path) -> None:
    before = rows(home / "book.db")
    told = run("deal", "approve", contract, "--by", "management", code=1).stderr
    assert [line.strip() for line in told.splitlines() if "missing:" in line] == [
        "missing: Contract", "missing: review (Legal)", "missing: Internal approval form",
    ]  # fmt: skip
    assert rows(home / "book.db") == before
    run("deal", "advance", contract)
    assert "missing: Contract" in run("deal", "review", contract, code=1).stderr
    assert "missing: Contract" in run("deal", "approve", contract, code=1).stderr
    assert "deal doc d1 received Contract" in _item(run, contract)["next_command"].split(" · ")[0]
    run("deal", "doc", contract, "received", "contract")
    run("deal", "approve", contract)
    assert _item(run, contract)["missing"] == []


def test_another_paper_must_be_approved_anew_and_a_verified_one_is_the_same(run: Any, contract: str) -> None:
    run("deal", "advance", contract)
    run("deal", "doc", contract, "received", "contract")
    run("deal", "approve", contract, "--by", "legal")

    run("deal", "doc", contract, "verified", "contract")
    assert _item(run, contract)["missing"] == []
    run("deal", "doc", contract, "received", "contract")

    assert _item(run, contract)["missing"] == ["review (Legal)"]
    assert _item(run, contract)["waiting"][0]["state"] == "void"
    run("undo")
    assert _item(run, contract)["missing"] == []


def test_a_loan_goes_on_and_is_won_at_the_amount_that_was_approved(run: Any, assessed: str) -> None:
    papers = ("id-card", "income-proof", "bank-statements", "credit-consent", "purpose-proof")
    run("deal", "doc", assessed, "received", *papers)
    run("deal", "credit", assessed, "--own", "45万", "--why", "two incomes")
    run("deal", "advance", assessed)
    assert "amount\t¥450,000" in run("deal", "approve", assessed).stdout
    assert _item(run, assessed)["amount"]["amount"] == 450_000

    run("deal", "review", assessed)
    run("deal", "approve", assessed, "--amount", "40万", "--condition", "salary paid through us")
    item = _item(run, assessed)
    assert (
        item["amount"]["amount"],
        item["suggested"]["amount"],
        item["own"]["amount"],
        item["approved"]["amount"],
    ) == (400_000, 500_000, 450_000, 400_000)
    assert item["conditions"] == ["salary paid through us: not met yet"]
    run("deal", "advance", assessed)
    asked = [
        "the condition “salary paid through us” met", "Loan contract",
        "verification of Identity card, Proof of income, Bank statements of six months, Consent to the credit report,"
        " Proof of the loan's purpose",
    ]  # fmt: skip
    assert _item(run, assessed)["missing"] == asked
    run("deal", "doc", assessed, "received", "loan-contract")
    run("deal", "doc", assessed, "verified", *papers)
    assert "the condition of Approval is met" in run("waiting", "answer", assessed, "first pay came on Monday").stdout
    assert _item(run, assessed)["conditions"] == ["salary paid through us: first pay came on Monday"]
    refused = run("deal", "win", assessed, "--amount", "45万", code=1).stderr
    assert "missing: approval (Approval) of ¥450,000; approved: ¥400,000" in refused

    run("deal", "win", assessed)

    assert _item(run, assessed)["amount"]["amount"] == 400_000


def test_told_is_told_and_a_talk_only_where_one_is_said(run: Any, loan: str) -> None:
    run("deal", "approve", loan, "--by", "credit")
    assert "how was it said?" in run("deal", "told", loan, "approved", code=2).stderr
    assert "the customer was told of it" in run("deal", "told", loan).stdout
    assert run("show", "李强", "--json").json["item"]["last_touch_on"] is None
    run("undo")
    run("config", "set", "lang", "zh")
    assert "已告知客户" in run("deal", "told", loan).stdout
    run("undo")

    run("deal", "told", loan, "approved", "--talk", "message")

    assert run("show", "李强", "--json").json["item"]["touches"][0]["held_on"] == "2026-11-25"


def test_a_no_is_kept_with_its_reason_and_can_be_asked_again(run: Any, assessed: str) -> None:
    run("deal", "advance", assessed, "--stage", "approval", "--force", "--why", "hurry")
    assert "reason is missing" in run("deal", "decline", assessed, code=2).stderr
    run("deal", "decline", assessed, "--why", "too many loans elsewhere")
    assert "declined Wed 25 Nov" in run("deal", "advance", assessed, code=1).stderr

    again = run("deal", "approve", assessed, code=1).stderr

    assert "declined d1 on Wed 25 Nov already" in again
    assert "hands it in again" in again
    run("deal", "review", assessed)
    run("deal", "approve", assessed)
    assert "missing" not in run("deal", "advance", assessed).stderr


def test_two_approvals_at_once_are_told_apart(run: Any, assessed: str, home: Path) -> None:
    run("deal", "advance", assessed, "--stage", "approval", "--force", "--why", "hurry")
    run("deal", "review", assessed, "--by", "approval")
    run("deal", "review", assessed, "--by", "compliance")
    before = rows(home / "book.db")

    result = run("deal", "approve", assessed, code=4)

    assert "is with more than one" in result.stderr
    assert "--by Approval" in result.stderr
    assert rows(home / "book.db") == before
    run("deal", "approve", assessed, "--by", "Compliance")
    assert "is with Approval since" in run("deal", "review", assessed, "--by", "approval", code=1).stderr
    run("deal", "approve", assessed)
    assert "approved d1 on Wed 25 Nov already" in run("deal", "approve", assessed, code=1).stderr


def test_a_deal_that_goes_back_must_be_approved_anew(run: Any, assessed: str) -> None:
    run("deal", "advance", assessed, "--stage", "approval", "--force", "--why", "hurry")
    run("deal", "approve", assessed, "--by", "approval")

    run("deal", "advance", assessed, "--stage", "papers", "--why", "the income has changed")

    assert _item(run, assessed)["waiting"][0]["state"] == "void"
    told = run("deal", "advance", assessed, "--stage", "drawdown", code=1).stderr
    assert "missing: approval (Approval)" in told
    run("undo")
    assert _item(run, assessed)["waiting"][0]["state"] == "approved"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("approve", "d1", "--by", "credit", "--amount", "much"), 2, "is not an amount"),
        (("answer", "d1", "yes"), 1, "nobody has a question"),
        (("told", "d1"), 1, "no decision"),
        (("review", "d1", "--by", "credit", "--promised", "yesterday"), 2, "is over"),
        (("review", "d1"), 2, "by whom?"),
        (("review", "d9", "--by", "x"), 3, "there is no deal"),
        (("wait", "d1", "credit", " "), 2, "is empty"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Any, loan: str, home: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = rows(home / "book.db")

    result = run("deal", *words, code=code)

    assert said in result.stderr
    assert "hint: " in result.stderr
    assert rows(home / "book.db") == before


def test_a_closed_deal_is_reviewed_no_more(run: Any, loan: str) -> None:
    run("deal", "lose", loan, "--why", "another bank")

    for words in (("review", loan, "--by", "credit"), ("approve", loan, "--by", "credit")):
        assert "lost already" in run("deal", *words, code=1).stderr


# What others owe


def test_what_others_owe_is_listed_the_latest_first_and_chased(run: Any, loan: str) -> None:
    run(
        "waiting",
        "add",
        "Credit department",
        "limit decision",
        "--promised",
        "fri",
        "--on",
        "2026-11-18",
        "--deal",
        loan,
    )
    run("waiting", "add", "小王", "spare cards", "--promised", "2026-12-04")
    run(
        "waiting",
        "add",
        "operations",
        "the rate for gold",
        "--for",
        "李强",
        "--on",
        "2026-11-23",
        "--promised",
        "2026-11-24",
    )
    run("waiting", "add", "compliance", "is this allowed?", "--on", "2026-11-02")

    found = _waiting(run)

    assert [(one["ref"], one["whom"], one["late_days"]) for one in found] == [
        ("w4", "compliance", 16), ("w1", "Credit department", 5), ("w3", "Operations", 1), ("w2", "小王", 0),
    ]  # fmt: skip
    assert found[1]["customer"]["name"] == found[2]["customer"]["name"] == "李强"
    late = [item["ref"] for item in items(run, "convert") if item["kind"] == "waiting"]
    assert sorted(late) == ["w1", "w3", "w4"]
    assert "3 owed to you are late" in run("convert", "--json").json["line"]
    assert "w4" in run("today").stdout

    run("waiting", "chase", "w1", "the file is on the desk", "--promised", "thu")

    assert [one["ref"] for one in _waiting(run)] == ["w4", "w3", "w1", "w2"]
    chased = run("show", "w1", "--json").json["item"]
    assert (chased["promised_on"], chased["chases"], chased["late_days"]) == ("2026-11-26", 1, 0)
    assert chased["words"][0]["words"] == "the file is on the desk"
    assert [one["ref"] for one in _waiting(run, "--by", "credit")] == ["w1"]


def test_an_errand_ends_with_an_answer_and_a_review_with_a_decision(run: Any, loan: str) -> None:
    run("waiting", "add", "credit", "rates", "--deal", loan)
    run("deal", "review", loan, "--by", "credit")

    run("waiting", "answer", "w1", "3.1 %")

    assert "ends with a decision" in run("done", "w2", code=1).stderr
    assert "waited for no more" in run("waiting", "chase", "w1", code=1).stderr
    assert run("waiting", "list", "--state", "ended", "--json").json["items"][0]["answer"] == "3.1 %"
    run("waiting", "drop", "w2", "--why", "not needed")
    assert "nobody owes you" in run("waiting").stdout or _waiting(run) == []
    assert run("waiting", "show", "w9", code=3).stderr.startswith("error: ")


def test_by_its_reference_it_is_done_moved_and_left_out_like_anything(run: Any) -> None:
    for what in ("one", "two", "three"):
        run("waiting", "add", "小王", what)

    run("move", "w1", "fri")
    run("done", "w2")
    run("skip", "w3", "--why", "no need")

    assert [(one["ref"], one["promised_on"]) for one in _waiting(run)] == [("w1", "2026-11-27")]


def test_a_closed_deal_is_waited_for_no_more(run: Any, loan: str) -> None:
    run("waiting", "add", "credit", "rates", "--deal", loan)
    run("deal", "review", loan, "--by", "credit")
    won(run, loan)
    assert [one["ref"] for one in _waiting(run)] == ["w1"]

    run("undo")
    run("deal", "lose", loan, "--why", "another bank")

    assert _waiting(run) == []
    run("undo")
    assert len(_waiting(run)) == 2


def test_everything_of_conversion_goes_out_and_comes_back(run: Any, assessed: str, home: Path, tmp_path: Path) -> None:
    run("deal", "review", assessed, "--by", "credit", "--asked", "why?")
    run("deal", "terms", assessed, "rate", "--ours", "3.9 %", "--gave", "the fee")

    run("export", "whole.json")
    run("import", "whole.json", "--book", "new.db")

    was, now = rows(home / "book.db"), rows(tmp_path / "new.db")
    assert {name: len(found) for name, found in now.items()} == {name: len(found) for name, found in was.items()}
    assert now == was
    assert (
        min(len(now[name]) for name in ("deal_paper", "waiting", "waiting_word", "credit_sheet", "deal_concession")) > 0
    )


def test_what_is_promised_for_a_day_ahead_is_planned(run: Any) -> None:
    customer(run, "张敏", on="2026-11-02")
    ref = deal(run, "张敏", on="2026-11-02")
    assert _item(run, ref)["quiet_days"] == 23
    assert run("deal", "list", "--quiet-only", "--json").json["items"]

    run("waiting", "add", "host-bank", "custody form", "--promised", "2026-12-18", "--deal", ref)

    assert run("deal", "list", "--quiet-only", "--json").json["items"] == []


def test_waiting_follows_its_customer_through_a_merge_and_an_export(run: Any) -> None:
    customer(run, "张敏")
    customer(run, "张敏", "--anyway")
    run("waiting", "add", "小王", "spare card", "--for", "c2")
    run("waiting", "chase", "w1", "soon")

    run("customer", "merge", "c1", "c2", "--yes")

    assert run("show", "w1", "--json").json["item"]["customer"]["name"] == "张敏"
    held = run("export", "--for", "c1").json["held"]
    assert (len(held["waiting"]), len(held["waiting_word"])) == (1, 1)
    run("customer", "erase", "c1", "--yes")
    assert run("show", "w1", code=3).stderr


def test_what_was_asked_of_a_department_is_answered_when_the_deal_goes_on(
    run: Any, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was asked as that stage itself: another errand is theirs still, also when the deal is won."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")
    customer(run, "张敏")
    deal(run, "张敏", "--pipeline", "account-opening", "--stage", "review", "--why", "taken over")
    run("waiting", "add", "account-desk", "Review", "--promised", "fri", "--deal", "d1")
    run("waiting", "add", "account-desk", "the tax form", "--promised", "fri", "--deal", "d1")

    said = screen("deal", "advance", "d1", "--force", "--why", "papers follow")

    assert "w1 Review" in said and [one["ref"] for one in _waiting(run)] == ["w2"]
    run("waiting", "add", "host-bank", "三方存管", "--deal", "d1")
    assert "w3 三方存管" in screen("deal", "win", "d1", "--force", "--why", "papers follow")
    assert [one["ref"] for one in _waiting(run)] == ["w2"]


def test_what_was_approved_stays_with_its_customer_and_its_amount(run: Any, assessed: str) -> None:
    run("deal", "credit", assessed, "--own", "45万", "--why", "two incomes")
    run("deal", "advance", assessed)
    run("deal", "review", assessed)
    run("deal", "approve", assessed, "--amount", "40万")
    assert run("deal", "show", assessed, "--json").json["item"]["next_command"] == f"amflow deal told {assessed}"
    customer(run, "吴兰")

    assert "has papers and decisions" in run("deal", "edit", assessed, "--for", "吴兰", code=1).stderr
    run("deal", "told", assessed)
    run("deal", "win", assessed, "--amount", "40万", "--force", "--why", "papers follow")
    assert run("deal", "edit", assessed, "--amount", "90万", code=1).stderr
    assert _item(run, assessed)["amount"]["amount"] == 400000


def test_a_talk_takes_no_deal_over_a_decision_against_it(run: Any, assessed: str) -> None:
    run("deal", "credit", assessed, "--own", "45万", "--why", "two incomes")
    run("deal", "advance", assessed)
    run("deal", "review", assessed)
    run("deal", "decline", assessed, "--why", "too much is owed")

    said = run(
        "log-visit", "李强", "signed", "--outcome", "bought", "--deal", assessed, "--why", "he insists", code=1
    ).stderr

    assert f"{assessed} was declined" in said and f"amflow deal win {assessed} --force" in said


def test_nothing_is_handed_in_before_it_exists(run: Any, loan: str, home: Path) -> None:
    before = rows(home / "book.db")

    refused = run("deal", "review", loan, "--by", "approval", code=1).stderr

    assert "what “Approval” decides about is not there yet" in refused and "missing: the credit sheet" in refused
    assert rows(home / "book.db") == before
    run("deal", "review", loan, "--by", "legal counsel")


def test_what_another_product_made_void_is_asked_for_however_far_the_deal_is(run: Any, assessed: str) -> None:
    run("deal", "credit", assessed, "--own", "50万")
    run("deal", "advance", assessed)
    run("deal", "approve", assessed)
    run("deal", "advance", assessed)
    run("deal", "doc", assessed, "received", "loan-contract")
    run("product", "add", "car loan", "--service", "loan")
    run("deal", "edit", assessed, "--product", "car loan")

    assert "missing: approval (Approval)" in run("deal", "win", assessed, code=1).stderr
    run("deal", "review", assessed, "--by", "approval")
    assert run("deal", "show", assessed, "--json").json["item"]["stage"] == "drawdown"
    run("deal", "approve", assessed)
    run("deal", "win", assessed)


def test_a_department_is_meant_without_the_word_for_one(run: Any, contract: str) -> None:
    """What was asked of somebody called 法务 would be a review that no stage asks for."""
    for word in ("法务", "legal department", "法务部"):
        assert "with Legal" in run("deal", "review", contract, "--by", word).stdout
        run("undo")


def test_telling_of_a_decision_is_not_what_else_is_agreed_on(run: Any, assessed: str) -> None:
    run("task", "add", "bring the proof of income", "--for", "李强", "--due", "today 10:00")
    run("deal", "decline", assessed, "--by", "Approval", "--why", "too much")
    run("deal", "told", assessed, "--talk", "call")

    assert run("show", "t1", "--json").json["item"]["state"] == "open"
