"""What a template of a summary or a brief may use, with meaning and example. A test holds it to what is handed over."""

from datetime import date
from typing import Any

from amflow.agenda.coming import Coming
from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.documents import parts as document_parts
from amflow.documents import templates
from amflow.locale import N_, _
from amflow.shell.views import ListView
from amflow.summary import records, sections, sentences_view
from amflow.summary.figures import view as figure_view

_FIGURE = {
    "key": N_("the metric, as in --json"),
    "title": N_("its name in the playbook"),
    "meaning": N_("what it counts"),
    "unit": N_("count, or the currency"),
    "value": N_("the number, or the amount; none for a share or an average with nothing behind it"),
    "target": N_("what it should reach; none where no target is set"),
    "target_by": N_("the kind of period that the target was set for"),
    "share": N_("value of target: 1 is reached"),
    "missing": N_("what is missing to the target; none where nothing is"),
    "per_workday": N_("what each working day left must bring to reach the target"),
    "on_pace": N_("whether as much is there as the time gone by asks for"),
    "gap": N_("whether it is below the playbook's line, so that a cause and a remedy are owed"),
    "previous": N_("the value of the period before"),
    "history": N_("the values of the last periods, the oldest first"),
    "better": N_("more or less: which way is good"),
    "picked": N_("whether the playbook counts it, or a target is set for it"),
    "cause": N_("why it is below its line; empty where nobody has said"),
    "remedy": N_("what is done about it"),
    "remedy_by": N_("by when"),
    "stretch": N_("the stretch target; none where none is set"),
    "forecast": N_("what it comes to, while the period is running; else none"),
    "with_pipeline": N_("what it comes to with the deals that should close; none where none should"),
    "before": N_("the value of the period before up to the same working day; none when the period is over"),
    "last_year": N_("the value a year before; none where nothing is known of it"),
    "scope": N_("the product, line or tier that it is of, or the customer's reference; empty for all of the work"),
    "customer": N_("the customer that it is of, or empty"),
    "of_trade": N_("whether the target is the playbook's own, which nobody set"),
}

_SHARE = {
    "key": N_("the kind or outcome, as in the book"),
    "title": N_("its name"),
    "number": N_("how many"),
    "words": N_("both in words"),
}

_DEAL = {
    "ref": N_("its reference, to type"),
    "title": N_("what it is about"),
    "customer": N_("the customer's name; empty where there is none yet"),
    "customer_ref": N_("the customer's reference"),
    "amount": N_("its amount; none where it has none"),
    "on": N_("the day"),
    "why": N_("why it was lost"),
    "counted_by": N_("the record that carries its amount, where the deal does not"),
}

_FORECAST = {
    "metric": N_("the figure"),
    "title": N_("its name in the playbook"),
    "unit": N_("count, or the currency"),
    "in_hand": N_("what is there so far"),
    "value": N_("what it comes to"),
    "low": N_("not less, in four of five past periods; none where too few say so"),
    "high": N_("not more, in four of five past periods; none where too few say so"),
    "target": N_("what it should reach; none where no target is set"),
    "way": N_("how it is reckoned, a word of the program"),
    "off_share": N_("by how much that was off at the middle of past periods; none without any"),
    "periods": N_("how many past periods were gone over"),
    "every_day": N_("whether every day counts and not working days alone"),
}

GENERAL = {
    "title": N_("the report's title"),
    "under[]": N_("what stands below the title: which playbook, and since when it is final"),
    "by": N_("who hands it in: person, firm, branch"),
    "sentences": N_("what it comes to, in three sentences"),
    "parts[]": N_("its parts: each has title, note, group, and blocks of figures, tables, facts, words"),
    "charts[]": N_("its charts, for a form that draws them"),
    "empty": N_("the sentence of a report that has nothing to say"),
}
"""What every report has, for a form that takes whatever parts there are."""

