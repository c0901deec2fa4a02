"""Who belongs together, who is the same, and what they have asked for."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from amflow.book import integrity
from amflow.book.opening import open_book
from amflow.book.schema.tables import TABLES
from amflow.book.search import index
from amflow.book.store import Book
from amflow.customers.identity import merge
from days import customer, rows


@pytest.fixture
def people(run: Any, once: Any) -> None:
    once("kin", lambda: _people(run))


def _people(run: Any) -> None:
    run("customer", "add", "王伟", "--phone", "13800138000", "--email", "w@x.cn", "--tier", "gold")
    run("customer", "add", "李芳", "--phone", "13900139000")
    run("customer", "add", "东方机械有限公司", "--organisation")
    run("customer", "add", "西山银行", "--organisation")
    run("customer", "add", "王小宝")


def ties(run: Any, who: str) -> set[tuple[str, str]]:
    return {(tie["ref"], tie["kind"]) for tie in run("show", who, "--json").json["item"].get("ties", [])}


def test_a_family_is_seen_from_every_side(run: Any, people: None) -> None:
    run("customer", "link", "王伟", "李芳", "spouse")
    run("customer", "link", "王伟", "王小宝", "parent")
    run("customer", "link", "王小宝", "李芳", "child")
    run("customer", "link", "李芳", "王伟", "spouse", code=1)

    assert ties(run, "王伟") == {("c2", "spouse"), ("c5", "child")}
    assert ties(run, "王小宝") == {("c1", "parent"), ("c2", "parent")}

    run("customer", "unlink", "李芳", "王小宝")
    assert ties(run, "王小宝") == {("c1", "parent")}
    run("customer", "unlink", "李芳", "王小宝", code=3)


def test_a_person_at_two_organisations(run: Any, people: None) -> None:
    run("customer", "link", "王伟", "c3", "财务总监")
    run("customer", "link", "王伟", "c4", "董事")

    item = run("show", "王伟", "--json").json["item"]
    assert (item["organisation"]["name"], item["role"]) == ("东方机械有限公司", "财务总监")
    assert ties(run, "王伟") == {("c4", "position")}
    assert [one["ref"] for one in run("show", "c4", "--json").json["item"]["people"]] == ["c1"]

    run("customer", "link", "王伟", "c4", "--main", "董事长")
    item = run("show", "王伟", "--json").json["item"]
    assert (item["organisation"]["name"], item["role"]) == ("西山银行", "董事长")
    assert ties(run, "王伟") == {("c3", "position")}
    run("customer", "link", "王伟", "李芳", "财务总监", code=2)


def test_who_brought_whom_has_one_place(run: Any, people: None) -> None:
    run("customer", "link", "王伟", "李芳", "referrer")

    assert ties(run, "李芳") == {("c1", "referrer")}
    assert ties(run, "王伟") == {("c2", "referred")}


def test_duplicates_have_evidence_and_namesakes_are_none(run: Any, people: None) -> None:
    run("customer", "add", "王玮", "--phone", "+86 138-0013-8000", "--anyway")
    run("customer", "add", "东方机械股份有限公司", "--organisation")
    run("customer", "add", "王小宝", "--phone", "13511112222", "--anyway")
    for name in ("中国银行", "中国农业银行"):
        run("customer", "add", name, "--organisation")

    pairs = {
        (p["first"]["ref"], p["second"]["ref"]): p["evidence"] for p in run("customer", "merge", "--json").json["items"]
    }

    assert pairs == {("c1", "c6"): ["same phone"], ("c3", "c7"): ["same name without its legal form"]}


def test_adding_warns(run: Any, people: None) -> None:
    told = run("customer", "add", "陈维", "--email", "W@X.cn").stderr

    assert "陈维 (c6) may be 王伟 (c1): same mail" in told


def test_adding_refuses_whom_a_file_would_take_for_the_same(run: Any, people: None) -> None:
    refused = run("customer", "add", "王维", "--email", "W@X.cn", code=1)

    assert "王维 seems to be in the book already" in refused.stderr
    assert "c1  王伟" in refused.stderr


def test_an_import_warns(run: Any, people: None, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("key,name,phone\n7,王大伟,138 0013 8000\n")

    assert "王大伟 (c6) may be 王伟 (c1): same phone" in run("import", str(file), "--as", "customer").stderr


def test_an_import_warns_of_near_names_and_never_merges_them(run: Any, people: None, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    rows = "东方机械股份公司,organisation\nAlexander Thompson,person\nAlexandar Thompson,person\n王薇,person\n"
    rows += "Store number 1,organisation\nStore number 2,organisation\n"
    file.write_text(f"name,kind\n{rows}")

    told = run("import", str(file), "--as", "customer").stderr

    assert "东方机械股份公司 (c6) may be 东方机械有限公司 (c3): same name without its legal form" in told
    assert "Alexander Thompson (c7) may be Alexandar Thompson (c8): nearly the same name" in told
    assert "王薇" not in told
    assert "Store" not in told
    assert len(run("customer", "list").lines) == 11


def test_many_on_one_line_are_an_office_and_no_pairs(run: Any, tmp_path: Path) -> None:
    """Ten people share a phone and a mail; only who has the very name as well may be the same."""
    file = tmp_path / "office.csv"
    names = [*"甲乙丙丁戊己庚辛壬癸"]
    file.write_text("name,phone,email\n" + "".join(f"陈{one},0512-66668888,info@acme.example\n" for one in names))

    told = run("import", str(file), "--as", "customer").stderr

    assert "10 share 0512-66668888: an office line?" in told
    assert told.count("0512") == 1
    assert "may be" not in told
    run("customer", "add", "陈甲", "--phone", "0512 6666 8888", "--anyway")
    run("customer", "add", "样例厂", "--organisation", "--phone", "13800138000")
    told = run("customer", "add", "李四", "--phone", "13800138000").stderr
    assert "may be" not in told, "a person is no organisation"
    pairs = {
        (p["first"]["ref"], p["second"]["ref"]): p["evidence"] for p in run("customer", "merge", "--json").json["items"]
    }
    assert pairs == {("c1", "c11"): ["same phone"]}


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("0512-66668888", "+86 512 6666 8888", "0512-66668888"),
        ("0512-1", "0512 1", "0512-1"),
        ("13800138000", "138 0013 8000 / 13900139000", "13800138000 / 13900139000"),
        ("0512-66668888转803", "0512-66668888-804", "0512-66668888转803 / 0512-66668888-804"),
        ("", "138 0013 8000", "138 0013 8000"),
        ("13800138000", "", "13800138000"),
        ("see the card", "see the card", "see the card"),
    ],
)
def test_two_spellings_of_one_phone_become_one(run: Any, one: str, other: str, both: str) -> None:
    run("customer", "add", "陈甲", *(("--phone", one) if one else ()))
    run("customer", "add", "林乙", *(("--phone", other) if other else ()))
    run("customer", "merge", "c1", "c2", "--yes")

    assert run("show", "c1", "--json").json["item"]["phone"] == both


def test_nothing_that_points_to_a_customer_can_be_forgotten(book: Book) -> None:
    declared = {
        (table.name, key.parent.name)
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "customer"
    }

    assert set(merge.pointers(book)) == declared
    assert len(declared) > 9
    assert {table for table, _column in declared} <= set(TABLES)


def test_a_merge_keeps_both_histories_and_is_undone(run: Any, people: None, home: Path, book: Book) -> None:
    run("log-visit", "王伟", "first", "--next", "fri 10:00 call")
    run("log-call", "李芳", "second", "--next", "fri 11:00 call")
    run("deal", "add", "a loan", "--pipeline", "sale", "--for", "李芳")
    run("note", "add", "likes tea", "--for", "李芳")
    run("customer", "link", "王伟", "李芳", "spouse")
    run("customer", "link", "李芳", "c3", "会计")
    run("customer", "edit", "李芳", "--no-call", "--email", "l@x.cn", "--birthday", "1985-10-15")
    before = rows(home / "book.db")

    dry = run("customer", "merge", "王伟", "李芳", "--dry-run", "--json").json["item"]
    assert dry["moved"] == {"deal": 1, "note": 1, "relation": 1, "task": 1, "touch": 1}
    assert rows(home / "book.db") == before
    run("customer", "merge", "王伟", "李芳", code=2)
    run("customer", "merge", "王伟", "李芳", "--yes")

    item = run("show", "王伟", "--json").json["item"]
    assert len(item["touches"]) == 2 and len(item["due"]) == 2 and len(item["deals"]) == 1
    assert item["phones"] == ["+8613800138000", "+8613900139000"]
    assert (item["organisation"]["name"], item["birthday"], item["no_call"]) == ("东方机械有限公司", "1985-10-15", True)
    assert "mail l@x.cn" in run("note", "list", "--for", "王伟").stdout
    assert ties(run, "王伟") == set()
    run("show", "c2", code=3)
    assert index.differences(book._connection) == 0

    run("undo")
    assert rows(home / "book.db") == before
    assert index.differences(book._connection) == 0


ACTS = st.lists(
    st.sampled_from(
        [
            ("customer", "link", "c1", "c2", "spouse"), ("customer", "link", "c1", "c3", "parent"),
            ("customer", "link", "c2", "c3", "parent"), ("customer", "link", "c1", "c2", "referrer"),
            ("customer", "link", "c3", "c2", "referrer"), ("customer", "link", "c1", "c4", "x"),
            ("customer", "link", "c2", "c4", "y"), ("customer", "link", "c2", "c5", "z"),
            ("customer", "link", "c1", "c5", "z"), ("customer", "merge", "c4", "c5", "--yes"),
            ("log-visit", "c1", "甲", "--next", "fri call"), ("log-call", "c2", "乙", "--no-next"),
            ("deal", "add", "d", "--pipeline", "account-opening", "--for", "c2"), ("note", "add", "n", "--for", "c2"),
            ("customer", "edit", "c2", "--tier", "gold"), ("customer", "edit", "c1", "--no-call"),
        ]
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, pair=st.sampled_from([("c1", "c2"), ("c2", "c1"), ("c3", "c2"), ("c4", "c5")]))
def test_merge_then_undo_is_as_before(run: Any, home: Path, acts: list[tuple[str, ...]], pair: tuple[str, str]) -> None:
    for file in home.glob("book.db*"):
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    for name in ("甲一", "乙二", "丙三"):
        run("customer", "add", name)
    for name in ("丁公司", "戊银行"):
        run("customer", "add", name, "--organisation")
    for act in acts:
        run(*act, code=None)
    before = rows(home / "book.db")

    merged = run("customer", "merge", *pair, "--yes", code=None)

    if merged.code == 0:
        book = open_book(home / "book.db")
        assert integrity.problems(book) == []
        book.close()
        run("undo")
    assert rows(home / "book.db") == before


# Wishes


def test_wishes_are_honoured(run: Any) -> None:
    run("customer", "add", "周婷", "--no-call", "--quiet-hours", "9-10", "--language", "en", "--tier", "gold", "--ms")
    run("deal", "add", "fund", "--pipeline", "account-opening", "--for", "周婷")
    run("deal", "win", "d1", "--force", "--why", "so")

    told = run("log-call", "周婷", "x", "--next", "fri 9:30 ask").stderr
    assert "has asked not to be called" in told
    assert "wants to be left alone from 09:00 to 10:00" in told
    assert "the next step falls into their quiet hours" in told
    assert run("log-visit", "周婷", "x", "--no-next").stderr == ""

    due = run("callback", "--on", "2027-03-01", "--json").json["items"]
    assert [i["command"] for i in due if (i["customer"] or {}).get("name") == "周婷" and i["ref"].startswith("r")] == [
        "amflow log-visit c1"
    ]
    assert any("no calls, please" in i["why"] for i in due)


def test_a_script_speaks_the_language_of_the_customer(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("customer", "add", "John Smith", "--language", "zh")
    key = run("script", "list").lines[0][0]

    assert any("\u4e00" <= sign <= "\u9fff" for sign in run("script", "show", key, "--for", "John Smith").stdout)
    run("customer", "edit", "John Smith", "--language", "de", code=2)
    run("customer", "edit", "John Smith", "--quiet-hours", "all day", code=2)


# The page in the editor


def editor(home: Path, monkeypatch: pytest.MonkeyPatch, *edits: str) -> None:
    script = home / "editor.sh"
    script.write_text("#!/bin/sh\n" + "\n".join(f"sed -i '{edit}' \"$1\"" for edit in edits) + "\n")
    script.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(script))


def test_a_customer_is_edited_as_a_page(run: Any, people: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(home, monkeypatch, 's/^phone = .*/phone = "13611112222"/', 's/^no_call = .*/no_call = true/',
           's/^organisation = .*/organisation = "西山银行"/', 's/^employer = ""/employer = "东方"/')  # fmt: skip

    run("customer", "edit", "王伟", "--editor")

    item = run("show", "王伟", "--json").json["item"]
    assert (item["phone"], item["no_call"], item["organisation"]["name"]) == ("13611112222", True, "西山银行")
    assert item["tier"] == "gold"


def test_a_tier_that_is_changed_on_the_page_is_a_move_as_any_other(
    run: Any, people: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(home, monkeypatch, 's/^tier = .*/tier = "standard"/')

    run("customer", "edit", "王伟", "--editor")

    moves = rows(home / "book.db")["tier_change"]
    assert len(moves) == 1 and {"gold", "standard"} <= set(moves[0])


def test_a_page_that_was_not_touched_changes_nothing(run: Any, people: None, home: Path, monkeypatch: Any) -> None:
    editor(home, monkeypatch)
    before = rows(home / "book.db")

    run("customer", "edit", "王伟", "--editor")

    assert rows(home / "book.db") == before
    assert run("history").lines[0][1] != "customer edit"


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("s/^tier = .*/tier = \"golden\"/", "line 10: tier"),
        ("s/^no_call = .*/no_call = \"perhaps\"/", "no_call is true or false"),
        ("s/^name = /nmae = /", "line 2: there is no field “nmae”"),
        ("s/^phone = .*/phone = 138/", "line 4: phone is a text in quotes"),
        ("s/^email = .*/email = /", "the page is not TOML"),
    ],
)  # fmt: skip
def test_mistakes_are_told_by_their_line_and_the_page_is_kept(
    run: Any, people: None, home: Path, monkeypatch: Any, edit: str, told: str
) -> None:
    editor(home, monkeypatch, edit)
    before = rows(home / "book.db")

    result = run("customer", "edit", "王伟", "--editor", code=1)

    assert told in result.stderr
    kept = result.stderr.rpartition(" ")[2].strip()
    assert Path(kept).read_text().startswith("# c1")
    assert os.stat(kept).st_mode & 0o077 == 0
    Path(kept).unlink()
    assert rows(home / "book.db") == before


def test_a_page_that_comes_back_as_it_was_changes_nothing_and_says_so(
    run: Any, screen: Any, people: None, home: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    before = rows(home / "book.db"), run("history").stdout

    assert run("customer", "edit", "王伟", "--editor").stdout == "王伟 (c1) was so already\n"
    # Undo would take back another command.
    assert "undo" not in screen("customer", "edit", "王伟", "--name", "王伟")

    assert (rows(home / "book.db"), run("history").stdout) == before
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert run("customer", "edit", "王伟", "--editor").stdout == "王伟 (c1) 本来就是这样\n"
    assert "undo" in screen("customer", "edit", "王伟", "--role", "顾问")


def test_a_note_from_the_editor_stays_out_of_the_history_of_the_shell(
    run: Any, people: None, home: Path, monkeypatch: Any
) -> None:
    script = home / "write.sh"
    script.write_text('#!/bin/sh\nprintf "需要六个月\\n不要基金\\n" > "$1"\n')
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))

    run("log-visit", "王伟", "--editor", "--no-next")

    assert run("show", "王伟", "--json").json["item"]["touches"][0]["note"] == "需要六个月\n不要基金"
    monkeypatch.setenv("EDITOR", "/no/such/editor")
    run("log-visit", "王伟", "--editor", code=2)


def test_a_note_of_several_lines_is_one_line_in_a_table(run: Any, people: None, screen: Any) -> None:
    run("log-visit", "王伟", "first\nsecond")
    assert "first · second" in screen("show", "王伟")


def test_whom_a_relation_joins_are_two(run: Any) -> None:
    customer(run, "黄志强", "--phone", "13800138000")
    customer(run, "赵丽华", "--phone", "13800138000")
    assert len(run("customer", "merge", "--json").json["items"]) == 1

    run("customer", "link", "黄志强", "赵丽华", "spouse")

    assert run("customer", "merge", "--json").json["items"] == []
    assert "赵丽华" not in run("customer", "edit", "黄志强", "--phone", "13800138000").stderr
