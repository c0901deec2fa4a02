"""Cases as a list, as a page with their story, and as what a command did to one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.callback.cases import records as cases
from amflow.callback.cases.records import KINDS, SEVERITIES, STATES, STEPS
from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, pgettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, named, picked

if TYPE_CHECKING:
    from datetime import date

    from amflow.callback.cases.changes import Handled
    from amflow.callback.cases.records import CaseLine, CasePage, CaseStand, StepLine

ITEM = ("ref", "title", "kind", "severity", "state", "customer", "customer_ref", "opened_on", "opened_at")
"""What JSON and the tabs have of a case in front of its clocks."""

STORY = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("at_time", N_("at"), "dim"),
    ListColumn("kind", NP_("of a case", "step"), say=lambda step: _told(step)),
    *hidden("whom"),
    ListColumn("text", N_("what was said")),
)

OF_CUSTOMER = (
    ListColumn("ref", N_("ref"), "ref"),
    *hidden("state"),
    ListColumn("severity", N_("severity"), say=lambda case: _(SEVERITIES[case.severity])),
    ListColumn("title", N_("what it is about")),
    ListColumn("customer", N_("whose"), "dim"),
    ListColumn("stands", N_("clock")),
)
"""The columns on a customer's page."""


def _told(step: "StepLine") -> str:
    return " → ".join(part for part in (_(STEPS[step.kind]), step.whom) if part)


def columns(today: "date") -> tuple[ListColumn, ...]:
    """A case in a list: the reference, whose it is, what it is, and what is owed by when."""
    return (
        ListColumn("ref", N_("ref"), "ref"),
        *hidden("state"),
        ListColumn("severity", N_("severity"), say=lambda case: _(SEVERITIES[case.severity])),
        *hidden("kind"),
        ListColumn("customer", N_("customer"), "title"),
        *hidden("customer_ref"),
        ListColumn("title", N_("what it is about")),
        *hidden("opened_on", "opened_at"),
        ListColumn("breaks_at", N_("by when"), get=_iso, say=lambda case: _state(case, today)),
        *hidden("late", "escalated_to", "reported_on", "resolved_on"),
    )


def _iso(case: "CaseLine") -> str | None:
    return f"{case.breaks_at:%Y-%m-%dT%H:%M}" if case.breaks_at else None


def _state(case: "CaseLine", today: "date") -> str:
    if case.resolved_on:
        return _("resolved {day}").format(day=date_format.short(case.resolved_on, today))
    return cases.owed(case, today)


def listing(found: Sequence["CaseLine"], total: int, today: "date") -> ListView:
    """Cases, with what breaks first in front."""
    empty = _('no case: amflow case open CUSTOMER "…" opens one')
    return ListView("cases", columns(today), found, empty=empty, total=total, give="title")


def page(found: "CasePage", today: "date") -> ItemView:
    """A case with its clocks, its story, and what can be done next."""
    case = found.line
    item: dict[str, Any] = {
        **picked(case, *ITEM),
        "answer_by": found.answer_by.isoformat(timespec="minutes") if found.answer_by else None,
        "answered_on": found.answered_on,
        "answered_at": found.answered_at or None,
        "answered_after_minutes": found.answered_after,
        "solve_by": found.solve_by.isoformat(timespec="minutes") if found.solve_by else None,
        "resolved_on": case.resolved_on,
        "resolved_at": found.resolved_at or None,
        "solved_after_minutes": found.solved_after,
        "late": case.late,
        "escalated_to": case.escalated_to,
        "reported_on": case.reported_on,
        "deal": f"d{found.deal_id}" if found.deal_id else None,
        "product": found.product,
        "score": found.score,
    }
    fields = [
        (_("customer"), f"{case.customer}  {case.customer_ref}"),
        (_("kind"), _kind(found)),
        (
            _("state"),
            _("answered, not solved yet") if case.state == "open" and found.answered_on else _(STATES[case.state]),
        ),
        (_("opened"), f"{date_format.short(case.opened_on, today)} {case.opened_at}"),
        (_("first answer"), _answer(found, today)),
        (_("solution"), _solution(found, today)),
        (_("passed up to"), case.escalated_to),
        (_("reported up"), case.reported_on),
        (_("deal"), item["deal"]),
        (_("product"), found.product),
        (_("rated"), f"{found.score}/5" if found.score else ""),
    ]
    lists = [(_("what was done"), ListView("steps", STORY, found.steps, give="text"))]
    foot = [" · ".join(next_commands(case))]
    return ItemView("case", item, fields, title=named(case.title, case.ref), lists=lists, foot=foot)


def _kind(found: "CasePage") -> str:
    return f"{_(KINDS[found.line.kind])} · {found.severity}"


def _answer(found: "CasePage", today: "date") -> str:
    if found.answered_on is None:
        return cases.owed(found.line, today) if found.line.answering else ""
    answered = cases.at(found.answered_on.isoformat(), found.answered_at)
    return _stopped(answered, found.answer_by, found.answered_after, today)


def _solution(found: "CasePage", today: "date") -> str:
    if found.line.resolved_on is None:
        if found.solve_by is None:
            return ""
        words = _("was due {when}") if found.overdue else _("by {when}")
        return words.format(when=cases.until(found.solve_by, today))
    resolved = cases.at(found.line.resolved_on.isoformat(), found.resolved_at)
    return _stopped(resolved, found.solve_by, found.solved_after, today)


def _stopped(at: Any, by: Any, minutes: int | None, today: "date") -> str:
    """When a clock stopped, after how much work, and whether that was in time."""
    parts = [cases.until(at, today), _("after {time} of work").format(time=date_format.length(minutes or 0))]
    if by is not None:
        parts.append(_("in time") if at <= by else pgettext("of an answer", "late"))
    return " · ".join(parts)


def next_commands(case: "CaseLine") -> list[str]:
    """What can be done with it now."""
    if case.state == "resolved":
        return [
            f"amflow callback score {case.customer_ref} 1-5 --case {case.ref}",
            f'amflow case reopen {case.ref} --why "…"',
        ]
    first = "answer" if case.answering else "resolve"
    return [f'amflow case {first} {case.ref} "…"', f'amflow case escalate {case.ref} --why "…"']


def handled(what: str, done: "Handled", today: "date") -> ChangeView:
    """What a command did, and what the clock says now."""
    case = done.page.line
    item = page(done.page, today).item
    whose = f"{case.ref} {case.title} · {case.customer} ({case.customer_ref})"
    sentence = _("{what}: {why}").format(what=whose, why=_(STEPS[what]))
    asked = _("asked for {day}").format(day=date_format.short(done.check_on, today)) if done.check_on else ""
    first, *others = next_commands(case)
    then = [
        # What was not said of it was taken for granted: it decides the clock, so it is said back.
        (_("kind"), _kind(done.page) if what == "opened" else ""),
        (_("first answer"), _answer(done.page, today) if what == "answered" and done.page.answered_on else ""),
        (_("clock"), cases.owed(case, today)),
        (_("solution"), _solution(done.page, today) if what == "resolved" else ""),
        (_("passed up to"), case.escalated_to if what == "escalated" else ""),
        (_("satisfaction"), asked),
        (_("next"), first),
        *(("", words) for words in others),
    ]
    return ChangeView("case", item, sentence, then)


def of_customer(found: Sequence["CaseStand"]) -> tuple[str, ListView]:
    """The cases on a customer's page."""
    return _("cases"), ListView("cases", OF_CUSTOMER, found, give="title")
