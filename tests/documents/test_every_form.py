"""The brief, the visit sheet and the papers to bring are full documents: every form, covered, by one's own template."""

import contextlib
import io
import itertools
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from amflow.book.opening import open_book
from amflow.book.store import Book

BINARY = ["docx", "xlsx", "pdf"]
FORMS = ["md", "html", "txt", "json", *BINARY]

SECRETS = (
    "欧阳慧敏",
    "13877712345",
    "Ouyang GmbH",
    "secret of the garden",
    "hui@example.com",
    "上官",
    "Rosenweg 5",
    "sold the flat",
)
"""What is planted in names, numbers and notes."""

PAGES = {
    "brief": ("brief",),
    "sheet": ("visit", "欧阳慧敏"),
    "papers": ("deal", "papers", "d1"),
    "week": ("summary", "--week"),
    "customer": ("report", "customer", "欧阳慧敏"),
}


def texts_of(path: Path) -> str:
    """Everything that is written anywhere in the document, its properties too."""
    raw = path.read_bytes()
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = [*packed.namelist(), *(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())]
        return re.sub(r"</(?:w:t|t)>.*?<(?:w:t|t)(?: [^>]*)?>", "", "\n".join(parts), flags=re.DOTALL) + "\n".join(
            parts
        )
    if path.suffix == ".pdf":
        if not shutil.which("pdftotext"):
            pytest.skip("nothing here reads a PDF")
        read = subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
        return read + raw.decode("latin-1")
    return raw.decode("utf-8").replace("\\", "")


