"""What each command does with the customers in the book: the one table that a closed register and its access log go by.

A closed register (`amflow register close`) lets through what shows no customer and changes nothing: the commands that are
`FREE` here. A new command must be put into this table; a test walks them all.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amflow.context import App

FREE = "free"
"""Shows no customer, changes none: works while the register is closed, and is not logged."""
SHOWS = "shows"
"""Shows customers, or what is about them: refused while it is closed, logged as a listing."""
WRITES = "writes"
"""Changes the book: refused while it is closed; what it did is in the history."""
LETS_OUT = "lets out"
"""Takes customers out of the book: refused while it is closed, logged as an export."""

NOUNS = {
    "today": SHOWS, "prep": SHOWS, "prospect": SHOWS, "outreach": SHOWS, "convert": SHOWS, "callback": SHOWS,
    "summary": SHOWS, "plan": SHOWS, "log-visit": WRITES, "log-call": WRITES, "log-message": WRITES, "done": WRITES,
    "skip": WRITES, "move": WRITES, "show": SHOWS, "find": SHOWS, "customer": WRITES, "lead": WRITES, "deal": WRITES,
    "case": WRITES, "satisfaction": WRITES, "task": WRITES, "product": WRITES, "note": WRITES, "target": WRITES,
    "script": SHOWS, "register": FREE, "init": FREE, "demo": FREE, "calendar": FREE, "import": WRITES, "export": LETS_OUT,
    "undo": WRITES, "redo": WRITES, "history": SHOWS, "book": FREE, "playbook": FREE, "config": FREE, "completion": FREE,
    "help": FREE,
}  # fmt: skip
"""The commands, and for nouns what a verb does that is in neither of the tables below."""

VERBS = {"list": SHOWS, "show": SHOWS, "duplicates": SHOWS}
"""The verbs that only look, in whatever noun of customers' records."""

PATHS = {
    "book backup": LETS_OUT,
    "callback do": WRITES,
    "product list": FREE,
    "product show": FREE,
    "target list": FREE,
    "script list": FREE,
}
"""Where a verb is another matter than its noun."""


def class_of(path: str) -> str:
    """What the command does with customers; one that is in no table is taken to show them."""
    if path in PATHS:
        return PATHS[path]
    noun, _space, verb = path.partition(" ")
    base = NOUNS.get(noun, SHOWS)
    return VERBS.get(verb, base) if base == WRITES else base


def enter(app: "App", path: str, given: dict[str, Any]) -> None:
    """Let a command in, or refuse it; where the book keeps an access log, write the look down before anything is shown.

    Raises Refused while the register is closed.
    """
    kind = class_of(path)
    if kind == FREE:
        return
    from amflow.routine import custody

    stands = custody.must_be_open(app.book, app.today)
    if kind == WRITES or not custody.is_kept(stands, app.settings, lambda: app.playbook):
        return
    out = kind == LETS_OUT or bool(given.get("output"))
    masked = bool(given.get("mask"))
    detail = " ".join(f"{name}={given[name]}" for name in ("what", "form", "tier") if given.get(name))
    words = " ".join(part for part in (detail, "masked" if masked else "") if part)
    custody.note(app.book, app.settings, "export" if out else "list", path, words, unmasked=out and not masked)
