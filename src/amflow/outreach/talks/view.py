"""What the command of a talk answers: apart from the other views of people, because it is typed after every meeting."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.dates.workdays import Provisional
from amflow.locale import N_, _, listed
from amflow.shell.views import ChangeView, ListColumn, ListView, hidden, picked

if TYPE_CHECKING:
    from amflow.agenda.coming import Coming
    from amflow.outreach.talks.changes import Logged, Ready
    from amflow.outreach.talks.records import TouchLine

KINDS = {"visit": N_("visit"), "call": N_("call"), "message": N_("message"), "reception": N_("reception")}
"""The kinds of touch in words."""

TOUCHES = (
    ListColumn("held_on", N_("date"), "dim"),
    ListColumn("held_at", N_("at"), "dim", spare=1),
    ListColumn("kind", N_("kind"), say=lambda touch: kind_words(touch)),
    ListColumn("present", N_("who was there"), "dim"),
    ListColumn("outcome", N_("outcome")),
    ListColumn("note", N_("note")),
    *hidden("companions"),
    ListColumn("bulk", N_("bulk message"), data_only=True),
)


def kind_words(touch: "TouchLine") -> str:
    """What kind of talk it was; a message of the queue is told from one that was written to this one alone."""
    return _("bulk message") if touch.bulk else _(KINDS[touch.kind])


def logged(result: "Logged", today: date) -> ChangeView:
    """What a logged touch changed, in one line, and what comes next."""
    touch, written = result.touch, result.written
    customer = touch.customer
    ref = f"c{customer['id']}"
    kinds = {"visit": _("visit with"), "call": _("call with"), "message": _("message to")}
    words = _("{kind} {name} ({ref}) logged")
    if written.mended:
        words = (
            _("{kind} {name} ({ref}): how it ended is written down")
            if touch.outcome
            else _("{kind} {name} ({ref}): what was said is written down")
        )
    parts = [words.format(kind=kinds[touch.kind], name=customer["name"], ref=ref)]
    when = "" if touch.held_on == today else date_format.short(touch.held_on, today)
    parts += [part for part in (result.ended_with, when, touch.held_at) if part]
    if touch.intent and touch.intent != customer["intent"]:
        parts.append(_("intent {before} → {after}").format(before=customer["intent"] or "–", after=touch.intent))
    problem = touch.outcome == "problem"
    ask = _("{what} ({percent}%): ask next time")
    left = [f"t{row['id']} {row['title']}" for row in written.left]
    done = " ".join(f"t{row['id']}" for row in written.left)
    then = [
        (_("also with"), listed(written.also)),
        (_("colleagues"), written.companions),
        (_("done"), listed([one.words for one in written.ended])),
        (_("left open"), _("{what}: {why}").format(what=listed(left), why=f"amflow done {done}") if left else ""),
        *((_("comes back"), f"{one.ref}  {date_format.short(one.due_on, today)}") for one in written.follows),
        (_("about"), f"d{touch.deal_id}" if touch.deal_id else ""),
        (
            _("not won yet"),
            f"amflow deal win d{touch.deal_id}" if touch.outcome == "bought" and result.open_deal else "",
        ),
        (_("next"), next_words(touch, written.next_id, today) or _next_contact(result.coming, today, written.rests)),
        (_("rests"), _rests(written.rests, ref, today)),
        (_("a problem"), f'amflow case open {ref} "…"' if problem else ""),
        (_("satisfaction"), f"{touch.score}/5" if touch.score is not None else ""),
        *suggested(ref, None if problem else touch.score, None),
        (_("wish"), _("has asked not to be contacted") if customer["no_contact"] else ""),
        (
            _("missing in the file"),
            ask.format(what=listed(result.missing[:2]), percent=result.completeness) if result.missing else "",
        ),
    ]
    return ChangeView("touch", _fields(result), _(", ").join(parts), then)


def next_words(touch: "Ready", number: int | None, today: date) -> str:
    """The task that a talk's next step became, in words; empty where there is none."""
    if not number or not touch.next:
        return ""
    at = f" {touch.next.time:%H:%M}" if touch.next.time else ""
    unsaid = _(" · no day was said: the next working day") if touch.next_unsaid else ""
    if off := touch.next.aside(today):
        unsaid = f" · {off}"
    return f"t{number}  {date_format.short(touch.next.day, today)}{at}  {touch.next_title}{unsaid}"


def next_fields(touch: "Ready", number: int | None) -> dict[str, Any] | None:
    """The same as JSON has it; None where there is none."""
    if not number or not touch.next:
        return None
    day, time = touch.next.day, touch.next.time
    at = f"{day.isoformat()}T{time:%H:%M}" if time else None
    unsaid = {"day_said": False} if touch.next_unsaid else {}
    return {"ref": f"t{number}", "due_on": day, "due_at": at, "title": touch.next_title, **unsaid}


def _rests(until: date | None, ref: str, today: date) -> str:
    """Until when nobody proposes a lead that is not interested, and what ends it for good."""
    words = _('until {day}; if nothing comes of it: amflow drop {ref} --why "…"')
    return words.format(day=date_format.short(until, today), ref=ref) if until else ""


def _next_contact(one: "Coming | None", today: date, rests: date | None = None) -> str:
    """When somebody is turned to next, and what asks for it; empty where nothing does."""
    if one is not None and rests and one.on < rests:
        return ""
    if one is None or one.ref or one.on > today:
        return one.said(date_format.short(one.on, today)) if one else ""
    return _("a talk is still due")


def _fields(result: "Logged") -> dict[str, Any]:
    touch = result.touch
    written = result.written
    upcoming = next_fields(touch, written.next_id)
    if upcoming and isinstance(upcoming["due_on"], Provisional):
        upcoming["provisional"] = True
    return {
        "customer_ref": f"c{touch.customer['id']}",
        "customer": touch.customer["name"],
        **picked(touch, "kind", "held_on", "held_at", "outcome"),
        "intent": touch.intent or touch.customer["intent"],
        "deal": f"d{touch.deal_id}" if touch.deal_id else None,
        "with": list(written.also),
        "companions": written.companions,
        "settled": [one.ref for one in written.ended],
        "open": [f"t{row['id']}" for row in written.left],
        "follows": [{"ref": one.ref, "due_on": one.due_on} for one in written.follows],
        "next": upcoming,
        "completeness": result.completeness,
        "score": touch.score,
    }


def suggested(ref: str, csat: int | None, nps: int | None) -> list[tuple[str, str]]:
    """What a score suggests: an introduction asked for, a case opened."""
    if (csat is not None and csat <= 2) or (nps is not None and nps <= 6):
        return [(_("dissatisfied"), f'amflow case open {ref} "…"')]
    if csat == 5 or (nps is not None and nps >= 9):
        return [(_("very satisfied"), _("ask whom they know: {command}").format(command=f"amflow referral ask {ref}"))]
    return []


def of_customer(found: Sequence["TouchLine"]) -> tuple[str, ListView]:
    """The last talks on a customer's page."""
    return _("last talks"), ListView("touches", TOUCHES, found, wrap=True)
