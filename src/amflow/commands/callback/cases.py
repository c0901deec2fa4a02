"""amflow case: complaints, disputes, problems and questions of customers, with the clocks that run over them."""

from typing import Annotated, Any

import typer

from amflow.callback.cases import changes as case_changes
from amflow.callback.cases import records as cases
from amflow.callback.cases import view as case_view
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.playbooks.titles import state_key
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import Who, plural, takes

Ref = Annotated[str, typer.Argument(metavar="CASE", help=N_("x9"))]
Words = Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("what was said or done"))]
FIELDS = ("severity", "kind", "deal", "product")
"""What may be said of a case when it is opened or changed."""


@takes(*FIELDS)
def open_case(
    app: App,
    customer: Who,
    title: Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("what it is about, in a line"))] = "",
    *,
    note: str = "",
    talk: str = "",
    at: str = "",
    anyway: bool = False,
    **given: Any,
) -> None:
    """Open a case: from now the clocks of a first answer and of the solution run, in working hours.

    amflow case open "Helen Carter" "fee charged twice" --severity high
    """
    words = title or app.ask(_("what it is about"), f'amflow case open {customer} "…"')
    step = case_changes.CaseStep(note, at, talk)

    def write(again: bool) -> case_changes.Handled:
        return case_changes.opened(app.desk, customer, words, given, step, anyway=again)

    _handled(app, "opened", app.unless_twice(write, anyway))


@plural("case answer")
def answer(app: App, case: Ref, words: Words = "", talk: str = "", at: str = "") -> None:
    """The customer has an answer: the first one stops its clock, that of the solution goes on.

    amflow case answer x1 "it is looked into" --talk call
    """
    _handled(app, "answered", case_changes.answered(app.desk, case, case_changes.CaseStep(words, at, talk)))


@plural("case note")
def note(app: App, case: Ref, words: Words = "", at: str = "") -> None:
    """Write down what was done about it, inside the firm.

    amflow case note x1 "the branch finds the second fee"
    """
    said = words or app.ask(_("what was done"), f'amflow case note {case} "…"')
    _handled(app, "noted", case_changes.noted(app.desk, case, case_changes.CaseStep(said, at)))


@plural("case escalate")
def escalate(app: App, case: Ref, whom: str = "", why: str = "", at: str = "") -> None:
    """Pass a case up to somebody who can decide; the clocks go on.

    amflow case escalate x1 --whom Chen --why "a refund above my limit"
    """
    level = whom or str(app.playbook.superior) or app.ask(_("to whom"), _("add --whom"))
    reason = why or app.ask(_("the reason"), _("add --why"))
    _handled(app, "escalated", case_changes.escalated(app.desk, case, level, case_changes.CaseStep(reason, at)))


@plural("case report")
def report(app: App, case: Ref, words: Words = "", whom: str = "", at: str = "") -> None:
    """Note that a case was reported to the level above, and when.

    amflow case report x1 "told Ms Chen in the morning meeting"
    """
    _handled(app, "reported", case_changes.reported(app.desk, case, whom, case_changes.CaseStep(words, at)))


@plural("case resolve")
def resolve(app: App, case: Ref, words: Words = "", talk: str = "", at: str = "") -> None:
    """Solved: the clocks stop, and the customer is to be asked later whether it really is.

    amflow case resolve x1 "the second fee is refunded"
    """
    _handled(app, "resolved", case_changes.resolved(app.desk, case, case_changes.CaseStep(words, at, talk)))


def reopen(app: App, case: Ref, why: str = "", at: str = "") -> None:
    """Take a resolved case up again: the clock of the solution starts anew."""
    reason = why or app.ask(_("the reason"), _("add --why"))
    _handled(app, "reopened", case_changes.reopened(app.desk, case, case_changes.CaseStep(reason, at)))


@takes("title", *FIELDS)
def edit(app: App, case: Ref, **given: Any) -> None:
    """Change what is known of a case, an empty value takes it out; another severity has other clocks.

    amflow case edit x2 --severity high
    """
    _handled(app, "changed", case_changes.edited(app.desk, case, given))


def listed(
    app: App,
    state: str = "open",
    customer: str = "",
    severity: str = "",
    unreported: Annotated[bool, typer.Option("--unreported", help=N_("only those not reported up yet"))] = False,
    last: int = 50,
) -> None:
    """List cases, what breaks first in front.

    amflow case list · amflow case list --state open
    """
    state = state_key(state, cases.LISTED, _("state"))
    whose = customers.find(app.book, customer)["id"] if customer else None
    bad = case_changes.severity_of(app.playbook, severity)
    found = cases.listing(app.desk, state=state, customer_id=whose, severity=bad, unreported=unreported, limit=last)
    app.show_some(case_view.listing(*found, app.today), "cases", "amflow case list --state all")


def _handled(app: App, what: str, done: case_changes.Handled) -> None:
    app.show(case_view.handled(what, done, app.today))


VERBS = {
    "open": open_case, "answer": answer, "note": note, "escalate": escalate, "report": report, "resolve": resolve,
    "reopen": reopen, "list": listed, "edit": edit,
}  # fmt: skip
register = family("case", N_("Complaints, problems and questions, with their clocks in working hours."), VERBS)
