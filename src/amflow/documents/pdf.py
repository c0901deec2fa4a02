"""Reports as PDF: the HTML page printed by the person's own browser, or set by the extra where there is none.

Chinese is shown, or it is said in words why not: a page of empty boxes is worse than none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from amflow import extras, locale
from amflow import tempfiles as loose
from amflow.book.values import harmless
from amflow.dates import format as date_format
from amflow.documents import parts as document_parts
from amflow.documents import reading, templates
from amflow.documents.parts import Blank, Block, Chart, Facts, Figures, Part, Points, Report, Table, Words
from amflow.documents.view import ReportView
from amflow.errors import Unusable
from amflow.locale import _, pgettext
from amflow.settings import Settings


def made(view: ReportView, template: Path | None, settings: Settings) -> bytes:
    """The PDF. Raises Unusable where nothing can make it, or no font has the Chinese that is in it."""
    program = found()
    page = templates.made(view, "html", template, settings)
    chinese = has_chinese(page)
    if program and not (chinese and lacks_chinese()):
        return printed(program, page)
    if template is not None:
        raise Unusable(_("a PDF from a template of one's own needs Chrome, Edge or Chromium"), _("take --format html"))
    try:
        import typst  # noqa: F401 - only whether it is there
    except ImportError:
        why = (
            _("no font on this machine has Chinese")
            if program
            else _("there is no Chrome, Edge or Chromium to print it")
        )
        raise Unusable(
            _("a PDF cannot be made: {why}").format(why=why),
            _("{command} · or take --format html").format(command=extras.command(extras.PDF)),
        ) from None

    return typeset(reading.signed(view.report(), settings), settings, chinese=chinese)


def has_chinese(text: str) -> bool:
    """Whether there is a sign in it that only a font for Chinese has."""
    return any("⺀" <= sign <= "鿿" or "豈" <= sign <= "﫿" or sign >= "𠀀" for sign in text)


def lacks_chinese() -> bool:
    """Whether this machine has no font for Chinese: Windows and macOS have one, of others fontconfig knows."""
    if sys.platform in ("win32", "darwin"):
        return False
    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh", "family"],  # noqa: S607 - wherever the system has it
            capture_output=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return not listed.stdout.strip()


SECONDS = 30
"""A browser that has not printed a page by then never will."""

VARIABLE = "AMFLOW_BROWSER"
"""Names another browser; `none` is none."""

_NAMES = (
    "google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "microsoft-edge-stable",
    "chrome", "msedge", "brave-browser",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")

_FLAGS = (
    "--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-sync", "--disable-component-update", "--disable-default-apps",
    "--metrics-recording-only", "--disable-client-side-phishing-detection", "--disable-domain-reliability",
    "--disable-breakpad", "--no-pings", "--hide-scrollbars",
    # Nothing is fetched: there is no host that it could find, and no proxy that would find it.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
)  # fmt: skip


def found() -> Path | None:
    """The browser on this machine, or None."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen == "none":
        return None
    if chosen:
        path = shutil.which(chosen)
        if path is None:
            raise Unusable(
                _("{variable}: there is no program {name}").format(variable=VARIABLE, name=chosen),
                _("the path of Chrome, Edge or Chromium; or none"),
            )
        return Path(path)
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    windows = [Path(root) / place for root in roots if root for place in _WINDOWS]
    return next((place for place in (*map(Path, _PLACES), *windows) if place.is_file()), None)


def printed(browser: Path, page: str) -> bytes:
    """The page, printed. Raises Unusable when the browser does not do it, or not in time."""
    with loose.folder() as folder:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_text(page, "utf-8")
        words = [
            str(browser),
            *_FLAGS,
            # Chromium refuses to run as root with its sandbox: only there it goes without.
            *(["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []),
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        why = _run(words, str(folder))
        if not target.is_file() or not target.stat().st_size:
            raise Unusable(
                _("{browser} made no PDF: {why}").format(browser=browser, why=why or _("it says nothing")),
                _("take --format html and print it from the browser · or {command}").format(
                    command=extras.command(extras.PDF)
                ),
            )
        return target.read_bytes()


def _run(words: list[str], folder: str) -> str:
    """Run the browser, and end it and what it started when it takes too long; gives its last word."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    try:
        process = subprocess.Popen(  # noqa: S603 - the browser that was found, with our own words
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=kept,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        return str(error.strerror or error)
    try:
        said = process.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        _end(process)
        return _("it took longer than {n} seconds").format(n=SECONDS)
    except BaseException:
        _end(process)
        raise
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        import signal

        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


_CHINESE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun")

_PAGE = """#set document(title: {title}, date: none)
#set page(paper: "a4", margin: (x: 18mm, y: 18mm))
#set page(footer: context text(8pt, fill: rgb("#5b626a"), {{
  {foot}
  h(1fr)
  counter(page).display()
  " / "
  counter(page).final().map(str).join()
}}))
#set text(font: {fonts}, size: 9.5pt, lang: "{lang}", fallback: true)
#set table(stroke: (x, y) => (bottom: 0.5pt + rgb("#d9dad6")), inset: (x: 5pt, y: 4pt))
#set par(leading: 0.55em)
#show heading.where(level: 1): set text(17pt)
#show heading.where(level: 2): it => block(above: 1.8em, below: 0.8em, sticky: true, width: 100%, inset: (top: 6pt),
  stroke: (top: 1pt), text(13pt, it.body))
