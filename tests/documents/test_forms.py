"""A summary as a page, a Word document, a workbook and a PDF: what is in them, who is covered, what goes wrong."""

import io
import re
import subprocess
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from amflow.documents import pdf, template_limits

EVIL = """<script>document.title='run'</script><img src=x onerror="document.title='run'">"""
VOID = {"meta", "path", "rect", "img", "br", "polyline"}


class Outline(HTMLParser):
    """What a page is built of, as a screen reader hears it."""

    def __init__(self, text):
        super().__init__()
        self.open, self.levels, self.ids, self.named, self.faults = [], [], set(), [], []
        self.landmarks, self.lang, self.scripts = [], "", 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in told and told["id"] in self.ids:
            self.faults.append(f"twice: {told['id']}")
        self.ids.add(told.get("id"))
        self.named += told.get("aria-labelledby", "").split()
        self.lang = told["lang"] if tag == "html" else self.lang
        self.landmarks += [tag] if tag in ("main", "header", "footer") else []
        self.scripts += tag == "script" or any(name.startswith("on") for name in told)
        if tag == "th" and "scope" not in told:
            self.faults.append("a heading of a table without scope")
        if tag == "svg" and not (told.get("role") == "img" and ("aria-label" in told or "aria-labelledby" in told)):
            self.faults.append("a picture without words")
        if "tabindex" in told and not told.get("aria-label"):
            self.faults.append("a place to go to without a name")

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"not closed: {tag}")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_can_be_heard(run, week, monkeypatch, lang):
    monkeypatch.setenv("AMFLOW_LANG", lang)

    page = Outline(run("summary", "--month", "--format", "html").stdout)

    assert page.faults == []
    assert page.open == []
    assert page.levels[0] == 1
    assert page.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
    assert set(page.named) <= page.ids
    assert sorted(page.landmarks) == ["header", "main"]
    assert page.lang == {"en": "en", "zh": "zh-CN"}[lang]
    assert page.scripts == 0


def test_the_numbers_of_a_chart_stand_below_it(run, week):
    page = run("summary", "--month", "--format", "html").stdout
    figure = page[page.index("<figure>") : page.index("</figure>")]

    assert "<title" in figure
    assert "<desc" in figure
    assert re.findall(r"<td>Visits</td><td[^>]*>(\d+)</td>", figure)


