"""What is understood though it is typed otherwise: another word for an option or a verb, the word of a list without its option,
a day or a customer where no argument takes them. Whatever can only mean one command line is read as that, and said; where
it may mean several nothing is guessed."""

import re
from contextlib import suppress
from datetime import date
from typing import Any

from amflow import refs, registry
from amflow.errors import AmflowError
from amflow.registry import FREE, SHOWS
from amflow.shell.access import class_of
from amflow.shell.context import App
from amflow.shell.lists import list_of, of_list
from amflow.shell.typed import sentences
from amflow.shell.typed.old_spellings import VALUED, first_word
from amflow.shell.typed.other_words import BEGINS, VERBS, WHOLE, WORDS
from amflow.shell.typed.page_words import own_options

TOO_MANY = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)\.?", re.DOTALL)

_KINDS = next(row for row in WORDS if row[0] == "kind")

TO_REFS = ("done", "skip", "move", "drop", "remove", "reopen", "show", "find")
"""The verbs that stand alone, before what a screen shows."""


def line_of(error: Any, app: App, typed: list[str]) -> list[str]:
    """The command line that was meant; empty where nobody can know."""
    context = getattr(error, "ctx", None)
    if context is None:
        return []
    line, words = _Line(app, context, typed), error.format_message()
    # The book is asked too, and may be closed: then the line stays what it is, and is refused.
    with suppress(AmflowError):
        if option := getattr(error, "option_name", ""):
            return line.with_option(option) if words.startswith("No such option") else []
        extra = TOO_MANY.fullmatch(words)
        if (extra or words.startswith("No such command ")) and (meant := line.as_sentence()):
            return meant
        if words.startswith("No such command "):
            return line.with_verb()
        if extra:
            return line.with_words(extra[1])
    return []