#show heading.where(level: 3): it => block(above: 1.4em, below: 0.7em, sticky: true, text(10.5pt, it.body))
#show heading.where(level: 4): it => block(above: 1em, below: 0.5em, sticky: true, text(9.5pt, fill: rgb("#5b626a"), it.body))
#let looks = (good: rgb("#1a6e43"), soon: rgb("#855700"), bad: rgb("#ad2a25"))
#let said(words, state) = text(fill: looks.at(state, default: black), words)
#let quiet(words) = text(8.5pt, fill: rgb("#5b626a"), words)
"""

_CHART = (
    ".bar{fill:#b9bec4}.rail{fill:#e2e3df}.now{fill:#2f5d8a}.good{fill:#1a6e43}.soon{fill:#855700}.bad{fill:#ad2a25}"
    ".ground{stroke:#b9bec4}.mark{stroke:#1c1f23;stroke-width:2}"
    "text{font-size:11px;fill:#1c1f23;font-family:sans-serif}"
)


def typeset(found: Report, settings: Settings, *, chinese: bool) -> bytes:
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
                _("no font on this machine has Chinese"),
                _("{command} · that brings one").format(command=extras.command(extras.PDF)),
            ) from None
        return _Fonts(["Libertinus Serif"], [])
    return _Fonts(["Noto Sans SC"], [sans_path()])


def _lines(found: Report, settings: Settings, folder: Path, families: list[str]) -> Iterator[str]:
    names = ", ".join(map(_text, families))
    lang = "zh" if locale.current() == "zh" else "en"
    fonts = f"({names},)"
    foot = " · ".join(filter(None, (found.title, found.by)))
    yield _PAGE.format(title=_text(foot), foot=_text(foot), fonts=fonts, lang=lang)
    yield f"#text({_text(found.by)})" if found.by else ""
    yield f"#heading(level: 1, {_text(found.title)})"
    yield f"#quiet({_text(' · '.join((*found.under, date_format.day(found.today))))})"
    parts = reading.to_read(found)
    leading = parts[0] if found.sentences and parts and parts[0].key == "targets" else None
    yield from _lead(found, leading, folder, settings)
    if not parts:
        yield f"\n#text({_text(found.empty)})"
    group = ""
    for at, part in enumerate(parts):
        if part is leading:
            continue
        if part.group and part.group != group:
            yield f"#heading(level: 2, {_text(part.group)})"
        group = part.group
        level = 3 if group else 2
        if part.title:
            yield f"#heading(level: {level}, {_text(f'{part.title}  {part.note}'.strip())})"
        charts = [block for block in part.blocks if isinstance(block, Chart)]
        for block in part.blocks:
            if block.title and not isinstance(block, Chart):
                yield f"#heading(level: {level + 1}, {_text(block.title)})"
            if not isinstance(block, Chart):
                yield from _block(block, found.today)
        if charts:
            yield _pictures(charts, at, folder, found.today, settings)


def _lead(found: Report, part: Part | None, folder: Path, settings: Settings) -> Iterator[str]:
    """What the report comes to, with its targets beside it."""
    first, *others = [f"par(text(10.5pt, {_text(one)}))" for one in found.sentences] or [""]
    if not first:
        return
    words = f"stack(spacing: 9pt, {', '.join([f'strong({first})', *others])})"
    charts = [block for block in part.blocks if isinstance(block, Chart)] if part else []
    if not charts:
        yield f"#v(6pt)#{words}"
        return
    pictures = _pictures(charts, 0, folder, found.today, settings).removeprefix("#").replace("(1fr, 1fr)", "1fr", 1)
    yield f"#v(6pt)#grid(columns: (1fr, 72mm), gutter: 10mm, {words}, {pictures})"


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
    titles = [
        "",
        _("actual"),
        *([_("target"), pgettext("of a target", "reached"), _("pace")] if block.targeted else []),
        block.history,
    ]
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


def _pictures(charts: list[Chart], part: int, folder: Path, today: date, settings: Settings) -> str:
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
