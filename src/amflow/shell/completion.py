"""What may stand where the cursor is: commands, options, customers, open references, words of the playbook.

The shell asks with `amflow completion words SHELL WORD…`, the last word unfinished.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import refs, registry
from amflow.book import values
from amflow.customers import records as customer_records
from amflow.locale import _
from amflow.shell.command import shared_options

if TYPE_CHECKING:
    from amflow.book.store import Book, Row
    from amflow.playbooks.model import Playbook
    from amflow.shell.context import App

FILES = "__files__"
"""The answer that means: names of files, which the shell knows itself."""


def answer(root: Any, args: list[str], app: "App") -> int:
    """Write what may stand in place of the last word, a line each, with its meaning after a tab."""
    from amflow.shell.shell_scripts import quoted

    shell, words = args[0], args[1:] or [""]
    if "--book" in words[:-2]:
        app.book_path = Path(words[words.index("--book") + 1]).expanduser()
    found = offered(root, words, app, shell)
    lines = [f"{quoted(word, shell)}\t{' '.join(meaning.split())[:60]}\n" for word, meaning in found]
    if lines:
        app.out.document("".join(lines))
    return 0


def offered(root: Any, words: list[str], app: "App", shell: str) -> list[tuple[str, str]]:
    """What may stand in place of the last word."""
    before, prefix = _joined(words)
    command, arguments, option = _walked(root, before)
    if prefix.startswith("-") and option is None:
        return _options(command, prefix)
    if option is not None:
        return _values(option, option.opts[-1] if option.opts else "", prefix, app, shell)
    if hasattr(command, "commands"):
        return [(name, "") for name in command.commands.keys() if name.startswith(prefix)]  # noqa: SIM118
    parameters = [one for one in command.params if one.param_type_name == "argument"]
    if not parameters:
        return []
    place = parameters[min(arguments, len(parameters) - 1)]
    return _values(place, "", prefix, app, shell) if arguments < len(parameters) or place.nargs < 0 else []


def _joined(words: list[str]) -> tuple[list[str], str]:
    """`--tier=go` as bash hands it over, in three words, and as others do, in one."""
    *before, last = words
    if last.startswith("--") and "=" in last:
        name, _sign, last = last.partition("=")
        return [*before, name], last
    if last == "=":
        return before, ""
    return (before[:-1], last) if before and before[-1] == "=" else (before, last)


def _walked(root: Any, words: list[str]) -> tuple[Any, int, Any]:
    """The command that the words name, how many of its arguments they give, and the option that waits for a value."""
    command, arguments, waiting = root, 0, None
    for word in words:
        if waiting is not None:
            waiting = None
        elif word.startswith("-") and len(word) > 1:
            option = next((one for one in [*command.params, *shared_options()] if word in one.opts), None)
            waiting = option if option is not None and not getattr(option, "is_flag", False) else None
        elif word in getattr(command, "commands", ()):
            command = command.commands[word]
        else:
            arguments += 1
    return command, arguments, waiting


def _options(command: Any, prefix: str) -> list[tuple[str, str]]:
    found = []
    for one in [*command.params, *shared_options()]:
        if one.param_type_name == "option":
            found += [
                (name, _(one.help) if one.help else "")
                for name in [*one.opts, *one.secondary_opts]
                if name.startswith("--")
            ]
    return [(name, meaning) for name, meaning in [*found, ("--help", "")] if name.startswith(prefix)]


def _closed(app: "App") -> bool:
    """Whether the register is closed: then nobody's name is offered. Offering them is no listing and is not logged."""
    from amflow.register import records as register_records

    stands = register_records.state(app.book)
    return stands is not None and not stands.open


def _values(parameter: Any, name: str, prefix: str, app: "App", shell: str) -> list[tuple[str, str]]:
    """What an option or argument takes, by its own name or by what help calls it."""
    what = (parameter.metavar or "").strip("[]….")
    asked = letters(what, name)
    for key in (name, what):
        if key in WORDS:
            return of_playbook(app.playbook, key, prefix)
        if (said := fixed(key)) is not None:
            return beginning(((word, "") for word in said), prefix)
    if (what in (*PEOPLE, "CASE", "PRODUCT") or asked) and _closed(app):
        return []
    if what in PEOPLE:
        return customers(app.book, prefix, by_key=shell == "fish")
    if asked:
        found = references(app.book, app.playbook, prefix, asked)
        everyone = what == "REF" and len(asked) > 1 and parameter.nargs == 1 and prefix
        return found or (customers(app.book, prefix, by_key=shell == "fish") if everyone else [])
    if name == "--stage" or what == "STAGE":
        return stages(app.playbook, prefix)
    if what == "PRODUCT":
        return products(app.book, prefix)
    if what == "KIND":
        return kinds(prefix)
    return [(FILES, "")] if what in ("FILE", "MAP", "FILE|NAME") else []


# The words

Word = tuple[str, str]
"""What is put into the line, and what it means."""

PEOPLE = ("CUSTOMER", "CUSTOMER|TASK", "CUSTOMER… STATE")
"""What help calls an argument that takes a customer."""

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
        from amflow.playbooks.vocabulary import STEPS

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


def letters(what: str, option: str = "") -> str:
    """The letters of the references that an argument takes, by what help calls it: a kind of record (`TASK`), whatever
    can be moved, or anything (`REF`), unless its option is called as one kind (`--deal`). Empty where it takes none."""
    offering = sorted((one for one in registry.FAMILIES if one.offers), key=lambda one: one.rank)
    nouns = (option.removeprefix("--") if what in ANY else "", NOUN.get(what, what.lower()))
    found = [one.letter for noun in nouns for one in offering if one.nouns == noun]
    if found or what not in ANY:
        return found[0] if found else ""
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
