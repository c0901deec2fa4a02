"""What is left of an erased person in what was handed in, and what of others stays as it was."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run

from amflow import tempfiles
from amflow.book.store import Book


def finished(run: Run) -> None:
    """Say why each figure is below its line, and hand the week's summary in."""
    for gap in run("summary", "--week", "--json").json["gaps"]:
        run("target", "explain", gap["metric"], "--cause", "training", "--remedy", "calls", "--due", "2026-12-02")
    run("summary", "--week", "--final")


def document(book: Book) -> Any:
    """The summary as it is kept; its line in the journal holds the same."""
    kept = book.one("SELECT document FROM final_summary")
    line = book.one("SELECT after FROM journal WHERE table_name = 'final_summary'")
    assert kept is not None and line is not None
    assert json.loads(line["after"])["document"] == kept["document"]
    return json.loads(kept["document"])


def test_no_trace_is_left_in_a_summary_that_was_handed_in(run: Run, book: Book, home: Path) -> None:
    run("customer", "add", "Vandermolen", "--phone", "136 1234-5987", "--email", "v.molen@x.nl")
    run("customer", "edit", "c1", "--phone", "13700001111")
    run("customer", "add", "李强")
    run("deal", "add", "Vandermolen deal", "--pipeline", "account-opening", "--for", "c1", "--amount", "200000")
    run("deal", "win", "d1", "--force", "--why", "so")
    run("log-visit", "c1", "the boat is to be sold", "--next", "thu 10:00 offer")
    run("note", "add", "free note: Vandermolen 13612345987")
    run("note", "add", "now at +86 137-0000-1111")
    run("note", "add", "wrote to V.Molen@x.nl")
    run("note", "add", "all in all: the boat is to be sold")
    run("note", "add", "the number 137000011112 is another")
    finished(run)
    run("customer", "edit", "c1", "--name", 'Molenaar "Mo"')

    gone = run("customer", "erase", "c1", "--yes", "--json").json["item"]

    assert gone["mentions"] == ["n1", "n2", "n3"]
    found = json.dumps(document(book), ensure_ascii=False)
    for secret in ("ander", "Molen", "12345987", "0000-1111", "the boat"):
        assert secret not in found, secret
    assert "free note: — —" in found and "wrote to —" in found and "now at —" in found and "all in all: —" in found
    assert "137000011112 is another" in found
    won = document(book)["deals_won"][0]
    assert (won["ref"], won["title"], won["customer"], won["amount"]["amount"]) == ("d1", "—", "—", 200000)
    run("show", "s1")
    run("book", "check")
    # What others said is theirs to change.
    for number in (1, 2, 3, 4):
        run("note", "remove", f"n{number}")
    assert "Molenaar" not in run("history").stdout


def test_words_of_others_stay(run: Run, book: Book) -> None:
    run("customer", "add", "An", "--phone", "8003")
    run("customer", "add", "李强", "--phone", "13600000000")
    for whom in ("c1", "c2"):
        run("deal", "add", "offer", "--pipeline", "account-opening", "--for", whom, "--amount", "1000")
        run("deal", "add", "Contacts", "--pipeline", "account-opening", "--for", whom)
        run("deal", "add", "the yearly contract", "--pipeline", "account-opening", "--for", whom)
    for number in range(1, 7):
        run("deal", "win", f"d{number}", "--force", "--why", "so")
    run("note", "add", "An offer of Another: the yearly contract, an 8003")
    finished(run)
    before = document(book)

    assert run("customer", "erase", "c1", "--yes", "--json").json["item"]["mentions"] == ["n1"]

    after = document(book)
    assert after["figures"] == before["figures"]
    won = {one["ref"]: (one["title"], one["customer"]) for one in after["deals_won"]}
    assert {won[f"d{number}"] for number in (1, 2, 3)} == {("—", "—")}
    assert [won[f"d{number}"] for number in (4, 5, 6)] == [
        ("offer", "李强"),
        ("Contacts", "李强"),
        ("the yearly contract", "李强"),
    ]
    told = [
        one["text"] for part in after["sections"] for each in part["lists"] for one in each["items"] if "text" in one
    ]
    assert "— offer of Another: the yearly contract, an 8003" in told
    run("show", "s1")


def test_what_a_touch_that_was_taken_back_said_goes_too(run: Run, book: Book) -> None:
    run("customer", "add", "张敏")
    run("log-visit", "c1", "谈到房子要卖掉了", "--no-next")
    run("undo")
    run("note", "add", "听说：谈到房子要卖掉了")
    finished(run)

    run("customer", "erase", "c1", "--yes")

    assert document(book)["sections"][0]["lists"][0]["items"][0]["text"] == "听说：—"


