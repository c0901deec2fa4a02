"""The pages of the project as a site that needs no server and no network: `make site` writes build/site, to be opened as it is.

What stands on GitHub is all there is: every page of docs/ and of the project's folder, under the same names. A link that leads
nowhere fails the build. The search looks for what is typed, wherever it stands: Chinese has no spaces to cut at.
"""

import json
import re
import shutil
import sys
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools.readme import language

ROOT = Path(__file__).resolve().parent.parent
FILES = Path(__file__).with_name("website_files")
SITE = ROOT / "build" / "site"

WEEKS = [
    "retail-bank",
    "wealth-center",
    "corporate-bank",
    "securities-branch",
    "enterprise",
    "wholesale",
    "retail-territory",
    "general",
]
BEGIN = ["docs/first-day.md", "docs/first-week.md", *(f"docs/first-week/{one}.md" for one in WEEKS)]
NAVIGATION = {
    "Begin": ["README.md", "docs/install.md", *BEGIN, "docs/from-elsewhere.md", "docs/tour.md"],
    "Use": [
        f"docs/{one}.md"
        for one in ["import", "order", "summary", "plan", "messages", "news", "days", "devices", "privacy"]
    ],
    "Look up": [f"docs/{one}.md" for one in ["commands", "vocabulary", "playbooks", "data", "json"]],
    "The project": ["CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/release.md"],
}
"""The pages in their order. A page that has a twin in `docs/zh` stands in the Chinese navigation by that."""

HEADINGS = {"Begin": "开始", "Use": "使用", "Look up": "查阅", "The project": "项目"}
WORDS = {
    "en": {"search": "Search", "pages": "Pages", "skip": "To the text", "none": "Nothing found"},
    "zh": {"search": "搜索", "pages": "目录", "skip": "跳到正文", "none": "没有找到"},
}


class Piece(NamedTuple):
    """A heading of a page and what stands below it, as the search has it."""

    anchor: str
    title: str
    text: str


class Page(NamedTuple):
    """A page as it is written."""

    name: str
    title: str
    body: str
    anchors: frozenset[str]
    links: tuple[str, ...]
    pieces: tuple[Piece, ...]


def slug(title: str) -> str:
    """The name of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def read(name: str) -> Page:
    """The page of this name."""
    text = re.sub(r"<!--.*?-->\n?", "", (ROOT / name).read_text("utf-8"))
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    anchors: list[str] = []
    links: list[str] = []
    pieces = [Piece("", "", "")]
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = words(tokens[at + 1])
            anchors.append(slug(title))
            token.attrSet("id", anchors[-1])
            pieces.append(Piece(anchors[-1], title, ""))
        elif token.type in ("inline", "fence", "code_block") and tokens[at - 1].type != "heading_open":
            pieces[-1] = pieces[-1]._replace(text=f"{pieces[-1].text} {words(token)}".strip())
        for child in token.children or ():
            links += [str(child.attrs[one]) for one in ("href", "src") if one in child.attrs]
            if "href" in child.attrs:
                child.attrSet("href", address(str(child.attrs["href"])))
    body = str(parser.renderer.render(tokens, parser.options, {}))
    # What is wide is moved by itself, not with its page, by the keyboard too.
    body = body.replace("<pre>", '<pre tabindex="0">')
    body = body.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    return Page(name, pieces[1].title, body, frozenset(anchors), tuple(links), tuple(pieces[1:]))


def words(token: Token) -> str:
    """The text of a token, without its marks."""
    if token.children is None:
        return " ".join(token.content.split())
    return "".join(" " if one.type == "softbreak" else one.content for one in token.children)


def address(link: str) -> str:
    """Where a link between pages leads on the site."""
    return link if is_outside(link) else re.sub(r"\.md(?=#|$)", ".html", unquote(link))


def is_outside(link: str) -> bool:
    """Whether a link leads to another place than this site."""
    return re.match(r"[a-z]+:", link) is not None


def twin(name: str, to: str) -> str:
    """The page in that language; the same where there is none."""
    if name in ("README.md", "README.zh-CN.md"):
        return "README.zh-CN.md" if to == "zh" else "README.md"
    bare = name.replace("docs/zh/", "docs/")
    other = bare.replace("docs/", "docs/zh/") if to == "zh" else bare
    return other if (ROOT / other).exists() else name


def build(site: Path) -> list[str]:
    """Write the site; gives the links that lead nowhere, and the pages that no navigation names."""
    named = [name for part in NAVIGATION.values() for name in part]
    pages = {name: read(name) for one in named for name in dict.fromkeys((one, twin(one, "zh")))}
    wrong = [f"{one}: in no navigation" for one in sorted(written() - set(pages))]
    shutil.rmtree(site, ignore_errors=True)
    assets: set[str] = set()
    for page in pages.values():
        for link in page.links:
            found = checked(page, link, pages)
            if isinstance(found, Path):
                assets.add(str(found.relative_to(ROOT)))
            elif found:
                wrong.append(found)
    for name, page in pages.items():
        put(site / address(name), whole(page, pages))
    for name in sorted(assets):
        place(ROOT / name, site / name)
    for file in sorted(FILES.iterdir()):
        place(file, site / file.name)
    put(
        site / "index.html",
        '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=README.html">',
    )
    put(site / "pages.js", f"const PAGES = {json.dumps(index(pages), ensure_ascii=False)};\n")
    return wrong


def written() -> set[str]:
    """Every page that there is."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return {one.relative_to(ROOT).as_posix() for one in found}


