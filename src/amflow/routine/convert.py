"""Step 4, conversion: the open deals, those gone quiet in front, and what each needs to move on."""

from typing import TYPE_CHECKING

from amflow.locale import _, listed, ngettext
from amflow.routine import checks, deals
from amflow.routine.items import Item, Page, Section

if TYPE_CHECKING:
    from amflow.routine.desk import Desk


def page(desk: "Desk", limit: int) -> Page:
    """Conversion as it stands today. `limit` cuts each list (-1: all of it)."""
    quiet, quiet_count, capped = deals.quiet(desk, limit)
    stages = deals.by_stage(desk.book)
    total = sum(count for _pipeline, _stage, count in stages)
    seen = {one.id for one in quiet}
    others = _next_to_move(desk, limit, seen)
    checklist = checks.of_day(desk, "convert")
    done = sum(item.state != "open" for item in checklist)
    sections = [
        Section("quiet", _("Gone quiet, nothing planned"), [item(desk, one) for one in quiet], quiet_count, capped),
        Section("open", _("Open"), others, max(total - quiet_count, len(others))),
        Section("checks", _("Checklist"), checklist, len(checklist)),
    ]
    line = ngettext("{n} open deal", "{n} open deals", total)
    if quiet_count:
        line += _(", {n} gone quiet").format(n=f"{quiet_count}+" if capped else quiet_count)
    return Page("convert", _("Conversion"), sections, done, len(checklist), line)


def _next_to_move(desk: "Desk", limit: int, seen: set[int]) -> list[Item]:
    """The open deals that were touched last: they are warm."""
    today = desk.today.isoformat()
    rows = desk.book.all(
        f"{deals.COLUMNS} WHERE deal.state = 'open' ORDER BY deal.quiet_since DESC, deal.id DESC LIMIT ?",
        today,
        today,
        limit if limit < 0 else limit + len(seen),
    )
    lines = [deals.line(desk, row) for row in rows if row["id"] not in seen]
    return [item(desk, one) for one in (lines if limit < 0 else lines[:limit])]


def item(desk: "Desk", deal: deals.DealLine) -> Item:
    """A deal as an item: its stage, what is missing, how long it has been quiet."""
    facts = [deal.stage_title]
    if deal.missing:
        facts.append(_("missing: {what}").format(what=listed(deal.missing)))
    if deal.quiet:
        facts.append(ngettext("quiet {n} day, nothing planned", "quiet {n} days, nothing planned", deal.quiet_days))
    elif not deal.planned:
        facts.append(_("nothing planned"))
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
        late=bool(deal.expected_on and deal.expected_on < desk.today),
        amount=deal.amount,
        deal_id=deal.id,
        command=f"amflow deal advance {deal.ref}" if not deal.missing else f"amflow show {deal.ref}",
    )
