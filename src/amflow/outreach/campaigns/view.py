"""Campaigns: the list, the page about one with its funnel and its plan, and what was changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, listed, ngettext, pgettext
from amflow.outreach import points
from amflow.outreach.campaigns.records import COUNTS, PHASES, STATES
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns, named, picked

if TYPE_CHECKING:
    from amflow.outreach.campaigns.best import BestCalls
    from amflow.outreach.campaigns.changes import Invited, MarkedEntries
    from amflow.outreach.campaigns.records import CampaignLine, CampaignOfCustomer, CampaignPage
    from amflow.playbooks.model import Playbook

CAMPAIGNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("title", N_("campaign"), "title"),
    *hidden("kind"),
    ListColumn("partner", NP_("a partner", "with"), "dim"),
    *hidden("starts_on"),
    ListColumn("ends_on", NP_("of a campaign", "until"), "dim"),
    ListColumn("phase", N_("state"), say=lambda one: _(PHASES[one.phase])),
    ListColumn("people", N_("listed"), "right"),
    ListColumn("waiting", N_("to invite"), "right"),
    ListColumn("result", N_("result"), "right", say=lambda one: _of_goal(one)),
    *hidden("goal", "counts", "product", "percent"),
)

ENTRIES = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("tier"),
    ListColumn("line", N_("line"), "dim"),
    ListColumn("state", N_("state"), say=lambda entry: _(STATES[entry.state])),
    ListColumn("on_date", N_("since"), "dim"),
    ListColumn("part", N_("share"), "right", get=lambda one: one.share),
    ListColumn("reached", NP_("so much", "reached"), "right"),
    ListColumn("note", NP_("beside it", "note")),
)

STEPS = (
    ListColumn("state", NP_("of a campaign", "step"), say=lambda step: _(STATES[step.state])),
    ListColumn("so_far", N_("came so far"), "right"),
    ListColumn("here", N_("stand there"), "right"),
)

LINES = (
    ListColumn("line", N_("line"), "title", say=lambda line: line.line or _("no line")),
    ListColumn("people", N_("customers"), "right"),
    ListColumn("part", N_("share"), "right", get=lambda one: one.share),
    ListColumn("reached", NP_("so much", "reached"), "right"),
)

OF_CUSTOMER = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("title", N_("campaign")),
    ListColumn("state", N_("state"), say=lambda one: _(STATES[one.state])),
    ListColumn("on_date", N_("since"), "dim"),
    ListColumn("part", N_("share"), "right", get=lambda one: one.share),
    ListColumn("reached", NP_("so much", "reached"), "right"),
)
"""The columns on a customer's page."""


def listing(found: Sequence["CampaignLine"], total: int) -> ListView:
    """A list of campaigns."""
    empty = _('no campaigns: amflow campaign add "…"')
    return ListView("campaigns", CAMPAIGNS, found, empty=empty, total=total, give="title")


BEST = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("tier", "campaign"),
    ListColumn("campaign_ref", N_("campaign"), "ref"),
    ListColumn("times", N_("against all"), "right", say=lambda one: "" if one.times is None else f"×{one.times:.1f}"),
    ListColumn("why", N_("why")),
)


def best(found: "BestCalls") -> ListView:
    """Whom of the campaigns' lists to call first."""
    few = points.too_few(found.learnt)
    foot = [few] if few else [_("×2: the odds that the call brings something are twice those of all your talks")]
    if found.calls:
        first = found.calls[0]
        foot.append(f"amflow log-call {first.ref} --campaign {first.campaign_ref}")
    extra = {"outcomes": found.learnt.asked, "outcomes_good": found.learnt.yes, "learnt": found.learnt.enough}
    empty = _("nobody of a running campaign waits to be called: amflow campaign invite")
    return ListView("calls", BEST, found.calls, empty=empty, total=found.total, foot=foot, give="why", extra=extra)


def page(found: "CampaignPage") -> ItemView:
    """Everything about one campaign."""
    one = found.campaign
    item = {
        **in_columns(CAMPAIGNS, one),
        "note": one.note,
        **picked(found, "declined", "deals_won", "amount", "split", "pace", "scripts"),
        "besides": dict(zip(("customers", "pieces"), found.besides, strict=True)),
    }
    fields = [
        (_("kind"), one.kind_title),
        (pgettext("a partner", "with"), one.partner),
        (_("brand"), one.product),
        (_("when"), _when(one)),
        (_("state"), _(PHASES[one.phase])),
        (_("result"), _result(found)),
        (_("plan"), _plan(found)),
        (_("has declined"), found.declined or ""),
        (_("not on the list"), _besides(found)),
        (_("sold in its time"), f"{found.deals_won} · {found.amount}" if found.deals_won else ""),
        (_("offer"), one.note),
        (_("words"), listed([f"amflow script show {key}" for key in found.scripts])),
    ]
    lists = [
        (_("how far they came"), ListView("steps", STEPS, found.steps if one.people else [])),
        (_("by line"), ListView("lines", LINES, found.lines)),
        (_("customers"), ListView("customers", ENTRIES, found.entries, give="note")),
    ]
    more = one.people - len(found.entries)
    foot = [ngettext("and {n} more: --last N", "and {n} more: --last N", more)] if more > 0 else []
    foot += [_next(one)] if _next(one) else []
    return ItemView("campaign", item, fields, title=named(one.title, one.ref), lists=lists, foot=foot)


