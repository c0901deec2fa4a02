"""The queue of messages (`W11`): what the playbook's rules make due today, and what somebody wrote. amflow sends nothing
by itself: a message is copied or let out as a file, and counts once it was marked sent."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import due_rules, items
from amflow.customers import circle
from amflow.dates.format import short
from amflow.errors import Ambiguous, NotFound, Refused, Usage
from amflow.locale import _
from amflow.outreach.scripts import records as scripts
from amflow.playbooks.titles import OTHER, known_key, titles_by_key, with_others
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Rule

MOST = 200
"""So many are looked at at once; the rest comes when these are done."""

EVERY = 10**9
"""Where all of them are meant."""


class Waiting(NamedTuple):
    """A message that waits to be sent."""

    ref: str
    """`m31fk` where a rule made it due, `m5` where somebody wrote it."""
    customer: Any
    """The customer's row."""
    category: str
    title: str
    """What it is for: the rule's title."""
    template: str
    due: due_rules.Due | None
    draft: Any = None
    """Its row, where its words were written or changed."""
    contact: Any = None
    """The row of whom it goes to, where the customer is a firm that has somebody."""

    @property
    def to(self) -> Any:
        """The row of whom it goes to."""
        return self.customer if self.contact is None else self.contact

    @property
    def name(self) -> str:
        """Whom it is for, in words."""
        name: str = self.customer["name"]
        return name if self.contact is None else f"{name} · {self.contact['name']}"

    @property
    def text(self) -> str:
        """The words that were kept; empty where the template's are meant."""
        return str(self.draft["text"]) if self.draft is not None else ""

    @property
    def lapses_on(self) -> date | None:
        """The last day on which it is due."""
        return self.due.lapses_on if self.due else None


class MessageQueue(NamedTuple):
    """What waits, as far as it was looked at: the first of it, and how much there is in all."""

    waiting: list[Waiting]
    total: int
    capped: bool
    """Whether counting stopped: there are at least so many."""


def due(desk: "Desk", limit: int = MOST, category: str = "") -> tuple[list[due_rules.Due], int, bool]:
    """The messages that rules make due today in outreach, the one that lapses first in front, the first `limit` of each
    rule, what all are told behind, not `told` what they are about yet; how many there are; and whether counting stopped."""
    found: list[due_rules.Due] = []
    total, capped = 0, False
    for rule in desk.playbook.rules:
        if rule.kind != "message" or rule.step != "outreach" or not _is_of(desk, category, category_of(rule)):
            continue
        # Whose birthday is still days away is left out, and so not counted: all of them must be seen.
        yearly = rule.on == "customer.birthday"
        some, count = due_rules.due_by(desk, rule, MOST if yearly else limit)
        timely = [one for one in some if scripts.timely(desk, one)]
        found += timely
        total += count - (len(some) - len(timely)) if yearly else count
        capped = capped or count >= (MOST if yearly else max(limit, items.MOST))
    found.sort(key=lambda one: (_for_all(desk, one), one.lapses_on, one.customer_id))
    return due_rules.told_apart(found), total, capped


def queue(desk: "Desk", category: str = "", limit: int = MOST) -> MessageQueue:
    """What waits, of one kind or of all: what lapses first in front. Raises Usage for no such kind."""
    wanted = known_category(desk, category)
    found, total, capped = due(desk, limit, wanted)
    written = [one for one in written_drafts(desk) if _is_of(desk, wanted, one.category)]
    waiting = _of_rules(desk, due_rules.told(desk, found[:limit])) + written
    order = {key: place for place, key in enumerate(titles_by_key(desk.playbook.categories))}
    waiting.sort(
        key=lambda one: (
            _for_all(desk, one.due),
            one.lapses_on or desk.today,
            order.get(one.category, len(order)),
        )
    )
    return MessageQueue(waiting[:limit], total + len(written), capped)


def _for_all(desk: "Desk", one: due_rules.Due | None) -> bool:
    """Whether it tells everybody the same and may still be told tomorrow: who may get one message gets their own first."""
    return one is not None and one.rule.on == "note.important" and not due_rules.ending(desk, one)


def count_by_kind(desk: "Desk") -> dict[str, int]:
    """How many messages of each kind wait: of what the queue holds."""
    waiting = [one.category for one in queue(desk).waiting]
    return {kind: waiting.count(kind) for kind in dict.fromkeys(waiting)}


def category_of(rule: "Rule") -> str:
    """The kind that a rule's messages belong to: a birthday is one, wherever the rule stands."""
    birthday = rule.on in ("customer.birthday", "customer.special-date")
    return rule.category or ("birthday" if birthday else "")