MEANINGS = {
    **GENERAL,
    "period.kind": N_("day, week, month or span"),
    "period.start": N_("its first day"),
    "period.end": N_("its last day"),
    "period.title": N_("the period in words"),
    "period.workdays": N_("how many working days it has"),
    "period.workdays_left": N_("how many of them are still to be worked; today counts until its last working hour"),
    "period.elapsed": N_("the part of them that has begun, 0 to 1"),
    "period.history_title": N_("what the history covers"),
    "today": N_("the day on which it is asked"),
    "playbook": N_("the playbook's title"),
    "report": N_("what the playbook calls such a summary"),
    "sections": N_("what the playbook wants in it"),
    "currency": N_("the currency of the amounts"),
    "name": N_("your name, from the settings"),
    "firm": N_("your firm, from the settings"),
    "branch": N_("your branch, from the settings"),
    "lang": N_("en or zh"),
    **{f"figures.KEY.{name}": meaning for name, meaning in _FIGURE.items()},
    "shown[]": N_("the figures worth showing: with a target, or picked and not zero throughout"),
    "gaps[]": N_("the figures below the line"),
    **{f"touches_by_kind[].{name}": meaning for name, meaning in _SHARE.items()},
    **{f"touches_by_outcome[].{name}": meaning for name, meaning in _SHARE.items()},
    **{f"won[].{name}": meaning for name, meaning in _DEAL.items()},
    **{f"lost[].{name}": meaning for name, meaning in _DEAL.items()},
    "all_won.number": N_("how many deals were won"),
    "all_won.sums": N_("what they come to, in each currency"),
    "all_lost.number": N_("how many deals were lost"),
    "all_lost.sums": N_("what they come to, in each currency"),
    "foreign[].metric": N_("the figure that the amount is not in"),
    "foreign[].title": N_("the figure's name"),
    "foreign[].amount": N_("the amount, in its own currency"),
    "plan.planned": N_("the lines of the period's plans"),
    "plan.done": N_("those that were done"),
    "plan.moved": N_("those that were moved"),
    "plan.dropped": N_("those that were left out on their day"),
    "plan.open": N_("those that are still open"),
    "plan.share": N_("done of planned, 0 to 1; none without a plan"),
    "remedies": N_("the remedies promised in the period before: each with metric, remedy, by_on and result"),
    "to_say": N_("the command that says how the last talk without an outcome ended; of screens"),
    "standing.state": N_("draft, final, or anew: counted again after it became final; empty where no gate is"),
    "standing.ref": N_("the final one's reference, or empty"),
    "standing.on": N_("since when it is final, or none"),
    "by_part[]": N_("the figures of products, lines and tiers that have targets"),
    "year_before": N_("what last_year is of, in words"),
    "period_before": N_("what before is of, in words"),
    "chances_counted": N_("whether chances of deals are counted, since the playbook says none"),
    **{f"forecasts[].{name}": meaning for name, meaning in _FORECAST.items()},
    "score": N_("how good the own order and forecasts were, of a month or quarter; else none"),
    "open_deals": N_("what stands open in each stage at its end: each has pipeline, title, number and amount"),
    "more[]": N_("the other sections that the playbook wants: each has key, title, facts and lists"),
    "ahead.title": N_("the days that come next, in words"),
    "ahead.start": N_("its first day"),
    "ahead.end": N_("its last day"),
    "ahead.more": N_("how many of them are not listed"),
    "ahead.appointments[].ref": N_("its reference, to type"),
    "ahead.appointments[].title": N_("what it is about"),
    "ahead.appointments[].customer": N_("the customer's name; empty where there is none yet"),
    "ahead.appointments[].customer_ref": N_("the customer's reference"),
    "ahead.appointments[].kind": N_("visit, call, message, todo or case, or what sort of thing a line of the plan is"),
    "ahead.appointments[].on": N_("the day"),
    "ahead.appointments[].at": N_("the time, or empty"),
}
"""Every variable, by the way a template writes it; `[]` is for each of a list, KEY any metric."""

CALLS = {
    '_("actual")': N_("the text in the language in use"),
    'pgettext("of a target", "reached")': N_("the text in one of its senses, in the language in use"),
    'ngettext("{n} deal", "{n} deals", won|length)': N_("the text for so many, in the language in use"),
    "day(period.start)": N_("a day in full"),
    "short_day(period.start)": N_("a day without its year, where that is this one"),
    "number(figures.deals_won_amount.value)": N_("a number or an amount in full"),
    "short(figures.deals_won_amount.value)": N_("a number or an amount in a few signs"),
    "percent(figures.visits.share)": N_("a share as a percentage"),
    "against(figures.visits)": N_("a figure's target and how much of it is there"),
    "pace(figures.visits)": N_("whether a figure keeps up, and what each day left must bring"),
    "spark(figures.visits.history)": N_("numbers as little bars"),
    "heights(figures.visits.history, 20)": N_("numbers as heights up to the given one, for drawing"),
    "deals_total(won)": N_("how many deals and what they come to"),
    "shares(touches_by_kind)": N_("kinds or outcomes in a line"),
    "plan_words(plan)": N_("plan against actual in a line"),
    "kind(parts[0].blocks[0])": N_("what a block of a part is: figures, table, facts, words, points, blank"),
    "said(figures.deals_won_amount.value)": N_("a cell of a table in words"),
    "state(parts[-1].blocks[0].rows[0][1])": N_("good, soon or bad, of a cell of a table; or nothing"),
    "set_right(parts[-1].blocks[0], 1)": N_("whether that column of a table holds numbers"),
    "look(parts[-1].blocks[0], 1, 5)": N_("how a page sets a cell of a table, as classes"),
    "lines(parts[0].blocks[0])": N_("a block as lines of text"),
    "as_table(charts[0]).title": N_("a chart's numbers as a table"),
    "chart(charts[0])": N_(
        "a chart, drawn by Word where a form of Word has {{p chart(charts[0]) }} in a paragraph; else in words"
    ),
    "quoted(title)": N_("a text as a style sheet quotes it"),
    "drawn(charts[0]).words": N_("a chart, ready to be drawn as SVG"),
    "gap_words(figures.visits)": N_("what is short, with room for cause and remedy"),
    'widest(shown|map(attribute="title"))': N_("the width of the longest text"),
    'left("王伟", 8)': N_("text filled up to a width; a Chinese character takes two columns"),
    'right("王伟", 8)': N_("text set right in a width"),
}
"""Every function, as an example of its call."""


