"""What a stage of a pipeline asks for before a deal may leave it, and what of it is not there yet, in words."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.book.values import day_or_none
from amflow.dates.format import short
from amflow.locale import _, listed
from amflow.playbooks.titles import as_typed, titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline, Stage

GOOD = ("received", "verified", "waived")
"""The states of a document that is there, or is not asked for any more."""


DECISIONS = ("review", "approval")
"""The needs that somebody inside the house decides."""


class Lack(NamedTuple):
    """Something that a stage asks for and that is not there yet."""

    words: str
    command: str
    """What brings it."""
    key: str = ""
    """Which of several that one command brings."""


def commands(lacking: "Iterable[Lack]") -> str:
    """The commands that bring what is lacking, each once, with all that it brings."""
    found: dict[str, list[str]] = {}
    for lack in lacking:
        found.setdefault(lack.command, []).extend([lack.key] if lack.key else [])
    return " · ".join(" ".join([command, *dict.fromkeys(keys)]) for command, keys in found.items())


class Papers:
    """The documents of a deal as far as they are noted; one that has expired is there no more, unless it is asked only whether
    it `ever` was."""

    def __init__(self, desk: "Desk", deal_id: int, *, ever: bool = False) -> None:
        rows = desk.book.all("SELECT paper, state, expires_on FROM deal_paper WHERE deal_id = ?", deal_id)
        today = "" if ever else desk.today.isoformat()
        self._good = {row["paper"] for row in rows if row["state"] in GOOD and not expired(row, today)}
        self.verified = {row["paper"] for row in rows if row["state"] in ("verified", "waived")}
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


def papers_of(desk: "Desk", row: Any, stages: "tuple[Stage, ...]") -> tuple[str, ...]:
    """The documents that these stages ask for of the deal, each once."""
    needs = [need.partition(":") for stage in stages for need in stage.needs]
    asked = (
        ("doc", "suits") if any(kind == "suits" for kind, _colon, _key in needs) and _must_suit(desk, row) else ("doc",)
    )
    return tuple(dict.fromkeys(key for kind, _colon, key in needs if kind in asked))


def _must_suit(desk: "Desk", row: Any) -> bool:
    """Whether what the deal sells is only for those whose risk tolerance fits; what it sells may not be said yet."""
    product = desk.book.get("product", row["product_id"]) if row["product_id"] else None
    from amflow.convert.products import suitability

    return product is None or suitability.is_financial(desk, product)


def owed(desk: "Desk", row: Any, keys: set[str] | None = None) -> str:
    """Which papers a deal that is won was won without, as its column has it; of those with these keys, which it is still
    without: one that was good once has come."""
    pipeline = desk.playbook.pipeline(row["pipeline"]) if row["state"] == "won" else None
    papers = Papers(desk, row["id"], ever=keys is not None)
    asked = papers_of(desk, row, pipeline.stages) if pipeline else ()
    return " ".join(key for key in asked if key not in papers and (keys is None or key in keys))


def until(pipeline: "Pipeline", key: str) -> "tuple[Stage, ...]":
    """The stages of a pipeline up to this one, itself included."""
    place = next((at for at, stage in enumerate(pipeline.stages) if stage.key == key), -1)
    return pipeline.stages[: place + 1]


def missing(desk: "Desk", row: Any, stage: "Stage", papers: Papers | None = None) -> list[Lack]:
    """What the stage asks for that is not there yet."""
    if not stage.needs:
        return []
    papers = papers or Papers(desk, row["id"])
    customer = desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None
    return [lack for need in stage.needs for lack in _missing(desk, row, stage, customer, papers, need)]


def lacking(desk: "Desk", row: Any, pipeline: "Pipeline", target: str = "") -> list[Lack]:
    """What the stages that are left behind on the way to the target still ask for; without one, on the way to the end. A way
    back asks for nothing."""
    keys = [stage.key for stage in pipeline.stages]
    ahead = pipeline.stages[keys.index(row["stage"]) : keys.index(target) if target else None]
    owed = left_behind(desk, row, pipeline, unsaid=True) if ahead else []
    return list(dict.fromkeys([*owed, *(lack for stage in ahead for lack in missing(desk, row, stage))]))


def left_behind(desk: "Desk", row: Any, pipeline: "Pipeline", *, unsaid: bool = False) -> list[Lack]:
    """What the stages before the deal's own asked for and was never there, or holds no more: a file brought it so far, or an
    approval is void. `unsaid`: only what no reason was given for when it was left behind."""
    before = until(pipeline, row["stage"])[:-1]
    if not before:
        return []
    papers = Papers(desk, row["id"], ever=True)
    place, day = _with_reason(desk, row["id"], [stage.key for stage in pipeline.stages]) if unsaid else (0, "")
    found = []
    for at, stage in enumerate(before):
        if at >= place or is_void(desk, row["id"], stage.department, stage.key, day):
            found += missing(desk, row, stage, papers)
    return list(dict.fromkeys(found))


def _with_reason(desk: "Desk", deal_id: int, keys: list[str]) -> tuple[int, str]:
    """Up to which stage the deal came with a reason for what was missing, as its place, and on which day."""
    place, day, before = 0, "", -1
    for step in desk.book.all("SELECT stage, entered_on, why FROM deal_stage WHERE deal_id = ? ORDER BY id", deal_id):
        at = keys.index(step["stage"]) if step["stage"] in keys else before
        if at < before:
            place = min(place, at)
        elif at > before and step["why"]:
            place, day = at, step["entered_on"]
        before = at
    return place, day


def is_void(desk: "Desk", deal_id: int, whom: str, stage: str, day: str = "") -> bool:
    """Whether what they decided in that stage became void, since that day, and nobody has decided anew."""
    last = desk.book.one(
        "SELECT state, ended_on FROM waiting WHERE deal_id = ? AND kind = 'review' AND whom = ? AND stage = ?"
        " ORDER BY id DESC LIMIT 1",
        deal_id,
        whom,
        stage,
    )
    return last is not None and last["state"] == "void" and last["ended_on"] >= day


def _missing(desk: "Desk", row: Any, stage: "Stage", customer: Any, papers: Papers, need: str) -> list[Lack]:
    kind, _colon, key = need.partition(":")
    ref = f"d{row['id']}"
    match kind:
        case "doc" | "suits":
            if key not in papers_of(desk, row, (stage,)):
                return []
            return of_papers(desk, row, (key,), papers)
        case "verified":
            return _unverified(desk, row, stage, papers)
        case "amount":
            found = row["amount_minor"] is not None
            return [] if found else [Lack(_("the amount"), f"amflow deal edit {ref} --amount …")]
        case "credit" | "limit":
            return _credit(desk, row["id"], kind)
        case "review" | "approval":
            return _decision(desk, row, stage, kind)
        case "conditions":
            return list(_unmet(desk, row["id"]))
        case "terms":
            return _terms(desk, row["id"])
    if customer is None:
        return [no_customer(ref)]
    if kind == "customer" or _field(customer, key):
        return []
    title = titles_by_key(desk.playbook.fields).get(key, key)
    return [Lack(title, f"amflow customer edit c{customer['id']} --field {key}=…")]


def of_papers(desk: "Desk", row: Any, keys: "Iterable[str]", papers: Papers | None = None) -> list[Lack]:
    """Which of these papers are not there."""
    papers = papers or Papers(desk, row["id"])
    titles, command = titles_by_key(desk.playbook.papers), f"amflow deal doc d{row['id']} received"
    lacking = [(key, papers.lacking(desk, key)) for key in keys]
    return [Lack(words, command, as_typed(titles.get(key, key))) for key, words in lacking if words]


def no_customer(ref: str) -> Lack:
    """That nobody is known whose deal it is."""
    return Lack(_("the customer"), f"amflow deal edit {ref} --for …")


def _unverified(desk: "Desk", row: Any, stage: "Stage", papers: Papers) -> list[Lack]:
    """The papers of others asked for so far that nobody has verified; those of the stage itself once they are there."""
    pipeline = desk.playbook.pipeline(row["pipeline"])
    ours = {paper.key for paper in desk.playbook.papers if paper.ours}
    asked = papers_of(desk, row, until(pipeline, stage.key)) if pipeline else ()
    own = {key for key in papers_of(desk, row, (stage,)) if key not in papers}
    still = [key for key in asked if key not in papers.verified | ours | own]
    if not still:
        return []
    titles = titles_by_key(desk.playbook.papers)
    named = [titles.get(key, key) for key in still]
    words = _("verification of {papers}").format(papers=listed(named))
    return [Lack(words, f"amflow deal doc d{row['id']} verified {' '.join(as_typed(one) for one in named)}")]


def _field(customer: Any, key: str) -> Any:
    if key in customer.keys():
        return customer[key]
    from json import loads

    return loads(customer["profile"]).get(key)


def sheet_of(desk: "Desk", deal_id: int) -> Any:
    """The deal's latest credit sheet, as the book has it; None where it was not assessed."""
    return desk.book.one("SELECT * FROM credit_sheet WHERE deal_id = ? ORDER BY id DESC LIMIT 1", deal_id)


