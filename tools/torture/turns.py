"""What a tortured account manager types: a turn drawn from what the book allows, heavier where it is needed to go on."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.torture.sight import Keys

ROWS = 40
"""Rows of each import."""

REGISTER = ("--by", "Li")


class Turn(NamedTuple):
    """What is typed, and what may become of the book: `writes` one line of the history, or the whole is looked at."""

    words: tuple[str, ...]
    kind: str = "write"
    """write, look, backup, restore, migrate, register (its log alone grows), rewrite (the same rows under another key)."""


class Ground(NamedTuple):
    """What a turn is drawn from."""

    folder: Path
    number: int
    dice: random.Random
    numbers: Callable[[str], list[int]]
    keys: Keys
    encrypted: bool
    mostly_encrypted: bool
    open: bool | None
    key_kept: bool


def draw(ground: Ground) -> Turn:
    """Something that an account manager, or their machine, does."""
    choices = _of_days(ground) + _of_copies(ground) + _of_keys(ground) + _of_register(ground)
    return ground.dice.choices([turn for _weight, turn in choices], [weight for weight, _turn in choices])[0]


Choices = list[tuple[int, Turn]]


def _of_days(ground: Ground) -> Choices:
    n, dice = ground.number, ground.dice
    people = ground.numbers("SELECT id FROM customer WHERE status <> 'removed'") or [1]
    who = f"c{dice.choice(people)}"
    deals = ground.numbers("SELECT id FROM deal WHERE state = 'open'")
    tasks = ground.numbers("SELECT id FROM task WHERE state = 'open'")
    choices: Choices = [
        (6, Turn(("customer", "add", f"慕容{n}", "--phone", f"138{n:08d}", "--tier", "gold"))),
        (8, Turn(("log-visit", who, f"慕容 talked {n}", "--next", f"fri 10:00 call about {n}", "--intent", "B"))),
        (4, Turn(("task", "add", f"task {n}", "--for", who, "--due", "tomorrow"))),
        (3, Turn(("deal", "add", f"deal {n}", "--for", who, "--amount", "5万"))),
        (3, Turn(("note", "add", f"note {n}"))),
        (3, Turn(("undo",))),
        (2, Turn(("redo",))),
        (2, Turn(("customer", "edit", who, "--phone", f"139{n:08d}"))),
        (3, Turn(("import", str(_csv(ground)), "--as", "customer"))),
        (2, Turn(("today",), "look")),
        (2, Turn(("today",), "migrate")),
    ]
    if len(people) > 3:
        one, other = dice.sample(people, 2)
        choices.append((2, Turn(("customer", "merge", f"c{one}", f"c{other}", "--yes"))))
    if deals:
        deal = f"d{dice.choice(deals)}"
        choices.append((3, Turn(("deal", "advance", deal, "--force", "--why", f"because {n}"))))
        scan = ("--file", str(_scan(ground)), "--extra")
        choices.append((4, Turn(("deal", "doc", deal, "received", "id-card", *scan))))
    if tasks:
        choices.append((4, Turn(("done", f"t{dice.choice(tasks)}"))))
    return choices


def _of_copies(ground: Ground) -> Choices:
    target = ground.folder / f"backup-{ground.number}.db"
    word, copy_word = str(ground.keys.file), str(ground.keys.copy_file)
    sealed = ("book", "backup", str(target.with_suffix(".age")), "--encrypt", "--passphrase-file", word)
    restore = ("book", "restore", str(ground.folder / "copy.db"), "--yes", "--passphrase-file", copy_word)
    return [
        (2, Turn(("book", "backup", str(target)), "backup")),
        (1, Turn(sealed, "backup")),
        (2, Turn(restore, "restore")),
    ]


def _of_keys(ground: Ground) -> Choices:
    word, other = ("--passphrase-file", str(ground.keys.file)), ("--new-passphrase-file", str(ground.keys.next_file))
    if not ground.encrypted:
        return [(20 if ground.mostly_encrypted else 1, Turn(("book", "encrypt", *word), "rewrite"))]
    return [
        (2 if ground.mostly_encrypted else 6, Turn(("book", "decrypt", "--yes", *word), "rewrite")),
        (3, Turn(("book", "rekey", *word, *other), "rewrite")),
        (2 if ground.key_kept else 0, Turn(("book", "lock"), "lock")),
        (1 if ground.key_kept else 8, Turn(("book", "unlock", *word), "lock")),
    ]


def _of_register(ground: Ground) -> Choices:
    if ground.open is None:
        return [(1, Turn(("register", "open", *REGISTER), "register"))]
    if ground.open:
        return [(2, Turn(("register", "close", *REGISTER), "register"))]
    # While it is closed nearly everything is refused.
    return [(60, Turn(("register", "open", *REGISTER), "register"))]


def _csv(ground: Ground) -> Path:
    path, number = ground.folder / "in.csv", ground.number
    path.write_text(
        "name,phone\n" + "".join(f"慕容{number}-{row},137{number:04d}{row:04d}\n" for row in range(ROWS)), "utf-8"
    )
    return path


def _scan(ground: Ground) -> Path:
    path = ground.folder / "scan.pdf"
    path.write_bytes(f"the scan of {ground.number} ".encode() * ground.dice.randint(1, 5_000))
    return path
