"""A report set as PDF by the extra, where there is no browser: the same parts, as typst's own text.

Every text goes in as a string literal, so that nothing in it is read as markup.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow import tempfiles as loose
from amflow.book.values import harmless
from amflow.dates import format as date_format
from amflow.documents import parts as document_parts
from amflow.documents import templates
from amflow.documents.parts import Blank, Block, Chart, Facts, Figures, Points, Report, Table, Words
from amflow.errors import Unusable
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.settings import Settings

_CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun")

_PAGE = """#set document(title: {title}, date: none)
#set page(paper: "a4", margin: (x: 18mm, y: 18mm))
#set page(footer: context text(8pt, fill: rgb("#5b626a"))[#{day} · #counter(page).display()])
#set text(font: {fonts}, size: 9.5pt, lang: "{lang}", fallback: true)
#set table(stroke: (x, y) => (bottom: 0.5pt + rgb("#d9dad6")), inset: (x: 5pt, y: 4pt))
#set par(leading: 0.55em)
#show heading.where(level: 1): set text(18pt)
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.7em, text(12pt, it.body))
#show heading.where(level: 3): it => block(above: 1em, below: 0.5em, text(9.5pt, fill: rgb("#5b626a"), it.body))
#let looks = (good: rgb("#1a6e43"), soon: rgb("#855700"), bad: rgb("#ad2a25"))
#let said(words, state) = text(fill: looks.at(state, default: black), words)
#let quiet(words) = text(8.5pt, fill: rgb("#5b626a"), words)
"""

_CHART = (
    ".bar{fill:#b9bec4}.rail{fill:#e2e3df}.now{fill:#2f5d8a}.good{fill:#1a6e43}.soon{fill:#855700}.bad{fill:#ad2a25}"
    ".ground{stroke:#b9bec4}.mark{stroke:#1c1f23;stroke-width:2}.line{fill:none;stroke:#855700;stroke-width:2}"
    "text{font-size:11px;fill:#1c1f23;font-family:sans-serif}"
)


def made(found: Report, settings: "Settings", *, chinese: bool) -> bytes:
    """The PDF. Raises Unusable where no font has the Chinese that is in it."""
    import typst

    fonts = _fonts(chinese)
    with loose.folder() as folder:
        for at, font in enumerate(fonts.files):
            shutil.copyfile(font, folder / f"font{at}{font.suffix}")
        source = folder / "report.typ"
        source.write_text("\n".join(_lines(found, settings, folder, fonts.families)), "utf-8")
        try:
            done: bytes = typst.compile(str(source), root=str(folder), font_paths=[str(folder)])
        except typst.TypstError as error:
            raise Unusable(
                _("a PDF cannot be made: {why}").format(why=str(error)[:200]), _("take --format html")
            ) from error
    return done


class _Fonts:
    def __init__(self, families: list[str], files: list[Path]) -> None:
        self.families, self.files = families, files


def _fonts(chinese: bool) -> _Fonts:
    """The fonts to set it in: one with Chinese from the system, or the one that comes with the extra."""
    import typst

    there = set(typst.Fonts().families())
    of_system = [family for family in _CHINESE if family in there]
    if of_system:
        return _Fonts(["DejaVu Sans", *of_system] if "DejaVu Sans" in there else of_system, [])
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        if chinese:
            raise Unusable(
                _("no font on this machine has Chinese"), _("pip install 'amflow[pdf]' brings one")
            ) from None
        return _Fonts(["Libertinus Serif"], [])
    return _Fonts(["Noto Sans SC"], [sans_path()])


def _lines(found: Report, settings: "Settings", folder: Path, families: list[str]) -> Iterator[str]:
    names = ", ".join(map(_text, families))
    lang = "zh" if locale.current() == "zh" else "en"
    fonts = f"({names},)"
    yield _PAGE.format(title=_text(found.title), day=_text(date_format.day(found.today)), fonts=fonts, lang=lang)
    yield f"#heading(level: 1, {_text(found.title)})"
    about = (settings.name, settings.firm, settings.branch)
    yield f"#quiet({_text(' · '.join(filter(None, (*found.under, *about))))})"
    parts = document_parts.full(found.parts)
    if not parts:
        yield f"\n#text({_text(found.empty)})"
    for at, part in enumerate(parts):
        if part.title:
            yield f"#heading(level: 2, {_text(f'{part.title}  {part.note}'.strip())})"
        charts = [block for block in part.blocks if isinstance(block, Chart)]
        for block in part.blocks:
            if block.title and not isinstance(block, Chart):
                yield f"#heading(level: 3, {_text(block.title)})"
            if not isinstance(block, Chart):
                yield from _block(block, found.today)
        if charts:
            yield _pictures(charts, at, folder, found.today, settings)


def _block(block: Block, today: date) -> Iterator[str]:
    if isinstance(block, Figures):
        yield _figures(block, today)
    elif isinstance(block, Table):
        right = ", ".join(
            "right" if document_parts.set_right(block, at) else "left" for at in range(len(block.columns))
        )
        head = ", ".join(f"quiet({_text(column.title)})" for column in block.columns)
        rows = [", ".join(_said(cell, today) for cell in row) for row in block.rows]
        wide = ["1fr" if column.blank else "auto" for column in block.columns]
        yield _table(right, head if any(column.title for column in block.columns) else "", rows, wide)
    elif isinstance(block, Facts):
        rows = [f"quiet({_text(name)}), {_said(value, today)}" for name, value in block.items]
        yield _table("left, left", "", rows)
    elif isinstance(block, Words):
        yield from (f"#par({'quiet' if block.quiet else 'text'}({_text(line)}))" for line in block.text.splitlines())
    elif isinstance(block, Points):
        yield "#list(" + ", ".join(f"text({_text(item)})" for item in block.items) + ")"
    elif isinstance(block, Blank):
        yield from ("#v(1.4em)#line(length: 100%, stroke: 0.5pt + gray)" for _one in range(block.lines))
    foot = getattr(block, "foot", "")
    if foot:
        yield f"#quiet({_text(foot)})"


def _figures(block: Figures, today: date) -> str:
    titles = ["", _("actual"), *([_("target"), _("reached"), _("pace")] if block.targeted else []), block.history]
    head = ", ".join(f"quiet({_text(title)})" for title in titles)
    rows = []
    for line in block.lines:
        goal = []
        if block.targeted:
            target = "" if line.target is None else document_parts.short(line.target)
            words = (target, document_parts.percent(line.share), line.pace)
            goal = [f"said({_text(word)}, {_text(line.state)})" for word in words]
        cells = [f"text({_text(line.title)})", f"strong({_said(line.value, today)})", *goal]
        rows.append(", ".join([*cells, f"text({_text(document_parts.spark(line.history) if line.history else '')})"]))
    aligned = "left, right, right, right, left, left" if block.targeted else "left, right, left"
    return _table(aligned, head, rows)


def _table(aligned: str, head: str, rows: list[str], wide: list[str] | None = None) -> str:
    columns = ", ".join(wide or ["auto"] * (aligned.count(",") + 1))
    header = f"table.header({head}), " if head else ""
    return f"#table(columns: ({columns}), align: ({aligned}), {header}{', '.join(rows)})"


def _pictures(charts: list[Chart], part: int, folder: Path, today: date, settings: "Settings") -> str:
    maker = templates.environment("html", settings.templates, today)
    draw = getattr(maker.get_template("report/_chart.svg.j2").module, "svg")  # noqa: B009 - a macro of the template
    cells = []
    for at, chart in enumerate(charts):
        file = folder / f"chart{part}-{at}.svg"
        file.write_text(str(draw(chart, f"c{part}-{at}", _CHART)), "utf-8")
        alt = _text(templates.functions(today)["drawn"](chart).words)
        cells.append(
            f"block(breakable: false, stack(spacing: 4pt, text(8.5pt, {_text(chart.title)}),"
            f' image("{file.name}", width: 100%, alt: {alt})))'
        )
    return f"#grid(columns: (1fr, 1fr), gutter: 14pt, {', '.join(cells)})"


def _said(value: Any, today: date) -> str:
    return f"said({_text(document_parts.said(value, today))}, {_text(document_parts.state(value))})"


def _text(text: str) -> str:
    """A string literal: quotes and backslashes are the only signs that mean anything in it."""
    flat = harmless(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{flat}"'
