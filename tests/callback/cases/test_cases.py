"""Cases: their clocks in working hours, what is refused, and where they are shown."""

import re
from typing import Any

import pytest

from days import customer, items


@pytest.fixture
def case(run: Any) -> str:
    """A complaint opened on Wednesday at 09:30; the branch works 08:00–12:00 and 13:30–17:30 by its blocks."""
    customer(run, "周婷", "--tier", "gold", on="2026-11-01")
    return run("case", "open", "周婷", "fee charged twice", "--severity", "high", "--json").json["item"]["ref"]


def _item(run: Any, ref: str, *more: str) -> dict[str, Any]:
    return run("case", "show", ref, *more, "--json").json["item"]


def _at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("AMFLOW_NOW", moment)


def test_a_case_carries_its_clocks(run: Any, case: str) -> None:
    item = _item(run, case)

    assert (item["kind"], item["severity"], item["state"]) == ("complaint", "high", "open")
    assert (item["answer_due_at"], item["solve_due_at"]) == ("2026-11-25T11:30:00+08:00", "2026-11-26T09:30:00+08:00")


@pytest.mark.parametrize(
    ("opened", "severity", "answer", "solve"),
    [
        ("2026-11-25T11:30", "urgent", "2026-11-25T14:00:00+08:00", "2026-11-25T17:00:00+08:00"),  # over the break
        ("2026-11-27T17:00", "high", "2026-11-30T10:00:00+08:00", "2026-11-30T17:30:00+08:00"),  # over the weekend
        (
            "2026-09-30T17:00",
            "high",
            "2026-10-08T10:00:00+08:00",
            "2026-10-08T17:30:00+08:00",
        ),  # over the National Day week
        (
            "2026-10-09T17:00",
            "high",
            "2026-10-10T10:00:00+08:00",
            "2026-10-10T17:30:00+08:00",
        ),  # the Saturday is worked
        ("2026-10-10T18:00", "high", "2026-10-12T10:30:00+08:00", "2026-10-13T09:00:00+08:00"),  # after hours
    ],
)
def test_clocks_run_in_working_hours(
    run: Any, monkeypatch: pytest.MonkeyPatch, opened: str, severity: str, answer: str, solve: str
) -> None:
    monkeypatch.setenv("AMFLOW_WORK_HOURS", "08:30-12:00 13:30-17:30")
    _at(monkeypatch, opened)
    customer(run, "周婷")
    ref = run("case", "open", "周婷", "fee", "--severity", severity, "--json").json["item"]["ref"]

    item = _item(run, ref)
    assert (item["answer_due_at"], item["solve_due_at"]) == (answer, solve)


def test_its_way_from_answer_to_solution_and_the_check_that_follows(
    run: Any, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at(monkeypatch, "2026-11-25T10:00")
    run("case", "answer", case, "looking into it", "--talk", "call")
    run("case", "escalate", case, "--whom", "branch manager", "--why", "refund above my limit")
    run("case", "report", case, "--whom", "branch manager")
    _at(monkeypatch, "2026-11-25T15:00")
    done = run("case", "resolve", case, "refunded")

    item = _item(run, case)
    assert (item["answered_at"], item["answered_after_minutes"]) == ("2026-11-25T10:00:00+08:00", 30)
    assert (item["resolved_at"], item["solved_after_minutes"]) == ("2026-11-25T15:00:00+08:00", 240)
    assert (item["escalated_to"], item["reported_on"]) == ("branch manager", "2026-11-25")
    assert [step["kind"] for step in item["steps"]] == ["opened", "answered", "escalated", "reported", "resolved"]
    assert "Mon 30 Nov" in done.stdout
    titles = {one["title"] for one in items(run, "callback", "--on", "2026-11-30") if one["section"] == "rules"}
    assert "After a complaint: is it really solved?" in titles
    assert run("history").lines[0][1] == "case resolve"


def test_the_talk_that_told_the_customer_is_logged_and_resets_the_cadence(run: Any, case: str) -> None:
    run("case", "answer", case, "told her", "--talk", "call")

    dossier = run("show", "周婷", "--json").json["item"]
    assert dossier["last_touch_on"] == "2026-11-25"
    assert dossier["touches"][0]["note"] == "told her"


def test_undo_takes_back_a_step_whole(run: Any, case: str) -> None:
    run("case", "answer", case, "told her", "--talk", "call")
    run("undo")

    assert _item(run, case)["answered_on"] is None
    assert run("show", "周婷", "--json").json["item"]["last_touch_on"] is None


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("resolve", "x1", "--at", "yesterday 15:00"), 1, "was only opened at"),
        (("answer", "x1", "--at", "9:00"), 1, "was only opened at"),
        (("reopen", "x1", "--why", "so"), 1, "x1 is open"),
        (("answer", "x7", "so"), 3, "there is no case x7"),
        (("answer", "t1", "so"), 2, "is no case"),
        (("escalate", "x1", "--to", "boss"), 2, "the reason is missing"),
        (("note", "x1"), 2, "what was done is missing"),
        (("answer", "x1", "so", "--by", "pigeon"), 2, "talk: “pigeon”"),
        (("answer", "x1", "so", "--at", "tomorrow"), 2, "still to come"),
        (("edit", "x1"), 2, "nothing to change"),
        (("edit", "x1", "--severity", "awful"), 2, "one of: Urgent"),
        (("list", "--state", "closed"), 2, "state: “closed”"),
        (("open", "周婷"), 2, "what it is about is missing"),
        (("open", "周婷", "talked", "--deal", "d9"), 3, "there is no deal"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    run: Any, case: str, book: Any, words: tuple[str, ...], code: int, says: str
) -> None:
    before = book.number("SELECT max(id) FROM change")
    refused = run("case", *words, code=code)

    assert says in refused.stderr
    assert "hint:" in refused.stderr
    assert book.number("SELECT max(id) FROM change") == before


