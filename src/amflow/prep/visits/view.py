"""The page to take along on a visit: on a terminal, as tabs and JSON, and its parts as documents."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.agenda.view import item_fields
from amflow.convert.products.view import bearing
from amflow.dates import format as date_format
from amflow.documents.parts import Block, Column, Points, Report, Table
from amflow.documents.parts import Part as ReportPart
from amflow.documents.view import ReportView
from amflow.locale import _, listed, paired, pgettext
from amflow.outreach.campaigns.records import STATES
from amflow.records import NamedTuple
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, jsonable, picked

if TYPE_CHECKING:
    from amflow.convert.deals.records import DealLine
    from amflow.outreach.campaigns.records import CampaignOfCustomer
    from amflow.prep.visits.changes import Confirmed
    from amflow.prep.visits.page import HeldOrOrdered, Missing, VisitSheet
    from amflow.shell.screen import Screen


class SheetPart(NamedTuple):
    """A heading of the page with the lines below it, and the same as a part of any report."""

    key: str
    title: str
    lines: list[str]
    blocks: tuple[Block, ...] = ()
    note: str = ""
    state: str = ""


def title(sheet: "VisitSheet") -> str:
    """Whom the page is about."""
    return f"{sheet.page.name} ({sheet.page.ref})"


def subtitle(sheet: "VisitSheet") -> str:
    """When the visit is, and whether it is confirmed."""
    item = sheet.appointment
    if item is None or item.due_on is None:
        return _("no appointment yet")
    when = f"{date_format.day(item.due_on)} {item.due_time}".strip()
    sure = _("confirmed by {name}").format(name=sheet.confirmed_by) if sheet.confirmed_by else _("not confirmed")
    return f"{when} · {item.ref} · {sure}"


def parts(sheet: "VisitSheet", today: date) -> list[SheetPart]:
    """The page, heading by heading; what there is nothing to say of is left out. The parts of the visit come last."""
    tables = _tables(sheet)
    return [
        part._replace(blocks=(tables.get(part.key) or Points(tuple(part.lines)),))
        for part in _headings(sheet, today)
        if part.lines
    ]


def _tables(sheet: "VisitSheet") -> dict[str, Table]:
    """What has days and amounts, in columns, so that a workbook gets days and numbers."""
    day, what = Column("on", _("date")), Column("what", _("what"))
    of_things = (Column("ref", ""), what, Column("amount", _("amount")))

    def things(found: "list[HeldOrOrdered]", bought: str, until: str) -> Table:
        columns = (*of_things, Column("on", bought), Column("until", until), Column("late", ""))
        rows = [(one.ref, one.name, one.amount, one.on_date, one.until, _("late") if one.late else "") for one in found]
        used = [at for at in range(len(columns)) if any(row[at] for row in rows)]
        listed = tuple(tuple(row[at] for at in used) for row in rows)
        return Table(tuple(columns[at] for at in used), listed, key="things")

    talks = tuple((one.held_on, one.outcome, " ".join(one.note.split())) for one in sheet.touches)
    owed = tuple((one.due_on, one.ref, one.title, one.reason) for one in sheet.promises)
    return {
        "talks": Table((day, Column("outcome", _("outcome")), what), talks, key="talks"),
        "promises": Table((day, Column("ref", ""), what, Column("reason", "")), owed, key="promises"),
        "notes": Table((day, what), tuple((one.on_date, one.text) for one in sheet.notes), key="notes"),
        "problems": Table((day, what), tuple((one.on_date, one.text) for one in sheet.problems), key="problems"),
        "holdings": things(sheet.holdings, _("bought"), _("matures")),
        "loans": things(sheet.loans, _("lent"), pgettext("of a loan", "due")),
        "orders": things(sheet.orders, _("ordered"), _("delivery")),
        "birthdays": Table(
            (day, Column("name", _("name")), Column("what", "")),
            tuple((one.day, one.name, one.what) for one in sheet.birthdays),
            key="birthdays",
        ),
    }


def _headings(sheet: "VisitSheet", today: date) -> list[SheetPart]:
    page = sheet.page
    return [
        SheetPart("purpose", _("Purpose"), [text for text in (sheet.purpose, sheet.content) if text]),
        SheetPart("ways", _("How to approach them"), [paired(one.title, one.content) for one in sheet.ways]),
        SheetPart("companions", _("Who comes along"), [sheet.companions] if sheet.companions else []),
        SheetPart("who", _("Who they are"), _who(sheet)),
        SheetPart("business", _("Their file"), [paired(name, value) for name, value in page.profile_titles.values()]),
        SheetPart("needs", _("What they need"), [f"{one.question} {one.answer}" for one in sheet.answers]),
        SheetPart("notes", _("Notes"), [_dated(one.on_date, one.text, today) for one in sheet.notes]),
        SheetPart("talks", _("Last talks"), [_talk(one, today) for one in sheet.touches]),
        SheetPart("promises", _("Open with them"), [_open(one, today) for one in sheet.promises]),
        SheetPart("problems", _("Difficulties"), [_dated(one.on_date, one.text, today) for one in sheet.problems]),
        SheetPart("deals", _("Deals under way"), [_deal(one, today) for one in sheet.deals]),
        SheetPart("papers", _("Papers to bring"), [_missing(one) for one in sheet.papers]),
        SheetPart("holdings", _("What they hold"), [_thing(one, today, _("matures")) for one in sheet.holdings]),
        SheetPart(
            "loans", _("What they owe"), [_thing(one, today, pgettext("of a loan", "due")) for one in sheet.loans]
        ),
        SheetPart("orders", _("What they ordered"), [_thing(one, today, _("delivery")) for one in sheet.orders]),
        SheetPart("campaigns", _("Campaigns"), [_campaign(one) for one in sheet.campaigns if one.running]),
        SheetPart("products", _("What fits"), _products(sheet, today)),
        SheetPart("questions", _("To ask"), list(sheet.questions)),
        SheetPart("birthdays", _("Birthdays"), [_birthday(one, today) for one in sheet.birthdays]),
        SheetPart(
            "parts",
            _("The visit"),
            [paired(str(one.title), str(one.content)) for one in sheet.parts],
        ),
    ]


def _who(sheet: "VisitSheet") -> list[str]:
    page = sheet.page
    facts = [page.tier_title, page.intent_title, " ".join(part for part in (page.organisation, page.role) if part)]
    wishes = [_("not to be contacted") if page.no_contact else "", _("no calls") if page.no_call else ""]
    if page.quiet_hours:
        wishes.append(_("quiet from {hours}").format(hours=page.quiet_hours))
    family = [f"{tie.title} {tie.name} ({tie.ref})" for tie in sheet.ties]
    contacts = [f"{one.name} ({one.ref}) {one.role} {one.phone}".strip() for one in sheet.people[:6]]
    lines = [
        " · ".join(fact for fact in facts if fact),
        page.segment_title,
        " · ".join(fact for fact in (page.phone, page.best_hour, sheet.address) if fact),
        " · ".join(wish for wish in wishes if wish),
        listed(family),
        listed(contacts),
        paired(_("Assets"), str(page.assets)) if page.assets else "",
        paired(_("First impression"), " ".join(page.impression.split())) if page.impression else "",
    ]
    return [line for line in lines if line]


def _deal(one: "DealLine", today: date) -> str:
    expected = _("expected {day}").format(day=date_format.short(one.expected_on, today)) if one.expected_on else ""
    facts = (f"{one.ref} {one.title}", one.stage_title, str(one.amount or ""), expected, one.standing)
    return " · ".join(fact for fact in facts if fact)


def _missing(one: "Missing") -> str:
    return paired(f"{one.ref} {one.title}", listed(one.papers))


def _talk(touch: Any, today: date) -> str:
    said = " ".join(touch.note.split())
    whom = _("there: {who}").format(who=touch.present) if touch.present else ""
    bulk = _("bulk message") if touch.bulk else ""
    return _dated(touch.held_on, " · ".join(part for part in (bulk, whom, touch.outcome, said) if part), today)


def _dated(day: date | None, text: str, today: date) -> str:
    one_line = " ".join(text.split())
    return f"{date_format.short(day, today)}  {one_line}" if day else one_line


def _open(item: Any, today: date) -> str:
    day = date_format.short(item.due_on, today) if item.due_on else _("no day")
    reason = f" · {item.reason}" if item.reason else ""
    return f"{day}  {item.ref} {item.title}{reason}"


def _thing(one: "HeldOrOrdered", today: date, word: str) -> str:
    day = date_format.short(one.on_date, today) if one.on_date else ""
    until = f"{word} {date_format.short(one.until, today)}" if one.until else ""
    late = _("late") if one.late else ""
    return " · ".join(part for part in (f"{one.ref} {one.name}", str(one.amount or ""), day, until, late) if part)


def _campaign(one: "CampaignOfCustomer") -> str:
    goal = _("{done} of {planned}").format(done=one.reached or 0, planned=one.share) if one.share else ""
    return paired(f"{one.ref} {one.title}", " · ".join(filter(None, (_(STATES[one.state]), goal))))


def _products(sheet: "VisitSheet", today: date) -> list[str]:
    words, _style = bearing(sheet.tolerance, today)
    lines = [words] if words else []
    lines += [paired(f"{one.ref} {one.product.name}", listed(one.why)) for one in sheet.products]
    return lines if sheet.products or sheet.tolerance.expired or sheet.left_out else []


def _birthday(one: Any, today: date) -> str:
    name = f"{one.name} ({one.what})" if one.what else one.name
    return f"{date_format.short(one.day, today)}  {name} · {date_format.ago(one.day, today)}"


class VisitSheetView(ReportView):
    """The page in every form."""

    what = "visit-sheet"
    form = "visit/sheet"

    def __init__(self, sheet: "VisitSheet", today: date) -> None:
        super().__init__(sheet)
        self.sheet = sheet
        self.today = today
        self.parts = parts(sheet, today)

    def report(self) -> Report:
        """The page as a document's parts."""
        found = tuple(ReportPart(part.title, part.blocks, key=part.key) for part in self.parts)
        return Report(self.what, title(self.sheet), (subtitle(self.sheet),), found, self.today)

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed."""
        lang = "zh-CN" if locale.current() == "zh" else "en"
        return {"subtitle": subtitle(self.sheet), "parts": self.parts, "lang": lang}

    def data(self) -> dict[str, Any]:
        """The customer, the appointment, and every part with its lines."""
        sheet = self.sheet
        item = {
            **picked(sheet.page, "ref", "name"),
            "appointment": item_fields(sheet.appointment) if sheet.appointment else None,
            **picked(sheet, "confirmed_by", "companions", "purpose"),
            "ways": jsonable(sheet.ways),
            "promises": [item_fields(one) for one in sheet.promises],
            "deals": [
                {"ref": one.ref, "title": one.title, "stage": one.stage, "amount": jsonable(one.amount)}
                for one in sheet.deals
            ],
            "papers": [{"deal": {"ref": one.ref, "title": one.title}, "missing": one.papers} for one in sheet.papers],
            "holdings": jsonable(sheet.holdings),
            "loans": jsonable(sheet.loans),
            "orders": jsonable(sheet.orders),
            "products": [{"ref": one.ref, "name": one.product.name, "reasons": one.why} for one in sheet.products],
            "questions": sheet.questions,
            "birthdays": jsonable(sheet.birthdays),
        }
        return {"item": item, "parts": [{"key": one.key, "title": one.title, "lines": one.lines} for one in self.parts]}

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A line a line, the part's key in front."""
        yield "title", title(self.sheet), subtitle(self.sheet)
        for part in self.parts:
            for line in part.lines:
                yield part.key, line

    def draw(self, screen: "Screen") -> None:
        """The page, nothing on it cut."""
        screen.line(Span(self.sheet.page.name, "title"), Span(f"  {self.sheet.page.ref}", "ref"))
        screen.line(Span(subtitle(self.sheet), "dim"), wrap=True)
        for part in self.parts:
            screen.blank()
            screen.line(Span(part.title, "step"))
            for line in part.lines:
                screen.line(line, indent=2, wrap=True)
        item = self.sheet.appointment
        after = f"amflow log-visit {self.sheet.page.ref}"
        before = f"amflow visit {item.ref} --confirmed … · " if item and not self.sheet.confirmed_by else ""
        screen.blank()
        screen.line(Span(before + after, "dim"))


def confirmed(done: "Confirmed") -> ChangeView:
    """An appointment that the customer confirmed."""
    item = done.item
    when = f"{date_format.day(item.due_on)} {item.due_time}".strip() if item.due_on else ""
    words = _("{title} ({ref}) confirmed by {name}").format(title=item.title, ref=item.ref, name=done.by)
    then = [(_("when"), when), (_("with"), done.companions), (_("next"), f"amflow visit {item.ref}")]
    fields = {
        **picked(item, "ref", "customer", "customer_ref", "due_on", "due_at"),
        "confirmed_on": done.on_date,
        "confirmed_by": done.by,
        "companions": done.companions,
    }
    return ChangeView("visit", fields, words, then)
