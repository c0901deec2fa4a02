"""How amflow says how good its own order and its forecasts were."""

from typing import TYPE_CHECKING

from amflow.documents.parts import percent, short
from amflow.locale import _, ngettext
from amflow.summary.figures import view as figure_view

if TYPE_CHECKING:
    from amflow.summary.deal_records import OrderScore
    from amflow.summary.records import CallScore, Summary


def words(found: "Summary") -> list[str]:
    """A line about the order of the deals, one about that of the calls, one about the forecasts; none where there was nothing to
    put first."""
    score = found.score
    if score is None:
        return []
    lines = [_("{what}: {why}").format(what=score.period, why=_order(score.order))] if score.order else []
    if score.calls:
        lines.append(_("{what}: {why}").format(what=score.period, why=_calls(score.calls)))
    told = []
    for one in score.forecasts:
        said = _("{figure} {said}, came {came}").format(
            figure=figure_view.figure_title(found, one.metric),
            said=short(one.value),
            came=short(one.came),
        )
        told.append(said + ("" if one.off_share is None else f" [±{percent(one.off_share)}]"))
    if told:
        why = _("forecast at its middle: {figures}").format(figures=" · ".join(told))
        lines.append(_("{what}: {why}").format(what=score.period, why=why))
    return lines


def _order(one: "OrderScore") -> str:
    from amflow.summary.score import LEAST_ENDED, LEAST_OPEN

    few = _("too few deals were open to say how good their order was: {n} of {least}")
    number, least = one.first_deals, LEAST_OPEN
    if one.ended < LEAST_ENDED:
        few = _("too few deals had ended to learn an order from: {n} of {least}")
        number, least = one.ended, LEAST_ENDED
    words = ngettext(
        "of the {n} deal that I put first {first} brought something, of the other {m} {rest}",
        "of the {n} deals that I put first {first} brought something, of the other {m} {rest}",
        one.first_deals,
    )
    return _brought(one, words, one.first_deals, one.rest_deals) or few.format(n=number, least=least)


def _calls(one: "CallScore") -> str:
    from amflow.summary.score import LEAST_CALLS

    words = ngettext(
        "of the {n} call that I would have put first {first} brought something, of the other {m} {rest}",
        "of the {n} calls that I would have put first {first} brought something, of the other {m} {rest}",
        one.first_calls,
    )
    few = _("too few calls to say how good their order was: {n} of {least}")
    return _brought(one, words, one.first_calls, one.rest_calls) or few.format(n=one.first_calls, least=LEAST_CALLS)


def _brought(one: "OrderScore | CallScore", words: str, first: int, rest: int) -> str:
    """What those put first brought, and what the others; empty where they were too few to say."""
    if one.first_share is None or one.rest_share is None:
        return ""
    return words.format(n=first, m=rest, first=percent(one.first_share), rest=percent(one.rest_share))
