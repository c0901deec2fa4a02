"""amflow completion: the shell finishes commands, customers, references and words."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell import shell_scripts
from amflow.shell.command import family
from amflow.shell.context import App

Shell = Annotated[str, typer.Argument(metavar="[SHELL]", help=N_("bash, zsh or fish; by itself the one you use"))]


def show(app: App, shell: Shell = "") -> None:
    """Print what install would write, to put it where you like."""
    app.out.document(shell_scripts.script(shell_scripts.named(shell)))


def install(app: App, shell: Shell = "") -> None:
    """Teach your shell to finish what you begin to type: customers by name and pinyin, references, words."""
    from amflow.shell.config_view import installed

    app.show(installed(shell_scripts.install(shell_scripts.named(shell))))


register = family("completion", N_("Let the shell finish what you begin to type."), {"install": install, "show": show})
