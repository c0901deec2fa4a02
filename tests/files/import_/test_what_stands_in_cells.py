"""What programs and offices put into cells in place of what is meant, and what becomes of it: nothing is guessed in silence."""

from typing import Any

import pytest

from amflow.customers.identity.firms import is_firm
from amflow.files.import_ import stand_ins
from amflow.files.import_.column_map import FieldRule
from amflow.files.import_.fields import ImportField

HUBSPOT = "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Amount,Associated Company,Associated Contact\n"


@pytest.fixture
def taken(run: Any, file: Any) -> Any:
    """Import a text: the figures that are not nought, what was said, and why rows were refused."""

    def bring(text: str, *words: str, code: int | None = 0) -> tuple[dict[str, int], str, list[str]]:
        result = run("import", file("list.csv", text), *words, "--json", code=code)
        counts = {key: one["value"] for key, one in result.json["figures"].items() if one["value"]}
        return counts, result.stderr, [row["why"] for row in result.json["items"]]

    return bring


@pytest.fixture
def rows(book: Any) -> Any:
    """These columns of every row of a table."""
    return lambda table, *columns: [
        tuple(row) for row in book.all(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
    ]


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("Closed won", "won"),
        ("Closed won (Sales Pipeline)", "won"),
        ("Closed Won - Renewal", "won"),
        ("Won", "won"),
        ("Closed - Lost", "lost"),
        ("closed lost (Sales Pipeline)", "lost"),
        ("Wonderful start", "open"),
        ("Contract sent", "open"),
    ],
)
@pytest.mark.parametrize("program", ["hubspot", "salesforce"])
def test_a_deal_that_is_closed_is_not_taken_for_an_open_one(
    taken: Any, rows: Any, program: str, stage: str, state: str
) -> None:
    heading = {
        "hubspot": "Deal Name,Deal Stage,Close Date,Associated Company\n",
        "salesforce": "Opportunity Name,Stage,Close Date,Account Name\n",
    }

    assert taken(f"{heading[program]}A,{stage},2026-10-31,Roe Ltd\n")[0] == {"added": 1, "created": 1}
    assert rows("deal", "state", "closed_on") == [(state, None if state == "open" else "2026-10-31")]


def test_a_deal_that_is_closed_nobody_knows_how_is_refused(taken: Any) -> None:
    _counts, _said, why = taken("Deal Name,Deal Stage,Close Date\nA,Closed duplicate,2026-10-31\n", code=1)

    assert why == ["Deal Stage: “closed” is not one of: open, won, lost"]


def test_pipelines_of_another_program_refuse_no_deal(taken: Any) -> None:
    counts, said, _why = taken(f"{HUBSPOT}1,A,Contract sent,Sales Pipeline,2026-12-31,5,,\n")

    assert counts == {"added": 1}
    assert "“Pipeline”: not in the playbook, left out: Sales Pipeline (1)" in said


def test_several_companies_in_a_cell_are_no_company(taken: Any, rows: Any) -> None:
    _counts, said, _why = taken(f"{HUBSPOT}1,A,Contract sent,,2026-12-31,5,Roe Ltd;Doe Ltd,\n")

    assert "“Associated Company”: 1 cell names several, of which the first was taken: Roe Ltd;Doe Ltd" in said
    assert rows("customer", "name", "kind") == [("Roe Ltd", "organisation")]


def test_a_contact_in_place_of_a_company_is_a_person_without_the_mail(taken: Any, rows: Any) -> None:
    taken(f"{HUBSPOT}1,A,Contract sent,,2026-12-31,5,,Jane Roe (jane@roe.example)\n")

    assert rows("customer", "name", "kind") == [("Jane Roe", "person")]


