"""The demo book is whole, the same for the same day and seed, and has something for every part of every screen; `init`."""

import itertools
import os
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest

from amflow.book import derived_columns
from amflow.book.opening import open_book
from amflow.dates import country_holidays
from amflow.dates.country_holidays import Place
from amflow.playbooks.vocabulary import STEPS
from days import ctrl_c

DAYS = {
    "wednesday": "2026-11-25T09:30",
    "monday": "2026-11-23T08:05",
    "sunday": "2026-11-22T10:00",
    "last of the year": "2026-12-31T16:30",
    "first of the year": "2027-01-01T00:10",
    "evening": "2026-11-25T21:00",
    "end of february": "2028-02-27T09:30",
}
PLAYBOOKS = ("securities-branch", "general")
TRADES = ("corporate-bank", "enterprise", "retail-bank", "retail-territory", "wealth-center", "wholesale")
FIRMS = ("corporate-bank", "enterprise", "retail-territory", "wholesale")
"""The trades whose customers are shops and firms."""


@pytest.fixture
def demo(run, once, home: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Make the demo book on a day, as the book of the test, and give its connection."""
    opened = []

    def made(now: str = DAYS["wednesday"], *words: str) -> sqlite3.Connection:
        monkeypatch.setenv("AMFLOW_NOW", now)
        once(f"demo {now} {words} {os.environ.get('AMFLOW_LANG')}", lambda: run("demo", *words))
        connection = sqlite3.connect(home / "book.db")
        connection.row_factory = sqlite3.Row
        opened.append(connection)
        return connection

    yield made
    for connection in opened:
        connection.close()


def rows(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the book but the names that are unique in the world, and the paths of nothing."""
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {}
    for table in tables:
        if table.startswith(("sqlite_", "search")) or table == "journal":
            continue
        names = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})") if row["name"] != "uid"]
        found[table] = [tuple(row) for row in connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY id")]
    return found


def test_the_same_day_and_seed_tell_the_same_story(demo) -> None:  # type: ignore[no-untyped-def]
    first = rows(demo())
    again = rows(demo())
    other = rows(demo(DAYS["wednesday"], "--seed", "2"))

    assert sum(map(len, first.values())) > 500
    assert again == first
    assert other["customer"] != first["customer"]


@pytest.mark.parametrize("playbook", PLAYBOOKS)
@pytest.mark.parametrize("now", list(DAYS.values()), ids=DAYS)
def test_every_step_of_the_day_has_something_to_show(demo, run, now: str, playbook: str) -> None:  # type: ignore[no-untyped-def]
    demo(now, "--playbook", playbook)
    steps = {step: run(step, "--json").json for step in STEPS if step not in ("summary", "plan")}
    sections = {step: {item["section"] for item in page["items"]} for step, page in steps.items()}

    assert {"carried", "dates"} <= sections["prep"]
    assert {"leads"} <= sections["prospect"]
    assert {"talks"} <= sections["outreach"]
    assert {"promised", "rules", "cadence"} <= sections["callback"]
    assert "deal" in {item["kind"] for item in steps["convert"]["items"]}
    assert "quiet" in " ".join(item["why"] for item in steps["convert"]["items"])
    assert run("plan", "--json").json["items"]
    assert run("today", "--json").json["first"]


@pytest.mark.parametrize(
    ("playbook", "lang"), [*((one, "en") for one in TRADES), ("retail-bank", "zh"), ("wholesale", "zh")]
)
def test_the_book_of_a_trade_is_one_of_that_trade(demo, run, monkeypatch, playbook: str, lang: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("AMFLOW_LANG", lang)
    connection = demo(DAYS["wednesday"], "--playbook", playbook)
    trade = run("playbook", "show", playbook, "--json").json["item"]
    steps = {step: run(step, "--json").json["items"] for step in STEPS if step not in ("summary", "plan")}
    kinds = dict(connection.execute("SELECT kind, count(*) FROM customer GROUP BY kind"))
    own = {one["key"] for one in trade["pipelines"]} - {"sale"}
    open_deals = {row["pipeline"] for row in connection.execute("SELECT pipeline FROM deal WHERE state = 'open'")}
    tiers = {row["tier"] for row in connection.execute("SELECT DISTINCT tier FROM customer WHERE tier <> ''")}
    groups = {row["segment"] for row in connection.execute("SELECT DISTINCT segment FROM customer WHERE segment <> ''")}
    said = [row["note"] for row in connection.execute("SELECT note FROM touch")]

    # Where a field of the file says the group, as a shop's class does, nothing else says it.
    assert groups or playbook == "retail-territory"
    assert groups <= {one["key"] for one in trade["segments"]}
    assert (kinds["organisation"] > kinds["person"]) == (playbook in FIRMS)
    assert own <= open_deals
    assert tiers <= {one["key"] for one in trade["tiers"]}
    assert {item["section"] for item in steps["callback"]} >= {"promised", "rules", "cadence"}
    assert steps["prospect"]
    assert steps["outreach"]
    assert run("plan", "--json").json["items"]
    assert [note for note in said if ("的" in note or "，" in note) != (lang == "zh") and lang == "en"] == []
    assert run("book", "check", "--json").json["item"]["customer"] > 40


@pytest.mark.parametrize(
    ("playbook", "now"),
    # The days by turns: two trades on each.
    list(
        zip(TRADES, itertools.cycle((DAYS["sunday"], DAYS["first of the year"], DAYS["end of february"])), strict=False)
    ),
)
def test_the_book_of_a_trade_can_be_made_on_any_day(demo, run, now: str, playbook: str) -> None:  # type: ignore[no-untyped-def]
    connection = demo(now, "--playbook", playbook)

    assert connection.execute("SELECT max(held_on) FROM touch").fetchone()[0] <= now[:10]
    assert run("today", "--json").json["first"]


def test_customers_have_what_their_tier_asks_for(demo) -> None:  # type: ignore[no-untyped-def]
    connection = demo(DAYS["wednesday"], "--playbook", "retail-bank")
    least = dict(
        connection.execute("SELECT tier, min(assets_minor) / 100 FROM customer WHERE status = 'customer' GROUP BY tier")
    )

    assert least["diamond"] >= 3_000_000
    assert 500_000 <= least["gold"] < 3_000_000
    assert 50_000 <= least["silver"] < 500_000


@pytest.mark.parametrize("now", list(DAYS.values()), ids=DAYS)
def test_nothing_lies_in_the_future_and_the_book_is_sound(demo, run, home: Path, now: str) -> None:  # type: ignore[no-untyped-def]
    connection = demo(now)
    day = now[:10]
    latest = connection.execute("SELECT max(held_on || 'T' || held_at) FROM touch").fetchone()[0]
    closed = connection.execute("SELECT max(closed_on), max(opened_on), max(stage_on) FROM deal").fetchone()
    came = connection.execute("SELECT max(added_on), max(lead_on), max(converted_on) FROM customer").fetchone()
    held = connection.execute("SELECT DISTINCT held_on FROM touch WHERE held_on <> ?", (day,))
    # A make-up Saturday is worked, a public holiday is not.
    worked = country_holidays.load(Place("CN", home / "days.csv", home / "cache", 2026))
    off = [text for (text,) in held if not worked.is_workday(date.fromisoformat(text))]

    assert latest <= now
    assert max(*closed, *came) <= day
    assert off == []
    assert connection.execute("SELECT count(*) FROM touch").fetchone()[0] > 200
    assert run("book", "check", "--json").json["item"]["customer"] > 40


def test_kept_columns_are_what_they_would_be_computed_to(demo, home: Path) -> None:  # type: ignore[no-untyped-def]
    demo()
    book = open_book(home / "book.db")
    with book.change("test") as change:
        for row in book.all("SELECT * FROM customer"):
            derived_columns.after_touch_or_deal(book, change, row["id"])
            change.update(
                "customer",
                row["id"],
                **derived_columns.of_customer({key: row[key] for key in ("name", "phone", "birthday")}),
            )
        for row in book.all("SELECT * FROM product"):
            change.update("product", row["id"], **derived_columns.of_product({"name": row["name"]}))
        assert change.empty
    book.close()


def test_a_deal_is_in_every_stage_and_its_history_ends_there(demo, run) -> None:  # type: ignore[no-untyped-def]
    connection = demo()
    stages = {(row["pipeline"], row["stage"]) for row in connection.execute("SELECT * FROM deal WHERE state = 'open'")}
    wrong = connection.execute(
        "SELECT deal.id FROM deal WHERE (SELECT stage FROM deal_stage WHERE deal_id = deal.id ORDER BY id DESC LIMIT 1)"
        " <> CASE state WHEN 'open' THEN stage ELSE state END"
    ).fetchall()
    backwards = connection.execute(
        "SELECT 1 FROM deal_stage AS a JOIN deal_stage AS b ON a.deal_id = b.deal_id AND a.id < b.id"
        " WHERE a.entered_on > b.entered_on"
    ).fetchall()

    assert len([stage for pipeline, stage in stages if pipeline == "account-opening"]) == 5
    assert len([stage for pipeline, stage in stages if pipeline == "sale"]) == 4
    assert (wrong, backwards) == ([], [])
    assert [
        row["lost_why"] for row in connection.execute("SELECT * FROM deal WHERE state = 'lost'") if not row["lost_why"]
    ] == []


def test_callbacks_of_the_tenth_day_are_due_today(demo, run) -> None:  # type: ignore[no-untyped-def]
    demo()

    due = [item for item in run("callback", "--json").json["items"] if item["section"] == "rules"]

    bought = [item for item in due if item["title"] == "Call ten days after opening or buying"]
    solved = [item for item in due if item["title"] == "After a complaint: is it really solved?"]
    assert (len(bought), len(solved), len(due)) == (3, 1, 5)


def test_the_week_has_figures_above_and_below_their_targets(demo, run) -> None:  # type: ignore[no-untyped-def]
    demo()

    figures = run("summary", "--month", "--json").json["figures"]
    shares = [figure["value"] / figure["target"] for figure in figures.values() if figure.get("target")]

    assert min(shares) < 0.9 < 1 <= max(shares)
    assert figures["callbacks_missed"]["value"] == 2
    assert figures["callbacks_done"]["value"] > 1


def test_notes_are_in_the_language_in_use(demo, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    english = [row["note"] for row in demo().execute("SELECT note FROM touch WHERE note <> ''")]
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    chinese = [row["note"] for row in demo().execute("SELECT note FROM touch WHERE note <> ''")]

    assert len(english) == len(chinese) > 200
    assert all(note.isascii() for note in english)
    assert not any(note.isascii() for note in chinese)


def test_nobody_who_wants_to_be_left_alone_was_called_since(demo) -> None:  # type: ignore[no-untyped-def]
    connection = demo()
    alone = connection.execute("SELECT id FROM customer WHERE no_contact = 1").fetchall()

    assert len(alone) == 1
    assert connection.execute("SELECT count(*) FROM touch WHERE customer_id = ?", tuple(alone[0])).fetchone()[0] == 1
    assert connection.execute("SELECT count(*) FROM task WHERE customer_id = ?", tuple(alone[0])).fetchone()[0] == 0


# Where it goes


def test_it_goes_beside_the_own_book_and_leaves_that_alone(run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("AMFLOW_BOOK")
    run("customer", "add", "张敏")
    own = home / "data" / "amflow" / "book.db"

    item = run("demo", "--json").json["item"]

    assert item["path"] == str(own.with_name("demo.db"))
    assert f"export AMFLOW_BOOK={item['path']}" in item["commands"]
    assert run("book", "check", "--json").json["item"]["customer"] == 1
    assert run("book", "check", "--json", "--book", item["path"]).json["item"]["customer"] == item["counts"]["customer"]
    assert (own.with_name("demo.db").stat().st_mode & 0o777) == 0o600


def test_it_is_replaced_but_never_a_book_of_ones_own(run, home: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("customer", "add", "张敏")
    before = (home / "book.db").read_bytes()

    refused = run("demo", code=1)

    assert "book of your own" in refused.stderr
    assert "--output" in refused.stderr
    assert (home / "book.db").read_bytes() == before
    there = str(tmp_path / "there.db")
    for _turn in range(2):
        assert run("demo", "--output", there, "--json").json["item"]["path"] == there
    run("undo", "--book", there)
    run("demo", "--output", there)
    assert sorted(path.name for path in tmp_path.glob("there.db*")) == ["there.db"]


def test_what_is_no_book_is_left_as_it_is(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir\n" * 200)

    run("demo", "--output", str(file), code=5)
    run("demo", "--playbook", "nowhere", "--output", str(tmp_path / "new.db"), code=3)

    assert file.read_text() == "Dear Sir\n" * 200
    assert not (tmp_path / "new.db").exists()


def test_the_screen_says_where_it_is_and_what_to_type(screen, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("AMFLOW_BOOK")
    deep = home / ("a long name with spaces " * 4).strip() / "demo.db"

    said = screen("demo", "--output", str(deep))

    assert f"  export AMFLOW_BOOK='{deep}'\n" in said
    assert "  amflow today\n" in said


# init


def test_init_with_options_asks_nothing_and_keeps_what_is_said(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    item = run("init", "--name", "陈静", "--firm", "安信", "--playbook", "general", "--json").json["item"]

    assert (item["name"], item["firm"], item["branch"], item["playbook"]) == ("陈静", "安信", None, "general")
    assert run("config", "get", "name", "--json").json["item"]["value"] == "陈静"
    again = run("init", "--branch", "人民路", "--json").json["item"]
    assert (again["name"], again["branch"], again["playbook"]) == ("陈静", "人民路", "general")
    assert [line[1] for line in run("history").lines] == ["playbook use"]


def test_init_without_anything_to_say_changes_no_setting(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    item = run("init", "--no-input", "--json").json["item"]

    assert item["playbook"] == "securities-branch"
    assert not (home / "config").exists()


def test_init_refuses_what_is_not_possible_and_keeps_nothing(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    run("init", "--name", "陈静", "--lang", "fr", code=2)
    run("init", "--name", "陈静", "--playbook", "nowhere", code=3)

    assert not (home / "config").exists()


def test_init_speaks_the_language_that_was_just_chosen(screen) -> None:  # type: ignore[no-untyped-def]
    assert "set up" in screen("init", "--lang", "en", "--name", "Chen")
    assert "set up" not in screen("init", "--lang", "zh")


def test_init_asks_on_a_terminal_and_takes_enter_for_what_is_there(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    run("init", "--firm", "安信")
    child = pexpect.spawn(sys.executable, ["-m", "amflow", "init"], encoding="utf-8", timeout=30, dimensions=(24, 80))
    child.expect("language")
    child.sendline("fr")
    child.expect("not possible")
    child.expect("language")
    child.sendline("en")
    child.expect("country.*CN")
    child.sendline("Atlantis")
    child.expect("“Atlantis” is not a country")
    child.expect("country.*CN")
    child.sendline("ch")
    child.expect("currency .*CHF")
    child.sendline("")
    child.expect(r"1  Corporate bank  \(corporate-bank\)")
    child.expect("trade .number or name.*:")
    child.sendline("9")
    child.expect("9 is no number of the list")
    child.expect("trade .number or name.*:")
    child.sendline("通用")
    child.expect("your name")
    child.sendline("陈静")
    child.expect("your firm .安信.")
    child.sendline("")
    child.expect("your branch")
    child.sendline("")
    child.expect("never leaves")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    item = run("init", "--json").json["item"]
    assert (item["lang"], item["playbook"], item["name"], item["firm"]) == ("en", "general", "陈静", "安信")
    assert (item["country"], item["currency"]) == ("CH", "CHF")


def test_init_that_is_broken_off_keeps_what_was_answered(run, home: Path) -> None:  # type: ignore[no-untyped-def]
    child = pexpect.spawn(sys.executable, ["-m", "amflow", "init"], encoding="utf-8", timeout=30, dimensions=(24, 80))
    child.expect("language")
    child.sendline("en")
    child.expect("country.*CN")
    child.sendline("hk")
    child.expect("currency .*HKD")
    ctrl_c(child)
    child.expect("what you answered is kept: amflow init proposes it")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert run("config", "get", "country", "--json").json["item"]["value"] == "HK"
    assert run("config", "get", "currency", "--json").json["item"]["place"] == "default"
