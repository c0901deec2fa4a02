"""Deals: the list, the page about one, what moved; the board, and how deals went through the stages."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from amflow.agenda import view as grid
from amflow.book.money import Money
from amflow.book.quantities import Rate, percent
from amflow.convert.deals.records import STATES
from amflow.convert.deals.worth_view import chance_fields, chance_words, worth_fields
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.locale import N_, NP_, _, listed, ngettext, pgettext
from amflow.shell.screen import NARROW, Span
from amflow.shell.views import (
    ChangeView,
    ItemView,
    ListColumn,
    ListView,
    hidden,
    in_columns,
    jsonable,
    named,
    picked,
    plainly,
)

if TYPE_CHECKING:
    from amflow.convert.deals.board import Board, StageFlow, StageOnBoard
    from amflow.convert.deals.changes import DealStep
    from amflow.convert.deals.page import DealPage
    from amflow.convert.deals.records import DealLine
    from amflow.dates.periods import Period
    from amflow.shell.screen import Screen

CUSTOMER = ListColumn(
    "customer", N_("customer"), "title",
    data=lambda deal: {"ref": f"c{deal.customer_id}", "name": deal.customer} if deal.customer_id else None,
)  # fmt: skip
"""Whose it is, of whatever has a `customer_id`."""
DEALS = (
    ListColumn("ref", N_("ref"), "ref"),
    CUSTOMER,
    ListColumn("title", N_("deal")),
    *hidden("pipeline", "stage"),
    ListColumn("stage_title", N_("stage")),
    *hidden("state"),
    ListColumn("amount", N_("amount"), "right"),
    *hidden("opened_on"),
    ListColumn("expected_on", N_("expected"), "dim"),
    ListColumn("closed_on", NP_("of a day", "closed"), "dim"),
    ListColumn("quiet_days", N_("quiet"), "right", spare=1),
    *hidden("standing", "papers", "counted_in"),
    ListColumn("chance", "", data_only=True, get=lambda deal: Rate(deal.worth.chance.value) if deal.worth else None),
    ListColumn("soon", "", data_only=True, get=lambda deal: Rate(deal.worth.chance.soon) if deal.worth else None),
    ListColumn(
        "missing",
        N_("missing"),
        "soon",
        get=lambda deal: listed(deal.missing),
        data=lambda deal: list(deal.missing),
        spare=2,
    ),
)

MADE = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("what")),
    ListColumn("amount", N_("amount"), "right"),
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("until", NP_("good", "until"), "dim"),
)

STAGES = (
    ListColumn("entered_on", N_("date"), "dim"),
    ListColumn("stage", N_("stage")),
    ListColumn("why", N_("reason")),
)

"""The states of a deal in words."""

RECORDS = {"order": N_("its orders"), "holding": N_("its holding"), "cancelled": N_("its orders were called off")}
"""What carries the amount of a deal that does not count it itself."""

OF_CUSTOMER = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("title", N_("deal")),
    ListColumn("customer", N_("whose"), "dim", spare=1),
    ListColumn("stage_title", N_("stage")),
    ListColumn("state", N_("state"), say=lambda deal: _(STATES[deal.state])),
    ListColumn("amount", N_("amount"), "right"),
)
"""The columns on a customer's page."""


def listing(lines: Sequence["DealLine"], total: int) -> ListView:
    """A list of deals."""
    # Nobody looks for the day on which an open deal was closed: the others need the room.
    ended = any(line.closed_on for line in lines)
    columns = [column if ended or column.key != "closed_on" else column._replace(data_only=True) for column in DEALS]
    empty = _("no deals: amflow deal add --for CUSTOMER")
    return ListView("deals", columns, lines, empty=empty, total=total, give="missing")


def of_customer(found: Sequence["DealLine"]) -> tuple[str, ListView]:
    """The deals on a customer's page."""
    return _("deals"), ListView("deals", OF_CUSTOMER, found, give="customer")


