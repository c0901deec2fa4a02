"""The law of undo over every command that writes: each by itself, and many of them one after another.

What is done can be taken back row by row, and done again. A command that writes and is not tried here fails a test.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.commands import guard
from routine.days import rows
from test_hostile import leaves

FILES = {
    "in.csv": "name,phone\n进一,13700000001\n进二,13700000002\n",
    "events.csv": "date,title\n2026-12-01,meeting of all\n",
    "holdings.csv": "customer,product,amount\n张敏,Short bond fund,1000\n",
    "targets.csv": "metric,value\ncalls,120\n",
    "paper.txt": "a paper\n",
}

START: tuple[tuple[str, ...], ...] = (
    ("customer", "edit", "c41", "--assets", "900万"),
    ("order", "add", "Short bond fund", "--for", "c1", "--units", "5", "--promised", "fri"),
    ("line", "assign", "North", "c1", "c2", "c3"),
    ("figure", "add", "completeness", "85%"),
    ("target", "set", "visits", "40"),
    ("customer", "link", "c1", "c2", "--as", "spouse"),
    ("customer", "date", "c1", "12-24", "wedding day"),
    ("message", "write", "c1", "rates change tomorrow"),
    ("review", "set", "visits", "--cause", "ill", "--remedy", "more calls", "--by", "2026-12-04"),
    ("waiting", "add", "Ann", "the fee sheet"),
    ("referral", "add", "c1", "老友 13611112222", "--anyway"),
    ("referral", "ask", "c3", "whom do you know?", "--anyway"),
    ("case", "open", "c4", "card does not work"),
    ("campaign", "invite", "g1", "c5"),
    ("deal", "add", "a loan", "--for", "c2", "--amount", "20万", "--pipeline", "loan"),
)
"""What the demo book has none of, or not in the state that is asked for."""

LIFE: tuple[tuple[str, ...], ...] = (
    ("log-visit", "c1", "a talk", "--next", "fri 10:00 call", "--outcome", "interested", "--score", "4"),
    ("log-call", "c2", "no answer", "--outcome", "no-answer", "--no-next"),
    ("log-message", "c3", "sent the sheet", "--intent", "A"),
    ("log-reception", "c1", "--channel", "self-service"),
    ("visit", "confirm", "t4"),
    ("callback", "do", "c4", "all well"),
    ("customer", "add", "贺新", "--tier", "gold"),
    ("customer", "edit", "c1", "--tier", "silver", "--birthday", "11-27", "--field", "employer=a firm"),
    ("customer", "remove", "c52"),
    ("customer", "link", "c3", "c4", "--as", "friend"),
    ("customer", "unlink", "c1", "c2"),
    ("customer", "merge", "c5", "c6", "--yes"),
    ("customer", "ask", "c1", "--answer", "goal=safety"),
    ("customer", "qualify", "c41"),
    ("customer", "upgrade", "c40", "--to", "gold", "--why", "assets have grown"),
    ("customer", "adopt", "c7"),
    ("customer", "date", "c2", "11-30", "shop opens"),
    ("lead", "add", "孙丽新", "--signal", "comes-back"),
    ("lead", "edit", "c58", "--intent", "B"),
    ("lead", "convert", "c58"),
    ("lead", "drop", "c57", "--why", "moved"),
    ("referral", "ask", "c1", "whom do you know?", "--anyway"),
    ("referral", "add", "c1", "新朋友 13600000000", "--anyway"),
    ("referral", "meet", "f6"),
    ("referral", "thank", "f7"),
    ("referral", "reward", "f7", "a calendar"),
    ("referral", "drop", "f8", "--why", "no time"),
    ("campaign", "add", "Autumn", "--from", "today", "--until", "2026-12-20"),
    ("campaign", "edit", "g1", "--goal", "30"),
    ("campaign", "invite", "g1", "c8"),
    ("campaign", "mark", "g1", "c5", "accepted"),
    ("campaign", "split", "g1", "--evenly", "--anyway"),
    ("campaign", "close", "g1"),
    ("deal", "add", "a deal", "--for", "c1", "--amount", "20万"),
    ("deal", "edit", "d4", "--amount", "30万"),
    ("deal", "advance", "d4", "--force", "--why", "so"),
    ("deal", "doc", "d4", "received", "id-card", "--file", "{folder}/paper.txt"),
    ("deal", "review", "d4", "--by", "account-desk", "--asked", "whose risk?"),
    ("deal", "terms", "d4", "price", "--ours", "3 %"),
    ("deal", "wait", "d4", "Ann", "figures", "--promised", "fri"),
    ("deal", "win", "d4"),
    ("deal", "lose", "d8", "--why", "price", "--keep-tasks"),
    ("waiting", "add", "Ann", "the list"),
    ("waiting", "chase", "w1", "this afternoon"),
    ("waiting", "drop", "w3", "--why", "not needed"),
    ("case", "open", "c1", "card lost", "--severity", "high"),
    ("case", "answer", "x1", "we look into it"),
    ("case", "note", "x1", "called the centre"),
    ("case", "escalate", "x1", "--to", "the head", "--why", "late"),
    ("case", "report", "x1", "to the head", "--to", "the head"),
    ("case", "resolve", "x2", "paid back"),
    ("case", "reopen", "x3", "--why", "again"),
    ("case", "edit", "x1", "--severity", "low"),
    ("satisfaction", "add", "c1", "4", "--why", "quick"),
    ("product", "add", "A new note", "--price", "100"),
    ("product", "edit", "p1", "--note", "sold out soon"),
    ("product", "remove", "p2"),
    ("line", "assign", "South", "c8"),
    ("line", "order", "North", "c3", "c1"),
    ("line", "leave", "c1"),
    ("holding", "add", "Short bond fund", "--for", "c1", "--amount", "1万", "--why", "asked for it"),
    ("holding", "edit", "h21", "--take-profit", "1.5"),
    ("holding", "sell", "h20"),
    ("holding", "remove", "h21"),
    ("order", "add", "Short bond fund", "--for", "c2", "--units", "3"),
    ("order", "edit", "o1", "--units", "6"),
    ("order", "deliver", "o1"),
    ("order", "cancel", "o1", "--why", "no longer needed"),
    ("order", "remove", "o1"),
    ("note", "add", "rates fall", "--kind", "market"),
    ("note", "edit", "n8", "another text"),
    ("note", "remove", "n8"),
    ("event", "add", "2026-12-08", "talk on saving"),
    ("event", "edit", "e1", "--title", "another title"),
    ("event", "remove", "e1"),
    ("event", "import", "{folder}/events.csv"),
    ("goal", "add", "read a book", "--by", "2026-12-31"),
    ("goal", "edit", "a1", "--by", "2026-12-20"),
    ("goal", "done", "a1"),
    ("goal", "drop", "a2", "--why", "too much"),
    ("meeting", "decide", "call the ten", "--by", "fri"),
    ("meeting", "comment", "well done"),
    ("target", "set", "calls", "100", "--tier", "gold"),
    ("target", "remove", "visits"),
    ("target", "split", "visits", "--into", "week"),
    ("target", "import", "{folder}/targets.csv"),
    ("figure", "add", "completeness", "90%"),
    ("figure", "remove", "1"),
    ("review", "set", "calls", "--cause", "ill", "--remedy", "more", "--by", "2026-12-04"),
    ("review", "done", "visits", "kept"),
    ("message", "write", "c2", "the sheet is here"),
    ("message", "edit", "m141", "--text", "other words"),
    ("message", "sent", "m141"),
    ("message", "skip", "m141", "--why", "too late"),
    ("task", "add", "something", "--for", "c1", "--due", "fri"),
    ("task", "edit", "t13", "--due", "fri"),
    ("done", "t13"),
    ("skip", "t17"),
    ("move", "t17", "fri"),
    ("plan", "--accept"),
    ("summary", "--day", "--final", "--on", "2026-11-22"),
    ("summary", "--write", "market", "--words", "quiet"),
    ("playbook", "use", "general"),
    ("import", "{folder}/in.csv", "--as", "customer"),
    ("holding", "import", "{folder}/holdings.csv"),
)
"""Every command that writes, with words that the book below takes."""

ELSEWHERE = {
    "customer erase": "what is erased no undo may bring back",
    "undo": "the machine's own",
    "redo": "the machine's own",
    "book restore": "another book comes in the place of this one; the former is kept aside",
    "news keep": "it keeps a line of a feed that was fetched: tests/exchange/test_news.py takes it back",
    "target export": "it writes a file, and nothing into the book",
    "waiting answered": "an answer to a question of one's own deal: tests/routine/test_undo.py",
    "deal credit": "of trades that assess loans: tests/conversion/test_credit.py",
    "goal reopen": "tried in a chain: the goal is done first",
    "deal approve": "tests/routine/test_undo.py",
    "deal decline": "tests/routine/test_undo.py",
    "deal answer": "tests/routine/test_undo.py",
    "deal told": "tests/routine/test_undo.py",
    "deal reopen": "tests/routine/test_undo.py",
}
"""What is not in LIFE, and why."""


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the book that every test begins with is made once."""
    return tmp_path_factory.mktemp("life")


