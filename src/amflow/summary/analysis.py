"""The analysis of the month in its parts, with what is told upward, the self-assessment and the next month (`W18`, `W15`)."""

from datetime import date
from typing import Any

from amflow.book import values
from amflow.book.figures import BY_KEY
from amflow.book.money import Money
from amflow.book.quantities import Rate, rounded
from amflow.dates import periods
from amflow.dates.format import short
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import N_, _, aside, pgettext, several
from amflow.playbooks.model import Analysis
from amflow.playbooks.titles import known_key, texts, titles_by_key
from amflow.prep.notes import records as notes
from amflow.summary import appraisal, sections
from amflow.summary.figures import counting
from amflow.summary.gaps import records as gap_records
from amflow.summary.meeting import records as meeting
from amflow.summary.records import (
    AgendaLine,
    Cause,
    Fact,
    Figure,
    Grid,
    Listing,
    ReportParts,
    ReportSection,
    Summary,
    says,
)
from amflow.summary.targets import attainment

MOST = 12

OWN = {
    "upward": N_("Information and suggestions to the level above"),
    "self": N_("Self-assessment: goals, measures, visit plan"),
    "next": N_("Next month's plan"),
}
"""The parts that every trade has behind those of its playbook."""

FIGURES = {
    "customers": (
        "leads_new", "leads_converted", "leads_dropped", "customers_adopted", "customers_upgraded", "deals_won",
        "association_rate", "e_order_rate", "e_settlement_rate",
    ),
    "products": ("deals_won", "deals_won_amount", "deals_lost", "orders", "orders_amount"),
    "brands": (
        "volume", "forecast_rate", "unit_value", "price_structure", "key_brand_volume", "new_brand_volume",
        "first_placement_rate", "shelf_rate", "sell_through_rate", "display_rate", "deals_won", "deals_won_amount",
        "deals_lost", "orders", "orders_amount",
    ),
    "service": (
        "visits", "visit_plan_rate", "callbacks_done", "callbacks_missed", "complaints", "complaints_answered",
        "complaints_on_time", "satisfaction",
    ),
}  # fmt: skip
"""The figures of each part; what a trade does not count, or that was zero throughout, is left out."""


def parts(desk: Desk) -> dict[str, str]:
    """Every part that can be written, with its title."""
    return {one.key: str(one.title) for one in desk.playbook.analysis} | {key: _(title) for key, title in OWN.items()}


def known(desk: Desk, name: str) -> str:
    """The part that is meant, by key or title. Raises Usage."""
    return known_key(name, texts(desk.playbook.analysis) | texts(OWN), pgettext("of the analysis", "part"))


def text_of(desk: Desk, part: str) -> str:
    """What was written under a part this month; empty where nothing was."""
    row = _row(desk, part)
    return str(row["text"]) if row is not None else ""


def _row(desk: Desk, part: str) -> Any:
    start = periods.month_of(desk.today).start.isoformat()
    sql = "SELECT id, text FROM report_word WHERE kind = 'analysis' AND on_date = ? AND part = ?"
    return desk.book.one(sql, start, part)


def write(desk: Desk, part: str, text: str) -> str:
    """Keep what was written under a part this month, in place of what stood there; gives it. Nothing empties the part."""
    kept, before = values.words(text, _("the text")), _row(desk, part)
    with desk.book.change("summary --analysis") as change:
        if before is None and kept:
            start = periods.month_of(desk.today).start.isoformat()
            change.insert("report_word", kind="analysis", on_date=start, part=part, text=kept)
        elif before is not None and kept:
            change.update("report_word", before["id"], text=kept)
        elif before is not None:
            change.delete("report_word", before["id"])
        change.summary = part
    return kept


