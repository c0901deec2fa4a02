"""Where the heading of a table is, in which unit its amounts are, and which of its rows are no records."""

from pathlib import Path
from typing import Any

import pytest

from amflow.errors import Unusable
from amflow.files.forms import layout, units
from amflow.files.forms.table import TableRow

ROLES = {
    "姓名": layout.NAME,
    "name": layout.NAME,
    "电话": layout.OTHER,
    "手机": layout.OTHER,
    "phone": layout.OTHER,
    "邮箱": layout.OTHER,
    "公司": layout.OTHER,
    "资产": layout.AMOUNT,
    "assets": layout.AMOUNT,
}


def role(heading: str) -> str:
    """What a column is by its heading or the one without its unit."""
    return ROLES.get(units.of_heading(heading)[0], "")


def found(text: str, *lines: int) -> layout.Layout:
    """The layout of these lines, cells apart by commas."""
    rows = [TableRow(line, one.split(",")) for line, one in enumerate(text.splitlines(), 1) if one.strip(", ")]
    return layout.find(rows, layout.Wanted(role, lines), "f")


@pytest.mark.parametrize(
    ("text", "lines", "heading"),
    [
        ("姓名,电话\n张三,1", (1,), ["姓名", "电话"]),
        ("客户清单\n导出人：,某某\n姓名,电话\n张三,1", (3,), ["姓名", "电话"]),
        ("客户清单,,单位：万元\n\n\n姓名,电话,资产\n张三,1,2", (4,), ["姓名", "电话", "资产"]),
        ("a,b,c\n1,2,3\n姓名,,", (1,), ["a", "b", "c"]),
        ("title\na,b\n1,2", (2,), ["a", "b"]),
        ("name\n张三", (1,), ["name"]),
        ("name,x,y\nphone,1,2", (1,), ["name", "x", "y"]),
        # Two rows: the lower one says what it is, the upper one of which group.
        (
            "姓名,联系方式,,资产(万元),\n,手机,邮箱,存款,合计",
            (1, 2),
            ["姓名", "手机", "邮箱", "资产 存款(万元)", "资产(万元)"],
        ),
        ("标题\n基本情况,,联系,\n姓名,公司,手机,邮箱\n张三,A,1,b", (3,), ["姓名", "公司", "手机", "邮箱"]),
        # A group of which no column is known: what stands below it is the column, the unit is the group's.
        (
            "姓名,资产(万元),,,手机\n,活期,定期,理财,\n张三,1,2,3,138",
            (1, 2),
            ["姓名", "资产 活期(万元)", "资产 定期(万元)", "资产 理财(万元)", "手机"],
        ),
        (
            "姓名,手机,资产(万元)\n,,活期,定期\n张三,138,1,2",
            (1, 2),
            ["姓名", "手机", "资产 活期(万元)", "资产 定期(万元)"],
        ),
        ("本人,,配偶,\n姓名,手机,姓名,手机\n张三,1,李花,2", (1, 2), ["姓名", "手机", "配偶 姓名", "配偶 手机"]),
        ("姓名,客户经理,\n,姓名,手机\n张三,某某,2", (1, 2), ["姓名", "客户经理 姓名", "客户经理 手机"]),
        (
            "甲方,,乙方,\n姓名,手机,姓名,手机\n张三,1,李花,2",
            (1, 2),
            ["甲方 姓名", "甲方 手机", "乙方 姓名", "乙方 手机"],
        ),
        # A row that says how the columns are filled in.
        ("姓名,手机,资产\n必填,,万元\n张三,1,2", (1, 2), ["姓名", "手机", "资产(万元)"]),
        ("姓名,资产,生日\n,(元),YYYY-MM-DD\n张三,1,2", (1, 2), ["姓名", "资产(元)", "生日"]),
        ("姓名,手机\nm,\n张三,1", (1,), ["姓名", "手机"]),
        # A record in which the word of another column stands is no second row of the heading.
        ("姓名,电话\n张三,手机", (1,), ["姓名", "电话"]),
    ],
)
def test_the_heading_is_where_columns_are_known(text: str, lines: tuple[int, ...], heading: list[str]) -> None:
    got = found(text)

    assert (got.lines, got.heading) == (lines, heading)
    assert got.shown == (lines != (1,))


