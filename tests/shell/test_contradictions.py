"""Options that do not go together are refused, whatever the command, and nothing is written."""

from typing import Any

import pytest
from tests.conftest import COMMANDS, Run

from amflow.shell.contradictions import ALL, APART


def _commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if not below:
        return [(" ".join(path), command)]
    return [one for name in list(below.keys()) for one in _commands(below[name], (*path, name))]


def _typed(parameter: Any) -> list[str]:
    if parameter.param_type_name == "argument":
        return ["x"]
    name = max(parameter.opts, key=len)
    return [name] if parameter.is_flag else [name, "1"]


def _pairs() -> list[tuple[str, str, str]]:
    found = []
    for path, command in _commands(COMMANDS):
        known = {one.name: one for one in command.params}
        for where, first, others in APART:
            if where not in ("", path) or first not in known:
                continue
            options = [name for name, one in known.items() if one.param_type_name == "option" and name != first]
            found += [(path, first, name) for name in (options if others == ALL else others.split()) if name in known]
    return found


PAIRS = _pairs()


def test_the_list_names_what_is_there() -> None:
    paths = dict(_commands(COMMANDS))
    for where, first, others in APART:
        for name in (first, *(others.split() if others != ALL else ())):
            homes = [paths[where]] if where else list(paths.values())
            assert any(name == one.name for home in homes for one in home.params), (where, name)
    assert ("log-visit", "next", "no_next") in PAIRS
    assert ("lead add", "ms", "mr") in PAIRS


@pytest.mark.parametrize(("path", "first", "second"), PAIRS)
def test_what_does_not_go_together_is_refused(run: Run, path: str, first: str, second: str) -> None:
    known = {one.name: one for one in dict(_commands(COMMANDS))[path].params}
    needed = [one for one in known.values() if one.param_type_name == "argument" and one.required]
    words = [word for one in needed if one.name not in (first, second) for word in _typed(one)]
    words += [word for name in (first, second) for word in _typed(known[name])]

    refused = run(*path.split(), *words, code=2)

    assert "cannot go together" in refused.stderr
    assert run("history").stdout == ""


TWICE = [
    (("lead", "add", "x", "--source", "a", "--source", "b"), "--source was typed twice: a and b"),
    (("today", "--on", "fri", "--on=mon"), "--on was typed twice: fri and mon"),
    (("--on", "fri", "today", "--on", "mon"), "--on was typed twice: fri and mon"),
    (("customer", "edit", "c1", "--call", "--no-call"), "--no-call --call cannot go together"),
    (("summary", "-o", "a.md", "--output", "b.md"), "--output was typed twice: a.md and b.md"),
]


@pytest.mark.parametrize(("words", "said"), TWICE)
def test_an_option_that_holds_one_value_is_typed_once(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run(*words, code=2)

    assert said in refused.stderr
    assert run("history").stdout == ""


def test_the_same_value_twice_and_a_list_are_no_contradiction(run: Run) -> None:
    run("lead", "add", "x", "--source", "phone", "--source", "phone")
    run("customer", "edit", "c1", "--field", "hobbies=tea", "--field", "employer=Acme")

    shown = run("customer", "show", "c1", "--json").stdout
    assert "tea" in shown
    assert "Acme" in shown
