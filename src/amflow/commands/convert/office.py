"""amflow deal review, approve, doc, papers, credit, terms …: a deal inside the house, its documents, and at the table."""

from pathlib import Path
from typing import Annotated, Any

import typer

from amflow.convert.office import approvals, negotiation, papers
from amflow.convert.office import credit as office_credit
from amflow.convert.office import view as office_view
from amflow.convert.waiting import view as waiting_view
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell.context import App
from amflow.shell.report_options import hand_over, letter, makes_document, wanted

Ref = Annotated[str, typer.Argument(metavar="DEAL", help=N_("d3"))]


def doc(
    app: App,
    deal: Ref,
    state: Annotated[str, typer.Argument(metavar="STATE", help=N_("how it stands"))],
    paper: Annotated[list[str], typer.Argument(metavar="DOCUMENT…", help=N_("its key or its name: id-card"))],
    expires: Annotated[str, typer.Option(metavar="DATE", help=N_("the last day on which it is good, as it says"))] = "",
    dated: Annotated[
        str, typer.Option(metavar="DATE", help=N_("its own date; how long it is good counts from it"))
    ] = "",
    why: str = "",
    file: Path | None = None,
    point: Annotated[
        Path | None, typer.Option(metavar="FILE", help=N_("note where this file lies, copy nothing"))
    ] = None,
    extra: Annotated[bool, typer.Option("--extra", help=N_("although the procedure does not ask for it"))] = False,
) -> None:
    """Note where documents of a deal stand. What is rejected or waived needs a reason.

    amflow deal doc d3 received contract --expires 2031-05-01 --file scan.pdf
    amflow deal doc d3 verified contract
    """
    if not papers.is_state(state) and papers.is_state(paper[-1]):
        # The documents may stand in front of what became of them.
        state, paper = paper[-1], [state, *paper[:-1]]
    state = papers.state_of(state)
    if state in ("rejected", "waived") and not why and app.may_ask:
        why = app.ask(_("the reason"), _("add --why"))
    given = papers.PaperInput(state, tuple(paper), dated, expires, why, file, point, extra)
    app.show(office_view.noted(papers.note(app.desk, deal, given), state))


@makes_document
def papers_(
    app: App,
    deal: Ref,
    to_bring: Annotated[
        bool, typer.Option("--to-bring", help=N_("what is still to come, for the customer, in the customer's language"))
    ] = False,
    document: Annotated[
        str, typer.Option(metavar="DOCUMENT", help=N_("the file of this document, to --output FILE; - is stdout"))
    ] = "",
    **given: Any,
) -> None:
    """List the documents that a deal's procedure asks for, where each stands, and the files that belong to them. A
    document is what is still to come, for the customer: --mask covers who that is.

    amflow deal papers d3 · amflow deal papers d3 --to-bring -o papers.html
    """
    if document:
        return office_view.taken_out(
            app.out, papers.content_of(app.desk, deal, document), _place(str(given["output"] or ""))
        )
    mask = given["mask"]
    paper = wanted(app, **given)
    if paper is None and not to_bring:
        from amflow.files.export.masking import covered

        listed = papers.listing(app.desk, deal)
        return app.show(office_view.PapersView(covered(listed) if mask else listed))
    found = papers.to_bring(app.desk, deal)
    paper = paper or letter(app)
    hand_over(app, paper, mask, found, lambda one: office_view.ToBringView(one, app.today), own=True)
    return app.say(office_view.still_to_come(found)) if paper.path else None


def _place(output: str) -> str:
    if not output:
        raise Usage(_("where is the file to go?"), _("add --output FILE, or - for stdout"))
    return output


def review(
    app: App,
    deal: Ref,
    by: str = "",
    asked: Annotated[str, typer.Option(metavar="WORDS", help=N_("what they ask"))] = "",
    promised: str = "",
) -> None:
    """Hand a deal to somebody for review or approval; or note what they ask while they have it.

    amflow deal review d3 --by legal --promised fri
    amflow deal review d3 --by legal --asked "whose liability?"
    """
    _handed(app, approvals.review(app.desk, deal, by, asked=asked, promised=promised), _("with {whom}"))


def approve(
    app: App,
    deal: Ref,
    by: str = "",
    condition: Annotated[str, typer.Option(metavar="WORDS", help=N_("what it depends on"))] = "",
    amount: str = "",
    why: str = "",
) -> None:
    """A review of a deal ends with a yes, perhaps with conditions.

    amflow deal review d3 --by legal
    amflow deal approve d3 --by legal --condition "paid in advance"
    """
    said = approvals.Decision("approved", by, why, condition, amount)
    _handed(app, approvals.decide(app.desk, deal, said), _("approved by {whom}"))