def test_the_second_phone_of_a_contact_is_kept(taken: Any, rows: Any) -> None:
    heading = "Salutation,First Name,Last Name,Account Name,Phone,Mobile,Mailing City\n"

    counts, said, _why = taken(
        f"{heading}Dr.,Lena,Roe,,0161 555 2002,07911 123456,Leeds\nMs.,Ann,Lee,,0161 555 2003,,\n"
    )

    assert counts == {"added": 2}
    assert "“Salutation”: not in the playbook, left out: Dr. (1)" in said
    assert "Mailing City" not in said
    assert rows("customer", "phone", "salutation", "profile ->> 'phone2'") == [
        ("07911 123456", "", "0161 555 2002"),
        ("0161 555 2003", "ms", None),
    ]


def test_two_columns_of_phones_are_two_phones(taken: Any, rows: Any) -> None:
    taken("姓名,联系电话,手机\n张三,021-68880001,13800000001\n李四,,13800000002\n", "--as", "customer")

    assert rows("customer", "phone", "profile ->> 'phone2'") == [
        ("021-68880001", "13800000001"),
        ("13800000002", None),
    ]


def test_whom_one_talks_to_is_not_the_customer_where_another_column_names_one(taken: Any, rows: Any) -> None:
    _counts, said, _why = taken("联系人,单位全名,联系电话\n刘工,样例水产,021-68880001\n", "--as", "customer")

    assert rows("customer", "name") == [("样例水产",)]
    assert "a column is not taken: 联系人" in said
    assert taken("联系人,手机\n周工,13800000001\n", "--as", "customer")[0] == {"added": 1}


def test_a_firm_is_no_person(taken: Any, rows: Any) -> None:
    text = "客户名称,电话\n样例机械有限公司,1\n王伟,2\nRoe & Sons GmbH,3\n"

    _counts, said, _why = taken(text, "--as", "customer")

    assert "2 names are those of firms, and were taken as organisations: 样例机械有限公司, Roe & Sons GmbH" in said
    assert rows("customer", "kind") == [("organisation",), ("person",), ("organisation",)]
    again = taken(text, "--as", "customer")
    assert (again[0], "firms" in again[1]) == ({"unchanged": 3}, False)


def test_a_file_that_says_what_its_customers_are_is_believed(taken: Any, rows: Any) -> None:
    taken("name,kind,phone\nRoe Ltd,person,1\n", "--as", "customer")
    taken("name,company,phone\nDoe Ltd,Roe Ltd,2\n", "--as", "customer")

    assert rows("customer", "kind") == [("person",), ("person",)]


@pytest.mark.parametrize(
    "name",
    ["王伟", "王中心", "小店", "John Ag", "Kim Abel", "Limited", "Anna Group-Smith", "李公司", "张市场", "Bo Smart"],
)
def test_names_of_people(name: str) -> None:
    assert not is_firm(name)


@pytest.mark.parametrize(
    "name",
    [
        "样例机械有限公司",
        "样例（上海）股份有限公司",
        "江北样例超市（二店）",
        "样例大药房",
        "Rose Market",
        "HILL PHARMACY (York)",
        "Corner Store",
        "Roe Ltd.",
        "Müßig & Söhne KG",
        "Roe, Inc.",
    ],
)
def test_names_of_firms(name: str) -> None:
    assert is_firm(name)


@pytest.mark.parametrize("sign", ["-", "—", "/", "N/A", "null", "无", "暂无", "--", "***", "???"])
def test_a_sign_for_nothing_is_nothing(taken: Any, rows: Any, sign: str) -> None:
    text = f"name,phone,tier,assets,birthday\nA,{sign},{sign},{sign},{sign}\n{sign},1,,,\n"

    counts, _said, why = taken(text, "--as", "customer")

    assert (counts, why) == ({"added": 1, "refused": 1}, ["name is blank"])
    assert rows("customer", "name", "phone", "tier", "assets_minor", "birthday") == [("A", "", "", None, "")]


def test_some_people_are_called_like_nothing(taken: Any, rows: Any) -> None:
    text = "First Name,Last Name,phone\nNan,-,1\nAnna,Null,2\nGerard,'t Roe,3\n"

    assert taken(text, "--as", "customer")[0] == {"added": 3}
    assert rows("customer", "name") == [("Nan",), ("Anna Null",), ("Gerard 't Roe",)]


