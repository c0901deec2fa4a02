"""The book as it is shown: what was done and taken back, its copies, what putting one back would lose, what was brought out
of a damaged one."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.book import values
from amflow.locale import N_, NP_, _, ngettext, pgettext
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.book.attachments import Carried
    from amflow.book.safety.backups import Backup
    from amflow.book.safety.restore_backup import Look
    from amflow.book.safety.salvage import Saved
    from amflow.book.store import ChangeLine
    from amflow.shell.screen import Screen

HISTORY = (
    ListColumn("at", N_("when"), "dim", get=lambda line: local(line.at)),
    ListColumn("command", N_("command"), "ref"),
    ListColumn("summary", N_("what")),
    ListColumn("rows", N_("rows"), "right"),
    ListColumn("undone", N_("taken back")),
)


def history(lines: Sequence["ChangeLine"]) -> ListView:
    """What was done, newest first."""
    return ListView(
        "history", HISTORY, lines, empty=_("nothing was done yet"), give="summary", foot=[_("undo: amflow undo")]
    )


def taken_back(what: str, lines: Sequence["ChangeLine"], word: str, then: str) -> ChangeView:
    """The commands that were taken back, or done again."""
    named = [f"{line.command}: {line.summary}" if line.summary else line.command for line in lines]
    rows = ngettext("{n} row", "{n} rows", sum(line.rows for line in lines))
    item = {"commands": [line.command for line in lines], "rows": sum(line.rows for line in lines)}
    shown = [("", name) for name in named[:10]] + ([("", f"… {len(named)}")] if len(named) > 10 else [])
    return ChangeView(what, item, f"{word} ({rows})", [*shown, ("", then)], undo=False)


TABLES = {one.table: registry.called(one.table) for one in registry.FAMILIES if one.counted} | {"change": N_("changes")}
"""What the rows of a table are called."""


def counts(path: Path, numbers: dict[str, int]) -> ItemView:
    """A sound book and what it holds."""
    return ItemView(
        "book-check",
        {"path": str(path), **numbers},
        [(_(TABLES.get(name, name)), number) for name, number in numbers.items()],
        title=[_("the book is sound: {path}").format(path=path)],
    )


def local(instant: str) -> str:
    """An instant of the book (UTC) as local date and time."""
    return values.local(instant).strftime("%Y-%m-%d %H:%M")


SHOWN = 5
"""So many commands that would be lost are named; the rest are counted."""

COPIES = (
    ListColumn("made_on", NP_("of the calendar", "day"), "ref"),
    ListColumn("kind", N_("why"), "dim", say=lambda copy: kind(copy.kind)),
    ListColumn("size", N_("bytes"), "right", say=lambda copy: f"{copy.size:,}"),
    ListColumn("path", N_("file"), get=lambda copy: str(copy.path)),
)


def kind(word: str) -> str:
    """Why a copy was made, in words."""
    if word == "day":
        return _("the day's copy")
    if word.startswith("replaced"):
        return _("replaced by a restore")
    if word.startswith("damaged"):
        return _("damaged, kept as it was")
    if word == "left":
        return _("left half made by what was cut off")
    return _("before a new version of the book") if word.startswith("before-v") else word


def copies(found: Sequence["Backup"]) -> ListView:
    """The copies, newest first."""
    foot = [_("put one back: amflow book restore FILE; make one more: amflow book backup FILE")]
    return ListView(
        "backups",
        COPIES,
        found,
        empty=_("no copy is kept yet: one is made each day, before the first writing"),
        foot=foot,
    )


def in_words(looked: "Look") -> str:
    """What putting the copy back would mean, in lines for stderr."""
    return "\n".join(_lines(looked, done=False))


def _lines(looked: "Look", *, done: bool) -> list[str]:
    lines = []
    if looked.opened and not done:
        lines.append(_("the copy is of an encrypted book, and the book would be plain: amflow book encrypt"))
    if looked.lost is None:
        # There is no book that could be asked.
        lines.append(
            _(
                "what was done after {moment}, the copy's last command, is not in it; what that was cannot be known"
            ).format(moment=local(looked.until))
            if looked.until
            else _("the copy is empty: what was done after it was made is not in it")
        )
    elif looked.lost:
        would = ngettext("{n} command would be lost:", "{n} commands would be lost:", len(looked.lost))
        was = ngettext("{n} command is not in it:", "{n} commands are not in it:", len(looked.lost))
        lines += [was if done else would, *(_command(row) for row in looked.lost[:SHOWN])]
        if len(looked.lost) > SHOWN:
            lines.append(_("  … and {n} more").format(n=len(looked.lost) - SHOWN))
    else:
        lines.append(_("nothing that was done is lost"))
    if looked.missing:
        from amflow.book import attachments

        missing = ngettext(
            "{n} attached file is missing ({names}): bring {folder} along with the copy, and restore it again",
            "{n} attached files are missing ({names}): bring {folder} along with the copy, and restore it again",
            len(looked.missing),
        )
        names = ", ".join(looked.missing[:SHOWN]) + ("…" if len(looked.missing) > SHOWN else "")
        lines.append(missing.format(n=len(looked.missing), names=names, folder=attachments.folder(looked.file).name))
    if looked.back:
        would = ngettext("{n} command would come back", "{n} commands would come back", len(looked.back))
        lines.append(ngettext("{n} command came back", "{n} commands came back", len(looked.back)) if done else would)
    for ref in looked.returned:
        back = _("{ref} was erased since, and is back: amflow customer erase {ref}")
        would = _("{ref} was erased since, and would come back")
        lines.append((back if done else would).format(ref=ref))
    return lines


def _command(row: Any) -> str:
    return f"  {local(row['at'])}  {row['command']}  {row['summary']}".rstrip()


class Restored:
    """A copy that was put back, or that would be: `aside` is where the former book is kept, as far as there was one."""

    what = "restore"

    def __init__(self, looked: "Look", aside: Path | None = None, *, done: bool = False) -> None:
        self.looked = looked
        self.aside = aside
        self.done = done

    def data(self) -> dict[str, Any]:
        """The file, how many commands are lost (null where nobody can know) and come back, records now and in the copy,
        whether what was encrypted becomes plain, the former book."""
        return {
            "item": {
                "path": str(self.looked.file),
                "done": self.done,
                "lost": None if self.looked.lost is None else len(self.looked.lost),
                "back": len(self.looked.back),
                "returned": self.looked.returned,
                "missing": self.looked.missing,
                "records": {name: {"now": now, "then": then} for name, (now, then) in self.looked.counts.items()},
                "plain": self.looked.opened,
                "aside": str(self.aside) if self.aside else None,
            }
        }

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a fact."""
        for name, value in self.data()["item"].items():
            if name != "records":
                yield name, " ".join(value) if isinstance(value, list) else value
        for name, (now, then) in self.looked.counts.items():
            yield name, now, then

    def draw(self, screen: "Screen") -> None:
        """What was lost, the records before and after, and the way back."""
        if self.done:
            screen.line(
                Span("✓ ", "good"), _("the book is the copy {path} now").format(path=self.looked.file), wrap=True
            )
        for line in _lines(self.looked, done=self.done):
            screen.line(line, indent=2, wrap=True)
        changed = [(name, now, then) for name, (now, then) in self.looked.counts.items() if now != then]
        if changed:
            screen.table(
                [[_(TABLES.get(name, name)), f"{now:,}", f"{then:,}"] for name, now, then in changed],
                titles=["", _("now") if not self.done else pgettext("a restore", "before"), _("in the copy")],
                right=[1, 2],
                indent=2,
            )
        if self.aside:
            screen.line(Span(_("the former book: {path}").format(path=self.aside), "dim"), indent=2, wrap=True)
            screen.line(
                Span(_("back to it: amflow book restore {path}").format(path=self.aside), "dim"), indent=2, wrap=True
            )


