"""How good the customer files are, on one page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.customers.changes import COLUMNS
from amflow.dates import format as date_format
from amflow.locale import _, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import jsonable

if TYPE_CHECKING:
    from amflow.customers.completeness.records import CompletenessRate, Health
    from amflow.shell.screen import Screen

BAR = 20
"""So many signs is a bar that is full."""


class HealthView:
    """The rates, the files to begin with, and what to look at."""

    what = "customer-health"

    def __init__(self, health: "Health") -> None:
        self.health = health

    def data(self) -> dict[str, Any]:
        """The figures, then each list."""
        found = self.health
        figures = {
            "files": found.files,
            "complete": found.complete,
            "stale": found.stale_total,
            "doubts": found.doubts_total,
        }
        return {
            "figures": {
                "completeness": {"value": found.percent, "unit": "percent"},
                **{key: {"value": value, "unit": "count"} for key, value in figures.items()},
            },
            "tiers": [jsonable(rate) for rate in found.tiers],
            "groups": [jsonable(rate) for rate in found.groups],
            "items": [_item(file) for file in found.lowest],
            "stale": [_item(one) for one in found.stale],
            "doubts": [_item(one) for one in found.doubts],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line each, the first cell says of what."""
        found = self.health
        yield "completeness", found.percent, found.files, found.complete
        for rate in found.tiers:
            yield "tier", rate.key, rate.percent, rate.files
        for rate in found.groups:
            yield "group", rate.key, rate.percent, rate.files
        for file in found.lowest:
            yield "file", file.ref, file.name, file.tier, file.percent, file.ask_key, file.ask
        for old in found.stale:
            yield "stale", old.ref, old.name, old.key, old.value, old.on_date, old.valid
        for doubt in found.doubts:
            yield "doubt", doubt.ref, doubt.name, doubt.what, doubt.words, doubt.command

    def draw(self, screen: "Screen") -> None:
        """One page: the rate, by tier and group, then the files one by one."""
        found = self.health
        if not found.files:
            screen.line(Span(_("there is no customer's file to look at"), "dim"))
            return
        files = ngettext("{n} file", "{n} files", found.files)
        whole = ngettext("{n} of them complete", "{n} of them complete", found.complete)
        screen.line(Span(_("filled in: {percent}%").format(percent=found.percent), "title"), f" · {files} · {whole}")
        screen.blank()
        _bars(screen, [*found.tiers, *found.groups], len(found.tiers))
        if found.lowest:
            _title(
                screen, _("Today's customers") if found.only_today else _("The emptiest first"), len(found.lowest), 0
            )
            lines = [
                [
                    Span(file.ref, "ref"),
                    Span(file.name, "title"),
                    Span(file.tier_title, "dim"),
                    Span(f"{file.percent}%"),
                    Span(_("ask: {what}").format(what=file.ask) if file.ask else "✓", "" if file.ask else "good"),
                ]
                for file in found.lowest
            ]
            screen.table(lines, indent=2, right=[3], give=4)
        if found.stale:
            _title(screen, _("Out of date"), len(found.stale), found.stale_total)
            screen.table([_old(screen, one) for one in found.stale], indent=2, give=2)
        if found.doubts:
            _title(screen, _("Cannot be right"), len(found.doubts), found.doubts_total)
            for one in found.doubts:
                screen.table([[Span(one.ref, "ref"), Span(one.name, "title"), one.words]], indent=2, give=2)
                screen.line(Span(one.command, "dim"), indent=4)
        if found.lowest and found.lowest[0].ask_key:
            first = found.lowest[0]
            screen.blank()
            option = f"--{first.ask_key} …" if first.ask_key in COLUMNS else f"--field {first.ask_key}=…"
            screen.line(Span(f"amflow customer edit {first.ref} {option}", "dim"), wrap=True)
        if found.by_hand:
            # The rate of a day that is gone cannot be counted any more: what a report shall say of it is kept by hand.
            keep = f"amflow target measure completeness {found.percent}%"
            screen.line(Span(_("into the reports: {command}").format(command=keep), "dim"), wrap=True)
            if len(found.tiers) > 1:
                # What a trade reports may be the rate of its best customers alone (`W11`).
                best = found.tiers[0]
                tier = best.key if " " in best.title else best.title
                words = _("that is the rate of all; of one tier: {command}")
                screen.line(Span(words.format(command=f"amflow customer health --tier {tier}"), "dim"), wrap=True)


def _old(screen: "Screen", one: Any) -> list[Span | str]:
    on = date_format.short(one.on_date, screen.today)
    words = _("{what}: {why}").format(what=one.title, why=one.value)
    return [Span(one.ref, "ref"), Span(one.name, "title"), words, Span(_("of {day}").format(day=on), "late")]


def _bars(screen: "Screen", rates: list["CompletenessRate"], first: int) -> None:
    rows: list[list[Span | str]] = []
    for place, rate in enumerate(rates):
        if place == first and first:
            rows.append(["", "", "", ""])
        full = round(rate.percent * BAR / 100)
        sort = "good" if rate.percent >= 80 else "soon" if rate.percent >= 50 else "late"
        bar = Span("█" * full + "·" * (BAR - full), sort)
        rows.append([rate.title, Span(str(rate.files), "dim"), f"{rate.percent}%", bar])
    screen.table(rows, indent=2, right=[1, 2])


def _title(screen: "Screen", words: str, number: int, total: int) -> None:
    screen.blank()
    more = f"  {number}/{total}" if total > number else f"  {total}" if total else ""
    screen.line(Span(words, "title"), Span(more, "dim"))


def _item(record: Any) -> dict[str, Any]:
    return {"ref": record.ref, **{key: value for key, value in jsonable(record).items() if key != "id"}}
