"""The page about one customer: who they are, tier and intent, completeness, what is due; and what every family shows of
them, as the registry has it."""

import contextlib
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.agenda import by_ref, coming, contact_cadence, due_items, due_rules
from amflow.agenda.items import Item
from amflow.agenda.tasks import records as tasks
from amflow.book.derived_columns import last_talk, tried_on
from amflow.book.money import DECIMALS, Money, money_of
from amflow.book.values import day_or_none
from amflow.customers import best_hour, birthdays, circle, scores
from amflow.customers import records as customers
from amflow.customers.completeness import contradictions, known
from amflow.customers.completeness import records as completeness
from amflow.dates.format import day, short
from amflow.locale import _
from amflow.playbooks.customer_model import BESIDE
from amflow.playbooks.titles import titles_by_key
from amflow.prep import page as prep_page
from amflow.prospect.referrals import records as referrals
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.agenda.coming import Coming
    from amflow.desk import Desk
    from amflow.playbooks.model import Playbook

MOST_DIGITS = 13
"""A number with more of them is no amount of money."""


class Titled(NamedTuple):
    """A field of the file: its name in the playbook and what it says."""

    title: str
    value: str


class Dossier(NamedTuple):
    """Who a customer is, how they stand and what they wish; titles are the playbook's words in the language in use."""

    ref: str
    name: str
    salutation: str
    """`ms`, `mr`, or empty where nobody said."""
    kind: str
    status: str
    tier: str
    tier_title: str
    intent: str
    intent_title: str
    phone: str
    email: str
    address: str
    key: str
    """Their key in the list that they were imported from."""
    organisation: str
    role: str
    source: str
    source_title: str
    signal: str
    signal_title: str
    birthday: str
    birthday_words: str
    """A lunar birthday in words, with its year; empty for another."""
    birthday_next: date | None
    """The day on which it is kept next."""
    assets: Money | None
    added_on: date | None
    client_since: date | None
    last_touch_on: date | None
    """When they were last talked to, with an answer."""
    tried_on: date | None
    """When somebody last turned to them: talked, wrote, or called in vain."""
    coming: "Coming | None"
    """The next contact: agreed on, planned, due by a rule or by the cadence."""
    next_contact: str
    """When it is and what asks for it, in words."""
    completeness: int
    missing: list[str]
    no_contact: bool
    profile: dict[str, str]
    profile_titles: dict[str, Titled]
    phones: list[str]
    no_call: bool
    quiet_hours: str
    language: str
    line: str
    """The line of the territory, with the place on it."""
    segment: str
    segment_title: str
    approach: str
    """The playbook's way to approach people of that segment (`W08`, `W09`)."""
    adopted_on: date | None
    impression: str
    latest_due_on: date | None
    """The day after which the next talk is late."""
    scores: list[int]
    """The last CSATs, 1 to 5, the newest last."""
    best_hour: str
    """When they are reached best, in words; empty where their calls do not say it."""
    today: date

    @property
    def next_due_on(self) -> date | None:
        """The day of the next contact."""
        return self.coming.on if self.coming else None

    @property
    def next_ref(self) -> str | None:
        """What asks for it: `t3`, `r31fk`; none of the cadence."""
        return (self.coming.ref or None) if self.coming else None


class ShownOfCustomer(NamedTuple):
    """Records of a family that are about the customer, and the place of their view."""

    view: str
    found: list[Any]


def shown(desk: "Desk", text: str) -> tuple[Dossier, list[ShownOfCustomer]]:
    """The page about the customer that the text means. Raises NotFound, Ambiguous."""
    return _shown(desk, customers.find(desk.book, text)["id"])


def shown_due(desk: "Desk", text: str) -> tuple[Dossier, list[ShownOfCustomer]]:
    """What a rule makes due is about a customer: the page about them. Raises NotFound, Ambiguous."""
    return _shown(desk, by_ref.find(desk, text).customer["id"])


def _shown(desk: "Desk", number: int) -> tuple[Dossier, list[ShownOfCustomer]]:
    asked = [ShownOfCustomer(view, registry.named(question)(desk, number)) for question, view in registry.of_customer()]
    return of(desk, number), asked


