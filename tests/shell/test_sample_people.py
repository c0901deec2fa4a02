"""The people of examples are of the language that the examples are in: a Chinese one with a Chinese number in Chinese alone, and
in English a number of those kept free for examples (Ofcom's 07700 900000 to 900999), which rings with nobody."""

import re

from tools import catalogue

from amflow import locale

CHINESE_PHONE = re.compile(r"\b1[3-9]\d{9}\b")
CHINESE_NAMES = re.compile(r"\b(?:Chen Min|Zhang|Wang|Zhao|Li) ?(?:Min|Wei|Na|Fang)?\b")


def _texts() -> list[str]:
    found = (*catalogue.in_sources(), *catalogue.in_templates(), *catalogue.in_help())
    return sorted({one for _path, text in found for one in ((text,) if isinstance(text, str) else text)})


def test_english_examples_name_nobody_in_china() -> None:
    examples = [text for text in _texts() if "amflow " in text]

    assert len(examples) > 200
    assert [text for text in examples if CHINESE_PHONE.search(text) or CHINESE_NAMES.search(text)] == []


def test_chinese_examples_have_no_english_number() -> None:
    locale.use("zh")
    said = [locale._(text) for text in _texts()]
    locale.use("en")

    assert [text for text in said if "07700" in text] == []
