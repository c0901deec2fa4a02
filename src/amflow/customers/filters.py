"""Which customers are meant: the filters that every list of customers and every campaign takes, as one question."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.store import conditions, placeholders
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.playbooks import conditions as playbook_conditions
from amflow.playbooks.titles import keys_meant, known_key, texts
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import Segment
    from amflow.playbooks.model import Playbook


class Filter(NamedTuple):
    """What a person says of the customers they mean; empty leaves it open. Words as typed."""

    tier: str = ""
    segment: str = ""
    source: str = ""
    signal: str = ""
    intent: str = ""
    referrer: str = ""
    line: str = ""
    """The way on which a territory's shops are visited (`W18`)."""
    post: bool = False
    """Only those whom a colleague's desk passed on."""
    older: int | None = None
    """Only leads of at least so many days."""
    text: str = ""
    """Only with this in the name."""
    adopted: bool = False
    """Only those taken over as one's own."""
    organisation: str = ""
    """Only those who belong to it."""
    kind: str = ""
    """Only persons, or only organisations."""

    @property
    def empty(self) -> bool:
        """Whether everybody is meant."""
        return self == Filter()


KINDS = {"person": N_("person"), "organisation": N_("organisation")}

KEYS = {
    "tier": N_("tier"),
    "source": N_("source"),
    "signal": N_("signal"),
    "intent": N_("intent"),
    "segment": N_("segment"),
}
"""What the keys of a playbook that a customer carries are called, by their columns."""


def known_keys(playbook: "Playbook") -> dict[str, tuple[Any, ...]]:
    """What of the playbook a customer may carry, by column."""
    items = (playbook.tiers, playbook.sources, playbook.signals, playbook.intents, playbook.segments)
    return dict(zip(KEYS, items, strict=True))


def option_of(playbook: "Playbook", word: str) -> str:
    """The option of a list that takes this word of the playbook: `--tier` for `gold`; empty for none."""
    meant = [column for column, entries in known_keys(playbook).items() if keys_meant(word, texts(entries))]
    return f"--{meant[0]}" if len(meant) == 1 else ""


def where(desk: "Desk", wanted: Filter) -> tuple[str, list[Any]]:
    """The condition over `customer`, and its values; `1` for everybody. Raises Usage for a word that the playbook does
    not know, NotFound and Ambiguous for the referrer."""
    posts = tuple(source.key for source in desk.playbook.sources if source.post)
    before = None if wanted.older is None else (desk.today - timedelta(days=wanted.older)).isoformat()
    there = customers.find(desk.book, wanted.organisation) if wanted.organisation else None
    circle.refuse_no_firm(there)
    firm = there["id"] if there is not None else None
    return conditions(
        *(
            (f"customer.{column} = ?", _key(desk, column, text, entries, _(KEYS[column])))
            for column, entries in known_keys(desk.playbook).items()
            if (text := getattr(wanted, column))
        ),
        ("customer.referrer_id = ?", customers.find(desk.book, wanted.referrer)["id"] if wanted.referrer else None),
        ("customer.line = ?", wanted.line),
        ("customer.kind = ?", known_key(wanted.kind, KINDS, _("kind"))),
        (f"customer.id IN ({circle.AT_FIRM.format(firm='?')})", (firm, firm) if firm else None),
        ("customer.adopted_on IS NOT NULL", () if wanted.adopted else None),
        (f"customer.source IN ({placeholders(posts)})", posts if wanted.post else None),
        ("customer.lead_on <= ?", before),
        ("instr(customer.name_key, ?)", values.folded_name(wanted.text)),
    )


def _key(desk: "Desk", column: str, text: str, entries: tuple[Any, ...], what: str) -> str:
    """The key that a word means: the playbook's, or one that customers still have from another trade. Raises Usage."""
    try:
        return known_key(text, entries, what)
    except Usage:
        if desk.book.one(f"SELECT 1 FROM customer WHERE {column} = ? LIMIT 1", text) is None:
            raise
        return text


def segment_for(desk: "Desk", customer_id: int) -> "Segment | None":
    """The group that a customer without one seems to belong to: the only one whose condition they meet."""
    row = desk.book.get("customer", customer_id)
    if row is None or row["segment"]:
        return None
    fitting = [
        segment
        for segment in desk.playbook.segments
        if segment.qualifies and segment.whom in (row["kind"], "both") and meets(desk, customer_id, segment.qualifies)
    ]
    return fitting[0] if len(fitting) == 1 else None


def meets(desk: "Desk", customer_id: int, condition: str) -> bool:
    """Whether the customer meets a condition of the playbook."""
    clause, bound = playbook_conditions.where(playbook_conditions.parse(condition), desk.playbook.tiers)
    return desk.book.one(f"SELECT 1 FROM customer WHERE id = ? AND {clause}", customer_id, *bound) is not None
