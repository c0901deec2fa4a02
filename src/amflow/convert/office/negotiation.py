"""The negotiation of a deal (`W17`): where both sides stand, the bottom line, what was given and got, what was agreed.

The bottom line has a table of its own, which no export, no report and no other screen reads: `deal terms` alone shows it, and
the reason why it was crossed lies beside it.
"""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.money import Money, amount
from amflow.book.values import day_or_none
from amflow.convert.deals import records as deals
from amflow.errors import Refused, Usage
from amflow.locale import N_, _
from amflow.playbooks.titles import whole_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk


PRICE = {"price": N_("price"), "total": N_("total price")}
"""The points whose agreed amount is the deal's."""

KEPT = N_("add --why …: it is kept beside the bottom line and shown here only")

_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(.*)")


class Concession(NamedTuple):
    """What one side gave way in."""

    on_date: date
    topic: str
    side: str
    """ours or theirs: who gave way."""
    words: str


class Term(NamedTuple):
    """A point of the negotiation."""

    topic: str
    ours: str
    theirs: str
    agreed: str
    bottom: str = ""
    """Empty wherever it is not asked for by `deal terms` itself."""
    why: str = ""
    """Why something beyond the bottom line was agreed, or it was moved or taken away; empty likewise."""
    removed_on: date | None = None
    """When it was negotiated no more."""


class Terms(NamedTuple):
    """The negotiation of a deal."""

    deal: deals.DealLine
    terms: list[Term]
    concessions: list[Concession]
    removed: list[Term]
    """The points with a bottom line that are negotiated no more, with the reason."""


class PointInput(NamedTuple):
    """What a person says of a point; texts as typed, empty where not said."""

    topic: str
    ours: str = ""
    theirs: str = ""
    bottom: str = ""
    agreed: str = ""
    gave: str = ""
    got: str = ""
    why: str = ""
    """Why it was agreed beyond the bottom line, or that is moved."""


def show(desk: "Desk", text: str) -> Terms:
    """The negotiation with its bottom lines. Raises NotFound."""
    row = deals.get(desk, text)
    bottoms = {
        one["term_id"]: {"bottom": one["value"], "why": one["why"]}
        for one in desk.book.all(
            "SELECT * FROM deal_bottom WHERE term_id IN (SELECT id FROM deal_term WHERE deal_id = ?)", row["id"]
        )
    }
    found = [
        filled(
            Term,
            one,
            **{"bottom": "", "why": "", **bottoms.get(one["id"], {})},
            removed_on=day_or_none(one["removed_on"]),
        )
        for one in _rows(desk, row["id"], removed=True)
    ]
    return Terms(
        deals.line(desk, row),
        [one for one in found if not one.removed_on],
        _concessions(desk, row["id"]),
        [one for one in found if one.removed_on],
    )


def of_deal(desk: "Desk", deal_id: int) -> list[Term]:
    """The points of a deal as any screen may show them: without the bottom line."""
    return [filled(Term, one, bottom="", why="", removed_on=None) for one in _rows(desk, deal_id)]


def _rows(desk: "Desk", deal_id: int, *, removed: bool = False) -> list[Any]:
    """Its points, with those that are negotiated no more where they are asked for."""
    still = "" if removed else "AND removed_on IS NULL"
    return desk.book.all(f"SELECT * FROM deal_term WHERE deal_id = ? {still} ORDER BY id", deal_id)


def _concessions(desk: "Desk", deal_id: int) -> list[Concession]:
    rows = desk.book.all(
        "SELECT one.on_date, deal_term.topic, one.side, one.words FROM deal_term"
        " JOIN deal_concession AS one ON one.term_id = deal_term.id"
        " WHERE deal_term.deal_id = ? AND removed_on IS NULL ORDER BY one.id",
        deal_id,
    )
    return [filled(Concession, row) for row in rows]


def note(desk: "Desk", text: str, given: PointInput) -> Terms:
    """Note where a point stands; a side that moves has made a concession, and its day is kept. A price that is agreed is the
    deal's amount; what is agreed beyond the bottom line needs a reason. Raises NotFound, Refused, Usage."""
    deal = deals.get(desk, text)
    deals.must_be_open(deal)
    topic = values.line(given.topic, _("the point"))
    said = {
        name: values.line(getattr(given, name), what)
        for name, what in (
            ("ours", _("our position")), ("theirs", _("their position")), ("bottom", _("the bottom line")),
            ("agreed", _("what was agreed")), ("gave", _("what we gave")), ("got", _("what we got")),
            ("why", _("the reason")),
        )
        if getattr(given, name)
    }  # fmt: skip
    if not said.keys() - {"why"}:
        raise Usage(
            _("nothing was said of “{topic}”"), _("--ours, --theirs, --bottom, --agreed, --gave or --got"), topic=topic
        )
    currency = deal["currency"] or desk.settings.currency
    worth = amount(said["agreed"], currency) if "agreed" in said and whole_key(topic, PRICE) else None
    _hold(desk, deal["id"], topic, said, currency)
    with desk.book.change("deal terms", f"{deal['title']} (d{deal['id']}): {topic}") as change:
        row = _point(desk, change, deal["id"], topic)
        for side, column, words in (("ours", "ours", "gave"), ("theirs", "theirs", "got")):
            _concede(desk, change, row, side, said.get(column, ""), said.get(words, ""))
        moved: dict[str, str | None] = {name: said[name] for name in ("ours", "theirs", "agreed") if name in said}
        moved["removed_on"] = None
        if "agreed" in moved and moved["agreed"] != row["agreed"]:
            moved["agreed_on"] = desk.today.isoformat()
        change.update("deal_term", row["id"], **moved)
        beside = {name: said[key] for name, key in (("value", "bottom"), ("why", "why")) if key in said}
        if beside:
            _bottom(desk, change, row["id"], beside)
        if worth is not None:
            change.update("deal", deal["id"], amount_minor=worth, currency=currency)
    return show(desk, text)