def test_a_summary_that_is_none_is_blacked_out_as_it_stands(run: Run, book: Book, home: Path) -> None:
    run("customer", "add", "Vandermolen")
    finished(run)
    connection = sqlite3.connect(home / "book.db")
    connection.execute("UPDATE final_summary SET document = '{of Vandermolen'")
    connection.commit()
    connection.close()

    run("customer", "erase", "c1", "--yes")

    assert book.all("SELECT document FROM final_summary")[0][0] == "{of —"


def test_a_sum_that_stays_says_nothing_of_the_person(run: Run, book: Book) -> None:
    run("customer", "add", "张敏")
    run("product", "add", "Rice", "--price", "298")
    run("order", "add", "p1", "--for", "c1", "--units", "2", "--amount", "596")
    run("order", "edit", "o1", "--why", "her van broke down")

    run("customer", "erase", "c1", "--yes")

    assert [tuple(row) for row in book.all("SELECT customer_id, name, why, amount_minor FROM orders")] == [
        (None, "—", "", 59600)
    ]


def test_a_number_that_was_given_is_given_to_nothing_else(run: Any) -> None:
    """Old papers name c2 and h1: whoever comes later is somebody else. What was undone never was."""
    for name in ("王伟", "李娜"):
        run("customer", "add", name)
    for name in ("note", "bond"):
        run("holding", "add", name, "--for", "李娜", "--amount", "100")
    run("holding", "remove", "h2")
    run("customer", "erase", "c2", "--yes")

    assert run("customer", "add", "张敏", "--json").json["item"]["ref"] == "c3"
    assert "h3" in run("holding", "add", "note", "--for", "张敏", "--amount", "100").stdout
    run("undo", "2")
    assert run("customer", "add", "何静", "--json").json["item"]["ref"] == "c3"
    run("holding", "add", "note", "--for", "何静", "--amount", "100")
    run("customer", "merge", "c1", "c3", "--yes")
    assert run("customer", "add", "吴昊", "--json").json["item"]["ref"] == "c4"
    run("book", "check")


def test_somebody_who_was_removed_is_erased_too(run: Run, home: Path) -> None:
    run("customer", "add", "Vandermolen", "--phone", "13612345987")
    run("customer", "add", "Molenaar")
    run("customer", "remove", "c1")
    run("customer", "remove", "Molenaar")
    assert "no customer" in run("customer", "show", "c1", code=3).stderr

    run("customer", "erase", "vandermolen", "--yes")
    run("customer", "erase", "c2", "--yes")

    assert b"olen" not in (home / "book.db").read_bytes()
    run("customer", "erase", "Vandermolen", "--yes", code=3)
    run("book", "check")


def test_undo_goes_on_with_what_is_about_others(run: Run, home: Path) -> None:
    run("customer", "add", "Vandermolen")
    run("customer", "add", "Other")
    run("log-call", "c1", "a word", "--no-next")

    run("customer", "erase", "c1", "--yes")

    assert "the last command, customer erase c1, cannot be taken back" in run("undo", code=1).stderr
    run("customer", "show", "Other")
    back = run("undo", "1")
    assert "customer add" in back.stdout
    assert "customer erase c1 stays: it cannot be taken back" in back.stderr
    run("customer", "show", "Other", code=3)
    assert "nothing to undo" in run("undo", "1", code=1).stderr
    run("redo")
    run("customer", "show", "Other")
    run("book", "check")


def test_while_another_program_reads_the_former_file_it_is_said(run: Run, home: Path) -> None:
    run("customer", "add", "Vandermolen", "--phone", "13612345987")
    run("config", "set", "busy_seconds", "0")
    reader = sqlite3.connect(home / "book.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM customer").fetchall()

    said = run("customer", "erase", "c1", "--yes")

    assert "another program is reading the book" in said.stdout
    assert "traces may be left" in run("book", "check", code=5).stderr
    assert "another program is reading" in run("book", "check", "--fix", code=5).stderr
    reader.close()
    run("book", "check", "--fix")
    run("book", "check")
    for file in home.glob("book.db*"):
        assert not file.is_file() or b"13612345987" not in file.read_bytes()


