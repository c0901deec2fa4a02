"""The parts of a visit, asked as short questions of whoever logs one without a note (`W13`)."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from amflow.asking import beginning, offering, until_understood
from amflow.errors import Usage
from amflow.locale import _, listed, paired, sentences
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks import ending
from amflow.outreach.talks.next_step import next_step
from amflow.playbooks.titles import known_key

if TYPE_CHECKING:
    from typing import Any

    from amflow.desk import Desk
    from amflow.outreach.talks.changes import TouchInput

NEXT = "next"
"""The part of a visit that is a question of its own: the next step becomes a task."""


def ask_note(desk: "Desk", given: "TouchInput", ask: Callable[[str], str]) -> "TouchInput":
    """The touch with its note asked for, part by part as the playbook names them; Enter leaves a part out.

    What was typed is checked first: nobody answers five questions to learn that the name was wrong. Raises NotFound,
    Ambiguous, Usage.
    """
    ready = talks.prepare(desk, given)
    parts = desk.playbook.visit_parts
    if given.kind != "visit" or not parts:
        return given._replace(note=ask(_("what was said (Enter: nothing)")))
    said = [
        (str(part.title), ask(_question(desk, place, ready.customer["id"])))
        for place, part in enumerate(parts)
        if part.key != NEXT
    ]
    note = "\n".join(paired(title, answer) for title, answer in said if answer)
    return given._replace(note=note, outcome=given.outcome or ask_outcome(desk, ask))


def ask_lacking(desk: "Desk", given: "TouchInput", row: "Any", ask: Callable[[str], str]) -> "TouchInput":
    """What is not written down of a talk that is there, asked for: what was said, how it ended."""
    note = "" if row["note"] else ask(_("what was said (Enter: nothing)"))
    return given._replace(note=note, outcome=ask_outcome(desk, ask))


def ask_outcome(desk: "Desk", ask: Callable[[str], str]) -> str:
    """How it ended, chosen by its number, its title or its key; empty where nothing is answered."""
    known = desk.playbook.outcomes
    choices = listed([f"{place} {one.title}" for place, one in enumerate(known, 1)])

    def chosen(answer: str) -> str:
        if answer.isdecimal() and 1 <= int(answer[:3]) <= len(known):
            return known[int(answer[:3]) - 1].key
        return known_key(answer, known, _("outcome"))

    question = _("how it ended ({choices})").format(choices=choices)
    return until_understood(ask, offering(question, beginning((str(one.title), "") for one in known)), chosen)


def _question(desk: "Desk", place: int, customer_id: int) -> str:
    """A part of the visit as it is asked: its number, its title, what it is about; of the needs what is still open."""
    part, count = desk.playbook.visit_parts[place], len(desk.playbook.visit_parts)
    told = paired(f"{place + 1}/{count} {part.title}", str(part.content))
    if part.key == "understand":
        from amflow.customers.needs import records as needs

        missing = next((one.question for one in needs.of_customer(desk, customer_id) if one.open), "")
        told += " " + _("[still open: {question}]").format(question=missing) if missing else ""
    return told


def ask_next(desk: "Desk", given: "TouchInput", ask: Callable[[str], str]) -> "TouchInput":
    """The touch with its next step asked for. Raises NotFound, Ambiguous, Usage for what was typed before."""
    talks.prepare(desk, given)
    return given._replace(next=ask_next_step(desk, ask, given.kind))


def ask_next_step(desk: "Desk", ask: Callable[[str], str], kind: str = "") -> str:
    """The next step, asked for until it can be understood; empty for none. Of a visit it is one of its parts."""

    question = _("next step, with its day (Enter: none)")
    parts = [part.key for part in desk.playbook.visit_parts]
    if kind == "visit" and NEXT in parts:
        question = f"{parts.index(NEXT) + 1}/{len(parts)} {question}"
    return until_understood(ask, question, partial(_understood, desk))


def ask_ends(desk: "Desk", given: "TouchInput", ask: Callable[[str], str]) -> "TouchInput":
    """The touch with the appointments that it was asked for, where several are open and nothing says which. Raises NotFound,
    Ambiguous, Usage for what was typed before."""
    ready = talks.prepare(desk, given)
    # Whoever was asked for is not asked for again.
    there = (*(f"c{number}" for number in ready.present), *([ready.companions] if ready.companions else []))
    given = given._replace(customer=f"c{ready.customer['id']}", companions=", ".join(there))
    could = talks.open_with(desk, ready) if ready.reached else []
    if len(could) < 2 or ending.chosen(could, ready.kind, ready.held_on, ready.deal_id):
        return given
    refs = {f"t{row['id']}": row["title"] for row in could}
    names = listed([f"{place} {ref} {title}" for place, (ref, title) in enumerate(refs.items(), 1)])

    def chosen(answer: str) -> str:
        parts = answer.replace("，", " ").replace(",", " ").split()
        named = [list(refs)[int(one) - 1] if one.isdecimal() and 1 <= int(one) <= len(refs) else one for one in parts]
        ending.said(desk, " ".join(named), ready.whom)
        return " ".join(named)

    answer = until_understood(ask, _("which of them was it? ({choices}; Enter: none)").format(choices=names), chosen)
    return given._replace(ends=answer or ending.NONE)


def next_understood(desk: "Desk", given: "TouchInput", ask: Callable[[str], str] | None) -> "TouchInput":
    """The touch with its next step; where that is refused it is asked for alone, and the rest need not be typed again.
    Raises NotFound, Ambiguous, Usage for what else was typed."""

    def checked(question: str) -> str:
        # Nobody mends the next step to learn that the name was wrong.
        talks.prepare(desk, given._replace(next=""))
        assert ask is not None
        return ask(question)

    return given._replace(next=next_said(desk, given.next, checked if ask else None))


def next_said(desk: "Desk", words: str, ask: Callable[[str], str] | None) -> str:
    """The next step as it was typed, asked for where it is refused. Raises Usage where nobody is there to be asked."""
    try:
        return _understood(desk, words)
    except Usage as error:
        if ask is None:
            raise Usage(error.message, sentences(error.hint.rstrip("。."), _("Nothing was written."))) from None
        question = _("{question} (Enter: none)").format(question=sentences(error.message, error.hint))
        return until_understood(ask, question, partial(_understood, desk))


def _understood(desk: "Desk", words: str) -> str:
    """The words, where they say a next step. Raises Usage."""
    next_step(desk, words)
    return words
