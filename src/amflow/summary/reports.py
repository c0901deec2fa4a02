"""Reports on one thing, for the level above: a customer (`W02`), a campaign (`W01`, `W18`), the territory (`W18`)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.book.behind import counted_in, counts_in
from amflow.book.money import DECIMALS, Money
from amflow.book.quantities import Rate
from amflow.callback.cases import records as cases
from amflow.callback.changes import SATISFIED
from amflow.callback.holdings import records as holdings
from amflow.callback.orders import records as orders
from amflow.convert.deals import records as deals
from amflow.customers import page as customer_page
from amflow.customers import records as customers
from amflow.customers import scores
from amflow.customers.needs import records as needs
from amflow.customers.tiers import records as tiers
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.dates.format import short
from amflow.desk import Desk
from amflow.locale import _, paired, pgettext
from amflow.outreach.campaigns import records as campaigns
from amflow.plan.territory import records as territory_records
from amflow.playbooks.customer_model import CustomerField, Market
from amflow.playbooks.vocabulary import CUSTOMER_SECTIONS
from amflow.prep.notes import records as notes
from amflow.summary import report_sentences
from amflow.summary.analysis import listed
from amflow.summary.figures import measured
from amflow.summary.meeting import records as meeting
from amflow.summary.records import AgendaLine, Fact, Grid, Listing, PlaybookLine, ReportParts, ReportSection

if TYPE_CHECKING:
    from amflow.customers.page import Dossier


NOTE_DAYS = 180
"""Notes about competitors and the market count for so many days."""


def customer(desk: Desk, text: str) -> ReportParts:
    """The report on a customer for management, from the customer's page. Raises NotFound, Ambiguous."""
    found = customer_page.of(desk, customers.find(desk.book, text)["id"])
    report = next((one for one in desk.playbook.reports if one.key == "customer"), None)
    wanted = [one for one in (report.sections if report else CUSTOMER_SECTIONS) if one in CUSTOMER_SECTIONS]
    makers = {
        "needs": _needs, "cooperation": _cooperation, "satisfaction": _satisfaction,
        "competitors": _notes, "market": _notes,
    }  # fmt: skip
    title = str(report.title) if report else _("Report on a customer")
    under = (found.ref, found.tier_title, found.segment_title, found.organisation, found.role)
    sections = tuple(_with_file(desk, found, makers[one](desk, found, one)) for one in wanted)
    said = report_sentences.of_customer(desk, int(found.ref[1:]), found.coming.on if found.coming else None)
    return ReportParts("customer", f"{title} · {found.name}", under, desk.today, sections, sentences=said)


def _with_file(desk: Desk, found: "Dossier", section: ReportSection) -> ReportSection:
    """The section with what the customer's file says of it, in the order of the playbook's fields."""
    said = found.profile_titles
    told = [said[one.key] for one in desk.playbook.fields if one.report == section.key and one.key in said]
    return section._replace(facts=section.facts + tuple(Fact(one.title, one.value) for one in told))


def _needs(desk: Desk, found: "Dossier", key: str) -> ReportSection:
    asked = needs.of_customer(desk, int(found.ref[1:]))
    facts = [Fact(one.question, one.answer) for one in asked if one.value]
    facts += [Fact(_("impression"), found.impression)] if found.impression else []
    unasked = [PlaybookLine("", one.question) for one in asked if one.open]
    return ReportSection(key, _("Needs"), facts=tuple(facts), lists=(Listing(_("not answered yet"), tuple(unasked)),))


def _cooperation(desk: Desk, found: "Dossier", key: str) -> ReportSection:
    number = int(found.ref[1:])
    sums, talks = report_sentences.won(desk, number), report_sentences.talks(desk, number)
    money = " · ".join(
        str(Money(row["minor"], row["currency"] or desk.settings.currency)) for row in sums if row["minor"]
    )
    facts = [
        Fact(_("customer since"), found.client_since),
        Fact(_("deals won"), " · ".join(filter(None, (str(sum(row["n"] for row in sums)), money)))),
        Fact(_("contacts in a year"), talks),
        Fact(_("last contact"), found.last_touch_on),
        Fact(_("next talk due"), found.coming and found.coming.on),
        # What for stands apart: words are covered where a day is not.
        Fact(_("next"), found.coming.what_for if found.coming else ""),
    ]
    running = [
        AgendaLine(one.ref, one.title, "", f"{one.stage_title} {one.amount or ''}".strip())
        for one in deals.of_customer(desk, number)
        if one.state == "open"
    ]
    ordered = [AgendaLine(one.ref, one.title, "", _ordered(desk, one)) for one in orders.of_customer(desk, number)]
    held, owed = (
        tuple(_held(desk, one) for one in found(desk, number) if one.sold_on is None)
        for found in (holdings.of_customer, holdings.loans_of_customer)
    )
    people = [AgendaLine(one.ref, one.role, one.name) for one in customers.of_organisation(desk, number)]
    lists = (
        Listing(_("deals under way"), tuple(running)),
        Listing(_("orders"), tuple(ordered)),
        Listing(_("holdings"), held),
        Listing(_("loans"), owed),
        Listing(_("people"), tuple(people)),
    )
    return ReportSection(key, _("Cooperation"), facts=_said(facts), lists=lists)


