"""amflow deal: intents on their way to an account, a contract, an order."""

from typing import Annotated, Any

import typer

from amflow.commands.convert import office
from amflow.commands.convert.office import Ref
from amflow.convert.deals import board as deals_board
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import pipelines
from amflow.convert.deals import records as deals
from amflow.convert.deals import view as deal_view
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.playbooks.titles import state_key
from amflow.shell.command import Anyway, Fields, Last, Why, family, showing, takes, text
from amflow.shell.context import App
from amflow.shell.sale_options import SALE

Amount = Annotated[str, typer.Option(metavar="AMOUNT", help=N_("what it is worth: 200000, 200k"))]
ForWhom = Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("whose it is"))]
Force = Annotated[bool, typer.Option("--force", help=N_("although something is missing"))]
FIELDS: Fields = {
    "title": text(N_("what it is about")),
    "customer": text(N_("whose it is"), "--for", metavar="CUSTOMER"),
    "amount": text(N_("what it is worth: 200000, 200k"), metavar="AMOUNT"),
    "pipeline": text(N_("its pipeline, where product or title do not say it")),
    "stage": text(N_("its stage; by itself the first")),
    "product": text(N_("the product"), metavar="PRODUCT"),
    "expected": text(N_("when it should be closed"), metavar="DATE"),
    "why": text(N_("why, although the product does not suit, or it begins in a later stage; kept"), metavar="WORDS"),
}
"""What may be said of a deal when it is begun or changed."""


@takes(FIELDS, "customer", "amount", "pipeline", "stage", "product", "expected", "why")
def add(
    app: App,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help=N_("what it is about; the pipeline's name by itself"))
    ] = "",
    *,
    anyway: Anyway = False,
    **given: Any,
) -> None:
    """Begin a deal.

    amflow deal add "account opening" --for "Chen Min" --amount 200k --expected "end of month"
    """
    whom = given["customer"] or app.ask(_("customer"), _("add --for CUSTOMER"), app.a_customer)
    given |= {"title": title}
    if app.may_ask:
        given["pipeline"] = _pipeline(app, whom, given)
    deal = app.unless_twice(lambda anyway: deal_changes.add(app.desk, whom, given, anyway=anyway), anyway)
    _changed(app, deal, _("begun"))


def _pipeline(app: App, whom: str, given: dict[str, Any]) -> str:
    """The pipeline, asked for where neither product nor words say which of several it is."""
    goods = products.find(app.book, given["product"]) if given["product"] else None
    try:
        row = customers.find(app.book, whom)
        return pipelines.of_deal(app.desk, given["pipeline"] or "", given["title"], goods, row).key
    except pipelines.Undecided as unsaid:
        return app.ask(unsaid.message, unsaid.hint, lambda answer: pipelines.named(app.desk, answer).key)


def listed(
    app: App,
    state: Annotated[str, typer.Option(help=N_("open, won or lost"))] = "open",
    stage: Annotated[str, typer.Option(help=N_("only this stage"))] = "",
    customer: ForWhom = "",
    quiet: Annotated[bool, typer.Option("--quiet-only", help=N_("only those gone quiet"))] = False,
    last: Last = 50,
) -> None:
    """List deals, those untouched the longest first."""
    state = state_key(state, deals.STATES, _("state"))
    whose = customers.find(app.book, customer)["id"] if customer else None
    found = deals.listing(app.desk, state=state, stage=stage, customer_id=whose, quiet=quiet, limit=last)
    app.show_some(deal_view.listing(*found), "deal", "amflow deal list --state won · amflow deal list --state lost")


@takes(FIELDS, "title", "customer", "amount", "product", "expected", "why")
def edit(app: App, deal: Ref, **given: Any) -> None:
    """Change what is known of a deal; an empty value takes it out, advance moves its stage."""
    _changed(app, deal_changes.edit(app.desk, deal, given), _("changed"))


def advance(
    app: App,
    deal: Ref,
    to: Annotated[str, typer.Option(metavar="STAGE", help=N_("another stage than the next"))] = "",
    force: Force = False,
    why: Why = "",
) -> None:
    """Move a deal to its next stage; it says what is missing, if anything is. A way back needs a reason.

    amflow deal advance d3 · amflow deal advance d3 --to papers --why "a new statement is needed"
    """
    if not why and app.may_ask and deal_changes.goes_back(app.desk, deal, to):
        why = app.ask(_("the reason"), _("add --why"))
    _moved(app, deal_changes.advance(app.desk, deal, to, force=force, why=why))


