"""The documents of a deal (`W14`): which its procedure asks for, where each stands, until when it is good, its files."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.agenda import due_items, due_rules
from amflow.agenda.items import Item
from amflow.book import values
from amflow.book.values import day_or_none
from amflow.convert.deals import records as deals
from amflow.convert.deals import stage_requirements
from amflow.customers import records as customers
from amflow.dates import offsets
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Unusable, Usage
from amflow.locale import N_, _, listed
from amflow.playbooks.titles import as_typed, keys_meant, known_key, state_key, texts, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.model import Paper

STATES = {
    "received": N_("received"),
    "verified": N_("verified"),
    "rejected": N_("rejected"),
    "waived": N_("waived"),
}
"""How a document may stand, in words."""

TO_COME = "to-come"
SAID = {**STATES, TO_COME: N_("to come")}
"""What may be said of one: also that it is still to come, which takes back what was noted."""

SOON = 30
"""A document that is good for so many days more is about to expire: one whose days are counted from its date in the last
quarter of them, as the event `paper.expires` has it."""


class FileLine(NamedTuple):
    """A file that belongs to a document."""

    name: str
    path: str
    """Where it lies now."""
    kept: bool
    """Copied into the book's folder; otherwise only pointed to."""
    bytes: int
    state: str
    """Empty when it is as it was; vanished or changed."""


class PaperLine(NamedTuple):
    """A document of a deal: `state` is empty where it is still to come."""

    key: str
    title: str
    state: str
    on_date: date | None
    dated_on: date | None
    expires_on: date | None
    expired: bool
    soon: bool
    """Good today, and not for long."""
    why: str
    stage: str
    """The stage that cannot be left without it; empty where nothing asks for it."""
    files: tuple[FileLine, ...] = ()

    @property
    def good(self) -> bool:
        """There, or not asked for any more."""
        return self.state in stage_requirements.GOOD and not self.expired


class PaperList(NamedTuple):
    """All documents of a deal."""

    deal: deals.DealLine
    papers: list[PaperLine]

    @property
    def asked(self) -> list[PaperLine]:
        """Those that the procedure asks for."""
        return [paper for paper in self.papers if paper.stage]


def listing(desk: "Desk", text: str, *, files: bool = True) -> PaperList:
    """The documents of a deal; `files` looks at what was attached. Raises NotFound."""
    row = deals.get(desk, text)
    return PaperList(deals.line(desk, row), of_deal(desk, row, files=files))


def of_deal(desk: "Desk", row: Any, *, files: bool = False) -> list[PaperLine]:
    """The documents that the deal's pipeline asks for, and any other that was noted."""
    noted = {paper["paper"]: paper for paper in desk.book.all("SELECT * FROM deal_paper WHERE deal_id = ?", row["id"])}
    pipeline = desk.playbook.pipeline(row["pipeline"])
    stages = pipeline.stages if pipeline else ()
    asked = stage_requirements.papers_of
    where = {key: str(stage.title) for stage in reversed(stages) for key in asked(desk, row, (stage,))}
    titles = titles_by_key(desk.playbook.papers)
    attached = _files(desk, row["id"]) if files else {}
    return [
        _line(desk, key, titles.get(key, key), noted.get(key), where.get(key, ""), attached.get(key, ()))
        for key in dict.fromkeys([*asked(desk, row, stages), *noted])
    ]


def _line(desk: "Desk", key: str, title: str, paper: Any, stage: str, files: tuple[FileLine, ...]) -> PaperLine:
    if paper is None:
        return PaperLine(key, title, "", None, None, None, False, False, "", stage, files)
    expires = day_or_none(paper["expires_on"])
    gone = stage_requirements.expired(paper, desk.today.isoformat())
    near = expires is not None and not gone and (expires - desk.today).days <= _soon(paper, expires)
    soon = near and paper["state"] in ("received", "verified")
    return filled(PaperLine, paper, key=key, title=title, expired=gone, soon=soon, stage=stage, files=files)


