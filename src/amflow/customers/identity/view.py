"""Who belongs together and who is the same: what was tied, pairs with their evidence, what a merge makes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.customers.identity import merge
from amflow.files.export.view import named
from amflow.locale import N_, _, listed
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.customers.identity.duplicates import Pair
    from amflow.customers.identity.leaving import HandedOver
    from amflow.customers.identity.merge import Merged
    from amflow.customers.identity.relations import Tied

PAIRS = (
    ListColumn("first", N_("ref"), "ref", get=lambda pair: pair.first.ref),
    ListColumn("first_name", N_("name"), "title", get=lambda pair: pair.first.name),
    ListColumn("second", N_("ref"), "ref", get=lambda pair: pair.second.ref),
    ListColumn("second_name", N_("name"), "title", get=lambda pair: pair.second.name),
    ListColumn("evidence", N_("what speaks for it"), get=lambda pair: pair.evidence),
)


class Pairs(ListView):
    """Pairs; on the terminal their evidence is a sentence, and the command to merge them stands below."""

    def draw(self, screen: Any) -> None:
        """A line a pair."""
        self.columns = [*self.columns[:-1], self.columns[-1]._replace(get=lambda pair: listed(pair.evidence))]
        super().draw(screen)


def duplicates(pairs: Sequence["Pair"], total: int) -> ListView:
    """Who may be in the book twice."""
    then = _("amflow customer merge {first} {second} --dry-run shows what would become of them")
    foot = [then.format(first=pairs[0].first.ref, second=pairs[0].second.ref)] if pairs else []
    empty, extra = _("nobody seems to be there twice"), {"total": total}
    return Pairs("duplicates", PAIRS, pairs, empty=empty, total=total, foot=foot, extra=extra)


def warning(pairs: Sequence["Pair"]) -> list[str]:
    """A line for each pair, for whoever just added one of them."""
    return [
        _("{first} ({first_ref}) may be {second} ({second_ref}): {why}").format(
            first=pair.first.name,
            first_ref=pair.first.ref,
            second=pair.second.name,
            second_ref=pair.second.ref,
            why=listed(pair.evidence),
        )
        for pair in pairs
    ]


def _pair(tied: "Tied") -> dict[str, Any]:
    return {"ref": f"c{tied.first['id']}", "name": tied.first["name"], "other": f"c{tied.second['id']}",
            "other_name": tied.second["name"], "as": tied.word}  # fmt: skip


def linked(tied: "Tied") -> ChangeView:
    """Two who belong together now."""
    words = _("{first} ({first_ref}): {word}, {second} ({second_ref})").format(
        first=tied.first["name"],
        first_ref=f"c{tied.first['id']}",
        word=tied.word,
        second=tied.second["name"],
        second_ref=f"c{tied.second['id']}",
    )
    return ChangeView("link", _pair(tied), words)


def parted(tied: "Tied") -> ChangeView:
    """Two who do not."""
    words = _("{first} and {second} are parted").format(first=tied.first["name"], second=tied.second["name"])
    return ChangeView("link", _pair(tied), words)


def left(done: "HandedOver") -> ChangeView:
    """Somebody who left a firm, and who has what was open with them."""
    what, heir = done.leaving, done.heir
    person, firm = (f"{row['name']} (c{row['id']})" for row in (what.person, what.firm))
    words = _("{person} has left {firm}: the talks so far stay with it").format(person=person, firm=firm)
    item = {
        "ref": f"c{what.person['id']}",
        "organisation": f"c{what.firm['id']}",
        "handed": what.refs if heir is not None else [],
        "heir": f"c{heir['id']}" if heir is not None else None,
    }
    then = [(f"{heir['name']} (c{heir['id']})", listed(what.refs))] if heir is not None and what.refs else []
    return ChangeView("leave", item, words, then)


def _item(plan: "Merged") -> dict[str, Any]:
    changes = {name: value for name, value in plan.filled.items() if not name.endswith("_key")}
    return {"ref": f"c{plan.kept['id']}", "name": plan.kept["name"], "gone": f"c{plan.gone['id']}",
            "gone_name": plan.gone["name"], "changes": changes, "moved": plan.moved, "noted": plan.differing}  # fmt: skip


def _both(plan: "Merged") -> dict[str, str]:
    return {"kept": plan.kept["name"], "kept_ref": f"c{plan.kept['id']}",
            "gone": plan.gone["name"], "gone_ref": f"c{plan.gone['id']}"}  # fmt: skip


def in_words(plan: "Merged") -> list[str]:
    """What a merge would make, a line each."""
    lines = [_("{kept} ({kept_ref}) stays; {gone} ({gone_ref}) becomes part of it").format(**_both(plan))]
    changes = merge.taken_over(plan)
    if changes:
        lines.append("  " + _("taken over: {what}").format(what=listed(changes)))
    if plan.moved:
        rows = [f"{named(table)} {count}" for table, count in plan.moved.items()]
        lines.append("  " + _("comes along: {what}").format(what=listed(rows)))
    if plan.differing:
        lines.append("  " + _("kept in a note: {what}").format(what=listed(plan.differing)))
    return lines


def preview(plan: "Merged") -> ItemView:
    """The same, as the answer to --dry-run."""
    return ItemView("merge", _item(plan), [], title=["\n".join(in_words(plan))])


def merged(plan: "Merged") -> ChangeView:
    """Two who are one now."""
    return ChangeView(
        "merge", _item(plan), _("{gone} ({gone_ref}) is part of {kept} ({kept_ref}) now").format(**_both(plan))
    )
