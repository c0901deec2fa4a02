"""Customers and leads: lists, the page about one, and what changed about them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow import registry
from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, paired, pgettext
from amflow.shell.screen import Span, bars
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, named, picked

if TYPE_CHECKING:
    from amflow.agenda.items import Item
    from amflow.customers.identity.relations import Tie
    from amflow.customers.page import Dossier, ShownOfCustomer
    from amflow.customers.records import CustomerLine, PersonLine

CUSTOMERS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    *hidden("kind", "status"),
    ListColumn("tier", N_("tier"), say=lambda one: one.tier_title),
    ListColumn("intent", N_("intent")),
    ListColumn("phone", N_("phone")),
    ListColumn("organisation", N_("organisation")),
    ListColumn("last_touch_on", N_("last talk"), "dim"),
    ListColumn("source", N_("source"), "dim", say=lambda one: one.source_title),
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

ITEMS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("due_on", N_("due"), "dim"),
    ListColumn("due_time", N_("at"), "dim"),
    ListColumn("title", N_("what")),
    ListColumn("customer", N_("with whom"), "dim"),
    ListColumn("reason", N_("why"), "dim"),
    *hidden("provisional"),
)


def customers(lines: Sequence["CustomerLine"], total: int, *, asked: bool = False) -> ListView:
    """A list of customers; `asked`: only some of them were asked for."""
    empty = _("nobody is like that") if asked else _("nobody yet: amflow customer add NAME, amflow import FILE")
    return ListView("customers", CUSTOMERS, lines, empty=empty, total=total)


def due(found: Sequence["Item"]) -> tuple[str, ListView]:
    """What is due with a customer, on their page."""
    return pgettext("with a customer", "due"), ListView("due", ITEMS, found, give="title")


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
    fields = [
        (_("tier"), page.tier_title),
        (_("segment"), paired(page.segment_title, page.approach) if page.approach else page.segment_title),
        (_("intent"), page.intent_title),
        (_("salutation"), _(SALUTATIONS[page.salutation]) if page.salutation else ""),
        (_("phone"), page.phone),
        (_("mail"), page.email),
        (_("address"), page.address),
        (_("number in the list"), page.key),
        (_("organisation"), page.organisation),
        (_("role"), page.role),
        (_("birthday"), birthday(page)),
        (_("assets"), page.assets),
        (_("line"), page.line),
        (_("source"), " · ".join(part for part in (page.source_title, page.signal_title) if part)),
        (_("adopted"), page.adopted_on),
        (_("first impression"), page.impression),
        (_("bought first"), page.client_since),
        (_("last talk"), page.last_touch_on or (_("no talk known") if page.tried_on else None)),
        (_("tried last"), page.tried_on if page.tried_on != page.last_touch_on else None),
        (_("best hour"), page.best_hour),
        (_("next talk due"), page.next_contact),
        (_("late after"), page.latest_due_on),
        (_("satisfaction"), f"{last}/5  {bars(page.scores)}" if last else ""),
        *page.profile_titles.values(),
        (_("complete"), _file(page)),
        (_("wish"), _wishes(page)),
    ]
    status = {"lead": _("lead"), "dropped": _("dropped lead"), "removed": _("removed")}.get(page.status, "")
    title = [*named(page.name, page.ref), Span(f"  {status}" if status else "")]
    lists = [registry.named(one.view)(one.found) for one in shown if one.found]
    return ItemView("customer", item, fields, title=title, lists=lists)


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
    words = page.birthday_words or (date_format.day_of_year(page.birthday) if in_words else page.birthday)
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
