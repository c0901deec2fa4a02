"""The credit sheet with its working, and the negotiation with its bottom line."""

from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.dates import format as date_format
from amflow.locale import N_, _, listed
from amflow.shell.screen import Span
from amflow.shell.views import ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.convert.office.credit import CreditAssessment, SheetLine
    from amflow.convert.office.negotiation import Terms


def _comes_to(line: "SheetLine") -> str:
    """What the line comes to: at most so much, or so much taken off."""
    signs = {"cap": "≤ ", "less": "− "}
    return f"{signs[line.use]}{line.counts}" if line.counts is not None else ""


LINES = (
    ListColumn("key", N_("key"), "ref"),
    ListColumn("title", N_("item")),
    ListColumn("type", N_("type"), hide=True),
    ListColumn("use", N_("use"), hide=True),
    ListColumn("value", N_("value"), "right", say=lambda line: line.shown, get=lambda line: _value(line)),
    ListColumn(
        "times", N_("times"), "dim", say=lambda line: f"× {line.times:g}" if line.counts and line.times != 1 else ""
    ),
    ListColumn("counts", N_("comes to"), "right", say=_comes_to),
)


def _value(line: "SheetLine") -> Any:
    if line.type == "money" and line.value.isdecimal() and line.counts is not None:
        return Money(int(line.value), line.counts.currency)
    return line.value


PAST = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("suggested", N_("suggested"), "right"),
    ListColumn("own", N_("own figure"), "right"),
    ListColumn("own_why", N_("reason")),
)


def sheet(found: "CreditAssessment") -> ItemView:
    """An assessment: its lines, the limit with its working, the own figure, and those before."""
    deal = found.deal
    item = {
        "ref": deal.ref,
        "on": found.on,
        "suggested": found.suggested,
        "complete": found.complete,
        "open": [line.key for line in found.lines if not line.value],
        "working": working(found),
        "own": found.own,
        "own_why": found.own_why,
    }
    suggested = str(found.suggested) if found.suggested is not None else ""
    fields = [
        (_("suggested"), suggested),
        (_("own figure"), str(found.own) if found.own is not None else ""),
        (_("reason"), found.own_why),
        (_("still open"), listed(found.open)),
        (_("assessed"), found.on),
    ]
    name = f"{deal.title} · {deal.customer}" if deal.customer else deal.title
    title: list[Span | str] = [Span(name, "title"), Span(f"  {deal.ref}", "ref")]
    lists = [
        (_("credit sheet"), ListView("lines", LINES, found.lines, give="title")),
        (_("earlier sheets"), ListView("before", PAST, found.history)),
    ]
    how = working(found)
    foot = [_("{what}: {why}").format(what=_("working"), why=how)] if how else []
    if found.on is None or found.open:
        key = next((line.key for line in found.lines if not line.value), found.lines[0].key)
        foot.append(
            _("amflow deal credit {ref} --set {key}=…; - where it does not apply").format(ref=deal.ref, key=key)
        )
    elif found.own is None:
        foot.append(_("amflow deal credit {ref} --own AMOUNT --why …: your own figure beside it").format(ref=deal.ref))
    return ItemView("credit", item, fields, title=title, lists=lists, foot=foot)


def working(found: "CreditAssessment") -> str:
    """How the limit comes about, in a line: `least of ¥600,000, ¥300,000 − ¥50,000 = ¥250,000`."""
    caps = [line.counts for line in found.lines if line.use == "cap" and line.counts is not None]
    less = [line.counts for line in found.lines if line.use == "less" and line.counts is not None]
    if not caps or found.suggested is None:
        return ""
    words = str(caps[0]) if len(caps) == 1 else _("least of {amounts}").format(amounts=_amounts(caps))
    words += "".join(f" − {money}" for money in less)
    return f"{words} = {found.suggested}"


def _amounts(amounts: list[Money]) -> str:
    # Grouping uses commas already.
    return " / ".join(str(money) for money in amounts)


TERMS = (
    ListColumn("topic", N_("point"), "title"),
    ListColumn("ours", N_("we")),
    ListColumn("theirs", N_("they")),
    ListColumn("bottom", N_("bottom line"), "late"),
    ListColumn("agreed", N_("agreed"), "good"),
)
CONCESSIONS = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("topic", N_("point"), "title"),
    ListColumn("side", N_("who gave way"), say=lambda one: _("we") if one.side == "ours" else _("they")),
    ListColumn("words", N_("what")),
)
PUBLIC_TERMS = tuple(column for column in TERMS if column.key != "bottom")
"""The points as every other screen shows them."""


def terms(found: "Terms") -> ItemView:
    """A negotiation, for the eyes of the one who leads it."""
    deal = found.deal
    agreed = sum(bool(term.agreed) for term in found.terms)
    item = {"ref": deal.ref, "points": len(found.terms), "agreed": agreed}
    name = f"{deal.title} · {deal.customer}" if deal.customer else deal.title
    title: list[Span | str] = [Span(name, "title"), Span(f"  {deal.ref}", "ref")]
    lists = [
        (_("points ({n} agreed)").format(n=f"{agreed}/{len(found.terms)}"), ListView("terms", TERMS, found.terms)),
        (_("given and got"), ListView("concessions", CONCESSIONS, found.concessions)),
    ]
    foot = [_("the bottom line is shown here only: it is in no export, list or report")]
    if not found.terms:
        foot = [
            _("nothing is negotiated yet: amflow deal terms {ref} price --ours … --theirs … --bottom …").format(
                ref=deal.ref
            )
        ]
    expected = [(_("expected"), date_format.day(deal.expected_on))] if deal.expected_on else []
    return ItemView("terms", item, expected, title=title, lists=lists, foot=foot)
