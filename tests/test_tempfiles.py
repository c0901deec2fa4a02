"""Loose sheets: what lies open for another program is its owner's alone, and gone with the command that needed it."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import Run

from amflow import tempfiles as loose

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")

NAME = "Zhuravlyova"


@pytest.fixture
def place(home: Path) -> Path:
    return home / "run" / "amflow"


def editor(tmp_path: Path, what: str) -> str:
    script = tmp_path / "editor.py"
    script.write_text(f"import os, sys, time, pathlib\npage = pathlib.Path(sys.argv[1])\n{what}\n")
    return f"{sys.executable} {script}"


def test_a_page_is_its_owners_alone_and_goes_with_the_command(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("EDITOR", editor(tmp_path, f"""
pathlib.Path({str(seen)!r}).write_text(f"{{page}}|{{page.stat().st_mode & 0o777:o}}|{{page.parent.stat().st_mode & 0o777:o}}")
(page.parent / f".{{page.name}}.swp").write_text("what an editor leaves")
"""))  # fmt: skip
    run("customer", "add", NAME)
    run("customer", "edit", NAME, "--editor")

    page, own, around = seen.read_text().split("|")
    assert (own, around) == ("600", "700")
    assert Path(page).is_relative_to(place)
    assert not place.exists()


def test_a_page_with_a_mistake_is_kept_for_a_day(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'page.write_text("nonsense = [", "utf-8")'))
    run("customer", "add", NAME)
    told = run("customer", "edit", NAME, "--editor", code=None)

    assert told.code and "kept for a day" in told.stderr
    (kept,) = place.rglob("kept.toml")
    assert str(kept) in told.stderr and kept.read_text("utf-8").strip() == "nonsense = ["
    run("today")
    assert kept.exists()
    aged(kept.parent)
    monkeypatch.setattr(loose.os, "kill", gone)
    run("today")
    assert not place.exists()


def aged(folder: Path) -> None:
    then = time.time() - 25 * 3600
    for one in (*folder.iterdir(), folder):
        os.utime(one, (then, then))


def gone(_number: int, _signal: int) -> None:
    raise ProcessLookupError


def killed(words: tuple[str, ...], place: Path, ending: str, word: str) -> Path:
    """The folder that a command had made when it was killed: as soon as the word stood in it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "amflow", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    for _time in range(300):
        if any(word in file.read_text("utf-8") for file in place.glob(f"*.{ending}/*.*")):
            break
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (folder,) = place.glob(f"*.{ending}")
    return folder


@pytest.mark.parametrize("words", ["register close --by Ann", "customer erase c1 --yes", "book lock"])
def test_a_page_that_was_broken_off_goes_with_the_person_and_the_key(
    run: Run, place: Path, tmp_path: Path, secret: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'page.write_text("nonsense = [", "utf-8")'))
    run("customer", "add", NAME)
    if "lock" in words:
        run("book", "encrypt", "--passphrase-file", str(secret))
    for _time in "ab":
        run("customer", "edit", NAME, "--editor", code=None)
    # One that a kill found somebody writing, and one that is being written now.
    left, now = place / "999999999-x.page", place / "1-x.page"
    for one in (left, now):
        one.mkdir()
        (one / "page.toml").write_text(NAME)
    assert len(list(place.rglob("kept.toml"))) == 2

    run(*words.split())

    assert [one for one in place.rglob("*") if one.is_file()] == [now / "page.toml"]


def test_killed_over_a_page_it_stays_for_a_day_and_no_longer(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("customer", "add", NAME)
    monkeypatch.setenv("EDITOR", editor(tmp_path, 'page.write_text("a long evening of writing"); time.sleep(60)'))
    folder = killed(("customer", "edit", NAME, "--editor"), place, "page", "evening")

    run("today")
    assert [file.read_text() for file in folder.iterdir()] == ["a long evening of writing"]
    aged(folder)
    run("today")
    assert not place.exists()


def test_what_another_command_left_behind_is_taken_away_by_the_next(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    browser.chmod(0o700)
    monkeypatch.setenv("AMFLOW_BROWSER", str(browser))
    run("customer", "add", NAME)
    run("log-visit", NAME, "talked")
    folder = killed(("report", "customer", NAME, "-o", str(tmp_path / "out.pdf"), "--plain"), place, "sheets", NAME)
    assert NAME in (folder / "report.html").read_text("utf-8")

    run("today")

    assert not place.exists()


def test_what_is_in_use_stays(run: Run, place: Path) -> None:
    with loose.folder() as folder:
        (folder / "sheet").write_text("x")
        run("today")
        assert (folder / "sheet").exists()
    assert not place.exists()


@pytest.mark.parametrize("how", ["a link", "open to others"])
def test_a_place_that_others_prepared_is_not_entered(
    place: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    trap = tmp_path / "trap"
    trap.mkdir(mode=0o700)
    (trap / "1-x.sheets").mkdir()
    if how == "a link":
        place.symlink_to(trap)
    else:
        trap.rename(place)
        place.chmod(0o777)
    loose.tidy()
    with loose.folder() as folder:
        assert not folder.is_relative_to(home / "run")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [one.name for one in place.iterdir()] == ["1-x.sheets"]
    assert not folder.exists()


def test_without_a_place_of_the_session_it_is_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / f"amflow-{os.geteuid()}"
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with loose.folder(large=True) as folder:
        assert folder.parent == disk
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr(loose, "_MEMORY", str(tmp_path / "none"))
    with loose.folder() as folder:
        assert folder.parent == disk
    assert not disk.exists()
    (disk / "999999999-x.sheets").mkdir(parents=True)
    disk.chmod(0o700)
    loose.tidy()
    assert not disk.exists()


@pytest.mark.parametrize(
    "words", [("register", "close", "--by", "Ann"), ("customer", "erase", "c1", "--yes")], ids=["close", "erase"]
)
def test_what_was_only_looked_at_goes(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PATH", "")
    run("customer", "add", "Looked-At")
    run("report", "customer", "c1", "--open", "--plain", code=None)
    shown = [one for one in (home / "run").rglob("*") if one.is_file()]
    assert len(shown) == 1 and "Looked-At" in shown[0].read_text("utf-8")
    run(*words)
    assert [one for one in (home / "run").rglob("*") if one.is_file()] == []
