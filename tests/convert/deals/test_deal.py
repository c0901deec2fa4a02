"""Deals: begun, moved on when nothing is missing, won, lost, taken up again."""

from pathlib import Path
from typing import Any

import pytest

from amflow.book.store import Book
from days import bought, customer, deal, items, rows, task, won


@pytest.fixture
def opening(run: Any, once: Any) -> str:
    """An account opening that waits for its papers."""
    once("an opening", lambda: _opening(run))
    return "d1"


def _opening(run: Any) -> None:
    customer(run, "张敏", on="2026-11-02")
    ref = deal(run, "张敏", "--amount", "20万", "--expected", "月底", on="2026-11-02")
    run("deal", "advance", ref, "--on", "2026-11-03")


def _item(run: Any, ref: str, *more: str) -> dict[str, Any]:
    return run("deal", "show", ref, *more, "--json").json["item"]


def test_a_deal_begins_in_the_first_stage_with_its_terms(run: Any, opening: str) -> None:
    item = _item(run, opening)

    assert (item["pipeline"], item["stage"], item["amount"]["amount"]) == ("account-opening", "papers", 200000)
    assert (item["opened_on"], item["expected_on"], item["state"]) == ("2026-11-02", "2026-11-30", "open")
    assert [step["stage"] for step in item["history"]] == ["Talking", "Papers"]


def test_a_name_is_the_deal_that_is_open_where_there_is_one(run: Any, opening: str) -> None:
    shown = run("deal", "advance", "张敏", code=1)

    assert shown.stderr.startswith("张敏: d1  ")
    deal(run, "张敏", "--amount", "10万")
    several = run("deal", "advance", "张敏", code=4).stderr
    assert several.startswith("error: several are meant by 张敏\n  d1  ")
    assert "hint: name it by its reference: d1" in several


def test_advance_names_what_is_missing_and_moves_nothing(run: Any, opening: str, home: Path) -> None:
    run("deal", "doc", opening, "received", "id-card")
    run("deal", "doc", opening, "rejected", "Bank card", "--why", "not hers")
    before = rows(home / "book.db")

    result = run("deal", "advance", opening, code=1)

    assert [line.strip() for line in result.stderr.splitlines()[1:3]] == [
        "missing: Bank card (rejected)",
        "missing: Risk questionnaire",
    ]
    assert rows(home / "book.db") == before
    run("deal", "doc", opening, "verified", "bank-card")
    run("deal", "doc", opening, "waived", "risk-questionnaire", "--why", "done at another branch")
    assert run("deal", "advance", opening, "--json").json["item"]["stage"] == "review"


def test_a_jump_asks_for_what_every_stage_on_the_way_needs(run: Any, opening: str) -> None:
    told = run("deal", "advance", opening, "--stage", "activated", code=1).stderr

    assert told.count("missing:") == 5
    assert "Third-party custody agreement" in told


def test_force_needs_a_reason_and_keeps_it(run: Any, opening: str) -> None:
    assert "--force needs a reason" in run("deal", "advance", opening, "--force", code=2).stderr
    assert "reason is empty" in run("deal", "advance", opening, "--force", "--why", " ", code=2).stderr

    run("deal", "advance", opening, "--force", "--why", "papers follow\x1b[2J by post")

    assert _item(run, opening)["history"][-1]["why"] == "papers follow[2J by post"


def test_a_way_back_asks_for_a_reason_and_nothing_else(run: Any, opening: str) -> None:
    assert "a way back needs a reason" in run("deal", "advance", opening, "--stage", "talking", code=2).stderr

    back = run("deal", "advance", opening, "--stage", "talking", "--why", "wants to think", "--json")

    assert back.json["item"]["stage"] == "talking"
    assert _item(run, opening)["history"][-1]["why"] == "wants to think"
    assert "already" in run("deal", "advance", opening, "--stage", "Talking", code=1).stderr


