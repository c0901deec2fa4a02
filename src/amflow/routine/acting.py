"""done, skip, move: acting on whatever a screen shows, by its reference, several at once, all or nothing."""

from typing import TYPE_CHECKING, Any, NamedTuple

from amflow.book import values
from amflow.calendars.shown import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.playbooks.model import STEPS
from amflow.routine import checks, planned, refs, rhythm, rules, tasks, touches

if TYPE_CHECKING:
    from datetime import date

    from amflow.book.store import Change
    from amflow.calendars.words import When
    from amflow.routine.desk import Desk


class Acted(NamedTuple):
    """What became of one reference."""

    ref: str
    title: str
    state: str
    """done, skipped or moved."""
    until: "date | None" = None


class Derived(NamedTuple):
    """Something derived, found again by its reference."""

    ref: str
    rule: str
    kind: str
    title: str
    customer: Any
    for_date: "date"


def done(desk: "Desk", texts: list[str]) -> list[Acted]:
    """Everything named is done. Raises NotFound, Refused, Usage; then nothing is."""
    with desk.book.change("done") as change:
        acted = [_done(desk, change, text) for text in texts]
        change.summary = _summary(acted)
    return acted


def _done(desk: "Desk", change: "Change", text: str) -> Acted:
    if text in STEPS:
        checks.finish_step(desk, change, text)
        return Acted(text, text, "done")
    match _taken_apart(text):
        case refs.Ref("t", _number, ""):
            row = tasks.get(desk.book, text)
            tasks.finish(desk, change, row)
            return Acted(text, row["title"], "done")
        case refs.Ref("k", number, ""):
            check = checks.get(desk, number)
            checks.mark(desk, change, check, "done")
            return Acted(text, f"{check.title} {desk.clock}", "done")
        case refs.Ref("d", number, ""):
            return _planned_deal(desk, change, number, "done")
        case refs.Ref("r" | "m"):
            return _derived_done(desk, change, derived(desk, text))
    raise refs.unknown(text)


def _derived_done(desk: "Desk", change: "Change", found: Derived) -> Acted:
    """A call or visit that was due is done by talking: it is written down as one, and the cadence starts anew."""
    if found.kind in ("call", "visit"):
        ready = touches.prepare(desk, touches.Given(found.kind, f"c{found.customer['id']}"))
        touches.write(desk, change, ready)
    if found.rule != rhythm.RULE:
        touches.settle_one(desk, change, found.rule, found.customer["id"], found.for_date, "done")
    return Acted(found.ref, f"{found.title} · {found.customer['name']}", "done")


def _planned_deal(desk: "Desk", change: "Change", number: int, state: str) -> Acted:
    row = desk.book.get("deal", number)
    if row is None:
        raise NotFound(_("there is no deal {ref}").format(ref=f"d{number}"), _("amflow deal list shows them"))
    if not planned.settle(desk, change, state, deal_id=number):
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
    with desk.book.change("skip") as change:
        acted = [_skip(desk, change, text, reason) for text in texts]
        change.summary = _summary(acted)
    return acted


def _skip(desk: "Desk", change: "Change", text: str, why: str) -> Acted:
    match _taken_apart(text):
        case refs.Ref("t", _number, ""):
            row = tasks.get(desk.book, text)
            tasks.drop(desk, change, row, why)
            return Acted(text, row["title"], "skipped")
        case refs.Ref("k", number, ""):
            check = checks.get(desk, number)
            checks.mark(desk, change, check, "skipped", why)
            return Acted(text, str(check.title), "skipped")
        case refs.Ref("d", number, ""):
            return _planned_deal(desk, change, number, "dropped")
        case refs.Ref("r" | "m"):
            found = derived(desk, text)
            touches.settle_one(desk, change, found.rule, found.customer["id"], found.for_date, "skipped", why=why)
            return Acted(found.ref, f"{found.title} · {found.customer['name']}", "skipped")
    raise refs.unknown(text)


def move(desk: "Desk", texts: list[str], to: str, *, why: str = "", command: str = "move") -> list[Acted]:
    """Everything named is for another day. Raises NotFound, Refused, Usage; then nothing is moved."""
    from amflow.calendars.words import when

    said = when(to, desk.now, desk.calendar)
    if said.day < desk.today:
        raise Usage(_("{when} is over").format(when=short(said.day, desk.today)), _("a thing is moved to a day ahead"))
    with desk.book.change(command) as change:
        acted = [_move(desk, change, text, said, why) for text in texts]
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


def _move(desk: "Desk", change: "Change", text: str, said: "When", why: str) -> Acted:
    match _taken_apart(text):
        case refs.Ref("t", _number, ""):
            row = tasks.get(desk.book, text)
            tasks.move(desk, change, row, said)
            return Acted(text, row["title"], "moved", said.day)
        case refs.Ref("k"):
            raise Refused(
                _("{ref} belongs to today").format(ref=text),
                _("amflow skip {ref} leaves it out today").format(ref=text),
            )
        case refs.Ref("r" | "m"):
            found = derived(desk, text)
            touches.settle_one(
                desk, change, found.rule, found.customer["id"], found.for_date, "moved", until=said.day, why=why
            )
            return Acted(found.ref, f"{found.title} · {found.customer['name']}", "moved", said.day)
    raise refs.unknown(text)


def derived(desk: "Desk", text: str) -> Derived:
    """The derived thing that a reference names, asked of the book anew. Raises NotFound when nothing such is due."""
    ref = refs.parse(text)
    customer = desk.book.get("customer", ref.number) if ref else None
    if ref is None or customer is None or not ref.letters:
        raise refs.unknown(text)
    for one in rules.of_customer(desk, ref.number):
        if refs.letters(one.rule.key, one.for_date) == ref.letters:
            return Derived(text, one.rule.key, one.rule.kind, str(one.rule.title), customer, one.for_date)
    key = rhythm.of_customer(desk, ref.number)
    if key and refs.letters(*key) == ref.letters:
        tier = desk.playbook.tier(customer["tier"])
        kind = tier.kind if tier else "call"
        return Derived(text, key[0], kind, _("visit") if kind == "visit" else _("call"), customer, key[1])
    raise NotFound(
        _("{ref} is not due any more").format(ref=text),
        _("amflow show {ref} says what is due for {name}").format(ref=f"c{ref.number}", name=customer["name"]),
    )


def _taken_apart(text: str) -> refs.Ref:
    ref = refs.parse(text)
    if ref is None:
        raise refs.unknown(text)
    return ref


def _summary(acted: list[Acted]) -> str:
    return ", ".join(f"{one.ref} {one.title}" for one in acted[:5]) + (" …" if len(acted) > 5 else "")
