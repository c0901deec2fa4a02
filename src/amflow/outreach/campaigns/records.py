"""Campaigns and events: whom they are for, where each customer stands, what came of it (`W01`, `W08`, `W10`, `W18`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.book.money import Money
from amflow.book.quantities import percent
from amflow.errors import NotFound
from amflow.locale import N_, _
from amflow.outreach.campaigns.invitations import JOINED, OF_ENTRY, ORDERED
from amflow.playbooks.titles import state_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk

STATES = {
    "listed": N_("on the list"),
    "invited": N_("invited"),
    "accepted": N_("accepted"),
    "came": N_("came"),
    "bought": N_("bought"),
    "declined": N_("has declined"),
}
"""Where a customer stands, each after the one before; who declined goes no further."""

WAY = tuple(STATES)[:-1]

PHASES = {"planned": N_("planned"), "running": N_("running"), "over": N_("over"), "closed": N_("closed")}


class CampaignLine(NamedTuple):
    """A campaign in the list."""

    id: int
    title: str
    kind: str
    kind_title: str
    partner: str
    starts_on: date | None
    ends_on: date | None
    phase: str
    """planned, running, over or closed."""
    goal: int | None
    counts: str
    """customers or pieces: what the goal is of."""
    product: str
    """The brand that it is for; what was ordered of it in its time counts by itself."""
    result: int
    """What was reached of it: the pieces, or how many customers bought."""
    people: int
    """How many are on its list."""
    waiting: int
    """How many of them nobody has spoken to yet."""
    note: str

    @property
    def ref(self) -> str:
        """`g2`."""
        return f"g{self.id}"

    @property
    def percent(self) -> int | None:
        """How much of the goal is reached."""
        return percent(self.result, self.goal) if self.goal else None


class CampaignEntry(NamedTuple):
    """A customer on the list of a campaign."""

    id: int
    customer_id: int
    name: str
    tier: str
    line: str
    """The line of the territory that they are on."""
    state: str
    on_date: date
    share: int | None
    reached: int | None
    note: str

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


class CampaignStep(NamedTuple):
    """A step of the way: how many stand there, and how many came at least so far."""

    state: str
    here: int
    so_far: int


class LineShare(NamedTuple):
    """A territory's line in the plan: its customers, their shares, what they reached."""

    line: str
    people: int
    share: int
    reached: int


class CampaignPage(NamedTuple):
    """Everything about one campaign."""

    campaign: CampaignLine
    steps: list[CampaignStep]
    entries: list[CampaignEntry]
    declined: int
    deals_won: int
    """What its customers bought in its time; of a campaign for a brand that brand alone."""
    amount: Money
    split: int | None
    """The sum of the shares; None where nothing is split."""
    lines: list[LineShare]
    pace: int | None
    """What should be reached by today, where it has a goal and both of its days: by working days."""
    scripts: list[str]
    """The words that belong to its kind."""
    besides: tuple[int, int]
    """Of a brand: how many ordered it who are not on the list, and their pieces."""


COUNTS = {"customers": N_("customers"), "pieces": N_("pieces")}
"""What the goal of a campaign can be of."""

STATE = f"CASE WHEN EXISTS (SELECT 1 {OF_ENTRY}) THEN 'bought' ELSE entry.state END"
"""Where a customer of the list stands: who ordered has bought. All SQL, of `entry` and `campaign`."""

REACHED = f"coalesce((SELECT CAST(sum(quantity_e4) / 10000.0 AS INTEGER) {OF_ENTRY}), entry.reached)"
"""The pieces of a customer on the list: what was ordered, where anything was, else what was marked."""

_ENTRIES = "FROM campaign_entry AS entry WHERE entry.campaign_id = campaign.id"
_STRANGERS = (
    f"FROM orders WHERE {ORDERED} AND NOT EXISTS (SELECT 1 FROM campaign_entry AS entry"
    " WHERE entry.campaign_id = campaign.id AND entry.customer_id = orders.customer_id)"
)
"""The orders of those who are not on its list."""

