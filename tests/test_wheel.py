"""What a wheel brings along beside the program, and that two builds of one source are one file."""

import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from rich.cells import cell_len as cells
from tools import man_pages

from amflow import __version__

ROOT = Path(__file__).resolve().parents[1]

BESIDE = {
    "share/man/man1/amflow.1": "man/amflow.1",
    "share/man/zh_CN/man1/amflow.1": "man/zh_CN/amflow.1",
    "share/bash-completion/completions/amflow": "shell/amflow",
    "share/zsh/site-functions/_amflow": "shell/_amflow",
    "share/fish/vendor_completions.d/amflow.fish": "shell/amflow.fish",
}
"""Where man and the shells look, and the file in docs/."""


def built(kind: str, folder: Path) -> Path:
    """The wheel or sdist, made in this folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("amflow-*")
    return found


def test_the_wheel_has_the_man_pages_and_completions(tmp_path: Path) -> None:
    with zipfile.ZipFile(built("wheel", tmp_path)) as wheel:
        data = {name: wheel.read(name).decode() for name in wheel.namelist() if "/data/share/" in name}

    assert len(data) == len(BESIDE)
    for place, source in BESIDE.items():
        (text,) = (text for name, text in data.items() if name.endswith(f"/{place}"))
        # That these are what the program says of itself is for `make check`.
        assert text == (man_pages.DOCS / source).read_text("utf-8")


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_two_builds_are_one_file(tmp_path: Path, kind: str) -> None:
    one, other = built(kind, tmp_path / "one"), built(kind, tmp_path / "other")

    assert one.read_bytes() == other.read_bytes()


def test_the_sdist_holds_what_makes_the_wheel(tmp_path: Path) -> None:
    with tarfile.open(built("sdist", tmp_path)) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert {"pyproject.toml", "src/amflow/__main__.py", "requirements.lock"} <= names
    assert {f"docs/{source}" for source in BESIDE.values()} <= names


def test_each_version_is_a_page_of_the_changelog() -> None:
    pages = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1:]
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert [page.partition("\n")[0] for page in pages] == [named, "0.1.0"]
    assert named == __version__
    # A page that somebody reads: what is added for the next version goes among the rest when it is given out.
    assert all(len(page.encode()) <= 8_000 for page in pages)


@pytest.mark.skipif(not (shutil.which("man") and shutil.which("groff")), reason="there is no man")
@pytest.mark.parametrize(("name", "says"), [("amflow.1", "amflow log-visit"), ("zh_CN/amflow.1", "客户经理的一天")])
def test_man_shows_the_page(name: str, says: str) -> None:
    shown = subprocess.run(
        ["man", "-l", str(ROOT / "docs/man" / name)],
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""},
        check=True,
        capture_output=True,
    ).stdout.decode()

    assert says in shown
    # What is typed is in one line, however long.
    assert all(cells(line) <= 90 for line in shown.splitlines())
