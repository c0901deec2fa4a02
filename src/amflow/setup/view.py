"""What the first minutes show: where the demo book is, what was set, the next commands to type; and the settings."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.locale import N_, _
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.demo.build import Made
    from amflow.settings import SettingLine
    from amflow.shell.screen import Screen


PLACES = {"default": N_("default"), "file": N_("file"), "environment": N_("environment")}

COLUMNS = (
    ListColumn("name", N_("setting"), "ref"),
    ListColumn("value", N_("value")),
    ListColumn("place", N_("from"), "dim"),
    ListColumn("variable", N_("variable"), data_only=True),
    ListColumn("sentence", N_("what it means"), "dim"),
)


class DemoView:
    """A demo book that was made, and how to look at it."""

    what = "demo"

    def __init__(self, made: "Made", today: date, here: Path) -> None:
        self.made = made
        self.today = today
        self.named = made.path == here
        """Whether commands find it by themselves: it is the book of this run."""
        path = str(made.path)
        # Elsewhere than in a POSIX shell `export` and its quotes mean nothing: there each command names the book.
        self.export = "" if self.named or os.name != "posix" else f"export AMFLOW_BOOK={_quoted(path)}"
        tail = f' --book "{path}"' if os.name != "posix" and not self.named else ""
        examples = ("today", 'log-visit c1 "…"', "summary --week", "show c1", "plan")
        self.commands = [f"amflow {words}{tail}" for words in examples]

    def data(self) -> dict[str, Any]:
        """`item`: where it is, what was made, and what to type next."""
        commands = [*([self.export] if self.export else []), *self.commands]
        return {
            "item": {
                "path": str(self.made.path),
                "playbook": self.made.playbook,
                "seed": self.made.seed,
                "date": self.today.isoformat(),
                "counts": self.made.counts,
                "commands": commands,
            }
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The file, then the commands."""
        yield "book", self.made.path
        yield "playbook", self.made.playbook
        for command in self.data()["item"]["commands"]:
            yield "next", command

    def draw(self, screen: "Screen") -> None:
        """A sentence, the file, the commands: each on a line of its own, whole, to be copied."""
        counts = self.made.counts
        held = _("{customers} customers, {deals} deals, {touches} talks, {tasks} tasks; nobody in it is real.")
        screen.line(Span("✓ ", "good"), _("a demo book: {title}").format(title=self.made.title))
        screen.line(Span(held.format(**_plural(counts)), "dim"), indent=2, wrap=True)
        copied(screen, str(self.made.path))
        screen.blank()
        screen.line(Span(_("now type"), "title"))
        for command in [*([self.export] if self.export else []), *self.commands]:
            copied(screen, command)
        if self.export:
            screen.line(Span(_("and when you have seen enough: unset AMFLOW_BOOK"), "dim"), wrap=True)


class InitView:
    """What amflow knows of the person, where their data is, and how to go on."""

    what = "init"

    def __init__(self, known: dict[str, str], trade: str, file: Path, book: Path, changed: bool) -> None:
        self.known = known
        self.trade = trade
        """The title of the playbook."""
        self.file = file
        self.book = book
        self.changed = changed

    def data(self) -> dict[str, Any]:
        """`item` with the answers, the settings file and the book."""
        return {"item": {**self.known, "config": str(self.file), "book": str(self.book)}}

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a field."""
        yield from self.data()["item"].items()

    def draw(self, screen: "Screen") -> None:
        """What is set, one sentence about the data, what to type next."""
        titles = {
            "lang": _("language"),
            "country": _("country"),
            "currency": _("currency"),
            "playbook": _("trade"),
            "name": _("your name"),
            "firm": _("your firm"),
            "branch": _("your branch or territory"),
        }
        said = {**self.known, "playbook": self.trade}
        screen.line(Span("✓ ", "good"), _("set up") if self.changed else _("nothing was changed"))
        screen.table([[Span(title, "dim"), said[key] or Span("–", "dim")] for key, title in titles.items()], indent=2)
        screen.blank()
        kept = _("Your customers' data is in one file on this machine and never leaves it by itself:")
        screen.line(kept, wrap=True)
        copied(screen, str(self.book))
        screen.line(Span(_("Ask what your employer allows on a machine of your own."), "dim"), wrap=True)
        screen.blank()
        screen.table(
            [
                [Span(_("begin the day"), "dim"), "amflow today"],
                [Span(_("bring your customers in"), "dim"), _("amflow import FILE --as customer")],
                [Span(_("look around first"), "dim"), "amflow demo"],
                [Span(_("put it under a passphrase"), "dim"), "amflow book encrypt"],
            ],
            indent=2,
        )


class SettingsView(ListView):
    """The settings; on a terminal the place is said in the language in use, elsewhere it is a fixed word."""

    def draw(self, screen: "Screen") -> None:
        """Two lines a setting: no screen is wide enough for one."""
        for line in self.items:
            value = [" = ", str(line.value)] if line.value != "" else []
            screen.line(Span(line.name, "ref"), *value, Span(f"  ({_(PLACES[line.place])})", "dim"))
            screen.line(Span(line.sentence, "dim"), indent=4, wrap=True)
        screen.line(Span(self.foot[0], "dim"), wrap=True)


def settings(lines: Sequence["SettingLine"], file: Path) -> ListView:
    """All settings and where each comes from."""
    return SettingsView("settings", COLUMNS, lines, give="sentence", foot=[_("file: {path}").format(path=file)])


def setting(line: "SettingLine") -> ItemView:
    """One setting."""
    fields = [(_("value"), line.value), (_("from"), _(PLACES[line.place])), (_("variable"), line.variable)]
    return ItemView("setting", line._asdict(), fields, title=[f"{line.name}: {line.sentence}"])


def installed(done: Any) -> ChangeView:
    """What was written for a shell."""
    word = _("{path} written") if done.changed else _("{path} is there already")
    then = [(_("added to {path}").format(path=done.start_file), done.lines)] if done.start_file else []
    then.append(("", _("open a new shell, then type: amflow log-visit <Tab>")))
    item = {"shell": done.shell, "file": str(done.file), "changed": done.changed, "start_file": done.start_file or None}
    return ChangeView("completion", item, word.format(path=done.file), then, undo=False)


def copied(screen: "Screen", words: str) -> None:
    """A line that is there to be copied: never cut, never broken by us."""
    screen.console.print(screen.text("  ", Span(words, "ref")), soft_wrap=True)


def _plural(counts: dict[str, int]) -> dict[str, int]:
    return {
        "customers": counts["customer"],
        "deals": counts["deal"],
        "touches": counts["touch"],
        "tasks": counts["task"],
    }


def _quoted(path: str) -> str:
    from shlex import quote

    return quote(path)
