"""Which words were used in talks, what was said against them, and how often something followed (`W01`): the next step, a
deal won. It is one word of the talk's log, a script or its family; counted by families, for of these one chooses the next."""

from typing import TYPE_CHECKING

from amflow.locale import _
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.dates.periods import Period
    from amflow.desk import Desk


class Success(NamedTuple):
    """How often a family of scripts was used, or an objection heard, and what came of it."""

    key: str
    title: str
    used: int
    next: int
    """Talks that ended in an agreement or a next step."""
    won: int
    """Customers who have a deal won on the day of such a talk or since: an account, where the trade opens accounts."""


def keys(desk: "Desk", script: str, objection: str) -> tuple[str, str]:
    """The keys of what was typed. Raises Usage."""
    if not (script or objection):
        return "", ""
    # A script and its family may share a key: either title means it.
    also = {one.key: " ".join(title.replace(" ", "") for title in one.title) for one in desk.playbook.scripts}
    return (
        known_key(script, desk.playbook.words_used, _("script"), also),
        known_key(objection, desk.playbook.objections, _("objection")),
    )


def counts_as_won(desk: "Desk") -> str:
    """The pipeline whose deals are what talks are for: accounts where the trade opens them; empty for all of them."""
    return "account-opening" if desk.playbook.pipeline("account-opening") else ""


_FOLLOWED = (
    "SELECT {key} AS key, count(*) AS used, sum(touch.outcome IN ('agreed', 'bought') OR EXISTS"
    " (SELECT 1 FROM task WHERE task.touch_id = touch.id)) AS next, count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM deal"
    " WHERE deal.customer_id = touch.customer_id AND deal.state = 'won' AND deal.closed_on >= touch.held_on"
    " AND ? IN ('', deal.pipeline))"
    " THEN touch.customer_id END) AS won FROM touch WHERE touch.{column} <> ''{within} GROUP BY 1 ORDER BY used DESC, key"
)


def families(desk: "Desk", period: "Period | None" = None) -> list[Success]:
    """The families of scripts that were used, in all or in the period, the most used first."""
    of = {one.key: one.family for one in desk.playbook.scripts} | {one.key: one.key for one in desk.playbook.families}
    pairs = [value for key, family in of.items() if key != family for value in (key, family)]
    cases = " WHEN ? THEN ?" * (len(pairs) // 2)
    key = f"CASE touch.script{cases} ELSE touch.script END" if pairs else "touch.script"
    return _counted(desk, "script", key, pairs, titles_by_key(desk.playbook.families), period)


def heard(desk: "Desk", period: "Period | None" = None) -> list[Success]:
    """The objections that were raised, in all or in the period, the most frequent first."""
    return _counted(
        desk,
        "objection",
        "touch.objection",
        [],
        {key: str(says) for key, says in desk.playbook.objections.items()},
        period,
    )


def _counted(
    desk: "Desk", column: str, key: str, bound: list[str], titles: dict[str, str], period: "Period | None"
) -> list[Success]:
    within = " AND touch.held_on BETWEEN ? AND ?" if period else ""
    sql = _FOLLOWED.format(key=key, column=column, within=within)
    rows = desk.book.all(sql, *bound, counts_as_won(desk), *(period.bounds if period else ()))
    return [filled(Success, row, title=titles.get(row["key"], row["key"])) for row in rows]
