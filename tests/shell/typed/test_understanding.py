"""What is typed otherwise and can only mean one command line is read as that, and said; all else is refused."""

import shlex
from collections.abc import Callable
from typing import Any

import pytest

from amflow.shell.typed import sentences

READ_AS = {
    # the word of a list without its option
    "deal list --won": "deal list --state won",
    "deal list won": "deal list --state won",
    "case list --all": "case list --state all",
    "target set --week visits 20": "target set --period week visits 20",
    "target set visits 20 week": "target set visits 20 --period week",
    "today convert": "today --step convert",
    "today full": "today --full",
    # another word for an option, or for an argument
    "customer add 'Acme Ltd' --organization": "customer add 'Acme Ltd' --organisation",
    "deal list --customer c1": "deal list --for c1",
    "task add x --date fri": "task add x --due fri",
    "task add x --date=fri": "task add x --due=fri",
    "deal lose d4 --reason cheaper": "deal lose d4 --why cheaper",
    "referral add c1 --who 'Ben Stone'": "referral add c1 'Ben Stone'",
    "customer add --name 'Ben Stone'": "customer add 'Ben Stone'",
    "log-call c1 --note hello --no-next": "log-call c1 --no-next hello",
    # a day, a customer where no argument takes them
    "today tomorrow": "today --on tomorrow",
    "brief fri": "brief --on fri",
    "message list 'last week'": "message list --from 'last week'",
    "message list yesterday": "message list --from yesterday --to yesterday",
    "history 5": "history --last 5",
    "task add x fri": "task add x --due fri",
    "deal add 'Helen Carter' loan --pipeline sale": "deal add loan --pipeline sale --for 'Helen Carter'",
    "deal add loan 'Helen Carter' --pipeline sale": "deal add loan --pipeline sale --for 'Helen Carter'",
    "task list 'Helen Carter'": "task list --for 'Helen Carter'",
    # nouns and verbs
    "deals": "deal list",
    "add customer 'Ben Stone'": "customer add 'Ben Stone'",
    "customer new 'Ben Stone'": "customer add 'Ben Stone'",
    "edit t13 --due fri": "task edit t13 --due fri",
    "log visit c1 x": "log-visit c1 x",
    "customer 'Helen Carter'": "show 'Helen Carter'",
    "deal d1": "show d1",
    "task complete t13": "done t13",
    "search carter": "find carter",
    "case add c1 'no card'": "case open c1 'no card'",
    "log-complaint c1 'no card'": "case open c1 'no card'",
    "remind 'call Ben'": "task add 'call Ben'",
    "clients": "customer list",
    "今天": "today",
    "商机 列表": "deal 列表",
    "搜索 carter": "find carter",
    "撤销": "undo",
    "帮助": "help",
    "预约": "task list",
    "拜访 c1": "visit c1",
    "message draft c1 hello": "message write c1 hello",
    "明天": "today --on 明天",
    "昨天": "summary --on 昨天",
    "fri": "today --on fri",
    "'Helen Carter'": "show 'Helen Carter'",
    "Helen Carter": "show 'Helen Carter'",
    # an appointment is a task
    "appointment add 'Helen Carter' 'thu 10:00'": "task add visit --kind visit --for 'Helen Carter' --due 'thu 10:00'",
    "appointment Helen Carter thu 10:00": "task add visit --kind visit --for 'Helen Carter' --due 'thu 10:00'",
    "预约 c1 明天10点": "task add visit --kind visit --for c1 --due 明天10点",
    "book a visit Helen Carter fri": "task add visit --kind visit --for 'Helen Carter' --due fri",
    "meeting with c1 at fri 15:00 about the loan": "task add 'about the loan' --kind visit --for c1 --due 'fri 15:00'",
    "visit c1 wants two offers": "log-visit c1 'wants two offers'",
    "met with Helen Carter yesterday about the loan": "log-visit 'Helen Carter' 'about the loan' --at yesterday",
    "拜访 c1 谈了利率 --next '周五 送表'": "log-visit c1 谈了利率 --next '周五 送表'",
    "拜访 c1 谈了利率 周五 再去": "log-visit c1 '谈了利率 周五 再去'",
    "打电话 c1 没人接": "log-call c1 没人接",
    "called c1 she decides on friday": "log-call c1 'she decides on friday'",
    "event add 客户 'Helen Carter' 明天10点": "task add visit --kind visit --for 'Helen Carter' --due 明天10点",
    "visit add c1 fri 17:00": "task add visit --kind visit --for c1 --due 'fri 17:00'",
    "event add 'team lunch' fri": "event add 'team lunch' --at fri",
    "add complaint c1 'no card'": "case open c1 'no card'",
    "--on tomorrow deal --json list --won": "--on tomorrow deal --json list --state won",
}


