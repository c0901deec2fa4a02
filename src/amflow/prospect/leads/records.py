"""Leads: written down in one line, one or many; who brought them, which posts passed them on; the list with what comes next for
each; made customers or let go (`W01`, `W11`).
"""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.book import values
from amflow.book.derived_columns import last_talk
from amflow.book.store import placeholders
from amflow.book.values import day_or_none
from amflow.customers import changes as customer_changes
from amflow.customers import filters
from amflow.customers import records as customers
from amflow.customers.identity import same
from amflow.dates import offsets, periods
from amflow.errors import Refused, Usage
from amflow.locale import _
from amflow.outreach import points
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.customers.filters import Filter
    from amflow.dates.periods import Period
    from amflow.desk import Desk


class LeadLine(NamedTuple):
    """An open lead in the list."""

    id: int
    name: str
    status: str
    tier: str
    intent: str
    phone: str
    signal: str
    signal_title: str
    source: str
    source_title: str
    segment: str
    referrer: str
    """Who brought them: a customer, or a colleague by name."""
    impression: str
    found_on: date
    age_days: int
    next_on: date | None
    """When the next thing is due with them."""
    next: str
    """What comes next: the task that is open, the first talk, or that nothing is planned."""
    late: bool
    times: float | None = None
    """How much the odds that a talk brings something are those of all; None where that was not asked, or too little learnt."""
    why: str = ""

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


class LeadBatch(NamedTuple):
    """What became of a batch: numbers and names of those who were added, and the lines that were left out, with why."""

    added: list[tuple[int, str]]
    left_out: list[tuple[str, str]]


def split(words: list[str]) -> tuple[str, str, str]:
    """Name, phone and first impression of a lead as it was typed: the first word is the name, what looks like a number
    is the phone, the rest is the impression."""
    name, *rest = words
    phone = next((word for word in rest if is_phone(word)), "")
    return name, phone, " ".join(word for word in rest if word != phone)


def split_line(line: str) -> tuple[str, str, str]:
    """The same from a line of text: parts parted by tabs, semicolons or commas, else by spaces; a name may have spaces
    where a phone follows it."""
    parts = [part.strip() for part in re.split(r"[\t;；,，、]", line) if part.strip()]
    if len(parts) > 1:
        return split(parts)
    words = line.split()
    at = next((at for at, word in enumerate(words) if at and is_phone(word)), 1)
    return split([" ".join(words[:at]), *words[at:]])


def is_phone(word: str) -> bool:
    """Whether a word looks like a phone number: seven digits or more, and nothing but what is written between them."""
    return len(values.digits(word)) >= 7 and not re.search(r"[^\d\s()+\-./]", word)


def add(desk: "Desk", given: dict[str, Any], *, colleague: str = "", anyway: bool) -> int:
    """Put a lead into the book and give the number. `given` as typed; `colleague` passed them on. Raises Usage; Refused
    where the same person seems to be in it already, unless `anyway`."""
    fields = checked(desk, given, colleague)
    if not anyway:
        customer_changes.refuse_same(desk.book, fields, heard=True)
    with desk.book.change("lead add") as change:
        number = write_lead(desk, change, fields, colleague)
        change.summary = f"{fields['name']} (c{number})"
    return number


def add_lines(desk: "Desk", text: str, given: dict[str, Any], *, colleague: str = "", anyway: bool) -> LeadBatch:
    """Put a lead of each line into the book, in one change; who seems to be there already is left out and said."""
    lines = [line.strip() for line in values.harmless(text).splitlines() if line.strip()]
    if not lines:
        raise Usage(_("no lines came in"), _("one a line: Ben Cole 13900139000 asked about custody"))
    ready = []
    for line in lines:
        name, phone, words = split_line(line)
        typed = {"name": name, "phone": phone or None, "impression": words or given.get("impression")}
        ready.append((line, checked(desk, {**given, **typed}, colleague)))
    added: list[tuple[int, str]] = []
    left_out: list[tuple[str, str]] = []
    with desk.book.change("lead add") as change:
        for line, fields in ready:
            who = customer_changes.described(fields)
            maybe = [] if anyway else same.look_for(desk.book, who, heard=True).maybe
            if maybe:
                left_out.append((line, same.candidates(desk.book, who, maybe)[0]))
            else:
                added.append((write_lead(desk, change, fields, colleague), fields["name"]))
        change.summary = ", ".join(f"c{number}" for number, _name in added[:8]) + (" …" if len(added) > 8 else "")
    return LeadBatch(added, left_out)


def checked(desk: "Desk", given: dict[str, Any], colleague: str = "") -> dict[str, Any]:
    """The fields of a lead as the book keeps them. A referrer without a source is the source `referral`, a colleague
    without one `colleague`, where the playbook has it. Raises Usage, NotFound, Ambiguous."""
    return with_source(desk, customer_changes.checked(desk, customer_changes.with_kind(given)), colleague)


