"""News: the feeds one chose, every one of them read at the same time, a copy kept of each, and the numbers that the headlines
were last shown under.

The list of feeds is `feeds.txt` in the configuration folder, an address and a name a line, written by hand or by amflow.
"""

import re
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from amflow import outfiles
from amflow.book import values
from amflow.errors import AmflowError, NotFound, Refused, Unusable, Usage
from amflow.locale import _, of_system
from amflow.prep.news import feed_parser, fetch
from amflow.prep.news.feed_parser import Headline
from amflow.records import NamedTuple

LONGEST_URL = 2000
MOST_FEEDS = 50
"""So many feeds at most: each is asked whenever news is read."""


class Feed(NamedTuple):
    """A feed: where it is read, and what it is called."""

    name: str
    url: str


def read_feeds(path: Path) -> list[Feed]:
    """The feeds in the file; none where there is no file. Raises Unusable, with the line."""
    found = []
    for number, line in enumerate(_lines(path), 1):
        bare = line.strip()
        if bare and not bare.startswith("#"):
            url, _space, name = bare.partition(" ")
            try:
                address = checked(url)
                found.append(Feed(_name(name, address), address))
            except Usage as error:
                raise Unusable(
                    _("{path}, line {line}: {why}").format(path=path, line=number, why=error.message),
                    _("a line is an address, a space and a name; mend it, or take it out"),
                ) from error
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        why = of_system(error) if isinstance(error, OSError) else _("it is not UTF-8")
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=why),
            _("look at the path, and at who may read and write there"),
        ) from error


def checked(url: str) -> str:
    """The address, when it is one of the web without a password in it. Raises Usage."""
    text = url.strip()
    hint = _("such as https://www.example.com/rss.xml")
    if not text or len(text) > LONGEST_URL or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise Usage(_("“{text}” is not an address").format(text=values.harmless(text)[:80]), hint)
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise Usage(_("“{text}” is not an address").format(text=text[:80]), hint) from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise Usage(_("“{text}” is not an address of the web: http or https").format(text=text[:80]), hint)
    if parts.username or parts.password:
        raise Usage(
            _("the address has a password in it, and the file of feeds is no place for one"),
            _("name a feed that may be read without"),
        )
    return text


def add_feed(path: Path, url: str, name: str) -> Feed:
    """Add a feed to the file. Raises Usage, Refused where it is there already."""
    feeds = read_feeds(path)
    address = checked(url)
    feed = Feed(_name(name, address), address)
    same = next((one for one in feeds if one.url == feed.url or one.name.casefold() == feed.name.casefold()), None)
    if same is not None:
        raise Refused(
            _("{name} is there already: {url}").format(name=same.name, url=same.url),
            _("another name with --name, or amflow news remove {name}").format(name=same.name),
        )
    if len(feeds) >= MOST_FEEDS:
        raise Refused(_("there are {n} feeds, and more would take too long"), _("amflow news remove"), n=MOST_FEEDS)
    _write_lines(path, [*_lines(path), f"{feed.url} {feed.name}"])
    return feed


def remove_feed(path: Path, text: str) -> Feed:
    """Take a feed out of the file, by its name, its address or its place in the list. Raises NotFound."""
    feeds = read_feeds(path)
    gone = feed_named(feeds, text)
    keep = [line for line in _lines(path) if line.strip().partition(" ")[0] != gone.url]
    _write_lines(path, keep)
    return gone


def feed_named(feeds: list[Feed], text: str) -> Feed:
    """The feed that the text names. Raises NotFound."""
    wanted = text.strip().casefold()
    if wanted.isdigit() and 1 <= int(wanted) <= len(feeds):
        return feeds[int(wanted) - 1]
    for feed in feeds:
        if wanted in (feed.name.casefold(), feed.url.casefold()):
            return feed
    raise NotFound(_("there is no feed “{text}”"), _("amflow news feeds lists them"), text=values.harmless(text)[:80])


def _name(name: str, url: str) -> str:
    said = values.line(name, _("the name"))[:60] if name.strip() else ""
    return said or (urlsplit(url.strip()).hostname or "").removeprefix("www.")


def _write_lines(path: Path, lines: list[str]) -> None:
    outfiles.write_own(path, "".join(f"{line}\n" for line in lines), str(path))


SECONDS = 20.0
"""However many feeds there are, and whatever they do, news are shown after so many seconds."""
AT_ONCE = 8

FRESH, UNCHANGED, KEPT, FAILED = "fresh", "unchanged", "kept", "failed"
"""Read now; the same as the last time; not read, and the copy shown; not read, and no copy."""


class FeedCopy(NamedTuple):
    """What was read of a feed, and when (local, ISO)."""

    url: str
    etag: str
    modified: str
    read_at: str
    headlines: list[Headline]


class FeedTaken(NamedTuple):
    """A feed, what it has, and how it went."""

    feed: Feed
    state: str
    trouble: str
    """Why it could not be read, or what was wrong with it, in words."""
    read_at: str
    headlines: list[Headline]


class Shown(NamedTuple):
    """A headline under the number it was shown with."""

    number: int
    feed: str
    title: str
    link: str
    published: str
    summary: str


