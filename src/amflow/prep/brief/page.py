"""The morning brief: one page for the meeting, in the order that the playbook's report `brief` gives (`W06` `W07` `W11`):
results, difficulties, who was referred, who comes today with which need, the market, the product of the day, the messages."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules, plan_ledger
from amflow.agenda.tasks import records as tasks
from amflow.book import planned, values
from amflow.book.quantities import percent
from amflow.callback.cases import records as cases
from amflow.callback.orders import records as orders
from amflow.convert.products import records as product_records
from amflow.customers.completeness import records as completeness
from amflow.dates.format import past, short
from amflow.locale import N_, NP_, _, listed, ngettext
from amflow.outreach.messages import quotas
from amflow.outreach.messages import records as queued
from amflow.plan import proposal
from amflow.playbooks.titles import titles_by_key
from amflow.prep import page as prep_page
from amflow.prep.events import records as events
from amflow.prep.notes import records as notes
from amflow.records import NamedTuple
from amflow.summary.records import says

if TYPE_CHECKING:
    from amflow.agenda.items import Item
    from amflow.desk import Desk
    from amflow.summary.records import Figure, PlanOutcome, Summary
    from amflow.today.page import Heads


MOST = 8
"""So many lines a part has at most: a meeting is short."""
MARKET_DAYS = 7
"""The newest market note is news for so many days, where there is none of the day."""
LONGEST = 160

LINE_STATES = {"done": N_("done"), "moved": N_("moved"), "skipped": NP_("of a plan", "left out")}
"""What became of a line of the plan."""


class BriefLine(NamedTuple):
    """A line of a part."""

    text: str
    detail: str = ""
    ref: str = ""
    """What a person types to see it; empty where it is no record."""
    at: str = ""
    """The hour, `HH:MM`, or empty."""
    customer: str = ""
    customer_ref: str = ""
    key: str = ""
    """A word for programs: the metric, the source, the category."""
    value: Any = None
    """The number that the line says, for forms that hold numbers; with what it should be, and the share of it that is
    there: 1 is all."""
    target: Any = None
    share: float | None = None


class BriefPart(NamedTuple):
    """A section of the brief."""

    key: str
    title: str
    lines: tuple[BriefLine, ...]
    total: int
    """How many lines there would be."""
    empty: str
    """What is said where there are none."""
    hint: str = ""
    """The same on a terminal, with what to type."""


def challenges(desk: "Desk", days: tuple[date, date]) -> BriefPart:
    """What was difficult: talks that ended with a problem, what is complained of and not resolved yet, what should have been
    delivered or came only in part, what was noted as a challenge, what was planned and not done."""
    first, last = (day.isoformat() for day in days)
    found = [
        BriefLine(
            _first(row["note"]) or _("a problem"),
            _of_day(desk, row["held_on"]),
            f"c{row['id']}",
            row["held_at"],
            row["name"],
            f"c{row['id']}",
            "problem",
        )
        for row in desk.book.all(
            "SELECT customer.id, customer.name, touch.note, touch.held_on, touch.held_at FROM touch"
            " JOIN customer ON customer.id = touch.customer_id"
            " WHERE touch.held_on BETWEEN ? AND ? AND +touch.outcome = 'problem' ORDER BY touch.held_on,"
            " touch.held_at, touch.id",
            first,
            last,
        )
    ]
    running, _total = cases.listing(desk, limit=MOST)
    # A talk that became a case is told once, with its case.
    cared = {one.customer_ref for one in running if one.opened_on >= days[0]}
    found = [line for line in found if line.customer_ref not in cared]
    found += [_line(one, one.title, cases.owed(one, desk.today), "case") for one in running]
    found += [_line(one, one.title, orders.short_of(one, desk.today), "order") for one in orders.owed(desk, MOST)]
    noted = notes.listing(desk.book, kind="challenge", limit=MOST, days=(days[0], desk.today))
    found += [_line(one, _first(one.text), _of_day(desk, one.on_date.isoformat()), "challenge") for one in noted]
    found += [
        BriefLine(
            plan_ledger.title(desk, row),
            _("planned {when}, not done").format(when=_of_day(desk, row["on_date"])),
            plan_ledger.ref(desk, row),
            "",
            row["customer"],
            f"c{row['whose']}" if row["whose"] else "",
            "undone",
        )
        for row in desk.book.all(
            f"{plan_ledger.LINES} WHERE on_date BETWEEN ? AND ? AND state = 'planned' ORDER BY plan_line.id",
            first,
            last,
        )
    ]
    return _part("challenges", _("Challenges"), found, _("nothing is difficult, or nothing was noted"))


def _line(one: Any, text: str, detail: str, key: str) -> BriefLine:
    """A record of a customer as a line."""
    return BriefLine(text, detail, one.ref, "", one.customer, one.customer_ref, key)


def _of_day(desk: "Desk", day: str) -> str:
    """When it was: what stands open beside it may be of today."""
    on = date.fromisoformat(day)
    return _("today") if on == desk.today else past(on, desk.today)


def referrals(desk: "Desk", days: tuple[date, date]) -> BriefPart:
    """Who was sent by colleagues, post by post (`W11`: yesterday's referrals by other posts)."""
    posts = {source.key: str(source.title) for source in desk.playbook.sources if source.post}
    names: dict[str, list[str]] = {}
    rows = desk.book.all(
        "SELECT id, name, source FROM customer WHERE lead_on BETWEEN ? AND ? AND status <> 'removed' ORDER BY lead_on, id",
        *(day.isoformat() for day in days),
    )
    for row in rows:
        if row["source"] in posts:
            names.setdefault(row["source"], []).append(f"{row['name']} (c{row['id']})")
    found = [
        BriefLine(
            _("{what}: {why}").format(what=title, why=len(names[key])),
            listed(names[key][:MOST]),
            key=key,
            value=len(names[key]),
        )
        for key, title in posts.items()
        if key in names
    ]
    return _part("referrals", _("Referred by colleagues"), found, _("nobody was referred"))


def needs(desk: "Desk") -> BriefPart:
    """Who is seen or called today, by the hour, with what is known of their need and what to ask."""
    due = tasks.due_today(desk, -1, promised=False) + tasks.due_today(desk, -1, promised=True)
    found = [item for item in due if item.customer_id]
    greeted = prep_page.birthdays_today(desk)
    lines = [_of_today(desk, item) for item in found[:MOST]] + [_birthday(desk, one) for one in greeted[:MOST]]
    title = _("Today's customers and their needs")
    return BriefPart("needs", title, tuple(lines), len(found) + len(greeted), _("no appointment today"))


def _birthday(desk: "Desk", one: due_rules.Due) -> BriefLine:
    item = prep_page.birthday_item(desk, one)
    return BriefLine(item.title, item.reason, item.ref, "", item.customer, item.customer_ref, "birthday")


def _of_today(desk: "Desk", item: "Item") -> BriefLine:
    assert item.customer_id is not None
    file = completeness.question(desk, item.customer_id)
    row = desk.book.get("customer", item.customer_id)
    intents = titles_by_key(desk.playbook.intents)
    intent = f"{row['intent']} {intents.get(row['intent'], '')}".strip() if row is not None and row["intent"] else ""
    ask = _("ask: {what}").format(what=file.ask) if file and file.ask else ""
    facts = [intent, *_answers(desk, item.customer_id), ask]
    words = " · ".join(fact for fact in facts if fact)
    return BriefLine(item.title, words, item.ref, item.due_time, item.customer, item.customer_ref, "appointment")


def _answers(desk: "Desk", customer_id: int) -> list[str]:
    """The latest answers about needs, two at most, as the playbook words them."""
    rows = desk.book.all(
        "SELECT question, value, max(on_date) FROM answer WHERE customer_id = ? AND about = 'needs' GROUP BY question",
        customer_id,
    )
    asked = {question.key: question for question in desk.playbook.questions if question.about == "needs"}
    known = {row["question"]: row["value"] for row in rows if row["question"] in asked}
    return [_answer(asked[key], known[key]) for key in asked if key in known][:2]


def _answer(question: Any, value: str) -> str:
    if value in question.choices and question.labels:
        value = str(question.labels[question.choices.index(value)])
    return _("{what}: {why}").format(what=str(question.title).rstrip("?？"), why=_first(value))


def plan(desk: "Desk") -> BriefPart:
    """One's own plan of the day (`W06`): every accepted line, with what became of it by now."""
    rows = desk.book.all(
        f"{plan_ledger.LINES} WHERE on_date = ? AND {planned.COUNTS} ORDER BY place, plan_line.id",
        desk.today.isoformat(),
    )
    lines = []
    for one in (proposal.accepted(desk, row) for row in rows[:MOST]):
        item, state = one.item, "" if one.state == "planned" else _(LINE_STATES[one.state])
        whose = f"c{item.customer_id}" if item.customer_id else ""
        lines.append(BriefLine(item.title, state, item.ref, one.at or item.due_time, item.customer, whose, "plan"))
    hint = _("today is not planned: amflow plan today")
    return BriefPart("plan", _("Own plan"), tuple(lines), len(rows), _("today is not planned yet"), hint)


def market(desk: "Desk", since: date) -> BriefPart:
    """The market slot: every note about the market and competitors since that day, each bulletin and headline that was kept,
    the newest of the week where there is none; and what the calendar has today."""
    days = (desk.today - timedelta(days=MARKET_DAYS), desk.today)
    chosen: list[notes.Note] = []
    for kind in ("market", "competitor", "bulletin"):
        noted = notes.listing(desk.book, kind=kind, limit=-1, days=days)
        for sort in (False, True):  # what somebody noted, and the headlines that were kept
            some = [one for one in noted if bool(one.link) == sort]
            chosen += [one for one in some if one.on_date >= since] or some[:1]
    chosen.sort(key=lambda one: bool(one.link))
    # A headline's text is the link where the brief is a page: another kind of address is only words beside it.
    found = [
        _line(one, _first(one.text), one.link, "headline" if values.scheme(one.link) in values.FOLLOWED else one.kind)
        for one in chosen
    ]
    coming = [_event(desk, one) for one in events.near(desk)]
    hint = _("nothing noted: amflow note add, amflow news keep N")
    # Each note of the day is said, however many they are.
    shown = (*found, *coming[:MOST])
    return BriefPart("market", _("Market"), shown, len(found) + len(coming), _("nothing was noted"), hint)


def _event(desk: "Desk", one: events.Event) -> BriefLine:
    day = _("today") if one.on_date <= desk.today else short(one.on_date, desk.today)
    until = _("until {day}").format(day=short(one.until_on, desk.today)) if one.until_on else ""
    facts = [one.kind_title if one.kind != "other" else "", day, until, _first(one.note)]
    return BriefLine(one.title, " · ".join(fact for fact in facts if fact), one.ref, key="event")


def products(desk: "Desk", named: str = "") -> BriefPart:
    """The product of the day: the one that was picked, or each of them in turn, a working day each. Raises NotFound."""
    number = product_records.find(desk.book, named)["id"] if named else _in_turn(desk)
    if number is None:
        words = _("no product yet"), _("no product yet: amflow product add")
        return BriefPart("products", _("Product of the day"), (), 0, *words)
    one = product_records.one(desk.book, number)
    facts = [one.series, str(one.price) if one.price else ""]
    if one.open_deals:
        facts.append(ngettext("{n} deal under way", "{n} deals under way", one.open_deals))
    lines = [BriefLine(one.name, " · ".join(fact for fact in facts if fact), one.ref, key="product")]
    lines += [BriefLine(text, key="note") for text in one.note.splitlines() if text.strip()]
    return _part("products", _("Product of the day"), lines, "")


def _in_turn(desk: "Desk") -> int | None:
    """Whose turn it is: weekdays are counted, so that no product only ever falls on a Sunday."""
    count = desk.book.number("SELECT count(*) FROM product")
    if not count:
        return None
    weeks, weekday = divmod(desk.today.toordinal() - 1, 7)
    place = (5 * weeks + min(weekday, 4)) % count
    return desk.book.number("SELECT id FROM product ORDER BY id LIMIT 1 OFFSET ?", place)


def messages(desk: "Desk") -> BriefPart:
    """The kinds of messages that the day shall cover, and how many of each are due (`W11`: six kinds, twenty a day)."""
    counts = queued.count_by_kind(desk)
    kinds = [one for one in desk.playbook.categories if one.daily] or list(desk.playbook.categories)
    found = [
        BriefLine(
            str(one.title),
            ngettext("{n} due", "{n} due", counts[one.key]) if counts.get(one.key) else "",
            key=one.key,
            value=counts.get(one.key),
        )
        for one in kinds
    ]
    words = _("messages {n}/{least}")
    found += [
        BriefLine(one.title, words.format(n=one.sent, least=one.least), key=one.key)
        for one in quotas.meter(desk).floors
        if one.per == "day"
    ]
    return BriefPart("messages", _("Messages of the day"), tuple(found), len(found), _("this trade counts no messages"))


def _part(key: str, title: str, lines: list[BriefLine], empty: str) -> BriefPart:
    return BriefPart(key, title, tuple(lines[:MOST]), len(lines), empty)


def _first(text: str) -> str:
    """The first line of a text, cut where it is too long to be said."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


SECTIONS = ("targets", "challenges", "referrals", "needs", "plan", "market", "products", "messages")
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


def make(desk: "Desk", summary: "Summary", heads: "Heads", product: str = "") -> Brief:
    """The brief of today, from the summary of the last working day and how far the month's figures are; `product` picks the
    product of the day. Raises NotFound, Ambiguous for no such product."""
    last = desk.calendar.previous(desk.today)
    report = next((one for one in desk.playbook.reports if one.key == "brief"), None)
    sections = tuple(one for one in (report.sections if report else SECTIONS) if one in SECTIONS)
    days = (last, max(last, desk.today - timedelta(days=1)))
    makers = {
        "targets": lambda: targets(summary, heads),
        "challenges": lambda: challenges(desk, days),
        "referrals": lambda: referrals(desk, days),
        "needs": lambda: needs(desk),
        "plan": lambda: plan(desk),
        "market": lambda: market(desk, last),
        "products": lambda: products(desk, product),
        "messages": lambda: messages(desk),
    }
    return Brief(
        desk.today,
        last,
        past(last, desk.today),
        str(desk.playbook.title),
        str(report.title) if report else _("Morning brief"),
        sections,
        summary.shown,
        summary.plan,
        tuple(makers[one]() for one in sections),
    )


def targets(summary: "Summary", heads: "Heads") -> BriefPart:
    """The results of the last working day against plan and targets, and how far the month is."""
    lines = [
        BriefLine(figure.title, _against(figure), key=figure.key, value=figure.value, **_goal(figure))
        for figure in summary.shown
        if figure.key not in ("plan_lines", "plan_done")
        and figure.value is not None
        and (says(figure.value) or _of_that_day(figure))
    ]
    if summary.plan.planned:
        words = _("{done} of {planned}").format(done=summary.plan.done, planned=summary.plan.planned)
        numbers: Any = {"value": summary.plan.done, "target": summary.plan.planned, "share": summary.plan.share}
        lines.append(BriefLine(_("Planned and done"), words, key="plan", **numbers))
    for head in heads.shown:
        actual = f"{head.actual} [{head.percent}%]"
        title = _("{what}, this month").format(what=head.title)
        lines.append(BriefLine(title, actual, key=f"month.{head.metric}", value=head.actual, share=head.share))
    told = len(lines) + heads.more
    return BriefPart("targets", _("Results and targets"), tuple(lines), told, _("nothing was written down"))


def _against(figure: "Figure") -> str:
    """The value, and what it should be where that day had a target."""
    if not _of_that_day(figure):
        return str(figure.value)
    share = f" [{percent(figure.share)}%]" if figure.share is not None else ""
    return _("{value} of {target}").format(value=figure.value, target=figure.target) + share


def _goal(figure: "Figure") -> dict[str, Any]:
    return {"target": figure.target, "share": figure.share} if _of_that_day(figure) else {}


def _of_that_day(figure: "Figure") -> bool:
    """Whether its target says something of a single day: a day's share of a month's few accounts does not."""
    return figure.target is not None and figure.target_by in ("day", "week") and says(figure.target)
