"""Workbooks, cards, calendars and pages: what real programs write, and what nobody should."""

import io
import os
import struct
import sys
import time
import zipfile
from datetime import date, datetime

import pexpect
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

CARD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E6=95=8F;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E6=95=8F
TEL;CELL:139 0000 0000
TEL;WORK;PREF:021-68889999
TEL;HOME:021-1
EMAIL;INTERNET:a@b.cn
ORG;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=B6=AB=B7=BD=BB=FA=D0=B5
TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=BB=8F=E7=90=86
BDAY:1604-10-15
NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E6=95=8F=
=E6=95=8F
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ
 SkZJRgABAQAAAQABAAD

END:VCARD
"""


@pytest.fixture
def rows(book):
    """The rows of a table, as dicts."""
    return lambda table: [dict(row) for row in book.all(f"SELECT * FROM {table} ORDER BY id")]


def test_a_card_of_a_phone_becomes_a_customer_and_where_they_work(file, figures, rows):
    assert figures(file("c.vcf", CARD)) == {"added": 1, "created": 1}

    company, person = rows("customer")
    assert (company["name"], company["kind"]) == ("东方机械", "organisation")
    kept = ("name", "phone", "email", "role", "birthday", "impression", "organisation_id", "profile")
    assert [person[name] for name in kept] == [
        "张敏", "021-68889999", "a@b.cn", "经理", "--10-15", "张敏敏", company["id"],
        '{"phone2": "139 0000 0000", "phone3": "021-1"}',
    ]  # fmt: skip
    assert figures(file("c.vcf", CARD)) == {"unchanged": 1}


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_cards_of_mail_programs(file, figures, rows, version):
    card = (
        f"BEGIN:VCARD\r\nVERSION:{version}\r\nUID:u-1\r\nN:Schmidt;Ann;;;\r\nFN:Ann Sch\r\n midt\r\n"
        "item1.TEL;TYPE=CELL:+49 171 1\r\nTEL;PREF=1;VALUE=text:+49 30 2\r\nBDAY:19851015\r\n"
        "CATEGORIES:vip,golf\r\nADR;TYPE=HOME:;;Weg 1;Bonn;;53111;DE\r\nNOTE:one\\, two\\nthree\r\nEND:VCARD\r\n"
    )

    assert figures(file("c.vcf", card)) == {"added": 1}
    assert figures(file("c.vcf", card.replace("vip,golf", "vip"))) == {"unchanged": 1}

    [row] = rows("customer")
    assert (row["name"], row["birthday"], row["segment"]) == ("Ann Schmidt", "1985-10-15", "")
    assert (row["address"], row["impression"]) == ("Weg 1, 53111, Bonn, DE", "one, two\nthree")
    assert (row["external_source"], row["external_key"]) == ("vcard", "u-1")


def test_a_chinese_name_shown_the_western_way_round_is_put_right(file, figures, rows):
    figures(file("c.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:敏 张\nN:张;敏;;;\nEND:VCARD\n"))

    assert rows("customer")[0]["name"] == "张敏"


def test_a_broken_card_costs_itself_alone(file, run, rows):
    good = "BEGIN:VCARD\nVERSION:3.0\nFN:{0}\nTEL:{0}\nEND:VCARD\n"
    broken = "BEGIN:VCARD\nVERSION:3.0\nFN:never ends\n"
    unfolded = "BEGIN:VCARD\nVERSION:3.0\nFN:D\nNOTE:one\ntwo without a fold\nEND:VCARD\n"
    nameless = "BEGIN:VCARD\nVERSION:3.0\nNOTE:who\nEND:VCARD\n"
    day = "BEGIN:VCARD\nVERSION:3.0\nFN:E\nBDAY:2026-13-45\nEND:VCARD\n"
    huge = "BEGIN:VCARD\nVERSION:3.0\nFN:F\nNOTE:" + "x" * 11_000_000 + "\nEND:VCARD\n"

    done = run(
        "import",
        file("c.vcf", good.format("A") + broken + good.format("B") + unfolded + nameless + day + huge),
        "--json",
    )

    assert [row["name"] for row in rows("customer")] == ["A", "B", "D", "E"]
    assert rows("customer")[2]["impression"] == "one two without a fold"
    reasons = [item["why"] for item in done.json["items"]]
    assert reasons == [
        "the card has no end",
        "a card without a name",
        "a card longer than 200000 characters",
    ]


def calendar(*entries: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\n{entry}\r\nEND:VEVENT\r\n" for entry in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inside}END:VCALENDAR\r\n"


@pytest.fixture
def in_shanghai():
    """The test's zone, known to the C library too."""
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    time.tzset()