def _held(desk: Desk, one: holdings.Holding) -> AgendaLine:
    """What it is worth, or what of it is still owed, and until when."""
    until = _("due {when}") if one.is_owed else _("matures {when}")
    when = until.format(when=short(one.matures_on, desk.today)) if one.matures_on else ""
    owed = _("{amount} owed").format(amount=one.owed) if one.owed else ""
    return AgendaLine(one.ref, one.name, "", " · ".join(filter(None, (str(one.value or owed), when))))


def _ordered(desk: Desk, one: "orders.Order") -> str:
    """When it was ordered, for how much, where it stands and why."""
    facts = (short(one.ordered_on, desk.today), one.amount, _(orders.STATES[one.state]), one.why)
    return " · ".join(str(fact) for fact in facts if fact)


def _said(facts: list[Fact]) -> tuple[Fact, ...]:
    """Those that say something."""
    return tuple(fact for fact in facts if fact.value not in (None, ""))


def _satisfaction(desk: Desk, found: "Dossier", key: str) -> ReportSection:
    number = int(found.ref[1:])
    theirs, bound = scores.theirs(desk, number)
    rows = desk.book.all(
        "SELECT on_date, scale, value, why, iif(customer_id = ?, '', customer.name) AS who FROM score"
        " JOIN customer ON customer.id = score.customer_id"
        f" WHERE {theirs} ORDER BY on_date DESC, score.id DESC LIMIT 6",
        number,
        *bound,
    )
    scales = {"csat": _("satisfaction, of 5"), "nps": _("would recommend, of 10")}
    grid = Grid(
        _("how they rated"),
        (_("date"), _("scale"), pgettext("of a score", "value"), pgettext("has said it", "who"), _("why")),
        tuple(
            (date.fromisoformat(row["on_date"]), scales[row["scale"]], row["value"], row["who"], row["why"])
            for row in rows
        ),
    )
    told = [AgendaLine(one.ref, one.title, "", one.stands) for one in cases.of_customer(desk, number)]
    said = Listing(
        _("said when called back"),
        tuple(
            AgendaLine("", str(one.question.title), "", one.shown)
            for one in needs.replies(desk, number)
            if one.question.key != SATISFIED
        ),
    )
    lists = (grid, said, Listing(_("problems and complaints"), tuple(told)))
    return ReportSection(key, _("Satisfaction"), lists=lists)


def _notes(desk: Desk, found: "Dossier", key: str) -> ReportSection:
    """What was noted about this customer first, then what is about nobody in particular; never about another customer."""
    kind = "market" if key == "market" else "competitor"
    number, days = int(found.ref[1:]), (desk.today - timedelta(days=NOTE_DAYS), desk.today)
    own = notes.listing(desk.book, kind=kind, customer_id=number, limit=6, days=days)
    wide = [one for one in notes.listing(desk.book, kind=kind, limit=30, days=days) if one.customer_id is None][:6]

    def items(chosen: list[notes.Note]) -> tuple[AgendaLine, ...]:
        return tuple(AgendaLine(one.ref, one.text.strip(), "", short(one.on_date, desk.today)) for one in chosen)

    lists = Listing(_("at this customer"), items(own)), Listing(_("in general"), items(wide))
    return ReportSection(key, _("Market trends") if key == "market" else _("Competitors"), lists=lists)


