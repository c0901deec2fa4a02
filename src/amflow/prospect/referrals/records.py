"""Introductions: who may be asked for one, who brought whom, what is owed for it and by when (`W09`, `W11`, `W12`).

The steps and their days are the playbook's `[[referral]]`; what follows from them is asked, not kept.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda.items import Item
from amflow.book.derived_columns import REWARD_OPEN, THANKS_OPEN
from amflow.book.store import conditions, placeholders
from amflow.book.values import day_or_none
from amflow.dates.format import ago
from amflow.errors import NotFound
from amflow.locale import N_, _
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import ReferralStep

THANK, REWARD = "thank", "reward"

REMEMBERED = {THANK: 90, REWARD: 180}
"""So many days after the introduction it is still said what is owed; later it is only in the list."""


LISTED = {"asked": N_("asked for"), "made": N_("introduced")}
"""What a list may be of."""


class Referral(NamedTuple):
    """An introduction, or a request for one."""

    id: int
    customer_id: int | None
    introducer: str
    """The customer's name, or the colleague's."""
    colleague: bool
    post: str
    """The colleague's desk, in words."""
    introduced_id: int | None
    introduced: str
    status: str
    """Of the one introduced: lead, customer, dropped; empty where nobody came yet."""
    asked_on: date | None
    words: str
    made_on: date | None
    met_on: date | None
    """The first meeting since: said so, or a visit that was written down."""
    succeeded_on: date | None
    """When the one introduced bought, or became a customer."""
    thanked_on: date | None
    rewarded_on: date | None
    reward: str
    closed_on: date | None
    why: str
    next: str
    """The step that comes next, in words; empty where all is done."""
    next_on: date | None
    """By when it is owed."""
    how: str = ""
    """How that step is done, in the playbook's words."""

    @property
    def ref(self) -> str:
        """`f7`."""
        return f"f{self.id}"

    @property
    def introducer_ref(self) -> str:
        """`c12`, or empty for a colleague."""
        return f"c{self.customer_id}" if self.customer_id else ""

    @property
    def introduced_ref(self) -> str:
        """`c55`, or empty."""
        return f"c{self.introduced_id}" if self.introduced_id else ""


class Owed(NamedTuple):
    """Thanks or a reward that a customer has not had yet."""

    referral: Referral
    step: str
    due_on: date

    @property
    def ref(self) -> str:
        """What `done` settles: `f7`."""
        return self.referral.ref


SUCCEEDED = """CASE WHEN new.converted_on >= referral.made_on THEN new.converted_on ELSE (SELECT min(day) FROM (
 SELECT min(closed_on) AS day FROM deal WHERE customer_id = new.id AND state = 'won' AND closed_on >= referral.made_on
 UNION ALL SELECT min(bought_on) FROM holding WHERE customer_id = new.id AND bought_on >= referral.made_on
 UNION ALL SELECT min(delivered_on) FROM orders WHERE customer_id = new.id AND delivered_on >= referral.made_on)) END"""
"""When the one introduced became a customer, or else bought first since: a deal, a holding, an order that came."""

_SELECT = """SELECT referral.*,
 (SELECT max(on_date) FROM settled WHERE settled.customer_id = referral.customer_id AND for_date = referral.made_on
  AND state = 'done' AND rule IN ({rules})) AS thanked_by_talk,
 customer.name AS introducer, new.name AS introduced, new.status AS status, new.source AS source,
 (SELECT min(held_on) FROM touch WHERE touch.customer_id = referral.introduced_id AND kind IN ('visit', 'reception')
  AND reached = 1 AND held_on >= referral.made_on) AS seen_on,
 {succeeded} AS succeeded_on
 FROM referral LEFT JOIN customer ON customer.id = referral.customer_id
 LEFT JOIN customer AS new ON new.id = referral.introduced_id"""


WITHIN = """SELECT id FROM referral WHERE made_on BETWEEN ? AND ? UNION
 SELECT id FROM referral WHERE asked_on BETWEEN ? AND ?"""


