"""Nothing of English on a Chinese screen: whatever reads is asked on the demo of each trade, and every Latin word that stands
there must be one that is typed, a name, or a sign that the trade itself writes so."""

import re
from typing import Any

import pytest

from amflow.playbooks import loader, sources

TRADES = [name for name, _path, _shipped in sources.names(None)]

READING = (
    "today", "today --full", "prep --full", "prospect --full", "outreach --full", "convert --full", "callback --full",
    "summary", "summary --week", "summary --month", "plan", "plan --week", "plan --month", "plan --history",
    "plan --full today", "plan --explain 1", "brief", "find 客户", "history",
    "show c1", "show c2", "show d1", "show d2", "show t1", "show k1", "show p1", "show x1", "show o1", "show h1", "show n1",
    "show f1", "show g1", "show w1", "show e1", "show a1",
    "customer list", "customer health", "customer merge", "customer ask", "customer intent c1", "lead list",
    "referral list", "referral candidates", "campaign list", "deal list", "deal board", "waiting", "case list",
    "callback score", "callback score c1", "task list", "product list", "product match c1", "line list",
    "holding list", "order list", "note list", "event list", "goal list", "target measure", "target explain", "script list",
    "message queue", "message list", "visit c1", "report customer c1",
)  # fmt: skip
"""What reads. What a trade does not have is refused, in Chinese too."""

TYPED = re.compile(
    r"[\w.]+@[\w.]+"  # an address
    r"|[\w./~-]+\.(?:toml|html|docx|pdf|xlsx|csv|db|ics|vcf|txt)\b|\.(?:html|docx|pdf|xlsx)\b"  # a file
    r"|amflow(?: [a-z][\w.-]*| --?[\w-]+| [A-Z…“”\"'][\w…“”\"'-]*| [a-z]?\d[\w-]*)*"  # a command
    r"|--?[a-z][\w-]*(?:[ =][A-Z|]+)?"  # an option
    r"|\b[a-z]\d+[a-z]*\b"  # a reference
)

NAMES = {"VIP", "POS", "ATM", "NPS", "CSAT", "CNY", "USD", "Word", "Excel", "Level", "queue", "demo"}
"""Names, and what the trades themselves write in Latin letters; the queue's reference, and the command that made the book."""


def _typed_keys(trade: str) -> set[str]:
    """The keys of a trade's conversations, typed after `script show`, and of its papers, typed after `deal paper`; its name."""
    found = loader.load(trade, None, None)
    keys = [*(script.key for script in found.scripts), *(document.key for document in found.papers), trade]
    return {word for key in keys for word in key.split("-")}


@pytest.mark.parametrize("trade", TRADES)
def test_no_word_of_english_and_no_key_is_on_a_chinese_screen(
    run: Any, screen: Any, trade: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    run("demo", "--playbook", trade, "--output", str(tmp_path / "demo.db"))
    monkeypatch.setenv("AMFLOW_BOOK", str(tmp_path / "demo.db"))

    found = {}
    for line in READING:
        words = set(_latin(screen(*line.split(), code=None))) - _typed_keys(trade)
        if words:
            found[line] = sorted(words)

    assert found == {}


def _latin(text: str) -> list[str]:
    rest = TYPED.sub(" ", text)
    return sorted(set(re.findall(r"[A-Za-z]{2,}", rest)) - NAMES)


@pytest.mark.parametrize(("command", "word"), [(("deal", "list"), "进行中"), (("customer", "list"), "客户")])
def test_what_is_taken_by_itself_is_shown_in_words(
    run: Any, monkeypatch: Any, command: tuple[str, ...], word: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    assert f"默认：{word}" in run(*command, "--help").stdout
