"""The morning brief on a terminal, as tabs and JSON, and what a template of it may use. Documents: `documents.py`."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.calendars import shown
from amflow.locale import N_, _, ngettext
from amflow.render.screen import Span
from amflow.render.views import ListView, jsonable, plainly

if TYPE_CHECKING:
    from amflow.render.documents import Wanted
    from amflow.render.output import Output
    from amflow.render.screen import Screen
    from amflow.routine.brief import Brief
    from amflow.routine.briefing import Part
    from amflow.settings import Settings


def deliver(output: "Output", view: "BriefView", document: "Wanted", settings: "Settings") -> None:
    """Make the document and put it where it belongs. Raises Unusable for a template or a file that will not do."""
    from amflow.render import documents
    from amflow.render.output import as_json

    if document.form == "json":
        text = as_json(view.what, view.data())
    else:
        handed = given(view.brief, settings)
        text = documents.from_template("brief/brief", document, settings, view.brief.today, handed)
    documents.hand_over(output, text, document)


def given(brief: "Brief", settings: "Settings") -> dict[str, Any]:
    """What a template is handed, beside the functions."""
    about = {"name": settings.name, "firm": settings.firm, "branch": settings.branch, "lang": locale.current()}
    return {**brief._asdict(), **about}


class BriefView:
    """The brief in all three forms."""

    what = "brief"

    def __init__(self, brief: "Brief") -> None:
        self.brief = brief

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

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line each, the first cell says of which section."""
        for part in self.brief.parts:
            for line in part.lines:
                yield (part.key, *(plainly(value) for value in line))

    def draw(self, screen: "Screen") -> None:
        """One page, section by section."""
        brief = self.brief
        screen.both([Span(brief.report, "title"), f" · {shown.day(brief.today)}"], [Span(brief.playbook, "dim")])
        for part in brief.parts:
            screen.blank()
            title = f"{part.title} · {brief.last_day_words}" if part.key in OF_LAST_DAY else part.title
            screen.line(Span(title, "title"))
            if not part.lines:
                screen.line(Span(part.empty, "dim"), indent=2, wrap=True)
            elif part.key in ("targets", "messages"):
                screen.table([[line.text, Span(line.detail, "dim")] for line in part.lines], indent=2, give=0)
            else:
                _lines(screen, part)
            hidden = part.total - len(part.lines)
            if hidden > 0:
                screen.line(Span(ngettext("and {n} more", "and {n} more", hidden), "dim"), indent=2)
        screen.blank()
        screen.line(Span(_("to take along: add -o brief.html, or .md, .txt"), "dim"), wrap=True)


OF_LAST_DAY = ("targets", "challenges", "referrals")
"""The sections that tell of the last working day."""


def _lines(screen: "Screen", part: "Part") -> None:
    for line in part.lines:
        words: list[Span | str] = [Span(f"{line.at} ", "soon")] if line.at else []
        words += [Span(f"{line.ref} ", "ref")] if line.ref else []
        words += [Span(line.customer, "title"), "  "] if line.customer else []
        screen.line(*words, line.text, indent=2, wrap=True)
        if line.detail:
            screen.line(Span(line.detail, "dim"), indent=6, wrap=True)


MEANINGS = {
    "today": N_("the day of the brief"),
    "last_day": N_("the working day before, whose results are told"),
    "last_day_words": N_("that day in words: yesterday, or its date"),
    "playbook": N_("the playbook's title"),
    "report": N_("what the playbook calls it"),
    "sections": N_("what the playbook wants in it, in this order"),
    "figures[]": N_("the figures of the last working day, each as in amflow summary --variables"),
    "plan.planned": N_("how many lines that day's plan had"),
    "plan.done": N_("how many of them were done"),
    "plan.moved": N_("how many were moved"),
    "plan.dropped": N_("how many were dropped"),
    "plan.open": N_("how many were left open"),
    "plan.share": N_("done of planned, 0 to 1; none when nothing was planned"),
    "parts[].key": N_("the section: targets, challenges, referrals, needs, market, products or messages"),
    "parts[].title": N_("its title"),
    "parts[].total": N_("how many lines it would have; as many as fit are listed"),
    "parts[].empty": N_("what is said where it has none"),
    "parts[].lines[].text": N_("what the line says"),
    "parts[].lines[].detail": N_("what is said beside it"),
    "parts[].lines[].ref": N_("its reference, to type"),
    "parts[].lines[].at": N_("the hour, or empty"),
    "parts[].lines[].customer": N_("the customer's name, or empty"),
    "parts[].lines[].customer_ref": N_("the customer's reference"),
    "parts[].lines[].key": N_("a word for what it is: the metric, the source, the category"),
    "name": N_("your name, from the settings"),
    "firm": N_("your firm, from the settings"),
    "branch": N_("your branch, from the settings"),
    "lang": N_("en or zh"),
}
"""Every variable of a template of the brief; a test holds it to what is handed over."""


def variables() -> ListView:
    """What a template of the brief may use."""
    from amflow.render.variables import of

    head = _("variables of a template for amflow brief --template FILE; its functions: amflow summary --variables")
    foot = _(
        "such as: {% for part in parts %}{{ part.title }}{% for line in part.lines %}{{ line.text }}{% endfor %}{% endfor %}"
    )
    return of(MEANINGS, sample(), head, foot)


def sample() -> dict[str, Any]:
    """What a template is handed, made up: for the examples."""
    from amflow.render.variables import _figure
    from amflow.routine.brief import Brief
    from amflow.routine.briefing import Line, Part
    from amflow.routine.summary.sections import Plan

    line = Line("90-day note matures on Thursday", "B interested", "t41", "09:30", "张敏", "c31", "appointment")
    brief = Brief(
        date(2026, 11, 25),
        date(2026, 11, 24),
        "yesterday",
        "Retail bank account manager",
        "Morning brief",
        ("targets", "needs"),
        (_figure("visits", "Visits", 2, 3),),
        Plan(9, 7, 1, 0, 1, 0.7778),
        (Part("needs", "Today's customers and their needs", (line,), 1, "no appointment today"),),
    )
    return {**brief._asdict(), "name": "李娜", "firm": "东方银行", "branch": "人民路支行", "lang": "en"}
