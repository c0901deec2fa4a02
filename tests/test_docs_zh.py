"""The pages in two languages say the same: the commands on them exist, and are the same in both."""

import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import typer

from amflow.shell.app import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS: Any = typer.main.get_command(app)
EVERYWHERE = {"--json", "--on", "--book", "--no-input", "--no-color", "--quiet", "-q", "--help", "-h"}
PAIRS = {
    "README.md": "docs/zh/README.md",
    **{f"docs/{page.name}": f"docs/zh/{page.name}" for page in (ROOT / "docs" / "zh").glob("*.md") if page.stem != "README"},
}
PAGES = [*PAIRS, *PAIRS.values()]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text("utf-8")


def prose(text: str) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text)


def typed(text: str) -> list[str]:
    """What a page says can be typed: the lines of its blocks, and its words in code."""
    found = []
    for language, block in FENCE.findall(text):
        if language in ("", "sh", "console"):
            lines = block.replace("\\\n> ", "").splitlines()
            if language == "console":
                lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
            found += [re.split(r"  |# | \| |&& ", line)[0] for line in lines if line.startswith("amflow ")]
    return found + [words for words in SPAN.findall(prose(text)) if words.split()[0] in {"amflow", *COMMANDS.commands}]


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
    options = {word.split("=")[0] for word in words if re.match(r"-{1,2}[a-z]", word)}
    return " ".join(path), tuple(sorted(options)), command, words[0] if words else ""


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


def anchors(text: str) -> set[str]:
    """What a link to a page may name behind `#`, as GitHub writes the headings."""
    titles = re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_a_page_exists(name: str) -> None:
    wrong = []
    for line in typed(page(name)):
        path, options, command, behind = parsed(line)
        known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)} | EVERYWHERE
        group = set(getattr(command, "commands", {})) if path else set()
        stray = set(options) - known or (group and re.fullmatch(r"[a-z-]+", behind) and not command.params)
        if stray and (path or options):
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


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", prose(page(name))):
        there = (ROOT / name).parent / target if target else ROOT / name
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text("utf-8")), anchor


def test_the_two_readmes_name_each_other() -> None:
    assert "](docs/zh/README.md)" in page("README.md").partition("##")[0]
    assert "](../../README.md)" in page("docs/zh/README.md").partition("##")[0]
