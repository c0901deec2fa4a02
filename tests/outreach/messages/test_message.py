"""The queue of messages: what is due, its words, what was sent, and the meter."""

import csv
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from days import customer, rows
from fixtures.messages import KINDS, birthday, queue, reachable, six_kinds


def test_the_six_kinds_of_the_bank_are_due_with_words_reason_and_person(bank: Any) -> None:
    six_kinds(bank)

    found = bank("message", "queue", "--json").json["items"]

    assert {item["kind"] for item in found} == set(KINDS)
    by_kind = {item["kind"]: item for item in found if not item["problems"]}
    assert "李强" in {item["customer"]["name"] for item in found if item["kind"] == "maturity"}
    note = next(item for item in found if item["kind"] == "maturity")
    assert "90-day note" in note["text"]
    assert "90-day note" in note["why"]
    assert note["customer"]["ref"] == "c3"
    assert "李明" in by_kind["birthday"]["text"]
    assert all("{" not in item["text"] for item in found)


def test_words_are_in_the_language_of_the_customer_and_name_them_as_they_are_spoken_to(bank: Any) -> None:
    birthday(bank, "张敏", "--ms", "--language", "zh")
    birthday(bank, "欧阳娜", "--ms", "--language", "en")
    birthday(bank, "Ann Lee", "--ms", "--language", "zh")
    birthday(bank, "吕志远", "--mr")

    found = queue(bank)

    assert found["张敏/birthday"]["text"].startswith("张女士，祝您生日快乐")
    assert found["欧阳娜/birthday"]["text"].startswith("Ms Ouyang, a very happy birthday")
    assert found["Ann Lee/birthday"]["text"].startswith("Lee女士")
    assert found["吕志远/birthday"]["text"].startswith("Mr Lyu")


def test_a_day_is_said_as_people_say_it_in_the_language_of_the_message(bank: Any) -> None:
    for name, language in (("张敏", "zh"), ("Ann Lee", "en")):
        reachable(bank, name, "--language", language, on="2026-10-01")
        bank("holding", "add", "债券", "--for", name, "--matures", "2026-11-30")
        bank("holding", "add", "存单", "--for", name, "--matures", "2026-11-30")

    found = queue(bank)

    assert "债券、存单将于11月30日到期" in found["张敏/maturity"]["text"]
    assert "债券, 存单 matures on 30 November" in found["Ann Lee/maturity"]["text"]


def test_nobody_is_wished_a_happy_birthday_days_early_but_on_the_last_working_day_before(bank: Any) -> None:
    reachable(bank, "张敏", "--tier", "gold", "--birthday", "1985-11-28")
    reachable(bank, "王伟", "--tier", "gold", "--birthday", "1985-11-26")

    assert set(queue(bank)) == set()
    friday = queue(bank, "--on", "2026-11-27")
    assert set(friday) == {"张敏/birthday"}
    assert "a little early" in friday["张敏/birthday"]["text"]
    assert "a little early" not in queue(bank, "--on", "2026-11-28")["张敏/birthday"]["text"]


def test_what_was_marked_sent_is_a_touch_and_counts_and_one_undo_takes_back_all(bank: Any, home: Path) -> None:
    refs = [birthday(bank, name) for name in ("张敏", "王伟", "李强")]
    before = rows(home / "book.db")

    told = bank("message", "sent", *refs, "--json").json["item"]

    assert [one["ref"] for one in told["messages"]] == refs
    assert queue(bank) == {}
    meter = bank("message", "queue", "--json").json["meter"]
    assert [floor["sent"] for floor in meter["floors"]] == [3]
    assert [kind["key"] for kind in meter["kinds"] if kind["covered"]] == ["birthday"]
    touch = rows(home / "book.db")["touch"]
    assert len(touch) == 3
    sent = bank("message", "list", "--json").json["items"]
    assert {(line["customer"]["name"], line["category"]) for line in sent} == {
        (n, "birthday") for n in ("张敏", "王伟", "李强")
    }
    bank("undo")
    assert rows(home / "book.db") == before


