"""What amflow stands on, as a list that programs read (SBOM, CycloneDX 1.6): dist/amflow-VERSION.cdx.json.

    python -m tools.sbom              (make sbom)

Every package of requirements.lock with its version, licence and the hashes of its files; which an ordinary install brings, which
an extra, and which only the work on amflow needs. It is made of the lock and of what the packages say of themselves, and is the
same for the same source.
"""

import json
import re
import sys
import tomllib
import uuid
from importlib import metadata
from typing import Any

from tools import audit

ROOT = audit.ROOT

SCOPES = {"": "required", "dev": "excluded"}
"""What CycloneDX calls a package by who needs it; an extra is optional."""


def listed() -> dict[str, Any]:
    """The whole list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked: dict[str, list[str]] = {"": project["dependencies"], **project["optional-dependencies"]}
    needed = {extra: _closure(names) for extra, names in asked.items()}
    pinned = audit.hashes()
    parts = [_part(name, version, pinned[name], _needing(name, needed)) for name, version in audit.locked().items()]
    own = {"type": "application", "bom-ref": "amflow", "name": "amflow", "version": project["version"]}
    own |= {"description": project["description"], "licenses": [{"license": {"id": project["license"]}}]}
    found = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own, "lifecycles": [{"phase": "build"}]},
        "components": parts,
        "dependencies": [
            _on("amflow", [one for extra, names in asked.items() if extra != "dev" for one in names]),
            *(_on(part["bom-ref"], metadata.requires(part["name"]) or []) for part in parts),
        ],
    }
    # By what is in it: two lists of one source are one file.
    found["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(found, sort_keys=True))}"
    return found


def _part(name: str, version: str, hashes: list[str], needing: list[str]) -> dict[str, Any]:
    scope = next((SCOPES.get(one, "optional") for one in needing), "excluded")
    said = [("needed-by", one or "amflow") for one in needing]
    # One for each file of the release: which of them is taken depends on the machine.
    said += [("sha256", one) for one in hashes]
    return {
        "type": "library",
        "bom-ref": _ref(name, version),
        "name": name,
        "version": version,
        "purl": _ref(name, version),
        "scope": scope,
        "licenses": [_licence(name)],
        "properties": [{"name": f"amflow:{key}", "value": value} for key, value in said],
    }


SPDX = {
    "Apache Software License": "Apache-2.0",
    "Copyright (c) 2004-2007 Gerhard Häring": "Zlib",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "The MIT License (MIT)": "MIT",
}
"""Licences that packages call otherwise than SPDX does; what is in no list is cited (which BSD licence, some do not say)."""


def _licence(name: str) -> dict[str, Any]:
    said = audit.licence(metadata.distribution(name))
    first = said.partition("; ")[0]
    known = (
        SPDX.get(said) or SPDX.get(first) or (first if re.fullmatch(r"[A-Z][A-Za-z]*-[\w.-]+|MIT|ISC", first) else "")
    )
    if known:
        return {"license": {"id": known}}
    return {"expression": said} if re.fullmatch(r"[\w.-]+( (OR|AND) [\w.-]+)+", said) else {"license": {"name": said}}


def _ref(name: str, version: str) -> str:
    return f"pkg:pypi/{audit.plain_name(name)}@{version}"


def _needing(name: str, needed: dict[str, set[str]]) -> list[str]:
    """Who needs it: an ordinary install (the empty name) before the extras, those before the work on amflow."""
    return sorted(
        (one for one, names in needed.items() if audit.plain_name(name) in names), key=lambda one: (one == "dev", one)
    )


def _closure(asked: list[str]) -> set[str]:
    """The packages that these requirements bring, with whatever those bring."""
    found: set[str] = set()
    left = [_name(one) for one in asked]
    while left:
        if (name := left.pop()) not in found:
            found.add(name)
            left += [_name(one) for one in _requires(name)]
    return found


def _requires(name: str) -> list[str]:
    try:
        return [one for one in metadata.requires(name) or [] if "extra ==" not in one]
    except metadata.PackageNotFoundError:
        # For another system or another Python.
        return []


def _name(requirement: str) -> str:
    return audit.plain_name(re.split(r"[\s;\[(<>=!~]", requirement.strip())[0])


def _on(ref: str, requirements: list[str]) -> dict[str, Any]:
    locked = {audit.plain_name(name): _ref(name, version) for name, version in audit.locked().items()}
    names = {_name(one) for one in requirements if "extra ==" not in one}
    return {"ref": ref, "dependsOn": sorted(locked[name] for name in names & set(locked))}


def main() -> int:
    """Write the list and say where it is."""
    found = listed()
    target = ROOT / "dist" / f"amflow-{found['metadata']['component']['version']}.cdx.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{target.relative_to(ROOT)}: {len(found['components'])} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
