"""done, skip, move: acting on whatever a screen shows, by its reference, several at once, all or nothing."""

from typing import TYPE_CHECKING, Any

from amflow.agenda import (
    checklist,
    contact_cadence,
    due_rules,
    plan_ledger,
    refs,
)
from amflow.agenda.tasks import records as tasks
from amflow.agenda.tasks import recurring
from amflow.book import values
from amflow.callback.orders import changes as order_changes
from amflow.callback.orders import records as orders
from amflow.convert.waiting import records as waiting
from amflow.customers import contact_preferences
from amflow.dates.format import short
from amflow.errors import Ambiguous, NotFound, Refused, Usage
from amflow.locale import _, aside
from amflow.outreach.talks import changes as talks
from amflow.playbooks.model import STEPS
from amflow.prep.goals import records as goals
from amflow.prospect.referrals import changes as referral_changes
from amflow.prospect.referrals import records as referrals
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from amflow.agenda.desk import Desk
    from amflow.book.store import Change
    from amflow.dates.date_words import When


class Acted(NamedTuple):
    """What became of one reference."""

    ref: str
    title: str
    state: str
    """done, skipped or moved."""
    until: "date | None" = None
    next: "recurring.Next | None" = None
    """The task that follows in its series."""
    at: str = ""
    """The hour it is for from now on, HH:MM; empty for none."""
    against: tuple[str, ...] = ()
    """What of the customer's wishes that hour goes against, a sentence each."""


class Derived(NamedTuple):
    """Something derived, found again by its reference."""

    ref: str
    rule: str
    kind: str
    title: str
    customer: Any
    for_date: "date"


class FoundItem(NamedTuple):
    """What a reference names, looked up before anything is written."""

    ref: str
    letter: str
    """Its letter; `s` for a step of the day, `r` for anything derived."""
    number: int
    record: Any
    """The task's row, the checklist item, the derived thing."""


def found(desk: "Desk", texts: list[str]) -> list[FoundItem]:
    """What the references name, each once. Raises NotFound, Ambiguous, Usage."""
    return [_found(desk, text) for text in dict.fromkeys(text.strip().lower() for text in texts)]


def _found(desk: "Desk", text: str) -> FoundItem:
    if text in STEPS:
        return FoundItem(text, "s", 0, None)
    ref = refs.parse(text)
    if ref is None:
        raise refs.unknown(text)
    if ref.letters:
        return FoundItem(text, "r", ref.number, derived(desk, text))
    _must_be_done(ref.letter, text)
    records: dict[str, Callable[[], Any]] = {
        "t": lambda: tasks.get(desk.book, text),
        "k": lambda: checklist.get(desk, ref.number),
        "o": lambda: orders.find(desk.book, text),
        "d": lambda: None,
        "a": lambda: goals.one(desk, text),
        "w": lambda: waiting.get(desk, text),
        "f": lambda: _owed(desk, text, ref.number),
    }
    if ref.letter not in records:
        raise refs.unknown(text)
    return FoundItem(text, ref.letter, ref.number, records[ref.letter]())


def _must_be_done(letter: str, text: str) -> None:
    """Say what ends a thing that `done`, `skip` and `move` do not. Raises Usage."""
    match letter:
        case "e":
            raise Usage(
                _("{ref} is an event: there is nothing to do about it").format(ref=text),
                _("amflow event edit {ref} changes it, amflow event remove {ref} takes it out").format(ref=text),
            )
        case "m":
            raise Usage(
                _("{ref} is a message").format(ref=text),
                _("amflow message sent {ref}, or message skip").format(ref=text),
            )
        case "x":
            raise Usage(
                _("{ref} is a case: its clock runs until it is resolved").format(ref=text),
                _('amflow case answer or resolve {ref} "…"').format(ref=text),
            )
        case "h":
            raise Usage(
                _("{ref} is a holding").format(ref=text),
                _("amflow holding sell {ref}, or holding edit").format(ref=text),
            )
        case "g":
            raise Usage(
                _("{ref} is a campaign").format(ref=text),
                _("amflow campaign mark {ref} CUSTOMER came, or campaign close").format(ref=text),
            )


