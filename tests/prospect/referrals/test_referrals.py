"""Introductions: who is asked, who came, what is owed and settled; colleagues by post."""

import shutil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from days import bought, customer, items, rows


@pytest.fixture
def centre(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wealth centre, where a reward belongs to an introduction that succeeded."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wealth-center")


def _owed(run: Any, *words: str) -> list[tuple[str, str]]:
    return [(item["ref"], item["title"]) for item in items(run, "prep", *words) if item["section"] == "owed"]


def _one(run: Any, ref: str) -> dict[str, Any]:
    return run("referral", "show", ref, "--json").json["item"]


def _names(run: Any, *words: str) -> list[str]:
    return [one["name"] for one in run("referral", "candidates", *words, "--json").json["items"]]


def test_who_is_satisfied_and_was_not_asked_is_proposed(run: Any, book: Any) -> None:
    for name in (
        "best mark",
        "promoter",
        "answered",
        "talked well",
        "nothing",
        "poor since",
        "problem since",
        "no contact",
    ):
        customer(run, name, *(["--no-contact"] if name == "no contact" else []), on="2026-09-01")
    with book.change("test") as change:
        for number, scale, value, day in (
            (1, "csat", 5, "2026-11-20"), (2, "nps", 9, "2026-11-10"), (5, "csat", 4, "2026-11-10"),
            (6, "csat", 5, "2026-10-10"), (6, "csat", 2, "2026-11-01"), (7, "nps", 10, "2026-10-10"),
            (8, "csat", 5, "2026-11-01"),
        ):  # fmt: skip
            change.insert("score", customer_id=number, scale=scale, value=value, on_date=day)
        change.insert(
            "answer", customer_id=3, about="callback", question="recommend", value="yes", on_date="2026-11-01"
        )
    run("log-call", "c4", "fine", "--outcome", "satisfied", "--no-next", "--on", "2026-11-24")
    run("log-call", "c7", "angry", "--outcome", "problem", "--no-next", "--on", "2026-11-02")

    assert _names(run) == ["best mark", "promoter", "answered", "talked well"]

    run("referral", "ask", "best mark", "a neighbour")
    assert _names(run) == ["promoter", "answered", "talked well"]
    assert _names(run, "--on", "2027-05-24")[:1] == ["best mark"]
    assert "was asked" in run("referral", "ask", "c1", code=1).stderr
    run("referral", "ask", "c1", "--anyway")
    assert "not to be contacted" in run("referral", "ask", "no contact", "--anyway", code=1).stderr


def test_an_introduction_answers_the_request_and_owes_thanks(run: Any) -> None:
    customer(run, "赵磊")
    ref = run("referral", "ask", "赵磊", "--json", "--on", "2026-11-20").json["item"]["ref"]
    made = run(
        "referral", "add", "赵磊", "钱芳", "13900139000", "looks for a deposit", "--json", "--on", "2026-11-24"
    ).json["item"]

    assert (made["ref"], made["introduced"]["name"], made["asked_on"], made["made_on"]) == (
        ref,
        "钱芳",
        "2026-11-20",
        "2026-11-24",
    )
    lead = run("show", "钱芳", "--json").json["item"]
    assert (lead["state"], lead["source"]) == ("lead", "referral")
    assert _owed(run) == [(ref, "thanks for bringing 钱芳")]
    assert [one["late"] for one in items(run, "prep", "--on", "2026-11-28") if one["section"] == "owed"] == [True]
    assert [one["ref"] for one in run("show", "赵磊", "--json").json["item"]["due"]] == [ref]
    assert "thanks for bringing 钱芳" in run("today").stdout

    run("done", ref)
    assert _owed(run) == []
    assert _one(run, ref)["thanked_on"] == "2026-11-25"
    run("undo")
    assert _owed(run) == [(ref, "thanks for bringing 钱芳")]


@pytest.mark.parametrize(
    "how",
    [
        ("referral", "thank", "f1"),
        ("referral", "thank", "赵磊"),
        ("log-call", "赵磊", "thank you", "--no-next"),
        ("skip", "f1"),
    ],
)
def test_thanks_are_settled_in_any_way(run: Any, how: tuple[str, ...]) -> None:
    customer(run, "赵磊")
    run("lead", "add", "钱芳", "--referrer", "赵磊")

    run(*how)

    assert _owed(run) == []


def test_thanks_are_moved_and_come_back(run: Any) -> None:
    customer(run, "赵磊")
    run("lead", "add", "钱芳", "--referrer", "赵磊")

    run("move", "f1", "fri")

    assert _owed(run) == []
    assert _owed(run, "--on", "2026-11-27") == [("f1", "thanks for bringing 钱芳")]
    run("done", "f1", "--on", "2026-11-27")
    assert _owed(run, "--on", "2026-11-28") == []
    assert "nothing is owed" in run("done", "f1", code=3).stderr


