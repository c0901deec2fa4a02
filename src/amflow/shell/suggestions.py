"""What may stand where the cursor is: customers, open references, words of the playbook; for shell completion."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from amflow import registry
from amflow.agenda import refs
from amflow.book import values
from amflow.customers import find
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.book.store import Book, Row
    from amflow.playbooks.model import Playbook

Word = tuple[str, str]
"""What is put into the line, and what it means."""

MOST = 30

WORDS = {
    "--outcome": "outcomes", "--intent": "intents", "--tier": "tiers", "--source": "sources", "--signal": "signals",
    "--segment": "segments", "TIER": "tiers",
    "--pipeline": "pipelines", "--family": "families", "METRIC": "metrics", "KEY": "scripts", "--field": "fields",
    "DOCUMENT": "papers", "--by": "departments", "--waiting": "departments", "WHOM": "departments", "--set": "credit",
    "--channel": "channels", "CAMPAIGN-KIND": "campaigns",
}  # fmt: skip
"""Options and arguments that take a key of the playbook, and which of its lists."""

FIXED = {
    "--status": "customer lead dropped removed",
    "--language": "en zh",
    "--period": "day week month quarter year",
    "SHELL": "bash zsh fish",
    "--severity": "low normal high urgent",
    "--by": "call visit message",
}
"""Words that are the same in every playbook."""


def fixed(name: str) -> list[str] | None:
    """The words that an option or argument takes in whatever playbook; None of one that takes others."""
    if name == "--in":
        from amflow.customers.search.records import PLACES

        return [*PLACES]
    if name == "--as":
        from amflow.customers.identity.relations import KINDS

        return [*registry.importing(), *KINDS]
    if name == "--step":
        from amflow.playbooks.model import STEPS

        return [*STEPS]
    return FIXED[name].split() if name in FIXED else None


def of_playbook(playbook: "Playbook", name: str, prefix: str) -> list[Word]:
    """The keys of a list of the playbook that begin with the prefix, by key or title."""
    found = [(one.key, str(getattr(one, "title", ""))) for one in getattr(playbook, WORDS[name])]
    end = "=" if name in ("--field", "--set") else ""
    wanted = values.folded(prefix)
    return [(f"{key}{end}", title) for key, title in found if key.casefold().startswith(wanted) or wanted in title]


def stages(playbook: "Playbook", prefix: str) -> list[Word]:
    """The stages of every pipeline."""
    found = {stage.key: str(stage.title) for pipeline in playbook.pipelines for stage in pipeline.stages}
    return beginning(found.items(), prefix)


def beginning(words: Iterable[Word], prefix: str) -> list[Word]:
    """The words that begin with the prefix."""
    return [(word, meaning) for word, meaning in words if word.startswith(prefix)]


def customers(book: "Book", prefix: str, *, by_key: bool = False) -> list[Word]:
    """Customers whom the prefix may mean; without one those talked to last. Of namesakes the reference is given.

    `by_key` is for a shell that only takes what begins with the prefix: who was found by pinyin is given by pinyin.
    """
    if refs.of_table(prefix, "c") is not None:
        rows = book.all(
            "SELECT id, name, tier FROM customer WHERE id = ? AND status <> 'removed'", refs.of_table(prefix, "c")
        )
        return [(f"c{row['id']}", f"{row['name']} {row['tier']}".strip()) for row in rows]
    ids = find.matches(book, prefix) if prefix else _lately(book)
    rows = [row for number in ids[:MOST] if (row := book.get("customer", number)) is not None]
    return [_offered(book, row, prefix if by_key else "") for row in rows]


def _offered(book: "Book", row: "Row", prefix: str) -> Word:
    name, ref = row["name"], f"c{row['id']}"
    meaning = " ".join(part for part in (ref, row["tier"]) if part)
    if book.number("SELECT count(*) FROM customer WHERE name_key = ? AND status <> 'removed'", row["name_key"]) > 1:
        return ref, f"{name} {row['tier']}".strip()
    if prefix and not name.casefold().startswith(prefix.casefold()):
        key = book.one(
            "SELECT key FROM reading WHERE name_key = ? AND key >= ? AND key < ? ORDER BY whole DESC LIMIT 1",
            row["name_key"], prefix.casefold(), prefix.casefold() + "~",
        )  # fmt: skip
        if key is not None:
            return key["key"], f"{name} {meaning}"
    return name, meaning


def _lately(book: "Book") -> list[int]:
    rows = book.all("SELECT customer_id FROM touch ORDER BY held_on DESC LIMIT 100")
    found = list(dict.fromkeys(row["customer_id"] for row in rows))
    if len(found) < MOST:
        found += [row["id"] for row in book.all("SELECT id FROM customer ORDER BY id DESC LIMIT ?", MOST)]
    return list(dict.fromkeys(found))


def letters(what: str, option: str = "") -> str:
    """The letters of the references that an argument takes, by what help calls it: a kind of record (`TASK`), whatever
    can be moved, or anything (`REF`), unless its option is called as one kind (`--deal`). Empty where it takes none."""
    by_noun = {noun: one for noun, one in registry.OF_NOUN.items() if one.offers}
    for noun in (option.removeprefix("--") if what in ANY else "", NOUN.get(what, what.lower())):
        if noun in by_noun and " " not in by_noun[noun].nouns:
            return by_noun[noun].letter
    if what not in ANY:
        return ""
    offering = sorted({*by_noun.values()}, key=lambda one: one.rank)
    if what == ANY[0]:
        return "".join(one.letter for one in offering)
    return "".join(one.letter for one in offering if one.acts and registry.named(one.acts).move)


ANY = ("REF", "REF… DATE")
"""What help calls an argument that takes references to anything, and one to anything that can be moved."""

NOUN = {"SUMMARY": "review"}
"""The noun of a kind of record, where help calls its references otherwise."""


def references(book: "Book", playbook: "Playbook", prefix: str, letters: str) -> list[Word]:
    """Open records by their references, and the items of the checklist."""
    found: list[Word] = []
    for letter in letters:
        family = registry.of_letter(letter)
        assert family is not None
        sql = family.offers.startswith("SELECT ")
        rows = book.all(family.offers) if sql else registry.named(family.offers)(book, playbook)
        found += [(f"{letter}{number}", words) for number, words in rows]
    return beginning(found, prefix)[: 2 * MOST]


def products(book: "Book", prefix: str) -> list[Word]:
    """Products by name."""
    key = values.folded(prefix)
    rows = book.all(
        "SELECT id, name FROM product WHERE name_key >= ? AND name_key < ? LIMIT ?", key, key + "\U0010ffff", MOST
    )
    return [(row["name"], f"p{row['id']}") for row in rows]


def kinds(prefix: str) -> list[Word]:
    """The words that `--kind` takes, of whatever has kinds."""
    found: dict[str, str] = {}
    for family in registry.FAMILIES:
        words = registry.named(family.kinds) if family.kinds else ()
        found |= {key: _(words[key]) if isinstance(words, dict) else "" for key in words}
    return beginning(found.items(), prefix)
