"""Who in the book somebody is: files brought in twice and after corrections, spelt otherwise, namesakes; and names that are
told apart alike wherever they are typed."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.book import migrations, values
from amflow.book.opening import open_book

LATER = ("contact_id", "behind")
"""Columns of a customer that later steps made: an older book has none of them."""


@pytest.fixture
def rows(book: Any) -> Any:
    """The customers of the book, each with the columns that are asked for."""
    return lambda *columns: [tuple(row) for row in book.all(f"SELECT {', '.join(columns)} FROM customer ORDER BY id")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("古丽娜·艾山", "古丽娜•艾山"),
        ("古丽娜·艾山", "古丽娜 ‧ 艾山"),
        ("古丽娜·艾山", "古丽娜・艾山"),
        ("古丽娜·艾山", "古丽娜．艾山"),
        ("古丽娜·艾山", "古丽娜艾山"),
        ("林　晨", "林晨"),
        ("ＡＣＭＥ　Trading", "acme trading"),
        ("陳國榮", "陈国荣"),
        ("O’Hara", "O'hara"),
    ],
)
def test_names_are_the_same_however_they_are_spelt(one: str, other: str) -> None:
    assert values.folded_name(one) == values.folded_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ann Lee", "Annlee"), ("Jean-Luc", "Jean Luc"), ("林晨", "林辰"), ("1号店 北", "1号店 南")]
)
def test_names_are_no_more_alike_than_that(one: str, other: str) -> None:
    assert values.folded_name(one) != values.folded_name(other)


@given(st.text(alphabet="古丽娜林陳国 ·•‧・.　aZ’-", max_size=12))
def test_a_folded_name_is_its_own(name: str) -> None:
    assert values.folded_name(values.folded_name(name)) == values.folded_name(name)


@pytest.mark.parametrize("typed", ["古丽娜艾山", "古丽娜•艾山", "古丽娜 艾山", "古丽娜・艾"])
def test_a_name_with_a_dot_is_found_with_another_and_without(run: Any, typed: str) -> None:
    run("customer", "add", "古丽娜·艾山")

    assert run("show", typed, "--json").json["item"]["name"] == "古丽娜·艾山"
    assert "古丽娜·艾山" in run("find", typed).stdout
    assert "古丽娜·艾山" in run("customer", "list", typed).stdout


def test_one_is_called_by_what_stands_before_the_dot(run: Any) -> None:
    run("customer", "add", "古丽娜·艾山", "--ms", "--language", "en")

    assert "Ms Gulina" in run("script", "show", "callback-call", "--for", "c1").stdout


def test_a_file_twice_changes_nothing_and_a_corrected_spelling_is_an_update(file: Any, figures: Any, rows: Any) -> None:
    was = "姓名,电话,邮箱\n林晨,13911110001,\n古丽娜·艾山,13911110002,\nDoe Jane,,jane@firm.example\n"
    assert figures(file("a.csv", was), "--as", "customer") == {"added": 3}
    assert figures(file("a.csv", was), "--as", "customer") == {"unchanged": 3}

    now = '姓名,电话,邮箱\n林辰,+86 139 1111 0001,\n古丽娜•艾山,0086-13911110002,\n"Doe, Jáne",,Jane@firm.example\n'
    assert figures(file("b.csv", now), "--as", "customer") == {"updated": 3}
    assert rows("name") == [("林辰",), ("古丽娜•艾山",), ("Doe, Jáne",)]
    assert figures(file("b.csv", now), "--as", "customer") == {"unchanged": 3}


def test_whoever_is_called_otherwise_now_is_named(file: Any, run: Any) -> None:
    run("customer", "add", "林晨", "--phone", "13911110001")

    told = run("import", file("a.csv", "name,phone\n林辰,139-1111-0001\n"), "--as", "customer").stderr

    assert "called as the file has it: 林晨 → 林辰 (c1)" in told


@pytest.mark.parametrize(
    ("row", "code", "done"),
    [
        ("林小雨,13911110001,", 0, {"added": 1}),  # A child with the same phone.
        ("林辰,010-66660000,", 1, {"refused": 1}),  # A colleague on the same line, whose name sounds alike.
    ],
)
def test_a_shared_phone_is_asked_about_where_the_names_are_alike(
    file: Any, figures: Any, run: Any, row: str, code: int, done: dict[str, int]
) -> None:
    run("customer", "add", "林晨", "--phone", "13911110001 / 010-66660000")

    assert figures(file("a.csv", f"name,phone,email\n{row}\n"), "--as", "customer", code=code) == done


def test_phone_and_mail_together_bear_a_slip_in_the_name(file: Any, figures: Any, rows: Any) -> None:
    head = "name,phone,email\n"
    figures(file("a.csv", f"{head}Alexandar Stone,13911110001,a@firm.example\n"), "--as", "customer")

    again = figures(file("b.csv", f"{head}Alexander Stone,13911110001,a@firm.example\n"), "--as", "customer")

    assert (again, rows("name")) == ({"updated": 1}, [("Alexander Stone",)])


def test_the_same_mail_keeps_somebody_whose_phone_is_new(file: Any, figures: Any, rows: Any) -> None:
    figures(file("a.csv", "name,phone,email\nAnn Lee,13911110001,ann@firm.example\n"), "--as", "customer")

    again = figures(file("b.csv", "name,phone,email\nAnn Lee,13911110009,ann@firm.example\n"), "--as", "customer")

    assert (again, rows("phone")) == ({"updated": 1}, [("13911110009",)])


WITH_FIRMS = """
[fields]
name = "name"
phone = "phone"
impression = "note"
anyway = "anyway"

