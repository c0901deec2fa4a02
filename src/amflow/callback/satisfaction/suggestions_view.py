"""What scores say wherever they are shown: as little bars, and what they suggest doing next."""

from collections.abc import Sequence

from amflow.locale import _

_BARS = "▁▂▃▄▅▆▇█"


def bars(values: Sequence[float | None], low: float = 1, high: float = 5) -> str:
    """Scores as little bars between the two ends of their scale; a gap where nobody was asked."""
    return "".join(
        " " if value is None else _BARS[round((min(max(value, low), high) - low) / (high - low) * 7)]
        for value in values
    )


def suggested(ref: str, csat: int | None, nps: int | None) -> list[tuple[str, str]]:
    """What a score suggests: an introduction asked for, a case opened."""
    if (csat is not None and csat <= 2) or (nps is not None and nps <= 6):
        return [(_("dissatisfied"), f'amflow case open {ref} "…"')]
    if csat == 5 or (nps is not None and nps >= 9):
        return [(_("very satisfied"), _("ask whom they know: {command}").format(command=f"amflow referral ask {ref}"))]
    return []
