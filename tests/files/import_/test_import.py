"""amflow import: what becomes of rows, once, twice, edited, refused, undone, tried, interrupted."""

import csv
import os
import sys
from pathlib import Path

import pexpect
import pytest
from tests.fixtures.imports import ACCOUNTS_MAP, DEALS, DEALS_MAP

from days import ctrl_c

ACCOUNTS = "id,account,tel,parent,sector\n1,Sub,021-1,Acme,technolgy\n2,Acme,021-2,,retail\n3,Lone,,Nobody,\n"


@pytest.fixture
def accounts(file):
    """A file of three accounts, one belonging to another further down, and its map."""
    return file("accounts.csv", ACCOUNTS), "--as", "customer", "--map", file("accounts.toml", ACCOUNTS_MAP)


def names(book, column="name"):
    return [row[0] for row in book.all(f"SELECT {column} FROM customer ORDER BY name")]


def test_headings_that_are_names_of_fields_need_no_map(file, figures, book):
    source = file("c.csv", "姓名,手机,邮箱,生日,备注,别的\n张敏,138 1234 8000,a@b.cn,1985-10-15,喜欢钓鱼,x\n")

    assert figures(source, "--as", "customer") == {"added": 1}

    row = book.get("customer", 1)
    assert [row[name] for name in ("name", "phone", "phone_key", "email", "birthday", "birthday_md", "impression")] == [
        "张敏", "138 1234 8000", "13812348000", "a@b.cn", "1985-10-15", "10-15", "喜欢钓鱼",
    ]  # fmt: skip
    assert (row["added_on"], row["quiet_since"], row["kind"]) == ("2026-11-25", "2026-11-25", "person")


def test_without_a_key_the_same_name_and_phone_is_the_same_customer(file, figures, book):
    figures(file("a.csv", "name,phone\n王伟,138-1\n王伟,139\n"), "--as", "customer")

    again = figures(file("b.csv", "name,phone,email\n王伟,1381,w@x.cn\n王伟,,\n"), "--as", "customer")

    assert again == {"updated": 1, "refused": 1}
    assert [row["email"] for row in book.all("SELECT email FROM customer ORDER BY id")] == ["w@x.cn", ""]


def test_a_column_called_key_is_one(file, figures, book):
    figures(file("a.csv", "key,name\n7,王伟\n"), "--as", "customer")

    assert figures(file("b.csv", "key,name\n7,王玮\n"), "--as", "customer") == {"updated": 1}
    assert names(book) == ["王玮"]


def test_values_are_mapped_and_whom_a_row_names_may_stand_below(accounts, figures, book):
    assert figures(*accounts) == {"added": 3}

    rows = {row["name"]: row for row in book.all("SELECT * FROM customer")}
    assert rows["Sub"]["organisation_id"] == rows["Acme"]["id"]
    assert rows["Lone"]["organisation_id"] is None
    assert rows["Sub"]["profile"] == '{"industry": "technology"}'
    assert (rows["Lone"]["profile"], rows["Lone"]["kind"]) == ("{}", "organisation")


def test_imported_twice_is_imported_once(accounts, figures, run, tables):
    figures(*accounts)
    before = tables()

    assert figures(*accounts, "--on", "2027-01-01") == {"unchanged": 3}

    assert tables() == before
    assert len(run("history", "--json").json["items"]) == 1


def test_an_edited_file_changes_only_what_was_edited(accounts, file, figures, book):
    figures(*accounts)
    file("accounts.csv", ACCOUNTS.replace("021-2", "021-22"))

    assert figures(*accounts) == {"updated": 1, "unchanged": 2}

    last = book.one("SELECT max(id) AS id FROM change")["id"]
    (line,) = book.all("SELECT * FROM journal WHERE change_id = ?", last)
    assert '"phone":"021-22"' in line["after"]
    assert '"name"' not in line["after"]


def test_a_blank_cell_keeps_what_the_book_has_unless_the_map_erases(file, figures, run, book):
    source = file("c.csv", "key,name,phone,email\n1,A,138,a@b.cn\n")
    figures(source, "--as", "customer")
    file("c.csv", "key,name,phone,email\n1,A,,\n")
    assert figures(source, "--as", "customer") == {"unchanged": 1}

    erase = 'source = "file"\nkey = "key"\n[fields]\nname = "name"\nphone = { column = "phone", blank = "erase" }\n'
    assert figures(source, "--as", "customer", "--map", file("m.toml", erase)) == {"updated": 1}

    row = book.get("customer", 1)
    assert (row["phone"], row["phone_key"], row["email"]) == ("", "", "a@b.cn")


