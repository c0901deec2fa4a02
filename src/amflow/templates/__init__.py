"""The texts that Jinja fills, in folders at the paths of the families they belong to.

A template is named by its kind: `message/t10`. A person's own folder has one folder a kind, and a file of the same name
there wins; here `FOLDERS` says where the shipped ones of a kind lie.
"""

from pathlib import Path

_HERE = Path(__file__).parent

FOLDERS = {
    "brief": _HERE / "prep" / "brief",
    "visit": _HERE / "prep" / "visits",
    "message": _HERE / "outreach" / "messages",
    "script": _HERE / "outreach" / "scripts",
    "papers": _HERE / "convert" / "office",
    "summary": _HERE / "summary",
    "report": _HERE / "documents",
    "playbook": _HERE / "playbooks",
}
"""Where the shipped templates of a kind lie."""


def shipped(name: str) -> Path | None:
    """The shipped file of that name, `report/report.docx`; None where there is none."""
    kind, _slash, rest = name.partition("/")
    file = FOLDERS[kind] / rest if kind in FOLDERS else None
    return file if file is not None and file.is_file() else None
