"""What a report on one thing comes to in three sentences at most: what there is, what is missing, what comes next. They name
nobody, so that they may stand where names are covered."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.book.quantities import percent
from amflow.book.store import conditions
from amflow.callback.cases import records as cases
from amflow.convert.deals import records as deals_of_book
from amflow.customers import circle
from amflow.dates.format import short
from amflow.desk import Desk
from amflow.locale import _, aside, ngettext, several

if TYPE_CHECKING:
    from amflow.outreach.campaigns.records import CampaignPage


def of_territory(
    desk: Desk, lines: Sequence[Any], orders: Sequence[Any], behind: int, problems: int
) -> tuple[str, ...]:
    """Visits made against due with the orders of the month, who is behind, and what is open; without lines nothing."""
    if not lines:
        return ()
    made, should = sum(line.made for line in lines), sum(line.should for line in lines)
    amount = Money(sum(row["minor"] for row in orders), desk.settings.currency)
    visits = _("{made} of {due} visits").format(made=made, due=should)
    if should:
        visits = aside(visits, f"{percent(made, should)}%")
    first = _("{visits} made, and {amount} ordered this month.").format(visits=visits, amount=amount)
    if not behind:
        return first, _("No customer is behind in visits."), _next_of(problems)
    words = ngettext("{n} customer is behind in visits.", "{n} customers are behind in visits.", behind)
    return first, words, _next_of(problems)


def _next_of(problems: int) -> str:
    if not problems:
        return _("No case is open.")
    return ngettext("Next: {n} case is open.", "Next: {n} cases are open.", problems)


def of_campaign(desk: Desk, page: "CampaignPage") -> tuple[str, ...]:
    """What is reached of the goal and should be by today, what was sold in its time, and until when it runs."""
    one = page.campaign
    reached = _("{n} reached").format(n=one.result)
    if one.goal:
        words = _("{n} of {goal} reached ({percent}%)")
        reached = words.format(n=one.result, goal=one.goal, percent=one.percent or 0)
    should = _("by today it should be {n}").format(n=page.pace) if page.pace is not None else ""
    sold = ""
    if page.deals_won:
        deals = ngettext("{n} deal", "{n} deals", page.deals_won)
        sold = _("In its time {deals} were won, {amount}.").format(deals=deals, amount=page.amount)
    ends = _("It ends {day}.").format(day=short(one.ends_on, desk.today)) if one.ends_on else ""
    result = several([word for word in (reached, should) if word])
    return tuple(filter(None, (_("Result: {words}.").format(words=result), sold, ends)))


def won(desk: Desk, number: int) -> list[Any]:
    """How many deals were won with the customer, and for how much, by currency."""
    theirs, whom = conditions(circle.theirs(desk.book, "customer_id", number))
    return desk.book.all(
        f"SELECT currency, count(*) AS n, coalesce(sum(amount_minor), 0) AS minor FROM deal WHERE {theirs}"
        " AND state = 'won' GROUP BY currency", *whom,
    )  # fmt: skip


def talks(desk: Desk, number: int) -> int:
    """How often they were talked to in a year."""
    year = (desk.today - timedelta(days=365)).isoformat(), desk.today.isoformat()
    return desk.book.number(
        "SELECT count(*) FROM touch WHERE (customer_id = ?1 OR id IN (SELECT touch_id FROM touch_with"
        " WHERE customer_id = ?1)) AND held_on BETWEEN ?2 AND ?3", number, *year,
    )  # fmt: skip


def of_customer(desk: Desk, number: int, talk_on: date | None) -> tuple[str, ...]:
    """What was won with the customer, what is open with them, and when the next talk is due."""
    sums, often = won(desk, number), talks(desk, number)
    running = sum(one.state == "open" for one in deals_of_book.of_customer(desk, number))
    problems = sum(one.state == "open" for one in cases.of_customer(desk, number))
    deals = ngettext("{n} deal won", "{n} deals won", sum(row["n"] for row in sums))
    money = [str(Money(row["minor"], row["currency"] or desk.settings.currency)) for row in sums if row["minor"]]
    contacts = ngettext("{n} contact in a year", "{n} contacts in a year", often)
    first = _("{deals}, {contacts}.").format(deals=" · ".join([deals, *money]), contacts=contacts)
    owed = [ngettext("{n} problem", "{n} problems", problems)] if problems else []
    owed += [ngettext("{n} deal under way", "{n} deals under way", running)] if running else []
    second = _("Open: {what}.").format(what=several(owed)) if owed else _("Nothing is open with them.")
    third = _("Next: a talk is due {day}.").format(day=short(talk_on, desk.today)) if talk_on else ""
    return tuple(filter(None, (first, second, third)))