def make(desk: Desk, summary: Summary) -> ReportParts:
    """The analysis of the month in which the desk's day lies; the summary is of that month."""
    month = periods.month_of(desk.today)
    report = next((one for one in desk.playbook.reports if one.key == "analysis"), None)
    title = str(report.title) if report else _("Analysis of the month")
    sections = [_part(desk, one, month, summary) for one in desk.playbook.analysis]
    sections += [_upward(desk, month), _self(desk, month, summary), _next(desk, month, summary)]
    return ReportParts(
        "analysis",
        f"{title} · {summary.period.title}",
        (str(desk.playbook.title),),
        desk.today,
        tuple(sections),
        summary.period.history_title,
        summary=summary,
    )


def _part(desk: Desk, one: Analysis, month: Period, summary: Summary) -> ReportSection:
    makers = {"customers": customers, "products": products, "brands": products, "market": market, "service": service}
    facts, lists = makers[one.key](desk, month) if one.key in makers else ([], [])
    figures = _told(summary, FIGURES.get(one.key, ()))
    written = text_of(desk, one.key)
    return ReportSection(one.key, str(one.title), str(one.content), tuple(facts), figures, tuple(lists), written, True)


def _told(summary: Summary, keys: tuple[str, ...]) -> tuple[Figure, ...]:
    found = [summary.figures[key] for key in keys if key in summary.figures]
    return tuple(one for one in found if one.target is not None or any(map(says, one.history)))


def customers(desk: Desk, month: Period) -> tuple[list[Fact], list[Listing | Grid]]:
    """Where new leads came from, who was won, who was lost, who moved between the tiers, who has gone quiet."""
    from amflow.agenda import contact_cadence

    first, last = month.bounds
    won = desk.book.all(
        "SELECT id, name, converted_on FROM customer WHERE converted_on BETWEEN ? AND ? AND +status <> 'removed'"
        " ORDER BY converted_on, id LIMIT 50", first, last,
    )  # fmt: skip
    moved = desk.book.all(
        "SELECT customer.id, customer.name, from_tier, to_tier, raised, why FROM tier_change JOIN customer"
        " ON customer.id = tier_change.customer_id WHERE on_date BETWEEN ? AND ?"
        " ORDER BY on_date, tier_change.id LIMIT 50", first, last,
    )  # fmt: skip
    gone = sections.closed(desk.book, month, "lost", 50)
    tiers = titles_by_key(desk.playbook.tiers)
    quiet, total = contact_cadence.clients(desk, MOST)
    late = [one for one in quiet if one.late]
    return [], [
        _found(desk, first, last),
        listed(
            _("new customers"),
            [_customer(row, short(date.fromisoformat(row["converted_on"]), desk.today)) for row in won],
        ),
        listed(_("deals lost"), [AgendaLine(one.ref, one.title, one.customer, one.why) for one in gone]),
        listed(
            _("moved between tiers"),
            [
                _customer(row, f"{tiers.get(row['from_tier'], '–')} → {tiers.get(row['to_tier'], row['to_tier'])}")
                for row in moved
            ],
        ),
        Listing(
            _("gone quiet"),
            tuple(
                AgendaLine(f"c{one.customer_id}", "", one.customer, _("{n} days").format(n=one.days)) for one in late
            ),
            max(0, total - len(quiet)) if late else 0,
        ),
    ]


def _found(desk: Desk, first: str, last: str) -> Grid:
    """Which channel brought how many, and what became of them (`W03`: fairs, network, phone, mail, social media)."""
    titles = titles_by_key(desk.playbook.sources)
    rows = desk.book.all(
        "SELECT source, count(*) AS n, count(converted_on) AS won FROM customer WHERE lead_on BETWEEN ? AND ?"
        " AND +status <> 'removed' GROUP BY source ORDER BY n DESC, source", first, last,
    )  # fmt: skip
    told = tuple((titles.get(row["source"], row["source"]) or _("not said"), row["n"], row["won"]) for row in rows)
    return Grid(_("where the new leads came from"), (_("source"), _("leads"), _("became customers")), told)


