"""How the products for a customer are shown: what fits and why, and what is left out because it does not suit."""

from typing import TYPE_CHECKING, Any

from amflow.dates import durations
from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import ListColumn, ListView

if TYPE_CHECKING:
    from amflow.convert.products.matching import Match, Matched
    from amflow.convert.products.suitability import Tolerance
    from amflow.shell.screen import Screen

COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title", get=lambda one: one.product.name),
    ListColumn("points", N_("points"), "right"),
    ListColumn("verdict", N_("suits"), hide=True, get=lambda one: one.fit.verdict),
    ListColumn("risk", N_("risk"), hide=True, get=lambda one: one.product.risk),
    ListColumn("term", N_("term"), hide=True, get=lambda one: one.product.term),
    ListColumn("least", N_("minimum"), hide=True, get=lambda one: one.product.least),
    ListColumn("why", N_("why"), get=lambda one: listed(one.why)),
)


class MatchedView(ListView):
    """The products for a customer. On a screen each has its reasons in full below it."""

    def __init__(self, found: "Matched", limit: int) -> None:
        bears = found.tolerance
        customer = {"ref": f"c{found.customer['id']}", "name": found.customer["name"]}
        super().__init__(
            "product-match",
            COLUMNS,
            found.proposed[:limit],
            extra={
                "customer": customer,
                "tolerance": {
                    "key": bears.key,
                    "assessed_on": bears.assessed_on,
                    "good_until": bears.good_until,
                    "expired": bears.expired,
                },
                "left_out": [
                    {"ref": one.ref, "name": one.product.name, "verdict": one.fit.verdict, "risk": one.product.risk}
                    for one in found.left_out
                ],
            },
        )
        self.found = found

    def draw(self, screen: "Screen") -> None:
        """Who, what they can bear, the products with their reasons, what is left out."""
        found = self.found
        screen.line(Span(found.customer["name"], "title"), Span(f"  c{found.customer['id']}", "ref"))
        words, style = bearing(found.tolerance, screen.today)
        if words:
            screen.line(Span(words, style), indent=2, wrap=True)
        if not found.asked:
            told = _("nothing answered yet: amflow customer ask {ref}").format(ref=f"c{found.customer['id']}")
            screen.line(Span(told, "dim"), indent=2)
        screen.blank()
        if not self.items:
            screen.line(Span(_("no product to propose"), "dim"), indent=2)
        for place, one in enumerate(self.items, 1):
            self._product(screen, place, one)
        if found.left_out:
            screen.blank()
            self._left_out(screen)

    def _product(self, screen: "Screen", place: int, one: "Match") -> None:
        product = one.product
        facts = [str(product.risk), durations.said(product.term)]
        facts.append(_("from {amount}").format(amount=product.least.short()) if product.least else "")
        screen.line(
            f"{place:2} ",
            Span(f"{one.ref}  ", "ref"),
            Span(product.name, "title"),
            Span("  " + " · ".join(told), "dim") if (told := [fact for fact in facts if fact]) else "",
        )
        for why in one.why or [_("nothing speaks for it yet")]:
            screen.line(Span("· ", "dim"), why, indent=7, wrap=True)

    def _left_out(self, screen: "Screen") -> None:
        count = len(self.found.left_out)
        screen.line(Span(ngettext("{n} left out: it does not suit", "{n} left out: they do not suit", count), "soon"))
        rows: list[list[Any]] = [
            [Span(one.ref, "ref"), one.product.name, Span(one.why[-1], "dim")] for one in self.found.left_out[:10]
        ]
        screen.table(rows, indent=2)


def matched(found: "Matched", limit: int) -> MatchedView:
    """The products for a customer, so many at most."""
    return MatchedView(found, limit)


def bearing(bears: "Tolerance", today: Any) -> tuple[str, str]:
    """What a customer can bear and since when that is known, and the style of it; empty where nobody has asked."""
    if not bears.key:
        return "", ""
    day = date_format.short(bears.assessed_on, today) if bears.assessed_on else _("nobody knows when")
    if bears.expired:
        told = _("{tolerance}, assessed {day}: too old, to be assessed anew before anything is proposed")
        return told.format(tolerance=bears.title, day=day), "late"
    if bears.good_until:
        until = date_format.short(bears.good_until, today)
        return _("{tolerance}, assessed {day}, good until {until}").format(
            tolerance=bears.title, day=day, until=until
        ), "good"
    return _("{tolerance}, assessed {day}").format(tolerance=bears.title, day=day), "good"
