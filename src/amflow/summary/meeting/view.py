"""The agenda of the weekly meeting in every form, and what was decided or commented."""

from amflow.dates.format import short
from amflow.documents import parts as document_parts
from amflow.documents.parts import BAD, Blank, Block, Column, Part, Points, Report, SaidValue, Table, Words
from amflow.documents.view import ReportView
from amflow.locale import _, ngettext
from amflow.shell.views import ChangeView
from amflow.summary import groups_view, report_view, sentences_view
from amflow.summary.figures import view as figure_view
from amflow.summary.meeting.records import MeetingAgenda, MeetingPoint, Word

SPOKEN = {"comments": 3, "topic": 4, "learning": 2, "decisions": 3}
"""So many lines to write into, where people speak."""


class AgendaView(ReportView):
    """The agenda of a week."""

    what = "agenda"

    def report(self) -> Report:
        """Each point with its minutes and what the book knows of it."""
        found: MeetingAgenda = self.record
        parts = tuple(self._part(place, point) for place, point in enumerate(found.points, 1))
        minutes = sum(point.minutes for point in found.points)
        under = (found.summary.playbook, ngettext("{n} minute", "{n} minutes", minutes))
        said = sentences_view.said(found.summary) if parts else ()
        return Report(self.what, found.title, under, parts, found.today, _("this trade has no agenda"), said)

    def _part(self, place: int, point: MeetingPoint) -> Part:
        blocks = list(self._own(point.key))
        if point.items:
            blocks.append(report_view.listed(point.items, point.more))
        if point.key in SPOKEN:
            blocks.append(Blank(SPOKEN[point.key]))
        elif not blocks:
            blocks.append(Words(_("nothing is written down"), quiet=True))
        note = _("{n} min").format(n=point.minutes)
        return Part(f"{place}. {point.title}", tuple(blocks), note, key=point.key)

    def _own(self, key: str) -> tuple[Block, ...]:
        found: MeetingAgenda = self.record
        if key == "results" and not found.summary.shown:
            return (Words(_("nothing is written down for this period yet"), quiet=True),)
        if key == "results":
            return (
                groups_view.told(groups_view.ordered(found.summary.shown), found.summary.period.history_title),
                Words(_plan(found)),
            )
        if key == "gaps":
            below = report_view.gaps(found.summary) if found.summary.gaps else None
            return (
                below or Words(_("no figure is below its line"), quiet=True),
                report_view.promised(found.summary, _("promised last week: what became of it?")),
            )
        if key == "comments":
            return (Points(tuple(_comment(word, found) for word in found.comments)),)
        if key == "decisions":
            return (
                decisions(found.earlier, _("of earlier meetings, and what became of them")),
                decisions(found.decided, _("of this meeting")),
            )
        return ()


def _plan(found: MeetingAgenda) -> str:
    plan = found.summary.plan
    return _("plan: {words}").format(words=figure_view.plan_words(plan)) if plan.planned else ""


def _comment(word: Word, found: MeetingAgenda) -> str:
    said = " ".join(word.text.split())
    return (
        f"{short(word.on_date, found.today)} {word.who}: {said}"
        if word.who
        else f"{short(word.on_date, found.today)} {said}"
    )


def decisions(found: tuple[Word, ...], title: str) -> Table:
    """Decisions with who, by when, and how they stand."""
    return document_parts.table(
        found,
        Column("ref", ""),
        (Column("decision", _("decision")), lambda one: one.text),
        (Column("who", _("responsible")), lambda one: one.who),
        (Column("by", _("by")), lambda one: one.due_on),
        (Column("state", _("stands")), _stands),
        title=title,
        key="decisions",
    )


def _stands(word: Word) -> SaidValue:
    if word.late:
        return SaidValue(word.state, _("overdue"), BAD)
    return SaidValue(word.state, word.became)


def changed(word: Word) -> ChangeView:
    """A decision or a comment was written down."""
    item = {"ref": word.ref, "kind": word.kind, "text": word.text, "who": word.who, "by": word.due_on}
    done = _("decided: {text} ({ref})").format(text=word.text, ref=word.ref) if word.ref else _("comment kept")
    then = [(_("next"), "amflow summary --agenda")]
    return ChangeView("meeting", item, done, then)