class _Line:
    """A command line that cannot be read as it is."""

    def __init__(self, app: App, context: Any, typed: list[str]) -> None:
        self.app, self.context, self.typed = app, context, typed
        self.command = context.command
        self.path = context.command_path.split()[1:]
        self.own = own_options(self.command)
        at = first_word(typed, 0)
        for word in self.path:
            # A noun alone is one of its verbs, which nobody typed.
            at = typed.index(word, at) + 1 if word in typed[at:] else at
        self.at = at
        """Where what stands behind the command begins."""

    def _instead(self, at: int, *words: str, count: int = 1) -> list[str]:
        return [*self.typed[:at], *words, *self.typed[at + count :]]

    def with_option(self, typed: str) -> list[str]:
        """An option that the command has not: the word of one's list, or another word for one, or for an argument."""
        # Of the program itself it stands before the command.
        begin = self.at if self.path else 0
        spots = (at for at, word in enumerate(self.typed) if word.partition("=")[0] == typed and at >= begin)
        if (at := next(spots, None)) is None:
            return []  # one of several letters behind a dash
        _typed, sign, value = self.typed[at].partition("=")
        name = typed.lstrip("-").replace("_", "-")
        if not self.path:
            return self._behind_its_command(at)
        if not sign and (option := self._of_list(name)):
            return self._instead(at, option, name)
        arguments = [
            re.sub("[^a-z].*", "", str(one.human_readable_name).lower().lstrip("[")) for one in self._arguments()
        ]
        if name in _KINDS and (flag := self._flag_of(value or " ".join(self.typed[at + 1 : at + 2]))):
            return self._instead(at, flag, count=1 if sign else 2)
        words = {name, *(row[0] for row in WORDS if name in row)}
        places = [place for place, one in enumerate(arguments) if one in words]
        # A note on what was said is no reason, where what was said has a place of its own.
        said = "words" in words and "words" in arguments
        meant = [row[0] for row in WORDS if name in row and row[0] in self.own and not (said and row[0] == "why")]
        if name in self.own or len(meant) == 1:
            return self._instead(at, f"--{meant[0] if meant else name}{sign}{value}")
        if meant or len(places) != 1 or not (sign or at + 1 < len(self.typed)):
            return []
        value = value if sign else self.typed[at + 1]
        rest = self._instead(at, count=1 if sign else 2)
        return [*rest[: self.at], value, *rest[self.at :]] if places == [0] else [*rest, value]

    def _behind_its_command(self, at: int) -> list[str]:
        """An option that was typed before its command; nothing where the command has none such."""
        name, sign, _value = self.typed[at].partition("=")
        for count in (1,) if sign else (2, 1):
            rest = self._instead(at, count=count)
            command = self.context.find_root().command
            for word in rest[first_word(rest) :]:
                command = getattr(command, "commands", {}).get(word, command)
            own = own_options(command).get(name.lstrip("-"))
            if name.startswith("--") and own is not None and own.is_flag == (count == 1 and not sign):
                return [*rest, *self.typed[at : at + count]]
        return []

    def _flag_of(self, word: str) -> str:
        """The flag that says this kind of somebody: `--kind organisation`."""
        found = [one for one in (word, *(row[0] for row in WORDS if word in row)) if one in self.own]
        return f"--{found[0]}" if found and self.own[found[0]].is_flag else ""

    def _arguments(self) -> list[Any]:
        return [one for one in self.command.params if one.param_type_name == "argument"]

    def _of_list(self, word: str) -> str:
        """The option that takes this word of a list; empty for none, and for several."""
        from amflow.playbooks.titles import whole_key

        noun = self.path[0] if self.path else ""
        found = []
        for name, one in self.own.items():
            place = list_of(noun, one)
            if place and f"--{name}" not in self.typed and whole_key(word, of_list(place, lambda: self.app.playbook)):
                found.append(f"--{name}")
        return found[0] if len(found) == 1 else ""

    def with_words(self, extra: str) -> list[str]:
        """Words that no argument takes: of a list, the name of an option, days, a customer."""
        spots = self._spots()
        first = next((n for n in range(len(spots)) if " ".join(self.typed[at] for at in spots[n:]) == extra), None)
        if first is None:
            return []
        rest = [word for at, word in enumerate(self.typed) if at not in spots[first:]]
        if option := self._of_list(extra):
            return [*rest, option, extra]
        if extra in self.own and self.own[extra].is_flag:
            return [*rest, f"--{extra}"]
        if extra.isdigit() and "last" in self.own:
            return [*rest, "--last", extra]
        if days := self._of_days(extra):
            return [*rest, *days]
        named = [at for at in spots if self._is_customer(self.typed[at])]
        if "for" in self.own and "--for" not in self.typed and len(named) == 1 and first == len(spots) - 1:
            return [*self._instead(named[0], count=1), "--for", self.typed[named[0]]]
        return []

    def _spots(self) -> list[int]:
        """Where words stand that are of no option."""
        found, at = [], self.at
        while at < len(self.typed):
            name, sign, _value = self.typed[at].partition("=")
            option = self.own.get(name.lstrip("-"))
            if not name.startswith("-"):
                found.append(at)
            elif not sign and (name in VALUED or (option is not None and not option.is_flag)):
                at += 1
            at += 1
        return found

    def _of_days(self, text: str) -> list[str]:
        """These days behind the option that they are for; nothing where they are none."""
        from amflow.dates import date_words, range_words

        if "from" in self.own and range_words.several(text, self.app.now):
            return ["--from", text]
        if date_words.understood(text, self.app.now) is None:
            return []
        if "from" in self.own and "to" in self.own:
            return ["--from", text, "--to", text]
        takes_day = [f"--{name}" for name in ("at", "due") if name in self.own]
        if not takes_day and class_of(" ".join(self.path)) in (FREE, SHOWS):
            takes_day = ["--on"]
        return [*takes_day, text] if len(takes_day) == 1 and takes_day[0] not in self.typed else []

    def _is_customer(self, text: str) -> bool:
        from amflow.customers import records as customers
        from amflow.register import records as register

        register.must_be_open(self.app.book, self.app.today)
        with suppress(AmflowError):
            return bool(customers.find(self.app.book, text))
        return False

    def as_sentence(self) -> list[str]:
        """What says that one is going to see a customer, and when, as the task that it is; what says that one talked with
        somebody, as the talk; nothing where neither is said."""
        first = first_word(self.typed)
        end = next((at for at, word in enumerate(self.typed) if at >= first and word.startswith("-")), len(self.typed))
        words = [word for part in self.typed[first:end] for word in part.split()]
        if not words or (len(self.path) > 1 and self.path != ["event", "add"]):
            return []
        ahead = (
            []
            if self.typed[end:] or sentences.is_over(words)
            else sentences.appointment(words, self._is_customer, self._is_ahead)
        )
        meant = ahead or sentences.talk(words, self._is_customer, self._is_past, self._is_ahead)
        return [*self.typed[:first], *meant, *self.typed[end:]] if meant else []

    def _is_ahead(self, text: str) -> bool:
        return self._moment(text) >= self.app.today

    def _is_past(self, text: str) -> bool:
        return date.min < self._moment(text) < self.app.today

    def _moment(self, text: str) -> date:
        """The day that the words name; the first of all for none."""
        from amflow.dates import date_words

        found = date_words.understood(text, self.app.now)
        return found.day if found else date.min

    def _alone(self, at: int, root: Any) -> list[str]:
        """What stands there without any command: a day, which is looked at, or a customer, who is shown."""
        text = " ".join(self.typed[at:])
        if any(word.startswith("-") for word in self.typed[at:]):
            return []
        from amflow.dates import date_words

        if (day := date_words.understood(text, self.app.now)) is not None and day.time is None:
            return [*self.typed[:at], "summary" if day.day < self.app.today else "today", "--on", text]
        from difflib import get_close_matches

        # Whoever mistypes a command, or types a verb without its noun, means no customer whose pinyin that is.
        near = text in VERBS or (text.isascii() and text.islower() and get_close_matches(text, root, 1, 0.75))
        return [*self.typed[:at], "show", text] if not near and self._is_customer(text) else []

    def with_verb(self) -> list[str]:
        """A word that is no command: another word for one, a noun in the plural, noun and verb the other way round, the verb
        of what a reference names, or what is to be shown."""
        at = first_word(self.typed, self.at)
        if not self.typed[at:]:
            return []
        word, *others = self.typed[at:]
        follows, verbs, root = (
            others[0] if others else "",
            self.command.commands,
            self.context.find_root().command.commands,
        )
        verb = VERBS.get(word, word)
        if self.path:
            # What follows may be meant as something else: `message c1 hello`.
            alone_ref = refs.parse(word) and all(refs.parse(one) or one.startswith("-") for one in others)
            shows = alone_ref or (self.path[0] in ("customer", "lead") and self._is_customer(word))
            verb = _begun(self.path[0], verb)
            if verb in verbs:
                return self._instead(at, verb)
            alone = [verb, *others] if verb in TO_REFS and follows else ["show", word, *others] if shows else []
            return [*self.typed[: self.at - 1], *self.typed[self.at : at], *alone] if alone else []
        hyphened = f"{word}-{follows}"
        if hyphened in root:
            return self._instead(at, hyphened, count=2)
        if word in WHOLE:
            return self._instead(at, *WHOLE[word].split())
        if noun := _noun(word.removeprefix("log-"), root) if word.startswith("log-") else "":
            return self._instead(at, noun, _begun(noun, "add"))
        if noun := _noun(word, root):
            has = root[noun].commands if hasattr(root[noun], "commands") else {}
            plain = has and follows and not any(one.startswith("-") for one in others)
            if plain and sentences.is_one([word]) and VERBS.get(follows, follows) not in has.keys() - {"add"}:
                # An appointment with somebody whom the book does not have, or without a day.
                return []
            lists = "list" in has and (not follows or (word.endswith("s") and follows not in has))
            return self._instead(at, noun, *(["list"] if lists else []))
        ref = refs.parse(follows)
        family = registry.of_letter(ref.letter, derived=bool(ref.letters)) if ref else None
        noun = family.nouns.split()[0] if family else _noun(follows, root) or (follows if follows in root else "")
        verb = _begun(noun, verb)
        if noun and verb in getattr(root[noun], "commands", {}) and verb not in root:
            return self._instead(at, noun, verb, *([follows] if ref else []), count=2)
        return self._instead(at, verb) if verb in root else self._alone(at, root)


def _begun(noun: str, verb: str) -> str:
    return BEGINS.get(noun, verb) if verb == "add" else verb


def _noun(word: str, root: Any) -> str:
    """The noun of which the word is the plural, or another word; empty for none."""
    also = {other: family.nouns.split()[0] for family in registry.FAMILIES for other in family.also.split()}
    forms = (word, word[:-3] + "y" if word.endswith("ies") else "", word[:-1] if word.endswith("s") else "")
    return next((also.get(one, one) for one in forms if one in also or (one != word and one in root)), "")
