"""What goes out comes back the same, is covered where it should be, and opens in other programs; what is erased is gone."""

import csv
import json
import re
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tools import data_doc

from amflow.book.opening import open_book
from amflow.book.public_views import VIEWS
from amflow.book.schema.tables import TABLES

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"]), min_size=1, max_size=12)
DAY = st.dates().map(lambda day: f"{1900 + day.year % 250}-{day:%m}-{min(day.day, 28):02d}")


@pytest.fixture
def lived(run, file):
    """A book in which something of everything was done, and some of it taken back."""
    run("customer", "add", "东方机械", "--organisation")
    run("customer", "add", "张敏", "--tier", "gold", "--phone", "+86 138-1234-8000", "--email", "a@b.cn", "--org", "东方机械",
        "--birthday", "1985-10-15", "--field", "employer=东方机械", "--assets", "20万")  # fmt: skip
    run("customer", "edit", "张敏", "--impression", "=HYPERLINK(1) 喜欢钓鱼")
    run("customer", "add", "李强", "--referrer", "张敏")
    run("product", "add", "货币基金", "--price", "1.05")
    run("deal", "add", "续存", "--pipeline", "account-opening", "--for", "张敏", "--amount", "200000")
    run("log-visit", "张敏", "张敏 说下月到期", "--deal", "d1", "--next", "fri 10:00 带上产品单")
    run("note", "add", "张敏 提到别家利率", "--for", "张敏")
    run("task", "add", "给张敏打电话", "--for", "李强", "--due", "+3wd")
    run("done", "t1")
    run("undo")
    run("import", file("h.csv", "客户,名称,份额,成本,买入日期\n张敏,基金甲,10.5,100,2026-11-01\n"), "--as", "holding")
    run("import", file("o.csv", "客户,产品,金额,下单日期\n张敏,货币基金,99.5,2026-11-01\n"), "--as", "order")
    run("import", file("p.csv", "产品,日期,价格\n货币基金,2026-11-24,1.0345\n"), "--as", "price")


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in TABLES}


def test_a_whole_book_comes_back_the_same(lived, run, home, tmp_path):
    run("export", "book.json")
    assert (tmp_path / "book.json").stat().st_mode & 0o777 == 0o600

    run("import", "book.json", "--book", "new.db")

    assert everything(tmp_path / "new.db") == everything(home / "book.db")
    run("book", "check", "--book", "new.db")
    run("undo", "--book", "new.db")
    run("undo")
    assert everything(tmp_path / "new.db")["price"] == everything(home / "book.db")["price"] == []
    assert "holds records" in run("import", "book.json", code=1).stderr


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(TEXT, max_size=4), note=st.text(max_size=30), day=DAY, number=st.integers(0, 10**15))
def test_any_book_comes_back_the_same(run, names, note, day, number):
    with tempfile.TemporaryDirectory() as folder:
        path, other, file = (Path(folder) / name for name in ("a.db", "b.db", "a.json"))
        book = open_book(path)
        with book.change("test") as change:
            for name in names:
                row = {"name": name, "name_key": name, "added_on": day, "quiet_since": day, "assets_minor": number}
                customer = change.insert("customer", **row, birthday="--02-29", birthday_md="02-29")
                change.insert("touch", customer_id=customer, kind="call", held_on=day, note=note)
                change.insert("holding", customer_id=customer, name=name, quantity_e4=number)
        book.close()

        run("export", str(file), "--book", str(path))
        run("import", str(file), "--book", str(other))

        assert everything(other) == everything(path)