def test_resolved_is_resolved_until_it_is_taken_up_again(run: Any, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("case", "resolve", case, "done")
    for words in (("resolve", case), ("answer", case), ("escalate", case, "--to", "b", "--why", "w")):
        assert "was resolved at" in run("case", *words, code=1).stderr

    _at(monkeypatch, "2026-11-26T10:00")
    run("case", "reopen", case, "--why", "came back")
    item = _item(run, case)
    assert (item["state"], item["answer_due_at"], item["answered_at"]) == (
        "open",
        "2026-11-25T11:30:00+08:00",
        "2026-11-25T09:30:00+08:00",
    )
    assert item["solve_due_at"].startswith("2026-11-27")
    assert run("case", "list").lines[0][0] == case


def test_another_severity_has_other_clocks_from_the_opening(run: Any, case: str) -> None:
    run("case", "edit", case, "--severity", "urgent", "--kind", "problem")

    item = _item(run, case)
    assert (item["answer_due_at"], item["kind"]) == ("2026-11-25T10:30:00+08:00", "problem")
    assert "high → urgent" in item["steps"][-1]["text"]


def test_what_breaks_comes_first_with_its_hour(
    run: Any, screen: Any, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("task", "add", "appointment", "--for", "周婷", "--due", "today 10:00")
    today = run("today", "--json").json

    assert today["first"][0] == case
    assert re.search(rf"first: +{case} +11:30 ", screen("today"))
    _at(monkeypatch, "2026-11-25T12:00")
    late = next(item for item in items(run, "callback") if item["ref"] == case)
    assert late["late"]
    assert "answer was due 11:30" in late["why"]


def test_a_case_that_has_time_comes_behind_the_appointments(run: Any, case: str) -> None:
    run("case", "answer", case, "told")
    run("task", "add", "appointment", "--for", "周婷", "--due", "today 10:00")

    assert run("today", "--json").json["first"][1] == case


def test_it_is_on_the_page_of_the_customer_and_has_its_own(run: Any, screen: Any, case: str) -> None:
    assert "fee charged twice" in screen("show", "周婷")
    assert screen("show", case) == screen("case", "show", case)


def test_a_talk_that_ended_with_a_problem_proposes_a_case(run: Any) -> None:
    customer(run, "周婷")

    assert 'amflow case open c1 "…"' in run("log-call", "周婷", "talked", "--outcome", "problem", "--no-next").stdout


def test_without_a_clock_no_clock_runs(run: Any, home: Any) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(
        'name = "mine"\nextends = "general"\ntitle = {en = "M", zh = "我"}\nsentence = {en = "M.", zh = "我。"}\n'
        + "".join(f'[[clock]]\nkey = "{key}"\nremove = true\n' for key in ("low", "normal", "high", "urgent"))
    )
    run("playbook", "use", "mine")
    customer(run, "周婷")
    run("case", "open", "周婷", "fee")

    assert items(run, "callback")[0]["why"] == "no clock runs"
    assert _item(run, "x1")["answer_due_at"] is None


def test_a_clock_of_an_unknown_severity_is_a_mistake_of_the_playbook(run: Any, home: Any) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(
        'name = "mine"\nextends = "general"\ntitle = {en = "M", zh = "我"}\nsentence = {en = "M.", zh = "我。"}\n'
        '[[clock]]\nkey = "awful"\nanswer_hours = 1\nsolve_hours = 2\ntitle = {en = "A", zh = "甲"}\n'
    )

    assert "awful" in run("playbook", "check", "mine", code=5).stderr


def test_a_case_is_not_done_skipped_or_moved_but_resolved(run: Any, case: str) -> None:
    for words in (("done", case), ("skip", case), ("move", case, "fri")):
        assert "amflow case answer or resolve x1" in run(*words, code=2).stderr


def test_an_open_complaint_stands_in_the_brief_and_keeps_from_asking_for_an_introduction(run: Any) -> None:
    run("customer", "add", "张敏")
    run("callback", "score", "c1", "5")
    assert "张敏" in run("referral", "candidates").stdout

    run("case", "open", "c1", "no statement came", "--kind", "complaint")

    assert "张敏" not in run("referral", "candidates").stdout
    assert ["challenges", "no statement came"] in [line[:2] for line in run("brief").lines]
    assert "x1 no statement came" in run("visit", "c1").stdout
    run("case", "resolve", "x1", "sent again")
    assert "no statement came" not in run("brief").stdout


def test_the_kind_is_said_once(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(run, "周婷")
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    run("case", "open", "周婷", "投诉：排队四十分钟")
    run("case", "open", "周婷", "手续费重复扣收")

    titles = [one["title"] for one in items(run, "callback") if one["kind"] == "case"]
    assert sorted(titles) == ["投诉：手续费重复扣收", "投诉：排队四十分钟"]


def test_the_same_complaint_twice_within_minutes_is_asked(run: Any, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    again = ("case", "open", "周婷", "fee charged twice")
    refused = run(*again, code=1).stderr
    assert "within the last 10 minutes: x1" in refused
    assert "--anyway" in refused
    assert run(*again, "--anyway", "--json").json["item"]["ref"] == "x2"
    _at(monkeypatch, "2026-11-25T09:50")
    assert run(*again, "--json").json["item"]["ref"] == "x3"


def test_a_case_that_was_answered_says_so_wherever_it_stands(run: Any, case: str, screen: Any) -> None:
    assert "answered" in screen("case", "answer", case, "called back")
    assert "answered, not solved yet" in screen("show", case)
    assert _item(run, case)["state"] == "open"


def test_one_score_answers_a_complaint_before_it_is_asked(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "周婷")
    ref = run("case", "open", "周婷", "fee charged twice", "--json").json["item"]["ref"]
    run("case", "resolve", ref, "refunded")

    told = run("callback", "score", "周婷", "4", "--case", ref, "--json").json["item"]

    assert len(told["settled"]) == 1
    assert told["settled"][0] not in [one["ref"] for one in items(run, "callback", "--on", "2026-12-01")]
    assert run("callback", "score", "周婷", "5", "--json").json["item"]["settled"] == []


def test_a_case_that_is_late_by_a_minute_shows_it(run: Any, screen: Any, monkeypatch: Any) -> None:
    customer(run, "王伟")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T09:00")
    run("case", "open", "王伟", "the card does not work", "--severity", "high")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T11:01")
    run("case", "answer", "x1", "we look into it")

    assert "after 2 h 01 of work · late" in screen("show", "x1")


def test_a_list_without_open_cases_says_that_there_are_others(run: Any, screen: Any) -> None:
    customer(run, "王伟")
    run("case", "open", "王伟", "the card does not work")
    run("case", "resolve", "x1", "a new card")

    assert "there are others: amflow case list --state all" in screen("case", "list")


def test_a_dispute_has_a_clock_of_its_own_beside_its_severity(run: Any) -> None:
    customer(run, "周婷", "--tier", "gold", on="2026-11-01")
    run("case", "open", "周婷", "who said what", "--kind", "纠纷")
    run("case", "open", "周婷", "money is gone", "--kind", "dispute", "--severity", "urgent")
    run("case", "open", "周婷", "a letter", "--severity", "low")

    # Two hours and sixteen, of a normal case four and twenty-four; an urgent one is sooner still.
    assert _item(run, "x1")["answer_due_at"] == "2026-11-25T11:30:00+08:00"
    assert _item(run, "x1")["solve_due_at"] == "2026-11-27T09:30:00+08:00"
    assert _item(run, "x2")["answer_due_at"] == "2026-11-25T10:30:00+08:00"
    run("case", "edit", "x3", "--kind", "dispute")
    assert _item(run, "x3")["answer_due_at"] == "2026-11-25T11:30:00+08:00"
    assert run("summary", "--day", "--json").json["figures"]["complaints"]["value"] == 3


def test_whoever_comes_with_a_complaint_needs_no_first_talk_any_more(run: Any) -> None:
    run("lead", "add", "Anna Berg")
    run("case", "open", "Anna Berg", "fees other than agreed", "--kind", "dispute", "--talk", "visit")
    reasons = [one["why"] for one in run("prospect", "--on", "2026-11-26", "--json").json["items"]]
    assert not any("first talk is due" in (reason or "") for reason in reasons)
