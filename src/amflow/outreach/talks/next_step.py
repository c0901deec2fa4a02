"""The next step of a talk, as its words say it: when it is, and whether the next talk is what does it."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from amflow.agenda.tasks import changes as task_changes
from amflow.book import values
from amflow.customers import circle
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.dates.date_words import When
    from amflow.desk import Desk


class NextStep(NamedTuple):
    """When the next step is due and what it is: to talk again, by a call, where nothing else was said."""

    when: "When | None"
    title: str
    unsaid: bool = False
    """Whether no day was said: it is for the next working day then."""
    kind: str = "todo"


def keep(desk: "Desk", change: "Change", row: Any, step: NextStep, words: str, **fields: Any) -> int:
    """Make a task of the next step with a customer (`row`), whose `words` they were; gives its number."""
    whom, kind = with_whom(desk, row, step.title, step.kind)
    of = {"kind": kind, "customer_id": whom, "promised": 1, **fields}
    return task_changes.add(change, step.title, step.when, words=words, said_on=desk.today, **of)


_NONE = (
    *("none", "no", "nope", "n/a", "na", "nil", "nothing", "no next step", "not needed", "-", "--", "–", "—", "/"),
    *("无", "没", "没有", "没了", "暂无", "不用", "不用了", "不需要", "无需", "不必", "没有下一步"),
)
"""What is said where there is no next step."""


def next_step(desk: "Desk", words: str) -> NextStep:
    """The next step that the words say. Raises Usage for a moment that is over, and for a day that is not understood."""
    if not words or values.folded(words).rstrip(".。!") in _NONE:
        return NextStep(None, "")
    from amflow.dates.date_words import When
    from amflow.dates.hours import is_part
    from amflow.dates.sentence import split

    said, title = split(values.line(words, _("the next step")), desk.now, desk.calendar, desk.manner())
    if said is None:
        return NextStep(When(desk.calendar.next(desk.today), None), title, unsaid=True)
    if datetime.combine(said.day, said.time or desk.now.time()) < desk.now:
        raise Usage(
            _("{when} is over: the next step lies ahead").format(when=said.iso()),
            _('such as --next "fri 10:00 send the proposal"'),
        )
    if is_part(title):
        return NextStep(said, _("{part}: talk again").format(part=title), kind="call")
    return NextStep(said, title or _("talk again"), kind=talk_named(title) if title else "call")


_ON = "(?: (?:again|back|him|her|them|at|about|on|to|and)\\b.*)?$"
_CALL = rf"(?:call|phone|ring){_ON}|再?(?:打电话|电话|回电|致电|回访)(?!.*(?:部|行长|经理))|再打(?:过去|过来|一次|一遍|给.*)?$"
_VISIT = rf"(?:visit|meet){_ON}|再?(?:登门|上门)?(?:拜访|走访|面谈|见面|上门)"

_MESSAGE = r"(?:send|text|email|e-mail|wechat|message)\b|再?发(?:送|[^货票放车卡展])"


def talk_named(title: str) -> str:
    """The kind of talk that a next step is by its first word, which the next such talk ends, what is to be sent by a message;
    `todo` for anything else: what is called or visited besides the customer is work of its own."""
    said = values.folded(title)
    kinds = {"call": _CALL, "visit": _VISIT, "message": _MESSAGE}
    return next((kind for kind, words in kinds.items() if re.match(words, said)), "todo")


_ASK = "(?:ask|speak to|talk to|问|询问|联系)"


def with_whom(desk: "Desk", row: Any, title: str, kind: str) -> tuple[int, str]:
    """Whom of the firm a next step is with, and what kind of talk it is: the one whom its words name, by the whole name or the
    first one, else the customer who was talked to (`row`)."""
    firm = circle.firm_of(desk.book, row)
    named = [one for one in circle.people(desk.book, firm) if _names(title, one["name"])] if firm is not None else []
    one = next((one for one in named if one["id"] == row["id"]), named[0] if len(named) == 1 else None)
    # A firm that is no customer by itself does not show what is open with its people.
    if one is None or (row["kind"] == "organisation" and not one["behind"]):
        return int(row["id"]), kind
    if kind == "todo":
        said = " ".join(re.sub(_called(one["name"]), "", title, flags=re.IGNORECASE).split())
        kind = "call" if re.match(_ASK, title, re.IGNORECASE) else talk_named(said)
    return int(one["id"]), kind


def _called(name: str) -> str:
    first = name.split()[0]
    whole, short = re.escape(name), rf"\b{re.escape(first)}\b" if first.isascii() and len(first) > 2 else ""
    return f"{whole}|{short}" if short else whole


def _names(title: str, name: str) -> bool:
    return re.search(_called(name), title, re.IGNORECASE) is not None
