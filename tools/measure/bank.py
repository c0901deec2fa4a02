"""Whom to call first: a bank's calls as a campaign's list, learnt from own calls, against what came of the others.

Of each call the client and the campaign are known (`job` … `contact`, how often they were called in vain, what came of the last
campaign), never `duration`, which the call itself makes, nor the month, the weekday or the economy. Age and marriage count only
in the figures that say so: there the caller turned them on (`learn_also`). A draw is a book of its own: its calls are imported as
talks, the others as customers on the list of a campaign, and `campaign list --best` is asked whom to call first.
"""

import csv
import gzip
import os
import random
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from tools.measure import ranked
from tools.measure.place import Bench, Figure

NEEDS = ("bank-calls",)

TODAY = date(2010, 11, 17)
"""A Wednesday, on which the others are to be called."""
BEFORE = date(2010, 11, 14)
"""The last day of the own calls."""
OWN, OTHERS, DRAWS = 1_000, 3_000, 30
FIELDS = {
    "job": "Work",
    "education": "Schooling",
    "default": "Credit in default",
    "housing": "Housing loan",
    "loan": "Personal loan",
    "contact": "Phone line",
}
"""What the playbook of this bank learns from."""
PERSONAL = ("marital", "age")

_MAP = """as = "{kind}"
source = "bank"
key = "key"
[fields]
{fields}
"""


class Call(NamedTuple):
    """A row of the file: its place, and whether the client said yes."""

    number: int
    row: dict[str, str]

    @property
    def yes(self) -> bool:
        """Whether they took the deposit."""
        return self.row["y"] == "yes"