def price_agreed(desk: "Desk", deal: Any) -> Money | None:
    """The price that was agreed for the deal; None where none was."""
    agreed = [one["agreed"] for one in _rows(desk, deal["id"]) if one["agreed"] and whole_key(one["topic"], PRICE)]
    currency = deal["currency"] or desk.settings.currency
    try:
        return Money(amount(agreed[-1], currency), currency) if agreed else None
    except Usage:
        # Noted when a price could still be told in words.
        return None


def _hold(desk: "Desk", deal_id: int, topic: str, said: dict[str, str], currency: str) -> None:
    """The bottom line is not crossed without a reason. Raises Refused; Usage for a reason where it is not crossed."""
    row = _named(desk, deal_id, topic)
    had = desk.book.one("SELECT value FROM deal_bottom WHERE term_id = ?", row["id"]) if row is not None else None
    bottom = said.get("bottom") or (had["value"] if had is not None else "")
    ours = said.get("ours") or (row["ours"] if row is not None else "")
    agreed = said.get("agreed") or (row["agreed"] if row is not None and "bottom" in said else "")
    # Who may move the line may cross it: both need the reason.
    moves = had is not None and _crossed(bottom, had["value"], ours, currency)
    beyond = agreed if _crossed(agreed, bottom, ours, currency) else bottom if moves else ""
    if beyond and "why" not in said:
        raise Refused(_("“{beyond}” is beyond the bottom line of “{topic}”"), _(KEPT), beyond=beyond, topic=topic)
    if "why" in said and not beyond:
        raise Usage(_("the bottom line is not crossed"), _("--why is the reason to agree on something beyond it"))


def _crossed(agreed: str, bottom: str, ours: str, currency: str) -> bool:
    """Whether what was agreed lies beyond the bottom line, seen from where we stood: below it for a price, above it for the
    days until we are paid. What cannot be compared, words or another unit, is not."""
    at, line, stood = (_measure(text, currency) for text in (agreed, bottom, ours))
    if at is None or line is None or at[1] != line[1]:
        return False
    rising = stood is not None and stood[1] == line[1] and stood[0] < line[0]
    return at[0] > line[0] if rising else at[0] < line[0]


def _measure(text: str, currency: str) -> tuple[float, str] | None:
    """The number in a position, and its unit: an amount, `30 days`, `3.9 %`; None where it has none."""
    try:
        return amount(text, currency), currency
    except Usage:
        found = _NUMBER.fullmatch(text.strip())
        return (float(found[1].replace(",", "")), values.folded(found[2])) if found else None


def _point(desk: "Desk", change: "Change", deal_id: int, topic: str) -> Any:
    """The point with this topic, in either case; a new one where there was none."""
    found = _named(desk, deal_id, topic)
    if found is not None:
        return found
    return desk.book.get("deal_term", change.insert("deal_term", deal_id=deal_id, topic=topic))


def _named(desk: "Desk", deal_id: int, topic: str) -> Any:
    wanted = values.folded(topic)
    return next((one for one in _rows(desk, deal_id, removed=True) if values.folded(one["topic"]) == wanted), None)


def _concede(desk: "Desk", change: "Change", row: Any, side: str, position: str, words: str) -> None:
    before = row[side]
    if position and before and position != before:
        moved = f"{before} → {position}"
        words = f"{words} ({moved})" if words else moved
    if words:
        today = desk.today.isoformat()
        change.insert(
            "deal_concession", term_id=row["id"], side=side, on_date=today, words=words[: values.LONGEST_LINE]
        )


def _bottom(desk: "Desk", change: "Change", term_id: int, said: dict[str, str]) -> None:
    had = desk.book.one("SELECT id FROM deal_bottom WHERE term_id = ?", term_id)
    if had is None:
        change.insert("deal_bottom", term_id=term_id, **said)
    else:
        change.update("deal_bottom", had["id"], **said)


def remove(desk: "Desk", text: str, topic: str, why: str = "") -> Terms:
    """A point is negotiated no more; what was said of it goes with it, but for a bottom line: that is kept with the reason, and
    holds when the point is taken up again. Raises NotFound, Refused, Usage."""
    deal = deals.get(desk, text)
    row = _named(desk, deal["id"], topic)
    if row is None or row["removed_on"]:
        raise Refused(
            _("“{topic}” is not negotiated").format(topic=topic),
            _("amflow deal terms {ref} lists the points").format(ref=f"d{deal['id']}"),
        )
    bottom = desk.book.one("SELECT id FROM deal_bottom WHERE term_id = ?", row["id"])
    if bottom is not None and not why:
        raise Usage(_("“{topic}” has a bottom line: why is it taken away?"), _(KEPT), topic=topic)
    reason = values.line(why, _("the reason")) if why else ""
    with desk.book.change("deal terms", f"{deal['title']} (d{deal['id']})") as change:
        if bottom is not None:
            change.update("deal_bottom", bottom["id"], why=reason)
            change.update("deal_term", row["id"], removed_on=desk.today.isoformat(), agreed="", agreed_on=None)
            return show(desk, text)
        for one in desk.book.all("SELECT id FROM deal_concession WHERE term_id = ?", row["id"]):
            change.delete("deal_concession", one["id"])
        change.delete("deal_term", row["id"])
    return show(desk, text)
