"""Whatever a file holds: importing it again changes nothing, and undo brings every table back exactly."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from amflow.book.opening import open_book
from amflow.book.search import index

CELLS = {
    "key": st.sampled_from(["", "1", "2", "3", "4"]),
    "name": st.sampled_from(["", "A", "B", "王伟", "王伟 ", "C\nD"]) | st.text(max_size=8),
    "phone": st.sampled_from(["", "138", "139-1"]) | st.text(max_size=5),
    "birthday": st.sampled_from(["", "1985-10-15", "--02-29", "2026-13-01"]),
    "assets": st.sampled_from(["", "5", "20万", "-1", "x"]),
    "company": st.sampled_from(["", "A", "B", "nobody"]),
    "status": st.sampled_from(["", "lead", "customer"]),
    "added_on": st.sampled_from(["", "2020-01-01", "2026-11-25"]),
}
ROWS = st.lists(st.tuples(*CELLS.values()), max_size=8)
KEY, NAME, PHONE, FIRM = (list(CELLS).index(column) for column in ("key", "name", "phone", "company"))
HEADINGS = st.sampled_from([tuple(CELLS), tuple(CELLS)[1:]])


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = open_book(path)
    names = [
        row["name"]
        for row in book.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ]
    kept = {
        name: [tuple(row) for row in book.all(f"SELECT * FROM {name} ORDER BY id")]
        for name in names
        if name not in ("change", "journal", "reading", "number", "stage_ended") and not name.startswith("search")
    }
    # Readings follow from names alone and stay; the rest of what finds records must fit them exactly.
    assert index.differences(book._connection) == 0
    book.close()
    return kept


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS, headings=HEADINGS)
@example(
    first=[("", "王伟 ", "¡C", *[""] * 5), ("", "王伟", "", "", "", "nobody", "", "")], second=[], headings=tuple(CELLS)
)
@example(
    first=[("", "A", "", "", "", "B", "", "")],
    second=[("", "a", "138", *[""] * 5), ("", "A", "139-1", "", "", "B", "", "")],
    headings=tuple(CELLS)[1:],
)
def test_again_is_nothing_and_undo_is_exact(run, first, second, headings):
    # A file that calls a firm by the name that another row takes away from it says something else when it comes again.
    assume(not _replaced([*first, *second]) & {row[FIRM] for row in (*first, *second)} - {""})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        states, done = [everything(path)], 0
        for number, rows in enumerate((first, second)):
            source = _file(Path(folder) / f"{number}.csv", rows, headings)
            words = ("import", source, "--as", "customer", "--book", str(path), "--json")
            tried = run(*words, "--dry-run", code=None).json["figures"]
            assert everything(path) == states[-1]
            first_time = run(*words, code=None)
            taken = first_time.json["figures"]
            assert taken == tried
            # Who was refused because somebody without a phone has the name may be told apart when the file comes again: another
            # row has given that one a phone.
            assume("seems to be in the book already" not in first_time.stdout)
            if taken["added"]["value"] or taken["updated"]["value"]:
                done += 1
                states.append(everything(path))
            again = run(*words, code=None).json["figures"]
            assert again["added"]["value"] == again["updated"]["value"] == 0
            assert again["unchanged"]["value"] == len(rows) - again["refused"]["value"] - _blank(rows, headings)
            assert everything(path) == states[-1]
        for state in states[-2::-1]:
            run("undo", "--book", str(path))
            assert everything(path) == state
        assert len(states) == done + 1


def _replaced(rows: list[tuple[str, ...]]) -> set[str]:
    """The names of those whom several rows call otherwise: by their key or their phone they are one."""
    names: dict[tuple[int, str], set[str]] = {}
    for row in rows:
        for column in (KEY, PHONE):
            if row[column].strip():
                names.setdefault((column, row[column]), set()).add(row[NAME])
    return {name for several in names.values() if len(several) > 1 for name in several}


def _file(path: Path, rows: list[tuple[str, ...]], headings: tuple[str, ...]) -> str:
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(headings)
    out.writerows(row[-len(headings) :] for row in rows)
    path.write_bytes(text.getvalue().encode("utf-8", "replace"))
    return str(path)


def _blank(rows: list[tuple[str, ...]], headings: tuple[str, ...]) -> int:
    return sum(not any(cell.strip() for cell in row[-len(headings) :]) for row in rows)
