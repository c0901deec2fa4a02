"""Amounts, days, names and words as files have them."""

import time
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import AfterValidator

from amflow import registry
from amflow.book.schema.tables import TABLES
from amflow.book.values import plain_text
from amflow.errors import Usage
from amflow.files.forms.names import together
from amflow.files.forms.units import UNKNOWN, read
from amflow.files.import_ import amounts, days, value_formats
from amflow.files.import_.named import writer_of


@pytest.fixture
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of China."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,153.50", 115350),
        ("¥1,000", 100000),
        ("-5", -500),
        ("−5", -500),
        ("(1,234.50)", -123450),
        ("5.00-", -500),
        ("¥-3", -300),
        ("3.3000000000000003", 330),
        ("957.5775", 95758),
        ("0.005", 1),
        ("1.2E+5", 12_000_000),
        ("20万", 20_000_000),
        ("-2万", -2_000_000),
        ("5元", 500),
        ("CNY 5", 500),
        ("5 CNY", 500),
        (" 5 ", 500),
        ("１２", 1200),
    ],
)
def test_amounts(text: str, minor: int) -> None:
    assert amounts.read(text, "CNY", amounts.Spelling(UNKNOWN)) == minor


def test_an_amount_with_three_places_is_never_guessed() -> None:
    with pytest.raises(ValueError, match=r"may be 1250 or 1\.250"):
        amounts.read("1.250", "CNY", amounts.Spelling(UNKNOWN))

    assert amounts.read("1.250", "CNY", amounts.Spelling(UNKNOWN, ",")) == 125_000
    assert amounts.read("1.250", "CNY", amounts.Spelling(UNKNOWN, ".")) == 125
    assert amounts.read("1.250", "CNY", amounts.Spelling(UNKNOWN, native=True)) == 125
    assert amounts.read("1.250", "KWD", amounts.Spelling(UNKNOWN)) == 1250


def test_what_is_finer_is_rounded_and_known_as_rounded() -> None:
    assert isinstance(amounts.read("957.5775", "CNY", amounts.Spelling(UNKNOWN)), amounts.Rounded)
    assert not isinstance(amounts.read("3.3000000000000003", "CNY", amounts.Spelling(UNKNOWN)), amounts.Rounded)
    with pytest.raises(Usage, match="finer than CNY can be"):
        amounts.read("957.5775", "CNY", amounts.Spelling(UNKNOWN, exact=True))


def test_an_amount_in_the_unit_of_its_column() -> None:
    how = amounts.Spelling(read("万元"))
    assert amounts.read("12.34567", "CNY", how) == 12_345_670
    assert amounts.read("3万", "CNY", how) == 3_000_000
    assert amounts.quantity("1.5", amounts.Spelling(read("万份"))) == "15000"


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("USD 5,500", "USD"),
        ("5.500 €", "EUR"),
        ("€5", "EUR"),
        ("HK$5", "HKD"),
        ("5 EUR", "EUR"),
        ("5", ""),
        ("$5", ""),
        ("ABOUT 5", ""),
        ("3万", ""),
    ],
)
def test_an_amount_may_say_its_currency(text: str, currency: str) -> None:
    assert amounts.own_currency(text) == currency


def test_rounded_and_negative_amounts_in_a_file(file: Any, run: Any, book: Any) -> None:
    source = file("c.csv", "name,assets\nA,957.5775\nB,957.5775\nC,(5)\n")

    assert (
        "2 amounts were finer than CNY can be and were rounded: 957.5775 is 957.58"
        in run("import", source, "--as", "customer").stderr
    )
    assert [row["assets_minor"] for row in book.all("SELECT assets_minor FROM customer")] == [95758, 95758, -500]
    refused = run("import", source, "--as", "customer", "--exact", "--json").json["items"]
    assert [row["why"] for row in refused] == ["assets: “957.5775” is finer than CNY can be"] * 2
    the_map = file("m.toml", 'finer = "refuse"\n[fields]\nname = "name"\nassets = "assets"')
    assert len(run("import", source, "--as", "customer", "--map", the_map, "--json").json["items"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-3-1",
        "2026.03.01",
        "2026.3.1",
        "2026. 3. 1",
        "2026/3/1",
        "20260301",
        "2026年3月1日",
        "2026年03月01号",
        "2026 年 3 月 1 日",
        "二〇二六年三月一日",
        "2026-03-01 08:00",
        "2026-03-01T08:00:00",
        "2026/3/1 8:00:00",
        "2026-3-1 星期日",
        "2026-03-01T08:00:00Z",
        "2026-03-01T00:00:00+08:00",
        "2026-02-28T16:30:00.000Z",
        "2026-02-28T16:00:00+0000",
        "2026-02-28 20:00 UTC",
        "20260301T080000",
        "20260228T160000Z",
        "20260301T0800+0800",
        "1 Mar 2026",
        "1st March 2026",
        "Mar 1, 2026",
        "March 1 2026",
        "01-Mar-2026",
        "1. mar 2026",
    ],
)
@pytest.mark.usefixtures("shanghai")
def test_days_that_can_be_read_one_way_only(text: str) -> None:
    assert days.a_day(text, "") == "2026-03-01"


