"""What a stage of a pipeline asks for before a deal may leave it, and what of it is not there yet, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.book.values import day_or_none
from amflow.dates.format import short
from amflow.locale import _, listed
from amflow.playbooks.titles import titles_by_key

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline, Stage

GOOD = ("received", "verified", "waived")
"""The states of a document that is there, or is not asked for any more."""


class Papers:
    """The documents of a deal as far as they are noted; one that has expired is there no more."""

    def __init__(self, desk: "Desk", deal_id: int) -> None:
        rows = desk.book.all("SELECT paper, state, expires_on FROM deal_paper WHERE deal_id = ?", deal_id)
        today = desk.today.isoformat()
        self._good = {row["paper"] for row in rows if row["state"] in GOOD and not expired(row, today)}
        self._wrong = {row["paper"]: row["state"] for row in rows if row["paper"] not in self._good}

    def __contains__(self, key: str) -> bool:
        return key in self._good

    def lacking(self, desk: "Desk", key: str) -> str:
        """The document in words, when it is not there; with the reason where it was."""
        if key in self._good:
            return ""
        title = titles_by_key(desk.playbook.papers).get(key, key)
        state = self._wrong.get(key, "")
        reasons = {"rejected": _("{paper} (rejected)"), "received": _("{paper} (expired)")}
        return reasons.get("received" if state == "verified" else state, "{paper}").format(paper=title)


def expired(paper: Any, today: str) -> bool:
    """Whether a noted document is good no more; one that was waived needs none."""
    return bool(paper["expires_on"]) and paper["expires_on"] < today and paper["state"] in ("received", "verified")


def papers_of(stages: "tuple[Stage, ...]") -> tuple[str, ...]:
    """The documents that these stages ask for, each once."""
    return tuple(dict.fromkeys(need[4:] for stage in stages for need in stage.needs if need.startswith("doc:")))


def until(pipeline: "Pipeline", key: str) -> "tuple[Stage, ...]":
    """The stages of a pipeline up to this one, itself included."""
    place = next((at for at, stage in enumerate(pipeline.stages) if stage.key == key), -1)
    return pipeline.stages[: place + 1]


def missing(desk: "Desk", row: Any, stage: "Stage", papers: Papers | None = None) -> dict[str, str]:
    """What the stage asks for that is not there yet: in words, by the need as the playbook writes it."""
    if not stage.needs:
        return {}
    papers = papers or Papers(desk, row["id"])
    customer = desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None
    found = {need: _missing(desk, row, stage, customer, papers, need) for need in stage.needs}
    return {need: words for need, words in found.items() if words}


COMMANDS = {
    "doc": "amflow deal doc {ref} received KEY",
    "amount": "amflow deal edit {ref} --amount AMOUNT",
    "customer": "amflow deal edit {ref} --for CUSTOMER",
    "field": "amflow customer edit {customer} --field KEY=VALUE",
    "credit": "amflow deal credit {ref}",
    "limit": "amflow deal credit {ref} --own AMOUNT",
    "review": "amflow deal review {ref} · amflow deal approve {ref}",
    "approval": "amflow deal review {ref} · amflow deal approve {ref}",
    "terms": "amflow deal terms {ref}",
}
"""The command that brings what a stage needs."""


def commands(row: Any, needed: Iterable[str]) -> str:
    """The commands that bring these needs, each once."""
    customer = f"c{row['customer_id']}" if row["customer_id"] else "CUSTOMER"
    found = [COMMANDS[need.partition(":")[0]].format(ref=f"d{row['id']}", customer=customer) for need in needed]
    return " · ".join(dict.fromkeys(found))


def _missing(desk: "Desk", row: Any, stage: "Stage", customer: Any, papers: Papers, need: str) -> str:
    kind, _colon, key = need.partition(":")
    match kind:
        case "doc":
            return papers.lacking(desk, key)
        case "amount":
            return "" if row["amount_minor"] is not None else _("the amount")
        case "credit" | "limit":
            return _credit(desk, row["id"], kind)
        case "review" | "approval":
            return _decision(desk, row["id"], stage, kind)
        case "terms":
            return _terms(desk, row["id"])
    if customer is None:
        return _("the customer")
    if kind == "customer" or _field(customer, key):
        return ""
    return titles_by_key(desk.playbook.fields).get(key, key)


def _field(customer: Any, key: str) -> Any:
    if key in customer.keys():  # noqa: SIM118 - a Row has no `in` of its own
        return customer[key]
    from json import loads

    return loads(customer["profile"]).get(key)


def _credit(desk: "Desk", deal_id: int, kind: str) -> str:
    sheet = desk.book.one(
        "SELECT complete, own_minor FROM credit_sheet WHERE deal_id = ? ORDER BY id DESC LIMIT 1", deal_id
    )
    if kind == "limit":
        return "" if sheet and sheet["own_minor"] is not None else _("your own figure for the limit")
    if sheet is None:
        return _("the credit sheet")
    return "" if sheet["complete"] else _("the rest of the credit sheet")


def _decision(desk: "Desk", deal_id: int, stage: "Stage", kind: str) -> str:
    last = desk.book.one(
        "SELECT state, asked_on, ended_on FROM waiting WHERE deal_id = ? AND kind = 'review' AND whom = ?"
        " AND state IN ('open', 'approved', 'declined') ORDER BY id DESC LIMIT 1",
        deal_id,
        stage.department,
    )
    if last is not None and last["state"] == "approved":
        return ""
    whom = titles_by_key(desk.playbook.departments).get(stage.department, stage.department)
    what = (_("approval ({whom})") if kind == "approval" else _("review ({whom})")).format(whom=whom)
    if last is None:
        return what
    day = day_or_none(last["asked_on"] if last["state"] == "open" else last["ended_on"])
    when = short(day, desk.today) if day else ""
    if last["state"] == "open":
        return _("{what}, asked for {when}").format(what=what, when=when)
    return _("{what}, declined {when}").format(what=what, when=when)


def _terms(desk: "Desk", deal_id: int) -> str:
    rows = desk.book.all("SELECT topic, agreed FROM deal_term WHERE deal_id = ? ORDER BY id", deal_id)
    if not rows:
        return _("the terms")
    still = [row["topic"] for row in rows if not row["agreed"]]
    return _("agreement on {topics}").format(topics=listed(still)) if still else ""
