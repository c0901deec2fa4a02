"""What is written out: whole or not at all, for its owner alone, where the path leads to, whatever lies there."""

import os
import re
import shutil
import stat
import sys
import threading
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import COMMANDS, Run

from amflow import outfiles, settings, tempfiles
from amflow.book.opening import open_book
from amflow.errors import Refused

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and rights are those of POSIX")

WAYS = {
    "summary": "summary --week --plain -o {file}",
    "plan": "plan --ics {file}",
    "visit": "visit c1 --plain -o {file}",
    "deal papers": "deal papers {deal} --to-bring --plain -o {file}",
    "brief": "brief --plain -o {file}",
    "report customer": "report customer c1 --plain -o {file}",
    "report campaign": "report campaign g1 --plain -o {file}",
    "report territory": "report territory --plain -o {file}",
    "register audit": "register audit --from 2026-11-01 -o {file}",
    "target export": "target export {file}",
    "message export": "message export {file} --force",
    "export": "export {file} --force",
    "export one": "export {file} --force --for c1",
}
"""Every command that writes into a file that is named, the form by the ending."""

FORM = {"plan": "ics", "target export": "csv", "message export": "csv"}
NEW = ("demo", "book backup", "book salvage")
"""These write no file over."""


def test_every_command_that_writes_a_file_is_tried() -> None:
    found = {path for path, names in commands(COMMANDS) if names & {"output", "ics"}}

    assert len(found) > 8
    assert {*WAYS, *NEW} >= found


def commands(command: Any, path: str = "") -> Iterator[tuple[str, set[str]]]:
    for name in getattr(command, "list_commands", lambda _: ())(None):
        if one := command.get_command(None, name):
            yield from commands(one, f"{path} {name}".strip())
    yield path, {parameter.name for parameter in command.params}


@pytest.fixture
def typed(run: Run, demo_of: Callable[[str], None], tmp_path: Path) -> Callable[[str, str], Any]:
    """Type a command of `WAYS` with its file."""
    demo_of("retail-bank")
    deal = run("deal", "list", "--json").json["items"][0]["ref"]

    def go(command: str, file: str) -> Any:
        words = WAYS[command].format(file=file, deal=deal)
        if command == "plan":
            run("plan", "--accept", code=None)
        return run(*words.split())

    return go


class Opened:
    """What this process opened to write, by the audit of Python: whether each was opened as it should."""

    def __init__(self) -> None:
        self.below = ""
        self.found: list[tuple[str, str, int]] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.below:
            return
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path, flags = os.fsdecode(arguments[0]), arguments[2] or 0
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(Path(path).absolute()).startswith(self.below):
                self.found.append(("open", path, flags))
        elif event == "sqlite3.connect" and str(arguments[0]).startswith(self.below):
            self.found.append((event, str(arguments[0]), 0))


AUDIT = Opened()
sys.addaudithook(AUDIT)
"""A hook stays to the end of the process: it looks only where a test says."""


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """The folder that files are written into, looked at."""
    folder = tmp_path / "out"
    folder.mkdir()
    AUDIT.found.clear()
    AUDIT.below = str(folder)
    yield folder
    AUDIT.below = ""


def lawful(seen: tuple[str, str, int], made: set[str]) -> bool:
    """A new file is made exclusively, under a name that nobody can foresee, through no link; only such a one is opened."""
    how, path, flags = seen
    if how != "open":
        return path in made
    if flags & os.O_CREAT:
        made.add(path)
        return outfiles.is_part(Path(path)) and flags & (os.O_EXCL | os.O_NOFOLLOW) == os.O_EXCL | os.O_NOFOLLOW
    return flags & (os.O_NOFOLLOW | os.O_TRUNC) == os.O_NOFOLLOW


def test_every_output_is_written_over_its_target_as_one(typed: Any, out: Path) -> None:
    for command in WAYS:
        for there in ("nothing", "a file", "a link"):
            file = (
                out
                / f"{there[-4:]}-{command.replace(' ', '')}.{FORM.get(command, 'json' if 'export' in command else 'md')}"
            )
            real = file.with_name("real-" + file.name) if there == "a link" else file
            if there != "nothing":
                real.write_text("BEGIN:VCALENDAR" if command == "plan" else "former")
                real.chmod(0o666)
            if there == "a link":
                file.symlink_to(real.name)
            AUDIT.found.clear()
            typed(command, str(file))

            made: set[str] = set()
            assert [seen for seen in AUDIT.found if not lawful(seen, made)] == [], (command, there)
            assert made, (command, there)
            assert file.is_symlink() == (there == "a link"), command
            assert stat.S_IMODE(real.lstat().st_mode) == 0o600, (command, there)
            assert "former" not in real.read_text("utf-8-sig") and real.stat().st_size, (command, there)
    assert [one.name for one in out.iterdir() if one.name.startswith(".")] == []