def test_a_default_is_for_new_records_only(file, figures, book):
    text = 'source = "x"\nkey = "id"\n[fields]\nname = "name"\ntier = { column = "tier", default = "standard" }\n'
    words = (file("c.csv", "id,name,tier\n1,A,\n2,B,金卡客户\n"), "--as", "customer", "--map", file("m.toml", text))
    figures(*words)
    assert names(book, "tier") == ["standard", "gold"]
    with book.change("by hand") as change:
        change.update("customer", 1, tier="silver")

    assert figures(*words) == {"unchanged": 2}
    assert names(book, "tier") == ["silver", "gold"]


def test_two_rows_for_the_same_record_are_not_taken_in_silence(file, run, book):
    source = file("c.csv", "key,name\n1,A\n1,B\n")

    result = run("import", source, "--as", "customer", "--json")

    assert result.json["items"] == [{"line": 3, "why": "the same record as line 2"}]
    assert names(book) == ["A"]


def test_leads_count_from_the_day_they_came_and_their_state_is_not_taken_back(file, figures, book):
    source = file("c.csv", "key,name,status,added_on\n1,A,lead,2026-11-02\n2,B,客户,\n")
    figures(source, "--as", "customer")

    rows = [tuple(row) for row in book.all("SELECT status, added_on, lead_on, quiet_since FROM customer")]
    assert rows == [
        ("lead", "2026-11-02", "2026-11-02", "2026-11-02"),
        ("customer", "2026-11-25", None, "2026-11-25"),
    ]
    with book.change("convert by hand") as change:
        change.update("customer", 1, status="customer", converted_on="2026-11-20")
    assert figures(source, "--as", "customer") == {"unchanged": 2}


def test_a_later_beginning_moves_what_counts_from_it(file, figures, book):
    source = file("c.csv", "key,name,added_on\n1,A,2026-11-02\n")
    figures(source, "--as", "customer")
    file("c.csv", "key,name,added_on\n1,A,2026-10-01\n")

    assert figures(source, "--as", "customer") == {"updated": 1}
    assert tuple(book.one("SELECT added_on, quiet_since FROM customer")) == ("2026-10-01", "2026-10-01")


def test_a_key_belongs_to_the_first_row_that_has_it_even_a_refused_one(file, run, book):
    """Else the second row would be taken the first time, and the first one the second time."""
    source = file("c.csv", "key,name,referrer\n1,A,nobody\n1,B,\n,C,\n2,,\n3,D,\n")

    for added in (1, 0):
        result = run("import", source, "--as", "customer", "--json")
        assert result.json["figures"]["added"]["value"] == added
        assert result.json["items"] == [
            {"line": 2, "why": "referrer: the book has no “nobody”"},
            {"line": 3, "why": "the same record as line 2"},
            {"line": 4, "why": "key is blank"},
            {"line": 5, "why": "name is blank"},
        ]
    assert names(book) == ["D"]


def test_namesakes_without_phones_are_not_taken_over_by_a_key(file, figures, book):
    figures(file("a.csv", "name\n王伟\n"), "--as", "customer")

    assert figures(file("b.csv", "key,name\n1,王伟\n"), "--as", "customer") == {"added": 1}


def test_an_organisation_that_is_there_gets_the_key(file, figures, book, accounts):
    figures(file("a.csv", "name,kind\nLone,organisation\n"), "--as", "customer")

    assert figures(*accounts) == {"added": 2, "updated": 1}
    assert book.one("SELECT external_key FROM customer WHERE name = 'Lone'")["external_key"] == "3"


