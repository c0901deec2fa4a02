"""The calendar: the days of a year that are not as their weekday says, the page about one day, what an import did."""

from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, ngettext
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.dates.calendar.days_off import About, DaysChanged, SpecialDay, SpecialDays


def kinds() -> dict[str, str]:
    """The kinds of days in the language in use."""
    return {"holiday": _("holiday"), "workday": _("worked"), "leave": _("own leave")}


DAYS = (
    ListColumn("date", NP_("of the calendar", "day"), "ref", get=lambda day: day.date.isoformat()),
    ListColumn("weekday", N_("weekday"), "dim", get=lambda day: date_format.weekday(day.date)),
    ListColumn("kind", N_("kind"), data_only=True),
    ListColumn("kind_title", N_("kind"), get=lambda day: kinds()[day.kind]),
    ListColumn("name", N_("name")),
    ListColumn("own", N_("own"), "dim", get=lambda day: day.source == "own"),
)


def listing(found: "SpecialDays") -> ListView:
    """The days of a year; a year whose holidays are not decided says so."""
    head = [f"{found.year} · {found.country}"]
    foot = [] if found.known else [_undecided(found.year)]
    empty = _undecided(found.year) if not found.known else _("Monday to Friday, nothing else")
    extra = {"year": found.year, "country": found.country, "known": found.known, "known_until": found.known_until}
    return ListView("calendar", DAYS, found.days, empty=empty, head=head, foot=foot, extra=extra)


def _undecided(year: int) -> str:
    return _(
        "of {year} only what the law fixes is known, shifted days are not published: amflow import FILE --as calendar"
    ).format(year=year)


def page(day: "About") -> ItemView:
    """Everything about one day."""
    item = {
        "date": day.day,
        "workday": day.workday,
        "trading_day": day.trading,
        "provisional": not day.known,
        "kind": day.why.kind if day.why else None,
        "name": day.why.name if day.why else "",
        "own": bool(day.why and day.why.source == "own"),
        "lunar": day.lunar,
        "festival": day.festival,
        "next_workday": day.next_workday,
        "workday_of_month": day.workday_of_month,
        "workdays_in_month": day.workdays_in_month,
    }
    fields = [
        (_("working day"), _yes(day.workday, day.known)),
        (_("why"), _why(day)),
        (_("trading day"), _yes(day.trading, day.known)),
        (_("lunar"), " · ".join(part for part in (day.lunar, day.festival) if part)),
        (_("next working day"), day.next_workday),
        (
            _("in its month"),
            _("working day {n} of {all}").format(n=day.workday_of_month, all=day.workdays_in_month)
            if day.workday
            else ngettext("{n} working day", "{n} working days", day.workdays_in_month),
        ),
    ]
    return ItemView("calendar-day", item, fields, title=[Span(date_format.day(day.day), "title")])


def _yes(is_so: bool, known: bool) -> str:
    word = _("yes") if is_so else _("no")
    return word if known else _("{answer}, provisional: the holidays of the year are not known yet").format(answer=word)


def _why(day: "About") -> str:
    special: SpecialDay | None = day.why
    if special is None:
        return _("a weekend") if day.day.weekday() > 4 else _("a weekday")
    words = f"{kinds()[special.kind]} · {special.name}" if special.name else kinds()[special.kind]
    return words + (_(" · from your own days") if special.source == "own" else "")


def brought(found: "DaysChanged", word: str) -> ChangeView:
    """What an import did, and the open tasks that would fall on another day now."""
    item = {
        **found._asdict(),
        "file": str(found.file),
        "moved": [
            {"ref": one.ref, "title": one.title, "due_on": one.due_on, "counted_on": one.counted} for one in found.moved
        ],
    }
    then = [(_("file"), str(found.file))]
    then += [
        (one.ref, _("{title}: {old}, counted anew {new}: amflow move {ref} {day}").format(
            title=one.title, old=date_format.day(one.due_on), new=date_format.day(one.counted), ref=one.ref,
            day=one.counted.isoformat(),
        ))
        for one in found.moved[:20]
    ]  # fmt: skip
    return ChangeView("calendar", item, f"{ngettext('{n} day', '{n} days', found.days)} {word}", then, undo=False)