@pytest.mark.parametrize(
    "text",
    [
        "1/3/2026",
        "2026-13-01",
        "2026-02-30",
        "20261301",
        "20261301T080000Z",
        "46082",
        "3 Foo 2026",
        "下周三",
        "2026",
        "1.3.26",
    ],
)
def test_days_that_cannot(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        days.a_day(text, "")


@pytest.mark.usefixtures("shanghai")
def test_the_hour_of_an_instant_is_the_one_here() -> None:
    told = (
        "9:05",
        "20260301T010500Z",
        "2026-03-01T09:05:00+08:00",
        "2026-03-01 09:05",
        "20260228T160000Z",
        "2026-03-01T00:00",
    )
    assert [value_formats.a_time(text) for text in told] == ["09:05", "09:05", "09:05", "09:05", "", ""]
    for text in ("20260301", "20260301T256000Z", "2026-03-01", "soon"):
        with pytest.raises(ValueError, match="HH:MM"):
            value_formats.a_time(text)


def test_days_as_a_map_says() -> None:
    assert days.a_day("1/3/2026", "%d/%m/%Y") == "2026-03-01"
    assert days.a_day("1/3/2026 08:00:00", "%d/%m/%Y") == "2026-03-01"
    assert days.a_day("46082", days.EXCEL) == days.a_day("46082.5", days.EXCEL) == "2026-03-01"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("周", "晓明", ""), "周晓明"),
        (("欧阳", "娜", ""), "欧阳娜"),
        (("Public", "John", ""), "John Public"),
        (("Public", "John", "Q"), "John Q Public"),
        (("", "敏", ""), "敏"),
        (("김", "민수", ""), "김민수"),
        (("Lee", "", ""), "Lee"),
    ],
)
def test_a_name_in_parts(parts: tuple[str, str, str], name: str) -> None:
    assert together(*parts) == name


def test_names_in_columns_of_their_own(file: Any, figures: Any, book: Any) -> None:
    source = file("c.csv", "First Name,Last Name,phone2\n晓明,周,010-1\nJohn,Public,\n李　四,,\n")
    text = '[fields.name]\ntext = "{First Name} {Last Name}"\n[fields]\nphone2 = "phone2"\n'

    assert figures(source, "--as", "customer", "--map", file("m.toml", text.replace("[fields]\n", "", 0))) == {
        "added": 3
    }
    assert [row["name"] for row in book.all("SELECT name FROM customer ORDER BY id")] == [
        "周晓明",
        "John Public",
        "李四",
    ]
    assert '"phone2": "010-1"' in book.get("customer", 1)["profile"]
    assert figures(source, "--as", "customer") == {"unchanged": 3}


@pytest.mark.parametrize(
    ("heading", "cell", "column", "kept"),
    [
        ("客户等级", "金卡", "tier", "gold"),
        ("客户等级", "Gold", "tier", "gold"),
        ("客户等级", "gold card", "tier", "gold"),
        ("客户等级", "金卡客户", "tier", "gold"),
        ("客户等级", "银", "tier", "silver"),
        ("客户等级", "普通", "tier", "standard"),
        ("性别", "男", "salutation", "mr"),
        ("gender", "F", "salutation", "ms"),
        ("性别", "女士", "salutation", "ms"),
        ("勿扰", "是", "no_contact", 1),
        ("勿扰", "否", "no_contact", 0),
        ("勿扰", "√", "no_contact", 1),
    ],
)
def test_values_in_words(file: Any, figures: Any, book: Any, heading: str, cell: str, column: str, kept: Any) -> None:
    figures(file("c.csv", f"姓名,{heading}\n张三,{cell}\n"), "--as", "customer")

    assert book.get("customer", 1)[column] == kept