def _customer(row: Any, detail: str) -> AgendaLine:
    return AgendaLine(f"c{row['id']}", "", row["name"], detail)


def listed(title: str, items: list[AgendaLine], most: int = MOST) -> Listing:
    """The first of the lines under a title, and how many more there are."""
    return Listing(title, tuple(items[:most]), max(0, len(items) - most))


_BY_RECORD = (
    " UNION ALL SELECT coalesce(product.name, {table}.name), sum(deal_id IS NULL), coalesce(sum(CASE WHEN (deal_id IS NULL OR"
    " counted_in = '{carrier}') AND {table}.currency IN ('', ?3) THEN {table}.amount_minor END), 0) FROM {table}"
    " LEFT JOIN deal ON deal.id = {table}.deal_id LEFT JOIN product ON product.id = {table}.product_id"
    " WHERE {day} BETWEEN ?1 AND ?2 AND {more} GROUP BY 1"
)
"""The records of no deal, and the amounts of those that carry their deal's."""

SOLD = (
    "SELECT name, sum(n) AS n, sum(minor) AS minor FROM ("
    # A deal; its amount is counted here unless its orders or its holding carry it. What was called off sold nothing.
    "SELECT coalesce(product.name, (SELECT name FROM orders WHERE orders.deal_id = deal.id AND counted_in = 'order'"
    " AND orders.cancelled_on IS NULL), '') AS name, count(*) AS n, coalesce(sum(CASE WHEN counted_in = '' AND deal.currency"
    " IN ('', ?3) THEN amount_minor END), 0) AS minor FROM deal LEFT JOIN product ON product.id = deal.product_id"
    " WHERE deal.state = 'won' AND closed_on BETWEEN ?1 AND ?2 AND (counted_in <> 'order' OR EXISTS (SELECT 1 FROM orders"
    " WHERE orders.deal_id = deal.id AND orders.cancelled_on IS NULL)) GROUP BY 1"
    + _BY_RECORD.format(table="orders", carrier="order", day="ordered_on", more="cancelled_on IS NULL")
    + _BY_RECORD.format(table="holding", carrier="holding", day="bought_on", more="?4 <> ''")
    + ") GROUP BY name HAVING n > 0 OR minor > 0"
)
"""What sold by product from the first day to the second, in that currency, each sale once; ?4 is empty in a trade whose sales
make no holdings."""


def products(desk: Desk, month: Period) -> tuple[list[Fact], list[Listing | Grid]]:
    """What sold by product, this month and the one before, each sale once; then what is being placed."""
    from amflow.outreach.campaigns import records as campaigns

    before = periods.previous(month)
    sold: dict[str, list[int]] = {}
    held = any(one.makes == "holding" for one in desk.playbook.sales)
    for place, period in enumerate((month, before)):
        for row in desk.book.all(
            SOLD, *period.bounds, desk.settings.currency, "holding" if held else "",
        ):  # fmt: skip
            one = sold.setdefault(row["name"] or _("without a product"), [0, 0, 0, 0])
            one[2 * place : 2 * place + 2] = [row["n"], row["minor"]]
    code = desk.settings.currency
    ranked = sorted(sold.items(), key=lambda pair: (-pair[1][1], -pair[1][0], pair[0]))[: 2 * MOST]
    rows = tuple((name, now[0], Money(now[1], code), now[2], Money(now[3], code)) for name, now in ranked)
    heads = (
        _("product"),
        _("sold"),
        _("amount"),
        _("month before") if month.kind == "month" else _("period before"),
        _("amount"),
    )
    running, _total = campaigns.listing(desk, state="open", limit=MOST)
    placed = tuple((one.ref, one.title, one.result, one.goal, one.people) for one in running)
    heads_placed = ("", _("campaign"), pgettext("so much", "reached"), _("goal"), _("customers"))
    plan = Grid(_("campaigns and placement"), heads_placed, placed)
    return [Fact(_("the amount of a sale"), carried(desk))], [Grid(_("sold, by product"), heads, rows), plan]


