"""Screens at 80 columns, in both languages: what is longer is broken between words, and a command is never cut."""

import re
from collections.abc import Callable

import pytest
from tests.shell.test_hints import COMMAND, SCREENS, sentences

from amflow import locale
from amflow.shell.folding import cells, fold

CLOSING = "，。、；：？）》」』】〉”’,.;:?)]%！"
"""What never begins a line; a point and an exclamation mark alone are the marks of a list."""

NOT_OF_ALL = ("show w1", "show h1", "show o1", "customer ask")
"""What one of the demos has not, and what asks."""


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("trade", ["general", "wholesale"])
def test_a_screen_is_no_wider_and_cuts_no_command(
    screen: Callable[..., str], demo_of: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, trade: str, lang: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)
    demo_of(trade)
    for words in re.split(r",\s+", SCREENS.strip()):
        if words in NOT_OF_ALL:
            continue
        whole = {one.rstrip(" …") for one in COMMAND.findall(screen(*words.split(), width=400))}
        for line in screen(*words.split()).splitlines():
            found = COMMAND.findall(line)
            # A path is as long as it is.
            assert cells(line) <= 80 or found or line.startswith("/"), line
            assert line.strip()[:1] not in CLOSING or not line.strip(), line
            assert {one.rstrip(" …") for one in found} <= whole, line


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80])
def test_a_sentence_is_broken_between_words_and_no_line_begins_with_a_closing_sign(lang: str, width: int) -> None:
    said = list(sentences(lang))
    locale.use("en")

    for text in said:
        for line in fold(text, width, 2).split("\n")[1:]:
            assert line.strip()[:1] not in f"{CLOSING}·" or not line.strip() or text.count("\n"), text
        pieces = [one for one in COMMAND.findall(text) if cells(one) <= width - 4]
        lines = fold(text, width, 2).split("\n")
        assert all(any(piece in line for line in lines) for piece in pieces), text
