"""Whom of the campaigns' lists to call first (`W01`, `W08`, `W16`)."""

from typing import TYPE_CHECKING

from amflow.customers import contact_preferences
from amflow.outreach import points
from amflow.outreach.campaigns import invitations
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk


class BestCall(NamedTuple):
    """Somebody of a list who may be called, and why first."""

    id: int
    name: str
    tier: str
    campaign: str
    campaign_ref: str
    times: float | None
    """How much the odds that the call brings something are those of all; None where too little was learnt."""
    why: str

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class BestCalls(NamedTuple):
    """The first of them, in their order."""

    calls: list[BestCall]
    total: int
    learnt: points.Learnt


def best(desk: "Desk", number: int | None, limit: int) -> BestCalls:
    """Whom to call first of those on the lists of the campaigns that run who were not spoken to, of one campaign or of all;
    each person once. Where too little was learnt they stand as the lists do."""
    found: list[tuple[BestCall, points.CallOrder]] = []
    seen: set[int] = set()
    for campaign in invitations.running(desk):
        if number in (None, campaign["id"]):
            rows = desk.book.all(
                f"SELECT customer.id, customer.name, customer.tier, {contact_preferences.COLUMNS}"
                f" {invitations.TO_INVITE.format(who=invitations.MAY_BE)} AND campaign_id = ?"
                " ORDER BY entry.on_date, entry.id",
                campaign["id"],
            )
            rows = [row for row in rows if row["id"] not in seen]
            seen.update(row["id"] for row in rows)
            order = points.order(desk, [invitations.candidate(campaign, row) for row in rows], fresh=True)
            of = {"campaign": campaign["title"], "campaign_ref": f"g{campaign['id']}", "why": ""}
            found += [(filled(BestCall, row, times=order.times(row["id"]), **of), order) for row in rows]
    found.sort(key=lambda one: -(one[0].times or 0))
    told = [call._replace(why=order.why(desk, call.id)) for call, order in found[:limit]]
    return BestCalls(told, len(found), points.learnt(desk, fresh=True))