def test_somebody_may_say_where_it_is() -> None:
    assert found("姓名,电话\n谁,号码\n张三,1", 2).heading == ["谁", "号码"]
    assert found("谁,联系\n,号码\n张三,1", 1, 2).heading == ["谁", "联系 号码"]
    assert found("谁,联系,\n,电,\n,家,店\n张三,1,2", 1, 3).heading == ["谁", "联系 电 家", "联系 电 店"]
    with pytest.raises(Unusable, match="no heading in line 9"):
        found("姓名\n张三", 9)


@pytest.mark.parametrize(
    ("heading", "plain", "power", "currency"),
    [
        ("资产(万元)", "资产", 4, ""),
        ("资产（万元）", "资产", 4, ""),
        ("资产[亿元]", "资产", 8, ""),
        ("资产/千元", "资产", 3, ""),
        ("资产（单位：百万元）", "资产", 6, ""),
        ("余额(万美元)", "余额", 4, "USD"),
        ("金额(元)", "金额", 0, ""),
        ("金额(人民币万元)", "金额", 4, "CNY"),
        ("Amount (k€)", "Amount", 3, "EUR"),
        ("Amount (€k)", "Amount", 3, "EUR"),
        ("AUM (USD m)", "AUM", 6, "USD"),
        ("Amount ($000s)", "Amount", 3, "USD"),
        ("Amount in thousands", "Amount", 3, ""),
        ("Value (EUR)", "Value", 0, "EUR"),
        ("份额(万份)", "份额", 4, ""),
        ("Amount (million)", "Amount", 6, ""),
    ],
)
def test_the_unit_behind_a_heading(heading: str, plain: str, power: int, currency: str) -> None:
    name, unit = units.of_heading(heading)

    assert (name, unit.power, unit.currency, bool(unit.words)) == (plain, power, currency, True)


@pytest.mark.parametrize(
    "heading", ["电话(手机)", "姓名(必填)", "日期(YYYY-MM-DD)", "Deal - Title", "E-mail", "资产", "A/B", "收入(%)"]
)
def test_what_is_no_unit_stays(heading: str) -> None:
    assert units.of_heading(heading) == (heading, units.UNKNOWN)


@pytest.mark.parametrize(
    ("line", "power"),
    [
        ("单位：万元", 4),
        ("金额单位: 人民币千元", 3),
        ("（单位：亿元）", 8),
        ("单位：元", 0),
        ("Unit: k€", 3),
        ("Amounts in thousands of €", 3),
        ("单位：城东支行", 0),
        ("制表单位：某某", 0),
        ("人数：12", 0),
    ],
)
def test_the_unit_in_a_line_above(line: str, power: int) -> None:
    assert units.of_lines(["title", line]).power == power


HEADING = "公司,姓名,电话,资产"


@pytest.mark.parametrize(
    "row",
    [
        "合计,,,200000",
        ",合计,,5",
        "合　计,,,",
        "总 计：,,,1",
        '城东支行 小计,,,"1,200"',
        "A,小计,,3.5万元",
        "本页合计,2人,,5",
        "Total,,,¥784.40",
        "Grand Total,,,1",
        "Subtotal,,,-3",
        "A Total,,,7",
        "共2条记录,,,",
        "第1页 共3页,,,",
        "制表人：某某,,,",
        "注：以上数据,,,",
        "审核：,某某,,",
        "Total: 12 records,,,",
        "Generated by A,,,",
        "----------,,,",
        HEADING,
        "合计,,,-",
    ],
)
def test_rows_that_are_no_records(row: str) -> None:
    extras = layout.Extras(found(f"{HEADING}\n"))
    extras.reason(["A", "张三", "1", "7"])
    from csv import reader

    assert extras.reason(next(reader([row])))


