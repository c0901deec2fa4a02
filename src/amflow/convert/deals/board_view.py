"""The board: every pipeline stage by stage with what it is worth, and how deals went through them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.dates import periods
from amflow.locale import N_, _, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import ListColumn, ListView, jsonable, plainly

if TYPE_CHECKING:
    from amflow.convert.deals.board import Board, StageFlow, StageOnBoard
    from amflow.convert.deals.records import DealLine
    from amflow.dates.periods import Period
    from amflow.shell.screen import Screen

BAR = 12
"""The longest bar, in cells."""


def _money(amounts: Sequence[Money]) -> str:
    return " + ".join(money.short() for money in amounts)


class BoardView:
    """The pipelines stage by stage."""

    what = "board"

    def __init__(self, boards: Sequence["Board"]) -> None:
        self.boards = boards

    def data(self) -> dict[str, Any]:
        """A record a stage, its deals inside."""
        return {"items": [self._stage(stage) for board in self.boards for stage in board.stages]}

    def _stage(self, stage: "StageOnBoard") -> dict[str, Any]:
        return {
            "pipeline": stage.pipeline,
            "stage": stage.stage,
            "title": stage.title,
            "probability": stage.probability,
            "deals": stage.number,
            "without_amount": stage.without,
            "amounts": {money.currency: jsonable(money) for money in stage.amounts},
            "weighted": {money.currency: jsonable(money) for money in stage.weighted},
            "listed": [
                {
                    "ref": deal.ref,
                    "customer": deal.customer,
                    "title": deal.title,
                    "amount": jsonable(deal.amount),
                    "expected_on": jsonable(deal.expected_on),
                    "waiting": deal.standing,
                    "papers": deal.papers,
                    "quiet": deal.quiet,
                }
                for deal in stage.deals
            ],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a stage and currency."""
        for board in self.boards:
            for stage in board.stages:
                sums = zip(stage.amounts, stage.weighted, strict=False) if stage.amounts else [(None, None)]
                for amount, weighted in sums:
                    yield (
                        stage.pipeline,
                        stage.stage,
                        stage.title,
                        stage.number,
                        plainly(amount),
                        plainly(weighted),
                        amount.currency if amount else "",
                    )

    def draw(self, screen: "Screen") -> None:
        """A line a stage with its bar, and below it the deals that were untouched the longest."""
        for place, board in enumerate(self.boards):
            if place:
                screen.blank()
            count = ngettext("{n} open deal", "{n} open deals", board.number)
            words = " · ".join(part for part in (count, _money(board.amounts)) if part)
            end = [Span(_("weighted {amount}").format(amount=_money(board.weighted)), "dim")] if board.weighted else []
            screen.both([Span(board.title, "step"), f"  {words}"], end)
            most = max((stage.number for stage in board.stages), default=0) or 1
            for stage in board.stages:
                self._draw_stage(screen, stage, most)
        keys = [board.key for board in self.boards]
        hint = _("amflow deal board --pipeline KEY shows one, amflow deal board --history how deals went through")
        screen.blank()
        hint = hint if len(keys) > 1 else _("amflow deal board --history: how deals went through")
        screen.line(Span(hint, "dim"), wrap=True)

    def _draw_stage(self, screen: "Screen", stage: "StageOnBoard", most: int) -> None:
        bar = "█" * max(round(BAR * stage.number / most), 1 if stage.number else 0)
        title = screen.text(Span(stage.title, "title" if stage.number else "dim"))
        width = min(max(screen.width // 3, 16), 26)
        title.truncate(width, overflow="ellipsis")
        title.pad_right(width - title.cell_len)
        line: list[Any] = [f"{stage.number:>4}  ", Span(f"{bar:<{BAR}}", "good"), "  "]
        if stage.amounts:
            line.append(_money(stage.amounts))
        end = [Span(f"{stage.probability:.0%}", "dim")] if stage.number and stage.probability else []
        row = screen.text("  ") + title + screen.text(*line)
        screen.both([Span(row.plain, "" if stage.number else "dim")], end)
        if stage.deals:
            screen.table([self._cells(deal) for deal in stage.deals], indent=8, give=2, right=[3])
            hidden = stage.number - len(stage.deals)
            if hidden > 0:
                more = ngettext("{n} more", "{n} more", hidden)
                command = f"amflow deal list --stage {stage.stage}"
                words = _("{what}: {why}").format(what=f"… {more}", why=command)
                screen.line(Span(words, "dim"), indent=8)

    def _cells(self, deal: "DealLine") -> list[Any]:
        late = Span(_("quiet {n}").format(n=deal.quiet_days), "late") if deal.quiet else Span(deal.standing, "dim")
        amount = deal.amount.short() if deal.amount else ""
        return [Span(deal.ref, "ref"), Span(deal.customer, "title"), deal.title, amount, late]


FLOW = (
    ListColumn("pipeline", N_("pipeline"), hide=True),
    ListColumn("pipeline_title", N_("pipeline"), "dim"),
    ListColumn("stage", N_("stage"), hide=True),
    ListColumn("title", N_("stage"), "title"),
    ListColumn("entered", N_("in"), "right"),
    ListColumn("on", N_("on"), "right"),
    ListColumn("lost", N_("lost"), "right"),
    ListColumn("back", N_("back"), "right"),
    ListColumn("still", N_("now"), "right"),
    ListColumn("percent", N_("went on"), "right", say=lambda one: "" if one.percent is None else f"{one.percent}%"),
    ListColumn("days", N_("days"), "right", say=lambda one: "" if one.days is None else f"{one.days:g}"),
)


def flow(found: Sequence["StageFlow"], days: "Period") -> ListView:
    """How deals went through the stages in those days."""
    single = len({one.pipeline for one in found}) < 2
    columns = [column._replace(hide=True) if column.key == "pipeline_title" and single else column for column in FLOW]
    head = [periods.shown(days)]
    if single and found:
        head = [f"{found[0].pipeline_title} · {head[0]}"]
    return ListView(
        "stages",
        columns,
        found,
        empty=_("no deal entered a stage in these days"),
        foot=[
            _(
                "in: came in; on, lost, back: left it so; now: still there; went on: of those that left; days: the median"
            )
        ],
        head=head,
        give="pipeline_title",
        extra={"from": days.start, "to": days.end},
    )
