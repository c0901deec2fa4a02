"""Step 1, preparation: what yesterday left, today's appointments, birthdays, the checklist (`W07`, `W13`)."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda import due_items, due_rules
from amflow.agenda.items import MOST, Item, PageSection, StepPage, counted
from amflow.agenda.tasks import records as tasks
from amflow.book import planned
from amflow.customers import birthdays
from amflow.dates.format import past, short
from amflow.locale import _, listed, ngettext
from amflow.prep.events import records as events
from amflow.prep.goals import records as goals
from amflow.prep.visits import records as visits
from amflow.prospect.reception import records as reception
from amflow.prospect.referrals import records as referrals

if TYPE_CHECKING:
    from amflow.desk import Desk


def page(desk: "Desk", limit: int, alone: bool = False) -> StepPage:
    """Preparation as it stands today. `limit` cuts each list (-1: all of it). On a page of its own it says how good the
    files of today's customers are, too."""
    today, earlier, _promised, _promised_earlier = tasks.count_due(desk)
    due = [due_items.with_rules(desk, one) for one in tasks.due_today(desk, limit, promised=False)]
    old = tasks.overdue(desk, limit, promised=False)
    dates, date_count = due_rules.due(desk, "prep", limit)
    # A greeting that is a message is sent from its queue; whoever prepares the day looks here for whose day it is.
    queued = [one for one in birthdays_today(desk) if one.rule.step != "prep"] if alone else []
    coming = [events.item(desk, one) for one in events.near(desk)]
    aims = [goals.item(desk, one) for one in goals.near(desk)]
    unconfirmed, unconfirmed_count = visits.unconfirmed(desk, limit)
    owed, owed_count = referrals.owed(desk, limit=limit)
    sections = [
        PageSection("today", _("Today"), due, today),
        PageSection("carried", _("Carried over"), old, earlier),
        PageSection("confirm", _("To confirm"), unconfirmed, unconfirmed_count),
        PageSection("owed", _("Owed"), [referrals.owed_item(desk, one) for one in owed], owed_count),
        counted(
            "dates",
            _("Birthdays and dates"),
            [date_item(desk, one) for one in queued + dates],
            date_count + len(queued),
        ),
        PageSection("events", _("Calendar"), coming if limit < 0 else coming[:limit], len(coming)),
        PageSection("goals", _("Own goals"), aims if limit < 0 else aims[:limit], len(aims)),
    ]
    note = completeness_line(desk) if alone else ""
    return agenda_checklist.step_page(desk, "prep", _("Preparation"), sections, _line(desk), limit, note)


def completeness_line(desk: "Desk") -> str:
    """How much of the files of those whom one sees today is filled in."""
    from amflow.customers.completeness import records as completeness

    return completeness.today_line(desk, tasks.seen_today(desk))


def date_item(desk: "Desk", one: due_rules.Due) -> Item:
    """What a rule makes due, as the day shows it: a birthday with its age, papers with their names."""
    if one.rule.on != "paper.expires":
        return birthday_item(desk, one)
    from amflow.convert.office import papers

    return papers.expiring_item(desk, one)


def birthdays_today(desk: "Desk") -> list[due_rules.Due]:
    """The birthdays of today, and of the days off behind it, for which nobody was greeted yet, whichever step the greeting
    belongs to."""
    rules = [rule for rule in desk.playbook.rules if rule.on == "customer.birthday"]
    found = [one for rule in rules for one in due_rules.due_by(desk, rule, MOST)[0]]
    return [one for one in found if due_rules.is_its_day(desk, one)]


def birthday_item(desk: "Desk", one: due_rules.Due) -> Item:
    """A birthday, with the age where the year is known: that is what a person wants to know before calling."""
    when = short(one.for_date, desk.today)
    if one.rule.on != "customer.birthday":
        return due_items.item(one, desk, one.reason(desk.today) or when)._replace(due_on=one.for_date, late=False)
    row = desk.book.get("customer", one.customer_id)
    birthday = row["birthday"] if row is not None else ""
    age = birthdays.age(birthday, one.for_date)
    reason = _("{when}, turns {age}").format(when=when, age=age) if age else when
    by_moon = birthdays.words(birthday)
    reason = _("{reason} ({lunar})").format(reason=reason, lunar=by_moon) if by_moon else reason
    return due_items.item(one, desk, reason)._replace(due_on=one.for_date, late=False)


def _line(desk: "Desk") -> str:
    """Yesterday's figures in a line."""
    last = desk.calendar.previous(desk.today)
    return _("{when}: {figures}").format(when=past(last, desk.today), figures=figures_of(desk, last))


def figures_of(desk: "Desk", day: date) -> str:
    """What was done on a day, in a few words."""
    row = desk.book.one(
        "SELECT count(*) FILTER (WHERE kind = 'visit') AS visits, count(*) FILTER (WHERE kind = 'call') AS calls,"
        " count(*) FILTER (WHERE kind = 'message') AS messages,"
        " (SELECT count(*) FROM deal WHERE state = 'won' AND closed_on = ?1) AS won,"
        " (SELECT count(*) FROM customer WHERE lead_on = ?1) AS leads,"
        f" (SELECT count(*) FROM plan_line WHERE on_date = ?1 AND {planned.COUNTS}) AS planned,"
        " (SELECT count(*) FROM plan_line WHERE on_date = ?1 AND state = 'done') AS done"
        " FROM touch WHERE held_on = ?1",
        day.isoformat(),
    )
    assert row is not None
    parts = [
        ngettext("{n} visit", "{n} visits", row["visits"]) if row["visits"] else "",
        ngettext("{n} call", "{n} calls", row["calls"]) if row["calls"] else "",
        ngettext("{n} message", "{n} messages", row["messages"]) if row["messages"] else "",
        ngettext("{n} new lead", "{n} new leads", row["leads"]) if row["leads"] else "",
        ngettext("{n} deal won", "{n} deals won", row["won"]) if row["won"] else "",
        reception.visitors_of_day(desk, day),
        _("plan {done}/{planned}").format(done=row["done"], planned=row["planned"]) if row["planned"] else "",
    ]
    return listed([part for part in parts if part]) or _("nothing was written down")
