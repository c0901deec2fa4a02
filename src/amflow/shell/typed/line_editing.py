"""A line that is typed on a terminal: Tab completes it, the arrow keys bring what was answered before, Esc Esc goes back.

The readline of Python's own library does it; where that is missing, or the answers do not go to a terminal, a plain line is
read. What was typed is remembered while the program runs and is written nowhere.
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from amflow.asking import Words

ESCAPE = "⎋"
"""What Esc twice answers."""

ESCAPED = ord("*")
"""The kind of completion that Esc twice is bound to, as readline calls it."""

KEYS = {r"\e[1;5C": "forward-word", r"\e[1;5D": "backward-word", r"\e[3~": "delete-char", r"\e\e": "insert-completions"}
"""Keys that a system's settings have, and Esc twice: an arrow key begins with Esc too. It is bound to a kind of completion that
nobody uses, by which it is known."""

SOON = 0.02
"""Seconds."""

MOST = 12
"""So many of what may be meant are shown."""


def ask(words: str, present: str, question: str) -> str:
    """The answer to the question, which is shown in these words; Enter alone gives `present`. Raises Abort."""
    import typer

    lines = _readline()
    if lines is None:
        said: str = typer.prompt(words, default=present, show_default=False, err=True, prompt_suffix="")
        return said
    told, sign, last = words.rpartition("\n")
    sys.stderr.write(told + sign)
    sys.stderr.flush()
    _prepare(lines, last, getattr(question, "offered", None))
    if present:
        lines.add_history(present)
    try:
        return input(last) or present
    except _Left:
        sys.stderr.write("\n")
        return ESCAPE
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\n")
        raise typer.Abort from None


class _Left(Exception):
    """Esc was pressed."""


def _leave() -> None:
    """End the line that is being typed, once readline waits for the next key again: it hears of nothing before."""
    from signal import ITIMER_REAL, SIGALRM, setitimer, signal

    def leave(_number: int, _frame: Any) -> None:
        raise _Left

    signal(SIGALRM, leave)
    setitimer(ITIMER_REAL, SOON)


def _readline() -> Any:
    """The library, where a person edits a line on the terminal; else None."""
    own = sys.stdin is not None and sys.stdin is sys.__stdin__ and sys.stdout is sys.__stdout__
    if not own or os.environ.get("TERM", "dumb") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    # What the system sets for all, where the person has set nothing, makes of Esc Esc the beginning of another key.
    own_settings = "INPUTRC" in os.environ or (Path.home() / ".inputrc").exists()
    if not own_settings:
        os.environ["INPUTRC"] = os.devnull
    try:
        import readline
    except ImportError:
        return None
    finally:
        if not own_settings:
            del os.environ["INPUTRC"]
    return readline


def _prepare(lines: Any, prompt: str, offered: Callable[[str], Iterable[Words]] | None) -> None:
    found: list[Words] = []

    def complete(_word: str, place: int) -> str | None:
        if lines.get_completion_type() == ESCAPED:
            _leave()
            return None
        if place == 0:
            typed = lines.get_line_buffer().strip()
            found[:] = list(offered(typed)) if offered else []
        return found[place][0] if place < len(found) else None

    def show(_begun: str, _matches: list[str], _longest: int) -> None:
        told = [f"  {word}  {meaning}".rstrip() for word, meaning in found[:MOST]]
        told += ["  …"] if len(found) > MOST else []
        sys.stdout.write("\n" + "\n".join(told) + f"\n{prompt}{lines.get_line_buffer()}")
        sys.stdout.flush()

    # A name has spaces in it: the whole line is one word.
    lines.set_completer_delims("")
    lines.set_completer(complete)
    if "libedit" in (lines.__doc__ or ""):
        lines.parse_and_bind("bind ^I rl_complete")
        return
    lines.set_completion_display_matches_hook(show)
    for setting in ("show-all-if-ambiguous on", "enable-bracketed-paste off", "bell-style none"):
        lines.parse_and_bind(f"set {setting}")
    lines.parse_and_bind("tab: complete")
    for key, does in KEYS.items():
        lines.parse_and_bind(f'"{key}": {does}')
