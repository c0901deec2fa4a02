"""Writing a file so that it is there whole or not at all, and for its owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from amflow.errors import Unusable
from amflow.locale import _, of_system


@contextmanager
def beside(target: Path, hint: str = "") -> Iterator[Path]:
    """A path beside the target that takes its place when all went well, readable by its owner alone. Raises Unusable."""
    if not target.name or target.is_dir():
        raise Unusable(_("{path} is a folder").format(path=target), hint or _("name another"))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        yield part
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unusable(_("{path} cannot be written: {why}").format(path=target, why=of_system(error)), hint) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def replacing(target: Path, hint: str = "", encoding: str = "utf-8") -> Iterator[IO[str]]:
    """A text file to write into, which takes the target's place when all went well. Raises Unusable."""
    with (
        beside(target, hint) as part,
        part.open("w", encoding=encoding, newline="", errors="replace") as file,
    ):
        yield file
