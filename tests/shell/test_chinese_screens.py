"""Nothing of English on a Chinese screen: whatever reads is asked on the demo of each trade, and every Latin word that stands
there must be one that is typed, a name, or a sign that the trade itself writes so."""

import os
import re
import shlex
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests import ways
from tools import record_lines, record_place
from typer.main import get_command

from amflow.playbooks import loader, sources
from amflow.shell.app import app

TRADES = [name for name, _path, _shipped in sources.names(None)]

MORE = (
    "today --full", "plan --full", "plan --week", "plan --month", "plan --history", "plan --full today", "plan --explain 1",
    "summary --week", "summary --month", "summary --quarter", "summary --agenda", "summary --analysis", "find 客户",
    "show {any_c}", "show {firm}", "show {lead}", "show {any_d}", "show {any_t}", "show k1", "show {p}", "show {any_x}",
    "show {any_o}", "show {any_h}", "show {n}", "show {any_f}", "show {any_g}", "show {any_w}", "show {e}", "show {any_a}",
    "customer list --state lead", "waiting", "log-visit {any_c} --outcome x", "deal add x --pipeline x",
    "product add x --service x", "customer add --tier x", "today --step x", "target set x 1", "deal win {any_d}",
    "import x.csv", "help exit-codes",
)  # fmt: skip
"""What is asked beside each reading command, and with each of its options; what is refused is said in Chinese too."""

OF_PROGRAMS = ("completion", "config", "playbook show", "playbook list", "book", "register", "help")
"""What shows the keys that are typed into files, commands as they were typed, paths, or the words of a shell."""

ALIKE = "retail-bank"
"""The trade on which each command is asked with each of its options: what they say is the same in all."""

TYPED = re.compile(
    r"[\w.]+@[\w.]+|https?://\S+"  # an address
    r"|[\w./~-]+\.(?:toml|html|docx|pdf|xlsx|csv|json|md|db|ics|vcf|txt)\b|\.(?:html|docx|pdf|xlsx)\b"  # a file
    r"|amflow(?: [a-z][\w.-]*| --?[\w-]+| [A-Z…“”\"'][\w…“”\"'-]*| [a-z]?\d[\w-]*)*"  # a command
    r"|--?[a-z][\w-]*(?:[ =][A-Z|]+)?"  # an option
    r"|\b[a-z]+\d+[a-z]*\b|[+-]?\d+[a-z]+\b"  # a reference, a length
    r"|\b[a-z][\w-]*=[^\s，。；、]*"  # what is typed as KEY=VALUE
)

NAMES = {
    *("VIP", "POS", "ATM", "NPS", "CSAT", "CNY", "USD", "Word", "Excel", "Level", "queue", "demo"),
    *("JSON", "CSV", "TOML", "PDF", "UTF", "HTML", "RSS", "Atom", "OSC", "SMS", "Chrome", "Edge", "Chromium"),
}  # fmt: skip
"""Names, and what the trades themselves write in Latin letters; the queue's reference, and the command that made the book."""


@cache
def _playbook(trade: str) -> Any:
    return loader.load(trade, None, None)


def _typed_keys(trade: str) -> set[str]:
    """The keys of a trade's conversations, typed after `script show`, and of its papers, typed after `deal paper`; its name."""
    found = _playbook(trade)
    keys = [*(script.key for script in found.scripts), *(document.key for document in found.papers), trade]
    return {word for key in keys for word in key.split("-")}


@pytest.mark.parametrize("trade", TRADES)
def test_no_word_of_english_and_no_key_is_on_a_chinese_screen(
    run: Any, screen: Any, demo_of: Any, home: Path, trade: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    demo_of(trade)

    lines = _reading(whole=trade == ALIKE or bool(os.environ.get("AMFLOW_CHINESE")))
    book, found = (home / "book.db").read_bytes(), {}
    for line in list(_filled(lines, home / "book.db", trade)):
        words = (
            set(_latin(screen(*shlex.split(line), code=None))) - _typed_keys(trade) - {*re.findall("[A-Za-z]+", line)}
        )
        # What is refused here may be done there: each line is asked of the same book.
        (home / "book.db").write_bytes(book)
        if words:
            found[line] = sorted(words)

    assert found == {}, "\n".join(f"{line}: {' '.join(words)}" for line, words in found.items())


TYPED_IN_HELP = {
    *("en", "zh", "json", "md", "csv", "xls", "xlsx", "vcf", "ics", "cp", "big", "excel", "day", "month", "year", "none"),
    *("CN", "HK", "US", "DE", "BY", "bash", "fish", "zsh", "general", "my", "age", "AMFLOW", "BOOK", "COMMAND"),
    *("exit", "references", "dates", "prospect", "outreach", "convert", "lead", "deal", "task", "case", "note", "add"),
    *("open",),
}  # fmt: skip
"""Words of options that have no other in Chinese: forms of files, encodings, shells, countries; the front page's commands."""


def test_no_word_of_english_is_on_a_page_of_help(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    found = {}
    for path, _command in record_place.leaves(get_command(app)):
        page = re.sub(r"(?m)^ +amflow .*|^  [a-z][a-z, …-]*", "", run(*path.split(), "--help").stdout)
        if words := sorted({*_latin(page)} - TYPED_IN_HELP):
            found[path] = words

    assert found == {}, "\n".join(f"{path}: {' '.join(words)}" for path, words in found.items())


def _reading(*, whole: bool) -> list[str]:
    """Every command that only reads, with what it must be given; `whole` with each of its options and arguments too."""
    written = (ways.WAYS.keys() | ways.NOT_HERE.keys() | {*record_lines.DOES}) - {*ways.BESIDE}
    lines = [
        [line for line, to_file in record_lines.lines_of(path, command) if not to_file]
        for path, command in record_place.leaves(get_command(app))
        if path and path not in written and not path.startswith(OF_PROGRAMS) and not hasattr(command, "commands")
    ]
    return [*(line for each in lines for line in (each if whole else each[:1]) if "--fields" not in line), *MORE]


def _filled(lines: list[str], book: Path, trade: str) -> Iterator[str]:
    """The lines with what the book has in the place of each word in braces; what it has not is no question."""
    asked = {
        **ways.ASKED,
        **record_lines.ASKED,
        "script": record_lines.scripts([one.key for one in _playbook(trade).scripts]),
    }
    with sqlite3.connect(book) as connection:
        for line in (line for line in lines if "{file:" not in line):
            drawn = {name: connection.execute(asked[name]).fetchone() for name in re.findall(r"\{(\w+)\}", line)}
            if None not in drawn.values():
                yield line.format(**{name: row[0] for name, row in drawn.items()})


def _latin(text: str) -> list[str]:
    rest = TYPED.sub(" ", text)
    return sorted(set(re.findall(r"[A-Za-z]{2,}", rest)) - NAMES)


@pytest.mark.parametrize(("command", "word"), [(("deal", "list"), "进行中"), (("customer", "list"), "客户")])
def test_what_is_taken_by_itself_is_shown_in_words(
    run: Any, monkeypatch: Any, command: tuple[str, ...], word: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    assert f"默认：{word}" in run(*command, "--help").stdout
