"""The network of shops, as their files tell it: how many are in the association, order and settle online, keep their records
(`W18`); and what of it can be counted instead of measured."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from amflow.book.quantities import Rate
from amflow.customers.needs import answer_values
from amflow.customers.tiers import records as tiers
from amflow.locale import _, paired
from amflow.summary.reports.parts import Grid, ReportSection

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.playbooks.model import CustomerField

FIELDS = {
    "association_rate": "association-member",
    "e_order_rate": "e-ordering",
    "e_settlement_rate": "e-settlement",
    "display_rate": "display",
}
"""The rates that a field of the file says: `yes` of a field that is answered so, of a choice its first."""


def counted(desk: "Desk", metric: str) -> tuple[int, int] | None:
    """How many of those whose file says so are there, and how many say; None for what no field of the trade says, and where no
    file does."""
    field = next((one for one in desk.playbook.fields if one.key == FIELDS.get(metric)), None)
    if field is None:
        return None
    said = [profile[field.key] for _line, profile in _files(desk) if profile.get(field.key)]
    return (sum(_met(field, value) for value in said), len(said)) if said else None


def _met(field: "CustomerField", value: str) -> bool:
    return value == field.choices[0] if field.choices else value.casefold() in answer_values.YES


def section(desk: "Desk") -> ReportSection:
    """What the files of the shops on a line say of each such field, and which line is furthest behind."""
    files = list(_files(desk, "line <> ''"))
    rows = [row for field in desk.playbook.fields if field.whom != "person" for row in _rows(field, files)]
    heads = (_("what"), _("shops"), _("of"), _("of all"), _("furthest behind"))
    return ReportSection("network", _("The network of shops"), lists=(Grid("", heads, tuple(rows)),))


def _rows(field: "CustomerField", files: list[tuple[str, dict[str, str]]]) -> Iterator[tuple[object, ...]]:
    said = [(line, profile[field.key]) for line, profile in files if profile.get(field.key)]
    if not said:
        return
    if field.type == "yes-no":
        met, all_ = sum(_met(field, value) for _line, value in said), len(said)
        yield str(field.title), met, all_, Rate(met / all_), _behind(field, said)
    elif field.type == "choice" and field.key != tiers.KEY_MARKET:
        for key, label in zip(field.choices, field.labels, strict=True):
            number = sum(value == key for _line, value in said)
            yield paired(str(field.title), str(label)), number, len(said), Rate(number / len(said)), ""


def _behind(field: "CustomerField", said: list[tuple[str, str]]) -> str:
    shares = {
        line: sum(_met(field, value) for other, value in said if other == line)
        / sum(other == line for other, _v in said)
        for line in dict.fromkeys(line for line, _value in said)
    }
    line = min(shares, key=lambda line: (shares[line], line))
    return f"{line} {Rate(shares[line])}" if len(set(shares.values())) > 1 else ""


def _files(desk: "Desk", where: str = "1") -> Iterator[tuple[str, dict[str, str]]]:
    from json import loads

    for row in desk.book.each(f"SELECT line, profile FROM customer WHERE status = 'customer' AND {where} ORDER BY id"):
        yield row["line"], loads(row["profile"])
