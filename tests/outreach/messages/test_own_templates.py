"""One's own templates of messages, with their mistakes; and what a person may ask for of their messages."""

import json
from pathlib import Path
from typing import Any

import pytest

from days import rows
from fixtures.messages import birthday, reachable


@pytest.fixture
def own(home: Path) -> Path:
    """The folder of one's own templates."""
    folder = home / "config" / "amflow" / "templates" / "message"
    folder.mkdir(parents=True)
    return folder


def test_ones_own_template_wins(bank: Any, own: Path) -> None:
    (own / "birthday.en.txt").write_text("Dear {{ customer.name }}, hurra! {{ event.day }}", "utf-8")

    ref = birthday(bank, "张敏")

    assert bank("message", "show", ref).stdout == "Dear 张敏, hurra! 25 November\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fine\n{{ customer.nam }}", "line 2: there is no variable “customer.nam”"),
        ("fine\n{% if custmer %}x{% endif %}", "line 2: there is no variable “custmer”"),
        ("{{ customer.name", "line 1"),
        ("{{ 'x' * 10**10 }}", "line 1"),
        ("{{ customer.__class__.__mro__ }}", "line 1"),
        ("{% include 'nosuch.txt' %}", "nosuch.txt"),
    ],
)
def test_a_template_with_a_mistake_is_named_with_its_line_and_stops_nobody_else(
    bank: Any, own: Path, text: str, why: str
) -> None:
    (own / "birthday.en.txt").write_text(text, "utf-8")
    bad = birthday(bank, "张敏")
    good = bank("message", "write", "张敏", "hello there", "--json").json["item"]["ref"]

    found = {item["ref"]: item for item in bank("message", "queue", "--json").json["items"]}

    assert [problem["key"] for problem in found[bad]["problems"]] == ["template"]
    assert "birthday.en.txt" in found[bad]["problems"][0]["words"] or "nosuch" in why
    assert why in found[bad]["problems"][0]["words"]
    assert found[good]["problems"] == []
    bank("message", "sent", bad, "--force", "--why", "x", code=1)
    bank("message", "copy", bad, code=1)


def test_a_template_that_is_missing_in_the_customers_language_says_so(bank: Any, own: Path) -> None:
    (own / "mine.en.txt").write_text("Hello {{ customer.name }}", "utf-8")
    reachable(bank, "张敏", "--language", "zh")

    told = bank("message", "write", "张敏", "--template", "mine", "--json").json["item"]["problems"]

    assert told == ["there is no template message/mine in Chinese"]


def test_messages_are_part_of_everything_held_on_a_person(bank: Any, home: Path, tmp_path: Path) -> None:
    bank("message", "sent", birthday(bank, "张敏"))
    bank("message", "write", "张敏", "a draft", "--kind", "important")
    reachable(bank, "张敏敏")

    held = json.loads(bank("export", "-", "--for", "张敏").stdout)["held"]
    assert len(held["message"]) == 2
    bank("export", str(tmp_path / "book.json"))
    bank("import", str(tmp_path / "book.json"), "--book", str(tmp_path / "other.db"))
    assert len(rows(tmp_path / "other.db")["message"]) == 2
    bank("customer", "merge", "c2", "c1", "--yes")
    owners = {row[5] for row in rows(home / "book.db")["message"]}
    assert len(owners) == 1
    bank("undo")
    bank("customer", "erase", "c1", "--yes")
    assert rows(home / "book.db")["message"] == []
