"""The lock: what pip finds for pyproject.toml today, with the hashes of every file of each release.

    python tools/lock.py < frozen > requirements.lock      what `pip freeze` says, with hashes
    python tools/lock.py --plain                           the lock without them: constraints for what is installed beside it

All files of a release are named, not only the one that fits this machine, so that the lock serves every platform. They are
asked of the index that pip itself is set to.
"""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"

HEAD = """\
# Made by `make lock` on Python {version}: packages for amflow, its extras and its tests,
# with the hashes of all their files.
"""
JSON = "application/vnd.pypi.simple.v1+json"


def index() -> str:
    """The address of pip's index, as it is configured; else pip's own."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False
    )
    if said.returncode == 0 and said.stdout.strip():
        return said.stdout.strip()
    from pip._internal.models.index import PyPI

    return str(PyPI.simple_url)


def canonical(name: str) -> str:
    """A package's name as the index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def hashes(index_: str, name: str, version: str) -> list[str]:
    """The sha256 of every file of the release, sorted. Raises SystemExit where the index knows none."""
    request = urllib.request.Request(f"{index_.rstrip('/')}/{canonical(name)}/", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    found = sorted({one["hashes"]["sha256"] for one in files if _version(one["filename"], name) == version})
    if not found:
        raise SystemExit(f"the index has no file of {name} {version}")
    return found


def _version(file: str, name: str) -> str:
    """The version that a file's name says: `ruff-0.17.6-py3-none-any.whl`, `ruff-0.17.6.tar.gz`."""
    rest = file[len(name) + 1 :]
    if file.endswith(".whl"):
        return rest.split("-")[0]
    return re.sub(r"\.(tar\.gz|zip|tar\.bz2)$", "", rest)


def main() -> int:
    """Print the lock."""
    if "--plain" in sys.argv:
        lines = [line.split(" ")[0] for line in LOCK.read_text("utf-8").splitlines()]
        print("\n".join(line for line in lines if "==" in line))
        return 0
    where = index()
    print(HEAD.format(version=".".join(map(str, sys.version_info[:2]))), end="")
    for line in sys.stdin.read().splitlines():
        name, _sign, version = line.strip().partition("==")
        if not version:
            raise SystemExit(f"not a locked release: {line}")
        told = [f"{name}=={version}", *(f"    --hash=sha256:{one}" for one in hashes(where, name, version))]
        print(" \\\n".join(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
