"""How targets are listed, and what is said when one is set or taken out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.dates import format as date_format
from amflow.documents.parts import percent, short
from amflow.locale import N_, NP_, _, ngettext
from amflow.locale import listed as in_a_row
from amflow.shell.views import ChangeView, ListColumn, ListView, in_columns
from amflow.summary.targets.records import Target, named

if TYPE_CHECKING:
    from amflow.summary.targets.importing import TargetsTaken
    from amflow.summary.targets.split import Split

PARTS = (N_("product"), N_("line"), N_("tier"), N_("customer"), N_("all"), N_("base"), N_("stretch"))
"""The parts of the work and the levels, for the catalogue."""


def _unit(target: Target) -> str:
    if isinstance(target.value, Rate):
        return "rate"
    return target.value.currency if isinstance(target.value, Money) else "count"


COLUMNS = (
    ListColumn("metric", N_("metric"), data_only=True),
    ListColumn("title", N_("what"), get=lambda target: named(target)),
    ListColumn("value", N_("target"), "right"),
    ListColumn("unit", N_("unit"), data_only=True, get=_unit),
    ListColumn("period", N_("period"), data_only=True),
    ListColumn("each", N_("each"), get=lambda target: _(target.period)),
    ListColumn("starts_on", NP_("holds", "since"), "dim"),
    ListColumn("scope", N_("part"), data_only=True, get=lambda target: target.scope.kind),
    ListColumn("part", N_("which"), data_only=True, get=lambda target: target.scope.title),
    ListColumn("level", N_("level"), data_only=True),
    ListColumn(
        "actual", N_("actual"), "right", say=lambda target: "" if target.actual is None else short(target.actual)
    ),
    ListColumn("share", "", "right", say=lambda target: "" if target.share is None else f"[{percent(target.share)}]"),
    ListColumn("note", "", "dim"),
)

ITEM = tuple(one for one in COLUMNS if one.key not in ("title", "each", "actual", "share", "note"))


def listed(targets: Sequence[Target], against: Sequence[str] = ()) -> ListView:
    """Every target that was set, with what is there of it; and where parts come to more than the whole."""
    return ListView(
        "targets",
        COLUMNS,
        targets,
        foot=against,
        extra={"against": list(against)},
        empty=_("no target is set; such as: amflow target set visits 15 --period week"),
        give="title",
    )


def put(target: Target) -> ChangeView:
    """The target that holds from now on."""
    then = [(_("beside each other"), target.against)] if target.against else []
    return ChangeView("target", in_columns(ITEM, target), words(target), then)


def split(found: "Split") -> ListView:
    """The pieces that a target was split into."""
    head = [words(found.whole)]
    if found.dry_run:
        head.append(_("nothing was written"))
    else:
        head.append(
            ngettext("split into {n} piece", "split into {n} pieces", len(found.pieces)).format(n=len(found.pieces))
        )
    columns = tuple(column for column in COLUMNS if column.key not in ("metric", "actual", "share", "note"))
    kept = [_("in place of {targets}").format(targets=replaced(found))] if found.dry_run and found.replaces else []
    across = [
        _("of the week from {day} {value} are owed for the {period} beside it").format(
            day=date_format.day(one.starts_on), value=one.value, period=_(found.whole.period)
        )
        for one in found.beside
    ]
    foot = [*across, *kept, *found.against]
    return ListView("target-split", columns, found.pieces, head=head, foot=foot, give="title")


def replaced(found: "Split") -> str:
    """What was set, where the pieces come to stand."""
    return in_a_row([words(one) for one in found.replaces])


def taken(found: "TargetsTaken") -> ChangeView:
    """How many targets a file had, and how many of them were new or changed."""
    words = ngettext("{n} target read", "{n} targets read", found.read).format(n=found.read)
    said = _("{n} new or changed").format(n=found.changed)
    if found.dry_run:
        said = f"{said} · {_('nothing was written')}"
    then = [(_("beside each other"), one) for one in found.against]
    item = {"read": found.read, "changed": found.changed, "dry_run": found.dry_run}
    return ChangeView("targets", item, f"{words} · {said}", then, undo=bool(found.changed) and not found.dry_run)


def exported(file: Path, count: int) -> ChangeView:
    """The file that was written."""
    words = ngettext("{n} target is in {file}", "{n} targets are in {file}", count).format(n=count, file=file)
    return ChangeView("targets-export", {"file": str(file), "targets": count}, words, undo=False)


def removed(target: Target) -> ChangeView:
    """The target that was taken out."""
    return ChangeView("target", in_columns(ITEM, target), _("taken out: {target}").format(target=words(target)))


def words(target: Target) -> str:
    """The target as a sentence says it: `Visits: 15 a week, from Mon 23 Nov 2026`."""
    if target.note:
        return _("{title}: no target by the {period}, from {day}").format(
            title=named(target), period=_(target.period), day=date_format.day(target.starts_on)
        )
    return _("{title}: {value} a {period}, from {day}").format(
        title=named(target), value=target.value, period=_(target.period), day=date_format.day(target.starts_on)
    )
