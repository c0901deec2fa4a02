"""The vocabulary (docs/vocabulary.md) is the law: every command is walked and held to it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.cells import cell_len

from amflow.shell import options
from amflow.shell.app import app
from amflow.shell.typed.old_spellings import COMMANDS, OPTIONS, OTHERWISE

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"
ROOT: Any = typer.main.get_command(app)


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command with what is typed for it, those that are spellings only too."""
    if path:
        yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


EVERY = dict(walk(ROOT))


def own(command: Any) -> dict[str, Any]:
    """The command's own options, by their longest name."""
    return {max(one.opts, key=len): one for one in command.params if one.param_type_name == "option"}


def the_same(path: str) -> str:
    """The path, with the spellings of one command as one."""
    return path.replace("lead edit", "customer edit")


@pytest.fixture(scope="module")
def uses() -> dict[str, dict[str, Any]]:
    """The options, each with the commands that have it."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, command in EVERY.items():
        for name, option in own(command).items():
            found[name][the_same(path)] = option
    return found


SHARED = {f"--{name}".replace("_", "-"): said for name, said in options.OPTIONS.items()}


def test_an_option_of_several_commands_means_the_same_in_all_of_them(uses: dict[str, dict[str, Any]]) -> None:
    strayed = {
        name: sorted(paths)
        for name, paths in uses.items()
        if (name in SHARED or len(paths) > 1)
        and any(one.help != SHARED.get(name, ("", ""))[1] for one in paths.values())
    }

    assert strayed == {}


def test_the_vocabulary_has_no_word_that_nobody_uses(uses: dict[str, dict[str, Any]]) -> None:
    assert sorted(set(SHARED) - set(uses)) == []


def test_no_two_options_have_one_meaning(uses: dict[str, dict[str, Any]]) -> None:
    by_text = defaultdict(set)
    for name, paths in uses.items():
        for one in paths.values():
            by_text[one.help].add(name)

    assert {text: sorted(names) for text, names in by_text.items() if len(names) > 1} == {}


def test_an_option_has_a_value_everywhere_or_nowhere(uses: dict[str, dict[str, Any]]) -> None:
    assert {name for name, paths in uses.items() if len({one.is_flag for one in paths.values()}) > 1} == set()


def test_a_letter_stands_for_one_option(uses: dict[str, dict[str, Any]]) -> None:
    letters = defaultdict(set)
    for name, paths in uses.items():
        for one in paths.values():
            letters |= {short: letters[short] | {name} for short in one.opts if len(short) == 2}

    assert {short: names for short, names in letters.items() if len(names) > 1} == {}
    assert {short for short in letters if short != "-q"} == set(options.SHORT.values())


BESIDE = {"--anyway", "--editor", "--along", "--colleague", "--next"}
"""What only one of the two has by its nature: writing a second one, the page, what moves along, who passed it on, and the
first step with somebody new."""
BY_PLACE = {"--title", "--name", "--product", "--at"}
"""What `add` takes by its place."""
OTHERWISE_HERE = {"deal": {"--stage", "--pipeline"}, "order": {"--why", "--mistyped"}}
"""A deal moves by `advance`; an order is late or mistyped only once it is there."""


@pytest.mark.parametrize("noun", [one for one in ROOT.commands if {f"{one} add", f"{one} edit"} <= set(EVERY)])
def test_edit_takes_what_add_takes(noun: str) -> None:
    added, edited = own(EVERY[f"{noun} add"]), own(EVERY[f"{noun} edit"])
    apart = (set(added) ^ set(edited)) - BESIDE - BY_PLACE - OTHERWISE_HERE.get(noun, set())

    assert apart == set()


def test_the_page_says_what_help_says() -> None:
    text = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| (?:`(-\w)` )?`(--[\w-]+)(?: ([^`]+))?`(?: `(--[\w-]+)`)? \| (.*) \|$", text, re.MULTILINE)
    told = {
        name: (short, f"/{opposite}" if opposite else called.replace("\\|", "|"), text.replace("\\|", "|"))
        for short, name, called, opposite, text in rows
    }
    said = {
        f"--{name}".replace("_", "-"): (options.SHORT.get(name, ""), *called_and_text)
        for name, called_and_text in options.OPTIONS.items()
    }

    assert told == said


def test_a_noun_and_a_verb_are_as_few_as_they_may_be() -> None:
    verbs = [path for path, one in EVERY.items() if " " in path and not one.hidden]

    assert len(ROOT.commands) <= 56
    assert len(verbs) <= 150


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_front_page_is_one_screen(run: Any, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)
    lines = run("--help").stdout.splitlines()

    assert len(lines) <= 23, "with the prompt below it"
    assert max(map(cell_len, lines)) <= 80


def test_every_command_stands_in_its_list(run: Any) -> None:
    names = {item["name"] for item in run("help", "commands", "--json").json["items"]}

    assert names == set(ROOT.commands)


def test_what_is_of_no_use_to_the_trade_comes_last(run: Any) -> None:
    run("playbook", "use", "general")
    names = [item["name"] for item in run("help", "commands", "--json").json["items"]]

    assert names[-1] in ("register", "line", "waiting", "log-reception")
    assert {"register", "line", "waiting", "log-reception"} == set(names[-4:])


# What was typed before


@pytest.mark.parametrize("path", sorted({*COMMANDS, *OTHERWISE} - set(EVERY)))
def test_an_old_command_is_listed_nowhere(path: str) -> None:
    assert path not in EVERY


@pytest.mark.parametrize("path", sorted(OPTIONS))
def test_an_old_option_is_an_option_no_more(path: str) -> None:
    now = COMMANDS.get(path, path).split(" --")[0]
    for pair in OPTIONS[path].split():
        old, _sign, new = pair.partition("=")
        assert old not in own(EVERY[now]), f"{path} {old}"
        assert not new or new.partition("=")[0] in own(EVERY[now]), f"{now} {new}"
