"""The command reference: writes docs/commands.md from what each command's `--help` says; `--check` only compares."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"

HEAD = """# Commands

Made from the program's own help by `make docs`; `make check` fails when it is out of date.
The options under *Everywhere* work with every command and before it too, so they are shown once, here:

```
{shared}
```
"""


def page() -> str:
    """The whole page."""
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        os.environ.pop(name, None)
    import typer

    from amflow import locale
    from amflow.shell.app import app

    locale.use("en")
    root: Any = typer.main.get_command(app)
    everywhere = help_of(root.commands["undo"], None, "amflow undo")[0].partition("Everywhere:\n")[2].rstrip()
    parts = [HEAD.format(shared=everywhere)]
    for path, text in walk(root, None, "amflow"):
        own = text.partition("Everywhere:\n")[0].rstrip()
        parts.append(f"{'##' if path.count(' ') < 2 else '###'} {path}\n\n```\n{own}\n```\n")
    return "\n".join(parts)


def help_of(command: Any, parent: Any, name: str, width: int = 80) -> tuple[str, Any]:
    """A command's help, so many columns wide, and the context its own commands stand in."""
    widths = {"terminal_width": width, "max_content_width": width}
    ctx = command.context_class(command, info_name=name, parent=parent, **{**command.context_settings, **widths})
    return command.get_help(ctx), ctx


def walk(command: Any, parent: Any, name: str, width: int = 80) -> Iterator[tuple[str, str]]:
    """Each command with its help, in the order of the day."""
    text, ctx = help_of(command, parent, name, width)
    yield ctx.command_path, text
    for inner, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            yield from walk(child, ctx, inner, width)


def main(words: list[str]) -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" not in words:
        PAGE.write_text(text, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != text:
        print("docs/commands.md is out of date: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
