"""amflow deal: intents on their way to an account, a contract, an order."""

from typing import Annotated, Any

import typer

from amflow.asking import until_understood
from amflow.commands.convert import office
from amflow.commands.convert.office import Ref
from amflow.commands.customers.customer import next_kept, next_said
from amflow.convert.deals import board as deals_board
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import editing, pipelines
from amflow.convert.deals import records as deals
from amflow.convert.deals import view as deal_view
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.playbooks.titles import state_key
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.options import SALE
from amflow.shell.parameters import plural, takes


@takes("customer", "amount", "pipeline", "stage", "product", "expected", "why", "next")
def add(
    app: App,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help=N_("what it is about; the pipeline's name by itself"))
    ] = "",
    *,
    anyway: bool = False,
    **given: Any,
) -> None:
    """Begin a deal.

    amflow deal add "annual service" --for "Helen Carter" --amount 88k
    """
    whom = given["customer"] or app.ask_whom(_("add --for CUSTOMER"))
    given |= {"title": title}
    step = next_said(app, given.pop("next"))
    if app.may_ask:
        given["pipeline"] = _pipeline(app, whom, given)

    def write(anyway: bool) -> deals.DealLine:
        with app.book.change("deal add") as change:
            deal = deal_changes.add(app.desk, whom, given, anyway=anyway)
            if step and deal.customer_id:
                next_kept(app, change, deal.customer_id, step, deal_id=deal.id)
        return deals.line(app.desk, deals.get(app.desk, deal.ref)) if step else deal

    _changed(app, app.unless_twice(write, anyway), _("begun"))


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
    state: str = "open",
    stage: str = "",
    customer: str = "",
    quiet: Annotated[bool, typer.Option("--quiet-only", help=N_("only those gone quiet"))] = False,
    last: int = 50,
) -> None:
    """List deals, those untouched the longest first.

    amflow deal list · amflow deal list --for "Helen Carter"
    """
    state = state_key(state, deals.STATES, _("state"))
    whose = customers.find(app.book, customer)["id"] if customer else None
    found = deals.listing(app.desk, state=state, stage=stage, customer_id=whose, quiet=quiet, limit=last)
    app.show_some(deal_view.listing(*found), "deal", "amflow deal list --state won · amflow deal list --state lost")


@takes("title", "customer", "amount", "product", "expected", "why")
def edit(app: App, deal: Ref, **given: Any) -> None:
    """Change what is known of a deal; an empty value takes it out, advance moves its stage.

    amflow deal edit d3 --amount 40k --expected fri
    """
    done = editing.edit(app.desk, deal, given)
    app.show(deal_view.changed(done.deal, _("changed"), done.along, done.talks))


@plural("deal advance")
def advance(
    app: App,
    deal: Ref,
    stage: str = "",
    force: bool = False,
    why: str = "",
) -> None:
    """Move a deal to its next stage; it says what is missing, if anything is. A way back needs a reason.

    amflow deal edit d1 --amount 30k · amflow deal advance d1
    amflow deal advance d3 --stage proposal --why "a new offer"
    """
    if not why and app.may_ask and deal_changes.goes_back(app.desk, deal, stage):
        why = app.ask(_("the reason"), _("add --why"))
    _moved(app, deal_changes.advance(app.desk, deal, stage, force=force, why=why))


@takes(*SALE, unsaid="")
def win(
    app: App,
    deal: Ref,
    *,
    force: bool = False,
    alone: Annotated[bool, typer.Option("--alone", help=N_("make no holding and no order of it"))] = False,
    **said: Any,
) -> None:
    """Win a deal, in any stage: from today the callbacks after a purchase count. It asks for what advance asks for in every
    stage up to the end; of a product the playbook says what a sale makes: the holding with its maturity, or the order.

    amflow deal win d3 --amount 36k --force --why "the contract follows by post"
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


@plural("deal lose")
def lose(
    app: App,
    deal: Ref,
    why: str = "",
    drop_tasks: Annotated[
        bool | None, typer.Option("--drop-tasks/--keep-tasks", help=N_("leave its open tasks out too, or keep them"))
    ] = None,
) -> None:
    """Lose a deal; the reason is kept. Its open tasks are left out with it when you say so.

    amflow deal lose d4 --why "a competitor was cheaper"
    """
    waiting = deal_changes.open_tasks(app.desk, deal)
    reason = why or app.ask(_("the reason"), _("add --why"))
    if waiting and drop_tasks is None and app.may_ask:
        named = " ".join(waiting)
        drop_tasks = app.agreed(_("leave out what is still open about it: {tasks}?").format(tasks=named))
    _moved(app, deal_changes.close(app.desk, deal, "lost", why=reason, drop_tasks=bool(drop_tasks)))


def reopen(
    app: App,
    deal: Ref,
    why: str = "",
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


def sweep(app: App, pipeline: str = "", why: str = "", yes: bool = False, dry_run: bool = False) -> None:
    """Sweep the deals that by your own history are dead: longer in their stage than any that was ever won. On a terminal one
    after the other is closed, planned or kept; --yes closes all of them as lost, in one change; else they are listed.

    amflow deal sweep · amflow deal sweep --yes --why "no answer for a year"
    """
    from amflow.convert.deals import sweeping, worth_view

    found = sweeping.found(app.desk, pipeline)
    if not found or dry_run or not (yes or app.may_ask):
        return app.show(worth_view.swept_list(found))
    chosen = sweeping.Chosen(found, []) if yes else _walked(app, found)
    return app.show(worth_view.swept(sweeping.sweep(app.desk, chosen, why, len(found))))


def _walked(app: App, found: list[deals.DealLine]) -> Any:
    """What a person wants of each, one after the other."""
    from amflow.convert.deals import sweeping, worth_view

    chosen = sweeping.Chosen([], [])
    app.begin(worth_view.walk_head(len(found)))
    for at, one in enumerate(found):
        said = until_understood(app.prompt, worth_view.walk_question(one), lambda text: sweeping.answer(app.desk, text))
        if said == sweeping.STOP:
            break
        if said == sweeping.ALL:
            chosen.closing.extend(found[at:])
            break
        if said == "yes":
            chosen.closing.append(one)
        elif said:
            chosen.planning.append((one, said))
    return chosen


def board(
    app: App,
    pipeline: str = "",
    last: int = 3,
    history: bool = False,
    since: str = "",
    to: str = "",
) -> None:
    """Show the pipelines by stage: how many deals, what they are worth, and that times the stage's probability.

    amflow deal board · amflow deal board --pipeline sale --history
    """
    if history or since or to:
        days = deals_board.period(app.desk, since, to)
        return app.show(deal_view.flow(deals_board.flow(app.desk, pipeline, days), days))
    return app.show(deal_view.BoardView(deals_board.boards(app.desk, pipeline, last)))


def _changed(app: App, deal: deals.DealLine, word: str) -> None:
    app.show(deal_view.changed(deal, word))


def _moved(app: App, step: deal_changes.DealStep) -> None:
    app.show(deal_view.moved(step))


VERBS = {
    "add": add, "list": listed, "edit": edit, "advance": advance, "win": win, "lose": lose,
    "reopen": reopen, "sweep": sweep, **office.PAPERS, "board": board, **office.VERBS,
}  # fmt: skip
register = family("deal", N_("Deals on their way: begun, moved on, won, lost."), VERBS)
