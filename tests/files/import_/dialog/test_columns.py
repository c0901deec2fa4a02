"""Being asked column by column: what is proposed, what is refused, what the answers are kept as."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Person

from amflow import locale
from amflow.asking import PutAgain
from amflow.errors import Usage
from amflow.files.forms import detect
from amflow.files.import_ import column_map, column_map_save, column_map_toml, shipped
from amflow.files.import_.dialog import columns
from amflow.playbooks import loader

Asked = Callable[..., tuple[column_map.Map, Person]]


@pytest.fixture
def asked(file: Any) -> Asked:
    """The map that the answers make of a file, and who gave them."""

    def talk(
        text: str, *answers: str, kind: str = "customer", trade: str = "", known: str = ""
    ) -> tuple[column_map.Map, Person]:
        person = Person(*answers)
        rows = column_map.kind_of(kind) if kind else None
        playbook = loader.load(trade, None, None) if trade else None
        with detect.opened(Path(file("in.csv", text)), detect.FormHints(rows, "", ""), "2026-11-25") as found:
            before = None
            if known and playbook:
                before = shipped.fitted(shipped.by_name(Path(known), "", ()), found.table, playbook)
            return columns.ask(found, person.ask, person.say, playbook, before), person

    return talk


def fed(the_map: column_map.Map) -> dict[str, str]:
    """Which column feeds which field."""
    return {rule.field.key: rule.column for rule in the_map.rules}


def test_what_a_heading_says_is_proposed_and_samples_are_shown(asked: Asked) -> None:
    the_map, person = asked("客户名称,手机号,随便\n张敏,138,x\n李强,139,\n张敏,138,\n", "", "", "")

    assert person.asked == ["客户名称 (张敏, 李强)", "手机号 (138, 139)", "随便 (x)"]
    assert person.proposed == ["name", "phone", "-"]
    assert fed(the_map) == {"name": "客户名称", "phone": "手机号"}
    assert (the_map.source, the_map.key) == ("file", ())


def test_a_column_of_nothing_and_one_without_a_heading(asked: Asked) -> None:
    _map, person = asked("name,phone,\n张敏,,x\n", "", "")

    assert person.asked == ["name (张敏)", "phone (blank)"]


def test_the_key_names_the_record_in_the_program_that_is_asked_for(asked: Asked) -> None:
    the_map, person = asked("key,no,name\n1,7,张敏\n", "", "key", "", "crm")

    assert person.proposed == ["key", "-", "name", "file"]
    assert (the_map.source, the_map.key) == ("crm", ("key", "no"))


@pytest.mark.parametrize("answer", ["colour", "name"])
def test_what_is_no_field_or_is_taken_is_asked_again(asked: Asked, answer: str) -> None:
    the_map, person = asked("name,x\n张敏,vip\n", "", answer, "segment")

    assert any(f"“{answer}” is no field, or is taken" in words for words in person.told)
    assert fed(the_map) == {"name": "name", "segment": "x"}


def test_what_a_column_most_probably_is_is_proposed(asked: Asked) -> None:
    text = (
        "Name,Cell of client,Town,Class,Contact person,Loan balance,Balance,Manager phone,Branch remarks\n"
        "Rose Market,+44 20 7946 0018,York,A,Bob Roy,500,80000,+44 20 7946 0019,opens late\n"
    )
    _map, person = asked(text, *[""] * 10, trade="retail-bank")

    assert [one for one in person.proposed if one != "-"] == [
        *("name", "phone", "Where they live", "tier", "Day-to-day contact", "assets", "impression")
    ]
    assert person.proposed[person.asked.index("Manager phone (+44 20 7946 0019)")] == "-"


def test_what_stands_in_a_column_must_fit_what_is_proposed(asked: Asked) -> None:
    _map, person = asked(
        "姓名,所在城市,客户分级,余额\n张敏,2026-01-02,2026-03-01,很多\n", *[""] * 4, trade="retail-bank"
    )

    assert person.proposed == ["name", "-", "-", "-"]


def test_a_field_that_another_heading_says_is_not_proposed(asked: Asked) -> None:
    _map, person = asked("name,town,address\n张敏,York,1 High Street\n", *[""] * 3)

    assert person.proposed == ["name", "-", "address"]


def test_columns_of_other_records_are_told_with_the_command_that_brings_them_in(asked: Asked) -> None:
    text = "姓名,理财到期日,最后接触,下一步\n张敏,2026-12-20,2026-11-01,电话回访\n"
    _map, person = asked(text, *[""] * 4)

    commands = ("in.csv --as holding --ask", "in.csv --as touch --ask", "in.csv --as task --ask")
    assert person.proposed == ["name", "-", "-", "-"]
    assert [any(words.endswith(one) for words in person.told) for one in commands] == [True] * 3
    _map, person = asked(text, "", "=visit", *[""] * 9, kind="touch")
    assert person.proposed[0] == "最后接触"


def test_after_help_one_goes_back_to_the_question_before(asked: Asked) -> None:
    _map, person = asked("name,phone,x\n张敏,138,y\n", "", "?", "", "nothing", "-")

    put_again = [isinstance(one, PutAgain) for one in person.asked]
    assert put_again == [False, False, True, False, True]


def test_a_field_may_be_answered_by_any_word_for_it(asked: Asked) -> None:
    assert fed(asked("a,b\n张敏,138\n", "a", "手机号")[0]) == {"name": "a", "phone": "b"}


def test_the_second_column_of_a_name_is_left_out_unless_it_is_wanted(asked: Asked) -> None:
    the_map, person = asked("name,姓名\n张敏,x\n", "", "")

    assert person.proposed == ["name", "-"]
    assert fed(the_map) == {"name": "name"}


@pytest.mark.parametrize(
    ("days", "form"),
    [
        (["12/03/2024", "30/02/2025", "15/11/2022"], "%d/%m/%Y"),
        (["10/15/2016", "11/16/2016"], "%m/%d/%Y"),
        (["15.10.2016"], "%d.%m.%Y"),
        (["2016.10.15", "2016-1-5", "20160105"], ""),
    ],
)
def test_days_that_can_be_read_in_one_way_are_proposed_so(asked: Asked, days: list[str], form: str) -> None:
    rows = "".join(f"c{number},{day}\n" for number, day in enumerate(days))

    the_map, person = asked("name,x\n" + rows, "", "added_on", "")

    assert the_map.rules[1].date == form
    assert not any("may be read as" in words for words in person.told)


def test_days_that_can_be_read_in_two_ways_wait_for_an_answer(asked: Asked) -> None:
    the_map, person = asked(
        "name,x\na,10/5/2016\nb,11/6/2016\n", "", "added_on", "", "whenever", "month/day", "month/day/year"
    )

    assert any("may be read as month/day/year or day/month/year" in words for words in person.told)
    assert sum(words.startswith("such as ") for words in person.told) == 3
    assert the_map.rules[1].date == "%m/%d/%Y"


@pytest.mark.parametrize(
    ("field", "days"), [("added_on", "2016-10-05"), ("added_on", "2016.10.15"), ("birthday", "--10-05")]
)
def test_days_written_as_the_book_writes_them_are_not_asked_about(asked: Asked, field: str, days: str) -> None:
    the_map, person = asked(f"name,x\n张敏,{days}\n", "", field)

    assert len(person.asked) == 2
    assert the_map.rules[1].date == ""


def test_a_firm_that_the_book_does_not_have_is_made(asked: Asked) -> None:
    the_map, _person = asked("name,x\n张敏,Acme\n", "", "organisation")

    assert (the_map.rules[1].if_unknown, the_map.rules[1].made_as) == ("create", "organisation")


def test_a_file_in_which_nothing_is_what_a_record_needs_is_refused(asked: Asked) -> None:
    with pytest.raises(Usage, match="no column is name"):
        asked("a,b\n1,2\n", "")


def test_what_a_row_is_is_asked_where_nobody_said_it(asked: Asked) -> None:
    the_map, person = asked("name\nbread\n", "product", "", kind="")

    assert person.asked[0].startswith("a row is: ")
    assert the_map.kind.name == "product"


def test_no_kind_of_row_is_refused(asked: Asked) -> None:
    with pytest.raises(Usage, match="not possible"):
        asked("name\nbread\n", "cake", kind="")


def test_in_chinese_it_asks_in_chinese(asked: Asked) -> None:
    locale.use("zh")

    the_map, person = asked("name,x,y\na,10/5/2016,\n", "", "added_on", "", "month/day/year", "colour", "-")

    assert fed(the_map) == {"name": "name", "added_on": "x"}
    assert [words for words in person.told[1:] if not any("一" <= sign <= "鿿" for sign in words)] == []
    assert person.told[0].startswith("客户：姓名、类型、状态")
    assert "x：其中的日期可读作 月/日/年 或 日/月/年" in person.told
    assert person.asked[-1] == "y (空)"


@pytest.mark.parametrize(
    ("text", "answers", "kind"),
    [
        ("name,phone\n张敏,138\n", ("", ""), "customer"),
        ("key,name,x,y\n1,张敏,10/15/2016,Acme\n", ("", "", "added_on", "", "organisation", "crm"), "customer"),
        ("a,b,name\n1,2,bread\n", ("key", "key", "", "till"), "product"),
    ],
)
def test_what_was_kept_is_read_as_the_same_map(
    asked: Asked, tmp_path: Path, text: str, answers: tuple[str, ...], kind: str
) -> None:
    the_map, _person = asked(text, *answers, kind=kind)

    column_map_save.save(the_map, tmp_path / "mine.toml")

    # Without a key nobody asks where the rows come from.
    assert column_map_toml.read(tmp_path / "mine.toml", "") == (the_map if the_map.key else the_map._replace(source=""))


HEADED = "name,x\n张敏,{days}\n"


@pytest.mark.parametrize(
    ("lang", "answer", "form"),
    [("zh", "日/月/年", "%d/%m/%Y"), ("zh", "月/日/年", "%m/%d/%Y"), ("en", "day/month/year", "%d/%m/%Y")],
)
def test_forms_of_days_are_typed_as_they_are_shown(asked: Asked, lang: str, answer: str, form: str) -> None:
    locale.use(lang)

    the_map, person = asked(HEADED.format(days="10/5/2016"), "", "added_on", answer)

    assert answer in "".join(person.told)
    assert the_map.rules[1].date == form


def test_days_with_the_year_in_front_are_proposed_so_beside_words(asked: Asked) -> None:
    the_map, person = asked("name,x\n张敏,2016-10-05\n李强,soon\n", "", "added_on", "")

    assert person.proposed[-1] == "year-month-day"
    assert the_map.rules[1].date == "%Y-%m-%d"


def test_fields_are_shown_and_taken_by_their_titles(asked: Asked) -> None:
    locale.use("zh")

    the_map, person = asked("客户号,姓名,a,b,c\n1,张敏,x,2020-01-05,z\n", "", "", "职务", "建档", "备注", "core")

    assert person.proposed[:3] == ["编号", "姓名", "-"]
    assert fed(the_map) == {"name": "姓名", "role": "a", "added_on": "b", "impression": "c"}
    assert the_map.key == ("客户号",)


def test_a_second_phone_is_proposed_as_one(asked: Asked) -> None:
    the_map, person = asked("name,手机,电话,单位电话\n张敏,138,139,021\n", "", "", "", "")

    assert person.proposed == ["name", "phone", "second phone", "-"]
    assert [(rule.field.key, rule.column) for rule in the_map.profile] == [("phone2", "电话")]


STAGES = "客户,商机,进度\nRoe,A,谈判中\nRoe,B,已赢\nRoe,C,商务谈判\nRoe,D,谈判中\n"


def test_a_stage_that_nobody_knows_is_asked_once_and_may_be_the_end(asked: Asked, tmp_path: Path) -> None:
    locale.use("zh")

    the_map, person = asked(STAGES, "", "", "阶段", "", "成交", kind="deal", trade="general")

    assert person.asked[3:] == ["进度：“谈判中”对应", "进度：“已赢”对应"]
    assert person.proposed[3] == "商务谈判"
    assert "初步接触、需求沟通、方案报价、商务谈判、成交、丢单" in person.told[-1]
    state, stage = the_map.rules[2:]
    assert stage.values == {"谈判中": "negotiation", "已赢": ""}
    assert (state.column, state.values, state.otherwise) == ("进度", {"已赢": "won"}, "open")
    column_map_save.save(the_map, tmp_path / "mine.toml")
    assert set(fed(column_map_toml.read(tmp_path / "mine.toml", ""))) == {"customer", "title", "stage", "state"}


def test_the_nearest_tier_is_proposed_and_a_word_may_be_left_out(asked: Asked) -> None:
    text = "name,level\na,golden\nb,Gold card\nc,who knows\n"

    the_map, person = asked(text, "", "", "", "", trade="retail-bank")

    assert person.proposed[2:] == ["Gold card", "-"]
    assert the_map.rules[1].values == {"golden": "gold", "who knows": ""}


def test_of_an_export_that_is_known_only_the_rest_is_asked(asked: Asked, tmp_path: Path) -> None:
    text = "Deal Name,Deal Stage,Close Date,Flavour\nA,Contract sent,2026-12-01,x\nB,Closed Won,2026-09-01,y\n"

    the_map, person = asked(text, "Proposal", "", kind="deal", trade="general", known="hubspot-deals")

    assert person.asked == ["Deal Stage: “Contract sent” means", "Flavour (x, y)"]
    rules = {rule.field.key: rule for rule in the_map.rules}
    assert rules["stage"].values["Contract sent"] == "proposal"
    assert rules["state"].values["closed*won*"] == "won"
    column_map_save.save(the_map, tmp_path / "mine.toml")
    assert {rule.field.key: rule for rule in column_map_toml.read(tmp_path / "mine.toml", "").rules} == rules


def test_what_a_list_of_customers_lacks_as_orders_is_asked_at_once(asked: Asked) -> None:
    the_map, person = asked("Name,Town,Last order\nRoe,Leeds,2026-11-02\n", "", "", "=soup", "", kind="order")

    assert person.asked[2].startswith("name or product")
    assert fed(the_map) == {"customer": "Name", "ordered_on": "Last order", "name": ""}
