"""The Typer app: the list of commands and the one error boundary."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from os import umask
from typing import Any, cast

import typer
from typer._click import exceptions as misuse

from amflow import __version__, done, outfiles, tempfiles
from amflow.errors import AmflowError, Declined, Unexpected, Unusable, Usage
from amflow.locale import N_, _, of_system
from amflow.registry import OF_NOUN
from amflow.shell.command import HELP, Noun
from amflow.shell.context import App

INTERRUPTED = 130
"""The exit code of Ctrl-C."""

REWRITE = (["encrypt"], ["rekey"], ["decrypt"])
"""What gives the whole book another key."""

MOST_UNDERSTOOD = 4
"""So many words of one line may be typed otherwise."""

LONGEST_LINE = 1200
"""Signs of an error's line: what was typed may be quoted in it, and may be endless."""


class Amflow(Noun):
    """All commands. `main` is the error boundary: the one place where an error is printed."""

    verbs = OF_NOUN

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """One screen; every command stands in `amflow help commands`."""
        from amflow.shell.help_topics import front_page

        self.format_usage(ctx, formatter)
        front_page(formatter)

    def register(self, part: typer.Typer, name: str) -> None:
        """Put the command of that name into the app, out of its file."""
        import_module(f"amflow.commands.{OF_NOUN[name].file}").register(part, name)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **more: Any,
    ) -> Any:
        """Run a command line; every error ends here as `error:` and `hint:` on stderr and an exit code."""
        typed = sys.argv[1:] if args is None else list(args)
        # The shell asks what may come next: it waits for the answer, and needs no parsing of what is unfinished.
        asked = typed[:2] == ["completion", "words"] and len(typed) > 2
        code = _run(self._answer if asked else super().main, typed, more, standalone_mode)
        if standalone_mode:
            sys.exit(code)
        return code

    def _answer(self, args: list[str], _name: str, *, obj: App, **_more: Any) -> int:
        from amflow.shell.completion import answer

        return answer(self, args[2:], obj)


def _in_todays_words(args: list[str]) -> list[str]:
    """The command line, with what was typed differently before put right, and said."""
    from amflow.shell.typed.old_spellings import renewed

    args, old, now = renewed(args)
    if old and not {"-q", "--quiet"} & set(args):
        sys.stderr.write(_("“{old}” is typed as “{now}” now").format(old=old, now=now) + "\n")
    return args


def _run(main: Callable[..., Any], args: list[str], more: dict[str, Any], alone: bool, again: int = 0) -> int:
    app: App | None = None
    # Whatever is written is about people: for its owner alone, whatever the shell says.
    was = umask(0o077)
    done.begin()
    try:
        tempfiles.tidy()
        left = outfiles.tidy()
        app = more.pop("obj", None) or App(mending=args[:1] == ["config"])
        app.left = left
        # What is said of them is said in the language that the settings name.
        app.typed = args = _in_todays_words(args)
        result = _read(main, args, app, again, more)
        if result == INTERRUPTED:
            # What Typer makes of Ctrl-C.
            raise KeyboardInterrupt
        return _ended(result)
    except AmflowError as error:
        return _tell(error)
    except _Meant as line:
        return _run(main, line.words, more, alone, again + 1)
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted(app)
    except BrokenPipeError:
        return _closed_pipe()
    except SystemExit as end:
        # Typer leaves with 1 when the reader goes away while it runs, and has put a wrapper around stdout by then.
        return _closed_pipe() if type(sys.stdout).__name__ == "PacifyFlushWrapper" else _code(end)
    except OSError as error:
        return _tell(_of_a_file(error, untouched=app is not None and app.writes))
    except Exception as error:
        told = _of_typing(error) or _told_by_book(error, app)
        if told is None and not alone:
            # Whoever calls it from a program reads the traceback.
            raise
        if told is None:
            from amflow.shell.unexpected import explained as unforeseen

            told = unforeseen(error, app, getattr(main, "__self__", None))
        return _tell(told)
    finally:
        done.said()
        umask(was)
        if app is not None:
            app.close()
        done.end()


