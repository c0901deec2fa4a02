"""The encrypted book: every command works the same, and nothing that amflow wrote holds a name in plain."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.book.processes import amflow
from tests.conftest import Run

from amflow import tempfiles
from fixtures.encrypted import CUT_OFF, NAME, WORD, holding

sqlcipher = pytest.importorskip("sqlcipher3.dbapi2")


def test_a_piece_of_a_page_at_its_end_does_no_harm(run: Run, sealed: Path) -> None:
    """What a full disk leaves behind."""
    with sealed.open("ab") as file:
        file.write(os.urandom(100))

    assert NAME in run("customer", "list").stdout
    run("customer", "add", "Another")
    run("book", "check")


def test_a_file_of_the_passphrase_that_others_can_read_is_said(run: Run, sealed: Path, secret: Path) -> None:
    secret.chmod(0o640)
    assert "others on this machine can read" in run("book", "unlock", "--passphrase-file", str(secret)).stderr

    secret.chmod(0o600)
    assert "others" not in run("book", "unlock", "--passphrase-file", str(secret)).stderr


def test_a_file_without_a_passphrase_is_said(run: Run, sealed: Path, tmp_path: Path) -> None:
    gbk = tmp_path / "gbk"
    gbk.write_bytes("四棵老树".encode("gbk"))

    assert "is not text in UTF-8" in run("book", "unlock", "--passphrase-file", str(gbk), code=2).stderr
    assert "longer than 10000" in run("book", "unlock", "--passphrase-file", "/dev/zero", code=2).stderr
    assert "longer than 10000" in run("book", "unlock", "--passphrase-file", "-", code=2, stdin="x" * 10**7).stderr


def test_any_tool_opens_it_with_the_passphrase(sealed: Path) -> None:
    assert sealed.read_bytes()[:15] != b"SQLite format 3"
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        sqlite3.connect(sealed).execute("SELECT * FROM customer")
    other = sqlcipher.connect(str(sealed))
    other.execute(f"PRAGMA key = '{WORD}'")
    assert other.execute("SELECT name FROM customer ORDER BY id").fetchall() == [("Somebody",), (NAME,)]
    other.close()


def test_a_day_on_it_leaves_no_name_in_plain(run: Run, sealed: Path, home: Path, tmp_path: Path) -> None:
    card = tmp_path / "in.csv"
    card.write_text(f"name,phone\n{NAME} II,13900139000\n{NAME} III,13900139001\n")
    run("today")
    run("log-visit", NAME, f"{NAME} asked for tea", "--next", "tomorrow")
    run("find", NAME)
    run("customer", "list")
    run("import", str(card), "--as", "customer")
    run("undo")
    run("redo")
    run("deal", "add", NAME, "--pipeline", "account-opening", code=None)
    run("customer", "merge", f"{NAME} III", f"{NAME} II", "--yes", code=None)
    run("summary", "--week")
    run("plan")
    run("show", "c2")
    run("history")
    run("book", "check")
    run("book", "check", "--fix")
    run("book", "backup", str(home / "copy.db"))
    run("book", "restore", str(home / "copy.db"), "--yes")
    run("book", "backups")
    run("customer", "erase", f"{NAME} II", "--yes")
    run("completion", "words", "amflow", "log-visit", "Pl", code=None)
    run("log-visit", "nobody-of-that-name", "x", code=None)
    assert run("find", NAME).stdout.count(NAME)
    found, looked = holding(home, NAME, NAME.lower(), "asked for tea", "13800138000", "13900139000")
    assert found == []
    assert looked > 500_000


def test_what_is_let_out_is_plain_and_comes_back(run: Run, sealed: Path, home: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.json"
    run("export", "--output", str(whole), code=None)
    run("book", "decrypt", "--yes")
    assert sealed.read_bytes()[:15] == b"SQLite format 3"
    assert NAME in run("customer", "list").stdout
    run("book", "check")
    # The copies stay encrypted, and open with the passphrase.
    run("book", "restore", "2026-11-20", "--yes")
    assert NAME in run("customer", "list").stdout
    run("book", "check")


def test_a_wrong_passphrase_is_one_line(run: Run, sealed: Path, secret: Path) -> None:
    secret.write_text("wrong\n")
    said = run("today", code=1).stderr
    assert said.startswith("error: the passphrase does not open ")
    assert said.count("\n") == 2
    assert run("book", "unlock", "--passphrase-file", str(secret), code=1).stdout == ""


def test_without_a_passphrase_the_option_is_named(run: Run, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMFLOW_PASSPHRASE_FILE")
    assert "--passphrase-file FILE" in run("today", code=2).stderr
    assert "--passphrase-file" in run("book", "rekey", code=2).stderr


def test_encrypting_asks_for_a_passphrase(run: Run) -> None:
    run("customer", "add", NAME)
    assert "--passphrase-file" in run("book", "encrypt", code=2).stderr
    assert NAME in run("customer", "list").stdout


def test_another_passphrase_for_the_book_and_its_copies(run: Run, sealed: Path, secret: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("another one\n")
    run("book", "rekey", "--new-passphrase-file", str(other))
    run("today", code=1)
    secret.write_text("another one\n")
    assert NAME in run("customer", "list").stdout
    run("book", "restore", "2026-11-20", "--yes")
    run("book", "check")


def test_it_is_written_ahead_as_a_plain_one_is(run: Run, sealed: Path) -> None:
    other = sqlcipher.connect(str(sealed))
    other.execute(f"PRAGMA key = '{WORD}'")
    assert other.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    other.close()
    run("book", "decrypt", "--yes")
    plain = sqlite3.connect(sealed)
    assert plain.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    plain.close()


def test_nothing_is_changed_while_another_program_has_it_open(run: Run, secret: Path, home: Path) -> None:
    run("customer", "add", NAME)
    other = sqlite3.connect(home / "book.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM customer").fetchone()
    assert "another program" in run("book", "encrypt", "--passphrase-file", str(secret), code=5).stderr
    other.close()
    assert NAME in run("customer", "list").stdout
    assert (home / "book.db").read_bytes()[:15] == b"SQLite format 3"
    assert [file for file in home.iterdir() if file.name.endswith(".part")] == []


def test_files_beside_it_are_refused(run: Run, secret: Path, home: Path) -> None:
    run("customer", "add", NAME)
    (home / "book.db.files").mkdir()
    (home / "book.db.files" / "x.pdf").write_bytes(b"x")
    assert "book.db.files" in run("book", "encrypt", code=1).stderr
    assert NAME in run("customer", "list").stdout


def test_a_page_that_was_changed_is_found(run: Run, sealed: Path) -> None:
    run("book", "check")
    content = bytearray(sealed.read_bytes())
    content[4096 * 20 + 100] ^= 0xFF
    sealed.write_bytes(content)
    said = run("book", "check", code=None)
    assert said.code != 0 and "Traceback" not in said.stderr


def test_closing_the_register_forgets_the_key(
    run: Run, sealed: Path, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from amflow.book.encryption import keyring

    if keyring._kernel() is None:
        pytest.skip("the kernel lends no keyring here")
    monkeypatch.setenv("AMFLOW_KEEP_KEY", "session")
    run("register", "open", "--by", "Li")
    monkeypatch.delenv("AMFLOW_PASSPHRASE_FILE")
    assert NAME in run("customer", "list").stdout
    run("register", "close", "--by", "Li")
    assert "passphrase is missing" in run("customer", "list", code=2).stderr
    monkeypatch.setenv("AMFLOW_PASSPHRASE_FILE", str(secret))
    assert "closed" in run("customer", "list", code=1).stderr
    monkeypatch.delenv("AMFLOW_PASSPHRASE_FILE")
    # What only was refused kept no key.
    run("customer", "list", code=2)
    run("book", "unlock", "--passphrase-file", str(secret))
    run("register", "open", "--by", "Li")
    run("register", "audit")
    assert NAME in run("customer", "list").stdout
    run("book", "lock")
    run("customer", "list", code=2)


RING = """
import json, pathlib
from keyring.backend import KeyringBackend

