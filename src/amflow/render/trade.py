"""A playbook as a person would explain it: the day, then what each step asks, who is who, how deals go, what comes due."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amflow.locale import N_, _, listed, ngettext
from amflow.render.screen import Span
from amflow.render.views import ChangeView

if TYPE_CHECKING:
    from amflow.playbooks.model import Check, Pipeline, Playbook, Rule, Tier
    from amflow.render.screen import Screen


STEPS = {
    "prep": N_("Preparation"),
    "prospect": N_("Prospecting"),
    "outreach": N_("Outreach"),
    "convert": N_("Conversion"),
    "callback": N_("Callback"),
    "summary": N_("Summary"),
    "plan": N_("Next-day plan"),
}
"""The seven steps in words."""


class TradeView:
    """A playbook in full."""

    what = "playbook"

    def __init__(self, playbook: "Playbook") -> None:
        self.playbook = playbook

    def data(self) -> dict[str, Any]:
        """The playbook as it is, its texts in the language in use."""
        return {"item": _plain(self.playbook)}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line an entry: its kind, key and title."""
        for kind in self.playbook._fields:
            entries = getattr(self.playbook, kind)
            if isinstance(entries, tuple) and not hasattr(entries, "en"):
                for entry in entries:
                    yield (kind, *((entry.key, str(entry.title)) if hasattr(entry, "key") else (str(entry),)))

    def draw(self, screen: "Screen") -> None:
        """Heading by heading."""
        book = self.playbook
        screen.line(
            Span(str(book.title), "title"), Span(f"  {book.name}", "ref"), Span(f"  {' '.join(book.carries)}", "dim")
        )
        screen.line(str(book.sentence), wrap=True)
        if book.extends:
            screen.line(Span(_("builds on {names}").format(names=listed(book.extends)), "dim"))
        _part(screen, _("The day"), [[f"{one.start}–{one.end}", str(one.title)] for one in book.blocks])
        _part(
            screen,
            _("Checklist"),
            [_check(one) for one in book.checks],
        )
        _part(screen, _("Where leads come from"), [[Span(one.key, "ref"), str(one.title)] for one in book.sources])
        _part(screen, _("How interest shows"), [[Span(one.key, "ref"), str(one.title)] for one in book.signals])
        _part(
            screen, _("Intent"), [[Span(one.key, "ref"), str(one.title), _days(one.every_days)] for one in book.intents]
        )
        _part(screen, _("Tiers"), [_tier(one) for one in book.tiers])
        for pipeline in book.pipelines:
            _part(screen, _("Deals: {name}").format(name=pipeline.title), _stages(pipeline, book))
        _part(screen, _("What comes due"), [_rule(one) for one in book.rules])
        _part(screen, _("Scripts"), [[Span(one.key, "ref"), str(one.title)] for one in book.scripts])
        _part(screen, _("Figures"), [[Span(one.key, "ref"), str(one.title)] for one in book.metrics])
        _part(
            screen,
            _("The weekly meeting"),
            [[str(one.title), _minutes(one.minutes)] for one in book.agenda],
        )


def used(playbook: "Playbook", strange: Sequence[str]) -> ChangeView:
    """The book is lived by another playbook now."""
    then = [(_("not known to it"), words) for words in strange]
    then.append((_("next"), "amflow today"))
    return ChangeView("playbook", {"name": playbook.name}, _("from now on: {title}").format(title=playbook.title), then)


def _part(screen: "Screen", title: str, rows: list[list[Any]]) -> None:
    if rows:
        screen.blank()
        screen.line(Span(title, "step"))
        screen.table(rows, indent=2)


def _check(check: "Check") -> list[Any]:
    return [_(STEPS[check.step]), Span(f"k{check.number}", "ref"), check.at, _every(check.every), str(check.title)]


def _minutes(minutes: int) -> str:
    return ngettext("{n} min", "{n} min", minutes) if minutes else ""


def _every(every: str) -> str:
    from amflow.calendars.shown import weekday
    from amflow.routine.checks import WEEKDAYS

    if every in WEEKDAYS:
        from datetime import date

        # Any Monday will do to name the weekdays by.
        return weekday(date(2026, 11, 23 + WEEKDAYS.index(every)))
    return {"month-end": _("month-end"), "month-start": _("month-start")}.get(every, "")


def _days(days: int) -> str:
    return ngettext("every day", "every {n} days", days)


def _tier(tier: "Tier") -> list[Any]:
    kinds = {"visit": _("visit"), "call": _("call")}
    rhythm = _("{kind} {every}, at the latest after {latest}").format(
        kind=kinds.get(tier.kind, tier.kind), every=_days(tier.every_days), latest=tier.latest_days
    )
    return [Span(tier.key, "ref"), str(tier.title), rhythm, Span(str(tier.content), "dim")]


def _stages(pipeline: "Pipeline", book: "Playbook") -> list[list[Any]]:
    papers = {"amount": _("the amount"), "customer": _("the customer")}
    papers |= {one.key: str(one.title) for one in book.papers}
    return [
        [
            Span(stage.key, "ref"),
            str(stage.title),
            f"{stage.probability:.0%}",
            Span(listed([papers.get(need.removeprefix("doc:"), need) for need in stage.needs]), "dim"),
        ]
        for stage in pipeline.stages
    ]


def _rule(rule: "Rule") -> list[Any]:
    return [Span(rule.key, "ref"), str(rule.title), Span(f"{rule.on} {rule.after}", "dim")]


def _plain(value: Any) -> Any:
    if hasattr(value, "en"):
        return str(value)
    fields = getattr(value, "_fields", None)
    if fields:
        return {name: _plain(getattr(value, name)) for name in fields}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