def _when(one: "CampaignLine") -> str:
    if one.starts_on and one.ends_on:
        return date_format.between(one.starts_on, one.ends_on)
    if one.ends_on:
        return _("until {day}").format(day=date_format.day(one.ends_on))
    return _("from {day}").format(day=date_format.day(one.starts_on)) if one.starts_on else ""


def _of_goal(one: "CampaignLine") -> str:
    """The result against the goal: `3/10 [30%]`."""
    if one.goal is None:
        return str(one.result) if one.result else ""
    return f"{one.result}/{one.goal}" + (f" [{one.percent}%]" if one.percent is not None else "")


def _result(found: "CampaignPage") -> str:
    one = found.campaign
    words = _of_goal(one)
    words += f" {_(COUNTS[one.counts])}" if words else ""
    if found.pace is not None and one.phase == "running":
        words += " · " + _("by today {pace}").format(pace=found.pace)
    return words


def _besides(found: "CampaignPage") -> str:
    """Who ordered the brand without being on the list: the list and they make the result."""
    people, pieces = found.besides
    words = ngettext("{n} customer · {pieces}", "{n} customers · {pieces}", people)
    return words.format(n=people, pieces=pieces) if people else ""


def _plan(found: "CampaignPage") -> str:
    """The sum of the shares against the goal (`W18`)."""
    if found.split is None:
        return ""
    goal = found.campaign.goal
    if goal is None:
        return _("{split} split").format(split=found.split)
    left = goal - found.split
    words = _("{split} of {goal} split").format(split=found.split, goal=goal)
    if not left:
        return words
    return f"{words} · " + (_("{n} left").format(n=left) if left > 0 else _("{n} too many").format(n=-left))


def _next(one: "CampaignLine") -> str:
    if one.phase == "closed":
        return ""
    if not one.people:
        return f"amflow campaign invite {one.ref} --tier … --segment …"
    if one.waiting:
        return f"amflow log-call … --campaign {one.ref}={_('accepted')}"
    return f"amflow campaign mark {one.ref} … came"


def changed(one: "CampaignLine", word: str, playbook: "Playbook") -> ChangeView:
    """A campaign that was begun, changed, closed."""
    done = _("{name} ({ref}) {word}").format(name=one.title, ref=one.ref, word=word)
    joint = any(kind.key == one.kind and kind.partner for kind in playbook.campaigns)
    partner = one.partner
    if joint and not partner and one.phase != "closed":
        partner = _("nobody yet: amflow campaign edit {ref} --partner NAME").format(ref=one.ref)
    result = _of_goal(one) if one.result else ""
    then = [
        (_("when"), _when(one)),
        (pgettext("a partner", "with"), partner),
        (_("result"), result),
        (_("next"), _next(one)),
    ]
    return ChangeView("campaign", in_columns(CAMPAIGNS, one), done, then)


def invited(found: "Invited") -> ChangeView:
    """Who was put on the list."""
    one = found.campaign
    item = in_columns(CAMPAIGNS, one) | picked(found, "added", "already", "left_out")
    what = ngettext("{n} customer put on the list", "{n} customers put on the list", found.added)
    done = _("{what}: {why}").format(what=f"{one.title} ({one.ref})", why=what)
    already, names = str(found.already or ""), listed(found.left_out[:6])
    names += " …" if len(found.left_out) > 6 else ""
    then = [(_("there already"), already), (_("asked not to be contacted"), names), (_("next"), _next(one))]
    return ChangeView("campaign", item, done, then, undo=bool(found.added))


def marked(found: "MarkedEntries") -> ChangeView:
    """Where customers stand now."""
    one = found.campaign
    item = in_columns(CAMPAIGNS, one) | picked(found, "names", "state", "new")
    names = listed(found.names[:6]) + (f" … {len(found.names)}" if len(found.names) > 6 else "")
    done = f"{one.title} ({one.ref}) · " + _("{what}: {why}").format(what=names, why=_(STATES[found.state]))
    result = _of_goal(one) if one.goal is not None else ""
    return ChangeView("campaign", item, done, [(_("new on the list"), listed(found.new)), (_("result"), result)])


def split(found: "CampaignPage") -> ChangeView:
    """How the goal is split now."""
    one = found.campaign
    done = _("{what}: {why}").format(what=f"{one.title} ({one.ref})", why=_plan(found))
    then = [(line.line or _("no line"), str(line.share)) for line in found.lines]
    item = in_columns(CAMPAIGNS, one) | picked(found, "split", "lines")
    return ChangeView("campaign", item, done, [*then, ("", f"amflow campaign show {one.ref}")])


def of_customer(found: Sequence["CampaignOfCustomer"]) -> tuple[str, ListView]:
    """The campaigns on a customer's page."""
    return _("campaigns"), ListView("campaigns", OF_CUSTOMER, found, give="title")
