"""Step 2, prospecting: the leads that are open, the strongest sign and the longest wait in front (`W01`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda import due_items, due_rules, plan_ledger, planned_talks
from amflow.agenda.items import Item, PageSection, StepPage
from amflow.agenda.rule_events import EVENTS
from amflow.book.quantities import Rate
from amflow.book.store import placeholders
from amflow.customers import contact_preferences
from amflow.dates.format import ago, past
from amflow.locale import _, ngettext
from amflow.outreach import points
from amflow.outreach.campaigns import invitations
from amflow.outreach.scripts import records as scripts
from amflow.playbooks.titles import titles_by_key
from amflow.prospect.reception import records as reception

if TYPE_CHECKING:
    from amflow.desk import Desk

COLUMNS = (
    "SELECT id, name, tier, intent, source, signal, phone, impression, lead_on, last_touch_on,"
    f" {contact_preferences.COLUMNS} FROM customer"
)


def page(desk: "Desk", limit: int, alone: bool = False) -> StepPage:
    """Prospecting as it stands today. `limit` cuts the list (-1: all of it). On a page of its own it counts the files anew."""
    due = due_rules.due(desk, "prospect")[0]
    leads, total = open_leads(desk, limit, due)
    every, met, keen = _counted(desk)
    free, found = _free(desk), _found(desk)
    # What is due for somebody who is no lead: thanks to whoever brought one.
    owed = [one for one in due if EVENTS[one.rule.on].letter]
    shown = owed if limit < 0 else owed[:limit]
    oldest = desk.book.one(f"SELECT min(lead_on) AS day FROM customer WHERE status = 'lead' AND {free} AND {found}")
    sections = [PageSection("leads", _("Open leads"), leads, total)]
    if owed:
        ruled = [due_items.item(one, desk, "") for one in shown]
        sections.append(PageSection("rules", _("By rule"), ruled, len(owed)))
    line = ngettext("{n} open lead", "{n} open leads", every) if every else ""
    line = line or _("no open leads: amflow lead add NAME")
    if oldest is not None and oldest["day"] and total:
        waited = ago(date.fromisoformat(oldest["day"]), desk.today)
        line += _(", the oldest from {when}").format(when=waited)
    if keen:
        line += ngettext(
            ", {n} has shown an intent: amflow outreach", ", {n} have shown an intent: amflow outreach", keen
        )
    if met:
        line += ngettext(", {n} tried today or with a talk planned", ", {n} tried today or with a talk planned", met)
    visitors = reception.visitors_of_day(desk, desk.today)
    line += f" · {visitors}" if visitors else ""
    line += _files(desk, alone)
    words = scripts.scripts_of_step(desk, "outreach", first=True) + scripts.scripts_of_step(desk, "prospect")
    return agenda_checklist.step_page(
        desk, "prospect", _("Prospecting"), sections, line, limit, scripts.keys_line(words)
    )


KEEN = "intent <> '' AND last_touch_on IS NOT NULL"
"""The condition (SQL) that a lead has shown an intent in a talk: it is talked to when that says. In the words of its index."""


def _busy(desk: "Desk") -> set[int]:
    """With whom something is agreed on: a talk, or what is to be done for them soon; asked once for a screen. What nobody did
    for a week keeps no lead back any longer."""
    days = [(desk.today + timedelta(days=by)).isoformat() for by in (-planned_talks.BEFORE, planned_talks.AHEAD)]
    sql = "SELECT customer_id AS number FROM task WHERE state = 'open' AND due_on BETWEEN ? AND ? AND customer_id IS NOT NULL"

    def ask() -> set[int]:
        return planned_talks.met(desk) | {row["number"] for row in desk.book.all(sql, *days)}

    return desk.book.kept(("busy", desk.today), ask)


def _free(desk: "Desk") -> str:
    """The condition (SQL) that nothing is agreed on with a lead."""
    return f"1{planned_talks.without(_busy(desk))}"


def _counted(desk: "Desk") -> tuple[int, int, int]:
    """How many leads are open; with how many of them something is agreed on, and how many others have shown an intent."""
    return desk.book.kept(("leads", desk.today), lambda: _count(desk))


def _count(desk: "Desk") -> tuple[int, int, int]:
    every = desk.book.number("SELECT count(*) FROM customer WHERE status = 'lead'")
    keen = desk.book.number(f"SELECT count(*) FROM customer WHERE status = 'lead' AND {KEEN}")
    # The few are taken off: asking each of the others whether it is one of them takes longer than counting.
    busy = desk.book.one(
        f"SELECT count(*) AS met, count(*) FILTER (WHERE {KEEN}) AS keen FROM customer"
        f" WHERE id IN ({','.join(map(str, _busy(desk)))}) AND +status = 'lead'"
    )
    met, met_keen = busy or (0, 0)
    return every, met, keen - met_keen if desk.playbook.intents else 0


def _files(desk: "Desk", alone: bool) -> str:
    """How complete the files are, where looking at it belongs to this step (`W11`): counted anew on a page of its own, for that
    reads them all, else as yesterday left them."""
    if not any(check.key == "completeness" and check.step == "prospect" for check in desk.playbook.checks):
        return ""
    from amflow.customers.completeness import daily
    from amflow.customers.completeness.records import METRIC

    last = desk.calendar.previous(desk.today)
    row = daily.present(desk) if alone else None
    kept: Any = desk.book.one(
        "SELECT value, whole FROM measure WHERE metric = ? AND on_date = ?", METRIC, last.isoformat()
    )
    if row is None and kept is None:
        return " · " + _("files: amflow customer health")
    filled, whole = row or kept
    when = _("today") if row else past(last, desk.today)
    if not whole:
        return ""
    return " · " + _("files {rate}, {when}").format(rate=Rate(filled / whole), when=when)


def _found(desk: "Desk") -> str:
    """The condition (SQL) that a lead is to be won over still."""
    return f"NOT ({KEEN})" if desk.playbook.intents else "1"


def open_leads(desk: "Desk", limit: int, due: list[due_rules.Due] | None = None) -> tuple[list[Item], int]:
    """Open leads to be won over, with whom no talk is planned, as the own talks teach whom to call first, else by strength of
    signal, then by age; and how many. `due` is what the rules make due, where that is known."""
    free = f"{_free(desk)} AND {_found(desk)}"
    learnt = points.learnt(desk).enough
    rows = _strongest_first(desk, max(limit, points.LOOKED) if learnt and limit >= 0 else limit, free)
    if due is None and rows:
        due = due_rules.due(desk, "prospect")[0]
    # Thanks for an introduction are due in this step as well; they are no talk with a lead.
    waiting = {one.customer_id: one for one in due or () if one.rule.on != "referral.made"}
    invited = invitations.of_leads(desk) if rows else {}
    order = points.order(
        desk,
        [
            invitations.candidate(invited[row["id"]], row) if row["id"] in invited else points.Callee(row["id"])
            for row in rows
        ],
    )
    if learnt:
        rows.sort(key=lambda row: (row["no_contact"], -order.points(row["id"])))
        rows = rows if limit < 0 else rows[:limit]
    items = [
        _item(desk, row, waiting.get(row["id"]), invited.get(row["id"]), order.why(desk, row["id"])) for row in rows
    ]
    every, met, keen = _counted(desk)
    return items, every - met - keen


def _strongest_first(desk: "Desk", limit: int, free: str) -> list[Any]:
    """The leads, one strength of signal after the other: sorting all of them to show five would read all of them."""
    strengths: dict[int, list[str]] = {0: []}
    for signal in desk.playbook.signals:
        strengths.setdefault(signal.weight, []).append(signal.key)
    known = [signal.key for signal in desk.playbook.signals]
    rows: list[Any] = []
    for weight in sorted(strengths, reverse=True):
        left = limit if limit < 0 else limit - len(rows)
        if not left:
            break
        equal = [row for key in strengths[weight] for row in _leads(desk, f"signal = ? AND {free}", [key], left)]
        if weight == 0:
            # Leads without a signal, and those with one that this playbook does not know.
            equal += _leads(desk, f"signal NOT IN ({placeholders(known)}) AND {free}", known, left)
        equal.sort(key=lambda row: (row["lead_on"], row["id"]))
        rows += equal if limit < 0 else equal[:left]
    return rows


def _leads(desk: "Desk", which: str, bound: list[str], limit: int) -> list[Any]:
    sql = f"{COLUMNS} WHERE status = 'lead' AND {which} ORDER BY lead_on, id LIMIT ?"
    return desk.book.all(sql, *bound, limit)


def _item(desk: "Desk", row: Any, due: due_rules.Due | None, campaign: Any, why: str) -> Item:
    sources, signals = titles_by_key(desk.playbook.sources), titles_by_key(desk.playbook.signals)
    found = desk.ago(date.fromisoformat(row["lead_on"]))
    facts = [
        signals.get(row["signal"], row["signal"]),
        sources.get(row["source"], row["source"]),
        found,
        _("intent {level}").format(level=row["intent"]) if row["intent"] else "",
        _("first talk is due") if due else "",
        f"{campaign['title']} g{campaign['id']}" if campaign else "",
        why,
        contact_preferences.words(row, desk.clock),
    ]
    return Item(
        f"c{row['id']}",
        "prospect",
        "lead",
        plan_ledger.lead_title(row),
        " · ".join(fact for fact in facts if fact),
        row["id"],
        row["name"],
        row["tier"],
        date.fromisoformat(row["lead_on"]),
        minutes=15,
        state="skipped" if row["no_contact"] else "open",
        late=bool(due and due_rules.ending(desk, due)),
        rule=due.rule.key if due else "",
        for_date=due.for_date if due else None,
        command=f"amflow show c{row['id']}"
        if row["no_contact"]
        else f"amflow log-{contact_preferences.kind(row, 'call')} c{row['id']}"
        + (f" --campaign g{campaign['id']}" if campaign else ""),
    )
