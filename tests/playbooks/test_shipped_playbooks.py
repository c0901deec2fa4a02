"""The shipped playbooks: without mistakes, complete in both languages, carrying every fact of their rows."""

import re
import tomllib
from pathlib import Path

import jinja2
import pytest

from amflow import locale
from amflow.book.figures import BY_KEY
from amflow.locale import Text
from amflow.playbooks import check, loader, schema, sources
from amflow.playbooks.model import Playbook
from amflow.playbooks.titles import known_key
from amflow.playbooks.vocabulary import STEPS, WEEKDAYS
from amflow.templates import FOLDERS

NAMES = [name for name, _path, _shipped in sources.names(None)]
DOCS = Path(__file__).parents[2] / "docs" / "playbooks.md"
CHINESE = re.compile("[\u4e00-\u9fff]")


def read(name: str) -> Playbook:
    return loader.load(name, None, None)


def texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    return [found for inner in value for found in texts(inner)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_playbook_has_no_mistakes(name):
    assert check.problems(sources.source(name, None), None) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_english_and_chinese(name):
    for text in texts(read(name)):
        if text == ("", ""):
            continue  # a text that may be left out, and is, in both languages
        assert text.en and not CHINESE.search(text.en)
        assert CHINESE.search(text.zh)
        assert not re.search("[,;?!]", text.zh), f"full-width punctuation in {text.zh}"


@pytest.mark.parametrize("name", NAMES)
def test_titles_fit_a_narrow_terminal(name):
    playbook = read(name)
    for items in playbook:
        for item in items:
            if isinstance(item, tuple) and hasattr(item, "title"):
                assert len(item.title.en) <= 45, item.title.en
                assert len(item.title.zh) <= 20, item.title.zh


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_a_time_and_a_checklist(name):
    playbook = read(name)

    assert {block.step for block in playbook.blocks} == set(STEPS)
    assert {item.step for item in playbook.checks} == set(STEPS)
    assert [item.number for item in playbook.checks] == list(range(1, len(playbook.checks) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_time_blocks_follow_each_other(name):
    times = [time for block in read(name).blocks for time in (block.start, block.end)]

    assert times == sorted(times)


def test_the_branch_rep_reports_on_post_before_the_branch_opens():
    report = next(item for item in read("securities-branch").checks if item.key == "report-on-post")

    assert (report.step, report.at, report.title.zh) == ("prep", "08:30", "电话报岗")


def test_the_branch_inherits_what_every_trade_does():
    branch, general = read("securities-branch"), read("general")

    assert branch.extends == ("general",)
    assert branch.carries == ("W01", *general.carries)
    assert branch.pipeline("sale") == general.pipeline("sale")
    assert {"motto", "visit-time", "visit-material"} <= {item.key for item in branch.checks}


@pytest.mark.parametrize("name", NAMES)
def test_the_report_of_the_month_shows_every_figure_that_the_trade_counts(name):
    book = read(name)
    month = next(report for report in book.reports if report.key == "month")

    shown = {metric.key for metric in book.metrics if BY_KEY[metric.key].section in month.sections}

    assert shown == {metric.key for metric in book.metrics}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_checklist_sends_one_to_is_a_command(name, run):
    sent = {check.see for check in read(name).checks if check.see}

    assert len(sent) > 10
    for command in sent:
        run(*command.split(), "--help")


def test_a_sale_has_the_four_stages():
    sale = read("general").pipeline("sale")

    assert sale is not None
    assert [stage.key for stage in sale.stages] == ["prospecting", "engaging", "proposal", "negotiation"]
    assert [stage.probability for stage in sale.stages] == sorted(stage.probability for stage in sale.stages)


def test_the_rules_of_every_trade_that_make_something_due():
    rules = {rule.key: (rule.on, rule.after, rule.until, rule.step, rule.kind) for rule in read("general").rules}

    assert rules == {
        "t10": ("deal.won", "10d", "5d", "callback", "call"),
        "birthday": ("customer.birthday", "-3d", "3d", "prep", "greeting"),
        "new-lead": ("lead.added", "1wd", "5d", "prospect", "call"),
        "special-date": ("customer.special-date", "-1d", "2d", "outreach", "message"),
        "important": ("note.important", "0d", "2d", "outreach", "message"),
        "paper-expires": ("paper.expires", "-30d", "30d", "prep", "call"),
        "thanks": ("referral.made", "0d", "1d", "prospect", "call"),
        "solved": ("case.resolved", "3wd", "5d", "callback", "call"),
    }


def test_a_text_speaks_the_language_in_use(monkeypatch):
    title = read("general").title

    assert str(title) == "General"
    monkeypatch.setattr(locale, "_current", "zh")
    assert str(title) == "通用"


def test_choices_have_words_in_both_languages():
    risk = next(field for field in read("securities-branch").fields if field.key == "risk-tolerance")

    assert risk.choices == ("C1", "C2", "C3", "C4", "C5")
    assert [label.en.split()[0] for label in risk.labels] == list(risk.choices)


@pytest.mark.parametrize("firm", ["", "Haitong 海通"])
@pytest.mark.parametrize("path", sorted(FOLDERS["script"].glob("*.txt")), ids=lambda path: path.name)
def test_a_script_can_be_spoken(path, firm):
    me = {"name": "李明", "firm": firm, "branch": firm}
    customer = {"name": "张敏", "address_name": "张女士"}
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)

    text = environment.from_string(path.read_text(encoding="utf-8")).render(
        me=me, customer=customer, today="2026-11-25"
    )

    lines = text.splitlines()
    assert 3 <= len(lines) <= 8
    assert all(line.strip() == line and line for line in lines)
    assert bool(CHINESE.search(text.replace("李明", "").replace("张女士", "").replace("海通", ""))) == (
        ".zh." in path.name
    )


PROMISES = re.compile("guarante|sure profit|risk-free|保本|包赚|必涨|稳赚不|保证收益|零风险", re.IGNORECASE)


def test_no_text_promises_a_return():
    said = [path.read_text(encoding="utf-8") for path in FOLDERS["script"].glob("*.txt")]
    said += [part for name in NAMES for text in texts(read(name)) for part in text]

    assert [text for text in said if PROMISES.search(text)] == []


@pytest.mark.parametrize("path", sorted(FOLDERS["message"].glob("*.zh.txt")), ids=lambda path: path.name)
def test_a_message_exists_in_both_languages(path):
    assert CHINESE.search(path.read_text(encoding="utf-8"))
    assert path.with_name(path.name.replace(".zh.", ".en.")).is_file()


@pytest.mark.parametrize("page", [DOCS, DOCS.parent / "zh" / DOCS.name], ids=["en", "zh"])
def test_the_example_of_the_page_is_a_playbook(page, tmp_path):
    example = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    (tmp_path / "print-shop.toml").write_text(example[1], encoding="utf-8")

    assert check.problems(tmp_path / "print-shop.toml", tmp_path) == []
    shop = loader.load("print-shop", tmp_path, None)
    assert [pipeline.key for pipeline in shop.pipelines] == ["print-job", "sale"]
    assert tomllib.loads(example[1])["name"] == shop.name


def test_the_page_names_every_table_and_key_and_word():
    page = DOCS.read_text(encoding="utf-8")
    kinds = [*schema.KINDS, schema.STAGE, schema.OBJECTION]
    words = {entry.name for kind in kinds for entry in kind.entries if not entry.items}
    words |= {entry.name for entry in schema.HEAD}
    words |= {word for kind in kinds for entry in kind.entries for word in entry.among}
    words -= {*WEEKDAYS, *schema.METRICS}

    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
    assert [kind.table for kind in schema.KINDS if f"`[[{kind.table}]]`" not in page] == []
    assert "`[[pipeline.stage]]`" in page
    assert "`[[script.objection]]`" in page


def test_no_two_figures_of_a_playbook_have_the_same_title():
    for name, _path, _shipped in sources.names(None):
        for language in ("en", "zh"):
            titles = [getattr(metric.title, language) for metric in loader.load(name, None, None).metrics]
            assert [one for one in titles if titles.count(one) > 1] == []


def test_no_key_of_a_table_is_explained_twice_on_the_page():
    page = DOCS.read_text(encoding="utf-8")
    tables = re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)

    for rows in tables:
        named = [line.split("|")[1].strip() for line in rows.splitlines()[2:]]
        assert len(named) == len(set(named)), rows[:80]
    assert len(tables) > 20


@pytest.mark.parametrize("name", NAMES)
def test_every_further_word_for_an_outcome_means_that_one(name: str) -> None:
    outcomes = read(name).outcomes

    said = {word: one.key for one in outcomes for word in " ".join(one.also).split()}

    assert said
    assert {word: known_key(word, outcomes, "outcome") for word in said} == said
