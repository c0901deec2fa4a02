"""How long amflow takes, as whole processes: `make bench` (BENCH="--runs 9 --customers 100000").

Two books, a small and a large one; each daily command in a pipe and on a terminal; beside them a bare Typer app. The runs
take turns, so that whatever else the machine does hits all of them alike. Medians of wall time, largest memory.
What a command writes is taken back after each run, untimed.
"""

import argparse
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

import generate

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent


class Case(NamedTuple):
    """A command line to measure, how, and what it may cost: against the bare app, and large against small."""

    name: str
    words: tuple[str, ...]
    terminal: bool
    writes: bool
    bare_budget: float
    growth_budget: float


COMMANDS = (
    ("today", ("today",), False),
    ("log-visit", ("log-visit", "c1", "talked about the offer", "--next", "fri 10:00 send the papers"), True),
    ("done", ("done", "t1"), True),
    ("summary --week", ("summary", "--week"), False),
    ("plan", ("plan",), False),
    ("brief", ("brief",), False),
    ("message queue", ("message", "queue"), False),
    ("completion", ("completion", "words", "zsh", "log-visit", "wangw"), False),
    ("find", ("find", "later"), False),
)


def cases() -> list[Case]:
    """Every command in a pipe and on a terminal, with its budget."""
    found = []
    for name, words, writes in COMMANDS:
        for terminal in (False, True):
            # These are typed once a morning, once an evening or once a week.
            large = name.startswith(("summary", "message", "plan", "brief"))
            bare = 3.5 if name.startswith("message") else 2.5 if large else 2.0 if terminal else 1.35
            found.append(Case(name, words, terminal, writes, bare, 1.5 if large else 1.2))
    return found


class Run(NamedTuple):
    """One process: wall time in milliseconds, memory in megabytes."""

    ms: float
    mb: float


def environment(folder: Path, book: Path | None, terminal: bool) -> dict[str, str]:
    """A home of its own, a fixed clock, and Python as a user has it."""
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    own = {"HOME": str(folder), "LANG": "C.UTF-8", "AMFLOW_NOW": f"{generate.TODAY}T09:30", "TERM": "xterm-256color"}
    if book:
        own["AMFLOW_BOOK"] = str(book)
    if terminal:
        own["AMFLOW_FORCE_TTY"] = "80"
    return keep | own


def measure(command: list[str], env: dict[str, str]) -> Run:
    """Run it once. Ends the bench when the command fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as one:
        assert one.stdout is not None
        assert one.stderr is not None
        one.stdout.read()
        said = one.stderr.read().decode()
        _pid, status, usage = os.wait4(one.pid, 0)
        elapsed = time.perf_counter() - start
        one.returncode = os.waitstatus_to_exitcode(status)
    if one.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Run(elapsed * 1000, usage.ru_maxrss / unit)


def book_of(people: int, keep: Path, folder: Path) -> Path:
    """A copy of the generated book of that size, which is kept for the next bench."""
    kept = keep / f"book-{people}.db"
    stamp = keep / f"book-{people}.stamp"
    made_by = (HERE / "generate.py").read_text("utf-8")
    if not kept.exists() or not stamp.exists() or stamp.read_text("utf-8") != made_by:
        for path in keep.glob(f"book-{people}.*"):
            path.unlink()
        # In a process of its own: what this one has ever held in memory would be counted for each command it starts.
        subprocess.run([sys.executable, HERE / "generate.py", kept, str(people)], check=True, stdout=sys.stderr)
        stamp.write_text(made_by, "utf-8")
    target = folder / kept.name
    shutil.copy(kept, target)
    return target


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--keep", type=Path, default=HERE.parent / "build")
    options = parser.parse_args()
    options.keep.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="amflow-bench-") as name:
        folder = Path(name)
        books = [book_of(people, options.keep, folder) for people in (options.small, options.customers)]
        say_environment(options.runs, books)
        show(*take_turns(options.runs, folder, books))


def say_environment(runs: int, books: list[Path]) -> None:
    """On what it was measured."""
    import amflow

    compiled = Path(amflow.__file__).with_name("__pycache__").exists()
    print(f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version},", end=" ")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; medians of {runs} whole processes")
    print(f"amflow {amflow.__version__} installed in {Path(amflow.__file__).parent.parent.name}, bytecode", end=" ")
    print("compiled" if compiled else "NOT compiled", end="; ")
    print("; ".join(f"{path.stem} {path.stat().st_size / 1e6:.0f} MB" for path in books))


def take_turns(runs: int, folder: Path, books: list[Path]) -> tuple[list[Run], dict[tuple[Case, int], list[Run]]]:
    """Every case on every book, in turn, so many times; the first turn warms up and is not counted."""
    bare_script = folder / "bare.py"
    bare_script.write_text(
        f"import sys\nsys.path.insert(0, {str(HERE)!r})\nfrom bare import app\nsys.exit(app())\n", "utf-8"
    )
    bare: list[Run] = []
    found: dict[tuple[Case, int], list[Run]] = {(case, size): [] for case in cases() for size in range(len(books))}
    for turn in range(runs + 1):
        for case in cases():
            one = measure([sys.executable, str(bare_script), "hello"], environment(folder, None, False))
            if turn:
                bare.append(one)
            for size, book in enumerate(books):
                env = environment(folder, book, case.terminal)
                one = measure([str(BIN / "amflow"), *case.words], env)
                if case.writes:
                    measure([str(BIN / "amflow"), "undo"], env)
                if turn:
                    found[case, size].append(one)
    return bare, found


def show(bare: list[Run], found: dict[tuple[Case, int], list[Run]]) -> None:
    """The table, with the budget beside each ratio and a mark where it is passed."""
    floor = statistics.median(run.ms for run in bare)
    memory = max(run.mb for run in bare)
    print(f"\n{'':24}{'small':>9}{'/bare':>7}{'budget':>8}   {'large':>8}{'/small':>8}{'budget':>8}{'memory':>10}")
    print(f"{'bare Typer app':24}{floor:6.0f} ms{'':36}{memory:7.0f} MB")
    for case in cases():
        small, large = (statistics.median(run.ms for run in found[case, size]) for size in (0, 1))
        peak = max(run.mb for size in (0, 1) for run in found[case, size])
        print(
            f"{case.name + (' on a terminal' if case.terminal else ''):28}"[:30],
            f"{small:4.0f} ms{small / floor:6.2f}×{mark(small / floor, case.bare_budget)}",
            f"{large:5.0f} ms{large / small:6.2f}×{mark(large / small, case.growth_budget)}",
            f"{peak:5.0f} MB{'!' if peak > 60 else ' '}",
        )
    print("\n! is over the budget; memory ≤ 60 MB")


def mark(ratio: float, budget: float) -> str:
    """The budget, with a mark where it is passed."""
    return f"{'!' if ratio > budget else ' '} ≤{budget:4.2f}"


if __name__ == "__main__":
    main()
