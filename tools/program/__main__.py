"""Build the one file into dist/ and say which it is."""

import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from tools.program.packing import packed

ROOT = Path(__file__).resolve().parents[2]
SPEC = Path(__file__).with_name("amflow.spec")


def main() -> int:
    """Lay out the folder, pack it."""
    work = ROOT / "build" / "program"
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level",
        "ERROR",
        "--distpath",
        str(work / "dist"),
    ]
    # Two builds of one source are one file: the order of sets goes into compiled modules.
    fixed = {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "315532800"}
    subprocess.run([*command, "--workpath", str(work / "work"), str(SPEC)], check=True, env=fixed, cwd=work)
    version = metadata.version("amflow")
    system = f"{platform.system()}-{platform.machine()}".lower()
    target = ROOT / "dist" / f"amflow-{version}-{system}"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(packed(work / "dist" / "amflow", version, system))
    target.chmod(0o755)
    print(target.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
