"""Counting at the reception: a key for each visitor, written at once, so that nothing is lost however it ends (`W09`)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow.errors import AmflowError
from amflow.locale import _, ngettext, paired
from amflow.prospect.reception import visitors

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.playbooks.model import Channel

ENDS = ("", "\r", "\n", "q", "\x1b", "\x04")
"""Enter, q, Escape, the end of the input."""

BACK = ("u", "\x7f", "\x08")
NAMED = "/"


def run(
    desk: Callable[[], "Desk"], key: Callable[[], str], ask: Callable[[str], str], say: Callable[[str], None]
) -> int:
    """Count until an ending key; says each visitor with the day's number so far. Gives how many were written.

    `desk` is asked for every visitor: the clock goes on. A letter of the playbook means its channel, whatever else it
    could mean here.
    """
    channels = {one.letter: one for one in visitors.channels(desk())}
    for one in channels.values():
        say(f"  {one.letter}  " + (paired(str(one.title), str(one.content)) if str(one.content) else str(one.title)))
    say(_("/ somebody you know · u takes the last one back · Enter ends"))
    written = 0
    while True:
        pressed = key().lower()
        if pressed in channels:
            _count(desk(), channels[pressed], say)
            written += 1
        elif pressed in ENDS:
            return written
        elif pressed in BACK:
            back = bool(written) and visitors.take_back(desk())
            written -= back
            say(_("the last one is taken back") if back else _("nothing of this sitting to take back"))
        elif pressed == NAMED:
            written += _known(desk(), channels, ask, say)
        else:
            say(_("{letters}: nothing else counts").format(letters=" ".join(channels)))


def _count(desk: "Desk", channel: "Channel", say: Callable[[str], None]) -> None:
    visitors.log(desk, [channel.key])
    number = visitors.numbers(desk, desk.today, desk.today).get((channel.key, desk.today), 0)
    say(f"{channel.letter}  {channel.title}  " + ngettext("{n} today", "{n} today", number))


def _known(desk: "Desk", channels: dict[str, "Channel"], ask: Callable[[str], str], say: Callable[[str], None]) -> int:
    """Somebody known by name: who, where to (Enter takes what is proposed), and a note."""
    from amflow.customers import records as customers

    who = ask(_("who"))
    if not who:
        return 0
    try:
        row = customers.find(desk.book, who)
        meant = visitors.proposed(desk, row["id"])
        letters = " ".join(channels)
        question = _("where to ({letters}, Enter: {proposed})") if meant else _("where to ({letters})")
        channel = ask(question.format(letters=letters, proposed=meant.title if meant else ""))
        note = ask(_("note"))
        received = visitors.log(desk, [f"c{row['id']}", *([note] if note else [])], channel)
    except AmflowError as error:
        say("  ".join(part for part in (error.message, error.hint) if part))
        return 0
    say(f"✓ {received.customer} → {received.channel}")
    return 1
