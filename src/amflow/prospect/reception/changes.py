"""Visitors and where they were led to, written down or counted with a key each (`W09`, `W06`).

Each is in the book at once, so that nothing is lost however a sitting ends.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow import asking, refs
from amflow.book import values
from amflow.customers import filters, matching
from amflow.customers import records as customers
from amflow.errors import AmflowError, NotFound, Usage
from amflow.locale import _, listed, ngettext, paired, pgettext, sentences, several
from amflow.outreach.talks import changes as talks
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.prospect.reception.records import channel_of, channels, numbers
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import Channel


COMMAND = "log-reception"
"""The name of the change: what `u` at the reception may take back."""


class Received(NamedTuple):
    """What was written down: how many visitors for each channel, and who was known by name."""

    numbers: dict[str, int]
    customer_id: int | None
    customer: str
    channel: str
    """The customer's channel, in words."""
    proposed: bool
    """Whether the channel was taken because the customer is one of those it is meant for."""
    service: str = ""
    """What was done for them, in words."""


def proposed(desk: "Desk", customer_id: int) -> "Channel | None":
    """The channel that is meant for customers like this one (`W09`: priority for quality customers)."""
    return next((one for one in channels(desk) if one.who and filters.meets(desk, customer_id, one.who)), None)


def log(
    desk: "Desk",
    words: list[str],
    channel: str = "",
    service: str = "",
    agreed: Callable[[str], bool] | None = None,
) -> Received:
    """Write down visitors: letters or keys of channels for those nobody knows, then a customer and a note; `service` is what
    was done for them (`W06`). Whether a form of address means the customer whom it fits is `agreed`. Raises Usage for a
    customer whose channel is not named and not clear, NotFound, Ambiguous, Refused; then nothing is written."""
    service = known_key(service, desk.playbook.services, _("service"))
    counted: list[Channel] = []
    rest = list(words)
    while rest and (one := channel_of(desk, rest[0])):
        counted.append(one)
        rest.pop(0)
    if len(rest) > 2:
        raise Usage(
            _("“{text}” is too much: channels first, then a customer and a note").format(text=rest[2]),
            _('amflow log-reception s s "Grace Field" "asks for a loan" --channel priority'),
        )
    letters = {one.key: one.letter for one in channels(desk)}
    given = channel_of(desk, known_key(channel, channels(desk), _("channel"), letters)) if channel else None
    if given is not None and not rest:
        counted.append(given)
    if not rest:
        if not counted:
            raise Usage(_("where was the visitor led to?"), _letters(desk))
        return _write(desk, counted, None, None, "", service)
    row = known(desk, rest[0], agreed)
    meant = proposed(desk, row["id"])
    if given is None and meant is None:
        raise Usage(
            _("where was {name} led to?").format(name=row["name"]),
            _("add --channel: {letters}").format(letters=_letters(desk)),
        )
    return _write(desk, counted, row["id"], given or meant, rest[1] if len(rest) > 1 else "", service, given is None)


def known(desk: "Desk", text: str, agreed: Callable[[str], bool] | None) -> Any:
    """The customer whom the text means. At the door most are strangers: one who is only spoken to like a customer (赵大爷) is
    that customer where somebody says so. Raises Usage, NotFound, Ambiguous."""
    try:
        row = customers.find(desk.book, text)
    except NotFound as missing:
        # The first words behind the letters are a customer's name: a note alone is taken for one.
        stranger = _("a stranger: the letter alone, {letters}").format(letters=_letters(desk))
        raise NotFound(missing.message, sentences(missing.hint, stranger)) from None
    if refs.of_table(text, "c") or not matching.meant(desk.book, text).addressed:
        return row
    words = {"text": text, "name": row["name"], "ref": f"c{row['id']}"}
    if agreed is None or not agreed(_("“{text}” is {name} ({ref})?").format(**words)):
        raise Usage(
            _("“{text}” may be {name} ({ref}) or a stranger").format(**words),
            _("your customer: amflow log-reception {ref} …; a stranger: the letter alone, {letters}").format(
                letters=_letters(desk), **words
            ),
        )
    return row


