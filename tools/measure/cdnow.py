"""Neglect by own rhythm: an online shop's customers in the order in which amflow says whom to talk to, against who bought
again.

Every purchase is a contact at the counter: it is imported as a talk. The cycle of this shop is a day, so that everybody is due
and nobody late: what is measured is the order by the own rhythm alone, as `outreach` gives it.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tools.measure import ranked
from tools.measure.place import Bench, Figure

NEEDS = ("cdnow",)

UNTIL = date(1997, 9, 30)
THEN = UNTIL + timedelta(weeks=39)

_PLAYBOOK = """name = "record-shop"
extends = "general"
title = { en = "Record shop", zh = "唱片店" }
sentence = { en = "Customers who buy by themselves.", zh = "自己来购买的客户。" }

[[tier]]
key = "standard"
every_days = 1
latest_days = 1000
"""

_CLIENTS = """as = "customer"
source = "shop"
key = "key"
[fields]
name = "name"
tier = "tier"
added_on = "added_on"
"""

_TALKS = """as = "touch"
source = "shop"
key = "key"
[set]
kind = "reception"
outcome = "bought"
reached = "yes"
[fields]
held_on = "held_on"
[fields.customer]
column = "client"
by = "key"
"""


def measured(bench: Bench) -> Iterator[Figure]:
    """Area under the curve and lift of the first tenth: who buys again in the 39 weeks after."""
    bought = _purchases(bench.data("cdnow") / "CDNOW_sample.txt")
    scored = _ranked(bench, bought)
    yield Figure("who buys again, order by own rhythm, area under the curve", ranked.area(scored), 0.78)
    yield Figure("who buys again, lift of the first tenth", ranked.lift(scored), 2.7, form="{:.2f}")


def _purchases(path: Path) -> dict[str, list[date]]:
    found: dict[str, set[date]] = {}
    for line in path.read_text("ascii").splitlines():
        _master, client, day, *_rest = line.split()
        found.setdefault(f"Client {client}", set()).add(date(int(day[:4]), int(day[4:6]), int(day[6:])))
    return {client: sorted(days) for client, days in found.items()}


def _ranked(bench: Bench, bought: dict[str, list[date]]) -> list[tuple[float, bool]]:
    """Every customer with how high they stood and whether they bought again."""
    folder = bench.place.folder / "shop"
    folder.mkdir()
    playbooks = bench.place.home / "config" / "amflow" / "playbooks"
    playbooks.mkdir(parents=True, exist_ok=True)
    (playbooks / "record-shop.toml").write_text(_PLAYBOOK, encoding="utf-8")
    known = {client: [day for day in days if day <= UNTIL] for client, days in bought.items()}
    known = {client: days for client, days in known.items() if days}
    with (folder / "clients.csv").open("w", newline="") as one, (folder / "talks.csv").open("w", newline="") as other:
        people, talks = csv.writer(one), csv.writer(other)
        people.writerow(("key", "name", "tier", "added_on"))
        talks.writerow(("key", "client", "held_on"))
        for client, days in known.items():
            people.writerow((client, client, "standard", days[0]))
            talks.writerows((f"{client} {day}", client, day) for day in days)
    (folder / "clients.toml").write_text(_CLIENTS)
    (folder / "talks.toml").write_text(_TALKS)
    bench.say("importing the shop's customers")
    bench.run("shop", UNTIL.isoformat(), "playbook", "use", "record-shop")
    bench.run("shop", UNTIL.isoformat(), "import", str(folder / "clients.csv"), "--map", str(folder / "clients.toml"))
    bench.run("shop", f"{UNTIL}T23:00", "import", str(folder / "talks.csv"), "--map", str(folder / "talks.toml"))
    # A day on, everybody is due, who bought on the last day too.
    said = bench.run("shop", (UNTIL + timedelta(days=1)).isoformat(), "outreach", "--full")
    order = [one["customer"]["name"] for one in said["items"] if one["kind"] == "talk"]
    again = {client for client, days in bought.items() if any(UNTIL < day <= THEN for day in days)}
    rest = [client for client in known if client not in order]
    return [(-float(place), client in again) for place, client in enumerate(order + rest)]


if __name__ == "__main__":
    from tools.measure.__main__ import main

    sys.exit(main(["--only", "cdnow", *sys.argv[1:]]))
