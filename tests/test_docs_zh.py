"""The pages in two languages say the same: the commands on them exist, and are the same in both."""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from amflow.shell.app import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS: Any = typer.main.get_command(app)
EVERYWHERE = {"--json", "--on", "--book", "--no-input", "--no-color", "--quiet", "-q", "--help", "-h"}
ZH = (ROOT / "docs" / "zh").rglob("*.md")
PAIRS = {
    "README.md": "README.zh-CN.md",
    **{f"docs/{page}": f"docs/zh/{page}" for page in sorted(one.relative_to(ROOT / "docs" / "zh") for one in ZH)},
}
PAGES = [*PAIRS, *PAIRS.values()]
GENERATED = {"docs/commands.md"}
ENGLISH = {"CONTRIBUTING.md", "SECURITY.md", *(f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md"))}
EVERY_PAGE = sorted({*PAGES, *ENGLISH} - GENERATED)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`((?:[^`\n]|\n(?!\n))+)`")
LINK = re.compile(r"\]\(([^)#]*)\)")
OPTION = re.compile(r"-[a-z]$|--[a-z]")


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text("utf-8")


def prose(text: str) -> str:
    """A page without its blocks of code and what only the tools read."""
    return re.sub("<!--.*?-->", "", FENCE.sub("", text))


def typed(text: str) -> list[str]:
    """What a page says can be typed: the lines of its blocks, options in the remarks behind them, and its words in code."""
    found = []
    for language, block in FENCE.findall(text):
        if language in ("", "sh", "console"):
            lines = block.replace("\\\n> ", "").splitlines()
            if language == "console":
                lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
            for line in lines:
                if line.startswith("amflow "):
                    command, *remarks = re.split(r"  |# | \| |&& ", line)
                    found += [command, *re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join(remarks))]
    return found + [words for words in SPAN.findall(prose(text)) if said(words)]


def said(words: str) -> bool:
    """Whether words in code are a command, or an option by itself."""
    first = words.split()[0]
    return first in {"amflow", *COMMANDS.commands} or bool(OPTION.match(first))


def walk(command: Any) -> Iterator[Any]:
    """A command and all below it."""
    yield command
    for inner in getattr(command, "commands", {}).values():
        yield from walk(inner)


def options(*commands: Any) -> set[str]:
    """The options that can be typed for one of these commands."""
    return EVERYWHERE | {
        name for one in commands for found in one.params for name in (*found.opts, *found.secondary_opts)
    }


ANY = options(*walk(COMMANDS))


def parsed(line: str) -> tuple[str, tuple[str, ...], Any, str]:
    """The words of a command, its options, the command itself, and the word behind it."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    command, path = COMMANDS, []
    words = words[words[:1] == ["amflow"] :]
    while words and words[0] in getattr(command, "commands", {}):
        path.append(words.pop(0))
        command = command.commands[path[-1]]
    given = {word.split("=")[0] for word in words if OPTION.match(word)}
    return " ".join(path), tuple(sorted(given)), command, words[0] if words else ""


def commands(text: str) -> set[tuple[str, tuple[str, ...]]]:
    """The commands of a page with their options, whatever they are about."""
    return {parsed(line)[:2] for line in typed(text)}


def shape(text: str) -> list[Any]:
    """The levels of the headings, and the length and width of each table, in their order."""
    found: list[Any] = []
    for line in prose(text).splitlines():
        if heading := re.match(r"(#+) ", line):
            found.append(len(heading[1]))
        elif line.startswith("|"):
            if found and isinstance(found[-1], Counter):
                found[-1]["rows"] += 1
            else:
                found.append(Counter(rows=1, columns=len(re.findall(r"(?<!\\)\|", line)) - 1))
        elif found and isinstance(found[-1], Counter):
            found.append(0)
    return [one for one in found if one]


def explained(text: str) -> list[list[str]]:
    """The words in code in each heading, and at the head of each row of a table, in any order."""
    heads = [
        line if line.startswith("#") else line.split("|")[1]
        for line in prose(text).splitlines()
        if line.startswith(("#", "|"))
    ]
    return [sorted(SPAN.findall(head)) for head in heads]


def keys(text: str) -> set[str]:
    """The words in code that are no words of a language: keys, settings. Files of examples are called as people call them."""
    found = SPAN.findall(prose(text))
    return {
        word
        for word in found
        if word.startswith('{"schema"') or re.fullmatch(r"(?!.*\.(?:csv|toml))[a-z0-9_.:\[\]-]+", word)
    }


def anchors(text: str) -> set[str]:
    """What a link to a page may name behind `#`, as GitHub writes the headings."""
    titles = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_command_of_a_page_exists(name: str) -> None:
    wrong = []
    for line in typed(page(name)):
        path, given, command, behind = parsed(line)
        is_group = hasattr(command, "commands") and not any(one.param_type_name == "argument" for one in command.params)
        no_verb = line.startswith("amflow") and is_group and re.fullmatch(r"[a-z][a-z-]*", behind)
        if no_verb or set(given) - (options(command) if path else ANY):
            wrong.append(line)

    assert wrong == []


@pytest.mark.parametrize("english", PAIRS)
def test_both_languages_show_the_same_commands(english: str) -> None:
    ours, theirs = commands(page(english)), commands(page(PAIRS[english]))

    assert sorted(ours - theirs) == [], "not in Chinese"
    assert sorted(theirs - ours) == [], "not in English"
    assert len(ours) > 5


@pytest.mark.parametrize("english", PAIRS)
def test_both_languages_are_of_one_shape(english: str) -> None:
    assert shape(page(english)) == shape(page(PAIRS[english]))


@pytest.mark.parametrize("english", PAIRS)
def test_both_languages_explain_the_same_words(english: str) -> None:
    ours, theirs = explained(page(english)), explained(page(PAIRS[english]))

    assert ours == theirs


@pytest.mark.parametrize("english", PAIRS)
def test_both_languages_use_the_same_keys(english: str) -> None:
    ours, theirs = keys(page(english)), keys(page(PAIRS[english]))

    assert sorted(ours - theirs) == [], "not in Chinese"
    assert sorted(theirs - ours) == [], "not in English"


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_links_lead_somewhere(name: str) -> None:
    for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", prose(page(name))):
        there = (ROOT / name).parent / target if target else ROOT / name
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text("utf-8")), anchor


@pytest.mark.parametrize("english", PAIRS)
def test_the_two_languages_of_a_page_name_each_other_at_the_head(english: str) -> None:
    for name, other in ((english, PAIRS[english]), (PAIRS[english], english)):
        head = page(name).partition("\n## ")[0]
        assert any((ROOT / name).parent.joinpath(target).resolve() == ROOT / other for target in LINK.findall(head))


def test_no_half_width_comma_stands_in_a_chinese_sentence() -> None:
    for name in PAIRS.values():
        words = SPAN.sub("", prose(page(name)))
        assert re.findall(r"[\u4e00-\u9fff][,;:?!].{0,10}", words) == [], name


def test_no_line_of_a_chinese_page_breaks_between_two_signs() -> None:
    """A browser shows a line's end as a space: it stands behind a punctuation mark, whose own room hides it."""
    for name in PAIRS.values():
        assert re.findall(r"[\u4e00-\u9fff]\n *[\u4e00-\u9fff].{0,10}", prose(page(name))) == [], name
