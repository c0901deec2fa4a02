"""The parameters of commands: an option is named by its parameter (`shell.options`), a verb may take several references."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, TypeVar

import typer
from typer.models import ArgumentInfo, ParameterInfo

from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.shell import options
from amflow.shell.context import App

Function = TypeVar("Function", bound=Callable[..., Any])

Who = Annotated[str, typer.Argument(metavar="CUSTOMER", help=N_("c12, a name, pinyin, or a part of one"))]


def _key(parameter: str) -> str:
    return options.CALLED.get(parameter, parameter).rstrip("_")


def _option(name: str, kind: Any) -> Any:
    """A parameter's annotation with the option of its name (`shell.options`); `Annotated[str, "NAME"]` calls its value so."""
    key = _key(name)
    called, text = options.OPTIONS[key]
    if hasattr(kind, "__metadata__"):
        kind, called = kind.__origin__, kind.__metadata__[0]
    names = [f"--{key}".replace("_", "-"), *([options.SHORT[key]] if key in options.SHORT else [])]
    if called.startswith("/"):
        names, called = [names[0] + called, *names[1:]], ""
    limits = options.LIMITS.get(key, {}) if kind in (int, int | None) else {}
    return Annotated[kind, typer.Option(*names, metavar=called or None, help=text, **limits)]


def _kind(name: str) -> tuple[Any, Any]:
    """What type an option has by itself, and what it is where it is not typed."""
    key = _key(name)
    called = options.OPTIONS[key][0]
    if "=" in called:
        return list[str], []
    if not called or called.startswith("/"):
        return (bool, False) if not called else (bool | None, None)
    return (int | None if key in options.NUMBERS else str | None), None


def word(known: Mapping[str, str], what: str, also: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """What reads the word of an option that takes one of the program's own: by its title in either language, its key, or a
    further word for it."""

    def read(typed: str) -> str:
        from amflow.playbooks.titles import known_key

        return known_key(typed, known, _(what), also)

    return read


def takes(
    *names: str, unsaid: str | None = None, kinds: Mapping[str, Any] | None = None
) -> Callable[[Function], Function]:
    """Let a verb take these options, in this order, in the place of its `**given`: they come in there. What is written
    behind it in the function stands behind them in the help; words that are not typed are `unsaid`. `kinds` says of what type
    those are that are no words."""

    def with_options(function: Function) -> Function:
        shape = signature(function)
        own = [one for one in shape.parameters.values() if one.kind is not Parameter.VAR_KEYWORD]
        only = Parameter.KEYWORD_ONLY
        shared = [(name, kinds[name], None) if kinds and name in kinds else (name, *_kind(name)) for name in names]
        taken = [
            Parameter(name, only, default=unsaid if kind == str | None else default, annotation=kind)
            for name, kind, default in shared
        ]
        before = [one for one in own if one.kind is not only]
        after = [one for one in own if one.kind is only]
        setattr(function, "__signature__", shape.replace(parameters=[*before, *taken, *after]))  # noqa: B010
        return function

    return with_options


def as_option(one: Parameter) -> Parameter:
    """A parameter that is said to be an argument or an option as it is; a plain one with the option of its name."""
    if _said_to_be(one, ParameterInfo) or one.default is Parameter.empty:
        return one
    return one.replace(annotation=_option(one.name, one.annotation))


def _said_to_be(one: Parameter, kind: type) -> bool:
    return any(isinstance(what, kind) for what in getattr(one.annotation, "__metadata__", ()))


def plural(command: str) -> Callable[[Function], Function]:
    """Let a verb take several references in the place of one: what it does with one, it does with all of them, in one change.
    `command` is what the history calls that. Words that it takes behind its reference stand behind the last one."""

    def for_several(function: Function) -> Function:
        app_, one, *others = signature(function).parameters.values()
        words = next((other for other in others if _said_to_be(other, ArgumentInfo)), None)

        @wraps(function)
        def several(app: App, **given: Any) -> None:
            typed = given.pop(one.name)
            texts, behind = _refs_and_words(typed) if words else (typed, "")
            if words and behind:
                given[words.name] = behind
            with app.together(command, len(texts)):
                for text in dict.fromkeys(texts):
                    function(app, text, **given)

        said = one.annotation.__metadata__[0]
        called = f"{said.metavar}…" + (f" {words.annotation.__metadata__[0].metavar}" if words else "")
        text = words.annotation.__metadata__[0].help if words else said.help
        refs = Annotated[list[str], typer.Argument(metavar=called, help=text)]
        taken = [app_, one.replace(annotation=refs), *(other for other in others if other is not words)]
        setattr(several, "__signature__", signature(function).replace(parameters=taken))  # noqa: B010
        return several  # type: ignore[return-value]

    return for_several


def _refs_and_words(typed: list[str]) -> tuple[list[str], str]:
    """The references that were typed, and the words behind them. Raises Usage where those are not quoted."""
    from amflow.refs import parse

    number = next((at for at, word in enumerate(typed) if at and parse(word) is None), len(typed))
    if len(typed) - number > 1:
        raise Usage(_("the words are not quoted"), _("“{words}” as one").format(words=" ".join(typed[number:])))
    return typed[:number], "".join(typed[number:])
