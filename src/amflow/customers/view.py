"""Customers and leads: lists, the page about one, and what changed about them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.callback.cases.records import SEVERITIES
from amflow.callback.holdings import view as holding_view
from amflow.callback.orders import view as order_view
from amflow.convert.products.suitability import VERDICTS
from amflow.customers.tiers import view as tier_view
from amflow.dates import format as date_format
from amflow.locale import N_, _, listed, ngettext, paired
from amflow.outreach.campaigns.records import STATES as CAMPAIGN_STATES
from amflow.shell.screen import Span, bars
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.customers.page import Dossier
    from amflow.customers.records import CustomerLine
    from amflow.playbooks.model import Playbook

CUSTOMERS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    ListColumn("kind", N_("kind"), hide=True),
    ListColumn("status", N_("status"), hide=True),
    ListColumn("tier", N_("tier")),
    ListColumn("intent", N_("intent")),
    ListColumn("phone", N_("phone")),
    ListColumn("organisation", N_("organisation")),
    ListColumn("last_touch_on", N_("last talk"), "dim"),
    ListColumn("source", N_("source"), "dim"),
    ListColumn("segment", N_("segment"), hide=True),
    ListColumn("adopted_on", N_("adopted"), hide=True),
)

FIELDS = (
    "ref", "name", "kind", "status", "tier", "intent", "phone", "email", "organisation", "role", "source", "signal",
    "impression", "birthday", "birthday_next", "assets", "added_on", "client_since", "last_touch_on", "next_due_on",
    "latest_due_on", "satisfaction", "completeness", "no_contact", "no_call", "quiet_hours", "language", "line",
    "segment", "adopted_on", "phones", "profile",
)  # fmt: skip
"""What JSON and the tabs have of the page, in this order."""

KINDS = {"visit": N_("visit"), "call": N_("call"), "message": N_("message"), "reception": N_("reception")}
"""The kinds of touch in words."""

TOUCHES = (
    ListColumn("held_on", N_("date"), "dim"),
    ListColumn("held_at", N_("at"), "dim"),
    ListColumn("kind", N_("kind"), say=lambda touch: _(KINDS[touch.kind])),
    ListColumn("outcome", N_("outcome")),
    ListColumn("note", N_("note")),
)

ITEMS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("due_on", N_("due"), "dim"),
    ListColumn("due_time", N_("at"), "dim"),
    ListColumn("title", N_("what")),
    ListColumn("reason", N_("why"), "dim"),
    ListColumn("provisional", N_("provisional"), hide=True),
)

STATES = {"open": N_("open"), "won": N_("won"), "lost": N_("lost")}
"""The states of a deal in words."""

TIES = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title"),
    ListColumn("kind", N_("kind"), hide=True),
    ListColumn("title", N_("what they are")),
)

ANSWERS = (
    ListColumn("key", N_("key"), hide=True),
    ListColumn("question", N_("question"), "dim"),
    ListColumn("value", N_("value"), hide=True),
    ListColumn("answer", N_("answer"), get=lambda one: one.answer.replace("\n", " ")),
    ListColumn("on_date", N_("date"), "dim"),
)

UNSUITED = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("product_ref", N_("ref"), "ref"),
    ListColumn("product", N_("product")),
    ListColumn("verdict", N_("suits"), say=lambda one: _(VERDICTS[one.verdict])),
    ListColumn("deal", N_("about"), "ref"),
    ListColumn("why", N_("reason")),
)
CAMPAIGNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("title", N_("campaign")),
    ListColumn("state", N_("state"), say=lambda listed: _(CAMPAIGN_STATES[listed.state])),
    ListColumn("on_date", N_("since"), "dim"),
    ListColumn("share", N_("share"), "right"),
    ListColumn("reached", N_("reached"), "right"),
)


DEALS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("title", N_("deal")),
    ListColumn("stage_title", N_("stage")),
    ListColumn("state", N_("state"), say=lambda deal: _(STATES[deal.state])),
    ListColumn("amount", N_("amount"), "right"),
)


CASES = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("state", N_("state"), hide=True),
    ListColumn("severity", N_("severity"), say=lambda case: _(SEVERITIES[case.severity])),
    ListColumn("title", N_("what it is about")),
    ListColumn("stands", N_("clock")),
)

REPLIES = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("question", N_("question"), get=lambda one: one.question.key, say=lambda one: str(one.question.title)),
    ListColumn("value", N_("value"), hide=True),
    ListColumn("shown", N_("answer")),
)


def customers(lines: Sequence["CustomerLine"], total: int, playbook: "Playbook", *, asked: bool = False) -> ListView:
    """A list of customers; a screen says the playbook's words for tier and source. `asked`: only some of them were asked for."""
    from amflow.playbooks.titles import titles_by_key

    words = {"tier": titles_by_key(playbook.tiers), "source": titles_by_key(playbook.sources)}
    columns = [_in_words(column, words[column.key]) if column.key in words else column for column in CUSTOMERS]
    foot = [ngettext("{n} in all", "{n} in all", total)] if total > len(lines) else []
    empty = _("nobody is like that") if asked else _("nobody yet: amflow customer add NAME, amflow import FILE")
    return ListView("customers", columns, lines, empty=empty, foot=foot)


