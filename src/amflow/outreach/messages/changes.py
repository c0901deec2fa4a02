"""What is done with messages: written, changed, marked sent, left out; and the list of those that were sent."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import actions, by_ref, plan_ledger
from amflow.book import values
from amflow.book.store import conditions, placeholders
from amflow.customers import records as customers
from amflow.errors import Refused, Unusable, Usage
from amflow.locale import _, ngettext
from amflow.outreach.messages import records as messages
from amflow.outreach.messages.checks import Draft
from amflow.outreach.messages.records import Waiting
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks import due as due_talks
from amflow.playbooks.titles import OTHER, known_key, titles_by_key
from amflow.records import NamedTuple, filled
from amflow.templates import FOLDERS

if TYPE_CHECKING:
    from pathlib import Path

    from amflow.book.store import Change
    from amflow.dates.periods import Period
    from amflow.desk import Desk


class MarkedMessage(NamedTuple):
    """A message that was marked sent, left out, written or changed."""

    ref: str
    customer_id: int
    customer: str
    category: str
    title: str
    text: str


def write(desk: "Desk", customer: str, text: str, template: str, kind: str) -> str:
    """Keep a message to somebody as a draft and give its reference. Raises NotFound, Ambiguous, Usage."""
    row = customers.find(desk.book, customer)
    words = values.words(text, _("the text")) if text else ""
    if not words and not template:
        raise Usage(
            _("the text is empty"),
            _('amflow message write {ref} "…", or --template birthday').format(ref=f"c{row['id']}"),
        )
    with desk.book.change("message write", f"{row['name']} (c{row['id']})") as change:
        number = change.insert(
            "message",
            customer_id=row["id"],
            category="" if (known := messages.known_category(desk, kind)) == OTHER else known,
            template=f"message/{template}" if template else "",
            text=words,
        )
    return f"m{number}"


def templates(desk: "Desk") -> dict[str, str]:
    """The names of the templates of messages, shipped ones and one's own, each with its title where a rule has one."""
    own = desk.settings.templates / "message"
    files = [*FOLDERS["message"].glob("*.txt"), *(own.glob("*.txt") if own.is_dir() else ())]
    titles = {rule.template.partition("/")[2]: str(rule.title) for rule in desk.playbook.rules if rule.template}
    names = sorted({path.name.split(".")[0] for path in files} - {"forbidden"})
    return {name: titles.get(name, "") for name in names}


def known_template(desk: "Desk", text: str) -> str:
    """The template of that name. Raises Usage with the nearest one."""
    known = templates(desk)
    name = text.strip().removeprefix("message/")
    return known_key(name, {one: title or one for one, title in known.items()}, _("template"))


def edit(desk: "Desk", one: Waiting, text: str) -> bool:
    """Keep these words for it; whether they are others than before. Raises Usage for none."""
    words = values.words(text, _("the text"))
    if not words:
        raise Usage(_("the text is empty"), _("amflow message skip {ref} leaves it out"), ref=one.ref)
    with desk.book.change("message edit", f"{one.ref} {one.customer['name']}") as change:
        _keep(change, one, text=words)
        return not change.empty


def _keep(change: "Change", one: Waiting, **columns: Any) -> None:
    """The message's row with these columns, made where it has none yet."""
    if one.draft is not None:
        change.update("message", one.draft["id"], **columns)
        return
    change.insert("message", **(_key(one) | columns))


def _key(one: Waiting) -> dict[str, Any]:
    due = one.due
    return {
        "customer_id": one.customer["id"],
        "rule": due.rule.key if due else "",
        "for_date": due.for_date.isoformat() if due else None,
        "category": one.category,
        "template": one.template,
    }


def reason_for_force(force: bool, why: str) -> str:
    """The reason for letting something through. Raises Usage where there should be one and is none."""
    reason = values.line(why, _("the reason")) if why else ""
    if force and not reason:
        raise Usage(_("--force needs a reason"), _('add --why "the reason": it is kept'))
    return reason


REF = "ref"
"""The column of an exported file that has the messages' references."""


LARGEST = 64 << 20
"""Bytes that are read of a file with messages."""