def with_source(desk: "Desk", fields: dict[str, Any], colleague: str = "") -> dict[str, Any]:
    """The fields of a lead, with the source that follows from who brought them."""
    known = titles_by_key(desk.playbook.sources)
    for by, source in ((fields.get("referrer_id"), "referral"), (colleague, "colleague")):
        if by and not fields.get("source") and source in known:
            fields = {**fields, "source": source}
    return fields


def write_lead(desk: "Desk", change: "Change", fields: dict[str, Any], colleague: str = "") -> int:
    """Write a lead, and the introduction where somebody brought them; gives the number."""
    today = desk.today.isoformat()
    number = customer_changes.add(desk, change, {"status": "lead", "lead_on": today, **fields})
    if fields.get("referrer_id") or colleague:
        by, day = fields.get("referrer_id"), fields.get("added_on", "")
        write_introduction(desk, change, number, customer_id=by, colleague=colleague, day=day)
    return number


def listing(desk: "Desk", wanted: "Filter", limit: int, *, best: bool = False) -> tuple[list[LeadLine], int]:
    """Open leads, the oldest first, or as the own talks teach whom to call first; and how many. Raises Usage for a word that the
    playbook does not know."""
    clause, bound = filters.where(desk, wanted)
    rows = desk.book.all(
        "SELECT customer.*, referrer.name AS referrer_name,"
        " (SELECT colleague FROM referral WHERE introduced_id = customer.id AND colleague <> '' ORDER BY id LIMIT 1)"
        " AS colleague,"
        " (SELECT title || char(9) || coalesce(due_on, '') FROM task WHERE task.customer_id = customer.id"
        " AND state = 'open' ORDER BY due_on IS NULL, due_on, id LIMIT 1) AS task"
        " FROM customer LEFT JOIN customer AS referrer ON referrer.id = customer.referrer_id"
        f" WHERE customer.status = 'lead' AND {clause} ORDER BY customer.lead_on, customer.id LIMIT ?",
        *bound,
        -1 if best else limit,
    )
    total = desk.book.number(f"SELECT count(*) FROM customer WHERE status = 'lead' AND {clause}", *bound)
    if not best:
        return [_line(desk, row) for row in rows], total
    order = points.order(desk, [points.Callee(row["id"]) for row in rows], fresh=True)
    # Who has asked to be left alone comes last, however likely.
    rows.sort(key=lambda row: (row["no_contact"], -order.points(row["id"])))
    return [
        _line(desk, row)._replace(times=order.times(row["id"]), why=order.why(desk, row["id"])) for row in rows[:limit]
    ], total


def _line(desk: "Desk", row: Any) -> LeadLine:
    signals, sources = titles_by_key(desk.playbook.signals), titles_by_key(desk.playbook.sources)
    found = date.fromisoformat(row["lead_on"] or row["added_on"])
    title, day = next_step(desk, row)
    return filled(
        LeadLine,
        row,
        signal_title=signals.get(row["signal"], row["signal"]),
        source_title=sources.get(row["source"], row["source"]),
        referrer=row["referrer_name"] or row["colleague"] or "",
        found_on=found,
        age_days=(desk.today - found).days,
        next_on=day,
        next=title,
        late=bool(day and day < desk.today),
        times=None,
        why="",
    )


def next_step(desk: "Desk", row: Any) -> tuple[str, date | None]:
    """What comes next with a lead, and when: the open task, the first talk by the playbook's rule, or nothing."""
    if row["no_contact"]:
        return _("asked not to be contacted"), None
    if row["task"]:
        title, _tab, day = row["task"].partition("\t")
        return title, day_or_none(day)
    rule = next((one for one in desk.playbook.rules if one.on == "lead.added" and one.step == "prospect"), None)
    if rule is not None and row["lead_on"] and not last_talk(desk.book, row, desk.today.isoformat()):
        due = offsets.apply(offsets.parse(rule.after), date.fromisoformat(row["lead_on"]), desk.calendar)
        return str(rule.title), due
    return _("nothing planned"), None


class Post(NamedTuple):
    """A post, and how many leads came from it."""

    key: str
    title: str
    yesterday: int
    """On the last working day."""
    today: int
    week: int
    last_week: int
    colleagues: list[str]
    """Who passed them on in these two weeks, as far as their names are kept, with how many."""


def count_by_post(desk: "Desk") -> list[Post]:
    """Every post of the playbook, also one that passed nobody on: the morning meeting asks for that, too."""
    this = periods.week_of(desk.today)
    last = periods.previous(this)
    before = desk.calendar.previous(desk.today)
    begin = min(last.start, before)
    numbers = by_post_and_day(desk, begin, desk.today)
    names = _colleagues(desk, begin)

    def within(key: str, span: "Period") -> int:
        return sum(number for (post, day), number in numbers.items() if post == key and span.start <= day <= span.end)

    return [
        Post(
            source.key,
            str(source.title),
            numbers.get((source.key, before), 0),
            numbers.get((source.key, desk.today), 0),
            within(source.key, this),
            within(source.key, last),
            names.get(source.key, []),
        )
        for source in desk.playbook.sources
        if source.post
    ]