def _credit(desk: "Desk", deal_id: int, kind: str) -> list[Lack]:
    sheet = sheet_of(desk, deal_id)
    if kind == "limit":
        given = sheet and sheet["own_minor"] is not None
        return [] if given else [Lack(_("your own figure for the limit"), f"amflow deal credit d{deal_id} --own …")]
    if sheet is not None and sheet["complete"]:
        return []
    words = _("the credit sheet") if sheet is None else _("the rest of the credit sheet")
    return [Lack(words, f"amflow deal credit d{deal_id}")]


def _decision(desk: "Desk", row: Any, stage: "Stage", kind: str) -> list[Lack]:
    """The review or approval that this stage asks for: what was decided for another stage does not count."""
    last = _last_decision(desk, row["id"], stage)
    whom = titles_by_key(desk.playbook.departments).get(stage.department, stage.department)
    what = (_("approval ({whom})") if kind == "approval" else _("review ({whom})")).format(whom=whom)
    again = f"amflow deal review d{row['id']} --by {as_typed(whom)}"
    if last is None:
        return [Lack(what, again)]
    if last["state"] == "approved":
        return _beyond(desk, row, last["amount_minor"], what, again)
    day = day_or_none(last["asked_on"] if last["state"] == "open" else last["ended_on"])
    when = short(day, desk.today) if day else ""
    if last["state"] == "declined":
        return [Lack(_("{what}, declined {when}").format(what=what, when=when), again)]
    ends = f"amflow deal approve d{row['id']} · amflow deal decline d{row['id']} --why …"
    asked = _("{what}, asked for {when}").format(what=what, when=when)
    return [Lack(asked, f'amflow waiting answer d{row["id"]} "…"' if last["asks"] else ends)]