PLACE = pathlib.Path(__file__).with_name("ring.json")


class Ring(KeyringBackend):
    priority = {priority}

    def _all(self):
        return json.loads(PLACE.read_text()) if PLACE.exists() else dict()

    def get_password(self, service, username):
        return self._all().get(username)

    def set_password(self, service, username, password):
        PLACE.write_text(json.dumps(self._all() | dict([(username, password)])))

    def delete_password(self, service, username):
        PLACE.write_text(json.dumps(dict((k, v) for k, v in self._all().items() if k != username)))
"""


def with_ring(place: Path, priority: float, name: str = "Ring") -> Callable[..., subprocess.CompletedProcess[str]]:
    """Type at a program whose system has this keyring."""
    pytest.importorskip("keyring")
    (place / "ring_of_test.py").write_text(RING.format(priority=priority).replace("class Ring(", f"class {name}("))
    more = {
        "PYTHON_KEYRING_BACKEND": f"ring_of_test.{name}",
        "PYTHONPATH": os.pathsep.join([str(place), *sys.path]),
        "AMFLOW_KEEP_KEY": "system",
    }
    environment = {one: value for one, value in os.environ.items() if one != "AMFLOW_PASSPHRASE_FILE"} | more

    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "amflow", *words]
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)

    return typed


def test_the_key_is_kept_in_the_systems_keyring(sealed: Path, secret: Path, tmp_path: Path) -> None:
    typed = with_ring(tmp_path, 5)

    assert "keyring (ring of test Ring)" in typed("book", "unlock", "--passphrase-file", str(secret)).stdout
    assert NAME in typed("customer", "list").stdout
    ring = (tmp_path / "ring.json").read_text()
    assert WORD not in ring and len(ring) > 64
    typed("book", "lock")
    assert typed("customer", "list").returncode == 2


@pytest.mark.parametrize(("priority", "name"), [(0.5, "Ring"), (5, "PlaintextRing"), (2, "NullRing")])
def test_a_keyring_that_protects_nothing_is_not_asked(
    sealed: Path, secret: Path, tmp_path: Path, priority: float, name: str
) -> None:
    typed = with_ring(tmp_path, priority, name)
    # What a version before put there goes too.
    (tmp_path / "ring.json").write_text(json.dumps({sealed.read_bytes()[:16].hex(): "k", "other": "x"}))

    said = typed("book", "unlock", "--passphrase-file", str(secret)).stdout

    assert f"not in the keyring ring of test {name}, which protects nothing" in said
    assert json.loads((tmp_path / "ring.json").read_text()) == {"other": "x"}
    typed("book", "lock")
    assert typed("customer", "list").returncode == 2


def test_a_short_passphrase_is_warned_of(run: Run, tmp_path: Path) -> None:
    word = tmp_path / "word.txt"
    run("customer", "add", NAME)
    word.write_text("ninesigns\n")
    assert "fewer than 10 signs" in run("book", "backup", "a.age", "--encrypt", "--passphrase-file", str(word)).stderr
    assert "fewer than 10 signs" in run("book", "encrypt", "--passphrase-file", str(word)).stderr
    more = tmp_path / "more.txt"
    more.write_text("eleven more\n")
    rekey = run("book", "rekey", "--passphrase-file", str(word), "--new-passphrase-file", str(more))
    assert "fewer" not in rekey.stderr


def test_what_is_written_is_for_its_owner_alone(run: Run, home: Path, tmp_path: Path) -> None:
    was = os.umask(0)
    try:
        run("customer", "add", NAME)
        run("today")
        run("config", "set", "name", "Li")
        run("book", "backup", str(home / "copy.db"))
        run("export", "customers", str(home / "out.csv"), code=None)
        run("calendar", code=None)
        run("playbook", "new", "mine", code=None)
        run("config", "completion", "bash", code=None)
    finally:
        os.umask(was)
    for one in home.rglob("*"):
        mode = stat.S_IMODE(one.stat().st_mode)
        assert mode == (0o700 if one.is_dir() else 0o600), (one, oct(mode))


@pytest.mark.parametrize("where", ["put", "overwrite"])
@pytest.mark.parametrize("verb", ["encrypt", "rekey", "decrypt"])
def test_cut_off_it_opens_and_nothing_is_left_in_plain(
    run: Run, secret: Path, home: Path, tmp_path: Path, verb: str, where: str
) -> None:
    word = ("--passphrase-file", str(secret))
    run("customer", "add", NAME)
    other = tmp_path / "other.txt"
    other.write_text("another one\n")
    if verb != "encrypt":
        run("book", "encrypt", *word)
    more = {"encrypt": (), "rekey": ("--new-passphrase-file", str(other)), "decrypt": ("--yes",)}[verb]

    ended = amflow("book", verb, *word, *more, first=CUT_OFF.format(where=where))

    # The plain file is written over when one is let go of: a rekey has none, and comes to its end.
    assert ended.returncode in (-9, 0)
    if verb == "rekey" and run("customer", "list", code=None).code:
        secret.write_text("another one\n")
    assert NAME in run("customer", "list").stdout
    run("book", "check")
    if (home / "book.db").read_bytes()[:15] != b"SQLite format 3":
        assert holding(home, NAME)[0] == []
    assert [one for one in home.iterdir() if one.name.endswith(".part")] == []
    assert run("customer", "add", "after").code == 0


def test_a_document_that_is_looked_at_lies_in_memory_and_goes_by_itself(
    run: Run, sealed: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tempfiles, "LOOK", 0.2)
    run("report", "customer", NAME, "--open", "--plain", code=None)
    until = time.monotonic() + 20
    while holding(home, NAME)[0] and time.monotonic() < until:
        time.sleep(0.05)
    assert holding(home, NAME)[0] == []


def test_locked_no_document_that_was_looked_at_is_left(
    run: Run, sealed: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    run("report", "customer", NAME, "--open", "--plain", code=None)
    shown = holding(home / "run", NAME)[0]
    assert len(shown) == 1
    run("book", "lock")
    assert holding(home, NAME)[0] == []
