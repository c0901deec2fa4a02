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
    text = "name,risk-assessed-on\nAnn Lee,in spring 2024\nBo Fox,12/03/2024\nCy Moe,13/03/2024\n"

    said = run("import", file("a.csv", text), "--as", "customer").stderr

    assert "in spring 2024" in run("show", "c1").stdout
    assert "“risk-assessed-on”: no day, kept in words: in spring 2024" in said
    kept = [run("show", ref, "--json").json["item"]["profile"]["risk-assessed-on"] for ref in ("c2", "c3")]
    assert kept == ["2024-03-12", "2024-03-13"]


def test_a_field_that_the_playbook_does_not_have_is_told_with_what_it_is(run: Any) -> None:
    run("config", "set", "playbook", "retail-bank")
    run("customer", "add", "Ann Lee")

    for words in (("customer", "edit", "c1"), ("log-call", "c1", "x", "--no-next")):
        assert run(*words, "--field", "到期日=", code=2).stderr.startswith(
            "error: field: “到期日” is not in the playbook\n"
        )
    assert 'hint: --phone ""' in run("customer", "edit", "c1", "--field", "phone=", code=2).stderr
    assert run("done", " ", code=2).stderr.startswith("error: which one?\n")
