"""What is installed against the lock, without a network: versions, the bytes of every file, licences.

    python tools/audit.py

Every package of requirements.lock must be locked by hashes and be there in that version, every file of it must still have
the hash that its own record gives it, and no licence may forbid what amflow's own (MIT) allows: GPL and AGPL stay out, LGPL
only where a package is optional.
"""

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"

FORBIDDEN = re.compile(r"\b(AGPL|GPL|GNU (Affero )?General Public)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public|Library General Public", re.IGNORECASE)

OPTIONAL_LESSER = {"docxtpl"}
"""Packages under the lesser licence, each in an extra of its own and in nothing that amflow needs."""


def locked(lock: Path = LOCK) -> dict[str, str]:
    """The packages of the lock with their versions."""
    lines = [line.split("#")[0].strip() for line in lock.read_text("utf-8").splitlines()]
    pairs = [re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line) for line in lines]
    return {pair[1]: pair[2] for pair in pairs if pair}


def hashes(lock: Path = LOCK) -> dict[str, list[str]]:
    """The packages of the lock with the sha256 of every file of that release."""
    found: dict[str, list[str]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if pair := re.match(r"([A-Za-z0-9._-]+)==", line):
            found[pair[1]] = []
        if (known := re.search(r"--hash=sha256:([0-9a-f]{64})\b", line)) and found:
            found[list(found)[-1]].append(known[1])
    return found


def plain_name(line: str) -> str:
    """The name of the package that a requirement asks for, as indexes write it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", line)[0].lower())


def licence(distribution: metadata.Distribution) -> str:
    """What the package says of its licence, in a line."""
    said = distribution.metadata
    parts = [*(said.get_all("License-Expression") or []), *(said.get_all("Classifier") or [])]
    found = [part.rpartition("::")[2].strip() for part in parts if part and ("License" in part or "::" not in part)]
    # The field may hold the whole text of the licence: its first line names it.
    whole = [*(said.get_all("License") or []), *_texts(distribution)]
    return "; ".join(dict.fromkeys(found)) or next((text.strip().partition("\n")[0] for text in whole), "")


def _texts(distribution: metadata.Distribution) -> Iterator[str]:
    for file in distribution.files or []:
        if re.search(r"licen[cs]e|copying", file.name, re.IGNORECASE):
            yield Path(str(file.locate())).read_text("utf-8", "replace")


def licence_problems(names: dict[str, str]) -> list[str]:
    """Packages whose licence is not to be had, or not named."""
    found = []
    for name in names:
        try:
            said = licence(metadata.distribution(name))
        except metadata.PackageNotFoundError:
            continue
        without_lesser = LESSER.sub("", said)
        if not said:
            found.append(f"{name}: it names no licence")
        elif FORBIDDEN.search(without_lesser) and not re.search(r"\bOR\b|MIT|BSD|Apache|Mozilla", without_lesser):
            found.append(f"{name}: {said}")
        elif LESSER.search(said) and name not in OPTIONAL_LESSER:
            found.append(f"{name}: {said}, and it is not among the optional ones")
    return found


def version_problems(names: dict[str, str]) -> list[str]:
    """Packages that are missing, or there in another version."""
    found = []
    for name, version in names.items():
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append(f"{name}: not installed")
            continue
        if there != version:
            found.append(f"{name}: {there} is installed, {version} is locked")
    return found


def file_problems(names: dict[str, str]) -> Iterator[str]:
    """Files that are not what the package's own record says they were when it was installed."""
    for name in names:
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            path = Path(str(file.locate()))
            if file.hash is None or not path.is_file() or path.suffix == ".pyc":
                continue
            sum_ = hashlib.new(file.hash.mode, path.read_bytes()).digest()
            if base64.urlsafe_b64encode(sum_).rstrip(b"=").decode() != file.hash.value:
                yield f"{name}: {file} was changed since it was installed"


def main() -> int:
    """Print what was found; 1 where anything was."""
    names = locked()
    bare = [f"{name}: no hash is locked" for name, known in hashes().items() if not known]
    problems = [*bare, *version_problems(names), *licence_problems(names), *file_problems(names)]
    for problem in problems:
        print(problem)
    print(f"{len(names)} packages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
