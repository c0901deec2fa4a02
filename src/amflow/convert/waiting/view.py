"""What others inside owe: the list, the page about one, what changed; and how a review went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, listed, ngettext, pgettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns, named

if TYPE_CHECKING:
    from amflow.convert.office.approvals import Handed
    from amflow.convert.waiting.records import WaitingLine, WaitingPage

STATES = {
    "open": N_("waiting"),
    "answered": N_("answered"),
    "approved": N_("approved"),
    "declined": N_("declined"),
    "void": N_("void"),
    "dropped": NP_("of what is waited for", "left out"),
}
"""What became of it, in words."""


def _late(one: "WaitingLine") -> str:
    return ngettext("{n} day", "{n} days", one.late) if one.late else ""


COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    *hidden("kind"),
    ListColumn("whom", N_("owed by"), "title"),
    ListColumn("title", N_("what")),
    ListColumn(
        "customer",
        N_("customer"),
        data=lambda one: {"ref": f"c{one.customer_id}" if one.customer_id else None, "name": one.customer or None},
    ),
    ListColumn(
        "deal_ref",
        "",
        data_only=True,
        data=lambda one: {"ref": one.deal_ref or None, "title": one.deal or None},
    ),
    ListColumn("state", N_("state"), data_only=True),
    ListColumn("asked_on", N_("asked on"), "dim"),
    ListColumn("promised_on", N_("promised for"), "dim"),
    *hidden("chased_on", "chases", "question"),
    ListColumn("ended_on", N_("ended"), data_only=True),
    ListColumn("answer", N_("answer"), data_only=True),
    *hidden("conditions", "amount", "told_on"),
    ListColumn("late", N_("late"), "late", say=_late),
)


def _columns(shown_too: set[str], hidden: set[str]) -> list[ListColumn]:
    return [
        column._replace(
            data_only=(column.data_only and column.key not in shown_too) or column.key in hidden,
            say=(lambda one: _(STATES[one.state])) if column.key == "state" else column.say,
        )
        for column in COLUMNS
    ]


def of_deal(lines: Sequence["WaitingLine"]) -> tuple[str, ListView]:
    """What was asked of others for a deal, under its heading; with what became of it where something of it has ended."""
    if all(one.state == "open" for one in lines):
        return _("others owe"), ListView("waiting", COLUMNS, lines)
    return _("asked of others"), ListView("waiting", _columns({"state", "ended_on"}, {"promised_on"}), lines)


def listing(lines: Sequence["WaitingLine"], total: int, *, ended: bool = False) -> ListView:
    """What others owe; or what has ended, with what became of it."""
    columns = _columns(
        {"state", "ended_on", "answer"} if ended else set(),
        {"promised_on", "chased_on", "asked_on"} if ended else set(),
    )
    foot = []
    if lines and not ended:
        one = lines[0]
        ends = f"amflow waiting answer {one.ref}" if one.kind == "errand" else f"amflow deal approve {one.deal_ref}"
        foot.append(_("amflow waiting chase {ref} asks again; {command} ends it").format(ref=one.ref, command=ends))
    empty = _("nobody owes you anything: amflow waiting add WHOM WHAT")
    return ListView("waitings", columns, lines, empty=empty, total=total, foot=foot, give="title")


WORDS = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("kind", N_("kind"), say=lambda one: _("chased") if one.kind == "chase" else _("they asked")),
    ListColumn("words", N_("words")),
    ListColumn("answer", N_("answer")),
    ListColumn("answered_on", N_("answered"), "dim"),
    ListColumn("promised_on", NP_("of a day", "promised"), "dim"),
)


def page(found: "WaitingPage") -> ItemView:
    """Everything about one thing that is owed."""
    one = found.waiting
    fields = [
        (_("owed by"), one.whom),
        (_("customer"), f"{one.customer} c{one.customer_id}" if one.customer_id else ""),
        (_("deal"), f"{one.deal} {one.deal_ref}".strip()),
        (_("state"), _(STATES[one.state])),
        (_("asked on"), one.asked_on),
        (_("promised for"), one.promised_on),
        (_("late"), _late(one)),
        (_("ended"), one.ended_on),
        (_("answer"), one.answer),
        (_("amount"), one.amount),
        (_("on condition"), one.conditions),
        (_("warning"), listed(found.warnings)),
        (_("customer told"), one.told_on),
    ]
    lists = [(_("what was said"), ListView("words", WORDS, found.words))]
    item = {**in_columns(COLUMNS, one), "warnings": list(found.warnings)}
    return ItemView("waiting", item, fields, title=named(one.title, one.ref), lists=lists)


def changed(one: "WaitingLine", word: str) -> ChangeView:
    """Something owed that was noted, chased or ended."""
    done = _("{what}: {why}").format(what=f"{one.whom} · {one.title} ({one.ref})", why=word)
    then = [
        (pgettext("of a day", "promised"), _promised(one)),
        (_("chased"), ngettext("{n} time", "{n} times", one.chases) if one.chases else ""),
        (_("answer"), one.answer),
    ]
    return ChangeView("waiting", in_columns(COLUMNS, one), done, then)


def _promised(one: "WaitingLine") -> str:
    return date_format.day(one.promised_on) if one.promised_on and one.state == "open" else ""


def handed(found: "Handed", word: str) -> ChangeView:
    """How a review of a deal went on, and what comes next."""
    one, deal = found.waiting, found.deal
    done = _("{what}: {why}").format(what=f"{deal.name} ({deal.ref})", why=word.format(whom=one.whom))
    then = [
        (pgettext("of a day", "promised"), _promised(one)),
        (_("they ask"), one.question),
        (_("reason"), one.answer if one.state in ("approved", "declined") else ""),
        (_("amount"), str(one.amount or "")),
        (_("on condition"), one.conditions),
        (_("warning"), listed(found.warnings)),
        (_("missing"), listed(deal.missing)),
        (_("next"), _next(found)),
    ]
    return ChangeView(
        "review",
        {**in_columns(COLUMNS, one), "missing": list(deal.missing), "warnings": list(found.warnings)},
        done,
        then,
    )


def _next(found: "Handed") -> str:
    one, deal = found.waiting, found.deal
    if one.question:
        return f'amflow waiting answer {deal.ref} "…"'
    if one.state in ("approved", "declined") and one.told_on is None and deal.customer_id:
        return f"amflow deal told {deal.ref}"
    decide = f"amflow deal approve {deal.ref} · amflow deal decline {deal.ref} --why …"
    # Where its stage asks for it, what the decision is about may have to come first.
    return decide if one.state == "open" and decide not in deal.next else deal.next
