"""How figures are said: in words and lines that screen, documents and templates share, and in lists of their own."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.book.quantities import Rate, rounded
from amflow.dates import format as date_format
from amflow.documents import parts
from amflow.documents import parts as document_parts
from amflow.documents.parts import BAD, GOOD, SOON, FigureLine, SaidValue, percent, short
from amflow.locale import N_, NP_, _, ngettext, several
from amflow.shell.views import ChangeView, ListColumn, ListView
from amflow.summary.records import says
from amflow.summary.sections import added

if TYPE_CHECKING:
    from datetime import date

    from amflow.summary.figures.counting import FigureRecord
    from amflow.summary.figures.measured import Measured
    from amflow.summary.records import (
        Cause,
        ClosedDeal,
        CountOfSort,
        Figure,
        Forecast,
        ForecastPage,
        Number,
        PlanOutcome,
        Summary,
        Whole,
    )
    from amflow.summary.trend import Expected


def progress(summary: "Summary | ForecastPage") -> str:
    """How much of the period is left to work in, or nothing when it is over."""
    period = summary.period
    if period.kind == "day" or not period.workdays_left:
        return ""
    return ngettext("{n} working day left", "{n} working days left", period.workdays_left)


def against(figure: "Figure") -> str:
    """The target and how much of it is there: `5 [80%]`."""
    return line(figure).against


def with_stretch(figure: "Figure") -> str:
    """The same with what is hoped for: `5 [80%] · stretch 7`."""
    hoped = _("stretch {number}").format(number=short(figure.stretch)) if figure.stretch is not None else ""
    return " · ".join(filter(None, (against(figure), hoped)))


def pace(figure: "Figure") -> str:
    """Whether the figure keeps up with its target, and what each working day left must bring."""
    if figure.target is None or figure.on_pace is None:
        return ""
    if figure.better == "less":
        return "✓" if figure.on_pace else "▲"
    if figure.missing is None:
        return "✓"
    arrow = "▲" if figure.on_pace else "▼"
    if figure.per_workday is None:
        return f"{arrow} −{short(figure.missing)}"
    return arrow + " " + _("{number} a day").format(number=short(figure.per_workday))


def long(number: "Number | None") -> str:
    """A count with its thousands apart, money in full; `–` where there is none."""
    if number is None:
        return parts.NONE
    if isinstance(number, Rate):
        return str(number)
    return f"{number:,}" if isinstance(number, int | float) else str(number)


def plan_words(plan: "PlanOutcome") -> str:
    """Plan against actual in a line: `42 planned, 35 done, 5 moved, 2 left out (83%)`."""
    words = [_("{n} planned").format(n=plan.planned), _("{n} done").format(n=plan.done)]
    for number, text in (
        (plan.moved, _("{n} moved")),
        (plan.dropped, _("{n} left out")),
        (plan.open, _("{n} still open")),
    ):
        if number:
            words.append(text.format(n=number))
    return " · ".join(words) + f" [{percent(plan.share)}]"


def shares(found: Iterable["CountOfSort"]) -> str:
    """`14 visits · 6 calls`."""
    return " · ".join(share.words for share in found)


def deals_total(deals: Iterable["ClosedDeal"]) -> str:
    """How many, and what they come to in each currency: `11 · ¥50,563`."""
    return whole_words(added(deals))


def whole_words(whole: "Whole") -> str:
    """The same of deals that are not all there."""
    return " · ".join([str(whole.number), *(str(amount) for amount in whole.sums if amount.minor)])


def gap_words(figure: "Figure", wide: int = 0, wide_off: int = 6) -> str:
    """What is short, and the three things that the meeting will ask about it; `wide` and `wide_off` line several of
    them up."""
    owed = _("cause: ______  remedy: ______  by: ______")
    if figure.cause and figure.remedy_by:
        owed = _("cause: {cause}  remedy: {remedy}  by: {day}").format(
            cause=figure.cause, remedy=figure.remedy, day=date_format.day(figure.remedy_by)
        )
    return f"{document_parts.left(figure.title, wide)} {document_parts.left(off(figure), wide_off)}  {owed}"


def standing_words(found: "Summary") -> tuple[str, str]:
    """Whether it is a draft or final, in words, and their style; empty where no gate is."""
    state, ref, on = found.standing
    day = date_format.day(on) if on else ""
    return {
        "draft": (_("draft"), "soon"),
        "final": (_("final since {day} ({ref})").format(day=day, ref=ref), "good"),
        "anew": (_("counted anew; final is {ref} of {day}").format(day=day, ref=ref), "soon"),
    }.get(state, ("", ""))


def figure_title(found: "Summary", metric: str) -> str:
    """What the figure is called in this trade."""
    return found.figures[metric].title if metric in found.figures else metric


def titles(figures: "Iterable[Figure]") -> str:
    """What the figures are called, in a line."""
    return several([one.title for one in figures])


def remedy_words(found: "Summary", one: "Cause") -> str:
    """A remedy of the period before, and the command that says what became of it."""
    title = figure_title(found, one.metric)
    if one.result:
        return _("{figure}: {remedy}, by {day}: {result}").format(
            figure=title, remedy=one.remedy, day=date_format.day(one.by_on), result=one.result
        )
    command = f'amflow target explain {one.metric} --result "…" --on {one.starts_on.isoformat()}'
    command += "" if one.period == "week" else f" --{one.period}"
    return f"{remedy_question(found, one)} {command}"


def remedy_question(found: "Summary", one: "Cause") -> str:
    """A remedy of the period before, and the question what became of it."""
    return _("{figure}: {remedy}, by {day}. What became of it?").format(
        figure=figure_title(found, one.metric), remedy=one.remedy, day=date_format.day(one.by_on)
    )


def off(figure: "Figure") -> str:
    """How far the figure is off: what is missing, or where less is better the number itself."""
    return long(figure.value) if figure.missing is None else f"−{short(figure.missing)}"


COLUMNS = (
    ListColumn("id", N_("no."), "ref"),
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("metric", N_("metric"), data_only=True),
    ListColumn("title", N_("what")),
    ListColumn("value", N_("actual"), "right"),
    ListColumn("customer_ref", "", data_only=True),
    ListColumn("customer", N_("customer")),
    ListColumn("note", NP_("beside it", "note"), "dim"),
)

RECORDS = (
    ListColumn("ref", "", "ref"),
    ListColumn("day", N_("date"), "dim"),
    ListColumn("customer", N_("customer")),
    ListColumn("title", N_("what")),
    ListColumn("number", NP_("that was measured", "number"), "right"),
    ListColumn("whole", "", data_only=True),
    ListColumn("currency", "", data_only=True),
)


def listed(found: Sequence["Measured"]) -> ListView:
    """What was measured."""
    return ListView(
        "figures", COLUMNS, found, empty=_("nothing was measured yet; such as: amflow target measure METRIC 18/20")
    )


def changed(one: "Measured", said: str, today: "date") -> ChangeView:
    """What was written down, or taken out."""
    whom = f" · {one.customer}" if one.customer else ""
    day = f" · {date_format.short(one.on_date, today)}" if one.on_date != today else ""
    words = f"{one.title}: {one.value}{whom}{day}"
    return ChangeView("figure", one._asdict(), said.format(what=words))


def records(figure: "Figure", found: Sequence["FigureRecord"], words: dict[str, str]) -> ListView:
    """The records behind a figure; a screen says those that are called by a key of the playbook by its `words`."""

    def number(counts: float) -> Any:
        if isinstance(figure.value, Money):
            return Money(round(counts), figure.unit)
        # One visit counts as 1, not as 1.0.
        return int(counts) if counts == int(counts) else counts

    shown = [one._replace(number=number(one.number)) for one in found]
    count = ngettext("{n} record", "{n} records", len(found))
    return ListView(
        "records",
        [
            one._replace(say=lambda record: words.get(record.title, record.title)) if one.key == "title" else one
            for one in RECORDS
        ],
        shown,
        head=(
            f"{' · '.join(filter(None, (figure.title, figure.part)))}: {long(figure.value)} · {count}",
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
    ListColumn("counted", "", data_only=True),
    ListColumn("amount", N_("amount"), "right"),
    ListColumn("weighted", N_("counts"), "right"),
)


def expected(found: Sequence["Expected"], currency: str) -> ListView:
    """The deals that should close in the period, with what they count for."""
    count = rounded(sum(one.chance for one in found), 1)
    # As the outlook adds them: what single deals count for is rounded, the sum once.
    own = [one.amount.minor * one.chance for one in found if one.amount and one.amount.currency in ("", currency)]
    amount = Money(round(sum(own)), currency)
    words = ngettext("{n} deal should close, counting {count}", "{n} deals should close, counting {count}", len(found))
    return ListView(
        "expected",
        EXPECTED,
        found,
        head=(f"{words.format(n=len(found), count=count)} · {amount}",),
        foot=[counted_words()] if any(one.counted for one in found) else (),
        empty=_("no open deal should close in this period"),
        give="title",
        extra={"deals": count, "amount": amount},
    )


def shown(figure: "Figure") -> SaidValue:
    """A figure's value with the state that it is in; `–` for a share or an average with nothing behind it."""
    return SaidValue(figure.value, "" if figure.value is not None else parts.NONE, state(figure))


