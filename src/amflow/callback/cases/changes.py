"""Handling a case: opened, answered, passed up, reported, resolved, taken up again; every step kept with day and hour."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from amflow.agenda import actions, plan_ledger
from amflow.book import lately, values
from amflow.book.store import Row
from amflow.callback.cases import records as cases
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import Refused, Usage
from amflow.locale import N_, _
from amflow.outreach.talks import changes as talks
from amflow.playbooks.model import Playbook
from amflow.playbooks.titles import known_key, texts
from amflow.playbooks.vocabulary import TALKS
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk

Given = dict[str, str | None]
"""What a person said of a case, as typed; None or empty where nothing was said."""

"""The kinds of talk by which a customer may be told."""


class Handled(NamedTuple):
    """What a command did to a case."""

    page: cases.CasePage
    check_on: Any = None
    """The day on which the customer is asked whether it is really solved."""


class CaseStep(NamedTuple):
    """A step as it is typed: what was said, when if not now, by which talk if it is to be logged too."""

    words: str = ""
    at: str = ""
    by: str = ""


SAME = ("customer_id", "title", "kind")
"""What is the same in a case that was written down twice."""


def opened(desk: "Desk", customer: str, title: str, given: Given, step: CaseStep, *, anyway: bool = False) -> Handled:
    """Open a case: its clocks begin. Raises NotFound, Ambiguous, Usage; Twice, unless `anyway`."""
    row = customers.find(desk.book, customer)
    usual = {"kind": given.get("kind") or "complaint", "severity": given.get("severity") or "normal"}
    fields = _fields(desk, row["id"], {**given, **usual, "title": title})
    day, clock = talks.moment(desk, step.at)
    begun = datetime.combine(day, datetime.strptime(clock or desk.clock, "%H:%M").time())
    clocks = _clocks(desk, fields, begun, begun)
    if not anyway:
        lately.once(desk.book, "cases", "x", {**fields, "customer_id": row["id"]}, SAME)
    with desk.book.change("case open") as change:
        number = change.insert(
            "cases",
            customer_id=row["id"],
            opened_on=day.isoformat(),
            opened_at=f"{begun:%H:%M}",
            **fields,
            **clocks,
            breaks_at=_breaks(clocks, answered=False),
        )
        talk = _talk(desk, change, row, step, fields.get("deal_id"), f"x{number}")
        _note(change, number, "opened", begun, text=step.words, touch_id=talk)
        change.summary = f"x{number} {fields['title']} · {row['name']} (c{row['id']})"
    return Handled(cases.page(desk, f"x{number}"))


def _fields(desk: "Desk", customer_id: int, given: Given) -> dict[str, Any]:
    """What was said of a case, checked; what was left out is left out, an empty text takes it out. Raises
    NotFound, Ambiguous, Usage."""
    fields: dict[str, Any] = {}
    if (title := given.get("title")) is not None:
        fields["title"] = values.line(title, _("what it is about"))
    if kind := given.get("kind"):
        fields["kind"] = known_key(kind, cases.KINDS, _("kind"))
    if severity := given.get("severity"):
        fields["severity"] = severity_of(desk.playbook, severity)
    if (deal := given.get("deal")) is not None:
        fields["deal_id"] = customers.deal_of(desk.book, deal, customer_id)["id"] if deal else None
    if (about := given.get("product")) is not None:
        fields["product_id"] = products.find(desk.book, about)["id"] if about else None
    return fields


ALSO = {"urgent": "急 加急 critical", "high": "高 重", "normal": "中 普通 medium", "low": "低 轻"}
"""What people type besides for how bad it is."""


def severity_of(playbook: "Playbook", text: str) -> str:
    """How bad it is, by the program's word for it or by that of the trade's clock. Raises Usage."""
    clocks = {clock.key: clock.title for clock in playbook.clocks}
    words = {key: f"{' '.join(title)} {ALSO[key]}" for key, title in texts(cases.SEVERITIES).items()}
    return known_key(
        text, {key: clocks.get(key, title) for key, title in cases.SEVERITIES.items()}, _("severity"), words
    )


def _clocks(desk: "Desk", case: Any, opened_at: datetime, again_at: datetime) -> dict[str, str]:
    """By when the first answer and the solution are owed: the second anew from when the case was taken up again. Of the
    clock of its severity and that of its kind the sooner one counts."""
    found = [clock for key in (case["severity"], case["kind"]) if (clock := desk.playbook.clock(key)) is not None]
    hours = desk.hours

    def by(start: datetime, counts: list[int]) -> str:
        count = min(filter(None, counts), default=0)
        return hours.on(start, 60 * count).strftime("%Y-%m-%dT%H:%M") if count else ""

    return {
        "answer_by": by(opened_at, [clock.answer_hours for clock in found]),
        "solve_by": by(again_at, [clock.solve_hours for clock in found]),
    }


def _breaks(clocks: Any, *, answered: bool) -> str:
    """Which clock breaks next."""
    running = [] if answered else [clocks["answer_by"]]
    return min([by for by in [*running, clocks["solve_by"]] if by], default=cases.NEVER)


def _talk(desk: "Desk", change: "Change", customer: Row, step: CaseStep, deal_id: int | None, about: str) -> int | None:
    """Log the talk by which the customer was told, where there was one; it settles what is due about the case alone."""
    if not step.by:
        return None
    kind = known_key(step.by, TALKS, _("talk"))
    deal = f"d{deal_id}" if deal_id else ""
    ready = talks.prepare(
        desk, talks.TouchInput(kind, f"c{customer['id']}", note=step.words, at=step.at, deal=deal)
    )._replace(about=about)
    # A message that tells what was asked for is an answer, whoever reads it.
    return talks.write(desk, change, ready).id


def _note(
    change: "Change",
    case_id: int,
    kind: str,
    at: datetime,
    *,
    text: str = "",
    whom: str = "",
    touch_id: int | None = None,
) -> None:
    change.insert(
        "case_step",
        case_id=case_id,
        kind=kind,
        on_date=at.date().isoformat(),
        at_time=f"{at:%H:%M}",
        text=values.words(text, _("what was said")),
        whom=whom,
        touch_id=touch_id,
    )


def _when(desk: "Desk", row: Row, words: str) -> datetime:
    """The moment of a step: not before the case was opened. Raises Usage, Refused."""
    day, clock = talks.moment(desk, words)
    begun = cases.at(row["opened_on"], row["opened_at"])
    assert begun is not None
    at = datetime.combine(day, datetime.strptime(clock or "23:59", "%H:%M").time())
    at = min(at, desk.now)
    if at < begun:
        raise Refused(
            _("{ref} was only opened at {when}").format(ref=f"x{row['id']}", when=_said(desk, begun)),
            _("say --at with a later hour"),
        )
    return at


def _said(desk: "Desk", at: datetime) -> str:
    return f"{short(at.date(), desk.today)} {at:%H:%M}"


def _open(desk: "Desk", text: str) -> Row:
    """The case, which must be open. Raises NotFound, Usage, Refused."""
    row = cases.get(desk.book, text)
    if row["state"] == "resolved":
        at = cases.at(row["resolved_on"], row["resolved_at"])
        assert at is not None
        raise Refused(
            _("{ref} was resolved at {when}").format(ref=f"x{row['id']}", when=_said(desk, at)),
            _("amflow case reopen {ref} --why … takes it up again").format(ref=f"x{row['id']}"),
        )
    return row


def answered(desk: "Desk", text: str, step: CaseStep) -> Handled:
    """The customer has an answer; the first one stops its clock. Raises NotFound, Usage, Refused."""
    row = _open(desk, text)
    at = _when(desk, row, step.at)
    fields: dict[str, Any] = {}
    if row["answered_on"] is None:
        fields = {"answered_on": at.date().isoformat(), "answered_at": f"{at:%H:%M}"}
        fields["breaks_at"] = _breaks(row, answered=True)
    return _stepped(desk, row, "answered", at, step, fields)


def noted(desk: "Desk", text: str, step: CaseStep) -> Handled:
    """Something was done about it that the customer need not hear of. Raises NotFound, Usage, Refused."""
    row = _open(desk, text)
    values.line(step.words[:200], _("what was done"))
    return _stepped(desk, row, "noted", _when(desk, row, step.at), step, {})


def escalated(desk: "Desk", text: str, whom: str, step: CaseStep) -> Handled:
    """Passed up to somebody, else to the trade's own level above, with the reason; the clocks go on.

    Raises NotFound, Usage, Refused.
    """
    row = _open(desk, text)
    name = values.line(whom or str(desk.playbook.superior), _("to whom"))
    at = _when(desk, row, step.at)
    return _stepped(desk, row, "escalated", at, step, {"escalated_to": name}, whom=name)


def reported(desk: "Desk", text: str, whom: str, step: CaseStep) -> Handled:
    """Told to the level above, the trade's own where nobody is named; a resolved one may be too.

    Raises NotFound, Usage, Refused.
    """
    row = cases.get(desk.book, text)
    whom = whom or str(desk.playbook.superior)
    name = values.line(whom, _("to whom")) if whom else ""
    at = _when(desk, row, step.at)
    return _stepped(desk, row, "reported", at, step, {"reported_on": at.date().isoformat()}, whom=name)


def resolved(desk: "Desk", text: str, step: CaseStep) -> Handled:
    """Solved: both clocks stop, and the customer will be asked whether it really is. Raises NotFound, Usage, Refused."""
    row = _open(desk, text)
    at = _when(desk, row, step.at)
    fields: dict[str, Any] = {
        "state": "resolved",
        "resolved_on": at.date().isoformat(),
        "resolved_at": f"{at:%H:%M}",
        "breaks_at": "",
    }
    if row["answered_on"] is None:
        fields |= {"answered_on": fields["resolved_on"], "answered_at": fields["resolved_at"]}
    elif at < (cases.at(row["answered_on"], row["answered_at"]) or at):
        raise Refused(_("{ref} was answered later than that"), _("say --at with a later hour"), ref=f"x{row['id']}")
    done = _stepped(desk, row, "resolved", at, step, fields)
    return done._replace(check_on=_check_on(desk, at))


def _check_on(desk: "Desk", at: datetime) -> Any:
    from amflow.dates import offsets

    rule = next((rule for rule in desk.playbook.rules if rule.on == "case.resolved"), None)
    return offsets.apply(offsets.parse(rule.after), at.date(), desk.calendar) if rule else None


def reopened(desk: "Desk", text: str, step: CaseStep) -> Handled:
    """Taken up again: the clock of the solution starts anew. Raises NotFound, Usage, Refused where it is open."""
    row = cases.get(desk.book, text)
    if row["state"] == "open":
        raise Refused(_("{ref} is open"), _("amflow case answer, escalate or resolve {ref}"), ref=f"x{row['id']}")
    at = _when(desk, row, step.at)
    if at < (cases.at(row["resolved_on"], row["resolved_at"]) or at):
        raise Refused(_("{ref} was resolved later than that"), _("say --at with a later hour"), ref=f"x{row['id']}")
    solve_by = _clocks(desk, row, at, at)["solve_by"]
    clocks = {"answer_by": row["answer_by"], "solve_by": solve_by}
    fields = {
        "state": "open",
        "resolved_on": None,
        "resolved_at": "",
        "solve_by": solve_by,
        "breaks_at": _breaks(clocks, answered=True),
    }
    return _stepped(desk, row, "reopened", at, step, fields)


def _stepped(
    desk: "Desk", row: Row, kind: str, at: datetime, step: CaseStep, fields: dict[str, Any], *, whom: str = ""
) -> Handled:
    names = {
        "answered": "answer", "noted": "note", "escalated": "escalate", "reported": "report", "resolved": "resolve",
        "reopened": "reopen",
    }  # fmt: skip
    customer = desk.book.get("customer", row["customer_id"])
    assert customer is not None
    with desk.book.change(f"case {names[kind]}") as change:
        talk = _talk(desk, change, customer, step, row["deal_id"], f"x{row['id']}")
        if fields:
            change.update("cases", row["id"], **fields)
        # Solved, it is done with; any other step is the work of this day, and a later day's line stands.
        today = {} if kind == "resolved" else {"on_date": desk.today.isoformat()}
        plan_ledger.mark_plan_lines(desk, change, "done", ref=f"x{row['id']}", **today)
        _note(change, row["id"], kind, at, text=step.words, whom=whom, touch_id=talk)
        change.summary = f"x{row['id']} {row['title']} · {customer['name']} (c{customer['id']})"
    return Handled(cases.page(desk, f"x{row['id']}"))


def edited(desk: "Desk", text: str, given: Given) -> Handled:
    """Change what is known of a case; another severity or kind has other clocks, from when it was opened. Raises NotFound,
    Ambiguous, Usage."""
    row = cases.get(desk.book, text)
    fields = {name: value for name, value in _fields(desk, row["customer_id"], given).items() if row[name] != value}
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow case edit --help lists what can be"))
    story = []
    if {"severity", "kind"} & fields.keys():
        begun = cases.at(row["opened_on"], row["opened_at"])
        again = desk.book.one(
            "SELECT on_date, at_time FROM case_step WHERE case_id = ? AND kind = 'reopened' ORDER BY id DESC", row["id"]
        )
        since = cases.at(again["on_date"], again["at_time"]) if again is not None else begun
        assert begun is not None and since is not None
        fields |= _clocks(desk, {**row, **fields}, begun, since)
        if row["state"] == "open":
            fields["breaks_at"] = _breaks(fields, answered=row["answered_on"] is not None)
    if "severity" in fields:
        words = (_(cases.SEVERITIES[severity]) for severity in (row["severity"], fields["severity"]))
        story.append(_("severity {before} → {after}").format(**dict(zip(("before", "after"), words, strict=True))))
    if "title" in fields:
        story.append(f"{row['title']} → {fields['title']}")
    if "kind" in fields:
        story.append(f"{_(cases.KINDS[row['kind']])} → {_(cases.KINDS[fields['kind']])}")
    with desk.book.change("case edit", f"x{row['id']} {fields.get('title', row['title'])}") as change:
        change.update("cases", row["id"], **fields)
        if story:
            _note(change, row["id"], "changed", desk.now, text="; ".join(story))
    return Handled(cases.page(desk, f"x{row['id']}"))


ACTIONS = actions.refusing(
    N_("{ref} is a case: its clock runs until it is resolved"),
    N_('amflow case answer or resolve {ref} "…"'),
)
"""What is said where it is named to `done`, `skip` or `move`."""
