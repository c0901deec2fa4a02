"""What everything in the demo book is made with: the desk, the change, chance, and the words."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules
from amflow.book.money import DECIMALS
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from random import Random

    from amflow.book.store import Change
    from amflow.demo.lives import Life
    from amflow.demo.words import TradeWords
    from amflow.desk import Desk
    from amflow.playbooks.model import IntentLevel, Pipeline, Rule, Tier

REACH = 120
"""How many days back an event may lie that still makes something due today."""


class Person(NamedTuple):
    """Somebody in the book, or an organisation: what the rest of the story must know."""

    id: int
    name: str
    about: str
    """Which notes fit: prospect, client, organisation or lead."""
    since: date
    last: date
    """The last real talk: nothing later may be written that would bring it nearer."""
    intent: str = ""
    stage: str = ""
    """The stage that their open deal is in."""


class Talk(NamedTuple):
    """A contact that will be written down; note and outcome are drawn where they are empty."""

    day: date
    customer_id: int
    kind: str
    about: str
    outcome: str = ""
    deal_id: int | None = None
    intent: str = ""
    clock: str = ""
    stage: str = ""
    """The stage of the deal it is about, where its words shall fit that."""


class Happened(NamedTuple):
    """An event that rules may wait for."""

    on: str
    customer_id: int
    day: date


class Scene(NamedTuple):
    """The hand that writes the book."""

    desk: "Desk"
    change: "Change"
    rng: "Random"
    words: "TradeWords"
    lives: "dict[int, Life]"
    """Whose life it is that a customer of that number has."""

    def say(self, number: int | None, *path: str) -> str:
        """The next text of the list at that path that fits the life of that customer; empty where there is none."""
        return self.words.say(*path, life=self.lives.get(number) if number else None)

    def part_of(self, number: int) -> int:
        """A sixth of what a customer has, in whole thousands: what one paper of theirs may be worth."""
        row, life = self.desk.book.get("customer", number), self.lives[number]
        has = (
            row["assets_minor"]
            if row is not None and row["assets_minor"]
            else self.money(life.income // 5)["amount_minor"]
        )
        return max(int(has // self.money(1)["amount_minor"]) // 6000, 1) * 1000

    @property
    def today(self) -> date:
        """The day that everything is arranged around; it counts as worked, so that there is something to see."""
        return self.desk.today

    def workday(self, n: int) -> date:
        """So many working days from today."""
        return self.desk.calendar.shift(self.today, n)

    def back(self, days: int) -> date:
        """The working day so many days ago, or the one before where that day is off; 0 is today."""
        day = self.today - timedelta(days=days)
        return day if not days or self.desk.calendar.is_workday(day) else self.desk.calendar.previous(day)

    def insert(self, table: str, known: date, **values: Any) -> int:
        """A row that was written on that day, not now: what was missed is counted from when the book knew of it."""
        when = {"created_at": f"{known.isoformat()}T01:00:00Z"} if known < self.today else {}
        return self.change.insert(table, **when, **values)

    def money(self, amount: int) -> dict[str, Any]:
        """An amount in whole units as the book keeps it."""
        currency = self.desk.settings.currency
        return {"amount_minor": amount * 10 ** DECIMALS.get(currency, 2), "currency": currency}

    @property
    def tiers(self) -> list["Tier"]:
        """The tiers, the highest first."""
        return sorted(self.desk.playbook.tiers, key=lambda tier: -tier.rank)

    def tier(self, place: int) -> str:
        """The key of a tier by its place from the top, the last where there are fewer."""
        tiers = self.tiers
        return tiers[min(place, len(tiers) - 1)].key if tiers else ""

    @property
    def intents(self) -> list["IntentLevel"]:
        """The intents, the nearest to buying first."""
        return sorted(self.desk.playbook.intents, key=lambda intent: intent.every_days)

    def intent(self, place: int) -> str:
        """The key of an intent by its place, the last where there are fewer."""
        intents = self.intents
        return intents[min(place, len(intents) - 1)].key if intents else ""

    @property
    def kind(self) -> str:
        """Who the customers of the trade are: persons, or, where its words tell of shops and firms, organisations."""
        return "organisation" if self.words.known("shops") else "person"

    def pipelines(self, kind: str) -> list["Pipeline"]:
        """The pipelines that a person or an organisation goes through, the trade's own before the sale of every trade."""
        every = list(self.desk.playbook.pipelines)
        fitting = [one for one in every if not one.whom or kind in one.whom] or every[:1]
        return [one for one in fitting if one.key != "sale"] or fitting

    def ends(self, rule: "Rule", day: date) -> tuple[date, date]:
        """The first and the last day on which an event of that day is due by the rule."""
        return due_rules.ends(rule, day, self.desk.calendar)

    def due_today(self, rule: "Rule") -> list[date]:
        """The days whose events are due by the rule today, the latest first."""
        days = [self.today - timedelta(days=back) for back in range(-REACH, REACH)]
        found = []
        for day in days:
            first, last = self.ends(rule, day)
            if first <= self.today <= last:
                found.append(day)
        return found
