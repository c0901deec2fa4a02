"""How measured figures are listed, and the records behind a counted one."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.locale import N_, _, ngettext
from amflow.shell.views import ChangeView, ListColumn, ListView
from amflow.summary.forecast_view import counted_words
from amflow.summary.view import long

if TYPE_CHECKING:
    from amflow.summary.figures.counting import FigureRecord
    from amflow.summary.figures.measured import Measured
    from amflow.summary.forecast import Expected
    from amflow.summary.page import Figure

COLUMNS = (
    ListColumn("id", N_("no."), "ref"),
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("metric", N_("metric"), hide=True),
    ListColumn("title", N_("what")),
    ListColumn("value", N_("actual"), "right"),
    ListColumn("customer_ref", "", hide=True),
    ListColumn("customer", N_("customer")),
    ListColumn("note", N_("note"), "dim"),
)
RECORDS = (
    ListColumn("ref", "", "ref"),
    ListColumn("day", N_("date"), "dim"),
    ListColumn("customer", N_("customer")),
    ListColumn("title", N_("what")),
    ListColumn("number", N_("number"), "right"),
    ListColumn("whole", "", hide=True),
    ListColumn("currency", "", hide=True),
)


def listed(found: Sequence["Measured"]) -> ListView:
    """What was measured."""
    return ListView(
        "figures", COLUMNS, found, empty=_("nothing was measured yet; such as: amflow figure add METRIC 18/20")
    )


def changed(one: "Measured", said: str) -> ChangeView:
    """What was written down, or taken out."""
    whom = f" · {one.customer}" if one.customer else ""
    words = f"{one.title}: {one.value}{whom}"
    return ChangeView("figure", one._asdict(), said.format(what=words))


def records(figure: "Figure", found: Sequence["FigureRecord"]) -> ListView:
    """The records behind a figure."""
    money = isinstance(figure.value, Money)
    # One visit counts as 1, not as 1.0.
    shown: list[Any] = [one._replace(number=int(one.number)) if one.number == int(one.number) else one for one in found]
    if money:
        shown = [{**one._asdict(), "number": Money(round(one.number), figure.unit)} for one in found]
        shown = [SimpleNamespace(**one) for one in shown]
    count = ngettext("{n} record", "{n} records", len(found))
    return ListView(
        "records",
        RECORDS,
        shown,
        head=(
            f"{' · '.join(filter(None, (figure.title, figure.scope)))}: {long(figure.value)} · {count}",
            figure.meaning,
        ),
        empty=_("nothing is behind it in this period"),
        give="title",
        extra={"metric": figure.key, "value": figure.value, "unit": figure.unit, "meaning": figure.meaning},
    )


EXPECTED = (
    ListColumn("ref", "", "ref"),
    ListColumn("expected_on", N_("should close"), "dim"),
    ListColumn("customer", N_("customer")),
    ListColumn("title", N_("what")),
    ListColumn("stage", N_("stage"), "dim"),
    ListColumn("chance", N_("chance"), "right"),
    ListColumn("counted", "", hide=True),
    ListColumn("amount", N_("amount"), "right"),
    ListColumn("weighted", N_("counts"), "right"),
)


def expected(found: Sequence["Expected"], currency: str) -> ListView:
    """The deals that should close in the period, with what they count for."""
    count = round(sum(one.chance for one in found), 1)
    own = [one.weighted.minor for one in found if one.weighted and one.weighted.currency in ("", currency)]
    words = ngettext("{n} deal should close, counting {count}", "{n} deals should close, counting {count}", len(found))
    return ListView(
        "expected",
        EXPECTED,
        found,
        head=(f"{words.format(n=len(found), count=count)} · {Money(sum(own), currency)}",),
        foot=[counted_words()] if any(one.counted for one in found) else (),
        empty=_("no open deal should close in this period"),
        give="title",
        extra={"deals": count, "amount": Money(sum(own), currency)},
    )
