"""How targets are listed, and what is said when one is set or taken out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.calendars import shown
from amflow.locale import N_, _
from amflow.render.views import ChangeView, Column, ListView

if TYPE_CHECKING:
    from amflow.routine.targets import Target

PERIODS = (N_("day"), N_("week"), N_("month"), N_("quarter"), N_("year"))
"""The kinds of period as words, for the catalogue."""


def _unit(target: "Target") -> str:
    if isinstance(target.value, Rate):
        return "rate"
    return target.value.currency if isinstance(target.value, Money) else "count"


COLUMNS = (
    Column("metric", N_("metric"), "ref"),
    Column("title", N_("what")),
    Column("value", N_("target"), "right"),
    Column("unit", N_("unit"), hide=True, get=_unit),
    Column("period", N_("period"), hide=True),
    Column("each", N_("each"), get=lambda target: _(target.period)),
    Column("starts_on", N_("since"), "dim"),
    Column("note", "", "dim"),
)


def listed(targets: Sequence["Target"]) -> ListView:
    """Every target that was set."""
    return ListView(
        "targets",
        COLUMNS,
        targets,
        empty=_("no target is set; such as: amflow target set visits 15 --period week"),
        give="title",
    )


def put(target: "Target") -> ChangeView:
    """The target that holds from now on."""
    return ChangeView("target", _item(target), words(target))


def removed(target: "Target") -> ChangeView:
    """The target that was taken out."""
    return ChangeView("target", _item(target), _("taken out: {target}").format(target=words(target)))


def words(target: "Target") -> str:
    """The target as a sentence says it: `Visits: 15 a week, from Mon 23 Nov 2026`."""
    if target.note:
        return _("{title}: no target by the {period}, from {day}").format(
            title=target.title, period=_(target.period), day=shown.day(target.starts_on)
        )
    return _("{title}: {value} a {period}, from {day}").format(
        title=target.title, value=target.value, period=_(target.period), day=shown.day(target.starts_on)
    )


def _item(target: "Target") -> dict[str, Any]:
    return {
        "metric": target.metric,
        "period": target.period,
        "starts_on": target.starts_on,
        "value": target.value,
        "unit": _unit(target),
    }
