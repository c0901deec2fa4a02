"""What amflow stands on: licences, and that what is installed is what was locked."""

import re
from importlib import metadata

import pytest
from tools import audit


def test_no_licence_forbids_what_ours_allows() -> None:
    assert audit.licence_problems(audit.locked()) == []


def test_the_lock_names_everything_that_the_project_asks_for() -> None:
    locked = {name.lower().replace("_", "-") for name in audit.locked()}
    asked = {
        audit.re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-")
        for line in metadata.requires("amflow") or []
        # Another country's holidays pull another library down; they are for those who ask for them.
        if "extra == 'holidays'" not in line
    }
    assert asked - locked == set()


def test_every_release_is_locked_with_the_hashes_of_its_files() -> None:
    blocks = re.split(r"\n(?=\S)", audit.LOCK.read_text("utf-8").strip())
    releases = [block for block in blocks if not block.startswith("#")]

    assert len(releases) == len(audit.locked()) > 50
    for block in releases:
        first, *sums = block.split(" \\\n")
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[^\s\\]+", first), first
        assert sums, first
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", one) for one in sums), first


@pytest.mark.parametrize(
    ("said", "bad"),
    [
        ("GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0-only", True),
        ("GPL-2.0-or-later", True),
        ("", True),
        ("LGPL-2.1", True),
        ("MIT", False),
        ("MPL-2.0; Mozilla Public License 2.0 (MPL 2.0)", False),
        ("GPL-2.0-or-later OR BSD-3-Clause", False),
    ],
)
def test_a_bad_licence_would_be_seen(said: str, bad: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "licence", lambda _distribution: said)

    assert bool(audit.licence_problems({"pytest": "1"})) is bad
