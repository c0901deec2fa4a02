"""Every fact of the eighteen workflows is in the playbook that carries its row, or inherited by it."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from amflow.playbooks import loader, sources
from amflow.playbooks.model import Playbook

TABLE = Path(__file__).with_name("workflow-facts.tsv")
ROWS = [f"W{number:02}" for number in range(1, 19)]
PLACE = re.compile(r"(\w+):([\w-]+)(?:/([\w-]+))?(?:\[(\w+)=([^\]]*)\])?")


class Fact(NamedTuple):
    """A fact of a row, and the places that keep it: a playbook and, in it, items."""

    row: str
    words: str
    places: list[tuple[str, str]]


def facts() -> list[Fact]:
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            row, words, *places = line.split("\t")
            found.append(
                Fact(row, words, [(name, rest) for name, _space, rest in (one.partition(" ") for one in places)])
            )
    return found


FACTS = facts()
READ: dict[str, Playbook] = {name: loader.load(name, None, None) for name, _path, _shipped in sources.names(None)}


def key(item: Any) -> str:
    return item if isinstance(item, str) else getattr(item, "key", "") or item.step


def plain(value: Any) -> str:
    if hasattr(value, "en"):
        return str(value.en)
    return ",".join(value) if isinstance(value, tuple) else str(value)


def kept(playbook: Playbook, place: re.Match[str]) -> bool:
    kind, wanted, stage, attribute, value = place.groups()
    items = [item for item in getattr(playbook, kind) if key(item) == wanted]
    if kind == "blocks" and wanted == "visits":
        items = [block for block in playbook.blocks if block.step == "convert"]
    if stage:
        items = [inner for item in items for inner in item.stages if inner.key == stage]
    return any(attribute is None or plain(getattr(item, attribute)) == value for item in items)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.row}: {fact.words}")
def test_a_fact_is_kept(fact):
    assert fact.places
    for name, rest in fact.places:
        places = list(PLACE.finditer(rest))
        # What the pattern does not understand would go unlooked at.
        assert PLACE.sub("", rest).strip() == ""
        assert places
        assert fact.row in READ[name].carries
        assert [place[0] for place in places if not kept(READ[name], place)] == []


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_told_in_full_and_carried(row):
    assert len([fact for fact in FACTS if fact.row == row]) >= 6
    assert [name for name, playbook in READ.items() if row in playbook.carries]


def test_each_playbook_names_the_rows_that_are_its_own():
    own = {name: [row for row in book.carries if row not in inherited(book)] for name, book in READ.items()}

    assert own == {
        "general": ["W03", "W07", "W13", "W15", "W16"],
        "securities-branch": ["W01"],
        "retail-bank": ["W06", "W11", "W12", "W14"],
        "wealth-center": ["W09"],
        "enterprise": ["W02", "W17"],
        "corporate-bank": ["W04", "W14"],
        "wholesale": ["W05", "W08", "W10"],
        "retail-territory": ["W18"],
    }


def inherited(playbook: Playbook) -> set[str]:
    return {row for parent in playbook.extends for row in READ[parent].carries}


def test_a_fact_that_is_gone_is_found():
    bank = READ["retail-bank"]
    gone = bank._replace(quotas=(), rules=tuple(rule for rule in bank.rules if rule.key != "card"))

    assert kept(bank, PLACE.fullmatch("quotas:gold-messages[least=20]"))
    assert not kept(gone, PLACE.fullmatch("quotas:gold-messages[least=20]"))
    assert not kept(gone, PLACE.fullmatch("rules:card[on=customer.qualified]"))
    assert not kept(bank, PLACE.fullmatch("quotas:gold-messages[least=19]"))
    assert not kept(bank, PLACE.fullmatch("pipelines:loan/unheard-of"))
