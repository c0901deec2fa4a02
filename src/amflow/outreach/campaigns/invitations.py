"""Who of the campaigns' lists is to be told of them, one after the other (`W01`, `W08`, `W18`)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import contact_cadence, planned_talks
from amflow.agenda.items import Item
from amflow.book.store import placeholders
from amflow.book.values import day_or_none
from amflow.customers import contact_preferences
from amflow.dates.format import short
from amflow.locale import _
from amflow.outreach import points

if TYPE_CHECKING:
    from amflow.desk import Desk

ORDERED = (
    "orders.product_id = campaign.product_id AND orders.cancelled_on IS NULL"
    " AND orders.ordered_on BETWEEN coalesce(campaign.starts_on, substr(campaign.created_at, 1, 10))"
    " AND min(coalesce(campaign.ends_on, '9999-12-31'), coalesce(campaign.closed_on, '9999-12-31'))"
)
"""The orders of a campaign's brand in its time."""

OF_ENTRY = f"FROM orders WHERE orders.customer_id = entry.customer_id AND {ORDERED}"
"""The same of a customer on its list."""

NOT_YET = f"(campaign.product_id IS NULL OR NOT EXISTS (SELECT 1 {OF_ENTRY}))"
"""That a customer of the list has not ordered the brand in its time."""

JOINED = "FROM campaign_entry AS entry JOIN campaign ON campaign.id = entry.campaign_id"
"""The lists with their campaigns."""


def waiting(desk: "Desk", limit: int) -> tuple[list[Item], int]:
    """Who is on the list of a campaign that runs or is to come, was not spoken to about it, and has no talk planned; and how
    many. One campaign after the other, of each the first of its list as the own talks teach whom to call first: a list of
    thousands is not sorted to show five.
    Somebody on two lists is told of both in one talk, a lead in that for which prospecting asks, whoever is visited by the
    cycle in that visit, whoever the cadence asks for in that talk (`along`)."""
    campaigns = running(desk)
    if not campaigns:
        return [], 0
    items: list[Item] = []
    asked, bound = contact_cadence.asked(desk)
    ids = ", ".join(str(campaign["id"]) for campaign in campaigns)
    which = (
        f"{TO_INVITE.format(who=_BY_CAMPAIGN)} AND {planned_talks.free(desk)} AND {contact_cadence.not_in_cycle(desk)}"
        " AND NOT EXISTS (SELECT 1 FROM campaign_entry AS other WHERE other.customer_id = customer.id"
        f" AND other.campaign_id IN ({ids}) AND other.campaign_id < entry.campaign_id AND other.state = 'listed')"
        f" AND NOT {asked} AND entry.campaign_id"
    )
    looked = points.LOOKED if points.learnt(desk).enough else 0
    for campaign in campaigns:
        left = limit if limit < 0 else limit - len(items)
        if left:
            rows = desk.book.all(
                f"SELECT entry.on_date, entry.share, customer.id, customer.name, customer.tier,"
                f" {contact_preferences.COLUMNS} {which} = ? ORDER BY entry.on_date, entry.id LIMIT ?",
                *bound,
                campaign["id"],
                left if left < 0 else max(left, looked),
            )
            order = points.order(desk, [candidate(campaign, row) for row in rows])
            rows.sort(key=lambda row: -order.points(row["id"]))
            items += [
                _item(desk, campaign, row, order.why(desk, row["id"])) for row in (rows if left < 0 else rows[:left])
            ]
    # Asked once for all of them: the words of the question take longer than the answer.
    return items, desk.book.number(f"SELECT count(*) {which} IN ({ids})", *bound)


def along(desk: "Desk", talks: list[Item]) -> list[Item]:
    """Talks that the cadence asks for, each with the campaign that its customer is to be told of in it."""
    found = _to_tell(desk, [one.customer_id for one in talks if one.customer_id])
    return [
        one._replace(
            reason=" · ".join(filter(None, (one.reason, f"{told['title']} g{told['id']}"))),
            command=f"amflow log-{'visit' if one.command.startswith('amflow log-visit') else 'call'}"
            f" {one.command.rpartition(' ')[2]} --campaign g{told['id']}",
        )
        if (told := found.get(one.customer_id or 0)) is not None
        else one
        for one in talks
    ]


def _to_tell(desk: "Desk", numbers: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for campaign in running(desk) if numbers else ():
        which = f"{TO_INVITE.format(who=MAY_BE)} AND campaign_id = ? AND customer.id IN ({placeholders(numbers)})"
        for row in desk.book.all(f"SELECT customer.id {which}", campaign["id"], *numbers):
            found.setdefault(row["id"], campaign)
    return found


TO_INVITE = (
    f"{JOINED} CROSS JOIN customer ON customer.id = entry.customer_id WHERE entry.state = 'listed' AND {NOT_YET}"
    " AND customer.no_contact = 0 AND {who}"
)
"""Whoever of a list was not spoken to yet and may be (SQL)."""


MAY_BE = "customer.status IN ('customer', 'lead')"

_BY_CAMPAIGN = f"{MAY_BE} AND (customer.status = 'customer' OR customer.intent <> '') AND {contact_cadence.MET}"
"""Who is told of it here: of other leads prospecting says so (SQL)."""


def running(desk: "Desk") -> list[Any]:
    """The campaigns that run or are to come, the oldest first."""
    return desk.book.all(
        "SELECT id, title, ends_on, kind, product_id FROM campaign WHERE closed_on IS NULL"
        " AND (ends_on IS NULL OR ends_on >= ?) ORDER BY id",
        desk.today.isoformat(),
    )


def candidate(campaign: Any, row: Any) -> points.Callee:
    """Somebody of its list, as they are weighed."""
    kind = contact_preferences.kind(row, "call")
    return points.Callee(row["id"], campaign["kind"], campaign["product_id"], kind)


def asking(desk: "Desk", number: int) -> str:
    """The campaign that a customer is to be told of, `g2`; empty for none."""
    found = _to_tell(desk, [number]).get(number)
    return f"g{found['id']}" if found is not None else ""


def of_leads(desk: "Desk") -> dict[int, Any]:
    """The campaign that each lead on a list is to be told of, by their number."""
    found: dict[int, Any] = {}
    for campaign in running(desk):
        which = f"{TO_INVITE.format(who=MAY_BE)} AND campaign_id = ?"
        for row in desk.book.all(f"SELECT customer.id {which}", campaign["id"]):
            found.setdefault(row["id"], campaign)
    return found


def _item(desk: "Desk", campaign: Any, row: Any, why: str) -> Item:
    ends = day_or_none(campaign["ends_on"])
    kind = contact_preferences.kind(row, "call")
    facts = [
        _("until {day}").format(day=short(ends, desk.today)) if ends else "",
        _("listed {when}").format(when=short(date.fromisoformat(row["on_date"]), desk.today)),
        _("goal {n}").format(n=row["share"]) if row["share"] else "",
        why,
        contact_preferences.words(row, desk.clock),
    ]
    return Item(
        f"c{row['id']}",
        "outreach",
        "campaign",
        f"{campaign['title']} g{campaign['id']}",
        " · ".join(fact for fact in facts if fact),
        row["id"],
        row["name"],
        row["tier"],
        minutes=10,
        command=f"amflow log-{kind} c{row['id']} --campaign g{campaign['id']}",
    )
