"""`playbook use`, `new` and `show`: what changes with another trade, one of one's own, and the page that explains one."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from amflow.locale import Text
from amflow.playbooks import loader, sources

NAMES = [name for name, _path, _shipped in sources.names(None)]
CHINESE = re.compile("[\u4e00-\u9fff]")


def test_another_playbook_says_what_it_changes_and_loses_nothing(run):
    run("init", "--playbook", "retail-bank")
    run("customer", "add", "何静", "--tier", "diamond")
    run("deal", "add", "home loan", "--for", "何静", "--pipeline", "loan", "--amount", "200000")
    before = run("show", "c1", "--json").json

    item = run("playbook", "use", "wholesale", "--json").json["item"]

    assert item["unknown"] == ["1 customer of tier Diamond card", "1 open deal in Loan"]
    assert item["changes"]["tiers"] == {"gained": [], "lost": ["diamond"]}
    assert item["changes"]["pipelines"] == {"gained": ["order", "project"], "lost": ["account-opening", "loan"]}
    assert "t10-signed" in item["changes"]["rules"]["lost"]
    assert "supplies" in item["changes"]["checks"]["lost"]
    assert "late-orders" in item["changes"]["checks"]["gained"]
    assert run("show", "d1", "--json").json["item"]["pipeline"] == "loan"
    run("undo")
    assert run("show", "c1", "--json").json == before


def test_a_dry_run_tells_the_same_and_changes_nothing(run, screen):
    run("init", "--playbook", "retail-bank")
    told = screen("playbook", "use", "wholesale", "--dry-run")

    assert "would be lived by: Cash-and-carry wholesale" in told
    assert "pipelines −2: Account opening; Loan" in told
    assert next(row for row in run("playbook", "list", "--json").json["items"] if row["used"])["name"] == "retail-bank"


def test_a_playbook_that_has_gone_can_be_left_for_another(run, home: Path):
    run("playbook", "new", "mine")
    run("playbook", "use", "mine")
    next((home / "config").rglob("mine.toml")).unlink()

    assert run("playbook", "use", "general", "--json").json["item"]["changes"] == {}
    assert run("today", "--json").code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("parent", NAMES)
def test_a_playbook_of_ones_own_passes_the_check_as_it_is(run, monkeypatch, parent: str, lang: str):
    monkeypatch.setenv("AMFLOW_LANG", lang)
    path = Path(run("playbook", "new", "my-branch", "--extends", parent, "--json").json["item"]["path"])

    run("playbook", "check", "my-branch")
    assert bool(CHINESE.search(path.read_text("utf-8").split("name =")[0])) == (lang == "zh")
    run("playbook", "use", "my-branch")
    assert parent in run("playbook", "show", "--json").json["item"]["extends"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_example_in_it_works_once_its_comment_sign_is_gone(run, monkeypatch, lang: str):
    monkeypatch.setenv("AMFLOW_LANG", lang)
    path = Path(run("playbook", "new", "mine", "--json").json["item"]["path"])
    head, *items = path.read_text("utf-8").split("# [[")
    path.write_text(head + "".join("[[" + item.replace("\n# ", "\n") for item in items).replace("\n# ", "\n"), "utf-8")
    lines = [line for line in path.read_text("utf-8").splitlines() if "=" in line or line.startswith("[[")]
    path.write_text("\n".join(lines), "utf-8")

    assert len(tomllib.loads(path.read_text("utf-8"))) >= 8
    run("playbook", "check", "mine")
    assert "after-a-month" in run("playbook", "show", "mine").stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["my branch"], 2, "cannot be the name"),
        (["../mine"], 2, "cannot be the name"),
        (["mine", "--extends", "retial-bank"], 3, "no playbook is called retial-bank"),
        (["taken"], 1, "is there already"),
    ],
)
def test_what_cannot_be_begun_is_refused(run, words: list[str], code: int, message: str):
    run("playbook", "new", "taken")

    result = run("playbook", "new", *words, code=code)

    assert message in result.stderr
    assert "hint:" in result.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_the_page_of_a_playbook_says_everything_and_cuts_nothing_off(screen, monkeypatch, name: str, lang: str):
    monkeypatch.setenv("AMFLOW_LANG", lang)
    page = re.sub(r"\x1b\[[0-9;]*m", "", screen("playbook", "show", name))
    flowing = re.sub(r"\s+", "", page)
    playbook = loader.load(name, None, None)
    said = [
        title
        for kind in playbook
        if isinstance(kind, tuple)
        for item in kind
        if isinstance(title := getattr(item, "title", None), Text)
    ]

    assert "…" not in page
    assert len(said) > 100
    assert [text for text in said if re.sub(r"\s+", "", text.zh if lang == "zh" else text.en) not in flowing] == []


def test_when_a_rule_makes_something_due_is_said_in_words(screen):
    page = screen("playbook", "show", "retail-bank")

    assert "30 days before a paper expires · call" in page
    assert "(not" not in page
    assert "7 days before a product matures · message" in page
    assert "10 days after a deal is won · call" in page


def test_the_tabs_of_a_playbook_are_a_line_an_item(run):
    lines = run("playbook", "show", "wealth-center").lines

    assert ["quotas", "gold-messages", "20 messages a day, gold card and above"] in lines
    assert ["blocks", "10:00-11:30", "Work log: appointments, messages"] in lines
    assert ["carries", "W09"] in lines
    assert json.loads(run("playbook", "show", "wealth-center", "--json").stdout)["item"]["channels"][0]["letter"] == "p"
