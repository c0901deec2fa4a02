"""Figures that the book cannot count and somebody measures: a shelf rate, customers' assets (`W11`, `W18`)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from amflow.asking import YES
from amflow.book import values
from amflow.book.figures import BY_KEY, DEFINITIONS, MEASURED
from amflow.book.money import Money, amount
from amflow.book.quantities import Rate, typed
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.customers.completeness import records as completeness
from amflow.desk import Desk
from amflow.errors import NotFound, Usage
from amflow.locale import _
from amflow.playbooks.customer_model import CustomerField
from amflow.records import NamedTuple, filled
from amflow.summary.targets import records as targets

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.outreach.talks.changes import Ready

FIELDS_OF_FILES = {one.key: one.field for one in DEFINITIONS if one.field}
"""The rates that a field of the file says: `yes` of a field that is answered so, of a choice its first."""


def counted_in_files(desk: Desk, metric: str) -> tuple[int, int] | None:
    """How many of those whose file says so are there, and how many say; None for what no field of the trade says, and where no
    file does."""
    field = next((one for one in desk.playbook.fields if one.key == FIELDS_OF_FILES.get(metric)), None)
    if field is None:
        return None
    said = [profile[field.key] for _line, profile in files(desk) if profile.get(field.key)]
    return (sum(met(field, value) for value in said), len(said)) if said else None


def met(field: CustomerField, value: str) -> bool:
    return value == field.choices[0] if field.choices else value.casefold() in YES


def files(desk: Desk, where: str = "1") -> Iterator[tuple[str, dict[str, str]]]:
    from json import loads

    for row in desk.book.each(f"SELECT line, profile FROM customer WHERE status = 'customer' AND {where} ORDER BY id"):
        yield row["line"], loads(row["profile"])


FINE = 10_000


class Measured(NamedTuple):
    """What was measured."""

    id: int
    metric: str
    title: str
    on_date: date
    value: Rate | Money
    customer: str
    customer_ref: str
    note: str


def add(desk: Desk, name: str, value: str, customer: str = "", day: str = "", note: str = "") -> Measured:
    """Write down what was measured: `18/20`, `90%` or an amount; nothing where the customers' files say it, and it is counted
    from them. Raises Usage."""
    metric = _metric(desk, name)
    on = desk.day(day, behind=True) if day else desk.today
    if on > desk.today:
        raise Usage(_("{when} is still ahead").format(when=on.isoformat()), _("a figure is measured today or earlier"))
    whom = customers.find(desk.book, customer)["id"] if customer else None
    part, whole = _read(desk, metric, value) if value else _counted(desk, metric, bool(customer or day))
    kept = values.line(note, _("the note")) if note else ""
    with desk.book.change("target measure") as change:
        number = change.insert(
            "measure", metric=metric, on_date=on.isoformat(), customer_id=whom, value=part, whole=whole, note=kept
        )
        change.summary = f"{targets.title_of(desk, metric)} {value.strip() or f'{part}/{whole}'}"
    return next(one for one in listed(desk, metric, number) if one.id == number)


def _metric(desk: Desk, name: str) -> str:
    """The figure that is meant. Raises Usage for one that the book counts."""
    metric = targets.metric_named(name, desk.playbook)
    counted = {completeness.METRIC} if completeness.counted_for(desk.playbook) else set()
    if metric not in MEASURED or metric in counted:
        raise Usage(
            _("{metric} is counted by itself").format(metric=targets.title_of(desk, metric)),
            _("one of: {choices}").format(
                choices=targets.titles_of(desk, (one for one in MEASURED if one not in counted))
            ),
        )
    return metric


def _read(desk: Desk, metric: str, value: str) -> tuple[int, int]:
    """A measure as typed, with what it is a part of. Raises Usage."""
    if BY_KEY[metric].money:
        # Kept in ten-thousandths of the minor unit as shares are, so that one question adds both up.
        return amount(value, desk.settings.currency) * FINE, FINE
    return _share(value)


class MeasuredThere:
    """What was measured on a visit, `shelf_rate=18/20`: understood before anything is written, then written with it (`W18`)."""

    def __init__(self, desk: Desk, said: Sequence[str]) -> None:
        """Raises Usage."""
        self._desk = desk
        self._rows: dict[str, tuple[int, int]] = {}
        self.told: list[str] = []
        """Each with its value, in words."""
        for text in said:
            name, sign, value = text.replace("＝", "=").partition("=")
            if not sign or not value.strip():
                raise Usage(_("“{text}” is not a measure"), "--figure shelf_rate=18/20", text=text)
            metric = _metric(desk, name.strip())
            self._rows[metric] = _read(desk, metric, value.strip())
            self.told.append(f"{targets.title_of(desk, metric)} {value.strip()}")

    def write(self, change: "Change", talk: "Ready", _touch_id: int) -> None:
        """Write it down as part of the change that writes the visit: of the firm whose person was met."""
        whom, day = circle.asked(self._desk.book, talk.customer)["id"], talk.held_on.isoformat()
        for metric, (part, whole) in self._rows.items():
            change.insert("measure", metric=metric, on_date=day, customer_id=whom, value=part, whole=whole, note="")


def listed(desk: Desk, name: str = "", number: int = 0, limit: int = 200) -> list[Measured]:
    """What was measured, the latest first."""
    metric = targets.metric_named(name, desk.playbook) if name else ""
    where = "measure.metric = ?1" if metric else "measure.on_date > ?1"
    rows = desk.book.all(
        "SELECT measure.*, customer.name AS customer FROM measure LEFT JOIN customer ON customer.id = measure.customer_id"
        f" WHERE {where} ORDER BY measure.on_date DESC, measure.id DESC LIMIT ?2",
        metric,
        -1 if number else limit,
    )
    return [
        filled(
            Measured,
            row,
            title=targets.title_of(desk, row["metric"]),
            value=Money(row["value"] // FINE, desk.settings.currency)
            if BY_KEY[row["metric"]].money
            else Rate(row["value"] / row["whole"]),
            customer=row["customer"] or "",
            customer_ref=f"c{row['customer_id']}" if row["customer_id"] else "",
        )
        for row in rows
        if row["metric"] in BY_KEY
    ]


def remove(desk: Desk, number: int) -> Measured:
    """Take a measure out. Raises NotFound."""
    found = next((one for one in listed(desk, limit=-1) if one.id == number), None)
    if found is None:
        raise NotFound(_("there is no measure {number}").format(number=number), _("amflow target measure shows them"))
    with desk.book.change("target measure") as change:
        change.delete("measure", number)
        change.summary = f"{targets.title_of(desk, found.metric)} {found.value}"
    return found


def _counted(desk: Desk, metric: str, elsewhere: bool) -> tuple[int, int]:
    """What the customers' files say today of a rate. Raises Usage for one that they do not say, or for another place or day."""
    found = None if elsewhere else counted_in_files(desk, metric)
    if found is None:
        raise Usage(
            _("how much? the customers' files do not say it"),
            _("such as 18/20, 90% or 0.9; it can be left out, for all files today, of: {choices}").format(
                choices=targets.titles_of(desk, FIELDS_OF_FILES)
            ),
        )
    return found


def _share(text: str) -> tuple[int, int]:
    """`18/20`, `90%` or `0.9` in ten-thousandths, with what it is a part of. Raises Usage."""
    import unicodedata

    bare = unicodedata.normalize("NFKC", text).strip()
    top, slash, bottom = bare.partition("/")
    percent = top.endswith("%")
    top = top.rstrip("%")
    part = 0 if top.strip("0.") == "" and top.strip(".") else typed(top, _("the figure"))
    whole = typed(bottom, _("the figure")) if slash else FINE * 100 if percent else FINE
    if not slash and percent:
        whole, part = FINE, part // 100
    if part > whole:
        raise Usage(_("“{text}” is more than the whole").format(text=text), _("such as 18/20, 90% or 0.9"))
    return part, whole