@pytest.mark.skipif(pdf.found() is None, reason="no Chrome, Edge or Chromium here")
def test_no_script_runs_in_a_real_browser(run, hand, tmp_path):
    customer = hand.customer(EVIL)
    hand.deal(EVIL, "2026-11-20", "2026-11-24", "lost", customer_id=customer, lost_why=EVIL)
    run("summary", "--week", "-o", "evil.html", "--plain")
    words = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'p'}", "--dump-dom"]

    done = subprocess.run(
        [str(pdf.found()), *words, (tmp_path / "evil.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert "<title>Weekly report · Week 48" in done.stdout
    assert "&lt;script&gt;document.title" in done.stdout
    assert "<img" not in done.stdout


@pytest.mark.skipif(pdf.found() is None, reason="no Chrome, Edge or Chromium here")
def test_a_pdf_by_the_browser(run, week, tmp_path):
    run("summary", "--week", "-o", "week.pdf", "--plain")

    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF-")


def test_a_pdf_without_a_browser(run, week, tmp_path, monkeypatch):
    pytest.importorskip("typst")
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    run("summary", "--month", "-o", "month.pdf", "--plain")
    made = (tmp_path / "month.pdf").read_bytes()

    assert made.startswith(b"%PDF-")
    assert re.search(rb"CJK|NotoSansSC|SourceHan", made), "a font with Chinese is in it"


def test_a_browser_that_is_none_is_named(run, week, monkeypatch):
    monkeypatch.setenv("AMFLOW_BROWSER", "no-such-browser")

    assert "there is no program no-such-browser" in run("summary", "-o", "a.pdf", code=5).stderr


def test_a_browser_that_fails_is_said(run, week, monkeypatch, tmp_path):
    script = tmp_path / "broken"
    script.write_text("#!/bin/sh\necho no display >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("AMFLOW_BROWSER", str(script))
    monkeypatch.setattr(pdf, "lacks_chinese", lambda: False)

    result = run("summary", "-o", "a.pdf", code=5)

    assert "made no PDF: no display" in result.stderr
    assert not (tmp_path / "a.pdf").exists()


def words_of(path):
    with zipfile.ZipFile(path) as packed:
        xml = packed.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "\n", xml.replace("</w:tr>", "¶"))


def test_the_shipped_word_form_is_filled(run, week, tmp_path):
    run("summary", "--week", "-o", "w.docx", "--plain")
    text = words_of(tmp_path / "w.docx")

    for words in (
        "Week 48 · 23–29 Nov 2026",
        "Visits",
        "王伟 &amp; Söhne &lt;GmbH&gt;",
        "¥45,563.50",
        "26 Nov–6 Dec 2026",
    ):
        assert words in text
    assert not re.search(r"\{[{%]", text)
    with zipfile.ZipFile(tmp_path / "w.docx") as packed:
        assert b'w:eastAsia="Microsoft YaHei"' in packed.read("word/styles.xml")


def form(path, *paragraphs, rows=()):
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    document.save(str(path))


def test_the_employers_own_form(run, week, tmp_path):
    form(
        tmp_path / "form.docx",
        "本周拜访 {{ figures.visits.value }}",
        rows=[("{%tr for deal in won %}", ""), ("{{ deal.customer }}", "{{ deal.amount }}"), ("{%tr endfor %}", "")],
    )
    run("summary", "--week", "--template", "form.docx", "-o", "w.docx", "--plain")
    text = words_of(tmp_path / "w.docx")

    assert "本周拜访 3" in text
    assert text.count("¶") == 3, "the table has grown"
    with zipfile.ZipFile(tmp_path / "w.docx") as packed:
        assert b'w:eastAsia="Microsoft YaHei"' in packed.read("word/styles.xml"), "the form names no Chinese font"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{{ period.__class__.__mro__ }}", "unsafe"),
        ("{{ won.append(1) }}", "append"),
        ("{% for %}", "near “{% for %}”"),
        ('{% include "/etc/passwd" %}', "/etc/passwd"),
        ("{{ 'x' * 10000000 }}", "“*” is not allowed here"),
    ],
)
def test_a_broken_form_is_named_with_its_words(run, week, tmp_path, text, why):
    form(tmp_path / "form.docx", "first", text)

    result = run("summary", "--week", "--template", "form.docx", "-o", "out.docx", code=5)

    assert result.stderr.startswith("error: form.docx")
    assert why in result.stderr
    assert "hint: amflow summary --fields" in result.stderr
    assert not (tmp_path / "out.docx").exists()


def test_what_is_no_form_is_refused(run, week, tmp_path):
    (tmp_path / "text.docx").write_text("not a document")
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as packed:
        packed.writestr("a.txt", "x")

    for name in ("text.docx", "zip.docx"):
        assert f"{name} is not a Word document" in run("summary", "--template", name, "-o", "o.docx", code=5).stderr
    assert "none.docx cannot be read" in run("summary", "--template", "none.docx", "-o", "o.docx", code=5).stderr
    assert "a md is not made from text.docx" in run("summary", "--template", "text.docx", "-o", "o.md", code=2).stderr


@pytest.mark.parametrize(
    ("count", "why"), [(3_000_000, "is too large for a form"), (360_000, "it is not done after 1 seconds")]
)
def test_a_form_of_paragraphs_without_end_ends_in_its_time(run, week, tmp_path, monkeypatch, count, why):
    """The library is not Python where it moves so many of them: a clock of ours is heard only when it is done."""
    monkeypatch.setattr(template_limits, "SECONDS", 1)
    form(tmp_path / "form.docx", "first", "second")
    with zipfile.ZipFile(tmp_path / "form.docx") as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    content["word/document.xml"] = content["word/document.xml"].replace(
        b"<w:sectPr", b"<w:p/>" * count + b"<w:sectPr", 1
    )
    with zipfile.ZipFile(tmp_path / "form.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in content.items():
            packed.writestr(name, part)
    begun = time.monotonic()

    told = run("summary", "--week", "--template", "form.docx", "-o", "out.docx", code=5).stderr

    assert why in told
    assert time.monotonic() - begun < 15
    assert not (tmp_path / "out.docx").exists()


def test_the_workbook_has_numbers_days_and_no_formulas(run, hand, week, tmp_path):
    python_calamine = pytest.importorskip("python_calamine")
    hand.deal("=1+1", "2026-11-20", "2026-11-24", "won", amount_minor=100, customer_id=hand.customer("@SUM(A1)"))
    run("summary", "--week", "-o", "w.xlsx", "--plain")

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "w.xlsx").read_bytes()))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    flat = [cell for rows in sheets.values() for row in rows for cell in row]
    with zipfile.ZipFile(tmp_path / "w.xlsx") as packed:
        xml = b"".join(packed.read(name) for name in packed.namelist() if "worksheets/" in name)

    assert {"Gaps", "Won", "Lost"} <= set(sheets)
    assert 45563.5 in flat
    assert "2026-11-24" in {str(cell)[:10] for cell in flat if hasattr(cell, "year")}
    assert {"=1+1", "@SUM(A1)"} <= {cell for cell in flat if isinstance(cell, str)}
    assert b"<f>" not in xml


