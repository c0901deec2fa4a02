"""The morning brief on a terminal, as tabs and JSON, and what a template of it may use. Its parts as documents."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import view as grid
from amflow.book.quantities import Rate
from amflow.dates import format as date_format
from amflow.documents import parts as document_parts
from amflow.documents.view import ReportView
from amflow.locale import N_, _, ngettext, pgettext
from amflow.records import NamedTuple
from amflow.shell.screen import NARROW, Span, shortened
from amflow.shell.views import ListView, jsonable, plainly

if TYPE_CHECKING:
    from amflow.prep.brief.page import Brief, BriefLine, BriefPart
    from amflow.shell.screen import Screen


class BriefSection(NamedTuple):
    """A section of the brief, and the same as a part of any report: a template of one's own may take either."""

    key: str
    title: str
    lines: "tuple[BriefLine, ...]"
    total: int
    empty: str
    blocks: tuple[document_parts.Block, ...]
    note: str = ""
    state: str = ""


class BriefView(ReportView):
    """The brief in every form."""

    what = "brief"
    fields = "brief --fields"

    def __init__(self, brief: "Brief") -> None:
        super().__init__(brief)
        self.brief = brief

    def report(self) -> document_parts.Report:
        """The brief as a document's parts, a section each; one without a line says so."""
        brief = self.brief
        title = f"{brief.report} · {date_format.day(brief.today)}"
        parts = tuple(
            document_parts.Part(part.title, _blocks(part), _of_day(brief, part), "", part.key) for part in brief.parts
        )
        return document_parts.Report(self.what, title, (brief.playbook,), parts, brief.today)

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed."""
        parts = tuple(BriefSection(*part[:5], _blocks(part), _of_day(self.brief, part)) for part in self.brief.parts)
        return {**self.brief._asdict(), "parts": parts}

    def data(self) -> dict[str, Any]:
        """The day whose results are told, its figures, and each section with its lines."""
        brief = self.brief
        return {
            "date": brief.today,
            "last_day": brief.last_day,
            "title": brief.report,
            "sections": list(brief.sections),
            "figures": {
                one.key: {"value": jsonable(one.value), "target": jsonable(one.target), "unit": one.unit}
                for one in brief.figures
            },
            "plan": jsonable(brief.plan),
            "items": [{"section": part.key, **jsonable(line)} for part in brief.parts for line in part.lines],
        }

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A line each, the first cell says of which section."""
        for part in self.brief.parts:
            for line in part.lines:
                yield (part.key, *(plainly(value) for value in line))

    def draw(self, screen: "Screen") -> None:
        """One page, section by section; what has an hour, a reference and a customer in the columns of the day."""
        brief = self.brief
        screen.both([Span(brief.report, "title"), f" · {date_format.day(brief.today)}"], [Span(brief.playbook, "dim")])
        hours = 7 if screen.width >= NARROW and any(line.at for part in brief.parts for line in part.lines) else 0
        lines: list[Any] = []
        for part in brief.parts:
            lines.append(screen.text())
            lines.append(screen.text(Span(" · ".join(filter(None, (part.title, _of_day(brief, part)))), "title")))
            if not part.lines:
                lines += screen.folded(Span(part.hint or part.empty, "dim"), indent=2)
            else:
                lines += _counts(screen, part) if part.key in COUNTS else _lines(screen, part, hours)
            if more := _more(part, to_type=True):
                lines += screen.folded(Span(more, "dim"), indent=2)
        grid.draw(screen, lines, indent=2)
        screen.blank()
        screen.line(Span(_("to take along: add -o brief.html, or .docx, .pdf, .xlsx"), "dim"), wrap=True)


OF_LAST_DAY = ("targets", "referrals")
"""The sections that tell of the last working day."""


COUNTS = ("targets", "messages")
"""The sections whose lines are a number each."""


def _of_day(brief: "Brief", part: "BriefPart") -> str:
    """Which day the section tells of, where it is not this one."""
    return brief.last_day_words if part.key in OF_LAST_DAY else ""


