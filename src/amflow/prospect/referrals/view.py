"""Introductions: candidates, the list, the page about one, what was written, and what colleagues passed on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, listed, ngettext, paired, pgettext
from amflow.playbooks.titles import as_typed
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns, named, picked

if TYPE_CHECKING:
    from amflow.playbooks.customer_model import ReferralStep
    from amflow.prospect.leads.records import Post
    from amflow.prospect.referrals.candidates import Candidate
    from amflow.prospect.referrals.records import Referral

CANDIDATES = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("tier"),
    ListColumn("tier_title", N_("tier")),
    ListColumn("reason", N_("why")),
    ListColumn("on_date", N_("said"), "dim"),
    ListColumn("brought", N_("brought"), "right"),
    ListColumn("asked_on", N_("asked last"), "dim"),
)


def candidates(found: Sequence["Candidate"], days: int, steps: "dict[str, ReferralStep]") -> ListView:
    """Who may be asked for an introduction, and how one asks by the playbook."""
    foot = [
        *([paired(str(steps["ask"].title), str(steps["ask"].content))] if "ask" in steps else []),
        ngettext("asked again after {n} day at the earliest", "asked again after {n} days at the earliest", days),
        *(_('amflow referral ask {ref} "…", once you have asked').format(ref=one.ref) for one in found[:1]),
    ]
    empty = _("nobody said lately that they are very satisfied, or all of them were asked")
    return ListView("candidates", CANDIDATES, found, empty=empty, foot=foot if found else [])


REFERRALS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("introducer", N_("introducer"), "title", say=lambda one: _by(one)),
    *hidden("introducer_ref", "colleague", "post"),
    ListColumn("introduced", N_("brought"), say=lambda one: f"{one.introduced} {one.introduced_ref}".strip()),
    *hidden("introduced_ref", "status", "asked_on", "made_on"),
    ListColumn("since", N_("since"), "dim", get=lambda one: one.made_on or one.asked_on),
    *hidden("met_on", "thanked_on", "succeeded_on", "rewarded_on", "reward", "closed_on"),
    ListColumn(
        "next", NP_("step", "next"), data=lambda one: {"title": one.next, "due_on": one.next_on} if one.next else None
    ),
    ListColumn("next_on", NP_("of the next step", "due"), "soon"),
)


def _by(one: "Referral") -> str:
    return f"{one.introducer} · {one.post}" if one.post else one.introducer


def listing(found: Sequence["Referral"], total: int) -> ListView:
    """Introductions and requests."""
    empty = _("nobody was asked yet: amflow referral candidates says who may be")
    return ListView("referrals", REFERRALS, found, empty=empty, total=total, give="next")


def page(one: "Referral") -> ItemView:
    """Everything about one introduction."""
    fields = [
        (_("introduced by"), f"{one.introducer} {one.introducer_ref}".strip()),
        (_("post"), one.post),
        (_("brought"), f"{one.introduced} {one.introduced_ref}".strip()),
        (pgettext("of a day", "asked"), one.asked_on),
        (_("in words"), one.words),
        (_("brought on"), one.made_on),
        (_("met"), one.met_on),
        (_("thanked"), one.thanked_on),
        (_("succeeded"), one.succeeded_on),
        (_("rewarded"), one.rewarded_on),
        (_("reward"), one.reward),
        (pgettext("of a day", "closed"), one.closed_on),
        (_("reason"), one.why),
        (_("next"), _next(one)),
        (_("how"), one.how),
    ]
    item = in_columns(REFERRALS, one) | picked(one, "words", "why")
    return ItemView("referral", item, fields, title=named(_name(one), one.ref))


def _name(one: "Referral") -> str:
    return f"{one.introducer} → {one.introduced}" if one.introduced else one.introducer


def _next(one: "Referral") -> str:
    return f"{one.next} · {date_format.day(one.next_on)}" if one.next and one.next_on else one.next


def changed(one: "Referral", word: str) -> ChangeView:
    """An introduction that was written, and what comes next."""
    done = _("{what}: {why}").format(what=f"{_name(one)} ({one.ref})", why=word)
    then = [
        (_("lead"), f"{one.introduced} {one.introduced_ref}" if one.introduced_ref else ""),
        (_("next"), _next(one)),
        (_("how"), one.how),
        ("", _command(one)),
    ]
    return ChangeView("referral", in_columns(REFERRALS, one), done, then)


def _command(one: "Referral") -> str:
    if one.made_on is None and not one.closed_on:
        return _("amflow referral add {ref} NAME").format(ref=one.introducer_ref)
    return f"amflow referral thank {one.ref}" if one.made_on and one.thanked_on is None and not one.colleague else ""


def several(found: Sequence["Referral"], word: str) -> ChangeView:
    """Introductions that the same was done with."""
    if len(found) == 1:
        return changed(found[0], word)
    done = _("{what}: {why}").format(what=listed([_name(one) for one in found]), why=word)
    return ChangeView("referral", [in_columns(REFERRALS, one) for one in found], done)


POSTS = (
    *hidden("key"),
    ListColumn("title", N_("post"), "title"),
    ListColumn("yesterday", N_("yesterday"), "right"),
    ListColumn("today", N_("today"), "right"),
    ListColumn("week", N_("this week"), "right"),
    ListColumn("last_week", N_("last week"), "right"),
    ListColumn("colleagues", N_("colleagues"), "dim", say=lambda post: listed(post.colleagues)),
)


def by_post(found: Sequence["Post"]) -> ListView:
    """What colleagues passed on, by post: for the morning meeting."""
    empty = _("this playbook has no posts that pass leads on")
    told = _('amflow lead add NAME --source {post} --colleague "…" writes one down')
    foot = [told.format(post=as_typed(one.title)) for one in found[:1]]
    return ListView("referrals-by-post", POSTS, found, empty=empty, foot=foot, give="colleagues")
