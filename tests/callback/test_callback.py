"""The callback itself: the questions asked, the answers filed, what it settles and what it proposes."""

import sys
from typing import Any

import pexpect
import pytest

from days import bought, customer, items, task


@pytest.fixture
def due(run: Any) -> str:
    """Bought on 13 November: to be called back since the 23rd."""
    customer(run, "王伟", on="2026-11-13")
    bought(run, "王伟", on="2026-11-13")
    return next(item["ref"] for item in items(run, "callback") if item["kind"] == "callback")


def _rows(book: Any, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in book.all(sql)]


def test_a_callback_files_answers_and_score_and_settles_what_was_due(run: Any, due: str, book: Any) -> None:
    done = run(
        "callback", "do", due, "cheerful", "--answer", "satisfied=Very satisfied", "--answer", "use=every day",
        "--answer", "open-problem=no", "--answer", "recommend=y", "--nps", "9", "--next", "fri send the form", "--json",
    ).json["item"]  # fmt: skip

    assert (done["csat"], done["nps"], done["outcome"], done["problem"]) == (5, 9, "satisfied", None)
    assert done["settled"] == [due]
    assert done["next"]["due_on"] == "2026-11-27"
    assert [item for item in items(run, "callback") if item["ref"] == due] == []
    answers = _rows(book, "SELECT about, question, value, on_date, touch_id FROM answer ORDER BY id")
    assert ("callback", "satisfied", "5", "2026-11-25", 1) in answers
    assert ("callback", "recommend", "yes", "2026-11-25", 1) in answers
    assert _rows(book, "SELECT scale, value, touch_id FROM score ORDER BY id") == [("csat", 5, 1), ("nps", 9, 1)]
    assert _rows(book, "SELECT kind, note, outcome FROM touch") == [("call", "cheerful", "satisfied")]
    assert _rows(book, "SELECT state, touch_id FROM settled") == [("done", 1)]


def test_it_is_taken_back_whole(run: Any, due: str, book: Any) -> None:
    run("callback", "do", due, "--answer", "satisfied=5")
    run("undo")

    assert [book.number(f"SELECT count(*) FROM {table}") for table in ("answer", "score", "touch", "settled")] == [
        0
    ] * 4


def test_a_problem_proposes_a_case_and_very_satisfied_an_introduction(run: Any, due: str) -> None:
    told = run("callback", "do", due, "--answer", "open-problem=no login", "--answer", "satisfied=4").stdout
    assert 'amflow case open c1 "no login"' in told
    assert "--referrer" not in told

    happy = run("callback", "do", "c1", "--answer", "satisfied=5", "--answer", "changed=a loan").stdout
    assert "amflow referral ask c1" in happy
    assert 'amflow deal add "a loan" --for c1' in happy

    assert "amflow case open" in run("callback", "do", "c1", "--answer", "satisfied=1").stdout


@pytest.mark.parametrize("nothing", ["no", "None.", "没有", "没有问题。", "No problem"])
def test_no_problem_is_none(run: Any, due: str, nothing: str) -> None:
    done = run("callback", "do", due, "--answer", f"open-problem={nothing}", "--json").json["item"]

    assert (done["problem"], done["outcome"]) == (None, None)


def test_who_was_not_reached_is_still_due(run: Any, due: str, book: Any) -> None:
    done = run("callback", "do", due, "--outcome", "no-answer")

    assert "was not reached" in done.stdout
    assert due in [item["ref"] for item in items(run, "callback")]
    assert _rows(book, "SELECT reached FROM touch") == [(0,)]
    assert (
        "no answers" in run("callback", "do", due, "--outcome", "no-answer", "--answer", "satisfied=5", code=2).stderr
    )


def test_a_promise_is_kept_by_it_whatever_its_kind(run: Any, due: str) -> None:
    ref = task(run, "say when the talk is", "--for", "王伟", "--due", "fri")

    done = run("callback", "do", ref, "--answer", "use=well", "--json").json["item"]

    assert set(done["settled"]) == {ref, due}
    assert "is done already" in run("callback", "do", ref, code=1).stderr


def test_after_a_solved_case_the_score_is_the_cases(run: Any, book: Any) -> None:
    customer(run, "王伟", on="2026-11-01")
    run("case", "open", "王伟", "fee", "--at", "2026-11-19 10:00")
    run("case", "resolve", "x1", "--at", "2026-11-20 10:00")
    ref = next(item["ref"] for item in items(run, "callback") if item["title"].startswith("After a complaint"))

    done = run("callback", "do", ref, "--answer", "satisfied=2", "--answer", "open-problem=again")

    assert 'amflow case reopen x1 --why "again"' in done.stdout
    assert _rows(book, "SELECT value, case_id FROM score") == [(2, 1)]
    assert run("show", "x1", "--json").json["item"]["score"] == 2


