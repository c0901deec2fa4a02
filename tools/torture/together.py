"""Many programs at one book, each typing command after command: is every command there, was anybody told of an error?

python -m tools.torture --mode together --programs 20 --turns 4000
"""

import os
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tools.torture import child


class Together(NamedTuple):
    """How it went: the commands, the errors that somebody saw, what is not in the book, the longest wait in seconds."""

    commands: int
    errors: list[str]
    missing: list[str]
    changes: int
    longest: float
    seconds: float


def words(program: int, number: int) -> tuple[str, ...]:
    """The command that a program types as its `number`th: each leaves a note, a customer or a task of its own name."""
    name = f"p{program}-{number}"
    return (
        ("note", "add", name),
        ("customer", "add", name, "--tier", "gold", "--anyway"),
        ("task", "add", name, "--due", "fri"),
        ("log-visit", "c1", name, "--no-next"),
    )[number % 4]


def together(programs: int, each: int, folder: Path) -> Together:
    """So many programs, so many commands of each, at one new book in the folder."""
    book = folder / "book.db"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AMFLOW_", "XDG_"))},
        "HOME": str(folder),
        "AMFLOW_BOOK": str(book),
        "AMFLOW_LANG": "en",
        "AMFLOW_NOW": "2026-11-25T09:30",
    }
    first = [("playbook", "use", "retail-bank"), ("customer", "add", "everybody's", "--tier", "gold")]
    for line in first:
        if not (ended := child.run(environment, line)).done:
            raise SystemExit(ended.said)
    began = time.monotonic()
    going = []
    for program in range(programs):
        process = os.fork()
        if not process:
            os._exit(_types(environment, program, each, folder / f"{program}.txt"))
        going.append(process)
    for process in going:
        os.waitpid(process, 0)
    seconds = time.monotonic() - began
    said = [line for program in range(programs) for line in (folder / f"{program}.txt").read_text("utf-8").splitlines()]
    waits = [float(line.removeprefix("waited ")) for line in said if line.startswith("waited ")]
    errors = [line for line in said if not line.startswith("waited ")]
    names = {f"p{program}-{number}" for program in range(programs) for number in range(each)}
    with sqlite3.connect(book) as connection:
        there = {
            row[0]
            for sql in (
                "SELECT text FROM note",
                "SELECT name FROM customer",
                "SELECT title FROM task",
                "SELECT note FROM touch",
            )
            for row in connection.execute(sql)
        }
        changes = connection.execute("SELECT count(*) FROM change").fetchone()[0] - len(first)
    connection.close()
    if not (ended := child.run(environment, ("book", "check"))).done:
        errors.append(ended.said)
    return Together(programs * each, errors, sorted(names - there), changes, max(waits, default=0.0), seconds)


def _types(environment: dict[str, str], program: int, each: int, said: Path) -> int:
    with said.open("w", encoding="utf-8") as file:
        for number in range(each):
            ended = child.run(environment, words(program, number))
            print(f"waited {ended.seconds:.3f}", file=file)
            if not ended.done or "error:" in ended.said:
                print(" ".join(words(program, number)), ended.said.replace("\n", " "), file=file)
    return 0


def go(programs: int, each: int) -> int:
    """Print how it went; 1 where anything was wrong."""
    with tempfile.TemporaryDirectory(prefix="amflow-together-") as name:
        ended = together(programs, each, Path(name))
    for line in (ended.errors + ended.missing)[:20]:
        print(line)
    print(
        f"{ended.commands} commands by {programs} programs in {ended.seconds:.0f} s, {ended.changes} in the history,"
        f" {len(ended.errors)} errors shown, {len(ended.missing)} missing, the longest wait {ended.longest:.1f} s"
    )
    return 1 if ended.errors or ended.missing or ended.changes != ended.commands else 0