def test_everywhere_is_in_none_of_the_books_bytes(run: Run, home: Path, tmp_path: Path) -> None:
    run("customer", "add", "Vandermolen", "--phone", "136 1234-5987")
    run(
        "customer",
        "add",
        "Grace Field",
        "--impression",
        "sent by Vandermolen",
        "--field",
        "hobbies=sails with Vandermolen",
    )
    run("customer", "edit", "c2", "--impression", "calm")
    run("log-call", "c2", "asked for vandermolen, +8613612345987", "--no-next")
    run("log-call", "c2", "a word of hers", "--no-next")
    run("note", "add", "the number 136-1234-5987")
    run("note", "remove", "n1")
    run("customer", "add", "Vandermolen", "--phone", "13700001111", "--anyway")

    told = run("customer", "erase", "c1", "--everywhere", "--yes", "--json").json["item"]

    # Another one of that name is called so still.
    assert (told["mentions"], told["blacked_out"]) == (["c3"], ["c2"])
    run("book", "check")
    assert b"12345987" not in (home / "book.db").read_bytes()
    run("export", str(tmp_path / "all.json"))
    said = (tmp_path / "all.json").read_text("utf-8")
    assert "12345987" not in said and "with Vandermolen" not in said and "by Vandermolen" not in said
    assert "sails with —" in said and "asked for —, —" in said and "a word of hers" in said
    run("undo", "2")
    assert "the number —" in run("note", "list").stdout
    run("redo", "2")
    run("book", "check")


