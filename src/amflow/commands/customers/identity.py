"""amflow customer link, unlink, leave, duplicates, merge: who belongs together, and who is the same."""

from typing import Annotated, Any

import typer

from amflow.locale import N_, _, ngettext
from amflow.locale import listed as listed_words
from amflow.shell.context import App
from amflow.shell.parameters import Who

Other = Annotated[str, typer.Argument(metavar="CUSTOMER", help=N_("the other one"))]
Main = Annotated[bool, typer.Option("--main", help=N_("the organisation they belong to first of all"))]
AS = N_("spouse, parent, child, sibling, household, colleague, friend, referrer; at an organisation the role")


def link(
    app: App,
    first: Who,
    second: Other,
    word: Annotated[str, typer.Argument(metavar="[WORD]", help=AS)] = "",
    main: Main = False,
) -> None:
    """Say what the first is to the second: family, who brought whom, the role at an organisation.

    amflow customer link c1 c4 spouse
    amflow customer link c2 "Orient Machine Tools Ltd" "finance director"
    """
    from amflow.customers.identity import relations
    from amflow.customers.identity import view as identity_view

    what = word or app.ask(
        _("what the first is to the second"),
        f"amflow customer link {first} {second} spouse",
    )
    app.show(identity_view.linked(relations.link(app.book, first, second, what, main=main)))


def unlink(
    app: App,
    first: Who,
    second: Annotated[
        str, typer.Argument(metavar="[CUSTOMER]", help=N_("from whom; by itself their organisation"))
    ] = "",
    hand_to: Annotated[
        str, typer.Option("--hand-to", metavar="CUSTOMER", help=N_("who takes over what is open with them"))
    ] = "",
) -> None:
    """Part two who were linked: relations, who brought whom; or let somebody leave their organisation: the history stays, what
    is open with them goes to somebody else there.

    amflow customer link c1 c4 spouse · amflow customer unlink c1 c4
    """
    from amflow.customers.identity import leaving, relations
    from amflow.customers.identity import view as identity_view

    if second and not relations.belongs(app.book, first, second):
        return app.show(identity_view.parted(relations.unlink(app.book, first, second)))
    what = leaving.look(app.book, first, second)
    heir = leaving.heir_of(app.book, what, hand_to) if hand_to else None
    if heir is None and what.open:
        names = [f"{one['name']} (c{one['id']})" for one in what.heirs]
        question = _("who takes over {what}? {names}").format(what=listed_words(what.refs), names=listed_words(names))
        answer = app.ask(question, f"--hand-to c{what.heirs[0]['id']}")
        heir = leaving.heir_of(app.book, what, answer)
    return app.show(identity_view.left(leaving.leave(app.desk, what, heir)))


def merge(
    app: App,
    first: Annotated[
        str, typer.Argument(metavar="[CUSTOMER]", help=N_("c12, a name; nobody: who may be there twice"))
    ] = "",
    second: Annotated[str, typer.Argument(metavar="[CUSTOMER]", help=N_("the other one"))] = "",
    yes: bool = False,
    dry_run: bool = False,
    last: int = 50,
) -> None:
    """Make one record of two: the first stays, the second's history comes to it. The result is shown first. Without a customer
    it lists who may be in the book twice, and what speaks for it.

    amflow customer merge · amflow customer merge c4 c12 --yes
    """
    from amflow.customers.identity import duplicates
    from amflow.customers.identity import merge as identity_merge
    from amflow.customers.identity import view as identity_view

    if not first:
        return app.show(identity_view.duplicates(*duplicates.pairs(app.book, last)))
    other = second or app.ask_whom(f"amflow customer merge {first} CUSTOMER", _("the other one"))
    plan = identity_merge.preview(app.desk, first, other)
    if dry_run:
        return app.show(identity_view.preview(plan))
    for line in identity_view.in_words(plan):
        app.say(line)
    app.confirm(_("merge them?"), yes)
    identity_merge.merge(app.desk, plan)
    return app.show(identity_view.merged(plan))


def warn(app: App, number: int, given: dict[str, Any]) -> None:
    """Say of somebody just written as what they were taken where nobody said it, and who else they may be."""
    from amflow.customers.identity import duplicates
    from amflow.customers.identity import view as identity_view

    row = app.book.get("customer", number)
    if row is not None and row["kind"] == "organisation" and "kind" not in given:
        app.say(
            _("{name} is a firm's name: taken as an organisation (--person says otherwise)").format(name=row["name"])
        )
    warn_of_phones(app, [number])
    for line in identity_view.warning(duplicates.of_customer(app.book, number)[:3]):
        app.say(line)
    for line in duplicates.office_lines(app.book, [number]):
        app.say(line)


def warn_of_phones(app: App, numbers: list[int]) -> None:
    """Say whose phone is no number that can be dialled: the file counts it as missing."""
    from amflow.customers import records as customers

    found = customers.undiallable(app.book, numbers)
    for row in found[:3]:
        words = _(
            "{phone} of {name} (c{id}) is no valid phone here ({country}): one from abroad begins with + and its country"
        )
        country = app.settings.country
        app.say(words.format(phone=row["phone"], name=row["name"], id=row["id"], country=country))
    if len(found) > 3:
        app.say(_("  … and {n} more").format(n=len(found) - 3))


def propose_segment(app: App, number: int) -> None:
    """Say which group somebody just written seems to belong to."""
    from amflow.customers import filters

    segment = filters.segment_for(app.desk, number)
    if segment is not None:
        words = _("one of “{segment}”? amflow customer edit {ref} --segment {key}")
        app.say(words.format(segment=segment.title, ref=f"c{number}", key=segment.key))


def agreed(app: App, name: str, phone: str, anyway: bool) -> bool:
    """Whether somebody may be added although they seem to be there: said by `--anyway`, or asked on a terminal; without
    one it is refused. Raises Refused with who is meant."""
    from amflow.customers.identity import same

    who = same.Described(name, phone)
    maybe = [] if anyway else same.look_for(app.book, who, heard=True).maybe
    if not maybe:
        return True
    if not app.may_ask:
        same.refuse(app.book, who, maybe)
    app.say(same.already(name))
    for line in same.candidates(app.book, who, maybe):
        app.say(f"  {line}")
    return app.agreed(_("a namesake: add another one?"), default=False)


def warn_of_import(app: App, report: Any) -> None:
    """Say whom an import of customers may have brought twice."""
    if not report.added or report.kind != "customer" or report.dry_run:
        return
    from amflow.customers.identity import duplicates
    from amflow.customers.identity import view as identity_view

    added = duplicates.added_last(app.book)
    warn_of_phones(app, added)
    found = duplicates.of_many(app.book, added)
    for line in [*identity_view.warning(found[:3]), *duplicates.office_lines(app.book, added)[:3]]:
        app.say(line)
    if len(found) > 3:
        words = ngettext("{n} pair may be the same", "{n} pairs may be the same", len(found))
        app.say(_("{words}: amflow customer merge").format(words=words))


VERBS = {"link": link, "unlink": unlink, "merge": merge}
