"""A field of the file that is a day is kept as one, however it is said; what came in words from elsewhere is shown as it is."""

from typing import Any

import pytest


@pytest.mark.parametrize("said", ["today", "2026-11-25", "今天"])
def test_a_day_of_a_field_is_typed_as_any_other(run: Any, said: str) -> None:
    run("config", "set", "playbook", "retail-bank")
    run("customer", "add", "Ann Lee", "--field", f"risk-assessed-on={said}")

    assert run("show", "c1", "--json").json["item"]["profile"]["risk-assessed-on"] == "2026-11-25"
    assert run("customer", "edit", "c1", "--field", "risk-assessed-on=soonish", code=2).stderr.count("hint:") == 1


def test_a_day_in_words_from_a_file_is_shown_as_it_is(file: Any, run: Any) -> None:
    run("config", "set", "playbook", "retail-bank")
    run("import", file("a.csv", "name,risk-assessed-on\nAnn Lee,in spring 2024\n"), "--as", "customer", code=None)

    assert "in spring 2024" in run("show", "c1").stdout