def copied(path: Path, files: "Carried") -> ChangeView:
    """That the book was copied, with the files that belong to it."""
    item = {"path": str(path), "files": files.number, "unread": [str(one) for one in files.unread]}
    return ChangeView("book", item, _("copied to {path}").format(path=path), _beside(path, files), undo=False)


def _beside(path: Path, files: "Carried") -> list[tuple[str, str]]:
    """The files beside a new book, which goes nowhere without them, and those that cannot be read."""
    from amflow.book import attachments

    number, unread = files.number, len(files.unread)
    told = ngettext("{n} in {folder}: take both along", "{n} in {folder}: take both along", number)
    words = [(_("files"), told.format(n=number, folder=attachments.folder(path).name))] if number else []
    if unread:
        told = ngettext("{n} cannot be read: amflow book check", "{n} cannot be read: amflow book check", unread)
        words.append((_("not copied"), told.format(n=unread)))
    return words


def salvaged(path: Path, target: Path, found: Sequence["Saved"], files: "Carried") -> ChangeView:
    """What was brought out of a damaged book."""
    words = [
        (
            _(TABLES.get(one.table, one.table)),
            f"{one.rows:,}" + (" · " + ngettext("{n} lost", "{n} lost", one.lost) if one.lost else ""),
        )
        for one in found
    ]
    item = {
        "path": str(target),
        "tables": {one.table: {"rows": one.rows, "lost": one.lost} for one in found},
        "files": files.number,
        "unread": [str(one) for one in files.unread],
    }
    done = _("brought out of {path} into {target}").format(path=path, target=target)
    look = ("", _("look: amflow --book {path} today").format(path=target))
    return ChangeView("salvage", item, done, [*words, *_beside(target, files), look], undo=False)
