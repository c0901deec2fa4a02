"""Lists as a branch of a bank has them: who is made beside a row, what costs a row and what only itself, in whose words."""

from pathlib import Path
from typing import Any

import pytest

EMPLOYERS = "客户号,客户姓名,{heading}\n1,夏岚,远山软件\n2,童一鸣,市三院\n3,阮小青,远山软件\n"


@pytest.mark.parametrize("heading", ["工作单位", "单位", "所在单位", "公司"])
def test_an_employer_is_an_organisation_and_said_however_it_is_headed(
    run: Any, file: Any, book: Any, heading: str
) -> None:
    said = run("import", file("a.csv", EMPLOYERS.format(heading=heading))).stderr

    made = book.all("SELECT name, kind FROM customer WHERE kind <> 'person' ORDER BY id")
    assert [tuple(row) for row in made] == [("远山软件", "organisation"), ("市三院", "organisation")]
    assert "2 organisations were made, because rows name them: 远山软件, 市三院" in said


@pytest.mark.parametrize("more", ["", ', unknown = "create"', ', unknown = "create", kind = "organisation"'])
def test_a_map_makes_employers_organisations(run: Any, file: Any, book: Any, more: str) -> None:
    the_map = file(
        "m.toml", f'as = "customer"\n[fields]\nname = "客户姓名"\norganisation = {{ column = "单位"{more} }}\n'
    )

    run("import", file("a.csv", EMPLOYERS.format(heading="单位")), "--map", the_map)

    assert book.number("SELECT count(*) FROM customer WHERE kind = 'organisation'") == 2


def test_a_map_may_still_refuse_or_leave_out(figures: Any, file: Any) -> None:
    said = 'as = "customer"\n[fields]\nname = "客户姓名"\norganisation = { column = "单位", unknown = "WORD" }\n'
    source = file("a.csv", EMPLOYERS.format(heading="单位"))

    assert figures(source, "--map", file("m.toml", said.replace("WORD", "refuse")), code=1) == {"refused": 3}
    assert figures(source, "--map", file("m.toml", said.replace("WORD", "leave out"))) == {"added": 3}


def test_a_day_left_out_is_only_said_of_rows_that_were_taken(run: Any, file: Any) -> None:
    text = "姓名,手机,生日\n夏岚,13900139003,1979-02-30\n童一鸣,1.39E+10,1988/13/01\n"

    result = run("import", file("a.csv", text), "--as", "customer", "--json")

    assert (
        "1 day was left out, and the rest of the row taken (line 2: 生日: “1979-02-30”: the calendar has no"
        in result.stderr
    )
    assert "line 3" not in result.stderr
    (refusal,) = result.json["items"]
    assert refusal["why"].startswith("手机: “1.39E+10” has lost its digits")
    assert refusal["why"].endswith("生日: “1988/13/01”: the calendar has no such day")


def test_everything_that_is_wrong_with_a_row_is_told_at_once(run: Any, file: Any) -> None:
    run("customer", "add", "夏岚")
    text = "客户,产品,金额,购买日期,到期日\n童一鸣,稳利一号,很多,2020年3月,2026-02-30\n夏岚,稳利二号,5,2026-03-01,\n"

    result = run("import", file("a.csv", text), "--as", "holding", "--json", code=1)

    both, one = (row["why"] for row in result.json["items"])
    for said in (
        "“很多” is not an amount",
        "“2020年3月” is not a day",
        "“2026-02-30”: the calendar has no such day",
        "客户: the book has no “童一鸣”",
        "产品: the book has no “稳利一号”",
    ):
        assert said in both
    assert one == "产品: the book has no “稳利二号”"
    assert "not in the catalogue: 稳利二号, 稳利一号; amflow product add '稳利二号' adds one" in result.stderr
    assert result.stderr.count("not in the catalogue") == 1
    assert (
        "hint: amflow product add '稳利二号' for each product; mend the rest in the file of refused rows"
        in result.stderr
    )


