"""Headlines out of a feed: RSS 0.9 to 2.0, RDF, Atom. feedparser reads them; what it is handed, and what is kept, is bounded.

Entities that a document declares are refused, so that none can be blown up or fetch anything; what is undeclared, broken
off or in another encoding than it says is read as far as it goes, as people expect of news.
"""

import re
from datetime import UTC, datetime
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from amflow.book import values
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

MOST = 300
"""So many headlines of a feed are read; the newest stand first in it."""
MOST_TAGS = 60_000
MOST_ATTRIBUTES = 1_000
"""In a feed two hundred tags to a headline, and in a tag; the reader takes its time for each."""
LONGEST_TITLE = 300
LONGEST_SUMMARY = 600
_LONGEST_TEXT = 20_000
_PROLOG = re.compile(
    r"""\s* (?:(?: <\?.*?\?> | <!--.*?--> )\s*)*
    (?: <!DOCTYPE[^\[>]* (?:\[(?P<own>.*?)\])? \s*>\s* )?
    (?: <!--.*?-->\s* )*""",
    re.DOTALL | re.VERBOSE,
)
"""What stands before the first element: it matches any text, if only its beginning."""
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_END = r"(?i)</(?:[\w.-]+:)?(?:{})\s*>"


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
    text = values.harmless(decoded(body, charset)).lstrip("\ufeff \n\t")
    prolog = _PROLOG.match(text)
    assert prolog
    text, start = text[prolog.end() :], text
    root = _ROOT.match(text)
    if "<!ENTITY" in (prolog["own"] or ""):
        raise NotAFeed(_not_a_feed(start, url, _("it declares entities of its own, which no feed needs")))
    if not root or root[1].lower() not in ("rss", "rdf", "feed"):
        raise NotAFeed(_not_a_feed(start, url, _("it begins with <{name}>").format(name=root[1][:40]) if root else ""))
    text = _begin(text, root[0][1:])
    tags = _tags(text)
    if len(tags) > MOST_TAGS or any(tag.count("=") > MOST_ATTRIBUTES for tag in tags):
        raise NotAFeed(_("it has more tags than any feed needs"))
    found, wrong = _parsed(text)
    # Of an entry that was broken off, nobody knows what it was going to say.
    whole = len(re.findall(_END.format("item|entry"), text))
    headlines = [line for entry in found.entries[: min(whole, MOST)] if (line := _headline(entry, url)).title]
    if wrong and not headlines:
        raise NotAFeed(_("it is broken: {why}").format(why=wrong))
    told = ""
    if wrong and not re.search(_END.format("rss|rdf|feed") + r"\s*$", text):
        told = ngettext("broken off after {n} headline", "broken off after {n} headlines", len(headlines))
    headlines.sort(key=lambda one: one.published, reverse=True)
    return FeedRead(words(found.feed.get("title", ""), LONGEST_TITLE), list(dict.fromkeys(headlines)), told)


def _begin(text: str, root: str) -> str:
    """The feed as far as the last headline that is read: what comes behind it would only take time."""
    ends = islice(re.finditer(_END.format("item|entry"), text), MOST - 1, None)
    last = next(ends, None)
    if last is None or next(ends, None) is None:
        return text
    inside = "</channel>" if root.lower().endswith("rss") else ""
    return f"{text[: last.end()]}{inside}</{root}>"


def _tags(text: str) -> list[str]:
    """What stands between each `<` and the next, but for what is marked as no tags."""
    first, *others = text.split("<![CDATA[")
    return "".join([first, *(one.partition("]]>")[2] for one in others)]).split("<")[1:]


def _parsed(text: str) -> tuple[Any, str]:
    """The feed, and what is wrong with it, or nothing. Raises NotAFeed."""
    from io import BytesIO

    import feedparser

    try:
        # As a file: a text could be an address, or the name of a file of ours.
        found = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # the reader raises whatever comes
        raise NotAFeed(_("it is broken: {why}").format(why=str(error)[:100])) from error
    wrong: Any = found.get("bozo_exception")
    # It also complains about what is no fault of the document, such as an encoding that it did not say.
    if not hasattr(wrong, "getLineNumber"):
        return found, ""
    place = _("in line {n}").format(n=wrong.getLineNumber())
    return found, f"{wrong.getMessage()} {place}"


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
        # Tag by tag: a pattern for all of it would try each beginning with each end.
        links = (tag.partition(">")[0] for tag in re.split(r"(?i)<link\b", text[:200_000])[1:])
        page = next((tag for tag in links if re.search(r"""(?i)type=["']application/(?:rss|atom)\+xml["']""", tag)), "")
        address = re.search(r"""href=["']([^"']+)["']""", page)
        if address:
            return _("it is a page; its feed seems to be {url}").format(
                url=urljoin(url, unescape(address.group(1)))[:200]
            )
        return _("it is a page, not a feed")
    if start.startswith(("{", "[")):
        return _("it is JSON, not a feed")
    return _("it is not a feed: {why}").format(why=wrong) if wrong else _("it is not a feed")


def _headline(entry: Any, url: str) -> Headline:
    said = entry.get("summary") or next((part.get("value") for part in entry.get("content", ())), "")
    summary = words(said or "", LONGEST_SUMMARY)
    title = words(entry.get("title", ""), LONGEST_TITLE) or words(summary, 80)
    link = entry.get("link") or (entry.get("id", "") if entry.get("guidislink", True) else "")
    return Headline(title, address(link, url), moment(entry.get("published") or entry.get("updated") or ""), summary)


def words(text: str, longest: int) -> str:
    """The text without marks, signs of control and double spaces, cut where it is too long."""
    bare = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|$)", " ", text[:_LONGEST_TEXT])
    bare = unescape(re.sub(r"<!--.*?(?:-->|$)|</?[A-Za-z!][^<>]*>", " ", unescape(bare) if "&lt;" in bare else bare))
    line = " ".join(values.harmless(bare).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def address(text: str, url: str) -> str:
    """The link in full, when it leads into the web; empty otherwise."""
    bare = "".join(values.harmless(text).split())
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
