"""The list of news feeds: `feeds.txt` in the configuration folder, an address and a name a line, written by hand or by amflow."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from amflow.book import values
from amflow.errors import NotFound, Refused, Unusable, Usage
from amflow.files.export import atomic_write
from amflow.locale import _, of_system
from amflow.records import NamedTuple

LONGEST_URL = 2000
MOST = 50
"""So many feeds at most: each is asked whenever news is read."""


class Feed(NamedTuple):
    """A feed: where it is read, and what it is called."""

    name: str
    url: str


def read(path: Path) -> list[Feed]:
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


def add(path: Path, url: str, name: str) -> Feed:
    """Add a feed to the file. Raises Usage, Refused where it is there already."""
    feeds = read(path)
    address = checked(url)
    feed = Feed(_name(name, address), address)
    same = next((one for one in feeds if one.url == feed.url or one.name.casefold() == feed.name.casefold()), None)
    if same is not None:
        raise Refused(
            _("{name} is there already: {url}").format(name=same.name, url=same.url),
            _("another name with --name, or amflow news remove {name}").format(name=same.name),
        )
    if len(feeds) >= MOST:
        raise Refused(_("there are {n} feeds, and more would take too long").format(n=MOST), _("amflow news remove"))
    _write(path, [*_lines(path), f"{feed.url} {feed.name}"])
    return feed


def remove(path: Path, text: str) -> Feed:
    """Take a feed out of the file, by its name, its address or its place in the list. Raises NotFound."""
    feeds = read(path)
    gone = named(feeds, text)
    keep = [line for line in _lines(path) if line.strip().partition(" ")[0] != gone.url]
    _write(path, keep)
    return gone


def named(feeds: list[Feed], text: str) -> Feed:
    """The feed that the text names. Raises NotFound."""
    wanted = text.strip().casefold()
    if wanted.isdigit() and 1 <= int(wanted) <= len(feeds):
        return feeds[int(wanted) - 1]
    for feed in feeds:
        if wanted in (feed.name.casefold(), feed.url.casefold()):
            return feed
    raise NotFound(
        _("there is no feed “{text}”").format(text=values.harmless(text)[:80]), _("amflow news feeds lists them")
    )


def _name(name: str, url: str) -> str:
    said = values.line(name, _("the name"))[:60] if name.strip() else ""
    return said or (urlsplit(url.strip()).hostname or "").removeprefix("www.")


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hint = _("look at the path, and at who may read and write there")
    # A link goes on pointing where it does.
    with atomic_write.replacing(path.resolve(), hint) as file:
        file.write("".join(f"{line}\n" for line in lines))