@pytest.fixture
def planted(run: Any, once: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A bank's book in which every place for a name, a number or a note holds one that is looked for."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    once("what is looked for", lambda: plant(run, home / "book.db"))
    return run


def plant(run: Any, file: Path) -> None:
    """Write what is looked for, with the commands that people write it with."""
    run("customer", "add", "Ouyang GmbH", "--organisation", "--on", "2026-11-02")
    run("customer", "add", "欧阳慧敏", "--phone", "13877712345", "--email", "hui@example.com", "--tier", "gold",
        "--field", "employer=Ouyang GmbH", "--field", "hobbies=secret of the garden", "--on", "2026-11-02")  # fmt: skip
    run("customer", "edit", "欧阳慧敏", "--impression", "secret of the garden")
    with contextlib.closing(open_book(file)) as book, book.change("by hand") as change:
        change.update("customer", 2, address="Rosenweg 5")
    run("customer", "add", "上官", "--birthday", "1980-12-01")
    run("customer", "link", "上官", "欧阳慧敏", "spouse")
    run("customer", "ask", "欧阳慧敏", "--answer", "goal=secret of the garden", "--answer", "difficulty=sold the flat")
    run("deal", "add", "secret of the garden", "--for", "欧阳慧敏", "--pipeline", "account-opening", "--amount", "5000")
    run("deal", "advance", "d1", "--force", "--why", "secret of the garden")
    for day, outcome in (("2026-11-24", "problem"), ("2026-11-23", "interested")):
        run("log-visit", "欧阳慧敏", "sold the flat\nof 上官", "--outcome", outcome, "--no-next", "--on", day)
    run("task", "add", "call 上官, sold the flat", "--due", "2026-11-24", "--on", "2026-11-23")
    run("task", "add", "secret of the garden", "--for", "欧阳慧敏", "--kind", "visit", "--due", "2026-11-25 15:00")
    run("task", "add", "send it to 上官", "--for", "欧阳慧敏", "--due", "2026-12-01 10:00", "--told")
    run("visit", "t2", "--with", "上官", "--confirmed=上官, by phone")
    run("note", "add", "sold the flat", "--kind", "challenge", "--for", "欧阳慧敏")
    run("note", "add", "Ouyang GmbH sold the flat", "--kind", "market")
    run("case", "open", "欧阳慧敏", "secret of the garden")
    run("target", "set", "visits", "20", "--period", "week")
    run("target", "explain", "visits", "--cause", "欧阳慧敏", "--remedy", "sold the flat", "--due", "fri")
    run("product", "add", "90-day note", "--note", "secret of the garden")
    run("lead", "add", "上官红", "--source", "teller", "--on", "2026-11-24")
    run("referral", "add", "欧阳慧敏", "上官婉儿", "13955556666", "sold the flat")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("page", PAGES)
def test_covered_no_form_of_any_page_tells_who_it_is(planted: Any, tmp_path: Path, page: str, form: str) -> None:
    planted(*PAGES[page], "-o", f"plain.{form}", "--plain")
    planted(*PAGES[page], "-o", f"masked.{form}", "--mask")
    plain, masked = texts_of(tmp_path / f"plain.{form}"), texts_of(tmp_path / f"masked.{form}")

    # The papers' list for programs names nobody.
    assert any(secret in plain for secret in SECRETS) or (page, form) == ("papers", "json")
    assert [secret for secret in SECRETS if secret in masked] == []


@pytest.mark.parametrize("page", PAGES)
def test_covered_on_the_screen_and_in_a_pipe_too(planted: Any, screen: Any, page: str) -> None:
    shown = screen(*PAGES[page], "--mask", *(["--to-bring"] if page == "papers" else []))
    for text in (shown, planted(*PAGES[page], "--mask", "--json").stdout):
        assert [secret for secret in SECRETS if secret in text] == []


def test_what_leaves_in_a_file_follows_the_setting_and_a_letter_only_where_it_is_sure(
    planted: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("brief", "sheet"):
        assert "names are covered" in planted(*PAGES[page], "-o", "out.md").stderr
        assert "欧阳慧敏" not in (tmp_path / "out.md").read_text("utf-8")
    said = planted(*PAGES["papers"], "-o", "out.md").stderr
    assert "covered" not in said
    assert "still to come" in said
    assert "欧阳" in (tmp_path / "out.md").read_text("utf-8")

    monkeypatch.setenv("AMFLOW_SHARE", "masked")
    assert "names are covered" in planted(*PAGES["papers"], "-o", "out.md").stderr
    assert "欧阳" not in (tmp_path / "out.md").read_text("utf-8")


def test_the_access_log_says_what_left_uncovered(planted: Any, book: Book) -> None:
    planted("register", "open", "--by", "李薇")
    for words in ((), ("--mask",)):
        planted(*PAGES["papers"], "-o", "out.md", *words)
        planted(*PAGES["sheet"], "-o", "out.md", *words)
    left = book.all("SELECT command, unmasked FROM access WHERE kind = 'export' ORDER BY id")

    assert list(map(tuple, left)) == [("deal papers", 1), ("visit", 0), ("deal papers", 0), ("visit", 0)]


FILLED = {
    "brief": (
        "{{ report }}|{{ parts[0].title }}|{{ parts[0].lines[0].text }}|{{ parts[0].blocks|length }}",
        "Morning brief|",
    ),
    "sheet": ("{{ title }}|{{ subtitle }}|{{ parts[0].title }}|{{ parts[0].lines[0] }}", "欧阳慧敏 (c2)|"),
    "papers": ("{{ customer }}|{{ deal }}|{{ papers[0].title }}|{{ title }}", "欧阳慧敏|secret of the garden|"),
}


@pytest.mark.parametrize("page", FILLED)
def test_the_employers_own_form_is_filled(planted: Any, tmp_path: Path, page: str) -> None:
    docx = pytest.importorskip("docx")
    text, begins = FILLED[page]
    form = docx.Document()
    form.add_paragraph(text)
    form.save("form.docx")
    (tmp_path / "form.txt").write_text(text, "utf-8")

    planted(*PAGES[page], "--template", "form.docx", "-o", "out.docx", "--plain")
    written = docx.Document("out.docx").paragraphs[0].text
    assert written.startswith(begins)
    assert written + "\n" == planted(*PAGES[page], "--template", "form.txt", "--plain").stdout


BROKEN = {
    "first\n{{ nobody }}": "'nobody' is undefined",
    "first\n{% for %}": "",
    "first\n{{ parts.__class__.__mro__ }}": "unsafe",
    "first\n{{ title.__init__.__globals__ }}": "unsafe",
}


@pytest.mark.parametrize("page", ["brief", "sheet", "papers"])
@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_template_is_named_with_its_place(planted: Any, tmp_path: Path, page: str, text: str) -> None:
    docx = pytest.importorskip("docx")
    (tmp_path / "mine.md").write_text(text, "utf-8")
    form = docx.Document()
    for line in text.splitlines():
        form.add_paragraph(line)
    form.save("mine.docx")

    said = planted(*PAGES[page], "--template", "mine.md", "-o", "out.md", "--plain", code=5).stderr
    assert said.startswith("error: mine.md, line 2: ")
    assert BROKEN[text] in said
    assert f"hint: amflow {'brief --fields' if page == 'brief' else 'summary --fields'}" in said
    said = planted(*PAGES[page], "--template", "mine.docx", "-o", "out.docx", "--plain", code=5).stderr
    assert said.startswith("error: mine.docx")
    assert BROKEN[text] in said
    assert not list(tmp_path.glob("out.*"))


@pytest.mark.parametrize("page", ["brief", "sheet", "papers"])
def test_what_cannot_be_made_is_refused(
    planted: Any, tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.docx").write_text("not a document")
    typed = PAGES[page]

    assert (
        "text.docx is not a Word document" in planted(*typed, "--template", "text.docx", "-o", "o.docx", code=5).stderr
    )
    assert "cannot be written" in planted(*typed, "-o", "nowhere/o.pdf", "--plain", code=5).stderr
    assert "ending says nothing" in planted(*typed, "-o", "o.odt", code=2).stderr
    assert "--open needs a file" in planted(*typed, "--open", "-o", "-", code=2).stderr
    assert not list(tmp_path.glob("o.*"))


@pytest.mark.parametrize(
    ("page", "form"),
    # Each form of one page, and one form or another of each page: what a page is in every form is held above.
    [*(("brief", form) for form in BINARY), *zip(PAGES, itertools.cycle(BINARY), strict=False)],
)
def test_a_dash_is_stdout_and_no_terminal(planted: Any, page: str, form: str) -> None:
    import os
    import sys

    import pexpect

    words = [*PAGES[page], "--format", form, "--plain"]
    program = str(Path(sys.executable).parent / "amflow")
    done = subprocess.run([program, *words, "-o", "-"], capture_output=True, env=dict(os.environ), check=True)
    assert done.stdout.startswith(b"%PDF" if form == "pdf" else b"PK")

    if page == "brief":
        child = pexpect.spawn(program, words, env=dict(os.environ), encoding="utf-8", timeout=30, dimensions=(24, 80))
        child.expect(f"a {form} does not go to a terminal")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 2


def test_a_workbook_of_a_page_has_numbers_days_and_a_sheet_a_part(planted: Any, tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    planted(
        "holding",
        "add",
        "note",
        "--for",
        "欧阳慧敏",
        "--amount",
        "20000",
        "--bought",
        "2026-09-04",
        "--matures",
        "2026-12-03",
    )
    planted("brief", "-o", "brief.xlsx", "--plain")
    planted(*PAGES["sheet"], "-o", "sheet.xlsx", "--plain")

    brief, sheet = (calamine.CalamineWorkbook.from_path(str(tmp_path / f"{name}.xlsx")) for name in ("brief", "sheet"))
    rows = [row for row in brief.get_sheet_by_name("Results and targets").to_python() if "Visits" in row]
    assert rows[0][1] == 1
    held = [cell for row in sheet.get_sheet_by_name("What they hold").to_python() for cell in row]
    assert 20000 in held
    assert {str(cell)[:10] for cell in held if hasattr(cell, "year")} == {"2026-09-04", "2026-12-03"}
    assert len(brief.sheet_names) == 8


def test_the_letter_speaks_the_customers_language_in_every_form(planted: Any, tmp_path: Path) -> None:
    planted("customer", "edit", "欧阳慧敏", "--language", "zh")
    for form in FORMS[:-1]:
        said = planted(*PAGES["papers"], "-o", f"out.{form}").stderr
        assert "身份证" in texts_of(tmp_path / f"out.{form}"), form
        assert "written: " in said
