"""amflow target: what a metric should reach in a period."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.commands.files import SheetName
from amflow.locale import N_, _
from amflow.playbooks.vocabulary import PERIODS, PERIODS_ALSO
from amflow.shell.command import DryRun, Fields, Yes, family, takes, text, word
from amflow.shell.context import App
from amflow.summary.targets import importing as target_importing
from amflow.summary.targets import records as targets
from amflow.summary.targets import scopes
from amflow.summary.targets import view as target_view

Metric = Annotated[str, typer.Argument(metavar="METRIC", help=N_("such as visits, deals_won, deals_won_amount"))]
INTO = {**PERIODS, "line": N_("line"), "tier": N_("tier"), "product": N_("product"), "customer": N_("customer")}

Period = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="PERIOD",
        parser=word(PERIODS, N_("period"), PERIODS_ALSO),
        help=N_("what the target is for: day, week, month, quarter or year"),
    ),
]
LEVEL = typer.Option(
    "--level", metavar="LEVEL", parser=word(targets.LEVELS, N_("level")),
    help=N_("base is owed, stretch is hoped for: no gap without it"),
)  # fmt: skip
PARTS: Fields = {
    "product": text(N_("of this product alone"), "--product", metavar="PRODUCT"),
    "line": text(N_("of the customers on this line alone"), "--line", metavar="LINE"),
    "tier": text(N_("of the customers of this tier alone"), "--tier", metavar="TIER"),
    "customer": text(N_("of this customer alone"), "--customer", metavar="CUSTOMER"),
    "level": (Annotated[str, LEVEL], "base"),
}


def _of(app: App, of: dict[str, str]) -> tuple[scopes.Scope, str]:
    level = of.pop("level")
    return scopes.read(app.desk, **of), level


@takes(PARTS, *PARTS)
def put(
    app: App,
    metric: Metric,
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("a number, or an amount such as 50k; none ends it"))],
    period: Period = "month",
    **of: str,
) -> None:
    """Set a target. It holds from this period on, until another is set; --on names a day in a later period.

    What has no target of its own has its share of a longer period's: a week of the month's, by working days.

    amflow target set visits 40 --tier gold · amflow target set deals_won 15 --level stretch
    """
    app.show(target_view.put(targets.put(app.desk, metric, value, period, *_of(app, of))))


def listed(app: App) -> None:
    """List the targets that are set, with what is there of those that hold now."""
    app.show(target_view.listed(targets.listed(app.desk), targets.against(app.desk)))


@takes(PARTS, *PARTS)
def remove(
    app: App,
    metric: Metric,
    period: Period = "month",
    **of: str,
) -> None:
    """Take out the target that holds now; the one before it, where there is one, holds again."""
    app.show(target_view.removed(targets.remove(app.desk, metric, period, *_of(app, of))))


@takes(PARTS, *PARTS)
def split(
    app: App,
    metric: Metric,
    into: Annotated[
        str,
        typer.Option(
            "--into",
            metavar="PART",
            parser=word(INTO, N_("part"), PERIODS_ALSO),
            help=N_(
                "shorter periods, or parts of the work: day, week, month, quarter, line, tier, product or customer"
            ),
        ),
    ],
    period: Period = "month",
    weights: Annotated[
        str,
        typer.Option("--weights", metavar="3,2,1", help=N_("a weight for each in order, or NAME=WEIGHT,…")),
    ] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    **of: str,
) -> None:
    """Split a target: over shorter periods by working days, over lines or tiers by their customers, that of a line evenly over
    its customers, or by your weights.

    The pieces come to the whole. amflow target split visits --period quarter --into month
    """
    from amflow.summary.targets import split as targets_split

    scope, level = _of(app, of)
    found = targets_split.split(app.desk, metric, period, into, weights, scope, level, dry_run=True)
    if not dry_run:
        if found.replaces:
            question = _("split, in place of {targets}?").format(targets=target_view.replaced(found))
            app.confirm(question, yes)
        found = targets_split.split(app.desk, metric, period, into, weights, scope, level)
    app.show(target_view.split(found))


def take(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("CSV, xlsx or TOML; - for stdin (CSV)"))],
    sheet: SheetName = "",
    dry_run: DryRun = False,
) -> None:
    """Take targets from a table: metric, value, period, since, scope, part, level; all of them or none.

    Read again, the same file changes nothing. amflow target import targets.csv
    """
    rows = target_importing.read(file, sheet)
    app.show(target_view.taken(target_importing.take(app.desk, rows, dry_run)))


def export(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("where to write the table: a CSV file"))],
) -> None:
    """Write the targets as a table that target import reads."""
    app.show(target_view.exported(file, target_importing.write(file, targets.listed(app.desk))))


VERBS = {"set": put, "list": listed, "remove": remove, "split": split, "import": take, "export": export}
register = family("target", N_("What a metric should reach in a day, week, month, quarter or year."), VERBS)
