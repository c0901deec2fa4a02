"""The same list again after a phone was corrected, and lists of shops: who is the same, who is an organisation."""

from typing import Any

import pytest

HEAD = "name,phone,address\n"


@pytest.fixture
def again(file: Any, run: Any) -> Any:
    """Import two files, one after the other, and give what came of the second."""

    def imported(first: str, second: str) -> Any:
        run("import", file("a.csv", HEAD + first), "--as", "customer")
        return run("import", file("b.csv", HEAD + second), "--as", "customer", "--json")

    return imported


def counts(result: Any) -> tuple[int, int]:
    return result.json["figures"]["added"]["value"], result.json["figures"]["updated"]["value"]


def test_a_firm_is_known_by_its_name_when_its_phone_was_corrected(again: Any) -> None:
    result = again("Northgate Works Canteen,010 8888 0001,\n", "Northgate Works Canteen,010 8888 0009,\n")

    assert counts(result) == (0, 1)
    assert "known by their name, with another phone now: Northgate Works Canteen (c1)" in result.stderr


def test_a_firm_at_another_address_is_a_branch(again: Any) -> None:
    result = again("Roe Stores,010 8888 0001,1 High Street\n", "Roe Stores,010 8888 0009,2 Low Street\n")

    assert counts(result) == (1, 0)


def test_two_of_one_name_in_the_file_are_two(again: Any) -> None:
    result = again("Roe Stores,010 8888 0001,\n", "Roe Stores,010 8888 0009,\nRoe Stores,010 8888 0001,\n")

    assert counts(result) == (1, 0)


def test_a_person_equal_in_all_else_is_the_same(again: Any) -> None:
    result = again("王伟,13800138001,中山路1号\n", "王伟,13800138009,中山路1号\n")

    assert counts(result) == (0, 1)


def test_a_namesake_is_added_and_said_with_the_command_that_makes_them_one(again: Any, run: Any) -> None:
    result = again("王伟,13800138001,\n", "王伟,13800138009,\n")

    assert counts(result) == (1, 0)
    assert "王伟 (c2, as c1) (the same one? amflow customer merge c1 c2)" in result.stderr
    run("customer", "merge", "c1", "c2", "--yes")


@pytest.mark.parametrize(
    "name",
    ["The School Canteen", "The Railway Arms", "Mary's Tearoom", "Mary's Kitchen", "Hall & Sons", "Red Lion Inn",
     "第一中学食堂", "老王餐馆", "阿明副食店", "便民小卖部"],
)  # fmt: skip
def test_what_shops_are_called_makes_organisations(run: Any, book: Any, name: str) -> None:
    run("customer", "add", name)

    assert book.one("SELECT kind FROM customer")["kind"] == "organisation"


@pytest.mark.parametrize("name", ["Michael Kitchen", "Anna Baker", "Theo Arnold", "王伟", "Tom Hall"])
def test_people_stay_people(run: Any, book: Any, name: str) -> None:
    run("customer", "add", name)

    assert book.one("SELECT kind FROM customer")["kind"] == "person"


@pytest.mark.parametrize(("trade", "kind"), [("wholesale", "organisation"), ("general", "person")])
def test_in_trades_of_shops_a_list_is_one_of_organisations(
    file: Any, run: Any, book: Any, monkeypatch: pytest.MonkeyPatch, trade: str, kind: str
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", trade)

    result = run("import", file("a.csv", "name,phone\nFox & Hounds,010 8888 0001\n"), "--as", "customer")

    assert book.one("SELECT kind FROM customer")["kind"] == kind
    assert ("taken as an organisation, as this trade's customers are: Fox & Hounds" in result.stderr) == (
        kind != "person"
    )


def test_a_list_with_employers_is_one_of_people(
    file: Any, run: Any, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")

    run("import", file("a.csv", "name,phone,company\nAnna Hall,13800138001,\n"), "--as", "customer")

    assert book.one("SELECT kind FROM customer")["kind"] == "person"


def test_the_kind_typed_as_elsewhere_is_read_as_its_option(run: Any, book: Any) -> None:
    run("customer", "add", "Fox Hounds")

    result = run("customer", "edit", "c1", "--kind", "organisation", code=None)

    assert "--organisation" in result.stderr


def test_columns_left_out_are_proposed(file: Any, run: Any) -> None:
    text = "name,phone,town,class,last order\nAnna Hall,13800138001,Leeds,A,2026-11-02\nTom Hall,13800138002,York,B,2026-11-03\n"

    said = run("import", file("a.csv", text), "--as", "customer").stderr

    assert "--as customer --ask proposes: town → address, class → tier" in said
    assert "last order: part of orders" in said


def test_a_shop_called_as_its_owner_is_not_known_by_the_name(again: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")

    assert counts(again("王伟,13800138001,\n", "王伟,13800138009,\n")) == (1, 0)