def _rows(desk: "Desk", rest: str, *bound: Any) -> list[Any]:
    """Introductions with what is asked beside them: met, thanked by a talk that the rule asked for, succeeded."""
    rules = thanks_rules(desk)
    return desk.book.all(f"{_SELECT.format(rules=placeholders(rules), succeeded=SUCCEEDED)} {rest}", *rules, *bound)


def steps(desk: "Desk") -> dict[str, "ReferralStep"]:
    """The playbook's steps of being recommended, by key."""
    return {step.key: step for step in desk.playbook.referral_steps}


def get(desk: "Desk", text: str) -> Referral:
    """The introduction that the reference names. Raises NotFound."""
    number = refs.of_table(text, "f")
    rows = _rows(desk, "WHERE referral.id = ?", number) if number is not None else []
    if not rows:
        raise NotFound(_("there is no introduction {ref}"), _("amflow referral list shows them"), ref=text)
    return _referral(desk, rows[0])


def listing(
    desk: "Desk", *, customer_id: int | None = None, state: str = "", limit: int = 50
) -> tuple[list[Referral], int]:
    """Introductions and requests, the newest first, and how many; of one customer, or in one state: asked (nobody came
    yet) or made."""
    whose = (customer_id, customer_id) if customer_id is not None else None
    clause, bound = conditions(
        ("(referral.customer_id = ? OR referral.introduced_id = ?)", whose),
        ("made_on IS NULL AND closed_on IS NULL", () if state == "asked" else None),
        ("made_on IS NOT NULL", () if state == "made" else None),
    )
    rows = _rows(desk, f"WHERE {clause} ORDER BY referral.id DESC LIMIT ?", *bound, limit)
    total = desk.book.number(f"SELECT count(*) FROM referral WHERE {clause}", *bound)
    return [_referral(desk, row) for row in rows], total


def within(desk: "Desk", start: date, end: date) -> list[Referral]:
    """Customers' introductions and requests that were made in those days, the newest first."""
    rest = f"WHERE referral.id IN ({WITHIN}) AND referral.customer_id IS NOT NULL ORDER BY referral.id DESC"
    return [_referral(desk, row) for row in _rows(desk, rest, *[start.isoformat(), end.isoformat()] * 2)]


def _referral(desk: "Desk", row: Any) -> Referral:
    posts = titles_by_key([source for source in desk.playbook.sources if source.post])
    met_on = min(filter(None, (row["met_on"], row["seen_on"])), default=None)
    plain = filled(
        Referral,
        row,
        introducer=row["introducer"] or row["colleague"],
        colleague=row["customer_id"] is None,
        post=posts.get(row["source"] or "", "") if row["customer_id"] is None else "",
        introduced=row["introduced"] or "",
        status=row["status"] or "",
        met_on=day_or_none(met_on) if row["made_on"] else None,
        succeeded_on=day_or_none(row["succeeded_on"]) if row["made_on"] else None,
        thanked_on=day_or_none(row["thanked_on"] or row["thanked_by_talk"]),
        next="",
        next_on=None,
        how="",
    )
    title, by, how = _next(desk, plain)
    return plain._replace(next=title, next_on=by, how=how)


def _next(desk: "Desk", one: Referral) -> tuple[str, date | None, str]:
    """The step that comes next, by when, and how it is done."""
    known = steps(desk)
    if one.closed_on:
        return "", None, ""
    if one.made_on is None:
        return _("the introduction"), None, ""
    open_steps = [(owed_by(desk, one, key), key) for key in (THANK, "meet", REWARD) if _is_open(one, key, known)]
    # Of two that come due on the same working day the one that comes first by itself.
    dated = sorted(((by or date.max, key) for by, key in open_steps), key=lambda one: one[0])
    if not dated:
        return "", None, ""
    by, key = dated[0]
    return str(known[key].title), None if by == date.max else by, str(known[key].content)


def _is_open(one: Referral, key: str, known: dict[str, "ReferralStep"]) -> bool:
    if key not in known:
        return False
    if key == "meet":
        return one.met_on is None and one.status != "dropped"
    if one.colleague:
        return False
    return one.thanked_on is None if key == THANK else one.rewarded_on is None and one.succeeded_on is not None


