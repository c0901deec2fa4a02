"""A folder behind a few lines of shell that unpack it once and start what is in it: one file, the same for the same folder."""

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

HEAD = Path(__file__).with_name("head.sh")


def packed(folder: Path, version: str, system: str) -> bytes:
    """The one file; `amflow` in the folder is what it starts."""
    content = _tar(folder)
    head = HEAD.read_text("utf-8")
    told = {
        "VERSION": version,
        "SYSTEM": system,
        # By what is in it: another version, and another build of this one, lies beside and not over it.
        "HASH": f"{version}-{hashlib.sha256(content).hexdigest()[:16]}",
        "LINES": str(head.count("\n") + 1),
    }
    for name, value in told.items():
        head = head.replace(f"@{name}@", value)
    return head.encode() + gzip.compress(content, mtime=0)


def _tar(folder: Path) -> bytes:
    """The files in their order, without the day, the owner and whatever else differs between two builds."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            entry = tar.gettarinfo(path, path.relative_to(folder).as_posix())
            entry.mtime = entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mode = 0o700 if entry.isdir() or entry.mode & 0o100 else 0o600
            if entry.isreg():
                with path.open("rb") as file:
                    tar.addfile(entry, file)
            else:
                tar.addfile(entry)
    return made.getvalue()
