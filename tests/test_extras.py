"""The command that brings a missing package, for every way in which amflow may have been put on a machine."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

import amflow
from amflow import extras

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path(amflow.__file__).parent


def test_they_are_the_extras_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = {
        name: tuple(re.split(r"[<>=]", line)[0] for line in lines)
        for name, lines in project["optional-dependencies"].items()
    }

    assert optional.pop("dev")
    assert optional == {"word": extras.WORD, "pdf": extras.PDF, "encrypt": extras.ENCRYPT}
    ordinary = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    assert {*extras.EXCEL, *extras.HOLIDAYS} <= ordinary


def test_the_one_file_program_is_built_anew_with_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert extras.command(extras.PDF) == "make program EXTRAS=word,pdf,encrypt"


def environment(place: Path) -> Path:
    """A Python of its own, with amflow in it as pip puts it there; gives the program."""
    venv.create(place, symlinks=True)
    packages = next(place.glob("lib/python*/site-packages"))
    (packages / "amflow.pth").write_text(f"{SOURCE.parent}\n")
    return place / "bin" / "python"


def said(python: Path, *packages: str) -> list[str]:
    """The words of the command, as a shell takes them apart."""
    program = f"from amflow import extras; print(extras.command({packages!r}))"
    done = subprocess.run([str(python), "-I", "-c", program], capture_output=True, text=True, check=True)
    return shlex.split(done.stdout)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return environment(tmp_path / "my tools" / "amflow-2")


def with_pip(python: Path) -> None:
    packages = next(python.parents[1].glob("lib/python*/site-packages"))
    (packages / "pip").mkdir()
    (packages / "pip" / "__init__.py").touch()


def test_pip_in_an_environment_reaches_that_environment(python: Path) -> None:
    with_pip(python)

    assert said(python, "docxtpl") == [str(python), "-m", "pip", "install", "docxtpl"]


def test_an_environment_without_pip_is_uvs(python: Path) -> None:
    assert said(python, *extras.PDF) == ["uv", "pip", "install", "--python", str(python), *extras.PDF]


def test_pipx_injects_into_its_own_environment(python: Path) -> None:
    (python.parents[1] / "pipx_metadata.json").write_text(json.dumps({"main_package": {"package": "amflow"}}))

    assert said(python, *extras.PDF) == ["pipx", "inject", "amflow-2", *extras.PDF]


@pytest.mark.parametrize(
    ("requirements", "words"),
    [
        ('[{ name = "amflow", directory = "/src/am flow" }]', ["/src/am flow"]),
        ('[{ name = "amflow", extras = ["word"], directory = "/src/a" }]', ["/src/a[word]"]),
        ('[{ name = "amflow", editable = "/src/a" }]', ["--editable", "/src/a"]),
        ('[{ name = "amflow", specifier = ">=0.1" }]', ["amflow>=0.1"]),
        ('[{ name = "amflow", git = "https://example.org/a" }]', ["amflow @ git+https://example.org/a"]),
        (
            '[{ name = "amflow", directory = "/src/a" }, { name = "docxtpl" }, { name = "typst", specifier = "<9" }]',
            ["/src/a", "--with", "docxtpl", "--with", "typst<9"],
        ),
    ],
)
def test_uv_makes_its_tool_again_with_all_that_it_had(python: Path, requirements: str, words: list[str]) -> None:
    (python.parents[1] / "uv-receipt.toml").write_text(f"[tool]\nrequirements = {requirements}\n")

    assert said(python, "pyrage") == ["uv", "tool", "install", *words, "--with", "pyrage"]


@pytest.mark.parametrize("receipt", ["", "[tool]\nrequirements = 5\n", "not toml", "[tool]\nrequirements = []\n"])
def test_a_receipt_that_nobody_can_read_ends_in_a_command_all_the_same(python: Path, receipt: str) -> None:
    (python.parents[1] / "uv-receipt.toml").write_text(receipt)

    assert said(python, "pyrage") == ["uv", "pip", "install", "--python", str(python), "pyrage"]


def test_the_persons_own_packages_stay_the_persons_own(tmp_path: Path) -> None:
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = tmp_path / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    own.mkdir(parents=True)
    (own / "amflow").symlink_to(SOURCE)
    program = "from amflow import extras; print(extras.command(('docxtpl',)))"

    done = subprocess.run(
        [str(base), "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONUSERBASE": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
    )

    words = shlex.split(done.stdout)
    assert words[1:5] == ["-m", "pip", "install", "--user"]
    assert words[-1] == "docxtpl"


def test_it_is_the_hint_where_the_package_is_not_there(tmp_path: Path) -> None:
    python = environment(tmp_path / "bare")
    with_pip(python)
    program = """
from amflow.book.engine import _cipher
from amflow.errors import Unusable
try:
    _cipher()
except Unusable as error:
    print(error.hint)
"""

    done = subprocess.run([str(python), "-I", "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == f"{python} -m pip install keyring pyrage sqlcipher3\n"
