"""The pages as a site: every link leads somewhere, every page is in the navigation, nothing is loaded from elsewhere."""

import json
import re
from pathlib import Path

import pytest
from tools import website


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert website.build(folder) == []
    return folder


def test_every_page_and_every_file_that_it_needs_is_there(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) == len(website.written()) + 1
    for page in pages:
        for link in re.findall(r'(?:href|src)="([^"]*)"', page.read_text("utf-8")):
            path, _sign, anchor = link.partition("#")
            if not website.is_outside(link):
                there = page.parent / path if path else page
                assert there.is_file(), (page.name, link)
                assert not anchor or f'id="{anchor}"' in there.read_text("utf-8"), (page.name, link)


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for file in (one for one in site.rglob("*") if one.suffix in (".html", ".css", ".js") and one.name != "pages.js"):
        text = file.read_text("utf-8")
        assert not re.findall(r'(?:src=|url\(|@import|<link[^>]*href=)["\']?(?:https?:)?//', text), file


def test_the_search_has_every_heading_in_both_languages(site: Path) -> None:
    pieces = json.loads((site / "pages.js").read_text("utf-8").removeprefix("const PAGES = ").rstrip(";\n"))

    assert {language for language, *_rest in pieces} == {"en", "zh"}
    assert any("定期存款" in text for *_head, text in pieces)
    by_address = {address: heading for _language, address, _page, heading, _text in pieces}
    assert by_address["docs/first-day.html#the-first-morning"] == "The first morning"
    assert by_address["docs/zh/first-week/wholesale.html"] == "第一周：批发客户经理"


def test_what_is_wide_is_moved_by_the_keyboard_too() -> None:
    body = website.read("README.md").body

    assert "<pre" in body and body.count("<pre") == body.count('<pre tabindex="0"')


def test_a_link_that_leads_nowhere_is_named() -> None:
    page = website.read("README.md")
    pages = {"README.md": page}

    for link in ("docs/nowhere.md", "#no-such-heading", "../outside.md"):
        assert str(website.checked(page, link, pages)).startswith("README.md: ")
    for link in ("#privacy", "https://example.com", "LICENSE"):
        assert not str(website.checked(page, link, pages)).startswith("README.md: ")
