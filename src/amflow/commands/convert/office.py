"""amflow deal review, approve, credit, terms …: what happens to a deal inside the house, and at the table."""

from typing import Annotated

import typer

from amflow.convert.office import approvals
from amflow.locale import N_, _
from amflow.shell.context import App

Ref = Annotated[str, typer.Argument(metavar="DEAL", help=N_("d3"))]
By = Annotated[str, typer.Option(metavar="WHOM", help=N_("a department or a name; by itself that of the stage"))]
Promised = Annotated[str, typer.Option(metavar="DATE", help=N_("the day they promised"))]
Why = Annotated[str, typer.Option(metavar="WORDS", help=N_("the reason, kept"))]


def review(
    context: typer.Context,
    deal: Ref,
    by: By = "",
    asked: Annotated[str, typer.Option(metavar="WORDS", help=N_("what they ask"))] = "",
    promised: Promised = "",
) -> None:
    """Hand a deal to somebody for review or approval; or note what they ask while they have it.

    amflow deal review d3 --by legal --promised fri · amflow deal review d3 --by legal --asked "whose liability?"
    """
    app: App = context.obj
    _handed(app, approvals.review(app.desk, deal, by, asked=asked, promised=promised), _("with {whom}"))


def answer(
    context: typer.Context,
    deal: Ref,
    words: Annotated[str, typer.Argument(metavar="ANSWER", help=N_("what was answered"))],
    by: Annotated[str, typer.Option(metavar="WHOM", help=N_("who asked, where several did"))] = "",
) -> None:
    """Note the answer to what a department has asked about a deal."""
    app: App = context.obj
    _handed(app, approvals.answer(app.desk, deal, words, by), _("the question of {whom} is answered"))


def approve(
    context: typer.Context,
    deal: Ref,
    by: By = "",
    condition: Annotated[str, typer.Option(metavar="WORDS", help=N_("what it depends on"))] = "",
    amount: Annotated[str, typer.Option(metavar="AMOUNT", help=N_("how much was approved"))] = "",
    why: Why = "",
) -> None:
    """A review of a deal ends with a yes, perhaps with conditions.

    amflow deal approve d3 --by approval --amount 30万 --condition "salary paid through us"
    """
    app: App = context.obj
    said = approvals.Decision("approved", by, why, condition, amount)
    _handed(app, approvals.decide(app.desk, deal, said), _("approved by {whom}"))


def decline(context: typer.Context, deal: Ref, by: By = "", why: Why = "") -> None:
    """A review of a deal ends with a no; the reason is kept."""
    app: App = context.obj
    reason = why or app.ask(_("the reason"), _("add --why"))
    _handed(app, approvals.decide(app.desk, deal, approvals.Decision("declined", by, reason)), _("declined by {whom}"))


def told(
    context: typer.Context,
    deal: Ref,
    words: Annotated[str, typer.Argument(metavar="[NOTE]", help=N_("what was said; the decision by itself"))] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help=N_("call, visit or message"))] = "call",
) -> None:
    """The customer was told of the decision: it is logged as a talk."""
    app: App = context.obj
    _handed(app, approvals.told(app.desk, deal, kind=kind, words=words), _("the customer was told"))


def wait(
    context: typer.Context,
    deal: Ref,
    whom: Annotated[str, typer.Argument(metavar="WHOM", help=N_("a department or a name"))],
    what: Annotated[str, typer.Argument(metavar="WHAT", help=N_("what is owed"))],
    promised: Promised = "",
) -> None:
    """Note that somebody inside owes something for a deal: amflow waiting lists it.

    amflow deal wait d3 technical "effort of the second phase" --promised fri
    """
    from amflow.convert.waiting import records as waiting
    from amflow.convert.waiting import view as waiting_view

    app: App = context.obj
    given = waiting.WaitingInput(whom, what, promised, deal=deal)
    app.show(waiting_view.changed(waiting.add(app.desk, given, "deal wait"), _("asked")))


def credit(
    context: typer.Context,
    deal: Ref,
    lines: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="LINE=VALUE", help=N_("fill in a line: income=20万; - does not apply")),
    ] = None,
    own: Annotated[str, typer.Option(metavar="AMOUNT", help=N_("your own figure for the limit"))] = "",
    why: Why = "",
    ask: Annotated[bool, typer.Option("--ask", help=N_("ask for every line in turn"))] = False,
) -> None:
    """Assess a deal by the playbook's credit sheet: the limit it suggests with its working, your own figure beside it.

    On a terminal the first sheet of a deal is asked for line by line.

    amflow deal credit d3 --set income=20万 --set debts=3万 · amflow deal credit d3 --own 30万 --why "two incomes"
    """
    from amflow.convert.office import credit as office_credit
    from amflow.convert.office import view as office_view

    app: App = context.obj
    given = office_credit.CreditInput(tuple(lines or ()), own, why)
    ask = ask or (app.may_ask and not given.set and not own and office_credit.sheet(app.desk, deal).on is None)
    asker = app.must_ask(_("the credit sheet"), _("add --set LINE=VALUE")) if ask else None
    if given.set or own or ask:
        return app.show(office_view.sheet(office_credit.assess(app.desk, deal, given, asker)))
    return app.show(office_view.sheet(office_credit.sheet(app.desk, deal)))


def terms(
    context: typer.Context,
    deal: Ref,
    topic: Annotated[str, typer.Argument(metavar="[POINT]", help=N_("price, payment, delivery …"))] = "",
    ours: Annotated[str, typer.Option(metavar="WORDS", help=N_("where we stand"))] = "",
    theirs: Annotated[str, typer.Option(metavar="WORDS", help=N_("where they stand"))] = "",
    bottom: Annotated[
        str, typer.Option(metavar="WORDS", help=N_("the line that is not crossed; shown here only"))
    ] = "",
    gave: Annotated[str, typer.Option(metavar="WORDS", help=N_("what we gave way in"))] = "",
    got: Annotated[str, typer.Option(metavar="WORDS", help=N_("what they gave way in"))] = "",
    agreed: Annotated[str, typer.Option(metavar="WORDS", help=N_("what was agreed"))] = "",
    remove: Annotated[bool, typer.Option("--remove", help=N_("it is negotiated no more"))] = False,
) -> None:
    """Show the negotiation of a deal, or note where a point of it stands. Who moves has made a concession, with its day.

    amflow deal terms d3 price --ours 100万 --theirs 80万 --bottom 88万 · amflow deal terms d3 price --agreed 92万
    """
    from amflow.convert.office import negotiation
    from amflow.convert.office import view as office_view

    app: App = context.obj
    if remove:
        return app.show(office_view.terms(negotiation.remove(app.desk, deal, topic)))
    given = negotiation.PointInput(topic, ours, theirs, bottom, agreed, gave, got)
    if any(given):
        return app.show(office_view.terms(negotiation.note(app.desk, deal, given)))
    return app.show(office_view.terms(negotiation.show(app.desk, deal)))


def _handed(app: App, found: approvals.Handed, word: str) -> None:
    from amflow.convert.waiting import view as waiting_view

    app.show(waiting_view.handed(found, word))


VERBS = (
    ("review", review), ("answer", answer), ("approve", approve), ("decline", decline), ("told", told), ("wait", wait),
    ("credit", credit), ("terms", terms),
)  # fmt: skip
