"""What is measured outside the book, and a territory's targets by line (`W18`), in the demo book of a trade that counts them."""

from amflow.dates import periods
from amflow.demo.scene import Scene
from amflow.summary.figures import counting
from amflow.summary.figures.measured import FINE
from amflow.summary.targets import scopes
from amflow.summary.targets.split import shares

RATES = {
    "first_placement_rate": ((0.62, 0.79, 0.9, 0.96), 1.0),
    "shelf_rate": ((0.78, 0.8, 0.83, 0.85), 0.9),
    "sell_through_rate": ((0.7, 0.74, 0.73, 0.77), 0.0),
    "display_rate": ((0.66, 0.7, 0.69, 0.74), 0.0),
    "price_structure": ((0.31, 0.33, 0.33, 0.35), 0.0),
    "forecast_rate": ((0.9, 0.86, 0.94, 0.92), 0.0),
}
"""What was measured in the last four weeks, of all shops, and the target; 0 for none."""


def tell(scene: Scene) -> None:
    """Write it down: nothing of it is left to chance."""
    counted = {metric.key for metric in scene.desk.playbook.metrics}
    month = periods.month_of(scene.workday(-40)).start.isoformat()
    for metric, (rates, target) in RATES.items():
        if metric not in counted:
            continue
        shops = scene.desk.book.number("SELECT count(*) FROM customer WHERE line <> '' AND status = 'customer'")
        for back, rate in zip((16, 11, 6, 1), rates, strict=True):
            on = scene.workday(-back)
            told = {"value": round(rate * shops) * FINE, "whole": shops * FINE}
            scene.insert("measure", on, metric=metric, on_date=on.isoformat(), **told)
        if target:
            scene.change.insert("target", metric=metric, period="month", starts_on=month, value=round(target * FINE))
    if "volume" in counted:
        _volume(scene, month)


def _volume(scene: Scene, start: str) -> None:
    """The volume of the months, somewhat more than the best of the last two, and its parts by the lines' shops: together they are
    the whole."""
    month = periods.month_of(scene.today)
    (numbers,) = counting.count(scene.desk, [periods.previous(month), month], ["volume"]).numbers.values()
    whole = max(round(max(numbers) * 1.2 / 5), 4) * 5
    lines = scopes.parts(scene.desk, "line")
    parts = [scopes.ALL, *(line for line, _shops in lines)]
    for part, value in zip(parts, [whole, *shares(whole, [shops for _line, shops in lines])], strict=True):
        scene.change.insert(
            "target", metric="volume", period="month", starts_on=start, value=value, scope=part.kind, part=part.key
        )