def decline(app: App, deal: Ref, by: str = "", why: str = "") -> None:
    """A review of a deal ends with a no; the reason is kept.

    amflow deal review d3 --by legal
    amflow deal decline d3 --by legal --why "the liability is too high"
    """
    reason = why or app.ask(_("the reason"), _("add --why"))
    _handed(app, approvals.decide(app.desk, deal, approvals.Decision("declined", by, reason)), _("declined by {whom}"))


def told(
    app: App,
    deal: Ref,
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("what was said; the decision by itself"))] = "",
    talk: str = "",
) -> None:
    """The customer was told of the decision.

    amflow deal approve d3 --by legal · amflow deal told d3 --talk call "approved"
    """
    _handed(app, approvals.told(app.desk, deal, by=talk, words=words), _("the customer was told of it"))


def credit(
    app: App,
    deal: Ref,
    lines: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="ITEM=VALUE", help=N_("fill in a line: income=200k; - does not apply")),
    ] = None,
    own: Annotated[str, typer.Option(metavar="AMOUNT", help=N_("your own figure for the limit"))] = "",
    why: str = "",
    force: bool = False,
    ask: bool = False,
) -> None:
    """Assess a deal by the playbook's credit sheet: the limit it suggests with its working, your own figure beside it.
    Approvals that the sheet speaks against from then on are void, unless --force --why keeps them.

    On a terminal the first sheet of a deal is asked for line by line.

    amflow deal credit d10 --set income=200k --set debts=30k
    amflow deal credit d10 --own 300k --why "two incomes"
    """
    given = office_credit.CreditInput(tuple(lines or ()), own, why, force)
    ask = ask or (app.may_ask and not given.set and not own and office_credit.sheet(app.desk, deal).on is None)
    if ask:
        asker = app.must_ask(_("the credit sheet"), _("add --set ITEM=VALUE"))
        about = office_credit.sheet(app.desk, deal).deal
        app.begin(f"{about.name} ({about.ref})")
        given = office_credit.ask_lines(app.desk, deal, given, asker)
        if not (lines or own) and app.nothing_said():
            return None
    if given.set or own:
        return app.show(office_view.sheet(office_credit.assess(app.desk, deal, given)))
    return app.show(office_view.sheet(office_credit.sheet(app.desk, deal)))


def terms(
    app: App,
    deal: Ref,
    topic: Annotated[str, typer.Argument(metavar="[POINT]", help=N_("price, payment, delivery …"))] = "",
    ours: Annotated[str, typer.Option(metavar="WORDS", help=N_("where we stand"))] = "",
    theirs: Annotated[str, typer.Option(metavar="WORDS", help=N_("where they stand"))] = "",
    bottom: Annotated[
        str, typer.Option(metavar="WORDS", help=N_("the line that is not crossed; shown here only"))
    ] = "",
    gave: Annotated[str, typer.Option(metavar="WORDS", help=N_("what we gave way in"))] = "",
    got: Annotated[str, typer.Option(metavar="WORDS", help=N_("what they gave way in"))] = "",
    agreed: Annotated[
        str, typer.Option(metavar="WORDS", help=N_("what was agreed; of the price, the deal's amount from then on"))
    ] = "",
    why: str = "",
    remove: bool = False,
) -> None:
    """Show the negotiation of a deal, or note where a point of it stands. Who moves has made a concession, with its day.

    amflow deal terms d3 price --ours 36k --theirs 30k --bottom 33k
    amflow deal terms d3 price --agreed 34k
    """
    if remove:
        return app.show(office_view.terms(negotiation.remove(app.desk, deal, topic, why)))
    given = negotiation.PointInput(topic, ours, theirs, bottom, agreed, gave, got, why)
    if any(given):
        return app.show(office_view.terms(negotiation.note(app.desk, deal, given)))
    return app.show(office_view.terms(negotiation.show(app.desk, deal)))


def _handed(app: App, found: approvals.Handed, word: str) -> None:
    app.show(waiting_view.handed(found, word))


PAPERS = {"doc": doc, "papers": papers_}
VERBS = {
    "review": review, "approve": approve, "decline": decline, "told": told,
    "credit": credit, "terms": terms,
}  # fmt: skip
