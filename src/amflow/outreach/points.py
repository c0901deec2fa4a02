"""Whom to call first, learnt by counting (`W01`, `W16`): how many of the own talks brought something, by what was known of the
customer before, and so how likely the next one does.

Nothing is fitted: of each answer it is counted how many said yes, drawn towards the share of all as if `SMOOTH` more had been
asked: 3 of 4 says little, 30 of 40 much. What a person is (age, marriage, origin) counts only where whoever calls turned it on.
It is learnt from the newest talks up to the last Sunday, so that the order stands for a week; what was learnt is kept beside the
other compiled files, and counted anew where it is not there.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from math import exp, log
from typing import TYPE_CHECKING, Any

from amflow import __version__, compiled
from amflow.book.store import placeholders
from amflow.locale import N_, _
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

LEAST = 200
"""Below so many outcomes nothing is learnt, and the playbook's order stands."""
NEWEST = 3000
"""So many of the newest are learnt from: a trade changes."""
SMOOTH = 20
LOOKED = 40
"""Of a longer list a page of the day looks at so many: a list of thousands is not read to show five."""

TITLES = {"tries": N_("tried in vain"), "age": N_("age")}
"""Of the fields whose answers do not say by themselves what they answer; age counts only where it was turned on."""

WAYS = {
    "call": N_("by a call"),
    "visit": N_("by a visit"),
    "message": N_("by a message"),
    "reception": N_("at the reception"),
}

BEFORE = {
    "yes": N_("has bought, or said yes the last time"),
    "talked": N_("talked to before"),
    "new": N_("never talked to"),
}

_TOOK_PART = ("accepted", "came", "bought")
"""Where whoever is on a campaign's list has said yes; `declined` is no, and the others say nothing yet."""

_TIER = (
    "coalesce((SELECT from_tier FROM tier_change WHERE tier_change.customer_id = customer.id AND on_date > {day}"
    " ORDER BY on_date, id LIMIT 1), customer.tier)"
)
"""The tier of that day: who bought may have risen by it."""

_LAST = (
    "iif(customer.kind = 'person', (SELECT {what} FROM touch AS one WHERE one.customer_id = customer.id AND one.reached = 1"
    " AND one.held_on < {day} ORDER BY one.held_on DESC, one.id DESC LIMIT 1),"
    " (SELECT {what} FROM (SELECT one.id, held_on, outcome FROM touch AS one WHERE one.customer_id = customer.id"
    " AND one.reached = 1 AND one.held_on < {day} UNION ALL SELECT one.id, held_on, outcome FROM touch_with"
    " CROSS JOIN touch AS one ON one.id = touch_with.touch_id WHERE touch_with.customer_id = customer.id"
    " AND one.reached = 1 AND one.held_on < {day}) ORDER BY held_on DESC, id DESC LIMIT 1))"
)
"""Of the last talk with a customer: a talk with somebody of a firm is one with the firm."""

_KNOWN = (
    "coalesce(nullif(customer.source, ''), firm.source, '') AS source,"
    " coalesce(nullif(customer.signal, ''), firm.signal, '') AS signal,"
    " coalesce(nullif(customer.segment, ''), firm.segment, '') AS segment,"
    f" coalesce(nullif({_TIER}, ''), firm.tier, '') AS tier,"
    f" {_LAST.format(what='outcome', day='{day}')} AS last, coalesce(customer.client_since < {{day}}, 0) AS bought,"
    " (SELECT count(*) FROM touch AS one WHERE one.customer_id = customer.id AND one.reached = 0 AND one.held_on < {day}"
    f" AND one.held_on > coalesce({_LAST.format(what='held_on', day='{day}')}, '')) AS tries,"
    " customer.profile, firm.profile AS firm_profile, customer.birthday"
)
"""What was known of a customer on the morning of a day (SQL)."""

_OF_FIRM = "LEFT JOIN customer AS firm ON firm.id = customer.organisation_id"

_MARKED = (
    "FROM campaign_entry AS entry CROSS JOIN campaign ON campaign.id = entry.campaign_id"
    " WHERE entry.customer_id = touch.customer_id AND entry.on_date = touch.held_on AND entry.state <> 'listed' LIMIT 1"
)
"""The campaign that a talk was about, by the day on which it moved its customer."""