def of_kind(desk: "Desk", kind: str) -> list[Waiting]:
    """Everything of one kind that waits, or of all. Raises Usage for no such kind, Refused where nothing of it waits."""
    found = queue(desk, kind, EVERY).waiting
    if not found and not kind:
        raise Refused(_("no message waits"), _("amflow message write writes one"))
    if not found:
        raise Refused(_("no message of the kind {kind} waits"), _("amflow message queue shows what does"), kind=kind)
    return found


def known_category(desk: "Desk", text: str) -> str:
    """The key of a kind of messages by its key or title, `OTHER` for what is of none; empty stays empty. Raises Usage."""
    if text and not desk.playbook.categories:
        raise Usage(_("the playbook {name} has no kinds of messages"), _("leave --kind out"), name=desk.playbook.name)
    return known_key(text, with_others(desk.playbook.categories), _("kind"))


def _is_of(desk: "Desk", wanted: str, category: str) -> bool:
    """Whether a message of that category is of the kind that is wanted; empty for any."""
    known = {one.key for one in desk.playbook.categories}
    return wanted in ("", category if category in known else OTHER)


def _of_rules(desk: "Desk", found: list[due_rules.Due]) -> list[Waiting]:
    """With their customers, and the words that were changed."""
    rows = customer_rows(desk, [one.customer_id for one in found])
    drafts = {
        (row["rule"], row["customer_id"], row["for_date"]): row
        for row in desk.book.all("SELECT * FROM message WHERE state = 'draft' AND rule > ''")
    }
    return [
        _waiting(
            desk, one, rows[one.customer_id], drafts.get((one.rule.key, one.customer_id, one.for_date.isoformat()))
        )
        for one in found
    ]


def _waiting(desk: "Desk", one: due_rules.Due, customer: Any, draft: Any) -> Waiting:
    rule = one.rule
    return Waiting(
        one.ref,
        customer,
        category_of(rule),
        str(rule.title),
        rule.template,
        one,
        draft,
        circle.contact(desk.book, customer, rule.role),
    )


def customer_rows(desk: "Desk", ids: list[int]) -> dict[int, Any]:
    """The customers' rows by their numbers."""
    return {row["id"]: row for row in desk.book.among(ids, "SELECT * FROM customer WHERE id IN ({marks})")}


def written_drafts(desk: "Desk") -> list[Waiting]:
    """What somebody wrote and has not sent."""
    rows = desk.book.all("SELECT * FROM message WHERE state = 'draft' AND rule = ''")
    known = customer_rows(desk, [row["customer_id"] for row in rows])
    return sorted((_written(desk, row, known[row["customer_id"]]) for row in rows), key=lambda one: one.draft["id"])


def _written(desk: "Desk", row: Any, customer: Any) -> Waiting:
    to = circle.contact(desk.book, customer)
    return Waiting(f"m{row['id']}", customer, row["category"], _("written"), row["template"], None, row, to)


def several(desk: "Desk", texts: list[str]) -> list[Waiting]:
    """The messages that the references name, each once. Raises NotFound, Ambiguous, Refused, Usage."""
    found = [one(desk, text) for text in dict.fromkeys(text.strip().lower() for text in texts)]
    return list({item.ref: item for item in found}.values())


def one(desk: "Desk", text: str) -> Waiting:
    """The message that a reference names: of the queue, of any rule that has words for it (`r31fk`), or one that was
    written; by a customer the only one that waits for them. Raises Refused where it was sent or left out, NotFound, Ambiguous,
    Usage."""
    ref = refs.parse(text)
    if ref is None or (ref.letter == "c" and not ref.letters):
        from amflow.customers.records import find

        return _of_customer(desk, find(desk.book, text))
    if ref.letter not in "mr" or (ref.letter == "r" and not ref.letters):
        raise Usage(
            _("“{text}” is not a message's reference"), _("amflow message queue shows them: m31fk, m5"), text=text
        )
    return _derived(desk, text, ref) if ref.letters else _kept(desk, ref.number)


def _of_customer(desk: "Desk", customer: Any) -> Waiting:
    """The only message that waits for the customer. Raises NotFound, Ambiguous."""
    whose = customer["id"]
    found = [one for one in queue(desk, limit=EVERY).waiting if one.customer["id"] == whose]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            _("no message waits for {name}").format(name=customer["name"]),
            _('amflow message write {ref} "…", or --template birthday').format(ref=f"c{whose}"),
        )
    raise Ambiguous(
        _("several messages wait for {name}").format(name=customer["name"]),
        _("name it by its reference: {ref}").format(ref=found[0].ref),
        tuple(f"{one.ref}  {one.title}  {one.text[:40]}".rstrip() for one in found),
    )