def test_a_reward_is_owed_once_the_new_one_has_bought(run: Any, centre: None) -> None:
    customer(run, "赵磊", on="2026-10-01")
    run("referral", "add", "赵磊", "钱芳", "--on", "2026-11-02")
    run("referral", "thank", "f1", "--on", "2026-11-02")
    assert _owed(run) == []

    bought(run, "钱芳", on="2026-11-20")

    assert _owed(run) == [("f1", "reward for bringing 钱芳")]
    assert (_one(run, "f1")["next"]["title"], _one(run, "f1")["next_on"]) == ("Meet the new one", "2026-11-09")
    run("referral", "reward", "f1", "two tickets")
    assert (_one(run, "f1")["reward"], _one(run, "f1")["rewarded_on"]) == ("two tickets", "2026-11-25")
    assert "was done on" in run("referral", "reward", "f1", "more", code=1).stderr


def test_what_the_new_one_bought_without_a_deal_owes_the_reward_too(run: Any, centre: None) -> None:
    """W09: those whose introduction succeeded are rewarded, by whichever record it shows."""
    customer(run, "赵磊", on="2026-10-01")
    for name in ("钱芳", "孙丽", "周婷"):
        run("referral", "add", "赵磊", name, "--on", "2026-11-02")
    run("referral", "thank", "f1", "f2", "f3", "--on", "2026-11-02")
    run("holding", "add", "90-day note", "--for", "钱芳", "--bought", "2026-11-20")
    run("order", "add", "gold bar", "--for", "孙丽", "--ordered", "2026-11-19")
    run("order", "deliver", "o1", "--on", "2026-11-23")

    assert sorted(_owed(run)) == [("f1", "reward for bringing 钱芳"), ("f2", "reward for bringing 孙丽")]


def test_meeting_several_writes_a_visit_with_each(run: Any) -> None:
    customer(run, "赵磊")
    for name in ("钱芳", "孙丽"):
        run("referral", "add", "赵磊", name)

    run("referral", "meet", "f1", "f2", "a small circle")

    for name in ("钱芳", "孙丽"):
        (talk,) = run("show", name, "--json").json["item"]["touches"]
        assert (talk["kind"], talk["note"]) == ("visit", "a small circle")
    assert _one(run, "f2")["met_on"] == "2026-11-25"


def test_somebody_known_may_be_brought_once(run: Any) -> None:
    customer(run, "赵磊")
    customer(run, "钱芳")

    run("referral", "add", "赵磊", "c2")

    assert "known already" in run("referral", "add", "赵磊", "c2", code=1).stderr
    assert "cannot bring themselves" in run("referral", "add", "赵磊", "c1", code=2).stderr
    assert "no introduction" in run("referral", "show", "f9", code=3).stderr
    assert run("show", "f1", "--json").json["item"]["introduced"]["ref"] == "c2"


def test_a_request_of_which_nothing_came_is_closed(run: Any) -> None:
    customer(run, "赵磊")
    run("referral", "ask", "赵磊")
    assert "introduced nobody yet" in run("referral", "meet", "f1", code=1).stderr

    run("referral", "drop", "f1", "--why", "would rather not")

    assert run("referral", "list", "--state", "asked", "--json").json["items"] == []
    assert "no open request" in run("referral", "drop", "f1", code=1).stderr


def test_colleagues_are_counted_by_post(run: Any) -> None:
    for name, on in (("甲一", "2026-11-25"), ("乙二", "2026-11-24"), ("丙三", "2026-11-17")):
        run("lead", "add", name, "--source", "teller", "--colleague", "李姐", "--on", on)
    run("lead", "add", "丁四", "--colleague", "老陈")

    posts = {one["key"]: one for one in run("referral", "list", "--post", "--json").json["items"]}

    assert [posts["teller"][key] for key in ("today", "yesterday", "week", "last_week")] == [1, 1, 2, 1]
    assert posts["teller"]["colleagues"] == ["李姐 3"]
    assert posts["colleague"]["today"] == 1
    assert _owed(run) == []
    assert "colleague" in run("referral", "thank", "f1", code=1).stderr


def test_a_merge_of_introducers_keeps_their_requests_and_ties_nobody_to_themselves(run: Any, home: Any) -> None:
    for name in ("赵磊", "赵磊先生", "钱芳"):
        customer(run, name)
    run("referral", "ask", "c1")
    run("referral", "ask", "c2")
    run("referral", "add", "c1", "c3", "--on", "2026-11-25")
    run("referral", "add", "c1", "c2")
    run("campaign", "add", "fair")
    run("campaign", "invite", "g1", "c1", "c2")
    before = rows(home / "book.db")

    run("customer", "merge", "c1", "c2", "--yes")

    left = run("referral", "list", "--json").json["items"]
    assert [(one["ref"], one["introducer"], one["introduced"] and one["introduced"]["ref"]) for one in left] == [
        ("f2", left[1]["introducer"], None),
        ("f1", {"ref": "c1", "name": left[0]["introducer"]["name"]}, "c3"),
    ]
    assert run("campaign", "show", "g1", "--json").json["item"]["people"] == 1
    run("book", "check")
    run("undo")
    assert rows(home / "book.db") == before