_SELECT = (
    "SELECT campaign.*, (SELECT name FROM product WHERE id = campaign.product_id) AS product,"
    " (SELECT count(*) FROM campaign_entry WHERE campaign_id = campaign.id) AS people,"
    f" (SELECT count(*) {_ENTRIES} AND {STATE} = 'listed') AS waiting,"
    f" (SELECT count(*) {_ENTRIES} AND {STATE} = 'bought') AS bought,"
    f" coalesce((SELECT sum({REACHED}) {_ENTRIES}), 0) AS pieces,"
    f" (SELECT count(DISTINCT customer_id) {_STRANGERS}) AS besides,"
    f" coalesce((SELECT CAST(sum(quantity_e4) / 10000.0 AS INTEGER) {_STRANGERS}), 0) AS besides_pieces FROM campaign"
)


def row_of(desk: "Desk", text: str) -> Any:
    """The campaign that the reference or a part of its title names, as the book keeps it. Raises NotFound."""
    number = refs.of_table(text, "g")
    row = desk.book.get("campaign", number) if number is not None else None
    if row is None and number is None and text.strip():
        rows = desk.book.all(
            "SELECT * FROM campaign WHERE instr(lower(title), lower(?)) ORDER BY closed_on IS NOT NULL, id DESC LIMIT 2",
            text.strip(),
        )
        row = rows[0] if len(rows) == 1 else None
    if row is None:
        raise NotFound(_("there is no campaign {ref}"), _("amflow campaign list shows them"), ref=text)
    return row


LISTED = {"open": N_("open"), "closed": N_("closed"), "all": N_("all")}
"""What a list may be of."""


def listing(desk: "Desk", *, state: str, limit: int) -> tuple[list[CampaignLine], int]:
    """Campaigns, the newest first, and how many, in that state. Raises Usage."""
    key = state_key(state, LISTED, _("state"))
    where = "1" if key == "all" else f"closed_on IS {'' if key == 'open' else 'NOT '}NULL"
    rows = desk.book.all(f"{_SELECT} WHERE {where} ORDER BY id DESC LIMIT ?", limit)
    return [_line(desk, row) for row in rows], desk.book.number(f"SELECT count(*) FROM campaign WHERE {where}")


def _line(desk: "Desk", row: Any) -> CampaignLine:
    kinds = titles_by_key(desk.playbook.campaigns)
    starts, ends, today = row["starts_on"] or "", row["ends_on"] or "9999", desk.today.isoformat()
    phase = "closed" if row["closed_on"] else "planned" if starts > today else "over" if ends < today else "running"
    pieces = row["counts"] == "pieces"
    result = row["pieces"] + row["besides_pieces"] if pieces else row["bought"] + row["besides"]
    told = {"kind_title": kinds.get(row["kind"], row["kind"]), "product": row["product"] or ""}
    return filled(CampaignLine, row, phase=phase, result=result, **told)


def page(desk: "Desk", text: str, limit: int = -1) -> CampaignPage:
    """Everything about the campaign that the text names. Raises NotFound."""
    number = row_of(desk, text)["id"]
    row = desk.book.one(f"{_SELECT} WHERE campaign.id = ?", number)
    assert row is not None
    line = _line(desk, row)
    counts = {
        one["now"]: one["n"]
        for one in desk.book.all(
            f"SELECT {STATE} AS now, count(*) AS n {JOINED} WHERE campaign_id = ? GROUP BY now", number
        )
    }
    declined = counts.get("declined", 0)
    steps = []
    for at, state in enumerate(WAY):
        further = sum(counts.get(later, 0) for later in WAY[at:])
        # Who declined had been invited.
        steps.append(CampaignStep(state, counts.get(state, 0), further + (declined if at < 2 else 0)))
    won, amount = _won(desk, row)
    scripts = [script.key for script in desk.playbook.scripts if row["kind"] and script.campaign == row["kind"]]
    shares = desk.book.one("SELECT sum(share) AS split FROM campaign_entry WHERE campaign_id = ?", number)
    return CampaignPage(
        line,
        steps,
        entries(desk, number, limit=limit),
        declined,
        won,
        amount,
        shares["split"] if shares is not None else None,
        lines(desk, number),
        _pace(desk, line),
        scripts,
        (row["besides"], row["besides_pieces"]),
    )


