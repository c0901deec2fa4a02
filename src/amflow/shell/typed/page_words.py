"""What is typed behind a page of the day in words: `plan add t4`, `summary last week`, `summary --week last`."""

from typing import Any

from amflow import refs
from amflow.shell.context import App
from amflow.shell.typed.other_words import VERBS

_SPANS = ("--day", "--week", "--month", "--quarter", "--year")
"""What a summary is of; which one may stand behind it."""


def as_options(command: Any, app: App, args: list[str]) -> list[str]:
    """What follows a page that has no verbs, with the word of an option (`plan add t4`) and days (`summary last week`,
    `summary --week last`) as its options."""
    if args[0] in _SPANS and args[0][2:] in own_options(command):
        return _of_span(app, *args)
    count = next((at for at, word in enumerate(args) if word.startswith("-")), len(args))
    words, rest = args[:count], args[count:]
    if words and VERBS.get(words[0], words[0]) in ("show", "list") and words[0] not in own_options(command):
        # A page is what shows itself.
        words = words[1:]
        if not words:
            return rest
    if not words or refs.parse(words[0]):
        return args
    option = own_options(command).get(words[0])
    if option is not None and f"--{words[0]}" in _SPANS:
        return _of_span(app, f"--{words[0]}", *words[1:], *rest)
    if option is not None:
        return [*_option_of(option, f"--{words[0]}", words[1:]), *rest]
    from amflow.dates import date_words, range_words

    text = " ".join(words)
    days = range_words.several(text, app.now)
    if "from" in own_options(command):
        days = range_words.past(text, app.today) or days
        on = ["--from"] if days else ["--on"] if date_words.understood(text, app.now) else []
        return [*on, text, *rest]
    if days and days.kind in ("week", "month"):
        return [days.start.isoformat(), f"--{days.kind}", *rest]
    return [text, *rest]


def _of_span(app: App, span: str, *rest: str) -> list[str]:
    """A week, a month and the like with the words behind it that say which one."""
    from amflow.dates import date_words, range_words

    count = next((at for at, word in enumerate(rest) if word.startswith("-")), len(rest))
    text, after = " ".join(rest[:count]), rest[count:]
    if not text or refs.parse(text):
        return [span, *rest]
    for words in (text, f"{text} {span[2:]}", f"{span[2:]} {text}"):
        if (found := range_words.past(words, app.today)) and f"--{found.kind}" == span:
            return ["--from", words, *after]
    return [span, "--on", text, *after] if date_words.understood(text, app.now) else [span, *rest]


def _option_of(option: Any, name: str, values: list[str]) -> list[str]:
    """An option with what stands behind its word: `move t4 fri` is `--move t4=fri`."""
    if option.is_flag or not values:
        return [name, *values]
    if "=" in (option.metavar or ""):
        return [name, f"{values[0]}={' '.join(values[1:])}"]
    if option.multiple:
        return [word for value in values for word in (name, value)]
    return [name, ("," if "," in (option.metavar or "") else " ").join(values)]


def own_options(command: Any) -> dict[str, Any]:
    """The options of the command itself by their names."""
    return {
        name.lstrip("-"): one
        for one in command.params
        if one.param_type_name == "option" and one.expose_value
        for name in (*one.opts, *one.secondary_opts)
    }