def refs_in(file: "Path") -> list[str]:
    """The messages in a file that was let out, however another program has written it since. Raises Usage for another file,
    Unusable."""
    import csv
    import io

    from amflow.files.forms import detect, encoding

    if file.is_file() and detect.form(file) == "xlsx":
        return _refs_in_workbook(file)
    try:
        with file.open("rb") as opened:
            text = encoding.decoded(opened.read(LARGEST)).removeprefix("\ufeff")
    except OSError as error:
        raise Unusable(_("{path} cannot be read: {why}").format(path=file, why=error.strerror), "") from error
    head, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    if REF not in head or not any(rows):
        raise _names_none(file)
    return [row[head.index(REF)] for row in rows if len(row) > head.index(REF)]


def _refs_in_workbook(file: "Path") -> list[str]:
    from amflow.files.forms import excel

    found = excel.read(file, str(file), "xlsx", excel.Asked())
    place = found.column(REF)
    refs = [] if place is None else [row.cells[place] for row in found.rows() if row.cells[place]]
    if not refs:
        raise _names_none(file)
    return refs


def _names_none(file: "Path") -> Usage:
    return Usage(_("{path} names no messages").format(path=file), _("one that amflow message export wrote does"))


def failing(drafts: list[Draft], force: bool) -> list[Draft]:
    """Those that the check does not let out; with force only those that nothing lets out."""
    return [one for one in drafts if any(problem.final or not force for problem in one.problems)]


def refuse_failing(found: list[Draft]) -> None:
    """Raises Refused for those, a line each; nothing where there are none."""
    if not found:
        return
    lines = tuple(f"{one.ref}  {one.waiting.name}  {one.against}" for one in found)
    final = all(any(problem.final for problem in one.problems) for one in found)
    raise Refused(
        ngettext("{n} message does not pass the check", "{n} messages do not pass the check", len(found)),
        _("leave it for another time, or amflow message skip it")
        if final
        else _('amflow customer edit {ref} --phone …; or, sent another way, --force --why "…"').format(
            ref=f"c{found[0].waiting.customer['id']}"
        )
        if all(problem.key == "mute" for one in found for problem in one.problems)
        else _('mend it with amflow message edit {ref}, or add --force --why "…"').format(ref=found[0].ref),
        lines,
    )


def may_leave(drafts: list[Draft], force: bool) -> tuple[list[Draft], list[tuple[Draft, str]]]:
    """Which messages a file may hold, and which not, with the reason: what fails the check, and whoever has no phone.
    Raises Refused where none may."""
    bad = failing(drafts, force)
    if bad and len(bad) == len(drafts):
        refuse_failing(bad)
    good = [one for one in drafts if one not in bad]
    mute = [one for one in good if not one.waiting.to["phone"]]
    left = [(one, one.against) for one in bad] + [(one, _("no phone number")) for one in mute]
    found = [one for one in good if one not in mute]
    if not found:
        raise Refused(
            _("no message can be let out"),
            _("amflow message queue shows what waits"),
            tuple(f"{one.ref}  {one.waiting.name}  {why}" for one, why in left),
        )
    return found, left


def sent(desk: "Desk", drafts: list[Draft], when: tuple[date, str], *, why: str = "") -> list[MarkedMessage]:
    """Write down that these went out then: a touch each, its rule settled. One change."""
    with desk.book.change("message sent", _summary(drafts)) as change:
        marked = [_sent(desk, change, one, when, why) for one in drafts]
        plan_ledger.mark_plan_lines(desk, change, "done", ref="queue")
    return marked


def _sent(desk: "Desk", change: "Change", draft: Draft, when: tuple[date, str], why: str) -> MarkedMessage:
    one = draft.waiting
    customer_id, day, clock = one.customer["id"], *when
    given = talks.TouchInput("message", f"c{customer_id}", draft.text)
    there = () if one.contact is None else (one.contact["id"],)
    # A greeting is about no deal, even where the customer has one open.
    ready = talks.prepare(desk, given)._replace(held_on=day, held_at=clock, deal_id=None, present=there)
    # One of the queue is what its rule asked for; one that was written may be any greeting.
    touch_id = talks.write(desk, change, ready, settles=one.due is None).id
    if one.due:
        due = one.due
        plan_ledger.mark_due(desk, change, due.rule.key, customer_id, due.for_date, "done", touch_id=touch_id)
    reason = why if draft.problems else ""
    _keep(
        change,
        one,
        text=draft.text,
        state="sent",
        sent_on=day.isoformat(),
        sent_at=clock,
        touch_id=touch_id,
        why=reason,
    )
    return _marked(one, draft.text)


