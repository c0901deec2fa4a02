"""A summary says that it is a draft until it is final; a final one is a record of the book, written again as it was."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pexpect
import pytest

FORMS = ["md", "html", "txt", "json", "docx", "xlsx", "pdf"]


def words_of(path: Path) -> str:
    """What a person reads in the document, whatever its form."""
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as packed:
            return "".join(
                re.sub("<[^>]+>", "\n", packed.read(name).decode("utf-8", "replace")) for name in packed.namelist()
            )
    if path.suffix == ".pdf":
        if not shutil.which("pdftotext"):
            pytest.skip("nothing here reads a PDF")
        return subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
    return path.read_text("utf-8")


@pytest.fixture
def settled(run, week):
    """The week with a cause and a remedy for every gap."""
    for gap in run("summary", "--week", "--json").json["gaps"]:
        words = ("--cause", "training", "--remedy", "calls before ten", "--due", "2026-12-02")
        run("target", "explain", gap["metric"], *words)
    return week


@pytest.mark.parametrize(("lang", "mark"), [("en", "draft"), ("zh", "草稿")])
@pytest.mark.parametrize("form", FORMS)
def test_a_draft_says_so_in_every_form_until_it_is_final(run, settled, tmp_path, monkeypatch, form, lang, mark):
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    monkeypatch.setenv("AMFLOW_LANG", lang)
    run("summary", "--week", "-o", f"draft.{form}", "--plain")
    run("summary", "--week", "--final", "-o", f"final.{form}", "--plain")

    draft, final = words_of(tmp_path / f"draft.{form}"), words_of(tmp_path / f"final.{form}")

    if form == "json":
        assert [json.loads(text)["state"] for text in (draft, final)] == ["draft", "final"]
        assert json.loads(final)["final"] == {"ref": "s1", "since_on": "2026-11-25"}
        return
    assert mark in draft
    assert mark not in final
    assert "s1" not in draft
    since = {"en": "final since Wed 25 Nov 2026 (s1)", "zh": "2026年11月25日 周三定稿（s1）"}[lang]
    assert re.sub(r"\s", "", since) in re.sub(r"\s", "", final)


def test_a_draft_says_so_on_the_screen_and_in_a_pipe_and_a_day_is_none(run, screen, settled):
    assert "· draft ·" in screen("summary", "--week").splitlines()[0]
    assert ["state", "draft", "", ""] in run("summary", "--month").lines
    assert run("summary", "--quarter", "--json").json["state"] == "draft"
    assert "draft" not in screen("summary", "--day")
    assert run("summary", "--from", "11-23", "--to", "11-24", "--json").json["state"] is None

    run("summary", "--week", "--final")

    assert screen("summary", "--week").splitlines()[1] == "counted anew; final is s1 of Wed 25 Nov 2026"


@pytest.mark.parametrize("form", FORMS)
def test_a_final_one_is_written_again_as_it_was(run, settled, tmp_path, monkeypatch, form):
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    said = run("summary", "--week", "--final", "-o", f"first.{form}", "--plain").stderr
    assert "final: Week 48 · 23–29 Nov 2026 (s1)" in said
    settled.touch(1, "visit", "2026-11-25", 5)
    run("customer", "edit", "张敏", "--name", "张明")

    run("summary", "-o", f"again.{form}", "--plain", "s1")
    run("summary", "-o", f"masked.{form}", "--mask", "s1")

    first, again = (words_of(tmp_path / f"{name}.{form}") for name in ("first", "again"))
    dated = re.compile(r"\d{4}-\d\d-\d\dT[\d:]+Z")  # when a workbook was made
    assert dated.sub("", first) == dated.sub("", again)
    assert "张敏" in again
    assert "张敏" not in words_of(tmp_path / f"masked.{form}")


def test_it_is_a_record_like_others(run, screen, settled):
    before = screen("summary", "--week").splitlines()[2:-1]
    run("summary", "--week", "--final")
    shown = screen("show", "s1")
    run("undo")
    run("show", "s1", code=3)
    run("redo")
    settled.touch(1, "visit", "2026-11-25", 5)

    assert screen("show", "s1") == shown
    assert shown.splitlines()[1] == "final since Wed 25 Nov 2026 (s1)"
    assert set(before) - set(shown.splitlines()) <= {line for line in before if "to take along" in line}
    assert screen("summary", "S1") == shown
    assert run("show", "s1", "--json").json["figures"]["visits"]["value"] == 3
    assert run("completion", "words", "bash", "show", "s").stdout.startswith("s1\t")
    assert run("completion", "words", "bash", "summary", "--show", "").stdout == "s1\tWeek 48 · 23–29 Nov 2026\n"
    assert "there is no final summary s9" in run("show", "s9", code=3).stderr
    assert "there is no final summary x" in run("summary", "x", code=3).stderr


def test_a_file_that_cannot_be_written_leaves_the_summary_final(run, settled):
    result = run("summary", "--week", "--final", "-o", "nowhere/w.md", "--plain", code=5)

    assert "final: Week 48" in result.stderr
    assert "nowhere/w.md cannot be written" in result.stderr
    assert "3" in run("summary", "--format", "md", "--plain", "s1").stdout


def test_a_final_one_of_an_earlier_version_opens_as_it_was(run, hand):
    """Kept and shown by the version before records had other names and places: every kind of record is in it."""
    here = Path(__file__).parent
    hand.write(
        "final_summary", period="week", starts_on="2026-11-23", ends_on="2026-11-29", final_on="2026-11-25",
        title="Week 48 · 23–29 Nov 2026", document=(here / "kept_before.json").read_text("utf-8"),
    )  # fmt: skip

    shown = run("summary", "--format", "md", "--plain", "s1").stdout

    assert shown == (here / "kept_before.md").read_text("utf-8")
    assert run("show", "s1", "--json").json["figures"]["visits"]["value"] == 4


WRONG = [
    "not JSON",
    "[]",
    "{}",
    '{"kept": {"summary": 7, "course": null}}',
    '{"kept": {"summary": {"is": "Summary", "of": {}}, "course": null}}',
    '{"kept": {"summary": {"is": "Desk", "of": {}}, "course": null}}',
    '{"kept": {"summary": {"is": "frozen", "of": {}}, "course": null}}',
    '{"kept": {"summary": {"day": "31 November"}, "course": null}}',
    "[" * 100_000,
]


@pytest.mark.parametrize("document", WRONG)
def test_what_is_no_summary_is_refused(run, settled, document):
    settled.write(
        "final_summary", period="week", starts_on="2026-11-16", ends_on="2026-11-22", final_on="2026-11-20",
        title="Week 47", document=document,
    )  # fmt: skip

    assert "s1 cannot be read: it does not hold a summary" in run("show", "s1", code=5).stderr


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ('"value": 3', '"value": "three"'),
        ('"value": 3', '"value": {"rate": "x"}'),
        ('"value": 3', '"value": {"money": ["1", 2]}'),
        ('"is": "Plan"', '"is": "Cause"'),
        ('"is": "Standing"', '"is": "Share"'),
        ('"better": "more"', '"better": ["more"]'),
        ('"start": {"day": "2026-11-23"}', '"start": null'),
    ],
)
def test_a_summary_that_somebody_bent_is_refused(run, settled, book, find, put):
    run("summary", "--week", "--final")
    kept = book.one("SELECT document FROM final_summary")["document"]
    head, mark, tail = kept.partition('"kept"')
    assert find in tail
    with book.change("bent") as change:
        change.update("final_summary", 1, document=head + mark + tail.replace(find, put, 1))

    assert "it does not hold a summary" in run("summary", "--format", "md", "s1", code=5).stderr


@pytest.mark.parametrize("name", ["张敏", 'Anna "Ann" W\\eber'])
def test_who_is_erased_is_in_no_final_one(run, settled, home, name):
    run("customer", "edit", "张敏", "--name", name)
    run("summary", "--week", "--final")
    assert name in run("summary", "--format", "txt", "--plain", "s1").stdout
    run("customer", "erase", "c1", "--yes")

    for form in ("txt", "json"):
        page = run("summary", "--format", form, "--plain", "s1").stdout
        assert name not in page
        assert "eber" not in page
    assert b"eber" not in (home / "book.db").read_bytes()


# What was promised


@pytest.mark.parametrize("form", FORMS)
def test_the_next_summary_opens_the_last_ones_remedies(run, settled, tmp_path, monkeypatch, form):
    monkeypatch.setenv("AMFLOW_BROWSER", "none")
    monkeypatch.setenv("AMFLOW_NOW", "2026-12-02T17:00")
    run("target", "explain", "visits", "--result", "all of them held", "--on", "2026-11-25")

    run("summary", "--week", "-o", f"next.{form}", "--plain")
    run("summary", "--week", "-o", f"masked.{form}", "--mask")

    text = words_of(tmp_path / f"next.{form}")
    assert "calls before ten" in text
    assert "all of them held" in text
    assert form == "json" or "what became of it" in text
    covered = words_of(tmp_path / f"masked.{form}")
    assert "calls before ten" not in covered
    assert "all of them held" not in covered


def test_it_asks_what_became_of_them_on_the_screen_and_in_a_pipe(run, screen, settled, monkeypatch):
    monkeypatch.setenv("AMFLOW_NOW", "2026-12-02T17:00")

    page = " ".join(screen("summary", "--week", width=200).split())
    assert 'by Wed 2 Dec 2026. What became of it? amflow target explain visits --result "…" --on 2026-11-23' in page
    promised = [line for line in run("summary", "--week").lines if line[0] == "promised"]
    assert ["promised", "visits", "calls before ten", "2026-12-02", "week", "2026-11-23", ""] in promised
    assert "What became of it?" in run("summary", "--week", "--final", code=None).stderr

    run("target", "explain", "visits", "--result", "held", "--on", "2026-11-23")
    assert "calls before ten, by Wed 2 Dec 2026: held" in " ".join(screen("summary", "--week", width=200).split())


def test_made_final_on_a_terminal_it_waits_for_the_answers(run, settled, monkeypatch):
    gaps = [gap["metric"] for gap in run("summary", "--week", "--json").json["gaps"]]
    monkeypatch.setenv("AMFLOW_NOW", "2026-12-02T17:00")
    for gap in run("summary", "--week", "--json").json["gaps"]:
        run("target", "explain", gap["metric"], "--cause", "x", "--remedy", "y", "--due", "2026-12-09")

    program = str(Path(sys.executable).parent / "amflow")
    child = pexpect.spawn(program, ["summary", "--week", "--final"], env=dict(os.environ), encoding="utf-8", timeout=30,
                          dimensions=(24, 200))  # fmt: skip
    for number, _gap in enumerate(gaps):
        child.expect("What became of it")
        child.sendline("seven were made" if number == 0 else "")
    child.expect("final: Week 49")
    child.expect(pexpect.EOF)

    kept = run("show", "s1", "--json").json["remedies"]
    assert [one["result"] for one in kept] == ["seven were made", *[None] * (len(gaps) - 1)]
    listed = run("target", "explain", "--on", "2026-11-25", "--json").json["items"]
    assert [one["result"] for one in listed] == [one["result"] for one in kept]


def test_a_quarter_has_its_gate_too(run, hand):
    hand.target("visits", "quarter", "2026-10-01", 90)
    refused = run("summary", "--quarter", "--final", code=1).stderr
    assert "--due … --quarter; without --final it is a draft" in refused

    run("target", "explain", "visits", "--cause", "began late", "--remedy", "two a day", "--due", "12-30", "--quarter")
    run("summary", "--quarter", "--final")

    assert run("show", "s1", "--json").json["period"]["kind"] == "quarter"
    page = run("summary", "--quarter", "--on", "2027-02-01").stdout
    assert "promised\tvisits\ttwo a day\t2026-12-30\tquarter\t2026-10-01" in page


def test_what_the_playbook_asks_for_and_nobody_set_keeps_no_summary_from_being_final(run):
    run("playbook", "use", "retail-bank")
    run("customer", "add", "张敏", "--tier", "gold")
    run("log-visit", "张敏", "talked", "--no-next")
    assert ["gap", "messages_gold", "0", "100"] in run("summary", "--week").lines
    assert "summary s1" in run("summary", "--week", "--final").stdout
    run("undo")

    run("target", "set", "visits", "9", "--period", "week")
    assert "below the line without a cause: Visits" in run("summary", "--week", "--final", code=1).stderr
