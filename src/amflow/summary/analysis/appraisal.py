"""What a person is appraised by, and how it stands (`W15`)."""

from typing import TYPE_CHECKING, Any

from amflow.locale import _
from amflow.summary.reports.parts import Grid

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.summary.page import Summary


def appraisal(desk: "Desk", summary: "Summary") -> Grid:
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
        rows.append((str(one.title), share, f"{int(part * 100 + 1e-9)}%", f"{part * one.share * 100:.1f}"))
    if measured:
        rows.append((_("together"), f"{measured * 100:.0f}%", "", f"{points * 100:.1f}"))
    return Grid(_("appraisal"), (_("what"), _("weight"), _("of target"), _("points")), tuple(rows))