def listed() -> ListView:
    """What a template of a summary may use."""
    head = _("variables, and below them functions, of a template for amflow summary --template FILE")
    foot = _("such as: {{ period.title }} · {% for deal in won %}{{ deal.ref }} {{ deal.amount }}{% endfor %}")
    return templates.variables(MEANINGS, sample(), head, foot, CALLS)


def sample() -> dict[str, Any]:
    """What a template is handed, made up: for the examples."""
    found = _summary()
    table = document_parts.Table(
        (document_parts.Column("what", _("what")), document_parts.Column("number", _("number"))), (("a", 5),)
    )
    chart = document_parts.Chart("bars", "visits", ("a",), (document_parts.Series("visits", (5,)),))
    parts = (
        document_parts.Part("", (document_parts.Figures((figure_view.line(found.figures["visits"]),)),)),
        document_parts.Part(_("Contacts"), (table,)),
    )
    general = {
        "title": found.period.title,
        "under": (found.report,),
        "parts": parts,
        "charts": (chart,),
        "empty": "",
        "by": "李娜 · 东方证券",
    }
    general["sentences"] = sentences_view.said(found)
    return {**found._asdict(), **general, "name": "李娜", "firm": "东方证券", "branch": "人民路支行", "lang": "en"}


def _summary() -> records.Summary:
    start, end = date(2026, 11, 23), date(2026, 11, 29)
    visits = sample_figure("visits", "Visits", 14, 15)
    amount = sample_figure("deals_won_amount", "Amount won", Money(5056300, "CNY"), Money(4500000, "CNY"))
    won = records.ClosedDeal("d8", "account opening", "张敏", "c31", Money(500000, "CNY"), date(2026, 11, 24), "")
    lost = records.ClosedDeal("d9", "fund", "王伟", "c12", None, date(2026, 11, 25), "went to another firm")
    task = Coming("t93", "bring the sheet", "张敏", "c31", "visit", date(2026, 12, 1), "10:00")
    fact = records.Fact(_("cases opened"), 2)
    noted = records.Listing(_("market"), (records.AgendaLine("n3", "two tenders are open", "", "Tue 24 Nov"),))
    return records.Summary(
        records.Stretch("week", start, end, "Week 48 · 23–29 Nov 2026", 5, 2, 0.6, "4 weeks"),
        date(2026, 11, 25),
        "Securities rep in a bank branch",
        "Weekly report",
        ("targets", "touches", "deals", "plan", "next"),
        "CNY",
        {figure.key: figure for figure in (visits, amount)},
        (visits, amount),
        (visits,),
        (records.CountOfSort("visit", "Visits", 14, "14 visits"),),
        (records.CountOfSort("interested", "Interested", 8, "Interested 8"),),
        (won,),
        (lost,),
        (records.ForeignFigure("deals_won_amount", "Amount won", Money(120000, "USD")),),
        records.PlanOutcome(42, 35, 5, 2, 0, 0.8333),
        records.Ahead("Week 49 · 30 Nov–6 Dec 2026", date(2026, 11, 30), date(2026, 12, 6), (task,), 3),
        (),
        (records.ReportSection("market", _("Market"), facts=(fact,), lists=(noted,)),),
        (visits._replace(scope="Gold card"),),
        standing=records.FinalState("draft"),
        all_won=sections.added([won]),
        all_lost=sections.added([lost]),
        forecasts=(_forecast(),),
    )


def _forecast() -> records.Forecast:
    in_hand, value, low, high, target = (Money(minor, "CNY") for minor in (5056300, 8400000, 7000000, 9900000, 4500000))
    return records.Forecast(
        "deals_won_amount",
        "Amount won",
        "CNY",
        in_hand,
        value,
        low,
        high,
        target,
        "weighed",
        Rate(0.12),
        8,
        every_day=False,
    )


def sample_figure(key: str, title: str, value: Any, target: Any) -> records.Figure:
    """A figure, made up."""
    if isinstance(value, Money):
        return records.Figure(
            *(key, title, "the amounts of the deals won", value.currency, value, target, "week", 1.1236, None, None),
            *(True, False, Money(3100000, "CNY"), (Money(3100000, "CNY"), value), "more", True),
        )
    return records.Figure(
        *(key, title, "visits held in the period", "count", value, target, "week", 0.9333, 1, 0.5, True, False),
        *(12, (9, 13, 12, 14), "more", True),
    )
