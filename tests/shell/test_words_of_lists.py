"""Every word that a screen shows of a list can be typed, in either language whatever the language in use."""

from typing import Any

import pytest
from tests.conftest import COMMANDS

from amflow import locale, registry
from amflow.errors import Usage
from amflow.playbooks.loader import load
from amflow.playbooks.sources import SHIPPED
from amflow.playbooks.titles import keys_meant, known_key, texts
from amflow.shell.completion import from_list
from amflow.shell.lists import LISTS, list_of, names_of, of_list

TRADES = sorted(path.stem for path in SHIPPED.glob("*.toml"))

FREE = """
--about --add --address --agreed --amount --asked --assets --at --birthday --bottom --bought --branch --by --campaign --case
--cause --colleague --condition --confirmed --cost --country --covers --currency --customer --date --dated --dates --day
--days --deal --document --drop --due --email --encoding --ends --every --expect --expected --expires --explain --extends
--feed --file --find --firm --for --forget-before --format --from --gave --got --hand-to --heading --hours --ics --impression
--key --lang --line --link --main-contact --map --matures --min --minutes --move --name --named --new- --new-passphrase-file
--next --note --nps --of --order --ordered --org --ours --output --own --page --partner --passphrase- --passphrase-file
--phone --playbook --point --price --proceeds --product --promised --quiet-hours --referrer --rejects --remedy --remove
--replaces --result --role --save-map --score --series --share --sheet --show --since --stop --stop-loss --take-profit
--template --term --text --theirs --title --to --topic --units --until --weights --where --who --whom --why --with --within
--words --year passphrase-file
"""
"""Options that take what no list has: names, days, amounts, files, words."""


def _leaves(command: Any, path: tuple[str, ...] = ()) -> Any:
    for name in getattr(command, "commands", {}):
        yield from _leaves(command.commands[name], (*path, name))
    if path:
        yield path, command


def _options() -> Any:
    for path, command in _leaves(COMMANDS):
        for one in command.params:
            if one.param_type_name == "option" and not one.is_flag and one.expose_value:
                yield path, one


def test_every_option_is_known_to_take_a_word_of_a_list_or_to_take_what_no_list_has() -> None:
    """Whoever adds an option with a list of its own learns here that there is one reader, and completion, for it."""
    unknown = {
        f"{' '.join(path)} {names_of(one)[0]}"
        for path, one in _options()
        if not list_of(path[0], one)
        and names_of(one)[0] not in FREE.split()
        and type(one.type).__name__ in ("StringParamType", "FuncParamType")
    }
    assert unknown == set()


def test_every_list_is_one_that_an_option_or_argument_takes() -> None:
    taken = {list_of(path[0], one) for path, command in _leaves(COMMANDS) for one in command.params}
    assert set(LISTS) - taken == set()


@pytest.fixture(params=TRADES)
def playbook(request: pytest.FixtureRequest) -> Any:
    return load(request.param, None, None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_shown_of_a_list_means_what_it_was_shown_for(playbook: Any, language: str) -> None:
    locale.use(language)
    for name in LISTS:
        known = of_list(name, lambda: playbook)
        for key, title in known.items():
            for shown in (key, title.en, title.zh, title.zh.upper(), f" {title.en.lower()} ".replace("-", " ")):
                meant = keys_meant(shown, known)
                alike = [one for one, words in known.items() if words == title]
                assert key in meant, (name, shown)
                assert set(meant) <= {key, *alike} or shown in known, (name, shown, meant)


def test_completion_offers_the_title_and_what_it_offers_is_understood(playbook: Any) -> None:
    for language in ("en", "zh"):
        locale.use(language)
        for name in LISTS:
            known = of_list(name, lambda: playbook)
            for word, _meaning in from_list(name, known, "", as_typed=False):
                assert keys_meant(word.rstrip("="), known), (name, word)


NAMED = {"a": "Gold card", "b": "Silver card", "c": "Gold bar (from the house)", "d": "No answer", "e": "share-issue"}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("silver", "b"), ("SILVER CARD", "b"), ("silver-card", "b"), ("ｓｉｌｖｅｒ", "b"), ("gold bar", "c"), ("from the", "c"),
        ("Share Issue", "e"), ("share_iss", "e"), ("no ans", "d"), ("e", "e"),
    ],
)  # fmt: skip
def test_a_word_is_known_by_its_beginning_or_a_part(typed: str, key: str) -> None:
    assert known_key(typed, NAMED, "thing") == key


