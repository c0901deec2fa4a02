"""A folder of cases run with the program of this checkout, and how many rows a second it brings in.

    CASES=folder make measure-import

A case is a folder with `cmd.sh`, which finds the program in AMFLOW, and `expected.txt`, which says in words what is right. By
counts in it (`2 added`; not behind Today, which tells what was wrong) it passes or fails; else both are printed.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LONGEST_S = 120
LINES_SHOWN = 40
KNOWN_AGAIN = ("updated", "unchanged")
"""Two words for a row whose record was found: it may have nothing new to say."""


def program(folder: Path) -> Path:
    """The command amflow of this checkout, as one word."""
    path = folder / "amflow"
    path.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}/src" exec "{sys.executable}" -m amflow "$@"\n')
    path.chmod(0o755)
    return path


def counts_wanted(expected: str) -> list[tuple[int, str]]:
    """The counts that the words of an expectation name."""
    return [(int(n), word) for n, word in re.findall(r"\b(\d+) (added|updated|refused)\b", expected.split("Today")[0])]


def unmet(expected: str, output: str) -> list[str]:
    """The counts that no import of the output has; a traceback is always one too many."""
    imports = [dict(re.findall(r"^(\w+)\t(\d+)$", f"added{part}", re.MULTILINE)) for part in output.split("added")[1:]]
    wrong = ["no traceback"] if "Traceback (most recent call last)" in output else []
    for number, word in counts_wanted(expected):
        words = KNOWN_AGAIN if word == "updated" else (word,)
        if not any(number == sum(int(one.get(word, 0)) for word in words) for one in imports):
            wrong.append(f"{number} {word}")
    return wrong


def run_cases(cases: Path, amflow: Path) -> int:
    """Run them one after the other; the number of those that failed."""
    tally = {"passed": 0, "failed": 0, "to look at": 0}
    for case in (script.parent for script in sorted(cases.glob("*/cmd.sh"))):
        expected = (case / "expected.txt").read_text("utf-8") if (case / "expected.txt").exists() else ""
        try:
            ran = subprocess.run(
                ["bash", "cmd.sh"], cwd=case, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env={**os.environ, "AMFLOW": str(amflow)}, timeout=LONGEST_S, check=False,
            )  # fmt: skip
            output = ran.stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            output = f"not done after {LONGEST_S} s"
        wrong = unmet(expected, output)
        verdict = "failed" if wrong else "passed" if counts_wanted(expected) else "to look at"
        tally[verdict] += 1
        print(f"{verdict:<10}  {case.name}" + (f"  (wanted: {', '.join(wrong)})" if wrong else ""))
        if verdict != "passed":
            said = expected or "".join(re.findall(r"^# .*\n", (case / "cmd.sh").read_text("utf-8"), re.MULTILINE))
            print(*(f"    expected | {line}" for line in said.splitlines()), sep="\n")
            print(*(f"             | {line}" for line in output.splitlines()[:LINES_SHOWN]), sep="\n")
    print(", ".join(f"{number} {verdict}" for verdict, number in tally.items()))
    return tally["failed"]


def time_imports(folder: Path, amflow: Path) -> None:
    """Print how many rows a second a text and a workbook are brought in with, once into an empty book, once again."""
    import xlsxwriter

    rows = [["name", "phone", "email", "note"]]
    rows += [[f"客户{n}号", f"139{n:08d}", f"c{n}@firm.example", f"第{n}次来访"] for n in range(20_000)]
    (folder / "rows.csv").write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    with xlsxwriter.Workbook(str(folder / "rows.xlsx")) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows[:10_001]):
            sheet.write_row(at, 0, row)
    for name, number in (("rows.csv", 20_000), ("rows.xlsx", 10_000)):
        env = {"PATH": os.environ["PATH"], "AMFLOW_BOOK": str(folder / f"{name}.db"), "HOME": str(folder)}
        for turn in ("new", "again"):
            begun = time.monotonic()
            subprocess.run([amflow, "import", folder / name, "--as", "customer", "-q"], env=env, stdout=-3, check=True)
            print(f"{name}, {turn}: {number / (time.monotonic() - begun):,.0f} rows a second")


if __name__ == "__main__":
    place = os.environ.get("CASES", "")
    with tempfile.TemporaryDirectory() as kept:
        time_imports(Path(kept), program(Path(kept)))
        if place and Path(place).is_dir():
            sys.exit(bool(run_cases(Path(place).resolve(), program(Path(kept)))))
    print("no cases: CASES names the folder that holds them, where there is one")
