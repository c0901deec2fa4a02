"""Every mistake in a playbook is named with its line."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.errors import Unusable
from amflow.playbooks import loader, sources
from amflow.playbooks.check import Problem, problems
from amflow.playbooks.toml_positions import line_of, lines_of

HEAD = """name = "mine"
extends = "general"
title = { en = "Mine", zh = "我的" }
sentence = { en = "A trade.", zh = "一个行业。" }
"""
RULE = '[[rule]]\nkey = "r"\non = "deal.won"\nstep = "callback"\nkind = "call"\ntitle = { en = "R", zh = "规则" }\n'
CHECK = '[[check]]\nkey = "c"\nstep = "prep"\ntitle = { en = "C", zh = "检查" }\n'
TIER = '[[tier]]\nkey = "gold"\n'
STAGE = (
    '[[pipeline]]\nkey = "p"\ntitle = { en = "P", zh = "流程" }\n'
    '[[pipeline.stage]]\nkey = "s"\nprobability = 0.5\ntitle = { en = "S", zh = "阶段" }\n'
)
CHANNEL = '[[channel]]\nkey = "self"\nletter = "s"\ntitle = { en = "Self", zh = "自助" }\n'
MARKET = '[[market]]\nkey = "m"\ntitle = { en = "M", zh = "市场" }\n'
CREDIT = '[[credit]]\nkey = "c"\npipeline = "sale"\ntitle = { en = "C", zh = "授信" }\n'
RISK = '[[risk]]\nkey = "R2"\nat_least = "C2"\ntitle = { en = "R2", zh = "风险二" }\n'
TOLERANCE = (
    '[[field]]\nkey = "risk-tolerance"\ngroup = "financial"\ntype = "choice"\nchoices = ["C1", "C2"]\n'
    'title = { en = "T", zh = "承受" }\n'
)
FIELD = '[[field]]\nkey = "f"\ngroup = "personal"\ntitle = { en = "F", zh = "字段" }\n'


def checked(folder: Path, text: str, name: str = "mine") -> list[Problem]:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return problems(path, folder)


@pytest.mark.parametrize(
    "body",
    [
        "",
        RULE,
        CHECK,
        CHECK.replace(', zh = "检查"', ""),
        CHECK.replace('en = "C", ', ""),
        STAGE,
        FIELD,
        RULE + 'after = "-3wd"\nuntil = "1m"\npipeline = "sale"',
        RULE + 'who = "tier >= silver and status = customer and intent in A B"',
        CHECK + 'every = "month-end"\nat = "23:59"',
        STAGE + 'needs = ["amount", "customer", "doc:contract", "field:industry"]',
        TIER + 'title = { en = "Top", zh = "顶级" }',
        FIELD + 'type = "choice"\nchoices = ["a", "b"]',
        FIELD + 'type = "yes-no"\nlearn = true',
        TIER + "visits = 2\ncycle_days = 28",
        CHANNEL,
        MARKET + "price_from = 100\nprice_to = 200",
        MARKET + "price_from = 100",
        MARKET + FIELD.replace('"f"', '"key-market"') + 'type = "choice"\nchoices = ["m", "none"]',
        CREDIT + 'type = "money"\nuse = "cap"\ntimes = 0.7',
        RISK + TOLERANCE,
        RULE + 'category = "t10"',
        RULE.replace("deal.won", "holding.matures"),
        '[[metric]]\nkey = "shelf_rate"\ntitle = { en = "S", zh = "率" }',
        STAGE + 'department = "d"\nwith = ["d"]\n[[department]]\nkey = "d"\ntitle = { en = "D", zh = "部门" }',
        '[[script]]\nkey = "first-call"\n[[script.objection]]\nkey = "no-time"\nremove = true',
    ],
)
def test_what_is_right_is_left_alone(tmp_path, body):
    assert checked(tmp_path, HEAD + body) == []


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        # unknown keys and tables
        ("[[chekc]]\nkey = 'x'", 5, "unknown key or table chekc; did you mean check?"),
        (CHECK + "evry = 'mon'", 9, "unknown key evry in [[check]]; did you mean every?"),
        (RULE + "before = 't10'", 11, "unknown key before in [[rule]]"),
        (STAGE + "quiet_day = 3", 12, "unknown key quiet_day in [[stage]]; did you mean quiet_days?"),
        ("[check]\nkey = 'x'", 5, "write [[check]], with double brackets"),
        ("check = [1]", 5, "write [[check]], with double brackets"),
        # missing values
        ("[[check]]\nstep = 'prep'", 5, "key is missing"),
        ("[[check]]\nkey = 'c'\ntitle = { en = 'C', zh = '检' }", 5, "step is missing"),
        ("[[pipeline]]\nkey = 'p'\ntitle = { en = 'P', zh = '流' }", 5, "stage is missing"),
        ("[[pipeline]]\nkey = 'p'\nstage = []\ntitle = { en = 'P', zh = '流' }", 7, "a pipeline needs a stage"),
        (STAGE + "[[pipeline.stage]]\nkey = 't'", 12, "probability is missing"),
        # types
        ("[[check]]\nkey = 7", 6, "key must be a word of letters, digits, - and _, not 7"),
        ("[[check]]\nkey = 'a b'\nstep = 'prep'\ntitle = { en = 'C', zh = '检' }", 6, 'not "a b"'),
        ("[[source]]\nkey = 'fair'\npost = 'yes'", 7, 'post must be true or false, not "yes"'),
        ("[[signal]]\nkey = 'compares'\nweight = true", 7, "weight must be a whole number from 0 to 1000000, not true"),
        ("[[signal]]\nkey = 'compares'\nweight = -1", 7, "weight must be a whole number from 0 to 1000000, not -1"),
        ("[[signal]]\nkey = 'compares'\nweight = 1.5", 7, "weight must be a whole number from 0 to 1000000, not 1.5"),
        ("[[intent]]\nkey = 'A'\nevery_days = 999999999999", 7, "must be a whole number from 0 to 36500"),
        ("[[rule]]\nkey = 'r'\nwho = '" + " and ".join(["tier = gold"] * 200) + "'", 7, "longer than 2000 characters"),
        ("[[source]]\nkey = 'fair'\ntitle = 'Fair'", 7, "title must be a text: { en"),
        ("[[report]]\nkey = 'day'\nsections = 'touches'", 7, "sections must be a list of words"),
        (
            "[[report]]\nkey = 'day'\nsections = [\n  'touches',\n  'deal',\n]",
            9,
            'sections cannot be "deal"; did you mean deals?',
        ),
        ("carries = 'W01'\n", 5, "carries must be a list of rows such as W01"),
        ("carries = ['W01', '3']\n", 5, 'not "3"'),
        (
            MARKET + FIELD.replace('"f"', '"key-market"') + 'type = "choice"\nchoices = ["m", "n"]',
            13,
            "there is no key market n",
        ),
        # translations
        (CHECK.replace('"检查"', '" "').replace('"C"', '""'), 8, "title has no text"),
        (CHECK.replace('"检查"', "3"), 8, "title must be a text in quotes, not 3"),
        (CHECK.replace("zh =", "zn ="), 8, "title has an unknown key zn; known are: en, zh"),
        (CHECK + "[check.title]\nen = 'x'", 9, "is not valid TOML: Cannot"),
        # duplicates
        (CHECK + CHECK, 10, "the key c is there twice, first in line 6"),
        (STAGE + STAGE[STAGE.index("[[pipeline.stage]]") :], 13, "the key s is there twice, first in line 9"),
        # words
        (CHECK.replace("prep", "perp"), 7, 'step cannot be "perp"; did you mean prep?'),
        (CHECK + "every = 'monday'", 9, 'every cannot be "monday"'),
        (CHECK + "at = '8:30'", 9, 'at must be a time such as 08:30, not "8:30"'),
        (CHECK + "at = '24:00'", 9, "at must be a time"),
        (CHECK + "at = 08:30:00", 9, "at must be a time"),
        ("[[block]]\nkey = 'prep'\nto = '08:00'", 7, "the block ends before it begins"),
        (TIER + "latest_days = 3", 7, "latest_days must not be less than every_days"),
        (TIER + "kind = 'mail'", 7, 'kind cannot be "mail"'),
        # items that must fit each other
        (TIER + "visits = 2", 7, "visits and cycle_days belong together"),
        (CHANNEL.replace('"s"', '"S"'), 7, 'letter must be one letter or digit, not "S"'),
        (CHANNEL + CHANNEL.replace('"self"', '"other"'), 11, "the letter s is that of self already"),
        (MARKET + "price_from = 100\nprice_to = 90", 9, "price_to must be more than price_from"),
        (CREDIT + "times = 0", 9, "times must be a number above 0, at most 1000, not 0"),
        (CREDIT + 'use = "cap"', 9, 'only an amount, type = "money", can be a cap or be taken off'),
        (CREDIT.replace("sale", "sail"), 7, "there is no pipeline sail; did you mean sale?"),
        (RISK, 7, "the field risk-tolerance has no choice C2"),
        (RISK.replace("C2", "C9") + TOLERANCE, 7, "the field risk-tolerance has no choice C9; known are: C1, C2"),
        (STAGE + 'with = ["legal"]', 12, "there is no department legal"),
        (STAGE + 'with = "legal"', 12, "with must be a list of departments"),
        (RULE + 'category = "birthdy"', 11, "there is no category birthdy; did you mean birthday?"),
        ('[[script]]\nkey = "first-call"\ncampaign = "fare"', 7, "there is no campaign fare; did you mean fair?"),
        (FIELD + 'valid = "12"', 9, "valid must be a length such as 5d, 3wd, 3td, 2w or 1m"),
        # rules
        (RULE.replace("deal.won", "deal.wun"), 7, "there is no event deal.wun; did you mean deal.won?"),
        (RULE + "after = '10'", 11, "after must be an offset"),
        (RULE + "after = '10 d'", 11, "after must be an offset"),
        (RULE + "after = '3y'", 11, "after must be an offset"),
        (RULE + "after = 10", 11, "after must be an offset"),
        (RULE + "until = '-3d'", 11, "until must be a length"),
        (RULE + "who = 'tier >= platinum'", 11, "there is no tier platinum"),
        (RULE + "who = 'tier >= slver'", 11, "there is no tier slver; did you mean silver?"),
        (RULE + "who = 'intent in A E'", 11, "there is no intent E"),
        (RULE + "who = 'source = tv'", 11, "there is no source tv"),
        (RULE + "who = 'status = client'", 11, "there is no status client"),
        (RULE + "who = 'tier gold'", 11, 'the condition "tier gold" cannot be understood'),
        (RULE + "who = 'phone = 1'", 11, "a condition cannot ask about phone"),
        (RULE + "pipeline = 'sail'", 11, "there is no pipeline sail; did you mean sale?"),
        (RULE.replace("deal.won", "lead.added") + "pipeline = 'sale'", 11, "only a rule for an event of a deal"),
        (
            RULE + "template = 'message/nothing'",
            11,
            "there is no template message/nothing.en.txt, message/nothing.zh.txt",
        ),
        (RULE + "template = '../secret'", 11, "template must be the name of a template"),
        (TIER + "qualifies = 'assets >= much'", 7, "much is not an amount"),
        # pipelines
        (STAGE.replace("0.5", "1.5"), 10, "probability must be a number from 0 to 1, not 1.5"),
        (STAGE + "needs = ['doc:passport']", 12, "there is no paper passport"),
        (STAGE + "needs = [\n'amount',\n'doc:contrct']", 14, "there is no paper contrct; did you mean contract?"),
        (STAGE + "needs = ['field:shoe-size']", 12, "there is no field shoe-size"),
        (STAGE + "needs = ['paper']", 12, 'a stage cannot need "paper"'),
        (STAGE + "department = 'legal'", 12, "there is no department legal"),
        # others
        ("[[metric]]\nkey = 'accounts'\ntitle = { en = 'A', zh = '户' }", 6, "there is no metric accounts"),
        ("[[script]]\nkey = 's'\nfamily = 'open'\ntitle = { en = 'S', zh = '话' }", 7, "there is no family open"),
        (
            "[[script]]\nkey = 's'\nfamily = 'visit'\ntitle = { en = 'S', zh = '话' }",
            5,
            "there is no template script/s.en.txt",
        ),
        (FIELD + "type = 'choice'", 9, "a choice needs choices"),
        (FIELD + "type = 'choice'\nchoices = ['a', 'a']", 10, "the choice a is there twice"),
        (FIELD + "type = 'choice'\nchoices = [\n{ key = 'a' },\n]", 11, "choices has no text"),
        (FIELD + "type = 'choice'\nchoices = [3]", 10, "a choice must be a word"),
        # removing and placing
        (
            "[[check]]\nkey = 'mial'\nremove = true",
            6,
            "check mial cannot be removed: it is not inherited; did you mean mail?",
        ),
        ("[[check]]\nkey = 'mail'\nremove = 1", 7, "remove can only be true"),
        (CHECK + "before = 'nobody'", 9, "there is no other check called nobody"),
        (CHECK + "after = 'c'", 9, "there is no other check called c"),
        (CHECK + "before = 'mail'\nafter = 'mail'", 10, "write before or after, not both"),
        ("[[paper]]\nkey = 'contract'\nremove = true", 6, "paper contract is removed, but stage negotiation needs it"),
        (
            "[[family]]\nkey = 'visit'\nremove = true",
            6,
            "family visit is removed, but script visit-five-parts needs it",
        ),
        # TOML itself
        ("[[check]\nkey = 'x'", 5, "is not valid TOML"),
        ("title = 3", 5, "is not valid TOML"),
        ("[[check]]\nkey = 'x", 6, "is not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, body, line, message):
    found = checked(tmp_path, HEAD + body)

    assert [problem for problem in found if problem.line == line and message in problem.message], found


@pytest.mark.parametrize(
    ("key", "en", "zh"),
    [
        ("age", "How old", "多大"),
        ("marital", "Home", "状况"),
        ("f", "Sex", "字段"),
        ("f", "F", "婚姻状况"),
        ("home-town", "Place", "籍贯"),
        ("nationality", "Passport", "护照"),
    ],
)
def test_no_playbook_learns_from_what_a_person_is(tmp_path: Path, key: str, en: str, zh: str) -> None:
    title = f'title = {{ en = "{en}", zh = "{zh}" }}\n'
    body = f'[[field]]\nkey = "{key}"\ngroup = "personal"\ntype = "yes-no"\n{title}'

    assert checked(tmp_path, HEAD + body) == []
    (found,) = checked(tmp_path, HEAD + body + "learn = true\n")
    assert found.line == 10
    assert f"no playbook learns from {key}" in found.message
    assert "learn_also" in found.message


def test_only_answers_that_many_share_are_learnt_from(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, HEAD + FIELD + "learn = true\n")

    assert found.message == 'only a field of type = "choice" or "yes-no" can be learnt from'


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        (HEAD.replace('"mine"', '"yours"'), 1, "the name must be that of the file: mine"),
        (HEAD.replace('name = "mine"\n', ""), 1, "name is missing"),
        (HEAD.replace('"general"', '"genral"'), 2, "extends genral, which is not there; did you mean general?"),
        (HEAD.replace('"general"', '"mine"'), 2, "extends mine, which is not there"),
        (HEAD.replace('"general"', "5"), 2, "extends must be"),
        (HEAD.replace("sentence", "sentense"), 4, "unknown key or table sentense; did you mean sentence?"),
        (HEAD.replace("sentence", "sentense"), 1, "sentence is missing"),
    ],
)
def test_a_mistake_at_the_top(tmp_path, head, line, message):
    found = checked(tmp_path, head)

    assert [problem for problem in found if problem.line == line and message in problem.message], found


def test_a_single_mistake_is_one_problem(tmp_path):
    found = checked(tmp_path, HEAD + RULE.replace("deal.won", "deal.wun"))

    assert found == [Problem(7, "there is no event deal.wun; did you mean deal.won?")]


def test_all_mistakes_are_told_in_the_order_of_the_lines(tmp_path):
    found = checked(
        tmp_path, HEAD + CHECK + "at = 'noon'\n" + RULE + "minutes = 'ten'\n" + RULE.replace('"r"', '"q"') + "x = 1"
    )

    assert [problem.line for problem in found] == [9, 16, 23]


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"[[check]]\nkey = 'k{n}'\nstep = 'prep'\n" for n in range(20_000)),
        "".join(f"[[check]]\nkey = 'k{n}'\n" for n in range(5_000)),
        STAGE + "needs = [" + ", ".join(f"'field:k{n}'" for n in range(100_000)) + "]",
        "".join(f"k{n} = 1\n" for n in range(9_000)),
    ],
    ids=["checks", "checks with mistakes", "needs", "words"],
)
def test_a_playbook_without_end_is_a_mistake_in_its_time(tmp_path, body):
    begun = time.monotonic()

    found = checked(tmp_path, HEAD + body)

    assert time.monotonic() - begun < 10
    assert "no playbook needs so many" in found[0].message or len(found) == 201
    assert any("mend these first" in one.message for one in found) == (len(found) > 1)


def test_a_cycle_is_named_in_the_file_that_is_checked(tmp_path):
    (tmp_path / "yours.toml").write_text(HEAD.replace('"mine"', '"yours"').replace('"general"', '"mine"'), "utf-8")

    found = checked(tmp_path, HEAD.replace('"general"', '"yours"'))

    assert found == [Problem(2, "extends itself: mine → yours → mine")]


def test_a_parent_with_mistakes_is_one_mistake(tmp_path):
    (tmp_path / "yours.toml").write_text(HEAD.replace('"mine"', '"yours"') + "x = 1", "utf-8")

    found = checked(tmp_path, HEAD.replace('"general"', '"yours"'))

    assert [(problem.line, "yours.toml" in problem.message) for problem in found] == [(2, True)]


def test_a_parent_that_is_not_toml_is_one_mistake(tmp_path):
    (tmp_path / "yours.toml").write_text(HEAD + "x = ", "utf-8")

    found = checked(tmp_path, HEAD.replace('"general"', '"yours"'))

    assert [(problem.line, "yours.toml line 5" in problem.message) for problem in found] == [(2, True)]


def test_a_template_of_ones_own_is_found(tmp_path):
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (tmp_path / "templates" / "message").mkdir(parents=True)
    (tmp_path / "templates" / "message" / "mine.zh.txt").write_text("…", "utf-8")

    assert checked(folder, HEAD + RULE + "template = 'message/mine'") == []


def test_a_file_that_is_no_text(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b'name = "mine"\nx = "\xff"')

    assert problems(path, None) == [Problem(2, "is not UTF-8 text")]


def test_a_file_from_windows(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + CHECK + "at = 'noon'").replace("\n", "\r\n").encode())

    assert [problem.line for problem in problems(path, None)] == [9]


def test_a_file_that_is_not_there(tmp_path):
    assert [problem.line for problem in problems(tmp_path / "mine.toml", None)] == [1]


GENERAL = (sources.SHIPPED / "general.toml").read_text(encoding="utf-8").splitlines()
ASSIGNED = [number for number, line in enumerate(GENERAL) if re.match(r"\w+ = [^\[]", line)]
VALUES = [
    "",
    "3",
    "-1",
    "0.5",
    "true",
    '"x"',
    '""',
    "[]",
    "[1]",
    '["x"]',
    "{}",
    '{ key = "x" }',
    "[[]]",
    "[{}]",
    "1979-05-27",
]


@given(st.sampled_from(ASSIGNED), st.sampled_from(VALUES))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_anywhere_makes_the_check_fall_over(tmp_path, number, value):
    lines = list(GENERAL)
    lines[number] = lines[number].partition("=")[0] + f"= {value}" if value else ""
    path = tmp_path / "general.toml"
    path.write_text("\n".join(lines), encoding="utf-8")

    if problems(path, None):
        with pytest.raises(Unusable):
            loader.load("general", tmp_path, None)
    else:
        assert loader.load("general", tmp_path, None).name == "general"


TRICKY = '''# [[check]] key = "not this"
a = """
[[check]]
key = "nor this" """  # comment
b = \'\'\'
x = 1
\'\'\'
c = [  # "
  "]", \'#\',
  { d = 1, "e f".g = [1,
    2] },
]
"quoted.key" = { h = "}" }
when = 2026-11-25 09:30:00
end = """""quotes"""""

[[check]]
key = "\\"x\\""
[[check]]
  [check.title]
  en = 1
[[check.inner]]
z = 1
[[check.inner]]
z = 2
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("a",), 2),
        (("b",), 5),
        (("c",), 8),
        (("c", 0), 9),
        (("c", 1), 9),
        (("c", 2, "d"), 10),
        (("c", 2, "e f", "g"), 10),
        (("c", 2, "e f", "g", 1), 11),
        (("quoted.key", "h"), 13),
        (("when",), 14),
        (("end",), 15),
        (("check", 0), 17),
        (("check", 0, "key"), 18),
        (("check", 1), 19),
        (("check", 1, "title"), 20),
        (("check", 1, "title", "en"), 21),
        (("check", 1, "inner", 0, "z"), 23),
        (("check", 1, "inner", 1, "z"), 25),
        (("check", 1, "inner", 1, "nothing"), 24),
        ((), 1),
    ],
)
def test_the_line_of_a_place(place, line):
    import tomllib

    tomllib.loads(TRICKY)

    assert line_of(lines_of(TRICKY), place) == line