def test_the_last_stage_ends_in_winning_or_losing(run: Any, opening: str) -> None:
    run("deal", "advance", opening, "--stage", "activated", "--force", "--why", "all there")

    assert "amflow deal win" in run("deal", "advance", opening, code=1).stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("advance", "d1", "--to", "papyrus"), 2),
        (("advance", "d9"), 3),
        (("advance", "c1"), 3),
        (("doc", "d1", "received", "idcart"), 2),
        (("doc", "d1", "lost", "id-card"), 2),
        (("add", "--for", "nobody"), 3),
        (("add", "--for", "张敏", "--pipeline", "none"), 2),
        (("add", "--for", "张敏", "--stage", "review-board"), 2),
        (("add", "--for", "张敏", "--product", "none"), 3),
        (("add", "x" * 501, "--for", "张敏"), 2),
        (("add",), 2),
        (("edit", "d1"), 2),
        (("edit", "d1", "--expected", "30 Feb"), 2),
        (("lose", "d1"), 2),
        (("list", "--state", "sold"), 2),
    ],
)
def test_what_is_not_there_is_refused(run: Any, opening: str, home: Path, words: tuple[str, ...], code: int) -> None:
    before = rows(home / "book.db")

    run("deal", *words, code=code)

    assert rows(home / "book.db") == before


@pytest.mark.parametrize("amount", ["-5", "−5", "1e9", "12,34", "abc", "9" * 17, "99999999999万", "0.001", ""])
def test_an_amount_that_cannot_be_is_refused(run: Any, opening: str, amount: str) -> None:
    run("deal", "win", opening, "--amount", amount, "--force", "--why", "so", code=2 if amount else 0)

    assert _item(run, opening)["state"] == ("won" if not amount else "open")


@pytest.mark.parametrize(("amount", "number"), [("0", 0), ("1,153.50", 1153.5), ("¥3.2m", 3200000), ("2万元", 20000)])
def test_amounts_are_read_as_people_write_them(run: Any, opening: str, amount: str, number: float) -> None:
    run("deal", "edit", opening, "--amount", amount)

    assert _item(run, opening)["amount"]["amount"] == number


def test_winning_makes_a_lead_a_customer_and_ends_the_intent(run: Any) -> None:
    run("lead", "add", "孙丽", "--intent", "A", "--on", "2026-11-02")
    ref = deal(run, "孙丽", on="2026-11-02")

    won(run, ref, "--amount", "5000", "--on", "2026-11-20")

    who = run("show", "孙丽", "--json").json["item"]
    assert (who["state"], who["intent"], who["client_since"]) == ("customer", None, "2026-11-20")
    assert _item(run, ref)["history"][-1]["stage"] == "won"
    assert "won already" in run("deal", "win", ref, code=1).stderr
    assert "won already" in run("deal", "advance", ref, code=1).stderr


def test_an_intent_lives_on_while_another_deal_is_open(run: Any) -> None:
    customer(run, "张敏", "--intent", "A")
    first = deal(run, "张敏")
    deal(run, "张敏")

    won(run, first)

    assert run("show", "张敏", "--json").json["item"]["intent"] == "A"


def test_client_since_is_the_first_deal_won_whatever_happens_to_the_others(run: Any) -> None:
    customer(run, "张敏", on="2026-01-05")
    for day in ("2026-03-02", "2026-02-02", "2026-04-01"):
        bought(run, "张敏", on=day)

    def since() -> str:
        return run("show", "张敏", "--json").json["item"]["client_since"]

    assert since() == "2026-02-02"
    run("deal", "reopen", "d2", "--why", "returned")
    assert since() == "2026-03-02"
    run("deal", "reopen", "d1")
    run("deal", "reopen", "d3")
    assert since() is None


def test_losing_keeps_the_reason_and_reopening_takes_it_up_again(run: Any, opening: str) -> None:
    run("deal", "lose", opening, "--why", "went to\x07 another firm")
    assert (_item(run, opening)["state"], _item(run, opening)["lost_why"]) == ("lost", "went to another firm")

    told = run("deal", "reopen", opening, "--why", "came back").stdout

    assert "lost → Papers" in told
    item = _item(run, opening)
    assert (item["state"], item["stage"], item["lost_why"], item["closed_on"]) == ("open", "papers", None, None)
    assert "is open" in run("deal", "reopen", opening, code=1).stderr