@pytest.fixture
def full(run: Any, master: Path, home: Path) -> Path:
    """A demo book with something of every kind, and the files that are read."""
    made = master / "book.db"
    for name, text in FILES.items():
        (master / name).write_text(text, "utf-8")
    if not made.exists():
        run("demo", "--playbook", "retail-bank", "--to", str(made))
        for words in START:
            run(*words, "--book", str(made), "--no-input")
        run("book", "path", "--book", str(made))
    return made


def fresh(made: Path, folder: Path) -> Path:
    """A book of one's own, as it was made."""
    path = folder / "mine.db"
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
        if made.with_name(made.name + end).exists():
            shutil.copy(made.with_name(made.name + end), path.with_name(path.name + end))
    return path


def typed(run: Any, words: tuple[str, ...], made: Path, path: Path, code: int | None = 0) -> Any:
    filled = [word.replace("{folder}", str(made.parent)) for word in words]
    return run(*filled, "--book", str(path), "--no-input", code=code)


@pytest.mark.parametrize("words", LIFE, ids=lambda words: " ".join(words[:3]))
def test_what_a_command_does_is_taken_back_and_done_again(
    words: tuple[str, ...], run: Any, full: Path, tmp_path: Path
) -> None:
    path = fresh(full, tmp_path)
    before = rows(path)
    typed(run, words, full, path)
    after = rows(path)
    assert after != before, "it changed nothing"

    run("undo", "--book", str(path))
    assert rows(path) == before
    run("redo", "--book", str(path))
    assert rows(path) == after
    run("undo", "--book", str(path))
    assert rows(path) == before


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(LIFE), min_size=3, max_size=14), st.data())
def test_many_of_them_one_after_another(run: Any, full: Path, tmp_path: Path, chain: Any, data: Any) -> None:
    path = fresh(full, tmp_path)
    states = [rows(path)]
    for words in chain:
        done = typed(run, words, full, path, code=None)
        assert "Traceback" not in done.stderr
        now = rows(path)
        if done.code:
            assert now == states[-1], f"{words} was refused and wrote all the same"
        elif now != states[-1]:
            states.append(now)
    at = len(states) - 1
    # Back and forth for a while, then to the beginning, then to the end.
    for _turn in range(data.draw(st.integers(0, 6))):
        step = data.draw(st.sampled_from([-1, 1]))
        if 0 <= at + step < len(states):
            at += step
            run("undo" if step < 0 else "redo", "--book", str(path))
            assert rows(path) == states[at]
    for state in reversed(states[:at]):
        run("undo", "--book", str(path))
        assert rows(path) == state
    if len(states) > 1:
        run("redo", str(len(states) - 1), "--book", str(path))
        assert rows(path) == states[-1]


def test_no_command_that_writes_is_left_out() -> None:
    tried = {" ".join(words[:2]) for words in LIFE} | {words[0] for words in LIFE}
    writing = {" ".join(words) for words, _command in leaves() if guard.class_of(" ".join(words)) == guard.WRITES}

    assert writing - tried - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() <= writing, "an exception for what is no command"
