"""The documents of a deal: the list with states and files, what was noted, and the page of what is still to bring."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.dates import format as date_format
from amflow.documents.parts import Column as ReportColumn
from amflow.documents.parts import Part, Report, Table, Words
from amflow.documents.view import ReportView
from amflow.locale import N_, _, listed, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.convert.office.papers import PaperLine, PaperList, ToBring
    from amflow.shell.output import Output

STATES = {
    "": N_("to come"),
    "received": N_("received"),
    "verified": N_("verified"),
    "rejected": N_("rejected"),
    "waived": N_("waived"),
}
"""Where a document stands, in words."""


def state(paper: "PaperLine") -> str:
    """Where a document stands, in words; that it is good no more, or not for long, matters more than how it came."""
    if paper.expired:
        return _("expired")
    return _("expires soon") if paper.soon else _(STATES.get(paper.state, paper.state))


def columns(*, whole: bool = True) -> list[ListColumn]:
    """The columns of a list of documents; the page about a deal leaves out where they are needed, and their files."""
    known = [
        ListColumn("key", N_("key"), "ref", hide=not whole),
        ListColumn("title", N_("document")),
        ListColumn("state", N_("state"), "title", say=state),
        ListColumn("on_date", N_("date"), "dim", hide=whole),
        ListColumn("dated_on", N_("dated"), "dim", hide=True),
        ListColumn("expires_on", N_("good until"), "dim"),
        ListColumn("expired", N_("expired"), hide=True),
        ListColumn("stage", N_("needed in"), "dim", hide=not whole),
        ListColumn("why", N_("reason"), hide=whole),
        ListColumn("files", N_("files"), hide=True, get=lambda paper: [_file(file) for file in paper.files]),
    ]
    return known if whole else known[:-1]


def _file(file: Any) -> dict[str, Any]:
    return {"name": file.name, "path": file.path, "kept": file.kept, "bytes": file.bytes, "state": file.state}


class PapersView(ListView):
    """The documents of a deal, and the files that belong to them."""

    def __init__(self, found: "PaperList") -> None:
        deal = found.deal
        good = sum(paper.good for paper in found.asked)
        name = f"{deal.title} · {deal.customer}" if deal.customer else deal.title
        head = [f"{name} ({deal.ref})  {good}/{len(found.asked)}"]
        foot = []
        if good < len(found.asked):
            foot.append(
                _("amflow deal papers {ref} --to-bring: what is still to bring, for the customer").format(ref=deal.ref)
            )
        super().__init__(
            "papers",
            columns(),
            found.papers,
            empty=_("this procedure asks for no documents"),
            head=head,
            foot=foot,
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
    done = _("{what}: {why}").format(what=f"{deal.title} ({deal.ref})", why=f"{names} {_(STATES[state_word])}")
    then = [
        (
            _("good until"),
            f"{paper.title} {date_format.day(paper.expires_on)}"
            if len(found.papers) > 1
            else date_format.day(paper.expires_on),
        )
        for paper in found.papers
        if paper.expires_on
    ]
    if deal.missing:
        then.append((_("missing"), listed(deal.missing)))
    elif deal.state == "open":
        then.append((_("next"), f"amflow deal advance {deal.ref}"))
    item = {"ref": deal.ref, "papers": [_fields(paper) for paper in found.papers], "missing": list(deal.missing)}
    return ChangeView("papers", item, done, then)


def _fields(paper: "PaperLine") -> dict[str, Any]:
    return {column.key: column.value(paper) for column in columns() if column.key != "files"}


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
            "me": found.me,
            "firm": found.firm,
            "branch": found.branch,
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
    from pathlib import Path

    from amflow.documents import forms

    if output == "-":
        forms.to_stdout(out, content)
        return
    forms.write(Path(output), content)
    out.say(_("written: {path}").format(path=output))


def _note(paper: "PaperLine") -> str:
    """Why it is asked for again: never what was noted for ourselves."""
    if paper.expired and paper.expires_on:
        return _("the last one was good until {day}").format(day=date_format.day(paper.expires_on))
    return _("again, please: the last one could not be used") if paper.state == "rejected" else ""
