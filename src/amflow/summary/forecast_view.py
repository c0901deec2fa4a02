"""Where figures are heading, and where they stood before, in a line each."""

from typing import TYPE_CHECKING

from amflow.documents import parts
from amflow.documents.parts import short
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.summary.page import Figure, Number, Summary

COMPARED = 6
"""So many figures of an earlier period are named where none has a target; JSON and the documents have all."""


def heading(found: "Summary") -> list["Figure"]:
    """The figures of which it is worth saying where they are heading: those that have not reached what is owed or hoped."""
    return [
        one
        for one in found.shown
        if one.forecast is not None
        and (
            one.missing is not None or (one.stretch is not None and parts.number(one.value) < parts.number(one.stretch))
        )
    ]


def pace_words(found: "Summary") -> str:
    """Where the figures are heading: `at this pace: Visits 7.5 of 14 · Deals won 2.5 of 2, stretch 3`."""
    told = [_of_target(one, one.forecast) for one in heading(found)]
    return _("{what}: {why}").format(what=_("at this pace"), why=" · ".join(told)) if told else ""


def pipeline_words(found: "Summary") -> str:
    """The same with the deals that should close, and where their chances are from when the playbook says none."""
    told = [_of_target(one, one.with_pipeline) for one in found.figures.values() if one.picked and one.with_pipeline]
    words = _("{what}: {why}").format(what=_("with the deals that should close"), why=" · ".join(told)) if told else ""
    return f"{words} ({counted_words()})" if words and found.chances_counted else words


def counted_words() -> str:
    """Where chances are from that the playbook does not say."""
    return _("chances by the deals won of those that ended in the last half year")


def _of_target(figure: "Figure", number: "Number | None") -> str:
    words = short(number)
    if figure.target is not None:
        words = _("{value} of {target}").format(value=words, target=short(figure.target))
    if figure.stretch is not None:
        words += _(", stretch {number}").format(number=short(figure.stretch))
    return f"{figure.title} {words}"


def compared_words(found: "Summary", period: str, field: str) -> str:
    """The figures of an earlier period: those with a target, or the first few: `16–18 Nov 2026: Visits 8 · Calls 5`."""
    counted = [one for one in found.shown if parts.number(getattr(found.figures[one.key], field) or 0)]
    owed = [one for one in counted if one.target is not None] or counted[:COMPARED]
    told = [f"{one.title} {short(getattr(one, field))}" for one in owed]
    return _("{period}: {figures}").format(period=period, figures=" · ".join(told)) if told else ""
