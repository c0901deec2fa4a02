"""What amflow stands on: licences, and that what is installed is what was locked."""

from importlib import metadata

import pytest
from tools import audit, sbom


def test_no_licence_forbids_what_ours_allows() -> None:
    assert audit.licence_problems(audit.locked()) == []


def test_the_lock_names_everything_that_the_project_asks_for() -> None:
    locked = {name.lower().replace("_", "-") for name in audit.locked()}
    asked = {
        audit.re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-")
        for line in metadata.requires("amflow") or []
    }
    assert asked - locked == set()


def test_every_package_is_locked_by_its_hashes_and_no_place_is_named() -> None:
    lines = audit.LOCK.read_text("utf-8").splitlines()
    pinned = audit.hashes()
    assert set(pinned) == set(audit.locked())
    assert [name for name, known in pinned.items() if not known] == []
    assert [line for line in lines if line.startswith("-") or "://" in line or "/" in line.partition("#")[0]] == []


def test_every_extra_is_asked_for_its_licence() -> None:
    extras = set(metadata.metadata("amflow").get_all("Provides-Extra") or [])
    asked = {
        audit.plain_name(line)
        for line in metadata.requires("amflow") or []
        if any(f"extra == '{extra}'" in line or f'extra == "{extra}"' in line for extra in extras)
    }
    assert {"encrypt", "word", "pdf", "dev"} <= extras
    assert asked >= {"pyrage", "sqlcipher3", "keyring", "docxtpl", "typst"}
    assert asked <= {audit.plain_name(name) for name in audit.locked()}
    assert audit.licence_problems(dict.fromkeys(asked, "")) == []
    assert [name for name in asked if not audit.licence(metadata.distribution(name))] == []


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


def test_the_list_of_parts_names_each_locked_package_with_its_version_and_licence() -> None:
    found = sbom.listed()

    parts = {part["name"]: part for part in found["components"]}
    assert {name: part["version"] for name, part in parts.items()} == audit.locked()
    for name, part in parts.items():
        (licence,) = part["licenses"]
        said = licence.get("expression") or licence["license"].get("id") or licence["license"]["name"]
        assert said and "Copyright" not in said, name
        assert part["purl"] == part["bom-ref"] == f"pkg:pypi/{audit.plain_name(name)}@{part['version']}"
        sums = [one["value"] for one in part["properties"] if one["name"] == "amflow:sha256"]
        assert sums == audit.hashes()[name]
    scopes = {name: part["scope"] for name, part in parts.items()}
    wanted = {"rich": "required", "six": "required", "docxtpl": "optional", "cffi": "optional", "pytest": "excluded"}
    assert {name: scopes[name] for name in wanted} == wanted
    # Whatever is named as what something stands on is in the list.
    refs = {part["bom-ref"] for part in parts.values()}
    assert {ref for one in found["dependencies"] for ref in one["dependsOn"]} <= refs
    assert {one["ref"] for one in found["dependencies"]} == refs | {"amflow"}
    assert found == sbom.listed(), "two lists of one source are one"
