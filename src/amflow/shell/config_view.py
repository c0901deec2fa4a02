"""How the settings, and the help topics that no single command owns, are shown."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.locale import N_, _
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.settings import SettingLine
    from amflow.shell.screen import Screen

PLACES = {"default": N_("default"), "file": N_("file"), "environment": N_("environment")}

COLUMNS = (
    ListColumn("name", N_("setting"), "ref"),
    ListColumn("value", N_("value")),
    ListColumn("place", N_("from"), "dim"),
    ListColumn("variable", N_("variable"), hide=True),
    ListColumn("sentence", N_("what it means"), "dim"),
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
    return SettingsView("config", COLUMNS, lines, give="sentence", foot=[_("file: {path}").format(path=file)])


def setting(line: "SettingLine") -> ItemView:
    """One setting."""
    fields = [(_("value"), line.value), (_("from"), _(PLACES[line.place])), (_("variable"), line.variable)]
    return ItemView("setting", line._asdict(), fields, title=[f"{line.name}: {line.sentence}"])


class TopicView:
    """A page of help: pairs of a word and what it means, between a sentence before and one after."""

    def __init__(self, topic: str, title: str, pairs: Sequence[tuple[str, str]], after: str = "") -> None:
        self.what = "help"
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

    def draw(self, screen: "Screen") -> None:
        """The page."""
        screen.line(Span(self.title, "title"), wrap=True)
        screen.table([[Span(name, "ref"), text] for name, text in self.pairs], indent=2)
        if self.after:
            screen.line(Span(self.after, "dim"), wrap=True)


def installed(done: Any) -> ChangeView:
    """What was written for a shell."""
    word = _("{path} written") if done.changed else _("{path} is there already")
    then = [(_("added to {path}").format(path=done.start_file), done.lines)] if done.start_file else []
    then.append(("", _("open a new shell, then type: amflow log-visit <Tab>")))
    item = {"shell": done.shell, "file": str(done.file), "changed": done.changed, "start_file": done.start_file or None}
    return ChangeView("completion", item, word.format(path=done.file), then, undo=False)
