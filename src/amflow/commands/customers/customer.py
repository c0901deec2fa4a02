"""amflow customer: the people and organisations of the book."""

from collections.abc import Sequence
from typing import Annotated

import typer

from amflow.commands.customers import completeness as health
from amflow.commands.customers import identity as kin
from amflow.commands.customers import needs
from amflow.commands.customers import tiers as standing
from amflow.customers import changes as customer_changes
from amflow.customers import editor_page as customer_editor
from amflow.customers import filters
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell.command import family, verb
from amflow.shell.context import App

Who = Annotated[str, typer.Argument(metavar="CUSTOMER", help=N_("c12, a name, pinyin, or a part of one"))]
Name = Annotated[str | None, typer.Option(help=N_("the name"))]
Phone = Annotated[str | None, typer.Option(help=N_("the phone, as it is written"))]
Email = Annotated[str | None, typer.Option(help=N_("the mail address"))]
Tier = Annotated[str | None, typer.Option(help=N_("the tier: gold, silver, standard"))]
Intent = Annotated[str | None, typer.Option(help=N_("the intent level: A, B, C, D"))]
Source = Annotated[str | None, typer.Option(help=N_("where they were found: lobby, referral …"))]
Signal = Annotated[str | None, typer.Option(help=N_("how they were recognised: quotes-screen, custody …"))]
Segment = Annotated[str | None, typer.Option(help=N_("the group they belong to, as the playbook names it"))]
Birthday = Annotated[str | None, typer.Option(metavar="DATE", help=N_("1985-10-15, 10-15, 农历十月十五, lunar 10-15"))]
Assets = Annotated[str | None, typer.Option(metavar="AMOUNT", help=N_("what they hold: 200000, 20万"))]
Firm = Annotated[bool, typer.Option("--organisation", help=N_("an organisation, not a person"))]
Works = Annotated[str | None, typer.Option("--org", metavar="CUSTOMER", help=N_("their organisation"))]
Role = Annotated[str | None, typer.Option(help=N_("their role there"))]
Referrer = Annotated[str | None, typer.Option(metavar="CUSTOMER", help=N_("who brought them"))]
Impression = Annotated[str | None, typer.Option(help=N_("the first impression, in words"))]
Fields = Annotated[list[str], typer.Option("--field", metavar="KEY=VALUE", help=N_("a field of the playbook's file"))]
Ms = Annotated[bool, typer.Option("--ms", help=N_("spoken to as Ms / 女士"))]
Mr = Annotated[bool, typer.Option("--mr", help=N_("spoken to as Mr / 先生"))]
Quiet = Annotated[bool | None, typer.Option("--no-contact/--contact", help=N_("has asked not to be contacted"))]
Calls = Annotated[bool | None, typer.Option("--no-call/--call", help=N_("has asked not to be called"))]
Hours = Annotated[
    str | None, typer.Option("--quiet-hours", metavar="HOURS", help=N_("leave them alone then: 12:00-14:00"))
]
Language = Annotated[str | None, typer.Option(metavar="en|zh", help=N_("what scripts speak to them: en or zh"))]
Line = Annotated[str | None, typer.Option(metavar="NAME", help=N_("the line of the territory they are visited on"))]
Stop = Annotated[str | None, typer.Option(metavar="N", help=N_("their place in the line's order"))]
Editor = Annotated[bool, typer.Option("--editor", help=N_("as a page in your editor"))]
Anyway = Annotated[bool, typer.Option("--anyway", help=N_("a namesake: add it all the same"))]
Limit = Annotated[int, typer.Option("--last", min=1, max=100_000, metavar="N", help=N_("how many at most"))]


def salutation(ms: bool, mr: bool) -> str | None:
    """How they are spoken to, from the two options. Raises Usage for both."""
    if ms and mr:
        raise Usage(_("--ms and --mr cannot go together"), _("choose one of them"))
    return "ms" if ms else "mr" if mr else None


def add_customer(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("the name"))],
    phone: Phone = None,
    email: Email = None,
    tier: Tier = None,
    intent: Intent = None,
    source: Source = None,
    segment: Segment = None,
    birthday: Birthday = None,
    assets: Assets = None,
    works: Works = None,
    role: Role = None,
    referrer: Referrer = None,
    field: Fields = [],  # noqa: B006
    organisation: Firm = False,
    ms: Ms = False,
    mr: Mr = False,
    no_contact: Quiet = None,
    no_call: Calls = None,
    quiet_hours: Hours = None,
    language: Language = None,
    line: Line = None,
    anyway: Anyway = False,
) -> None:
    """Add a customer: a person, or an organisation.

    amflow customer add 张敏 --phone 13800138000 --tier gold --ms --birthday 1985-10-15
    """
    app: App = context.obj
    given = {
        "name": name, "phone": phone, "email": email, "tier": tier, "intent": intent, "source": source,
        "birthday": birthday, "assets_minor": assets, "organisation_id": works, "role": role, "referrer_id": referrer,
        "salutation": salutation(ms, mr), "kind": "organisation" if organisation else None, "no_contact": no_contact,
        "no_call": no_call, "quiet_hours": quiet_hours, "language": language, "line": line, "segment": segment,
    }  # fmt: skip
    number = customer_changes.new_customer(app.desk, given, field, anyway=anyway)
    kin.warn(app, number)
    kin.propose_segment(app, number)
    changed(app, "customer", number, _("added"))


