"""The five parts of a visit as short questions, for whoever logs one without a note (`W13`)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow.errors import Usage
from amflow.locale import _
from amflow.routine import people, touches

if TYPE_CHECKING:
    from amflow.routine.desk import Desk
    from amflow.routine.touches import Given


def asked(desk: "Desk", given: "Given", ask: Callable[[str], str]) -> "Given":
    """The touch with its note asked for, part by part; an empty answer leaves the part out.

    What was typed is checked first: nobody answers five questions to learn that the name was wrong. Raises NotFound,
    Ambiguous, Usage.
    """
    touches.prepare(desk, given)
    if given.kind != "visit":
        return given._replace(note=ask(_("what was said (Enter: nothing)")))
    questions = (
        (_("how they are, what is new"), ""),
        (_("what they need"), _("needs: ")),
        (_("what you showed or proposed"), _("shown: ")),
        (_("what they asked, what you answered"), _("asked: ")),
    )
    parts = [(label, ask(question)) for question, label in questions]
    note = "\n".join(label + answer for label, answer in parts if answer)
    known = people.titles(desk.playbook.outcomes)
    question = _("how it ended ({choices})").format(choices=", ".join(known))
    outcome = given.outcome or _until_known(ask, question, lambda answer: people.known_key(answer, known, _("outcome")))
    return given._replace(note=note, outcome=outcome)


def asked_next(desk: "Desk", given: "Given", ask: Callable[[str], str]) -> "Given":
    """The touch with its next step asked for. Raises NotFound, Ambiguous, Usage for what was typed before."""
    touches.prepare(desk, given)
    return given._replace(next=next_step_asked(desk, ask))


def next_step_asked(desk: "Desk", ask: Callable[[str], str]) -> str:
    """The next step, asked for until it can be understood; empty for none."""

    def understood(answer: str) -> str:
        touches.next_step(desk, answer)
        return answer

    return _until_known(ask, _("next step, with its day (Enter: none)"), understood)


def _until_known(ask: Callable[[str], str], question: str, known: Callable[[str], str]) -> str:
    """The answer once it can be understood: what was said before is not lost to a slip of the hand."""
    while True:
        answer = ask(question)
        try:
            return known(answer)
        except Usage as error:
            question = f"{error.message}. {error.hint}"
