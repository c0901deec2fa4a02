"""Every command with a book in an odd place: behind a link, in a folder behind a link, where nobody may write, in the folder of
somebody else, in one where everybody may write (sticky), seen through a mount; with a pipe where the book should be, or where
the command writes.

A link stays a link, and everything that belongs to the book lies beside the file that it leads to. Where nothing may be
written, a command reads or says so, and nothing is changed.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tools.torture import sight
from tools.torture.at_each_write import AtEachWrite, Clean, Ground, Line
from tools.torture.child import NOBODY, Outcome


class Places(AtEachWrite):
    """A command in each place."""

    def _turns(self, _clean: Clean) -> int:
        return len(PLACES)

    def _clean(self, start: Ground, line: Line, before: sight.Seen) -> Clean:
        there = {path.name for path in start.book.parent.iterdir()}
        clean = super()._clean(start, line, before)
        start.made = [word for word in line.words if Path(word).suffix and word in clean.files - there]
        return clean

    def _turn(self, start: Ground, line: Line, before: sight.Seen, clean: Clean) -> None:
        ground = start.copy()
        name, place = self.dice.choice([*PLACES.items()])
        self.counts[name] += 1
        told: list[str] = []
        with place(ground) as writable:
            ended = ground.run(line.words)
            told = _looked(ended, writable=writable)
        found = told or self._looked(
            ground, line, ended, before, clean if writable else clean._replace(done=False),
            as_it_was=start.has_the_file_of(ground),
        )  # fmt: skip
        if name.startswith("link") and not found:
            found = _linked(ground)
        self._told(f"{line.named} ({'encrypted' if ground.encrypted else 'plain'}, {name})", found)


def _looked(ended: Outcome, *, writable: bool) -> list[str]:
    if writable and not ended.done and ended.code in (5, 70):
        return [f"it does not work here: {ended.said[-300:]}"]
    return []


def _linked(ground: Ground) -> list[str]:
    """A link that is none any more, and what lies beside it instead of beside the book."""
    real = ground.folder / "real"
    if not (ground.book.is_symlink() or ground.book.parent.is_symlink()):
        return ["the link is no link any more"]
    if not (real / "book.db").is_file():
        return ["the file that it led to is gone"]
    beside = [path.name for path in ground.book.parent.iterdir() if path.name.lstrip(".").startswith("book.db")]
    return [f"beside the link: {', '.join(beside)}"] if ground.book.is_symlink() and beside != ["book.db"] else []


@contextmanager
def _link(ground: Ground) -> Iterator[bool]:
    """The book is a link to a file in another folder."""
    real = ground.folder / "real"
    real.mkdir()
    for path in [*ground.book.parent.iterdir()]:
        if path.name.startswith("book.db"):
            path.rename(real / path.name)
    ground.book.symlink_to(real / "book.db")
    yield True


@contextmanager
def _linked_folder(ground: Ground) -> Iterator[bool]:
    """The book's folder is a link."""
    real = ground.folder / "real"
    ground.book.parent.rename(real)
    ground.book.parent.symlink_to(real, target_is_directory=True)
    yield True


@contextmanager
def _read_only(ground: Ground) -> Iterator[bool]:
    """Nobody may write, in the folder nor in the file; who is root may all the same, and sees a command that works."""
    folder = ground.book.parent
    modes = [(path, path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())]
    for path, mode in modes:
        path.chmod(mode & 0o555)
    yield os.getuid() == 0
    for path, mode in modes:
        path.chmod(mode)


@contextmanager
def _of_another(ground: Ground) -> Iterator[bool]:
    """Folder and file are somebody else's."""
    every = [ground.book.parent, *ground.book.parent.rglob("*")]
    if os.getuid() == 0:
        for path in every:
            os.chown(path, NOBODY, NOBODY)
    yield True
    if os.getuid() == 0:
        for path in (ground.book.parent, *ground.book.parent.rglob("*")):
            os.chown(path, 0, 0)


@contextmanager
def _mounted_folder(ground: Ground) -> Iterator[bool]:
    """The book's folder is seen through a mount, as a container sees it: another place of the same disk."""
    real = ground.folder / "real"
    ground.book.parent.rename(real)
    ground.book.parent.mkdir()
    with _mount(real, ground.book.parent):
        yield True
    ground.book.parent.rmdir()
    real.rename(ground.book.parent)


@contextmanager
def _mounted_file(ground: Ground) -> Iterator[bool]:
    """The book's file alone is: it can be written, and nothing can take its place."""
    real = ground.folder / "real.db"
    ground.book.rename(real)
    ground.book.touch()
    with _mount(real, ground.book) as mounted:
        yield not mounted
    real.replace(ground.book)


@contextmanager
def _mount(real: Path, seen: Path) -> Iterator[bool]:
    """Let the one be seen in the place of the other, where that is allowed; else it is a link."""
    command = ["mount", "--bind", str(real), str(seen)]
    mounted = os.getuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not mounted:
        seen.rmdir() if seen.is_dir() else seen.unlink()
        seen.symlink_to(real)
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(seen)], check=True)
        else:
            seen.unlink()
            seen.mkdir() if real.is_dir() else seen.touch()


@contextmanager
def _pipe(ground: Ground) -> Iterator[bool]:
    """Where the book should be is a pipe: nobody waits for it."""
    real = ground.folder / "real.db"
    ground.book.rename(real)
    os.mkfifo(ground.book)
    yield False
    if not ground.book.is_fifo():
        raise SystemExit("the pipe is none any more")
    real.replace(ground.book)


@contextmanager
def _into_pipes(ground: Ground) -> Iterator[bool]:
    """What the command would write is a pipe already, with somebody who reads from it."""
    pipes = [ground.book.parent / name for name in ground.made]
    for pipe in pipes:
        os.mkfifo(pipe)
    readers = [subprocess.Popen(["cat", str(pipe)], stdout=subprocess.DEVNULL) for pipe in pipes]
    yield True
    for pipe, reader in zip(pipes, readers, strict=True):
        if not pipe.is_fifo():
            raise SystemExit(f"{pipe.name} is no pipe any more")
        reader.kill()
        reader.wait()
        pipe.unlink()


@contextmanager
def _sticky(ground: Ground) -> Iterator[bool]:
    """A folder like /tmp, in which somebody else has laid something already."""
    ground.book.parent.chmod(0o1777)
    yield True


PLACES: dict[str, Callable[[Ground], AbstractContextManager[bool]]] = {
    "link": _link, "link to the folder": _linked_folder, "read-only": _read_only, "of another": _of_another,
    "sticky": _sticky, "mounted folder": _mounted_folder, "mounted file": _mounted_file, "pipe": _pipe,
    "into pipes": _into_pipes,
}  # fmt: skip
"""Where the book is, and whether a command can write there."""