def _write(
    desk: "Desk",
    counted: list["Channel"],
    customer_id: int | None,
    channel: "Channel | None",
    note: str,
    service: str,
    was_proposed: bool = False,
) -> Received:
    numbers: dict[str, int] = {}
    ready = None
    if customer_id is not None:
        ready = talks.prepare(desk, talks.TouchInput("reception", f"c{customer_id}", note))
    with desk.book.change(COMMAND) as change:
        for one in counted:
            _insert(desk, change, one.key, service)
            numbers[one.key] = numbers.get(one.key, 0) + 1
        if ready is not None and channel is not None:
            touch_id = talks.write(desk, change, ready).id
            _insert(desk, change, channel.key, service, customer_id, note, touch_id)
            numbers[channel.key] = numbers.get(channel.key, 0) + 1
        titles = titles_by_key(desk.playbook.channels)
        change.summary = several([f"{titles[key]} {number}" for key, number in numbers.items()])
    name = ready.customer["name"] if ready is not None else ""
    done = titles_by_key(desk.playbook.services).get(service, service)
    return Received(numbers, customer_id, name, str(channel.title) if channel else "", was_proposed, done)


def _insert(
    desk: "Desk",
    change: "Change",
    channel: str,
    service: str = "",
    customer_id: int | None = None,
    note: str = "",
    touch_id: int | None = None,
) -> None:
    change.insert(
        "reception",
        on_date=desk.today.isoformat(),
        at_time=desk.clock,
        channel=channel,
        customer_id=customer_id,
        note=values.line(note, _("the note")) if note else "",
        touch_id=touch_id,
        service=service,
    )


def take_back(desk: "Desk") -> bool:
    """Take the last visitor back, where that was the last thing written in the book; say whether."""
    from amflow.book.undo import undo

    last = desk.book.one("SELECT command FROM change WHERE kind = 'do' AND undone_by IS NULL ORDER BY id DESC LIMIT 1")
    if last is None or last["command"] != COMMAND:
        return False
    undo(desk.book)
    return True


def _unknown(desk: "Desk", word: str) -> Usage:
    return Usage(_("there is no channel “{word}”").format(word=word), _letters(desk))


def _letters(desk: "Desk") -> str:
    return listed([f"{one.letter} {one.title}" for one in channels(desk)])


ENDS = ("", "\r", "\n", "q", "\x1b", "\x04")
"""Enter, q, Escape, the end of the input."""

BACK = ("u", "\x7f", "\x08")

NAMED = "/"


def count_by_key(
    desk: Callable[[], "Desk"], key: Callable[[], str], ask: Callable[[str], str], say: Callable[[str], None]
) -> int:
    """Count until an ending key; says each visitor with the day's number so far. Gives how many were written.

    `desk` is asked for every visitor: the clock goes on. A letter of the playbook means its channel, whatever else it
    could mean here.
    """
    by_letter = {one.letter: one for one in channels(desk())}
    for one in by_letter.values():
        say(f"  {one.letter}  " + (paired(str(one.title), str(one.content)) if str(one.content) else str(one.title)))
    say(_("/ somebody you know · u takes the last one back · Enter ends"))
    written = 0
    while True:
        pressed = key().lower()
        if pressed in by_letter:
            _count_one(desk(), by_letter[pressed], say)
            written += 1
        elif pressed in ENDS:
            return written
        elif pressed in BACK:
            back = bool(written) and take_back(desk())
            written -= back
            say(_("the last one is taken back") if back else _("nothing of this sitting to take back"))
        elif pressed == NAMED:
            written += _known(desk(), by_letter, ask, say)
        else:
            say(_("{letters}: nothing else counts").format(letters=" ".join(by_letter)))


def _count_one(desk: "Desk", channel: "Channel", say: Callable[[str], None]) -> None:
    log(desk, [channel.key])
    number = numbers(desk, desk.today, desk.today).get((channel.key, desk.today), 0)
    say(f"{channel.letter}  {channel.title}  " + ngettext("{n} today", "{n} today", number))


def _known(desk: "Desk", by_letter: dict[str, "Channel"], ask: Callable[[str], str], say: Callable[[str], None]) -> int:
    """Somebody known by name: who, where to (Enter takes what is proposed), and a note."""
    who = ask(_("who"))
    if not who:
        return 0
    try:
        row = known(desk, who, lambda question: asking.agreed(ask, question, default=True))
        meant = proposed(desk, row["id"])
        letters = " ".join(by_letter)
        question = _("where to ({letters}, Enter: {proposed})") if meant else _("where to ({letters})")
        channel = ask(question.format(letters=letters, proposed=meant.title if meant else ""))
        note = ask(pgettext("beside it", "note"))
        received = log(desk, [f"c{row['id']}", *([note] if note else [])], channel)
    except AmflowError as error:
        say("  ".join(part for part in (error.message, error.hint) if part))
        return 0
    say(f"✓ {received.customer} → {received.channel}")
    return 1