def line(figure: "Figure") -> FigureLine:
    """A figure of the summary as a line."""
    return FigureLine(
        figure.key,
        figure.title,
        _whole(figure.value),
        figure.target,
        figure.share,
        pace(figure),
        state(figure),
        figure.history,
        figure.meaning,
    )


def _whole(value: "Number | None") -> Any:
    """The value as a page says it: of a large amount without what stands behind the point; a workbook has that too."""
    if value is None:
        return SaidValue(None, parts.NONE)
    said = parts.unbroken(value) if isinstance(value, Money) else value
    return value if said == value else SaidValue(value, str(said))


def state(figure: "Figure") -> str:
    """Below its line, not yet reached, reached; nothing without a target."""
    if figure.target is None or figure.value is None:
        return ""
    return BAD if figure.gap else GOOD if figure.on_pace else SOON


def brief(number: "Number | None") -> SaidValue | None:
    """An amount in a few signs, for a table of many columns; a workbook has it whole."""
    return None if number is None else SaidValue(number, document_parts.short(number))


COMPARED = 6
"""So many figures of an earlier period are named where none has a target; JSON and the documents have all."""


def heading(found: "Summary") -> list["Figure"]:
    """The figures of which it is worth saying where they are heading: what is sold, and those that have not reached what is
    owed or hoped."""
    sold = {one.metric for one in found.forecasts}
    return [
        one
        for one in found.shown
        if one.forecast is not None
        and (
            one.key in sold
            or one.missing is not None
            or (one.stretch is not None and parts.number(one.value) < parts.number(one.stretch))
        )
    ]