def test_a_word_that_nobody_knows_is_refused_with_the_choices(file: Any, run: Any) -> None:
    result = run("import", file("c.csv", "姓名,客户等级\n张三,白金卡\n"), "--as", "customer", "--json", code=1)

    assert "one of: Gold, Silver, Standard" in result.json["items"][0]["why"]


def test_a_day_of_closing_is_the_expected_one_while_a_deal_is_open(file: Any, figures: Any, book: Any) -> None:
    the_map = (
        '[fields]\ntitle = "t"\nclosed_on = "c"\nstate = { column = "s", values = { Won = "won" }, otherwise = "open" }'
    )
    source = file("d.csv", "t,s,c\nA,won,2026-03-20\nB,Sent,2026-12-18\n")

    figures(source, "--as", "deal", "--map", file("m.toml", the_map + '\nwhy = "t"'))

    found = [tuple(row) for row in book.all("SELECT state, closed_on, expected_on FROM deal ORDER BY id")]
    assert found == [("won", "2026-03-20", None), ("open", None, "2026-12-18")]


@pytest.mark.parametrize(("by", "cell"), [("email", "JANE@example.com"), ("phone", "+86 138-0013-8000")])
def test_people_may_be_named_by_mail_or_phone(file: Any, run: Any, figures: Any, book: Any, by: str, cell: str) -> None:
    run("customer", "add", "Jane Doe", "--email", "jane@example.com", "--phone", "13800138000")
    the_map = file("m.toml", f'[fields]\nheld_on = "d"\ncustomer = {{ column = "w", by = "{by}" }}')

    assert figures(file("t.csv", f"d,w\n2026-03-01,{cell}\n"), "--as", "touch", "--map", the_map) == {"added": 1}
    assert book.get("touch", 1)["customer_id"] == 1


def test_the_same_person_is_known_by_phone_however_spelt_by_mail_and_as_an_organisation(
    file: Any, run: Any, figures: Any
) -> None:
    run("customer", "add", "李娜", "--phone", "010-88881234")
    run("customer", "add", "Jane", "--email", "jane@example.com")
    figures(file("o.csv", "name,kind\nAcme,organisation\n"), "--as", "customer")

    text = (
        "name,phone,email,kind\n李娜,+86 10 8888 1234,,\nJane,,JANE@example.com,\nAcme,+44 161 555 2002,,organisation\n"
    )
    # Another spelling of a phone or mail says nothing new.
    assert figures(file("a.csv", text), "--as", "customer") == {"updated": 1, "unchanged": 2}
    # Somebody else of that name has another phone, or another mail.
    assert figures(file("b.csv", "name,phone\n李娜,13900000000\n"), "--as", "customer") == {"added": 1}


@pytest.mark.parametrize("kind", sorted(registry.importing()))
def test_a_cell_is_held_to_what_the_schema_asks_of_its_column(kind: str) -> None:
    record = writer_of(kind).kind
    columns = TABLES[record.table].model_fields
    for field in record.fields:
        if field.column in columns and field.type not in ("customer", "product"):
            column = columns[field.column]
            parts = [*column.metadata, *(x for part in get_args(column.annotation) for x in get_args(part))]
            asked = {part.func for part in parts if isinstance(part, AfterValidator)}
            held = value_formats.HELD.get(field.type)
            assert asked - {plain_text} == ({held} if held else set()), field.key


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("12/12/2026", "", "2026-12-12"),
        ("12.10.1975", "", "1975-10-12"),
        ("1.2.1980 10:30", "", "1980-02-01"),
        ("12.10.1975", "%d/%m/%Y", "1975-10-12"),
        ("12/10/1975", "%d.%m.%Y", "1975-10-12"),
        ("12-10-1975", "%m/%d/%Y", "1975-12-10"),
    ],
)
def test_a_day_is_read_whatever_stands_between_its_figures(text: str, form: str, day: str) -> None:
    assert days.a_day(text, form) == day


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31/11/2026", ""),
        ("12/12/2026", ""),
        ("12/10/2026", "?/%Y"),
        ("30/11/2026", "%d/%m/%Y"),
        ("11-30-2026", "%m-%d-%Y"),
        ("12.10.1975", "%d.%m.%Y"),
        ("80-10-15", ""),
    ],
)
def test_what_a_day_tells_of_the_order_of_its_column(text: str, form: str) -> None:
    assert days.by_itself(text) == form