_TALKS = (
    "SELECT touch.outcome, '' AS state, touch.kind AS channel, touch.held_on AS day, (SELECT campaign.kind {marked}) AS campaign,"
    " coalesce((SELECT product_id FROM deal WHERE deal.id = touch.deal_id), (SELECT campaign.product_id {marked})) AS product,"
    " {known} FROM touch CROSS JOIN customer ON customer.id = touch.customer_id {firm}"
    " WHERE touch.held_on >= ? AND touch.held_on < ? AND touch.outcome <> ''{more}"
    " ORDER BY touch.held_on DESC, touch.id DESC LIMIT ?"
).format(marked=_MARKED, known=_KNOWN.format(day="touch.held_on"), firm=_OF_FIRM, more="{more}")

_ANSWERS = (
    "SELECT '' AS outcome, said.state, '' AS channel, said.day, said.kind AS campaign, said.product_id AS product, {known}"
    " FROM (SELECT entry.customer_id, entry.state, entry.on_date AS day, campaign.kind, campaign.product_id"
    " FROM campaign CROSS JOIN campaign_entry AS entry ON entry.campaign_id = campaign.id"
    " WHERE entry.state IN ('accepted', 'came', 'bought', 'declined') AND entry.on_date < ?"
    " AND NOT EXISTS (SELECT 1 FROM touch WHERE touch.customer_id = entry.customer_id AND touch.held_on = entry.on_date"
    " AND touch.outcome <> '') ORDER BY entry.on_date DESC, entry.id DESC LIMIT ?) AS said"
    " CROSS JOIN customer ON customer.id = said.customer_id {firm}"
).format(known=_KNOWN.format(day="said.day"), firm=_OF_FIRM)
"""What customers answered to campaigns, where no talk of that day says it."""

Known = dict[str, str]
"""Of each field what is known of a customer; a field of which nothing is known is not there."""


class Callee(NamedTuple):
    """Somebody who may be called, and what the call would be about."""

    customer_id: int
    campaign: str = ""
    """The kind of the campaign."""
    product: int | None = None
    channel: str = "call"