def page(found: "DealPage") -> ItemView:
    """Everything about one deal."""
    # Here, because the list of deals on a customer's page needs neither.
    from amflow.convert.office import view as office_view
    from amflow.convert.waiting import view as waiting_view

    deal = found.deal
    counted = deal.counted_in if found.made or not deal.counted_in else "cancelled"
    item = {
        **in_columns(DEALS, deal),
        **picked(found, "product", "lost_why", "suggested", "own", "approved", "conditions", "warnings", "behind"),
        "missing": list(deal.missing),
        "content": deal.content,
        "next": deal.next,
        **worth_fields(deal),
    }
    fields = [
        (_("customer"), f"{deal.customer} c{deal.customer_id}" if deal.customer_id else _("none yet")),
        (_("stage"), deal.stage_title),
        (_("state"), _(STATES[deal.state]) if deal.state != "open" else ""),
        (_("amount"), deal.amount),
        (_("next"), deal.next),
        (_("missing"), listed(deal.missing)),
        (_("who has it"), deal.standing),
        (_("expected"), deal.expected_on),
        (_("quiet"), _quiet(deal)),
        (_("chance"), chance_words(deal.worth.chance) if deal.worth else ""),
        (_("in this stage"), deal.content),
        (_("counted by"), _(RECORDS[counted]) if counted else ""),
        (_("suggested"), found.suggested),
        (_("own figure"), found.own),
        (_("approved"), found.approved),
        (_("on condition"), listed(found.conditions)),
        (_("warning"), listed(found.warnings)),
        (_("product"), found.product),
        (pgettext("of a day", "begun"), deal.opened_on),
        (pgettext("of a day", "closed"), deal.closed_on),
        (_("reason"), found.lost_why),
        (_("papers"), deal.papers),
        (_("left behind"), listed(found.behind)),
    ]
    lists = [
        (_("documents"), ListView("documents", office_view.columns(whole=False), found.papers, give="why")),
        waiting_view.of_deal(found.waiting),
        (_("orders and holdings"), ListView("made", MADE, found.made, give="name")),
        (_("negotiated"), ListView("terms", office_view.PUBLIC_TERMS, found.terms)),
        (_("history"), ListView("history", STAGES, found.stages)),
    ]
    return ItemView("deal", item, fields, title=named(deal.title, deal.ref), lists=lists)


def _quiet(deal: "DealLine") -> str:
    if deal.state != "open":
        return ""
    days = ngettext("{n} day", "{n} days", deal.quiet_days) if deal.known else _("no talk known")
    return days if deal.planned else _("{days}, nothing planned").format(days=days)


def changed(deal: "DealLine", word: str, along: tuple[str, ...] = (), talks: int = 0) -> ChangeView:
    """A deal that was begun or changed, and what it needs next; what went along to another customer, and which talks did not."""
    done = _("{name} ({ref}) {word}").format(name=deal.name, ref=deal.ref, word=word)
    amount = (_("amount"), str(deal.amount) if deal.amount else "")
    when = (_("expected"), date_format.day(deal.expected_on) if deal.expected_on else "")
    left = ngettext("{n} talk, with whom it was held", "{n} talks, with whom they were held", talks).format(n=talks)
    then = [
        amount,
        when,
        (_("goes along"), listed(along)),
        (_("stays"), left if talks else ""),
        _here(deal),
        (_("missing"), listed(deal.missing)),
        (_("next"), deal.next),
    ]
    return ChangeView("deal", in_columns(DEALS, deal), done, then)


