"""Headlines out of a feed: RSS 0.9 to 2.0, RDF, Atom. Read with the expat of the standard library, which takes 3 ms.

Entities that a document declares are refused, so that none can be blown up or fetch anything; what is undeclared, broken
off or in another encoding than it says is read as far as it goes, as people expect of news.
"""

import re
from datetime import UTC, datetime
from html import unescape
from html.entities import html5
from typing import Any
from urllib.parse import urljoin, urlsplit

from amflow.book import values
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

MOST = 300
"""So many headlines of a feed are read; the newest stand first in it."""
LONGEST_TITLE = 300
LONGEST_SUMMARY = 600
_DEEPEST = 64
_LONGEST_TEXT = 20_000

ENTRY = ("item", "entry")
WANTED = {
    "title": "title", "link": "link", "guid": "guid", "id": "guid", "pubdate": "published", "published": "published",
    "updated": "updated", "date": "published", "modified": "updated", "issued": "published",
    "description": "summary", "summary": "summary", "encoded": "content", "content": "content",
}  # fmt: skip
"""The elements of an entry, and what each of them says."""
PREFIXES = ("", "dc", "content", "atom", "rss")
"""The prefixes under which they count: a media:title is a picture's."""


class Headline(NamedTuple):
    """A headline; `published` is local, `YYYY-MM-DDTHH:MM`, or empty."""

    title: str
    link: str
    published: str
    summary: str


class FeedRead(NamedTuple):
    """What a feed held: its own title, its headlines, and what was wrong with it, in words."""

    title: str
    headlines: list[Headline]
    wrong: str = ""


class NotAFeed(Exception):
    """What came is no feed; the text says why, in words."""


def read(body: bytes, charset: str, url: str) -> FeedRead:
    """The headlines, the newest first. Raises NotAFeed."""
    text = decoded(body, charset)
    found = _Reader(url)
    wrong = found.feed(text)
    if not found.root:
        raise NotAFeed(_not_a_feed(text, url, wrong))
    if wrong and not found.headlines:
        raise NotAFeed(_("it is broken: {why}").format(why=wrong))
    count = len(found.headlines)
    told = ngettext("broken off after {n} headline", "broken off after {n} headlines", count) if wrong else ""
    headlines = sorted(found.headlines, key=lambda one: one.published, reverse=True)
    return FeedRead(found.title, list(dict.fromkeys(headlines)), told)