def of(desk: "Desk", number: int) -> Dossier:
    """Who the customer with this number is, a removed one too."""
    from json import loads

    row = desk.book.get("customer", number)
    assert row is not None
    playbook = desk.playbook
    profile: dict[str, str] = loads(row["profile"])
    names = titles_by_key(playbook.fields)
    percent, missing = completeness.of_one(desk, number)
    organisation = desk.book.get("customer", row["organisation_id"]) if row["organisation_id"] else None
    birthday_words, birthday_next = birthdays.told(desk, row["birthday"])
    segment_title, approach = _segment(playbook, row["segment"])
    following = coming.with_customer(desk, number)
    return filled(
        Dossier,
        row,
        ref=f"c{number}",
        tier_title=titles_by_key(playbook.tiers).get(row["tier"], row["tier"]),
        intent_title=f"{row['intent']} {titles_by_key(playbook.intents).get(row['intent'], '')}".strip(),
        organisation=organisation["name"] if organisation is not None else "",
        source_title=titles_by_key(playbook.sources).get(row["source"], row["source"]),
        signal_title=titles_by_key(playbook.signals).get(row["signal"], row["signal"]),
        birthday_words=birthday_words,
        birthday_next=birthday_next,
        key=row["external_key"] or "",
        assets=money_of(row, "assets_minor"),
        client_since=day_or_none(row["client_since"]),
        last_touch_on=day_or_none(last_talk(desk.book, row, desk.today.isoformat())),
        tried_on=day_or_none(tried_on(desk.book, number, desk.today.isoformat())),
        coming=following,
        next_contact=following.said(short(following.on, desk.today)) if following else "",
        completeness=percent,
        missing=missing,
        no_contact=bool(row["no_contact"]),
        profile=profile,
        profile_titles={
            key: Titled(names.get(key) or _(BESIDE.get(key, key)), _said(playbook, key, value, desk.settings.currency))
            for key, value in (known.of(desk.book, playbook, row) | profile).items()
        },
        phones=row["phone_e164"].split(),
        no_call=bool(row["no_call"]),
        quiet_hours=f"{row['quiet_from']}–{row['quiet_until']}" if row["quiet_from"] else "",
        line=f"{row['line']} · {row['stop']}" if row["line"] and row["stop"] else row["line"],
        segment_title=segment_title,
        approach=approach,
        latest_due_on=_latest_due(desk, row),
        scores=scores.of_customer(desk, number),
        best_hour=best_hour.words(desk, number),
        today=desk.today,
    )


def _segment(playbook: "Playbook", key: str) -> tuple[str, str]:
    """The title of a segment and the way to approach it; the key where the playbook has no such segment."""
    found = next((one for one in playbook.segments if one.key == key), None)
    return (str(found.title), str(found.content)) if found else (key, "")


def _latest_due(desk: "Desk", row: Any) -> date | None:
    talk = contact_cadence.of_customer(desk, circle.asked(desk.book, row))
    return talk.latest_on if talk else None


def _said(playbook: "Playbook", key: str, value: str, currency: str) -> str:
    """A field's value as it is read: a choice by its label, a bare number of money as an amount."""
    field = next((one for one in playbook.fields if one.key == key), None)
    if field is None:
        return value
    if field.type == "money" and value.isdecimal() and len(value) <= MOST_DIGITS:
        return str(Money(int(value) * 10 ** DECIMALS.get(currency, 2), currency))
    if field.type == "date":
        # Of a file, or of an older version, it may be in words: those are shown as they are.
        with contextlib.suppress(ValueError):
            return day(date.fromisoformat(value))
    return contradictions.said(field, value)


def due(desk: "Desk", customer_id: int) -> list[Item]:
    """What is due with the customer, whoever makes it due."""
    found = tasks.listing(desk, state="open", until=None, customer_id=customer_id, limit=10)
    found += [
        # A birthday is told with its own day, as in the morning: not with that on which one begins to think of it.
        prep_page.date_item(desk, one)
        if one.rule.on in ("customer.birthday", "paper.expires")
        else due_items.item(one, desk, "")
        for one in due_rules.of_customer(desk, customer_id)
        # Thanks for an introduction have the introduction's own reference.
        if one.rule.on != "referral.made"
    ]
    found += [referrals.owed_item(desk, one) for one in referrals.owed(desk, customer_id=customer_id)[0]]
    talk = contact_cadence.of_customer(desk, desk.book.get("customer", customer_id))
    if talk and talk.due_on <= desk.today and not contact_cadence.settled(desk, talk):
        found.append(due_items.client_item(desk, talk))
    found.sort(key=lambda one: (one.due_on or date.max, one.due_time))
    return [one._replace(customer=circle.others(customer_id, one)) for one in found]
