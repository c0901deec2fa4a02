"""What was typed in the version before works for one version more, and says what is typed now."""

import re
from typing import Any

import pytest

from amflow.playbooks.sources import SHIPPED
from amflow.shell.typed.old_spellings import renewed

SEE = re.compile('see = "')


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("goal add x --by fri", "goal add x --due fri"),
        ("--on 2026-11-24 goal add x --by=fri", "--on 2026-11-24 goal add x --due=fri"),
        ("plan --for fri --all", "plan --full fri"),
        ("plan --edit", "plan --editor"),
        ("customer link c1 c2 --as spouse", "customer link c1 c2 spouse"),
        ("customer date c1 --remove wedding", "customer date c1  wedding"),
        ("deal wait d3 legal contract --promised fri", "waiting add legal contract --promised fri --deal d3"),
        (
            "task add contract --waiting legal --due fri --deal d3",
            "waiting add legal contract --deal d3 --promised fri",
        ),
        ("visit sheet c1 -o a.pdf", "visit c1 -o a.pdf"),
        ("visit confirm t4 --by phone", "visit t4 --confirmed=phone"),
        ("review done visits better", "target explain visits --result better"),
        ("figure remove 3", "target measure --drop 3"),
        ("calendar list --year 2027", "calendar 2027"),
        ("calendar remove 2027-02-05", "calendar 2027-02-05 --remove"),
        ("calendar import a.csv --year 2027", "import --as calendar a.csv --covers 2027"),
        ("holding import a.csv --dry-run", "import --as holding a.csv --dry-run"),
        ("campaign list --all", "campaign list --state=all"),
        ("campaign close g1 --again", "campaign reopen g1"),
        ("order edit o1 --reopen", "order reopen o1"),
        ("meeting decide x --by fri --who Ann", "meeting decide x --due fri --by Ann"),
        ("message edit m1 --text new", "message edit m1 new"),
        ("case open c1 -- --by", "case open c1 -- --by"),
        ("meeting decide x --due fri --by Ann", "meeting decide x --due fri --by Ann"),
        ("deal list --state won", "deal list --state won"),
    ],
)
def test_a_line_is_put_into_todays_words(before: str, now: str) -> None:
    args, old, new = renewed(before.split(" "))

    assert args == now.split(" ")
    assert bool(old) == (before != now) == bool(new)


def test_it_works_and_says_what_is_typed_now(run: Any) -> None:
    run("customer", "add", "Chen Min")
    done = run("satisfaction", "add", "Chen Min", "5", "--why", "always called back")

    assert done.stderr == "“satisfaction add” is typed as “callback score” now\n"
    assert "always called back" in run("callback", "score", "Chen Min").stdout
    assert (
        run("goal", "add", "licence", "--by", "2026-12-20").stderr
        == "“goal add --by” is typed as “goal add --due” now\n"
    )
    assert run("--quiet", "goal", "add", "another", "--by", "2026-12-20").stderr == ""


def test_it_is_said_in_the_language_that_the_settings_name(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    assert run("goal", "add", "licence", "--by", "2026-12-20").stderr == "“goal add --by”现在写作“goal add --due”\n"


def test_what_is_typed_as_it_is_now_says_nothing(run: Any) -> None:
    assert run("goal", "add", "licence", "--due", "2026-12-20").stderr == ""


def test_no_playbook_names_what_is_typed_otherwise_now() -> None:
    found = [
        line.split('"')[1]
        for path in SHIPPED.glob("*.toml")
        for line in path.read_text("utf-8").splitlines()
        if SEE.match(line)
    ]

    assert len(found) > 20
    assert {words for words in found if renewed(words.split())[1]} == set()