def entries(desk: "Desk", number: int, *, limit: int = -1) -> list[CampaignEntry]:
    """The list of a campaign: who came furthest in front, who declined at the end."""
    order = " ".join(f"WHEN '{state}' THEN {at}" for at, state in enumerate((*reversed(WAY), "declined")))
    rows = desk.book.all(
        f"SELECT entry.id, entry.customer_id, entry.on_date, entry.share, entry.note, {STATE} AS state, {REACHED} AS reached,"
        f" customer.name, customer.tier, customer.line {JOINED} JOIN customer ON customer.id = entry.customer_id"
        f" WHERE campaign_id = ? ORDER BY CASE {STATE} {order} END, line, entry.id LIMIT ?",
        number,
        limit,
    )
    return [filled(CampaignEntry, row) for row in rows]


def lines(desk: "Desk", number: int) -> list[LineShare]:
    """The plan by line, where its customers have one (`W18`)."""
    rows = desk.book.all(
        "SELECT customer.line, count(*) AS people,"
        f" sum(share) AS share, sum({REACHED}) AS reached {JOINED}"
        " JOIN customer ON customer.id = entry.customer_id WHERE campaign_id = ? GROUP BY line ORDER BY line",
        number,
    )
    found = [LineShare(row["line"], row["people"], row["share"] or 0, row["reached"] or 0) for row in rows]
    return found if any(one.line for one in found) else []


def _won(desk: "Desk", row: Any) -> tuple[int, Money]:
    """What was bought in its time: by the customers on its list; of a campaign for a brand that brand, by whomever. A sale is
    counted once, by its order where that carries the amount."""
    currency = desk.settings.currency
    whose = "product_id = ?1" if row["product_id"] else (
        "customer_id IN (SELECT customer_id FROM campaign_entry WHERE campaign_id = ?1)"
    )  # fmt: skip
    found = desk.book.one(
        "SELECT count(*) AS n, coalesce(sum(CASE WHEN currency IN ('', ?4) THEN amount_minor END), 0) AS minor FROM ("
        f"SELECT currency, amount_minor FROM deal WHERE {whose} AND state = 'won' AND counted_in <> 'order'"
        " AND closed_on BETWEEN ?2 AND ?3 UNION ALL"
        f" SELECT currency, amount_minor FROM orders WHERE {whose} AND cancelled_on IS NULL AND ordered_on BETWEEN ?2 AND ?3"
        " AND NOT EXISTS (SELECT 1 FROM deal WHERE deal.id = orders.deal_id AND deal.counted_in <> 'order'))",
        row["product_id"] or row["id"],
        row["starts_on"] or row["created_at"][:10],
        min(row["closed_on"] or "9999-12-31", row["ends_on"] or "9999-12-31", desk.today.isoformat()),
        currency,
    )
    return (found["n"], Money(found["minor"], currency)) if found is not None else (0, Money(0, currency))


def _pace(desk: "Desk", line: CampaignLine) -> int | None:
    if not (line.goal and line.starts_on and line.ends_on) or line.phase == "planned":
        return None
    whole = desk.calendar.count(line.starts_on, line.ends_on)
    gone = desk.calendar.count(line.starts_on, min(line.ends_on, desk.today))
    return round(line.goal * gone / whole) if whole else line.goal


class CampaignOfCustomer(NamedTuple):
    """A campaign that a customer is on the list of, and where they stand."""

    ref: str
    title: str
    state: str
    on_date: date
    share: int | None
    """Their part of the campaign's goal (`W18`: goals per customer)."""
    reached: int | None
    running: bool


def of_customer(desk: "Desk", customer_id: int) -> list[CampaignOfCustomer]:
    """The campaigns that a customer is on the list of, the newest first."""
    rows = desk.book.all(
        f"SELECT campaign.id, campaign.title, {STATE} AS state, entry.on_date, share, {REACHED} AS reached, ends_on,"
        f" closed_on {JOINED} WHERE entry.customer_id = ? ORDER BY campaign.id DESC LIMIT 10",
        customer_id,
    )
    today = desk.today.isoformat()
    return [
        filled(
            CampaignOfCustomer,
            row,
            ref=f"g{row['id']}",
            running=not row["closed_on"] and (row["ends_on"] or today) >= today,
        )
        for row in rows
    ]
