"""What `amflow help TOPIC` says: the things that belong to no single command."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.locale import N_, _
from amflow.shell.screen import Screen, Span

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

EXIT_CODES = (
    ("0", N_("done, or nothing to show")),
    ("1", N_("refused: the book's rules do not allow it")),
    ("2", N_("the command was typed in a way that cannot be understood")),
    ("3", N_("no record answers to that name or reference")),
    ("4", N_("more than one record answers: they are listed")),
    ("5", N_("a file cannot be used as it is: a book, a playbook, an import")),
    ("70", N_("a mistake in amflow itself; what was written is said")),
    ("130", N_("interrupted")),
)

DATES = (
    ("tomorrow  明天  后天", N_("a day by its name")),
    ("fri  next tue  下周三", N_("a weekday: the next one, or that of next week")),
    ("+3d  in 3 days  10天后", N_("so many days from today")),
    ("+3wd", N_("so many working days from today")),
    ("2026-12-01  dec 1  12月1日", N_("a date; without its year it lies ahead")),
    ("月底", N_("the last day of the month")),
    ("fri 10:00  周五下午3点", N_("a day with its hour, where an hour is meant")),
    ("春节  中秋", N_("a festival, also one of the lunar calendar")),
    ("+3td  3个交易日后", N_("so many trading days from today")),
    ("mon-wed  下周", N_("several days, where a list takes them")),
    ("every fri  每月底", N_("how often, for task add --every")),
    ("农历十月十五  lunar 10-15", N_("a lunar date, for customer add --birthday")),
)

REFERENCES = (
    ("c12", N_("a customer or lead")),
    ("t45", N_("a task")),
    ("d3", N_("a deal")),
    ("f7", N_("an introduction, or a request for one")),
    ("g2", N_("a campaign or an event")),
    ("k2", N_("an item of the day's checklist")),
    ("r31fk", N_("something due by a rule, as a callback; the same on every screen")),
)


LOCKS = (
    ("register close", N_("for the night: amflow shows no customer until register open; the file is as it was")),
    ("book encrypt", N_("for good: without the passphrase no program can read the book; its copies too")),
    ("book lock", N_("of an encrypted book: the key is forgotten now; book unlock asks for the passphrase")),
    ("book decrypt", N_("the book is a plain file again")),
)
"""The three locks as one story: who is kept from what."""


class TopicView:
    """A page of help: pairs of a word and what it means, between a sentence before and one after."""

    def __init__(self, topic: str, title: str, pairs: Sequence[tuple[str, str]], after: str = "") -> None:
        self.what = "help-topic"
        self.topic = topic
        self.title = title
        self.pairs = pairs
        self.after = after

    def data(self) -> dict[str, Any]:
        """`topic`, `title` and `items` of `name` and `text`."""
        items = [{"name": name, "text": text} for name, text in self.pairs]
        return {"topic": self.topic, "title": self.title, "items": items, "after": self.after}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a pair."""
        return self.pairs

    def draw(self, screen: Screen) -> None:
        """The page."""
        screen.line(Span(self.title, "title"), wrap=True)
        screen.table([[Span(name, "ref"), text] for name, text in self.pairs], indent=2, wrap=True)
        if self.after:
            screen.line(Span(self.after, "dim"), wrap=True)


class MistakesView(TopicView):
    """What was kept of mistakes of amflow's own, in whole: nobody sends what they have not seen."""

    def draw(self, screen: Screen) -> None:
        """Each file with what stands in it."""
        screen.line(Span(self.title, "title"), wrap=True)
        for path, text in self.pairs:
            screen.line()
            screen.line(Span(path, "ref"), wrap=True)
            for line in text.splitlines():
                screen.line(line, indent=2, wrap=True, hang=2)
        screen.line()
        screen.line(Span(self.after, "dim"), wrap=True)