def _last_decision(desk: "Desk", deal_id: int, stage: "Stage") -> Any:
    return desk.book.one(
        "SELECT id, whom, state, asked_on, ended_on, amount_minor, EXISTS (SELECT 1 FROM waiting_word"
        " WHERE waiting_id = waiting.id AND kind = 'question' AND answered_on IS NULL) AS asks FROM waiting"
        " WHERE deal_id = ? AND kind = 'review' AND whom = ? AND stage = ?"
        " AND state IN ('open', 'approved', 'declined') ORDER BY id DESC LIMIT 1",
        deal_id,
        stage.department,
        stage.key,
    )


def _beyond(desk: "Desk", row: Any, approved: int | None, what: str, command: str) -> list[Lack]:
    """The approval of the deal's amount, where less was approved."""
    if approved is None or row["amount_minor"] is None or row["amount_minor"] <= approved:
        return []
    currency = row["currency"] or desk.settings.currency
    amounts = {"amount": Money(row["amount_minor"], currency), "approved": Money(approved, currency)}
    return [Lack(_("{what} of {amount}; approved: {approved}").format(what=what, **amounts), command)]


def beyond_approval(desk: "Desk", row: Any, pipeline: "Pipeline") -> list[Lack]:
    """The approval of the deal's amount, where less was approved in a stage that it has left."""
    return [
        lack
        for stage in until(pipeline, row["stage"])[:-1]
        if _approved_in(desk, row["id"], stage)
        for lack in _decision(desk, row, stage, "approval")
    ]


def _approved_in(desk: "Desk", deal_id: int, stage: "Stage") -> Any:
    """The approval that the stage asks for, where it was given and holds."""
    last = _last_decision(desk, deal_id, stage) if "approval" in stage.needs else None
    return last if last is not None and last["state"] == "approved" else None


def approved(desk: "Desk", deal: Any) -> list[Any]:
    """The approvals that its stages ask for, and that were given and hold."""
    pipeline = desk.playbook.pipeline(deal["pipeline"])
    return [one for stage in (pipeline.stages if pipeline else ()) if (one := _approved_in(desk, deal["id"], stage))]


LAST = "SELECT max(id) FROM waiting WHERE deal_id = ? AND kind = 'review' AND state <> 'void' GROUP BY whom, stage"
"""The reviews of a deal that hold: the last by each department in each stage (SQL)."""


def conditions(desk: "Desk", deal_id: int) -> list[Any]:
    """What the approvals that hold depend on: the approval's number, the condition, whose it is, how it is met or nothing."""
    return desk.book.all(
        "SELECT id, conditions, whom, (SELECT answer FROM waiting_word AS word WHERE word.waiting_id = waiting.id"
        " AND word.words = waiting.conditions AND word.answered_on IS NOT NULL) AS met"
        f" FROM waiting WHERE conditions <> '' AND state = 'approved' AND id IN ({LAST})"
        " ORDER BY id",
        deal_id,
    )


def unmet_conditions(desk: "Desk", deal_id: int) -> list[Any]:
    """Those of which nobody has said yet how they are met."""
    return [one for one in conditions(desk, deal_id) if one["met"] is None]


def _unmet(desk: "Desk", deal_id: int) -> Iterator[Lack]:
    rows, names = unmet_conditions(desk, deal_id), titles_by_key(desk.playbook.departments)
    several = len({one["whom"] for one in rows}) > 1
    for one in rows:
        by = f" --by {as_typed(names.get(one['whom'], one['whom']))}" if several else ""
        words = _("the condition “{words}” met").format(words=one["conditions"])
        yield Lack(words, f'amflow waiting answer d{deal_id} "…"{by}')


def _terms(desk: "Desk", deal_id: int) -> list[Lack]:
    rows = desk.book.all(
        "SELECT topic, agreed FROM deal_term WHERE deal_id = ? AND removed_on IS NULL ORDER BY id", deal_id
    )
    if not rows:
        return [Lack(_("the terms"), f"amflow deal terms d{deal_id} price --ours … --bottom …")]
    still = [row["topic"] for row in rows if not row["agreed"]]
    if not still:
        return []
    point = f'"{still[0]}"' if " " in still[0] else still[0]
    words = _("agreement on {topics}").format(topics=listed(still))
    return [Lack(words, f"amflow deal terms d{deal_id} {point} --agreed …")]