def moved(step: "DealStep") -> ChangeView:
    """A deal that went from one stage to another, or was closed."""
    deal = step.deal
    after = deal.stage_title if deal.state == "open" else _(STATES[deal.state])
    amount = f" {deal.amount}" if deal.amount and deal.state == "won" else ""
    done = _("{what}: {why}").format(what=f"{deal.name} ({deal.ref})", why=f"{step.before} → {after}{amount}")
    left = f"{listed(step.left)} · amflow skip {' '.join(step.left)}" if step.left and deal.state == "lost" else ""
    # Who has to be asked comes first; what is missing still is.
    further = deal.next if deal.missing or not step.hand_over else ""
    then = [
        _here(deal),
        (_("missing"), listed(deal.missing)),
        (_("next"), " · ".join(filter(None, (step.hand_over, further)))),
        (_("although missing"), listed(step.lacking)),
        carried_out(cleared=step.intent_cleared),
        (_("done"), listed([one.words for one in step.settled])),
        (pgettext("with its deal", "left out"), listed(step.dropped)),
        (_("still open"), left),
        (
            _("stays"),
            _("{what}: its sale made it (amflow remove {refs} takes it out)").format(
                what=listed(step.kept), refs=" ".join(step.kept)
            )
            if step.kept
            else "",
        ),
    ]
    return ChangeView("deal", in_columns(DEALS, deal), done, then)


def carried_out(*, cleared: bool) -> tuple[str, str]:
    """That a sale ended the intent, wherever it is told of."""
    return _("intent"), _("carried out: from here the tier's cadence counts") if cleared else ""


def _here(deal: "DealLine") -> tuple[str, str]:
    """What is done in the stage: the policy explained, progress told (`W14`)."""
    return _("in this stage"), deal.content


ON_BOARD = (
    *(column for column in DEALS if column.key in ("ref", "customer", "title", "amount", "expected_on")),
    ListColumn("standing", ""),
    ListColumn("papers", ""),
    ListColumn("quiet", ""),
)
"""What JSON says of a deal on the board."""

BAR = 12
"""The longest bar, in cells."""


def _money(amounts: Sequence[Money]) -> str:
    return " + ".join(money.short() for money in amounts)


