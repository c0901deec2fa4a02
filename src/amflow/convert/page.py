"""Step 4, conversion: what others owe, the open deals, those that bring most in front, what each needs to move on."""

from typing import TYPE_CHECKING

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda import due_items, due_rules
from amflow.agenda.items import Item, PageSection, StepPage, counted, many
from amflow.convert.deals import first
from amflow.convert.deals import records as deals
from amflow.convert.waiting import records as waiting
from amflow.locale import _, listed, ngettext
from amflow.outreach.scripts import records as scripts

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk


def page(desk: "Desk", limit: int) -> StepPage:
    """Conversion as it stands today: what brings most in front. `limit` cuts each list (-1: all of it); the deals
    that are dead by the own history are told in a line."""
    _quiet, quiet_count, capped = deals.quiet(desk, 0)
    stages = deals.by_stage(desk)
    total, dead = sum(stage.deals for stage in stages), first.dead_count(desk, stages)
    owed, owed_count = waiting.overdue(desk, limit)
    dates, date_count = due_rules.due(desk, "convert", limit)
    owing, owing_count = deals.owing(desk, limit)
    sections = [
        PageSection("waiting", _("Others owe"), [waiting.item(desk, one) for one in owed], owed_count),
        PageSection(
            "deals",
            _("Deals, what should bring most first"),
            [item(desk, one) for one in first.first(desk, stages, limit)],
            total - dead,
        ),
        *([PageSection("papers", _("Papers to follow"), [_owing(one) for one in owing], owing_count)] if owing else []),
        counted("dates", _("Dates"), [_by_rule(desk, one) for one in dates], date_count),
    ]
    line = ngettext("{n} open deal", "{n} open deals", total)
    if quiet_count:
        line += _(", {n} gone quiet").format(n=many(quiet_count, capped))
    if owed_count:
        line += ngettext(", {n} owed to you is late", ", {n} owed to you are late", owed_count)
    note = [_swept(dead)] if dead else []
    note.append(scripts.keys_line(scripts.scripts_of_step(desk, "convert")))
    return agenda_checklist.step_page(
        desk, "convert", _("Conversion"), sections, line, limit, " · ".join(filter(None, note))
    )


def _swept(number: int) -> str:
    """That so many deals wait to be swept."""
    return ngettext(
        "{n} deal is dead by your own history: look, plan or close it: amflow deal sweep",
        "{n} deals are dead by your own history: look, plan or close them: amflow deal sweep",
        number,
    )


def _by_rule(desk: "Desk", one: due_rules.Due) -> Item:
    if one.rule.on == "paper.expires":
        from amflow.convert.office import papers

        return papers.expiring_item(desk, one)
    return due_items.item_until(one, desk)


def _owing(deal: deals.DealLine) -> Item:
    """A deal that was won without some of its papers, as an item until they are there."""
    why = [_("won without: {what}").format(what=listed(deal.missing)), deal.wish]
    return Item(
        deal.ref,
        "convert",
        "paper",
        deal.title,
        " · ".join(filter(None, why)),
        deal.customer_id,
        deal.customer,
        deal.tier,
        minutes=5,
        amount=deal.amount,
        deal_id=deal.id,
        # What notes all of them is longer than a line of a screen.
        command=f"amflow show {deal.ref}",
    )


def to_plan(desk: "Desk", _change: "Change", text: str) -> Item:
    """A deal for the plan. Raises NotFound; Refused where it is closed, and no paper of it is to come."""
    row = deals.get(desk, text)
    deal = deals.line(desk, row)
    if row["papers_owed"]:
        return _owing(deal)
    deals.must_be_open(row)
    return item(desk, deal)


def item(desk: "Desk", deal: deals.DealLine) -> Item:
    """A deal as an item: its stage, who has it, what is missing, how long it has been quiet."""
    facts = []
    if deal.quiet and not deal.known:
        facts.append(_("no talk known, nothing planned"))
    elif deal.quiet:
        facts.append(ngettext("quiet {n} day, nothing planned", "quiet {n} days, nothing planned", deal.quiet_days))
    if deal.standing:
        facts.append(deal.standing)
    if deal.papers and deal.papers.have != deal.papers.need:
        facts.append(_("papers {n}").format(n=deal.papers))
    facts.append(deal.stage_title)
    if deal.missing:
        facts.append(_("missing: {what}").format(what=listed(deal.missing)))
    if not deal.planned and not deal.quiet:
        facts.append(_("nothing planned"))
    if deal.wish:
        facts.append(deal.wish)
    return Item(
        deal.ref,
        "convert",
        "deal",
        deal.title,
        " · ".join(facts),
        deal.customer_id,
        deal.customer,
        deal.tier,
        deal.expected_on,
        minutes=desk.settings.task_minutes,
        late=deal.quiet or bool(deal.expected_on and deal.expected_on < desk.today),
        amount=deal.amount,
        worth=deal.worth.counts if deal.worth else 0.0,
        deal_id=deal.id,
        command=deal.next if not deal.missing else f"amflow show {deal.ref}",
    )
