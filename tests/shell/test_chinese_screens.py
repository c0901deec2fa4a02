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

LIVED = """
config set name 李经理
log-visit {c} 谈了新的需求 --next '周五10:00 送资料' --intent A
log-call {c} 没人接 --outcome 未联系上 --next 明天
log-message {c} 发了资料 --no-next
log-visit {firm} 见了负责人 --no-next --minutes 40 --with 王主任
customer edit {c} --tier gold --birthday 11-27 --no-call --quiet-hours 12:00-14:00 --language zh
customer edit {c} --assets 90万
customer link c1 c2 朋友
customer date {c} 12-05 开业日
customer ask {c} --answer {question}=是
customer upgrade c2 --why 资产已达标
customer adopt {c}
lead add 王五新 13900001111 问了价格 --next 周五打电话 --anyway
lead add 赵六新 --colleague 张三 --anyway
lead convert {lead}
lead drop {lead} --why 只是问问
referral ask {c} 还有谁 --anyway
referral add {c} 钱七新 13900002222 --anyway
referral meet {f} 一起喝茶
referral thank {f}
referral reward {f} 茶叶 --force --why 过节
campaign add 秋季活动 --from 2026-11-20 --to 2026-12-20 --goal 5
campaign invite {g} {c}
campaign mark {g} {invited} came
campaign split {g} --evenly
product add 稳健一号 --price 100 --min 1万 --risk R2 --term 90d
product price {p} 1.2345
holding add {p} --for {c} --amount 5万 --matures 2026-12-20 --why 客户要求
holding sell {h} --proceeds 7万
order add {p} --for {c} --units 2 --amount 300 --promised 周五
order deliver {o}
order cancel {o} --why 不要了
deal add 新业务 --for {c} --amount 20万 --expected 12月20日 --next 周四送资料
deal edit {d} --amount 3万
deal advance {d} --force --why 特批
deal doc {d} received id-card
deal review {d} --by 王科长 --asked 风险在谁 --promised 周五
deal approve {review} --amount 3万 --condition 担保
deal told {decided} 已告知 --talk call
deal terms {d} price --ours 3 --theirs 2 --bottom 1
deal credit {d} --own 5万 --why 实地看过
deal win {d} --force --why 合同已签
deal lose {d} --why 别家便宜
waiting add 王科长 用印 --promised 周五 --for {c}
waiting chase {w} 又催了一次 --promised 周一
waiting answer {w} 给了
case open {c} 短信没收到 --severity high
case answer {x} 正在查
case escalate {x} --whom 王科长 --why 太慢
case resolve {x} 已补发
case open {c} 又没收到 --severity low
callback score {c} 2 --nps 6 --note 等太久
callback do {callback} 都好 --outcome interested --next '周五 打电话'
task add 每周报表 --due 周一 --every 每周一 --times 4
task add 打电话 --for {c} --due 周五15:00
done {t}
skip {t} --why 没空
move {t} 下周二
done habits
done prep
goal add 学期权 --due 2026-12-31
note add 利率下调 --kind market --important
note add 爱喝茶 --for {c}
event add 新股申购 --at 2026-11-27 --kind 新股
meeting decide 全员回访 --due 周五 --by 王科长
meeting comment 多走访 --by 王科长
target set visits 12 --period week
target set deals_won 9 --level stretch
target set touches 50 --period week --tier gold
target set accounts_opened 1000 --period month
target measure assets_amount 3万 --for {c}
target explain deals_won --cause 下雨 --remedy 多走访 --due 周一
line assign 北线 {c}
message write {c} 明天下午三点见
message sent --all
log-reception p s s
plan --accept
plan --add {t}
summary --day --final --on 2026-11-22
"""
"""What somebody writes down in the course of a week, whatever the trade; what one has not is refused."""

OF_PROGRAMS = ("config", "playbook", "book", "register", "help")
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
def _commands() -> set[str]:
    return {word for path, _command in record_place.leaves(get_command(app)) for word in re.findall("[a-z]+", path)} | {
        "final"
    }


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
    for line in LIVED.strip().splitlines():
        for words in _filled([line], home / "book.db", trade):
            run(*shlex.split(words), code=None)

    whole = trade == ALIKE or bool(os.environ.get("AMFLOW_CHINESE"))
    lines = _reading(whole=whole)
    if not whole:
        # Each is asked in two trades of eight: a screen that is English is so in more than one.
        lines = lines[TRADES.index(trade) % 4 :: 4]
    book, found = (home / "book.db").read_bytes(), {}
    for line in list(_filled(lines, home / "book.db", trade)):
        shown = screen(*shlex.split(line), code=None)
        words = set(_latin(shown)) - _typed_keys(trade) - {*re.findall("[A-Za-z]+", line)}
        # The history names what was typed.
        words -= _commands() if line.startswith("history") else set()
        # What is refused here may be done there: each line is asked of the same book.
        (home / "book.db").write_bytes(book)
        if words:
            found[line] = f"{' '.join(sorted(words))}\n{shown}"

    assert found == {}, "\n".join(f"{line}: {what}" for line, what in found.items())


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
        "question": "SELECT 'goal'",
        "callback": "SELECT 't' || id FROM task WHERE state = 'open' AND customer_id IS NOT NULL",
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
