"""What stands in a report, and in which order: one of each kind as people read it, and what no document has."""

import re
from typing import Any

import pytest

from amflow.documents import pdf
from golden import assert_golden

KINDS = {
    "month": ("summary", "--month"),
    "agenda": ("summary", "--agenda"),
    "analysis": ("summary", "--analysis"),
    "forecast": ("summary", "--forecast"),
    "customer": ("report", "customer", "c1"),
    "campaign": ("report", "campaign", "g1"),
    "brief": ("brief",),
    "visit": ("visit", "c1"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_report_of_each_kind(run: Any, demo_of: Any, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)
    monkeypatch.setenv("AMFLOW_NAME", "李娜")
    demo_of("retail-bank")
    for kind, words in KINDS.items():
        page = run(*words, "--format", "md", "--plain").stdout
        assert_golden(f"report-{kind}.{lang}.md", page)
        assert not re.search(r"amflow|(?<!-)--[a-z]{2}", page), "a document has no command"
    demo_of("retail-territory")
    assert_golden(f"report-territory.{lang}.md", run("report", "territory", "--format", "md", "--plain").stdout)


@pytest.mark.parametrize("trade", ["retail-bank", "retail-territory", "general"])
def test_a_nearly_empty_book_has_short_documents_without_commands(
    run: Any, monkeypatch: pytest.MonkeyPatch, trade: str
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", trade)
    run("customer", "add", "张敏")
    run("log-visit", "c1", "met", "--no-next")
    for words in (*KINDS.values(), ("report", "territory")):
        if "campaign" not in words:
            said = run(*words, "--format", "html", "--plain").stdout
            assert not re.search(r"amflow|(?<![-!])--[a-z]{2}", said.partition("</style>")[2]), words
    if trade != "general":
        return
    month = run("summary", "--month", "--format", "md").stdout
    assert "No target is set. Counted: Contacts 1, Visits 1." in month
    assert "In the period before there was nothing to compare it with." in month
    assert "| figure |" not in month and "## Money" not in month


def test_a_summary_says_result_gap_and_what_comes_next_before_money_customers_and_activity(
    run: Any, week: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_NAME", "李娜")
    monkeypatch.setenv("AMFLOW_FIRM", "东方证券")
    run("target", "explain", "visits", "--cause", "two days ill.", "--remedy", "three more on Monday", "--due", "fri")
    page = run("summary", "--week", "--format", "md", "--plain").stdout
    covered = run("summary", "--week", "--format", "md", "--mask").stdout

    title, below, *sentences = [line for line in page.partition("\n## ")[0].splitlines() if line]
    assert title == "# Weekly report · Week 48 · 23–29 Nov 2026 · draft · 李娜 · 东方证券"
    assert below == "Securities rep in a bank branch · Wed 25 Nov 2026"
    assert sentences == [
        "Amount won ¥50,564 of ¥45,000 (112%); Accounts opened 1 of 4 (25%); 2 of 5 targets are reached or on pace,"
        " with 3 working days left.",
        "Below the line: Visits 3 of 15, 12 short (two days ill); Accounts opened 1 of 4, 3 short (no cause yet);"
        " Deals lost 1, 0 at most (no cause yet).",
        "Next: three more on Monday by Fri 27 Nov; 4 things are set down, the first on Fri 27 Nov.",
    ]
    heads = [line[3:].partition(":")[0] for line in page.splitlines() if line.startswith("## ")]
    assert heads == ["Money", "Customers", "Activity", "Outlook", "Gaps", "Next"]
    assert "(its cause is covered)" in covered and "a remedy for Visits by Fri 27 Nov" in covered
    assert "two days ill" not in covered


def test_a_picture_has_a_number_for_every_bar_or_for_none_and_is_of_three_at_least(run: Any, demo_of: Any) -> None:
    demo_of("securities-branch")
    for span in ("--week", "--month", "--quarter"):
        page = run("summary", span, "--format", "html", "--plain").stdout
        drawn = [
            (caption, re.findall(r'<rect class="bar', svg), re.findall(r"<text[^>]*>([^<]*)</text>", svg))
            for caption, svg in re.findall(r"<figcaption>(.*?)</figcaption>\s*(<svg.*?</svg>)", page, re.DOTALL)
        ]
        captions = [caption for caption, _bars, _labels in drawn]
        assert captions[0] == "actual against target"
        assert any(caption.endswith("open deals by stage") for caption in captions)
        for caption, bars, labels in drawn:
            assert len(bars) > 1, caption
            if "by stage" in caption or caption == captions[0]:
                assert len(labels) == 2 * len(bars), caption
                assert caption == captions[0] or any("deal" in label for label in labels)
            else:
                told = [label for label in labels if re.fullmatch(r"¥?[\d,.]+[km]?", label)]
                assert len(told) in (0, len(bars)), (caption, labels)
            assert not any(re.search(r"\d{4,}\.\d|,\d{3}\.\d", label) for label in labels), "no pence on thousands"


def test_covered_columns_are_left_out_and_lines_counted(run: Any, demo_of: Any) -> None:
    demo_of("wholesale")
    page = run("summary", "--week", "--format", "md", "--mask").stdout
    assert "lines, covered" in page
    assert "satisfaction, of 5: " in page


@pytest.mark.skipif(pdf.found() is None, reason="no Chrome, Edge or Chromium here")
@pytest.mark.parametrize("words", [("brief",), ("visit", "c1")])
def test_brief_and_visit_sheet_are_one_page(run: Any, demo_of: Any, tmp_path: Any, words: tuple[str, ...]) -> None:
    demo_of("retail-bank")
    run(*words, "-o", "page.pdf", "--plain")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "page.pdf").read_bytes())) == 1
