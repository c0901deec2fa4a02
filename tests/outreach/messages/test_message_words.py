"""The words of messages: their length for a phone, the shipped templates, the list of forbidden words, and their page."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow import locale, settings
from amflow.book.money import Money
from amflow.outreach.messages import checks
from amflow.outreach.scripts import records as scripts
from amflow.outreach.scripts.view import Speaker
from amflow.playbooks import loader, sources

NAMES = [name for name, _path, _shipped in sources.names(None)]
TEMPLATES = checks.SHIPPED
PAGE = (Path(__file__).parents[3] / "docs" / "messages.md").read_text("utf-8")

GSM = "".join(sorted(checks.GSM - {"\n"}))


# Length


@pytest.mark.parametrize(
    ("text", "chars", "parts", "gsm"),
    [
        ("", 0, 0, True), ("a" * 160, 160, 1, True), ("a" * 161, 161, 2, True), ("a" * 306, 306, 2, True),
        ("a" * 307, 307, 3, True), ("€" * 80, 160, 1, True), ("€" * 81, 162, 2, True), ("字" * 70, 70, 1, False),
        ("字" * 71, 71, 2, False), ("字" * 134, 134, 2, False), ("字" * 135, 135, 3, False), ("a" * 70 + "字", 71, 2, False),
        ("😀" * 35, 70, 1, False), ("😀" * 36, 72, 2, False), ("é", 1, 1, True), ("ê", 1, 1, False),
    ],
)  # fmt: skip
def test_the_length_of_a_message(text: str, chars: int, parts: int, gsm: bool) -> None:
    assert checks.sms_size(text) == (chars, parts, gsm)


@given(st.text(alphabet=GSM + "€[]字😀", max_size=400))
def test_parts_are_enough_for_the_text_and_not_more_than_one_too_many(text: str) -> None:
    size = checks.sms_size(text)
    whole, part = checks.WHOLE[size.gsm], checks.PART[size.gsm]

    assert size.chars >= len(text)
    if size.chars <= whole:
        assert size.parts == bool(text)
    else:
        # A sign of two places may leave one empty at the end of a part.
        assert -(-size.chars // part) <= size.parts <= -(-size.chars // (part - 1))


@given(st.text(alphabet=GSM + "字", max_size=200), st.text(alphabet=GSM + "字", max_size=50))
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert checks.sms_size(text + more).parts >= checks.sms_size(text).parts


# Shipped templates

WHOLE: dict[str, Any] = {
    "customer": {"name": "张敏", "address_name": "张女士"},
    "me": {"name": "李明", "firm": "东方银行", "branch": "人民路支行"},
    "today": date(2026, 11, 25),
    "event": {"day": date(2026, 11, 28), "days": 3},
    "holding": {"name": "九十天稳健理财", "matures_on": date(2026, 11, 28), "amount": Money(20_000_000, "CNY")},
    "order": {"name": "矿泉水二十箱"},
    "note": {"text": "网点周六上午照常营业，需要办理业务的客户请提前预约"},
    "date": {"name": "结婚纪念日"},
    "tier": {"title": "金卡"},
}
LATIN: dict[str, Any] = WHOLE | {
    "customer": {"name": "Ann Lee", "address_name": "Ms Lee"},
    "me": {"name": "Li Ming", "firm": "Orient Bank", "branch": "Renmin Road"},
    "holding": {"name": "Ninety-day note", "matures_on": date(2026, 11, 28)},
    "order": {"name": "twenty boxes of water"},
    "note": {"text": "The branch is open on Saturday morning; please call first."},
    "date": {"name": "your wedding anniversary"},
    "tier": {"title": "Gold card"},
}


def names(language: str) -> list[str]:
    files = TEMPLATES.glob(f"*.{language}.txt")
    return sorted(f"message/{path.name.split('.')[0]}" for path in files if not path.name.startswith("forbidden"))


@pytest.fixture
def speaker(home: Path) -> Speaker:
    return Speaker(settings.load({}), date(2026, 11, 25))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_that_a_rule_names_is_there_in_both_languages(name: str) -> None:
    wanted = {rule.template for rule in loader.load(name, None, None).rules if rule.template}

    assert wanted <= set(names("en")) & set(names("zh"))


@pytest.mark.parametrize("name", names("zh"))
def test_a_shipped_message_is_whole_short_and_honest(name: str, speaker: Speaker) -> None:
    words = checks.forbidden_words(settings.load({}))
    for language, values in (("zh", WHOLE), ("en", LATIN)):
        said = speaker(name, language, values)

        assert said.missing == ()
        assert "{" not in said.text
        assert checks.sms_size(said.text).parts <= 2, said.text
        assert checks.forbidden_in(said.text, words) == []
        assert ("张女士" if language == "zh" else "Ms Lee") in said.text
        assert bool(re.search("[\u4e00-\u9fff]", said.text)) == (language == "zh")
        assert not re.search("[\u4e00-\u9fff][,;?!]", said.text), "full-width punctuation"


@pytest.mark.parametrize("name", names("zh"))
def test_what_a_shipped_message_needs_is_said_by_name(name: str, speaker: Speaker) -> None:
    bare = {"customer": WHOLE["customer"], "me": {}, "today": WHOLE["today"], "event": WHOLE["event"]}

    said = speaker(name, "zh", bare)

    assert "me.name" in said.missing
    assert all(hole in scripts.VARIABLES for hole in said.missing)
    assert all(f"{{{hole}}}" in said.text for hole in said.missing)


def test_a_template_is_compiled_once_however_many_messages_it_makes(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    import jinja2

    compiled = []
    compile_ = jinja2.Environment.compile
    monkeypatch.setattr(
        jinja2.Environment, "compile", lambda *given, **more: compiled.append(1) or compile_(*given, **more)
    )

    for _turn in range(26):
        speaker("message/t10", "zh", WHOLE)

    assert len(compiled) == 1


def test_another_language_for_a_message_leaves_the_programs_alone(speaker: Speaker) -> None:
    locale.use("en")

    speaker("message/maturity", "zh", WHOLE)

    assert locale.current() == "en"
    assert locale._("today") == "today"


# Forbidden words


def listed() -> list[str]:
    return checks.forbidden_words(settings.load({}))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("保本理财", ["保本"]), ("不保本", []), ("非 保 本", []), ("保 本", ["保本"]), ("稳赚不赔", ["稳赚"]),
        ("ＲＩＳＫ－ＦＲＥＥ", ["risk-free"]),
        ("a risk-free offer", ["risk-free"]), ("it is not risk-free", []), ("there's no risk", ["no risk"]),
        ("You can’t lose", ["can't lose"]), ("guaranteed   returns", ["guaranteed returns"]), ("surely thing", []),
        ("a sure thing", ["sure thing"]), ("nothing of the kind", []), ("保本不保本", ["保本"]),
    ],
)  # fmt: skip
def test_a_word_is_found_whatever_its_clothes_and_not_where_it_is_denied(
    text: str, found: list[str], home: Path
) -> None:
    assert checks.forbidden_in(text, listed()) == found


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_word_of_the_list_is_found_where_it_stands(before: str, after: str) -> None:
    for word in ("稳赚", "零风险"):
        denied = re.search(r"[不非未勿]\s*$", before)
        assert (word in checks.forbidden_in(f"{before}。{word}{after}", [word])) or denied


# The page


def test_the_page_names_every_variable_and_nothing_else() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", PAGE.partition("| variable |")[2], re.MULTILINE)

    assert dict(rows) == scripts.VARIABLES


def test_the_page_shows_the_shipped_list() -> None:
    words = re.sub(r"\s+", " ", PAGE)

    assert [word for word in listed_without_own() if word not in words] == []


def listed_without_own() -> list[str]:
    return [
        line
        for language in ("en", "zh")
        for line in (TEMPLATES / f"forbidden.{language}.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]


def test_the_page_names_the_problems_the_settings_and_the_commands() -> None:
    from amflow.outreach.messages import checks

    problems = re.findall(r"^\| `([a-z-]+)` \| .+ \| (may go|never) \|$", PAGE, re.MULTILINE)
    assert {key for key, may in problems if may == "never"} == {
        key for key, _may in problems if checks.DraftProblem(key, "").final
    }
    assert len(problems) == 10
    for name in ("messages_day", "messages_week", "messages_month", "message_parts"):
        assert f"`{name}`" in PAGE
        assert name in settings.NAMES
    from amflow.commands.outreach import messages as message

    for verb in re.findall(r"amflow message (\w+)", PAGE):
        assert verb in ("show", *message.VERBS)


def test_a_reminder_congratulates_nobody(run, monkeypatch):
    """W11: a special day is a feast where the playbook says so."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    days = (("王伟", "Wedding anniversary"), ("李娜", "loan instalment"), ("赵敏", "first year after her death"))
    for at, (name, day) in enumerate(days):
        run("customer", "add", name, "--phone", f"1380013800{at}", "--tier", "gold")
        run("customer", "date", name, "11-26", day)
    words = {one["customer"]["name"]: one["text"] for one in run("message", "queue", "--json").json["items"]}
    assert "best wishes" in words["王伟"]
    assert all("reminder" in words[name] and "wishes" not in words[name] for name in ("李娜", "赵敏"))
