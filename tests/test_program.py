"""amflow in one file: it lays itself into the cache once, whole and for its owner alone, and runs where there is no Python."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tools.program.packing import packed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="its head is a shell's")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A one-file program whose folder holds a few lines of shell instead of a Python."""
    folder = tmp_path / "folder"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts" / "words").write_text("from its folder")
    (folder / "amflow").write_text('#!/bin/sh\nread -r words < "${0%/*}/parts/words"\necho "$words: $2 $#"\n')
    (folder / "amflow").chmod(0o755)
    file = tmp_path / "amflow"
    file.write_bytes(packed(folder, "9.9.9", "linux-x"))
    file.chmod(0o755)
    return file


def start(program: Path, *, path: str = "/usr/bin:/bin", **more: str) -> subprocess.Popen[str]:
    env = {"HOME": str(program.parent), "PATH": path, **more}
    pipe = subprocess.PIPE
    return subprocess.Popen([program, "one", "t w", ""], env=env, stdout=pipe, stderr=pipe, text=True)


def places(program: Path) -> list[str]:
    return sorted(one.name for one in (program.parent / ".cache/amflow/program").iterdir())


def test_it_unpacks_itself_once_for_its_owner_and_goes_straight_there_then(program: Path) -> None:
    cache = program.parent / ".cache/amflow/program"
    # Left by a start that was killed; 4194305 is the number of no process.
    (cache / ".9.9.9-0.4194305").mkdir(parents=True)
    (cache / "8.8.8-1").mkdir()
    os.utime(cache / "8.8.8-1", (1e9, 1e9))

    # Several at once: each is answered, and one folder is there.
    several = [start(program) for _number in range(4)]
    assert [one.communicate() for one in several] == [("from its folder: t w 3\n", "")] * 4
    (name,) = places(program)
    assert name.startswith("9.9.9-")
    assert {oct(one.stat().st_mode & 0o077) for one in [cache, *cache.rglob("*")]} == {"0o0"}
    assert sorted(one.name for one in (cache / name).iterdir()) == ["amflow", "parts"]

    # Without a program to unpack with, and without the packed folder.
    program.write_bytes(program.read_bytes().partition(b"\ncase")[0])
    assert start(program, path="").communicate() == ("from its folder: t w 3\n", "")


def test_what_was_cleaned_in_part_is_laid_out_anew(program: Path) -> None:
    start(program).communicate()
    (name,) = places(program)
    (program.parent / ".cache/amflow/program" / name / "amflow").unlink()

    assert start(program).communicate()[0] == "from its folder: t w 3\n"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "error: amflow cannot be unpacked"), ("zh", "错误：amflow 无法展开")]
)
def test_where_it_cannot_be_unpacked_it_says_so_and_leaves_nothing(program: Path, lang: str, said: str) -> None:
    program.write_bytes(program.read_bytes()[:-200])

    cut = start(program, AMFLOW_LANG=lang)

    out, err = cut.communicate()
    assert (cut.returncode, out) == (5, "")
    assert said in err and "XDG_CACHE_HOME" in err.splitlines()[-1]
    assert places(program) == []


def test_two_builds_of_one_folder_are_one_file(program: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(tmp_path / "folder", again)
    os.utime(again / "amflow", (1e9, 1e9))

    assert packed(again, "9.9.9", "linux-x") == program.read_bytes()


BUILT = os.environ.get("AMFLOW_PROGRAM", "")
"""The one file that `make program` built."""

TOOLS = ["cat", "chmod", "find", "gzip", "ls", "mkdir", "mktemp", "mv", "rm", "sh", "sync", "tail", "tar"]
"""What stands in the machine without Python, beside the C library."""


@pytest.fixture
def nowhere(tmp_path: Path) -> Any:
    """A way to run a script of shell where nothing of this machine is to be seen but the one file."""
    if not BUILT or not shutil.which("bwrap"):
        pytest.skip("make program builds it, and bwrap makes the machine without Python")

    def run(script: Path, *words: str, **env: str) -> str:
        libraries = [one for one in ("/lib", "/lib64", "/usr/lib") for one in sorted(Path(one).glob("*-linux-gnu*"))]
        loader = [one for one in (Path("/lib64"),) if one.is_dir()]
        seen = [(one, one) for one in (*libraries, *loader)]
        seen += [(Path(shutil.which(one) or one).resolve(), Path("/bin") / one) for one in TOOLS]
        seen += [(ROOT / BUILT, Path("/opt/amflow")), (script, Path("/opt/script"))]
        wrap = ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv", "--tmpfs", "/"]
        wrap += ["--proc", "/proc", "--dev", "/dev", "--dir", "/tmp", "--dir", "/home/ann"]
        for path, inside in seen:
            wrap += ["--ro-bind", str(path), str(inside)]
        for name, value in {"HOME": "/home/ann", "PATH": "/bin", "LANG": "C.UTF-8", **env}.items():
            wrap += ["--setenv", name, value]
        done = subprocess.run([*wrap, "/bin/sh", "/opt/script", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_morning_of_the_demo_runs_without_python(nowhere: Any) -> None:
    shown = nowhere(ROOT / "tools/demo.sh", "/opt/amflow", AMFLOW_NOW="2026-11-30T08:00")

    assert "Mon 30 Nov 2026" in shown and "first:" in shown and "Fri 4 Dec" in shown and "Week 49" in shown


ALL_OF_IT = """
set -eu
! command -v python python3
export AMFLOW_BOOK=/home/ann/b.db
cd /home/ann
/opt/amflow --version
/opt/amflow demo --playbook retail-bank
for ending in html docx xlsx; do /opt/amflow summary --week -o "week.$ending"; done
/opt/amflow summary --week --open
printf 'seven words that nobody would ever guess' > words; chmod 600 words
/opt/amflow book encrypt --passphrase-file words
/opt/amflow customer list --json
/opt/amflow config set country DE
/opt/amflow help locks
ls /home/ann
"""


def test_the_extras_and_every_room_are_in_it(nowhere: Any, tmp_path: Path) -> None:
    script = tmp_path / "all.sh"
    script.write_text(ALL_OF_IT)

    shown = nowhere(script, AMFLOW_NOW="2026-11-30T08:00", AMFLOW_LANG="zh")

    assert "扩展：word encrypt" in shown
    assert "week.docx" in shown and "week.xlsx" in shown and "amflow/customers@" in shown
