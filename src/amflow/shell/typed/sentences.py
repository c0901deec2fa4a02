"""A sentence typed as a command: that one is going to see somebody, whom, and when, is a task with an hour; what was said is
a talk. Each is written down by its own command."""

import re
from collections.abc import Callable

from amflow.locale import N_, _

_BEGINS = re.compile(
    r"(?:(?:make|book|schedule|arrange|set ?up|new|add) )?(?:an? )?(?:appointment|visit|meeting|meet|see)(?: (?:add|new))?"
    r"|event add|(?:预约|约见|约访|约|见面|会面|拜访)(?:拜访|见面|客户)?"
)
"""What stands in front of whom and when."""

_FILLERS = ("with", "for", "to", "at", "on", "a", "the", "client", "customer", "客户", "和", "与", "跟", "在", "于")
"""Words between them that say nothing."""

SHOWN = N_('amflow task add visit --kind visit --for "Helen Carter" --due "thu 10:00"')
"""How one is typed."""

_SAW = re.compile(r"(?:visit|meeting|meet|met|saw|visited)|(?:刚)?(?:拜访|见面|会面|面谈|走访|上门|见)了?")
_RANG = re.compile(r"(?:call|called|phone|phoned|rang)|(?:刚)?(?:打电话|电话|致电|通话)(?:给|了)?")
"""What says in front that one saw somebody, or rang them."""

_IS_OVER = re.compile("met|saw|visited|called|phoned|rang|.*了|刚.*")
_SPOKE = re.compile("[谈聊说讲问答签送看]了")
"""What can be meant of nothing still to come: in front, and in what was said."""

_MOST = 8
"""No name and no day has more words: of a long note not every piece is looked for."""

Fits = Callable[[str], bool]


def appointment(words: list[str], is_customer: Fits, is_moment: Fits) -> list[str]:
    """The command that these words are, where they say whom and when; nothing where either is not said."""
    begun = _begins(words)
    rest = words[begun:]
    day = _of_most(rest, is_moment) if begun else None
    if day is None:
        return []
    others = [*rest[: day[0]], "", *rest[day[1] :]]
    whom = _of_most(others, is_customer)
    if whom is None:
        return []
    about = [word for word in _plainly(others[: whom[0]]) + _plainly(others[whom[1] :]) if word]
    title = " ".join(about) or _("visit")
    name, due = " ".join(others[slice(*whom)]), " ".join(rest[slice(*day)])
    return ["task", "add", title, "--kind", "visit", "--for", name, "--due", due]


def talk(words: list[str], is_customer: Fits, is_past: Fits, is_ahead: Fits) -> list[str]:
    """The command that these words are, where they say with whom one talked and what came of it; nothing where they do not, and
    where they may be what is still to come (`call Helen tomorrow`)."""
    log = "log-visit" if _SAW.fullmatch(words[0].lower()) else "log-call" if _RANG.fullmatch(words[0].lower()) else ""
    ends = range(min(len(words) - 1, 1 + _MOST), 1, -1) if log else ()
    found = ((name, words[end:]) for end in ends for name in _names(words[1:end]) if is_customer(name))
    name, said = next(found, ("", []))
    if not said or is_customer(" ".join(said)) or (_of_most(said, is_ahead) and not is_over(words)):
        return []
    day = _of_most(said, is_past)
    rest = [*said[: day[0]], *said[day[1] :]] if day else said
    return [log, name, " ".join(rest), *(["--at", " ".join(said[slice(*day)])] if day else [])] if rest else []


def is_over(words: list[str]) -> bool:
    """Whether the words say that it was, and is not to come."""
    return bool(_IS_OVER.fullmatch(words[0].lower())) or any(_SPOKE.search(word) for word in words[1:])


def _names(words: list[str]) -> tuple[str, str]:
    return " ".join(words), " ".join(_plainly(words))


def is_one(words: list[str]) -> bool:
    """Whether the words say that one is going to see somebody."""
    return words[:1] != ["event"] and _begins(words) > 0


def _begins(words: list[str]) -> int:
    """How many words say that one is going to see somebody."""
    counts = range(min(len(words), 5), 0, -1)
    return next((count for count in counts if _BEGINS.fullmatch(" ".join(words[:count]).lower())), 0)


def _of_most(words: list[str], fits: Fits) -> tuple[int, int] | None:
    """Where the most words stand together that fit; None for none."""
    ends = {at: range(at + 1, min(at + _MOST, len(words)) + 1) for at in range(len(words))}
    spans = [(at, end) for at in ends for end in ends[at] if "" not in words[at:end]]
    spans.sort(key=lambda one: one[0] - one[1])
    return next((one for one in spans if fits(" ".join(words[slice(*one)]))), None)


def _plainly(words: list[str]) -> list[str]:
    """The words without those at either end that say nothing."""
    while words and words[0].lower() in ("", *_FILLERS):
        words = words[1:]
    while words and words[-1].lower() in ("", *_FILLERS):
        words = words[:-1]
    return words