def test_appointments_become_tasks_at_their_local_hour_and_move_with_the_calendar(file, figures, rows, in_shanghai):
    entry = "UID:a\r\nSUMMARY:看\\, 资料\r\nDTSTART:{}\r\nDTEND:20261127T030000Z"
    alarm = "\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM"

    assert figures(file("c.ics", calendar(entry.format("20261127T020000Z") + alarm))) == {"added": 1}
    [task] = rows("task")
    assert [task[name] for name in ("title", "due_on", "due_time", "minutes", "kind")] == [
        "看, 资料", "2026-11-27", "10:00", 60, "visit",
    ]  # fmt: skip

    assert figures(file("c.ics", calendar(entry.format("20261127T013000Z")))) == {"updated": 1}
    assert rows("task")[0]["due_time"] == "09:30"


def test_what_recurs_is_taken_for_a_bounded_while(file, figures, rows, run):
    entries = calendar(
        "UID:w\r\nSUMMARY:weekly\r\nDTSTART:20200106T090000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nEXDATE:20261130T090000",
        "UID:w\r\nSUMMARY:later\r\nRECURRENCE-ID:20261207T090000\r\nDTSTART:20261208T110000",
        "UID:d\r\nSUMMARY:daily\r\nDTSTART;VALUE=DATE:19000101\r\nRRULE:FREQ=DAILY",
        "UID:n\r\nSUMMARY:never\r\nDTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "UID:s\r\nSUMMARY:seconds\r\nDTSTART:20200101T000000\r\nRRULE:FREQ=SECONDLY",
        "UID:x\r\nSUMMARY:no such day\r\nDTSTART:20261345T000000",
        "UID:y\r\nSUMMARY:year one\r\nDTSTART:00010101T000000",
    )

    done = run("import", file("c.ics", entries), "--json")

    days = [row["due_on"] for row in rows("task") if row["title"] == "weekly"]
    assert days[:2] == ["2026-12-14", "2026-12-21"]
    assert len([row for row in rows("task") if row["title"] == "daily"]) == 100
    assert [row["due_on"] for row in rows("task") if row["title"] == "later"] == ["2026-12-08"]
    assert not [row for row in rows("task") if row["title"] == "never"]
    assert len(done.json["items"]) == 3
    assert "4 appointments recur" in done.stderr
    assert figures(file("c.ics", entries)).keys() == {"unchanged", "refused"}


def test_an_endless_calendar_does_not_hang(file, run):
    rule = "SUMMARY:x\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"

    done = run("import", file("c.ics", calendar(*[f"UID:{n}\r\n{rule}" for n in range(5)])), "--json")

    assert done.json["figures"]["added"]["value"] == 0


@pytest.fixture
def workbook(tmp_path):
    """Make a workbook of sheets with rows and give its name."""
    import xlsxwriter

    def made(name: str, **sheets: list[list[object]]) -> str:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            for title, lines in sheets.items():
                sheet = book.add_worksheet(title)
                for row, line in enumerate(lines):
                    sheet.write_row(row, 0, line)
        return str(path)

    return made


def test_a_workbook_as_people_make_them(workbook, figures, rows):
    from datetime import date

    source = workbook(
        "客户.xlsx",
        说明=[],
        名单=[
            ["客户名单"],
            ["客户名称", "手机号", "出生日期", "资产"],
            ["张敏", 13812348000, date(1985, 10, 15), 1250.5],
            [],
        ],
    )

    assert figures(source, "--as", "customer") == {"added": 1}

    [row] = rows("customer")
    assert [row[name] for name in ("name", "phone", "birthday", "assets_minor")] == [
        "张敏", "13812348000", "1985-10-15", 125050,
    ]  # fmt: skip


def test_of_several_sheets_one_is_taken_and_said(workbook, run):
    source = workbook("b.xlsx", first=[["name"], ["A"]], products=[["name"], ["P"], ["Q"]])

    assert run("import", source, "--as", "product", "--json").json["figures"]["added"]["value"] == 2
    taken = run("import", source, "--as", "customer", "--json")
    assert "the sheet “first” was taken; --sheet takes another: products" in taken.stderr
    assert "it has: first, products" in run("import", source, "--as", "customer", "--sheet", "x", code=2).stderr


