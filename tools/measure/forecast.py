"""The forecast of a month at its middle against what came: every month that has three before it, of several sellers' books and
of the team's."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from tools.measure.place import Bench, Figure

NEEDS = ("crm-sales",)

MONTHS = [f"2017-{month:02}" for month in range(6, 13)]


def measured(bench: Bench) -> Iterator[Figure]:
    """The error (WAPE: what the forecasts missed by, of what came) of the month's won amount."""
    came = actual(bench.data("crm-sales") / "sales_pipeline.csv")
    sellers = sorted(seller for seller in came if sum(came[seller].get(month, 0) for month in MONTHS))
    alone = [_error(bench, seller, came[seller]) for seller in sellers]
    whole = sum(missed for missed, _of in alone) / sum(of for _missed, of in alone)
    mean = sum(missed / of for missed, of in alone) / len(alone)
    note = f"{len(sellers)} books; the mean of the books' errors {mean:.1%}"
    yield Figure("error of the month's forecast at its middle, one seller's book", whole, 0.26, True, "{:.1%}", note)
    team: dict[str, float] = {}
    for months in came.values():
        for month, amount in months.items():
            team[month] = team.get(month, 0) + amount
    missed, of = _error(bench, "", team)
    yield Figure("the same, the team's book", missed / of, 0.08, True, "{:.1%}")


def actual(path: Path) -> dict[str, dict[str, float]]:
    """What each seller won in each month, from the file."""
    came: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] == "Won":
                month = f"{datetime.strptime(row['close_date'], '%m/%d/%Y'):%Y-%m}"
                months = came.setdefault(row["sales_agent"], {})
                months[month] = months.get(month, 0) + float(row["close_value"])
    return came


def _error(bench: Bench, seller: str, came: dict[str, float]) -> tuple[float, float]:
    """How much the forecasts missed by, and how much came."""
    book, missed, of = bench.crm(seller), 0.0, 0.0
    for month in MONTHS:
        middle = date.fromisoformat(f"{month}-15").isoformat()
        said = bench.run(book, middle, "summary", "--month")["figures"]["deals_won_amount"]
        missed += abs(said["forecast"] - came.get(month, 0))
        of += came.get(month, 0)
    return missed, of
