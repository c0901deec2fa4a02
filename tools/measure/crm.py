"""What `amflow convert` puts first, as of six month-ends with only what was known then, against what was won in the month after;
and the chances that `amflow` gave deals, against what became of them."""

import csv
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tools.measure.place import MAPS, Bench, Figure

NEEDS = ("crm-sales",)

ENDS = [f"2017-{month}" for month in ("06-30", "07-31", "08-31", "09-30", "10-31", "11-30")]
"""The month-ends: those that have a month after them and three before."""

AFTER = "2017-09-30"
"""Chances are held to what became of the deals that were closed after this day."""

SELLER = "Darcel Schlecht"
"""Whose book is the largest."""

FIFTH = 0.2
FEW = 30
"""Tenths with fewer chances are told and held to nothing."""


class Row(NamedTuple):
    """A line of the file."""

    key: str
    line: dict[str, str]
    begun: date
    ended: date | None
    won: bool


def measured(bench: Bench) -> Iterator[Figure]:
    """The share of the next month's wins in the first fifth; Brier's score of the chances, and the tenth that is furthest off."""
    rows = read(bench.data("crm-sales") / "sales_pipeline.csv")
    said: list[tuple[float, bool]] = []
    for who, some, name, least, worst in (
        ("team", rows, "the team's book", 0.35, 0.2),
        ("seller", [row for row in rows if row.line["sales_agent"] == SELLER], "one seller's book", 0.0, 0.0),
    ):
        shares = []
        for on in ENDS:
            share, given = _as_of(bench, f"crm-{who}-{on}", some, on)
            shares.append(share)
            said += given if who == "team" and on >= AFTER else []
        note = " ".join(f"{share:.0%}" for share in shares)
        yield Figure(
            f"next month's wins in the first fifth, {name}", sum(shares) / len(shares), least, False, "{:.1%}", note
        )
        yield Figure("the same at the worst of the six", min(shares), worst, False, "{:.1%}")
    if said:
        brier = sum((chance - won) ** 2 for chance, won in said) / len(said)
        yield Figure("Brier's score of the chances", brier, 0.245, True, note=f"{len(said)} chances")
        yield Figure("the tenth of chances that is furthest off", *_furthest(said))


def read(path: Path) -> list[Row]:
    """The deals that were begun: of a mere prospect the file says no day."""

    def day(text: str) -> date | None:
        return datetime.strptime(text, "%m/%d/%Y").date() if text else None

    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            begun, ended = day(line["engage_date"]), day(line["close_date"])
            if begun is not None:
                found.append(Row(line["opportunity_id"], line, begun, ended, line["deal_stage"] == "Won"))
    return found


def _as_of(bench: Bench, book: str, rows: list[Row], on: str) -> tuple[float, list[tuple[float, bool]]]:
    """The share of the month after's wins that the first fifth of the open deals holds, and the chances of those that have ended
    since, with whether they were won."""
    today = date.fromisoformat(on)
    last = (today + timedelta(days=45)).replace(day=1) - timedelta(days=1)
    then = {row.key: row for row in rows if row.begun <= today}
    _import(bench, book, list(then.values()), today)
    with sqlite3.connect(bench.place.home / f"{book}.db") as raw:
        named = {f"d{number}": key for number, key in raw.execute("SELECT id, external_key FROM deal")}
    page = bench.run(book, on, "convert", "--full")
    order = [named[item["ref"]] for item in page["items"] if item["kind"] == "deal"]
    number = sum(row.ended is None or row.ended > today for row in then.values())
    wins = {key for key, row in then.items() if row.won and row.ended is not None and today < row.ended <= last}
    first = set(order[: round(number * FIFTH)])
    share = len(first & wins) / len(wins) if wins else 0.0
    chances = []
    if on >= AFTER:
        for item in bench.run(book, on, "deal", "list", "--last", "9999")["items"]:
            row = then[named[item["ref"]]]
            if row.ended is not None:
                chances.append((item["chance_share"], row.won))
    return share, chances


def _import(bench: Bench, book: str, rows: list[Row], today: date) -> None:
    """The book as it was on that day: what ended later was open."""
    folder = bench.data("crm-sales")
    for file, what in (("accounts", "customer"), ("products", "product")):
        bench.run(
            book, str(today), "import", str(folder / f"{file}.csv"), "--as", what, "--map", str(MAPS / f"{file}.toml")
        )
    path = bench.place.folder / f"{book}.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        out = csv.DictWriter(target, list(rows[0].line))
        out.writeheader()
        for row in rows:
            open_then = row.ended is None or row.ended > today
            later = {"deal_stage": "Engaging", "close_date": "", "close_value": ""} if open_then else {}
            out.writerow({**row.line, **later})
    bench.run(book, str(today), "import", str(path), "--as", "deal", "--map", str(MAPS / "pipeline.toml"))


def _furthest(said: list[tuple[float, bool]]) -> tuple[float | None, float, bool, str, str]:
    """How far off the tenth of chances is that is furthest off, and all of them in words."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for chance, won in said:
        tenths.setdefault(min(int(chance * 10), 9), []).append((chance, won))
    off, told = [], []
    for _tenth, some in sorted(tenths.items()):
        mean, share = (sum(one[at] for one in some) / len(some) for at in (0, 1))
        told.append(f"{mean:.0%} said {share:.0%} won ({len(some)})")
        if len(some) >= FEW:
            off.append(abs(mean - share))
    return max(off, default=None), 0.07, True, "{:.1%}", ", ".join(told)
