"""amflow news: headlines of the feeds one chose, and keeping one as a note. The one command that uses the network."""

from typing import Annotated, Any

import typer

from amflow.errors import Unusable
from amflow.locale import N_, _
from amflow.prep.news import records as news_records
from amflow.prep.news import view as news_view
from amflow.shell.command import page_family
from amflow.shell.context import App

Number = Annotated[list[int], typer.Argument(metavar="N…", min=1, help=N_("the numbers that amflow news shows"))]


def news(
    context: typer.Context,
    find: Annotated[str, typer.Option("--find", metavar="WORDS", help=N_("only headlines with these words"))] = "",
    last: int = 8,
    feed: Annotated[str, typer.Option("--feed", metavar="NAME", help=N_("only this feed"))] = "",
    offline: bool = False,
) -> None:
    """Headlines of the news feeds you chose. Only this command asks servers, and only those of your feeds.

    amflow news add https://www.example.com/rss.xml --name Market
    amflow news --find rates
    """
    if context.invoked_subcommand:
        return None
    app: App = context.obj
    chosen = news_records.read_feeds(app.settings.feeds_file)
    if not chosen:
        return app.show(_no_feeds(app))
    chosen = [news_records.feed_named(chosen, feed)] if feed else chosen
    taken = news_records.read_all(chosen, app.settings.news_cache, app.now, offline=offline)
    found = news_records.number_headlines(taken, last, find)
    _tell(app, taken)
    news_records.remember(app.settings.news_cache, found)
    return app.show(news_view.NewsView(taken, found, find, app.now))


def _no_feeds(app: App) -> Any:
    """How feeds are chosen, where none is."""
    view = news_view.feeds([], app.settings.feeds_file)
    view.empty = _(
        "no news feed is chosen yet: amflow news add ADDRESS, an RSS or Atom address such as https://…/rss.xml"
    )
    return view


def _tell(app: App, taken: list[Any]) -> None:
    """Say in a pipe what the page says of feeds that gave nothing; where all gave nothing, that is an error."""
    if not (app.json or app.out.terminal):
        for one in taken:
            if one.trouble:
                app.say(_("{what}: {why}").format(what=one.feed.name, why=one.trouble))
    if all(one.state == "failed" for one in taken):
        lines = tuple(_("{what}: {why}").format(what=one.feed.name, why=one.trouble) for one in taken)
        raise Unusable(
            _("no feed could be read"), _("look at the address with amflow news feeds, and at the connection"), lines
        )


def feeds_(app: App) -> None:
    """List the feeds that are read.

    amflow news feeds
    """
    app.show(news_view.feeds(news_records.read_feeds(app.settings.feeds_file), app.settings.feeds_file))


def add(
    app: App,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help=N_("an RSS or Atom feed: https://…"))],
    name: str = "",
    offline: bool = False,
) -> None:
    """Choose a feed. It is read once, to see whether it is one; it stays chosen all the same.

    amflow news add https://www.example.com/rss.xml --name Market
    """
    feed = news_records.add_feed(app.settings.feeds_file, address, name)
    taken = None if offline else news_records.read_all([feed], app.settings.news_cache, app.now)[0]
    app.show(news_view.feed_changed(feed, _("added"), taken))


def remove(
    app: App,
    feed: Annotated[str, typer.Argument(metavar="FEED", help=N_("its name, its number in the list, or its address"))],
) -> None:
    """Read a feed no more.

    amflow news add https://www.example.com/rss.xml --name Market
    amflow news remove Market
    """
    gone = news_records.remove_feed(app.settings.feeds_file, feed)
    news_records.forget(app.settings.news_cache, gone)
    app.show(news_view.feed_changed(gone, _("removed")))


def keep(
    app: App,
    number: Number,
    kind: str = "market",
    note: str = "",
) -> None:
    """Keep a headline as a note, with its link; the newest one kept stands in the morning brief.

    amflow news add https://www.example.com/rss.xml
    amflow news · amflow news keep 1 2 --kind competitor
    """
    from amflow.prep.notes import records as notes
    from amflow.prep.notes import view as note_view

    found = news_records.shown(app.settings.news_cache, list(dict.fromkeys(number)))
    kept = notes.keep(app.desk, [(one.title, one.summary, one.link, one.feed) for one in found], kind, note)
    app.show(note_view.kept(kept))


def open_(app: App, number: Annotated[int, typer.Argument(metavar="N", min=1, help=N_("its number"))]) -> None:
    """Read a headline in the browser; its address is printed too.

    amflow news add https://www.example.com/rss.xml
    amflow news · amflow news open 1
    """
    one = news_records.shown(app.settings.news_cache, [number])[0]
    if not one.link:
        raise Unusable(_("headline {n} has no link"), _("amflow news keep {n} keeps it"), n=number)
    app.out.document(one.link)
    if app.out.terminal:
        typer.launch(one.link)


VERBS = {"keep": keep, "open": open_, "feeds": feeds_, "add": add, "remove": remove}
register = page_family("news", news, VERBS)