def campaign(desk: Desk, text: str) -> ReportParts:
    """The report on a campaign: result, the way, the lines, the list, the words used. Raises NotFound."""
    page = campaigns.page(desk, text)
    one = page.campaign
    facts = [
        Fact(_("phase"), _(campaigns.PHASES[one.phase])),
        Fact(_("about"), one.note),
        Fact(pgettext("a partner", "with"), one.partner),
        Fact(_("begins"), one.starts_on),
        Fact(_("ends"), one.ends_on),
        Fact(_("goal"), one.goal),
        Fact(
            pgettext("so much", "reached"), f"{one.result} [{one.percent}%]" if one.percent is not None else one.result
        ),
        Fact(_("should be there by now"), page.pace),
        Fact(_("customers who are not on the list"), page.besides[0]),
        Fact(_("sold in its time"), page.deals_won),
        Fact(_("amount"), page.amount if page.deals_won else None),
    ]
    ways = tuple((_(campaigns.STATES[step.state]), step.here, step.so_far) for step in page.steps)
    way = Grid("", (_("state"), _("stand here"), _("came so far")), (*ways, (_("has declined"), page.declined, None)))
    split = Grid(
        "",
        (_("line"), _("customers"), _("share"), pgettext("so much", "reached")),
        tuple((one.line or _("on no line"), one.people, one.share, one.reached) for one in page.lines),
    )
    people = Grid(
        "",
        (
            "",
            _("customer"),
            _("state"),
            _("since"),
            _("share"),
            pgettext("so much", "reached"),
            pgettext("beside it", "note"),
        ),
        tuple(
            (one.ref, one.name, _(campaigns.STATES[one.state]), one.on_date, one.share, one.reached, one.note)
            for one in page.entries
        ),
    )
    titles = {script.key: str(script.title) for script in desk.playbook.scripts}
    scripts = Listing("", tuple(AgendaLine(key, titles.get(key, key)) for key in page.scripts))
    sections = [
        ReportSection("result", _("Result"), facts=_said(facts)),
        ReportSection("way", _("How far they came"), lists=(way,) if page.entries else ()),
        *([ReportSection("lines", _("By line"), lists=(split,))] if page.lines else []),
        ReportSection("list", _("Whom it is for"), lists=(people,)),
        ReportSection("scripts", _("Words used"), lists=(scripts,)),
    ]
    return ReportParts(
        "campaign",
        _("Report on a campaign") + f" · {one.title}",
        (one.ref, one.kind_title),
        desk.today,
        tuple(sections),
        sentences=report_sentences.of_campaign(desk, page),
    )


def territory(desk: Desk) -> ReportParts:
    """The report on the territory: its lines with visits made against due, orders of the month, its key markets, the network of
    shops, open problems (`W18`)."""
    month = periods.month_of(desk.today)
    code = desk.settings.currency
    orders = {
        row["line"]: row
        for row in desk.book.all(
            f"SELECT {counted_in('line', 'orders.ordered_on')} AS line, count(*) AS n, sum(orders.quantity_e4) AS pieces,"
            " coalesce(sum(CASE WHEN orders.currency"
            " IN ('', ?) THEN amount_minor END), 0) AS minor FROM orders CROSS JOIN customer ON customer.id ="
            " orders.customer_id WHERE ordered_on BETWEEN ? AND ? AND cancelled_on IS NULL GROUP BY 1",
            code, *month.bounds,
        )
    }  # fmt: skip
    open_cases = {
        row["line"]: row["n"]
        for row in desk.book.all(
            f"SELECT {counts_in('line')} AS line, count(*) AS n FROM cases CROSS JOIN customer ON customer.id = cases.customer_id"
            " WHERE cases.state = 'open' GROUP BY 1"
        )
    }
    rows = []
    lines = territory_records.listing(desk)
    for line in lines:
        sold = orders.get(line.name)
        pieces = sold["pieces"] / 10_000 if sold is not None and sold["pieces"] else None
        rows.append((
            line.name, line.shops, line.made, line.should, line.behind, sold["n"] if sold is not None else 0,
            int(pieces) if pieces is not None and pieces == int(pieces) else pieces,
            Money(sold["minor"] if sold is not None else 0, code), open_cases.get(line.name, 0),
        ))  # fmt: skip
    heads = (
        _("line"),
        _("customers"),
        _("visits"),
        _("visits due"),
        _("behind"),
        _("orders"),
        _("pieces"),
        _("amount"),
        _("cases"),
    )
    behind = [
        (line, stop)
        for line in territory_records.names(desk.book)
        for stop in territory_records.route(desk, line).stops
        if stop.state == "behind"
    ]
    late = [
        AgendaLine(stop.ref, line, stop.name, _("{made} of {due} visits").format(made=stop.made, due=stop.due))
        for line, stop in behind
    ]
    problems = listed(_("open cases"), meeting.cases(desk)), listed(_("late or short"), meeting.owed_orders(desk))
    asks = _asks(desk) if rows else territory_records.without_lines(desk) or _("no customer is on a line yet")
    sections = (
        ReportSection("lines", _("By line"), asks, lists=(Grid("", heads, tuple(rows)),)),
        *([ReportSection("markets", _("Key markets"), lists=(_markets(desk, month),))] if desk.playbook.markets else []),
        *([_network(desk)] if rows else []),
        ReportSection("behind", _("Behind in visits"), lists=(listed("", late, 20),)),
        ReportSection("problems", _("Open problems"), lists=problems),
    )  # fmt: skip
    title = _("Report on the territory") + f" · {periods.shown(month)}"
    problems_now = sum(open_cases.values())
    said = report_sentences.of_territory(desk, lines, [*orders.values()], len(late), problems_now)
    return ReportParts("territory", title, (str(desk.playbook.title),), desk.today, sections, sentences=said)