def test_erasing_takes_what_was_kept_of_introductions(run: Any, home: Any, book: Any) -> None:
    customer(run, "赵磊")
    run("referral", "add", "赵磊", "钱芳", "13900139000", "looks for a deposit")
    run("campaign", "add", "fair")
    run("campaign", "mark", "g1", "钱芳", "came", "--note", "with her sister")
    held = run("export", "--for", "钱芳").json["held"]
    assert (len(held["referral"]), len(held["campaign_entry"])) == (1, 1)

    run("customer", "erase", "钱芳", "--yes")

    run("book", "check")
    for path in [path for path in home.glob("book.db*") if path.is_file()]:
        data = path.read_bytes()
        assert not [word for word in ("钱芳", "looks for", "her sister") if word.encode() in data], path.name


def test_a_whole_book_goes_out_and_in(
    run: Any, home: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, centre: None
) -> None:
    customer(run, "赵磊")
    run("referral", "add", "赵磊", "钱芳")
    run("campaign", "add", "evening", "--goal", "5")
    run("campaign", "invite", "g1", "赵磊")
    run("log-reception", "s", "赵磊", "--channel", "p", "a note")
    before = rows(home / "book.db")
    run("export", str(tmp_path / "whole.json"))

    monkeypatch.setenv("AMFLOW_BOOK", str(home / "other.db"))
    run("import", str(tmp_path / "whole.json"))

    assert rows(home / "other.db") == before


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["ask", "add", "thank", "drop", "undo"]), max_size=8))
def test_whatever_is_done_everything_can_be_taken_back(run: Any, home: Any, acts: list[str]) -> None:
    for path in home.glob("book.db*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    customer(run, "赵磊")
    before = rows(home / "book.db")
    written = 0
    for at, act in enumerate(acts):
        words = {
            "ask": ("referral", "ask", "c1", "--anyway"), "add": ("referral", "add", "c1", f"person {at}x{'y' * at}", "--anyway"),
            "thank": ("referral", "thank", "c1"), "drop": ("referral", "drop", "f1"), "undo": ("undo",),
        }[act]  # fmt: skip
        if act == "undo" and not written:
            continue
        done = run(*words, code=None).code == 0
        written += (-1 if act == "undo" else 1) if done else 0
    if written:
        run("undo", str(written))

    assert rows(home / "book.db") == before


def test_each_step_says_how_it_is_done(run: Any, screen: Any, centre: None) -> None:
    """W09: met singly or in a group, thanked whatever comes of it, a reward regular or now and then."""
    customer(run, "张敏")
    run("log-call", "c1", "very pleased", "--outcome", "satisfied", "--no-next")
    assert "Say whom one can help" in screen("referral", "candidates")

    brought = run("referral", "add", "张敏", "钱芳").stdout
    thanked = run("referral", "thank", "f1").stdout
    run("referral", "meet", "f1")
    bought(run, "钱芳", on="2026-11-25")

    assert "Whatever comes of it" in brought
    assert "Singly, or several in a group" in thanked
    assert "Regular or now and then" in screen("referral", "show", "f1")


def test_a_family_of_one_phone_is_brought_and_said(run: Any) -> None:
    run("customer", "add", "王伟", "--phone", "13800138000")

    told = run("referral", "add", "王伟", "李芳", "13800138000")

    assert "李芳 (c2) may be 王伟 (c1): same phone" in told.stderr
    refused = run("referral", "add", "王伟", "李方", "138 0013 8000", code=1).stderr
    assert "c2  李芳  138****8000" in refused and "same phone" in refused


def test_what_is_owed_comes_due_on_a_working_day(run: Any, centre: None) -> None:
    customer(run, "王伟", on="2026-11-01")
    run("referral", "add", "王伟", "Anna Berg", "--on", "2026-11-20")  # A Friday: within a day is Monday.
    run("referral", "add", "王伟", "Ben Cole", "--on", "2026-11-25")
    days = {one["ref"]: one["next_on"] for one in run("referral", "list", "--json").json["items"]}
    assert days == {"f1": "2026-11-23", "f2": "2026-11-26"}


def test_whoever_was_asked_is_said_in_chinese(run: Any, centre: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    customer(run, "王伟", on="2026-11-01")
    done = str(run("referral", "ask", "王伟", "有同事想理财"))
    assert "王伟 (f1)：已请求介绍" in done
    assert "amflow referral add c1 姓名" in done


def test_no_reward_for_somebody_who_has_bought_nothing_without_a_reason(run: Any, centre: None, book: Any) -> None:
    run("customer", "add", "钱芳")
    run("referral", "add", "钱芳", "周凯")
    assert "周凯 has bought nothing yet" in run("referral", "reward", "f1", "tea", code=1).stderr
    assert "needs a reason" in run("referral", "reward", "f1", "tea", "--force", code=2).stderr
    assert book.one("SELECT rewarded_on AS day FROM referral")["day"] is None

    run("referral", "reward", "f1", "tea", "--force", "--why", "a thank you at New Year")

    item = _one(run, "f1")
    assert (item["rewarded_on"], item["why"]) == ("2026-11-25", "a thank you at New Year")
