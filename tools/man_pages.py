"""The man page in both languages and the shells' completions, made from what the program says of itself.

`--check` only compares. pyproject.toml puts what lies in docs/man and docs/shell where `man` and the shells look.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent.parent / "docs"

WIDE = 100_000
"""Columns: a help page breaks no line itself, `man` breaks them for the screen that it has."""

PAGES = {"en": "man/amflow.1", "zh": "man/zh_CN/amflow.1"}

HEADS = {
    "en": ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "EXIT_STATUS", "FILES", "SEE_ALSO"],
    "zh": ["名称", "用法", "说明", "命令", "退出状态", "文件", "另见"],
}

SAID = {
    "en": ("the working day of an account manager", "amflow book status and amflow config list say where they lie"),
    "zh": ("客户经理的一天，一条命令看清", "客户簿和设置存放在哪里，见 amflow book status 和 amflow config list"),
}
"""What amflow is, in a line; where its files are."""

SHELL_FILES = {"bash": "shell/amflow", "zsh": "shell/_amflow", "fish": "shell/amflow.fish"}


def files() -> dict[str, str]:
    """Every file below docs/ with its text."""
    from amflow.shell import shell_scripts

    scripts = {name: shell_scripts.script(shell) for shell, name in SHELL_FILES.items()}
    return {name: page(language) for language, name in PAGES.items()} | scripts


def page(language: str) -> str:
    """The page `amflow(1)` in that language."""
    import typer

    from amflow import locale
    from amflow.locale import _
    from amflow.shell import help_topics
    from amflow.shell.app import app
    from tools import commands_doc

    locale.use(language)
    root: Any = typer.main.get_command(app)
    name, synopsis, description, commands, status, kept, also = (one.replace("_", " ") for one in HEADS[language])
    summary, places = SAID[language]
    front, *pages = commands_doc.walk(root, None, "amflow", WIDE)
    everywhere = pages[0][1].partition(f"{_('Everywhere')}")[2]
    # The title's date would make two builds of one source differ.
    lines = ['.TH AMFLOW 1 "" amflow', ".nh", ".ad l", f".SH {name}", f"amflow \\- {roff(summary)}"]
    lines += [f".SH {synopsis}", r"\fBamflow\fP \fICOMMAND\fP [\fIARGUMENTS\fP] [\fIOPTIONS\fP]"]
    lines += [f".SH {description}", *_flowing(front[1].partition("\n")[2])]
    lines += [f".SS {roff(_('Everywhere'))}", *_rows(everywhere.splitlines()[1:]), f".SH {commands}"]
    for path, text in pages:
        lines += [f'.SS "{roff(path)}"', *_flowing(text.partition(f"\n{_('Everywhere')}")[0])]
    lines += [f".SH {status}"]
    for word, meaning in help_topics.topic("exit-codes").pairs:
        lines += _pair(word, meaning)
    lines += [f".SH {kept}", roff(places)]
    topics = [rf"\fBamflow help {roff(one)}\fP" for one in help_topics.names()]
    lines += [f".SH {also}", ", ".join(topics)]
    lines[1:1] = _breakable("".join(lines))
    return "\n".join(lines) + "\n"


def _breakable(text: str) -> Iterator[str]:
    """That a line may be broken before every Chinese character of the text."""
    signs = [rf"\[u{ord(sign):04X}]" for sign in sorted(set(re.findall(r"[\u4e00-\u9fff]", text)))]
    for start in range(0, len(signs), 16):
        yield f".cflags 66 {' '.join(signs[start : start + 16])}"


def roff(text: str) -> str:
    """The text as roff takes it: nothing of it is a request, and a dash is one that can be copied into a shell."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{text}" if text.startswith((".", "'")) else text


_ROW = re.compile(r"  (\S.*?)  +(\S.*)")


def _flowing(text: str) -> Iterator[str]:
    """A help page: the examples as they are typed, how it is typed, sentences that flow, words with what they mean."""
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines = block.splitlines()
        if all(line.startswith("  amflow ") for line in lines):
            yield from (".nf", *(rf"\fB{roff(line.strip())}\fP" for line in lines), ".fi")
        elif re.match(r"\S.*[:：]$", lines[0]):
            yield from (".PP", rf"\fI{roff(lines[0])}\fP", *_rows(lines[1:]))
        else:
            yield ".PP"
            yield from (roff(line.strip()) for line in lines)


def _pair(word: str, meaning: str) -> list[str]:
    return [".PD 0", ".TP 20", rf"\fB{roff(word)}\fP", roff(meaning), ".PD"]


def _rows(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if row := _ROW.fullmatch(line):
            yield from _pair(row[1], row[2])
        elif line.strip():
            yield roff(line.strip())


def main(words: list[str]) -> int:
    """Write the files, or compare them."""
    wrong = {name: text for name, text in files().items() if _kept(DOCS / name) != text}
    if "--check" in words:
        for name in wrong:
            print(f"docs/{name} is out of date: make docs", file=sys.stderr)
        return int(bool(wrong))
    for name, text in wrong.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(text, "utf-8")
    return 0


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