def _soon(paper: Any, expires: date) -> int:
    since = day_or_none(paper["dated_on"] or paper["on_date"])
    return min(SOON, (expires - since).days // 4) if paper["counted"] and since else SOON


def _files(desk: "Desk", deal_id: int) -> dict[str, tuple[FileLine, ...]]:
    from amflow.book import attachments

    found: dict[str, tuple[FileLine, ...]] = {}
    for row in desk.book.all("SELECT * FROM attachment WHERE deal_id = ? ORDER BY id", deal_id):
        state = attachments.state(desk.book, row["kept"], row["path"], row["sha256"])
        path = str(attachments.place_of(desk.book, row["kept"])) if row["kept"] else row["path"]
        line = FileLine(row["name"], path, bool(row["kept"]), row["bytes"], state)
        found[row["paper"]] = (*found.get(row["paper"], ()), line)
    return found


class PaperInput(NamedTuple):
    """What a person says of documents; texts as typed, empty where not said."""

    state: str
    papers: tuple[str, ...]
    dated: str = ""
    expires: str = ""
    why: str = ""
    file: Path | None = None
    point: Path | None = None
    extra: bool = False
    """Note it although the procedure does not ask for it."""


def note(desk: "Desk", text: str, given: PaperInput) -> PaperList:
    """Note where documents of a deal stand, all or none. Raises NotFound, Refused, Usage, Unusable."""
    row = deals.get(desk, text)
    given = given._replace(state=state_of(given.state))
    _must_have_reason(given)
    keys = list(dict.fromkeys(_key(desk, row, name, given.extra) for name in given.papers))
    _agree(given, keys)
    gone = given.state == TO_COME
    fields = {} if gone else {key: _fields(desk, row["id"], key, given) for key in keys}
    file = _attached(desk, given)
    owed = {*row["papers_owed"].split(), *keys} if row["state"] == "won" else set[str]()
    titles = titles_by_key(desk.playbook.papers)
    what = f"{listed([titles.get(key, key) for key in keys])} {_(SAID[given.state])}"
    with desk.book.change("deal doc", f"{row['title']} (d{row['id']}): {what}") as change:
        for key in keys:
            if not gone:
                _write(desk, change, row, key, fields[key])
            elif (had := _had(desk, row["id"], key)) is not None:
                change.delete("deal_paper", had["id"])
            if file:
                change.insert("attachment", deal_id=row["id"], paper=key, on_date=desk.today.isoformat(), **file)
        if owed:
            change.update("deal", row["id"], papers_owed=stage_requirements.owed(desk, row, owed))
    whole = listing(desk, text, files=False)
    return whole._replace(papers=[paper for paper in whole.papers if paper.key in keys])


def state_of(text: str) -> str:
    """How a document stands, by the word for it. Raises Usage."""
    return state_key(text, SAID, _("state"))


def is_state(text: str) -> bool:
    """Whether the word is one for how a document stands."""
    return len(keys_meant(text, texts(SAID))) == 1


def _must_have_reason(given: PaperInput) -> None:
    if given.state in ("rejected", "waived") and not given.why.strip():
        raise Usage(_("a document that is rejected or waived needs a reason"), _('add --why "the reason"'))


def _agree(given: PaperInput, keys: list[str]) -> None:
    """Options that do not go together. Raises Usage."""
    if given.file and given.point:
        raise Usage(_("--file and --point cannot go together"), _("--file copies it, --point only notes where it lies"))
    if (given.file or given.point or given.expires) and len(keys) > 1:
        raise Usage(_("a file and a last day belong to one document"), _("name the documents one by one"))


def _key(desk: "Desk", row: Any, name: str, extra: bool) -> str:
    """The document that is meant, by key or name: one that the procedure asks for. Raises Usage."""
    titles = titles_by_key(desk.playbook.papers)
    pipeline = desk.playbook.pipeline(row["pipeline"])
    asked = stage_requirements.papers_of(desk, row, pipeline.stages) if pipeline else ()
    key = known_key(name, desk.playbook.papers, _("document"))
    if not key:
        raise Usage(_("which document?"), _("amflow deal papers {ref} lists them"), ref=f"d{row['id']}")
    noted = desk.book.one("SELECT 1 FROM deal_paper WHERE deal_id = ? AND paper = ?", row["id"], key)
    if pipeline is not None and key not in asked and not extra and noted is None:
        raise Usage(
            _("“{pipeline}” asks for no document “{paper}”").format(pipeline=pipeline.title, paper=titles[key]),
            _("amflow deal papers {ref} lists what it asks for; --extra notes it all the same").format(
                ref=f"d{row['id']}"
            ),
        )
    return key


def _fields(desk: "Desk", deal_id: int, key: str, given: PaperInput) -> dict[str, Any]:
    """The columns of a document: until when it is good stands on it, or is counted from its own date."""
    had = _had(desk, deal_id, key)
    fields: dict[str, Any] = {
        "state": given.state,
        "on_date": desk.today.isoformat(),
        "why": values.line(given.why, _("the reason")) if given.why else "",
    }
    dated = desk.day(given.dated, behind=True) if given.dated else None
    if dated and dated > desk.today:
        raise Usage(_("{when} is still to come"), _("--dated is the paper's own date"), when=short(dated, desk.today))
    if given.dated or given.state != "verified":
        fields["dated_on"] = dated.isoformat() if dated else None
    if given.state in ("rejected", "waived"):
        return fields | {"expires_on": None, "counted": 0}
    stated = desk.day(given.expires) if given.expires else None
    if stated and stated <= (dated or desk.today):
        raise Usage(
            _("{when} as the last day leaves nothing of it"),
            _("--expires is the last day on which it is good; the day on which it was signed is --dated"),
            when=short(stated, desk.today),
        )
    until, counted = stated, False
    if until is None and _keeps(had, given.state, dated):
        until, counted = day_or_none(had["expires_on"]), bool(had["counted"])
    elif until is None:
        until = _counted(desk, key, dated or desk.today)
        counted = until is not None
    fields |= {"expires_on": until.isoformat() if until else None, "counted": int(counted)}
    if until and until < desk.today:
        title = titles_by_key(desk.playbook.papers).get(key, key)
        raise Refused(
            _("“{paper}” expired on {when}").format(paper=title, when=short(until, desk.today)),
            _('amflow deal doc DEAL rejected {key} --why "…"').format(key=as_typed(title)),
        )
    return fields


def _keeps(had: Any, state: str, dated: date | None) -> bool:
    """Whether a document that is verified is the one that was noted before, and good for as long: by its date, unless another
    one is named, or by a last day that stands on it."""
    there = had is not None and had["state"] in ("received", "verified") and had["expires_on"]
    return state == "verified" and bool(there) and not (dated and had["counted"])


def _counted(desk: "Desk", key: str, dated: date) -> date | None:
    """Until when a document of that date is good by the playbook; None for ever."""
    paper = paper_of(desk, key)
    return offsets.apply(offsets.parse(paper.valid), dated, desk.calendar) if paper and paper.valid else None


def paper_of(desk: "Desk", key: str) -> "Paper | None":
    """The playbook's document with this key."""
    return next((one for one in desk.playbook.papers if one.key == key), None)


def _write(desk: "Desk", change: "Change", deal: Any, key: str, fields: dict[str, Any]) -> None:
    had = _had(desk, deal["id"], key)
    if had is None:
        change.insert("deal_paper", deal_id=deal["id"], paper=key, **fields)
        return
    change.update("deal_paper", had["id"], **fields)
    if fields["state"] in ("received", "rejected"):
        from amflow.convert.office import approvals

        approvals.void_of_paper(desk, change, deal, key)


def _had(desk: "Desk", deal_id: int, key: str) -> Any:
    return desk.book.one("SELECT * FROM deal_paper WHERE deal_id = ? AND paper = ?", deal_id, key)


def _attached(desk: "Desk", given: PaperInput) -> dict[str, Any]:
    """The columns of the file that was named, copied where it is to be kept. Raises Refused, Unusable."""
    source = given.file or given.point
    if source is None:
        return {}
    from amflow.book import attachments

    most = int(desk.settings.attachment_mb) << 20
    name = values.plain_text(source.name)[: values.LONGEST_LINE]
    if given.file:
        kept = attachments.keep(desk.book, source, most)
        return {"name": name, "kept": kept.name, "sha256": kept.sha256, "bytes": kept.bytes}
    path = source.absolute()
    seen = attachments.look(path, 0)
    return {"name": name, "path": str(path), "sha256": seen.sha256, "bytes": seen.bytes}


def content_of(desk: "Desk", text: str, name: str) -> bytes:
    """The file that was attached last to a document of the deal. Raises NotFound, Usage, Refused, Unusable."""
    from amflow.book import attachments

    row = deals.get(desk, text)
    key = _key(desk, row, name, extra=True)
    file = desk.book.one("SELECT * FROM attachment WHERE deal_id = ? AND paper = ? ORDER BY id DESC", row["id"], key)
    if file is None:
        raise NotFound(
            _("no file belongs to “{paper}”"), _("amflow deal papers {ref} lists them"), paper=key, ref=f"d{row['id']}"
        )
    found = attachments.content(desk.book, file["kept"]) if file["kept"] else attachments.pieces(Path(file["path"]))
    try:
        return b"".join(found)
    except attachments.Unread as error:
        again = f"amflow deal doc d{row['id']} received {key} --file …"
        hint = _("put it there from where you have it still, or attach it again: {command}").format(command=again)
        raise Unusable(error.message, hint) from error


# What is about to expire


def expiring_item(desk: "Desk", one: due_rules.Due) -> Item:
    """Papers that are about to expire, or have: which, of which deal, until when."""
    titles = titles_by_key(desk.playbook.papers)
    rows = desk.book.all(
        "SELECT deal.id, deal_paper.paper FROM deal CROSS JOIN deal_paper ON deal_paper.deal_id = deal.id"
        " WHERE deal.customer_id = ? AND deal_paper.expires_on = ? AND deal_paper.state IN ('received', 'verified')"
        " AND (deal.state = 'open' OR (deal.state = 'won' AND deal_paper.counted = 0)) ORDER BY deal_paper.id",
        one.customer_id,
        one.for_date.isoformat(),
    )
    names = [f"{titles.get(row['paper'], row['paper'])} (d{row['id']})" for row in rows]
    late = one.for_date < desk.today
    reason = (_("expired {when}") if late else _("good until {when}")).format(when=short(one.for_date, desk.today))
    title = listed(names) or str(one.rule.title)
    return due_items.item(one, desk, reason)._replace(title=title, due_on=one.for_date, late=late, kind="paper")


# What the customer still has to bring


class ToBring(NamedTuple):
    """What is still to be brought, as a page for the customer in the customer's language."""

    language: str
    """en or zh, or empty for the program's."""
    deal: deals.DealLine
    customer: str
    """How the customer is spoken to."""
    papers: list[PaperLine]
    me: str
    firm: str
    branch: str


def to_bring(desk: "Desk", text: str) -> ToBring:
    """What is not good yet of all that the deal's procedure asks the customer for, in the customer's language.
    Raises NotFound."""
    row = deals.get(desk, text)
    customer = desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None
    language = customer["language"] if customer is not None else ""
    with locale.speaking(language or locale.current()):
        return ToBring(
            language,
            deals.line(desk, row),
            customers.address_name(customer, locale.current(), desk.book) if customer is not None else "",
            _still_asked(desk, row, customer["kind"] if customer is not None else "both"),
            desk.settings.name,
            desk.settings.firm,
            desk.settings.branch,
        )


def _still_asked(desk: "Desk", row: Any, kind: str) -> list[PaperLine]:
    """The documents that a customer of this kind owes."""
    wanted = []
    for paper in of_deal(desk, row):
        known = paper_of(desk, paper.key)
        theirs = known is None or (not known.ours and (kind == "both" or known.whom in (kind, "both")))
        if paper.stage and not paper.good and theirs:
            wanted.append(paper)
    return wanted
