"""The law of undo: whatever was done, taken back in turn, leaves every row of every table as it was."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.book import derived_columns
from amflow.book.opening import open_book
from days import items, rows

NAMES = st.sampled_from(["c1", "c2", "c3", "c4", "王伟", "nobody"])
DEALS = st.sampled_from(["d1", "d2", "d3"])
TASKS = st.sampled_from(["t1", "t2", "t3", "t4"])
DAYS = st.sampled_from(["fri", "tomorrow", "+3wd", "today", "today 17:00", "2026-12-30"])
WHOM = st.sampled_from(["account-desk", "host-bank", "Ann"])
WAITING = st.sampled_from(["w1", "w2", "w3"])
PICTURE = Path(__file__)
"""Any file will do to be attached."""
CHECKS = st.sampled_from(["k1", "k2", "k20", "prep", "callback"])


def _words(*parts: Any) -> st.SearchStrategy[list[str]]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(list)


LOGS = st.builds(
    lambda kind, who, outcome, intent, next_step, at: [
        f"log-{kind}", who, "talked", "--outcome", outcome, "--intent", intent, "--next", next_step, "--at", at
    ],
    st.sampled_from(["visit", "call", "message"]),
    NAMES,
    st.sampled_from(["", "interested", "no-answer"]),
    st.sampled_from(["", "A", "D"]),
    st.sampled_from(["", "fri 10:00 papers", "tomorrow", "send it"]),
    st.sampled_from(["", "yesterday", "2026-11-20 15:00"]),
)  # fmt: skip

COMMANDS = st.one_of(
    LOGS,
    LOGS,
    _words("customer", "add", st.sampled_from(["王伟", "Ann"]), "--anyway", "--tier", st.sampled_from(["gold", ""])),
    _words("customer", "edit", NAMES, "--tier", st.sampled_from(["silver", "gold"]), "--birthday", "11-27"),
    _words("customer", "edit", NAMES, st.sampled_from(["--no-contact", "--contact"])),
    _words("customer", "remove", NAMES),
    _words("lead", "add", "孙丽", "--anyway", "--signal", "custody"),
    _words("lead", "convert", NAMES),
    _words("lead", "drop", NAMES, "--why", "moved"),
    _words("deal", "add", "--pipeline", "account-opening", "--for", NAMES, "--amount", "20万"),
    _words("deal", "edit", DEALS, "--for", NAMES),
    _words("deal", "advance", DEALS),
    _words("deal", "advance", DEALS, "--stage", "review", "--force", "--why", "so"),
    _words("deal", "doc", DEALS, st.sampled_from(["received", "rejected"]), "id-card", "--why", "so"),
    _words("deal", "doc", DEALS, "verified", "quotation", "bank-card", "--dated", "yesterday", "--extra"),
    _words("deal", "doc", DEALS, "received", "id-card", "--expires", "2027-01-31", "--file", str(PICTURE)),
    _words("deal", "review", DEALS, "--by", WHOM, "--asked", st.sampled_from(["", "whose risk?"])),
    _words("waiting", "answer", DEALS, "ours"),
    _words("deal", "approve", DEALS, "--by", WHOM, "--amount", "3万"),
    _words("deal", "decline", DEALS, "--by", WHOM, "--why", "too much"),
    _words("deal", "told", DEALS),
    _words("deal", "advance", DEALS, "--stage", "talking", "--why", "back again"),
    _words("waiting", "add", WHOM, "figures", "--promised", DAYS, "--deal", DEALS),
    _words("deal", "terms", DEALS, "price", st.sampled_from(["--ours", "--theirs", "--bottom", "--agreed"]), WHOM),
    _words("deal", "terms", DEALS, "price", "--remove"),
    _words("waiting", "chase", WAITING, "--promised", "fri"),
    _words(st.sampled_from(["done", "skip"]), WAITING),
    _words("move", WAITING, DAYS),
    _words("deal", "win", DEALS, "--force", "--why", "so"),
    _words("deal", "lose", DEALS, "--why", "price"),
    _words("deal", "reopen", DEALS),
    _words("task", "add", "something", "--for", NAMES, "--due", DAYS, "--kind", st.sampled_from(["todo", "call"])),
    _words("task", "edit", TASKS, "--due", DAYS),
    _words("done", TASKS, CHECKS),
    _words("done", TASKS),
    _words("done", st.just("r")),
    _words("skip", st.just("r")),
    _words("move", st.just("r"), DAYS),
    _words("skip", st.one_of(TASKS, CHECKS)),
    _words("move", TASKS, DAYS),
    _words("plan", "--accept"),
    _words("plan", "--accept", "today"),
    _words("plan", "--add", st.one_of(TASKS, DEALS, NAMES)),
    _words("plan", "--drop", st.one_of(TASKS, DEALS)),
    _words("playbook", "use", st.sampled_from(["general", "securities-branch"])),
    _words("note", "add", "rates fall"),
)


def _start(run: Any, book: str) -> None:
    for words in (
        ("customer", "add", "王伟", "--tier", "gold", "--on", "2026-09-01"),
        ("deal", "add", "--pipeline", "account-opening", "--for", "王伟", "--on", "2026-11-13"),
        ("deal", "win", "d1", "--force", "--why", "so", "--on", "2026-11-13"),
        ("lead", "add", "孙丽", "--on", "2026-11-20"),
        ("deal", "add", "--pipeline", "account-opening", "--for", "孙丽", "--on", "2026-11-20"),
        ("task", "add", "visit", "--for", "王伟", "--due", "today 15:00"),
    ):
        run(*words, "--book", book)


def _typed(run: Any, words: list[str], book: str) -> list[str]:
    """The words, with `r` made the first derived thing that is due just now."""
    if "r" not in words:
        return words
    due = [item["ref"] for step in ("callback", "prep", "outreach") for item in items(run, step, "--book", book)]
    derived = next((ref for ref in due if ref.startswith("r")), "r1bb")
    return [derived if word == "r" else word for word in words]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(COMMANDS, min_size=1, max_size=9))
def test_whatever_is_done_is_undone_row_by_row(run: Any, commands: list[list[str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        book = str(path)
        _start(run, book)
        states = [rows(path)]
        for words in commands:
            done = run(*_typed(run, words, book), "--book", book, code=None)
            now = rows(path)
            assert "Traceback" not in done.stderr
            if done.code:
                assert now == states[-1], f"{words} was refused and wrote all the same"
            elif now != states[-1]:
                states.append(now)
        _kept_columns_are_right(path)
        for state in reversed(states[:-1]):
            run("undo", "--book", book)
            assert rows(path) == state
        if len(states) > 1:
            run("redo", str(len(states) - 1), "--book", book)
            assert rows(path) == states[-1]


def _kept_columns_are_right(path: Path) -> None:
    """What is kept because counting it anew would read the whole book is what counting it anew gives."""
    book = open_book(path)
    before = rows(path)
    with book.change("recompute") as change:
        for customer in book.all("SELECT * FROM customer"):
            kept = derived_columns.of_customer({name: customer[name] for name in ("name", "phone", "birthday")})
            change.update("customer", customer["id"], **kept)
            derived_columns.after_touch_or_deal(book, change, customer["id"])
        for deal in book.all("SELECT id FROM deal WHERE state = 'open'"):
            derived_columns.after_deal(book, change, deal["id"])
    book.close()
    assert rows(path) == before