@pytest.mark.parametrize("name", ["c.xls", "c.csv"])
def test_an_old_workbook_that_is_a_page_or_a_text(file, figures, rows, name):
    page = "<html><meta charset=gbk><table><tr><th>姓名<th>电话</tr><tr><td>张敏</td><td>1&amp;2</td></tr></table>"
    page += "<table><tr><th>产品</tr><tr><td>基金</tr></table>"

    assert figures(file(name, page.encode("gbk")), "--as", "customer") == {"added": 1}
    assert figures(file(f"t{name}", "姓名\t电话\n李强\t2\n".encode("gbk")), "--as", "customer") == {"added": 1}
    assert [(row["name"], row["phone"]) for row in rows("customer")] == [("张敏", "1&2"), ("李强", "2")]


def bomb(size: int, cell: str = "") -> bytes:
    data = io.BytesIO()
    with (
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        sheet.write(b"<worksheet><sheetData>" + cell.encode())
        for _piece in range(size >> 20):
            sheet.write(b" " * (1 << 20))
    return data.getvalue()


@pytest.mark.timeout(60)
def test_a_bomb_is_measured_before_it_is_unpacked(file, run, tables):
    before = tables()
    data = bomb(520 << 20)
    # Its own label lies about the size.
    small = data.replace(struct.pack("<I", (520 << 20) + 22), struct.pack("<I", 99))

    for name, content in (("a.xlsx", data), ("b.xlsx", small)):
        result = run("import", file(name, content), "--as", "customer", code=5)
        assert "unpacks to more than 512 MB" in result.stderr, name
    assert tables() == before


def test_a_cell_in_the_last_corner_is_refused(file, run):
    content = bomb(0, '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>')

    assert "too far" in run("import", file("c.xlsx", content), "--as", "customer", code=5).stderr


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\xff" * 60, b"\xd0\xcf\x11\xe0" + b"\x01" * 2000])
def test_what_only_begins_like_a_workbook(file, run, content, capfd):
    assert "cannot be read as a workbook" in run("import", file("h.xls", content), "--as", "customer", code=5).stderr
    assert capfd.readouterr().err == ""


def test_an_archive_that_is_no_workbook_is_not_read(file, run):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("content.xml", "<x/>")

    assert "another kind of archive" in run("import", file("h.xlsx", data.getvalue()), "--as", "deal", code=5).stderr


@pytest.mark.parametrize("cut", [10, 100, 1000, 3000])
def test_half_a_workbook_is_refused(workbook, file, run, cut):
    from pathlib import Path

    whole = Path(workbook("w.xlsx", a=[["name"], ["A"]])).read_bytes()

    assert (
        "cannot be read as a workbook" in run("import", file("h.xlsx", whole[:cut]), "--as", "customer", code=5).stderr
    )


def test_a_line_in_another_encoding_is_refused_alone_and_kept_legible(file, run, rows, tmp_path):
    content = "姓名,电话\n张敏,1\n李强,2\n".encode() + "赵磊,3\n".encode("gbk") + "钱芳,4\n".encode()

    done = run("import", file("c.csv", content), "--as", "customer", "--json")

    assert [row["name"] for row in rows("customer")] == ["张敏", "李强", "钱芳"]
    assert done.json["items"] == [{"line": 4, "why": "not text in utf-8, as the rest of the file is"}]
    assert "赵磊,3,4," in (tmp_path / "c.csv.rejects.csv").read_text("utf-8-sig")


@pytest.mark.timeout(60)
def test_ten_megabytes_in_a_cell(file, run, rows):
    content = "name,phone\nA,1\n" + "x" * 10_000_000 + ",2\nB,3\n"

    done = run("import", file("c.csv", content), "--as", "customer", "--json")

    assert [row["name"] for row in rows("customer")] == ["A", "B"]
    assert [item["line"] for item in done.json["items"]] == [3]


def test_talks_holdings_orders_and_prices(file, figures, rows, run):
    run("customer", "add", "张敏")
    talks = "客户,方式,日期,时间,内容\n张敏,电话,2026-11-02,9:05,到期续存\n张敏,微信,2026/11/03,,发了资料\n"
    talks += "张敏,拜访,2027-01-01,,x\n谁,拜访,2026-11-01,,x\n"

    assert figures(file("t.csv", talks), "--as", "touch") == {"added": 2, "refused": 2}
    assert figures(file("t.csv", talks), "--as", "touch") == {"unchanged": 2, "refused": 2}
    assert [(row["kind"], row["held_at"], row["reached"]) for row in rows("touch")] == [
        ("call", "09:05", 1),
        ("message", "", 0),
    ]
    customer = rows("customer")[0]
    assert (customer["last_touch_on"], customer["quiet_since"]) == ("2026-11-02", "2026-11-02")

    run("product", "add", "货币基金")
    held = "客户,产品,份额,成本,买入日期,到期日\n张敏,货币基金,1234.5678,1000,2026-11-01,2027-11-01\n"
    held += "张敏,货币基金,1.23456,1,2026-11-02,\n"
    assert figures(file("h.csv", held), "--as", "holding") == {"added": 1, "refused": 1}
    assert (rows("holding")[0]["quantity_e4"], rows("holding")[0]["cost_minor"]) == (12345678, 100000)
    ordered = "客户,产品,金额,下单日期,承诺日期,送达日期\n张敏,货币基金,99,2026-11-01,2026-11-05,\n"
    ordered += "张敏,货币基金,1,2026-11-05,,2026-11-01\n"
    assert figures(file("o.csv", ordered), "--as", "order") == {"added": 1, "refused": 1}
    prices = "产品,净值日期,单位净值\n货币基金,2026-11-24,1.0345\n货币基金,2026-11-24,1.1\n货币基金,2026-11-25,abc\n"
    assert figures(file("p.csv", prices), "--as", "price") == {"added": 1, "refused": 2}
    assert rows("price")[0]["price_e4"] == 10345


ASKED = "客户名称,手机号,随便,建档\n张敏,138,x,10/5/2016\n李强,139,y,11/6/2016\n"


def test_asked_column_by_column_and_the_answers_kept(file, home, tmp_path, figures, book):
    source = file("c.csv", ASKED)
    words = ["import", source, "--as", "customer", "--ask", "--save-map", "mine.toml"]
    child = pexpect.spawn(sys.executable, ["-m", "amflow", *words], encoding="utf-8", timeout=30, cwd=str(tmp_path))
    child.expect(r"客户名称 \(张敏, 李强\) \[name\]")
    child.sendline("")
    child.expect(r"手机号 .*\[phone\]")
    child.sendline("")
    child.expect(r"随便 \(x, y\) \[-\]")
    child.sendline("colour")
    child.expect("is no field")
    child.sendline("role")
    child.expect(r"建档 .*\[-\]")
    child.sendline("added_on")
    # The tenth of May or the fifth of October: nobody but the person knows.
    child.expect("may be read as month/day/year or day/month/year")
    child.sendline("")
    child.expect("such as")
    child.sendline("month/day/year")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert [tuple(row) for row in book.all("SELECT name, phone, role, added_on FROM customer ORDER BY id")] == [
        ("张敏", "138", "x", "2016-10-05"), ("李强", "139", "y", "2016-11-06"),
    ]  # fmt: skip
    assert figures(source, "--map", str(tmp_path / "mine.toml")) == {"unchanged": 2}


def test_without_a_terminal_nobody_is_asked(file, run):
    assert "which column is what is missing" in run("import", file("c.csv", ASKED), "--ask", code=2).stderr


@settings(max_examples=60, deadline=None)
@given(
    freq=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 5),
    more=st.lists(
        st.sampled_from(
            ["BYDAY=MO,WE", "BYDAY=2TU", "BYDAY=-1FR", "BYMONTHDAY=31", "BYMONTHDAY=-1,15", "BYMONTH=2,11", "COUNT=7",
             "UNTIL=20270301T000000", "WKST=SU", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"]),
        max_size=3, unique_by=lambda part: part.partition("=")[0]),
    first=st.dates(date(2020, 1, 1), date(2026, 12, 31)),
)  # fmt: skip
def test_days_of_a_rule_are_those_of_dateutil(freq, interval, more, first):
    from dateutil.rrule import rrulestr

    from amflow.files.forms.rrule import days

    text = ";".join([f"FREQ={freq}", f"INTERVAL={interval}", *more])
    # A numbered weekday means something by month and year only.
    assume(freq in ("MONTHLY", "YEARLY") or not {"BYDAY=2TU", "BYDAY=-1FR"} & set(more))
    assume(not {"COUNT=7", "UNTIL=20270301T000000"} <= set(more))
    assume(not (freq == "WEEKLY" and any("BYMONTHDAY" in part for part in more)))
    since, last = date(2026, 11, 25), date(2027, 11, 25)
    wanted = rrulestr(text, dtstart=datetime(first.year, first.month, first.day))

    found = [day for day in days(text, first, since, last) if day >= since]

    assert found == [moment.date() for moment in wanted.between(datetime(2026, 11, 24, 12), datetime(2027, 11, 25, 12))]
