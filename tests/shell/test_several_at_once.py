"""Where one reference stands, several can: the same is done with all of them in one change, or with none."""

from typing import Any


def stocked(run: Any) -> None:
    for name in ("Ann Lee", "Ben Cole", "Cy Dow"):
        run("customer", "add", name)
    for name in ("Ann Lee", "Ben Cole"):
        run("order", "add", "rice", "--for", name, "--amount", "100", "--promised", "2026-11-30")
        run("case", "open", name, "late delivery")


def test_several_orders_are_delivered_in_one_change(run: Any) -> None:
    stocked(run)
    done = run("order", "deliver", "o1", "o2", "--json").json

    assert [one["item"]["ref"] for one in done["items"]] == ["o1", "o2"]
    run("undo")
    assert {item["ref"] for item in run("order", "list", "--json").json["items"]} == {"o1", "o2"}


def test_none_is_where_one_is_wrong(run: Any) -> None:
    stocked(run)
    run("order", "deliver", "o1", "o99", code=3)

    assert len(run("order", "list", "--json").json["items"]) == 2


def test_words_behind_the_references_are_said_of_all(run: Any) -> None:
    stocked(run)
    run("case", "resolve", "x1", "x2", "a new lorry")

    for ref in ("x1", "x2"):
        assert "a new lorry" in run("show", ref).stdout
    assert "quoted" in run("case", "note", "x1", "no", "quotes", code=2).stderr


def test_kinds_are_mixed_and_taken_out_at_once(run: Any) -> None:
    stocked(run)
    run("note", "add", "prices fall")
    run("remove", "n1", "o2")

    assert run("note", "list", "--json").json["items"] == []
    assert [item["ref"] for item in run("order", "list", "--json").json["items"]] == ["o1"]
    assert run("history", "--json").json["items"][0]["command"] == "remove"
    run("undo")
    assert len(run("order", "list", "--json").json["items"]) == 2


def test_what_cannot_be_dropped_says_so(run: Any) -> None:
    stocked(run)
    run("note", "add", "prices fall")

    assert "n1 cannot be given up\nhint: amflow remove n1\n" in run("drop", "n1", code=2).stderr
    assert "x1 cannot be taken out" in run("remove", "x1", code=2).stderr


def test_a_lead_an_order_and_a_goal_are_given_up(run: Any) -> None:
    stocked(run)
    run("lead", "add", "Dee Fox")
    run("goal", "add", "licence", "--due", "2026-12-20")
    run("drop", "c4", "o1", "a1", "--why", "no use")

    assert run("lead", "list", "--json").json["items"] == []
    assert run("goal", "list", "--state", "dropped", "--json").json["items"][0]["why"] == "no use"
    run("reopen", "a1")
    assert run("goal", "list", "--json").json["items"][0]["ref"] == "a1"
    assert "amflow reopen c4" in run("lead", "convert", "c4", code=1).stderr
    assert "c4  Dee Fox  dropped lead" in run("lead", "add", "Dee Fox", code=1).stderr
    assert "amflow reopen c4" in run("log-call", "c4", "came back", "--no-next").stderr
    run("reopen", "c4", "o1")
    assert [one["ref"] for one in run("lead", "list", "--json").json["items"]] == ["c4"]
    assert run("show", "o1", "--json").json["item"]["state"] == "open"
    assert "no lead that was dropped" in run("reopen", "c4", code=1).stderr
    assert "no reason is kept of a1" in run("reopen", "a1", "--why", "x", code=2).stderr


def test_several_things_are_shown_one_after_the_other(run: Any, screen: Any) -> None:
    stocked(run)
    page = screen("show", "c1", "x2")

    assert "Ann Lee" in page and page.index("Ann Lee") < page.index("late delivery")
    assert [one["item"]["ref"] for one in run("show", "c1", "c2", "--json").json["items"]] == ["c1", "c2"]
    assert run("show", "Ann", "Lee", "--json").json["item"]["ref"] == "c1"


def test_a_task_that_was_ended_by_mistake_is_taken_up_again(run: Any) -> None:
    stocked(run)
    run("task", "add", "send the tariff", "--due", "today")
    run("task", "add", "weekly figures", "--every", "fri")
    run("plan", "--accept", "today")
    run("done", "t1")
    assert "hint: amflow reopen t1" in run("done", "t1", code=1).stderr

    def stands() -> list[tuple[str, str]]:
        return [
            (line["ref"], line["state"]) for line in run("plan", "today", "--json").json["items"] if line["ref"] == "t1"
        ]

    assert stands() == [("t1", "done")]
    run("reopen", "t1")
    assert stands() == [("t1", "planned")]
    assert run("show", "t1", "--json").json["item"]["state"] == "open"
    assert "t1 is open" in run("reopen", "t1", code=1).stderr
    run("done", "t2")
    assert "comes back by itself" in run("reopen", "t2", code=1).stderr