def decoded(body: bytes, charset: str) -> str:
    """The text of a feed, whatever it says it is written in: what it is in fact is found out."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return body.decode(codec, "replace")
    said = re.search(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)""", body[:300])
    inside = said.group(1).decode() if said else ""
    for codec in ("utf-8", inside, charset, "gb18030"):
        wider = "gb18030" if codec.lower() in ("gb2312", "gbk", "x-gbk") else codec
        try:
            return body.decode(wider or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("utf-8", "replace")


def _not_a_feed(text: str, url: str, wrong: str) -> str:
    start = text.lstrip()[:2000].lower()
    if "<html" in start or start.startswith("<!doctype html"):
        page = re.search(
            r"""<link\b[^>]*type=["']application/(?:rss|atom)\+xml["'][^>]*>""", text[:200_000], re.IGNORECASE
        )
        address = re.search(r"""href=["']([^"']+)["']""", page.group(0)) if page else None
        if address:
            return _("it is a page; its feed seems to be {url}").format(
                url=urljoin(url, unescape(address.group(1)))[:200]
            )
        return _("it is a page, not a feed")
    if start.startswith(("{", "[")):
        return _("it is JSON, not a feed")
    return _("it is not a feed: {why}").format(why=wrong) if wrong else _("it is not a feed")


class _Refused(Exception):
    """The document does something that no feed needs to do."""


class _Reader:
    """Gathers the entries while expat goes through the document."""

    def __init__(self, url: str) -> None:
        self.root = ""
        self.title = ""
        self.headlines: list[Headline] = []
        self._url = url
        self._own_prefix = ""
        self._path: list[str] = []
        self._entry: dict[str, str] | None = None
        self._text: list[str] | None = None
        self._length = 0
        self._deep = 0

    def feed(self, text: str) -> str:
        """Read the document; give what is wrong with it, or nothing."""
        from xml.parsers import expat

        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.EntityDeclHandler = self._no_entities
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(_mended(text).encode("utf-8", "replace"), True)
        except _Refused as refused:
            return str(refused)
        except expat.ExpatError as error:
            return expat.errors.messages[error.code] + " " + _("in line {n}").format(n=error.lineno)
        return ""

    def _no_entities(self, name: str, *_rest: Any) -> None:
        self.headlines.clear()
        raise _Refused(_("it declares entities of its own, which no feed needs"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _colon, bare = name.rpartition(":")
        bare = bare.lower()
        if not self._path:
            if bare not in ("rss", "rdf", "feed"):
                raise _Refused(_("it begins with <{name}>").format(name=bare[:40]))
            self.root, self._own_prefix = bare, prefix
        self._path.append(bare)
        if len(self._path) > _DEEPEST:
            raise _Refused(_("it is nested too deeply"))
        if self._text is not None:
            # Marks inside a text (Atom's xhtml): the words alone are wanted.
            self._deep += 1
            return
        if bare in ENTRY and prefix in ("", self._own_prefix):
            if len(self.headlines) >= MOST:
                return
            self._entry = {}
        elif self._wanted(prefix, bare):
            self._begin(bare, attributes)

    def _wanted(self, prefix: str, bare: str) -> bool:
        if prefix not in (*PREFIXES, self._own_prefix):
            return False
        if self._entry is not None:
            return bare in WANTED and self._path[-2] in ENTRY
        return bare == "title" and not self.title and self._path[-2] in ("channel", "feed")

    def _begin(self, bare: str, attributes: dict[str, str]) -> None:
        href = attributes.get("href")
        if bare == "link" and href is not None and self._entry is not None:
            if attributes.get("rel", "alternate") == "alternate":
                self._entry.setdefault("link", href)
            return
        if bare == "guid" and attributes.get("isPermaLink", "true").lower() == "false":
            return
        self._text, self._length, self._deep = [], 0, 0

    def _characters(self, text: str) -> None:
        if self._text is not None and self._length < _LONGEST_TEXT:
            self._text.append(text)
            self._length += len(text)

    def _end(self, _name: str) -> None:
        bare = self._path.pop()
        if self._text is not None:
            if self._deep:
                self._deep -= 1
                self._text.append(" ")
                return
            text, self._text = "".join(self._text), None
            if self._entry is None:
                self.title = words(text, LONGEST_TITLE)
            elif text.strip():
                self._entry.setdefault(WANTED[bare], text)
        elif bare in ENTRY and self._entry is not None:
            entry, self._entry = self._entry, None
            headline = _headline(entry, self._url)
            if headline.title:
                self.headlines.append(headline)


def _mended(text: str) -> str:
    """The document with what commonly breaks feeds put right: control signs, `&nbsp;`, a bare `&`."""
    bare = values.harmless(text).lstrip("\ufeff \n\t")
    bare = re.sub(r"&([A-Za-z][A-Za-z0-9]{1,30});", _sign, bare)
    return re.sub(r"&(?!#?\w{1,31};)", "&amp;", bare)


def _sign(match: re.Match[str]) -> str:
    name = match[1]
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return match[0]
    return html5.get(f"{name};", match[0])


def _headline(entry: dict[str, str], url: str) -> Headline:
    summary = words(entry.get("summary") or entry.get("content") or "", LONGEST_SUMMARY)
    title = words(entry.get("title", ""), LONGEST_TITLE) or words(summary, 80)
    link = address(entry.get("link") or entry.get("guid") or "", url)
    return Headline(title, link, moment(entry.get("published") or entry.get("updated") or ""), summary)


def words(text: str, longest: int) -> str:
    """The text without marks, signs of control and double spaces, cut where it is too long."""
    bare = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|$)", " ", text[:_LONGEST_TEXT])
    bare = unescape(re.sub(r"<!--.*?-->|</?[A-Za-z!][^<>]*>", " ", unescape(bare) if "&lt;" in bare else bare))
    line = " ".join(values.harmless(bare).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def address(text: str, url: str) -> str:
    """The link in full, when it leads into the web; empty otherwise."""
    # A bare & inside CDATA was taken for a broken one, see `_mended`.
    bare = "".join(values.harmless(text).split()).replace("&amp;", "&")
    try:
        whole = urljoin(url, bare) if bare else ""
        fine = urlsplit(whole).scheme.lower() in ("http", "https")
    except ValueError:
        return ""
    return whole if fine and len(whole) <= values.LONGEST_LINE else ""


def moment(text: str) -> str:
    """When it was published, as the clock on the wall showed it here; empty where that cannot be read."""
    from email.utils import parsedate_to_datetime

    bare = text.strip()[:60]
    for reader in (datetime.fromisoformat, parsedate_to_datetime, _chinese):
        try:
            found = reader(bare)
            local = found if found.tzinfo else found.replace(tzinfo=UTC) if reader is parsedate_to_datetime else found
            local = local.astimezone() if local.tzinfo else local
        except (ValueError, TypeError, OverflowError, IndexError, OSError):
            continue
        return f"{local:%Y-%m-%dT%H:%M}" if 1970 <= local.year <= 2200 else ""
    return ""


def _chinese(text: str) -> datetime:
    """`2026年11月25日 09:30`, `2026/11/25 09:30`: as some sites write it."""
    numbers = [int(one) for one in re.findall(r"\d{1,4}", text)[:5]]
    return datetime(*numbers)  # type: ignore[arg-type]
