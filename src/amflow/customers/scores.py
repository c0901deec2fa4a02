"""How satisfied a customer said to be: a score read as it is typed, kept, and the last ones (`W12`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.store import conditions
from amflow.customers import circle
from amflow.errors import Usage
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk

IN_WORDS = {
    **dict.fromkeys(("very satisfied", "非常满意", "很满意", "十分满意"), 5),
    **dict.fromkeys(("satisfied", "满意", "比较满意"), 4),
    **dict.fromkeys(("neutral", "so-so", "一般", "还行", "还可以"), 3),
    **dict.fromkeys(("dissatisfied", "不满意", "不太满意"), 2),
    **dict.fromkeys(("very dissatisfied", "非常不满意", "很不满意", "十分不满意"), 1),
}
"""A CSAT as it is said."""
HIGHEST = {"csat": 5, "nps": 10}
LOWEST = {"csat": 1, "nps": 0}


def read(text: str, scale: str) -> int | None:
    """The score as it was typed, on its scale; None for nothing. Raises Usage."""
    import unicodedata

    bare = unicodedata.normalize("NFKC", text).strip()
    if not bare:
        return None
    low, high = LOWEST[scale], HIGHEST[scale]
    if scale == "csat" and (said := IN_WORDS.get(values.folded(bare))):
        return said
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 3 and low <= int(bare) <= high):
        raise Usage(
            _("“{text}” is no score from {low} to {high}").format(text=text, low=low, high=high),
            _("5 very satisfied, 4 satisfied, 3 so-so, 2 dissatisfied, 1 very dissatisfied")
            if scale == "csat"
            else _("10 would recommend us to anybody, 0 to nobody"),
        )
    return int(bare)


def keep(
    change: "Change",
    customer_id: int,
    day: date,
    *,
    csat: int | None = None,
    nps: int | None = None,
    why: str = "",
    touch_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """File the scores that were said, as part of a change."""
    for scale, value in (("csat", csat), ("nps", nps)):
        if value is not None:
            change.insert(
                "score",
                customer_id=customer_id,
                scale=scale,
                value=value,
                on_date=day.isoformat(),
                touch_id=touch_id,
                case_id=case_id,
                why=values.line(why, _("the reason")) if why else "",
            )


def latest(desk: "Desk", customer_id: int) -> int | None:
    """The customer's last CSAT."""
    row = desk.book.one(
        "SELECT value FROM score WHERE customer_id = ? AND scale = 'csat' ORDER BY on_date DESC, id DESC", customer_id
    )
    return row["value"] if row is not None else None


def theirs(desk: "Desk", customer_id: int) -> tuple[str, list[Any]]:
    """The condition that a score is the customer's, with what it is bound to: of a firm those of who spoke for it too."""
    row = desk.book.get("customer", customer_id)
    is_firm = row is not None and row["kind"] == "organisation"
    return conditions(
        circle.said_by(desk.book, "score", "on_date", customer_id)
        if is_firm
        else ("score.customer_id = ?", customer_id)
    )


def of_customer(desk: "Desk", customer_id: int, count: int = 6) -> list[int]:
    """The customer's last CSATs, the newest last."""
    whose, bound = theirs(desk, customer_id)
    rows = desk.book.all(
        f"SELECT value FROM score WHERE {whose} AND scale = 'csat' ORDER BY on_date DESC, id DESC LIMIT ?",
        *bound,
        count,
    )
    return [row["value"] for row in reversed(rows)]