def test_copies_of_the_book_are_made_as_one(run: Run, out: Path) -> None:
    run("customer", "add", "Ann")
    for words in (("book", "backup"), ("book", "salvage"), ("export",), ("demo", "--output")):
        file = out / f"{words[-1].strip('-')}{'.xlsx' if words == ('export',) else '.db'}"
        AUDIT.found.clear()
        run(*words, str(file))

        made: set[str] = set()
        assert [seen for seen in AUDIT.found if not lawful(seen, made)] == [], words
        assert made, words
    assert sorted(one.name for one in out.iterdir()) == ["backup.db", "export.xlsx", "output.db", "salvage.db"]


def test_a_pipe_is_written_into_and_stays(typed: Any, tmp_path: Path) -> None:
    for number, command in enumerate(WAYS):
        pipe = tmp_path / f"{number}.{FORM.get(command, 'json' if 'export' in command else 'md')}"
        os.mkfifo(pipe)
        came: list[bytes] = []
        reader = threading.Thread(target=lambda pipe=pipe, came=came: came.append(pipe.read_bytes()), daemon=True)
        reader.start()
        said = typed(command, str(pipe))
        reader.join(20)

        assert came and came[0], command
        assert pipe.is_fifo(), command
        assert "readable by you alone" not in said.stdout


def test_a_device_is_written_into_and_stays(run: Run, tmp_path: Path) -> None:
    run("customer", "add", "Device Dora")
    master, slave = os.openpty()
    tty.setraw(slave)
    run("export", os.ttyname(slave), "--what", "customers", "--format", "csv")

    assert b"Device Dora" in os.read(master, 1 << 16)
    assert Path(os.ttyname(slave)).is_char_device()
    os.close(master)
    os.close(slave)


def test_no_output_takes_the_place_of_a_book(typed: Any, run: Run, home: Path, tmp_path: Path) -> None:
    run("task", "add", "one")
    book, other = home / "book.db", tmp_path / "other.db"
    run("book", "backup", str(other))
    (copy,) = (home / "book.db.backups").iterdir()
    link, second = tmp_path / "link", tmp_path / "second"
    link.symlink_to(book)
    second.hardlink_to(book)
    side = home / "book.db-wal"
    side.touch()
    before = {one: one.read_bytes() for one in (book, other, copy)}

    # The form of an audit is that of the ending alone.
    for command in (name for name in WAYS if name not in (*FORM, "register audit")):
        for target in (book, other, copy, link, second, side):
            with pytest.raises(AssertionError, match="is a book, or belongs to one"):
                typed(command, f"{target} --format {'json' if 'export' in command else 'md'}")

    assert {one: one.read_bytes() for one in before} == before
    assert "one" in run("task", "list").stdout


def test_a_pipe_without_a_name_is_written_into(run: Run, demo_of: Callable[[str], None], tmp_path: Path) -> None:
    demo_of("retail-bank")
    reader, writer = os.pipe()
    link = tmp_path / "a link to it"
    link.symlink_to(f"/proc/self/fd/{writer}")
    for path in (f"/proc/self/fd/{writer}", str(link)):
        if os.path.exists(path):
            run("target", "export", path)
            assert os.read(reader, 1 << 16).startswith(b"\xef\xbb\xbfmetric")


def test_a_pipe_that_nobody_reads_is_not_waited_for_for_ever(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outfiles, "READER", 0.1)
    os.mkfifo(tmp_path / "pipe")

    assert "nobody reads" in run("export", "pipe", "--format", "json", code=5).stderr


