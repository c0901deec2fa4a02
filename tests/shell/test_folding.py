"""Lines on a terminal's width."""

import pytest

from amflow.shell.folding import cells, fold

LONG = [
    "read with that map: its columns are those of hubspot-deals; to see it first: amflow import deals.csv --ask --dry-run",
    "country, for holidays and phones (CN, HK, US, DE-BY …; none: Monday to Friday) [GB]: ",
    "以后要给她打电话讨论那个很长的方案（规格、价格和交期），可以先记下来：amflow task add 打电话 --due fri，然后再说。",
    "deal d3 with Helen Carter · amount 200,000 · with the host bank since Monday · missing: contract · amflow show d3",
    "    a line that begins a little to the right, and is longer than the terminal on which somebody has to read it",
]


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("width", [60, 80])
def test_nothing_is_wider_than_the_terminal_and_no_word_is_broken(text: str, width: int) -> None:
    lines = fold(text, width, 2).split("\n")

    assert max(cells(line) for line in lines) <= width
    assert len(lines) > 1
    assert " ".join("\n".join(lines).split()).replace(" ", "") == text.replace(" ", "")
    words = text.split() if text.isascii() else []
    assert [word for line in lines for word in line.split()] == words or not words
    begins = len(text) - len(text.lstrip())
    assert all(line.startswith(" " * (begins + 2)) and line[begins + 2] != " " for line in lines[1:])


@pytest.mark.parametrize("command", ["amflow import deals.csv --ask --dry-run", "amflow task add 打电话 --due fri"])
@pytest.mark.parametrize("width", range(44, 100, 7))
def test_a_command_is_never_cut(command: str, width: int) -> None:
    text = next(one for one in LONG if command in one)

    assert any(command in line for line in fold(text, width, 2).split("\n"))


def test_no_chinese_line_begins_with_a_closing_sign() -> None:
    for width in range(20, 80):
        assert not any(line.lstrip()[:1] in "，。：；）" for line in fold(LONG[2], width, 2).split("\n"))


@pytest.mark.parametrize("width", range(30, 100))
def test_no_line_begins_with_what_parts_two(width: int) -> None:
    assert not any(line.lstrip().startswith("·") for line in fold(LONG[3], width, 2).split("\n"))


def test_what_fits_is_left_as_it_is() -> None:
    assert fold("short\n  and short", 80, 2) == "short\n  and short"