def test_two_cases_of_one_day_are_asked_about_one_by_one(run: Any, screen: Any, book: Any) -> None:
    customer(run, "王伟", on="2026-11-01")
    for title in ("fee", "card", "form"):
        run("case", "open", "王伟", title, "--at", "2026-11-19 10:00")
    run("case", "resolve", "x1", "x2", "x3", "done", "--at", "2026-11-20 10:00")

    def asked() -> list[str]:
        return [item["why"] for item in items(run, "callback") if item["title"].startswith("After a complaint")]

    ref = next(item["ref"] for item in items(run, "callback") if item["title"].startswith("After a complaint"))
    refused = run("callback", "do", ref, "--answer", "satisfied=5", code=None)
    assert refused.code and "x2  card" in refused.stderr
    rated = run("callback", "do", "x1", "--answer", "satisfied=2", "--json").json["item"]
    assert (rated["case"]["ref"], rated["settled"]) == ("x1", ["x1"])
    assert ["fee" in one for one in asked()] == [False]
    # Which of the two it is about, nobody guesses.
    told = screen("callback", "score", "王伟", "4")
    assert "--case x2" in told and "--case x3" in told and len(asked()) == 1
    assert run("callback", "score", "王伟", "4", "--case", "x2", "--json").json["item"]["settled"] == ["x2"]
    assert run("callback", "score", "王伟", "5", "--json").json["item"]["settled"] == [ref]
    assert asked() == []
    run("undo")
    assert len(asked()) == 1
    run("case", "open", "王伟", "late")
    assert "x4 is open" in run("callback", "do", "x4", "again", code=1).stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--answer", "satisfied=6"), 2, "answer: “6” is not in the playbook"),
        (("--answer", "nothing=1"), 2, "not in the playbook"),
        (("--answer", "satisfied"), 2, "is not QUESTION=ANSWER"),
        (("--nps", "11"), 2, "no score from 0 to 10"),
        (("content", "--by", "pigeon"), 2, "talk: “pigeon”"),
        (("--outcome", "wonderful"), 2, "not in the playbook"),
        (("--next", "yesterday call"), 2, "is over"),
    ],
)
def test_a_slip_of_the_hand_writes_nothing(
    run: Any, due: str, book: Any, words: tuple[str, ...], code: int, says: str
) -> None:
    assert says in run("callback", "do", due, *words, code=code).stderr
    assert book.number("SELECT count(*) FROM touch") == 0


@pytest.mark.parametrize(("ref", "code"), [("t9", 3), ("d1", 2), ("r1zzzz", 3), ("nobody", 3), ("k1", 2)])
def test_what_cannot_be_called_back_is_refused(run: Any, due: str, ref: str, code: int) -> None:
    assert "hint:" in run("callback", "do", ref, code=code).stderr


def test_callback_alone_is_the_page_as_ever(run: Any, screen: Any, due: str) -> None:
    assert run("callback", "--json").json["step"] == "callback"
    everything = run("callback", "--full", "--json").json["items"]
    assert [item for item in everything if item["section"] != "habits"] == run("callback", "--json").json["items"]
    assert "王伟" in screen("callback")
    assert "do" in run("callback", "--help").stdout
    assert run("callback", "undo", code=2).stderr.startswith("error:")


def test_on_a_terminal_it_asks_one_question_after_the_other(run: Any, due: str, home: Any) -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "amflow", "callback", "do", due], encoding="utf-8", timeout=20, dimensions=(40, 100)
    )
    for asked, answer in (
        ("log in without trouble", "y"), ("How satisfied are you", "superb"), ("answer: .*is not in the playbook", "5"),
        ("How is it going", ""), ("problem still open", "no"), ("needs changed", ""), ("recommend us", "y"),
        ("next step", "fri 10:00 send the form"),
    ):  # fmt: skip
        child.expect(asked)
        child.sendline(answer)
    child.expect("called back")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert run("callback", "score", "--full").lines[0][4] == "5"


def test_a_score_is_taken_along_with_any_talk(run: Any, due: str, book: Any) -> None:
    run("log-visit", "王伟", "talked", "--score", "4", "--no-next")
    assert "no score from 1 to 5" in run("log-call", "王伟", "talked", "--score", "0", "--no-next", code=2).stderr

    assert _rows(book, "SELECT scale, value, touch_id FROM score") == [("csat", 4, 1)]


def test_a_paper_about_to_expire_is_settled_by_the_command_that_is_shown(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "Anna Berg")
    run("deal", "add", "Loan", "--pipeline", "loan", "--for", "Anna Berg", "--amount", "500000")
    run("deal", "doc", "d1", "verified", "id-card", "--expires", "2026-12-10")
    (paper,) = [one for one in run("prep", "--json").json["items"] if one["ref"].startswith("r")]
    run(*paper["command"].removeprefix("amflow ").split())
    assert not [one for one in run("prep", "--json").json["items"] if one["ref"].startswith("r")]


def test_a_new_share_that_was_paid_is_not_called_an_opening_alone(run: Any) -> None:
    customer(run, "Anna Berg")
    ref = run("deal", "add", "New share", "--pipeline", "new-share", "--for", "Anna Berg", "--json").json["item"]["ref"]
    run("deal", "win", ref, "--amount", "10000", "--force", "--why", "paid")
    assert "Call ten days after opening or buying" in run("customer", "show", "Anna Berg").stdout
