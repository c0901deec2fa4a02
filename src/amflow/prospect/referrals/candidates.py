"""Who may be asked for an introduction: those who said that they are very satisfied and were not asked lately (`W09`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.book.values import day_or_none
from amflow.callback.satisfaction import records as satisfaction
from amflow.locale import _
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class Candidate(NamedTuple):
    """A very satisfied customer who was not asked lately."""

    id: int
    name: str
    tier: str
    tier_title: str
    reason: str
    on_date: date
    """When they said so."""
    asked_on: date | None
    brought: int

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


SATISFIED_DAYS = 365
"""A word of praise counts for a year."""

TALKS_DAYS = 90
"""A talk that ended well counts for a quarter: it is a smaller sign than a mark that was given."""

BEST = {"csat": 5, "nps": 9}
"""From which mark on somebody is very satisfied: the best of five; 9 and 10 of ten are promoters."""


def candidates(desk: "Desk", limit: int) -> list[Candidate]:
    """Very satisfied customers who were not asked for so many days as the setting says: those who gave the best marks
    before those whose talk ended well, the latest in front."""
    said: dict[int, tuple[int, str, str]] = {}
    for strength, day, customer_id, reason in sorted(_praise(desk)):
        said[customer_id] = (strength, day, reason)
    tiers = titles_by_key(desk.playbook.tiers)
    found: list[Candidate] = []
    for customer_id, (_strength, day, reason) in sorted(said.items(), key=lambda one: one[1][:2], reverse=True):
        if len(found) >= limit:
            break
        row = satisfaction.askable(desk, customer_id, day)
        if row is not None:
            asked = day_or_none(row["asked_on"])
            tier = tiers.get(row["tier"], row["tier"])
            when = date.fromisoformat(day)
            found.append(Candidate(customer_id, row["name"], row["tier"], tier, reason, when, asked, row["brought"]))
    return found


def _praise(desk: "Desk") -> list[tuple[int, str, int, str]]:
    """How strong it is, day, customer and words of everything that says: very satisfied."""
    year = (desk.today - timedelta(days=SATISFIED_DAYS)).isoformat()
    today = desk.today.isoformat()
    scores = desk.book.all(
        "SELECT on_date, customer_id, scale, value FROM score WHERE on_date BETWEEN ? AND ?"
        f" AND value >= CASE scale WHEN 'nps' THEN {BEST['nps']} ELSE {BEST['csat']} END",
        year,
        today,
    )
    answers = desk.book.all(
        "SELECT on_date, customer_id, question FROM answer WHERE about = 'callback'"
        " AND ((question = 'satisfied' AND value = '5') OR (question = 'recommend' AND value = 'yes'))"
        " AND on_date BETWEEN ? AND ?",
        year,
        today,
    )
    talks = desk.book.all(
        "SELECT held_on, customer_id FROM touch WHERE held_on BETWEEN ? AND ?"
        " AND kind IN ('visit', 'call', 'message', 'reception') AND outcome = 'satisfied'",
        (desk.today - timedelta(days=TALKS_DAYS)).isoformat(),
        today,
    )
    marks = {"csat": _("mark {value} of 5"), "nps": _("would recommend us: {value} of 10")}
    found = [(1, row["on_date"], row["customer_id"], marks[row["scale"]].format(value=row["value"])) for row in scores]
    found += [
        (
            1,
            row["on_date"],
            row["customer_id"],
            _("very satisfied") if row["question"] == "satisfied" else _("would recommend us"),
        )
        for row in answers
    ]
    found += [(0, row["held_on"], row["customer_id"], _("a satisfied talk")) for row in talks]
    return found
