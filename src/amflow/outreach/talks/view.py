"""What the command of a talk answers: apart from the other views of people, because it is typed after every meeting."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.dates.workdays import Provisional
from amflow.locale import _, listed
from amflow.shell.views import ChangeView

if TYPE_CHECKING:
    from amflow.outreach.talks.changes import Logged


def logged(result: "Logged", today: date) -> ChangeView:
    """What a logged touch changed, in one line, and what comes next."""
    touch = result.touch
    customer = touch.customer
    kinds = {"visit": _("visit with"), "call": _("call with"), "message": _("message to")}
    parts = [
        _("{kind} {name} ({ref}) logged").format(
            kind=kinds[touch.kind], name=customer["name"], ref=f"c{customer['id']}"
        )
    ]
    when = "" if touch.held_on == today else date_format.short(touch.held_on, today)
    parts += [part for part in (when, touch.held_at) if part]
    if touch.intent and touch.intent != customer["intent"]:
        parts.append(_("intent {before} → {after}").format(before=customer["intent"] or "–", after=touch.intent))
    then: list[tuple[str, str]] = []
    if result.ended:
        then.append((_("done"), listed(result.ended)))
    then += [(_("comes back"), f"{one.ref}  {date_format.short(one.due_on, today)}") for one in result.follows]
    if touch.deal_id:
        then.append((_("about"), f"d{touch.deal_id}"))
    if result.next_id and touch.next:
        at = f" {touch.next.time:%H:%M}" if touch.next.time else ""
        day = date_format.short(touch.next.day, today)
        unsaid = _(" · no day was said: the next working day") if touch.next_unsaid else ""
        then.append((_("next"), f"t{result.next_id}  {day}{at}  {touch.next_title}{unsaid}"))
    elif result.next_due:
        still = result.next_due <= today
        words = _("a talk is still due") if still else _("by cadence {day}")
        then.append((_("next"), words.format(day=date_format.short(result.next_due, today))))
    if touch.outcome == "problem":
        then.append((_("a problem"), f'amflow case open c{customer["id"]} "…"'))
    if touch.score is not None:
        then.append((_("satisfaction"), f"{touch.score}/5"))
        then += suggested(f"c{customer['id']}", None if touch.outcome == "problem" else touch.score, None)
    if customer["no_contact"]:
        then.append((_("wish"), _("has asked not to be contacted")))
    if result.missing:
        words = _("{what} ({percent}%): ask next time").format(
            what=listed(result.missing[:2]), percent=result.completeness
        )
        then.append((_("missing in the file"), words))
    return ChangeView(f"log-{touch.kind}", _fields(result), _(", ").join(parts), then)


def _fields(result: "Logged") -> dict[str, Any]:
    upcoming, touch = None, result.touch
    if result.next_id and touch.next:
        at = f"{touch.next.day.isoformat()}T{touch.next.time:%H:%M}" if touch.next.time else None
        upcoming = {"ref": f"t{result.next_id}", "due_on": touch.next.day, "due_at": at, "title": touch.next_title}
        if touch.next_unsaid:
            upcoming["day_said"] = False
        if isinstance(touch.next.day, Provisional):
            upcoming["provisional"] = True
    return {
        "ref": f"c{touch.customer['id']}",
        "customer": touch.customer["name"],
        "kind": touch.kind,
        "held_on": touch.held_on,
        "held_at": touch.held_at,
        "outcome": touch.outcome,
        "intent": touch.intent or touch.customer["intent"],
        "deal": f"d{touch.deal_id}" if touch.deal_id else None,
        "settled": result.ended,
        "follows": [{"ref": one.ref, "due_on": one.due_on} for one in result.follows],
        "next": upcoming,
        "completeness": result.completeness,
        **({"score": touch.score} if touch.score is not None else {}),
    }


def suggested(ref: str, csat: int | None, nps: int | None) -> list[tuple[str, str]]:
    """What a score suggests: an introduction asked for, a case opened."""
    if (csat is not None and csat <= 2) or (nps is not None and nps <= 6):
        return [(_("dissatisfied"), f'amflow case open {ref} "…"')]
    if csat == 5 or (nps is not None and nps >= 9):
        return [(_("very satisfied"), _("ask whom they know: {command}").format(command=f"amflow referral ask {ref}"))]
    return []