def _chance_words(stage: "StageOnBoard") -> str:
    """What is learnt, beside it what the playbook says: `64% (playbook 30%)`."""
    chance = f"{percent(stage.chance.value)}%"
    if not stage.probability or not stage.chance.learnt:
        return chance
    return _("{chance} (playbook {n}%)").format(chance=chance, n=percent(stage.probability))


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
            **picked(stage, "pipeline", "stage", "title", "probability"),
            "learnt": chance_fields(stage.chance),
            "deals": stage.number,
            "without_amount": stage.without,
            "amounts": list(stage.amounts),
            "weighted": list(stage.weighted),
            "listed": [jsonable(in_columns(ON_BOARD, deal)) for deal in stage.deals],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a stage and currency."""
        for board in self.boards:
            for stage in board.stages:
                sums = zip(stage.amounts, stage.weighted, strict=False) if stage.amounts else [(None, None)]
                for amount, weighted in sums:
                    worth = plainly(amount), plainly(weighted), amount.currency if amount else ""
                    yield stage.pipeline, stage.stage, stage.title, stage.number, *worth

    def draw(self, screen: "Screen") -> None:
        """What stands in each pipeline, then a line a stage with its bar, and below it the deals that were untouched the
        longest, in the columns of the day."""
        for board in self.boards:
            count = ngettext("{n} open deal", "{n} open deals", board.number)
            words = " · ".join(part for part in (count, _money(board.amounts)) if part)
            end = [Span(_("weighted {amount}").format(amount=_money(board.weighted)), "dim")] if board.weighted else []
            screen.both([Span(board.title, "step"), f"  {words}"], end)
        lines: list[Any] = []
        for board in self.boards:
            lines += [] if len(self.boards) == 1 else [screen.text(), screen.text(Span(board.title, "step"))]
            lines += self._stages(screen, board)
        grid.draw(screen, lines, indent=4)
        keys = [board.key for board in self.boards]
        hint = _("amflow deal board --pipeline {key} shows one, amflow deal board --history how deals went through")
        screen.blank()
        hint = hint.format(key=keys[0]) if len(keys) > 1 else _("amflow deal board --history: how deals went through")
        screen.line(Span(hint, "dim"), wrap=True)

    def _stages(self, screen: "Screen", board: "Board") -> list[Any]:
        most = max((stage.number for stage in board.stages), default=0) or 1
        wide = max((screen.text(stage.title).cell_len for stage in board.stages if stage.number), default=0)
        lines: list[Any] = []
        for stage in board.stages:
            if not stage.number:
                continue
            bar = "█" * max(round(BAR * stage.number / most), 1)
            title = screen.text("  ", Span(stage.title, "title"))
            title.pad_right(wide + 2 - title.cell_len + 2)
            lines.append(
                title
                + screen.text(f"{stage.number:>2}  ", Span(f"{bar:<{BAR}}  " if screen.width >= NARROW else "", "good"))
                + screen.text(f"{_money(stage.amounts)}  " if stage.amounts else "")
                + screen.text(Span(_chance_words(stage) if stage.probability or stage.chance.learnt else "", "dim"))
            )
            lines += [self._cells(screen, deal, board.title) for deal in stage.deals]
            hidden = stage.number - len(stage.deals)
            if hidden > 0:
                more = ngettext("{n} more", "{n} more", hidden)
                words = _("{what}: {why}").format(what=f"… {more}", why=f"amflow deal list --stage {stage.stage}")
                lines.append(screen.text("    ", Span(words, "dim")))
        empty = [stage.title for stage in board.stages if not stage.number]
        words = _("nothing in: {what}").format(what=listed(empty)) if empty else ""
        return [*lines, *(screen.folded(Span(words, "dim"), indent=2) if words else [])]

    def _cells(self, screen: "Screen", deal: "DealLine", pipeline: str) -> list[Any]:
        quiet = ngettext("quiet {n} day", "quiet {n} days", deal.quiet_days) if deal.known else _("no talk known")
        why = " · ".join(filter(None, (quiet if deal.quiet else "", deal.standing)))
        day = (
            date_format.column(deal.expected_on, screen.today, narrow=screen.width < NARROW) if deal.expected_on else ""
        )
        when = Span(day, "late" if deal.expected_on and deal.expected_on < screen.today else "dim")
        # Most are called as their pipeline, whose title stands above.
        title = deal.title if deal.title != pipeline else ""
        what = " ".join(filter(None, (title, deal.amount.short() if deal.amount else "")))
        name = grid.named(screen, deal.customer, f"c{deal.customer_id}") if deal.customer_id else None
        return grid.row(screen, when, deal.ref, name, [what], why)


FLOW = (
    *hidden("pipeline"),
    ListColumn("pipeline_title", N_("pipeline"), "dim"),
    *hidden("stage"),
    ListColumn("title", N_("stage"), "title"),
    ListColumn("entered", N_("in"), "right"),
    ListColumn("went_on", N_("on"), "right", get=lambda one: one.on),
    ListColumn("lost", N_("lost"), "right"),
    ListColumn("back", N_("back"), "right"),
    ListColumn("still", NP_("of deals in a stage", "now"), "right"),
    ListColumn("percent", N_("went on"), "right", say=lambda one: "" if one.percent is None else f"{one.percent}%"),
    ListColumn("days", N_("days"), "right", say=lambda one: "" if one.days is None else f"{one.days:g}"),
)


def flow(found: Sequence["StageFlow"], days: "Period") -> ListView:
    """How deals went through the stages in those days."""
    single = len({one.pipeline for one in found}) < 2
    columns = [
        column._replace(data_only=True) if column.key == "pipeline_title" and single else column for column in FLOW
    ]
    head = periods.shown(days)
    if single and found:
        head = f"{found[0].pipeline_title} · {head}"
    foot = _("in: came in; on, lost, back: left it so; now: still there; went on: of those that left; days: the median")
    return ListView(
        "stages",
        columns,
        found,
        empty=_("no deal entered a stage in these days"),
        foot=[foot],
        head=[head],
        give="pipeline_title",
        extra={"from": days.start, "to": days.end},
    )
