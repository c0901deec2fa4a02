"""amflow target: what a metric should reach in a period."""

from pathlib import Path
from typing import Annotated, Any

import typer

from amflow.commands.summary import figures as measures
from amflow.commands.summary import gaps
from amflow.locale import N_, _
from amflow.playbooks.vocabulary import PERIODS, PERIODS_ALSO
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import takes, word
from amflow.summary.targets import records as targets
from amflow.summary.targets import scopes
from amflow.summary.targets import view as target_view

Metric = Annotated[str, typer.Argument(metavar="METRIC", help=N_("such as visits, deals_won, deals_won_amount"))]
PERIOD, LEVEL = word(PERIODS, N_("period"), PERIODS_ALSO), word(targets.LEVELS, N_("level"))
INTO = {**PERIODS, "line": N_("line"), "tier": N_("tier"), "product": N_("product"), "customer": N_("customer")}

SCOPE = ("period", "product", "line", "tier", "customer", "level")
"""What a target is of."""


def _scope(app: App, given: dict[str, Any]) -> tuple[str, scopes.Scope, str]:
    """The period, the part and the level that were said. Raises Usage, NotFound, Ambiguous."""
    of = scopes.read(app.desk, **{name: given[name] for name in scopes.KINDS})
    return PERIOD(given["period"] or "month"), of, LEVEL(given["level"] or "base")


@takes(*SCOPE)
def put(
    app: App,
    metric: Metric,
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("a number, or an amount such as 50k; none ends it"))],
    **given: Any,
) -> None:
    """Set a target. It holds from this period on, until another is set; --on names a day in a later period.

    What has no target of its own has its share of a longer period's: a week of the month's, by working days.

    amflow target set visits 40 --tier gold · amflow target set deals_won 15 --level stretch
    """
    period, scope, level = _scope(app, given)
    app.show(target_view.put(targets.put(app.desk, metric, value, period, scope, level)))


def listed(app: App) -> None:
    """List the targets that are set, with what is there of those that hold now."""
    app.show(target_view.listed(targets.listed(app.desk), targets.against(app.desk)))


@takes(*SCOPE)
def remove(app: App, metric: Metric, **given: Any) -> None:
    """Take out the target that holds now; the one before it, where there is one, holds again."""
    period, scope, level = _scope(app, given)
    app.show(target_view.removed(targets.remove(app.desk, metric, period, scope, level)))


@takes(*SCOPE)
def split(
    app: App,
    metric: Metric,
    *,
    into: Annotated[
        str,
        typer.Option(
            "--into",
            metavar="PART",
            parser=word(INTO, N_("part"), PERIODS_ALSO),
            help=N_("shorter periods, or parts of the work"),
        ),
    ],
    weights: Annotated[
        str,
        typer.Option("--weights", metavar="3,2,1", help=N_("a weight for each in order, or NAME=WEIGHT,…")),
    ] = "",
    dry_run: bool = False,
    yes: bool = False,
    **given: Any,
) -> None:
    """Split a target: over shorter periods by working days, over lines or tiers by their customers, that of a line evenly over
    its customers, or by your weights.

    The pieces come to the whole. amflow target split visits --period quarter --into month
    """
    from amflow.summary.targets import split as targets_split

    period, scope, level = _scope(app, given)
    found = targets_split.split(app.desk, metric, period, into, weights, scope, level, dry_run=True)
    if not dry_run:
        if found.replaces:
            question = _("split, in place of {targets}?").format(targets=target_view.replaced(found))
            app.confirm(question, yes)
        found = targets_split.split(app.desk, metric, period, into, weights, scope, level)
    app.show(target_view.split(found))


def export(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("where to write the table: a CSV file"))],
) -> None:
    """Write the targets as a table that amflow import --as target reads."""
    from amflow.summary.targets import importing

    app.show(target_view.exported(file, importing.write(file, targets.listed(app.desk))))


VERBS = {"set": put, "list": listed, "remove": remove, "split": split, "export": export, **measures.VERBS, **gaps.VERBS}
register = family("target", N_("What a metric should reach in a day, week, month, quarter or year."), VERBS)