class Learnt(NamedTuple):
    """What the own talks say: of all, and of each answer to each field, how many brought something, and how many there were."""

    yes: int
    asked: int
    cells: dict[tuple[str, str], tuple[int, int]]

    @property
    def enough(self) -> bool:
        """Whether it says anything; with nothing but yes or no nobody is told apart."""
        return self.asked >= LEAST and 0 < self.yes < self.asked

    def weigh(self, field: str, value: str) -> float:
        """What that answer adds to the odds, as their logarithm; 0 says nothing."""
        yes, asked = self.cells.get((field, value), (0, 0))
        share = self.yes / self.asked
        return log((yes + SMOOTH * share) / (asked - yes + SMOOTH * (1 - share)) * (1 - share) / share)

    def points(self, known: Known) -> float:
        """The sum over all fields: the higher, the sooner."""
        return sum(self.weigh(field, value) for field, value in known.items()) if self.enough else 0.0

    def strongest(self, known: Known, alike: Collection[str]) -> tuple[str, str] | None:
        """The field and answer that say most on the side to which all of them together lean, but for fields in which all who may
        be called are `alike`; None where none says anything to speak of."""
        telling = [one for one in known.items() if one[0] not in alike]
        side = sum(self.weigh(*one) for one in telling)
        heard = [one for one in telling if self.cells.get(one, (0, 0))[1] >= SMOOTH // 2]
        best = max(heard, key=lambda one: self.weigh(*one) * side, default=None)
        return best if best and self.weigh(*best) * side > 0.1 * abs(side) else None


def learnt(desk: "Desk", *, fresh: bool = False) -> Learnt:
    """What may be known of the talks by the desk's day; kept of the week, unless it is asked for `fresh`."""
    return desk.book.kept(("learnt", desk.today, fresh), lambda: _learnt(desk, fresh))


def _learnt(desk: "Desk", fresh: bool) -> Learnt:
    monday = desk.today - timedelta(days=desk.today.weekday())
    file, stamp = _place(desk), _stamp(desk, monday)
    kept = None if fresh or file is None else _from(file, stamp)
    if kept is not None:
        return kept
    found = _counted(desk, monday)
    if not found.enough:
        # Whoever has only begun learns from every day.
        return _counted(desk, desk.today + timedelta(days=1))
    if file is not None:
        plain = [(*cell, *counts) for cell, counts in found.cells.items()]
        compiled.keep(file, (stamp, found.yes, found.asked, plain))
    return found


def _place(desk: "Desk") -> Any:
    """Where what was learnt from this book is kept; nowhere for an encrypted one: nothing of it stands outside in plain."""
    if desk.book.key is not None:
        return None
    return compiled.of_book(desk.book.path, "learnt")


def _stamp(desk: "Desk", until: date) -> tuple[Any, ...]:
    """What it depends on besides the talks: another book may lie at the same place."""
    begun = desk.book.one("SELECT uid FROM change ORDER BY id LIMIT 1")
    outcomes = (f"{one.key} {one.success}" for one in desk.playbook.outcomes)
    return (__version__, until.isoformat(), begun["uid"] if begun is not None else "", *_asked(desk), *outcomes)


def _from(file: Any, stamp: tuple[Any, ...]) -> Learnt | None:
    # What is odd is counted anew.
    with suppress(OSError, EOFError, ValueError, TypeError):
        was, yes, asked, plain = compiled.read(file)
        if was == stamp:
            return Learnt(yes, asked, {(field, value): (good, of) for field, value, good, of in plain})
    return None


def _asked(desk: "Desk") -> list[str]:
    """The fields of the file that are learnt from: those of the playbook that say so, and those that the person turned on."""
    also = desk.settings.learn_also.replace(",", " ").split()
    return [field.key for field in desk.playbook.fields if field.learn or field.key in also] + (
        ["age"] if "age" in also and all(field.key != "age" for field in desk.playbook.fields) else []
    )


def _counted(desk: "Desk", until: date) -> Learnt:
    """What the newest outcomes before that day say."""
    rows = [
        *desk.book.all(_TALKS.format(more=""), "", until.isoformat(), NEWEST),
        *desk.book.all(_ANSWERS, until.isoformat(), NEWEST),
    ]
    rows.sort(key=lambda row: row["day"], reverse=True)
    cells: dict[tuple[str, str], list[int]] = {}
    yes = total = 0
    for won, known in _told(desk, rows[:NEWEST]):
        yes, total = yes + won, total + 1
        for one in known.items():
            cell = cells.setdefault(one, [0, 0])
            cell[0] += won
            cell[1] += 1
    return Learnt(yes, total, {one: (cell[0], cell[1]) for one, cell in cells.items()})


def _told(desk: "Desk", rows: Iterable[Any]) -> Iterator[tuple[bool, Known]]:
    """Of each of these talks whether it brought something, and what was known before it; those that say neither are left out."""
    says = {one.key: one.success for one in desk.playbook.outcomes}
    asked, good = _asked(desk), {key for key, success in says.items() if success == "yes"}
    for row in rows:
        said = says.get(row["outcome"], "no") if row["outcome"] else "yes" if row["state"] in _TOOK_PART else "no"
        if said != "none":
            yield said == "yes", _known(row, asked, good, row["day"])


def looked_back(desk: "Desk", first: date, last: date) -> tuple[Learnt, list[bool]]:
    """What was learnt before that day, and whether each call of the days up to the last brought something, in the order that this
    would have put them in: by what was known on the morning of the call."""
    before = _counted(desk, first)
    if not before.enough:
        return before, []
    until = (last + timedelta(days=1)).isoformat()
    rows = desk.book.all(_TALKS.format(more=" AND touch.kind = 'call'"), first.isoformat(), until, NEWEST)
    return before, [won for won, _known in sorted(_told(desk, rows), key=lambda one: -before.points(one[1]))]


def _known(row: Any, asked: Sequence[str], good: set[str], day: str) -> Known:
    """What was known of the customer of the row on the morning of that day."""
    known = {
        "source": row["source"],
        "signal": row["signal"],
        "segment": row["segment"],
        "tier": row["tier"],
        "channel": row["channel"],
        "before": "yes" if row["bought"] or row["last"] in good else "new" if row["last"] is None else "talked",
        "tries": _some(row["tries"]),
        "campaign": row["campaign"] or "",
        "product": str(row["product"] or ""),
    }
    if asked and len(row["profile"]) + len(row["firm_profile"] or "") > 2:
        from json import loads

        file = {**loads(row["firm_profile"] or "{}"), **loads(row["profile"])}
        known |= {key: _banded(str(file.get(key) or "")) for key in asked}
    if "age" in asked and not known.get("age") and row["birthday"][:4].isdigit():
        known["age"] = _banded(str(int(day[:4]) - int(row["birthday"][:4])))
    return {field: value for field, value in known.items() if value}


def _some(number: int) -> str:
    """A number of tries as it is told apart: 0, 1, 2, 3+, 5+."""
    return str(number) if number < 3 else "3+" if number < 5 else "5+"


def _banded(value: str) -> str:
    """An answer as it is counted: a number by its ten."""
    return f"{int(value) // 10 * 10}+" if value.isascii() and value.isdigit() else value


def known(desk: "Desk", whom: Iterable[Callee]) -> dict[int, Known]:
    """What is known today of those who may be called, by their numbers."""
    found = {one.customer_id: one for one in whom}
    asked, good = _asked(desk), {one.key for one in desk.playbook.outcomes if one.success == "yes"}
    # What was said today is known as well.
    day = (desk.today + timedelta(days=1)).isoformat()
    sql = f"SELECT customer.id, {_KNOWN.format(day='?1')} FROM customer {_OF_FIRM}"
    told: dict[int, Known] = {}
    for start in range(0, len(numbers := list(found)), 500):
        some = numbers[start : start + 500]
        for row in desk.book.all(f"{sql} WHERE customer.id IN ({placeholders(some)})", day, *some):
            one = found[row["id"]]
            about = {"channel": one.channel, "campaign": one.campaign, "product": str(one.product or "")}
            told[row["id"]] = _known({**dict(row), **about}, asked, good, day)
    return told


class CallOrder(NamedTuple):
    """How those who may be called stand among each other."""

    learnt: Learnt
    known: dict[int, Known]
    alike: set[str]
    """The fields that tell nobody of them from another."""

    def points(self, customer_id: int) -> float:
        """The higher, the sooner; 0 for all where too little was learnt."""
        return self.learnt.points(self.known.get(customer_id, {}))

    def times(self, customer_id: int) -> float | None:
        """How much the odds are those of all; None where too little was learnt."""
        return round(exp(self.points(customer_id)), 3) if self.learnt.enough else None

    def why(self, desk: "Desk", customer_id: int) -> str:
        """What says most for or against calling them first: `Referred by a customer: 31 of 104 said yes, of all 361 of 3,000`."""
        best = self.learnt.strongest(self.known.get(customer_id, {}), self.alike) if self.learnt.enough else None
        if best is None:
            return ""
        yes, asked = self.learnt.cells[best]
        words = _("{what}: {yes} of {asked} said yes, of all {all_yes} of {all}")
        return words.format(
            what=_said(desk, *best), yes=yes, asked=asked, all_yes=self.learnt.yes, all=self.learnt.asked
        )


def order(desk: "Desk", whom: Iterable[Callee], *, fresh: bool = False) -> CallOrder:
    """The order of these candidates by what was learnt."""
    found = learnt(desk, fresh=fresh)
    each = known(desk, whom) if found.enough else {}
    fields = {field for one in each.values() for field in one} if len(each) > 1 else set()
    return CallOrder(found, each, {field for field in fields if len({one.get(field) for one in each.values()}) == 1})


def forget(desk: "Desk") -> None:
    """Let go what was kept: talks of weeks that it was learnt from were written only now."""
    if (file := _place(desk)) is not None:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def likely(desk: "Desk", numbers: Sequence[int]) -> dict[int, float]:
    """How much the odds of each of these customers are those of all."""
    found = order(desk, [Callee(number) for number in numbers])
    return {number: exp(found.points(number)) for number in numbers} if found.learnt.enough else {}


def too_few(found: Learnt) -> str:
    """That too little was had to learn from; empty where it is enough."""
    if found.enough:
        return ""
    if found.asked >= LEAST:
        return _("nothing to learn: all {n} talks ended alike; the playbook's order stands").format(n=found.asked)
    words = _("too few to learn: {n} of {least} outcomes; the playbook's order stands")
    return words.format(n=found.asked, least=LEAST)


def _said(desk: "Desk", field: str, value: str) -> str:
    """An answer in words; one that does not say by itself what it answers with that."""
    playbook = desk.playbook
    lists = {
        "source": playbook.sources,
        "signal": playbook.signals,
        "segment": playbook.segments,
        "tier": playbook.tiers,
    }
    if field in lists:
        return str(titles_by_key(lists[field]).get(value, value))
    if field == "campaign":
        return str(titles_by_key(playbook.campaigns).get(value, value))
    if field == "before":
        return _(BEFORE[value])
    if field == "product":
        row = desk.book.get("product", int(value))
        return str(row["name"]) if row is not None else value
    if field == "channel":
        return _(WAYS.get(value, value))
    of_file = next((one for one in playbook.fields if one.key == field), None)
    from amflow.customers.completeness import contradictions

    title = str(of_file.title) if of_file else _(TITLES.get(field, field))
    return _("{what}: {why}").format(what=title, why=contradictions.said(of_file, value) if of_file else value)
