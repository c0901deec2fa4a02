"""The messages of the demo book: who writes them, and of which kind those of the last weeks were."""

from datetime import timedelta
from typing import TYPE_CHECKING

from amflow.demo.holdings_orders import LONG
from amflow.demo.lives import said

if TYPE_CHECKING:
    from amflow.demo.scene import Scene

ME = ("name", "firm", "branch")
"""Who the account manager of the story is, as templates know it."""


def tell(scene: "Scene") -> None:
    """Whose desk it is, the kinds of the messages that were sent, and enough that is due for a morning's queue."""
    for name, words in zip(ME, scene.words.known("me") or (), strict=False):
        scene.desk.book.remember(scene.change, f"my_{name}", said(words))
    kinds = {said(words[:2]): words[2] for words in scene.words.known("mailed") or ()}
    known = {category.key for category in scene.desk.playbook.categories}
    for row in scene.desk.book.all("SELECT * FROM touch WHERE kind = 'message' ORDER BY id"):
        category = kinds.get(row["note"], "")
        if category in known:
            scene.change.insert(
                "message", customer_id=row["customer_id"], category=category, text=row["note"], state="sent",
                sent_on=row["held_on"], sent_at=row["held_at"], touch_id=row["id"],
            )  # fmt: skip
    if scene.desk.playbook.quotas:
        _more_due(scene)


def _more_due(scene: "Scene") -> None:
    """Where messages have a floor, some more people with something due: a note that matures, a card to collect."""
    known = {rule.on for rule in scene.desk.playbook.rules if rule.kind == "message"}
    if not {"holding.matures", "customer.qualified"} <= known:
        return
    held = scene.words.known("matures") or ()
    long = scene.back(LONG).isoformat()
    free = [row["id"] for row in scene.desk.book.all(f"{FREE} AND client_since < ? ORDER BY id", long)]
    for place, words in enumerate(held):
        if place >= len(free):
            break
        scene.change.insert(
            "holding", customer_id=free[place], name=said(words[:2]),
            bought_on=(scene.workday(place + 1) - timedelta(days=words[3])).isoformat(),
            matures_on=scene.workday(place + 1).isoformat(), **scene.money(min(words[2], scene.part_of(free[place]))),
        )  # fmt: skip
    high = sorted(tier.key for tier in scene.tiers[:2])
    for row in scene.desk.book.all(f"{FREE} AND tier IN (?, ?) ORDER BY id DESC LIMIT 2", *(high * 2)[:2]):
        if row["id"] not in free[: len(held)]:
            scene.change.insert(
                "tier_change", customer_id=row["id"], to_tier=row["tier"], raised=1,
                on_date=scene.workday(-1).isoformat(),
            )  # fmt: skip


FREE = (
    "SELECT id, tier FROM customer WHERE kind = 'person' AND status = 'customer' AND no_contact = 0 AND birthday_md <> ''"
    " AND NOT EXISTS (SELECT 1 FROM holding WHERE holding.customer_id = customer.id)"
    " AND NOT EXISTS (SELECT 1 FROM tier_change WHERE tier_change.customer_id = customer.id)"
)
"""People of whom nothing else is told yet that a message could be about."""
