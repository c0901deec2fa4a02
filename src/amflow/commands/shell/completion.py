"""amflow completion: the shell finishes commands, customers, references and words; and what it is told when it asks."""

from pathlib import Path
from typing import Annotated, Any

import typer

from amflow.locale import N_, _
from amflow.shell.command import family, shared_options, verb
from amflow.shell.context import App

FILES = "__files__"
"""The answer that means: names of files, which the shell knows itself."""

Shell = Annotated[str, typer.Argument(metavar="[SHELL]", help=N_("bash, zsh or fish; by itself the one you use"))]


def show(context: typer.Context, shell: Shell = "") -> None:
    """Print what install would write, to put it where you like."""
    from amflow.shell import shell_scripts

    app: App = context.obj
    app.out.document(shell_scripts.script(shell_scripts.named(shell)))


def install(context: typer.Context, shell: Shell = "") -> None:
    """Teach your shell to finish what you begin to type: customers by name and pinyin, references, words."""
    from amflow.shell import shell_scripts
    from amflow.shell.config_view import installed

    app: App = context.obj
    app.show(installed(shell_scripts.install(shell_scripts.named(shell))))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    completion = family("completion", N_("Let the shell finish what you begin to type."))
    verb(completion, "install")(install)
    verb(completion, "show")(show)
    app.add_typer(completion)


# What the shell asks: `amflow completion words SHELL WORD…`, the last word unfinished


def answer(root: Any, args: list[str], app: App) -> int:
    """Write what may stand in place of the last word, a line each, with its meaning after a tab."""
    from amflow.shell.shell_scripts import quoted

    shell, words = args[0], args[1:] or [""]
    if "--book" in words[:-2]:
        app.book_path = Path(words[words.index("--book") + 1]).expanduser()
    found = offered(root, words, app, shell)
    lines = [f"{quoted(word, shell)}\t{' '.join(meaning.split())[:60]}\n" for word, meaning in found]
    if lines:
        app.out.document("".join(lines))
    return 0


def offered(root: Any, words: list[str], app: App, shell: str) -> list[tuple[str, str]]:
    """What may stand in place of the last word."""
    before, prefix = _joined(words)
    command, arguments, option = _walked(root, before)
    if prefix.startswith("-") and option is None:
        return _options(command, prefix)
    if option is not None:
        return _values(option, option.opts[-1] if option.opts else "", prefix, app, shell)
    if hasattr(command, "commands"):
        return [(name, "") for name in command.commands.keys() if name.startswith(prefix)]  # noqa: SIM118
    parameters = [one for one in command.params if one.param_type_name == "argument"]
    if not parameters:
        return []
    place = parameters[min(arguments, len(parameters) - 1)]
    return _values(place, "", prefix, app, shell) if arguments < len(parameters) or place.nargs < 0 else []


def _joined(words: list[str]) -> tuple[list[str], str]:
    """`--tier=go` as bash hands it over, in three words, and as others do, in one."""
    *before, last = words
    if last.startswith("--") and "=" in last:
        name, _sign, last = last.partition("=")
        return [*before, name], last
    if last == "=":
        return before, ""
    return (before[:-1], last) if before and before[-1] == "=" else (before, last)


def _walked(root: Any, words: list[str]) -> tuple[Any, int, Any]:
    """The command that the words name, how many of its arguments they give, and the option that waits for a value."""
    command, arguments, waiting = root, 0, None
    for word in words:
        if waiting is not None:
            waiting = None
        elif word.startswith("-") and len(word) > 1:
            option = next((one for one in [*command.params, *shared_options()] if word in one.opts), None)
            waiting = option if option is not None and not getattr(option, "is_flag", False) else None
        elif word in getattr(command, "commands", ()):
            command = command.commands[word]
        else:
            arguments += 1
    return command, arguments, waiting


def _options(command: Any, prefix: str) -> list[tuple[str, str]]:
    found = []
    for one in [*command.params, *shared_options()]:
        if one.param_type_name == "option":
            found += [
                (name, _(one.help) if one.help else "")
                for name in [*one.opts, *one.secondary_opts]
                if name.startswith("--")
            ]
    return [(name, meaning) for name, meaning in [*found, ("--help", "")] if name.startswith(prefix)]


def _closed(app: App) -> bool:
    """Whether the register is closed: then nobody's name is offered. Offering them is no listing and is not logged."""
    from amflow.register import records as register_records

    stands = register_records.state(app.book)
    return stands is not None and not stands.open


def _values(parameter: Any, name: str, prefix: str, app: App, shell: str) -> list[tuple[str, str]]:
    """What an option or argument takes, by its own name or by what help calls it."""
    from amflow.shell import suggestions

    what = (parameter.metavar or "").strip("[]….")
    letters = suggestions.letters(what, name)
    for key in (name, what):
        if key in suggestions.WORDS:
            return suggestions.of_playbook(app.playbook, key, prefix)
        if (fixed := suggestions.fixed(key)) is not None:
            return suggestions.beginning(((word, "") for word in fixed), prefix)
    if (what in ("CUSTOMER", "CASE", "PRODUCT") or letters) and _closed(app):
        return []
    if what in ("CUSTOMER", "CUSTOMER|TASK", "CUSTOMER… STATE"):
        return suggestions.customers(app.book, prefix, by_key=shell == "fish")
    if letters:
        found = suggestions.references(app.book, app.playbook, prefix, letters)
        everyone = what == "REF" and len(letters) > 1 and parameter.nargs == 1 and prefix
        return found or (suggestions.customers(app.book, prefix, by_key=shell == "fish") if everyone else [])
    if name == "--stage" or what == "STAGE":
        return suggestions.stages(app.playbook, prefix)
    if what == "PRODUCT":
        return suggestions.products(app.book, prefix)
    if what == "KIND":
        return suggestions.kinds(prefix)
    return [(FILES, "")] if what in ("FILE", "MAP", "FILE|NAME") else []
