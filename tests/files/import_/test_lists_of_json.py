"""A list of JSON objects is a table: what other programs hand on without a heading."""

import json
from typing import Any

import pytest

TASKS = [
    {"id": 1, "description": "call Ann", "due": "20261201T060000Z", "entry": "20261120T080000Z", "status": "pending"},
    {"description": "form", "due": None, "entry": "20261120T080000Z", "status": "waiting", "tags": ["a", "b"], "x": {}},
]


def told(*items: Any) -> str:
    return json.dumps([item | {"uuid": f"0c7a1c2e-000{number}"} for number, item in enumerate(items)])


def figure(result: Any, name: str) -> int:
    return int(result.json["figures"][name]["value"])


def test_tasks_come_in_with_their_day_and_hour_here_and_change_with_their_list(file: Any, run: Any, book: Any) -> None:
    first = run("import", file("tasks.json", told(*TASKS)), "--json")
    again = run("import", file("tasks.json", told(*TASKS)), "--json")
    run("import", file("tasks.json", told(TASKS[0] | {"due": "20261202T010000Z"}, TASKS[1] | {"status": "completed"})))

    assert "its columns are those of “taskwarrior”" in first.stderr
    assert (figure(first, "added"), figure(again, "unchanged")) == (2, 2)
    kept = [tuple(row) for row in book.all("SELECT title, due_on, due_time, state FROM task ORDER BY id")]
    assert kept == [("call Ann", "2026-12-02", "09:00", "open"), ("form", None, "", "done")]


def test_any_list_is_read_by_its_names_as_a_table_is_by_its_heading(file: Any, run: Any, book: Any) -> None:
    people = [
        {"Name": "Ann Lee", "Phone": 13800138000, "vip": True},
        {"Name": "Bo\u0000b", "Phone": None},
        {"Name": "Cy \ud800"},
    ]
    text = "\ufeff[\n  " + json.dumps(people)[1:]

    result = run("import", file("people.json", text), "--as", "customer", "--json")

    assert [tuple(row) for row in book.all("SELECT name, phone FROM customer ORDER BY id")][:1] == [
        ("Ann Lee", "13800138000")
    ]
    assert figure(result, "added") + figure(result, "refused") == 3
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1},', "not whole JSON"),
        ('[{"a": 1}, 3]', "no list of records"),
        ("[]", "is empty"),
        ("[" + '{"a":' * 100_000, "not whole JSON"),
        ('[{"a": ' + "9" * 5_000 + "}]", "not whole JSON"),
        ('{"a": 1}', "no book of amflow"),
    ],
)
def test_other_json_is_refused_with_what_to_do(file: Any, run: Any, text: str, said: str) -> None:
    result = run("import", file("list.json", text), "--as", "task", code=5)

    assert said in result.stderr
    assert "hint:" in result.stderr
