"""Anyone is found by what comes to mind: name, pinyin, initials, phone, organisation, mail."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from amflow.book import migrations, phones
from amflow.book.opening import open_book
from amflow.book.search import pinyin
from amflow.book.store import Book

HARD = {
    "单雄信": "shan", "仇英": "qiu", "曾国藩": "zeng", "解晓东": "xie", "查良镛": "zha", "盖叫天": "ge", "区志航": "ou",
    "尉迟恭": "yuchi", "万俟卨": "moqi", "任贤齐": "ren", "朴树": "piao", "华罗庚": "hua", "长孙无忌": "zhangsun",
    "令狐冲": "linghu", "乐嘉": "yue", "翟天临": "zhai", "覃海洋": "qin", "缪海": "miao", "冼星海": "xian", "牟其中": "mu",
    "纪晓岚": "ji", "黑山": "he", "折可适": "she", "种师道": "chong",
}  # fmt: skip


@pytest.mark.parametrize(("name", "surname"), HARD.items())
def test_a_hard_surname_is_read_right(name: str, surname: str) -> None:
    whole = [key for key, rank in pinyin.readings(name).items() if rank == 2]

    assert whole[0].startswith(surname)


def test_other_readings_are_found_too() -> None:
    assert {"danxiongxin", "zengguofan", "cengguofan"} <= {*pinyin.readings("单雄信"), *pinyin.readings("曾国藩")}
    assert {"lvbu", "lubu"} <= set(pinyin.readings("吕布"))


def test_the_name_of_a_firm_is_no_surname() -> None:
    assert "zhongguonongyeyinhang" in pinyin.readings("中国农业银行")
    assert "chongqingshangshe" in pinyin.readings("重庆商社")
    assert not any(key.startswith("shan") for key in pinyin.readings("单片机科技有限公司"))


@pytest.fixture
def people(run: Any, once: Any) -> None:
    once("people to find", lambda: _people(run))


def _people(run: Any) -> None:
    run("customer", "add", "东方机械有限公司", "--organisation")
    run("customer", "add", "王伟", "--phone", "13800138000", "--tier", "gold", "--org", "c1", "--email", "Wei@x.cn")
    run("customer", "add", "单小双", "--phone", "021-68889999转803 / 13700137001")
    run("customer", "add", "吕梅")
    run("customer", "add", "張敏")
    run("customer", "add", "John Smith", "--phone", "+44 20 7946 0018")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("c2", "c2"), ("王伟", "c2"), ("wangwei", "c2"), ("wang wei", "c2"), ("WangWei", "c2"), ("ww", "c2"), ("wangw", "c2"),
        ("wei", "c2"), ("8000", "c2"), ("13800138000", "c2"), ("138 0013 8000", "c2"), ("+86 13800138000", "c2"),
        ("wei@X.cn", "c2"), ("东方机械", "c1"), ("dongfang", "c1"), ("jixie", "c1"), ("东方机械 王", "c2"),
        ("shanxiaoshuang", "c3"), ("dan xiao shuang", "c3"), ("9999", "c3"), ("68889999", "c3"), ("37001", "c3"),
        ("lvmei", "c4"), ("lumei", "c4"), ("lümei", "c4"), ("lm", "c4"), ("張敏", "c5"), ("张敏", "c5"), ("zhangmin", "c5"),
        ("smith", "c6"), ("js", "c6"), ("johnsmith", "c6"), ("0018", "c6"),
    ],
)  # fmt: skip
def test_anyone_is_found(run: Any, people: None, typed: str, found: str) -> None:
    assert run("show", typed, "--json").json["item"]["ref"] == found


def test_candidates_are_told_apart(run: Any, people: None) -> None:
    run("customer", "add", "王玮", "--phone", "13900139123 / 13611112222")

    told = run("log-call", "wangwei", "x", "--no-next", code=4).stderr

    assert "c2  王伟  Gold  东方机械有限公司  138****8000" in told
    assert "c7  王玮  139****9123" in told


def test_a_new_name_is_read_and_undo_forgets_whom_it_was(run: Any, people: None) -> None:
    run("customer", "edit", "c2", "--name", "曾三")
    assert run("show", "zengsan", "--json").json["item"]["ref"] == "c2"
    run("show", "wangwei", code=3)

    run("undo")

    assert run("show", "wangwei", "--json").json["item"]["ref"] == "c2"
    run("show", "zengsan", code=3)


def test_an_older_book_is_read_when_it_is_mended(run: Any, people: None, book: Book) -> None:
    with book.change("forget") as change:
        change.summary = "x"
    book._connection.execute("DELETE FROM reading")

    assert "book check --fix" in run("show", "wangwei", code=3).stderr
    assert "6" in run("book", "check").stderr
    run("book", "check", "--fix")

    assert run("show", "wangwei", "--json").json["item"]["ref"] == "c2"


def test_what_finds_follows_from_the_rows(run: Any, people: None, book: Book) -> None:
    from amflow.book.search import index

    assert index.differences(book._connection) == 0
    book._connection.execute("DELETE FROM number WHERE customer_id = 2")

    assert "amflow book check --fix" in run("book", "check", code=5).stderr
    run("book", "check", "--fix")
    run("book", "check")


@pytest.mark.parametrize(
    ("typed", "world"),
    [
        ("13800138000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("13800138000/021-68889999", "+8613800138000 +862168889999"),
        ("13800138000、13900139000", "+8613800138000 +8613900139000"),
        ("021-68889999-803", "+862168889999;ext=803"),
        ("021-68889999转803", "+862168889999;ext=803"),
        ("021-68889999 分机803", "+862168889999;ext=803"),
        ("(021) 6888 9999 x803", "+862168889999;ext=803"),
        ("+44 20 7946 0018", "+442079460018"),
        ("１３８００１３８０００", "+8613800138000"),
        ("12", ""),
        ("没有", ""),
        ("", ""),
    ],
)
def test_a_phone_is_kept_as_typed_and_as_the_world_writes_it(typed: str, world: str) -> None:
    assert phones.e164(typed) == world


def test_an_invalid_phone_is_kept(run: Any) -> None:
    run("customer", "add", "李四", "--phone", "ask the porter 12")

    item = run("show", "李四", "--json").json["item"]

    assert item["phone"] == "ask the porter 12"
    assert item["phones"] == []


def test_a_book_of_an_older_version_is_found_in(run: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the first version left it: no readings, no numbers, no index of words."""
    at = "2026-11-01T00:00:00Z"
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
        open_book(home / "book.db").close()
    connection = sqlite3.connect(home / "book.db")
    connection.execute(
        "INSERT INTO customer (uid, created_at, updated_at, name, name_key, phone, phone_key, added_on, quiet_since)"
        f" VALUES ('u', '{at}', '{at}', '王伟', '王伟', '13800138000', '13800138000', '2026-11-01', '2026-11-01')"
    )
    connection.execute(
        "INSERT INTO touch (uid, created_at, updated_at, customer_id, kind, held_on, note)"
        f" VALUES ('v', '{at}', '{at}', 1, 'visit', '2026-11-02', '想要六个月')"
    )
    connection.commit()
    connection.close()

    assert run("show", "8000", "--json").json["item"]["ref"] == "c1"
    assert run("find", "六个月").lines[0][0] == "c1"
    assert "book check --fix" in run("show", "wangwei", code=3).stderr
    # The rows were written beside the journal, above: that is told, and mending goes on all the same.
    assert "not in the journal" in run("book", "check", "--fix", code=5).stderr
    item = run("show", "wangwei", "--json").json["item"]
    assert item["phones"] == ["+8613800138000"]
    assert list((home / "book.db.backups").glob("*-before-v*.db"))
