"""The console entry point: amflow as its own process."""

import gc
import os
import sys
import warnings
from typing import NoReturn


def run() -> None:
    """Run the command line of this process and end it."""
    # One short command: collecting garbage, and taking the interpreter down piece by piece at the end, cost a fifth of
    # the whole run and give nothing back. The book is closed and the streams are flushed before the process leaves.
    gc.disable()
    # What a library tells its programmers is nothing to the person at the screen.
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    _streams()
    _endings()
    from amflow import lean

    try:
        lean.load()
        from amflow.shell.app import app
    except ImportError as error:
        _not_whole(error)

    code: object = 0
    try:
        app()
    except SystemExit as end:
        code = end.code
    status = code if isinstance(code, int) else 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # The reader went away, or the disk behind a redirection is full: say so by the code alone.
        status = status or 1
    os._exit(status)


def _not_whole(error: ImportError) -> NoReturn:
    """What amflow stands on was taken away, or belongs to another Python; told without any of it."""
    from amflow.locale import LANGUAGES, _, use

    wanted = f"{os.environ.get('AMFLOW_LANG') or os.environ.get('LC_ALL') or os.environ.get('LANG')}"[:2]
    use(wanted if wanted in LANGUAGES else "en")
    message = _("a part of amflow cannot be loaded: {name}").format(name=error.name or "?")
    sys.stderr.write(_("error: {message}").format(message=message) + "\n")
    sys.stderr.write(_("hint: {hint}").format(hint=_("install amflow again, as you did the first time")) + "\n")
    sys.exit(70)


def _endings() -> None:
    """A terminal that is closed, or a polite end, ends the command as Ctrl-C does: what lies in a temporary file is about
    people, and has to go with the command."""
    # The enums of `signal` itself take as long to make as ten modules.
    import _signal as signal  # type: ignore[import-not-found]

    def end(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Under `nohup` the terminal may go.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)


def _streams() -> None:
    """Streams that take whatever comes: one that was closed reads and writes nothing, and what an encoding cannot carry
    is written as an escape instead of failing halfway."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            # Its number would be given to the next file that is opened: to the book, which then takes our words.
            mode = "r" if name == "stdin" else "w"
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
        elif name == "stdin":
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    run()
