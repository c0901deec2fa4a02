"""A birthday of today stands wherever the day is read, for every tier, and is acted on in one place."""

import pytest

from days import customer
from fixtures.messages import bank, queue, reachable  # noqa: F401 - a fixture

TIERS = ("diamond", "gold", "silver", "none")


@pytest.fixture
def birthdays(bank):  # noqa: F811
    """One of each tier whose birthday is today, behind enough others to be lost."""
    for number in range(6):
        customer(bank, f"quiet {number}", "--tier", "gold", on="2026-01-05")
        bank("log-call", f"quiet {number}", "talked", "--no-next", "--on", "2026-01-06")
    for tier in TIERS:
        reachable(
            bank, f"born {tier}", *(() if tier == "none" else ("--tier", tier)), "--birthday", "1985-11-25", "--ms"
        )
    return {f"born {tier}" for tier in TIERS}


def test_a_birthday_of_today_is_read_everywhere_and_has_one_reference(bank, screen, birthdays):  # noqa: F811
    refs = {one["customer"]["name"]: one["ref"] for one in bank("message", "queue", "--json").json["items"]}
    assert set(refs) == birthdays

    for step in ("prep", "outreach"):
        listed = {
            one["customer"]["name"]: one for one in bank(step, "--json").json["items"] if one["kind"] == "birthday"
        }
        assert {name: one["ref"] for name, one in listed.items()} == refs
        assert {one["command"] for one in listed.values()} == {f"amflow message show {ref}" for ref in refs.values()}
    told = [one for one in bank("brief", "--json").json["items"] if one["key"] == "birthday" and one["customer"]]
    assert {one["customer"]["name"]: one["ref"] for one in told} == refs
    today = screen("today")
    assert sum(name in today for name in birthdays) >= 3
    assert "amflow outreach" in today


def test_the_brief_counts_what_the_queue_holds(bank, birthdays):  # noqa: F811
    def counted():
        lines = bank("brief", "--json").json["items"]
        return next(one["value"] for one in lines if one["section"] == "messages" and one["key"] == "birthday")

    assert counted() == 4 == bank("message", "queue", "--json").json["waiting"]
    refs = [one["ref"] for one in queue(bank).values()]
    bank("message", "sent", *refs[:3])
    assert counted() == 1 == bank("message", "queue", "--json").json["waiting"]
    bank("message", "sent", refs[3])
    assert counted() is None
    assert bank("message", "queue", "--json").json["waiting"] == 0


def test_a_birthday_that_is_days_away_waits_in_no_queue_and_no_count(bank):  # noqa: F811
    reachable(bank, "born on Saturday", "--tier", "gold", "--birthday", "1985-11-28", "--ms")

    lines = bank("brief", "--json").json["items"]
    assert [one["value"] for one in lines if one["section"] == "messages" and one["key"] == "birthday"] == [None]
    assert bank("message", "queue", "--json").json["waiting"] == 0


def test_a_greeting_is_no_callback(bank, birthdays):  # noqa: F811
    bank("message", "sent", *[one["ref"] for one in queue(bank).values()])

    assert "done today" not in bank("callback", "--json").json["line"]
    assert bank("summary", "--json").json["figures"]["callbacks_done"]["value"] == 0


def test_where_a_greeting_is_no_message_it_stands_in_the_preparation(run, screen):
    customer(run, "Ann Bo", "--birthday", "1985-11-25")

    (one,) = [one for one in run("prep", "--json").json["items"] if one["kind"] == "birthday"]
    assert one["customer"]["name"] == "Ann Bo"
    assert one["command"] == f"amflow done {one['ref']}"
    assert "Ann Bo" in screen("today")
    assert "Ann Bo" in screen("brief")
    run("done", one["ref"])
    assert "done today" not in run("callback", "--json").json["line"]
