"""Deals as they stand: in which stage, what is missing to move on, how long nobody has touched them."""

from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.book.behind import counts_in
from amflow.book.derived_columns import DEAL_QUIET
from amflow.book.money import Money, money_of
from amflow.book.quantities import Progress
from amflow.book.store import conditions
from amflow.convert.deals import stage_requirements, worth
from amflow.convert.deals.worth import Worth
from amflow.convert.waiting import records as waiting
from amflow.customers import circle, contact_preferences
from amflow.errors import NotFound, Refused
from amflow.locale import N_, Text, _
from amflow.playbooks.titles import as_typed, known_key, texts
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Stage


MOST_READ = 100
"""How many deals are looked at to count those gone quiet."""


STATES = {"open": N_("open"), "won": N_("won"), "lost": N_("lost")}


class DealLine(NamedTuple):
    """A deal in a list."""

    id: int
    title: str
    customer_id: int | None
    customer: str
    tier: str
    pipeline: str
    stage: str
    stage_title: str
    state: str
    amount: Money | None
    opened_on: date | None
    expected_on: date | None
    closed_on: date | None
    quiet_days: int
    """Days since the last touch about it or step in it."""
    missing: tuple[str, ...]
    """What its stage still asks for before it can move on, in words; of one that was won the papers it was won without."""
    planned: bool
    """Whether anything is planned for it or for its customer."""
    no_contact: bool
    """The customer has asked not to be contacted."""
    quiet: bool
    """Nobody has touched it for longer than its stage allows, and nothing is planned."""
    wish: str = ""
    """What the customer has asked for that matters now, in words."""
    known: bool = True
    """Whether anything is known since it was begun: of a deal that another program's file brought nobody has said."""
    standing: str = ""
    """Who has it inside the house, and since when; what is asked of us."""
    papers: Progress | None = None
    """How many of the documents that were asked for so far are there: `4/5`; empty where none is asked for."""
    counted_in: str = ""
    """order or holding, where one of its records carries the amount; else it is counted here."""
    content: str = ""
    """What is done in its stage and by which department, in the playbook's words; of an open deal."""
    next: str = ""
    """The command that takes it further: what brings what is missing, else the next stage, in the last one winning it."""
    worth: Worth | None = None
    """What it is worth to be gone on with; of an open deal."""

    @property
    def ref(self) -> str:
        """`d3`."""
        return f"d{self.id}"

    @property
    def name(self) -> str:
        """`account opening · 张敏`."""
        return f"{self.title} · {self.customer}" if self.customer else self.title


PLANNED = """
    EXISTS (SELECT 1 FROM task WHERE task.deal_id = deal.id AND task.state = 'open' AND task.due_on >= ?1)
    OR EXISTS (
        SELECT 1 FROM task WHERE task.customer_id = deal.customer_id AND task.state = 'open' AND task.due_on >= ?1
    )
    OR EXISTS (
        SELECT 1 FROM waiting WHERE waiting.deal_id = deal.id AND waiting.state = 'open'
        AND waiting.promised_on >= ?1
    )
"""
"""Whether anything is planned for a deal: a task ahead, or a day that somebody inside promised (SQL)."""

COLUMNS = f"""
SELECT deal.id, deal.title, deal.customer_id, deal.product_id, deal.pipeline, deal.stage, deal.state,
    deal.amount_minor, deal.currency, deal.counted_in, deal.opened_on, deal.expected_on, deal.closed_on, deal.stage_on,
    (SELECT price_minor FROM product WHERE product.id = deal.product_id) AS price_minor,
    EXISTS (SELECT 1 FROM waiting WHERE waiting.deal_id = deal.id AND waiting.state = 'open') AS asked,
    deal.papers_owed, {DEAL_QUIET} AS quiet_since, deal.lost_why, deal.external_source IS NOT NULL
    AND deal.quiet_since = deal.opened_on AND substr(deal.created_at, 1, 10) > deal.opened_on AS brought,
    coalesce(customer.name, '') AS customer, coalesce({counts_in("tier")}, '') AS tier,
    coalesce(customer.no_contact, 0) AS no_contact, customer.no_call, customer.quiet_from, customer.quiet_until,
    {PLANNED} AS planned
FROM deal LEFT JOIN customer ON customer.id = deal.customer_id
"""
"""A deal with its customer, and whether anything is planned for it."""


