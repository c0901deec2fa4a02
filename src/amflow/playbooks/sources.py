"""Where playbooks lie: the shipped ones, the person's own, which win by name, and the file that another one extends."""

import os
from pathlib import Path

from amflow.errors import NotFound
from amflow.locale import _

SHIPPED = Path(__file__).parent
"""The folder of the playbooks that come with the program."""


def names(folder: Path | None) -> list[tuple[str, Path, bool]]:
    """Every playbook that can be used: name, file, whether it is the shipped one."""
    found = {path.stem: (path, True) for path in SHIPPED.glob("*.toml")}
    if folder and folder.is_dir():
        own = [path for path in folder.glob("*.toml") if path.is_file() and not path.name.startswith(".")]
        found |= {path.stem: (path, False) for path in own}
    return [(name, *found[name]) for name in sorted(found)]


def source(name: str, folder: Path | None) -> Path:
    """The file of the playbook of that name. Raises `NotFound`, with the nearest name."""
    path = _find(name, folder)
    if path:
        return path
    known = [known for known, _path, _shipped in names(folder)]
    near = nearest(name, known)
    hint = _("did you mean {near}?").format(near=near) if near else _("amflow playbook list shows what there is")
    raise NotFound(_("no playbook is called {name}").format(name=name), hint)


def nearest(word: str, known: list[str]) -> str:
    """The known word that is most like this one, or an empty text."""
    import difflib

    return next(iter(difflib.get_close_matches(word, known, 1)), "")


def parent(name: str, child: Path, folder: Path | None) -> Path | None:
    """The file that `child` means by `extends = "NAME"`.

    The user's own playbook may extend the shipped one of the same name: so a shipped trade is adapted in a few lines.
    """
    return _find(name, None if name == child.stem and child.parent != SHIPPED else folder)


def _find(name: str, folder: Path | None) -> Path | None:
    if not 0 < len(name) <= 100 or name != os.path.basename(name) or name.startswith("."):  # noqa: PTH119 - Path("a/") loses the slash
        return None
    for place in (folder, SHIPPED):
        if place:
            path = place / f"{name}.toml"
            if path.is_file():
                return path
    return None
