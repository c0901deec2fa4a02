"""The rules of the cadence themselves: who counts as what, and what is due of one customer."""

from datetime import timedelta
from typing import Any

import pytest

from amflow.agenda import contact_cadence
from amflow.agenda.own_rhythm import CadenceTalk
from days import put


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of("general")


def talk(desk: Any, **values: Any) -> CadenceTalk | None:
    """The talk that the cadence asks for with a customer like that."""
    return contact_cadence.of_customer(desk, desk.book.get("customer", put(desk, "customer", **values)))


CLIENT = {"client_since": "2026-01-05", "added_on": "2026-08-01"}


@pytest.mark.parametrize(
    ("tier", "every", "latest", "kind"),
    [
        ("gold", 28, 42, "visit"),
        ("silver", 45, 60, "visit"),
        ("standard", 90, 120, "call"),
        ("", 90, 120, "call"),
        ("of another trade", 90, 120, "call"),
    ],
)
def test_a_client_is_talked_to_by_the_tier_and_an_unknown_one_by_the_lowest(
    desk: Any, tier: str, every: int, latest: int, kind: str
) -> None:
    found = talk(desk, tier=tier, last_touch_on="2026-09-01", **CLIENT)

    assert found is not None
    assert (found.every_days, found.latest_days, found.kind) == (every, latest, kind)
    last = found.quiet_since + timedelta(days=latest)
    assert found.latest_on == desk.calendar.by(last)


@pytest.mark.parametrize(
    ("intent", "every"), [("A", 2), ("B", 7), ("C", 14), ("D", 45), ("of another trade", 45)]
)  # fmt: skip
def test_who_wants_something_is_talked_to_by_the_intent_and_late_after_twice_its_days(
    desk: Any, intent: str, every: int
) -> None:
    found = talk(desk, intent=intent, tier="gold")

    assert found is not None
    assert (found.every_days, found.latest_days) == (every, 2 * every)


@pytest.mark.parametrize("values", [{"no_contact": 1}, {"status": "dropped"}, {"status": "removed"}])
def test_nobody_who_is_not_to_be_talked_to_has_a_talk(desk: Any, values: dict[str, Any]) -> None:
    assert talk(desk, intent="A", **values) is None


def test_a_lead_without_an_intent_is_asked_about_elsewhere(desk: Any) -> None:
    assert talk(desk, status="lead", tier="gold") is None


@pytest.mark.parametrize(
    ("tier", "intent", "quiet", "every"),
    [
        ("gold", "A", "2026-11-24", 2),  # neither is due: the intent comes sooner
        ("gold", "A", "2026-11-20", 2),  # due by intent alone
        ("gold", "A", "2026-10-28", 28),  # due by both: the list of clients has them
        ("gold", "D", "2026-11-24", 28),  # the tier comes sooner
    ],
)
def test_a_client_who_wants_something_is_in_one_list_only(
    desk: Any, tier: str, intent: str, quiet: str, every: int
) -> None:
    found = talk(desk, tier=tier, intent=intent, client_since="2026-01-05", quiet_since=quiet)

    assert found is not None and found.every_days == every
    listed = {"callback": contact_cadence.clients(desk, -1)[0], "outreach": contact_cadence.prospects(desk, -1)[0]}
    where = [step for step, talks in listed.items() if found in talks]
    assert where == ([] if found.due_on > desk.today else ["callback" if every == 28 else "outreach"])


@pytest.mark.parametrize(("quiet", "late"), [("2026-10-14", False), ("2026-10-13", True)])
def test_it_is_late_once_the_latest_day_has_passed(desk: Any, quiet: str, late: bool) -> None:
    found = talk(desk, tier="gold", client_since="2026-01-05", quiet_since=quiet, last_touch_on=quiet)

    assert found is not None
    assert (found.late, found.latest_on < desk.today) == (late, late)


@pytest.mark.parametrize(
    ("state", "until", "settled"),
    [("skipped", None, True), ("moved", "2026-11-26", True), ("moved", "2026-11-25", False)],
)
def test_what_was_left_out_or_moved_ahead_is_settled(desk: Any, state: str, until: str | None, settled: bool) -> None:
    found = talk(desk, tier="gold", **CLIENT)
    assert found is not None and not contact_cadence.settled(desk, found)

    put(
        desk, "settled", rule="rhythm", customer_id=found.customer_id, for_date=found.quiet_since.isoformat(),
        state=state, until_on=until, on_date="2026-11-25",
    )  # fmt: skip

    assert contact_cadence.settled(desk, found) == settled
    assert contact_cadence.clients(desk, -1)[1] == (0 if settled else 1)


def test_keys_of_another_trade_count_so_that_nobody_is_lost(desk: Any) -> None:
    put(desk, "customer", tier="platinum", **CLIENT)
    put(desk, "customer", tier="bronze")
    put(desk, "customer", intent="hot")

    tiers = {key: tier.key for key, tier in contact_cadence.tiers_in_use(desk)}
    intents = {key: intent.key for key, intent in contact_cadence.intents_in_use(desk)}

    assert tiers == {
        "": "standard", "gold": "gold", "silver": "silver", "standard": "standard", "platinum": "standard",
        "bronze": "standard",
    }  # fmt: skip
    assert intents == {"A": "A", "B": "B", "C": "C", "D": "D", "hot": "D"}
    assert contact_cadence.furthest(desk).key == "D"


def test_a_cut_list_says_how_many_there_are(desk: Any) -> None:
    for number in range(4):
        put(
            desk,
            "customer",
            name=f"c{number}",
            tier="gold",
            client_since="2026-01-05",
            quiet_since=f"2026-10-0{number + 1}",
        )

    found, total = contact_cadence.clients(desk, 2)

    assert ([one.customer for one in found], total) == (["c0", "c1"], 4)
    assert found == contact_cadence.clients(desk, -1)[0][:2]
