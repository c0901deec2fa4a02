"""What a second list does to what the first one brought: nothing is lost, and what gave way is said."""

from typing import Any

import pytest

TWO = "13900139003/13700137003"


@pytest.fixture
def bring(run: Any, file: Any) -> Any:
    """Import a list of customers; give what was said."""

    def brought(text: str, *words: str, name: str = "list.csv") -> str:
        said: str = run(
            "import", file(name, text), *(() if name.endswith("vcf") else ("--as", "customer")), *words
        ).stderr
        return said

    return brought


@pytest.fixture
def who(book: Any) -> Any:
    """These columns of the first customer."""
    return lambda *columns: tuple(book.one(f"SELECT {', '.join(columns)} FROM customer WHERE id = 1"))


@pytest.mark.parametrize(
    "later", ["13900139003", "13700137003", "139 0013 9003", "+86 13700137003", "13700137003/13900139003"]
)
def test_a_list_that_knows_one_of_several_phones_takes_none_away(bring: Any, run: Any, who: Any, later: str) -> None:
    bring(f"姓名,手机\n夏岚,{TWO}\n")

    said = bring(f"姓名,手机\n夏岚,{later}\n")

    assert who("phone") == (TWO,)
    assert "replaced" not in said
    assert run("find", "13700137003").lines[0][0] == "c1"


def test_a_phone_that_is_new_stands_beside_several_and_in_place_of_one(bring: Any, run: Any, who: Any) -> None:
    bring(f"编号,姓名,手机\n1,夏岚,{TWO}\n")

    said = bring("编号,姓名,手机\n1,夏岚,13600136003\n")
    assert who("phone") == ("13600136003 / 13900139003 / 13700137003",)
    assert "phone: 1 put beside what the book has, nothing of which is lost (夏岚 c1)" in said
    assert "beside" not in bring("编号,姓名,手机\n1,夏岚,13600136003\n")

    bring("编号,姓名,手机\n2,童一鸣,13500135000\n")
    said = bring("编号,姓名,手机\n2,童一鸣,13400134000\n")
    assert "phone: 1 replaced (童一鸣 c2 13500135000 → 13400134000)" in said


def test_a_second_phone_in_a_column_of_its_own_stays(bring: Any, run: Any, who: Any) -> None:
    bring("姓名,手机,电话\n夏岚,13900139003,010-88881234\n")

    bring("姓名,手机\n夏岚,010-88881234\n")
    assert who("phone") == ("13900139003",)
    # Known by the second one, and not made once more.
    assert [line[0] for line in run("find", "010-88881234").lines] == ["c1"]
    bring("姓名,手机,电话\n夏岚,13900139003,010-88885678\n")
    assert who("profile") == ('{"phone2": "010-88885678 / 010-88881234"}',)


def test_several_mails_stay(bring: Any, who: Any) -> None:
    bring("编号,姓名,邮箱\n1,夏岚,a@x.example; b@x.example\n")

    bring("编号,姓名,邮箱\n1,夏岚,b@x.example\n")
    assert who("email") == ("a@x.example; b@x.example",)
    bring("编号,姓名,邮箱\n1,夏岚,c@x.example\n")
    assert who("email") == ("c@x.example; a@x.example; b@x.example",)


def test_words_of_two_files_are_both_kept(bring: Any, who: Any) -> None:
    bring("姓名,手机,备注\n夏岚,13900139003,爱喝普洱\n")
    said = bring("姓名,手机,备注\n夏岚,13900139003,周末爬山\n")

    assert who("impression") == ("爱喝普洱\n周末爬山",)
    assert "impression: 1 put beside what the book has, nothing of which is lost (夏岚 c1)" in said
    assert "beside" not in bring("姓名,手机,备注\n夏岚,13900139003,爱喝普洱\n")
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:夏岚\nTEL:13900139003\nNOTE:有一个女儿\nEND:VCARD\n"
    bring(card, name="a.vcf")
    bring(card, name="a.vcf")
    assert who("impression") == ("爱喝普洱\n周末爬山\n有一个女儿",)


