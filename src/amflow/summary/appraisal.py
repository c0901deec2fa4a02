"""The appraisal (`W15`): what the person is held to, with its share, by the targets that the trade says."""

from typing import Any

from amflow.book.quantities import percent
from amflow.desk import Desk
from amflow.locale import _
from amflow.summary.records import Grid, Summary


def table(desk: Desk, summary: Summary) -> Grid:
    """What the person is appraised by, with its share, how much of its targets is there, and the points that gives."""
    rows: list[tuple[Any, ...]] = []
    points, measured = 0.0, 0.0
    for one in desk.playbook.appraisals:
        held = [
            found for key in one.metrics if (found := summary.figures.get(key)) is not None and found.target is not None
        ]
        reached = [min(found.share, 1.0) for found in held if found.share is not None]
        share = f"{one.share * 100:.0f}%"
        if not reached:
            rows.append((str(one.title), share, _("not measured") if held else _("no target"), ""))
            continue
        part = sum(reached) / len(reached)
        points, measured = points + part * one.share, measured + one.share
        rows.append((str(one.title), share, f"{percent(part)}%", f"{part * one.share * 100:.1f}"))
    if measured:
        rows.append((_("together"), f"{measured * 100:.0f}%", "", f"{points * 100:.1f}"))
    return Grid(_("appraisal"), (_("what"), _("weight"), _("of target"), _("points")), tuple(rows))
