"""Step 5, callback: who is waiting to hear from you, by promise, by rule, by cadence (`W01`, `W16`, `W18`)."""

from typing import TYPE_CHECKING

from amflow.calendars.shown import short
from amflow.locale import _, ngettext
from amflow.routine import cases, checks, people, rhythm, rules, tasks
from amflow.routine.items import Item, Page, Section, many
from amflow.routine.outreach import reason

if TYPE_CHECKING:
    from amflow.routine.desk import Desk


def page(desk: "Desk", limit: int) -> Page:
    """Callbacks as they stand today. `limit` cuts each list (-1: all of it)."""
    _today, _earlier, promised, promised_earlier = tasks.count_due(desk)
    promises = tasks.overdue(desk, limit, promised=True) + tasks.due_today(desk, limit, promised=True)
    due, due_count = rules.due(desk, "callback", limit)
    talks, talk_count = rhythm.clients(desk, limit)
    capped = talk_count > len(talks) and talk_count >= rhythm.MOST
    checklist = checks.of_day(desk, "callback")
    total = promised + promised_earlier + due_count + talk_count
    breaking, breaking_count, others, other_count = cases.waiting(desk, limit)
    sections = [
        Section("breaking", _("Cases about to break"), [cases.item(desk, case) for case in breaking], breaking_count),
        Section("promised", _("Promised"), promises, promised + promised_earlier),
        Section("rules", _("By rule"), [_due_item(desk, one) for one in due], due_count),
        Section("cadence", _("By cadence"), [talk_item(desk, talk) for talk in talks], talk_count, capped),
        Section("cases", _("Other open cases"), [cases.item(desk, case) for case in others], other_count),
        Section("checks", _("Checklist"), checklist, len(checklist)),
    ]
    done = sum(item.state != "open" for item in checklist)
    line = _("{n} waiting to hear from you").format(n=many(total, capped))
    done_today = desk.book.number(
        "SELECT count(*) FROM settled WHERE on_date = ? AND state = 'done'", desk.today.isoformat()
    )
    if breaking_count or other_count:
        count = breaking_count + other_count
        line += ngettext(" · {n} case open", " · {n} cases open", count)
    if done_today:
        line += _(" · {n} done today").format(n=done_today)
    return Page("callback", _("Callback"), sections, done, len(checklist), line)


def _due_item(desk: "Desk", one: rules.Due) -> Item:
    """What a rule asks for, with the command that asks the questions."""
    return rules.item(one, desk, by_rule(desk, one))._replace(command=f"amflow callback do {one.ref}")


def by_rule(desk: "Desk", one: rules.Due) -> str:
    """Why a rule shows this customer: since when, and until when it is worth doing."""
    if one.moved:
        return _("moved to today")
    event, last = short(one.for_date, desk.today), short(one.lapses_on, desk.today)
    return _("of {event}, until {last}").format(event=event, last=last)


def talk_item(desk: "Desk", talk: rhythm.Talk) -> Item:
    """A customer whose cadence is up, as an item."""
    names = people.titles(desk.playbook.tiers)
    return Item(
        talk.ref,
        "callback",
        "rhythm",
        _("visit") if talk.kind == "visit" else _("call"),
        " · ".join(part for part in (names.get(talk.tier, ""), reason(talk), talk.wish) if part),
        talk.customer_id,
        talk.customer,
        talk.tier,
        talk.due_on,
        minutes=talk.minutes,
        late=talk.late,
        rule=rhythm.RULE,
        for_date=talk.quiet_since,
        command=f"amflow log-{talk.kind} c{talk.customer_id}",
    )
