"""A sale, entered once: the deal won or opened and won, the holding or the order that the playbook says it makes, the holding
that it replaces; from the talk in which it was agreed, or from the deal (`W01`, `W05`, `W11`)."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules
from amflow.asking import NO
from amflow.book import money, quantities, values
from amflow.callback.holdings import changes as holding_changes
from amflow.callback.holdings import records as holdings
from amflow.callback.orders import changes as order_changes
from amflow.callback.orders import goods
from amflow.callback.orders import records as orders
from amflow.callback.sales.ready import prepare
from amflow.callback.sales.records import ReadySale, SaleInput, Sold, Won
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import gates
from amflow.convert.deals import records as deals
from amflow.convert.products import suitability
from amflow.customers import owed as owed_by
from amflow.errors import Usage
from amflow.locale import _
from amflow.outreach.talks import changes as talks
from amflow.playbooks.titles import as_typed, known_key, titles_by_key

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk

BOUGHT = "bought"
"""The outcome of a talk in which something was sold."""


def write(desk: "Desk", change: "Change", ready: ReadySale, day: date, *, closed: bool = False) -> Sold:
    """Write the sale, as part of that change; `closed`: its deal was won in it already."""
    deal_id = ready.deal["id"] if ready.deal is not None else None
    cleared = False
    if ready.opens is not None:
        deal_id = deal_changes.begin(desk, change, ready.opens, None)
    if deal_id is not None and not closed:
        row = deals.get(desk, f"d{deal_id}")
        cleared = deal_changes.end(desk, change, row, "won", day.isoformat(), ready.why, **ready.becomes)
    number = None
    if ready.makes == "holding":
        replaces = ready.replaces["id"] if ready.replaces is not None else None
        fields = {**ready.fields, "deal_id": deal_id, "replaces_id": replaces}
        number = holding_changes.write(desk, change, fields, None, ready.reason)
        if replaces:
            change.update("holding", replaces, sold_on=day.isoformat())
    else:
        suitability.keep(desk, change, ready.reason, deal_id=deal_id)
    if ready.makes == "order":
        number = order_changes.write(desk, change, {**ready.fields, "deal_id": deal_id}, None)
    made = f"{ready.makes[0]}{number}" if number else ""
    told = " · ".join(part for part in (f"d{deal_id}" if deal_id else "", made) if part)
    change.summary += f" · {ready.name}" + (f" ({told})" if told else "")
    return Sold(
        ready.name,
        deals.line(desk, deals.get(desk, f"d{deal_id}")) if deal_id is not None else None,
        ready.opens is not None,
        ready.makes,
        number,
        values.day_or_none(ready.fields.get("matures_on")),
        values.day_or_none(ready.fields.get("promised_on")),
        money.money_of(ready.fields, "amount_minor") if ready.fields.get("amount_minor") is not None else None,
        quantities.Units(ready.fields["quantity_e4"]) if ready.fields.get("quantity_e4") else None,
        ready.replaces["id"] if ready.replaces is not None else None,
        [],
        cleared,
        owed=holdings.one(desk, number).is_owed
        if number is not None and ready.makes == "holding"
        else ready.deal is not None and ready.deal["pipeline"] in owed_by.pipelines(desk.playbook),
        unmade=ready.unmade,
        bare=ready.bare,
    )


def _calls(desk: "Desk", sold: Sold, customer_id: int, day: date) -> Sold:
    """The same with what comes due by it."""
    events = ("deal.won",) if sold.deal is not None else ("holding.bought",) if sold.makes == "holding" else ()
    due = [
        (str(one.rule.title), one.due_on)
        for one in due_rules.of_customer(desk, customer_id)
        if one.rule.on in events and one.for_date == day
    ]
    return sold._replace(calls=sorted(due, key=lambda one: one[1]))


Also = Callable[["Change", talks.Ready, int], None]


def log(
    desk: "Desk", touch: talks.TouchInput, given: SaleInput, besides: Also | None = None
) -> tuple[talks.Logged, list[Sold]]:
    """Write down a talk in which something was sold, and the sale of each of its goods with it: one change, in which
    `besides` writes what else came of the talk. Raises what `prepare` raises."""
    readies, sold = _of_talk(desk, touch, given), list[Sold]()
    first = readies[0].deal
    about = f"d{first['id']}" if first is not None else NO[0] if readies[0].opens is not None else ""

    def also(change: "Change", talk: talks.Ready, touch_id: int) -> None:
        sold.extend(write(desk, change, ready, talk.held_on) for ready in readies)
        if readies[0].opens is not None and sold[0].deal is not None:
            change.update("touch", touch_id, deal_id=sold[0].deal.id)
        if besides is not None:
            besides(change, talk, touch_id)

    done = talks.log(desk, touch._replace(deal=about), also, anyway=True)
    told = []
    for ready, one in zip(readies, sold, strict=True):
        whose = ready.customer["name"] if ready.customer["id"] != done.touch.customer["id"] else ""
        opened = one.deal if ready.opens is not None else None
        lacking = gates.passed_over(desk, deals.get(desk, opened.ref)) if opened is not None else ready.lacking
        one = one._replace(whose=whose, lacking=lacking)
        told.append(_calls(desk, one, ready.customer["id"], done.touch.held_on))
    return done, told


def _of_talk(desk: "Desk", touch: talks.TouchInput, given: SaleInput) -> list[ReadySale]:
    """The sale of each of the goods that were named in the talk."""
    talk = talks.prepare(desk, touch._replace(deal=""))
    if not talk.reached:
        raise Usage(_("nobody was reached: then nothing was sold"), _("leave out --product, or the outcome"))
    wanted = goods.several(given.product)
    if len(wanted) > 1:
        goods.no_sum(given.units, given.amount)
    found = []
    for product, units in wanted:
        one = given._replace(product=product, units=units or given.units)
        ready = prepare(desk, talk.customer, one, talk.held_on)
        if ready.deal is not None:
            gates.price_stands(desk, ready.deal, ready.becomes)
            gates.not_declined(desk, ready.deal)
            # A reason that is said takes it over what is missing, as --force does of `deal win`; its history keeps it.
            as_won = dict(ready.deal) | ready.becomes
            lacking = gates.may_win(desk, as_won, force=bool(one.why), reason=one.why, forced='--why "…"')
            ready = ready._replace(lacking=lacking)
        found.append(ready)
    deals_won = [ready.deal["id"] for ready in found if ready.deal is not None]
    if len(set(deals_won)) < len(deals_won):
        raise Usage(_("one deal cannot be won with several goods"), _("add --deal new"))
    return found


def look(desk: "Desk", touch: talks.TouchInput, given: SaleInput) -> None:
    """Raises what `log` would raise, and writes nothing."""
    _of_talk(desk, touch, given)


def outcome(desk: "Desk", said: str) -> str:
    """The outcome of a talk in which something was sold. Raises Usage where another was said."""
    known = {one.key for one in desk.playbook.outcomes}
    if not said:
        return BOUGHT if BOUGHT in known else ""
    if not is_bought(desk, said):
        title = as_typed(titles_by_key(desk.playbook.outcomes).get(BOUGHT, BOUGHT))
        raise Usage(
            _("what was sold belongs to a talk that ended with it"),
            _("leave out what was sold; or, if it was: --outcome {outcome}").format(outcome=title),
        )
    return said


def is_bought(desk: "Desk", said: str) -> bool:
    """Whether the outcome as typed is that of a sale. Raises Usage for one that the playbook does not know."""
    return bool(said) and known_key(said, desk.playbook.outcomes, _("outcome")) == BOUGHT


def of_deal(desk: "Desk", text: str) -> Any:
    """The customer of an open deal, or None. Raises NotFound, Refused."""
    row = deals.get(desk, text)
    deals.must_be_open(row)
    return desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None


def win(desk: "Desk", given: SaleInput, *, force: bool) -> Won:
    """Win a deal, and write what its sale makes. Raises what `prepare` raises."""
    ready = prepare(desk, of_deal(desk, given.deal), given, desk.today)
    sold: list[Sold] = []

    def also(change: "Change") -> None:
        sold.append(write(desk, change, ready, desk.today, closed=True))

    step = deal_changes.close(desk, given.deal, "won", why=given.why, force=force, also=also, **ready.becomes)
    step = step._replace(deal=deals.line(desk, deals.get(desk, given.deal)))
    whom = step.deal.customer_id
    return Won(step, _calls(desk, sold[0], whom, desk.today) if whom else sold[0])


def made(desk: "Desk", text: str) -> tuple[str, ...]:
    """The orders and holdings that the deal's sale made and that can be taken back: nothing of them has come, and nothing of
    them was sold or repaid. Raises NotFound."""
    number = deals.get(desk, text)["id"]
    rows = desk.book.all(
        "SELECT 'o' || id AS ref FROM orders WHERE deal_id = ?1 AND delivered_on IS NULL AND cancelled_on IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM delivery WHERE order_id = orders.id)"
        " UNION ALL SELECT 'h' || id FROM holding WHERE deal_id = ?1 AND sold_on IS NULL AND sold_minor IS NULL",
        number,
    )
    return tuple(row["ref"] for row in rows)


def reopen(desk: "Desk", text: str, why: str, *, drop: bool) -> deal_changes.DealStep:
    """Take a deal up again; `drop` takes out what its sale made, as far as it can be, and what that replaced is held again.
    Raises Refused."""

    def also(change: "Change") -> None:
        for ref in made(desk, text) if drop else ():
            if ref.startswith("o"):
                order_changes.take_out(desk, change, orders.find(desk.book, ref))
            else:
                holding_changes.take_out(desk, change, holdings.find(desk.book, ref))

    return deal_changes.reopen(desk, text, why, also)
