"""Leads: the list with what comes next, and what became of several that were typed at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.locale import N_, NP_, _, ngettext
from amflow.shell.views import ListColumn, ListView, hidden

if TYPE_CHECKING:
    from amflow.prospect.leads.records import LeadBatch, LeadLine

LEADS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("status", "tier", "intent"),
    ListColumn("phone", N_("phone")),
    ListColumn("signal", N_("sign, or where from"), say=lambda lead: _sign(lead)),
    *hidden("source", "segment", "referrer", "found_on"),
    ListColumn("age_days", N_("days"), "right"),
    ListColumn("next_on", NP_("of the next step", "due"), "soon"),
    ListColumn(
        "next", NP_("step", "next"), data=lambda one: {"title": one.next, "due_on": one.next_on} if one.next else None
    ),
    *hidden("late", "impression"),
    ListColumn("times", N_("against all"), "right", say=lambda one: "" if one.times is None else f"×{one.times:.1f}"),
    ListColumn("why", N_("why")),
)


_BEST = tuple(one._replace(data_only=True) if one.key in ("phone", "age_days", "next_on") else one for one in LEADS)
"""The same where the best come first: why takes their room on a terminal."""


def _sign(lead: "LeadLine") -> str:
    """How they were recognised, else where they came from; and who brought them."""
    return " · ".join(part for part in (lead.signal_title or lead.source_title, lead.referrer) if part)


def listing(lines: Sequence["LeadLine"], total: int, few: str = "") -> ListView:
    """The open leads; `few` says that too little was learnt to put the best of them first."""
    empty = _("no open leads: amflow lead add NAME")
    then = _('amflow log-call {ref} · amflow lead convert {ref} · amflow lead drop {ref} --why "the reason"')
    foot = [few] if few else []
    foot += [then.format(ref=lines[0].ref)] if lines else []
    columns = _BEST if any(one.times is not None for one in lines) else LEADS
    return ListView("leads", columns, lines, empty=empty, total=total, foot=foot, give="signal")


BROUGHT = (
    ListColumn("ref", N_("ref"), "ref", get=lambda line: line[0]),
    ListColumn("name", N_("name"), "title", get=lambda line: line[1]),
    ListColumn("left_out", N_("left out: in the book already?"), "late", get=lambda line: line[2]),
)


def brought(batch: "LeadBatch") -> ListView:
    """What became of several leads: those added with their references, and the lines that were left out."""
    rows = [(f"c{number}", name, "") for number, name in batch.added]
    rows += [("", line, why) for line, why in batch.left_out]
    head = [ngettext("{n} lead added", "{n} leads added", len(batch.added))]
    if batch.left_out:
        head = [f"{head[0]} · " + ngettext("{n} line left out", "{n} lines left out", len(batch.left_out))]
    foot = [_("a namesake all the same: --anyway")] if batch.left_out else []
    if batch.added:
        foot.append(_("undo: amflow undo"))
    return ListView("leads-added", BROUGHT, rows, head=head, foot=foot, give="left_out")