def get(desk: "Desk", text: str) -> Any:
    """The deal that a reference names. Raises NotFound."""
    from amflow.customers.records import number_of

    number = number_of(desk.book, text, "d")
    today = desk.today.isoformat()
    row = desk.book.one(f"{COLUMNS} WHERE deal.id = ?", today, number) if number else None
    if row is None:
        # Whoever types a name means somebody's deal.
        whose = "" if refs.parse(text) else _("of a customer: amflow deal list --for {name}")
        hint = whose or _("amflow deal list shows them")
        raise NotFound(_("there is no deal {ref}"), hint, ref=text, name=as_typed(text))
    return row


def must_be_open(row: Any) -> None:
    """Raises Refused when the deal is not open."""
    if row["state"] != "open":
        raise Refused(
            _("{ref} is {state} already"),
            _("amflow deal reopen {ref} takes it up again"),
            ref=f"d{row['id']}",
            state=_("won") if row["state"] == "won" else _("lost"),
        )


MADE = (
    "SELECT 'o' || id AS ref, name, amount_minor, currency, ordered_on AS on_date,"
    " coalesce(delivered_on, promised_on) AS until FROM orders WHERE deal_id = ?1 AND cancelled_on IS NULL UNION ALL"
    " SELECT 'h' || id, name, amount_minor, currency, bought_on, matures_on FROM holding WHERE deal_id = ?1"
)
"""The orders and holdings of a deal (?1), those that were called off left out."""


def line(desk: "Desk", row: Any) -> DealLine:
    """A row as a line, with what is missing and whether it is quiet."""
    stage = stage_of(desk, row)
    since = date.fromisoformat(row["quiet_since"])
    days = (desk.today - since).days
    still_open = row["state"] == "open"
    papers = stage_requirements.Papers(desk, row["id"]) if still_open and stage else None
    lacking = stage_requirements.missing(desk, row, stage, papers) if papers and stage else []
    if row["papers_owed"]:
        lacking = stage_requirements.of_papers(desk, row, row["papers_owed"].split())
    quiet = still_open and is_quiet(desk, row)
    return filled(
        DealLine,
        row,
        stage_title=str(stage.title) if stage else row["stage"],
        amount=money_of(row, "amount_minor"),
        quiet_days=max(days, 0),
        missing=tuple(lack.words for lack in lacking),
        planned=bool(row["planned"]),
        no_contact=bool(row["no_contact"]),
        known=not row["brought"],
        quiet=quiet,
        wish=contact_preferences.words(row, desk.clock),
        standing=waiting.standing(desk, row["id"]) if still_open else "",
        papers=_counted(desk, row, papers) if papers else None,
        content=_content(desk, stage) if papers else "",
        next=_next(desk, row, stage, lacking) if still_open else stage_requirements.commands(lacking),
        worth=worth.of_row(desk, row, quiet=quiet) if still_open else None,
    )


def _next(desk: "Desk", row: Any, stage: "Stage | None", lacking: list[stage_requirements.Lack]) -> str:
    pipeline, ref = desk.playbook.pipeline(row["pipeline"]), f"d{row['id']}"
    last = stage is None or pipeline is None or stage == pipeline.stages[-1]
    if last and row["customer_id"] is None:
        lacking = [stage_requirements.no_customer(ref), *lacking]
    decided = stage is not None and set(stage_requirements.DECISIONS) & set(stage.needs)
    if decided and not lacking and waiting.to_be_told(desk, row["id"], row["stage"]):
        return f"amflow deal told {ref}"
    return stage_requirements.commands(lacking) or (f"amflow deal win {ref}" if last else f"amflow deal advance {ref}")


