"""Small data in the form of the real ones, where those are not there: enough that every measure runs, and nothing to learn of
what it would reach on the real ones."""

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

PRODUCTS = {"GTX Basic": 550, "GTX Pro": 4821, "MG Special": 55, "GTK 500": 26768}
SELLERS = ("Darcel Schlecht", "Vicki Laflamme", "Anna Snelling")
BEGUN, ENDED = date(2016, 10, 1), date(2017, 12, 31)


def crm(folder: Path) -> None:
    """Deals of three sellers over fifteen months: won and lost between a week and four months after they were begun."""
    draw = random.Random(7)
    accounts = [f"Firm {number}" for number in range(1, 21)]
    heads = "account,sector,year_established,revenue,employees,office_location,subsidiary_of"
    _write(folder / "accounts.csv", heads, ((name, "retail", 1990, 100.5, 300, "Berlin", "") for name in accounts))
    _write(
        folder / "products.csv", "product,series,sales_price", ((name, name[:3], PRODUCTS[name]) for name in PRODUCTS)
    )
    rows = []
    for number in range(500):
        engaged = BEGUN + timedelta(days=draw.randrange((ENDED - BEGUN).days))
        closed: date | None = engaged + timedelta(days=draw.randrange(7, 130))
        product = draw.choice(list(PRODUCTS))
        state = "Won" if draw.random() < 0.6 else "Lost"
        if (closed and closed > ENDED) or draw.random() < 0.15:
            state, closed = "Engaging", None
        value = round(PRODUCTS[product] * draw.uniform(0.8, 1.1)) if state == "Won" else 0 if state == "Lost" else ""
        days = [f"{day:%-m/%-d/%Y}" if day else "" for day in (engaged, closed)]
        rows.append((f"G{number:07}", draw.choice(SELLERS), product, draw.choice(accounts), state, *days, value))
    _write(
        folder / "sales_pipeline.csv",
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        rows,
    )


def _write(path: Path, heads: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(heads.split(","))
        writer.writerows(rows)


def bank(folder: Path) -> None:
    """Calls of a bank: the students say yes more often than the others, and whoever did the last time most often."""
    import gzip

    draw, jobs = random.Random(7), ("student", "services", "management", "technician")
    heads = "age;job;marital;education;default;housing;loan;contact;campaign;pdays;previous;poutcome;y"
    with gzip.open(folder / "bank-additional-full.csv.gz", "wt", encoding="utf-8") as file:
        print(heads, file=file)
        for _row in range(900):
            job, before = draw.choice(jobs), draw.random() < 0.1
            yes = draw.random() < (0.6 if before else 0.3 if job == "student" else 0.08)
            last = "6;1;success" if before else "999;0;nonexistent"
            said = (draw.randrange(20, 70), job, "single", "high.school", "no", "yes", "no", "cellular", 1, last)
            print(";".join(map(str, (*said, "yes" if yes else "no"))), file=file)


def cdnow(folder: Path) -> None:
    """Purchases of a shop: some buy every few weeks, the others once."""
    draw, begun = random.Random(7), date(1997, 1, 1)
    with (folder / "CDNOW_sample.txt").open("w", encoding="utf-8") as file:
        for number in range(1, 121):
            often = draw.random() < 0.4
            on = begun + timedelta(days=draw.randrange(80))
            while on < date(1998, 7, 1):
                print(f" {number:05} {number:04} {on:%Y%m%d}  1   19.90", file=file)
                if not often:
                    break
                on += timedelta(days=draw.randrange(20, 90))


MAKERS: dict[str, Callable[[Path], None]] = {"crm-sales": crm, "bank-calls": bank, "cdnow": cdnow}
"""What makes the data of each folder."""
