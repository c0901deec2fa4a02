"""The plan as a page of text for the editor: lines moved, taken out, given other minutes, put on another day."""

from collections.abc import Callable
from datetime import date

from amflow import refs
from amflow.book import values
from amflow.desk import Desk
from amflow.errors import AmflowError, Usage
from amflow.locale import _
from amflow.plan import changes as plan_changes
from amflow.plan import fitting, proposal
from amflow.plan.proposal import Plan
from amflow.records import NamedTuple

MOST_MINUTES = 24 * 60
MOVED = "->"


class Wish(NamedTuple):
    """What a line of the page asks for."""

    ref: str
    """Empty for something new."""
    minutes: int | None
    words: str
    to: date | None
    """Another day, where it is put off."""


def page(found: Plan) -> str:
    """The plan as text: what is in it a line each, what did not fit behind a mark."""
    head = [
        _("The plan of {day}. What stands here when you close the page is accepted, in this order.").format(
            day=found.day.isoformat()
        ),
        _("Left as it is, nothing is changed: amflow plan --accept takes what is proposed."),
        _("Take a line out to leave it out; change its minutes; “-> fri” at its end puts it on Friday."),
        _("“+ 30 words” is something new of 30 minutes. Lines that begin with # do not count."),
    ]
    kept = [line for line in found.lines if line.fits and line.state in ("planned", "proposed")]
    over = [line for line in found.lines if not line.fits]
    text = [f"# {line}" for line in head] + [""] + [_row(line) for line in kept]
    if over:
        text += ["", "# " + _("does not fit the day:")] + [f"# {_row(line)}" for line in over]
    return "\n".join(text) + "\n"


def _row(line: fitting.PlanLine) -> str:
    item = line.item
    name = item.customer if item.customer not in item.title else ""
    return " ".join(filter(None, (f"{item.ref:6}", f"{item.minutes:3}", item.due_time, name, item.title)))


def read(desk: Desk, found: Plan, text: str) -> tuple[list[Wish], list[str]]:
    """What the page asks for, and its mistakes, each with its line."""
    known = {line.item.ref for line in found.lines if line.state in ("planned", "proposed")}
    wishes: list[Wish] = []
    wrong: list[str] = []
    seen: set[str] = set()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            wish = _wish(desk, line, known)
            if wish.ref in seen:
                raise ValueError(_("{ref} is there twice").format(ref=wish.ref))
            seen.update([wish.ref] if wish.ref else [])
            wishes.append(wish)
        except ValueError as error:
            wrong.append(_("line {n}: {problem}").format(n=number, problem=error))
        except AmflowError as error:
            wrong.append(_("line {n}: {problem}").format(n=number, problem=error.message))
    return wishes, wrong


def _wish(desk: Desk, line: str, known: set[str]) -> Wish:
    """Raises ValueError, AmflowError for a line that cannot be understood."""
    rest, arrow, to = line.rpartition(MOVED) if MOVED in line else (line, "", "")
    day = proposal.day_of(desk, to.strip()) if arrow and to.strip() else None
    if arrow and day is None:
        raise ValueError(_("to which day?"))
    first, _space, words = rest.strip().partition(" ")
    number, _space, title = words.strip().partition(" ")
    minutes = None
    if number.lstrip("-").isdecimal():
        minutes = int(number)
        if not 0 < minutes <= MOST_MINUTES:
            raise ValueError(_("{n} minutes cannot be").format(n=number))
    if first == "+":
        title = title if minutes is not None else words
        return Wish("", minutes, values.line(title, _("the title")), day)
    if first.lower() not in known:
        raise ValueError(_("“{text}” is not in the plan; something new begins with +").format(text=first))
    return Wish(first.lower(), minutes, "", day)


def edit(desk: Desk, day: date, ask: Callable[[str, str], str]) -> Plan | None:
    """Let the page be edited until it can be understood, and keep what it says: one change; None where the page was left as
    it was. Raises Refused, Usage, Unusable; then nothing is written."""
    found = proposal.proposed(desk, day)
    text, problem = page(found), ""
    shown = text.strip()
    while True:
        text = ask(text, problem)
        if text == shown:
            return None
        wishes, wrong = read(desk, found, text)
        if not wrong:
            return apply(desk, found, wishes)
        problem = "\n".join(wrong)


def apply(desk: Desk, found: Plan, wishes: list[Wish]) -> Plan:
    """The plan as the wishes say."""
    day = found.day
    shown = [line for line in found.lines if line.state == "planned" or (line.state == "proposed" and line.fits)]
    wanted = {wish.ref for wish in wishes if wish.ref}
    # Where nobody has touched it, the page is the plan that was shown, with its hours.
    as_shown = [(wish.ref, wish.minutes) for wish in wishes] == [(one.item.ref, one.item.minutes) for one in shown]
    hours = {line.item.ref: line.at for line in shown} if as_shown else {}
    with desk.book.change("plan edit") as change:
        for line in shown:
            if line.item.ref not in wanted:
                plan_changes.leave_out(desk, change, day, line.item.ref)
        for place, wish in enumerate(wishes, 1):
            if wish.to and wish.to != day:
                if wish.ref:
                    plan_changes.put_off(desk, change, day, wish.ref, wish.to, wish.minutes)
                else:
                    plan_changes.keep(desk, change, wish.to, wish.words, wish.minutes)
                continue
            plan_changes.keep(desk, change, day, wish.ref or wish.words, wish.minutes, place, hours.get(wish.ref, ""))
        change.summary = day.isoformat()
    return proposal.proposed(desk, day)


def pairs(texts: list[str], what: str) -> list[tuple[str, str]]:
    """`t5=45` taken apart. Raises Usage."""
    found = []
    for text in texts:
        ref, sign, said = text.partition("=")
        if not (sign and ref.strip() and said.strip()) or not (refs.parse(ref) or ref.strip() == "queue"):
            raise Usage(_("“{text}” is not understood").format(text=text), what)
        found.append((ref.strip().lower(), said.strip()))
    return found


def change_lines(desk: Desk, day: date, minutes: list[str], moves: list[str], order: str) -> Plan:
    """Lines with other minutes, on another day, in another order; one change. Raises NotFound, Usage."""
    lengths = pairs(minutes, _("such as --minutes t5=45"))
    away = [(ref, proposal.day_of(desk, words)) for ref, words in pairs(moves, _("such as --move t5=fri"))]
    for ref, said in lengths:
        if not said.isdecimal() or not 0 < int(said) <= MOST_MINUTES:
            raise Usage(_("{n} minutes cannot be").format(n=said), _("{ref}: 1 to 1440").format(ref=ref))
    with desk.book.change("plan edit") as change:
        for ref, said in lengths:
            plan_changes.keep(desk, change, day, ref, int(said))
        for ref, to in away:
            plan_changes.put_off(desk, change, day, ref, to, None)
        for place, ref in enumerate(filter(None, order.replace(",", " ").split()), 1):
            plan_changes.keep(desk, change, day, ref, None, place - 1000)
        change.summary = day.isoformat()
    return proposal.proposed(desk, day)