def skip(desk: "Desk", waiting: list[Waiting], why: str) -> list[MarkedMessage]:
    """Leave these out, for the reason that is kept. One change. Raises Usage without a reason."""
    reason = values.line(why, _("the reason"))
    with desk.book.change("message skip", _summary(waiting)) as change:
        for one in waiting:
            if one.due:
                due = one.due
                plan_ledger.mark_due(
                    desk, change, due.rule.key, one.customer["id"], due.for_date, "skipped", why=reason
                )
            if one.draft is not None:
                change.update("message", one.draft["id"], state="skipped", why=reason)
    return [_marked(one, one.text) for one in waiting]


def _marked(one: Waiting, text: str) -> MarkedMessage:
    return MarkedMessage(one.ref, one.customer["id"], one.name, one.category, one.title, text)


def _summary(found: list[Draft] | list[Waiting]) -> str:
    names = [f"{one.ref} {(one.waiting if isinstance(one, Draft) else one).customer['name']}" for one in found[:5]]
    return ", ".join(names) + (f" … ({len(found)})" if len(found) > 5 else "")


class SentLine(NamedTuple):
    """A message that went out."""

    ref: str
    """`m5`; empty where it was written down with log-message."""
    sent_on: date
    sent_at: str
    customer_id: int
    customer: str
    category: str
    text: str
    why: str
    category_title: str = ""

    @property
    def customer_ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


LINE = (
    "SELECT iif(message.id, 'm' || message.id, '') AS ref, touch.held_on AS sent_on, touch.held_at AS sent_at,"
    " customer.id AS customer_id, customer.name AS customer, coalesce(message.category, '') AS category,"
    " touch.note AS text, coalesce(message.why, '') AS why"
)


def listing(desk: "Desk", *, customer: str, kind: str, days: "Period | None", limit: int) -> tuple[list[SentLine], int]:
    """What was sent, the newest first, and how many in all: to one customer, of a kind, on some days. Raises NotFound,
    Ambiguous, Usage."""
    known = [one.key for one in desk.playbook.categories]
    where, bound = conditions(
        ("touch.kind = 'message'", ()),
        (
            "(touch.customer_id = ? OR touch.id IN (SELECT touch_id FROM touch_with WHERE customer_id = ?))",
            (number, number) if (number := customers.find(desk.book, customer)["id"] if customer else None) else None,
        ),
        ("touch.held_on BETWEEN ? AND ?", (days.start.isoformat(), days.end.isoformat()) if days else None),
        (
            f"iif(message.category IN ({placeholders(known)}), message.category, '{OTHER}') = ?",
            (*known, wanted) if (wanted := messages.known_category(desk, kind)) else None,
        ),
    )
    source = (
        "FROM touch JOIN customer ON customer.id = touch.customer_id"
        f" LEFT JOIN message ON message.touch_id = touch.id WHERE {where}"
    )
    rows = desk.book.all(
        f"{LINE} {source} ORDER BY touch.held_on DESC, touch.held_at DESC, touch.id DESC LIMIT ?", *bound, limit
    )
    return [_sent_line(desk, row) for row in rows], desk.book.number(f"SELECT count(*) {source}", *bound)


def kept(desk: "Desk", text: str) -> SentLine | None:
    """The message with that number, once it was sent; None for anything else."""
    number = refs.of_table(text, "m")
    row = desk.book.one(
        f"{LINE} FROM message JOIN touch ON touch.id = message.touch_id"
        " JOIN customer ON customer.id = touch.customer_id WHERE message.id = ? AND message.state = 'sent'",
        number or 0,
    )
    return _sent_line(desk, row) if row is not None else None


def _sent_line(desk: "Desk", row: Any) -> SentLine:
    title = titles_by_key(desk.playbook.categories).get(row["category"], row["category"])
    return filled(SentLine, row, category_title=title)


# done, skip, move: one that is due can be left out or put off, a written one has commands of its own


def _find(desk: "Desk", text: str) -> by_ref.Derived:
    if refs.of_table(text, "m") is not None:
        raise Usage(_("{ref} is a message"), _("amflow message sent {ref}, or message skip"), ref=text)
    return by_ref.find(desk, text)


def _done(_act: actions.Act, one: actions.FoundItem) -> actions.Acted:
    raise Refused(_("{ref} is a message: it counts once it is sent"), _("amflow message sent {ref}"), ref=one.ref)


ACTIONS = actions.Actions(_find, _done, due_talks.skip_due, due_talks.move_due)