def test_a_book_of_an_older_version_is_brought_up_to_date(run, file, tmp_path):
    row = {"id": 7, "uid": "u" * 24, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    customer = row | {"name": "张敏", "name_key": "张敏", "added_on": "2026-01-01", "quiet_since": "2026-01-01"}
    old = {"schema": "amflow/book@1", "version": 1, "tables": {"customer": [customer]}}

    run("import", file("old.json", json.dumps(old)), "--book", "new.db")

    assert run("customer", "list", "--book", "new.db", "--json").json["items"][0]["ref"] == "c7"
    with sqlite3.connect(tmp_path / "new.db") as connection:
        assert connection.execute("SELECT name FROM v_customers").fetchall() == [("张敏",)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[: len(text) // 2], "is no whole book"),
        (lambda text: text.replace('"version": ', '"version": 9'), "newer amflow"),
        (lambda text: text.replace('"kind":"person"', '"kind":"robot"'), "kind_known"),
        (lambda text: text.replace('"added_on":"2026-11-25"', '"added_on":"soon"'), "not a date written"),
        (lambda text: text.replace('"tier":', '"tiers":'), "a book has no tiers"),
        (lambda text: text.replace('"customer_id":2', '"customer_id":99'), "points to a customer that is not there"),
        (lambda text: text.replace('"customer": [', '"customer); DROP TABLE x": ['), "is no table"),
        (lambda text: text.replace('"id":1,', '"id":1' + "0" * 30 + ",", 1), "does not fit"),
        (lambda text: text.replace('"tables": {', '"tables": ' + "[" * 100_000), "is no whole book"),
    ],
)
def test_a_whole_book_with_anything_wrong_is_refused_whole(lived, run, tmp_path, change, said):
    run("export", "book.json")
    (tmp_path / "bad.json").write_text(change((tmp_path / "book.json").read_text("utf-8")), "utf-8")

    result = run("import", "bad.json", "--book", "new.db", code=5)

    assert said in result.stderr
    assert not [name for name, rows in everything(tmp_path / "new.db").items() if rows]
    assert sorted(path.name for path in tmp_path.glob(".*restore*")) == []


def test_tables_as_csv_are_safe_to_open_and_change_nothing_when_they_come_back(lived, run, figures, tmp_path):
    run("export", "out", "--format", "csv")

    text = (tmp_path / "out" / "customers.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "out" / "customers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[1]["phone"] == "'+86 138-1234-8000"
    assert rows[1]["impression"] == "'=HYPERLINK(1) 喜欢钓鱼"
    assert (rows[1]["employer"], rows[1]["assets"], rows[1]["organisation"]) == ("东方机械", "200000", "东方机械")
    for name, kind in (("customers", "customer"), ("products", "product"), ("touches", "touch"), ("tasks", "task"),
                       ("holdings", "holding"), ("orders", "order"), ("prices", "price"), ("deals", "deal")):  # fmt: skip
        assert set(figures(f"out/{name}.csv", "--as", kind)) == {"unchanged"}, name


@given(
    st.text(max_size=6).map(lambda text: text.replace("\x00", "")),
    st.sampled_from(["", "=", "'", "''+", "\t", "@", "-"]),
)
def test_what_is_guarded_comes_back(text, start):
    from amflow.files.forms.table import guarded, restored

    assert restored([guarded(start + text)]) == [start + text]
    assert guarded(start + text)[:1] not in tuple("=+-@\t\r")


def test_a_workbook_has_texts_days_and_numbers_and_comes_back(lived, run, figures, tmp_path):
    from python_calamine import CalamineWorkbook

    run("export", "b.xlsx")

    book = CalamineWorkbook.from_path(str(tmp_path / "b.xlsx"))
    heading, _company, person, *_more = book.get_sheet_by_name("customers").to_python()
    row = dict(zip(heading, person, strict=True))
    assert (row["phone"], row["assets"], row["impression"][:10]) == ("+86 138-1234-8000", 200000.0, "=HYPERLINK")
    assert row["birthday"].isoformat() == "1985-10-15"
    assert set(figures("b.xlsx", "--as", "customer")) == {"unchanged"}
    assert set(figures("b.xlsx", "--as", "touch")) == {"unchanged"}


def test_cards_and_calendars_come_back_and_are_folded(lived, run, figures, tmp_path):
    run("customer", "edit", "c2", "--impression", "很长的备注" * 40 + ";,\\\nend")
    run("export", "c.vcf")
    run("export", "c.ics", "--birthdays")

    for name in ("c.vcf", "c.ics"):
        lines = (tmp_path / name).read_bytes().split(b"\r\n")
        assert max(map(len, lines)) <= 75, name
    assert set(figures("c.vcf")) == {"unchanged"}
    assert set(figures("c.ics")) == {"unchanged"}
    text = (tmp_path / "c.ics").read_text("utf-8")
    assert "RRULE:FREQ=YEARLY" in text
    assert "TRIGGER:-PT15M" in text
    assert "DTSTART:20261127T100000\n" in text.replace("\r\n", "\n")


def test_a_lunar_birthday_goes_out_as_days_and_comes_back_as_it_was(run, figures, tmp_path, book):
    run("customer", "add", "王伟", "--birthday", "农历十月十五")
    run("export", "c.vcf")
    run("export", "c.ics", "--birthdays")

    text = (tmp_path / "c.ics").read_text("utf-8")
    assert text.count("BEGIN:VEVENT") == 10
    assert "DTSTART;VALUE=DATE:20271112" in text
    assert "20261123" not in text, "it is over"
    assert set(figures("c.vcf")) == {"unchanged"}
    run("import", "c.vcf", "--book", "new.db")
    assert run("customer", "show", "王伟", "--book", "new.db", "--json").json["item"]["birthday"] == "lunar --10-15"
    run("export", "m.vcf", "--mask")
    assert "10-15" not in (tmp_path / "m.vcf").read_text("utf-8")


def test_icalendar_reads_what_we_write(lived, run):
    from icalendar import Calendar

    read = Calendar.from_ical(run("export", "--format", "ics", "--birthdays").stdout)

    assert {str(event["SUMMARY"]) for event in read.walk("VEVENT")} == {
        "带上产品单 · 张敏", "给张敏打电话 · 李强", "张敏: birthday",
    }  # fmt: skip
    assert not [error for part in read.walk() for error in part.errors]


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "vcf", "ics"])
def test_a_mask_leaves_nothing_of_anybody(lived, run, tmp_path, form):
    target = tmp_path / ("folder" if form == "csv" else f"m.{form}")
    run("export", str(target), "--format", form, "--mask", *(["--birthdays"] if form == "ics" else []))

    found = _without_uids("".join(_texts(target)))
    assert found
    for secret in (
        "张敏",
        "李强",
        "东方机械",
        "12348000",
        "1234-8000",
        "a@b.cn",
        "钓鱼",
        "到期",
        "利率",
        "10-15",
        "1015",
    ):
        assert secret not in found, secret


