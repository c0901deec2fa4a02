"""done, skip, move: acting on whatever a screen shows, by its reference, several at once, all or nothing.

What they mean is said by the family of each reference (`registry.Family.acts`): here nobody knows any of them.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from amflow import refs, registry
from amflow.agenda.items import Following
from amflow.book import values
from amflow.dates.format import short
from amflow.errors import Ambiguous, Usage
from amflow.locale import _
from amflow.playbooks.titles import whole_key
from amflow.playbooks.vocabulary import DONE_WHOLE
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from amflow.book.store import Change
    from amflow.dates.date_words import When
    from amflow.desk import Desk


class Acted(NamedTuple):
    """What became of one reference."""

    ref: str
    title: str
    state: str
    """done, skipped or moved."""
    until: "date | None" = None
    next: Following | None = None
    """The task that follows in its series."""
    at: str = ""
    """The hour it is for from now on, HH:MM; empty for none."""
    against: tuple[str, ...] = ()
    """What of the customer's wishes that hour goes against, a sentence each."""
    told: tuple[tuple[str, str], ...] = ()
    """What is said beside: what it is about, and the sentence."""

    @property
    def shown(self) -> str:
        """`t45 call Helen`; what is named by a word, as a step of the day, by its title."""
        return f"{self.ref} {self.title}" if refs.parse(self.ref) else self.title


class Act(NamedTuple):
    """What is being done, in one change, with everything that was named."""

    desk: "Desk"
    change: "Change"
    talked: dict[int, list[str]]
    """What was ended by talking to a customer, by their number: a talk may end more than the one thing it was named for,
    and the others that were named are then done with it."""
    why: str = ""
    """Of skip and move: the reason, or empty."""
    to: "When | None" = None
    """Of move: the moment, and the words that said it."""
    words: str = ""
    at: str = ""
    """Of done: when it really was, as `2026-11-24T19:30` or the day alone, where that was said; the desk is that moment's."""

    @property
    def clock(self) -> str:
        """The hour at which it is done, HH:MM; empty where only the day was said."""
        return "" if self.at and "T" not in self.at else self.desk.clock

    @property
    def day(self) -> "date":
        """The day that it is moved to."""
        assert self.to is not None
        return self.to.day


class FoundItem(NamedTuple):
    """What a reference names, looked up before anything is written."""

    ref: str
    record: Any
    """What its family looked up: a row, a record, something derived."""
    actions: "Actions"


class Actions(NamedTuple):
    """What `done`, `skip` and `move` mean for a kind of record. Where a verb is left out its references are none for it."""

    find: "Callable[[Desk, str], Any]"
    """Looks up what the reference names. Raises NotFound, Usage."""
    done: "Callable[[Act, FoundItem], Acted] | None" = None
    skip: "Callable[[Act, FoundItem], Acted] | None" = None
    move: "Callable[[Act, FoundItem], Acted] | None" = None
    named: "Callable[[Desk, str], list[tuple[str, str]]] | None" = None
    """The references of what words of its title name, each with the whole of it."""


def refusing(words: str, instead: str) -> Actions:
    """For records that another command ends: what is said (`{ref}` stands in both), marked for translation."""

    def refuse(_desk: "Desk", ref: str) -> Any:
        raise Usage(_(words).format(ref=ref), _(instead).format(ref=ref))

    return Actions(refuse)


def found(desk: "Desk", texts: list[str]) -> list[FoundItem]:
    """What the references name, each once. Raises NotFound, Ambiguous, Usage."""
    return [_found(desk, text) for text in dict.fromkeys(text.strip().lower() for text in texts)]


def _found(desk: "Desk", text: str) -> FoundItem:
    ref = refs.parse(text)
    # A word is a whole step, the habits or an item of the checklist: they belong to whoever has that.
    family = registry.of_letter(ref.letter, derived=bool(ref.letters)) if ref else registry.OF_NOUN["done"]
    if ref is None and not (whole := whole_key(text, DONE_WHOLE)):
        return _found(desk, _named(desk, text))
    if ref is None:
        text = whole
    if family is None:
        raise refs.unknown(text)
    if not family.acts:
        raise Usage(_("there is nothing to do about {ref}").format(ref=text), f"amflow show {text}")
    actions: Actions = registry.named(family.acts)
    return FoundItem(text, actions.find(desk, text), actions)


BY_WORDS = ("done", "task")
"""Whose records are named by words of their title: the checklist's, tasks."""


def _named(desk: "Desk", text: str) -> str:
    """The reference of what the words name. Raises Ambiguous, NotFound."""
    for noun in BY_WORDS:
        asked = registry.named(registry.OF_NOUN[noun].acts).named
        found: list[tuple[str, str]] = asked(desk, text)
        if len(found) > 1:
            raise Ambiguous(
                _("{text} is more than one thing").format(text=text),
                _("use {ref}, or another of them").format(ref=found[0][0]),
                tuple(f"{ref}  {title}" for ref, title in found),
            )
        if found:
            return found[0][0]
    unknown = refs.unknown(text)
    if not text.strip():
        raise Usage(_("which one?"), unknown.hint)
    raise Usage(_("nothing that is open is called “{text}”").format(text=text), unknown.hint)