def _content(desk: "Desk", stage: "Stage | None") -> str:
    """What is done in a stage, and which department does it: that is the playbook's word, and says of nobody that they have
    the deal."""
    if stage is None or not stage.department:
        return str(stage.content) if stage else ""
    whom = waiting.name_of(desk, stage.department)
    return _("{what} (by {whom})").format(what=str(stage.content) or stage.title, whom=whom)


def _counted(desk: "Desk", row: Any, papers: stage_requirements.Papers) -> Progress | None:
    pipeline = desk.playbook.pipeline(row["pipeline"])
    asked = (
        stage_requirements.papers_of(desk, row, stage_requirements.until(pipeline, row["stage"])) if pipeline else ()
    )
    return Progress(sum(key in papers for key in asked), len(asked)) if asked else None


def stage_of(desk: "Desk", row: Any) -> "Stage | None":
    """The stage that the deal is in, as the playbook has it; None where this playbook does not know it."""
    pipeline = desk.playbook.pipeline(row["pipeline"])
    return pipeline.stage(row["stage"]) if pipeline else None


def quiet_after(stage: "Stage | None") -> int:
    """After how many days without a touch a deal in this stage is quiet."""
    return stage.quiet_days if stage else 14


def is_quiet(desk: "Desk", row: Any) -> bool:
    """Whether nobody has touched an open deal for longer than its stage allows, and nothing is planned."""
    days = (desk.today - date.fromisoformat(row["quiet_since"])).days
    return not row["planned"] and days >= quiet_after(stage_of(desk, row))


