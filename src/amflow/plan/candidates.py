"""What the plan of a day is made of: everything that could be done on it, each thing once, with the day it breaks on."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import contact_cadence, due_rules, items, plan_ledger
from amflow.agenda.items import Item
from amflow.agenda.tasks import records as tasks
from amflow.callback.cases import records as cases
from amflow.callback.orders import records as orders
from amflow.convert import page as convert_page
from amflow.convert.deals import records as deals
from amflow.convert.waiting import records as waiting
from amflow.locale import _, ngettext
from amflow.outreach import page as outreach_page
from amflow.outreach.campaigns import records as campaigns
from amflow.outreach.messages import records as messages
from amflow.outreach.scripts import records as scripts
from amflow.prep import page as prep_page
from amflow.prep.goals import records as goals
from amflow.prospect import page as prospect_page

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk

MOST = 40
"""How many of each kind are looked at: a day holds a dozen."""

QUEUE = "queue"
"""The reference of the line that stands for all messages that wait."""

MESSAGE_MINUTES = 3
MOST_MESSAGE_MINUTES = 45

CLOSING_DAYS = 7
"""So many days before the day it is expected to close a deal is thought of."""

OWN = ("case", "order", "waiting", "goal", "queue")
"""Kinds of items that go by their own reference, not by task, deal or customer."""

Found = list[tuple[Item, date | None]]
"""Items, each with the last day on which they are worth doing, where there is one."""


def gather(then: "Desk") -> Found:
    """Everything that could be done on the desk's day."""
    found: Found = [(one, one.due_on) for one in tasks.listing(
        then, state="open", until=then.today, customer_id=None, limit=MOST)]  # fmt: skip
    found += _cases(then)
    found += [(due_rules.item_until(one, then), one.lapses_on) for one in due_rules.due(then, "callback", MOST)[0]]
    found += [(contact_cadence.client_item(then, talk), _last(talk)) for talk in contact_cadence.clients(then, MOST)[0]]
    for step in ("prep", "convert"):
        found += [(prep_page.date_item(then, one), one.lapses_on) for one in due_rules.due(then, step, MOST)[0]]
    minutes = then.settings.task_minutes
    found += [(_lasting(one, minutes), one.due_on) for one in orders.due(then, MOST)[0]]
    found += [(_lasting(waiting.item(then, one), 10), None) for one in waiting.overdue(then, MOST // 2)[0]]
    found += [(_lasting(goals.item(then, one), minutes), one.due_on) for one in goals.near(then)]
    found += _queue(then)
    script = outreach_page.talk_script(scripts.said_in(then, "outreach"))
    found += [
        (outreach_page.talk_item(then, talk, script), _last(talk))
        for talk in contact_cadence.prospects(then, MOST // 2)[0]
    ]
    soon = then.today + timedelta(days=CLOSING_DAYS)
    closing = deals.closing(then, soon, MOST // 4)
    quiet = deals.quiet(then, MOST // 4)[0]
    found += [(convert_page.item(then, deal), deal.expected_on) for deal in closing + quiet if not deal.no_contact]
    found += [(one, None) for one in campaigns.waiting(then, MOST // 4)[0]]
    found += [(one, None) for one in prospect_page.open_leads(then, 5)[0] if reachable(then, one.customer_id)]
    return found


def by_cycle(desk: "Desk", day: date) -> Found:
    """The visits that the cycle has on that day (`W18`): the day is planned as the week is."""
    from amflow.plan.territory import visit_cycle

    return [
        (
            Item(
                one.shop.ref,
                "callback",
                "cycle",
                _("visit"),
                " · ".join(filter(None, (_("by the visit cycle"), one.shop.line, one.content))),
                one.shop.id,
                one.shop.name,
                one.shop.tier,
                minutes=one.minutes,
                command=f"amflow log-visit {one.shop.ref}",
            ),
            None,
        )
        for one in visit_cycle.on(desk, day)
    ]


def _last(talk: contact_cadence.CadenceTalk) -> date:
    return talk.quiet_since + timedelta(days=talk.latest_days)


def _lasting(item: Item, minutes: int) -> Item:
    return item if item.minutes else item._replace(minutes=minutes)


def _cases(then: "Desk") -> Found:
    breaking, _count, others, _rest = cases.waiting(then, MOST // 2)
    return [(cases.item(then, one), one.breaks_at.date() if one.breaks_at else None) for one in breaking + others]


def _queue(then: "Desk") -> Found:
    """All messages that wait, as one line: they are sent in one go."""
    _some, count, capped = messages.due(then, 1)
    count += len(messages.written_drafts(then))
    if not count:
        return []
    title = ngettext("{n} message to send", "{n} messages to send", count)
    title = _("{n} messages to send").format(n=items.many(count, True)) if capped else title
    length = min(MESSAGE_MINUTES * count, MOST_MESSAGE_MINUTES)
    command = "amflow message queue"
    return [(Item(QUEUE, "outreach", "queue", title, due_on=then.today, minutes=length, command=command), None)]


def reachable(then: "Desk", customer_id: int | None) -> bool:
    """Whether somebody may be talked to: is not removed, and has not asked to be left alone."""
    row = then.book.get("customer", customer_id) if customer_id else None
    return row is not None and row["status"] in ("customer", "lead") and not row["no_contact"]


def own_ref(item: Item) -> str:
    """The reference by which the book keeps it; empty where task, deal or customer say it."""
    own = item.kind in OWN or item.ref == QUEUE or (item.ref[:1] in "xowa" and not item.task_id)
    return item.ref if own else ""


def key(item: Item) -> tuple[Any, ...]:
    """What the item is about, whatever day it is shown on."""
    return about(own_ref(item), item.task_id, item.deal_id, item.customer_id, item.rule)


def subject(row: Any) -> tuple[Any, ...]:
    """What a line of the book is about, in the same words."""
    return about(row["ref"], row["task_id"], row["deal_id"], row["customer_id"], row["rule"])


def about(ref: str, task_id: int | None, deal_id: int | None, customer_id: int | None, rule: str) -> tuple[Any, ...]:
    """The subject: a thing of its own, a task, a deal, a rule's day, or a talk."""
    if ref:
        return ("ref", ref)
    if task_id:
        return ("task", task_id)
    if deal_id and not rule:
        return ("deal", deal_id)
    # However a talk with somebody comes up, it is one talk.
    return ("talk", customer_id) if rule in ("", contact_cadence.RULE, "new-lead") else (rule, customer_id)


def once(then: "Desk", found: Found) -> Found:
    """Each thing once; whoever is talked to about something else is talked to anyway."""
    seen = {key(item): (item, last) for item, last in reversed(found)}
    found = list(reversed(list(seen.values())))
    met = met_by(then, [item for item, _last in found])
    return [(item, last) for item, last in found if key(item)[0] != "talk" or item.customer_id not in met]


def met_by(then: "Desk", items: list[Item]) -> set[int | None]:
    """The customers whom these items talk to about something of its own."""
    return {item.customer_id for item in items if key(item)[0] != "talk" and plan_ledger.is_talk(then, item)}


def is_visit(item: Item) -> bool:
    """Whether doing it means going there."""
    return item.command.startswith("amflow log-visit")


def sort_of(item: Item) -> str:
    """What sort of thing it is, for plan against actual: the way it is done, or its kind."""
    word = item.command.removeprefix("amflow log-").split(" ")[0]
    return word if word in ("visit", "call", "message") else item.kind
