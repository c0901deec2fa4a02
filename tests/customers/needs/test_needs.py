"""What customers need: asked, answered in the question's own type, kept with its day; and how near they are."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow import locale
from amflow.book.store import Book
from amflow.customers.needs import answer_values
from amflow.errors import Usage
from amflow.locale import Text
from amflow.playbooks.customer_model import Question
from amflow.shell.context import App
from days import customer


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "general")


def kept(run: Any, who: str = "张敏") -> dict[str, Any]:
    return {
        one["key"]: one["value"]
        for one in run("customer", "ask", "--show", who, "--json").json["items"]
        if one["value"]
    }


def test_answers_are_typed_and_kept_with_their_day(run: Any) -> None:
    customer(run, "张敏")
    run("customer", "ask", "张敏", "--answer", "goal=a car", "--answer", "budget=20万", "--answer", "when=下周三")

    assert kept(run) == {"goal": "a car", "budget": "20000000", "when": "2026-12-02"}
    shown = run("customer", "ask", "--show", "张敏").stdout
    assert "¥200,000" in shown
    assert "2026-11-25" in shown


def test_the_history_stays_and_an_empty_answer_takes_it_out(run: Any, book: Book) -> None:
    customer(run, "张敏")
    run("customer", "ask", "张敏", "--answer", "goal=a car", "--on", "2026-10-01")
    run("customer", "ask", "张敏", "--answer", "goal=a flat")
    run("customer", "ask", "张敏", "--answer", "goal=a flat")
    history = run("customer", "ask", "--show", "张敏", "--history", "--json").json["items"]
    assert [(one["on"], one["answer"]) for one in history] == [("2026-11-25", "a flat"), ("2026-10-01", "a car")]

    # An older day does not overrule a newer one.
    run("customer", "ask", "张敏", "--answer", "goal=a boat", "--on", "2026-09-01")
    assert kept(run) == {"goal": "a flat"}

    run("customer", "ask", "张敏", "--answer", "goal=")
    assert kept(run) == {}
    run("undo")
    assert kept(run) == {"goal": "a flat"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("budget=a lot", "budget"),
        ("when=the day of days", "When should it start: "),
        ("bugdet=20万", "(budget)"),
        ("budget", "KEY=WORDS"),
    ],
)
def test_an_answer_of_the_wrong_type_names_the_question_and_writes_nothing(
    run: Any, book: Book, answer: str, said: str
) -> None:
    customer(run, "张敏")
    result = run("customer", "ask", "张敏", "--answer", "goal=a car", "--answer", answer, code=2)

    assert said in result.stderr
    assert book.number("SELECT count(*) FROM answer") == 0


def test_without_a_terminal_the_option_is_named(run: Any) -> None:
    customer(run, "张敏")
    result = run("customer", "ask", "张敏", code=2)
    assert "--answer" in result.stderr
    assert "goal" in result.stderr


def test_a_page_of_toml_or_json(run: Any, tmp_path: Path) -> None:
    customer(run, "张敏")
    run("customer", "ask", "张敏", "--file", "-", stdin='goal = "a car"\nbudget = 200000\nwhen = 2027-03-01\n')
    assert kept(run) == {"goal": "a car", "budget": "20000000", "when": "2027-03-01"}

    page = tmp_path / "page.json"
    page.write_text('{"answers": {"goal": "a flat"}}', "utf-8")
    run("customer", "ask", "张敏", "--file", str(page))
    assert kept(run)["goal"] == "a flat"

    for wrong in ("goal = ", "{", "[1]\n", "goal = [1]\n", '{"goal": {"a": 1}}'):
        run("customer", "ask", "张敏", "--file", "-", stdin=wrong, code=2)
    run("customer", "ask", "张敏", "--file", str(tmp_path / "none.toml"), code=5)


def test_the_page_in_the_editor(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(run, "张敏")
    editor = tmp_path / "edit.py"
    editor.write_text(
        "import sys, pathlib\np = pathlib.Path(sys.argv[1]); t = p.read_text('utf-8')\n"
        "p.write_text(t.replace('goal = \"\"', 'goal = \"a car\"'), 'utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    run("customer", "ask", "张敏", "--editor")
    assert kept(run) == {"goal": "a car"}


def test_on_a_terminal_it_goes_question_by_question(run: Any, home: Path, book: Book) -> None:
    customer(run, "张敏")
    run("customer", "ask", "张敏", "--answer", "goal=a car", "--on", "2026-11-03")
    child = pexpect.spawn(
        sys.executable, ["-m", "amflow", "customer", "ask", "张敏"], encoding="utf-8", dimensions=(40, 160), timeout=20
    )
    child.expect("1/7 .*now: a car, Tue 3 Nov")
    child.sendline("")
    child.expect("2/7")
    child.sendline("alone")
    for number in (3, 4):
        child.expect(f"{number}/7")
        child.sendline("")
    child.expect("5/7")
    child.sendline("a lot")
    child.expect("is not an amount")
    child.sendline("20万")
    child.expect("6/7")
    child.sendcontrol("d")
    child.expect("what was answered is kept")
    child.expect(pexpect.EOF)
    child.close()

    rows = book.all("SELECT question, value FROM answer ORDER BY id")
    assert [tuple(row) for row in rows] == [("goal", "a car"), ("today", "alone"), ("budget", "20000000")]


def test_in_chinese_it_asks_with_chinese_signs(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    customer(run, "张敏")
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    child = pexpect.spawn(
        sys.executable, ["-m", "amflow", "customer", "ask", "张敏"], encoding="utf-8", dimensions=(40, 160), timeout=20
    )
    for number in (1, 2, 3, 4):
        child.expect(f"{number}/7")
        child.sendline("")
    child.expect("5/7.*（金额：.*）")
    child.sendline("很多")
    child.expect("不是金额。")
    child.sendcontrol("d")
    child.expect(pexpect.EOF)
    child.close()


def test_who_has_questions_open(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    customer(run, "王伟")
    run("customer", "edit", "王伟", "--intent", "A")
    found = run("customer", "ask", "--json").json["items"]
    assert [(one["ref"], one["answered"], one["asked"]) for one in found] == [("c2", 0, 7), ("c1", 0, 7)]

    keys = [one["key"] for one in run("customer", "ask", "--show", "c2", "--json").json["items"]]
    given = [f"{key}={'20万' if key == 'budget' else 'next mon' if key == 'when' else 'so'}" for key in keys]
    run("customer", "ask", "c2", *[word for text in given for word in ("--answer", text)])
    assert [one["ref"] for one in run("customer", "ask", "--json").json["items"]] == ["c1"]
    assert [one["ref"] for one in run("customer", "ask", "--tier", "gold", "--json").json["items"]] == ["c1"]


def test_the_level_of_intent_and_how_it_came_about(run: Any) -> None:
    customer(run, "张敏", "--intent", "D", on="2026-10-01")
    run("log-visit", "张敏", "talked", "--intent", "B", "--on", "2026-11-02")
    run("customer", "edit", "张敏", "--intent", "A")
    run("customer", "edit", "张敏", "--intent", "C")
    run("undo")

    steps = run("customer", "intent", "张敏", "--json").json["item"]["steps"]
    assert [(one["on"], one["before"], one["after"], one["how"]) for one in steps] == [
        ("2026-11-25", "B", "A", "customer edit"),
        ("2026-11-02", "D", "B", "log-visit"),
        ("2026-10-01", None, "D", "customer add"),
    ]


def test_answers_go_with_a_merge_and_with_an_erasure(run: Any, book: Book, tmp_path: Path) -> None:
    customer(run, "张敏")
    customer(run, "张小敏")
    run("customer", "ask", "c2", "--answer", "goal=a car")
    assert '"answer"' in run("export", "--for", "c2").stdout
    run("customer", "merge", "c1", "c2", "--yes")
    assert kept(run) == {"goal": "a car"}

    run("export", str(tmp_path / "whole.json"))
    run("import", str(tmp_path / "whole.json"), "--book", str(tmp_path / "other.db"))
    assert "a car" in run("customer", "ask", "--show", "c1", "--book", str(tmp_path / "other.db")).stdout

    run("customer", "erase", "c1", "--yes")
    assert book.number("SELECT count(*) FROM answer") == 0


CHOICES = ("5", "4", "low", "high")
QUESTIONS = {
    kind: Question(
        kind,
        "needs",
        kind,
        CHOICES if kind == "choice" else (),
        Text(kind, kind),
        tuple(Text(key.upper() + " it is", f"选{key}") for key in CHOICES) if kind == "choice" else (),
    )
    for kind in ("text", "number", "money", "date", "choice", "yes-no")
}

VALUES = st.one_of(
    st.tuples(st.just("money"), st.integers(0, 10**15).map(str)),
    st.tuples(st.just("number"), st.integers(-(10**12), 10**12).map(str)),
    st.tuples(
        st.just("number"), st.decimals(0, 10**6, places=4).map(lambda value: answer_values.number(f"{value:.4f}"))
    ),
    st.tuples(st.just("date"), st.dates(date(1901, 1, 1), date(2099, 12, 31)).map(str)),
    st.tuples(st.just("choice"), st.sampled_from(CHOICES)),
    st.tuples(st.just("yes-no"), st.sampled_from(("yes", "no"))),
    st.tuples(st.just("text"), st.text(st.characters(codec="utf-8"), min_size=1).map(lambda text: text.strip())),
)


@given(VALUES, st.sampled_from(("en", "zh")))
def test_what_is_shown_is_read_again(pair: tuple[str, str], language: str) -> None:
    """The law of answers: for every type, what is shown for a kept value means that value."""
    kind, value = pair
    desk = App().desk
    locale.use(language)
    try:
        try:
            value = answer_values.read(desk, QUESTIONS[kind], value) if kind == "text" else value
        except Usage:
            return  # a text of which nothing is left
        assert answer_values.read(desk, QUESTIONS[kind], answer_values.said(desk, QUESTIONS[kind], value)) == value
    finally:
        locale.use("en")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("choice", "5", "5"), ("choice", "3", "low"), ("choice", "HIGH IT IS", "high"), ("choice", "High", "high"),
        ("yes-no", "是", "yes"), ("yes-no", "N", "no"), ("number", "1,200.50", "1200.5"), ("number", "－３", "-3"),
        ("number", "-0.0", "0"), ("money", "3.2m", "320000000"), ("date", "明天", "2026-11-26"),
    ],
)  # fmt: skip
def test_answers_as_people_type_them(kind: str, text: str, value: str) -> None:
    assert answer_values.read(App().desk, QUESTIONS[kind], text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [("choice", "9"), ("choice", "maybe"), ("yes-no", "perhaps"), ("number", "many"), ("number", "1e9"), ("money", "-5"),
     ("date", "someday"), ("text", " ")],
)  # fmt: skip
def test_what_is_no_such_answer(kind: str, text: str) -> None:
    with pytest.raises(Usage, match=kind):
        answer_values.read(App().desk, QUESTIONS[kind], text)
