"""Reading an address of the web: never more than so much, never longer than so long, never anything but http and https,
never within the machine or its network but where the person named an address there.

The one place in amflow that speaks to the network, and `amflow news` is the one command that comes here.
"""

import http.client
import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import suppress
from email.message import Message
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
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


_WITHIN = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "224.0.0.0/4", "::/127", "fc00::/7", "fe80::/10", "ff00::/8",
)  # fmt: skip
"""Addresses of this machine and of the firm's own network. What the proxies of many people hand out for every name
(198.18.0.0/15) is none of them."""


class _Reach:
    """How a feed's server is reached: not within the machine or its network, where anybody's feed could ask for what only
    people there may see. An address that the person named in figures, or as localhost, is theirs to name."""

    def __init__(self, url: str) -> None:
        self._named = _place(url)

    def look(self, url: str) -> None:
        """Raises Trouble where the address leads within, as far as it says so itself: a proxy asks for the rest."""
        host, _port = _place(url)
        with suppress(ValueError):
            self._allow(_place(url), "127.0.0.1" if host == "localhost" else host)

    def connect(self, address: tuple[str, int], *more: Any) -> socket.socket:
        """As socket.create_connection, for http.client: what was looked at is what is connected to."""
        host, port = address
        found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
        for one in found:
            self._allow((host.lower(), port), str(one[4][0]))
        for one in found[:-1]:
            with suppress(OSError):
                return socket.create_connection((str(one[4][0]), port), *more)
        return socket.create_connection((str(found[-1][4][0]), port), *more)

    def _allow(self, place: tuple[str, int], address: str) -> None:
        host, _port = place
        if _is_within(address) and not (place == self._named and (host == "localhost" or _is_address(host))):
            raise Trouble(_("it leads into this machine or its own network"))


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme.lower() == "https" else 80)


def _is_address(host: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(host))
    return False


def _is_within(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        # An address of the older kind, written as one of the newer.
        old = address.ipv4_mapped or address.sixtofour
        old = IPv4Address(int(address) & 0xFFFFFFFF) if address in ip_network("64:ff9b::/96") else old
        address = old or address
    return any(address in network for network in map(ip_network, _WITHIN))


class _Http(urllib.request.HTTPHandler):
    def __init__(self, reach: _Reach) -> None:
        super().__init__()
        self._reach = reach

    def http_open(self, req: Any) -> Any:
        return self.do_open(partial(_connection, http.client.HTTPConnection, self._reach, req), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, reach: _Reach) -> None:
        super().__init__()
        self._reach = reach

    def https_open(self, req: Any) -> Any:
        return self.do_open(partial(_connection, http.client.HTTPSConnection, self._reach, req), req)


def _connection(kind: Any, reach: _Reach, request: Any, host: str, **more: Any) -> Any:
    reach.look(request.full_url)
    made = kind(host, **more)
    # The system's proxy may well stand on this machine.
    if urlsplit(request.full_url).netloc == request.host:
        made._create_connection = reach.connect
    return made


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
        with _opener(_Reach(ascii_only(url))).open(request, timeout=SECONDS_A_READ) as response:
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


def _opener(reach: _Reach) -> urllib.request.OpenerDirector:
    """Opens http and https, through the proxy that the system names, and no file, no ftp, no data."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.UnknownHandler(), _Http(reach), _Https(reach),
        urllib.request.HTTPDefaultErrorHandler(), _Redirects(),
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
