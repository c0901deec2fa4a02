"""What words were found, with the words marked."""

from amflow.agenda.items import many
from amflow.customers.search.records import PLACES, SearchResult, marked
from amflow.locale import N_, NP_, _, listed, ngettext
from amflow.shell.screen import Screen, Span, shortly
from amflow.shell.views import ListColumn, ListView

HITS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("kind", N_("kind"), "dim"),
    ListColumn("on_date", NP_("of the calendar", "day"), "dim"),
    ListColumn("customer", N_("customer"), "title"),
    ListColumn("customer_ref", N_("customer"), data_only=True),
    ListColumn("text", N_("text")),
)


class HitsView(ListView):
    """The records that were found; on a terminal each on a line, the words bold."""

    def __init__(self, found: SearchResult, people: list[str]) -> None:
        extra = {"terms": found.terms, "total": found.total, "counts": found.counts, "capped": found.capped}
        empty = _(
            "no customer, talk, deal, task or note has these words; orders and products: amflow order list, amflow product list"
        )
        if len(found.counts) == 1:
            empty = _("nothing there has these words; without --in it looks everywhere")
        super().__init__("find", HITS, found.hits, empty=empty, extra=extra)
        self.found = found
        self.people = people

    def draw(self, screen: Screen) -> None:
        """A line for each, cut at the width; below it how many there are."""
        rows = []
        for hit in self.found.hits:
            text = screen.text(
                *(Span(piece, "title" if strong else "") for piece, strong in marked(hit.text, self.found.terms))
            )
            kind = _(PLACES[hit.kind][1])
            whose = "" if hit.customer in hit.text else hit.customer
            if whose and hit.ref != hit.customer_ref:
                whose = f"{whose} {hit.customer_ref}"
            rows.append(
                [Span(hit.ref, "ref"), Span(kind, "dim"), Span(shortly(hit.on_date, screen.today), "dim"), whose, text]
            )
        if rows:
            screen.table(rows, give=4)
            screen.line(Span(self._foot(), "dim"), wrap=True)
        else:
            screen.line(Span(self.empty, "dim"), wrap=True)
        if self.people:
            screen.line(Span(_("customers of that name: {names}").format(names=listed(self.people)), "dim"), wrap=True)

    def _foot(self) -> str:
        total = ngettext("{n} in all", "{n} in all", self.found.total)
        if self.found.capped:
            return _("{n} in all: more letters find less").format(n=many(self.found.total, capped=True))
        kinds = [f"{_(PLACES[kind][1])} {count}" for kind, count in self.found.counts.items() if count]
        return _("{what}: {why}").format(what=total, why=" · ".join(kinds)) if len(kinds) > 1 else total
