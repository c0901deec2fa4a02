"""The key of an encrypted book in a real Secret Service, where this machine has GNOME's: on a bus and in a home of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Run

SCRIPT = r"""
set -eu
printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
amflow() { "$PYTHON" -m amflow "$@"; }
forget_in_kernel() { "$PYTHON" -c 'if True:
    import sys
    from pathlib import Path
    from amflow.book import engine, keys
    call, name = keys._kernel(), keys._name(engine.salt(Path(sys.argv[1])))
    found = call.control(keys._SEARCH, keys._SESSION, b"user", name, 0) if call else 0
    if found > 0:
        call.control(keys._UNLINK, found, keys._USER)
        call.control(keys._UNLINK, found, keys._SESSION)
' "$AMFLOW_BOOK"; }
amflow book encrypt --passphrase-file "$WORD_FILE"
forget_in_kernel
echo "kept: $(amflow customer list)"
amflow book lock >/dev/null
echo "locked: $(amflow customer list 2>&1 || true)"
amflow book unlock --passphrase-file "$WORD_FILE"
amflow book rekey --passphrase-file "$WORD_FILE" --new-passphrase-file "$NEW_WORD_FILE" >/dev/null
forget_in_kernel
echo "rekeyed: $(amflow customer list)"
amflow book lock >/dev/null
"""


def test_the_key_is_kept_in_a_real_secret_service(run: Run, home: Path) -> None:
    pytest.importorskip("secretstorage")
    for program in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine")
    run("customer", "add", "慕容雪")
    words = {"WORD_FILE": "a long passphrase", "NEW_WORD_FILE": "another passphrase"}
    for name, word in words.items():
        (home / name).write_text(word + "\n")
        (home / name).chmod(0o600)
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    environment = {
        **os.environ,
        **{name: str(home / name) for name in words},
        "PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "AMFLOW_KEEP_KEY": "system",
    }

    ended = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", SCRIPT],
        env=environment, capture_output=True, text=True, check=False, timeout=90, stdin=subprocess.DEVNULL,
    )  # fmt: skip

    assert ended.returncode == 0, ended
    said = ended.stdout.splitlines()
    assert sum("kept in the system's keyring" in line for line in said) == 2
    assert any(line.startswith("kept: c1\t慕容雪") for line in said)
    assert "locked: error: the book is encrypted, and its passphrase is missing" in said
    assert any(line.startswith("rekeyed: c1\t慕容雪") for line in said)
    rings = [file.read_bytes() for file in (home / "data" / "keyrings").iterdir()]
    assert rings
    assert not any(word.encode() in ring for word in words.values() for ring in rings)
