"""Anybody is erased out of a book in which anything was done: it is sound, nothing of them is left in any file of ours, what
was done before can be taken back and done again, and the rest goes out and in again as it was."""

import os
import random
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests import ways
from tests.conftest import Run

from days import rows

EXAMPLES = int(os.environ.get("AMFLOW_EXAMPLES", "2"))
STEPS = 14

NAME, PHONE, MAIL, STREET, KEY = (
    "Zwyndham-Quorre",
    "13977512864",
    "quorre@zwynd.example",
    "77 Zwynd Passage",
    "KZ-775128",
)

OTHERS = ("customer erase", "playbook use", "customer merge", "import", "customer edit", "summary", "customer adopt")
"""What is not done to the person here: it would make another one of them."""


def people(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [f"c{row[0]}" for row in connection.execute("SELECT id FROM customer WHERE status <> 'removed'")]
    finally:
        connection.close()


def lived(run: Run, path: Path, folder: Path, who: str, dice: random.Random) -> None:
    """Anything is done with the person, taken back and done again now and then."""
    filled = ways.Filled(path, folder, run)

    def theirs(there: list[str]) -> str:
        own = [one for one in there if one.split()[0] == who]
        return own[0] if own and dice.random() < 0.8 else dice.choice(there)

    run("customer", "edit", who, "--name", NAME, "--phone", PHONE, "--email", MAIL, "--address", STREET)
    # Their number in the list of the house.
    (folder / "list.csv").write_text(f"id,name,phone\n{KEY},{NAME},{PHONE}\n", "utf-8")
    run("import", str(folder / "list.csv"), "--as", "customer")
    todo = [(command, way) for command, each in ways.WAYS.items() if command not in OTHERS for way in each]
    for command, way in dice.sample(todo, STEPS):
        words = filled.words(command, way, theirs)
        if words is not None:
            run(*words, code=None)
        if dice.random() < 0.2:
            run("undo", code=None)
        if dice.random() < 0.1:
            run("redo", code=None)


def left(home: Path) -> list[tuple[str, str]]:
    """In which files of ours which of it still stands."""
    secrets = [one.encode() for one in (NAME, NAME.casefold(), PHONE, PHONE[::-1], MAIL, STREET, KEY)]
    found = []
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found += [(str(file.relative_to(home)), one.decode()) for one in secrets if one in content]
    return found


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_anybody_is_gone_and_the_rest_is_as_it_was(seed: int, run: Run, full: Path, home: Path, tmp_path: Path) -> None:
    dice = random.Random(seed)
    who = dice.choice(people(full))
    connection = sqlite3.connect(full)
    before = connection.execute("SELECT name, phone FROM customer WHERE id = ?", (who[1:],)).fetchone()
    connection.close()
    lived(run, full, tmp_path, who, dice)
    assert left(home), "the person stands in the book"

    gone = run("customer", "erase", who, "--yes", "--json").json["item"]
    run("book", "backups", "--forget-before", "tomorrow", "--yes")

    assert not gone["unclean"]
    run("book", "check")
    assert left(home) == [], (who, gone)
    # What they were called before may be in others' words; then it is told.
    formerly = [one.encode() for one in before if len(one) > 4]
    assert gone["mentions"] or not any(one in full.read_bytes() for one in formerly)

    def walked(word: str, times: int) -> Any:
        run(word, str(times))
        run("book", "check")
        return rows(full)

    now = rows(full)
    back = walked("undo", 4)
    assert walked("redo", 4) == now
    assert walked("undo", 4) == back
    assert walked("redo", 4) == now
    whole = tmp_path / "whole.json"
    run("export", str(whole))
    # Attached files are carried beside it.
    if (files := full.with_name("book.db.files")).is_dir():
        shutil.copytree(files, tmp_path / "other.db.files")
    run("import", str(whole), "--book", str(tmp_path / "other.db"))
    # The bottom line of a negotiation is in no export.
    assert rows(tmp_path / "other.db") == now | {"deal_bottom": []}
    run("book", "check", "--book", str(tmp_path / "other.db"))
    assert left(home) == []
