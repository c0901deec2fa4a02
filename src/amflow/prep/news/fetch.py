"""Reading an address of the web: never more than so much, never longer than so long, never anything but http and https.

The one place in amflow that speaks to the network, and `amflow news` is the one command that comes here.
"""

import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from email.message import Message
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from amflow import __version__
from amflow.locale import _
from amflow.records import NamedTuple

SECONDS_A_READ = 6.0
SECONDS_IN_ALL = 15.0
LARGEST = 4 << 20
"""Bytes of an answer, packed and unpacked: the largest feeds of newspapers have a tenth of it."""
MOST_REDIRECTS = 5
_PIECE = 64 << 10


class Trouble(Exception):
    """Why an address could not be read, in words."""


class Answer(NamedTuple):
    """What came back. `unchanged`: what was read the last time is still right."""

    body: bytes
    charset: str
    """As the server says it, or empty."""
    url: str
    """Where it was found in the end."""
    etag: str
    modified: str
    unchanged: bool = False


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows where a server sends us, within the web only."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urlsplit(newurl).scheme.lower() not in ("http", "https"):
            raise Trouble(_("it leads on to where amflow does not follow"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, etag: str = "", modified: str = "") -> Answer:
    """Read the address, unless it has not changed since. Raises Trouble."""
    deadline = time.monotonic() + SECONDS_IN_ALL
    headers = {"User-Agent": f"amflow/{__version__}", "Accept-Encoding": "gzip", "Accept": "application/rss+xml, "
               "application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"}  # fmt: skip
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    try:
        request = urllib.request.Request(ascii_only(url), headers=headers)  # noqa: S310 - feeds.checked let http(s) in only
        with _opener().open(request, timeout=SECONDS_A_READ) as response:
            return _answer(response, url, deadline)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 304:
                return Answer(b"", "", url, etag, modified, unchanged=True)
            if 300 <= error.code < 400:
                raise Trouble(_("it leads on to where amflow does not follow")) from error
            raise Trouble(_("the server answers {code}").format(code=error.code)) from error
    except Trouble:
        raise
    except TimeoutError as error:
        raise Trouble(_("the server is too slow")) from error
    except Exception as error:
        # What a server can say wrongly, urllib and http.client find in their own ways.
        raise Trouble(_why(error)) from error


def ascii_only(url: str) -> str:
    """The address as it goes over the wire: Chinese signs in it are written as the web writes them."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode() if not url.isascii() else parts.netloc
    place = host if url.isascii() or not parts.port else f"{host}:{parts.port}"
    safe = "/%:=&?~#+!$,;'@()*[]"
    return urlunsplit((parts.scheme, place, quote(parts.path, safe), quote(parts.query, safe), ""))


def _opener() -> urllib.request.OpenerDirector:
    """Opens http and https, through the proxy that the system names, and no file, no ftp, no data."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.UnknownHandler(), urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(), urllib.request.HTTPDefaultErrorHandler(), _Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _answer(response: Any, url: str, deadline: float) -> Answer:
    headers: Message = response.headers
    packed = (headers.get("Content-Encoding") or "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise Trouble(_("it is packed in a way that was not asked for: {name}").format(name=packed[:40]))
    body = b"".join(_pieces(response, deadline))
    if packed.endswith("gzip"):
        body = _unpacked(body)
    return Answer(
        body,
        headers.get_content_charset() or "",
        response.geturl() or url,
        headers.get("ETag", "")[:500],
        headers.get("Last-Modified", "")[:100],
    )


def _pieces(response: Any, deadline: float) -> Iterator[bytes]:
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise Trouble(_("it is larger than {n} MB").format(n=LARGEST >> 20))
        # A time-out counts for each read alone: a server that sends a byte now and then would never end.
        if time.monotonic() > deadline:
            raise Trouble(_("the server is too slow"))
        yield piece


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(31)
    try:
        whole = unpacker.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise Trouble(_("it says it is packed, and is not")) from error
    if len(whole) > LARGEST:
        raise Trouble(_("it is larger than {n} MB").format(n=LARGEST >> 20))
    return whole


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    if isinstance(reason, TimeoutError):
        return _("the server is too slow")
    if isinstance(reason, OSError):
        return _("the server cannot be reached: {why}").format(why=reason.strerror or reason)
    return _("the server cannot be reached: {why}").format(why=str(error)[:100] or type(error).__name__)