def _owed(desk: "Desk", text: str, number: int) -> referrals.Owed:
    """What is owed for the introduction. Raises NotFound."""
    owed, _count = referrals.owed(desk, number=number)
    if not owed:
        referrals.get(desk, text)
        raise NotFound(
            _("nothing is owed for {ref}").format(ref=text), _("amflow show {ref} says how it stands").format(ref=text)
        )
    return owed[0]


def done(desk: "Desk", texts: list[str]) -> list[Acted]:
    """Everything named is done. Raises NotFound, Ambiguous, Refused, Usage; then nothing is."""
    things = found(desk, texts)
    # A talk may end more than the one thing it was named for: the others that were named are then done with it.
    talked: dict[int, list[str]] = {}
    with desk.book.change("done") as change:
        acted = [_done(desk, change, one, talked) for one in things]
        change.summary = _summary(acted)
    return acted


def _done(desk: "Desk", change: "Change", one: FoundItem, talked: dict[int, list[str]]) -> Acted:
    if one.letter == "s":
        checklist.finish_step(desk, change, one.ref)
        return Acted(one.ref, checklist.title_of(one.ref), "done")
    if one.letter == "t":
        done_by_talking = one.ref in talked.get(one.record["customer_id"], ())
        follows = None if done_by_talking else tasks.finish(desk, change, one.record)
        return Acted(one.ref, one.record["title"], "done", next=follows)
    if one.letter == "k":
        checklist.mark(desk, change, one.record, "done")
        late = checklist.beside(desk.clock, one.record.at)
        return Acted(one.ref, aside(f"{one.record.title} {desk.clock}", late), "done")
    if one.letter == "d":
        return _planned_deal(desk, change, one.number, "done")
    if one.letter == "a":
        goals.end(desk, change, one.record, "done")
        return Acted(one.ref, one.record.title, "done")
    if one.letter == "o":
        order_changes.came(desk, change, one.record)
        return Acted(one.ref, one.record["name"], "done")
    if one.letter == "w":
        waiting.end(desk, change, one.record, "answered")
        return Acted(one.ref, one.record["title"], "done")
    if one.letter == "f":
        referral_changes.mark_owed_done(desk, change, one.record)
        return Acted(one.ref, referrals.owed_words(one.record), "done")
    return _derived_done(desk, change, one.record, talked)


def _derived_done(desk: "Desk", change: "Change", what: Derived, talked: dict[int, list[str]]) -> Acted:
    """A call or visit that was due is done by talking: it is written down as one, and the cadence starts anew."""
    customer_id = what.customer["id"]
    if what.ref.startswith("m"):
        raise Refused(
            _("{ref} is a message: it counts once it is sent").format(ref=what.ref),
            _("amflow message sent {ref}").format(ref=what.ref),
        )
    touch_id = None
    if what.kind in ("call", "visit") and customer_id not in talked:
        ready = talks.prepare(desk, talks.TouchInput(what.kind, f"c{customer_id}"))
        touch_id, talked[customer_id], _next, _follows = talks.write(desk, change, ready)
    if what.rule != contact_cadence.RULE and refs.derived(what.rule, customer_id, what.for_date) not in talked.get(
        customer_id, ()
    ):
        plan_ledger.mark_due(desk, change, what.rule, customer_id, what.for_date, "done", touch_id=touch_id)
    return Acted(what.ref, f"{what.title} · {what.customer['name']}", "done")


def _planned_deal(desk: "Desk", change: "Change", number: int, state: str) -> Acted:
    row = desk.book.get("deal", number)
    if row is None:
        raise NotFound(_("there is no deal {ref}").format(ref=f"d{number}"), _("amflow deal list shows them"))
    if not plan_ledger.mark_plan_lines(desk, change, state, deal_id=number):
        raise Refused(
            _("nothing is planned for {ref}").format(ref=f"d{number}"),
            _("amflow deal advance, win or lose move the deal itself"),
        )
    return Acted(f"d{number}", row["title"], "done" if state == "done" else "skipped")


