"""What the demo book knows of its customers' files, and since when."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amflow.routine.demo.scene import Scene


def tell(scene: "Scene", seed: int) -> None:
    """Write it, once everybody is in the book. Its own chance: nothing else in the story shifts."""
    rng = Random(f"{seed}/needs/{scene.desk.playbook.name}/{scene.today}")  # noqa: S311 - a story, not a secret
    _days_of_fields(scene, rng)


def _days_of_fields(scene: "Scene", rng: Random) -> None:
    """Most was told when the customer came, some later; some of it is older than it is good."""
    from json import loads

    rows = scene.desk.book.all("SELECT id, profile, added_on FROM customer WHERE profile <> '{}' ORDER BY id")
    for row in rows:
        first = date.fromisoformat(row["added_on"])
        for field in loads(row["profile"]):
            later = rng.randint(0, max((scene.today - first).days, 0)) if rng.random() < 0.4 else 0
            day = first + timedelta(days=later)
            scene.insert("field_date", day, customer_id=row["id"], field=field, on_date=day.isoformat())
