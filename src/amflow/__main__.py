"""The console entry point: amflow as its own process."""

import gc
import os
import sys


def run() -> None:
    """Run the command line of this process and end it."""
    # One short command: collecting garbage, and taking the interpreter down piece by piece at the end, cost a fifth of
    # the whole run and give nothing back. The book is closed and the streams are flushed before the process leaves.
    gc.disable()
    from amflow.cli import app

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


if __name__ == "__main__":
    run()