def carried(desk: Desk) -> str:
    """Which record counts the amount of a sale, in words: `counted by the order (Wholesale order); else by the deal`."""
    records = {"order": _("the order"), "holding": _("the holding")}
    told = [f"{records[sale.carrier]} ({sale.title})" for sale in desk.playbook.sales if sale.carrier]
    return (
        _("counted by {records}; else by the deal").format(records=several(told)) if told else _("counted by the deal")
    )


def market(desk: Desk, month: Period) -> tuple[list[Fact], list[Listing | Grid]]:
    """What was noted of the market, of competitors and of products."""
    return [], [
        listed(_("competitors"), noted(desk, month, "competitor")),
        listed(_("market"), [*noted(desk, month, "market"), *noted(desk, month, "bulletin")]),
        listed(_("products"), noted(desk, month, "product")),
    ]


def noted(desk: Desk, month: Period, kind: str) -> list[AgendaLine]:
    """The notes of a kind in that period, the newest first."""
    found = notes.listing(desk.book, kind=kind, limit=50, days=(month.start, month.end))
    return [
        AgendaLine(
            one.ref,
            one.text.strip().partition("\n")[0],
            one.customer,
            _hours(one.hours) if one.hours else short(one.on_date, desk.today),
        )
        for one in found
    ]


def _hours(hours: float) -> str:
    words = _("{n} hour") if hours == 1 else _("{n} hours")
    return words.format(n=f"{hours:g}")


def service(desk: Desk, month: Period) -> tuple[list[Fact], list[Listing | Grid]]:
    """How satisfied customers were, what they complained of, what came late."""
    from amflow.callback.satisfaction import records as satisfaction

    score = satisfaction.report(desk, month).whole.now
    opened, solved = (
        {
            row["kind"]: row["n"]
            for row in desk.book.all(
                f"SELECT kind, count(*) AS n FROM cases WHERE {day} BETWEEN ? AND ? GROUP BY kind", *month.bounds
            )
        }
        for day in ("opened_on", "resolved_on")
    )
    number = [sum(one.get(kind, 0) for kind in BY_KEY["complaints"].parts) for one in (opened, solved)]
    facts = [
        *rated(score.average, score.asked),
        *(Fact(_("complaints opened"), number[0]), Fact(_("complaints resolved"), number[1])),
        *(Fact(_("cases opened"), sum(opened.values())), Fact(_("cases resolved"), sum(solved.values()))),
    ]
    return facts, [
        listed(_("open cases"), meeting.cases(desk)),
        listed(_("cases resolved"), meeting.solved(desk, month.start, month.end)),
        listed(_("late or short"), meeting.supply(desk, month.start, month.end)),
    ]


def rated(mean: float | None, asked: int) -> list[Fact]:
    """How satisfied those are who were asked, as numbers: nobody is covered in them."""
    if mean is None:
        return []
    return [Fact(_("satisfaction, of 5"), rounded(mean, 2)), Fact(_("times asked"), asked)]


def _upward(desk: Desk, month: Period) -> ReportSection:
    """Suggestions that were noted, and what was difficult."""
    lists = (
        listed(_("suggestions"), noted(desk, month, "suggestion")),
        listed(_("challenges"), noted(desk, month, "challenge")),
    )
    return ReportSection("upward", parts(desk)["upward"], lists=lists, written=text_of(desk, "upward"), open=True)