def by_post_and_day(desk: "Desk", start: date, end: date) -> dict[tuple[str, date], int]:
    """How many leads each post passed on, day by day."""
    posts = [source.key for source in desk.playbook.sources if source.post]
    rows = desk.book.all(
        f"SELECT source, lead_on, count(*) AS n FROM customer WHERE lead_on BETWEEN ? AND ?"
        f" AND +source IN ({placeholders(posts)}) AND +status <> 'removed' GROUP BY source, lead_on",
        start.isoformat(),
        end.isoformat(),
        *posts,
    )
    return {(row["source"], date.fromisoformat(row["lead_on"])): row["n"] for row in rows}


def _colleagues(desk: "Desk", since: date) -> dict[str, list[str]]:
    rows = desk.book.all(
        "SELECT customer.source, referral.colleague, count(*) AS n FROM referral"
        " JOIN customer ON customer.id = referral.introduced_id"
        " WHERE referral.made_on >= ? AND referral.colleague <> '' GROUP BY customer.source, referral.colleague"
        " ORDER BY n DESC, referral.colleague",
        since.isoformat(),
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["source"], []).append(f"{row['colleague']} {row['n']}")
    return found


def write_introduction(
    desk: "Desk",
    change: "Change",
    introduced: int,
    *,
    customer_id: int | None = None,
    colleague: str = "",
    day: str = "",
) -> int:
    """Write down an introduction of today or of that day: it answers the latest request that is open, or stands by itself.
    Gives its number."""
    made_on = day or desk.today.isoformat()
    row = desk.book.one(
        "SELECT id FROM referral WHERE customer_id = ? AND introduced_id IS NULL AND closed_on IS NULL"
        " ORDER BY asked_on DESC, id DESC LIMIT 1",
        customer_id,
    )
    if row is not None:
        change.update("referral", row["id"], introduced_id=introduced, made_on=made_on)
        return int(row["id"])
    return change.insert(
        "referral",
        customer_id=customer_id,
        colleague="" if customer_id else values.line(colleague, _("the colleague")),
        introduced_id=introduced,
        made_on=made_on,
    )


def convert(desk: "Desk", text: str, tier: str) -> int:
    """A lead becomes a customer. Raises Refused when it is no open lead."""
    row = _open_lead(desk, text)
    key = known_key(tier, desk.playbook.tiers, _("tier"))
    with desk.book.change("lead convert", f"{row['name']} (c{row['id']})") as change:
        change.update(
            "customer",
            row["id"],
            status="customer",
            converted_on=desk.today.isoformat(),
            tier=key or row["tier"],
        )
    return int(row["id"])


def drop(desk: "Desk", text: str, why: str) -> tuple[int, list[str]]:
    """A lead that leads nowhere; the reason is kept, and what was still to be done with them ends with it: their number, and
    the references of these tasks. Raises Refused when it is no open lead."""
    row = _open_lead(desk, text)
    open_tasks = desk.book.all("SELECT id FROM task WHERE customer_id = ? AND state = 'open' ORDER BY id", row["id"])
    ended = [f"t{one['id']}" for one in open_tasks]
    with desk.book.change("lead drop", f"{row['name']} (c{row['id']})") as change:
        change.update(
            "customer",
            row["id"],
            status="dropped",
            dropped_on=desk.today.isoformat(),
            dropped_why=values.line(why, _("the reason")),
        )
        for ref in ended:
            task_changes.drop(desk, change, tasks.get(desk.book, ref), _("the lead was dropped"), ends=True)
        plan_ledger.mark_plan_lines(desk, change, "skipped", customer_id=row["id"])
    return int(row["id"]), ended


def reopen(desk: "Desk", text: str) -> int:
    """A lead that was dropped and is one again; what ended with it stays ended. Raises Refused for whoever is none."""
    row = customers.find(desk.book, text)
    if row["status"] != "dropped":
        raise Refused(_("{name} is no lead that was dropped").format(name=row["name"]), f"amflow show c{row['id']}")
    with desk.book.change("lead reopen", f"{row['name']} (c{row['id']})") as change:
        change.update("customer", row["id"], status="lead", dropped_on=None, dropped_why="")
    return int(row["id"])


def _open_lead(desk: "Desk", text: str) -> Any:
    row = customers.find(desk.book, text)
    if row["status"] != "lead":
        words = {"customer": _("a customer already"), "dropped": _("a lead that was dropped")}
        raise Refused(
            _("{name} is {what}").format(name=row["name"], what=words.get(row["status"], row["status"])),
            f"amflow reopen c{row['id']}" if row["status"] == "dropped" else _("amflow lead list shows the open ones"),
        )
    return row
