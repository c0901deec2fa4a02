"""A long page of a terminal, leafed through: by what PAGER names, else by less, which leaves the page on the screen."""

import os
import shlex
import sys
from shutil import which

USUAL = "less -FIRX"


def command() -> list[str]:
    """What leafs; empty where nobody sits at both ends, nothing does, or the person wants none (`PAGER=cat`)."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        return []
    try:
        words = shlex.split(os.environ.get("PAGER", USUAL))
    except ValueError:
        return []
    return words if words and words[0] != "cat" and which(words[0]) else []


def show(text: str, words: list[str]) -> bool:
    """Hand the text to that program and wait until it is left; False where it did not begin."""
    import subprocess
    from signal import SIG_IGN, SIGINT, signal

    sys.stdout.flush()
    # Ctrl-C ends a search in less, and is none of ours while it runs.
    before = signal(SIGINT, SIG_IGN)
    try:
        subprocess.run(  # noqa: S603 - the person chose it
            words,
            input=text.encode("utf-8", "replace"),
            env={"LESS": "FIRX", "LESSCHARSET": "utf-8", **os.environ},
            check=False,
        )
    except OSError:
        return False
    finally:
        signal(SIGINT, before)
    return True
