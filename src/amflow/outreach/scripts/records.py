"""Scripts: words for a conversation, filled in for a customer, with what they may say against it (`W01`)."""

from typing import TYPE_CHECKING, Any

from amflow.agenda import checklist
from amflow.customers import contact_preferences
from amflow.customers import records as customers
from amflow.errors import NotFound
from amflow.locale import _, listed
from amflow.playbooks.model import STEPS
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.playbooks.model import Script


class Spoken(NamedTuple):
    """A script as it is said to somebody; `values` go into its template."""

    script: "Script"
    customer: Any
    language: str
    values: dict[str, Any]
    wish: str = ""
    """What the customer has asked for that matters before it is said."""


def listing(desk: "Desk", family: str, step: str, campaign: str = "") -> list["Script"]:
    """The playbook's scripts, of one family, step or kind of campaign. Raises Usage when there is no such one."""
    campaign = known_key(campaign, titles_by_key(desk.playbook.campaigns), _("campaign"))
    families = {script.family: script.family for script in desk.playbook.scripts}
    key = known_key(family, families, _("family")) if family else ""
    known = {one: checklist.title_of(one) for one in STEPS}
    step = known_key(step, known, _("step"))
    return [
        script
        for script in desk.playbook.scripts
        if (not key or script.family == key)
        and (not step or script.step == step)
        and (not campaign or script.campaign == campaign)
    ]


def said_in(desk: "Desk", step: str, *, first: bool = False) -> list["Script"]:
    """The words that a step of today has: those to people one knows, or with `first` to those whom one meets; those of a kind
    of campaign while one is on."""
    found = [script for script in desk.playbook.scripts if script.step == step and script.first == first]
    if not any(script.campaign for script in found):
        return found
    rows = desk.book.all(
        "SELECT DISTINCT kind FROM campaign WHERE closed_on IS NULL AND coalesce(starts_on, ?1) <= ?1"
        " AND coalesce(ends_on, ?1) >= ?1",
        desk.today.isoformat(),
    )
    running = {row["kind"] for row in rows}
    return [script for script in found if not script.campaign or script.campaign in running]


def words(found: list["Script"]) -> str:
    """Where these words are, in a line; empty where there are none."""
    keys = listed([script.key for script in found])
    return _("words: {keys} · amflow script show KEY").format(keys=keys) if found else ""


def spoken(desk: "Desk", key: str, customer: str) -> Spoken:
    """The script with its customer. Raises NotFound with the nearest one."""
    known = {script.key: script for script in desk.playbook.scripts}
    if key not in known:
        from difflib import get_close_matches

        near = get_close_matches(key, known, 1, 0.4)
        raise NotFound(
            _("there is no script “{key}”").format(key=key),
            _("did you mean {name}?").format(name=near[0]) if near else _("amflow script list shows them"),
        )
    from amflow.outreach.scripts import template_values

    row = customers.find(desk.book, customer) if customer else None
    values = template_values.values(desk, row, speaking=template_values.language(row))
    values["me"] = {"name": _("(your name)"), "firm": _("(your firm)"), "branch": _("(your branch)")} | values["me"]
    values.setdefault("customer", {"name": _("(name)"), "address_name": _("(name)")})
    wish = contact_preferences.words(row, desk.clock) if row is not None else ""
    return Spoken(known[key], row, template_values.language(row), values, wish)


def unset(desk: "Desk") -> list[str]:
    """The settings that scripts would say and nobody has set."""
    from amflow.outreach.scripts import template_values

    return [name for name in ("name", "firm", "branch") if name not in template_values.me(desk)]
