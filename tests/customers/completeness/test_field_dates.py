"""Since when a field of a customer's file is known."""

from pathlib import Path
from typing import Any

from amflow.book.store import Book


def days(book: Book) -> dict[str, str]:
    rows = book.all(
        "SELECT 'c' || customer.id || ' ' || day.key AS what, day.value AS on_date"
        " FROM customer, json_each(customer.profile_on) AS day ORDER BY 1"
    )
    return {row["what"]: row["on_date"] for row in rows}


def test_every_write_of_a_field_keeps_its_day(run: Any, book: Book) -> None:
    run("customer", "add", "张敏", "--field", "employer=东方机械", "--on", "2026-01-05")
    assert days(book) == {"c1 employer": "2026-01-05"}

    run("customer", "edit", "张敏", "--field", "hobbies=羽毛球", "--on", "2026-03-01")
    assert days(book) == {"c1 employer": "2026-01-05", "c1 hobbies": "2026-03-01"}

    # What is said once more is as good as new, though nothing changes.
    run("customer", "edit", "张敏", "--field", "employer=东方机械")
    assert days(book)["c1 employer"] == "2026-11-25"
    run("undo")
    assert days(book)["c1 employer"] == "2026-01-05"

    run("customer", "edit", "张敏", "--field", "employer=")
    assert days(book) == {"c1 hobbies": "2026-03-01"}


def test_a_file_brings_days_too_and_leaves_what_it_repeats(run: Any, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,phone,employer,hobbies\n张敏,13800138000,东方机械,羽毛球\n", encoding="utf-8")
    run("import", str(file), "--as", "customer", "--on", "2026-02-02")
    file.write_text("name,phone,employer,hobbies\n张敏,13800138000,西山银行,羽毛球\n", encoding="utf-8")
    run("import", str(file), "--as", "customer")

    assert days(book) == {"c1 employer": "2026-11-25", "c1 hobbies": "2026-02-02"}


def test_merging_keeps_the_day_of_the_word_that_stands(run: Any, book: Book) -> None:
    run("customer", "add", "张敏", "--phone", "13800138000", "--field", "employer=东方机械", "--on", "2026-01-05")
    run(
        "customer",
        "add",
        "张敏敏",
        "--phone",
        "13900139000",
        "--field",
        "employer=西山银行",
        "--field",
        "hobbies=羽毛球",
    )
    run("customer", "merge", "c1", "c2", "--yes")

    assert days(book) == {"c1 employer": "2026-01-05", "c1 hobbies": "2026-11-25"}


def test_what_is_erased_and_what_is_exported(run: Any, book: Book, tmp_path: Path) -> None:
    run("customer", "add", "张敏", "--field", "employer=东方机械")
    run("export", str(tmp_path / "c1.json"), "--for", "c1")
    assert "profile_on" in (tmp_path / "c1.json").read_text(encoding="utf-8")

    run("customer", "erase", "c1", "--yes")
    assert days(book) == {}


def test_the_demo_book_knows_the_day_of_every_field(run: Any, book: Book) -> None:
    from json import loads

    run("demo", "--playbook", "retail-bank", "--book", str(book.path), code=None)
    rows = book.all("SELECT id, profile FROM customer")
    assert {f"c{row['id']} {key}" for row in rows for key in loads(row["profile"])} == set(days(book))
