"""The dialect of JSON: what the schemas say of it, what is wrong in it, and the day in short."""

import copy
import json
from typing import Any

import pytest
from tests import json_schema
from tests.shell.test_vocabulary import EVERY


def test_the_day_in_short_is_small(run: Any, demo_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    demo_of("retail-bank")
    for language in ("en", "zh"):
        monkeypatch.setenv("AMFLOW_LANG", language)
        short, whole = (run("today", *words, "--json") for words in (("--brief",), ()))
        assert len(short.stdout.encode()) <= 6_000
        assert [one["ref"] for one in short.json["items"]][:3] == whole.json["first"]
        assert all(one["command"].startswith("amflow ") for one in short.json["items"])
        waiting = {step["step"]: sum(step["open"].values()) for step in whole.json["steps"]}
        assert {step["step"]: step["waiting"] for step in short.json["steps"]} == waiting


def test_the_day_in_short_on_a_terminal_and_in_a_pipe(run: Any, screen: Any, demo_of: Any) -> None:
    demo_of("retail-bank")
    refs = [line[1] for line in run("today", "--brief").lines]
    shown = screen("today", "--brief")
    assert len(refs) == 10
    assert all(f" {ref} " in shown for ref in refs)
    assert len(shown.splitlines()) <= 24
    assert "cannot go together" in run("today", "--brief", "--full", code=2).stderr


def test_every_command_that_needs_nothing_is_as_its_schema_has_it(run: Any, demo_of: Any) -> None:
    demo_of("wholesale")
    seen = set()
    for path, command in EVERY.items():
        if any(one.required for one in command.params) or getattr(command, "commands", None):
            continue
        said = run(*path.split(), "--json", "--no-input", code=None)
        if said.code == 0 and said.stdout.startswith("{"):
            seen.add(said.json["schema"])
    assert len(seen) > 30


def test_help_shows_the_schemas(run: Any) -> None:
    names = {one["name"]: one["text"].split() for one in run("help", "json", "--json").json["items"]}
    assert names.keys() == {
        name for name, one in json_schema.schemas()["$defs"].items() if "schema" in one.get("properties", {})
    }
    assert {"ref", "customer", "amount"} <= set(names["orders"])
    alone = json.loads(run("help", "json", "orders").stdout)
    assert alone["properties"]["schema"] == {"const": "amflow/orders@2"}
    assert "money" in alone["$defs"]
    assert "amflow help json lists them" in run("help", "json", "nothing", code=3).stderr


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"late": True}, "is in no schema"),
        ({"ref": 8}, "is no"),
        ({"ref": "eight"}, "is not like"),
        ({"why": ""}, "and not null"),
        ({"ordered_on": "2026-11-25T09:30"}, "is not like"),
        ({"amount": {"amount": 5}}, "currency is missing"),
        ({"customer": "Ann"}, "is no"),
    ],
)
def test_what_is_not_as_its_schema_has_it_is_found(run: Any, change: dict[str, Any], why: str) -> None:
    run("customer", "add", "Ann Bo")
    run("product", "add", "rice")
    run("order", "add", "rice", "--for", "c1", "--amount", "12.50", "--promised", "fri")
    told = run("order", "list", "--json").json
    (order,) = told["items"]
    assert (order["customer"], order["product"]["name"]) == ({"ref": "c1", "name": "Ann Bo"}, "rice")
    assert (order["amount"], order["promised_on"]) == ({"amount": 12.5, "currency": "CNY"}, "2026-11-27")

    wrong = copy.deepcopy(told)
    wrong["items"][0].update(change)
    assert [one for one in json_schema.wrong(wrong) if why in one], json_schema.wrong(wrong)


def test_a_key_that_is_missing_and_a_shape_that_is_unknown_are_found(run: Any) -> None:
    told = run("order", "list", "--json").json
    assert json_schema.wrong({**told, "schema": "amflow/order-list@1"}) == ["there is no schema amflow/order-list@1"]
    assert json_schema.wrong({"schema": told["schema"]}) == ["orders: items is missing"]


def test_an_hour_has_its_zone_and_one_of_no_day_none(run: Any) -> None:
    run("customer", "add", "Ann Bo")
    run("task", "add", "papers", "--for", "c1", "--due", "fri 10:00")
    run("task", "add", "some day", "--due", "fri")
    timed, other = (run("show", ref, "--json").json["item"] for ref in ("t1", "t2"))
    assert (timed["due_on"], timed["due_at"]) == ("2026-11-27", "2026-11-27T10:00:00+08:00")
    assert (other["due_on"], other["due_at"], other["customer"]) == ("2026-11-27", None, None)
    checks = [one for one in run("prep", "--json").json["items"] if one["kind"] == "check"]
    assert run("show", checks[0]["ref"], "--json").json["item"]["time"]


def test_several_at_once_are_whole_each(run: Any) -> None:
    run("customer", "add", "Ann Bo")
    run("task", "add", "papers", "--due", "fri")
    assert [one["schema"] for one in run("show", "c1", "t1", "--json").json["items"]] == [
        "amflow/customer@2",
        "amflow/task@2",
    ]
    assert [one["ref"] for one in run("done", "t1", "k1", "--json").json["items"]] == ["t1", "k1"]
