"""Sweeping: deals that have been in their stage for longer than any that was ever won are closed together, or planned."""

from typing import TYPE_CHECKING

from amflow.agenda.tasks import changes as task_changes
from amflow.asking import is_yes
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import first, pipelines
from amflow.convert.deals import records as deals
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.dates.date_words import When
    from amflow.desk import Desk


class Swept(NamedTuple):
    """What became of the deals that were swept."""

    closed: tuple[str, ...]
    """References, closed as lost."""
    planned: tuple[str, ...]
    """Those of which a task says when they are to be gone on with."""
    kept: int
    """How many stay as they were."""


class Chosen(NamedTuple):
    """What a person answered about deals that are dead."""

    closing: list[deals.DealLine]
    planning: list[tuple[deals.DealLine, str]]
    """With the words of the day."""


ALL, STOP = "all", "stop"
WORDS = {"all": ALL, "全部": ALL, "stop": STOP, "停": STOP, "停止": STOP}


def found(desk: "Desk", pipeline: str) -> list[deals.DealLine]:
    """The deals that are dead by the own history, those of one pipeline where it is named. Raises Usage."""
    key = pipelines.named(desk, pipeline).key if pipeline else ""
    return first.dead(desk, [stage for stage in deals.by_stage(desk) if key in ("", stage.pipeline)])


def answer(desk: "Desk", text: str) -> str:
    """What an answer about a deal means: `yes`, `all`, `stop`, nothing to keep it, or the words of the day it is planned for.
    Raises Usage for what is none of them."""
    word = text.strip().casefold()
    if word in WORDS:
        return WORDS[word]
    try:
        return "yes" if word and is_yes(word) else ""
    except Usage:
        desk.due(text)
        return text


def sweep(desk: "Desk", chosen: Chosen, why: str, number: int) -> Swept:
    """Close the deals as lost for that reason and plan the others, as one change; `number` were looked at."""
    reason = why or _("dead by the own history: none was won any later")
    with desk.book.change("deal sweep") as change:
        today = desk.today.isoformat()
        for one in chosen.closing:
            deal_changes.end(desk, change, deals.get(desk, one.ref), "lost", today, reason)
        for one, words in chosen.planning:
            when: When = desk.due(words)
            fields = {"deal_id": one.id, "customer_id": one.customer_id}
            task_changes.add(change, one.title, when, words=words, said_on=desk.today, **fields)
        change.summary = _("{n} closed, {m} planned").format(n=len(chosen.closing), m=len(chosen.planning))
    closed, planned = tuple(one.ref for one in chosen.closing), tuple(one.ref for one, _words in chosen.planning)
    return Swept(closed, planned, number - len(closed) - len(planned))
