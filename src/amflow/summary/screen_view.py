"""How a summary looks on a terminal: what there is against what was wanted, what is missing, and then what is behind it."""

from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.documents import parts
from amflow.documents.parts import spark
from amflow.locale import _, ngettext, pgettext
from amflow.playbooks.vocabulary import PERIODS
from amflow.shell.screen import NARROW, Screen, Span
from amflow.summary import groups_view
from amflow.summary.figures import view as figure_view
from amflow.summary.forecast import score_view
from amflow.summary.records import Ahead, ClosedDeal, Figure, ReportSection, Summary, Whole, says

if TYPE_CHECKING:
    from rich.text import Text


MOST_DEALS = 10
"""So many of the deals won, and of those lost, are on the screen; JSON, the tabs and the documents have all."""

ASKED_DEALS = MOST_DEALS + 1
"""So many are asked for: a line that says "and 1 more" could as well show it."""


def _counted(deal: "ClosedDeal") -> str:
    """Which of its records carries the amount of a deal, where it is not the deal."""
    words = {
        "order": _("counted by its orders"),
        "holding": _("counted by its holding"),
        "cancelled": _("its orders were called off"),
    }
    return words.get(deal.counted_by, "")


def draw(screen: Screen, found: Summary) -> None:
    """One page: the figures, then what is behind them, then what comes next."""
    mark, style = figure_view.standing_words(found)
    draft = Span(f" · {mark}" if found.standing.state == "draft" else "", style)
    title = Span(found.period.title, "title")
    screen.both([title, draft, f" · {found.playbook}"], [Span(figure_view.progress(found), "dim")])
    if mark and not draft.text:
        screen.line(Span(mark, style), wrap=True)
    _draw_figures(screen, found)
    _draw_parts(screen, found)
    _draw_facts(screen, found)
    if "deals" in found.sections:
        _draw_closed(screen, _("won"), "good", found.won, found.all_won)
        _draw_closed(screen, _("lost"), "bad", found.lost, found.all_lost)
    _draw_more(screen, found.more)
    if "next" in found.sections:
        _draw_ahead(screen, found.ahead)
    screen.blank()
    screen.line(Span(_("to take along: add -o summary.html, or .docx, .pdf, .xlsx"), "dim"), indent=1)


def _draw_figures(screen: Screen, found: Summary) -> None:
    if not found.shown:
        screen.line(Span(_("nothing is written down for this period yet"), "dim"), indent=1)
        return
    shown = groups_view.ordered(found.shown)
    owed = [figure for figure in shown if figure.target is not None]
    others = [figure for figure in shown if figure.target is None and says(figure.value)]
    # What the playbook asks for and nobody set is no reason to fold what there is.
    own = any(not figure.of_trade for figure in owed)
    titles = ["", _("actual"), _("target"), _("pace"), found.period.history_title]
    # A narrow screen has what there is and what was wanted; where nothing was, the course.
    columns = (0, 1, 4) if not owed else (0, 1, 2) if screen.width < NARROW else range(5)
    screen.table(
        [
            [row[at] for at in columns]
            for row in (_figure_row(screen, one) for one in (owed if own else [*others, *owed]))
        ],
        titles=[titles[at] for at in columns],
        right=(1, 2) if owed else (1,),
        give=0,
        indent=1,
    )
    if any(figure.target_by not in ("", found.period.kind) for figure in owed):
        screen.line(Span(_("targets of other periods are spread by working days"), "dim"), indent=1)
    if of_trade := [figure for figure in owed if figure.of_trade]:
        words = _("{figures}: the playbook's own target, nobody set it; yours: {command}")
        first, kind = of_trade[0], found.period.kind
        command = (
            f"amflow target set {first.key} {first.target} --period {kind if kind in PERIODS else first.target_by}"
        )
        screen.line(
            Span(words.format(figures=figure_view.titles(of_trade), command=command), "dim"), indent=1, wrap=True
        )
    if own and others:
        # What nobody asks for takes no line of its own; the documents have them all.
        told = " · ".join(f"{figure.title} {figure_view.long(figure.value)}" for figure in others)
        _fact(screen, Span(pgettext("of figures", "besides"), "step"), told)


def _figure_row(screen: Screen, figure: Figure, target: str = "") -> list["Text"]:
    style = "bad" if figure.gap else "good" if figure.on_pace else "soon"
    style = style if figure.target is not None and figure.value is not None else ""
    strong = "title" if says(figure.value) else "dim"
    return [
        screen.text(figure.title),
        screen.text(Span(figure_view.long(figure.value), strong)),
        screen.text(target or figure_view.against(figure)),
        screen.text(Span(figure_view.pace(figure), style)),
        screen.text(Span(spark(figure.history), "dim")),
    ]


