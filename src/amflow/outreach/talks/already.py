"""A talk that is written down already, and what is said of it later: how it ended, what was said. Two talks with somebody are
not held at one moment."""

from typing import TYPE_CHECKING, Any

from amflow.errors import Refused, Twice, Usage
from amflow.locale import _, aside
from amflow.playbooks.titles import as_typed, titles_by_key

if TYPE_CHECKING:
    from amflow.desk import Desk


def there(desk: "Desk", given: Any, ready: Any) -> Any:
    """The one talk of that kind with them at the moment that was said; None where there is none. Without an hour it is that of
    the day of which nobody said how it ended, where nothing but that is said now."""
    if not given.at:
        return None
    only_end = ready.held_at == "" or ready.kind == "message"
    if only_end and given != type(given)(given.kind, given.customer, outcome=given.outcome, at=given.at):
        return None
    rows = desk.book.all(
        "SELECT * FROM touch WHERE customer_id = ? AND kind = ? AND held_on = ? AND held_at = ?"
        f"{' AND outcome = ?' if only_end else ''} LIMIT 2",
        *(ready.customer["id"], ready.kind, ready.held_on.isoformat(), ready.held_at),
        *([""] if only_end else []),
    )
    return rows[0] if len(rows) == 1 else None


def told(ready: Any) -> tuple[tuple[str, str], ...]:
    """That a talk was written down just now, with what asks how it ended."""
    when = as_typed(f"{ready.held_on.isoformat()} {ready.held_at}".strip())
    words = {"call": _("a call; how it ended: {command}"), "visit": _("a visit; how it ended: {command}")}
    command = f"amflow log-{ready.kind} c{ready.customer['id']} --at {when}"
    return ((_("written down"), words[ready.kind].format(command=command)),)


def twice(desk: "Desk", row: Any) -> Twice:
    """The refusal of a second talk at the moment of this one."""
    customer = desk.book.get("customer", row["customer_id"])
    assert customer is not None
    known = _("a talk with {name} at that moment is written down already").format(name=customer["name"])
    ended = titles_by_key(desk.playbook.outcomes).get(row["outcome"], "")
    return Twice(
        aside(known, ended) if ended else known,
        _("amflow show {ref} shows it; another one all the same: --anyway").format(ref=f"c{customer['id']}"),
        untouched=True,
    )


def must_add(desk: "Desk", given: Any, ready: Any, row: Any) -> None:
    """Raises Twice where what is said is no more than what the talk lacks; Refused where nobody was reached, for it has settled
    what was due by now; Usage where nothing is said of it."""
    lacking = type(given)(
        given.kind,
        given.customer,
        at=given.at,
        outcome="" if row["outcome"] else given.outcome,
        note="" if row["note"] else given.note,
    )
    if given != lacking or row["outcome"]:
        raise twice(desk, row)
    known_outcome = next((str(one.title) for one in desk.playbook.outcomes if one.reached), "")
    if not (given.outcome or given.note):
        raise Usage(
            _("that talk is written down, and how it ended is missing"),
            _("such as --outcome {outcome}; or one more, all the same: --anyway").format(
                outcome=as_typed(known_outcome)
            ),
            untouched=True,
        )
    if ready.reached != bool(row["reached"]):
        raise Refused(
            _("that talk is written down as one that reached them, and what was due was settled with it"),
            _("such as --outcome {outcome}; or one more, all the same: --anyway").format(
                outcome=as_typed(known_outcome)
            ),
            untouched=True,
        )