def test_all_of_a_kind_are_marked_at_once_and_what_fails_the_check_stays(bank: Any) -> None:
    good = birthday(bank, "张敏")
    bad = birthday(bank, "王伟")
    bank("message", "edit", bad, "{date} 稳赚")

    told = bank("message", "sent", "--kind", "birthday", "--json").json["item"]

    assert [one["ref"] for one in told["messages"]] == [good]
    assert [one["ref"] for one in told["left"]] == [bad]
    assert set(queue(bank)) == {"王伟/birthday"}
    bank("message", "sent", "--kind", "birthday", code=1)


def test_a_message_is_sent_once(bank: Any) -> None:
    ref = birthday(bank, "张敏")
    bank("message", "sent", ref, ref)

    for words in (("sent", ref), ("skip", ref, "--why", "x"), ("edit", ref, "--text", "x"), ("copy", ref)):
        result = bank("message", *words, code=1)
        assert "already" in result.stderr, words
    assert len(bank("message", "list", "--json").json["items"]) == 1
    assert "already" in bank("message", "sent", "m1", code=1).stderr


def test_the_words_that_were_edited_are_the_ones_that_go_out(bank: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = birthday(bank, "张敏", "--ms")

    bank("message", "edit", ref, "-", stdin="Dear Ms Zhang,\nall the best!\n")
    assert queue(bank)["张敏/birthday"]["text"] == "Dear Ms Zhang,\nall the best!"
    assert bank("message", "show", ref).stdout == "Dear Ms Zhang,\nall the best!\n"
    bank("message", "sent", ref)

    assert bank("message", "list", "--json").json["items"][0]["text"] == "Dear Ms Zhang,\nall the best!"
    bank("undo")
    bank("undo")
    assert "happy birthday" in queue(bank)["张敏/birthday"]["text"]


def test_a_message_left_out_needs_a_reason_and_counts_for_nothing(bank: Any) -> None:
    ref = birthday(bank, "张敏")

    assert "--why" in bank("message", "skip", ref, code=2).stderr
    bank("message", "skip", ref, "--why", "in mourning")

    assert queue(bank) == {}
    assert bank("message", "list", "--json").json["items"] == []
    assert "left out" in bank("message", "sent", ref, code=1).stderr
    bank("undo")
    assert set(queue(bank)) == {"张敏/birthday"}


def test_a_message_of_ones_own_waits_until_it_is_sent(bank: Any) -> None:
    reachable(bank, "张敏", "--tier", "gold", "--ms")

    ref = bank("message", "write", "张敏", "See you at three.", "--kind", "important", "--json").json["item"]["ref"]
    assert queue(bank)["张敏/important"]["ref"] == ref
    assert bank("show", ref, "--json").json["item"]["text"] == "See you at three."
    bank("message", "edit", ref, "See you at four.")
    bank("message", "sent", ref)

    assert bank("show", ref, "--json").json["item"]["state"] == "sent"
    assert [kind["key"] for kind in bank("message", "queue", "--json").json["meter"]["kinds"] if kind["covered"]] == [
        "important"
    ]
    other = bank("message", "write", "张敏", "--template", "birthday", "--json").json["item"]["ref"]
    assert "happy birthday" in bank("message", "show", other).stdout
    bank("message", "skip", other, "--why", "not today")
    assert queue(bank) == {}


def test_a_rule_that_has_words_can_be_written_to_wherever_it_stands(run: Any) -> None:
    """The birthdays of other trades are no part of the queue, but there are words for them."""
    run("config", "set", "name", "李明")
    reachable(run, "张敏", "--birthday", "1985-11-25")
    ref = run("prep", "--json").json["items"][0]["ref"]

    assert "happy birthday" in run("message", "show", ref).stdout
    run("message", "sent", ref)

    assert [item for item in run("prep", "--json").json["items"] if item["kind"] == "birthday"] == []


# Out of the program


def test_the_file_for_a_sending_system_holds_what_passes_the_check(bank: Any, tmp_path: Path) -> None:
    birthday(bank, "=张敏", "--ms")
    customer(bank, "王伟", "--tier", "gold", "--birthday", "1985-11-25", "--email", "w@x.cn")
    bad = birthday(bank, "李强")
    bank("message", "edit", bad, "a sure profit")
    file = tmp_path / "today.csv"

    told = bank("message", "export", str(file), "--json").json["item"]

    assert file.read_bytes().startswith("\ufeff".encode())
    listed = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [line["ref"] for line in listed] == told["messages"]
    assert listed[0]["name"].startswith("'=")
    assert set(listed[0]) == {"name", "phone", "text", "kind", "ref"}
    assert sorted(line["why"] for line in told["left"]) == ["forbidden: sure profit", "no phone number"]
    assert file.stat().st_mode & 0o077 == 0
    bank("message", "export", str(file), code=1)
    forced = bank("message", "export", str(file), "--force", "--json").json["item"]
    assert forced["messages"] == told["messages"], "what the check is against leaves only where it is named"
    named = bank("message", "export", str(file), *told["messages"], bad, "--force", "--json").json["item"]
    assert len(named["messages"]) == 2
    assert len(queue(bank)) == 3, "letting out sends nothing"
    assert bank("message", "export", "-", bad, code=1).stdout == ""
    assert bank("message", "export", "-", told["messages"][0]).stdout.count("\r\n") >= 2


def test_who_has_no_address_is_sent_nothing(bank: Any) -> None:
    customer(bank, "王伟")
    ref = bank("message", "write", "王伟", "Tomorrow at three, third floor.", "--json").json["item"]["ref"]

    refused = bank("message", "sent", ref, code=1).stderr
    assert "no phone number, no mail" in refused
    assert "amflow customer edit c1 --phone" in refused
    assert bank("message", "list").stdout == ""

    bank("message", "sent", ref, "--force", "--why", "in the messenger")
    assert "in the messenger" in bank("message", "list").stdout


def test_a_message_of_the_queue_is_no_talk(bank: Any, screen: Any) -> None:
    ref = birthday(bank, "张敏", "--ms")
    bank("log-visit", "张敏", "the sheet", "--no-next", "--at", "2026-11-23")
    bank("message", "sent", ref)

    item = bank("show", "张敏", "--json").json["item"]
    assert (item["last_touch_on"], item["tried_on"]) == ("2026-11-23", "2026-11-25")
    assert re.search(r"last talk +Mon 23 Nov  visit: the sheet\n +tried last +Wed 25 Nov\n", screen("show", "张敏"))


def test_what_went_to_several_in_one_go_is_a_bulk_message_and_a_greeting_sent_by_hand_is_none(bank: Any) -> None:
    refs = [birthday(bank, name, "--ms") for name in ("张敏", "王芳", "赵丽华")]
    bank("message", "sent", *refs[:2])
    bank("message", "sent", refs[2], "--at", "08:10")

    told = [bank("show", name, "--json").json["item"]["touches"] for name in ("张敏", "王芳", "赵丽华")]
    assert [[one["bulk"] for one in touches] for touches in told] == [[True], [True], [False]]
    assert "bulk message" in bank("visit", "张敏").stdout


def test_the_words_go_to_the_clipboard_of_the_machine(
    bank: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = birthday(bank, "张敏", "--language", "zh", "--ms")
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "wl-copy").write_text(f"#!/bin/sh\ncat > {tmp_path}/board\n")
    (tools / "wl-copy").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")

    copied = bank("message", "copy", ref)

    assert copied.stdout == ""
    assert (tmp_path / "board").read_text("utf-8").startswith("张女士，祝您生日快乐")
    bank("script", "show", "welcome", "--for", "张敏", "--copy")
    assert "张女士" in (tmp_path / "board").read_text("utf-8")
    (tools / "wl-copy").write_text("#!/bin/sh\nexit 1\n")
    without = bank("message", "copy", ref)
    assert without.stdout.startswith("张女士")
    assert "no clipboard" in without.stderr


def test_without_a_clipboard_the_words_are_printed(bank: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = birthday(bank, "张敏", "--ms")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TERMUX_VERSION", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)

    result = bank("message", "copy", ref, "--osc52")

    assert "happy birthday" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr


# The screens


def test_the_queue_on_a_terminal_says_the_next_command_and_cuts_no_reference(bank: Any, screen: Any) -> None:
    six_kinds(bank)

    shown = screen("message", "queue")

    assert max(len(line) for line in shown.splitlines()) <= 80
    for item in bank("message", "queue", "--json").json["items"]:
        assert item["ref"] in shown
    assert "messages 0/20 · kinds 0/6" in shown
    assert "amflow message show" in shown
    assert "to each at most 1 a day" in shown
    assert "messages 0/20 · kinds 0/6" in screen("today")
    whole = screen("message", "queue", "--full")
    assert "When may we talk?" in whole


def test_an_empty_queue_says_so(run: Any, screen: Any) -> None:
    assert "nothing waits" in screen("message", "queue")
    assert run("message", "queue").stdout == ""
    assert run("message", "list").stdout == ""


def test_the_json_of_the_queue_is_a_contract(bank: Any) -> None:
    birthday(bank, "张敏")

    told = bank("message", "queue", "--json").json

    assert told["schema"] == "amflow/message-queue@2"
    assert set(told) == {"schema", "on", "waiting", "at_least", "meter", "items"}
    assert set(told["meter"]) == {"floors", "kinds", "ceilings", "at_ceiling"}
    assert set(told["meter"]["floors"][0]) == {"key", "title", "per", "least", "sent"}
    assert set(told["meter"]["kinds"][0]) == {"key", "title", "daily", "covered"}
    assert set(told["items"][0]) == {
        "ref", "kind", "customer", "recipient", "tier", "why", "due_on", "until_on", "text", "chars", "parts", "problems",
    }  # fmt: skip
    one = bank("message", "show", told["items"][0]["ref"], "--json").json
    assert one["schema"] == "amflow/message-draft@2"
    assert one["item"] == told["items"][0]
    bank("message", "sent", one["item"]["ref"])
    sent = bank("message", "list", "--json").json
    assert sent["schema"] == "amflow/messages@2"
    assert set(sent["items"][0]) == {
        "sent_on", "sent_at", "ref", "customer", "category", "text", "why",
    }  # fmt: skip


def test_what_was_sent_is_listed_by_day_and_customer(bank: Any) -> None:
    bank("message", "sent", birthday(bank, "张敏"))
    bank("log-message", "张敏", "answered by wechat", "--no-next", "--at", "yesterday 10:00")
    reachable(bank, "王伟")

    def texts(*words: str) -> int:
        return len(bank("message", "list", *words, "--json").json["items"])

    assert texts() == texts("--for", "张敏") == 2
    assert texts("--from", "yesterday", "--to", "yesterday") == texts("--kind", "birthday") == 1
    assert texts("--for", "王伟") == texts("--from", "2026-11-01", "--to", "2026-11-01") == 0
    bank("message", "list", "--kind", "nosuch", code=2)


# Mistakes


def test_what_is_typed_wrong_is_refused_with_the_next_step(bank: Any) -> None:
    reachable(bank, "张敏")

    for words, code in (
        (("sent",), 2), (("sent", "--kind", "nosuch"), 2), (("sent", "--kind", "card"), 1), (("sent", "k3"), 2),
        (("sent", "m9"), 3), (("sent", "m1zzz"), 3), (("sent", "m1bb"), 3), (("sent", "m99bb"), 3), (("show", "r1"), 2),
        (("write", "张敏"), 2), (("write", "nobody", "x"), 3), (("write", "张敏", "--template", "brithday"), 2),
        (("write", "张敏", "x", "--kind", "nosuch"), 2), (("write", "张敏", "--template", "../../etc"), 2),
        (("edit", "m9", "--text", "x"), 3), (("skip",), 2), (("queue", "--kind", "nosuch"), 2), (("copy", "m9"), 3),
        (("sent", "m1bb", "--at", "tomorrow"), 2),
    ):  # fmt: skip
        result = bank("message", *words, code=code)
        assert "error:" in result.stderr, words
        assert "hint:" in result.stderr, words
        assert "Traceback" not in result.stderr


def test_done_points_to_the_command_that_counts(bank: Any) -> None:
    ref = birthday(bank, "张敏")

    assert f"amflow message sent {ref}" in bank("done", ref, code=1).stderr
    bank("move", ref, "tomorrow")
    assert queue(bank) == {}
    bank("undo")
    bank("skip", ref, "--why", "known to dislike it")
    assert queue(bank) == {}


def test_a_customer_who_was_removed_meanwhile_gets_nothing(bank: Any) -> None:
    ref = birthday(bank, "张敏")
    draft = bank("message", "write", "张敏", "hello", "--json").json["item"]["ref"]
    bank("customer", "remove", "张敏")

    bank("message", "sent", ref, code=3)
    assert "no longer in the book" in bank("message", "sent", draft, "--force", "--why", "x", code=1).stderr
    bank("message", "queue")


def test_a_name_is_never_a_template(bank: Any) -> None:
    ref = birthday(bank, "[b]{{ 7*7 }}{% raw %}")

    text = bank("message", "show", ref, "--json").json["item"]["text"]

    assert "{{ 7*7 }}" in text
    assert "49" not in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "xlsx"])
