"""A line that is typed on a terminal: what may be meant is shown while it is typed, Tab takes it, the arrow keys bring what was
answered before, Esc goes back.

Where the answers do not come from a terminal, or it can do nothing but write, a plain line is read. What was typed is
remembered while the program runs and is written nowhere.
"""

import os
import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from amflow.asking import Words

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

ESCAPE = "⎋"
"""What Esc answers."""

SOON = 0.1
"""Seconds after which Esc was pressed by itself: an arrow key begins with the same sign, and so does Alt with a letter."""

ROWS = 8
"""So many rows of what may be meant are shown at once."""


def ask(words: str, present: str, question: str) -> str:
    """The answer to the question, which is shown in these words; Enter alone gives `present`. Raises Abort."""
    import typer

    if not _on_terminal():
        said: str = typer.prompt(words, default=present, show_default=False, err=True, prompt_suffix="")
        return said
    line, offered = _line(), getattr(question, "offered", None)
    if present:
        line.history.append_string(present)
    try:
        completer = _completer(offered) if offered else None
        said = line.prompt(words, completer=completer, reserve_space_for_menu=ROWS if offered else 0)
    except (KeyboardInterrupt, EOFError):
        raise typer.Abort from None
    # What is pasted may be of several lines.
    return " ".join(said.split("\n")) or present


def _on_terminal() -> bool:
    own = sys.stdin is not None and sys.stdin is sys.__stdin__ and sys.stdout is sys.__stdout__
    return own and os.environ.get("TERM", "dumb") != "dumb" and sys.stdin.isatty() and sys.stdout.isatty()


@cache
def _line() -> "PromptSession[str]":
    from prompt_toolkit import PromptSession
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import ColorDepth, create_output

    keys = KeyBindings()

    @keys.add("escape")
    def leave(event: Any) -> None:
        event.app.exit(result=ESCAPE)

    output = create_output(sys.stdout)
    # Where the cursor is would be asked of the terminal, whose answer may come when nobody reads it any more.
    if hasattr(output, "enable_cpr"):
        output.enable_cpr = False
    line: PromptSession[str] = PromptSession(
        key_bindings=keys, output=output, complete_while_typing=True, enable_suspend=True,
        color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
    )  # fmt: skip
    line.app.timeoutlen = line.app.ttimeoutlen = SOON
    return line


def _completer(offered: Callable[[str], Iterable[Words]]) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    class Offered(Completer):
        def get_completions(self, document: Any, _event: Any) -> Iterable[Completion]:
            # A name has spaces in it: the whole line is one word.
            typed = document.text_before_cursor
            for word, meaning in offered(typed.strip()):
                yield Completion(word, start_position=-len(typed), display_meta=meaning)

    return Offered()
