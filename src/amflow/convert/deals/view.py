"""Deals: the list, the page about one, what moved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.convert.office import papers_view
from amflow.convert.office import view as office_view
from amflow.convert.waiting import view as waiting_view
from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.convert.deals.changes import DealStep
    from amflow.convert.deals.page import DealPage
    from amflow.convert.deals.records import DealLine

DEALS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("customer", N_("customer"), "title"),
    ListColumn("title", N_("deal")),
    ListColumn("pipeline", N_("pipeline"), hide=True),
    ListColumn("stage", N_("stage"), hide=True),
    ListColumn("stage_title", N_("stage")),
    ListColumn("state", N_("state"), hide=True),
    ListColumn("amount", N_("amount"), "right"),
    ListColumn("opened_on", N_("begun"), hide=True),
    ListColumn("expected_on", N_("expected"), "dim"),
    ListColumn("closed_on", N_("closed"), "dim"),
    ListColumn("quiet_days", N_("quiet"), "right"),
    ListColumn("standing", N_("who has it"), hide=True),
    ListColumn("papers", N_("papers"), hide=True),
    ListColumn("missing", N_("missing"), "soon", get=lambda deal: listed(deal.missing)),
)

STAGES = (
    ListColumn("entered_on", N_("date"), "dim"),
    ListColumn("stage", N_("stage")),
    ListColumn("why", N_("reason")),
)


def listing(lines: Sequence["DealLine"], total: int) -> ListView:
    """A list of deals."""
    foot = [ngettext("{n} in all", "{n} in all", total)] if total > len(lines) else []
    # Nobody looks for the day on which an open deal was closed: the others need the room.
    ended = any(line.closed_on for line in lines)
    columns = [column if ended or column.key != "closed_on" else column._replace(hide=True) for column in DEALS]
    return ListView(
        "deals", columns, lines, empty=_("no deals: amflow deal add --for CUSTOMER"), foot=foot, give="missing"
    )


def page(found: "DealPage") -> ItemView:
    """Everything about one deal."""
    deal = found.deal
    item = {**_fields(deal), "product": found.product, "lost_why": found.lost_why, "missing": list(deal.missing)}
    item["content"] = deal.content
    states = {"open": "", "won": _("won"), "lost": _("lost")}
    fields = [
        (_("customer"), f"{deal.customer} c{deal.customer_id}" if deal.customer_id else _("none yet")),
        (_("stage"), deal.stage_title),
        (_("in this stage"), deal.content),
        (_("state"), states[deal.state]),
        (_("amount"), deal.amount),
        (_("product"), found.product),
        (_("begun"), deal.opened_on),
        (_("expected"), deal.expected_on),
        (_("closed"), deal.closed_on),
        (_("reason"), found.lost_why),
        (_("who has it"), deal.standing),
        (_("papers"), deal.papers),
        (_("missing"), listed(deal.missing)),
        (_("quiet"), _quiet(deal)),
    ]
    lists = [
        (_("documents"), ListView("documents", papers_view.columns(whole=False), found.papers, give="why")),
        waiting_view.of_deal(found.waiting),
        (_("negotiated"), ListView("terms", office_view.PUBLIC_TERMS, found.terms)),
        (_("history"), ListView("history", STAGES, found.stages)),
    ]
    title: list[Span | str] = [Span(deal.title, "title"), Span(f"  {deal.ref}", "ref")]
    return ItemView("deal", item, fields, title=title, lists=lists)


def _quiet(deal: "DealLine") -> str:
    if deal.state != "open":
        return ""
    days = ngettext("{n} day", "{n} days", deal.quiet_days)
    return days if deal.planned else _("{days}, nothing planned").format(days=days)


def _fields(deal: "DealLine") -> dict[str, Any]:
    return {column.key: column.value(deal) for column in DEALS}


def changed(deal: "DealLine", word: str) -> ChangeView:
    """A deal that was begun or changed, and what it needs next."""
    name = f"{deal.title} · {deal.customer}" if deal.customer else deal.title
    done = _("{name} ({ref}) {word}").format(name=name, ref=deal.ref, word=word)
    when = [(_("expected"), date_format.day(deal.expected_on))] if deal.expected_on else []
    return ChangeView("deal", _fields(deal), done, [*when, *_here(deal), *_then(deal)])


def moved(step: "DealStep") -> ChangeView:
    """A deal that went from one stage to another, or was closed."""
    deal = step.deal
    after = {"won": _("won"), "lost": _("lost")}.get(deal.state, deal.stage_title)
    name = f"{deal.title} · {deal.customer}" if deal.customer else deal.title
    amount = f" {deal.amount}" if deal.amount and deal.state == "won" else ""
    done = _("{what}: {why}").format(what=f"{name} ({deal.ref})", why=f"{step.before} → {after}{amount}")
    then = _then(deal)
    if step.hand_over:
        # Who has to be asked comes first; what is missing still is.
        then = [(_("next"), step.hand_over), *(line for line in then if deal.missing)]
    if step.lacking:
        then.append((_("missing"), f"{listed(list(step.lacking))} · amflow deal papers {deal.ref}"))
    if step.intent_cleared:
        then.append((_("intent"), _("carried out: from here the tier's cadence counts")))
    if step.dropped:
        then.append((_("left out"), listed(list(step.dropped))))
    if step.left and deal.state == "lost":
        then.append((_("still open"), f"{listed(list(step.left))} · amflow skip {' '.join(step.left)}"))
    return ChangeView("deal", _fields(deal), done, [*_here(deal), *then])


def _here(deal: "DealLine") -> list[tuple[str, str]]:
    """What is done in the stage: the policy explained, progress told (`W14`)."""
    return [(_("in this stage"), deal.content)] if deal.content else []


def _then(deal: "DealLine") -> list[tuple[str, str]]:
    if deal.state != "open":
        return []
    if deal.missing:
        return [(_("missing"), listed(deal.missing))]
    return [(_("next"), f"amflow deal advance {deal.ref}")]