def read_all(feeds: list[Feed], folder: Path, now: datetime, *, offline: bool = False) -> list[FeedTaken]:
    """Read the feeds, all at the same time; what cannot be read is told, and its last copy given."""
    results: dict[str, FeedTaken] = {}
    waiting = list(feeds)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                feed = waiting.pop(0)
            taken = _one(feed, folder, now)
            with lock:
                results[feed.url] = taken

    if not offline:
        deadline = time.monotonic() + SECONDS
        # Daemons: one that hangs on a server must not keep the program from ending.
        threads = [threading.Thread(target=work, daemon=True) for _feed in feeds[:AT_ONCE]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(deadline - time.monotonic(), 0))
    with lock:
        waiting.clear()
        done = dict(results)
    late = _("not asked: --offline") if offline else _("the server is too slow")
    return [done.get(feed.url) or _from_copy(feed, folder, late) for feed in feeds]


def _one(feed: Feed, folder: Path, now: datetime) -> FeedTaken:
    copy = _copy(feed, folder)
    try:
        etag, modified = (copy.etag, copy.modified) if copy else ("", "")
        answer = fetch.fetch(feed.url, etag, modified)
        at = f"{now:%Y-%m-%dT%H:%M}"
        if answer.unchanged:
            if copy is None:
                raise fetch.Trouble(_("the server answers {code}").format(code=304))
            _keep(folder, copy._replace(read_at=at))
            return FeedTaken(feed, UNCHANGED, "", at, copy.headlines)
        found = feed_parser.read(answer.body, answer.charset, answer.url)
        # One that was broken off is asked for again, whole.
        known = ("", "") if found.wrong else (answer.etag, answer.modified)
        _keep(folder, FeedCopy(feed.url, *known, at, found.headlines))
        return FeedTaken(feed, FRESH, found.wrong, at, found.headlines)
    except (fetch.Trouble, feed_parser.NotAFeed) as trouble:
        return _from_copy(feed, folder, str(trouble))


def _from_copy(feed: Feed, folder: Path, trouble: str) -> FeedTaken:
    copy = _copy(feed, folder)
    if copy is None:
        return FeedTaken(feed, FAILED, trouble, "", [])
    return FeedTaken(feed, KEPT, trouble, copy.read_at, copy.headlines)


def number_headlines(taken: list[FeedTaken], most: int, find: str) -> list[Shown]:
    """The headlines to show, feed by feed, the newest first, each under a number; `find` are words that must be in them."""
    terms = values.folded(find).split()
    found: list[Shown] = []
    for one in taken:
        fitting = [
            line
            for line in one.headlines
            if all(term in values.folded(f"{line.title} {line.summary}") for term in terms)
        ]
        for line in fitting[:most]:
            found.append(Shown(len(found) + 1, one.feed.name, line.title, line.link, line.published, line.summary))
    return found


def remember(folder: Path, found: list[Shown]) -> None:
    """Keep the numbers, for `keep` and `open`."""
    _write(folder / "shown.json", [list(one) for one in found])


def shown(folder: Path, numbers: list[int]) -> list[Shown]:
    """The headlines that were last shown under these numbers. Raises NotFound, Usage."""
    rows = _json(folder / "shown.json")
    known: dict[int, Shown] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, list) and len(row) == len(Shown._fields) and isinstance(row[0], int):
            known[row[0]] = Shown(row[0], *(str(cell) for cell in row[1:]))
    if not known:
        raise Usage(_("no headlines were shown yet"), _("amflow news shows them, with their numbers"))
    for wanted in numbers:
        if wanted not in known:
            raise NotFound(
                _("there is no headline {n}").format(n=wanted),
                _("amflow news shows them; the last ones had the numbers 1 to {n}").format(n=len(known)),
            )
    return [known[wanted] for wanted in numbers]


def forget(folder: Path, feed: Feed) -> None:
    """Take away the copy of a feed that is not read any more."""
    _place(feed, folder).unlink(missing_ok=True)


def _place(feed: Feed, folder: Path) -> Path:
    from hashlib import sha256

    return folder / f"{sha256(feed.url.encode()).hexdigest()[:24]}.json"


def _copy(feed: Feed, folder: Path) -> FeedCopy | None:
    """The last copy; None where there is none, or it cannot be used: it is only a copy."""
    kept = _json(_place(feed, folder))
    try:
        lines = [Headline(*(str(cell) for cell in row)) for row in kept["headlines"]]
        copy = FeedCopy(str(kept["url"]), str(kept["etag"]), str(kept["modified"]), str(kept["read_at"]), lines)
        datetime.fromisoformat(copy.read_at)
    except (TypeError, KeyError, ValueError):
        return None
    return copy if copy.url == feed.url else None


def _keep(folder: Path, copy: FeedCopy) -> None:
    _write(_place(Feed("", copy.url), folder), {**copy._asdict(), "headlines": [list(one) for one in copy.headlines]})


def _json(path: Path) -> Any:
    from json import loads

    try:
        return loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _write(path: Path, value: Any) -> None:
    """Keep it, where that is possible: a cache that cannot be written costs the copy, not the news."""
    from contextlib import suppress
    from json import dumps

    with suppress(AmflowError):
        outfiles.write_own(path, dumps(value, ensure_ascii=False))
