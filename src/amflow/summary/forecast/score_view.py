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
    if one.first_share is None or one.rest_share is None:
        from amflow.summary.score import LEAST_ENDED, LEAST_OPEN

        if one.ended < LEAST_ENDED:
            return _("too few deals had ended to learn an order from: {n} of {least}").format(
                n=one.ended, least=LEAST_ENDED
            )
        return _("too few deals were open to say how good their order was: {n} of {least}").format(
            n=one.first_deals, least=LEAST_OPEN
        )
    words = ngettext(
        "of the {n} deal that I put first {first} brought something, of the other {m} {rest}",
        "of the {n} deals that I put first {first} brought something, of the other {m} {rest}",
        one.first_deals,
    )
    shares = {"first": percent(one.first_share), "rest": percent(one.rest_share)}
    return words.format(n=one.first_deals, m=one.rest_deals, **shares)


def _calls(one: "CallScore") -> str:
    if one.first_share is None or one.rest_share is None:
        from amflow.summary.score import LEAST_CALLS

        return _("too few calls to say how good their order was: {n} of {least}").format(
            n=one.first_calls, least=LEAST_CALLS
        )
    words = ngettext(
        "of the {n} call that I would have put first {first} brought something, of the other {m} {rest}",
        "of the {n} calls that I would have put first {first} brought something, of the other {m} {rest}",
        one.first_calls,
    )
    shares = {"first": percent(one.first_share), "rest": percent(one.rest_share)}
    return words.format(n=one.first_calls, m=one.rest_calls, **shares)
