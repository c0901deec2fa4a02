"""What a playbook says of the customers: where they come from, how they are told apart, what one knows of them."""

from amflow.locale import N_, Text
from amflow.records import NamedTuple


class LeadSource(NamedTuple):
    """Where leads come from; `post` says that a colleague's desk refers them."""

    key: str
    post: bool
    title: Text


class Signal(NamedTuple):
    """How an interested person is recognised; a higher `weight` is a stronger sign."""

    key: str
    weight: int
    title: Text


class Outcome(NamedTuple):
    """How a touch ended. `reached` is false where nobody was spoken to: the cadence then goes on counting."""

    key: str
    reached: bool
    success: str
    """yes, no or none: whether the talk brought what it was for; `none` says nothing of that, as a talk of care."""
    title: Text
    also: Text
    """Further words for it, with spaces between them."""


class IntentLevel(NamedTuple):
    """How near a person is to buying; while open they are talked to every `every_days`."""

    key: str
    every_days: int
    title: Text


class Tier(NamedTuple):
    """A class of customers with its rhythm (`W18`: frequency, cycle, content of visits)."""

    key: str
    rank: int
    qualifies: str
    """A condition over the customer's fields, or empty."""
    every_days: int
    """A talk is due this many days after the last one."""
    latest_days: int
    """After this many it is late."""
    kind: str
    """The kind of touch that is meant: `visit` or `call`."""
    minutes: int
    visits: int
    """How many visits make a cycle (`W18`: frequency and cycle); 0 where the trade has no cycles."""
    cycle_days: int
    """How long a cycle is; 0 where the trade has none."""
    title: Text
    content: Text


class Segment(NamedTuple):
    """A group of customers that is approached in its own way (`W09`: who holds the wealth; `W16`: customer classes)."""

    key: str
    whom: str
    """person, organisation or both."""
    qualifies: str
    """A condition over the customer's fields, or empty."""
    title: Text
    content: Text
    """How they are approached."""


class Market(NamedTuple):
    """A key market and the price band to aim at in it (`W18`), in whole units of the currency; 0 is open."""

    key: str
    price_from: int
    price_to: int
    title: Text
    content: Text


class Feast(NamedTuple):
    """An occasion on which one congratulates: a special day whose name has its title in it is one, another is a reminder."""

    key: str
    title: Text


class Channel(NamedTuple):
    """Where a visitor is led to at the reception (`W09`); `letter` is the one keystroke that counts it."""

    key: str
    letter: str
    who: str
    """For whom it is meant: a condition over the customer, or empty for everyone."""
    title: Text
    content: Text


class CustomerField(NamedTuple):
    """A field of the customer file; the completeness rate counts it with its weight."""

    key: str
    group: str
    """personal, family, financial, employer, business or contacts."""
    type: str
    """text, number, money, date, choice or yes-no."""
    whom: str
    """person, organisation or both."""
    weight: int
    valid: str
    """How long an answer stays good, such as `12m`; empty: for ever."""
    learn: bool
    """Whether whom to call first is learnt from it as well (`outreach.points`)."""
    known_by: str
    """The record that answers it, so that nobody types it again: purchases, holdings or decider; empty: none."""
    report: str
    """The section of the report on a customer that tells it (`W02`); empty: none."""
    choices: tuple[str, ...]
    title: Text
    labels: tuple[Text, ...] = ()
    """What is shown for each of the choices, in the same order."""


class Question(NamedTuple):
    """A question of the needs analysis or of the callback."""

    key: str
    about: str
    """needs or callback."""
    type: str
    choices: tuple[str, ...]
    title: Text
    labels: tuple[Text, ...] = ()
    """What is shown for each of the choices, in the same order."""
    known_by: str = ""
    """The record that answers it, as of a field; empty for none."""


class ReferralStep(NamedTuple):
    """A step of being recommended by a customer (`W09`)."""

    key: str
    within_days: int
    """Owed within so many days of the step before; 0: when it suits."""
    title: Text
    content: Text


BESIDE = {
    "phone2": N_("second phone"),
    "phone3": N_("more phones"),
    "fax": N_("fax"),
    "email2": N_("second mail"),
    "website": N_("website"),
    "chat": N_("chat"),
    "dates": N_("other dates"),
}
"""Each with its title."""


class Clock(NamedTuple):
    """How soon a problem of this severity, or a dispute, is answered and solved (`W03`, `W07`), in working hours; 0: never."""

    key: str
    """The severity: low, normal, high or urgent; or the kind of case: dispute."""
    answer_hours: int
    solve_hours: int
    title: Text
