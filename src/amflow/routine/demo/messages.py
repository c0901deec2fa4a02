"""The messages of the demo book: who writes them, and of which kind those of the last weeks were."""

from typing import TYPE_CHECKING

from amflow.routine.demo.words import said

if TYPE_CHECKING:
    from amflow.routine.demo.scene import Scene

ME = ("name", "firm", "branch")
"""Who the account manager of the story is, as templates know it."""


def tell(scene: "Scene") -> None:
    """Whose desk it is, and the kinds of the messages that were sent."""
    for name, words in zip(ME, scene.words.known("me") or (), strict=False):
        scene.desk.book.remember(scene.change, f"my_{name}", said(words))
    kinds = {said(words[:2]): words[2] for words in scene.words.known("mailed") or ()}
    known = {category.key for category in scene.desk.playbook.categories}
    for row in scene.desk.book.all("SELECT * FROM touch WHERE kind = 'message' ORDER BY id"):
        category = kinds.get(row["note"], "")
        if category in known:
            scene.change.insert(
                "message",
                customer_id=row["customer_id"],
                category=category,
                text=row["note"],
                state="sent",
                sent_on=row["held_on"],
                sent_at=row["held_at"],
                touch_id=row["id"],
            )