def test_two_rows_that_name_each_other_are_refused(file, run):
    text = ACCOUNTS_MAP.replace('unknown = "leave out"', "")
    source = file("a.csv", "id,account,tel,parent,sector\n1,A,,B,\n2,B,,A,\n3,C,,C,\n4,D,,E,\n5,F,,,\n6,G,,F,\n")

    result = run("import", source, "--as", "customer", "--map", file("m.toml", text), "--json")

    assert {row["line"]: row["why"] for row in result.json["items"]} == {
        2: "it and another row name each other",
        3: "it and another row name each other",
        4: "C cannot be named as their own",
    }
    assert result.json["figures"]["added"]["value"] == 3
    assert "1 organisation was made, because a row names it: E" in result.stderr


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("assets", "viel", "is not an amount"),
        ("assets", "9" * 30, "“" + "9" * 30),
        ("currency", "yuan", "is not a currency"),
        ("tier", "platinum", "is not in the playbook; one of: Gold, Silver, Standard"),
        ("kind", "dog", "is not one of: person, organisation"),
        ("status", "removed", "is not one of: customer, lead"),
        ("no_contact", "maybe", "is neither yes nor no"),
        ("assets", "1.250", "“1.250” may be 1250 or 1.250"),
        ("phone", "1.38E+10", "has lost its digits in a spreadsheet"),
        ("address", "6.22E+18", "has lost its digits in a spreadsheet"),
        ("email", "x" * 501, "longer than 500 characters"),
        ("impression", "x" * 100_001, "longer than 100000 characters"),
        ("name", "\x1b\u202e", "is blank"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(file, run, book, heading, cell, reason):
    name = "" if heading == "name" else "name,"
    source = file("c.csv", f"{name}{heading}\n{'A,' if name else ''}{cell}\n{'B,' if name else 'B'}\n")

    result = run("import", source, "--as", "customer", "--json")

    (row,) = result.json["items"]
    assert row["line"] == 2
    assert row["why"].startswith(f"{heading}: " if heading != "name" else "name is")
    assert reason in row["why"]
    assert names(book) == ["B"]


def test_escapes_and_markup_arrive_harmless(file, screen, book):
    source = file("c.csv", "name,phone\n\x1b[31m[red]Eve\u202e\x07,1\n")
    screen("import", source, "--as", "customer")

    assert names(book) == ["[31m[red]Eve"]


def test_refused_rows_are_kept_to_be_mended_and_imported_again(file, run, figures, book):
    source = file("c.csv", 'name,phone,assets\nA,1,x\n"B, b",2,5\nC,3\nD,4,,5\n')

    result = run("import", source, "--as", "customer")

    rejects = Path(f"{source}.rejects.csv")
    assert result.lines[-1] == ["rejects", str(rejects)]
    assert rejects.stat().st_mode & 0o777 == 0o600
    with rejects.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["name", "phone", "assets", "line", "reason"]
    assert [row[:4] for row in rows[1:]] == [["A", "1", "x", "2"], ["C", "3", "", "4"], ["D", "4", "", "5"]]
    assert rows[3][5:] == ["5"]
    rejects.write_text(rejects.read_text("utf-8-sig").replace(",x,", ",,"), "utf-8-sig")
    assert figures(str(rejects), "--as", "customer") == {"added": 2, "refused": 1}
    assert names(book) == ["A", "B, b", "C"]


def test_nothing_refused_leaves_no_file(file, figures):
    source = file("c.csv", "name\nA\n")
    figures(source, "--as", "customer")

    assert not Path(f"{source}.rejects.csv").exists()


def test_a_file_that_holds_something_else_is_not_overwritten(file, run):
    source, other = file("c.csv", "name,phone\nA\n"), file("precious.csv", "a,b\n")

    result = run("import", source, "--as", "customer", "--rejects", other, code=1)

    assert "holds no refused rows" in result.stderr
    assert Path(other).read_text() == "a,b\n"


def test_where_refused_rows_cannot_be_kept_nothing_is_taken(file, run, tables):
    before = tables()
    source = file("c.csv", "name,phone\nA,1\nB\n")

    result = run("import", source, "--as", "customer", "--rejects", "no/such/folder/r.csv", code=5)

    assert "cannot be written" in result.stderr
    assert "hint:" in result.stderr
    assert tables() == before


def test_when_every_row_is_refused_the_exit_code_says_so(file, run, book):
    result = run("import", file("c.csv", "name,phone\nA\nB\n"), "--as", "customer", code=1)

    assert result.stderr.startswith("error: all 2 rows were refused\n  this was written before: ")
    assert "\nhint: " in result.stderr
    assert ["refused", "2"] in result.lines
    assert run("history").stdout == ""


def test_where_takes_only_the_rows_asked_for(file, figures, run, book):
    source = file("c.csv", "name,agent,area\nA,x,n\nB,x,s\nC,y,n\nD,z,n\nE\n")
    words = ("--as", "customer", "--where", "agent=x", "--where", "agent=y", "--where", "area=n")

    assert figures(source, *words) == {"added": 2, "left_out": 2, "refused": 1}
    assert names(book) == ["A", "C"]
    assert figures(source, "--as", "customer", "--where", "name=nobody") == {"left_out": 5}
    wrong = run("import", source, "--as", "customer", "--where", "agnt=x", code=2)
    assert "the file has: name, agent, area" in wrong.stderr


def test_a_trial_says_the_same_and_writes_nothing(accounts, figures, run, tables, tmp_path):
    before = tables()
    tried = figures(*accounts, "--dry-run")

    assert tables() == before
    assert run("history").stdout == ""
    assert tried == figures(*accounts) == {"added": 3}
    assert not list(tmp_path.glob("*.rejects.csv"))


def test_stdin_is_read_for_a_dash(figures, book):
    assert figures("-", "--as", "customer", stdin="name\n李强\n") == {"added": 1}
    assert names(book) == ["李强"]


def test_a_pipe_is_read_once_and_what_is_refused_of_it_lies_here(figures, book, tmp_path):
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write("name,phone\n李强,13800138000\n,13800138001\n".encode())
    try:
        assert figures(f"/dev/fd/{reading}", "--as", "customer") == {"added": 1, "refused": 1}
    finally:
        os.close(reading)
    assert names(book) == ["李强"]
    assert (tmp_path / "import.rejects.csv").exists()


def test_the_terminal_shows_counts_and_the_first_refused_rows(file, screen):
    rows = "".join(f"王{i},1,2\n" for i in range(25))
    source = file("c.csv", "name,phone\nA,1\n" + rows)

    shown = screen("import", source, "--as", "customer", "--dry-run", width=60)

    assert "added     1" in shown
    assert "refused  25" in shown
    assert "25 rows: lines 3, 4, 5, 6 …  3 cells where the heading has 2" in " ".join(shown.split()).replace("…", "… ")
    assert "nothing was written" in shown


def test_a_complaint_about_many_rows_is_said_once_with_the_way_to_answer_it(file, run, screen):
    run("init", "--playbook", "retail-bank")
    tiers = ("A", "A", "B", "私行", "A", "A", "A", "x\ty")
    source = file("c.csv", "姓名,等级\n" + "".join(f"客户{n},{tier}\n" for n, tier in enumerate(tiers)))

    shown = " ".join(screen("import", source, "--as", "customer", code=1, width=120).split())

    assert shown.count("is not in the playbook") == 4
    assert "5 rows: lines 2, 3, 6, 7 …" in shown
    assert "line 4 等级: tier: “B”" in shown
    assert f"or amflow import {source} --as customer --ask: it asks what is meant" in shown
    assert run("import", source, "--as", "customer", code=1).stdout.count("is not in the playbook") == len(tiers)


def test_of_many_complaints_the_first_are_shown(file, screen):
    rows = "".join(f"王{i},1{',2' * i}\n" for i in range(1, 26))

    assert "… and 5 more rows" in screen("import", file("c.csv", "name,phone\nA,1\n" + rows), "--as", "customer")


def test_json_is_a_contract(file, run):
    source = file("c.csv", "name,phone\nA,1\nB\n")

    shown = run("import", source, "--as", "customer", "--json").json

    assert list(shown) == ["schema", "file", "as", "dry_run", "rejects", "figures", "items"]
    assert shown["schema"] == "amflow/import@2"
    assert shown["rejects"] == f"{source}.rejects.csv"
    assert shown["figures"]["added"] == {"value": 1, "unit": "count"}
    assert shown["items"] == [{"line": 3, "why": "1 cell where the heading has 2"}]


def test_a_bar_on_a_terminal_and_an_interrupt_that_leaves_nothing(file, tables, home):
    rows = "".join(f"{i},客户{i},{i}\n" for i in range(15_000))
    source = file("big.csv", "key,name,phone\n" + rows)
    before = tables()
    child = pexpect.spawn(
        sys.executable,
        ["-m", "amflow", "import", source, "--as", "customer"],
        env={**os.environ, "TERM": "xterm", "AMFLOW_BOOK": str(home / "book.db")},
        timeout=60,
    )

    child.expect("importing")
    child.expect("(?:[4-9][0-9])%")
    ctrl_c(child)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert tables() == before


def test_undo_brings_the_book_back_exactly(accounts, file, figures, run, tables):
    deals = (file("deals.csv", DEALS), "--map", file("deals.toml", DEALS_MAP))
    states = [tables()]
    for words, edit in ((accounts, ""), (deals, ""), (accounts, "x"), (deals, "x")):
        if edit:
            file("accounts.csv", ACCOUNTS.replace("021", "022").replace(",Acme,t", ",,t"))
            file("deals.csv", DEALS.replace(",Engaging,10/22/2016,,", "Acme,Won,10/23/2016,4/1/2017,77"))
        assert figures(*words)
        states.append(tables())

    for state in states[-2::-1]:
        run("undo")
        assert tables() == state
    for state in states[1:]:
        run("redo")
        assert tables() == state
