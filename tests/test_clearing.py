"""Every `edit` takes out what an empty value is typed for, or says that it must be there; none leaves it silently."""

from typing import Any

import pytest
from tests.conftest import COMMANDS, Run

from days import rows

MADE: dict[str, list[list[str]]] = {
    "customer": [],
    "lead": [["lead", "add", "孙丽"]],
    "deal": [["deal", "add", "a loan", "--for", "c1", "--amount", "20万", "--expected", "2026-12-20", "--product", "p1"]],
    "case": [["case", "open", "c1", "late", "--deal", "d1", "--product", "p1"]],
    "task": [["deal", "add", "Rice", "--for", "c1", "--product", "p1"],
             ["task", "add", "call", "--for", "c1", "--due", "fri", "--deal", "d1"],
             ["task", "add", "figures", "--every", "fri", "--until", "2026-12-31"]],
    "product": [],
    "holding": [["deal", "add", "Rice", "--for", "c1", "--product", "p1"],
                ["holding", "add", "Rice", "--deal", "d1", "--for", "c1", "--amount", "100", "--units", "2", "--cost", "90",
                 "--bought", "2026-11-01", "--matures", "2027-01-01", "--take-profit", "60", "--stop-loss", "10"]],
    "order": [["deal", "add", "Rice", "--for", "c1", "--product", "p1"],
              ["order", "add", "Rice", "--deal", "d1", "--for", "c1", "--units", "2", "--amount", "100", "--promised", "fri"],
              ["order", "edit", "o1", "--why", "the van"]],
    "note": [["note", "add", "words", "--kind", "market", "--for", "c1", "--hours", "1", "--link", "https://x.cn"]],
    "event": [["event", "add", "fair", "--at", "2026-12-01", "--to", "2026-12-03", "--note", "hall 3"]],
    "goal": [["goal", "add", "read", "--due", "2026-12-31"]],
    "campaign": [["campaign", "add", "open day", "--partner", "a bank", "--from", "2026-12-01", "--to", "2026-12-03",
                  "--note", "x", "--product", "Rice", "--counts", "customers"]],
}  # fmt: skip
"""How one of each kind is made that says all that can be said of it."""

REFS = {
    "customer": "c1", "lead": "c3", "deal": "d1", "case": "x1", "task": "t1", "product": "p1", "holding": "h1", "order": "o1",
    "note": "n1", "event": "e1", "goal": "a1", "campaign": "g1",
}  # fmt: skip

MUST = {
    "title", "name", "kind", "severity", "at", "on_date", "ordered", "key", "role", "signal", "source",
}  # fmt: skip
"""What a record cannot be without, or what was never said of the one that is made here."""

REASONS = {"why"}
"""Of a deal or a holding it is no field: why a product was sold that does not suit."""

WHOSE = {("goal", "due"), ("holding", "customer"), ("holding", "product"), ("order", "customer"), ("order", "product")}
"""A thing that was bought is somebody's, and a goal has its day."""


def _options() -> list[tuple[str, str]]:
    found = []
    for noun in MADE:
        for one in COMMANDS.commands[noun].commands["edit"].params:
            text = one.param_type_name == "option" and not one.is_flag and one.type.name in ("text", "str")
            if text and not one.multiple:
                found.append((noun, one.name))
    return found


def test_every_edit_is_walked() -> None:
    nouns = {name for name in COMMANDS.commands if "edit" in getattr(COMMANDS.commands[name], "commands", {})}

    assert nouns - {"message"} == set(MADE)
    assert len(_options()) > 40


@pytest.mark.parametrize(("noun", "option"), _options())
def test_an_empty_value_takes_it_out(run: Run, home: Any, noun: str, option: str) -> None:
    run("customer", "add", "张敏", "--phone", "13800138000", "--email", "a@x.cn", "--address", "1 Road", "--tier", "gold",
        "--intent", "A", "--birthday", "1985-10-15", "--assets", "100", "--quiet-hours", "12-14", "--language", "zh",
        "--line", "north")  # fmt: skip
    run("customer", "add", "Acme", "--organisation")
    run("customer", "edit", "c1", "--org", "Acme", "--impression", "busy", "--stop", "2", "--referrer", "c2")
    run("product", "add", "Rice", "--price", "50", "--note", "new")
    for line in MADE[noun] if noun != "case" else [*MADE["deal"], *MADE["case"]]:
        run(*line)
    parameter = next(one for one in COMMANDS.commands[noun].commands["edit"].params if one.name == option)
    before = rows(home / "book.db")

    ref = "t2" if option in ("every", "until") and noun == "task" else REFS[noun]
    ended = run(noun, "edit", ref, max(parameter.opts, key=len), "", code=None)

    if ended.code == 0 and option not in MUST:
        changed = rows(home / "book.db") != before
        assert changed or "so already" in ended.stdout or noun in ("customer", "lead", "product"), ended
    elif ended.code != 0:
        assert option in MUST | REASONS or (noun, option) in WHOSE, ended