def test_what_a_person_wrote_since_stays_as_it_is(bring: Any, run: Any, who: Any) -> None:
    bring("姓名,手机,备注\n夏岚,13900139003,爱喝普洱\n")
    run("customer", "edit", "c1", "--impression", "不喝茶")

    assert "left as it is: c1: impression 不喝茶 (file: 爱喝普洱)" in bring(
        "姓名,手机,备注\n夏岚,13900139003,爱喝普洱\n"
    )
    assert who("impression") == ("不喝茶",)


def test_words_of_talks_are_kept_and_our_own_export_is_taken_as_it_is(
    run: Any, file: Any, book: Any, tmp_path: Any
) -> None:
    run("customer", "add", "夏岚")
    source = '[fields]\ncustomer = "c"\nheld_on = "d"\nnote = "n"\n'
    the_map = file("m.toml", f'as = "touch"\nsource = "crm"\nkey = "k"\n{source}')
    run("import", file("a.csv", "k,c,d,n\n1,夏岚,2026-11-02,谈了定存\n"), "--map", the_map)
    run("import", file("a.csv", "k,c,d,n\n1,夏岚,2026-11-02,谈了基金\n"), "--map", the_map)
    assert book.get("touch", 1)["note"] == "谈了定存\n谈了基金"

    run("export", "out.csv", "--what", "customers")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    heading, row = text.splitlines()
    cells = dict(zip(heading.split(","), row.split(","), strict=True)) | {"impression": "新", "phone": "13900139003"}
    run("import", file("out.csv", f"{','.join(cells)}\n{','.join(cells.values())}\n"), "--as", "customer")
    run(
        "import",
        file("out.csv", f"{','.join(cells)}\n{','.join(cells.values())}\n".replace("新", "改")),
        "--as",
        "customer",
    )
    assert book.get("customer", 1)["impression"] == "改"


def test_what_gives_way_is_counted_by_field_with_an_example(bring: Any) -> None:
    bring("编号,姓名,等级,地址,资产\n1,夏岚,金卡,城东,5\n2,童一鸣,,城西,5\n3,阮小青,金卡,,5\n")

    said = bring("编号,姓名,等级,地址,资产\n1,夏岚,普通,城南,6\n2,童一鸣,金卡,城北,5\n3,阮小青,普通,城中,5\n")

    assert "tier: 2 replaced, such as 夏岚 c1 Gold → Standard" in said
    assert "address: 2 replaced, such as 夏岚 c1 城东 → 城南" in said
    assert "assets: 1 replaced (夏岚 c1 5 → 6)" in said
    assert said.count("replaced") == 3


def test_a_field_of_the_file_that_gives_way_is_said_too(run: Any, file: Any) -> None:
    run("init", "--playbook", "retail-bank", "--lang", "en", "--country", "CN")
    run("import", file("a.csv", "编号,姓名,职业\n1,夏岚,教师\n"), "--as", "customer")

    said = run("import", file("a.csv", "编号,姓名,职业\n1,夏岚,律师\n"), "--as", "customer").stderr

    assert (
        "ccupation: 1 replaced (夏岚 c1 教师 → 律师)" in said or "rofession: 1 replaced (夏岚 c1 教师 → 律师)" in said
    )


def test_another_spelling_of_the_same_is_no_other_value(bring: Any) -> None:
    bring("编号,姓名,手机,邮箱\n1,夏岚,010-88881234,xia@x.example\n")

    assert "replaced" not in bring("编号,姓名,手机,邮箱\n1,夏岚,+86 10 8888 1234,XIA@x.example\n")


def test_a_card_with_two_phones_is_known_by_either(bring: Any, run: Any, figures: Any, file: Any) -> None:
    bring("BEGIN:VCARD\nVERSION:3.0\nFN:夏岚\nTEL:13900139003\nTEL:13700137003\nEND:VCARD\n", name="a.vcf")

    for phone in ("13900139003", "13700137003"):
        assert figures(file("a.csv", f"姓名,手机\n夏岚,{phone}\n"), "--as", "customer") == {"unchanged": 1}
    assert figures(file("a.csv", "姓名,手机\n夏岚,13600136003\n"), "--as", "customer") == {"added": 1}