def test_what_an_exported_file_holds_is_marked_sent_in_one_command(bank: Any, tmp_path: Path, encoding: str) -> None:
    for name in ("=张敏", "王芳"):
        birthday(bank, name)
    file, other = (tmp_path / f"{name}.{'xlsx' if encoding == 'xlsx' else 'csv'}" for name in ("today", "other"))
    bank("message", "export", file.name)
    if encoding == "xlsx":
        assert file.read_bytes().startswith(b"PK")
        with xlsxwriter.Workbook(str(other)) as book:
            book.add_worksheet().write_row(0, 0, ["name", "phone"])
            book.worksheets()[0].write_row(1, 0, ["张敏", "1"])
    else:
        file.write_text(file.read_text("utf-8-sig"), encoding)
        other.write_text("name,phone\n张敏,1\n", "utf-8")
    birthday(bank, "later")

    assert len(bank("message", "sent", "--file", file.name, "--json").json["item"]["messages"]) == 2

    assert list(queue(bank)) == ["later/birthday"]
    assert "was marked sent already" in bank("message", "sent", "--file", file.name, code=1).stderr
    assert "names no messages" in bank("message", "sent", "--file", other.name, code=2).stderr
    assert "cannot be read" in bank("message", "sent", "--file", "none.csv", code=None).stderr