def _in_words(column: ListColumn, words: dict[str, str]) -> ListColumn:
    return column._replace(say=lambda one: words.get(column.value(one), column.value(one)))


def dossier(page: "Dossier") -> ItemView:
    """Everything that matters about one customer on one page."""
    last = page.scores[-1] if page.scores else None
    item = {key: last if key == "satisfaction" else getattr(page, key) for key in FIELDS}
    fields = [
        (_("tier"), page.tier_title),
        (_("segment"), paired(page.segment_title, page.approach) if page.approach else page.segment_title),
        (_("intent"), page.intent_title),
        (_("phone"), page.phone),
        (_("mail"), page.email),
        (_("organisation"), page.organisation),
        (_("role"), page.role),
        (_("birthday"), birthday(page)),
        (_("assets"), page.assets),
        (_("line"), page.line),
        (_("source"), " · ".join(part for part in (page.source_title, page.signal_title) if part)),
        (_("adopted"), page.adopted_on),
        (_("first impression"), page.impression),
        (_("bought first"), page.client_since),
        (_("last talk"), page.last_touch_on),
        (_("next talk due"), page.next_due_on),
        (_("late after"), page.latest_due_on),
        (_("satisfaction"), f"{last}/5  {bars(page.scores)}" if last else ""),
        *page.profile_titles,
        (_("complete"), _file(page)),
        (_("wish"), _wishes(page)),
    ]
    status = {"lead": _("lead"), "dropped": _("dropped lead"), "removed": _("removed")}.get(page.status, "")
    title: list[Span | str] = [Span(page.name, "title"), Span(f"  {page.ref}", "ref")]
    if status:
        title.append(f"  {status}")
    lists = [
        (_("due"), ListView("due", ITEMS, page.due, give="title")),
        (_("deals"), ListView("deals", DEALS, page.deals, give="title")),
        (_("holdings"), ListView("holdings", holding_view.OF_CUSTOMER, page.holdings, give="name")),
        (_("orders"), ListView("orders", order_view.OF_CUSTOMER, page.orders, give="name")),
        (_("special dates"), ListView("dates", tier_view.DATES, page.dates, give="title")),
        (_("tiers so far"), ListView("tiers", tier_view.HISTORY, page.tiers, give="why")),
        (_("campaigns"), ListView("campaigns", CAMPAIGNS, page.campaigns, give="title")),
        (_("cases"), ListView("cases", CASES, page.cases, give="title")),
        (_("said when called back"), ListView("replies", REPLIES, page.replies, give="shown")),
        (_("last talks"), ListView("touches", TOUCHES, page.touches, give="note")),
        (_("people"), ListView("people", CUSTOMERS, page.people)),
        (_("belongs together"), ListView("ties", TIES, page.ties)),
        (_("What they need"), ListView("answers", ANSWERS, page.answers, give="question")),
        (_("did not suit"), ListView("unsuited", UNSUITED, page.unsuited, give="why")),
    ]
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


def birthday(page: "Dossier") -> str:
    """The birthday as it is known; a lunar one with the day on which it is kept next."""
    words = page.birthday_words or page.birthday
    if page.birthday_words and page.birthday_next:
        return f"{words} → {date_format.day(page.birthday_next)}"
    return words


def _file(page: "Dossier") -> str:
    if not page.missing:
        return f"{page.completeness}%"
    return _("{percent}%, missing: {what}").format(percent=page.completeness, what=listed(page.missing[:4]))


def changed(what: str, page: "Dossier", word: str, then: Sequence[tuple[str, str]] = ()) -> ChangeView:
    """A customer or lead that was added or changed; without a word for it nothing was, and there is nothing to undo."""
    item = {"ref": page.ref, "name": page.name, "status": page.status, "tier": page.tier, "intent": page.intent}
    done = _("{name} ({ref}) {word}").format(name=page.name, ref=page.ref, word=word)
    if not word:
        done = _("{name} was so already").format(name=f"{page.name} ({page.ref})")
    return ChangeView(what, item, done, then, undo=bool(word))
