"""amflow summary: what the day, the week, the month came to, for oneself and for the meeting."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.dates import periods, report_period
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell.command import commands
from amflow.shell.context import App
from amflow.shell.report_options import hand_over, makes_document, wanted
from amflow.summary import page as summary_page
from amflow.summary import trend
from amflow.summary import view as summary_view
from amflow.summary.figures import counting
from amflow.summary.figures import view as figure_view
from amflow.summary.gaps import records as gaps
from amflow.summary.gaps import view as gap_view
from amflow.summary.records import Cause, Summary
from amflow.summary.screen_view import ASKED_DEALS
from amflow.summary.targets import records as targets
from amflow.summary.targets import scopes
from amflow.summary.view import SummaryView

if TYPE_CHECKING:
    from amflow.documents.forms import DocumentWanted
    from amflow.summary.records import Course


@makes_document
def summary(
    context: typer.Context,
    kept: Annotated[str, typer.Argument(metavar="[SUMMARY]", help=N_("a final one: s3"))] = "",
    day: bool = False,
    week: bool = False,
    month: bool = False,
    quarter: bool = False,
    year: bool = False,
    agenda: Annotated[bool, typer.Option("--agenda", help=N_("the agenda of the weekly meeting"))] = False,
    analysis: Annotated[bool, typer.Option("--analysis", help=N_("the analysis of the month"))] = False,
    forecast: Annotated[
        bool, typer.Option("--forecast", help=N_("what the month, or the period named, will come to"))
    ] = False,
    back_test: Annotated[
        bool, typer.Option("--back-test", help=N_("what would have been forecast for past periods, and what came"))
    ] = False,
    write: Annotated[
        str, typer.Option("--write", metavar="PART", help=N_("write under a part of the analysis, in the editor"))
    ] = "",
    said: Annotated[
        str | None,
        typer.Option("--words", metavar="TEXT", help=N_("what to write there, - for stdin; empty takes it out")),
    ] = None,
    since: str = "",
    to: str = "",
    *,
    explain: str = "",
    part: Annotated[
        str, typer.Option("--of", metavar="PART", help=N_("with --explain: of this tier, line or product alone"))
    ] = "",
    final: Annotated[
        bool, typer.Option("--final", help=N_("keep it as it is; every gap needs its cause before"))
    ] = False,
    finals: Annotated[bool, typer.Option("--list", help=N_("list the final summaries"))] = False,
    fields: bool = False,
    **given: Any,
) -> None:
    """Sum up the day, the week, the month or any stretch of days: figures, targets, deals, the plan, what is next.

    amflow summary --week · amflow summary --month -o november.html
    amflow summary --from 2026-11-01 --to 2026-11-15
    """
    app: App = context.obj
    if fields or finals:
        return _listed(app, finals)
    if kept:
        return _kept(app, kept, wanted(app, **given), given["mask"])
    kinds = {"--agenda": agenda, "--analysis": analysis and not write, "--write": bool(write)}
    one_of(kinds, said is not None, context.params)
    if agenda or analysis or write:
        return _beside(app, write, said, agenda, wanted(app, **given), given["mask"])

    period = _period(app, context.params, forecast or back_test)
    if explain or part:
        return _opened(app, period, explain, part, bool(given["mask"]))
    show = _tested if back_test else _forecast if forecast else _finished if final else _handed
    return show(app, period, wanted(app, **given), given["mask"])


def _period(app: App, given: dict[str, Any], forecast: bool) -> Any:
    asked = {name: given[name] for name in ("day", "week", "month", "quarter", "year", "since")} | {
        "until": given["to"]
    }
    # What a day comes to is known in the evening.
    if forecast and not any(asked.values()):
        asked["month"] = True
    return report_period.chosen(app.now, app.desk.manner(), **asked)


def _handed(app: App, period: Any, document: "DocumentWanted | None", mask: bool | None) -> None:
    # Data and templates of one's own may ask for any figure; a page has those of the trade.
    every = app.json or bool(document and (document.form == "json" or document.template))
    most = ASKED_DEALS if app.out.terminal and document is None else -1
    found = summary_page.build(app.desk, period, picked=not every, most=most)
    went = None
    if document and document.form != "json":
        found, went = _drawn(app, period, found)
    return hand_over(app, document, mask, found, lambda found: SummaryView(found, went))


def _drawn(app: App, period: Any, found: Summary) -> tuple[Summary, "Course | None"]:
    """The summary with what a document draws beside it: the open deals by stage, and how the figures went."""
    from amflow.summary import pipeline

    found = found._replace(open_deals=pipeline.open_deals(app.desk, period))
    return found, trend.course(app.desk, period, found)


def _tested(app: App, period: Any, document: "DocumentWanted | None", mask: bool | None) -> None:
    """What the period comes to, and what would have been said of past ones."""
    return _forecast(app, period, document, mask, tested=True)


def _forecast(
    app: App, period: Any, document: "DocumentWanted | None", mask: bool | None, *, tested: bool = False
) -> None:
    """What the period comes to."""
    from amflow.summary.forecast import page
    from amflow.summary.forecast.view import ForecastView

    hand_over(app, document, mask, page.page(app.desk, period, tested=tested), ForecastView)


def one_of(kinds: dict[str, bool], words: bool, given: dict[str, object]) -> None:
    """Hold those to each other that stand for themselves. Raises Usage."""
    asked = [name for name, on in kinds.items() if on]
    spans = [f"--{name}" for name in ("day", "week", "month", "quarter", "year") if given.get(name)]
    spans += [name for name, key in (("--from", "since"), ("--to", "to")) if given.get(key)]
    if words and "--write" not in asked:
        raise Usage(_("--words needs --write"), _("such as --write market --words TEXT"))
    if len(asked) > 1 or (asked and spans):
        hint = _("the agenda is of the week, the analysis of the month; --on DATE chooses another")
        raise Usage(_("{options} cannot go together").format(options=" ".join([*asked, *spans])), hint)


def _listed(app: App, finals: bool) -> None:
    """What a form may use, or the final summaries."""
    if finals:
        return app.show(gap_view.finals(gaps.finals(app.desk)))
    from amflow.summary.variables_view import listed

    return app.show(listed())


def _kept(app: App, ref: str, document: "DocumentWanted | None", mask: bool | None) -> None:
    """A final summary as it was, in any form."""
    found, went = gaps.thawed(gaps.final(app.desk, ref))
    hand_over(app, document, mask, found, lambda found: SummaryView(found, went))


def _finished(app: App, period: Any, document: "DocumentWanted | None", mask: bool | None) -> None:
    """Make the summary final, and its document in the same go; on a terminal it is asked what became of the last one's
    remedies."""
    found = summary_page.build(app.desk, period)
    found = found._replace(remedies=tuple(_asked(app, found, one) for one in found.remedies))
    found, went = _drawn(app, period, found)
    final, found = gaps.finish(app.desk, period, found, went, summary_view.data)
    if document is None:
        return app.show(gap_view.finished(final))
    app.say(gap_view.made_final(final))
    return hand_over(app, document, mask, found, lambda found: SummaryView(found, went))


def _asked(app: App, found: Summary, one: Cause) -> Cause:
    """A remedy of the period before, with what became of it, as far as somebody is there to say so."""
    if one.result:
        return one
    if not app.may_ask:
        app.say(figure_view.remedy_words(found, one))
        return one
    said = app.prompt(figure_view.remedy_question(found, one))
    return gaps.answer(app.desk, one, said) if said else one


def _opened(app: App, period: Any, name: str, part: str, masked: bool) -> None:
    """The records behind a figure."""
    if not name:
        raise Usage(_("--of needs --explain"), _("such as --explain visits --of PART"))
    from itertools import chain

    from amflow.files.export.masking import covered
    from amflow.playbooks.titles import titles_by_key

    if name == "pipeline":
        open_ = trend.expected(app.desk, period)
        return app.show(figure_view.expected(covered(open_) if masked else open_, app.settings.currency))
    key = targets.metric_named(name, app.playbook)
    scope = scopes.named(app.desk, part) if part else scopes.ALL
    found = counting.records(app.desk, key, period, scope)
    figure = summary_page.of_part(app.desk, period, key, scope)
    words = titles_by_key(
        chain(*(getattr(app.playbook, kind) for kind in ("tiers", "categories", "channels", "rules")))
    )
    return app.show(figure_view.records(figure, covered(found) if masked else found, words))


def _beside(
    app: App, part: str, said: str | None, agenda: bool, document: "DocumentWanted | None", mask: bool | None
) -> None:
    """The agenda of this week's meeting, or the analysis of this month, or what is written under a part of it."""
    from amflow.summary import analysis
    from amflow.summary.meeting import records as meeting
    from amflow.summary.meeting.view import AgendaView
    from amflow.summary.report_view import ReportPartsView

    if part:
        return _write(app, part, said)
    if agenda:
        found = summary_page.build(app.desk, periods.week_of(app.today))
        return hand_over(app, document, mask, meeting.agenda(app.desk, found), AgendaView)
    found = summary_page.build(app.desk, periods.month_of(app.today))
    return hand_over(app, document, mask, analysis.make(app.desk, found), ReportPartsView)


def _write(app: App, part: str, words: str | None) -> None:
    """Keep what a person writes under a part of the analysis: as typed, from stdin, or in the editor."""
    from amflow.summary import analysis
    from amflow.summary.report_view import written

    key = analysis.known(app.desk, part)
    if words is None:
        words = app.edit(analysis.text_of(app.desk, key), "md")
    text = analysis.write(app.desk, key, app.stdin_text() if words == "-" else words)
    app.show(written(key, analysis.parts(app.desk)[key], text))


register = commands({"summary": summary})
