"""Customers and leads: lists, the page about one, and what changed about them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.agenda import view as agenda_view
from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, paired, pgettext
from amflow.shell.screen import Span, bars
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, named, picked

if TYPE_CHECKING:
    from amflow.agenda.items import Item
    from amflow.customers.identity.relations import Tie
    from amflow.customers.page import Dossier, ShownOfCustomer
    from amflow.customers.records import CustomerLine, PersonLine
    from amflow.outreach.talks.records import TouchLine

CUSTOMERS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("kind", "status"),
    ListColumn("tier", N_("tier"), say=lambda one: one.tier_title, spare=4),
    ListColumn("intent", N_("intent"), spare=5),
    ListColumn("phone", N_("phone"), "whole"),
    ListColumn("organisation", N_("organisation"), spare=2),
    ListColumn("last_touch_on", N_("last talk"), "dim", spare=3),
    ListColumn("source", N_("source"), "dim", say=lambda one: one.source_title, spare=1),
    *hidden("segment", "adopted_on"),
)

FIELDS = (
    "ref", "name", "salutation", "kind", "status", "tier", "intent", "phone", "email", "address", "key", "organisation", "role",
    "source", "signal", "impression",
    "birthday", "birthday_next", "assets", "added_on", "client_since", "last_touch_on", "tried_on", "best_hour",
    "next_due_on", "next_ref", "latest_due_on", "satisfaction", "completeness", "no_contact", "no_call", "quiet_hours",
    "language", "line", "segment", "adopted_on", "phones", "profile",
)  # fmt: skip
"""What JSON and the tabs have of the page, in this order."""

SALUTATIONS = {"ms": N_("Ms"), "mr": N_("Mr")}

TIES = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("kind"),
    ListColumn("title", N_("what they are")),
)

PEOPLE = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    ListColumn("role", N_("role")),
    ListColumn("decides", "", say=lambda one: _("decides") if one.decides else ""),
    ListColumn("phone", N_("phone")),
    ListColumn("last_touch_on", N_("last talk"), "dim"),
    *hidden("kind"),
)

TALKS = "outreach.talks.view:of_customer"
OPEN = ("convert.deals.view:of_customer", "callback.cases.view:of_customer")
"""The lists of a customer of which the first lines tell: the last talk, and what is under way."""


def customers(lines: Sequence["CustomerLine"], total: int, *, asked: bool = False) -> ListView:
    """A list of customers; `asked`: only some of them were asked for."""
    empty = _("nobody is like that") if asked else _("nobody yet: amflow customer add NAME, amflow import FILE")
    return ListView("customers", CUSTOMERS, lines, empty=empty, total=total)


def due(found: Sequence["Item"]) -> tuple[str, ListView]:
    """What is due with a customer, on their page."""
    return pgettext("with a customer", "due"), agenda_view.ItemList("due", found)


def ties(found: Sequence["Tie"]) -> tuple[str, ListView]:
    """Who belongs to a customer, on their page."""
    return _("belongs together"), ListView("ties", TIES, found)


def people(found: Sequence["PersonLine"]) -> tuple[str, ListView]:
    """The people of an organisation, on its page."""
    return _("people"), ListView("people", PEOPLE, found)


def dossier(page: "Dossier", shown: Sequence["ShownOfCustomer"]) -> ItemView:
    """Everything that matters about one customer on one page: who they are, then what each family shows of them."""
    last = page.scores[-1] if page.scores else None
    item = {key: last if key == "satisfaction" else getattr(page, key) for key in FIELDS}
    found = {one.view: one.found for one in shown}
    fields = [
        (_("organisation"), " · ".join(filter(None, (page.organisation, page.role)))),
        (_("phone"), " · ".join(filter(None, (page.phone, page.email)))),
        (_("last talk"), _last(page, found.get(TALKS, ()))),
        (_("tried last"), page.tried_on if page.tried_on != page.last_touch_on else None),
        (_("next talk due"), page.next_contact),
        (_("late after"), page.latest_due_on),
        (pgettext("of the work", "open"), " · ".join(_under_way(found))),
        (_("wish"), _wishes(page)),
        (_("satisfaction"), f"{last}/5  {bars(page.scores)}" if last else ""),
    ]
    about = [
        (_("segment"), paired(page.segment_title, page.approach) if page.approach else page.segment_title),
        (_("salutation"), _(SALUTATIONS[page.salutation]) if page.salutation else ""),
        (_("address"), page.address),
        (_("number in the list"), page.key),
        (_("birthday"), birthday(page, in_words=True)),
        (_("assets"), page.assets),
        (_("line"), page.line),
        (_("source"), " · ".join(part for part in (page.source_title, page.signal_title) if part)),
        (_("adopted"), page.adopted_on),
        (_("first impression"), page.impression),
        (_("bought first"), page.client_since),
        (_("best hour"), page.best_hour),
        *page.profile_titles.values(),
        (_("complete"), _file(page)),
    ]
    status = {"lead": _("lead"), "dropped": _("dropped lead"), "removed": _("removed")}.get(page.status, "")
    standing = " · ".join(filter(None, (status, page.tier_title, page.intent_title)))
    title = [*named(page.name, page.ref), Span(f"  {standing}" if standing else "")]
    lists = [registry.named(one.view)(one.found) for one in shown if one.found]
    return ItemView("customer", item, fields, title=title, lists=lists, below=(_("about them"), about))


def _last(page: "Dossier", talks: Sequence["TouchLine"]) -> str:
    """The last talk, with what came of it."""
    if page.last_touch_on is None:
        return _("no talk known") if page.tried_on else ""
    from amflow.outreach.talks.view import kind_words

    day = date_format.short(page.last_touch_on, page.today)
    held = next((one for one in talks if one.held_on == page.last_touch_on), None)
    if held is None:
        return day
    said = _(", ").join(filter(None, (kind_words(held), held.outcome)))
    return _("{what}: {why}").format(what=f"{day}  {said}", why=held.note) if held.note else f"{day}  {said}"


def _under_way(found: dict[str, list[Any]]) -> list[str]:
    """What is open with them, by its reference."""
    return [
        " ".join(str(part) for part in (one.ref, one.title, getattr(one, "amount", None)) if part)
        for view in OPEN
        for one in found.get(view, ())
        if one.state == "open"
    ]


def _wishes(page: "Dossier") -> str:
    languages = {"en": _("English"), "zh": _("Chinese")}
    parts = (
        _("not to be contacted") if page.no_contact else "",
        _("no calls") if page.no_call else "",
        _("quiet from {hours}").format(hours=page.quiet_hours) if page.quiet_hours else "",
        languages.get(page.language, ""),
    )
    return " · ".join(part for part in parts if part)


def birthday(page: "Dossier", *, in_words: bool = False) -> str:
    """The birthday as it is known; a lunar one with the day on which it is kept next."""
    words = page.birthday_words or page.birthday
    if in_words and page.birthday and not page.birthday_words:
        words = date_format.day_of_year(page.birthday)
    return f"{words} → {date_format.day(page.birthday_next)}" if page.birthday_words and page.birthday_next else words


def _file(page: "Dossier") -> str:
    if not page.missing:
        return f"{page.completeness}%"
    return _("{percent}%, missing: {what}").format(percent=page.completeness, what=listed(page.missing[:4]))


def changed(what: str, page: "Dossier", word: str, then: Sequence[tuple[str, str]] = ()) -> ChangeView:
    """A customer or lead that was added or changed; without a word for it nothing was, and there is nothing to undo."""
    item = picked(page, "ref", "name", "status", "tier", "intent")
    done = _("{name} ({ref}) {word}").format(name=page.name, ref=page.ref, word=word)
    if not word:
        done = _("{name} was so already").format(name=f"{page.name} ({page.ref})")
    return ChangeView(what, item, done, then, undo=bool(word))
