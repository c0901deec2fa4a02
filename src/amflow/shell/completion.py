"""What may stand where the cursor is: commands, options, customers, open references, words of the playbook.

The shell asks with `amflow completion words SHELL WORD…`, the last word unfinished.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import refs, registry
from amflow.book import values
from amflow.customers import matching
from amflow.locale import Text, _
from amflow.playbooks.titles import LONGEST_CHOICE
from amflow.shell.command import shared_options
from amflow.shell.lists import list_of, names_of, of_list

if TYPE_CHECKING:
    from amflow.book.store import Book, Row
    from amflow.playbooks.model import Playbook
    from amflow.shell.context import App

FILES = "__files__"
"""The answer that means: names of files, which the shell knows itself."""


def answer(root: Any, args: list[str], app: "App") -> int:
    """Write what may stand in place of the last word, a line each, with its meaning after a tab."""
    from amflow.shell.typed.quotes import meant, quoted

    shell, typed = args[0], args[1:] or [""]
    last, quote = meant(typed[-1])
    # fish hands over the words before as they are meant.
    words = [*(typed[:-1] if shell == "fish" else (meant(word)[0] for word in typed[:-1])), last]
    if "--book" in words[:-2]:
        app.book_path = Path(os.path.expandvars(words[words.index("--book") + 1])).expanduser()
    found = offered(root, words, app, shell)
    # `--for=John` is one word where the shell makes no two of it, and is answered as one.
    name = last[: last.index("=") + 1] if last.startswith("--") and "=" in last and found != [(FILES, "")] else ""
    lines = [f"{quoted(name + word, shell, quote)}\t{' '.join(meaning.split())[:60]}\n" for word, meaning in found]
    if lines:
        app.out.document("".join(lines))
    return 0


def offered(root: Any, words: list[str], app: "App", shell: str) -> list[tuple[str, str]]:
    """What may stand in place of the last word."""
    before, prefix = _joined(words)
    command, path, arguments, option = _walked(root, before)
    if prefix.startswith("-") and option is None:
        return _options(command, prefix)
    if option is not None:
        return _values(path, option, prefix, app, shell)
    if hasattr(command, "commands"):
        return [(name, "") for name in command.commands.keys() if name.startswith(prefix)]
    parameters = [one for one in command.params if one.param_type_name == "argument"]
    if not parameters:
        return []
    place = parameters[min(arguments, len(parameters) - 1)]
    return _values(path, place, prefix, app, shell) if arguments < len(parameters) or place.nargs < 0 else []


def _joined(words: list[str]) -> tuple[list[str], str]:
    """`--tier=go` as bash hands it over, in three words, and as others do, in one."""
    *before, last = words
    if last.startswith("--") and "=" in last:
        name, _sign, last = last.partition("=")
        return [*before, name], last
    if last == "=":
        return before, ""
    return (before[:-1], last) if before and before[-1] == "=" else (before, last)


def _walked(root: Any, words: list[str]) -> tuple[Any, list[str], int, Any]:
    """The command that the words name, what it is called, how many of its arguments they give, and the option that waits
    for a value."""
    command, path, arguments, waiting = root, list[str](), 0, None
    for word in words:
        if waiting is not None:
            waiting = None
        elif word.startswith("-") and len(word) > 1:
            option = next((one for one in [*command.params, *shared_options()] if word in one.opts), None)
            waiting = option if option is not None and not getattr(option, "is_flag", False) else None
        elif word in getattr(command, "commands", ()):
            command = command.commands[word]
            path.append(word)
        else:
            arguments += 1
    return command, path, arguments, waiting


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


def _shut(app: "App", path: list[str]) -> bool:
    """Whether the register is closed to that command: then nothing of the book is offered. Offering is no listing and is
    not logged."""
    from amflow.register import records as register_records
    from amflow.shell.access import class_of

    if class_of(" ".join(path)) == registry.FREE:
        return False
    with register_records.keeper(app.book) as keeping:
        stands = register_records.state(keeping)
    return stands is not None and not stands.open


def _values(path: list[str], parameter: Any, prefix: str, app: "App", shell: str) -> list[tuple[str, str]]:
    """What an option or argument takes, by its own name or by what help calls it."""
    name, what = names_of(parameter)
    if what == "SHELL":
        return beginning(((one, "") for one in SHELLS), prefix)
    if what in ("FILE", "MAP", "FILE|NAME"):
        return [(FILES, "")]
    key = list_of(path[0] if path else "", parameter)
    words = from_list(key, of_list(key, lambda: app.playbook), prefix, as_typed=shell == "fish") if key else []
    asked = "" if key else letters(what, name)
    if not (what in PEOPLE or asked or what == "PRODUCT") or _shut(app, path):
        return words
    if what in PEOPLE:
        # Customers come before the word of a list: campaign mark g2 张敏 came.
        return customers(app.book, prefix, by_key=shell == "fish") + words
    if what == "PRODUCT":
        return products(app.book, prefix)
    found = references(app.book, app.playbook, prefix, asked) + (derived(app, prefix) if what in ANY else [])
    everyone = (what == NAMED or (what == "REF" and parameter.nargs == 1)) and len(asked) > 1 and prefix
    return found or (customers(app.book, prefix, by_key=shell == "fish") if everyone else [])


# The words

Word = tuple[str, str]
"""What is put into the line, and what it means."""

PEOPLE = ("CUSTOMER", "CUSTOMER|TASK", "CUSTOMER… STATE")
"""What help calls an argument that takes a customer."""

MOST = 30

SHELLS = ("bash", "zsh", "fish")


def from_list(name: str, known: Mapping[str, Text], prefix: str, *, as_typed: bool) -> list[Word]:
    """The words of a list that the prefix may mean: by title, as the person reads it; where something is put behind it
    (`--field NAME=`), or the title is a sentence, by key. `as_typed` is for a shell that only takes what begins so."""
    wanted = values.folded(prefix)
    end = "=" if name in ("--field", "--set", "--aspect", "--answer", "--figure") else ""
    found = []
    for key, title in known.items():
        words = [str(title), key, *title]
        if end or len(words[0]) > LONGEST_CHOICE:
            words[:2] = [key, words[0]] if " " in words[0] or not end else words[:2]
        fitting = [word for word in words if values.folded(word).startswith(wanted)]
        if fitting:
            word = fitting[0] if as_typed else words[0]
            found.append((f"{word}{end}", words[1] if word == words[0] else words[0]))
    return found


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
        return [(f"c{row['id']}", f"{row['name']} {book.tier_title(row['tier'])}".strip()) for row in rows]
    ids = matching.matches(book, prefix) if prefix else _lately(book)
    rows = [row for number in ids[:MOST] if (row := book.get("customer", number)) is not None]
    return [_offered(book, row, prefix if by_key else "") for row in rows]


def _offered(book: "Book", row: "Row", prefix: str) -> Word:
    name, ref = row["name"], f"c{row['id']}"
    tier = book.tier_title(row["tier"])
    meaning = " ".join(part for part in (ref, tier) if part)
    if book.number("SELECT count(*) FROM customer WHERE name_key = ? AND status <> 'removed'", row["name_key"]) > 1:
        return ref, f"{name} {tier}".strip()
    if prefix and not name.casefold().startswith(prefix.casefold()):
        key = book.one(
            "SELECT key FROM reading WHERE name_key = ? AND key >= ? AND key < ? ORDER BY whole DESC LIMIT 1",
            row["name_key"], prefix.casefold(), prefix.casefold() + "~",
        )  # fmt: skip
        if key is not None:
            return key["key"], f"{name} {meaning}"
    return name, meaning


def _lately(book: "Book") -> list[int]:
    rows = book.all("SELECT customer_id FROM touch ORDER BY held_on DESC, id DESC LIMIT 100")
    found = list(dict.fromkeys(row["customer_id"] for row in rows))
    if len(found) < MOST:
        found += [row["id"] for row in book.all("SELECT id FROM customer ORDER BY id DESC LIMIT ?", MOST)]
    return list(dict.fromkeys(found))


def letters(what: str, option: str = "") -> str:
    """The letters of the references that an argument takes, by what help calls it: a kind of record (`TASK`), whatever
    can be moved, or anything (`REF`), unless its option is called as one kind (`--deal`). Empty where it takes none."""
    offering = sorted((one for one in registry.FAMILIES if one.offers), key=lambda one: one.rank)
    nouns = (option.removeprefix("--") if what in ANY else "", what.lower())
    found = [one.letter for noun in nouns for one in offering if one.nouns == noun]
    if found or what not in ANY:
        return found[0] if found else ""
    if what in (ANY[0], NAMED):
        return "".join(one.letter for one in offering)
    return "".join(one.letter for one in offering if one.acts and registry.named(one.acts).move)


NAMED = "REF|NAME"
ANY = ("REF", "REF… DATE", NAMED)
"""What help calls an argument that takes references to anything, to anything that can be moved, or a customer's name too."""


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


def derived(app: "App", prefix: str) -> list[Word]:
    """What rules and cadence ask for today, once its first letter is typed: `r31fk`, `m31fk`, `c31`."""
    if not prefix or prefix[0] not in "rmc" or (prefix[1:] and not prefix[1].isdigit()):
        return []
    from amflow.today import page as today

    pages = [today.page(app.desk, step, MOST) for step in ("prep", "prospect", "outreach", "callback")]
    found = {
        item.ref: f"{item.customer} {item.title}".strip()
        for page in pages
        for item in page.items
        if item.ref[0] in "rmc" and item.state == "open"
    }
    return beginning(found.items(), prefix)[:MOST]


def products(book: "Book", prefix: str) -> list[Word]:
    """Products by name."""
    key = values.folded(prefix)
    rows = book.all(
        "SELECT id, name FROM product WHERE name_key >= ? AND name_key < ? LIMIT ?", key, key + "\U0010ffff", MOST
    )
    return [(row["name"], f"p{row['id']}") for row in rows]