def test_what_somebody_laid_in_a_folder_for_all_is_not_followed(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root gives a file to another")
    around, mine = tmp_path / "tmp", tmp_path / "mine"
    around.mkdir()
    around.chmod(0o1777)
    mine.write_text("my settings")
    for lay in (lambda path: path.symlink_to(mine), os.mkfifo):
        path = around / "report.md"
        lay(path)
        os.chown(path, 2002, 2002, follow_symlinks=False)
        with pytest.raises(Refused, match="somebody else"):
            outfiles.write(path, "secret")
        if path.is_symlink():
            with pytest.raises(Refused, match="somebody else"):
                open_book(path)
        path.unlink()
    folder = around / "reports"
    folder.symlink_to(tmp_path)
    os.chown(folder, 2002, 2002, follow_symlinks=False)
    for path in (folder / "mine", folder / "home" / "new.md"):
        with pytest.raises(Refused, match="somebody else"):
            outfiles.write(path, "secret")
        with pytest.raises(Refused, match="somebody else"):
            open_book(path)
    assert mine.read_text() == "my settings"


def test_a_part_that_was_exchanged_meanwhile_takes_no_place(tmp_path: Path) -> None:
    with pytest.raises(outfiles.Unusable, match="taken away"), outfiles.writing(tmp_path / "a.md") as file:
        file.write(b"x")
        (part,) = tmp_path.glob(".a.md.*")
        part.unlink()
        part.write_text("another's")
    assert not (tmp_path / "a.md").exists()


def test_a_part_is_noted_before_its_first_byte_and_in_use_nobody_takes_it(run: Run, home: Path, tmp_path: Path) -> None:
    notes = settings.folders().state / "parts"
    with outfiles.part(tmp_path / "a.md") as made:
        assert [str(made) in note.read_text() for note in notes.iterdir()] == [True]
        made.write_text("secret")
        run("today")
        assert made.read_text() == "secret"
    assert not notes.exists() and not made.exists()


def test_without_a_state_folder_it_is_noted_beside_the_loose_sheets(home: Path, tmp_path: Path) -> None:
    (home / "state").write_text("no folder")
    with outfiles.part(tmp_path / "a.md") as made:
        (note,) = (home / "run" / "amflow-parts").iterdir()
        assert str(made) in note.read_text()
    assert not note.parent.exists()


def test_what_cannot_be_taken_away_is_named_listed_and_tried_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("customer", "add", "Ann")
    held = tmp_path / f".out.json.{'0' * 16}.part"
    # As one that nothing takes away: a folder where folders stay.
    held.mkdir()
    note(held)
    monkeypatch.setattr(shutil, "rmtree", lambda *_anything, **_more: None)
    for words in (("today",), ("customer", "list")):
        assert "left half made" in run(*words).stderr
    assert ["left", str(held)] in [[line[1], line[3]] for line in run("book", "backups").lines]
    assert str(held) in run("book", "backups", "--forget-before", "2099-01-01", "--yes", code=5).stderr
    held.rmdir()
    assert "half made" not in run("today").stderr


def test_a_note_takes_away_nothing_that_is_no_part(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    note(mine)
    run("today")
    assert mine.read_text() == "mine"
    assert not (settings.folders().state / "parts").exists()


def test_a_disk_that_is_not_there_is_waited_for(run: Run, tmp_path: Path) -> None:
    part = tmp_path / "stick" / f".my.part.json.{'0' * 16}.part"
    part.parent.mkdir()
    note(part)
    part.parent.rename(tmp_path / "drawer")
    run("today")
    (tmp_path / "drawer").rename(part.parent)
    part.write_text("secret")
    run("today")
    assert not part.exists()


def note(path: Path) -> None:
    """What a command that was killed had noted."""
    notes = settings.folders().state / "parts"
    notes.mkdir(parents=True, mode=0o700, exist_ok=True)
    notes.chmod(0o700)
    (notes / "1").write_text(f"{path.parent.stat().st_dev}\n{path}")


def test_let_go_of_a_file_is_gone_though_its_bytes_cannot_be_written_over(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("secret")
    other.hardlink_to(file)
    assert tempfiles.let_go(file)
    # Under its other name it is somebody's own copy.
    assert other.read_text() == "secret" and not file.exists()


IN_A_FOLDER_OF_ITS_OWN = {
    "tempfiles": "the sheets lie where only their owner enters",
    "documents/pdf": "pages on their way to PDF are loose sheets",
    "shell/context": "an editor's page is a loose sheet",
    "files/forms/detect": "what is read from stdin is a loose sheet",
    "files/forms/excel": "an old workbook is made a new one in a loose sheet",
    "apart": "nowhere",
    "outfiles": "here is how",
    "book/engine": "the file of the book, and markers, made exclusively; notes that lose their name at once",
    "book/attachments": "a part, opened through no link",
    "book/encryption/rewrite": "the former file, held open so that its bytes can be written over",
    "book/safety/exchange": "the marker, opened through no link",
    "book/safety/restore_backup": "into a part",
    "book/safety/salvage": "into a part, and the sides of it",
    "shell/shell_scripts": "the shell's start-up file, which is added to; it holds no customer",
    "__main__": "nowhere",
    "shell/app": "nowhere",
}
"""Who opens a file to write, and why that is no file of its own making beside others."""


def test_nothing_else_makes_a_file_of_its_own_way() -> None:
    source = Path(outfiles.__file__).parent
    writes = re.compile(
        r"""\.write_text\(|\.write_bytes\(|\.open\(\s*"[wax]|\bopen\([^)]*"[wax]b?"|os\.open\(|mkstemp|NamedTemporary|copyfile\("""
    )
    found = {
        str(path.relative_to(source).with_suffix(""))
        for path in source.rglob("*.py")
        if writes.search(path.read_text("utf-8"))
    }

    assert found <= set(IN_A_FOLDER_OF_ITS_OWN), found - set(IN_A_FOLDER_OF_ITS_OWN)
    assert set(IN_A_FOLDER_OF_ITS_OWN) <= found, set(IN_A_FOLDER_OF_ITS_OWN) - found


def test_much_goes_through_a_pipe_that_is_read_slowly(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    much = "a long line of a report\n" * 100_000
    came: list[bytes] = []

    def read() -> None:
        with (tmp_path / "pipe").open("rb", buffering=0) as pipe:
            while piece := pipe.read(5_000):
                came.append(piece)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    with outfiles.replacing(tmp_path / "pipe") as file:
        file.write(much)
    reader.join(20)
    assert b"".join(came).decode() == much
