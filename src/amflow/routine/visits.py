"""The five parts of a visit as short questions, for whoever logs one without a note (`W13`)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow.locale import _
from amflow.routine import people

if TYPE_CHECKING:
    from amflow.routine.desk import Desk
    from amflow.routine.touches import Given


def asked(desk: "Desk", given: "Given", ask: Callable[[str], str]) -> "Given":
    """The touch with its note asked for, part by part; an empty answer leaves the part out.

    The customer is looked for first: nobody answers five questions to learn that the name was wrong.
    """
    people.find(desk.book, given.customer)
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
    outcomes = ", ".join(one.key for one in desk.playbook.outcomes)
    outcome = given.outcome or ask(_("how it ended ({choices})").format(choices=outcomes))
    return given._replace(note=note, outcome=outcome)
