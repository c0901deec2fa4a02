"""What nobody foresaw: told to the person in a line, and kept for whoever looks for the mistake, without a word of the book.

The file says the kind of error, the way to its place in the program, the versions, and of what was typed the names of the
command and its options; never the error's own words, nor a value that was typed: either may name a customer. Nothing of it
goes anywhere by itself: `amflow help mistakes` shows it to whoever may want to send it.
"""

import platform
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from amflow import __version__, done, outfiles
from amflow.errors import AmflowError, Unexpected
from amflow.locale import _
from amflow.shell.context import App


def explained(error: Exception, app: App | None, root: Any) -> Unexpected:
    """The error as a person is told of it: what was written before it, and the file that holds the details. `root` is the
    command of all commands."""
    told = done.sentence() or _("nothing was written")
    message = _("a mistake in amflow itself ({kind}); {done}").format(kind=type(error).__name__, done=told)
    if app is None:
        return Unexpected(message)
    return Unexpected(message, _kept(error, app, root))


def _kept(error: Exception, app: App, root: Any) -> str:
    """Write the details down; says where they are and what to do with them, or why there is no file."""
    steps = [
        f"{_inside(step.filename)}:{step.lineno} {step.name}" for step in traceback.extract_tb(error.__traceback__)
    ]
    said = (f"amflow {__version__}", f"Python {platform.python_version()}", platform.platform(terse=True))
    causes = [_kind(one) for one in (error, error.__cause__) if one is not None]
    lines = [*said, " ".join(["command", *_named(app.typed, root, type(error))]), " < ".join(causes), *steps]
    ours = [step for step in steps if step.startswith("amflow/")] or ["amflow/start.py:0 -"]
    place = ours[-1].partition(" ")[0].rpartition("/")[2].replace(".py:", "-")
    file = app.settings.folders.state / f"{place}.txt"
    try:
        outfiles.write_own(file, "\n".join(lines) + "\n")
    except AmflowError as failed:
        return _("the details could not be kept: {why}").format(why=failed.message)
    told = _(
        "the details are in {path}, without anybody's data; amflow help mistakes shows them and says how to report them"
    )
    return told.format(path=file)


def kept(folder: Path) -> list[tuple[Path, str]]:
    """The files of mistakes with what they say, the newest first."""
    files = [
        one for one in folder.glob("*.txt") if _KEPT.fullmatch(one.name) and one.is_file() and not one.is_symlink()
    ]
    files.sort(key=lambda one: (-one.stat().st_mtime, one.name))
    return [(one, one.read_text("utf-8", "replace")) for one in files]


_KEPT = re.compile(r"\w+-\d+\.txt")
"""Such a file is called by the module and the line of the mistake, so that the same one is kept once."""


def _named(typed: list[str], command: Any, mistake: type[Exception]) -> list[str]:
    """What was typed, as far as the program gave it its name: the command and its options. A value may be a customer."""
    from amflow.shell.command import shared_options

    words = list[str]()
    # The mistake may lie in the making of the command.
    with suppress(mistake):
        for word in typed:
            name, equals, _value = word.partition("=")
            if word in getattr(command, "commands", ()):
                words.append(word)
                command = command.commands[word]
            elif any(name in (*one.opts, *one.secondary_opts) for one in [*command.params, *shared_options()]):
                words.append(f"{name}=…" if equals else name)
            else:
                words.append("…")
    return words


def _kind(error: BaseException) -> str:
    """What it is called; of a part of the program that is not there, which."""
    name = type(error).__name__
    return f"{name} {error.name}" if isinstance(error, ImportError) and error.name else name


def _inside(filename: str) -> str:
    """The file without the folders of this machine."""
    for root in sorted((Path(one).absolute() for one in sys.path if one), key=lambda one: -len(one.parts)):
        if Path(filename).is_relative_to(root):
            return Path(filename).relative_to(root).as_posix()
    # In the one-file program they are without folders of a machine from the beginning.
    if filename.startswith("amflow/"):
        return filename
    return Path(filename).name