@pytest.mark.parametrize(
    ("typed", "said"),
    [("gold", "any of a Gold card, c Gold bar"), ("answer", "one of"), ("x", "one of"), ("!", "one of")],
)
def test_what_fits_several_or_is_the_opposite_is_no_word(typed: str, said: str) -> None:
    with pytest.raises(Usage) as refused:
        known_key(typed, NAMED, "thing")
    assert said in f"{refused.value.message} {refused.value.hint}"


BRANCH = [
    ("customer add 王伟 --tier {}", "金卡", "Gold card"),
    ("customer list --segment {}", "企业主", "Shop and business owners"),
    ("customer list --source {}", "柜员", "teller"),
    ("lead list --signal {}", "大额资金转入", "A large sum has come in"),
    ("customer list --state {}", "客户", "Customer"),
    ("customer edit c1 --intent {}", "意向明确", "clearly interested"),
    ("customer edit c1 --language {}", "中文", "Chinese"),
    ("customer edit c1 --field {}=高中", "职务", "Position"),
    ("customer link c1 c2 {}", "女儿", "daughter"),
    ("log-visit c1 x --no-next --outcome {}", "有兴趣", "Undecided"),
    ("callback do c1 x --answer satisfied=5 --talk {}", "电话", "Call"),
    ("task add x --kind {}", "电话", "Call"),
    ("task list --state {}", "已完成", "Done"),
    ("note add x --kind {}", "竞品", "Competitor"),
    ("event add x --at fri --kind {}", "会议", "Meeting"),
    ("goal list --state {}", "全部", "all"),
    ("find x --in {}", "客户", "talk"),
    ("today --step {}", "准备工作", "Preparation"),
    ("script list --step {}", "准备工作", "Outreach"),
    ("product add x --risk {}", "R3", "R2 lower middle risk"),
    ("product add x --service {}", "存款", "Deposit"),
    ("product add x --aspect {}=ok", "风险等级", "Return"),
    ("deal add x --for c1 --pipeline {}", "贷款", "Loan"),
    ("deal list --state {}", "成交", "Won"),
    ("deal doc d1 {} 身份证", "已核验", "Received"),
    ("case open c1 x --severity {}", "紧急", "Urgent"),
    ("case list --state {}", "全部", "Resolved"),
    ("order list --state {}", "全部", "Late"),
    ("waiting list --state {}", "已结束", "Ended"),
    ("referral list --state {}", "已请求介绍", "made"),
    ("log-reception --channel {}", "优先服务", "Priority service"),
    ("target set visits 3 --period {}", "周", "Week"),
    ("target set visits 9 --level {}", "挑战", "Stretch"),
    ("target set {} 3", "拜访", "Visits"),
    ("export --what {}", "产品", "deals"),
    ("message list --kind {}", "产品到期与止盈止损", "Newly adopted customers"),
    ("message queue --kind {}", "其他", "Others"),
    ("message write c1 x --kind {}", "其他", "Others"),
    ("case open c1 y --severity {}", "高", "medium"),
]  # fmt: skip
"""A command line of each kind, with a word in Chinese and one in English."""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_of_both_languages_are_taken_in_both(run: Any, monkeypatch: Any, language: str) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    monkeypatch.setenv("AMFLOW_LANG", language)
    run("customer", "add", "周婷", "--organisation")
    run("customer", "add", "李芳")
    run("deal", "add", "x", "--for", "c2", "--pipeline", "account-opening")
    refused = {}
    for line, *words in BRANCH:
        for word in words:
            said = run(*(part.format(word) for part in line.split()), "--no-input", code=None)
            if said.code == 2:
                refused[line.format(word)] = said.stderr
    assert not refused, refused


def test_an_unknown_word_is_refused_with_the_titles_in_the_language_in_use(run: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    told = run("customer", "list", "--tier", "platinum", code=2).stderr
    assert "one of: Diamond card, Gold card, Silver card, Standard" in told
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    told = run("customer", "list", "--tier", "金卡客", "--source", "柜原", code=2).stderr
    assert "柜员" in told and "teller" not in told


def test_a_list_of_the_program_has_each_title_once() -> None:
    for place in LISTS.values():
        if ":" in place:
            known = registry.named(place)
            titles = texts(known() if callable(known) else known)
            assert len({title.zh for title in titles.values()}) == len(titles), place