def skip(desk: "Desk", texts: list[str], until: str, why: str) -> list[Acted]:
    """Everything named is left out: for good, or until a day. Raises NotFound, Refused, Usage; then nothing is."""
    reason = values.line(why, _("the reason")) if why else ""
    if until:
        return move(desk, texts, until, why=reason, command="skip")
    things = found(desk, texts)
    with desk.book.change("skip") as change:
        acted = [_skip(desk, change, one, reason) for one in things]
        change.summary = _summary(acted)
    return acted


def _skip(desk: "Desk", change: "Change", one: FoundItem, why: str) -> Acted:
    if one.letter == "t":
        follows = tasks.drop(desk, change, one.record, why)
        return Acted(one.ref, one.record["title"], "skipped", next=follows)
    if one.letter == "k":
        checklist.mark(desk, change, one.record, "skipped", why)
        return Acted(one.ref, str(one.record.title), "skipped")
    if one.letter == "d":
        return _planned_deal(desk, change, one.number, "dropped")
    if one.letter == "a":
        goals.end(desk, change, one.record, "dropped", why)
        return Acted(one.ref, one.record.title, "skipped")
    if one.letter == "o":
        raise Refused(
            _("{ref} is owed to a customer").format(ref=one.ref),
            _("amflow order cancel {ref} calls it off; amflow move {ref} fri promises another day").format(ref=one.ref),
        )
    if one.letter == "w":
        waiting.end(desk, change, one.record, "dropped", why)
        return Acted(one.ref, one.record["title"], "skipped")
    if one.letter == "f":
        referral_changes.put_off(desk, change, one.record, "skipped", None, why)
        return Acted(one.ref, referrals.owed_words(one.record), "skipped")
    if one.letter == "r":
        until = _next_turn(desk, one.record)
        _settle(desk, change, one.record, "skipped", until=until, why=why)
        return Acted(one.ref, _name(one.record), "skipped", until)
    raise refs.unknown(one.ref)


def _next_turn(desk: "Desk", what: Derived) -> "date | None":
    """When a talk that was left out comes due again: a whole turn of its cadence from today. A rule's day is over with
    it."""
    from datetime import timedelta

    talk = contact_cadence.of_customer(desk, what.customer) if what.rule == contact_cadence.RULE else None
    return desk.today + timedelta(days=max(talk.every_days, 1)) if talk else None


def move(desk: "Desk", texts: list[str], to: str, *, why: str = "", command: str = "move") -> list[Acted]:
    """Everything named is for another day. Raises NotFound, Refused, Usage; then nothing is moved."""
    from amflow.dates.date_words import when

    said = when(to, desk.now, desk.calendar)
    if said.day < desk.today or (said.day == desk.today and said.time and said.time < desk.now.time()):
        shown = said.iso() if said.time else short(said.day, desk.today)
        raise Usage(_("{when} is over").format(when=shown), _("a thing is moved to a day ahead"))
    things = found(desk, texts)
    with desk.book.change(command) as change:
        acted = [_move(desk, change, one, said, to, why) for one in things]
        change.summary = _summary(acted)
    return acted


def move_words(desk: "Desk", words: list[str]) -> list[Acted]:
    """`move` with the day as it was typed, after the references: quoted, or as several words. Raises Usage."""
    refs_given = []
    for word in words:
        if refs.parse(word) is None:
            break
        refs_given.append(word)
    day = " ".join(words[len(refs_given) :])
    if not refs_given or not day:
        raise Usage(_("what, and to which day?"), _("amflow move t45 fri"))
    return move(desk, refs_given, day)


