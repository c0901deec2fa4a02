"""amflow register: the locked register of customers, opened in the morning and closed at the end of the day."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.register import records as register_records
from amflow.register import view as register_view
from amflow.shell.command import family
from amflow.shell.context import App

By = Annotated[str, "NAME"]


def open_(app: App, by: By = "") -> None:
    """Take the register out before work, with the time and the person.

    amflow register open --by Chen
    """
    opened = register_records.opened(app.desk, _who(app, by))
    app.keep_key()
    app.show(register_view.opened(opened, app.today))


def close(app: App, by: By = "") -> None:
    """Hand the register in at the end of the day: until it is opened, customers are neither listed nor let out.

    Of an encrypted book the key is forgotten too, and register open asks for the passphrase. A plain one is only kept from
    being shown by amflow: another program can still open the file.

    amflow register open --by Chen
    amflow register close --by Chen
    """
    done = register_records.closed(app.desk, _who(app, by))
    app.show(register_view.closed(done, locked=app.forget_key()))


def show(app: App, last: int = 20) -> None:
    """Say how the register stands, with the last lines of its access log.

    amflow register show
    """
    app.show(register_view.log(register_records.of_log(app.book, last), register_records.line(app.desk)))


def audit(
    app: App,
    week: bool = False,
    month: bool = False,
    since: str = "",
    to: str = "",
    expect: Annotated[
        str, typer.Option("--expect", metavar="FINGERPRINT", help=N_("a fingerprint noted earlier: it must be there"))
    ] = "",
    output: str = "",
) -> None:
    """Verify the access log and show the supervisor's page: who opened and closed when, what was let out.

    Each line carries the hash of the one before: a line changed, taken out or put in by hand is found.

    amflow register audit
    """
    from amflow.dates import report_period

    whole = week or not (month or since or to)
    found = register_records.audit(
        app.desk,
        report_period.chosen(app.now, app.desk.manner(), week=whole, month=month, since=since, until=to),
        expect,
    )
    register_view.deliver(app.out, register_view.AuditView(found), output)
    register_records.refuse_broken(found)


def check(app: App, by: By = "") -> None:
    """Write down that the supervisor has checked the register, with what was seen.

    amflow register check --by "Ms Chen"
    """
    whom = by or app.ask(_("who checked it"), _("add --by"))
    app.show(register_view.checked(register_records.checked(app.desk, whom)))


def _who(app: App, by: str) -> str:
    name: str = by or app.settings.name
    return name or app.ask(_("your name"), _("add --by, or amflow config set name …"))


VERBS = {"open": open_, "close": close, "show": show, "audit": audit, "check": check}
register = family(
    "register", N_("The register of customers: opened before work, closed after it, its use written down."), VERBS
)
