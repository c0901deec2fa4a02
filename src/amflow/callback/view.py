"""What a callback came to: the answers, what it settled, and what it suggests."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.locale import N_, _, listed
from amflow.outreach.talks.view import next_fields, next_words, suggested
from amflow.shell.views import ChangeView, ListColumn, ListView, hidden, picked

if TYPE_CHECKING:
    from datetime import date

    from amflow.callback.changes import Called
    from amflow.customers.needs.records import Answered


SHORT = 10
"""So many signs of what was said fit into a proposed command; a longer text is typed again."""

REPLIES = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("question", N_("question"), get=lambda one: one.question.key, say=lambda one: str(one.question.title)),
    *hidden("value"),
    ListColumn("shown", N_("answer")),
)


def called(done: "Called", today: "date") -> ChangeView:
    """A callback that was made."""
    customer = done.subject.customer
    ref = f"c{customer['id']}"
    whose = f"{customer['name']} ({ref})"
    words = _("called back {name}") if done.touch.kind != "visit" else _("visited {name}")
    sentence = words.format(name=whose) if done.touch.reached else _("{name} was not reached").format(name=whose)
    parts = [sentence, done.ended_with, done.subject.title, done.touch.held_at]
    then = [
        *((str(one.question.title), one.shown) for one in done.answers),
        (_("recommends"), f"{done.nps}/10" if done.nps is not None else ""),
        (_("about"), f"x{done.case_id}" if done.case_id else ""),
        (_("done"), listed([one.words for one in done.settled])),
        *((_("comes back"), f"{one.ref}  {date_format.short(one.due_on, today)}") for one in done.follows),
        (_("next"), next_words(done.touch, done.next_id, today)),
        *_suggested(done, ref),
    ]
    return ChangeView("callback", _fields(done, ref), " · ".join(part for part in parts if part), then)


def _suggested(done: "Called", ref: str) -> list[tuple[str, str]]:
    """The next command for what was said."""
    found = []
    # A command that would be cut off could not be copied.
    said = {word: word if len(word) <= SHORT else "…" for word in (done.problem, done.need)}
    if done.problem and done.case_id:
        found.append((_("not solved"), f'amflow case reopen x{done.case_id} --why "{said[done.problem]}"'))
    elif done.problem:
        found.append((_("a problem"), f'amflow case open {ref} "{said[done.problem]}"'))
    elif not done.touch.reached and not done.next_id:
        found.append(
            (_("next"), f"amflow move {done.subject.ref} tomorrow" if done.subject.ref != ref else _("try again"))
        )
    if done.need:
        found.append((_("a new need"), f'amflow deal add "{said[done.need]}" --for {ref}'))
    if done.delighted:
        found += suggested(ref, 5, None)
    elif done.csat is not None and not done.problem:
        found += suggested(ref, done.csat, None)
    return found


def _fields(done: "Called", ref: str) -> dict[str, Any]:
    return {
        "customer_ref": ref,
        "customer": done.subject.customer["name"],
        "thing": done.subject.ref,
        **picked(done.touch, "kind", "held_on", "held_at", "reached", "outcome"),
        "answers": {one.question.key: one.value for one in done.answers},
        "csat": done.csat,
        "csat_before": done.before,
        **picked(done, "nps", "problem", "need"),
        "case": f"x{done.case_id}" if done.case_id else None,
        "settled": [one.ref for one in done.settled],
        "next": next_fields(done.touch, done.next_id),
    }


def replies(found: Sequence["Answered"]) -> tuple[str, ListView]:
    """What they said when they were called back, on a customer's page."""
    return _("said when called back"), ListView("replies", REPLIES, found, give="shown")
