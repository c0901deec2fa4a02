"""The shape that every command has: the options that mean the same everywhere, help in the language in use."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, wraps
from inspect import signature
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
import typer.core
from typer._click.core import Command as AnyCommand
from typer._click.exceptions import UsageError
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from amflow import registry
from amflow.errors import AmflowError
from amflow.locale import N_, _
from amflow.registry import WRITES
from amflow.settings import path_of
from amflow.shell import contradictions
from amflow.shell.context import App
from amflow.shell.dialogue import Back
from amflow.shell.folding import Formatter, HelpLeafed, cells
from amflow.shell.parameters import as_option

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.shell.output import View

Function = TypeVar("Function", bound=Callable[..., Any])

TYPERS_OWN = (N_("Commands"), N_("default: {default}"), N_("required"), N_("Show this message and exit."))
"""What Typer itself says on a help page; ours to translate because it looks its words up in `typer.core._`."""

# Typer would ask the system's catalogues for its words; ours speaks the language in use. There is no other way in.
setattr(typer.core, "_", _)  # noqa: B010 - to mypy it is a fixed function


def _set(name: str, value: Any = True) -> Callable[[App, Any], None]:
    return lambda app, _typed: setattr(app, name, value)


def _set_book(app: App, typed: str) -> None:
    app.book_path = path_of(typed)


@cache
def shared_options() -> list[TyperOption]:
    """The options that mean the same wherever they stand: one list for all commands, made once one of them is run."""

    def option(names: list[str], act: Callable[[App, Any], None], text: str, **more: Any) -> TyperOption:
        def typed(context: Any, _parameter: Any, value: Any) -> None:
            if value not in (None, False):
                act(context.find_object(App), value)

        return TyperOption(param_decls=names, callback=typed, help=text, expose_value=False, is_eager=True, **more)

    flag = {"is_flag": True, "default": False}
    on = N_("let today be another day: fri, 2026-12-01, tomorrow")
    return [
        option(["--json"], _set("json"), N_("show JSON"), **flag),
        option(["--on"], App.on, on, metavar="DATE", type=str),
        option(["--book"], _set_book, N_("use this book"), metavar="FILE", type=str),
        option(["--no-input"], _set("no_input"), N_("never ask: what is missing is an error"), **flag),
        option(["--no-color"], _set("color", False), N_("no colour"), **flag),
        option(["--quiet", "-q"], _set("quiet"), N_("no talk beside the result"), **flag),
    ]


class Built(Mapping[str, Any]):
    """Commands by their names, each built when it is first asked for: one of seventy is typed, and building them all takes as
    long as Python itself, building the verbs of a noun as long as what one of them does."""

    def __init__(self, names: Mapping[str, Any], build: Callable[[str], Any]) -> None:
        self._names, self._build = names, build
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = self._build(name) if name in self._names else self._names[name]
        return self._built[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The command, or the default where there is none of that name."""
        return self[name] if name in self._names else default

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Ours(HelpLeafed, AnyCommand):
    """What a command and a noun have in common: the shared options, and help in the language in use."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own options, the shared ones, and help."""
        *own, asking = super().get_params(ctx)
        return [*own, *shared_options(), asking]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; an error of it says of which command, for its help says more."""
        if not ctx.resilient_parsing and ("…" in (line := " ".join(args)) or "..." in line):
            from amflow.shell.typed.places import filled  # a hint was typed as it stands

            args = filled(self, ctx, args)
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def make_parser(self, ctx: Any) -> Any:
        """What reads its options, each once."""
        return super().make_parser(ctx) if ctx.resilient_parsing else contradictions.once(super().make_parser(ctx))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line that shows how it is typed; Typer sets what is required in braces, which nobody types."""
        from amflow.shell.lists import in_language

        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("{", "").replace("}", "")
        formatter.write_usage(ctx.command_path, in_language(pieces), prefix=_("Usage: "))

    def get_help(self, ctx: Any) -> str:
        """The page of help, laid out as everything is that we say."""
        ctx.formatter_class = Formatter
        return super().get_help(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What is typed for example, and the help text, translated."""
        speak(self, ctx)
        formatter.write_examples(examples(self))
        super().format_help(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The command's own options first, the shared ones apart."""
        write_options(self, ctx, formatter)


class Command(_Ours, TyperCommand):
    """A command that does something."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; behind a page of the day in words too."""
        if ctx.info_name in ("plan", "summary") and any(w[:1] != "-" for w in args[:2]) and not ctx.resilient_parsing:
            from amflow.shell.typed.page_words import as_options

            args = as_options(self, ctx.find_object(App), args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run it, where a closed register lets it in."""
        return _let_in(ctx, lambda: _answered(ctx.find_object(App), lambda: super(Command, self).invoke(ctx)))


def _answered(app: App, invoke: Callable[[], Any]) -> Any:
    """Run a command, again for each question that the person goes back; what was answered is kept where it ends early."""
    while True:
        try:
            result = invoke()
            app.settle()
            return result
        except Back:
            continue
        except (typer.Abort, KeyboardInterrupt, AmflowError):
            app.keep_answers()
            raise


class Noun(_Ours, TyperGroup):
    """A noun with its verbs. Bare, it shows its help; the shared options may stand before the verb too."""

    verbs: Mapping[str, Any] = {}
    family: registry.Family | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.commands: Any = Built(self.verbs, self._build)

    def _build(self, name: str) -> Any:
        part = typer.Typer(rich_markup_mode=None, add_completion=False)
        self.register(part, name)
        found: Any = get_command(part)
        return found.commands[name] if part.registered_groups else found

    def register(self, part: typer.Typer, name: str) -> None:
        """Put the verb of that name into the app."""
        commands(self.verbs, self.family)(part, name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Nothing typed is a question: the answer is the help, on stdout and without an error."""
        return super().parse_args(ctx, args or ["--help"])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help text, translated, with that of the commands it lists."""
        for command in self.commands.values():
            speak(command)
        super().format_help(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The verbs, then the options."""
        self.format_commands(ctx, formatter)
        write_options(self, ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The verbs, each with its first sentence whole."""
        rows = [(name, first_sentence(command)) for name, command in self.commands.items() if not command.hidden]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order in which they were added: that of the day."""
        return list(self.commands)


def _let_in(ctx: Any, invoke: Callable[[], Any]) -> Any:
    from amflow.shell.access import class_of, enter

    app, path = ctx.find_object(App), ctx.command_path.partition(" ")[2]
    contradictions.refuse(path, ctx.command, ctx)
    app.writes = class_of(path) == WRITES
    # What is written down has been, and a summary looks back.
    app.say_on(behind=app.writes or path == "summary", written=app.writes)
    then = enter(app, path, ctx.command, ctx.params)
    result = invoke()
    if then is not None:
        then()
    return result


def write_options(command: Any, ctx: Any, formatter: Any) -> None:
    """Arguments, the command's own options, and those that work everywhere, each under its title."""
    from amflow.shell.lists import in_language, in_words

    groups: dict[str, list[tuple[str, str]]] = {_("Arguments"): [], _("Options"): [], _("Everywhere"): []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is None:
            continue
        name = parameter.opts[0].lstrip("-").upper()
        record = (in_language(record[0].replace("<str>", name)), in_words(record[1], parameter, ctx.command_path))
        argument = parameter.param_type_name == "argument"
        own = parameter.expose_value
        groups[_("Arguments") if argument else _("Options") if own else _("Everywhere")].append(record)
    for title, records in groups.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records)


HELP = {"help_option_names": ["-h", "--help"]}


class PageNoun(Noun):
    """A noun that is a page by itself and has verbs too: `amflow callback`, `amflow callback do …`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Nothing typed asks for the page, not for help."""
        return TyperGroup.parse_args(self, ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Show the page, where a closed register lets it in; a verb is asked by itself."""
        return super().invoke(ctx) if ctx._protected_args else _let_in(ctx, lambda: super(PageNoun, self).invoke(ctx))


Verbs = Mapping[str, Any]
"""Functions by the names of the commands that they are, in the order in which help lists them."""

Register = Callable[[typer.Typer, str], None]
"""What a file of commands is asked for as its `register`: it puts the command of that name into the app."""


OF_ANY = ("show", "remove", "drop", "reopen")
"""What is done with a record of any kind by its reference: commands of their own. Behind a noun they are another spelling, which
works and is listed nowhere."""

SPELLINGS: list[Callable[..., Any]] = []
"""Verbs that another command has, which work behind their noun too and are listed nowhere."""


def spelling(function: Function) -> Function:
    """A verb that is another spelling of a command."""
    SPELLINGS.append(function)
    return function


def commands(verbs: Verbs, noun: registry.Family | None = None) -> Register:
    """Commands that stand alone: `amflow today`; or the verbs of a noun."""

    def register(app: typer.Typer, name: str) -> None:
        if name in verbs:
            function = verbs[name]
            hidden = noun is not None and (function in SPELLINGS or (name in OF_ANY and bool(noun.letter)))
            app.command(name, cls=Command, context_settings=HELP, hidden=hidden)(_with_context(function))

    return register


def family(name: str, text: str, verbs: Verbs, kind: type[Noun] = Noun) -> Register:
    """A noun with its verbs: `amflow customer …`."""
    return _noun(name, kind, verbs, help=text)


def page_family(name: str, page: Callable[..., Any], verbs: Verbs, metavar: str | None = None) -> Register:
    """A noun whose function shows its page when no verb is typed; its docstring is the help."""
    callback = _with_context(page)
    return _noun(name, PageNoun, verbs, callback=callback, invoke_without_command=True, subcommand_metavar=metavar)


def _noun(noun: str, kind: type[Noun], verbs: Verbs, **shape: Any) -> Register:
    def register(app: typer.Typer, name: str) -> None:
        if name == noun:
            family = registry.OF_NOUN[noun]
            there = {"show": _showing(family), **verbs} if family.page and family.letter else verbs
            own = type(kind.__name__, (kind,), {"verbs": there, "family": family})
            app.add_typer(typer.Typer(name=noun, cls=own, rich_markup_mode=None, context_settings=HELP, **shape))

    return register


def _with_context(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as Typer calls it: its shared options as such, and with a context of its own, in which a command of ours
    finds its `app`."""
    shape = signature(function)
    first, *others = (as_option(one) for one in shape.parameters.values())
    if first.name != "app":
        setattr(function, "__signature__", shape.replace(parameters=[first, *others]))  # noqa: B010
        return function

    @wraps(function)
    def command(context: typer.Context, **given: Any) -> Any:
        return function(context.obj, **given)

    own = first.replace(name="context", annotation=typer.Context)
    setattr(command, "__signature__", shape.replace(parameters=[own, *others]))  # noqa: B010
    return command


def _showing(family: registry.Family) -> Callable[..., None]:
    """The verb of a noun that shows one of its records: the page that `amflow show REF` shows (`registry.Family.page`)."""
    which = typer.Argument(metavar=family.nouns.split()[0].upper(), help=N_("its reference, or its name"))

    def show(app: App, ref: str) -> None:
        app.show(page_of(family, app.desk, ref))

    show.__doc__ = N_("Show one thing in full, as amflow show REF does.")
    show.__annotations__["ref"] = Annotated[str, which]
    return show


def page_of(family: registry.Family, desk: "Desk", text: str) -> "View":
    """What the text means to the family, on a page of its own. Raises NotFound, Ambiguous, Usage."""
    question, _space, view = family.page.partition(" ")
    found: Any = registry.named(question)(desk, text)
    # A record is a tuple too: only a plain one is several things for the view.
    given = found if type(found) is tuple else (found,)
    page: View = registry.named(view)(*given) if view else found
    return page


def speak(thing: Any, ctx: Any = None) -> None:
    """Put a command's help into the language in use, paragraph by paragraph; with `ctx` that of its options too."""
    thing.help = "\n\n".join(_on_a_line(_(one)) for one in english(thing).split("\n\n") if not one.startswith(EXAMPLE))
    for parameter in thing.get_params(ctx) if ctx else ():
        parameter.help = _(english(parameter)) or None


def _on_a_line(paragraph: str) -> str:
    # Chinese has no spaces: where its line ends in the source, none begins.
    return "".join(line if cells(line[-1:]) == 2 else f"{line} " for line in paragraph.split("\n")).rstrip()


def first_sentence(command: Any) -> str:
    """What lists say of a command that speaks the language in use."""
    begin = (command.help or "").split("\n\n")[0]
    return next((begin[: begin.index(end) + 1] for end in ("。", ". ") if end in begin), begin)


EXAMPLE = "amflow "
"""What a paragraph of help begins with that is an example, or several, one after the other."""


def examples(command: Any) -> list[str]:
    """What is typed for example, in the language in use; of a noun without its own what its first verb has."""
    said = [_(one) for one in english(command).split("\n\n") if one.startswith(EXAMPLE)]
    if said:
        return [one for lines in said for line in lines.split("\n") for one in line.split(" · ")]
    verbs = (one for one in getattr(command, "commands", {}).values() if not one.hidden)
    return next((found for verb in verbs if (found := examples(verb))), [])


def english(thing: Any) -> str:
    """The help of a command or parameter as it was written, whatever it was put into since."""
    if not hasattr(thing, "written"):
        thing.written = getattr(thing, "help", None) or ""
    return str(thing.written)