def owed_by(desk: "Desk", one: Referral, key: str) -> date | None:
    """The day by which a step is owed: so many days after the introduction, a reward after it succeeded; None: when it
    suits."""
    step = steps(desk).get(key)
    begin = one.succeeded_on if key == REWARD else one.made_on
    return _due(desk, begin, step.within_days) if step and step.within_days and begin else None


def _due(desk: "Desk", begin: date, days: int) -> date:
    """So many days after, on a working day as everything that a rule asks for."""
    return desk.calendar.from_(begin + timedelta(days=days))


def settled_rule(step: str) -> str:
    """Under which name `settled` keeps that something owed was left out or moved."""
    return f"referral-{step}"


def thanks_rules(desk: "Desk") -> list[str]:
    """The playbook's rules that an introduction makes due: thanks by one of them are thanks."""
    return [rule.key for rule in desk.playbook.rules if rule.on == "referral.made"]


def owed(
    desk: "Desk", *, number: int | None = None, customer_id: int | None = None, limit: int = -1
) -> tuple[list[Owed], int]:
    """What is owed to those who introduced somebody, what is owed first in front, and how much it is; of one introduction,
    or to one customer, where it is named. What was left out or moved to a later day is not."""
    known = steps(desk)
    found = sorted(
        (_due(desk, date.fromisoformat(since), known[step].within_days), one, step)
        for step in (THANK, REWARD)
        if step in known
        for one, since in _owed(desk, step, number, customer_id)
    )
    chosen = found if limit < 0 else found[:limit]
    return [Owed(get(desk, f"f{one}"), step, due) for due, one, step in chosen], len(found)


def _owed(desk: "Desk", step: str, number: int | None, customer_id: int | None) -> list[tuple[int, str]]:
    """The numbers of the introductions for which a step is owed, and the day from which it counts."""
    begin = desk.today - timedelta(days=REMEMBERED[step])
    rules = [settled_rule(step), *(thanks_rules(desk) if step == THANK else [])]
    today = desk.today.isoformat()
    settled = (
        "NOT EXISTS (SELECT 1 FROM settled WHERE settled.customer_id = referral.customer_id AND for_date = made_on"
        f" AND rule IN ({placeholders(rules)}) AND (state <> 'moved' OR until_on > ?))"
    )
    where, bound = conditions(
        (f"{THANKS_OPEN if step == THANK else REWARD_OPEN} AND made_on BETWEEN ? AND ?", (begin.isoformat(), today)),
        ("customer.status <> 'removed' AND customer.no_contact = 0", ()),
        (settled, (*rules, today)),
        ("referral.id = ?", number),
        ("referral.customer_id = ?", customer_id),
    )
    since = "referral.made_on" if step == THANK else SUCCEEDED
    rows = desk.book.all(
        f"SELECT referral.id, {since} AS since FROM referral CROSS JOIN customer ON customer.id = referral.customer_id"
        " CROSS JOIN customer AS new ON new.id = referral.introduced_id"
        f" WHERE {where}",
        *bound,
    )
    return [(row["id"], row["since"]) for row in rows if row["since"]]


def owed_words(one: Owed) -> str:
    """What is owed, to whom, for whom."""
    words = (
        _("reward for {who}, who brought {name}") if one.step == REWARD else _("thanks to {who} for bringing {name}")
    )
    return words.format(who=one.referral.introducer, name=one.referral.introduced)


def owed_item(desk: "Desk", one: Owed) -> Item:
    """What is owed, as an item of the morning."""
    since = one.referral.succeeded_on if one.step == REWARD else one.referral.made_on
    words = _("reward for bringing {name}") if one.step == REWARD else _("thanks for bringing {name}")
    return Item(
        one.ref,
        "prep",
        "owed",
        words.format(name=one.referral.introduced),
        ago(since, desk.today) if since else "",
        one.referral.customer_id,
        one.referral.introducer,
        "",
        one.due_on,
        minutes=5,
        late=one.due_on < desk.today,
        command=f"amflow referral {one.step} {one.ref}",
    )
