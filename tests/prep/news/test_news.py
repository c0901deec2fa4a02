"""News: feeds served by a server of the test's own, sound ones and all that can be wrong with one."""

import contextlib
import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.prep.news import feed_parser, fetch
from amflow.prep.news import records as news

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>财经</title>
<item><title>央行开展逆回购 &amp; 利率</title><link>https://example.com/1?a=1&amp;b=2</link>
<pubDate>Wed, 25 Nov 2026 01:05:00 GMT</pubDate><media:title>a picture</media:title>
<description><![CDATA[<p>今日<b>逆回购</b>&nbsp;1200亿<script>alert(1)</script></p>]]></description></item>
<item><title>两只新股明日申购</title><link>/2</link><pubDate>Tue, 24 Nov 2026 09:00:00 +0800</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom</title>
<entry><title type="html">Rates &lt;b&gt;held&lt;/b&gt;</title><link rel="self" href="https://example.com/self"/>
<link href="https://example.com/a"/><updated>2026-11-25T08:00:00+08:00</updated><summary>short</summary></entry></feed>"""

ENTITIES = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True)
)
BOMB = f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]><rss><channel>
<item><title>&z;</title></item></channel></rss>"""

OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


class Server:
    """Answers by path; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Any], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: Any) -> None:
                pass

            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers)))
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    outer.answers[self.path](self)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}{path}"

    def serve(self, path: str, body: bytes | str, code: int = 200, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body

        def answer(handler: Any) -> None:
            handler.send_response(code)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)

        self.answers[path] = answer
        return self.url(path)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    time.tzset()
    found = Server()
    yield found
    found.http.shutdown()
    found.http.server_close()


def chosen(run, *pairs: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    for name, url in pairs:
        run("news", "add", url, "--name", name, "--offline")


def trouble(run) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {one["name"]: one["trouble"] for one in run("news", "--json").json["feeds"]}


def test_without_a_feed_it_says_how_one_is_chosen(screen):
    assert "amflow news add ADDRESS" in screen("news")


def test_headlines_are_numbered_newest_first_and_clean(run, server):
    chosen(run, ("财经", server.serve("/rss", RSS)), ("Atom", server.serve("/atom", ATOM)))

    items = run("news", "--json").json["items"]

    assert [(one["number"], one["feed"], one["title"]) for one in items] == [
        (1, "财经", "央行开展逆回购 & 利率"), (2, "财经", "两只新股明日申购"), (3, "Atom", "Rates held"),
    ]  # fmt: skip
    assert items[0]["link"] == "https://example.com/1?a=1&b=2"
    assert items[1]["link"] == server.url("/2")
    assert items[2]["link"] == "https://example.com/a"
    assert items[0]["published_at"] == "2026-11-25T09:05:00+08:00"
    assert items[0]["summary"] == "今日 逆回购 1200亿"


def test_words_are_looked_for_in_title_and_summary(run, server):
    chosen(run, ("财经", server.serve("/rss", RSS)))

    assert [one["title"] for one in run("news", "--find", "新股", "--json").json["items"]] == ["两只新股明日申购"]
    assert [one["number"] for one in run("news", "--find", "1200亿", "--json").json["items"]] == [1]


def test_a_headline_is_kept_with_its_link_and_may_be_opened(run, server):
    chosen(run, ("财经", server.serve("/rss", RSS)))
    run("news")

    kept = run("news", "keep", "1", "--kind", "市场", "--note", "for the deposit talks", "--json").json["item"]

    assert kept["link"] == "https://example.com/1?a=1&b=2"
    assert kept["text"].splitlines()[:2] == ["央行开展逆回购 & 利率 (财经)", "for the deposit talks"]
    assert run("news", "open", "2").stdout.strip() == server.url("/2")
    assert "kept already: n1" in run("news", "keep", "1", code=1).stderr
    run("news", "keep", "1", "2")
    run("undo")
    assert len(run("note", "list", "--json").json["items"]) == 1
    assert "the numbers 1 to 2" in run("news", "keep", "9", code=3).stderr


def test_keeping_before_looking_is_told(run):
    assert "amflow news shows them" in run("news", "keep", "1", code=2).stderr


def test_what_did_not_change_is_not_sent_again(run, server):
    url = server.serve("/rss", RSS, ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 00:00:00 GMT")
    chosen(run, ("a", url))
    run("news")
    server.serve("/rss", b"", code=304)

    found = run("news", "--json").json

    assert [one["state"] for one in found["feeds"]] == ["unchanged"]
    assert len(found["items"]) == 2
    headers = server.asked[-1][1]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "Tue, 24 Nov 2026 00:00:00 GMT"


def test_offline_the_copy_is_shown_with_its_age(run, screen, server, monkeypatch):
    chosen(run, ("a", server.serve("/rss", RSS)))
    run("news")
    server.serve("/rss", b"no", code=503)
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T12:30")

    assert "the server answers 503; the copy is 3 hours old" in screen("news")
    asked = len(server.asked)
    assert len(run("news", "--offline", "--json").json["items"]) == 2
    assert len(server.asked) == asked


def test_broken_feeds_are_named_and_the_others_shown(run, server):
    pages = {
        "sound": server.serve("/ok", RSS),
        "missing": server.serve("/404", b"", code=404),
        "page": server.serve(
            "/page", '<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/ok">'
        ),
        "json": server.serve("/json", "{}"),
        "text": server.serve("/text", "hello"),
        "bomb": server.serve("/bomb", BOMB),
        "outside": server.serve("/outside", OUTSIDE),
        "file": server.serve("/file", b"", code=302, Location="file:///etc/passwd"),
        "ftp": server.serve("/ftp", b"", code=302, Location="ftp://example.com/x"),
        "circle": server.serve("/circle", b"", code=302, Location="/circle"),
        "huge": server.serve("/huge", b"<rss>" + b"x" * (fetch.LARGEST + 10)),
        "swollen": server.serve("/swollen", gzip.compress(b" " * (fetch.LARGEST * 3)), Content_Encoding="gzip"),
        "not packed": server.serve("/unpacked", b"plain", Content_Encoding="gzip"),
        "other packing": server.serve("/br", b"plain", Content_Encoding="br"),
        "cut": server.serve("/cut", RSS[:-80]),
        "nobody": "http://127.0.0.1:9/rss",
    }
    chosen(run, *pages.items())

    found = run("news", "--json").json
    told = {one["name"]: one["trouble"] for one in found["feeds"]}

    assert told.pop("sound") is None
    assert told.pop("cut") == "broken off after 1 headline"
    assert "/ok" in told["page"]
    assert "JSON" in told["json"]
    assert "entities" in told["bomb"]
    assert "entities" in told["outside"]
    assert all("does not follow" in told[name] for name in ("file", "ftp", "circle"))
    assert "larger than" in told["huge"]
    assert "larger than" in told["swollen"]
    assert all(told.values())
    assert {one["feed"] for one in found["items"]} == {"sound", "cut"}
    assert "passwd" not in json.dumps(found["items"])


def test_no_feed_leads_into_the_machine(run, server):
    """What the person names in figures is read; a name, or what a server sends us on to, is not."""
    inside = Server()
    port = server.http.server_address[1]
    to = {
        "another port": inside.serve("/secret", RSS),
        "localhost": f"http://localhost:{port}/ok",
        "the newer kind": f"http://[::ffff:127.0.0.1]:{port}/ok",
        "a network": "http://192.168.255.254/",
        "the cloud": "http://169.254.169.254/latest/meta-data",
    }
    server.serve("/ok", RSS)
    pages = {name: server.serve(f"/{n}", b"", code=302, Location=url) for n, (name, url) in enumerate(to.items())}
    chosen(run, *pages.items(), ("in figures", f"http://127.1:{port}/ok"), ("named", server.url("/ok")))
    chosen(run, ("on", server.serve("/on", b"", code=302, Location="/ok")))

    told = trouble(run)

    assert (told.pop("named"), told.pop("on")) == (None, None)
    assert set(told.values()) == {"it leads into this machine or its own network"}
    assert inside.asked == []
    inside.http.shutdown()
    inside.http.server_close()


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<link " * 700_000,
        "<rss><channel>" + "<a>" * 1_000_000,
        "<rss><channel><item " + " ".join(f'a{n}="1"' for n in range(300_000)) + "/>",
        "<rss><channel><item><title>x</title><description><![CDATA[" + "<!--" * 1_000_000 + "]]></description></item>",
    ],
    ids=["links", "tags", "attributes", "remarks"],
)
def test_a_page_of_tags_without_end_ends_in_its_time(page):
    begun = time.monotonic()

    with contextlib.suppress(feed_parser.NotAFeed):
        feed_parser.read(page[: fetch.LARGEST].encode(), "", "https://example.com/")

    assert time.monotonic() - begun < 5


def test_of_a_long_feed_the_newest_are_read():
    items = "".join(f"<item><title>headline {n}</title></item>" for n in range(100_000))

    found = feed_parser.read(f"<rss><channel>{items}</channel></rss>".encode(), "", "https://example.com/")

    assert (len(found.headlines), found.wrong) == (feed_parser.MOST, "")


def test_a_slow_server_holds_nobody_up(run, server, monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS_A_READ", 0.4)
    monkeypatch.setattr(fetch, "SECONDS_IN_ALL", 0.8)
    monkeypatch.setattr(news, "SECONDS", 1.5)

    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _turn in range(100):
            handler.wfile.write(b"<")
            handler.wfile.flush()
            time.sleep(0.1)

    def dumb(_handler: Any) -> None:
        time.sleep(3)

    server.answers |= {"/drip": drip, "/dumb": dumb}
    chosen(run, ("sound", server.serve("/ok", RSS)), ("drip", server.url("/drip")), ("dumb", server.url("/dumb")))
    begun = time.monotonic()

    told = trouble(run)

    assert time.monotonic() - begun < 4
    assert told == {"sound": None, "drip": "the server is too slow", "dumb": "the server is too slow"}


def test_when_nothing_can_be_read_that_is_an_error(run, server):
    chosen(run, ("a", server.serve("/a", b"", code=500)))

    told = run("news", code=5)

    assert "a: the server answers 500" in told.stderr


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("said", ["UTF-8", "gb2312", "nonsense"])
def test_the_encoding_is_found_out_whatever_is_said_of_it(codec, said):
    body = RSS.replace("UTF-8", said).encode(codec)

    assert feed_parser.read(body, said, "https://example.com/").headlines[0].title == "央行开展逆回购 & 利率"


def test_a_feed_with_a_fault_in_it_is_read_to_its_end():
    faulty = RSS.replace("央行", "央行 & <b>其他</i>").replace("&amp;b", "&b")

    found = feed_parser.read(faulty.encode(), "", "https://example.com/")

    assert [one.title for one in found.headlines] == ["央行 & 其他 开展逆回购 & 利率", "两只新股明日申购"]
    assert (found.headlines[0].link, found.wrong) == ("https://example.com/1?a=1&b=2", "")


def test_a_text_that_names_a_file_or_speaks_of_entities_is_only_a_text(tmp_path):
    (tmp_path / "feed.xml").write_text(RSS)
    with pytest.raises(feed_parser.NotAFeed):
        feed_parser.read(str(tmp_path / "feed.xml").encode(), "", "https://example.com/")

    told = RSS.replace("<p>今日", "&lt;!ENTITY x&gt;")
    assert len(feed_parser.read(told.encode(), "", "https://example.com/").headlines) == 2


@pytest.mark.parametrize("packed", [True, False])
def test_a_packed_answer_is_unpacked(run, server, packed):
    headers = {"Content_Encoding": "gzip"} if packed else {}
    chosen(run, ("a", server.serve("/a", gzip.compress(RSS.encode()) if packed else RSS, **headers)))

    assert len(run("news", "--json").json["items"]) == 2


def test_escapes_and_dangerous_links_do_not_come_through():
    feed = "<rss><channel><item><title>a\x1b[31mred [bold]x[/bold]</title><link>javascript:alert(1)</link></item></channel></rss>"
    found = feed_parser.read(feed.encode(), "", "https://example.com/").headlines[0]

    assert found.title == "a[31mred [bold]x[/bold]"
    assert found.link == ""


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_one_harmless_line(title, summary):
    body = f"<rss><channel><item><title>{title}</title><description>{summary}</description></item></channel></rss>"
    try:
        found = feed_parser.read(body.encode("utf-8", "replace"), "", "https://example.com/")
    except feed_parser.NotAFeed:
        return
    for one in found.headlines:
        assert one.title == " ".join(one.title.split())
        assert "\x1b" not in one.title + one.summary


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_are_not(body):
    try:
        feed_parser.read(body, "", "https://example.com/")
    except feed_parser.NotAFeed as error:
        assert str(error)


@pytest.mark.parametrize(
    ("text", "local"),
    [("Wed, 25 Nov 2026 01:05:00 GMT", "2026-11-25T09:05"), ("2026-11-25T01:05:00Z", "2026-11-25T09:05"),
     ("2026-11-25 09:05", "2026-11-25T09:05"), ("2026年11月25日 09:05", "2026-11-25T09:05"), ("soon", ""), ("", ""),
     ("Wed, 99 Nov 2026", ""), ("0001-01-01T00:00:00Z", "")],
)  # fmt: skip
def test_moments_are_told_in_local_time(text, local, monkeypatch):
    time.tzset()

    assert feed_parser.moment(text) == local


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x/y",
        "example.com/rss",
        "https://",
        "https://a b",
        "http://[",
        "https://me:pw@x/y",
        "",
    ],
)
def test_only_addresses_of_the_web_are_taken(run, url):
    assert "hint:" in run("news", "add", url, code=2).stderr
    assert run("news", "feeds", "--json").json["items"] == []


def test_feeds_are_listed_once_and_taken_out(run, server, home):
    url = server.serve("/rss", RSS)
    added = run("news", "add", url, "--name", "财经", "--json").json["item"]
    assert added["headlines"] == 2

    assert "is there already" in run("news", "add", url, code=1).stderr
    assert (home / "config" / "amflow" / "feeds.txt").read_text("utf-8") == f"{url} 财经\n"
    run("news", "remove", "财经")
    assert run("news", "remove", "财经", code=3)
    assert run("news", "feeds", "--json").json["items"] == []


def test_a_file_of_feeds_written_by_hand_is_read_and_its_mistakes_are_told(run, home):
    file = home / "config" / "amflow" / "feeds.txt"
    file.parent.mkdir(parents=True)
    file.write_text("# mine\n\nhttps://example.com/rss  Example\nfile:///x y\n")

    assert "line 4" in run("news", "feeds", code=5).stderr


def test_a_copy_that_was_damaged_is_as_good_as_none(run, server, home):
    chosen(run, ("a", server.serve("/rss", RSS)))
    run("news")
    for file in (home / "cache" / "amflow" / "news").iterdir():
        file.write_text('{"url": 1}')

    assert len(run("news", "--json").json["items"]) == 2
    assert run("news", "keep", "1")


def test_only_news_speaks_to_the_network(run, server):
    chosen(run, ("a", server.serve("/rss", RSS)))
    for words in (("today",), ("prep",), ("brief",), ("customer", "health"), ("note", "list"), ("news", "feeds")):
        run(*words, code=None)

    assert server.asked == []
