"""Whatever is typed is answered: with what was asked for, or with a sentence that says what is wrong. Nothing ends otherwise."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import COMMANDS

ASKS_ELSEWHERE = {"book", "init", "demo", "export"}
"""They make files or go on without the book; their own tests type at them."""


def _walked(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list[tuple[str, bool]]]]:
    """Every command with its options, and whether each stands alone."""
    options = [
        (name, one.is_flag)
        for one in command.params
        if one.param_type_name == "option"
        for name in (*one.opts, *one.secondary_opts)
        if name not in ("-o", "--output", "--book")
    ]
    if path:
        yield path, options
    for name in getattr(command, "commands", ()):
        if path or name not in ASKS_ELSEWHERE:
            yield from _walked(command.commands[name], (*path, name))


ALL = list(_walked(COMMANDS))
WORDS = [
    *("c1", "t1", "d1", "h1", "c999", "t2", "s1", "x9", "Helen", "Helen Carter", "张", "客户"),
    *(
        "",
        "-",
        "--",
        "---",
        "=",
        "-x",
        "-5月",
        "-qx",
        "…",
        "a=…",
        "fri",
        "昨天",
        "上周",
        "november",
        "10:00",
        "fri 25:00",
    ),
    *("0", "-1", "1e9", "9" * 40, "a b", "'", "\u202e", "\x1b[31m", "\ud800", "💥", "*", "%", "x" * 3000),
    *("won", "gold", "visit", "call", "todo", "add", "list", "show", "--week", "--last", "--foo=", "--on", "--lang"),
    *("met", "拜访", "打电话", "appointment", "预约", "new", "delete", "改期", "导入", "2026-02-30", "nofile.csv"),
]


@st.composite
def lines(draw: Any) -> list[str]:
    """A command with options and words of any, at its end or anywhere."""
    path, own = draw(st.sampled_from(ALL))
    words = list(path) if draw(st.integers(0, 3)) else [draw(st.sampled_from(WORDS))]
    for _ in range(draw(st.integers(0, 4))):
        at = len(words) if draw(st.integers(0, 3)) else draw(st.integers(0, len(words)))
        word = draw(st.sampled_from(WORDS))
        if draw(st.booleans()):
            words[at:at] = [word]
            continue
        name, alone = draw(
            st.sampled_from(draw(st.sampled_from([own, draw(st.sampled_from(ALL))[1]])) or [("--foo", False)])
        )
        words[at:at] = (
            [name]
            if alone or not draw(st.integers(0, 5))
            else draw(st.sampled_from([[name, word], [f"{name}={word}"]]))
        )
    return words


@pytest.fixture
def demo(demo_of: Callable[[str], None]) -> None:
    demo_of("retail-bank")


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(words=lines())
def test_whatever_is_typed_is_answered(run: Any, demo: None, words: list[str]) -> None:
    if "-o" in words or any(word.startswith(("--output", "--book")) for word in words):
        return
    said = run(*words, code=None)

    assert said.code in range(6)
    if said.code:
        assert said.stderr or said.stdout
