"""Step 5, callback: who is waiting to hear from you, by promise, by rule, by cadence (`W01`, `W16`, `W18`)."""

from typing import TYPE_CHECKING

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda import contact_cadence, due_items, due_rules
from amflow.agenda.items import Item, PageSection, StepPage, counted, many
from amflow.agenda.tasks import records as tasks
from amflow.book.store import placeholders
from amflow.callback.cases import records as cases
from amflow.callback.holdings import records as holdings
from amflow.callback.orders import records as orders
from amflow.locale import _, ngettext
from amflow.outreach.campaigns import invitations
from amflow.outreach.scripts import records as scripts

if TYPE_CHECKING:
    from amflow.agenda.own_rhythm import CadenceTalk
    from amflow.desk import Desk


def page(desk: "Desk", limit: int) -> StepPage:
    """Callbacks as they stand today. `limit` cuts each list (-1: all of it)."""
    _today, _earlier, promised, promised_earlier = tasks.count_due(desk)
    promises = tasks.overdue(desk, limit, promised=True) + tasks.due_today(desk, limit, promised=True)
    due, due_count = due_rules.due(desk, "callback", limit)
    talks, talk_count = contact_cadence.clients(desk, limit)
    deliveries, delivery_count = orders.due(desk, limit)
    matured, matured_count = holdings.unsaid(desk, limit)
    total = promised + promised_earlier + due_count + talk_count + delivery_count + matured_count
    breaking, breaking_count, others, other_count = cases.waiting(desk, limit)
    ruled = counted("rules", _("By rule"), [_due_item(desk, one) for one in due], due_count)
    paced = counted("cadence", _("By cadence"), _to_clients(desk, talks), talk_count)
    soon = counted("breaking", _("Cases about to break"), [cases.item(desk, case) for case in breaking], breaking_count)
    later = counted("cases", _("Other open cases"), [cases.item(desk, case) for case in others], other_count)
    sections = [
        soon,
        PageSection("promised", _("Promised"), promises, promised + promised_earlier),
        *([PageSection("orders", _("Deliveries"), deliveries, delivery_count)] if delivery_count else []),
        *([counted("matured", _("Matured"), matured, matured_count)] if matured_count else []),
        ruled,
        paced,
        later,
    ]
    line = _("{n} waiting to hear from you").format(n=many(total, ruled.capped or paced.capped))
    rules = [rule.key for rule in desk.playbook.rules if rule.step == "callback"]
    done_today = desk.book.number(
        f"SELECT count(*) FROM settled WHERE on_date = ? AND state = 'done' AND rule IN ({placeholders(rules)})",
        desk.today.isoformat(),
        *rules,
    )
    if count := breaking_count + other_count:
        line += ngettext(" · {n} case open", " · {n} cases open", count, many(count, soon.capped or later.capped))
    if done_today:
        line += _(" · {n} done today").format(n=done_today)
    words = scripts.keys_line(scripts.scripts_of_step(desk, "callback"))
    return agenda_checklist.step_page(desk, "callback", _("Callback"), sections, line, limit, words)


def _to_clients(desk: "Desk", talks: "list[CadenceTalk]") -> list[Item]:
    return invitations.along(desk, [due_items.client_item(desk, talk) for talk in talks])


def _due_item(desk: "Desk", one: due_rules.Due) -> Item:
    """What a rule asks for, with the command that asks the questions."""
    return due_items.item_until(one, desk)._replace(command=f"amflow callback do {one.ref}")
