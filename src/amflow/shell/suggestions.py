"""What may stand where the cursor is: customers, open references, words of the playbook; for shell completion."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from amflow.agenda import refs
from amflow.book import values
from amflow.customers import records as customer_records
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
    "--in": "customers touches deals tasks notes",
    "--language": "en zh",
    "--period": "day week month quarter year",
    "--as": "customer deal product spouse parent child sibling household colleague friend referrer",
    "SHELL": "bash zsh fish",
    "--severity": "low normal high urgent",
    "--by": "call visit message",
    "--step": "prep prospect outreach convert callback summary plan",
}
"""Words that are the same in every playbook."""


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
    ids = customer_records.matches(book, prefix) if prefix else _lately(book)
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


OPEN = {
    "t": "SELECT id, title FROM task WHERE state = 'open' ORDER BY due_on LIMIT 200",
    "d": "SELECT id, title FROM deal WHERE state = 'open' ORDER BY quiet_since LIMIT 200",
    "x": "SELECT id, title FROM cases WHERE state = 'open' ORDER BY breaks_at LIMIT 200",
    "w": "SELECT id, title FROM waiting WHERE state = 'open' ORDER BY promised_on LIMIT 200",
    "n": "SELECT id, substr(text, 1, 40) FROM note ORDER BY on_date DESC LIMIT 50",
    "e": "SELECT id, title FROM event ORDER BY on_date DESC LIMIT 50",
    "a": "SELECT id, title FROM goal WHERE state = 'open' ORDER BY due_on LIMIT 50",
    "h": "SELECT id, name FROM holding WHERE sold_on IS NULL ORDER BY id DESC LIMIT 200",
    "o": "SELECT id, name FROM orders WHERE delivered_on IS NULL AND cancelled_on IS NULL ORDER BY promised_on LIMIT 200",
    "g": "SELECT id, title FROM campaign WHERE closed_on IS NULL ORDER BY id DESC LIMIT 50",
    "s": "SELECT id, title FROM final_summary ORDER BY starts_on DESC LIMIT 50",
    "f": "SELECT referral.id, customer.name FROM referral JOIN customer ON customer.id = referral.customer_id"
    " ORDER BY referral.id DESC LIMIT 50",
}
"""The open records that have a letter, and what each is called."""


def references(book: "Book", playbook: "Playbook", prefix: str, letters: str) -> list[Word]:
    """Open records by their references, and the items of the checklist."""
    found: list[Word] = []
    for letter in letters:
        if letter == "k":
            found += [(f"k{check.number}", str(check.title)) for check in playbook.checks]
        else:
            found += [(f"{letter}{number}", words) for number, words in book.all(OPEN[letter])]
    return beginning(found, prefix)[: 2 * MOST]


def products(book: "Book", prefix: str) -> list[Word]:
    """Products by name."""
    key = values.folded(prefix)
    rows = book.all(
        "SELECT id, name FROM product WHERE name_key >= ? AND name_key < ? LIMIT ?", key, key + "\U0010ffff", MOST
    )
    return [(row["name"], f"p{row['id']}") for row in rows]


def kinds(prefix: str) -> list[Word]:
    """The kinds of notes, events and tasks."""
    from amflow.prep.events import records as events
    from amflow.prep.notes import records as notes

    words = [(key, _(title)) for key, title in {**notes.KINDS, **events.KINDS}.items()]
    return beginning([*words, *((key, "") for key in ("todo", "visit", "call", "message"))], prefix)
