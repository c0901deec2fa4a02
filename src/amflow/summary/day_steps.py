"""The day by its seven steps: of each what was done, with its hour, and what was left (`W01`, `W07`)."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from amflow.agenda import checklist, due_rules, plan_ledger
from amflow.callback.cases import records as cases
from amflow.dates.format import short
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import N_, _, listed, ngettext, paired
from amflow.playbooks.titles import titles_by_key
from amflow.playbooks.vocabulary import STEPS, TALKS
from amflow.prep.notes import records as notes
from amflow.summary.records import AgendaLine, Fact, Listing, ReportSection
from amflow.summary.sections import in_a_line

MOST = 12
"""So many lines of a step are listed; the others are counted."""

KINDS = TALKS | {"reception": N_("reception")}

TALKS_SQL = (
    "SELECT touch.*, customer.name AS customer, customer.client_since FROM touch CROSS JOIN customer"
    " ON customer.id = touch.customer_id WHERE touch.held_on = ? AND touch.kind <> 'message'"
    " AND NOT EXISTS (SELECT 1 FROM case_step WHERE case_step.touch_id = touch.id)"
    " ORDER BY touch.held_at, touch.id"
)
LEADS_SQL = "SELECT id, name, source, signal FROM customer WHERE lead_on = ? ORDER BY id"
STAGES_SQL = (
    "SELECT deal_stage.deal_id, deal_stage.stage, deal.title, deal.pipeline, coalesce(customer.name, '') AS customer"
    " FROM deal_stage CROSS JOIN deal ON deal.id = deal_stage.deal_id LEFT JOIN customer ON customer.id = deal.customer_id"
    " WHERE deal_stage.entered_on = ? ORDER BY deal_stage.id"
)
CASES_SQL = (
    "SELECT case_step.at_time, case_step.kind, cases.id, cases.kind AS sort, cases.title, customer.name AS customer"
    " FROM cases CROSS JOIN case_step ON case_step.case_id = cases.id CROSS JOIN customer ON customer.id = cases.customer_id"
    " WHERE (cases.state = 'open' OR cases.resolved_on >= ?1) AND +cases.opened_on <= ?1 AND case_step.on_date = ?1"
    " AND case_step.kind <> 'changed' ORDER BY case_step.at_time, case_step.id"
)
TASKS_SQL = (
    "SELECT task.id, task.title, task.step, task.state, task.done_on, coalesce(customer.name, '') AS customer FROM task"
    " LEFT JOIN customer ON customer.id = task.customer_id WHERE task.done_on = ?1 AND +task.state = 'done'"
    " AND NOT EXISTS (SELECT 1 FROM touch WHERE touch.customer_id = task.customer_id AND touch.held_on = ?1)"
    " UNION ALL SELECT task.id, task.title, task.step, 'open', NULL, coalesce(customer.name, '')"
    " FROM task LEFT JOIN customer ON customer.id = task.customer_id WHERE task.state = 'open' AND task.due_on <= ?1"
)


def made(desk: Desk, period: Period) -> list[ReportSection]:
    """A section for each step of the period's last day, those with nothing in them too: what was done by the hour, then what
    was left. None for a day on which nothing was done."""
    then = desk
    if period.end < desk.today:
        then = desk._replace(now=datetime.combine(period.end, time(23, 59)))
    done, left = list(_done(then)), list(_left(then))
    if not done:
        return []
    waiting = [check for check, state, _at, _late in checklist.marked(then) if state == "open"]
    found = []
    for number, (step, title) in enumerate(STEPS.items(), 1):
        # An hour stands in front of a line, and what has none comes behind.
        timed = sorted(
            (line for of, line in done if of == step), key=lambda line: line.text[:5] if _timed(line) else "~"
        )
        told = [*timed, *(line for of, line in left if of == step)]
        open_ = listed([str(check.title) for check in waiting if check.step == step])
        at = checklist.finished_at(then, step)
        facts = [Fact(_("finished"), at)] if at.strip("-") else []
        # What was called finished as a whole is not said to be left.
        facts += [Fact(_("not ticked") if at else _("left"), open_)] if open_ else []
        found.append(
            ReportSection(
                f"step-{step}",
                f"{number} {_(title)}",
                facts=tuple(facts),
                lists=(Listing("", tuple(told[:MOST]), max(len(told) - MOST, 0)),) if told else (),
            )
        )
    return found


def _timed(line: AgendaLine) -> bool:
    return line.text[:1].isdigit()


def _done(then: Desk) -> Iterator[tuple[str, AgendaLine]]:
    day = then.today.isoformat()
    for check, state, at, late in checklist.marked(then):
        if state == "done" and not check.habit:
            yield (
                check.step,
                AgendaLine(f"k{check.number}", _said(at, paired(str(check.title), late) if late else check.title)),
            )
    for step, (ticked, whole) in checklist.habits_of_day(then).items():
        if ticked:
            words = ngettext("{done} of {n} habit", "{done} of {n} habits", whole).format(done=ticked, n=whole)
            yield step, AgendaLine("", words)
    sources, signals = titles_by_key(then.playbook.sources), titles_by_key(then.playbook.signals)
    for row in then.book.all(LEADS_SQL, day):
        found = (_("new lead"), sources.get(row["source"], row["source"]), signals.get(row["signal"], row["signal"]))
        yield "prospect", AgendaLine(f"c{row['id']}", " · ".join(filter(None, found)), row["name"])
    yield from _talks(then, day)
    yield from _stages(then, day)
    for row in then.book.all(CASES_SQL, day):
        sort, step = cases.KINDS[row["sort"]], cases.STEPS[row["kind"]]
        words = paired(_(sort), _(step))
        yield "callback", AgendaLine(f"x{row['id']}", _said(row["at_time"], words), row["customer"], row["title"])
    for row in then.book.all("SELECT id, kind, text FROM note WHERE on_date = ? ORDER BY id", day):
        kind = row["kind"]
        words = paired(_("noted"), _(notes.KINDS.get(kind, kind)))
        step = "prep" if kind in ("market", "bulletin") else "summary"
        yield step, AgendaLine(f"n{row['id']}", words, "", in_a_line(row["text"]))
    for row in then.book.all(TASKS_SQL, day):
        if row["state"] == "done":
            yield _step(row), AgendaLine(f"t{row['id']}", _("done"), row["customer"], row["title"])
    ahead = then.calendar.next(then.today)
    lines = then.book.number(
        "SELECT count(*) FROM plan_line WHERE on_date = ? AND state <> 'dropped'", ahead.isoformat()
    )
    if lines:
        words = ngettext("{n} line for {day} accepted", "{n} lines for {day} accepted", lines)
        yield "plan", AgendaLine("", words.format(n=lines, day=short(ahead, then.today)))


def _talks(then: Desk, day: str) -> Iterator[tuple[str, AgendaLine]]:
    """A talk with somebody who has bought, or that settled what a rule asked for, is a callback; else it is outreach."""
    outcomes = titles_by_key(then.playbook.outcomes)
    steps = {rule.key: rule.step for rule in then.playbook.rules}
    settled = {
        row["touch_id"]: steps.get(row["rule"], "")
        for row in then.book.all("SELECT touch_id, rule FROM settled WHERE on_date = ? AND touch_id IS NOT NULL", day)
    }
    scripts, objections = then.playbook.words_used, then.playbook.objections
    for row in then.book.all(TALKS_SQL, day):
        kind = KINDS[row["kind"]]
        bought = row["client_since"] and row["client_since"] < day
        step = "callback" if bought or settled.get(row["id"]) == "callback" else "outreach"
        words = (
            _(kind),
            outcomes.get(row["outcome"], row["outcome"]),
            scripts.get(row["script"], row["script"]),
            objections.get(row["objection"], row["objection"]),
        )
        text = _said(row["held_at"], " · ".join(str(one) for one in words if one))
        yield step, AgendaLine(f"c{row['customer_id']}", text, row["customer"], in_a_line(row["note"]))


def _stages(then: Desk, day: str) -> Iterator[tuple[str, AgendaLine]]:
    """Each deal that moved, once, with the way that it went on the day."""
    ends = {"won": _("won"), "lost": _("lost")}
    ways: dict[int, list[Any]] = {}
    for row in then.book.all(STAGES_SQL, day):
        ways.setdefault(row["deal_id"], []).append(row)
    for number, rows in ways.items():
        row = rows[0]
        pipeline = then.playbook.pipeline(row["pipeline"])
        known = titles_by_key(pipeline.stages) | ends if pipeline else ends
        words = paired(
            str(pipeline.title) if pipeline else row["pipeline"],
            " → ".join(known.get(one["stage"], one["stage"]) for one in rows),
        )
        yield "convert", AgendaLine(f"d{number}", words, row["customer"], row["title"])


def _left(then: Desk) -> Iterator[tuple[str, AgendaLine]]:
    for row in then.book.all(TASKS_SQL, then.today.isoformat()):
        if row["state"] == "open":
            yield _step(row), AgendaLine(f"t{row['id']}", _open(_("task")), row["customer"], row["title"])
    for rule in then.playbook.rules:
        if rule.kind in ("call", "visit"):
            for one in due_rules.due_by(then, rule, due_rules.NO_LIMIT)[0]:
                yield rule.step, AgendaLine(one.ref, _open(rule.title), one.customer)
    for row in then.book.all(
        f"{plan_ledger.LINES} WHERE on_date = ? AND state IN ('planned', 'moved', 'skipped') AND task_id IS NULL"
        " AND rule IN ('', 'rhythm')"
        " ORDER BY place, plan_line.id",
        then.today.isoformat(),
    ):
        yield "plan", AgendaLine("", _open(plan_ledger.title(then, row)), row["customer"])


def _step(row: Any) -> str:
    """The step of a task: what is about a customer is outreach, unless it was given another."""
    return "outreach" if row["step"] == "prep" and row["customer"] else str(row["step"])


def _said(at: str, words: object) -> str:
    return f"{at} {words}".strip()


def _open(words: object) -> str:
    return _("left: {what}").format(what=words)
