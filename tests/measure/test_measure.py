"""`make measure` runs where the real data are not: each measure on small generated ones."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "tools" / "measure").glob("[a-z]*.py")))
def test_each_measure_says_its_figures(name: str) -> None:
    if "def measured(" not in (ROOT / "tools" / "measure" / f"{name}.py").read_text("utf-8"):
        pytest.skip("no measure, but what they stand on")

    ended = subprocess.run(
        [sys.executable, "-m", "tools.measure", "--only", name, "--quick"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stdout + ended.stderr
    first, *figures, last = ended.stdout.splitlines()
    assert first.startswith(f"{name}: generated ")
    assert figures and all(line.startswith(("ok ", "short ")) for line in figures), ended.stdout
    assert last == "all reached"