class CommandsView:
    """Every command, by what it is for; those of no use to the trade last."""

    def __init__(self, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        self.what = "help-commands"
        self.groups = groups

    def data(self) -> dict[str, Any]:
        """`items` of `name`, `text` and `group`."""
        return {
            "items": [
                {"name": name, "text": text, "group": group}
                for group, pairs in self.groups.items()
                for name, text in pairs
            ],
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a command."""
        return [pair for pairs in self.groups.values() for pair in pairs]

    def draw(self, screen: Screen) -> None:
        """A heading with its commands."""
        for group, pairs in self.groups.items():
            screen.line(Span(group, "title"))
            screen.table([[Span(name, "ref"), text] for name, text in pairs], indent=2, wrap=True)
            screen.line()
        screen.line(Span(_("each says more: amflow help COMMAND"), "dim"))


def commands(root: Any, playbook: "Playbook") -> CommandsView:
    """Every command with its first sentence, by the headings of the registry."""
    from amflow.shell.command import first_sentence, speak

    groups: dict[str, list[tuple[str, str]]] = {}
    unused = _("Of no use to this trade ({title})").format(title=playbook.title)
    heading = ""
    for family in registry.FAMILIES:
        heading = _(family.heading) if family.heading else heading
        used = not family.only or _has(playbook, *family.only.split("."))
        for noun in family.nouns.split():
            command = root.commands[noun]
            speak(command)
            groups.setdefault(heading if used else unused, []).append((noun, first_sentence(command)))
    return CommandsView(
        {name: groups[name] for name in (*(one for one in groups if one != unused), unused) if name in groups}
    )


def _has(playbook: "Playbook", name: str, of: str = "") -> bool:
    return any(not of or getattr(one, of) for one in getattr(playbook, name))


FRONT = (
    (
        N_("The day"),
        (
            ("today", N_("the whole day on one page, with what comes first")),
            ("prep … callback", N_("one of its steps: prospect, outreach, convert …")),
            ("plan, brief, summary", N_("the next day; a page for the meeting; the week")),
        ),
    ),
    (
        N_("Written down in a line"),
        (
            ("log-visit, log-call", N_("a talk, with its outcome and the next step")),
            ("lead add, deal add …", N_("also task add, case open, note add")),
        ),
    ),
    (
        N_("Acting on what a screen shows: t45, d3, c12, several at once"),
        (
            ("done, skip, move", N_("done, left out, put off to another day")),
            ("drop, remove, reopen", N_("given up, taken out, taken up again")),
            ("undo", N_("take the last command back")),
        ),
    ),
    (N_("Finding"), (("show, find", N_("one thing in full; words, wherever they stand")),)),
    (
        N_("The rest"),
        (
            ("help commands", N_("every command, by what it is for")),
            ("help dates, locks …", N_("how days and records are typed; which lock does what")),
            ("COMMAND --help", N_("how it is typed, with an example")),
        ),
    ),
)
"""What `amflow --help` shows on its one screen: headings with their commands, and what those do."""


def front_page(formatter: Any) -> None:
    """Write the front page, below the line that shows how amflow is used."""
    widest = max(len(words) for _heading, rows in FRONT for words, _text in rows)
    for heading, rows in FRONT:
        with formatter.section(_(heading)):
            formatter.write_dl([(words.ljust(widest), _(text)) for words, text in rows])


MISTAKES = "mistakes"
MISTAKES_TITLE = N_("What is kept of mistakes of amflow's own, and how to report one")

JSON_TITLE = N_("What --json tells: every shape by its name, with its keys")

TOPICS = {
    "exit-codes": (N_("What the exit code of a command means"), EXIT_CODES, ""),
    "dates": (
        N_("How a day is typed, in English or Chinese"),
        DATES,
        N_("What is not understood is refused, never guessed; the date that was understood is always shown."),
    ),
    "locks": (
        N_("Which lock keeps whom from what"),
        LOCKS,
        N_("Closing the register of an encrypted book locks it too. Without encryption a lock is a habit, not a safe."),
    ),
    "references": (
        N_("How a record is typed"),
        REFERENCES,
        N_(
            "A customer may be typed by name, pinyin, initials, phone or a part of these: one match acts, several are"
            " listed."
        ),
    ),
}
"""Every topic by the name that is typed: its title, words with what they mean, and a sentence after them."""


def topic(name: str, state: Path = Path()) -> TopicView:
    """One of the topics; `state` is the folder where mistakes are kept."""
    if name == MISTAKES:
        from amflow.shell import unexpected

        return _mistakes(unexpected.kept(state))
    title, pairs, after = TOPICS[name]
    return TopicView(name, _(title), [(word, _(meaning)) for word, meaning in pairs], _(after) if after else "")


def _mistakes(kept: Iterable[tuple[Path, str]]) -> TopicView:
    """What was kept of mistakes, to be looked at before it is sent."""
    pairs = [(str(file), text.rstrip("\n")) for file, text in kept]
    if not pairs:
        return TopicView(MISTAKES, _(MISTAKES_TITLE), [], _("none is kept: amflow has made none here"))
    after = _(
        "This is all that is kept, and nothing of it is sent by itself. To report a mistake, send the file to whoever gave you"
        " amflow, with what you did, under invented names (amflow demo has some); never send a book or a screen with customers."
    )
    return MistakesView(MISTAKES, _(MISTAKES_TITLE), pairs, after)


def names() -> list[str]:
    """What may stand behind `amflow help`, beside the commands."""
    return ["commands", *TOPICS, MISTAKES, "json"]


def json_shapes() -> TopicView:
    """What `--json` tells, by name, each with its keys."""
    from amflow.shell.contract import schemas

    after = _("amflow help json NAME shows one as JSON Schema")
    return TopicView("json", _(JSON_TITLE), schemas.names(), after)


def overview() -> TopicView:
    """The topics there are."""
    pairs = [("commands", _("Every command, by what it is for"))]
    pairs += [(name, _(title)) for name, (title, _pairs, _after) in TOPICS.items()]
    pairs += [(MISTAKES, _(MISTAKES_TITLE)), ("json", _(JSON_TITLE))]
    return TopicView(
        "help",
        _("Topics, each shown by amflow help TOPIC"),
        pairs,
        _("every command has a help of its own: amflow help COMMAND"),
    )