def listed(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("only with this in the name"))] = "",
    tier: Annotated[str, typer.Option(help=N_("only this tier"))] = "",
    adopted: Annotated[bool, typer.Option("--adopted", help=N_("only those you have adopted"))] = False,
    status: Annotated[str, typer.Option(help=N_("customer, lead, dropped or removed"))] = "customer",
    segment: Annotated[str, typer.Option(help=N_("only this group"))] = "",
    source: Annotated[str, typer.Option(help=N_("only from there"))] = "",
    referrer: Annotated[
        str, typer.Option("--by", "--referrer", metavar="CUSTOMER", help=N_("only brought by them"))
    ] = "",
    line: Annotated[str, typer.Option(help=N_("only on this line of the territory"))] = "",
    last: Limit = 50,
) -> None:
    """List customers."""
    from amflow.customers import view as customer_view

    app: App = context.obj
    wanted = filters.Filter(tier=tier, segment=segment, source=source, referrer=referrer, line=line, text=text)
    wanted = wanted._replace(adopted=adopted)
    found = customers.listing(app.book, status=status, which=filters.where(app.desk, wanted), limit=last)
    asked = wanted != filters.Filter() or status != "customer"
    app.show(customer_view.customers(*found, app.playbook, asked=asked))


def show(context: typer.Context, customer: Who) -> None:
    """Show everything about a customer on one page."""
    from amflow.customers import page as customer_page
    from amflow.customers import view as customer_view

    app: App = context.obj
    app.show(customer_view.dossier(customer_page.of(app.desk, customer)))


def edit(
    context: typer.Context,
    customer: Who,
    name: Name = None,
    phone: Phone = None,
    email: Email = None,
    tier: Tier = None,
    intent: Intent = None,
    source: Source = None,
    signal: Signal = None,
    segment: Segment = None,
    birthday: Birthday = None,
    assets: Assets = None,
    works: Works = None,
    role: Role = None,
    referrer: Referrer = None,
    impression: Impression = None,
    field: Fields = [],  # noqa: B006
    ms: Ms = False,
    mr: Mr = False,
    no_contact: Quiet = None,
    no_call: Calls = None,
    quiet_hours: Hours = None,
    language: Language = None,
    line: Line = None,
    stop: Stop = None,
    editor: Editor = False,
) -> None:
    """Change what is known of a customer or lead; an empty value takes it out. Without options it opens in your editor.

    amflow customer edit c12 --tier gold --field employer=东方机械
    """
    app: App = context.obj
    given = {
        "name": name, "phone": phone, "email": email, "tier": tier, "intent": intent, "source": source,
        "signal": signal, "birthday": birthday, "assets_minor": assets, "organisation_id": works, "role": role,
        "referrer_id": referrer, "impression": impression, "salutation": salutation(ms, mr), "no_contact": no_contact,
        "no_call": no_call, "quiet_hours": quiet_hours, "language": language, "line": line, "stop": stop,
        "segment": segment,
    }  # fmt: skip
    if editor or (app.may_ask and not field and all(value is None for value in given.values())):
        number, new = customer_editor.edit(app.desk, customer, app.edit_again)
    else:
        number, new = customer_changes.edit(app.desk, customer, given, field)
    changed(app, "customer", number, _("changed") if new else "")


def remove(context: typer.Context, customer: Who) -> None:
    """Take a customer out of every list; the history stays, and undo brings them back."""
    app: App = context.obj
    changed(app, "customer", customer_changes.remove(app.desk, customer), _("removed"))


def erase(
    context: typer.Context,
    customer: Who,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=N_("do not ask"))] = False,
) -> None:
    """Erase a customer for good: every record and every trace in the history. It cannot be undone.

    amflow export c12.json --customer c12 keeps what is held before.
    """
    from amflow.book.erasure.erase import erase as erase_for_good
    from amflow.files.export import view as export_view

    app: App = context.obj
    row = customers.find(app.book, customer)
    question = _("erase {name} (c{id}) for good? it cannot be undone")
    app.confirm(question.format(name=row["name"], id=row["id"]), yes)
    app.show(export_view.erased(erase_for_good(app.book, row["id"])))


def changed(app: App, what: str, number: int, word: str, then: Sequence[tuple[str, str]] = ()) -> None:
    """Show a customer or lead that was written, and what to do next; without a word for it nothing was different."""
    from amflow.customers import page as customer_page
    from amflow.customers import view as customer_view

    app.show(customer_view.changed(what, customer_page.of_number(app.desk, number), word, then))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    customer = family("customer", N_("The people and organisations of the book."))
    verb(customer, "add")(add_customer)
    verb(customer, "list")(listed)
    verb(customer, "show")(show)
    verb(customer, "edit")(edit)
    verb(customer, "remove")(remove)
    verb(customer, "erase")(erase)
    kin.attach(customer)
    health.attach(customer)
    needs.attach(customer)
    standing.attach(customer)
    app.add_typer(customer)
