"""The cadence: who is due by tier and by intent, held against counting by hand over books of any kind."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.book.opening import open_book
from amflow.book.store import Book
from amflow.shell.context import App
from days import bought, customer, items, refs

TODAY = date(2026, 11, 25)


def _ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def _client(run: Any, name: str, days: int, *more: str) -> None:
    customer(run, name, *more, on=_ago(days))
    run("log-call", name, "talked", "--no-next", "--on", _ago(days))
    bought(run, name, on=_ago(days))


TIERS = [("gold", 28, 42), ("silver", 45, 60), ("standard", 90, 120), ("", 90, 120)]


@pytest.mark.parametrize(("tier", "every", "latest"), TIERS)
def test_a_client_is_due_exactly_at_its_tiers_days_and_late_after_the_latest(
    run: Any, tier: str, every: int, latest: int
) -> None:
    for days in (every - 1, every, latest, latest + 1):
        _client(run, f"days {days}", days, "--tier", tier)

    shown = {item["customer"]["name"]: item["late"] for item in items(run, "callback") if item["kind"] == "rhythm"}

    assert shown == {f"days {every}": False, f"days {latest}": False, f"days {latest + 1}": True}
    assert items(run, "outreach") == []


@pytest.mark.parametrize(("intent", "every"), [("A", 2), ("B", 7), ("C", 14), ("D", 45)])
def test_an_intent_beats_the_tier_for_those_who_have_not_bought(run: Any, intent: str, every: int) -> None:
    for days in (every - 1, every, 2 * every, 2 * every + 1):
        customer(run, f"days {days}", "--tier", "gold", "--intent", intent, on=_ago(days))

    shown = {item["customer"]["name"]: item["late"] for item in items(run, "outreach")}

    assert shown == {f"days {every}": False, f"days {2 * every}": False, f"days {2 * every + 1}": True}


def test_a_lead_is_prospecting_s_until_a_talk_has_shown_an_intent(run: Any) -> None:
    for name, intent in (("孙丽", "A"), ("周婷", ""), ("李强", "A"), ("王伟", "D")):
        run("lead", "add", name, "--intent", intent, "--on", _ago(5))
    for name in ("李强", "王伟"):
        run("log-call", name, "talked", "--no-next", "--on", _ago(4))

    lists = {
        step: [(item["ref"], item["customer"]["name"]) for item in items(run, step)]
        for step in ("prospect", "outreach")
    }

    assert lists == {"prospect": [("c1", "孙丽"), ("c2", "周婷")], "outreach": [("c3", "李强")]}
    assert (
        "4 open leads, the oldest from 5 days ago, 2 have shown an intent: amflow outreach"
        in (run("prospect", "--json").json["line"])
    )
    assert {item["customer"]["name"] for item in items(run, "plan")} == {"李强", "孙丽", "周婷"}


def test_whom_rule_and_cadence_ask_for_is_one_line_with_both_reasons_and_one_talk_settles_both(run: Any) -> None:
    _client(run, "by intent", 10, "--tier", "gold")
    run("customer", "edit", "by intent", "--intent", "A")

    def lines() -> list[tuple[str, str]]:
        found = [one for step in ("outreach", "callback", "plan") for one in items(run, step)]
        return [(one["ref"][0], one["why"]) for one in found if (one["customer"] or {}).get("name") == "by intent"]

    (callback, why), (planned, told) = lines()
    assert (callback, planned) == ("r", "r")
    assert "quiet 10 days (every 2)" in why
    assert "quiet 11 days (every 2)" in told  # the plan is tomorrow's
    run("log-call", "by intent", "talked", "--no-next")
    assert lines() == []


def test_a_client_with_an_intent_is_in_one_list_only(run: Any) -> None:
    _client(run, "by intent", 9, "--tier", "gold")
    _client(run, "by both", 30, "--tier", "gold")
    run("customer", "edit", "by intent", "--intent", "A")
    run("customer", "edit", "by both", "--intent", "A")

    lists = {step: [item["customer"]["name"] for item in items(run, step)] for step in ("outreach", "callback")}

    assert lists["outreach"] == ["by intent"]
    assert [item["customer"]["name"] for item in items(run, "callback") if item["kind"] == "rhythm"] == ["by both"]


def test_skipped_until_a_day_and_moved_it_comes_back_then(run: Any) -> None:
    for name in ("one", "two", "three"):
        _client(run, name, 200, "--tier", "gold")
    ref = {item["customer"]["name"]: item["ref"] for item in items(run, "callback")}

    run("skip", ref["one"], "--until", "sat")
    run("move", ref["two"], "明天")
    run("skip", ref["three"])

    days = {day: set(refs(run, "callback", "--on", f"2026-11-{day}")) for day in (25, 26, 27, 28)}
    assert days == {25: set(), 26: {ref["two"]}, 27: {ref["two"]}, 28: {ref["one"], ref["two"]}}


def test_the_day_of_the_next_talk_is_the_day_on_which_it_shows(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold", "--intent", "B")

    due = run("log-call", "张敏", "talked", "--json") and run("show", "张敏", "--json").json["item"]["next_due_on"]

    assert due == "2026-12-02"
    assert items(run, "outreach", "--on", "2026-12-01") == []
    (item,) = items(run, "outreach", "--on", due)
    assert "every 7" in item["why"]
    assert [one["ref"] for one in run("show", "张敏", "--on", due, "--json").json["item"]["due"]] == [item["ref"]]


def test_a_talk_that_is_due_by_intent_is_done_by_a_call_one_due_by_tier_as_the_tier_says(run: Any, book: Any) -> None:
    customer(run, "by intent", "--tier", "gold", "--intent", "A", on=_ago(30))
    _client(run, "by tier", 30, "--tier", "gold")

    run("done", *refs(run, "outreach"), *refs(run, "callback"))

    kinds = {
        row["name"]: row["kind"]
        for row in book.all("SELECT name, touch.kind FROM touch, customer c ON c.id = customer_id")
    }
    assert kinds == {"by intent": "call", "by tier": "visit"}
    assert items(run, "outreach") == items(run, "callback") == []


# The law: lists and counts are what counting by hand gives, in any book.


class Person(NamedTuple):
    """A customer as the cadence sees one."""

    status: str
    tier: str
    intent: str
    quiet: int
    client: bool
    no_contact: int
    settled: int | None
    """The `until_on` of what was settled, in days from today; 0 for good; None where nothing was."""


PEOPLE = st.builds(
    Person,
    status=st.sampled_from(["customer"] * 5 + ["lead", "dropped", "removed"]),
    tier=st.sampled_from(["gold", "silver", "standard", "", "platinum", "bronze"]),
    intent=st.sampled_from(["", "", "A", "B", "C", "D", "E", "hot"]),
    quiet=st.integers(0, 130),
    client=st.booleans(),
    no_contact=st.sampled_from([0, 0, 0, 1]),
    settled=st.sampled_from([None, None, None, 0, -1, 1]),
)
EVERY = {"gold": 28, "silver": 45, "standard": 90}
INTENT = {"A": 2, "B": 7, "C": 14, "D": 45}


def _expected(person: Person) -> str:
    """The list that the person is in today, by the words of the rule."""
    if person.no_contact or person.status not in ("customer", "lead") or person.settled in (0, 1):
        return ""
    by_tier = person.status == "customer" and person.quiet >= EVERY.get(person.tier, 90)
    if person.client and by_tier:
        return "callback"
    if person.intent:
        return "outreach" if person.quiet >= INTENT.get(person.intent, 45) else ""
    return "outreach" if by_tier and not person.client else ""


def _fill(book: Book, people: list[Person]) -> None:
    with book.change("fill") as change:
        for number, person in enumerate(people, 1):
            quiet = _ago(person.quiet)
            change.insert(
                "customer", name=f"p{number}", name_key=f"p{number}", status=person.status, tier=person.tier,
                intent=person.intent, added_on=quiet, quiet_since=quiet, last_touch_on=quiet, no_contact=person.no_contact,
                client_since=quiet if person.client and person.status == "customer" else None, lead_on=quiet,
            )  # fmt: skip
            if person.settled is not None:
                until = None if person.settled == 0 else _ago(-person.settled)
                change.insert(
                    "settled", rule="rhythm", customer_id=number, for_date=quiet, on_date=quiet, until_on=until,
                    state="moved" if until else "skipped",
                )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PEOPLE, max_size=40), st.sampled_from([1, 3, -1]))
def test_lists_and_counts_are_what_counting_by_hand_gives(run: Any, people: list[Person], limit: int) -> None:
    from amflow.agenda import contact_cadence

    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        book = open_book(path)
        _fill(book, people)
        app = App()
        app.book_path = path
        expected = Counter({"callback": 0, "outreach": 0})
        expected.update(filter(None, map(_expected, people)))
        found = {"callback": contact_cadence.clients(app.desk, -1), "outreach": contact_cadence.prospects(app.desk, -1)}
        cut = {
            "callback": contact_cadence.clients(app.desk, limit),
            "outreach": contact_cadence.prospects(app.desk, limit),
        }
        for step, (talks, total) in found.items():
            assert total == len(talks) == expected[step]
            assert [_expected(people[talk.customer_id - 1]) for talk in talks] == [step] * total
            assert cut[step] == (talks if limit < 0 else talks[:limit], total)
            for talk in talks:
                alone = contact_cadence.of_customer(app.desk, book.get("customer", talk.customer_id))
                assert alone == talk, "one customer's page says what the lists say"
        app.close()
        book.close()


def test_a_talk_left_out_comes_back_after_a_whole_turn(run: Any) -> None:
    _client(run, "one", 200, "--tier", "gold")
    (ref,) = refs(run, "callback")

    said = run("skip", ref, "--json").json["item"]

    assert said["until_on"] == "2026-12-23"
    assert refs(run, "callback", "--on", "2026-12-22") == []
    assert refs(run, "callback", "--on", "2026-12-23") == [ref]


def test_the_hour_of_a_moved_talk_is_kept(run: Any, screen: Any) -> None:
    _client(run, "one", 200, "--tier", "gold")
    _client(run, "bought", 14)
    ref = {item["customer"]["name"]: item["ref"] for item in items(run, "callback")}

    assert "16:30" in run("move", ref["one"], "fri 4:30pm").stdout
    run("move", ref["bought"], "fri 15:00")

    shown = {item["customer"]["name"]: item for item in items(run, "callback", "--on", "2026-11-27")}
    assert shown["one"]["due_at"] == "2026-11-27T16:30:00+08:00"
    assert shown["bought"]["due_at"] == "2026-11-27T15:00:00+08:00"
    assert "16:30" in screen("callback", "--on", "2026-11-27")
    planned = [item["customer"]["name"] for item in run("plan", "--json", "fri").json["items"][:2]]
    assert sorted(planned) == ["bought", "one"]
    run("move", ref["one"], "sat")
    (item,) = [one for one in items(run, "callback", "--on", "2026-11-28") if one["customer"]["name"] == "one"]
    assert item["due_at"] is None