def listing(
    desk: "Desk", *, state: str, stage: str = "", customer_id: int | None = None, quiet: bool = False, limit: int = 50
) -> tuple[list[DealLine], int]:
    """Deals of a state, those untouched the longest in front (closed ones: the last closed); and how many in all."""
    where, bound = conditions(
        ("deal.state = ?", state),
        ("deal.stage = ?", _known_stage(desk, stage) if stage else None),
        circle.theirs(desk.book, "deal.customer_id", customer_id),
    )
    order = "deal.quiet_since, deal.id" if state == "open" else "deal.closed_on DESC, deal.id DESC"
    today = desk.today.isoformat()
    every = -1 if quiet else limit
    rows = desk.book.each(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", today, *bound, every)
    lines = [line(desk, row) for row in rows]
    if quiet:
        lines = [one for one in lines if one.quiet]
        return lines[:limit], len(lines)
    return lines, desk.book.number(f"SELECT count(*) FROM deal WHERE {where}", *bound)


def of_customer(desk: "Desk", customer_id: int) -> list[DealLine]:
    """A customer's deals and their firm's: the open ones, then the last that were won, and that were lost."""
    found, _total = listing(desk, state="open", customer_id=customer_id, limit=10)
    for state in ("won", "lost"):
        found += listing(desk, state=state, customer_id=customer_id, limit=5)[0]
    return [one._replace(customer=circle.others(customer_id, one)) for one in found]


def _known_stage(desk: "Desk", text: str) -> str:
    """A stage by its key or title; one that only the book knows (of another playbook) by its key. Raises Usage."""
    known: dict[str, Text | str] = {
        row["stage"]: row["stage"] for row in desk.book.all("SELECT DISTINCT stage FROM deal")
    }
    for pipeline in desk.playbook.pipelines:
        known |= texts(pipeline.stages)
    return known_key(text, known, _("stage"))


class StageCount(NamedTuple):
    """How many open deals a stage holds."""

    pipeline: str
    stage: str
    title: str
    deals: int


def by_stage(desk: "Desk") -> list[StageCount]:
    """How many open deals there are in each stage, in the playbook's order; stages that it does not know come last."""
    # From one stage to the next, each counted by itself: grouping takes three times as long as counting.
    one = "SELECT pipeline, stage FROM deal WHERE state = 'open' AND"
    following = (
        f"SELECT * FROM ({one} pipeline = ?1 AND stage > ?2 ORDER BY stage LIMIT 1)"
        f" UNION ALL SELECT * FROM ({one} pipeline > ?1 ORDER BY pipeline, stage LIMIT 1) LIMIT 1"
    )
    of_stage = "SELECT count(*) FROM deal WHERE state = 'open' AND pipeline = ? AND stage = ?"
    counts, last = dict[tuple[str, str], int](), ("", "")
    while row := desk.book.one(following, *last):
        last = row["pipeline"], row["stage"]
        counts[last] = desk.book.number(of_stage, *last)
    known = {(pipe.key, stage.key): str(stage.title) for pipe in desk.playbook.pipelines for stage in pipe.stages}
    ordered = [key for key in known if key in counts] + [key for key in counts if key not in known]
    return [StageCount(key[0], key[1], known.get(key, key[1]), counts[key]) for key in ordered]


def in_stage(desk: "Desk", stage: StageCount, limit: int) -> list[DealLine]:
    """The open deals of a stage, those untouched the longest in front."""
    today = desk.today.isoformat()
    rows = desk.book.all(
        f"{COLUMNS} WHERE deal.state = 'open' AND deal.pipeline = ? AND deal.stage = ?"
        " ORDER BY deal.quiet_since, deal.id LIMIT ?",
        today,
        stage.pipeline,
        stage.stage,
        limit,
    )
    desk.book.read_ahead("customer", (row["customer_id"] for row in rows if row["customer_id"]))
    return [line(desk, row) for row in rows]


def quiet(desk: "Desk", limit: int) -> tuple[list[DealLine], int, bool]:
    """Open deals gone quiet (no touch *and* nothing planned), the longest quiet in front; how many, and whether
    counting stopped there."""
    today = desk.today.isoformat()
    shortest = min((stage.quiet_days for pipe in desk.playbook.pipelines for stage in pipe.stages), default=14)
    before = (desk.today - timedelta(days=shortest)).isoformat()
    found: list[DealLine] = []
    read = count = 0
    # Enough to know whether it is a handful or a heap: the exact number is not worth reading every deal.
    most = -1 if limit < 0 else MOST_READ
    columns = (
        COLUMNS
        if limit
        else f"SELECT deal.pipeline, deal.stage, {DEAL_QUIET} AS quiet_since, {PLANNED} AS planned FROM deal"
    )
    open_deals = f"{columns} WHERE deal.state = 'open' AND deal.quiet_since"
    ahead = desk.book.each(f"{open_deals} > ?1", today)
    kept = desk.book.each(f"{open_deals} <= ? ORDER BY deal.quiet_since, deal.id LIMIT ?", today, before, most)
    for row in chain(ahead, kept):
        read += 1
        if not is_quiet(desk, row):
            continue
        count += 1
        if len(found) < limit or limit < 0:
            found.append(line(desk, row))
    return found, count, read == most


OWING = "deal.state = 'won' AND deal.papers_owed <> '' AND deal.counted_in <> 'order'"
"""Of which won deals papers are asked for until they are there. Those of goods come with the goods: only their page names them
(SQL)."""


def owing(desk: "Desk", limit: int) -> tuple[list[DealLine], int]:
    """Won deals of which papers are still to come, the last won in front; and how many."""
    where = OWING
    sql = f"{COLUMNS} WHERE {where} ORDER BY deal.closed_on DESC, deal.id DESC LIMIT ?"
    rows = desk.book.all(sql, desk.today.isoformat(), limit)
    total = len(rows)
    if total == limit:
        total = desk.book.number(f"SELECT count(*) FROM deal WHERE {where}")
    return [line(desk, row) for row in rows], total


def closing(desk: "Desk", until: date, limit: int) -> list[DealLine]:
    """Open deals that are expected to close by that day, the first in front."""
    sql = f"{COLUMNS} WHERE deal.state = 'open' AND deal.expected_on <= ? ORDER BY deal.expected_on, deal.id LIMIT ?"
    return [line(desk, row) for row in desk.book.all(sql, desk.today.isoformat(), until.isoformat(), limit)]
