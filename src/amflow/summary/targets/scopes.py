"""What a target or a figure is about: all of the work, or one product, one line of the territory, one tier, one customer (`W18`,
`W06`)."""

from contextlib import suppress

from amflow import registry
from amflow.customers import records as customers
from amflow.desk import Desk
from amflow.errors import Ambiguous, NotFound, Usage
from amflow.locale import _
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple

KINDS = ("product", "line", "tier", "customer")
"""What the work is parted by."""


NUMBERED = {one.table: one.letter for one in registry.FAMILIES if one.table in KINDS}
"""The kinds whose parts are records of the book, with the letter of their references."""


class Scope(NamedTuple):
    """A part of the work."""

    kind: str = ""
    """Empty for all of it."""
    key: str = ""
    """The product's or the customer's number, the line's name, the tier's key."""
    title: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is all of the work."""
        return not self.kind


ALL = Scope()


def read(desk: Desk, **named: str | None) -> Scope:
    """The part that the options name. Raises Usage for more than one, NotFound, Ambiguous."""
    given = [(kind, text) for kind in KINDS if (text := named.get(kind) or "").strip()]
    if len(given) > 1:
        options = " ".join(f"--{kind}" for kind, _text in given)
        raise Usage(_("{options} cannot go together").format(options=options), _("one part of the work: choose one"))
    return of(desk, *given[0]) if given else ALL


def of(desk: Desk, kind: str, text: str) -> Scope:
    """The product, line, tier or customer that the text names. Raises Usage, NotFound, Ambiguous."""
    if kind == "customer":
        found = customers.find(desk.book, text)
        return Scope(kind, str(found["id"]), found["name"])
    if kind == "product":
        from amflow.convert.products import records as products

        row = products.find(desk.book, text)
        return Scope(kind, str(row["id"]), row["name"])
    if kind == "line":
        from amflow.plan.territory import records as territory

        name = territory.find(desk, text)
        return Scope(kind, name, name)
    key = known_key(text, desk.playbook.tiers, _("tier"))
    return Scope(kind, key, titles_by_key(desk.playbook.tiers)[key])


def named(desk: Desk, text: str) -> Scope:
    """The tier, the line, the product or the customer that the text names, whichever has it. Raises NotFound."""
    for kind in ("tier", "line", "product", "customer"):
        with suppress(Usage, NotFound, Ambiguous):
            return of(desk, kind, text)
    raise NotFound(
        _("no tier, line, product or customer is called “{name}”").format(name=text),
        _("amflow playbook show, amflow line list and amflow product list name them"),
    )


def kept(desk: Desk, kind: str, key: str) -> Scope:
    """A part as the book keeps it; one that is gone, or of another playbook, keeps its key for a name."""
    if not kind:
        return ALL
    if kind in NUMBERED:
        row = desk.book.get(kind, int(key)) if key.isdigit() else None
        return Scope(kind, key, row["name"] if row is not None else f"{NUMBERED[kind]}{key}")
    return Scope(kind, key, titles_by_key(desk.playbook.tiers).get(key, key) if kind == "tier" else key)


def on_line(desk: Desk, line: str) -> list[tuple[Scope, int]]:
    """The customers on a line, each as one part."""
    rows = desk.book.all("SELECT id, name FROM customer WHERE status = 'customer' AND line = ? ORDER BY stop, id", line)
    return [(Scope("customer", str(row["id"]), row["name"]), 1) for row in rows]


def parts(desk: Desk, kind: str) -> list[tuple[Scope, int]]:
    """Every line or tier that customers are on, with how many: the parts that a target is split into. Products are named."""
    column = {"line": "line", "tier": "tier"}[kind]
    counts = {
        row["part"]: row["n"]
        for row in desk.book.all(
            f"SELECT {column} AS part, count(*) AS n FROM customer WHERE status = 'customer' AND {column} <> ''"
            f" GROUP BY {column}"
        )
    }
    if kind == "line":
        from amflow.plan.territory import records as territory

        order = territory.names(desk.book)
    else:
        order = [tier.key for tier in sorted(desk.playbook.tiers, key=lambda tier: -tier.rank)]
    return [(kept(desk, kind, key), counts[key]) for key in order if key in counts]