@pytest.mark.parametrize("typed", READ_AS)
def test_what_can_only_mean_one_line_is_read_as_that(run: Any, demo_of: Callable[[str], None], typed: str) -> None:
    demo_of("securities-branch")
    done = run(*shlex.split(typed))

    assert done.stderr.splitlines()[0] == f"read as: amflow {READ_AS[typed]}"
    assert done.stdout


def test_what_stands_before_its_command_is_read_behind_it(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")
    same = {
        "--full --json today": "today --json --full",
        "--state won deal list": "deal list --state won",
        "--step=prep today": "today --step=prep",
    }
    for typed, plain in same.items():
        assert run(*typed.split()).stdout == run(*plain.split()).stdout

    assert "amflow config set lang zh" in run("--language", "zh", "today", code=2).stderr
    assert "before a command stand --json, --on" in run("--frobnicate", "today", code=2).stderr
    assert "before a command stand" in run("-x", code=2).stderr


def test_what_may_still_be_to_come_is_no_talk(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")
    before = run("history").stdout

    for words in ("call c1 tomorrow", "call c1 10:00", "visit c1 c2", "message c1 hello", "called nobody"):
        run(*words.split(), code=2)
    assert run("history").stdout == before


def test_what_stands_behind_a_noun_and_is_no_verb_may_be_written_down(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")

    assert (
        "did you mean amflow note add 'likes tea' --for c1?" in run("note", "likes tea", "--for", "c1", code=2).stderr
    )
    assert (
        "note has: " in run("note", "lst", code=2).stderr or "did you mean list?" in run("note", "lst", code=2).stderr
    )


def test_words_for_other_commands_that_lack_something_are_led_to_them(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")
    begun = {words: run(*words.split(), code=2).stderr for words in ("备份", "导入", "offer")}

    assert begun["备份"].startswith("read as: amflow book backup\n")
    assert begun["导入"].startswith("read as: amflow import\n")
    assert begun["offer"].startswith("read as: amflow deal add\n")
    for words in ("meet Nobody fri", "预约 无此人 明天", "appointment add c1"):
        assert (
            'amflow task add visit --kind visit --for "Helen Carter" --due "thu 10:00"'
            in run(*words.split(), code=2).stderr
        )
    assert "hint: amflow find frobnicate looks for it" in run("frobnicate", code=2).stderr
    assert "hint: did you mean today?" in run("tody", code=2).stderr
    report = run("report", "-o", "x.pdf", code=2).stderr
    assert "amflow report has: customer, campaign, territory; of a day" in report
    assert "amflow summary --month -o report.docx" in report


def test_a_verb_alone_is_nobody_whose_pinyin_it_is(run: Any) -> None:
    run("customer", "add", "李思")

    assert run("lisi").stderr == "read as: amflow show lisi\n"
    assert "there is no command ls" in run("ls", code=2).stderr


def test_a_word_of_the_playbook_that_is_no_name_is_told_its_option(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")

    assert run("customers", "gold").stderr.splitlines()[1] == "did you mean amflow customer list --tier gold?"
    assert run("customer", "list", "xyzzy").stderr == run("customer", "list", "carter").stderr == ""


def test_the_deal_of_a_name_is_looked_for_in_the_list(run: Any) -> None:
    assert 'amflow deal list --for "Ben Stone"' in run("deal", "win", "Ben Stone", code=3).stderr
    assert "amflow deal list shows them" in run("deal", "win", "d9", code=3).stderr


def test_two_words_of_one_line_are_understood_and_the_rest_is_refused(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")

    assert run("referral", "add", "--name", "Ben Stone", "--for", "c1").stdout.startswith("Helen Carter → Ben Stone")
    assert run("deal", "list", "--xyzzy", code=2).stderr.endswith("--for, --quiet-only, --last\n")
    assert run("--quiet", "deal", "list", "--won").stderr == ""


@pytest.mark.parametrize(
    "typed",
    [
        "log-visit c1 x --company y",
        "task add 'Helen Carter' 'Anna Weber'",
        "deal frobnicate",
        "note add x xyzzy",
    ],
)
def test_what_may_mean_several_things_or_nothing_is_refused(
    run: Any, demo_of: Callable[[str], None], typed: str
) -> None:
    demo_of("securities-branch")

    assert "read as" not in run(*shlex.split(typed), code=2).stderr


def test_a_closed_register_answers_no_name(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")
    run("config", "set", "name", "Ann")
    run("register", "close")
    said = run("deal", "list", "Helen Carter", code=2).stderr

    assert said.startswith("error: too many words: Helen Carter")


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("summary last week", "summary --from 'last week'"),
        ("summary 本月", "summary --month"),
        ("summary week", "summary --week"),
        ("summary --week 上周", "summary --from 上周"),
        ("summary --week last", "summary --from 'last week'"),
        ("summary week 46", "summary --from 'week 46'"),
        ("summary --month 10月 --json", "summary --from 2026-10 --json"),
        ("summary october", "summary --from 2026-10"),
        ("summary year 2025", "summary --from 2025"),
        ("summary --week 11月12日", "summary --week --on 2026-11-12"),
        ("summary yesterday", "summary --on yesterday"),
        ("summary list", "summary --list"),
        ("plan next week", "plan 'next mon' --week"),
        ("plan 下周", "plan 2026-11-30 --week"),
        ("plan next month", "plan 2026-12-01 --month"),
        ("plan next tue", "plan 'next tue'"),
        ("plan week", "plan --week"),
        ("plan add t1 t2", "plan --add t1 --add t2"),
        ("plan drop t1 t3", "plan --drop t1 --drop t3"),
        ("plan move t2 next mon", "plan --move 't2=next mon'"),
        ("plan order t2 t1", "plan --order t2,t1"),
        ("plan accept", "plan --accept"),
        ("plan show", "plan"),
        ("plan show fri", "plan fri"),
    ],
)
def test_a_page_takes_words_for_its_options_and_days(
    run: Any, demo_of: Callable[[str], None], words: str, same: str
) -> None:
    demo_of("securities-branch")
    found = run(*shlex.split(words)).stdout
    if run("history", "--last", "1").stdout.split("\t")[1] == "plan":
        run("undo")

    assert found == run(*shlex.split(same)).stdout


def test_a_task_and_an_item_of_the_checklist_are_named_by_words(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")
    run("task", "add", "send the price list", "--due", "fri")
    run("task", "add", "send the calendar", "--due", "fri")

    said = run("done", "send the", code=4).stderr
    assert "send the price list" in said
    assert "send the calendar" in said
    assert "send the price list" in run("move", "price list", "next", "mon").stdout
    assert "send the price list: done" in run("done", "Price List").stdout
    assert "send the calendar" in run("skip", "calendar").stdout
    assert "called “xyzzy”" in run("done", "xyzzy", code=2).stderr
    assert "called “price list”" in run("done", "price list", code=2).stderr


@pytest.mark.parametrize(
    "words",
    [
        "lead add 'Ben Stone' --next 'fri call'",
        "customer add 'Ben Stone' --next 'fri call'",
    ],
)
def test_somebody_new_has_a_next_step(run: Any, words: str) -> None:
    assert "call (t1) · Fri 27 Nov 2026" in run(*shlex.split(words)).stdout
    assert run("task", "list").lines[0][1:6] == ["2026-11-27", "", "", "Ben Stone", "c1"]
    run("undo")
    assert run("task", "list").stdout == run("find", "Stone").stdout == ""
    assert "over" in run(*shlex.split(words.replace("fri", "2026-11-01")), code=2).stderr
    assert run("find", "Stone").stdout == ""


def test_a_new_deal_has_a_next_step(run: Any) -> None:
    run("customer", "add", "Ben Stone")
    run("deal", "add", "loan", "--for", "c1", "--pipeline", "sale", "--next", "fri call")

    assert run("deal", "lose", "d1", "--why", "cheaper", "--drop-tasks").code == 0
    assert run("task", "list").stdout == ""
    run("undo")
    run("undo")
    assert run("deal", "list").stdout == run("task", "list").stdout == ""


def test_all_that_wait_are_sent_at_once(run: Any, demo_of: Callable[[str], None]) -> None:
    demo_of("securities-branch")

    assert "3 messages" in run("message", "sent", "--all").stdout
    assert "no message waits" in run("message", "sent", "--all", code=1).stderr
    assert "which messages?" in run("message", "sent", "--all", "--kind", "birthday", code=2).stderr


def test_of_a_long_note_not_every_piece_is_looked_for() -> None:
    asked: list[str] = []

    def never(text: str) -> bool:
        asked.append(text)
        return False

    def ask_of(length: int) -> int:
        asked.clear()
        words = ["visit", "c1", *["word"] * length]
        sentences.appointment(words, never, lambda text: never(text) or text == "c1")
        sentences.talk(words, lambda text: never(text) or text == "c1", never, never)
        return len(asked)

    assert ask_of(400) <= 2.1 * ask_of(200)