[fields.organisation]
column = "firm"
unknown = "create"
kind = "organisation"
"""


def test_namesakes_are_told_apart_by_the_phone_or_the_firm_in_the_row(file: Any, figures: Any, rows: Any) -> None:
    options = ("--as", "customer", "--map", file("m.toml", WITH_FIRMS))
    head = "name,phone,firm,note,anyway\n"
    four = f"{head}林晨,13911110001,,,\n林晨,13911110002,,,\n林晨,,甲厂,,yes\n林晨,,乙厂,,yes\n"
    assert figures(file("a.csv", four), *options) == {"added": 4, "created": 2}
    assert figures(file("a.csv", four), *options) == {"unchanged": 4}

    two = f"{head}林晨,139 1111 0002,,二,\n林晨,,乙厂,乙,\n"
    assert figures(file("b.csv", two), *options) == {"updated": 2}
    assert [row for row in rows("phone", "impression") if row[1]] == [("13911110002", "二"), ("", "乙")]


def test_a_person_of_another_firm_is_not_moved_there(file: Any, figures: Any, run: Any) -> None:
    run("customer", "add", "甲厂", "--organisation")
    run("customer", "add", "林晨", "--org", "甲厂")
    map_ = file("m.toml", '[fields]\nname = "n"\n[fields.organisation]\ncolumn = "o"\nunknown = "create"\n')

    assert figures(file("a.csv", "n,o\n林晨,丙厂\n"), "--as", "customer", "--map", map_, code=1) == {"refused": 1}
    assert figures(file("b.csv", "n,o\n林晨,甲厂\n"), "--as", "customer", "--map", map_) == {"unchanged": 1}


def test_an_organisation_that_contacts_made_is_completed_by_the_accounts(file: Any, figures: Any, rows: Any) -> None:
    map_ = file("m.toml", 'as = "customer"\n[fields]\nname = "n"\n[fields.organisation]\ncolumn = "o"\n'
                'unknown = "create"\nkind = "organisation"\n')  # fmt: skip
    figures(file("contacts.csv", "n,o\nAnn Lee,Norgate Ltd\n"), "--map", map_)

    accounts = file("accounts.csv", "key,name,kind,phone\n77,NORGATE  Ltd,organisation,+44 161 555 2002\n")
    assert figures(accounts, "--as", "customer") == {"updated": 1}
    assert figures(accounts, "--as", "customer") == {"unchanged": 1}
    assert [row[0] for row in rows("kind")] == ["organisation", "person"]


TALKS = "客户,电话,公司,held_on,note\n"


@pytest.mark.parametrize(
    ("beside", "taken"),
    [("+86 139-1111-0002,", 2), (",乙厂", 3), ("13911110001,乙厂", 1)],
)
def test_a_row_means_the_namesake_whose_phone_or_firm_it_has(
    file: Any, figures: Any, run: Any, book: Any, beside: str, taken: int
) -> None:
    run("customer", "add", "林晨", "--phone", "13911110001")
    run("customer", "add", "林晨", "--phone", "13911110002")
    run("customer", "add", "林晨", "--anyway", "--phone", "13911110003")
    run("customer", "add", "乙厂", "--organisation")
    run("customer", "edit", "c3", "--org", "乙厂")

    assert figures(file("t.csv", f"{TALKS}林晨,{beside},2026-11-20,谈过\n"), "--as", "touch") == {"added": 1}
    assert book.one("SELECT customer_id FROM touch")[0] == taken


@pytest.mark.parametrize("beside", [",", ",丙厂", "13911110009,"])
def test_a_row_that_fits_no_namesake_or_several_is_refused(file: Any, figures: Any, run: Any, beside: str) -> None:
    run("customer", "add", "林晨", "--phone", "13911110001")
    run("customer", "add", "林晨", "--phone", "13911110002")

    assert figures(file("t.csv", f"{TALKS}林晨,{beside},2026-11-20,谈过\n"), "--as", "touch", code=1) == {"refused": 1}


def older(path: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book as the program before that step kept it: the rows of today in the tables of then."""
    then = path.with_suffix(".then")
    with monkeypatch.context() as before:
        before.setattr(migrations, "STEPS", migrations.STEPS[:step])
        open_book(then).close()
    with closing(sqlite3.connect(then, isolation_level=None)) as old:
        old.execute("ATTACH ? AS today", (str(path),))
        for (table,) in old.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite%'"
        ).fetchall():
            columns = [row[1] for row in old.execute(f"PRAGMA main.table_info({table})")]
            there = {row[1] for row in old.execute(f"PRAGMA today.table_info({table})")}
            both = ", ".join(name for name in columns if name in there)
            old.execute(f"DELETE FROM main.{table}")
            old.execute(f"INSERT INTO main.{table} ({both}) SELECT {both} FROM today.{table}")
    for name in (path, then):
        for beside in ("-wal", "-shm"):
            Path(f"{name}{beside}").unlink(missing_ok=True)
    then.replace(path)


