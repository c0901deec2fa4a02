"""What each command does with the customers in the book: the one table that a closed register and its access log go by.

A closed register (`amflow register close`) lets through what shows no customer and changes nothing: the commands that are
`FREE` here. A new command must be put into this table; a test walks them all.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amflow.shell.context import App

FREE = "free"
"""Shows no customer, changes none: works while the register is closed, and is not logged."""
SHOWS = "shows"
"""Shows customers, or what is about them: refused while it is closed, logged as a listing."""
WRITES = "writes"
"""Changes the book: refused while it is closed; what it did is in the history."""
LETS_OUT = "lets out"
"""Takes customers out of the book: refused while it is closed, logged as an export."""

NOUNS = {
    "report": SHOWS, "meeting": WRITES,
    "today": SHOWS, "prep": SHOWS, "prospect": SHOWS, "outreach": SHOWS, "convert": SHOWS, "callback": SHOWS,
    "summary": SHOWS, "plan": SHOWS, "log-visit": WRITES, "log-call": WRITES, "log-message": WRITES, "visit": WRITES,
    "log-reception": WRITES, "done": WRITES, "skip": WRITES, "move": WRITES, "show": SHOWS, "find": SHOWS,
    "customer": WRITES, "lead": WRITES, "referral": WRITES, "campaign": WRITES, "deal": WRITES, "waiting": WRITES,
    "case": WRITES, "satisfaction": WRITES, "task": WRITES, "product": WRITES, "line": WRITES, "holding": WRITES,
    "order": WRITES, "note": WRITES, "brief": SHOWS, "news": FREE, "event": WRITES, "goal": WRITES, "target": WRITES,
    "figure": WRITES, "review": WRITES,
    "script": SHOWS, "message": WRITES, "register": FREE, "init": FREE, "demo": FREE, "calendar": FREE,
    "import": WRITES, "export": LETS_OUT, "undo": WRITES, "redo": WRITES, "history": SHOWS, "book": FREE,
    "playbook": FREE, "config": FREE, "completion": FREE, "help": FREE,
}  # fmt: skip
"""The commands, and for nouns what a verb does that is in neither of the tables below."""

VERBS = dict.fromkeys(
    (
        "list", "show", "duplicates", "health", "answers", "unanswered", "intent", "match", "candidates", "sheet", "queue",
        "copy", "board", "papers",
    ),
    SHOWS,
)  # fmt: skip
"""The verbs that only look, in whatever noun of customers' records."""

PATHS = {
    "book backup": LETS_OUT,
    "book decrypt": LETS_OUT,
    "book restore": WRITES,
    "book salvage": LETS_OUT,
    "callback do": WRITES,
    "message copy": LETS_OUT,
    "message export": LETS_OUT,
    "news keep": WRITES,
    "product list": FREE,
    "product show": FREE,
    "goal list": FREE,
    "goal show": FREE,
    "target list": FREE,
    "script list": FREE,
}
"""Where a verb is another matter than its noun.

`book restore` and `book salvage` are free: a damaged book cannot be asked whether its register is closed, and they show nobody.
"""

RESCUES = ("book restore", "book salvage")
"""What is there for a book that cannot be opened: then nobody can say whether its register is closed, and they go on."""


def class_of(path: str) -> str:
    """What the command does with customers; one that is in no table is taken to show them."""
    if path in PATHS:
        return PATHS[path]
    noun, _space, verb = path.partition(" ")
    base = NOUNS.get(noun, SHOWS)
    return VERBS.get(verb, base) if base == WRITES else base


def enter(app: "App", path: str, given: dict[str, Any]) -> Callable[[], None] | None:
    """Let a command in, or refuse it; where the book keeps an access log, write the look down before anything is shown.

    Whether the playbook asks for a log is only known once it is read: what is returned is called when the command is over,
    so that a command that needs no playbook does not read one. From the first line on nothing is asked any more.
    Raises Refused while the register is closed.
    """
    kind = class_of(path)
    if kind == FREE:
        return None
    from amflow.register import records as register

    if path == "book decrypt" and app.encrypted:
        # The passphrase is asked for with its options before anybody else opens the book.
        # What was typed is still plain text here.
        file = given.get("passphrase_file")
        app.open_encrypted(Path(file) if file else None)
    if path in RESCUES and not _opens(app):
        return None
    register.must_be_open(app.book, app.today)
    if kind == WRITES:
        return None
    out = kind == LETS_OUT or bool(given.get("output"))

    def note() -> None:
        masked = bool(given.get("mask")) or (
            "mask" in given and given["mask"] is None and covers_by_itself(app, path, given)
        )
        parts = [f"{name}={given[name]}" for name in ("what", "form", "tier") if given.get(name)]
        detail = " ".join([*parts, *(["masked"] if masked else [])])
        register.note(app.book, app.settings, "export" if out else "list", path, detail, unmasked=out and not masked)

    if register.is_kept(app.book, app.settings) or (out and app.playbook.register):
        note()
        return None
    return lambda: note() if app.playbook_read is not None and app.playbook_read.register else None


LETTERS = ("deal papers",)
"""What goes to the very customer whom it names: the setting `share` covers it only where it says `masked`."""


def covers_by_itself(app: "App", path: str, given: dict[str, Any]) -> bool:
    """Whether a report is masked though nobody says so: by the setting `share`, in a file that is no JSON. Where it will
    be asked, the log says that names left: whoever reads it is warned once too often."""
    to_file = given.get("output") not in (None, "", "-")
    share = app.settings.share
    unasked = share == "ask" and path not in LETTERS and not app.may_ask
    return to_file and not app.json and (share == "masked" or unasked)


def _opens(app: "App") -> bool:
    """Whether there is a book that can be opened and says whether it is closed; none is made."""
    from amflow.errors import AmflowError

    try:
        return app.book_path.exists() and app.book.holds("about", "access")
    except (AmflowError, OSError):
        return False