def _draw_parts(screen: Screen, found: Summary) -> None:
    """The figures of products, lines and tiers that have targets."""
    if not found.by_part or "targets" not in found.sections:
        return
    screen.blank()
    screen.line(Span(_("by product, line and tier"), "step"), indent=1)
    rows = [
        [screen.text(Span(figure.part, "title")), *_figure_row(screen, figure, figure_view.with_stretch(figure))[:-1]]
        for figure in found.by_part
    ]
    screen.table(rows, titles=["", "", _("actual"), _("target"), _("pace")], right=(2, 3), give=1, indent=1)


def _draw_facts(screen: Screen, found: Summary) -> None:
    wide = parts.widest(figure.title for figure in found.gaps)
    off = parts.widest(figure_view.off(figure) for figure in found.gaps)
    facts = [
        ("targets", _("gap"), _unexplained([one for one in found.gaps if not (one.cause and one.remedy_by)])),
        *(
            ("targets", _("gap"), figure_view.gap_words(one, wide, off))
            for one in found.gaps
            if one.cause and one.remedy_by
        ),
        *(
            ("targets", pgettext("for a gap", "promised"), figure_view.remedy_words(found, one))
            for one in found.remedies
        ),
        ("targets", _("outlook"), figure_view.forecast_words(found)),
        ("deals", _("outlook"), figure_view.pipeline_words(found)),
        ("plan", _("plan"), figure_view.plan_words(found.plan) if found.plan.planned else ""),
        ("touches", _("contacts"), figure_view.shares(found.touches_by_kind)),
        ("touches", _("outcomes"), figure_view.shares(found.touches_by_outcome)),
        ("touches", "", _("how the last one ended: {command}").format(command=found.to_say) if found.to_say else ""),
        ("deals", _("apart"), " · ".join(f"{apart.title} {apart.amount}" for apart in found.foreign)),
        *(("deals", pgettext("of the program itself", "score"), line) for line in score_view.words(found)),
        ("targets", _("before"), figure_view.compared_words(found, found.period_before, "before")),
        ("targets", _("last year"), figure_view.compared_words(found, found.year_before, "last_year")),
    ]
    lines = [(name, words) for section, name, words in facts if words and section in found.sections]
    if lines:
        screen.blank()
    for name, words in lines:
        _fact(screen, Span(name, "step"), words)


def _unexplained(gaps: list[Figure]) -> str:
    """What is short and nobody has said why, with the command that says it."""
    told = " · ".join(f"{one.title} {figure_view.off(one)}" for one in gaps)
    command = f"amflow target explain {gaps[0].key}" if gaps else ""
    return _("{gaps} · why: {command}").format(gaps=told, command=command) if gaps else ""


def _fact(screen: Screen, name: Span, words: str) -> None:
    """A word in its column and the sentence beside it, wrapped under itself."""
    label = screen.text(name)
    label.pad_right(_label_width() - label.cell_len)
    screen.table([[label, screen.text(words)]], indent=1, wrap=True)


def _draw_more(screen: Screen, sections: tuple[ReportSection, ...]) -> None:
    """What else the trade wants to read, as it stands in a document."""
    if not sections:
        return
    from amflow.documents.view import draw_block
    from amflow.summary import report_view

    for section in sections:
        screen.blank()
        screen.line(Span(section.title, "step"), indent=1)
        for block in report_view.part(section).blocks:
            draw_block(screen, block)


def _draw_closed(screen: Screen, title: str, style: str, deals: tuple[ClosedDeal, ...], whole: Whole) -> None:
    if not deals:
        return
    cut = MOST_DEALS if whole.number > ASKED_DEALS else whole.number
    screen.blank()
    screen.line(Span(title, style), f"  {figure_view.whole_words(whole)}", indent=1)
    screen.table(
        [
            (
                Span(deal.ref, "ref"),
                Span(date_format.short(deal.on, screen.today), "dim"),
                deal.customer or "–",
                str(deal.amount) if deal.amount else "",
                " · ".join(filter(None, (deal.title, deal.why or _counted(deal)))),
            )
            for deal in deals[:cut]
        ],
        right=(3,),
        indent=2,
    )
    _more(screen, whole.number - cut)


def _draw_ahead(screen: Screen, ahead: Ahead) -> None:
    if not ahead.appointments:
        return
    screen.blank()
    screen.line(Span(_("next"), "step"), f"  {ahead.title}", indent=1)
    screen.table(
        [
            (
                Span(item.ref, "ref"),
                Span(f"{date_format.short(item.on, screen.today)} {item.at}".rstrip(), "dim"),
                item.customer or "–",
                item.title,
            )
            for item in ahead.appointments
        ],
        indent=2,
    )
    _more(screen, ahead.more)


def _more(screen: Screen, number: int) -> None:
    if number > 0:
        screen.line(Span(ngettext("and {n} more", "and {n} more", number), "dim"), indent=2)


def _label_width() -> int:
    return parts.widest(
        (
            *(_("contacts"), _("outcomes"), _("plan"), _("apart"), _("gap"), _("outlook"), _("before"), _("last year")),
            pgettext("of figures", "besides"),
        )
    )