def test_who_may_get_one_message_gets_their_own_before_what_all_are_told(bank: Any) -> None:
    birthday(bank, "张敏")
    bank("note", "add", "closed on New Year", "--kind", "bulletin", "--important")

    ready = {f"{one['kind']}": one["problems"] for one in bank("message", "queue", "--json").json["items"]}

    assert (ready["birthday"], bool(ready["important"])) == ([], True)


def test_a_name_is_the_only_message_that_waits_for_them(bank: Any) -> None:
    customer(bank, "张敏")
    bank("message", "write", "张敏", "周五下午三点见，三楼。")

    assert "周五下午三点见" in bank("message", "show", "张敏").stdout
    assert "周五下午三点见" in bank("message", "copy", "c1").stdout
    bank("message", "write", "张敏", "带上存单。")
    several = bank("message", "show", "张敏", code=4).stderr
    assert "m1  written  周五下午三点见" in several
    assert "hint: name it by its reference: m1" in several
    assert "dropped" in bank("drop", "m2", "--why", "x").stdout
    customer(bank, "李强")
    assert "no message waits for 李强" in bank("message", "show", "李强", code=3).stderr


def test_whom_one_writes_to_though_they_are_seen_today_is_said(bank: Any) -> None:
    customer(bank, "张敏")
    bank("task", "add", "x", "--for", "c1", "--kind", "visit", "--due", "today 15:00")
    assert bank("message", "write", "c1", "周五见。").stderr == "张敏: an appointment today at 15:00 (t1)\n"
    bank("log-call", "c1", "喂", "--no-next")
    assert bank("message", "show", "m1").stderr == "张敏: talked to today already, an appointment today at 15:00 (t1)\n"
    assert bank("message", "show", "m1", "--on", "2026-11-30").stderr == ""
