"""News: every feed read at the same time, a copy kept of each, and the numbers that the headlines were last shown under."""

import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from amflow.book import values
from amflow.errors import NotFound, Usage
from amflow.files.export import atomic_write
from amflow.locale import _
from amflow.prep.news import feed_parser, fetch
from amflow.prep.news.feed_parser import Headline
from amflow.prep.news.feeds import Feed
from amflow.records import NamedTuple

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


def take(feeds: list[Feed], folder: Path, now: datetime, *, offline: bool = False) -> list[FeedTaken]:
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


def number(taken: list[FeedTaken], most: int, find: str) -> list[Shown]:
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

    from amflow.errors import Unusable

    with suppress(OSError, Unusable):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with atomic_write.replacing(path) as file:
            file.write(dumps(value, ensure_ascii=False))
