"""A long page of a terminal, leafed through: by what PAGER names, else by less, which leaves the page on the screen."""

import os
import sys

from amflow.locale import _

USUAL = "less -FIRX"


def out(text: str) -> None:
    """Write the text to stdout; what is longer than the terminal is leafed through, for its top would be gone."""
    from shutil import get_terminal_size

    words = command() if text.count("\n") >= get_terminal_size().lines else []
    if not words or not show(text, words):
        sys.stdout.write(text)


def command() -> list[str]:
    """What leafs; empty where nobody sits at both ends, nothing does, or the person wants none (`PAGER=cat`)."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        return []
    from shlex import split
    from shutil import which

    try:
        words = split(os.environ.get("PAGER", USUAL))
    except ValueError:
        return []
    return words if words and words[0] != "cat" and which(words[0]) else []


def show(text: str, words: list[str]) -> bool:
    """Hand the text to that program and wait until it is left; False where it did not begin."""
    import subprocess
    from signal import SIG_IGN, SIGINT, signal

    said = "" if {"LESS", "PAGER"} & os.environ.keys() else _("space: next page, q: back")
    # The prompt of less knows no sign beyond ASCII before its version 600: such words stand above the page.
    prompt, above = (said, "") if said.isascii() else ("q", f"{said}\n")
    sys.stdout.flush()
    # Ctrl-C ends a search in less, and is none of ours while it runs.
    before = signal(SIGINT, SIG_IGN)
    try:
        subprocess.run(  # noqa: S603 - the person chose it
            words,
            input=(above + text).encode("utf-8", "replace"),
            env={"LESS": _options(prompt), "LESSCHARSET": "utf-8", **os.environ},
            check=False,
        )
    except OSError:
        return False
    finally:
        signal(SIGINT, before)
    return True


def _options(prompt: str) -> str:
    """What less is told where the person has told it nothing: colours as they are, and how it is left, which it says nowhere."""
    from re import sub

    return "FIRX$-Ps {} ".format(sub(r"([?:.%\\])", r"\\\1", prompt))