def test_errors_of_spreadsheets_are_blank_and_said(taken: Any, rows: Any) -> None:
    _counts, said, _why = taken("name,phone,tier\nA,#N/A,#REF!\nB,#DIV/0!,\n", "--as", "customer")

    assert "“phone”: 2 cells hold errors of the spreadsheet and were taken as blank" in said
    assert rows("customer", "phone", "tier") == [("", ""), ("", "")]


def test_what_is_covered_is_neither_phone_nor_mail(taken: Any, rows: Any) -> None:
    run = taken("name,phone,email\nA,13800000001,a@x.example\n", "--as", "customer")
    assert run[0] == {"added": 1}

    text = "name,phone,email\nA,138****0001,a***@x.example\nB,139xxxx0002,b@x.example\n"
    counts, said, why = taken(text, "--as", "customer")

    assert counts == {"added": 1, "refused": 1}
    assert "“phone”: 2 cells are partly covered with signs and were left out (lines 2, 3)" in said
    assert ["seems to be in the book already" in one for one in why] == [True]
    assert rows("customer", "phone", "email") == [("13800000001", "a@x.example"), ("", "b@x.example")]


@pytest.mark.parametrize(
    ("said", "kept"), [("RMB", "CNY"), ("人民币", "CNY"), ("usd", "USD"), ("港币", "HKD"), ("CHF", "CHF")]
)
def test_a_currency_by_another_name(taken: Any, rows: Any, said: str, kept: str) -> None:
    taken(f"name,assets,currency\nA,5,{said}\n", "--as", "customer")

    assert rows("customer", "currency", "assets_minor") == [(kept, 500)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("12-08", "--12-08"), ("3月8日", "--03-08"), ("3月8号", "--03-08"), ("2月29日", "--02-29"), ("12/25", "--12-25")],
)
def test_birthdays_without_their_year(taken: Any, rows: Any, text: str, kept: str) -> None:
    taken(f"name,birthday\nA,{text}\n", "--as", "customer")

    assert rows("customer", "birthday") == [(kept,)]


@pytest.mark.parametrize("text", ["八月十五", "3/4", "1980.2", "2月30日", "12月"])
def test_birthdays_that_nobody_can_be_sure_of_are_left_out(taken: Any, rows: Any, text: str) -> None:
    taken(f"name,birthday\nA,{text}\n", "--as", "customer")

    assert rows("customer", "birthday") == [("",)]


def test_a_star_of_a_map_stands_for_anything_and_alone_for_itself() -> None:
    field = ImportField("state", "state", "word")
    meant = stand_ins.meaning(
        FieldRule(field, values={"closed*": "c", "Closed Won": "w", "***": "three"}, otherwise="o")
    )

    assert [meant(text) for text in ("closed won", "Closed: gone", "***", "****", "new", "")] == [
        *("w", "c", "three", "o", "o"),
        "",
    ]


@pytest.mark.parametrize("playbook", ["retail-bank", "enterprise"])
def test_a_word_for_no_employer_is_no_firm_and_kept_as_what_somebody_does(
    run: Any, taken: Any, rows: Any, playbook: str
) -> None:
    run("playbook", "use", playbook)
    words = ("自由职业", "个体户", "已退休", "无业", "学生", "家庭主妇", "Self-employed", "Retired")
    text = "姓名,手机,单位\n" + "".join(f"客户{at},1390000000{at},{word}\n" for at, word in enumerate(words))

    _counts, told, _reasons = taken(text + "客户9,13900000009,自由职业者协会\n", "--as", "customer")

    assert "no firms, and kept as what they do: 自由职业, 个体户" in told
    assert rows("customer WHERE kind = 'organisation'", "name") == [("自由职业者协会",)]
    people = rows("customer WHERE kind = 'person'", "role", "profile")
    assert [one for one in words if not any(one in "".join(row) for row in people)] == []
