"""amflow message: the queue of messages, their words, and what became of them. amflow sends nothing by itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amflow import locale
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.outreach.messages import changes as message_changes
from amflow.outreach.messages import checks, quotas
from amflow.outreach.messages import records as messages
from amflow.outreach.messages import view as message_view
from amflow.outreach.scripts.view import Speaker
from amflow.outreach.talks import changes as talks
from amflow.playbooks.titles import titles_by_key
from amflow.shell.clipboard import copied
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import Who

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.shell.output import View

SHOWN = 40
"""So many are listed by themselves."""

Ref = Annotated[
    str, typer.Argument(metavar="REF", help=N_("the message, as the queue names it: m31fk, m5; or whom it is for"))
]
Refs = Annotated[list[str] | None, typer.Argument(metavar="REF…", help=N_("the messages: m31fk m5"))]
Text = Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("the words, or - to read them from stdin"))]


def queue(
    app: App,
    kind: str = "",
    full: bool = False,
) -> None:
    """Show the messages that are due today and those you wrote, with their words, by kind.

    At its head stands the meter: how many were sent of how many, which kinds are covered, who is at their ceiling.

    amflow message queue · amflow message queue --kind birthday
    """
    found = messages.queue(app.desk, kind, messages.MOST if full else SHOWN)
    ready = checks.checked(app.desk, Speaker(app.settings, app.today), found.waiting)
    tiers = titles_by_key(app.playbook.tiers)
    app.show(message_view.QueueView(quotas.meter(app.desk), ready, found, app.today, full, tiers))


def shown(desk: "Desk", ref: str) -> "View":
    """A message that waits, with its words, or one that was sent or left out. Raises NotFound, Ambiguous, Refused."""
    kept = message_changes.kept(desk, ref)
    if kept:
        return message_view.kept(kept)
    waiting = [messages.one(desk, ref)]
    _say_seen(desk, waiting[0])
    return message_view.MessageView(checks.checked(desk, Speaker(desk.settings, desk.today), waiting)[0], desk.today)


def write(
    app: App,
    customer: Who,
    text: Text = "",
    template: Annotated[str, "NAME"] = "",
    kind: str = "",
) -> None:
    """Write a message to somebody: it waits in the queue until you mark it sent.

    amflow message write "Helen Carter" "See you tomorrow at three, third floor."
    """
    named = message_changes.known_template(app.desk, template) if template else ""
    words = app.stdin_text() if text == "-" else text
    if not words and not named:
        words = app.ask(_("the text"), _('amflow message write {ref} "…", or --template birthday').format(ref=customer))
    ref = message_changes.write(app.desk, customer, words, named, kind)
    app.show(message_view.written(_one(app, ref), _("written")))


def edit(
    app: App,
    ref: Ref,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help=N_("the new words, or - to read them from stdin"))
    ] = None,
) -> None:
    """Change the words of a message, in your editor or as they are typed; they are kept for it.

    amflow message write "Helen Carter" "See you tomorrow at three, third floor."
    amflow message edit m1 "See you tomorrow at four."
    """
    present = _one(app, ref)
    if text is None and not app.may_ask:
        raise Usage(_("the text is missing"), _('amflow message edit {ref} "…"'), ref=ref)
    words = app.edit(present.text, "txt") if text is None else app.stdin_text() if text == "-" else text
    if words == present.text and text is None:
        return app.say(_("nothing was changed"))
    message_changes.edit(app.desk, present.waiting, words)
    return app.show(message_view.written(_one(app, ref), _("changed")))


def copy(app: App, ref: Ref, osc52: bool = False) -> None:
    """Put the words of a message on the clipboard, or print them where there is none.

    amflow message write "Helen Carter" "See you tomorrow at three, third floor."
    amflow message copy m1
    """
    draft = _one(app, ref)
    message_changes.refuse_failing(message_changes.failing([draft], True))
    if draft.problems:
        app.say(f"{draft.ref}: {draft.against}")
    if copied(app, draft.text, osc52):
        app.say(_("once it is sent: amflow message sent {ref}").format(ref=draft.ref))


def sent(
    app: App,
    refs: Refs = None,
    kind: str = "",
    everybody: bool = False,
    file: Path | None = None,
    at: str = "",
    force: bool = False,
    why: str = "",
) -> None:
    """Mark messages as sent: named ones, those of an exported file, all of a kind or all that wait, as far as they pass the
    check. They count then.

    amflow message write "Helen Carter" "See you tomorrow at three, third floor."
    amflow message sent m1 · amflow message sent --kind birthday
    """
    refs = [*(refs or []), *message_changes.refs_in(file)] if file else refs
    reason, when = message_changes.reason_for_force(force, why), talks.moment(app.desk, at)
    found = checks.checked(
        app.desk, Speaker(app.settings, app.today), _named(app, refs, kind, everybody), when[1], when[0]
    )
    bad = message_changes.failing(found, force)
    # Of a whole kind those go that may; who names a message wants to hear why it may not.
    if refs or len(bad) == len(found):
        message_changes.refuse_failing(bad)
    good = [one for one in found if one not in bad]
    marked = message_changes.sent(app.desk, good, when, why=reason)
    left = () if refs else bad
    app.show(message_view.changed(marked, _("marked sent"), quotas.meter(app.desk), left))


def skip(app: App, refs: Refs = None, kind: str = "", everybody: bool = False, why: str = "") -> None:
    """Leave messages out, for a reason that is kept.

    amflow message write "Helen Carter" "See you tomorrow at three, third floor."
    amflow message skip m1 --why "told her by phone"
    """
    reason = why or app.ask(_("the reason"), _("add --why WORDS"))
    gone = message_changes.skip(app.desk, _named(app, refs, kind, everybody), reason)
    app.show(message_view.changed(gone, _("left out")))


def drop(app: App, ref: str, why: str = "") -> None:
    """Give a message up."""
    reason = why or app.ask(_("the reason"), _("add --why WORDS"))
    app.show(message_view.changed(message_changes.skip(app.desk, _named(app, [ref], ""), reason), _("dropped")))


def export(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("where to: .csv or .xlsx; - is stdout"))],
    refs: Annotated[list[str] | None, typer.Argument(metavar="[REF…]", help=N_("only these messages"))] = None,
    kind: str = "",
    force: bool = False,
) -> None:
    """Let the queue out as a table for a system that sends: name, phone, text, kind, ref. What fails the check stays out.

    amflow message export today.csv --kind birthday
    """
    wanted = _named(app, refs, kind) if refs or kind else messages.queue(app.desk).waiting
    found = checks.checked(app.desk, Speaker(app.settings, app.today), wanted)
    target = None if str(file) == "-" else file
    message_view.let_out(app.out, target, message_changes.may_leave(found, force and bool(refs)), force)


def listed(
    app: App,
    customer: str = "",
    kind: str = "",
    since: str = "",
    to: str = "",
    last: int = 30,
) -> None:
    """List the messages that were sent, the newest first.

    amflow message list · amflow message list --last 10
    """
    from amflow.dates import report_period

    days = report_period.chosen(app.now, app.desk.manner(), since=since, until=to) if since or to else None
    found, total = message_changes.listing(app.desk, customer=customer, kind=kind, days=days, limit=last)
    app.show(message_view.listing(found, total))


def _one(app: App, ref: str) -> checks.Draft:
    """The message that a reference names, with its words. Raises NotFound, Ambiguous, Refused, Usage."""
    found = [messages.one(app.desk, ref)]
    _say_seen(app.desk, found[0])
    return checks.checked(app.desk, Speaker(app.settings, app.today), found)[0]


def _say_seen(desk: "Desk", one: messages.Waiting) -> None:
    """Say of whom one writes to that they are seen today, or were."""
    if said := messages.seen_today(desk, one.customer["id"]):
        desk.book.warn(_("{what}: {why}").format(what=one.name, why=locale.listed(said)))


def _named(app: App, refs: list[str] | None, kind: str, everybody: bool = False) -> list[messages.Waiting]:
    """The messages that were named, one by one, as a kind, or all that wait. Raises Usage for none or several of these."""
    if [bool(refs), bool(kind), everybody].count(True) != 1:
        raise Usage(_("which messages?"), _("name them (m31fk m5), or all of a kind: --kind birthday; or --all"))
    return messages.several(app.desk, refs) if refs else messages.of_kind(app.desk, kind)


VERBS = {
    "queue": queue, "write": write, "edit": edit, "copy": copy, "sent": sent, "skip": skip,
    "export": export, "list": listed,
}  # fmt: skip
register = family("message", N_("Messages: what is due today, its words, what was sent."), VERBS)