@pytest.mark.parametrize(
    "row",
    [
        "Total,张三,13800000001,5",
        "A,Total,13800000001,5",
        "A,张三,,",
        ",计大志,1,",
        "合计科技,张三,1,2",
        "Total,李四,,5",
        "A,Total,,x",
        "会计师事务所,王五,,3",
        "总计划公司,,,5",
        ",共青,,1",
        "A,注册处,,",
    ],
)
def test_records_that_look_alike_are_kept(row: str) -> None:
    extras = layout.Extras(found(f"{HEADING}\n"))
    extras.reason(["B", "张三", "1", "7"])

    assert extras.reason(row.split(",")) == ""


def test_what_is_left_out_and_in_which_unit_is_said(file: Any, run: Any, book: Any) -> None:
    text = "客户清单\n单位：万元\n姓名,电话,资产\n张三,1,12.5\n李四,2,3万\n王五,3,-0.3\n合计,,15.2\n"

    said = run("import", file("c.csv", text), "--as", "customer").stderr

    assert "the heading was found in line 3: 姓名, 电话, 资产" in said
    assert "1 row is no record and was left out (line 7: 合计)" in said
    assert "“资产” is in 万元: 1 is taken as 10,000" in said
    kept = [tuple(row) for row in book.all("SELECT name, assets_minor FROM customer ORDER BY id")]
    assert kept == [("张三", 12_500_000), ("李四", 3_000_000), ("王五", -300_000)]


def test_a_unit_that_is_a_currency(file: Any, figures: Any, book: Any) -> None:
    figures(file("c.csv", "name,资产(万美元)\n张三,1.5\n"), "--as", "customer")

    assert tuple(book.one("SELECT assets_minor, currency FROM customer")) == (1_500_000, "USD")


def test_refused_rows_keep_the_unit_of_the_line_above(file: Any, run: Any, figures: Any, book: Any) -> None:
    text = "单位：万元\n姓名,级别,资产\n张三,nobody,12.5\n"
    run("import", file("c.csv", text), "--as", "customer", code=1)

    mended = Path(file("c.csv", text) + ".rejects.csv").read_text("utf-8-sig").replace("nobody", "gold")
    assert figures(file("again.csv", mended), "--as", "customer") == {"added": 1}
    assert book.one("SELECT assets_minor FROM customer")[0] == 12_500_000


def test_the_line_of_the_heading_in_a_map_and_as_an_option(file: Any, figures: Any, run: Any) -> None:
    source = file("c.csv", "x\n谁,号码\n张三,138\n")
    fields = '[fields]\nname = "谁"\nphone = "号码"'

    assert figures(source, "--map", file("m.toml", f'as = "customer"\nheading = 2\n{fields}')) == {"added": 1}
    the_map = file("n.toml", f'as = "customer"\n{fields}')
    assert figures(source, "--map", the_map, "--heading", "2") == {"unchanged": 1}
    assert "it has: 张三, 138" in run("import", source, "--map", the_map, "--heading", "3", code=5).stderr
    assert "is no line" in run("import", source, "--as", "customer", "--heading", "two", code=2).stderr
    wrong = file("w.toml", f'as = "customer"\nheading = "x"\n{fields}')
    assert "should be the number of a line" in run("import", source, "--map", wrong, code=5).stderr


@pytest.mark.parametrize(
    "words", ["Grand Totals (4 records)", "Grand Total: 4 records", "Subtotal (East)", "Total (2)"]
)
def test_totals_that_count_their_records_are_none(run: Any, file: Any, book: Any, words: str) -> None:
    said = run("import", file("a.csv", f"name,assets\nCount Roe,5\n{words},5\n"), "--as", "customer").stderr

    assert "1 row is no record and was left out" in said
    assert [row["name"] for row in book.all("SELECT name FROM customer")] == ["Count Roe"]
