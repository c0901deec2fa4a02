"""The sections of a summary that a trade names beside figures, deals and plan: who was won, what sold, the market, the
service, the reception, introductions, orders, messages, suggestions upward (`W18`, `W16`, `W09`, `W03`). What is empty is
left out: a page says what there is.

The month's analysis asks the same questions (`analysis.py`): both take them from there.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.dates import periods
from amflow.dates.format import short
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import N_, _
from amflow.outreach.scripts import used
from amflow.playbooks.titles import titles_by_key
from amflow.prospect.referrals import records as referrals
from amflow.prospect.referrals.records import Owed, Referral
from amflow.summary import analysis, day_steps
from amflow.summary.analysis import MOST
from amflow.summary.meeting import records as meeting
from amflow.summary.records import AgendaLine, Fact, Grid, Listing, ReportSection

if TYPE_CHECKING:
    Found = tuple[list[Fact], list[Listing | Grid]]

TITLES = {
    "customers": N_("Customers"),
    "products": N_("Products"),
    "brands": N_("Brands"),
    "market": N_("Market"),
    "competitors": N_("Competitors"),
    "service": N_("Service"),
    "satisfaction": N_("Satisfaction"),
    "cooperation": N_("With the other posts"),
    "sources": N_("Sources and signals"),
    "scripts": N_("Words used"),
    "reception": N_("Reception"),
    "referrals": N_("Introductions"),
    "messages": N_("Messages"),
    "orders": N_("Orders"),
    "challenges": N_("Challenges"),
    "needs": N_("Needs"),
    "suggestions": N_("Suggestions to the level above"),
}
"""What each section is called."""

PER_CATEGORY_SQL = (
    "SELECT category, count(*) AS n FROM message WHERE sent_on BETWEEN ?1 AND ?2 AND state = 'sent' GROUP BY category"
)
LARGEST_SQL = (
    "SELECT orders.id, orders.name, orders.amount_minor, orders.currency, orders.customer_id, customer.name AS customer"
    " FROM orders LEFT JOIN customer ON customer.id = orders.customer_id WHERE orders.ordered_on BETWEEN ?1 AND ?2"
    " AND orders.cancelled_on IS NULL ORDER BY orders.amount_minor IS NULL, orders.amount_minor DESC, orders.id LIMIT ?3"
)


def sections(desk: Desk, period: Period, wanted: tuple[str, ...]) -> tuple[ReportSection, ...]:
    """Those of the wanted sections that are made here and have something to say, in their order."""
    makers: dict[str, Callable[[Desk, Period], Found]] = {
        "customers": analysis.customers,
        "products": analysis.products,
        "brands": analysis.products,
        "market": _market,
        "competitors": lambda desk, period: _notes(desk, period, "competitor"),
        "service": analysis.service,
        "satisfaction": _satisfaction,
        "cooperation": lambda desk, period: ([], [_by_post(desk, period, "")]),
        "sources": _sources,
        "scripts": _scripts,
        "reception": _reception,
        "referrals": _referrals,
        "messages": _messages,
        "orders": _orders,
        "challenges": lambda desk, period: _notes(desk, period, "challenge"),
        "needs": _needs,
        "suggestions": lambda desk, period: _notes(desk, period, "suggestion"),
    }
    found = []
    for key in wanted:
        if key == "steps":
            found += day_steps.made(desk, period)
        if key in makers:
            facts, lists = makers[key](desk, period)
            told = tuple(one for one in lists if (one.rows if isinstance(one, Grid) else one.items))
            if told or any(fact.value for fact in facts):
                found.append(ReportSection(key, _(TITLES[key]), facts=tuple(facts), lists=told))
    return tuple(found)


def _notes(desk: Desk, period: Period, kind: str) -> "Found":
    return [], [analysis.listed("", analysis.noted(desk, period, kind))]


def _market(desk: Desk, period: Period) -> "Found":
    noted = [*analysis.noted(desk, period, "market"), *analysis.noted(desk, period, "bulletin")]
    return [], [analysis.listed("", noted)]


def _satisfaction(desk: Desk, period: Period) -> "Found":
    """How those who were asked rated, and whose mark fell (`W09`)."""
    from amflow.callback.satisfaction import records as satisfaction

    report = satisfaction.report(desk, period)
    now = report.whole.now
    facts = analysis.rated(now.average, now.asked)
    if now.nps is not None:
        facts += [Fact(_("would recommend (NPS)"), now.nps), Fact(_("asked about it"), now.asked_nps)]
    slipped = [
        AgendaLine(one.ref, "", one.name, f"{one.before} → {one.value}" if one.before is not None else str(one.value))
        for one in report.slipping
    ]
    return facts, [Listing(_("fallen or low"), tuple(slipped), report.slipping_total - len(slipped))]


def _by_post(desk: Desk, period: Period, title: str) -> Grid:
    """How many leads each post of the house passed on (`W01`, `W11`)."""
    from amflow.prospect.leads import records as leads

    titles = titles_by_key(desk.playbook.sources)
    counts: dict[str, int] = {}
    for (post, _day), number in leads.by_post_and_day(desk, period.start, period.end).items():
        counts[post] = counts.get(post, 0) + number
    rows = tuple((titles.get(post, post), number) for post, number in sorted(counts.items(), key=lambda one: -one[1]))
    return Grid(title, (_("post"), _("leads")), rows)


LEADS_OF_SQL = (
    "SELECT source, signal, count(*) AS n FROM customer WHERE lead_on BETWEEN ?1 AND ?2 GROUP BY source, signal"
)
TALKS_OF_SQL = (
    "SELECT source, signal, count(*) AS n FROM touch CROSS JOIN customer ON customer.id = touch.customer_id"
    " WHERE touch.held_on BETWEEN ?1 AND ?2 AND touch.reached = 1 GROUP BY source, signal"
)
WON_OF_SQL = (
    "SELECT source, signal, count(*) AS n FROM deal CROSS JOIN customer ON customer.id = deal.customer_id"
    " WHERE deal.state = 'won' AND deal.closed_on BETWEEN ?1 AND ?2 AND ?3 IN ('', deal.pipeline) GROUP BY source, signal"
)


def _by(rows: list[Any], column: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row[column]] = counts.get(row[column], 0) + row["n"]
    return counts


def _sources(desk: Desk, period: Period) -> "Found":
    """Where leads came from and by which signal they were recognised; how often those people were talked to in the period,
    and what was won with them (`W01`). Each column adds up to its figure."""
    accounts = used.counts_as_won(desk)
    won = _("accounts opened") if accounts else _("won")
    lists: list[Listing | Grid] = []
    found = [
        desk.book.all(sql, *period.bounds, *more)
        for sql, more in ((LEADS_OF_SQL, ()), (TALKS_OF_SQL, ()), (WON_OF_SQL, (accounts,)))
    ]
    for column, head, entries in (
        ("source", _("where from"), desk.playbook.sources),
        ("signal", _("by which signal"), desk.playbook.signals),
    ):
        counts = [_by(rows, column) for rows in found]
        titles = titles_by_key(entries)
        keys = [*titles, *sorted({key for one in counts for key in one if key and key not in titles})]
        rows = [(titles.get(key, key), *(one.get(key, 0) for one in counts)) for key in keys]
        rows = [row for row in rows if any(row[1:])]
        if rows and any(one.get("") for one in counts):
            rows.append((_("not said"), *(one.get("", 0) for one in counts)))
        lists.append(Grid("", (head, _("leads"), _("talks"), won), tuple(rows)))
    return [], lists


def _scripts(desk: Desk, period: Period) -> "Found":
    """Which words were used and what was said against them, and how often something followed (`W01`)."""
    return [], [
        Grid("", (head, _("talks"), _("next step"), _("won since")), tuple(one[1:] for one in found))
        for head, found in (
            (_("family of scripts"), used.families(desk, period)),
            (_("objection"), used.heard(desk, period)),
        )
    ]


def _reception(desk: Desk, period: Period) -> "Found":
    """How many visitors were led where, and what was done for them, beside the period before (`W09`, `W06`)."""
    from amflow.prospect.reception import records as reception

    columns, done = [], []
    for span in (period, periods.previous(period)):
        counted: dict[str, int] = {}
        for (channel, _day), number in reception.numbers(desk, span.start, span.end).items():
            counted[channel] = counted.get(channel, 0) + number
        columns.append(counted)
        done.append(reception.handled(desk, span.start, span.end))
    book = desk.playbook
    return [], [
        _beside(titles_by_key(book.channels), _("led to"), _("visitors"), columns),
        _beside(titles_by_key(book.services), _("done for them"), _("visitors"), done),
    ]


def _referrals(desk: Desk, period: Period) -> "Found":
    """Whom customers brought and how far each introduction came, who was asked, what is owed, what posts passed on (`W09`)."""
    found = referrals.within(desk, period.start, period.end)
    brought = [AgendaLine(one.ref, one.introduced, one.introducer, _how_far(one)) for one in found if one.made_on]
    asked = [AgendaLine(one.ref, one.words, one.introducer) for one in found if not one.made_on and not one.closed_on]
    owed = [
        AgendaLine(one.ref, one.referral.introduced, one.referral.introducer, _owed(desk, one))
        for one in referrals.owed(desk, limit=MOST)[0]
    ]
    return [], [
        analysis.listed(_("brought by customers"), brought),
        analysis.listed(_("asked, nobody came yet"), asked),
        analysis.listed(_("thanks and rewards that are owed"), owed),
        _by_post(desk, period, _("passed on by colleagues")),
    ]


def _how_far(one: Referral) -> str:
    steps = ((_("met"), one.met_on), (_("thanked"), one.thanked_on), (_("rewarded"), one.rewarded_on))
    done = [word for word, day in steps if day]
    return " · ".join([*done, _("next: {what}").format(what=one.next)] if one.next else done)


def _owed(desk: Desk, one: Owed) -> str:
    return f"{referrals.steps(desk)[one.step].title} · {short(one.due_on, desk.today)}"


def _messages(desk: Desk, period: Period) -> "Found":
    """How many messages of each kind went out, beside the period before (`W11`)."""
    titles = titles_by_key(desk.playbook.categories)
    columns = [
        {row["category"]: row["n"] for row in desk.book.all(PER_CATEGORY_SQL, *span.bounds)}
        for span in (period, periods.previous(period))
    ]
    return [], [_beside(titles, _("kind"), _("sent"), columns)]


def _beside(titles: dict[str, str], kind: str, number: str, columns: list[dict[str, int]]) -> Grid:
    """Numbers of this period beside those of the one before, in the playbook's order; of what had any."""
    now, before = columns
    rows = [(titles[key], now.get(key, 0), before.get(key, 0)) for key in titles if key in now or key in before]
    # A kind of an earlier playbook has no name any more: its key would tell nobody anything.
    rest = [sum(number for key, number in column.items() if key not in titles) for column in columns]
    rows += [(_("other"), rest[0], rest[1])] if any(rest) else []
    return Grid("", (kind, number, _("period before")), tuple(rows))


def _orders(desk: Desk, period: Period) -> "Found":
    """The largest orders taken, and what was not as promised (`W05`, `W08`, `W17`)."""
    rows = desk.book.all(LARGEST_SQL, *period.bounds, MOST)
    taken = [
        AgendaLine(
            f"o{row['id']}",
            row["name"],
            row["customer"] or "",
            "" if row["amount_minor"] is None else str(Money(row["amount_minor"], row["currency"])),
        )
        for row in rows
    ]
    supply = analysis.listed(_("late or short"), meeting.supply(desk, period.start, period.end))
    return [], [Listing(_("largest orders taken"), tuple(taken)), supply]


def _needs(desk: Desk, period: Period) -> "Found":
    """Who has not been asked yet what they need, the nearest to buying in front."""
    from amflow.customers.needs import records as needs

    asked = [
        AgendaLine(one.ref, one.next, one.name, f"{one.answered}/{one.asked}")
        for one in needs.unanswered(desk, "", MOST)
    ]
    return [], [Listing(_("not answered yet"), tuple(asked))]