def test_a_deal_without_a_customer_is_won_only_when_forced(run: Any, book: Any) -> None:
    with book.change("import") as change:
        change.insert(
            "deal", title="nobody's", pipeline="sale", stage="engaging", stage_on="2026-11-02",
            quiet_since="2026-11-02", currency="USD",
        )  # fmt: skip

    assert "has no customer yet" in run("deal", "win", "d1", code=1).stderr
    assert "--force needs a reason" in run("deal", "win", "d1", "--force", "--amount", "$50", code=2).stderr
    won(run, "d1", "--amount", "$50")
    assert _item(run, "d1")["amount"]["amount"] == 50


def test_quiet_is_no_touch_and_nothing_planned(run: Any) -> None:
    names = ("nobody touched it", "touched", "planned", "customer planned", "planned long ago")
    for name in names:
        customer(run, name, on="2026-11-02")
        deal(run, name, on="2026-11-02")
    run("log-call", "touched", "talked", "--on", "2026-11-24")
    task(run, "papers", "--deal", "d3", "--due", "2027-01-15")
    task(run, "visit", "--for", "customer planned", "--due", "fri")
    task(run, "visit", "--for", "planned long ago", "--due", "2026-11-10", on="2026-11-02")

    found = run("deal", "list", "--quiet-only", "--json").json["items"]

    assert [one["customer"]["name"] for one in found] == ["nobody touched it", "planned long ago"]
    assert run("deal", "list", "--quiet-only", "--last", "1", "--json").json["items"] == found[:1]
    quiet = {item["customer"]["name"]: item["late"] for item in items(run, "convert")}
    assert [name for name in names if quiet[name]] == ["nobody touched it", "planned long ago"]
    assert "2 gone quiet" in run("convert", "--json").json["line"]


@pytest.mark.parametrize(("days", "quiet"), [(6, False), (7, True)])
def test_a_deal_is_quiet_after_the_days_of_its_stage(run: Any, days: int, quiet: bool) -> None:
    customer(run, "张敏", on="2026-11-02")
    deal(run, "张敏", on="2026-11-02")

    (item,) = items(run, "convert", "--on", f"2026-11-{2 + days:02d}")

    assert item["late"] is quiet


def test_moving_a_deal_to_another_customer_moves_what_follows_from_it(run: Any) -> None:
    customer(run, "张敏", on="2026-11-02")
    customer(run, "王伟", on="2026-11-02")
    ref = bought(run, "张敏", on="2026-11-13")

    run("deal", "edit", ref, "--for", "王伟")

    since = {name: run("show", name, "--json").json["item"]["client_since"] for name in ("张敏", "王伟")}
    assert since == {"张敏": None, "王伟": "2026-11-13"}


def test_a_deal_counts_how_long_nobody_touched_its_new_customer(run: Any) -> None:
    customer(run, "张敏", on="2026-11-02")
    customer(run, "王伟", on="2026-11-02")
    ref = deal(run, "张敏", on="2026-11-02")
    run("log-call", "王伟", "talked", "--on", "2026-11-24")

    run("deal", "edit", ref, "--for", "王伟")

    assert _item(run, ref)["quiet_days"] == 1


def test_a_stage_that_the_playbook_does_not_know_can_still_be_won(run: Any, opening: str) -> None:
    run("playbook", "use", "general")

    assert "does not know stage papers" in run("deal", "advance", opening, code=1).stderr
    assert items(run, "convert")[0]["ref"] == opening
    run("deal", "win", opening)
    assert _item(run, opening)["state"] == "won"