def _self(desk: Desk, month: Period, summary: Summary) -> ReportSection:
    """Goals, the measures that were decided, the visit plan, and the appraisal on its shares (`W15`)."""
    goals = desk.book.all(
        "SELECT * FROM goal WHERE (state = 'open' AND due_on <= ?) OR done_on BETWEEN ? AND ? ORDER BY due_on, id LIMIT 50",
        month.end.isoformat(), *month.bounds,
    )  # fmt: skip
    states = {"open": _("open"), "done": _("reached"), "dropped": _("given up")}
    weeks = gap_records.of_weeks(desk, month)
    decided = meeting.words(desk, "decision", month.start, month.end)
    lists: list[Listing | Grid] = [
        listed(_("below the line: cause and remedy"), [_why(one, weeks) for one in summary.gaps]),
        listed(_("own goals"), [AgendaLine(f"a{r['id']}", r["title"], "", states[r["state"]]) for r in goals]),
        listed(_("training"), noted(desk, month, "training")),
        listed(_("measures decided"), [AgendaLine(word.ref, word.text, "", word.became) for word in decided]),
        appraisal.table(desk, summary),
    ]
    facts = []
    if summary.plan.planned:
        words = _("{done} of {planned}").format(done=summary.plan.done, planned=summary.plan.planned)
        facts.append(Fact(_("planned and done"), words))
    figures = _told(summary, ("visits", "visit_plan_rate", "training_hours", "own_goals"))
    return ReportSection(
        "self", parts(desk)["self"], "", tuple(facts), figures, tuple(lists), text_of(desk, "self"), True
    )


def _why(one: Figure, weeks: list[Cause]) -> AgendaLine:
    """What is short, with the cause and the remedy that were said of the month, else of its weeks (`W18`)."""
    value, target = (str(n) if isinstance(n, Rate | Money) else f"{n:,}" for n in (one.value, one.target))
    short_of = _("{value} of {target}").format(value=value, target=target)
    said = [(one.cause, one.remedy)] if one.cause else [(w.cause, w.remedy) for w in weeks if w.metric == one.key]
    words = [" → ".join(filter(None, pair)) for pair in said]
    return AgendaLine("", one.title, "", " · ".join(filter(None, (short_of, *words))))


def _next(desk: Desk, month: Period, summary: Summary) -> ReportSection:
    """What comes next, of a running month what is left of it too: the deals that should close, the goals that fall due, the
    appointments; and the targets of the month after."""
    after, ahead = periods.following(month), summary.ahead
    first, last = ahead.start.isoformat(), ahead.end.isoformat()
    code = desk.settings.currency
    hoped = [
        Fact(summary.figures[key].title, counting.shown(key, goal.value, code))
        for key, goal in attainment.goals(desk, after).items()
        if key in summary.figures and key in BY_KEY
    ]
    deals = desk.book.all(
        "SELECT deal.id, deal.title, customer.name, deal.expected_on FROM deal LEFT JOIN customer ON customer.id ="
        " deal.customer_id WHERE deal.state = 'open' AND expected_on BETWEEN ? AND ? ORDER BY expected_on,"
        " deal.id LIMIT 50",
        first, last,
    )  # fmt: skip
    goals = desk.book.all(
        "SELECT * FROM goal WHERE state = 'open' AND due_on BETWEEN ? AND ? ORDER BY due_on, id", first, last
    )

    def day(text: str) -> str:
        return short(date.fromisoformat(text), desk.today)

    lists = (
        listed(_("deals that should close"), [
            AgendaLine(f"d{r['id']}", r["title"], r["name"] or "", day(r["expected_on"])) for r in deals
        ]),
        listed(_("own goals"), [AgendaLine(f"a{r['id']}", r["title"], "", day(r["due_on"])) for r in goals]),
        Listing(_("appointments"), tuple(
            AgendaLine(one.ref, one.title, one.customer, short(one.on, desk.today)) for one in ahead.appointments
        ), ahead.more),
    )  # fmt: skip
    title = f"{parts(desk)['next']} · {aside(periods.shown(after), '' if ahead.start == after.start else ahead.title)}"
    asks = _("Targets, means, methods, resources")
    return ReportSection("next", title, asks, tuple(hoped), (), lists, text_of(desk, "next"), True)