@pytest.mark.parametrize(
    ("kind", "text", "refused"),
    [
        ("customer", "姓名,开户日期\n夏岚,2020年3月\n", False),
        ("customer", "姓名,生日\n夏岚,1979-02-30\n", False),
        ("deal", "标题,预计成交日期\n定存,2026-02-30\n", False),
        ("event", "标题,日期,结束日期\n理财沙龙,2026-12-01,2026-12-32\n", False),
        ("event", "标题,日期\n理财沙龙,2026-12-32\n", True),
        ("deal", "标题,开始日期\n定存,2026-02-30\n", True),
        ("task", "标题,到期日\n回电,2026-02-30\n", True),
    ],
)
def test_a_bad_day_costs_only_itself_unless_the_record_is_about_it(
    figures: Any, file: Any, kind: str, text: str, refused: bool
) -> None:
    code = 1 if refused else 0
    assert figures(file("a.csv", text), "--as", kind, code=code) == ({"refused": 1} if refused else {"added": 1})


def test_a_birthday_without_a_year_is_taken_with_the_form_that_is_proposed(file: Any, figures: Any, book: Any) -> None:
    the_map = file(
        "m.toml", 'as = "customer"\n[fields]\nname = "a"\nbirthday = { column = "b", date = "year-month-day" }\n'
    )

    assert figures(file("a.csv", "a,b\n夏岚,12-01\n童一鸣,1979-2-28\n"), "--map", the_map) == {"added": 2}
    assert [row["birthday"] for row in book.all("SELECT birthday FROM customer ORDER BY id")] == [
        "--12-01",
        "1979-02-28",
    ]


def test_refused_rows_stand_as_they_stood_under_headings_in_the_language_and_are_read_again(
    run: Any, file: Any, figures: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    text = "姓名,手机,生日,地址\n夏岚,1.39E+10,农历八月十五,#N/A\n童一鸣,1.39E+10,30/02/1980,城东\n"
    source = file("a.csv", text)

    run("import", source, "--as", "customer", code=1)

    refused = Path(f"{source}.rejects.csv")
    lines = refused.read_text("utf-8-sig").splitlines()
    assert lines[0] == "姓名,手机,生日,地址,行号,原因"
    assert lines[1].startswith("夏岚,1.39E+10,农历八月十五,#N/A,2,")
    assert lines[2].startswith("童一鸣,1.39E+10,30/02/1980,城东,3,")
    refused.write_text(refused.read_text("utf-8-sig").replace("1.39E+10", "13900139003", 1), "utf-8-sig")
    monkeypatch.setenv("AMFLOW_LANG", "en")
    assert figures(str(refused), "--as", "customer") == {"added": 1, "refused": 1}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *((word, "organisation") for word in ("对公", "企业", "公司", "对公客户")),
        *((word, "person") for word in ("对私", "个人")),
    ],
)
def test_what_a_branch_calls_people_and_firms(file: Any, run: Any, book: Any, word: str, kind: str) -> None:
    run("import", file("a.csv", f"姓名,客户类型\n夏岚,{word}\n"), "--as", "customer")

    assert book.get("customer", 1)["kind"] == kind


def test_choices_columns_and_kinds_are_said_in_chinese(file: Any, run: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    run("init", "--playbook", "retail-bank", "--lang", "zh", "--country", "CN")
    run("customer", "add", "夏岚")

    source = file("a.csv", "姓名,类型,职业,手机,电话\n童一鸣,猫,教师,13900139003,010-88881234\n")
    kind = run("import", source, "--as", "customer", code=1)
    assert "类型：“猫”不在可选范围内：个人、单位" in kind.stdout
    assert "profession" not in kind.stderr
    assert "phone2" not in kind.stderr
    how = run("import", file("b.csv", "客户,日期,方式\n夏岚,2026-11-02,飞\n"), "--as", "touch", code=1)
    assert "方式：“飞”不在可选范围内：拜访、电话、消息、接待" in how.stdout
    assert "客户（customer）" in run("import", file("c.csv", "x,y\n1,2\n"), code=2).stderr