def _more(part: "BriefPart", *, to_type: bool = False) -> str:
    """How many lines are not shown; of targets, on a terminal, where they stand."""
    more = part.total - len(part.lines)
    if part.key == "targets" and more > 0 and to_type:
        return _("{n} more: amflow summary --month").format(n=more)
    return ngettext("and {n} more", "and {n} more", more) if more > 0 else ""


def _blocks(part: "BriefPart") -> tuple[document_parts.Block, ...]:
    """The lines of a section as a table: without a column that says nothing."""
    if not part.lines:
        return (document_parts.Words(part.empty, quiet=True),)
    foot = _more(part)
    if part.key == "targets":
        return _results(part, foot)
    if part.key in COUNTS:
        known: Any = (("text", ""), ("value", _("due")))
    elif any(line.at or line.customer for line in part.lines):
        known = (("at", _("time")), ("customer", _("customer")), ("text", _("what")), ("detail", ""), ("ref", ""))
    else:
        known = (("text", ""), ("detail", ""), ("ref", ""))
    columns = tuple(
        document_parts.Column(*one)
        for one in known
        if any(getattr(line, one[0]) not in ("", None) for line in part.lines)
    )
    rows = tuple(tuple(_cell(line, column.key) for column in columns) for line in part.lines)
    return (document_parts.Table(columns, rows, foot=foot, key="lines"),)


def _results(part: "BriefPart", foot: str) -> tuple[document_parts.Block, ...]:
    """What has a target under each other, the rest in a line: the page is one."""
    owed = [line for line in part.lines if line.target is not None or line.share is not None]
    columns = (
        document_parts.Column("text", _("figure")),
        document_parts.Column("value", _("actual")),
        document_parts.Column("target", _("target")),
        document_parts.Column("share", pgettext("of a target", "reached")),
    )
    rows = tuple(tuple(_cell(line, column.key) for column in columns) for line in owed)
    rest = tuple((line.text, line.value) for line in part.lines if line not in owed)
    plain = (document_parts.Column("text", ""), document_parts.Column("value", _("actual")))
    return (
        document_parts.Table(columns, rows, foot=foot, key="lines"),
        document_parts.Table(plain, rest, _("without a target") if rows else "", key="others", flat=True),
    )


def _cell(line: "BriefLine", key: str) -> Any:
    value = getattr(line, key)
    return Rate(value) if key == "share" and value is not None else value


def _lines(screen: "Screen", part: "BriefPart", hours: int) -> list[Any]:
    """The lines of a section; `hours` is how many cells the hours take that stand before references."""
    lines: list[Any] = []
    for line in part.lines:
        if line.customer:
            name = grid.named(screen, line.customer, "" if line.ref == line.customer_ref else line.customer_ref)
            lines.append(grid.row(screen, Span(line.at), line.ref, name, [line.text], ""))
        else:
            begin = Span(f"{line.at:<{hours}}"), Span(f"{line.ref}  " if line.ref else "", "ref")
            lines += screen.folded(*begin, line.text, indent=2, hang=hours + 4)
        if line.detail:
            lines += screen.folded(Span(line.detail, "dim"), indent=hours + 6)
    return lines


def _counts(screen: "Screen", part: "BriefPart") -> list[Any]:
    """What is to reach a number, a line each; in a sentence what has none."""
    owed = [line for line in part.lines if line.share is not None or part.key != "targets"]
    others = [line for line in part.lines if line not in owed]
    room = screen.width - 4 - document_parts.widest(line.detail for line in owed)
    wide = min(document_parts.widest(line.text for line in owed), room)
    lines: list[Any] = []
    for line in owed:
        title = shortened(screen.text(line.text), wide)
        title.pad_right(wide - title.cell_len)
        lines.append(screen.text("  ") + title + screen.text("  ", Span(line.detail, "dim")))
    told = " · ".join(f"{line.text} {line.detail}" for line in others)
    return [*lines, *(screen.folded(Span(told, "dim"), indent=2) if told else [])]


