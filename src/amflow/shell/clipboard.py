"""The clipboard, through whatever this machine has for it; or, where it is asked for, through the terminal itself."""

import os
import shutil
import sys

from amflow.locale import _
from amflow.shell.context import App

LONGEST_SECONDS = 5
"""A program that takes longer than this hangs."""


def programs() -> list[list[str]]:
    """The programs that take a text on stdin and put it on the clipboard, where they can work here."""
    found = []
    if sys.platform == "darwin":
        found.append(["pbcopy"])
    if sys.platform in ("win32", "cygwin") or os.environ.get("WSL_DISTRO_NAME"):
        found.append(["clip.exe"])
    if os.environ.get("WAYLAND_DISPLAY"):
        found.append(["wl-copy"])
    if os.environ.get("DISPLAY"):
        found += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    if os.environ.get("TERMUX_VERSION"):
        found.append(["termux-clipboard-set"])
    return [command for command in found if shutil.which(command[0])]


def put(text: str) -> str:
    """Put the text on the clipboard and give the program's name; empty where there is none, or it failed."""
    import subprocess

    for command in programs():
        # clip.exe reads UTF-16 alone without a doubt; the others read UTF-8.
        raw = text.encode("utf-16") if command[0] == "clip.exe" else text.encode()
        try:
            done = subprocess.run(  # noqa: S603 - one of the fixed names above
                command,
                input=raw,
                check=False,
                timeout=LONGEST_SECONDS,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if not done.returncode:
            return command[0]
    return ""


def through_terminal(text: str) -> bool:
    """Ask the terminal to take the text (OSC 52); whether there is one. No terminal says whether it did."""
    from base64 import b64encode

    if not sys.stderr.isatty():
        return False
    sys.stderr.write(f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07")
    sys.stderr.flush()
    return True


def copied(app: App, text: str, osc52: bool) -> bool:
    """Put a text on the clipboard; where there is none print it, and say so. Whether it is there."""
    if osc52 and through_terminal(text):
        app.say(_("handed to the terminal: whether it took it shows when you paste"))
        return True
    if program := put(text):
        app.say(_("copied with {program}").format(program=program))
        return True
    app.say(_("there is no clipboard here; --osc52 tries the terminal's"))
    app.out.document(text)
    return False
