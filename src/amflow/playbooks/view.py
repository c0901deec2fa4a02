"""The playbooks there are, one in its three forms, and what changes when the book is lived by another one."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from amflow.locale import N_, _, ngettext, several
from amflow.playbooks.choosing import Choice, Difference
from amflow.playbooks.model import Playbook
from amflow.shell.contract.dialect import Verbatim
from amflow.shell.screen import Screen, Span
from amflow.shell.views import ChangeView, ListColumn, ListView, jsonable

NAMED = 4
"""So many of what is gained or lost are named on a terminal; the others are counted."""

KINDS = {
    "checks": N_("checklist"),
    "tiers": N_("tiers"),
    "pipelines": N_("pipelines"),
    "rules": N_("what comes due"),
    "fields": N_("customer file"),
    "sources": N_("sources"),
    "metrics": N_("figures"),
}
"""The kinds of items whose coming and going is told."""


class TradeView:
    """A playbook in full."""

    what = "playbook"

    def __init__(self, playbook: Playbook) -> None:
        self.playbook = playbook

    def data(self) -> dict[str, Any]:
        """The playbook as it is, its texts in the language in use."""
        return {"item": Verbatim(jsonable(self.playbook))}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line an entry: its kind, key and title."""
        for kind in self.playbook._fields:
            entries = getattr(self.playbook, kind)
            if isinstance(entries, tuple) and not hasattr(entries, "en"):
                for entry in entries:
                    yield kind, *_cells(entry)

    def draw(self, screen: Screen) -> None:
        """Heading by heading."""
        from amflow.playbooks import page_view

        page_view.draw(screen, self.playbook)


class UsedView:
    """The book is lived by another playbook: what that changes."""

    what = "playbook-changed"

    def __init__(
        self, playbook: Playbook, unknown: Sequence[str], differences: Sequence[Difference], dry: bool
    ) -> None:
        self.playbook = playbook
        self.unknown = unknown
        self.differences = differences
        self.dry = dry
        title = playbook.title
        self.done = (_("would be lived by: {title}") if dry else _("from now on: {title}")).format(title=title)

    def data(self) -> dict[str, Any]:
        """`item`: the name, what the playbook does not know, and by kind the keys gained and lost."""
        changes = {
            one.kind: {"gained": [key for key, _title in one.gained], "lost": [key for key, _title in one.lost]}
            for one in self.differences
        }
        item = {"name": self.playbook.name, "unknown": list(self.unknown), "changes": changes, "dry_run": self.dry}
        return {"item": item}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """What is done, what the playbook does not know, what is gained and lost."""
        yield (self.done,)
        yield from ((_("not known to it"), words) for words in self.unknown)
        for one in self.differences:
            yield from (("+", one.kind, key, str(title)) for key, title in one.gained)
            yield from (("-", one.kind, key, str(title)) for key, title in one.lost)

    def draw(self, screen: Screen) -> None:
        """A tick, and by kind the first few of what comes and what goes."""
        screen.line(Span("· " if self.dry else "✓ ", "good"), self.done, wrap=True)
        for words in self.unknown:
            screen.line(Span(_("not known to it: {words}").format(words=words), "soon"), indent=2, wrap=True)
        for one in self.differences:
            for sign, style, items in (("+", "good", one.gained), ("−", "dim", one.lost)):
                if items:
                    kind = _("{kind} {sign}{n}").format(kind=_(KINDS[one.kind]), sign=sign, n=len(items))
                    words = _some([str(title) for _key, title in items])
                    lead = Span(_("{label}: ").format(label=kind), style)
                    screen.line(lead, words, indent=2, wrap=True)
        if not self.dry:
            screen.line(Span(_("nothing is lost; undo: amflow undo"), "dim"), indent=2)


def begun(path: Path, name: str, parent: str) -> ChangeView:
    """A playbook of one's own has been begun."""
    then = [
        (_("extends"), parent),
        (_("file"), str(path)),
        (_("then"), f"amflow playbook check {name}"),
        (_("then"), f"amflow playbook use {name} --dry-run"),
    ]
    item = {"name": name, "extends": parent, "path": str(path)}
    return ChangeView("playbook", item, _("the playbook {name} is begun").format(name=name), then, undo=False)


def _some(titles: list[str]) -> str:
    words = several(titles[:NAMED])
    more = len(titles) - NAMED
    return words if more <= 0 else ngettext("{words} and {n} more", "{words} and {n} more", more).format(words=words)


def _cells(entry: Any) -> tuple[str, ...]:
    if not hasattr(entry, "_fields"):
        return (str(entry),)
    return getattr(entry, "key", "") or f"{entry.start}-{entry.end}", str(entry.title)


PLAYBOOKS = (
    ListColumn("used", N_("in use"), "good", get=lambda one: "●" if one.used else "", data=lambda one: one.used),
    ListColumn("name", N_("name"), "ref"),
    ListColumn("title", N_("trade"), "title"),
    ListColumn(
        "carries", "", data_only=True, get=lambda one: " ".join(one.carries), data=lambda one: list(one.carries)
    ),
    ListColumn("sentence", N_("in a sentence")),
)


def listing(found: Sequence[Choice]) -> ListView:
    """The playbooks there are."""
    return ListView("playbooks", PLAYBOOKS, found, foot=[_("amflow playbook show NAME, amflow playbook use NAME")])
