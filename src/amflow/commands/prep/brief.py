"""amflow brief: one page for the morning meeting."""

from typing import TYPE_CHECKING, Any

from amflow.shell.command import commands
from amflow.shell.context import App
from amflow.shell.report_options import hand_over, makes_document, wanted

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.prep.brief.page import Brief


@makes_document
def brief(
    app: App,
    product: str = "",
    *,
    fields: bool = False,
    **given: Any,
) -> None:
    """Say on one page what the morning meeting asks for: results, what was difficult, who was referred, who comes today
    and with which need, the market, the product of the day, the messages to send.

    amflow brief · amflow brief -o brief.html · amflow brief --product "Annual service"
    """
    from amflow.prep.brief import view as brief_view

    if fields:
        return app.show(brief_view.variables())
    document = wanted(app, **given)
    return hand_over(app, document, given["mask"], made(app.desk, product), brief_view.BriefView)


def made(desk: "Desk", product: str = "") -> "Brief":
    """The brief of today. Raises NotFound, Ambiguous for no such product."""
    from amflow.dates import periods
    from amflow.prep.brief import page as brief_page
    from amflow.summary import page as summary_page
    from amflow.today import page as today_page

    # Asked as of that evening: what was open then is not held against the day. Its figures are shown, and none of its lists.
    summary = summary_page.build(desk, periods.day_of(desk.calendar.previous(desk.today)), picked=True, most=0)
    return brief_page.make(desk, summary, today_page.heads(desk), product)


register = commands({"brief": brief})
