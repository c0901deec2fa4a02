"""The address, and the number that somebody has in the list that was imported: seen and typed."""

from pathlib import Path
from typing import Any

import pytest

from days import customer


@pytest.fixture
def listed(run: Any, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("No,Client,Street\nK-17,Ann Bo,3 Mill Lane\nK-18,Bo Cee,\n")
    (tmp_path / "old.toml").write_text(
        'as = "customer"\nsource = "old"\nkey = "No"\n[fields]\nname = "Client"\naddress = "Street"\n'
    )
    run("import", str(tmp_path / "old.csv"), "--map", str(tmp_path / "old.toml"))


def shown(run: Any, who: str) -> tuple[str, str]:
    item = run("customer", "show", who, "--json").json["item"]
    return item["address"], item["key"]


def test_an_import_is_seen(run: Any, listed: None, screen: Any) -> None:
    assert shown(run, "Ann Bo") == ("3 Mill Lane", "K-17")
    page = screen("customer", "show", "Ann Bo")
    assert "3 Mill Lane" in page
    assert "K-17" in page


def test_an_address_is_typed(run: Any) -> None:
    run("customer", "add", "Ann Bo", "--address", "3 Mill Lane")
    assert shown(run, "Ann Bo")[0] == "3 Mill Lane"
    run("customer", "edit", "Ann Bo", "--address", "5 Mill Lane")
    assert shown(run, "Ann Bo")[0] == "5 Mill Lane"
    run("undo")
    assert shown(run, "Ann Bo")[0] == "3 Mill Lane"
    run("customer", "edit", "Ann Bo", "--address", "")
    assert shown(run, "Ann Bo")[0] is None


def test_a_number_is_typed_and_the_next_import_knows_it(run: Any, listed: None, tmp_path: Path) -> None:
    customer(run, "Cee Dee", "--key", "K-19")

    (tmp_path / "old.csv").write_text("No,Client,Street\nK-19,Cee Dee-Smith,9 High Street\n")
    run("import", str(tmp_path / "old.csv"), "--map", str(tmp_path / "old.toml"))

    assert shown(run, "Cee Dee-Smith") == ("9 High Street", "K-19")
    assert len(run("customer", "list", "--json").json["items"]) == 3


def test_a_number_belongs_to_one(run: Any, listed: None) -> None:
    assert "K-17 is the number of Ann Bo (c1)" in run("customer", "edit", "Bo Cee", "--key", "K-17", code=2).stderr
    assert "K-17 is the number of Ann Bo (c1)" in run("customer", "add", "Cee", "--key", "K-17", code=2).stderr
    run("customer", "edit", "Ann Bo", "--key", "K-17")
    run("customer", "edit", "Ann Bo", "--key", "")
    run("customer", "edit", "Bo Cee", "--key", "K-17")
    assert shown(run, "Bo Cee")[1] == "K-17"


def test_without_a_list_there_is_no_number(run: Any) -> None:
    assert "needs one list that was imported" in run("customer", "add", "Ann Bo", "--key", "1", code=2).stderr
