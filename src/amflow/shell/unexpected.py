"""What nobody foresaw: told to the person in a line, and kept for whoever looks for the mistake, without a word of the book.

The file says the kind of error, the way to its place in the program, and the versions; never the error's own words, nor what
was typed: either may name a customer.
"""

import platform
import sys
import traceback
from pathlib import Path

from amflow import __version__, done, outfiles
from amflow.errors import AmflowError, Unexpected
from amflow.locale import _
from amflow.registry import OF_NOUN
from amflow.shell.context import App


def explained(error: Exception, app: App | None) -> Unexpected:
    """The error as a person is told of it: what was written before it, and the file that holds the details."""
    told = done.sentence() or _("nothing was written")
    message = _("a mistake in amflow itself ({kind}); {done}").format(kind=type(error).__name__, done=told)
    if app is None:
        return Unexpected(message)
    return Unexpected(message, _kept(error, app))


def _kept(error: Exception, app: App) -> str:
    """Write the details down; says where they are and what to do with them, or why there is no file."""
    steps = [
        f"{_inside(step.filename)}:{step.lineno} {step.name}" for step in traceback.extract_tb(error.__traceback__)
    ]
    noun = app.typed[0] if app.typed and app.typed[0] in OF_NOUN else "-"
    said = (f"amflow {__version__}", f"Python {platform.python_version()}", platform.platform(terse=True))
    causes = [type(one).__name__ for one in (error, error.__cause__) if one is not None]
    lines = [*said, f"command {noun}", " < ".join(causes), *steps]
    ours = [step for step in steps if step.startswith("amflow/")] or ["amflow/start.py:0 -"]
    place = ours[-1].partition(" ")[0].rpartition("/")[2].replace(".py:", "-")
    file = app.settings.folders.state / f"{place}.txt"
    try:
        outfiles.write_own(file, "\n".join(lines) + "\n")
    except AmflowError as failed:
        return _("the details could not be kept: {why}").format(why=failed.message)
    return _("send {path} to whoever looks after amflow for you: it holds no customer's data").format(path=file)


def _inside(filename: str) -> str:
    """The file without the folders of this machine."""
    for root in sorted((Path(one).absolute() for one in sys.path if one), key=lambda one: -len(one.parts)):
        if Path(filename).is_relative_to(root):
            return Path(filename).relative_to(root).as_posix()
    return Path(filename).name