def test_names_of_an_older_book_are_folded_when_it_is_opened(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, their readings, the index of words and the journal: all as if they had been written today."""
    run("customer", "add", "古丽娜·艾山")
    run("customer", "edit", "c1", "--role", "主任")
    path = next(home.rglob("book.db"))
    older(path, [one.name for one in migrations.STEPS].index("names_told_apart"), monkeypatch)
    with sqlite3.connect(path) as old:
        old.execute("UPDATE reading SET name_key = '古丽娜·艾山'")
        old.execute("UPDATE customer SET name_key = '古丽娜·艾山'")
        old.execute("UPDATE journal SET after = replace(after, '\"古丽娜艾山\"', '\"古丽娜·艾山\"')")

    opened = open_book(path)
    assert opened.one("SELECT name_key FROM customer")[0] == "古丽娜艾山"
    opened.close()
    assert run("book", "check").code == 0
    for typed in ("gulina", "古丽娜艾山", "glnas"):
        assert "古丽娜·艾山" in run("show", typed).stdout
    assert "古丽娜·艾山" in run("find", "艾山").stdout
    run("undo", "2")
    assert run("book", "check").code == 0


def test_names_of_an_older_whole_book_are_folded_when_it_is_brought_in(run: Any, home: Path) -> None:
    run("customer", "add", "古丽娜·艾山")
    whole = home / "whole.json"
    run("export", str(whole))
    told = json.loads(whole.read_text("utf-8").replace('"古丽娜艾山"', '"古丽娜·艾山"'))
    del told["tables"]["touch_with"]
    for row in told["tables"]["customer"]:
        for column in LATER:
            del row[column]
    told["version"] = [one.name for one in migrations.STEPS].index("names_told_apart")
    whole.write_text(json.dumps(told, ensure_ascii=False), "utf-8")

    other = str(home / "other.db")
    run("--book", other, "import", str(whole))

    assert "古丽娜·艾山" in run("--book", other, "find", "古丽娜艾山").stdout
    assert run("--book", other, "book", "check").code == 0
