"""What becomes due from holdings, orders and a customer's standing, and what is told of the record behind it."""

from amflow.playbooks import words
from amflow.routine.events import EVENTS


def test_every_live_event_can_be_asked_and_no_other() -> None:
    assert set(EVENTS) == set(words.EVENTS)
