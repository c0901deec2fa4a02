"""What everything in the demo book is made with: the desk, the change, chance, and the words, read from `words.toml`."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules
from amflow.book.money import DECIMALS
from amflow.demo.lives import read, said
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from random import Random

    from amflow.book.store import Change
    from amflow.demo.lives import Life
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import IntentLevel, Tier
    from amflow.playbooks.model import Pipeline, Rule

REACH = 120
"""How many days back an event may lie that still makes something due today."""

FILE = Path(__file__).with_name("words.toml")
MORNING = Path(__file__).with_name("prep.toml")
"""What the morning has, by trade."""

FOLDER = Path(__file__).with_name("words")
"""The words of the other trades, a file each."""


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


class TradeWords:
    """What a trade says, in the language in use: its own words, and where it has none those of the playbooks it extends.

    A text that does not fit everybody ends with whom it fits: `"@married !retired"`; what stands in braces in it,
    `{child}`, is put in from the life of the one whom it is about.

    Of the texts that fit, the one comes next that this person has not heard and that was said least, else in an order
    drawn from `rng`.
    """

    def __init__(self, trades: Iterable[str], rng: "Random") -> None:
        names = list(trades)
        files = {name: FOLDER / f"{name}.toml" for name in names}
        whole = read(FILE) | {name: read(path) for name, path in files.items() if path.is_file()}
        morning = read(MORNING)
        self._tables = [{**whole.get(name, {}), **morning.get(name, {})} for name in names]
        self._rng = rng
        self._order: dict[tuple[str, ...], list[float]] = {}
        self._said: Counter[Any] = Counter()

    def known(self, *path: str) -> Any:
        """What stands at that path, in the nearest trade that has it; None where none does."""
        for table in self._tables:
            found: Any = table
            for name in path:
                found = found.get(name) if isinstance(found, dict) else None
            if found is not None:
                return found
        return None

    def entry(self, *path: str, life: "Life | None" = None) -> Any:
        """The next entry of the list at that path that fits the life; None where there is none."""
        whole = self.known(*path) or ()
        order = self._order.get(path)
        if order is None:
            order = self._order[path] = [self._rng.random() for _entry in whole]
        whom = life.name if life else ""
        there = [at for at, entry in enumerate(whole) if fits(entry, life)]
        if not there:
            return None
        at = min(there, key=lambda at: (self._said[whom, path, at], self._said[path, at], order[at]))
        self._said.update(((whom, path, at), (path, at)))
        return whole[at]

    def say(self, *path: str, life: "Life | None" = None) -> str:
        """The next text of the list at that path in the language in use; empty where there is none."""
        pair = self.entry(*path, life=life)
        return said(pair, life) if pair else ""


def fits(entry: Any, life: "Life | None") -> bool:
    """Whether a text may be said of that life: its last word says of whom, and without one of everybody."""
    whom = entry.get("whom", "") if isinstance(entry, dict) else entry[-1]
    if not isinstance(whom, str) or whom[:1] != "@":
        return True
    tags: frozenset[str] = life.tags if life else frozenset()
    return all((word[1:] not in tags) if word[0] == "!" else word in tags for word in whom[1:].split())


class Scene(NamedTuple):
    """The hand that writes the book."""

    desk: "Desk"
    change: "Change"
    rng: "Random"
    words: TradeWords
    lives: "dict[int, Life]"
    """Whose life it is that a customer of that number has."""
    seed: int

    def dice(self, part: str) -> "Random":
        """Chance of its own for a part of the story: nothing else shifts with it."""
        from random import Random

        return Random(f"{self.seed}/{part}/{self.desk.playbook.name}/{self.today}")  # noqa: S311 - a story, not a secret

    def profile(self, number: int) -> dict[str, str]:
        """The playbook's own fields of that customer."""
        from json import loads

        row = self.desk.book.get("customer", number)
        found: dict[str, str] = loads(row["profile"]) if row is not None else {}
        return found

    def set_profile(self, number: int, profile: dict[str, str], column: str = "profile") -> None:
        """Write these fields of that customer; in `profile_on` their days."""
        from json import dumps

        self.change.update("customer", number, **{column: dumps(profile, ensure_ascii=False)})

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

    def insert(self, table: str, known: date | None = None, /, **values: Any) -> int:
        """A row that was written on that day, or else on its own, not now: what was missed is counted from when the book
        knew of it. Days may be given as days."""
        known = known or values["on_date"]
        values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
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