def _without_uids(text: str) -> str:
    """Made by chance, so that four digits of theirs may be anybody's."""
    return re.sub(r"[0-9a-f]{24}", "", text)


def _texts(target: Path) -> list[str]:
    if target.is_dir():
        return [path.read_text("utf-8-sig") for path in target.iterdir()]
    if target.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(target))
        return [str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    return [target.read_text("utf-8").replace("\r\n ", "")]


def test_a_tier_takes_its_customers_and_what_is_theirs(lived, run):
    gold = json.loads(run("export", "--tier", "gold").stdout)

    assert [row["name"] for row in gold["customers"]] == ["张敏"]
    assert [row["customer"] for row in gold["touches"]] == ["张敏"]
    assert [row["title"] for row in gold["tasks"]] == ["带上产品单"]
    assert len(gold["stages"]) == 1


def test_a_file_that_is_there_is_not_written_over(lived, run, tmp_path):
    (tmp_path / "a.json").write_text("mine")

    assert "--force" in run("export", "a.json", code=1).stderr
    assert (tmp_path / "a.json").read_text() == "mine"
    run("export", "a.json", "--force")
    assert "cannot be written" in run("export", "no/such/a.json", code=5).stderr
    assert run("export", "--format", "doc", code=2).stderr
    assert run("export", "--what", "cats", code=2).stderr
    assert run("export", "--format", "csv", code=2).stderr


def test_the_views_open_in_any_program(lived, home):
    with sqlite3.connect(f"file:{home / 'book.db'}?mode=ro", uri=True) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        names = [name for name in names if name.startswith("v_")]
        assert len(names) == len(VIEWS)
        for name in names:
            connection.execute(f"SELECT * FROM {name}").fetchall()
        assert connection.execute("SELECT name, organisation, assets FROM v_customers WHERE ref = 'c2'").fetchone() == (
            "张敏", "东方机械", 200000.0,
        )  # fmt: skip
        assert connection.execute("SELECT customer, amount, state FROM v_deals").fetchall() == [
            ("张敏", 200000.0, "open")
        ]


def test_the_page_of_the_views_has_their_columns():
    text = data_doc.PAGE.read_text("utf-8")

    assert data_doc.page(text) == text
    assert data_doc.page(text.replace(" `tier`", "")) == text


def test_everything_held_on_a_person(lived, run):
    held = json.loads(run("export", "--for", "张敏").stdout)

    assert {table: len(rows) for table, rows in held["held"].items() if rows} == {
        "customer": 1, "deal": 1, "deal_stage": 1, "touch": 1, "touch_with": 1, "task": 1, "note": 1, "holding": 1, "orders": 1,
    }  # fmt: skip
    assert {line["command"] for line in held["history"]} >= {"customer add", "log-visit", "note add"}
    page = run("export", "--for", "张敏", "--format", "md").stdout
    assert "张敏 说下月到期" in page
    assert "log-visit" in page


def test_what_is_erased_is_in_no_byte_of_the_book(lived, run, home, book):
    assert "张敏" in run("export", "--what", "deals").stdout

    gone = run("customer", "erase", "张敏", "--yes", "--json").json["item"]

    assert gone["erased"] == {"customer": 1, "touch": 1, "touch_with": 1, "task": 1, "note": 1, "holding": 1}
    assert {entry["table"] for entry in gone["kept"]} == {"deal", "deal_stage", "orders"}
    assert gone["mentions"] == ["t2"]
    deal = book.get("deal", 1)
    assert (deal["customer_id"], deal["title"], deal["amount_minor"]) == (None, "—", 20000000)
    assert book.get("customer", 3)["referrer_id"] is None
    run("book", "check")
    for path in (home / "book.db", *home.glob("book.db-*")):
        data = path.read_bytes()
        for secret in ("12348000", "1234-8000", "a@b.cn", "钓鱼", "到期", "利率", "基金甲"):
            assert secret.encode() not in data, (path.name, secret)


def test_after_the_mentions_are_edited_the_name_is_in_no_byte(run, home):
    run("customer", "add", "张敏", "--phone", "13812348000", "--birthday", "1985-10-15")
    run("customer", "add", "李强", "--referrer", "张敏")
    run("log-visit", "张敏", "谈到续存", "--next", "fri 10:00 带上产品单")
    run("customer", "edit", "张敏", "--tier", "gold")
    run("log-call", "李强", "谢谢介绍")
    run("undo")

    run("customer", "erase", "张敏", "--yes")

    for path in (home / "book.db", *home.glob("book.db-*")):
        for secret in ("张敏", "13812348000", "1985-10-15", "续存", "产品单"):
            assert secret.encode() not in path.read_bytes(), (path.name, secret)
    run("undo", "2", code=None)
    run("book", "check")
    assert run("history", "--json").json["items"][0]["command"] == "customer erase"
    assert "张敏" not in run("history").stdout


def test_erasing_needs_a_yes_and_cannot_be_undone(run, book):
    run("customer", "add", "张敏")

    assert "this is asked before: erase 张敏" in run("customer", "erase", "张敏", code=2).stderr
    run("customer", "erase", "张敏", "--yes")
    run("undo", code=None)

    assert book.number("SELECT count(*) FROM customer") == 0


def test_a_lunar_birthday_goes_out_with_its_solar_day(run, tmp_path):
    run("customer", "add", "王伟", "--birthday", "农历1985年十月十五", "--phone", "13800138000")
    run("customer", "add", "李芳", "--birthday", "10-15", "--phone", "+49 30 1234567")

    cards = run("export", "--format", "vcf").stdout

    assert "BDAY;VALUE=text:lunar 1985-10-15 (2027-11-12)" in cards
    assert "item1.X-ABDATE:2027-11-12" in cards
    assert "TEL;PREF=1;TYPE=cell;VALUE=text:13800138000" in cards
    assert "TEL;PREF=1;TYPE=voice;VALUE=text:+49 30 1234567" in cards
    people = {
        row["name"]: row
        for row in json.loads(run("export", "--what", "customers", "--format", "json").stdout)["customers"]
    }
    assert people["王伟"]["birthday_next"] == "2027-11-12"
    assert people["李芳"]["birthday_next"] == "2027-10-15"
    masked = run("export", "--what", "customers", "--mask", "--format", "csv").stdout
    assert "2027" not in _without_uids(masked)
