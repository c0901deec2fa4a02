"""A firm is an organisation by whichever way it comes, and is asked for nothing that only a person has."""

from typing import Any

import pytest

from amflow.playbooks import sources

TOLD = "is a firm's name: taken as an organisation (--person says otherwise)"


@pytest.mark.parametrize("way", [("customer", "add"), ("lead", "add"), ("referral", "add", "王伟")])
def test_a_firm_that_is_typed_is_an_organisation_and_it_is_said(run: Any, way: tuple[str, ...]) -> None:
    run("customer", "add", "王伟")

    assert TOLD in run(*way, "东方机械有限公司").stderr
    assert TOLD not in run(*way, "西山贸易有限公司", "--person").stderr
    assert TOLD not in run(*way, "李芳").stderr

    kinds = [run("show", f"c{number}", "--json").json["item"]["kind"] for number in (2, 3, 4)]
    assert kinds == ["organisation", "person", "person"]


@pytest.mark.parametrize("said", [("--birthday", "1985-10-15"), ("--ms",), ("--role", "buyer"), ("--org", "c1")])
def test_what_only_a_person_has_makes_a_person(run: Any, said: tuple[str, ...]) -> None:
    run("customer", "add", "东方机械", "--organisation")
    run("customer", "add", "Ann Group", *said)

    assert run("show", "c2", "--json").json["item"]["kind"] == "person"


@pytest.mark.parametrize("playbook", [name for name, *_more in sources.names(None)])
def test_no_organisation_is_asked_for_a_birthday(run: Any, home: Any, monkeypatch: Any, playbook: str) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", playbook)
    page = home / "page"
    (home / "editor.sh").write_text(f'#!/bin/sh\ncp "$1" {page}\n')
    (home / "editor.sh").chmod(0o700)
    monkeypatch.setenv("VISUAL", str(home / "editor.sh"))
    run("customer", "add", "东方机械有限公司")
    run("customer", "edit", "c1", "--phone", "0512-66668888", "--field", "industry=机械", code=None)

    said = run("log-visit", "c1", "x", "--no-next").stdout + run("customer", "health", code=None).stdout
    said += run("show", "c1", "--json").json["item"].get("ask", "")
    run("customer", "edit", "c1", "--editor", code=None)

    assert "irthday" not in said
    assert "birthday" not in page.read_text("utf-8")
