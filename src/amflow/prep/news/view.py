"""Headlines under their numbers, feed by feed; the list of feeds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from amflow.dates import format as date_format
from amflow.locale import N_, _, ngettext
from amflow.prep.news.records import FAILED, KEPT, Feed, FeedTaken, Shown
from amflow.shell.screen import Screen, Span
from amflow.shell.views import ChangeView, ListColumn, ListView, jsonable


class NewsView:
    """The headlines; above each feed's what had to be said of it."""

    what = "news"

    def __init__(self, taken: Sequence[FeedTaken], found: Sequence[Shown], find: str, now: datetime) -> None:
        self.taken = taken
        self.found = found
        self.find = find
        self.now = now

    def data(self) -> dict[str, Any]:
        """The headlines, and how each feed was read."""
        return {
            "items": [jsonable(one) for one in self.found],
            "feeds": [
                {
                    "name": one.feed.name, "url": one.feed.url, "state": one.state, "trouble": one.trouble,
                    "read_at": one.read_at, "headlines": len(one.headlines),
                }
                for one in self.taken
            ],
        }  # fmt: skip

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """A line a headline."""
        for one in self.found:
            yield one.number, one.feed, one.published, one.title, one.link

    def draw(self, screen: Screen) -> None:
        """Feed by feed: number, when, title."""
        for place, taken in enumerate(self.taken):
            mine = [one for one in self.found if one.feed == taken.feed.name]
            if self.find and not mine and not taken.trouble:
                continue
            if place:
                screen.blank()
            screen.line(
                Span(taken.feed.name, "title"), Span(self._told(taken), "late" if taken.trouble else "dim"), wrap=True
            )
            rows = [[Span(str(one.number), "ref"), Span(self._when(one), "dim"), one.title] for one in mine]
            screen.table(rows, indent=2, right=[0], give=2)
            if not mine and taken.state != FAILED:
                screen.line(Span(_("nothing new") if not self.find else _("nothing with these words"), "dim"), indent=2)
        screen.blank()
        if not self.found and self.find:
            screen.line(Span(_("no headline has these words: {words}").format(words=self.find), "dim"))
        elif self.found:
            first = self.found[0].number
            words = _("keep one: amflow news keep {n} · read it: amflow news open {n}").format(n=first)
            screen.line(Span(words, "dim"), wrap=True)

    def _told(self, taken: FeedTaken) -> str:
        """How it was read, where that is not as it should be."""
        if not taken.trouble:
            return ""
        if taken.state != KEPT:
            return "  " + taken.trouble
        words = _("{why}; the copy is {age}").format(why=taken.trouble, age=age(taken.read_at, self.now))
        return "  " + words

    def _when(self, one: Shown) -> str:
        if not one.published:
            return ""
        at = datetime.fromisoformat(one.published)
        return f"{at:%H:%M}" if at.date() == self.now.date() else date_format.short(at.date(), self.now.date())


def age(read_at: str, now: datetime) -> str:
    """How old a copy is, in words: `of 20 minutes ago`."""
    minutes = max(int((now - datetime.fromisoformat(read_at)).total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("{n} minute old", "{n} minutes old", minutes)
    if minutes < 48 * 60:
        return ngettext("{n} hour old", "{n} hours old", minutes // 60)
    return ngettext("{n} day old", "{n} days old", minutes // (24 * 60))


FEEDS = (
    ListColumn("number", N_("no."), "ref", get=lambda numbered: numbered[0]),
    ListColumn("name", N_("name"), "title", get=lambda numbered: numbered[1].name),
    ListColumn("url", N_("address"), get=lambda numbered: numbered[1].url),
)


def feeds(found: Sequence[Feed], file: Path) -> ListView:
    """The feeds that are read, and the file that they stand in."""
    return ListView(
        "news-feeds",
        FEEDS,
        enumerate(found, 1),
        empty=_("no feed yet: amflow news add ADDRESS"),
        give="url",
        foot=[str(file)],
    )


def feed_changed(feed: Feed, word: str, taken: FeedTaken | None = None) -> ChangeView:
    """A feed that was added or taken out; `taken` is how its first reading went."""
    item: dict[str, Any] = {"name": feed.name, "url": feed.url}
    then = [(_("address"), feed.url)]
    if taken is not None:
        item |= {"headlines": len(taken.headlines), "trouble": taken.trouble}
        count = len(taken.headlines)
        if count:
            then.append((_("headlines"), str(count)))
        if taken.trouble:
            then.append((_("trouble"), taken.trouble))
        then.append((_("next"), "amflow news"))
    return ChangeView("news-feed", item, f"{feed.name} {word}", then, undo=False)
