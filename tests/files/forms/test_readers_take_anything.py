"""Whatever bytes or words arrive, a reader takes them or refuses them in a sentence, within a second."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Run

from amflow.dates import date_words
from amflow.errors import AmflowError

NOW = datetime(2026, 11, 25, 9, 30)

BOUNDED = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

DATE_PIECES = st.sampled_from(
    [
        "+",
        "-",
        "in",
        "next",
        "last",
        "fri",
        "周",
        "下周",
        "三",
        "月底",
        "1",
        "31",
        "99999999999",
        "wd",
        "w",
        "日",
        "年",
        " ",
        "²",
        ":",
        "T",
    ]
)

SEEDS = {
    "in.csv": ["name,phone\n张敏,138\n", "a;b\t\n", '"', "\0", ",,,\n\n", "\ufeffname\n"],
    "in.vcf": ["BEGIN:VCARD\n", "VERSION:3.0\n", "FN:a\n", "N:;;;;\n", "END:VCARD\n", "TEL;X=:1\n", "BDAY:--0230\n", " x\n",
        "AGENT:\n", "NOTE;ENCODING=BASE64:/w==\n", "NOTE;QUOTED-PRINTABLE:=\n", "TEL;TYPE=FAX:1,2\n",
        "KIND:group\n", "PHOTO;X=1\n",
    ],
    "in.ics": [
        "BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "DTSTART:20261301T000000\n", "DTSTART;VALUE=DATE:20261125\n", "SUMMARY:a\n",
        "RRULE:FREQ=SECONDLY;INTERVAL=0\n", "RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=5L\n", "DTEND:99991231T000000Z\n",
        "UID:a\n", "RRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2\n", "END:VEVENT\n", "END:VCALENDAR\n",
    ],
    "in.json": ['{"schema": "amflow/', "book@1", '",', '"items": [', "{}", "]}", "[" * 2000, "1e999", '"\\ud800"', "null"],
    "in.xlsx": ["PK\x03\x04", "xl/", "\0" * 30],
}  # fmt: skip


@BOUNDED
@given(st.one_of(st.text(max_size=40), st.lists(DATE_PIECES, max_size=8).map("".join)))
def test_words_for_a_day(text: str) -> None:
    began = time.process_time()
    with suppress(AmflowError):
        date_words.day(text, NOW, None)
    assert time.process_time() - began < 1


def typed(run: Run, *line: str) -> None:
    """A mistake of ours would raise here instead of ending in a code."""
    began = time.process_time()
    done = run(*line, code=None)
    assert done.code in range(6)
    # Of the processor's time, once what is loaded has been loaded; the machine of a test is slower than a person's.
    assert time.process_time() - began < 2, line


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("kind", ["customer", "event"])
def test_files_to_import(name: str, kind: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / name
    run("import", str(file), "--as", kind, "--dry-run", code=None)

    @BOUNDED
    @given(
        st.one_of(
            st.binary(max_size=200),
            st.lists(st.one_of(st.sampled_from(SEEDS[name]), st.text(max_size=10)), max_size=14).map(
                lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
            ),
        )
    )
    def tried(content: bytes) -> None:
        file.write_bytes(content)
        typed(run, "import", str(file), "--as", kind, "--dry-run")

    tried()


def test_maps_of_columns(run: Run, tmp_path: Path) -> None:
    table, the_map = tmp_path / "in.csv", tmp_path / "map.toml"
    table.write_text("name,phone\nA,1\n")
    parts = [
        "kind = 'customer'\n",
        "[columns]\n",
        "name = 'name'\n",
        "name = 1\n",
        "x = ['a']\n",
        "[",
        "'''",
        "\0",
        "a.b.c = 1\n",
    ]

    @BOUNDED
    @given(
        st.one_of(
            st.binary(max_size=80), st.lists(st.sampled_from(parts), max_size=8).map(lambda x: "".join(x).encode())
        )
    )
    def tried(content: bytes) -> None:
        the_map.write_bytes(content)
        typed(run, "import", str(table), "--map", str(the_map), "--dry-run")

    tried()


def test_playbooks(run: Run, home: Path) -> None:
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    parts = ["extends = 'mine'\n", "extends = 'securities-branch'\n", "name = 'mine'\n", "title = 1\n", "[[rule]]\n",
             "x = 1\n", "[[check]]\n", "title = {en = 'a'}\n", "[" * 400, "'''"]  # fmt: skip

    @BOUNDED
    @given(
        st.one_of(
            st.binary(max_size=80), st.lists(st.sampled_from(parts), max_size=8).map(lambda x: "".join(x).encode())
        )
    )
    def tried(content: bytes) -> None:
        (folder / "mine.toml").write_bytes(content)
        typed(run, "playbook", "check", "mine")

    tried()


def test_words_to_complete(run: Run) -> None:
    run("customer", "add", "张敏")

    @BOUNDED
    @given(
        st.lists(
            st.one_of(st.text(max_size=12), st.sampled_from(["log-visit", "customer", "--", "-", "c1"])),
            max_size=5,
        )
    )
    def tried(line: list[str]) -> None:
        typed(run, "completion", "words", "amflow", *line)

    tried()


FEED = [
    b"<rss>", b"<channel>", b"<item>", b"<title>", b"x", b"</title>", b"<!DOCTYPE a [<!ENTITY b '", b"'>]>", b"&b;",
    b"<pubDate>", b"<?xml version='1.0' encoding='x'?>", b"</item>", b"</rss>", b"<feed>", b"<entry>",
]  # fmt: skip


@BOUNDED
@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(FEED), max_size=14).map(b"".join)))
def test_feeds(content: bytes) -> None:
    from amflow.prep.news import feed_parser

    began = time.process_time()
    # `amflow news` says of what feed it is.
    with suppress(AmflowError, feed_parser.NotAFeed):
        feed_parser.read(content, "", "https://example.org/feed")
    assert time.process_time() - began < 1