def measured(bench: Bench) -> Iterator[Figure]:
    """Area under the curve, lift of the first tenth, share in the first half; then the last 30 % in time."""
    calls = _calls(bench.data("bank-calls"))
    real = bench.real("bank-calls")
    draws, own, others = (DRAWS, OWN, OTHERS) if real else (1, min(OWN, len(calls) // 2), OTHERS)
    for also in ("", " ".join(PERSONAL)):
        found = [_draw(bench, calls, seed, own, others, also) for seed in range(draws)]
        area, lift, half = (statistics.median(values) for values in zip(*found, strict=True))
        of = f"learnt from {own} own calls" + (", age and marriage turned on" if also else "")
        yield Figure(f"calls, area under the curve, {of}", area, 0.71)
        yield Figure(f"calls, lift of the first tenth, {of}", lift, 3.2, form="{:.2f}")
        yield Figure(f"calls, share in the first half, {of}", half, 0.75, form="{:.1%}")
    at = len(calls) * 7 // 10
    # No more of the calls before are brought in than the newest that it learns from.
    late = _measure(bench, "late", calls[max(at - 4 * OWN, 0) : at], calls[at:], "")
    yield Figure("calls, the last 30 % in time, area under the curve", late[0], 0.67)


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def _calls(folder: Path) -> list[Call]:
    with gzip.open(folder / "bank-additional-full.csv.gz", "rt", encoding="utf-8") as file:
        return [Call(number, row) for number, row in enumerate(csv.DictReader(file, delimiter=";"))]


def _draw(
    bench: Bench, calls: Sequence[Call], seed: int, own: int, others: int, also: str
) -> tuple[float, float, float]:
    drawn = random.Random(seed).sample(calls, min(own + others, len(calls)))
    bench.say(f"draw {seed + 1}{', age and marriage turned on' if also else ''}")
    return _measure(bench, f"draw-{seed}", drawn[:own], drawn[own:], also)


def _measure(
    bench: Bench, name: str, own: Sequence[Call], others: Sequence[Call], also: str
) -> tuple[float, float, float]:
    """What the order of the others is worth, learnt from the own calls."""
    path = bench.place.home / f"{name}.db"
    if not path.exists():
        _book(bench, name, own, others)
    with _setting("AMFLOW_LEARN_ALSO", also):
        said = bench.run(name, TODAY.isoformat(), "campaign", "list", "--best", "--last", str(len(others)))
    yes = {f"Client {call.number}": call.yes for call in others}
    order = [(one["name"], one["times"] or 0.0) for one in said["items"]]
    scored = [(times, yes[client]) for client, times in order]
    return ranked.area(scored), ranked.lift(scored), ranked.half(scored)


def _book(bench: Bench, name: str, own: Sequence[Call], others: Sequence[Call]) -> None:
    folder = bench.place.folder / "bank"
    folder.mkdir(exist_ok=True)
    _playbook(bench)
    columns = ("key", "name", "line", "added_on", *FIELDS, *PERSONAL)
    fields = "\n".join(f'{field} = "{field}"' for field in ("name", "line", "added_on"))
    profile = "\n".join(f'{field} = "{field}"' for field in (*FIELDS, *PERSONAL))
    (folder / "clients.toml").write_text(f"{_MAP.format(kind='customer', fields=fields)}[profile]\n{profile}\n")
    talk = "\n".join(f'{field} = "{field}"' for field in ("held_on", "held_at", "kind", "outcome", "reached"))
    whose = '[fields.customer]\ncolumn = "client"\nby = "key"\n'
    (folder / "talks.toml").write_text(_MAP.format(kind="touch", fields=talk) + whose)
    sold: list[tuple[object, ...]] = []
    clients, talks = folder / "clients.csv", folder / "talks.csv"
    with clients.open("w", newline="") as one, talks.open("w", newline="") as other:
        people, held = csv.writer(one), csv.writer(other)
        people.writerow(columns)
        held.writerow(("key", "client", "held_on", "held_at", "kind", "outcome", "reached"))
        for place, call in enumerate((*own, *others)):
            called = BEFORE - timedelta(days=(len(own) - place) * 200 // len(own)) if place < len(own) else None
            line = "own" if called else "list"
            said = (call.row[field] for field in (*FIELDS, *PERSONAL))
            people.writerow((call.number, f"Client {call.number}", line, "2009-01-01", *said))
            if call.row["poutcome"] == "success":
                ago = timedelta(days=max(int(call.row["pdays"]) % 900, 2))
                sold.append((call.number, call.number, (called or TODAY) - ago, (called or TODAY) - ago))
            for at, talked in enumerate(_talks(call, called)):
                held.writerow((f"{call.number}-{at}", call.number, *talked))
    bench.run(name, "2009-01-05", "playbook", "use", "bank-calls")
    bench.run(name, "2009-01-05", "import", str(clients), "--map", str(folder / "clients.toml"))
    bench.run(name, TODAY.isoformat(), "import", str(talks), "--map", str(folder / "talks.toml"))
    if sold:
        with (folder / "sold.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("key", "client", "ordered", "delivered"), *sold])
        whose = _MAP.format(kind="order", fields='ordered_on = "ordered"\ndelivered_on = "delivered"') + whose
        (folder / "sold.toml").write_text(whose.replace("[fields]", '[set]\nname = "Deposit"\n[fields]'))
        bench.run(name, TODAY.isoformat(), "import", str(folder / "sold.csv"), "--map", str(folder / "sold.toml"))
    bench.run(name, TODAY.isoformat(), "campaign", "add", "Deposit")
    bench.run(name, TODAY.isoformat(), "campaign", "invite", "g1", "--line", "list")


def _talks(call: Call, called: date | None) -> Iterator[tuple[str, ...]]:
    """The talks with a client: that of the last campaign, the calls in vain of this one, and the call itself where it was one of
    one's own. Earlier calls are not learnt from: they are there for their clients' sake alone. Whoever took a deposit then has
    bought (`_book`)."""
    row, day = call.row, called or TODAY
    vain = int(row["campaign"]) - 1
    if int(row["previous"]):
        ago = 180 if row["pdays"] == "999" else max(int(row["pdays"]), 2)
        yield (day - timedelta(days=ago)).isoformat(), "10:00", "call", "", "yes"
    for at in range(vain):
        yield (day - timedelta(days=1)).isoformat(), f"{9 + at // 60:02}:{at % 60:02}", "call", "", "no"
    if called:
        yield day.isoformat(), "11:00", "call", "bought" if call.yes else "not-interested", "yes"


def _playbook(bench: Bench) -> None:
    """The playbook of this bank: the general one, with the fields of its file."""
    folder = bench.place.home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True, exist_ok=True)
    text = 'name = "bank-calls"\nextends = "general"\ntitle = { en = "Bank calls", zh = "银行外呼" }\n'
    text += 'sentence = { en = "Calls to offer a deposit.", zh = "电话营销定期存款。" }\n'
    for key, title in FIELDS.items():
        text += _field(key, title, "choice", True)
    text += _field("marital", "Marital status", "choice", False) + _field("age", "Age", "number", False)
    (folder / "bank-calls.toml").write_text(text, encoding="utf-8")


def _field(key: str, title: str, kind: str, learn: bool) -> str:
    lines = [
        f'[[field]]\nkey = "{key}"\ngroup = "personal"\ntype = "{kind}"\ntitle = {{ en = "{title}", zh = "{title}" }}'
    ]
    if kind == "choice":
        lines.append(f"choices = [{', '.join(chr(34) + one + chr(34) for one in CHOICES[key])}]")
    if learn:
        lines.append("learn = true")
    return "\n".join(lines) + "\n\n"


_YES_NO = ("yes", "no", "unknown")
CHOICES = {
    "job": (
        "admin.", "blue-collar", "technician", "services", "management", "retired", "entrepreneur", "self-employed",
        "housemaid", "unemployed", "student", "unknown",
    ),
    "education": (
        "university.degree", "high.school", "basic.9y", "professional.course", "basic.4y", "basic.6y", "unknown", "illiterate",
    ),
    "default": _YES_NO,
    "housing": _YES_NO,
    "loan": _YES_NO,
    "contact": ("cellular", "telephone"),
    "marital": ("married", "single", "divorced", "unknown"),
}  # fmt: skip
"""What the file has of each."""


if __name__ == "__main__":
    from tools.measure.__main__ import main

    sys.exit(main(["--only", "bank", *sys.argv[1:]]))
