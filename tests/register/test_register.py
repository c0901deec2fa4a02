"""The locked register: what a closed one lets through, the log and its chain, the supervisor's page."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from amflow import registry
from amflow.book import access_log
from amflow.book.opening import open_book
from amflow.errors import Refused
from amflow.shell import access
from amflow.shell.app import app as command_line
from amflow.shell.context import App
from days import customer


def _leaves(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(" ".join(path), command)]
    found = [(" ".join(path), command)] if getattr(command, "invoke_without_command", False) else []
    for name in command.commands:
        found += _leaves(command.commands[name], (*path, name))
    return found


COMMANDS = dict(_leaves(typer.main.get_command(command_line)))

FREE = {
    "register open", "register close", "register show", "register audit", "register check", "init", "demo", "calendar",
    "book path", "book backups", "book check", "goal list", "goal show",
    "news", "news open", "news feeds", "news add", "news remove", "playbook list", "playbook show",
    "playbook use", "playbook new", "playbook check", "config list", "config get", "config set", "config unset", "config path",
    "book encrypt", "book rekey", "book lock", "book unlock",
    "config completion", "help", "product list", "product show", "target list", "script list",

}  # fmt: skip
"""What works while the register is closed: everything that shows no customer and changes nothing in the book."""


@pytest.fixture
def kept(run: Any) -> str:
    """A register that was opened in the morning, with a customer in it."""
    run("config", "set", "name", "李薇")
    run("register", "open")
    return customer(run, "张敏", "--phone", "13800138000")


def test_every_command_has_chosen_what_it_does_with_customers() -> None:
    assert {path for path in COMMANDS if access.class_of(path) == registry.FREE} == FREE


def test_a_command_that_nobody_has_thought_of_is_refused_too() -> None:
    assert access.class_of("newest") == access.class_of("newest list") == registry.SHOWS
    assert access.class_of("customer forget") == registry.WRITES


def test_a_closed_register_lets_no_other_command_in(run: Any, kept: str) -> None:
    run("register", "close")
    app = App()
    root = typer.main.get_command(command_line)

    for path in sorted(set(COMMANDS) - FREE):
        context = root.context_class(root, info_name="amflow", obj=app)
        for name in path.split():
            command = context.command.commands[name]  # type: ignore[attr-defined]
            context = command.context_class(command, info_name=name, parent=context)
        context.params = {}

        with pytest.raises(Refused) as refused:
            context.command.invoke(context)
        assert refused.value.hint == "amflow register open", path
    app.close()


def test_closed_it_says_so_in_one_clean_line(run: Any, kept: str, home: Path) -> None:
    run("register", "close")

    for words in (("customer", "list"), ("today",), ("show", "c1"), ("export", str(home / "x.json")), ("undo",),
                  ("customer", "add", "王伟"), ("book", "backup", str(home / "copy.db")), ("callback",)):  # fmt: skip
        refused = run(*words, code=1)
        assert refused.stdout == ""
        assert refused.stderr == "error: the register was closed 09:30 by 李薇\nhint: amflow register open\n"
    assert not (home / "x.json").exists()
    assert not (home / "copy.db").exists()
    assert run("completion", "words", "bash", "customer", "show", "张").stdout == ""
    for words in (("help",), ("config", "list"), ("playbook", "list"), ("book", "path"), ("script", "list")):
        run(*words)
    run("register", "open")
    assert "张敏" in run("customer", "list").stdout


def test_opening_twice_and_closing_twice_is_refused(run: Any, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is open since 09:30, by 李薇" in run("register", "open", code=1).stderr
    run("register", "close", "--by", "王主任")
    assert "by 王主任" in run("register", "close", code=1).stderr
    run("register", "open")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-26T08:05")
    run("register", "open")
    assert run("register", "show").lines[0][4] == "not-closed"


def test_without_a_name_it_asks_for_one(run: Any) -> None:
    assert "--by" in run("register", "open", code=2).stderr


def test_closing_says_which_files_are_handed_in(run: Any, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T17:35")
    customer(run, "王伟")
    run("log-call", "张敏", "talked", "--no-next")

    closed = run("register", "close", "--json").json["item"]

    assert (closed["new"], closed["changed"], closed["at"][11:16]) == (2, 0, "17:35")


def test_a_trade_without_a_register_pays_nothing_and_logs_nothing(run: Any, book: Any) -> None:
    customer(run, "张敏")
    run("today"), run("customer", "list"), run("show", "c1")

    assert book.number("SELECT count(*) FROM access") == 0
    assert run("today", "--json").json["register"] is None


def test_a_trade_with_one_logs_every_look_from_the_first(run: Any, book: Any, home: Path) -> None:
    run("playbook", "use", "wealth-center")
    customer(run, "张敏")
    run("today"), run("find", "张敏"), run("show", "c1")
    run("export", str(home / "a.csv"), "--what", "customers")
    run("export", str(home / "b.csv"), "--what", "customers", "--mask")
    run("summary", "--week", "-o", str(home / "s.md"))

    lines = [(row["kind"], row["command"], row["unmasked"]) for row in book.all("SELECT * FROM access ORDER BY id")]
    assert lines == [
        ("list", "today", 0), ("list", "find", 0), ("list", "show", 0), ("export", "export", 1), ("export", "export", 0),
        ("export", "summary", 0),
    ]  # fmt: skip
    assert "not opened yet" in run("today", "--json").json["register"]


def test_the_setting_keeps_a_log_for_any_trade(run: Any, book: Any) -> None:
    run("config", "set", "register", "on")
    run("history")

    assert book.number("SELECT count(*) FROM access") == 1


def test_the_log_is_no_change_and_cannot_be_undone(run: Any, kept: str, book: Any) -> None:
    run("customer", "list")
    before = book.number("SELECT count(*) FROM access")
    run("undo")

    assert book.number("SELECT count(*) FROM access") == before
    assert run("history").lines[0][1] == "customer add"


def test_the_register_ticks_its_items_of_the_checklist(run: Any) -> None:
    run("playbook", "use", "wealth-center")

    def state(title: str) -> str:
        items = run("today", "--full", "--json").json["items"]
        return next(item["state"] for item in items if item["title"] == title)

    assert state("Register and files taken out of the lock") == "open"
    run("register", "open", "--by", "李薇")
    assert state("Register and files taken out of the lock") == "done"


def test_the_supervisors_check_ticks_fridays_item(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-27T16:00")
    run("playbook", "use", "wealth-center")
    run("register", "open", "--by", "李薇")
    run("register", "check", "--by", "赵主任")

    items = {item["title"]: item["state"] for item in run("today", "--full", "--json").json["items"]}
    assert items["Supervisor has checked the register"] == "done"


def _edit(home: Path, sql: str) -> None:
    connection = sqlite3.connect(home / "book.db")
    connection.execute(sql)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE access SET who = 'nobody' WHERE id = 2", "line 2 of the access log was changed"),
        ("UPDATE access SET at_time = '08:00' WHERE id = 1", "line 1 of the access log was changed"),
        ("UPDATE access SET unmasked = 0 WHERE id = 3", "line 3 of the access log was changed"),
        ("DELETE FROM access WHERE id = 2", "line 2 of the access log is missing"),
        ("DELETE FROM access WHERE id = 1", "the beginning of the access log is missing"),
        ("DELETE FROM access WHERE id >= 3", "the end of the access log, from line 3 on"),
        ("DELETE FROM access", "the end of the access log, from line 1 on"),
        (
            "INSERT INTO access SELECT 5, at, on_date, at_time, kind, command, who, detail, unmasked, hash, hash FROM access"
            " WHERE id = 4",
            "line 5 of the access log was changed",
        ),
        ("UPDATE access SET hash = 'f' || substr(hash, 2) WHERE id = 4", "line 4 of the access log was changed"),
    ],
)
def test_a_log_edited_by_hand_is_found(run: Any, kept: str, home: Path, sql: str, says: str) -> None:
    run("customer", "list")
    run("export", str(home / "a.csv"), "--what", "customers")
    run("show", "c1")
    assert run("register", "audit", "--json").json["sound"] is True

    _edit(home, sql)

    found = run("register", "audit", "--json", code=5)
    assert says in found.stderr
    assert found.json["sound"] is False
    assert says in run("register", "check", "--by", "赵主任", code=5).stderr


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.data())
def test_any_change_of_any_line_is_found(tmp_path_factory: pytest.TempPathFactory, data: some.DataObject) -> None:
    book = open_book(tmp_path_factory.mktemp("log") / "book.db")
    for number in range(5):
        access_log.append(book, access_log.AccessLine("list", f"command {number}", "李薇"))
    assert access_log.verified(book)[2] is None
    column = data.draw(some.sampled_from(access_log.FIELDS[1:]))
    line = data.draw(some.integers(1, 5))
    value = (
        1 if column == "unmasked" else "close" if column == "kind" else data.draw(some.text("abc", max_size=4)) + "!"
    )
    book._connection.execute(f"UPDATE access SET {column} = ? WHERE id = ?", (value, line))

    broken = access_log.verified(book)[2]
    assert broken is not None
    assert broken.id == line
    book.close()


def test_a_fingerprint_that_was_noted_must_be_there_later(run: Any, kept: str) -> None:
    noted = run("register", "audit", "--json").json["fingerprint"]
    run("customer", "list")

    run("register", "audit", "--expect", f"{noted[:4]} {noted[4:]}")
    assert "not in the log any more" in run("register", "audit", "--expect", "0" * 16, code=5).stderr
    assert "no fingerprint" in run("register", "audit", "--expect", "so", code=3).stderr


def test_the_supervisors_page(run: Any, home: Path, monkeypatch: pytest.MonkeyPatch, screen: Any) -> None:
    run("playbook", "use", "wealth-center")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-24T08:20")
    run("register", "open", "--by", "李薇")
    run("customer", "list")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T07:55")
    run("register", "open", "--by", "李薇")
    run("export", str(home / "a.csv"), "--what", "customers")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T17:10")
    run("register", "close", "--by", "李薇")
    run("register", "check", "--by", "赵主任")
    run("register", "audit", "-o", str(home / "page.md"))

    days = {day["on"]: day for day in run("register", "audit", "--json").json["days"]}
    assert days["2026-11-24"]["remarks"] == ["opened late", "not closed"]
    assert days["2026-11-25"]["remarks"] == []
    assert (days["2026-11-24"]["listings"], days["2026-11-25"]["exports"]) == (1, 1)
    page = (home / "page.md").read_text("utf-8")
    for words in ("李薇", "opened late · not closed", "names and numbers in full", "赵主任", "fingerprint", "____"):
        assert words in page
    assert "names and numbers in full" in screen("register", "audit")
    assert (home / "page.md").stat().st_mode & 0o077 == 0


def test_closing_leaves_one_file(run: Any, kept: str, home: Path) -> None:
    run("register", "close")

    wal = home / "book.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0
    assert (home / "book.db").stat().st_mode & 0o777 == 0o600


CUSTOMER = r"(?m)\tc\d+"
"""A name that is offered has the customer's reference behind it."""


@pytest.mark.parametrize("words", [("customer", "show"), ("visit",), ("campaign", "mark", "g1")])
def test_closed_the_shell_offers_nobodys_name(run: Any, kept: str, words: tuple[str, ...]) -> None:
    before = run("completion", "words", "bash", *words, "").stdout
    run("register", "close")

    assert re.search(CUSTOMER, before)
    assert not re.search(CUSTOMER, run("completion", "words", "bash", *words, "").stdout)
