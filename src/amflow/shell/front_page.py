"""`amflow --help`: one screen, with what is typed every day and where the rest is."""

from typing import Any

from amflow.locale import N_, _

PAGE = (
    (
        N_("The day"),
        (
            ("today", N_("the whole day on one page, with what comes first")),
            ("prep … callback", N_("one of its steps: prospect, outreach, convert …")),
            ("plan, brief, summary", N_("the next day; a page for the meeting; the week")),
        ),
    ),
    (
        N_("Written down in a line"),
        (
            ("log-visit, log-call", N_("a talk, with its outcome and the next step")),
            ("lead add, deal add …", N_("also task add, case open, note add")),
        ),
    ),
    (
        N_("Acting on what a screen shows: t45, d3, c12, several at once"),
        (
            ("done, skip, move", N_("done, left out, put off to another day")),
            ("drop, remove, reopen", N_("given up, taken out, taken up again")),
            ("undo", N_("take the last command back")),
        ),
    ),
    (N_("Finding"), (("show, find", N_("one thing in full; words, wherever they stand")),)),
    (
        N_("The rest"),
        (
            ("help commands", N_("every command, by what it is for")),
            ("help dates, references", N_("how days and records are typed")),
            ("COMMAND --help", N_("how it is typed, with an example")),
        ),
    ),
)
"""Headings with their commands, and what those do."""


def write(formatter: Any) -> None:
    """Write the page, below the line that shows how amflow is used."""
    widest = max(len(words) for _heading, rows in PAGE for words, _text in rows)
    for heading, rows in PAGE:
        with formatter.section(_(heading)):
            formatter.write_dl([(words.ljust(widest), _(text)) for words, text in rows])