class _Meant(Exception):
    """The command line cannot be read as it is, and can only mean this one."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self.words = words


def _read(main: Callable[..., Any], args: list[str], app: App, again: int, more: dict[str, Any]) -> Any:
    """Run what was typed. Raises _Meant, and Usage for what cannot be read."""
    try:
        return main(args, "amflow", standalone_mode=False, obj=app, **more)
    except misuse.ClickException as error:
        if meant := _meant(error, app, args, again):
            raise _Meant(meant) from error
        from amflow.shell.usage_errors import explained

        raise explained(error, args) from error


def _meant(error: misuse.ClickException, app: App, args: list[str], again: int) -> list[str]:
    """The command line as it was meant, where it can only mean one, which is said; or with the word that was missing."""
    from amflow.shell.typed.understanding import line_of

    meant = line_of(error, app, args) if again < MOST_UNDERSTOOD else []
    if meant and not {"-q", "--quiet"} & set(args):
        from amflow.shell.output import as_line

        sys.stderr.write(_("read as: {command}").format(command=as_line(["amflow", *meant])) + "\n")
    if not meant and (said := _asked(error, app, args)):
        meant = [*args, said]
    return meant


def _asked(error: misuse.ClickException, app: App, args: list[str]) -> str:
    """What the person at the terminal says an argument is that was left out; empty where nobody is there or wants to say."""
    from amflow.asking import offering
    from amflow.shell import completion
    from amflow.shell.output import spoken
    from amflow.shell.typed import line_editing
    from amflow.shell.usage_errors import missing

    what = spoken(missing(error))
    if not what or not app.may_ask or {"--no-input", "--json"} & set(args):
        return ""
    done.asking()
    with suppress(typer.Abort, KeyboardInterrupt):
        root = cast("Any", error).ctx.find_root().command
        asked = offering(what, lambda typed: completion.offered(root, [*args, typed], app, "zsh"))
        answer = line_editing.ask(what + _(": "), "", asked).strip()
        return "" if answer == line_editing.ESCAPE else answer
    sys.stderr.write("\n")
    return ""


def _ended(result: Any) -> int:
    """The code of a command that came to its end, once what it said is out."""
    sys.stdout.flush()
    if done.said():
        sys.stderr.write(_("interrupted too late; {done}").format(done=done.sentence()) + "\n")
    return result if isinstance(result, int) else 0


def _interrupted(app: App | None) -> int:
    # What rewrites the book is of no class that writes, and has done nothing before it says so either.
    unchanged = app is not None and (app.writes or (app.typed[:1] == ["book"] and app.typed[1:2] in REWRITE))
    told = done.sentence() or (_("nothing was changed") if unchanged else done.nothing())
    said = _("interrupted; {done}").format(done=told) if told else _("interrupted")
    with suppress(OSError):
        sys.stderr.write(f"\n{said}\n")
    return INTERRUPTED


def _tell(error: AmflowError) -> int:
    from amflow.book.values import harmless
    from amflow.shell.output import spoken

    # Who says no has made no mistake.
    said = error.message if isinstance(error, Declined) else _("error: {message}").format(message=error.message)
    lines = [said, *(f"  {line}" for line in error.lines)]
    # Whoever raised it knows of their own part alone.
    if told := done.sentence() if type(error) is not Unexpected else "":
        lines.append(f"  {told}")
    untouched = _("nothing was changed") if error.untouched and not told else ""
    if hint := _("; ").join(filter(None, (untouched, error.hint))):
        lines.append(_("hint: {hint}").format(hint=hint))
    # Where nobody can be told, the exit code still says it.
    with suppress(OSError):
        sys.stderr.write("".join(spoken(_short(harmless(line)).replace("\n", " ")) + "\n" for line in lines))
    return error.exit_code


def _short(line: str) -> str:
    """The line without the middle of what is quoted in it at length; what is wrong with it stands at the end."""
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE // 2]}…{line[-LONGEST_LINE // 4 :]}"


def _of_a_file(error: OSError, *, untouched: bool) -> AmflowError:
    path = error.filename or _("the output")
    hint = _("look at the path, and at who may read and write there")
    if not error.filename:
        hint = _("look at where it goes")
    return Unusable(_("{path}: {why}").format(path=path, why=of_system(error)), hint, untouched=untouched)


def _of_typing(error: Exception) -> AmflowError | None:
    """Typed bytes that are no text arrive as lone surrogates, and SQLite takes none of them."""
    if not isinstance(error, UnicodeEncodeError) or error.reason != "surrogates not allowed":
        return None
    return Usage(_("“{text}” is not text in UTF-8").format(text=error.object), _("type it again in UTF-8"))


def _code(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else 0


def _closed_pipe() -> int:
    # The reader went away (`amflow … | head`): that is its right. Nothing more can be written, not even at exit.
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _told_by_book(error: Exception, app: App | None) -> AmflowError | None:
    """What an error of SQLite's means; None for a mistake of ours."""
    if app is None or "amflow.book.engine" not in sys.modules:
        return None
    from amflow.book import unreadable
    from amflow.book.engine import errors
    from amflow.book.sqlite_errors import told

    # A row without a column is the book's fault too; a sum that is too large is that of a field.
    if isinstance(error, (*errors(), IndexError)) and "integer overflow" not in str(error):
        return told(error, app.book_path, app.opened.raw if app.opened else None)
    if app.opened is None:
        return None
    from amflow.agenda.tasks import recurring

    # Whatever is worked out from a damaged field can break off anywhere.
    try:
        found = unreadable.fields(app.opened.raw) or recurring.problems(app.opened)
    except errors():
        return None
    return unreadable.told(app.book_path, found[0]) if found else None


def _version(value: bool) -> None:
    if not value:
        return
    import platform
    from sqlite3 import sqlite_version

    from amflow import extras

    have = " ".join(name for name in extras.ALL if extras.there(name)) or "–"
    runs_on = f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite_version}"
    lines = (f"amflow {__version__}", f"{runs_on}, {platform.system()} {platform.machine()}")
    sys.stdout.write("\n".join((*lines, _("extras: {names}").format(names=have), "")))
    raise typer.Exit


app = typer.Typer(
    name="amflow",
    cls=Amflow,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=HELP,
)


@app.callback()
def amflow(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help=N_("say the version")),
) -> None:
    """The working day of an account manager, as one command. Start with: amflow today"""
