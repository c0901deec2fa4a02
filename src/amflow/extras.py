"""Packages that are not there, and the command that brings them where amflow was put: pipx, uv, pip or a clone."""

import os
import sys
from pathlib import Path
from typing import Any

WORD = ("docxtpl",)
PDF = ("typst", "pylopdf-fonts-zh-cn")
ENCRYPT = ("keyring", "pyrage", "sqlcipher3")
"""The extras of pyproject.toml, as the packages that they are."""

ALL = {"word": WORD, "pdf": PDF, "encrypt": ENCRYPT}

EXCEL = ("python-calamine", "XlsxWriter")
HOLIDAYS = ("holidays",)
"""Part of every ordinary install: missing only where somebody left the dependencies out."""

_RECEIPT = "uv-receipt.toml"


def there(extra: str) -> bool:
    """Whether all of an extra is installed; nothing of it is loaded."""
    from importlib.util import find_spec

    return all(find_spec(package.replace("-", "_")) for package in ALL[extra])


def command(packages: tuple[str, ...]) -> str:
    """What to type so that these packages are there the next time: it reaches the very Python that runs now. It names the
    packages and not `amflow[extra]`, for pip would look for amflow itself, which may have come from a folder."""
    if getattr(sys, "frozen", False):
        # The one-file program has no place for more: it is built anew, as docs/release.md says.
        return f"make program EXTRAS={','.join(ALL)}"
    prefix, names = Path(sys.prefix), " ".join(packages)
    if (prefix / "pipx_metadata.json").is_file():
        return f"pipx inject {prefix.name} {names}"
    if (prefix / _RECEIPT).is_file():
        return _of_uv_tool(prefix, packages)
    if not _has_pip():
        return f"uv pip install --python {_quoted(sys.executable)} {names}"
    return f"{_quoted(sys.executable)} -m pip install {_where()}{names}"


def _has_pip() -> bool:
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _where() -> str:
    """The options of pip for the place where amflow lies: the person's own packages, a Python that the system manages."""
    if sys.prefix != sys.base_prefix:
        return ""
    import site
    import sysconfig

    own = Path(site.getusersitepackages()) in Path(__file__).parents
    managed = Path(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED").is_file()
    return ("--user " if own else "") + ("--break-system-packages " if managed else "")


def _of_uv_tool(prefix: Path, packages: tuple[str, ...]) -> str:
    """The command that makes the tool anew with what it was made of and the packages: uv has no other that lasts."""
    from tomllib import TOMLDecodeError

    from amflow.toml import loads

    try:
        asked = loads((prefix / _RECEIPT).read_text("utf-8"))["tool"]["requirements"]
        own = next(one for one in asked if one["name"] == "amflow")
        others = [_spelt(one) for one in asked if one is not own]
        words = ["uv", "tool", "install", *(("--editable",) if "editable" in own else ()), _spelt(own)]
    except (OSError, TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, StopIteration):
        # A receipt of a kind that nobody knew: into the tool's own Python, until uv makes it anew.
        return f"uv pip install --python {_quoted(sys.executable)} {' '.join(packages)}"
    for name in dict.fromkeys([*others, *packages]):
        words += ["--with", name]
    return " ".join(map(_quoted, words))


def _spelt(asked: dict[str, Any]) -> str:
    """A requirement of uv's receipt as one types it."""
    extras = f"[{','.join(asked['extras'])}]" if asked.get("extras") else ""
    for key in ("directory", "editable", "path", "url"):
        if key in asked:
            place = str(asked[key])
            return place + extras if asked["name"] == "amflow" else f"{asked['name']}{extras} @ {place}"
    if "git" in asked:
        return f"{asked['name']}{extras} @ git+{asked['git']}"
    return f"{asked['name']}{extras}{asked.get('specifier', '')}"


def _quoted(word: str) -> str:
    if os.name == "nt":
        return f'"{word}"' if " " in word else word
    from shlex import quote

    return quote(word)