@pytest.mark.parametrize("form", ["md", "html", "txt", "json", "docx", "xlsx"])
def test_masked_no_form_says_who_it_was(run, week, tmp_path, form):
    run("summary", "--week", "-o", f"w.{form}", "--mask")
    made = (tmp_path / f"w.{form}").read_bytes()
    if form in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            made = b"".join(map(packed.read, packed.namelist()))
    text = made.decode("utf-8", "replace").replace("\\", "")

    for secret in ("张敏", "Söhne", "GTX", "too dear", "six-month", "look in"):
        assert secret not in text
    assert "张*" in text
    assert "Visits" in text


def test_masked_on_the_screen_and_in_a_pipe(run, screen, week):
    for text in (screen("summary", "--week", "--mask"), run("summary", "--week", "--mask").stdout):
        assert "张敏" not in text
        assert "张*" in text


def test_what_leaves_in_a_file_follows_the_setting(run, week, tmp_path, monkeypatch):
    said = run("summary", "--week", "-o", "w.md").stderr
    assert "names are covered; --plain shows them" in said
    assert "张敏" not in (tmp_path / "w.md").read_text("utf-8")

    run("summary", "--week", "-o", "w.md", "--plain")
    assert "张敏" in (tmp_path / "w.md").read_text("utf-8")

    monkeypatch.setenv("AMFLOW_SHARE", "plain")
    assert "covered" not in run("summary", "--week", "-o", "w.md").stderr
    assert "张敏" in (tmp_path / "w.md").read_text("utf-8")

    monkeypatch.delenv("AMFLOW_SHARE")
    run("summary", "--week", "-o", "w.json")
    assert "张敏" in (tmp_path / "w.json").read_text("utf-8"), "JSON is for programs of one's own"


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
def test_an_empty_period_is_an_honest_report(run, tmp_path, form):
    run("summary", "--month", "-o", f"w.{form}")
    made = (tmp_path / f"w.{form}").read_bytes()
    if form != "html":
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            made = b"".join(map(packed.read, packed.namelist()))

    assert "nothing is written down for this period yet" in made.decode("utf-8", "replace")


def test_open_shows_the_file_and_says_where_it_is(run, week, home, monkeypatch, tmp_path):
    import typer

    shown = []
    monkeypatch.setattr(typer, "launch", shown.append)

    run("summary", "--week", "-o", "w.html", "--open")
    said = run("summary", "--week", "--open").stderr

    assert shown[0] == "w.html"
    assert Path(shown[1]).read_text("utf-8").startswith("<!doctype html>")
    assert shown[1] in said
    assert Path(shown[1]).stat().st_mode & 0o777 == 0o600
    assert "--open needs a file" in run("summary", "--open", "-o", "-", code=2).stderr


def test_every_field_of_a_form_is_listed(run):
    assert run("summary", "--fields").stdout == run("summary", "--fields").stdout


def test_of_very_many_deals_the_largest_are_listed_and_the_others_counted(run, hand, monkeypatch):
    from amflow.summary import report_view as report

    monkeypatch.setattr(report, "MOST_LISTED", 3)
    for number in range(5):
        hand.deal(f"deal {number}", "2026-11-20", "2026-11-24", "won", amount_minor=(number + 1) * 1000)

    text = run("summary", "--week", "--format", "md").stdout

    assert [f"deal {number}" in text for number in range(5)] == [False, False, True, True, True]
    assert "and 2 more" in text
    assert "## Won: 5 · ¥150" in text