def done(desk: "Desk", texts: list[str], at: str = "") -> list[Acted]:
    """Everything named is done, now or `at` the moment before that the words say. Raises NotFound, Ambiguous, Refused,
    Usage; then nothing is."""
    _must_be_references(desk, texts)
    things, then, iso = found(desk, texts), desk, ""
    if at:
        said = desk.when(at, behind=True)
        then, iso = desk._replace(now=datetime.combine(said.day, said.time or desk.now.time())), said.iso()
        if then.now > desk.now:
            raise Usage(_("{when} is still to come").format(when=iso), _("--at says when it was, which is before now"))
    with desk.book.change("done") as change:
        return _each(Act(then, change, {}, at=iso), "done", things)


def _must_be_references(desk: "Desk", texts: list[str]) -> None:
    """Raises Usage, with the command, where what stands behind something with a customer is what was said: that is a talk."""
    first = next((n for n, text in enumerate(texts) if not refs.parse(text) and not whole_key(text, DONE_WHOLE)), 0)
    ref = refs.parse(texts[0]) if first == 1 else None
    if ref is None or any(refs.parse(text) for text in texts[first:]):
        return
    said = " ".join(texts[first:])
    row = desk.book.get("task", ref.number) if ref.letter == "t" else None
    if (ref.letter != "c" and not ref.letters and (row is None or not row["customer_id"])) or _is_named(desk, said):
        return
    kind = "visit" if row is not None and row["kind"] == "visit" else "call"
    raise Usage(
        _("“{text}” is no reference").format(text=said),
        _("what was said is written down with the talk: {command}").format(
            command=f'amflow log-{kind} {texts[0]} "{said}"'
        ),
        untouched=True,
    )


def _is_named(desk: "Desk", text: str) -> bool:
    return any(registry.named(registry.OF_NOUN[noun].acts).named(desk, text) for noun in BY_WORDS)


def skip(desk: "Desk", texts: list[str], until: str, why: str) -> list[Acted]:
    """Everything named is left out: for good, or until a day. Raises NotFound, Refused, Usage; then nothing is."""
    reason = values.line(why, _("the reason")) if why else ""
    if until:
        return move(desk, texts, until, why=reason, command="skip")
    things = found(desk, texts)
    with desk.book.change("skip") as change:
        return _each(Act(desk, change, {}, reason), "skip", things)


def move(desk: "Desk", texts: list[str], to: str, *, why: str = "", command: str = "move") -> list[Acted]:
    """Everything named is for another day. Raises NotFound, Refused, Usage; then nothing is moved."""
    said = desk.due(to)
    if said.part and not all(refs.of_table(text, "t") for text in texts):
        # A task has a title that keeps the part of the day.
        raise Usage(
            _("“{part}” says no hour, and only a task is moved to a part of the day").format(part=said.part),
            _("such as {example}").format(example=_("next tue 10:00, next tue")),
        )
    if said.day < desk.today or (said.day == desk.today and said.time and said.time < desk.now.time()):
        shown = said.iso() if said.time else short(said.day, desk.today)
        raise Usage(_("{when} is over").format(when=shown), _("a thing is moved to a day ahead"))
    things = found(desk, texts)
    with desk.book.change(command) as change:
        first, *others = _each(Act(desk, change, {}, why, said, to), "move", things)
    return [first._replace(against=tuple(filter(None, (said.aside(desk.today), *first.against)))), *others]


def _each(act: Act, verb: str, things: list[FoundItem]) -> list[Acted]:
    """What the verb does with each of them, and the change's line in the history."""
    acted = []
    for one in things:
        does = getattr(one.actions, verb)
        if does is None:
            raise refs.unknown(one.ref)
        acted.append(does(act, one))
    act.change.summary = ", ".join(one.shown for one in acted[:5]) + (" …" if len(acted) > 5 else "")
    return acted


def move_words(desk: "Desk", words: list[str]) -> list[Acted]:
    """`move` with the day as it was typed, after the references: quoted, or as several words. Raises Usage."""
    # What stands first and is no reference is a title.
    refs_given = [] if len(words) < 2 or refs.parse(words[0]) else [words[0]]
    for word in words[len(refs_given) :]:
        if refs.parse(word) is None:
            break
        refs_given.append(word)
    day = " ".join(words[len(refs_given) :])
    if not refs_given or not day:
        raise Usage(_("what, and to which day?"), _("amflow move t45 fri"))
    return move(desk, refs_given, day)