@takes(SALE, *SALE)
def win(
    app: App,
    deal: Ref,
    *,
    force: Force = False,
    alone: Annotated[bool, typer.Option("--alone", help=N_("make no holding and no order of it"))] = False,
    **said: Any,
) -> None:
    """Win a deal, in any stage: from today the callbacks after a purchase count. It asks for what advance asks for in every
    stage up to the end; of a product the playbook says what a sale makes: the holding with its maturity, or the order.

    amflow deal win d3 --product p2 --amount 200k · amflow deal win d3 --force --why "the papers follow by post"
    """
    from amflow.callback.sales import changes as sales
    from amflow.callback.sales import view as sale_view
    from amflow.callback.sales.ready import prepare
    from amflow.callback.sales.records import SaleInput
    from amflow.commands.callback.sale_questions import asked

    given = SaleInput(deal=deal, alone=alone, **said)
    customer = sales.of_deal(app.desk, deal)
    given = asked(app, given, lambda given: prepare(app.desk, customer, given, app.today))
    won = app.unless_twice(lambda anyway: sales.win(app.desk, given._replace(anyway=anyway), force=force), given.anyway)
    app.show(sale_view.won(won, app.today))


def lose(
    app: App,
    deal: Ref,
    why: Why = "",
    drop_tasks: Annotated[
        bool | None, typer.Option("--drop-tasks/--keep-tasks", help=N_("leave its open tasks out too, or keep them"))
    ] = None,
) -> None:
    """Lose a deal; the reason is kept. Its open tasks are left out with it when you say so."""
    waiting = deal_changes.open_tasks(app.desk, deal)
    reason = why or app.ask(_("the reason"), _("add --why"))
    if waiting and drop_tasks is None and app.may_ask:
        named = " ".join(waiting)
        drop_tasks = app.agreed(_("leave out what is still open about it: {tasks}?").format(tasks=named))
    _moved(app, deal_changes.close(app.desk, deal, "lost", why=reason, drop_tasks=bool(drop_tasks)))


def reopen(
    app: App,
    deal: Ref,
    why: Why = "",
    drop_made: Annotated[
        bool | None,
        typer.Option(
            "--drop-made/--keep-made", help=N_("take out the order or the holding that its sale made, or keep it")
        ),
    ] = None,
) -> None:
    """Take a won or lost deal up again; what its sale made is taken out with it when you say so."""
    from amflow.callback.sales import changes as sales

    if drop_made is None and app.may_ask and (made := sales.made(app.desk, deal)):
        drop_made = app.agreed(_("take out what its sale made too: {made}?").format(made=" ".join(made)))
    _moved(app, sales.reopen(app.desk, deal, why, drop=bool(drop_made)))


def board(
    app: App,
    pipeline: Annotated[str, typer.Option(metavar="PIPELINE", help=N_("only this one"))] = "",
    last: Annotated[
        int, typer.Option("--last", min=0, max=100_000, metavar="N", help=N_("how many deals a stage lists at most"))
    ] = 3,
    history: Annotated[
        bool, typer.Option("--history", help=N_("how deals went through the stages instead: how many, how long"))
    ] = False,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=N_("with --history: from this day"))] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help=N_("with --history: to this day"))] = "",
) -> None:
    """Show the pipelines by stage: how many deals, what they are worth, and that times the stage's probability.

    amflow deal board · amflow deal board --pipeline loan --history
    """
    if history or since or until:
        days = deals_board.period(app.desk, since, until)
        return app.show(deal_view.flow(deals_board.flow(app.desk, pipeline, days), days))
    return app.show(deal_view.BoardView(deals_board.boards(app.desk, pipeline, last)))


def _changed(app: App, deal: deals.DealLine, word: str) -> None:
    app.show(deal_view.changed(deal, word))


def _moved(app: App, step: deal_changes.DealStep) -> None:
    app.show(deal_view.moved(step))


show = showing("deal", "deal", Ref, N_("Show a deal: its stage, what is missing, its history."))
VERBS = {
    "add": add, "list": listed, "show": show, "edit": edit, "advance": advance, "win": win, "lose": lose,
    "reopen": reopen, **office.PAPERS, "board": board, **office.VERBS,
}  # fmt: skip
register = family("deal", N_("Deals on their way: begun, moved on, won, lost."), VERBS)
