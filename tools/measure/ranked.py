"""What an order is worth: of pairs of how high something stood and whether it was one of those wanted. Ties count half."""

from collections.abc import Sequence

Scored = Sequence[tuple[float, bool]]


def area(scored: Scored) -> float:
    """How often one that was wanted stood above one that was not."""
    ordered, below, sum_, at = sorted(scored), 0, 0.0, 0
    wanted = sum(good for _score, good in ordered)
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        good = sum(one for _score, one in ordered[at:end])
        bad = end - at - good
        sum_ += good * (below + bad / 2)
        below, at = below + bad, end
    return sum_ / (wanted * (len(ordered) - wanted))


def lift(scored: Scored) -> float:
    """How much more of those wanted stood in the first tenth than a tenth."""
    return share(scored, 0.1) / 0.1


def half(scored: Scored) -> float:
    """What share of those wanted stood in the first half."""
    return share(scored, 0.5)


def share(scored: Scored, part: float) -> float:
    """What share of those wanted stood in that first part; of those who stand equal at its end a part counts."""
    left, got, ordered, at = len(scored) * part, 0.0, sorted(scored, reverse=True), 0
    while at < len(ordered) and left > 0:
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        taken = min(left / (end - at), 1)
        got += taken * sum(one for _score, one in ordered[at:end])
        left, at = left - (end - at), end
    return got / sum(good for _score, good in scored)
