"""The reception: what was written down, and how many were led where."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.locale import N_, _, ngettext, several
from amflow.playbooks.titles import titles_by_key
from amflow.shell.views import ChangeView, ListColumn, ListView, hidden, picked

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook
    from amflow.prospect.reception.changes import Received
    from amflow.prospect.reception.records import ChannelCount

COUNTS = (
    ListColumn("letter", N_("key"), "ref"),
    *hidden("key"),
    ListColumn("title", N_("led to"), "title"),
    ListColumn("today", N_("today"), "right"),
    ListColumn("yesterday", N_("yesterday"), "right"),
    ListColumn("week", N_("this week"), "right"),
    ListColumn("last_week", N_("last week"), "right"),
    *hidden("month"),
)


def counts(found: Sequence["ChannelCount"]) -> ListView:
    """How many visitors were led where."""
    total, week = sum(one.today for one in found), sum(one.week for one in found)
    of_week = ngettext("{n} this week", "{n} this week", week)
    foot = [ngettext("{n} visitor today", "{n} visitors today", total) + " · " + of_week]
    return ListView("receptions", COUNTS, found, foot=foot)


def received(one: "Received", playbook: "Playbook") -> ChangeView:
    """Visitors that were written down."""
    titles = titles_by_key(playbook.channels)
    total = sum(one.numbers.values())
    item = {
        "numbers": one.numbers,
        "customer": f"c{one.customer_id}" if one.customer_id else None,
        **picked(one, "channel", "proposed", "service"),
    }
    numbers = several([f"{titles.get(key, key)} {number}" for key, number in one.numbers.items()])
    visitors = ngettext("{n} visitor written down", "{n} visitors written down", total)
    done = _("{what}: {why}").format(what=visitors, why=numbers)
    meant = _("{channel}, as is meant for them").format(channel=one.channel) if one.proposed else one.channel
    then = [
        (one.customer, meant if one.customer else ""),
        (_("done for them"), one.service),
        ("", "amflow log-reception --count"),
    ]
    return ChangeView("reception", item, done, then)