def test_a_lost_deal_says_what_is_still_open_about_it_or_leaves_it_out(run: Any, book: Any) -> None:
    run("customer", "add", "张敏")
    for title in ("a loan", "a fund"):
        run("deal", "add", title, "--pipeline", "account-opening", "--for", "张敏")
    run("task", "add", "send the papers", "--deal", "d1", "--due", "fri")
    run("task", "add", "look again", "--deal", "d2", "--due", "fri", "--every", "2 weeks")
    run("task", "add", "about something else", "--for", "张敏", "--due", "fri")

    assert "amflow skip t1" in run("deal", "lose", "d1", "--why", "too dear").stdout
    assert "t2" in run("deal", "lose", "d2", "--why", "too dear", "--drop-tasks").stdout

    states = {row["id"]: (row["state"], row["why"]) for row in book.all("SELECT * FROM task")}
    assert states == {1: ("open", ""), 2: ("dropped", "the deal was lost"), 3: ("open", "")}
    run("undo")
    assert book.get("task", 2)["state"] == "open"
    assert book.get("deal", 2)["state"] == "open"


def test_winning_asks_for_what_advance_asks_in_every_stage_up_to_the_end(run, opening, home):
    before = rows(home / "book.db")

    told = run("deal", "win", opening, code=1)

    moved = run("deal", "advance", opening, "--stage", "activated", code=1)
    asked = [line for line in moved.stderr.splitlines() if "missing:" in line]
    assert [line for line in told.stderr.splitlines() if "missing:" in line][: len(asked)] == asked != []
    assert rows(home / "book.db") == before
    assert "--force needs a reason" in run("deal", "win", opening, "--force", code=2).stderr
    said = run("deal", "win", opening, "--force", "--why", "papers follow by post").stdout
    assert "although missing\tIdentity card" in said
    last = _item(run, opening)["history"][-1]
    assert (last["stage"], last["why"]) == ("won", "papers follow by post")


def test_what_was_left_behind_by_force_is_not_asked_for_again(run, opening):
    run("deal", "advance", opening, "--stage", "activated", "--force", "--why", "all there")

    assert "although missing" not in run("deal", "win", opening, "--why", "signed at the fair").stdout
    assert _item(run, opening)["history"][-1]["why"] == "signed at the fair"


def test_a_deal_that_begins_behind_stages_that_ask_for_something_says_why(run, home):
    customer(run, "张敏")
    before = rows(home / "book.db")
    assert (
        "leaves out what the stages before it ask for"
        in run("deal", "add", "--pipeline", "account-opening", "--for", "张敏", "--stage", "review", code=1).stderr
    )
    assert rows(home / "book.db") == before

    ref = deal(run, "张敏", "--stage", "review", "--why", "taken over from 小王")

    assert [(step["stage"], step["why"]) for step in _item(run, ref)["history"]] == [("Review", "taken over from 小王")]
    deal(run, "张敏", "--stage", "papers")


def test_another_customer_gets_what_is_the_deals_alone_and_talks_stay(run: Any, screen: Any, book: Book) -> None:
    for name in ("王伟", "李娜"):
        customer(run, name)
    deal(run, "王伟")
    run("log-call", "王伟", "说了利率", "--next", "fri 10:00 call 王伟")
    run("task", "add", "call", "--for", "王伟", "--due", "fri")
    run("order", "add", "paper", "--for", "王伟", "--deal", "d1")

    told = " ".join(screen("deal", "edit", "d1", "--for", "李娜").split())

    assert "goes along t1, o1" in told
    assert "stays 1 talk, with whom it was held" in told
    owner = "SELECT customer_id AS n FROM {} ORDER BY id"
    assert [one["n"] for one in book.all(owner.format("task"))] == [2, 1]
    assert [one["n"] for one in book.all(owner.format("orders"))] == [2]
    assert [one["n"] for one in book.all(owner.format("touch"))] == [1]
    run("undo")
    assert [one["n"] for one in book.all(owner.format("task"))] == [1, 1]
    assert "goes along" not in screen("deal", "edit", "d1", "--amount", "3000")