def _move(desk: "Desk", change: "Change", one: FoundItem, said: "When", words: str, why: str) -> Acted:
    if one.letter == "t":
        at = tasks.move(desk, change, one.record, said, words)
        return Acted(one.ref, one.record["title"], "moved", said.day, at=at, against=_against(desk, one, at))
    if one.letter == "a":
        change.update("goal", one.number, due_on=said.day.isoformat())
        return Acted(one.ref, one.record.title, "moved", said.day)
    if one.letter == "k":
        raise Refused(
            _("{ref} belongs to today").format(ref=one.ref),
            _("amflow skip {ref} leaves it out today").format(ref=one.ref),
        )
    if one.letter == "o":
        order_changes.promise(change, one.record, said.day.isoformat())
        return Acted(one.ref, one.record["name"], "moved", said.day)
    if one.letter == "w":
        waiting.put_off(desk, change, one.record, said.day)
        return Acted(one.ref, one.record["title"], "moved", said.day)
    if one.letter == "f":
        referral_changes.put_off(desk, change, one.record, "moved", said.day, why)
        return Acted(one.ref, referrals.owed_words(one.record), "moved", said.day)
    if one.letter == "r":
        at = tasks.clock(said)
        _settle(desk, change, one.record, "moved", until=said.day, at=at, why=why)
        return Acted(one.ref, _name(one.record), "moved", said.day, at=at, against=_against(desk, one, at))
    raise refs.unknown(one.ref)


def _against(desk: "Desk", one: FoundItem, at: str) -> tuple[str, ...]:
    if one.letter == "t":
        kind, number = one.record["kind"], one.record["customer_id"]
    else:
        kind, number = one.record.kind, one.record.customer["id"]
    customer = desk.book.get("customer", number) if number and at else None
    return tuple(contact_preferences.fixed(customer, kind, at)) if customer is not None else ()


def _settle(
    desk: "Desk",
    change: "Change",
    what: Derived,
    state: str,
    *,
    until: "date | None" = None,
    at: str = "",
    why: str = "",
) -> None:
    plan_ledger.mark_due(
        desk, change, what.rule, what.customer["id"], what.for_date, state, until=until, at=at, why=why
    )


def _name(what: Derived) -> str:
    return f"{what.title} · {what.customer['name']}"


def derived(desk: "Desk", text: str) -> Derived:
    """The derived thing that a reference names, asked of the book anew. Raises NotFound when nothing such is due,
    Ambiguous where two things of a customer happen to share their letters: more letters tell them apart."""
    ref = refs.parse(text)
    if ref is None or not ref.letters:
        raise refs.unknown(text)
    customer = desk.book.get("customer", ref.number)
    known = [] if customer is None else _due_for(desk, text, customer)
    named = [one for one in known if refs.letters(one.rule, one.for_date, len(ref.letters)) == ref.letters]
    if not named:
        raise NotFound(
            _("{ref} is not due any more").format(ref=text),
            _("amflow show {ref} says what is due for {name}").format(ref=f"c{ref.number}", name=customer["name"])
            if customer is not None
            else _("amflow today shows what is"),
        )
    if len(named) > 1:
        longer = [refs.derived_long(one.rule, ref.number, one.for_date, ref.letter) for one in named]
        raise Ambiguous(
            _("{text} is more than one thing").format(text=text),
            _("use {ref}, or another of them").format(ref=longer[0]),
            tuple(f"{name}  {one.title}" for name, one in zip(longer, named, strict=True)),
        )
    return named[0]


def _due_for(desk: "Desk", text: str, customer: Any) -> list[Derived]:
    """What rules and cadence ask for with this customer, due or to come."""
    known = [
        Derived(text, one.rule.key, one.kind, str(one.rule.title), customer, one.for_date)
        for one in due_rules.of_customer(desk, customer["id"])
    ]
    talk = contact_cadence.of_customer(desk, customer)
    # Who was talked to today needs no other talk: a reference from before must not hit the next one by accident.
    if talk and talk.days > 0:
        title = _("visit") if talk.kind == "visit" else _("call")
        known.append(Derived(text, contact_cadence.RULE, talk.kind, title, customer, talk.quiet_since))
    return known


def _summary(acted: list[Acted]) -> str:
    return ", ".join(f"{one.ref} {one.title}" for one in acted[:5]) + (" …" if len(acted) > 5 else "")