def test_only_copies_that_hold_the_person_are_named(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def on(day: str) -> None:
        monkeypatch.setenv("AMFLOW_NOW", f"{day}T09:30")

    run("note", "add", "the first day")
    on("2026-11-26")
    run("note", "add", "nobody yet")
    on("2026-11-27")
    run("customer", "add", "Vandermolen", "--phone", "13612345987")
    run("customer", "add", "Grace Field")
    on("2026-11-30")
    run("note", "add", "all there")
    on("2026-12-01")
    run("note", "add", "called by 136 1234 5987")
    run("note", "remove", "n4")
    copies = home / "book.db.backups"
    assert [one.name for one in sorted(copies.iterdir())] == [
        f"2026-{day}.db" for day in ("11-26", "11-27", "11-30", "12-01")
    ]
    on("2026-12-02")

    nobody = run("customer", "erase", "Grace Field", "--yes", "--json").json["item"]
    erased = run("customer", "erase", "Vandermolen", "--yes")

    assert nobody["copies"] == [str(copies / "2026-12-01.db"), str(copies / "2026-11-30.db")]
    assert "2026-12-01.db" in erased.stdout and "2026-11-27" not in erased.stdout
    assert "--forget-before 2026-12-02" in erased.stdout
    (copies / "2026-12-03.db").write_text("damaged")
    on("2026-12-03")
    run("customer", "add", "Molenaar")
    # What cannot be looked into may hold anybody.
    assert "2026-12-03.db" in run("customer", "erase", "Molenaar", "--yes").stdout


def test_whoever_became_part_of_the_person_goes_too(run: Run, book: Book, home: Path) -> None:
    run("customer", "add", "Quorresmith", "--phone", "13977512864", "--email", "quorre@zwynd.example")
    run("customer", "add", "Zwyndhammer")
    run("customer", "add", "Kinghorn")
    run("customer", "add", "Another", "--referrer", "c1")
    run("log-visit", "c1", "the boat is to be sold", "--no-next")
    run("customer", "edit", "c1", "--name", "Quorresmythe")
    run("customer", "merge", "c2", "c1", "--yes")
    run("customer", "merge", "c3", "c2", "--yes")
    # One who was joined and parted again is somebody else.
    run("customer", "add", "Stranger-Twin", "--phone", "13900000007")
    run("customer", "merge", "c3", "c5", "--yes")
    run("undo", "1")

    gone = run("customer", "erase", "c3", "--yes", "--json").json["item"]
    run("book", "backups", "--forget-before", "tomorrow", "--yes")

    assert gone["erased"]["customer"] == 1
    content = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    for secret in ("orresm", "zwynd", "13977512864", "46821577931", "inghorn", "the boat"):
        assert secret.encode() not in content.lower(), secret
    assert "Stranger-Twin" in run("show", "c5").stdout
    run("book", "check")
    # The merge of the twin, which was undone, and what was said of Another are there still.
    run("undo", "1")
    run("book", "check")


def test_a_line_of_history_that_was_emptied_hides_nobody(run: Run, home: Path) -> None:
    run("customer", "add", "Quorresmith")
    run("customer", "add", "Kinghorn")
    run("customer", "add", "Kinghorn", "--anyway")
    run("log-visit", "c1", "hello", "--no-next")
    run("customer", "merge", "c2", "c1", "--yes")
    run("customer", "erase", "c3", "--yes")

    run("customer", "erase", "c2", "--yes")
    run("book", "backups", "--forget-before", "tomorrow", "--yes")

    assert b"uorresm" not in (home / "book.db").read_bytes()


def test_a_target_of_the_person_goes(run: Run, book: Book) -> None:
    run("customer", "add", "Quorresmith")
    run("customer", "add", "Kinghorn")
    for number in ("3", "4"):
        run("target", "set", "touches", number, "--for", "c1", "--period", "month")
        run("target", "set", "touches", number, "--for", "c2", "--period", "month")

    gone = run("customer", "erase", "c1", "--yes", "--json").json["item"]

    assert gone["erased"]["target"] == 1
    assert {row["part"] for row in book.all("SELECT part FROM target")} == {"2"}
    assert not book.all("SELECT 1 FROM journal WHERE table_name = 'target' AND json_extract(after, '$.part') = '1'")
    run("book", "check")


def test_what_others_said_formerly_goes_and_what_they_say_stays(run: Run, book: Book, home: Path) -> None:
    """Nobody could take it out of the history, and nothing names it."""
    run("customer", "add", "Quorresmith", "--phone", "139 7751 2864")
    run("customer", "add", "Kinghorn", "--phone", "139 7751 2864")
    run("note", "add", "dinner with Quorresmith")
    run("note", "edit", "n1", "dinner")
    run("note", "add", "lunch with quorresmith")
    run("note", "remove", "n2")
    run("task", "add", "call 13977512864", "--for", "c2", "--due", "fri")
    run("task", "edit", "t1", "--title", "call her")
    run("note", "add", "Quorresmith is back")
    run("note", "edit", "n3", "Quorresmith is gone")
    run("note", "edit", "n3", "Quorresmith is back")

    gone = run("customer", "erase", "c1", "--yes", "--json").json["item"]

    assert gone["mentions"] == ["c2", "n3"]
    said = [
        row[0] or row[1] for row in book.all("SELECT after, before FROM journal WHERE table_name IN ('note', 'task')")
    ]
    assert (
        sum("uorresm" in line for line in said) == 2 and "dinner with —" in said[0] and "13977512864" not in str(said)
    )
    run("book", "check")
    run("undo", "9")
    run("book", "check")
    assert run("note", "list", "--json").json["items"] == []
    run("redo", "9")
    assert [one["text"] for one in run("note", "list", "--json").json["items"]] == ["Quorresmith is back", "dinner"]
    assert "139 7751 2864" in run("show", "c2").stdout


def test_what_was_kept_for_a_day_goes_and_what_is_being_written_is_named(run: Run, home: Path) -> None:
    run("customer", "add", "Vandermolen")
    tempfiles.keep('name = "Vandermolen"', "toml")
    tempfiles.keep('[["note", "Vandermolen is ill", true]]', "0000abcd.json")
    with tempfiles.folder(tempfiles.PAGE) as folder:
        (folder / "page.toml").write_text("Vandermolen", "utf-8")
        said = run("customer", "erase", "c1", "--yes", "--json").json["item"]
        assert said["pages"] == [str(folder / "page.toml")]

    assert [one for one in (home / "run").rglob("*") if one.is_file()] == []


def test_a_copy_that_the_passphrase_does_not_open_is_named_as_one(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    for name in ("former", "present", "sealed"):
        Path(name).write_text(f"{name} horse battery\n", "utf-8")
        Path(name).chmod(0o600)
    run("config", "set", "keep_key", "never")
    run("customer", "add", "Vandermolen")
    run("book", "backup", "sealed.age", "--encrypt", "--passphrase-file", "sealed")
    run("book", "encrypt", "--passphrase-file", "former")
    foreign = home / "book.db.backups" / "2026-01-02.db"
    foreign.parent.mkdir(exist_ok=True)
    shutil.copy(home / "book.db", foreign)
    run("book", "decrypt", "--passphrase-file", "former", "--yes")
    run("book", "encrypt", "--passphrase-file", "present")
    monkeypatch.setenv("AMFLOW_PASSPHRASE_FILE", str(home / "present"))
    run("book", "backup", "mine.db")
    mine = Path(shutil.move("mine.db", home / "book.db.backups" / "2026-01-03.db"))

    said = run("customer", "erase", "c1", "--yes", "--json").json["item"]

    assert said["unopened"] == [str(foreign), str(home / "sealed.age")]
    assert str(mine) in said["copies"] and str(foreign) not in said["copies"]