def seen_today(desk: "Desk", whose: int) -> list[str]:
    """That somebody was talked to today, or will be, for whom a message waits."""
    today = desk.today.isoformat()
    talk = "SELECT 1 FROM touch WHERE customer_id = ? AND held_on = ? LIMIT 1"
    booked = (
        "SELECT id, due_time FROM task WHERE customer_id = ? AND due_on = ? AND state = 'open' AND kind IN ('visit', 'call')"
        " ORDER BY due_time IS NULL, due_time, id LIMIT 1"
    )
    said = [_("talked to today already")] if desk.book.one(talk, whose, today) else []
    row = desk.book.one(booked, whose, today)
    if row is not None:
        words = _("an appointment today at {time} ({ref})") if row["due_time"] else _("an appointment today ({ref})")
        said.append(words.format(time=row["due_time"], ref=f"t{row['id']}"))
    return said


def _kept(desk: "Desk", number: int) -> Waiting:
    row = desk.book.get("message", number)
    if row is None:
        raise NotFound(
            _("there is no message {ref}"),
            _("amflow message queue and amflow message list show them"),
            ref=f"m{number}",
        )
    if row["state"] != "draft":
        raise done_already(desk, f"m{number}", row["state"], row["sent_on"] or row["updated_at"][:10])
    customer = desk.book.get("customer", row["customer_id"])
    if not row["rule"]:
        return _written(desk, row, customer)
    for due in due_rules.of_customer(desk, row["customer_id"]):
        if (due.rule.key, due.for_date.isoformat()) == (row["rule"], row["for_date"]):
            return _waiting(desk, due, customer, row)
    raise NotFound(_("{ref} is not due any more"), _("amflow message queue shows what is"), ref=f"m{number}")


def _derived(desk: "Desk", text: str, ref: refs.Ref) -> Waiting:
    """What a rule makes due for the customer in the reference."""
    customer = desk.book.get("customer", ref.number)
    known = due_rules.of_customer(desk, ref.number) if customer is not None else []
    named = [due for due in known if refs.letters(due.rule.key, due.for_date, len(ref.letters)) == ref.letters]
    if not named:
        _refuse_settled(desk, text, ref)
        name = customer["name"] if customer is not None else ""
        raise NotFound(
            _("{ref} is not due any more").format(ref=text),
            _("amflow show {ref} says what is due for {name}").format(ref=f"c{ref.number}", name=name)
            if customer is not None and customer["status"] != "removed"
            else _("amflow message queue shows what is"),
        )
    if len(named) > 1:
        longer = [refs.derived(due.rule.key, ref.number, due.for_date, ref.letter, refs.LONGEST) for due in named]
        raise Ambiguous(
            _("{text} is more than one thing").format(text=text),
            _("use {ref}, or another of them").format(ref=longer[0]),
            tuple(f"{name}  {due.rule.title}" for name, due in zip(longer, named, strict=True)),
        )
    due = named[0]
    if not due.rule.template:
        raise Refused(
            _("{ref} has no words of its own: {title}").format(ref=text, title=due.rule.title),
            _('amflow message write c{n} "…" writes some').format(n=ref.number),
        )
    draft = desk.book.one(
        "SELECT * FROM message WHERE customer_id = ? AND state = 'draft' AND rule = ? AND for_date = ?",
        ref.number,
        due.rule.key,
        due.for_date.isoformat(),
    )
    return _waiting(desk, due, customer, draft)


def _refuse_settled(desk: "Desk", text: str, ref: refs.Ref) -> None:
    """Say what became of something that is not due any more. Raises Refused."""
    rows = desk.book.all("SELECT rule, for_date, state, on_date FROM settled WHERE customer_id = ?", ref.number)
    for row in rows:
        if refs.letters(row["rule"], date.fromisoformat(row["for_date"]), len(ref.letters)) == ref.letters:
            raise done_already(desk, text, "sent" if row["state"] == "done" else row["state"], row["on_date"])


def done_already(desk: "Desk", ref: str, state: str, on: str) -> Refused:
    """The refusal of what is done already."""
    day = short(date.fromisoformat(on), desk.today)
    if state == "sent":
        said = _("{ref} was marked sent already, {day}").format(ref=ref, day=day)
    else:
        said = _("{ref} was left out, {day}").format(ref=ref, day=day)
    return Refused(said, _("amflow message list shows what was sent; amflow undo takes back"))
