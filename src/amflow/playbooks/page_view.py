"""The page that explains a playbook to a person: the post, the day, the customers, the deals, what comes due, the words,
the figures."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from amflow.customers import filters
from amflow.customers import records as customers
from amflow.customers.tiers import records as tiers
from amflow.dates import offsets
from amflow.dates.format import weekday
from amflow.locale import N_, _, listed, ngettext, several
from amflow.playbooks import conditions
from amflow.playbooks.customer_model import Tier
from amflow.playbooks.model import Credit, Paper, Pipeline, Playbook, Rule, Stage
from amflow.playbooks.titles import titles_by_key
from amflow.playbooks.vocabulary import ENDS_OF_PERIODS, EVENTS, GROUPS, PERIODS, RULE_KINDS, SECTIONS, STEPS, WEEKDAYS
from amflow.shell.screen import Screen, Span


def draw(screen: Screen, book: Playbook) -> None:
    """The whole page."""
    rows = " ".join(book.carries)
    screen.line(Span(str(book.title), "title"), Span(f"  {book.name}", "ref"), Span(f"  {rows}", "dim"), wrap=True)
    screen.line(str(book.sentence), wrap=True)
    if book.extends:
        screen.line(Span(_("builds on {names}").format(names=listed(book.extends)), "dim"))
    _said(screen, _("What the post is for"), book.duties)
    _day(screen, book)
    _customers(screen, book)
    _conversations(screen, book)
    _products(screen, book)
    for pipeline in book.pipelines:
        _pipeline(screen, pipeline, book)
    _sales(screen, book)
    _papers(screen, book)
    _due(screen, book)
    _clocks(screen, book)
    _figures(screen, book)


# ---------------------------------------------------------------- the parts


def _day(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("The day"), book.blocks)
    screen.table([[f"{one.start}–{one.end}", str(one.title)] for one in book.blocks], indent=2)
    for step in STEPS:
        checks = [one for one in book.checks if one.step == step]
        _heading(screen, _("Checklist: {step}").format(step=_(STEPS[step])), checks)
        screen.table(
            [
                [Span(f"k{one.number}", "ref"), one.at, _("habit") if one.habit else every(one.every), str(one.title)]
                for one in checks
            ],
            indent=2,
        )
    _heading(screen, _("The register of customers"), book.register)
    for rota in book.register:
        by = _("the supervisor") if rota.by == "supervisor" else ""
        when = listed([part for part in (rota.at, every(rota.every), by) if part])
        _entry(screen, str(rota.title), str(rota.content), when)


def _clocks(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("Problems: answered and solved in so many working hours"), book.clocks)
    screen.table(
        [[Span(one.key, "ref"), str(one.answer_hours), str(one.solve_hours), str(one.title)] for one in book.clocks],
        titles=["", _("answer"), _("solution"), ""],
        right=[1, 2],
        indent=2,
    )
    _words(screen, _("passed up to"), [str(book.superior)] if str(book.superior) else [])


def _customers(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("Where leads come from"), book.sources)
    posts = [str(one.title) for one in book.sources if one.post]
    _words(screen, "", [str(one.title) for one in book.sources if not one.post])
    _words(screen, _("passed on by colleagues"), posts)
    _heading(screen, _("How interest shows"), book.signals)
    _words(screen, "", [str(one.title) for one in sorted(book.signals, key=lambda one: -one.weight)])
    _said(screen, _("Reception: where a visitor is led to"), book.channels, lambda one: f"{one.letter}  ")
    _heading(screen, _("Intent"), book.intents)
    screen.table([[Span(one.key, "ref"), str(one.title), _days(one.every_days)] for one in book.intents], indent=2)
    _heading(screen, _("Tiers"), book.tiers)
    for tier in sorted(book.tiers, key=lambda one: -one.rank):
        _entry(screen, f"{tier.title} ({tier.key})", str(tier.content), _rhythm(tier))
    _said(screen, _("Groups of customers"), book.segments)
    _heading(screen, _("Feasts that customers are congratulated on"), book.feasts)
    _words(screen, "", [str(feast.title) for feast in book.feasts])
    _heading(screen, _("Key markets and their price bands"), book.markets)
    for market in book.markets:
        _entry(screen, str(market.title), str(market.content), tiers.band(market))
    _heading(screen, _("The customer file"), book.fields)
    for group, name in GROUPS.items():
        _words(screen, _(name), [str(one.title) for one in book.fields if one.group == group])
    for about, name in (("needs", _("Questions: needs")), ("callback", _("Questions: callback"))):
        asked = [one for one in book.questions if one.about == about]
        _heading(screen, name, asked)
        for question in asked:
            screen.line(str(question.title), indent=2, wrap=True)


def _conversations(screen: Screen, book: Playbook) -> None:
    _said(screen, _("A visit, part by part"), book.visit_parts)
    _heading(screen, _("How a talk ends"), book.outcomes)
    _words(screen, "", [str(one.title) for one in book.outcomes if one.reached])
    _words(screen, _("nobody was reached"), [str(one.title) for one in book.outcomes if not one.reached])
    _said(screen, _("Being recommended, step by step"), book.referral_steps)
    _heading(screen, _("Scripts"), book.scripts)
    for family in book.families:
        _words(screen, str(family.title), [str(one.title) for one in book.scripts if one.family == family.key])
    _said(screen, _("Campaigns and events"), book.campaigns)
    _heading(screen, _("Messages"), book.categories)
    _words(screen, _("kinds, looked at every day"), [str(one.title) for one in book.categories if one.daily])
    _words(screen, _("other kinds"), [str(one.title) for one in book.categories if not one.daily])
    for quota in book.quotas:
        rate = _("at least {n} a {period}").format(n=quota.least, period=_(PERIODS[quota.per]))
        _entry(screen, str(quota.title), _whom(quota.who, book), rate)
    for cap in book.caps:
        rate = _("at most {n} a {period}").format(n=cap.most, period=_(PERIODS[cap.per]))
        _entry(screen, str(cap.title), _whom(cap.who, book), rate)


def _products(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("Products and services"), (*book.services, *book.aspects))
    _words(screen, "", [str(one.title) for one in book.services if not one.suitability])
    _words(screen, _("only where the risk suits"), [str(one.title) for one in book.services if one.suitability])
    _words(screen, _("to know of each"), [str(one.title) for one in book.aspects])
    _words(
        screen,
        _("risk"),
        [_("{risk} from {tolerance}").format(risk=one.title, tolerance=one.at_least) for one in book.risks],
    )


def _pipeline(screen: Screen, pipeline: Pipeline, book: Playbook) -> None:
    _heading(screen, _("Deals: {name}").format(name=pipeline.title), pipeline.stages)
    for number, stage in enumerate(pipeline.stages, 1):
        screen.line(
            f"{number} {stage.title}", Span(f"  {stage.key}", "ref"), f"  {stage.probability:.0%}", indent=2, wrap=True
        )
        for more in (str(stage.content), _asked(stage, book)):
            if more:
                screen.line(Span(more, "dim"), indent=4, wrap=True)
    sheet = [one for one in book.credit if one.pipeline == pipeline.key]
    if sheet:
        screen.line(
            _(
                "assessment: the limit is the least of the caps, without what is taken off, and not more than is asked for"
            ),
            indent=2,
            wrap=True,
        )
        screen.table([[str(one.title), Span(_use(one), "dim")] for one in sheet], indent=4)


def _sales(screen: Screen, book: Playbook) -> None:
    """What follows from `--outcome bought --product …` and from winning a deal with a product."""
    _heading(screen, _("What a sale makes"), book.sales)
    services = {one.key: str(one.title) for one in book.services}
    makes = {"holding": _("a holding"), "order": _("an order")}
    for sale in book.sales:
        pipeline = book.pipeline(sale.pipeline)
        made = [f"{pipeline.title}" if pipeline else "", makes.get(sale.makes, "")]
        carries = makes.get(sale.carrier) or (_("the deal") if pipeline else "")
        what = listed([services.get(key, key) for key in sale.services]) or _("every other product")
        counted = _("{what}; the amount is counted by {record}").format(what=what, record=carries)
        _entry(screen, str(sale.title), counted, " → ".join(filter(None, made)))


def _papers(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("Papers"), book.papers)
    _words(screen, "", [_paper(one) for one in book.papers])
    _heading(screen, _("Departments"), book.departments)
    _words(screen, "", [str(one.title) for one in book.departments])


def _due(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("What comes due"), book.rules)
    for rule in book.rules:
        _entry(screen, str(rule.title), _whom(rule.who, book), " · ".join([_when(rule), _(RULE_KINDS[rule.kind])]))


def _figures(screen: Screen, book: Playbook) -> None:
    _heading(screen, _("Figures"), book.metrics)
    _words(screen, "", [str(one.title) for one in book.metrics])
    _heading(screen, _("Reports"), book.reports)
    for report in book.reports:
        _words(screen, str(report.title), [_(SECTIONS[section]) for section in report.sections] or ["—"])
    _said(screen, _("The month's analysis"), book.analysis)
    _heading(screen, _("Appraisal"), book.appraisals)
    _words(screen, "", [f"{one.title} {one.share:.0%}" for one in book.appraisals])
    _heading(screen, _("The weekly meeting"), book.agenda)
    screen.table([[str(one.title), ngettext("{n} min", "{n} min", one.minutes)] for one in book.agenda], indent=2)


# ---------------------------------------------------------------- how a line looks


def _heading(screen: Screen, title: str, items: Sequence[Any]) -> None:
    if items:
        screen.blank()
        screen.line(Span(title, "step"))


def _words(screen: Screen, label: str, words: Iterable[str]) -> None:
    """Words in a row, wrapped, after what they have in common."""
    found = list(words)
    if found:
        lead = [Span(_("{label}: ").format(label=label), "dim")] if label else []
        screen.line(*lead, several(found), indent=2, wrap=True)


def _entry(screen: Screen, title: str, content: str, *marks: str) -> None:
    """A title with short remarks, and below it what there is to say."""
    remarks = [Span(f"  {mark}", "dim") for mark in marks if mark]
    screen.line(title, *remarks, indent=2, wrap=True)
    if content:
        screen.line(Span(content, "dim"), indent=4, wrap=True)


def _said(screen: Screen, title: str, items: Sequence[Any], lead: Any = None) -> None:
    """Items with a title and, mostly, a sentence."""
    _heading(screen, title, items)
    for one in items:
        _entry(screen, (lead(one) if lead else "") + str(one.title), str(one.content))


def every(word: str) -> str:
    """How often, in words; nothing for each working day."""
    if word in WEEKDAYS:
        # Any Monday will do to name the weekdays by.
        return weekday(date(2026, 11, 23 + WEEKDAYS.index(word)))
    return _(ENDS_OF_PERIODS.get(word, ""))


def _days(days: int) -> str:
    return ngettext("every day", "every {n} days", days)


def _rhythm(tier: Tier) -> str:
    rhythm = _("{kind} {every}, at the latest after {latest}").format(
        kind=_(RULE_KINDS[tier.kind]), every=_days(tier.every_days), latest=tier.latest_days
    )
    if not tier.visits:
        return rhythm
    cycle = ngettext("one visit in {days} days", "{n} visits in {days} days", tier.visits)
    return f"{rhythm} · {cycle.format(days=tier.cycle_days)}"


COMPARED = {
    ">=": N_("{field} {value} or higher"), "<=": N_("{field} {value} or lower"),
    ">": N_("{field} above {value}"), "<": N_("{field} below {value}"),
    "!=": N_("{field} other than {value}"),
}  # fmt: skip
"""How a comparison is said."""
IS = N_("{field} {value}")
"""And how any other."""


def in_words(condition: str, book: Playbook) -> str:
    """Which customers a condition means: `tier gold or higher` for `tier >= gold`."""
    return listed([_compared(one, book) for one in conditions.parse(condition)])


def _compared(one: conditions.Condition, book: Playbook) -> str:
    titles = {
        "kind": {key: _(title) for key, title in filters.KINDS.items()},
        "status": {key: _(title) for key, title in customers.STATUSES.items()},
        **{field: titles_by_key(found) for field, found in filters.known_keys(book).items()},
    }
    said = titles.get(one.field, {})
    field = {"kind": _("kind"), "status": _("state"), "assets": _("assets")}.get(one.field)
    return _(COMPARED.get(one.op, IS)).format(
        field=field or _(filters.KEYS[one.field]), value=listed([said.get(word, word) for word in one.words])
    )


def _whom(condition: str, book: Playbook) -> str:
    return _("for {condition}").format(condition=in_words(condition, book)) if condition else ""


def _asked(stage: Stage, book: Playbook) -> str:
    """What a stage waits for: papers, facts, departments."""
    known = {
        "amount": _("the amount"), "customer": _("the customer"), "credit": _("the credit sheet"),
        "limit": _("your own figure for the limit"), "terms": _("the terms"), "review": _("review"),
        "approval": _("approval"), "verified": _("papers verified"), "conditions": _("conditions met"),
    }  # fmt: skip
    known |= {f"doc:{one.key}": str(one.title) for one in book.papers}
    known |= {f"suits:{one.key}": _("{title} (where it must suit)").format(title=one.title) for one in book.papers}
    known |= {f"field:{one.key}": str(one.title) for one in book.fields}
    inside = {one.key: str(one.title) for one in book.departments}
    parts = [listed([known.get(need, need) for need in stage.needs])]
    parts.append(listed([inside.get(key, key) for key in (stage.department, *stage.others) if key]))
    return " → ".join(part for part in parts if part)


def _use(line: Credit) -> str:
    if line.use == "cap":
        return _("cap × {times}").format(times=f"{line.times:g}")
    return {"less": _("taken off"), "request": _("at most this")}.get(line.use, "")


def _paper(paper: Paper) -> str:
    if paper.valid:
        return _("{title} (good for {length})").format(title=paper.title, length=length(paper.valid))
    return _("{title} (expires)").format(title=paper.title) if paper.expires else str(paper.title)


def _when(rule: Rule) -> str:
    """When it comes due: 10 days after a deal is won."""
    event = _(EVENTS[rule.on])
    far = rule.after.lstrip("+-")
    if not offsets.parse(far).count:
        return _("at once: {event}").format(event=event)
    text = _("{length} before {event}") if rule.after.startswith("-") else _("{length} after {event}")
    return text.format(length=length(far), event=event)


def length(text: str) -> str:
    """A length of time such as `10d`, in words."""
    number, unit = offsets.parse(text)
    if unit == "wd":
        return ngettext("one working day", "{n} working days", number)
    if unit == "td":
        return ngettext("one trading day", "{n} trading days", number)
    if unit == "d":
        return ngettext("one day", "{n} days", number)
    if unit == "w":
        return ngettext("one week", "{n} weeks", number)
    return ngettext("one month", "{n} months", number)
