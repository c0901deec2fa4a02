"""amflow deal doc, papers, board: the documents of a deal, and the pipelines from above."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell.context import App
from amflow.shell.report_options import Form, Mask, Open, Output, Template, hand_over, letter, wanted

Ref = Annotated[str, typer.Argument(metavar="DEAL", help=N_("d3"))]
Why = Annotated[str, typer.Option(metavar="WORDS", help=N_("the reason, kept"))]


def doc(
    context: typer.Context,
    deal: Ref,
    state: Annotated[str, typer.Argument(metavar="STATE", help=N_("received, verified, rejected or waived"))],
    paper: Annotated[list[str], typer.Argument(metavar="DOCUMENT…", help=N_("its key or its name: id-card"))],
    expires: Annotated[str, typer.Option(metavar="DATE", help=N_("the last day on which it is good, as it says"))] = "",
    dated: Annotated[
        str, typer.Option(metavar="DATE", help=N_("its own date; how long it is good counts from it"))
    ] = "",
    why: Why = "",
    file: Annotated[Path | None, typer.Option(metavar="FILE", help=N_("copy this file into the book's folder"))] = None,
    point: Annotated[
        Path | None, typer.Option(metavar="FILE", help=N_("note where this file lies, copy nothing"))
    ] = None,
    extra: Annotated[bool, typer.Option("--extra", help=N_("although the procedure does not ask for it"))] = False,
) -> None:
    """Note where documents of a deal stand. What is rejected or waived needs a reason.

    amflow deal doc d3 received id-card --expires 2031-05-01 --file scan.pdf

    amflow deal doc d3 verified id-card income-proof
    """
    from amflow.convert.office import papers, papers_view

    app: App = context.obj
    if state in ("rejected", "waived") and not why and app.may_ask:
        why = app.prompt(_("the reason"))
    given = papers.PaperInput(state, tuple(paper), dated, expires, why, file, point, extra)
    app.show(papers_view.noted(papers.note(app.desk, deal, given), state))


def papers_(
    context: typer.Context,
    deal: Ref,
    to_bring: Annotated[
        bool, typer.Option("--to-bring", help=N_("what is still to come, for the customer, in the customer's language"))
    ] = False,
    form: Form = None,
    output: Output = "",
    file: Annotated[
        str, typer.Option(metavar="DOCUMENT", help=N_("the file of this document, to --output FILE; - is stdout"))
    ] = "",
    template: Template = None,
    mask: Mask = None,
    open_: Open = False,
) -> None:
    """List the documents that a deal's procedure asks for, where each stands, and the files that belong to them. A
    document is what is still to come, for the customer: --mask covers who that is.

    amflow deal papers d3 --to-bring -o papers.docx

    amflow deal papers d3 --file id-card -o scan.pdf
    """
    from amflow.convert.office import papers, papers_view

    app: App = context.obj
    if file:
        return papers_view.taken_out(app.out, papers.content_of(app.desk, deal, file), _place(output))
    document = wanted(app, form, output, template, open_)
    if document is None and not to_bring:
        from amflow.documents.masking import covered

        listed = papers.listing(app.desk, deal)
        return app.show(papers_view.PapersView(covered(listed) if mask else listed))
    found = papers.to_bring(app.desk, deal)
    document = document or letter(app)
    hand_over(app, document, mask, found, lambda one: papers_view.ToBringView(one, app.today), own=True)
    return app.say(papers_view.still_to_come(found)) if document.path else None


def _place(output: str) -> str:
    if not output:
        raise Usage(_("where is the file to go?"), _("add --output FILE, or - for stdout"))
    return output


def board(
    context: typer.Context,
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
    from amflow.convert.deals import board as deals_board
    from amflow.convert.deals import board_view

    app: App = context.obj
    if history or since or until:
        days = deals_board.period(app.desk, since, until)
        return app.show(board_view.flow(deals_board.flow(app.desk, pipeline, days), days))
    return app.show(board_view.BoardView(deals_board.boards(app.desk, pipeline, last)))


VERBS = (("doc", doc), ("papers", papers_), ("board", board))
