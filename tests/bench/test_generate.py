"""The generated books are sound, the same for the same seed, and their kept columns are what the program would keep."""

import sys
from pathlib import Path

import pytest

from amflow.book import derived_columns, integrity
from amflow.book.opening import open_book
from amflow.book.store import Book

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "bench"))

import generate


@pytest.fixture
def generated(tmp_path: Path) -> Book:
    generate.generate(tmp_path / "generated.db", 60)
    return open_book(tmp_path / "generated.db")


def test_it_has_the_size_that_was_asked_for_and_is_sound(generated: Book) -> None:
    counts = generated.counts()

    assert (counts["customer"], counts["touch"], counts["deal"]) == (60, 600, 120)
    # It is written without the journal: the file and what follows from its rows are sound.
    assert integrity.beside_rows(generated) == []


def test_the_same_seed_gives_the_same_book(generated: Book, tmp_path: Path) -> None:
    generate.generate(tmp_path / "again.db", 60)
    again = open_book(tmp_path / "again.db")

    for table in generate.COLUMNS:
        rows = [tuple(row) for row in generated.all(f"SELECT * FROM {table} ORDER BY id")]
        assert rows == [tuple(row) for row in again.all(f"SELECT * FROM {table} ORDER BY id")], table
        assert rows


def test_the_kept_columns_are_what_the_program_would_keep(generated: Book) -> None:
    def kept() -> list[tuple[object, ...]]:
        customers = generated.all("SELECT id, last_touch_on, quiet_since, client_since, birthday_md FROM customer")
        return [tuple(row) for row in (*customers, *generated.all("SELECT id, quiet_since FROM deal"))]

    before = kept()
    with generated.change("recompute") as change:
        for row in generated.all("SELECT * FROM customer"):
            change.update("customer", row["id"], **derived_columns.of_customer({"birthday": row["birthday"]}))
            derived_columns.after_touch_or_deal(generated, change, row["id"])

    assert kept() == before


def test_most_of_it_happens_on_workdays_before_today(generated: Book) -> None:
    days = [row["held_on"] for row in generated.all("SELECT held_on FROM touch")]
    weekend = generated.number("SELECT count(*) FROM touch WHERE strftime('%w', held_on) IN ('0', '6')")

    assert max(days) < generate.TODAY.isoformat()
    assert weekend < len(days) / 10
