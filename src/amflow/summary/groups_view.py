"""A summary's figures and sections in the order of every report: money, customers, activity; with the charts of each."""

from collections.abc import Callable, Iterable, Iterator

from amflow.book.figures import BY_KEY
from amflow.documents import parts
from amflow.documents.parts import Block, Chart, Column, Figures, Part, SaidValue, Series, Words
from amflow.locale import N_, _, ngettext
from amflow.summary.deal_records import PipelineStage
from amflow.summary.figures import view as figure_view
from amflow.summary.records import Course, Figure, Listing, Number, ReportSection, Summary

Get = Callable[[Figure], Number | None]

MONEY, CUSTOMERS, ACTIVITY = "money", "customers", "activity"

TITLES = {MONEY: N_("Money"), CUSTOMERS: N_("Customers"), ACTIVITY: N_("Activity")}
"""The groups in their order."""

_OF_SECTION = {"deals": MONEY, "leads": CUSTOMERS, "referrals": CUSTOMERS, "complaints": CUSTOMERS}
_OF_FIGURE = {
    **dict.fromkeys(
        ("satisfaction", "completeness", "orders_on_time", "first_placement_rate", "shelf_rate", "display_rate",
         "association_rate", "e_order_rate", "e_settlement_rate"), CUSTOMERS
    ),
}  # fmt: skip
"""Figures that say something of customers whatever section of a report they are counted in."""

_OF_PART = {
    **dict.fromkeys(("opened", "products", "brands", "orders"), MONEY),
    **dict.fromkeys(
        ("customers", "referrals", "sources", "needs", "satisfaction", "service", "cooperation"), CUSTOMERS
    ),
    **dict.fromkeys(("market", "competitors", "challenges", "suggestions", "upward", "next"), ""),
}
"""Where a section of the trade stands; what is not named is activity, and what is of none stands behind them."""

MOST_COURSES = 2
"""So many courses are drawn in a group."""

LEAST_DRAWN = 3
"""With fewer numbers a course is no picture."""


def group_of(figure: Figure) -> str:
    """The group that a figure belongs to."""
    return _OF_FIGURE.get(figure.key) or _OF_SECTION.get(BY_KEY[figure.key].section, ACTIVITY)


def part_group(section: ReportSection) -> str:
    """The group that a section of the trade belongs to; empty behind all of them."""
    return _OF_PART.get(section.key, ACTIVITY)


def ordered(figures: Iterable[Figure]) -> list[Figure]:
    """The figures by their groups, in a group as the playbook orders them."""
    return sorted(figures, key=lambda one: place(group_of(one)))


def place(group: str) -> int:
    """The place of a group in a report; what belongs to none stands last."""
    return list(TITLES).index(group) if group else len(TITLES)


def listings(section: ReportSection) -> Iterator[Listing]:
    """The section's lists of lines."""
    return (one for one in section.lists if isinstance(one, Listing))


def title(group: str) -> str:
    """The group's title, where it is one."""
    return _(TITLES[group]) if group else ""


def against_targets(found: Summary) -> Part:
    """Every target as a bar: what a page shows beside its sentences."""
    goals = [one for one in ordered(found.shown) if one.target is not None and parts.number(one.target) > 0]
    values = tuple(
        SaidValue(one.value, "" if one.value is not None else parts.NONE, figure_view.state(one)) for one in goals
    )
    series = Series(_("actual"), values), Series(_("target"), tuple(one.target for one in goals))
    chart = Chart("bars", _("actual against target"), tuple(one.title for one in goals), series, told=True)
    return Part("", (chart,) if len(goals) > 1 else (), key="targets")


def figures(found: Summary, course: Course | None, group: str, *more: Block) -> Part:
    """The group's figures: those with a target under each other, the others in a line, then how they went."""
    mine = [one for one in found.shown if group_of(one) == group]
    spread = any(one.target_by not in ("", found.period.kind) for one in mine if is_owed(one))
    foot = [_("targets of other periods are spread by working days")] if spread else []
    if of_trade := [one for one in mine if one.of_trade]:
        foot.append(_("{figures}: the playbook's own target").format(figures=figure_view.titles(of_trade)))
    block = told(mine, found.period.history_title)._replace(foot=" · ".join(foot))
    return Part("", (block, *more, *_courses(found, course, group)), key=group, group=title(group))


def is_owed(figure: Figure) -> bool:
    """Whether there is something to hold it against."""
    return figure.target is not None or figure.stretch is not None


def told(figures: Iterable[Figure], history_title: str) -> Figures:
    """The figures with a target under each other, the others folded."""
    lines = [(is_owed(one), figure_view.line(one)) for one in figures]
    held, rest = (tuple(line for owed, line in lines if owed is side) for side in (True, False))
    return Figures(held, history_title, folded=rest)


def _courses(found: Summary, course: Course | None, group: str) -> list[Chart]:
    drawn = []
    for key, went in course.numbers.items() if course else ():
        figure = found.figures.get(key)
        told = sum(bool(parts.number(value)) for value in went)
        if course and figure is not None and group_of(figure) == group and told >= LEAST_DRAWN:
            name = _("{what}: {why}").format(what=figure.title, why=course.title)
            drawn.append(Chart("course", name, course.labels, (Series(figure.title, went),), course.title))
    return drawn[:MOST_COURSES]


def pipelines(found: Summary) -> list[Chart]:
    """What stands open, a chart a pipeline: a bar a stage, by amounts; by their number where no deal has one."""
    charts = []
    for name in dict.fromkeys(one.pipeline for one in found.open_deals):
        stages = [one for one in found.open_deals if one.pipeline == name]
        if len(stages) > 1 and sum(one.number for one in stages) >= LEAST_DRAWN:
            head = _("{pipeline}: open deals by stage").format(pipeline=name)
            charts.append(Chart("bars", head, tuple(one.title for one in stages), (_amounts(stages),)))
    return charts


def _amounts(stages: list[PipelineStage]) -> Series:
    if not any(one.amount.minor for one in stages):
        return Series(_("deals"), tuple(one.number for one in stages))
    return Series(_("amount"), tuple(SaidValue(one.amount, _in_stage(one)) for one in stages))


def _in_stage(one: PipelineStage) -> str:
    """How many deals, and what they are worth: `3 deals · ¥24k`."""
    number = ngettext("{n} deal", "{n} deals", one.number)
    return f"{number} · {parts.short(one.amount)}" if one.amount.minor else number


def contacts(found: Summary) -> tuple[Block, ...]:
    """The period's contacts by kind and by outcome."""
    # A kind whose figure is shown need not be said twice.
    told = {one.key for one in found.shown}
    kinds = tuple(one for one in found.touches_by_kind if f"{one.key}s" not in told)
    counted = ((_("kind"), kinds), (_("outcome"), found.touches_by_outcome))
    return tuple(
        parts.table(
            shares, (Column("what", what), lambda one: one.title), Column("number", _("number")), key="contacts"
        )._replace(flat=True)
        for what, shares in counted
    )


def activity_words(found: Summary) -> tuple[Block, ...]:
    """Contacts and the plan, as far as the playbook wants them in it."""
    told: tuple[Block, ...] = contacts(found) if "touches" in found.sections else ()
    if "plan" in found.sections and found.plan.planned:
        told = (*told, Words(_("plan: {words}").format(words=figure_view.plan_words(found.plan)), quiet=True))
    return told
