"""The command lines that help pages propose, on whose demo they run, and the files that they name."""

from collections.abc import Iterator
from typing import Any

import typer

from amflow import locale
from amflow.shell.app import app
from amflow.shell.command import examples


def walk(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command that a list shows."""
    if path:
        yield " ".join(path), command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from walk(inner, (*path, name))


LISTED: dict[str, Any] = dict(walk(typer.main.get_command(app)))

TRADES = {
    "line": "retail-territory",
    "target measure": "retail-territory",
    "report territory": "retail-territory",
    "log-reception": "retail-bank",
    "deal credit": "retail-bank",
}
"""Lines, figures of shelves, visitors of a lobby, a credit sheet: what only some trades have."""

FILES = {
    "contacts.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Ben Cole\nTEL:13900139000\nEND:VCARD\n",
    "leave.csv": "date,kind\n2026-12-24,leave\n",
    "scan.pdf": "%PDF-1.4\n",
    "pass.txt": "horse staple battery\n",
    "new.txt": "another staple battery\n",
}
"""What somebody has who types the examples: files to import, to attach, and with passphrases."""

FEED = "https://www.example.com/rss.xml"
"""The page that the examples of feeds read."""


def own_trade(path: str) -> str:
    """The trade on whose demo the examples run: the one that a demo is of by itself, but for what only some trades have."""
    return TRADES.get(path) or TRADES.get(path.split()[0]) or "general"


def said(path: str, lang: str) -> list[str]:
    """The examples of a command's page."""
    locale.use(lang)
    try:
        return examples(LISTED[path])
    finally:
        locale.use("en")
