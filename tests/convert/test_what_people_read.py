"""The screens and pages of conversion as people read them, in both languages: golden files, whose diff is the review."""

from typing import Any

import pytest

from golden import assert_golden


@pytest.fixture
def lived(run: Any, assessed: str) -> str:
    """The loan with everything that can be said of it."""
    run("deal", "credit", assessed, "--own", "40万", "--why", "young firm", "--set", "debts=8万")
    run("deal", "doc", assessed, "received", "id-card", "--expires", "2026-12-10")
    run("deal", "doc", assessed, "rejected", "purpose-proof", "--why", "the order names somebody else")
    run("deal", "review", assessed, "--by", "credit", "--promised", "2026-11-24", "--on", "2026-11-20")
    run("deal", "review", assessed, "--by", "credit", "--asked", "two incomes?", "--on", "2026-11-23")
    run("waiting", "answer", assessed, "yes, both are proved")
    run("waiting", "chase", "w1", "this afternoon", "--on", "2026-11-24")
    run(
        "deal",
        "terms",
        assessed,
        "rate",
        "--ours",
        "3.9 %",
        "--theirs",
        "3.2 %",
        "--bottom",
        "3.5 %",
        "--on",
        "2026-11-20",
    )
    run("deal", "terms", assessed, "rate", "--ours", "3.7 %", "--gave", "salary account")
    return assessed


SCREENS = {
    "board": ("deal", "board", "--pipeline", "loan"),
    "papers": ("deal", "papers", "d1"),
    "credit": ("deal", "credit", "d1"),
    "terms": ("deal", "terms", "d1"),
    "deal": ("deal", "show", "d1"),
    "waiting": ("waiting",),
    "owed": ("show", "w1"),
    "convert": ("convert",),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen(run: Any, lived: str, screen: Any, lang: str, name: str) -> None:
    run("config", "set", "lang", lang)

    assert_golden(f"conversion-{name}.{lang}.screen.txt", screen(*SCREENS[name]))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["txt", "md", "html"])
def test_the_page_for_the_customer(run: Any, lived: str, tmp_path: Any, lang: str, form: str) -> None:
    run("customer", "edit", "李强", "--language", lang)
    run("config", "set", "name", "周宁")
    run("config", "set", "branch", "城东支行")

    run("deal", "papers", lived, "--to-bring", "-o", f"page.{form}")

    assert_golden(f"conversion-to-bring.{lang}.{form}", (tmp_path / f"page.{form}").read_text("utf-8"))
