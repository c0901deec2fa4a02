"""What the one file starts: amflow, on a machine that has no other Python."""

import os
import sys


def main() -> None:
    """Run the command line."""
    # The loader names the program's own libraries to everything that is started: the browser, the pager and the editor
    # have theirs.
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    if sys.argv[1:4] == ["-I", "-S", "-c"]:
        # amflow has a few lines of Python done beside itself, by whatever runs it: here that is this file.
        code, sys.argv = sys.argv[4], ["-c", *sys.argv[5:]]
        exec(code, {"__name__": "__main__"})
    else:
        from amflow.__main__ import run

        run()


main()
