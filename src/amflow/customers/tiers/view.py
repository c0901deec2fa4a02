"""How customers' standing is shown: who could move, who moved, who was adopted, which days are kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, listed, ngettext
from amflow.shell.views import ChangeView, ListColumn, ListView, hidden, picked

if TYPE_CHECKING:
    from amflow.customers.birthdays import SpecialDate
    from amflow.customers.records import CustomerLine
    from amflow.customers.tiers.records import Adopted, Move
    from amflow.playbooks.model import Playbook

MOVES = {"up": N_("higher"), "below": N_("below the own tier"), "segment": N_("segment")}
"""Which way a move goes, in words."""

PROPOSALS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    ListColumn("move", N_("what"), "soon", say=lambda one: _(MOVES[one.move])),
    ListColumn("tier", NP_("of a tier", "now")),
    ListColumn("to_tier", N_("could be"), get=lambda one: one.to, say=lambda one: one.to_title),
    ListColumn("why", N_("why")),
)

HISTORY = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("tier", N_("tier before")),
    ListColumn("to_tier", N_("tier after"), get=lambda one: one.to, say=lambda one: one.to_title),
    ListColumn("why", N_("reason"), "dim"),
)

DATES = (
    *hidden("customer_ref"),
    ListColumn("next_on", NP_("of a day", "next"), "dim"),
    ListColumn("title", N_("what day")),
    ListColumn("on_date", N_("date"), say=lambda one: one.words or one.on_date),
)


def proposals(found: Sequence["Move"], last: int, playbook: "Playbook") -> ListView:
    """Who could stand elsewhere, and why; so many at most."""
    conditions = any(tier.qualifies for tier in playbook.tiers) or any(one.qualifies for one in playbook.segments)
    empty = _("everybody stands where the conditions place them")
    if not conditions:
        empty = _("the tiers of this playbook have no conditions: amflow customer upgrade moves up by hand")
    foot = []
    up, down = (next((one for one in found if (one.move == "below") is below), None) for below in (False, True))
    if up:
        foot.append(_("amflow customer upgrade {ref} moves up, --all everybody").format(ref=up.ref))
    if down:
        foot.append(_("amflow customer edit {ref} --tier {tier} moves down").format(ref=down.ref, tier=down.to))
    return ListView("qualifications", PROPOSALS, found[:last], empty=empty, total=len(found), foot=foot, give="why")


def moved(moves: Sequence["Move"]) -> ChangeView:
    """Who was moved."""
    items = [{**picked(one, "ref", "name", "move", "why"), "to_tier": one.to} for one in moves]
    if len(moves) == 1:
        one = moves[0]
        done = _("{name} ({ref}): {tier} now").format(name=one.name, ref=one.ref, tier=one.to_title)
        return ChangeView("qualification", items[0], done, [(_("why"), one.why)])
    done = ngettext("{n} customer moved", "{n} customers moved", len(moves))
    then = [(one.ref, f"{one.name} → {one.to_title}") for one in moves[:10]]
    return ChangeView("qualification", items, done, then + _more(len(moves)))


def _more(count: int) -> list[tuple[str, str]]:
    return [("…", ngettext("{n} more", "{n} more", count - 10))] if count > 10 else []


def adopted(found: "Adopted") -> ChangeView:
    """Who was adopted."""
    lines = found.lines
    item = {"refs": [line.ref for line in lines], "adopted": len(lines), "already": found.before}
    done = ngettext("{n} customer adopted", "{n} customers adopted", len(lines))
    then = [(line.ref, line.name) for line in lines[:10]] + _more(len(lines))
    if found.before:
        then.append(("", ngettext("{n} was already", "{n} were already", found.before)))
    return ChangeView("adoption", item, done, then)


def released(lines: Sequence["CustomerLine"]) -> ChangeView:
    """Who is somebody else's from now on."""
    names = listed([f"{line.name} ({line.ref})" for line in lines])
    return ChangeView("release", {"refs": [line.ref for line in lines]}, _("{names} released").format(names=names))


def dates(found: Sequence["SpecialDate"], ref: str) -> ListView:
    """The days that matter to a customer."""
    empty = _('no days yet: amflow customer date {ref} 2016-12-03 "wedding anniversary"').format(ref=ref)
    return ListView("special-dates", DATES, found, empty=empty)


def date(one: "SpecialDate", done: str) -> ChangeView:
    """A day that was kept or taken out."""
    item = picked(one, "customer_ref", "title", "on_date", "next_on")
    next_on = date_format.day(one.next_on) if one.next_on else ""
    then = [(_("customer"), f"{one.customer} ({one.customer_ref})"), (_("next"), next_on)]
    return ChangeView("special-date", item, done.format(title=one.title), then)


def dates_of_customer(found: Sequence["SpecialDate"]) -> tuple[str, ListView]:
    """The days that matter, on a customer's page."""
    return _("special dates"), ListView("dates", DATES, found, give="title")


def history(found: Sequence["Move"]) -> tuple[str, ListView]:
    """The moves between tiers, on a customer's page."""
    return _("tiers so far"), ListView("tiers", HISTORY, found, give="why")
