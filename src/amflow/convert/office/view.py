"""A deal inside the house: the credit sheet with its working, the negotiation with its bottom line, the documents."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.book.money import Money
from amflow.convert.office.credit import COUNTED
from amflow.convert.office.papers import SAID, STATES
from amflow.dates import format as date_format
from amflow.documents.parts import Column as ReportColumn
from amflow.documents.parts import Part, Report, Table, Words
from amflow.documents.view import ReportView
from amflow.locale import N_, _, aside, listed, ngettext
from amflow.playbooks.titles import as_typed
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns, named, picked

if TYPE_CHECKING:
    from amflow.convert.office.credit import CreditAssessment, SheetLine
    from amflow.convert.office.negotiation import Terms
    from amflow.convert.office.papers import PaperLine, PaperList, ToBring
    from amflow.shell.output import Output


def _comes_to(line: "SheetLine") -> str:
    """What the line comes to: at most so much, or so much taken off."""
    signs = {"cap": "≤ ", "less": "− ", "request": "≤ "}
    return f"{signs[line.use]}{line.counts}" if line.counts is not None else ""


LINES = (
    ListColumn("key", N_("key"), "ref"),
    ListColumn("title", N_("item")),
    *hidden("type", "use"),
    ListColumn("value", N_("value"), "right", say=lambda line: line.shown, get=lambda line: _value(line)),
    ListColumn(
        "times", N_("times"), "dim", say=lambda line: f"× {line.times:g}" if line.counts and line.times != 1 else ""
    ),
    ListColumn("counts", N_("comes to"), "right", say=_comes_to),
    *hidden("warns"),
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
        **picked(found, "on", "suggested", "complete"),
        "open": [line.key for line in found.lines if not line.value],
        "working": working(found),
        **picked(found, "own", "own_why"),
        "warnings": list(found.warnings),
        "void": list(found.void),
    }
    fields = [
        (_("warning"), listed(found.warnings)),
        (_("suggested"), found.suggested),
        (_("own figure"), found.own),
        (_("reason"), found.own_why),
        (_("still open"), listed(found.open)),
        (_("assessed"), found.on),
    ]
    lists = [
        (_("credit sheet"), ListView("lines", LINES, found.lines, give="title")),
        (_("earlier sheets"), ListView("before", PAST, found.history)),
    ]
    how = working(found)
    foot = [_("{what}: {why}").format(what=_("working"), why=how)] if how else []
    if found.void:
        again = f"amflow deal review {deal.ref} --by {' · '.join(map(as_typed, found.void))}"
        foot.append(_("what was approved is void: {again}, or amflow undo and --force --why …").format(again=again))
    if found.on is None or found.open:
        key = next((line.key for line in found.lines if not line.value), found.lines[0].key)
        words = _("amflow deal credit {ref} --set {key}=…; - where it does not apply")
        foot.append(words.format(ref=deal.ref, key=key))
    elif found.own is None:
        foot.append(_("amflow deal credit {ref} --own AMOUNT --why …: your own figure beside it").format(ref=deal.ref))
    return ItemView("credit", item, fields, title=named(deal.name, deal.ref), lists=lists, foot=foot)


def working(found: "CreditAssessment") -> str:
    """How the limit comes about, in a line: what can be carried first, what is owed elsewhere taken off, then what is asked
    for: `least of ¥600,000 / ¥700,000 − ¥50,000 = ¥550,000; asked for ¥500,000 → ¥500,000`."""
    by_use = {use: [line.counts for line in found.lines if line.use == use and line.counts] for use in COUNTED}
    if not by_use["cap"] or found.suggested is None:
        return ""
    caps = list(map(str, by_use["cap"]))
    # Grouping uses commas already.
    words = caps[0] if len(caps) == 1 else _("least of {amounts}").format(amounts=" / ".join(caps))
    words += "".join(f" − {money}" for money in by_use["less"])
    words = f"{words} = {found.capacity}" if len(caps) > 1 or by_use["less"] else words
    if not by_use["request"]:
        return words
    asked = " / ".join(map(str, by_use["request"]))
    return _("{capacity}; asked for {asked} → {limit}").format(capacity=words, asked=asked, limit=found.suggested)


TERMS = (
    ListColumn("topic", N_("point"), "title"),
    ListColumn("ours", N_("we")),
    ListColumn("theirs", N_("they")),
    ListColumn("bottom", N_("bottom line"), "late"),
    ListColumn("agreed", N_("agreed"), "good"),
    ListColumn("why", N_("reason")),
)
CONCESSIONS = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("topic", N_("point"), "title"),
    ListColumn("side", N_("who gave way"), say=lambda one: _("we") if one.side == "ours" else _("they")),
    ListColumn("words", N_("what")),
)
REMOVED = (
    *(column for column in TERMS if column.key in ("topic", "bottom", "why")),
    ListColumn("removed_on", N_("since"), "dim"),
)
PUBLIC_TERMS = tuple(column for column in TERMS if column.key not in ("bottom", "why"))
"""The points as every other screen shows them."""


def terms(found: "Terms") -> ItemView:
    """A negotiation, for the eyes of the one who leads it."""
    deal = found.deal
    agreed = sum(bool(term.agreed) for term in found.terms)
    item = {"ref": deal.ref, "points": len(found.terms), "agreed": agreed}
    lists = [
        (_("points ({n} agreed)").format(n=f"{agreed}/{len(found.terms)}"), ListView("terms", TERMS, found.terms)),
        (_("given and got"), ListView("concessions", CONCESSIONS, found.concessions)),
        (_("negotiated no more"), ListView("removed", REMOVED, found.removed)),
    ]
    foot = [_("the bottom line is shown here only: it is in no export, list or report")]
    if not found.terms:
        words = _("nothing is negotiated yet: amflow deal terms {ref} price --ours … --theirs … --bottom …")
        foot = [words.format(ref=deal.ref)]
    fields = [
        (_("amount"), deal.amount),
        (_("expected"), date_format.day(deal.expected_on) if deal.expected_on else ""),
    ]
    return ItemView("terms", item, fields, title=named(deal.name, deal.ref), lists=lists, foot=foot)


def state(paper: "PaperLine") -> str:
    """Where a document stands, in words; that it is good no more, or not for long, matters more than how it came."""
    if paper.expired:
        return _("expired")
    if paper.soon:
        return _("expires soon")
    return _(STATES[paper.state]) if paper.state else _("to come")


def columns(*, whole: bool = True) -> list[ListColumn]:
    """The columns of a list of documents; the page about a deal leaves out where they are needed, and their files."""
    known = [
        ListColumn("key", N_("key"), "ref", data_only=not whole),
        ListColumn("title", N_("document")),
        ListColumn("state", N_("state"), "title", say=state),
        ListColumn("on_date", N_("date"), "dim", data_only=whole),
        *hidden("dated_on"),
        ListColumn("expires_on", N_("good until"), "dim"),
        *hidden("expired"),
        ListColumn("stage", N_("needed in"), "dim", data_only=not whole),
        ListColumn("why", N_("reason"), data_only=whole),
        *hidden("files"),
    ]
    return known if whole else known[:-1]


class PapersView(ListView):
    """The documents of a deal, and the files that belong to them."""

    def __init__(self, found: "PaperList") -> None:
        deal = found.deal
        good = sum(paper.good for paper in found.asked)
        head = [f"{deal.name} ({deal.ref})  {good}/{len(found.asked)}"]
        words = _("amflow deal papers {ref} --to-bring: what is still to bring, for the customer")
        super().__init__(
            "papers",
            columns(),
            found.papers,
            empty=_("this procedure asks for no documents"),
            head=head,
            foot=[words.format(ref=deal.ref)] if good < len(found.asked) else [],
            give="stage",
            extra={"deal": deal.ref, "good": good, "asked": len(found.asked)},
        )

    def rows(self) -> Any:
        """One line a document; its files by name."""
        for row, paper in zip(super().rows(), self.items, strict=True):
            yield (*row[:-1], ",".join(file.name for file in paper.files))

    def draw(self, screen: Any) -> None:
        """The table, then the files, those that are not as they were in red."""
        foot, self.foot = self.foot, []
        super().draw(screen)
        reasons = [[Span(paper.title, "dim"), state(paper), paper.why] for paper in self.items if paper.why]
        if reasons:
            screen.blank()
            screen.table(reasons, give=2)
        files = [(paper, file) for paper in self.items for file in paper.files]
        if files:
            screen.blank()
            words = {"": "", "vanished": _("vanished"), "changed": _("changed since")}
            rows = [
                [Span(paper.title, "dim"), file.name, Span(words[file.state], "late"), Span(file.path, "dim")]
                for paper, file in files
            ]
            screen.table(rows, give=3)
        self.foot = foot
        for line in foot:
            screen.line(Span(line, "dim"), wrap=True)


def noted(found: "PaperList", state_word: str) -> ChangeView:
    """Documents that were noted, and what is missing yet."""
    deal = found.deal
    names = listed([paper.title for paper in found.papers])
    done = _("{what}: {why}").format(what=f"{deal.title} ({deal.ref})", why=aside(names, _(SAID[state_word])))
    several = len(found.papers) > 1
    until = [(f"{paper.title} " if several else "", paper.expires_on) for paper in found.papers if paper.expires_on]
    then = [
        *((_("good until"), name + date_format.day(day)) for name, day in until),
        (_("missing"), listed(deal.missing)),
        (_("next"), deal.next),
    ]
    papers = [in_columns(columns()[:-1], paper) for paper in found.papers]
    return ChangeView("papers", {"ref": deal.ref, "papers": papers, "missing": list(deal.missing)}, done, then)


class ToBringView(ReportView):
    """What a customer still has to bring, as a page for the customer, in the customer's language."""

    what = "to-bring"
    form = "papers/to-bring"

    def __init__(self, found: "ToBring", today: date) -> None:
        super().__init__(found)
        self.today = today
        self.language = found.language

    def report(self) -> Report:
        """The page as a document's parts: the sentences of a letter, and the papers in a list to tick."""
        found: ToBring = self.record
        deal = found.deal.title
        greeting = [_("Dear {name},").format(name=found.customer)] if found.customer else []
        if found.papers:
            greeting.append(_("for “{deal}” these papers are still needed:").format(deal=deal))
        else:
            greeting.append(_("for “{deal}” all papers are there. Thank you.").format(deal=deal))
        columns = (ReportColumn("tick", ""), ReportColumn("title", ""), ReportColumn("note", ""))
        rows = tuple(("☐", paper.title, _note(paper)) for paper in found.papers)
        blocks = (Words("\n".join(greeting)), Table(columns, rows, key="papers"))
        title = _("Papers for “{deal}”").format(deal=deal)
        return Report(self.what, title, (date_format.day(self.today),), (Part("", blocks, key="papers"),), self.today)

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed."""
        found: ToBring = self.record
        return {
            "customer": found.customer,
            "deal": found.deal.title,
            "papers": [{"title": paper.title, "note": _note(paper)} for paper in found.papers],
            **picked(found, "me", "firm", "branch"),
        }

    def data(self) -> dict[str, Any]:
        """The papers, as the list of all papers has them."""
        found: ToBring = self.record
        extra = {"deal": found.deal.ref, "language": found.language or locale.current()}
        return ListView(self.what, columns(), found.papers, extra=extra).data()


def still_to_come(found: "ToBring") -> str:
    """How many papers are still to come."""
    return ngettext("{n} document is still to come", "{n} documents are still to come", len(found.papers))


def taken_out(out: "Output", content: bytes, output: str) -> None:
    """Hand a file over to where it was asked for, and keep nothing of it elsewhere. Raises Unusable."""
    from amflow import outfiles
    from amflow.documents import forms
    from amflow.settings import path_of

    if output == "-":
        forms.to_stdout(out, content)
        return
    outfiles.write(path_of(output), content, _("name another file with -o"))
    out.say(_("written: {path}").format(path=output))


def _note(paper: "PaperLine") -> str:
    """Why it is asked for again: never what was noted for ourselves."""
    if paper.expired and paper.expires_on:
        return _("the last one was good until {day}").format(day=date_format.day(paper.expires_on))
    return _("again, please: the last one could not be used") if paper.state == "rejected" else ""