def forecast_words(found: "Summary") -> str:
    """Where the figures are heading: `forecast: Visits 7.5 of 14 · Amount won ¥120k (¥105k–150k)`."""
    ranges = {one.metric: between(one) for one in found.forecasts}
    told = [
        _of_target(one, one.forecast) + (f" ({ranges[one.key]})" if ranges.get(one.key) else "")
        for one in heading(found)
    ]
    return _("{what}: {why}").format(what=_("forecast"), why=" · ".join(told)) if told else ""


def between(one: "Forecast") -> str:
    """Where it comes to lie, `¥105.3k–150.2k`; nothing where too few past periods say it."""
    return "" if one.low is None or one.high is None else f"{short(one.low)}–{short(one.high)}"


def pipeline_words(found: "Summary") -> str:
    """The same with the deals that should close, and where their chances are from when they are learnt."""
    told = [_of_target(one, one.with_pipeline) for one in found.figures.values() if one.picked and one.with_pipeline]
    words = _("{what}: {why}").format(what=_("with the deals that should close"), why=" · ".join(told)) if told else ""
    return f"{words} ({counted_words()})" if words and found.chances_counted else words


def counted_words() -> str:
    """Where chances are from that are not the playbook's alone."""
    return _("chances learnt from the own deals that ended")


def _of_target(figure: "Figure", number: "Number | None") -> str:
    words = short(number)
    if figure.target is not None:
        words = _("{value} of {target}").format(value=words, target=short(figure.target))
    if figure.stretch is not None:
        words += _(", stretch {number}").format(number=short(figure.stretch))
    return f"{figure.title} {words}"


def compared_words(found: "Summary", period: str, field: str) -> str:
    """The figures of an earlier period: those with a target, or the first few: `16–18 Nov 2026: Visits 8 · Calls 5`."""
    counted = [one for one in found.shown if says(getattr(one, field))]
    owed = [one for one in counted if one.target is not None] or counted[:COMPARED]
    told = [f"{one.title} {short(getattr(one, field))}" for one in owed]
    return _("{period}: {figures}").format(period=period, figures=" · ".join(told)) if told else ""
