"""The check before a message leaves: holes, words that promise, wishes, languages, ceilings."""

from pathlib import Path
from typing import Any

import pytest

from fixtures.messages import birthday, queue, reachable


def test_what_is_not_known_is_said_by_name_and_never_left_as_a_hole(run: Any) -> None:
    run("playbook", "use", "retail-bank")
    ref = birthday(run, "张敏")

    item = run("message", "show", ref, "--json").json["item"]

    assert [problem["key"] for problem in item["problems"]] == ["unfilled"]
    assert "me.name" in item["problems"][0]["words"]
    assert "me.name" in run("message", "sent", ref, code=1).stderr
    run("config", "set", "name", "李明")
    run("message", "sent", ref)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("这款产品稳赚不赔", "forbidden"),
        ("本 金 零 风 险", "forbidden"),
        ("A Guaranteed   Return awaits you", "forbidden"),
        ("字" * 135, "long"),
        ("a" * 307, "long"),
        ("您好，{product}到期", "unfilled"),
        ("您好，【】到期", "unfilled"),
        ("Hello [name], good news", "unfilled"),
    ],
)
def test_the_check_holds_a_text_back_unless_there_is_a_reason(bank: Any, text: str, key: str) -> None:
    reachable(bank, "张敏", "--tier", "gold", "--ms")
    ref = bank("message", "write", "张敏", text, "--json").json["item"]["ref"]

    item = bank("message", "show", ref, "--json").json["item"]
    assert key in [problem["key"] for problem in item["problems"]]
    bank("message", "sent", ref, code=1)
    bank("message", "sent", ref, "--force", code=2)
    bank("message", "sent", ref, "--force", "--why", "agreed with compliance")
    assert bank("message", "list", "--json").json["items"][0]["why"] == "agreed with compliance"


@pytest.mark.parametrize(
    "text", ["本产品不保本，有风险", "非保本浮动收益", "This is not risk-free.", "字" * 134, "a" * 306]
)
def test_the_check_lets_an_honest_text_through(bank: Any, text: str) -> None:
    reachable(bank, "张敏", "--ms", "--language", "zh" if ord(text[0]) > 255 else "en")

    item = bank("message", "write", "张敏", text, "--json").json["item"]

    assert item["problems"] == []


def test_the_persons_own_list_adds_words_and_takes_some_out(bank: Any, home: Path) -> None:
    folder = home / "config" / "amflow"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "forbidden.txt").write_text("# mine\n抽奖\n-稳赚\n", "utf-8")
    reachable(bank, "张敏", "--language", "zh")

    def problems(text: str) -> list[str]:
        return list(bank("message", "write", "张敏", text, "--json").json["item"]["problems"])

    assert problems("参加抽奖") == ["forbidden: 抽奖"]
    assert problems("稳赚") == []
    (folder / "forbidden.txt").write_bytes(b"\xff\xfe\x00\x01")
    result = bank("message", "queue", code=5)
    assert "forbidden.txt" in result.stderr


def test_a_customers_wishes_are_honoured_whatever_the_reason(bank: Any) -> None:
    quiet = birthday(bank, "张敏", "--quiet-hours", "9:00-10:00")
    refused = birthday(bank, "王伟")
    draft = bank("message", "write", "王伟", "hello", "--json").json["item"]["ref"]
    bank("customer", "edit", "王伟", "--no-contact")

    assert "not before 10:00" in bank("message", "sent", quiet, "--force", "--why", "x", code=1).stderr
    bank("message", "copy", quiet, code=1)
    bank("message", "sent", quiet, "--at", "8:30")
    assert set(queue(bank)) == {"王伟/None"}
    assert "not to be contacted" in bank("message", "sent", draft, "--force", "--why", "x", code=1).stderr
    bank("message", "sent", refused, code=3)
    bank("message", "copy", draft, code=1)


def test_a_text_in_another_language_than_the_customer_wishes_is_held_back(bank: Any) -> None:
    reachable(bank, "Ann Lee", "--language", "en")

    assert bank("message", "write", "Ann Lee", "祝您生日快乐", "--json").json["item"]["problems"] == ["not in English"]


def test_nobody_gets_more_than_the_ceiling(bank: Any, screen: Any) -> None:
    ref = birthday(bank, "张敏")
    bank("holding", "add", "note", "--for", "张敏", "--matures", "2026-11-30")
    maturity = queue(bank)["张敏/maturity"]
    assert [problem["key"] for problem in maturity["problems"]] == ["ceiling"]

    told = bank("message", "sent", ref, maturity["ref"], code=1).stderr
    assert "another one goes first" in told
    bank("message", "sent", ref)

    listed = bank("message", "queue", "--json").json
    assert listed["meter"]["at_ceiling"] == 1
    assert "had 1 of 1 today" in listed["items"][0]["problems"][0]["words"]
    shown = screen("message", "queue")
    assert "1 at the ceiling" in shown
    assert "At their ceiling" in shown
    assert "at the ceiling" in screen("outreach")
    assert [item["ref"] for item in bank("outreach", "--json").json["items"] if item["kind"] == "message"] == []
    assert set(queue(bank, "--on", "2026-11-26")) == {"张敏/maturity"}
    bank("message", "sent", maturity["ref"], "--force", "--why", "she asked")


def test_the_settings_set_another_ceiling(bank: Any) -> None:
    ref = birthday(bank, "张敏")
    bank("holding", "add", "note", "--for", "张敏", "--matures", "2026-11-30")
    bank("config", "set", "messages_day", "2")

    bank("message", "sent", ref, queue(bank)["张敏/maturity"]["ref"])

    caps = bank("message", "queue", "--json").json["meter"]["ceilings"]
    assert {cap["per"]: cap["most"] for cap in caps} == {"day": 2, "week": 3, "month": 8}
    for day in ("2026-11-26", "2026-11-27"):
        number = bank("message", "write", "张敏", "hello there", "--on", day, "--json").json["item"]["ref"]
        bank("message", "sent", number, "--on", day, code=0 if day == "2026-11-26" else 1)


def test_the_week_and_the_month_have_ceilings_of_their_own(bank: Any) -> None:
    reachable(bank, "张敏", on="2026-10-01")
    for day in ("2026-11-23", "2026-11-24"):
        bank("log-message", "张敏", "a word", "--no-next", "--on", day)
    ref = bank("message", "write", "张敏", "third this week", "--json").json["item"]["ref"]
    bank("message", "sent", ref)
    ref = bank("message", "write", "张敏", "fourth", "--on", "2026-11-26", "--json").json["item"]["ref"]

    assert "had 3 of 3 this week" in bank("message", "sent", ref, "--on", "2026-11-26", code=1).stderr
    bank("message", "sent", ref, "--on", "2026-11-30")