def _asks(desk: Desk) -> str:
    """Which visits are counted, where all tiers have one cycle."""
    cycles = {territory_records.cycle(tier, desk.today) for tier in desk.playbook.tiers}
    span = cycles.pop() if len(cycles) == 1 else None
    return _("visits: of the cycle {days}").format(days=date_format.between(*span)) if span else ""


def _markets(desk: Desk, month: periods.Period) -> Grid:
    """The key markets: whom they are, what they ordered this month, and how its price for one stands to the band (`W18`)."""
    where = f"json_extract(customer.profile, '$.\"{tiers.KEY_MARKET}\"')"
    shops = {
        row["market"]: row["n"]
        for row in desk.book.all(
            f"SELECT {where} AS market, count(*) AS n FROM customer WHERE status = 'customer'"
            f" AND instr(profile, '{tiers.KEY_MARKET}') GROUP BY 1"
        )
    }
    sold = {
        row["market"]: row
        for row in desk.book.all(
            f"SELECT {where} AS market, sum(quantity_e4) / 10000.0 AS pieces, coalesce(sum(amount_minor), 0) AS minor"
            " FROM orders CROSS JOIN customer ON customer.id = orders.customer_id WHERE ordered_on BETWEEN ? AND ?"
            " AND cancelled_on IS NULL AND quantity_e4 > 0 AND orders.currency IN ('', ?) GROUP BY 1",
            *month.bounds, desk.settings.currency,
        )
    }  # fmt: skip
    rows = []
    for one in desk.playbook.markets:
        row = sold.get(one.key)
        price = Money(round(row["minor"] / row["pieces"]), desk.settings.currency) if row is not None else None
        pieces = f"{row['pieces']:g}" if row is not None else ""
        stands = _stands(one, price) if price is not None else ""
        rows.append((str(one.title), tiers.band(one), shops.get(one.key, 0), pieces, price, stands))
    heads = (_("market"), _("price to aim at"), _("customers"), _("pieces"), _("a piece"), _("against the band"))
    return Grid("", heads, tuple(rows))


def _stands(market: Market, price: Money) -> str:
    whole = price.minor / 10 ** DECIMALS.get(price.currency, 2)
    if whole < market.price_from:
        return _("below")
    return _("above") if market.price_to and whole > market.price_to else _("in it")


def _network(desk: Desk) -> ReportSection:
    """What the files of the shops on a line say of each such field, and which line is furthest behind."""
    files = list(measured.files(desk, "line <> ''"))
    rows = [row for field in desk.playbook.fields if field.whom != "person" for row in _network_rows(field, files)]
    heads = (_("what"), _("shops"), _("of"), _("of all"), _("furthest behind"))
    return ReportSection("network", _("The network of shops"), lists=(Grid("", heads, tuple(rows)),))


def _network_rows(field: CustomerField, files: list[tuple[str, dict[str, str]]]) -> Iterator[tuple[object, ...]]:
    said = [(line, profile[field.key]) for line, profile in files if profile.get(field.key)]
    if not said:
        return
    if field.type == "yes-no":
        met, all_ = sum(measured.met(field, value) for _line, value in said), len(said)
        yield str(field.title), met, all_, Rate(met / all_), _behind(field, said)
    elif field.type == "choice" and field.key != tiers.KEY_MARKET:
        for key, label in zip(field.choices, field.labels, strict=True):
            number = sum(value == key for _line, value in said)
            yield paired(str(field.title), str(label)), number, len(said), Rate(number / len(said)), ""


def _behind(field: CustomerField, said: list[tuple[str, str]]) -> str:
    shares = {
        line: sum(measured.met(field, value) for other, value in said if other == line)
        / sum(other == line for other, _v in said)
        for line in dict.fromkeys(line for line, _value in said)
    }
    line = min(shares, key=lambda line: (shares[line], line))
    return f"{line} {Rate(shares[line])}" if len(set(shares.values())) > 1 else ""
