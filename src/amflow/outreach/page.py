"""Step 3, outreach: whom to talk to today and why, and the words for it (`W01`, `W16`)."""

from functools import partial
from typing import TYPE_CHECKING

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda import contact_cadence, due_items, due_rules
from amflow.agenda.items import MOST, Item, PageSection, StepPage, counted, many
from amflow.book.derived_columns import REACHABLE_STRANGER
from amflow.locale import _
from amflow.outreach import points
from amflow.outreach.campaigns import invitations
from amflow.outreach.messages import quotas
from amflow.outreach.messages import records as messages
from amflow.outreach.scripts import records as scripts

if TYPE_CHECKING:
    from amflow.agenda.own_rhythm import CadenceTalk
    from amflow.desk import Desk
    from amflow.playbooks.model import Script

LOOKED = 50
"""Of so many messages today looks whose customers are at their ceiling."""


def page(desk: "Desk", limit: int) -> StepPage:
    """Outreach as it stands today. `limit` cuts the lists (-1: all of it)."""
    talks, total = contact_cadence.prospects(desk, limit, likely=partial(points.likely, desk))
    due, due_count = due_rules.due(desk, "outreach", limit, messages=False)
    listed, listed_count = invitations.waiting(desk, limit)
    words = scripts.scripts_of_step(desk, "outreach")
    # The words that open a talk with somebody one knows; a campaign's are for its list.
    script = next((script for script in words if not script.campaign), None)
    items = [due_items.item(one, desk, "") for one in due] + invitations.along(
        desk, [_talk_item(desk, talk, script) for talk in talks]
    )
    waiting, measure = _messages(desk, limit)
    spoken = desk.book.number(
        "SELECT count(DISTINCT customer_id) FROM touch WHERE held_on = ? AND reached = 1", desk.today.isoformat()
    )
    whom = counted("talks", _("Whom to talk to"), items, total + due_count)
    sections = [
        whom,
        *([waiting] if waiting.total else []),
        PageSection("campaigns", _("Campaigns"), listed, listed_count),
    ]
    line = _("{n} to talk to").format(n=many(whom.total, whom.capped))
    # The tier asks for nothing but the index of them, which SQLite's planner takes for no better than another.
    strangers = f"SELECT 1 FROM customer WHERE {REACHABLE_STRANGER} AND tier >= '' LIMIT {MOST}"
    unknown = desk.book.number(f"SELECT count(*) FROM ({strangers})")
    command = ""
    if unknown > desk.settings.get_to_know:
        # Whom the cadence brings up only later are none a day as yet.
        some = total > len(talks) or not all(talk.known for talk in talks)
        portion = _(" ({n} not known yet, {few} a day)") if some else _(" ({n} not known yet: {command})")
        command = "" if some else "amflow customer list"
        line += portion.format(n=many(unknown, unknown >= MOST), few=desk.settings.get_to_know, command=command)
    late = sum(talk.late for talk in talks)
    # Of a list that was cut it is not known how many are late.
    if late and len(talks) == total:
        line += _(", {n} of them late").format(n=late)
    if listed_count:
        line += _(" · {n} to invite").format(n=listed_count)
    # Where messages have a floor they are this step's measure; else it is how many were spoken to.
    line = " · ".join(part for part in (measure, line) if part) if measure else line
    line += _(" · spoken to {n} today").format(n=spoken) if spoken or not (measure or command) else ""
    return agenda_checklist.step_page(desk, "outreach", _("Outreach"), sections, line, limit, scripts.keys_line(words))


def _messages(desk: "Desk", limit: int) -> tuple[PageSection, str]:
    """The messages that wait, as far as today shows them, and the meter in a line; empty where nobody sends any."""
    due, total, capped = messages.due(desk, max(limit, LOOKED) if limit >= 0 else messages.MOST)
    written = messages.written_drafts(desk)
    kept = quotas.meter(desk)
    if not (total or written or kept.floors):
        return PageSection("messages", _("Messages"), [], 0), ""
    tally = quotas.MessageTally(desk, [one.customer_id for one in due], desk.today)
    full = {one.customer_id for one in due if tally.full(one.customer_id)}
    free = [one for one in due if one.customer_id not in full]
    # Whose day is today comes first: tomorrow nobody is greeted for it.
    free.sort(key=lambda one: not (one.rule.on == "customer.birthday" and due_rules.is_its_day(desk, one)))
    drafts = [_draft_item(one) for one in written]
    shown = due_rules.told(desk, free if limit < 0 else free[: max(limit - len(drafts), 0)])
    section = PageSection(
        "messages",
        _("Messages"),
        (drafts + [_message_item(desk, one) for one in shown])[: None if limit < 0 else limit],
        total + len(written) - (len(due) - len(free)),
        capped,
    )
    queue = _("queue {n}").format(n=many(section.total, section.capped)) if section.total else ""
    return section, " · ".join(part for part in (kept.line(len(full)), queue) if part)


def _message_item(desk: "Desk", one: due_rules.Due) -> Item:
    """A message that a rule makes due, as an item."""
    made = due_items.item(one, desk, "")
    # A birthday is due for some days ahead elsewhere; its message is for the day.
    return made._replace(due_on=one.for_date) if made.kind == "birthday" else made._replace(kind="message")


def _draft_item(one: messages.Waiting) -> Item:
    """A message that somebody wrote and has not sent."""
    return Item(
        one.ref,
        "outreach",
        "message",
        _("message written"),
        "",
        one.customer["id"],
        one.customer["name"],
        one.customer["tier"],
        command=f"amflow message show {one.ref}",
    )


def _talk_item(desk: "Desk", talk: "CadenceTalk", script: "Script | None") -> Item:
    """Somebody whose intent or tier asks for a talk, with the command that says the words."""
    item = due_items.prospect_item(desk, talk)
    return item._replace(command=f"amflow script show {script.key} --for c{talk.customer_id}") if script else item
