"""The plan as people read it, on a demo book, in both languages: golden files, whose diff is the review."""

from typing import Any

import pytest

from golden import assert_golden

SCREENS = {
    "day": ("plan",),
    "accepted": ("plan", "today"),
    "why": ("plan", "--explain", "1"),
    "week": ("plan", "--week"),
    "month": ("plan", "--month"),
    "review": ("plan", "--history"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_of_the_plan(demo_of: Any, screen: Any, monkeypatch: pytest.MonkeyPatch, lang: str, name: str) -> None:
    monkeypatch.setenv("AMFLOW_LANG", lang)
    demo_of("retail-territory")

    assert_golden(f"plan-{name}.{lang}.screen.txt", screen(*SCREENS[name]))
