"""What Typer says of a command line it cannot read, put into our words and the language in use."""

import itertools
import re
from typing import Any

from typer._click import exceptions as misuse

from amflow.errors import AmflowError, Usage
from amflow.locale import N_, _, listed
from amflow.shell.lists import called
from amflow.shell.typed import sentences
from amflow.shell.typed.old_spellings import first_word
from amflow.shell.typed.understanding import TOO_MANY

REASONS = (
    (r"'(.*)' is not a valid int(?:eger)?(?: range)?\.", N_("“{0}” is not a whole number")),
    (r"'(.*)' is not a valid float(?: range)?\.", N_("“{0}” is not a number")),
    (r"(\S+) is not in the range (\S+?)<=x<=(\S+)\.", N_("{0} is not possible: from {1} to {2}")),
    (r"(\S+) is not in the range x>=(\S+)\.", N_("{0} is not possible: {1} or more")),
    (r"(\S+) is not in the range (.+)\.", N_("{0} is not possible: {1}")),
    (r"'(.*)' is not a valid boolean\..*", N_("“{0}” is neither yes nor no")),
    (r"'(.*)' is not one of (.+)\.", N_("“{0}” is not one of {1}")),
    (r"\w+ '(.*)' does not exist\.", N_("{0} is not there")),
    (r"\w+ '(.*)' is a directory\.", N_("{0} is a folder")),
    (r"\w+ '(.*)' is not readable\.", N_("{0} cannot be read")),
)
"""Typer's complaints about a value, which it says in English only, and ours."""


_PERIODS = N_("of a day, a week, a month: amflow summary --month -o report.docx")
"""Which report is none of `amflow report`."""