MEANINGS = {
    "title": N_("the report's title"),
    "under[]": N_("what stands below the title: which report, which playbook"),
    "by": N_("who hands it in: person, firm, branch"),
    "sentences": N_("what it comes to, in three sentences"),
    "charts": N_("its charts, for a form that draws them"),
    "empty": N_("the sentence of a report that has nothing to say"),
    "today": N_("the day of the brief"),
    "last_day": N_("the working day before, whose results are told"),
    "last_day_words": N_("that day in words: yesterday, or its date"),
    "playbook": N_("the playbook's title"),
    "report": N_("what the playbook calls it"),
    "sections": N_("what the playbook wants in it, in this order"),
    "figures[]": N_("the figures of the last working day, each as in amflow summary --fields"),
    "plan.planned": N_("how many lines that day's plan had"),
    "plan.done": N_("how many of them were done"),
    "plan.moved": N_("how many were moved"),
    "plan.dropped": N_("how many were left out"),
    "plan.open": N_("how many were left open"),
    "plan.share": N_("done of planned, 0 to 1; none when nothing was planned"),
    "parts[].key": N_("the section: targets, challenges, referrals, needs, plan, market, products or messages"),
    "parts[].title": N_("its title"),
    "parts[].total": N_("how many lines it would have; as many as fit are listed"),
    "parts[].empty": N_("what is said where it has none"),
    "parts[].blocks[]": N_("the same as any report has it: tables and words"),
    "parts[].note": N_("what is said beside its title, or empty"),
    "parts[].state": N_("good, soon or bad, or empty"),
    "parts[].lines[].text": N_("what the line says"),
    "parts[].lines[].detail": N_("what is said beside it"),
    "parts[].lines[].ref": N_("its reference, to type"),
    "parts[].lines[].at": N_("the hour, or empty"),
    "parts[].lines[].customer": N_("the customer's name, or empty"),
    "parts[].lines[].customer_ref": N_("the customer's reference"),
    "parts[].lines[].key": N_("a word for what it is: the metric, the source, the category"),
    "parts[].lines[].value": N_("the number that it says, or none"),
    "parts[].lines[].target": N_("what the number should be; none where nothing is set for that day"),
    "parts[].lines[].share": N_("number of target: 1 is reached; none without one"),
    "name": N_("your name, from the settings"),
    "firm": N_("your firm, from the settings"),
    "branch": N_("your branch, from the settings"),
    "lang": N_("en or zh"),
}
"""Every variable of a template of the brief; a test holds it to what is handed over."""


def variables() -> ListView:
    """What a template of the brief may use."""
    from amflow.documents.templates import variables

    head = _("variables of a template for amflow brief --template FILE; its functions: amflow summary --fields")
    foot = _(
        "such as: {% for part in parts %}{{ part.title }}{% for line in part.lines %}{{ line.text }}{% endfor %}{% endfor %}"
    )
    return variables(MEANINGS, sample(), head, foot)


def sample() -> dict[str, Any]:
    """What a template is handed, made up: for the examples."""
    from amflow.documents import templates
    from amflow.prep.brief.page import Brief, BriefLine, BriefPart
    from amflow.summary.records import PlanOutcome
    from amflow.summary.variables_view import sample_figure

    line = BriefLine(
        "90-day note matures on Thursday", "B interested", "t41", "09:30", "Grace Field", "c31", "appointment"
    )
    brief = Brief(
        date(2026, 11, 25),
        date(2026, 11, 24),
        "yesterday",
        "Retail bank account manager",
        "Morning brief",
        ("targets", "needs"),
        (sample_figure("visits", "Visits", 2, 3),),
        PlanOutcome(9, 7, 1, 0, 1, 0.7778),
        (BriefPart("needs", "Today's customers and their needs", (line,), 1, "no appointment today"),),
    )
    about = {"name": "Ann Lee", "firm": "Example Bank", "branch": "High Street", "lang": "en"}
    view = BriefView(brief)
    return {**about, **templates.general(view.report()), **view.given()}
