"""The morning brief: one page for the meeting, in the order that the playbook's report `brief` gives (`W06` `W07` `W11`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.dates import periods
from amflow.dates.format import ago, short
from amflow.locale import _
from amflow.prep.brief import parts as brief_parts
from amflow.prep.brief.parts import BriefLine, BriefPart
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.summary.records import Figure, Number, PlanOutcome, Summary

SECTIONS = ("targets", "challenges", "referrals", "needs", "market", "products", "messages")
"""What a brief can be made of; a playbook without a report `brief` has all of it."""


class Brief(NamedTuple):
    """What is said in the morning meeting."""

    today: date
    last_day: date
    """The working day before: whose results are told."""
    last_day_words: str
    """Yesterday, or its date."""
    playbook: str
    """The playbook's title."""
    report: str
    """What the playbook calls it: `Morning brief`."""
    sections: tuple[str, ...]
    """What the playbook wants in it, in this order."""
    figures: tuple["Figure", ...]
    """The figures of the last working day that say something."""
    plan: "PlanOutcome"
    """That day's plan, against what became of it."""
    parts: tuple[BriefPart, ...]
    """The sections, ready to be said."""


def make(desk: "Desk", product: str = "") -> Brief:
    """The brief of today; `product` picks the product of the day. Raises NotFound, Ambiguous for no such product."""
    from amflow.summary import page as summary_page

    last = desk.calendar.previous(desk.today)
    report = next((one for one in desk.playbook.reports if one.key == "brief"), None)
    sections = tuple(one for one in (report.sections if report else SECTIONS) if one in SECTIONS)
    # Asked as of that evening: what was open then is not held against the day.
    summary = summary_page.build(desk, periods.day_of(last), picked=True)
    days = (last, max(last, desk.today - timedelta(days=1)))
    makers = {
        "targets": lambda: targets(desk, summary),
        "challenges": lambda: brief_parts.challenges(desk, days),
        "referrals": lambda: brief_parts.referrals(desk, days),
        "needs": lambda: brief_parts.needs(desk),
        "market": lambda: brief_parts.market(desk),
        "products": lambda: brief_parts.products(desk, product),
        "messages": lambda: brief_parts.messages(desk),
    }
    when = ago(last, desk.today) if (desk.today - last).days == 1 else short(last, desk.today)
    return Brief(
        desk.today,
        last,
        when,
        str(desk.playbook.title),
        str(report.title) if report else _("Morning brief"),
        sections,
        summary.shown,
        summary.plan,
        tuple(makers[one]() for one in sections),
    )


def targets(desk: "Desk", summary: "Summary") -> BriefPart:
    """The results of the last working day against plan and targets, and how far the month is."""
    from amflow.today import page as today_page

    lines = [
        BriefLine(figure.title, _against(figure), key=figure.key, value=figure.value, **_goal(figure))
        for figure in summary.shown
        if figure.key not in ("plan_lines", "plan_done")
        and figure.measured
        and (_plain(figure.value) or _of_that_day(figure))
    ]
    if summary.plan.planned:
        words = _("{done} of {planned}").format(done=summary.plan.done, planned=summary.plan.planned)
        plan = summary.plan
        lines.append(
            BriefLine(_("Planned and done"), words, key="plan", value=plan.done, target=plan.planned, share=plan.share)
        )
    left = desk.calendar.count(desk.today, periods.month_of(desk.today).end)
    for head in today_page.heads(desk, left):
        actual = f"{head.actual} [{head.percent}%]"
        title = _("{what}, this month").format(what=head.title)
        share = head.percent / 100
        lines.append(BriefLine(title, actual, key=f"month.{head.metric}", value=head.actual, share=share))
    return BriefPart("targets", _("Results and targets"), tuple(lines), len(lines), _("nothing was written down"))


def _against(figure: "Figure") -> str:
    """The value, and what it should be where that day had a target."""
    if not _of_that_day(figure):
        return str(figure.value)
    share = f" [{int((figure.share or 0) * 100)}%]" if figure.share is not None else ""
    return _("{value} of {target}").format(value=figure.value, target=figure.target) + share


def _goal(figure: "Figure") -> dict[str, Any]:
    return {"target": figure.target, "share": figure.share} if _of_that_day(figure) else {}


def _of_that_day(figure: "Figure") -> bool:
    """Whether its target says something of a single day: a day's share of a month's few accounts does not."""
    return figure.target is not None and figure.target_by in ("day", "week") and _plain(figure.target) >= 1


def _plain(number: "Number") -> float:
    return number.minor if isinstance(number, Money) else number