def explained(error: misuse.ClickException, typed: list[str]) -> AmflowError:
    """The same complaint of what was typed as an error of ours, with the command whose help says more."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "amflow"
    return Usage(_message(error), _hint(error, path, typed))


def _message(error: Any) -> str:
    match error:
        case misuse.NoSuchOption():
            return _("there is no option {name}").format(name=error.option_name)
        case misuse.MissingParameter():
            return _("{what} is missing").format(what=_name(error))
        case misuse.BadParameter():
            return _("{what}: {why}").format(what=_name(error), why=_reason(error.message))
        case misuse.BadOptionUsage():
            if "does not take" in error.message:
                return _("{name} takes no value").format(name=error.option_name)
            return _("{name} needs a value").format(name=error.option_name)
    words = error.format_message()
    if words == "Missing command." or re.fullmatch(r"No such command '\s*'\.", words):
        return _("a command is missing")
    command = words.removeprefix("No such command ").strip("'.") if words.startswith("No such command ") else ""
    if command:
        return _("there is no command {name}").format(name=command.split("'")[0])
    extra = TOO_MANY.fullmatch(words)
    if extra:
        return _("too many words: {words}").format(words=extra[1])
    return str(words)


def _reason(words: str) -> str:
    for pattern, said in REASONS:
        match = re.fullmatch(pattern, words, re.DOTALL)
        if match:
            return _(said).format(*match.groups())
    return words


def missing(error: misuse.ClickException) -> str:
    """What the argument is called that was left out, and what may stand there; empty where nothing that can be asked for
    is missing."""
    parameter = getattr(error, "param", None)
    if not isinstance(error, misuse.MissingParameter) or parameter is None or parameter.param_type_name != "argument":
        return ""
    said, name = str(getattr(parameter, "help", "") or ""), _name(error)
    # 名称（名称） says nothing twice.
    told = _(said) if said else name
    return name if told.casefold() == name.casefold() else _("{name} ({what})").format(name=name, what=told)


def _name(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return ""
    if parameter.param_type_name != "argument":
        return str(parameter.opts[0])
    name = str(parameter.human_readable_name)
    return called(re.split(r"[^A-Z]", name.lstrip("["))[0]) or name


def _hint(error: Any, path: str, typed: list[str]) -> str:
    from amflow.shell.output import as_line

    if quoted := _quoted(error.format_message(), typed):
        return _("words with a space between them stand in quotes: {example}").format(example=quoted)
    if error.format_message().startswith("No such command ") and sentences.is_one(typed[first_word(typed) :]):
        return _("an appointment is a task with an hour: {example}").format(example=_(sentences.SHOWN))
    begun = _begun(error, path, typed)
    near = [begun] if begun else _near_option(error) or _near_command(error)
    if near:
        return _("did you mean {name}?").format(name=near[0])
    verbs = list(getattr(error.ctx.command, "commands", ())) if getattr(error, "ctx", None) else []
    is_option = isinstance(error, misuse.NoSuchOption)
    if verbs and path != "amflow" and (is_option or str(error.format_message()).startswith("No such command ")):
        names = _("{command} has: {names}").format(command=path, names=listed(verbs))
        return _("; ").join((names, _(_PERIODS))) if path == "amflow report" else names
    if path == "amflow" and str(error.format_message()).startswith("No such command "):
        words = itertools.takewhile(lambda word: not word.startswith("-"), typed[first_word(typed) :])
        if text := " ".join(words).strip():
            text = as_line([text])
            return _("amflow find {text} looks for it; amflow --help lists the commands").format(text=text)
    if is_option and path == "amflow":
        return _before_the_command(error)
    if is_option and (own := _own_options(error)):
        return _("{command} takes: {names}").format(command=path, names=listed(own))
    if TOO_MANY.fullmatch(error.format_message()) and (example := _example(error)):
        return _("such as: {example}").format(example=example)
    return _("{command} --help shows how it is used").format(command=path)


def _begun(error: Any, path: str, typed: list[str]) -> str:
    """The command by which one is written down, where behind the noun words stand that can be no verb; else nothing."""
    from amflow.shell.output import as_line

    words = error.format_message()
    if path == "amflow" or not words.startswith("No such command "):
        return ""
    verb = next((one for one in ("add", "open", "write") if one in error.ctx.command.commands), "")
    at = next((at for at, word in enumerate(typed) if words.startswith(f"No such command {word!r}")), len(typed))
    said = verb and at < len(typed) and (" " in typed[at] or not typed[at].isascii())
    return f"{path} {verb} {as_line(typed[at:])}" if said else ""


def _before_the_command(error: Any) -> str:
    """What may stand before a command: the options that all have; a setting is chosen once."""
    from amflow import settings
    from amflow.shell.command import shared_options

    typed = error.option_name.strip("-")
    for one in settings.TABLE:
        if len(typed) > 2 and (typed.startswith(one.name) or one.name.startswith(typed)):
            value = one.choices[-1] if one.choices else "…"
            return _("it is a setting: {example}").format(example=f"amflow config set {one.name} {value}")
    names = listed([str(one.opts[0]) for one in shared_options()])
    return _("before a command stand {names}; what is of the command stands behind it").format(names=names)


def _own_options(error: Any) -> list[str]:
    """What the command has that is its own."""
    found = error.ctx.command.params if error.ctx is not None else []
    return [max(one.opts, key=len) for one in found if one.param_type_name == "option" and one.expose_value]


def _example(error: Any) -> str:
    """The first example of the command's help: where words were too many, it shows which of them stand behind an option."""
    from amflow.shell.command import english

    help_of = english(error.ctx.command).split("\n\n") if error.ctx is not None else []
    return next((_(one).split("\n")[0].split(" · ")[0] for one in help_of if one.startswith("amflow ")), "")


def _near_option(error: Any) -> list[str]:
    """Of what is proposed, that which is near without its dashes: they are in every option."""
    from difflib import get_close_matches

    known = {one.strip("-"): one for one in getattr(error, "possibilities", None) or ()}
    meant = str(getattr(error, "option_name", "")).strip("-")
    return [known[one] for one in get_close_matches(meant, known, 1, 0.65)]


def _quoted(words: str, typed: list[str]) -> str:
    """The option whose value seems to go on in words that were too many, with all of it in quotes; empty for none."""
    extra = TOO_MANY.fullmatch(words)
    first = next((at for at in range(2, len(typed)) if extra and f"{extra[1]} ".startswith(f"{typed[at]} ")), 0)
    if not first or not typed[first - 2].startswith("--") or typed[first - 1].startswith("-"):
        return ""
    rest = itertools.takewhile(lambda word: not word.startswith("-"), typed[first - 1 :])
    return f'{typed[first - 2]} "{" ".join(rest)}"'


def _near_command(error: Any) -> list[str]:
    words = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None or not words.startswith("No such command "):
        return []
    from difflib import get_close_matches

    return get_close_matches(words.removeprefix("No such command ").split("'")[1], context.command.commands, 1)