def checked(page: Page, link: str, pages: dict[str, Page]) -> Path | str:
    """The file that a link of a page needs beside the pages, empty for none; or what is wrong with it."""
    if is_outside(link):
        return ""
    path, _sign, anchor = unquote(link).partition("#")
    there = (ROOT / page.name).parent.joinpath(path).resolve() if path else ROOT / page.name
    name = there.relative_to(ROOT).as_posix() if there.is_relative_to(ROOT) else ""
    if name in pages:
        return "" if not anchor or anchor in pages[name].anchors else f"{page.name}: {link}: no such heading"
    return there if name and there.is_file() else f"{page.name}: {link}: leads nowhere"


def whole(page: Page, pages: dict[str, Page]) -> str:
    """The page with what stands around it."""
    up = "../" * page.name.count("/")
    to = language(ROOT / page.name)
    said = WORDS[to]
    other = twin(page.name, "en" if to == "zh" else "zh")
    over = f'<a href="{up}{address(other)}" lang="{"en" if to == "zh" else "zh"}">{"English" if to == "zh" else "中文"}</a>'
    return f"""<!doctype html>
<html lang="{"zh-CN" if to == "zh" else "en"}" data-up="{up}" data-none="{said["none"]}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)} · amflow</title><link rel="stylesheet" href="{up}style.css">
<script src="{up}pages.js" defer></script><script src="{up}search.js" defer></script></head>
<body><a class="skip" href="#text">{said["skip"]}</a>
<header><a class="name" href="{up}{address(twin("README.md", to))}">amflow</a>
<form role="search"><label>{said["search"]} <input type="search" autocomplete="off"></label></form>
{over if other != page.name else ""}
<div id="found" aria-live="polite"></div></header>
<div class="two"><nav aria-label="{said["pages"]}">
<details open><summary>{said["pages"]}</summary>{navigation(page, pages, to, up)}</details></nav>
<main id="text">{page.body}</main></div></body></html>
"""


def navigation(page: Page, pages: dict[str, Page], to: str, up: str) -> str:
    """The list of pages in a language."""
    parts = []
    for heading, names in NAVIGATION.items():
        lines = []
        for name in (twin(one, to) for one in names):
            here = ' aria-current="page"' if name == page.name else ""
            deep = ' class="deep"' if "first-week/" in name else ""
            title = escape(
                pages[name].title.partition(": ")[2] if deep and ": " in pages[name].title else pages[name].title
            )
            title = title.partition("：")[2] or title if deep else title
            lines.append(f'<li{deep}><a href="{up}{address(name)}"{here}>{title}</a></li>')
        parts.append(f"<h2>{HEADINGS[heading] if to == 'zh' else heading}</h2><ul>{''.join(lines)}</ul>")
    return "".join(parts)


def index(pages: dict[str, Page]) -> list[list[str]]:
    """What the search looks through: language, address, page, heading, text."""
    return [
        [language(ROOT / name), address(name) + (f"#{one.anchor}" if at else ""), page.title, one.title, one.text]
        for name, page in pages.items()
        for at, one in enumerate(page.pieces)
    ]


def put(path: Path, text: str) -> None:
    """Write a file of the site."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def place(source: Path, path: Path) -> None:
    """Copy a file to the site."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)


def main() -> int:
    """Build it, and say what leads nowhere."""
    wrong = build(SITE)
    print("\n".join([*wrong, f"{SITE.relative_to(ROOT)}/index.html"]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
